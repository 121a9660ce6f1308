"""Wat een docent wil weten van een klas: wie zit vast, wie koos wat, welke fout komt vaak voor, en wat bespreek je."""

from collections import Counter
from dataclasses import dataclass, field

from course_utils.dutch_numbers import counted
from course_utils.klas.overview_files import Pupil
from course_utils.klas.overview_outline import Item, KnownMistake, LessonOutline
from course_utils.questions.exercises import Exercise
from course_utils.questions.lesson import SURENESS
from course_utils.questions.progress import ExerciseRecord, PredictionRecord, QuestionRecord
from course_utils.questions.questions import LETTERS, Prediction

STUCK = 5  # zo veel pogingen, en nog niet goed
SURE = len(SURENESS) - 1
EXPLAIN_BELOW, GO_ON_ABOVE = 35, 70  # procent goed bij de eerste stem
TO_DISCUSS = 3


@dataclass(frozen=True)
class Dot:
    """Eén stip in de tabel. look: de klasse in overview.css; text: wat erin staat; says: de stip in woorden."""

    look: str
    text: str
    says: str


@dataclass(frozen=True)
class Stuck:
    """Een leerling die vastzit bij een opdracht. last: wat hij las bij zijn laatste herkende fout; ask: een vraag."""

    name: str
    id: str
    tries: int
    last: str
    ask: str


@dataclass
class Option:
    """Een keuze van een voorspelling. first, second: de stemmen voor en na overleg; sure: wie het zeker wist."""

    letter: str
    text: str
    right: bool
    says: str
    first: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)
    sure: list[str] = field(default_factory=list)


@dataclass
class Vote:
    """De stemmen bij een voorspelling. measured: per letter op hoeveel computers dat bleek; late: wie pas koos na de
    meting; votes: wie telt mee; sure_and_wrong: wie het zeker wist en het mis had."""

    prediction: Prediction
    options: list[Option]
    measured: Counter
    depends: bool
    late: int = 0
    votes: int = 0
    again: int = 0
    sure_and_wrong: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return sum(len(option.first) for option in self.options if not option.right)

    @property
    def right(self) -> Option | None:
        """Wat er bleek; None als niemand mat en het ook niet in het notebook staat."""
        return next((option for option in self.options if option.right), None)

    def percent(self, second: bool = False) -> int:
        total = self.again if second else self.votes
        if not (total and self.right):
            return 0
        return round(100 * len(self.right.second if second else self.right.first) / total)

    @property
    def popular_mistake(self) -> Option | None:
        """De foute keuze waar de meesten voor gingen."""
        wrong = [option for option in self.options if not option.right and option.first]
        return max(wrong, key=lambda option: len(option.first), default=None)

    @property
    def advice(self) -> str:
        """Wat je met deze stemmen doet, volgens Mazur."""
        if not (self.votes and self.right):
            return ""
        if self.percent() < EXPLAIN_BELOW:
            return "Leg eerst uit: te weinig leerlingen hebben het goed om elkaar te helpen."
        if self.percent() <= GO_ON_ABOVE:
            return "Laat ze elkaar overtuigen, en stem opnieuw."
        return "Ga verder: bijna iedereen heeft het."


@dataclass
class Made:
    """Een opdracht. tried: wie haar liet nakijken; mistakes: (fout, wie), vaakste eerst; other: wie een fout maakte die
    de computer niet herkent."""

    exercise: Exercise
    ask: str
    tried: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    after_solution: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    mistakes: list[tuple[KnownMistake, list[str]]] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Point:
    """Iets om klassikaal te bespreken: waarom, en wat je kunt vragen."""

    title: str
    anchor: str
    why: str
    ask: str
    weight: float


@dataclass(frozen=True)
class LessonCounts:
    """Alles over één les."""

    outline: LessonOutline
    rows: list[tuple[str, list[Dot | None]]]
    stuck: list[Stuck]
    votes: list[Vote]
    made: list[Made]
    points: list[Point]


def count(outline: LessonOutline, pupils: list[Pupil]) -> LessonCounts:
    """Tel deze les voor deze klas; wie er nog niets van zag, heeft geen regel."""
    keys = [key for item in outline.items for key in item.keys]
    here = [pupil for pupil in pupils if any(pupil.saw(key) for key in keys)]
    stuck = _stuck(outline, here)
    order = {one.name: place for place, one in reversed(list(enumerate(stuck)))}
    votes = [_vote(outline, prediction, here) for prediction in outline.predictions.values()]
    made = [_made(outline, exercise, here) for exercise in outline.exercises.values()]
    ordered = sorted(here, key=lambda pupil: order.get(pupil.name, len(stuck)))  # wie vastzit bovenaan, de rest op naam
    rows = [(pupil.name, [dot(pupil, item, outline) for item in outline.items]) for pupil in ordered]
    return LessonCounts(outline, rows, stuck, votes, made, _points(votes, made))


