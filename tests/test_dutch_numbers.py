"""Getallen zoals een Nederlander ze schrijft: in elke figuur, zin en hint."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.dutch_numbers import (
    UnreadableNumber,
    counted,
    dutch,
    dutch_words,
    interpret,
    percent,
    read_dutch_number,
)


@pytest.mark.parametrize(
    "number, decimals, text",
    [
        (13002, None, "13.002"),
        (0.0144, None, "0,0144"),
        (1234.5678, None, "1.235"),
        (12340.3, None, "12.340"),
        (-2, None, "−2"),
        (0.88, 1, "0,9"),
        (2.5, 3, "2,500"),
        (-0.0001, 2, "0,00"),
        (-0.0, None, "0"),
        (math.nan, None, "geen getal (NaN)"),
        (-math.inf, None, "−∞"),
    ],
)
def test_a_number_is_written_the_dutch_way(number, decimals, text):
    assert dutch(number, decimals) == text


@given(st.floats(-1e15, 1e15))
def test_what_is_written_is_the_number(number):
    """Terug naar Python is het hetzelfde getal, op vier cijfers na; en nooit staat er een decimale punt of een −0."""
    text = dutch(number)
    assert float(text.replace(".", "").replace(",", ".").replace("−", "-")) == pytest.approx(number, rel=5e-4)
    assert "-" not in text and text != "−0"


@pytest.mark.parametrize(
    "number, text",
    [
        (174_604_259_328, "175 miljard"),
        (1.76e12, "1,76 biljoen"),
        (999_600_000, "1 miljard"),
        (-7e9, "−7 miljard"),
        (13_002, "13.002"),
    ],
)
def test_a_large_number_gets_a_word(number, text):
    assert dutch_words(number) == text


def test_a_text_is_refused():
    with pytest.raises(TypeError, match="geen tekst"):
        dutch("13")


@pytest.mark.parametrize(
    "share, decimals, text",
    [
        (0.957, 0, "96 %"),
        (0.957, 1, "95,7 %"),
        (0, 0, "0 %"),
        (1, 1, "100,0 %"),
        (0.99986, 0, "meer dan 99,9 %"),
        (0.99986, 2, "99,99 %"),
        (0.996, 0, "99,6 %"),
        (0.00001, 0, "minder dan 0,1 %"),
        (0.004, 0, "0,4 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_everything(share, decimals, text):
    assert percent(share, decimals) == text


def test_the_word_follows_the_number():
    assert [counted(n, "stap", "stappen") for n in (0, 1, 2000)] == ["0 stappen", "1 stap", "2.000 stappen"]


READ = {
    "0,1": 0.1,
    "0.125": 0.125,
    "0,125": 0.125,
    "1,024": 1.024,
    "1.5": 1.5,
    ".5": 0.5,
    ",5": 0.5,
    "5,": 5,
    "5.": 5,
    "0480": 480,
    "1.234.567,25": 1234567.25,
    "1.000,5": 1000.5,
    "1,000.5": 1000.5,
    "1,000,000": 10**6,
    "12 560": 12560,
    "12\u00a0560": 12560,
    "12\u202f560,5": 12560.5,
    "12 560.250": 12560.25,
    "1_000": 1000,
    "7_241_732_096": 7241732096,
    "−3": -3,
    "- 3,5": -3.5,
    "+2": 2,
    "1e-5": 1e-5,
    "1,5E3": 1500,
    "1.024e3": 1024,
    "175e9": 175e9,
    "1,5 × 10⁹": 1.5e9,
    "2·10^-3": 0.002,
    "10^9": 1e9,
    "10⁹": 1e9,
    "10**9": 1e9,
    "175 miljard": 175e9,
    "1,76 biljoen": 1.76e12,
    "147 duizend": 147_000,
    "3 mln.": 3e6,
    "１２": 12,
    "٣": 3,
}


@pytest.mark.parametrize("text, value", READ.items(), ids=range(len(READ)))
def test_a_number_is_read_as_people_type_it(text, value):
    assert read_dutch_number(text) == value
    assert read_dutch_number(f"  {text} ") == value


@pytest.mark.parametrize(
    "text, hint",
    {
        "": "leeg",
        "   ": "leeg",
        "abc": "geen getal",
        "1.024": "Bedoel je 1024 of 1,024?",
        "-2.048": "Bedoel je -2048 of -2,048?",
        "1.500 miljard": "Bedoel je 1500e9 of 1,500e9?",
        "1.5.2": "geen getal",
        "1 00": "geen getal",
        "1,2,3": "geen getal",
        "28²": "geen getal",
        "½": "geen getal",
        "1e": "geen getal",
        "1/3": "geen getal",
        "2 x 3": "geen getal",
        "nan": "geen getal",
        "14 GB": "zonder GB: 14.",
        "80 %": "zonder %: 80.",
        "-13.0 graden": "zonder graden: -13,0.",
        "1.99e5 jaar": "zonder jaar: 1,99e5.",
        "1e400": "te groot",
        "9" * 400: "te groot",
        "1e99999999999": "te groot",
        "1e-400": "te klein",
        "x" * 10_000: "geen getal",
    }.items(),
    ids=lambda text: str(text)[:20],
)
def test_what_is_no_single_number_gets_a_sentence(text, hint):
    with pytest.raises(UnreadableNumber, match=r"^[^\n]{1,130}\.$") as caught:
        read_dutch_number(text)
    assert hint in str(caught.value)


def test_where_only_whole_numbers_are_asked_a_point_is_no_riddle():
    assert read_dutch_number("1.024", whole=True) == 1024


def test_not_finite_is_a_number_only_where_it_is_asked():
    assert read_dutch_number("-∞", not_finite=True) == -math.inf
    assert math.isnan(read_dutch_number("NaN", not_finite=True))
    assert math.copysign(1, read_dutch_number("-0")) == -1


@given(st.text())
def test_reading_never_fails_otherwise(text):
    try:
        assert isinstance(read_dutch_number(text, not_finite=True), float)
    except UnreadableNumber as problem:
        assert str(problem)


@given(st.floats(allow_nan=False))
def test_what_python_prints_is_read_back(value):
    """Behalve wat ook een duizendtal kan zijn, zoals 1.024: daar hoort een vraag te komen."""
    for text in (repr(value), repr(value).replace(".", ",")):
        try:
            assert read_dutch_number(text, not_finite=True) == value
        except UnreadableNumber as problem:
            assert "Bedoel je" in str(problem) and abs(value) < 1000


@given(st.one_of(st.integers(-999, 999), st.floats(-999, 999)), st.sampled_from(["{}", "{:,.3f}", "{:.2f}", "{:e}"]))
def test_advice_typed_in_is_the_number_that_was_meant(value, form):
    """Op zijn Nederlands geschreven en dan teruggelezen: hetzelfde getal, of geen getal genoemd."""
    written = form.format(value).translate(str.maketrans(",.", ".,"))
    typed = interpret(written)
    assert typed and any(float(python) == float(form.format(value)) for python in typed.python)
