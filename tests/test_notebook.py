"""Wat elk notebook krijgt zodra zijn startcel draait: uitleg bij fouten, en een zin bij cellen zonder PyTorch."""

import importlib
import json
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils import light_torch, notebook
from course_utils.notebook import load_ipython_extension, prepare_notebook


@pytest.fixture
def shell():
    """Een eigen IPython, voorbereid zoals in een notebook."""
    shell = InteractiveShell()
    prepare_notebook(shell)
    return shell


def test_an_unknown_error_stays_pythons_own(shell, capsys):
    outcome = shell.run_cell("class Eigen(Exception): ...\nraise Eigen('tekst')")
    said = capsys.readouterr()
    assert type(outcome.error_in_exec).__name__ == "Eigen" and "Eigen" in said.out + said.err


def test_a_sentence_of_the_course_is_shown_alone(shell, capsys):
    """Wat een figuur of woordenlijst zelf in het Nederlands meldt, heeft geen traceback nodig."""
    shell.run_cell("from course_utils.dutch_numbers import read_dutch_number\nread_dutch_number('veel')")
    said = capsys.readouterr()
    assert said.out.startswith("‘veel’ is geen getal") and not said.err


def test_an_error_without_a_line_names_no_line(shell, capsys):
    shell.run_cell("raise SyntaxError('zelf bedacht')")
    assert "Regel" not in capsys.readouterr().out


def test_a_warning_about_a_sum_is_dutch(shell, capsys):
    shell.run_cell("import numpy as np\ny = np.log(np.array([0.0]))")
    said = capsys.readouterr()
    assert "Let op: hier wordt door nul gedeeld" in said.out and not said.err


def test_the_cell_that_runs_is_known(shell, monkeypatch):
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    shell.run_cell("from course_utils.notebook import current_cell\nx = 28^2\nmijn = current_cell()")
    assert "x = 28^2" in shell.user_ns["mijn"].source and shell.user_ns["mijn"].names["x"] == 30


def test_preparing_twice_changes_nothing(shell, capsys):
    load_ipython_extension(shell)
    shell.run_cell("y = 3 x 4")
    assert capsys.readouterr().out.count("sterretje") == 1


@pytest.mark.parametrize("leave", ["exit", "quit", "exit()", "quit(0)"])
def test_leaving_is_a_sentence_and_the_notebook_stays(shell, capsys, leave):
    assert shell.run_cell(leave).success
    assert "het notebook blijft open" in capsys.readouterr().out


def test_the_real_compiler_comes_back_as_a_whole(tmp_path, monkeypatch):
    """Ook voor wie meteen iets uit een van zijn modules laadt; en wie hem al heeft, houdt hem."""
    (tmp_path / "nepcompiler").mkdir()
    (tmp_path / "nepcompiler" / "__init__.py").touch()
    (tmp_path / "nepcompiler" / "delen.py").write_text("aantal = 3", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(light_torch, "_COMPILER", "nepcompiler")
    light_torch.leave_the_compiler_out()
    stand_in = sys.modules["nepcompiler"]
    assert importlib.import_module("nepcompiler.delen").aantal == 3
    real = sys.modules["nepcompiler"]
    light_torch.leave_the_compiler_out()
    assert sys.modules["nepcompiler"] is real is not stand_in
    del sys.modules["nepcompiler"], sys.modules["nepcompiler.delen"]


COMPILER = """
import gc, sys
from IPython.core.interactiveshell import InteractiveShell
from course_utils.notebook import prepare_notebook

shell = InteractiveShell()
prepare_notebook(shell)
before = gc.get_freeze_count()
shell.run_cell('''
import torch
weight = torch.nn.Parameter(torch.ones(2))
optimizer = torch.optim.SGD([weight], lr=0.5)
optimizer.zero_grad()
weight.sum().backward()
optimizer.step()
''').raise_error()
print(shell.user_ns["weight"].tolist(), "torch._dynamo.utils" in sys.modules, gc.get_freeze_count() > before + 10_000)
shell.run_cell("twice = torch.compile(lambda x: 2 * x, backend='eager')(torch.ones(1))").raise_error()
print(shell.user_ns["twice"].tolist(), "torch._dynamo.utils" in sys.modules)
"""


def test_an_optimizer_leaves_the_compiler_out_until_someone_compiles():
    """De compiler van PyTorch kost elke leerling 1,4 s en 75 MB; en wat PyTorch zelf laadt, loopt niemand meer na."""
    said = subprocess.run([sys.executable, "-c", COMPILER], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["[0.5, 0.5] False True", "[2.0] True"]


CELLS = (
    ("markdown", "# Les 03"),
    ("code", "from course_utils.lessons import embeddings as les\nimport numpy as np"),
    ("markdown", "## Stap 2. Woorden als pijlen"),
    ("code", "%time\nvectoren = [1, 2]\nfor woord in vectoren:\n    pass"),
    ("markdown", "## Stap 3. Vergelijken"),
    ("code", "def gelijkenis(a, b):\n    return a * b"),
    ("code", "print(vectoren)"),
    ("code", "later = 3"),
)


@pytest.mark.parametrize(
    "code, where",
    [
        ("vectoren[1]", "de cel met `vectoren = [1, 2]`, onder “Stap 2. Woorden als pijlen”"),
        ("gelijkenis(1, 2)", "de cel met `def gelijkenis(a, b):`, onder “Stap 3. Vergelijken”"),
        ("les.kaart()", "startcel"),
        ("later", "cellen van deze stap"),
    ],
)
def test_after_a_restart_the_cell_to_run_is_named(shell, capsys, tmp_path, monkeypatch, code, where):
    """De naam staat in een eerdere cel van het notebook op schijf: dan is te zeggen welke cel nog moet."""
    cells = [{"cell_type": kind, "source": text} for kind, text in CELLS]
    cells.insert(7, {"cell_type": "code", "source": code.splitlines(keepends=True)})
    (tmp_path / "03_embeddings.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    monkeypatch.chdir(tmp_path)
    shell.run_cell(code)
    said = capsys.readouterr()
    assert where in said.out and "Error" not in said.out + said.err


def test_an_old_copy_says_which_command_makes_a_fresh_one(shell, capsys, tmp_path, monkeypatch):
    code = "from course_utils.lessons.embeddings_exercises import opdracht"
    (tmp_path / "03_mijn.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": code}]}), "utf-8")
    monkeypatch.chdir(tmp_path)
    shell.run_cell(code)
    assert "python3 -m course_utils start --vers 03" in capsys.readouterr().out


def test_without_torch_its_cells_say_so(monkeypatch, capsys):
    """Waar PyTorch niet bestaat, doet alleen een cel die het laadt niets."""
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)
    shell = InteractiveShell()
    prepare_notebook(shell)
    prepare_notebook(shell)
    shell.run_cell("import torch\n\nx = torch.ones(3)")
    assert notebook.NO_TORCH in capsys.readouterr().out and "x" not in shell.user_ns
    shell.run_cell("import keras\n\nx = keras.Sequential()")
    assert notebook.NO_KERAS in capsys.readouterr().out and "x" not in shell.user_ns
    shell.run_cell("x = 2")
    assert shell.user_ns["x"] == 2
