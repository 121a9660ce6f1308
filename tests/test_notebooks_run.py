"""Draait elk notebook zoals een student het gebruikt? Van boven naar beneden, ingevuld, en stap voor stap."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from complaints import no_complaints
from student import Done, Student

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, called, calls, first_argument, python
from course_utils.questions.card import Card
from course_utils.questions.questions import Prediction, Question

CELL_TIMEOUT = 120


@dataclass
class NbvalReport:
    """failures: per cel die faalt de uitleg van nbval; cells: hoeveel cellen er nagekeken zijn."""

    failures: list[str]
    cells: int


def run_nbval(path: Path, folder: Path) -> NbvalReport:
    """Voer een notebook uit met nbval (strikt), in een eigen proces. folder: voor tijdelijke bestanden."""
    report = folder / "nbval.xml"
    options = ["--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_TIMEOUT}", f"--junitxml={report}"]
    options += ["-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no", "-q"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["IPYTHONDIR"] = str(folder / "ipython")  # eigen instellingen en opstartbestanden doen niet mee
    process = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(path)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    if not report.exists():
        return NbvalReport([process.stdout[-3000:] + process.stderr[-3000:]], 0)
    cases = list(ElementTree.parse(report).iter("testcase"))
    problems = [problem for case in cases for problem in (*case.iter("failure"), *case.iter("error"))]
    failures = [re.sub(r"\x1b\[\d+m", "", problem.text or problem.get("message", "")) for problem in problems]
    return NbvalReport(failures, len(cases))


def test_the_output_is_exactly_what_was_stored(notebook, tmp_path):
    """Strikt nbval. Dit is ook de student die elke opdracht overslaat: zo staat het notebook in de cursus."""
    before = _files(notebook.path.parent)
    report = run_nbval(notebook.path, tmp_path)
    no_complaints(
        report.failures,
        f"{len(report.failures)} cellen van {notebook} doen iets anders dan bewaard is. `Cell n` is de n-de codecel, "
        "vanaf 0. Is de nieuwe uitkomst de goede, ververs het notebook dan met "
        f"`python -m course_utils.app.refresh {notebook.path}`. Verschilt ze per keer of per computer, rond dan af of "
        "leg het toeval vast.",
    )
    assert report.cells == len(notebook.code_cells), "nbval heeft niet elke cel bekeken."
    changed = set(_files(notebook.path.parent).items()) ^ set(before.items())
    no_complaints(
        sorted({name for name, _ in changed}),
        f"{notebook} laat bestanden achter of verandert ze. Schrijf naar een tijdelijke map.",
    )


def test_who_fills_in_everything_right_sees_so_everywhere(notebook, tmp_path):
    folder = tmp_path / "mijn_cursus"  # alleen in een map met deze naam wordt de voortgang bewaard
    folder.mkdir()
    complaints = walk_with_solutions(notebook, folder)
    no_complaints(
        complaints, f"{notebook}: wie alles goed invult, hoort dat niet overal. Kijk de les en haar vragen na."
    )


def test_every_step_runs_after_only_the_start_cell(steps):
    no_complaints(
        steps.complaints,
        "Een student mag bij elke stap beginnen, na alleen de startcel, en hoeft geen opdracht in te vullen. Laad "
        "wat een stap nodig heeft in de stap zelf of in de startcel.",
    )


def walk_with_solutions(notebook: Notebook, folder: Path) -> list[str]:
    """Werk een notebook door met alle oplossingen, voorspellingen en quizvragen ingevuld; geef wat er misging."""
    with Student(folder) as student:
        complaints = []
        for cell in notebook.code_cells:
            done = student.run(with_solutions(cell, notebook))
            if done.error or done.stderr:
                complaints.append(f"Deze cel stopt met {done.error or done.stderr!r}:\n{cell.source}\n")
                continue
            complaints += _answer(cell, done, notebook)
    if notebook.lesson:
        complaints += _not_recorded(notebook, folder)
    return complaints


def with_solutions(cell, notebook: Notebook) -> str:
    """De broncode van een cel, met de oplossing vlak voor elke `opdracht(...)`."""
    lines = python(cell.source).splitlines()
    for call in reversed(calls(cell, "opdracht")):
        exercise = notebook.lesson.exercises.get(first_argument(call))
        if exercise:
            lines.insert(call.lineno - 1, exercise.solution)
    return "\n".join(lines)


def _answer(cell, done: Done, notebook: Notebook) -> list[str]:
    """Bedien de kaarten van een cel zoals een student, en geef wat er niet klopt."""
    complaints = []
    shown = calls(cell, "voorspel", "onthul", "opdracht", "terugblik", "pauze", "eindquiz")
    if not shown:  # een kaart van de les zelf, zoals een spel: die stelt geen vraag die wordt nagekeken
        return []
    if len(shown) != len(done.cards):
        return [f"Ik verwacht {len(shown)} kaarten, maar zie er {len(done.cards)}:\n{cell.source}\n"]
    for call, card in zip(shown, done.cards, strict=True):
        match called(call):
            case "voorspel":
                complaints += _predict(notebook.lesson.predictions[first_argument(call)], card)
            case "onthul":
                choice = notebook.lesson.predictions[first_argument(call)].choices[0]
                if f"Jij koos A: {choice.text}" not in _text(card):
                    complaints.append(f"onthul {first_argument(call)} noemt de voorspelling niet: {_text(card)}")
            case "opdracht":
                exercise = notebook.lesson.exercises[first_argument(call)]
                if exercise.praise not in done.texts:
                    complaints.append(f"Opdracht {exercise.id} keurt de eigen oplossing af: {_text(card)}")
                for button in (*["hint"] * len(exercise.hints), "oplossing"):
                    card.press(button)
                missing = [text for text in (*exercise.hints, exercise.solution) if text not in _text(card)]
                complaints += [f"Opdracht {exercise.id}: niet te zien na alle hints: {text}" for text in missing]
            case name:
                asked = notebook.lesson.question_sets[name]
                complaints += [line for question in asked for line in _answer_question(question, card)]
    return complaints


def _predict(prediction: Prediction, card: Card) -> list[str]:
    card.press("vast", {})
    if "Kies eerst" not in _text(card):
        return [f"Voorspelling {prediction.id}: wie niets kiest, krijgt geen uitleg."]
    card.press("vast", {"keuze": 0, "zeker": 1})
    return [] if "Vastgelegd" in _text(card) else [f"Voorspelling {prediction.id} wordt niet vastgelegd: {_text(card)}"]


def _answer_question(question: Question, card: Card) -> list[str]:
    """Kies elk antwoord één keer, het goede het laatst."""
    order = sorted(range(len(question.choices)), key=lambda index: index == question.right)
    complaints = []
    for index in order:
        block = next(block for block in card.blocks if block["type"] == "choices" and block["name"] == question.id)
        card.press(question.id, {question.id: block["options"].index(question.choices[index].text)})
        if question.choices[index].explanation not in _text(card):
            complaints.append(f"Vraag {question.id}: bij {question.choices[index].text!r} ontbreekt de uitleg.")
    return complaints


def _not_recorded(notebook: Notebook, folder: Path) -> list[str]:
    """Wat er in voortgang.json hoort te staan en ontbreekt."""
    lesson, path = notebook.lesson, folder / "voortgang.json"
    saved = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    done = [f"opdracht {id}" for id in lesson.exercises if saved.get(f"opdracht {id}", {}).get("goed") is True]
    done += [key for key, item in saved.items() if isinstance(item, dict) and "keuze" in item]
    wanted = [f"opdracht {id}" for id in lesson.exercises] + [f"voorspelling {id}" for id in lesson.predictions]
    wanted += [f"vraag {question.id}" for questions in lesson.question_sets.values() for question in questions]
    return [f"Niet bewaard in {path.name}: {key}" for key in wanted if key not in done]


def _text(card: Card) -> str:
    return "\n".join(block.get("text", "") for block in card.blocks)


def _files(folder: Path) -> dict[str, bytes]:
    """De bestanden in een map met hun inhoud; een map krijgt als inhoud niets."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
