"""Grafieken die in elke les terugkomen, vast en levend: balken met tekst erachter, een raster van cijfers, een tabel.

Een vaste grafiek is één aanroep:

    figure = bar_chart("FLOP per seconde", {"NumPy": 3e10, "Python": 2e7}, speed, powers=True)  # speed: getal -> tekst
    show(figure, "NumPy is 1.500 keer zo snel.")

In een levende figuur staan ze één keer in build, en zet `draw` de gegevens:

    bars = Bars(figure.add_axes((0.4, 0.05, 0.58, 0.85)), range(10), longest=1, text="100 %")
    digits = DigitGrid(figure.add_axes((0, 0.05, 0.38, 0.85)), rows=2, columns=6)

    def draw(noise):
        ...
        bars.set(chances, [f"{dutch(100 * chance, 0)} %" for chance in chances], [BLUE, *[PALE] * 9])
        digits.set(images, [str(guess) for guess in guesses], wrong=guesses != labels)
        return Drawing("...", html=table(("laag", "parameters"), [("laag 1", "12.560"), ("laag 2", "272")]))

    return draw, (bars, digits)

Het assenstelsel is steeds de ruimte voor alles bij elkaar: de namen links, de balken, en de teksten rechts.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from course_utils.dutch_numbers import dutch
from course_utils.live.palette import BLUE, GREY, GREY_TEXT, INK, PALE, RED
from course_utils.live.style import new_figure

_GAP = 8  # beeldpunten tussen naam, balk en tekst
_DIGIT, _CAPTION = 30, 12  # beeldpunten: een cijfer van 28 bij 28 met een rand, en de regel eronder


class Bars:
    """Liggende balken onder elkaar, met de naam ervoor en een Nederlandse tekst erachter.

    axes: de ruimte voor alles samen. names: de namen, de eerste bovenaan. longest: de waarde van de langste balk.
    text: de breedste tekst die achter een balk komt; name: de breedste naam, als set() de namen verandert.
    shortest: met deze waarde begint een schaal van machten van tien; zonder is de schaal gewoon en begint hij bij nul.
    Balk nummer r ligt op y = r, dus er mag van alles bij getekend worden; place() geeft de x van een waarde.
    """

    def __init__(
        self,
        axes: Axes,
        names: Iterable,
        longest: float,
        text: str = "100,0 %",
        name: str | None = None,
        shortest: float | None = None,
        fontsize: float = 13,
    ):
        names = [str(given) for given in names]
        self._longest, self._shortest = longest, shortest
        self._names = [
            axes.text(0, row, given, ha="right", va="center", size=fontsize) for row, given in enumerate(names)
        ]
        self._texts = [axes.text(0, row, "", va="center", size=fontsize) for row in range(len(names))]
        self._bars = axes.barh(range(len(names)), [0] * len(names), height=0.66, color=BLUE)
        width = axes.get_window_extent().width
        left = max(_width(axes, given, fontsize) for given in ([name] if name else names)) + _GAP
        scale = 1 / max(
            width - left - _width(axes, text, fontsize) - 2 * _GAP, 1
        )  # een balk van 1 is zoveel beeldpunten
        self._gap = _GAP * scale
        axes.set(xlim=(-left * scale, (width - left) * scale), ylim=(len(names) - 0.4, -0.6))
        axes.set_axis_off()
        self._axes = axes
        for artist in self._names:
            artist.set_x(-self._gap)

    @property
    def rows(self) -> list[tuple[Artist, Artist, Artist]]:
        """Per rij de naam, de balk en de tekst: samen een plek om op te klikken."""
        return list(zip(self._names, self._bars, self._texts, strict=True))

    def __iter__(self) -> Iterator[Artist]:
        """De artists die veranderen."""
        yield from (*self._bars, *self._names, *self._texts)

    def place(self, value: float) -> float:
        """De x waar een balk met deze waarde eindigt."""
        if self._shortest is None:
            return max(value, 0) / self._longest
        low = math.log10(self._shortest)
        return max(math.log10(max(value, self._shortest)) - low, 0) / (math.log10(self._longest) - low)

    def set(
        self,
        values: Sequence[float],
        texts: Sequence[str],
        colors: str | Sequence[str] = BLUE,
        names: Sequence[str] | None = None,
        bold: int | None = None,
        hatched: Sequence[bool] = (),
    ) -> None:
        """Zet de balken. bold: de rij met een vette naam; hatched: welke balken gestreept zijn."""
        colors = [colors] * len(self._bars) if isinstance(colors, str) else colors
        for row, (bar, text, name) in enumerate(zip(self._bars, self._texts, self._names, strict=True)):
            end = self.place(values[row])
            bar.set(width=end, facecolor=colors[row], edgecolor="white", linewidth=0)
            bar.set_hatch("//" if row < len(hatched) and hatched[row] else "")
            text.set(x=end + self._gap, text=texts[row])
            name.set_fontweight("bold" if row == bold else "normal")
            if names is not None:
                name.set_text(names[row])

    def mark(self, value: float, text: str = "", color: str = GREY) -> None:
        """Een streep door alle balken bij een vaste waarde, met een tekst eronder."""
        x, bottom = self.place(value), len(self._bars) - 0.4
        self._axes.plot([x, x], [-0.5, bottom - 0.1], color=color, linewidth=1.5, linestyle="--")
        readable = GREY_TEXT if color == GREY else color
        self._axes.text(x + self._gap / 2, bottom, text, color=readable, fontsize=12, va="center")
        for label in self._texts:
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})


def bar_chart(
    title: str,
    values: dict[str, float],
    say: Callable[[float], str],
    colors: str | Sequence[str] = BLUE,
    powers: bool = False,
    mark: tuple = (),
) -> Figure:
    """Een vaste figuur met balken: naam -> waarde, en say maakt van een waarde de tekst erachter.

    powers: op een schaal van machten van tien, met de getallen eronder; een balk begint dan onder de kleinste waarde.
    mark: (waarde, tekst, kleur) van een streep door alle balken.
    """
    bottom = 0.4 if powers else 0.1
    figure = new_figure(9.4, 0.46 * len(values) + 0.7 + bottom)
    height = figure.get_figheight()
    axes = figure.add_axes((0.01, bottom / height, 0.98, 1 - (bottom + 0.5) / height))
    axes.set_title(title, fontsize=13)
    texts = [say(value) for value in values.values()]
    low = 10 ** (math.log10(min(values.values())) - 0.5) if powers else None
    widest = max(texts, key=len)
    bars = Bars(axes, values, max(values.values()), widest, shortest=low)
    bars.set(list(values.values()), texts, colors)
    for power in range(math.ceil(math.log10(low)), math.floor(math.log10(max(values.values()))) + 1) if powers else ():
        axes.axvline(bars.place(10.0**power), color=PALE, linewidth=1, zorder=0)
        place = {"ha": "center", "va": "top", "fontsize": 12, "color": GREY_TEXT}
        axes.text(bars.place(10.0**power), len(values) - 0.35, dutch(10.0**power), **place)
    if mark:
        bars.mark(*mark)
    return figure


class Pixels(AxesImage):
    """Een beeld van vakjes, zonder overgangen: zoals imshow met "nearest", in een derde van de tijd."""

    def make_image(self, renderer, magnification=1.0, unsampled=False):
        """Het beeld op het scherm: elk beeldpunt neemt de kleur van het vakje waar zijn midden in ligt."""
        left, right, bottom, top = self.get_extent()
        edges = self.get_transform().transform([(left, bottom), (right, top)])
        cells = self.get_array()[:: -1 if self.origin == "upper" else 1]
        clip = self.axes.bbox.extents
        columns, x = self._cells(*edges[:, 0], cells.shape[1], clip[0], clip[2])
        rows, y = self._cells(*edges[:, 1], cells.shape[0], clip[1], clip[3])
        colors = self.to_rgba(cells, bytes=True).view(np.uint32)[..., 0]
        return colors[rows[:, None], columns].view(np.uint8).reshape(len(rows), len(columns), 4), x, y, None

    @staticmethod
    def _cells(start: float, end: float, count: int, low: float, high: float) -> tuple[np.ndarray, float]:
        """Langs een as: het vakje van elk beeldpunt, en waar het eerste beeldpunt ligt."""
        first, last = np.floor(max(start, low) + 0.5), np.ceil(min(end, high) - 0.5)
        share = (np.arange(first, last) + 0.5 - start) / (end - start)
        return (np.ceil(share * count - 1e-6).astype(int) - 1).clip(0, count - 1), first


class DigitGrid:
    """Een raster van cijfers van 28 bij 28 beeldpunten, elk met een regel tekst eronder.

    axes: de ruimte voor alles samen; de cijfers blijven vierkant. limits: de waarde van papier en die van inkt.
    """

    def __init__(self, axes: Axes, rows: int, columns: int, limits: tuple[float, float] = (0, 255)):
        self.rows, self.columns = rows, columns
        height = (_DIGIT + _CAPTION) / _DIGIT  # van een vak, als de breedte 1 is
        self.picture = Pixels(axes, cmap="gray_r", extent=(0, columns, rows * height, 0), origin="upper")
        self.picture.set_clim(*limits)
        self.picture.set_data(self._mosaic(()))
        axes.add_image(self.picture)
        axes.set(xlim=(0, columns), ylim=(rows * height, 0), aspect="equal")
        self.captions = [
            axes.text(i % columns + 0.5, height * (i // columns) + 1.16, "", ha="center", va="center", size=13)
            for i in range(rows * columns)
        ]
        axes.set_axis_off()

    def __iter__(self) -> Iterator[Artist]:
        """De artists die veranderen; staan de cijfers vast, geef dan alleen `captions` terug."""
        yield from (self.picture, *self.captions)

    def set(
        self, images: Sequence[np.ndarray] | None = None, captions: Sequence[str] = (), wrong: Sequence[bool] = ()
    ) -> None:
        """Zet de cijfers (None: ze blijven) en hun teksten; wat wrong is, wordt rood en vet. De rest blijft leeg."""
        if images is not None:
            self.picture.set_data(self._mosaic(images))
        for place, artist in enumerate(self.captions):
            bad = place < len(wrong) and bool(wrong[place])
            artist.set(text=captions[place] if place < len(captions) else "", color=RED if bad else INK)
            artist.set_fontweight("bold" if bad else "normal")

    def _mosaic(self, images: Sequence[np.ndarray]) -> np.ndarray:
        """Alle cijfers in één beeld; waar niets staat, is het doorzichtig."""
        cells = np.full((self.rows * self.columns, _DIGIT + _CAPTION, _DIGIT), np.nan, np.float32)
        for cell, image in zip(cells, images, strict=False):
            cell[1:29, 1:29] = image
        grid = cells.reshape(self.rows, self.columns, *cells.shape[1:])
        return grid.transpose(0, 2, 1, 3).reshape(self.rows * cells.shape[1], self.columns * _DIGIT)


def table(head: Sequence[str], rows: Iterable[Sequence], numbers: Iterable[int] = (), total: Sequence = ()) -> str:
    """Een HTML-tabel. De eerste cel van een rij is haar kop; alle tekst wordt geëscapet.

    head: de koppen van de kolommen; leeg: geen koprij. numbers: de kolommen met getallen, die rechts uitlijnen.
    total: een rij aan het eind, met een streep erboven.
    """
    numbers = set(numbers)

    def row(cells: Sequence, kinds: tuple[str, str]) -> str:
        made = ""
        for place, cell in enumerate(cells):
            side = "right; white-space: nowrap" if place in numbers else "left"
            kind = kinds[min(place, 1)]
            made += f'<{kind} style="text-align: {side}">{escape(str(cell))}</{kind[:2]}>'
        return f"<tr>{made}</tr>"

    column, side = 'th scope="col"', 'th scope="row"'
    top = f"<thead>{row(head, (column, column))}</thead>" if head else ""
    body = "".join(row(cells, (side, "td")) for cells in rows)
    end = f"<tfoot>{row(total, (side, 'td'))}</tfoot>" if total else ""
    return f"<table>{top}<tbody>{body}</tbody>{end}</table>"


def _width(axes: Axes, text: str, fontsize: float) -> float:
    """De breedte van een tekst in beeldpunten."""
    artist = axes.text(0, 0, text, size=fontsize, weight="bold")
    width = artist.get_window_extent(axes.figure.canvas.get_renderer()).width
    artist.remove()
    return width
