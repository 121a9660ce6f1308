"""De levende figuren van een les, met al hun standen opgeschreven voor de pagina.

De cellen van het notebook draaien in deze Python, elke stap na alleen de startcel. Wat ze tonen, wordt stand voor stand
opgevraagd zoals de browser dat doet. Een figuur met te veel standen houdt er een deel van over: wat stops.toml noemt,
en anders het begin, de knoppen en een gelijke greep uit de rest.
"""

import ast
import base64
import hashlib
import itertools
import json
import multiprocessing
import os
import pickle
import re
import struct
import sys
import tempfile
import time
import tomllib
import types
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from ipywidgets import Widget
from PIL import Image, ImageDraw
from traitlets.config import Config

from course_utils.authoring.notebook_reader import Notebook, called, is_interactive, python
from course_utils.handwriting.attribution import MOST_LINES
from course_utils.handwriting.digit_pad import LAYOUT
from course_utils.handwriting.ink import PEN
from course_utils.lessons.precisie.bit_switches import FORMATS, BitSwitches, range_text
from course_utils.lessons.precisie.number_formats import FloatFormat, Format
from course_utils.live.controls import Button, Checkbox, Choice, Control, Number, Slider, Text, stops
from course_utils.live.figure import LiveFigure
from course_utils.live.layers import Layers
from course_utils.live.output import ConversingWidget
from course_utils.live.palette import BLUE, GREY, INK, ORANGE, PURPLE
from course_utils.reading.recorder import RecordedLayers, Table
from course_utils.subjects.network import DIGIT_SIZES, Network

MOST_STATES = 1500
_FEW_WORDS = 20  # zo'n korte lijst voorbeelden komt er helemaal in
_STOPS = tomllib.loads(Path(__file__).with_name("stops.toml").read_text("utf-8"))
_KNOWN = {"values", "sentence", "html", "reached", "reached_once", "error", "places", "images", "background"}


@dataclass(frozen=True)
class Recording:
    """Een figuur zoals de pagina haar krijgt. all_states: zo veel standen heeft zij in het notebook."""

    id: str
    name: str
    data: str  # ingepakt
    states: int
    all_states: int
    seconds: float
    reachable: bool  # of het doel in een van deze standen te halen is
    styles: frozenset[str]  # wat er in de panelen een eigen stijl heeft

    @property
    def kind(self) -> str:
        return "figuur"

    @property
    def thinned(self) -> bool:
        return self.states < self.all_states


def record(figure: LiveFigure, name: str, id: str) -> Recording:
    """Schrijf elke stand van een figuur op. name: hoe de functie heet die haar maakte."""
    begin = time.monotonic()
    all_states = prod(_count(control) for control in figure.controls.values())
    figure.controls, figure.thinned = fewer_stops(figure, name), True
    figure.values = {name: control.start for name, control in figure.controls.items()}
    figure.widget = None
    texts, rows, first = Table(), [], figure.full_frame()
    # Een training loopt vooruit langs haar schuif: die verandert het snelst.
    order = sorted(figure.controls, key=lambda name: bool(figure.controls[name].play))
    for positions in itertools.product(*[_positions(figure.controls[name]) for name in order]):
        figure.receive({"values": dict(zip(order, positions, strict=True))})
        if figure.exception:
            raise figure.exception
        frame = figure.full_frame()
        more = {key: value for key, value in frame.items() if key not in _KNOWN}
        panel = style_apart(frame["html"])
        words = [texts.place(text) for text in (frame["sentence"], panel, json.dumps(more) if more else "")]
        rows.append((*words, int(frame["reached"]), *frame["images"]))
    scenes, pixels = figure.picture.scenes.as_data() if figure.picture else ({}, b"")
    content = {
        **scenes,
        "description": _description(figure),
        "order": [(name, _count(figure.controls[name])) for name in order],
        "fixed": first["background"],
        "texts": texts,
        "rows": rows,
    }
    seconds, reachable = time.monotonic() - begin, not figure.goal or any(row[3] for row in rows)
    return Recording(
        id, name, pack(content, pixels), len(rows), all_states, seconds, reachable, styles_in("".join(texts))
    )


