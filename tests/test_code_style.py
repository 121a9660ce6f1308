"""De code volgt de regels van ruff (pyproject.toml) en biome (biome.jsonc), en elke pijl wijst naar beneden.

De regels volgen uit de mappen: een nieuw onderwerp, een nieuwe les of een nieuwe kamer valt er vanzelf onder.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
PACKAGE = REPO / "course_utils"
# Van beneden naar boven: een kamer gebruikt alleen wat er lager staat. Losse modules in course_utils/ zijn de vloer.
FLOORS = ("live", "questions", "subjects", "handwriting", "lessons", "app", "authoring", "reading", "kit", "klas")
GROUND = ("data", "optimizers")  # onderwerpen waar andere onderwerpen op mogen rusten
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize(
    "command, advice", [(["check"], "ruff check --fix ."), (["format", "--check"], "ruff format .")]
)
def test_ruff_has_nothing_to_say(command, advice):
    """Wat ruff meldt, herstelt het meestal zelf."""
    ruff = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=REPO, capture_output=True, text=True)
    assert ruff.returncode == 0, f"Geef `{advice}` en verbeter wat er overblijft.\n{ruff.stdout}{ruff.stderr}"


def test_biome_has_nothing_to_say():
    """JavaScript en CSS: dezelfde afspraken als voor Python, met biome. Zonder Node wordt dit overgeslagen."""
    biome = shutil.which("biome", path=REPO / "tests" / "node_modules" / ".bin")
    if biome is None:
        advice = "Installeer Node.js en geef `npm ci --prefix tests`: dan wordt ook de JavaScript nagekeken."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    check = [biome, "check", "--error-on-warnings", "."]
    found = subprocess.run(check, cwd=REPO, capture_output=True, text=True, encoding="utf-8")
    advice = "Geef `tests/node_modules/.bin/biome check --write .` en verbeter wat er overblijft."
    assert found.returncode == 0, f"{advice}\n{found.stdout}{found.stderr}"


@pytest.mark.parametrize("path", [*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css")], ids=lambda path: path.name)
def test_colours_come_from_the_palette(path):
    """Kleuren staan in live/palette.py; CSS krijgt ze als variabelen, en JavaScript van Python."""
    loose = re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", path.read_text("utf-8"), re.IGNORECASE)
    assert not loose, f"{path.name} noemt zelf kleuren: {loose}"


def test_every_room_has_a_floor():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms == set(FLOORS), "Geef een nieuwe kamer een plaats in FLOORS."


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_arrow_points_down(path):
    """Een kamer kent alleen lagere kamers; een onderwerp kent geen ander onderwerp, een les geen andere les."""
    own = path.relative_to(PACKAGE).parts
    for name in imported(path):
        other = tuple(name.split(".")[1:])
        if len(own) == 1:  # de vloer; __main__ is de deur en mag overal heen
            assert path.name == "__main__.py" or other[0] not in FLOORS, f"{path.name} gebruikt {name}"
        elif other[0] in FLOORS:
            assert FLOORS.index(other[0]) <= FLOORS.index(own[0]), f"{path.name} gebruikt {name}, en dat staat hoger"
        if own[0] == other[0] in ("subjects", "lessons") and len(own) > 1 and len(other) > 1:
            mine = own[1].removesuffix(".py")
            assert other[1] in (mine, *(GROUND if own[0] == "subjects" else ())) or (
                not (PACKAGE / own[0] / other[1]).exists() and not (PACKAGE / own[0] / f"{other[1]}.py").exists()
            ), f"{path.relative_to(PACKAGE)} leunt op {name}: zet het gedeelde lager"


def test_no_module_reaches_up_to_the_tests():
    """Het pakket, de handleiding en de metingen werken zonder de toetsen en zonder pytest."""
    borrowed = {path.stem for path in (REPO / "tests").glob("*.py")} | {"pytest", "tests"}
    for folder in ("course_utils", "docent", "benchmarks", "data"):
        for path in (REPO / folder).rglob("*.py"):
            assert not all_imports(path) & borrowed, f"{path.relative_to(REPO)} gebruikt {all_imports(path) & borrowed}"


def imported(path: Path) -> set[str]:
    """De modules van de cursus die een bestand importeert, zoals `course_utils.subjects.network`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_utils"):
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("course_utils.")}
    return found


def all_imports(path: Path) -> set[str]:
    """De eerste naam van alles wat een bestand importeert."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
    return found
