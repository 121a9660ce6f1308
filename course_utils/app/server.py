"""Draait JupyterLab voor een student, in een eigen proces; start.py roept dit bestand bij zijn pad aan.

Zo staat geen map van de student op het zoekpad van Python, en telt geen instelling van de hele computer mee.
"""

import errno
import logging
import os
import re
import signal
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    # JupyterLab neemt Ctrl-C over zodra het geladen is; wie eerder stopt, krijgt geen Engelse foutmelding.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    sys.path.append(str(REPO))

from course_utils.app.environment import explain  # noqa: E402


def _stop(problem: Exception) -> None:
    sys.exit(explain(f"{type(problem).__name__}: {problem}", REPO))


try:
    from jupyter_core import paths
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
    from tornado.log import LogFormatter
    from tornado.web import HTTPError
except ImportError as problem:  # er ontbreekt iets in .venv, of er mag niets draaien
    _stop(problem)

_NO_PORT = "Er is op deze computer geen vrije poort voor JupyterLab. Sluit andere programma's, en geef opnieuw start."
_FULL = "De schijf is vol, of jouw deel ervan. Maak ruimte vrij, en bewaar daarna je les met Ctrl+S."
_CLOSED = "JupyterLab mag dit niet lezen of schrijven: {}. Vraag de beheerder waarom."
_GONE = "De schijf met je lessen is weg. Sluit haar weer aan, en bewaar daarna je les met Ctrl+S."
_DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _CLOSED),
    **dict.fromkeys((errno.EIO, errno.ENODEV, errno.ENOTCONN, errno.ESTALE), _GONE),
}


def sentence(problem: BaseException | None) -> str:
    """Wat een student leest als JupyterLab niet bij zijn bestanden kan; leeg als het iets anders is."""
    while problem:
        if getattr(problem, "errno", None) in _DISK:
            return _DISK[problem.errno].format(problem.filename)
        problem = problem.__cause__ or problem.__context__
    return ""


class DutchFormatter(LogFormatter):
    """Vervangt de Engelse meldingen die een student van de server kan krijgen."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        address = re.search(r"http://127\S+token=\S+", message)
        if address and record.levelno == logging.CRITICAL:
            return f"Opent de browser niet? Plak dan dit adres in je browser:\n  {address[0]}"
        if record.exc_info:
            kind, problem, _ = record.exc_info
            return sentence(problem) or f"Er ging iets mis in JupyterLab. {kind.__name__}: {problem}"
        if message.startswith(("Shutting down", "received signal")):
            return "JupyterLab stopt. Met hetzelfde commando ga je later verder."
        return _NO_PORT if "no available port" in message else super().format(record)


class ForStudents(logging.Filter):
    """Bij een fout schrijft de server ook de hele vraag van de browser op; daar heeft een student niets aan."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.CRITICAL or bool(record.exc_info)


class DutchContents(AsyncLargeFileManager):
    """Opent een les ook op een volle schijf, en zegt in de browser waarom iets niet bewaard is."""

    def check_and_sign(self, *arguments, **options) -> None:
        with suppress(OSError, sqlite3.Error):  # de handtekening is bijzaak: op een volle schijf mislukt zij
            super().check_and_sign(*arguments, **options)

    def mark_trusted_cells(self, *arguments, **options) -> None:
        with suppress(OSError, sqlite3.Error):
            super().mark_trusted_cells(*arguments, **options)

    async def save(self, model: dict, path: str = "") -> dict:
        try:
            return await super().save(model, path)
        except HTTPError as problem:
            if said := sentence(problem):
                raise HTTPError(problem.status_code, said) from None
            raise


def only_the_course() -> None:
    """Laat Jupyter niets gebruiken van de rest van deze computer: geen instellingen, en geen Node."""
    for system in (paths.SYSTEM_CONFIG_PATH, paths.SYSTEM_JUPYTER_PATH):
        system.clear()
    from jupyterlab import commands

    commands.which = _no_node  # anders draait JupyterLab bij elke start een programma van Node: bijna een seconde


def _no_node(command: str, env=None) -> str:
    raise ValueError(f"{command} is hier niet nodig.")


def main(options: list[str]) -> None:
    """Start JupyterLab met alleen de instellingen van de cursus, en stop met een zin als dat niet kan."""
    only_the_course()
    logging_config = {
        "formatters": {"console": {"class": f"{__name__}.{DutchFormatter.__name__}"}},
        "filters": {"student": {"()": f"{__name__}.{ForStudents.__name__}"}},
        "handlers": {"console": {"filters": ["student"]}},
    }
    contents = f"--ServerApp.contents_manager_class={__name__}.{DutchContents.__name__}"
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([*options, contents, f"--ServerApp.logging_config={logging_config}"])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ImportError, OSError) as problem:
        _stop(problem)
