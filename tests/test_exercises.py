"""Het nakijken: elk soort antwoord krijgt een zin, en de goede antwoorden worden in elke vorm herkend."""

import math
from fractions import Fraction

import numpy as np
import pytest

from course_utils.questions.answers import read_number
from course_utils.questions.exercises import BLANK_TEXT, FunctionExercise, Mistake, NumberExercise, OpenExercise
from course_utils.questions.questions import choice_by_bounds
from course_utils.questions.student_code import run_student

NUMBER = NumberExercise(
    id="9.1",
    question="?",
    answer=12_560,
    praise="Goed.",
    hints=("hint",),
    solution="aantal = 12560",
    mistakes=(Mistake(12_544, "Tel de biases mee."),),
)


def double(x):
    return 2 * np.asarray(x)


FUNCTION = FunctionExercise(
    id="9.2",
    question="?",
    reference=double,
    cases=((np.array([1.0, 2.0]),), (np.array([-3.0, 0.5]),)),
    praise="Goed.",
    hints=("hint",),
    solution="def f(x):\n    return 2 * x",
    mistakes=(Mistake(lambda x: x**2, "Je kwadrateert."), Mistake(lambda x: 1 / 0, "kan niet voorkomen")),
)


def verdict(exercise, value):
    result = exercise.judge(value)
    assert result.text, "elk oordeel heeft een zin"
    return result


@pytest.mark.parametrize("answer", [10**400, -(10**5000), Fraction(10**400), [10**5000], {"a": 10**5000}], ids=type)
def test_a_number_too_large_to_compute_with_gets_a_sentence(answer):
    open_exercise = OpenExercise(
        id="9.3", question="?", praise="Goed.", hints=("hint",), solution="x = 1", check=lambda value: 1 / 0
    )
    for said in (
        verdict(NUMBER, answer),
        verdict(FUNCTION, lambda x: answer),
        verdict(FUNCTION, answer),
        verdict(open_exercise, answer),
    ):
        assert said.correct is False
    assert "meer dan 300 cijfers" in verdict(NUMBER, 10**400).text
    assert "geeft een getal van meer dan 300 cijfers" in verdict(FUNCTION, lambda x: 10**400).text


def test_a_minus_before_a_comma_is_not_lost():
    """Python maakt van -0,3 het paar (0, 3): of er een min stond, is dan niet meer te zien."""
    assert "0.3, of -0.3 als er een min voor stond" in verdict(NUMBER, (-0, 3)).text
    assert verdict(NUMBER, (-2, 5)).text.endswith(": -2.5")


@pytest.mark.parametrize(
    "form", [12_560, 12_560.0, np.int64(12_560), np.array(12_560), np.array([12_560]), [12_560], Fraction(12_560)]
)
def test_a_right_number_may_have_any_form(form):
    assert verdict(NUMBER, form).correct is True


def test_a_tensor_with_one_number_is_fine_too():
    import torch

    assert verdict(NUMBER, torch.tensor(12_560)).correct is True
    assert verdict(NUMBER, torch.tensor([12_560.0], requires_grad=True)).correct is True


@pytest.mark.parametrize("blank", [..., None, "", "   ", "..."])
def test_empty_is_not_filled_in_yet(blank):
    assert verdict(NUMBER, blank) == type(verdict(NUMBER, blank))(None, BLANK_TEXT)


@pytest.mark.parametrize(
    ("value", "fragment"),
    [
        ("175 miljard", "175e9"),
        ("1,76 biljoen", "1.76e12"),
        ("13.002", "13002"),
        ("3,5", "3.5"),
        ("12560", "Haal de aanhalingstekens weg: 12560"),
        ("12 560", "Haal de aanhalingstekens weg: 12560"),
        ("784 * 16 + 16", "Haal de aanhalingstekens weg: 784 * 16 + 16"),
        ("veel", "kan ik niet lezen"),
        ((3, 5), "3.5"),
        ((1, 605, 632), "3 losse getallen"),
        ((89, 6 / 14, 5), "3 losse getallen"),
        ([1, 2, 3], "een rij van 3 getallen"),
        (np.zeros((2, 3)), "2 × 3"),
        ([], "lege rij"),
        (math.nan, "NaN"),
        (math.inf, "oneindig"),
        (True, "True is geen getal"),
        (print, "kreeg een functie"),
        ({"a": 1}, "verwacht een getal"),
        (1j, "verwacht een getal"),
        (object(), "verwacht een getal"),
        (12.560, "een punt is voor Python een komma"),
        (-12_560, "het teken niet"),
        (12_544, "Tel de biases mee."),
        (12_700, "minder dan 2 % naast"),
        (13_100, "13100 is het niet"),
        (7, "7 is het niet"),
    ],
)
def test_every_wrong_answer_gets_a_sentence_of_its_own(value, fragment):
    result = verdict(NUMBER, value)
    assert result.correct is False
    assert fragment in result.text


