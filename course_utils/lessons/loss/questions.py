"""Vragen bij les 05: terugblik, voorspellingen, opdrachten en eindquiz over loss."""

import math
from functools import lru_cache

import numpy as np

from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network, train
from course_utils.subjects.optimizers import SGD

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

RECAP = (
    Question(
        "5.terug.1",
        "Les 01: een laag gaat van 16 naar 10. Hoeveel parameters mag de training in die laag verschuiven?",
        Choice("160", "Dat zijn de gewichten. De 10 biases worden ook geleerd."),
        Right("170", "Ja: 16 × 10 gewichten en 10 biases."),
        Choice("176", "De biases horen bij de uitvoer: dat zijn er 10, geen 16."),
    ),
    Question(
        "5.terug.2",
        "Les 02: een neuron telt op tot −3 en heeft ReLU als activatiefunctie. Wat geeft het door?",
        Choice("−3", "ReLU laat alleen door wat boven nul is."),
        Right("0", "Ja: ReLU maakt van alles onder nul een 0."),
        Choice("3", "ReLU keert het teken niet om. Onder nul geeft ReLU 0."),
    ),
    Question(
        "5.terug.3",
        "Les 04: hoeveel is 0,00000001 als je het in FP16 bewaart?",
        Right("0", "Ja: zo klein kan FP16 niet. In de Verdieping zie je waarom dat bij trainen telt."),
        Choice("0,00000001", "Het kleinste getal boven nul is in FP16 ongeveer 0,00000006."),
        Choice("Oneindig", "Oneindig krijg je bij te grote getallen. Dit is te klein."),
    ),
)


def _sharper(measured) -> int:
    """measured: de verandering in goede antwoorden, en de nieuwe loss gedeeld door de oude."""
    changed, ratio = measured
    if changed != 0:
        return 3
    return 0 if ratio > 1.05 else 1 if ratio < 0.95 else 2


def _more_practice(measured) -> int:
    """measured: de laatste validatieloss gedeeld door de laagste, en hoeveel procentpunt goed er sindsdien bij kwam."""
    ratio, gained = measured
    return 0 if ratio < 1.05 else 1 if gained < 0 else 2


PREDICTIONS = (
    Prediction(
        "5.1",
        "Je maakt alle tien de scores van het netwerk drie keer zo groot. Wat zie je op de testcijfers?",
        Choice(
            "Evenveel goed, de loss stijgt",
            "De hoogste score blijft de hoogste, dus geen antwoord verandert. Maar bij bijna elke fout krijgt het "
            "goede antwoord nu minder kans, en daar kijkt de loss naar.",
        ),
        Choice(
            "Evenveel goed, de loss daalt",
            "Wat goed was, krijgt wel een hogere kans. Maar de fouten worden veel zwaarder gestraft.",
        ),
        Choice("Evenveel goed, de loss blijft gelijk", "De kansen veranderen wel: softmax wordt feller."),
        Choice("Minder goed", "De hoogste score blijft de hoogste, dus elk antwoord blijft hetzelfde."),
        right=_sharper,
    ),
    Prediction(
        "5.2",
        "Je hebt de gradiënt. Je loopt een klein stukje precies in de richting van die pijl. Wat doet de loss?",
        Choice("De loss daalt", "Zo staat het vaak in artikelen. De meting zegt iets anders."),
        Choice(
            "De loss stijgt", "De gradiënt wijst naar waar de loss het snelst stijgt. Wie omlaag wil, moet andersom."
        ),
        right=lambda difference: 0 if difference < 0 else 1,
    ),
    Prediction(
        "5.3",
        "Het netwerk begint met willekeurige gewichten. Hoeveel procent heeft het goed na één ronde training?",
        Choice("Rond de 10 %", "Dat is gokken: zo begint het vóór de training."),
        Choice("Rond de 50 %", "Zo ver is het al na een klein deel van de eerste ronde."),
        Choice("Rond de 90 %", "In één ronde worden de gewichten 300 keer bijgesteld. Dat is al genoeg."),
        Choice("Meer dan 97 %", "Zo goed wordt dit kleine netwerk ook na lang trainen niet."),
        right=choice_by_bounds(30, 75, 97),
    ),
    Prediction(
        "5.4",
        "Een kromme van graad 9 gaat precies door alle tien trainingsstippen. Hoe past hij op nieuwe stippen?",
        Choice("Ook bijna perfect", "Tussen de stippen slingert de kromme. Daar liggen juist de nieuwe stippen."),
        Choice("Ongeveer even goed als graad 2", "Graad 2 volgt de vorm. Graad 9 volgt ook elk toeval."),
        Choice("Veel slechter dan graad 2", "De kromme leerde de stippen uit het hoofd, met het toeval erbij."),
        right=choice_by_bounds(0.5, 2),
    ),
    Prediction(
        "5.5",
        "“Hoe vaker het netwerk oefent, hoe slimmer het wordt.” Wat denk jij?",
        Choice("Dat klopt", "Zo was het geweest als op nieuwe cijfers ook de loss was blijven dalen."),
        Choice("Dat klopt niet", "Zo was het geweest als het netwerk nieuwe cijfers slechter ging lezen."),
        Choice(
            "Dat hangt ervan af",
            "Op nieuwe cijfers werd de loss weer hoger, maar het aantal goede antwoorden niet lager. Het netwerk "
            "werd vooral te zeker van zijn zaak. Wie alleen telt, gaat door; wie de kansen vertrouwt, niet.",
        ),
        right=_more_practice,
    ),
)


