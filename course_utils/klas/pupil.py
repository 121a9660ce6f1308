"""Wat er als de leerling zelf gebeurt, onder zijn eigen gebruiker en in zijn eigen map (de map waarin dit begint).

server       zijn lessen klaarzetten en zijn JupyterLab draaien; zo start de hub hem
lessen       alleen de lessen klaarzetten
vers NR      een verse kopie van een les ernaast
zip          zijn werk als zip, naar de uitvoer
"""

import os
import sys
import zipfile
from pathlib import Path

from course_utils.app.copies import copy_lessons, fresh_copy, set_progress_aside
from course_utils.app.start import jupyter_settings
from course_utils.files import FOLDER

REPO = Path(__file__).resolve().parents[2]
_LOG = "jupyter.log"
_LEFT_OUT = (".jupyter", ".ipynb_checkpoints", ".werkruimtes", "__pycache__")


def main(work: str, *arguments: str) -> None:
    """Doe het gevraagde werk in de map van deze leerling."""
    os.umask(0o077)
    folder = Path.cwd() / FOLDER
    if work == "server":
        _log_to(Path.cwd() / _LOG)
        _prepare(folder)
        os.environ |= jupyter_settings(folder, Path.cwd() / ".runtime")
        run_server(arguments)
    elif work == "lessen":
        _prepare(folder)
    elif work == "vers":
        set_progress_aside(folder, fresh_copy(REPO, folder, arguments[0])[:2])
    elif work == "zip":
        pack(folder, sys.stdout.buffer)


def _prepare(folder: Path) -> None:
    """Zet de lessen klaar. Kan dat niet, bijvoorbeeld op een volle schijf, dan draait de server met wat er is."""
    try:
        copy_lessons(REPO, folder)
    except OSError as problem:
        print(f"De lessen zijn niet bijgewerkt: {problem}")


def run_server(arguments: tuple[str, ...]) -> None:
    """Draai de JupyterLab van deze leerling, met alleen de instellingen van de cursus."""
    from jupyter_core import paths

    for system in (paths.SYSTEM_CONFIG_PATH, paths.SYSTEM_JUPYTER_PATH):
        system.clear()
    from jupyterhub.singleuser import main as run

    sys.argv[1:] = arguments
    run()


def pack(folder: Path, target) -> None:
    """Schrijf alles wat de leerling maakte in een zip; een snelkoppeling, en wat niet te lezen is, telt niet mee."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
            for path in (Path(place) / name for name in sorted(files)):
                if not path.is_symlink() and path.is_file() and os.access(path, os.R_OK):
                    archive.write(path, path.relative_to(folder))


def _log_to(path: Path) -> None:
    """Wat de server meldt, komt in de map van de leerling: hij kan er niemand anders mee volschrijven."""
    try:
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    except OSError:
        log = os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)


if __name__ == "__main__":
    main(*sys.argv[1:])
