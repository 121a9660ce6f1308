"""Vragen bij les 03: voorspellingen, opdrachten, terugblik en eindquiz over embeddings."""

import math

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.embeddings.word_vectors import Analogy, UnknownWord, load_analogies, load_word_vectors
from course_utils.questions.answers import Blank, Unusable
from course_utils.questions.exercises import FunctionExercise, Mistake, NumberExercise, OpenExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Choice, Prediction, Question, Right, choice_by_bounds

__all__ = ["eindquiz", "onthul", "opdracht", "pauze", "terugblik", "voorspel", "voortgang"]

HORSE, SHARK = np.array([4, 0, 3]), np.array([3, 4, 0])
PLEASANT, UNPLEASANT = ("cadeau", "vakantie", "bloem"), ("oorlog", "ziekte", "diefstal")


PREDICTIONS = (
    Prediction(
        "3.1",
        "Een computer las heel veel tekst. Welk woord zette hij het dichtst bij appel?",
        Choice("peer", "Dat zou je denken, maar een ander woord wint."),
        Choice("boom", "Een appel hangt aan een boom, maar de woorden staan niet in dezelfde soort zinnen."),
        Choice("Microsoft", "De tekst was Engels. Daarin is apple vaak een computerbedrijf."),
        Choice("rood", "Een kleur staat in andere zinnen dan een vrucht."),
        right=("peer", "boom", "Microsoft", "rood").index,
    ),
    Prediction(
        "3.2",
        "Onze kleine tokenizer leerde 40 keer plakken, van een tekst over werk zonder het woord hieronder. "
        "In hoeveel stukjes knipt hij de 33 letters van arbeidsongeschiktheidsverzekering?",
        Choice("Eén: het hele woord", "Het hele woord staat niet in de tekst. Het wordt uit stukken gebouwd."),
        Choice(
            "Een stuk of zeven",
            "Stukken die vaak voorkomen, zoals heid en verzekering, blijven heel. Samen maken ze een nieuw woord.",
        ),
        Choice("Een stuk of vijftien", "Zo ver is hij al na de helft van het plakken. Daarna gaat het door."),
        Choice("Drieëndertig: de letters", "Dat is waar hij mee begint, voordat er iets geplakt is."),
        right=choice_by_bounds(2, 11, 25),
    ),
    Prediction(
        "3.3",
        "Je perst 100 getallen per woord op een platte kaart. Hoeveel van de verschillen zie je nog?",
        Choice("Ongeveer 5 %", "Zo weinig niet: de kaart kiest de twee richtingen met de meeste verschillen."),
        Choice("Ongeveer 25 %", "De rest ligt in de andere richtingen. Die zijn platgedrukt."),
        Choice("Ongeveer 60 %", "Daarvoor zijn er meer dan twee richtingen nodig."),
        Choice("Ongeveer 90 %", "De woorden liggen niet bijna op een plat vlak."),
        right=choice_by_bounds(15, 45, 75),
    ),
    Prediction(
        "3.4",
        "Je rekent koning − man + vrouw uit. Elk woord mag het antwoord zijn. Welk woord ligt het dichtst bij?",
        Choice("koningin", "Koningin wordt tweede. Ze wint pas als koning zelf niet mee mag doen."),
        Choice("koning", "Je telt er maar een klein verschil bij op. Zo kom je niet ver van koning vandaan."),
        Choice("vrouw", "Vrouw gaat wel mee in de som, maar koning weegt zwaarder."),
        Choice("prinses", "Prinses ligt in de buurt, maar niet het dichtst bij."),
        right=("koningin", "koning", "vrouw", "prinses").index,
    ),
    Prediction(
        "3.5",
        "Een artikel heet `Man is to Computer Programmer as Woman is to Homemaker?` Zeggen onze vectoren "
        "dat ook, dat programmeur − man + vrouw huisvrouw is?",
        Choice("Ja, dat klopt", "Bij ons vindt de som een ander woord."),
        Choice("Nee, er is dus geen vertekening", "De som vindt een ander woord, maar de as toont haar wel."),
        Choice(
            "De som zegt weinig, de as wel",
            "De som vindt geen huisvrouw. Op de as staan de twee woorden wel ver uit elkaar.",
        ),
        right=lambda measured: 0 if measured[0] == "huisvrouw" else 1 if measured[1] < 0.2 else 2,
    ),
)


def _cosines(table, arrow):
    """De gelijkenis van elke rij met de pijl, nog niet gedeeld door de lengte van de pijl."""
    return np.asarray(table, float) @ np.asarray(arrow, float) / np.linalg.norm(table, axis=1)


