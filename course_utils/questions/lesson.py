"""Wat een notebook aanroept: `voorspel`, `onthul`, `opdracht`, `terugblik`, `pauze`, `eindquiz` en `voortgang`."""

from collections.abc import Callable, Sequence
from typing import Any

from course_utils.notebook import current_cell
from course_utils.questions.card import (
    Block,
    Card,
    card_button,
    choices,
    code,
    details,
    heading,
    paragraph,
    show_card,
    status,
)
from course_utils.questions.exercises import Exercise, FunctionExercise
from course_utils.questions.progress import (
    MOST_MISTAKES,
    ExerciseRecord,
    PredictionRecord,
    Progress,
    QuestionRecord,
)
from course_utils.questions.questions import LETTERS, NotMeasured, Prediction, Question, shuffled
from course_utils.questions.student_code import in_notebook, warm_up

SURENESS = ("Ik gok", "Ik denk het", "Ik weet het zeker")
NOT_MEASURED = "Er is nog niets gemeten. Voer eerst de cel uit die meet, en dan deze."
TALK = "Vertel elkaar waarom je dit koos. Kies dan nog een keer. Je eerste keuze blijft staan."
OTHER_MEASUREMENT = "Dit is een andere meting dan waar de vraag over gaat. Je voorspelling blijft staan."


