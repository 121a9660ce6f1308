"""Wat elk notebook krijgt zodra zijn startcel draait: een zin bij een decimale komma, en bij cellen zonder PyTorch."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils import notebook
from course_utils.notebook import prepare_notebook


@pytest.fixture
def shell():
    """Een eigen IPython, voorbereid zoals in een notebook."""
    shell = InteractiveShell()
    prepare_notebook(shell)
    return shell


@pytest.mark.parametrize("code", ["z = 0,05", "rond(3 * 0,02)"])
def test_a_decimal_comma_gets_a_sentence(shell, capsys, code):
    """Python meldt bij 0,05 iets over voorloopnullen; een student leest dat er een punt hoort."""
    shell.run_cell(code)
    said = capsys.readouterr()
    assert "schrijf je een punt, geen komma" in said.out and "Traceback" not in said.out + said.err


@pytest.mark.parametrize("code", ["n = 7.241.732.096 * 2", "x = 1\nn = 6 * 124.439.808"])
def test_points_between_thousands_get_a_sentence(shell, capsys, code):
    """Zo staat een groot getal in de tekst van de les; wie het overneemt, leest hoe het in code moet."""
    shell.run_cell(code)
    said = capsys.readouterr()
    assert "groot getal geen punten" in said.out and "Error" not in said.out + said.err
    assert ("7241732096" in said.out) == ("7_241_732_096" in said.out) == ("7.2" in code)


@pytest.mark.parametrize(
    "code, advice",
    [
        ("x = 2 x 64", "maal een sterretje: 2 * 64."),
        ("x = 2x64 + 1  # '3 x 3'", "maal een sterretje: 2 * 64."),
        ("x = 28 × 28", "maal een sterretje: 28 * 28."),
        ("x = 3 − 2", "Typ het streepje van je toetsenbord"),
        ("geheugen = 14,5 GB", "zonder GB erachter: 14.5."),
        ("x = 80 %  # ongeveer", "zonder % erachter: 80."),
        ("x = 50%", "zonder % erachter: 50."),
        ("n = 175 miljard", "zonder miljard erachter: 175e9."),
    ],
)
def test_a_number_as_in_the_text_gets_a_sentence(shell, capsys, code, advice):
    """Zo staat een getal in gewone tekst; in code hoort het anders, en dat zegt de cel."""
    shell.run_cell(code)
    said = capsys.readouterr()
    assert advice in said.out and "Error" not in said.out + said.err, said.out


@pytest.mark.parametrize(
    "code",
    ["z = (1,", "if True:\nx = 1", "z = = 2", "print('2 x 3', '14 GB'", "for i in range(3) x", "x = 3 if", "f(0x10"],
)
def test_other_mistakes_in_code_stay_pythons_own(shell, capsys, code):
    shell.run_cell(code)
    said = capsys.readouterr()
    assert "Error" in said.out + said.err and "In code" not in said.out


def test_a_power_with_a_caret_gets_a_sentence(shell, capsys):
    shell.run_cell("x = 349.2 / 2^30")
    said = capsys.readouterr()
    assert "twee sterretjes: 10**9" in said.out and "Error" not in said.out + said.err


def test_another_wrong_type_stays_pythons_own(shell, capsys):
    outcome = shell.run_cell("def f():\n    return 'a' + 1\n\nf()")
    said = capsys.readouterr()
    assert isinstance(outcome.error_in_exec, TypeError)
    assert "can only concatenate str" in said.out + said.err and "sterretjes" not in said.out


def test_without_torch_its_cells_say_so(monkeypatch, capsys):
    """Waar PyTorch niet bestaat, doet alleen een cel die het laadt niets."""
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)
    shell = InteractiveShell()
    prepare_notebook(shell)
    prepare_notebook(shell)
    shell.run_cell("import torch\n\nx = torch.ones(3)")
    assert notebook.NO_TORCH in capsys.readouterr().out and "x" not in shell.user_ns
    shell.run_cell("x = 2")
    assert shell.user_ns["x"] == 2
