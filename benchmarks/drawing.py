"""Hoelang doet Python over één stand van elke levende figuur in de lessen? De langzaamste staat bovenaan.

Elk notebook draait in zijn geheel, zoals bij een leerling. Daarna gaat elke regelaar langs een paar standen, langs
dezelfde weg als een bericht uit de browser. Geteld wordt rekentijd: wat er verder op de computer draait, telt niet mee.
NumPy rekent op één kern; met meer telt ook mee dat de ene kern op de andere wacht.
Van een training tellen alleen de eerste twee stukjes.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course_utils.authoring.notebook_reader import REPOSITORY

LIMIT = 25  # milliseconden: dan is een stand die nog niet bekend is er binnen drie beeldjes

_BEFORE = """
from course_utils.live.figure import LiveFigure as _Figure
_shown, _show = [], _Figure.show
def _remember(figure):
    import re as _re
    _called = _re.findall(r"les\\.(\\w+)\\(", In[-1])
    _shown.append((_called[-1] if _called else "", figure))
    _show(figure)
_Figure.show = _remember
"""
_AFTER = """
import json as _json, time as _time
_rows = []
for _called, _figure in _shown:
    _times = []
    for _name, _control in _figure.controls.items():
        _values = getattr(_control, "values", ())
        _places = [0, 1] if _control.play else sorted({round(_i * (len(_values) - 1) / 5) for _i in range(6)})
        for _place in _places if _control.kind in ("slider", "choice") else ():
            _begin = _time.process_time()
            _figure.receive({"values": {_name: _place}})
            _times.append(1000 * (_time.process_time() - _begin))
    if _times:
        _rows.append((_called or _figure.sentence[:40], _times))
print("tijden", _json.dumps(_rows))
"""


def measure(path: Path) -> list[tuple[str, list[float]]]:
    """De milliseconden rekentijd per stand van elke figuur in dit notebook."""
    notebook = nbformat.read(path, as_version=4)
    cell = nbformat.v4.new_code_cell
    notebook.cells = [cell(_BEFORE), *notebook.cells, cell(_AFTER)]
    with tempfile.TemporaryDirectory() as folder:
        options = {"resources": {"metadata": {"path": folder}}, "store_widget_state": False}
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        NotebookClient(notebook, timeout=600, **options).execute(env=environment)
    printed = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    return [tuple(row) for row in json.loads(printed.partition("tijden ")[2])]


def report(rows: list[tuple[str, str, list[float]]]) -> str:
    """De tabel: les, mediaan, langzaamste stand en figuur."""
    rows = sorted(rows, key=lambda row: -statistics.median(row[2]))
    lines = [f"{'les':24}{'mediaan':>9}{'hoogste':>9}  figuur"]
    lines += [f"{name:24}{statistics.median(times):9.1f}{max(times):9.1f}  {said}" for name, said, times in rows]
    slow = sum(statistics.median(times) > LIMIT for *_, times in rows)
    return "\n".join([*lines, f"{slow} van de {len(rows)} figuren tekenen langzamer dan {LIMIT} ms."])


def main(chosen: list[str] | None = None) -> bool:
    """Meet alle lessen, of die waarvan de naam zo begint, en druk de tabel af."""
    rows = []
    for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        if not chosen or path.stem.startswith(tuple(chosen)):
            rows += [(path.stem, *row) for row in measure(path)]
    print(report(rows))
    return all(statistics.median(times) <= LIMIT for *_, times in rows)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
