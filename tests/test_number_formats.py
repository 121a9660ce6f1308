"""Getalformaten: elk patroon gelijk aan NumPy of PyTorch, en invoer van een student wordt een getal of een zin."""

import math
import struct
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.number_formats import BF16, FORMATS, FP8_E4M3, FP8_E5M2, FP16, FP32, INT4, INT8, TF32

FLOATS = [f for f in FORMATS if isinstance(f, nf.FloatFormat)]
SMALL_FLOATS = [FP16, BF16, FP8_E4M3, FP8_E5M2]
TORCH = {FP16: torch.float16, BF16: torch.bfloat16, FP8_E4M3: torch.float8_e4m3fn, FP8_E5M2: torch.float8_e5m2}
UNSIGNED = {8: np.uint8, 16: np.uint16, 32: np.uint32}
name = pytest.mark.parametrize


def oracle_decode(patterns, f):
    """De waarde volgens NumPy (fp32) of torch."""
    bits = patterns.astype(UNSIGNED[f.bits])
    if f is FP32:
        with np.errstate(invalid="ignore"):
            return bits.view(np.float32).astype(np.float64)
    signed = torch.from_numpy(bits.view(f"i{f.bits // 8}").copy())
    return signed.view(TORCH[f]).double().numpy()


def oracle_encode(values, f):
    """Het patroon volgens NumPy (fp32, fp16) of torch (bf16, fp8); values zijn zelf float32."""
    with np.errstate(over="ignore"):
        if f in (FP32, FP16):
            return values.astype(np.float32 if f is FP32 else np.float16).view(UNSIGNED[f.bits]).astype(np.int64)
    coded = torch.from_numpy(values.astype(np.float32)).to(TORCH[f])
    return coded.view(torch.uint8 if f.bits == 8 else torch.int16).numpy().astype(np.int64) % 2**f.bits


def same_values(got, want):
    """Gelijk tot op de bit: ook −0 tegenover +0; elke NaN is gelijk."""
    nan = np.isnan(want)
    return np.array_equal(np.isnan(got), nan) and np.array_equal(got[~nan].view(np.int64), want[~nan].view(np.int64))


def every_pattern(f):
    return np.arange(2**f.bits)


def random_floats(rng, count):
    """Willekeurige float32-patronen: alle grootten komen voor, ook subnormaal, oneindig en NaN."""
    return rng.integers(0, 2**32, count, dtype=np.uint32).view(np.float32)


@name("f", SMALL_FLOATS, ids=repr)
def test_every_pattern_decodes_as_torch(f):
    assert same_values(nf.decode(every_pattern(f), f), oracle_decode(every_pattern(f), f))


def test_every_fp16_pattern_decodes_as_numpy():
    want = every_pattern(FP16).astype(np.uint16).view(np.float16).astype(np.float64)
    assert same_values(nf.decode(every_pattern(FP16), FP16), want)


def test_million_fp32_patterns_decode_and_encode_as_numpy():
    patterns = np.random.default_rng(4).integers(0, 2**32, 1_000_000, dtype=np.int64)
    values = nf.decode(patterns, FP32)
    assert same_values(values, oracle_decode(patterns, FP32))
    ordinary = ~np.isnan(values)
    assert np.array_equal(nf.encode(values, FP32)[ordinary], patterns[ordinary])


@name("f", [*SMALL_FLOATS, TF32], ids=repr)
def test_encode_undoes_decode_for_every_pattern(f):
    values = nf.decode(every_pattern(f), f)
    ordinary = ~np.isnan(values)
    assert np.array_equal(nf.encode(values, f)[ordinary], every_pattern(f)[ordinary])
    assert np.isnan(nf.decode(nf.encode(values[~ordinary], f), f)).all()


def test_tf32_is_fp32_without_the_last_13_bits():
    assert same_values(nf.decode(every_pattern(TF32), TF32), nf.decode(every_pattern(TF32) << 13, FP32))


def check_encode(values, f):
    got, want = nf.encode(values, f), oracle_encode(values, f)
    nan = np.isnan(nf.decode(want, f))
    assert np.array_equal(np.isnan(nf.decode(got, f)), nan)
    wrong = np.flatnonzero((got != want) & ~nan)
    assert wrong.size == 0, f"{f}: {values[wrong[:3]]} wordt {got[wrong[:3]]}, hoort {want[wrong[:3]]} te zijn"


