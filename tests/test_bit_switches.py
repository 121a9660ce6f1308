"""De bitschakelaars: wat ze over een patroon zeggen en lezen, welke daden meetellen, en hoe ze in JupyterLab werken."""

import math

import numpy as np
import pytest
from lost_messages import lose

from course_utils.lessons.precisie import bit_switches
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.bit_switches import BitSwitches, convert, read, rows, short

GOALS = (("Maak 1,5.", 1.5), ("Maak −6.", -6.0))


def text_of(value, format, name):
    return dict(rows(nf.encode(value, format), format))[name]


def test_the_sum_is_written_out():
    assert text_of(0.3125, nf.FP16, "Exponent") == "01101 = 13; 13 − 15 = −2, dus × 2⁻²"
    assert text_of(0.3125, nf.FP16, "1 + mantisse") == "1 + 1/4 = 1,25"
    assert text_of(0.3125, nf.FP16, "Waarde") == "+1 × 2⁻² × 1,25 = 0,3125"
    assert text_of(-63, nf.INT8, "Som") == "−128 + 64 + 1"


def test_a_long_sum_is_shortened():
    assert text_of(0.1, nf.FP32, "1 + mantisse").startswith("1 + 1/2 + 1/16 + 1/32 + … + 1/8388608 = 1,6")


def test_special_patterns():
    assert text_of(math.inf, nf.FP16, "Waarde") == "∞"
    assert text_of(math.nan, nf.FP16, "Mantisse") == "niet alles 0"
    assert text_of(math.nan, nf.FP8_E4M3, "Mantisse") == "alles 1"
    assert text_of(65504, nf.FP16, "Volgend getal") == "∞"
    assert text_of(448, nf.FP8_E4M3, "Volgend getal") == bit_switches.NONE
    assert "alles 0, dus × 2⁻¹⁴ zonder de onzichtbare 1" in text_of(2.0**-24, nf.FP16, "Exponent")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "≈ 0,1"),
        (0.5, "0,5"),
        (65504, "65.504"),
        (2.0**-149, "≈ 1,40129846 × 10⁻⁴⁵"),
        (-12345.678, "≈ −12.345,678"),
        (0.0, "0"),
        (-0.0, "−0"),
        (-math.inf, "−∞"),
        (math.nan, "geen getal (NaN)"),
    ],
)
def test_a_number_is_written_short(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "0,1", 0.0999755859375),
        ("number", "0.1", 0.0999755859375),
        ("number", "1e5", math.inf),
        ("number", "-2,5", -2.5),
        ("number", " 65 504 ", 65504),
        ("bits", "0 01111 1000000000", 1.5),
        ("bits", "0111110000000000", math.inf),
    ],
)
def test_typed_input(kind, text, value):
    assert nf.decode(read(kind, text, nf.FP16), nf.FP16) == value


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("number", "", "Het veld is leeg"),
        ("number", "abc", "is geen getal"),
        ("number", "1.024", "Bedoel je"),
        ("number", "1e999", "te groot"),
        ("bits", "", "Het veld is leeg"),
        ("bits", "012", "Een bit is 0 of 1"),
        ("bits", "0101", "FP16 heeft 16 bits; je typte er 4"),
    ],
)
def test_bad_input_gives_a_sentence_and_changes_nothing(kind, text, words):
    switches = BitSwitches(1.0, nf.FP16)
    switches.do(kind, text)
    typed = switches.shown()["typed"]
    assert words in typed["note"] and (typed["kind"], typed["text"]) == (kind, text)
    assert (switches.format, switches.pattern) == (nf.FP16, nf.encode(1.0, nf.FP16))


def test_nan_in_an_integer_gives_a_sentence():
    switches = BitSwitches(1, nf.INT8)
    switches.do("number", "nan")
    assert "geen patroon voor NaN" in switches.shown()["typed"]["note"]


def test_an_old_error_disappears_with_the_next_thing_that_works():
    """Eerst bits die niet kunnen, dan een ander formaat of een goed getal: onder een leeg veld staat geen fout meer."""
    for kind, what in (("format", "BF16"), ("number", "0,5"), ("flip", 3), ("step", 1), ("again", True)):
        switches = BitSwitches(1.0, nf.FP16)
        switches.do("bits", "0 01111 0")
        assert switches.shown()["typed"]["note"]
        switches.do(kind, what)
        typed = switches.shown()["typed"]
        assert not typed["note"] and typed["kind"] != "bits", kind


def reached(switches: BitSwitches) -> list[bool]:
    return [done for _, _, done in switches.shown()["goals"]]


