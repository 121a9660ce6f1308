"""Figuren van les 05, stap 1 tot en met 4: twee lossen, een lijn passen, het landschap van de loss, backpropagation."""

import math
import warnings
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import SymLogNorm
from matplotlib.patches import FancyBboxPatch, Rectangle

from course_utils.dutch_numbers import dutch
from course_utils.live.figure import Drawing, LiveFigure, number, slider, stops
from course_utils.live.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    dutch_axis,
    new_figure,
    show,
)

# Een veel te grote leersnelheid geeft inf of NaN. De les laat dat zien, zonder een muur van waarschuwingen.
warnings.filterwarnings("ignore", message=".*encountered in.*", category=RuntimeWarning)


# --- stap 1: hoe fout is fout? ---------------------------------------------------------------------------------------


def show_two_losses() -> None:
    """Teken beide lossen tegen de kans die het goede antwoord kreeg."""
    chance = np.linspace(0.003, 1, 400)
    figure = new_figure(8.6, 4)
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 4.6))
    axes.plot(chance, -np.log(chance), color=RED)
    axes.plot(chance, (chance - 1) ** 2, color=GREY, linestyle="--")
    axes.text(0.13, 2.35, "cross-entropy: −ln(kans)", color=RED)
    axes.text(0.02, 0.14, "kwadratische fout: (kans − 1)²", color=INK)
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
    _dutch_ticks(axes, [0, 0.25, 0.5, 0.75, 1], [0, 1, 2, 3, 4])
    show(
        figure,
        "De loss tegen de kans voor het goede antwoord. Bij kans 1 zijn beide nul. Bij kans 0,01 is de "
        f"kwadratische fout {dutch(0.99**2, 2)} en de cross-entropy {dutch(-math.log(0.01), 2)}.",
    )


def _dutch_ticks(axes, x, y) -> None:
    axes.set(xticks=x, yticks=y)
    for axis in (axes.xaxis, axes.yaxis):
        dutch_axis(axis)


# --- stap 2 en 3: een lijn en het landschap van de loss --------------------------------------------------------------

_KILOMETERS = (0.4, 0.8, 1.1, 1.5, 1.9, 2.2, 2.7, 3.0)
_MINUTES = (3.9, 4.8, 6.8, 7.6, 10.1, 10.4, 13.2, 13.6)
TARGET = 0.3
_FAR = 4.4  # tot hier loopt de as: ook een groot vierkant past er dan nog op


def bike_rides() -> tuple[np.ndarray, np.ndarray]:
    """Acht bedachte fietsritten: afstand in kilometer en tijd in minuten."""
    return np.array(_KILOMETERS), np.array(_MINUTES)


def line_loss(w: float, b: float) -> float:
    """De gemiddelde kwadratische fout van de lijn w·x + b op de fietsritten."""
    x, y = bike_rides()
    return float(np.mean((w * x + b - y) ** 2))


def _setup_rides(figure, rectangle):
    x, y = bike_rides()
    axes = figure.add_axes(rectangle, xlim=(0, _FAR), ylim=(0, 18))
    axes.plot(x, y, "o", color=INK, markersize=8, zorder=4)
    axes.set_xlabel("afstand (km)")
    axes.set_title("minuten", fontsize=13, fontweight="normal")
    _dutch_ticks(axes, range(5), [0, 5, 10, 15])
    line = axes.plot([], [], color=GREEN, zorder=3)[0]
    return axes, line


def _set_line(line, w: float, b: float) -> None:
    ends = np.clip([b, _FAR * w + b], -1e4, 1e4)
    line.set_data([0, _FAR], np.nan_to_num(ends))


