"""Figuren van les 02: één neuron dat beslist, poorten, activatiefuncties, een laag als matrix, en het cijfernetwerk."""

from collections.abc import Callable

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from course_utils.dutch_numbers import dutch
from course_utils.live.figure import Drawing, LiveFigure, choice, slider
from course_utils.live.style import BLUE, GREY, INK, ORANGE, PALE, RED, SKY, new_figure, show

__all__ = [
    "ANIMALS",
    "IS_CAT",
    "build_a_layer",
    "cat_or_dog",
    "gates",
    "rosenblatt",
    "show_activations",
]

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


def cat_or_dog() -> LiveFigure:
    """Draai aan twee gewichten en een bias tot één neuron twaalf dieren goed indeelt."""

    def setup(figure):
        plane = figure.add_axes((0.08, 0.13, 0.4, 0.84), xlim=(0, 10), ylim=(0, 10))
        plane.set(xlabel="snuitlengte (cm)", ylabel="hoe puntig de oren zijn", xticks=range(0, 11, 2))
        area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
        edge = plane.plot([], [], color=BLUE)[0]
        marks = []
        for place, (snout, ears) in enumerate(ANIMALS):
            shape = {"marker": "o", "color": INK} if IS_CAT[place] else {"marker": "s", "color": GREY}
            plane.plot(snout, ears, markersize=10, linestyle="none", zorder=4, **shape)
            marks.append(plane.plot(snout, ears, "x", markersize=17, color=RED, markeredgewidth=3, zorder=5)[0])
        line = figure.add_axes((0.58, 0.13, 0.4, 0.5), xlim=(-26, 30), ylim=(-0.25, 1.3))
        line.set(xlabel="w₁ × snuit + w₂ × oren", yticks=(0, 1), yticklabels=("0: hond", "1: kat"))
        step = line.plot([], [], color=BLUE)[0]
        threshold = line.plot([], [], color=ORANGE, linestyle="--")[0]
        cats = line.plot([], [], "o", color=INK, markersize=9)[0]
        dogs = line.plot([], [], "s", color=GREY, markersize=8)[0]
        name = line.text(0, 1.17, "", ha="center", color=INK)
        formula = figure.text(0.5, 0.88, "", fontsize=15)
        verdict = figure.text(0.5, 0.76, "", fontsize=15, fontweight="bold")
        legend = ((0.5, "● kat", INK), (0.573, "■ hond", GREY), (0.663, "lichtblauw: het neuron zegt kat", INK))
        for place, words, color in legend:
            figure.text(place, 0.955, words, fontsize=13, va="center", color=color)
        return {"area": area, "edge": edge, "marks": marks, "step": step, "threshold": threshold, "name": name} | {
            "cats": cats,
            "dogs": dogs,
            "formula": formula,
            "verdict": verdict,
        }

    def draw(parts, w1, w2, b):
        sums = ANIMALS @ (w1, w2)
        fires = sums + b > 0
        right = fires == IS_CAT
        corners = half_plane(w1, w2, b, 0, 10)
        parts["area"].set_xy(corners or [(-1, -1)])
        parts["edge"].set_data(*_border(w1, w2, b))
        for mark, good in zip(parts["marks"], right, strict=True):
            mark.set_visible(not good)
        parts["step"].set_data([-26, -b, -b, 30], [0, 0, 1, 1])
        parts["threshold"].set_data([-b, -b], [-0.25, 1.1])
        parts["name"].set_text(f"drempel −b = {dutch(-b, 1)}")
        parts["name"].set_x(-b)
        for key, chosen in (("cats", IS_CAT), ("dogs", ~IS_CAT)):
            parts[key].set_data(sums[chosen], fires[chosen].astype(float))
        z = f"z = {dutch(w1, 1)} × snuit {_term(w2)} × oren {_term(b)}"
        parts["formula"].set_text(z)
        parts["verdict"].set_text(f"{right.sum()} van de 12 goed")
        sentence = (
            f"Met w₁ = {dutch(w1, 1)}, w₂ = {dutch(w2, 1)} en b = {dutch(b, 1)} deelt het neuron {right.sum()} van "
            f"de 12 dieren goed in. Het zegt kat als w₁ × snuit + w₂ × oren groter is dan {dutch(-b, 1)}."
        )
        return sentence, bool(right.all())

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.2),
        goal="Deel alle twaalf dieren goed in.",
        w1=slider(-1.5, 1.5, 0.1, 0.0, "Gewicht w₁ (snuit)"),
        w2=slider(-1.5, 1.5, 0.1, 1.0, "Gewicht w₂ (oren)"),
        b=slider(-10, 10, 0.5, -5.0, "Bias b"),
    )


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


