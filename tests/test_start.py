"""Starten en toetsen: de kopieën van de student, de omgeving, en een zin voor alles wat daarbij mis kan gaan."""

import ast
import asyncio
import http.server
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel
from tornado.web import HTTPError

from course_utils import files
from course_utils.app import environment, server, start
from course_utils.app.copies import HANDED_OUT, copy_lessons, fresh_copy, set_progress_aside, student_version
from course_utils.app.environment import CLASS, COURSE, TESTS, ensure_environment, explain

REPO = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconden; alleen wie echt vastzit, wacht zo lang


def a_notebook(source: str = "1 + 1") -> str:
    """Een notebook zoals het in notebooks/ staat: met uitvoer, tijden en een nummer bij de cel."""
    code = nbformat.v4.new_code_cell(
        source, id="som", execution_count=7, metadata={"tags": ["x"], "execution": {"a": "1"}}
    )
    code.outputs = [nbformat.v4.new_output("stream", text="het antwoord\n")]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Één vraag", id="titel"), code])
    notebook.metadata["widgets"] = {"state": {}}
    return nbformat.writes(notebook)


@pytest.fixture
def course(tmp_path) -> Path:
    """Een kleine cursus in een pad met spaties en accenten, met de echte startcode en nepversies van de pakketten."""
    repo = tmp_path / "Mijn één map" / "hoe ai rekent"
    (repo / "notebooks").mkdir(parents=True)
    (repo / "tests").mkdir()
    for room in ("course_utils", "course_utils/app", "course_utils/questions"):  # waar `start` uit laadt
        (repo / room).mkdir()
        for path in (*(REPO / room).glob("*.py"), *(REPO / room).glob("*.toml")):
            shutil.copy(path, repo / room)
    for name in ("00_welkom", "03_embeddings"):
        (repo / "notebooks" / f"{name}.ipynb").write_text(a_notebook(), "utf-8")
    (repo / COURSE).write_text(
        "jupyterlab==4.6.6\njupyter_core==5\njupyter_server==2\ntornado==6\ntorch==2.13.0 ; python_version >= '3'\n",
        "utf-8",
    )
    (repo / TESTS).write_text("pytest==9.2.0\n", "utf-8")
    (repo / "deploy").mkdir()
    (repo / CLASS).write_text("# De server van een klas.\n", "utf-8")
    return repo


# --- de kopieën ----------------------------------------------------------------------------------------------------


def test_a_copy_has_no_answers():
    """In de kopie staat dezelfde les, zonder uitvoer, nummers, tijden en widgets."""
    original = nbformat.reads(a_notebook(), 4)
    copy = nbformat.reads(student_version(a_notebook()), 4)
    nbformat.validate(copy)
    assert [cell.source for cell in copy.cells] == [cell.source for cell in original.cells]
    assert copy.cells[1].outputs == [] and copy.cells[1].execution_count is None
    assert copy.cells[1].metadata == {"tags": ["x"]}
    assert "widgets" not in copy.metadata and "antwoord" not in student_version(a_notebook())


def test_a_copy_is_byte_stable():
    """Een kopie van een kopie is gelijk, en Jupyter schrijft haar precies zo weg: bewaren verandert niets."""
    copy = student_version(a_notebook())
    assert student_version(copy) == copy
    assert nbformat.writes(nbformat.reads(copy, 4)) + "\n" == copy


def test_own_work_is_never_overwritten(course):
    """Wat een student heeft, blijft; wat hij weggooide, komt terug."""
    folder = course / "mijn_cursus"
    assert copy_lessons(course, folder) == (["00_welkom.ipynb", "03_embeddings.ipynb"], [])
    own = folder / "00_welkom.ipynb"
    progress = folder / "voortgang.json"
    assert progress.read_text("utf-8") == "{}\n"
    own.write_text("mijn werk", "utf-8")
    progress.write_text('{"0.1": 1}', "utf-8")
    (folder / "03_embeddings.ipynb").unlink()
    assert copy_lessons(course, folder) == (["03_embeddings.ipynb"], [])
    assert (own.read_text("utf-8"), progress.read_text("utf-8")) == ("mijn werk", '{"0.1": 1}')


@pytest.mark.parametrize("wanted", ["3", "03", "03_embeddings"])
def test_a_fresh_copy_stands_beside_the_old_one(course, wanted):
    """--vers zet steeds een nieuw bestand neer en raakt de andere niet aan."""
    own = course / "mijn_cursus" / "03_embeddings.ipynb"
    copy_lessons(course, own.parent)
    own.write_text("mijn werk", "utf-8")
    names = [fresh_copy(course, own.parent, wanted) for _ in range(3)]
    assert names == ["03_embeddings_vers.ipynb", "03_embeddings_vers_2.ipynb", "03_embeddings_vers_3.ipynb"]
    assert own.read_text("utf-8") == "mijn werk"
    assert (own.parent / names[2]).read_text("utf-8") == student_version(a_notebook())


def test_a_lesson_can_be_done_again(course, monkeypatch, capsys):
    """Met --vers zijn de vragen van die les weer leeg. De oude antwoorden staan apart; andere lessen houden alles."""
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_running_server", lambda runtime: None)
    monkeypatch.setattr(start, "_run", lambda *_, **__: 0)
    folder = course / "mijn_cursus"
    of_03 = {"voorspelling 3.1": {"keuze": 1}, "opdracht 3.2": {"hints": 4}, "vraag 3.terug.1": {"keuze": 0}}
    others = {"opdracht 1.3": {"goed": True}, "voorspelling 30.1": {"keuze": 3}, "vraag 0.quiz.3": {"keuze": 1}}
    copy_lessons(course, folder)
    for count in (1, 2):
        (folder / "voortgang.json").write_text(json.dumps(of_03 | others), "utf-8")
        start.main(["start", "--vers", "3"], course)
        assert json.loads((folder / "voortgang.json").read_text("utf-8")) == others
        kept = sorted(folder.glob("voortgang_les_03_*.json"), key=lambda path: path.stat().st_mtime_ns)
        assert len(kept) == count and json.loads(kept[-1].read_text("utf-8")) == of_03
        assert f"Je begint les 03 opnieuw. Je antwoorden van eerst staan in {kept[-1].name}." in capsys.readouterr().out
    start.main(["start", "--vers", "3"], course)
    assert len(list(folder.glob("voortgang_les_03_*.json"))) == 2, "wie nog niets antwoordde, heeft niets te bewaren"


@pytest.mark.parametrize("saved", [None, "kapot", "[]"])
def test_progress_that_cannot_be_read_is_left_alone(course, saved):
    """Een les opnieuw doen maakt een beschadigd bestand niet erger; de les zelf zegt dat het beschadigd is."""
    path = course / "voortgang.json"
    if saved:
        path.write_text(saved, "utf-8")
    assert set_progress_aside(course, "03") == ""
    assert not saved or path.read_text("utf-8") == saved


def test_an_unknown_lesson_is_named(course):
    """Een les die er niet is, geeft de lessen die er wel zijn."""
    with pytest.raises(SystemExit, match=r"Les 9 bestaat niet\. Kies uit: 00_welkom, 03_embeddings"):
        fresh_copy(course, course / "mijn_cursus", "9")


