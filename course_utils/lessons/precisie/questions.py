"""Vragen bij les 04: terugblik, voorspellingen, opdrachten en eindquiz over precisie."""

import numpy as np

from course_utils.lessons.precisie.number_formats import FP16, decode, parse_bits
from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

RECAP = (
    Question(
        "4.terug.1",
        "Les 01: een model heeft 7 miljard parameters, elk van 16 bit. Hoeveel geheugen kosten ze?",
        Choice("7 GB", "Dan kreeg elke parameter 1 byte. 16 bit is 2 byte."),
        Right("14 GB", "Ja: 7 miljard keer 2 byte."),
        Choice("112 GB", "Dit zijn gigabits. Deel door 8 voor byte."),
    ),
    Question(
        "4.terug.2",
        "Les 02: een neuron heeft één gewicht, 1, en bias −3. Vanaf welke invoer komt de som boven 0?",
        Choice("Boven −3", "Vul −3 in: 1 × −3 − 3 = −6. Dat is onder 0."),
        Choice("Boven 0", "Vul 0 in: 1 × 0 − 3 = −3. De bias schuift de drempel op."),
        Right("Boven 3", "Ja: 1 × 3 − 3 = 0. De drempel ligt bij min de bias."),
    ),
    Question(
        "4.terug.3",
        "Les 03: vector B wijst dezelfde kant op als A, maar is twee keer zo lang. Wat is hun cosinusgelijkenis?",
        Choice("0,5", "De lengte telt niet mee: de cosinusgelijkenis deelt door beide lengtes."),
        Right("1", "Ja: alleen de richting telt, en die is gelijk."),
        Choice("2", "Groter dan 1 kan niet: de cosinusgelijkenis loopt van −1 tot en met 1."),
    ),
)


def _fp16_sum(measured) -> int:
    return {2049.0: 0, 2048.0: 1, 2050.0: 2}.get(float(measured), 3)


def _quality_of_int8(measured) -> int:
    """measured: de relatieve fout zonder en met een uitbijter; meer dan 5 % heet hier merkbaar."""
    without, with_outlier = measured
    return 1 if without > 0.05 else 2 if with_outlier > 0.05 else 0


