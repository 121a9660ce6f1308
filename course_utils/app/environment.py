"""De omgeving van de cursus (.venv): maken, vullen, en opnieuw maken als dat eerder maar half lukte.

Alleen de standaardbibliotheek, want deze module werkt voordat er iets geïnstalleerd is.
"""

import ast
import getpass
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT

from course_utils.files import locked, write_whole

WINDOWS = os.name == "nt"
COURSE, TESTS, CLASS = "requirements.txt", "tests/requirements.txt", "deploy/requirements.txt"
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

# Wat een kernel van de cursus anders doet dan IPython: niets over de lessen bewaren buiten de map van de student, geen
# Engelse waarschuwing in de terminal, en nooit een module uit die map laden in plaats van een bibliotheek.
KERNEL_CONFIG = """c.HistoryManager.enabled = False
c.IPKernelApp.log_level = 40
c.InteractiveShellApp.ignore_cwd = True
c.InteractiveShellApp.extensions = ["course_utils.app.kernel", "course_utils.notebook"]
"""
# Wat een gebruiker voor andere programma's instelde, en hier niet mag meedoen.
_FOREIGN = ("PYTHON", "JUPYTER", "JPY_", "IPYTHON", "MPL", "MATPLOTLIB", "OMP_", "MKL_", "OPENBLAS_", "NPY_", "PIP_")
# Van de instellingen van pip tellen alleen die over het netwerk gaan.
_NETWORK = (
    "index-url extra-index-url find-links no-index trusted-host cert client-cert proxy timeout default-timeout retries"
    " cache-dir no-cache-dir use-feature use-deprecated keyring-provider"
)
_LONGEST_PATH = 200  # tekens in .venv

_NO_TORCH = re.compile(r"No matching distribution found for torch\b")
_LARGE = re.compile(r"(?:Downloading|Using cached) (?:\S*/)?(\w+)-\S+ \(([\d.]+) ([MG]B)\)")
_CAUSE = re.compile(r"(?m)^\W*((?:ERROR|\w*Error|error): (?!subprocess|Failed to build|Could not find a version).*)")
_SAID = tomllib.loads(Path(__file__).with_name("problems.toml").read_text("utf-8"))
_OF_ANOTHER = """De omgeving van de cursus (de map .venv) is van een andere gebruiker, en werkt niet voor jou.
Vaak is Python dan alleen voor die gebruiker geïnstalleerd, of is de map van de cursus verplaatst.
Vraag wie de cursus klaarzette om Python te installeren voor alle gebruikers, de map .venv te verwijderen en hier één
keer start te geven. Of zet een eigen kopie van de cursus in je eigen map, zonder .venv, en begin daar."""


class Parser(ArgumentParser):
    """Leest een commando; wat zij niet begrijpt, wordt een zin met de uitleg erbij."""

    def __init__(self, usage: str) -> None:
        super().__init__(usage=usage, allow_abbrev=False)

    def format_help(self) -> str:
        return self.usage

    def error(self, message: str) -> None:
        self.exit(2, f"Dit commando begrijp ik niet.\n\n{self.usage}")


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
                _add_pip(repo, python)
                _install(repo, python, files, wheels)
                _write_state(marker, repo, installed | wanted)
    write_settings(venv)
    return python


def write_settings(place: Path) -> None:
    """Zet de instellingen van JupyterLab en van de kernel in deze omgeving."""
    settings = {
        "share/jupyter/lab/settings/overrides.json": json.dumps(JUPYTERLAB_SETTINGS),
        "etc/ipython/ipython_kernel_config.py": KERNEL_CONFIG,
    }
    for name, text in settings.items():
        # Alleen schrijven wat anders is: een docent kan de cursus klaarzetten waar de klas niet mag schrijven.
        if not (place / name).exists() or (place / name).read_text("utf-8") != text:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(place / name, text)