def test_an_interrupted_copy_leaves_nothing_half(course, monkeypatch):
    """Valt de stroom uit tijdens het schrijven, dan is er geen halve les die voor af doorgaat."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            copy_lessons(course, course / "mijn_cursus")
    assert not list((course / "mijn_cursus").glob("*.ipynb"))
    placed, _ = copy_lessons(course, course / "mijn_cursus")
    assert len(placed) == 2
    assert not list((course / "mijn_cursus").glob("*.deel"))


def test_the_glossary_comes_along(course):
    """De begrippenlijst waar de lessen naar verwijzen staat bij de kopieën. Wie er zelf in schreef, houdt de zijne."""
    copy_lessons(course, course / "mijn_cursus")  # een cursus zonder begrippenlijst mag ook
    source, own = course / "notebooks" / "begrippen.md", course / "mijn_cursus" / "begrippen.md"
    for text in ("eerst", "later"):
        source.write_text(text, "utf-8")
        assert copy_lessons(course, own.parent) == (["begrippen.md"], [])
        assert own.read_text("utf-8") == text
    own.write_text("later, met mijn eigen uitleg", "utf-8")
    assert copy_lessons(course, own.parent) == ([], [])
    source.write_text("nog later", "utf-8")
    assert copy_lessons(course, own.parent) == ([], ["begrippen.md"])
    assert own.read_text("utf-8") == "later, met mijn eigen uitleg"


def test_a_lesson_that_was_only_opened_is_still_untouched(course):
    """JupyterLab bewaart een geopende les vanzelf, met eigen metadata; wie niets typte, krijgt toch de nieuwe."""
    folder = course / "mijn_cursus"
    copy_lessons(course, folder)
    for name, typed in (("00_welkom", ""), ("03_embeddings", " + 1")):
        opened = nbformat.read(folder / f"{name}.ipynb", 4)
        opened.metadata["language_info"] = {"name": "python", "version": "3.13.1"}
        opened.cells[1].metadata["trusted"] = True
        opened.cells[1].outputs = [nbformat.v4.new_output("stream", text="2\n")]
        opened.cells[1].source += typed
        nbformat.write(opened, folder / f"{name}.ipynb")
    for lesson in (course / "notebooks").glob("*.ipynb"):
        lesson.write_text(a_notebook("2 + 2"), "utf-8")
    assert copy_lessons(course, folder) == (["00_welkom.ipynb"], ["03_embeddings.ipynb"])


def test_an_update_reaches_untouched_lessons_and_spares_the_others(course):
    """Na een update gaat een les mee waar de student niets in deed; van de andere hoort hij dat ze vernieuwd is."""
    folder = course / "mijn_cursus"
    copy_lessons(course, folder)
    own, untouched = folder / "03_embeddings.ipynb", folder / "00_welkom.ipynb"
    own.write_text("mijn werk", "utf-8")
    untouched.write_bytes(untouched.read_bytes().replace(b"\n", b"\r\n"))  # zo bewaart een editor op Windows
    for lesson in (course / "notebooks").glob("*.ipynb"):
        lesson.write_text(a_notebook("2 + 2"), "utf-8")
    for _ in range(2):  # ook de tweede keer hoort hij het
        _, outdated = copy_lessons(course, folder)
        assert outdated == ["03_embeddings.ipynb"]
    assert untouched.read_text("utf-8") == student_version(a_notebook("2 + 2"))
    assert own.read_text("utf-8") == "mijn werk"
    fresh_copy(course, folder, "03")
    assert copy_lessons(course, folder) == ([], []), "wie de nieuwe heeft, hoeft er niet meer over te horen"
    assert own.read_text("utf-8") == "mijn werk"


CONFLICT = '{\n "cells": [\n<<<<<<< HEAD\n  {},\n=======\n  {"a": 1},\n>>>>>>> nieuw\n ]\n}\n'


@pytest.fixture
def quiet_start(course, monkeypatch, capsys):
    """Geef `start` zonder iets te installeren of te starten, en geef wat er gezegd werd."""
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_running_server", lambda runtime: None)
    monkeypatch.setattr(start, "_run", lambda *_, **__: 0)

    def command(*arguments):
        assert start.main(["start", *arguments], course) == 0
        return capsys.readouterr().out

    return command


@pytest.mark.parametrize("text", [CONFLICT, "", "{}", "[]", '{"cells": [{}], "metadata": {}}', '{"cells": 3'])
def test_a_damaged_lesson_is_named_and_the_others_start(course, quiet_start, text):
    """Na een mislukte merge van git: die ene les met de weg terug, en de rest gewoon."""
    lesson = course / "notebooks" / "03_embeddings.ipynb"
    lesson.write_text(text, "utf-8")
    said = quiet_start()
    assert "notebooks/03_embeddings.ipynb is beschadigd" in said
    assert "git checkout -- notebooks/03_embeddings.ipynb" in said and "vers ZIP-bestand" in said
    assert (course / "mijn_cursus/00_welkom.ipynb").exists() and not (course / "mijn_cursus" / lesson.name).exists()
    for command in (["lezen"], ["docent"], ["ververs", "0"]):
        with pytest.raises(SystemExit, match=r"notebooks/03_embeddings\.ipynb is beschadigd"):
            start.main(command, course)


def test_a_damaged_copy_is_named_and_left_alone(course, quiet_start):
    quiet_start()
    own = course / "mijn_cursus" / "03_embeddings.ipynb"
    own.write_text(CONFLICT, "utf-8")
    assert (
        "Jouw 03_embeddings.ipynb is beschadigd. Met start --vers 03 zet je een verse kopie ernaast." in quiet_start()
    )
    assert own.read_text("utf-8") == CONFLICT
    assert "Jouw 03_embeddings_vers" not in quiet_start("--vers", "03")


@pytest.mark.parametrize("wanted, named", [("99", "99"), ("", r"\(leeg\)"), ("../x", r"\.\./x")])
def test_a_lesson_that_does_not_exist_is_refused_before_anything_is_installed(course, monkeypatch, wanted, named):
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: pytest.fail("eerst kijken, dan installeren"))
    with pytest.raises(SystemExit, match=rf"Les {named} bestaat niet\. Kies uit: 00_welkom"):
        start.main(["start", "--vers", wanted], course)
    assert not (course / "mijn_cursus").exists()


def test_a_changed_copy_of_the_first_edition_gets_its_own_sentence(course, quiet_start):
    """De student hoort dat zijn werk blijft, dat het meeste nog werkt, en hoe hij de nieuwe les ernaast zet."""
    folder, lesson = course / "mijn_cursus", course / "notebooks" / "03_embeddings.ipynb"
    old_import = "from course_utils.lessons.embeddings_exercises import opdracht"
    lesson.write_text(a_notebook(old_import), "utf-8")
    (course / "notebooks" / "00_welkom.ipynb").write_text(a_notebook(old_import), "utf-8")
    copy_lessons(course, folder)
    (folder / lesson.name).write_text(a_notebook(old_import + "\nx = 7"), "utf-8")
    for name in ("00_welkom", "03_embeddings"):
        (course / "notebooks" / f"{name}.ipynb").write_text(a_notebook("from course_utils.lessons import les"), "utf-8")
    said = quiet_start()
    assert "Nieuw in mijn_cursus: 00_welkom.ipynb\n" in said
    assert "03_embeddings.ipynb is helemaal vernieuwd. Jouw kopie uit de eerste uitgave blijft zoals ze is" in said
    assert "zet je ernaast met start --vers 03." in said and "00_welkom.ipynb is" not in said
    assert "x = 7" in (folder / lesson.name).read_text("utf-8")


@pytest.mark.parametrize("record", [None, "kapot", "[]"])
def test_without_a_record_everything_stays(course, record):
    """Is niet bekend welke versie een student kreeg, dan blijft alles staan."""
    folder = course / "mijn_cursus"
    copy_lessons(course, folder)
    (folder / HANDED_OUT).unlink()
    if record:
        (folder / HANDED_OUT).write_text(record, "utf-8")
    (course / "notebooks" / "00_welkom.ipynb").write_text(a_notebook("2 + 2"), "utf-8")
    assert copy_lessons(course, folder) == ([], [])
    assert (folder / "00_welkom.ipynb").read_text("utf-8") == student_version(a_notebook())


def test_two_students_share_one_course(course, tmp_path, monkeypatch, capsys):
    """Met --map heeft elke leerling eigen lessen, eigen voortgang en een eigen JupyterLab."""
    ran = []
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_running_server", lambda runtime: None)
    monkeypatch.setattr(start, "_run", lambda command, folder, **environment: ran.append((folder, environment)) or 0)
    for name in ("anna", "bram"):
        start.main(["start", "--map", str(tmp_path / name)], course)
        (tmp_path / name / "voortgang.json").write_text(name, "utf-8")
    start.main(["start", "--map", str(tmp_path / "anna")], course)
    assert [Path(environment["JUPYTERLAB_WORKSPACES_DIR"]).parent.name for _, environment in ran] == [
        "anna",
        "bram",
        "anna",
    ]
    assert len({environment["JUPYTERLAB_WORKSPACES_DIR"] for _, environment in ran}) == 2
    assert (tmp_path / "anna" / "voortgang.json").read_text("utf-8") == "anna"
    assert not (course / "mijn_cursus").exists()


def test_news_about_a_lesson_names_the_whole_command(course, tmp_path, monkeypatch, capsys):
    """Wie een eigen map heeft, moet die ook noemen bij --vers; voor de begrippenlijst is er geen --vers."""
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_running_server", lambda runtime: None)
    monkeypatch.setattr(start, "_run", lambda *_, **__: 0)
    glossary = course / "notebooks" / "begrippen.md"
    glossary.write_text("eerst", "utf-8")
    folders = {course / "mijn_cursus": "", tmp_path / "anna": f' --map "{tmp_path / "anna"}"'}
    for folder in folders:
        copy_lessons(course, folder)
        for name in ("03_embeddings.ipynb", "begrippen.md"):
            (folder / name).write_text("mijn werk", "utf-8")
    glossary.write_text("later", "utf-8")
    (course / "notebooks" / "03_embeddings.ipynb").write_text(a_notebook("2 + 2"), "utf-8")
    for folder, option in folders.items():
        start.main(["start", "--map", str(folder)], course)
        said = capsys.readouterr().out
        assert f"de nieuwe haal je met start --vers 03{option}.\n" in said
        assert "begrippen.md is vernieuwd" in said and "--vers be" not in said


class Status(http.server.BaseHTTPRequestHandler):
    """Antwoordt als een JupyterLab, alleen wie de sleutel weet."""

    def do_GET(self):
        self.send_response(200 if self.path.endswith("api/status?token=sleutel") else 403)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_running_jupyterlab_is_only_believed_when_it_answers(tmp_path, monkeypatch):
    """Na een stroomstoring blijft de notitie van een server liggen; daar is dan niemand, of een ander programma."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # een proxy van school hoort hier niet tussen te zitten
    with http.server.HTTPServer(("127.0.0.1", 0), Status) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        note, url = tmp_path / f"jpserver-{os.getpid()}.json", f"http://127.0.0.1:{server.server_port}/"
        for text in ("", "kapot", "[]", json.dumps({"url": url})):
            note.write_text(text)
            assert start._running_server(tmp_path) is None
        note.write_text(json.dumps({"url": url, "token": "van een ander"}))
        assert start._running_server(tmp_path) is None
        note.write_text(json.dumps({"url": url, "token": "sleutel"}))
        assert start._running_server(tmp_path)["url"] == url
        server.shutdown()
    assert start._running_server(tmp_path) is None


