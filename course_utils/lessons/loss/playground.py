"""De Verdieping van les 05: een speeltuin in twee dimensies op het leerraamwerk van de student.

De student schrijft in het notebook zelf het raamwerk, het netwerk en de loss. Hier staan alleen de gegevens, het
herhalen van de stap en het tekenen.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba_array

from course_utils.dutch_numbers import dutch
from course_utils.lessons.loss.training_figures import DotsError
from course_utils.live.figure import LiveFigure, choice, slider, stops
from course_utils.live.style import BLUE, INK, ORANGE, RED
from course_utils.live.training import Training, training_slider

# --- de stippen ------------------------------------------------------------------------------------------------------

DOTS = 200
SHAPES = ("cirkels", "XOR", "spiralen", "eigen stippen")
# (x, y, soort): een halve maan om een groepje heen
OWN_DOTS = (
    *((round(0.8 * math.cos(t / 4), 2), round(0.8 * math.sin(t / 4), 2), 0) for t in range(13)),
    *((round(0.25 * math.cos(t), 2), round(0.25 * math.sin(t), 2), 1) for t in range(6)),
)


def check_own_dots(dots) -> tuple[np.ndarray, np.ndarray]:
    """Lees eigen stippen als rij van (x, y, soort); geef plaatsen (n, 2) en soorten −1 of 1 (n, 1), of DotsError."""
    try:
        table = np.asarray(list(dots), dtype=float)
    except (TypeError, ValueError):
        raise DotsError("Schrijf elke stip als (x, y, soort), met drie getallen, zoals (0.5, -0.2, 1).") from None
    if table.size == 0:
        raise DotsError("Er zijn geen stippen. Geef er minstens zes, van allebei de soorten.")
    if table.ndim != 2 or table.shape[1] != 3:
        raise DotsError("Schrijf elke stip als (x, y, soort), met drie getallen, zoals (0.5, -0.2, 1).")
    if not np.isfinite(table).all():
        raise DotsError("Bij de stippen staat een waarde die geen getal is (NaN of oneindig).")
    if not np.isin(table[:, 2], (0, 1)).all():
        raise DotsError("De soort van een stip is 0 of 1.")
    if len(table) < 6:
        raise DotsError(f"Geef minstens zes stippen; nu zijn het er {len(table)}.")
    counts = [int(np.sum(table[:, 2] == kind)) for kind in (0, 1)]
    if 0 in counts:
        raise DotsError(
            "Alle stippen zijn van dezelfde soort. Dan valt er niets te scheiden: voeg de andere soort toe."
        )
    return table[:, :2].clip(-1.2, 1.2), 2 * table[:, 2:] - 1


@lru_cache(maxsize=64)
def make_dots(shape: str, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Maak stippen: plaatsen (200, 2) tussen ongeveer −1 en 1, en soorten −1 of 1 met vorm (200, 1)."""
    rng = np.random.default_rng(3)
    half = DOTS // 2
    kind = np.repeat([-1.0, 1.0], half)[:, None]
    if shape == "cirkels":
        radius = np.where(kind[:, 0] > 0, rng.uniform(0, 0.4, DOTS), rng.uniform(0.65, 1, DOTS))
        angle = rng.uniform(0, 2 * np.pi, DOTS)
        places = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    elif shape == "XOR":
        places = rng.uniform(0.08, 1, (DOTS, 2)) * rng.choice([-1, 1], (DOTS, 2))
        places[:, 0] = np.abs(places[:, 0]) * np.sign(places[:, 1]) * kind[:, 0]
    else:
        turn = np.tile(np.linspace(0.08, 1, half), 2)
        angle = 2.6 * np.pi * turn + np.pi * (kind[:, 0] > 0)
        places = np.column_stack([turn * np.sin(angle), turn * np.cos(angle)])
    places = places + noise * rng.normal(size=places.shape)
    order = rng.permutation(DOTS)
    return places[order], kind[order]


# --- trainen ---------------------------------------------------------------------------------------------------------

