"""Vragen bij les 02: terugblik, voorspellingen, opdrachten en eindquiz over gewichten en biases."""

import re

import numpy as np

from course_utils.questions.answers import Unusable, read_number
from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise, OpenExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

RECAP = (
    Question(
        "2.terug.1",
        "Een laag gaat van 20 ingangen naar 5 neuronen. Hoeveel parameters zijn dat?",
        Choice("100", "Dat zijn de gewichten: 20 × 5. Elk van de 5 neuronen heeft ook nog een bias."),
        Right("105", "Ja: 20 × 5 gewichten en 5 biases."),
        Choice("120", "De biases horen bij de neuronen. Dat zijn er 5, geen 20."),
    ),
    Question(
        "2.terug.2",
        "Je zet één van de 13.002 parameters op nul. Wat gebeurt er meestal?",
        Right("Bijna niets", "Ja. Wat het netwerk kan, zit verspreid over veel getallen."),
        Choice("Eén cijfer wordt onleesbaar", "Dan zou één parameter één cijfer bewaren. Dat bleek niet zo."),
        Choice("Het netwerk gokt alleen nog", "Daarvoor moest je een hele laag door elkaar schudden."),
    ),
    Question(
        "2.terug.3",
        "Een model heeft 2 miljard parameters van 16 bit. Hoeveel ruimte kost dat?",
        Choice("2 GB", "Dat zou 1 byte per parameter zijn. 16 bit is 2 byte."),
        Right("4 GB", "Ja: 2 miljard keer 2 byte."),
        Choice("32 GB", "Je rekent in bits. Deel door 8."),
    ),
)


def _moved_or_turned(measured) -> int:
    """measured: (verandering van de helling, verandering van de hoogte) van de grens."""
    slope, height = (float(value) for value in measured)
    return 0 if abs(slope) > 1e-9 else 1 if abs(height) > 1e-9 else 2


PREDICTIONS = (
    Prediction(
        "2.1",
        "De grens tussen kat en hond is een lijn. Je verhoogt alleen de bias. Wat doet de lijn?",
        Choice("Hij draait", "Draaien doen de gewichten: zij bepalen de richting van de lijn."),
        Choice("Hij schuift op", "De lijn komt lager te liggen, maar blijft even schuin."),
        Choice("Niets", "De bias telt mee in elke som, dus de grens ligt daarna ergens anders."),
        right=_moved_or_turned,
    ),
    Prediction(
        "2.2",
        "XOR is 1 als precies één van de twee ingangen 1 is. Hoe ver komt één neuron daarmee?",
        Choice("Alle vier de gevallen goed", "Daarvoor moet één lijn twee overstaande hoeken afscheiden."),
        Choice("Hooguit drie van de vier", "Een rechte lijn kan twee overstaande hoeken niet afscheiden."),
        Choice("Hooguit twee van de vier", "Eén hoek afsnijden kan wel, en dan zijn er al drie goed."),
        right=lambda best: {4: 0, 3: 1}.get(int(best), 2),
    ),
    Prediction(
        "2.3",
        "Je geeft het netwerk 1.000 plaatjes met alleen ruis. Hoe zeker is het gemiddeld van zijn antwoord?",
        Choice("Rond 10 %", "Dat zou eerlijk zijn: tien cijfers, geen idee welk. Maar zo werkt het niet."),
        Choice("Rond 50 %", "Zo voorzichtig is het niet. Niemand leerde het om te twijfelen."),
        Choice("Rond 80 %", "Het netwerk kent alleen cijfers. Iets anders dan een cijfer kan het niet zeggen."),
        right=choice_by_bounds(0.3, 0.7),
    ),
    Prediction(
        "2.4",
        "Klopt het dat de uitvoer van een netwerk uit kansen bestaat?",
        Choice("Klopt", "Dat is zo na softmax. Tien losse sigmoïden tellen samen niet op tot 1."),
        Choice("Klopt niet", "Na softmax zijn de tien getallen positief en samen 1, zoals kansen."),
        Choice("Hangt ervan af", "Met softmax zijn ze samen 1. Tien losse sigmoïden zijn dat niet."),
        right=lambda sums: 2 if abs(sums[0] - 1) > 0.1 > abs(sums[1] - 1) else 0,
    ),
)

_CORNERS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])


