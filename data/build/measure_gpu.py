"""Meet een NVIDIA-GPU en bewaar de metingen in data/gpu_<naam>.json. Les 06 laat ze dan vanzelf zien.

    python data/build/measure_gpu.py            enkele minuten; de GPU en de CPU moeten verder niets te doen hebben

Gemeten worden: matrixproducten van 128 tot en met 16.384 in elk formaat dat de GPU kent, kopiëren van klein tot groot,
hetzelfde product op de CPU van deze computer, een stap van een taalmodel met 1 tot en met 4.096 tokens tegelijk, de
vaste kosten van één opdracht, en dezelfde meting mét en zonder wachten. Van alles de mediaan, de snelste en de traagste
beurt. Past iets niet in het geheugen, dan staat dat bij `skipped`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import torch
from checksums import DATA, write_checksums

from course_utils.lessons.gpu_vs_cpu.measuring import find_gpu, synchronizer
from course_utils.subjects.data import Hardware, load_hardware
from course_utils.subjects.hardware import this_machine
from course_utils.subjects.roofline import product_flops
from course_utils.subjects.timing import measure

# Hoe PyTorch de GPU noemt -> haar naam in hardware.csv. Staat zij er niet bij, dan ontbreekt het deel van de piek.
DATA_SHEETS = {
    r"T4$": "NVIDIA T4",
    r"V100-SXM2-32GB": "NVIDIA V100 (SXM2, 32 GB)",
    r"A100-SXM4-80GB": "NVIDIA A100 (SXM, 80 GB)",
    r"H100 80GB HBM3": "NVIDIA H100 (SXM)",
    r"H200$": "NVIDIA H200 (SXM)",
    r"RTX 3060$": "NVIDIA RTX 3060",
    r"RTX 4090$": "NVIDIA RTX 4090",
    r"RTX 5070$": "NVIDIA RTX 5070",
    r"RTX 5080$": "NVIDIA RTX 5080",
    r"RTX 5090$": "NVIDIA RTX 5090",
}
FORMATS = ("fp32", "tf32", "fp16", "bf16", "fp8")
_DTYPES = {"fp32": torch.float32, "tf32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


@dataclass(frozen=True)
class Plan:
    """Wat er gemeten wordt. seconds: ongeveer zoveel tijd per meting."""

    product_sizes: tuple[int, ...] = tuple(2**power for power in range(7, 15))  # 128 tot en met 16.384
    cpu_sizes: tuple[int, ...] = tuple(2**power for power in range(3, 13))
    copy_bytes: tuple[int, ...] = tuple(2**power for power in range(14, 33, 2))  # 16 KiB tot en met 4 GiB
    decode_width: int = 8192
    decode_layers: int = 8  # samen 1 GiB in 16 bit: veel meer dan er in de cache past
    decode_tokens: tuple[int, ...] = tuple(2**power for power in range(13))  # 1 tot en met 4.096
    wait_size: int = 8192
    seconds: float = 0.5


def measure_machine(device: str, plan: Plan) -> dict:
    """Alle metingen van één apparaat; de sleutels staan uitgelegd in data/README.md."""
    skipped: list[str] = []
    sheet = data_sheet(device_name(device))
    return {
        "device": device_name(device),
        "date": date.today().isoformat(),
        "script": "data/build/measure_gpu.py",
        "software": software(device),
        "cpu": asdict(this_machine()),
        "data_sheet": sheet.name if sheet else None,
        "products": products(device, plan, sheet, skipped),
        "copies": copies(device, plan, sheet, skipped),
        "crossover": crossover(device, plan, skipped),
        "decode": decode_steps(device, plan, skipped),
        "launch": launch(device, plan),
        "waiting": waiting(device, plan, skipped),
        "skipped": skipped,
    }


def device_name(device: str) -> str:
    return torch.cuda.get_device_name(0) if device == "cuda" else this_machine().processor


def software(device: str) -> dict[str, str]:
    """De versies die meetellen voor de snelheid."""
    versions = {"python": sys.version.split()[0], "torch": torch.__version__}
    if device == "cuda":
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        answer = subprocess.run(query, capture_output=True, text=True).stdout
        versions |= {"cuda": torch.version.cuda, "driver": answer.partition("\n")[0].strip()}
    return versions


def data_sheet(name: str) -> Hardware | None:
    """De regel van hardware.csv die bij deze GPU hoort."""
    return next((load_hardware()[row] for pattern, row in DATA_SHEETS.items() if re.search(pattern, name)), None)


def data_sheet_tflops(sheet: Hardware | None, number_format: str) -> float | None:
    """De dense piek volgens de fabrikant. TF32 is bij NVIDIA de helft van FP16."""
    if sheet is None:
        return None
    half = sheet.fp16_tflops and sheet.fp16_tflops / 2
    peaks = {"fp32": sheet.fp32_tflops, "tf32": half, "fp8": sheet.fp8_tflops}
    return peaks.get(number_format, sheet.fp16_tflops)


def known_formats(device: str) -> tuple[str, ...]:
    """De formaten waarvoor het apparaat eigen schakelingen heeft; volgt uit de generatie van de GPU."""
    if device != "cuda":
        return ("fp32", "bf16")
    generation = torch.cuda.get_device_capability(0)
    since = {"fp32": (0, 0), "fp16": (7, 0), "tf32": (8, 0), "bf16": (8, 0), "fp8": (8, 9)}
    return tuple(name for name in FORMATS if generation >= since[name])


def products(device: str, plan: Plan, sheet: Hardware | None, skipped: list[str]) -> list[dict]:
    """Het product van twee vierkante matrices, per formaat en per maat."""
    rows = []
    for number_format in known_formats(device):
        peak = data_sheet_tflops(sheet, number_format)
        for n in plan.product_sizes:
            with _or_skip(skipped, f"product {n} in {number_format}"), _tf32(number_format == "tf32"):
                product = product_of(n, number_format, device)
                row = _timed(product, device, plan)
                tflops = product_flops(n, n, n) / row["seconds"] / 1e12
                share = tflops / peak if peak else None
                rows.append({"format": number_format, "n": n, **row, "tflops": tflops, "share_of_data_sheet": share})
    return rows


def product_of(n: int, number_format: str, device: str) -> Callable[[], object]:
    """De functie die twee willekeurige matrices van n bij n vermenigvuldigt."""
    a, b = torch.randn(n, n, device=device), torch.randn(n, n, device=device)
    if number_format != "fp8":
        a, b = a.to(_DTYPES[number_format]), b.to(_DTYPES[number_format])
        result = torch.empty_like(a)
        return lambda: torch.mm(a, b, out=result)
    scale = torch.ones((), device=device)
    a, b = a.to(torch.float8_e4m3fn), b.to(torch.float8_e4m3fn).t()  # de tweede moet per kolom bewaard zijn
    return lambda: torch._scaled_mm(a, b, scale, scale, out_dtype=torch.bfloat16)


def copies(device: str, plan: Plan, sheet: Hardware | None, skipped: list[str]) -> list[dict]:
    """Een array naar een andere kopiëren: bytes die gelezen en geschreven worden per seconde."""
    rows = []
    for size in plan.copy_bytes:
        with _or_skip(skipped, f"kopie van {size} byte"):
            source = torch.ones(size // 4, device=device)
            target = torch.empty_like(source)
            row = _timed(lambda: target.copy_(source), device, plan)  # noqa: B023 — wordt meteen gebruikt
            speed = 2 * size / row["seconds"] / 1e9
            share = speed / sheet.bandwidth_GBs if sheet else None
            rows.append({"bytes": size, **row, "GBs": speed, "share_of_data_sheet": share})
    return rows


def crossover(device: str, plan: Plan, skipped: list[str]) -> dict:
    """Hetzelfde product in FP32 op de CPU en op het apparaat, elke keer tot het klaar is.

    `from_n` is de kleinste maat vanaf waar het apparaat bij alle gemeten maten wint, of None.
    """
    rows = []
    for n in plan.cpu_sizes:
        with _or_skip(skipped, f"vergelijking bij {n}"):
            here = _timed(product_of(n, "fp32", "cpu"), "cpu", plan)
            there = _timed(product_of(n, "fp32", device), device, plan, each=True)
            rows.append({"n": n, "cpu": here, "device": there})
    return {"rows": rows, "from_n": _wins_from(rows), "cpu_threads": torch.get_num_threads()}


def _wins_from(rows: list[dict]) -> int | None:
    start = None
    for row in reversed(rows):
        if row["device"]["seconds"] >= row["cpu"]["seconds"]:
            break
        start = row["n"]
    return start


def decode_steps(device: str, plan: Plan, skipped: list[str]) -> list[dict]:
    """Een stapel lagen van decode_width bij decode_width in 16 bit, met steeds meer tokens tegelijk."""
    rows: list[dict] = []
    number_format = "bf16" if "bf16" in known_formats(device) else "fp16"
    width, dtype = plan.decode_width, _DTYPES[number_format]
    with _or_skip(skipped, f"lagen van {width} bij {width}"):
        layers = [
            torch.randn(width, width, device=device).mul_(width**-0.5).to(dtype) for _ in range(plan.decode_layers)
        ]
        for tokens in plan.decode_tokens:
            with _or_skip(skipped, f"{tokens} tokens tegelijk"):
                vectors = torch.randn(tokens, width, device=device).to(dtype)

                def step(vectors=vectors) -> None:
                    for layer in layers:
                        vectors = vectors @ layer

                row = _timed(step, device, plan)
                facts = {"weights": width * width * plan.decode_layers, "format": number_format}
                rows.append({"tokens": tokens, **facts, **row, "tokens_per_second": tokens / row["seconds"]})
    return rows


def launch(device: str, plan: Plan) -> dict:
    """De kleinste opdracht die er is: bij een optelling van één getal blijven alleen de vaste kosten over."""
    number = torch.ones(1, device=device)
    waited = _timed(lambda: number.add_(1), device, plan, each=True)
    queued = _timed(lambda: number.add_(1), device, plan)
    return {"one_at_a_time": waited, "in_a_queue": queued}


def waiting(device: str, plan: Plan, skipped: list[str]) -> dict:
    """Dezelfde vermenigvuldiging, één keer, met de klok gestopt vóór en na het wachten op de GPU."""
    n = plan.wait_size
    found: dict = {"n": n}
    with _or_skip(skipped, f"wachten bij {n}"):
        product = product_of(n, "fp32", device)
        synchronize = synchronizer(device)
        found["with"] = _timed(product, device, plan, each=True)

        def only_ask() -> None:
            product()

        synchronize()
        asked = measure(only_ask, 0, least=10, most=10, shortest_turn=0)  # tien opdrachten passen in de wachtrij
        synchronize()
        found["without"] = _as_row(asked)
    return found


def _timed(function: Callable[[], object], device: str, plan: Plan, each: bool = False) -> dict:
    """Meet een functie. each: na elke keer wachten; anders staan er in een beurt veel in de rij."""
    synchronize = synchronizer(device)
    if each:

        def finished() -> None:
            function()
            synchronize()

        return _as_row(measure(finished, plan.seconds))
    return _as_row(measure(function, plan.seconds, synchronize=synchronize, shortest_turn=2e-3))


def _as_row(timing) -> dict:
    return {"seconds": timing.median, "fastest": timing.fastest, "slowest": timing.slowest, "turns": timing.turns}


@contextmanager
def _tf32(allowed: bool) -> Iterator[None]:
    """Laat FP32-producten binnen dit blok wel of niet via TF32 gaan."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high" if allowed else "highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


