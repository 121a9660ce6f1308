"""Voorspellen, onthullen, hints en quiz: wat de kaarten laten zien, en wat er van bewaard wordt."""

import json
import math
from itertools import permutations

import numpy as np
import pytest

import course_utils.questions.lesson as lesson_module
from course_utils.questions import card
from course_utils.questions.card import static_html
from course_utils.questions.exercises import BLANK_TEXT, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.progress import ExerciseRecord, PredictionRecord, Progress, QuestionRecord
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

PREDICTION = Prediction(
    "9.1",
    "Hoeveel?",
    Choice("weinig", "Het is meer."),
    Choice("veel", "Inderdaad veel."),
    right=lambda measured: int(measured > 10),
)
EXERCISE = NumberExercise(
    id="9.1", question="?", answer=4, praise="Goed zo.", hints=("Denk na.", "Tel op: 2 + 2."), solution="aantal = 2 + 2"
)
QUESTION = Question("9.q", "Welke?", Choice("deze", "Nee, de andere."), Right("die", "Ja, die."))


@pytest.fixture
def shown(monkeypatch):
    """Vangt op wat er getoond wordt: (zin, kaart)."""
    cards = []

    def capture(sentence, blocks, on_press=None, static=None):
        card = FakeCard(blocks, on_press, static or (lambda: blocks))
        cards.append((sentence, card))
        return card

    monkeypatch.setattr(lesson_module, "show_card", capture)
    return cards


class FakeCard:
    def __init__(self, blocks, on_press, static):
        self.blocks, self.on_press, self.make_static = blocks, on_press, static

    def press(self, name, chosen=None):
        self.blocks = self.on_press(name, chosen or {})

    def change(self, blocks):
        self.blocks = blocks

    @property
    def text(self):
        return " ".join(block.get("text", "") for block in self.blocks)

    @property
    def static(self):
        """Wat er nu in het bewaarde notebook staat."""
        return static_html(self.make_static())

    @property
    def buttons(self):
        return [block["name"] for block in self.blocks if block["type"] == "button"]

    def screen(self, name):
        """Het nummer van elke keuze, bij haar tekst."""
        block = next(block for block in self.blocks if block.get("name") == name and block["type"] == "choices")
        return {text: number for number, text in enumerate(block["options"])}


def make(path=None):
    return Lesson(
        9, predictions=[PREDICTION], exercises=[EXERCISE], recap=[QUESTION], quiz=[QUESTION], progress=Progress(path)
    )


def test_a_prediction_is_fixed_and_then_revealed(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    card = shown[-1][1]
    assert "veel." not in card.text + card.static, "de uitleg mag niet te zien zijn voor de voorspelling"
    card.press("vast", {"keuze": 0})
    assert "hoe zeker" in card.text
    card.press("vast", {"keuze": 0, "zeker": 2})
    assert "Vastgelegd" in card.text
    assert all(block["locked"] for block in card.blocks if block["type"] == "choices")
    lesson.onthul("9.1", 50)
    assert "Jij koos A: weinig (ik weet het zeker). Het is meer." in shown[-1][1].text
    assert "Het is B: veel. Inderdaad veel." in shown[-1][1].text
    again = make(tmp_path / "voortgang.json")
    again.voorspel("9.1")
    assert "Vastgelegd" in shown[-1][1].text, "na een herstart staat de voorspelling er nog"


def test_the_measurement_decides_which_choice_is_right(shown):
    lesson = make()
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 0, "zeker": 1})
    lesson.onthul("9.1", 3)
    assert "Dat klopt." in shown[-1][1].text


def test_predicting_afterwards_changes_the_reveal_and_is_marked(shown):
    lesson = make()
    lesson.voorspel("9.1")
    prediction = shown[-1][1]
    lesson.onthul("9.1", 50)
    reveal = shown[-1][1]
    assert "nog geen voorspelling" in reveal.text
    prediction.press("vast", {"keuze": 1, "zeker": 0})
    assert "Jij koos B: veel (ik gok). Dat klopt." in reveal.text
    saved = lesson.progress.get(PredictionRecord, "9.1")
    assert saved.goed is True and saved.achteraf is True


