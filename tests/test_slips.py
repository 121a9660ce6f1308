"""Een som zonder haakjes, met een dakje, een komma of een punt: de cel van de student laat zien wat er moet staan."""

import math

import numpy as np
import pytest
from lessons_exercises import EXERCISES

from course_utils.code_advice import comma_advice
from course_utils.notebook import Cell
from course_utils.questions.slips import repair_hint, slips
from course_utils.questions.sums import evaluate, run


def _judge(id: str, written: str) -> str:
    exercise = EXERCISES[id]
    names = {"np": np, "math": math, **exercise.given}
    cell = Cell(f'antwoord = {written}  # mijn som\n\nles.opdracht("{id}", antwoord)', names)
    return exercise.judge(eval(written, dict(names)), cell).text


@pytest.mark.parametrize(
    "id, written, cure",
    [
        ("0.1", "28^2", "`28**2`"),
        ("0.1", "(28, 28)", "twee getallen"),
        ("1.1", "12,560", "12560"),
        ("1.2", "12.560 + 272 + 170", "12560"),
        ("1.2", "print(13002)", "Laat `print`"),
        ("3.1", "12 / 5 * 5", "haakjes om `5 * 5`"),
        ("3.1", "(4*3 + 0*4 + 3*0) / 5 * 5", "haakjes om `5 * 5`"),
        ("3.1", "0,48", "0.48"),
        ("4.1", "-1,625 * 8", "1.625"),
        ("4.2", "65,504", "65504"),
        ("4.3", "2.54/2**(8-1)-1", "haakjes om `2**(8-1)-1`"),
        ("5.3", "andere_loss(1.001)-andere_loss(1)/0.001", "haakjes om `andere_loss(1.001)-andere_loss(1)`"),
        ("6.5", "6*124_439_808*10e9/0.5*165.2e12/86400", "haakjes om `0.5*165.2e12`"),
        ("7.3", "V*d + P*d + L*12*d*d + 13*d + 2*d", "haakjes om `12*d*d + 13*d`"),
        ("7.4", "2 * 2 * 64 + 4", "Je telt op waar je moet vermenigvuldigen"),
        ("6.4", "89.6e6 / 14.483", "factor miljoen"),
        ("6.4", "89.6 / 7.2415 * 2", "haakjes om `7.2415 * 2`"),
        ("7.5", "199", "factor 1.000"),
        ("0.1", "28 * 28 * 3", "`3` hoort er niet bij"),
        ("1.1", "784 * 16 + 10", "naar `10`"),
        ("4.1", "-1.625 / 8", "Je deelt waar je moet vermenigvuldigen"),
        ("4.5", "7 * 4 / 8 + 7 / 64 * 2", "naar `64`"),
        ("6.1", "64 * 784 + 784 * 16", "getallen er in de twee matrices"),
        ("6.4", "14.48", "Met dit getal moet je rekenen"),
        ("7.5", "6 * 174_604_259_328 * 50e9 / 300e9 / 31_557_600", "`50e9` en `300e9` verwisseld"),
    ],
)
def test_the_cell_of_the_student_shows_the_cure(id, written, cure):
    said = _judge(id, written)
    assert cure in said, said
    assert "punt is voor Python een komma. Laat hem weg" not in said


def test_without_code_to_read_the_result_still_shows_the_slip():
    function = run("def grootste_model(gigabyte):\n    return gigabyte * 11**9 / 0.5", {})
    assert "Een van je getallen zit er precies 1 naast." in EXERCISES["1.5"].judge(function).text


def test_a_huge_power_cannot_freeze_the_grading():
    assert repair_hint("10**9*174_604_259_328", lambda text, _: evaluate(text, {}) == 1) is None


def test_only_sums_are_computed_again():
    seen = []
    names = {"schrijf": lambda w: seen.append(w) or 3}
    assert repair_hint("schrijf(1) + 2 * 3", lambda text, _: evaluate(text, names) or True) is None and not seen


def test_a_slip_is_never_the_solution_itself():
    for exercise in EXERCISES.values():
        sources = [slip.source for slip in slips(exercise.solution)]
        assert exercise.solution not in sources and all(slip.hint for slip in slips(exercise.solution))


def test_a_name_from_outside_is_named():
    source = {"gelijkenissen": np.array([1.0, 3.0, 2.0]), "np": np}
    exec("def dichtstbij(tabel, pijl):\n    return np.argmax(gelijkenissen)", source)
    said = EXERCISES["3.2"].judge(source["dichtstbij"]).text
    assert "`gelijkenissen` van een eerdere cel" in said and "`tabel` en `pijl`" in said


def test_a_comma_that_is_no_decimal_comma_gets_no_advice():
    assert comma_advice("vorm = (16, 784)") is None and comma_advice("W[0,1]") is None
