"""De docentenhandleiding: bij met de lessen, met sommen die kloppen, links die ergens heen gaan en goed Nederlands."""

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from unittest.mock import Mock

import pytest
from complaints import no_complaints
from readability import NoHunspell, misspelled
from test_text import NO_HUNSPELL, number_complaints, readability_complaints, word_complaints

from course_utils.authoring.lesson_minutes import lesson_hours, work_in
from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.authoring.text_measures import units
from course_utils.dutch_numbers import dutch
from course_utils.kit import __main__ as kit
from course_utils.kit import guide, plans, slides, teacher_page
from course_utils.kit.answers import answer_book, measured_choice
from course_utils.kit.exam import examples
from course_utils.kit.pages import to_html
from course_utils.questions.lesson import Lesson
from course_utils.questions.progress import ExerciseRecord, PredictionRecord, Progress, QuestionRecord
from course_utils.questions.questions import LETTERS

PAGES = sorted(guide.GUIDE.rglob("*.md"))
MADE_PAGES = {"oplossingen.md"} | {path.name for path in examples()}
WRITTEN = [page for page in PAGES if page.name not in MADE_PAGES]
LESSONS = guide.lessons()
MADE_BLOCK = re.compile(r"<!-- begin (\w+) -->.*?<!-- einde \1 -->", re.DOTALL)


def not_in_zip() -> set[Path]:
    """Wat een leerling niet in zijn ZIP vindt; wie de toetsen in zo'n map draait, heeft het ook niet."""
    patterns = re.findall(r"(?m)^(\S+) export-ignore$", (REPOSITORY / ".gitattributes").read_text("utf-8"))
    made = [guide.GUIDE / "oplossingen.md", *examples()]
    return {path for path in made if any(path.match(pattern) for pattern in patterns)}


NOT_IN_ZIP = not_in_zip()


def name_of(page: Path) -> str:
    return page.relative_to(guide.GUIDE).as_posix()


# --- bij met de lessen ---------------------------------------------------------------------------------------------


def test_a_lesson_without_a_page_stops_everything(monkeypatch):
    """Een bladzijde die weg is, mag haar les niet stil uit de handleiding halen."""
    monkeypatch.setattr(teacher_page, "page_of", lambda notebook: Path("weg") / f"{notebook.stem}.md")
    with pytest.raises(SystemExit, match=r"Les 00 heeft nog geen bladzijde.*docent/lessen.*00_welkom\.md"):
        guide.generated()


def test_making_the_kit_names_what_changed_and_clears_old_pages(tmp_path, monkeypatch, capsys):
    (tmp_path / "docent").mkdir()
    folder = tmp_path / "lesmateriaal"
    (folder / "werkbladen").mkdir(parents=True)
    (folder / "werkbladen/09_weg.html").touch()
    monkeypatch.setattr(guide, "GUIDE", tmp_path / "docent")
    monkeypatch.setattr(guide, "REPOSITORY", tmp_path)
    monkeypatch.setattr(guide, "generated", lambda: {tmp_path / "docent/x.md": "tekst"})
    monkeypatch.setattr(kit, "REPOSITORY", tmp_path)
    monkeypatch.setattr(kit, "find_browser", lambda: None)
    monkeypatch.setattr(guide, "lessons", list)
    monkeypatch.setattr(kit, "MAKERS", [lambda notebooks: {"werkbladen/01_x.html": "<title>blad</title>"}])
    for said in ("gemaakt: docent/x.md\n", "De handleiding was al bij.\n"):
        kit.main()
        out = capsys.readouterr().out
        assert out.startswith(said) and "map lesmateriaal" in out and "geen PDF's" in out
    assert sorted(path.name for path in folder.rglob("*.html")) == ["01_x.html", "index.html"]


