"""Het model van les 07: de code uit het notebook, het meegeleverde model, trainen met een knop, en eigen tekst."""

import codecs
import json
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons import LESSONS
from course_utils.live.figure import Drawing, LiveFigure
from course_utils.live.style import GREEN, GREY, INK, RED
from course_utils.live.training import Training, training_slider
from course_utils.subjects.data import load_story_model
from course_utils.subjects.stories import generate_stories

NOTEBOOK = Path(__file__).resolve().parents[3] / "notebooks" / LESSONS[7].notebook
MODEL_TAG = "model"  # zo zijn de cellen van het notebook gemerkt waarin het model en het leren staan

# --- de code van het notebook ----------------------------------------------------------------------------------------


def notebook_code(path: Path = NOTEBOOK) -> dict[str, Any]:
    """Alles wat de startcel en de cellen met het merk `model` van het notebook maken: naam -> waarde."""
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    chosen = [cell for place, cell in enumerate(cells) if place == 0 or MODEL_TAG in cell["metadata"].get("tags", [])]
    names: dict[str, Any] = {"__name__": "alles_samen_notebook"}
    for cell in chosen:
        exec(compile("".join(cell["source"]), path.name, "exec"), names)
    return names


def set_up(names: dict[str, Any]) -> None:
    """Zet klaar wat stap 2 en 3 maken, voor wie bij een latere stap begint. Wat er al is, blijft zoals het is."""
    if {"GPT", "leer", "schrijf"} <= names.keys():
        return
    for name, value in notebook_code().items():
        names.setdefault(name, value)


# --- welk model gebruiken we -----------------------------------------------------------------------------------------

_finished: list[Any] = []  # het laatste verhalenmodel dat de student zelf af trainde


def fill_in(model) -> str:
    """Geef een vers model de gewichten van jouw training, of anders die van het meegeleverde model.

    Het antwoord is een zin die zegt welke het zijn. Passen geen van beide, dan blijft het model zoals het is.
    """
    import torch

    shapes = {name: value.shape for name, value in model.state_dict().items()}
    for trained in reversed(_finished):
        state = trained.state_dict()
        if {name: value.shape for name, value in state.items()} == shapes:
            model.load_state_dict(state)
            return "Dit is het model dat je zelf hebt getraind."
    shipped = {name: torch.tensor(value.astype(np.float32)) for name, value in load_story_model().weights.items()}
    if {name: value.shape for name, value in shipped.items()} == shapes:
        model.load_state_dict(shipped)
        return "Dit is het meegeleverde model, met dezelfde code gemaakt. Train je zelf in stap 3, dan krijg je dat."
    return "Jouw GPT heeft andere maten dan het meegeleverde model. Train hem eerst in stap 3: nu gokt hij nog."


# --- trainen met een knop --------------------------------------------------------------------------------------------

STEPS_PER_PIECE = 6
PIECES_PER_CHECK = 12  # na zoveel stukjes meten we de loss op nieuwe tekst en schrijft het model een stukje


class Report(NamedTuple):
    """Hoe de training ervoor staat. loss: gemiddeld over het laatste stukje; check: op tekst die het model niet zag."""

    step: int
    seconds: float  # zo lang duurde alleen het trainen
    loss: float
    check: float
    sample: str


def training_reports(
    run: Callable[[], Iterator[tuple[Any, float]]], check: Callable[[Any], float], sample: Callable[[Any], str]
) -> Iterator[Report]:
    """Deel een training op in stukjes; meet en schrijf af en toe. run geeft na elke stap (model, loss)."""
    steps = run()
    losses, seconds, step, piece, model = [], 0.0, 0, 0, None
    measured, written = float("nan"), ""
    while True:
        started = time.perf_counter()
        for _ in range(STEPS_PER_PIECE):
            model, loss = next(steps, (model, None))
            if loss is None:
                break
            losses.append(loss)
            step += 1
        seconds += time.perf_counter() - started
        if not losses:
            break
        if piece % PIECES_PER_CHECK == 0:
            measured, written = check(model), sample(model)
        piece += 1
        mean, losses = float(np.mean(losses)), []
        yield Report(step, seconds, mean, measured, written)


