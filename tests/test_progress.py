"""Het voortgangsbestand: niets raakt kwijt, en wat de student leest is waar."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from lessons_exercises import LESSONS

import course_utils.questions.progress as progress_module
from course_utils.app.copies import copy_lessons, set_progress_aside
from course_utils.questions.progress import (
    VERSION,
    ExerciseRecord,
    PredictionRecord,
    Progress,
    QuestionRecord,
    lesson_of,
    read_record,
    take_in,
)

REPOSITORY = Path(__file__).parents[1]


def solve(progress, id="1.1"):
    return progress.record(ExerciseRecord, id, goed=True)


def solved(path):
    """Welke opdrachten volgens een verse kernel goed zijn."""
    content = Progress(path).all()
    return {key.split()[-1] for key, item in content.items() if isinstance(item, dict) and item.get("goed")}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "voortgang.json"


def write(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")


def test_what_is_recorded_is_there_the_next_day(path):
    Progress(path).record(PredictionRecord, "1.1", keuze=2, zeker=1)
    Progress(path).record(ExerciseRecord, "1.1", fouten=[3, -1], pogingen=2)
    assert Progress(path).get(PredictionRecord, "1.1") == PredictionRecord(keuze=2, zeker=1)
    assert Progress(path).get(ExerciseRecord, "1.1") == ExerciseRecord(fouten=(3, -1), pogingen=2)
    assert Progress(path).get(QuestionRecord, "1.quiz.1") == QuestionRecord()
    assert json.loads(path.read_text("utf-8"))["versie"] == VERSION


def test_a_file_of_the_first_edition_reads_on(path):
    write(path, {
        "voorspelling 1.1": {"keuze": 2, "zeker": 1, "goed": True},
        "opdracht 1.1": {"goed": True, "pogingen": 3, "hints": 1},
        "vraag 1.quiz.1": {"keuze": 1, "eerste": 0, "goed": False},
        "vraag 7.quiz.5": {"keuze": 1, "eerste": 1, "goed": True},
        "vraag 1.quiz.2": {"keuze": [1], "eerste": 99},
    })  # fmt: skip
    progress = Progress(path)
    assert progress.get(PredictionRecord, "1.1") == PredictionRecord(keuze=2, zeker=1, goed=True)
    assert progress.get(ExerciseRecord, "1.1") == ExerciseRecord(goed=True, pogingen=3, hints=1)
    letters = json.loads(Path(progress_module.__file__).with_name("first_edition.json").read_text("utf-8"))
    moved = [int(place) for place in letters["1.quiz.1"]]
    assert progress.get(QuestionRecord, "1.quiz.1") == QuestionRecord(keuze=moved[1], eerste=moved[0], goed=False)
    assert progress.get(QuestionRecord, "7.quiz.5") == QuestionRecord(goed=True), "die vraag is er niet meer"
    assert progress.get(QuestionRecord, "1.quiz.2") == QuestionRecord()


def test_a_choice_of_the_first_edition_keeps_its_text():
    """Keuzes zoals ze in de eerste editie op volgorde stonden, met hun letter van nu."""
    letters = json.loads(Path(progress_module.__file__).with_name("first_edition.json").read_text("utf-8"))
    questions = {
        question.id: question
        for notebook in LESSONS
        for question in (*notebook.lesson.recap, *notebook.lesson.pause, *notebook.lesson.quiz)
    }
    for id, places in letters.items():
        assert sorted(map(int, places)) == list(range(len(questions[id].choices))), id
    then = {
        "5.terug.1": ["160", "170", "176"],
        "6.quiz.3": ["100 biljoen FLOP/s", "10 biljoen FLOP/s", "1 biljoen FLOP/s"],
    }
    for id, texts in then.items():
        assert [questions[id].choices[int(place)].text for place in letters[id]] == texts


def test_what_this_version_does_not_know_stays(path):
    newer = {
        "versie": VERSION + 1,
        "thema": "donker",
        "lijst": [1, {"a": None}],
        "opdracht 1.1": {"goed": False, "pogingen": 1, "tijdstip": 3.5, "uitleg": "mijn eigen woorden"},
        "opdracht 2.1": ["een", "andere", "vorm"],
        "tekening 2.1": {"inkt": "…"},
    }
    write(path, newer)
    progress = Progress(path)
    solve(progress, "1.1")
    solve(progress, "2.1")
    newer["opdracht 1.1"]["goed"] = True
    assert json.loads(path.read_text("utf-8")) == newer
    assert "andere versie" in progress.warning
    assert [name.name for name in path.parent.glob("*beschadigd*")] == []


@pytest.mark.parametrize(
    "item",
    [3, None, "tekst", [], {"goed": "ja"}, {"goed": 1}, {"pogingen": -3}, {"hints": 1.0}, {"fouten": [1, "a"]},
     {"fouten": 3}, {"pogingen": True}, {"fouten": [True]}],
    ids=repr,
)  # fmt: skip
def test_a_field_that_cannot_be_right_counts_as_empty(item):
    assert read_record(ExerciseRecord, item) == ExerciseRecord()


def test_no_field_holds_text():
    """Geen namen en geen tijden: er is alleen plaats voor aantallen en ja of nee."""
    for kind in (PredictionRecord, ExerciseRecord, QuestionRecord):
        for field in fields(kind):
            assert field.type in (int, bool, int | None, bool | None, tuple[int, ...]), field


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_saved_by_another_editor_is_read(path, encoding):
    path.write_text('{"opdracht 1.1": {"goed": true}}', encoding=encoding)
    assert solved(path) == {"1.1"}
    solve(Progress(path), "1.2")
    assert solved(path) == {"1.1", "1.2"}


# --- beschadigd ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"{kapot", b"[]", b"\xff\x00", b"", b"[" * 100_000, b'"tekst"', b"9" * 5000])
def test_a_damaged_file_is_set_aside_whole(path, content):
    path.write_bytes(content)
    progress = Progress(path)
    assert progress.all() == {}
    assert "voortgang-beschadigd.json" in progress.warning
    solve(progress)
    assert path.with_name("voortgang-beschadigd.json").read_bytes() == content
    assert solved(path) == {"1.1"} and "beschadigd" in progress.warning


def test_damaged_files_are_numbered_and_never_overwritten(path):
    for number in range(3):
        path.write_text(f"kapot {number}")
        Progress(path).all()
    names = ["voortgang-beschadigd.json", "voortgang-beschadigd-2.json", "voortgang-beschadigd-3.json"]
    assert [path.with_name(name).read_text() for name in names] == ["kapot 0", "kapot 1", "kapot 2"]


def test_what_was_known_stays_when_the_file_gets_damaged(path):
    progress = Progress(path)
    solve(progress)
    path.write_text("{kapot")
    assert progress.get(ExerciseRecord, "1.1").goed and progress.get(ExerciseRecord, "1.1").goed
    assert solved(path) == {"1.1"}


def test_an_absurdly_large_file_is_not_read(path, monkeypatch):
    monkeypatch.setattr(progress_module, "MOST_BYTES", 1_000)
    write(path, {"x": "y" * 2_000})
    progress = Progress(path)
    assert progress.all() == {} and "voortgang-beschadigd.json" in progress.warning


def test_characters_that_cannot_be_written_do_not_stop_it(path):
    path.write_text('{"\\ud800": {"goed": true}, "opdracht 1.1": {"x": "\\udfff"}}')
    solve(progress := Progress(path))
    assert progress.warning == "" and "1.1" in solved(path)
    assert "\ud800" in Progress(path).all()


def test_throwing_the_file_away_starts_afresh(path):
    progress = Progress(path)
    solve(progress)
    path.unlink()
    assert progress.all() == {}


# --- twee notebooks -----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from course_utils.questions.progress import ExerciseRecord, Progress
progress = Progress(Path(sys.argv[1]))
for number in range(300):
    progress.record(ExerciseRecord, "0.1", lambda old: {"pogingen": old.pogingen + 1})
    if number % 10 == 0:
        progress.record(ExerciseRecord, f"{sys.argv[2]}.{number}", goed=True)
print(progress.warning)
"""


