"""Trainen met een knop: de loss per stap, en erboven wat het model in het begin schreef en wat het nu schrijft."""

import json
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.alles_samen.story_model import load_story_model
from course_utils.live.charts import table
from course_utils.live.figure import Drawing, LiveFigure
from course_utils.live.style import BLUE, GREY, INK, RED
from course_utils.live.training import Training, training_slider
from course_utils.subjects.data import read_checked

__all__ = ["train_live"]

STEPS_PER_PIECE = 6
PIECES_PER_CHECK = 12  # na zoveel stukjes meten we de loss op nieuwe tekst en schrijft het model een stukje
DIARY_ROWS = 5
_COLUMN, _MOST_LINES = 46, 8  # tekens en regels van een verhaal boven de kromme


class Kept(NamedTuple):
    """Een bewaarde training. losses: gemiddeld over steeds even veel stappen; samples: (stap, wat het schreef)."""

    name: str
    losses: Sequence[float]
    samples: Sequence[tuple[int, str]]


class Report(NamedTuple):
    """Hoe de training ervoor staat. loss: gemiddeld over het laatste stukje; check: op tekst die het model niet zag."""

    step: int
    seconds: float  # zo lang duurde alleen het trainen
    loss: float
    check: float
    sample: str


def training_reports(losses: Iterator[float], check: Callable[[], float], write: Callable[[], str]) -> Iterator[Report]:
    """Deel een training op in stukjes; meet en schrijf af en toe. losses: de training, met de loss van elke stap."""
    seconds, step, piece, measured, written = 0.0, 0, 0, float("nan"), ""
    while True:
        started, part = time.perf_counter(), []
        for loss in losses:
            part.append(loss)
            if len(part) == STEPS_PER_PIECE:
                break
        seconds += time.perf_counter() - started
        if not part:
            return
        step += len(part)
        if piece % PIECES_PER_CHECK == 0:
            measured, written = check(), write()
        piece += 1
        yield Report(step, seconds, float(np.mean(part)), measured, written)