class Lesson:
    """De vragen van één les, met de functies waarmee het notebook ze toont.

    number: het lesnummer; predictions, exercises: waar `voorspel` en `opdracht` uit kiezen; recap: de terugblik op
    eerdere lessen; pause: de vragen halverwege; quiz: die aan het eind; progress: waar antwoorden bewaard worden
    (zonder: bij de student).
    """

    def __init__(
        self,
        number: int,
        *,
        predictions: Sequence[Prediction] = (),
        exercises: Sequence[Exercise] = (),
        recap: Sequence[Question] = (),
        pause: Sequence[Question] = (),
        quiz: Sequence[Question] = (),
        progress: Progress | None = None,
    ) -> None:
        self.number = number
        self.predictions = {item.id: item for item in predictions}
        self.exercises = {item.id: item for item in exercises}
        self.recap, self.pause, self.quiz = tuple(recap), tuple(pause), tuple(quiz)
        self.progress = progress or Progress.of_student()
        self._reveals: dict[str, tuple[Card, int | None]] = {}  # per voorspelling de kaart en de meting
        self._asked: dict[str, Callable[[], None]] = {}  # per voorspelling: werk haar kaart bij als er gemeten is

    def voorspel(self, id: str) -> None:
        """Vraag een voorspelling en hoe zeker de student is, voordat er iets te zien is."""
        prediction = self._find(self.predictions, id, "Voorspelling")
        if not prediction:
            return
        title = heading(f"Voorspelling {id}")
        options, letters = [choice.text for choice in prediction.choices], LETTERS[: len(prediction.choices)]

        def options_block(name: str, question: str, chosen: int | None = None, locked: bool = False) -> Block:
            return choices(name, question, options, chosen, locked, letters=letters, order=self._order(prediction))

        def form(saved: PredictionRecord) -> list[Block]:
            chosen, sure = _made(prediction, saved)
            locked = chosen is not None
            blocks = [
                title,
                options_block("keuze", prediction.text, chosen, locked),
                choices("zeker", "Hoe zeker ben je?", list(SURENESS), sure, locked, inline=True),
            ]
            if saved.overleg in range(len(options)):
                blocks += [paragraph(f"Na overleg koos je {letters[saved.overleg]}: {options[saved.overleg]}.")]
            return blocks

        def blocks(note: str = "", voting: bool = False) -> list[Block]:
            saved = self.progress.get(PredictionRecord, id)
            if _made(prediction, saved)[0] is None:
                return [*form(saved), *([status(note)] if note else []), card_button("vast", "Leg vast", main=True)]
            if saved.goed is not None:
                return [*form(saved), status(self._with_warning("Vastgelegd. Wat er bleek, staat hieronder."))]
            fixed = [*form(saved), status(self._with_warning("Vastgelegd. Voer de volgende cel uit: klopt het?"))]
            if saved.overleg is not None:
                return fixed
            if voting:
                again = options_block("overleg", "Wat kies je nu?")
                return [
                    *form(saved),
                    status(note or TALK),
                    again,
                    card_button("opnieuw", "Leg ook deze vast", main=True),
                ]
            return [*fixed, card_button("overleg", "Stem opnieuw na overleg")]

        def on_press(name: str, chosen: dict[str, int]) -> list[Block]:
            if name == "overleg":
                return blocks(voting=True)
            if name == "opnieuw":
                return vote_again(chosen.get("overleg"))
            if missing := _missing(prediction, chosen):
                return blocks(missing)

            def make(old: PredictionRecord) -> dict[str, Any]:
                if _made(prediction, old)[0] is not None:  # al vastgelegd in een ander venster
                    return {}
                new = {"keuze": chosen["keuze"], "zeker": chosen["zeker"]}
                if old.uitkomst is not None:
                    new |= {"goed": chosen["keuze"] == old.uitkomst, "achteraf": True}
                return new

            self.progress.record(PredictionRecord, id, make)
            if id in self._reveals:
                card, outcome = self._reveals[id]
                card.change(self._reveal(prediction, outcome))
            return blocks()

        def vote_again(choice: int | None) -> list[Block]:
            if choice not in range(len(options)):
                return blocks("Kies eerst een antwoord.", voting=True)

            def make(old: PredictionRecord) -> dict[str, Any]:
                fixed = old.uitkomst is not None or old.overleg is not None  # al gemeten, of in een ander venster
                return {} if fixed or _made(prediction, old)[0] is None else {"overleg": choice}

            self.progress.record(PredictionRecord, id, make)
            return blocks()

        def static() -> list[Block]:
            saved = self.progress.get(PredictionRecord, id)
            if not self._is_student or _made(prediction, saved)[0] is None:
                return [title, options_block("keuze", prediction.text)]
            return form(saved)

        self.progress.record(PredictionRecord, id)
        card = show_card(f"Voorspelling {id}: {prediction.text}", blocks(), on_press, static)
        self._asked[id] = lambda: card.change(blocks())

    def onthul(self, id: str, measured: Any = None) -> None:
        """Leg de voorspelling naast wat er gemeten is. De eerste meting beslist welke keuze klopt, en dat blijft zo."""
        prediction = self._find(self.predictions, id, "Voorspelling")
        if not prediction:
            return
        try:
            outcome = prediction.outcome(measured)
        except NotMeasured:
            show_card(NOT_MEASURED, [status(NOT_MEASURED)])
            return
        if outcome is not None:
            saved = self.progress.record(PredictionRecord, id, lambda old: _decided(prediction, old, outcome))
            if id in self._asked and _made(prediction, saved)[0] is not None:
                self._asked[id]()
            right = prediction.choices[outcome]
            plain = f"Antwoord op voorspelling {id}: {right.text}. {right.explanation}"
        else:
            plain = f"Voorspelling {id}: {OTHER_MEASUREMENT}"

        def static() -> list[Block]:
            return self._reveal(prediction, outcome) if self._is_student else [status(plain)]

        card = show_card(plain, self._reveal(prediction, outcome), lambda *_: self._reveal(prediction, outcome), static)
        self._reveals[id] = (card, outcome)

    def _reveal(self, prediction: Prediction, outcome: int | None) -> list[Block]:
        """outcome: wat de meting van nu zegt; de eerste meting beslist."""
        saved = self.progress.get(PredictionRecord, prediction.id)
        first = saved.uitkomst if saved.uitkomst in range(len(prediction.choices)) else outcome
        blocks = [heading(f"Voorspelling {prediction.id}: wat bleek?")]
        if first is None:
            return [*blocks, status(OTHER_MEASUREMENT)]
        chosen, sure = _made(prediction, saved)
        answer, letter = prediction.choices[first], LETTERS[first]
        if chosen is None:
            text = f"Het is {letter}: {answer.text}. {answer.explanation} (Je deed hier nog geen voorspelling.)"
            blocks += [status(text)]
        else:
            mine = prediction.choices[chosen]
            said = f"Jij koos {LETTERS[chosen]}: {mine.text} ({SURENESS[sure].lower()})."
            if chosen == first:
                blocks += [status(f"{said} Dat klopt. {mine.explanation}", True)]
            else:
                blocks += [status(f"{said} {mine.correction}", False)]
                blocks += [paragraph(f"Het is {letter}: {answer.text}. {answer.explanation}")]
            if saved.overleg in range(len(prediction.choices)) and saved.overleg != chosen:
                verdict = "dat klopt" if saved.overleg == first else "dat klopt niet"
                blocks += [paragraph(f"Na overleg koos je {LETTERS[saved.overleg]}: {verdict}.")]
        if outcome is None:
            blocks += [paragraph(OTHER_MEASUREMENT)]
        elif outcome != first:
            now = prediction.choices[outcome]
            blocks += [
                paragraph(f"Nu meet je iets anders: {now.text}. De eerste meting telt, dus het oordeel blijft staan.")
            ]
        return blocks

    def opdracht(self, id: str, value: Any = ...) -> None:
        """Kijk het antwoord op een opdracht na. Hints en oplossing gaan een voor een open."""
        exercise = self._find(self.exercises, id, "Opdracht")
        if not exercise:
            return
        if any(isinstance(other, FunctionExercise) for other in self.exercises.values()) and in_notebook():
            warm_up()
        verdict = exercise.judge(value, current_cell())
        count = len(exercise.hints)

        def tried(old: ExerciseRecord) -> dict[str, Any]:
            if old.goed or verdict.correct is None:  # wat al goed was, telt niet nog eens
                return {}
            tries = {"goed": verdict.correct, "pogingen": old.pogingen + 1}
            if verdict.correct:
                return tries | {"zelf": not _solution_seen(old, count)}
            return tries | {"fouten": [*old.fouten, exercise.mistake_number(verdict.text)][:MOST_MISTAKES]}

        self.progress.record(ExerciseRecord, id, tried)

        def opened() -> list[Block]:
            saved = self.progress.get(ExerciseRecord, id)
            shown = [paragraph(f"Hint {n}: {hint}") for n, hint in enumerate(exercise.hints[: saved.hints], 1)]
            if _solution_seen(saved, count):
                shown += [paragraph("Een goede oplossing:"), code(exercise.solution)]
            return shown

        def blocks() -> list[Block]:
            saved = self.progress.get(ExerciseRecord, id)
            parts = [status(self._with_warning(verdict.text), verdict.correct), *opened()]
            if _solution_seen(saved, count):
                return parts
            if verdict.correct:
                return [*parts, card_button("oplossing", "Laat een oplossing zien")]
            if saved.hints >= count:
                return [*parts, card_button("oplossing", "Laat de oplossing zien")]
            return [*parts, card_button("hint", f"Hint {saved.hints + 1} van {count}")]

        def on_press(name: str, _chosen: dict[str, int]) -> list[Block]:
            if name == "oplossing":
                self.progress.record(ExerciseRecord, id, oplossing=True)
            elif name == "hint":
                self.progress.record(ExerciseRecord, id, lambda old: {"hints": min(old.hints + 1, count)})
            return blocks()

        def static() -> list[Block]:
            return [status(verdict.text, verdict.correct), *(opened() if self._is_student else [])]

        show_card(verdict.text, blocks(), on_press, static)

    def terugblik(self) -> None:
        """Vragen over eerdere lessen."""
        self._questions("Terugblik", self.recap)

    def pauze(self) -> None:
        """Vragen over het eerste lesuur."""
        self._questions("Pauze", self.pause)

    def eindquiz(self) -> None:
        """Vragen over deze les."""
        self._questions("Eindquiz", self.quiz)

    @property
    def question_sets(self) -> dict[str, tuple[Question, ...]]:
        """De rijtjes vragen, elk bij de naam van de functie die ze toont."""
        return {"terugblik": self.recap, "pauze": self.pause, "eindquiz": self.quiz}

    def _questions(self, title: str, questions: Sequence[Question]) -> None:
        top = heading(f"{title}: {len(questions)} vragen")

        def form(n: int, question: Question) -> Block:
            options = [choice.text for choice in question.choices]
            chosen = self.progress.get(QuestionRecord, question.id).keuze
            chosen = chosen if chosen in range(len(options)) else None
            text, letters = f"{n}. {question.text}", LETTERS[: len(options)]
            return choices(question.id, text, options, chosen, letters=letters, order=self._order(question))

        def verdict(question: Question) -> list[Block]:
            chosen = self.progress.get(QuestionRecord, question.id).keuze
            if chosen not in range(len(question.choices)):
                return []
            return [status(question.choices[chosen].explanation, chosen == question.right)]

        def blocks(empty: str = "") -> list[Block]:
            parts = [top]
            for n, question in enumerate(questions, 1):
                parts += [form(n, question), card_button(question.id, f"Controleer vraag {n}"), *verdict(question)]
                if question.id == empty:
                    parts += [status(f"Kies eerst een antwoord bij vraag {n}.")]
            return parts

        def on_press(id: str, chosen: dict[str, int]) -> list[Block]:
            question = next((question for question in questions if question.id == id), None)
            choice = chosen.get(id)
            if question is None or choice not in range(len(question.choices)):
                return blocks(empty=id)

            def answer(old: QuestionRecord) -> dict[str, Any]:
                first = old.eerste if old.eerste is not None else choice
                right = old.goed if old.goed is not None else first == question.right
                return {"keuze": choice, "eerste": first, "goed": right}

            self.progress.record(QuestionRecord, id, answer)
            return blocks()

        def static() -> list[Block]:
            parts = [top]
            for n, question in enumerate(questions, 1):
                right = question.choices[question.right]
                key = details(f"Antwoord op vraag {n}", f"{LETTERS[question.right]}: {right.text}. {right.explanation}")
                parts += [form(n, question), *(verdict(question) if self._is_student else [key])]
            return parts

        show_card(f"{title}: " + " ".join(question.text for question in questions), blocks(), on_press, static)

    def _order(self, item: Question | Prediction) -> list[int]:
        """De volgorde waarin deze student de keuzes ziet. De letters gaan mee: een klas kan erop stemmen."""
        seed, count = self.progress.seed, len(item.choices)
        if seed is None:
            return list(range(count))
        if isinstance(item, Prediction) and item.is_scale:  # van weinig naar veel, of van veel naar weinig
            return list(range(count))[:: 1 if shuffled(2, (seed, item.id))[0] else -1]
        return shuffled(count, (seed, item.id))

    def voortgang(self) -> None:
        """Vat samen wat de student in deze les deed, en of zekerheid en gelijk samengingen."""
        solved = sum(self.progress.get(ExerciseRecord, id).goed for id in self.exercises)
        made = [self.progress.get(PredictionRecord, id) for id in self.predictions]
        made = [saved for saved in made if saved.goed is not None]
        text = f"Opdrachten goed: {solved} van {len(self.exercises)}. "
        text += f"Voorspellingen gedaan: {len(made)} van {len(self.predictions)}."
        if made:
            right = sum(saved.goed for saved in made)
            text += (
                f" Daarvan kwamen er {right} uit." if right else " Er kwam er nog geen uit: daar leer je het meest van."
            )
        sure = [saved.goed for saved in made if saved.zeker == len(SURENESS) - 1]
        if sure:
            text += f" {_sure_words(sum(sure), len(sure))}"
        show_card(self._with_warning(text), [status(self._with_warning(text))])

    @property
    def _is_student(self) -> bool:
        """In de map van een student laat het bewaarde notebook zijn eigen keuzes zien, en nooit de antwoorden."""
        return self.progress.path is not None

    def _with_warning(self, text: str) -> str:
        return f"{text} {self.progress.warning}".strip()

    def _find(self, items: dict[str, Any], id: str, kind: str) -> Any | None:
        if id not in items:
            known = ", ".join(items)
            show_card(text := f"{kind} {id} bestaat niet in deze les. Wel: {known}.", [status(text, False)])
        return items.get(id)


