"""Elke "**Verander** ..." van elk notebook, uitgevoerd zoals een student het doet.

De test leest de opdracht uit de tekst, verandert de cel, voert haar uit en daarna de rest van de stap. Dat geeft geen
fout, geen oordeel over een voorspelling of opdracht verandert, en het beloofde effect is er.

"Verander `oud` in `nieuw`" leest de test zelf. Wat anders geschreven is, staat in CHANGES; ontbreekt het daar, dan
faalt de test met de tekst erbij.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from complaints import no_complaints
from step_walk import steps_of
from student import Done, Student

from course_utils.authoring.notebook_reader import calls
from course_utils.files import FOLDER, PROGRESS

INSTRUCTION = re.compile(
    r"(?:\*\*(?:[Vv]erander|Probeer)\*\*|\b(?:[Vv]erander|zet er dan)(?= `))(.*?)(?=\n\s*\n|\n- |\Z)", re.DOTALL
)
PAIR = re.compile(r"`([^`]+)` in `([^`]+)`((?:,? (?:of |en |daarna |dan |in )*`[^`]+`)*)")
Variant = list[tuple[str, str]]  # wat er in de cel verandert: (oud, nieuw)


@dataclass
class Change:
    """Een opdracht die de test niet zelf kan lezen.

    effect: is te zien wat de tekst belooft? Zonder moet er iets anders staan dan eerst. first: wat eerst moet: het
    nummer van een opdracht, of code.
    """

    variants: list[Variant] = field(default_factory=list)
    effect: Callable[[Done, dict], bool] | None = None
    first: str = ""


def printed(*words: str) -> Callable[[Done, dict], bool]:
    return lambda done, _names: all(word in shown(done) for word in words)


def shown(done: Done) -> str:
    return " ".join([done.printed, *done.texts])


def moving_is_cheaper(_done: Done, names: dict) -> bool:
    """Het rekenen kost op de nieuwe kaart evenveel, het verplaatsen minder."""
    new, old = (
        {step: names["metingen"][card][step]["joule_per_unit"] for step in ("product_bf16", "copy")}
        for card in ("NVIDIA H200", "NVIDIA H100 80GB HBM3")
    )
    same = abs(new["product_bf16"] / old["product_bf16"] - 1) < 0.1
    return names["h100"] is names["metingen"]["NVIDIA H200"] and same and new["copy"] < 0.9 * old["copy"]


def all_rounds_lost(_done: Done, names: dict) -> bool:
    """Het netwerk raadt maar wat: rond de tien procent."""
    score = next((names[name] for name in ("score", "scores") if name in names), None)
    return score is None or score[-1] < 25


# Een stukje van de opdracht, en wat de student dan doet. Een opdracht met PAIR heeft hier alleen haar effect.
CHANGES = {
    "een van de getallen": Change([[("0.88", "0.5")]]),
    "het nummer `12`": Change([[("nummer = 12", "nummer = 0")], [("nummer = 12", "nummer = 4999")]]),
    "de snuit in `12.0`": Change([[("snuit, oren = 2.0", "snuit, oren = 12.0")]], printed("hond")),
    "`W1 @ x + b1` in `laag(x, W1, b1)`": Change(effect=printed("antwoord: 3"), first="2.4"),
    "`a` en `b` in kat `[1, 0, 2]`": Change([[("[2, 0, 4]", "[1, 0, 2]"), ("[4, 0, 3]", "[2, 0, 4]")]], printed("1.0")),
    "de drie getallen in `0.5 + 0.25": Change([[("0.1 + 0.2 == 0.3", "0.5 + 0.25 == 0.75")]], printed("True")),
    "`float32` in `float64`": Change(effect=lambda done, _: done.printed.split() == ["1.0", "1.0"]),
    "`np.e`: vergelijk": Change([[("np.pi", "np.e")]], printed("2.71828", "2.703125")),
    "`mijn_model` neer": Change(
        [[("les.meegeleverd_model()\ntabel", "mijn_model\ntabel")]], first="mijn_model = les.GPT(len(les.woordenlijst))"
    ),
    "de leersnelheid `0.2`": Change(effect=all_rounds_lost),
    "`x` en `y`, of zet er getallen bij": Change(
        [[("0.1, 0.5,", "0.2, 0.6,")], [("[0.1,", "[0.0, 0.1,"), ("[1.2,", "[1.0, 1.2,")]]
    ),
    "`B` in een matrix van 3 bij 5": Change(
        [
            [
                ("np.arange(12).reshape(3, 4)", "np.arange(15).reshape(3, 5)"),
                ("np.zeros((2, 4))", "np.zeros((2, 5))"),
                ("range(4)", "range(5)"),
            ]
        ],
        printed("60", "True"),
    ),
    "de `5` en de `4` in een ander neuron": Change(
        [[("weights[2][5, 4]", "weights[2][0, 15]")], [("weights[2][5, 4]", "weights[2][9, 0]")]],
        printed("antwoorden veranderen"),
    ),
    "neem bij `eerste` vijf vruchten": Change(
        [
            [
                ("algebra meetkunde vergelijkingen getallen", "appel peer banaan kers druif"),
                ("poëzie kunst dans letterkunde roman symfonie drama", "tafel stoel bed kast bank"),
            ]
        ]
    ),
    "in de startcel in `\"NVIDIA H200\"`": Change([[("NVIDIA H100 80GB HBM3", "NVIDIA H200")]], moving_is_cheaper),
    "doe dat ook bij de vectoren": Change([[("np.float32)", "np.float64)")]]),
}  # fmt: skip


def instructions(notebook) -> list[tuple[object, str]]:
    """De opdrachten om iets te veranderen: (de tekstcel, de zin)."""
    return [(cell, " ".join(text.split())) for cell in notebook.text_cells for text in INSTRUCTION.findall(cell.source)]


def change_for(text: str) -> Change:
    """Wat de student bij deze opdracht doet."""
    known = next((change for fragment, change in CHANGES.items() if fragment in text), Change())
    pair = PAIR.search(text)
    if known.variants or pair is None or pair[1] in pair[2]:  # "de `1` in `default_rng(1)`" wijst alleen een plaats aan
        return known
    new = [pair[2], *re.findall(r"`([^`]+)`", pair[3])]
    return Change([[(pair[1], value)] for value in new], known.effect, known.first)


def cell_for(notebook, text_cell, text: str, variant: Variant):
    """De codecel waar de opdracht over gaat: de dichtstbijzijnde waar dit in staat, liefst erboven."""
    if "in de startcel" in text:
        return notebook.start_cell
    place = notebook.cells.index(text_cell)
    named = re.search(r"de cel met `([^`]+)`", text)
    fitting = [
        (abs(place - other), other > place, cell)
        for other, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and all(old in cell.source for old, _ in variant)
        and (named is None or named[1] in cell.source)
    ]
    return min(fitting, key=lambda item: item[:2])[2] if fitting else None


def cell_above(notebook, text_cell):
    """De codecel die het dichtst boven deze tekst staat."""
    return next(c for c in reversed(notebook.cells[: notebook.cells.index(text_cell)]) if c.cell_type == "code")


def apply(source: str, variant: Variant) -> str:
    for old, new in variant:
        source = source.replace(old, new)
    return source


def verdicts(folder) -> dict:
    """Elk oordeel in het voortgangsbestand."""
    path = folder / PROGRESS
    saved = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept = ("keuze", "uitkomst", "goed", "eerste")
    return {
        key: {name: item[name] for name in kept if name in item}
        for key, item in saved.items()
        if isinstance(item, dict)
    }


def perform(notebook, text_cell, text: str, folder) -> list[str]:
    """Doe wat er staat; geef wat er niet klopte."""
    change = change_for(text)
    if not change.variants:
        return [f"Deze opdracht kan de toets niet lezen; zet haar in CHANGES: {text[:160]}"]
    cell = cell_for(notebook, text_cell, text, change.variants[0])
    if cell is None:
        return [f"Geen cel waarin {change.variants[0]} te veranderen is, bij: {text[:100]}"]
    first = cell_above(notebook, text_cell) if cell is notebook.start_cell else cell
    step = next(section for section in steps_of(notebook) if any(first is other for other in section.cells))
    complaints, first_shown = [], ""
    with Student(folder) as student:
        student.run(notebook.start_cell.source)
        for other in step.cells:
            done = student.run(other.source)
            first_shown = shown(done) if other is cell else first_shown
            for card in done.cards:
                card.press("vast", {"keuze": 0, "zeker": 2})
        if change.first:
            made = notebook.lesson.exercises.get(change.first)
            student.run(made.solution if made else change.first)
        before = verdicts(folder)
        place = next((place for place, other in enumerate(step.cells) if other is cell), -1)  # -1: de startcel
        after = step.cells[place + 1 :]
        for variant in change.variants:
            done = student.run(apply(cell.source, variant))
            names = dict(student.names)
            later = [student.run(other.source) for other in after]
            complaints += [f"{variant} geeft {run.error!r}" for run in (done, *later) if run.error]
            if verdicts(folder) != before:
                complaints.append(f"{variant} verandert een oordeel")
            effect = change.effect(done, names) if change.effect else shown(done) != first_shown
            if not done.error and not effect:
                complaints.append(f"{variant} doet niet wat de tekst belooft: {done.printed[-300:]}")
    return complaints


def test_everything_the_text_says_to_change_can_be_changed(notebook, tmp_path):
    complaints = []
    for number, (text_cell, text) in enumerate(instructions(notebook)):
        folder = tmp_path / str(number) / FOLDER
        folder.mkdir(parents=True)
        complaints += perform(notebook, text_cell, text, folder)
    no_complaints(complaints, f"{notebook}: wie verandert wat de tekst vraagt, loopt vast of ziet iets anders.")


def test_measuring_and_trying_out_are_two_cells(notebook):
    """Een cel met een oordeel meet; wat de tekst laat veranderen staat in een andere cel."""
    mixed = []
    for text_cell, text in instructions(notebook):
        change = change_for(text)
        cell = cell_for(notebook, text_cell, text, change.variants[0]) if change.variants else None
        if cell is not None and calls(cell, "onthul", "opdracht"):
            mixed.append(
                f"Verander {text[:100]}\n    in de cel met {calls(cell, 'onthul', 'opdracht')[0].args[0].value}"
            )
    no_complaints(mixed, f"{notebook}: geef het uitproberen een eigen cel, zonder `onthul` of `opdracht`.")


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ('`"ui"` in `"mei"`, `"kat"` of een eigen woord.', [[('"ui"', '"mei"')], [('"ui"', '"kat"')]]),
        ("de leersnelheid `0.2` in `1000`, en daarna in `-0.2`.", [[("0.2", "1000")], [("0.2", "-0.2")]]),
        ("`float32` in `float64` en kijk of `x` klopt.", [[("float32", "float64")]]),
        ("de `7` in `f(7)` een paar keer.", []),
    ],
)  # fmt: skip
def test_an_instruction_is_read(text, variants):
    assert change_for(text).variants == variants
