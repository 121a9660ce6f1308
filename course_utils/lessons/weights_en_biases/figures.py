"""Figuren van les 02: één neuron dat beslist, poorten, activatiefuncties, een laag als matrix, en het cijfernetwerk."""

from collections.abc import Callable

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.patches import Polygon, Rectangle

from course_utils.dutch_numbers import dutch
from course_utils.live.controls import Control, choice, handle, slider
from course_utils.live.figure import Drawing, LiveFigure, Spot, live_figure
from course_utils.live.palette import BLUE_LIGHT, GREY_LIGHT, ORANGE_LIGHT, ORANGE_TEXT
from course_utils.live.style import BLUE, GREY, INK, ORANGE, PALE, RED, SKY

__all__ = ["ANIMALS", "IS_CAT", "activations", "build_a_layer", "cat_or_dog", "fold_the_plane", "gates", "rosenblatt"]

# --- stap 1: kat of hond ---------------------------------------------------------------------------------------------

# Twaalf verzonnen dieren: (snuitlengte in cm, puntigheid van de oren van 0 tot 10).
CATS = ((1.5, 4.5), (2, 8), (2.5, 9), (3, 7.5), (3.5, 8.5), (2, 6.5))
DOGS = ((2.5, 2), (5, 3), (6, 5), (7.5, 2.5), (8, 8), (9, 6))
ANIMALS = np.array(CATS + DOGS)
IS_CAT = np.arange(12) < 6


def half_plane(w1: float, w2: float, b: float, low: float, high: float) -> list[tuple[float, float]]:
    """De hoeken van het deel van een vierkant waar w1 x + w2 y + b groter is dan nul; leeg als dat er niet is."""
    corners = [(low, low), (high, low), (high, high), (low, high)]
    heights = [w1 * x + w2 * y + b for x, y in corners]
    found = []
    if max(heights) <= 0:
        return found
    for i, (x, y) in enumerate(corners):
        (next_x, next_y), here, there = corners[(i + 1) % 4], heights[i], heights[(i + 1) % 4]
        if here >= 0:
            found.append((x, y))
        if here * there < 0:
            share = here / (here - there)
            found.append((x + share * (next_x - x), y + share * (next_y - y)))
    return found


def line_in_sight(w1: float, w2: float, b: float, low: float, high: float) -> tuple[float, float] | None:
    """Het midden van het stuk van de grens dat in het vierkant te zien is; None als er niets van te zien is."""
    here = half_plane(w1, w2, b, low, high)
    ends = [(x, y) for x, y in here if abs(w1 * x + w2 * y + b) < 1e-9]
    return tuple(np.mean(ends, axis=0)) if len(ends) > 1 else None


