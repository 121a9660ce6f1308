"""Het tekenvel: teken een cijfer en zie elk getal tussen je pen en het antwoord van het netwerk.

Het vel is een levende figuur met één bijzondere regelaar: lijnen. De browser (`digit_pad.js`) zet de inkt meteen op het
scherm en stuurt de lijnen; Python maakt er inkt van, laat het netwerk rekenen en tekent alle lagen.

    vel = DigitPad()
    vel.show()
    vel.image          # later: wat het netwerk zag, vorm (28, 28)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.lib.stride_tricks import sliding_window_view

from course_utils.dutch_numbers import dutch
from course_utils.handwriting.attribution import trace
from course_utils.handwriting.ink import PEN, SIDE, Stroke, ink_box, ink_of, prepare_drawing
from course_utils.live.controls import Control, checkbox
from course_utils.live.figure import Drawing, LiveFigure, LiveWidget
from course_utils.live.output import browser_files
from course_utils.live.palette import BLUE, GREY, INK, ORANGE, PURPLE
from course_utils.subjects.network import Network, softmax

_MOST_POINTS = 20_000  # zoveel punten zet niemand; een vel met meer is geen tekening

EXAMPLE: list[Stroke] = [
    [
        (95, 80),
        (120, 58),
        (155, 52),
        (183, 68),
        (186, 95),
        (165, 120),
        (130, 134),
        (165, 142),
        (192, 165),
        (194, 198),
        (172, 224),
        (132, 230),
        (92, 212),
    ]
]
_LETTER_M: list[Stroke] = [[(65, 230), (65, 50), (140, 160), (215, 50), (215, 230)]]
_SMILEY: list[Stroke] = [
    [(100, 90), (100, 110)],
    [(180, 90), (180, 110)],
    [(75, 165), (105, 205), (140, 218), (175, 205), (205, 165)],
]


def _noise() -> list[Stroke]:
    """Losse spatten inkt, elke keer dezelfde."""
    spots = np.random.default_rng(1).integers(25, 255, (60, 2)).tolist()
    return [[(x, y), (x + 1, y)] for x, y in spots]


NONSENSE: dict[str, list[Stroke]] = {"Spatten": _noise(), "Letter M": _LETTER_M, "Lachebekje": _SMILEY}


class Reading(NamedTuple):
    """Wat het netwerk van een vel maakt. layers: het beeld plat, de twee verborgen lagen, de tien scores."""

    drawing: np.ndarray  # (280, 280)
    prepared: np.ndarray  # (28, 28)
    layers: list[np.ndarray]
    chances: np.ndarray  # (10,)
    answer: int
    sentence: str


def read_drawing(network: Network, drawing: np.ndarray) -> Reading:
    """Laat het netwerk een vel lezen, en zeg in een zin wat erop staat en wat het netwerk antwoordt."""
    prepared = prepare_drawing(drawing)
    values = network.layers(prepared.reshape(784))
    chances = softmax(values[-1])
    answer, second = (int(place) for place in np.argsort(-chances)[:2])
    what, is_digit = describe_ink(drawing, prepared)
    said = f"leest het netwerk een {answer}" if is_digit else f"zegt het netwerk: een {answer}"
    sentence = f"{what} {said[0].upper()}{said[1:]}" if what.endswith(".") else f"{what} {said}"
    sentence += f", met {chance_text(chances[answer])} kans. Tweede keus: een {second}, {chance_text(chances[second])}."
    return Reading(drawing, prepared, values, chances, answer, sentence)


def describe_ink(drawing: np.ndarray, prepared: np.ndarray) -> tuple[str, bool]:
    """Het begin van de zin: wat er op het vel staat. En of het een cijfer zou kunnen zijn."""
    box = ink_box(drawing)
    if box is None:
        return "Het vel is leeg, en toch", False
    top, bottom, left, right = box
    height, width = bottom - top, right - left
    if max(height, width) <= 1.8 * PEN:
        return "Je zette een stip. Die is opgeblazen tot een vlek, en daarvan", False
    if _is_blot(prepared):
        return "Het vel is één dikke vlek, en toch", False
    scale = 20 / max(height, width)
    size = f"{max(1, round(width * scale))} bij {max(1, round(height * scale))}"
    place = _place((top + bottom) / 2, (left + right) / 2)
    moved = (
        f"Je tekening staat {place}; ze is naar het midden geschoven" if place else "Je tekening staat in het midden"
    )
    return f"{moved} en past in {size} beeldpunten. Daarin", True


def _is_blot(prepared: np.ndarray) -> bool:
    """Past er in de inkt een vol vierkant van 12 bij 12? In een schijf van 20 breed wel, in een dik cijfer niet."""
    return bool(sliding_window_view(prepared > 0.5, (12, 12)).all(axis=(2, 3)).any())


def _place(y: float, x: float) -> str:
    """Waar het midden van de inkt ligt, als dat ver van het midden van het vel is."""
    edge = SIDE / 7
    vertical = "boven" if y < SIDE / 2 - edge else "onder" if y > SIDE / 2 + edge else ""
    horizontal = "links" if x < SIDE / 2 - edge else "rechts" if x > SIDE / 2 + edge else ""
    return horizontal + vertical


def chance_text(chance: float) -> str:
    """Een kans in procenten; wat bijna 0 of 1 is, wordt niet tot 0 of 100 afgerond."""
    if 0 < chance <= 0.005:  # 0,5 % zelf wordt naar 0 afgerond
        return "minder dan 1 %"
    if chance > 0.999:
        return "meer dan 99,9 %"
    if chance > 0.99:
        return f"{dutch(np.floor(1000 * chance) / 10, 1)} %"
    return f"{dutch(100 * chance, 0)} %"


# --- het vel als regelaar --------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """Wat er op het vel staat. label: als welk cijfer het bewaard is; de volgende lijn begint dan een nieuw vel."""

    strokes: Sequence[Stroke]
    label: int | None = None


@dataclass(frozen=True)
class SheetControl(Control):
    """Een vel om op te tekenen. values: voorbeelden van tekeningen; collect: met knoppen om te bewaren."""

    values: tuple[Sheet, ...] = ()
    collect: bool = False

    kind = "sheet"

    def read(self, position: Any) -> Sheet:
        """De lijnen die de browser stuurt; is het geen tekening, dan ValueError met een zin."""
        try:
            strokes, label = position["strokes"], position.get("label")
            strokes = [[(x, y) for x, y in stroke] for stroke in strokes]
            points = np.array([point for stroke in strokes for point in stroke], float).reshape(-1, 2)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise ValueError("Dit is geen tekening.") from None
        if len(points) > _MOST_POINTS or not (np.abs(points) < 10 * SIDE).all():
            raise ValueError("Deze tekening is te groot. Druk op Wis.")
        if label is not None and label not in range(10):
            raise ValueError("Bewaar een tekening als 0 tot en met 9.")
        if label is not None and (not strokes or strokes == self.start.strokes):
            what = "Het vel is leeg. Teken eerst" if not strokes else "Dit is het voorbeeld. Teken eerst zelf"
            raise ValueError(f"{what} een {label}.")
        return Sheet(strokes, label)

    def write(self, value: Sheet) -> dict[str, Any]:
        """Het omgekeerde van read, met erbij of dit het voorbeeld is."""
        return {**value._asdict(), "example": value == self.start}

    def check(self, value: Sheet) -> Sheet:
        """Een tekening uit Python, gelezen zoals een uit de browser."""
        return self.read(value._asdict())

    def for_browser(self, name: str) -> dict[str, Any]:
        """De beschrijving waarmee digit_pad.js het vel bouwt."""
        look = {"side": SIDE, "pen": PEN, "ink": INK, "faint": GREY, "collect": self.collect}
        return {**super().for_browser(name), **look}


def paper(collect: bool = False) -> SheetControl:
    """Een vel als regelaar; er ligt een 3 op, als voorbeeld."""
    start = Sheet(EXAMPLE)
    sheets = (start, *(Sheet(strokes) for strokes in NONSENSE.values()), Sheet([]))
    return SheetControl("Tekenvel", start, values=sheets, collect=collect)


# --- het plaatje -----------------------------------------------------------------------------------------------------

_WIDTH, _HEIGHT = 656, 430  # beeldpunten; alle plaatsen hieronder ook
_SHEET = (44, 30, 130)  # x, y, zijde
_IMAGE = (14, 226, 190)
_COLUMNS = (278, 420)  # links van de balken van de verborgen lagen
_OUTPUT = 530
_BAR = 38
_ROWS = np.linspace(52, 412, 16)
_DIGITS = np.linspace(92, 408, 10)
_FULL_BAR = 18.0  # deze waarde vult een balk; hooguit één op de honderd waarden is groter
LAYOUT = {  # voor wie het plaatje zonder Python tekent
    "sheet": _SHEET,
    "image": _IMAGE,
    "columns": _COLUMNS,
    "output": _OUTPUT,
    "bar": _BAR,
    "rows": _ROWS.tolist(),
    "digits": _DIGITS.tolist(),
    "full": _FULL_BAR,
}


class _Picture:
    """Alle lagen van het netwerk naast elkaar; `show` zet er een lezing op, met of zonder de sterkste verbindingen."""

    def __init__(self, figure):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        axes.set_axis_off()
        dashed = {"fill": False, "ec": BLUE, "lw": 1.5, "ls": "--", "zorder": 4}
        images = []
        for (x, y, side), points, title in ((_SHEET, SIDE, "jouw vel"), (_IMAGE, 28, "784 beeldpunten")):
            place = {"extent": (x, x + side, y + side, y), "aspect": "auto"}
            images.append(axes.imshow(np.zeros((points, points)), cmap="Greys", vmin=0, vmax=1, **place))
            axes.add_patch(Rectangle((x, y), side, side, fill=False, ec=GREY, zorder=4))
            white = [withStroke(linewidth=5, foreground="white")]  # hier lopen lijnen langs
            axes.text(x, y - 7, title, va="bottom", path_effects=white, zorder=6)
        self.sheet, self.prepared = images
        x, y, side = _SHEET
        self.box = axes.add_patch(Rectangle((x, y), 0, 0, **dashed))
        arrow = {"arrowstyle": "-|>", "color": GREY, "lw": 2}
        axes.annotate("", (x + side / 2, _IMAGE[1] - 28), (x + side / 2, y + side + 4), arrowprops=arrow)
        x, y, side = _IMAGE
        axes.add_patch(Rectangle((x + side / 7, y + side / 7), side * 5 / 7, side * 5 / 7, **dashed))
        center = {"marker": "+", "markersize": 13, "color": BLUE, "markeredgewidth": 1.5, "zorder": 4}
        axes.plot(x + side * 14.5 / 28, y + side * 14.5 / 28, **center)
        for left, title in zip(_COLUMNS, ("laag 1", "laag 2"), strict=True):
            axes.text(left, 23, title, ha="center", va="bottom")
        for digit, row in enumerate(_DIGITS):
            axes.text(_OUTPUT - 5, row, str(digit), ha="right", va="center", fontsize=15)

        self.lines = axes.add_collection(LineCollection([], zorder=5))
        places = [(left, row, 14, "right") for left in _COLUMNS for row in _ROWS]
        places += [(_OUTPUT, row, 22, "left") for row in _DIGITS]
        look = {"va": "center", "fontsize": 12, "zorder": 7}
        self.places = [(x, y - high / 2, high) for x, y, high, _ in places]
        self.bars = axes.add_collection(PolyCollection([], linewidths=0, zorder=7))  # in één keer getekend
        self.texts = [axes.text(x - 5, y, "", ha=side, **look) for x, y, _, side in places]
        self.answer = axes.text(
            _OUTPUT + 20, 42, "", fontsize=36, fontweight="bold", ha="center", va="center", zorder=7
        )

    def changing(self) -> list:
        """De artists die bij elke tekening veranderen."""
        return [self.sheet, self.prepared, self.box, self.lines, self.bars, *self.texts, self.answer]

    def show(self, reading: Reading, lines: list[list[tuple[int, int, float]]]) -> None:
        self.sheet.set_data(reading.drawing)
        self.prepared.set_data(reading.prepared)
        x, y, side = _SHEET
        top, bottom, left, right = (value * side / SIDE for value in ink_box(reading.drawing) or (0, 0, 0, 0))
        self.box.set_bounds(x + left, y + top, right - left, bottom - top)
        self.box.set_visible(bottom > top)
        hidden = [float(value) for layer in reading.layers[1:3] for value in layer]
        widths = [_BAR * min(1.0, value / _FULL_BAR) for value in hidden]
        widths += [max(1.5, _BAR * float(chance)) for chance in reading.chances]
        words = [dutch(value, 1) for value in hidden]
        words += [
            chance_text(chance).replace("meer dan ", "> ") if chance >= 0.005 else "" for chance in reading.chances
        ]
        colors = [INK if value > 0 else GREY for value in hidden] + [INK] * 10
        self.bars.set_verts(
            [
                [(x, y), (x + width, y), (x + width, y + high), (x, y + high)]
                for (x, y, high), width in zip(self.places, widths, strict=True)
            ]
        )
        digits = [BLUE if digit == reading.answer else GREY for digit in range(10)]
        self.bars.set_facecolor([BLUE] * len(hidden) + digits)
        for text, said, color in zip(self.texts, words, colors, strict=True):
            text.set(text=said, color=color)
        for digit, chance in enumerate(reading.chances):
            self.texts[len(hidden) + digit].set_x(_OUTPUT + _BAR * float(chance) + 5)
        self.answer.set_text(str(reading.answer))
        self._connect(lines)

    def _connect(self, lines: list[list[tuple[int, int, float]]]) -> None:
        """Oranje en doorgetrokken pleit vóór het antwoord, paars en gestreept ertegen; dikker telt zwaarder."""
        segments, widths, positive = [], [], []
        for layer, connections in enumerate(lines):
            most = max((abs(share) for *_, share in connections), default=1)
            for start, end, share in connections:
                segments.append((_start(layer, start), _end(layer, end)))
                widths.append(0.7 + 2.1 * abs(share) / most)
                positive.append(share > 0)
        self.lines.set_segments(segments)
        self.lines.set_linewidths(widths or [1])
        self.lines.set_colors([ORANGE if good else PURPLE for good in positive] or [ORANGE])
        self.lines.set_linestyles(["-" if good else (0, (4, 2.5)) for good in positive] or ["-"])


def _start(layer: int, place: int) -> tuple[float, float]:
    if layer == 0:
        x, y, side = _IMAGE
        return x + (place % 28 + 0.5) * side / 28, y + (place // 28 + 0.5) * side / 28
    return _COLUMNS[layer - 1] + _BAR + 3, _ROWS[place]


def _end(layer: int, place: int) -> tuple[float, float]:
    return (_OUTPUT - 22, _DIGITS[place]) if layer == 2 else (_COLUMNS[layer] - 44, _ROWS[place])


# --- het tekenvel ----------------------------------------------------------------------------------------------------


class DigitPad:
    """Een vel om op te tekenen, met het netwerk ernaast.

    network: wie er leest (zonder: het netwerk dat ook Nederlandse schrijfvormen leerde). collect: met knoppen om
    tekeningen met hun cijfer te bewaren; ze staan in `images` en `labels`, alleen in het geheugen.
    """

    def __init__(self, network: Network | None = None, collect: bool = False):
        self.network = network or Network.trained("relu_nl")
        self.kept: dict[int, np.ndarray] = {}
        nonsense = {} if collect else {name: {"sheet": Sheet(strokes)} for name, strokes in NONSENSE.items()}
        self.figure = PadFigure(
            self._build,
            size=(_WIDTH / 100, _HEIGHT / 100),
            presets=nonsense,
            sheet=paper(collect),
            connections=checkbox(False, "Sterkste verbindingen: oranje vóór het antwoord, paars ertegen"),
        )
        self.figure.network = self.network

    def _build(self, figure):
        picture = _Picture(figure)

        def draw(sheet: Sheet, connections: bool) -> Drawing:
            self.reading = reading = read_drawing(self.network, ink_of(sheet.strokes))
            picture.show(reading, trace(self.network, reading.layers, reading.answer) if connections else [])
            return Drawing(f"{self._keep(sheet.label)}{reading.sentence}")

        return draw, picture.changing()

    def _keep(self, label: int | None) -> str:
        """Bewaar de tekening als dat gevraagd is, en zeg het; nog eens bewaren verandert niets."""
        if label is None:
            return ""
        self.kept[label] = self.image
        right = self.reading.answer == label
        verdict = "goed gelezen" if right else f"gelezen als een {self.reading.answer}"
        missing = [str(digit) for digit in range(10) if digit not in self.kept]
        rest = f"Nog te tekenen: {', '.join(missing)}." if missing else "Je tien cijfers zijn compleet."
        return f"Je {label} is bewaard en {verdict}. {rest} "

    @property
    def image(self) -> np.ndarray:
        """Wat het netwerk nu ziet: (28, 28), 0 is papier en 1 is inkt. Op een nieuw vel staat een voorbeeld."""
        return self.reading.prepared.copy()

    @property
    def labels(self) -> np.ndarray:
        """De bewaarde cijfers, op volgorde."""
        return np.array(sorted(self.kept), int)

    @property
    def images(self) -> np.ndarray:
        """De bewaarde tekeningen zoals het netwerk ze ziet, in de volgorde van labels: (aantal, 28, 28)."""
        return np.array([self.kept[label] for label in sorted(self.kept)], np.float32).reshape(-1, 28, 28)

    def show(self) -> None:
        """Toon het vel: levend, en als plaatje met zin voor wie het notebook zonder kernel leest."""
        self.figure.show()

    def _ipython_display_(self) -> None:
        self.show()

    def close(self) -> None:
        """Sluit de levende kant."""
        self.figure.close()


class PadFigure(LiveFigure):
    """Een levende figuur die ook een vel om op te tekenen kent (`sheet=paper()`). network: wie er op het vel leest."""

    network: Network | None = None

    def new_widget(self) -> LiveWidget:
        return _PadWidget(self)


class _PadWidget(LiveWidget):
    _esm = browser_files(Path(__file__).with_name("digit_pad.js"))
    _css = browser_files(Path(__file__).with_name("digit_pad.css"))
