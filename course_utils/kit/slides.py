"""De dia's van een les: één HTML-bestand dat zonder internet werkt, gemaakt uit het notebook en de docentbladzijde.

Elke les heeft twee routes. Met apparaten: stemmen, zelf werken met een klok, en bespreken. Alleen de beamer: ook de
tekst, de metingen, de figuren en de opdrachten, voor een klas zonder apparaten. Een stem en haar uitkomst zijn twee
dia's; wat de klas nog niet mag zien, staat in `hidden` en komt pas na een druk op de knop. Code die een klas niet hoeft
te zien, krijgt `"slides": false` in de metadata van haar cel.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_utils.authoring.lesson_minutes import CALM_WORDS, CODE_LINE, FUNCTION, NUMBER, PAUSE, Part, ids
from course_utils.authoring.notebook_reader import CARD_CALLS, Notebook, Section, called, calls, first_argument
from course_utils.authoring.text_measures import capitalized, units, words
from course_utils.kit.answers import measured_choice
from course_utils.kit.pages import page
from course_utils.kit.teacher_page import TeacherPage, parts_of, votes_that_deserve_it
from course_utils.questions.exercises import Exercise, FunctionExercise
from course_utils.questions.questions import LETTERS, Choice, Prediction, Question

BEAMER, DEVICES, BOTH = "beamer", "zelf", "beide"
VOTE_SECONDS, QUESTION_SECONDS = 60, 45
# Minuten in de route zonder apparaten: een uitkomst zien, code of een halve figuur bekijken, opnieuw stemmen, praten.
REVEAL, LOOK, AGAIN, TALK = 0.25, 0.5, 3, 2
MOST_PLENARY_MINUTES = 46  # in een lesuur van 50: binnenkomen kost ook tijd
MOST_CHARACTERS = 420  # op één dia: dan is het achterin nog te lezen
ROOM_AFTER_COLON = 160  # zoveel mag erbij om een aankondiging en wat erna komt bij elkaar te houden
MOST_CODE_LINES = 15
_PIECES = re.compile(r"(?m)^(?=\*\*(?:Opdracht|Onderzoek|Leg uit|Verander|\"))")
_NAVIGATION = re.compile(r"(?m)^(?:\[←|\[Les |Klaar\? \[|\*\*Begin hier|\*\*Bronnen).*$")


@dataclass(frozen=True)
class Slide:
    """Eén dia. kind: haar sjabloon; content: wat daarin komt; notes: voor de docent, in Markdown."""

    kind: str
    heading: str
    content: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    route: str = BOTH
    place: str = ""  # het deel van de les, bovenaan de dia
    work: float = 0  # minuten die een klas zonder apparaten ermee bezig is, behalve het lezen
    talk: float = 0  # en hoeveel daarvan gesprek is

    @property
    def minutes(self) -> float:
        """Minuten om de dia voor te lezen en te doen wat zij vraagt, zonder het gesprek."""
        return self.work + _count_words(self.content, self.kind) / CALM_WORDS


def files(notebooks: Sequence[Notebook]) -> dict[str, str]:
    """Per les het bestand met haar dia's."""
    made = {}
    for notebook in notebooks:
        content = {"title": notebook.title, "slides": slides(notebook), "routes": (DEVICES, BEAMER)}
        made[f"dias/{notebook.stem}.html"] = page("slides.html.j2", **content)
    return made


@cache
def slides(notebook: Notebook) -> list[Slide]:
    """Alle dia's van een les, op volgorde."""
    first, *others = _Deck(notebook).all()
    return [replace(first, notes=(*first.notes, plenary_time([first, *others]))), *others]


@dataclass(frozen=True)
class PlenaryHour:
    """Een lesuur in de route zonder apparaten: hoeveel dia's, en hoeveel hele minuten lezen en doen, en praten."""

    slides: int
    minutes: int
    talk: int


