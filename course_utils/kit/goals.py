"""Hoe elk doel te halen is: gezocht door de regelaars van de figuren te verzetten, en bewaard in goals.json.

    python -m course_utils.kit.goals            zoek opnieuw bij elke figuur waarvan het doel niet meer gehaald wordt
    python -m course_utils.kit.goals 02 05      alleen bij deze lessen

Een figuur zegt zelf of haar doel gehaald is. Een toets zet elke figuur in de bewaarde stand en kijkt of dat nog zo is.
"""

import ast
import itertools
import json
import math
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from IPython.utils.capture import capture_output

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, Section, calls, first_argument, without_cards
from course_utils.files import write_whole
from course_utils.live.controls import Control
from course_utils.live.figure import LiveFigure

PATH = Path(__file__).with_name("goals.json")
SECONDS = 60  # zolang wordt er per figuur gezocht
MOST_STATES, MOST_WAYS = 1000, 3
SLOW = 4  # seconden
# Wat iemand zou kunnen typen, bij een figuur met een invulveld.
WORDS = ("werkloosheidsverzekering", "arbeidsovereenkomst", "gezondheidsverzekering", "koning", "groot", "warm", "duur")
NUMBERS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
# Waar het aantal standen te groot is: van sommige regelaars worden alleen deze waarden geprobeerd.
ONLY = {
    "01 break_it": {"what": ("één neuron",), "how": ("op nul",), "row": (14,), "column": (14,)},
    "01 build_a_model": {"context": (1024,)},
    "02 gates": {"w1": (1,), "w2": (1,), "b": (-1.5, -0.5)},
    "03 word_sum": {
        "a": ("architecten", "kerel"),
        "b": ("uitvinder", "advocaat"),
        "c": ("wiel", "abrikozen"),
        "exclude": (False,),
    },
    "05 gradient_descent": {"steps": (40,), "learning_rate": (0.2,), "start_w": (0.3,), "start_b": (7.5,)},
}


def saved() -> dict[str, dict]:
    """Per figuur met een doel: het doel, en de wegen die het halen.

    Een weg heeft een stand zoals de browser die stuurt, dezelfde stand in woorden, en wat de figuur dan zegt. lang:
    zover komen duurt minuten, omdat er eerst getraind wordt.
    """
    return json.loads(PATH.read_text("utf-8"))


def key(notebook: Notebook, cell) -> str:
    """De naam van een figuur in goals.json: de les, en de aanroep."""
    called = re.search(r"(?m)^les\.(\w+)", cell.source)[1]
    return f"{notebook.stem[:2]} {called}"


def core_figures(notebook: Notebook, only: set[str] | None = None) -> Iterator[tuple[str, LiveFigure]]:
    """De figuren van de kern, gemaakt door iemand die elke opdracht goed heeft. only: sla de andere delen over."""
    for section in _core_sections(notebook):
        wanted = [
            cell for cell in section.cells if shows_figure(cell) and (only is None or key(notebook, cell) in only)
        ]
        if wanted:
            yield from _run(notebook, section, wanted)


def _core_sections(notebook: Notebook) -> list[Section]:
    titles = [section.title for section in notebook.sections]
    end = titles.index("Verdieping") if "Verdieping" in titles else len(titles)
    return notebook.sections[:end]


def shows_figure(cell) -> bool:
    """Roept de cel een figuur van de les aan, op een eigen regel?"""
    return cell.cell_type == "code" and re.search(r"(?m)^les\.\w+\(", cell.source) is not None


def _run(notebook: Notebook, section: Section, wanted: list) -> list[tuple[str, LiveFigure]]:
    """Voer een deel uit na de startcel, en geef de figuren die deze cellen tonen."""
    found, names, last = [], {"__name__": "__main__"}, section.cells.index(wanted[-1])
    with capture_output():
        for cell in (notebook.start_cell, *section.cells[: last + 1]):
            if cell.cell_type != "code" or (cell is notebook.start_cell and names.get("les")):
                continue
            exercises = [notebook.lesson.exercises[first_argument(call)] for call in calls(cell, "opdracht")]
            for source in [without_cards(cell.source), *(exercise.solution for exercise in exercises)]:
                shown = _shown(source, names)
                if cell in wanted and isinstance(shown, LiveFigure):
                    found.append((key(notebook, cell), shown))
    return found