def test_each_student_and_folder_has_its_own_place_for_a_running_server(tmp_path, monkeypatch):
    """Op een gedeelde computer draaien er meer: in die van een ander horen je antwoorden niet."""
    monkeypatch.setattr(start.tempfile, "tempdir", str(tmp_path))
    anna, bram = (start._runtime_folder(tmp_path / name) for name in ("anna", "bram"))
    assert anna != bram and anna == start._runtime_folder(tmp_path / "anna")
    if os.name != "nt":
        assert anna.stat().st_mode & 0o777 == 0o700
        for rights in (0o777, 0o750, 0o701):  # een map die een ander alvast klaarzette
            anna.chmod(rights)
            assert start._runtime_folder(tmp_path / "anna") not in (anna, bram), f"{rights:o}"


def test_a_busy_port_is_no_reason_to_stop():
    with socket.socket() as busy:
        with suppress(OSError):
            busy.bind(("127.0.0.1", 8888))
        assert start._free_port() not in (0, 8888)


def test_a_file_of_the_student_that_hides_a_library_is_named(course, tmp_path):
    """Zo'n bestand doet niets, maar de student moet weten waarom `import json` niet zijn eigen bestand geeft."""
    folder = course / "mijn_cursus"
    (tmp_path / "venv/lib/python3.11/site-packages/numpy").mkdir(parents=True)
    for name in ("json.py", "hulp.py", "random.txt", "00_welkom.ipynb"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    for name in ("numpy", "plaatjes"):
        (folder / name).mkdir()
    assert start.shadows(folder, tmp_path / "venv") == ["json.py", "numpy"]


# --- de omgeving ---------------------------------------------------------------------------------------------------


@pytest.fixture
def done(course, monkeypatch) -> list[str]:
    """Laat ensure_environment alleen opschrijven wat het zou doen: 'maak' of 'installeer'."""
    log = []

    def create(repo, venv):
        log.append("maak")
        shutil.rmtree(venv, ignore_errors=True)
        venv.mkdir()

    monkeypatch.setattr(environment, "_create", create)
    monkeypatch.setattr(environment, "_add_pip", lambda *_: None)
    monkeypatch.setattr(environment, "_install", lambda *_: log.append("installeer"))
    monkeypatch.setattr(environment, "_runs", lambda python, this_python: python.parents[1].exists())
    return log


def test_the_second_time_nothing_happens(course, done):
    """Eén keer maken en installeren is genoeg, ook als `test` na `start` komt."""
    ensure_environment(course, [COURSE])
    assert done == ["maak", "installeer"]
    ensure_environment(course, [COURSE])
    assert len(done) == 2
    ensure_environment(course, [COURSE, TESTS])
    ensure_environment(course, [COURSE, TESTS])
    ensure_environment(course, [COURSE])
    assert done[2:] == ["installeer"]


def test_new_requirements_are_installed_on_top(course, done):
    """Na een update met andere pakketten blijft de omgeving staan en komt alleen het nieuwe erbij."""
    ensure_environment(course, [COURSE])
    (course / COURSE).write_text("jupyterlab==4.6.7\n", "utf-8")
    done.clear()
    ensure_environment(course, [COURSE])
    assert done == ["installeer"]


def test_a_half_finished_environment_is_made_again(course, done, monkeypatch):
    """Een eerste keer die halverwege stopte, laat niets achter waarop de tweede keer vastloopt."""
    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ensure_environment(course, [COURSE])
    ensure_environment(course, [COURSE])
    assert done == ["maak", "maak", "installeer"]
    for broken in ("", '{"repo": ', "{}", "[]"):  # zo laat een stroomstoring of een ander programma een bestand achter
        (course / ".venv" / "hoe-ai-rekent.json").write_text(broken)
        ensure_environment(course, [COURSE])
        assert done[-2:] == ["maak", "installeer"]
    assert len(done) == 11


def test_a_finished_environment_is_not_written_to(course, done, monkeypatch):
    """Is alles klaar, dan schrijft start niets in de map van de cursus: die mag alleen-lezen zijn."""
    ensure_environment(course, [COURSE])
    monkeypatch.setattr(environment, "write_whole", lambda path, text: pytest.fail(f"{path} wordt opnieuw geschreven"))
    ensure_environment(course, [COURSE])


def test_a_moved_course_gets_a_new_environment(course, done):
    """In een verplaatste map wijst de oude omgeving nog naar de oude plek."""
    ensure_environment(course, [COURSE])
    moved = course.rename(course.with_name("verhuisd"))
    done.clear()
    ensure_environment(moved, [COURSE])
    assert done == ["maak", "installeer"]


@pytest.mark.parametrize("system", ["posix", "windows"])
def test_the_environment_of_another_user_is_never_deleted(course, done, monkeypatch, system):
    """Op een gedeelde computer kan de Python van een ander onleesbaar zijn. Dan volgt een zin, en blijft alles."""
    if system == "windows":
        monkeypatch.delattr(environment.os, "getuid", raising=False)
        monkeypatch.setattr(environment.getpass, "getuser", lambda: "anna")
    ensure_environment(course, [COURSE])
    if system == "windows":
        monkeypatch.setattr(environment.getpass, "getuser", lambda: "bram")
    else:
        monkeypatch.setattr(environment.os, "getuid", lambda: course.stat().st_uid + 1, raising=False)
    ensure_environment(course, [COURSE])
    assert done == ["maak", "installeer"], "werkt zij wel, dan mag iedereen haar gebruiken"
    monkeypatch.setattr(environment, "_runs", lambda python, this_python: False)
    with pytest.raises(SystemExit, match=r"andere gebruiker(.*\n)+.*Python te installeren voor alle gebruikers"):
        ensure_environment(course, [COURSE])
    assert (course / ".venv" / "hoe-ai-rekent.json").exists() and len(done) == 2


@pytest.fixture(params=["hier", "windows"])
def system(request, monkeypatch) -> str:
    """Deze computer, en een nagespeelde Windows: sloten van msvcrt, en Python in Scripts."""
    if request.param == "windows" and os.name != "nt":
        import fcntl

        def locking(descriptor, mode, size):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PermissionError(13, "Permission denied") from None  # zo zegt Windows dat een ander het heeft

        monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
        monkeypatch.setattr(environment, "WINDOWS", True)
        monkeypatch.setattr(files, "os", SimpleNamespace(name="nt", replace=os.replace))
    return request.param


def test_two_windows_do_not_install_at_the_same_time(course, done, monkeypatch, system):
    """Een tweede start tijdens het installeren gooit de omgeving van de eerste niet weg; daarna mag hij wel."""

    def install(*_):
        with pytest.raises(SystemExit, match="In een ander venster wordt de cursus al klaargezet"):
            ensure_environment(course, [COURSE])
        done.append("installeer")

    monkeypatch.setattr(environment, "_install", install)
    ensure_environment(course, [COURSE])
    monkeypatch.setattr(environment, "_install", lambda *_: done.append("installeer"))
    python = ensure_environment(course, [COURSE, TESTS])
    assert done == ["maak", "installeer", "installeer"]
    assert python.parent.name == ("Scripts" if system == "windows" or os.name == "nt" else "bin")


def test_a_lock_is_for_one_at_a_time(tmp_path, system):
    with (tmp_path / "slot").open("a") as other:
        with files.alone(tmp_path / "slot"):
            assert not files.locked(other)
        assert files.locked(other)


def test_a_disk_without_locks_is_no_reason_to_stop(course, done, monkeypatch):
    """Op sommige netwerkschijven bestaan geen sloten: dan gaat het zonder."""
    fcntl = pytest.importorskip("fcntl", reason="Op Windows heten sloten anders.")
    monkeypatch.setattr(fcntl, "flock", lambda *_: (_ for _ in ()).throw(OSError(37, "No locks available")))
    ensure_environment(course, [COURSE])
    assert done == ["maak", "installeer"]


def test_an_environment_of_your_own_is_filled_not_replaced(course, done):
    """Wie zelf .venv maakte (met pip of VS Code), houdt haar."""
    (course / ".venv").mkdir()
    ensure_environment(course, [COURSE])
    assert done == ["installeer"]


@pytest.mark.parametrize("has_pip", [True, False])
def test_an_environment_without_pip_gets_it(course, monkeypatch, has_pip):
    """uv maakt een omgeving zonder pip; die is goed, en start zet pip erbij."""
    ran = []

    def run(command, **_):
        ran.append(command)
        return subprocess.CompletedProcess(command, int(not has_pip and "import pip" in command), stdout="(3, 12)")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(environment, "_install", lambda *_: ran.append("installeer"))
    (course / ".venv").mkdir()
    ensure_environment(course, [COURSE])
    assert ran[-1] == "installeer" and ("ensurepip" in ran[-2]) is not has_pip


def test_a_python_that_does_not_run_is_noticed(tmp_path):
    """Er is alleen een omgeving als haar Python draait; voor de toets moet het ook dezelfde versie zijn."""
    broken = tmp_path / "python"
    broken.write_text("geen programma")
    broken.chmod(0o755)
    assert not environment._runs(tmp_path / "weg", this_python=False)
    assert not environment._runs(broken, this_python=False)
    assert environment._runs(Path(sys.executable), this_python=True)


def test_another_python_is_good_enough_to_learn_with_but_not_to_test_with(monkeypatch):
    """Een nieuwe Python op de computer mag een student niet een nieuwe installatie kosten."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout="(3, 99)\n"))
    assert environment._runs(Path("python"), this_python=False)
    assert not environment._runs(Path("python"), this_python=True)


def test_the_settings_exist_in_this_jupyterlab():
    """JupyterLab slaat een instelling met een verkeerde naam zwijgend over; deze test doet dat niet."""
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, values in environment.JUPYTERLAB_SETTINGS.items():
        package, name = plugin.split(":")
        known = json.loads((schemas / package / f"{name}.json").read_text("utf-8"))["properties"]
        assert values.keys() <= known.keys(), f"{plugin} kent {values.keys() - known.keys()} niet (meer)"


# --- pip -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pip(course, monkeypatch):
    """Een nep-pip: onthoudt waarmee het is aangeroepen en antwoordt wat de test klaarzet (anders: gelukt)."""
    (course / ".venv").mkdir()
    calls, answers = [], []

    def run(repo, python, verb, *arguments):
        calls.append([verb, *arguments])
        return answers.pop(0) if answers else (True, "")

    monkeypatch.setattr(environment, "_pip", run)
    monkeypatch.setattr(environment.sys, "platform", "linux")
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(
        environment.Path, "exists", lambda path, old=Path.exists: "nvidia" not in str(path) and old(path)
    )
    run.calls, run.answers = calls, answers
    return run


def test_linux_without_gpu_first_tries_the_small_torch(course, pip):
    """Eerst alleen PyTorch, van de plek met de kleine versie; daarna de rest van de gewone plek."""
    environment._install(course, Path("python"), [COURSE], None)
    assert pip.calls[0][:3] == ["install", "torch==2.13.0", "--no-deps"] and environment.CPU_TORCH in pip.calls[0]
    assert pip.calls[1:] == [["install", "-r", COURSE]]


def test_when_the_small_torch_cannot_be_reached_the_ordinary_one_comes(course, pip, capsys):
    """Een onbereikbare plek houdt niemand tegen."""
    pip.answers.append((False, "NameResolutionError"))
    environment._install(course, Path("python"), [COURSE], None)
    assert pip.calls[1:] == [["install", "-r", COURSE]]
    assert "Ik probeer de gewone" in capsys.readouterr().out


@pytest.mark.parametrize("machine", ["gpu", "darwin", "win32", "wheels"])
def test_others_get_the_ordinary_torch_at_once(course, pip, monkeypatch, machine):
    """Met een NVIDIA-GPU, op macOS, op Windows of uit een map is de omweg niet nodig."""
    if machine == "gpu":
        monkeypatch.setattr(environment.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    elif machine != "wheels":
        monkeypatch.setattr(environment.sys, "platform", machine)
    environment._install(course, Path("python"), [COURSE], Path("map") if machine == "wheels" else None)
    assert len(pip.calls) == 1 and environment.CPU_TORCH not in pip.calls[0]


@pytest.mark.parametrize(
    "line, shown",
    [
        ("  Downloading numpy-2.4.6-cp311-cp311-win_amd64.whl (16.6 MB)", ("numpy", "16.6", "MB")),
        ("Using cached torch-2.13.0-cp311-none-macosx_11_0_arm64.whl (1.5 GB)", ("torch", "1.5", "GB")),
        (
            "Downloading https://een.plek/whl/torch-2.13.0%2Bcpu-cp311-cp311-linux.whl (191.8 MB)",
            ("torch", "191.8", "MB"),
        ),
        ("  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)", None),
    ],
)
def test_large_packages_are_shown(line, shown):
    """Een student ziet welke grote pakketten er komen; de honderd kleine niet."""
    large = environment._LARGE.search(line)
    assert (large and large.groups()) == shown


NO_TORCH = "ERROR: Could not find a version\nERROR: No matching distribution found for torch==2.13.0\n"


def test_without_a_torch_build_everything_else_is_installed(course, pip, capsys):
    """Bestaat PyTorch niet voor deze computer, dan komt al het andere er wel op."""
    pip.answers += [(False, ""), (False, NO_TORCH)]
    environment._install(course, Path("python"), [COURSE, TESTS], None)
    _, quick, _, rest, _, tests = pip.calls[2]
    left = Path(rest).read_text("utf-8")
    assert "torch" not in left and "tornado" in left and tests == TESTS
    assert quick == "--no-compile", "wie toetst, hoeft niet te wachten tot alle modules vertaald zijn"
    assert "PyTorch is hier niet te vinden" in capsys.readouterr().out


def test_a_dropped_connection_is_not_a_missing_torch(course, pip):
    """Viel het net weg terwijl PyTorch aan de beurt was, dan is de installatie niet stilletjes af zonder PyTorch."""
    pip.answers += [(True, ""), (False, "WARNING: Retrying (Retry(total=0)) NewConnectionError\n" + NO_TORCH)]
    with pytest.raises(SystemExit, match="geen verbinding met internet"):
        environment._install(course, Path("python"), [COURSE], None)


@pytest.mark.parametrize(
    "message, sentence",
    [
        ("OSError: [Errno 28] No space left on device", "De schijf is te vol"),
        ("[WinError 112] Er is onvoldoende schijfruimte", "De schijf is te vol"),
        ("OSError: [Errno 122] Disk quota exceeded: '/home/x'", "het quotum) is vol"),
        ("[WinError 1295] Not enough quota is available to process this command", "het quotum) is vol"),
        ("[Errno 13] Permission denied: '/opt/x'", "vraag of hij hier zelf één keer start geeft"),
        ("[Errno 30] Read-only file system", "Ik mag niet schrijven in"),
        ("[WinError 5] Toegang geweigerd", "Sluit JupyterLab"),
        ("HINT: ... does not have Windows Long Path support enabled", "is te lang"),
        ("[WinError 206] De bestandsnaam of extensie is te lang", "is te lang"),
        ("OSError: [Errno 36] File name too long: '/x'", "is te lang"),
        (
            "Error: [Errno 1] Operation not permitted: 'lib' -> '/media/stick/.venv/lib64'",
            "Deze schijf kan geen omgeving",
        ),
        ("Error: [Errno 95] Operation not supported: 'lib' -> '/mnt/x/.venv/lib64'", "Deze schijf kan geen omgeving"),
        ("OSError: [WinError 1314] A required privilege is not held by the client", "Deze schijf kan geen omgeving"),
        ("ImportError: _zmq.so: failed to map segment from shared object", "geen programma's draaien (noexec)"),
        ("[WinError 225] Operation did not complete successfully because the file contains a virus", "De virusscanner"),
        ("[WinError 1260] This program is blocked by group policy", "De beheerder van deze computer laat"),
        ("[WinError 4551] An Application Control policy has blocked this file", "De beheerder van deze computer laat"),
        ("OSError: [WinError 395] Access to the cloud file is denied", "staat bij OneDrive"),
        ("OSError: [WinError 362] The cloud file provider is not running", "staat bij OneDrive"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "De beveiligde verbinding"),
        (
            "OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /x/s.pem",
            "is een certificaat ingesteld",
        ),
        (
            "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Auth'))",
            "proxy met een wachtwoord",
        ),
        ("Downloading x.whl (407 kB) ReadTimeoutError: Read timed out.", "geen verbinding met internet"),
        ("ERROR: HTTP error 403 while getting https://x/torch.whl", "Het netwerk houdt de pakketten"),
        ("403 Client Error: Forbidden for url: https://x/simple/numpy/", "Het netwerk houdt de pakketten"),
        ("ResponseError('too many 503 error responses')) NewConnectionError", "heeft een storing"),
        ("Could not fetch URL https://x/simple/numpy/: 502 Server Error: Bad Gateway for url", "heeft een storing"),
        ("TooManyRedirects: Exceeded 30 redirects.", "een inlogpagina van de wifi, of een filter"),
        (
            "NewConnectionError: Failed to establish: [Errno -2] Name or service not known",
            "geen verbinding met internet",
        ),
        ("NameResolutionError(...)\nERROR: No matching distribution found for numpy", "geen verbinding met internet"),
        (
            "ERROR: Could not find a version that satisfies the requirement setuptools>=77 (from versions: none)\n"
            "ERROR: No matching distribution found for setuptools>=77",
            "een inlogpagina van de wifi, of een filter",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement numpy==9 (from versions: 1.0, 2.0)\n"
            "ERROR: No matching distribution found for numpy==9",
            "Het pakket numpy==9 bestaat niet voor Python",
        ),
        (
            "[pip --no-index]\nERROR: (from versions: none)\nERROR: No matching distribution found for numpy==2.4.6",
            "Het pakket numpy==2.4.6 zit niet in de map met pakketten",
        ),
        (
            "  error: subprocess-exited-with-error\n  x pip did not run\n   ERROR: Zomaar iets\n  note: This\nhint",
            "\n  ERROR: Zomaar iets\nVraag iemand om hulp",
        ),
        ("regel 1\nregel 2\nzomaar iets", "\n  zomaar iets\nVraag iemand om hulp"),
    ],
)
def test_each_problem_has_its_own_sentence(message, sentence):
    """Wat pip of het systeem in het Engels meldt, wordt een zin met iets om te doen."""
    assert sentence in explain(message, Path("/opt/cursus"))
    assert ".venv" not in explain(message, Path("/opt/cursus")), "weggooien hielp bij geen van deze storingen"


class Filter(http.server.BaseHTTPRequestHandler):
    """Staat tussen de leerling en internet, en antwoordt op alles hetzelfde."""

    def do_GET(self):
        self.send_response(self.server.status)
        page = b"<html>Log in</html>"
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(page)), "Location": "/"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    do_CONNECT = do_GET

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    "status, settings, sentence",
    [
        (200, {"PIP_INDEX_URL": "http://{}/simple"}, "een inlogpagina van de wifi, of een filter"),
        (403, {"PIP_INDEX_URL": "http://{}/simple"}, "Het netwerk houdt de pakketten van de cursus tegen"),
        (511, {"PIP_INDEX_URL": "http://{}/simple"}, "Internet is dicht"),
        (407, {"https_proxy": "http://{}"}, "een proxy met een wachtwoord"),
        (
            200,
            {"PIP_INDEX_URL": "https://{}/simple", "REQUESTS_CA_BUNDLE": "/weg/school.pem"},
            "een certificaat ingesteld",
        ),
        (200, {"PIP_INDEX_URL": "https://{}/simple", "REQUESTS_CA_BUNDLE": __file__}, "een certificaat ingesteld"),
    ],
)
def test_pip_behind_a_filter_gives_the_true_sentence(course, monkeypatch, status, settings, sentence):
    """Echt: pip zelf, achter een server die weigert, omleidt of om een wachtwoord vraagt."""
    (course / ".venv").mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Filter) as server:
        server.status = status
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = {name: value.format(f"127.0.0.1:{server.server_port}") for name, value in settings.items()}
        env = environment.clean_environment(PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0", no_proxy="", **settings)
        monkeypatch.setattr(environment, "_pip_environment", lambda python: env)
        found = environment._silence(course, Path(sys.executable), "(from versions: none)")
        server.shutdown()
    assert sentence in explain(found, course), found


# --- voordat er iets is geïnstalleerd --------------------------------------------------------------------------------


def test_an_old_python_can_read_the_refusal():
    """__main__.py is leesbaar voor een oude Python, en die krijgt een zin."""
    ast.parse((REPO / "course_utils" / "__main__.py").read_text("utf-8"), feature_version=(3, 7))
    pretend = "import runpy, sys; sys.version_info = (3, 8, 1); runpy.run_module('course_utils', run_name='__main__')"
    old = subprocess.run([sys.executable, "-c", pretend], cwd=REPO, capture_output=True, encoding="utf-8")
    assert old.returncode == 1 and "Traceback" not in old.stderr
    assert "heeft Python 3.11 of nieuwer nodig. Dit is Python 3.8." in old.stderr


def test_starting_needs_only_the_standard_library():
    """Zonder één geïnstalleerd pakket (-S) laadt het commando."""
    code = f"import sys; sys.path.insert(0, {str(REPO)!r}); import course_utils.app.start; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True).stdout
    foreign = {name.split(".")[0] for name in loaded.split()} - sys.stdlib_module_names - {"course_utils", "__main__"}
    assert not foreign, f"start.py laadt meer dan de standaardbibliotheek: {foreign}"


def test_a_missing_venv_module_names_the_package(course, monkeypatch):
    """Debian levert venv apart; de zin noemt het pakket."""
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        ensure_environment(course, [COURSE])


def test_a_full_disk_is_noticed_before_the_download(course, monkeypatch, capsys):
    """Te weinig ruimte blijkt vooraf; een te nieuwe Python is alleen een waarschuwing."""
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 10**9))
    monkeypatch.setattr(environment, "NEWEST_PYTHON", (3, 10))
    with pytest.raises(SystemExit, match=r"De schijf is te vol\. Maak 3 GB vrij"):
        ensure_environment(course, [COURSE])
    assert "Let op: deze Python is nieuwer dan" in capsys.readouterr().out


def test_a_32_bit_python_is_refused_before_the_download(course, monkeypatch):
    monkeypatch.setattr(environment.sys, "maxsize", 2**31 - 1)
    with pytest.raises(SystemExit, match=r"Python in 32 bit.*Installeer Python in 64 bit"):
        ensure_environment(course, [COURSE])


@pytest.mark.parametrize("allowed, refused", [(None, True), (0, True), (1, False)])
def test_a_path_too_long_for_windows_is_refused_before_the_download(course, monkeypatch, allowed, refused):
    """Windows staat 260 tekens toe, tenzij lange paden aan staan in het register."""

    class Registry:
        HKEY_LOCAL_MACHINE = None

        @staticmethod
        @contextmanager
        def OpenKey(root, path):
            if allowed is None:
                raise FileNotFoundError(2, "bestaat niet")
            yield path

        @staticmethod
        def QueryValueEx(key, name):
            return allowed, 4

    monkeypatch.setitem(sys.modules, "winreg", Registry)
    assert environment._long_paths_allowed() is not refused
    made = []
    monkeypatch.setattr(environment, "WINDOWS", True)
    monkeypatch.setattr(
        environment.subprocess, "run", lambda *_, **__: made.append(1) or subprocess.CompletedProcess([], 0)
    )
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 0, 10**12))
    deep = course / "OneDrive - Stichting Voortgezet Onderwijs" / "Documenten"
    if refused:
        with pytest.raises(SystemExit, match=r"is te lang\. Zet de map dichter"):
            environment._create(course, deep)
    else:
        environment._create(course, deep)
    assert bool(made) is not refused


def test_a_disk_without_programs_is_refused_before_the_download(course, monkeypatch):
    monkeypatch.setattr(environment.os, "ST_NOEXEC", 8, raising=False)
    monkeypatch.setattr(environment.os, "statvfs", lambda path: SimpleNamespace(f_flag=8), raising=False)
    with pytest.raises(SystemExit, match="geen programma's draaien"):
        ensure_environment(course, [COURSE])


# --- instellingen van de gebruiker -----------------------------------------------------------------------------------


def test_what_a_user_set_for_other_programs_does_not_take_part(monkeypatch):
    foreign = (
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONHOME",
        "PIP_TARGET",
        "JUPYTER_TOKEN",
        "JUPYTER_PATH",
        "JUPYTER_NO_CONFIG",
    )
    for name in (*foreign, "IPYTHONDIR", "MPLBACKEND", "MATPLOTLIBRC", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "iets")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    kept = environment.clean_environment(JUPYTER_PATH="van de cursus")
    assert not any(value == "iets" for value in kept.values())
    assert (kept["JUPYTER_PATH"], kept["HTTPS_PROXY"], kept["PATH"]) == (
        "van de cursus",
        "http://proxy",
        os.environ["PATH"],
    )


def test_pip_keeps_the_network_of_the_user_and_nothing_else(tmp_path, monkeypatch):
    """`user = true` of een eigen map in pip.conf maakt elke installatie onmogelijk; een proxy is juist nodig."""
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nuser = true\ntarget = /weg\nconstraint = /weg.txt\nindex-url = https://global\ncert = /school.pem\n"
        "[install]\nprefix = /weg\nno-build-isolation = true\n",
        "utf-8",
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_INDEX_URL", "https://mijn")
    monkeypatch.setenv("PIP_USER", "1")
    found = environment._pip_environment(Path(sys.executable))
    settings = {name: value for name, value in found.items() if name.startswith("PIP_")}
    assert settings.items() >= {"PIP_INDEX_URL": "https://mijn", "PIP_CERT": "/school.pem"}.items()
    assert settings["PIP_CONFIG_FILE"] == os.devnull and not settings.keys() & {"PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    config.write_text("dit is geen instelling", "utf-8")
    assert environment._pip_environment(Path(sys.executable))["PIP_CONFIG_FILE"] == os.devnull


# --- het commando --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["begin"], ["start", "--verse"], ["wheels"]])
def test_a_wrong_command_shows_the_right_ones(arguments, capsys):
    """Een tikfout geeft de lijst van commando's, in het Nederlands."""
    with pytest.raises(SystemExit) as stop:
        start.main(arguments)
    assert stop.value.code == 2
    assert capsys.readouterr().err == f"Dit commando begrijp ik niet.\n\n{start.USAGE}"


def test_pytest_gets_its_arguments_untouched(course, monkeypatch):
    """Wat achter `test` staat, is voor pytest, ook als het op een optie van ons lijkt."""
    ran = []
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_run", lambda command, folder: ran.extend(command) or 3)
    assert start.main(["test", "-k", "een of twee", "--vers", "-x"], course) == 3
    assert ran[-4:] == ["-k", "een of twee", "--vers", "-x"]


def test_a_changed_lesson_is_run_and_then_tested(course, monkeypatch):
    """`ververs` voert één les uit en werkt de handleiding bij; faalt een cel, dan wordt er niet getoetst."""
    ran, codes = [], [0, 0, 5, 1]
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_run", lambda command, folder: ran.append(command[2:]) or codes.pop(0))
    assert start.main(["ververs", "3"], course) == 5
    exercises = "(hint_share or exercise_mutants) and (3. or every) or question_to_ask"
    refreshed = ["course_utils.app.refresh", str(course / "notebooks" / "03_embeddings.ipynb")]
    assert ran == [
        refreshed,
        ["course_utils.kit.guide"],
        ["pytest", "-k", f"03_embeddings or test_lesson_embeddings or ({exercises})"],
    ]
    assert start.main(["ververs", "03_embeddings"], course) == 1
    assert ran[3:] == [refreshed]


@pytest.mark.parametrize(
    "error, sentence",
    [(PermissionError(13, "Permission denied"), "Ik mag niet schrijven in"), (KeyboardInterrupt(), "Gestopt")],
)
def test_no_traceback_for_what_can_be_foreseen(course, monkeypatch, error, sentence):
    """Een map waarin je niet mag schrijven en Ctrl-C geven een zin."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(start, "ensure_environment", fail)
    with pytest.raises(SystemExit, match=sentence):
        start.main(["start"], course)


@pytest.mark.parametrize(
    "folder, sentence",
    [
        ("een bestand", "is een bestand. Geef na --map een map."),
        ("een bestand/map", "Ik kan niet schrijven in"),
        (
            "x" * 300,
            "is te lang, of er staat een teken in dat niet mag. Geef een map die van jou is, met start --map MAP.",
        ),
        ("notebooks", "staat de cursus zelf. Geef na --map een andere map"),
        ("notebooks/anna", "staat de cursus zelf"),
        (".", "staat de cursus zelf"),
    ],
)
def test_a_folder_that_cannot_hold_lessons(course, folder, sentence):
    """Een verkeerde map na --map valt op voordat er iets gebeurt, en de zin noemt die map."""
    (course / "een bestand").write_text("", "utf-8")
    before = sorted(course.rglob("*"))
    with pytest.raises(SystemExit, match=re.escape(sentence)) as stop:
        start.main(["start", "--map", str(course / folder)], course)
    assert str((course / folder).resolve()) in str(stop.value)
    assert sorted(course.rglob("*")) == before


@pytest.mark.parametrize("command, folder", [("start", "mijn_cursus"), ("lezen", "leesversie"), ("wheels", "stick")])
def test_a_read_only_course_gives_a_sentence(course, monkeypatch, command, folder):
    """Mag je in de cursus niet schrijven, dan zegt een zin om welke map het gaat en wat je kunt doen."""

    def refuse(path, data):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(SystemExit, match=r"eigen map|map die van jou is") as stop:
        start.main([command, str(course / folder)] if command == "wheels" else [command], course)
    assert str(course / folder) in str(stop.value)


def test_a_wheel_folder_that_does_not_exist(course):
    """Een verkeerde map na --wheels valt op voordat er iets gebeurt."""
    with pytest.raises(SystemExit, match="De map weg bestaat niet"):
        start.main(["start", "--wheels", "weg"], course)
    assert not (course / ".venv").exists()


def test_readme_and_ci_use_the_same_command():
    """.ci/run geeft het commando uit README.md, en de links in README.md bestaan."""
    readme = (REPO / "README.md").read_text("utf-8")
    assert "`python3 -m course_utils test`" in readme and "`py -m course_utils start`" in readme
    assert "\npython3 -m course_utils test\n" in (REPO / ".ci" / "run").read_text("utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)", readme)
    missing = [path.name for path in REPO.glob("notebooks/*.ipynb") if f"notebooks/{path.name}" not in links]
    assert missing == [], "zet deze les met een link in de tabel van README.md"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_exists(name):
    """Een link of pad in de uitleg wijst naar iets wat er is."""
    text = (REPO / name).read_text("utf-8")
    named = re.findall(r"\]\((?!http)([^)#]+)|`((?:data|tests|notebooks|course_utils|benchmarks)/[\w./]+)`", text)
    missing = [path for pair in named for path in pair if path and not (REPO / path).exists()]
    assert named and not missing, f"{name} verwijst naar wat er niet is: {missing}"


# --- echt ----------------------------------------------------------------------------------------------------------


def make_wheel(folder: Path, name: str, version: str, **modules: str) -> None:
    """Maak een pakket met deze modules."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for module, text in ({"__init__": ""} | modules).items():
            wheel.writestr(f"{name}/{module}.py", text)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def test_start_and_test_from_nothing_without_internet(course, tmp_path):
    """Echt: venv, pip zonder net, kopieën en beide commando's, in een pad met spaties en accenten, zonder PyTorch."""
    wheels = tmp_path / "pakketten é"
    wheels.mkdir()
    lab = "class LabApp:\n    def launch_instance(options): print(*options, sep='|')"
    make_wheel(wheels, "jupyterlab", "4.6.6", labapp=lab, commands="")
    make_wheel(wheels, "jupyter_core", "5", paths="SYSTEM_CONFIG_PATH, SYSTEM_JUPYTER_PATH = [1], [1]")
    make_wheel(wheels, "tornado", "6", log="LogFormatter = object", web="HTTPError = Exception")
    manager = {"services/contents/largefilemanager": "AsyncLargeFileManager = object"}
    make_wheel(wheels, "jupyter_server", "2", **manager)
    make_wheel(wheels, "pytest", "9.2.0", __main__="import sys; print(sys.argv[-1]); sys.exit(5)")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    clean |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8"}

    def command(*arguments, **extra):
        line = [sys.executable, "-m", "course_utils", *arguments]
        return subprocess.run(line, cwd=course, env=clean | extra, capture_output=True, encoding="utf-8")

    first = command("start", "--wheels", str(wheels))
    assert first.returncode == 0, first.stdout + first.stderr
    assert list((course / ".venv").glob("*/pip")) + list((course / ".venv").glob("*/pip.exe")), "er is alleen pip3"
    assert "PyTorch is hier niet te vinden" in first.stdout, "requirements.txt vraagt PyTorch en de map heeft het niet"
    assert f"--ServerApp.root_dir={course / 'mijn_cursus'}|" in first.stdout
    assert "|--LabApp.default_url=/lab/tree/00_welkom.ipynb|--ServerApp.ip=127.0.0.1|" in first.stdout
    settings = json.loads((course / ".venv/share/jupyter/lab/settings/overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/translation-extension:plugin"] == {"locale": "nl_NL"}

    (course / "mijn_cursus" / "03_embeddings.ipynb").write_text("mijn werk", "utf-8")
    second = command("start", "--vers", "3")
    assert "installeer" not in second.stdout and "/lab/tree/03_embeddings_vers.ipynb" in second.stdout
    assert (course / "mijn_cursus" / "03_embeddings.ipynb").read_text("utf-8") == "mijn werk"

    tested = command("test", "-x", PIP_FIND_LINKS=wheels.as_uri())
    assert tested.returncode == 5 and tested.stdout.endswith("-x\n"), tested.stdout + tested.stderr


def when_listening(address: str):
    """Vraag een adres op zodra het antwoordt: Jupyter noemt zijn adres iets voordat hij luistert."""
    for _ in range(10 * PATIENCE):
        try:
            return urllib.request.urlopen(address, timeout=PATIENCE)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab antwoordt nog steeds niet op {address}")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C naar een ander proces sturen gaat op Windows anders")
def test_jupyterlab_opens_and_is_found_again(course, tmp_path):
    """Echt: JupyterLab draait alleen op deze computer, met een token; een tweede start vindt hem; Ctrl-C stopt hem."""
    code = (
        "import sys; from pathlib import Path; from course_utils.app import start\n"
        "start.ensure_environment = lambda *_, **__: Path(sys.executable)\n"
        f"sys.exit(start.main(['start', '--zonder-browser'], Path({str(course)!r})))"
    )
    home = tmp_path / "thuis"  # van een student met eigen instellingen, in een map die niemand mag beschrijven
    (home / ".jupyter").mkdir(parents=True)
    (home / ".jupyter" / "jupyter_server_config.py").write_text("raise SystemExit('de instellingen van een ander')")
    (course / "mijn_cursus").mkdir()
    (course / "mijn_cursus" / "jupyter_server_config.py").write_text("raise SystemExit('een bestand van de student')")
    for name in ("json.py", "jupyterlab.py", "sitecustomize.py", "notebook.py"):
        (course / "mijn_cursus" / name).write_text("raise SystemExit('een bestand van de student')")
    for name in ("tornado.py", "jupyterlab.py"):
        (home / name).write_text("raise SystemExit('een ander programma')")
    home.chmod(0o555)
    node = tmp_path / "node"  # JupyterLab zou het bij elke start draaien: bijna een seconde
    node.write_text(f"#!/bin/sh\ntouch '{node}.liep'\n")
    node.chmod(0o755)
    env = {"HOME": str(home), "TMPDIR": str(tmp_path), "JUPYTER_TOKEN": "x", "PYTHONPATH": str(home)}
    env["PYTHONUNBUFFERED"] = "1"  # in een terminal komt elke regel ook meteen
    env["PATH"] = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    options = {"cwd": REPO, "env": os.environ | env, "encoding": "utf-8", "stdout": subprocess.PIPE}
    options["stderr"] = subprocess.STDOUT
    busy = socket.socket()
    with suppress(OSError):  # de gewone poort is bezet, door ons of al door een ander: Jupyter zoekt dan een volgende
        busy.bind(("127.0.0.1", 8888))
        busy.listen()
    _, terminal = os.openpty()  # net als bij een student: Jupyter luistert alleen in een terminal zelf naar Ctrl-C
    running = subprocess.Popen([sys.executable, "-c", code], stdin=terminal, start_new_session=True, **options)
    patience = threading.Timer(PATIENCE, os.killpg, (running.pid, signal.SIGKILL))
    patience.start()
    try:
        said, address = [], None
        while not address and (line := running.stdout.readline()):
            said.append(line)
            address = re.search(r"http://127\S+token=\S+", line)
        patience.cancel()
        address = address[0] if address else ""
        assert "Plak dan dit adres in je browser" in said[-2], "".join(said)
        assert "access the server" not in "".join(said), "dit Engels hoort een student niet te zien"
        assert "/lab/tree/00_welkom.ipynb?token=" in address, "zonder token leest iedereen op deze computer mee"
        contents = re.sub(r"lab/tree/.*\?", "api/contents?", address)
        with when_listening(contents) as answer:
            assert {file["name"] for file in json.load(answer)["content"]} >= {"00_welkom.ipynb", "voortgang.json"}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(contents.split("?")[0], timeout=PATIENCE)
        assert not (tmp_path / "node.liep").exists()
        again = subprocess.run([sys.executable, "-c", code], timeout=PATIENCE, **options)
        assert again.returncode == 0 and "draait al" in again.stdout and address in again.stdout
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(PATIENCE) == 0
        assert running.stdout.read() == "JupyterLab stopt. Met hetzelfde commando ga je later verder.\n"
    finally:
        patience.cancel()
        busy.close()
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C naar een ander proces sturen gaat op Windows anders")
def test_ctrl_c_in_the_first_moment_gives_no_english():
    """Echt: wie stopt terwijl JupyterLab nog geladen wordt, ziet geen foutmelding."""
    server = str(REPO / "course_utils" / "app" / "server.py")
    loading = subprocess.Popen([sys.executable, "-X", "importtime", server], stderr=subprocess.PIPE, text=True)
    while " signal" not in loading.stderr.readline():
        """Python laadt nog."""
    while "jupyter_core" not in (line := loading.stderr.readline()) and line:
        """De module is begonnen."""
    loading.send_signal(signal.SIGINT)
    rest = loading.communicate(timeout=PATIENCE)[1]
    assert loading.returncode == 0 and "Traceback" not in rest


@pytest.mark.parametrize(
    "part, raised, sentence",
    [
        (
            "jupyter_core/paths",
            "ImportError('_zmq.so: failed to map segment from shared object')",
            "geen programma's draaien",
        ),
        ("jupyterlab/labapp", "OSError(122, 'Disk quota exceeded')", "het quotum"),
        ("jupyterlab/labapp", "ImportError('No module named zmq')", "Dit ging onverwacht mis:\n  ModuleNotFoundError"),
    ],
)
def test_a_jupyterlab_that_cannot_load_gives_a_sentence(tmp_path, part, raised, sentence):
    """Echt: server.py, met een pakket dat bij het laden faalt."""
    package, module = part.split("/")
    (tmp_path / package).mkdir()
    for name in ("__init__", "commands"):
        (tmp_path / package / f"{name}.py").touch()
    (tmp_path / package / f"{module}.py").write_text(f"raise {raised.replace('ImportError', 'ModuleNotFoundError')}")
    command = [sys.executable, str(REPO / "course_utils" / "app" / "server.py")]
    env = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    failed = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    assert failed.returncode == 1 and sentence in failed.stderr and "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    "number, said, cleaned",
    [
        (28, "De schijf is vol", True),
        (28, "De schijf is vol", False),
        (13, "mag dit niet", True),
        (5, "is weg", True),
        (22, "argument", True),
    ],
)
def test_a_lesson_that_cannot_be_saved_gives_a_sentence_in_browser_and_terminal(
    tmp_path, monkeypatch, number, said, cleaned
):
    """Echt: de code van Jupyter, op een schijf die niet meer wil; ook als daarna het opruimen niet lukt."""

    def refuse(*_, **__):
        try:
            raise OSError(number, os.strerror(number), "les.ipynb")
        finally:
            if not cleaned:
                os.remove(tmp_path / "weg")

    contents = server.DutchContents(root_dir=str(tmp_path))
    monkeypatch.setattr(contents, "_save_notebook", refuse)
    monkeypatch.setattr(contents.notary, "check_signature", refuse)
    monkeypatch.setattr(contents.notary, "sign", refuse)
    shown = []
    monkeypatch.setattr(contents.log, "error", lambda *args, **_: shown.append(sys.exc_info()))
    model = {"type": "notebook", "content": nbformat.v4.new_notebook()}
    own_thread = ThreadPoolExecutor()  # in deze draait misschien al een lus, die van de browser
    with pytest.raises(HTTPError, match=said):
        own_thread.submit(asyncio.run, contents.save(model, "les.ipynb")).result()
    record = logging.LogRecord("ServerApp", logging.ERROR, "", 0, "Error while saving", (), shown[0])
    assert server.ForStudents().filter(record)
    assert said in server.DutchFormatter().format(record) and "Traceback" not in server.DutchFormatter().format(record)


