"""Kaarten in een echte JupyterLab: wat alleen daar te zien is."""

import pytest
from lost_messages import lose

from course_utils.questions.card import Card, choices

FORM = """
import pathlib, time
from course_utils.questions.card import card_button, choices, show_card, status

ODD = "<img src=x onerror='window.kapot = 1'> en `a < b`"
OPTIONS, BUTTONS = ["deze", ODD, "traag"], [card_button("vast", "Leg vast"), card_button("hint", "Hint")]
presses = []

def press(name, chosen):
    presses.append(name)
    if name == "hint":
        return [choices("keuze", "Welke?", OPTIONS, chosen.get("keuze")), *BUTTONS, status(f"Hint {len(presses)}")]
    while chosen.get("keuze") == 2 and not pathlib.Path("genoeg.txt").exists():
        time.sleep(0.05)
    answered = choices("keuze", "Welke?", OPTIONS, chosen.get("keuze"), locked=True)
    return [answered, status(f"Vast: {ODD}", True)]

show_card("Kies.", [choices("keuze", "Welke?", OPTIONS), *BUTTONS], press);
"""
PRESSES = "print('drukken:', *presses)"


@pytest.fixture
def form(lab):
    """De kaart in een open notebook, vers uitgevoerd; openen duurt lang, dus dat gebeurt één keer."""
    if not _open or not _open[-1].is_open:
        _open.append(lab.open(lab.write("formulier.ipynb", [FORM, PRESSES])))
    notebook = _open[-1]
    notebook.path.with_name("genoeg.txt").unlink(missing_ok=True)
    notebook.run_cell(0)
    notebook.page.wait_for_timeout(300)
    notebook.wait_until_run()
    return notebook


_open = []


def card_in(notebook):
    return notebook.cell(0).locator(".hoe-ai-live.hoe-ai-card")


def presses_in(notebook) -> str:
    """Welke drukken Python zag."""
    notebook.run_cell(1)
    notebook.page.wait_for_timeout(300)
    notebook.wait_until_run()
    return notebook.cell(1).locator(".jp-OutputArea-output").inner_text().strip()


def test_pressing_a_button(form):
    """De keuze ligt vast, het oordeel wordt voorgelezen en heeft de focus, en tekst wordt nooit HTML."""
    card = card_in(form)
    card.get_by_label("deze").check()
    card.get_by_role("button", name="Leg vast").press("Enter")
    verdict = card.get_by_role("status")
    verdict.get_by_text("Vast: <img").wait_for()
    assert verdict.inner_text().startswith("✓ Vast: <img"), "goed of fout is ook zonder kleur te zien"
    assert verdict.evaluate("node => node === document.activeElement"), "de focus gaat mee naar het oordeel"
    assert verdict.locator("code").inner_text() == "a < b"
    assert card.get_by_label("deze").is_checked() and card.get_by_label("traag").is_disabled()
    assert form.cell(0).locator("img[src=x]").count() == 0
    assert form.page.evaluate("window.kapot") is None
    assert form.errors() == []


def test_a_card_says_so_when_python_is_silent(form):
    card = card_in(form)
    card.get_by_role("button", name="Hint").evaluate("button => { button.click(); button.click() }")  # een dubbelklik
    card.get_by_role("status").wait_for()
    card.get_by_label("traag").check()
    for _ in range(3):  # nog eens drukken stapelt geen meldingen en telt niet dubbel
        card.get_by_role("button", name="Leg vast").click()
    card.get_by_role("alert").get_by_text("Python antwoordt niet").wait_for(timeout=60_000)
    assert card.get_by_text("Python antwoordt niet").count() == 1
    form.path.with_name("genoeg.txt").write_text("")
    card.get_by_role("status").get_by_text("Vast:").wait_for(timeout=60_000)
    card.get_by_text("Python antwoordt niet").wait_for(state="detached")
    assert presses_in(form) == "drukken: hint vast"


@pytest.mark.parametrize("direction", ["to_python", "to_browser"])
@pytest.mark.parametrize("state", ["first press", "second press", "last press"])
def test_a_lost_message_is_made_good_and_counts_once(form, direction, state):
    card = card_in(form)
    hint, done = card.get_by_role("button", name="Hint"), ["hint", "hint"]
    if state == "first press":
        lost = lose(form, direction)
    hint.click()
    card.get_by_text("Hint 1").wait_for(timeout=60_000)
    if state == "second press":
        lost = lose(form, direction)
    if state != "last press":  # ook meteen: de hint staat er al, en zijn antwoord raakte misschien zoek
        hint.click()
        card.get_by_text("Hint 2").wait_for(timeout=60_000)
    else:
        card.get_by_label("deze").check()
        lost = lose(form, direction)
        card.get_by_role("button", name="Leg vast").click()
        card.get_by_text("Vast:").wait_for(timeout=60_000)
        done = ["hint", "vast"]
    assert lost() == 1
    form.page.wait_for_timeout(3000)  # genoeg voor een vraag die ten onrechte nog eens ging
    assert presses_in(form) == " ".join(["drukken:", *done])
    assert form.errors() == []


@pytest.mark.parametrize("chosen", [0, 1, None])
def test_a_card_shown_again_has_the_choice_that_was_made(browser, chosen):
    """Na het herladen van de pagina staat de keuze er weer: die ligt vast, ook als het de eerste is."""
    script = """async ([js, blocks]) => {
      const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
      const model = { get: (name) => (name === "blocks" ? blocks : "hoe-ai-live"), on: () => {} };
      (await import(url)).default.render({ model, el: document.body });
      return [...document.querySelectorAll("input")].map(({ checked, disabled }) => [checked, disabled]);
    }"""
    locked = chosen is not None
    page = browser.new_page()
    radios = page.evaluate(script, [Card._esm, [choices("keuze", "Welke?", ["deze", "die"], chosen, locked)]])
    page.close()
    assert radios == [[chosen == place, locked] for place in (0, 1)]


def test_a_choice_in_one_card_leaves_the_other_alone(lab):
    code = (
        "from course_utils.questions.card import choices, show_card\n"
        "card = show_card('Kies.', [choices('keuze', 'Welke?', ['deze', 'die'])], lambda *_: [])"
    )
    notebook = lab.open(lab.write("kaarten.ipynb", [code, code]))
    notebook.run_all()
    first, second = (notebook.cell(index).get_by_label("die") for index in (0, 1))
    first.check()
    second.check()
    assert first.is_checked() and second.is_checked()
    assert notebook.errors() == []


def test_after_a_restart_a_card_says_what_to_do_once(lab):
    notebook = lab.open(lab.write("herstart.ipynb", [FORM]))
    notebook.run_all()
    card = card_in(notebook)
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    notebook.page.wait_for_timeout(2500)
    for _ in range(3):
        card.get_by_role("button", name="Hint").click()
    card.get_by_role("alert").get_by_text("Voer eerst de startcel uit en daarna deze cel").wait_for(timeout=60_000)
    assert card.get_by_role("alert").count() == 1
    assert notebook.errors() == []
