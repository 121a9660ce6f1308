"""De lessen voor het overzicht: per stap wat er te doen is, en per fout wat je de leerling kunt vragen."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from course_utils.authoring.notebook_reader import Notebook, called, calls, first_argument
from course_utils.kit import guide
from course_utils.kit.teacher_page import NOTEBOOKS, page_of
from course_utils.questions.exercises import Exercise, OpenExercise
from course_utils.questions.progress import ExerciseRecord, PredictionRecord, QuestionRecord
from course_utils.questions.questions import Prediction

_SETS = {"terugblik": "Terugblik", "pauze": "Pauze", "eindquiz": "Quiz"}


@dataclass(frozen=True)
class Item:
    """Wat een stap vraagt. label: kort, boven een kolom; keys: waar het in de voortgang staat."""

    kind: str
    id: str
    label: str
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """Een deel van een les waarin iets te beantwoorden is."""

    name: str
    topic: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class KnownMistake:
    """Een fout die de computer herkent: wat de leerling invulde, wat hij dan leest en wat je hem kunt vragen."""

    answer: str
    said: str
    ask: str


@dataclass(frozen=True)
class LessonOutline:
    """Een les. expected: per voorspelling wat er in het bewaarde notebook bleek (None als daar niets staat), en of de
    klas iets anders kan meten."""

    number: int
    title: str
    steps: tuple[Step, ...]
    predictions: dict[str, Prediction]
    expected: dict[str, tuple[int | None, bool]]
    exercises: dict[str, Exercise]
    mistakes: dict[str, tuple[KnownMistake, ...]]
    ask: dict[str, str] = field(default_factory=dict)

    @property
    def items(self) -> list[Item]:
        return [item for step in self.steps for item in step.items]


def outlines() -> list[LessonOutline]:
    """Alle lessen, uit de notebooks en de handleiding; een les die daar nog niet in staat, telt ook mee."""
    return [_outline(Notebook(path)) for path in NOTEBOOKS]


def _outline(notebook: Notebook) -> LessonOutline:
    lesson, page = notebook.lesson, page_of(notebook.path)
    asks = asked_in(page.read_text("utf-8")) if page.exists() else {}
    parts = [(section.title, item) for section in notebook.sections for item in _items(section.cells, lesson)]
    steps = []
    for title, found in groupby(parts, key=lambda part: part[0]):
        numbered = re.match(r"(?:Stap )?(\d+)\. (.+)", title)
        name, topic = (f"Stap {numbered[1]}", numbered[2]) if numbered else (title.rstrip(" ."), "")
        steps.append(Step(name, topic, tuple(item for _, item in found)))
    return LessonOutline(
        lesson.number,
        notebook.name,
        tuple(steps),
        lesson.predictions,
        {id: notebook.outcome(prediction) or (None, True) for id, prediction in lesson.predictions.items()},
        lesson.exercises,
        {id: _mistakes(exercise, asks.get(id, [])) for id, exercise in lesson.exercises.items()},
        {id: ask for id, found in asks.items() for quoted, ask in found if not quoted},
    )


def _items(cells: list, lesson) -> list[Item]:
    items = []
    for call in (call for cell in cells for call in calls(cell, "voorspel", "opdracht", *_SETS)):
        name = called(call)
        if name in _SETS:
            questions = lesson.question_sets[name]
            keys = tuple(QuestionRecord.key(question.id) for question in questions)
            items.append(Item("vragen", name, _SETS[name], f"{name.capitalize()}, {len(keys)} vragen", keys))
            continue
        id = first_argument(call)
        if name == "voorspel":
            items.append(Item("voorspelling", id, f"V {id}", f"Voorspelling {id}", (PredictionRecord.key(id),)))
        else:
            items.append(Item("opdracht", id, f"O {id}", f"Opdracht {id}", (ExerciseRecord.key(id),)))
    return [item for place, item in enumerate(items) if item not in items[:place] and item.keys]


def _mistakes(exercise: Exercise, asks: list[tuple[str, str]]) -> tuple[KnownMistake, ...]:
    found = []
    for mistake in exercise.numbered_mistakes:
        answer = guide.answer_as_typed(exercise, mistake.answer)
        said = exercise.judge(mistake.answer).text if isinstance(exercise, OpenExercise) else mistake.hint
        filled_in = re.findall("`([^`]*)`", answer)[-1:]  # bij een functie: wat ze geeft
        ask = next((ask for quoted, ask in asks if [quoted] == filled_in), "")
        found.append(KnownMistake(answer, said, ask))
    return tuple(found)


def asked_in(page: str) -> dict[str, list[tuple[str, str]]]:
    """Per opdracht wat de bladzijde van de les aanraadt te vragen, met het antwoord waar het bij hoort; of met "", als
    het bij elke fout past."""
    found: dict[str, list[tuple[str, str]]] = {}
    for heard, ask in re.findall(r"(?m)^\| (.*?) \| .*? \| (.*?) \|$", page):
        quoted = re.search(r'"(.+?)"', heard)
        for id in re.findall(r"opdracht (\d+\.\d+)", heard):
            found.setdefault(id, []).append((quoted[1].replace(".", "") if quoted else "", ask))
    return found