_TABLES = (  # het antwoord is steeds een andere rij
    (np.array([[8.0, 0, 9], [3, 4, 0], [9, 9, 2], [1, 0, 2]]), np.array([1.5, 0.1, 2.9])),
    (np.array([[0.2, 1], [5.0, 5], [6, 1], [-3, -3]]), np.array([1.0, 8.0])),
    (np.array([[9.0, 4, 4], [1, 0, 0], [2, 3, 3], [0.3, 0.05, 0]]), np.array([2.0, 0.1, 0])),
    # negatieve getallen, en een lange rij met veel nullen: de som van de getallen is dan geen lengte
    (np.array([[-6.0, 2, 1], [1, 1, 1], [6, -3, 0], [-2, 1, -0.5]]), np.array([4.0, -2.5, 0.1])),
    (np.array([[1.0, 1, 1, 1], [-3, -1, 0, 0], [0, 0, 2, 2], [7, 0, 0, 0.5]]), np.array([3.0, 1, 0, 1])),
    # gevonden door te zoeken: samen onderscheiden deze drie de laatste mutanten
    (
        np.array([[0, -0.8, 2.2], [0, -0.5, 0.6], [0, -0.2, 0.1], [0, -2, 0.2], [0, -1.5, 0.4]]),
        np.array([0, 0.4, -0.4]),
    ),
    (np.array([[1.4, 2.2], [1.0, 2.3], [1.0, 0.9], [1.7, 0.3], [0.8, 0.4]]), np.array([-12.4, -6.0])),
    (np.array([[-3.2, 0, 1.3, -0.4], [-0.9, 0.3, 1.1, 1], [3, 0.3, -0.9, -0.2]]), np.array([-0.1, 0.2, 0, 0.3])),
)


def _four_words(value, name: str) -> Analogy:
    """Lees een som met haar antwoord: vier bekende, verschillende woorden."""
    if value is ... or (isinstance(value, list | tuple | np.ndarray) and any(part is ... for part in value)):
        raise Blank
    if isinstance(value, str):
        raise Unusable(f'`{name}` is één tekst. Zet vier losse woorden tussen haakjes: ("koning", "man", ...).')
    if isinstance(value, list | tuple) and any(part == "" for part in value):
        raise Unusable(f"In `{name}` is een woord nog leeg. Vul ook het antwoord in dat jij goed vindt.")
    if isinstance(value, set):
        raise Unusable(f"In `{name}` staan accolades, en dan is er geen volgorde. Gebruik ronde haakjes.")
    if not isinstance(value, list | tuple | np.ndarray) or len(value) != 4:
        raise Unusable(f'`{name}` moet vier woorden hebben: ("koning", "man", "vrouw", "koningin").')
    words = [_known(word) for word in value]
    if len(set(words)) < 4:
        raise Unusable(f"Gebruik in `{name}` vier verschillende woorden.")
    return Analogy("eigen", *words)


def _known(word) -> str:
    vectors = load_word_vectors()
    try:
        vectors.vector(word)
    except UnknownWord as problem:
        raise Unusable(str(problem)) from None
    return vectors.known_words([word])[0]


