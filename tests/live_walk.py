"""Loop een levende figuur na: elke regelaar over zijn hele bereik, langs dezelfde weg als een bericht uit de browser.

from live_walk import shown_by, walk

def test_bouwer():
    assert walk(parameters.build_a_model()) == []
"""

import random
import re
import traceback
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from course_utils.live.controls import Control
from course_utils.live.figure import LiveFigure

PICTURES = 8  # van zoveel standen per regelaar komt ook het beeld; de uiteinden horen daarbij
_DECIMAL_POINT = re.compile(r"\d\.(?!\d{3}(?!\d))\d")
_NOT_FINISHED = re.compile(r"\b(nan|inf|None|True|False)\b|\{|\}|array\(|np\.")


def walk(
    figure: LiveFigure,
    at: dict | None = None,
    silent: tuple[str, ...] = (),
    most: int = 101,
    combinations: int = 40,
    short: tuple[str, ...] = (),
) -> list[str]:
    """Geef alle klachten over een figuur; een lege lijst is goed.

    at: waarden van andere regelaars waarbij elke regelaar iets doet (zonder: de beginwaarden, knoppen halverwege).
    silent: regelaars die de zin niet hoeven te veranderen. most: zoveel standen per regelaar, de uiteinden altijd.
    combinations: zoveel willekeurige combinaties van standen worden ook geprobeerd. short: regelaars waarvan alleen de
    eerste twee standen aan de beurt komen, omdat elke stand verder een stuk training is.
    """
    complaints = []
    first = (figure.sentence, _picture(figure))
    if figure.goal and figure.drawing.reached is None:
        complaints.append("er is een doel, maar draw zegt niet of het gehaald is")
    if figure.goal and figure.drawing.reached:
        complaints.append("het doel is aan het begin al gehaald")
    start = {name: control.start for name, control in figure.controls.items()}
    middle = {name: c.maximum // 2 for name, c in figure.controls.items() if c.kind == "button"}
    base = _positions(figure, {**start, **middle, **(at or {})})

    for name, control in figure.controls.items():
        sentences, pictures = set(), set()
        positions = _sample(control, most)[: 2 if name in short else None]
        for place, position in enumerate(positions):
            drawn = place * PICTURES % len(positions) < PICTURES or position == positions[-1]
            with nullcontext() if drawn else _no_picture(figure):
                complaints += _try(figure, {**base, name: position}, f"{control.label} = {_say(control, position)}")
            sentences.add(figure.sentence)
            if drawn:
                pictures.add(_picture(figure))
        if len(sentences) < 2 and name not in silent:
            complaints.append(f"{control.label}: de zin verandert niet")
        if len(pictures) < 2:
            complaints.append(f"{control.label}: het beeld verandert niet")
        if control.kind == "number":
            complaints += _try_wrong_numbers(figure, name, control)
        if control.kind == "text":
            complaints += _try_odd_texts(figure, name, control)

    dice = random.Random(1)
    samples = [_sample(control, most)[: 2 if name in short else None] for name, control in figure.controls.items()]
    corners = _corners(samples)[: 2 * combinations]
    mixed = [tuple(dice.choice(options) for options in samples) for _ in range(combinations)]
    for row, positions in enumerate([*corners, *mixed]):
        together = dict(zip(figure.controls, positions, strict=True))
        said = ", ".join(f"{figure.controls[name].label} = {p}" for name, p in together.items())
        with nullcontext() if row < PICTURES else _no_picture(figure):
            complaints += _try(figure, together, said)
    for label, values in _spots(figure):
        complaints += _try(figure, values, label)
    for label, preset in figure.presets.items():
        complaints += _try(figure, _positions(figure, {**start, **preset}), label)

    figure.receive({"values": _positions(figure, start)})
    if (figure.sentence, _picture(figure)) != first:
        complaints.append("na Opnieuw is het beeld of de zin anders dan aan het begin: draw onthoudt iets")
    return list(dict.fromkeys(complaints))


def _picture(figure: LiveFigure) -> tuple:
    """Wat er te zien is. Een stip die alleen opschuift is hetzelfde beeld op een andere plaats."""
    return figure.images, tuple(figure.full_frame()["places"]), figure.drawing.html


def _no_picture(figure: LiveFigure):
    """`draw` doet alles; alleen de beeldpunten blijven weg, want die kosten vier vijfde van de tijd."""
    return patch.object(figure.layers_kind, "render", lambda _: ([], []))


@contextmanager
def shown_figures():
    """Verzamel de figuren die binnen dit blok getoond worden, zonder ze te tonen."""
    figures: list[LiveFigure] = []
    with patch.object(LiveFigure, "show", lambda figure: figures.append(figure)):
        yield figures


def _positions(figure: LiveFigure, values: dict) -> dict:
    return {name: figure.controls[name].write(value) for name, value in values.items()}


def _sample(control: Control, most: int) -> list:
    """Standen zoals de browser ze stuurt, met beide uiteinden; een keuzelijst altijd helemaal."""
    if control.kind == "checkbox":
        return [False, True]
    if control.kind == "number":
        middle = (control.minimum + control.maximum) / 2
        middle = int(middle) if isinstance(control.start, int) else middle
        return [control.write(value) for value in (control.minimum, control.start, middle, control.maximum)]
    if control.kind == "text":
        step = max(1, len(control.texts) // most)
        return [control.start, *control.texts[::step]]
    if control.kind == "sheet":
        return [control.write(value) for value in control.values]
    last = control.maximum if control.kind == "button" else len(control.values) - 1
    if control.kind == "choice" or last < most:
        return list(range(last + 1))
    return sorted({round(i * last / (most - 1)) for i in range(most)})


def _corners(samples: list[list]) -> list[tuple]:
    """Elke regelaar op een uiteinde, en van elke drie alle acht combinaties.

    Acht regelaars hebben 256 hoeken; hier zijn het er 16. De bits van rij en kolom zijn een code die dat belooft.
    """
    rows = range(2 << max(len(samples) - 1, 0).bit_length())
    bits = [[(row & (2 * place + 1)).bit_count() % 2 for place in range(len(samples))] for row in rows]
    return [tuple(options[-bit] for options, bit in zip(samples, row, strict=True)) for row in bits]


def _spots(figure: LiveFigure) -> list[tuple[str, dict]]:
    """De plekken om op te klikken die er nu zijn, met de standen die ze zetten."""
    return [(spot["label"], spot["values"]) for spot in figure.full_frame()["spots"]]


def _grips_out_of_sight(figure: LiveFigure) -> list[str]:
    """De grepen die nu naast het beeld liggen: daar kan niemand ze pakken."""
    width, height = (100 * side for side in figure.size or (0, 0))
    lost = []
    for name, tracks in figure.full_frame()["handles"].items():
        handle = figure.handles[name]
        place = tracks[0][figure.controls[handle.moves[0]].write(figure.values[handle.moves[0]])]
        if handle.shape != "vlak" and place and not (0 <= place[0] <= width and 0 <= place[1] <= height):
            lost.append(handle.label)
    return lost


def _try_odd_texts(figure: LiveFigure, name: str, control: Control) -> list[str]:
    """Leeg, onzin, HTML, een halve formule en een heel lange tekst: geweigerd of gewoon getekend, nooit een fout."""
    complaints = []
    for odd in ("", "   ", "qqxxqqxx", "<img src=x onerror=alert(1)>", r"$\frac{$", "3", "woord " * 100):
        before = figure.values[name]
        figure.receive({"values": {name: odd}})
        if figure.error:
            complaints.append(f"{control.label}: “{odd[:20]}” geeft een fout: {figure.exception!r}")
        if not odd.strip() and figure.values[name] != before:
            complaints.append(f"{control.label}: een leeg veld wordt aangenomen")
        if "<img" in figure.drawing.html:
            complaints.append(f"{control.label}: wat een student typt, wordt HTML; zet er html.escape omheen")
    return complaints


def _say(control: Control, position) -> str:
    return control.texts[position] if control.texts and isinstance(position, int) else str(position)


def _try(figure: LiveFigure, positions: dict, said: str) -> list[str]:
    """Zet alle regelaars in één keer en kijk of er een goed beeld met een goede zin komt."""
    figure.receive({"values": positions})
    if figure.error:
        cause = "".join(traceback.format_exception(figure.exception)[-3:])
        return [f"{said}: {figure.error}\n{cause}"]
    lost = _grips_out_of_sight(figure)
    if lost:
        return [f"{said}: deze greep ligt naast het beeld: {', '.join(lost)}"]
    text = f"{figure.sentence} {re.sub('<[^>]*>', ' ', figure.drawing.html)}"
    if not figure.sentence.strip().endswith((".", "!", "?")):
        return [f"{said}: de zin is leeg of heeft geen punt aan het eind: “{figure.sentence}”"]
    if _DECIMAL_POINT.search(text):
        return [f"{said}: een getal met een decimale punt: “{figure.sentence}”"]
    if _NOT_FINISHED.search(text):
        return [f"{said}: hier staat Python in plaats van Nederlands: “{figure.sentence}”"]
    return []


def _try_wrong_numbers(figure: LiveFigure, name: str, control: Control) -> list[str]:
    """Leeg, tekst en een getal buiten het bereik: de laatste goede waarde blijft en er is geen fout."""
    before = figure.values[name]
    for wrong in ("", "abc", f"{control.maximum * 10 + 10:.0f}", "1,2,3", "nan"):
        figure.receive({"values": {name: wrong}})
        if figure.values[name] != before or figure.error:
            return [f"{control.label}: “{wrong}” wordt aangenomen"]
    return []