PIECES, STEPS, BATCH = 120, 25, 20
MOST_LAYERS, MOST_NEURONS = 3, 6
Layer = tuple[np.ndarray, np.ndarray]


class DotsReport(NamedTuple):
    """Een netwerk na een stukje training: de loss op beide sets, en per laag gewichten (in, uit) en biases (1, uit)."""

    loss: float
    validation_loss: float
    layers: list[Layer]


class Settings(NamedTuple):
    """Alles wat een training in de speeltuin bepaalt."""

    shape: str
    layers: int
    neurons: int
    activation: str
    learning_rate: float
    noise: float
    share: float


class Framework(NamedTuple):
    """Wat de student schreef: een knoop, het netwerk, de loss en de activatiefuncties op naam."""

    node: type
    network: Callable[[Any, list, Callable], Any]
    loss: Callable[[Any, Any], Any]
    activations: dict[str, Callable]


def start_layers(settings: Settings) -> list[Layer]:
    """Willekeurige startgewichten, met een spreiding van √(1 / ingangen)."""
    rng = np.random.default_rng(5)
    sizes = [2, *[settings.neurons] * settings.layers, 1]
    return [(rng.normal(0, n_in**-0.5, (n_in, n_out)), np.zeros((1, n_out))) for n_in, n_out in pairwise(sizes)]


def _as_nodes(framework: Framework, layers: list[Layer]) -> list[tuple]:
    return [tuple(map(framework.node, pair)) for pair in layers]


@np.errstate(all="ignore")
def loss_of(framework: Framework, layers: list[Layer], activation: str, dots: np.ndarray, kinds: np.ndarray) -> float:
    """De loss van een netwerk op deze stippen, met het raamwerk van de student."""
    score = framework.network(framework.node(dots), _as_nodes(framework, layers), framework.activations[activation])
    return float(framework.loss(score, kinds).waarde)


def training_pieces(framework: Framework, settings: Settings, dots, kinds, split: int):
    """Train met gradient descent op stapels van 20, met het raamwerk van de student; een bericht per 25 stappen."""
    rng = np.random.default_rng(7)
    layers = start_layers(settings)
    activation = framework.activations[settings.activation]
    train, validation = np.arange(split), np.arange(split, len(dots))

    def report() -> DotsReport:
        losses = [
            loss_of(framework, layers, settings.activation, dots[rows], kinds[rows]) for rows in (train, validation)
        ]
        return DotsReport(*losses, [(W.copy(), b.copy()) for W, b in layers])

    @np.errstate(all="ignore")
    def step() -> None:
        nodes = _as_nodes(framework, layers)
        rows = rng.choice(train, min(BATCH, split), replace=False)
        framework.loss(framework.network(framework.node(dots[rows]), nodes, activation), kinds[rows]).backward()
        for pair, pair_of_nodes in zip(layers, nodes, strict=True):
            for array, node in zip(pair, pair_of_nodes, strict=True):
                array -= settings.learning_rate * node.helling

    try:
        while True:
            yield report()
            for _ in range(STEPS):
                step()
    except Exception as problem:  # de student mag zijn raamwerk stukmaken: zeg dan wat Python ervan vindt
        raise ValueError(
            f"Jouw raamwerk stopt met een fout. Python zegt: {type(problem).__name__}: {problem}. Kijk de cellen "
            "hierboven na, voer ze opnieuw uit, en daarna deze cel."
        ) from problem


_FUNCTIONS = {"tanh": np.tanh, "ReLU": lambda z: np.maximum(z, 0)}


def activations_of(layers: list[Layer], activation: str, places: np.ndarray) -> list[np.ndarray]:
    """Wat elke laag doorgeeft op deze plaatsen (n, 2): de verborgen lagen, en als laatste de score (n, 1)."""
    found, values = [], places
    with np.errstate(all="ignore"):
        for index, (W, b) in enumerate(layers):
            values = values @ W + b
            if index < len(layers) - 1:
                values = _FUNCTIONS[activation](values)
            found.append(values)
    return found


# --- de speeltuin ----------------------------------------------------------------------------------------------------

