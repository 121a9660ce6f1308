"""Figuren van les 04: bits om te klikken, de getallenlijn die dunner wordt, kwantiseren en wat dat met cijfers doet."""

from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from course_utils.dutch_numbers import counted, dutch
from course_utils.handwriting import PadFigure, paper
from course_utils.handwriting.digit_pad import NONSENSE, Sheet, chance_text
from course_utils.handwriting.ink import ink_of, prepare_drawing
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.bit_switches import BitSwitches, short
from course_utils.live.charts import Bars, table
from course_utils.live.controls import choice, handle, stops
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.output import show_output
from course_utils.live.palette import BLUE_LIGHT, GREY_TEXT
from course_utils.live.style import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, SKY, new_figure, show
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network, softmax
from course_utils.subjects.quantization import Quantized, dequantize, quantize

__all__ = [
    "click_bits",
    "one_scale_per",
    "own_digit",
    "quantize_the_digits",
    "quantize_with_outlier",
    "show_comparison",
    "show_formats",
    "show_number_line",
    "show_speed",
    "zoom_number_line",
]

METHODS = {"absmax": "absmax", "nulpunt": "zero_point"}
Quantizer = Callable[[np.ndarray, int], np.ndarray]


# --- stap 2: bits klikken --------------------------------------------------------------------------------------------


def click_bits() -> BitSwitches:
    """De bitschakelaars, met drie getallen om te maken."""
    return BitSwitches(1.0, nf.FP16, goals=(("Maak 1,5.", 1.5), ("Maak −6.", -6.0), ("Maak 0,3125.", 0.3125)))


def show_formats() -> None:
    """Teken hoe elk formaat zijn bits verdeelt over teken, exponent en mantisse."""
    formats = (nf.FP32, nf.FP16, nf.BF16, nf.FP8_E4M3, nf.FP8_E5M2)
    figure = new_figure(9, 3)
    axes = figure.add_axes((0.13, 0.02, 0.86, 0.84), xlim=(0, 44), ylim=(len(formats) - 0.4, -0.6))
    axes.set_axis_off()
    for row, format in enumerate(formats):
        axes.text(-0.4, row, format.name, ha="right", va="center")
        for place in range(format.bits):
            color = INK if place == 0 else GREEN if place <= format.exponent_bits else SKY
            axes.add_patch(Rectangle((place, row - 0.34), 0.88, 0.68, color=color))
        text = f"{format.exponent_bits} exponent, {format.mantissa_bits} mantisse"
        axes.text(format.bits + 0.5, row, text, va="center", fontsize=12)
    for x, name, color in ((0, "teken", INK), (3.6, "exponent", GREEN), (10.2, "mantisse", BLUE)):
        axes.text(x, -0.62, name, color=color, fontweight="bold")
    show(
        figure,
        "FP16 en BF16 hebben allebei 16 bits. FP16 geeft er 5 aan de exponent en 10 aan de mantisse, BF16 8 en 7. "
        "BF16 heeft dus evenveel exponentbits als FP32.",
    )


# --- stap 3: de getallenlijn -----------------------------------------------------------------------------------------


def show_number_line() -> None:
    """Teken alle getallen van FP8 E4M3 tussen 0 en 16: in elke verdubbeling evenveel."""
    format = nf.FP8_E4M3
    values = nf.decode(np.arange(nf.encode(16, format) + 1), format)
    figure = new_figure(9, 2.1)
    axes = figure.add_axes((0.02, 0.05, 0.96, 0.9), xlim=(-0.2, 16.4), ylim=(-0.9, 1.5))
    axes.set_axis_off()
    axes.vlines(values, 0, 0.7, color=BLUE, linewidth=1.4)
    for low, color in zip((2, 4, 8), (PALE, BLUE_LIGHT, PALE), strict=True):
        axes.add_patch(Rectangle((low, 0), low, 0.7, color=color, zorder=0))
        axes.text(1.5 * low, 0.95, "8 stappen", ha="center", fontsize=12)
    for value in (0, 1, 2, 4, 8, 16):
        axes.text(value, -0.15, dutch(value), ha="center", va="top")
    show(
        figure,
        "De getallen van FP8 E4M3 tussen 0 en 16. Elk streepje is een getal. Van 2 naar 4, van 4 naar 8 en van 8 naar "
        "16 zijn het steeds 8 stappen, dus de stappen worden steeds twee keer zo groot.",
    )


