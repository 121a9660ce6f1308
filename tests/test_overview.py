"""Het overzicht van een klas: klopt wat er staat, en overleeft het wat een klas inlevert?"""

import asyncio
import json
import os
import re
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from accessibility import serious_violations
from school_class import NAMES, hand_in, school_class
from tornado.web import Application

from course_utils.app import start
from course_utils.kit.teacher_page import NOTEBOOKS
from course_utils.klas import overview, overview_outline, overview_service
from course_utils.klas.overview_counts import count, lesson_now
from course_utils.klas.overview_files import MOST_BYTES, ClassFiles, Pupil, sources
from course_utils.klas.overview_live import LivePage
from course_utils.klas.overview_outline import asked_in, outlines
from course_utils.questions.progress import VERSION, PredictionRecord

pytestmark = pytest.mark.xdist_group("browser")
WAIT = 180_000  # milliseconden


@pytest.fixture(scope="module")
def lessons():
    return outlines()


@pytest.fixture(scope="module")
def les01(lessons):
    return next(lesson for lesson in lessons if lesson.number == 1)


def read(*places: Path):
    return ClassFiles(lambda: sources(places)).read()


def names_in(*places: Path) -> list[str]:
    return [pupil.name for pupil in read(*places)[0]]


# --- bestanden -------------------------------------------------------------------------------------------------------

SEEN = {"voorspelling 1.1": {}}


def test_who_has_not_begun_counts_too(tmp_path):
    """`start` zet een leeg bestand neer."""
    (tmp_path / "Noor.json").write_text("{}\n")
    assert names_in(tmp_path) == ["Noor"]


def test_a_folder_of_a_pupil_counts_once_and_by_its_name(tmp_path):
    """Ook als hij er een map mijn_cursus in heeft, of de oude stand van een les ernaast."""
    hand_in(tmp_path / "Noor" / "voortgang.json", SEEN)
    hand_in(tmp_path / "Sem" / "mijn_cursus" / "voortgang.json", SEEN)
    hand_in(tmp_path / "Sem" / "mijn_cursus" / "voortgang_les_01_2026-11-21.json", SEEN)
    (tmp_path / "Sem" / "mijn_cursus" / ".uitgedeeld.json").write_text("{}")
    hand_in(tmp_path / "Sem" / "mijn_cursus" / ".jupyter" / "x.json", SEEN)
    assert names_in(tmp_path) == ["Noor", "Sem"]
    assert read(tmp_path)[1] == []


@pytest.mark.parametrize(
    "file, name",
    [
        ("Sanne de Vries.json", "Sanne de Vries"),
        ("voortgang_sanne.json", "sanne"),
        ("sanne-voortgang.json", "sanne"),
        ("Sanne voortgang (2).json", "Sanne"),
        ("leerling 12.json", "leerling 12"),
        ("12.txt", "12"),
        ("Sanne de Vries_1234567_assignsubmission_file_voortgang.json", "Sanne de Vries"),
        ("Sanne de Vries_1234567_assignsubmission_file/voortgang.json", "Sanne de Vries"),
        ("4H/Sanne/voortgang.json", "Sanne"),
        ("4H/voortgang.json", "4H"),
    ],
)
def test_a_file_is_called_after_the_pupil(tmp_path, file, name):
    hand_in(tmp_path / "in" / file, SEEN)
    assert names_in(tmp_path / "in") == [name]


def test_names_are_in_the_order_a_teacher_expects_and_never_the_same(tmp_path):
    for file in ("10.json", "2.json", "ada.json", "Bo.json", "a/Bo/voortgang.json", "b/Bo/voortgang.json"):
        hand_in(tmp_path / file, SEEN)
    assert names_in(tmp_path) == ["2", "10", "ada", "Bo", "Bo (2)", "Bo (3)"]


def test_single_files_and_a_zip_may_be_given(tmp_path):
    hand_in(tmp_path / "Noor.json", SEEN)
    with zipfile.ZipFile(tmp_path / "Sem.zip", "w") as archive:
        archive.writestr("Sem/mijn_cursus/voortgang.json", json.dumps({"versie": VERSION, **SEEN}))
        archive.writestr("Sem/mijn_cursus/01_parameters.ipynb", "{}")
    with zipfile.ZipFile(tmp_path / "klas.zip", "w") as archive:
        for name in ("Aya", "Bo"):
            archive.writestr(f"{name}/voortgang.json", json.dumps({"versie": VERSION, **SEEN}))
    assert names_in(tmp_path / "Noor.json", tmp_path / "Sem.zip") == ["Noor", "Sem"]
    assert names_in(tmp_path) == ["Aya", "Bo", "Noor", "Sem"]


