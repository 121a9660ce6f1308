"""Wat de gereedschappen in een cel herkennen, met en zonder `les.` ervoor."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.authoring import lesson_minutes
from course_utils.authoring.notebook_reader import Notebook, called, calls, first_argument, without_cards
from course_utils.authoring.text_measures import units


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


@pytest.mark.parametrize("end", ["Verdieping", "Bronnen"])
def test_the_core_stops_where_the_extra_part_or_the_sources_begin(tmp_path, end):
    texts = ("# Les 97. Proef: wat?", "## Stap 1. Kijken", f"## {end}", "meer", "## Bronnen")
    nbformat.write(new_notebook(cells=[*map(new_markdown_cell, texts)]), tmp_path / "97_proef.ipynb")
    assert [cell.source for cell in Notebook(tmp_path / "97_proef.ipynb").core] == [*texts[:2]]


def test_the_minutes_command_fills_the_table_and_names_a_lesson_without_one(tmp_path, capsys):
    codes = {}
    for name, table in (("97_met", "| stap | onderwerp | vlot | rustig |\n|---|---|---|---|\n"), ("98_zonder", "")):
        first = new_markdown_cell(f"# Les 97. Proef: wat?\n\n{table}")
        cells = [first, new_code_cell("x = 1"), new_markdown_cell("## Stap 1. Kijken\n\n" + "woord " * 300)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
        codes[name] = lesson_minutes.main([str(tmp_path / f"{name}.ipynb")])
    assert codes == {"97_met": 0, "98_zonder": 1}
    assert lesson_minutes.stated_minutes(Notebook(tmp_path / "97_met.ipynb"))[1] == ("1", "Kijken", 2, 2)
    assert "98_zonder: de eerste cel heeft geen tabel" in capsys.readouterr().out


def test_what_stands_for_a_sign_in_html_is_that_sign_in_the_text():
    assert units("Kop &amp; staart, 3 &lt; 4") == ["Kop & staart, 3 < 4"]
