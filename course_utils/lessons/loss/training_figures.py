"""Figuren van les 05, stap 5 en 6: het cijfernetwerk live trainen, en uit het hoofd leren."""

import math
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.live.figure import LiveFigure, button, slider, stops
from course_utils.live.style import GREEN, INK, RED, dutch_axis, new_figure, show
from course_utils.live.training import NOT_A_NUMBER, Training, training_slider
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import SGD, Network, log_softmax, train

# --- stap 5: het cijfernetwerk trainen -------------------------------------------------------------------------------

EPOCHS, PIECES_PER_EPOCH, BATCH = 8, 10, 60  # 18.000 cijfers: 300 stappen per epoch, 30 per stukje
SEED = 1
DIGIT_GOAL = 0.93
GUESSING = 2.25  # zo hoog is de loss ongeveer voor wie elk cijfer een tiende kans geeft: ln 10 = 2,30
TOP = 2.6  # bovenkant van de as
LEARNING_RATES = (0, 0.001, 0.01, 0.05, 0.2, 0.5, 2, 1000)
MOST_SHOWN = 18


class DigitReport(NamedTuple):
    """Hoe het netwerk er na een stukje training voor staat. guesses: per validatiecijfer wat het netwerk leest."""

    loss: float
    validation_loss: float
    accuracy: float
    guesses: np.ndarray


def _inputs(images: np.ndarray) -> np.ndarray:
    return images.reshape(-1, 784) / np.float32(255)


def _report(network: Network, images: np.ndarray, labels: np.ndarray, loss: float) -> DigitReport:
    scores = network.scores(images)
    guesses = scores.argmax(axis=-1)
    losses = -log_softmax(scores)[np.arange(len(labels)), labels]
    return DigitReport(loss, float(losses.mean()), float(np.mean(guesses == labels)), guesses)


def digit_training(learning_rate: float):
    """Train 784-16-16-10 met gradient descent op stapels van 60; een bericht na elk tiende deel van een epoch."""
    digits = load_digits()
    network = Network.random(seed=SEED)
    images = _inputs(digits.train_images)
    check, labels = _inputs(digits.validation_images), digits.validation_labels
    every = len(images) // BATCH // PIECES_PER_EPOCH
    start = network.gradients(images[:2000], digits.train_labels[:2000])[0]
    yield _report(network, check, labels, start)
    steps = train(
        network,
        images,
        digits.train_labels,
        SGD(learning_rate),
        epochs=EPOCHS,
        batch_size=BATCH,
        seed=SEED,
        every=every,
    )
    for progress in steps:
        yield _report(network, check, labels, progress.loss)


@lru_cache(maxsize=len(LEARNING_RATES))
def _training(learning_rate: float) -> Training:
    return Training(lambda: digit_training(learning_rate))


