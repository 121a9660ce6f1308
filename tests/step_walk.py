"""Elke stap van een notebook los uitgevoerd, na alleen de startcel, door een student die niets invult."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from student import Student

from course_utils.authoring.notebook_reader import Notebook, Section, calls, first_argument
from course_utils.live.figure import LiveFigure
from course_utils.questions.exercises import BLANK_TEXT


@dataclass
class StepWalk:
    """Wat er gebeurde. complaints: wat niet lukte; figures: de levende figuren, met de cel waar ze staan;
    names: per opdracht de namen die bestaan zodra de student bij haar cel komt."""

    complaints: list[str] = field(default_factory=list)
    figures: list[tuple[str, LiveFigure]] = field(default_factory=list)
    names: dict[str, dict] = field(default_factory=dict)


def steps_of(notebook: Notebook) -> list[Section]:
    """De delen van een notebook; de Verdieping per onderdeel, want een student klapt er één open."""
    found: list[Section] = []
    for section in notebook.sections:
        found.append(Section(section.title, []))
        for cell in section.cells:
            part = re.match(r"### (.+)", cell.source) if section.title == "Verdieping" else None
            if part:
                found.append(Section(part[1], []))
            if cell.cell_type == "code" and cell is not notebook.start_cell:
                found[-1].cells.append(cell)
    return [section for section in found if section.cells]


def walk_steps(notebook: Notebook, folder: Path) -> StepWalk:
    """Voer elke stap uit in een lege naamruimte, na alleen de startcel."""
    walk = StepWalk()
    for step in steps_of(notebook):
        with Student(folder) as student:
            start = student.run(notebook.start_cell.source)
            if start.error:
                walk.complaints.append(f"De startcel stopt met {start.error!r}.")
                break
            for cell in step.cells:
                exercises = [first_argument(call) for call in calls(cell, "opdracht")]
                for id in exercises:
                    walk.names[id] = dict(student.names)
                done = student.run(cell.source)
                walk.figures += [(f"{step.title}: {cell.source}", figure) for figure in done.figures]
                if done.error:
                    walk.complaints.append(f"{step.title}: deze cel stopt met {done.error!r}:\n{cell.source}\n")
                elif exercises and done.texts.count(BLANK_TEXT) != len(exercises):
                    walk.complaints.append(
                        f"{step.title}: een opdracht die niet is ingevuld zegt alleen {BLANK_TEXT!r}, "
                        f"maar hier kwam {done.texts}:\n{cell.source}\n"
                    )
    return walk
