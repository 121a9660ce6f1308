"""Vragen bij les 01: voorspellingen, opdrachten en eindquiz over parameters."""

from itertools import pairwise

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.parameters.transformer_size import TransformerConfig, count_parameters
from course_utils.questions.answers import Blank, Unusable, read_number
from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise, OpenExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "voorspel", "voortgang"]

GPT3 = count_parameters(TransformerConfig.gpt2(n_layer=96, d_model=12288, context=2048))
DIGIT_LAYERS = (784, 16, 16, 10)
DIGIT_PARAMETERS = sum(n_in * n_out + n_out for n_in, n_out in pairwise(DIGIT_LAYERS))


PREDICTIONS = (
    Prediction(
        "1.1",
        "Hoeveel getallen heeft een netwerk nodig dat handgeschreven cijfers leest?",
        Choice("Een stuk of 50", "Zo weinig kan niet: alleen al het plaatje telt 784 beeldpunten."),
        Choice("Ongeveer 1.000", "Dat is er ruim één per beeldpunt. Het netwerk mengt de beeldpunten een paar keer."),
        Choice(
            "Ongeveer 13.000", "Elk van de 16 neuronen in de eerste laag kijkt naar alle 784 beeldpunten. Dat tikt aan."
        ),
        Choice("Meer dan een miljoen", "Met zoveel kan het ook, maar het is voor dit werk niet nodig."),
        right=choice_by_bounds(500, 5_000, 500_000),
    ),
    Prediction(
        "1.2",
        "Je telt elke seconde één parameter van GPT-3. Hoelang ben je bezig?",
        Choice("Een paar maanden", "In een paar maanden kom je tot ongeveer tien miljoen."),
        Choice("Een mensenleven", "In tachtig jaar tel je er ruim 2,5 miljard. Dat is nog geen 2 procent."),
        Choice("Langer dan er piramides staan", "Meer dan vijftig eeuwen. De oudste piramide is jonger."),
        Choice("Zo lang als er mensen zijn", "Dat is nog ruim vijftig keer zo lang."),
        right=choice_by_bounds(10, 1_000, 100_000),
    ),
    Prediction(
        "1.3",
        "Twee keer zo breed: je verdubbelt de breedte van elke laag. Wat doet het aantal parameters van de lagen?",
        Choice("Het blijft gelijk", "Bredere lagen hebben langere rijen getallen, dus het worden er meer."),
        Choice("Ongeveer 2 keer zo veel", "Dat zou kloppen als alleen de invoer groeide. De uitvoer groeit mee."),
        Choice("Ongeveer 4 keer zo veel", "Invoer en uitvoer verdubbelen allebei, en 2 × 2 = 4."),
        Choice("Ongeveer 8 keer zo veel", "Er groeien twee kanten mee, geen drie."),
        right=choice_by_bounds(1.5, 3, 6),
    ),
    Prediction(
        "1.4",
        "Je zet één willekeurig gewicht van laag 1 op nul. Hoeveel van de 5.000 cijfers leest het netwerk anders?",
        Choice(
            "Hooguit een handvol",
            "Het antwoord zit verspreid over duizenden getallen. Eentje missen valt bijna niet op.",
        ),
        Choice(
            "Tientallen tot honderden",
            "Zo veel is het bij de helft van de gewichten in laag 2 en 3. In laag 1 is het er een van 12.544.",
        ),
        Choice(
            "Bijna allemaal", "Daarvoor moet je een hele laag verstoren. Eén getal verandert hooguit ruim een kwart."
        ),
        right=choice_by_bounds(10, 2_500),
    ),
    Prediction(
        "1.5",
        "Klopt het dat de gewichten van GPT-3 zo'n 350 GB groot zijn?",
        Choice("Klopt", "Dat is zo bij 16 bit per parameter. In 4 bit is het nog maar een kwart daarvan."),
        Choice("Klopt niet", "Bij 16 bit is het 349 GB, dus het getal komt ergens vandaan."),
        Choice(
            "Hangt ervan af",
            "Met 16 bit per parameter is het 349 GB, met 4 bit 87 GB. Zonder het aantal bit zegt de zin te weinig.",
        ),
        right=lambda sizes: 2 if max(sizes) > 1.5 * min(sizes) else 0,
    ),
)


