"""Elke functieopdracht onderscheidt goed van fout: geen enkele mutant van een goede uitwerking wordt goedgekeurd,
behalve wie op tachtig willekeurige invoeren hetzelfde geeft als de oplossing."""

import ast
import copy
import math
from functools import cache

import numpy as np
import pytest
from lessons_exercises import EXERCISES
from mutants import mutants

from course_utils.questions.exercises import FunctionExercise

RUNS = 80
FUNCTIONS = {id: exercise for id, exercise in EXERCISES.items() if isinstance(exercise, FunctionExercise)}


def _numbers(random, *shape):
    """Gewone getallen en nu en dan hele, ook negatief, nooit precies 0."""
    scale = random.choice([0.3, 1, 5])
    values = random.normal(size=shape) * scale
    return np.round(values) + 0.5 if random.random() < 0.2 else values


def _vectors(random):
    many, wide, out = (int(n) for n in random.integers(2, 6, 3))
    return many, wide, out


# Willekeurige invoer per opdracht, zoals de opdracht haar bedoelt. In 7.1 klein: een softmax verdraagt elke
# verschuiving van de scores, tot de macht van e te groot wordt.
INPUTS = {
    "1.5": lambda r: (float(r.choice([r.uniform(0.2, 200), r.integers(1, 200)])),),
    "2.4": lambda r: (lambda n, d, _: (_numbers(r, d), _numbers(r, n, d), _numbers(r, n)))(*_vectors(r)),
    "3.2": lambda r: (lambda n, d, _: (_numbers(r, n, d), _numbers(r, d)))(*_vectors(r)),
    "4.4": lambda r: (_numbers(r, int(r.integers(2, 9))), int(r.integers(3, 9))),
    "5.1": lambda r: (lambda n, d, _: (_numbers(r, n), _numbers(r, n)))(*_vectors(r)),
    "5.4": lambda r: (float(r.normal() * 3), float(r.normal() * 5), float(r.uniform(0.01, 1))),
    "6.2": lambda r: (float(r.uniform(0.1, 500)), float(r.uniform(1, 1e3)), float(r.uniform(0.5, 50))),
    "7.1": lambda r: (lambda n, d, o: (_numbers(r, d) / 3, _numbers(r, n, d) / 3, _numbers(r, n, o)))(*_vectors(r)),
    "7.2": lambda r: (_numbers(r, int(r.integers(2, 7))), float(r.uniform(0.2, 3))),
    "8.1": lambda r: (int(r.integers(1, 2000)), float(r.uniform(0.01, 200)), float(r.uniform(0.5, 3))),
}


def _made(source: str, exercise: FunctionExercise):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):  # met kommagetallen duurt 8 ** 10 ** 9 geen minuten
            for side in (node.left, node.right):
                if isinstance(side, ast.Constant) and type(side.value) is int:
                    side.value = float(side.value)
    names = {"np": np, "math": math, **exercise.given}
    before = {*names, "__builtins__"}
    exec(compile(tree, "<mutant>", "exec"), names)
    return [value for name, value in names.items() if name not in before and callable(value)][-1]


def _accepts(exercise: FunctionExercise, function) -> bool:
    """Zoals het nakijken, maar zonder hulpproces: een mutant is van ons."""
    with np.errstate(all="ignore"):
        for case in exercise.cases:
            try:
                got = function(*copy.deepcopy(case))
            except Exception:
                return False
            if exercise.difference(got, exercise.reference(*copy.deepcopy(case))):
                return False
    return True


@cache
def _random_cases(id: str) -> list[tuple]:
    """Willekeurige invoeren met hun uitkomst. De arrays zijn alleen te lezen: dan hoeft niets gekopieerd te worden."""
    random, found = np.random.default_rng(3), []
    for _ in range(RUNS):
        case = INPUTS[id](random)
        for value in case:
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        found.append((case, FUNCTIONS[id].reference(*case)))
    return found


def _equal(exercise: FunctionExercise, function) -> bool:
    """Geeft de mutant op elke willekeurige invoer hetzelfde als de oplossing?"""
    with np.errstate(all="ignore"):
        for case, want in _random_cases(exercise.id):
            try:
                got = function(*case)
            except Exception:
                return False
            if not _same_array(got, want) and exercise.difference(got, want):
                return False
    return True


def _same_array(got, want) -> bool:
    """Vlugge vergelijking; bij twijfel beslist het nakijken zelf."""
    if type(got) is not type(want) or not isinstance(got, (np.ndarray, float)) or np.shape(got) != np.shape(want):
        return False
    return bool(np.all(np.abs(got - want) <= 1e-7 * np.abs(want)))


def test_every_function_exercise_has_random_inputs():
    different = sorted(set(INPUTS) ^ set(FUNCTIONS))
    assert not different, f"In INPUTS hoort bij elke functieopdracht een willekeurige invoer; kijk naar {different}."


@pytest.mark.parametrize("id", INPUTS)
def test_the_solution_holds_on_random_inputs(id):
    """Ook de andere uitwerkingen: anders bewijst een willekeurige invoer niets."""
    for source in (FUNCTIONS[id].solution, *FUNCTIONS[id].other_forms):
        if "les." not in source:
            assert _equal(FUNCTIONS[id], _made(source, FUNCTIONS[id])), source


@pytest.mark.parametrize("id", INPUTS)
def test_no_wrong_mutant_is_accepted(id):
    exercise, tried, accepted = FUNCTIONS[id], 0, []
    for source in (exercise.solution, *exercise.other_forms):
        if "les." in source or "while " in source:
            continue
        for what, code in mutants(source):
            try:
                function = _made(code, exercise)
            except Exception:
                continue
            tried += 1
            if _accepts(exercise, function) and not _equal(exercise, function):
                accepted.append(f"{what}:\n{code}")
    assert tried >= 40, f"maar {tried} mutanten"
    assert not accepted, f"{len(accepted)} van de {tried} foute functies worden goedgekeurd:\n\n" + "\n\n".join(
        accepted
    )