@live_figure(
    size=(9.4, 4.2),
    goal="Deel alle twaalf dieren goed in.",
    w1=slider(-1.5, 1.5, 0.1, 0.0, "Gewicht w₁ (snuit)"),
    w2=slider(-1.5, 1.5, 0.1, 1.0, "Gewicht w₂ (oren)"),
    b=slider(-10, 10, 0.5, -5.0, "Bias b"),
    snout=slider(0.5, 9.5, 0.25, 6.0, "Snuit van jouw dier"),
    ears=slider(0.5, 9.5, 0.25, 7.0, "Oren van jouw dier"),
    arrow=handle("w1", "w2", "De pijl van de gewichten", at=lambda w1, w2: _arrow(w1, w2)),
    line=handle("b", label="De grens", at=lambda w1, w2, b: line_in_sight(w1, w2, b, 0.2, 9.8)),
    threshold=handle("b", label="De drempel", at=lambda w1, w2, b: (-b / _reach(w1, w2), 0.5), axes=1),
    animal=handle("snout", "ears", "Jouw dier", alone=True),
)
def cat_or_dog(figure):
    """Pak de grens, de pijl van de gewichten, de drempel of je eigen dier vast, tot alle dieren goed ingedeeld zijn."""
    plane = figure.add_axes((0.08, 0.13, 0.4, 0.84), xlim=(0, 10), ylim=(0, 10))
    plane.set(xlabel="snuitlengte (cm)", ylabel="hoe puntig de oren zijn", xticks=range(0, 11, 2))
    area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
    (edge,) = plane.plot([], [], color=BLUE)
    arrow = _Arrow(plane)
    crosses = []
    for place, (snout, ears) in enumerate(ANIMALS):
        shape = {"marker": "o", "color": INK} if IS_CAT[place] else {"marker": "s", "color": GREY}
        plane.plot(snout, ears, markersize=10, linestyle="none", zorder=4, **shape)
        crosses.append(plane.plot(snout, ears, "x", markersize=17, color=RED, markeredgewidth=3, zorder=5)[0])
    right = figure.add_axes((0.58, 0.2, 0.4, 0.44), xlim=(-1.05, 1.05), ylim=(-0.3, 1.5))
    right.set(xticks=(-1, 0, 1), xticklabels=(), yticks=(0, 1), yticklabels=("0: hond", "1: kat"))
    right.set_xlabel("w₁ × snuit + w₂ × oren", labelpad=20)
    ends = [right.text(x, -0.4, "0", ha="center", va="top") for x in (-1, 0, 1)]  # de schaal beweegt mee
    (step,) = right.plot([], [], color=BLUE)
    (threshold,) = right.plot([], [], color=ORANGE, linestyle="--")
    (cats,) = right.plot([], [], "o", color=INK, markersize=9)
    (dogs,) = right.plot([], [], "s", color=GREY, markersize=8)
    own = [axes.plot([], [], "D", color=ORANGE, markersize=11, zorder=6)[0] for axes in (plane, right)]
    name = right.text(0, 1.3, "", ha="center", color=INK)
    formula = figure.text(0.5, 0.86, "", fontsize=15)
    verdict = figure.text(0.5, 0.76, "", fontsize=15, fontweight="bold")
    said = figure.text(0.5, 0.67, "", color=ORANGE_TEXT)
    _legend(figure, 0.5, "blauw vlak: het neuron zegt kat")

    def draw(w1, w2, b, snout, ears):
        sums, sum_of_own = ANIMALS @ (w1, w2), w1 * snout + w2 * ears
        fires = sums + b > 0
        good = fires == IS_CAT
        area.set_xy(half_plane(w1, w2, b, 0, 10) or [(-1, -1)])
        edge.set_data(*_border(w1, w2, b))
        arrow.point(_CENTER, _arrow(w1, w2))
        for cross, right_answer in zip(crosses, good, strict=True):
            cross.set_visible(not right_answer)
        reach = _reach(w1, w2)
        for end, x in zip(ends, (-1, 0, 1), strict=True):
            end.set_text(dutch(x * reach))
        step.set_data([-1.05, -b / reach, -b / reach, 1.05], [0, 0, 1, 1])
        threshold.set_data([-b / reach, -b / reach], [-0.3, 1.25])
        name.set(text=f"drempel −b = {dutch(-b, 1)}", x=min(max(-b / reach, -0.6), 0.6))
        cats.set_data(sums[IS_CAT] / reach, fires[IS_CAT] + _FAN)
        dogs.set_data(sums[~IS_CAT] / reach, fires[~IS_CAT] + _FAN)
        own[0].set_data([snout], [ears])
        own[1].set_data([sum_of_own / reach], [float(sum_of_own + b > 0)])
        formula.set_text(f"z = {dutch(w1, 1)} × snuit {_term(w2)} × oren {_term(b)}")
        verdict.set_text(f"{good.sum()} van de 12 goed")
        kind = "kat" if sum_of_own + b > 0 else "hond"
        said.set_text(f"◆ jouw dier: z = {dutch(sum_of_own + b, 2)}, dus {kind}")
        return Drawing(
            f"Met w₁ = {dutch(w1, 1)}, w₂ = {dutch(w2, 1)} en b = {dutch(b, 1)} deelt het neuron {good.sum()} van "
            f"de 12 dieren goed in. Het zegt kat als w₁ × snuit + w₂ × oren groter is dan {dutch(-b, 1)}. Jouw dier, "
            f"met snuit {dutch(snout, 2)} en oren {dutch(ears, 2)}, krijgt z = {dutch(sum_of_own + b, 2)}: {kind}.",
            reached=bool(good.all()),
        )

    texts = (ends, name, formula, verdict, said)
    return draw, (area, edge, arrow.parts, crosses, step, threshold, cats, dogs, own, texts)


def _legend(figure, left: float, area: str) -> None:
    for place, words, color in ((0, "● kat", INK), (0.073, "■ hond", GREY), (0.163, area, INK)):
        figure.text(left + place, 0.955, words, va="center", color=color)


_FAN = 0.055 * (np.arange(6) - 2.5)  # dieren met bijna dezelfde som liggen zo niet op elkaar