PREDICTIONS = (
    Prediction(
        "4.1",
        "Je vraagt Python of 0,1 + 0,2 gelijk is aan 0,3. Wat zegt het?",
        Choice("Ja", "Zo hoort het op papier. De computer bewaart 0,1 en 0,2 alleen niet precies."),
        Choice(
            "Nee",
            "Een computer bouwt getallen uit helften: 1/2, 1/4, 1/8, enzovoort. Alle drie de getallen zijn daarom "
            "een klein beetje afgerond, en de som komt net naast 0,3 uit.",
        ),
        Choice("Een foutmelding", "Vergelijken mag altijd. Alleen de uitkomst is misschien een verrassing."),
        right=(True, False).index,
    ),
    Prediction(
        "4.2",
        "FP16 heeft 16 bits. Wat is in FP16 de uitkomst van 2.048 + 1?",
        Choice("2.049", "Dat getal bestaat niet in FP16: na 2.048 komt 2.050."),
        Choice(
            "2.048", "2.049 ligt midden tussen 2.048 en 2.050. Dan wint het getal met een 0 als laatste bit: 2.048."
        ),
        Choice(
            "2.050", "Dat ligt net zo ver weg als 2.048. Bij gelijke stand wint het getal met een 0 als laatste bit."
        ),
        Choice("Oneindig", "Oneindig komt pas na 65.504."),
        right=_fp16_sum,
    ),
    Prediction(
        "4.3",
        "Het cijfernetwerk leest 95,7 % goed. Je geeft elk gewicht 8 bits in plaats van 32. Wat blijft er over?",
        Choice("Ongeveer een kwart", "Een kwart van de bits is niet een kwart van de kwaliteit."),
        Choice("Ongeveer 80 %", "Het scheelt veel minder. Met 255 verschillende waarden komt elk gewicht dichtbij."),
        Choice("Ongeveer 95 %", "Elk gewicht verschuift hooguit een halve stap. Het netwerk merkt daar weinig van."),
        right=choice_by_bounds(50, 90),
    ),
    Prediction(
        "4.4",
        "Met 2 bits kan een gewicht −1, 0 of 1 keer de schaal zijn. Met 1 bit alleen −1 of 1 keer. "
        "Welk netwerk leest meer cijfers goed?",
        Choice("Dat met 2 bits", "Dat lijkt logisch, maar bij 2 bits bepaalt het grootste gewicht de schaal."),
        Choice("Ze zijn gelijk", "Ze zijn allebei slecht, maar niet even slecht."),
        Choice(
            "Dat met 1 bit",
            "Bij 2 bits wordt alles onder de helft van het grootste gewicht 0. Bij 1 bit blijft elk teken bewaard.",
        ),
        right=choice_by_bounds(-2, 2),
    ),
    Prediction(
        "4.5",
        "FP16 heeft half zo veel bits als FP32. Hoe snel vermenigvuldigt jouw computer twee matrices in FP16?",
        Choice(
            "Sneller dan in FP32",
            "Jouw processor kent FP16: hij rekent er zelf mee.",
            "Dat zou kloppen als jouw processor zelf met FP16 rekende.",
        ),
        Choice(
            "Ongeveer even snel",
            "Jouw computer wint niets en verliest niets met FP16.",
            "Dat zou kloppen als jouw computer FP16 en FP32 op dezelfde manier uitrekende.",
        ),
        Choice(
            "Langzamer dan in FP32",
            "Voor FP16 is er op jouw processor geen snel rekenprogramma. Minder bits is niet vanzelf sneller.",
            "Dat zou kloppen als er voor FP16 op jouw processor geen snel rekenprogramma was.",
        ),
        right=choice_by_bounds(0.8, 1.25),
    ),
    Prediction(
        "4.6",
        "“Van FP32 naar INT8: tot vier keer sneller zonder merkbaar kwaliteitsverlies.” Klopt dat?",
        Choice("Klopt", "Zo was het geweest als de fout ook met een uitbijter klein was gebleven."),
        Choice("Klopt niet", "Zo was het geweest als de fout ook zonder uitbijter groot was."),
        Choice(
            "Hangt ervan af",
            "Zonder uitbijter is de fout klein. Eén uitbijter maakt hem ongeveer twintig keer zo groot.",
        ),
        right=_quality_of_int8,
    ),
)

PATTERN = "1 10010 1010000000"
WEIGHTS = np.array([0.8, -2.54, 1.2, 0.015, -0.4])


def quantized_codes(x, bits):
    """De codes bij absmax, als gehele getallen in een array."""
    scale = np.max(np.abs(x)) / (2 ** (bits - 1) - 1)
    return np.round(x / scale)


@np.errstate(all="ignore")  # het dakje geeft bij 4 bits de hoogste code 0
def _with_caret(x, bits):
    return np.round(x / (np.max(np.abs(x)) / np.float64(2 ^ (bits - 1) - 1)))


def _codes_with(largest_code, size=lambda x: np.max(np.abs(x)), rounding=np.round):
    return lambda x, bits: rounding(x / (size(x) / largest_code(bits)))