def test_a_second_vote_stands_beside_the_first(shown, tmp_path):
    """Stemmen, praten, nog eens stemmen: de eerste keuze telt, en de tweede staat ernaast."""
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    card = shown[-1][1]
    card.press("opnieuw", {"overleg": 1})
    assert lesson.progress.get(PredictionRecord, "9.1").overleg is None, "eerst de eerste keuze"
    card.press("vast", {"keuze": 0, "zeker": 2})
    assert card.buttons == ["overleg"]
    card.press("overleg", {"keuze": 0, "zeker": 2})
    assert card.screen("overleg") == {"weinig": 0, "veel": 1} and "Vertel elkaar" in card.text
    card.press("opnieuw", {"keuze": 0, "zeker": 2})
    assert "Kies eerst een antwoord" in card.text
    card.press("opnieuw", {"keuze": 0, "zeker": 2, "overleg": 1})
    assert "Na overleg koos je B: veel." in card.text and card.buttons == [] and "Na overleg" in card.static
    card.press("opnieuw", {"overleg": 0})
    assert lesson.progress.get(PredictionRecord, "9.1") == PredictionRecord(keuze=0, zeker=2, overleg=1)
    lesson.onthul("9.1", 50)
    assert "Na overleg koos je B: dat klopt." in shown[-1][1].text
    saved = lesson.progress.get(PredictionRecord, "9.1")
    assert (saved.keuze, saved.overleg, saved.goed) == (0, 1, False)


def test_after_the_measurement_there_is_nothing_left_to_vote(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    card = shown[-1][1]
    card.press("vast", {"keuze": 0, "zeker": 2})
    lesson.onthul("9.1", 50)
    assert card.buttons == [] and "Wat er bleek, staat hieronder" in card.text, "de kaart boven de meting werkt mee bij"
    card.press("opnieuw", {"overleg": 1})  # een venster dat nog de oude kaart laat zien
    assert lesson.progress.get(PredictionRecord, "9.1").overleg is None


def test_the_sentence_of_a_reveal_does_not_depend_on_the_student(shown):
    lesson = make()
    lesson.onthul("9.1", 50)
    before = shown[-1][0]
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 0, "zeker": 0})
    lesson.onthul("9.1", 50)
    assert shown[-1][0] == before


def test_hints_open_one_by_one_and_then_the_solution(shown):
    lesson = make()
    lesson.opdracht("9.1", 5)
    card = shown[-1][1]
    assert "Denk na." not in card.text
    labels = []
    for _ in range(3):
        labels.append(card.blocks[-1]["label"])
        card.press(card.blocks[-1]["name"])
    assert labels == ["Hint 1 van 2", "Hint 2 van 2", "Laat de oplossing zien"]
    assert "aantal = 2 + 2" in card.text
    assert card.blocks[-1]["type"] == "code"
    lesson.opdracht("9.1", 5)
    assert "aantal = 2 + 2" in shown[-1][1].text, "wat open was, blijft open"


def test_the_last_hint_in_a_second_window_does_not_open_the_solution(shown):
    lesson = make()
    for _ in range(2):  # dezelfde opdracht in twee vensters
        lesson.opdracht("9.1", 5)
    (_, first), (_, second) = shown
    for window in (first, first, second):
        window.press("hint")  # in het tweede venster staat nog: Hint 1 van 2
    assert "Tel op: 2 + 2." in second.text and "aantal = 2 + 2" not in second.text
    assert second.blocks[-1]["label"] == "Laat de oplossing zien"


def test_what_a_student_types_never_becomes_html(shown):
    """Een antwoord komt terug in het oordeel, en dat staat ook in het bewaarde notebook."""
    evil = "<img src=x onerror=alert(1)>"
    make().opdracht("9.1", evil)
    blocks = [card.heading(evil), card.paragraph(evil), card.status(evil), card.code(evil), card.details(evil, evil)]
    html = static_html([*blocks, card.choices("keuze", evil, [evil]), *shown[0][1].blocks])
    assert "<img" not in html and html.count("&lt;img") == 9


def test_an_empty_exercise_says_only_that(shown):
    lesson = make()
    lesson.opdracht("9.1", ...)
    assert shown[-1][0] == BLANK_TEXT
    assert lesson.progress.get(ExerciseRecord, "9.1") == ExerciseRecord()


