"""De eigen kopieën van een student: de lessen in mijn_cursus/, zonder uitvoer, en nooit over eigen werk heen."""

import hashlib
import json
from contextlib import suppress
from datetime import date
from pathlib import Path

from course_utils.files import HANDED_OUT, PROGRESS, write_whole
from course_utils.questions.progress import set_lesson_aside, take_in

GLOSSARY = "begrippen.md"


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


def copy_lessons(repo: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Zet elke les die er nog niet staat in de map van de student, met de begrippenlijst.

    Een kopie waar de student nog niets in veranderde, gaat mee met een nieuwe versie van de cursus. Geeft de namen van
    wat er neergezet is, en de namen van wat vernieuwd is terwijl de student er al in werkte: dat blijft staan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handed_out = _read_handed_out(folder)
    broken = damaged(lessons(repo))
    texts = {
        lesson.name: student_version(lesson.read_text("utf-8")) for lesson in lessons(repo) if lesson not in broken
    }
    if (repo / "notebooks" / GLOSSARY).exists():
        texts[GLOSSARY] = (repo / "notebooks" / GLOSSARY).read_text("utf-8")
    placed, outdated = [], []
    for name, text in texts.items():
        own = folder / name
        if not own.exists() or handed_out.get(name) == _mark(own.read_text("utf-8", "replace")) != _mark(text):
            write_whole(own, text)
            handed_out[name] = _mark(text)
            placed.append(name)
        elif handed_out.setdefault(name, _mark(text)) != _mark(text):
            outdated.append(name)
    if not (folder / PROGRESS).exists():
        write_whole(folder / PROGRESS, "{}\n")
    _write_handed_out(folder, handed_out)
    return placed, outdated


def damaged(notebooks: list[Path]) -> list[Path]:
    """Welke van deze notebooks niet te lezen zijn: half opgeslagen, of met de sporen van een merge van git erin."""
    found = []
    for path in notebooks:
        try:
            student_version(path.read_text("utf-8"))
        except (ValueError, LookupError, TypeError, AttributeError, OSError):
            found.append(path)
    return found


def fresh_copy(repo: Path, folder: Path, wanted: str) -> str:
    """Zet een verse kopie van een les naast die van de student en geef haar naam.

    wanted: het nummer of de naam van de les, zoals "3", "03" of "03_embeddings".
    """
    lesson = find_lesson(repo, wanted)
    copy, number = folder / f"{lesson.stem}_vers.ipynb", 2
    while copy.exists():
        copy, number = copy.with_name(f"{lesson.stem}_vers_{number}.ipynb"), number + 1
    text = student_version(lesson.read_text("utf-8"))
    write_whole(copy, text)
    _write_handed_out(folder, _read_handed_out(folder) | {lesson.name: _mark(text)})
    return copy.name


def is_first_edition(own: Path) -> bool:
    """Komt deze kopie nog uit de eerste uitgave van de cursus?"""
    return "_exercises import" in own.read_text("utf-8", "replace")


def set_progress_aside(folder: Path, lesson: str) -> str:
    """Zet apart wat de student in deze les antwoordde, zodat hij haar opnieuw kan doen; andere lessen houden alles.

    lesson: het nummer, zoals "03". Geeft de naam van het bestand waar het nu in staat; leeg als er niets was.
    """
    aside, number = folder / f"voortgang_les_{lesson}_{date.today()}.json", 2
    while aside.exists():
        aside, number = folder / f"voortgang_les_{lesson}_{date.today()}_{number}.json", number + 1
    return aside.name if set_lesson_aside(folder / PROGRESS, int(lesson), aside) else ""


def take_progress_in(folder: Path, file: Path) -> int:
    """Neem antwoorden uit dit bestand over in de voortgang van de student; geeft hoeveel het er zijn."""
    try:
        return take_in(folder / PROGRESS, file)
    except (OSError, ValueError, RecursionError):
        raise SystemExit(f"{file.name} is geen voortgang van deze cursus, of ze is beschadigd.") from None


def find_lesson(repo: Path, wanted: str) -> Path:
    """Het notebook van een les; wanted is het nummer of de naam."""
    found = {lesson.stem: lesson for lesson in lessons(repo)}
    names = (wanted, wanted.zfill(2)) if wanted else ()
    stem = next((stem for stem in found if stem in names or stem.split("_")[0] in names), None)
    if stem is None:
        raise SystemExit(f"Les {wanted or '(leeg)'} bestaat niet. Kies uit: {', '.join(found)}.")
    return found[stem]


def lessons(repo: Path) -> list[Path]:
    return sorted((repo / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def _mark(text: str) -> str:
    """Het merk van wat een student zelf kan schrijven. Van een notebook tellen alleen de cellen: JupyterLab bewaart een
    les die je alleen maar opent al met andere metadata, en dat is nog geen eigen werk."""
    with suppress(ValueError, LookupError, TypeError):  # geen notebook, of een dat stuk is: dan telt alles
        text = json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(text)["cells"]])
    return hashlib.sha256(text.encode()).hexdigest()


def _read_handed_out(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / HANDED_OUT).read_text("utf-8"))
    except (OSError, ValueError):  # weg of beschadigd: dan weten we het niet, en blijft alles staan
        return {}
    return found if isinstance(found, dict) else {}


def _write_handed_out(folder: Path, handed_out: dict[str, str]) -> None:
    if handed_out != _read_handed_out(folder):
        write_whole(folder / HANDED_OUT, json.dumps(handed_out, indent=1) + "\n")
