"""Werkt elke levende figuur van elk notebook over het hele bereik van elke regelaar?"""

import re

from complaints import no_complaints
from live_walk import walk

from course_utils.kit import goals
from course_utils.kit.answers import DEPENDS
from course_utils.lessons import TEMPLATE
from course_utils.reading.figures import fewer_stops

# Per functie die een figuur maakt, wat `walk` moet weten. at: een stand van de andere regelaars waarbij elke regelaar
# iets doet. silent: regelaars die het beeld veranderen maar niet de zin.
OPTIONS = {
    "neighbour_list": {"most": 12, "combinations": 12},
    "DigitPad": {"silent": ("connections",)},
    "gates": {"most": 21, "combinations": 12},
    "fold_the_plane": {"most": 13, "combinations": 10},
    "cat_or_dog": {"most": 21, "combinations": 12},
    "word_map": {"most": 12, "combinations": 12},  # een kaart plaatst honderd woorden
    "word_sum": {"most": 12, "combinations": 12},
    "build_an_axis": {"most": 12, "combinations": 12},
    "train_word_vectors": {"at": {"pieces": 10}, "most": 25, "combinations": 12},
    "break_it": {"at": {"what": "één gewicht", "how": "op nul", "neuron": 11}, "most": 12, "combinations": 12},
    "gradient_descent": {"at": {"steps": 12, "learning_rate": 0.1}},
    "backpropagation": {"at": {"stage": "terug 7 van 7"}},
    "train_digits": {"at": {"pieces": 6}, "most": 6, "combinations": 2},
    "overfit": {"at": {"degree": 5}},
    "playground": {"at": {"pieces": 3}, "most": 6, "combinations": 4},
    "three_balls": {"at": {"steps": 20}},
    "own_playground": {
        "at": {"pieces": 3, "which": "x naar neuron 1", "extra": 2.0},
        "silent": ("which", "extra", "neurons", "share", "learning_rate", "noise"),
        "most": 4,  # elke stand traint opnieuw
        "combinations": 2,
    },
    "train_live": {"short": ("piece",), "combinations": 1},  # een stand verder is een stukje training
    "write_along": {"at": {"written": 8}, "most": 4, "combinations": 3},
    "look_at_attention": {"most": 4, "combinations": 3},
    "optimizer_race": {"at": {"steps": 20}, "most": 16, "combinations": 8},
}


def test_every_live_figure_works_over_its_whole_range(notebook, steps):
    complaints = [
        f"{where.partition(chr(10))[0]}: {text}"
        for where, figure in steps.figures
        for text in walk(figure, **_options(where))
    ]
    no_complaints(complaints, f"{notebook}: bij deze standen klopt er iets niet. Pas `draw` van de figuur aan.")


def test_the_answer_book_reaches_every_goal(notebook, steps):
    """De stand uit het antwoordenboek haalt het doel; duurt het trainen minuten, dan bestaat die stand tenminste."""
    tagged = [cell for cell in notebook.core if DEPENDS in cell.metadata.get("tags", []) and goals.shows_figure(cell)]
    measured = {goals.key(notebook, cell) for cell in tagged}  # daar hangt het van de computer af
    wanted = {goals.key(notebook, cell) for cell in notebook.core if goals.shows_figure(cell)} - measured
    complaints = []
    for where, figure in steps.figures:
        called = re.search(r"les[.](\w+)\(", where.partition("\n")[0])
        name = f"{notebook.stem[:2]} {called[1]}" if called else ""
        if not figure.goal or name not in wanted or notebook.number == TEMPLATE.number:
            continue
        goal = goals.saved().get(name, {"doel": "", "wegen": []})
        if goal["doel"] != figure.goal:
            complaints.append(f"{where}: hoe je dit doel haalt, staat niet in het antwoordenboek: {figure.goal}")
            continue
        for way in goal["wegen"]:
            if way["lang"]:
                assert set(way["stand"]) == set(figure.controls), where
            elif not goals.reaches(figure, way):
                complaints.append(f"{where}: {way['woorden']} haalt het doel niet: {figure.error or figure.sentence}")
    no_complaints(
        complaints,
        f"Een figuur is veranderd: draai `python -m course_utils.kit.goals {notebook.stem[:2]}`, en daarna "
        "`python3 -m course_utils docent`.",
    )


def test_every_figure_keeps_its_start_and_its_buttons_in_the_reading_version(steps):
    """Lukt dat niet, dan staat de figuur daar stil, en dat leest alleen wie de leesversie maakt."""
    for where, figure in steps.figures:
        called = re.search(r"les[.](\w+)\(", where.partition("\n")[2])
        if not called or any(control.kind == "sheet" for control in figure.controls.values()):
            continue
        controls = fewer_stops(figure, called[1])
        assert set(controls) == set(figure.controls), where
        for name, control in controls.items():
            for values in ({name: figure.controls[name].start}, *figure.presets.values()):
                if name in values:
                    control.write(control.check(values[name]))


def _options(where: str) -> dict:
    makers = [name for name in OPTIONS if re.search(rf"\b{name}\(", where)]
    return OPTIONS[makers[0]] if makers else {}