def fit_by_hand() -> LiveFigure:
    """Leg met w en b een lijn door acht fietsritten; elke fout is een vierkant, de loss het gemiddelde."""
    x, y = bike_rides()
    width, height = 9.4, 4.5
    box = (0.07, 0.14, 0.62, 0.76)
    # zo breed is een fout van 1 minuut, als het vierkant op het scherm ook echt vierkant is
    per_minute = (_FAR / (box[2] * width)) / (18 / (box[3] * height))

    def setup(figure):
        axes, line = _setup_rides(figure, box)
        squares = axes.add_collection(PatchCollection([], facecolor=RED, alpha=0.22, edgecolor=RED, zorder=2))
        bar = figure.add_axes((0.78, 0.14, 0.07, 0.76), xlim=(0, 1), ylim=(0, 1))
        bar.set(xticks=[], yticks=[])
        bar.spines[["left", "bottom"]].set_visible(False)
        bar.add_patch(Rectangle((0, 0), 1, 1, color=PALE))
        fill = bar.add_patch(Rectangle((0, 0), 1, 0, color=RED))
        level = _bar_height(TARGET)
        bar.plot([-0.15, 1.15], [level, level], color=INK, linewidth=2, clip_on=False)
        bar.text(1.3, level, f"doel: {dutch(TARGET)}", va="center")
        for tick in (1, 10, 100):
            bar.text(1.3, _bar_height(tick), dutch(tick), va="center", color=GREY)
        label = bar.text(0.5, 1.05, "", ha="center", color=RED, fontweight="bold", fontsize=15)
        return {"line": line, "squares": squares, "fill": fill, "label": label}

    def draw(parts, w, b):
        errors = w * x + b - y
        loss = line_loss(w, b)
        _set_line(parts["line"], w, b)
        boxes = [
            Rectangle((left, low), -abs(error) * per_minute if error > 0 else abs(error) * per_minute, abs(error))
            for left, low, error in zip(x, np.minimum(y, y + errors), errors, strict=True)
        ]
        parts["squares"].set_paths(boxes)
        parts["fill"].set_height(_bar_height(loss))
        parts["label"].set_text(f"loss {dutch(loss, 2)}")
        worst = int(np.argmax(np.abs(errors)))
        side = "boven" if errors[worst] > 0 else "onder"
        sentence = (
            f"De lijn is {dutch(w, 1)} × afstand {'+' if b >= 0 else '−'} {dutch(abs(b), 1)}. "
            f"De loss is {dutch(loss, 2)}. De grootste fout is {dutch(abs(errors[worst]), 1)} minuten, "
            f"bij {dutch(x[worst], 1)} km: daar ligt de lijn {side} de stip."
        )
        return sentence, loss < TARGET

    return LiveFigure(
        setup,
        draw,
        size=(width, height),
        goal=f"Krijg de loss onder {dutch(TARGET)}.",
        w=slider(0, 8, 0.1, 1.0, "Gewicht w (minuten per kilometer)"),
        b=slider(-4, 8, 0.1, 6.0, "Bias b (minuten die je altijd kwijt bent)"),
    )


def _bar_height(loss: float) -> float:
    """De hoogte van de lossbalk, van 0 tot 1, op een schaal van machten van tien vanaf 0,1."""
    return min(1.0, max(0.02, (math.log10(max(loss, 1e-9)) + 1) / 3.5))


class Descent(NamedTuple):
    """Het pad van gradient descent: per stap, de start meegeteld, w, b en de loss."""

    w: np.ndarray
    b: np.ndarray
    loss: np.ndarray


START = (0.3, 7.5)


@lru_cache(maxsize=64)
def descend(learning_rate: float, steps: int) -> Descent:
    """Loop zoveel stappen van gradient descent op de loss van de fietsritten, vanaf START."""
    x, y = bike_rides()
    w, b = START
    path = [(w, b, line_loss(w, b))]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            error = np.float64(w) * x + b - y
            w, b = w - learning_rate * np.mean(2 * error * x), b - learning_rate * np.mean(2 * error)
            path.append((w, b, line_loss(w, b)))
    return Descent(*np.array(path).T)


DESCENT_STEPS, DESCENT_LIMIT, DESCENT_GOAL = 60, 40, 0.25
_W, _B = (-0.5, 8.5), (-4.5, 9)


