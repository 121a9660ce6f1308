"""Werkt elk notebook in een echte JupyterLab, op de kopie van een student en met alleen het toetsenbord?

Per notebook één test: openen en alles uitvoeren kost de meeste tijd, de rest volgt op dezelfde pagina.
"""

import json
from pathlib import Path

import nbformat
from accessibility import widget_violations
from complaints import no_complaints
from playwright.sync_api import ElementHandle, Error

from course_utils.app.copies import student_version
from course_utils.authoring.notebook_reader import calls
from course_utils.files import FOLDER, PROGRESS

WIDTH = 1200
ANSWER_MS = 10_000  # zo lang wacht de test op een verandering; een drukke computer is geen fout
PREDICT = "Leg vast"  # de knop van een voorspelling
_operated: set[tuple[str, ...]] = set()
BUSY_CELL = """import pathlib, time
einde = time.time() + 120
while time.time() < einde and not pathlib.Path("genoeg.txt").exists():
    sum(range(1000))
print("klaar met rekenen")"""

# Wat er van een figuur of kaart te zien is: tekst, beeld (als som van de kleuren) en de stand van elke regelaar. De
# pagina onthoudt deze functies: elke keer opnieuw lezen kost de browser meer dan het kijken zelf.
_LOOK = """() => {
  const sum = canvas => {
    const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colors = new Int32Array(image.data.buffer);
    let total = 0;
    for (let i = 0; i < colors.length; i++) total = (total + (i + 1) * colors[i]) | 0;
    return total;
  };
  const all = (root, selector, read) => [...root.querySelectorAll(selector)].map(read);
  const sums = root => [...root.querySelectorAll('canvas')].filter(c => c.width && c.height).map(sum);
  const state = e => [e.value, e.checked, e.ariaPressed];
  window.look = {
    picture: root => JSON.stringify([all(root, '.hoe-ai-sentence, .hoe-ai-panel', e => e.innerText), sums(root)]),
    visible: root => JSON.stringify([root.innerText, sums(root), all(root, 'input, select, textarea, button', state)]),
  };
}"""
_SEEN = "(root, what) => look[what](root)"
_CHANGED = "([root, what, before]) => look[what](root) !== before"
# Wat een regelaar is en waar hij staat. Zonder soort: er valt nu niets te bedienen, want hij is niet te zien, staat
# uit, is een plek die al gekozen is, of maakt een vel leeg dat leeg is.
_FACTS = """e => {
  const idle = !e.checkVisibility() || e.disabled || e.matches('.hoe-ai-spot[aria-pressed=true]') ||
    (e.innerText === 'Wis' && e.closest('.hoe-ai-live').innerText.includes('vel is leeg'));
  const kind = e.role === 'slider' ? e.role : e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase();
  const atEnd = kind === 'select' ? e.selectedIndex === e.options.length - 1 : Number(e.value) >= Number(e.max);
  const name = `${e.type || e.tagName} '${e.labels?.[0]?.innerText || e.ariaLabel || e.innerText}'`;
  return { kind: idle ? '' : kind, atEnd, checked: e.checked, name };
}"""
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
    page.page.evaluate(_LOOK)
    complaints = _collapsed_complaints(notebook, page)
    figures = page.page.query_selector_all(".jp-NotebookPanel:not(.lm-mod-hidden) .hoe-ai-live:not(.hoe-ai-card)")
    cards = page.page.query_selector_all(".jp-NotebookPanel:not(.lm-mod-hidden) .hoe-ai-live.hoe-ai-card")
    complaints += [f"geen naam voor een schermlezer: {control}" for control in page.nameless_controls()]
    complaints += page.page.evaluate(_TOO_WIDE) + page.page.evaluate(_INNER_SCROLL_BARS)
    for root in figures:
        complaints += figure_complaints(root)
    for root in [card for card in cards if _is_new(card, notebook)]:
        complaints += card_complaints(root)
    if figures:
        complaints += _busy_complaints(page, len(notebook.cells), figures[0])
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


def figure_complaints(root: ElementHandle) -> list[str]:
    """Bedien elke regelaar van een figuur met het toetsenbord."""
    name = root.inner_text()[:60].replace("\n", " ")
    first, complaints, seen = root.evaluate(_SEEN, "picture"), [], set()
    controls = root.query_selector_all("input, select, textarea, button, [role=slider]")
    for control in controls:
        facts = control.evaluate(_FACTS)
        if facts["kind"] and not _moves(root, control, facts):
            complaints.append(f"{name}: na een toets op {facts['name']} verandert er niets")
        if seen <= {first}:  # de regelaar zelf verspringt meteen, het beeld volgt als Python geantwoord heeft
            _changes(root, "picture", first)
        seen.add(root.evaluate(_SEEN, "picture"))
    spots = [spot.get_attribute("aria-pressed") for spot in root.query_selector_all(".hoe-ai-spot")]
    if len(spots) > 1 and set(spots) == {"true"}:
        complaints.append(f"{name}: elke plek op het beeld zegt dat zij gekozen is")
    if controls and seen <= {first}:
        complaints.append(f"{name}: geen enkele regelaar verandert het beeld of de zin")
    return complaints