GRID = 20  # vakjes langs een zijde van een kleine warmtekaart
_EDGE = 1.25
_MAP = LinearSegmentedColormap.from_list("soorten", [ORANGE, "#FFFFFF", BLUE])
_PALE_MAP = LinearSegmentedColormap.from_list("bleek", ["#F5D28E", "#FFFFFF", "#8CC3E3"])  # achter de stippen
_FRAME = to_rgba_array("#AEB8C1")[0]
_LINE = np.linspace(-_EDGE, _EDGE, GRID)
_PLACES = np.stack(np.meshgrid(_LINE, _LINE), axis=-1).reshape(-1, 2)
_FIRST, _WIDTH, _HEIGHT = 0.85, 7.87, 6.4  # de kolom van de invoer, en de maten van de tekening
_SIZE = 0.8  # zijde van een kleine kaart; in beide richtingen even lang

BY_HAND = ("geen", "x naar neuron 1", "y naar neuron 1", "bias van neuron 1", "neuron 1 naar de volgende laag")
LEARNING_RATES = (0, 0.01, 0.03, 0.1, 0.3, 1, 10, 1000)


def with_changed_weight(layers: list[Layer], which: str, extra: float) -> list[Layer]:
    """Een kopie waarin één gewicht met de hand veranderd is."""
    changed = [(W.copy(), b.copy()) for W, b in layers]
    match BY_HAND.index(which):
        case 1 | 2 as number:
            changed[0][0][number - 1, 0] += extra
        case 3:
            changed[0][1][0, 0] += extra
        case 4:
            changed[1][0][0, :] += extra
    return changed


def _setup(figure) -> dict:
    """Bouw de speeltuin: links het netwerk, rechts de uitvoer met de stippen, daaronder de losscurven."""
    # Wat verandert, ligt in elk vak op elkaar, zonder iets vasts ertussen: zo zijn het drie beelden, geen vijf.
    net = figure.add_axes((0, 0.02, 0.62, 0.96), xlim=(0, _WIDTH), ylim=(-0.2, _HEIGHT))
    net.set_axis_off()
    for text, row, values in (("x", 0, _PLACES[:, 0]), ("y", 1, _PLACES[:, 1])):
        left, bottom = _FIRST - _SIZE / 2, _height(row, 2) - _SIZE / 2
        picture = values.reshape(GRID, GRID)
        net.imshow(picture, cmap=_MAP, origin="lower", extent=(left, left + _SIZE, bottom, bottom + _SIZE), zorder=0.5)
        net.text(left - 0.08, _height(row, 2), text, ha="right", va="center", fontweight="bold")
    edges = net.add_collection(LineCollection([], zorder=1))
    maps = [
        net.imshow(np.zeros((1, 1, 4)), origin="lower", interpolation="nearest", zorder=2) for _ in range(MOST_LAYERS)
    ]
    first = net.text(0, 0, "neuron 1", ha="center", va="bottom", fontsize=12, zorder=2)
    net.set(xlim=(0, _WIDTH), ylim=(-0.2, _HEIGHT), aspect="auto")
    out = figure.add_axes((0.64, 0.31, 0.35, 0.62), xlim=(-_EDGE, _EDGE), ylim=(-_EDGE, _EDGE))
    out.set(xticks=[], yticks=[])
    out.set_title("uitvoer", fontsize=13, fontweight="normal")
    whole = (-_EDGE, _EDGE, -_EDGE, _EDGE)
    answer = out.imshow(
        np.zeros((GRID, GRID)),
        cmap=_PALE_MAP,
        vmin=-1,
        vmax=1,
        origin="lower",
        extent=whole,
        interpolation="bilinear",
        zorder=1,
    )
    out.set(xlim=(-_EDGE, _EDGE), ylim=(-_EDGE, _EDGE), aspect="auto")
    dots = []
    for color, shape in ((ORANGE, "s"), (BLUE, "o")):
        for fill, edge in ((color, INK), ("white", color)):
            style = {
                "color": fill,
                "markeredgecolor": edge,
                "markersize": 6.5,
                "markeredgewidth": 0.8 if edge == INK else 1.6,
            }
            dots.append(out.plot([], [], shape, **style)[0])
    curve = figure.add_axes((0.69, 0.06, 0.3, 0.17), xlim=(0, PIECES * STEPS), ylim=(0, 1))
    curve.set_yticks([0, 0.5, 1], ["0", "0,5", "1"])
    curve.set_xticks([])
    lines = [
        curve.plot([], [], color=RED, linewidth=2)[0],
        curve.plot([], [], color=INK, linestyle="--", linewidth=1.6)[0],
    ]
    curve.text(
        1,
        1.0,
        "loss: training, validatie (streepjes)",
        transform=curve.transAxes,
        ha="right",
        va="bottom",
        fontsize=12,
    )
    return {"edges": edges, "maps": maps, "answer": answer, "dots": dots, "lines": lines, "first": first}


