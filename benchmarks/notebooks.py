"""Wat kost elk notebook? De startcel (tijd en geheugen) en het hele notebook, elk in een verse kernel.

Klaar is een les als de kernel gestart is en de startcel gedraaid heeft. De browser telt daarbij niet mee.
"""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MEMORY_LIMIT = 150  # MB na de startcel: zonder torch
TIME_LIMIT = 25  # seconden per notebook
READY_LIMIT = 3  # seconden tot een les klaar is


@dataclass
class Cost:
    """Wat een notebook kostte. Geheugen in MB (10^6 byte), tijd in seconden."""

    name: str
    ready: float  # seconden voor een nieuwe kernel en de startcel samen
    empty: float  # geheugen van de kernel vóór de startcel
    start_seconds: float
    start_memory: float
    seconds: float
    memory: float
    slowest: float  # seconden van de duurste cel
    slowest_cell: int


def measure(path: Path) -> Cost:
    """Voer een kopie van het notebook uit en meet onderweg."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = nbformat.read(shutil.copy(path, folder), as_version=4)
        client = NotebookClient(
            notebook,
            timeout=600,
            resources={"metadata": {"path": folder}},
            store_widget_state=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
        opened = time.perf_counter()
        with client.setup_kernel():
            process = psutil.Process(client.km.provisioner.process.pid)

            def memory() -> float:
                return process.memory_info().rss / 1e6

            empty = memory()
            times, start_memory, ready = {}, 0.0, 0.0
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type != "code":
                    continue
                began = time.perf_counter()
                client.execute_cell(cell, index)
                times[index] = time.perf_counter() - began
                if len(times) == 1:
                    ready, start_memory = time.perf_counter() - opened, memory()
            slowest = max(times, key=times.get)
            first = next(iter(times.values()))
            whole = sum(times.values())
            return Cost(path.stem, ready, empty, first, start_memory, whole, memory(), times[slowest], slowest)


def within_limits(cost: Cost) -> bool:
    """Blijft een notebook binnen alle drie de grenzen?"""
    return cost.ready <= READY_LIMIT and cost.start_memory <= MEMORY_LIMIT and cost.seconds <= TIME_LIMIT


def main() -> bool:
    """Meet alle notebooks, druk de tabel af, en zeg of ze binnen de grenzen blijven."""
    heads = (
        "klaar, s",
        "startcel, s",
        "MB erna",
        "t.o.v. leeg",
        "alles, s",
        f"van de {TIME_LIMIT} s",
        "MB aan het eind",
        "duurste cel, s",
    )
    print(f"{'notebook':24}" + "".join(f"{head:>17}" for head in heads), flush=True)
    good = True
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        try:
            cost = measure(path)
        except CellExecutionError as problem:
            print(f"{path.stem:24}  FOUT: {problem.ename}: {problem.evalue}")
            good = False
            continue
        print(
            f"{cost.name:24}{cost.ready:17.2f}{cost.start_seconds:17.2f}"
            f"{cost.start_memory:17.0f}{cost.start_memory / cost.empty:16.1f}x"
            f"{cost.seconds:17.1f}{cost.seconds / TIME_LIMIT:17.0%}{cost.memory:17.0f}"
            f"{f'{cost.slowest:.1f} (cel {cost.slowest_cell})':>17}",
            flush=True,
        )
        good = good and within_limits(cost)
    limits = f"klaar in {READY_LIMIT} s, {MEMORY_LIMIT} MB na de startcel en {TIME_LIMIT} s per notebook"
    print(f"Grenzen ({limits}): {'gehaald' if good else 'NIET gehaald'}.")
    return good


if __name__ == "__main__":
    main()
