"""De omgeving van de cursus (.venv): maken, vullen, en opnieuw maken als dat eerder maar half lukte.

Alleen de standaardbibliotheek, want deze module werkt voordat er iets geïnstalleerd is.
"""

import getpass
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT

from course_utils.files import write_whole

COURSE, TESTS = "requirements.txt", "tests/requirements.txt"
NEWEST_PYTHON = (3, 14)  # tot en met deze versie bestaan alle pakketten van requirements.txt
SPACE_NEEDED = 3e9  # byte: de omgeving is 1,3 GB, en pip bewaart er de pakketten naast (met GPU-software: 5,1 GB)
CPU_TORCH = "https://download.pytorch.org/whl/cpu"  # de gewone versie voor Linux neemt gigabytes aan GPU-software mee

# Nederlands, geen nieuws of updates van internet, elke halve minuut bewaren, alle cellen op hun plek (zoals in de
# browsertoets), en ruimte voor de namen van de lessen.
JUPYTERLAB_SETTINGS = {
    "@jupyterlab/translation-extension:plugin": {"locale": "nl_NL"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {
        "autosaveInterval": 30,
        "defaultViewers": {"markdown": "Markdown Preview"},  # de begrippenlijst
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},
}

_NO_TORCH = re.compile(r"No matching distribution found for torch\b")
_LARGE = re.compile(r"(?:Downloading|Using cached) (?:\S*/)?(\w+)-\S+ \(([\d.]+) ([MG]B)\)")
_PROBLEMS = (
    (
        r"Errno 28\b|WinError 112\b|No space left",
        "De schijf is te vol. Maak 3 GB vrij (8 GB op Linux met een NVIDIA-GPU) en probeer het opnieuw.",
    ),
    (
        r"Errno (13|30)\b|WinError (5|32)\b|Permission denied|Read-only file system",
        "Ik mag niet schrijven in {repo}.\nSluit JupyterLab en andere vensters die de cursus gebruiken. Helpt dat niet,"
        " zet de map van de cursus dan in je eigen map, zoals Documenten, en begin daar opnieuw. Heeft je docent de"
        " cursus klaargezet? Dan is zij nog niet af: vraag of hij hier zelf één keer start geeft.",
    ),
    (
        r"WinError 206\b|Windows Long Path",
        "Het pad naar {repo} is te lang voor Windows. Zet de map dichter bij de schijf, zoals C:\\cursus.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "De beveiligde verbinding met internet lukt niet. Op een netwerk van een school of bedrijf gebeurt dat vaak:"
        " probeer een ander netwerk, of installeer uit een map met --wheels (zie README.md).",
    ),
    (
        r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo|ConnectTimeout|ProxyError|"
        r"timed out|Network is unreachable|Connection (refused|reset|aborted)|Max retries",
        "Er is geen verbinding met internet, en die is nodig voor de eerste keer.\nMaak verbinding en probeer het"
        " opnieuw, of installeer uit een map met --wheels (zie README.md).",
    ),
    (
        r"No matching distribution found for (?P<package>\S+)",
        "Het pakket {package} is niet te vinden voor Python {python} op deze computer. Installeer je uit een map? Vul"
        " die dan op net zo'n computer, met Python {python}. Anders: gebruik Python 3.11 tot en met 3.14.",
    ),
)
_OF_ANOTHER = """De omgeving van de cursus (de map .venv) is van een andere gebruiker, en werkt niet voor jou.
Vaak is Python dan alleen voor die gebruiker geïnstalleerd, of is de map van de cursus verplaatst.
Vraag wie de cursus klaarzette om Python te installeren voor alle gebruikers, de map .venv te verwijderen en hier één
keer start te geven. Of zet een eigen kopie van de cursus in je eigen map, zonder .venv, en begin daar."""


def ensure_environment(repo: Path, files: list[str], wheels: Path | None = None, this_python: bool = False) -> Path:
    """Zorg dat .venv er is met alles uit `files` erin, en geef de Python van die omgeving.

    wheels: map met pakketten, om zonder internet te installeren. this_python: alleen een omgeving met de versie van
    Python die nu draait is goed; anders mag elke geschikte versie. Is alles al klaar, dan duurt dit een oogwenk.
    """
    venv = repo / ".venv"
    python = _python(venv)
    marker = venv / "hoe-ai-rekent.json"  # waar de omgeving staat, van wie zij is, en wat er helemaal in zit
    wanted = {name: hashlib.sha256((repo / name).read_bytes()).hexdigest() for name in files}
    installed = _installed(marker, repo, python, this_python)
    if installed is None and _is_of_another(venv, marker):
        raise SystemExit(_OF_ANOTHER)
    if installed is None or not wanted.items() <= installed.items():
        with _alone(repo):
            installed = _installed(marker, repo, python, this_python)  # een ander venster kan net klaar zijn
            if installed is None:
                _create(repo, venv)
                installed = {}
                _write_state(marker, repo, installed)
            if not wanted.items() <= installed.items():
                _install(repo, python, files, wheels)
                _write_state(marker, repo, installed | wanted)
    settings, wanted_settings = venv / "share/jupyter/lab/settings/overrides.json", json.dumps(JUPYTERLAB_SETTINGS)
    # Alleen schrijven wat anders is: een docent kan de cursus klaarzetten waar de klas niet mag schrijven.
    if not settings.exists() or settings.read_text("utf-8") != wanted_settings:
        settings.parent.mkdir(parents=True, exist_ok=True)
        write_whole(settings, wanted_settings)
    return python


def fill_wheels(repo: Path, python: Path, folder: Path) -> None:
    """Haal alle pakketten van de cursus op in een map, voor computers zonder internet."""
    target = ["--dest", str(folder), "--find-links", str(folder)]
    _fetch_cpu_torch(repo, python, "download", "--dest", str(folder))
    # Met setuptools erbij kan een computer zonder internet ook de cursus zelf (-e .) installeren.
    success, output = _pip(repo, python, "download", "-r", _without(repo, "-e"), "setuptools>=77", *target)
    if not success:
        raise SystemExit(explain(output, repo))


def explain(text: str, repo: Path) -> str:
    """Maak van een foutmelding van het systeem of van pip een zin waar een student iets aan heeft."""
    python = "{}.{}".format(*sys.version_info)
    for pattern, sentence in _PROBLEMS:
        if match := re.search(pattern, text):
            return sentence.format(repo=repo, python=python, **match.groupdict())
    last_lines = "\n".join(text.strip().splitlines()[-5:])
    return f"Dit ging onverwacht mis:\n{last_lines}\nVerwijder de map .venv en probeer het opnieuw."


def _installed(marker: Path, repo: Path, python: Path, this_python: bool) -> dict | None:
    """Welke requirements er al in de omgeving zitten; None als zij er niet is, onaf is, verplaatst of kapot."""
    state = _state(marker)
    if state is None:  # iemand heeft .venv zelf gemaakt (die vullen we aan), of er is er geen
        return {} if _runs(python, this_python) else None
    good = state.get("repo") == str(repo) and state.get("installed") and _runs(python, this_python)
    return state["installed"] if good else None


def _state(marker: Path) -> dict | None:
    """Wat het merkteken in .venv zegt; None als er geen is. Een half merkteken zegt niets."""
    try:
        state = json.loads(marker.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, PermissionError):  # de stroom viel uit tijdens het schrijven, of het is van een ander
        return {}
    return state if isinstance(state, dict) else {}


def _write_state(marker: Path, repo: Path, installed: dict) -> None:
    write_whole(marker, json.dumps({"repo": str(repo), "user": _user(), "installed": installed}))


def _user() -> int | str:
    return os.getuid() if hasattr(os, "getuid") else getpass.getuser()  # Windows kent alleen namen


def _is_of_another(venv: Path, marker: Path) -> bool:
    if hasattr(os, "getuid"):
        return venv.exists() and venv.stat().st_uid != os.getuid()
    return (_state(marker) or {}).get("user", _user()) != _user()


@contextmanager
def _alone(repo: Path) -> Iterator[None]:
    """Houd andere vensters tegen zolang deze cursus klaargezet wordt. Het slot vervalt vanzelf als dit proces stopt."""
    with (repo / ".venv.slot").open("a") as lock:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise SystemExit(
                "In een ander venster wordt de cursus al klaargezet. Wacht tot dat klaar is, en geef dan hetzelfde"
                " commando."
            ) from None
        except OSError:  # deze schijf kent geen sloten: dan gaat het zonder
            pass
        yield


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _runs(python: Path, this_python: bool) -> bool:
    probe = [str(python), "-c", "import pip, sys; print(sys.version_info[:2])"]
    try:
        answer = subprocess.run(probe, capture_output=True, text=True).stdout
    except OSError:  # er is geen omgeving, of de Python waarmee zij is gemaakt is weg
        return False
    version = tuple(int(number) for number in re.findall(r"\d+", answer))
    return version == sys.version_info[:2] if this_python else version >= (3, 11)


def _create(repo: Path, venv: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SystemExit(
            "Bij deze Python ontbreekt het onderdeel venv. Op Debian en Ubuntu installeer je het zo:\n"
            "  sudo apt install python3-venv"
        )
    if sys.version_info[:2] > NEWEST_PYTHON:
        print("Let op: deze Python is nieuwer dan 3.14. Lukt het installeren niet, gebruik dan Python 3.14.")
    if venv.exists():
        print("De omgeving (.venv) is onaf, verplaatst of kapot. Ik maak haar opnieuw.")
        shutil.rmtree(venv)
    if shutil.disk_usage(repo).free < SPACE_NEEDED:
        raise SystemExit(explain("No space left", repo))
    # Draait dit zelf vanuit .venv, dan is sys.executable zojuist verwijderd.
    base = getattr(sys, "_base_executable", None) or sys.executable
    # In twee stappen: `venv` alleen verzwijgt waarom pip er niet in kwam.
    make, add_pip = [base, "-m", "venv", "--without-pip", str(venv)], [str(_python(venv)), "-m", "ensurepip"]
    for command in (make, [*add_pip, "--default-pip"]):  # zonder die optie is er alleen pip3
        made = subprocess.run(command, stdout=PIPE, stderr=STDOUT, text=True)
        if made.returncode:
            raise SystemExit(explain(made.stdout, repo))


def _install(repo: Path, python: Path, files: list[str], wheels: Path | None) -> None:
    print("Ik installeer wat de cursus nodig heeft. Dat duurt de eerste keer een paar minuten.")
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    if not wheels:
        _fetch_cpu_torch(repo, python, "install")
    success, output = _pip(repo, python, "install", *source, *_options(files))
    if not success and _NO_TORCH.search(output) and "Retrying" not in output:  # niet te vinden, en niet door het net
        print("Voor deze computer is er geen PyTorch. Ik installeer al het andere; de cellen met PyTorch melden dat.")
        rest = [_without(repo, "torch") if name == COURSE else name for name in files]
        success, output = _pip(repo, python, "install", *source, *_options(rest))
    if not success:
        raise SystemExit(explain(output, repo))


def _fetch_cpu_torch(repo: Path, python: Path, verb: str, *arguments: str) -> None:
    """Haal op Linux zonder NVIDIA-GPU alvast de kleine PyTorch; lukt dat niet, dan volgt straks vanzelf de gewone."""
    has_gpu = Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi")
    if sys.platform != "linux" or has_gpu:
        return
    torch = re.search(r"^torch==[\w.]+", (repo / COURSE).read_text("utf-8"), re.MULTILINE)
    once = ["--no-deps", "--index-url", CPU_TORCH, "--retries", "1", "--timeout", "10"]
    if torch and not _pip(repo, python, verb, torch[0], *once, *arguments)[0]:
        print("De kleine versie van PyTorch (zonder GPU-software) is nu niet op te halen. Ik probeer de gewone.")


def _options(files: list[str]) -> list[str]:
    return [part for name in files for part in ("-r", name)]


def _without(repo: Path, start: str) -> str:
    """Schrijf requirements.txt zonder de regel die zo begint, en geef de naam van dat bestand."""
    lines = (repo / COURSE).read_text("utf-8").splitlines()
    path = repo / ".venv" / f"zonder{start}.txt"
    path.write_text("\n".join(line for line in lines if not line.startswith(start)), "utf-8")
    return str(path)


def _pip(repo: Path, python: Path, verb: str, *arguments: str) -> tuple[bool, str]:
    """Draai pip, laat zien welke grote pakketten er komen, en geef of het lukte met alles wat pip meldde."""
    command = [str(python), "-m", "pip", verb, "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    lines = []
    env = os.environ | {"PYTHONIOENCODING": "utf-8"}
    pip = subprocess.Popen(command, cwd=repo, env=env, stdout=PIPE, stderr=STDOUT, encoding="utf-8", errors="replace")
    with pip:
        for line in pip.stdout:
            lines.append(line)
            if large := _LARGE.search(line):
                name, size, unit = large.groups()
                print(f"  {name} ({size.replace('.', ',')} {unit})")
            elif line.startswith("Installing collected packages") and "," in line:
                print("  Alles is opgehaald. Uitpakken duurt nog even.")
    return pip.returncode == 0, "".join(lines)