WRONG = {
    "leeg.json": b"",
    "kapot.json": b'{"versie": 2, "opdr',
    "lijst.json": b"[1, 2]",
    "getal.json": b"7",
    "tekst.txt": b"Beste meneer, hierbij mijn werk.",
    "plaatje.json": b"\x89PNG\r\n\x1a\n\x00\xff",
    "diep.json": b"[" * 100_000,
    "getallen.json": b'{"versie": 2, "x": ' + b"9" * 5_000 + b"}",
    "pakket.json": b'{"name": "hoe-ai-rekent", "version": "1.0"}',
    "nieuw.json": b'{"versie": 99, "voorspelling 1.1": {"keuze": 1}}',
    "groot.json": b" " * (MOST_BYTES + 1),
    "kapot.zip": b"PK\x03\x04",
}


def test_what_is_no_progress_is_named_and_skipped(tmp_path):
    for name, raw in WRONG.items():
        (tmp_path / name).write_bytes(raw)
    os.mkfifo(tmp_path / "pijp.json")
    os.mkfifo(tmp_path / "pijp.zip")
    hand_in(tmp_path / "elders" / ".echt" / "Ada.json", SEEN)
    (tmp_path / "link.json").symlink_to(tmp_path / "elders" / ".echt" / "Ada.json")
    (tmp_path / "kring").symlink_to(tmp_path)
    with zipfile.ZipFile(tmp_path / "leeg.zip", "w") as archive:
        archive.writestr("huiswerk.docx", "x")
    hand_in(tmp_path / "Noor.json", SEEN)
    pupils, skipped = read(tmp_path)
    assert [pupil.name for pupil in pupils] == ["Noor"]
    why = {Path(file.name).name: file.why for file in skipped}
    assert set(why) == {*WRONG, "pijp.json", "pijp.zip", "link.json", "leeg.zip"}
    assert "nieuwere versie" in why["nieuw.json"] and "te groot" in why["groot.json"]
    assert "geen voortgang" in why["pakket.json"] and "beschadigd" in why["kapot.json"]
    assert "zipbestand" in why["leeg.zip"]


def test_a_file_of_the_first_edition_counts_and_is_named(tmp_path, les01):
    (tmp_path / "Oud.json").write_text('{"voorspelling 1.1": {"keuze": 2, "zeker": 2}, "vraag 1.quiz.1": {"keuze": 0}}')
    (pupil,), _ = read(tmp_path)
    assert "eerste uitgave" in pupil.note
    assert count(les01, [pupil]).votes[0].options[2].first == ["Oud"]


def test_nonsense_in_a_file_does_no_harm(tmp_path, les01):
    records = {
        "voorspelling 1.1": {"keuze": 99, "zeker": -4, "uitkomst": 50, "overleg": 77, "goed": "ja"},
        "voorspelling 1.2": {"keuze": 1, "zeker": 2, "uitkomst": True, "overleg": 9},
        "voorspelling 1.3": ["lijst"],
        "opdracht 1.1": {"pogingen": 10**300, "fouten": [0, 0, 10**20, -7, 1], "hints": 10**300, "goed": 1},
        "opdracht 1.2": {"fouten": "abc", "pogingen": -3},
        "opdracht 1.99": {"goed": True},
        "vraag 1.quiz.1": {"keuze": {}},
        "<script>": 1,
    }
    hand_in(tmp_path / "Gek.json", records)
    pupils, skipped = read(tmp_path)
    assert skipped == []
    counted = count(les01, pupils)
    assert counted.stuck[0].tries == 999 and counted.made[0].mistakes
    page = overview.render([les01], pupils, [])
    assert "&lt;script" not in page and "0" * 50 not in page