def test_two_notebooks_at_once_lose_nothing(path):
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("1", "2")]
    assert [writer.communicate()[0].strip() for writer in writers] == ["", ""]
    assert Progress(path).get(ExerciseRecord, "0.1").pogingen == 600
    assert len(solved(path)) == 60


def test_another_notebook_sees_it_at_once(path):
    one, other = Progress(path), Progress(path)
    for number in range(20):
        writer, reader = (one, other) if number % 2 else (other, one)
        writer.record(ExerciseRecord, "1.1", pogingen=number + 10)
        assert reader.get(ExerciseRecord, "1.1").pogingen == number + 10


def test_it_works_where_locks_do_not_exist(path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "geen sloten")

    monkeypatch.setattr("msvcrt.locking" if os.name == "nt" else "fcntl.flock", refuse)
    solve(Progress(path))
    assert solved(path) == {"1.1"}


def test_a_lock_that_is_never_released_does_not_hang_the_lesson(path, monkeypatch):
    def busy(*_):
        raise BlockingIOError

    monkeypatch.setattr("msvcrt.locking" if os.name == "nt" else "fcntl.flock", busy)
    monkeypatch.setattr("course_utils.files.alone.__wrapped__.__defaults__", (0.05,))
    solve(Progress(path))
    assert solved(path) == {"1.1"}


