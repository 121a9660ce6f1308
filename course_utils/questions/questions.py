"""Meerkeuzevragen en voorspellingen: de vraag, de keuzes, en welke klopt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """Een antwoord op een meerkeuzevraag, met de uitleg die past bij wie dit kiest."""

    text: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """Een meerkeuzevraag; right is de plaats van het goede antwoord, vanaf 0."""

    id: str
    text: str
    choices: tuple[Choice, ...]
    right: int


@dataclass(frozen=True)
class Prediction:
    """Een voorspelling. right(gemeten waarde) geeft de plaats van de keuze die blijkt te kloppen: de meting beslist."""

    id: str
    text: str
    choices: tuple[Choice, ...]
    right: Callable[[Any], int] = field(repr=False)


def choice_by_bounds(*bounds: float) -> Callable[[Any], int]:
    """Maak van een meting de plaats van de keuze: onder de eerste grens 0, onder de tweede 1, enzovoort."""
    return lambda measured: sum(float(measured) >= bound for bound in bounds)
