"""Heeft elk notebook de vaste vorm van een les, en is het schoon bewaard?

Elke functie `..._complaints` geeft een lijst zinnen; een lege lijst is goed. test_harness.py bewijst dat ze aanslaan.
"""

import html
import re
from itertools import pairwise
from pathlib import Path

import nbformat
from complaints import no_complaints

from course_utils.authoring.lesson_minutes import (
    MOST_CALM_MINUTES,
    PAUSE,
    Work,
    ids,
    lesson_hours,
    stated_minutes,
)
from course_utils.authoring.notebook_reader import WIDGET_VIEW, Notebook, calls, first_argument, is_interactive
from course_utils.lessons import LESSONS, TEMPLATE

MOST_BYTES = 600_000
MOST_STEPS, MOST_INTERACTIVE, MOST_EXERCISES = 6, 5, 5
MOST_CODE_LINES, LONG_CODE_LINES, MOST_LONG_CELLS, MOST_INTERACTIVE_LINES = 20, 15, 2, 12
MINUTES_DEVIATION = 1  # per regel van de tabel
SHORTEST_SENTENCE = 20  # tekens

# De enige cellen waarvan de uitvoer niet wordt vergeleken: per notebook een regel uit de cel en de test die in plaats
# daarvan nagaat of de uitvoer klopt.
IGNORED_OUTPUT = {
    "00_welkom": {
        "print(round(seconden, 3)": "tijdmeting",
        "les.check_installation()": "versies van pakketten",
        "les.describe_this_computer()": "de computer zelf",
    },
    "02_weights_en_biases": {
        "torch.set_num_threads(1)": "tijdmeting van drie manieren; test_lesson_weights_en_biases toetst de volgorde",
    },
    "05_loss": {
        "rng.permutation(18_000).reshape(300, 60)": "een training: elke processor rondt net anders af",
        "rng.integers(0, 10, 320)": "een training: elke processor rondt net anders af",
        "verschoven = np.roll(": "een training: zie test_the_cnn_holds_out_longer_when_digits_move_aside",
    },
    "03_embeddings": {
        "train_skipgram(aantallen": "training: zie test_half_of_the_neighbours_stay",
    },
    "04_precisie": {
        "timeit.repeat(": "tijdmeting",
    },
    # Wat deze cellen beweren, toetst test_lesson_gpu_vs_cpu op verzonnen en op echte metingen.
    "06_gpu_vs_cpu": {
        "machine = this_machine()": "de computer zelf",
        "tijd_lussen, tijd_numpy = ": "tijdmeting",
        "les.show_speeds(": "tijdmeting",
        "les.show_growth(": "tijdmeting",
        "les.show_bandwidth(": "tijdmeting",
        "punten = [": "tijdmeting, en het vrije geheugen",
        "les.roofline(punten)": "tekent die metingen",
        "W @ vectoren": "tijdmeting",
        'les.onthul("6.3"': "tijdmeting",
        'print("met device=:"': "welke GPU er is",
        "zonder = measure(": "tijdmeting",
    },
    # Geloot of getraind; test_lesson_alles_samen toetst wat de tekst erover zegt.
    "07_alles_samen": {
        "for loss in leer(model, [stapel] * 5, 5)": "training: elke processor rondt net anders af",
        "geschreven = les.schrijf_veel(model, 100)": "geloot",
        "for bits in (4, 3, 2)": "geloot",
        "for temperatuur in (0.5, 1.0, 2.0)": "geloot",
        "80 * vier, 80)": "training: elke processor rondt net anders af",
        "uitkomsten.append(rijen)": "tijdmeting",
    },
    "08_energie": {
        "n, schatting_watt = 1000, 30": "tijdmeting",
    },
}
_OTHER_WAYS_TO_IGNORE = re.compile(r"#\s*(NBVAL|PYTEST_VALIDATE)_\w+")
_COLLAPSED = "jp-MarkdownHeadingCollapsed"


def test_the_parts_stand_in_the_fixed_order(notebook):
    no_complaints(order_complaints(notebook), f"{notebook} heeft niet de vaste vorm van een les. Pas de koppen aan.")


