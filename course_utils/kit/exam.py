"""De toetsgenerator: een toets met andere getallen uit een zaad, met uitgerekende antwoorden, buiten de cursus bewaard.

    python3 -m course_utils docent toets --versie B --niveau vwo --klas 5V2

De vragen staan in templates/exam_questions.md, hun getallen komen uit exam_numbers.py. Elke les geeft een rekenvraag
van 3 punten en een uitlegvraag van 2. Het zaad is een geheim getal in de map met toetsen: wie de cursus heeft, heeft
de vragen, maar niet jouw getallen.
"""

import itertools
import re
import secrets
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from course_utils.app.environment import Parser
from course_utils.authoring.browser import find_browser, save_pdf
from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.files import write_whole
from course_utils.kit import exam_numbers
from course_utils.kit.pages import TEMPLATES, fill, page

LEVELS = ("havo", "vwo")
KINDS = {"rekenen": 3, "uitleggen": 2}  # en hoeveel punten zo'n vraag is
LESSONS = {
    1: "Parameters",
    2: "Neuronen",
    3: "Woorden",
    4: "Precisie",
    5: "Leren",
    6: "Rekenen",
    7: "Een taalmodel",
    8: "Energie",
}
MINUTES_PER_POINT, EXTRA_TIME = 2.3, 1.2
SEED = "zaad.txt"
USAGE = """Gebruik (op Windows: py in plaats van python3):

  python3 -m course_utils docent toets --niveau havo    een toets op dit niveau: havo of vwo

  --versie B        een andere versie: andere getallen, een andere volgorde, even moeilijk
  --klas 4H1        komt op het papier; een andere klas krijgt andere getallen
  --herkansing      nog een toets, voor wie moet herkansen
  --lessen 1 2 3    alleen over deze lessen
  --naar MAP        zet de toets in deze map, buiten de cursus
"""
_PUBLIC = "Dit voorbeeld is openbaar. Hoe je een toets met eigen getallen maakt, staat in [de uitleg](toets.md)."
_SEED_NOTE = "Uit dit getal komen de getallen van de toetsen in deze map. Houd het geheim, en gooi het niet weg."


@dataclass(frozen=True)
class ExamQuestion:
    """Een vraag uit de verzameling, nog zonder getallen. rtti: de trede van de vraag."""

    name: str
    lesson: int
    step: int
    kind: str
    levels: tuple[str, ...]
    rtti: str
    text: str
    answer: str
    rubric: str

    @property
    def points(self) -> int:
        return KINDS[self.kind]

    def numbers(self, dice: Random) -> dict:
        """De getallen van deze vraag; leeg als er geen zijn."""
        maker = getattr(exam_numbers, self.name, None)
        return {name: _whole(value) for name, value in maker(dice).items()} if maker else {}