# --- de kernel -----------------------------------------------------------------------------------------------------

ODD = (
    "sitecustomize",
    "conftest",
    "ipython_config",
    "jupyter_server_config",
    "__init__",
    "ipykernel_launcher",
    "course_utils",
)


@pytest.fixture
def kernel(tmp_path):
    """Een echte kernel zoals `start` hem geeft, in een map vol namen van bibliotheken; en wat er buiten komt."""
    home, folder = tmp_path / "thuis", tmp_path / "mijn cursus é"
    profile = folder / ".jupyter" / "ipython" / "profile_default"
    for made in (home / ".ipython" / "profile_default", profile, tmp_path / "runtime"):
        made.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(environment.KERNEL_CONFIG)  # in .venv staat hij bij etc/ipython
    libraries = {
        path.name.removesuffix(".py") for path in Path(np.__file__).parents[1].iterdir() if "." not in path.stem
    }
    trap = f"open({str(tmp_path / 'geladen')!r}, 'a').write(__name__ + ' ')"
    for name in {*sys.stdlib_module_names, *libraries, *ODD}:
        (folder / f"{name}.py").write_text(trap)
    for name in ("numpy", "torch", "matplotlib", "anywidget"):
        (folder / f"{name}.py").unlink(missing_ok=True)
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(trap)
    (folder / "matplotlibrc").write_bytes(b"\xff\xfe geen tekst")
    (folder / "mijn_hulp.py").write_text("antwoord = 42")
    (home / "opstart.py").write_text(trap)
    settings = start.jupyter_settings(folder, tmp_path / "runtime") | {"HOME": str(home), "PYTHONPATH": str(REPO)}
    env = environment.clean_environment(**settings)
    quiet = ["--IPKernelApp.log_level=40"]
    manager, client = start_new_kernel(PATIENCE, cwd=str(folder), env=env, extra_arguments=quiet)

    def run(code: str) -> str:
        said = []
        reply = client.execute_interactive(
            code, output_hook=lambda message: said.append(message["content"].get("text", ""))
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(said)

    run.home, run.folder, run.trap = home, folder, tmp_path / "geladen"
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_file_of_the_student_never_replaces_a_library(kernel):
    """Echt: wat een student ook in zijn map zet, de startcel werkt; een eigen module met een eigen naam ook."""
    kernel("from course_utils.lessons import parameters as les\nimport json, random, matplotlib.pyplot, numpy as np")
    assert kernel("import mijn_hulp; print(np.zeros(2).sum(), mijn_hulp.antwoord)") == "0.0 42\n"
    assert not kernel.trap.exists(), kernel.trap.read_text()


def test_what_a_student_types_stays_in_his_own_folder(kernel):
    """Echt: geen geschiedenis van IPython, en niets in de map van een ander programma."""
    kernel("naam = 'Jan Jansen'\nimport matplotlib.pyplot as plt; plt.plot([1]); plt.close()")
    assert sorted(path.name for path in kernel.home.rglob("*")) == [".ipython", "opstart.py", "profile_default"]
    assert not list(kernel.folder.rglob("history.sqlite"))
    assert not [path for path in kernel.folder.rglob("*") if path.is_file() and b"Jan Jansen" in path.read_bytes()]


def test_every_import_of_the_first_edition_still_works(kernel):
    """Echt: de importregels van alle lessen uit de eerste uitgave; een naam die weg is, zegt dat pas bij gebruik."""
    kernel(FIRST_EDITION)
    kernel("voorspel, load_digits(), Network.trained, les, extra")
    moved = "entropy, parse, generate_stories, find_gpu, this_machine, copy_bandwidth, measure"
    assert "gone" not in kernel(f"print([found.__name__ for found in ({moved})])")
    assert "start --vers" in kernel(
        "try:\n    from course_utils.network import weg; weg(1)\nexcept RuntimeError as fout: print(fout)"
    )
    assert "geen" in kernel("try: import course_utils.nooit_geweest\nexcept ImportError: print('geen')")


FIRST_EDITION = """
from course_utils.lessons import welkom as les
from course_utils.lessons.welkom_exercises import onthul, opdracht, voorspel
from course_utils.data import load_digits
from course_utils.lessons import parameters as les
from course_utils.lessons.parameters_exercises import eindquiz, onthul, opdracht, voorspel, voortgang
from course_utils.network import Network
from course_utils.digit_pad import DigitPad
from course_utils.lessons import weights_en_biases as les
from course_utils.lessons import weights_en_biases_verdieping as extra
from course_utils.lessons.weights_en_biases_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.lessons import embeddings as les
from course_utils.lessons import embeddings_verdieping as extra
from course_utils.lessons.embeddings_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.word_vectors import load_analogies, load_word_vectors, score_analogies
from course_utils.skipgram import train_skipgram
from course_utils.lessons import precisie as les
from course_utils.lessons.precisie_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.number_formats import exact_decimal
from course_utils.quantization import dequantize, quantize
from course_utils.quantization import quantization_error
from course_utils.number_formats import BF16, FP32, bit_text, decode, encode
from course_utils.lessons import loss as les
from course_utils.lessons import loss_playground as speeltuin
from course_utils.lessons import loss_training as trainen
from course_utils.lessons import loss_verdieping as extra
from course_utils.lessons.loss_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.network import SGD, Adam, Network, train
from course_utils.skipgram import count_pairs, train_skipgram
from course_utils.stories import generate_stories
from course_utils.data import load_hardware, load_models
from course_utils.hardware import find_gpu, this_machine
from course_utils.lessons import gpu_vs_cpu as les
from course_utils.lessons import gpu_vs_cpu_models as model
from course_utils.lessons.gpu_vs_cpu_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.roofline import product_bytes, product_flops
from course_utils.timing import copy_bandwidth, fitting_size, is_it_quiet, measure, synchronizer, torch_threads
from course_utils.lessons import gpu_vs_cpu_verdieping as verdieping
from course_utils.lessons import alles_samen as les
from course_utils.lessons import alles_samen_training as training
from course_utils.lessons.alles_samen_exercises import eindquiz, onthul, opdracht, terugblik, voorspel, voortgang
from course_utils.stories import detokenize, entropy, generate_stories, generate_story, parse, tokenize, vocabulary
from course_utils.timing import copy_bandwidth
"""


# --- dubbelklikken -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="start.command is voor macOS en Linux")
@pytest.mark.parametrize("found", [True, False])
def test_a_double_click_starts_the_course_or_says_what_is_missing(course, tmp_path, found):
    """Echt: start.command, vanuit een andere map, met en zonder een geschikte Python."""
    shutil.copy(REPO / "start.command", course)
    (course / "course_utils" / "__main__.py").write_text("import sys; print('gestart', *sys.argv[1:]); sys.exit(3)")
    programs = tmp_path / "programma's"
    programs.mkdir()
    for name in ("dirname", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    if found:
        (programs / "python3").symlink_to(sys.executable)
    clicked = subprocess.run(
        [str(course / "start.command"), "--vers", "03"],
        cwd=tmp_path,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )
    if found:
        assert (clicked.returncode, clicked.stdout) == (3, "gestart start --vers 03\n"), clicked.stderr
    else:
        assert clicked.returncode == 1 and "Ik vind geen Python 3.11 of nieuwer" in clicked.stdout


def test_start_bat_is_a_file_that_windows_can_run():
    """Windows leest regels met CRLF, kent `py` en ook `python`, en een ZIP die niet is uitgepakt krijgt een zin."""
    text = (REPO / "start.bat").read_text("utf-8")
    assert "*.bat text eol=crlf" in (REPO / ".gitattributes").read_text("utf-8")
    assert 'cd /d "%~dp0"' in text and "chcp 65001" in text, "een pad met spaties, en een ë op het scherm"
    for python in ("py -3", "python"):
        assert f"{python} -m course_utils start %*" in text
    labels, jumps = set(re.findall(r"(?m)^:(\w+)", text)), set(re.findall(r"(?:goto |call :)(\w+)", text))
    assert re.findall(r"pause.*", text)[1:] == ["pause >nul"], "pause zelf spreekt de taal van Windows"
    assert labels == jumps and "Pak eerst het hele ZIP-bestand uit" in text
