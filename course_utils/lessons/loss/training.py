"""Trainen in les 05: het cijfernetwerk in stukjes, en krommen door stippen."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network
from course_utils.subjects.optimizers import log_softmax

# --- het cijfernetwerk -----------------------------------------------------------------------------------------------

EPOCHS, PIECES_PER_EPOCH, BATCH = 8, 10, 60  # 18.000 cijfers: 300 stappen per epoch, 30 per stukje
SEED = 1
Slopes = Callable[..., tuple[float, list, list]]  # (W, b, beelden, labels) -> loss, hellingen van W, hellingen van b


class DigitReport(NamedTuple):
    """Hoe het netwerk er na een stukje training voor staat. guesses: per validatiecijfer wat het netwerk leest."""

    loss: float
    validation_loss: float
    accuracy: float
    guesses: np.ndarray


def inputs(images: np.ndarray) -> np.ndarray:
    """Cijfers als rijen van 784 getallen tussen 0 en 1."""
    return images.reshape(-1, 784) / np.float32(255)


@lru_cache(maxsize=1)
def _check() -> tuple[np.ndarray, np.ndarray]:
    """De validatiecijfers als invoer, en hun labels."""
    digits = load_digits()
    return inputs(digits.validation_images), digits.validation_labels


@lru_cache(maxsize=1)
def _beginning(slopes: Slopes) -> DigitReport:
    """Hoe het netwerk er voor de training voor staat: bij elke leersnelheid hetzelfde."""
    digits, network = load_digits(), Network.random(seed=SEED)
    images, labels = inputs(digits.train_images[:2000]), digits.train_labels[:2000]
    return _report(network, slopes(network.weights, network.biases, images, labels)[0])


def _report(network: Network, loss: float) -> DigitReport:
    images, labels = _check()
    scores = network.scores(images)
    guesses = scores.argmax(axis=-1)
    losses = -log_softmax(scores)[np.arange(len(labels)), labels]
    return DigitReport(loss, float(losses.mean()), float(np.mean(guesses == labels)), guesses)


def digit_training(slopes: Slopes, learning_rate: float) -> Iterator[DigitReport]:
    """Train het cijfernetwerk met de backpropagation van de student; een bericht per tiende epoch."""
    digits, network = load_digits(), Network.random(seed=SEED)
    images, labels = digits.train_images, digits.train_labels
    rng = np.random.default_rng(SEED)
    try:
        yield _beginning(slopes)
        for _ in range(EPOCHS):
            batches = rng.permutation(len(images)).reshape(PIECES_PER_EPOCH, -1, BATCH)
            for piece in batches:
                losses = [_step(network, slopes, inputs(images[b]), labels[b], learning_rate) for b in piece]
                yield _report(network, float(np.mean(losses)))
    except Exception as problem:  # de student mag zijn backpropagation stukmaken: zeg dan wat Python ervan vindt
        raise ValueError(
            f"Jouw backpropagation stopt met een fout. Python zegt: {type(problem).__name__}: {problem}. Verbeter de "
            "cel hierboven, voer haar uit, en daarna deze cel."
        ) from problem


@np.errstate(all="ignore")  # een te grote leersnelheid geeft inf of NaN; de figuur zegt dat
def _step(network: Network, slopes: Slopes, images, labels, learning_rate: float) -> float:
    loss, *pair = slopes(network.weights, network.biases, images, labels)
    for arrays, gradients in zip((network.weights, network.biases), pair, strict=True):
        for array, gradient in zip(arrays, gradients, strict=True):
            array -= learning_rate * gradient
    return loss


# --- krommen door stippen --------------------------------------------------------------------------------------------

MOST_DEGREE, SPLITS = 11, 6
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


class Fit(NamedTuple):
    """Een kromme door de trainingsstippen, met haar loss op beide sets."""

    curve: Callable[[np.ndarray], np.ndarray]
    train_loss: float
    validation_loss: float


def held_out(count: int, split: int = 1) -> np.ndarray:
    """Welke stippen apart blijven voor de validatie: een op de drie; split kiest een andere verdeling."""
    if split == 1:
        return np.arange(count) % 3 == 1
    return np.isin(np.arange(count), np.random.default_rng(split - 1).permutation(count)[: count // 3])


def fit_all(fit_curve: Callable, x: np.ndarray, y: np.ndarray, split: int = 1) -> list[Fit]:
    """De kromme van de student bij graad 0, 1, 2, ..., met haar loss op beide sets."""
    apart, fits = held_out(len(x), split), []
    for degree in range(min(MOST_DEGREE, len(np.unique(x[~apart])) - 1) + 1):
        curve = fit_curve(x[~apart], y[~apart], degree)
        error = (curve(x) - y) ** 2
        fits.append(Fit(curve, float(error[~apart].mean()), float(error[apart].mean())))
    return fits


def loss_in_words(loss: float) -> str:
    """Een loss in een zin: met twee cijfers, en in woorden als hij heel klein of heel groot is."""
    if not math.isfinite(loss) or loss >= 1e6:
        return "meer dan een miljoen"
    return "bijna nul" if loss < 0.0001 else dutch(float(f"{loss:.2g}"))
