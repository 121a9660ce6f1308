"""De code, ook die in de notebooks, volgt de regels van ruff in pyproject.toml; geen les leunt op een andere les."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.lessons import LESSONS

REPO = Path(__file__).resolve().parents[1]
SUBJECTS = {"hardware", "network", "number_formats", "quantization", "roofline", "skipgram", "stories", "timing"}
SUBJECTS |= {"transformer_size", "word_vectors"}


@pytest.mark.parametrize(
    "command, advice", [(["check"], "ruff check --fix ."), (["format", "--check"], "ruff format .")]
)
def test_ruff_has_nothing_to_say(command, advice):
    """Wat ruff meldt, herstelt het meestal zelf."""
    ruff = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=REPO, capture_output=True, text=True)
    assert ruff.returncode == 0, f"Geef `{advice}` en verbeter wat er overblijft.\n{ruff.stdout}{ruff.stderr}"


def test_no_lesson_leans_on_another_lesson():
    """Wat twee lessen gebruiken, hoort in course_utils; zo kun je één les veranderen zonder de andere te lezen."""
    for path in (REPO / "course_utils" / "lessons").glob("*.py"):
        own = next((lesson.slug for lesson in LESSONS if path.stem.startswith(lesson.slug)), path.stem)
        others = tuple(f"course_utils.lessons.{lesson.slug}" for lesson in LESSONS if lesson.slug != own)
        borrowed = [name for name in imported(path) if name.startswith(others)]
        assert not borrowed, f"{path.name} gebruikt {borrowed}: zet dat in course_utils."


def test_no_subject_leans_on_another_subject():
    """Een onderwerp gebruikt alleen de begane grond; anders sleept een les mee wat zij niet uitlegt."""
    for subject in SUBJECTS:
        used = {name.split(".")[1] for name in imported(REPO / "course_utils" / f"{subject}.py")}
        assert not used & SUBJECTS and "lessons" not in used, f"{subject} gebruikt {used}."


def imported(path: Path) -> set[str]:
    """De modules van de cursus die een bestand importeert, zoals `course_utils.network`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_utils"):
            deeper = node.module in ("course_utils", "course_utils.lessons")
            found |= {f"{node.module}.{name.name}" for name in node.names} if deeper else {node.module}
    return found
