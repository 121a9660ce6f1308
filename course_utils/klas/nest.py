"""Het nest: een proces waarin alles al geladen is wat een werkplek gebruikt, en dat zich voor elke werkplek splitst.

Zo laadt een klas JupyterLab, NumPy, matplotlib en PyTorch één keer in plaats van 28 keer, en deelt zij het geheugen van
wat niet verandert. Het eerste nest hoort bij de hub, en maakt werkplekken (pupil.py). Elke werkplek begint zelf met een
tweede nest, onder de gebruiker van de leerling, dat zijn kernels maakt.

Een nest leest zelf geen opdracht: er kan een sleutel van een leerling in staan, en wat het weet, erft de volgende. Het
geeft haar ongezien aan het kind.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

# Niet wat bij het laden al naar de leerling kijkt: jupyterlab.labapp, ipykernel.kernelapp en de vragen van een les.
_LOADED = (
    "jupyterlab.extensions",
    "jupyterlab.handlers.build_handler",
    "jupyter_lsp",
    "jupyterhub.singleuser",
    "ipykernel.ipkernel",
    "IPython.core.shellapp",
    "matplotlib.backends.backend_agg",
    "torch",
    "psutil",
    "course_utils.notebook",
    "course_utils.live",
    "course_utils.questions.lesson",
    "course_utils.handwriting.digit_pad",
    "course_utils.subjects.network",
)
_NAME, _DUMPABLE, _NO_NEW_PRIVILEGES = 15, 4, 38  # van prctl


class Nest:
    """Hoe de hub of een werkplek om een kind vraagt."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def hatch(self, **order) -> int:
        """Laat het nest zich splitsen, geef het kind deze opdracht, en geef het nummer van zijn proces."""
        here, there = socket.socketpair()
        with here:
            with there:
                socket.send_fds(self._channel, [b"!"], [there.fileno()])
            here.sendall(json.dumps(order).encode())
            here.shutdown(socket.SHUT_WR)
            if number := here.recv(20):
                return int(number)
        raise ChildProcessError("Het nest antwoordt niet.")


def start_nest(environment: dict[str, str]) -> tuple[subprocess.Popen, Nest]:
    """Start het nest van de hub. Het stopt vanzelf als de hub weg is; wie er al uit kwam, gaat door."""
    here, there = socket.socketpair()
    with there:
        command = [sys.executable, "-m", "course_utils.klas.pupil", "nest"]
        return subprocess.Popen(command, stdin=there, env=environment, cwd="/"), Nest(here)


def brood(channel: socket.socket) -> dict | None:
    """Splits voor elke vraag een kind af. In het kind keert dit terug met haar opdracht, in het nest aan het eind."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wie het kind vroeg, kijkt zelf of het nog leeft
    gc.collect()
    gc.freeze()  # wat er nu is, blijft gedeeld
    while found := socket.recv_fds(channel, 1, 1)[1]:
        with socket.socket(fileno=found[0]) as asked:
            try:
                if os.fork():
                    continue
            except OSError:  # er is geen proces meer vrij: wie vroeg, krijgt geen antwoord
                continue
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # zo stopt de hub een werkplek
            os.setsid()
            order = json.loads(asked.makefile().read())
            asked.sendall(str(os.getpid()).encode())
            return order
    return None


def be_called(name: str) -> None:
    """Zo heet dit proces in `ps` en `top`; er passen vijftien letters in."""
    _prctl(_NAME, name.encode())


def give_up_rights() -> None:
    """Wat hierna komt, krijgt nooit nieuwe rechten, ook niet met su of sudo. Wat van de leerling is, mag hij zien."""
    _prctl(_NO_NEW_PRIVILEGES, 1)
    _prctl(_DUMPABLE, 1)


def _prctl(*arguments) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(*arguments, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def hub_brood() -> dict | None:
    """Het nest van de hub: laad alles, en splits daarna voor elke vraag een kind af, met haar opdracht."""
    channel = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    be_called("nest")
    for name in _LOADED:
        with suppress(ImportError):  # wie het gebruikt, ziet straks zelf wat er mis is
            importlib.import_module(name)
    return brood(channel)
