"""Wat er in een bewaard notebook van een student staat: zijn eigen keuzes en oordelen, en nooit de antwoorden."""

from html import escape

import nbformat

from course_utils.files import FOLDER, PROGRESS
from course_utils.lessons.parameters.questions import EXERCISES, PREDICTIONS, QUIZ

CELLS = [
    "from course_utils.lessons.parameters.questions import LESSON as les",
    'les.voorspel("1.1")',
    'les.onthul("1.1", 13_002)',
    'les.opdracht("1.1", 1)',
    "les.eindquiz()",
]


def test_saving_after_answering_saves_the_answers_and_not_the_key(lab):
    (lab.root / FOLDER).mkdir(exist_ok=True)
    (lab.root / FOLDER / PROGRESS).unlink(missing_ok=True)  # een eerdere test kan hier al geantwoord hebben
    notebook = lab.open(lab.write(f"{FOLDER}/bewaard.ipynb", CELLS))
    notebook.run_all()
    prediction, wrong = PREDICTIONS[0], PREDICTIONS[0].choices[0].text
    card = notebook.cell(1).locator(".hoe-ai-live.hoe-ai-card")
    card.get_by_label(wrong).check()
    card.get_by_label("Ik weet het zeker").check()
    card.get_by_role("button", name="Leg vast").click()
    card.get_by_text("Vastgelegd").wait_for()
    exercise = notebook.cell(3).locator(".hoe-ai-live.hoe-ai-card")
    exercise.get_by_role("button", name="Hint 1").click()
    exercise.get_by_text(EXERCISES[0].hints[0]).wait_for()
    question = QUIZ[0]
    mistake = next(choice for place, choice in enumerate(question.choices) if place != question.right)
    quiz = notebook.cell(4).locator(".hoe-ai-live.hoe-ai-card")
    quiz.get_by_label(mistake.text).check()
    quiz.get_by_role("button", name="Controleer vraag 1").click()
    quiz.get_by_text(mistake.explanation).wait_for()
    assert notebook.cell(4).locator(".hoe-ai-vast").is_hidden(), "de levende kaart is te zien, de vaste niet"
    kept = notebook.cell(4).locator(".hoe-ai-vast", has_text=mistake.explanation)
    kept.wait_for(state="attached", timeout=60_000)  # wat bewaard wordt, komt los van de levende kaart aan
    notebook.save()
    saved = nbformat.read(notebook.path, as_version=4)
    seen = [" ".join(output.get("data", {}).get("text/html", "") for output in cell.outputs) for cell in saved.cells]
    assert f"{wrong} <strong>← gekozen</strong>" in seen[1] and "zeker <strong>← gekozen</strong>" in seen[1]
    assert f"✗ Jij koos A: {wrong}" in seen[2], "ook de onthulling, die er al stond"
    assert "✗ " in seen[3] and EXERCISES[0].hints[0] in seen[3]
    assert f"{mistake.text} <strong>← gekozen</strong>" in seen[4] and f"✗ {escape(mistake.explanation)}" in seen[4]
    for other in QUIZ:
        assert escape(other.choices[other.right].explanation) not in seen[4], (
            "het antwoord op de quiz staat in de kopie"
        )
    assert "metadata" in saved and "widgets" not in saved.metadata
    assert notebook.errors() == []
    assert prediction.choices[2].explanation in seen[2], "wat er bleek, mag de student lezen"
