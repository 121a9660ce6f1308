"""Skip-gram: leer woordvectoren uit tekst, door bij elk woord te voorspellen welke woorden eromheen staan.

Mikolov e.a. (2013), arXiv:1301.3781, met de volledige softmax: dat kan omdat de woordenschat klein is. Wat een woord
voorspelt, hangt alleen af van hoe vaak elk paar buren voorkomt. Daarom rekent elke stap met alle tekst tegelijk.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from course_utils.subjects.optimizers import Adam, softmax

RATE = 0.15  # leersnelheid van Adam: groter leert sneller, tot de pijlen heen en weer springen


@dataclass(frozen=True)
class SkipGramReport:
    """Hoe ver de training is. vectors: (aantal woorden, getallen per woord), elke rij met lengte 1; loss: in nat."""

    step: int
    loss: float
    vectors: np.ndarray


def count_pairs(texts: Iterable[str], window: int = 2, at_least: int = 8) -> tuple[list[str], np.ndarray]:
    """Tel welke woorden hooguit `window` plaatsen van elkaar staan.

    Geeft de woorden die minstens `at_least` keer voorkomen, en een matrix: rij i telt de woorden rond woord i.
    """
    sentences = [
        re.findall(r"\w+", sentence.lower()) for text in texts for sentence in re.split(r"[.!?]", text) if sentence
    ]
    totals: dict[str, int] = {}
    for sentence in sentences:
        for word in sentence:
            totals[word] = totals.get(word, 0) + 1
    words = sorted(word for word, total in totals.items() if total >= at_least)
    places = {word: place for place, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)), np.float32)
    for sentence in sentences:
        row = [places[word] for word in sentence if word in places]
        for distance in range(1, window + 1):
            np.add.at(counts, (row[:-distance], row[distance:]), 1)
    return words, counts + counts.T


def train_skipgram(
    counts: np.ndarray, size: int = 16, steps: int = 60, seed: int = 0, every: int = 3
) -> Iterator[SkipGramReport]:
    """Leer bij elk woord `size` getallen, en meld je om de `every` stappen. seed: het toeval van de beginwaarden."""
    rng = np.random.default_rng(seed)
    n = len(counts)
    tables = [rng.normal(0, 0.5, (n, size)).astype(np.float32) for _ in range(2)]  # het woord, en zijn omgeving
    adam = Adam(RATE, betas=(0.9, 0.99))
    weight = counts.sum(axis=1, keepdims=True) ** 0.5  # zonder wortel leert alleen wat heel vaak voorkomt
    target = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weight = weight / weight.sum()
    for step in range(1, steps + 1):
        chances = softmax(tables[0] @ tables[1].T)
        difference = weight * (chances - target)
        adam.step(tables, [difference @ tables[1], difference.T @ tables[0]])
        if step % every == 0 or step == steps:
            loss = -float((weight * target * np.log(chances + 1e-12)).sum())
            vectors = tables[0] - tables[0].mean(axis=0)
            yield SkipGramReport(step, loss, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
