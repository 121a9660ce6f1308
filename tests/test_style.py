"""Getallen zoals een Nederlander ze schrijft: in elke figuur, zin en hint."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.live.style import dutch, dutch_words


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
