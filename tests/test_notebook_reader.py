"""Wat de gereedschappen in een cel herkennen, met en zonder `les.` ervoor."""

import pytest
from nbformat.v4 import new_code_cell

from course_utils.authoring.notebook_reader import called, calls, first_argument, without_cards


@pytest.mark.parametrize("before", ["", "les."])
def test_a_card_is_found_with_and_without_the_lesson_before_it(before):
    cell = new_code_cell(f'%timeit 1\naantal = ...\n\n{before}opdracht("1.1", aantal)\n{before}voorspel("1.2")')
    found = calls(cell, "opdracht", "voorspel")
    assert [(called(call), first_argument(call)) for call in found] == [("opdracht", "1.1"), ("voorspel", "1.2")]


def test_the_same_name_elsewhere_is_no_card():
    assert calls(new_code_cell('ander.opdracht("1.1", 2)\nopdracht\nf()("1.1")'), "opdracht") == []


def test_without_cards_the_rest_of_the_cell_stays():
    names = {}
    exec(without_cards('x = 1\nles.opdracht("1.1", x)\nvoorspel("1.2")\nprint\ny = x + 1'), names)
    assert (names["x"], names["y"]) == (1, 2)
