"""De gegevens van de cursus: cijfers, getrainde netwerken, modellen en hardware. Elk bestand wordt eerst gecontroleerd.

Alles staat in de map data/, naast course_utils/. Herkomst en licentie van elk bestand: data/README.md.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "data"
N_VALIDATION = 2_000  # de laatste zoveel trainingscijfers dienen om keuzes te maken, niet om van te leren

_REPAIR = (
    "Haal de cursus opnieuw op, of zet de map data terug met: git checkout -- data. "
    "Je eigen werk in mijn_cursus blijft dan staan."
)


class DataError(Exception):
    """Een gegevensbestand ontbreekt of is veranderd; de tekst zegt wat je kunt doen."""

    def _render_traceback_(self) -> list[str]:
        return [f"Gegevens van de cursus: {self}"]  # IPython toont dan deze zin en geen traceback


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


@dataclass(frozen=True)
class Model:
    """Een taalmodel uit data/models.csv. None: niet gepubliceerd."""

    name: str
    year: int
    organisation: str
    dutch: bool  # gemaakt voor het Nederlands
    status: str  # "exact", "berekend", "schatting" of "gerucht"; zie data/README.md
    parameters: int
    active_parameters: int | None  # zoveel rekenen er mee per token, de embeddingtabel meegeteld
    train_tokens: int | None
    tokens_note: str
    architecture: dict  # velden van TransformerConfig; leeg als die het model niet kan tellen
    source: str
    checked: str  # wat er is nagelezen
    note: str


@dataclass(frozen=True)
class Hardware:
    """Een computer of rekenkaart uit data/hardware.csv. None: niet gepubliceerd, of het formaat bestaat er niet.

    Rekensnelheden in biljoen bewerkingen per seconde, zonder de verdubbeling voor gewichten die nul zijn (dense).
    """

    name: str
    kind: str  # "cpu", "gpu" of "soc" (CPU en GPU met gedeeld geheugen)
    year: int
    cores: int | None
    memory_GB: float | None
    memory_type: str
    bus_bits: int
    gbit_per_pin: float
    bandwidth_GBs: float  # bus_bits / 8 × gbit_per_pin
    fp32_tflops: float | None
    fp16_tflops: float | None
    fp8_tflops: float | None
    int8_tops: float | None
    source: str
    confidence: str  # "rekenregel", "hoog" of "middel"
    note: str

    @property
    def peak(self) -> float:
        """De dense piek in FLOP per seconde: in 16 bit als de machine daar matrixeenheden voor heeft, anders in 32."""
        return (self.fp16_tflops or self.fp32_tflops) * 1e12


@cache
def load_digits() -> Digits:
    """Lees de 20.000 trainingscijfers (waarvan 2.000 voor validatie) en de 5.000 testcijfers."""
    arrays = read_npz("digits.npz")
    images, labels = arrays["train_images"], arrays["train_labels"]
    train, validation = slice(None, -N_VALIDATION), slice(-N_VALIDATION, None)
    test = arrays["test_images"], arrays["test_labels"]
    return Digits(images[train], labels[train], images[validation], labels[validation], *test)


DIGIT_NETWORKS = {"relu": "digit_networks.npz", "sigmoid": "digit_networks.npz", "relu_nl": "digit_network_nl.npz"}


@cache
def load_digit_weights(name: str = "relu") -> DigitWeights:
    """Lees een getraind cijfernetwerk: "relu", "sigmoid", of "relu_nl", dat ook Nederlandse schrijfvormen zag."""
    if name not in DIGIT_NETWORKS:
        raise ValueError(f"Er is geen cijfernetwerk {name!r}. Kies uit: {', '.join(DIGIT_NETWORKS)}.")
    arrays = read_npz(DIGIT_NETWORKS[name])
    weights = tuple(arrays[f"{name}_weights_{layer}"] for layer in (1, 2, 3))
    biases = tuple(arrays[f"{name}_biases_{layer}"] for layer in (1, 2, 3))
    return DigitWeights(weights, biases, *arrays[f"{name}_accuracy"].tolist())


@cache
def load_models() -> Mapping[str, Model]:
    """Lees de tabel van taalmodellen: naam -> Model, op volgorde van de tabel."""
    return read_table("models.csv", Model)


@cache
def load_hardware() -> Mapping[str, Hardware]:
    """Lees de tabel van hardware: naam -> Hardware, op volgorde van de tabel."""
    return read_table("hardware.csv", Hardware)


@cache
def load_gpu_measurements() -> tuple[dict, ...]:
    """Lees de metingen van echte GPU's (data/gpu_*.json), op volgorde van naam; leeg als er nog geen gemeten is."""
    measured = [json.loads(read_checked(path.name)) for path in DATA.glob("gpu_*.json")]
    return tuple(sorted(measured, key=lambda gpu: gpu["device"]))


@cache
def load_energy_measurements() -> Mapping[str, dict]:
    """Lees wat rekenen kost (data/energy_*.json): naam van de GPU -> metingen, op volgorde van naam."""
    measured = [json.loads(read_checked(path.name)) for path in DATA.glob("energy_*.json")]
    return MappingProxyType({gpu["device"]: gpu for gpu in sorted(measured, key=lambda gpu: gpu["device"])})


def read_checked(name: str) -> bytes:
    """Lees een bestand uit data/ en controleer met SHA-256 dat het precies is wat de cursus meelevert."""
    try:
        content = (DATA / name).read_bytes()
        lines = (DATA / "SHA256SUMS").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError as error:
        raise DataError(f"Het bestand {error.filename} ontbreekt. {_REPAIR}") from None
    except OSError as error:
        raise DataError(f"Het bestand {error.filename} is niet te lezen ({error.strerror}). {_REPAIR}") from None
    if f"{hashlib.sha256(content).hexdigest()}  {name}" not in lines:
        raise DataError(f"Het bestand {DATA / name} is beschadigd of veranderd. {_REPAIR}")
    return content


def read_npz(name: str) -> dict[str, np.ndarray]:
    """Lees de arrays van een bestand uit data/; zij zijn alleen te lezen."""
    with np.load(io.BytesIO(read_checked(name)), allow_pickle=False) as file:
        arrays = dict(file)
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def read_table(name: str, row_type) -> Mapping:
    """Lees een tabel uit data/: naam -> rij, op volgorde van de tabel. row_type: een dataclass met de kolommen."""
    columns = {field.name: field.type for field in fields(row_type)}
    rows = {}
    for cells in csv.DictReader(io.StringIO(read_checked(name).decode("utf-8"))):
        values = {column: cell if columns.get(column) is str else _value(cell) for column, cell in cells.items()}
        if "architecture" in columns:  # alle kolommen die geen eigen veld hebben
            extra = [column for column in values if column not in columns]
            values["architecture"] = {column: value for column in extra if (value := values.pop(column)) is not None}
        rows[values["name"]] = row_type(**values)
    return MappingProxyType(rows)


def _value(cell: str) -> bool | int | float | str | None:
    if cell in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[cell]
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            pass
    return cell