@lru_cache(maxsize=1)
def best_epoch() -> int:
    """Na welke epoch de validatieloss van de training uit opdracht 5.5 het laagst is."""
    digits, network = load_digits(), Network.random(seed=2)
    images, labels = digits.train_images[:300], digits.train_labels[:300]
    epochs = train(network, images, labels, SGD(0.1), epochs=30, batch_size=20, seed=2, every=15)
    losses = [network.loss(digits.validation_images, digits.validation_labels) for _ in epochs]
    return losses.index(min(losses)) + 1


_PAIRS = (
    (np.array([0.88]), np.array([1.0])),
    (np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 2.0])),
    (np.array([0.5, -1.0]), np.array([0.0, 3.0])),
    (np.array([0.4, -1.3, 2.2]), np.array([-0.7, 1.6, 2.45])),
)

EXERCISES = (
    FunctionExercise(
        id="5.1",
        question="Schrijf `mse(voorspelling, doel)`: het gemiddelde van de gekwadrateerde fouten.",
        reference=lambda prediction, target: np.mean((np.asarray(prediction) - np.asarray(target)) ** 2),
        cases=_PAIRS,
        praise="Goed. Bij 0,88 en 1 geeft je functie 0,0144, net als in stap 2.",
        mistakes=(
            Mistake(lambda p, t: np.sum((p - t) ** 2), "Dit is de som. Deel nog door het aantal: neem het gemiddelde."),
            Mistake(lambda p, t: np.mean(p - t), "Je kwadraat ontbreekt: nu heffen fouten met + en − elkaar op."),
            Mistake(
                lambda p, t: np.mean(np.abs(p - t)),
                "Je neemt de grootte van de fout. Kwadrateer hem in plaats daarvan.",
            ),
            Mistake(
                lambda p, t: np.sqrt(np.mean((p - t) ** 2)),
                "Je neemt aan het eind nog een wortel. Bij de MSE hoort die niet.",
            ),
            Mistake(
                lambda p, t: np.mean(p - t) ** 2, "Kwadrateer eerst elke fout apart, en neem dan pas het gemiddelde."
            ),
            Mistake(lambda p, t: np.mean((p - t) * 2), "Je doet keer 2. Kwadrateren is `** 2`, met twee sterretjes."),
            Mistake(
                lambda p, t: np.mean(p**2 - t**2),
                "Trek eerst het doel van de voorspelling af, en kwadrateer daarna het verschil.",
            ),
            Mistake(lambda p, t: np.mean((p - t) ** 2) / len(t), "Je deelt twee keer door het aantal."),
            Mistake(lambda p, t: np.mean((p - t) ** 2) / 2, "Je deelt nog door 2. Bij de MSE hoort dat niet."),
            Mistake(lambda p, t: (p - t) ** 2, "Dit zijn alle fouten apart. Neem nog het gemiddelde, met `np.mean`."),
        ),
        hints=(
            "De fouten zijn `voorspelling - doel`. NumPy doet dat voor de hele rij tegelijk.",
            "Kwadrateren is `** 2`, het gemiddelde is `np.mean(...)`.",
        ),
        solution="def mse(voorspelling, doel):\n    return np.mean((voorspelling - doel) ** 2)",
        other_forms=(
            "def mse(voorspelling, doel):\n    return sum((voorspelling - doel) ** 2) / len(doel)",
            "def mse(voorspelling, doel):\n    fout = doel - voorspelling\n    return (fout * fout).mean()",
            "mse = lambda v, d: sum((a - b) ** 2 for a, b in zip(v, d)) / len(d)",
        ),
    ),
    NumberExercise(
        id="5.2",
        question="Het goede antwoord kreeg kans 0,25. Hoe groot is de cross-entropy?",
        answer=lambda: -math.log(0.25),
        tolerance=1e-2,
        praise="Goed: −ln(0,25) = 1,386. Vier keer zo zeker, dus kans 1, zou 0 geven.",
        mistakes=(
            Mistake(math.log(0.25), "Alleen het minteken ontbreekt: de logaritme van een getal onder 1 is negatief."),
            Mistake(-math.log10(0.25), "Dit is de logaritme met grondtal 10. Gebruik de natuurlijke: `math.log`."),
            Mistake(-math.log2(0.25), "Dit is de logaritme met grondtal 2. Gebruik de natuurlijke: `math.log`."),
            Mistake((0.25 - 1) ** 2, "Dit is de kwadratische fout. De cross-entropy is min de logaritme van de kans."),
            Mistake(0.25**2, "Dit is de kans in het kwadraat. De cross-entropy is min de logaritme van de kans."),
            Mistake(-math.log(25), "Een kans ligt tussen 0 en 1. Schrijf `0.25`, en niet `25`."),
            Mistake(0.75, "Dit is de kans op een fout antwoord. Neem min de logaritme van 0,25."),
            Mistake(
                -0.25 * math.log(0.25) - 0.75 * math.log(0.75),
                "Je telt ook de kans op een fout antwoord mee. Neem alleen min de logaritme van 0,25.",
            ),
            Mistake(0.25, "Dit is de kans zelf. Neem er min de logaritme van."),
            Mistake(4, "Dit is 1 gedeeld door de kans. Neem er nog de logaritme van."),
            Mistake(math.exp(-0.25), "Je neemt een macht van e. Gebruik de logaritme: `math.log`."),
            Mistake(-math.log(0.75), "Je nam de kans op een fout antwoord. Neem de kans op het goede: 0,25."),
        ),
        hints=("De formule is −ln(kans).", "In Python: `-math.log(...)`. `math` staat al klaar in de startcel."),
        solution="antwoord = -math.log(0.25)",
        other_forms=("antwoord = -np.log(0.25)", "antwoord = math.log(4)", "antwoord = 1.386"),
    ),
    NumberExercise(
        id="5.3",
        question="Hoe groot is de helling van `andere_loss` bij w = 1? Gebruik een duwtje.",
        answer=lambda: -4.0,
        given={"andere_loss": lambda w: (2 * w - 3) ** 2},
        tolerance=5e-3,
        praise="Goed: ongeveer −4. Maak je w 0,001 groter, dan daalt de loss ongeveer 0,004.",
        mistakes=(
            Mistake(
                4.0,
                "De grootte klopt, het teken niet. Trek de oude loss van de nieuwe af, niet andersom.",
                unless=r"\(2\b",
            ),
            Mistake(-0.004, "Dit is hoeveel de loss daalt bij een duwtje van 0,001. Deel nog door het duwtje."),
            Mistake(-0.0004, "Dit is hoeveel de loss daalt bij een duwtje van 0,0001. Deel nog door het duwtje."),
            Mistake(-0.04, "Dit is hoeveel de loss ongeveer daalt bij een duwtje van 0,01. Deel nog door het duwtje."),
            Mistake(-3.96, "Bijna. Je duwtje van 0,01 is nog wat groot. Neem 0,001."),
            Mistake(-3.6, "Je duwtje van 0,1 is te groot. Neem 0,001."),
            Mistake(-2.0, "Was je duwtje 0,5? Neem dan 0,001. Zonder duwtje: w telt dubbel, want er staat 2 × w."),
            Mistake(-999.004, "Python deelt eerst. Zet haakjes om het verschil: (nieuwe loss - oude loss) / duwtje."),
            Mistake(996.004, "Trek eerst de oude loss van de nieuwe af. Deel daarna door het duwtje."),
            Mistake(1.0, "Dit is de loss zelf bij w = 1. Je zoekt hoe hard die verandert."),
            Mistake(
                0.0,
                "Er komt 0 uit. Een heel klein duwtje, zoals 1e-17, valt weg; bij een duwtje van 1 ben je het dal "
                "voorbij. Neem 0,001.",
            ),
            Mistake(-1.0, "Dit is 2 × w − 3. De loss is daarvan het kwadraat, en jij zoekt zijn helling."),
            Mistake(-11.996, "Dit is de helling bij w = 0. Neem w = 1."),
            Mistake(-0.3996, "Je deelt door een ander duwtje dan je bij w optelde."),
            Mistake(4.004, "Dit is de helling bij w = 2. Neem w = 1."),
        ),
        hints=(
            "Reken de loss twee keer uit: bij 1 en bij 1 plus een klein duwtje, zoals 0,001.",
            "De helling is (nieuwe loss − oude loss) / duwtje.",
        ),
        solution="duwtje = 0.001\nhelling = (andere_loss(1 + duwtje) - andere_loss(1)) / duwtje",
        other_forms=(
            "helling = (andere_loss(1.0001) - andere_loss(1)) / 0.0001",
            "helling = (andere_loss(1.01) - andere_loss(0.99)) / 0.02",
            "helling = 2 * (2 * 1 - 3) * 2",
        ),
    ),
    FunctionExercise(
        id="5.4",
        question="Schrijf `stap(w, helling, leersnelheid)`: de nieuwe waarde van w na één stap.",
        reference=lambda w, gradient, learning_rate: w - learning_rate * gradient,
        cases=((1.0, -4.0, 0.1), (2.0, 3.0, 0.05), (-1.5, 0.0, 0.3), (0.3, 10.0, 1.0), (0.7, 2.4, 0.25)),
        praise="Goed. Met deze regel leert je lijn, en straks het cijfernetwerk met 13.002 parameters.",
        mistakes=(
            Mistake(
                lambda w, g, r: w + r * g, "Je loopt met de helling mee, en dan ga je omhoog. Loop de andere kant op."
            ),
            Mistake(lambda w, g, r: w - g, "Je vergeet de leersnelheid: die maakt de stap klein."),
            Mistake(lambda w, g, r: -r * g, "Dit is de stap zelf. Tel hem nog op bij de oude w."),
            Mistake(lambda w, g, r: r * g, "Dit is alleen de grootte van de stap. Trek hem van de oude w af."),
            Mistake(lambda w, g, r: w - r, "Je stap is overal even groot. Vermenigvuldig met de helling."),
            Mistake(
                lambda w, g, r: (w - r) * g,
                "Zet de haakjes anders: vermenigvuldig eerst leersnelheid en helling, en trek dat van w af.",
            ),
            Mistake(lambda w, g, r: r * g - w, "Je trekt w van de stap af. Andersom: trek de stap van w af."),
            Mistake(lambda w, g, r: w - g / r, "Je deelt door de leersnelheid. Vermenigvuldig ermee."),
            Mistake(lambda w, g, r: w, "Je geeft de oude w terug. Geef de nieuwe terug met `return`."),
            Mistake(lambda w, g, r: w * (1 - r * g), "Trek de stap van w af. Vermenigvuldig hem niet met w."),
        ),
        hints=(
            "De stap is leersnelheid × helling.",
            "Met de helling mee ga je omhoog, en je wilt omlaag: trek de stap van w af.",
        ),
        solution="def stap(w, helling, leersnelheid):\n    return w - leersnelheid * helling",
        other_forms=(
            "def stap(w, helling, leersnelheid):\n    w -= helling * leersnelheid\n    return w",
            "def stap(w, helling, leersnelheid):\n    return w + leersnelheid * -helling",
            "stap = lambda w, g, r: w - r * g",
        ),
    ),
    NumberExercise(
        id="5.5",
        question="Na welke epoch is de loss op de validatieset het laagst?",
        answer=best_epoch,
        tolerance=1e-3,
        praise="Goed: na epoch 10. Wie op de kansen van het netwerk wil vertrouwen, stopt daar.",
        mistakes=(
            Mistake(30, "Daar is de loss op de trainingsset het laagst. Kijk naar de validatieset."),
            Mistake(29, "Dit is de laatste plaats in `training`. Kijk naar de laagste waarde in `validatie`."),
            Mistake(9, "Python telt vanaf 0: dit is de plaats in de rij. De eerste waarde hoort bij epoch 1."),
            Mistake(11, "Hier is de validatieloss alweer hoger. Kijk één epoch eerder."),
            Mistake(13, "In de figuur lijkt het daar even laag. Kijk in de lijst `validatie` naar de getallen."),
            Mistake(14, "Na epoch 14 is de validatieloss bijna even laag, maar niet het laagst. Gebruik `min`."),
            Mistake(2.0746, "Dit is de hoogste validatieloss zelf. Na welke epoch was die het laagst?"),
            Mistake(0.7739, "Dit is de laatste validatieloss. Na welke epoch was die het laagst?"),
            Mistake(0.8523, "Dit is het gemiddelde van de validatieloss. Na welke epoch was die het laagst?"),
            Mistake(0.701, "Dit is een loss uit de lijst. Gevraagd is de hoeveelste epoch de laagste heeft."),
            Mistake(8, "Tel er 1 bij op, en trek er geen af: plaats 0 in de lijst hoort bij epoch 1."),
            Mistake(0.668, "Dit is de laagste validatieloss zelf. Na welke epoch kwam die?"),
            Mistake(
                1, "Na epoch 1 is de validatieloss juist het hoogst: hij daalt daarna nog. Zoek de laagste, met `min`."
            ),
            Mistake(12, "Zo was het in de Feitencheck. Deze training begon anders: kijk in de lijst `validatie`."),
        ),
        hints=(
            "De validatieset telt: dat zijn cijfers waar het netwerk niet van leert.",
            "Zoek de laagste waarde in `validatie`, met `min(validatie)`. De hoeveelste is dat? Python telt vanaf 0.",
        ),
        solution="beste_epoch = validatie.index(min(validatie)) + 1",
        other_forms=("beste_epoch = 10", "beste_epoch = int(np.argmin(validatie)) + 1", "beste_epoch = 10.0"),
    ),
)

