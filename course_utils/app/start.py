"""De commando's van de cursus: start, lezen, wheels, test, docent, overzicht en ververs."""

import errno
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from course_utils.app.copies import (
    GLOSSARY,
    copy_lessons,
    damaged,
    find_lesson,
    fresh_copy,
    is_first_edition,
    lessons,
    set_progress_aside,
    take_progress_in,
)
from course_utils.app.environment import (
    CLASS,
    COURSE,
    TESTS,
    Parser,
    clean_environment,
    ensure_environment,
    explain,
    fill_wheels,
    this_user,
)
from course_utils.files import FOLDER

REPO = Path(__file__).resolve().parents[2]
READING_FOLDER = "leesversie"
KIT_FOLDER = "lesmateriaal"
ROOM_TO_WORK = 1_000_000  # byte: zo veel moet er nog bij kunnen
_SERVER = Path(__file__).with_name("server.py")
USAGE = """Gebruik (op Windows: py in plaats van python3):

  python3 -m course_utils start                   maak alles klaar en open les 00 in JupyterLab
  python3 -m course_utils start --vers 03         doe les 03 opnieuw, in een verse kopie naast de oude
  python3 -m course_utils start --map MAP         zet je eigen lessen in een andere map dan mijn_cursus
  python3 -m course_utils start --voortgang BESTAND  neem antwoorden over die je in de leesversie bewaarde
  python3 -m course_utils start --wheels MAP      installeer zonder internet, uit een map met pakketten
  python3 -m course_utils start --zonder-browser  start JupyterLab, maar open zelf de browser
  python3 -m course_utils lezen                   maak van elke les een pagina voor elk apparaat, in de map leesversie
  python3 -m course_utils lezen --kern            hetzelfde, zonder de Verdieping
  python3 -m course_utils lezen --adres URL       met een QR-code naar dat adres, voor op het bord
  python3 -m course_utils wheels MAP              vul zo'n map met pakketten
  python3 -m course_utils test                    toets de hele cursus; wat erachter staat gaat naar pytest
  python3 -m course_utils overzicht MAP           zie op één pagina wat je leerlingen deden, uit wat ze inleverden
  python3 -m course_utils docent                  maak dia's, werkbladen en de handleiding, uit de lessen
  python3 -m course_utils docent toets            maak een toets met eigen getallen, buiten de map van de cursus
  python3 -m course_utils klas 28                 draai één server voor een hele klas (klas --help zegt meer)
  python3 -m course_utils ververs 03              voer les 03 uit na een wijziging, bewaar haar schoon en toets haar
"""


def main(arguments: list[str], repo: Path = REPO) -> int:
    """Voer één commando uit en geef de exitcode; wat een student kan overkomen wordt een zin."""
    parser = Parser(USAGE)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=lambda **_: Parser(USAGE))
    start = commands.add_parser("start")
    start.add_argument("--vers")
    start.add_argument("--map", dest="folder", type=Path, default=repo / FOLDER)
    start.add_argument("--voortgang", dest="progress", type=Path)
    start.add_argument("--wheels", type=Path)
    start.add_argument("--zonder-browser", dest="browser", action="store_false")
    reading = commands.add_parser("lezen")
    reading.add_argument("--kern", action="store_true")
    reading.add_argument("--adres", dest="address", default="")
    commands.add_parser("wheels").add_argument("folder", type=Path)
    commands.add_parser("test")
    commands.add_parser("docent").add_argument("what", nargs="?", choices=["toets"])
    commands.add_parser("overzicht").add_argument("places", nargs="+", type=Path)
    commands.add_parser("ververs").add_argument("lesson")
    own = 1 if arguments[:1] == ["test"] else 2 if arguments[:2] == ["docent", "toets"] else len(arguments)
    arguments, passed_on = arguments[:own], arguments[own:]
    options = parser.parse_args(arguments)
    try:
        if options.command == "start":
            folder = options.folder.expanduser().resolve()
            return start_course(repo, folder, options.vers, options.wheels, options.browser, options.progress)
        if options.command == "lezen":
            return make_reading_version(repo, options.kern, options.address)
        if options.command == "wheels":
            return make_wheels(repo, options.folder)
        if options.command == "docent":
            return make_exam(repo, passed_on) if options.what else make_guide(repo)
        if options.command == "overzicht":
            return make_overview(repo, options.places)
        if options.command == "ververs":
            return refresh_lesson(repo, options.lesson)
        return run_tests(repo, passed_on)
    except OSError as error:
        raise SystemExit(explain(str(error), repo)) from None
    except KeyboardInterrupt:
        raise SystemExit("\nGestopt. Met hetzelfde commando ga je later verder.") from None


