"""Het meetscript voor GPU's, droog gedraaid op de CPU met heel kleine maten."""

import hashlib
import json

import pytest

from course_utils.subjects import data

pytest.importorskip("torch")
from test_data import load_script

script = load_script("measure_gpu")
TINY = script.Plan(
    product_sizes=(8, 16),
    cpu_sizes=(4, 8),
    copy_bytes=(1024, 4096),
    decode_width=16,
    decode_layers=2,
    decode_tokens=(1, 4),
    wait_size=16,
    seconds=0.0,
)


@pytest.fixture(scope="module")
def measured():
    return script.measure_machine("cpu", TINY)


def test_everything_is_measured(measured):
    assert measured["skipped"] == []
    assert [(row["format"], row["n"]) for row in measured["products"]] == [
        (name, n) for name in ("fp32", "bf16") for n in (8, 16)
    ]
    assert [row["bytes"] for row in measured["copies"]] == [1024, 4096]
    assert [row["tokens"] for row in measured["decode"]] == [1, 4]
    assert [row["n"] for row in measured["crossover"]["rows"]] == [4, 8]
    assert {"with", "without"} <= measured["waiting"].keys()


def test_every_measurement_has_repeats_and_spread(measured):
    crossover = [row[side] for row in measured["crossover"]["rows"] for side in ("cpu", "device")]
    rows = [*measured["products"], *measured["copies"], *measured["decode"], *crossover, *measured["launch"].values()]
    for row in rows:
        assert 0 < row["fastest"] <= row["seconds"] <= row["slowest"] and row["turns"] >= 3


def test_where_and_with_what_was_measured(measured):
    assert measured["device"] and measured["date"][:2] == "20" and measured["software"]["torch"]
    assert (data.DATA.parent / measured["script"]).exists()


def test_the_file_comes_back_as_it_was(measured, tmp_path):
    path = script.write({**measured, "device": "NVIDIA H100 80GB HBM3"}, tmp_path)
    assert path.name == "gpu_nvidia_h100_80gb_hbm3.json"
    assert json.loads(path.read_text(encoding="utf-8"))["products"] == measured["products"]


def test_the_lesson_reads_what_the_script_writes(measured, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "DATA", tmp_path)
    paths = [
        script.write({**measured, "device": name, "date": date}, tmp_path)
        for name, date in (("Tesla T4", "2027-01-01"), ("NVIDIA H200", "2027-01-02"))
    ]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    (tmp_path / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    data.load_gpu_measurements.cache_clear()
    try:
        assert [gpu["device"] for gpu in data.load_gpu_measurements()] == ["NVIDIA H200", "Tesla T4"]
    finally:
        data.load_gpu_measurements.cache_clear()


@pytest.mark.parametrize(
    "name, row",
    [
        ("Tesla T4", "NVIDIA T4"),
        ("NVIDIA H100 80GB HBM3", "NVIDIA H100 (SXM)"),
        ("NVIDIA H200", "NVIDIA H200 (SXM)"),
        ("NVIDIA A100-SXM4-80GB", "NVIDIA A100 (SXM, 80 GB)"),
        ("NVIDIA GeForce RTX 4090", "NVIDIA RTX 4090"),
    ],
)
def test_a_gpu_finds_its_datasheet(name, row):
    assert script.data_sheet(name).name == row


@pytest.mark.parametrize("name", ["NVIDIA H100 PCIe", "NVIDIA GeForce RTX 4090 Laptop GPU", "Iets nieuws"])
def test_another_gpu_gets_no_wrong_datasheet(name):
    assert script.data_sheet(name) is None
    assert script.data_sheet_tflops(None, "fp16") is None


def test_every_datasheet_exists():
    assert set(script.DATA_SHEETS.values()) <= set(data.load_hardware())


def test_the_dense_peak_of_each_format():
    h100 = data.load_hardware()["NVIDIA H100 (SXM)"]
    peaks = {name: script.data_sheet_tflops(h100, name) for name in script.FORMATS}
    assert peaks == {"fp32": 66.9, "tf32": 494.7, "fp16": 989.4, "bf16": 989.4, "fp8": 1978.9}


def test_too_little_memory_skips_a_size(monkeypatch):
    """De rest wordt wel gemeten, en het bestand zegt wat er ontbreekt."""
    import torch

    real = script.product_of

    def small_only(n, number_format, device):
        if n > 8:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1 GiB.\nMeer regels")
        return real(n, number_format, device)

    monkeypatch.setattr(script, "product_of", small_only)
    skipped = []
    rows = script.products("cpu", TINY, None, skipped)
    assert [row["n"] for row in rows] == [8, 8]
    assert skipped[0] == "product 16 in fp32: CUDA out of memory. Tried to allocate 1 GiB."


@pytest.mark.parametrize(
    "generation, formats",
    [
        ((7, 5), ("fp32", "fp16")),
        ((8, 0), ("fp32", "tf32", "fp16", "bf16")),
        ((9, 0), ("fp32", "tf32", "fp16", "bf16", "fp8")),
    ],
)
def test_only_formats_that_the_gpu_knows(monkeypatch, generation, formats):
    monkeypatch.setattr(script.torch.cuda, "get_device_capability", lambda place: generation)
    assert script.known_formats("cuda") == formats


def test_from_which_size_the_gpu_wins():
    def rows(*pairs):
        return [{"n": 2**i, "cpu": {"seconds": cpu}, "device": {"seconds": gpu}} for i, (cpu, gpu) in enumerate(pairs)]

    assert script._wins_from(rows((1, 5), (4, 3), (4, 5), (9, 6), (20, 7))) == 8
    assert script._wins_from(rows((1, 5), (2, 5))) is None
    assert script._wins_from([]) is None


def test_without_a_gpu_nothing_is_made_up(monkeypatch):
    monkeypatch.setattr(script, "find_gpu", lambda: (None, "Ik vind geen GPU."))
    monkeypatch.setattr(script, "write", lambda *_: pytest.fail("er is geschreven zonder GPU"))
    with pytest.raises(SystemExit, match="niets gemeten"):
        script.main()


def test_tf32_is_put_back():
    import torch

    before = torch.get_float32_matmul_precision()
    with script._tf32(True):
        assert torch.get_float32_matmul_precision() == "high"
    assert torch.get_float32_matmul_precision() == before


def test_this_pytorch_can_do_fp8():
    """Het product in FP8 geeft ongeveer hetzelfde als in FP32; kan de CPU het niet, dan zegt PyTorch dat."""
    import torch

    torch.manual_seed(0)
    try:
        found = script.product_of(32, "fp8", "cpu")()
    except (RuntimeError, NotImplementedError):
        pytest.skip("Deze CPU kan geen product in FP8; op een GPU wordt dit gemeten.")
    assert found.shape == (32, 32) and found.dtype == torch.bfloat16
