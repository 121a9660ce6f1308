"""Wat alle tests delen. Een test met het argument `notebook` loopt over elk notebook dat er is.

pytest --notebooks MAP      toets de notebooks in een andere map, bijvoorbeeld een kladversie
"""

import contextlib
import os

# Twee toetsen tegelijk op twee kernen: wachtende rekendraden draaien anders rond en kosten negen keer zo veel tijd. Dit
# staat vóór de eerste import van numpy en torch, en geldt ook voor de kernels die een toets start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from functools import cache
from pathlib import Path

import pytest
from step_walk import StepWalk, walk_steps

from course_utils.authoring.lab import NO_BROWSER, launch_browser, running_lab
from course_utils.authoring.notebook_reader import REPOSITORY, Notebook


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
    """Zeg pytest-xdist wat bij elkaar hoort: wat één JupyterLab deelt (die laden is duur), en elke wandeling.

    Drie groepen met een JupyterLab zijn ongeveer even lang; zij beginnen het eerst, zo eindigt alles samen.
    """
    for item in items:
        if "lab" in item.fixturenames:
            alone = "figuren" if item.path.stem == "test_live_browser" else "onderdelen"
            item.add_marker(pytest.mark.xdist_group("notebooks" if "notebook" in item.fixturenames else alone))
        elif "steps" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(item.callspec.params["notebook"].stem))
    items.sort(key=lambda item: "lab" not in item.fixturenames)


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


@pytest.fixture(scope="session")
def browser():
    """Een onzichtbare Chromium, één voor de hele testrun; ontbreekt hij, dan is dat in CI (CI=true) een fout."""
    playwright_api = pytest.importorskip("playwright.sync_api", reason="Installeer eerst tests/requirements.txt.")
    with playwright_api.sync_playwright() as playwright:
        browser = launch_browser(playwright)
        if browser is None:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
        yield browser
        with contextlib.suppress(Exception):
            browser.close()


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """Een draaiende JupyterLab met browser; zie de uitleg bovenaan course_utils/authoring/lab.py."""
    with running_lab(tmp_path_factory.mktemp("lab"), browser) as lab:
        yield lab


@pytest.fixture(scope="session")
def klas():
    """De server van een klas met zes leerlingen en een docent, voor alle toetsen die er een nodig hebben.

    Leerling 1 en 2 werken; 3 en 6 sluiten zichzelf met foute codes een minuut buiten, 4 krijgt een nieuw kaartje. In
    test_klas_browser werkt leerling 5, met 2 als medeleerling.
    """
    pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
    from school import missing, new_class

    if advice := missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    with new_class("6", disk="300M") as klas:
        yield klas
