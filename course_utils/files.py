"""De map van de student: hoe zij heet, wat erin staat, en schrijven zonder dat er ooit een half bestand overblijft."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "mijn_cursus"
PROGRESS = "voortgang.json"
HANDED_OUT = ".uitgedeeld.json"  # per bestand het merk van de kopie die de student kreeg


def write_whole(path: Path, text: str) -> None:
    """Schrijf een bestand in één keer: wie halverwege stopt, houdt geen half bestand over dat voor af doorgaat."""
    part = path.with_name(f".{path.name}.deel")
    part.write_text(text, "utf-8", newline="\n")
    os.replace(part, path)


@contextmanager
def alone(lock: Path, seconds: float = 5) -> Iterator[None]:
    """Houd andere processen tegen die met hetzelfde slot werken. Het slot vervalt vanzelf als dit proces stopt.

    Kent deze schijf geen sloten, of houdt een ander het slot langer dan `seconds` vast, dan gaat het zonder.
    """
    try:
        file = lock.open("a")
    except OSError:  # de map is weg of niet te beschrijven
        yield
        return
    with file:
        end = time.monotonic() + seconds
        while not locked(file) and time.monotonic() < end:
            time.sleep(0.001)
        yield


def locked(file) -> bool:
    """Neem het slot op dit open bestand; False als een ander het heeft. Sluiten geeft het weer vrij."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # deze schijf kent geen sloten
        pass
    return True