def plenary_hours(deck: Sequence[Slide]) -> list[PlenaryHour]:
    """De route zonder apparaten, per lesuur: na de dia's van de pauze begint het tweede."""
    hours: list[list[Slide]] = [[]]
    for slide in deck:
        if slide.route != DEVICES:
            if hours[-1] and hours[-1][-1].place == PAUSE != slide.place:
                hours.append([])
            hours[-1].append(slide)
    return [
        PlenaryHour(len(hour), round(sum(s.minutes for s in hour)), round(sum(s.talk for s in hour))) for hour in hours
    ]


def plenary_time(deck: Sequence[Slide]) -> str:
    """In een zin hoelang de route zonder apparaten duurt."""
    hours = [f"{hour.slides} dia's, {hour.minutes} minuten en {hour.talk} om te praten" for hour in plenary_hours(deck)]
    return f"**Alleen de beamer.** {'; na de pauze '.join(hours)}."


class _Deck:
    def __init__(self, notebook: Notebook) -> None:
        self.notebook, self.reasons = notebook, votes_that_deserve_it()
        self.teacher = TeacherPage(notebook)
        self.parts = {part.step or part.topic: part for part in parts_of(notebook)}

    def all(self) -> Iterator[Slide]:
        first, *others = [section for section in self.notebook.sections if section.title not in ("Bronnen",)]
        yield from self._opening(first)
        for section in others:
            if section.title == "Verdieping":
                break
            place = section.title.rstrip(" .")
            for slide in self._section(section):
                yield replace(slide, place=place)

    def _opening(self, section: Section) -> Iterator[Slide]:
        number, name = section.title.partition(". ")[0], self.notebook.name
        minutes = [sum(part.row[column] for part in self.parts.values()) for column in (2, 3)]
        notes = (
            f"**Doel.** {self.teacher.goal}",
            f"**Zo begin je.** {self.teacher.parts['Zo begin je']}",
            f"**Tijd.** Werkt de klas zelf, dan {minutes[0]} minuten voor wie vlot is en {minutes[1]} voor wie rustig"
            " leest, zonder het gesprek.",
            f"**Wat je kunt overslaan.** {self.teacher.parts['Wat je kunt overslaan']}",
        )
        opening = {"number": number, "name": name, "question": self.notebook.question}
        yield Slide("title", f"{number}. {name}", opening, notes)
        text = _readable(section.cells[0].source.partition("\n")[2])
        intro = text.partition("**Wat je gaat doen**")[0]
        for chunk in _chunks(intro):
            yield Slide("text", "Waar het over gaat", {"text": chunk}, route=BEAMER)
        for head in re.findall(r"\*\*(Wat je [\w ]+)\*\*", text):
            yield Slide("text", head, {"text": text.partition(f"**{head}**")[2].strip().partition("\n\n")[0]})

    # --- een deel van de les ---------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[Slide]:
        step = re.fullmatch(r"Stap (\d+)\. (.+)|(\d+)\. (.+)", section.title)
        part = self.parts.get(step[1] or section.title) if step else None
        text = _readable(section.cells[0].source.partition("\n")[2])
        start, rest = "", text
        if step:
            plain, *bold = _PIECES.split(text)
            start, *more = _chunks(plain) or [""]
            if start.endswith(":"):  # wat daarna komt, staat niet op deze dia
                start, ending = re.fullmatch(r"(?s)(?:(.*[.?!])\s+)?(.+)", start).groups("")
                more = _chunks("\n\n".join([ending, *more]))
            rest = "\n\n".join([*more, *bold])
            label = f"Stap {step[1]}" if step[1] else f"Deel {step[3]}"
            yield Slide("step", step[2] or step[4], {"label": label, "text": start})
        predicted = [self.notebook.lesson.predictions[id] for id in ids(section.cells, "voorspel")]
        if part and part.work.calm > 1:
            yield from (self._vote(prediction, DEVICES) for prediction in predicted)
            yield self._alone(part, section)
            yield from (self._outcome(prediction, DEVICES) for prediction in predicted)
        both = not step  # de Terugblik, de Pauze en de Feitencheck doet elke klas samen
        yield from self._cells(section, rest, BOTH if both else BEAMER)
        for question in self.teacher.questions_for(section):
            sentences = re.findall(r"\([^()]*[.?!]\)|[^.?!]+(?:\.\.\. )?[.?!]+\)?", question)
            told = [
                text.strip(" ()") for text in sentences if re.match(r" *(\(|Laat |Verzamel |Teken |Schrijf )", text)
            ]
            asked = "".join(text for text in sentences if text.strip(" ()") not in told).strip()
            notes = (*(f"**Voor jou.** {text}" for text in told), self.teacher.heard_at())
            yield Slide("talk", "Praat erover", {"text": capitalized(asked)}, notes, talk=TALK)

    def _alone(self, part: Part, section: Section) -> Slide:
        """`Nu zelf`, met een klok die op de rustige minuten staat."""
        cells = section.cells
        todo = [f"Voorspelling {id}" for id in ids(cells, "voorspel")]
        todo += [f"{part.work.figures} figuren" if part.work.figures > 1 else "De figuur"] if part.work.figures else []
        todo += [f"Opdracht {id}" for id in ids(cells, "opdracht")]
        notes = (
            f"Vlot: {part.row[2]} minuten, rustig: {part.row[3]}. De klok start met **t**; met **+** komt er een"
            " minuut bij.",
            "Loop rond en vraag: hoe kom je eraan? Loopt iemand vast, wijs dan naar de hints.",
            *(self._mistakes(self.notebook.lesson.exercises[id]) for id in ids(cells, "opdracht")),
        )
        content = {"minutes": part.row[3], "todo": todo or ["Lezen en uitproberen"]}
        return Slide("alone", "Nu zelf", content, notes, DEVICES)

    def _cells(self, section: Section, first_text: str, route: str) -> Iterator[Slide]:
        """De cellen op volgorde. first_text: wat er van de eerste tekst nog over is; route: die van stemmen."""
        prompt = ""
        for cell in section.cells:
            if cell.cell_type == "markdown":
                text = first_text if cell is section.cells[0] else _readable(cell.source)
                for piece in _PIECES.split(text):
                    head = re.match(r"\*\*(.+?)\.?\*\*\s*", piece)
                    name, body = (head[1], piece[head.end() :]) if head else ("", piece)
                    if name.startswith("Onderzoek"):
                        prompt = body.strip()
                    elif name.startswith("Opdracht"):
                        yield self._exercise(self.notebook.lesson.exercises[name.split()[1]], body.strip())
                    elif name.startswith("Verander"):
                        prompt = f"{prompt}\n\n{piece.strip()}".strip()
                    elif name.startswith('"') and section.title.startswith("Veel mensen"):
                        content = {"claim": name.strip('"'), "hidden": re.sub(":$", ".", body.strip())}
                        yield Slide("claim", "Klopt dit?", content, (self.teacher.heard_at(),), BOTH, work=REVEAL)
                    else:
                        body = body if name == "Leg uit" else piece
                        heading = "Onthoud" if section.title == "Samenvatting" else name if name == "Leg uit" else ""
                        for chunk in _chunks(body):
                            yield Slide("text", heading, {"text": chunk}, route=BEAMER)
                continue
            for slide in self._code_cell(cell, prompt, route):
                prompt = ""
                yield slide

    def _code_cell(self, cell, prompt: str, route: str) -> Iterator[Slide]:
        lesson = self.notebook.lesson
        asked = calls(cell, "voorspel", *lesson.question_sets)
        for call in asked:
            if called(call) == "voorspel":
                yield self._vote(lesson.predictions[first_argument(call)], route)
            else:
                yield from self._questions(called(call), lesson.question_sets[called(call)])
        if asked or calls(cell, "opdracht", "voortgang") or cell is self.notebook.start_cell:
            return
        code = re.sub(r"(?m)^(?:les\.)?onthul\(.*\n?", "", cell.source).strip()
        code = re.sub(r"(?m)^import .*\n+", "", re.sub(r"\n{3,}", "\n\n", code))  # een import zegt een klas niets
        seen = cell.metadata.get("slides", True) and not _only_shows(code)
        short = code if seen and len(code.splitlines()) <= MOST_CODE_LINES else ""
        text, pictures = _outputs(cell)
        note = (f"**Op de computer.** {prompt}",) if prompt and not pictures else ()
        if short or text:
            content = {"code": _colored(short), "hidden": text}
            work = LOOK + CODE_LINE * len(short.splitlines()) / 2
            yield Slide("code", "Gemeten" if text else "De code", content, note, BEAMER, work=work)
        for picture, sentence in pictures:
            content = {"prompt": prompt, "picture": picture, "sentence": sentence}
            yield Slide("figure", "Onderzoek" if prompt else "Wat zie je?", content, (), BEAMER, work=2 * LOOK)
        for call in calls(cell, "onthul"):
            yield self._outcome(lesson.predictions[first_argument(call)], route)

    # --- soorten dia's ---------------------------------------------------------------------------------------------

    def _vote(self, prediction: Prediction, route: str) -> Slide:
        reason = self.reasons.get(prediction.id)
        right, _ = measured_choice(self.notebook, prediction)
        routine = f"**Stem, praat, stem opnieuw.** {reason}" if reason else "Eén keer stemmen is genoeg. Ga dan meten."
        content = _asked(prediction, right, VOTE_SECONDS) | {"twice": bool(reason)}
        notes = (routine, "Vraag erbij hoe zeker ze zijn: vuist, hand of wijsvinger op de tafel.")
        heading, again = f"Voorspelling {prediction.id}", AGAIN if reason else 0
        return Slide("vote", heading, content, notes, route, work=VOTE_SECONDS / 60, talk=again)

    def _outcome(self, prediction: Prediction, route: str) -> Slide:
        right, depends = measured_choice(self.notebook, prediction)
        content = _asked(prediction, right, seconds=0)
        notes = (_explanations(prediction.choices, right),)
        if depends:
            notes += ("Welke keuze klopt, verschilt per computer. Dit is wat wij hebben gemeten.",)
        return Slide("outcome", f"Voorspelling {prediction.id}: wat bleek?", content, notes, route, work=REVEAL)

    def _questions(self, name: str, questions: Sequence[Question]) -> Iterator[Slide]:
        heading = {"terugblik": "Terugblik", "pauze": "Pauze", "eindquiz": "Eindquiz"}[name]
        if name == "eindquiz":
            last = self.parts.get("Feitencheck, samenvatting en eindquiz")
            content = {"minutes": min(5, last.row[3] if last else 5), "todo": [f"De {len(questions)} vragen"]}
            yield Slide("alone", "Nu zelf: de eindquiz", content, ("Bespreek daarna alleen wat misging.",), DEVICES)
        for number, question in enumerate(questions, 1):
            content = _asked(question, question.right, QUESTION_SECONDS)
            notes = (_explanations(question.choices, question.right),)
            route = BEAMER if name == "eindquiz" else BOTH
            heading_here = f"{heading} {number} van {len(questions)}"
            yield Slide("question", heading_here, content, notes, route, work=QUESTION_SECONDS / 60)

    def _exercise(self, exercise: Exercise, text: str) -> Slide:
        cell = self.notebook.exercise_cells[exercise.id]
        code = re.sub(r"(?m)^(?:les\.)?opdracht\(.*\n?", "", cell.source).strip()
        given = code if len(code.splitlines()) > 1 else ""
        text = re.sub(r"[^.?!]*\bpuntjes\b[^.?!]*[.?!]\s*", "", text).strip()  # die staan alleen in het notebook
        content = {
            "text": text or exercise.question,
            "code": _colored(given),
            "solution": _colored(exercise.solution),
            "praise": exercise.praise,
        }
        notes = (*(f"**Hint {number}.** {hint}" for number, hint in enumerate(exercise.hints, 1)),)
        notes = (*notes, self._mistakes(exercise))
        work = (FUNCTION if isinstance(exercise, FunctionExercise) else NUMBER) / 2  # samen, zonder te typen
        return Slide("exercise", f"Opdracht {exercise.id}", content, notes, BEAMER, work=work)

    def _mistakes(self, exercise: Exercise) -> str:
        hints = "\n".join(f"- {mistake.hint}" for mistake in exercise.mistakes)
        return f"**Fouten bij opdracht {exercise.id}**\n\n{hints}\n\n{self.teacher.heard_at(exercise.id)}"


