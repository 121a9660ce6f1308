"""Het antwoordenboek: alle antwoorden in de volgorde van de werkbladen, ook van de figuren met een doel."""

import re

from markupsafe import Markup

from course_utils.authoring.notebook_reader import (
    DEPENDS,
    Notebook,
    Section,
    called,
    calls,
    first_argument,
    is_interactive,
)
from course_utils.kit import goals
from course_utils.kit.pages import page, to_html
from course_utils.questions.questions import LETTERS, Prediction

MADE = (
    "Gemaakt met `python3 -m course_utils docent`, uit de vragen en opdrachten van de lessen zelf, in de volgorde van"
    " de werkbladen. Verander hier niets met de hand."
)


def files(notebooks: list[Notebook]) -> dict[str, str]:
    """Het antwoordenboek als bladzijde."""
    return {
        "antwoordenboek.html": page("paper.html.j2", title="Antwoorden", body=Markup(to_html(answer_book(notebooks))))
    }


def answer_book(notebooks: list[Notebook]) -> str:
    """Alle antwoorden, als Markdown."""
    parts = ["# Oplossingen", MADE]
    for notebook in notebooks:
        parts.append(f"## {notebook.title}")
        for section in notebook.sections[1:]:
            found = _section(notebook, section)
            parts += [f"### {section.title}", *found] if found else []
    return "\n\n".join(parts) + "\n"


def measured_choice(notebook: Notebook, prediction: Prediction) -> tuple[int, bool]:
    """De bewaarde uitkomst, en of zij per computer kan verschillen; een handleiding laat nooit stil iets weg."""
    if found := notebook.outcome(prediction):
        return found
    raise SystemExit(f"{notebook}: voorspelling {prediction.id} heeft geen bewaarde uitkomst. Ververs eerst de les.")


def _section(notebook: Notebook, section: Section) -> list[str]:
    lesson, found = notebook.lesson, []
    for place, cell in enumerate(section.cells):
        if cell.cell_type == "code" and is_interactive(cell):
            found += _research(notebook, section, place)
        for call in calls(cell, "voorspel", "opdracht", *lesson.question_sets):
            if called(call) == "voorspel":
                found.append(_prediction(notebook, lesson.predictions[first_argument(call)]))
            elif called(call) == "opdracht":
                exercise = lesson.exercises[first_argument(call)]
                found.append(f"**Opdracht {exercise.id}.** {exercise.question}")
                found += [f"```python\n{exercise.solution}\n```", exercise.praise]
            else:
                found.append("\n".join(_answers(lesson.question_sets[called(call)])))
    return found


def _prediction(notebook: Notebook, prediction: Prediction) -> str:
    place, depends = measured_choice(notebook, prediction)
    choice = prediction.choices[place]
    said = (
        f"**Voorspelling {prediction.id}.** {prediction.text} **{LETTERS[place]}. {choice.text}.** {choice.explanation}"
    )
    return f"{said} Dit kan per computer verschillen." if depends else said


def _answers(questions) -> list[str]:
    right = [question.choices[question.right] for question in questions]
    return [
        f"{number}. {question.text} **{LETTERS[question.right]}. {choice.text}.** {choice.explanation}"
        for number, (question, choice) in enumerate(zip(questions, right, strict=True), 1)
    ]


def _research(notebook: Notebook, section: Section, place: int) -> list[str]:
    """Een figuur om te onderzoeken: hoe haar doel te halen is, en wat er te zien is."""
    cell, after = section.cells[place], section.cells[place + 1 : place + 2]
    goal = goals.saved().get(goals.key(notebook, cell)) if goals.shows_figure(cell) else None
    seen = (
        re.match(r"\*\*Leg uit\.\*\* (.+(?:(?<=:)\n+\$\$.+?\$\$)?)", after[0].source)
        if after and after[0].cell_type == "markdown"
        else None
    )
    if not goal and not seen:
        return []
    lines = [f"**Onderzoek.** {goal['doel']}" if goal else "**Onderzoek.**"]
    for number, way in enumerate(goal["wegen"] if goal else [], 1):
        also = "Zo kan het: " if number == 1 else "En daarna: " if "daarna" in goal["doel"] else "Of zo: "
        lines.append(f"{also}{way['woorden']}. De figuur zegt dan: *{way['zin']}*")
    if goal and DEPENDS in cell.metadata.get("tags", []):
        lines.append("Dit kan per computer verschillen: de figuur rekent met wat er gemeten is.")
    if seen:
        lines.append(f"Dit is te zien. {seen[1]}")
    return ["\n\n".join(lines)]