def playground(node, network, loss, activations, own_dots=OWN_DOTS) -> LiveFigure | None:
    """De speeltuin. node, network, loss, activations: wat de student in het notebook schreef."""
    try:
        own = check_own_dots(own_dots)
    except DotsError as problem:
        print(problem)
        return None
    framework = Framework(node, network, loss, activations)

    def dots_of(settings: Settings):
        dots, kinds = own if settings.shape == "eigen stippen" else make_dots(settings.shape, settings.noise)
        if settings.shape == "eigen stippen":
            order = np.random.default_rng(3).permutation(len(dots))
            dots = dots[order] + settings.noise * np.random.default_rng(4).normal(size=dots.shape)
            kinds = kinds[order]
        split = min(max(round(settings.share * len(dots)), 3), len(dots) - 2)
        return dots, kinds, split

    @lru_cache(maxsize=12)
    def training(settings: Settings) -> Training:
        return Training(lambda: training_pieces(framework, settings, *dots_of(settings)))

    def draw(parts, pieces, shape, layers, neurons, activation, learning_rate, noise, share, which, extra):
        settings = Settings(shape, layers, neurons, activation, learning_rate, noise, share)
        run = training(settings)
        reports = run.until(pieces + 1)
        good = [report for report in reports if math.isfinite(report.loss)]
        network_now = with_changed_weight(good[-1].layers if good else start_layers(settings), which, extra)
        values = activations_of(network_now, activation, _PLACES)
        parts["answer"].set_data(np.nan_to_num(np.tanh(values[-1]).reshape(GRID, GRID)))
        for index, artist in enumerate(parts["maps"]):
            artist.set_data(_layer_picture(values[index], neurons) if index < layers else np.zeros((1, 1, 4)))
            column = _column(index + 1, layers)
            artist.set_extent((column - _SIZE / 2, column + _SIZE / 2, 0, 6))
        parts["first"].set_position((_column(1, layers), _height(0, neurons) + _SIZE / 2 + 0.03))
        _set_edges(parts["edges"], network_now)
        dots, kinds, split = dots_of(settings)
        is_train = np.arange(len(dots)) < split
        groups = [(kinds[:, 0] == kind) & (is_train == train) for kind in (-1, 1) for train in (True, False)]
        for artist, rows in zip(parts["dots"], groups, strict=True):
            artist.set_data(dots[rows, 0], dots[rows, 1])
        steps = STEPS * np.arange(len(good))
        parts["lines"][0].set_data(steps, [report.loss for report in good])
        parts["lines"][1].set_data(steps, np.nan_to_num([report.validation_loss for report in good], posinf=9, nan=9))
        score = activations_of(network_now, activation, dots[split:])[-1]
        accuracy = 100 * float(np.mean((score > 0) == (kinds[split:] > 0)))
        done = f"Na {dutch(STEPS * max(0, len(reports) - 1))} stappen is {dutch(round(accuracy))} % van de "
        done += "validatiestippen goed. "
        if run.problem:
            return f"{done}{run.problem}", False
        now = reports[-1].loss, reports[-1].validation_loss
        hand = ""
        if which != BY_HAND[0] and extra:
            hand = f" Zonder jouw {dutch(extra, 1)} bij dat ene gewicht was dat {_words(now[0])} en {_words(now[1])}."
            parts_of_set = (slice(split), slice(split, None))
            now = [loss_of(framework, network_now, activation, dots[rows], kinds[rows]) for rows in parts_of_set]
        losses = f"De loss is {_words(now[0])} op de trainingsset en {_words(now[1])} op de validatieset."
        return done + losses + hand, accuracy >= 95 and shape == "spiralen"

    return LiveFigure(
        _setup,
        draw,
        size=(9.6, 5.2),
        goal="Krijg bij de spiralen minstens 95 % van de validatiestippen goed.",
        pieces=training_slider(PIECES, "Training", lambda piece: f"{dutch(STEPS * piece)} stappen"),
        shape=choice(SHAPES, "Stippen"),
        layers=slider(1, MOST_LAYERS, 1, 1, "Verborgen lagen"),
        neurons=slider(1, MOST_NEURONS, 1, 2, "Neuronen per laag"),
        activation=choice(tuple(_FUNCTIONS), "Activatiefunctie"),
        learning_rate=stops(LEARNING_RATES, 0.3, "Leersnelheid"),
        noise=slider(0, 0.3, 0.05, 0.0, "Ruis"),
        share=stops((0.2, 0.5, 0.8), 0.5, "Deel voor training", ("20 %", "50 %", "80 %")),
        which=choice(BY_HAND, "Gewicht met de hand"),
        extra=slider(-4, 4, 0.5, 0.0, "Zoveel erbij"),
    )


