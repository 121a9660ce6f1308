"""Bitschakelaars: klik de bits van een getal om en zie meteen welk getal er staat.

De browser rekent een klik zelf uit (`bit_switches.js`), want dan is er geen wachttijd, ook niet als een cel rekent. Wat
een student typt, gaat naar Python: daar staan de regels voor lezen en afronden. `rows` en `describe` in dit bestand
zijn de maat: een test legt de JavaScript ernaast.
"""

import io
import math
from html import escape
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.patches import Rectangle

from course_utils.dutch_numbers import UnreadableNumber, dutch, read_number
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.number_formats import Format, IntegerFormat
from course_utils.live.output import LIVE_CLASS, browser_files, show_output
from course_utils.live.style import DRAWING, GREEN, INK, SKY, new_figure

FORMATS = (nf.FP16, nf.BF16, nf.FP32, nf.FP8_E4M3, nf.FP8_E5M2, nf.INT8)
_MOST_CHARACTERS = 16  # langere getallen hebben minstens elf cijfers; negen ervan zijn genoeg om buren te onderscheiden
NONE = "is er niet"


def short(value: float, significant: int = 9) -> str:
    """Schrijf een getal exact als dat kort kan, en anders met '≈' en zoveel cijfers."""
    exact = nf.exact_decimal(value)
    if len(exact.lstrip("−")) <= _MOST_CHARACTERS or not math.isfinite(value):
        return exact
    digits, power = f"{abs(value):.{significant - 1}e}".split("e")
    digits, power = digits.replace(".", "").rstrip("0"), int(power)
    sign = "−" if value < 0 else ""
    if -5 <= power < 0:
        return f"≈ {sign}0,{'0' * (-power - 1)}{digits}"
    if 0 <= power <= 5:
        whole = int(digits[: power + 1].ljust(power + 1, "0"))
        return f"≈ {sign}{dutch(whole)},{digits[power + 1 :]}".rstrip(",")
    times = f"{digits[0]},{digits[1:]}".rstrip(",")
    return f"≈ {sign}{times} × 10{str(power).translate(nf.SUPERSCRIPT)}"


def rows(pattern: int, format: Format) -> list[tuple[str, str]]:
    """Wat er over een patroon te zeggen is, als (naam, tekst): de som, de waarde, de buren en het gat."""
    value = nf.decode(pattern, format)
    neighbours = [f(pattern, format) for f in (nf.previous_number, nf.next_number)]
    before, after = (NONE if other is None else short(nf.decode(other, format)) for other in neighbours)
    last = [("Vorig getal", before), ("Volgend getal", after)]
    last += [("Gat", short(nf.gap(pattern, format)) if math.isfinite(value) else NONE)]
    if isinstance(format, IntegerFormat):
        return [("Som", nf.written_out(pattern, format)), ("Waarde", nf.exact_decimal(value)), *last]
    sign, exponent, _, power, terms, kind = nf.parts(pattern, format)
    _, exponent_bits, _ = nf.bit_text(pattern, format).split()
    sign_text = "1, dus min" if sign else "0, dus plus"
    mantissa_name = "Mantisse"
    if not math.isfinite(value):
        exponent_text = "alles 1: een bijzonder patroon"
        mantissa_text = "alles 0" if kind == "oneindig" else "niet alles 0" if format.has_infinity else "alles 1"
        value_text = nf.exact_decimal(value)
    else:
        shown = [str(term) for term in terms]
        if len(shown) > 6:
            shown = [*shown[:4], "…", shown[-1]]
        times, total = f"× 2{str(power).translate(nf.SUPERSCRIPT)}", nf.exact_decimal(float(sum(terms)))
        if exponent:
            count = f"{exponent_bits} = {exponent}"
            exponent_text = f"{count}; {exponent} − {format.bias} = {dutch(power)}, dus {times}"
        else:
            exponent_text = f"{exponent_bits}: alles 0, dus {times} zonder de onzichtbare 1"
        mantissa_name = f"{1 if exponent else 0} + mantisse"
        mantissa_text = " + ".join(shown) + (f" = {total}" if len(shown) > 1 else "")
        value_text = f"{'−' if sign else '+'}1 {times} × {total} = {nf.exact_decimal(value)}"
        if len(nf.exact_decimal(value)) > 40:
            value_text += f" ({short(value)})"
    return [
        ("Teken", sign_text),
        ("Exponent", exponent_text),
        (mantissa_name, mantissa_text),
        ("Waarde", value_text),
        *last,
    ]


def describe(pattern: int, format: Format) -> str:
    """De zin die een patroon beschrijft."""
    value = nf.decode(pattern, format)
    gap = f" Het gat tot het volgende getal is {short(nf.gap(pattern, format))}." if math.isfinite(value) else ""
    if isinstance(format, IntegerFormat):
        return f"{format.name} staat op {short(value)}.{gap}"
    sign, exponent, mantissa = (dutch(part) for part in nf.split(pattern, format))
    return f"{format.name} met teken {sign}, exponent {exponent} en mantisse {mantissa} is {short(value)}.{gap}"


