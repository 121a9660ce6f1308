"""Werkbladen om te printen, in de volgorde van het notebook, van elke les twee.

Het gewone werkblad ligt naast het scherm: voorspellingen, onderzoek en opdrachten, met ruimte om te schrijven. Op het
blad `zonder computer` staan ook de regels, de voorbeelden, de bewaarde figuren en achterin wat er gemeten is: daarmee
gaat de les door als er een computer uitvalt, of als er geen enkele is.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from course_utils.authoring.notebook_reader import Notebook, Section, called, calls, first_argument, is_interactive
from course_utils.kit.answers import measured_choice
from course_utils.kit.pages import page
from course_utils.questions.exercises import Exercise
from course_utils.questions.lesson import SURENESS
from course_utils.questions.questions import LETTERS

# Opdrachten die alleen met de woordvectoren van de computer te maken zijn.
NEEDS_COMPUTER = ("3.3", "3.4")
WRITING_LINES = 2  # onder een som
MOST_CODE, MOST_PRINTED = 8, 14  # regels; van een langer voorbeeld staat er alleen de uitkomst
# Woorden van een zin die naar het scherm wijst; zo'n zin komt niet op een blad zonder computer.
SCREEN = re.compile(
    r"\b(klik\w*|sleep|schuif\w*|vinkje|knop|knoppen|typ|toetsenbord|muis|scherm|startcel|cel|cellen|notebook|puntjes"
    r"|hieronder|hierboven|figuur|vel|Shift|Ctrl|druk\w* (?:dan )?op|voer\w* .* uit|draai aan|verander|print\w*|probeer"
    r"|Python|deze code|jouw computer|Verdieping\w*|laat .* schrijven|kijk (?:mee|nu|ook)|zet|teken\w*|lukte|lukken"
    r"|jij probeerde|je computer|reken het na|jouw eigen|lees mee|je hebt geladen|wis|draaien|les\.\w+)\b",
    re.IGNORECASE,
)
# Een vraag die zonder de figuur, of zonder de zin ervoor, niets vraagt.
_NEEDS_SCREEN = re.compile(rf"{SCREEN.pattern}|\bze allebei\b|^Gelukt|^Kan `|^Begin met", re.IGNORECASE)
_ABOUT_SCREEN = re.compile(r"^\d\. (Een cel|Is alles klaar|Cellen)")  # delen van les 00 over het bedienen zelf
_SKIPPED = re.compile(
    r"\*\*(Verander|Begin hier|Dit kun je nu|Teken een cijfer|Bronnen|Wat wordt er bewaard)"
    r"|Klaar\? \[|Vastgelegd\?|(Werk|Deel) je (op|de)"
)


@dataclass
class Part:
    """Een deel van het blad: een kop met blokken. Het sjabloon tekent elk blok naar zijn `kind`."""

    title: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


def files(notebooks: list[Notebook]) -> dict[str, str]:
    """De werkbladen van elke les, met en zonder computer."""
    found = {}
    for notebook in notebooks:
        found[f"werkbladen/{notebook.stem}.html"] = worksheet(notebook)
        found[f"werkbladen/{notebook.stem}_zonder_computer.html"] = worksheet(notebook, computer=False)
    return found


def worksheet(notebook: Notebook, computer: bool = True) -> str:
    """Het werkblad van één les."""
    parts, measured = [], []
    for section in notebook.sections[1:]:
        if section.title in ("Verdieping", "Bronnen"):
            break
        if not computer and _ABOUT_SCREEN.search(section.title):
            continue
        found = _Reader(notebook, computer).read(section)
        measured += found.measured
        if found.part.blocks:
            parts.append(found.part)
    lesson = notebook.lesson
    asked = [block for part in parts for block in part.blocks if block["kind"] in ("exercise", "questions")]
    points = sum(len(block.get("questions", [0])) for block in asked)
    left_out = [id for id in NEEDS_COMPUTER if id in lesson.exercises]
    return page(
        "worksheet.html.j2",
        title=notebook.title,
        parts=parts,
        measured=measured,
        computer=computer,
        points=points,
        left_out=left_out,
        exercises=[lesson.exercises[block["id"]] for block in asked if "id" in block],
        keys=[_key(part.title, block["questions"]) for part in parts for block in part.blocks if "questions" in block],
        sureness=SURENESS,
    )


class _Reader:
    """Loopt de cellen van één deel van de les af."""

    def __init__(self, notebook: Notebook, computer: bool) -> None:
        self.notebook, self.lesson, self.computer = notebook, notebook.lesson, computer
        self.measured: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] | None = None  # tussen een voorspelling en haar uitkomst: dat komt achterin
        self._texts: dict[str, str] = {}
        self._ends = self._asks = ""

    def read(self, section: Section) -> "_Reader":
        name = "Eindquiz" if section.title == "Samenvatting" and self.computer else section.title
        self.part = Part(name)
        for cell in section.cells:
            if cell.cell_type == "markdown":
                self._text(cell.source)
            elif cell is not self.notebook.start_cell:
                self._code(cell)
        return self

    def _add(self, kind: str, **content) -> None:
        where = self.part.blocks if self._open is None else self._open
        where.append({"kind": kind, **content})

    def _text(self, source: str) -> None:
        for kind, id, piece in _pieces(source):
            if kind == "Opdracht":
                self._texts[id] = piece if self.computer else on_paper(piece)
            elif kind in ("Onderzoek", "Doel"):
                if self.computer:
                    self._add("research", text=piece)
                else:
                    asked = _sentences(re.sub(r"^\*\*.*?\*\* *", "", piece))
                    self._asks = " ".join(s for s in asked if s.endswith("?") and not _NEEDS_SCREEN.search(s))
            elif not self.computer and (text := on_paper(piece)):
                self._add("text", text=text)

    def _code(self, cell) -> None:
        outcome = calls(cell, "onthul")
        if not self.computer and not calls(cell, "voorspel", "opdracht", "voortgang", *self.lesson.question_sets):
            self._output(cell)
        for call in calls(cell, "voorspel", "onthul", "opdracht", *self.lesson.question_sets):
            if called(call) == "voorspel":
                self._add("prediction", prediction=self.lesson.predictions[first_argument(call)])
                self._open = []
            elif called(call) == "opdracht":
                self._exercise(self.lesson.exercises[first_argument(call)], cell.source)
            elif called(call) != "onthul":
                self._add("questions", questions=self.lesson.question_sets[called(call)])
        for call in outcome:
            prediction = self.lesson.predictions[first_argument(call)]
            place, _ = measured_choice(self.notebook, prediction)
            choice = prediction.choices[place]
            said = f"{choice.text}. {choice.explanation}"
            blocks = self._open or []
            self.measured.append({"id": prediction.id, "letter": LETTERS[place], "said": said, "blocks": blocks})
            self._open = None

    def _exercise(self, exercise: Exercise, source: str) -> None:
        if exercise.id in NEEDS_COMPUTER and not self.computer:
            return
        function = exercise.solution.startswith("def ")
        code = re.sub(r"(?m)^(?:les\.)?opdracht\(.*\n?|^ +(\.\.\.|#.*)\n?|^\w+ = \.\.\.\n?", "", source)
        code = re.sub(r"\n{2,}", "\n\n", code.replace("): ...", "):")).strip()
        alone = f"**Opdracht {exercise.id}.** {exercise.question}"
        text = self._texts.get(exercise.id, "")
        lines = exercise.solution.count("\n") + 1 if function else WRITING_LINES
        text = alone if function or not text.partition("**")[2].partition("**")[2].strip() else text
        if "puntjes" in text:  # die staan alleen op het scherm
            text = " ".join(sentence for sentence in _sentences(text) if "puntjes" not in sentence)
            text = text if "**Opdracht" in text else alone
        self._add("exercise", id=exercise.id, text=text, code=code, lines=lines)

    def _output(self, cell) -> None:
        """Wat een cel liet zien: een figuur met haar zin, of een kort voorbeeld met zijn uitkomst."""
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                asks = self._asks if is_interactive(cell) else ""
                said = on_paper(output["data"]["text/plain"])
                self._add("figure", png=output["data"]["image/png"], said=said, asks=asks)
                self._asks = ""
                return
        printed = "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        code = re.sub(r"(?m)^(?:les\.onthul\(.*|torch\.set_num_threads.*)\n?", "", cell.source).strip()
        if printed.strip() and "Antwoord op" not in printed and len(printed.splitlines()) <= MOST_PRINTED:
            short = len(code.splitlines()) <= MOST_CODE and self._open is None
            self._add("example", code=code if short else "", printed=printed.rstrip())


def _key(title: str, questions) -> str:
    """De goede letters van een rijtje vragen: 'Pauze: 1 A, 2 C'."""
    return f"{title}: {', '.join(f'{i} {LETTERS[question.right]}' for i, question in enumerate(questions, 1))}"


def _pieces(source: str) -> list[tuple[str, str, str]]:
    """Een tekstcel in stukken: (soort, nummer, tekst). Opdracht en Onderzoek lopen tot de volgende vette kop."""
    pieces = re.split(r"(?m)^(?=\*\*[A-Z][\w ]*(?: \d+\.\d+)?[.:]\*\*)", re.sub(r"(?m)^## .+\n*", "", source))
    heads = [(re.match(r"\*\*(Opdracht|Onderzoek|Doel)(?: (\d+\.\d+))?", piece), piece.strip()) for piece in pieces]
    return [(head[1] if head else "", (head[2] or "") if head else "", piece) for head, piece in heads if piece]


def on_paper(markdown: str) -> str:
    """De tekst zonder de zinnen die naar het scherm wijzen."""
    kept = []
    for paragraph in re.split(r"\n{2,}", markdown):
        if "$$" in paragraph:
            kept.append(paragraph)
        elif re.match(r"[-|\d]", paragraph):
            lines = [line for line in paragraph.splitlines() if line.startswith("|") or not SCREEN.search(line)]
            kept.append("\n".join(lines))
        elif not _SKIPPED.match(paragraph):
            kept.append(" ".join(sentence for sentence in _sentences(paragraph) if not SCREEN.search(sentence)))
    text = "\n\n".join(part for part in kept if part.strip())
    return "" if re.fullmatch(r"\*\*[^*]+\*\*", text) else text


def _sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.!?:])(?<!\b\w\.)\s+(?=[A-Z*“‘\"$`(\d])", paragraph.replace("\n", " ").strip())