def start_course(
    repo: Path, folder: Path, fresh: str | None, wheels: Path | None, browser: bool, progress: Path | None = None
) -> int:
    """Maak alles klaar, zet de lessen in de map van de student en laat JupyterLab draaien tot de student stopt."""
    if wheels and not wheels.is_dir():
        raise SystemExit(f"De map {wheels} bestaat niet. Geef na --wheels de map waar de pakketten in staan.")
    if folder == repo or folder.is_relative_to(repo / "notebooks"):
        raise SystemExit(f"In {folder} staat de cursus zelf. Geef na --map een andere map, voor jouw lessen.")
    if os.path.exists(folder) and not folder.is_dir():  # Path.exists struikelt over een naam die te lang is
        raise SystemExit(f"{folder} is een bestand. Geef na --map een map.")
    if fresh is not None:
        find_lesson(repo, fresh)  # een les die er niet is, valt op voordat er iets gebeurt
    if progress and not progress.is_file():
        raise SystemExit(f"Het bestand {progress} bestaat niet. Geef na --voortgang het bestand dat je bewaarde.")
    _need_to_write(folder, "Geef een map die van jou is, met start --map MAP.")
    python = ensure_environment(repo, [COURSE], wheels and wheels.resolve())
    lesson = fresh_copy(repo, folder, fresh) if fresh else "00_welkom.ipynb"
    if fresh and (aside := set_progress_aside(folder, lesson[:2])):
        print(f"Je begint les {lesson[:2]} opnieuw. Je antwoorden van eerst staan in {aside}.")
    print("".join(f"{line}\n" for line in _news(repo, folder)), end="")
    if progress:
        print(f"Overgenomen uit {progress.name}: {take_progress_in(folder, progress)} antwoorden.")
    page = f"lab/tree/{lesson}"
    runtime = _runtime_folder(folder)
    if server := _running_server(runtime):
        address = f"{server['url']}{page}?token={server['token']}"
        print(f"JupyterLab draait al, in een ander venster. Je vindt het hier:\n  {address}")
        if browser:
            webbrowser.open(address)
        return 0
    print("JupyterLab start in je browser. Laat dit venster open zolang je werkt; met Ctrl-C stop je.")
    options = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/{page}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={_free_port()}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",  # anders vraagt Ctrl-C in het Engels of je het zeker weet
        "--ServerApp.allow_root=True",  # in een container of WSL is de student vaak root
        "--KernelManager.transport_encryption=auto",  # kost niets; zonder waarschuwt elk notebook voor afluisteren
        "--LanguageServerManager.autodetect=False",  # zoekt anders met npm, dat in de map van de gebruiker schrijft
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
    ]
    if sys.platform == "linux":  # een browser in een snap mag het tussenbestand van Jupyter niet lezen
        options.append("--ServerApp.use_redirect_file=False")
    # Niet in de map van de student: een server leest ook de instellingen die hij in zijn eigen map vindt.
    return _run([str(python), str(_SERVER), *options], python.parent, **jupyter_settings(folder, runtime))


def jupyter_settings(folder: Path, runtime: Path) -> dict[str, str]:
    """De omgevingsvariabelen waarmee Jupyter en Python alleen gebruiken wat bij de cursus hoort."""
    private = folder / ".jupyter"
    settings = {
        "PYTHONSAFEPATH": "1",  # een bestand van de student gaat nooit voor een bibliotheek
        "JUPYTER_PREFER_ENV_PATH": "1",  # de kernel van .venv, ook als .venv van een ander is
        "JUPYTER_CONFIG_DIR": private,
        "JUPYTER_DATA_DIR": private,
        "JUPYTER_RUNTIME_DIR": runtime,
        # Een eigen werkruimte: zo komen je tabbladen terug, en nooit die van een ander project.
        "JUPYTERLAB_WORKSPACES_DIR": folder / ".werkruimtes",
        "IPYTHONDIR": private / "ipython",
        "MPLCONFIGDIR": private / "matplotlib",
    }
    return {name: str(value) for name, value in settings.items()}


