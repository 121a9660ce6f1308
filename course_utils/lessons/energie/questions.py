"""Vragen van les 08."""

from course_utils.questions.exercises import FunctionExercise, Mistake
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "terugblik", "voorspel", "voortgang"]

RECAP = (
    Question(
        "8.terug.1",
        "Een GPU schrijft één tekst, token voor token. Waar wacht hij dan vooral op? (les 06)",
        Right("Op de gewichten uit het geheugen", "Ja. Voor elk token leest hij bijna alle gewichten opnieuw."),
        Choice("Op het rekenwerk", "Dat is zo bij grote batches. Bij één tekst staan de rekenkernen veel stil."),
        Choice("Op de schijf", "De gewichten staan dan al in het geheugen van de kaart."),
    ),
    Question(
        "8.terug.2",
        "Hoeveel byte is een gewicht in BF16? (les 04)",
        Choice("16", "Dat zijn de bits. Er gaan er 8 in een byte."),
        Right("2", "Ja: 16 bits."),
        Choice("4", "Dat is FP32."),
    ),
    Question(
        "8.terug.3",
        "Een antwoord van 500 tokens: hoe vaak gaat het model daarvoor helemaal aan het werk? (les 07)",
        Choice("Eén keer", "Dan zou het hele antwoord ineens klaar zijn."),
        Choice("Eén keer per woord", "Een woord kan uit meer tokens bestaan."),
        Right("500 keer", "Ja: elk token is een nieuwe ronde door alle lagen."),
    ),
)

QUIZ = (
    Question(
        "8.quiz.1",
        "Een kaart gebruikt 500 watt en doet 2 seconden over een antwoord. Hoeveel energie is dat?",
        Choice("250 joule", "Je deelt. Watt is joule per seconde: keer dus."),
        Right("1.000 joule", "Ja: 500 joule per seconde, twee seconden lang."),
        Choice("1.000 watt", "Watt is een tempo. Energie druk je uit in joule of wattuur."),
    ),
    Question(
        "8.quiz.2",
        "Waarom kost een token in gezelschap zo veel minder?",
        Right("De gewichten worden voor iedereen samen gelezen", "Ja. Bij één tekst is dat het meeste werk."),
        Choice("De kaart gebruikt dan minder vermogen", "Hij gebruikt juist meer. Maar hij doet veel meer."),
        Choice("De antwoorden worden korter", "Aan de lengte verandert niets."),
    ),
    Question(
        "8.quiz.3",
        "Dezelfde vermenigvuldiging met nullen kost minder. Hoe komt dat?",
        Choice("De kaart slaat nullen over", "Dan kostte een bewerking bijna niets. Het was nog de helft."),
        Right("Bits die niet omklappen, kosten weinig", "Ja. De meeste energie zit in het omklappen van bits."),
        Choice("Nullen zijn kleiner", "Een nul in BF16 is ook 16 bits."),
    ),
    Question(
        "8.quiz.4",
        "“Eén vraag kost 3 wattuur.” Wat is het eerste wat je vraagt?",
        Choice("Hoe groot is het scherm van de gebruiker?", "Dat is een ander apparaat."),
        Right("Welk model, hoe lang is het antwoord, en wat telt mee?", "Ja. Daar ontstaat het verschil."),
        Choice("Is het getal afgerond?", "Afronden maakt hier geen factor tien uit."),
    ),
)