def _check_sums(value) -> str | None:
    """Een eigen som die lukt en een die mislukt: (gelukt, mislukt)."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Unusable("Ik verwacht twee sommen: `gelukt` en `mislukt`.")
    works, fails = (_four_words(part, name) for part, name in zip(value, ("gelukt", "mislukt"), strict=True))
    found_works, found_fails = (load_word_vectors().analogy(task.a, task.b, task.c, 1)[0][0] for task in (works, fails))
    if found_works != works.answer:
        said = f"`gelukt` lukt niet: de vectoren vinden {found_works}, niet {works.answer}."
        for a, b, c in ((works.b, works.a, works.c), (works.a, works.c, works.b)):  # een ander woord gaat eraf
            if load_word_vectors().analogy(a, b, c, 1)[0][0] == works.answer:
                return f"{said} Let op de volgorde: het tweede woord gaat eraf. Bij {a} − {b} + {c} lukt het wel."
        return f"{said} Zet haar bij `mislukt`."
    if found_fails == fails.answer:
        return f"`mislukt` lukt juist: de vectoren vinden {found_fails}. Zoek een som die ze niet kunnen."
    known = {(task.a, task.b, task.c) for task in load_analogies()}
    for task, name in ((works, "gelukt"), (fails, "mislukt")):
        if (task.a, task.b, task.c) in known:
            return f"De som in `{name}` staat al in onze lijst. Bedenk een eigen som."
    return None


def _along(pairs) -> tuple[np.ndarray, np.ndarray]:
    """Waar de prettige en de akelige woorden staan op de as van deze paren."""
    vectors = load_word_vectors()
    try:
        axis = np.mean([vectors.unit(second) - vectors.unit(first) for first, second in pairs], axis=0)
        return vectors.project(PLEASANT, axis), vectors.project(UNPLEASANT, axis)
    except ValueError:
        raise Unusable("Je paren heffen elkaar op: samen wijzen ze nergens heen.") from None


def _apart(pairs) -> bool:
    high, low = _along(pairs)
    return low.max() < high.min()


def _check_axis(value) -> str | None:
    """Een as van minstens twee paren, van onprettig naar prettig."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise Unusable('Ik verwacht een rij paren, zoals [("klein", "groot"), ("kort", "lang")].')
    if any(part is ... for pair in value if isinstance(pair, list | tuple) for part in pair):
        raise Blank
    if any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in value):
        raise Unusable('Elk paar heeft twee woorden: [("klein", "groot"), ("kort", "lang")].')
    pairs = [(_known(first), _known(second)) for first, second in value]
    if len(set(pairs)) < 2:
        return "Geef minstens twee verschillende paren. Met één paar hangt alles van twee woorden af."
    used = {word for pair in pairs for word in pair} & {*PLEASANT, *UNPLEASANT}
    if used:
        return f"Gebruik de zes woorden niet zelf in je paren. Dat doe je nu met {', '.join(sorted(used))}."
    if any(first == second for first, second in pairs):
        raise Unusable("Een paar heeft twee verschillende woorden: van een woord naar zichzelf is geen richting.")
    high, low = _along(pairs)
    if _apart(pairs):
        return None
    turned = [pair for pair in pairs if np.subtract(*map(np.mean, _along([pair]))) < 0]
    if 0 < len(turned) < len(pairs) and _apart([pair[::-1] if pair in turned else pair for pair in pairs]):
        wrong = " en ".join(f"`{first}` en `{second}`" for first, second in turned)
        return f"Niet elk paar wijst dezelfde kant op. Begin met het akelige woord: draai {wrong} om."
    if high.max() < low.min():
        return "De woorden staan uit elkaar, maar andersom. Draai elk paar om."
    last, first = PLEASANT[high.argmin()], UNPLEASANT[low.argmax()]
    return (
        f"Nog niet uit elkaar: {last} ({dutch(high.min(), 2)}) staat niet rechts van {first} ({dutch(low.max(), 2)}). "
        "Begin elk paar met een akelig woord en eindig met een prettig woord."
    )


_PUPPY = ("kuiken", "kip", "hond", "puppy")