def make_reading_version(repo: Path, kern: bool = False, address: str = "") -> int:
    """Maak van elke les een HTML-pagina die zonder Python en zonder internet werkt."""
    folder = repo / READING_FOLDER
    _all_lessons_whole(repo)
    _need_to_write(folder, "Zet een kopie van de cursus in je eigen map, en begin daar.")
    python = ensure_environment(repo, [COURSE])
    more = [*(["--kern"] if kern else []), *(["--adres", address] if address else [])]
    code = _run([str(python), "-m", "course_utils.reading", str(repo / "notebooks"), str(folder), *more], repo)
    if code == 0:
        print(f"De leesversie staat in de map {READING_FOLDER}. Begin hier:\n  {(folder / 'index.html').as_uri()}")
    return code


def make_wheels(repo: Path, folder: Path) -> int:
    """Vul een map met alle pakketten, voor computers zonder internet."""
    _need_to_write(folder, "Geef een map die van jou is, met wheels MAP.")
    python = ensure_environment(repo, [COURSE])
    fill_wheels(repo, python, folder.resolve())
    print(f'Klaar. Op een computer zonder internet: python3 -m course_utils start --wheels "{folder}"')
    return 0


def make_guide(repo: Path) -> int:
    """Maak de delen van de handleiding voor docenten opnieuw die uit de lessen komen."""
    _all_lessons_whole(repo)
    _need_to_write(repo / "docent", "Zet een kopie van de cursus in je eigen map, en begin daar.")
    python = ensure_environment(repo, [COURSE])
    return _run([str(python), "-m", "course_utils.kit"], repo)


def make_exam(repo: Path, wanted: list[str]) -> int:
    """Maak een toets met eigen getallen; wat er te kiezen is, staat in course_utils/kit/exam.py."""
    python = ensure_environment(repo, [COURSE])
    return _run([str(python), "-m", "course_utils.kit.exam", *wanted], Path.cwd(), PYTHONPATH=str(repo))


def make_overview(repo: Path, places: list[Path]) -> int:
    """Maak één pagina over een hele klas, uit deze mappen en bestanden met voortgang."""
    places = [place.expanduser().resolve() for place in places]
    for place in places:
        if not place.exists():
            raise SystemExit(f"{place} bestaat niet. Geef de map waarin de bestanden van je leerlingen staan.")
    python = ensure_environment(repo, [COURSE])
    return _run([str(python), "-m", "course_utils.klas.overview", *map(str, places)], repo)


def run_tests(repo: Path, pytest_arguments: list[str]) -> int:
    """Toets de cursus met de Python die nu draait, en geef de exitcode van pytest."""
    python = ensure_environment(repo, [COURSE, CLASS, TESTS], this_python=True)
    return _run([str(python), "-m", "pytest", *pytest_arguments], repo)


def refresh_lesson(repo: Path, wanted: str) -> int:
    """Voer één les uit, bewaar haar schoon, werk de handleiding bij en toets haar; voor wie een les verandert."""
    notebook = find_lesson(repo, wanted)
    _all_lessons_whole(repo)
    python = ensure_environment(repo, [COURSE, TESTS], this_python=True)
    print(f"Ik voer {notebook.name} uit ...")
    # Wat over deze les gaat, heet naar haar notebook of een van haar opdrachten, of staat in haar eigen bestand.
    exercises = f"(hint_share or exercise_mutants) and ({int(notebook.stem[:2])}. or every) or question_to_ask"
    tests = ["pytest", "-k", f"{notebook.stem} or test_lesson_{notebook.stem[3:]} or ({exercises})"]
    for module in (["course_utils.app.refresh", str(notebook)], ["course_utils.kit.guide"], tests):
        if failed := _run([str(python), "-m", *module], repo):
            return failed
    return 0


def _need_to_write(folder: Path, advice: str) -> None:
    """Maak deze map als zij er nog niet is, en stop met een raad als er geen bestand in kan."""
    probe = folder / f".proef-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(ROOM_TO_WORK))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SystemExit(
                f"In {folder} past niets meer. Maak ruimte vrij, en geef daarna hetzelfde commando."
            ) from None
        if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) in (123, 206):
            raise SystemExit(
                f"De naam van {folder} is te lang, of er staat een teken in dat niet mag. {advice}"
            ) from None
        raise SystemExit(f"Ik kan niet schrijven in {folder}.\n{advice}") from None