LINE_FORMATS = {format.name: format for format in (nf.FP32, nf.FP16, nf.BF16, nf.FP8_E4M3, nf.FP8_E5M2, nf.INT8)}
LINE_PLACES = sorted([*(2**power for power in range(2, 26)), 2050])  # bij 2.050 wordt + 1 in FP16 + 2


def numbers_between(low: float, high: float, format: nf.Format) -> np.ndarray:
    """De getallen van een formaat van low tot en met high, hooguit zoveel als er beeldpunten zijn."""
    # Rond elk beeldpunt af naar zijn dichtstbijzijnde getal: zo mist er geen, en blijft het er een te tekenen aantal.
    values = np.unique(nf.decode(nf.encode(np.linspace(low, high, 801), format), format))
    return values[(values >= low) & (values <= high)]


def add_one(start: float, format: nf.Format) -> float:
    """Tel 1 op bij het getal dat het dichtst bij start ligt, en rond de uitkomst af."""
    return nf.decode(nf.encode(nf.decode(nf.encode(start, format), format) + 1, format), format)


@live_figure(
    size=(9.4, 2.9),
    goal="Zoek in BF16 het eerste getal waarbij + 1 niets meer doet.",
    saved={"place": 2048},
    format=choice(tuple(LINE_FORMATS), "Formaat", start="FP16"),
    place=stops(LINE_PLACES, 64, "Kijk rond het getal"),
    line=handle("place", label="De getallenlijn", at=lambda place: (-LINE_PLACES.index(place) / 2, 0), shape="vlak"),
)
def zoom_number_line(figure):
    """Kijk met een vergrootglas van acht breed naar de getallenlijn, en tel 1 op bij het getal in het midden."""
    axes = figure.add_axes((0.03, 0.0, 0.94, 1), xlim=(-4.3, 4.3), ylim=(-1, 2.1))
    axes.set_axis_off()
    axes.plot([-4.2, 4.2], [0, 0], color=GREY, linewidth=1)
    ticks = axes.add_collection(LineCollection([], colors=BLUE, linewidths=1.6))
    labels = [axes.text(x, -0.2, "", ha="center", va="top") for x in (-4, 0, 1, 4)]
    arrow = axes.annotate(
        "", xy=(1, 1.15), xytext=(0, 1.15), arrowprops={"arrowstyle": "->", "color": ORANGE, "lw": 2.5}
    )
    dot = axes.plot([0], [0.35], "o", color=RED, markersize=13, zorder=5)[0]
    wish = axes.plot([1], [0.35], "o", markerfacecolor="none", markeredgecolor=ORANGE, markersize=17, mew=2.5)[0]
    plus = axes.text(0.5, 1.25, "+ 1", ha="center", color=INK, fontweight="bold")
    end = axes.text(0, 1.85, "", ha="center", va="center", fontweight="bold")
    none = axes.text(0, 0.35, "", ha="center", va="center", color=GREY)
    axes.text(0, -0.8, "← sleep de getallenlijn →", ha="center", fontsize=12, color=GREY_TEXT)

    def draw(format, place):
        chosen = LINE_FORMATS[format]
        fits = place <= chosen.largest
        values = numbers_between(place - 4, place + 4, chosen)
        ticks.set_segments([[(value - place, 0), (value - place, 0.7)] for value in values])
        for label, x in zip(labels, (-4, 0, 1, 4), strict=True):
            label.set_text(dutch(place + x))
            label.set_visible(x != 1 or place < 2000)
        for artist in (arrow, dot, wish, plus):
            artist.set_visible(fits)
        none.set_text("hier zijn geen getallen meer" if not len(values) else "")
        if not fits:
            end.set_text(f"{dutch(place)} past niet in {format}")
            said = f"{format} komt tot {short(chosen.largest, 6)}. Het getal {dutch(place)} past daar niet in."
            return Drawing(said, reached=False)
        result = add_one(place, chosen)
        landed = f"{format} maakt er {dutch(result)} van" if np.isfinite(result) else "dat past niet"
        dot.set_data([result - place], [0.35])
        end.set_text(f"{dutch(place)} + 1: {landed}")
        gap = nf.gap(nf.encode(place, chosen), chosen)
        lost = result == place
        fate = "De 1 is weg" if lost else "De 1 telt mee" if result == place + 1 else "De uitkomst is afgerond"
        return Drawing(
            f"{format} rond {dutch(place)}: rechts liggen de getallen {short(gap)} uit elkaar. "
            f"{dutch(place)} + 1 wordt {dutch(result)}. {fate}.",
            reached=format == "BF16" and place == 256,
        )

    return draw, (ticks, labels, arrow, dot, wish, plus, end, none)