def _whole(value):
    """Een heel getal zonder `.0`, ook in een rijtje: zo staat het in de uitgeschreven som."""
    if isinstance(value, list | tuple):
        return type(value)(map(_whole, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class Filled:
    """Een vraag met getallen: de tekst en het antwoord als Markdown."""

    question: ExamQuestion
    numbers: dict
    text: str
    answer: str


@dataclass(frozen=True)
class Exam:
    """Een toets. parts: per les de vragen, in de volgorde waarin ze erop staan."""

    level: str
    title: str
    group: str
    parts: tuple[tuple[int, tuple[Filled, ...]], ...]

    @property
    def questions(self) -> list[Filled]:
        return [filled for _, part in self.parts for filled in part]

    @property
    def points(self) -> int:
        return sum(filled.question.points for filled in self.questions)

    @property
    def minutes(self) -> int:
        return round(MINUTES_PER_POINT * self.points)

    @property
    def extra_minutes(self) -> int:
        return round(EXTRA_TIME * self.minutes)


@cache
def questions() -> tuple[ExamQuestion, ...]:
    """Alle vragen die er zijn."""
    text = (TEMPLATES / "exam_questions.md").read_text("utf-8")
    found = []
    for block in re.split(r"(?m)^## ", text)[1:]:
        name, head, body = block.split("\n", 2)
        match = re.fullmatch(r"les (\d\d), stap (\d) \| (\w+) \| ([\w ]+) \| (R|T1|T2|I)", head)
        asked, answer, rubric = re.split(r"\*\*(?:Antwoord|Punten)\.\*\* ", body)
        lesson, step, kind, levels, rtti = match.groups()
        texts = (re.sub(r"\s+", " ", part).strip() for part in (asked, answer, rubric))
        found.append(ExamQuestion(name, int(lesson), int(step), kind, tuple(levels.split()), rtti, *texts))
    return tuple(found)


def make_exam(level: str, version: str, seed: object, group: str = "", resit: bool = False, lessons=LESSONS) -> Exam:
    """Stel een toets samen. Uit hetzelfde zaad komt altijd dezelfde toets.

    Versies en klassen krijgen dezelfde vragen, met andere getallen en in een andere volgorde. Een herkansing heeft
    waar het kan andere vragen, met evenveel vragen van elke trede.
    """
    chosen = choose(level, tuple(lessons), seed, resit)
    dice, parts = Random(f"{seed} {level} {version} {group} {resit}"), []
    for lesson in lessons:
        part = [_filled(question, dice) for question in chosen if question.lesson == lesson]
        dice.shuffle(part)
        parts.append((lesson, tuple(part)))
    dice.shuffle(parts)
    title = f"{'Herkansing' if resit else 'Toets'}: hoe AI rekent, {level}, versie {version}"
    return Exam(level, title, group, tuple(parts))


def choose(level: str, lessons: tuple[int, ...], seed: object, resit: bool = False) -> tuple[ExamQuestion, ...]:
    """Van elke les een vraag van elke soort, en bij elk zaad evenveel vragen van elke trede."""
    combinations = _combinations(level, lessons)
    first = Random(f"{seed} {level}").choice(combinations)
    if not resit:
        return first
    fewest = min(len(set(first) & set(other)) for other in combinations)
    others = [other for other in combinations if len(set(first) & set(other)) == fewest]
    return Random(f"{seed} {level} herkansing").choice(others)


@cache
def _combinations(level: str, lessons: tuple[int, ...]) -> tuple[tuple[ExamQuestion, ...], ...]:
    """Alle keuzes van vragen met de verdeling over de treden die het vaakst mogelijk is."""
    slots = [
        [q for q in questions() if q.lesson == lesson and q.kind == kind and level in q.levels]
        for lesson in lessons
        for kind in KINDS
    ]
    for slot, (lesson, kind) in zip(slots, itertools.product(lessons, KINDS), strict=True):
        if not slot:
            raise SystemExit(f"Les {lesson:02d} mist in exam_questions.md een vraag om te {kind}, voor {level}.")
    spread: dict[str, list] = {}
    for chosen in itertools.product(*slots):
        spread.setdefault(" ".join(sorted(question.rtti for question in chosen)), []).append(chosen)
    return tuple(max(spread.values(), key=len))


def _filled(question: ExamQuestion, dice: Random) -> Filled:
    numbers = question.numbers(dice)
    return Filled(question, numbers, *(fill(part, numbers) for part in (question.text, question.answer)))


def paper(exam: Exam, minutes: int = 0) -> str:
    """De toets zelf, als Markdown; minutes: een andere tijd dan de gewone."""
    return page("exam.md.j2", exam=exam, lessons=LESSONS, formulas=_formulas(exam), minutes=minutes or exam.minutes)


def answers(exam: Exam) -> str:
    """Antwoorden en rubric, als Markdown."""
    return page("exam_answers.md.j2", exam=exam, lessons=LESSONS)


def _formulas(exam: Exam) -> dict[int, str]:
    """De regels van het formuleblad bij de lessen van deze toets."""
    blocks = re.split(r"(?m)^## les (\d\d)\n+", (TEMPLATES / "exam_formulas.md").read_text("utf-8"))[1:]
    sheet = dict(zip(map(int, blocks[::2]), blocks[1::2], strict=True))
    lessons = sorted(lesson for lesson, _ in exam.parts)
    if missing := [f"les {lesson:02d}" for lesson in lessons if lesson not in sheet]:
        raise SystemExit(f"Zet in templates/exam_formulas.md een kop met de formules van {', '.join(missing)}.")
    return {lesson: sheet[lesson].strip() for lesson in lessons}


def pages(exam: Exam) -> dict[str, str]:
    """De bladzijden van een toets: op papier, in grote letters met meer tijd, en de antwoorden."""
    name = "_".join(filter(None, (exam.title.split(":")[0].lower(), exam.level, exam.group, exam.title.split()[-1])))
    texts = {name: paper(exam), f"{name}_groot": paper(exam, exam.extra_minutes), f"{name}_antwoorden": answers(exam)}
    return {
        f"{file}.html": page(
            "exam.html.j2", title=text.partition("\n")[0].lstrip("# "), text=text, large="groot" in file
        )
        for file, text in texts.items()
    }


def examples() -> dict[Path, str]:
    """De openbare voorbeelden in docent/: van elk niveau een toets met antwoorden, met een zaad dat iedereen kent."""
    found = {}
    for level in LEVELS:
        exam = make_exam(level, "voorbeeld", seed=0)
        for name, text in ((f"toets_{level}", paper(exam)), (f"toets_{level}_antwoorden", answers(exam))):
            title, rest = text.split("\n", 1)
            found[REPOSITORY / "docent" / f"{name}.md"] = f"{title}\n\n{_PUBLIC}\n{rest}\n"
    return found


def seed_of(folder: Path) -> int:
    """Het geheime getal van deze map; de eerste keer wordt het gemaakt."""
    path = folder / SEED
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{secrets.randbelow(10**12)}\n{_SEED_NOTE}\n")
    first = path.read_text("utf-8").split(maxsplit=1)[0:1]
    if not first or not first[0].isdecimal():
        raise SystemExit(f"In {path} hoort op de eerste regel een getal. Gooi het bestand weg voor een nieuw getal.")
    return int(first[0])


def main(arguments: list[str], repo: Path = REPOSITORY) -> None:
    """Schrijf één versie van de toets in een map buiten de cursus."""
    parser = Parser(USAGE)
    parser.add_argument("--niveau", choices=LEVELS, required=True)
    parser.add_argument("--versie", default="A")
    parser.add_argument("--klas", default="")
    parser.add_argument("--herkansing", action="store_true")
    parser.add_argument("--lessen", nargs="+", type=int, choices=list(LESSONS), default=list(LESSONS))
    parser.add_argument("--naar", type=Path, default=repo.parent / "toetsen")
    options = parser.parse_args(arguments)
    folder = options.naar.expanduser().resolve()
    if folder.is_relative_to(repo.resolve()):
        raise SystemExit(f"{folder} ligt in de cursus, en daar komen leerlingen. Kies met --naar een andere map.")
    if wrong := [word for word in (options.versie, options.klas) if not re.fullmatch(r"[\w-]*", word)]:
        raise SystemExit(f"Schrijf {wrong[0]!r} met alleen letters, cijfers en streepjes: het komt in de bestandsnaam.")
    lessons = sorted(set(options.lessen))
    exam = make_exam(options.niveau, options.versie, seed_of(folder), options.klas, options.herkansing, lessons)
    browser = find_browser()
    for name, html in pages(exam).items():
        write_whole(folder / name, html)
        if browser:
            save_pdf(folder / name, browser)
        print(folder / name)
    print(f"{exam.points} punten, {exam.minutes} minuten; met extra tijd {exam.extra_minutes}.")
    print("Van elk is er ook een PDF." if browser else "Zonder Chrome, Edge of Chromium is er geen PDF.")


if __name__ == "__main__":
    main(sys.argv[1:])