def _loose_numbers(value, wanted: str) -> list[float]:
    """De getallen van een rijtje; haakjes binnen haakjes krijgen een zin over de vorm die gevraagd is."""
    if any(np.ndim(part) > 0 for part in value):
        raise Unusable(f"Er staan haakjes binnen je haakjes. Schrijf {wanted}.")
    return [read_number(part) for part in value]


def _check_alarm(value) -> str | None:
    """Drie getallen (w1, w2, b) waarmee het neuron alleen bij 10 een 1 geeft."""
    if isinstance(value, str):
        raise Unusable("Dit is tekst. Schrijf drie getallen tussen haakjes, zonder aanhalingstekens: (w1, w2, b).")
    if isinstance(value, tuple) and len(value) in (4, 5, 6):
        raise Unusable(f"Ik lees {len(value)} getallen in plaats van drie. Schrijf een kommagetal met een punt: 0.5.")
    numbers = _loose_numbers(value, "drie losse getallen: (w1, w2, b)")
    if len(numbers) != 3:
        raise Unusable(f"Ik verwacht drie getallen: (w1, w2, b). Ik kreeg er {len(numbers)}.")
    w1, w2, b = numbers
    outputs = tuple(int(z > 0) for z in _CORNERS @ (w1, w2) + b)
    said = f"Jouw neuron geeft {', '.join(map(str, outputs))} voor 00, 01, 10 en 11."
    if outputs == (0, 0, 1, 0):
        return None
    if w1 == w2 == 0:
        return "Met twee gewichten van nul doet de invoer niet mee. Geef elke ingang een gewicht."
    if outputs == (0, 0, 0, 1):
        return f"{said} Dat is EN. Jij bent erbij als x2 = 1 is: dan moet het alarm juist stil zijn."
    if outputs == (0, 1, 0, 0):
        return f"{said} Je hebt de twee ingangen verwisseld: x1 is bewegen, x2 ben jij."
    if outputs == (0, 0, 1, 1):
        return f"{said} Het alarm gaat ook af als je erbij bent. Maak het gewicht van x2 negatiever."
    gate = {(1, 1, 1, 0): " Dat is NIET-EN.", (1, 0, 0, 0): " Dat is NIET-OF."}.get(outputs, "")
    if outputs[0] and not w1:
        return f"{said} Met w1 = 0 doet bewegen niet mee. Geef w1 een gewicht, en maak de bias kleiner."
    if outputs[0]:
        return f"{said}{gate} Bij 00 doet alleen de bias mee, en dan moet het stil zijn. De bias is dus te groot."
    if not any(outputs):
        return f"{said} Het alarm gaat nooit af. Maak w1 groter, of de bias minder negatief."
    if outputs == (0, 1, 1, 1):
        return f"{said} Dat is OF. Jij bent erbij als x2 = 1 is: dan moet het alarm juist stil zijn."
    return f"{said} Je neuron kijkt alleen of jij erbij bent (x2). De fiets moet meetellen: geef w1 een gewicht."


def _check_shape(value) -> str | None:
    """De vorm van W in een laag van 784 naar 16."""
    if isinstance(value, str) and re.fullmatch(r"\d+\D+\d+", value):
        raise Unusable("Dit is tekst. Zet de twee getallen tussen haakjes, met een komma ertussen: (rijen, kolommen).")
    if isinstance(value, (str, int, float)) and value != 784 * 16:
        raise Unusable("Ik verwacht twee getallen tussen haakjes, met een komma ertussen: (rijen, kolommen).")
    shape = getattr(value, "shape", None)
    if shape is not None and len(shape) == 2:
        raise Unusable("Dit is een hele matrix. Ik vraag alleen haar vorm: twee getallen.")
    if np.ndim(value) == 0 and read_number(value) == 784 * 16:
        return "Dit is het aantal gewichten. De vorm bestaat uit twee getallen: eerst rijen, dan kolommen."
    sizes = tuple(_loose_numbers(value, "twee losse getallen: (rijen, kolommen)"))
    if any(size < 0 or size % 1 for size in sizes):
        return "Rijen en kolommen tel je. Gebruik dus hele getallen, van nul of meer."
    if sizes == (16, 784):
        return None
    if sizes == (784, 16):
        return "De twee getallen kloppen, de volgorde niet. Elke rij hoort bij een neuron. Hoeveel rijen zijn er dus?"
    if sizes == (16, 785):
        return "De bias zit niet in W. Die staat apart, in b."
    if sizes == (16, 28, 28):
        return "Het plaatje is plat gemaakt: één lange rij van 784 getallen. W heeft dus twee maten."
    if sizes == (28, 28):
        return "Dit is de vorm van het plaatje. De vorm van W volgt uit het aantal neuronen en het aantal ingangen."
    if len(sizes) != 2:
        return f"Een matrix heeft twee maten: rijen en kolommen. Je gaf er {len(sizes)}."
    if sizes in ((16, 16), (10, 16)):
        return "Dit is de vorm van een latere laag. De eerste heeft 784 ingangen; elke rij is een neuron."
    if sizes[1] == 784:
        return "De kolommen kloppen: een per ingang. Tel de rijen na: elke rij is een neuron van deze laag."
    if sizes[0] == 16:
        return "De rijen kloppen: elke rij is een neuron. Tel de kolommen na: elke kolom is een ingang."
    return "Tel na: elke rij is een neuron, elke kolom een ingang."


