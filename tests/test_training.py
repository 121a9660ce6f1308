"""Trainen in stukjes: de training zelf, en de knoppen Start, Stop, Ga verder en Stap in een echte JupyterLab."""

import math
from collections import namedtuple

import pytest

from course_utils.live.training import NOT_A_NUMBER, Training, training_slider

Report = namedtuple("Report", "loss")


def test_it_computes_only_what_is_asked_and_remembers_the_rest():
    asked = []

    def pieces():
        for number in range(5):
            asked.append(number)
            yield Report(1 / (number + 1))

    training = Training(pieces)
    assert training.until(0) == [] and asked == []
    assert len(training.until(3)) == 3 and asked == [0, 1, 2]
    assert len(training.until(2)) == 2 and asked == [0, 1, 2], "terugkijken hoort niet opnieuw te rekenen"
    assert len(training.until(99)) == 5 and not training.problem


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_stops_with_an_explanation(loss):
    training = Training(lambda: iter([Report(1.0), Report(loss), Report(1.0)]))
    assert len(training.until(3)) == 2
    assert training.problem == NOT_A_NUMBER


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("Elk voorbeeld heeft een label nodig."), "heeft een label nodig"),
        (MemoryError(), "geheugen is vol"),
        (KeyError("x"), "KeyError"),
    ],
)
def test_an_error_becomes_a_sentence_and_what_was_there_stays(error, words):
    def pieces():
        yield Report(1.0)
        raise error

    training = Training(pieces)
    assert training.until(5) == [Report(1.0)]
    assert words in training.problem
    assert training.until(5) == [Report(1.0)]


def test_the_slider_runs_from_nothing_to_everything():
    control = training_slider(4)
    assert control.values == (0, 1, 2, 3, 4) and control.texts[2] == "50 %"
    assert control.for_browser("pieces")["play"] == "Start"


# --- in de browser ---------------------------------------------------------------------------------------------------

SETUP = """
import time
from collections import namedtuple
from course_utils.live import Drawing, LiveFigure, Training, checkbox, training_slider
Report = namedtuple("Report", "loss")
calls = []

def pieces():
    for number in range(60):
        time.sleep(0.05)
        calls.append(time.time())
        if number == 50:
            raise ValueError("De gegevens zijn op.")
        yield Report(1 / (number + 1))

training = Training(pieces)

def build(figure):
    (line,) = figure.add_subplot(xlim=(0, 60), ylim=(0, 1)).plot([], [])

    def draw(pieces, log=False):
        if pieces == 55:
            raise RuntimeError
        reports = training.until(pieces)
        line.set_data(range(len(reports)), [report.loss for report in reports])
        return Drawing(training.problem or f"Stukje {len(reports)}.", html="logschaal" if log else "")

    return draw, line

LiveFigure(build, pieces=training_slider(60), log=checkbox(False, "Logschaal"))
"""


def _position(root) -> int:
    return int(root.locator("input[type=range]").input_value())


def test_start_stop_continue_and_step(lab):
    """Ook terwijl een andere cel rekent; Stop werkt meteen, de kernel blijft vrij, een fout is een zin."""
    notebook = lab.open(lab.write("training.ipynb", [SETUP, "time.sleep(4)", "print('vrij')", "print(len(calls))"]))
    notebook.run_cell(0)
    root = notebook.cell(0).locator(".hoe-ai-live")
    root.wait_for(timeout=30_000)
    page = notebook.page
    start = root.locator(".hoe-ai-primary")
    assert start.inner_text() == "Start"
    start.click()
    page.wait_for_timeout(1200)
    assert start.inner_text() == "Stop"
    assert _position(root) >= 4
    notebook.run_cell(2)  # een gewone cel komt er tijdens het trainen tussen
    notebook.cell(2).locator(".jp-OutputArea-output", has_text="vrij").wait_for(timeout=2000)
    start.press("Enter")  # stop, met het toetsenbord
    page.wait_for_timeout(300)
    stopped = _position(root)
    assert start.inner_text() == "Ga verder"
    page.wait_for_timeout(500)
    assert _position(root) == stopped, "na Stop kwam er nog een stukje"
    root.get_by_role("button", name="Stap").click()
    page.wait_for_timeout(400)
    assert _position(root) == stopped + 1

    notebook.run_cell(1)  # nu rekent er vier seconden lang een cel
    page.wait_for_timeout(300)
    start.click()
    page.wait_for_timeout(1000)
    assert notebook.cell(1).locator(".jp-InputPrompt").inner_text().strip() == "[*]:"
    assert _position(root) > stopped + 4, "de training wacht op een andere cel"
    root.get_by_label("Logschaal").check()  # een andere regelaar stopt de training niet
    page.wait_for_timeout(300)
    assert start.inner_text() == "Stop"
    root.locator(".hoe-ai-sentence", has_text="De gegevens zijn op.").wait_for(timeout=60_000)
    root.get_by_role("alert").filter(has_text="lukt de tekening niet").wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    assert (_position(root), start.inner_text()) == (55, "Ga verder"), "na een fout hoort het afspelen te stoppen"
    root.get_by_role("button", name="Opnieuw").click()
    page.wait_for_timeout(500)
    assert (_position(root), start.inner_text()) == (0, "Start")
    root.locator("input[type=range]").press("End")
    begun = start.evaluate("button => { button.click(); return button.parentElement.querySelector('input').value }")
    assert begun == "0", "aan het eind begint Start weer vooraan"
    assert notebook.nameless_controls() == []
    assert notebook.errors() == []