def gates() -> LiveFigure:
    """Zoek gewichten en een bias waarmee één neuron een EN-poort is, een OF-poort, en misschien XOR."""

    def setup(figure):
        plane = figure.add_axes((0.06, 0.13, 0.36, 0.82), xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
        plane.set(xticks=(0, 1), yticks=(0, 1), xlabel="x₁", ylabel="x₂")
        area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
        edge = plane.plot([], [], color=BLUE)[0]
        dots = [plane.plot(*corner, "o", markersize=26, markeredgecolor=INK, zorder=4)[0] for corner in CORNERS]
        outs = [plane.text(*corner, "", ha="center", va="center", fontweight="bold", zorder=5) for corner in CORNERS]
        table = figure.add_axes((0.47, 0.02, 0.52, 0.96), xlim=(0, 10), ylim=(7, 0))
        table.set_axis_off()
        for x, name in zip((0.5, 1.6, 3.6, 5.6, 7.2, 8.8), ("x₁", "x₂", "neuron", *GATES), strict=True):
            table.text(x, 0.9, name, ha="center", fontweight="bold", fontsize=14)
        table.plot([0, 9.6], [1.2, 1.2], color=GREY, linewidth=1)
        cells, marks = [], []
        for row, corner in enumerate(CORNERS):
            y = 2 + row
            for x, bit in zip((0.5, 1.6), corner, strict=True):
                table.text(x, y, str(bit), ha="center", va="center", fontsize=15)
            cells.append(table.text(3.6, y, "", ha="center", va="center", fontsize=15, fontweight="bold"))
            for x, gate in zip((5.6, 7.2, 8.8), GATES.values(), strict=True):
                table.text(x - 0.25, y, str(gate[row]), ha="center", va="center", fontsize=15, color=INK)
                marks.append(table.text(x + 0.3, y, "", ha="center", va="center", fontsize=15))
        totals = [table.text(x, 6.1, "", ha="center", va="center", fontsize=13) for x in (5.6, 7.2, 8.8)]
        return {"area": area, "edge": edge, "dots": dots, "outs": outs, "cells": cells} | {
            "marks": marks,
            "totals": totals,
        }

    def draw(parts, w1, w2, b):
        outputs = (CORNERS @ (w1, w2) + b > 0).astype(int)
        parts["area"].set_xy(half_plane(w1, w2, b, -0.5, 1.5) or [(-1, -1)])
        parts["edge"].set_data(*_border(w1, w2, b))
        for row, output in enumerate(outputs):
            parts["dots"][row].set_markerfacecolor(BLUE if output else "white")
            parts["outs"][row].set_text(str(output))
            parts["outs"][row].set_color("white" if output else INK)
            parts["cells"][row].set_text(str(output))
        scores = {}
        for place, (name, wanted) in enumerate(GATES.items()):
            good = outputs == wanted
            scores[name] = int(good.sum())
            for row in range(4):
                mark = parts["marks"][3 * row + place]
                mark.set_text("✓" if good[row] else "✗")
                mark.set_color(GREY if good[row] else RED)
            parts["totals"][place].set_text("klaar ✓" if good.all() else f"{scores[name]} van 4")
            parts["totals"][place].set_fontweight("bold" if good.all() else "normal")
        made = [name for name, score in scores.items() if score == 4]
        what = f"Dit is de poort {made[0]}." if made else "Dit is geen van de drie poorten."
        counts = ", ".join(f"{name} {score}" for name, score in scores.items())
        sentence = (
            f"Het neuron geeft {', '.join(map(str, outputs))} voor 00, 01, 10 en 11. {what} Goed van de 4: {counts}."
        )
        return sentence, bool(made)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 3.9),
        goal="Maak EN, en maak daarna OF.",
        w1=slider(-2, 2, 0.5, 1.0, "Gewicht w₁"),
        w2=slider(-2, 2, 0.5, 0.0, "Gewicht w₂"),
        b=slider(-2, 2, 0.5, 0.0, "Bias b"),
    )


