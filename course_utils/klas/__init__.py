"""De klas: een server voor alle apparaten in het lokaal, en het overzicht voor de docent."""