@pytest.mark.parametrize("actions", [[("flip", 6)], [("bits", "0 01111 1000000000")]])
def test_a_goal_counts_when_the_bits_were_set_by_hand(actions):
    switches = BitSwitches(1.0, nf.FP16, goals=GOALS)
    for kind, what in actions:
        switches.do(kind, what)
    assert reached(switches) == [True, False]
    switches.do("again", True)
    assert reached(switches) == [True, False], "een gehaald doel blijft gehaald"


@pytest.mark.parametrize(
    "actions",
    [
        [("number", "1,5")],
        [("number", "1,5"), ("flip", 15), ("flip", 15)],
        [("number", "1,5"), ("bits", "0 01111 1000000000")],
        [("number", "1,4990234375"), ("step", 1)],
        [("format", "BF16"), ("number", "1,5"), ("format", "FP16")],
    ],
)
def test_a_goal_does_not_count_when_the_number_was_typed(actions):
    """Wie het getal intypt, heeft geen bit begrepen."""
    switches = BitSwitches(1.0, nf.FP16, goals=GOALS)
    for kind, what in actions:
        switches.do(kind, what)
    assert "1,5" in switches.shown()["big"] and reached(switches) == [False, False]
    assert "maak het nu met de bits" in switches.shown()["goals"][0][1]


def test_every_bit_has_a_weight_and_every_switch_flips_its_own_bit():
    for format in bit_switches.FORMATS:
        switches = BitSwitches(1, format)
        assert sum(len(weights) for _, _, weights in bit_switches.switch_parts(format)) == format.bits
        for place in range(format.bits):
            before = switches.shown()["bits"]
            switches.do("flip", place)
            after = switches.shown()["bits"]
            assert [a != b for a, b in zip(before, after, strict=True)] == [i == place for i in range(format.bits)]


def test_another_format_keeps_the_number():
    assert nf.decode(convert(nf.encode(0.1, nf.FP32), nf.FP32, nf.FP16), nf.FP16) == float(np.float16(np.float32(0.1)))
    assert convert(nf.FP16.nan_pattern, nf.FP16, nf.INT8) == 0
    assert nf.decode(convert(nf.encode(1e5, nf.BF16), nf.BF16, nf.INT8), nf.INT8) == 127


def test_another_format_also_works_after_something_unreadable():
    switches = BitSwitches(1.5)
    switches.do("number", "abc")
    switches.do("format", "BF16")
    assert switches.shown()["format"] == "BF16" and switches.shown()["big"] == "= 1,5"
    assert switches.shown()["typed"]["note"] == ""


def test_the_range_of_every_format_is_told():
    assert bit_switches.range_text(nf.FP16).startswith("FP16 loopt van −65.504 tot en met 65.504.")
    assert bit_switches.range_text(nf.INT8) == "INT8 loopt van −128 tot en met 127, alleen hele getallen."


START = "from course_utils.lessons.precisie.bit_switches import *\n"


class Bits:
    """De schakelaars in een open notebook."""

    def __init__(self, notebook):
        self.notebook, self.page, self.cell = notebook, notebook.page, notebook.cell(0)
        self.switches, self.big = self.cell.get_by_role("switch"), self.cell.locator(".hoe-ai-big")
        self.number, self.typed = self.cell.get_by_label("Typ een getal"), self.cell.get_by_label("Typ de bits")

    def says(self, text: str, timeout: float = 60) -> None:
        self.big.get_by_text(text, exact=True).wait_for(timeout=1000 * timeout)

    def type(self, field, text: str) -> None:
        field.fill(text)
        field.press("Enter")

    def pattern(self) -> str:
        return "".join(self.switches.all_inner_texts())


@pytest.fixture(scope="module")
def bits(lab):
    notebook = lab.open(
        lab.write("bits.ipynb", [START + "BitSwitches(1.0, nf.FP16, goals=(('Maak 1,5', 1.5),)).show()"])
    )
    notebook.run_all()
    return Bits(notebook)