def test_a_right_function_is_recognised():
    assert verdict(FUNCTION, lambda x: x + x).correct is True
    assert verdict(FUNCTION, lambda x: [2 * value for value in x]).correct is True
    assert verdict(FUNCTION, double).correct is True


def empty(x): ...


def empty_with_docstring(x):
    """Nog te doen."""
    ...


@pytest.mark.parametrize("blank", [..., None, empty, empty_with_docstring])
def test_an_empty_function_is_not_filled_in_yet(blank):
    assert verdict(FUNCTION, blank).text == BLANK_TEXT


def forgets_return(x):
    y = 2 * x
    y + 0


def loops_forever(x):
    while True:
        pass


def swallows_everything(x):
    while True:
        try:  # noqa: SIM105
            x = x + 1
        except:  # noqa: E722  (ook deze student moet verder kunnen)
            pass


def leaves(x):
    raise SystemExit


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (forgets_return, "return"),
        (lambda x: x**2, "Je kwadrateert."),
        (lambda x: 3 * x, "Verwacht"),
        (lambda x: 3, "één getal"),
        (lambda x: "tekst", "geeft tekst terug"),
        (lambda x, y: x, "ontbreekt een waarde"),
        (lambda x: x[7], "de laatste is 1"),
        (lambda x: onbekend, "`onbekend`, en die naam bestaat niet"),  # noqa: F821
        (lambda x: 1 / 0, "door nul gedeeld"),
        (lambda x: x ^ 2.0, "twee sterretjes"),
        (lambda x: np.array([0.5]) ^ 2, "twee sterretjes"),
        (leaves, "stopte Python zelf"),
        (12, "geen functie"),
        (loops_forever, "nog niet klaar"),
        (swallows_everything, "nog niet klaar"),
    ],
)
def test_every_wrong_function_gets_a_sentence_of_its_own(function, fragment, monkeypatch):
    monkeypatch.setattr(run_student, "__defaults__", (0.3,))
    result = verdict(FUNCTION, function)
    assert result.correct is False
    assert fragment in result.text


def test_on_the_bound_the_higher_choice_counts():
    choose = choice_by_bounds(10, 20)
    assert [choose(measured) for measured in (9.9, 10, 19.9, 20)] == [0, 1, 1, 2]


def test_a_function_cannot_spoil_its_input():
    def doubles_in_place(x):
        x *= 2
        return x

    assert verdict(FUNCTION, doubles_in_place).correct is True
    assert np.array_equal(FUNCTION.cases[0][0], [1.0, 2.0])


def test_an_error_names_the_line():
    def two_lines(x):
        y = 1
        return y / 0

    assert "regel 3 van de functie" in verdict(FUNCTION, two_lines).text


OPEN = OpenExercise(
    id="9.3",
    question="?",
    check=lambda pair: None if pair[0] + pair[1] == 10 else "Samen geen 10.",
    praise="Goed.",
    hints=("hint",),
    solution="paar = (4, 6)",
)


@pytest.mark.parametrize(
    ("value", "correct"), [((4, 6), True), ([1, 9], True), ((1, 2), False), (..., None), ((..., ...), None), (3, False)]
)
def test_an_open_exercise(value, correct):
    assert verdict(OPEN, value).correct is correct


@pytest.mark.parametrize("value", ["tekst", {}, object(), math.nan, np.array([4, 6]), lambda: 1])
def test_an_open_exercise_never_falls_over(value):
    verdict(OPEN, value)


def test_read_number_gives_a_float():
    assert read_number(np.float32(0.5)) == 0.5