def test_the_beginning_says_what_the_lesson_is(notebook):
    no_complaints(
        overview_complaints(notebook),
        f"Pas de eerste cel van {notebook} aan. De tabel maakt "
        f"`python -m course_utils.authoring.lesson_minutes {notebook.path}`.",
    )


def test_the_beginning_leads_to_the_lessons_around_it(notebook):
    """Les 00 en het sjabloon zeggen zelf hoe je verder gaat."""
    infos = {info.number: info for info in LESSONS}
    if notebook.number == 0 or notebook.number not in infos:
        return
    before, after = (infos.get(notebook.number + step) for step in (-1, 1))
    links = [f"[← Les {before.number:02d}: {before.title}]({before.notebook})"] if before else []
    links += [f"[Les {after.number:02d}: {after.title} →]({after.notebook})"] if after else []
    last = notebook.cells[0].source.splitlines()[-1]
    assert last == " · ".join(links), f"De eerste cel van {notebook} hoort te eindigen met: {' · '.join(links)}"


def test_the_notebook_is_run_and_stored_clean(notebook):
    how = f"python -m course_utils.app.refresh {notebook.path}"
    no_complaints(saved_complaints(notebook), f"Ververs {notebook} met `{how}`, of pas de cel aan.")


def test_only_known_cells_are_not_compared(notebook):
    no_complaints(
        ignored_complaints(notebook),
        "Maak de uitvoer elke keer gelijk. Kan dat niet, toets dan haar eigenschap in een eigen test en zet de cel met "
        "reden in IGNORED_OUTPUT in tests/test_notebooks_shape.py.",
    )


def test_every_picture_has_a_sentence(notebook):
    no_complaints(
        picture_complaints(notebook), "Toon een figuur met style.show(figuur, zin), en geef een plaatje een alt-tekst."
    )


def test_code_cells_are_short(notebook):
    no_complaints(code_complaints(notebook), f"Maak deze cellen van {notebook} korter, of knip ze in tweeën.")


def test_the_core_fits_in_a_lesson(notebook):
    no_complaints(core_complaints(notebook), f"De kern van {notebook} is te groot. Verplaats iets naar de Verdieping.")


def test_a_prediction_comes_before_its_answer(notebook):
    no_complaints(prediction_complaints(notebook), f"Verander de volgorde van de cellen in {notebook}.")


def test_links_point_somewhere(notebook):
    no_complaints(
        link_complaints(notebook), "Verbeter de link. Een les die er nog niet is, noem je zonder link: 'les 05'."
    )


def test_every_named_exception_still_exists():
    known = {lesson.notebook.removesuffix(".ipynb") for lesson in LESSONS}
    assert set(IGNORED_OUTPUT) <= known, "Haal uit IGNORED_OUTPUT wat geen les meer is."


def order_complaints(notebook: Notebook) -> list[str]:
    """De koppen, de Terugblik en de quiz, en wat er in elk deel hoort."""
    titles = [section.title for section in notebook.sections]
    info = next((lesson for lesson in (*LESSONS, TEMPLATE) if lesson.number == notebook.number), None)
    if info is None or info.notebook != notebook.path.name:
        return [f"{notebook.path.name} staat niet in LESSONS in course_utils/lessons/__init__.py."]
    title = f"Les {info.number:02d}. {info.title}: {info.question[0].lower()}{info.question[1:]}"
    if notebook.number == 0:
        return [] if titles[0] == title else [f"De titel is {titles[0]!r} en moet zijn: {title!r}."]
    steps = [title for title in titles if title.startswith("Stap ")]
    expected = [title]
    expected += ["Terugblik"] if notebook.number >= 2 else []
    expected += [
        title if title.startswith(f"Stap {number}. ") else f"Stap {number}. ..."
        for number, title in enumerate(steps, 1)
    ]
    if PAUSE in titles:  # hij staat tussen twee stappen
        expected.insert(min(titles.index(PAUSE), len(expected) - 1), PAUSE)
    expected += ["Veel mensen denken ...", "Feitencheck", "Samenvatting"]
    expected += ["Eindquiz"] if "Eindquiz" in titles else []
    expected += ["Verdieping", "Bronnen"]
    complaints = [] if titles == expected else [f"De koppen zijn {titles}; ze moeten zijn: {expected}."]
    if not steps:
        complaints.append("Er is geen `## Stap 1. ...`.")
    return complaints + _content_complaints(notebook)


