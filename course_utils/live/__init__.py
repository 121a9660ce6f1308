"""De levende figuur en wat elke les ervan gebruikt: regelaars, grafieken, trainen, opmaak en uitvoer.

    from course_utils.live import BLUE, Bars, Drawing, live_figure, slider

Uitleg met een voorbeeld staat bovenaan figure.py (levende figuren), charts.py (balken, cijfers, tabellen) en
training.py (iets dat traint).
"""

from course_utils.live.charts import Bars, DigitGrid, bar_chart, table
from course_utils.live.controls import button, checkbox, choice, handle, number, slider, stops, text
from course_utils.live.figure import Drawing, LiveFigure, Spot, live_figure
from course_utils.live.output import show_output
from course_utils.live.palette import *
from course_utils.live.style import dutch_axis, new_figure, png, show
from course_utils.live.training import Training, training_slider
