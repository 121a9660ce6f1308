"""Wat er als de leerling zelf gebeurt, onder zijn eigen gebruiker en in zijn eigen map (de map waarin dit begint).

server       zijn werkplek: de lessen klaarzetten en zijn JupyterLab draaien; in een klas komt die uit het nest
nest         het nest van de hub, waar werkplekken uit komen; dit begint als de hub zelf
lessen       alleen de lessen klaarzetten
vers NR      een verse kopie van een les ernaast
zip          zijn werk als zip, naar de uitvoer
"""

import os
import socket
import sys
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

from course_utils.app.copies import copy_lessons, fresh_copy, set_progress_aside
from course_utils.app.start import jupyter_settings
from course_utils.files import FOLDER
from course_utils.klas.limits import Limits
from course_utils.klas.nest import Nest, be_called, brood, give_up_rights, hub_brood

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
        run_workplace(arguments)
    elif work == "nest":
        if order := hub_brood():
            become(**order)
    elif work == "lessen":
        _prepare(folder)
    elif work == "vers":
        set_progress_aside(folder, fresh_copy(REPO, folder, arguments[0])[:2])
    elif work == "zip":
        pack(folder, sys.stdout.buffer)


def become(user: str, group: str, limits: dict, home: str, environment: dict[str, str], arguments: list[str]) -> None:
    """Word deze leerling, binnen zijn grenzen, en draai zijn werkplek. Dit doet een kind van het nest van de hub."""
    Limits(**limits).enter(group, bool(user))()
    if user:
        from jupyterhub.spawner import set_user_setuid

        set_user_setuid(user, chdir=False)()
    give_up_rights()
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)
    main("server", *arguments)


def run_workplace(arguments: tuple[str, ...]) -> None:
    """Draai de JupyterLab van deze leerling, met een eigen nest voor zijn kernels."""
    here, there = socket.socketpair()
    if os.fork():
        there.close()
        be_called("werkplek")
        run_server(Nest(here), arguments)
    else:
        here.close()
        be_called("kernelnest")
        if order := brood(there):
            run_kernel(**order)


def _prepare(folder: Path) -> None:
    """Zet de lessen klaar. Kan dat niet, bijvoorbeeld op een volle schijf, dan draait de server met wat er is."""
    try:
        copy_lessons(REPO, folder)
    except OSError as problem:
        print(f"De lessen zijn niet bijgewerkt: {problem}")


def run_server(kernels: Nest, arguments: tuple[str, ...]) -> None:
    """Draai JupyterLab met alleen de instellingen van de cursus, en kernels uit dit nest."""
    from jupyter_client.provisioning import KernelProvisionerFactory

    from course_utils.app.server import only_the_course

    only_the_course()
    from jupyterhub.singleuser import main as run

    from course_utils.klas.provisioner import NestProvisioner

    NestProvisioner.nest = kernels
    own = EntryPoint("nest", "course_utils.klas.provisioner:NestProvisioner", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.provisioners["nest"] = own
    sys.argv[1:] = [
        *arguments,
        "--KernelProvisionerFactory.default_provisioner_name=nest",
        "--ServerApp.contents_manager_class=course_utils.app.server.DutchContents",
    ]
    run()


def run_kernel(id: str, arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Word een kernel."""
    import numpy as np

    be_called(f"kernel {id[:8]}")
    os.environ.clear()
    os.environ.update(environment, JPY_PARENT_PID=str(os.getppid()))  # valt het nest weg, dan stopt ook de kernel
    os.chdir(folder)
    np.random.seed()  # anders trekt de hele klas dezelfde getallen
    sys.argv = arguments
    from ipykernel.kernelapp import launch_new_instance  # kijkt bij het laden al naar de omgeving

    launch_new_instance()


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
