"""De bitschakelaars: wat ze over een patroon zeggen, wat ze lezen, en of de browser precies hetzelfde uitrekent."""

import base64
import math
from pathlib import Path

import numpy as np
import pytest

from course_utils.lessons.precisie import bit_switches
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.bit_switches import FORMATS, BitSwitches, convert, describe, read, rows, short
from course_utils.live.output import browser_files

JAVASCRIPT = browser_files(Path(bit_switches.__file__).with_suffix(".js"))


def text_of(value, format, name):
    return dict(rows(nf.encode(value, format), format))[name]


def samples(format, count=400):
    """Alle patronen van 8 bits; van grotere formaten de randen en een greep."""
    if format.bits == 8:
        return list(range(256))
    rng = np.random.default_rng(4)
    edges = [0, 1, 2, 2**format.mantissa_bits - 1, 2**format.mantissa_bits, format.overflow_pattern, format.nan_pattern]
    edges += [p + d for p in (format.overflow_pattern, 2 ** (format.bits - 1)) for d in (-1, 1)]
    edges += [2**format.bits - 1, 2 ** (format.bits - 1), 2 ** (format.bits - 1) + format.overflow_pattern]
    values = [0.1, 0.2, 0.3, 1, -1, 1.5, 2048, 2049, 65504, 1e5, 1e-8, 100000, 999999, 123456, -0.00012, 12345.678]
    chosen = [nf.encode(value, format) for value in values]
    return sorted({*edges, *chosen, *rng.integers(0, 2**format.bits, count).tolist()})


@pytest.mark.parametrize("format", FORMATS, ids=str)
def test_de_browser_rekent_precies_als_python(lab, format):
    page = lab.browser.new_page()
    try:
        module = base64.b64encode(JAVASCRIPT.encode()).decode()
        widget_format = bit_switches._for_browser(format)
        chosen = samples(format)
        found = page.evaluate(
            """async ([module, format, patterns]) => {
                const js = await import(`data:text/javascript;base64,${module}`);
                return patterns.map((p) => [js.rows(p, format), js.describe(p, format), js.exact(js.decode(p, format)),
                    js.nextNumber(p, format), js.previousNumber(p, format)]);
            }""",
            [module, widget_format, chosen],
        )
    finally:
        page.close()
    for pattern, (js_rows, sentence, exact, after, before) in zip(chosen, found, strict=True):
        assert [tuple(row) for row in js_rows] == rows(pattern, format), f"patroon {pattern}"
        assert sentence == describe(pattern, format)
        assert exact == nf.exact_decimal(nf.decode(pattern, format))
        assert (after, before) == (nf.next_number(pattern, format), nf.previous_number(pattern, format))


def test_de_som_staat_uitgeschreven():
    assert text_of(0.3125, nf.FP16, "Exponent") == "01101 = 13; 13 − 15 = −2, dus × 2⁻²"
    assert text_of(0.3125, nf.FP16, "1 + mantisse") == "1 + 1/4 = 1,25"
    assert text_of(0.3125, nf.FP16, "Waarde") == "+1 × 2⁻² × 1,25 = 0,3125"
    assert text_of(-63, nf.INT8, "Som") == "−128 + 64 + 1"


def test_een_lange_som_wordt_ingekort():
    assert text_of(0.1, nf.FP32, "1 + mantisse").startswith("1 + 1/2 + 1/16 + 1/32 + … + 1/8388608 = 1,6")


def test_bijzondere_patronen():
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
def test_kort_schrijven(value, text):
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
def test_getypte_invoer(kind, text, value):
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
def test_slechte_invoer_geeft_een_zin_en_verandert_niets(kind, text, words):
    switches = BitSwitches(1.0, nf.FP16)
    answers = []
    switches.send = answers.append
    switches.receive({"kind": kind, "text": text, "format": "FP16"})
    assert words in answers[0]["note"]
    assert switches.current == ["FP16", nf.encode(1.0, nf.FP16)]


def test_nan_in_een_geheel_getal_geeft_een_zin():
    switches = BitSwitches(1, nf.INT8)
    answers = []
    switches.send = answers.append
    switches.receive({"kind": "number", "text": "nan", "format": "INT8"})
    assert "geen patroon voor NaN" in answers[0]["note"]


def test_een_ander_formaat_houdt_het_getal():
    assert nf.decode(convert(nf.encode(0.1, nf.FP32), nf.FP32, nf.FP16), nf.FP16) == float(np.float16(np.float32(0.1)))
    assert convert(nf.FP16.nan_pattern, nf.FP16, nf.INT8) == 0
    assert nf.decode(convert(nf.encode(1e5, nf.BF16), nf.BF16, nf.INT8), nf.INT8) == 127


