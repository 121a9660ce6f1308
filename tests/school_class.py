"""Verzonnen klassen voor het overzicht: per leerling een voortgang zoals de lessen haar schrijven."""

import json
import random
from pathlib import Path

from course_utils.klas.overview_outline import LessonOutline
from course_utils.questions.progress import VERSION

NAMES = (
    *("Sanne", "Daan", "Noor", "Sem", "Yara", "Finn", "Julia", "Bram", "Lotte", "Mees", "Aya", "Thijs", "Fleur"),
    *("Luuk", "Zoë", "Milan", "Isa", "Jayden", "Tess", "Ravi"),
)


def school_class(folder: Path, size: int, lessons: list[LessonOutline], seed: int = 1) -> None:
    """Een klas van `size` leerlingen die in de laatste van deze lessen bezig is."""
    chance = random.Random(seed)
    for number in range(size):
        name = NAMES[number % len(NAMES)] + (f" {number // len(NAMES) + 1}" if number >= len(NAMES) else "")
        hand_in(folder / name / "voortgang.json", _progress(lessons, chance))


def hand_in(path: Path, records: dict) -> None:
    """Zet een voortgang neer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"versie": VERSION, "zaad": 5, **records}), "utf-8")


def _progress(lessons: list[LessonOutline], chance: random.Random) -> dict:
    records, level = {}, chance.random()
    for lesson in lessons:
        done = len(lesson.items) if lesson is not lessons[-1] else chance.randint(3, len(lesson.items))
        for item in lesson.items[:done]:
            if item.kind == "voorspelling":
                records[item.keys[0]] = _prediction(lesson, item.id, level, chance)
            elif item.kind == "opdracht":
                records[item.keys[0]] = _exercise(len(lesson.mistakes[item.id]), level, chance)
            else:
                for key in item.keys:
                    records[key] = {"keuze": 1, "eerste": 1, "goed": chance.random() < level}
    return records


def _prediction(lesson: LessonOutline, id: str, level: float, chance: random.Random) -> dict:
    right, others = lesson.expected[id][0], range(len(lesson.predictions[id].choices))
    choice = right if chance.random() < 0.2 + 0.5 * level else chance.choice(others)
    record = {"keuze": choice, "zeker": chance.choice((0, 1, 1, 2))}
    if chance.random() < 0.3:
        record["overleg"] = right if chance.random() < 0.7 else choice
    return record | ({"uitkomst": right, "goed": choice == right} if chance.random() < 0.9 else {})


def _exercise(known: int, level: float, chance: random.Random) -> dict:
    wrong = []
    while chance.random() > 0.3 + 0.6 * level and len(wrong) < 9:
        wrong.append(chance.choice((-1, 0, *range(known))))
    solved, opened = chance.random() < 0.8, len(wrong) > 2 and chance.random() < 0.5
    record = {"goed": solved, "pogingen": len(wrong) + solved, "fouten": wrong, "hints": min(len(wrong), 2)}
    return record | {"oplossing": opened, "zelf": solved and not opened}
