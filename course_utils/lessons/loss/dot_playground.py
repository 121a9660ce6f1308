"""De speeltuin van les 05: een netwerk in twee dimensies dat leert terwijl je kijkt.

In stap 1 rekent hij zelf. In de Verdieping krijgt hij het raamwerk, het netwerk en de loss die de student schreef.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba_array

from course_utils.dutch_numbers import dutch, percent
from course_utils.lessons.loss.training import DotsError
from course_utils.live.charts import Pixels
from course_utils.live.controls import choice, slider, stops
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.palette import GREY_LIGHT, INK, ORANGE, ORANGE_LIGHT, PURPLE, PURPLE_LIGHT, RED
from course_utils.live.training import Training, training_slider

__all__ = ["OWN_DOTS", "own_playground", "playground"]

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


# (lagen, activatie, stippen, soorten) -> de loss, en per laag de hellingen van gewichten en biases
Slopes = Callable[[list[Layer], str, np.ndarray, np.ndarray], tuple[float, list[Layer]]]


def start_layers(settings: Settings) -> list[Layer]:
    """Willekeurige startgewichten, met een spreiding van √(1 / ingangen)."""
    rng = np.random.default_rng(5)
    sizes = [2, *[settings.neurons] * settings.layers, 1]
    return [(rng.normal(0, n_in**-0.5, (n_in, n_out)), np.zeros((1, n_out))) for n_in, n_out in pairwise(sizes)]


def own_slopes(layers: list[Layer], activation: str, dots: np.ndarray, kinds: np.ndarray) -> tuple[float, list[Layer]]:
    """De loss en de hellingen zoals backpropagation ze geeft; de cross-entropy voor twee soorten, −1 en 1."""
    *hidden, score = activations_of(layers, activation, dots)
    margin = score * kinds  # boven nul is goed
    upstream = -kinds * np.exp(-np.logaddexp(0, margin)) / len(kinds)
    values, slopes = [dots, *hidden], []
    for index in reversed(range(len(layers))):
        slopes.append((values[index].T @ upstream, upstream.sum(axis=0, keepdims=True)))
        upstream = upstream @ layers[index][0].T * _SLOPES[activation](values[index])
    return float(np.logaddexp(0, -margin).mean()), slopes[::-1]


def framework_slopes(node: type, network: Callable, loss: Callable, activations: dict[str, Callable]) -> Slopes:
    """Hetzelfde met het raamwerk van de student: een knoop, het netwerk, de loss en de activatiefuncties op naam."""

    def slopes(layers, activation, dots, kinds):
        nodes = [tuple(map(node, pair)) for pair in layers]
        found = loss(network(node(dots), nodes, activations[activation]), kinds)
        found.backward()
        return float(found.waarde), [(W.helling, b.helling) for W, b in nodes]

    return slopes


def training_pieces(slopes: Slopes, settings: Settings, dots, kinds, split: int):
    """Train met gradient descent op stapels van 20; een bericht per 25 stappen."""
    rng = np.random.default_rng(7)
    layers = start_layers(settings)
    train, validation = np.arange(split), np.arange(split, len(dots))
    try:
        while True:
            losses = [_quiet(slopes, layers, settings, dots[rows], kinds[rows])[0] for rows in (train, validation)]
            yield DotsReport(*losses, [(W.copy(), b.copy()) for W, b in layers])
            for _ in range(STEPS):
                rows = rng.choice(train, min(BATCH, split), replace=False)
                _, found = _quiet(slopes, layers, settings, dots[rows], kinds[rows])
                for pair, pair_of_slopes in zip(layers, found, strict=True):
                    for array, slope in zip(pair, pair_of_slopes, strict=True):
                        array -= settings.learning_rate * slope
    except Exception as problem:  # de student mag zijn raamwerk stukmaken: zeg dan wat Python ervan vindt
        raise ValueError(
            f"Jouw raamwerk stopt met een fout. Python zegt: {type(problem).__name__}: {problem}. Kijk de cellen "
            "hierboven na, voer ze opnieuw uit, en daarna deze cel."
        ) from problem


@np.errstate(all="ignore")  # een te grote leersnelheid geeft inf of NaN; de figuur zegt dat
def _quiet(slopes: Slopes, layers, settings: Settings, dots, kinds) -> tuple[float, list[Layer]]:
    return slopes(layers, settings.activation, dots, kinds)


_FUNCTIONS = {"tanh": np.tanh, "ReLU": lambda z: np.maximum(z, 0)}
_SLOPES = {"tanh": lambda a: 1 - a * a, "ReLU": lambda a: a > 0}  # de helling, uit de uitkomst van de functie


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
_MAP = LinearSegmentedColormap.from_list("soorten", [PURPLE, "white", ORANGE])
_PALE_MAP = LinearSegmentedColormap.from_list("bleek", [PURPLE_LIGHT, "white", ORANGE_LIGHT])  # achter de stippen
_FRAME = to_rgba_array(GREY_LIGHT)[0]
_SIGNS = to_rgba_array([ORANGE, PURPLE])  # van een gewicht boven nul, en van een ander
_LINE = np.linspace(-_EDGE, _EDGE, GRID)
_FINE = np.linspace(-_EDGE, _EDGE, 160)  # de uitvoer loopt vloeiend: acht beeldpunten per vakje
_BETWEEN = np.array([np.interp(_FINE, _LINE, only) for only in np.eye(GRID)])
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


class _Scene:
    """De tekening: links het netwerk, rechts de uitvoer met de stippen, daaronder de losscurven."""

    def __init__(self, figure):
        # Wat verandert, ligt in elk vak op elkaar, zonder iets vasts ertussen: zo zijn het drie beelden, geen vijf.
        net = figure.add_axes((0, 0.02, 0.62, 0.96), xlim=(0, _WIDTH), ylim=(-0.2, _HEIGHT))
        net.set_axis_off()
        for text, row, values in (("x", 0, _PLACES[:, 0]), ("y", 1, _PLACES[:, 1])):
            left, bottom = _FIRST - _SIZE / 2, _height(row, 2) - _SIZE / 2
            extent = (left, left + _SIZE, bottom, bottom + _SIZE)
            net.imshow(values.reshape(GRID, GRID), cmap=_MAP, origin="lower", extent=extent, zorder=0.5)
            net.text(left - 0.08, _height(row, 2), text, ha="right", va="center", fontweight="bold")
        self.edges = net.add_collection(LineCollection([], zorder=1))
        self.maps = [net.add_image(Pixels(net, origin="lower", zorder=2)) for _ in range(MOST_LAYERS)]
        self.first = net.text(0, 0, "neuron 1", ha="center", va="bottom", fontsize=12, zorder=2)
        net.set(xlim=(0, _WIDTH), ylim=(-0.2, _HEIGHT), aspect="auto")
        window = {"xlim": (-_EDGE, _EDGE), "ylim": (-_EDGE, _EDGE)}
        out = figure.add_axes((0.64, 0.31, 0.35, 0.6), xticks=[], yticks=[], **window)
        out.set_title("uitvoer", fontsize=13, fontweight="normal", pad=3)
        self.answer = Pixels(out, cmap=_PALE_MAP, origin="lower", extent=(-_EDGE, _EDGE) * 2, zorder=1)
        self.answer.set_clim(-1, 1)
        out.add_image(self.answer)
        self.dots = []
        for color, shape in ((PURPLE, "s"), (ORANGE, "o")):
            for look in (
                {"color": color, "markeredgecolor": INK, "markeredgewidth": 0.8},
                {"color": "white", "markeredgecolor": color, "markeredgewidth": 1.6},
            ):
                self.dots.append(out.plot([], [], shape, markersize=6.5, **look)[0])
        curve = figure.add_axes((0.69, 0.06, 0.3, 0.17), xlim=(0, PIECES * STEPS), ylim=(0, 1))
        curve.set_yticks([0, 0.5, 1], ["0", "0,5", "1"])
        curve.set_xticks([])
        self.lines = [
            curve.plot([], [], color=RED, linewidth=2)[0],
            curve.plot([], [], color=INK, linestyle="--", linewidth=1.6)[0],
        ]
        corner = {"transform": curve.transAxes, "ha": "right", "va": "bottom", "fontsize": 12}
        curve.text(1, 1.0, "loss: training, validatie (streepjes)", **corner)

    @property
    def artists(self) -> list:
        """Wat er per stand verandert."""
        return [self.edges, self.maps, self.answer, self.dots, self.lines, self.first]

    def show_network(self, layers: list[Layer], activation: str) -> None:
        """Teken de kaarten van alle neuronen, de gewichten ertussen en de uitvoer."""
        values, hidden = activations_of(layers, activation, _PLACES), len(layers) - 1
        neurons = layers[0][0].shape[1]
        self.answer.set_data(_BETWEEN.T @ np.nan_to_num(np.tanh(values[-1]).reshape(GRID, GRID)) @ _BETWEEN)
        for index, artist in enumerate(self.maps):
            artist.set_data(_layer_picture(values[index], neurons) if index < hidden else np.zeros((1, 1, 4)))
            column = _column(index + 1, hidden)
            artist.set_extent((column - _SIZE / 2, column + _SIZE / 2, 0, 6))
        self.first.set_position((_column(1, hidden), _height(0, neurons) + _SIZE / 2 + 0.03))
        _set_edges(self.edges, layers)

    def show_dots(self, dots: np.ndarray, kinds: np.ndarray, split: int) -> None:
        """Teken de stippen; wat niet meedoet aan de training is open."""
        is_train = np.arange(len(dots)) < split
        groups = [(kinds[:, 0] == kind) & (is_train == train) for kind in (-1, 1) for train in (True, False)]
        for artist, rows in zip(self.dots, groups, strict=True):
            artist.set_data(dots[rows, 0], dots[rows, 1])

    def show_losses(self, reports: list[DotsReport]) -> None:
        """Teken de loss op beide sets tot nu toe."""
        steps = STEPS * np.arange(len(reports))
        self.lines[0].set_data(steps, [report.loss for report in reports])
        held = [report.validation_loss for report in reports]
        self.lines[1].set_data(steps, np.nan_to_num(held, posinf=9, nan=9))

    def show(self, run: Training, settings: Settings, pieces: int, data, change=lambda layers: layers):
        """Teken de stand van een training; geef het netwerk, het deel van de open stippen dat goed is, en de zin."""
        dots, kinds, split = data
        reports = run.until(pieces + 1)
        good = [report for report in reports if math.isfinite(report.loss)]
        layers = change(good[-1].layers if good else start_layers(settings))
        self.show_network(layers, settings.activation)
        self.show_dots(*data)
        self.show_losses(good)
        score = activations_of(layers, settings.activation, dots[split:])[-1]
        accuracy = float(np.mean((score > 0) == (kinds[split:] > 0)))
        done = f"Na {dutch(STEPS * max(0, len(reports) - 1))} stappen is {percent(accuracy)} van de open stippen goed. "
        return layers, accuracy, done


def _losses_in_words(losses: tuple[float, float]) -> str:
    return f"De loss is {_words(losses[0])} op de trainingsset en {_words(losses[1])} op de validatieset."


FEW = 3  # met zo veel neuronen zijn de cirkels net te scheiden


@live_figure(
    size=(9.6, 4.1),
    goal=f"Krijg bij de cirkels minstens 95 % van de open stippen goed, met hooguit {FEW} neuronen.",
    saved={"pieces": 40, "neurons": 3, "learning_rate": 1},
    pieces=training_slider(PIECES, "Training", lambda piece: f"{dutch(STEPS * piece)} stappen"),
    shape=choice(SHAPES[:3], "Stippen"),
    layers=slider(1, MOST_LAYERS, 1, 1, "Verborgen lagen"),
    neurons=slider(1, MOST_NEURONS, 1, 2, "Neuronen per laag"),
    learning_rate=stops(LEARNING_RATES, 0.3, "Leersnelheid"),
)
def playground(figure):
    """De speeltuin: kies stippen en een netwerk, druk op Start en kijk hoe het leert."""

    @lru_cache(maxsize=12)
    def training(settings: Settings) -> Training:
        dots, kinds = make_dots(settings.shape, settings.noise)
        return Training(lambda: training_pieces(own_slopes, settings, dots, kinds, DOTS // 2))

    scene = _Scene(figure)

    def draw(pieces, shape, layers, neurons, learning_rate):
        settings = Settings(shape, layers, neurons, "tanh", learning_rate, 0.0, 0.5)
        run = training(settings)
        _, accuracy, done = scene.show(run, settings, pieces, (*make_dots(shape, 0.0), DOTS // 2))
        if not run.problem:
            done += _losses_in_words(run.reports[pieces][:2])
        few = shape == "cirkels" and layers * neurons <= FEW
        return Drawing(done + run.problem, reached=few and accuracy >= 0.95)

    return draw, scene.artists


def own_playground(node, network, loss, activations, own_dots=OWN_DOTS) -> LiveFigure | None:
    """De speeltuin op het raamwerk van de student: node, network, loss en activations komen uit het notebook."""
    try:
        own = check_own_dots(own_dots)
    except DotsError as problem:
        print(problem)
        return None
    slopes = framework_slopes(node, network, loss, activations)

    def dots_of(settings: Settings):
        dots, kinds = own if settings.shape == "eigen stippen" else make_dots(settings.shape, settings.noise)
        if settings.shape == "eigen stippen":
            order = np.random.default_rng(3).permutation(len(dots))
            dots = dots[order] + settings.noise * np.random.default_rng(4).normal(size=dots.shape)
            kinds = kinds[order]
        return dots, kinds, min(max(round(settings.share * len(dots)), 3), len(dots) - 2)

    @lru_cache(maxsize=12)
    def training(settings: Settings) -> Training:
        return Training(lambda: training_pieces(slopes, settings, *dots_of(settings)))

    def build(figure):
        scene = _Scene(figure)

        def draw(pieces, shape, layers, neurons, activation, learning_rate, noise, share, which, extra):
            settings = Settings(shape, layers, neurons, activation, learning_rate, noise, share)
            run, data = training(settings), dots_of(settings)
            by_hand = lambda found: with_changed_weight(found, which, extra)  # noqa: E731
            changed, accuracy, done = scene.show(run, settings, pieces, data, by_hand)
            if run.problem:
                return Drawing(done + run.problem, reached=False)
            losses, hand = run.reports[pieces][:2], ""
            if which != BY_HAND[0] and extra:
                hand = f" Zonder jouw {dutch(extra, 1)} bij dat ene gewicht was dat {_words(losses[0])} en "
                hand += f"{_words(losses[1])}."
                dots, kinds, split = data
                sets = (slice(split), slice(split, None))
                losses = [_quiet(slopes, changed, settings, dots[rows], kinds[rows])[0] for rows in sets]
            return Drawing(done + _losses_in_words(losses) + hand, reached=accuracy >= 0.95 and shape == "spiralen")

        return draw, scene.artists

    return LiveFigure(
        build,
        size=(9.6, 3.35),  # met tien regelaars en drie regels zin is een scherm van 768 hoog dan net vol
        goal="Krijg bij de spiralen minstens 95 % van de open stippen goed.",
        saved={"pieces": 20, "neurons": 4, "shape": "XOR"},
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
    """Teken elk gewicht als een lijn: hoe dikker, hoe groter; oranje is positief, paars met streepjes negatief."""
    segments, widths, positive = [], [], []
    hidden = len(layers) - 1
    for index, (W, _) in enumerate(layers):
        n_in, n_out = W.shape
        left = _column(index, hidden) + _SIZE / 2
        right = _column(index + 1, hidden) - (0.02 if index == hidden else _SIZE / 2)
        segments += [[(left, _height(i, n_in)), (right, _height(j, n_out))] for i in range(n_in) for j in range(n_out)]
        widths.extend((0.3 + 1.3 * np.minimum(np.abs(np.nan_to_num(W, posinf=9, neginf=-9)), 4)).ravel())
        positive.extend((W > 0).ravel())
    edges.set_segments(segments)
    edges.set_linewidths(widths)
    edges.set_color(np.where(np.array(positive)[:, None], *_SIGNS))
    edges.set_linestyle(["solid" if up else (0, (3, 1.5)) for up in positive])