def test_a_solved_exercise_stays_solved_and_counts_no_more_tries(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    for value in (4, 5, 4):
        lesson.opdracht("9.1", value)
    saved = json.loads((tmp_path / "voortgang.json").read_text(encoding="utf-8"))
    assert saved["opdracht 9.1"] == {"goed": True, "pogingen": 1, "zelf": True}


def test_every_choice_of_the_quiz_gets_its_explanation(shown):
    lesson = make()
    lesson.eindquiz()
    card = shown[-1][1]
    place = card.screen("9.q")
    card.press("9.q")
    assert "Nee, de andere." not in card.text and "Kies eerst een antwoord bij vraag 1." in card.text
    card.press("9.q", {"9.q": place["deze"]})
    assert "Nee, de andere." in card.text
    card.press("9.q", {"9.q": place["die"]})
    assert "Ja, die." in card.text
    saved = lesson.progress.get(QuestionRecord, "9.q")
    assert (saved.keuze, saved.eerste, saved.goed) == (QUESTION.right, 1 - QUESTION.right, False)


def test_an_unknown_number_gives_a_sentence(shown):
    make().opdracht("9.7", 3)
    assert shown[-1][0] == "Opdracht 9.7 bestaat niet in deze les. Wel: 9.1."


def test_an_old_choice_that_no_longer_exists_does_not_count(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.progress.record(PredictionRecord, "9.1", keuze=7, zeker=0)
    lesson.progress.record(QuestionRecord, "9.q", keuze=9)
    lesson.voorspel("9.1")
    assert "Vastgelegd" not in shown[-1][1].text
    lesson.eindquiz()


def test_the_summary_is_kind_and_never_odd(shown):
    lesson = make()
    lesson.voortgang()
    assert shown[-1][0] == "Opdrachten goed: 0 van 1. Voorspellingen gedaan: 0 van 1."
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    lesson.onthul("9.1", 50)
    lesson.opdracht("9.1", 4)
    lesson.voortgang()
    assert shown[-1][0] == (
        "Opdrachten goed: 1 van 1. Voorspellingen gedaan: 1 van 1. Daarvan kwamen er 1 uit. "
        "Eén keer wist je het zeker, en dat klopte."
    )
    other = make()
    other.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 0, "zeker": 2})
    other.onthul("9.1", 50)
    other.voortgang()
    assert "daar leer je het meest van" in shown[-1][0] and "0 van de 1" not in shown[-1][0]


# --- de eerste meting beslist -------------------------------------------------------------------------------------


def test_the_first_measurement_decides_and_stays(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    for measured, now in ((50, "veel"), (3, "weinig"), (50, "veel")):
        lesson.onthul("9.1", measured)
        assert lesson.progress.get(PredictionRecord, "9.1").goed is True
        assert "Jij koos B: veel (ik weet het zeker). Dat klopt." in shown[-1][1].text
        assert ("Nu meet je iets anders: weinig." in shown[-1][1].text) == (now == "weinig")
    again = make(tmp_path / "voortgang.json")
    again.onthul("9.1", 3)
    assert "Dat klopt." in shown[-1][1].text, "ook de volgende dag"


@pytest.mark.parametrize(
    "measured",
    [
        math.nan,
        None,
        ...,
        np.array([1.0, 2.0]),
        np.array([]),
        (1, 2),
        [],
        "tekst",
        "",
        {"a": 1},
        lambda: 3,
        object(),
        1j,
    ],
    ids=lambda given: repr(given).split(" at 0x")[0],  # een adres verschilt per proces
)
def test_no_measurement_is_said_to_be_none(shown, measured):
    lesson = make()
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    lesson.onthul("9.1", measured)
    assert shown[-1][0].startswith("Er is nog niets gemeten.")
    assert lesson.progress.get(PredictionRecord, "9.1").uitkomst is None


def test_a_word_outside_the_choices_is_another_measurement(shown):
    words = Prediction("9.1", "Welk?", *PREDICTION.choices, right=lambda word: ("weinig", "veel").index(word))
    lesson = Lesson(9, predictions=[words], progress=Progress(None))
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    lesson.onthul("9.1", "mei")
    assert "andere meting" in shown[-1][0] and "voorspelling blijft staan" in shown[-1][1].text
    lesson.onthul("9.1", "veel")
    lesson.onthul("9.1", "mei")
    assert "Dat klopt." in shown[-1][1].text and "andere meting" in shown[-1][1].text
    assert lesson.progress.get(PredictionRecord, "9.1").goed is True


def test_a_choice_is_not_moved_after_it_is_fixed(shown):
    lesson = make()
    lesson.voorspel("9.1")
    card = shown[-1][1]
    card.press("vast", {"keuze": 1, "zeker": 2})
    card.press("vast", {"keuze": 0, "zeker": 0})
    assert lesson.progress.get(PredictionRecord, "9.1").keuze == 1


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Kies eerst een antwoord, en hoe zeker je bent."),
        ({"keuze": 1}, "Kies ook nog hoe zeker je bent."),
        ({"zeker": 1}, "Kies ook nog een antwoord."),
        ({"keuze": 99, "zeker": 1}, "Kies ook nog een antwoord."),
        ({"keuze": -1, "zeker": "twee"}, "Kies eerst een antwoord, en hoe zeker je bent."),
        ({"keuze": None, "zeker": 2}, "Kies ook nog een antwoord."),
    ],
)
def test_what_is_missing_is_named_and_odd_clicks_are_not_kept(shown, chosen, said):
    lesson = make()
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", chosen)
    assert said in shown[-1][1].text
    assert lesson.progress.get(PredictionRecord, "9.1") == PredictionRecord()


