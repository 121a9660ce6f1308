"""Krijgt een aannemelijk fout antwoord een hint die over díé fout gaat? Bij elke opdracht minstens 70 %.

De antwoorden in wrong_answers.txt zijn bedacht bij de tekst van de opdrachten, door iemand die de hints nog niet kende.
Elke regel: het antwoord | wat de leerling verkeerd deed | een stukje van de passende hint, of - als die er niet is.

pytest tests/test_hint_share.py -s -n 0      toont het deel per opdracht
"""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from lessons_exercises import EXERCISES
from student import ENGLISH

from course_utils.notebook import Cell, prepare_notebook
from course_utils.questions.exercises import FunctionExercise

ENOUGH = 0.7
BEFORE = {  # wat het notebook al klaarzet, en een student dus kan gebruiken
    "1.4": "gpt3 = 174_604_259_328",
    "2.4": "W1, b1 = np.ones((2, 3)), np.ones(2)",
    "3.2": "gelijkenissen = np.array([1.0, 3.0, 2.0])",
    "5.5": "validatie = [2.07458, 1.64942, 1.26711, 1.12794, 0.95784, 0.83366, 0.85526, 0.83304, 0.68572, 0.66812, "
    "0.70099, 0.71926, 0.6841, 0.68184, 0.7507, 0.70057, 0.72088, 0.7201, 0.72393, 0.72126, 0.72112, 0.73355, 0.74376, "
    "0.73558, 0.74282, 0.75442, 0.76021, 0.75848, 0.76799, 0.77392]\ntraining = [2 - 0.06 * i for i in range(30)]",
}


def _read() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for line in Path(__file__).with_name("wrong_answers.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            rows = found.setdefault(line[2:], [])
        elif line:
            rows.append(line.split(" | "))
    return found


ANSWERS = _read()


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell()
    prepare_notebook(shell)
    yield shell
    InteractiveShell.clear_instance()


def cell(id: str, written: str) -> str:
    """De cel zoals de leerling haar invult."""
    if isinstance(EXERCISES[id], FunctionExercise):
        name, parameters = re.search(r"def (\w+)\((.*?)\)", EXERCISES[id].solution).groups()
        body = written if re.search(r"return|print|^\w+ [-+*]?= |^if |^for ", written) else f"return {written}"
        body = body.replace("; ", "\n    ")
        return f'def {name}({parameters}):\n    {body}\n\n\nles.opdracht("{id}", {name})'
    return f'antwoord = {written}\n\nles.opdracht("{id}", antwoord)'


def reaction(shell, id: str, written: str):
    """Wat de leerling te lezen krijgt, en het oordeel (None als de cel zelf al vastliep)."""
    source, verdicts = cell(id, written), []

    class Les:
        @staticmethod
        def opdracht(id, value):
            verdicts.append(EXERCISES[id].judge(value, Cell(source, shell.user_ns)))

    shell.user_ns.update(np=np, math=math, les=Les, **EXERCISES[id].given)
    exec(BEFORE.get(id, ""), shell.user_ns)
    with capture_output() as captured:
        shell.run_cell(source)
    return (verdicts[0].text, verdicts[0]) if verdicts else (captured.stdout + captured.stderr, None)


def test_every_exercise_has_a_list():
    short = {id for id in EXERCISES if len(ANSWERS.get(id, [])) < 12} | (set(ANSWERS) - set(EXERCISES))
    assert not short, f"Zet in wrong_answers.txt bij elke opdracht minstens twaalf foute antwoorden: {sorted(short)}"


@pytest.mark.parametrize("id", ANSWERS)
def test_most_plausible_mistakes_get_a_fitting_hint(shell, id):
    missed = []
    for written, mistake, hint in ANSWERS[id]:
        said, verdict = reaction(shell, id, written)
        assert verdict is None or not verdict.correct, f"{id}: {written} ({mistake}) wordt goedgekeurd"
        assert not ENGLISH.search(said), f"{written}: {said}"
        if hint == "-" or hint not in said:
            missed.append(f"{written} ({mistake}): {said}")
    share = 1 - len(missed) / len(ANSWERS[id])
    print(f"{id}: {len(ANSWERS[id]) - len(missed)} van de {len(ANSWERS[id])} ({share:.0%})")
    assert share >= ENOUGH, "\n".join(missed)
