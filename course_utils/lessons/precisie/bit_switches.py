"""Bitschakelaars: klik de bits van een getal om en zie meteen welk getal er staat.

De browser (`bit_switches.js`) zet een bit meteen om en laat verder zien wat Python zegt: hier staat al het rekenen.
"""

import math
from html import escape
from pathlib import Path

import numpy as np
import traitlets
from matplotlib.patches import Rectangle

from course_utils.dutch_numbers import UnreadableNumber, dutch, read_dutch_number
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.number_formats import Format, IntegerFormat
from course_utils.live.charts import table
from course_utils.live.output import LIVE_CLASS, ConversingWidget, browser_files, show_output
from course_utils.live.palette import GREEN_TEXT, INK, SKY
from course_utils.live.style import new_figure, png

FORMATS = (nf.FP16, nf.BF16, nf.FP32, nf.FP8_E4M3, nf.FP8_E5M2, nf.INT8)
_MOST_CHARACTERS = 16  # langere getallen hebben minstens elf cijfers; negen ervan zijn genoeg om buren te onderscheiden
NONE = "is er niet"
_NOTHING_TYPED = {"kind": "", "text": "", "note": ""}


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
    sign, exponent, _ = nf.split(pattern, format)
    _, exponent_bits, _ = nf.bit_text(pattern, format).split()
    sign_text = "1, dus min" if sign else "0, dus plus"
    mantissa_name = "Mantisse"
    if not math.isfinite(value):
        exponent_text = "alles 1: een bijzonder patroon"
        mantissa_text = "alles 0" if math.isinf(value) else "niet alles 0" if format.has_infinity else "alles 1"
        value_text = nf.exact_decimal(value)
    else:
        power, terms = nf.power_of(pattern, format), nf.mantissa_terms(pattern, format)
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