def _shown(source: str, names: dict):
    """Voer de broncode uit, en geef wat haar laatste regel oplevert: dat toont een notebook."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cel>", "exec"), names)
    return last and eval(compile(ast.Expression(last.value), "<cel>", "eval"), names)


def search(figure: LiveFigure, only: dict, seconds: float = SECONDS) -> list[dict]:
    """Standen die het doel halen, elk met zo min mogelijk regelaars verzet. Is het aantal standen te overzien, dan zijn
    dat alle wegen die echt anders zijn; anders de eerste die gevonden wordt."""
    end = time.monotonic() + seconds
    options = {name: only.get(name) or _options(control) for name, control in figure.controls.items()}
    if math.prod(map(len, options.values())) <= MOST_STATES:
        every = [dict(zip(options, values, strict=True)) for values in itertools.product(*options.values())]
        random.Random(1).shuffle(every)
        found = {}
        for values in every:
            if _reached(figure, values):
                fewest = _simplest(figure, values, same_kind=True)
                found.setdefault(repr(sorted(fewest.items())), (_kind(figure), fewest))
            if time.monotonic() > end:
                break
        kinds = dict(reversed(list(found.values())))  # per soort zin de eerste
        return [fewest for _, fewest in found.values()] if len(found) <= MOST_WAYS else list(kinds.values())[:MOST_WAYS]
    for values in _candidates(figure, options):
        if _reached(figure, values):
            return [_simplest(figure, values)]
        if time.monotonic() > end:
            return []
    return []


def _reached(figure: LiveFigure, values: dict) -> bool:
    start = {name: control.start for name, control in figure.controls.items()}
    positions = {name: figure.controls[name].write(value) for name, value in {**start, **values}.items()}
    figure.receive({"values": positions})
    return not figure.error and bool(figure.drawing.reached)


def reaches(figure: LiveFigure, way: dict) -> bool:
    """Haalt de figuur haar doel in deze bewaarde stand?"""
    figure.receive({"values": way["stand"]})
    return not figure.error and bool(figure.drawing.reached)


def _way(figure: LiveFigure, values: dict) -> dict:
    began = time.monotonic()
    _reached(figure, values)
    seconds = time.monotonic() - began
    positions = {name: control.write(figure.values[name]) for name, control in figure.controls.items()}
    words = [f"{figure.controls[name].label} {_in_words(figure.controls[name], positions[name])}" for name in values]
    return {"stand": positions, "woorden": "; ".join(words), "zin": figure.sentence, "lang": seconds > SLOW}


def _in_words(control: Control, position) -> str:
    if control.kind == "checkbox":
        return "aan" if position else "uit"
    if control.kind == "button":
        return f"{position} keer"
    return control.texts[position] if control.texts and isinstance(position, int) else f"‘{position}’"


def _candidates(figure: LiveFigure, options: dict[str, list]) -> Iterator[dict]:
    """Eerst de voorkeursknoppen, dan één regelaar tegelijk, dan willekeurige standen."""
    presets = [{}, *figure.presets.values()]
    yield from presets
    for preset in presets:
        yield from ({**preset, name: value} for name, values in options.items() for value in values)
    some = {name: values[:: math.ceil(len(values) / 24)] for name, values in options.items()}
    for one, other in itertools.combinations(some, 2):
        pairs = itertools.product(some[one], some[other])
        yield from ({one: value, other: second} for value, second in pairs)
    dice = random.Random(1)
    while True:
        yield {**dice.choice(presets), **{name: dice.choice(values) for name, values in options.items()}}


def _options(control: Control) -> list:
    match control.kind:
        case "checkbox":
            return [False, True]
        case "button":
            return list(range(control.maximum + 1))
        case "text":
            return [control.start, *WORDS, *control.texts[:: max(1, len(control.texts) // 300)]]
        case "number":
            return [control.start, *(value for value in NUMBERS if control.minimum <= value <= control.maximum)]
    return list(control.values)


def _simplest(figure: LiveFigure, values: dict, same_kind: bool = False) -> dict:
    """Laat zo veel mogelijk regelaars staan waar ze begonnen; same_kind: de figuur blijft hetzelfde zeggen."""
    kind = _kind(figure)
    for name in list(values):
        fewer = {other: value for other, value in values.items() if other != name}
        if _reached(figure, fewer) and (not same_kind or _kind(figure) == kind):
            values = fewer
    _reached(figure, values)
    return values


def _kind(figure: LiveFigure) -> str:
    """Wat de figuur zegt, zonder de getallen: zo zijn EN en OF verschillend, en twee lagen van 15 niet."""
    return re.sub(r"[\d.,−]+", "", figure.sentence)


def main(lessons: list[str]) -> None:
    """Zoek wat er nog niet is of niet meer klopt, en bewaar het."""
    found = saved() if PATH.exists() else {}
    for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        if lessons and path.stem[:2] not in lessons:
            continue
        for name, figure in core_figures(Notebook(path)):
            known = found.get(name, {"doel": "", "wegen": []})
            same = known["doel"] == figure.goal and known["wegen"]
            if not figure.goal or (same and all(reaches(figure, way) for way in known["wegen"])):
                continue
            ways = [_way(figure, values) for values in search(figure, ONLY.get(name, {}))]
            print(name, [way["woorden"] for way in ways], flush=True)
            if ways:
                found[name] = {"doel": figure.goal, "wegen": ways}
                write_whole(PATH, json.dumps(dict(sorted(found.items())), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