def train_live(
    losses: Iterator[float],
    check: Callable[[], float],
    write: Callable[[], str],
    steps: int,
    guessing: float,
    floor: float | None = None,
) -> LiveFigure:
    """Train een taalmodel met een knop.

    losses: de training, die na elke stap haar loss geeft. check(): de loss op nieuwe tekst. write(): een stukje tekst
    van het model. guessing: de loss van wie gokt. floor: de laagste loss die kan, als we die weten. In grijs staat een
    training die bewaard is: die van het meegeleverde model, en zonder floor die op letters.
    """
    pieces = -(-steps // STEPS_PER_PIECE)
    training = Training(lambda: training_reports(losses, check, write))
    kept = letter_training() if floor is None else story_training()
    lowest = 0.6 * floor if floor else 0.9 * min(kept.losses)

    def build(figure):
        heads, stories = [], []
        for left in (0.02, 0.52):
            sheet = figure.add_axes((left, 0.51, 0.46, 0.48))
            sheet.set_axis_off()
            heads.append(sheet.text(0, 0.97, "", transform=sheet.transAxes, va="top", fontweight="bold", fontsize=13))
            stories.append(sheet.text(0, 0.85, "", transform=sheet.transAxes, va="top", fontsize=12, linespacing=1.35))
        axes = figure.add_axes((0.07, 0.11, 0.9, 0.33), xlim=(0, steps), ylim=(lowest, 1.25 * guessing))
        axes.set_yscale("log")
        ticks = [value for value in (0.5, 1, 2, 4, 8) if lowest < value < 1.25 * guessing]
        axes.set_yticks(ticks, [dutch(value) for value in ticks])
        axes.set_yticks([], minor=True)
        marks = [round(steps * part / 4) for part in range(5)]
        axes.set_xticks(marks, [dutch(mark) if mark else "0 stappen" for mark in marks])
        axes.set_title("loss (nat per token)", fontsize=13, fontweight="normal")
        axes.axhline(guessing, color=GREY, linestyle=":")
        axes.text(steps, 0.94 * guessing, f"gokken: {dutch(guessing, 2)}", color=INK, ha="right", va="top")
        if floor is not None:
            axes.axhline(floor, color=RED, linestyle="--")
            axes.text(0.01 * steps, 0.97 * floor, f"bodem: {dutch(floor, 3)}", color=RED, va="top")
        axes.plot(_places(kept.losses, steps), kept.losses, color=GREY, linewidth=1.5)
        axes.text(0.5 * steps, 1.6, f"grijs: {kept.name}", color=INK, ha="center")
        told = [
            (f"{kept.name.capitalize()}, stap {dutch(step)}", story)
            for step, story in (kept.samples[0], kept.samples[-1])
        ]
        (line,) = axes.plot([], [], color=BLUE, linewidth=1.8)
        (dots,) = axes.plot([], [], "o", color=INK, markersize=6)
        axes.text(0.98, 0.6, "● op nieuwe tekst", transform=axes.transAxes, ha="right", color=INK)

        def draw(piece):
            # Hooguit één stukje verder dan waar we zijn: wie de schuif ver doorsleept, houdt Python anders lang bezet.
            reports = training.until(min(piece, len(training.reports) + 1))
            checked = reports[::PIECES_PER_CHECK]
            line.set_data([report.step for report in reports], [report.loss for report in reports])
            dots.set_data([report.step for report in checked], [report.check for report in checked])
            shown = [_told(checked[0], "Eerst"), _told(checked[-1], "Nu")] if checked else told
            for head, story, (title, words) in zip(heads, stories, shown, strict=True):
                head.set_text(title)
                story.set_text("\n".join(textwrap.wrap(words, _COLUMN, max_lines=_MOST_LINES, placeholder=" …")))
            if not reports:
                return Drawing(
                    f"Nog niets geleerd. Wie gokt, heeft loss {dutch(guessing, 2)}. Druk op Start.", "", False
                )
            now = reports[-1]
            close, half = floor and now.check <= 1.1 * floor, not floor and now.loss < guessing / 2
            sentence = training.problem or _sentence(now, piece, len(reports), floor)
            return Drawing(sentence, _diary(checked), bool(close or half))

        return draw, (line, dots, heads, stories)

    aim = f"binnen 10 % van de bodem komt: {dutch(1.1 * floor, 2)}" if floor else "minder is dan de helft van gokken"
    figure = LiveFigure(
        build,
        size=(9.4, 4.8),
        goal=f"Train tot de loss op nieuwe tekst {aim}.",
        piece=training_slider(pieces, "Training"),
    )
    if floor is not None:
        figure.recorded = lambda: train_live(*_shipped(steps), steps, guessing, floor)
    return figure


def _shipped(steps: int) -> tuple[Iterator[float], Callable[[], float], Callable[[], str]]:
    """De training van het meegeleverde model nog eens: haar losses, de laatste loss, en wat het toen schreef.

    Elke stap oefende met nieuwe verhalen. De loss is dus ook die op nieuwe tekst.
    """
    kept, step = story_training(), 0
    curve = np.interp(np.arange(1, steps + 1), _places(kept.losses, steps), kept.losses)

    def losses() -> Iterator[float]:
        nonlocal step
        while step < steps:
            step += 1
            yield float(curve[step - 1])

    def write() -> str:
        return next(story for moment, story in reversed(kept.samples) if moment <= max(step, 1))

    return losses(), lambda: float(curve[step - 1]), write


def story_training() -> Kept:
    """De training van het meegeleverde model (data/story_model.npz)."""
    stored = load_story_model()
    return Kept("meegeleverd model", stored.losses, stored.samples)


def letter_training() -> Kept:
    """De training van Verdieping A, op 400 verhaaltjes (data/letters_training.json)."""
    stored = json.loads(read_checked("letters_training.json"))
    return Kept("400 verhaaltjes", stored["losses"], stored["samples"])


def _places(losses: Sequence[float], steps: int) -> np.ndarray:
    """Bij welke stap elk punt van een bewaarde kromme hoort."""
    return np.linspace(0, steps, len(losses) + 1)[1:]


def _told(report: Report, when: str) -> tuple[str, str]:
    return f"{when}, na {dutch(report.step)} stappen", report.sample


def _sentence(now: Report, piece: int, done: int, floor: float | None) -> str:
    took = f" en {dutch(now.seconds, 1)} s rekenen" if now.seconds >= 0.05 else ""  # een bewaarde training rekent niet
    said = f"Na {dutch(now.step)} stappen{took} is de loss {dutch(now.loss, 2)}"
    said += f", en op nieuwe tekst bij de laatste meting {dutch(now.check, 2)}."
    if floor is not None:
        above = 100 * (now.check / floor - 1)
        said += f" Dat is {dutch(above, 0)} % boven de bodem." if above >= 0.5 else " Dat is zo goed als de bodem."
    if piece > done:
        said += " Verder is de training nog niet. Druk op Opnieuw en dan op Start: wat er al is, gaat snel voorbij."
    return said


def _diary(checked: list[Report]) -> str:
    """Wat het model op een paar momenten schreef, als tabel: van de eerste meting tot de laatste."""
    last = len(checked) - 1
    places = sorted({round(last * (row / (DIARY_ROWS - 1)) ** 2) for row in range(DIARY_ROWS)})
    rows = [(dutch(report.step), dutch(report.check, 2), report.sample) for report in (checked[p] for p in places)]
    return table(("stap", "loss", "wat het schreef"), rows, numbers=(1,))
