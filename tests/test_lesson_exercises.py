"""Bewijst de vragen en opdrachten van elke les: wat goed is wordt goedgekeurd, elke fout krijgt haar eigen hint."""

import ast
import copy
import hashlib
import math
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from course_utils.authoring.notebook_reader import calls, first_argument, without_cards
from course_utils.questions.exercises import FunctionExercise, NumberExercise, OpenExercise, Verdict
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import NotMeasured

ENOUGH_OTHER_FORMS = 3
NUMBERS_FILE = Path(__file__).with_name("mistake_numbers.txt")
NUMBERS = {id: codes for id, *codes in map(str.split, NUMBERS_FILE.read_text("utf-8").splitlines())}


@pytest.fixture
def exercise(notebook, exercise_id):
    found = notebook.lesson and notebook.lesson.exercises.get(exercise_id)
    if not found:
        pytest.fail(
            f"{notebook} vraagt opdracht {exercise_id}, maar die staat niet in {notebook.slug}/questions.py. "
            "Zet haar daar bij, of verander het nummer in het notebook."
        )
    return found


@pytest.fixture
def exercise_cell(notebook, exercise_id):
    return notebook.exercise_cells[exercise_id]


def test_the_solution_is_accepted(exercise, answer_of):
    verdict = exercise.judge(answer_of(exercise.solution))
    assert verdict == Verdict(True, exercise.praise), f"De oplossing zelf wordt afgekeurd:\n{exercise.solution}"


def test_the_solution_fills_in_the_names_of_the_notebook(exercise, exercise_cell):
    """Een student neemt de oplossing over: dan moet de cel dezelfde namen invullen en nakijken."""
    call = next(call for call in calls(exercise_cell, "opdracht") if first_argument(call) == exercise.id)
    asked = {node.id for argument in call.args[1:] for node in ast.walk(argument) if isinstance(node, ast.Name)}
    assert asked <= _assigned(exercise.solution), (
        f"Het notebook kijkt {sorted(asked)} na, de oplossing vult {sorted(_assigned(exercise.solution))} in."
    )
    assert asked <= _assigned(exercise_cell.source), f"De cel zelf zet {sorted(asked)} niet klaar met drie puntjes."


def test_other_right_forms_are_accepted_too(exercise, answer_of):
    forms = set(exercise.other_forms) - {exercise.solution}
    assert len(forms) >= ENOUGH_OTHER_FORMS, f"Geef opdracht {exercise.id} minstens drie andere goede uitwerkingen."
    for form in forms:
        verdict = exercise.judge(answer_of(form))
        assert verdict.correct, f"Deze uitwerking is goed maar wordt afgekeurd ({verdict.text}):\n{form}"


