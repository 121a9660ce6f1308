"""Figuren van de kern van les 05: de loss, het landschap, backpropagation, het cijfernetwerk en de krommen."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import SymLogNorm
from matplotlib.patches import FancyBboxPatch, Rectangle

from course_utils.dutch_numbers import counted, dutch
from course_utils.lessons.loss.training import (
    EPOCHS,
    PIECES_PER_EPOCH,
    DigitReport,
    digit_training,
    fifteen_dots,
    held_out,
    loss_in_words,
)
from course_utils.live.charts import DigitGrid
from course_utils.live.controls import handle, number, slider, stops
from course_utils.live.figure import Drawing, live_figure
from course_utils.live.palette import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED
from course_utils.live.style import dutch_axis, new_figure, show
from course_utils.live.training import NOT_A_NUMBER, Training, training_slider
from course_utils.subjects.data import load_digits

__all__ = [
    "backpropagation",
    "bike_rides",
    "fifteen_dots",
    "fit_by_hand",
    "gradient_descent",
    "show_curves",
    "show_two_losses",
    "train_digits",
]


def _ticks(axes, x, y) -> None:
    axes.set(xticks=x, yticks=y)
    for axis in (axes.xaxis, axes.yaxis):
        dutch_axis(axis)


# --- een lijn en het landschap van de loss ---------------------------------------------------------------------------

_KILOMETERS = (0.4, 0.8, 1.1, 1.5, 1.9, 2.2, 2.7, 3.0)
_MINUTES = (3.9, 4.8, 6.8, 7.6, 10.1, 10.4, 13.2, 13.6)
HAND_GOAL = 0.3
_FAR = 4.4  # tot hier loopt de as: ook een groot vierkant past er dan nog op
_HELD = 4.0  # hier pakt de leerling de lijn vast
_W, _B = (-0.5, 8.5), (-4.5, 9)
_SIZE, _RIDES, _LAND = (9.4, 3.9), (0.06, 0.14, 0.44, 0.76), (0.59, 0.14, 0.4, 0.76)


def bike_rides() -> tuple[np.ndarray, np.ndarray]:
    """Acht bedachte fietsritten: afstand in kilometer en tijd in minuten."""
    return np.array(_KILOMETERS), np.array(_MINUTES)


def line_loss(w: float, b: float) -> float:
    """De gemiddelde kwadratische fout van de lijn w·x + b op de fietsritten."""
    x, y = bike_rides()
    return float(np.mean((w * x + b - y) ** 2))


def _draw_rides(figure):
    """Teken de fietsritten; geef de assen en de lijn die erdoorheen komt."""
    x, y = bike_rides()
    axes = figure.add_axes(_RIDES, xlim=(0, _FAR), ylim=(0, 18))
    axes.plot(x, y, "o", color=INK, markersize=8, zorder=4)
    axes.set_xlabel("afstand (km)")
    axes.set_title("minuten", fontsize=13, fontweight="normal")
    _ticks(axes, range(5), [0, 5, 10, 15])
    return axes, axes.plot([], [], color=BLUE, zorder=3)[0]


def _set_line(line, w: float, b: float) -> None:
    line.set_data([0, _FAR], np.nan_to_num(np.clip([b, _FAR * w + b], -1e4, 1e4)))


def _right_end(w: float, b: float) -> tuple[float, float]:
    """Waar de lijn het beeld verlaat: rechts, of aan de bovenkant."""
    x = min(_HELD, (17 - b) / w) if w else _HELD
    return x, w * x + b


def _draw_landscape(figure):
    """Teken de loss als landschap boven w en b, met een kruis op het laagste punt."""
    axes = figure.add_axes(_LAND, xlim=_W, ylim=_B)
    w, b = np.meshgrid(np.linspace(*_W, 120), np.linspace(*_B, 120))
    x, y = bike_rides()
    loss = np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1)
    levels = [0, 0.3, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 512]
    axes.contourf(w, b, loss, levels, cmap="Greys", norm=SymLogNorm(0.25, vmin=0, vmax=512), alpha=0.45)
    axes.set_xlabel("gewicht w")
    axes.set_title("bias b (naar binnen toe daalt de loss)", fontsize=13, fontweight="normal")
    _ticks(axes, [0, 2, 4, 6, 8], [-4, 0, 4, 8])
    return axes


def _boxes(errors: np.ndarray) -> list[Rectangle]:
    """Bij elke stip een vierkant op het scherm, met de fout als zijde; het ligt links of rechts van de fout."""
    x, y = bike_rides()
    per_minute = (_FAR / (_RIDES[2] * _SIZE[0])) / (18 / (_RIDES[3] * _SIZE[1]))  # zo breed is een fout van 1 minuut
    lows = np.minimum(y, y + errors)
    return [
        Rectangle((left, low), -error * per_minute, abs(error))
        for left, low, error in zip(x, lows, errors, strict=True)
    ]


@live_figure(
    size=_SIZE,
    goal=f"Krijg de loss onder {dutch(HAND_GOAL)}.",
    saved={"w": 3.0, "b": 4.0},
    w=slider(0, 8, 0.1, 1.0, "Gewicht w (minuten per kilometer)"),
    b=slider(0, 8, 0.1, 6.0, "Bias b (minuten die je altijd kwijt bent)"),
    left=handle("b", label="Linkereind van de lijn", at=lambda b: (0, b)),
    right=handle("w", label="Rechtereind van de lijn", at=lambda w, b: _right_end(w, b)),
    ball=handle("w", "b", "De bal in het landschap", axes=1),
)
def fit_by_hand(figure):
    """Leg met w en b een lijn door acht fietsritten; elke fout is een vierkant, en je loopt door een landschap."""
    x, y = bike_rides()
    axes, line = _draw_rides(figure)
    squares = axes.add_collection(PatchCollection([], facecolor=RED, alpha=0.22, edgecolor=RED, zorder=2))
    label = axes.text(1, 1.03, "", color=RED, fontweight="bold", fontsize=16, ha="right", transform=axes.transAxes)
    here = _draw_landscape(figure).plot([], [], "o", color=RED, markersize=13, markeredgecolor=INK)[0]

    def draw(w, b):
        errors, loss = w * x + b - y, line_loss(w, b)
        _set_line(line, w, b)
        squares.set_paths(_boxes(errors))
        label.set_text(f"loss {dutch(loss, 2)}")
        here.set_data([w], [b])
        worst = int(np.argmax(np.abs(errors)))
        sentence = (
            f"De lijn is {dutch(w, 1)} × afstand {'+' if b >= 0 else '−'} {dutch(abs(b), 1)}. "
            f"De loss is {dutch(loss, 2)}. De grootste fout is {dutch(abs(errors[worst]), 1)} minuten, "
            f"bij {dutch(x[worst], 1)} km: daar ligt de lijn {'boven' if errors[worst] > 0 else 'onder'} de stip."
        )
        return Drawing(sentence, reached=loss < HAND_GOAL)

    return draw, (line, squares, label, here)


# --- gradient descent, met de stap van de student --------------------------------------------------------------------

STARTS = ((0.3, 7.5), (7.5, 8.0), (7.0, -3.5))  # drie ballen; de lijn links is die van de eerste
DESCENT_STEPS, DESCENT_LIMIT, DESCENT_GOAL = 60, 40, 0.25
Step = Callable[[float, float, float], float]  # (w, gradient, leersnelheid) -> nieuwe w


class Descent(NamedTuple):
    """Het pad van een bal: per stap, de start meegeteld, w, b en de loss."""

    w: np.ndarray
    b: np.ndarray
    loss: np.ndarray


def descend(step: Step, learning_rate: float, start: tuple[float, float], steps: int = DESCENT_STEPS) -> Descent:
    """Loop zoveel stappen over de loss van de fietsritten; step maakt van een parameter de volgende."""
    x, y = bike_rides()
    w, b = map(np.float64, start)
    path = [(w, b, line_loss(w, b))]
    with np.errstate(all="ignore"):  # een te grote leersnelheid geeft inf of NaN; de figuur zegt dat
        for _ in range(steps):
            error = w * x + b - y
            slope_w, slope_b = np.mean(2 * error * x), np.mean(2 * error)
            w, b = np.float64(step(w, slope_w, learning_rate)), np.float64(step(b, slope_b, learning_rate))
            path.append((w, b, line_loss(w, b)))
    return Descent(*np.array(path).T)


def own_step(step: Step) -> tuple[Step, str]:
    """De stap van de student; is hij nog leeg of stopt hij met een fout, dan de formule, met een zin die dat zegt."""
    try:
        filled = np.isfinite(float(step(1.0, 1.0, 0.1)))
    except TypeError:
        filled = False
    except Exception as problem:
        return _formula, f" Jouw stap stopt met een fout ({type(problem).__name__}); hier loopt de formule."
    return (step, "") if filled else (_formula, " Jouw stap is nog leeg; hier loopt de formule.")


def _formula(w: float, gradient: float, learning_rate: float) -> float:
    return w - learning_rate * gradient


@live_figure(
    size=_SIZE,
    goal=f"Kies een leersnelheid waarmee alle drie de ballen in {DESCENT_LIMIT} stappen onder loss "
    f"{dutch(DESCENT_GOAL)} komen.",
    saved={"steps": 15, "learning_rate": 0.1},
    steps=stops(range(DESCENT_STEPS + 1), 0, "Stappen", play="Laat los", pace=80),
    learning_rate=number(-1, 1_000_000, 0.02, "Leersnelheid"),
    start_w=slider(0, 8, 0.1, STARTS[0][0], "Begin van de rode bal, w"),
    start_b=slider(-4, 8.5, 0.1, STARTS[0][1], "Begin van de rode bal, b"),
    ball=handle("start_w", "start_b", "De rode bal", axes=1, alone=True, also={"steps": 0}),
)
def gradient_descent(figure, stap):
    """Laat drie ballen los op het landschap; elke stap is die van de student. Leg de rode eerst waar je wilt."""
    step, note = own_step(stap)
    _axes, line = _draw_rides(figure)
    land = _draw_landscape(figure)
    best_w, best_b = np.polyfit(*bike_rides(), 1)
    land.plot([best_w], [best_b], "+", color=INK, markersize=14, markeredgewidth=2)
    colors = (RED, BLUE, GREEN)
    paths = [land.plot([], [], "-o", color=INK, linewidth=1.4, markersize=3)[0] for _ in STARTS]
    balls = [land.plot([], [], "o", color=color, markersize=12, markeredgecolor=INK)[0] for color in colors]

    @lru_cache(maxsize=256)
    def path_of(learning_rate: float, start: tuple[float, float]) -> Descent:
        return descend(step, learning_rate, start)

    def draw(steps, learning_rate, start_w, start_b):
        found = [path_of(float(learning_rate), start) for start in ((start_w, start_b), *STARTS[1:])]
        for path, trail, ball in zip(found, paths, balls, strict=True):
            w, b = path.w[: steps + 1], path.b[: steps + 1]
            seen = np.isfinite(w) & np.isfinite(b) & (np.abs(w) < 1e4) & (np.abs(b) < 1e4)
            trail.set_data(w[seen], b[seen])
            ball.set_data(w[-1:][seen[-1:]], b[-1:][seen[-1:]])
        _set_line(line, found[0].w[steps], found[0].b[steps])
        passed = min(steps, DESCENT_LIMIT) + 1
        reached = all(bool((path.loss[:passed] < DESCENT_GOAL).any()) for path in found)
        red = Descent(*(values[: steps + 1] for values in found[0]))
        return Drawing(describe_descent(red, learning_rate) + note, reached=reached)

    return draw, (line, paths, balls)


def _big(value: float) -> str:
    """Een getal in de tekst, ook als het ontspoord is."""
    if not math.isfinite(value):
        return dutch(value)
    if abs(value) < 1e7:
        return dutch(value, 2) if abs(value) < 1000 else dutch(round(value))
    return f"een getal van {dutch(math.floor(math.log10(abs(value))) + 1)} cijfers"


def describe_descent(path: Descent, learning_rate: float) -> str:
    """Zeg in een zin wat de rode bal deed."""
    steps, first, last = len(path.loss) - 1, path.loss[0], path.loss[-1]
    if steps == 0:
        return f"De rode bal begint bij w = {dutch(path.w[0], 1)} en b = {dutch(path.b[0], 1)}, met loss {_big(first)}."
    done = f"Na {counted(steps, 'stap', 'stappen')} met leersnelheid {dutch(learning_rate)}"
    if learning_rate == 0:
        return f"{done} ligt de rode bal nog precies waar hij lag: de loss is {_big(last)}."
    if math.isnan(last):
        return f"{done} is de loss geen getal meer (NaN). De stappen werden zo groot dat de computer de tel kwijt is."
    if math.isinf(last):
        return f"{done} past de loss niet meer in een getal (∞). Elke stap schoot verder over het dal heen."
    if last > first:
        uphill = np.all(np.diff(path.w) * (path.w[0] - 4.9) >= 0) or learning_rate < 0
        why = "je loopt omhoog" if uphill else "elke stap schiet verder over het dal heen"
        return f"{done} is de loss van de rode bal gestegen van {_big(first)} naar {_big(last)}: {why}."
    zigzag = steps > 2 and np.mean(np.diff(path.w)[:-1] * np.diff(path.w)[1:] < 0) > 0.5
    how = " Het pad zigzagt door het dal." if zigzag else ""
    return f"{done} ligt de rode bal bij w = {dutch(path.w[-1], 2)}, met loss {_big(last)}.{how}"


# --- backpropagation -------------------------------------------------------------------------------------------------

X, V, TARGET = 2.0, 3.0, 5.0  # invoer, tweede gewicht en doel van het voorbeeld
_PLACES = {
    "w": (0.5, 3.0),
    "x": (0.5, 1.2),
    "z": (2.0, 2.1),
    "b": (2.0, 0.5),
    "s": (3.6, 2.1),
    "a": (5.2, 2.1),
    "v": (5.2, 0.5),
    "u": (6.8, 2.1),
    "y": (6.8, 0.5),
    "d": (8.4, 2.1),
    "L": (10.0, 2.1),
}
_SYMBOLS = {"y": "doel", "z": "×", "s": "+", "a": "ReLU", "u": "×", "d": "−", "L": "( )²"}
_COLORED = {"w": BLUE, "v": BLUE, "b": ORANGE, "L": RED}
_EDGES = ("wz", "xz", "zs", "bs", "sa", "au", "vu", "ud", "yd", "dL")
_FORWARD = ("z", "s", "a", "u", "d", "L")
_ABOVE = {
    "d": "L",
    "u": "d",
    "a": "u",
    "v": "u",
    "s": "a",
    "z": "s",
    "b": "s",
    "w": "z",
}  # waar de helling vandaan komt
_BACK = (("L",), ("d",), ("u",), ("a", "v"), ("s",), ("z", "b"), ("w",))


class Graph(NamedTuple):
    """De rekengrafiek van (v · ReLU(w·x + b) − doel)²: van elke knoop de waarde en de helling.

    local: bij elke knoop de helling op de pijl die eruit gaat: zo hard verandert de volgende knoop.
    """

    values: dict[str, float]
    local: dict[str, float]
    slopes: dict[str, float]


def graph(w: float, b: float) -> Graph:
    """Reken de grafiek heen en terug door."""
    z = w * X
    s = z + b
    a = max(s, 0.0)
    d = V * a - TARGET
    values = {"w": w, "x": X, "b": b, "v": V, "y": TARGET, "z": z, "s": s, "a": a, "u": V * a, "d": d, "L": d * d}
    local = {"d": 2 * d, "u": 1.0, "a": V, "v": a, "s": 1.0 if s > 0 else 0.0, "z": 1.0, "b": 1.0, "w": X}
    slopes = {"L": 1.0}
    for name, above in _ABOVE.items():
        slopes[name] = local[name] * slopes[above] + 0.0  # + 0.0: geen −0
    return Graph(values, local, slopes)


STAGES = (
    "de invoer",
    *(f"heen {n} van {len(_FORWARD)}" for n in range(1, len(_FORWARD) + 1)),
    *(f"terug {n} van {len(_BACK)}" for n in range(1, len(_BACK) + 1)),
)


@live_figure(
    size=(9.6, 3.5),
    goal="Zoek een w en een b waarbij w niets te leren heeft: de helling is 0, maar de loss niet.",
    saved={"stage": STAGES[-1]},
    stage=stops(STAGES, STAGES[0], "Waar ben je?", STAGES, play="Speel af", pace=1200),
    w=slider(-2, 3, 0.5, 0.5, "Gewicht w"),
    b=slider(-2, 2, 0.5, 1.0, "Bias b"),
)
def backpropagation(figure):
    """Twee neuronen achter elkaar met hun loss: eerst heen, dan pijl voor pijl terug."""
    axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.1, 10.7), ylim=(-0.35, 3.85))
    axes.set_axis_off()
    on_arrow = {}
    for start, end in _EDGES:
        axes.annotate(
            "",
            _PLACES[end],
            _PLACES[start],
            arrowprops={"arrowstyle": "-|>", "color": GREY, "shrinkA": 24, "shrinkB": 26, "linewidth": 1.5},
        )
        (x0, y0), (x1, y1) = _PLACES[start], _PLACES[end]
        if start in _ABOVE:
            flat = y0 == y1
            side = {"ha": "center", "va": "bottom"} if flat else {"ha": "left", "va": "center"}
            place = ((x0 + x1) / 2 - 0.02, y0 + 0.12) if flat else ((x0 + x1) / 2 + 0.12, (y0 + y1) / 2)
            on_arrow[start] = axes.text(*place, "", color=PURPLE, fontsize=12, **side)
    boxes, values, slopes = {}, {}, {}
    for name, (x, y) in _PLACES.items():
        boxes[name] = axes.add_patch(
            FancyBboxPatch((x - 0.33, y - 0.25), 0.66, 0.5, boxstyle="round,pad=0.06", facecolor="white", zorder=2)
        )
        axes.text(x, y, _SYMBOLS.get(name, name), ha="center", va="center", fontweight="bold", zorder=3)
        values[name] = axes.text(x, y + 0.4, "", ha="center", va="bottom", fontsize=14)
        slopes[name] = axes.text(x, y - 0.42, "", ha="center", va="top", color=PURPLE, fontweight="bold", fontsize=16)
    axes.text(10.0, 3.0, "loss", ha="center", color=RED, fontweight="bold")
    axes.text(2.9, 3.5, "heen: waarden →")
    axes.text(5.8, 3.5, "← terug: op de pijl de lokale helling", color=PURPLE, fontsize=13)

    def draw(stage, w, b):
        now, position = graph(w, b), STAGES.index(stage)
        back = [name for group in _BACK[: max(0, position - len(_FORWARD))] for name in group]
        known = {"w", "x", "b", "v", "y", *_FORWARD[:position]}
        active = _BACK[position - len(_FORWARD) - 1] if back else _FORWARD[position - 1 : position] if position else ()
        for name in _PLACES:
            values[name].set_text(_short(now.values[name]) if name in known else "")
            slopes[name].set_text(_short(now.slopes[name]) if name in back else "")
            if name in on_arrow:
                on_arrow[name].set_text(f"× {_short(now.local[name])}" if name in back else "")
            edge = PURPLE if name in active and back else INK if name in active else _COLORED.get(name, GREY)
            boxes[name].set(edgecolor=edge, linewidth=4 if name in active else 2.5 if name in _COLORED else 1.5)
        closed = now.values["s"] < 0  # op de knik zelf is helling 0 een afspraak, geen vondst
        done = stage == STAGES[-1] and closed and now.slopes["w"] == 0 < now.values["L"]
        return Drawing(_graph_sentence(now, position), reached=done)

    artists = [*boxes.values(), *values.values(), *slopes.values(), *on_arrow.values()]
    return draw, artists


def _short(value: float) -> str:
    return dutch(value, 0 if value == int(value) else 1 if 10 * value == int(10 * value) else 2)


def _graph_sentence(now: Graph, position: int) -> str:
    said = {name: _short(value) for name, value in now.values.items()}
    slope = {name: _short(value) for name, value in now.slopes.items()}
    local = {name: _short(value) for name, value in now.local.items()}
    steps = (
        f"De invoer is {said['x']} en het doel is {said['y']}. De gewichten zijn {said['w']} en {said['v']}, "
        f"de bias is {said['b']}.",
        f"Heen: {said['w']} × {said['x']} = {said['z']}.",
        f"Heen: {said['z']} + {said['b']} = {said['s']}.".replace("+ −", "− "),
        f"Heen: ReLU van {said['s']} is {said['a']}.",
        f"Heen: {said['a']} × {said['v']} = {said['u']}.",
        f"Heen: {said['u']} − {said['y']} = {said['d']}. Zo ver zit de uitkomst naast het doel.",
        f"Heen: {said['d']} in het kwadraat is {said['L']}. Dat is de loss.",
        "Terug: de loss verandert precies zo veel als hij zelf. De helling begint dus bij 1.",
        f"Terug: het kwadraat verandert 2 × {said['d']} = {local['d']} keer zo hard als het verschil: "
        f"{local['d']} × 1 = {slope['d']}.",
        f"Terug: bij aftrekken is de lokale helling 1, dus het blijft {slope['u']}.",
        f"Terug: bij × is de lokale helling de andere factor. Naar ReLU {local['a']} × {slope['u']} = {slope['a']}, "
        f"naar v {local['v']} × {slope['u']} = {slope['v']}.",
        f"Terug: ReLU {'staat open: lokale helling 1' if now.values['s'] > 0 else 'is dicht: lokale helling 0'}, dus "
        f"{slope['s']}.",
        f"Terug: bij optellen is de lokale helling 1, naar beide kanten. De helling van b is {slope['b']}.",
    )
    if position < len(steps):
        return steps[position]
    v = now.values
    right, left = ((graph(v["w"] + nudge, v["b"]).values["L"] - v["L"]) / nudge for nudge in (0.001, -0.001))
    found = f"De helling van w is {said['x']} × {slope['z']} = {slope['w']}. "
    if v["s"] == 0:
        return (
            f"{found}Bij som 0 heeft ReLU een knik. Een duwtje omhoog geeft helling {dutch(right, 2)}, een "
            f"duwtje omlaag {dutch(left, 2)}. De afspraak is dan 0."
        )
    return f"{found}Controle met een duwtje van 0,001: {dutch(right, 2)}."


# --- twee lossen -----------------------------------------------------------------------------------------------------


def show_two_losses() -> None:
    """Teken beide lossen tegen de kans die het goede antwoord kreeg."""
    chance = np.linspace(0.003, 1, 400)
    figure = new_figure(8.6, 3.4)
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 4.6))
    axes.plot(chance, -np.log(chance), color=RED)
    axes.plot(chance, (chance - 1) ** 2, color=GREY, linestyle="--")
    axes.text(0.13, 2.35, "cross-entropy: −ln(kans)", color=RED)
    axes.text(0.02, 0.14, "kwadratische fout: (kans − 1)²")
    axes.plot([0.88], [-math.log(0.88)], "o", color=RED, clip_on=False)
    axes.plot([0.88], [0.12**2], "o", color=GREY, clip_on=False)
    axes.annotate(
        f"kans 0,88:\n{dutch(-math.log(0.88), 3)} en {dutch(0.12**2, 4)}",
        (0.88, 0.16),
        (0.8, 1.3),
        arrowprops={"arrowstyle": "-", "color": GREY},
    )
    axes.set_xlabel("kans voor het goede antwoord")
    axes.set_ylabel("loss")
    _ticks(axes, [0, 0.25, 0.5, 0.75, 1], [0, 1, 2, 3, 4])
    show(
        figure,
        "De loss tegen de kans voor het goede antwoord. Bij kans 1 zijn beide nul. Bij kans 0,01 is de "
        f"kwadratische fout {dutch(0.99**2, 2)} en de cross-entropy {dutch(-math.log(0.01), 2)}.",
    )


# --- het cijfernetwerk, met de backpropagation van de student --------------------------------------------------------

DIGIT_GOAL = 0.93
GUESSING = math.log(10)  # de loss van wie elk cijfer een tiende kans geeft
TOP = 2.6  # bovenkant van de as
LEARNING_RATES = (0, 0.001, 0.01, 0.05, 0.2, 0.5, 2, 1000)
_ROWS, _COLUMNS = 3, 6


@live_figure(
    size=(9.4, 4.1),
    goal=f"Train tot minstens {dutch(100 * DIGIT_GOAL)} % van de validatiecijfers goed is.",
    saved={"pieces": 30, "learning_rate": 0.2},
    pieces=training_slider(
        EPOCHS * PIECES_PER_EPOCH, "Training", lambda piece: f"epoch {dutch(piece / PIECES_PER_EPOCH, 1)}"
    ),
    learning_rate=stops(LEARNING_RATES, 0.01, "Leersnelheid"),
)
def train_digits(figure, loss_en_hellingen):
    """Train het cijfernetwerk live: de losscurven, de nauwkeurigheid en de cijfers die het nog fout leest."""
    digits = load_digits()
    axes = figure.add_axes((0.07, 0.14, 0.4, 0.76), xlim=(0, EPOCHS), ylim=(0, TOP))
    axes.set_xlabel("epoch")
    axes.set_title("loss", fontsize=13, fontweight="normal")
    axes.set(xticks=range(0, EPOCHS + 1, 2), yticks=[0, 0.5, 1, 1.5, 2, 2.5])
    dutch_axis(axes.yaxis)
    lines = [
        axes.plot([], [], color=RED)[0],
        axes.plot([], [], color=INK, linestyle="--", linewidth=2)[0],
        axes.plot([], [], "o", color=RED, markersize=9, clip_on=False)[0],
    ]
    corner = {"ha": "right", "transform": axes.transAxes}
    axes.text(0.97, 0.94, "trainingsset", color=RED, **corner)
    axes.text(0.97, 0.85, "validatieset (streepjes)", **corner)
    label = axes.text(0.97, 0.6, "", fontsize=22, fontweight="bold", color=BLUE, **corner)
    grid = DigitGrid(figure.add_axes((0.52, 0.0, 0.47, 0.9)), _ROWS, _COLUMNS)
    heading = figure.text(0.53, 0.925, "", fontsize=13)

    @lru_cache(maxsize=len(LEARNING_RATES))
    def run(learning_rate: float) -> Training:
        return Training(lambda: digit_training(loss_en_hellingen, learning_rate))

    def draw(pieces, learning_rate):
        training = run(learning_rate)
        reports = training.until(pieces + 1)
        if not reports:
            return Drawing(training.problem, reached=False)
        good = [report for report in reports if math.isfinite(report.loss)]
        epochs = np.arange(len(good)) / PIECES_PER_EPOCH
        losses = [[report.loss for report in good], [report.validation_loss for report in good]]
        on_paper = np.minimum(np.nan_to_num(losses, nan=99, posinf=99), TOP)  # hoger staat op de rand; de zin noemt het
        lines[0].set_data(epochs, on_paper[0])
        lines[1].set_data(epochs, on_paper[1])
        lines[2].set_data(epochs[-1:], on_paper[0][-1:])
        now = reports[-1]
        wrong = np.flatnonzero(now.guesses != digits.validation_labels)
        shown = wrong[: _ROWS * _COLUMNS]
        label.set_text(f"{dutch(100 * now.accuracy, 1)} % goed")
        grid.set(digits.validation_images[shown], [f"{now.guesses[i]} ✗" for i in shown], [True] * len(shown))
        heading.set_text(f"Nog {dutch(len(wrong))} van de {dutch(len(now.guesses))} fout gelezen, zoals:")
        reached = any(report.accuracy >= DIGIT_GOAL for report in reports)
        return Drawing(digit_sentence(reports, learning_rate, training.problem), reached=reached)

    return draw, (lines, label, grid, heading)


def digit_sentence(reports: list[DigitReport], learning_rate: float, problem: str) -> str:
    """Zeg in een zin hoever het netwerk is, en wat er misgaat als het niet leert."""
    now = reports[-1]
    wrong = round((1 - now.accuracy) * len(now.guesses))
    goes = f"{dutch(100 * now.accuracy, 1)} % van de validatiecijfers is goed, {dutch(wrong)} zijn fout."
    if problem:
        words = "geen getal meer" if problem == NOT_A_NUMBER else "niet te berekenen"
        return f"Met leersnelheid {dutch(learning_rate)} is de loss {words}. {problem} {goes}"
    if len(reports) == 1:
        return f"Voor de training is de loss {dutch(now.validation_loss, 1)}. {goes}"
    epochs = (len(reports) - 1) / PIECES_PER_EPOCH
    losses = f"de loss is {dutch(now.loss, 2)} op de trainingsset en {dutch(now.validation_loss, 2)} op de validatieset"
    if now.loss > TOP:
        losses += f" (de figuur gaat tot {dutch(TOP)})"
    done = f"Na {dutch(epochs, 1)} {'epoch' if epochs == 1 else 'epochs'} met leersnelheid {dutch(learning_rate)}"
    return f"{done}: {losses}. {goes}{_stuck(reports)}"


def _stuck(reports: list[DigitReport]) -> str:
    """Wat er aan de hand is met een netwerk dat na een epoch nog niets leerde; leeg als het leert."""
    now, before = reports[-1], reports[max(0, len(reports) - 1 - PIECES_PER_EPOCH)]
    if len(reports) <= PIECES_PER_EPOCH:
        return ""
    if now.validation_loss == before.validation_loss and now.loss != 0:
        return " Er verandert niets." if now.accuracy == reports[0].accuracy else ""
    if now.validation_loss > 10 and now.accuracy < 0.3:
        return " Het netwerk gokt, en is heel zeker van zijn zaak. Daarom is de loss zo hoog."
    if abs(now.validation_loss - GUESSING) < 0.03 and abs(before.validation_loss - GUESSING) < 0.03:
        return f" De loss hangt rond {dutch(GUESSING, 2)}: dat heeft wie gokt. Het netwerk leert niets."
    return ""


# --- krommen door stippen --------------------------------------------------------------------------------------------


def show_curves(x, y, krommen: dict) -> None:
    """Teken krommen door stippen naast elkaar; elke derde stip bleef apart. krommen: de kromme bij elke graad."""
    apart, wide = held_out(len(x)), np.linspace(min(x), max(x), 300)
    figure = new_figure(9.4, 3.2)
    losses = []
    for place, (degree, curve) in enumerate(krommen.items(), 1):
        axes = figure.add_subplot(1, len(krommen), place, ylim=(min(y) - 1.2, max(y) + 1.2))
        axes.plot(wide, curve(wide), color=BLUE, zorder=2)
        axes.plot(x[~apart], y[~apart], "o", color=INK, markersize=8, zorder=3)
        axes.plot(
            x[apart], y[apart], "o", color="white", markeredgecolor=INK, markeredgewidth=2, markersize=8, zorder=3
        )
        axes.set_title(f"graad {degree}   ● training  ○ validatie", fontsize=13, fontweight="normal")
        _ticks(axes, range(6), range(0, 5))
        losses.append((degree, *(float(np.mean((curve(x) - y)[rows] ** 2)) for rows in (~apart, apart))))
    said = " ".join(
        f"Graad {degree}: loss {loss_in_words(train)} op de trainingsstippen en {loss_in_words(held)} op de "
        "validatiestippen."
        for degree, train, held in losses
    )
    show(figure, said)
