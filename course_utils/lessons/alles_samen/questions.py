"""Vragen bij les 07: terugblik, voorspellingen, opdrachten en eindquiz over een taalmodel dat je zelf traint."""

import math

import numpy as np

from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, choice_by_bounds
from course_utils.subjects.data import load_models
from course_utils.subjects.roofline import SECONDS_PER_YEAR, training_flops
from course_utils.subjects.transformer_size import TransformerConfig, count_parameters

V, P, L, D = 642, 96, 2, 64  # het model van deze les: tokens, plaatsen, blokken, breedte
PARAMETERS = count_parameters(TransformerConfig.gpt2(L, D, V, P))
BANDWIDTH, SPEED = 51.2e9, 50e9  # byte per seconde en FLOP per seconde van de laptop in de opdrachten
_GPT3 = load_models()["GPT-3 175B"]
YEARS = training_flops(_GPT3.parameters, _GPT3.train_tokens) / SPEED / SECONDS_PER_YEAR

RECAP = (
    Question(
        id="7.terug.1",
        text="Les 02: wat is het inproduct van (2, 0) en (1, 3)?",
        choices=(
            Choice("2", "Ja: 2 × 1 + 0 × 3 = 2. Zo meet attention straks of twee woorden bij elkaar passen."),
            Choice("6", "Vermenigvuldig plaats bij plaats, en tel dan op: 2 × 1 + 0 × 3."),
            Choice("(2, 0)", "Dit zijn de losse producten. Tel ze nog op tot één getal."),
        ),
        right=0,
    ),
    Question(
        id="7.terug.2",
        text="Les 03: wat is de embedding van een woord?",
        choices=(
            Choice("Zijn nummer in de woordenlijst", "Dat nummer wijst alleen de rij aan. De embedding is die rij."),
            Choice(
                "Een rij getallen die geleerd is",
                "Ja: en woorden die hetzelfde doen, krijgen rijen die op elkaar lijken.",
            ),
            Choice("Een lijst van woorden die erop lijken", "Die buren volgen pas uit de embeddings."),
        ),
        right=1,
    ),
    Question(
        id="7.terug.3",
        text="Les 05: een model geeft het goede woord kans 0,5. Hoe groot is de cross-entropy?",
        choices=(
            Choice("0,5", "Neem nog min de natuurlijke logaritme van die kans."),
            Choice("0,69", "Ja: −ln(0,5) = 0,69."),
            Choice("0", "Nul is de loss pas als het goede woord kans 1 kreeg."),
        ),
        right=1,
    ),
)


