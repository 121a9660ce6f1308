"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.precisie.figures import (
    click_bits,
    one_scale_per,
    own_digit,
    quantize_the_digits,
    quantize_with_outlier,
    show_comparison,
    show_formats,
    show_number_line,
    show_speed,
    zoom_number_line,
)
from course_utils.lessons.precisie.number_formats import BF16, FP32, bit_text, decode, encode, exact_decimal
from course_utils.lessons.precisie.questions import (
    eindquiz,
    onthul,
    opdracht,
    pauze,
    terugblik,
    voorspel,
    voortgang,
)

__all__ = [
    "BF16",
    "FP32",
    "bit_text",
    "click_bits",
    "decode",
    "eindquiz",
    "encode",
    "exact_decimal",
    "one_scale_per",
    "onthul",
    "opdracht",
    "own_digit",
    "pauze",
    "quantize_the_digits",
    "quantize_with_outlier",
    "show_comparison",
    "show_formats",
    "show_number_line",
    "show_speed",
    "terugblik",
    "voorspel",
    "voortgang",
    "zoom_number_line",
]