def _reach(w1: float, w2: float) -> int:
    """Tot hoe ver de as van de sommen loopt: elk dier in het vierkant past erop, en de drempel ook."""
    return next(reach for reach in (12, 20, 30) if reach >= 9.5 * max(abs(w1), abs(w2), abs(w1 + w2)))


_CENTER = (5.0, 5.0)  # hier begint de pijl van de gewichten; hij staat haaks op de grens en wijst naar de katten


def _arrow(w1: float, w2: float) -> tuple[float, float]:
    """Waar de pijl van de gewichten eindigt."""
    return _CENTER[0] + 3 * w1, _CENTER[1] + 3 * w2


class _Arrow:
    """De pijl van de gewichten: een streepjeslijn met een punt, die in de greep ligt."""

    def __init__(self, axes):
        (shaft,) = axes.plot([], [], color=BLUE, linewidth=2, linestyle=(0, (2, 1.5)))
        (tip,) = axes.plot([], [], color=BLUE, markersize=13, zorder=5)
        self.parts = (shaft, tip)

    def point(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        shaft, tip = self.parts
        shaft.set_data(*zip(start, end, strict=True))
        tip.set_data([end[0]], [end[1]])
        tip.set_marker((3, 0, np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0])) - 90))
        tip.set_visible(start != end)


def _border(w1: float, w2: float, b: float) -> tuple[list[float], list[float]]:
    """Twee punten van de lijn w1 x + w2 y + b = 0, ver buiten beeld; leeg als er geen lijn is."""
    if w1 == 0 and w2 == 0:
        return [], []
    size = w1 * w1 + w2 * w2
    x, y = -b * w1 / size, -b * w2 / size
    length = 40 / size**0.5
    return [x - w2 * length, x + w2 * length], [y + w1 * length, y - w1 * length]


def _term(number: float, decimals: int | None = 1) -> str:
    """Een getal met zijn teken ervoor, als deel van een som: '+ 1,0' of '− 2,5'."""
    return f"{'−' if number < 0 else '+'} {dutch(abs(float(number)), decimals)}"


# --- stap 2: poorten -------------------------------------------------------------------------------------------------

CORNERS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
GATES = {"EN": (0, 0, 0, 1), "OF": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}