def _made(prediction: Prediction, saved: PredictionRecord) -> tuple[int, int] | tuple[None, None]:
    """De keuze en de zekerheid, als die er allebei zijn en nog bestaan."""
    if saved.keuze in range(len(prediction.choices)) and saved.zeker in range(len(SURENESS)):
        return saved.keuze, saved.zeker
    return None, None


def _missing(prediction: Prediction, chosen: dict[str, int]) -> str:
    """Wat de student nog moet aanvinken voordat de voorspelling vastligt."""
    no_choice = chosen.get("keuze") not in range(len(prediction.choices))
    no_sureness = chosen.get("zeker") not in range(len(SURENESS))
    if no_choice and no_sureness:
        return "Kies eerst een antwoord, en hoe zeker je bent."
    if no_choice:
        return "Kies ook nog een antwoord."
    return "Kies ook nog hoe zeker je bent." if no_sureness else ""


def _decided(prediction: Prediction, old: PredictionRecord, outcome: int) -> dict[str, Any]:
    """Wat de eerste meting vastlegt; daarna verandert er niets meer."""
    first = old.uitkomst if old.uitkomst is not None else outcome
    chosen, _ = _made(prediction, old)
    decided = {"uitkomst": first}
    if chosen is not None and old.goed is None:
        decided["goed"] = chosen == first
    return decided


def _solution_seen(saved: ExerciseRecord, hints: int) -> bool:
    return saved.oplossing or saved.hints > hints  # de eerste editie telde de oplossing als laatste hint


def _sure_words(right: int, count: int) -> str:
    times = "Eén keer" if count == 1 else f"Je wist het {count} keer zeker, en"
    if count == 1:
        return f"{times} wist je het zeker, en {'dat klopte' if right else 'het liep anders'}."
    if right == count:
        return f"{times} elke keer klopte het."
    return f"{times} {right} keer klopte het." if right else f"{times} het liep elke keer anders."