def _is_new(card: ElementHandle, notebook) -> bool:
    """Of er van deze soort kaart (regelaars en knoppen) nog geen bediend is; van elke les wel één voorspelling.

    card.js is voor alle kaarten gelijk, en dit loopt alle lessen langs.
    """
    read = "all => all.map(e => e.type + e.innerText)"
    kind = tuple(card.eval_on_selector_all("input, select, textarea, button", read))
    if any(PREDICT in control for control in kind):
        kind = (PREDICT, str(notebook))
    new = kind not in _operated
    _operated.add(kind)
    return new


def card_complaints(root: ElementHandle) -> list[str]:
    """Kies bij elke vraag van een kaart met het toetsenbord een antwoord, en druk op elke knop."""
    complaints = []
    for group in root.query_selector_all("fieldset:not(:has(:disabled))"):
        first, second, *_ = group.query_selector_all("input[type=radio]")
        first.press("Space")
        first.press("ArrowDown")
        if not second.is_checked():
            complaints.append(f"met pijltje omlaag is geen ander antwoord te kiezen bij: {group.inner_text()[:80]}")
    for label in [button.inner_text() for button in root.query_selector_all("button")]:
        button = next(button for button in root.query_selector_all("button") if button.inner_text() == label)
        if not _press_and_see(root, button, "Enter"):
            complaints.append(f"er gebeurt niets na Enter op de knop {label!r}")
    return complaints


def _moves(root: ElementHandle, control: ElementHandle, facts: dict) -> bool:
    """Verandert er iets als je dit met het toetsenbord bedient?"""
    match facts["kind"]:
        case "slider":  # een greep op het beeld
            return _press_and_see(root, control, "ArrowRight") or _press_and_see(root, control, "ArrowLeft")
        case "range":
            return _press_and_see(root, control, "ArrowLeft" if facts["atEnd"] else "ArrowRight")
        case "select":
            return _press_and_see(root, control, "ArrowUp" if facts["atEnd"] else "ArrowDown")
        case "radio" if facts["checked"]:
            return _press_and_see(root, control, "ArrowRight")
        case "checkbox" | "radio":
            return _press_and_see(root, control, "Space")
        case "text":
            written = control.input_value()
            control.fill("")  # dan zijn alle woorden welkom als suggestie
            known = control.evaluate(
                "(e, w) => [...(e.list?.options ?? [])].map((o) => o.value).find((v) => v !== w) ?? ''", written
            )
            before = root.evaluate(_SEEN, "visible")
            control.fill(known or ("2" if written == "1" else "1"))
            control.press("Enter")
            return _changes(root, "visible", before)
    return _press_and_see(root, control, "Enter")


def _press_and_see(root: ElementHandle, control: ElementHandle, key: str) -> bool:
    before = root.evaluate(_SEEN, "visible")
    control.press(key)
    return _changes(root, "visible", before)


def _changes(root: ElementHandle, what: str, before: str) -> bool:
    """Wacht tot er iets anders te zien is dan `before`."""
    try:
        root.owner_frame().wait_for_function(_CHANGED, arg=[root, what, before], timeout=ANSWER_MS, polling=50)
    except Error:
        return False
    return True


def _busy_complaints(page, last: int, root: ElementHandle) -> list[str]:
    """Beweegt een figuur nog mee terwijl een latere cel rekent?"""
    enough = Path(page.path.parent / "genoeg.txt")
    enough.unlink()
    page.run_cell(last)
    page.wait_for_kernel("busy")
    before = root.evaluate(_SEEN, "picture")
    control = root.query_selector("input, select, button")
    _moves(root, control, control.evaluate(_FACTS))
    moved = _changes(root, "picture", before)
    busy = "*" in page.cell(last).locator(".jp-InputPrompt").inner_text()
    enough.write_text("")
    page.wait_until_run()
    if not busy:
        return ["de cel die lang rekent was te vroeg klaar: deze proef zegt niets"]
    return [] if moved else ["een figuur staat stil terwijl een latere cel rekent"]
