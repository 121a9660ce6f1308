"""Hoelang een les duurt: een schatting uit wat er in het notebook staat, voor een vlotte en een rustige leerling.

python -m course_utils.authoring.lesson_minutes notebooks/05_loss.ipynb     # zet de tabel in de eerste cel

Een les heeft lesuren; `## Pauze` is het eind van het eerste. Een cel die lang rekent of traint zegt dat zelf, met
`"seconds": 40` in de metadata van de cel.
"""

import re
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import nbformat

from course_utils.authoring.notebook_reader import Notebook, calls, first_argument, is_interactive
from course_utils.authoring.text_measures import units, words
from course_utils.questions.exercises import FunctionExercise

CALM_WORDS, BRISK_WORDS = 150, 200  # per minuut
# Minuten van een rustige leerling; een vlotte doet het in de helft.
CODE_LINE, CHOICE, CHANGE, NUMBER, FUNCTION, FIGURE = 0.1, 0.75, 1.5, 4, 8, 4
SECONDS_PER_CELL = 1  # zolang rekent een gewone cel
MOST_CALM_MINUTES = 40  # per lesuur
PAUSE = "Pauze"
_LAST = "Feitencheck, samenvatting en eindquiz"
_TABLE = re.compile(r"(?m)^\| *stap *\|.*\n(?:\|.*(?:\n|\Z))+")
_HEAD = "| stap | onderwerp | vlot | rustig |\n|---|---|---|---|\n"


@dataclass(frozen=True)
class Work:
    """Wat er in een deel van een les te doen is. words: ook die op de kaarten; changes: regels met **Verander**."""

    words: int = 0
    code_lines: int = 0
    questions: int = 0
    changes: int = 0
    figures: int = 0
    numbers: int = 0
    functions: int = 0
    seconds: float = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def exercises(self) -> int:
        return self.numbers + self.functions

    @property
    def calm(self) -> float:
        """Minuten voor een rustige leerling."""
        return self.words / CALM_WORDS + self._doing + self.seconds / 60

    @property
    def brisk(self) -> float:
        """Minuten voor een vlotte leerling; de computer rekent voor hem niet sneller."""
        return self.words / BRISK_WORDS + self._doing / 2 + self.seconds / 60

    @property
    def _doing(self) -> float:
        small = CODE_LINE * self.code_lines + CHOICE * self.questions + CHANGE * self.changes
        return small + FIGURE * self.figures + NUMBER * self.numbers + FUNCTION * self.functions


@dataclass(frozen=True)
class Part:
    """Een regel van de tabel: een stap of een ander deel van de kern."""

    step: str
    topic: str
    work: Work

    @property
    def row(self) -> tuple[str, str, int, int]:
        numbered = re.fullmatch(r"(\d+)\. (.+)", self.topic)  # les 00 heeft genummerde delen in plaats van stappen
        step, topic = numbered.groups() if numbered else (self.step, self.topic)
        return step, topic, max(1, round(self.work.brisk)), max(1, round(self.work.calm))


def work_in(cells: list, notebook: Notebook) -> Work:
    """Tel het werk in deze cellen van een notebook."""
    asked = [question for cell in cells for question in _questions(cell, notebook.lesson)]
    known = notebook.lesson.exercises if notebook.lesson else {}
    exercises = [known[id] for id in ids(cells, "opdracht") if id in known]
    functions = sum(isinstance(exercise, FunctionExercise) for exercise in exercises)
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = [cell for cell in cells if cell.cell_type == "code"]
    on_cards = [text for question in asked for text in _card_texts(question)] + [item.praise for item in exercises]
    return Work(
        words=_count_words(_TABLE.sub("", text)) + sum(map(_count_words, on_cards)),
        code_lines=sum(
            bool(line.strip()) for cell in code if cell is not notebook.start_cell for line in cell.source.splitlines()
        ),
        questions=len(asked),
        changes=text.count("**Verander"),
        figures=sum(is_interactive(cell) for cell in code),
        numbers=len(exercises) - functions,
        functions=functions,
        seconds=sum(cell.metadata.get("seconds", SECONDS_PER_CELL) for cell in code),
    )


def _count_words(text: str) -> int:
    return sum(len(words(unit)) for unit in units(text))