PREDICTIONS = (
    Prediction(
        "8.1",
        "Een H100 rekent twaalf seconden zo hard als hij kan. Wat gebeurt er met zijn snelheid?",
        Choice("Hij zakt", "Hij loopt tegen zijn vermogensgrens, en zet dan zelf de klok lager."),
        Choice("Hij blijft gelijk", "Zo zou het gaan als er geen grens aan het vermogen was."),
        Choice("Hij stijgt", "Zo zou het gaan als de kaart eerst op gang moest komen."),
        right=choice_by_bounds(-0.03, 0.03),
    ),
    Prediction(
        "8.2",
        "Dezelfde vermenigvuldiging, maar nu met matrices vol nullen. Wat kost een bewerking dan?",
        Choice("Bijna niets", "Zo zou het zijn als de kaart nullen oversloeg."),
        Choice("Ongeveer de helft", "Er klappen weinig bits om, en juist dat kost energie."),
        Choice("Precies evenveel", "Zo zou het zijn als alleen het aantal bewerkingen telde."),
        right=choice_by_bounds(0.2, 0.9),
    ),
    Prediction(
        "8.3",
        "De kaart schrijft 512 teksten tegelijk in plaats van één. Hoeveel keer zo goedkoop wordt een token?",
        Choice("Niet goedkoper", "Zo zou het zijn als elke tekst zijn eigen gewichten las."),
        Choice("Ongeveer 10 keer", "Zo zou het zijn als het rekenwerk al bij tien teksten vol zat."),
        Choice("Meer dan 100 keer", "De gewichten worden één keer gelezen, voor iedereen samen."),
        right=choice_by_bounds(3, 50),
    ),
    Prediction(
        "8.4",
        "“Eén vraag aan een chatbot kost 3 wattuur, tien keer zo veel als een zoekopdracht.” Klopt dat?",
        Choice("Klopt", "Zo was het als een gewone vraag altijd duizenden tokens opleverde."),
        Choice("Klopt niet", "Zo was het als geen enkel antwoord zo duur kon zijn."),
        Choice("Hangt ervan af", "Lengte, model, gezelschap en wat je meetelt maken samen veel uit."),
        right=lambda ratio: 2 if ratio >= 10 else 1,  # het duurste antwoord gedeeld door het goedkoopste
    ),
)

EXERCISES = (
    FunctionExercise(
        id="8.1",
        question="Hoeveel wattuur kost een antwoord? factor: keer de energie van de kaart zelf.",
        reference=lambda tokens, joule_per_token, factor: tokens * joule_per_token * factor / 3600,
        cases=((500, 2.8, 1.0), (1000, 0.018, 1.56), (36, 100.0, 2.0), (7, 3.2, 0.5)),
        praise="Goed. Met deze functie reken je een bericht over energie en AI na.",
        mistakes=(
            Mistake(lambda t, j, f: t * j * f, "Dit is in joule. Een wattuur is 3.600 joule: deel daar nog door."),
            Mistake(lambda t, j, f: t * j * f / 60, "Je deelt door 60. In een uur gaan 3.600 seconden."),
            Mistake(lambda t, j, f: t * j * f * 3600, "Keer 3.600? Een wattuur is groter dan een joule: deel."),
            Mistake(lambda t, j, f: t * j / 3600, "Je gebruikt `factor` nog niet."),
            Mistake(lambda t, j, f: t * j / f / 3600, "Je deelt door `factor`. Koeling komt erbij: keer."),
            Mistake(lambda t, j, f: t / j * f / 3600, "Je deelt door de energie per token. Vermenigvuldig."),
            Mistake(lambda t, j, f: t * j * f / 1000, "Dit is in kilojoule. Een wattuur is 3.600 joule."),
            Mistake(lambda t, j, f: t * j * f / 3.6e6, "Dit is in kilowattuur. Gevraagd is wattuur."),
            Mistake(lambda t, j, f: j * f / 3600, "Dit is één token. Vermenigvuldig met het aantal tokens."),
            Mistake(lambda t, j, f: (t * j + f) / 3600, "Je telt `factor` op. Een factor vermenigvuldig je."),
        ),
        hints=(
            "Tokens keer joule per token is de energie van de kaart. Keer `factor` is alles.",
            "Een wattuur is 3.600 joule: één watt, een uur lang.",
        ),
        solution="def wattuur(tokens, joule_per_token, factor):\n    return tokens * joule_per_token * factor / 3600",
        other_forms=(
            "def wattuur(tokens, joule_per_token, factor):\n    joule = tokens * joule_per_token\n"
            "    return joule / 3600 * factor",
            "wattuur = lambda t, j, f: t * j * f / 60 / 60",
            "def wattuur(tokens, joule_per_token, factor):\n    uren = 1 / 3600\n"
            "    return factor * joule_per_token * tokens * uren",
        ),
    ),
)

LESSON = Lesson(8, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, eindquiz, voortgang = LESSON.terugblik, LESSON.eindquiz, LESSON.voortgang