def _content_complaints(notebook: Notebook) -> list[str]:
    text = {section.title: _markdown(section.cells) for section in notebook.sections}
    complaints = []
    for name, pattern, least, most, what in (
        ("Veel mensen denken ...", r"\*\*[\"“].+?[\"”]\*\*", 2, 9, 'misvattingen, elk als **"..."**'),
        ("Samenvatting", r"(?m)^- ", 4, 6, "regels, als opsomming"),
        ("Bronnen", r"(?m)^- ", 1, 30, "bronnen, als opsomming"),
    ):
        count = len(re.findall(pattern, text.get(name, "")))
        if name in text and not least <= count <= most:
            complaints.append(f"`## {name}` heeft {count} {what}; het moeten er {least} tot {most} zijn.")
    checked = [cell for section in notebook.sections if section.title == "Feitencheck" for cell in section.cells]
    judged = len(re.findall(r"(?m)^\d+\. ", text.get("Feitencheck", "")))
    if checked and len(ids(checked, "voorspel")) != 1 and not 2 <= judged <= 9:
        complaints.append("De Feitencheck vraagt eerst een oordeel over één bewering, met `voorspel`.")
    lesson = notebook.lesson
    if lesson and not 4 <= len(lesson.quiz) <= 6:
        complaints.append(f"De eindquiz heeft {len(lesson.quiz)} vragen; het moeten er 4 tot 6 zijn.")
    if PAUSE in text:
        if "**Dit kun je nu:**" not in text[PAUSE]:
            complaints.append(f"Onder `## {PAUSE}` staat één zin die begint met **Dit kun je nu:**")
        if not lesson or len(lesson.pause) != 2:
            complaints.append(f"De pauze heeft {len(lesson.pause) if lesson else 0} vragen; het moeten er 2 zijn.")
    if lesson and notebook.number >= 2 and len(lesson.recap) != 3:
        complaints.append(f"De Terugblik heeft {len(lesson.recap)} vragen; het moeten er 3 zijn.")
    for name, titles in (
        ("eindquiz", ("Samenvatting", "Eindquiz")),
        ("terugblik", ("Terugblik",)),
        ("pauze", (PAUSE,)),
    ):
        for section in notebook.sections:
            if any(calls(cell, name) for cell in section.cells) and section.title not in titles:
                complaints.append(f"{name}() staat onder {section.title!r} en hoort onder {titles[-1]!r}.")
    for section in notebook.sections:
        for cell in section.cells:
            part = cell.cell_type == "markdown" and cell.source.startswith("### ") and section.title == "Verdieping"
            if part != cell.metadata.get(_COLLAPSED, False):
                change = f"zet {_COLLAPSED} in de metadata op true" if part else f"haal {_COLLAPSED} weg"
                complaints.append(
                    f"{_first_line(cell)!r}: {change}. Alleen de delen van de Verdieping zijn dichtgeklapt."
                )
            if part and "\n" not in cell.source.strip():
                complaints.append(
                    f"{_first_line(cell)!r}: zet in deze cel ook waar het over gaat; meer zie je dicht niet."
                )
    return complaints


