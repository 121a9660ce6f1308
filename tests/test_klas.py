"""De klas zonder dat er een server draait: namen, codes, kaartjes, grenzen en wat je achter `klas` mag zetten."""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
if sys.platform != "linux":
    pytest.skip("Een server voor een klas draait alleen op Linux.", allow_module_level=True)

from tornado.web import HTTPError

from course_utils.klas import command, hub, limits
from course_utils.klas.accounts import WORDS, Account, School, login_name, read_people
from course_utils.klas.cards import write_cards


@pytest.mark.parametrize(
    "given, name",
    [
        ("Sanne", "sanne"),
        ("Zoë de Vries", "zoe-de-vries"),
        ("  Jan-Peter  ", "jan-peter"),
        ("Çağla Ö.", "cagla-o"),
        ("Łukasz Yıldız", "lukasz-yildiz"),
        ("Søren Đorđe Weiß", "soren-dorde-weiss"),
    ],
)
def test_a_name_becomes_something_a_pupil_can_type(given, name):
    assert login_name(given) == name


def test_a_name_without_any_letter_is_explained():
    with pytest.raises(SystemExit, match="gewone letters"):
        login_name("李")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_with_names_may_come_from_any_spreadsheet(tmp_path, encoding, line_end):
    names = tmp_path / "namen.txt"
    text = '# 4h1\nZoë,4h1\nSanne B; 4h1 ;;\n;;\n\n"Vries, Jan de",4h1\nDaan\n'
    names.write_text(text, encoding, newline=line_end)
    assert read_people(str(names)) == [("Zoë", "4h1"), ("Sanne B", "4h1"), ("Vries, Jan de", "4h1"), ("Daan", "")]


def test_the_columns_of_a_school_administration_are_known(tmp_path):
    """De kop is geen leerling, en een nummer of geboortedatum komt nergens in terecht."""
    names = tmp_path / "export.csv"
    names.write_text(
        "sep=;\nStamnr;Achternaam;Tussenvoegsel;Roepnaam;Stamgroep;Geboren\n1042;Vries;de;Zoë;4h1;2010-03-02\n"
        "1043;Yıldız;;Can;4h2;2010-05-09\n",
        "utf-8-sig",
    )
    assert read_people(str(names)) == [("Zoë de Vries", "4h1"), ("Can Yıldız", "4h2")]


def test_numbers_get_as_many_digits_as_the_class_needs():
    assert [name for name, _ in read_people("3")] == ["leerling01", "leerling02", "leerling03"]
    assert read_people("120")[-1][0] == "leerling120"


@pytest.fixture
def school(tmp_path):
    school = School(tmp_path / "klas")
    school.make_folders()
    return school


def test_the_same_class_keeps_its_codes_and_a_new_pupil_gets_one(school):
    first = school.add([("Sanne", "4h1"), ("Sanne", "4h1")], "docent")
    assert set(first) == {"docent", "sanne", "sanne-2"}
    school.save()
    again = School(school.folder)
    assert set(again.add([("Sanne", ""), ("Sanne", ""), ("Daan", "")], "docent")) == {"daan"}
    assert all(again.knows(name, code) for name, code in first.items())


def test_every_line_gets_an_account_of_its_own(school):
    """Ook als iemand net zo heet als de docent, of als de naam met een nummer die een dubbele naam zou krijgen."""
    people = [("Sanne", ""), ("Sanne", ""), ("Sanne 2", ""), ("Docent", ""), ("Zoë", ""), ("Zoe", "")]
    codes = school.add(people, "docent")
    assert list(codes) == ["docent", "sanne", "sanne-2", "sanne-2-2", "docent-2", "zoe", "zoe-2"]
    assert not school.add(people, "docent")


def test_a_code_is_only_kept_as_a_hash(school):
    codes = school.add([("Sanne", "")], "docent")
    school.save()
    kept = school.file.read_text("utf-8")
    assert not any(word in json.loads(kept)[1]["code"] for word in codes["sanne"].split("-") if len(word) > 3)
    assert codes["sanne"] not in kept
    assert school.private.stat().st_mode & 0o777 == 0o700


def test_a_code_may_be_typed_with_spaces_and_capitals_but_not_with_another_word(school):
    code = school.add([("Sanne", "")], "docent")["sanne"]
    assert school.knows("sanne", code.replace("-", " ").upper() + " ")
    assert not school.knows("sanne", "-".join(code.split("-")[:3]))
    assert not school.knows("sanne", "")
    assert not school.knows("niemand", code)


