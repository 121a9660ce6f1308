"""De klas in een echte browser, met drie accounts: een leerling met een kaartje, een medeleerling en de docent."""

import json
import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
from accessibility import serious_violations
from school import missing, new_class

from benchmarks.klas_visitor import PATIENCE, wait_until

WAIT = 1000 * PATIENCE
LESSON = "01_parameters.ipynb"


@pytest.fixture(scope="module")
def klas():
    if advice := missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    with new_class("2", "--klaarzetten", "01") as klas:
        wait_until(lambda: "staan klaar" in klas.said)
        yield klas


@pytest.fixture
def page(browser):
    """Een nieuwe browser, met een taal en een scherm zoals op school."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    context.close()


def scan(page, klas, name: str) -> None:
    """Wat er gebeurt als je met een iPad de QR-code van een kaartje scant, en op Log in drukt."""
    page.goto(f"{klas.url}hub/login#{name}:{klas.codes[name]}")
    page.get_by_role("button", name="Log in").click()


def test_the_cards_and_the_pages_of_the_hub_are_accessible(klas, page):
    for path in ("kaartjes.html", "adres.html"):
        page.goto((klas.folder / path).as_uri())
        assert serious_violations(page) == [], path
    page.goto(klas.url)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert serious_violations(page) == []
    page.get_by_label("Naam").fill("leerling01")
    page.get_by_label("Code").fill("fout-fout-fout-fout")
    page.get_by_role("button", name="Log in").click()
    assert "horen niet bij elkaar" in page.get_by_role("alert").inner_text()
    assert serious_violations(page) == []


def test_a_scanned_card_opens_the_lesson_that_was_set_ready(klas, page):
    """De les is Nederlands; een voorspelling komt bij de docent in het overzicht, en bij niemand anders."""
    scan(page, klas, "leerling01")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    assert page.url.endswith(f"/user/leerling01/lab/tree/{LESSON}")
    assert klas.codes["leerling01"] not in page.url
    overrides = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.json"
    if overrides.exists() or os.environ.get("CI") == "true":
        page.get_by_role("menuitem", name="Bestand").first.wait_for()

    page.locator(".jp-StatusBar-Widget").get_by_text("Idle").or_(page.get_by_text("Inactief")).first.wait_for()
    for cell in ("prepare_notebook()", 'les.voorspel("1.1")'):
        page.locator(".jp-CodeCell", has_text=cell).first.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
    card = page.locator(".hoe-ai-card", has_text="Leg vast")
    card.get_by_role("radio").first.check()
    card.get_by_label("Ik weet het zeker").check()
    card.get_by_role("button", name="Leg vast").click()
    own = klas.school.lessons("leerling01") / "voortgang.json"
    wait_until(lambda: "voorspelling 1.1" in json.loads(own.read_text("utf-8")))
    teacher = klas.visitor("docent")
    wait_until(lambda: "leerling01" in teacher.ask("services/overzicht/").text)
    page.goto(f"{klas.url}services/overzicht/")
    assert page.get_by_role("heading", name="Hier mag je niet komen").count() and "leerling01" not in page.title()
    assert serious_violations(page) == []


def test_a_stopped_workplace_comes_back_with_the_work_in_place(klas, page):
    """Wat de opruimer doet met wie lang niets deed, doet hier de docent; de leerling gaat verder waar hij was."""
    teacher = klas.visitor("docent")
    (klas.school.lessons("leerling01") / "werk.txt").write_text("bewaard")
    assert teacher.ask("hub/api/users/leerling01/server", "DELETE").status in (202, 204)
    wait_until(lambda: not klas.running("leerling01"))
    scan(page, klas, "leerling01")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.get_by_text("werk.txt").wait_for()


def test_the_teacher_sees_home_admin_and_the_page_before_he_helps(klas, page):
    scan(page, klas, "docent")
    page.get_by_role("heading", name="Jouw klas").wait_for()
    assert serious_violations(page) == []
    page.goto(f"{klas.url}user/leerling02/lab/tree/{LESSON}")
    assert "leerling02" in page.locator("main strong").inner_text()
    assert serious_violations(page) == []
    page.get_by_role("button", name="Open de werkplek").click()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
