"""De levende figuur en wat elke les ervan gebruikt: regelaars, lagen, trainen, opmaak en uitvoer."""
