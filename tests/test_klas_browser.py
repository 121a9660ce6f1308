"""De klas in een echte browser, met drie accounts: een leerling met een kaartje, een medeleerling en de docent."""

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
from accessibility import serious_violations

from benchmarks.klas_visitor import PATIENCE, wait_until
from course_utils.klas.accounts import WORDS, Account
from course_utils.klas.cards import write_cards

pytestmark = pytest.mark.xdist_group("klas")
WAIT = 1000 * PATIENCE
LESSON = "01_parameters.ipynb"
OPEN = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # van het inloggen kan les 00 nog in een ander tabblad staan
KERNEL_READY = f"""() => document.querySelector("{OPEN} .jp-KernelName")?.textContent.includes("Python 3")
    && document.querySelector("{OPEN} .jp-Notebook-ExecutionIndicator")?.dataset.status === "idle" """


@pytest.fixture
def seat(browser):
    """Geeft een apparaat in de klas: een browser zonder koekjes, met een taal en een scherm zoals op school."""
    contexts = []

    def sit():
        contexts.append(browser.new_context(locale="nl-NL", viewport={"width": 1366, "height": 768}))
        page = contexts[-1].new_page()
        page.set_default_timeout(WAIT)
        return page

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def page(seat):
    return seat()


def scan(page, klas, name: str) -> None:
    """Wat er gebeurt als je met een iPad de QR-code van een kaartje scant, en op Log in drukt."""
    page.goto(f"{klas.url}hub/login#{name}:{klas.codes[name]}")
    page.get_by_role("button", name="Log in").click()


def open_lesson(page, klas, name: str) -> None:
    """Log in, en wacht tot de les er staat met een kernel die klaar is."""
    scan(page, klas, name)
    page.locator(".jp-DirListing-item", has_text=LESSON).dblclick()
    page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=LESSON).wait_for()
    page.wait_for_selector(f"{OPEN} .jp-CodeCell")
    page.wait_for_function(KERNEL_READY)


def run_cell(page, text: str) -> None:
    page.locator(f"{OPEN} .jp-CodeCell", has_text=text).first.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def test_the_cards_and_the_pages_of_the_hub_are_accessible(klas, page):
    for path in ("kaartjes.html", "adres.html"):
        page.goto((klas.folder / path).as_uri())
        assert serious_violations(page) == [], path
    page.goto(klas.url)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert serious_violations(page) == []
    page.get_by_label("Naam").fill("leerling05")
    page.get_by_label("Code").fill("fout-fout-fout-fout")
    page.get_by_role("button", name="Log in").click()
    assert "horen niet bij elkaar" in page.get_by_role("alert").inner_text()
    assert serious_violations(page) == []


def test_the_longest_name_and_group_still_fit_on_a_card(page, tmp_path):
    """Anders knipt de docent een kaartje uit waar de code niet op staat."""
    person = Account("jan-willem-van-den-bovenk", "Jan-Willem", "4h1 informatica, dinsdag het vijfde uur, lokaal 112")
    write_cards(tmp_path / "k.html", "http://192.168.178.120:8000/", [(person, "-".join(sorted(WORDS, key=len)[-4:]))])
    page.goto((tmp_path / "k.html").as_uri())
    assert page.locator("article").evaluate("card => card.scrollHeight <= card.clientHeight")
    assert page.locator("dd.adres").evaluate("line => line.getClientRects().length") == 1


def test_a_prediction_is_seen_by_the_teacher_and_by_nobody_else(klas, page, seat):
    """Een kaartje opent de les in het Nederlands; zijn stem staat meteen in het overzicht van de docent."""
    open_lesson(page, klas, "leerling05")
    assert klas.codes["leerling05"] not in page.url
    if (Path(sys.prefix) / "share/jupyter/lab/settings/overrides.json").exists():
        page.get_by_role("menuitem", name="Bestand").first.wait_for()
    for cell in ("prepare_notebook()", 'les.voorspel("1.1")'):
        run_cell(page, cell)
    card = page.locator(".hoe-ai-card", has=page.get_by_role("button", name="Leg vast"))
    card.get_by_role("radio").first.check()
    card.get_by_label("Ik weet het zeker").check()

    teacher = seat()
    scan(teacher, klas, "docent")
    teacher.get_by_role("heading", name="Jouw klas").wait_for()
    assert serious_violations(teacher) == []
    teacher.get_by_role("link", name="Overzicht", exact=True).click()
    teacher.get_by_text("Live, bijgewerkt om").wait_for()
    assert teacher.get_by_text("Zeker, en toch fout: 1.").count() == 0
    card.get_by_role("button", name="Leg vast").click()
    teacher.get_by_text("Zeker, en toch fout: 1.").wait_for()
    assert teacher.get_by_role("rowheader", name="leerling05").count() == 1
    teacher.goto(f"{klas.url}user/leerling05/lab")
    assert "leerling05" in teacher.locator("main strong").inner_text()
    assert serious_violations(teacher) == []

    other = seat()
    scan(other, klas, "leerling02")
    other.wait_for_selector("main h1, .jp-LabShell")  # binnen, of nog aan het wachten op de werkplek
    other.goto(f"{klas.url}services/overzicht/")
    other.get_by_role("heading", name="Hier mag je niet komen").wait_for()
    assert "leerling05" not in other.content()
    assert serious_violations(other) == []


def test_a_page_asked_while_the_hub_is_gone_comes_by_itself(klas, page, seat):
    """Wie dan zijn kaartje scant of op Log in drukt, leest wat er is, en staat daarna vanzelf op de inlogpagina."""
    page.goto(f"{klas.url}hub/login")
    page.get_by_label("Naam").fill("leerling02")
    page.get_by_label("Code").fill(klas.codes["leerling02"])
    scanned = seat()
    with klas.without_hub():
        page.get_by_role("button", name="Log in").click()
        scanned.goto(f"{klas.url}hub/login#leerling02:{klas.codes['leerling02']}")
        for waiting in (page, scanned):
            assert waiting.get_by_role("heading").inner_text() == "Een ogenblik"
            assert serious_violations(waiting) == []
    for waiting in (page, scanned):
        waiting.get_by_role("heading", name="Log in").wait_for()
    assert scanned.get_by_label("Code").input_value() == klas.codes["leerling02"]


def test_a_stopped_workplace_comes_back_with_the_work_in_place(klas, page):
    """Wat de opruimer doet met wie lang niets deed, doet hier de docent; de leerling gaat verder waar hij was."""
    (klas.school.lessons("leerling05") / "werk.txt").write_text("bewaard")
    stopped = klas.visitor("docent").ask("hub/api/users/leerling05/server", "DELETE")
    assert stopped.status in (202, 204)
    wait_until(lambda: not klas.running("leerling05"))
    open_lesson(page, klas, "leerling05")
    page.get_by_text("werk.txt").wait_for()
    run_cell(page, "prepare_notebook()")
    run_cell(page, 'les.voorspel("1.1")')
    page.locator(".hoe-ai-card", has_text="Vastgelegd. Voer de volgende cel uit").wait_for()
    progress = json.loads((klas.school.lessons("leerling05") / "voortgang.json").read_text("utf-8"))
    assert progress["voorspelling 1.1"]["zeker"] == 2
