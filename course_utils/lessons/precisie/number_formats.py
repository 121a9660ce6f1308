"""Getalformaten: van bits naar een getal en terug, tot op de laatste bit gelijk aan NumPy en PyTorch.

Bronnen: IEEE 754-2019 (fp32, fp16, afronden, subnormale getallen); arXiv:1905.12322 (bf16); arXiv:2209.05433 (fp8);
NVIDIA A100 Tensor Core GPU Architecture, 2020 (tf32).
"""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np

__all__ = ["BF16", "FP32", "bit_text", "decode", "encode", "exact_decimal"]

SUPERSCRIPT = str.maketrans("0123456789−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


class NumberFormatError(ValueError):
    """Invoer waar geen getal of patroon van te maken is; de tekst is een zin voor de student."""


class FloatFormat:
    """Een kommagetal in bits: één bit voor het teken, dan de exponent, dan de mantisse.

    has_infinity: alleen fp8 e4m3 heeft geen oneindig; dat formaat telt door tot 448 en houdt één patroon over voor NaN.
    """

    def __init__(self, name: str, exponent_bits: int, mantissa_bits: int, has_infinity: bool = True):
        self.name, self.has_infinity = name, has_infinity
        self.exponent_bits, self.mantissa_bits = exponent_bits, mantissa_bits
        self.bits = 1 + exponent_bits + mantissa_bits
        self.bias = 2 ** (exponent_bits - 1) - 1  # de exponent in bits min de bias is de macht van 2
        self.smallest_normal = 2.0 ** (1 - self.bias)
        self.smallest = 2.0 ** (1 - self.bias - mantissa_bits)  # het eerste getal boven nul: alleen de laatste bit aan
        all_exponent_bits = (2**exponent_bits - 1) * 2**mantissa_bits
        if has_infinity:
            self.largest = (2 - 2.0**-mantissa_bits) * 2.0**self.bias
            self.nan_pattern = all_exponent_bits + 2 ** (mantissa_bits - 1)
            self.overflow_pattern = all_exponent_bits  # te groot wordt oneindig
        else:  # een macht van 2 meer, en alleen het allerlaatste patroon is NaN
            self.largest = (2 - 2.0 ** (1 - mantissa_bits)) * 2.0 ** (self.bias + 1)
            self.nan_pattern = all_exponent_bits + 2**mantissa_bits - 1
            self.overflow_pattern = self.nan_pattern - 1  # te groot wordt het grootste getal
        self.lowest = -self.largest
        self.digits = (1 + mantissa_bits) * math.log10(2)  # decimale cijfers; de 1 voor de komma telt als bit mee

    def __repr__(self) -> str:
        return self.name


class IntegerFormat:
    """Een geheel getal met teken in two's complement: de voorste bit telt negatief."""

    def __init__(self, name: str, bits: int):
        self.name, self.bits, self.exponent_bits, self.mantissa_bits = name, bits, 0, bits - 1
        self.lowest, self.largest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        self.overflow_pattern = self.largest
        self.smallest = 1
        self.digits = (bits - 1) * math.log10(2)  # van de grootste getallen; kleine hebben er minder

    def __repr__(self) -> str:
        return self.name


Format = FloatFormat | IntegerFormat
FP32 = FloatFormat("FP32", 8, 23)
TF32 = FloatFormat("TF32", 8, 10)
FP16 = FloatFormat("FP16", 5, 10)
BF16 = FloatFormat("BF16", 8, 7)
FP8_E4M3 = FloatFormat("FP8 E4M3", 4, 3, has_infinity=False)
FP8_E5M2 = FloatFormat("FP8 E5M2", 5, 2)
INT8 = IntegerFormat("INT8", 8)
INT4 = IntegerFormat("INT4", 4)
FORMATS = (FP32, TF32, FP16, BF16, FP8_E4M3, FP8_E5M2, INT8, INT4)


def split(pattern, format: FloatFormat):
    """Knip een patroon in teken, exponent en mantisse, elk als geheel getal."""
    sign = pattern >> (format.bits - 1)
    exponent = (pattern >> format.mantissa_bits) & (2**format.exponent_bits - 1)
    mantissa = pattern & (2**format.mantissa_bits - 1)
    return sign, exponent, mantissa


def decode(pattern, format: Format):
    """Geef het getal achter een patroon, of achter een array van patronen; de uitkomst is exact.

    Normaal:    (−1)^teken × (1 + mantisse / 2^m) × 2^(exponent − bias)
    Subnormaal: (−1)^teken × (0 + mantisse / 2^m) × 2^(1 − bias)        als alle exponentbits 0 zijn
    """
    pattern = _as_patterns(pattern, format)
    if isinstance(format, IntegerFormat):
        return _plain(np.where(pattern > format.largest, pattern - 2**format.bits, pattern))
    sign, exponent, mantissa = split(pattern, format)
    fraction = mantissa / 2**format.mantissa_bits
    power = (exponent - format.bias).astype(np.int32)
    # ldexp(a, n) is a × 2^n zonder afronding
    size = np.where(exponent == 0, np.ldexp(fraction, 1 - format.bias), np.ldexp(1 + fraction, power))
    magnitude = pattern % 2 ** (format.bits - 1)  # het patroon zonder teken
    size = np.where(magnitude > format.overflow_pattern, np.nan, size)
    if format.has_infinity:
        size = np.where(magnitude == format.overflow_pattern, np.inf, size)
    return _plain(np.where(sign == 1, -size, size))


def encode(value, format: Format):
    """Geef het patroon van het dichtstbijzijnde getal; precies halverwege wint het patroon dat op 0 eindigt.

    Te groot wordt oneindig. Fp8 e4m3 heeft dat niet: alles boven 448 wordt 448, ook oneindig zelf. Zo doet torch
    2.13 het (pytorch #178817); oudere versies maakten er NaN van. Gehele getallen stoppen bij hun grenzen.
    """
    number = _as_floats(value)
    if isinstance(format, IntegerFormat):
        if np.isnan(number).any():
            raise NumberFormatError(f"{format.name} heeft geen patroon voor NaN (geen getal).")
        return _plain(np.clip(np.rint(number), format.lowest, format.largest).astype(np.int64) % 2**format.bits)
    size = np.where(np.isfinite(number), np.abs(number), 0)
    _, power = np.frexp(np.maximum(size, format.smallest_normal))
    power = power - 1  # nu is 2^power <= size < 2^(power + 1); onder de kleinste normale macht wordt het subnormaal
    steps = np.rint(np.ldexp(size, format.mantissa_bits - power))  # zo vaak past het gat 2^(power − m) in het getal
    # Een hogere macht is 2^m patronen verder. Rondt de mantisse af naar 2, dan schuift de exponent vanzelf mee.
    magnitude = (power - (1 - format.bias)) * 2.0**format.mantissa_bits + steps
    magnitude = np.minimum(np.where(np.isinf(number), np.inf, magnitude), format.overflow_pattern)
    magnitude = np.where(np.isnan(number), format.nan_pattern, magnitude).astype(np.int64)
    return _plain(magnitude + np.signbit(number) * 2 ** (format.bits - 1))


def next_number(pattern: int, format: Format) -> int | None:
    """Geef het patroon van het eerstvolgende grotere getal, of None als dat er niet is."""
    if math.isnan(decode(pattern, format)) or pattern == format.overflow_pattern:
        return None
    if isinstance(format, IntegerFormat):
        return (pattern + 1) % 2**format.bits  # na −1 komt 0
    negative_zero = 2 ** (format.bits - 1)
    if pattern > negative_zero:  # onder nul telt het patroon terug
        return pattern - 1
    return pattern % negative_zero + 1  # +0 en −0 hebben dezelfde opvolger


def previous_number(pattern: int, format: Format) -> int | None:
    """Geef het patroon van het eerstvolgende kleinere getal, of None als dat er niet is."""
    # Spiegel de volgorde, neem de opvolger, spiegel terug. Een float keert zijn teken om, een geheel getal alle bits.
    mirror = 2**format.bits - 1 if isinstance(format, IntegerFormat) else 2 ** (format.bits - 1)
    mirrored = next_number(pattern ^ mirror, format)
    return None if mirrored is None else mirrored ^ mirror


def power_of(pattern: int, format: FloatFormat) -> int:
    """Geef de macht van 2 in een kommagetal: zijn waarde is (−1)^teken × 2^macht × de som van zijn mantisse."""
    _, exponent, _ = split(pattern, format)
    return max(exponent, 1) - format.bias


def gap(pattern: int, format: Format) -> float:
    """Geef de afstand tot het volgende getal, van nul af gezien: zo veel is de laatste bit waard."""
    if not math.isfinite(decode(pattern, format)):
        return math.nan
    return 1 if isinstance(format, IntegerFormat) else 2.0 ** (power_of(pattern, format) - format.mantissa_bits)


def mantissa_terms(pattern: int, format: FloatFormat) -> list[Fraction]:
    """Geef de mantisse als som: 1 (of 0 bij subnormaal), en dan 1/2, 1/4, ... waar een bit 1 is."""
    _, exponent, mantissa = split(pattern, format)
    bits = f"{mantissa:0{format.mantissa_bits}b}"
    return [Fraction(min(exponent, 1)), *(Fraction(1, 2**place) for place, bit in enumerate(bits, 1) if bit == "1")]


def bit_text(pattern: int, format: Format) -> str:
    """Schrijf een patroon als nullen en enen, met een spatie tussen teken, exponent en mantisse."""
    bits = f"{pattern:0{format.bits}b}"
    if isinstance(format, IntegerFormat):
        return bits
    start = 1 + format.exponent_bits
    return f"{bits[0]} {bits[1:start]} {bits[start:]}"


def written_out(pattern: int, format: IntegerFormat) -> str:
    """Schrijf een geheel getal uit als som: '−128 + 64 + 1'."""
    weights = [format.lowest] + [2**place for place in range(format.bits - 2, -1, -1)]
    chosen = [str(weight) for weight, bit in zip(weights, bit_text(pattern, format), strict=True) if bit == "1"]
    return " + ".join(chosen or ["0"]).replace("-", "−")


def exact_decimal(value: float) -> str:
    """Schrijf de waarde met al haar cijfers, op zijn Nederlands: 0.1 -> '0,1000000000000000055511151231257827...'."""
    if math.isnan(value):
        return "geen getal (NaN)"
    sign = "−" if math.copysign(1, value) < 0 else ""
    if math.isinf(value):
        return f"{sign}∞"
    # Decimal neemt een float exact over; een gewone opmaak zou afronden.
    return sign + f"{Decimal(abs(value)):,f}".translate(str.maketrans(",.", ".,"))


def parse_bits(text: str, format: Format) -> int:
    """Lees een patroon van nullen en enen; spaties en lage streepjes mogen. Fout: NumberFormatError met een zin."""
    bits = re.sub(r"[\s_]", "", text)
    if not bits:
        raise NumberFormatError(f"Het veld is leeg. Typ {format.bits} bits: nullen en enen.")
    if wrong := bits.strip("01"):
        raise NumberFormatError(f"Een bit is 0 of 1. ‘{wrong[0]}’ hoort hier niet.")
    if len(bits) != format.bits:
        raise NumberFormatError(f"{format.name} heeft {format.bits} bits; je typte er {len(bits)}.")
    return int(bits, 2)


def _plain(array):
    """Eén getal komt terug als gewoon Python-getal, een array als array."""
    return array.item() if np.ndim(array) == 0 else array


def _as_patterns(pattern, format: Format) -> np.ndarray:
    array, last = np.asarray(pattern), 2**format.bits - 1
    if array.dtype.kind not in "iu" or (array.size and (array.min() < 0 or array.max() > last)):
        raise NumberFormatError(f"Een patroon van {format.name} is een geheel getal van 0 tot en met {last}.")
    return array.astype(np.int64)


def _as_floats(value) -> np.ndarray:
    try:
        with np.errstate(invalid="ignore"):  # sommige NaN's geven bij het omzetten een waarschuwing
            return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise NumberFormatError("Hier hoort een getal tot 1,8e308, of een array van zulke getallen.") from None