@live_figure(
    size=(9.4, 3.9),
    goal="Maak OF, en maak daarna EN.",
    w1=slider(-2, 2, 0.5, 1.0, "Gewicht w₁"),
    w2=slider(-2, 2, 0.5, 0.0, "Gewicht w₂"),
    b=slider(-2, 2, 0.5, 0.0, "Bias b"),
    arrow=handle("w1", "w2", "De pijl van de gewichten", at=lambda w1, w2: (0.5 + 0.2 * w1, 0.5 + 0.2 * w2)),
    line=handle("b", label="De grens", at=lambda w1, w2, b: line_in_sight(w1, w2, b, -0.45, 1.45)),
)
def gates(figure):
    """Zoek gewichten en een bias waarmee één neuron een EN-poort is, een OF-poort, en misschien XOR."""
    plane = figure.add_axes((0.06, 0.13, 0.36, 0.82), xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
    plane.set(xticks=(0, 1), yticks=(0, 1), xlabel="x₁", ylabel="x₂")
    area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
    (edge,) = plane.plot([], [], color=BLUE)
    arrow = _Arrow(plane)
    dots = [plane.plot(*corner, "o", markersize=26, markeredgecolor=INK, zorder=4)[0] for corner in CORNERS]
    outs = [plane.text(*corner, "", ha="center", va="center", fontweight="bold", zorder=5) for corner in CORNERS]
    table = figure.add_axes((0.47, 0.02, 0.52, 0.96), xlim=(0, 10), ylim=(7, 0))
    table.set_axis_off()
    for x, name in zip((0.5, 1.6, 3.6, 5.6, 7.2, 8.8), ("x₁", "x₂", "neuron", *GATES), strict=True):
        table.text(x, 0.9, name, ha="center", fontweight="bold", fontsize=14)
    table.plot([0, 9.6], [1.2, 1.2], color=GREY, linewidth=1)
    middle = {"ha": "center", "va": "center"}
    cells, marks = [], []
    for row, corner in enumerate(CORNERS):
        y = 2 + row
        for x, bit in zip((0.5, 1.6), corner, strict=True):
            table.text(x, y, str(bit), fontsize=15, **middle)
        cells.append(table.text(3.6, y, "", fontsize=15, fontweight="bold", **middle))
        for x, gate in zip((5.6, 7.2, 8.8), GATES.values(), strict=True):
            table.text(x - 0.25, y, str(gate[row]), fontsize=15, color=INK, **middle)
            marks.append(table.text(x + 0.3, y, "", fontsize=15, **middle))
    table.text(3.4, 6.1, "goed van de 4", fontsize=13, **middle)
    totals = [table.text(x, 6.1, "", fontsize=15, **middle) for x in (5.6, 7.2, 8.8)]

    def draw(w1, w2, b):
        outputs = (CORNERS @ (w1, w2) + b > 0).astype(int)
        area.set_xy(half_plane(w1, w2, b, -0.5, 1.5) or [(-1, -1)])
        edge.set_data(*_border(w1, w2, b))
        arrow.point((0.5, 0.5), (0.5 + 0.2 * w1, 0.5 + 0.2 * w2))
        for dot, out, cell, output in zip(dots, outs, cells, outputs, strict=True):
            dot.set_markerfacecolor(BLUE if output else "white")
            out.set(text=str(output), color="white" if output else INK)
            cell.set_text(str(output))
        scores = {}
        for place, (name, wanted) in enumerate(GATES.items()):
            good = outputs == wanted
            scores[name] = int(good.sum())
            for row in range(4):
                mark = marks[3 * row + place]
                mark.set(text="✓" if good[row] else "✗", color=GREY if good[row] else RED)
            totals[place].set_text("4 ✓" if good.all() else str(scores[name]))
            totals[place].set_fontweight("bold" if good.all() else "normal")
        made = [name for name, score in scores.items() if score == 4]
        what = f"Dit is de poort {made[0]}." if made else "Dit is geen van de drie poorten."
        counts = ", ".join(f"{name} {score}" for name, score in scores.items())
        return Drawing(
            f"Het neuron geeft {', '.join(map(str, outputs))} voor 00, 01, 10 en 11. {what} Goed van de 4: {counts}.",
            reached=scores["EN"] == 4,
        )

    return draw, (area, edge, arrow.parts, dots, outs, cells, marks, totals)


# --- verdieping B: twee lijnen en een vouw ---------------------------------------------------------------------------

XOR = np.array(GATES["XOR"], bool)
_ENDS, _OUT_ENDS = (-0.3, 1.3), (0.0, 2.4)  # op deze x pakt de leerling een lijn vast
_ROOM = (-0.6, 1.6, -1.3, 2.3)  # het vlak: van x₁ tot x₁, van x₂ tot x₂


def height(x, ends: tuple[float, float], left: float, right: float):
    """De hoogte bij x van de lijn die bij ends[0] op left ligt en bij ends[1] op right."""
    return left + (right - left) * (x - ends[0]) / (ends[1] - ends[0])


def fold(points: np.ndarray, a: float, b: float, c: float, d: float) -> np.ndarray:
    """De uitkomsten van twee neuronen met ReLU: hoe ver een punt boven lijn 1 ligt, en boven lijn 2."""
    lines = [points[..., 1] - height(points[..., 0], _ENDS, left, right) for left, right in ((a, b), (c, d))]
    return np.maximum(0, np.stack(lines, axis=-1))


def output_neuron(folded: np.ndarray, e: float, f: float) -> np.ndarray:
    """Het derde neuron, in het gevouwen vlak: hoe ver een punt onder de oranje lijn ligt. Boven nul zegt het 1."""
    return height(folded[..., 0], _OUT_ENDS, e, f) - folded[..., 1]


def _height(start: float, label: str) -> Control:
    return slider(-1.25, 2.25, 0.05, start, label)


@live_figure(
    size=(9.4, 4.3),
    goal="Leg de drie lijnen zo, dat het netwerk 1 zegt bij 01 en 10, en 0 bij 00 en 11.",
    saved={"a": 0.45, "b": -0.85, "c": 1.7, "d": -0.25, "e": -0.15, "f": 0.85},
    a=_height(0.3, "Lijn 1, linkereind"),
    b=_height(-0.3, "Lijn 1, rechtereind"),
    c=_height(0.6, "Lijn 2, linkereind"),
    d=_height(0.9, "Lijn 2, rechtereind"),
    e=slider(-0.45, 1.55, 0.05, 1.0, "Oranje lijn, linkereind"),
    f=slider(-0.45, 1.55, 0.05, 1.0, "Oranje lijn, rechtereind"),
    one_left=handle("a", label="Lijn 1, linkereind", at=lambda a: (_ENDS[0], a), alone=True),
    one_right=handle("b", label="Lijn 1, rechtereind", at=lambda b: (_ENDS[1], b), alone=True),
    two_left=handle("c", label="Lijn 2, linkereind", at=lambda c: (_ENDS[0], c), alone=True),
    two_right=handle("d", label="Lijn 2, rechtereind", at=lambda d: (_ENDS[1], d), alone=True),
    out_left=handle("e", label="Oranje lijn, linkereind", at=lambda e: (_OUT_ENDS[0], e), axes=1, alone=True),
    out_right=handle("f", label="Oranje lijn, rechtereind", at=lambda f: (_OUT_ENDS[1], f), axes=1, alone=True),
)
def fold_the_plane(figure):
    """Leg twee lijnen in het vlak: elk neuron met ReLU vouwt het vlak langs zijn lijn. Scheid daarna met één lijn."""
    left, right, low, high = _ROOM
    plane = figure.add_axes((0.06, 0.13, 0.38, 0.77), xlim=(left, right), ylim=(low, high))
    plane.set(xticks=(0, 1), yticks=(0, 1), xlabel="x₁", ylabel="x₂")
    plane.set_title("twee neuronen: twee lijnen", fontsize=13, fontweight="normal")
    folded = figure.add_axes((0.53, 0.13, 0.46, 0.77), xlim=(-0.15, 2.6), ylim=(-0.5, 1.6))
    folded.set(xticks=(0, 1, 2), yticks=(0, 1), xlabel="neuron 1", ylabel="neuron 2")
    folded.set_title("hetzelfde vlak, gevouwen", fontsize=13, fontweight="normal")
    mesh = np.stack(np.meshgrid(np.linspace(left, right, 23), np.linspace(low, high, 37)), axis=-1)
    plane.add_collection(LineCollection([*mesh, *mesh.swapaxes(0, 1)], colors=PALE, linewidths=1, zorder=0))
    net = folded.add_collection(LineCollection([], colors=GREY_LIGHT, linewidths=1, zorder=0))
    shades = {"cmap": ListedColormap(["none", ORANGE]), "vmin": -1e-6, "vmax": 1e-6, "alpha": 0.35}
    smooth = {"interpolation": "bilinear", "interpolation_stage": "data"}
    one = plane.imshow([[0]], extent=_ROOM, origin="lower", zorder=1, aspect="auto", **shades, **smooth)
    lines = [plane.plot([], [], color=BLUE, linestyle=style)[0] for style in ("-", "--")]
    names = [plane.text(1.5, 0, number, color=BLUE, fontweight="bold", va="bottom") for number in "12"]
    (border,) = folded.plot([], [], color=ORANGE)
    middle = {"ha": "center", "va": "center", "fontsize": 11, "fontweight": "bold", "zorder": 5}
    names_of = [f"{x}{y}" for x, y in CORNERS]
    dots = [
        (axes.plot([], [], "o", markersize=22, markeredgecolor=INK, zorder=4)[0], axes.text(0, 0, corner, **middle))
        for axes in (plane, folded)
        for corner in names_of
    ]
    verdict = figure.text(0.99, 0.932, "", ha="right", fontweight="bold")
    middles = (np.arange(48) + 0.5) / 48  # van de beeldpunten: 'bilinear' maakt er een gladde rand van
    pixels = np.stack(np.meshgrid(left + middles * (right - left), low + middles * (high - low)), axis=-1)

    def draw(a, b, c, d, e, f):
        bent = fold(mesh, a, b, c, d)
        net.set_segments([*bent, *bent.swapaxes(0, 1)])
        for line, name, ends in zip(lines, names, ((a, b), (c, d)), strict=True):
            line.set_data([left, right], [height(x, _ENDS, *ends) for x in (left, right)])
            name.set_y(min(max(height(1.5, _ENDS, *ends), low), high - 0.3))
        border.set_data([-0.15, 2.6], [height(x, _OUT_ENDS, e, f) for x in (-0.15, 2.6)])
        one.set_data(output_neuron(fold(pixels, a, b, c, d), e, f))
        images = fold(CORNERS, a, b, c, d)
        outputs = output_neuron(images, e, f) > 0
        for (dot, word), place, out in zip(dots, [*CORNERS, *images], [*outputs, *outputs], strict=True):
            dot.set_data([place[0]], [place[1]])
            dot.set_markerfacecolor(ORANGE if out else "white")
            word.set_position(place)
        for row, (_, word) in enumerate(dots[4:]):  # wat na het vouwen op elkaar ligt, heeft samen één opschrift
            near = np.flatnonzero(np.hypot(*(images - images[row]).T) < 0.12)
            word.set_text("\n".join(names_of[i] for i in near) if near[0] == row else "")
            word.set_fontsize(11 if len(near) == 1 else 9)
            word.set_position(images[near].mean(axis=0))
        good = int(np.sum(outputs == XOR))
        verdict.set_text(f"{good} van de 4 goed")
        said = ", ".join(corner for corner, out in zip(names_of, outputs, strict=True) if out)
        return Drawing(
            f"Lijn 1 loopt van {dutch(a, 2)} naar {dutch(b, 2)}, lijn 2 van {dutch(c, 2)} naar {dutch(d, 2)}, en de "
            f"oranje lijn van {dutch(e, 2)} naar {dutch(f, 2)}. Het netwerk zegt 1 bij {said or 'geen enkele hoek'}. "
            f"Dat is {good} van de 4 goed.",
            reached=good == 4,
        )

    return draw, (net, one, lines, names, border, dots, verdict)


# --- stap 3: activatiefuncties ---------------------------------------------------------------------------------------


@live_figure(
    size=(9.4, 3.3),
    goal="Zoek een z waarbij ReLU steiler loopt dan de sigmoïde, en toch minder doorgeeft.",
    z=slider(-5, 5, 0.25, -2.0, "z"),
    on_step=handle("z", label="De stip op de stap", at=lambda z: (z, float(z > 0))),
    on_sigmoid=handle("z", label="De stip op de sigmoïde", at=lambda z: (z, 1 / (1 + np.exp(-z))), axes=1),
    on_relu=handle("z", label="De stip op ReLU", at=lambda z: (z, max(z, 0.0)), axes=2),
    saved={"z": 2.0},
)
def activations(figure, functions):
    """Activatiefuncties naast elkaar, met de steilheid in één punt; functions: naam -> functie van een array."""
    grid, step, parts = np.linspace(-5, 5, 501), 1e-6, []
    for place, (name, function) in enumerate(functions.items()):
        high = 5.2 if place == 2 else 1.3
        axes = figure.add_axes((0.045 + 0.33 * place, 0.3, 0.28, 0.57), xlim=(-5, 5), ylim=(-0.25 * high, high))
        axes.axhline(0, color=PALE, linewidth=1)
        axes.axvline(0, color=PALE, linewidth=1)
        axes.plot(grid, function(grid), color=BLUE)
        axes.set(title=name, xlabel="z", xticks=(-5, 0, 5), yticks=(0, 5) if place == 2 else (0, 1))
        (tangent,) = axes.plot([], [], color=ORANGE, linewidth=3, zorder=3)
        (dot,) = axes.plot([], [], "o", color=RED, markersize=11, zorder=4)
        parts.append((name, function, tangent, dot, figure.text(0.045 + 0.33 * place, 0.03, "", fontsize=13)))

    def draw(z):
        values, slopes = {}, {}
        for name, function, tangent, dot, words in parts:
            value = float(function(np.array(z)))
            slope = (float(function(np.array(z + step))) - value) / step
            jumps = slope > 100  # de stap, precies bij nul
            values[name], slopes[name] = value, slope
            tangent.set_data([z - 1.5, z + 1.5], [value - 1.5 * slope, value + 1.5 * slope])
            tangent.set_visible(not jumps)
            dot.set_data([z], [value])
            words.set_text(f"geeft {dutch(value, 2)}, {'springt' if jumps else f'steilheid {dutch(slope, 2)}'}")
        steep = {name: "springt" if slope > 100 else f"steilheid {dutch(slope, 2)}" for name, slope in slopes.items()}
        said = [f"{name} {dutch(value, 2)} ({steep[name]})" for name, value in values.items()]
        wanted = slopes["ReLU"] > slopes["sigmoïde"] and 0 < values["ReLU"] < values["sigmoïde"]
        return Drawing(f"Bij z = {dutch(z, 2)} geven ze: {', '.join(said)}.", reached=wanted)

    return draw, [artist for part in parts for artist in part[2:]]


# --- stap 4: een laag is een matrix ----------------------------------------------------------------------------------

BUILDER_X = np.array([1, 2, 0, -1, 3])
BUILDER_W = np.array([(2, 1, -1, 0, 1), (0, -1, 2, 1, -2), (1, 1, 0, -2, 1), (-1, 0, 3, 1, 0), (1, -2, 1, 0, 2)])
BUILDER_B = np.array([1, 0, -2, 3, -1])


@live_figure(
    size=(9.4, 3.9),
    goal="Bouw een laag met precies 15 parameters.",
    n_inputs=slider(1, 5, 1, 3, "Ingangen"),
    n_neurons=slider(1, 5, 1, 2, "Neuronen"),
    chosen=slider(1, 5, 1, 1, "Welk neuron licht op"),
)
def build_a_layer(figure):
    """Kies hoeveel ingangen en neuronen een laag heeft, en laat één neuron oplichten: zijn rij keer de invoer."""
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98), xlim=(0, 12.6), ylim=(6.5, 0.7))
    axes.set_axis_off()

    def cell(x, y):
        box = axes.add_patch(Rectangle((x, y), 0.94, 0.84, facecolor=PALE))
        return box, axes.text(x + 0.47, y + 0.44, "", ha="center", va="center", fontsize=15)

    grid = [[cell(0.3 + column, 1.5 + row) for column in range(5)] for row in range(5)]
    inputs = [cell(6.1, 1.5 + row) for row in range(5)]
    biases = [cell(8.4, 1.5 + row) for row in range(5)]
    results = [cell(10.7, 1.5 + row) for row in range(5)]
    heads = [axes.text(x, 1.15, "", fontsize=14, fontweight="bold") for x in (0.3, 6.1, 8.4, 10.7)]
    for x, sign in ((5.65, "×"), (7.7, "+"), (10.0, "=")):
        axes.text(x, 2, sign, fontsize=20, ha="center", va="center")

    def draw(n_inputs, n_neurons, chosen):
        lit = min(chosen, n_neurons) - 1
        W, x, b = BUILDER_W[:n_neurons, :n_inputs], BUILDER_X[:n_inputs], BUILDER_B[:n_neurons]
        z = W @ x + b

        def fill(pair, shown, value, color):
            box, text = pair
            box.set_visible(shown)
            box.set_facecolor(color)
            text.set_text(dutch(int(value)) if shown else "")
            text.set_color("white" if color == BLUE else INK)

        for row in range(5):
            on = row == lit
            for column in range(5):
                shown = row < n_neurons and column < n_inputs
                fill(grid[row][column], shown, BUILDER_W[row, column], BLUE if on else PALE)
            fill(inputs[row], row < n_inputs, BUILDER_X[row], BLUE_LIGHT)
            fill(biases[row], row < n_neurons, BUILDER_B[row], ORANGE_LIGHT if on else PALE)
            fill(results[row], row < n_neurons, z[row] if row < n_neurons else 0, BLUE_LIGHT if on else PALE)
        sizes = (f"W: {n_neurons} × {n_inputs}", f"x: {n_inputs}", f"b: {n_neurons}", f"z: {n_neurons}")
        for head, words in zip(heads, sizes, strict=True):
            head.set_text(words)
        count = n_inputs * n_neurons + n_neurons
        weights = "1 gewicht" if n_neurons * n_inputs == 1 else f"{n_neurons} × {n_inputs} gewichten"
        shifts = "1 bias" if n_neurons == 1 else f"{n_neurons} biases"
        products = " + ".join(f"{_bracket(w)} × {_bracket(v)}" for w, v in zip(W[lit], x, strict=True))
        total = f"{products} + {_bracket(b[lit])} = <b>{dutch(int(z[lit]))}</b>"
        sentence = (
            f"Een laag van {n_inputs} naar {n_neurons}: {weights} en {shifts}, samen {count} parameters. W heeft "
            f"vorm ({n_neurons}, {n_inputs}). Neuron {lit + 1} rekent met rij {lit + 1} van W en geeft "
            f"{dutch(int(z[lit]))}."
        )
        spots = [
            Spot(f"Laat neuron {row + 1} oplichten", {"chosen": row + 1}, [box for box, _ in grid[row][:n_inputs]])
            for row in range(n_neurons)
        ]
        html = f"<p>Neuron {lit + 1}: {total}</p>"
        return Drawing(sentence, html=html, reached=count == 15, spots=spots)

    return draw, (grid, inputs, biases, results, heads)


