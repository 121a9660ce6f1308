"""Balken, cijferrasters, tabellen en PNG's die elke les gebruikt; en een stijl waar de student niet bij kan."""

import os
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from course_utils.live import BLUE, INK, RED, Bars, DigitGrid, bar_chart, new_figure, png, table


def bars_on(figure, **options) -> Bars:
    options = {"names": ["een", "twee", "drie"], "longest": 100, **options}
    return Bars(figure.add_axes((0.05, 0.05, 0.9, 0.9)), **options)


def texts_of(figure) -> dict[str, Text]:
    return {text.get_text(): text for text in figure.axes[0].texts if text.get_text()}


def test_a_bar_is_as_long_as_its_value():
    figure = new_figure(6, 2)
    bars = bars_on(figure)
    bars.set([100, 50, -3], ["100 %", "50 %", "niets"], [BLUE, RED, INK])
    widths = [patch.get_width() for patch in figure.axes[0].patches]
    assert widths == [1, 0.5, 0]
    assert [to_hex(patch.get_facecolor(), keep_alpha=False).upper() for patch in figure.axes[0].patches] == [
        BLUE,
        RED,
        INK,
    ]


def test_everything_fits_in_the_room_of_the_axes_and_nothing_overlaps():
    """Namen links van nul, teksten achter de balk, en niets steekt buiten het assenstelsel of over een ander heen."""
    figure = new_figure(6, 2)
    bars = bars_on(figure, text="100,0 % goed gelezen")
    bars.set([100, 50, 0], ["100,0 % goed gelezen", "half", "niets"])
    room = figure.axes[0].get_window_extent()
    boxes = [text.get_window_extent() for text in texts_of(figure).values()]
    boxes += [patch.get_window_extent() for patch in figure.axes[0].patches if patch.get_width()]
    assert all(room.x0 - 1 <= box.x0 and box.x1 <= room.x1 + 1 for box in boxes)
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_the_first_name_is_on_top():
    figure = new_figure(6, 2)
    bars_on(figure)
    heights = [texts_of(figure)[name].get_window_extent().y0 for name in ("een", "twee", "drie")]
    assert heights == sorted(heights, reverse=True)


def test_a_scale_in_powers_of_ten():
    """Tien keer zo veel is steeds even veel langer; wat onder het begin ligt, heeft lengte nul."""
    bars = bars_on(new_figure(6, 2), longest=1000, shortest=1)
    assert [bars.place(value) for value in (1, 10, 100, 1000)] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert bars.place(0.01) == bars.place(0) == bars.place(-1) == 0


def test_names_weight_and_stripes_can_change():
    figure = new_figure(6, 2)
    bars = bars_on(figure, name="een lange naam")
    bars.set([1, 2, 3], ["", "", ""], names=["a", "b", "c"], bold=1, hatched=[False, True])
    assert [patch.get_hatch() or "" for patch in figure.axes[0].patches] == ["", "//", ""]
    assert [texts_of(figure)[name].get_fontweight() for name in "abc"] == ["normal", "bold", "normal"]
    assert len(list(bars)) == 9


def test_a_fixed_chart_in_one_call():
    figure = bar_chart(
        "snelheid", {"traag": 1, "snel": 1000}, lambda value: f"{value} keer", powers=True, mark=(10, "tien")
    )
    assert {"traag", "snel", "1 keer", "1000 keer", "tien"} <= texts_of(figure).keys()
    short, long = (patch.get_width() for patch in figure.axes[0].patches)
    assert 0 < short < long == 1
    below = texts_of(figure)["tien"].get_window_extent()
    assert not any(below.overlaps(bar.get_window_extent()) for bar in figure.axes[0].patches)
    assert png(figure) == png(figure)


def test_digits_stand_in_rows_with_their_captions():
    figure = new_figure(6, 3)
    grid = DigitGrid(figure.add_axes((0, 0, 1, 1)), rows=2, columns=3)
    images = np.arange(4)[:, None, None] * np.ones((4, 28, 28)) + 1
    grid.set(images, ["nul", "een", "twee ✗", "drie"], wrong=[False, False, True])
    shown = np.ma.filled(grid.picture.get_array(), np.nan)
    middles = shown[15::42, 15::30]
    assert middles[0].tolist() == [1, 2, 3] and middles[1][0] == 4
    assert np.isnan(middles[1][1:]).all(), "waar geen cijfer staat, is het leeg"
    assert [caption.get_text() for caption in grid.captions] == ["nul", "een", "twee ✗", "drie", "", ""]
    assert [caption.get_color() for caption in grid.captions[:3]] == [INK, INK, RED]
    grid.set(captions=["nieuw"])
    assert grid.captions[0].get_text() == "nieuw" and grid.captions[3].get_text() == ""
    assert np.ma.filled(grid.picture.get_array(), np.nan)[15, 15] == 1, "de cijfers zelf bleven staan"


class Cells(HTMLParser):
    """De cellen van een tabel: (soort, scope, rechts uitgelijnd, tekst)."""

    def __init__(self, html: str):
        super().__init__()
        self.cells: list[list] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("th", "td"):
            given = dict(attrs)
            self.cells.append([tag, given.get("scope"), "right" in given["style"], ""])

    def handle_data(self, data):
        self.cells[-1][3] += data


def test_a_table_can_be_read_by_everyone():
    """Koppen hebben een scope, getallen staan rechts, en wat iemand typte blijft tekst."""
    html = table(("laag", "gewichten"), [("<b>1</b>", "12.544"), ("2", 256)], numbers=[1], total=("samen", "12.800"))
    assert Cells(html).cells == [
        ["th", "col", False, "laag"],
        ["th", "col", True, "gewichten"],
        ["th", "row", False, "<b>1</b>"],
        ["td", None, True, "12.544"],
        ["th", "row", False, "2"],
        ["td", None, True, "256"],
        ["th", "row", False, "samen"],
        ["td", None, True, "12.800"],
    ]
    assert "<thead>" not in table((), [("naam", "waarde")])


def python(code: str, **environment) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout


def test_a_matplotlibrc_of_the_user_does_not_reach_the_figures(tmp_path):
    """Bron: astropy/astropy #7715. Met text.usetex viel elke figuur om; met streepjes werd elke lijn gestreept."""
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nlines.linestyle: --\nfont.family: monospace\n", "utf-8")
    code = (
        "import hashlib; from course_utils.live import new_figure, png; figure = new_figure(3, 2);"
        "figure.add_subplot(title='Titel').plot([0, 1]); print(hashlib.sha256(png(figure)).hexdigest())"
    )
    assert python(code, MATPLOTLIBRC=str(tmp_path / "matplotlibrc")) == python(code)


def test_import_hides_no_warnings():
    """Een filter bij import verbergt ook wat de student zelf fout doet."""
    code = (
        "import warnings, matplotlib.figure, anywidget, ipywidgets; before = list(warnings.filters);"
        "import course_utils.live; print(warnings.filters == before)"
    )
    assert python(code).strip() == "True"