def gradient_descent() -> LiveFigure:
    """Laat gradient descent de lijn passen: links de lijn, rechts het pad over het landschap van de loss."""

    def setup(figure):
        _axes, line = _setup_rides(figure, (0.06, 0.14, 0.37, 0.76))
        land = figure.add_axes((0.53, 0.14, 0.45, 0.76), xlim=_W, ylim=_B)
        w, b = np.meshgrid(np.linspace(*_W, 120), np.linspace(*_B, 120))
        x, y = bike_rides()
        loss = np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1)
        levels = [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 512]
        land.contourf(w, b, loss, levels, cmap="OrRd", norm=SymLogNorm(0.25, vmin=0, vmax=512), alpha=0.45)
        best_w, best_b = np.polyfit(x, y, 1)
        land.plot([best_w], [best_b], "+", color=INK, markersize=14, markeredgewidth=2)
        land.set_xlabel("gewicht w")
        land.set_title("bias b", fontsize=13, fontweight="normal")
        _dutch_ticks(land, [0, 2, 4, 6, 8], [-4, 0, 4, 8])
        path = land.plot([], [], "-o", color=INK, linewidth=1.6, markersize=4)[0]
        here = land.plot([], [], "o", color=RED, markersize=12, markeredgecolor=INK)[0]
        return {"line": line, "path": path, "here": here}

    def draw(parts, steps, learning_rate):
        path = descend(float(learning_rate), steps)
        seen = np.isfinite(path.w) & np.isfinite(path.b) & (np.abs(path.w) < 1e4) & (np.abs(path.b) < 1e4)
        parts["path"].set_data(path.w[seen], path.b[seen])
        parts["here"].set_data(path.w[-1:][seen[-1:]], path.b[-1:][seen[-1:]])
        _set_line(parts["line"], path.w[-1], path.b[-1])
        reached = bool((path.loss[: DESCENT_LIMIT + 1] < DESCENT_GOAL).any())  # wat gehaald is, blijft gehaald
        return describe_descent(path, learning_rate), reached

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.5),
        goal=f"Kies een leersnelheid waarmee de loss in hooguit {DESCENT_LIMIT} stappen onder "
        f"{dutch(DESCENT_GOAL)} komt.",
        steps=stops(
            range(DESCENT_STEPS + 1),
            0,
            "Stappen",
            [dutch(step) for step in range(DESCENT_STEPS + 1)],
            play="Start",
            pace=80,
        ),
        learning_rate=number(-1, 1_000_000, 0.02, "Leersnelheid"),
    )


def big(value: float) -> str:
    """Een getal in de tekst, ook als het ontspoord is."""
    if not math.isfinite(value):
        return dutch(value)
    if abs(value) < 1e7:
        return dutch(value, 2) if abs(value) < 1000 else dutch(round(value))
    return f"een getal van {dutch(math.floor(math.log10(abs(value))) + 1)} cijfers"


def describe_descent(path: Descent, learning_rate: float) -> str:
    """Zeg in een zin wat gradient descent deed."""
    steps, first, last = len(path.loss) - 1, path.loss[0], path.loss[-1]
    if steps == 0:
        return f"Het begin: w = {dutch(path.w[0], 1)}, b = {dutch(path.b[0], 1)} en de loss is {big(first)}."
    done = f"Na {dutch(steps)} {'stap' if steps == 1 else 'stappen'} met leersnelheid {dutch(learning_rate)}"
    if learning_rate == 0:
        return f"{done} staat de lijn nog precies waar hij stond: de loss is {big(last)}."
    if math.isnan(last):
        return f"{done} is de loss geen getal meer (NaN). De stappen werden zo groot dat de computer de tel kwijt is."
    if math.isinf(last):
        return f"{done} past de loss niet meer in een getal (∞). Elke stap schoot verder over het dal heen."
    if last > first:
        why = "je loopt omhoog" if learning_rate < 0 else "elke stap schiet verder over het dal heen"
        return f"{done} is de loss gestegen van {big(first)} naar {big(last)}: {why}."
    zigzag = steps > 2 and np.mean(np.diff(path.w)[:-1] * np.diff(path.w)[1:] < 0) > 0.5
    how = " Het pad zigzagt door het dal." if zigzag else ""
    return f"{done}: w = {dutch(path.w[-1], 2)}, b = {dutch(path.b[-1], 2)} en de loss is {big(last)}.{how}"


# --- stap 4: backpropagation -----------------------------------------------------------------------------------------