def _bracket(number: int) -> str:
    """Een negatief getal tussen haakjes, zodat er geen twee tekens naast elkaar staan."""
    return f"({dutch(int(number))})" if number < 0 else dutch(int(number))


# --- verdieping A: de regel van Rosenblatt ---------------------------------------------------------------------------

RATES = (1.0, 8.0)  # machten van twee: daarmee rekent de computer zonder afronden
STARTS = {"alles nul": (0.0, 0.0, 0.0), "w₁ = 8, w₂ = −8, b = 8": (8.0, -8.0, 8.0)}


def corrections(rule: Callable, rate: float, start: tuple, rounds: int = 60) -> list[tuple[np.ndarray, int]]:
    """Een leerregel op de twaalf dieren: (w1, w2, b) na elke correctie, en welk dier fout ging (eerst −1).

    rule(w, x, doel, stapgrootte) geeft de nieuwe w, zoals de functie van de student.
    """
    weights, found = np.array(start), [(np.array(start), -1)]
    for _ in range(rounds):
        for place, (animal, cat) in enumerate(zip(ANIMALS, IS_CAT, strict=True)):
            changed = np.asarray(rule(weights, np.append(animal, 1.0), int(cat), rate), float)
            if np.any(changed != weights):
                weights = changed
                found.append((weights, place))
    return found


