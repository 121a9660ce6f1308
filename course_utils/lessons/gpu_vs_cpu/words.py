"""Getallen van les 06 in woorden: een snelheid, een tijdsduur, een aantal byte, een gemeten getal, en een datum."""

from course_utils.dutch_numbers import dutch, dutch_words
from course_utils.subjects.roofline import SECONDS_PER_YEAR


def speed(flops: float) -> str:
    """Een snelheid in woorden: 9.9e13 -> '99 biljoen FLOP/s'."""
    return f"{dutch_words(float(f'{flops:.1e}'), 2)} FLOP/s"


def brief(number: float, digits: int = 2) -> str:
    """Een gemeten getal met zoveel cijfers die ertoe doen."""
    return dutch(float(f"{number:.{digits - 1}e}"))


def duration(seconds: float, digits: int = 2) -> str:
    """Een tijdsduur in de eenheid die past, met zoveel cijfers die ertoe doen: '35 µs', '1,2 dagen', '440.000 jaar'."""
    for size, one, more in (
        (SECONDS_PER_YEAR, "jaar", "jaar"),
        (86_400, "dag", "dagen"),
        (3600, "uur", "uur"),
        (60, "minuut", "minuten"),
        (1, "seconde", "seconden"),
        (1e-3, "ms", "ms"),
        (1e-6, "µs", "µs"),
    ):
        amount = float(f"{seconds / size:.{digits - 1}e}")
        if amount >= 1:
            return f"{dutch(amount)} {one if amount == 1 else more}"
    return f"{brief(seconds * 1e9)} ns"


def byte_text(count: float) -> str:
    """Een aantal byte met een passende eenheid: 64000 -> '64 kB'."""
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            return f"{brief(count / size, 3)} {unit}"
    return f"{dutch(count)} byte"


def dutch_date(day: str) -> str:
    """Een datum zoals een Nederlander hem schrijft: 2026-11-26 wordt 26-11-2026."""
    return "-".join(reversed(day.split("-")))