X, Y = 2.0, 3.0  # de invoer en het doel van het voorbeeld
_PLACES = {
    "w": (0.6, 3.1),
    "x": (0.6, 1.1),
    "z": (2.5, 2.1),
    "b": (2.5, 0.5),
    "s": (4.4, 2.1),
    "a": (6.3, 2.1),
    "y": (6.3, 0.5),
    "d": (8.2, 2.1),
    "L": (10.1, 2.1),
}
_SYMBOLS = {"w": "w", "x": "x", "b": "b", "y": "doel", "z": "×", "s": "+", "a": "ReLU", "d": "−", "L": "( )²"}
_BOX_COLORS = {"w": BLUE, "b": ORANGE, "L": RED}
_EDGES = (("w", "z"), ("x", "z"), ("z", "s"), ("b", "s"), ("s", "a"), ("a", "d"), ("y", "d"), ("d", "L"))
_ORDER = ("z", "s", "a", "d", "L")
_ABOVE = {"d": "L", "a": "d", "s": "a", "z": "s", "b": "s", "w": "z"}  # van welke knoop de gradiënt komt
_BACK = (("L",), ("d",), ("a",), ("s",), ("z", "b"), ("w",))


class GraphState(NamedTuple):
    """De rekengrafiek van (ReLU(w·x + b) − doel)²: de waarde van elke knoop, haar lokale helling en haar gradiënt."""

    values: dict[str, float]
    local: dict[str, float]
    gradients: dict[str, float]


def graph_state(w: float, b: float) -> GraphState:
    """Reken de grafiek heen en terug door."""
    z = w * X
    s = z + b
    a = max(s, 0.0)
    d = a - Y
    values = {"w": w, "x": X, "b": b, "y": Y, "z": z, "s": s, "a": a, "d": d, "L": d * d}
    local = {"L": 1.0, "d": 2 * d, "a": 1.0, "s": 1.0 if s > 0 else 0.0, "z": 1.0, "b": 1.0, "w": X}
    gradients = {"L": 1.0}
    for name, parent in _ABOVE.items():
        gradients[name] = local[name] * gradients[parent] + 0.0  # + 0.0: geen −0
    return GraphState(values, local, gradients)


STAGES = (
    "de invoer",
    *(f"heen {n} van 5" for n in range(1, 6)),
    *(f"terug {n} van 6" for n in range(1, 7)),
)


def backpropagation() -> LiveFigure:
    """Eén neuron met zijn loss als rekengrafiek: eerst heen, dan knoop voor knoop terug."""

    def setup(figure):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.1, 10.9), ylim=(-0.35, 3.95))
        axes.set_axis_off()
        for start, end in _EDGES:
            axes.annotate(
                "",
                _PLACES[end],
                _PLACES[start],
                arrowprops={"arrowstyle": "-|>", "color": GREY, "shrinkA": 26, "shrinkB": 28, "linewidth": 1.5},
            )
        boxes, values, gradients = {}, {}, {}
        for name, (x, y) in _PLACES.items():
            boxes[name] = axes.add_patch(
                FancyBboxPatch((x - 0.36, y - 0.26), 0.72, 0.52, boxstyle="round,pad=0.06", facecolor="white", zorder=2)
            )
            axes.text(x, y, _SYMBOLS[name], ha="center", va="center", fontweight="bold", zorder=3)
            values[name] = axes.text(x, y + 0.42, "", ha="center", va="bottom", color=INK, fontsize=14)
            gradients[name] = axes.text(
                x, y - 0.44, "", ha="center", va="top", color=PURPLE, fontweight="bold", fontsize=16
            )
        axes.text(10.1, 3.0, "loss", ha="center", color=RED, fontweight="bold")
        axes.text(3.6, 3.6, "heen: waarden →", color=INK)
        axes.text(6.6, 3.6, "← terug: gradiënten", color=PURPLE, fontweight="bold", fontsize=14)
        return {"boxes": boxes, "values": values, "gradients": gradients}

    def draw(parts, stage, w, b):
        state = graph_state(w, b)
        position = STAGES.index(stage)
        known = {"w", "x", "b", "y", *_ORDER[:position]}
        back = [name for group in _BACK[: max(0, position - 5)] for name in group]
        active = _BACK[position - 6] if position > 5 else (_ORDER[position - 1],) if position else ()
        for name in _PLACES:
            parts["values"][name].set_text(
                dutch(state.values[name], _decimals(state.values[name])) if name in known else ""
            )
            shown = name in back
            parts["gradients"][name].set_text(_short(state.gradients[name]) if shown else "")
            colored = name in _BOX_COLORS
            edge = PURPLE if name in active and position > 5 else INK if name in active else _BOX_COLORS.get(name, GREY)
            parts["boxes"][name].set_edgecolor(edge)
            parts["boxes"][name].set_linewidth(4 if name in active else 2.5 if colored else 1.5)
        done = position == len(STAGES) - 1
        html = _graph_table(state, back) if back else ""
        closed = state.values["s"] < 0  # op de knik zelf is de gradiënt 0 een afspraak, geen vondst
        flat = state.gradients["w"] == 0 < state.values["L"]
        return Drawing(_graph_sentence(state, position), html=html, reached=done and flat and closed)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 3.7),
        goal="Vind een w en een b waarbij w niets te leren heeft: gradiënt 0, terwijl de loss niet 0 is.",
        stage=stops(STAGES, STAGES[0], "Waar ben je?", STAGES, play="Speel af", pace=1200),
        w=slider(-2, 3, 0.5, 0.5, "Gewicht w"),
        b=slider(-2, 2, 0.5, 1.0, "Bias b"),
    )


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 1 if 10 * value == int(10 * value) else 2