def test_a_file_that_did_not_change_is_not_read_again(tmp_path, monkeypatch):
    hand_in(tmp_path / "Noor.json", SEEN)
    files = ClassFiles(lambda: sources([tmp_path]))
    files.read()
    before = files.seen
    monkeypatch.setattr("course_utils.klas.overview_files.checked", lambda raw: pytest.fail("nog eens gelezen"))
    assert [pupil.name for pupil in files.read()[0]] == ["Noor"] and files.seen == before
    monkeypatch.undo()
    hand_in(tmp_path / "Noor.json", SEEN | {"voorspelling 1.2": {}})
    assert files.read()[0][0].saw("voorspelling 1.2") and files.seen != before


# --- tellen ----------------------------------------------------------------------------------------------------------


def small_class(folder: Path) -> Path:
    """Zes leerlingen in les 01, met de hand uitgeteld. Bij voorspelling 1.1 klopt C."""
    hand_in(
        folder / "Aya.json",
        {
            "voorspelling 1.1": {"keuze": 2, "zeker": 2, "uitkomst": 2, "goed": True, "overleg": 2},
            "opdracht 1.1": {"goed": True, "pogingen": 1, "zelf": True},
            "vraag 1.quiz.1": {"keuze": 1, "eerste": 1, "goed": True},
        },
    )
    hand_in(
        folder / "Bo.json",
        {
            "voorspelling 1.1": {"keuze": 0, "zeker": 2, "uitkomst": 2, "goed": False, "overleg": 2},
            "opdracht 1.1": {"goed": False, "pogingen": 5, "fouten": [0, -1, 0, 1, 0], "hints": 3},
        },
    )
    hand_in(
        folder / "Cas.json",
        {
            "voorspelling 1.1": {"keuze": 0, "zeker": 2, "uitkomst": 2, "goed": False},
            "opdracht 1.1": {"goed": True, "pogingen": 3, "fouten": [0, 2], "hints": 3, "oplossing": True},
        },
    )
    hand_in(
        folder / "Dees.json",
        {
            "voorspelling 1.1": {"keuze": 1, "zeker": 0, "uitkomst": 2, "goed": False},
            "opdracht 1.1": {"goed": False, "pogingen": 7, "fouten": [-1] * 7},
        },
    )
    hand_in(
        folder / "Eef.json",
        {"voorspelling 1.1": {"keuze": 2, "zeker": 0, "goed": True, "uitkomst": 2, "achteraf": True}},
    )
    hand_in(folder / "Fien.json", {"voorspelling 1.1": {"keuze": 3, "zeker": 2}, "opdracht 1.1": {}})
    return folder


@pytest.fixture
def counted(tmp_path, les01):
    return count(les01, read(small_class(tmp_path))[0])


def test_who_is_stuck_stands_on_top_with_the_last_known_mistake(counted, les01):
    assert [(one.name, one.id, one.tries) for one in counted.stuck] == [("Dees", "1.1", 7), ("Bo", "1.1", 5)]
    assert [one.last for one in counted.stuck] == ["", les01.mistakes["1.1"][0].said]
    assert counted.stuck[1].ask == les01.mistakes["1.1"][0].ask and counted.stuck[0].ask == les01.ask["1.1"]
    assert [name for name, _ in counted.rows] == ["Dees", "Bo", "Aya", "Cas", "Eef", "Fien"]


def test_every_dot_says_how_far_a_pupil_is(counted, les01):
    columns = [item.id for item in les01.items]
    dots = {name: dict(zip(columns, row, strict=True)) for name, row in counted.rows}
    looks = {name: (row["1.1"] and row["1.1"].look) for name, row in dots.items()}
    prediction = {name: row[0].look for name, row in counted.rows}
    assert prediction == {
        "Aya": "goed",
        "Bo": "zeker-fout",
        "Cas": "zeker-fout",
        "Dees": "fout",
        "Eef": "goed",
        "Fien": "voorspeld",
    }
    exercise = next(place for place, item in enumerate(les01.items) if item.name == "Opdracht 1.1")
    looks = {name: row[exercise] and row[exercise].look for name, row in counted.rows}
    assert looks == {"Aya": "goed", "Bo": "vast", "Cas": "na-oplossing", "Dees": "vast", "Eef": None, "Fien": "gezien"}
    assert dots["Aya"]["eindquiz"].says.startswith("1 van")