_W = np.array([[2.0, -1.0], [0.5, 3.0]])
_WIDE = np.array([[1.0, 0.0, -2.0], [0.5, 1.0, 1.0]])
_LAYER_MISTAKES = (
    Mistake(lambda x, W, b: W @ x, "Bijna: de bias ontbreekt nog."),
    Mistake(
        lambda x, W, b: x @ W + b,
        "Je rekent met de kolommen van W in plaats van de rijen. Schrijf W @ x: W voorop, en niet gekanteld.",
    ),
    Mistake(lambda x, W, b: W * x + b, "Een sterretje vermenigvuldigt zonder op te tellen. Gebruik @."),
    Mistake(lambda x, W, b: W @ x - b, "Je trekt de bias af. Tel hem op."),
    Mistake(lambda x, W, b: W @ (x + b), "Je telt de bias bij de invoer op. Hij hoort bij de uitkomst."),
    Mistake(lambda x, W, b: np.maximum(0, W @ x + b), "Dit is met ReLU erbij. Hier vragen we alleen z."),
    Mistake(lambda x, W, b: (W @ x + b > 0) * 1.0, "Je zet er een drempel op. Hier vragen we alleen z."),
    Mistake(lambda x, W, b: W @ x + sum(b), "Elk neuron heeft zijn eigen bias. Tel `b` zelf op, en niet de som ervan."),
    Mistake(lambda x, W, b: W @ b + x, "Je verwisselt x en b: `W` gaat keer de invoer `x`."),
    Mistake(lambda x, W, b: W + x + b, "Je telt alles op. De gewichten gaan keer de invoer: `W @ x`."),
    Mistake(lambda x, W, b: sum(W * x) + b, "Je telt per kolom op. Elk neuron is een rij: gebruik `W @ x`."),
    Mistake(
        lambda x, W, b: float((W @ x + b).sum()), "Je telt alle neuronen op. Elk neuron houdt zijn eigen uitkomst."
    ),
    Mistake(lambda x, W, b: 1 / (1 + np.exp(-(W @ x + b))), "Dit is met een sigmoïde erbij. Hier vragen we alleen z."),
)