@pytest.mark.xdist_group("guide")
def test_the_made_parts_are_up_to_date():
    files = guide.generated()
    files = {path: text for path, text in files.items() if path.exists() or path not in NOT_IN_ZIP}
    old = [path.name for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    assert old == [], "Een les is veranderd. Draai `python3 -m course_utils docent`."


def test_the_solutions_are_those_of_the_exercises():
    """Elk stuk code in de oplossingen wordt door zijn eigen opdracht goedgekeurd."""
    text = answer_book(LESSONS)
    found = dict(re.findall(r"\*\*Opdracht (\d+\.\d+)\.\*\* [^\n]*\n\n```python\n(.*?)\n```", text, re.DOTALL))
    exercises = {id: exercise for lesson in LESSONS for id, exercise in lesson.lesson.exercises.items()}
    assert found == {id: exercise.solution for id, exercise in exercises.items()}


def test_a_made_part_that_is_missing_is_noticed(tmp_path):
    page = tmp_path / "les.md"
    page.write_text("<!-- begin fouten -->\noud\n<!-- einde fouten -->\n", "utf-8")
    assert guide.fill(page, {"fouten": r"nieuw \1"}) == "<!-- begin fouten -->\nnieuw \\1\n<!-- einde fouten -->\n"
    with pytest.raises(SystemExit, match="begin minuten"):
        guide.fill(page, {"minuten": "5"})


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_every_choice_and_mistake_is_on_the_page(lesson):
    text = guide.page_of(lesson.path).read_text("utf-8")
    for prediction in lesson.lesson.predictions.values():
        right = measured_choice(lesson, prediction)[0]
        for place, choice in enumerate(prediction.choices):
            named = f"{LETTERS[place]}. {choice.text}"
            row = f"**{named}** | {choice.explanation}" if place == right else f"{named} | {choice.correction}"
            assert f"| {row} |" in text, f"voorspelling {prediction.id}"
    for exercise in lesson.lesson.exercises.values():
        lost = [mistake.hint for mistake in exercise.mistakes if mistake.hint.replace("|", "\\|") not in text]
        assert not lost, f"{exercise.id}: deze hints staan niet op de bladzijde. Past een eerdere fout ook? {lost}"


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_a_wrong_answer_that_is_named_is_a_known_mistake(lesson):
    """Wat er met de hand staat ("12.544" bij opdracht 1.1) verandert mee met de opdracht."""
    text = guide.page_of(lesson.path).read_text("utf-8")
    for answer, id in re.findall(r'"(−?[\d.,]+)" bij opdracht (\d+\.\d+)', text):
        known = [mistake.answer for mistake in lesson.lesson.exercises[id].mistakes]
        assert answer in [dutch(value) for value in known if isinstance(value, int | float)], f"{answer} bij {id}"


# --- minuten en roosters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_the_minutes_are_those_of_the_notebook(lesson):
    """Een docent leest dezelfde minuten als een leerling, en geen vraag, figuur of opdracht valt erbuiten."""
    text = guide.page_of(lesson.path).read_text("utf-8")
    found = re.findall(r"(?m)^\| (?!\*).*? \| (\d+) \| (\d+) \|", MADE_BLOCK.search(text)[0])
    minutes = [(int(brisk), int(calm)) for brisk, calm in found]
    brisk, calm = map(sum, zip(*minutes, strict=True))
    assert minutes == [part.row[2:] for part in guide.parts_of(lesson)]
    assert f"| **samen** | **{brisk}** | **{calm}** |" in text
    assert f"](lessen/{lesson.stem}.md) | {brisk} | {calm} |" in (guide.GUIDE / "README.md").read_text("utf-8")
    works, core = [part.work for part in guide.parts_of(lesson)], work_in(lesson.core, lesson)
    for what in ("questions", "figures", "exercises"):
        assert sum(getattr(work, what) for work in works) == getattr(core, what), what


def test_the_table_of_moments_names_what_is_there_and_fits_an_hour():
    """Wat moet en wat weg mag, bestaat en spreekt elkaar niet tegen; met alleen een beamer past elk lesuur."""
    for lesson in LESSONS:
        page = teacher_page.TeacherPage(lesson)
        steps = {f"stap {part.step}" for part in guide.parts_of(lesson) if part.step}
        steps |= {f"deel {part.topic.split('.')[0]}" for part in guide.parts_of(lesson) if part.topic[0].isdecimal()}
        must, droppable, moment = map(named_parts, (page.must, page.droppable, page.moment.partition(":")[0]))
        where = f"docent/lessen/{lesson.stem}.md"
        assert must and droppable and len(moment) == 1, f"{where}: noem bij alle drie een stap, en één bij het mooiste."
        unknown = (must | moment) - steps | droppable - steps - {f"opdracht {id}" for id in lesson.lesson.exercises}
        assert not unknown, f"{where} noemt wat deze les niet heeft: {sorted(unknown)}"
        assert not droppable & (must | moment) or "code" in page.droppable, lesson
        deck = slides.slides(lesson)
        hours = slides.plenary_hours(deck)
        assert len(hours) == len(lesson_hours(lesson)), "de dia's delen de les zoals het notebook"
        for hour in hours:
            assert hour.minutes + hour.talk <= slides.MOST_PLENARY_MINUTES, f"{lesson}: {hour}"
            assert hour.minutes <= plans.MOST_NOTEBOOK_MINUTES and hour.slides >= 20, f"{lesson}: {hour}"
        assert slides.plenary_time(deck) in deck[0].notes


def named_parts(text: str) -> set[str]:
    """`Stap 1, 2 en 6 en opdracht 1.3` als {stap 1, stap 2, stap 6, opdracht 1.3}."""
    found = re.findall(r"(stap|deel) ((?:\d(?:, | en )?)+)|(opdracht \d+\.\d)", text.lower())
    return {f"{kind} {n}" for kind, digits, _ in found for n in re.findall(r"\d", digits)} | {
        f[2] for f in found if f[2]
    }


def schedules() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """De roosters uit programma.md: (kop, rijen van tijd, minuten en tekst)."""
    parts = re.split(r"(?m)^## (.+)$", (guide.GUIDE / "programma.md").read_text("utf-8"))[1:]
    tables = zip(parts[::2], parts[1::2], strict=True)
    found = [(head, re.findall(r"(?m)^\| (\d+:\d\d) \| (\d*) ?\| (.+) \|$", body)) for head, body in tables]
    return [(head, rows) for head, rows in found if rows]


@pytest.mark.parametrize("head, rows", schedules(), ids=[head for head, _ in schedules()])
def test_a_schedule_adds_up(head, rows):
    clock = [60 * int(time.split(":")[0]) + int(time.split(":")[1]) for time, *_ in rows]
    minutes = [int(count) for _, count, _ in rows[:-1]]
    assert [later - earlier for earlier, later in pairwise(clock)] == minutes, head
    assert f"**{sum(minutes)} minuten**" in rows[-1][2]


def test_there_are_a_workshop_and_a_day():
    lengths = {head: sum(int(count or 0) for _, count, _ in rows) for head, rows in schedules()}
    assert lengths == {"Workshop van 90 minuten": 90, "Een dagdeel": 210, "Een dag": 420}


@pytest.mark.parametrize("head, rows", schedules(), ids=[head for head, _ in schedules()])
def test_every_block_fits_its_time(head, rows):
    """Een blok met stappen van een les duurt minstens de rustige minuten uit de tabel van de les."""
    checked, numbers = 0, {lesson.number: lesson for lesson in LESSONS}
    for time, count, text in rows:
        found = re.match(r"Les (\d\d): (helemaal|(?:stap|deel) [\d, entomie]+)\.", text)
        assert found or not text.startswith("Les "), f"{time}: schrijf 'Les 02: stap 1 en 2.' of 'Les 00: helemaal.'"
        if found:
            needed = minutes_needed(numbers[int(found[1])], found[2])
            assert int(count) >= needed, f"{head}, {time}: {text} duurt {needed} minuten."
            checked += 1
    assert checked >= 4


def minutes_needed(lesson, what: str) -> int:
    """De rustige minuten van deze stappen, zoals in de tabel die leerling en docent zien."""
    rows = [(part.row[0], part.row[3]) for part in guide.parts_of(lesson)]
    if what == "helemaal":
        return sum(calm for _, calm in rows)
    numbers = [int(number) for number in re.findall(r"\d+", what)]
    if "tot en met" in what:
        numbers = list(range(numbers[0], numbers[1] + 1))
    steps = {int(step): calm for step, calm in rows if step}
    if what.startswith("deel"):  # les 00 heeft genummerde delen in plaats van stappen
        steps = {int(part.topic.split(".")[0]): part.row[3] for part in guide.parts_of(lesson)[1:]}
    assert set(numbers) <= set(steps), f"{lesson} heeft geen {what}."
    return sum(steps[number] for number in numbers)


# --- wat de handleiding belooft ------------------------------------------------------------------------------------


def test_the_example_of_the_progress_file_is_real(tmp_path, monkeypatch):
    """De velden in inleveren.md zijn precies de velden die een les bewaart."""
    cards = []

    def show_card(*arguments):
        cards.append(arguments)
        return Mock()

    monkeypatch.setattr("course_utils.questions.lesson.show_card", show_card)
    monkeypatch.setattr("course_utils.questions.progress.random.randrange", lambda _: 417_203)
    module = importlib.import_module("course_utils.lessons.parameters.questions")
    path = tmp_path / "voortgang.json"
    lesson = Lesson(
        1, predictions=module.PREDICTIONS, exercises=module.EXERCISES, quiz=module.QUIZ, progress=Progress(path)
    )
    lesson.voorspel("1.1")
    cards[-1][2]("vast", {"keuze": 2, "zeker": 1})
    lesson.onthul("1.1", 13_002)
    for answer in (784 * 16, 1, 784 * 16 + 16):
        lesson.opdracht("1.1", answer)
    cards[-1][2]("hint", {})
    lesson.eindquiz()
    cards[-1][2]("1.quiz.1", {"1.quiz.1": 0})
    cards[-1][2]("1.quiz.1", {"1.quiz.1": 1})
    lesson.opdracht("1.2", 1)
    for button in ("hint", "hint", "oplossing"):
        cards[-1][2](button, {})
    lesson.opdracht("1.2", lesson.exercises["1.2"].reference())
    text = (guide.GUIDE / "inleveren.md").read_text("utf-8")
    assert json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1]) == json.loads(path.read_text("utf-8"))
    kinds = (PredictionRecord, ExerciseRecord, QuestionRecord)
    names = {field.name for kind in kinds for field in fields(kind)} | {"versie", "zaad"}
    assert names == set(re.findall(r"(?m)^\| `(\w+)` \|", text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    complaints = []
    for target in re.findall(r"\]\(([^)\s]+)", page.read_text("utf-8")):
        file, _, heading = target.partition("#")
        goal = page if not file else page.parent / file
        if re.match(r"[a-z]+:", target):
            continue
        if goal.resolve() in NOT_IN_ZIP and not goal.exists():
            continue
        if not goal.exists():
            complaints.append(f"{target} bestaat niet.")
        elif heading and heading not in anchors(goal):
            complaints.append(f"De kop van {target} bestaat niet.")
    no_complaints(complaints, f"Verbeter de links in {name_of(page)}.")


def anchors(page: Path) -> set[str]:
    """De ankers van de koppen, zoals een site ze maakt: kleine letters, streepjes, geen leestekens."""
    heads = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w-]", "", head.lower().replace(" ", "-")) for head in heads}


def test_a_pupil_finds_no_exam_and_no_answers_in_the_zip():
    git = shutil.which("git")
    if not git or not (REPOSITORY / ".git").exists():
        pytest.skip("Dit is geen kopie van git.")
    archive = [git, "archive", "--worktree-attributes", "--format=tar", "HEAD", "docent"]
    made = subprocess.run(archive, cwd=REPOSITORY, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(made)) as zipped:
        names = {Path(name).name for name in zipped.getnames()}
    assert "README.md" in names and not names & MADE_PAGES


def test_every_command_and_option_of_the_guide_exists():
    """Wat een docent intikt, staat zo in de cursus: het commando, en elke keuze."""
    code = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "course_utils").rglob("*.py"))
    code += "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "benchmarks").glob("*.py"))
    complaints = []
    for page in WRITTEN:
        typed = "\n".join(quoted(page))
        for option in set(re.findall(r"(?<![\w-])--[a-z-]+", typed)) - PIP_AND_WSL:
            if f'"{option}"' not in code:
                complaints.append(f"{name_of(page)}: {option}")
        for command in set(re.findall(r"-m course_utils (\w+)", typed)):
            if f'"{command}"' not in code:
                complaints.append(f"{name_of(page)}: course_utils {command}")
    no_complaints(complaints, "Deze commando's bestaan niet.")