def test_votes_keep_the_first_and_put_the_second_beside_it(counted):
    vote = counted.votes[0]
    assert [option.letter for option in vote.options] == list("ABCD")
    assert [len(option.first) for option in vote.options] == [2, 1, 1, 1], "wie na de meting koos, telt niet mee"
    assert [len(option.second) for option in vote.options] == [0, 0, 2, 0]
    assert vote.sure_and_wrong == ["Bo", "Cas", "Fien"], "ook wie nog moet meten: elke computer meet hier hetzelfde"
    assert (vote.votes, vote.late, vote.percent(), vote.percent(second=True)) == (5, 1, 20, 100)
    assert vote.right.letter == "C" and "Leg eerst uit" in vote.advice


def test_mistakes_stand_in_order_of_how_many_pupils_made_them(counted, les01):
    made = counted.made[0]
    known = les01.mistakes["1.1"]
    assert made.mistakes == [(known[0], ["Bo", "Cas"]), (known[1], ["Bo"]), (known[2], ["Cas"])]
    assert made.other == ["Bo", "Dees"] and made.stuck == ["Bo", "Dees"]
    assert (made.alone, made.after_solution) == (["Aya"], ["Cas"])
    assert known[0].answer == "`12544`" and known[0].ask == "Wat doet elk neuron nog, behalve vermenigvuldigen?"


def test_the_three_to_discuss_have_a_reason_and_a_question(counted):
    assert [point.title for point in counted.points] == ["Voorspelling 1.1", "Opdracht 1.1"]
    prediction, exercise = counted.points
    assert prediction.why == "Zeker, en toch fout: 3 van de 5. De vaakste foute keuze: A, Een stuk of 50."
    assert exercise.why.startswith("Dezelfde fout (`12544`): 2 van de 4.") and exercise.ask.endswith("?")


def test_what_depends_on_the_computer_waits_for_a_measurement(lessons):
    """Zegt de meting in de klas iets anders dan het bewaarde notebook, dan geldt de klas."""
    lesson = next(one for one in lessons if any(depends for _, depends in one.expected.values()))
    id = next(id for id, (_, depends) in lesson.expected.items() if depends)
    expected = lesson.expected[id][0]
    other = (expected + 1) % len(lesson.predictions[id].choices)

    def vote(**more):
        pupil = Pupil("Noor", {f"voorspelling {id}": PredictionRecord(keuze=other, zeker=2, **more)})
        counted = count(lesson, [pupil])
        return next(vote for vote in counted.votes if vote.prediction.id == id), counted.points

    unmeasured, points = vote()
    assert unmeasured.sure_and_wrong == [] and points == []
    measured, _ = vote(uitkomst=other, goed=True)
    assert measured.right is measured.options[other] and measured.sure_and_wrong == []


def test_a_prediction_without_a_stored_outcome_is_a_sentence(les01, tmp_path):
    """Wie de uitvoer van een notebook wiste, krijgt toch zijn overzicht; wat de klas zelf meet, telt."""
    lesson = replace(les01, expected=les01.expected | {"1.1": (None, True)})
    hand_in(tmp_path / "Noor.json", {"voorspelling 1.1": {"keuze": 0, "zeker": 2}})
    pupils, _ = read(tmp_path)
    counted = count(lesson, pupils)
    assert counted.votes[0].right is None and counted.points == [] and counted.votes[0].sure_and_wrong == []
    page = overview.render([lesson], pupils, [])
    assert "1 van de 1 stemden." in page and "staat niet in het notebook" in page and "nog niet gemeten" in page
    hand_in(tmp_path / "Sem.json", {"voorspelling 1.1": {"keuze": 2, "zeker": 0, "uitkomst": 2, "goed": True}})
    assert count(lesson, read(tmp_path)[0]).votes[0].right.letter == "C"