def overview_complaints(notebook: Notebook) -> list[str]:
    """De eerste cel: wat je gaat doen, wat je leert en hoeveel minuten elke stap kost."""
    first = notebook.cells[0].source
    complaints = [
        f"**{part}** ontbreekt." for part in ("Wat je gaat doen", "Wat je leert") if f"**{part}**" not in first
    ]
    stated = stated_minutes(notebook)
    computed = [part.row for parts in lesson_hours(notebook) for part in parts]
    if [row[:2] for row in stated] != [row[:2] for row in computed]:
        names = [" ".join(row[:2]).strip() for row in computed]
        return [*complaints, f"De tabel met de kolommen vlot en rustig hoort deze regels te hebben: {names}."]
    for (_, topic, *said), (_, _, *right) in zip(stated, computed, strict=True):
        if any(abs(a - b) > MINUTES_DEVIATION for a, b in zip(said, right, strict=True)):
            complaints.append(f"{topic}: er staat {said} minuten (vlot, rustig); uitgerekend zijn het er {right}.")
    return complaints


def core_complaints(notebook: Notebook) -> list[str]:
    """De kern: hooguit zes stappen, vijf figuren om te bedienen, vijf opdrachten en veertig minuten per lesuur."""
    steps = sum(section.title.startswith("Stap ") for section in notebook.sections)
    interactive = sum(is_interactive(cell) for cell in notebook.core)
    counted = (
        (steps, MOST_STEPS, "stappen"),
        (interactive, MOST_INTERACTIVE, "interactieve figuren"),
        (len(ids(notebook.core, "opdracht")), MOST_EXERCISES, "opdrachten"),
    )
    complaints = [f"{count} {what}, hooguit {most}" for count, most, what in counted if count > most]
    for number, parts in enumerate(lesson_hours(notebook), 1):
        calm = round(sum((part.work for part in parts), Work()).calm)
        if calm > MOST_CALM_MINUTES:
            complaints.append(f"lesuur {number} duurt {calm} rustige minuten, hooguit {MOST_CALM_MINUTES}")
    return complaints


def saved_complaints(notebook: Notebook) -> list[str]:
    """Uitgevoerd van boven naar beneden, zonder fouten en zonder wat niet bewaard hoort te worden."""
    complaints = []
    try:
        nbformat.validate(notebook.raw)
    except nbformat.ValidationError as problem:
        complaints.append(f"Jupyter keurt het bestand af: {problem.message}")
    size = notebook.path.stat().st_size
    if size > MOST_BYTES:
        complaints.append(f"Het bestand is {size / 1000:.0f} kB; hooguit {MOST_BYTES // 1000} kB mag.")
    if "widgets" in notebook.raw.metadata:
        complaints.append("De toestand van widgets is bewaard (metadata.widgets); webpagina's kunnen dat niet tonen.")
    counts = [cell.execution_count for cell in notebook.code_cells]
    if counts != list(range(1, len(counts) + 1)):
        complaints.append(f"Niet in één keer van boven naar beneden uitgevoerd: de nummers zijn {counts}.")
    for cell in notebook.code_cells:
        printed = [output.get("name") for output in cell.outputs]
        if any(one and one == other for one, other in pairwise(printed)):
            complaints.append(f"{_first_line(cell)!r}: wat de cel print, is in losse stukken bewaard.")
        for output in cell.outputs:
            if output.output_type == "error":
                complaints.append(f"{_first_line(cell)!r}: er is een foutmelding bewaard: {output.ename}.")
            if output.get("name") == "stderr":
                complaints.append(f"{_first_line(cell)!r}: er is een waarschuwing bewaard: {output.text[:200]!r}.")
            if set(output.get("data", {}).get(WIDGET_VIEW, {}).get("model_id", "0")) != {"0"}:
                complaints.append(f"{_first_line(cell)!r}: er is een toevallig nummer van een widget bewaard.")
    return complaints


def ignored_complaints(notebook: Notebook) -> list[str]:
    """Cellen waarvan nbval de uitvoer niet vergelijkt, buiten de afgesproken lijst."""
    allowed = IGNORED_OUTPUT.get(notebook.stem, {})
    complaints, seen = [], set()
    for cell in notebook.code_cells:
        tags = {tag for tag in cell.metadata.get("tags", []) if "nbval" in tag or "raises-exception" in tag}
        reasons = {line for line in allowed if line in cell.source}
        seen |= reasons if tags else set()
        if marker := _OTHER_WAYS_TO_IGNORE.search(cell.source):
            complaints.append(f"{_first_line(cell)!r}: {marker[0]} verbergt de cel voor de test.")
        if tags - {"nbval-ignore-output"}:
            complaints.append(f"{_first_line(cell)!r}: dit label mag niet: {sorted(tags)}.")
        elif tags and not reasons:
            complaints.append(f"{_first_line(cell)!r}: deze uitvoer wordt niet vergeleken.")
    return complaints + [
        f"Er is geen cel meer met {line!r} die wordt overgeslagen." for line in sorted(set(allowed) - seen)
    ]