def _check_shapes(value) -> str | None:
    """Twee lagen met een andere vorm en evenveel parameters: ((in, uit), (in, uit))."""
    if isinstance(value, str) or any(isinstance(shape, str) for shape in value):
        raise Unusable("Dit is tekst. Zet elke vorm tussen haakjes, zonder aanhalingstekens: [(2, 5), (4, 1)].")
    if any(np.ndim(shape) == 0 for shape in value):
        raise Unusable("Zet elke vorm tussen haakjes, zoals (2, 5). Samen worden het er twee: [(2, 5), (4, 1)].")
    pairs = [[read_number(size) for size in shape] for shape in value]
    if len(pairs) != 2 or any(len(shape) != 2 for shape in pairs):
        raise Unusable("Ik verwacht twee vormen, elk met twee getallen, zoals [(2, 5), (4, 1)].")
    if any(size < 1 or size != int(size) for shape in pairs for size in shape):
        return "Een laag heeft een heel aantal ingangen en uitgangen, minstens 1."
    first, second = ([int(size) for size in shape] for shape in pairs)
    if first == second:
        return "Dit is twee keer dezelfde vorm. Zoek een andere vorm met hetzelfde aantal."
    counts = [n_in * n_out + n_out for n_in, n_out in (first, second)]
    if counts[0] == counts[1]:
        return None
    if first[0] * first[1] == second[0] * second[1]:
        return (
            f"De gewichten zijn gelijk ({dutch(first[0] * first[1])}), maar tel ook de biases mee: "
            f"{dutch(counts[0])} tegen {dutch(counts[1])}."
        )
    return f"De eerste laag heeft er {dutch(counts[0])}, de tweede {dutch(counts[1])}."


def _check_gb_gib(value) -> str | None:
    """De opslag van GPT-3 in 16 bit, als (GB, GiB)."""
    if value is ... or any(part is ... for part in value):
        raise Blank
    gb, gib = (read_number(part) for part in value)
    right_gb, right_gib = GPT3 * 2 / 1e9, GPT3 * 2 / 2**30

    def close(a: float, b: float) -> bool:
        return abs(a - b) <= 0.005 * b  # ook met 175 miljard gerekend is goed

    if close(gb, right_gb) and close(gib, right_gib):
        return None
    if close(gb, right_gib) and close(gib, right_gb):
        return "Je hebt GB en GiB verwisseld. Een GiB is groter, dus er passen er minder in."
    if close(gb, right_gb * 8):
        return "Je rekent in bits. Er gaan 8 bits in een byte, dus 16 bit is 2 byte."
    if close(gb, right_gb / 2):
        return "Je rekent met 1 byte per parameter. 16 bit is 2 byte."
    if close(gb, right_gb * 2):
        return "Je rekent met 4 byte per parameter: dat is 32 bit. 16 bit is 2 byte."
    if close(gb, right_gb) and close(gib, gb):
        return "GB klopt. Voor GiB deel je het aantal byte door 2**30 in plaats van door 10**9."
    if close(gb, right_gb):
        return "GB klopt, GiB nog niet. Deel het aantal byte door 2**30."
    if close(gb, right_gb * 1e9):
        return "Dit is in byte. Deel nog door 10**9 voor GB, en door 2**30 voor GiB."
    if close(gb, right_gb / 4):
        return "Je deelt door 2. Elke parameter kost 2 byte: vermenigvuldig."
    if any(close(gb, right_gb * factor) for factor in (1e-3, 1e3, 1e6)):
        return "Dat is geen GB. Een GB is 10**9 byte, en een GiB 2**30 byte: deel daardoor."
    return "Reken eerst uit hoeveel byte het is: aantal parameters × 2. Deel dat door 10**9 voor GB."