@name("f", SMALL_FLOATS, ids=repr)
def test_encode_random_values(f):
    """Een miljoen over alle grootten, en een half miljoen in het bereik van het formaat (dus ook subnormaal)."""
    rng = np.random.default_rng(16)
    check_encode(random_floats(rng, 1_000_000), f)
    powers = rng.uniform(math.log2(f.smallest) - 3, math.log2(f.largest) + 2, 500_000)
    check_encode((rng.choice([-1, 1], powers.size) * 2**powers).clip(-3e38, 3e38).astype(np.float32), f)


@name("f", SMALL_FLOATS, ids=repr)
def test_encode_halfway_values_and_their_neighbours(f):
    """Tussen elk tweetal opeenvolgende getallen: precies halverwege, een zuchtje eronder en een zuchtje erboven."""
    positive = nf.decode(np.arange(nf.encode(f.largest, f) + 1), f)
    edge = f.largest + (positive[-1] - positive[-2]) / 2  # daarboven: oneindig, of bij e4m3 het grootste getal
    half = np.append((positive[:-1] + positive[1:]) / 2, edge).astype(np.float32)
    assert np.array_equal(half[:-1], (positive[:-1] + positive[1:]) / 2), "float32 hoort deze midden exact te kennen"
    near = np.concatenate([half, np.nextafter(half, np.float32(0)), np.nextafter(half, np.float32(np.inf))])
    check_encode(np.concatenate([near, -near]), f)


def test_encode_float64_to_fp32_and_fp16_as_numpy():
    """Vanaf float64, ook precies halverwege: één keer afronden, niet twee keer."""
    rng = np.random.default_rng(64)
    patterns = rng.integers(0, nf.encode(FP32.largest, FP32), 200_000)
    subnormal = rng.integers(0, 2**23, 50_000)
    for f, low in ((FP32, np.concatenate([patterns, subnormal])), (FP16, np.arange(nf.encode(FP16.largest, FP16)))):
        half = (nf.decode(low, f) + nf.decode(low + 1, f)) / 2
        near = np.concatenate([half, np.nextafter(half, 0), np.nextafter(half, np.inf)])
        assert np.array_equal(nf.encode(near, f), oracle_encode(near, f))
    assert nf.encode(1 + 2**-11 + 2**-40, FP16) == 0x3C01, "via fp32 zou dit 0x3C00 worden"


@given(st.floats(width=64))
def test_encode_one_float_as_struct(value):
    """Python zelf pakt een float in als fp32 en fp16; te groot weigert Python, wij geven oneindig."""
    for f, code, whole in ((FP32, ">f", ">I"), (FP16, ">e", ">H")):
        pattern = nf.encode(value, f)
        assert type(pattern) is int
        if math.isnan(value):
            assert math.isnan(nf.decode(pattern, f))
            continue
        try:
            (want,) = struct.unpack(whole, struct.pack(code, value))
        except OverflowError:
            want = nf.encode(math.copysign(math.inf, value), f)
        assert pattern == want


@name("f", FLOATS, ids=repr)
@given(value=st.floats(allow_nan=False))
def test_no_number_lies_closer(f, value):
    """Voor elk formaat, ook tf32: geen buur ligt dichter bij de waarde, en bij gelijke afstand is het patroon even."""
    pattern = nf.encode(value, f)
    if abs(value) > f.largest:
        assert abs(nf.decode(pattern, f)) >= f.largest
        return
    off = abs(Fraction(nf.decode(pattern, f)) - Fraction(value))
    for other in (nf.next_number(pattern, f), nf.previous_number(pattern, f)):
        if other is not None and math.isfinite(nf.decode(other, f)):
            other_off = abs(Fraction(nf.decode(other, f)) - Fraction(value))
            assert off < other_off or (off == other_off and (pattern % 2 == 0 or nf.decode(other, f) == 0))


def test_too_large_values():
    """De grens volgens de regels van elk formaat; bij e4m3 die van torch 2.13: alles erboven wordt 448."""
    assert nf.encode([65519.99, 65520, 1e5, math.inf, -1e5], FP16).tolist() == [0x7BFF, 0x7C00, 0x7C00, 0x7C00, 0xFC00]
    assert nf.decode(nf.encode([448, 464, 465, 480, 1e9, math.inf, -math.inf], FP8_E4M3), FP8_E4M3).tolist() == [
        *[448] * 6,
        -448,
    ]
    assert nf.decode(nf.encode([61439, 61440, -1e9], FP8_E5M2), FP8_E5M2).tolist() == [57344, math.inf, -math.inf]
    for count in (1, 7, 64, 1000):  # torch heeft aparte code voor lange rijen
        check_encode(np.full(count, 465, dtype=np.float32), FP8_E4M3)