def clean_environment(**extra: str) -> dict[str, str]:
    """De omgevingsvariabelen zonder wat een gebruiker instelde voor andere programma's."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(_FOREIGN)} | extra


def fill_wheels(repo: Path, python: Path, folder: Path) -> None:
    """Haal alle pakketten van de cursus op in een map, voor computers zonder internet."""
    target = ["--dest", str(folder), "--find-links", str(folder)]
    _fetch_cpu_torch(repo, python, "download", "--dest", str(folder))
    # Met setuptools erbij kan een computer zonder internet ook de cursus zelf (-e .) installeren.
    success, output = _pip(repo, python, "download", "-r", _without(repo, "-e"), "setuptools>=77", *target)
    if not success:
        raise SystemExit(explain(output + _silence(repo, python, output), repo))


def explain(text: str, repo: Path) -> str:
    """Maak van een foutmelding van het systeem of van pip een zin waar een student iets aan heeft."""
    given = {"repo": repo, "python": "{}.{}".format(*sys.version_info), "wheels": _SAID["wheels"]}
    given |= {"login": _SAID["login"].format(**given), "short": "C:\\cursus" if WINDOWS else "~/cursus"}
    for pattern, sentence in _SAID["problems"]:
        if match := re.search(pattern, text):
            return sentence.format(**given, **match.groupdict())
    cause = _CAUSE.search(text)
    line = cause[1] if cause else text.strip().rpartition("\n")[2]
    return f"Dit ging onverwacht mis:\n  {line}\nVraag iemand om hulp, en laat deze regel zien."


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
    write_whole(marker, json.dumps({"repo": str(repo), "user": this_user(), "installed": installed}))


def this_user() -> int | str:
    """Wie dit is; een nummer, want in een container heeft dat niet altijd een naam. Windows kent alleen namen."""
    return os.getuid() if hasattr(os, "getuid") else getpass.getuser()


def _is_of_another(venv: Path, marker: Path) -> bool:
    if hasattr(os, "getuid"):
        return venv.exists() and venv.stat().st_uid != os.getuid()
    return (_state(marker) or {}).get("user", this_user()) != this_user()


@contextmanager
def _alone(repo: Path) -> Iterator[None]:
    """Houd andere vensters tegen zolang deze cursus klaargezet wordt. Het slot vervalt vanzelf als dit proces stopt."""
    with (repo / ".venv.slot").open("a") as lock:
        if not locked(lock):
            raise SystemExit(
                "In een ander venster wordt de cursus al klaargezet. Wacht tot dat klaar is, en geef dan hetzelfde"
                " commando."
            )
        yield


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def _runs(python: Path, this_python: bool) -> bool:
    probe = [str(python), "-c", "import sys; print(sys.version_info[:2])"]
    try:
        answer = subprocess.run(probe, capture_output=True, text=True, env=clean_environment()).stdout
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
    if sys.maxsize < 2**32:  # ook op Windows in 64 bit kan er een 32-bits Python staan
        raise SystemExit(
            "Dit is Python in 32 bit, en daarvoor bestaan de pakketten niet. Installeer Python in 64 bit van"
            " https://www.python.org/downloads/ en geef daarna hetzelfde commando."
        )
    if WINDOWS and len(str(venv)) + _LONGEST_PATH > 260 and not _long_paths_allowed():
        raise SystemExit(explain("Windows Long Path", repo))
    if hasattr(os, "statvfs") and os.statvfs(repo).f_flag & getattr(os, "ST_NOEXEC", 0):
        raise SystemExit(explain("failed to map segment", repo))
    if sys.version_info[:2] > NEWEST_PYTHON:
        print("Let op: deze Python is nieuwer dan 3.14. Lukt het installeren niet, gebruik dan Python 3.14.")
    if venv.exists():
        print("De omgeving (.venv) is onaf, verplaatst of kapot. Ik maak haar opnieuw.")
        shutil.rmtree(venv)
    if shutil.disk_usage(repo).free < SPACE_NEEDED:
        raise SystemExit(explain("No space left", repo))
    # Draait dit zelf vanuit .venv, dan is sys.executable zojuist verwijderd.
    base = getattr(sys, "_base_executable", None) or sys.executable
    _do(repo, [base, "-m", "venv", "--without-pip", str(venv)])  # met pip erbij verzwijgt venv waarom dat niet lukt


def _add_pip(repo: Path, python: Path) -> None:
    """Zet pip in de omgeving als het er niet in zit: zo is zij net gemaakt, door `_create` of door uv."""
    if subprocess.run([str(python), "-c", "import pip"], capture_output=True, env=clean_environment()).returncode:
        _do(repo, [str(python), "-m", "ensurepip", "--default-pip"])  # zonder die optie is er alleen pip3


def _do(repo: Path, command: list[str]) -> None:
    made = subprocess.run(command, stdout=PIPE, stderr=STDOUT, text=True, env=clean_environment())
    if made.returncode:
        raise SystemExit(explain(made.stdout, repo))


def _long_paths_allowed() -> bool:
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def _install(repo: Path, python: Path, files: list[str], wheels: Path | None) -> None:
    print("Ik installeer wat de cursus nodig heeft. Dat duurt de eerste keer een paar minuten.")
    how = ["--no-compile"] if TESTS in files else []  # een toets vertaalt alleen de modules die zij gebruikt
    if wheels:
        how += ["--no-index", "--find-links", str(wheels)]
    else:
        _fetch_cpu_torch(repo, python, "install", *how)
    success, output = _pip(repo, python, "install", *how, *_options(files))
    if not success and _NO_TORCH.search(output) and "Retrying" not in output:  # niet te vinden, en niet door het net
        print("PyTorch is hier niet te vinden. Ik installeer al het andere; de cellen met PyTorch melden dat.")
        rest = [_without(repo, "torch") if name == COURSE else name for name in files]
        success, output = _pip(repo, python, "install", *how, *_options(rest))
    if not success:
        raise SystemExit(explain(output if wheels else output + _silence(repo, python, output), repo))


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
    lines = ["[pip --no-index]\n"] if "--no-index" in arguments else []
    env = _pip_environment(python)
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


def _silence(repo: Path, python: Path, output: str) -> str:
    """Waarom pip een pakket niet vond dat er altijd is: dat zegt pip alleen in zijn logboek."""
    if "from versions: none" not in output and "install build dependencies" not in output:
        return ""
    log = repo / ".venv" / "pip.log"
    once = ["--retries", "0", "--timeout", "10"]  # herhaald is er al
    question = ["setuptools", "--no-deps", "--no-cache-dir", "--dest", str(log.parent), "--log", str(log), *once]
    said = _pip(repo, python, "download", *question)[1]
    return said + "".join(re.findall(r".*Could not fetch URL.*\n", log.read_text("utf-8", "replace")))


def _pip_environment(python: Path) -> dict[str, str]:
    """De omgeving voor pip: niet de instellingen van de gebruiker (`user = true`, een eigen map), wel zijn netwerk."""
    mine = clean_environment() | {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    mine["PIP_USER"] = "0"  # met `user = true` zou pip hier alleen de instellingen van de gebruiker zelf noemen
    listing = [str(python), "-m", "pip", "config", "list"]
    found = subprocess.run(listing, capture_output=True, encoding="utf-8", errors="replace", env=mine).stdout
    # Onderaan staat wat voor alles geldt, bovenaan (:env:) wat voorgaat.
    settings = dict(reversed(re.findall(r"(?m)^[\w:]+\.([\w-]+)=(.*)$", found)))
    own = {
        f"PIP_{name.upper().replace('-', '_')}": str(ast.literal_eval(value))
        for name, value in settings.items()
        if name in _NETWORK.split()
    }
    return clean_environment(PYTHONIOENCODING="utf-8", PIP_CONFIG_FILE=os.devnull, **own)
