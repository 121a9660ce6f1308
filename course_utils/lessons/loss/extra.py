"""Figuren van de Verdieping van les 05: drie dalen, eigen stippen, drie optimizers, vijf manieren, en fp16."""

import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from course_utils.dutch_numbers import counted, dutch
from course_utils.lessons.loss.figures import own_step
from course_utils.lessons.loss.training import SPLITS, DotsError, check_dots, fit_all, held_out, loss_in_words
from course_utils.live.charts import table
from course_utils.live.controls import choice, number, slider, stops
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.output import show_output
from course_utils.live.palette import BLUE, GREEN, GREEN_TEXT, GREY, GREY_LIGHT, GREY_TEXT, INK, PALE, RED
from course_utils.live.style import dutch_axis, new_figure, show
from course_utils.live.training import NOT_A_NUMBER

__all__ = ["gradient_table", "optimizer_race", "overfit", "show_losses", "show_vanished", "three_balls"]


# --- drie ballen in drie dalen ---------------------------------------------------------------------------------------

_DIPS = ((1.3, -2.6, 0.45), (2.6, 0.3, 1.1), (1.5, 3.0, 0.45))  # diepte, plaats en breedte van elk dal
BALLS, BALL_STEPS = (-3.6, -1.5, 3.7), 100


def hills(x):
    """De hoogte van een landschap met drie dalen."""
    return 3 + 0.03 * x**2 - sum(depth * np.exp(-(((x - place) / width) ** 2)) for depth, place, width in _DIPS)


def hills_slope(x):
    """De helling van dat landschap."""
    dips = (depth * 2 * (x - place) / width**2 * np.exp(-(((x - place) / width) ** 2)) for depth, place, width in _DIPS)
    return 0.06 * x + sum(dips)


@live_figure(
    size=(9.4, 3.6),
    goal="Krijg alle drie de ballen in het diepste dal.",
    saved={"steps": 40},
    steps=stops(range(BALL_STEPS + 1), 0, "Stappen", play="Laat los", pace=60),
    learning_rate=slider(0.0, 0.6, 0.01, 0.05, "Leersnelheid"),
)
def three_balls(figure, stap):
    """Laat drie ballen los op een landschap met drie dalen; elke stap is die van de student."""
    step, note = own_step(stap)
    axes = figure.add_axes((0.06, 0.14, 0.92, 0.76), xlim=(-4.6, 4.6), ylim=(0, 4.6), yticks=[])
    wide = np.linspace(-4.6, 4.6, 600)
    axes.fill_between(wide, 0, hills(wide), color=PALE)
    axes.plot(wide, hills(wide), color=GREY)
    axes.set_xlabel("gewicht w")
    axes.set_title("loss", fontsize=13, fontweight="normal")
    dutch_axis(axes.xaxis)
    colors = (RED, BLUE, GREEN)
    trails = [axes.plot([], [], "o", color=color, markersize=3, alpha=0.5)[0] for color in colors]
    balls = [axes.plot([], [], "o", color=color, markersize=15, markeredgecolor=INK)[0] for color in colors]

    @lru_cache(maxsize=64)
    def paths(learning_rate: float) -> np.ndarray:
        found = [list(BALLS)]
        with np.errstate(all="ignore"):
            for _ in range(BALL_STEPS):
                found.append([float(step(x, hills_slope(x), learning_rate)) for x in found[-1]])
        return np.array(found).T

    def draw(steps, learning_rate):
        found = paths(learning_rate)[:, : steps + 1]
        for path, trail, ball in zip(found, trails, balls, strict=True):
            trail.set_data(path, hills(path))
            ball.set_data(path[-1:], hills(path[-1:]) + 0.12)
        heights = hills(found[:, -1])
        deep = int(np.sum(heights < 0.45))
        where = ", ".join(f"{name} {dutch(height, 2)}" for name, height in zip(_BALLS, heights, strict=True))
        told = f"Na {counted(steps, 'stap', 'stappen')} met leersnelheid {dutch(learning_rate)}: loss {where}. "
        told += f"In het diepste dal: {counted(deep, 'bal', 'ballen')}."
        return Drawing(told + note, reached=deep == len(BALLS))

    return draw, (trails, balls)


_BALLS = ("rood", "blauw", "groen")


