"""Figuren van de Verdieping van les 05: een helling op vijf manieren, drie optimizers, fp16 en skip-gram."""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from course_utils.dutch_numbers import dutch
from course_utils.live.figure import LiveFigure, choice, number, stops
from course_utils.live.output import show_output
from course_utils.live.style import BLUE, GREEN, GREY, INK, PALE, RED, new_figure, show

# --- dezelfde helling op vijf manieren -------------------------------------------------------------------------------


def gradient_table(ways: dict) -> None:
    """Toon per manier de gevonden helling. Een waarde van ... of None is nog niet ingevuld."""
    rows, said = "", []
    for name, value in ways.items():
        blank = value is None or value is ...
        text = "nog niet ingevuld" if blank else _as_number(value)
        rows += f"<tr><th scope='row'>{escape(name)}</th><td class='getal'>{escape(text)}</td></tr>"
        said.append(f"{name} {text}")
    sentence = f"De helling van w: {', '.join(said)}."
    show_output(sentence, html=f"<table><tr><th scope='col'>manier</th><th scope='col'>helling</th></tr>{rows}</table>")


def _as_number(value) -> str:
    try:
        return dutch(float(value), 5)
    except (TypeError, ValueError):
        return "geen getal"


# --- drie optimizers -------------------------------------------------------------------------------------------------


class Landscape(NamedTuple):
    """Een landschap in twee parameters: de hoogte, de gradiënt, waar je begint, en het venster om te tekenen."""

    height: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[float, float], tuple[float, float]]
    start: tuple[float, float]
    window: tuple[float, float, float, float]


LANDSCAPES = {
    "smal dal": Landscape(
        lambda x, y: 0.5 * x**2 + 12 * y**2, lambda x, y: (x, 24 * y), (-3.6, 1.2), (-4.2, 1.5, -1.6, 1.6)
    ),
    "bocht": Landscape(
        lambda x, y: (1 - x) ** 2 + 8 * (y - x**2) ** 2,
        lambda x, y: (-2 * (1 - x) - 32 * x * (y - x**2), 16 * (y - x**2)),
        (-1.2, 0.4),
        (-1.8, 1.8, -0.8, 2.2),
    ),
    "zadel": Landscape(
        lambda x, y: x**2 - y**2 + 0.25 * y**4, lambda x, y: (2 * x, -2 * y + y**3), (-1.6, 0.02), (-2, 2, -2.1, 2.1)
    ),
}
OPTIMIZERS = {"gradient descent": (GREY, "-"), "momentum": (BLUE, "--"), "Adam": (GREEN, "-.")}
RACE_STEPS = 150


@lru_cache(maxsize=64)
def race(landscape: str, learning_rate: float) -> dict[str, np.ndarray]:
    """Het pad van drie optimizers, elk met vorm (151, 2). Na een ontsporing blijft een pad oneindig."""
    land = LANDSCAPES[landscape]
    paths = {}
    with np.errstate(all="ignore"):
        for name in OPTIMIZERS:
            place = np.array(land.start)
            mean, square, path = np.zeros(2), np.zeros(2), [place]
            for step in range(1, RACE_STEPS + 1):
                gradient = np.array(land.gradient(*place))
                if name == "gradient descent":
                    place = place - learning_rate * gradient
                elif name == "momentum":
                    mean = 0.9 * mean + gradient
                    place = place - learning_rate * mean
                else:
                    mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
                    scaled = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
                    place = place - learning_rate * scaled
                path.append(place)
            paths[name] = np.array(path)
    return paths


def optimizer_race() -> LiveFigure:
    """Gradient descent, momentum en Adam op hetzelfde landschap, vanaf dezelfde plek."""

    def setup(figure):
        axes = figure.add_axes((0.01, 0.02, 0.7, 0.96))
        labels = []
        for row, (name, (color, style)) in enumerate(OPTIMIZERS.items()):
            y = 0.85 - 0.28 * row
            figure.add_artist(_legend_line(y, color, style))
            figure.text(0.785, y, name, va="center", color=INK if color == GREY else color, fontweight="bold")
            labels.append(figure.text(0.74, y - 0.08, "", va="center"))
        return {"axes": axes, "labels": labels}

    def draw(parts, steps, landscape, learning_rate):
        land, axes = LANDSCAPES[landscape], parts["axes"]
        left, right, low, high = land.window
        axes.clear()
        axes.set(xlim=(left, right), ylim=(low, high), xticks=[], yticks=[])
        x, y = np.meshgrid(np.linspace(left, right, 60), np.linspace(low, high, 60))
        height = land.height(x, y)
        axes.contourf(x, y, height, np.quantile(height, np.linspace(0, 1, 11)), cmap="OrRd", alpha=0.45)
        said = []
        for (name, path), label in zip(race(landscape, float(learning_rate)).items(), parts["labels"], strict=True):
            color, style = OPTIMIZERS[name]
            seen = path[: steps + 1]
            inside = seen[np.isfinite(seen).all(axis=1) & (np.abs(seen) < 1e3).all(axis=1)]
            axes.plot(*inside.T, style, color=color, linewidth=2.5)
            axes.plot(*inside[-1:].T, "o", color=color, markersize=11, markeredgecolor="white")
            with np.errstate(all="ignore"):
                now = float(land.height(*seen[-1]))
            text = f"hoogte {dutch(now, 2)}" if abs(now) < 1e4 else "ontspoord"
            label.set_text(text)
            said.append(f"{name} {text}")
        begin = "Aan het begin" if steps == 0 else f"Na {dutch(steps)} {'stap' if steps == 1 else 'stappen'}"
        return f"{begin} met leersnelheid {dutch(learning_rate)}: {', '.join(said)}."

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.3),
        steps=stops(range(RACE_STEPS + 1), 0, "Stappen", [dutch(n) for n in range(RACE_STEPS + 1)], play="Start"),
        landscape=choice(tuple(LANDSCAPES), "Landschap"),
        learning_rate=number(-1, 1000, 0.03, "Leersnelheid"),
    )


def _legend_line(y: float, color: str, style: str) -> Line2D:
    return Line2D([0.735, 0.775], [y, y], color=color, linestyle=style, linewidth=3)


# --- kleine hellingen in fp16 ---------------------------------------------------------------------------------------


def show_vanished(scales, shares) -> None:
    """Teken welk deel van de hellingen in FP16 nul wordt, bij elke schaal van de loss."""
    figure = new_figure(8.6, 3.6)
    axes = figure.add_subplot()
    shares = [100 * share for share in shares]
    names = [dutch(scale) for scale in scales]
    axes.bar(names, shares, color=[RED if share > 1 else PALE for share in shares], width=0.6)
    for place, share in enumerate(shares):
        axes.text(
            place,
            share + 0.02 * max(shares),
            f"{dutch(round(share))} %" if share >= 0.5 else "bijna 0 %",
            ha="center",
            va="bottom",
        )
    axes.set_ylim(0, 1.2 * max(*shares, 1))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("de loss keer")
    axes.set_title("Hellingen die in FP16 nul worden")
    show(
        figure,
        f"Zonder schaal wordt {dutch(round(shares[0]))} % van de hellingen in FP16 nul; "
        f"met de loss keer {names[-1]} nog {dutch(round(shares[-1]))} %.",
    )
