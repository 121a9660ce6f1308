"""Vragen bij les 06: terugblik, voorspellingen, opdrachten en eindquiz over CPU en GPU."""

from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds
from course_utils.subjects.data import load_hardware, load_models
from course_utils.subjects.roofline import attainable, product_flops, training_seconds

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

RECAP = (
    Question(
        "6.terug.1",
        "Les 02: een laag gaat van 784 naar 16. Hoeveel vermenigvuldigingen kost één plaatje?",
        Choice("800", "Je telde ingangen en uitgangen op. Elk van de 16 neuronen gebruikt alle 784 ingangen."),
        Right("12.544", "Ja: 16 neuronen, elk met 784 vermenigvuldigingen."),
        Choice("13.002", "Dat is het aantal parameters van het hele cijfernetwerk."),
    ),
    Question(
        "6.terug.2",
        "Les 04: je zet 7 miljard gewichten van 16 bit om naar 4 bit. Hoeveel geheugen blijft er ongeveer over?",
        Choice("14 GB", "Dat was het, met 2 byte per gewicht."),
        Choice("7 GB", "Dat is 8 bit: 1 byte per gewicht."),
        Right("3,5 GB", "Ja: een halve byte per gewicht. De schalen komen er nog bij."),
    ),
    Question(
        "6.terug.3",
        "Les 05: wat moet een computer bij trainen uitrekenen wat bij toepassen niet hoeft?",
        Choice("De uitkomst van elke laag", "Die is bij allebei nodig."),
        Right("De gradiënt van de loss", "Ja: voor elk gewicht een helling. Dat kost rekenwerk en geheugen."),
        Choice("De softmax", "Die rekent een netwerk ook uit als je het toepast."),
    ),
)


PREDICTIONS = (
    Prediction(
        "6.1",
        "Dezelfde matrices vermenigvuldigen, eerst met lussen in Python en dan met NumPy. "
        "Hoeveel keer zo snel is NumPy?",
        Choice("Ongeveer 5 keer", "Python kijkt bij elk getal opnieuw wat het ermee moet doen. Dat scheelt meer."),
        Choice(
            "Ongeveer 50 keer",
            "Dat is weinig. Heeft de computer het druk, dan kan het zo uitkomen.",
            "Dat zou kloppen als je computer het druk had, of NumPy maar één rekenkern kreeg.",
        ),
        Choice(
            "Honderden tot duizenden keren",
            "NumPy rekent met een programma dat voor je processor gemaakt is: veel getallen per opdracht, en op "
            "alle rekenkernen.",
            "Dat zou kloppen als NumPy hier al je rekenkernen voor zich alleen had.",
        ),
        right=choice_by_bounds(15, 150),
    ),
    Prediction(
        "6.2",
        "Matrices van 8 bij 8 worden 32 bij 32. Dat is 4³ = 64 keer zo veel rekenwerk. Hoeveel keer zo lang duurt het?",
        Choice(
            "Minder dan 10 keer zo lang",
            "Bij zulke kleine matrices gaat de meeste tijd naar vaste kosten.",
            "Dat zou kloppen als bijna alle tijd naar vaste kosten ging.",
        ),
        Choice(
            "Ongeveer 64 keer zo lang",
            "Hier bepaalt het rekenwerk de tijd.",
            "Dat zou kloppen als het rekenwerk de tijd bepaalde.",
        ),
        Choice(
            "Veel meer dan 64 keer zo lang",
            "Er kwam iets tussen, zoals een ander programma.",
            "Dat zou kloppen als er iets tussen kwam, zoals een ander programma.",
        ),
        right=choice_by_bounds(10, 130),
    ),
    Prediction(
        "6.3",
        "Een laag met 38 miljoen gewichten rekent één token uit. Nu geef je er 16 tegelijk. "
        "Hoeveel keer zo lang duurt het?",
        Choice(
            "Bijna even lang",
            "Het lezen van de gewichten kost hier alle tijd, en dat hoeft maar één keer.",
            "Dat zou kloppen als het lezen van de gewichten alle tijd kostte: dat hoeft maar één keer.",
        ),
        Choice(
            "Een paar keer zo lang",
            "De gewichten worden één keer gelezen voor alle 16. Er is meer rekenwerk, maar per token gaat het "
            "veel sneller.",
            "Dat zou kloppen als het lezen en het rekenen allebei tijd kostten.",
        ),
        Choice(
            "Ongeveer 16 keer zo lang",
            "Het rekenen is hier de beperking, en niet het lezen.",
            "Dat zou kloppen als het rekenen de beperking was, en niet het lezen.",
        ),
        right=choice_by_bounds(1.7, 10),
    ),
    Prediction(
        "6.4",
        "De H200 rekent even snel als de H100. Alleen zijn geheugen is sneller: 1,4 keer. "
        "Hoeveel sneller schrijft hij voor één gebruiker?",
        Choice("Niet: hij rekent even snel", "Voor één token tegelijk is het rekenwerk niet de beperking."),
        Choice(
            "Een kwart tot de helft sneller", "Het geheugen beslist: 1,4 keer is de grens, en gemeten is iets minder."
        ),
        Choice("Ongeveer 2 keer zo snel", "Het kan niet meer schelen dan het geheugen, en dat is 1,4 keer zo snel."),
        right=choice_by_bounds(1.1, 1.7),
    ),
    Prediction(
        "6.5",
        "Je traint Llama 3 70B op een gewone pc met 8 rekenkernen. Hoelang duurt dat?",
        Choice("Decennia", "Zo staat het in een populair artikel. De som geeft duizenden keren zo veel."),
        Choice("Een paar duizend jaar", "Zelfs dat is veel te kort."),
        Choice("Honderdduizenden jaren", "Een paar keer 10²⁴ bewerkingen, op minder dan 10¹² per seconde."),
        right=choice_by_bounds(100, 100_000),
    ),
    Prediction(
        "6.6",
        "“Een GPU doet miljarden berekeningen gelijktijdig.” Klopt dat, voor een H100?",
        Choice("Klopt", "Dat zou kloppen als een kaart duizenden keren zo groot was."),
        Choice(
            "Klopt niet",
            "In één tik van de klok zijn het er honderdduizenden. Miljarden zijn het pas over vele tikken.",
        ),
        Choice(
            "Hangt ervan af", "Ook met alle Tensor Cores aan het werk komt deze kaart niet in de buurt van een miljard."
        ),
        right=lambda per_tick: 0 if per_tick >= 1e9 else 1,
    ),
)