PREDICTIONS = (
    Prediction(
        id="7.1",
        text="Het verse model verdeelt zijn kansen over 642 tokens. Hoe groot is zijn loss ongeveer?",
        choices=(
            Choice(
                "Ongeveer 1",
                "Het model geeft het goede token al een kans van ruim een derde.",
                "Dat zou kloppen als het model het goede token al een kans van ruim een derde gaf.",
            ),
            Choice("Ongeveer 6,5", "Wie 642 tokens dezelfde kans geeft, heeft loss ln(642) = 6,46."),
            Choice("Ongeveer 642", "De loss is de logaritme van dat aantal, niet het aantal zelf."),
        ),
        right=choice_by_bounds(4, 20),
    ),
    Prediction(
        id="7.2",
        text="Hoeveel van de honderd verhalen staan letterlijk tussen de oefenverhalen?",
        choices=(
            Choice("Geen, of hooguit een paar", "Het model leerde de regels, en loot daarmee nieuwe verhalen."),
            Choice("Ongeveer de helft", "Er zijn veel meer verhalen mogelijk dan het model ooit las."),
            Choice("Bijna allemaal", "In 147.328 getallen passen 110.400 verhalen niet eens."),
        ),
        right=choice_by_bounds(5, 80),
    ),
    Prediction(
        id="7.3",
        text="Je bewaart alle matrices in 4 bits in plaats van 32. Wat doet dat met de loss op nieuwe verhalen?",
        choices=(
            Choice(
                "Bijna niets: minder dan 10 % erbij", "Vijftien codes per rij zijn hier genoeg. Zeven zijn te weinig."
            ),
            Choice("Iets hoger: 10 tot 50 %", "Dat gebeurt pas bij 3 bits: dan zijn er nog maar zeven codes."),
            Choice(
                "Veel hoger: meer dan 50 %", "Eén gewicht kan er flink naast zitten, maar veel fouten heffen elkaar op."
            ),
        ),
        right=choice_by_bounds(1.1, 1.5),
    ),
    Prediction(
        id="7.4",
        text="Hoe dicht komt de meting op jouw computer bij de bovengrens van opdracht 7.4?",
        choices=(
            Choice(
                "Minder dan een twintigste ervan",
                "Dit kleine model wacht niet op het geheugen, maar op Python zelf.",
                "Dat zou kloppen als dit kleine model vooral op Python zelf wachtte.",
            ),
            Choice(
                "Tussen een twintigste en de helft",
                "Jouw computer werkt de losse opdrachten vlot af.",
                "Dat zou kloppen als Python en het geheugen allebei flink wat tijd kostten.",
            ),
            Choice(
                "Meer dan de helft",
                "Het lezen van de gewichten kost hier de meeste tijd.",
                "Dat zou kloppen als het lezen van de gewichten de meeste tijd kostte.",
            ),
        ),
        right=choice_by_bounds(0.05, 0.5),
    ),
)


def attention(query, key, value):
    """Attention van één query op een rij keys en values."""
    scores = np.asarray(key) @ np.asarray(query) / math.sqrt(len(query))
    weights = np.exp(scores) / np.sum(np.exp(scores))
    return weights @ np.asarray(value)


def _soft(scores):
    return np.exp(scores) / np.sum(np.exp(scores))


def probabilities(scores, temperature):
    """Kansen bij een temperatuur."""
    return _soft(np.asarray(scores, dtype=float) / temperature)


_THREE = (
    np.array([2.0, 0.0]),
    np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 0.0]]),
    np.array([[5.0, 1.0], [0.0, 3.0], [1.0, 1.0]]),
)
_FOUR = (  # hier is d = 4, met twee keys en values van drie getallen, en verschillende scores
    np.array([1.0, -1.0, 0.5, 2.0]),
    np.array([[-0.5, 1.0, 0.0, -1.0], [2.0, 0.0, -1.0, -1.5]]),
    np.array([[1.5, 2.0, 3.0], [4.0, 0.0, -1.2]]),
)
_NEGATIVE = (  # alle scores onder 0
    np.array([-1.2, 0.6, 2.0]),
    np.array([[1.0, -0.5, -1.0], [0.3, 0.2, -0.8], [2.0, 1.0, -0.4], [0.5, 0.0, -1.5]]),
    np.array([[0.5, -1.4], [2.3, 1.1], [-0.7, 0.4], [1.6, -2.2]]),
)