# --- stap 4: kwantiseren ---------------------------------------------------------------------------------------------

N_WEIGHTS = 4000
OUTLIERS = [0, 0.5, 1, 2, 5, 10, 20, 50]


@cache
def made_up_weights() -> np.ndarray:
    """Vierduizend verzonnen gewichten: normaal verdeeld met standaardafwijking 0,1."""
    return np.random.default_rng(4).normal(0, 0.1, N_WEIGHTS)


def with_outlier(outlier: float) -> np.ndarray:
    """De verzonnen gewichten; is outlier niet 0, dan is het eerste zo groot."""
    weights = made_up_weights().copy()
    if outlier:
        weights[0] = outlier
    return weights


def own_quantizer(student: Quantizer) -> tuple[Quantizer, str]:
    """De `kwantiseer` van de student; is die leeg of gaat hij stuk, dan die van de cursus, met een zin erbij."""
    try:
        filled = np.shape(student(np.array([0.5, -1.0]), 4)) == (2,)
    except Exception as problem:
        return _absmax_codes, f" Jouw functie stopt met een fout ({type(problem).__name__}): dit rekende de cursus."
    return (student, "") if filled else (_absmax_codes, " Jouw functie is nog leeg: dit rekende de cursus.")


def _absmax_codes(x: np.ndarray, bits: int) -> np.ndarray:
    return quantize(x, bits).codes