def _description(figure: LiveFigure) -> dict[str, Any]:
    """De regelaars en grepen van een opgeschreven figuur; wat maar één stand overhield, valt niet te bedienen."""
    found = figure.description()
    fixed = {name for name, control in figure.controls.items() if _count(control) == 1}
    controls = [{**control, "hidden": control["hidden"] or control["name"] in fixed} for control in found["controls"]]
    handles = [held for held in found["handles"] if not fixed.issuperset(held["moves"])]
    return {**found, "controls": controls, "handles": handles, "ahead": False}  # hier tekent geen Python vooruit


def style_apart(html: str) -> str:
    """HTML zonder stijl in de regel: die zet de pagina in haar eigen stijlblad, dan mag de rest verboden worden."""
    return html.replace(' style="', ' data-stijl="')


def styles_in(html: str) -> frozenset[str]:
    """Wat `style_apart` opzij zette."""
    return frozenset(re.findall(r' data-stijl="([^"]*)"', html))


def pack(content: dict[str, Any], pixels: bytes = b"") -> str:
    """Gegevens voor in de pagina; `unpack` in scenes.js haalt ze er weer uit."""
    tables = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(struct.pack("<I", len(tables)) + tables + pixels, 9)).decode()


def fewer_stops(figure: LiveFigure, name: str) -> dict[str, Control]:
    """De regelaars met zo weinig standen dat alle combinaties in de pagina passen. name: als bij `record`."""
    named = _STOPS.get(name, {})
    controls, must = {}, {}
    for name, control in figure.controls.items():
        presets = (*figure.presets.values(), figure.saved)
        must[name] = [control.start, *(preset[name] for preset in presets if name in preset)]
        kept = must[name] + named.get(name, [])
        if isinstance(control, Number):
            control = stops(sorted({control.check(value) for value in kept}), control.start, control.label)
        elif isinstance(control, Text):
            kept += control.texts if len(control.texts) <= _FEW_WORDS and name not in named else ()
            values = tuple(dict.fromkeys(control.check(value) for value in kept))
            control = Choice(control.label.replace("Typ ", "Kies "), control.start, values, tuple(map(str, values)))
        elif isinstance(control, Button) and name in named:
            control = replace(control, maximum=max(named[name]))
        elif name in named:
            control = _only(control, kept)
        controls[name] = control
    most = named.get("most", MOST_STATES)
    while prod(map(_count, controls.values())) > most:
        free = [name for name, control in controls.items() if isinstance(control, Slider) and name not in named]
        free = free or [name for name, control in controls.items() if isinstance(control, Choice)]
        name = max(free, key=lambda name: _count(controls[name]))
        values = controls[name].values
        every_other = values[values.index(controls[name].start) % 2 :: 2]
        fewer = _only(controls[name], [values[0], *every_other, values[-1], *must[name]])
        if _count(fewer) == _count(controls[name]):
            raise ValueError(f"Noem in stops.toml welke standen de leesversie toont van {', '.join(controls)}.")
        controls[name] = fewer
    return controls


def _only(control: Choice, values: list) -> Choice:
    """Dezelfde regelaar, met alleen deze standen."""
    kept = {control.write(control.check(value)) for value in values}
    return replace(
        control,
        values=tuple(value for place, value in enumerate(control.values) if place in kept),
        texts=tuple(text for place, text in enumerate(control.texts) if place in kept),
    )


def _positions(control: Control) -> list:
    """Alle standen van een regelaar, zoals de browser ze stuurt."""
    return [False, True] if isinstance(control, Checkbox) else list(range(_count(control)))


