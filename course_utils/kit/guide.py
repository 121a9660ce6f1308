"""De delen van de docentenhandleiding die uit de lessen komen, zodat ze nooit achterlopen.

    python3 -m course_utils docent

In een bladzijde staat zo'n deel tussen `<!-- begin NAAM -->` en `<!-- einde NAAM -->`; wat daarbuiten staat is met de
hand geschreven. `oplossingen.md` en de voorbeelden van de toets zijn helemaal gemaakt.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.authoring.lesson_minutes import Work, ids, work_in
from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.dutch_numbers import counted
from course_utils.files import write_whole
from course_utils.kit import exam, plans, slides
from course_utils.kit.answers import answer_book, measured_choice
from course_utils.kit.teacher_page import GUIDE, TeacherPage, lessons, page_of, parts_of, votes_that_deserve_it
from course_utils.questions.exercises import Exercise, FunctionExercise
from course_utils.questions.questions import LETTERS


def generated() -> dict[Path, str]:
    """De gemaakte delen van docent/: per bestand de tekst."""
    found = lessons()
    files = {GUIDE / "README.md": fill(GUIDE / "README.md", {"lessen": overview(found), "momenten": moments(found)})}
    for notebook in found:
        page = page_of(notebook.path)
        blocks = {"minuten": minutes_table(notebook)}
        blocks |= {"voorspellingen": predictions_table(notebook), "fouten": mistakes_table(notebook)}
        files[page] = fill(page, blocks)
    files[GUIDE / "planning.md"] = fill(GUIDE / "planning.md", plans.blocks(found))
    files[GUIDE / "oplossingen.md"] = answer_book(found)
    return files | exam.examples()


def fill(page: Path, blocks: dict[str, str]) -> str:
    """De tekst van een bladzijde, met in elk gemaakt deel de nieuwe inhoud."""
    text = page.read_text("utf-8")
    for name, content in blocks.items():
        pattern = rf"(<!-- begin {name} -->\n).*?(<!-- einde {name} -->)"
        text, count = re.subn(pattern, lambda match: f"{match[1]}{content}\n{match[2]}", text, flags=re.DOTALL)  # noqa: B023
        if count != 1:
            raise SystemExit(
                f"In {page.name} hoort één keer: <!-- begin {name} --> en daaronder <!-- einde {name} -->."
            )
    return text


# --- minuten -------------------------------------------------------------------------------------------------------


def total_minutes(notebook: Notebook) -> tuple[int, int]:
    """Hoelang de kern duurt: vlot en rustig, zoals opgeteld uit de regels."""
    return tuple(sum(part.row[column] for part in parts_of(notebook)) for column in (2, 3))


def minutes_table(notebook: Notebook) -> str:
    """Per deel van de les de minuten en wat er te doen is."""
    rows = []
    for part in parts_of(notebook):
        name = f"Stap {part.step}. {part.topic}" if part.step else part.topic
        rows.append(f"| {name.rstrip(' .')} | {part.row[2]} | {part.row[3]} | {_work_in_words(part.work)} |")
    brisk, calm = total_minutes(notebook)
    total = f"| **samen** | **{brisk}** | **{calm}** | |"
    beamer = slides.plenary_time(slides.slides(notebook))
    return "\n".join(["| deel | vlot | rustig | te doen |", "|---|---|---|---|", *rows, total, "", beamer])


def overview(notebooks: list[Notebook]) -> str:
    """Alle lessen met hun minuten en werk; links naar bladzijde, notebook en werkblad."""
    rows = []
    for notebook in notebooks:
        brisk, calm = total_minutes(notebook)
        rows.append(
            f"| [{notebook.stem[:2]} {notebook.name}](lessen/{notebook.stem}.md) "
            f"| {brisk} | {calm} | {len(ids(notebook.core, 'voorspel'))} "
            f"| {work_in(notebook.core, notebook).figures} | {len(notebook.lesson.exercises)} "
            f"| [notebook](../notebooks/{notebook.path.name}) |"
        )
    heads = "| les | vlot | rustig | voorspellingen | figuren | opdrachten | |\n|---|---|---|---|---|---|---|"
    return "\n".join([heads, *rows])


def moments(notebooks: list[Notebook]) -> str:
    """Per les het mooiste moment, wat moet en wat weg mag, en hoelang de lesuren met alleen een beamer zijn."""
    rows = []
    for notebook in notebooks:
        teacher = TeacherPage(notebook)
        hours = slides.plenary_hours(slides.slides(notebook))
        beamer = " + ".join(str(hour.minutes + hour.talk) for hour in hours)
        lesson = f"[{notebook.stem[:2]}](lessen/{notebook.stem}.md)"
        rows.append(f"| {lesson} | {teacher.moment} | {teacher.must} | {teacher.droppable} | {beamer} |")
    heads = "| les | het mooiste moment | moet | mag weg | beamer |\n|---|---|---|---|---|"
    return "\n".join([heads, *rows])


def _work_in_words(work: Work) -> str:
    kinds = (
        (work.questions, "vraag", "vragen"),
        (work.figures, "figuur", "figuren"),
        (work.exercises, "opdracht", "opdrachten"),
    )
    return ", ".join(counted(*kind) for kind in kinds if kind[0]) or "lezen"


# --- voorspellingen en fouten --------------------------------------------------------------------------------------


def predictions_table(notebook: Notebook) -> str:
    """Elke voorspelling met haar keuzes: wat klopt, en wat een andere keuze verraadt."""
    parts, reasons = [], votes_that_deserve_it()
    for prediction in notebook.lesson.predictions.values():
        right, depends = measured_choice(notebook, prediction)
        rows = ["| keuze | uitleg |", "|---|---|"]
        for place, choice in enumerate(prediction.choices):
            mark = "**" if place == right else ""
            said = choice.explanation if place == right else choice.correction
            rows.append(f"| {mark}{LETTERS[place]}. {choice.text}{mark} | {said} |")
        note = "\n\nWelke keuze klopt, hangt van de computer af; vet is wat wij hebben gemeten." if depends else ""
        if prediction.id in reasons:
            note += f"\n\n[Stem, praat, stem opnieuw](../stemmen.md). {reasons[prediction.id]}"
        parts.append(f"**Voorspelling {prediction.id}.** {prediction.text}\n\n" + "\n".join(rows) + note)
    return "\n\n".join(parts) or "Deze les heeft geen voorspellingen."


def mistakes_table(notebook: Notebook) -> str:
    """Per opdracht de fouten die vaak gemaakt worden, met wat de computer dan zegt."""
    parts = []
    for exercise in notebook.lesson.exercises.values():
        answers = [answer_as_typed(exercise, mistake.answer) for mistake in exercise.numbered_mistakes]
        said = [exercise.judge(mistake.answer).text.replace("|", "\\|") for mistake in exercise.numbered_mistakes]
        if any(answers):
            rows = ["| het antwoord | wat de computer zegt |", "|---|---|"]
            rows += [f"| {answer} | {text} |" for answer, text in zip(answers, said, strict=True)]
        else:
            rows = [f"- {text}" for text in said]
        parts.append(f"**Opdracht {exercise.id}.** {exercise.question}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) or "Deze les heeft geen opdrachten."


def answer_as_typed(exercise: Exercise, answer: Any) -> str:
    """Een fout antwoord zoals een student het intikt; bij een functie wat ze geeft waar het misgaat."""
    if not callable(answer):
        return _code(answer)
    if isinstance(exercise, FunctionExercise):
        name = function_name(exercise)
        for case in exercise.cases:
            got = answer(*case)
            if exercise.difference(got, exercise.reference(*case)) is not None:
                call = f"{name}({', '.join(map(_python, case))})"
                return f"{_code_text(call)} geeft {_code(got)}"
    return ""


def function_name(exercise: Exercise) -> str:
    """De naam van de functie die de opdracht vraagt."""
    return re.search(r"(?m)^def (\w+)|^(\w+) = lambda", exercise.solution)[1]


def _code(value: Any) -> str:
    return _code_text(_python(value))


def _code_text(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _python(value: Any) -> str:
    """Een waarde zoals een student haar in Python intikt, met hooguit zes cijfers."""
    if isinstance(value, np.ndarray):
        return _python(value.tolist())
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_python, value)) + ("," if isinstance(value, tuple) and len(value) == 1 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return repr(value)
    number = float(value)
    whole = number.is_integer() and abs(number) < 1e15
    return str(int(number)) if whole else f"{number:.6g}"


def main() -> None:
    """Schrijf wat veranderd is, en noem het."""
    texts = generated()
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        write_whole(path, texts[path])
        print(f"gemaakt: {path.relative_to(REPOSITORY).as_posix()}")
    if not changed:
        print("De handleiding was al bij.")


if __name__ == "__main__":
    main()
