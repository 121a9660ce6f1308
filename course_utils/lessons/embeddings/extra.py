"""Figuren van de Verdieping van les 03: zelf woordvectoren leren, en zoeken op betekenis."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.live.charts import Bars, table
from course_utils.live.controls import choice, text
from course_utils.live.figure import Drawing, live_figure
from course_utils.live.palette import GREY_LIGHT, INK, ORANGE
from course_utils.live.style import dutch_axis, new_figure, show
from course_utils.live.training import Training, training_slider
from course_utils.subjects.skipgram import SkipGramReport, count_pairs, train_skipgram
from course_utils.subjects.stories import generate_stories

__all__ = [
    "QUESTIONS",
    "learned_neighbours",
    "search_engine",
    "show_permutations",
    "story_pairs",
    "train_skipgram",
    "train_word_vectors",
]

QUESTIONS = """Hoe laat begint de les?
Waar vind ik het rooster van volgende week?
Kan ik mijn boeken in de bibliotheek lenen?
Hoe vraag ik een nieuw wachtwoord aan?
De computer start niet meer op, wat nu?
Waar kan ik mijn fiets neerzetten?
Welke bus rijdt naar het station?
Wat eten we vandaag in de kantine?
Is er ook een vegetarische maaltijd?
Ik ben ziek, aan wie meld ik dat?
Wat moet ik doen bij hoofdpijn of koorts?
Wie helpt mij met mijn wiskunde?
Wanneer is het examen scheikunde?
Hoe wordt mijn cijfer berekend?
Mag ik een toets opnieuw maken?
Wat kost de reis naar Londen?
Welke landen bezoeken we in de zomer?
Kan ik een beurs of een lening krijgen?
Hoe betaal ik de rekening van school?
Ik ben mijn sleutels verloren
Waar is de sleutel van mijn kluisje?
Wie repareert een kapotte stoel?
Mag mijn hond mee naar school?
Hoe word ik lid van het voetbalteam?
Op welke dag traint het koor?
Waar leer ik gitaar of piano spelen?
Wie kan ik bellen bij brand?
Ik word gepest, met wie kan ik praten?
Hoe kies ik een beroep dat bij mij past?
Ik wil dokter of verpleegkundige worden""".splitlines()

# --- zelf woordvectoren leren ----------------------------------------------------------------------------------------

STORIES, STEPS, PIECES = 2000, 60, 20
LEARNED = ("hond", "moeder", "zondag", "rood", "pizza", "buurvrouw", "liep")


@cache
def story_pairs() -> tuple[list[str], np.ndarray]:
    """De woorden van 2.000 verhaaltjes, en hoe vaak ze bij elkaar in de buurt staan."""
    return count_pairs(generate_stories(STORIES, seed=0))


@cache
def training_run(seed: int) -> Training:
    """De training die bij een begin hoort; ze onthoudt hoe ver ze is."""
    every = STEPS // PIECES
    return Training(lambda: train_skipgram(story_pairs()[1], steps=STEPS, seed=seed, every=every))


def learned_neighbours(report: SkipGramReport, word: str, count: int = 6) -> list[tuple[str, float]]:
    """De dichtstbijzijnde woorden in de vectoren van een bericht."""
    words, _ = story_pairs()
    own = words.index(word)
    scores = report.vectors @ report.vectors[own]
    return [(words[row], float(scores[row])) for row in np.argsort(-scores) if row != own][:count]


@live_figure(
    size=(9.4, 3.4),
    saved={"pieces": PIECES},
    pieces=training_slider(PIECES),
    word=choice(LEARNED, "Woord"),
    seed=choice((1, 2, 3), "Begin"),
)
def train_word_vectors(figure):
    """Leer zelf woordvectoren uit verhaaltjes en zie hoe de buren van een woord verschijnen."""
    title = figure.text(0.02, 0.93, "", fontsize=18, fontweight="bold", va="center")
    bars = Bars(figure.add_axes((0.01, 0.02, 0.98, 0.82)), range(6), 1, "0,00", "grootmoeder")

    def draw(pieces, word, seed):
        run = training_run(seed)
        reports = run.until(pieces)
        report = reports[-1] if reports else None
        found = learned_neighbours(report, word) if report else [("", 0.0)] * 6
        title.set_text(f"{word}, na {report.step if report else 0} stappen")
        texts = [dutch(score, 2) if report else "" for _, score in found]
        bars.set([score for _, score in found], texts, names=[other for other, _ in found])
        if run.problem:
            return Drawing(run.problem)
        if not report:
            return Drawing(f"Begin {seed}: er is nog niets geleerd. Druk op Start en volg de buren van {word}.")
        near = ", ".join(other for other, _ in found[:3])
        return Drawing(f"Begin {seed}, na {report.step} stappen staan het dichtst bij {word}: {near}.")

    return draw, (title, bars)


# --- zoeken op betekenis ---------------------------------------------------------------------------------------------


EXAMPLES = ("Mijn laptop is stuk", "griep", "trein", "een trui kopen", "ik wil zingen", "zwemmen in Frankrijk")


@live_figure(size=None, query=text(EXAMPLES[0], "Typ een vraag of een paar woorden", suggestions=EXAMPLES))
def search_engine(_figure, zoek):
    """Zoek met eigen woorden in de vragen. zoek(tekst) geeft paren (gelijkenis, vraag), de beste eerst."""

    def draw(query):
        found = list(zoek(query))[:5]
        if not found:
            return Drawing(f"In “{query}” staat geen woord uit de lijst. Probeer andere woorden.")
        rows = [(question, dutch(float(score), 2)) for score, question in found]
        html = table(("vraag", "gelijkenis"), rows, numbers=(1,))
        return Drawing(f"Het best past bij “{query}”: {found[0][1].rstrip('.')}", html=html)

    return draw, ()


# --- is het toeval? --------------------------------------------------------------------------------------------------


def show_permutations(measured: float, shuffled: Sequence[float]) -> None:
    """Teken hoe groot het verschil is bij elke andere verdeling van de woorden, met het gemeten verschil erin."""
    shuffled = np.asarray(shuffled, float)
    figure = new_figure(9, 3.2)
    axes = figure.add_axes((0.04, 0.16, 0.92, 0.74))
    axes.hist(shuffled, bins=41, color=GREY_LIGHT)
    axes.axvline(measured, color=ORANGE, linewidth=4)
    top = axes.get_ylim()[1]
    axes.text(measured, 1.03 * top, f"gemeten: {dutch(measured, 2)}", color=INK, fontweight="bold", ha="center")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    dutch_axis(axes.xaxis)
    larger = int(np.sum(shuffled >= measured - 1e-9))
    verb = "geeft" if larger == 1 else "geven"
    show(
        figure,
        f"Van de {dutch(len(shuffled))} verdelingen {verb} er {dutch(larger)} een verschil "
        f"dat minstens zo groot is als {dutch(measured, 2)}.",
    )