# --- stap 3: activatiefuncties ---------------------------------------------------------------------------------------


def show_activations(functions: dict) -> None:
    """Teken activatiefuncties naast elkaar; functions: naam -> functie van een array."""
    figure = new_figure(9.4, 3)
    z = np.linspace(-5, 5, 501)
    for place, (name, function) in enumerate(functions.items()):
        axes = figure.add_subplot(1, len(functions), place + 1, xlim=(-5, 5), ylim=(-0.3, 5.2 if place == 2 else 1.3))
        axes.axhline(0, color=PALE, linewidth=1)
        axes.axvline(0, color=PALE, linewidth=1)
        axes.plot(z, function(z), color=BLUE)
        axes.set(title=name, xlabel="z", xticks=(-5, 0, 5), yticks=(0, 5) if place == 2 else (0, 1))
    values = [f"{name} {dutch(float(function(np.array(2.0))), 2)}" for name, function in functions.items()]
    show(figure, f"Drie activatiefuncties. Bij z = 2 geven ze: {', '.join(values)}.")


# --- stap 4: een laag is een matrix ----------------------------------------------------------------------------------

BUILDER_X = np.array([1, 2, 0, -1, 3])
BUILDER_W = np.array([(2, 1, -1, 0, 1), (0, -1, 2, 1, -2), (1, 1, 0, -2, 1), (-1, 0, 3, 1, 0), (1, -2, 1, 0, 2)])
BUILDER_B = np.array([1, 0, -2, 3, -1])


