"""Vragen bij les 07: terugblik, voorspellingen, opdrachten en eindquiz over een taalmodel dat je zelf traint."""

import math

import numpy as np

from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds
from course_utils.subjects.data import load_models
from course_utils.subjects.roofline import SECONDS_PER_YEAR, training_flops

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

V, P, L, D = 642, 96, 2, 64  # het model van deze les: tokens, plaatsen, blokken, breedte
PARAMETERS = V * D + P * D + L * (12 * D * D + 13 * D) + 2 * D
CACHE_BYTES = 2 * L * D * 4  # per token een key en een value in elk blok, van 4 byte per getal
SPEED = 50e9  # FLOP per seconde van de laptop in de opdracht
_GPT3 = load_models()["GPT-3 175B"]
YEARS = training_flops(_GPT3.parameters, _GPT3.train_tokens) / SPEED / SECONDS_PER_YEAR

RECAP = (
    Question(
        "7.terug.1",
        "Les 02: wat is het inproduct van (2, 0) en (1, 3)?",
        Right("2", "Ja: 2 × 1 + 0 × 3 = 2. Zo meet attention straks of twee woorden bij elkaar passen."),
        Choice("6", "Vermenigvuldig plaats bij plaats, en tel dan op: 2 × 1 + 0 × 3."),
        Choice("(2, 0)", "Dit zijn de losse producten. Tel ze nog op tot één getal."),
    ),
    Question(
        "7.terug.2",
        "Les 03: wat is de embedding van een woord?",
        Choice("Zijn nummer in de woordenlijst", "Dat nummer wijst alleen de rij aan. De embedding is die rij."),
        Right(
            "Een rij getallen die geleerd is", "Ja: en woorden die hetzelfde doen, krijgen rijen die op elkaar lijken."
        ),
        Choice("Een lijst van woorden die erop lijken", "Die buren volgen pas uit de embeddings."),
    ),
    Question(
        "7.terug.3",
        "Les 05: een model geeft het goede woord kans 0,5. Hoe groot is de cross-entropy?",
        Choice("0,5", "Neem nog min de natuurlijke logaritme van die kans."),
        Right("0,69", "Ja: −ln(0,5) = 0,69."),
        Choice("0", "Nul is de loss pas als het goede woord kans 1 kreeg."),
    ),
)


