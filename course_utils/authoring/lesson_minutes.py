"""Hoelang een les duurt: een ruwe schatting uit wat er in het notebook staat, per deel en voor de hele kern."""

import re
from dataclasses import dataclass

from course_utils.authoring.notebook_reader import Notebook, calls, first_argument, is_interactive
from course_utils.authoring.text_measures import units, words

WORDS_PER_MINUTE = 150
MINUTES_PER_FIGURE, MINUTES_PER_EXERCISE = 3, 4  # een vraag kost 1 minuut
MOST_SECONDS = 25  # rekentijd van een heel notebook; de grens van `benchmarks`


@dataclass(frozen=True)
class Work:
    """Wat er in een deel van een les te doen is: woorden lezen, vragen, figuren om te bedienen en opdrachten."""

    words: int
    questions: int
    figures: int
    exercises: int

    @property
    def minutes(self) -> float:
        reading = self.words / WORDS_PER_MINUTE
        return reading + self.questions + MINUTES_PER_FIGURE * self.figures + MINUTES_PER_EXERCISE * self.exercises


def work_in(cells: list, notebook: Notebook) -> Work:
    """Tel het werk in deze cellen van een notebook."""
    lesson, text = notebook.lesson, "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    questions = len(ids(cells, "voorspel"))
    if lesson:
        questions += sum(len(lesson.recap) for cell in cells if calls(cell, "terugblik"))
        questions += sum(len(lesson.quiz) for cell in cells if calls(cell, "eindquiz"))
    return Work(
        words=sum(len(words(unit)) for unit in units(text)),
        questions=questions,
        figures=sum(is_interactive(cell) for cell in cells),
        exercises=len(ids(cells, "opdracht")),
    )


def estimated_minutes(notebook: Notebook) -> float:
    """Hoelang de kern duurt: lezen, vragen, onderzoeken, opdrachten, en het rekenen zelf (hooguit)."""
    return work_in(notebook.core, notebook).minutes + MOST_SECONDS / 60


def minutes_per_step(notebook: Notebook) -> list[tuple[str, str, int]]:
    """De tabel in de eerste cel: (stap, onderwerp, minuten)."""
    found = re.findall(r"(?m)^\| *(.*?) *\| *(.+?) *\| *(\d+) *\|$", notebook.cells[0].source)
    return [(step, topic, int(minutes)) for step, topic, minutes in found]


def ids(cells: list, name: str) -> list[str]:
    """De nummers van de vragen of opdrachten die deze cellen aanroepen."""
    return [first_argument(call) for cell in cells for call in calls(cell, name)]