EXERCISES = (
    NumberExercise(
        id="2.1",
        question="Gewichten 0,6 en −0,4, bias 0,5, ingangen 2 en 5. Hoe groot is z?",
        answer=lambda: 0.6 * 2 + -0.4 * 5 + 0.5,
        praise="Goed: 1,2 − 2 + 0,5 = −0,3. Dat is niet groter dan nul, dus dit neuron zegt 0.",
        mistakes=(
            Mistake(0.6 * 2 - 0.4 * 5, "Dit is de som zonder bias. Tel de bias er nog bij op."),
            Mistake(
                0.6 * 5 - 0.4 * 2 + 0.5,
                "Het eerste gewicht hoort bij de eerste ingang, en de bias komt er één keer bij, aan het eind.",
            ),
            Mistake(0.6 * 2 + 0.4 * 5 + 0.5, "Het tweede gewicht is negatief: −0,4."),
            Mistake(0.6 * 2 - 0.4 * 5 - 0.5, "Je trekt de bias af. Hij wordt erbij opgeteld."),
            Mistake(0.6 * 2, "Dit is alleen het eerste product. Het tweede product en de bias horen er ook bij."),
            Mistake((0.6 - 0.4) * (2 + 5) + 0.5, "Vermenigvuldig elk gewicht met zijn eigen ingang, en tel dán op."),
            Mistake(0, "0 is de uitkomst ná de drempel. Hier gaat het om z zelf, dus ervoor."),
            Mistake(0.6 * 2 + 0.5 - 0.4 * 5 + 0.5, "Een neuron heeft één bias. Tel hem één keer op."),
        ),
        hints=(
            "Reken eerst twee producten uit: gewicht keer ingang.",
            "0,6 × 2 = 1,2 en −0,4 × 5 = −2. Tel die op, met de bias erbij.",
        ),
        solution="z = 0.6 * 2 + -0.4 * 5 + 0.5",
        other_forms=(
            "z = 1.2 - 2 + 0.5",
            "import numpy as np\nz = np.array([0.6, -0.4]) @ np.array([2, 5]) + 0.5",
            "z = [sum(w * x for w, x in zip([0.6, -0.4], [2, 5])) + 0.5]",
        ),
    ),
    OpenExercise(
        id="2.2",
        question="Zoek (w1, w2, b) voor een fietsalarm: 1 als de fiets beweegt (x1) en jij er niet bij bent (x2 = 0).",
        check=_check_alarm,
        praise="Goed. Bewegen telt voor, jouw aanwezigheid telt tegen, en de bias bepaalt wanneer het genoeg is.",
        mistakes=(
            Mistake((1, 1, -1.5), "Dat is EN"),
            Mistake((-1, 1, -0.5), "verwisseld"),
            Mistake((1, -0.2, -0.5), "ook af als je erbij bent"),
            Mistake((1, -1, 0.5), "Bij 00 doet alleen de bias mee"),
            Mistake((1, -1, -2), "gaat nooit af"),
            Mistake((0, 0, 1), "doet de invoer niet mee"),
            Mistake((1, 1, -0.5), "Dat is OF"),
            Mistake((0, 1, -0.5), "kijkt alleen of jij erbij bent"),
            Mistake((1, -1, -0, 5), "kommagetal met een punt"),
            Mistake("1, -1, -0.5", "zonder aanhalingstekens"),
        ),
        hints=(
            "Bewegen moet vóór het alarm tellen, jij ertegen. Welk teken krijgt dus elk gewicht?",
            "Bij 00 doet alleen de bias mee, en dan is het stil. De bias is dus niet groter dan nul.",
        ),
        solution="alarm = (1, -1, -0.5)",
        other_forms=(
            "alarm = [2, -3, -1]",
            "import numpy as np\nalarm = np.array([1.0, -1.0, -0.5])",
            "alarm = (0.5, -0.5, 0)",
        ),
    ),
    OpenExercise(
        id="2.3",
        question="Welke vorm heeft W in de eerste laag van het cijfernetwerk, van 784 naar 16?",
        check=_check_shape,
        praise="Goed: 16 rijen, één per neuron, met elk 784 gewichten.",
        mistakes=(
            Mistake((784, 16), "de volgorde niet"),
            Mistake(784 * 16, "het aantal gewichten"),
            Mistake((16, 785), "De bias zit niet in W"),
            Mistake((16, 28, 28), "plat gemaakt"),
            Mistake((28, 28), "de vorm van het plaatje"),
            Mistake("16,784", "twee getallen tussen haakjes"),
            Mistake((784,), "twee maten"),
            Mistake((16, 16), "elke rij is een neuron"),
        ),
        hints=("Eén neuron is één rij. Hoeveel neuronen zijn er?", "Elke rij heeft een gewicht voor elke ingang."),
        solution="vorm = (16, 784)",
        other_forms=(
            "vorm = [16, 784]",
            "import numpy as np\nvorm = np.zeros((16, 784)).shape",
            "import numpy as np\nvorm = np.array([16, 784])",
        ),
    ),
    FunctionExercise(
        id="2.4",
        question="Schrijf `laag(x, W, b)`: de uitkomst van een hele laag, zonder activatiefunctie.",
        reference=lambda x, W, b: W @ x + b,
        cases=(  # eerst vierkant: daar lukt ook een verwisseling, en die krijgt zo haar eigen hint
            (np.array([1.0, 2.0]), _W, np.array([0.5, -6.0])),
            (np.array([-3.0, 1.0]), _W, np.array([2.0, 1.0])),
            (np.array([2.5, -1.2, 3.0]), _WIDE, np.array([1.0, -1.0])),
        ),
        praise="Goed. Deze ene regel is het hele rekenwerk van een gewone laag.",
        mistakes=_LAYER_MISTAKES,
        hints=(
            "W @ x geeft voor elk neuron het inproduct van zijn rij met de invoer.",
            "Daar komt de bias van elk neuron nog bij: een rijtje dat even lang is.",
        ),
        solution="def laag(x, W, b):\n    return W @ x + b",
        other_forms=(
            "import numpy as np\ndef laag(x, W, b):\n    return np.dot(W, x) + b",
            "def laag(x, W, b):\n    return [sum(w * v for w, v in zip(rij, x)) + c for rij, c in zip(W, b)]",
            "laag = lambda x, W, b: b + (W * x).sum(axis=1)",
        ),
    ),
)