# --- krommen door eigen stippen --------------------------------------------------------------------------------------


def overfit(x, y, pas_kromme: Callable) -> LiveFigure | None:
    """Leg krommen van oplopende graad door eigen stippen; een op de drie stippen blijft apart als validatieset.

    pas_kromme: de functie uit het notebook, die bij stippen en een graad de best passende kromme geeft.
    """
    try:
        x, y = check_dots(x, y)
    except DotsError as problem:
        print(problem)
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # een hoge graad is slecht bepaald: dat is juist het onderwerp
        found = {split: fit_all(pas_kromme, x, y, split) for split in range(1, SPLITS + 1)}
    most = min(len(fits) for fits in found.values()) - 1
    low, high = y.min(), y.max()
    room = 0.25 * (high - low or 1)
    wide = np.linspace(x.min(), x.max(), 300)
    level = max(found[1][0].train_loss, 1e-3)
    bounds = (level / 3000, level * 300)  # wat daarbuiten valt, staat op de rand; de zin noemt het getal

    def build(figure):
        left = figure.add_axes((0.07, 0.14, 0.48, 0.76), ylim=(low - room, high + room))
        left.set_xlabel("x")
        left.set_title("● training   ○ validatie", fontsize=13, fontweight="normal")
        line = left.plot([], [], color=BLUE, zorder=2)[0]
        dots = left.plot([], [], "o", color=INK, markersize=9, zorder=3)[0]
        left.set_xlim(x.min() - 0.04 * np.ptp(x), x.max() + 0.04 * np.ptp(x))
        held = left.plot([], [], "o", color="white", markeredgecolor=INK, markeredgewidth=2, markersize=9, zorder=3)[0]
        for axis in (left.xaxis, left.yaxis):
            dutch_axis(axis)
        right = figure.add_axes((0.66, 0.14, 0.32, 0.76), xlim=(-0.4, most + 0.4), ylim=bounds, yscale="log")
        right.set_xlabel("graad")
        right.set_title("loss (machten van tien)", fontsize=13, fontweight="normal")
        right.set_xticks(range(most + 1))
        right.yaxis.set_major_formatter(lambda value, _: dutch(float(f"{value:.1g}")))
        right.minorticks_off()
        lines = [
            right.plot([], [], "-o", color=RED, markersize=5)[0],
            right.plot([], [], "--o", color=INK, markersize=6, markerfacecolor="white", linewidth=2)[0],
        ]
        marks = [right.plot([], [], "o", color=color, markersize=12)[0] for color in (RED, INK)]
        right.text(0.03, 0.06, "training", color=RED, transform=right.transAxes)
        right.text(0.03, 0.15, "validatie (streepjes)", transform=right.transAxes)

        def draw(degree, split):
            apart, fits = held_out(len(x), split), found[split][: most + 1]
            line.set_data(wide, np.clip(fits[degree].curve(wide), low - 9 * room, high + 9 * room))
            dots.set_data(x[~apart], y[~apart])
            held.set_data(x[apart], y[apart])
            losses = [[fit.train_loss for fit in fits], [fit.validation_loss for fit in fits]]
            for curve, mark, values in zip(lines, marks, losses, strict=True):
                inside = np.clip(values, 1.3 * bounds[0], bounds[1] / 1.3)
                curve.set_data(range(len(values)), inside)
                mark.set_data([degree], [inside[degree]])
            best = int(np.argmin(losses[1]))
            sentence = (
                f"Graad {degree}: de loss is {loss_in_words(losses[0][degree])} op de trainingsstippen en "
                f"{loss_in_words(losses[1][degree])} op de validatiestippen. {_verdict(degree, best, *losses)}"
            )
            return Drawing(sentence, reached=degree == best)

        return draw, (line, dots, held, lines, marks)

    return LiveFigure(
        build,
        size=(9.4, 4.2),
        goal="Vind de graad met de laagste loss op de validatiestippen.",
        saved={"degree": min(7, most)},
        degree=slider(0, most, 1, 0, "Graad van de kromme"),
        split=slider(1, SPLITS, 1, 1, "Verdeling van de stippen"),
    )


