"""De map van de student: hoe zij heet, wat erin staat, en schrijven zonder dat er ooit een half bestand overblijft."""

import os
from pathlib import Path

FOLDER = "mijn_cursus"
PROGRESS = "voortgang.json"
HANDED_OUT = ".uitgedeeld.json"  # per bestand het merk van de kopie die de student kreeg


def write_whole(path: Path, text: str) -> None:
    """Schrijf een bestand in één keer: wie halverwege stopt, houdt geen half bestand over dat voor af doorgaat."""
    part = path.with_name(f".{path.name}.deel")
    part.write_text(text, "utf-8", newline="\n")
    os.replace(part, path)
