"""De code, ook die in de notebooks, volgt de regels van ruff in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "command, advice", [(["check"], "ruff check --fix ."), (["format", "--check"], "ruff format .")]
)
def test_ruff_has_nothing_to_say(command, advice):
    """Wat ruff meldt, herstelt het meestal zelf."""
    ruff = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=REPO, capture_output=True, text=True)
    assert ruff.returncode == 0, f"Geef `{advice}` en verbeter wat er overblijft.\n{ruff.stdout}{ruff.stderr}"