def test_het_bereik_van_elk_formaat_staat_erbij():
    assert bit_switches.range_text(nf.FP16).startswith("FP16 loopt van −65.504 tot en met 65.504.")
    assert bit_switches.range_text(nf.INT8) == "INT8 loopt van −128 tot en met 127, alleen hele getallen."


def test_klikken_en_typen_in_jupyterlab(lab):
    start = "from course_utils.lessons.precisie.bit_switches import *\n"
    code = start + "BitSwitches(1.0, nf.FP16, goals=(('Maak 1,5', 1.5),)).show()"
    notebook = lab.open(lab.write("bits.ipynb", [code]))
    notebook.run_all()
    cell = notebook.cell(0)
    bits, big = cell.get_by_role("switch"), cell.locator(".hoe-ai-big")
    assert big.inner_text() == "= 1"
    bits.nth(6).click()
    assert big.inner_text() == "= 1,5"
    assert bits.nth(6).get_attribute("aria-checked") == "true"
    assert "✓ gehaald" in cell.locator(".hoe-ai-goal").inner_text()
    bits.nth(6).press("Home")
    notebook.page.keyboard.press("1")  # zet het teken en gaat naar de eerste exponentbit
    assert big.inner_text() == "= −1,5"
    notebook.page.keyboard.press("Space")
    assert big.inner_text() == "geen getal (NaN)"
    number = cell.get_by_label("Typ een getal")
    number.fill("65504")
    number.press("Enter")
    notebook.page.wait_for_function("document.querySelector('.hoe-ai-big').textContent === '= 65.504'")
    cell.get_by_role("button", name="Volgend getal").click()
    assert big.inner_text() == "= ∞"
    number.fill("abc")
    number.press("Enter")
    cell.get_by_role("alert").get_by_text("is geen getal").wait_for()
    cell.get_by_label("Typ de bits").fill("0 01111 0000000001")
    cell.get_by_label("Typ de bits").press("Enter")
    notebook.page.wait_for_function("document.querySelector('.hoe-ai-big').textContent.includes('1,0009')")
    cell.get_by_label("INT8").check()
    notebook.page.wait_for_function("document.querySelector('.hoe-ai-big').textContent === '= 1'")
    assert bits.count() == 8
    cell.get_by_role("button", name="Opnieuw").click()
    assert bits.count() == 16
    assert notebook.nameless_controls() == []
    assert notebook.errors() == []


def test_een_getypt_getal_begint_in_elk_formaat_opnieuw(lab):
    """BF16 is niet FP16: 100000 past alleen in de ene. Na een wissel staat er het getypte getal, niet de afronding."""
    start = "from course_utils.lessons.precisie.bit_switches import *\n"
    code = start + "BitSwitches(1.0, nf.FP16).show()"
    notebook = lab.open(lab.write("formaten.ipynb", [code]))
    notebook.run_all()
    cell, page = notebook.cell(0), notebook.page
    number = cell.get_by_label("Typ een getal")

    def wait_for(text: str) -> None:
        page.wait_for_function("text => document.querySelector('.hoe-ai-big').textContent === text", arg=text)

    number.fill("100000")
    number.press("Enter")
    wait_for("= ∞")
    cell.get_by_label("BF16").check()
    wait_for(f"= {short(nf.decode(nf.encode(100000, nf.BF16), nf.BF16))}")
    cell.get_by_label("FP16", exact=True).check()
    wait_for("= ∞")
    number.fill("nan")
    number.press("Enter")
    wait_for("geen getal (NaN)")
    cell.get_by_label("INT8").check()
    cell.get_by_role("alert").get_by_text("geen patroon voor NaN").wait_for()
    assert cell.get_by_label("FP16", exact=True).is_checked()
    cell.get_by_role("switch").nth(0).click()  # vanaf een klik telt het patroon, niet meer wat er getypt was
    assert number.input_value() == ""
    number.fill("0,1")
    number.press("Enter")
    wait_for("= 0,0999755859375")
    cell.get_by_role("button", name="Volgend getal").click()
    shown = cell.locator(".hoe-ai-big").inner_text()
    cell.get_by_label("FP32").check()
    cell.get_by_role("switch").nth(31).wait_for()
    assert cell.locator(".hoe-ai-big").inner_text() == shown
    assert notebook.errors() == []