EXERCISES = (
    NumberExercise(
        id="3.1",
        question="Wat is de cosinusgelijkenis van paard (4, 0, 3) en haai (3, 4, 0)?",
        answer=lambda: float(HORSE @ SHARK / (np.linalg.norm(HORSE) * np.linalg.norm(SHARK))),
        tolerance=0.005,
        praise="Goed: 12 / (5 × 5) = 0,48. Ze zijn allebei groot, maar verder verschillen ze.",
        mistakes=(
            Mistake(
                12,
                "Dit is het inproduct. Deel het nog door de lengte van beide pijlen. Schreef je `12 / 5 * 5`? Python "
                "deelt dan eerst. Zet haakjes: `12 / (5 * 5)`.",
            ),
            Mistake(12 / 5, "Je deelde door één lengte. Deel door allebei: 5 × 5."),
            Mistake(12 / 10, "Je telde de lengtes op. Vermenigvuldig ze."),
            Mistake(12 / 49, "De lengte is niet de som van de getallen. Neem de wortel uit 4² + 0² + 3²."),
            Mistake(12 / 625, "Je vergat de wortel. De lengte van paard is √25 = 5."),
            Mistake(20 / 500**0.5, "Dit is het voorbeeld: hond en paard. Hier gaat het om paard en haai."),
            Mistake(25, "Dit is 5 × 5, alleen de noemer. Deel het inproduct daardoor."),
            Mistake(49 / 25, "Vermenigvuldig plaats voor plaats, en tel dan pas op."),
            Mistake(26**0.5, "Dit is de afstand tussen de pijlen. Gevraagd is de cosinus van de hoek."),
            Mistake(61.3, "Dit is de hoek in graden. Gevraagd is de cosinus zelf."),
            Mistake(1 - 12 / 25, "Je trok de uitkomst van 1 af. De gelijkenis zelf is het antwoord."),
            Mistake(math.acos(12 / 25), "Dit is de hoek zelf, in radialen. Gevraagd is de cosinus ervan."),
        ),
        hints=(
            "Begin met het inproduct: 4 × 3 + 0 × 4 + 3 × 0.",
            "De lengte van paard is √(4² + 0² + 3²) = √25. Die van haai reken je net zo uit.",
        ),
        solution="gelijkenis = 12 / (5 * 5)",
        other_forms=(
            "gelijkenis = 0.48",
            "gelijkenis = (4 * 3 + 0 * 4 + 3 * 0) / ((4**2 + 3**2) ** 0.5 * (3**2 + 4**2) ** 0.5)",
            "import numpy as np\na, b = np.array([4, 0, 3]), np.array([3, 4, 0])\n"
            "gelijkenis = a @ b / np.linalg.norm(a) / np.linalg.norm(b)",
        ),
    ),
    FunctionExercise(
        id="3.2",
        question="Schrijf `dichtstbij(tabel, pijl)`: het nummer van de rij met de grootste cosinusgelijkenis.",
        reference=lambda table, arrow: int(np.argmax(_cosines(table, arrow))),
        cases=_TABLES,
        praise="Goed. Zo zoek je een buur. Bij miljoenen rijen zoekt men vaak sneller, en bijna even goed.",
        mistakes=(
            Mistake(
                lambda table, arrow: int(np.argmax(table @ arrow)),
                "Zo wint een lange rij. Deel het inproduct eerst door de lengte van elke rij: `norm` met `axis=1`.",
            ),
            Mistake(
                lambda table, arrow: int(np.argmin(_cosines(table, arrow))),
                "Dit is de rij die er het minst op lijkt. Gebruik `np.argmax`.",
            ),
            Mistake(
                lambda table, arrow: float(np.max(_cosines(table, arrow) / np.linalg.norm(arrow))),
                "Dit is de grootste gelijkenis zelf. Gevraagd is het nummer van de rij: `np.argmax`.",
            ),
            Mistake(
                lambda table, arrow: int(np.argmin(np.linalg.norm(table - arrow, axis=1))),
                "Je zoekt de kleinste afstand. Die let ook op de lengte; de cosinus let alleen op de richting.",
            ),
            Mistake(
                lambda table, arrow: int(np.argsort(-_cosines(table, arrow))[1]),
                "Dit is de tweede plaats. Bij appel stond appel zelf vooraan; hier staat de pijl niet in de tabel.",
            ),
            Mistake(
                lambda table, arrow: _cosines(table, arrow) / np.linalg.norm(arrow),
                "Dit zijn alle gelijkenissen. Kies daaruit het nummer van de grootste met `np.argmax`.",
            ),
            Mistake(
                lambda table, arrow: table @ arrow,
                "Dit zijn alle inproducten. Deel ze door de lengtes, en kies dan de grootste met `np.argmax`.",
            ),
            Mistake(
                lambda table, arrow: int(np.argmax(table @ arrow / table.sum(axis=1))),
                "De lengte van een rij is niet de som van haar getallen: `np.linalg.norm(tabel, axis=1)`.",
            ),
            Mistake(
                lambda table, arrow: int(np.argmax(table @ arrow / np.abs(table).sum(axis=1))),
                "Je telt de getallen zonder teken bij elkaar op. De lengte is de wortel uit de som van de kwadraten: "
                "`np.linalg.norm(tabel, axis=1)`.",
            ),
            Mistake(
                lambda table, arrow: table[np.argmax(_cosines(table, arrow))],
                "Dit is de rij zelf. Gevraagd is haar nummer: geef wat `np.argmax` zegt.",
            ),
        ),
        hints=(
            "De regel `gelijkenissen = ...` uit de cel met appel rekent alles uit. Zet die regel in je functie.",
            "`np.argmax(rij)` geeft de plaats van het grootste getal. Eindig met `return np.argmax(...)`.",
        ),
        solution=(
            "def dichtstbij(tabel, pijl):\n"
            "    lengtes = np.linalg.norm(tabel, axis=1) * np.linalg.norm(pijl)\n"
            "    return np.argmax(tabel @ pijl / lengtes)"
        ),
        other_forms=(
            "def dichtstbij(tabel, pijl):\n    return np.argmax(tabel @ pijl / np.linalg.norm(tabel, axis=1))",
            "def dichtstbij(tabel, pijl):\n"
            "    beste, plaats = -2, 0\n"
            "    for nummer, rij in enumerate(tabel):\n"
            "        cosinus = rij @ pijl / (np.linalg.norm(rij) * np.linalg.norm(pijl))\n"
            "        if cosinus > beste:\n"
            "            beste, plaats = cosinus, nummer\n"
            "    return plaats",
            "dichtstbij = lambda tabel, pijl: int(\n"
            "    np.argmax([sum(rij * pijl) / np.sqrt(sum(rij * rij)) for rij in tabel])\n"
            ")",
        ),
    ),
    OpenExercise(
        id="3.3",
        question="Bedenk een som die lukt en een som die mislukt, elk met het antwoord dat jij goed vindt.",
        check=_check_sums,
        praise="Goed. Eén geslaagde som bewijst dus weinig, en één mislukte ook.",
        mistakes=(
            Mistake((("koning", "man", "vrouw", "koningin"), _PUPPY), "staat al in onze lijst"),
            Mistake((_PUPPY, ("appel", "fruit", "groente", "wortel")), "`gelukt` lukt niet"),
            Mistake((("acteur", "man", "vrouw", "actrice"), ("Lissabon", "Portugal", "Egypte", "Caïro")), "lukt juist"),
            Mistake((("acteur", "man", "vrouw", "man"), _PUPPY), "vier verschillende woorden"),
            Mistake((("acteur", "man", "vrouw"), _PUPPY), "moet vier woorden hebben"),
        ),
        hints=(
            "Kijk in de figuur met scores: hoofdsteden en talen lukken vaak, tegenstellingen en jonge dieren zelden.",
            "Een hoofdstad: Lissabon − Portugal + Egypte. Een jong dier: kuiken − kip + hond.",
        ),
        solution=('gelukt = ("Lissabon", "Portugal", "Egypte", "Caïro")\nmislukt = ("kuiken", "kip", "hond", "puppy")'),
        other_forms=(
            'gelukt = ["Lissabon", "Portugal", "Egypte", "Cairo"]\nmislukt = ["kuiken", "kip", "hond", "puppy"]',
            'gelukt = ("ACTEUR", "man", "vrouw", "actrice")\nmislukt = ("appel", "fruit", "groente", "wortel")',
            'gelukt = "Lissabon Portugal Egypte Caïro".split()\nmislukt = "kuiken kip hond puppy".split()',
        ),
    ),
    OpenExercise(
        id="3.4",
        question="Maak een as die cadeau, vakantie en bloem rechts zet van oorlog, ziekte en diefstal.",
        check=_check_axis,
        praise="Goed. Loopt jouw as van slecht naar goed? Dan kun je er recensies mee sorteren.",
        mistakes=(
            Mistake([("liefde", "haat"), ("mooi", "lelijk")], "Draai elk paar om"),
            Mistake([("haat", "liefde")], "minstens twee verschillende paren"),
            Mistake([("oud", "nieuw"), ("zwart", "wit")], "Nog niet uit elkaar"),
            Mistake([("oorlog", "vakantie"), ("haat", "liefde")], "Gebruik de zes woorden niet zelf"),
            Mistake([("haat", "liefde"), ("lelijk", "prachtigst")], "staat niet in de lijst"),
        ),
        hints=(
            "Begin elk paar met een akelig woord en eindig met een prettig woord, zoals van slecht naar goed.",
            "Neem ook een paar van gevoelens, zoals van haat naar liefde.",
        ),
        solution='paren = [("haat", "liefde"), ("lelijk", "mooi")]',
        other_forms=(
            'paren = (("haat", "liefde"), ("lelijk", "mooi"), ("slecht", "goed"))',
            'paren = [["Haat", "Liefde"], ["LELIJK", "MOOI"]]',
            'paren = list(zip(["haat", "lelijk"], ["liefde", "mooi"]))',
            'import numpy as np\nparen = np.array([["haat", "liefde"], ["lelijk", "mooi"]])',
        ),
    ),
)

