"""Alle metingen in één run: `python -m benchmarks`, of een deel: `python -m benchmarks training notebooks`.

Vergelijk alleen verhoudingen binnen een run: de computer, en wat er verder op draait, bepaalt de tijden zelf.
"""

import importlib
import os
import sys

PARTS = {
    "notebooks": "Startcel en uitvoertijd van elk notebook",
    "training": "Trainen: ons NumPy tegen PyTorch",
    "lesson_05": "Les 05: het cijfernetwerk en de speeltuin",
    "start_cells": "Rekenwerk van de kernel, de startcel en de eerste figuur van elke les",
    "live_latency": "Levende figuur tegen interact",
    "every_figure": "Elke figuur van de lessen: hoe snel zij volgt, en of zij op een scherm past",
    "drawing": "Hoelang Python tekent, per figuur",
    "reading": "De leesversie op een telefoon",
    "reading_whole": "De leesversie zoals gebouwd: elke breedte, licht en donker, met alles levend",
    "memory": "Geheugen per student: server, kernel en browser",
    "klas_load": "Een klas van acht tegelijk: onze server naast een gewone JupyterHub",
}


def main(chosen: list[str]) -> int:
    """Voer de gekozen delen uit; geeft 0 als alle grenzen gehaald zijn."""
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        print(f"Onbekend deel: {', '.join(unknown)}. Kies uit: {', '.join(PARTS)}.")
        return 2
    results = []
    for name, title in PARTS.items():
        if chosen and name not in chosen:
            continue
        load = (
            f"; belasting {os.getloadavg()[0]:.1f} op {os.cpu_count()} rekenkernen" if hasattr(os, "getloadavg") else ""
        )
        print(f"\n== {title} (gemeten op deze computer{load})\n")
        results.append(importlib.import_module(f"benchmarks.{name}").main())
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
