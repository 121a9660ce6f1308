"""Werkt elk notebook in een echte JupyterLab, op de kopie van een student en met alleen het toetsenbord?

Per notebook één test: openen en alles uitvoeren kost de meeste tijd, de rest volgt op dezelfde pagina.
"""

import json
from pathlib import Path

import nbformat
from accessibility import widget_violations
from complaints import no_complaints
from playwright.sync_api import Error, Locator

from course_utils.app.copies import student_version
from course_utils.authoring.notebook_reader import calls
from course_utils.files import FOLDER, PROGRESS

WIDTH = 1200
ANSWER_MS = 10_000  # zo lang wacht de test op een verandering; een drukke computer is geen fout
BUSY_CELL = """import pathlib, time
einde = time.time() + 120
while time.time() < einde and not pathlib.Path("genoeg.txt").exists():
    sum(range(1000))
print("klaar met rekenen")"""

# Wat er van een figuur of kaart te zien is: tekst, beeld (als som van de kleuren) en de stand van elke regelaar.
_SUMS = """(root => [...root.querySelectorAll('canvas')].filter(c => c.width && c.height).map(c => {
  const colors = new Int32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);
  return colors.reduce((sum, color, i) => (sum + (i + 1) * color) | 0, 0);
}))"""
_VISIBLE = f"""root => JSON.stringify([root.innerText, {_SUMS}(root),
  [...root.querySelectorAll('input, select, textarea, button')].map(e => [e.value, e.checked, e.ariaPressed])])"""
_PICTURE = f"""root => JSON.stringify([
  [...root.querySelectorAll('.hoe-ai-sentence, .hoe-ai-panel')].map(e => e.innerText), {_SUMS}(root)])"""
_CHANGED = "([root, before, look]) => eval(look)(root) !== before"
_TOO_WIDE = """() => [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) :is(' +
  '.jp-WindowedPanel-outer, .jp-OutputArea-output, .jp-RenderedHTMLCommon, .cm-scroller)')]
  .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
  .map(e => `${e.scrollWidth - e.clientWidth} beeldpunten te breed: ${e.className} ${e.innerText.slice(0, 80)}`)"""
# Een schuifbalk binnenin vangt het muiswiel: de bladzijde staat dan ineens stil.
_INNER_SCROLL_BARS = """() => [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) :is(' +
  '.jp-OutputArea-output:has(.hoe-ai-live), .hoe-ai-live, .hoe-ai-live *)')]
  .filter(e => e.clientHeight && e.scrollHeight > e.clientHeight && /auto|scroll/.test(getComputedStyle(e).overflowY))
  .map(e => `schuifbalk: ${e.scrollHeight - e.clientHeight} te hoog: ${e.className} ${e.innerText.slice(0, 80)}`)"""


def test_a_student_can_see_and_operate_everything(notebook, lab):
    page = _open_copy(notebook, lab)
    assert page.page.locator(".jp-OutputArea-output").count() == 0, "De kopie van een student begint zonder uitvoer."
    page.run_all()
    complaints = _collapsed_complaints(notebook, page)
    figures = page.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .hoe-ai-live:not(.hoe-ai-card)")
    cards = page.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .hoe-ai-live.hoe-ai-card")
    complaints += [f"geen naam voor een schermlezer: {control}" for control in page.nameless_controls()]
    complaints += page.page.evaluate(_TOO_WIDE) + page.page.evaluate(_INNER_SCROLL_BARS)
    for root in figures.all():
        complaints += figure_complaints(root)
    for root in cards.all():
        complaints += card_complaints(root)
    if figures.count():
        complaints += _busy_complaints(page, len(notebook.cells), figures.first)
    complaints += page.errors() + widget_violations(page.page)
    if any(calls(cell, "voorspel") for cell in notebook.code_cells):
        saved = json.loads((page.path.parent / PROGRESS).read_text(encoding="utf-8"))
        if not any("keuze" in item for key, item in saved.items() if key.startswith("voorspelling")):
            complaints.append(f"de voorspellingen staan niet in {PROGRESS}")
    no_complaints(
        complaints,
        f"{notebook} werkt niet goed in JupyterLab. Open het met `python3 -m course_utils start`, en kijk mee.",
    )


def _open_copy(notebook, lab):
    """Open de kopie die een student krijgt, met aan het eind een cel die lang rekent; die draait nog niet mee."""
    folder = lab.root / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "genoeg.txt").write_text("")
    copy = nbformat.reads(student_version(notebook.path.read_text(encoding="utf-8")), as_version=4)
    copy.cells.append(nbformat.v4.new_code_cell(BUSY_CELL))
    path = folder / notebook.path.name
    nbformat.write(copy, path)
    return lab.open(path, width=WIDTH)


def _collapsed_complaints(notebook, page) -> list[str]:
    """Is de Verdieping dicht, en gaat ze open? Daarna staat alles open."""
    parts = [
        place for place, cell in enumerate(notebook.cells) if cell.metadata.get("jp-MarkdownHeadingCollapsed", False)
    ]
    complaints = ["een deel van de Verdieping staat al open" for part in parts if page.cell(part + 1).is_visible()]
    page.command("notebook:expand-all-headings")
    page.page.wait_for_timeout(500)
    closed = [part for part in parts if not page.cell(part + 1).is_visible()]
    return complaints + ["een deel van de Verdieping gaat niet open" for _ in closed]