EXERCISES = (
    NumberExercise(
        id="4.1",
        question=f"Welk getal hoort bij het FP16-patroon `{PATTERN}`?",
        answer=lambda: decode(parse_bits(PATTERN, FP16), FP16),
        praise="Goed: −1 × 2³ × (1 + 1/2 + 1/8) = −13.",
        mistakes=(
            Mistake(13.0, "De grootte klopt. De eerste bit is het teken, en die is hier 1: min."),
            Mistake(-1.625 * 2**18, "Je vergat 15 van de exponent af te trekken: 18 − 15 = 3."),
            Mistake(-0.625 * 8, "Bij de mantisse komt altijd een 1 die niet in de bits staat: 1 + 1/2 + 1/8."),
            Mistake(-1.75 * 8, "De mantisse is 101..., dus 1/2 en 1/8. Je telde 1/2 en 1/4."),
            Mistake(-641 * 8, "Je las de mantisse als een heel getal. Haar bits zijn 1/2, 1/4, 1/8 enzovoort waard."),
            Mistake(-640 * 8, "Je las de mantisse als 640. Haar bits zijn 1/2, 1/4, 1/8 enzovoort waard."),
            Mistake(-8, "De mantisse ontbreekt nog: keer 1 + 1/2 + 1/8."),
            Mistake(-1.625, "De exponent ontbreekt nog: keer 2³."),
            Mistake(-7.375, "Je telt de mantisse bij 2³ op. Vermenigvuldig ermee."),
            Mistake(-1.101 * 8, "De mantisse `101` is geen 0,101. Haar bits zijn 1/2 en 1/8 waard."),
            Mistake(
                0b1100101010000000, "Je las het hele patroon als één getal. Splits het: teken, exponent, mantisse."
            ),
            Mistake(-1.625 * 2**-109, "De 127 hoort bij FP32. Bij FP16 trek je 15 van de exponent af."),
            Mistake(-1.625 * 3, "De exponent is 3, maar het getal telt 2 tot de macht 3 keer mee."),
            Mistake(-1.625 * 4, "De exponent is `10010`: 16 + 2 = 18. Dan wordt het 2³, geen 2²."),
        ),
        hints=(
            "Splits het patroon: teken `1`, exponent `10010`, mantisse `1010000000`.",
            "De exponent is 16 + 2 = 18. Trek er 15 af. De mantisse is 1/2 + 1/8, en daar komt de onzichtbare 1 bij.",
        ),
        solution="getal = -1 * 2**3 * (1 + 1/2 + 1/8)",
        other_forms=("getal = -13", "getal = -(2 ** (18 - 15)) * 1.625", "import numpy as np\ngetal = np.float16(-13)"),
    ),
    NumberExercise(
        id="4.2",
        question="Wat is het grootste getal van FP16?",
        answer=lambda: FP16.largest,
        praise="Goed: 2¹⁵ × (2 − 1/1024) = 65.504. Daarboven komt alleen nog oneindig.",
        mistakes=(
            Mistake(
                (2 - 2**-10) * 2**16,
                "Alle exponentbits aan is voor oneindig. De hoogste die dan nog kan is 30, dus 2¹⁵.",
            ),
            Mistake(2**15, "De exponent klopt. Zet nu ook alle mantissebits aan."),
            Mistake(2**16, "Bijna: 65.536 past net niet. Met alle mantissebits aan kom je vlak onder 2."),
            Mistake(
                2**16 - 1, "Dit is het grootste hele getal van 16 bits zonder teken. FP16 verdeelt zijn bits anders."
            ),
            Mistake(
                (2 - 2**-10) * 2**14, "De hoogste exponent die geen oneindig geeft is 30. Dan krijg je 30 − 15 = 15."
            ),
            Mistake(65500, "Bijna: dit is afgerond. Reken het precies uit."),
            Mistake(31743, "Dit is het patroon `0 11110 1111111111` als één getal. Reken uit welk getal erbij hoort."),
            Mistake(2.0**31, "Trek 15 van de exponent af, en gebruik niet de exponent met alleen enen."),
            Mistake(1023 * 2.0**15, "Alle mantissebits aan is 1 + 1023/1024, en geen 1023."),
            Mistake((2 - 2**-9) * 2.0**15, "Dit is één stap te laag: FP16 heeft 10 mantissebits."),
            Mistake((1 - 2**-10) * 2**15, "De onzichtbare 1 ontbreekt: het is 2 − 1/1024 en niet 1 − 1/1024."),
            Mistake((2 - 2**-23) * 2.0**127, "Dit is het grootste getal van FP32."),
            Mistake(2**15 - 1, "Dit is het grootste hele getal van 16 bits met teken. FP16 heeft ook een exponent."),
        ),
        hints=(
            "Welke exponent is de hoogste die nog geen oneindig geeft? Alles 1 is voor oneindig en NaN.",
            "Exponent `11110` is 30, dus 2¹⁵. Alle mantissebits aan, met de 1 erbij, is 2 − 1/1024.",
        ),
        solution="grootste = (2 - 1/1024) * 2**15",
        other_forms=(
            "grootste = 65504",
            "import numpy as np\ngrootste = np.finfo(np.float16).max",
            "grootste = (1 + 1023 / 1024) * 2**15",
            "grootste = sum(2.0**-k for k in range(11)) * 2**15",
        ),
    ),
    NumberExercise(
        id="4.3",
        question="Welke schaal hoort bij deze gewichten in 8 bits, met absmax?",
        answer=lambda: float(np.max(np.abs(WEIGHTS)) / 127),
        praise="Goed: 2,54 / 127 = 0,02. Alle gewichten worden een veelvoud van 0,02.",
        mistakes=(
            Mistake(1.2 / 127, "Je nam het grootste gewicht mét teken. Absmax kijkt naar de grootte: −2,54 telt ook."),
            Mistake(2.54 / 128, "De hoogste code is 127: `2**(8 - 1) - 1`."),
            Mistake(2.54 / 255, "Je deelt door 255. Bij absmax gaan de codes van −127 tot en met 127."),
            Mistake(2.54 / 256, "Je deelt door het aantal patronen. De hoogste code is 127."),
            Mistake(
                (1.2 + 2.54) / 255,
                "Dit is de schaal van de methode met een nulpunt. Absmax deelt de grootste door 127.",
            ),
            Mistake(127, "Dit is de hoogste code. De schaal is het grootste gewicht gedeeld door die code."),
            Mistake(2.54 / 7, "De 7 hoort bij 4 bits. Bij 8 bits is de hoogste code 127."),
            Mistake(2.54, "Dit is het grootste gewicht. Deel het door de hoogste code, 127."),
            Mistake(127 / 2.54, "Je deelde andersom. De schaal is hoeveel één code waard is."),
        ),
        hints=(
            "Zoek het gewicht dat het verst van 0 ligt, zonder op het teken te letten.",
            "De hoogste code bij 8 bits is 127. De schaal is het grootste gewicht gedeeld door 127.",
        ),
        solution="schaal = 2.54 / 127",
        other_forms=(
            "schaal = 0.02",
            "import numpy as np\nschaal = np.max(np.abs([0.8, -2.54, 1.2, 0.015, -0.4])) / (2**7 - 1)",
            "schaal = max(abs(g) for g in [0.8, -2.54, 1.2, 0.015, -0.4]) / 127",
        ),
    ),
    FunctionExercise(
        id="4.4",
        question="Schrijf `kwantiseer(x, bits)`: geef de codes van absmax.",
        reference=quantized_codes,
        cases=(
            (WEIGHTS, 8),
            (np.array([0.95, -0.33, 0.02, -1.4]), 4),
            (np.array([[0.12, 0.24], [-0.6, 0.4]]), 3),
            (np.array([0.3, 2.1, -0.7, 1.0]), 5),
        ),
        praise="Goed. Met deze drie regels is een netwerk vier keer zo klein te maken.",
        mistakes=(
            Mistake(
                lambda x, bits: quantized_codes(x, bits) * np.max(np.abs(x)) / (2 ** (bits - 1) - 1),
                "Dit zijn weer kommagetallen: je vermenigvuldigde terug met de schaal. Geef de codes zelf.",
            ),
            Mistake(
                _codes_with(lambda bits: 2 ** (bits - 1) - 1, size=np.max),
                "Neem de grootste zonder teken: `np.max(np.abs(x))`. Een groot negatief gewicht telt ook.",
            ),
            Mistake(
                _codes_with(lambda bits: 2 ** (bits - 1) - 1, rounding=np.trunc),
                "Je kapt af in plaats van af te ronden. Gebruik `np.round`.",
            ),
            Mistake(
                _codes_with(lambda bits: 2 ** (bits - 1) - 1, rounding=np.asarray),
                "De codes moeten hele getallen zijn. Rond x / schaal nog af met `np.round`.",
            ),
            Mistake(
                lambda x, bits: np.round(x * np.max(np.abs(x)) / (2 ** (bits - 1) - 1)),
                "Er komt overal 0 uit. Vermenigvuldig je met de schaal? Deel x erdoor.",
            ),
            Mistake(
                _with_caret, "Een macht schrijf je met twee sterretjes: `2**(bits - 1)`. Het dakje ^ doet iets anders."
            ),
            Mistake(_codes_with(lambda bits: 7), "Je rekent altijd met 7. De hoogste code hangt af van `bits`."),
            Mistake(_codes_with(lambda bits: 127), "Je rekent altijd met 127. De hoogste code hangt af van `bits`."),
            Mistake(
                _codes_with(lambda bits: bits), "Je deelt door het aantal bits. De hoogste code is een macht van 2."
            ),
            Mistake(_codes_with(lambda bits: bits - 1), "De hoogste code is `2**(bits - 1) - 1`: een macht van 2."),
            Mistake(
                lambda x, bits: np.max(np.abs(x)) / (2 ** (bits - 1) - 1),
                "Dit is de schaal. Deel x daardoor, en rond af.",
            ),
            Mistake(_codes_with(lambda bits: 2 ** (bits - 1)), "De hoogste code is één lager: `2**(bits - 1) - 1`."),
            Mistake(
                _codes_with(lambda bits: 2**bits - 1),
                "Eén bit is nodig voor min of plus. De hoogste code is dus `2**(bits - 1) - 1`.",
            ),
            Mistake(
                lambda x, bits: np.round(x) / (np.max(np.abs(x)) / (2 ** (bits - 1) - 1)),
                "Je rondt x af voordat je deelt. Deel eerst door de schaal, en rond dan af.",
            ),
            Mistake(
                lambda x, bits: np.round((x - np.min(x)) / np.ptp(x) * (2**bits - 1)),
                "Dit zijn codes van laagste tot hoogste. Bij absmax is 0 de code van 0: deel x alleen door de schaal.",
            ),
            Mistake(
                lambda x, bits: np.round(x / (np.max(np.abs(x), axis=0) / (2 ** (bits - 1) - 1))),
                "Elke kolom krijgt nu een eigen schaal. Laat `axis` weg: er is één schaal voor de hele tabel.",
            ),
        ),
        hints=(
            "Drie regels: de hoogste code, de schaal en dan x / schaal afronden.",
            "Begin met `hoogste = 2**(bits - 1) - 1` en `schaal = np.max(np.abs(x)) / hoogste`.",
            "Eindig met `return np.round(x / schaal)`.",
        ),
        solution=(
            "def kwantiseer(x, bits):\n    hoogste = 2**(bits - 1) - 1\n"
            "    schaal = np.max(np.abs(x)) / hoogste\n    return np.round(x / schaal)"
        ),
        other_forms=(
            "kwantiseer = lambda x, bits: np.rint(x * (2**(bits - 1) - 1) / abs(x).max())",
            "def kwantiseer(x, bits):\n    schaal = max(x.max(), -x.min()) / (2**bits // 2 - 1)\n"
            "    return np.rint(x / schaal).astype(int)",
            "def kwantiseer(x, bits):\n    hoogste = 2**(bits - 1) - 1\n"
            "    return np.clip(np.round(x / (np.abs(x).max() / hoogste)), -hoogste, hoogste)",
        ),
    ),
    NumberExercise(
        id="4.5",
        question="Hoeveel GB kost een model van 7 miljard gewichten van 4 bit, met een FP16-schaal per blok van 32?",
        answer=lambda: 7e9 * (4 + 16 / 32) / 8 / 1e9,
        tolerance=1e-3,
        praise="Goed: 4,5 bit per gewicht, samen 3,94 GB. Met één schaal voor alles was het 3,5 GB.",
        mistakes=(
            Mistake(3.5, "Dit zijn alleen de codes. Elk blok van 32 heeft ook een schaal van 16 bit."),
            Mistake(7 * (4 + 16) / 8, "Je geeft elk gewicht een eigen schaal. Een blok van 32 gewichten deelt er één."),
            Mistake(7 * 4.5, "Dit zijn gigabits. Deel door 8 voor byte."),
            Mistake(7 * 4, "Dit zijn de gigabits van de codes. Deel door 8 voor byte, en tel de schalen erbij."),
            Mistake(7 * 16 / 32 / 8, "Dit zijn alleen de schalen. Tel de codes erbij: 4 bit per gewicht."),
            Mistake(3.9, "Bijna: geef nog een cijfer achter de komma meer."),
            Mistake(7 * (4 + 2 / 32) / 8, "De schaal is 16 bit. Je telde 2 byte op bij 4 bit: reken alles in bits."),
            Mistake(7e9 * 4.5 / 8 / 2**30, "Dit is in GiB. Deel door `10**9` voor GB."),
            Mistake(7e9 * 4.5 / 8, "Dit is in byte. Deel door `10**9` voor GB."),
            Mistake(14, "Dit is een heel model in FP16. Deze gewichten hebben 4 bit, en de schalen 16."),
            Mistake(
                3.5 + 16 / 32, "Er is niet één schaal, maar één per blok. Vermenigvuldig ook de 16/32 bit met 7e9."
            ),
            Mistake(
                7 * (4 + 32 / 16) / 8,
                "Je verdeelt 32 over 16. Er gaan 16 bits naar 32 gewichten: een halve bit per stuk.",
            ),
        ),
        hints=(
            "Hoeveel bits van de schaal krijgt elk gewicht voor zijn rekening?",
            "16 bits voor 32 gewichten is een halve bit per gewicht. Samen 4,5 bit.",
        ),
        solution="gb = 7e9 * (4 + 16 / 32) / 8 / 10**9",
        other_forms=(
            "gb = 7 * 4.5 / 8",
            "gb = 3.94",
            "gb = 7 * 4 / 8 + 7 / 32 * 2",
            "blokken = 7e9 / 32\ngb = (blokken * 2 + 7e9 / 2) / 1e9",
        ),
    ),
)