def lesson_now(lessons: list[LessonCounts]) -> int:
    """De les waar de klas nu is: de laatste waar minstens een kwart van de klas aan begon."""
    most = max((len(lesson.rows) for lesson in lessons), default=0)
    begun = [lesson.outline.number for lesson in lessons if lesson.rows and len(lesson.rows) >= most / 4]
    return max(begun, default=1)


# --- stippen ---------------------------------------------------------------------------------------------------------


def dot(pupil: Pupil, item: Item, outline: LessonOutline) -> Dot | None:
    """Hoever een leerling is met wat een stap vraagt; None als hij er nog niet was."""
    if not any(pupil.saw(key) for key in item.keys):
        return None
    if item.kind == "vragen":
        saved = [pupil.get(QuestionRecord, key.partition(" ")[2]) for key in item.keys]
        done, right = sum(one.keuze is not None for one in saved), sum(one.goed is True for one in saved)
        if not done:
            return Dot("gezien", "", "gezien")
        look = "af" if done == len(saved) else "bezig"
        return Dot(look, f"{right}", f"{done} van {len(saved)} beantwoord, {right} meteen goed")
    if item.kind == "voorspelling":
        return _prediction_dot(pupil.get(PredictionRecord, item.id), outline.predictions[item.id])
    return _exercise_dot(pupil.get(ExerciseRecord, item.id))


def _prediction_dot(saved: PredictionRecord, prediction: Prediction) -> Dot:
    if not _voted(saved, prediction):
        return Dot("gezien", "", "gezien")
    letter, sure = LETTERS[saved.keuze], SURENESS[saved.zeker].lower()
    if saved.goed is None:
        return Dot("voorspeld", letter, f"voorspelde {letter} ({sure})")
    if saved.goed:
        return Dot("goed", letter, f"voorspelde {letter} ({sure}), en dat klopte")
    look = "zeker-fout" if saved.zeker == SURE else "fout"
    return Dot(look, letter, f"voorspelde {letter} ({sure}), en het liep anders")


def _exercise_dot(saved: ExerciseRecord) -> Dot:
    tries = _tries(saved)
    if saved.goed and not saved.zelf and saved.oplossing:
        return Dot("na-oplossing", "✓", "goed, nadat de oplossing open was")
    if saved.goed:
        return Dot("goed", "✓", f"zelf goed, in {counted(tries, 'poging', 'pogingen')}")
    opened = "; de oplossing is open" if saved.oplossing else "; er zijn hints open" if saved.hints else ""
    if _is_stuck(saved):
        return Dot("vast", f"{tries}", f"zit vast: {tries} pogingen en nog niet goed{opened}")
    if saved.pogingen:
        return Dot("bezig", f"{tries}", f"{counted(tries, 'poging', 'pogingen')}, nog niet goed{opened}")
    return Dot("gezien", "", f"gezien{opened}")


def _tries(saved: ExerciseRecord) -> int:
    return min(saved.pogingen, 999)


def _is_stuck(saved: ExerciseRecord) -> bool:
    return saved.pogingen >= STUCK and not saved.goed


def _voted(saved: PredictionRecord, prediction: Prediction) -> bool:
    return saved.keuze in range(len(prediction.choices)) and saved.zeker in range(len(SURENESS))


# --- wie zit vast ----------------------------------------------------------------------------------------------------


def _stuck(outline: LessonOutline, pupils: list[Pupil]) -> list[Stuck]:
    found = []
    for pupil in pupils:
        for id in outline.exercises:
            saved = pupil.get(ExerciseRecord, id)
            if _is_stuck(saved):
                known = [number for number in saved.fouten if 0 <= number < len(outline.mistakes[id])]
                last = outline.mistakes[id][known[-1]] if known else None
                ask = (last and last.ask) or outline.ask.get(id, "")
                found.append(Stuck(pupil.name, id, _tries(saved), last.said if last else "", ask))
    return sorted(found, key=lambda one: -one.tries)


# --- stemmen ---------------------------------------------------------------------------------------------------------