BATCH = 64
LAPTOP = load_hardware()["Laptop 16 GB (DDR5-5600)"].bandwidth_GBs
GEITJE = load_models()["GEITje-7B"].parameters
SMALL_GPT = load_models()["GPT-2 small"].parameters
CARD_PEAK = load_hardware()["NVIDIA RTX 4090"].fp16_tflops * 1e12
_DAYS = training_seconds(SMALL_GPT, 10e9, CARD_PEAK, 0.5) / 86_400

EXERCISES = (
    NumberExercise(
        id="6.1",
        question="Hoeveel FLOP kost (64, 784) @ (784, 16)?",
        answer=lambda: product_flops(BATCH, 784, 16),
        praise="Goed: 2 × 64 × 784 × 16 = 1.605.632 FLOP, om 64 cijfers door één laag te sturen.",
        mistakes=(
            Mistake(64 * 784 * 16, "Dat zijn alleen de vermenigvuldigingen. Bij elke hoort een optelling."),
            Mistake(2 * 784 * 16, "Dat is voor één cijfer. Er gaan er 64 tegelijk door."),
            Mistake(
                784 * 16, "Dat zijn de vermenigvuldigingen voor één cijfer. Tel er de optellingen en 64 cijfers bij."
            ),
            Mistake(2 * 64 * 784 * 784 * 16, "Je telt de 784 twee keer mee. In 2 × m × k × n staat k één keer."),
            Mistake(2 * 64 * 784, "De 16 ontbreekt: elk cijfer gaat naar 16 neuronen."),
            Mistake(1.6e6, "Bijna. Rond niet af: schrijf de som op en laat Python rekenen."),
            Mistake(64 * 784 + 784 * 16, "Dat is hoeveel getallen er in de twee matrices staan."),
            Mistake(64 * 16, "Dat is het aantal uitkomsten. Elke uitkomst kost 784 keer × en +."),
            Mistake(
                64 * 16 * (2 * 784 - 1),
                "Dat is tot op de optelling precies: 784 getallen optellen kan met 783 plussen. "
                "De afspraak is toch 2 per plaats.",
            ),
            Mistake(2 * (64 * 784 + 784 * 16), "Je telt de getallen in de matrices, keer 2. Elk getal doet vaker mee."),
            Mistake(784 * 16 + 16, "Dat zijn de parameters van de laag. Gevraagd is hoeveel er gerekend wordt."),
        ),
        hints=(
            "De uitkomst is een matrix van 64 bij 16. Hoeveel kost één getal daarvan?",
            "Eén uitkomst kost 784 vermenigvuldigingen en 784 optellingen.",
        ),
        solution="flop = 2 * 64 * 784 * 16",
        other_forms=("flop = 1605632", "flop = 64 * 16 * 784 * 2", "flop = 1.605632e6"),
    ),
    FunctionExercise(
        id="6.2",
        question="Schrijf een functie die zegt hoeveel FLOP per seconde er hooguit kan.",
        reference=attainable,
        cases=(
            (2, 100, 10),
            (50, 100, 10),
            (4, 100, 300),
            (1, 989.4e12, 3.35e12),
            (1000, 989.4e12, 3.35e12),
            (0.5, 2e11, 4e10),
            (5, 2e11, 4e10),
            (300, 6e13, 1e12),
            (5.5, 100.3, 10.7),
            (15.5, 100.3, 10.7),
            (1.25, 7.45, 2.3),
            (9.25, 100.3, 10.7),
            (300, 100, 10),
        ),
        praise="Goed: de laagste van de twee grenzen telt. Dat is het hele rooflinemodel.",
        mistakes=(
            Mistake(lambda i, p, b: max(p, i * b), "Je neemt de hoogste grens. Je komt nooit boven de laagste uit."),
            Mistake(lambda i, p, b: i * b, "Dit is alleen het schuine dak. Boven de piek kan het nooit."),
            Mistake(
                lambda i, p, b: p,
                "Dit is alleen het vlakke dak. Bij weinig FLOP per byte wacht de processor op het geheugen.",
            ),
            Mistake(
                lambda i, p, b: min(p, i / b),
                "Je deelt door de bandbreedte. Elke byte is goed voor `intensiteit` FLOP, dus vermenigvuldig.",
            ),
            Mistake(
                lambda i, p, b: min(p * i, b), "Je vermenigvuldigt de piek. `intensiteit` hoort bij de bandbreedte."
            ),
            Mistake(lambda i, p, b: [p, i * b], "Dit zijn beide grenzen. Geef alleen de laagste terug, met `min`."),
            Mistake(
                lambda i, p, b: min(i, p, b),
                "Je neemt de kleinste van drie getallen. Maak er eerst twee grenzen van, allebei in FLOP per seconde.",
            ),
            Mistake(
                lambda i, p, b: min(p, b / i),
                "Je deelt. Elke byte is goed voor `intensiteit` FLOP, dus vermenigvuldig.",
            ),
            Mistake(
                lambda i, p, b: p - i * b, "Je trekt de grenzen van elkaar af. Geef de laagste van de twee, met `min`."
            ),
            Mistake(
                lambda i, p, b: p / b, "Dit is de knik. Die zegt waar de grenzen gelijk zijn, niet hoe hoog het dak is."
            ),
            Mistake(
                lambda i, p, b: min(p, b),
                "Je vergelijkt FLOP met byte. Vermenigvuldig eerst `bandbreedte` met `intensiteit`.",
            ),
            Mistake(lambda i, p, b: p + i * b, "Je telt de grenzen op. Geef de laagste van de twee, met `min`."),
            Mistake(
                lambda i, p, b: (p + i * b) / 2,
                "Je neemt het midden van de grenzen. Geef de laagste van de twee, met `min`.",
            ),
            Mistake(
                lambda i, p, b: min(p, i) * b,
                "Vermenigvuldig eerst `intensiteit` met `bandbreedte`, en neem daarna pas het minimum.",
            ),
            Mistake(
                lambda i, p, b: p if i > p else i * b,
                "Je vergelijkt `intensiteit` met `piek`. Vergelijk `intensiteit * bandbreedte` ermee.",
            ),
        ),
        hints=(
            "Er zijn twee grenzen. De ene is `piek`. Wat is de andere?",
            "Per seconde komen er `bandbreedte` bytes binnen, en elke byte geeft `intensiteit` FLOP.",
            "De laagste grens geldt. Python heeft daar `min` voor.",
        ),
        solution="def haalbaar(intensiteit, piek, bandbreedte):\n    return min(piek, intensiteit * bandbreedte)",
        other_forms=(
            "def haalbaar(intensiteit, piek, bandbreedte):\n"
            "    if intensiteit < piek / bandbreedte:\n        return intensiteit * bandbreedte\n    return piek",
            "haalbaar = lambda i, p, b: sorted([p, i * b])[0]",
            "import numpy as np\ndef haalbaar(intensiteit, piek, bandbreedte):\n"
            "    return np.minimum(piek, bandbreedte * intensiteit)",
        ),
    ),
    NumberExercise(
        id="6.3",
        question="Hoeveel GB leest GEITje-7B voor één token?",
        answer=lambda: GEITJE * 2 / 1e9,
        tolerance=0.02,  # wie de opgezochte tabel niet meetelt, leest 14,2 GB
        praise="Goed: 14,5 GB voor één token, en daarna opnieuw voor het volgende.",
        mistakes=(
            Mistake(GEITJE / 1e9, "Je rekent 1 byte per gewicht. 16 bit is 2 byte."),
            Mistake(GEITJE * 16 / 1e9, "Je rekent 16 byte per gewicht. Er staat 16 bit, en dat is 2 byte."),
            Mistake(GEITJE * 4 / 1e9, "4 byte per gewicht hoort bij 32 bit."),
            Mistake(GEITJE * 2 / 2**30, "Dit is in GiB. Deel door `10**9` voor GB."),
            Mistake(14, "Je rekent met 7 miljard gewichten. Reken met alle cijfers: `7_241_732_096`."),
            Mistake(GEITJE / 8 / 1e9, "Je rekent 1 bit per gewicht. Elk gewicht heeft er 16."),
            Mistake(GEITJE * 16, "Dit is in bit. Deel door 8 voor byte, en dan door `10**9` voor GB."),
            Mistake(GEITJE * 2 / 1e6, "Dit is in MB. Deel nog door 1000."),
            Mistake(GEITJE * 2, "Dit is in byte. Deel door `10**9` voor GB."),
        ),
        hints=("Elk gewicht wordt één keer gelezen.", "7.241.732.096 gewichten van 2 byte. Deel door `10**9`."),
        solution="gb = 7_241_732_096 * 2 / 10**9",
        other_forms=("gb = 14.483464192", "gb = 14.5", "gb = 7.24 * 16 / 8"),
    ),
    NumberExercise(
        id="6.4",
        question="Hoeveel tokens per seconde kan een laptop van 89,6 GB/s hooguit maken?",
        answer=lambda: LAPTOP * 1e9 / (GEITJE * 2),
        tolerance=0.02,  # wie de opgezochte tabel niet meetelt, komt op 6,3
        praise="Goed: ruim 6 tokens per seconde, hoe snel de processor ook rekent.",
        mistakes=(
            Mistake(GEITJE * 2 / (LAPTOP * 1e9), "Dit is hoeveel seconden één token duurt. Hoeveel passen er in 1 s?"),
            Mistake(1000 * GEITJE * 2 / (LAPTOP * 1e9), "Dit is hoeveel milliseconden één token duurt."),
            Mistake(LAPTOP * 1e9 / GEITJE, "Je rekent met 1 byte per gewicht. Het zijn er 2."),
            Mistake(LAPTOP * GEITJE * 2 / 1e9, "Je vermenigvuldigt. Hoe vaak passen 14,5 GB in 89,6 GB?"),
            Mistake(6, "Bijna. Rond niet af op hele tokens: geef één cijfer achter de komma."),
            Mistake(LAPTOP / 14, "Je rekent met 14 GB per token. Neem je antwoord van opdracht 6.3: 14,5 GB."),
            Mistake(LAPTOP / (GEITJE * 2), "Je deelt GB door byte. Reken allebei in GB, of allebei in byte."),
            Mistake(LAPTOP * 8e9 / (GEITJE * 2), "Je maakt van GB gigabits. De gewichten tel je ook in byte."),
            Mistake(LAPTOP * 1e9 / (GEITJE * 4), "Je rekent met 4 byte per gewicht. In 16 bit zijn het er 2."),
            Mistake(
                LAPTOP * 1e9 / (GEITJE / 2), "Je deelt het aantal gewichten door 2. Elk gewicht kost 2 byte: keer."
            ),
            Mistake(LAPTOP - GEITJE * 2 / 1e9, "Je trekt af. Hoe vaak passen 14,5 GB in 89,6 GB?"),
            Mistake(LAPTOP * 60e9 / (GEITJE * 2), "Dit is per minuut. Gevraagd is per seconde."),
            Mistake(LAPTOP / 2, "Je deelt alleen door 2. Eén token leest alle gewichten: 14,5 GB."),
            Mistake(LAPTOP / 7, "Je rekent met 7 GB per token. Elk gewicht kost 2 byte: samen 14,5 GB."),
            Mistake(
                LAPTOP * 1e18 / (GEITJE * 2) / 2**30, "Je maakt van GB GiB, en van de gewichten niet. Reken in GB."
            ),
            Mistake(LAPTOP * 1e9 / (GEITJE * 16), "Je rekent met 16 byte per gewicht. Het zijn er 2."),
        ),
        hints=("Voor elk token lees je 14,5 GB. Er komt 89,6 GB per seconde binnen.", "Deel 89,6 door 14,5."),
        solution="tokens_per_seconde = 89.6e9 / (7_241_732_096 * 2)",
        other_forms=(
            "tokens_per_seconde = 89.6 / 14.483",
            "tokens_per_seconde = 89.6 / (7.241732096 * 2)",
            "tokens_per_seconde = 6.19",
            "seconden = 14.483464192 / 89.6\ntokens_per_seconde = 1 / seconden",
        ),
    ),
    NumberExercise(
        id="6.5",
        question="Hoeveel dagen traint een RTX 4090 aan een model als GPT-2 small?",
        answer=_DAYS,
        tolerance=0.02,
        praise="Goed: iets meer dan een dag. Met een klein model kom je op een game-pc een heel eind.",
        mistakes=(
            Mistake(_DAYS / 2, "Je rekent met de hele piek. De kaart haalt de helft.", unless=r"\.5|/ ?2\b|82\.6"),
            Mistake(_DAYS / 3, "Je rekent met 2ND: alleen vooruit. Trainen kost 6ND."),
            Mistake(_DAYS / 6, "De 6 van 6ND ontbreekt."),
            Mistake(1, "Bijna. Rond niet af op hele dagen: geef twee cijfers achter de komma."),
            Mistake(_DAYS / 4, "Je verdubbelt de piek. De kaart haalt de helft: vermenigvuldig met `0.5`."),
            Mistake(_DAYS / 10, "10 miljard is 10 × 10⁹. Schrijf `10e9`, of `10 * 10**9`."),
            Mistake(_DAYS * 1000, "Een factor 1.000 te veel. Miljard is 10⁹ en tera is 10¹²."),
            Mistake(_DAYS / 1000, "Een factor 1.000 te weinig. Miljard is 10⁹ en tera is 10¹²."),
            Mistake(6 * SMALL_GPT * 10e9, "Dit is al het werk, in FLOP. Deel het nog door de snelheid van de kaart."),
            Mistake(_DAYS * 1440, "Dit zijn minuten. Een dag heeft er 1.440."),
            Mistake(_DAYS * 24, "Dit zijn uren. Deel nog door 24."),
            Mistake(_DAYS * 86_400, "Dit zijn seconden. Een dag heeft er 86.400."),
            Mistake(_DAYS * 1e12, "Tera is 10¹². Schrijf 165,2 TFLOP/s als `165.2e12`."),
            Mistake(_DAYS / 365.25, "Dit zijn jaren. De vraag is in dagen."),
        ),
        hints=(
            "Eerst het werk: 6 × parameters × tokens.",
            "De kaart doet de helft van 165,2 × 10¹² FLOP per seconde. Deel het werk daardoor.",
            "Deel de seconden door 86.400.",
        ),
        solution="dagen = 6 * 124_439_808 * 10e9 / (0.5 * 165.2e12) / 86_400",
        other_forms=(
            "dagen = 1.046",
            "werk = 6 * 124439808 * 10**10\nseconden = werk / 82.6e12\ndagen = seconden / 3600 / 24",
            "dagen = 6 * 0.1244 * 10 * 1e18 / 82.6e12 / 86400",
        ),
    ),
)