PIP_AND_WSL = {"--install", "--version"}  # van andere programma's


def quoted(page: Path) -> list[str]:
    """Wat er als code staat: in een blok of tussen backticks."""
    found = re.findall(r"```\w*\n(.+?)```|`([^`\n]+)`", page.read_text("utf-8"), re.DOTALL)
    return [block or inline for block, inline in found]


def test_the_readme_points_to_the_guide():
    assert "](docent/README.md)" in (REPOSITORY / "README.md").read_text("utf-8")


def test_the_code_of_the_practical_assignment_works(tmp_path, monkeypatch):
    """De drie stukken code van route A, na elkaar, door iemand die niets tekent: dan is het de voorbeeld-3."""
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in re.findall(r"```python\n(.*?)```", (guide.GUIDE / "opdracht_i3.md").read_text("utf-8"), re.DOTALL):
        exec(block, names)
    assert names["netwerk"].accuracy(names["mijn"]["beelden"], names["mijn"]["labels"]) == 1


# --- goed Nederlands -----------------------------------------------------------------------------------------------


def written(page: Path) -> str:
    """Wat er met de hand geschreven is: zonder de gemaakte delen, en zonder titels en adressen van bronnen."""
    text = MADE_BLOCK.sub("", page.read_text("utf-8")).partition("\n## Bronnen\n")[0]
    cells = re.compile(r"(?m)^\|(.*)\|$")  # elke cel van een tabel is een alinea
    return cells.sub(lambda row: "\n\n".join(["", *row[1].split("|"), ""]), text)


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_the_guide_is_good_dutch(page):
    text = written(page)
    complaints = readability_complaints(text)
    for unit in units(text):
        complaints += word_complaints(unit) + number_complaints(unit)
    no_complaints(complaints, f"Verbeter {name_of(page)}.")


def test_the_spelling_of_the_guide_is_right():
    text = "\n".join(unit for page in WRITTEN for unit in units(written(page)))
    try:
        unknown = misspelled(text, Path(__file__).with_name("woordenlijst.txt"))
    except NoHunspell:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_HUNSPELL)
    no_complaints(unknown, "Verbeter deze woorden in docent/. Is er een goed, zet het dan in tests/woordenlijst.txt.")


def test_markdown_becomes_paper():
    html = to_html(
        "# Kop\n\n**Vet** en *schuin*, `a < b` en $w_1$.\n\n- een\n- [twee](ergens)\n\n___\n___\n\n```\nx = 1\n```"
    )
    lines = '<div class="lijnen"><div class="lijn"></div><div class="lijn"></div></div>'
    formula = '<math display="inline"><mrow><msub><mi>w</mi><mn>1</mn></msub></mrow></math>'
    assert f"<strong>Vet</strong> en <em>schuin</em>, <code>a &lt; b</code> en {formula}." in html
    assert lines in html and "<li>twee</li>" in html and "<pre>x = 1</pre>" in html
    with pytest.raises(ValueError, match="onzin"):
        to_html(r"$\onzin$")