PREDICTIONS = (
    Prediction(
        "7.1",
        "Het verse model verdeelt zijn kansen over 642 tokens. Hoe groot is zijn loss ongeveer?",
        Choice(
            "Ongeveer 1",
            "Het model geeft het goede token al een kans van ruim een derde.",
            "Dat zou kloppen als het model het goede token al een kans van ruim een derde gaf.",
        ),
        Choice("Ongeveer 6,5", "Wie 642 tokens dezelfde kans geeft, heeft loss ln(642) = 6,46."),
        Choice("Ongeveer 642", "De loss is de logaritme van dat aantal, niet het aantal zelf."),
        right=choice_by_bounds(4, 20),
    ),
    Prediction(
        "7.2",
        "Hoeveel van de honderd verhalen staan letterlijk tussen de oefenverhalen?",
        Choice(
            "Geen, of hooguit een paar",
            "Het model leerde de regels, en loot daarmee nieuwe verhalen.",
            "Dat zou kloppen als het model alleen regels bewaarde.",
        ),
        Choice(
            "Ongeveer de helft",
            "Het model onthield veel verhalen.",
            "Dat zou kloppen als het model veel verhalen onthield.",
        ),
        Choice(
            "Bijna allemaal",
            "Het model schrijft zijn oefenverhalen over.",
            "Dat zou kloppen als het model zijn verhalen opzocht.",
        ),
        right=choice_by_bounds(5, 80),
    ),
    Prediction(
        "7.3",
        "Je bewaart alle matrices in 4 bits in plaats van 32. Wat doet dat met de loss op nieuwe verhalen?",
        Choice(
            "Bijna niets: minder dan 10 % erbij", "Met vijftien codes per rij stijgt de loss nauwelijks, met zeven wel."
        ),
        Choice("Iets hoger: 10 tot 50 %", "Veel fouten heffen elkaar op. Daarom is het minder."),
        Choice("Veel hoger: meer dan 50 %", "Dat gebeurt pas bij 3 bits: dan zijn er nog maar zeven codes."),
        right=choice_by_bounds(1.1, 1.5),
    ),
    Prediction(
        "7.4",
        "“ChatGPT is een wazige JPEG van het web”, schreef Ted Chiang: een vage kopie van de teksten waarvan het "
        "leerde. Geldt dat ook voor jouw model en zijn verhalen?",
        Choice(
            "Klopt niet",
            "Het model is veel te klein om iets van zijn teksten te bewaren.",
            "Dat zou kloppen als het model niets van zijn teksten bewaarde, ook hun regels niet.",
        ),
        Choice(
            "Hangt ervan af",
            "Alle verhalen samen passen er niet in: het bewaart regels. Vier verhalen kan het wel overschrijven.",
        ),
        Choice("Klopt", "Alle verhalen passen in het model.", "Dat zou kloppen als alle verhalen in het model pasten."),
        right=choice_by_bounds(0.1, 1),
    ),
    Prediction(
        "7.5",
        "Twintig verhalen tegelijk, van 90 tokens. Hoeveel keer zo snel gaat het schrijven met de KV-cache?",
        Choice(
            "Even snel, of trager",
            "Het bewaren zelf kost hier net zo veel tijd als het opnieuw rekenen.",
            "Dat zou kloppen als het bewaren net zo veel tijd kostte als het opnieuw rekenen.",
        ),
        Choice(
            "Twee tot vier keer zo snel",
            "Er gaat ook veel tijd naar wat met de cache nog steeds moet.",
            "Dat zou kloppen als veel tijd ging naar wat met de cache nog steeds moet.",
        ),
        Choice(
            "Meer dan vier keer zo snel",
            "Zonder cache rekent het model elk eerder token steeds opnieuw door.",
            "Dat zou kloppen als het opnieuw doorrekenen bijna alle tijd kostte.",
        ),
        right=choice_by_bounds(1.5, 4),
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
        praise="Goed. Deze drie regels zitten in bijna elk groot taalmodel, heel vaak naast elkaar.",
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
                lambda q, k, v: _soft(v @ q / math.sqrt(len(q))) @ k,
                "Je verwisselt key en value: de scores komen van de keys, en je mengt de values.",
            ),
            Mistake(
                lambda q, k, v: v[np.argmax(k @ q)],
                "Je kiest één value. Attention mengt ze allemaal, met de gewichten.",
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
    FunctionExercise(
        id="7.2",
        question="Schrijf `kansen(scores, temperatuur)`: deel door de temperatuur, en neem dan de softmax.",
        reference=probabilities,
        cases=((np.array([2.0, 1.0, 0.0]), 1.0), (np.array([3.0, -1.0, 0.5, 0.5]), 0.5), (np.array([1.0, 4.0]), 2.0)),
        praise="Goed. Bij temperatuur 1 verandert er niets, en hoe hoger, hoe gelijker de kansen.",
        mistakes=(
            Mistake(lambda s, t: _soft(s * t), "Je vermenigvuldigt. Deel de scores door de temperatuur."),
            Mistake(
                lambda s, t: _soft(s),
                "Dit zijn de kansen bij temperatuur 1. Deel de scores zelf door de temperatuur, vóór `np.exp`.",
            ),
            Mistake(lambda s, t: _soft(s) / t, "Deel de scores, niet de kansen. Nu tellen ze niet meer op tot 1."),
            Mistake(lambda s, t: _soft(-s / t), "Er staat een min te veel: nu krijgt de laagste score de meeste kans."),
            Mistake(lambda s, t: float(np.argmax(s / t)), "Dit is de plaats van de hoogste score. Geef alle kansen."),
            Mistake(lambda s, t: np.exp(s / t), "Deel nog door de som, zodat alles samen 1 is."),
            Mistake(lambda s, t: s / t, "Dit zijn nog scores. Neem de softmax ervan."),
            Mistake(
                lambda s, t: (s / t) / np.sum(s / t), "Neem eerst `np.exp` van de scores, en deel dan door de som."
            ),
            Mistake(lambda s, t: _soft(s) * t, "Vermenigvuldig de kansen niet. Deel de scores, vóór `np.exp`."),
            Mistake(
                lambda s, t: np.exp(s) / t,
                "Deel de scores door de temperatuur, vóór `np.exp`. De kansen deel je door hun som.",
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
        id="7.3",
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
                V * D + P * D + L * (12 * D * 2 + 13 * D) + 2 * D, "Een kwadraat is `d * d` of `d ** 2`, geen `d * 2`."
            ),
            Mistake(
                V * D + P * D + L * ((12 * D) ** 2 + 13 * D) + 2 * D, "Alleen d gaat in het kwadraat: `12 * d * d`."
            ),
            Mistake(
                V + P + L * (12 * D * D + 13 * D) + 2 * D,
                "Bij elk token en elke plaats horen d getallen: V × d en P × d.",
            ),
            Mistake(V * D + P * D + L * (12 * D * D + 13 * D) + D, "De laatste norm heeft 2 × d parameters."),
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
    NumberExercise(
        id="7.4",
        question="Hoeveel byte bewaart de KV-cache van dit model per token?",
        answer=CACHE_BYTES,
        praise="Goed: 1.024 byte per token, dus nog geen 100 kB voor een heel verhaal van 96 tokens.",
        mistakes=(
            Mistake(
                CACHE_BYTES // 2,
                "De helft: er zijn twee blokken, met elk een key én een value, en elk getal kost 4 byte.",
            ),
            Mistake(
                CACHE_BYTES // 4,
                "Een kwart. Tel na: twee blokken, een key én een value, 64 getallen, en 4 byte per getal.",
            ),
            Mistake(CACHE_BYTES // 8, "Een achtste. Tel na: twee blokken, een key én een value, en 4 byte per getal."),
            Mistake(CACHE_BYTES * 4, "De vier koppen verdelen de 64 getallen onder elkaar. Niet nog eens × 4."),
            Mistake(CACHE_BYTES * 96, "Dit is voor een heel verhaal van 96 tokens. Gevraagd is één token."),
            Mistake(CACHE_BYTES * 8, "Dit zijn bits. Gevraagd zijn bytes."),
            Mistake(CACHE_BYTES * 3 // 2, "De query hoeft niet bewaard: die is alleen nodig voor het nieuwe token."),
        ),
        hints=("Per blok twee rijtjes van 64 getallen: een key en een value.", "Elk getal is 4 byte."),
        solution="bytes_per_token = 2 * 2 * 64 * 4",
        other_forms=("bytes_per_token = (64 + 64) * 2 * 4", "bytes_per_token = 1024", "bytes_per_token = 256 * 4.0"),
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
            Mistake(YEARS * 365.25, "Dit zijn dagen. Deel nog door 365,25, of begin met de seconden in een jaar."),
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

PAUSE = (
    Question(
        "7.pauze.1",
        "Het woord dat er staat, kreeg van het model kans 0,25. Hoe groot is zijn loss op dat woord?",
        Choice("0,25", "Dit is de kans. De loss is min de natuurlijke logaritme ervan."),
        Choice("0,75", "De loss is niet 1 − kans, maar −ln(kans)."),
        Right("1,39", "Ja: −ln(0,25) = 1,39. Dat is ook de loss van wie vier woorden gelijke kansen geeft."),
    ),
    Question(
        "7.pauze.2",
        "Wat komt er uit attention?",
        Right("Een mengsel van de values, met gewichten die samen 1 zijn", "Ja: de softmax maakt die gewichten."),
        Choice("Het woord met de hoogste score", "Alle woorden doen mee, het ene met meer gewicht dan het andere."),
        Choice("Een mengsel van de keys", "Met de keys reken je de scores uit. Gemengd worden de values."),
    ),
)

QUIZ = (
    Question(
        "7.quiz.1",
        "Een vers model met 50.257 tokens in de woordenlijst: hoe groot is de loss ongeveer?",
        Choice("0", "Het heeft nog niets geleerd en gokt."),
        Choice("50.257", "Neem de natuurlijke logaritme van dat aantal."),
        Right("10,8", "Ja: ln(50.257) = 10,8."),
    ),
    Question(
        "7.quiz.2",
        "Over heel veel nieuwe verhalen gemiddeld zakt de loss nooit onder de bodem. Waarom?",
        Choice("De leersnelheid is te klein", "Ook met een betere leersnelheid komt geen model onder de bodem."),
        Right("Het verhaal zelf bevat toeval dat niemand kan raden", "Ja: die onzekerheid heet de entropie."),
        Choice("Het model is te klein", "Ook een model dat alle regels kent, weet de volgende keuze niet."),
    ),
    Question(
        "7.quiz.3",
        "Je zet de temperatuur van 1 op 0,2. Wat gebeurt er?",
        Choice("Het model weet minder", "De gewichten veranderen niet. Alleen de loting verandert."),
        Choice("Het kiest vaker een vreemd woord", "Dat gebeurt juist bij een hoge temperatuur."),
        Right("Het kiest vaker zijn favoriete woord", "Ja: delen door 0,2 maakt de verschillen vijf keer zo groot."),
    ),
    Question(
        "7.quiz.4",
        "Wat is het grootste verschil tussen jouw GPT en een groot taalmodel?",
        Right("De maat: parameters, tekst en rekenwerk", "Ja: Llama 3.1 405B heeft miljoenen keren zo veel van alles."),
        Choice("Een groot model gebruikt geen attention", "Juist wel: die zit in elk blok."),
        Choice("Een groot model zoekt antwoorden op", "Het model zelf rekent kansen uit, net als dat van jou."),
    ),
)

LESSON = Lesson(7, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze, eindquiz, voortgang = LESSON.terugblik, LESSON.pauze, LESSON.eindquiz, LESSON.voortgang
