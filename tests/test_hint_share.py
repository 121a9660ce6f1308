"""Hoeveel van de aannemelijke foute antwoorden krijgen een hint die over die fout gaat? Minstens 70 % per opdracht.

pytest tests/test_hint_share.py -s -n 0      toont het deel per opdracht
"""

import inspect
import math

import numpy as np
import pytest
from lessons_exercises import EXERCISES
from plausible_answers import FUNCTIONS, WRONG

from course_utils.code_advice import error_advice
from course_utils.notebook import Cell
from course_utils.questions.exercises import FunctionExercise, NumberExercise

ENOUGH = 0.7


def _number_text(exercise, written: str) -> str:
    names = {"np": np, "math": math, **exercise.given}
    cell = Cell(f'antwoord = {written}\nles.opdracht("{exercise.id}", antwoord)', names)
    try:
        value = eval(written, dict(names))
    except Exception as error:  # dan zegt de cel zelf al wat er mis is
        return error_advice(error, written).text
    return _wrong(exercise.judge(value, cell), written)


def _function_text(exercise, written: str) -> str:
    parameters = ", ".join(inspect.signature(_made(exercise)).parameters)
    names = {"np": np, "math": math}
    exec(f"def antwoord({parameters}):\n    return {written}", names)
    return _wrong(exercise.judge(names["antwoord"], Cell(written, names)), written)


def _made(exercise):
    names = {"np": np, "math": math}
    exec(exercise.solution, names)
    return [value for name, value in names.items() if inspect.isfunction(value)][-1]


def _wrong(verdict, written: str) -> str:
    assert verdict.correct is False, f"{written} wordt goedgekeurd"
    return verdict.text


def _is_specific(text: str) -> bool:
    general = ("is het niet: dat is" in text) or text.startswith("antwoord(")
    return not general or "stopt met een fout" in text


def test_every_exercise_with_one_answer_is_listed():
    numbers = {id for id, exercise in EXERCISES.items() if isinstance(exercise, NumberExercise)}
    functions = {id for id, exercise in EXERCISES.items() if isinstance(exercise, FunctionExercise)}
    assert numbers - {"5.5"} == set(WRONG) and functions == set(FUNCTIONS)


@pytest.mark.parametrize("id", [*WRONG, *FUNCTIONS])
def test_most_plausible_mistakes_get_a_hint_of_their_own(id):
    exercise = EXERCISES[id]
    answers = WRONG.get(id) or FUNCTIONS[id]
    explain = _number_text if id in WRONG else _function_text
    said = {written: explain(exercise, written) for written in answers}
    missed = [written for written, text in said.items() if not _is_specific(text)]
    share = 1 - len(missed) / len(said)
    print(f"{id}: {len(said) - len(missed)} van de {len(said)} ({share:.0%})", missed)
    assert share >= ENOUGH, "\n".join(f"{written}: {said[written]}" for written in missed)
