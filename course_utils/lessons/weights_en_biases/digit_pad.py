"""Het tekenvel: teken een cijfer en zie elk getal tussen je pen en het antwoord van het netwerk.

De browser (`digit_pad.js`) tekent de inkt zelf, in hetzelfde beeldje als de beweging. Python krijgt de beeldpunten,
maakt er een beeld van 28x28 van, laat het netwerk rekenen en stuurt het plaatje van alle lagen terug.

    vel = DigitPad()
    vel.show()
    vel.image          # later: wat het netwerk zag, vorm (28, 28)
"""

import io
import threading
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import anywidget
import numpy as np
import traitlets
from matplotlib.patches import Rectangle
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image, ImageDraw

from course_utils.dutch_numbers import dutch
from course_utils.live.output import LIVE_CLASS, browser_files, close_widget, show_output
from course_utils.live.style import BLUE, DRAWING, GREY, INK, new_figure
from course_utils.subjects.network import ACTIVATIONS, Network, ink_box, prepare_drawing

SIDE = 280  # beeldpunten langs een zijde van het vel
PEN = 22  # breedte van de lijn: na verkleinen ongeveer zo dik als een pen in MNIST
_MOST_LINES = (16, 12, 6)  # zoveel verbindingen naar laag 1, naar laag 2 en naar het antwoord

Stroke = Sequence[tuple[float, float]]

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


def ink_of(strokes: Sequence[Stroke]) -> np.ndarray:
    """Het vel met deze lijnen erop: vorm (280, 280), 0 is papier en 1 is inkt, net als in de browser."""
    sheet = Image.new("L", (2 * SIDE, 2 * SIDE))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in stroke]
        pen.line(points, fill=255, width=2 * PEN)
        for x, y in points:
            pen.ellipse((x - PEN, y - PEN, x + PEN, y + PEN), fill=255)
    return np.asarray(sheet.resize((SIDE, SIDE), Image.Resampling.BOX)) / np.float32(255)


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
    powers = np.exp(values[-1] - values[-1].max())
    chances = powers / powers.sum()
    answer, second = (int(place) for place in np.argsort(-chances)[:2])
    what, is_digit = describe_ink(drawing, prepared)
    said = f"leest het netwerk een {answer}" if is_digit else f"zegt het netwerk: een {answer}"
    sentence = f"{what} {said[0].upper()}{said[1:]}" if what.endswith(".") else f"{what} {said}"
    sentence += f", met {percent(chances[answer])} kans. Tweede keus: een {second}, {percent(chances[second])}."
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


def percent(chance: float) -> str:
    """Een kans in procenten; wat bijna 0 of 1 is, wordt niet tot 0 of 100 afgerond."""
    if 0 < chance < 0.005:
        return "minder dan 1 %"
    if 0.995 < chance < 1:
        return f"{dutch(min(99.9, np.floor(1000 * chance) / 10), 1)} %"
    return f"{dutch(100 * chance, 0)} %"


def trace(network: Network, reading: Reading) -> list[list[tuple[int, int, float]]]:
    """De sterkste verbindingen op weg naar het antwoord, per laag: (van, naar, bijdrage aan de score van het antwoord).

    Bijdrage = gewicht × invoer × hoeveel de score meebeweegt met het neuron waar de verbinding heen gaat. Eerst de
    sterkste naar het antwoord, dan de sterkste naar de neuronen waar die vandaan komen, enzovoort. Alle verbindingen
    van een beeldpunt of neuron samen duwen de score één kant op; wie de andere kant op duwt, doet niet mee.
    """
    _, slope = ACTIVATIONS[network.activation]
    moves = (np.arange(10) == reading.answer).astype(np.float32)  # hoe de score meebeweegt met elke uitgang
    found, targets = [], [reading.answer]
    for layer in (2, 1, 0):
        weights, values = network.weights[layer], reading.layers[layer]
        together = (moves @ weights) * values
        shares = weights[targets] * moves[targets, None] * values
        shares[shares * together <= 0] = 0
        places = np.argsort(-np.abs(shares), axis=None)[: _MOST_LINES[layer]]
        rows, columns = np.unravel_index(places, shares.shape)
        lines = [(int(c), targets[r], float(shares[r, c])) for r, c in zip(rows, columns, strict=True)]
        lines = [line for line in lines if line[2] != 0]
        targets = sorted({start for start, *_ in lines})
        moves = (moves @ weights) * slope(values)
        found.insert(0, lines)
    return found