PAUSE = (
    Question(
        "4.pauze.1",
        "Tussen 2.048 en 4.096 liggen de getallen van FP16 2 uit elkaar. Wat is 3.000 + 1 in FP16?",
        Right("3.000", "Ja: 3.001 ligt er midden tussen, en dan wint hier 3.000."),
        Choice("3.001", "Dat getal bestaat niet in FP16: na 3.000 komt 3.002."),
        Choice("Oneindig", "Oneindig komt pas na 65.504."),
    ),
    Question(
        "4.pauze.2",
        "Je geeft een float meer bits voor de exponent. Wat wordt er groter?",
        Choice("Het aantal cijfers", "Dat doen de bits van de mantisse."),
        Right("Het bereik", "Ja: de exponent bepaalt hoe groot en hoe klein een getal kan zijn."),
    ),
)

QUIZ = (
    Question(
        "4.quiz.1",
        "Waarom is 0,1 + 0,2 in Python niet precies 0,3?",
        Choice("Python heeft daar een fout", "Elke taal die met deze kommagetallen rekent, geeft hetzelfde."),
        Right("0,1 past niet in een eindig aantal bits", "Ja: net als 1/3 in gewone cijfers. Er wordt dus afgerond."),
        Choice("Optellen van kommagetallen is toeval", "Het is juist vast afgesproken: elke computer rondt gelijk af."),
    ),
    Question(
        "4.quiz.2",
        "Tussen 1.024 en 2.048 liggen de getallen van FP16 1 uit elkaar. Hoe ver tussen 4.096 en 8.192?",
        Choice("1", "De stap verdubbelt bij elke macht van 2."),
        Choice("2", "Dat is de stap tussen 2.048 en 4.096."),
        Right("4", "Ja: twee verdubbelingen verder, dus twee keer zo groot en nog eens."),
    ),
    Question(
        "4.quiz.3",
        "FP16 en BF16 hebben allebei 16 bits. Wat is het verschil?",
        Choice("Geen: het zijn twee namen voor hetzelfde", "De bits zijn anders verdeeld over exponent en mantisse."),
        Right("BF16 reikt verder, FP16 is fijner", "Ja: BF16 heeft meer exponentbits, FP16 meer mantissebits."),
        Choice("BF16 is in alles beter", "BF16 reikt verder, maar onthoudt minder cijfers: 2,4 tegen 3,3."),
    ),
    Question(
        "4.quiz.4",
        "In een rij kleine gewichten staat één heel groot gewicht. Je kwantiseert met absmax. Wat gebeurt er?",
        Choice(
            "Alleen het grote gewicht wordt onnauwkeurig", "Het grote gewicht past juist precies op de hoogste code."
        ),
        Right("De kleine gewichten worden bijna allemaal 0", "Ja: het grote gewicht bepaalt de stap voor iedereen."),
        Choice("Niets: 8 bits is genoeg", "Jij maakte met 8 bits meer dan de helft van de gewichten 0."),
    ),
    Question(
        "4.quiz.5",
        "Iemand kwantiseert een model van FP32 naar INT8. Wat weet je zeker?",
        Right(
            "De gewichten nemen ongeveer een kwart van de ruimte in", "Ja: 8 bits in plaats van 32, plus de schalen."
        ),
        Choice("Het wordt vier keer zo snel", "Dat hangt af van de processor: die moet het formaat kennen."),
        Choice("Een kwart van de gewichten blijft over", "Geen gewicht verdwijnt. Elk gewicht wordt afgerond."),
    ),
)

LESSON = Lesson(4, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze, eindquiz, voortgang = LESSON.terugblik, LESSON.pauze, LESSON.eindquiz, LESSON.voortgang