def build_a_layer() -> LiveFigure:
    """Kies hoeveel ingangen en neuronen een laag heeft, en laat één neuron oplichten: zijn rij keer de invoer."""

    def setup(figure):
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98), xlim=(0, 12.6), ylim=(7.1, 0.7))
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
        everything = [part for row in grid for pair in row for part in pair]
        for column in (inputs, biases, results):
            everything += [part for pair in column for part in pair]
        return {"all": everything, "heads": heads, "count": axes.text(0.3, 6.85, "", fontsize=14, va="center")}

    def draw(parts, n_inputs, n_neurons, chosen):
        lit = min(chosen, n_neurons) - 1
        W, x, b = BUILDER_W[:n_neurons, :n_inputs], BUILDER_X[:n_inputs], BUILDER_B[:n_neurons]
        z = W @ x + b
        pairs = list(zip(parts["all"][::2], parts["all"][1::2], strict=True))

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
                fill(pairs[5 * row + column], shown, BUILDER_W[row, column], BLUE if on else PALE)
            fill(pairs[25 + row], row < n_inputs, BUILDER_X[row], SKY)
            fill(pairs[30 + row], row < n_neurons, BUILDER_B[row], ORANGE if on else PALE)
            fill(pairs[35 + row], row < n_neurons, z[row] if row < n_neurons else 0, SKY if on else PALE)
        sizes = (f"W: {n_neurons} × {n_inputs}", f"x: {n_inputs}", f"b: {n_neurons}", f"z: {n_neurons}")
        for head, words in zip(parts["heads"], sizes, strict=True):
            head.set_text(words)
        count = n_inputs * n_neurons + n_neurons
        weights = "1 gewicht" if n_neurons * n_inputs == 1 else f"{n_neurons} × {n_inputs} gewichten"
        biases = "1 bias" if n_neurons == 1 else f"{n_neurons} biases"
        parts["count"].set_text(f"{weights} en {biases}: {count} parameters")
        products = " + ".join(f"{_bracket(w)} × {_bracket(v)}" for w, v in zip(W[lit], x, strict=True))
        total = f"{products} + {_bracket(b[lit])} = <b>{dutch(int(z[lit]))}</b>"
        sentence = (
            f"Een laag van {n_inputs} naar {n_neurons}: W heeft vorm ({n_neurons}, {n_inputs}); {count} parameters."
            f" Neuron {lit + 1} rekent met rij {lit + 1} van W en geeft {dutch(int(z[lit]))}."
        )
        return Drawing(sentence, html=f"<p>Neuron {lit + 1}: {total}</p>", reached=count == 15)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.4),
        goal="Bouw een laag met precies 15 parameters.",
        n_inputs=slider(1, 5, 1, 3, "Ingangen"),
        n_neurons=slider(1, 5, 1, 2, "Neuronen"),
        chosen=slider(1, 5, 1, 1, "Welk neuron licht op"),
    )


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

    def setup(figure):
        plane = figure.add_axes((0.08, 0.14, 0.42, 0.82), xlim=(0, 10), ylim=(0, 10))
        plane.set(xlabel="snuitlengte (cm)", ylabel="hoe puntig de oren zijn")
        area = plane.add_patch(Polygon([(0, 0)], closed=True, facecolor=SKY, alpha=0.35))
        edge = plane.plot([], [], color=BLUE)[0]
        for place, (snout, ears) in enumerate(ANIMALS):
            shape = {"marker": "o", "color": INK} if IS_CAT[place] else {"marker": "s", "color": GREY}
            plane.plot(snout, ears, markersize=10, linestyle="none", zorder=4, **shape)
        ring = plane.plot([], [], "o", markersize=21, markerfacecolor="none", markeredgecolor=RED, markeredgewidth=3)[0]
        words = [figure.text(0.56, y, "", fontsize=15) for y in (0.82, 0.7, 0.58)]
        verdict = figure.text(0.56, 0.4, "", fontsize=15, fontweight="bold")
        figure.text(0.56, 0.26, "rode ring: bij dit dier werd bijgesteld", fontsize=13, color=RED)
        return {"area": area, "edge": edge, "ring": ring, "words": words, "verdict": verdict}

    def draw(parts, step, rate, start):
        history = histories[rate, start]
        at = min(step, len(history) - 1)
        (w1, w2, b), place = history[at]
        right = int(np.sum((ANIMALS @ (w1, w2) + b > 0) == IS_CAT))
        parts["area"].set_xy(half_plane(w1, w2, b, 0, 10) or [(-1, -1)])
        parts["edge"].set_data(*_border(w1, w2, b))
        parts["ring"].set_data(*([[value] for value in ANIMALS[place]] if place >= 0 else ([], [])))
        for text, name, value in zip(parts["words"], ("w₁", "w₂", "b"), (w1, w2, b), strict=True):
            text.set_text(f"{name} = {dutch(float(value))}")
        parts["verdict"].set_text(f"{right} van de 12 goed")
        done = " Daarmee is het klaar." if at == len(history) - 1 else ""
        last = f" De laatste keer was het een {'kat' if IS_CAT[place] else 'hond'}." if place >= 0 else ""
        line = f"De grens is {dutch(float(w1))} × snuit {_term(w2, None)} × oren {_term(b, None)} = 0."
        return f"Na {at} keer bijstellen zijn {right} van de 12 dieren goed.{last}{done} {line}", right == 12

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4),
        goal="Schuif tot de regel alle dieren goed heeft.",
        step=slider(0, longest, 1, 1, "Keer bijgesteld"),
        rate=choice({dutch(rate): rate for rate in RATES}, "Stapgrootte", start=1.0),
        start=choice(tuple(STARTS), "Begin", start="w₁ = 8, w₂ = −8, b = 8"),
    )
