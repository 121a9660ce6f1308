"""Wat JupyterLab in de terminal meldt: het adres in het Nederlands, al het andere zoals het is."""

import logging
import re

from tornado.log import LogFormatter


class DutchFormatter(LogFormatter):
    """Vervangt de Engelse melding waarmee de server zijn adres geeft."""

    def format(self, record: logging.LogRecord) -> str:
        address = re.search(r"http://127\S+token=\S+", record.getMessage())
        if address and record.levelno == logging.CRITICAL:
            return f"Opent de browser niet? Plak dan dit adres in je browser:\n  {address[0]}"
        return super().format(record)
