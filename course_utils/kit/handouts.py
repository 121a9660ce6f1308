"""Wat er verder te printen is: stemkaarten, twee posters en een certificaat, en de lijst van alles."""

import re
from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from textwrap import wrap

from markupsafe import Markup

from course_utils.authoring.lesson_minutes import ids
from course_utils.authoring.notebook_reader import Notebook
from course_utils.dutch_numbers import dutch
from course_utils.kit.pages import page

# Per les de voorspelling die op de poster nieuwsgierig maakt; van een andere les is dat de eerste.
TEASERS = {0: "0.1", 1: "1.2", 2: "2.3", 3: "3.1", 4: "4.1", 5: "5.3", 6: "6.5", 7: "7.2", 8: "8.2"}
# Het dier van les 02, stap 1: snuit en oren, hun gewichten, en de bias.
INPUTS, WEIGHTS, BIAS = (2.0, 8.0), (-0.5, 1.0), -3.0
FOLDERS = {
    "dias": "Dia's",
    "werkbladen": "Werkbladen",
    "posters": "Posters, A3",
    "voor_school": "Voor school, ouders en beheerder",
    "": "Verder",
}


def files(notebooks: Sequence[Notebook]) -> dict[str, str]:
    """De stemkaarten, de posters (als SVG en als bladzijde om te printen) en het certificaat."""
    posters = {
        "cursus": ("Hoe AI rekent: de kaart van de cursus", course_poster(notebooks)),
        "neuron": ("Zo rekent een neuron", neuron_poster()),
    }
    made = {f"posters/{name}.svg": svg for name, (_, svg) in posters.items()}
    for name, (title, svg) in posters.items():
        made[f"posters/{name}.html"] = page("poster.html.j2", title=title, svg=Markup(svg))
    made["stemkaarten.html"] = page("voting_cards.html.j2", title="Stemkaarten A tot en met D")
    lessons = [
        {
            "number": notebook.stem[:2],
            "name": notebook.name,
            "learned": _learned(notebook),
            "predictions": len(ids(notebook.core, "voorspel")),
            "exercises": len(ids(notebook.core, "opdracht")),
        }
        for notebook in notebooks
        if notebook.number
    ]
    made["certificaat.html"] = page("certificate.html.j2", title="Certificaat Hoe AI rekent", lessons=lessons)
    return made


def contents(made: Mapping[str, str]) -> str:
    """De bladzijde die naar alles verwijst wat er gemaakt is."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, content in sorted(made.items()):
        folder = name.rpartition("/")[0]
        title = re.search(r"<title>(.*?)</title>", content)
        if name.endswith(".html"):
            groups.setdefault(FOLDERS.get(folder, folder.capitalize()), []).append((name, Markup(title[1])))
    return page("contents.html.j2", title="Lesmateriaal bij Hoe AI rekent", groups=groups)


def course_poster(notebooks: Sequence[Notebook]) -> str:
    """De lessen als een route over A3, elk met de vraag waar zij mee begint en iets om te voorspellen."""
    columns = max(3, ceil(sqrt(len(notebooks))))
    stations = []
    for place, notebook in enumerate(notebooks):
        row, column = divmod(place, columns)
        stations.append(
            {
                "number": f"{notebook.number:02d}",
                "name": notebook.name,
                "question": wrap(notebook.question, 20),
                "teaser": wrap(teaser(notebook), 38),
                "x": 128 * (column if row % 2 == 0 else columns - 1 - column),
                "y": 76 * row,
            }
        )
    route, scale = _route(stations, 128 * columns - 8), 3 / columns  # drie naast elkaar op ware grootte
    return page("poster_course.svg.j2", stations=stations, route=route, scale=scale)


def teaser(notebook: Notebook) -> str:
    """De voorspelling van deze les die op de poster komt."""
    predictions = notebook.lesson.predictions
    return predictions[TEASERS.get(notebook.number, next(iter(predictions)))].text


def _route(stations: list[dict], width: int) -> str:
    """De weg langs de stations: heen, met een bocht naar de volgende rij, en terug."""
    last = stations[-1]
    turns = last["y"] // 76
    ends = (width - 38, 38)  # waar een bocht begint: rechts, en dan links
    bends = [f"H{ends[row % 2]} A38 38 0 0 {1 - row % 2} {ends[row % 2]} {108 + 76 * row}" for row in range(turns)]
    return " ".join(["M0 32", *bends, f"H{last['x'] + 120 if turns % 2 == 0 else last['x']}"])


def neuron_poster() -> str:
    """Eén neuron met echte getallen: die van de kat in les 02, uitgerekend."""
    products = [weight * value for weight, value in zip(WEIGHTS, INPUTS, strict=True)]
    z = sum(products) + BIAS
    numbers = {
        "inputs": [dutch(value, 1) for value in INPUTS],
        "weights": [dutch(weight, 1) for weight in WEIGHTS],
        "products": [dutch(product, 1) for product in products],
        "bias": dutch(BIAS, 1),
        "z": dutch(z, 1),
        "answer": "kat" if z > 0 else "hond",
        "sum": f"{dutch(products[0], 1)} + {dutch(products[1], 1)} − {dutch(abs(BIAS), 1)} = {dutch(z, 1)}",
    }
    return page("poster_neuron.svg.j2", **numbers)


def _learned(notebook: Notebook) -> list[str]:
    text = notebook.sections[0].cells[0].source.partition("**Wat je leert**")[2].strip().partition("\n\n")[0]
    return [line.removeprefix("- ") for line in text.splitlines()]
