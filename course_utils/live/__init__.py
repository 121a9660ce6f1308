"""De levende figuur en wat elke les ervan gebruikt: regelaars, grafieken, trainen, opmaak en uitvoer.

    from course_utils.live import BLUE, Bars, Drawing, live_figure, slider

Uitleg met een voorbeeld staat bovenaan figure.py (levende figuren), charts.py (balken, cijfers, tabellen) en
training.py (iets dat traint).
"""

from course_utils.live.charts import Bars, DigitGrid, bar_chart, table
from course_utils.live.controls import button, checkbox, choice, handle, number, slider, stops, text
from course_utils.live.figure import Drawing, LiveFigure, Spot, live_figure
from course_utils.live.output import show_output
from course_utils.live.palette import (
    BLUE,
    BLUE_LIGHT,
    BLUE_TEXT,
    GREEN,
    GREEN_LIGHT,
    GREEN_TEXT,
    GREY,
    GREY_LIGHT,
    GREY_TEXT,
    INK,
    ORANGE,
    ORANGE_LIGHT,
    ORANGE_TEXT,
    PALE,
    PURPLE,
    PURPLE_TEXT,
    RED,
    RED_TEXT,
    SKY,
    SKY_TEXT,
)
from course_utils.live.style import dutch_axis, new_figure, png, show
from course_utils.live.training import Training, training_slider

__all__ = [
    "BLUE",
    "BLUE_LIGHT",
    "BLUE_TEXT",
    "GREEN",
    "GREEN_LIGHT",
    "GREEN_TEXT",
    "GREY",
    "GREY_LIGHT",
    "GREY_TEXT",
    "INK",
    "ORANGE",
    "ORANGE_LIGHT",
    "ORANGE_TEXT",
    "PALE",
    "PURPLE",
    "PURPLE_TEXT",
    "RED",
    "RED_TEXT",
    "SKY",
    "SKY_TEXT",
    "Bars",
    "DigitGrid",
    "Drawing",
    "LiveFigure",
    "Spot",
    "Training",
    "bar_chart",
    "button",
    "checkbox",
    "choice",
    "dutch_axis",
    "handle",
    "live_figure",
    "new_figure",
    "number",
    "png",
    "show",
    "show_output",
    "slider",
    "stops",
    "table",
    "text",
    "training_slider",
]
