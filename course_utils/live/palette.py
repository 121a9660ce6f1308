"""De kleuren van de cursus: elke kleur heeft hier één naam en één betekenis, voor Python, voor CSS en voor JavaScript.

Het palet is dat van Okabe en Ito, dat ook bij kleurenblindheid te onderscheiden is, met een rood dat rood is en een
paars dat paars is. Een kleur is nooit het enige verschil: er staat altijd een woord, een vorm of een streepje bij.

Tekst in ORANGE, GREEN, SKY of GREY is op wit te licht om te lezen. Daarom heeft elke kleur een tweeling voor tekst, met
_TEXT erachter.
"""

BLUE = "#0072B2"  # waar het om gaat: het model, de balk, de lijn die de student beweegt
ORANGE = "#E69F00"  # wat ertegenover staat; bij gewichten: positief
GREEN = "#009E73"  # goed, gehaald, past; de beste
RED = "#CE1126"  # fout, te veel, een grens; of het ene punt waar de tekst naar wijst
PURPLE = "#7E22CE"  # de gradiënt, terug door het netwerk; bij gewichten: negatief
SKY = "#56B4E9"  # meer van hetzelfde als blauw, minder belangrijk
INK = "#22303C"  # tekst, gegevens, assen
GREY = "#7A8793"  # ter vergelijking, hulplijnen
PALE = "#E6EAED"  # leeg: het deel van een balk dat niet gevuld is

BLUE_TEXT, RED_TEXT, PURPLE_TEXT = BLUE, RED, PURPLE
ORANGE_TEXT = "#8F6200"
GREEN_TEXT = "#00724F"
SKY_TEXT = "#2F6C8E"
GREY_TEXT = "#5F6B76"

BLUE_LIGHT = "#CFE4F2"  # een vlak achter tekst of lijnen
ORANGE_LIGHT = "#F8DDA0"
GREEN_LIGHT = "#BFE6D8"
PURPLE_LIGHT = "#DFCBF6"
GREY_LIGHT = "#B4BEC6"

PALETTE = {name: color for name, color in globals().items() if name.isupper()}
# Tekst op het donkere thema van JupyterLab, naast het beeld.
_ON_DARK = {
    "BLUE_TEXT": SKY,
    "ORANGE_TEXT": "#F2B84B",
    "GREEN_TEXT": "#4FD1A5",
    "RED_TEXT": "#FF8A8A",
    "PURPLE_TEXT": "#C9A2F5",
    "SKY_TEXT": SKY,
    "GREY_TEXT": "#B4BEC6",
}


def css_variables() -> str:
    """Het palet als CSS: RED heet daar var(--hoe-ai-red), en GREY_TEXT var(--hoe-ai-grey-text)."""
    light = "".join(f"  {_variable(name)}: {color};\n" for name, color in PALETTE.items())
    dark = "".join(f"  {_variable(name)}: {color};\n" for name, color in _ON_DARK.items())
    return f':root {{\n{light}}}\n[data-jp-theme-light="false"] .hoe-ai-live {{\n{dark}}}\n'


def _variable(name: str) -> str:
    return f"--hoe-ai-{name.lower().replace('_', '-')}"
