"""Les 05: hoe snel het cijfernetwerk 93 % haalt, en hoe vaak per seconde de speeltuin nieuwe warmtekaarten toont.

De speeltuin rekent met het raamwerk uit het notebook. Gemeten wordt in de kernel (een stukje trainen en tekenen) en in
een echte JupyterLab: nieuwe beelden tijdens het trainen, en of na Stop het beeld meteen blijft staan.
"""

import math
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np

from course_utils.authoring import lab as browser_lab
from course_utils.lessons import loss as les
from course_utils.lessons.loss.figures import DIGIT_GOAL
from course_utils.lessons.loss.training import EPOCHS, PIECES_PER_EPOCH

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "05_loss.ipynb"
MOST_SECONDS, LEAST_UPDATES = 10, 10
STOP_MS = 300  # wat bij het klikken al onderweg was, komt nog aan
LEARNING_RATE = 0.2
_START_CELLS = ("import math", "class Knoop", "def volgorde", "def als_knoop", "def functie", "def netwerk")
_SETTINGS = {"layers": 3, "neurons": 6}  # het grootste netwerk
_COUNT = """() => { window.pictures = [];
  const draw = CanvasRenderingContext2D.prototype.drawImage; let planned = false;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given);
    if (!planned) { planned = true;
      requestAnimationFrame(() => { planned = false; window.pictures.push(performance.now()) }) } } }"""


def _sources() -> list[str]:
    """De broncode van elke codecel."""
    return [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]


def _cells() -> list[str]:
    """De startcel en de cellen met het raamwerk, plus de speeltuin zelf."""
    return [source for source in _sources() if source.startswith(_START_CELLS) or "les.own_playground(" in source]


def digits() -> tuple[float, float, float]:
    """Train met de levende figuur tot 93 %: seconden, seconden processortijd, en het aantal epochs."""
    names: dict = {}
    for source in _sources():
        if source.startswith(("import math", "def loss_en_hellingen")):
            exec(source, names)
    figure = les.train_digits(names["loss_en_hellingen"])
    wall, processor = time.perf_counter(), time.process_time()
    figure.set(learning_rate=LEARNING_RATE)
    for piece in range(1, EPOCHS * PIECES_PER_EPOCH + 1):
        figure.set(pieces=piece)
        if figure.drawing.reached:
            break
    return time.perf_counter() - wall, time.process_time() - processor, piece / PIECES_PER_EPOCH


def heat_maps(pieces: int = 40) -> tuple[float, float]:
    """Stukjes training met nieuwe warmtekaarten per seconde in de kernel: op de klok, en per seconde processortijd."""
    names: dict = {"np": np, "math": math}
    *framework, _ = _cells()
    for source in framework:
        exec(source, names)
    activations = {"tanh": names["tanh"], "ReLU": names["relu"]}
    figure = les.own_playground(names["Knoop"], names["netwerk"], names["lossfunctie"], activations)
    figure.set(shape="spiralen", **_SETTINGS)
    wall, processor = time.perf_counter(), time.process_time()
    for piece in range(1, pieces + 1):
        figure.set(pieces=piece)
    return pieces / (time.perf_counter() - wall), pieces / (time.process_time() - processor)


def in_the_browser(seconds: float = 5) -> tuple[float, float] | None:
    """Nieuwe beelden per seconde tijdens het trainen, en ms tot het laatste beeld na Stop; None zonder browser."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = browser_lab.launch_browser(playwright)
        if browser is None:
            return None
        with browser_lab.running_lab(Path(home), browser) as lab:
            cells = _cells()
            notebook = lab.open(lab.write("meting.ipynb", cells), height=1400)
            notebook.run_all()
            page, cell = notebook.page, notebook.cell(len(cells) - 1)
            cell.get_by_label("Stippen", exact=True).select_option(label="spiralen")
            for label, presses in (("Verborgen lagen", 2), ("Neuronen per laag", 4)):
                for _ in range(presses):
                    cell.get_by_label(label, exact=True).press("ArrowRight")
            page.wait_for_timeout(1500)
            page.evaluate(_COUNT)
            cell.get_by_role("button", name="Start", exact=True).click()
            page.wait_for_timeout(1000 * seconds)
            shown = page.evaluate("() => window.pictures.length")
            stopped = page.evaluate("() => performance.now()")
            cell.get_by_role("button", name="Stop", exact=True).click()
            page.wait_for_timeout(1000)
            late = page.evaluate("stopped => Math.max(stopped, ...window.pictures) - stopped", stopped)
            if notebook.errors():
                raise SystemExit("De meting is ongeldig, er ging iets mis:\n" + "\n".join(notebook.errors()))
    return shown / seconds, late


def main() -> bool:
    """Meet, druk af, en zeg of de grenzen gehaald zijn."""
    seconds, processor, epochs = digits()
    print(f"cijfernetwerk naar {100 * DIGIT_GOAL:.0f} %, met elk beeld getekend: {seconds:.1f} s", end="")
    print(f" ({processor:.1f} s processortijd, {epochs:.1f} epochs); hooguit {MOST_SECONDS} s")
    on_clock, on_processor = heat_maps()
    print(f"speeltuin 3 lagen van 6, in de kernel: {on_clock:.1f} keer per seconde", end="")
    print(f" ({on_processor:.1f} per seconde processortijd); minstens {LEAST_UPDATES}")
    shown = in_the_browser()
    if shown is None:
        print(browser_lab.NO_BROWSER)
        return False
    print(f"speeltuin 3 lagen van 6, in de browser: {shown[0]:.1f} nieuwe beelden per seconde", end="")
    print(f"; minstens {LEAST_UPDATES}. Na Stop is het na {shown[1]:.0f} ms stil; hooguit {STOP_MS} ms")
    return min(processor, seconds) <= MOST_SECONDS and shown[0] >= LEAST_UPDATES and shown[1] <= STOP_MS


if __name__ == "__main__":
    sys.exit(not main())
