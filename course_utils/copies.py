"""De eigen kopieën van een student: de lessen in mijn_cursus/, zonder uitvoer, en nooit over eigen werk heen."""

import json
import os
from pathlib import Path

FOLDER = "mijn_cursus"
PROGRESS = "voortgang.json"


def student_version(notebook: str) -> str:
    """Geef de tekst van een notebook zonder uitvoer, zodat een voorspelling vóór haar antwoord komt.

    Dezelfde les geeft altijd dezelfde bytes, in de schrijfwijze van Jupyter zelf.
    """
    content = json.loads(notebook)
    content["metadata"].pop("widgets", None)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def copy_lessons(repo: Path) -> list[str]:
    """Zet elke les die er nog niet staat in mijn_cursus/ en geef de namen van de nieuwe kopieën."""
    folder = repo / FOLDER
    folder.mkdir(exist_ok=True)
    new = [lesson for lesson in _lessons(repo) if not (folder / lesson.name).exists()]
    for lesson in new:
        write_whole(folder / lesson.name, student_version(lesson.read_text("utf-8")))
    if not (folder / PROGRESS).exists():
        write_whole(folder / PROGRESS, "{}\n")
    return [lesson.name for lesson in new]


def fresh_copy(repo: Path, wanted: str) -> str:
    """Zet een verse kopie van een les naast die van de student en geef haar naam.

    wanted: het nummer of de naam van de les, zoals "3", "03" of "03_embeddings".
    """
    lessons = {lesson.stem: lesson for lesson in _lessons(repo)}
    stem = next((stem for stem in lessons if wanted == stem or wanted.zfill(2) == stem.split("_")[0]), None)
    if stem is None:
        raise SystemExit(f"Les {wanted} bestaat niet. Kies uit: {', '.join(lessons)}.")
    copy, number = repo / FOLDER / f"{stem}_vers.ipynb", 2
    while copy.exists():
        copy, number = copy.with_name(f"{stem}_vers_{number}.ipynb"), number + 1
    write_whole(copy, student_version(lessons[stem].read_text("utf-8")))
    return copy.name


def write_whole(path: Path, text: str) -> None:
    """Schrijf een bestand in één keer: wie halverwege stopt, houdt geen half bestand over dat voor af doorgaat."""
    part = path.with_name(f".{path.name}.deel")
    part.write_text(text, "utf-8", newline="\n")
    os.replace(part, path)


def _lessons(repo: Path) -> list[Path]:
    return sorted((repo / "notebooks").glob("[0-9][0-9]_*.ipynb"))