@live_figure(
    size=(9.4, 3.8),
    goal="Laat bij 8 bits meer dan de helft van de gewichten 0 worden, met één uitbijter.",
    saved={"outlier": 1},
    outlier=stops(OUTLIERS, 0, "Uitbijter", labels=["geen", *map(dutch, OUTLIERS[1:])]),
    bits=stops(list(range(2, 9)), 4, "Bits"),
)
def quantize_with_outlier(figure, codes_of: Quantizer):
    """Kwantiseer vierduizend gewichten met de functie van de student, en maak er één steeds groter.

    codes_of: van (gewichten, bits) naar de codes van absmax.
    """
    edges = np.linspace(-0.5, 0.5, 81)
    codes_of, whose = own_quantizer(codes_of)

    axes = figure.add_axes((0.02, 0.13, 0.96, 0.86), xlim=(-0.5, 0.62), ylim=(-1.15, 1.15))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_yticks([])
    axes.set_xticks([-0.4, -0.2, 0, 0.2, 0.4], ["−0,4", "−0,2", "0", "0,2", "0,4"])
    axes.tick_params(length=0)
    counts, _ = np.histogram(made_up_weights(), edges)
    axes.bar(edges[:-1], counts / counts.max(), np.diff(edges), align="edge", color=GREY)
    axes.axhline(0, color=INK, linewidth=1)
    axes.text(-0.49, 0.9, "vóór: de gewichten", color=INK, fontweight="bold")
    axes.text(-0.49, -1.0, "ná: wat er overblijft", color=BLUE, fontweight="bold")
    after = axes.add_collection(LineCollection([], colors=BLUE, linewidths=3))
    note = axes.text(0.61, 0.5, "", ha="right", color=INK)
    left = axes.text(0.61, -1.0, "", ha="right", color=BLUE)

    def draw(outlier, bits):
        weights = with_outlier(outlier)
        scale = np.max(np.abs(weights)) / (2 ** (bits - 1) - 1)
        restored = scale * np.asarray(codes_of(weights, bits), float)
        rest = restored[int(outlier > 0) :]
        values, counts = np.unique(rest, return_counts=True)
        seen = np.abs(values) <= 0.5
        heights = counts / counts.max()
        after.set_segments([[(v, 0), (v, -h)] for v, h in zip(values[seen], heights[seen], strict=True)])
        after.set_linewidth(3 if bits <= 5 else 2)
        note.set_text(f"uitbijter: {dutch(outlier)} →" if outlier else "geen uitbijter")
        left.set_text("1 waarde" if len(values) == 1 else f"{len(values)} waarden")
        error = np.abs(restored - weights)
        zeros = np.mean(rest == 0)
        big = f"een uitbijter van {dutch(outlier)}" if outlier else "geen uitbijter"
        remain = "blijft er 1 waarde" if len(values) == 1 else f"blijven {len(values)} verschillende waarden"
        sentence = (
            f"{bits} bits, absmax, {big}: van de {dutch(len(rest))} gewone gewichten "
            f"{remain} over. {dutch(100 * zeros, 1)} % wordt 0.{whose}"
        )
        facts = [
            ("schaal (stap)", dutch(float(scale))),
            ("gemiddelde fout", dutch(float(error.mean()))),
            ("grootste fout", dutch(float(error.max()))),
        ]
        return Drawing(sentence, table((), facts), bits == 8 and zeros > 0.5)

    return draw, (after, note, left)


# --- stap 5: het cijfernetwerk ---------------------------------------------------------------------------------------

GRANULARITIES = {"laag": "tensor", "rij": "row", "blok van 64": "block"}
BITS = list(range(8, 0, -1))
ORIGINAL = 32
SHOWN = 12  # zoveel omgeslagen cijfers passen er naast de grafiek


def quantize_network(
    bits: int, method: str = "absmax", granularity: str = "tensor", name: str = "relu"
) -> tuple[Network, int]:
    """Geef het cijfernetwerk met gekwantiseerde gewichten, en hoeveel byte het inneemt. De biases blijven FP32.

    bits 32 is het netwerk zoals het was; name: welk van de meegeleverde netwerken.
    """
    network = Network.trained(name)
    size = sum(bias.nbytes for bias in network.biases)
    for layer, weights in enumerate(network.weights):
        if bits == ORIGINAL:
            size += weights.nbytes
            continue
        quantized = quantize(weights, bits, method, granularity)
        network.weights[layer] = dequantize(quantized)
        size += len(packed(quantized))
    return network, size


def packed(quantized: Quantized) -> bytes:
    """Alles zoals het in een bestand past: de codes aan elkaar, dan de schalen, dan de nulpunten."""
    codes = quantized.codes.ravel()
    unsigned = (codes > 0).astype(np.uint8) if quantized.bits == 1 else codes.view(np.uint8)
    bits = np.packbits(np.unpackbits(unsigned[:, None], axis=1)[:, -quantized.bits :])
    zero_point = b"" if quantized.zero_point is None else quantized.zero_point.tobytes()
    return bits.tobytes() + quantized.scale.tobytes() + zero_point


@cache
def _test_images() -> np.ndarray:
    return load_digits().test_images.reshape(-1, 784) / np.float32(255)


@cache
def measure(bits: int, method: str = "absmax", granularity: str = "tensor") -> tuple[np.ndarray, float, int]:
    """De antwoorden op de 5.000 testcijfers, het percentage goed en het aantal byte."""
    network, size = quantize_network(bits, method, granularity)
    answers = network.predict(_test_images())
    return answers, 100 * float(np.mean(answers == load_digits().test_labels)), size