def _words(loss: float) -> str:
    if not math.isfinite(loss):
        return dutch(loss)
    if loss < 0.0005:
        return "bijna nul"
    return dutch(loss, 3) if loss < 1000 else "meer dan duizend"


def _column(index: int, layers: int) -> float:
    """Het midden van kolom `index`: 0 is de invoer, dan de verborgen lagen, gelijk verdeeld tot de rechterrand."""
    return _FIRST + index * (_WIDTH - _FIRST) / (layers + 1)


def _height(row: int, count: int) -> float:
    """Het midden van kaart `row` in een kolom van `count` kaarten."""
    return 3 + (count - 1) / 2 - row


def _layer_picture(values: np.ndarray, neurons: int) -> np.ndarray:
    """Stapel de kaarten van een laag tot één doorzichtig beeld dat 6 hoog is; een kaart beslaat 0,8."""
    unit = round(GRID / _SIZE)  # beeldpunten per eenheid
    picture = np.zeros((6 * unit, GRID, 4))
    colors = _MAP(0.5 + 0.5 * np.tanh(np.nan_to_num(values)).T.reshape(neurons, GRID, GRID))
    colors[:, [0, -1]] = colors[:, :, [0, -1]] = _FRAME  # ook een kaart die helemaal wit is, blijft een kaart
    for row in range(neurons):
        bottom = round((_height(row, neurons) - _SIZE / 2) * unit)
        picture[bottom : bottom + GRID] = colors[row]
    return picture


def _set_edges(edges: LineCollection, layers: list[Layer]) -> None:
    """Teken elk gewicht als een lijn: hoe dikker, hoe groter; blauw is positief, oranje met streepjes negatief."""
    segments, widths, colors = [], [], []
    hidden = len(layers) - 1
    for index, (W, _) in enumerate(layers):
        n_in, n_out = W.shape
        left = _column(index, hidden) + _SIZE / 2
        right = _column(index + 1, hidden) - (0.02 if index == hidden else _SIZE / 2)
        for i in range(n_in):
            for j in range(n_out):
                segments.append([(left, _height(i, n_in)), (right, _height(j, n_out))])
                size = min(abs(float(np.nan_to_num(W[i, j], posinf=9, neginf=-9))), 4)
                widths.append(0.3 + 1.3 * size)
                colors.append(BLUE if W[i, j] > 0 else ORANGE)
    edges.set_segments(segments)
    edges.set_linewidths(widths)
    edges.set_color(to_rgba_array(colors))
    edges.set_linestyle(["solid" if color == BLUE else (0, (3, 1.5)) for color in colors])
