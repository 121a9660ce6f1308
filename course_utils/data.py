"""De gegevens van de cursus: cijfers, getrainde netwerken, modellen en hardware. Elk bestand wordt eerst gecontroleerd.

Alles staat in de map data/, naast course_utils/. Herkomst en licentie van elk bestand: data/README.md.
"""

import csv
import hashlib
import io
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

DATA = Path(__file__).resolve().parent.parent / "data"
N_VALIDATION = 2_000  # de laatste zoveel trainingscijfers dienen om keuzes te maken, niet om van te leren

_REPAIR = (
    "Haal de cursus opnieuw op, of zet de map data terug met: git checkout -- data. "
    "Je eigen werk in mijn_cursus blijft dan staan."
)


class DataError(Exception):
    """Een gegevensbestand ontbreekt of is veranderd; de tekst zegt wat je kunt doen."""

    def _render_traceback_(self):
        return [f"Gegevens van de cursus: {self}"]  # IPython toont dan deze zin en geen traceback


def read_checked(name: str) -> bytes:
    """Lees een bestand uit data/ en controleer met SHA-256 dat het precies is wat de cursus meelevert."""
    if not DATA.is_dir():
        raise DataError(f"De map {DATA} ontbreekt. {_REPAIR}")
    try:
        content = (DATA / name).read_bytes()
        lines = (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise DataError(f"Het bestand {error.filename} ontbreekt. {_REPAIR}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"Het bestand {DATA / name} is niet te lezen ({error}). {_REPAIR}") from None
    if f"{hashlib.sha256(content).hexdigest()}  {name}" not in lines:
        raise DataError(f"Het bestand {DATA / name} is beschadigd of veranderd. {_REPAIR}")
    return content


@dataclass(frozen=True)
class Digits:
    """Handgeschreven cijfers uit MNIST. Beelden (n, 28, 28) in bytes: 0 is papier, 255 is inkt. Labels (n,): 0 tot 9.

    Leren doet een netwerk van train. Met validation maak je keuzes. test gebruik je één keer, aan het eind.
    De arrays zijn alleen te lezen, want alle lessen delen ze; maak een kopie om te veranderen.
    """

    train_images: np.ndarray  # 18.000
    train_labels: np.ndarray
    validation_images: np.ndarray  # 2.000
    validation_labels: np.ndarray
    test_images: np.ndarray  # 5.000
    test_labels: np.ndarray


@dataclass(frozen=True)
class DigitWeights:
    """Een getraind cijfernetwerk 784-16-16-10: per laag een matrix (uit, in) en een vector (uit,), plus wat het kan."""

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    validation_accuracy: float  # deel van de 2.000 validatiecijfers goed
    test_accuracy: float  # deel van de 5.000 testcijfers goed


@cache
def load_digits() -> Digits:
    """Lees de 20.000 trainingscijfers (waarvan 2.000 voor validatie) en de 5.000 testcijfers."""
    arrays = _read_npz("digits.npz")
    images, labels = arrays["train_images"], arrays["train_labels"]
    return Digits(
        images[:-N_VALIDATION],
        labels[:-N_VALIDATION],
        images[-N_VALIDATION:],
        labels[-N_VALIDATION:],
        arrays["test_images"],
        arrays["test_labels"],
    )


@cache
def load_digit_weights(activation: str = "relu") -> DigitWeights:
    """Lees het getrainde cijfernetwerk met "relu" of "sigmoid" als activatiefunctie."""
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f"Er is geen cijfernetwerk met activatiefunctie {activation!r}. Kies uit: relu, sigmoid.")
    arrays = _read_npz("digit_networks.npz")
    weights, biases = (
        tuple(arrays[f"{activation}_{kind}_{layer}"] for layer in (1, 2, 3)) for kind in ("weights", "biases")
    )
    validation, test = arrays[f"{activation}_accuracy"]
    return DigitWeights(weights, biases, float(validation), float(test))


def _read_npz(name: str) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(read_checked(name)), allow_pickle=False) as file:
        arrays = dict(file)
    for array in arrays.values():
        array.flags.writeable = False
    return arrays