def train_digits() -> LiveFigure:
    """Train het cijfernetwerk live: de losscurven, de nauwkeurigheid en de cijfers die het nog fout leest."""
    digits = load_digits()

    def setup(figure):
        axes = figure.add_axes((0.07, 0.14, 0.4, 0.76), xlim=(0, EPOCHS), ylim=(0, TOP))
        axes.set_xlabel("epoch")
        axes.set_title("loss", fontsize=13, fontweight="normal")
        axes.set(xticks=range(0, EPOCHS + 1, 2), yticks=[0, 0.5, 1, 1.5, 2, 2.5])
        dutch_axis(axes.yaxis)
        lines = [axes.plot([], [], color=RED)[0], axes.plot([], [], color=INK, linestyle="--", linewidth=2)[0]]
        lines += [axes.plot([], [], "o", color=RED, markersize=9, clip_on=False)[0]]
        axes.text(0.97, 0.94, "trainingsset", color=RED, ha="right", transform=axes.transAxes)
        axes.text(0.97, 0.85, "validatieset (streepjes)", color=INK, ha="right", transform=axes.transAxes)
        label = axes.text(
            0.97, 0.6, "", ha="right", transform=axes.transAxes, fontsize=22, fontweight="bold", color=GREEN
        )
        grid = figure.add_axes((0.52, 0.02, 0.47, 0.86), xlim=(0, 6), ylim=(4.2, 0))
        grid.set_axis_off()
        pictures = grid.imshow(np.zeros((120, 168)), cmap="gray_r", vmin=0, vmax=255, extent=(0, 6, 4.2, 0))
        grid.set(xlim=(0, 6), ylim=(4.2, 0), aspect="auto")
        answers = [
            grid.text(i % 6 + 0.5, 1.4 * (i // 6) + 1.22, "", ha="center", va="center", color=RED)
            for i in range(MOST_SHOWN)
        ]
        heading = figure.text(0.53, 0.925, "", fontsize=13)
        return {"lines": lines, "label": label, "pictures": pictures, "answers": answers, "heading": heading}

    def draw(parts, pieces, learning_rate):
        training = _training(learning_rate)
        reports = training.until(pieces + 1)
        good = [report for report in reports if math.isfinite(report.loss)]
        epochs = np.arange(len(good)) / PIECES_PER_EPOCH
        losses = [[report.loss for report in good], [report.validation_loss for report in good]]
        on_paper = np.minimum(np.nan_to_num(losses, nan=99, posinf=99), TOP)  # hoger staat op de rand; de zin noemt het
        parts["lines"][0].set_data(epochs, on_paper[0])
        parts["lines"][1].set_data(epochs, on_paper[1])
        parts["lines"][2].set_data(epochs[-1:], on_paper[0][-1:])
        now = reports[-1]
        wrong = np.flatnonzero(now.guesses != digits.validation_labels)
        parts["label"].set_text(f"{dutch(100 * now.accuracy, 1)} % goed")
        parts["pictures"].set_data(_mosaic(digits.validation_images[wrong[:MOST_SHOWN]]))
        for place, answer in enumerate(parts["answers"]):
            is_used = place < len(wrong)
            answer.set_text(f"{now.guesses[wrong[place]]} ✗" if is_used else "")
        parts["heading"].set_text(f"Nog {dutch(len(wrong))} van de {dutch(len(now.guesses))} fout gelezen, zoals:")
        reached = any(report.accuracy >= DIGIT_GOAL for report in reports)  # een doel dat gehaald is, blijft gehaald
        return _digit_sentence(reports, learning_rate, training.problem, len(wrong)), reached

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.3),
        goal=f"Train tot minstens {dutch(100 * DIGIT_GOAL)} % van de validatiecijfers goed is.",
        pieces=training_slider(
            EPOCHS * PIECES_PER_EPOCH, "Training", lambda piece: f"epoch {dutch(piece / PIECES_PER_EPOCH, 1)}"
        ),
        learning_rate=stops(LEARNING_RATES, 0.01, "Leersnelheid"),
    )


def _mosaic(images: np.ndarray) -> np.ndarray:
    """Zet hooguit 18 cijfers in een raster van 3 bij 6, met ruimte voor een tekst onder elk cijfer."""
    cells = np.zeros((MOST_SHOWN, 40, 28), np.uint8)
    cells[: len(images), 2:30] = images
    return cells.reshape(3, 6, 40, 28).transpose(0, 2, 1, 3).reshape(120, 168)


def _digit_sentence(reports: list[DigitReport], learning_rate: float, problem: str, wrong: int) -> str:
    now = reports[-1]
    goes = f"{dutch(100 * now.accuracy, 1)} % van de validatiecijfers is goed, {dutch(wrong)} zijn fout."
    if problem:
        words = "geen getal meer" if problem == NOT_A_NUMBER else "niet te berekenen"
        return f"Met leersnelheid {dutch(learning_rate)} is de loss {words}. {problem} {goes}"
    if len(reports) == 1:
        return f"Voor de training is de loss {dutch(now.validation_loss, 1)}. {goes}"
    done = f"Na {dutch((len(reports) - 1) / PIECES_PER_EPOCH, 1)} epoch met leersnelheid {dutch(learning_rate)}"
    if now.validation_loss > GUESSING:
        goes += f" Wie gokt, heeft loss {dutch(math.log(10), 2)}: hier leert het netwerk niets."
    losses = f"de loss is {dutch(now.loss, 2)} op de trainingsset en {dutch(now.validation_loss, 2)} op de validatieset"
    if now.loss > TOP:
        losses += f" (de figuur gaat tot {dutch(TOP)})"
    return f"{done}: {losses}. {goes}"


# --- stap 6: overfitting ---------------------------------------------------------------------------------------------