class Layout(NamedTuple):
    """Waar alles staat in het plaatje, in beeldpunten; de browser en de vaste versie gebruiken dezelfde maten."""

    width: int = 656
    height: int = 430
    sheet: tuple[int, int, int] = (44, 30, 130)  # x, y, zijde
    image: tuple[int, int, int] = (14, 226, 190)
    columns: tuple[int, int] = (278, 420)  # links van de balken van de verborgen lagen
    output: int = 542
    bar: int = 38
    rows: tuple[float, ...] = tuple(np.linspace(52, 412, 16).tolist())
    digits: tuple[float, ...] = tuple(np.linspace(92, 408, 10).tolist())
    full_bar: float = 18.0  # deze waarde vult een balk; hooguit één op de honderd waarden is groter


LAYOUT = Layout()


def lines_of(network: Network, reading: Reading) -> list[list[float]]:
    """De sterkste verbindingen als lijnen in het plaatje: x, y, x, y, dikte, en of ze vóór het antwoord pleiten."""
    x, y, side = LAYOUT.image
    found = []
    for layer, lines in enumerate(trace(network, reading)):
        most = max((abs(share) for *_, share in lines), default=1)
        for start, end, share in lines:
            if layer == 0:
                begin = (x + (start % 28 + 0.5) * side / 28, y + (start // 28 + 0.5) * side / 28)
            else:
                begin = (LAYOUT.columns[layer - 1] + LAYOUT.bar + 3, LAYOUT.rows[start])
            stop = (
                (LAYOUT.output - 22, LAYOUT.digits[end])
                if layer == 2
                else (LAYOUT.columns[layer] - 44, LAYOUT.rows[end])
            )
            found.append([*begin, *stop, 0.7 + 2.8 * abs(share) / most, float(share > 0)])
    return found


def picture(reading: Reading) -> bytes:
    """Het plaatje als PNG, voor een bewaard notebook; de browser tekent het zelf (digit_pad.js)."""
    figure = new_figure(LAYOUT.width / 100, LAYOUT.height / 100)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, LAYOUT.width), ylim=(LAYOUT.height, 0))
    axes.set_axis_off()
    dashed = {"fill": False, "ec": BLUE, "lw": 1.5, "ls": "--"}
    for (x, y, side), image, title in (
        (LAYOUT.sheet, reading.drawing, "jouw vel"),
        (LAYOUT.image, reading.prepared, "784 beeldpunten"),
    ):
        axes.imshow(image, cmap="Greys", vmin=0, vmax=1, extent=(x, x + side, y + side, y), aspect="auto")
        axes.add_patch(Rectangle((x, y), side, side, fill=False, ec=GREY))
        axes.text(x, y - 7, title, va="bottom")
    x, y, side = LAYOUT.sheet
    if box := ink_box(reading.drawing):
        top, bottom, left, right = (value * side / SIDE for value in box)
        axes.add_patch(Rectangle((x + left, y + top), right - left, bottom - top, **dashed))
    arrow = {"arrowstyle": "-|>", "color": GREY, "lw": 2}
    axes.annotate("", (x + side / 2, LAYOUT.image[1] - 28), (x + side / 2, y + side + 4), arrowprops=arrow)
    x, y, side = LAYOUT.image
    axes.add_patch(Rectangle((x + side / 7, y + side / 7), side * 5 / 7, side * 5 / 7, **dashed))
    axes.plot(x + side * 14.5 / 28, y + side * 14.5 / 28, marker="+", markersize=13, color=BLUE, markeredgewidth=1.5)
    for left, values, title in zip(LAYOUT.columns, reading.layers[1:3], ("laag 1", "laag 2"), strict=True):
        axes.text(left, 23, title, ha="center", va="bottom")
        for row, value in zip(LAYOUT.rows, values, strict=True):
            width = LAYOUT.bar * min(1.0, float(value) / LAYOUT.full_bar)
            axes.add_patch(Rectangle((left, row - 7), width, 14, fc=BLUE))
            color = INK if value > 0 else GREY
            axes.text(left - 5, row, dutch(float(value), 1), ha="right", va="center", fontsize=12, color=color)
    axes.text(LAYOUT.output + 20, 42, str(reading.answer), fontsize=36, fontweight="bold", ha="center", va="center")
    for digit, (row, chance) in enumerate(zip(LAYOUT.digits, reading.chances, strict=True)):
        color = BLUE if digit == reading.answer else GREY
        axes.text(LAYOUT.output - 5, row, str(digit), ha="right", va="center", fontsize=15)
        axes.add_patch(Rectangle((LAYOUT.output, row - 11), max(1.5, LAYOUT.bar * chance), 22, fc=color))
        if chance >= 0.005:
            axes.text(LAYOUT.output + LAYOUT.bar * chance + 5, row, percent(chance), va="center", fontsize=12)
    buffer = io.BytesIO()
    figure.set_layout_engine("none")
    with DRAWING:
        figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return buffer.getvalue()