EXERCISES = (
    FunctionExercise(
        id="7.1",
        question="Schrijf `attention(query, key, value)`: de uitkomst voor één query.",
        reference=attention,
        cases=(_THREE, _FOUR, _NEGATIVE),
        praise="Goed. Deze drie regels zitten in elk groot taalmodel, duizenden keren naast elkaar.",
        mistakes=(
            Mistake(
                lambda q, k, v: _soft(k @ q) @ v, "Deel de scores nog door de wortel van d: `math.sqrt(len(query))`."
            ),
            Mistake(lambda q, k, v: _soft(k @ q / len(q)) @ v, "Je deelt door d zelf. Neem de wortel van d."),
            Mistake(
                lambda q, k, v: _soft(k @ q / math.sqrt(2)) @ v,
                "√2 hoort bij d = 2. Neem de wortel van de breedte van de query: `math.sqrt(len(query))`.",
            ),
            Mistake(
                lambda q, k, v: _soft(k @ q / math.sqrt(v.shape[1])) @ v,
                "Je neemt de breedte van de values. De d is de breedte van de query: `len(query)`.",
            ),
            Mistake(
                lambda q, k, v: _soft(k @ q / math.sqrt(len(k))) @ v,
                "Je neemt het aantal keys. De d is de breedte van de query: `len(query)`.",
            ),
            Mistake(
                lambda q, k, v: (k @ q / math.sqrt(len(q))) @ v,
                "De softmax ontbreekt: nu tellen de gewichten niet op tot 1.",
            ),
            Mistake(
                lambda q, k, v: _soft(k @ q / math.sqrt(len(q))),
                "Dit zijn de gewichten. Meng daarmee nog de values: `gewichten @ value`.",
            ),
            Mistake(
                lambda q, k, v: np.exp(k @ q / math.sqrt(len(q))) @ v,
                "Je neemt wel e tot de macht score, maar deelt niet door de som.",
            ),
            Mistake(
                lambda q, k, v: v.mean(axis=0), "Dit is het gemiddelde zonder gewichten: elk woord telt nu even zwaar."
            ),
        ),
        hints=(
            "Drie regels: scores, gewichten, uitkomst. Ze staan in de cel hierboven.",
            "De breedte d is `len(query)`.",
        ),
        solution="def attention(query, key, value):\n"
        "    scores = key @ query / math.sqrt(len(query))\n"
        "    gewichten = np.exp(scores) / np.sum(np.exp(scores))\n"
        "    return gewichten @ value",
        other_forms=(
            "def attention(query, key, value):\n    macht = np.exp(query @ key.T / len(query) ** 0.5)\n"
            "    return macht @ value / macht.sum()",
            "def attention(query, key, value):\n"
            "    scores = np.array([np.dot(k, query) for k in key]) / np.sqrt(query.size)\n"
            "    w = np.exp(scores - scores.max())\n    return (w / w.sum()) @ value",
            "attention = lambda q, k, v: les.softmax(k @ q / math.sqrt(len(q))) @ v",
        ),
    ),
    NumberExercise(
        id="7.2",
        question="Hoeveel parameters heeft dit model?",
        answer=PARAMETERS,
        given={"V": V, "P": P, "L": L, "d": D},
        praise="Goed: 147.328. Hieronder telt PyTorch het na.",
        mistakes=(
            Mistake(
                V * D + P * D + 12 * D * D + 13 * D + 2 * D, "Er zijn twee blokken: vermenigvuldig dat deel met L."
            ),
            Mistake(L * (12 * D * D + 13 * D), "Dit zijn alleen de blokken. Er horen nog twee tabellen bij, en 2d."),
            Mistake(V * D + L * (12 * D * D + 13 * D) + 2 * D, "De vectoren voor de plaatsen ontbreken: P × d."),
            Mistake(P * D + L * (12 * D * D + 13 * D) + 2 * D, "De embeddings van de woorden ontbreken: V × d."),
            Mistake(V * D + P * D + L * (12 * D * D + 13 * D), "Bijna: de laatste norm ontbreekt nog, 2 × d."),
            Mistake(
                V * D + P * D + L * (12 * D + 13 * D) + 2 * D, "In elk blok staat 12 × d in het kwadraat: `d * d`."
            ),
        ),
        hints=("Vul de formule in: `V * d + ...`.", "Een kwadraat is `d * d` of `d ** 2`."),
        solution="aantal = V * d + P * d + L * (12 * d * d + 13 * d) + 2 * d",
        other_forms=(
            "aantal = 642 * 64 + 96 * 64 + 2 * (12 * 64**2 + 13 * 64) + 128",
            "aantal = d * (V + P + 2) + L * d * (12 * d + 13)",
            "aantal = 147_328",
        ),
    ),
    FunctionExercise(
        id="7.3",
        question="Schrijf `kansen(scores, temperatuur)`: deel door de temperatuur, en neem dan de softmax.",
        reference=probabilities,
        cases=((np.array([2.0, 1.0, 0.0]), 1.0), (np.array([3.0, -1.0, 0.5, 0.5]), 0.5), (np.array([1.0, 4.0]), 2.0)),
        praise="Goed. Bij temperatuur 1 verandert er niets, en hoe hoger, hoe gelijker de kansen.",
        mistakes=(
            Mistake(lambda s, t: _soft(s * t), "Je vermenigvuldigt. Deel de scores door de temperatuur."),
            Mistake(lambda s, t: _soft(s), "Je gebruikt de temperatuur nog niet."),
            Mistake(lambda s, t: _soft(s) / t, "Deel de scores, niet de kansen. Nu tellen ze niet meer op tot 1."),
            Mistake(lambda s, t: np.exp(s / t), "Deel nog door de som, zodat alles samen 1 is."),
            Mistake(lambda s, t: s / t, "Dit zijn nog scores. Neem de softmax ervan."),
            Mistake(
                lambda s, t: (s / t) / np.sum(s / t), "Neem eerst `np.exp` van de scores, en deel dan door de som."
            ),
        ),
        hints=("Begin met `scores / temperatuur`.", "Softmax: `np.exp(x) / np.sum(np.exp(x))`."),
        solution="def kansen(scores, temperatuur):\n    machten = np.exp(scores / temperatuur)\n"
        "    return machten / np.sum(machten)",
        other_forms=(
            "def kansen(scores, temperatuur):\n    return les.softmax(scores / temperatuur)",
            "def kansen(scores, temperatuur):\n    p = [math.exp(s / temperatuur) for s in scores]\n"
            "    return np.array(p) / sum(p)",
            "kansen = lambda s, t: np.exp(s) ** (1 / t) / sum(np.exp(s) ** (1 / t))",
        ),
    ),
    NumberExercise(
        id="7.4",
        question="Hoeveel tokens per seconde zijn hooguit mogelijk?",
        answer=BANDWIDTH / (4 * PARAMETERS),
        tolerance=0.01,
        praise="Goed: bijna 87.000. Dat is alleen een bovengrens. Meet hieronder hoe ver je eronder blijft.",
        mistakes=(
            Mistake(BANDWIDTH / PARAMETERS, "Elk gewicht is 4 byte. Deel daar ook nog door."),
            Mistake(51.2 / (4 * PARAMETERS), "51,2 GB is 51,2 miljard byte: `51.2e9`."),
            Mistake(4 * PARAMETERS / BANDWIDTH, "Dit is het aantal seconden per token. Keer de deling om."),
            Mistake(4 * BANDWIDTH / PARAMETERS, "Je vermenigvuldigt met 4. Meer bytes per gewicht is juist trager."),
            Mistake(BANDWIDTH / (2 * PARAMETERS), "Je rekent met 2 byte per gewicht. Hier zijn het er 4."),
        ),
        hints=("Eén token kost 147.328 × 4 byte lezen.", "Deel de bytes per seconde door de bytes per token."),
        solution="tokens_per_seconde = 51.2e9 / (4 * 147_328)",
        other_forms=(
            "tokens_per_seconde = 51_200_000_000 / 589_312",
            "tokens_per_seconde = 1 / (147_328 * 4 / 51.2e9)",
            "tokens_per_seconde = 86_881",
        ),
    ),
    NumberExercise(
        id="7.5",
        question="Hoeveel jaar zou je laptop over GPT-3 doen?",
        answer=YEARS,
        tolerance=0.01,
        praise="Goed: ongeveer 199.000 jaar. Daarom werken er veel GPU's tegelijk aan.",
        mistakes=(
            Mistake(YEARS / 6, "De 6 ontbreekt: twee voor vooruit en vier voor terugrekenen."),
            Mistake(YEARS / 3, "Met 2 in plaats van 6 reken je alleen vooruit. Trainen is ook terugrekenen."),
            Mistake(YEARS * SECONDS_PER_YEAR, "Dit zijn seconden. Deel nog door de seconden in een jaar."),
            Mistake(YEARS * SPEED / SECONDS_PER_YEAR, "Deel eerst door de 50 miljard bewerkingen per seconde."),
            Mistake(YEARS * SPEED, "Deel nog door 50 miljard bewerkingen per seconde: `50e9`."),
            Mistake(YEARS * 1000, "Een factor duizend te veel: 50 miljard is `50e9`, en 300 miljard is `300e9`."),
        ),
        hints=(
            "Eerst de FLOP: 6 × parameters × tokens.",
            "Deel door 50 miljard (`50e9`) voor seconden, en dan door 31.557.600.",
        ),
        solution="jaren = 6 * 174_604_259_328 * 300e9 / 50e9 / 31_557_600",
        other_forms=(
            "jaren = 6 * 174_604_259_328 * 6 / 31_557_600",
            "flop = 6 * 174.6e9 * 3e11\njaren = flop / 5e10 / (365.25 * 24 * 3600)",
            "jaren = 199_000",
        ),
    ),
)

