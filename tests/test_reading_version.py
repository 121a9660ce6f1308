"""De leesversie: staat alles erin, werkt ze zonder internet, en kan iedereen haar lezen?

Alle pagina's worden één keer gemaakt en in een echte browser bekeken; elke test kijkt naar wat daar gezien is.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from accessibility import whole_page_violations
from complaints import no_complaints
from readability import shown_sentences

from course_utils.app import start
from course_utils.app.reading import mathml
from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, calls, first_argument
from course_utils.questions.exercises import NumberExercise
from course_utils.reading.pages import ABOUT_NOTEBOOKS, export

pytestmark = pytest.mark.xdist_group("leesversie")  # één keer maken en bekijken

NAMES = [path.stem for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb"))]
PAGES = ["index", "begrippen", *NAMES]
DESKTOP, WIDTHS = 1200, (360, 1920)  # breedte in beeldpunten
FEWEST_COLORS = 3  # een plaatje met minder kleuren dan dit is leeg
TEMPLATE = "Verander de opmaak in course_utils/reading/templates/ of de omzetting in course_utils/reading/pages.py."

_LOOK = """() => {
  const texts = (selector, show) => [...document.querySelectorAll(selector)].map(show);
  const colors = image => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 60, height: 60});
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 60, 60);
    return new Set(new Uint32Array(context.getImageData(0, 0, 60, 60).data.buffer)).size;
  };
  const prose = document.querySelector('main').cloneNode(true);
  prose.querySelectorAll('pre, code').forEach(node => node.remove());
  return {
    language: document.documentElement.lang,
    title: document.title,
    text: document.querySelector('main').textContent,
    prose: prose.textContent,
    headings: texts('h1, h2, h3, h4, h5, h6', node => [Number(node.tagName[1]), node.textContent]),
    images: texts('img', node => [node.alt, node.naturalWidth ? colors(node) : 0,
      node.closest('figure')?.querySelector('figcaption p')?.textContent]),
    bare_tables: texts('table:not(:has(th))', node => node.textContent.slice(0, 80)),
    links: texts('a', node => [node.getAttribute('href'), node.textContent]),
    anchors: texts('[id]', node => node.id),
    formulas: texts('math', node => node.textContent),
    folded: texts('details.verdieping', node => [node.open, node.querySelector('summary').textContent]),
    scripts: texts('script[src], [onclick], iframe, object', node => node.outerHTML.slice(0, 80)),
  };
}"""


@dataclass
class Page:
    """Een pagina van de leesversie, zoals een browser haar zag."""

    path: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: dict[int, int] = field(default_factory=dict)  # zoveel beeldpunten te breed, per breedte van het scherm
    skip_link: str = ""  # waar de focus na Tab en Enter is
    printed: list[str] = field(default_factory=list)  # wat op papier dicht blijft
    seen: dict = field(default_factory=dict)


@pytest.fixture(scope="session")
def pages(browser, tmp_path_factory) -> dict[str, Page]:
    """Maak de leesversie en bekijk elke pagina, zonder net, met de bescherming die de pagina zelf meebrengt."""
    folder = tmp_path_factory.mktemp("leesversie")
    written = export(REPOSITORY / "notebooks", folder, {})
    context = browser.new_context(locale="nl-NL", offline=True)
    looked = {path.stem: look(context.new_page(), path) for path in written}
    context.close()
    return looked


def look(tab, path: Path) -> Page:
    """Open een pagina op een gewoon, een smal en een breed scherm, licht en donker, en op papier."""
    page = Page(path)
    tab.on("request", lambda request: page.requests.append(request.url))
    tab.on("console", lambda line: page.errors.append(line.text))
    tab.on("pageerror", lambda error: page.errors.append(str(error)))
    tab.set_viewport_size({"width": DESKTOP, "height": 900})
    tab.goto(path.as_uri())
    page.seen = tab.evaluate(_LOOK)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    page.skip_link = tab.evaluate("document.activeElement.tagName")
    tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.violations = whole_page_violations(tab)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        page.overflow[width] = tab.evaluate("document.documentElement.scrollWidth") - width
    tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = false)")
    tab.emulate_media(media="print")
    page.printed = tab.evaluate(
        "[...document.querySelectorAll('.verdieping > :not(summary)')].filter(e => !e.checkVisibility())"
        ".map(e => e.textContent.slice(0, 60))"
    )
    tab.close()
    return page


@pytest.fixture(params=PAGES)
def page(request, pages) -> Page:
    return pages[request.param]


@pytest.fixture(params=NAMES)
def lesson(request, pages) -> tuple[Notebook, Page]:
    return Notebook(REPOSITORY / "notebooks" / f"{request.param}.ipynb"), pages[request.param]


def test_nothing_comes_from_the_internet(page):
    own = {page.path.as_uri(), f"{page.path.as_uri()}#tekst"}
    complaints = [url[:120] for url in page.requests if url not in own and not url.startswith("data:")]
    complaints += page.errors + page.seen["scripts"]
    complaints += re.findall(r'<[^>]* style="[^"]*"', page.path.read_text("utf-8"))  # dat verbiedt de pagina zichzelf
    no_complaints(
        complaints, f"{page.path.name} haalt iets op, of bevat een script. Zet alles in de pagina. {TEMPLATE}"
    )


def test_axe_has_no_serious_complaint(page):
    no_complaints(page.violations, f"Niet iedereen kan {page.path.name} lezen, zegt axe-core. {TEMPLATE}")


def test_headings_language_and_title_are_right(page):
    levels = [level for level, _ in page.seen["headings"]]
    complaints = [
        f"na niveau {before} komt niveau {after}: {text}"
        for before, after, (_, text) in zip(levels, levels[1:], page.seen["headings"][1:], strict=False)
        if after > before + 1
    ]
    if levels[:1] != [1] or levels.count(1) != 1:
        complaints.append(f"er hoort één kop van niveau 1 te zijn, bovenaan; de niveaus zijn {levels}")
    if page.seen["language"] != "nl":
        complaints.append("de taal van de pagina is geen Nederlands")
    if page.seen["headings"][0][1] not in page.seen["title"]:
        complaints.append(f"de titel {page.seen['title']!r} noemt de les niet")
    if page.skip_link != "MAIN":
        complaints.append("de eerste Tab met Enter brengt je niet bij de tekst")
    no_complaints(
        complaints, f"{page.path.name} is zonder scherm slecht te volgen. Verander de koppen in het notebook."
    )


def test_every_picture_is_described_and_not_empty(page):
    """Wie het beeld niet ziet, krijgt dezelfde zin als wie hem eronder leest."""
    complaints = [f"de beschrijving {alt!r} is geen zin" for alt, _, _ in page.seen["images"] if len(alt.split()) < 3]
    complaints += [f"onder het beeld staat niet: {alt}" for alt, _, sentence in page.seen["images"] if alt != sentence]
    complaints += [f"leeg beeld: {alt}" for alt, colors, _ in page.seen["images"] if colors < FEWEST_COLORS]
    no_complaints(
        complaints, f"Toon elke figuur met style.show of LiveFigure, en ververs het notebook ({page.path.stem})."
    )


def test_every_table_has_headers(page):
    no_complaints(page.seen["bare_tables"], f"Geef deze tabel uit {page.path.stem} een kopregel (th).")


def test_every_link_arrives(page, pages):
    complaints = []
    for target, text in page.seen["links"]:
        if re.match(r"https?://", target):
            continue
        name, _, anchor = target.partition("#")
        stem = Path(name).stem if name else page.path.stem
        if stem not in pages or (name and name != f"{stem}.html"):
            complaints.append(f"{text}: {target} bestaat niet")
        elif anchor and anchor not in pages[stem].seen["anchors"]:
            complaints.append(f"{text}: {target} heeft geen plek met die naam")
        if not text.strip():
            complaints.append(f"de link naar {target} heeft geen tekst")
    doubles = {anchor for anchor in page.seen["anchors"] if page.seen["anchors"].count(anchor) > 1}
    complaints += [f"twee koppen heten {anchor}: geef er één een andere naam" for anchor in doubles]
    no_complaints(complaints, f"Verbeter de links in {page.path.stem}.")


def test_the_page_fits_every_screen(page):
    assert max(page.overflow.values()) <= 0, f"{page.path.name} is te breed: {page.overflow}. {TEMPLATE}"


def test_every_lesson_can_be_found(pages):
    assert list(pages) == PAGES
    links = [link for link, _ in pages["index"].seen["links"]]
    assert links == ["#tekst", "index.html", *(f"{name}.html" for name in NAMES), "begrippen.html"]
    for before, after in pairwise(NAMES):
        assert f"{after}.html" in [link for link, text in pages[before].seen["links"] if "Volgende" in text]
        assert f"{before}.html" in [link for link, text in pages[after].seen["links"] if "Vorige" in text]


def test_everything_in_the_notebook_is_on_the_page(lesson):
    """Elke kop, elke zin bij een figuur of kaart, alles wat de cellen printen en elke opdracht; geen oplossing."""
    notebook, page = lesson
    text = " ".join(page.seen["text"].split())
    wanted = re.findall(r"^#+ (.+)$", "\n".join(cell.source for cell in notebook.text_cells), re.MULTILINE)
    wanted = [title for title in wanted if title not in ABOUT_NOTEBOOKS]
    elsewhere = [cell for part in notebook.sections if part.title in ABOUT_NOTEBOOKS for cell in part.cells]
    for cell in notebook.code_cells:
        if cell in elsewhere or cell.source.strip() in ("voortgang()", "les.voortgang()"):
            continue
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            wanted += shown_sentences(cell)
        wanted += [output.text for output in cell.outputs if output.output_type == "stream"]
    wanted += [f"Opdracht {id}" for id in notebook.exercise_cells]
    for call in (call for cell in notebook.code_cells for call in calls(cell, "voorspel")):
        wanted.append(notebook.lesson.predictions[first_argument(call)].text)
    if any(calls(cell, "eindquiz") for cell in notebook.code_cells):
        wanted += [question.text for question in notebook.lesson.quiz]
    complaints = [f"ontbreekt: {part[:100]}" for part in wanted if " ".join(part.split()) not in text]
    elsewhere = [id for id in notebook.exercise_cells if not isinstance(notebook.lesson.exercises[id], NumberExercise)]
    if text.count("Deze opdracht maak je in het notebook.") != len(elsewhere):
        complaints.append("bij een opdracht staat niet dat je haar in het notebook maakt")
    lesson_itself = " ".join(" ".join(cell.source.split()) for cell in notebook.cells)
    for id, exercise in notebook.lesson.exercises.items() if notebook.lesson else ():
        solution = " ".join(exercise.solution.split())
        if text.count(solution) > lesson_itself.count(solution):  # een les mag zelf voordoen wat ze later laat overdoen
            complaints.append(f"de oplossing van opdracht {id} staat erbij")
    advice = f"Ververs de les met `python3 -m course_utils ververs {notebook.stem[:2]}`, of kijk in reading/pages.py."
    no_complaints(complaints, f"De leesversie van {notebook} is niet volledig. {advice}")


def test_every_formula_is_mathml(lesson):
    notebook, page = lesson
    source = re.sub(r"```.*?```|`[^`]*`", "", "\n".join(cell.source for cell in notebook.text_cells), flags=re.DOTALL)
    formulas = re.findall(r"\$\$.+?\$\$|\$[^$]+\$", source, re.DOTALL)
    left = re.findall(r"\$[^$]*\$|\\[a-z]+", page.seen["prose"])
    assert len(page.seen["formulas"]) == len(formulas) and left == [], (
        f"Schrijf deze formule anders: {left or formulas}"
    )


def test_the_extra_part_is_folded_but_printed(lesson):
    notebook, page = lesson
    titles = re.findall(r"^### Verdieping (\w)", "\n".join(cell.source for cell in notebook.text_cells), re.MULTILINE)
    assert page.seen["folded"] == [[False, f"Open verdieping {title}"] for title in titles]
    assert "cells hidden" not in page.seen["text"], "die knop staat alleen in een notebook"
    no_complaints(
        page.printed, f"Dit uit de Verdieping van {notebook} ontbreekt op papier. Kijk in style.css bij print."
    )


def test_what_cannot_be_read_becomes_a_sentence(tmp_path):
    """Een onbekende formule en een notebook zonder titel geven een zin die zegt wat te doen."""
    with pytest.raises(ValueError, match=r"kent \\onzin niet.*Schrijf die formule anders"):
        mathml(r"\onzin{x}")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Geen titel")])
    nbformat.write(notebook, tmp_path / "08_iets.ipynb")
    with pytest.raises(ValueError, match=r"08_iets\.ipynb begint niet met een titel"):
        export(tmp_path, tmp_path / "uit", {})


def test_formulas_look_as_on_paper():
    """De komma van 2,718 hoort bij het getal, en de strepen van |x| staan tegen de x aan."""
    assert "<mn>2,718</mn>" in mathml("e = 2{,}718") and 'lspace="0"' in mathml("|x|")


def test_an_old_page_disappears(tmp_path):
    """Een les die nu anders heet, laat geen pagina achter; wat van een ander is, blijft staan."""
    (tmp_path / "uit").mkdir()
    for name in ("03_oud.html", "eigen.html"):
        (tmp_path / "uit" / name).write_text("")
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Les 03. Nieuw: wat?")]),
        tmp_path / "03_nieuw.ipynb",
    )
    export(tmp_path, tmp_path / "uit", {})
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["03_nieuw.html", "eigen.html", "index.html"]


def test_the_reading_command_says_where_to_begin(tmp_path, monkeypatch, capsys):
    """`lezen` draait in de omgeving van de cursus en zegt waar de pagina's staan; gaat het mis, dan zegt het niets."""
    ran, codes = [], [0, 1]
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_run", lambda command, folder: ran.append(command) or codes.pop(0))
    assert start.main(["lezen"], tmp_path) == 0
    assert ran == [["python", "-m", "course_utils.reading", str(tmp_path / "notebooks"), str(tmp_path / "leesversie")]]
    assert (tmp_path / "leesversie" / "index.html").as_uri() in capsys.readouterr().out
    assert start.main(["lezen"], tmp_path) == 1 and capsys.readouterr().out == ""
    assert "leesversie/" in (REPOSITORY / ".gitignore").read_text("utf-8").splitlines()
