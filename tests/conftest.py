"""Wat alle tests delen. Een test met het argument `notebook` loopt over elk notebook dat er is.

pytest --notebooks MAP      toets de notebooks in een andere map, bijvoorbeeld een kladversie
"""

from functools import cache
from pathlib import Path

import pytest
from lab import browser, lab  # noqa: F401
from notebook_reader import REPOSITORY, Notebook
from step_walk import StepWalk, walk_steps


def pytest_addoption(parser):
    parser.addoption("--notebooks", metavar="MAP", type=Path, default=REPOSITORY / "notebooks")


def pytest_generate_tests(metafunc):
    if "notebook" not in metafunc.fixturenames:
        return
    notebooks = read_notebooks(metafunc.config.getoption("--notebooks").resolve())
    if "exercise_id" in metafunc.fixturenames:
        pairs = [(notebook, id) for notebook in notebooks for id in notebook.exercise_cells]
        names = [f"{notebook}-{id}" for notebook, id in pairs]
        metafunc.parametrize("notebook, exercise_id", pairs, ids=names, scope="session")
    else:
        metafunc.parametrize("notebook", notebooks, ids=repr, scope="session")


@cache
def read_notebooks(folder: Path) -> list[Notebook]:
    """De lessen in deze map, en het sjabloon waarmee een nieuwe les begint."""
    name = "[0-9][0-9]_*.ipynb"
    return [Notebook(path) for path in (*sorted(folder.glob(name)), *folder.glob(f"sjabloon/{name}"))]


@pytest.hookimpl(tryfirst=True)  # pytest-xdist leest de groepen in dezelfde stap
def pytest_collection_modifyitems(items):
    """Zeg pytest-xdist wat bij elkaar hoort: één browser, en elke wandeling maar één keer."""
    for item in items:
        if "lab" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif "steps" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(item.callspec.params["notebook"].stem))


@pytest.fixture(scope="session")
def walked() -> dict[Notebook, StepWalk]:
    """De wandelingen die al gemaakt zijn."""
    return {}


@pytest.fixture
def steps(notebook, walked, tmp_path_factory) -> StepWalk:
    """Het notebook, stap voor stap uitgevoerd zonder iets in te vullen; zie step_walk.py."""
    if notebook not in walked:
        walked[notebook] = walk_steps(notebook, tmp_path_factory.mktemp("stappen"))
    return walked[notebook]
