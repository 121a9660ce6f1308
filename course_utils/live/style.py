"""Eén stijl voor alle figuren: de kleuren van palette.py, Nederlandse assen, grote letters, een zin erbij."""

import io
import threading
from functools import lru_cache
from typing import ClassVar, NamedTuple

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter
from PIL import Image

from course_utils.dutch_numbers import dutch
from course_utils.live.output import show_output
from course_utils.live.palette import BLUE, GREEN, GREY, INK, ORANGE, PALE, PURPLE, RED, SKY

if matplotlib.rcParamsOrig != matplotlib.rcParamsDefault:
    matplotlib.rcdefaults()  # een eigen matplotlibrc (streepjes, LaTeX) hoort niet in de figuren van de cursus
matplotlib.rcParams.update(
    {
        "figure.facecolor": "white",
        "font.size": 13,
        "axes.titlesize": 15,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 12,
        "axes.labelcolor": INK,
        "axes.edgecolor": GREY,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "grid.color": PALE,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "lines.linewidth": 2.5,
        "lines.solid_capstyle": "round",
        "text.parse_math": False,  # een $ die een student typt, is een dollarteken
        "axes.prop_cycle": matplotlib.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY]),
    }
)

# Matplotlib deelt gegevens tussen figuren (lettertypen, wiskundetekst) en is niet op threads gebouwd. JupyterLab laat
# een schuif in een eigen thread antwoorden terwijl een cel rekent; daarom tekent er hooguit één figuur tegelijk.
DRAWING = threading.RLock()


def dutch_axis(axis) -> None:
    """Geef een as Nederlandse getallen."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: dutch(round(value, 10))))


class _Layout(ConstrainedLayoutEngine):
    """Zet de assen op hun plaats; wie ze zelf plaatst (add_axes), hoort niet dat er niets in te delen valt."""

    def execute(self, fig: Figure) -> None:
        if any(axes.get_subplotspec() for axes in fig.axes):
            super().execute(fig)


class _Line(NamedTuple):
    """Een regel tekst: de inkt van 0 tot 255, hoe ver die rechts van en onder het begin ligt, en de maten."""

    ink: np.ndarray
    left: float
    down: float
    measures: tuple[float, float, float]


@lru_cache(4000)
def _written(font, size: float, dpi: float, text: str) -> _Line:
    font.set_size(size, dpi)
    font.set_text(text, 0, flags=get_hinting_flag())  # verreweg het meeste werk: één keer voor maat en inkt samen
    font.draw_glyphs_to_bitmap()
    (width, height), tail, (left, down) = font.get_width_height(), font.get_descent(), font.get_bitmap_offset()
    return _Line(np.array(font.get_image()), left / 64, (down + tail) / 64, (width / 64, height / 64, tail / 64))


@lru_cache(500)
def _heights(font, size: float) -> tuple[float, float, float]:
    table, scale = font.get_sfnt_table("OS/2"), size / font.units_per_EM
    return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale


class _Renderer(RendererAgg):
    """Zet een rechte tekst in één keer neer; matplotlib zelf doet het letter voor letter, en een paar keer zo traag."""

    _fonts: ClassVar[dict] = {}

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Teken de regel s, die bij (x, y) begint."""
        if ismath or angle:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        line = self._line(s, prop)
        return self._renderer.draw_text_image(line.ink, round(x + line.left), round(y + line.down) + 1, 0, gc)

    def get_text_width_height_descent(self, s, prop, ismath):
        """Hoe breed en hoog een regel is, en hoe ver zijn staarten onder de lijn komen."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return self._line(s, prop).measures

    def _line(self, text: str, prop) -> _Line:
        return _written(self._font(prop), prop.get_size_in_points(), self.dpi, text)

    def _font(self, prop):
        """Het lettertype; matplotlib zoekt het voor elke tekst opnieuw op, en dat kost meer dan de tekst tekenen."""
        font = self._fonts.get(hash(prop))
        return font or self._fonts.setdefault(hash(prop), self._prepare_font(prop))

    def _get_font_height_metrics(self, prop) -> tuple[float, float, float]:
        """Hoe ver een regel boven en onder zijn lijn komt, en de ruimte ertussen: matplotlib vraagt dit hier."""
        return _heights(self._font(prop), prop.get_size_in_points() * self.dpi / 72)


class _Canvas(FigureCanvasAgg):
    """Het vlak waarop een figuur getekend wordt."""

    def get_renderer(self) -> _Renderer:
        """De tekenaar, dezelfde zolang de figuur haar maat houdt."""
        size = (*self.get_width_height(physical=True), self.figure.dpi)
        if getattr(self, "_size", None) != size:
            self._size, self.renderer = size, _Renderer(*size)
        return self.renderer


def new_figure(width: float = 9, height: float = 4.5) -> Figure:
    """Maak een lege figuur in de stijl van de cursus; breedte en hoogte in inch, bij 100 beeldpunten per inch."""
    figure = Figure((width, height), dpi=100, layout=_Layout())
    _Canvas(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Een vaste figuur als PNG, elke keer byte voor byte gelijk."""
    buffer = io.BytesIO()
    with DRAWING:
        figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return small_png(Image.open(buffer))


def small_png(picture: Image.Image) -> bytes:
    """Een beeld als PNG met hooguit 256 kleuren: een derde van de grootte, en op het oog gelijk."""
    buffer = io.BytesIO()
    colors = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colors.save(buffer, "png", optimize=True)
    return buffer.getvalue()


def show(figure: Figure, sentence: str) -> None:
    """Toon een vaste figuur met de zin die hem beschrijft."""
    show_output(sentence, png=png(figure))