def _count(control: Control) -> int:
    """Zo veel standen; een invulveld heeft er evenveel als het voorbeelden heeft."""
    if isinstance(control, Checkbox):
        return 2
    if isinstance(control, Choice):
        return len(control.values)
    return control.maximum + 1 if isinstance(control, Button) else len(control.texts)


@dataclass(frozen=True)
class Alive:
    """Een onderdeel dat in de pagina echt rekent. kind: hoe page.js het kent."""

    kind: str
    id: str
    data: str


Part = Recording | Alive
Parts = dict[int, list[Part | None]]  # per cel wat er leeft; None: het staat stil


def parts_of_lessons(paths: list[Path], store: Path) -> dict[str, Parts]:
    """Per les wat er leeft. Twee tegelijk, stap voor stap; een les die al in `store` staat, hoeft niet meer."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # elk zijn eigen rekenkern: anders wachten rekendraden op elkaar
    kept = {path: store / f"{path.stem}-{_fingerprint(path)}.pickle" for path in paths}
    found: dict[str, Parts] = {}
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        running = {
            path: [pool.submit(_parts_of_step, path, step) for step in range(len(_steps(Notebook(path))))]
            for path in paths
            if not kept[path].exists()
        }
        for path, file in kept.items():
            if path in running:
                parts = {place: made for step in running[path] for place, made in step.result().items()}
                store.mkdir(parents=True, exist_ok=True)
                for old in store.glob(f"{path.stem}-*.pickle"):
                    old.unlink()
                file.write_bytes(pickle.dumps(parts))
            found[path.stem] = pickle.loads(file.read_bytes())
    return found


def parts_of(path: Path) -> Parts:
    """Wat er in deze les leeft."""
    steps = range(len(_steps(Notebook(path))))
    return {place: made for step in steps for place, made in _parts_of_step(path, step).items()}


def _parts_of_step(path: Path, step: int) -> Parts:
    parts: Parts = {}
    with tempfile.TemporaryDirectory() as folder:
        for place, name, widget in live_parts(Notebook(path), Path(folder), step):
            parts.setdefault(place, []).append(_part(name, widget, f"deel-{place}-{len(parts.get(place, ()))}"))
    return parts


def _part(name: str, widget: ConversingWidget, id: str) -> Part | None:
    figure = getattr(widget, "figure", None)
    if isinstance(widget, BitSwitches):
        return Alive("bits", id, _bits(widget))
    if figure is None:  # een spel in een kaart: dat heeft het model zelf nodig
        return None
    if any(control.kind == "sheet" for control in figure.controls.values()):
        return Alive("vel", id, _pad(figure)) if figure.network else None  # zonder Python leest er één netwerk
    try:
        made = record(figure.recorded() if figure.recorded else figure, name, id)
        return made if made.states > 1 else None
    except Exception as problem:  # dan staat zij stil in de pagina, met een regel erbij
        print(f"{name} staat stil in de leesversie: {problem!r}", file=sys.stderr)
        return None


def _pad(figure: LiveFigure) -> str:
    """Het tekenvel: wat er vast op staat, en het netwerk. De rest rekent pad.js."""
    network: Network = figure.network
    scenes, _ = figure.picture.scenes.as_data()
    colors = {"blue": BLUE, "ink": INK, "grey": GREY, "orange": ORANGE, "purple": PURPLE}
    content = {
        **scenes,
        "description": {**figure.description(), "ahead": False},  # hier is geen Python die vooruit tekent
        "fixed": figure.full_frame()["background"],
        "sizes": DIGIT_SIZES,
        "counts": MOST_LINES,
        "disk": disk(),
        "layout": LAYOUT,
        "colors": colors,
    }
    return pack(content, b"".join(array.astype("<f4").tobytes() for array in network.parameters))


def disk() -> list[int]:
    """Hoe ver een stip inkt in elke rij naar links en rechts komt, zoals Pillow haar tekent."""
    sheet = Image.new("1", (2 * PEN + 1, 2 * PEN + 1))
    ImageDraw.Draw(sheet).ellipse((0, 0, 2 * PEN, 2 * PEN), fill=1)
    return [int(reach) for reach in np.asarray(sheet).sum(axis=1) // 2]


def _bits(switches: BitSwitches) -> str:
    """De bitschakelaars: hun formaten en doelen. De rest rekent bits.js."""
    formats = [format_data(format) for format in FORMATS]
    ranges = {format.name: range_text(format) for format in FORMATS}
    content = {"description": switches.description, "formats": formats, "start": switches.shown()}
    return pack({**content, "goals": switches.goals, "ranges": ranges})


def format_data(format: Format) -> dict[str, Any]:
    """Een getalformaat zoals bits.js het wil."""
    return {
        "name": format.name,
        "bits": format.bits,
        "exponentBits": format.exponent_bits,
        "mantissaBits": format.mantissa_bits,
        "hasInfinity": isinstance(format, FloatFormat) and format.has_infinity,
    }


def _fingerprint(path: Path) -> str:
    """Verandert als de cellen van deze les veranderen, of de code waarop zij rust."""
    cells = [cell.source for cell in Notebook(path).cells]
    package = Path(__file__).parents[1]
    rooms = ("live", "subjects", "handwriting", f"lessons/{path.stem[3:]}")
    files = [*package.glob("*.py"), *(file for room in rooms for file in (package / room).rglob("*.py"))]
    files += [Path(__file__).with_name(name) for name in ("figures.py", "recorder.py", "stops.toml")]
    contents = [json.dumps(cells).encode(), *(file.read_bytes() for file in sorted(files))]
    return hashlib.sha256(b"".join(contents)).hexdigest()[:16]


def live_parts(notebook: Notebook, folder: Path, step: int) -> Iterator[tuple[int, str, ConversingWidget]]:
    """Wat er in deze stap leeft: het nummer van de cel, de functie die het maakte, en het onderdeel zelf."""
    start, cells = notebook.start_cell, _steps(notebook)[step]
    last = max((n for n, (_, cell) in enumerate(cells) if is_interactive(cell)), default=-1)
    if last < 0:
        return
    with _shell(folder) as (shell, made):
        for place, cell in [(-1, start), *(item for item in cells[: last + 1] if item[1] is not start)]:
            made.clear()
            with capture_output():
                shell.run_cell(cell.source).raise_error()
            if is_interactive(cell):
                for widget in list(made):
                    yield place, _maker(cell), widget
                    widget.close()


def _steps(notebook: Notebook) -> list[list[tuple[int, Any]]]:
    """De codecellen per stap, met hun nummer; de Verdieping per onderdeel. Elke stap werkt na alleen de startcel."""
    found, extra = [[]], False
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            found[-1].append((place, cell))
        elif cell.source.startswith("## ") or (extra and cell.source.startswith("### ")):
            extra = extra or cell.source.startswith("## Verdieping")
            found.append([])
    return found


def _maker(cell) -> str:
    """De functie van de les die een cel als laatste aanroept, zoals cat_or_dog."""
    last = ast.parse(python(cell.source)).body[-1]
    return next((name for node in ast.walk(last) if isinstance(node, ast.Call) and (name := called(node))), "")


@contextmanager
def _shell(folder: Path) -> Iterator[tuple[InteractiveShell, list[ConversingWidget]]]:
    """Een lege naamruimte, en de lijst waarin elk onderdeel komt dat een cel maakt."""
    made: list[ConversingWidget] = []
    config = Config()
    config.HistoryManager.enabled = False
    here = Path.cwd()
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config, user_module=types.ModuleType("__main__"))
    Widget.on_widget_constructed(lambda widget: made.append(widget) if isinstance(widget, ConversingWidget) else None)
    LiveFigure.layers_kind = RecordedLayers
    os.chdir(folder)
    try:
        yield shell, made
    finally:
        os.chdir(here)
        LiveFigure.layers_kind = Layers
        Widget.on_widget_constructed(None)
        InteractiveShell.clear_instance()
