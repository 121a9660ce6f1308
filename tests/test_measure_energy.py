"""Het meetscript voor energie, droog op de CPU: met heel kleine maten, en een teller die met de klok meeloopt."""

import json
import time

import pytest

pytest.importorskip("torch")
from test_data import load_script

script = load_script("measure_energy")
TINY = script.Plan(
    product_size=16,
    copy_bytes=1024,
    layers=2,
    width=32,
    key_width=16,
    inner_width=48,
    vocabulary=20,
    tokens_at_once=(1, 3),
    contexts=(4, 8),
    prompt_tokens=(6,),
    seconds=0.02,
    trace_seconds=0.02,
)
WATT = 50.0


class FakeMeter:
    """Een kaart die altijd 50 watt gebruikt, tot het moment waarop het script het laatst op de klok keek.

    Zo maakt het niet uit hoelang een drukke computer tussen de klok en de meter wacht.
    """

    sleep = staticmethod(time.sleep)

    def perf_counter(self):
        self.seen = time.perf_counter()
        return self.seen

    def joule(self):
        return WATT * getattr(self, "seen", 0)

    def watt(self):
        return WATT

    def clock_mhz(self):
        return 1000

    def limit_watt(self):
        return 700.0


@pytest.fixture(scope="module")
def measured():
    script.time = meter = FakeMeter()
    return script.measure_energy("cpu", TINY, meter)


def runs(measured):
    decode = measured["decode_7b"]
    named = [measured[name] for name in ("product_fp32", "product_bf16", "product_bf16_zeros", "copy")]
    return [*named, *decode["rows"], *decode["contexts"], *decode["prompts"], measured["small_gpt"]["gpu"]]


def test_power_is_what_the_meter_says(measured):
    for row in runs(measured):
        assert row["watt"] == pytest.approx(WATT)


def test_energy_is_power_divided_by_work_per_second(measured):
    for row in runs(measured):
        assert row["joule_per_unit"] * row["per_second"] == pytest.approx(row["watt"])


def test_every_row_of_the_plan_is_measured(measured):
    decode = measured["decode_7b"]
    assert [row["tokens_at_once"] for row in decode["rows"]] == [1, 3]
    assert [row["context"] for row in decode["contexts"]] == [4, 8]
    assert [row["tokens"] for row in decode["prompts"]] == [6]
    assert measured["trace_bf16"] and measured["small_gpt"]["cpu_2_threads_per_second"] > 0


def test_the_cache_holds_a_key_and_a_value_per_layer_and_token(measured):
    for row in measured["decode_7b"]["contexts"]:
        assert row["cache_bytes"] == 2 * 2 * TINY.layers * TINY.key_width * row["context"]


def test_the_weights_are_those_of_the_published_shape():
    """GEITje-7B heeft 7.241.732.096 parameters; de tabel met tokens en de normen rekenen hier niet mee."""
    plan = script.Plan()
    d, kv, inner = plan.width, plan.key_width, plan.inner_width
    layer = 2 * d * d + 2 * d * kv + 3 * d * inner
    norms = (2 * plan.layers + 1) * d
    assert plan.layers * layer + 2 * d * plan.vocabulary + norms == 7_241_732_096


def test_the_file_comes_back_as_it_was(measured, tmp_path):
    path = script.write({**measured, "device": "NVIDIA H200"}, tmp_path, "energy")
    assert path.name == "energy_nvidia_h200.json"
    assert json.loads(path.read_text(encoding="utf-8"))["decode_7b"] == measured["decode_7b"]