def _count_words(content: dict[str, Any], kind: str) -> int:
    """De woorden die een docent voorleest; de uitleg hoort bij de uitkomst, en een vraag is dan al gelezen."""
    choices, right = content.get("choices", ()), content.get("right")
    read = [content.get(name, "") for name in ("text", "claim", "prompt", "sentence")]
    if kind == "claim":
        read.append(content["hidden"])
    if kind in ("vote", "question"):
        read += [content["question"], *(choice.text for choice in choices)]
    if kind in ("outcome", "question"):
        read.append(choices[right].explanation)
    return sum(len(words(unit)) for text in read for unit in units(text))


def _asked(question: Prediction | Question, right: int, seconds: int) -> dict[str, Any]:
    return {"question": question.text, "choices": question.choices, "right": right, "seconds": seconds, "twice": False}


def _explanations(choices: Sequence[Choice], right: int) -> str:
    lines = [
        f"- **{letter}** klopt: {choice.explanation}" if place == right else f"- {letter} koos: {choice.correction}"
        for place, (letter, choice) in enumerate(zip(LETTERS, choices, strict=False))
    ]
    return "\n".join(lines)


def _outputs(cell) -> tuple[Markup | str, list[tuple[str, str]]]:
    """Wat een cel liet zien: de tekst of tabel, en de plaatjes met hun zin. Kaarten tellen niet mee."""
    texts, tables, pictures = [], [], []
    cards = bool(calls(cell, *CARD_CALLS))
    for output in cell.outputs:
        data = output.get("data", {})
        sentence = data.get("text/plain", "")
        if "image/png" in data:
            pictures.append((data["image/png"].replace("\n", ""), sentence))
        elif output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "execute_result":
            texts.append(sentence + "\n")
        elif "<table" in data.get("text/html", "") and not pictures and not cards:
            tables.append(re.sub(r"<style>.*?</style>", "", data["text/html"], flags=re.DOTALL))
    if tables:
        return Markup("".join(tables)), pictures
    return "".join(texts).strip(), pictures


