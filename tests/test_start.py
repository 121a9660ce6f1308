"""Starten en toetsen: de kopieën van de student, de omgeving, en een zin voor alles wat daarbij mis kan gaan."""

import ast
import json
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
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest

from course_utils.app import environment, start
from course_utils.app.copies import HANDED_OUT, copy_lessons, fresh_copy, set_progress_aside, student_version
from course_utils.app.environment import COURSE, TESTS, ensure_environment, explain

REPO = Path(__file__).resolve().parents[1]


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
    (repo / "course_utils" / "app").mkdir(parents=True)
    for path in (*(REPO / "course_utils").glob("*.py"), *(REPO / "course_utils" / "app").glob("*.py")):
        shutil.copy(path, repo / path.relative_to(REPO))
    for name in ("00_welkom", "03_embeddings"):
        (repo / "notebooks" / f"{name}.ipynb").write_text(a_notebook(), "utf-8")
    (repo / COURSE).write_text("jupyterlab==4.6.6\ntorch==2.13.0 ; python_version >= '3'\n", "utf-8")
    (repo / TESTS).write_text("pytest==9.2.0\n", "utf-8")
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
    monkeypatch.setattr(start, "_running_server", lambda python, folder: None)
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
    monkeypatch.setattr(start, "_running_server", lambda python, folder: None)
    monkeypatch.setattr(start, "_run", lambda command, folder, **environment: ran.append((folder, environment)) or 0)
    for name in ("anna", "bram"):
        start.main(["start", "--map", str(tmp_path / name)], course)
        (tmp_path / name / "voortgang.json").write_text(name, "utf-8")
    start.main(["start", "--map", str(tmp_path / "anna")], course)
    assert [folder.name for folder, _ in ran] == ["anna", "bram", "anna"]
    assert len({environment["JUPYTERLAB_WORKSPACES_DIR"] for _, environment in ran}) == 2
    assert (tmp_path / "anna" / "voortgang.json").read_text("utf-8") == "anna"
    assert not (course / "mijn_cursus").exists()


def test_news_about_a_lesson_names_the_whole_command(course, tmp_path, monkeypatch, capsys):
    """Wie een eigen map heeft, moet die ook noemen bij --vers; voor de begrippenlijst is er geen --vers."""
    monkeypatch.setattr(start, "ensure_environment", lambda *_, **__: Path("python"))
    monkeypatch.setattr(start, "_running_server", lambda python, folder: None)
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


def test_each_student_finds_only_his_own_jupyterlab(tmp_path, monkeypatch):
    """Op een gedeelde computer draaien er meer: in die van een ander horen je antwoorden niet."""
    servers = [{"root_dir": str(tmp_path / name), "url": name} for name in ("anna", "bram")]
    listing = subprocess.CompletedProcess([], 0, stdout="\n".join(map(json.dumps, servers)))
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: listing)
    assert start._running_server(Path("python"), tmp_path / "bram") == servers[1]
    assert start._running_server(Path("python"), tmp_path / "cem") is None


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
        monkeypatch.delattr(environment.os, "getuid")
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


def test_two_windows_do_not_install_at_the_same_time(course, done, monkeypatch):
    """Een tweede start tijdens het installeren gooit de omgeving van de eerste niet weg; daarna mag hij wel."""

    def install(*_):
        with pytest.raises(SystemExit, match="In een ander venster wordt de cursus al klaargezet"):
            ensure_environment(course, [COURSE])
        done.append("installeer")

    monkeypatch.setattr(environment, "_install", install)
    ensure_environment(course, [COURSE])
    monkeypatch.setattr(environment, "_install", lambda *_: done.append("installeer"))
    ensure_environment(course, [COURSE, TESTS])
    assert done == ["maak", "installeer", "installeer"]