@pytest.mark.parametrize("name, chosen", [("weg", {}), ("9.q", {"9.q": 7}), ("9.q", {"9.q": "a"}), ("", {"9.q": None})])
def test_odd_clicks_in_the_quiz_are_not_kept(shown, name, chosen):
    lesson = make()
    lesson.eindquiz()
    shown[-1][1].press(name, chosen)
    assert lesson.progress.get(QuestionRecord, "9.q") == QuestionRecord()


def test_a_card_that_comes_back_knows_what_turned_out(shown):
    lesson = make()
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    lesson.onthul("9.1", 50)
    lesson.voorspel("9.1")
    assert "volgende cel" not in shown[-1][1].text


def test_a_wrong_choice_never_reads_as_a_fact(shown):
    conditional = Prediction(
        "9.1",
        "Hoeveel?",
        Choice("weinig", "Jouw computer telt snel.", "Dat zou kloppen als jouw computer snel telde."),
        Choice("veel", "Inderdaad veel."),
        right=PREDICTION.right,
    )
    for measured, said in ((50, "Dat zou kloppen als"), (3, "Dat klopt. Jouw computer telt snel.")):
        lesson = Lesson(9, predictions=[conditional], progress=Progress(None))
        lesson.voorspel("9.1")
        shown[-1][1].press("vast", {"keuze": 0, "zeker": 2})
        lesson.onthul("9.1", measured)
        assert said in shown[-1][1].text


# --- wat er van een opdracht bewaard wordt ------------------------------------------------------------------------

FAMILIAR = NumberExercise(
    id="9.1", question="?", answer=4, praise="Goed zo.", hints=("Denk na.",), solution="aantal = 4",
    mistakes=(Mistake(3, "Je vergat er een."), Mistake(8, "Niet verdubbelen.")),
)  # fmt: skip


def test_recognised_mistakes_are_kept_in_order(shown):
    lesson = Lesson(9, exercises=[FAMILIAR], progress=Progress(None))
    for value in (8, 77, ..., 3, 4, 8):
        lesson.opdracht("9.1", value)
    saved = lesson.progress.get(ExerciseRecord, "9.1")
    assert (saved.fouten, saved.pogingen, saved.goed, saved.zelf) == ((1, -1, 0), 4, True, True)


def test_solving_it_after_the_solution_is_not_solving_it_yourself(shown):
    lesson = Lesson(9, exercises=[FAMILIAR], progress=Progress(None))
    lesson.opdracht("9.1", 3)
    shown[-1][1].press("hint")
    shown[-1][1].press("oplossing")
    lesson.opdracht("9.1", 4)
    saved = lesson.progress.get(ExerciseRecord, "9.1")
    assert (saved.goed, saved.oplossing, saved.zelf, saved.hints) == (True, True, False, 1)


def test_after_a_right_answer_the_button_offers_a_solution(shown):
    lesson = make()
    lesson.opdracht("9.1", 4)
    card = shown[-1][1]
    assert card.blocks[-1]["label"] == "Laat een oplossing zien"
    card.press("oplossing")
    assert "aantal = 2 + 2" in card.text and "Denk na." not in card.text


# --- letters, volgorde en het bewaarde notebook -------------------------------------------------------------------