def _short(value: float) -> str:
    return dutch(value, _decimals(value))


_NAMES = {"L": "de loss zelf", "d": "het verschil", "a": "ReLU", "s": "de som", "z": "w × x", "b": "b", "w": "w"}
_LOCAL_RULE = {
    "L": "begin",
    "d": "2 × verschil",
    "a": "aftrekken geeft door",
    "s": "ReLU: 1 boven nul, anders 0",
    "z": "optellen geeft door",
    "b": "optellen geeft door",
    "w": "de andere factor, x",
}


def _graph_table(state: GraphState, back: list[str]) -> str:
    rows = ""
    for name in back:
        above = _short(state.gradients[_ABOVE[name]]) if name in _ABOVE else ""
        cells = (_short(state.local[name]) if above else "", above, f"<b>{_short(state.gradients[name])}</b>")
        numbers = "".join(f"<td class='getal'>{cell}</td>" for cell in cells)
        rows += f"<tr><th scope='row'>{_NAMES[name]}</th><td>{_LOCAL_RULE[name]}</td>{numbers}</tr>"
    head = "".join(
        f"<th scope='col'{' class=getal' if i > 1 else ''}>{word}</th>"
        for i, word in enumerate(("knoop", "regel", "lokale helling", "× van boven", "= gradiënt"))
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _graph_sentence(state: GraphState, position: int) -> str:
    v, g = state.values, state.gradients
    said = {name: _short(value) for name, value in v.items()}
    forward = (
        f"De invoer is {said['x']} en het doel is {said['y']}. Het gewicht is {said['w']} en de bias {said['b']}.",
        f"Heen: {said['w']} × {said['x']} = {said['z']}.",
        f"Heen: {said['z']} + {said['b']} = {said['s']}.".replace("+ −", "− "),
        f"Heen: ReLU maakt van {said['s']} {said['a']}.",
        f"Heen: {said['a']} − {said['y']} = {said['d']}. Zo ver zit de uitkomst naast het doel.",
        f"Heen: {said['d']} in het kwadraat is {said['L']}. Dat is de loss.",
        "Terug: de loss verandert precies zo veel als zichzelf, dus de gradiënt begint bij 1.",
        f"Terug: de helling van een kwadraat is 2 × {said['d']} = {_short(2 * v['d'])}.",
        f"Terug: aftrekken geeft de gradiënt door: {_short(g['a'])}.",
        f"Terug: ReLU {'staat open en geeft door' if v['s'] > 0 else 'is dicht en geeft 0 door'}: {_short(g['s'])}.",
        f"Terug: optellen geeft aan beide kanten door. De gradiënt van b is {_short(g['b'])}.",
    )
    if position < len(forward):
        return forward[position]
    right, left = ((graph_state(v["w"] + nudge, v["b"]).values["L"] - v["L"]) / nudge for nudge in (0.001, -0.001))
    found = f"De gradiënt van w is {said['x']} × {_short(g['z'])} = {_short(g['w'])}. "
    if v["s"] == 0:
        return (
            f"{found}Bij som 0 heeft ReLU een knik. Een duwtje omhoog geeft helling {dutch(right, 2)}, een "
            f"duwtje omlaag {dutch(left, 2)}. De afspraak is dan 0."
        )
    return f"{found}Controle met een duwtje van 0,001: {dutch(right, 2)}."
