"""Figuren van de Verdieping van les 03: zelf woordvectoren leren, en zoeken op betekenis."""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.live.figure import Drawing, LiveFigure, choice, text
from course_utils.live.style import BLUE, GREY, INK, ORANGE, new_figure, show
from course_utils.live.training import Training, training_slider
from course_utils.subjects.skipgram import SkipGramReport, count_pairs, train_skipgram
from course_utils.subjects.stories import generate_stories

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


def train_word_vectors() -> LiveFigure:
    """Leer zelf woordvectoren uit verhaaltjes en zie hoe de buren van een woord verschijnen."""

    def setup(figure):
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96), xlim=(0, 1), ylim=(0, 7))
        axes.set_axis_off()
        title = axes.text(0, 6.5, "", fontsize=18, fontweight="bold", va="center")
        bars = axes.barh([5.3 - row for row in range(6)], [0] * 6, left=0.22, height=0.6, color=BLUE)
        names = [axes.text(0.205, 5.3 - row, "", ha="right", va="center") for row in range(6)]
        values = [axes.text(0, 5.3 - row, "", va="center", color=GREY) for row in range(6)]
        return {"title": title, "bars": list(bars), "names": names, "values": values}

    def draw(parts, pieces, word, seed):
        run = training_run(seed)
        reports = run.until(pieces)
        report = reports[-1] if reports else None
        found = learned_neighbours(report, word) if report else [("", 0.0)] * 6
        parts["title"].set_text(f"{word}, na {report.step if report else 0} stappen")
        for (other, score), bar, name, value in zip(found, parts["bars"], parts["names"], parts["values"], strict=True):
            bar.set_width(0.6 * max(score, 0))
            name.set_text(other)
            value.set_text(dutch(score, 2) if report else "")
            value.set_x(0.23 + 0.6 * max(score, 0))
        if run.problem:
            return run.problem
        if not report:
            return f"Begin {seed}: er is nog niets geleerd. Druk op Start en volg de buren van {word}."
        near = ", ".join(other for other, _ in found[:3])
        return f"Begin {seed}, na {report.step} stappen staan het dichtst bij {word}: {near}."

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 3.4),
        pieces=training_slider(PIECES),
        word=choice(LEARNED, "Woord"),
        seed=choice((1, 2, 3), "Begin"),
    )


# --- zoeken op betekenis ---------------------------------------------------------------------------------------------


def search_engine(search: Callable[[str], Sequence[tuple[float, str]]]) -> LiveFigure:
    """Zoek met eigen woorden in de vragen. search(tekst) geeft paren (gelijkenis, vraag), de beste eerst."""

    def draw(_parts, query):
        found = list(search(query))[:5]
        if not found:
            return Drawing(f"In “{query}” staat geen woord uit de lijst. Probeer andere woorden.")
        rows = "".join(
            f"<tr><td class='getal'>{dutch(float(score), 2)}</td><td>{escape(question)}</td></tr>"
            for score, question in found
        )
        table = f"<table><tr><th scope='col'>gelijkenis</th><th scope='col'>vraag</th></tr>{rows}</table>"
        return Drawing(f"Het best past bij “{query}”: {found[0][1].rstrip('.')}", html=table)

    examples = ("Mijn laptop is stuk", "griep", "trein", "een trui kopen", "ik wil zingen", "zwemmen in Frankrijk")
    return LiveFigure(None, draw, query=text(examples[0], "Typ een vraag of een paar woorden", suggestions=examples))


# --- is het toeval? --------------------------------------------------------------------------------------------------


def show_permutations(measured: float, shuffled: Sequence[float]) -> None:
    """Teken hoe groot het verschil is bij elke andere verdeling van de woorden, met het gemeten verschil erin."""
    shuffled = np.asarray(shuffled, float)
    figure = new_figure(9, 3.2)
    axes = figure.add_axes((0.04, 0.16, 0.92, 0.74))
    axes.hist(shuffled, bins=41, color="#A9B4BD")
    axes.axvline(measured, color=ORANGE, linewidth=4)
    top = axes.get_ylim()[1]
    axes.text(measured, 1.03 * top, f"gemeten: {dutch(measured, 2)}", color=INK, fontweight="bold", ha="center")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: dutch(round(value, 2)))
    larger = int(np.sum(shuffled >= measured - 1e-9))
    verb = "geeft" if larger == 1 else "geven"
    show(
        figure,
        f"Van de {dutch(len(shuffled))} verdelingen {verb} er {dutch(larger)} een verschil "
        f"dat minstens zo groot is als {dutch(measured, 2)}.",
    )