PAUSE = (
    Question(
        "6.pauze.1",
        "Waarom wint de CPU van de GPU als er maar weinig werk is?",
        Right("De GPU begint later", "Ja: het opstarten kost meer dan het werk zelf."),
        Choice(
            "De CPU heeft meer rekenkernen", "De GPU heeft er duizenden keren zo veel. Die helpen pas bij veel werk."
        ),
        Choice("De GPU kan niet optellen", "Hij kan hetzelfde, alleen per stuk trager."),
    ),
    Question(
        "6.pauze.2",
        "Een som heeft weinig FLOP per byte, en de getallen staan in het werkgeheugen. Wat maakt haar sneller?",
        Choice("Meer rekenkernen", "Die wachten dan ook: er komen niet meer getallen binnen."),
        Right("Sneller geheugen", "Ja: onder het schuine dak begrenst het geheugen de snelheid."),
        Choice("Een hogere piek", "Het vlakke dak gaat omhoog. Deze som ligt onder het schuine."),
    ),
)

QUIZ = (
    Question(
        "6.quiz.1",
        "Hoeveel FLOP kost een matrix van 10 bij 20 maal een matrix van 20 bij 30?",
        Choice("6.000", "Dat zijn alleen de vermenigvuldigingen."),
        Right("12.000", "Ja: 2 × 10 × 20 × 30."),
        Choice("800", "Dat zijn de getallen in de twee matrices: 200 en 600."),
    ),
    Question(
        "6.quiz.2",
        "Je hebt één kleine som van 16 bij 16. Waar is die het eerst klaar?",
        Right("Meestal op de CPU", "Ja: voor de GPU begonnen is, is de CPU al klaar."),
        Choice("Altijd op de GPU", "Een GPU wint pas als er genoeg werk is om tegelijk te doen."),
        Choice("Dat maakt niet uit", "De vaste kosten verschillen: een GPU begint later."),
    ),
    Question(
        "6.quiz.3",
        "Een kaart haalt 100 biljoen FLOP/s en leest 1.000 GB/s. Jouw som heeft 10 FLOP per byte. Wat kan er hooguit?",
        Choice("100 biljoen FLOP/s", "De knik ligt bij 100 FLOP per byte. Daar komt deze som niet."),
        Right("10 biljoen FLOP/s", "Ja: 10 FLOP per byte × 1.000 GB/s. Het geheugen begrenst de snelheid."),
        Choice("1 biljoen FLOP/s", "Dan zou elke byte maar 1 FLOP opleveren."),
    ),
    Question(
        "6.quiz.4",
        "Welk getal van een GPU zegt het meest over hoe snel die voor één persoon tekst schrijft?",
        Choice("De TFLOP/s", "Bij één token tegelijk staat de rekenkracht grotendeels stil."),
        Choice("Het aantal rekenkernen", "Die wachten vooral op gewichten uit het geheugen."),
        Right("De geheugenbandbreedte", "Ja: voor elk token worden alle gewichten gelezen."),
    ),
    Question(
        "6.quiz.5",
        "Een model heeft 1 miljard parameters. Hoeveel geheugen kost trainen met het gewone recept voor Adam?",
        Choice("2 GB", "Zoveel kosten de gewichten alleen, in 16 bit. Dat is genoeg om het toe te passen."),
        Choice("4 GB", "Gewichten en hellingen. Er horen nog een kopie en twee gemiddelden bij."),
        Right("16 GB", "Ja: 16 byte per parameter. De tussenuitkomsten komen daar nog bij."),
    ),
)

LESSON = Lesson(6, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze = LESSON.terugblik, LESSON.pauze
eindquiz, voortgang = LESSON.eindquiz, LESSON.voortgang