MOST_DEGREE = 11
_X = (0.1, 0.5, 0.9, 1.2, 1.6, 2.0, 2.3, 2.7, 3.1, 3.4, 3.8, 4.1, 4.5, 4.8, 5.2)
_Y = (1.2, 1.8, 1.9, 2.9, 2.6, 3.3, 2.9, 3.2, 2.4, 2.7, 1.9, 1.8, 0.8, 1.1, 0.3)


def fifteen_dots() -> tuple[np.ndarray, np.ndarray]:
    """Vijftien bedachte stippen rond een boog."""
    return np.array(_X), np.array(_Y)


class DotsError(ValueError):
    """De stippen zijn niet te gebruiken; de tekst zegt in het Nederlands waarom."""


def check_dots(x, y) -> tuple[np.ndarray, np.ndarray]:
    """Lees de stippen van een student; geef twee even lange rijen getallen, of DotsError."""
    try:
        x, y = np.asarray(x, dtype=float).ravel(), np.asarray(y, dtype=float).ravel()
    except (TypeError, ValueError):
        raise DotsError("Bij de stippen staat iets wat geen getal is. Schrijf elk getal met een punt: 0.5.") from None
    if len(x) != len(y):
        raise DotsError(f"Elke stip heeft een x en een y. Je gaf {len(x)} keer een x en {len(y)} keer een y.")
    if len(x) < 6:
        raise DotsError(f"Geef minstens zes stippen; nu zijn het er {len(x)}. Met minder valt er niets te leren.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise DotsError("Tussen de stippen staat een waarde die geen getal is (NaN of oneindig).")
    if max(np.abs(x).max(), np.abs(y).max()) > 1e12:
        raise DotsError("Tussen de stippen staat een getal boven een biljoen. Neem kleinere getallen.")
    if len(np.unique(x)) < 4:
        raise DotsError("Bijna alle stippen staan recht boven elkaar. Geef ze verschillende x-waarden.")
    return x, y


class PolynomialFit(NamedTuple):
    """Een kromme van een bepaalde graad: de coëfficiënten en de loss op beide sets."""

    coefficients: np.ndarray
    train_loss: float
    validation_loss: float


def split_dots(count: int, again: int) -> tuple[np.ndarray, np.ndarray]:
    """Verdeel stippen in training en validatie (een op de drie); again kiest een andere verdeling."""
    validation = np.arange(1, count, 3) if again == 0 else np.random.default_rng(again).permutation(count)[: count // 3]
    is_validation = np.isin(np.arange(count), validation)
    return np.flatnonzero(~is_validation), np.flatnonzero(is_validation)


def fit_polynomials(x: np.ndarray, y: np.ndarray, again: int = 0) -> list[PolynomialFit]:
    """De best passende kromme van graad 0, 1, 2, ... op de trainingsstippen, met haar loss op beide sets."""
    training, validation = split_dots(len(x), again)
    scaled = _scale(x)
    most = min(MOST_DEGREE, len(np.unique(x[training])) - 1)
    fits = []
    for degree in range(most + 1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # een hoge graad is slecht bepaald: dat is juist het onderwerp
            curve = np.polynomial.Polynomial.fit(scaled[training], y[training], degree, domain=[-1, 1])
        error = (curve(scaled) - y) ** 2
        fits.append(PolynomialFit(curve.coef, float(error[training].mean()), float(error[validation].mean())))
    return fits


def _scale(x: np.ndarray) -> np.ndarray:
    return 2 * (x - x.min()) / (x.max() - x.min()) - 1


def overfit(x, y) -> LiveFigure | None:
    """Leg krommen van oplopende graad door je eigen stippen; een op de drie stippen blijft apart als validatieset."""
    try:
        x, y = check_dots(x, y)
    except DotsError as problem:
        print(problem)
        return None
    all_fits = {again: fit_polynomials(x, y, again) for again in range(6)}
    most = min(len(fits) for fits in all_fits.values()) - 1
    low, high = y.min(), y.max()
    room = 0.25 * (high - low or 1)
    wide = np.linspace(x.min(), x.max(), 300)
    level = max(all_fits[0][0].train_loss, 1e-3)
    bounds = (level / 3000, level * 300)  # wat daarbuiten valt, staat op de rand; de zin noemt het getal

    def setup(figure):
        left = figure.add_axes((0.07, 0.14, 0.48, 0.76), ylim=(low - room, high + room))
        left.set_xlabel("x")
        left.set_title("● training   ○ validatie", fontsize=13, fontweight="normal")
        curve = left.plot([], [], color=GREEN, zorder=2)[0]
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
        right.text(0.03, 0.92, "validatie (streepjes)", color=INK, transform=right.transAxes)
        return {"curve": curve, "dots": dots, "held": held, "lines": lines, "marks": marks}

    def draw(parts, degree, again):
        training, validation = split_dots(len(x), again)
        fits = all_fits[again][: most + 1]
        polynomial = np.polynomial.Polynomial(fits[degree].coefficients)
        parts["curve"].set_data(wide, np.clip(polynomial(_scale(wide)), low - 9 * room, high + 9 * room))
        parts["dots"].set_data(x[training], y[training])
        parts["held"].set_data(x[validation], y[validation])
        columns = [[fit[column] for fit in fits] for column in (1, 2)]
        for line, mark, values in zip(parts["lines"], parts["marks"], columns, strict=True):
            inside = np.clip(values, 1.3 * bounds[0], bounds[1] / 1.3)
            line.set_data(range(len(values)), inside)
            mark.set_data([degree], [inside[degree]])
        best = int(np.argmin(columns[1]))
        fit = fits[degree]
        close = fit.validation_loss < 1.2 * columns[1][best]  # op het oog even laag
        sentence = (
            f"Graad {degree}: de loss is {_loss_words(fit.train_loss)} op de trainingsstippen en "
            f"{_loss_words(fit.validation_loss)} op de validatiestippen. "
        )
        if degree == best:
            sentence += "Lager komt de validatieloss bij deze verdeling niet."
        elif close:
            more = "meer" if degree > best else "minder"
            sentence += f"De validatieloss is bijna gelijk aan die van graad {best}, met {more} parameters."
        elif degree < best:
            sentence += "De kromme is nog te stijf: dit heet underfitting."
        else:
            sentence += "De kromme leert de stippen uit het hoofd: dit heet overfitting."
        return sentence, degree == best

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.4),
        goal="Vind de graad met de laagste loss op de validatiestippen.",
        degree=slider(0, most, 1, 0, "Graad van de kromme"),
        again=button("Andere verdeling", 5),
    )


def _loss_words(loss: float) -> str:
    if loss < 0.0001:
        return "bijna nul"
    return dutch(float(f"{loss:.2g}")) if loss < 1e6 else "meer dan een miljoen"


# --- uit het hoofd: een training met weinig cijfers ------------------------------------------------------------------


def show_losses(training: Sequence[float], validation: Sequence[float]) -> None:
    """Teken van een training de loss op beide sets, per epoch."""
    if not np.isfinite([*training, *validation]).all():
        print(NOT_A_NUMBER)
        return
    epochs = range(1, len(training) + 1)
    figure = new_figure(8.6, 3.8)
    axes = figure.add_subplot(xlim=(0, 1.25 * len(training)))
    for losses, name, color, style in (
        (training, "trainingsset", RED, "-"),
        (validation, "validatieset", INK, "--"),
    ):
        axes.plot(epochs, losses, style, color=color)
        axes.text(len(training) + 0.5, losses[-1], name, color=color, va="center")
    axes.set(ylim=(0, None), xticks=range(0, len(training) + 1, 5))
    axes.spines["bottom"].set_bounds(0, len(training))
    axes.set_xlabel("epoch")
    axes.set_title("loss", fontsize=13, fontweight="normal")
    dutch_axis(axes.yaxis)
    show(
        figure,
        f"De loss per epoch, {len(training)} epochs lang. Op de trainingsset gaat hij {_course(training)}. "
        f"Op de validatieset gaat hij {_course(validation)}.",
    )


def _course(losses: Sequence[float]) -> str:
    """Van waar naar waar de loss gaat, en of hij op het laatst hoger is dan onderweg."""
    course = f"van {_one_decimal(losses[0])} naar {_one_decimal(losses[-1])}"
    return f"{course}, maar niet steeds omlaag" if losses[-1] > 1.02 * min(losses) else course


def _one_decimal(loss: float) -> str:
    return "bijna nul" if loss < 0.05 else dutch(loss, 1)