def test_clicking_and_typing_in_jupyterlab(bits):
    assert bits.big.inner_text() == "= 1"
    bits.switches.nth(6).click()
    assert bits.switches.nth(6).get_attribute("aria-checked") == "true"
    bits.says("= 1,5")
    assert "✓ gehaald" in bits.cell.locator(".hoe-ai-goal").inner_text()
    bits.switches.nth(6).press("Home")
    bits.page.keyboard.press("1")  # zet het teken en gaat naar de eerste exponentbit
    bits.page.keyboard.press("Space")
    assert bits.pattern() == "1111111000000000", "elke klik staat er meteen"
    bits.says("geen getal (NaN)")
    for end, place, keys in (("Home", 0, ["ArrowLeft"]), ("End", 15, ["ArrowRight", "0"])):
        bits.page.keyboard.press(end)
        for key in keys:
            bits.page.keyboard.press(key)
            held = bits.switches.nth(place).evaluate("bit => [document.activeElement === bit, bit.tabIndex]")
            assert held == [True, 0], f"wie bij bit {place} {key} drukt, blijft op het bord"
    bits.type(bits.number, "65504")
    bits.says("= 65.504")
    bits.cell.get_by_role("button", name="Volgend getal").click()
    bits.says("= ∞")
    assert bits.number.input_value() == ""
    bits.number.fill("2")  # de hand is sneller dan het antwoord op de knop
    bits.cell.get_by_role("button", name="Vorig getal").evaluate("button => button.click()")
    bits.says("= 65.504")
    assert bits.number.input_value() == "2", "wie nog typt, typt door"
    bits.number.press("Enter")
    bits.says("= 2")
    bits.type(bits.number, "abc")
    bits.cell.get_by_role("alert").get_by_text("is geen getal").wait_for()
    assert bits.number.input_value() == "abc", "wat fout is, blijft staan om te verbeteren"
    bits.type(bits.typed, "0 01111 0000000001")
    bits.says("= 1,0009765625")
    assert bits.number.input_value() == "" and "is geen getal" not in bits.cell.inner_text()
    bits.cell.get_by_label("INT8").check()
    bits.says("= 1")
    assert bits.switches.count() == 8
    bits.cell.get_by_role("button", name="Opnieuw").click()
    bits.switches.nth(15).wait_for()
    assert bits.notebook.nameless_controls() == []
    assert bits.notebook.errors() == []


def test_a_typed_number_starts_afresh_in_every_format(bits):
    """BF16 is niet FP16: 100000 past alleen in de ene. Na een wissel staat er het getypte getal, niet de afronding."""
    bits.cell.get_by_role("button", name="Opnieuw").click()
    bits.type(bits.number, "100000")
    bits.says("= ∞")
    bits.cell.get_by_label("BF16").check()
    bits.says(f"= {short(nf.decode(nf.encode(100000, nf.BF16), nf.BF16))}")
    bits.cell.get_by_label("FP16", exact=True).check()
    bits.says("= ∞")
    bits.type(bits.number, "nan")
    bits.says("geen getal (NaN)")
    bits.cell.get_by_label("INT8").click()  # dat kan niet: het rondje springt terug
    bits.cell.get_by_role("alert").get_by_text("geen patroon voor NaN").wait_for()
    assert bits.cell.get_by_label("FP16", exact=True).is_checked()
    bits.switches.nth(0).click()  # vanaf een klik telt het patroon, niet meer wat er getypt was
    bits.page.wait_for_function("input => input.value === ''", arg=bits.number.element_handle())
    bits.type(bits.number, "0,1")
    bits.says("= 0,0999755859375")
    bits.cell.get_by_role("button", name="Volgend getal").click()
    bits.says("= 0,10003662109375")
    bits.cell.get_by_label("FP32").check()
    bits.switches.nth(31).wait_for()
    assert bits.big.inner_text() == "= 0,10003662109375"
    assert bits.notebook.errors() == []


@pytest.mark.parametrize("direction", ["to_python", "to_browser"])
@pytest.mark.parametrize("what", ["click", "three clicks", "number", "format", "step"])
def test_a_lost_message_is_made_good(bits, direction, what):
    """Wat er ook zoekraakt: het komt vanzelf goed, en geen enkele klik telt dubbel."""
    bits.cell.get_by_role("button", name="Opnieuw").click()
    bits.says("= 1")
    lost = lose(bits.notebook, direction)
    if what == "click":
        bits.switches.nth(6).click()
        bits.says("= 1,5")
    elif what == "three clicks":  # de eerste raakt zoek, de andere twee wachten op hun beurt
        for place in (6, 0, 6):
            bits.switches.nth(place).click()
        bits.says("= −1")
    elif what == "number":
        bits.type(bits.number, "0,5")
        bits.says("= 0,5")
    elif what == "format":
        bits.cell.get_by_label("INT8").check()
        bits.page.wait_for_function("() => document.querySelectorAll('[role=switch]').length === 8")
    else:
        bits.cell.get_by_role("button", name="Volgend getal").click()
        bits.says("= 1,0009765625")
    assert lost() == 1
    bits.cell.get_by_role("button", name="Opnieuw").click()
    bits.says("= 1")
    bits.switches.nth(15).wait_for()
    assert bits.notebook.errors() == []


def test_the_output_has_no_scroll_bar_of_its_own(bits):
    box = bits.cell.locator(".jp-OutputArea-output").filter(has=bits.page.locator(".hoe-ai-big"))
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight")