def _colored(code: str) -> Markup:
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()) if code else Markup("")


def _readable(markdown: str) -> str:
    """De tekst zonder de regels die alleen in het notebook iets zeggen: de minutentabel en de wegwijzers."""
    text = re.sub(r"(?m)^\|.*\n?", "", _NAVIGATION.sub("", markdown)) if "| stap |" in markdown else markdown
    return _NAVIGATION.sub("", text).strip()


def _chunks(markdown: str) -> list[str]:
    """Verdeel tekst over dia's: hele alinea's bij elkaar zolang het past, en een te lange alinea per zin."""
    pieces = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        whole = len(block) <= MOST_CHARACTERS or re.match(r"[-*\d|$>] |\$\$|```", block)
        sentences = [block] if whole else re.split(r"(?<=[.?!:]) +(?=[A-ZÉ*\"`$])", block)
        pieces += [(" " if number else "\n\n", sentence) for number, sentence in enumerate(sentences)]
    chunks: list[str] = []
    for between, piece in pieces:
        room = MOST_CHARACTERS + (ROOM_AFTER_COLON if chunks and re.search(r"[:*]$", chunks[-1]) else 0)
        if chunks and _length(chunks[-1] + piece) <= room:
            chunks[-1] += between + piece
        elif piece:
            chunks.append(piece)
    return chunks


def _length(markdown: str) -> int:
    """Hoeveel ruimte een tekst vraagt, in letters: een formule op een eigen regel telt als twee regels."""
    return len(markdown) + 80 * (markdown.count("$$") // 2) + 25 * markdown.count("\n- ")


def _only_shows(code: str) -> bool:
    """Zet deze cel alleen een figuur klaar, zonder zelf iets uit te rekenen?"""
    lines = ast.parse(code).body
    calls_only = all(
        isinstance(line, ast.Expr | ast.Assign) and isinstance(line.value, ast.Call | ast.Constant | ast.Name)
        for line in lines
    )
    return calls_only and "print(" not in code and re.search(r"(?m)^(\w+ = )?les\.", code) is not None