@contextmanager
def _or_skip(skipped: list[str], what: str) -> Iterator[None]:
    """Past iets niet, of kent de GPU het niet, schrijf dat dan op en ga door."""
    try:
        yield
    except (RuntimeError, NotImplementedError, MemoryError) as problem:  # OutOfMemoryError is een RuntimeError
        first_line = str(problem).partition("\n")[0]
        skipped.append(f"{what}: {first_line}")
        print(f"Overgeslagen, {what}: {first_line}")
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def write(measured: dict, folder: Path = DATA, kind: str = "gpu") -> Path:
    """Bewaar de metingen onder de naam van het apparaat."""
    slug = re.sub(r"[^a-z0-9]+", "_", measured["device"].lower()).strip("_")
    path = folder / f"{kind}_{slug}.json"
    path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


def need_nvidia() -> None:
    """Noem de GPU; zonder NVIDIA-GPU valt er niets te meten."""
    gpu, sentence = find_gpu()
    if gpu is None or gpu.device != "cuda":
        raise SystemExit(f"{sentence} Dit script meet alleen een NVIDIA-GPU. Er is niets gemeten en niets bewaard.")
    print(sentence)


def main() -> None:
    need_nvidia()
    path = write(measure_machine("cuda", Plan()))
    write_checksums()
    print(
        f"Bewaard: {path}. Zet `{path.name}` in de tabel van data/README.md en geef: python3 -m course_utils ververs 06"
    )


if __name__ == "__main__":
    main()