RECAP = (
    Question(
        "3.terug.1",
        "Les 01: een woordtabel heeft 8.217 woorden en 100 getallen per woord. Hoeveel getallen zijn dat?",
        Choice("8.317", "Je telt op. Elk woord heeft zijn eigen rij van 100 getallen."),
        Choice("82.170", "Reken na: 8.217 × 100. Er komen twee nullen bij."),
        Right("821.700", "Ja: 8.217 × 100. Die tabel gebruik je in deze les."),
    ),
    Question(
        "3.terug.2",
        "Les 02: wat is het inproduct van (2, 0, 1) en (3, 4, 1)?",
        Right("7", "Ja: 2 × 3 + 0 × 4 + 1 × 1 = 7."),
        Choice("(6, 0, 1)", "Bijna: tel deze drie getallen nog op. Een inproduct is één getal."),
        Choice("11", "Dit is de som van alle getallen. Vermenigvuldig eerst, paar voor paar."),
    ),
    Question(
        "3.terug.3",
        "Les 02: een neuron heeft gewichten (2, −1) en bias 1. De invoer is (1, 3). Wat rekent het uit, vóór de "
        "activatiefunctie?",
        Choice("−1", "Je vergat de bias: er komt nog 1 bij."),
        Right("0", "Ja: 2 × 1 − 1 × 3 + 1 = 0. Precies op de grens dus."),
        Choice("6", "Het tweede gewicht is −1, dus de 3 gaat eraf."),
    ),
)

