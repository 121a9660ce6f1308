"""Wat een notebook aanroept: `voorspel`, `onthul`, `opdracht`, `terugblik`, `pauze`, `eindquiz` en `voortgang`."""

from collections.abc import Sequence
from typing import Any

from course_utils.notebook import current_cell
from course_utils.questions.card import (
    Block,
    Card,
    button,
    choices,
    code,
    details,
    heading,
    paragraph,
    show_card,
    status,
)
from course_utils.questions.exercises import Exercise
from course_utils.questions.progress import Progress
from course_utils.questions.questions import Prediction, Question

SURENESS = ("Ik gok", "Ik denk het", "Ik weet het zeker")


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
        self._reveals: dict[str, tuple[Card, Any]] = {}  # onthulde voorspellingen: de kaart en de gemeten waarde

    def voorspel(self, id: str) -> None:
        """Vraag een voorspelling en hoe zeker de student is, voordat er iets te zien is."""
        prediction = self._find(self.predictions, id, "Voorspelling")
        if not prediction:
            return
        options = [choice.text for choice in prediction.choices]
        title = heading(f"Voorspelling {id}")

        def blocks(note: str = "") -> list[Block]:
            chosen, sure = self._prediction_made(prediction)
            locked = chosen is not None
            form = [
                title,
                choices("keuze", prediction.text, options, chosen, locked),
                choices("zeker", "Hoe zeker ben je?", list(SURENESS), sure, locked, inline=True),
            ]
            if locked:
                return [*form, status(self._with_warning("Vastgelegd. Voer de volgende cel uit: klopt het?"))]
            return [*form, *([status(note)] if note else []), button("vast", "Leg vast", main=True)]

        def on_press(_name: str, chosen: dict[str, int]) -> list[Block]:
            if not {"keuze", "zeker"} <= chosen.keys():
                return blocks("Kies eerst een antwoord, en hoe zeker je bent.")
            self.progress.record(f"voorspelling {id}", keuze=chosen["keuze"], zeker=chosen["zeker"])
            if id in self._reveals:
                card, measured = self._reveals[id]
                card.blocks = self._reveal(prediction, measured)
                self._record_result(prediction, measured)
            return blocks()

        static = [title, choices("keuze", prediction.text, options)]
        show_card(f"Voorspelling {id}: {prediction.text}", blocks(), on_press, static)

    def onthul(self, id: str, measured: Any) -> None:
        """Leg de voorspelling naast wat er gemeten is. De meting beslist welke keuze klopt."""
        prediction = self._find(self.predictions, id, "Voorspelling")
        if not prediction:
            return
        right = prediction.choices[prediction.right(measured)]
        plain = [status(f"Antwoord op voorspelling {id}: {right.text}. {right.explanation}")]
        card = show_card(plain[0]["text"], self._reveal(prediction, measured), lambda *_: [], plain)
        self._reveals[id] = (card, measured)
        self._record_result(prediction, measured)

    def _reveal(self, prediction: Prediction, measured: Any) -> list[Block]:
        chosen, sure = self._prediction_made(prediction)
        right = prediction.right(measured)
        answer = prediction.choices[right]
        title = heading(f"Voorspelling {prediction.id}: wat bleek?")
        if chosen is None:
            return [title, status(f"{answer.text}. {answer.explanation} (Je deed hier nog geen voorspelling.)")]
        mine = prediction.choices[chosen]
        said = f"Jij koos: {mine.text} ({SURENESS[sure].lower()})."
        if chosen == right:
            return [title, status(f"{said} Dat klopt. {mine.explanation}", True)]
        correction = paragraph(f"Het is: {answer.text}. {answer.explanation}")
        return [title, status(f"{said} {mine.explanation}", False), correction]

    def _prediction_made(self, prediction: Prediction) -> tuple[int, int] | tuple[None, None]:
        saved = self.progress.get(f"voorspelling {prediction.id}")
        chosen, sure = saved.get("keuze"), saved.get("zeker")
        if chosen in range(len(prediction.choices)) and sure in range(len(SURENESS)):
            return chosen, sure
        return None, None

    def _record_result(self, prediction: Prediction, measured: Any) -> None:
        chosen, _ = self._prediction_made(prediction)
        if chosen is not None:
            self.progress.record(f"voorspelling {prediction.id}", goed=chosen == prediction.right(measured))

    def opdracht(self, id: str, value: Any = ...) -> None:
        """Kijk het antwoord op een opdracht na. Hints en oplossing gaan een voor een open."""
        exercise = self._find(self.exercises, id, "Opdracht")
        if not exercise:
            return
        key, verdict = f"opdracht {id}", exercise.judge(value, current_cell())
        if verdict.correct is not None:
            saved = self.progress.get(key)
            solved = verdict.correct or saved.get("goed", False)
            self.progress.record(key, goed=solved, pogingen=saved.get("pogingen", 0) + 1)

        def blocks() -> list[Block]:
            opened = min(self.progress.get(key).get("hints", 0), len(exercise.hints) + 1)
            parts = [status(self._with_warning(verdict.text), verdict.correct)]
            parts += [paragraph(f"Hint {n}: {hint}") for n, hint in enumerate(exercise.hints[:opened], 1)]
            if opened > len(exercise.hints):
                return [*parts, paragraph("Een goede oplossing:"), code(exercise.solution)]
            if opened == len(exercise.hints):
                return [*parts, button("hint", "Laat de oplossing zien")]
            return [*parts, button("hint", f"Hint {opened + 1} van {len(exercise.hints)}")]

        def on_press(_name: str, _chosen: dict[str, int]) -> list[Block]:
            self.progress.record(key, hints=self.progress.get(key).get("hints", 0) + 1)
            return blocks()

        show_card(verdict.text, blocks(), on_press, [status(verdict.text, verdict.correct)])

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
        numbered = list(enumerate(questions, 1))

        def blocks() -> list[Block]:
            parts = [heading(f"{title}: {len(questions)} vragen")]
            for n, question in numbered:
                chosen = self.progress.get(f"vraag {question.id}").get("keuze")
                chosen = chosen if chosen in range(len(question.choices)) else None
                options = [choice.text for choice in question.choices]
                parts += [choices(question.id, f"{n}. {question.text}", options, chosen)]
                parts += [button(question.id, f"Controleer vraag {n}")]
                if chosen is not None:
                    parts += [status(question.choices[chosen].explanation, chosen == question.right)]
            return parts

        def on_press(id: str, chosen: dict[str, int]) -> list[Block]:
            question = next(question for question in questions if question.id == id)
            if id in chosen:
                first = self.progress.get(f"vraag {id}").get("eerste", chosen[id])
                self.progress.record(f"vraag {id}", keuze=chosen[id], eerste=first, goed=first == question.right)
            return blocks()

        static = [heading(f"{title}: {len(questions)} vragen")]
        for n, question in numbered:
            right = question.choices[question.right]
            static += [choices(question.id, f"{n}. {question.text}", [choice.text for choice in question.choices])]
            static += [details(f"Antwoord op vraag {n}", f"{right.text}. {right.explanation}")]
        show_card(f"{title}: " + " ".join(question.text for question in questions), blocks(), on_press, static)

    def voortgang(self) -> None:
        """Vat samen wat de student in deze les deed, en of zekerheid en gelijk samengingen."""
        done = [self.progress.get(f"opdracht {id}").get("goed", False) for id in self.exercises]
        made = [self.progress.get(f"voorspelling {id}") for id in self.predictions]
        made = [item for item in made if "goed" in item]
        text = f"Opdrachten goed: {sum(done)} van {len(done)}. "
        text += f"Voorspellingen gedaan: {len(made)} van {len(self.predictions)}"
        text += f", waarvan {sum(item['goed'] for item in made)} goed." if made else "."
        sure = [item["goed"] for item in made if item.get("zeker") == len(SURENESS) - 1]
        if sure:
            text += f" Van de keren dat je het zeker wist, klopte het {sum(sure)} van de {len(sure)} keer."
        show_card(self._with_warning(text), [status(self._with_warning(text))])

    def _with_warning(self, text: str) -> str:
        return f"{text} {self.progress.warning}".strip()

    def _find(self, items: dict[str, Any], id: str, kind: str) -> Any | None:
        if id not in items:
            known = ", ".join(items)
            show_card(text := f"{kind} {id} bestaat niet in deze les. Wel: {known}.", [status(text, False)])
        return items.get(id)