def picture_complaints(notebook: Notebook) -> list[str]:
    """Beelden zonder zin, zinnen die niet te zien zijn, en widgets zonder vaste versie."""
    complaints = []
    for cell in notebook.code_cells:
        data = [output.get("data", {}) for output in cell.outputs]
        visible = "".join(item.get("text/html", "") for item in data)
        for item in data:
            sentence = item.get("text/plain", "")
            if "image/png" in item and (len(sentence) < SHORTEST_SENTENCE or sentence[-1] not in ".!?"):
                complaints.append(f"{_first_line(cell)!r}: het beeld heeft geen beschrijvende zin, maar {sentence!r}.")
            elif "image/png" in item and html.escape(sentence) not in visible:
                complaints.append(f"{_first_line(cell)!r}: de zin bij het beeld is niet te zien.")
            if WIDGET_VIEW in item and not visible:
                complaints.append(f"{_first_line(cell)!r}: zonder kernel is hier niets te zien.")
    for cell in notebook.text_cells:
        short = [alt for alt in re.findall(r"!\[([^\]]*)\]", cell.source) if len(alt) < SHORTEST_SENTENCE]
        complaints += [f"Een plaatje in de tekst heeft als beschrijving alleen {alt!r}." for alt in short]
        if "<img" in cell.source and "alt=" not in cell.source:
            complaints.append(f"{_first_line(cell)!r}: een plaatje zonder beschrijving.")
    return complaints


def code_complaints(notebook: Notebook) -> list[str]:
    """Te lange codecellen; lege regels tellen niet mee."""
    complaints, long_cells = [], []
    for cell in notebook.code_cells:
        lines = sum(bool(line.strip()) for line in cell.source.splitlines())
        most = MOST_INTERACTIVE_LINES if is_interactive(cell) else MOST_CODE_LINES
        if lines > most:
            complaints.append(f"{_first_line(cell)!r}: {lines} regels, hooguit {most}.")
        elif lines > LONG_CODE_LINES:
            long_cells.append(_first_line(cell))
    if len(long_cells) > MOST_LONG_CELLS:
        complaints.append(f"{len(long_cells)} cellen hebben meer dan {LONG_CODE_LINES} regels: {long_cells}.")
    return complaints


def prediction_complaints(notebook: Notebook) -> list[str]:
    """Een onthulling die voor of in dezelfde cel als haar voorspelling staat."""
    places = {name: {} for name in ("voorspel", "onthul")}
    for place, cell in enumerate(notebook.code_cells):
        for name, found in places.items():
            found.update({first_argument(call): place for call in calls(cell, name)})
    return [
        f'onthul("{id}") staat niet na voorspel("{id}").'
        for id, place in places["onthul"].items()
        if place <= places["voorspel"].get(id, -1)
    ]


def link_complaints(notebook: Notebook) -> list[str]:
    """Links naar bestanden of koppen die er niet zijn."""
    headings = {re.sub(r"\s", "-", heading) for heading in re.findall(r"(?m)^#+ (.+)$", _markdown(notebook.cells))}
    complaints = []
    for target in re.findall(r"\]\(([^)\s]+)", _markdown(notebook.cells)):
        file, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        if file and not (Path(notebook.path.parent) / file).exists():
            complaints.append(f"{target} bestaat niet.")
        if heading and not file and heading not in headings:
            complaints.append(f"De kop van {target} bestaat niet.")
    return complaints


def _markdown(cells: list) -> str:
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def _first_line(cell) -> str:
    return cell.source.partition("\n")[0]