PAUSE = (
    Question(
        "2.pauze.1",
        "Een neuron heeft gewichten 1 en 1, en bias −1,5. Welke poort is dat?",
        Right("EN", "Ja: alleen bij 1 en 1 is de som, 2 − 1,5, groter dan nul."),
        Choice("OF", "Met één ingang op 1 is z = 1 − 1,5, en dat is niet groter dan nul."),
        Choice("XOR", "Eén neuron kan geen XOR zijn: daarvoor zijn twee grenzen nodig."),
    ),
    Question(
        "2.pauze.2",
        "Wat kan een netwerk met een verborgen laag wat één neuron niet kan?",
        Choice("Een bias gebruiken", "Eén neuron heeft ook een bias."),
        Choice("Negatieve gewichten hebben", "Dat kan één neuron ook: dan telt een ingang tegen."),
        Right("Meer dan één rechte grens trekken", "Ja. Elk verborgen neuron trekt er een."),
    ),
)

QUIZ = (
    Question(
        "2.quiz.1",
        "Een neuron zegt bijna altijd 1. Je wilt dat het minder snel 1 zegt. Wat doe je met de bias?",
        Choice("Groter maken", "Dan wordt de som juist vaker groter dan nul. De drempel is −b."),
        Right("Kleiner maken", "Ja. Een kleinere bias is een hogere drempel: −b."),
        Choice("Op nul zetten", "Dat helpt alleen als de bias nu positief is."),
    ),
    Question(
        "2.quiz.2",
        "Waarom lukt XOR niet met één neuron?",
        Choice(
            "De gewichten zijn te klein",
            "Met grotere gewichten blijft de grens één rechte lijn. Je computer probeerde duizenden standen.",
        ),
        Right("Eén neuron trekt maar één rechte grens", "Ja. Voor twee overstaande hoeken zijn er twee nodig."),
        Choice("De bias ontbreekt", "Er was een bias, en ook daarmee lukte het niet."),
    ),
    Question(
        "2.quiz.3",
        "ReLU krijgt z = −3 en z = 5. Wat komt eruit?",
        Choice("0 en 1", "Zo werkt de stapfunctie. ReLU laat een positief getal heel."),
        Right("0 en 5", "Ja: negatief wordt nul, positief blijft wat het is."),
        Choice("0,05 en 0,99", "Dat lijkt op de sigmoïde, die tussen 0 en 1 blijft."),
    ),
    Question(
        "2.quiz.4",
        "In een laag heeft W de vorm (10, 16). Wat klopt?",
        Choice("10 ingangen en 16 neuronen", "Andersom: elke rij van W is een neuron."),
        Right("16 ingangen en 10 neuronen", "Ja: tien rijen, elk met zestien gewichten."),
        Choice("160 neuronen", "Er zijn 160 gewichten, maar één neuron per rij."),
    ),
    Question(
        "2.quiz.5",
        "Het netwerk zegt: 99,9 % kans op een 6. Wat weet je dan?",
        Choice("Het is bijna zeker een 6", "Ook bij een lachebekje was het netwerk zo zeker. Er stond geen cijfer."),
        Right("De 6 scoort veel hoger dan de andere negen", "Ja. Meer zegt softmax niet."),
        Choice(
            "Het plaatje lijkt op een 6 uit de training", "Dat kan, maar het volgt er niet uit: ruis kreeg ook 90 %."
        ),
    ),
)

LESSON = Lesson(2, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze = LESSON.terugblik, LESSON.pauze
eindquiz, voortgang = LESSON.eindquiz, LESSON.voortgang
