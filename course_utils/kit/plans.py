"""De planningen voor school: wat er in elke les van 50 minuten gebeurt, met minuten uit de tabellen van de notebooks.

De keuzes staan in plans.toml, in woorden die een docent ook leest: `02: stap 4 zonder 2.4, stap 5, eind`. De minuten
rekent dit bestand uit. Havo rekent met de kolom rustig, vwo met het midden tussen vlot en rustig.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from course_utils.authoring.lesson_minutes import FUNCTION, NUMBER, Part
from course_utils.authoring.notebook_reader import Notebook
from course_utils.authoring.text_measures import capitalized
from course_utils.kit.teacher_page import parts_of
from course_utils.questions.exercises import FunctionExercise

LESSON_MINUTES, MOST_NOTEBOOK_MINUTES = 50, 33
_PLANS = Path(__file__).with_name("plans.toml")
_NAMED = {"begin": 0, "eind": -1}  # de eerste en de laatste rij van de minutentabel


@dataclass(frozen=True)
class Item:
    """Een deel van een les zoals het in plans.toml staat; without: de opdrachten die niet in de klas gemaakt worden."""

    lesson: Notebook
    name: str
    without: tuple[str, ...] = ()

    @property
    def parts(self) -> list[Part]:
        """De rijen uit de minutentabel van de les."""
        parts = parts_of(self.lesson)
        if self.name == "helemaal":
            return parts
        if self.name in _NAMED:
            return [parts[_NAMED[self.name]]]
        found = [part for part in parts if self.name in (f"stap {part.step}", part.topic.lower())]
        if not found:
            raise SystemExit(f"plans.toml: les {self.lesson.stem[:2]} heeft geen {self.name}.")
        return found

    def minutes(self, level: str) -> int:
        """Zo veel minuten uit de tabel, in hele minuten naar boven."""
        if self.name.startswith("opdracht"):
            return self._exercise(self.name.split()[1], level)
        rows = [part.row[2:] for part in self.parts]
        total = sum(ceil((brisk + calm) / 2) if level == "vwo" else calm for brisk, calm in rows)
        return total - sum(self._exercise(id, level) for id in self.without)

    def _exercise(self, id: str, level: str) -> int:
        """Een vlotte leerling doet een opdracht in de helft van de tijd; het midden is drie kwart."""
        calm = FUNCTION if isinstance(self.lesson.lesson.exercises[id], FunctionExercise) else NUMBER
        return calm * 3 // 4 if level == "vwo" else calm

    def __str__(self) -> str:
        short = {"begin": "begin en terugblik", "eind": "feitencheck en eindquiz", "helemaal": ""}
        name = short.get(self.name, self.name)
        return f"{name} zonder opdracht {' en '.join(self.without)}" if self.without else name


@dataclass(frozen=True)
class Hour:
    """Eén les van 50 minuten: waar het over gaat, wat de klas doet, wat huiswerk is en wat weg mag als het uitloopt."""

    question: str
    in_class: tuple[Item, ...]
    home: tuple[Item, ...]
    droppable: tuple[Item, ...]


@dataclass(frozen=True)
class Plan:
    """Een planning: naam, niveau en de lessen."""

    name: str
    level: str
    hours: tuple[Hour, ...]

    def minutes(self, items: tuple[Item, ...]) -> int:
        return sum(item.minutes(self.level) for item in items)


def plans(notebooks: list[Notebook]) -> list[Plan]:
    """De planningen uit plans.toml."""
    by_number = {notebook.stem[:2]: notebook for notebook in notebooks}
    found = []
    for plan in tomllib.loads(_PLANS.read_text("utf-8"))["plan"]:
        hours = [
            Hour(hour["vraag"], *(_items(hour.get(name, ""), by_number) for name in ("klas", "huiswerk", "weg")))
            for hour in plan["les"]
        ]
        found.append(Plan(plan["naam"], plan["niveau"], tuple(hours)))
    return found


def _items(text: str, by_number: Mapping[str, Notebook]) -> tuple[Item, ...]:
    """`01: stap 2, stap 3 zonder 1.3; 02: begin` als delen van lessen."""
    found = []
    for lesson, names in re.findall(r"(\d\d): ([^;]+)", text):
        for name in names.split(", "):
            name, _, without = name.strip().partition(" zonder ")
            found.append(Item(by_number[lesson], name, tuple(re.findall(r"\d+\.\d", without))))
    return tuple(found)


def in_words(items: tuple[Item, ...]) -> str:
    """Zoals het in de tabel staat: per les de delen."""
    lessons = {item.lesson: [str(other) for other in items if other.lesson is item.lesson] for item in items}
    named = [f"les {lesson.stem[:2]}: {', '.join(filter(None, names))}" for lesson, names in lessons.items()]
    return "; ".join(name.rstrip(": ") for name in named)


def plan_table(plan: Plan) -> str:
    """De tabel van een planning, met onder elke kolom de som en eronder de studielast."""
    rows, classes, homes = [], [], []
    for number, hour in enumerate(plan.hours, 1):
        classes.append(plan.minutes(hour.in_class))
        homes.append(plan.minutes(hour.home))
        home = f"{in_words(hour.home)} ({homes[-1]} min)" if hour.home else "–"
        work = capitalized(in_words(hour.in_class)) or "De toets"
        talk = LESSON_MINUTES - classes[-1] if hour.in_class else ""
        rows.append(
            f"| {number} | {hour.question} | {work} | {classes[-1] or ''} | {talk} | {capitalized(home)} "
            f"| {capitalized(in_words(hour.droppable)) or '–'} |"
        )
    total = len(plan.hours) * LESSON_MINUTES
    heads = "| les | de vraag | in de klas | notebook | gesprek | huiswerk | mag weg |\n|---|---|---|---|---|---|---|"
    load = (
        f"Samen {len(plan.hours)} lessen van {LESSON_MINUTES} minuten ({total} minuten, waarvan {sum(classes)} in het"
        f" notebook), {sum(homes)} minuten huiswerk en 120 minuten leren voor de toets. Dat is"
        f" **{ceil((total + sum(homes) + 120) / 60)} studielasturen**."
    )
    return "\n".join([heads, *rows]) + f"\n\n{load}"


def blocks(notebooks: list[Notebook]) -> dict[str, str]:
    """De gemaakte delen van planning.md, onder de naam van hun planning."""
    return {re.sub(r"\W+", "_", plan.name): plan_table(plan) for plan in plans(notebooks)}