def _vote(outline: LessonOutline, prediction: Prediction, pupils: list[Pupil]) -> Vote:
    saved = [(pupil.name, pupil.get(PredictionRecord, prediction.id)) for pupil in pupils]
    places = range(len(prediction.choices))
    measured = Counter(one.uitkomst for _, one in saved if one.uitkomst in places)
    place, depends = outline.expected[prediction.id]
    right = measured.most_common(1)[0][0] if measured else place
    options = [
        Option(letter, choice.text, n == right, choice.explanation if n == right else choice.correction)
        for n, (letter, choice) in enumerate(zip(LETTERS, prediction.choices, strict=False))
    ]
    vote = Vote(prediction, options, Counter({LETTERS[n]: times for n, times in measured.items()}), depends)
    for name, one in saved:
        if not _voted(one, prediction):
            continue
        if one.achteraf:
            vote.late += 1
            continue
        vote.votes += 1
        option = options[one.keuze]
        option.first.append(name)
        if one.overleg in places:
            vote.again += 1
            options[one.overleg].second.append(name)
        if one.zeker == SURE:
            option.sure.append(name)
            # wie nog niet mat, telt alleen mee als elke computer hetzelfde meet
            wrong = one.keuze != right and not depends if one.goed is None else not one.goed
            vote.sure_and_wrong += [name] if wrong else []
    return vote


# --- opdrachten ------------------------------------------------------------------------------------------------------


def _made(outline: LessonOutline, exercise: Exercise, pupils: list[Pupil]) -> Made:
    made, known = Made(exercise, outline.ask.get(exercise.id, "")), outline.mistakes[exercise.id]
    who: dict[int, list[str]] = {}
    for pupil in pupils:
        saved = pupil.get(ExerciseRecord, exercise.id)
        if not saved.pogingen:
            continue
        made.tried.append(pupil.name)
        if saved.goed:
            (made.after_solution if saved.oplossing and not saved.zelf else made.alone).append(pupil.name)
        elif _is_stuck(saved):
            made.stuck.append(pupil.name)
        for number in set(saved.fouten):
            who.setdefault(number if 0 <= number < len(known) else -1, []).append(pupil.name)
    made.other = list(dict.fromkeys(who.pop(-1, [])))
    made.mistakes = [(known[number], names) for number, names in sorted(who.items(), key=lambda one: -len(one[1]))]
    return made


# --- wat bespreek je -------------------------------------------------------------------------------------------------


def _points(votes: list[Vote], made: list[Made]) -> list[Point]:
    """De drie dingen die klassikaal het meest opleveren: hardnekkige ideeën tellen het zwaarst."""
    points = [*filter(None, map(_point_of_vote, votes)), *filter(None, map(_point_of_exercise, made))]
    return sorted(points, key=lambda point: -point.weight)[:TO_DISCUSS]


def _point_of_vote(vote: Vote) -> Point | None:
    id, sure, mistake = vote.prediction.id, len(vote.sure_and_wrong), vote.popular_mistake
    if not mistake or (vote.depends and not vote.measured):
        return None
    why = f"Fout voorspeld: {_of(vote.wrong, vote.votes)}."
    if sure:
        why = f"Zeker, en toch fout: {_of(sure, vote.votes)}."
    why += f" De vaakste foute keuze: {mistake.letter}, {mistake.text}."
    ask = f"Wie {mistake.letter} koos: hoe kwam je daarbij?"
    return Point(f"Voorspelling {id}", f"stem-{id}", why, ask, 1.5 * sure + 0.25 * (vote.wrong - sure))


def _point_of_exercise(made: Made) -> Point | None:
    id, tried = made.exercise.id, len(made.tried)
    mistake, names = made.mistakes[0] if made.mistakes else (None, [])
    weight = len(names) + len(made.stuck) + 0.25 * len(made.after_solution)
    if not weight:
        return None
    parts = []
    if mistake:
        parts.append(f"Dezelfde fout ({(mistake.answer or mistake.said).rstrip('.')}): {_of(len(names), tried)}.")
    if made.stuck:
        parts.append(f"Zit vast: {_of(len(made.stuck), tried)}.")
    if made.after_solution:
        parts.append(f"Had de oplossing nodig: {_of(len(made.after_solution), tried)}.")
    ask = (mistake.ask if mistake else "") or made.ask or (mistake.said if mistake else made.exercise.hints[0])
    return Point(f"Opdracht {id}", f"opdracht-{id}", " ".join(parts), ask, weight)


def _of(count: int, total: int) -> str:
    return f"{count} van de {total}"