EXERCISES = (
    NumberExercise(
        id="1.1",
        question="Hoeveel parameters heeft een laag van 784 naar 16?",
        answer=lambda: 784 * 16 + 16,
        praise="Goed. 784 × 16 = 12.544 gewichten en 16 biases: samen 12.560.",
        mistakes=(
            Mistake(784 * 16, "Dit zijn alleen de gewichten. Elk van de 16 neuronen heeft ook nog een bias."),
            Mistake(784 * 16 + 784, "De biases horen bij de neuronen van de laag zelf. Dat zijn er 16, geen 784."),
            Mistake(784 * 16 + 1, "Elk neuron heeft een eigen bias. Je telde er één voor de hele laag."),
            Mistake(784 + 16, "Elk neuron heeft een gewicht voor élke ingang. Je moet dus vermenigvuldigen."),
            Mistake(784 * (16 + 16), "Alleen de gewichten gaan keer 784. De 16 biases tel je er daarna bij op."),
            Mistake(784 * 16 + 16 + 784, "Je gaf ook de 784 ingangen een bias. Alleen de 16 neuronen hebben er een."),
            Mistake(784 * 10 + 10, "Dit is een laag van 10 neuronen. Deze heeft er 16."),
            Mistake(28 * 16 + 16, "Een plaatje van 28 bij 28 heeft 784 beeldpunten. Zoveel ingangen heeft deze laag."),
        ),
        hints=(
            "Eén neuron heeft een gewicht voor elke ingang, en één bias. Hoeveel getallen zijn dat hier?",
            "Eén neuron: 784 + 1 = 785 getallen. Er zijn 16 neuronen.",
        ),
        solution="aantal = 784 * 16 + 16",
        other_forms=("aantal = (784 + 1) * 16", "aantal = 12560.0", "import numpy as np\naantal = np.array([12560])"),
    ),
    NumberExercise(
        id="1.2",
        question="Hoeveel parameters heeft het hele netwerk 784-16-16-10?",
        answer=lambda: DIGIT_PARAMETERS,
        praise="Goed: 12.560 + 272 + 170 = 13.002. Precies wat PyTorch straks ook telt.",
        mistakes=(
            Mistake(784 * 16 + 16 * 16 + 16 * 10, "Dit zijn alle gewichten. Nu de biases nog: 16 + 16 + 10."),
            Mistake(784 * 16 + 16 + 16 * 10 + 10, "Je slaat de middelste laag over: van 16 naar 16."),
            Mistake(
                784 * 16 + 784 + 16 * 16 + 16 + 16 * 10 + 16,
                "Je telt de biases aan de kant van de invoer. Ze horen bij de neuronen waar de pijlen aankomen.",
            ),
            Mistake(
                784 + 16 + 16 + 10,
                "Je telt de ingangen en de neuronen. De parameters zijn de gewichten op de verbindingen, en de biases.",
            ),
            Mistake(784 * 16 + 16, "Dit is de eerste laag. Tel de andere twee erbij op."),
            Mistake(12_560 + 272, "De laatste laag ontbreekt nog: van 16 naar 10."),
            Mistake(12_560 + 272 + 272, "De laatste laag gaat naar 10 neuronen, niet naar 16."),
            Mistake(12_960 + 3, "Elk neuron heeft een eigen bias. Je telde er één per laag."),
            Mistake(12_960 + 784 + 42, "Je gaf ook de 784 ingangen een bias. Alleen neuronen hebben er een."),
            Mistake(16 + 16 + 10, "Dit zijn alleen de biases. De gewichten ontbreken nog."),
            Mistake(784 * 10 + 10, "Zo gaat er één laag van 784 naar 10. Daartussen zitten twee lagen van 16."),
            Mistake(784 * 16 * 16 * 10, "Je vermenigvuldigt alle lagen. Reken per laag, en tel de lagen op."),
        ),
        hints=(
            "Er zijn drie lagen met parameters: 784 → 16, 16 → 16 en 16 → 10.",
            "Reken per laag: ingangen × uitgangen + uitgangen. De eerste heb je al: 12.560.",
            "De tweede laag heeft 16 × 16 + 16 = 272 parameters.",
        ),
        solution="aantal = (784 * 16 + 16) + (16 * 16 + 16) + (16 * 10 + 10)",
        other_forms=("aantal = 785 * 16 + 17 * 16 + 17 * 10", "aantal = 13_002", "aantal = 13002.0"),
    ),
    OpenExercise(
        id="1.3",
        question="Bedenk twee lagen met een verschillende vorm en evenveel parameters.",
        check=_check_shapes,
        praise="Goed. Het aantal alleen zegt dus niet hoe een model eruitziet.",
        mistakes=(
            Mistake([(4, 3), (4, 3)], "twee keer dezelfde vorm"),
            Mistake([(4, 3), (3, 4)], "tel ook de biases mee"),
            Mistake([(2, 2), (5, 5)], "De eerste laag heeft er 6"),
            Mistake([(0, 4), (1, 2)], "minstens 1"),
        ),
        hints=(
            "Een laag van `in` naar `uit` heeft (in + 1) × uit parameters. Zoek dus twee keer hetzelfde product.",
            "16 is 4 × 4, maar ook 8 × 2. Bij 4 × 4 hoort de laag (3, 4).",
        ),
        solution="vormen = [(3, 4), (7, 2)]",
        other_forms=(
            "vormen = ((1, 8), (15, 1))",
            "vormen = [[3, 4], [7, 2]]",
            "import numpy as np\nvormen = np.array([[5, 6], [8, 4]])",
        ),
    ),
    OpenExercise(
        id="1.4",
        question="Hoeveel GB en hoeveel GiB is GPT-3 in 16 bit?",
        check=_check_gb_gib,
        praise="Goed. 349 GB is 325 GiB: hetzelfde aantal byte, een andere maat.",
        mistakes=(
            Mistake((GPT3 * 2 / 2**30, GPT3 * 2 / 1e9), "verwisseld"),
            Mistake((GPT3 * 16 / 1e9, GPT3 * 16 / 2**30), "Je rekent in bits"),
            Mistake((GPT3 / 1e9, GPT3 / 2**30), "met 1 byte per parameter"),
            Mistake((GPT3 * 4 / 1e9, GPT3 * 4 / 2**30), "met 4 byte per parameter"),
            Mistake((GPT3 * 2 / 1e9, GPT3 * 2 / 1e9), "in plaats van door 10**9"),
        ),
        hints=(
            "16 bit is 2 byte. Hoeveel byte zijn alle parameters samen?",
            "1 GB is 10**9 byte. 1 GiB is 2**30 byte, dat is ruim 7 procent meer.",
        ),
        solution="gpt3 = 174_604_259_328\ngb = gpt3 * 2 / 10**9\ngib = gpt3 * 2 / 2**30",
        other_forms=(
            "gb = 175 * 2\ngib = 175e9 * 2 / 2**30",
            "gb, gib = 349.2, 325.2",
            "import numpy as np\ngb, gib = np.array([349.2, 325.2])",
        ),
    ),
    FunctionExercise(
        id="1.5",
        question="Schrijf `grootste_model(gigabyte)`: hoeveel parameters van 4 bit passen er in zoveel GB?",
        reference=lambda gigabyte: gigabyte * 1e9 / 0.5,
        cases=((8,), (16,), (0.5,), (80,)),
        praise="Goed. In 16 GB passen 32 miljard parameters van 4 bit. Er moet wel ruimte overblijven om te rekenen.",
        mistakes=(
            Mistake(
                lambda gigabyte: gigabyte * 1e9 / 4,
                "4 bit is geen 4 byte. Er gaan 8 bits in een byte, dus 4 bit is een halve byte.",
            ),
            Mistake(
                lambda gigabyte: gigabyte * 1e9 * 0.5,
                "Keer een half of gedeeld door 2: zo wordt het minder. In één byte pássen twee parameters van 4 bit.",
            ),
            Mistake(lambda gigabyte: gigabyte / 0.5, "Dit is het antwoord in miljarden. Eén GB is 10**9 byte."),
            Mistake(lambda gigabyte: gigabyte * 2**30 / 0.5, "Je rekent met GiB (2**30 byte). Een GB is 10**9 byte."),
            Mistake(
                lambda gigabyte: gigabyte * 1e9, "Je rekent met 1 byte per parameter. Vier bit is de helft daarvan."
            ),
        ),
        hints=(
            "Reken eerst de byte uit: 1 GB is 10**9 byte.",
            "Eén parameter van 4 bit kost een halve byte. Deel het aantal byte dus door een half.",
        ),
        solution="def grootste_model(gigabyte):\n    return gigabyte * 10**9 / 0.5",
        other_forms=(
            "def grootste_model(gigabyte):\n    return gigabyte * 2e9",
            "def grootste_model(gigabyte):\n    bits = gigabyte * 10**9 * 8\n    return bits // 4",
            "grootste_model = lambda gigabyte: int(gigabyte * 1e9 * 2)",
        ),
    ),
)