def rosenblatt(rule: Callable) -> LiveFigure:
    """Schuif langs de correcties van Rosenblatts regel, met een andere stapgrootte of een ander begin."""
    histories = {(rate, name): corrections(rule, rate, start) for rate in RATES for name, start in STARTS.items()}
    longest = max(len(history) for history in histories.values()) - 1

    def build(figure):
        plane = figure.add_axes((0.08, 0.14, 0.42, 0.82), xlim=(0, 10), ylim=(0, 10))
        plane.set(xlabel="snuitlengte (cm)", ylabel="hoe puntig de oren zijn")
        area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
        edge = plane.plot([], [], color=BLUE)[0]
        for place, (snout, ears) in enumerate(ANIMALS):
            shape = {"marker": "o", "color": INK} if IS_CAT[place] else {"marker": "s", "color": GREY}
            plane.plot(snout, ears, markersize=10, linestyle="none", zorder=4, **shape)
        ring = plane.plot([], [], "o", markersize=21, markerfacecolor="none", markeredgecolor=RED, markeredgewidth=3)[0]
        words = [figure.text(0.56, y, "", fontsize=15) for y in (0.76, 0.65, 0.54)]
        _legend(figure, 0.56, "blauw vlak: w zegt kat")
        verdict = figure.text(0.56, 0.4, "", fontsize=15, fontweight="bold")
        figure.text(0.56, 0.26, "rode ring: bij dit dier werd bijgesteld", fontsize=13, color=RED)

        def draw(step, rate, start):
            history = histories[rate, start]
            at = min(step, len(history) - 1)
            (w1, w2, b), place = history[at]
            right = int(np.sum((ANIMALS @ (w1, w2) + b > 0) == IS_CAT))
            area.set_xy(half_plane(w1, w2, b, 0, 10) or [(-1, -1)])
            edge.set_data(*_border(w1, w2, b))
            ring.set_data(*([[value] for value in ANIMALS[place]] if place >= 0 else ([], [])))
            for text, name, value in zip(words, ("w₁", "w₂", "b"), (w1, w2, b), strict=True):
                text.set_text(f"{name} = {dutch(float(value))}")
            verdict.set_text(f"{right} van de 12 goed")
            done = " Daarmee is het klaar." if at == len(history) - 1 else ""
            last = f" De laatste keer was het een {'kat' if IS_CAT[place] else 'hond'}." if place >= 0 else ""
            line = f"De grens is {dutch(float(w1))} × snuit {_term(w2, None)} × oren {_term(b, None)} = 0."
            said = f"Na {at} keer bijstellen zijn {right} van de 12 dieren goed.{last}{done} {line}"
            return Drawing(said, reached=right == 12)

        return draw, (area, edge, ring, words, verdict)

    return LiveFigure(
        build,
        size=(9.4, 4),
        goal="Schuif tot de regel alle dieren goed heeft.",
        step=slider(0, longest, 1, 1, "Keer bijgesteld"),
        rate=choice({dutch(rate): rate for rate in RATES}, "Stapgrootte", start=1.0),
        start=choice(tuple(STARTS), "Begin", start="w₁ = 8, w₂ = −8, b = 8"),
    )