def test_every_mistake_gets_its_own_hint(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert hints, f"Opdracht {exercise.id} herkent geen enkele fout. Welke fout maakt een student het vaakst?"
    assert len(set(hints)) == len(hints), f"Opdracht {exercise.id} geeft twee fouten dezelfde hint: {hints}"
    for mistake in exercise.mistakes:
        verdict = exercise.judge(mistake.answer)
        assert verdict.correct is False, f"Deze fout wordt goedgekeurd: {mistake}"
        own_hint = mistake.hint in verdict.text if isinstance(exercise, OpenExercise) else mistake.hint == verdict.text
        assert own_hint, f"Bij {mistake.answer!r} hoort de hint {mistake.hint!r}, maar er staat: {verdict.text!r}"


def test_a_function_that_computes_nothing_is_not_accepted(exercise, answer_of):
    """Altijd hetzelfde antwoord, of een van de argumenten terug: dat mag bij geen enkele opdracht genoeg zijn."""
    if not isinstance(exercise, FunctionExercise):
        return
    solution = answer_of(exercise.solution)
    assert exercise.judge(solution).correct
    seen = [(arguments, solution(*copy.deepcopy(arguments))) for arguments in exercise.cases]
    lazy = {f"geeft altijd {result!r}": lambda *_, result=result: result for _, result in seen}
    for place in range(len(seen[0][0])):
        lazy[f"geeft argument {place + 1} terug"] = lambda *arguments, place=place: arguments[place]
    accepted = [name for name, function in lazy.items() if exercise.judge(function).correct]
    assert not accepted, f"Opdracht {exercise.id} keurt een functie goed die: {accepted}. Geef andere `cases`."


def test_the_text_promises_what_the_check_accepts(exercise, exercise_cell, notebook):
    """Hoe precies een getal moet, en dat een functie `return` nodig heeft, staat waar de student het leest."""
    cells = notebook.cells
    text = cells[cells.index(exercise_cell) - 1].source
    if promised := re.search(r"(Eén|Twee) cijfers? achter de komma|één cijfer achter de komma", text):
        digits = 2 if promised[1] == "Twee" else 1
        assert exercise.judge(round(exercise.reference(), digits)).correct, promised[0]
    elif isinstance(exercise, NumberExercise) and exercise.solution.count("\n") == 0:
        exact = math.isclose(exercise.reference(), round(exercise.reference(), 4))
        assert exact or exercise.tolerance >= 0.01, f"Zeg bij {exercise.id} hoe precies het antwoord moet zijn."
    if isinstance(exercise, FunctionExercise):
        assert "return" in exercise_cell.source, f"Zeg in de cel van {exercise.id} dat er `return` moet staan."


def test_a_mistake_keeps_its_number(notebook):
    """In oude voortgang staat het nummer van een fout: het moet dezelfde fout blijven, ook als er fouten bij komen."""
    for exercise in notebook.lesson.exercises.values() if notebook.lesson else ():
        codes = [hashlib.sha256(mistake.hint.encode()).hexdigest()[:4] for mistake in exercise.numbered_mistakes]
        known = NUMBERS.get(exercise.id, [])
        moved = [code for code in known if code in codes and codes.index(code) != known.index(code)]
        assert not moved and len(codes) >= len(known), (
            f"Geef de nieuwe fout bij {exercise.id} `since=` met een hoger getal, en laat oude staan."
        )
        assert known == codes, f"Zet in {NUMBERS_FILE.name} de regel: {exercise.id} {' '.join(codes)}"


def test_there_are_hints_and_praise(exercise):
    assert exercise.hints, f"Opdracht {exercise.id} heeft geen hints."
    texts = [exercise.question, exercise.praise, *exercise.hints]
    assert all(text.strip() for text in texts) and len(set(texts)) == len(texts)


def test_a_number_that_is_a_tenth_off_is_wrong(notebook):
    exercises = notebook.lesson.exercises.values() if notebook.lesson else []
    for exercise in exercises:
        if isinstance(exercise, NumberExercise):
            for wrong in (1.1 * exercise.reference() + 1e-3, 0.9 * exercise.reference() - 1e-3):
                accepted = exercise.judge(wrong).correct
                assert not accepted, f"Opdracht {exercise.id} keurt {wrong} goed: maak `tolerance` kleiner."


@pytest.fixture
def answer_of(steps, exercise_cell, exercise_id):
    """Rekent uit wat `opdracht` te zien krijgt als een student deze broncode in de cel zet."""
    if exercise_id not in steps.names:
        pytest.fail(
            f"De stap met opdracht {exercise_id} loopt vast: zie test_every_step_runs_after_only_the_start_cell."
        )
    call = next(call for call in calls(exercise_cell, "opdracht") if first_argument(call) == exercise_id)

    def answer(source: str):
        names = dict(steps.names[exercise_id])
        exec(
            compile(without_cards(exercise_cell.source), "<cel>", "exec"), names
        )  # wat de cel vóór de opdracht klaarzet
        exec(compile(source, "<oplossing>", "exec"), names)
        return eval(compile(ast.Expression(call.args[1]), "<opdracht>", "eval"), names)

    return answer


def _assigned(source: str) -> set[str]:
    """De namen die broncode op het hoogste niveau een waarde geeft."""
    found = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
        found |= {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    return found


def test_notebook_and_register_belong_together(notebook):
    """Elk nummer in het notebook bestaat, en elke vraag en opdracht van de les staat in het notebook."""
    lesson = notebook.lesson
    used = {
        name: [first_argument(call) for cell in notebook.code_cells for call in calls(cell, name)]
        for name in ("voorspel", "onthul", "opdracht")
    }
    if lesson is None:
        assert not any(used.values()), f"Maak course_utils/lessons/{notebook.slug}/questions.py: {used}"
        return
    where = f"vergelijk {notebook.path.name} met {notebook.slug}/questions.py"
    for name, known in (
        ("voorspel", lesson.predictions),
        ("onthul", lesson.predictions),
        ("opdracht", lesson.exercises),
    ):
        assert sorted(used[name]) == sorted(known), f"{name}: elk nummer precies één keer; {where}"
    assert lesson.number == notebook.number
    for name, questions in lesson.question_sets.items():
        asked = sum(len(calls(cell, name)) for cell in notebook.code_cells)
        assert asked == bool(questions), f"{name}() staat {asked} keer in het notebook; {where}"


def test_nonsense_is_no_measurement(notebook):
    for prediction in notebook.lesson.predictions.values() if notebook.lesson else ():
        for nonsense in ("onzin", None, math.nan, [math.nan], np.ones((2, 2)), object()):
            with suppress(NotMeasured):
                place = prediction.outcome(nonsense)
                assert place is None, f"{prediction.id}: {nonsense!r} geeft {prediction.choices[place].text!r}"


def test_every_choice_has_an_explanation(notebook):
    lesson = notebook.lesson or Lesson(notebook.number)
    items = [*lesson.predictions.values(), *lesson.recap, *lesson.pause, *lesson.quiz]
    ids = [item.id for item in items]
    assert len(set(ids)) == len(ids), f"Twee vragen hebben hetzelfde nummer: {ids}"
    for item in items:
        texts = [choice.text for choice in item.choices]
        explanations = [choice.explanation for choice in item.choices]
        assert len(set(texts)) == len(texts) >= 2, f"Vraag {item.id}: geef minstens twee verschillende keuzes."
        assert all(text.strip() for text in explanations), f"Vraag {item.id}: een keuze heeft geen uitleg."
        assert len(set(explanations)) == len(texts), f"Vraag {item.id}: twee keuzes hebben dezelfde uitleg."


def test_a_wrong_prediction_never_reads_as_a_fact(notebook):
    """Hangt de uitkomst van de computer af, dan zegt de uitleg bij een foute keuze wat er had moeten gelden."""
    suspect = re.compile(r"^(Dan |Zo gaat het|Zo lang duurt)|\b[Jj]ouw (computer|processor)\b")
    for prediction in notebook.lesson.predictions.values() if notebook.lesson else ():
        for choice in prediction.choices:
            if suspect.search(choice.explanation) and "en dat doen ze niet" not in choice.explanation:
                said = choice.otherwise
                assert "zou kloppen als" in said, (
                    f"Geef {prediction.id} {choice.text!r} een `otherwise`: {choice.explanation}"
                )
