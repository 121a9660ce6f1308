"""Figuren en controles van les 00."""

import sys
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from course_utils.dutch_numbers import dutch
from course_utils.handwriting.digit_pad import chance_text
from course_utils.lessons import LESSONS
from course_utils.live.charts import Bars, DigitGrid
from course_utils.live.controls import slider, stops
from course_utils.live.figure import Drawing, LiveFigure
from course_utils.live.palette import BLUE, GREEN, GREY, GREY_LIGHT, ORANGE, RED
from course_utils.live.style import new_figure, show
from course_utils.subjects.data import DataError, load_digits
from course_utils.subjects.hardware import this_machine
from course_utils.subjects.network import Network

__all__ = [
    "check_installation",
    "describe_this_computer",
    "fool_the_network",
    "read_all_digits",
    "show_course_map",
]

DIGITS_TO_FOOL = (0, 4, 1, 3, 11, 15, 18)  # plaatsen in de testset: cijfers die het netwerk zonder ruis goed leest

MAP = Path(__file__).parents[3] / "notebooks" / "kaart.png"


def fool_the_network() -> LiveFigure:
    """Strooi ruis over een echt cijfer en zie hoe het antwoord van het netwerk verandert."""
    network, digits = Network.trained("relu"), load_digits()
    noise = np.random.default_rng(0).normal(0, 1, (28, 28)).astype(np.float32)

    def noisy(place: int, strength: float) -> np.ndarray:
        """Het beeld met ruis: 0 is papier en 1 is inkt, wat erbuiten valt wordt afgekapt."""
        clean = digits.test_images[place] / np.float32(255)
        return np.clip(clean + strength * noise, 0, 1)

    places = [
        place for place in DIGITS_TO_FOOL if network.predict(digits.test_images[place]) == digits.test_labels[place]
    ]

    def build(figure):
        picture = DigitGrid(figure.add_axes((0.02, 0.02, 0.38, 0.96)), 1, 1, limits=(0, 1))
        right = figure.add_axes((0.44, 0.04, 0.55, 0.84))
        right.set_title("Hoe waarschijnlijk is elk cijfer?", fontsize=14)
        bars = Bars(right, range(10), longest=1, text="meer dan 99,9 %", fontsize=14)

        def draw(place, strength):
            image, label = noisy(place, strength), int(digits.test_labels[place])
            chances = network.probabilities(image)
            guess = int(np.argmax(chances))
            picture.set([image])
            texts = [chance_text(chance) if chance >= 0.005 else "" for chance in chances]
            color = BLUE if guess == label else RED
            bars.set(chances, texts, [color if digit == guess else GREY_LIGHT for digit in range(10)])
            verdict = "Dat klopt" if guess == label else f"Fout, het is een {label}"
            sentence = f"Het netwerk leest een {guess}, met {chance_text(chances[guess])} kans. {verdict}."
            return Drawing(sentence, reached=guess != label)

        return draw, (picture, bars)

    return LiveFigure(
        build,
        size=(9, 4.2),
        goal="Laat het netwerk zich vergissen, terwijl jij het cijfer nog kunt lezen.",
        saved={"place": 3, "strength": 0.08},  # een 9 met een beetje ruis wordt een 8
        place=stops(places, places[0], "Plaatje", labels=[f"een {digits.test_labels[place]}" for place in places]),
        strength=slider(0, 1, 0.02, 0, "Ruis"),
    )


def read_all_digits() -> tuple[int, int, float]:
    """Laat het netwerk alle testcijfers lezen: aantal goed, aantal cijfers, en hoeveel seconden het duurde."""
    network, digits = Network.trained("relu"), load_digits()
    start = time.perf_counter()
    guesses = network.predict(digits.test_images)
    seconds = time.perf_counter() - start
    return int(np.sum(guesses == digits.test_labels)), len(guesses), seconds


