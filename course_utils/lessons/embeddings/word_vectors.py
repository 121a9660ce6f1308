"""Woordvectoren: elk woord is een rij van 100 getallen. Zoek buren, reken ermee, leg ze langs een as.

De vectoren komen uit GloVe en zijn geleerd van Engelse tekst. Elk Nederlands woord draagt de vector van precies één
Engels woord (`english`). Ze zeggen dus iets over Engelse tekst en niets over het Nederlands; zie data/README.md.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.subjects.data import read_checked

__all__ = ["load_analogies", "load_word_vectors", "score_analogies"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # ook auto's, T-shirt en Nieuw-Zeeland


class UnknownWord(LookupError):
    """Een woord staat niet in de lijst; de tekst noemt woorden die erop lijken."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]  # IPython toont dan deze zin en geen traceback


class WordVectors:
    """Woorden met hun vectoren. Hoofdletters en accenten maken bij het opzoeken niet uit: ideeen vindt ideeën.

    words: de woorden, zoals je ze schrijft. vectors: matrix (aantal woorden, 100), rij i hoort bij words[i].
    also: per woord, met spaties ertussen, andere woorden die hetzelfde Engelse woord delen; opgezocht zijn ze words[i].
    """

    def __init__(
        self,
        words: Sequence[str],
        vectors: np.ndarray,
        english: Sequence[str],
        themes: Sequence[str],
        also: Sequence[str] = (),
    ):
        self.words = tuple(words)
        self.vectors = np.asarray(vectors, np.float32)
        self._english, self._themes = tuple(english), tuple(themes)
        self._units = self.vectors / np.linalg.norm(self.vectors, axis=1, keepdims=True)  # alle pijlen op lengte 1
        self._rows = {_key(other): row for row, others in enumerate(also) for other in others.split()}
        self._rows |= {_key(word): row for row, word in enumerate(self.words)}
        self.vectors.flags.writeable = self._units.flags.writeable = False  # alle lessen delen ze

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word) -> bool:
        return isinstance(word, str) and _key(word) in self._rows

    def __repr__(self) -> str:
        return f"<WordVectors: {dutch(len(self))} woorden, {self.vectors.shape[1]} getallen per woord>"

    def vector(self, word: str) -> np.ndarray:
        """De vector van een woord: 100 getallen. De array is alleen te lezen."""
        return self.vectors[self._row(word)]

    def unit(self, word: str) -> np.ndarray:
        """De vector van een woord, uitgerekt of gekrompen tot lengte 1."""
        return self._units[self._row(word)]

    def english(self, word: str) -> str:
        """Het Engelse woord waar de vector van geleerd is."""
        return self._english[self._row(word)]

    def theme(self, word: str) -> str:
        """Het thema van een woord in de lijst, bijvoorbeeld dieren."""
        return self._themes[self._row(word)]

    def words_of_theme(self, theme: str) -> list[str]:
        """Alle woorden van een thema, in de volgorde van de lijst."""
        words = [word for word, own in zip(self.words, self._themes, strict=True) if own == theme]
        if not words:
            raise ValueError(f"Het thema {theme!r} bestaat niet. Kies uit: {', '.join(dict.fromkeys(self._themes))}.")
        return words

    def similarity(self, a: str, b: str) -> float:
        """De cosinusgelijkenis van twee woorden: 1 is dezelfde richting, 0 is haaks, −1 is tegengesteld."""
        return float(self._units[self._row(a)] @ self._units[self._row(b)])

    def neighbours(self, word: str, k: int = 10, among: Iterable[str] | None = None) -> list[tuple[str, float]]:
        """De k woorden die het meest op een woord lijken, met hun cosinusgelijkenis. among: zoek alleen daarin."""
        return self.nearest(self.vector(word), k, exclude=[word], among=among)

    def nearest(
        self, vector: np.ndarray, k: int = 10, exclude: Iterable[str] = (), among: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """De k woorden die het dichtst bij een vector liggen, zonder de woorden van exclude."""
        if not isinstance(k, int | np.integer) or k < 1:
            raise ValueError(f"Vraag een heel aantal woorden van minstens 1, niet {k!r}.")
        if among is None:
            scores = self._units @ _unit(vector)
        else:
            rows, scores = self._rows_of(among), np.full(len(self), -np.inf, np.float32)
            scores[rows] = self._units[rows] @ _unit(vector)
        scores[self._rows_of(exclude)] = -np.inf
        limit = np.partition(scores, -k)[-k] if k < len(self) else -np.inf
        rows = np.flatnonzero((scores >= limit) & (scores > -np.inf))  # alles op volgorde leggen duurt langer
        order = rows[np.argsort(-scores[rows], kind="stable")][:k]
        return [(self.words[row], float(scores[row])) for row in order]

    def analogy(self, a: str, b: str, c: str, k: int = 5) -> list[tuple[str, float]]:
        """Reken a − b + c uit en zoek de k dichtstbijzijnde woorden; a, b en c zelf mogen niet het antwoord zijn.

        Lees: a staat tot b zoals het antwoord staat tot c. Dus analogy("koning", "man", "vrouw") is koning − man +
        vrouw, en analogy("Parijs", "Frankrijk", "Italië") is Parijs − Frankrijk + Italië.
        """
        return self.nearest(self.vector(a) - self.vector(b) + self.vector(c), k, exclude=[a, b, c])

    def project(self, words: Iterable[str], axis: np.ndarray) -> np.ndarray:
        """De plaats van elk woord langs een as: de cosinus van de hoek met de as, van −1 tot 1."""
        return self._units[self._rows_of(words)] @ _unit(axis)

    def mean_vector(self, text: str | Iterable[str]) -> np.ndarray:
        """Het gemiddelde van de woordvectoren van een tekst of een rij woorden. Onbekende woorden tellen niet mee."""
        words = self.known_words(text)
        if not words:
            raise UnknownWord("In deze tekst staat geen enkel woord uit de lijst.")
        return self.vectors[self._rows_of(words)].mean(axis=0)

    def known_words(self, text: str | Iterable[str]) -> list[str]:
        """De woorden van een tekst of een rij die in de lijst staan, zoals de lijst ze schrijft."""
        parts = _WORD.findall(text) if isinstance(text, str) else text
        return [self.words[self._rows[_key(part)]] for part in parts if part in self]

    def _rows_of(self, words: Iterable[str]) -> list[int]:
        if isinstance(words, str):
            raise ValueError(f'Geef een rij woorden, bijvoorbeeld ["{words}", ...].')
        return [self._row(word) for word in words]

    def _row(self, word: str) -> int:
        if not isinstance(word, str):
            raise UnknownWord(f"{word!r} is geen woord. Zet een woord tussen aanhalingstekens.")
        row = self._rows.get(_key(word))
        if row is None:
            raise UnknownWord(self._advice(word))
        return row

    def _advice(self, word: str) -> str:
        close = get_close_matches(_key(word), self._rows, n=3, cutoff=0.7)
        alike = dict.fromkeys(self.words[self._rows[key]] for key in close)
        advice = f"Lijkt erop: {', '.join(alike)}." if alike else "Er staat ook geen woord in dat erop lijkt."
        return f'Het woord "{word.strip()}" staat niet in de lijst van {dutch(len(self))} Nederlandse woorden. {advice}'


@dataclass(frozen=True)
class Analogy:
    """Eén opgave: a − b + c, en het antwoord dat wij goed rekenen."""

    category: str
    a: str
    b: str
    c: str
    answer: str


@dataclass(frozen=True)
class AnalogyScore:
    """De score van één categorie: hoe vaak het goede antwoord bovenaan stond, zonder en met de vraagwoorden erbij."""

    category: str
    total: int
    right_excluded: int  # a, b en c mochten niet het antwoord zijn
    right_all: int  # alle woorden mochten het antwoord zijn


@cache
def load_word_vectors() -> WordVectors:
    """Lees de woordvectoren van de cursus."""
    with np.load(io.BytesIO(read_checked("word_vectors.npz")), allow_pickle=False) as file:
        vectors = file["vectors"] * file["scales"][:, None]
        names = (file[name].tolist() for name in ("english", "themes", "also"))
        return WordVectors(file["words"].tolist(), vectors, *names)


@cache
def load_analogies() -> tuple[Analogy, ...]:
    """Lees de analogieën waarmee de les de woordvectoren beoordeelt."""
    rows = csv.reader(io.StringIO(read_checked("analogies.csv").decode("utf-8")))
    next(rows)
    return tuple(Analogy(*row) for row in rows)


def score_analogies(vectors: WordVectors, analogies: Iterable[Analogy]) -> list[AnalogyScore]:
    """Reken elke analogie uit, met en zonder de vraagwoorden, en tel per categorie de goede antwoorden."""
    analogies = list(analogies)
    questions = np.array([[vectors._row(word) for word in (task.a, task.b, task.c)] for task in analogies])
    answers = np.array([vectors._row(task.answer) for task in analogies])
    a, b, c = (vectors.vectors[rows] for rows in questions.T)
    scores = (a - b + c) @ vectors._units.T  # alles in één keer: honderden keren zoeken duurt op een laptop te lang
    right_all = scores.argmax(axis=1) == answers
    np.put_along_axis(scores, questions, -np.inf, axis=1)
    right_excluded = scores.argmax(axis=1) == answers
    counts: dict[str, list[int]] = {}
    for task, excluded, everything in zip(analogies, right_excluded, right_all, strict=True):
        count = counts.setdefault(task.category, [0, 0, 0])
        count[:] = count[0] + 1, count[1] + int(excluded), count[2] + int(everything)
    return [AnalogyScore(category, *count) for category, count in counts.items()]


def _key(word: str) -> str:
    """De vorm om op te zoeken: zonder hoofdletters, accenten en gekrulde apostrof."""
    if word.isascii():  # bijna elk woord: daar is niets af te halen, en er zijn er achtduizend
        return word.strip().lower()
    decomposed = unicodedata.normalize("NFKD", word.strip().casefold().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _unit(vector: np.ndarray) -> np.ndarray:
    vector = np.asarray(vector, np.float32)
    length = np.linalg.norm(vector)
    if length == 0:
        raise ValueError("Een vector van alleen nullen heeft geen richting.")
    return vector / length
