"""De vragen van een les, als gegevens voor cards.js in de pagina.

Een getal kijkt de pagina zelf na. Daarvoor vragen we het oordeel van de opdracht over elk antwoord dat zij herkent: de
fouten uit haar lijst, de verschrijvingen van haar oplossing, en wat een vaste stap naast het goede getal ligt.
"""

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from course_utils.questions.exercises import NumberExercise
from course_utils.questions.lesson import SURENESS, TALK, Lesson
from course_utils.questions.progress import VERSION
from course_utils.questions.questions import Prediction, Question

_FACTORS = (*range(2, 17), 20, 24, 28, 32, 60, 64, 100, 128, 256, 1000, 3600, 86400)
_FACTORS += (1e4, 1e5, 1e6, 1e9, 1e12, 1.024, 1.048576, 1.073741824)
_FACTORS += (math.pi, math.log(10), math.log(2))
_FURTHER = {  # antwoorden die nergens op lijken; het eerste dat de opdracht ook niet herkent, geeft de zin
    "veel te groot": (37.31, 53.77, 71.39, 23.17),
    "te groot": (3.731, 2.377, 5.139, 6.317),
    "te klein": (0.3731, 0.2377, 0.5139, 0.6317),
    "veel te klein": (0.03731, 0.05377, 0.07139, 0.02317),
}


def questions_of(lesson: Lesson, outcomes: dict[str, int | None]) -> dict[str, Any]:
    """Alles wat cards.js van een les weet. outcomes: per voorspelling de letter die de meting aanwees."""
    return {
        "version": VERSION,
        "sureness": SURENESS,
        "talk": TALK,
        "voorspel": {id: _prediction(item, outcomes.get(id)) for id, item in lesson.predictions.items()},
        "opdracht": {id: _number(item) for id, item in lesson.exercises.items() if isinstance(item, NumberExercise)},
        **{name: [_question(item) for item in items] for name, items in lesson.question_sets.items()},
    }


def _prediction(item: Prediction, outcome: int | None) -> dict[str, Any]:
    choices = [(choice.text, choice.explanation, choice.correction) for choice in item.choices]
    return {"text": item.text, "choices": choices, "outcome": outcome}


def _question(item: Question) -> dict[str, Any]:
    choices = [(choice.text, choice.explanation) for choice in item.choices]
    return {"id": item.id, "text": item.text, "choices": choices, "right": item.right}


def _number(item: NumberExercise) -> dict[str, Any]:
    right = float(item.reference())
    seen: dict[float, tuple[str, int]] = {}
    for value in dict.fromkeys(_candidates(item, right)):
        verdict = item.judge(value)
        if verdict.correct is False:
            seen[value] = (verdict.text, item.mistake_number(verdict.text))
    return {
        "right": right,
        "tolerance": item.tolerance,
        "praise": item.praise,
        "hints": item.hints,
        "solution": item.solution,
        "known": [(value, *said) for value, said in seen.items()],
        "near": item.judge(right * 1.013).text,
        "further": {name: _far_off(item, right, factors) for name, factors in _FURTHER.items()},
    }


def _far_off(item: NumberExercise, right: float, factors: tuple[float, ...]) -> str:
    """Wat er na het getal komt als er niets te herkennen valt."""
    said = (item.judge(right * factor).text.partition(" is het niet") for factor in factors)
    return next((rest for _, found, rest in said if found), ". Kijk naar de hint.")


def _candidates(item: NumberExercise, right: float) -> Iterator[float]:
    """Antwoorden waar een opdracht iets over te zeggen heeft."""
    for mistake in item.mistakes:
        with suppress(TypeError, ValueError):
            yield float(mistake.answer)
    yield from (-right, right + 1, right - 1, right**2, abs(right) ** 0.5)
    if right:
        yield 1 / right
    yield from (round(right, digits) for digits in range(7))
    yield from (math.floor(right), math.ceil(right))
    for factor in _FACTORS:
        yield from (right * factor, right / factor)
    yield from (value for value, *_ in item.slips)
