"""Draait JupyterLab voor een student, in een eigen proces; start.py roept dit bestand bij zijn pad aan.

Zo staat geen map van de student op het zoekpad van Python, en telt geen instelling van de hele computer mee.
"""

import logging
import os
import re
import signal
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    # JupyterLab neemt Ctrl-C over zodra het geladen is; wie eerder stopt, krijgt geen Engelse foutmelding.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    sys.path.append(str(REPO))

from jupyter_core import paths  # noqa: E402
from tornado.log import LogFormatter  # noqa: E402

_NO_PORT = "Er is op deze computer geen vrije poort voor JupyterLab. Sluit andere programma's, en geef opnieuw start."


class DutchFormatter(LogFormatter):
    """Vervangt de Engelse meldingen die een student van de server kan krijgen."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        address = re.search(r"http://127\S+token=\S+", message)
        if address and record.levelno == logging.CRITICAL:
            return f"Opent de browser niet? Plak dan dit adres in je browser:\n  {address[0]}"
        return _NO_PORT if "no available port" in message else super().format(record)


def main(options: list[str]) -> None:
    """Start JupyterLab met alleen de instellingen van de cursus, en stop met een zin als dat niet kan."""
    for system in (paths.SYSTEM_CONFIG_PATH, paths.SYSTEM_JUPYTER_PATH):
        system.clear()
    logging_config = {"formatters": {"console": {"class": f"{__name__}.{DutchFormatter.__name__}"}}}
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([*options, f"--ServerApp.logging_config={logging_config}"])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ImportError, OSError) as problem:
        from course_utils.app.environment import explain

        sys.exit(explain(f"{type(problem).__name__}: {problem}", REPO))