def _news(repo: Path, folder: Path) -> list[str]:
    """Zet de lessen klaar, en geef wat een student daarover moet weten."""
    placed, outdated = copy_lessons(repo, folder)
    own_folder = "" if folder == repo / FOLDER else f' --map "{folder}"'
    said = [_damaged_lesson(path, repo) for path in damaged(lessons(repo))]
    said += [f"Nieuw in {folder.name}: {', '.join(placed)}"] if placed else []
    said += [_outdated_copy(folder / name, own_folder) for name in outdated]
    said += [
        f"Jouw {path.name} is beschadigd. Met start --vers {path.name[:2]}{own_folder} zet je een verse kopie ernaast."
        for path in damaged(sorted(folder.glob("[0-9][0-9]_*.ipynb")))
    ]
    said += [
        f"{name} in {folder.name} heet net als een onderdeel van Python. De lessen gebruiken dat onderdeel, en niet wat"
        " jij zo noemde. Wil je het zelf laden? Geef het dan een andere naam."
        for name in shadows(folder, repo / ".venv")
    ]
    return said


def _damaged_lesson(path: Path, repo: Path) -> str:
    name = path.relative_to(repo).as_posix()
    return (
        f"{name} is beschadigd, bijvoorbeeld door een merge van git. Zo haal je het terug:\n  git checkout -- {name}\n"
        "Heb je geen git? Neem het bestand dan uit een vers ZIP-bestand van de cursus."
    )


def _all_lessons_whole(repo: Path) -> None:
    if broken := damaged(lessons(repo)):
        raise SystemExit("\n".join(_damaged_lesson(path, repo) for path in broken))


def _outdated_copy(own: Path, own_folder: str) -> str:
    """Wat een student hoort over een les die vernieuwd is terwijl hij er al in werkte."""
    if own.name == GLOSSARY:
        return f"{own.name} is vernieuwd. Geef jouw kopie een andere naam, dan zet start de nieuwe ernaast."
    how = f"start --vers {own.name[:2]}{own_folder}"
    if is_first_edition(own):
        return (
            f"{own.name} is helemaal vernieuwd. Jouw kopie uit de eerste uitgave blijft zoals ze is, en de meeste"
            f" cellen werken nog. Doet een cel het niet meer? De nieuwe les zet je ernaast met {how}."
        )
    return f"{own.name} is vernieuwd. Jouw kopie blijft zoals ze is; de nieuwe haal je met {how}."


def shadows(folder: Path, venv: Path) -> list[str]:
    """Welke bestanden en mappen van de student net zo heten als een bibliotheek."""
    places = [*venv.glob("lib/*/site-packages"), *venv.glob("Lib/site-packages")]  # op Linux en macOS, en op Windows
    libraries = {path.name.removesuffix(".py") for place in places for path in place.iterdir()}
    libraries |= sys.stdlib_module_names | {"course_utils"}
    own = [path for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"]
    return sorted(path.name for path in own if path.name.removesuffix(".py") in libraries)


def _runtime_folder(folder: Path) -> Path:
    """Waar deze JupyterLab haar adres en sleutel bewaart zolang ze draait: op de eigen schijf, voor niemand anders."""
    mark = hashlib.sha256(f"{this_user()} {folder}".encode()).hexdigest()[:12]
    runtime = Path(tempfile.gettempdir()) / f"hoe-ai-rekent-{mark}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and (runtime.stat().st_uid, runtime.stat().st_mode & 0o77) != (os.getuid(), 0):
        return Path(tempfile.mkdtemp())  # van een ander
    return runtime


def _running_server(runtime: Path) -> dict | None:
    """Geef de JupyterLab die al op deze map draait: twee tegelijk zouden elkaars notebooks overschrijven.

    Een server die niet antwoordt, is er niet meer, ook al staat hij nog genoteerd.
    """
    direct = build_opener(ProxyHandler({}))
    for record in runtime.glob("jpserver-*.json"):
        with suppress(OSError, ValueError, LookupError, TypeError):
            server = json.loads(record.read_text("utf-8"))
            with direct.open(f"{server['url']}api/status?token={quote(server['token'])}", timeout=20):
                return server
    return None


def _free_port() -> int:
    for port in (8888, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    return 8888  # dan zegt de server het


def _run(command: list[str], folder: Path, **environment: str) -> int:
    process = subprocess.Popen(command, cwd=folder, env=clean_environment(**environment))
    # Ctrl-C komt ook bij het kind aan. Dat sluit zelf netjes af, en wij wachten daarop.
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, previous)