def test_a_large_file_is_read_once(path, monkeypatch):
    """Een les vraagt tientallen keren naar de voortgang."""
    write(path, {"versie": VERSION, "groot": "x" * 1_000_000})
    os.utime(path, (1, 1))
    reads = []
    parse = json.loads
    monkeypatch.setattr(progress_module.json, "loads", lambda text: reads.append(text) or parse(text))
    progress = Progress(path)
    for _ in range(50):
        progress.get(ExerciseRecord, "1.1")
    assert len(reads) == 1


def test_two_changes_in_one_tick_of_the_clock_are_both_seen(path, monkeypatch):
    """Hetzelfde tijdstip en even groot, en toch anders: kort na een wijziging zegt het tijdstip nog niets."""
    write(path, {"versie": VERSION, "opdracht 1.1": {"pogingen": 1}})
    written = path.stat().st_mtime_ns
    monkeypatch.setattr(progress_module.time, "time_ns", lambda: written + 50_000_000)
    progress = Progress(path)
    assert progress.get(ExerciseRecord, "1.1").pogingen == 1
    write(path, {"versie": VERSION, "opdracht 1.1": {"pogingen": 2}})
    os.utime(path, ns=(written, written))
    assert progress.get(ExerciseRecord, "1.1").pogingen == 2


# --- een schijf die niet meewerkt ---------------------------------------------------------------------------------


def refuse_writing(monkeypatch, number):
    def refuse(*_):
        raise OSError(number, "nee")

    monkeypatch.setattr("pathlib.Path.write_bytes", refuse)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "schijf is vol"),
        (getattr(errno, "EDQUOT", 122), "geen ruimte meer over"),
        (errno.EROFS, "niet te beschrijven"),
        (errno.EACCES, "niet te beschrijven"),
    ],
)
def test_saving_resumes_by_itself_and_the_sentence_is_true(path, monkeypatch, number, words):
    progress = Progress(path)
    solve(progress, "1.1")
    with monkeypatch.context() as full:
        refuse_writing(full, number)
        solve(progress, "1.2")
        solve(progress, "1.3")
        assert words in progress.warning
        assert progress.get(ExerciseRecord, "1.2").goed, "deze sessie werkt door"
        assert solved(path) == {"1.1"}
    solve(progress, "1.4")
    assert solved(path) == {"1.1", "1.2", "1.3", "1.4"} and progress.warning == ""