def test_a_new_lesson_does_not_stop_the_overview(tmp_path, monkeypatch):
    """Zonder bewaarde uitvoer en zonder bladzijde in de handleiding telt een les ook mee."""
    notebook = nbformat.read(next(path for path in NOTEBOOKS if path.stem.startswith("01")), 4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nbformat.write(notebook, tmp_path / "01_parameters.ipynb")
    monkeypatch.setattr(overview_outline, "NOTEBOOKS", [tmp_path / "01_parameters.ipynb"])
    monkeypatch.setattr(overview_outline, "page_of", lambda path: tmp_path / "geen.md")
    (lesson,) = outlines()
    assert lesson.expected["1.1"] == (None, True) and lesson.ask == {}


def test_the_page_opens_at_the_lesson_the_class_is_in(lessons, tmp_path):
    school_class(tmp_path, 8, lessons[:3])
    hand_in(tmp_path / "Snel" / "voortgang.json", {"voorspelling 5.1": {"keuze": 0, "zeker": 0}})
    pupils, _ = read(tmp_path)
    assert lesson_now([count(lesson, pupils) for lesson in lessons]) == 2
    assert lesson_now([count(lesson, []) for lesson in lessons]) == 1
    four = [Pupil(name, {"voorspelling 1.1": PredictionRecord()}) for name in "abcd"]
    four[3].records["voorspelling 5.1"] = PredictionRecord()
    assert lesson_now([count(lesson, four) for lesson in lessons]) == 5, "één op de vier is een kwart"


def test_every_question_of_a_lesson_has_a_column_once(lessons):
    for lesson in lessons:
        keys = [key for item in lesson.items for key in item.keys]
        assert len(keys) == len(set(keys))
        assert {f"voorspelling {id}" for id in lesson.predictions} <= set(keys)
        assert {f"opdracht {id}" for id in lesson.exercises} <= set(keys)


def test_every_exercise_has_a_question_to_ask(lessons):
    """Voor wie vastloopt staat er op de bladzijde van de les een vraag die bij elke fout past."""
    without = [id for lesson in lessons for id in lesson.exercises if id not in lesson.ask]
    assert without == [], "Zet een regel `Loopt vast bij opdracht ...` op de bladzijde van de les in docent/lessen."


def test_the_questions_to_ask_come_from_the_guide():
    page = (
        '| je hoort | b | c |\n|---|---|---|\n| "12.544" bij opdracht 1.1 | Biases. | Wat nog? |\n| "Zo." | x | y |\n'
    )
    assert asked_in(page) == {"1.1": [("12544", "Wat nog?")]}


def test_only_what_stands_between_backticks_becomes_code():
    assert overview.with_code("a < b & `c < d`") == "a &lt; b &amp; <code>c &lt; d</code>"


# --- de pagina -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 28, 200])
def test_a_page_for_every_size_of_class(lessons, tmp_path, size):
    """Alles staat erin, er komt niets van elders, en het past in een gewone pagina."""
    school_class(tmp_path / "4H", size, lessons[:4])
    pupils, skipped = read(tmp_path)
    page = overview.render(lessons, pupils, skipped)
    assert len(pupils) == size and f"<strong>{size}</strong> leerling" in page
    assert len(page) < 300_000 + 25_000 * size
    assert page.count('class="les') == len(lessons) and "Bespreek deze drie" in page
    assert not re.search(r'(?:src|href|action)="(?!#)|@import|url\(|style="|\son\w+=', page)


def test_the_command_writes_one_page_and_names_what_does_not_count(tmp_path, capsys, monkeypatch):
    school_class(tmp_path, 2, outlines()[:2])
    (tmp_path / "kapot.json").write_text("{")
    monkeypatch.setattr(overview, "outlines", lambda: [])
    assert overview.main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "kapot.json. Dit bestand is beschadigd" in said and "2 leerlingen" in said
    assert (tmp_path / "overzicht.html").as_uri() in said and (tmp_path / "overzicht.html").exists()
    (tmp_path / "leeg").mkdir()
    with pytest.raises(SystemExit, match="geen enkele voortgang"):
        overview.main([str(tmp_path / "leeg")])


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SystemExit, match=r"bestaat niet. Geef de map"):
        start.main(["overzicht", str(tmp_path / "weg")])


ODD = "<img src=x onerror=window.kapot=1> \u202e&amp;"