def range_text(format: Format) -> str:
    """Hoe ver een formaat reikt, hoe klein het kan en hoeveel cijfers het onthoudt."""
    text = f"{format.name} loopt van {short(format.lowest, 3)} tot en met {short(format.largest, 3)}"
    if isinstance(format, IntegerFormat):
        return f"{text}, alleen hele getallen."
    smallest, digits = short(format.smallest, 3), dutch(format.digits, 1)
    return f"{text}. Het kleinste getal boven nul is {smallest}. Het onthoudt {digits} cijfers."


class BitSwitches(anywidget.AnyWidget):
    """De schakelaars zelf. current: [naam van het formaat, patroon]."""

    _esm = browser_files(Path(__file__).with_name("bit_switches.js"))
    _css = browser_files(Path(__file__).with_name("bit_switches.css"))
    description = traitlets.Dict().tag(sync=True)
    # Een weergave kan later komen dan de schakelaars (pagina herladen): dan telt de stand van dat moment.
    state = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget.current)

    def __init__(self, value: float = 1.0, format: Format = nf.FP16, goals: tuple[tuple[str, float], ...] = ()):
        """goals: opdrachten boven de schakelaars, elk met het getal dat gemaakt moet worden."""
        self.current = [format.name, nf.encode(value, format)]
        formats = [_for_browser(format) for format in FORMATS]
        wanted = [{"text": text, "value": nf.exact_decimal(goal)} for text, goal in goals]
        super().__init__(
            description={"formats": formats, "goals": wanted, "start": self.current, "root_class": LIVE_CLASS}
        )
        self.on_msg(lambda _widget, message, _buffers: self.receive(message))

    def receive(self, message: dict) -> None:
        """Onthoud een klik; reken uit wat de browser niet zelf doet, en antwoord met de nieuwe stand of een zin."""
        if message["kind"] == "state":
            self.current = message["state"]
            return
        format, note = _by_name(message["format"]), ""
        try:
            if message["kind"] == "format":
                pattern = convert(message["pattern"], _by_name(message["from"]), format)
            else:
                pattern = read(message["kind"], message["text"], format)
            self.current = [format.name, pattern]
        except (nf.NumberFormatError, UnreadableNumber) as problem:
            note = str(problem)
        self.send({"kind": message["kind"], "note": note, "state": self.current})

    def show(self) -> None:
        """Toon de schakelaars, en een plaatje met de zin voor wie het notebook zonder kernel leest."""
        format, pattern = _by_name(self.current[0]), self.current[1]
        goals = "".join(f"<li>{escape(goal['text'])}</li>" for goal in self.description["goals"])
        table = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows(pattern, format)
        )
        sentence = describe(pattern, format)
        html = f"{goals and f'<p>Doelen:</p><ul>{goals}</ul>'}<p>{escape(sentence)}</p><table>{table}</table>"
        show_output(sentence, png=_picture(pattern, format), html=html, widget=self)

    def _ipython_display_(self) -> None:
        self.show()


def read(kind: str, text: str, format: Format) -> int:
    """Maak van getypte tekst een patroon. kind: "number" of "bits". Fout: een ValueError met een zin."""
    return nf.parse_bits(text, format) if kind == "bits" else nf.encode(read_number(text, not_finite=True), format)


def convert(pattern: int, old: Format, new: Format) -> int:
    """Zet een getal over naar een ander formaat, afgerond; NaN past niet in een geheel getal en wordt 0."""
    value = nf.decode(pattern, old)
    return nf.encode(0.0 if math.isnan(value) and isinstance(new, IntegerFormat) else value, new)


def _by_name(name: str) -> Format:
    return next(format for format in FORMATS if format.name == name)


def _for_browser(format: Format) -> dict:
    whole = isinstance(format, IntegerFormat)
    facts = {
        key: getattr(format, key) for key in ("name", "bits", "exponent_bits", "mantissa_bits", "overflow_pattern")
    }
    return facts | {
        "integer": whole,
        "bias": 0 if whole else format.bias,
        "has_infinity": not whole and format.has_infinity,
        "range": range_text(format),
    }


def _picture(pattern: int, format: Format) -> bytes:
    """De schakelaars als vast plaatje."""
    bits = nf.bit_text(pattern, format).replace(" ", "")
    size = [1, format.exponent_bits, format.mantissa_bits]
    colors = np.repeat([INK, GREEN, SKY], size)
    figure = new_figure(9, 1.5)
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.96), xlim=(-0.3, max(16, format.bits) + 1), ylim=(-0.2, 2))
    axes.set_axis_off()
    places = np.arange(format.bits) + 0.4 * ((np.arange(format.bits) > 0) * 1.0 + (np.arange(format.bits) > size[1]))
    for bit, x, color in zip(bits, places, colors, strict=True):
        face = color if bit == "1" else "white"
        axes.add_patch(Rectangle((x, 0), 0.86, 1, facecolor=face, edgecolor=color, linewidth=1.5))
        ink = "white" if bit == "1" and color != SKY else INK
        axes.text(x + 0.43, 0.48, bit, ha="center", va="center", fontweight="bold", color=ink)
    first = (0, 1, 1 + format.exponent_bits)
    for name, place, count in zip(("teken", "exponent", "mantisse"), first, size, strict=True):
        if count and not isinstance(format, IntegerFormat):
            axes.text(places[place], 1.3, name, fontsize=13)
    buffer = io.BytesIO()
    with DRAWING:
        figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return buffer.getvalue()