QUIZ = (
    Question(
        id="7.quiz.1",
        text="Wat bepaalt hoeveel aandacht een woord aan een ander woord geeft?",
        choices=(
            Choice("Het inproduct van zijn query met de key van het andere woord", "Ja, en daarna de softmax."),
            Choice(
                "De afstand tussen de twee woorden in de zin",
                "De afstand beslist niet: attention kan ook heel ver terugkijken.",
            ),
            Choice(
                "Hoe vaak de twee woorden samen voorkomen", "Dat telt een bigrammodel. Attention rekent met vectoren."
            ),
        ),
        right=0,
    ),
    Question(
        id="7.quiz.2",
        text="Een vers model met 50.257 tokens in de woordenlijst: hoe groot is de loss ongeveer?",
        choices=(
            Choice("0", "Het heeft nog niets geleerd en gokt."),
            Choice("10,8", "Ja: ln(50.257) = 10,8."),
            Choice("50.257", "Neem de natuurlijke logaritme van dat aantal."),
        ),
        right=1,
    ),
    Question(
        id="7.quiz.3",
        text="Over heel veel nieuwe verhalen gemiddeld zakt de loss nooit onder de bodem. Waarom?",
        choices=(
            Choice("De leersnelheid is te klein", "Ook met een betere leersnelheid komt geen model onder de bodem."),
            Choice("Het verhaal zelf bevat toeval dat niemand kan raden", "Ja: die onzekerheid heet de entropie."),
            Choice("Het model is te klein", "Ook een model dat alle regels kent, weet de volgende keuze niet."),
        ),
        right=1,
    ),
    Question(
        id="7.quiz.4",
        text="Je zet de temperatuur van 1 op 0,2. Wat gebeurt er?",
        choices=(
            Choice("Het model weet minder", "De gewichten veranderen niet. Alleen de loting verandert."),
            Choice(
                "Het kiest vaker zijn favoriete woord", "Ja: delen door 0,2 maakt de verschillen vijf keer zo groot."
            ),
            Choice("Het kiest vaker een vreemd woord", "Dat gebeurt juist bij een hoge temperatuur."),
        ),
        right=1,
    ),
    Question(
        id="7.quiz.5",
        text="Wat is het grootste verschil tussen jouw GPT en een groot taalmodel?",
        choices=(
            Choice("De maat: parameters, tekst en rekenwerk", "Ja: miljoenen keren zo veel parameters en tekst."),
            Choice("Een groot model gebruikt geen attention", "Juist wel: die zit in elk blok."),
            Choice("Een groot model zoekt antwoorden op", "Het model zelf rekent kansen uit, net als dat van jou."),
        ),
        right=0,
    ),
)

LESSON = Lesson(7, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, eindquiz, voortgang = LESSON.terugblik, LESSON.eindquiz, LESSON.voortgang