def test_an_environment_of_your_own_is_filled_not_replaced(course, done):
    """Wie zelf .venv maakte (met pip of VS Code), houdt haar."""
    (course / ".venv").mkdir()
    ensure_environment(course, [COURSE])
    assert done == ["installeer"]


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
    rest, tests = pip.calls[2][2], pip.calls[2][4]
    assert Path(rest).read_text("utf-8") == "jupyterlab==4.6.6" and tests == TESTS
    assert "is er geen PyTorch" in capsys.readouterr().out


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
        ("[Errno 13] Permission denied: '/opt/x'", "vraag of hij hier zelf één keer start geeft"),
        ("[Errno 30] Read-only file system", "Ik mag niet schrijven in"),
        ("[WinError 5] Toegang geweigerd", "Sluit JupyterLab"),
        ("HINT: ... does not have Windows Long Path support enabled", "te lang voor Windows"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "De beveiligde verbinding"),
        (
            "NewConnectionError: Failed to establish: [Errno -2] Name or service not known",
            "geen verbinding met internet",
        ),
        ("NameResolutionError(...)\nERROR: No matching distribution found for numpy", "geen verbinding met internet"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "Het pakket numpy==2.4.6 is niet te vinden"),
        ("regel 1\nregel 2\nzomaar iets", "zomaar iets\nVerwijder de map .venv"),
    ],
)
def test_each_problem_has_its_own_sentence(message, sentence):
    """Wat pip of het systeem in het Engels meldt, wordt een zin met iets om te doen."""
    assert sentence in explain(message, Path("/opt/cursus"))


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
    refreshed = ["course_utils.app.refresh", str(course / "notebooks" / "03_embeddings.ipynb")]
    assert ran == [
        refreshed,
        ["course_utils.authoring.guide"],
        ["pytest", "-k", "03_embeddings or test_lesson_embeddings"],
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
        ("een bestand/map", "Ik mag niet schrijven in"),
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

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", refuse)
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


def make_wheel(folder: Path, name: str, version: str, main: str) -> None:
    """Maak een pakket met alleen `python -m NAAM`."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{name}/__main__.py", main)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def test_start_and_test_from_nothing_without_internet(course, tmp_path):
    """Echt: venv, pip zonder net, kopieën en beide commando's, in een pad met spaties en accenten, zonder PyTorch."""
    wheels = tmp_path / "pakketten é"
    wheels.mkdir()
    make_wheel(wheels, "jupyterlab", "4.6.6", "import os, sys; print(os.getcwd()); print(*sys.argv[1:], sep='|')")
    make_wheel(wheels, "pytest", "9.2.0", "import sys; print(sys.argv[-1]); sys.exit(5)")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    clean |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8"}

    def command(*arguments, **extra):
        line = [sys.executable, "-m", "course_utils", *arguments]
        return subprocess.run(line, cwd=course, env=clean | extra, capture_output=True, encoding="utf-8")

    first = command("start", "--wheels", str(wheels))
    assert first.returncode == 0, first.stdout + first.stderr
    assert list((course / ".venv").glob("*/pip")) + list((course / ".venv").glob("*/pip.exe")), "er is alleen pip3"
    assert "is er geen PyTorch" in first.stdout, "requirements.txt vraagt PyTorch en de map heeft het niet"
    assert str(course / "mijn_cursus") in first.stdout.splitlines()
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
    for _ in range(300):
        try:
            return urllib.request.urlopen(address, timeout=60)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab antwoordt na een halve minuut nog niet op {address}")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C naar een ander proces sturen gaat op Windows anders")
def test_jupyterlab_opens_and_is_found_again(course, tmp_path):
    """Echt: JupyterLab draait alleen op deze computer, met een token; een tweede start vindt hem; Ctrl-C stopt hem."""
    code = (
        "import sys; from pathlib import Path; from course_utils.app import start\n"
        "start.ensure_environment = lambda *_, **__: Path(sys.executable)\n"
        f"sys.exit(start.main(['start', '--zonder-browser'], Path({str(course)!r})))"
    )
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = {"cwd": REPO, "env": os.environ | own, "encoding": "utf-8", "stdout": subprocess.PIPE}
    options["stderr"] = subprocess.STDOUT
    busy = socket.socket()
    with suppress(OSError):  # de gewone poort is bezet, door ons of al door een ander: Jupyter zoekt dan een volgende
        busy.bind(("127.0.0.1", 8888))
        busy.listen()
    _, terminal = os.openpty()  # net als bij een student: Jupyter luistert alleen in een terminal zelf naar Ctrl-C
    running = subprocess.Popen([sys.executable, "-c", code], stdin=terminal, start_new_session=True, **options)
    patience = threading.Timer(90, os.killpg, (running.pid, signal.SIGKILL))
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
            urllib.request.urlopen(contents.split("?")[0], timeout=60)
        again = subprocess.run([sys.executable, "-c", code], timeout=120, **options)
        assert again.returncode == 0 and "draait al" in again.stdout and address in again.stdout
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(60) == 0
    finally:
        patience.cancel()
        busy.close()
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
