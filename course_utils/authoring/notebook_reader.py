"""Een notebook zoals de tests het lezen: cellen, delen, stappen, aanroepen en de vragen die erbij horen."""

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from course_utils.authoring.text_measures import capitalized
from course_utils.live.output import WIDGET_VIEW
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Prediction

REPOSITORY = Path(__file__).resolve().parents[2]
DEPENDS = "nbval-ignore-output"  # de uitvoer van een cel met dit label verschilt per computer
CARD_CALLS = ("voorspel", "onthul", "opdracht", "terugblik", "pauze", "eindquiz", "voortgang")


@dataclass(frozen=True)
class Section:
    """Een deel van een notebook: de kop (zonder #) en de cellen, die met de kop erbij."""

    title: str
    cells: list


class Notebook:
    """Een notebook van schijf."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = nbformat.read(path, as_version=4)
        self.cells = self.raw.cells
        self.stem = path.stem
        self.number = int(path.stem[:2])
        self.slug = path.stem[3:]

    def __repr__(self) -> str:
        return self.stem

    @property
    def title(self) -> str:
        """De kop van het notebook, zoals 'Les 01. Parameters: hoe groot is 175 miljard?'."""
        return self.sections[0].title

    @property
    def name(self) -> str:
        """'Parameters'"""
        return self.title.partition(". ")[2].partition(":")[0]

    @property
    def question(self) -> str:
        """'Hoe groot is 175 miljard?'"""
        return capitalized(self.title.partition(": ")[2])

    @property
    def code_cells(self) -> list:
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def text_cells(self) -> list:
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @property
    def start_cell(self):
        """De eerste codecel: die zet alles klaar."""
        return self.code_cells[0]

    @cached_property
    def sections(self) -> list[Section]:
        """De delen, geknipt bij elke cel die met `## ` begint. Het eerste deel is het begin, met de titel als kop."""
        found: list[Section] = []
        for cell in self.cells:
            heading = re.match(r"(?:#|##) (.+)", cell.source) if cell.cell_type == "markdown" else None
            if heading or not found:
                found.append(Section(heading[1].strip() if heading else "", []))
            found[-1].cells.append(cell)
        return found

    @property
    def core(self) -> list:
        """De cellen van de kern: alles vóór de Verdieping."""
        found = []
        for section in self.sections:
            if section.title in ("Verdieping", "Bronnen"):
                break
            found += section.cells
        return found

    @property
    def exercise_cells(self) -> dict:
        """Per opdracht de cel waarin ze wordt nagekeken."""
        return {first_argument(call): cell for cell in self.code_cells for call in calls(cell, "opdracht")}

    @cached_property
    def lesson(self) -> Lesson | None:
        """De vragen en opdrachten bij dit notebook, als die er zijn."""
        known = (REPOSITORY / "course_utils" / "lessons" / self.slug / "questions.py").exists()
        return importlib.import_module(f"course_utils.lessons.{self.slug}.questions").LESSON if known else None

    def outcome(self, prediction: Prediction) -> tuple[int, bool] | None:
        """De keuze die in het bewaarde notebook bleek te kloppen, en of dat per computer kan verschillen."""
        starts = [f"Antwoord op voorspelling {prediction.id}: {choice.text}. " for choice in prediction.choices]
        for cell in self.code_cells:
            for said in (output.get("data", {}).get("text/plain", "") for output in cell.outputs):
                for place, start in enumerate(starts):
                    if said.startswith(start):
                        return place, DEPENDS in cell.metadata.get("tags", [])
        return None


def calls(cell, *names: str) -> list[ast.Call]:
    """De aanroepen van deze functies in een cel, met of zonder `les.` ervoor, op volgorde.

    Magische regels (%timeit) mogen in de cel staan.
    """
    if cell.cell_type != "code":
        return []
    return [call for call in _all_calls(cell.source) if called(call) in names]


@cache
def _all_calls(source: str) -> list[ast.Call]:
    found = [node for node in ast.walk(ast.parse(python(source))) if isinstance(node, ast.Call)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def called(call: ast.Call) -> str:
    """De naam van wat er aangeroepen wordt: opdracht(...) en les.opdracht(...) zijn allebei 'opdracht'."""
    match call.func:
        case ast.Name(name) | ast.Attribute(ast.Name("les"), name):
            return name
    return ""


def without_cards(source: str) -> str:
    """De broncode van een cel zonder de regels die alleen een kaart tonen."""
    tree = ast.parse(python(source))
    tree.body = [
        statement
        for statement in tree.body
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call))
        or called(statement.value) not in CARD_CALLS
    ]
    return ast.unparse(tree)


def python(source: str) -> str:
    """De broncode als gewoon Python, zonder magische regels."""
    return TransformerManager().transform_cell(source)


def first_argument(call: ast.Call) -> str:
    """Het nummer van de vraag of opdracht in een aanroep: voorspel("1.2") geeft '1.2'."""
    return ast.literal_eval(call.args[0])


def is_interactive(cell) -> bool:
    """Toont de cel iets om te bedienen dat geen kaart is? Alleen te zien aan een uitgevoerd notebook."""
    shows_widget = any(WIDGET_VIEW in output.get("data", {}) for output in cell.get("outputs", []))
    return shows_widget and not calls(cell, *CARD_CALLS)
