"""Meerkeuzevragen en voorspellingen: de vraag, de keuzes, en welke klopt."""

import hashlib
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Choice:
    """Een antwoord op een meerkeuzevraag, met de uitleg die erbij hoort.

    explanation: voor wie dit terecht kiest. otherwise: voor wie dit ten onrechte koos; leeg: dezelfde uitleg. Beslist
    de meting op de computer van de student, dan hoort hier een zin die nooit als feit te lezen is: "Dat zou kloppen
    als ..."
    """

    text: str
    explanation: str
    otherwise: str = ""

    @property
    def correction(self) -> str:
        return self.otherwise or self.explanation


class Right(Choice):
    """De keuze van een vraag die klopt."""


class Question:
    """Een meerkeuzevraag; één van haar keuzes is Right. right is haar plaats, vanaf 0.

    De volgorde waarin een auteur de keuzes opschrijft doet er niet toe. Een vast zaad per vraag bepaalt welke keuze A
    is, en die letter is overal dezelfde. Binnen een rijtje vragen is elke letter even vaak goed.
    """

    def __init__(self, id: str, text: str, *choices: Choice) -> None:
        rights = [place for place, choice in enumerate(choices) if isinstance(choice, Right)]
        if len(rights) != 1:
            raise ValueError(f"Vraag {id}: precies één keuze is Right.")
        series, _, number = id.rpartition(".")
        turn, count = int(number) - 1 if number.isdecimal() else 0, len(choices)
        order = [place for place in shuffled(count, id) if place != rights[0]]
        order.insert(shuffled(count, f"{series} {turn // count}")[turn % count], rights[0])
        self.id, self.text, self.right = id, text, order.index(rights[0])
        self.choices = tuple(choices[place] for place in order)


class Prediction:
    """Een voorspelling. right(gemeten waarde) geeft de plaats van de keuze die blijkt te kloppen: de meting beslist.

    De eerste keuze die opgeschreven is, is overal A. Elke leerling ziet ze in een eigen volgorde. Een
    schaal, gemaakt met `choice_by_bounds`, blijft daarbij een schaal: zij begint bij weinig of bij veel.
    """

    def __init__(self, id: str, text: str, *choices: Choice, right: Callable[[Any], int]) -> None:
        self.id, self.text, self.choices, self.right = id, text, choices, right

    @property
    def is_scale(self) -> bool:
        return getattr(self.right, "is_scale", False)

    def outcome(self, measured: Any) -> int | None:
        """De plaats van de keuze die bij deze meting hoort; None als er geen bij hoort. Geen meting: NotMeasured."""
        if not _is_measurement(measured):
            raise NotMeasured
        try:
            place = self.right(measured)
        except Exception:
            if isinstance(measured, str) and self._about_words():  # een eigen woord: het hoort alleen bij geen keuze
                return None
            raise NotMeasured from None
        return int(place) if place in range(len(self.choices)) else None

    def _about_words(self) -> bool:
        with suppress(Exception):
            return self.right(self.choices[0].text) == 0
        return False


class NotMeasured(Exception):
    """Er is niets gemeten: leeg, NaN, of een waarde van een andere vorm."""


def choice_by_bounds(*bounds: float) -> Callable[[Any], int]:
    """Maak van een meting de plaats van de keuze: onder de eerste grens 0, onder de tweede 1, enzovoort."""

    def choose(measured: Any) -> int:
        try:
            number = float(measured if not isinstance(measured, str | bytes) else "nan")
        except (TypeError, ValueError):
            raise NotMeasured from None
        if not math.isfinite(number):
            raise NotMeasured
        return sum(number >= bound for bound in bounds)

    choose.is_scale = True
    return choose


def shuffled(count: int, seed: object) -> list[int]:
    """De getallen 0 tot count in een volgorde die bij dit zaad altijd dezelfde is, op elke computer."""
    return sorted(range(count), key=lambda place: hashlib.sha256(f"{seed} {place}".encode()).digest())


def _is_measurement(value: Any) -> bool:
    if value is None or value is ... or callable(value) or isinstance(value, dict | set):
        return False
    if isinstance(value, str):
        return bool(value.strip())
    try:
        array = np.asarray(value.detach().cpu() if hasattr(value, "detach") else value, dtype=float)
    except Exception:  # tekst in een rij, een vreemd voorwerp: dat beoordeelt `right`
        return isinstance(value, list | tuple) and len(value) > 0
    return array.size > 0 and not np.isnan(array).any()
