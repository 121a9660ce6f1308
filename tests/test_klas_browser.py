"""De kaartjes en de bladzijden van de hub in een echte browser."""

import os

import pytest

pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
from accessibility import serious_violations
from school import missing, new_class

from benchmarks.klas_visitor import PATIENCE

WAIT = 1000 * PATIENCE


@pytest.fixture(scope="module")
def klas():
    if advice := missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    with new_class("2") as klas:
        yield klas


@pytest.fixture
def page(browser):
    """Een nieuwe browser, met een taal en een scherm zoals op school."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    context.close()


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