def _questions(cell, lesson) -> list:
    """De vragen die een cel stelt: een voorspelling, of die van de terugblik, de pauze of de eindquiz."""
    if not lesson:
        return []
    asked = [lesson.predictions[id] for id in ids([cell], "voorspel") if id in lesson.predictions]
    return asked + [item for name, items in lesson.question_sets.items() if calls(cell, name) for item in items]


def _card_texts(question) -> list[str]:
    """Wat een leerling leest: de vraag, de keuzes en één uitleg (die van de langste keuze telt)."""
    explanations = [choice.explanation for choice in question.choices]
    return [question.text, *(choice.text for choice in question.choices), max(explanations, key=len)]


def lesson_hours(notebook: Notebook) -> list[list[Part]]:
    """Per lesuur de delen van de kern, op volgorde."""
    grouped: dict[tuple[str, str], list] = {}
    for section in notebook.sections:
        if section.title in ("Verdieping", "Bronnen"):
            break
        grouped.setdefault(_name(section.title, notebook), []).extend(section.cells)
    hours: list[list[Part]] = [[]]
    for (step, topic), cells in grouped.items():
        if hours[-1] and hours[-1][-1].topic == PAUSE:
            hours.append([])
        hours[-1].append(Part(step, topic, work_in(cells, notebook)))
    return hours


def _name(title: str, notebook: Notebook) -> tuple[str, str]:
    """De regel waar een deel van het notebook bij hoort: (nummer van de stap, onderwerp)."""
    if step := re.fullmatch(r"Stap (\d+)\. (.+)", title):
        return step[1], step[2]
    titles = [section.title for section in notebook.sections]
    if title in (titles[0], "Terugblik"):
        return "", "Begin en terugblik" if "Terugblik" in titles else "Begin"
    return "", _LAST if title.startswith(("Veel mensen", "Feitencheck", "Samenvatting", "Eindquiz")) else title


def minutes_table(notebook: Notebook) -> str:
    """De tabel voor de eerste cel: per deel de minuten, en onder elk lesuur het totaal."""
    rows, hours = [], lesson_hours(notebook)
    for number, parts in enumerate(hours, 1):
        rows += [part.row for part in parts]
        total = [sum(part.row[column] for part in parts) for column in (2, 3)]
        name = f"lesuur {number}" if len(hours) > 1 else "samen"
        rows.append(("", f"**{name}**", *(f"**{minutes}**" for minutes in total)))
    return _HEAD + "".join(f"| {' | '.join(map(str, row))} |\n".replace("|  |", "| |") for row in rows)


def stated_minutes(notebook: Notebook) -> list[tuple[str, str, int, int]]:
    """De tabel zoals die in de eerste cel staat: (stap, onderwerp, vlot, rustig)."""
    found = re.findall(r"(?m)^\| *(\d*) *\| *([^|*]+?) *\| *(\d+) *\| *(\d+) *\|$", notebook.cells[0].source)
    return [(step, topic, int(brisk), int(calm)) for step, topic, brisk, calm in found]


def ids(cells: list, name: str) -> list[str]:
    """De nummers van de vragen of opdrachten die deze cellen aanroepen."""
    return [first_argument(call) for cell in cells for call in calls(cell, name)]


def main(paths: list[str]) -> int:
    """Zet in elk notebook de uitgerekende tabel; geeft 1 als een lesuur te lang is of een tabel ontbreekt."""
    too_long = 0
    for path in map(Path, paths):
        notebook = Notebook(path)
        notebook.cells[0].source, found = _TABLE.subn(lambda _: minutes_table(notebook), notebook.cells[0].source)  # noqa: B023
        notebook.cells[0].source = notebook.cells[0].source.rstrip("\n")
        nbformat.write(notebook.raw, path)
        for number, parts in enumerate(lesson_hours(notebook), 1):
            calm = sum((part.work for part in parts), Work()).calm
            print(f"{notebook}, lesuur {number}: {calm:.0f} rustige minuten (hooguit {MOST_CALM_MINUTES})")
            too_long += calm > MOST_CALM_MINUTES + 0.5
        if not found:
            print(f"{notebook}: de eerste cel heeft geen tabel die begint met {_HEAD.partition(chr(10))[0]!r}")
            too_long += 1
    return int(too_long > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