def test_a_lock_lasts_a_minute_from_the_last_wrong_code_and_only_for_that_device(monkeypatch):
    """Wie om de paar seconden raadt, is tien keer later net zo lang buitengesloten als wie ze achter elkaar stuurt."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(hub, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(hub, "School", lambda folder: SimpleNamespace(knows=lambda name, code: False))
    monkeypatch.setattr(hub, "from_our_proxy", lambda request: True)
    monkeypatch.setattr(hub.CodeAuthenticator, "school", SimpleNamespace(folder=None), raising=False)
    door = hub.CodeAuthenticator()

    def is_locked(second: float, device: str) -> bool:
        clock.now = second
        handler = SimpleNamespace(request=SimpleNamespace(headers={"X-Forwarded-For": f"10.9.9.9, {device}"}))
        answer = door.authenticate(handler, {"username": "Sanne", "password": "fout"})
        try:
            thread.submit(asyncio.run, answer).result()  # in deze thread kan de lus van een browser al draaien
        except HTTPError as refused:
            assert (refused.status_code, refused.log_message) == (429, hub.LOCKED)
            return True
        return False

    with ThreadPoolExecutor(1) as thread:
        assert not any(is_locked(6 * turn, "10.0.0.1") for turn in range(10))
        assert is_locked(54 + 59, "10.0.0.1") and not is_locked(54 + 59, "10.0.0.2")
        assert not is_locked(54 + 61, "10.0.0.1")


def test_there_are_enough_short_words():
    assert len(WORDS) == len(set(WORDS)) > 500
    assert max(map(len, WORDS)) <= 5


def test_a_new_card_makes_the_old_code_worthless(school):
    old = school.add([("Sanne", "")], "docent")["sanne"]
    new = school.new_code(school.accounts["sanne"])
    assert school.knows("sanne", new)
    assert not school.knows("sanne", old)


def test_a_card_shows_what_a_pupil_needs_and_no_name_becomes_html(tmp_path):
    path = tmp_path / "kaartjes.html"
    write_cards(path, "http://10.0.0.2:8000/", [(Account("sanne", "Sanne", "<b>4h1"), "aap-bel-kom-vis")])
    page = path.read_text("utf-8")
    assert "http://10.0.0.2:8000" in page and "aap-bel-kom-vis" in page and "<svg" in page
    assert "<b>4h1" not in page and "&lt;b&gt;4h1" in page
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["geen_bestand.txt"], "geen aantal"),
        (["--sleutel", __file__], "samen"),
        (["--certificaat", "weg.pem", "--sleutel", "weg.key"], "bestaat niet"),
        (["28", "--poort", "99999"], "geen poort"),
    ],
)
def test_what_cannot_be_is_a_sentence(arguments, sentence):
    with pytest.raises(SystemExit, match=sentence):
        command.parse(arguments)


def test_an_unknown_option_gets_the_dutch_help(capsys):
    with pytest.raises(SystemExit):
        command.parse(["28", "--onzin"])
    assert "Dit commando begrijp ik niet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "programs, sentence",
    [
        ({}, "Node.js nodig"),
        ({"node": "echo v16.1.0"}, "te oud"),
        ({"node": "echo v20.1.0"}, "npm ook"),
        ({"node": "echo v20.1.0", "npm": "echo E404 niet te vinden >&2; exit 1"}, "E404 niet te vinden"),
    ],
)
def test_a_missing_program_is_explained(tmp_path, monkeypatch, programs, sentence):
    for name, does in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=sentence):
        command.find_proxy(tmp_path)


def test_what_npm_fetched_is_used(tmp_path, monkeypatch):
    place = tmp_path / "deploy" / "node_modules" / ".bin"
    place.mkdir(parents=True)
    proxy = place / "configurable-http-proxy"
    for name, does in {"node": "echo v20.1.0", "npm": f": > {proxy} && /bin/chmod +x {proxy}"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command.find_proxy(tmp_path) == str(proxy)


def test_the_server_starts_inside_its_own_scope(monkeypatch):
    started = []
    for name, value in {"find_proxy": "", "ensure_environment": "python", "own_scope": ["systemd-run"]}.items():
        monkeypatch.setattr(command, name, lambda *_, value=value: value)
    monkeypatch.setattr(command.os, "getuid", lambda: 0)
    monkeypatch.setattr(command.os, "execvpe", lambda program, line, environment: started.append((program, *line)))
    command.main(["28"])
    assert started == [("systemd-run", "systemd-run", "python", "-m", "course_utils.klas.server", "28")]


def test_without_root_it_refuses_and_explains(monkeypatch):
    monkeypatch.setattr(command.os, "getuid", lambda: 1000)
    with pytest.raises(SystemExit, match="--samen"):
        command.main(["28"])


def test_the_second_version_of_cgroups_gets_its_limits(tmp_path):
    """Nagespeeld met gewone bestanden; alleen wat er geschreven wordt, is hier te zien."""
    group = tmp_path / "leerling-sanne"
    group.mkdir()
    for file in ("memory.max", "memory.swap.max", "pids.max", "cpu.max"):
        (group / file).touch()
    limits.Limits("cgroup v2", {"v2": str(tmp_path)}).enter("sanne", own_user=True)
    assert (group / "memory.max").read_text() == str(limits.MEMORY)
    assert (group / "cpu.max").read_text() == "100000 100000"
    assert (group / "pids.max").read_text() == str(limits.PROCESSES)


def test_the_server_moves_down_before_the_second_version_allows_groups(tmp_path, monkeypatch):
    """Nagespeeld, zoals systemd met Delegate=yes de scope achterlaat: de server erin, en niets verdeeld."""
    line = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
    scope = tmp_path / line.removeprefix("0::/")
    scope.mkdir(parents=True, exist_ok=True)
    (scope / "cgroup.controllers").write_text("cpuset cpu io memory pids\n")
    (scope / "cgroup.procs").write_text("4711\n")
    monkeypatch.setattr(limits, "MOUNT", tmp_path)
    found = limits.find_limits()
    assert found == limits.Limits("cgroup v2", {"v2": str(scope)})
    assert (scope / "cgroup.subtree_control").read_text() == "+memory +cpu +pids"
    assert (scope / "server" / "cgroup.procs").read_text() == "4711"
    assert (scope / "server" / "cpu.weight").read_text() == "1000"


def test_systemd_gives_the_server_a_scope_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(command.os, "getuid", lambda: 0)
    monkeypatch.setattr(command.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(command, "SYSTEMD", tmp_path)
    assert command.own_scope() == ["systemd-run", "--scope", "--quiet", "--property=Delegate=yes"]
    monkeypatch.setattr(command, "SYSTEMD", tmp_path / "weg")
    assert command.own_scope() == []


def test_without_cgroups_the_promise_says_so():
    assert "geen cgroups" in limits.Limits("rlimit").promise
