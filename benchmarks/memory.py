"""Hoeveel geheugen kost één student? De server van JupyterLab, de kernel en de browser samen, per les.

Gemeten als PSS: wat processen delen (de browser deelt veel) telt maar één keer mee. Alleen op Linux.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import psutil

from course_utils.authoring import lab as browser_lab

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MEMORY_LIMIT = 2  # GB (10^9 byte) voor server, kernel en browser samen


def memory_of(processes: list[psutil.Process]) -> float:
    """Het geheugen van deze processen samen, in GB (10^9 byte)."""
    return sum(process.memory_full_info().pss for process in processes if process.is_running()) / 1e9


def main() -> bool:
    """Open elke les, voer alles uit, druk de tabel af, en zeg of het binnen de grens blijft."""
    from playwright.sync_api import sync_playwright

    if not sys.platform.startswith("linux"):
        print("Deze meting werkt alleen op Linux.")
        return True
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = browser_lab.launch_browser(playwright)
        if browser is None:
            print(browser_lab.NO_BROWSER)
            return False
        with browser_lab.running_lab(Path(folder), browser) as lab:
            return _measure(lab)


def _measure(lab) -> bool:
    print(f"{'les':24}{'server, GB':>12}{'kernel, GB':>12}{'browser, GB':>13}{'samen, GB':>12}", flush=True)
    most = 0.0
    for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        notebook = lab.open(Path(shutil.copy(path, lab.root)))
        notebook.run_all()
        server = psutil.Process(lab._server.pid)
        kernels = server.children(recursive=True)
        others = [child for child in psutil.Process(os.getpid()).children(recursive=True) if "chrom" in child.name()]
        parts = [memory_of([server]), memory_of(kernels), memory_of(others)]
        most = max(most, sum(parts))
        print(f"{path.stem:24}{parts[0]:12.2f}{parts[1]:12.2f}{parts[2]:13.2f}{sum(parts):12.2f}", flush=True)
        notebook.close()
        notebook.page.close()  # elke les in een verse pagina, zoals een leerling haar opent
    print(f"Grens ({MEMORY_LIMIT} GB per student): {'gehaald' if most <= MEMORY_LIMIT else 'NIET gehaald'}.")
    return most <= MEMORY_LIMIT


if __name__ == "__main__":
    main()