def test_limits_of_the_formats():
    for f in FLOATS:
        largest = nf.encode(f.largest, f)
        assert nf.decode(largest, f) == f.largest == -f.lowest
        assert not math.isfinite(nf.decode(largest + 1, f)), "na het grootste getal hoort oneindig of NaN te komen"
        assert (nf.decode(1, f), nf.decode(2**f.mantissa_bits, f)) == (f.smallest, f.smallest_normal)
        assert f.digits == pytest.approx(math.log10(f.largest / nf.gap(largest, f)), abs=0.1)
    for f, kind in ((FP32, torch.float32), *TORCH.items()):
        info = torch.finfo(kind)
        assert (f.largest, f.lowest, f.smallest_normal) == (info.max, info.min, info.tiny)
        assert nf.gap(nf.encode(1, f), f) == info.eps
    assert nf.encode(math.nan, FP8_E4M3) == 0x7F
    assert nf.encode(-0.0, FP16) == 0x8000


@name("f", [FP16, FP32], ids=repr)
def test_next_and_previous_as_numpy(f):
    edges = [0, 1, f.overflow_pattern - 1, f.overflow_pattern, f.nan_pattern]
    some = np.random.default_rng(5).integers(0, 2**f.bits, 3000)
    patterns = np.concatenate([edges, np.array(edges) + 2 ** (f.bits - 1), some])
    kind = np.float16 if f is FP16 else np.float32
    values = patterns.astype(UNSIGNED[f.bits]).view(kind)
    for step, infinity in ((nf.next_number, kind(np.inf)), (nf.previous_number, kind(-np.inf))):
        with np.errstate(all="ignore"):
            want = np.nextafter(values, infinity)
        for pattern, value, neighbour in zip(patterns.tolist(), values, want, strict=True):
            got = step(pattern, f)
            if np.isnan(value) or value == infinity:
                assert got is None
            else:
                assert nf.decode(got, f) == neighbour


@name("f", [FP8_E4M3, FP8_E5M2, INT8, INT4], ids=repr)
def test_neighbours_walk_through_all_numbers(f):
    """Van het kleinste getal stap voor stap omhoog, en terug: elk getal komt precies één keer voorbij."""
    values = nf.decode(every_pattern(f), f)
    ordered = np.unique(values[~np.isnan(values)])
    for step, route in ((nf.next_number, ordered), (nf.previous_number, ordered[::-1])):
        pattern, seen = nf.encode(route[0], f), []
        while pattern is not None:
            seen.append(nf.decode(pattern, f))
            pattern = step(pattern, f)
        assert np.array_equal(seen, route)


@name("f", FORMATS, ids=repr)
def test_gap_is_the_distance_to_the_next_number(f):
    for value in (0, 1, 1.5, 2, 3, 6, f.smallest, getattr(f, "smallest_normal", 1), f.largest / 4):
        pattern = nf.encode(value, f)
        assert nf.gap(pattern, f) == nf.decode(nf.next_number(pattern, f), f) - nf.decode(pattern, f)
    if f in FLOATS:
        assert math.isnan(nf.gap(f.nan_pattern, f))
        assert nf.gap(nf.encode(-3, f), f) == nf.gap(nf.encode(3, f), f)


def test_gap_in_fp16_around_2048():
    """2048 + 1 past niet in fp16: daar is het gat 2."""
    assert nf.gap(nf.encode(2048, FP16), FP16) == 2
    assert nf.decode(nf.encode(2049, FP16), FP16) == 2048


@name("f", [INT8, INT4], ids=repr)
def test_integers_are_twos_complement(f):
    for pattern in range(2**f.bits):
        value = nf.decode(pattern, f)
        assert type(value) is int
        assert f"{value % 2**f.bits:0{f.bits}b}" == nf.bit_text(pattern, f)
        assert nf.encode(value, f) == pattern
        assert sum(int(term) for term in nf.written_out(pattern, f).replace("−", "-").split(" + ")) == value
    assert (f.lowest, f.largest) == (nf.decode(2 ** (f.bits - 1), f), nf.decode(2 ** (f.bits - 1) - 1, f))
    assert nf.decode(nf.encode([1e9, -math.inf, 0.5, 1.5, -2.5], f), f).tolist() == [f.largest, f.lowest, 0, 2, -2]


@name("f", SMALL_FLOATS, ids=repr)
def test_parts_add_up_to_the_value(f):
    for pattern in range(0, 2**f.bits, 1 if f.bits == 8 else 37):
        value, (sign, *_) = nf.decode(pattern, f), nf.split(pattern, f)
        first, *rest = nf.mantissa_terms(pattern, f)
        if math.isfinite(value):
            assert (-1) ** sign * Fraction(2) ** nf.power_of(pattern, f) * sum([first, *rest]) == Fraction(value)
            assert first == (abs(value) >= f.smallest_normal)
        assert nf.parse_bits(nf.bit_text(pattern, f), f) == pattern