PAUSE = (
    Question(
        "3.pauze.1",
        "Pijl a is (1, 2) en pijl b is (10, 20). Wat is hun cosinusgelijkenis?",
        Choice("0,1", "De lengte telt niet mee, alleen de richting."),
        Right("1", "Ja: ze wijzen dezelfde kant op. De lengte telt niet mee."),
        Choice("10", "Een cosinus is nooit groter dan 1. Je deelt door beide lengtes."),
    ),
    Question(
        "3.pauze.2",
        "Waarom staan groot en klein dicht bij elkaar?",
        Choice("Ze betekenen bijna hetzelfde", "Het zijn tegengestelden. Dichtbij is dus geen synoniem."),
        Choice("De vectoren zijn kapot", "Nee, dit krijg je als je woorden leert uit hun buren in de tekst."),
        Right("Ze staan in dezelfde soort zinnen", "Ja: het huis is groot, het huis is klein."),
    ),
)

QUIZ = (
    Question(
        "3.quiz.1",
        "Waarom geeft koning − man + vrouw in bijna elk artikel koningin?",
        Right("Omdat de vraagwoorden niet mee mogen doen", "Ja. Mogen ze wel meedoen, dan wint koning."),
        Choice("Omdat de uitkomst precies koningin is", "Nee: de cosinus was 0,784, en koning kwam hoger."),
        Choice("Omdat iemand dat heeft ingevoerd", "Nee: de getallen zijn geleerd uit tekst."),
    ),
    Question(
        "3.quiz.2",
        "Twee woorden staan op de kaart vlak naast elkaar. Wat weet je dan?",
        Choice("Ze zijn buren in alle 100 getallen", "De kaart had vaak buren fout. Reken het na met de cosinus."),
        Choice("Ze betekenen hetzelfde", "Zelfs echte buren zijn vaak geen synoniemen."),
        Right("Nog niet veel", "Ja: de kaart laat maar ongeveer een kwart van de verschillen zien."),
    ),
    Question(
        "3.quiz.3",
        "Hoe maak je een as van koud naar warm?",
        Choice("Tel de pijlen van koud en warm op", "Dan wijst de as ertussenin."),
        Right("Trek de pijl van koud van die van warm af", "Ja: dat is de richting van de een naar de ander."),
        Choice("Zoek het getal dat over warmte gaat", "Een as loopt door alle 100 getallen."),
    ),
    Question(
        "3.quiz.4",
        "Op de as van man naar vrouw staat ingenieur links. Wat mag je daaruit besluiten?",
        Right(
            "In de Engelse tekst lijkt engineer meer op woorden voor mannen",
            "Ja. De vector is een afdruk van de tekst waaruit hij geleerd is.",
        ),
        Choice("Mannen zijn betere ingenieurs", "Een vector zegt niets over wat mensen kunnen."),
        Choice("In Nederland zijn de meeste ingenieurs man", "Deze vectoren komen uit Engelse tekst."),
    ),
)

LESSON = Lesson(3, predictions=PREDICTIONS, exercises=EXERCISES, recap=RECAP, pause=PAUSE, quiz=QUIZ)
voorspel, onthul, opdracht = LESSON.voorspel, LESSON.onthul, LESSON.opdracht
terugblik, pauze, eindquiz, voortgang = LESSON.terugblik, LESSON.pauze, LESSON.eindquiz, LESSON.voortgang
