"""Kaarten in een echte JupyterLab: wat alleen daar te zien is."""

FORM = """
from course_utils.questions.card import button, choices, show_card, status

ODD = "<img src=x onerror='window.kapot = 1'> en `a < b`"

def press(name, chosen):
    if chosen.get("keuze") == 2:
        import time
        time.sleep(7)
    answered = choices("keuze", "Welke?", ["deze", ODD, "traag"], chosen.get("keuze"), locked=True)
    return [answered, status(f"Vast: {ODD}", True)]

show_card("Kies.", [choices("keuze", "Welke?", ["deze", ODD, "traag"]), button("vast", "Leg vast")], press);
"""


def test_een_keuze_in_de_ene_kaart_laat_de_andere_kaart_met_rust(lab):
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


def test_een_druk_op_de_knop(lab):
    """De keuze ligt vast, het oordeel wordt voorgelezen en heeft de focus, en tekst wordt nooit HTML."""
    notebook = lab.open(lab.write("formulier.ipynb", [FORM]))
    notebook.run_all()
    card = notebook.cell(0).locator(".hoe-ai-live.hoe-ai-card")
    card.get_by_label("deze").check()
    card.get_by_role("button", name="Leg vast").press("Enter")
    verdict = card.get_by_role("status")
    verdict.get_by_text("Vast: <img").wait_for()
    assert verdict.inner_text().startswith("✓ Vast: <img"), "goed of fout is ook zonder kleur te zien"
    assert verdict.evaluate("node => node === document.activeElement"), "de focus gaat mee naar het oordeel"
    assert verdict.locator("code").inner_text() == "a < b"
    assert card.get_by_label("deze").is_checked() and card.get_by_label("traag").is_disabled()
    assert notebook.cell(0).locator("img[src=x]").count() == 0
    assert notebook.page.evaluate("window.kapot") is None
    assert notebook.errors() == []


def test_een_kaart_zegt_het_als_python_zwijgt(lab):
    notebook = lab.open(lab.write("traag.ipynb", [FORM]))
    notebook.run_all()
    card = notebook.cell(0).locator(".hoe-ai-live.hoe-ai-card")
    card.get_by_label("traag").check()
    card.get_by_role("button", name="Leg vast").click()
    card.get_by_role("alert").get_by_text("Python antwoordt niet").wait_for(timeout=15_000)
    card.get_by_role("status").get_by_text("Vast:").wait_for(timeout=15_000)
    assert card.get_by_role("alert").count() == 0, "de melding verdwijnt als het antwoord er is"