class BitSwitches(ConversingWidget):
    """De schakelaars zelf. Wat een student deed, komt binnen als daden; elke daad gebeurt precies één keer."""

    _esm = browser_files(Path(__file__).with_name("bit_switches.js"))
    _css = browser_files(Path(__file__).with_name("bit_switches.css"))
    description = traitlets.Dict().tag(sync=True)
    # Een weergave kan later komen dan de schakelaars (pagina herladen): dan telt de stand van dat moment.
    frame = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget.shown())

    def __init__(self, value: float = 1.0, format: Format = nf.FP16, goals: tuple[tuple[str, float], ...] = ()):
        """goals: opdrachten boven de schakelaars, elk met het getal dat gemaakt moet worden."""
        self.format, self.pattern = format, nf.encode(value, format)
        self._start = self._given = (self.format, self.pattern)  # _given: zo stond het zonder bits om te zetten
        self.goals = goals
        self._reached: set[int] = set()
        self._typed = _NOTHING_TYPED
        formats = [{"name": format.name, "parts": switch_parts(format)} for format in FORMATS]
        super().__init__(self.receive, description={"formats": formats, "root_class": LIVE_CLASS})

    def receive(self, message: dict) -> None:
        """Doe wat de browser vraagt, in die volgorde, en antwoord met alles wat er te zien is."""
        for action in message.get("actions", ()):
            ((kind, what),) = action.items()
            self.do(kind, what)
        self.send({**self.shown(), "request": message.get("request")})

    def do(self, kind: str, what) -> None:
        """Eén daad: flip (welke bit), step (−1 of 1), format (naam), number of bits (wat getypt is), of again."""
        try:
            typed = self._change(kind, what)
        except (nf.NumberFormatError, UnreadableNumber) as problem:  # er verandert niets, en bij het veld staat waarom
            place, text = (kind, what) if kind in ("number", "bits") else ("number", self._typed["text"])
            self._typed = {"kind": place, "text": text, "note": str(problem)}
            return
        self._typed = typed
        if kind not in ("flip", "bits"):
            self._given = self.format, self.pattern
        elif (self.format, self.pattern) != self._given:  # heen en terug vanaf een getypt getal telt niet
            self._reached |= {place for place, (_, goal) in enumerate(self.goals) if goal == self._value()}

    def _change(self, kind: str, what) -> dict:
        """Zet de nieuwe stand; geeft wat er daarna bij de invulvelden hoort te staan."""
        typed = {"kind": kind, "text": what, "note": ""}
        match kind:
            case "flip":
                self.pattern ^= 1 << (self.format.bits - 1 - what)
            case "step":
                neighbour = nf.next_number if what > 0 else nf.previous_number
                other = neighbour(self.pattern, self.format)
                self.pattern = self.pattern if other is None else other
            case "number" | "bits":
                self.pattern = read(kind, what, self.format)
                return typed
            case "format":
                format = next(format for format in FORMATS if format.name == what)
                # een getypt getal begint opnieuw: anders toont het fijnere formaat de afronding van het grovere
                again = self._typed["kind"] == "number" and not self._typed["note"]
                pattern = (
                    read("number", self._typed["text"], format) if again else convert(self.pattern, self.format, format)
                )
                self.format, self.pattern = format, pattern
                return self._typed if again else _NOTHING_TYPED
            case "again":
                self.format, self.pattern = self._start
        return _NOTHING_TYPED

    def _value(self) -> float:
        return nf.decode(self.pattern, self.format)

    def shown(self) -> dict:
        """Alles wat de browser laat zien."""
        value = short(self._value())
        goals = []
        for place, (text, goal) in enumerate(self.goals):
            reached = place in self._reached
            there = "○ dit getal staat er: maak het nu met de bits" if goal == self._value() else "○ nog niet"
            goals.append((text, "✓ gehaald" if reached else there, reached))
        return {
            "format": self.format.name,
            "bits": nf.bit_text(self.pattern, self.format).replace(" ", ""),
            "big": value if value.startswith("≈") or math.isnan(self._value()) else f"= {value}",
            "rows": rows(self.pattern, self.format),
            "sentence": describe(self.pattern, self.format),
            "range": range_text(self.format),
            "goals": goals,
            "typed": self._typed,
        }

    def show(self) -> None:
        """Toon de schakelaars, en een plaatje met de zin voor wie het notebook zonder kernel leest."""
        goals = "".join(f"<li>{escape(text)}</li>" for text, _ in self.goals)
        sentence, lines = describe(self.pattern, self.format), rows(self.pattern, self.format)
        html = f"{goals and f'<p>Doelen:</p><ul>{goals}</ul>'}<p>{escape(sentence)}</p>{table((), lines)}"
        show_output(sentence, png=_picture(self.pattern, self.format), html=html, widget=self)

    def _ipython_display_(self) -> None:
        self.show()


def read(kind: str, text: str, format: Format) -> int:
    """Maak van getypte tekst een patroon. kind: "number" of "bits". Fout: een ValueError met een zin."""
    return (
        nf.parse_bits(text, format) if kind == "bits" else nf.encode(read_dutch_number(text, not_finite=True), format)
    )


def convert(pattern: int, old: Format, new: Format) -> int:
    """Zet een getal over naar een ander formaat, afgerond; NaN past niet in een geheel getal en wordt 0."""
    value = nf.decode(pattern, old)
    return nf.encode(0.0 if math.isnan(value) and isinstance(new, IntegerFormat) else value, new)


def switch_parts(format: Format) -> list[tuple[str, str, list[str]]]:
    """De groepen bits van een formaat, elk als (soort, naam, wat elke bit telt)."""
    if isinstance(format, IntegerFormat):
        sign, *size = (2**place for place in range(format.bits - 1, -1, -1))
        return [("teken", "teken", [dutch(-sign)]), ("mantisse", "grootte", [dutch(weight) for weight in size])]
    powers = range(format.exponent_bits - 1, -1, -1)
    halves = range(1, format.mantissa_bits + 1)
    return [
        ("teken", "teken", ["±"]),
        ("exponent", "exponent", [str(2**power) for power in powers]),
        ("mantisse", "mantisse", [f"1/{2**place}" for place in halves]),
    ]


def _picture(pattern: int, format: Format) -> bytes:
    """De schakelaars als vast plaatje."""
    bits = nf.bit_text(pattern, format).replace(" ", "")
    size = [1, format.exponent_bits, format.mantissa_bits]
    colors = np.repeat([INK, GREEN_TEXT, SKY], size)
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
    return png(figure)
