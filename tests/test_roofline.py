"""De formules van roofline, taalmodel en training, tegen de nagerekende feiten."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.subjects import roofline
from course_utils.subjects.data import load_hardware, load_models
from course_utils.subjects.roofline import (
    INFERENCE_BYTES,
    SECONDS_PER_YEAR,
    TRAINING_BYTES,
    attainable,
    product_bytes,
    product_flops,
    ridge,
    step_seconds,
    training_flops,
    training_seconds,
)

H100 = load_hardware()["NVIDIA H100 (SXM)"]
positive = st.floats(1e-3, 1e15)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))
def test_counting_flop_agrees_with_the_loops(rows, inner, columns):
    counted = 0
    for _row in range(rows):
        for _column in range(columns):
            for _place in range(inner):
                counted += 2  # één keer × en één keer +
    assert product_flops(rows, inner, columns) == counted


def test_bytes_are_those_of_three_arrays():
    a, b = np.zeros((3, 5), np.float32), np.zeros((5, 7), np.float32)
    assert product_bytes(3, 5, 7) == a.nbytes + b.nbytes + (a @ b).nbytes


@given(positive, positive, positive)
def test_the_roof_is_never_above_either_bound(intensity, peak, bandwidth):
    roof = attainable(intensity, peak, bandwidth)
    assert roof <= peak and roof <= intensity * bandwidth
    assert roof in (peak, intensity * bandwidth)


@given(positive, positive)
def test_at_the_ridge_both_bounds_are_equal(peak, bandwidth):
    at = ridge(peak, bandwidth)
    assert at * bandwidth == pytest.approx(peak)


def test_the_ridge_of_the_h100():
    assert ridge(H100.fp16_tflops * 1e12, H100.bandwidth_GBs * 1e9) == pytest.approx(295.3, abs=0.05)


@pytest.mark.parametrize(
    "name, tokens_per_second",
    [
        ("Laptop 16 GB (DDR5-5600)", 6.2),
        ("NVIDIA T4", 22.1),
        ("NVIDIA RTX 4090", 69.6),
        ("NVIDIA H100 (SXM)", 231.3),
        ("NVIDIA H200 (SXM)", 331.4),
    ],
)
def test_tokens_per_second_of_a_model_of_7_billion(name, tokens_per_second):
    parameters = load_models()["GEITje-7B"].parameters
    read, _ = step_seconds(parameters, 1, peak=1e15, bandwidth=load_hardware()[name].bandwidth_GBs * 1e9)
    assert 1 / read == pytest.approx(tokens_per_second, abs=0.06)


@pytest.mark.parametrize("model, flops", [("GPT-3 175B", 3.142876667904e23), ("Llama 3 70B", 6.34983358464e24)])
def test_the_work_of_a_training(model, flops):
    found = load_models()[model]
    assert training_flops(found.parameters, found.train_tokens) == pytest.approx(flops, rel=1e-12)


@pytest.mark.parametrize(
    "model, peak, share, years",
    [
        ("Llama 3 70B", 8 * 4.5e9 * 32, 0.5, 349_330),
        ("GPT-3 175B", 989.4e12, 0.4, 25.16),
        ("Llama 3.1 405B", 16_384 * 96 * 2.4e9 * 32, 0.5, 19.93),
    ],
)
def test_years_of_training(model, peak, share, years):
    found = load_models()[model]
    seconds = training_seconds(found.parameters, found.train_tokens, peak, share)
    assert seconds / SECONDS_PER_YEAR == pytest.approx(years, rel=2e-3)


def test_bytes_per_parameter():
    parameters = load_models()["GEITje-7B"].parameters
    assert parameters * TRAINING_BYTES / 1e9 == pytest.approx(115.9, abs=0.05)
    assert parameters * INFERENCE_BYTES / 1e9 == pytest.approx(14.5, abs=0.05)


def test_every_formula_names_its_source():
    for source in ("CACM 52", "arXiv:2001.08361", "arXiv:1910.02054"):
        assert source in roofline.__doc__
