"""Wie een som overneemt uit de tekst, schrijft haar op zijn Nederlands: elke cel krijgt één zin die helpt."""

import re
from itertools import product

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils.notebook import prepare_notebook

START = """
import math
import numpy as np
gigabyte, d, L, leersnelheid, gradient = 8, 64, 2, 0.1, -4.0
W, x = np.ones((2, 3)), np.ones(3)
def andere_loss(w):
    return (2 * w - 3) ** 2
"""
ENGLISH = re.compile(
    r"Error|Traceback|\b(?:the|invalid|syntax|object|is not|operand|argument|expected|unsupported|leading|character)\b"
)


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell()
    prepare_notebook(shell)
    shell.run_cell(START)
    return shell


@pytest.fixture
def said(shell, capsys):
    """Voer een cel uit en geef wat er verschijnt."""

    def run(code: str) -> str:
        shell.run_cell(code)
        seen = capsys.readouterr()
        return seen.out + seen.err

    return run


# Waar een getal of som kan staan. {} is wat iemand uit de tekst overneemt.
PLACES = {
    "alone": "{}",
    "an answer": "antwoord = {}",
    "in a sum": "antwoord = 3 * {} + 1",
    "in a call": "antwoord = andere_loss({})",
    "in a logarithm": "antwoord = -math.log({})",
    "in a function": "def schrijf(w):\n    y = w\n    return y * {}\n\nschrijf(2)",
    "below other lines": "y = 1\nantwoord = {} - y\nprint(antwoord)",
}
# Wat er in de tekst staat, en wat Python moet krijgen.
NOTATION = {
    "7.241.732.096": "7241732096",
    "1.000.000": "1000000",
    "12 560": "12560",
    "7 241 732 096": "7_241_732_096",
    "147\u00a0328": "147328",
    "199\u202f000": "199000",
    "0,05": "0.05",
    "3,02": "3.02",
    "12,007": "12.007",
    "3 x 4": "3 * 4",
    "3x4": "3 * 4",
    "28 × 28": "28 * 28",
    "W × x": "W * x",
    "leersnelheid x gradient": "leersnelheid * gradient",
    "7_241_732_096 x 2": "7_241_732_096 * 2",
    "2 · 64": "2 * 64",
    "12 : 25": "12 / 25",
    "51.2e9 : 589312": "51.2e9 / 589312",
    "8 ÷ 2": "8 / 2",
    "28²": "28**2",
    "10⁹": "10**9",
    "d³": "d**3",
    "√25": "math.sqrt(25)",
    "√(3*4)": "math.sqrt(3*4)",
    "½": "0.5",
    "7 miljard": "7e9",
    "1,76 biljoen": "1.76e12",
    "147 duizend": "147e3",
    "3 miljoen": "3e6",
    "12 d": "12 * d",
    "12d": "12 * d",
    "5 − 3": "Typ het streepje",
    "14 GB": "GB",
    "80 graden": "graden",
    "1.99e5 jaar": "jaar",
    "... 3": "drie puntjes",
    "0480": "480",
    "16 bij 784": "(16, 784)",
    "28 maal 28": "28 * 28",
    "7 gedeeld door 2,5": "7 / 2.5",
    "min 0,3": "-0.3",
    "1,625 x 8": "1.625 * 8",
    "28∗28": "28 * 28",
    "d·2": "d * 2",
    "(w1=1, w2=2)": "alleen de waarden",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", NOTATION)
def test_what_is_copied_from_the_text_gets_the_right_python(said, written, place):
    text = said(PLACES[place].format(written))
    assert NOTATION[written] in text, text
    assert not ENGLISH.search(text), text


UNITS = ("GB", "graden", "volt", "jaar", "byte", "px", "tokens", "cijfers")
NUMBERS = {
    "14": 14,
    "14,5": 14.5,
    "-13.0": -13.0,
    "-0.3": -0.3,
    "1.99e5": 1.99e5,
    "-4": -4,
    "0.02": 0.02,
    "7_000": 7000,
}


@pytest.mark.parametrize("number, unit", list(product(NUMBERS, UNITS)))
def test_the_number_before_a_unit_keeps_its_sign_and_exponent(said, number, unit):
    text = said(f"antwoord = {number} {unit}")
    advised = re.search(r"erachter: (\S+)\.\n", text)
    assert advised, text
    assert float(advised[1]) == NUMBERS[number], text
    assert not ENGLISH.search(text), text


@pytest.mark.parametrize("number", ["0,25", "0,5", "1,1", "12,5", "0,001", "3,75"])
@pytest.mark.parametrize(
    "code",
    [
        "-math.log({})",
        "-np.log({})",
        "(andere_loss({}) - andere_loss(1)) / 0.1",
        "(andere_loss(1.1) - andere_loss(1)) / {}",
        "antwoord = 6 / ({} * 165e12) / 86400",
        "def g(x):\n    return x * 2 / {}\n\ng(3) + 1",
        "def g(w, r):\n    return w - {} * r\n\nfloat(g(3.5, 2.5))",
        "hoek = {}\nbreedte, hoogte = hoek, 3, 4",
        "math.sqrt(3 ** {})",
    ],
)
def test_a_decimal_comma_is_named_where_it_breaks_something(said, code, number):
    text = said(code.format(number))
    if "Regel" not in text:  # Python klaagt niet, zoals bij math.log(12, 5): dat ziet het nakijken, zie test_slips
        return
    assert number.replace(",", ".") in text, text
    assert not ENGLISH.search(text), text


MISTAKES = {
    "antwoord = -48 %": "-0.48",
    "def f(x):\n    Return x": "zonder hoofdletter",
    "-ln(0.25)": "math.log",
    "-log(0.25)": "math.log",
    "sqrt(2)": "math.sqrt",
    "math.ln(2)": "math.log",
    "math.wortel(2)": "math.sqrt",
    "gemiddelde([1, 2])": "np.mean",
    "les.speel()": "startcel",
    "vectoren['appel']": "cellen van deze stap",
    'opdracht("1.1", 3)': "startcel",
    "paren = [(koning, man)]": '"koning"',
    "Gigabyte * 2": "Bedoel je `gigabyte`",
    "LEERSNELHEID * 2": "Bedoel je `leersnelheid`",
    "leersnelhied * 2": "Bedoel je `leersnelheid`",
    "14 * GB": "eenheid weg",
    "waar + 1": "True",
    "L(12*d*d)": "`L * (12*d*d)`",
    "2(3 + 4)": "`2 * (3 + 4)`",
    "[1, 2](0)": "Alleen een functie krijgt haakjes",
    "np.ones(5000)[5000]": "de laatste is 4999",
    "[1, 2][7]": "telt vanaf 0",
    "a, b = 1, 2, 3": "evenveel waarden",
    "a, b = 3": "meer namen",
    "np.min(3.5, 4.5)": "min(a, b)",
    "W @ np.ones(2)": "Bij `@`",
    "x + np.ones(2)": "(3,) en (2,)",
    "1 / 0": "door nul",
    "math.sqrt(-1)": "wortel",
    "1 + None": "None",
    '"3" + 4': "Een getal past daar niet bij",
    "andere_loss + 1": "haakjes achter de naam",
    "andere_loss(1, 2)": "`andere_loss` neemt 1 waarde tussen de haakjes, en kreeg er 2.",
    "andere_loss()": "ontbreekt een waarde",
    "antwoord = ... + 1": "drie puntjes",
    "2.5 ^ 3": "twee sterretjes",
    "{'a': 1}['b']": "staat hier niet in",
    "x.gemiddelde()": "gemiddelde",
    "int('drie')": "geen getal",
    "10.0 ** 400": "te groot",
    "def f(a):\nreturn a": "vier spaties",
    "def f(a):\n    b = 1\n      return a": "Haal de spaties",
    "def f(a)\n    return a": "dubbele punt",
    "print((3": "haakje",
    "y = 0x10)": "haakje te veel",
    "y = 3)": "haakje",
    'print("hallo': "aanhalingsteken",
    "if x = 3:\n    y": "==",
    "3 = y": "Links van =",
    "(0.5; -0.5; 0)": "(0.5, -0.5, 0)",
    "y = “koning”": "aanhalingstekens",
    "y = 3 ≤ 4": "<=",
    "math.sqrt 25": "math.sqrt(25)",
    "lijst = [1 2 3]": "komma",
    "stad = Den Haag": '"Den Haag"',
    "z = = 2": "loopt vast bij `=`",
    "import panda": "module",
    "from course_utils.lessons.parameters_exercises import opdracht": "--vers",
    "import course_utils.bestaat_niet": "--vers",
    "def mse(voorspelling, doel):\n    return 1/n * sum(doel)\n\nmse(1, x)": "len(doel)",
    "raise KeyboardInterrupt": "Gestopt.",
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_beginners_mistake_gets_one_dutch_sentence(said, code):
    text = said(code)
    assert MISTAKES[code] in text, text
    assert not ENGLISH.search(text), text
    assert len(text.strip().splitlines()) <= 2, text


@pytest.mark.parametrize(
    "code",
    [
        "y = (16, 784)",
        "y = W[0, 1]",
        "y = W[0,1]",
        "y = '12,5' + '2 x 3'",
        "y = {1: 2}",
        "y = x[0:2]",
        "y = lambda w: 3",
        "y = f'{3.5:.2f}'",
        "y = 0x10",
        "for i in range(3): y = i",
        "y = 3 if True else 4",
        "y: int = 3",
        "y = 1_000",
        "y = 1e-5",
    ],
)
def test_good_code_gets_no_advice(said, code):
    assert said(code) == ""


@pytest.mark.parametrize("code", ["1/0", "math.log(0)", "vectoren", "f = 3 x 4"])
def test_the_line_of_the_mistake_is_shown(said, code):
    assert f"`{code}`" in said(f"y = 1\n{code}")