def train_live(
    run: Callable[[], Iterator[tuple[Any, float]]],
    check: Callable[[Any], float],
    sample: Callable[[Any], str],
    steps: int,
    guessing: float,
    floor: float | None = None,
) -> LiveFigure:
    """Train een taalmodel met een knop: de loss per stap, en wat het onderweg schrijft.

    run() begint een training en geeft na elke stap (model, loss). check(model): de loss op nieuwe tekst. sample(model):
    een stukje tekst. guessing: de loss van wie gokt. floor: de laagste loss die kan, als we die weten.
    """
    pieces = -(-steps // STEPS_PER_PIECE)

    def remembered():
        for step, (model, loss) in enumerate(run(), 1):
            if step == steps and floor is not None:
                _finished.append(model)
            yield model, loss

    training = Training(lambda: training_reports(remembered, check, sample))
    lowest = 0.8 * (floor or guessing / 6)

    def setup(figure):
        axes = figure.add_axes((0.07, 0.15, 0.9, 0.74), xlim=(0, steps), ylim=(lowest, 1.25 * guessing))
        axes.set_yscale("log")
        ticks = [value for value in (0.5, 1, 2, 4, 8) if lowest < value < 1.25 * guessing]
        axes.set_yticks(ticks, [dutch(value) for value in ticks])
        axes.set_yticks([], minor=True)
        marks = [round(steps * part / 4) for part in range(5)]
        axes.set_xticks(marks, [dutch(mark) for mark in marks])
        axes.set_xlabel("stappen")
        axes.set_title("loss (nat per token)", fontsize=13, fontweight="normal")
        axes.axhline(guessing, color=GREY, linestyle=":")
        axes.text(steps, 1.04 * guessing, f"gokken: {dutch(guessing, 2)}", color=INK, ha="right", va="bottom")
        if floor is not None:
            axes.axhline(floor, color=RED, linestyle="--")
            axes.text(0.01 * steps, 0.97 * floor, f"bodem: {dutch(floor, 3)}", color=RED, va="top")
        (line,) = axes.plot([], [], color=GREEN, linewidth=1.5)
        (dots,) = axes.plot([], [], "o", color=INK, markersize=6)
        label = axes.text(
            0.98, 0.8, "", transform=axes.transAxes, ha="right", color=GREEN, fontsize=20, fontweight="bold"
        )
        axes.text(0.98, 0.68, "● op nieuwe tekst", transform=axes.transAxes, ha="right", color=INK)
        return {"line": line, "dots": dots, "label": label}

    def draw(parts, piece):
        # Hooguit één stukje verder dan waar we zijn: wie de schuif ver doorsleept, houdt Python anders minuten bezet.
        reports = training.until(min(piece, len(training.reports) + 1))
        parts["line"].set_data([r.step for r in reports], [r.loss for r in reports])
        checked = reports[::PIECES_PER_CHECK]
        parts["dots"].set_data([r.step for r in checked], [r.check for r in checked])
        parts["label"].set_text(f"loss {dutch(reports[-1].loss, 2)}" if reports else "")
        if not reports:
            return f"Nog niets geleerd. Wie gokt, heeft loss {dutch(guessing, 2)}. Druk op Start.", False
        now = reports[-1]
        reached = bool(floor is not None and now.check <= 1.1 * floor) or bool(
            floor is None and now.loss < guessing / 2
        )
        return Drawing(_sentence(now, piece, len(reports), floor, training.problem), _written(now), reached)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 3.5),
        goal="Train tot de loss op nieuwe tekst "
        + (
            f"binnen 10 % van de bodem komt: {dutch(1.1 * floor, 2)}."
            if floor
            else "minder is dan de helft van gokken."
        ),
        piece=training_slider(pieces, "Training"),
    )


def _sentence(now: Report, piece: int, done: int, floor: float | None, problem: str) -> str:
    if problem:
        return problem
    said = f"Na {dutch(now.step)} stappen en {dutch(now.seconds, 1)} s rekenen is de loss {dutch(now.loss, 2)}"
    said += f", en op nieuwe tekst bij de laatste meting {dutch(now.check, 2)}."
    if floor is not None:
        above = 100 * (now.check / floor - 1)
        said += f" Dat is {dutch(above, 0)} % boven de bodem." if above >= 0.5 else " Dat is zo goed als de bodem."
    if piece > done:
        said += " Verder is de training nog niet. Druk op Opnieuw en dan op Start: wat er al is, gaat snel voorbij."
    return said


def _written(now: Report) -> str:
    return f"<p>Het model schrijft nu:<br><em>{escape(now.sample) or '(niets)'}</em></p>"


# --- eigen tekst -----------------------------------------------------------------------------------------------------

LEAST_CHARACTERS, MOST_CHARACTERS = 2_000, 2_000_000
LEAST_LETTERS = 0.6


def read_text(path: str | Path) -> tuple[str, str]:
    """Lees een tekstbestand van de student: (tekst, zin die zegt wat er gelezen is).

    Is het bestand er niet, leeg, te kort, te groot of geen tekst, dan is de tekst die van de verhaaltjes.
    """
    try:
        text, note = _student_text(Path(path))
    except ValueError as problem:
        return "\n".join(generate_stories(400, seed=3)), f"{problem} Ik gebruik zolang 400 verhaaltjes."
    return text, f"{Path(path).name}: {dutch(len(text))} tekens, waarvan {dutch(len(set(text)))} verschillende.{note}"


def _student_text(path: Path) -> tuple[str, str]:
    if path.suffix.lower() != ".txt":
        raise ValueError(f"{path.name} eindigt niet op .txt. Bewaar je tekst als gewone tekst (.txt).")
    try:
        with path.open("rb") as file:
            raw = file.read(4 * MOST_CHARACTERS + 1)  # meer dan dit lezen heeft geen zin
    except FileNotFoundError:
        raise ValueError(f"Er staat geen bestand {path.name} naast dit notebook.") from None
    except OSError as problem:
        raise ValueError(f"{path.name} is niet te lezen ({problem.strerror}).") from None
    if not raw.strip():
        raise ValueError(f"{path.name} is leeg.")
    text = _decoded(raw)
    letters = sum(letter.isalpha() or letter.isspace() for letter in text)
    if "\x00" in text or letters < LEAST_LETTERS * len(text):
        raise ValueError(f"In {path.name} staat geen leesbare tekst.")
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    if len(text) < LEAST_CHARACTERS:
        raise ValueError(f"{path.name} heeft {dutch(len(text))} tekens. Minstens {dutch(LEAST_CHARACTERS)} zijn nodig.")
    if len(text) > MOST_CHARACTERS:
        return text[:MOST_CHARACTERS], f" Het bestand is groter: ik lees de eerste {dutch(MOST_CHARACTERS)} tekens."
    return text, ""


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Kladblok noemt dit "Unicode"
        return raw[: len(raw) // 2 * 2].decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as problem:
            if encoding == "utf-8-sig" and problem.start > len(raw) - 4:  # midden in een teken afgebroken
                return raw[: problem.start].decode(encoding)
    return raw.decode("latin-1")
