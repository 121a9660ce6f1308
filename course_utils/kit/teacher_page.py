"""De bladzijde die een docent bij een les heeft (docent/lessen/), en wat er met de hand op geschreven is."""

import re
from functools import cache
from pathlib import Path

from course_utils.authoring.lesson_minutes import Part, lesson_hours
from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, Section

GUIDE = REPOSITORY / "docent"
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def lessons() -> list[Notebook]:
    """De lessen op volgorde; elke les hoort een bladzijde in de handleiding te hebben."""
    for path in NOTEBOOKS:
        if not page_of(path).exists():
            raise SystemExit(
                f"Les {path.stem[:2]} heeft nog geen bladzijde voor docenten. Kopieer er een in docent/lessen, noem"
                f" haar {page_of(path).name} en verander de tekst. Tot dan blijft de handleiding zoals ze was."
            )
    return [Notebook(path) for path in NOTEBOOKS]


def page_of(notebook: Path) -> Path:
    """De bladzijde van een les."""
    return GUIDE / "lessen" / f"{notebook.stem}.md"


@cache
def parts_of(notebook: Notebook) -> list[Part]:
    """De regels van de minutentabel in het notebook."""
    return [part for hour in lesson_hours(notebook) for part in hour]


def votes_that_deserve_it() -> dict[str, str]:
    """De voorspellingen waarbij stemmen, praten en opnieuw stemmen loont, met de reden; uit docent/stemmen.md."""
    rows = re.findall(r"(?m)^\| voorspelling (\d+\.\d) \| .* \| (.+) \|$", (GUIDE / "stemmen.md").read_text("utf-8"))
    return dict(rows)


class TeacherPage:
    """Wat er met de hand op de docentbladzijde van een les staat."""

    def __init__(self, notebook: Notebook) -> None:
        head, *parts = re.split(r"(?m)^## (.+)$", page_of(notebook.path).read_text("utf-8"))
        self.parts = {title: body.strip() for title, body in zip(parts[::2], parts[1::2], strict=True)}
        self.goal = re.search(r"\*\*Doel\.\*\* (.+?)\n\n", head, re.DOTALL)[1].replace("\n", " ")
        short = re.search(r"\*\*Het mooiste moment\.\*\* (.+)\s\*\*Moet\.\*\* (.+) \*\*Mag weg\.\*\* (.+)", head)
        self.moment, self.must, self.droppable = short.groups()
        items = re.findall(r"(?ms)^- (.+?)(?=^- |\Z)", self.parts["Vragen om te stellen"])
        self.questions = [" ".join(item.split()).partition(": ")[::2] for item in items]
        rows = re.findall(r"(?m)^\| (.+?) \| (.+?) \| (.+?) \|$", self.parts["Wat je hoort, en wat erachter zit"])
        self.heard = [row for row in rows if row[0] != "je hoort"]

    def questions_for(self, section: Section) -> list[str]:
        """De gespreksvragen bij een deel van de les."""
        number = re.match(r"(Stap \d+)", section.title)
        names = {number[1]} if number else {section.title, f"Bij *{section.title.partition('. ')[2]}*"}
        return [question for name, question in self.questions if name in names]

    def heard_at(self, exercise: str = "") -> str:
        """De tabel met wat je hoort: bij een opdracht wat daarover gaat, en anders de rest."""
        about = re.compile(r"opdracht (\d+\.\d+)")
        found = [row for row in self.heard if (about.findall(row[0]) or [""])[0] == exercise]
        lines = [f"- {heard} — {why} Vraag: *{ask}*" for heard, why, ask in found]
        return "**Wat je hoort**\n\n" + "\n".join(lines) if lines else ""