def test_written_out_for_the_student():
    assert nf.bit_text(nf.encode(-3, FP16), FP16) == "1 10000 1000000000"
    assert nf.written_out(0b11000001, INT8) == "−128 + 64 + 1"
    assert nf.written_out(0, INT4) == "0"


def test_exact_decimal():
    assert nf.exact_decimal(nf.decode(nf.encode(0.1, FP16), FP16)) == "0,0999755859375"
    assert nf.exact_decimal(nf.decode(nf.encode(0.1, FP32), FP32)) == "0,100000001490116119384765625"
    assert nf.exact_decimal(65504.0) == "65.504"
    assert nf.exact_decimal(-1234567.5) == "−1.234.567,5"
    assert [nf.exact_decimal(v) for v in (0.0, -0.0, math.inf, -math.inf)] == ["0", "−0", "∞", "−∞"]
    assert nf.exact_decimal(math.nan) == "geen getal (NaN)"
    assert nf.exact_decimal(-128) == "−128"


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(FP32.smallest)
@example(FP32.largest)
def test_exact_decimal_loses_nothing(value):
    text = nf.exact_decimal(value).replace(".", "").replace(",", ".").replace("−", "-")
    assert Fraction(Decimal(text)) == Fraction(value)


def test_what_each_format_can_hold():
    assert [f.name for f in nf.FORMATS] == ["FP32", "TF32", "FP16", "BF16", "FP8 E4M3", "FP8 E5M2", "INT8", "INT4"]
    assert [f.bits for f in nf.FORMATS] == [32, 19, 16, 16, 8, 8, 8, 4]
    assert [round(f.digits, 1) for f in nf.FORMATS] == [7.2, 3.3, 3.3, 2.4, 1.2, 0.9, 2.1, 0.9]
    assert (FP16.lowest, FP16.largest, FP16.smallest) == (-65504, 65504, 2**-24)
    assert (INT8.lowest, INT8.largest, INT8.smallest) == (-128, 127, 1)
    assert nf.TF32.largest < FP32.largest and nf.BF16.smallest_normal == 2**-126


def test_parse_bits_reads():
    assert nf.parse_bits("0 01111 0000000000", FP16) == 0x3C00
    assert nf.parse_bits(" 0_1111_111\t", FP8_E4M3) == 127
    assert nf.parse_bits("1000", INT4) == 8


@name(
    ("text", "hint"),
    [
        ("", "leeg"),
        (" _ ", "leeg"),
        ("0101", "INT8 heeft 8 bits; je typte er 4."),
        ("010101010", "je typte er 9"),
        ("01020101", "‘2’"),
        ("0x7F", "‘x’"),
        ("abc", "‘a’"),
        ("-1010101", "‘-’"),
        ("٠١٠١٠١٠١", "hoort hier niet"),
    ],
)
def test_parse_bits_explains(text, hint):
    with pytest.raises(nf.NumberFormatError) as caught:
        nf.parse_bits(text, INT8)
    assert hint in str(caught.value)


@given(st.text())
def test_parse_bits_never_fails_otherwise(text):
    try:
        assert 0 <= nf.parse_bits(text, FP8_E5M2) < 256
    except nf.NumberFormatError as error:
        assert str(error)


@name("pattern", [-1, 256, 1.5, "01010101", None, 10**30, [0, 256], [True]])
def test_decode_refuses_what_is_no_pattern(pattern):
    with pytest.raises(nf.NumberFormatError, match="geheel getal van 0 tot en met 255"):
        nf.decode(pattern, INT8)


@name("value", ["abc", 10**400, 1j, [1, [2]], {}])
def test_encode_refuses_what_is_no_number(value):
    with pytest.raises(nf.NumberFormatError, match="Hier hoort een getal"):
        nf.encode(value, FP16)


def test_integers_have_no_nan():
    with pytest.raises(nf.NumberFormatError, match="NaN"):
        nf.encode(math.nan, INT8)


def test_arrays_keep_their_shape():
    values = np.array([[0.1, -2], [math.inf, 1e9]])
    patterns = nf.encode(values, FP16)
    assert patterns.shape == nf.decode(patterns, FP16).shape == (2, 2)
    assert nf.encode([], FP16).shape == nf.decode(np.array([], dtype=int), FP16).shape == (0,)
    assert type(nf.decode(0x3C00, FP16)) is float