PAUSE = (
    Question(
        "5.pauze.1",
        "Bij w is de helling van de loss −3. Je wilt de loss lager. Wat doe je met w?",
        Right("Een stapje groter maken", "Ja: onder nul betekent dat de loss daalt als w groeit."),
        Choice("Een stapje kleiner maken", "Dan stijgt de loss juist: elk stapje terug kost drie keer zo veel."),
        Choice("Niets: onder nul is de loss al het laagst", "Op het laagste punt is de helling 0. Hier is hij −3."),
    ),
    Question(
        "5.pauze.2",
        "De helling voor een gewicht is +2 en de leersnelheid is 0,1. Wat gebeurt er met het gewicht?",
        Choice("Het wordt 0,2 groter", "De helling wijst omhoog. Een stap gaat er tegenin."),
        Right("Het wordt 0,2 kleiner", "Ja: min leersnelheid × helling, en dat is −0,2."),
        Choice("Het wordt 2 kleiner", "De leersnelheid maakt de stap kleiner: 0,1 × 2 = 0,2."),
    ),
)

QUIZ = (
    Question(
        "5.quiz.1",
        "Twee netwerken hebben allebei 95 % goed. Het ene heeft loss 0,2 en het andere 0,6. Hoe kan dat?",
        Choice("Dat kan niet", "Dat zag je zelf: met drie keer zo grote scores bleef elk antwoord hetzelfde."),
        Right(
            "Het tweede netwerk is zekerder van zijn fouten", "Ja: de loss straft een fout met veel kans het hardst."
        ),
        Choice("Het tweede netwerk is langer getraind", "Dat hoeft niet. De loss kijkt naar kansen, niet naar tijd."),
    ),
    Question(
        "5.quiz.3",
        "Wat doet backpropagation?",
        Right("De helling van elke parameter uitrekenen", "Ja: lokale helling × de helling van boven, pijl voor pijl."),
        Choice("De gewichten aanpassen", "Dat doet de stap erna. Backpropagation rekent alleen."),
        Choice("De fouten terugsturen naar de gebruiker", "Er gaat niets naar buiten. Het is een berekening."),
    ),
    Question(
        "5.quiz.4",
        "Tijdens het trainen wordt de loss steeds groter, tot er NaN staat. Wat verander je het eerst?",
        Choice("Langer trainen", "Elke stap maakt het dan erger."),
        Choice("Een groter netwerk", "Dat helpt niet: de stappen blijven te groot."),
        Right("De leersnelheid omlaag", "Ja: te grote stappen schieten over het dal heen, steeds verder."),
    ),
    Question(
        "5.quiz.5",
        "De loss daalt op de trainingsset en stijgt op de validatieset. Wat is er aan de hand?",
        Choice("Underfitting", "Dan waren beide nog hoog."),
        Right("Overfitting", "Ja: het netwerk leert de voorbeelden uit het hoofd."),
        Choice("De leersnelheid is nul", "Dan veranderde er niets, ook niet op de trainingsset."),
    ),
)

LESSON = Lesson(5, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze, eindquiz, voortgang = LESSON.terugblik, LESSON.pauze, LESSON.eindquiz, LESSON.voortgang