@pytest.fixture(scope="module")
def offline(browser, lessons, tmp_path_factory):
    """Een klas van 28 op een pagina zonder net: de map, en een browservenster per keer."""
    folder = tmp_path_factory.mktemp("klas")
    school_class(folder, 28, lessons[:2])
    hand_in(folder / f"{ODD}.json", {"voorspelling 1.1": {"keuze": 0, "zeker": 2, "uitkomst": 2, "goed": False}})
    (folder / "kapot.json").write_text("{")
    pupils, skipped = read(folder)
    path = folder / "overzicht.html"
    path.write_text(overview.render(lessons, pupils, skipped), "utf-8")
    context = browser.new_context(locale="nl-NL", offline=True, viewport={"width": 1366, "height": 768})
    context.set_default_timeout(WAIT)
    yield context, path.as_uri()
    context.close()


def opened(offline, place=""):
    context, address = offline
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda line: seen.append(line.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(address + place)
    assert [text for text in seen if text.split("#")[0] != address] == [], "niets van elders, en geen fouten"
    return page


def test_the_teacher_sees_one_lesson_and_can_go_to_another_with_the_keyboard(offline):
    page = opened(offline)
    assert page.locator(".les:visible").count() == 1
    assert page.get_by_role("heading", name="Les 01. Parameters").is_visible()
    page.get_by_role("link", name="00 Welkom").press("Enter")
    page.get_by_role("heading", name="Les 00. Welkom").wait_for()
    assert page.locator(".les:visible").count() == 1
    assert page.locator("nav [aria-current]").inner_text().startswith("00")
    page.go_back()
    page.get_by_role("heading", name="Les 01. Parameters").wait_for()
    page.get_by_role("link", name="2 bestanden").or_(page.get_by_role("link", name="1 bestand telt")).click()
    assert page.get_by_text("kapot.json").is_visible() and page.locator(".les:visible").count() == 1
    page.close()


def test_names_are_text_and_never_a_page(offline):
    page = opened(offline)
    assert page.evaluate("window.kapot") is None and page.locator("main img").count() == 0
    assert page.get_by_role("rowheader", name="<img src=x onerror=window.kapot=1> &amp;", exact=True).count() == 1
    page.close()


def test_the_projector_has_no_names_and_hides_the_outcome_until_pressed(offline):
    page = opened(offline, "#scherm-1.1")
    assert page.title() == "Voorspelling 1.1"
    text = page.locator("body").inner_text() + page.content().partition("<body")[2]
    assert not [name for name in NAMES if re.search(rf"\b{name}\b", text)] and "kapot" not in text
    assert page.get_by_text("Ongeveer 13.000").is_visible() and page.get_by_text("29 van de 29 stemden").is_visible()
    assert page.locator("[data-outcome]:visible, [data-votes]:visible").count() == 0
    votes = page.get_by_role("button", name="Toon de stemmen")
    votes.press("Enter")
    assert votes.get_attribute("aria-pressed") == "true"
    assert page.locator("[data-votes]:visible").count() >= 4 and page.locator("[data-outcome]:visible").count() == 0
    page.get_by_role("button", name="Toon wat er bleek").press(" ")
    assert page.get_by_text("✓ bleek").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "alles past op de beamer"
    votes.press("Enter")
    assert page.locator("[data-votes]:visible").count() == 0
    page.close()


def test_before_the_script_runs_the_projector_already_hides_the_names(browser, offline):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(offline[1] + "#scherm-1.1")
    assert not page.locator("main").is_visible() and page.locator(".scherm:target").is_visible()
    context.close()


def test_everyone_can_read_it(browser, offline):
    """axe-core over de pagina en de beamer, op een breed scherm en op een telefoon."""
    context = browser.new_context(offline=True, bypass_csp=True, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(offline[1])
    assert serious_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert serious_violations(page, contrast=False) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "past op een telefoon"
    for screen in ("#scherm-1.1", "#scherm-1.3"):
        page.goto("about:blank")
        page.goto(offline[1] + screen)
        for name in ("Toon de stemmen", "Toon wat er bleek"):
            page.get_by_role("button", name=name).click()
        assert serious_violations(page) == []
    context.close()


# --- live ------------------------------------------------------------------------------------------------------------


def test_live_only_the_progress_of_an_account_counts(tmp_path, les01):
    """Een leerling kan er geen leerlingen bij verzinnen, hoe hij zijn map ook vult."""
    hand_in(tmp_path / "noor" / "mijn_cursus" / "voortgang.json", SEEN)
    hand_in(tmp_path / "noor" / "spook.json", SEEN)
    hand_in(tmp_path / "noor" / "mijn_cursus" / "spook" / "voortgang.json", SEEN)
    (tmp_path / "sem" / "mijn_cursus").mkdir(parents=True)
    os.mkfifo(tmp_path / "sem" / "mijn_cursus" / "voortgang.json")
    (tmp_path / "nieuw").mkdir()
    page = LivePage(tmp_path, [les01])
    page.look()
    assert "<strong>1</strong> leerling" in page.html and "spook" not in page.html
    assert "Dit is geen gewoon bestand." in page.html
    before = page.version
    page.look()
    assert page.version == before
    hand_in(tmp_path / "nieuw" / "mijn_cursus" / "voortgang.json", SEEN)
    page.look()
    assert page.version != before and "<strong>2</strong> leerlingen" in page.html


class _Served:
    """De live pagina op een eigen poort, zonder de hub: wie erbij mag, toetst test_klas."""

    def __init__(self, page) -> None:
        self.tokens = set()  # wat het script als bewijs meegaf
        served = self

        class Handler(overview_service.OverviewHandler):
            xsrf_token = 'a"b'

            def get_current_user(self):
                if self.get_query_argument("sinds", ""):
                    served.tokens.add(self.request.headers.get("X-XSRFToken"))
                return {"name": "docent"}

        async def given():
            return page

        async def serve():
            self.loop = asyncio.get_running_loop()
            page_task = asyncio.create_task(given())
            self.server = Application([("/", Handler, {"page": page_task})]).listen(0, "127.0.0.1")
            self.address = f"http://127.0.0.1:{next(iter(self.server._sockets.values())).getsockname()[1]}/"
            ready.set()
            await asyncio.Event().wait()

        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
        assert ready.wait(60)

    def stop(self) -> None:
        """Val weg zoals een server die omvalt: ook wie al verbonden is, krijgt geen antwoord meer."""

        async def fall():
            self.server.stop()
            await self.server.close_all_connections()

        asyncio.run_coroutine_threadsafe(fall(), self.loop).result(60)


def test_live_the_page_follows_the_class(browser, lessons, tmp_path):
    """Stemmen komen binnen op beide vensters; wat de docent openzette of aanwees, blijft zo; valt de server weg, dan
    staat dat er."""
    first = tmp_path / "noor" / "mijn_cursus" / "voortgang.json"
    vote = {"keuze": 0, "zeker": 2, "uitkomst": 2, "goed": False}
    hand_in(first, {"voorspelling 1.1": vote})
    page = LivePage(tmp_path, lessons)
    server = _Served(page)
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(WAIT)
    teacher, screen, seen = context.new_page(), context.new_page(), []
    for tab in (teacher, screen):
        tab.on("pageerror", lambda error: seen.append(str(error)))
        tab.on("console", lambda line: seen.append(line.text))
    teacher.goto(server.address)
    screen.goto(f"{server.address}#scherm-1.1")
    teacher.get_by_text("Live, bijgewerkt om").wait_for()
    screen.get_by_role("button", name="Toon wat er bleek").click()
    focused = teacher.get_by_role("link", name="voorspelling 1.1, in een nieuw venster zonder namen")
    focused.focus()
    for number in range(2, 30):
        hand_in(tmp_path / f"leerling{number}" / "mijn_cursus" / "voortgang.json", {"voorspelling 1.1": vote})
    teacher.get_by_text("Zeker, en toch fout: 29.").wait_for()
    screen.get_by_text("29 van de 29 stemden").wait_for()
    assert screen.get_by_text("✓ bleek").is_visible() and "leerling2" not in screen.content()
    assert focused.evaluate("link => link === document.activeElement")
    many = teacher.locator("[id='stem-1.1'] summary")
    many.press("Enter")
    hand_in(first, {"voorspelling 1.1": vote | {"keuze": 1}, "opdracht 1.1": {"pogingen": 6}})
    teacher.get_by_text("6 pogingen").first.wait_for()
    assert teacher.locator("[id='stem-1.1'] details").get_attribute("open") is not None
    assert many.evaluate("summary => summary === document.activeElement")
    assert seen == [] and server.tokens == {'a"b'}, "zonder dat token weigert de hub een vraag van een script"
    server.stop()
    teacher.get_by_text("Geen verbinding met de klas-server").wait_for()
    context.close()
