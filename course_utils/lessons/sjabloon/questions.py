"""Vragen bij het sjabloon: een van elke soort, om te kopiëren."""

from course_utils.questions.exercises import FunctionExercise, Mistake
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "terugblik", "voorspel"]

RECAP = (
    Question(
        "99.terug.1",
        "Een laag heeft 2 ingangen en 3 neuronen. Hoeveel parameters heeft die laag? (les 01)",
        Choice("5", "Je telt de ingangen en de neuronen. Tel de gewichten ertussen."),
        Choice("6", "Dit zijn de gewichten. Elk neuron heeft ook een bias."),
        Right("9", "Ja: 2 × 3 gewichten en 3 biases."),
    ),
    Question(
        "99.terug.2",
        "Wat doet de bias van een neuron? (les 02)",
        Right("Hij verschuift de grens", "Ja. De gewichten draaien de grens, de bias verschuift hem."),
        Choice("Hij draait de grens", "Dat doen de gewichten."),
    ),
    Question(
        "99.terug.3",
        "Hoeveel byte kost een getal in FP16? (les 04)",
        Choice("16", "Dat is het aantal bits."),
        Right("2", "Ja: 16 bits is 2 byte."),
    ),
)

QUIZ = (
    Question(
        "99.quiz.1",
        "Wat is het gemiddelde van 2, 4 en 9?",
        Choice("4", "Dit is de middelste. Die heet de mediaan."),
        Right("5", "Ja: 15 gedeeld door 3."),
        Choice("15", "Dit is de som. Deel nog door 3."),
    ),
    Question(
        "99.quiz.2",
        "Er komt één groot getal bij. Wat gebeurt er met het gemiddelde?",
        Right("Het gaat omhoog", "Ja. Elk getal telt mee, een groot getal zwaar."),
        Choice("Het blijft gelijk", "Dan zou het nieuwe getal niet meetellen."),
    ),
    Question(
        "99.quiz.3",
        "Moet het gemiddelde zelf voorkomen in de lijst?",
        Choice("Ja", "In deze les kreeg niemand 109 euro."),
        Right("Nee", "Klopt: niemand kreeg 109 euro."),
    ),
    Question(
        "99.quiz.4",
        "Negen van de tien zitten onder het gemiddelde. Kan dat?",
        Right("Ja, door een uitbijter", "Precies. Dat was de les."),
        Choice("Nee, dat is altijd de helft", "Dat geldt voor de mediaan, niet voor het gemiddelde."),
    ),
)

PREDICTIONS = (
    Prediction(
        "99.1",
        "Hoeveel zakgeld is dat gemiddeld?",
        Choice("10 euro", "Dat krijgen de meesten. Het gemiddelde telt de tiende leerling mee."),
        Choice("Ongeveer 100 euro", "De som is 1.090 euro, en er zijn tien leerlingen."),
        Choice("Ongeveer 500 euro", "Dat ligt midden tussen 10 en 1.000. Maar negen leerlingen hebben er 10."),
        right=choice_by_bounds(50, 300),  # uit de meting, nooit ingetypt
    ),
)

EXERCISES = (
    FunctionExercise(
        id="99.1",
        question="Geef het gemiddelde van een lijst getallen.",
        reference=lambda numbers: sum(numbers) / len(numbers),
        cases=(([1, 2, 6],), ([10, 10, 1000],), ([-4.6, 1, 2.2, -3.7],)),
        praise="Goed. Met deze functie kun je elk gemiddelde uitrekenen.",
        mistakes=(
            Mistake(sum, "Dit is de som. Deel nog door het aantal."),
            Mistake(lambda numbers: sorted(numbers)[len(numbers) // 2], "Dit is de middelste. Tel op en deel."),
            Mistake(lambda numbers: sum(numbers) / 10, "Deel door het aantal in de lijst, niet altijd door 10."),
        ),
        hints=("Tel alles op met `sum(getallen)`.", "Deel door het aantal: `len(getallen)`."),
        solution="def gemiddelde(getallen):\n    return sum(getallen) / len(getallen)",
        other_forms=(
            "import statistics\n\ngemiddelde = statistics.mean",
            "import numpy as np\n\ngemiddelde = np.mean",
            "def gemiddelde(getallen):\n    som = 0\n    for getal in getallen:\n        som = som + getal\n"
            "    return som / len(getallen)",
        ),
    ),
)

LESSON = Lesson(99, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, eindquiz = LESSON.terugblik, LESSON.eindquiz