@pytest.mark.skipif(sys.platform != "linux", reason="alleen Linux geeft hier een schijf die vol is")
def test_a_really_full_disk(tmp_path):
    disk = tmp_path / "schijf"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("deze gebruiker mag geen schijf maken")
    try:
        progress = Progress(disk / "voortgang.json")
        solve(progress, "1.1")
        ballast = disk / "vol"
        with pytest.raises(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        solve(progress, "1.2")
        assert "schijf is vol" in progress.warning
        assert {file.name for file in disk.iterdir()} == {"voortgang.json", ".voortgang.json.slot", "vol"}
        ballast.unlink()
        solve(progress, "1.3")
        assert solved(disk / "voortgang.json") == {"1.1", "1.2", "1.3"} and progress.warning == ""
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_an_interrupted_kernel_left_behind_is_removed(path):
    left = [path.with_name(name) for name in ("voortgang.77.tmp", ".voortgang.json.77.deel")]
    for file in left:
        file.write_text("half")
    solve(Progress(path))
    assert not any(file.exists() for file in left)


def test_there_is_never_half_a_file(path, monkeypatch):
    """Wie de stekker eruit trekt tijdens het schrijven, houdt het vorige bestand."""
    progress = Progress(path)
    solve(progress, "1.1")

    def power_cut(source, target):
        raise SystemExit

    monkeypatch.setattr("course_utils.questions.progress.os.replace", power_cut)
    with pytest.raises(SystemExit):
        solve(progress, "1.2")
    assert solved(path) == {"1.1"}


def test_a_file_that_is_busy_for_a_moment_is_tried_again(path, monkeypatch):
    """Op Windows kan een ander notebook het bestand net open hebben: dat is geen reden om niets te bewaren."""
    progress, replace, refused = Progress(path), os.replace, []

    def busy(source, target):
        if len(refused) < 2:
            refused.append(target)
            raise PermissionError
        replace(source, target)

    monkeypatch.setattr("course_utils.questions.progress.os.replace", busy)
    solve(progress)
    assert len(refused) == 2 and progress.warning == "" and solved(path) == {"1.1"}


def test_a_file_that_cannot_be_read_is_left_alone(path, monkeypatch):
    """Onleesbaar is niet hetzelfde als beschadigd: er gaat niets opzij, en er wordt niets overschreven."""
    solve(Progress(path), "1.1")
    progress = Progress(path)

    def refuse(*_, **__):
        raise PermissionError

    with monkeypatch.context() as locked:
        locked.setattr("pathlib.Path.read_bytes", refuse)
        solve(progress, "1.2")
        assert "niet te lezen" in progress.warning and progress.get(ExerciseRecord, "1.2").goed
    assert solved(path) == {"1.1"}
    solve(progress, "1.3")
    assert solved(path) == {"1.1", "1.2", "1.3"}, "kan het weer, dan gaat alles alsnog mee"


def test_a_symlink_stays_a_symlink(tmp_path, path):
    real = tmp_path / "elders" / "mijn.json"
    real.parent.mkdir()
    real.write_text("{}")
    try:
        path.symlink_to(real)
    except OSError:
        pytest.skip("deze gebruiker mag geen snelkoppeling maken")
    solve(Progress(path))
    assert path.is_symlink() and solved(real) == {"1.1"}


def test_a_read_only_file_is_respected(path):
    solve(Progress(path), "1.1")
    path.chmod(0o444)
    progress = Progress(path)
    solve(progress, "1.2")
    assert "mag niet veranderd worden" in progress.warning and solved(path) == {"1.1"}
    path.chmod(0o644)
    solve(progress, "1.3")
    assert solved(path) == {"1.1", "1.2", "1.3"}


@pytest.mark.skipif(os.name == "nt", reason="Windows kent deze rechten niet")
def test_a_file_only_for_yourself_stays_so(path):
    write(path, {})
    path.chmod(0o600)
    solve(Progress(path))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_does_not_exist_gives_a_sentence(tmp_path):
    progress = Progress(tmp_path / "bestaat niet" / "voortgang.json")
    solve(progress)
    assert "niet te beschrijven" in progress.warning and progress.get(ExerciseRecord, "1.1").goed


# --- de map van de student ----------------------------------------------------------------------------------------


def test_only_in_the_folder_of_a_student(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Progress.of_student().path is None and Progress.of_student().seed is None
    (tmp_path / "mijn_cursus").mkdir()
    monkeypatch.chdir(tmp_path / "mijn_cursus")
    assert Progress.of_student().path == tmp_path / "mijn_cursus" / "voortgang.json"


def test_in_every_folder_that_start_made(tmp_path, monkeypatch):
    """Ook met --map: na weggooien of een beschadigd bestand bewaart de volgende kernel gewoon weer."""
    copy_lessons(REPOSITORY, tmp_path / "lessen van Anna")
    monkeypatch.chdir(tmp_path / "lessen van Anna")
    path = Path("voortgang.json").resolve()
    for lose in (path.unlink, lambda: path.write_text("kapot", "utf-8")):
        lose()
        assert Progress.of_student().all() == {}
        solve(Progress.of_student())
        assert solved(path) == {"1.1"}


def test_the_seed_of_a_student_stays(path):
    assert Progress(path).seed == Progress(path).seed
    assert len({Progress(path.with_name(f"{n}.json")).seed for n in range(20)}) > 15


def test_one_lesson_is_set_aside_and_the_rest_stays(path):
    write(path, {"versie": 2, "zaad": 7, "opdracht 3.1": {"goed": True}, "vraag 3.quiz.1": {}, "opdracht 13.1": {}})
    name = set_progress_aside(path.parent, "03")
    assert json.loads(path.read_text()) == {"versie": 2, "zaad": 7, "opdracht 13.1": {}}
    aside = json.loads(path.with_name(name).read_text())
    assert aside == {"versie": 2, "opdracht 3.1": {"goed": True}, "vraag 3.quiz.1": {}}
    assert set_progress_aside(path.parent, "03") == ""


@pytest.mark.parametrize(
    ("key", "lesson"),
    [("opdracht 1.2", 1), ("vraag 3.quiz.1", 3), ("vraag 0.pauze.2", 0), ("zaad", None), ("versie", None),
     ("thema 3.1", None), ("opdracht x.1", None), ("", None)],
)  # fmt: skip
def test_a_key_knows_its_lesson(key, lesson):
    assert lesson_of(key) == lesson


def test_answers_from_elsewhere_never_replace_an_answer_that_is_there(path, tmp_path):
    """Overgenomen wordt wat hier nog niet beantwoord is, ook als de vraag hier al open was."""
    own, other = Progress(path), Progress(tmp_path / "thuis.json")
    own.record(QuestionRecord, "1.quiz.1", keuze=0, eerste=0, goed=True)
    own.record(ExerciseRecord, "1.1", goed=True, pogingen=2)
    own.record(ExerciseRecord, "1.2", hints=1)
    other.record(QuestionRecord, "1.quiz.1", keuze=1, eerste=1, goed=False)
    other.record(ExerciseRecord, "1.1", goed=True, pogingen=9)
    other.record(ExerciseRecord, "1.2", goed=True, pogingen=1)
    other.record(PredictionRecord, "2.1", keuze=3, zeker=0)
    assert other.seed is not None
    assert [take_in(path, other.path) for _ in range(2)] == [2, 0]
    assert Progress(path).get(QuestionRecord, "1.quiz.1") == QuestionRecord(keuze=0, eerste=0, goed=True)
    assert Progress(path).get(ExerciseRecord, "1.1") == ExerciseRecord(goed=True, pogingen=2)
    assert Progress(path).get(ExerciseRecord, "1.2") == ExerciseRecord(goed=True, pogingen=1)
    assert Progress(path).get(PredictionRecord, "2.1") == PredictionRecord(keuze=3, zeker=0)
    assert "zaad" not in Progress(path).all(), "ieder houdt zijn eigen volgorde van de keuzes"
