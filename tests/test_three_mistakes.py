"""Een leerling loopt elke les door en maakt bij elke stap drie fouten: de computer zegt nooit een woord Engels."""

import ast
import re
from collections.abc import Iterator
from itertools import islice

from complaints import no_complaints
from step_walk import steps_of
from student import ENGLISH, Student
from test_hint_share import ANSWERS, cell

from course_utils.authoring.notebook_reader import calls, first_argument


def syntax_mistakes(source: str) -> list[str]:
    """De cel met een vergeten of verkeerd teken: te zien voordat er iets draait."""
    code = "\n".join(line for line in source.splitlines() if not line.startswith(("#", "%")))
    found = [
        code[: code.rindex(")")] if ")" in code else "",
        re.sub(r" \* ", " x ", code, count=1),
        re.sub(r"(\d)\.(\d)", r"\1,0\2", code, count=1),
        re.sub(r"[\"'](?=[,)])", "", code, count=1),
        re.sub(r"(\w)\(", r"\1 ", code, count=1),
        f"return {code.splitlines()[-1]}",
        f"  {code}" if "\n" not in code else code.replace("\n", "\n   ", 1),
    ]
    return [text for text in found if text.strip() and text != code and not _runs(text)]


def _runs(text: str) -> bool:
    try:
        compile(text, "<cel>", "exec")
    except SyntaxError:
        return False
    return True


def misspelled(source: str) -> Iterator[str]:
    """De eerste regels van de cel met een tikfout in een naam."""
    for line in source.splitlines():
        tree = ast.parse(line) if _runs(line) else None
        used = [node for node in ast.walk(tree) if isinstance(node, ast.Name)] if tree else []
        name = next((node for node in used if isinstance(node.ctx, ast.Load) and len(node.id) > 2), None)
        if name:
            name.id = name.id[0] + name.id[2:]
            yield ast.unparse(tree)


def mistakes_in(step) -> list[str]:
    """Foute cellen bij deze stap: drie foute antwoorden per opdracht, en drie schrijf- en tikfouten in haar cellen."""
    wrong_answers, slips = [], []
    for code_cell in step.cells:
        for call in calls(code_cell, "opdracht"):
            answers = ANSWERS.get(first_argument(call), [])
            wrong_answers += [cell(first_argument(call), row[0]) for row in answers[:: max(1, len(answers) // 3)][:3]]
        slips += [*syntax_mistakes(code_cell.source)[:3], *islice(misspelled(code_cell.source), 1)]
    return [*wrong_answers, *slips[:: max(1, len(slips) // 3)][:3]]


def test_three_mistakes_at_every_step_without_a_word_of_english(notebook, tmp_path):
    complaints, steps = [], steps_of(notebook)
    with Student(tmp_path) as student:
        student.run(notebook.start_cell.source)
        for step in steps:
            wrong = mistakes_in(step)
            if len(wrong) < 3:
                complaints.append(f"{step.title}: maar {len(wrong)} fouten om te maken")
            for source in wrong:
                done = student.run(source)
                said = "\n".join([done.printed, done.stderr, *done.texts])
                if not said.strip() or ENGLISH.search(said):
                    complaints.append(f"{step.title}:\n{source}\nzegt: {said[:400]}\n")
    no_complaints(complaints, f"{notebook}: wie zich vergist, leest hier Engels of helemaal niets.")