def _verdict(degree: int, best: int, train: Sequence[float], held: Sequence[float]) -> str:
    """Wat deze graad is: te stijf, te soepel, of goed. Te stijf is een kromme die ook zijn eigen stippen niet volgt."""
    if degree == best:
        return "Lager komt de validatieloss bij deze verdeling niet."
    if held[degree] < 1.2 * held[best]:  # op het oog even laag
        more = "meer" if degree > best else "minder"
        return f"De validatieloss is bijna gelijk aan die van graad {best}, met {more} parameters."
    if degree > best and held[degree] > 2 * held[best]:
        return "De kromme leert de stippen uit het hoofd: dit heet overfitting."
    if degree < best and train[degree] > 1.5 * train[best]:
        return "De kromme is te stijf: zelfs de trainingsstippen volgt hij niet. Dit heet underfitting."
    return f"De validatieloss is iets hoger dan die van graad {best}. Met zo weinig stippen kan dat toeval zijn."


# --- uit het hoofd: een training met weinig cijfers ------------------------------------------------------------------


def show_losses(training: Sequence[float], validatie: Sequence[float], goed: Sequence[float] = ()) -> None:
    """Teken van een training de loss op beide sets per epoch, en daarnaast hoeveel procent goed is."""
    if not np.isfinite([*training, *validatie]).all():
        print(NOT_A_NUMBER)
        return
    epochs, last = range(1, len(training) + 1), len(training)
    figure = new_figure(9.4, 3.4)
    plots = figure.subplots(1, 2 if goed else 1, squeeze=False)[0]
    for losses, name, color, style in ((training, "trainingsset", RED, "-"), (validatie, "validatieset", INK, "--")):
        plots[0].plot(epochs, losses, style, color=color)
        plots[0].text(last + 0.5, losses[-1], name, color=color, va="center")
    plots[0].set_ylim(0, None)
    plots[0].set_title("loss", fontsize=13, fontweight="normal")
    if goed:
        plots[1].plot(epochs, goed, color=BLUE)
        plots[1].set_ylim(0, 100)
        plots[1].set_title("% goed op de validatieset", fontsize=13, fontweight="normal")
    for axes in plots:
        axes.set(xlim=(0, (1.35 if axes is plots[0] else 1.05) * last), xticks=range(0, last + 1, 5), xlabel="epoch")
        axes.spines["bottom"].set_bounds(0, last)
        dutch_axis(axes.yaxis)
    said = f"De loss per epoch, {last} epochs lang. Op de trainingsset gaat hij {_course(training)}. "
    said += f"Op de validatieset gaat hij {_course(validatie)}."
    if goed:
        said += f" Daar is aan het eind {dutch(round(goed[-1]))} % goed."
    show(figure, said)


def _course(losses: Sequence[float]) -> str:
    """Van waar naar waar de loss gaat, en of hij op het laatst hoger is dan onderweg."""
    course = f"van {_one_decimal(losses[0])} naar {_one_decimal(losses[-1])}"
    return f"{course}, maar niet steeds omlaag" if losses[-1] > 1.02 * min(losses) else course


def _one_decimal(loss: float) -> str:
    return "bijna nul" if loss < 0.05 else dutch(loss, 1)


# --- dezelfde helling op vijf manieren -------------------------------------------------------------------------------


def gradient_table(ways: dict) -> None:
    """Toon per manier de gevonden helling. Een waarde van ... of None is nog niet ingevuld."""
    rows = [
        (name, "nog niet ingevuld" if value is None or value is ... else _as_number(value))
        for name, value in ways.items()
    ]
    said = ", ".join(f"{name} {text}" for name, text in rows)
    show_output(f"De helling van w: {said}.", html=table(("manier", "helling"), rows))


def _as_number(value) -> str:
    try:
        return dutch(float(value), 5)
    except (TypeError, ValueError):
        return "geen getal"


# --- drie optimizers, uit het notebook -------------------------------------------------------------------------------


class Landscape(NamedTuple):
    """Een landschap in twee parameters: de hoogte, de gradiënt, waar je begint, en het venster om te tekenen."""

    height: Callable
    gradient: Callable
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
RACE_STEPS = 150
_LOOKS = ((GREY, GREY_TEXT, "-"), (BLUE, BLUE, "--"), (GREEN, GREEN_TEXT, "-."))