def _mosaic(images) -> np.ndarray:
    """Zet hooguit twaalf cijfers in twee rijen van zes, met onder elke rij ruimte voor tekst."""
    canvas = np.zeros((2, 6, 44, 32), np.uint8)
    for index, image in enumerate(images):
        canvas[index // 6, index % 6, 2:30, 2:30] = image
    return canvas.transpose(0, 2, 1, 3).reshape(88, 192)


@live_figure(
    size=(9.4, 4.2),
    goal="Maak het bestand zo klein mogelijk en houd minstens 95 % goed.",
    saved={"bits": 4},
    bits=stops([ORIGINAL, *BITS], 8, "Bits per gewicht", labels=["32 (FP32)", *map(str, BITS)]),
    method=choice(tuple(METHODS), "Methode"),
)
def quantize_the_digits(figure):
    """Kwantiseer het cijfernetwerk en kijk welke cijfers het anders leest."""
    digits = load_digits()
    before, original, full_size = measure(ORIGINAL)
    places = {bits: 8 - bits + 1 for bits in BITS} | {ORIGINAL: 0}

    curve = figure.add_axes((0.075, 0.15, 0.395, 0.74), xlim=(-0.4, 8.4), ylim=(0, 104))
    curve.set_xticks(range(9), ["32", *map(str, BITS)])
    curve.set_yticks([0, 10, 50, 100], ["0", "10", "50", "100 %"])
    curve.set_xlabel("bits per gewicht")
    curve.set_title("goed gelezen", fontsize=13)
    curve.axhline(10, color=GREY, linewidth=1, linestyle="--")
    curve.text(0.1, 11.5, "gokken", color=GREY, fontsize=12)
    line = curve.plot([], [], "-o", color=GREEN, markersize=6)[0]
    mark = curve.plot([0], [0], "o", color=RED, markersize=13, zorder=5)[0]
    label = curve.text(0, 0, "", fontweight="bold", ha="center", zorder=6)
    label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8})
    grid = figure.add_axes((0.52, 0.0, 0.47, 0.89), xlim=(0, 6), ylim=(2.76, 0))
    grid.set_title("cijfers die eerst goed gingen", fontsize=13)
    picture = grid.imshow(_mosaic([]), cmap="gray_r", vmin=0, vmax=255, extent=(0, 6, 2.76, 0), interpolation="nearest")
    words = [
        grid.text(i % 6 + 0.5, 1.38 * (i // 6) + 1.16, "", ha="center", va="center", fontsize=12) for i in range(SHOWN)
    ]
    grid.set(xlim=(0, 6), ylim=(2.76, 0), aspect="auto")
    grid.set_axis_off()
    empty = grid.text(3, 1.0, "", ha="center", va="center", color=GREY)

    def draw(bits, method):
        name = METHODS[method]
        curve = [original] + [measure(b, name)[1] for b in BITS]
        answers, accuracy, size = measure(bits, name)
        line.set_data(range(9), curve)
        mark.set_data([places[bits]], [accuracy])
        up = accuracy < 85
        label.set_text(f"{dutch(accuracy, 1)} %")
        beside = places[bits] + (0.85 if up else -0.85)  # niet op de lijn, die daar naar beneden gaat
        label.set_position((min(max(beside, 0.5), 7.6), accuracy + 10 if up else accuracy - 13))
        lost = np.flatnonzero((before == digits.test_labels) & (answers != digits.test_labels))
        changed = int(np.sum(answers != before))
        picture.set_data(_mosaic(digits.test_images[lost[:SHOWN]]))
        for index, word in enumerate(words):
            word.set_text(f"{before[lost[index]]} → {answers[lost[index]]}" if index < len(lost) else "")
        empty.set_text("" if len(lost) else "geen enkel cijfer ging verloren")
        what = "Het netwerk in FP32" if bits == ORIGINAL else f"Met {counted(bits, 'bit', 'bits')} ({method})"
        smaller = f", {dutch(full_size / size, 1)} keer zo klein" if bits != ORIGINAL else ""
        return Drawing(
            f"{what}: {dutch(accuracy, 1)} % goed. Bestand: {dutch(size)} byte{smaller}. "
            f"{dutch(changed)} van de 5.000 antwoorden zijn anders.",
            reached=bits <= 5 and accuracy > 95,
        )

    return draw, (line, mark, label, picture, words, empty)


def own_digit() -> LiveFigure:
    """Teken een cijfer; negen netwerken lezen mee, van 32 bits per gewicht tot 1 bit."""
    widths = (ORIGINAL, *BITS)
    networks = [quantize_network(bits, name="relu_nl")[0] for bits in widths]

    def build(figure):
        axes = figure.add_axes((0.13, 0.02, 0.72, 0.84))
        heat = axes.imshow(np.zeros((9, 10)), cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axes.set(xlim=(-0.5, 9.5), ylim=(8.5, -0.5), xticks=range(10), yticks=range(9), yticklabels=widths)
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.spines[:].set_visible(False)
        axes.hlines(np.arange(0.5, 8), -0.5, 9.5, color="white", linewidth=4)
        axes.hlines(0.5, -0.5, 9.5, color=GREY, linewidth=1.5)
        figure.text(0.115, 0.965, "bits", ha="right", va="center")
        figure.text(0.49, 0.965, "kans op elk cijfer", ha="center", va="center")
        figure.text(0.925, 0.965, "leest", ha="center", va="center")
        middle = {"ha": "center", "va": "center_baseline"}
        chances = [axes.text(0, row, "", fontsize=9.5, color="white", **middle) for row in range(9)]
        answers = [axes.text(10.5, row, "", fontsize=17, fontweight="bold", **middle) for row in range(9)]

        def draw(sheet):
            x = prepare_drawing(ink_of(sheet.strokes)).reshape(784)
            shares = np.array([softmax(network.layers(x)[-1]) for network in networks])
            said = shares.argmax(axis=1).tolist()
            heat.set_data(shares)
            for chance, answer, row, share in zip(chances, answers, said, shares, strict=True):
                words = f"{dutch(100 * share[row], 0)} %" if share[row] < 0.995 else ">99 %"
                chance.set(text=words, x=row, color="white" if share[row] > 0.55 else INK)
                answer.set(text=str(row) if row == said[0] else f"{row} ✗", color=INK if row == said[0] else RED)
            kept = next((place for place, answer in enumerate(said) if answer != said[0]), len(said)) - 1
            names = [counted(bits, "bit", "bits") for bits in widths]
            below = ", ".join(
                f"bij {name} een {answer}" for name, answer in list(zip(names, said, strict=True))[kept + 1 :]
            )
            until = f" Dat blijft zo tot en met {names[kept]}." if kept else " Dat blijft niet zo."
            after = f" Daarna leest het {below}." if below else ""
            chance = chance_text(shares[0, said[0]])
            start = f"Met {names[0]} per gewicht leest het netwerk een {said[0]}, met {chance} kans."
            empty = "" if x.any() else "Het vel is leeg, en toch leest het netwerk iets. "
            return Drawing(empty + start + until + after)

        return draw, (heat, chances, answers)

    return PadFigure(
        build,
        size=(6.56, 4.3),
        presets={name: {"sheet": Sheet(strokes)} for name, strokes in NONSENSE.items()},
        sheet=paper(),
    )


@live_figure(
    size=(9.4, 2.8),
    bits=stops(BITS, 4, "Bits per gewicht"),
    method=choice(tuple(METHODS), "Methode"),
)
def one_scale_per(figure):
    """Vergelijk één schaal voor de hele laag met een schaal per rij of per blok: wat blijft er goed, wat kost het?"""
    axes = figure.add_axes((0.17, 0.02, 0.81, 0.84), xlim=(0, 138), ylim=(2.6, -0.6))
    axes.set_axis_off()
    axes.set_title("goed gelezen, en de grootte van het bestand", fontsize=13)
    axes.plot([10, 10], [-0.45, 2.45], color=GREY, linewidth=1, linestyle="--")
    axes.text(10.6, 2.5, "gokken: 10 %", color=GREY, fontsize=12, va="center")
    for row, name in enumerate(GRANULARITIES):
        axes.text(-1, row, f"per {name}", ha="right", va="center")
    bars = [axes.add_patch(Rectangle((0, row - 0.3), 0, 0.6, color=GREEN)) for row in range(3)]
    texts = [axes.text(0, row, "", va="center") for row in range(3)]

    def draw(bits, method):
        said = []
        for bar, text, (name, granularity) in zip(bars, texts, GRANULARITIES.items(), strict=True):
            _, accuracy, size = measure(bits, METHODS[method], granularity)
            bar.set_width(accuracy)
            text.set_text(f"{dutch(accuracy, 1)} %, {dutch(size)} byte")
            text.set_x(accuracy + 1)
            said.append(f"{dutch(accuracy, 1)} % per {name}")
        return Drawing(f"{counted(bits, 'bit', 'bits')}, {method}, goed met één schaal: {', '.join(said)}.")

    return draw, (bars, texts)


# --- stap 6: snelheid en vergelijking --------------------------------------------------------------------------------


SCREEN = 5  # de breedte van het beeld, in keren de tijd van het eerste formaat


def show_speed(seconds: dict[str, float]) -> None:
    """Teken hoelang dezelfde som duurt per formaat, op ware schaal; wat langer is, loopt het beeld uit."""
    names, times = list(seconds), np.array(list(seconds.values()))
    ratios = times / times[0]
    texts = []
    for row, (time, ratio) in enumerate(zip(times, ratios, strict=True)):
        times_as = f"{dutch(float(f'{max(ratio, 1 / ratio):.2g}'))} keer zo {'langzaam' if ratio >= 1 else 'snel'}"
        words = "ongeveer even snel" if 1 / 1.1 < ratio < 1.1 else times_as
        words += f", {dutch(float(f'{ratio / SCREEN:.2g}'))} balken lang" if ratio > SCREEN else ""
        texts.append(f"{dutch(float(f'{1000 * time:.3g}'))} ms{f': {words}' if row else ''}")
    figure = new_figure(9.4, 0.5 * len(names) + 0.7)
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.8))
    bars = Bars(axes, names, SCREEN, max(texts, key=len))
    shown = [f"→ {text}" if ratio > SCREEN else text for text, ratio in zip(texts, ratios, strict=True)]
    bars.set([min(ratio, SCREEN) for ratio in ratios], shown)
    axes.set_title("gemeten op jouw computer, op ware schaal", fontsize=13)
    fastest, slowest = names[int(times.argmin())], names[int(times.argmax())]
    show(figure, f"Gemeten op deze computer: {fastest} is het snelst en {slowest} het langzaamst.")


def show_comparison(gigabytes: dict[str, list[float]]) -> None:
    """Toon de getalformaten naast elkaar, met het geheugen dat het notebook uitrekende: naam -> GB per model."""
    body = []
    for format in (format for format in nf.FORMATS if format.name in gigabytes):
        memory = [f"{dutch(size)} GB" for size in gigabytes[format.name]]
        largest, smallest = short(format.largest, 3), short(format.smallest, 3)
        body.append([format.name, str(format.bits), largest, smallest, dutch(format.digits, 1), *memory])
    head = ("formaat", "bits", "grootste", "kleinste boven nul", "cijfers", "7 miljard", "175 miljard")
    small = {row[0]: row[5] for row in body}
    show_output(
        f"Een model van 7 miljard parameters kost {small['FP32']} in FP32, {small['FP16']} in FP16, "
        f"{small['INT8']} in INT8 en {small['INT4']} in INT4.",
        html=table(head, body, numbers=range(1, 7))
        + "<p>TF32 bestaat alleen tijdens het rekenen. In het geheugen is het FP32.</p>",
    )