THREE = tuple(
    Question(f"9.quiz.{n}", "Welke?", Choice(f"{n}x", "Nee."), Right(f"{n}y", "Ja."), Choice(f"{n}z", "Nee."))
    for n in range(1, 7)
)


def test_every_letter_is_right_equally_often():
    """Wat een auteur opschrijft is steeds de middelste; een student mag daar niets aan hebben."""
    assert sorted(question.right for question in THREE) == [0, 0, 1, 1, 2, 2]
    assert all(question.choices[question.right].text.endswith("y") for question in THREE)


@pytest.mark.parametrize("kinds", [(Choice, Choice), (Right, Right)])
def test_a_question_has_exactly_one_right_choice(kinds):
    with pytest.raises(ValueError, match=r"Vraag 9.quiz.1: precies één keuze is Right\."):
        Question("9.quiz.1", "Welke?", *(kind(name, "Uitleg.") for kind, name in zip(kinds, "xy", strict=True)))


def test_every_student_sees_an_own_order_with_the_same_letters(shown, tmp_path):
    orders, letters = set(), set()
    for student in range(12):
        path = tmp_path / f"{student}.json"
        for _ in range(2):  # en morgen dezelfde
            lesson = Lesson(9, quiz=THREE, progress=Progress(path))
            lesson.eindquiz()
            block = next(block for block in shown[-1][1].blocks if block["type"] == "choices")
            orders.add((student, *block["order"]))
            letters |= set(zip(block["letters"], block["options"], strict=True))
    assert len(orders) == 12 and len({order[1:] for order in orders}) > 3
    assert len(letters) == 3 == len(dict(letters)), "een letter hoort altijd bij dezelfde keuze"
    outside = Lesson(9, quiz=THREE, progress=Progress(None))
    outside.eindquiz()
    assert all(block["order"] == [0, 1, 2] for block in shown[-1][1].blocks if block["type"] == "choices")


@pytest.mark.parametrize(
    ("right", "seen"), [(choice_by_bounds(1, 2), {(0, 1, 2), (2, 1, 0)}), (int, set(permutations(range(3))))]
)
def test_a_prediction_has_an_own_order_too_and_a_scale_stays_a_scale(shown, tmp_path, right, seen):
    """Wat de leerling kiest, hoort op kaart, in het bestand en in de bewaarde kopie bij dezelfde letter."""
    scale = Prediction("9.1", "Hoeveel?", *(Choice(x, x * 2) for x in "xyz"), right=right)
    orders = set()
    for student in range(40):
        lesson = Lesson(9, predictions=[scale], progress=Progress(tmp_path / f"{student}.json"))
        lesson.voorspel("9.1")
        card = shown[-1][1]
        card.press("vast", {"keuze": 2, "zeker": 0})
        orders.add(tuple(next(block for block in card.blocks if block.get("name") == "keuze")["order"]))
        assert lesson.progress.get(PredictionRecord, "9.1").keuze == 2
        assert "<b>C</b> z <strong>← gekozen</strong>" in card.static
    assert orders == seen


def test_a_saved_copy_shows_what_the_student_chose_and_never_the_key(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    prediction = shown[-1][1]
    assert "gekozen" not in prediction.static
    prediction.press("vast", {"keuze": 0, "zeker": 2})
    assert "weinig <strong>← gekozen" in prediction.static and "zeker <strong>← gekozen" in prediction.static
    lesson.onthul("9.1", 50)
    assert "✗ Jij koos A: weinig" in shown[-1][1].static
    lesson.eindquiz()
    quiz = shown[-1][1]
    assert "Ja, die." not in quiz.static and "Antwoord op vraag" not in quiz.static
    quiz.press("9.q", {"9.q": quiz.screen("9.q")["deze"]})
    assert "deze <strong>← gekozen" in quiz.static and "✗ Nee, de andere." in quiz.static
    assert "Ja, die." not in quiz.static
    lesson.opdracht("9.1", 5)
    exercise = shown[-1][1]
    exercise.press("hint")
    assert "Denk na." in exercise.static and "aantal = 2 + 2" not in exercise.static


def test_the_notebook_of_the_course_does_have_the_key(shown):
    lesson = make()
    lesson.eindquiz()
    assert (
        "<details><summary>Antwoord op vraag 1</summary>" in shown[-1][1].static and "Ja, die." in shown[-1][1].static
    )