def installation_report() -> list[tuple[bool, str]]:
    """Wat de cursus nodig heeft: of het in orde is, en een zin die zegt wat je anders kunt doen."""
    python = ".".join(map(str, sys.version_info[:3]))
    report = [(sys.version_info >= (3, 11), f"Python {python}")]
    for package, use in (("numpy", "rekenen"), ("matplotlib", "figuren"), ("anywidget", "knoppen en schuifregelaars")):
        try:
            report.append((True, f"{package} {version(package)} ({use})"))
        except PackageNotFoundError:
            report.append((False, f"{package} ontbreekt. Sluit JupyterLab en start de cursus opnieuw."))
    if find_spec("torch"):
        report.append((True, f"PyTorch {version('torch')}"))
    else:
        report.append((False, "PyTorch ontbreekt. De cellen die het nodig hebben, zeggen dat; de rest werkt."))
    try:
        load_digits()
        report.append((True, "De gegevens van de cursus zijn heel"))
    except DataError as problem:
        report.append((False, str(problem)))
    return report


def check_installation() -> None:
    """Toon wat in orde is en wat niet."""
    for ok, sentence in installation_report():
        print("✓" if ok else "✗", sentence)


def describe_this_computer() -> None:
    """Toon wat voor computer dit is."""
    machine = this_machine()
    print("Processor:    ", machine.processor)
    print("Rekenkernen:  ", machine.cores, f"(samen {machine.threads} threads)")
    print("Werkgeheugen: ", dutch(machine.memory_gb, 1), "GB")
    print("GPU:          ", machine.gpu or "geen die PyTorch kan gebruiken; voor deze cursus niet nodig")


COLUMNS = 4  # zoveel lessen staan er naast elkaar op de kaart


def course_map():
    """Teken de lessen als een route, zoveel rijen als er nodig zijn: nummer, titel en vraag."""
    rows = -(-len(LESSONS) // COLUMNS)
    figure = new_figure(9.6, 2.3 * rows)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, COLUMNS), ylim=(rows, 0))
    axes.set_axis_off()
    for place, lesson in enumerate(LESSONS):
        x, y = place % COLUMNS, place // COLUMNS
        color = (BLUE, ORANGE, GREEN, RED)[(x + y) % 4]
        card = FancyBboxPatch(
            (x + 0.04, y + 0.08), 0.86, 0.84, boxstyle="round,pad=0,rounding_size=0.05", fc="white", ec=GREY
        )
        axes.add_patch(card)
        axes.add_patch(Rectangle((x + 0.04, y + 0.12), 0.025, 0.76, color=color))
        axes.text(x + 0.11, y + 0.24, f"{lesson.number:02d}", fontsize=20, fontweight="bold", color=GREY, va="center")
        axes.text(x + 0.11, y + 0.44, lesson.title, fontsize=12.5, fontweight="bold", va="center")
        axes.text(x + 0.11, y + 0.53, fill(lesson.question, 18), fontsize=13, va="top", linespacing=1.3)
        arrow = {"arrowstyle": "-|>", "color": GREY, "lw": 2, "shrinkA": 0, "shrinkB": 0}
        if place + 1 == len(LESSONS):
            break
        if x < COLUMNS - 1:
            axes.annotate("", (x + 1.03, y + 0.24), (x + 0.91, y + 0.24), arrowprops=arrow)
        else:  # de route gaat verder op de volgende rij: omlaag, naar links, en weer omlaag
            axes.plot([x + 0.47, x + 0.47, 0.47], [y + 0.93, y + 1, y + 1], color=GREY, linewidth=2)
            axes.annotate("", (0.47, y + 1.08), (0.47, y + 0.99), arrowprops=arrow)
    return figure


def course_map_sentence() -> str:
    """De kaart in woorden."""
    names = ", ".join(f"{lesson.number:02d} {lesson.title}" for lesson in LESSONS)
    return f"De cursus heeft {len(LESSONS)} lessen, in deze volgorde: {names}."


def show_course_map() -> None:
    """Toon de kaart van de cursus."""
    show(course_map(), course_map_sentence())