def figure_complaints(root: Locator) -> list[str]:
    """Bedien elke regelaar van een figuur met het toetsenbord."""
    name = root.inner_text()[:60].replace("\n", " ")
    first, complaints, seen = root.evaluate(_PICTURE), [], set()
    controls = root.locator("input, select, textarea, button, [role=slider]")
    for index in range(controls.count()):
        control = controls.nth(index)
        empty = control.inner_text() == "Wis" and "vel is leeg" in root.inner_text()  # er valt niets meer te wissen
        idle = empty or control.and_(root.locator(".hoe-ai-spot[aria-pressed=true]")).count()  # deze plek is al gekozen
        if control.is_visible() and control.is_enabled() and not idle and not _moves(root, control):
            complaints.append(f"{name}: na een toets op {_say(control)} verandert er niets")
        if seen <= {first}:  # de regelaar zelf verspringt meteen, het beeld volgt als Python geantwoord heeft
            _changes(root, _PICTURE, first)
        seen.add(root.evaluate(_PICTURE))
    spots = root.locator(".hoe-ai-spot")
    if spots.count() > 1 and spots.count() == root.locator(".hoe-ai-spot[aria-pressed=true]").count():
        complaints.append(f"{name}: elke plek op het beeld zegt dat zij gekozen is")
    if controls.count() and seen <= {first}:
        complaints.append(f"{name}: geen enkele regelaar verandert het beeld of de zin")
    return complaints


def card_complaints(root: Locator) -> list[str]:
    """Kies bij elke vraag van een kaart met het toetsenbord een antwoord, en druk op elke knop."""
    complaints = []
    for group in root.locator("fieldset:not(:has(:disabled))").all():
        group.get_by_role("radio").first.press("Space")
        group.get_by_role("radio").first.press("ArrowDown")
        if not group.get_by_role("radio").nth(1).is_checked():
            complaints.append(f"met pijltje omlaag is geen ander antwoord te kiezen bij: {group.inner_text()[:80]}")
    for label in root.get_by_role("button").all_inner_texts():
        if not _press_and_see(root, root.get_by_role("button", name=label, exact=True), "Enter"):
            complaints.append(f"er gebeurt niets na Enter op de knop {label!r}")
    return complaints


def _moves(root: Locator, control: Locator) -> bool:
    """Verandert er iets als je dit met het toetsenbord bedient?"""
    kind = control.evaluate(
        "e => e.role === 'slider' ? e.role : e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()"
    )
    if kind == "slider":  # een greep op het beeld
        return _press_and_see(root, control, "ArrowRight") or _press_and_see(root, control, "ArrowLeft")
    if kind == "range":
        at_end = control.evaluate("e => Number(e.value) >= Number(e.max)")
        return _press_and_see(root, control, "ArrowLeft" if at_end else "ArrowRight")
    if kind == "select":
        at_end = control.evaluate("e => e.selectedIndex === e.options.length - 1")
        return _press_and_see(root, control, "ArrowUp" if at_end else "ArrowDown")
    if kind == "radio" and control.is_checked():
        return _press_and_see(root, control, "ArrowRight")
    if kind in ("checkbox", "radio"):
        return _press_and_see(root, control, "Space")
    if kind == "text":
        written = control.input_value()
        control.fill("")  # dan zijn alle woorden welkom als suggestie
        known = control.evaluate(
            "(e, w) => [...(e.list?.options ?? [])].map((o) => o.value).find((v) => v !== w) ?? ''", written
        )
        before = root.evaluate(_VISIBLE)
        control.fill(known or ("2" if written == "1" else "1"))
        control.press("Enter")
        return _changes(root, _VISIBLE, before)
    return _press_and_see(root, control, "Enter")


def _press_and_see(root: Locator, control: Locator, *keys: str) -> bool:
    before = root.evaluate(_VISIBLE)
    for key in keys:
        control.press(key)
    return _changes(root, _VISIBLE, before)


def _changes(root: Locator, look: str, before: str) -> bool:
    """Wacht tot er iets anders te zien is dan `before`."""
    arguments = [root.element_handle(), before, look]
    try:
        root.page.wait_for_function(_CHANGED, arg=arguments, timeout=ANSWER_MS, polling=50)
    except Error:
        return False
    return True


def _busy_complaints(page, last: int, root: Locator) -> list[str]:
    """Beweegt een figuur nog mee terwijl een latere cel rekent?"""
    enough = Path(page.path.parent / "genoeg.txt")
    enough.unlink()
    page.run_cell(last)
    page.wait_for_kernel("busy")
    before = root.evaluate(_PICTURE)
    _moves(root, root.locator("input, select, button").first)
    moved = _changes(root, _PICTURE, before)
    busy = "*" in page.cell(last).locator(".jp-InputPrompt").inner_text()
    enough.write_text("")
    page.wait_until_run()
    if not busy:
        return ["de cel die lang rekent was te vroeg klaar: deze proef zegt niets"]
    return [] if moved else ["een figuur staat stil terwijl een latere cel rekent"]


def _say(control: Locator) -> str:
    return control.evaluate("e => `${e.type || e.tagName} '${e.labels?.[0]?.innerText || e.ariaLabel || e.innerText}'`")
