"""Figuren bij de verdieping van les 02: lagen die samenvallen, gewichten als plaatjes, kapot maken, handschrift."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from course_utils.dutch_numbers import counted, dutch
from course_utils.live.controls import checkbox, choice, slider
from course_utils.live.figure import Drawing, live_figure
from course_utils.live.style import BLUE, INK, PALE, RED, dutch_axis, new_figure, show
from course_utils.subjects.data import load_digits, read_npz

__all__ = ["break_the_network", "collapse", "load_dutch_drawings", "show_handwriting", "show_weight_images"]

# --- verdieping B: lagen zonder activatiefunctie ---------------------------------------------------------------------

LINE_X = np.linspace(-3, 3, 241)


def two_layers(weight: float, bias: float, relu: bool) -> np.ndarray:
    """Eén ingang, drie verborgen neuronen, één uitgang; weight en bias zijn van het tweede verborgen neuron."""
    first, biases = np.array([1.0, weight, -1.0]), np.array([1.0, bias, 1.5])
    hidden = LINE_X[:, None] * first + biases
    return (np.maximum(0, hidden) if relu else hidden) @ np.array([1.0, -1.5, 1.0])


@live_figure(
    size=(9, 3.4),
    goal="Laat de lijn eerst stijgen, dan dalen, en dan weer stijgen.",
    relu=checkbox(False, "ReLU na de eerste laag"),
    weight=slider(-2, 2, 0.25, 1.0, "Gewicht van neuron 2"),
    bias=slider(-3, 3, 0.25, 0.5, "Bias van neuron 2"),
)
def collapse(figure):
    """Twee lagen met en zonder ReLU: zonder blijft het altijd één rechte lijn."""
    axes = figure.add_axes((0.09, 0.17, 0.89, 0.69), xlim=(-3, 3), ylim=(-7, 7))
    axes.set(xlabel="ingang x", ylabel="uitgang y")
    dutch_axis(axes.xaxis)
    dutch_axis(axes.yaxis)
    axes.axhline(0, color=PALE, linewidth=1.5)
    (line,) = axes.plot([], [], color=BLUE)
    name = figure.text(0.09, 0.91, "", fontsize=15, fontweight="bold")

    def draw(relu, weight, bias):
        y = two_layers(weight, bias, relu)
        slopes = np.diff(y) / np.diff(LINE_X)
        bends = int(np.sum(np.diff(np.flatnonzero(np.abs(np.diff(slopes)) > 1e-9), prepend=-9) > 2))
        line.set_data(LINE_X, y)
        if relu:
            count = counted(bends, "knik", "knikken")
            name.set_text(f"met ReLU: {count}")
            shape = [slope > 0 for slope in slopes if abs(slope) > 1e-9]
            turns = [rises for rises, before in zip(shape, [None, *shape], strict=False) if rises != before]
            return Drawing(f"Met ReLU heeft de uitgang {count}.", reached=turns == [True, False, True])
        constant = 2.5 - 1.5 * bias
        sign = "−" if constant < 0 else "+"
        total = f"y = {dutch(-1.5 * weight, 2)} x {sign} {dutch(abs(constant), 2)}"
        name.set_text(f"zonder ReLU: {total}")
        return Drawing(f"Zonder ReLU is de uitgang één rechte lijn: {total}.", reached=False)

    return draw, (line, name)


# --- verdieping C: de gewichten van laag 1 als plaatjes --------------------------------------------------------------


def show_weight_images(weights: np.ndarray, edges: np.ndarray) -> None:
    """De 16 rijen gewichten als plaatjes, met rechts ter vergelijking vier rechte randen."""
    figure = new_figure(9.4, 2.9)
    for place in range(20):
        row, column = divmod(place, 10)
        edge = column >= 8
        left = 0.005 + 0.094 * column + (0.05 if edge else 0)
        axes = figure.add_axes((left, 0.43 - 0.43 * row, 0.09, 0.36))
        chosen = 6 + 39 * (2 * row + column - 8)  # door het midden, in vier richtingen
        values = edges[chosen] if edge else weights[8 * row + column]
        most = np.abs(values).max()
        axes.imshow(values.reshape(28, 28), cmap="PuOr_r", vmin=-most, vmax=most, interpolation="nearest")
        axes.set_axis_off()
        if not edge:
            axes.set_title(str(8 * row + column + 1), fontsize=12, pad=3, loc="center", fontweight="normal")
    figure.text(0.005, 0.91, "gewichten van de 16 neuronen", fontsize=14, fontweight="bold")
    figure.text(0.805, 0.91, "echte randen", fontsize=14, fontweight="bold")
    show(
        figure,
        "Links de gewichten van de 16 neuronen van laag 1 als plaatjes van 28 bij 28, oranje positief en paars "
        "negatief. Rechts vier rechte randen. De plaatjes links zijn vlekkerig; een strakke rand is er niet bij.",
    )


# --- verdieping D: maak het stuk -------------------------------------------------------------------------------------

ZEROED = ("geen", "laag 1", "laag 2", "de uitvoerlaag")


def break_network(network, no_bias: bool, noise: float, zeroed: str):
    """Een kopie zonder biases, met ruis op de gewichten (in delen van hun spreiding), of met een laag op nul."""
    broken = network.copy()
    rng = np.random.default_rng(0)
    for weights, biases in zip(broken.weights, broken.biases, strict=True):
        weights += noise * weights.std() * rng.normal(0, 1, weights.shape).astype(weights.dtype)
        if no_bias:
            biases[:] = 0
    if zeroed != "geen":
        broken.weights[ZEROED.index(zeroed) - 1][:] = 0
    return broken


@live_figure(
    size=(9, 3.6),
    goal="Krijg minder dan 50 % goed, zonder een laag op nul te zetten.",
    no_bias=checkbox(False, "Biases op nul"),
    noise=slider(0, 1, 0.05, 0.0, "Ruis op de gewichten"),
    zeroed=choice(ZEROED, "Gewichten op nul"),
)
def break_the_network(figure, network):
    """Zet biases uit, strooi ruis op gewichten of zet een laag op nul, en meet het per cijfer op 5.000 testcijfers."""
    digits = load_digits()
    images, labels = digits.test_images.reshape(-1, 784) / np.float32(255), digits.test_labels
    counts = np.bincount(labels, minlength=10)

    axes = figure.add_axes((0.09, 0.1, 0.89, 0.74), xlim=(-0.6, 9.6), ylim=(0, 100))
    axes.set(xticks=range(10), yticks=(0, 50, 100), ylabel="% goed gelezen")
    axes.tick_params(bottom=False)
    bars = axes.bar(range(10), [0] * 10, width=0.7, color=BLUE)
    texts = [axes.text(digit, 0, "", ha="center", va="bottom", fontsize=12) for digit in range(10)]
    title = figure.text(0.09, 0.92, "", fontsize=16, fontweight="bold")

    def draw(no_bias, noise, zeroed):
        guesses = break_network(network, no_bias, noise, zeroed).predict(images)
        shares = 100 * np.bincount(labels[guesses == labels], minlength=10) / counts
        accuracy = 100 * float(np.mean(guesses == labels))
        for digit, (bar, text) in enumerate(zip(bars, texts, strict=True)):
            bar.set_height(shares[digit])
            text.set_position((digit, shares[digit] + 1))
            text.set_text(dutch(float(shares[digit]), 0))
        title.set_text(f"{dutch(accuracy, 1)} % van de 5.000 testcijfers goed")
        favourite = int(np.bincount(guesses, minlength=10).argmax())
        often = 100 * float(np.mean(guesses == favourite))
        sentence = f"{dutch(accuracy, 1)} % van de testcijfers goed. "
        sentence += f"Het netwerk zegt het vaakst {favourite}: {dutch(often, 0)} %."
        return Drawing(sentence, reached=accuracy < 50 and zeroed == "geen")

    return draw, (bars, texts, title)


# --- verdieping E: jouw handschrift ----------------------------------------------------------------------------------


@cache
def load_dutch_drawings() -> Mapping[str, tuple[np.ndarray, int]]:
    """Lees de getekende cijfers in Nederlandse vormen: naam van de vorm -> (beelden (50, 28, 28), cijfer)."""
    arrays = read_npz("dutch_drawings.npz")
    shapes = arrays["shapes"].tolist()
    found = {}
    for shape in dict.fromkeys(shapes):
        chosen = arrays["shapes"] == shape
        found[shape] = arrays["images"][chosen], int(arrays["labels"][chosen][0])
    return MappingProxyType(found)


def show_handwriting(images: np.ndarray, labels: np.ndarray, answers: np.ndarray) -> None:
    """De bewaarde tekeningen met wat het netwerk erin las."""
    figure = new_figure(9.4, 1.7)
    for place, (image, label, answer) in enumerate(zip(images, labels, answers, strict=True)):
        axes = figure.add_axes((0.1 * place + 0.005, 0.02, 0.09, 0.72))
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        good = answer == label
        axes.set_title(f"{answer} {'✓' if good else '✗'}", fontsize=14, pad=4, loc="center", color=INK if good else RED)
    good = int(np.sum(answers == labels))
    show(figure, f"Jouw {len(labels)} bewaarde cijfers, met het antwoord van het netwerk erboven: {good} goed.")
