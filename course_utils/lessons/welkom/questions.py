"""Vragen bij les 00: om te oefenen met voorspellen en nakijken."""

from course_utils.questions.exercises import Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, choice_by_bounds

__all__ = ["onthul", "opdracht", "voorspel"]

PREDICTIONS = (
    Prediction(
        "0.1",
        "Hoeveel van elke honderd nieuwe cijfers leest het netwerk goed?",
        Choice("Ongeveer 10", "Tien van de honderd haal je al door te gokken: er zijn tien cijfers."),
        Choice("Ongeveer 50", "De helft is te somber. Dit netwerk is klein, maar het heeft goed geoefend."),
        Choice("Ongeveer 75", "Iets te somber: het haalt meer dan negen van de tien."),
        Choice("Meer dan 90", "Het vergist zich maar af en toe, vooral bij slordige cijfers."),
        right=choice_by_bounds(0.3, 0.65, 0.9),
    ),
)

EXERCISES = (
    NumberExercise(
        id="0.1",
        question="Hoeveel beeldpunten heeft een plaatje van 28 bij 28?",
        answer=28 * 28,
        praise="Goed: 28 × 28 = 784. Dat getal kom je in deze cursus vaak tegen.",
        mistakes=(
            Mistake(28 + 28, "Je telt op. Het plaatje heeft 28 rijen van elk 28 beeldpunten.", unless=r"\*"),
            Mistake(28, "Dit is één rij. Het plaatje heeft er 28."),
            Mistake(4 * 28, "Dit is de rand van het plaatje. Tel ook wat erbinnen ligt."),
        ),
        hints=("Het plaatje heeft 28 rijen, en in elke rij 28 beeldpunten.", "Vermenigvuldig: 28 * 28."),
        solution="beeldpunten = 28 * 28",
        other_forms=("beeldpunten = 784", "beeldpunten = 28**2", "beeldpunten = 784.0"),
    ),
)

LESSON = Lesson(0, predictions=PREDICTIONS, exercises=EXERCISES)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