PAUSE = (
    Question(
        "1.pauze.1",
        "Eén neuron kijkt naar 100 ingangen. Hoeveel parameters heeft het?",
        Right("101", "Ja: 100 gewichten en één bias."),
        Choice("100", "Dat zijn de gewichten. De bias telt ook mee."),
        Choice("200", "Er hoort één bias bij het neuron, niet één bij elke ingang."),
    ),
    Question(
        "1.pauze.2",
        "Ongeveer hoeveel keer zo groot als het cijfernetwerk is GPT-3?",
        Choice("Dertienduizend keer", "13.002 is het aantal parameters van het cijfernetwerk zelf."),
        Choice("Een miljoen keer", "Dan had GPT-3 er 13 miljard."),
        Right("Dertien miljoen keer", "Ja: 175 miljard gedeeld door 13 duizend is ruim 13 miljoen."),
    ),
)

QUIZ = (
    Question(
        "1.quiz.1",
        "Welke van deze getallen is een parameter?",
        Choice("Het aantal lagen van het model", "Dat kiest de maker vooraf. Zo'n keuze heet een hyperparameter."),
        Right("Een gewicht in de tweede laag", "Ja: het is een getal dat het model tijdens het trainen zelf vond."),
        Choice("Het woord dat je intikt", "Dat is de invoer. Die is elke keer anders, de parameters blijven gelijk."),
    ),
    Question(
        "1.quiz.2",
        "Een laag gaat van 100 naar 50 neuronen. Hoeveel parameters heeft die?",
        Choice("5.000", "Dat zijn de gewichten. De 50 biases ontbreken nog."),
        Right("5.050", "Ja: 100 × 50 gewichten en 50 biases."),
        Choice("5.100", "De biases horen bij de uitvoer: 50, geen 100."),
        Choice("150", "Optellen is niet genoeg: elke ingang is met elk neuron verbonden."),
    ),
    Question(
        "1.quiz.3",
        "Een model van 7 miljard parameters gaat van 16 naar 4 bit. Hoe groot wordt het?",
        Right("Van 14 GB naar 3,5 GB", "Ja: 2 byte per parameter wordt een halve byte."),
        Choice("Van 7 GB naar 1,75 GB", "16 bit is 2 byte per parameter, dus je begint bij 14 GB."),
        Choice("Van 112 GB naar 28 GB", "Dit zijn gigabits. Deel door 8 om op byte uit te komen."),
    ),
    Question(
        "1.quiz.4",
        "Wat zag je toen je het netwerk stukmaakte?",
        Choice("Elke parameter bewaart één feit", "Dan was er met elke parameter iets verdwenen. Dat gebeurde niet."),
        Right(
            "Kennis zit verspreid over veel parameters", "Ja. Eén getal missen deed bijna niets, een hele laag alles."
        ),
        Choice(
            "Parameters doen er niet toe", "Een hele laag door elkaar schudden maakte het netwerk zo goed als blind."
        ),
    ),
    Question(
        "1.quiz.5",
        "Iemand zegt: GPT-4 heeft 1,76 biljoen parameters. Wat antwoord je?",
        Choice("Klopt, dat is bekend", "OpenAI heeft de grootte nooit bekendgemaakt."),
        Choice("Dat kan niet, zo groot bestaat niet", "Het kan best. Alleen weet buiten OpenAI niemand het zeker."),
        Right("Dat is een gerucht", "Ja: 8 × 220 miljard, een uitspraak uit 2023 die niemand kon nagaan."),
    ),
)

LESSON = Lesson(1, predictions=PREDICTIONS, exercises=EXERCISES, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
pauze, eindquiz, voortgang = LESSON.pauze, LESSON.eindquiz, LESSON.voortgang
