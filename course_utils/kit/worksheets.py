"""Werkbladen om te printen: de voorspellingen, het onderzoek en de opdrachten van een les, met ruimte om te schrijven.

Eén HTML-bestand per les, zonder plaatjes en zonder iets van internet: openen in een browser en afdrukken op A4.
"""

import re
from collections.abc import Sequence
from html import escape

from course_utils.authoring.notebook_reader import Notebook, Section, called, calls, first_argument
from course_utils.kit.pages import inline, to_html
from course_utils.questions.exercises import Exercise
from course_utils.questions.lesson import SURENESS
from course_utils.questions.questions import LETTERS, Choice, Prediction, Question

_STYLE = """
@page { size: A4; margin: 14mm 16mm }
body { font: 11pt/1.4 "Liberation Sans", Arial, sans-serif; color: #000; max-width: 178mm; margin: 0 auto }
h1 { font-size: 16pt; margin: 0 0 2mm } h2 { font-size: 12.5pt; margin: 5mm 0 1.5mm; break-after: avoid }
p, ul, ol { margin: 0 0 1.5mm } code, pre { font: 10pt/1.5 "Liberation Mono", Consolas, monospace }
pre { border-left: 0.6mm solid #000; padding-left: 3mm; margin: 0 0 2mm; white-space: pre-wrap }
.vraag, .lijnen { break-inside: avoid; margin-bottom: 4mm } .lijnen { break-before: avoid }
.keuzes { list-style: none; padding-left: 2mm } .keuzes li::before { content: "\\2610\\00a0" }
.kolommen { columns: 2; column-gap: 8mm } .zeker span { margin-right: 6mm }
.lijn { border-bottom: 0.25mm dotted #000; min-height: 7.5mm } .naam { margin-bottom: 4mm }
@media screen { body { padding: 8mm } }
"""
_WRITING_LINES = 2  # onder een som
ON_SCREEN = ("5.5",)  # opdrachten over getallen die alleen in het notebook staan


def files(notebooks: list[Notebook]) -> dict[str, str]:
    """De werkbladen."""
    return {f"werkbladen/{notebook.stem}.html": worksheet(notebook) for notebook in notebooks}


def worksheet(notebook: Notebook) -> str:
    """Het werkblad van één les, in de volgorde van het notebook."""
    title = notebook.sections[0].title
    body = [f"<h1>{escape(title)}</h1>", '<p class="naam">Naam: ______________________ Datum: ______________</p>']
    body.append("<p>Leg dit blad naast je scherm. Schrijf eerst op wat je denkt, en voer dan pas de cel uit.</p>")
    for section in notebook.sections[1:]:
        if section.title == "Verdieping":
            break
        name = "Eindquiz" if section.title == "Samenvatting" else section.title
        if found := _section(section, notebook):
            body += [f"<h2>{escape(name)}</h2>", *found]
    return _page(title, body)


def _page(title: str, body: list[str]) -> str:
    head = f'<meta charset="utf-8">\n<title>{escape(title)}</title>\n<style>{_STYLE}</style>'
    return (
        f'<!doctype html>\n<html lang="nl">\n<head>\n{head}\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _section(section: Section, notebook: Notebook) -> list[str]:
    """Wat er van een deel van de les op papier komt."""
    lesson, text, found = notebook.lesson, {}, []
    for cell in section.cells:
        if cell.cell_type == "markdown":
            for kind, id, piece in _bold_pieces(cell.source):
                if kind == "Opdracht":
                    text[id] = piece
                else:
                    found.append(_box(to_html(piece) + _lines(_WRITING_LINES, "Dit zag ik:")))
        for call in calls(cell, "voorspel", "opdracht", *lesson.question_sets):
            if called(call) == "voorspel":
                found.append(_prediction(lesson.predictions[first_argument(call)]))
            elif called(call) == "opdracht":
                exercise = lesson.exercises[first_argument(call)]
                found.append(_exercise(exercise, text.get(exercise.id, ""), cell.source))
            else:
                found.append(_questions(lesson.question_sets[called(call)]))
    return found


def _bold_pieces(source: str) -> list[tuple[str, str, str]]:
    """De opdrachten en onderzoeken in een tekstcel: (soort, nummer, tekst), elk tot de volgende vette kop."""
    pieces = re.split(r"(?m)^(?=\*\*[A-Z][\w ]*(?: \d+\.\d+)?\.\*\*|\*\*Doel:\*\*)", source)
    heads = [(re.match(r"\*\*(Opdracht|Onderzoek|Doel)(?: (\d+\.\d+))?", piece), piece) for piece in pieces]
    return [(head[1], head[2] or "", piece) for head, piece in heads if head]


def _prediction(prediction: Prediction) -> str:
    sure = "".join(f"<span>☐ {word}</span>" for word in SURENESS)
    return _box(
        f"<p><strong>Voorspelling {prediction.id}.</strong> {inline(prediction.text)}</p>"
        f'{_choices(prediction.choices)}<p class="zeker">Hoe zeker ben je? {sure}</p>{_lines(1, "Wat bleek?")}'
    )


def _exercise(exercise: Exercise, text: str, source: str) -> str:
    """De opdracht, de code die klaarstaat, en lijnen. Een functie wordt gevraagd met de zin die op zichzelf staat."""
    if exercise.id in ON_SCREEN:
        text = f"**Opdracht {exercise.id}.** {exercise.question} De getallen staan in het notebook: kijk op je scherm."
    function = exercise.solution.startswith("def ")
    code = re.sub(r"(?m)^(?:les\.)?opdracht\(.*\n?|^ +(\.\.\.|#.*)\n?", "", source)
    code = re.sub(r"\n{2,}", "\n\n", code.replace("): ...", "):")).strip()
    given = f"<pre>{escape(code)}</pre>" if function or len(code.splitlines()) > 1 else ""
    alone = f"**Opdracht {exercise.id}.** {exercise.question}"
    lines = exercise.solution.count("\n") + 1 if function else _WRITING_LINES
    return _box(to_html(alone if function or not text else text) + given + _lines(lines))


def _questions(questions: Sequence[Question]) -> str:
    boxes = [
        _box(f"<p>{number}. {inline(question.text)}</p>{_choices(question.choices)}")
        for number, question in enumerate(questions, 1)
    ]
    return '<div class="kolommen">' + "\n".join(boxes) + "</div>"


def _choices(choices: tuple[Choice, ...]) -> str:
    lines = "".join(
        f"<li><b>{letter}</b> {inline(choice.text)}</li>" for letter, choice in zip(LETTERS, choices, strict=False)
    )
    return f'<ul class="keuzes">{lines}</ul>'


def _box(html: str) -> str:
    return f'<div class="vraag">{html}</div>'


def _lines(count: int, first: str = "") -> str:
    """Lijnen om op te schrijven; first: wat er op de eerste lijn staat."""
    lines = [f'<div class="lijn">{first if number == 0 else ""}</div>' for number in range(count)]
    return '<div class="lijnen">' + "".join(lines) + "</div>"