def race(method: Callable, landscape: str, learning_rate: float) -> np.ndarray:
    """Het pad van een optimizer, met vorm (151, 2). method: (plaats, gradient, geheugen, leersnelheid) -> plaats."""
    land, memory = LANDSCAPES[landscape], {}
    path = [np.array(land.start)]
    with np.errstate(all="ignore"):  # na een ontsporing blijft een pad oneindig
        for _ in range(RACE_STEPS):
            path.append(np.asarray(method(path[-1], np.array(land.gradient(*path[-1])), memory, learning_rate)))
    return np.array(path)


@live_figure(
    size=(9.4, 4.2),
    saved={"steps": 60},
    steps=stops(range(RACE_STEPS + 1), 0, "Stappen", play="Start"),
    landscape=choice(tuple(LANDSCAPES), "Landschap"),
    learning_rate=number(-1, 1000, 0.03, "Leersnelheid"),
)
def optimizer_race(figure, methods: dict[str, Callable]):
    """Laat de optimizers uit het notebook vanaf dezelfde plek over hetzelfde landschap lopen."""
    looks = dict(zip(methods, _LOOKS * len(methods), strict=False))

    @lru_cache(maxsize=64)
    def paths(landscape: str, learning_rate: float) -> dict[str, np.ndarray]:
        return {name: race(method, landscape, learning_rate) for name, method in methods.items()}

    axes, labels = figure.add_axes((0.01, 0.02, 0.7, 0.96), xticks=[], yticks=[]), []
    contours, trails, balls = {}, [], []
    for name, land in LANDSCAPES.items():
        left, right, low, high = land.window
        x, y = np.meshgrid(np.linspace(left, right, 60), np.linspace(low, high, 60))
        levels = np.quantile(land.height(x, y), np.linspace(0, 1, 11))
        contours[name] = axes.contourf(x, y, land.height(x, y), levels, cmap="Greys", alpha=0.45)
    for row, (name, (color, text_color, style)) in enumerate(looks.items()):
        y = 0.85 - 0.84 / len(methods) * row
        figure.add_artist(Line2D([0.735, 0.775], [y, y], color=color, linestyle=style, linewidth=3))
        figure.text(0.785, y, name, va="center", color=text_color, fontweight="bold")
        labels.append(figure.text(0.74, y - 0.08, "", va="center"))
        trails.append(axes.plot([], [], style, color=color, linewidth=2.5)[0])
        balls.append(axes.plot([], [], "o", color=color, markersize=11, markeredgecolor="white")[0])

    def draw(steps, landscape, learning_rate):
        land = LANDSCAPES[landscape]
        axes.set(xlim=land.window[:2], ylim=land.window[2:])
        for name, contour in contours.items():
            contour.set_visible(name == landscape)
        said, found = [], paths(landscape, float(learning_rate))
        for (name, path), label, trail, ball in zip(found.items(), labels, trails, balls, strict=True):
            seen = path[: steps + 1]
            inside = seen[np.isfinite(seen).all(axis=1) & (np.abs(seen) < 1e3).all(axis=1)]
            trail.set_data(*inside.T)
            ball.set_data(*inside[-1:].T)
            with np.errstate(all="ignore"):
                now = float(land.height(*seen[-1]))
            label.set_text(f"hoogte {dutch(now, 2)}" if abs(now) < 1e4 else "ontspoord")
            said.append(f"{name} {label.get_text()}")
        begin = "Aan het begin" if steps == 0 else f"Na {counted(steps, 'stap', 'stappen')}"
        return Drawing(f"{begin} met leersnelheid {dutch(learning_rate)}: {', '.join(said)}.")

    return draw, (axes, labels)


# --- kleine hellingen in fp16 ----------------------------------------------------------------------------------------


def show_vanished(scales, shares) -> None:
    """Teken welk deel van de hellingen in FP16 nul wordt, bij elke schaal van de loss."""
    figure = new_figure(8.6, 3.4)
    axes = figure.add_subplot()
    shares = [100 * share for share in shares]
    names = [dutch(scale) for scale in scales]
    axes.bar(names, shares, color=[RED if share > 1 else GREY_LIGHT for share in shares], width=0.6)
    for place, share in enumerate(shares):
        text = f"{dutch(round(share))} %" if share >= 0.5 else "bijna 0 %"
        axes.text(place, share + 0.02 * max(shares), text, ha="center", va="bottom")
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