class DigitPad:
    """Een vel om op te tekenen, met het netwerk ernaast.

    network: wie er leest (zonder: het meegeleverde netwerk met ReLU). collect: met knoppen om tekeningen met hun
    cijfer te bewaren; ze staan in `images` en `labels`, alleen in het geheugen.
    """

    def __init__(self, network: Network | None = None, collect: bool = False):
        self.network = network or Network.trained()
        self.collect = collect
        self.kept: dict[int, np.ndarray] = {}
        self._lock = threading.RLock()  # een cel en het vel kunnen uit twee threads tegelijk komen
        self._widget: _PadWidget | None = None
        self.read(ink_of(EXAMPLE))

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

    def read(self, drawing: np.ndarray) -> str:
        """Lees een vel van 280x280 (0 is papier, 1 is inkt); geeft de zin die zegt wat het netwerk ziet."""
        with self._lock:
            self.reading = read_drawing(self.network, drawing)
            return self.reading.sentence

    def receive(self, message: dict, buffers: Sequence = ()) -> None:
        """Verwerk een bericht uit de browser: nieuwe inkt, of een tekening om te bewaren."""
        with self._lock:
            if buffers and len(buffers[0]) == SIDE * SIDE:
                self.read(np.frombuffer(buffers[0], np.uint8).reshape(SIDE, SIDE) / np.float32(255))
            keep = message.get("keep")
            note = self._keep(keep) if keep in range(10) else ""
            if self._widget is not None:
                self._widget.send(
                    {**self.frame(message.get("connections")), "request": message.get("request"), "note": note}
                )

    def _keep(self, label: int) -> str:
        if ink_box(self.reading.drawing) is None:
            return f"Het vel is leeg. Teken eerst een {label}."
        self.kept[label] = self.image
        right = self.reading.answer == label
        verdict = "goed gelezen" if right else f"gelezen als een {self.reading.answer}"
        missing = [str(digit) for digit in range(10) if digit not in self.kept]
        rest = f"Nog te tekenen: {', '.join(missing)}." if missing else "Je tien cijfers zijn compleet."
        return f"Je {label} is bewaard en {verdict}. {rest}"

    def show(self) -> None:
        """Toon het vel: levend, en als plaatje met zin voor wie het notebook zonder kernel leest."""
        with self._lock:
            if self._widget is None:
                self._widget = _PadWidget(self)
            sentence = self.reading.sentence
            show_output(sentence, png=picture(self.reading), html=f"<p>{escape(sentence)}</p>", widget=self._widget)

    def _ipython_display_(self) -> None:
        self.show()

    def close(self) -> None:
        """Sluit de levende kant."""
        with self._lock:
            widget, self._widget = self._widget, None
            if widget is not None:
                close_widget(widget)

    def frame(self, connections: bool = False) -> dict:
        """Alles wat de browser laat zien; connections: ook de sterkste verbindingen."""
        with self._lock:
            reading = self.reading
            return {
                "sentence": reading.sentence,
                "answer": reading.answer,
                "box": ink_box(reading.drawing),
                "image": np.round(255 * reading.prepared).astype(int).ravel().tolist(),
                "hidden": [
                    [[float(value), dutch(float(value), 1)] for value in layer] for layer in reading.layers[1:3]
                ],
                "chances": [[float(c), percent(c) if c >= 0.005 else ""] for c in reading.chances],
                "lines": lines_of(self.network, reading) if connections else [],
            }


class _PadWidget(anywidget.AnyWidget):
    """De brug naar de browser: geeft berichten door en bewaart zelf niets."""

    _esm = browser_files(Path(__file__).with_name("digit_pad.js"))
    _css = browser_files(Path(__file__).with_name("digit_pad.css"))
    description = traitlets.Dict().tag(sync=True)
    frame = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget.pad.frame())

    def __init__(self, pad: DigitPad):
        self.pad = pad
        super().__init__(
            description={
                "side": SIDE,
                "pen": PEN,
                "example": EXAMPLE,
                "nonsense": {} if pad.collect else NONSENSE,
                "collect": pad.collect,
                "layout": LAYOUT._asdict(),
                "root_class": LIVE_CLASS,
            }
        )
        self.on_msg(lambda _widget, message, buffers: pad.receive(message, buffers))

    def close(self) -> None:
        """Sluit ook het vel: een cel die opnieuw draait, laat niets achter."""
        super().close()
        if self.pad._widget is self:
            self.pad.close()
