"""Kwantiseren: de fout blijft binnen een halve stap, nul blijft nul, en wat niet kan wordt een zin."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from course_utils.lessons.precisie.figures import packed
from course_utils.subjects.quantization import dequantize, quantize

name = pytest.mark.parametrize
METHODS = ("absmax", "zero_point")
GRANULARITIES = ("tensor", "row", "block")
SETTINGS = {
    "bits": st.integers(1, 8),
    "method": st.sampled_from(METHODS),
    "granularity": st.sampled_from(GRANULARITIES),
    "block_size": st.integers(1, 9),
}
NUMBERS = st.floats(-(2.0**126), 2.0**126, width=32)
TENSORS = arrays(
    np.float32, array_shapes(max_dims=3, max_side=8), elements=st.one_of(NUMBERS, st.floats(-1, 1, width=32))
)


def scale_per_number(quantized):
    group = np.arange(quantized.codes.size) // quantized.group_size
    return quantized.scale[group].reshape(quantized.codes.shape).astype(np.float64)


@given(TENSORS, st.fixed_dictionaries(SETTINGS))
def test_error_is_at_most_half_a_step(x, settings):
    """Behalve bij 1 bit met absmax: daar is alleen het teken over."""
    quantized = quantize(x, **settings)
    restored = dequantize(quantized)
    assert restored.shape == quantized.codes.shape == x.shape
    assert np.isfinite(restored).all()
    if settings["method"] == "absmax" and settings["bits"] == 1:
        assert np.array_equal(np.abs(quantized.codes), np.ones(x.shape))
        assert np.array_equal(quantized.codes < 0, x < 0)
        return
    error = np.abs(x.astype(np.float64) - restored)
    assert (error <= scale_per_number(quantized) * 0.5001).all()


@given(TENSORS, st.fixed_dictionaries(SETTINGS))
def test_codes_fit_in_their_bits(x, settings):
    bits, quantized = settings["bits"], quantize(x, **settings)
    low, high = int(quantized.codes.min()), int(quantized.codes.max())
    if settings["method"] == "zero_point":
        assert low >= 0 and high < 2**bits
        assert quantized.zero_point.max() < 2**bits
    else:
        limit = max(1, 2 ** (bits - 1) - 1)
        assert -limit <= low and high <= limit and quantized.zero_point is None
    assert len(quantized.scale) == -(-x.size // quantized.group_size)


@given(TENSORS, st.fixed_dictionaries(SETTINGS))
def test_zero_stays_exactly_zero(x, settings):
    x.flat[0] = 0
    restored = dequantize(quantize(x, **settings))
    if settings["method"] == "zero_point" or settings["bits"] > 1:
        assert (restored[x == 0] == 0).all()


@name("bits", range(1, 9))
@name("method", METHODS)
def test_all_zeros_stay_zeros(bits, method):
    for granularity in GRANULARITIES:
        zeros = np.zeros((3, 70))
        assert np.array_equal(dequantize(quantize(zeros, bits, method, granularity)), zeros)


@name("bits", range(1, 9))
@name("method", METHODS)
@name("value", [0.1, -0.1, 3.0, -1e30])
def test_a_constant_tensor_survives(bits, method, value):
    constant = np.full((4, 5), value)
    assert dequantize(quantize(constant, bits, method)) == pytest.approx(constant, rel=1e-6)


@given(TENSORS)
def test_one_bit_scale_is_the_best_one(x):
    """Geen andere schaal geeft een kleinere kwadratische fout dan het gemiddelde van |x|."""
    x = x / max(1, np.abs(x).max())
    quantized = quantize(x, 1)
    signs = quantized.codes

    def squared_error(scale):
        return ((x - signs * scale) ** 2).sum()

    best = squared_error(np.abs(x.astype(np.float64)).mean())
    assert squared_error(float(quantized.scale[0])) <= best + 1e-9
    assert all(best <= squared_error(quantized.scale[0] + step) + 1e-9 for step in (-0.1, -0.01, 0.01, 0.1))


def test_worked_examples():
    x = np.array([-1.0, -0.4, 0, 0.5, 2.54])
    assert quantize(x, 8).codes.tolist() == [-50, -20, 0, 25, 127]
    assert quantize(x, 8).scale[0] == pytest.approx(0.02)
    assert quantize(x, 2).codes.tolist() == [0, 0, 0, 0, 1]
    shifted = quantize([-1.0, 0, 2.0], 2, "zero_point")
    assert (shifted.codes.tolist(), shifted.scale.tolist(), shifted.zero_point.tolist()) == ([0, 1, 3], [1], [1])
    assert quantize([-3.0, 1, 0], 1).codes.tolist() == [-1, 1, 1]
    assert quantize([-3.0, 1, 2], 1).scale.tolist() == [2]
    assert dequantize(quantize([0.0, 5, 10], 1, "zero_point")).tolist() == [0, 0, 10]
    error = np.abs(np.linspace(1, 2, 50) - dequantize(quantize(np.linspace(1, 2, 50), 4, "zero_point")))
    assert error.max() <= 2 / 15 / 2 + 1e-6 and 0 < error.mean() < error.max()


def test_both_ends_rounding_up_stays_within_the_codes():
    """−7,5 en 7,5 ronden allebei af naar 8; samen zou dat code 16 zijn, en 4 bits gaan tot 15."""
    quantized = quantize([-7.5, 7.5], 4, "zero_point")
    assert (quantized.scale.tolist(), quantized.codes.tolist()) == ([1], [0, 15])


def test_groups_get_their_own_scale():
    x = np.array([[1.0, 2, 3, 4], [10, 20, 30, 40], [0, 0, 0, 1]])
    assert quantize(x, 8).scale == pytest.approx([40 / 127])
    assert quantize(x, 8, granularity="row").scale == pytest.approx([4 / 127, 40 / 127, 1 / 127])
    blocks = quantize(x, 8, granularity="block", block_size=5)
    assert blocks.scale == pytest.approx([10 / 127, 40 / 127, 1 / 127])
    assert quantize([1.0, 3, 10], 1, granularity="block", block_size=2).scale.tolist() == [2, 10]
    cube = quantize(np.ones((2, 3, 4)), granularity="row")
    assert cube.scale.size == 2
    assert quantize([1.0, 2], granularity="row").scale.size == 1
    assert quantize(5.0, granularity="row").codes.shape == ()


def test_smaller_groups_save_what_an_outlier_ruins():
    x = np.random.default_rng(0).normal(0, 0.02, (32, 64))
    x[3, 5] = 2
    errors = [np.abs(x - dequantize(quantize(x, granularity=g, block_size=16))).mean() for g in GRANULARITIES]
    tensor, row, block = errors
    assert tensor > 5 * row
    assert row > 1.2 * block


@given(TENSORS, st.fixed_dictionaries(SETTINGS))
def test_bytes_hold_everything(x, settings):
    """Een onafhankelijke uitpakker vindt de codes, de schalen en de nulpunten terug; er staat niets meer in."""
    quantized = quantize(x, **settings)
    data, bits, groups = packed(quantized), settings["bits"], len(quantized.scale)
    size = math.ceil(x.size * bits / 8)
    assert len(data) == size + 4 * groups + (groups if settings["method"] == "zero_point" else 0)
    stream = "".join(f"{byte:08b}" for byte in data[:size])
    codes = [int(stream[i * bits : (i + 1) * bits], 2) for i in range(x.size)]
    if settings["method"] == "absmax":
        codes = [2 * c - 1 if bits == 1 else c - 2**bits * (c >= 2 ** (bits - 1)) for c in codes]
    assert codes == quantized.codes.ravel().tolist()
    assert np.array_equal(np.frombuffer(data[size : size + 4 * groups], np.float32), quantized.scale)
    if quantized.zero_point is not None:
        assert data[size + 4 * groups :] == quantized.zero_point.tobytes()


@name(
    ("x", "sentence"),
    [
        ([], "leeg"),
        (np.zeros((0, 3)), "leeg"),
        ([1, math.nan], "NaN"),
        ([1, math.inf], "oneindig"),
        ([1, -3e38], "1,7e38"),
        ("abc", "array van getallen"),
        ([1, [2, 3]], "array van getallen"),
        ([1j], "array van getallen"),
        ([10**400], "array van getallen"),
    ],
)
@name("method", METHODS)
def test_impossible_input_gives_a_sentence(x, sentence, method):
    with pytest.raises(ValueError, match=sentence):
        quantize(x, 8, method)


@name(
    ("settings", "sentence"),
    [
        ({"bits": 0}, "1 tot en met 8 bits"),
        ({"bits": 9}, "1 tot en met 8 bits"),
        ({"bits": 2.5}, "1 tot en met 8 bits"),
        ({"bits": "8"}, "1 tot en met 8 bits"),
        ({"bits": None}, "1 tot en met 8 bits"),
        ({"method": "max"}, "'absmax' of 'zero_point'"),
        ({"granularity": "rij"}, "'tensor', 'row' of 'block'"),
        ({"block_size": 0}, "minstens 1 getal"),
        ({"block_size": -4}, "minstens 1 getal"),
    ],
)
def test_impossible_settings_give_a_sentence(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        quantize([1.0, 2.0], **settings)


def test_integers_and_tiny_numbers_are_welcome():
    assert dequantize(quantize(np.arange(-3, 4), 3)).tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert dequantize(quantize([1e-40, -1e-44], 8)).tolist() == [0, 0], (
        "te klein voor een float32-schaal: dan is het nul"
    )
