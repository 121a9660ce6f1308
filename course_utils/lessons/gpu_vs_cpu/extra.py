"""Figuren van de verdieping van les 06: matrixeenheden per kaart, alle machines in een tabel, en metingen van GPU's."""

from html import escape

from course_utils.dutch_numbers import dutch
from course_utils.lessons.gpu_vs_cpu.words import brief, duration, dutch_date
from course_utils.live import GREEN, RED, bar_chart, show, show_output, table
from course_utils.subjects.data import load_gpu_measurements, load_hardware
from course_utils.subjects.roofline import ridge

__all__ = ["show_all_machines", "show_gpu_measurements", "show_tensor_core_factors"]

FORMATS = ("fp32", "tf32", "fp16", "bf16", "fp8")
TENSOR_CARDS = (
    "NVIDIA V100 (SXM2, 32 GB)",
    "NVIDIA T4",
    "NVIDIA A100 (SXM, 80 GB)",
    "NVIDIA H100 (SXM)",
    "NVIDIA RTX 4090",
    "NVIDIA RTX 5090",
)


def tensor_core_factors() -> dict[str, float]:
    """Per kaart: hoeveel keer zo snel zijn de Tensor Cores in FP16 als de gewone rekenlanen in FP32?"""
    rows = [load_hardware()[name] for name in TENSOR_CARDS]
    return {f"{row.name.removeprefix('NVIDIA ')}, {row.year}": row.fp16_tflops / row.fp32_tflops for row in rows}


def show_tensor_core_factors() -> None:
    """Teken die factor per kaart."""
    factors = tensor_core_factors()
    title, mark = "Tensor Cores in FP16 / gewone lanen in FP32 (fabrikant)", (10, "de '10' uit het artikel", RED)
    figure = bar_chart(title, factors, lambda factor: f"{dutch(factor, 1)} keer", GREEN, mark=mark)
    low, high = min(factors, key=factors.get), max(factors, key=factors.get)
    show(
        figure,
        f"De factor is {dutch(factors[high], 1)} bij de {high.partition(' (')[0]} en {dutch(factors[low], 1)} bij de "
        f"{low.partition(',')[0]}. Geen enkele kaart zit precies op 10.",
    )


def show_all_machines() -> None:
    """Toon de hele tabel van hardware, met knik en bron."""
    head = ("machine", "GB/s", "FP32", "FP16", "knik", "bron", "zekerheid")
    rows = []
    for row in load_hardware().values():
        known = row.fp16_tflops or row.fp32_tflops
        knee = brief(ridge(row.peak, row.bandwidth_GBs * 1e9), 3) if known else "–"
        speeds = [dutch(value) if value else "–" for value in (row.bandwidth_GBs, row.fp32_tflops, row.fp16_tflops)]
        rows.append((row.name, *speeds, knee, row.source, row.confidence))
    show_output(
        f"De tabel heeft {len(rows)} machines. FP32 en FP16 zijn in TFLOP/s, dense. De knik is in FLOP per byte.",
        html=f"{table(head, rows, numbers=range(1, 5))}<p>FP32 en FP16 zijn in TFLOP/s, <em>dense</em>: zonder de "
        "verdubbeling voor gewichten die nul zijn. De knik is in FLOP per byte, voor FP16 als de kaart dat kan en "
        "anders voor FP32.</p>",
    )


def show_gpu_measurements() -> None:
    """Zet naast elkaar wat er op echte GPU's gemeten is: in een tabel, en per kaart in een zin."""
    measured = load_gpu_measurements()
    if not measured:
        show_output("Er staat geen meting van een GPU in data/. Meet er een met data/build/measure_gpu.py.")
        return
    names = [name for name in FORMATS if any(_best(gpu, name) for gpu in measured)]
    rows = [(f"{name.upper()}, TFLOP/s", *(_result(gpu, name) for gpu in measured)) for name in names]
    rows += [(what, *(say(gpu) for gpu in measured)) for what, say in _MEASURED.items()]
    head = ("gemeten", *map(_short, measured))
    origins = " ".join(f"<p>{escape(_origin(gpu))}.</p>" for gpu in measured)
    show_output(
        " ".join(f"De {_short(gpu)}: {measurement_summary(gpu)}" for gpu in measured),
        html=table(head, rows, numbers=range(1, len(head))) + origins,
    )


def _short(gpu: dict) -> str:
    """De naam van een kaart zonder merk en geheugen."""
    return gpu["device"].removeprefix("NVIDIA ").split()[0]


def _best(gpu: dict, format: str) -> dict | None:
    """Het beste product in dit formaat."""
    rows = [row for row in gpu["products"] if row["format"] == format]
    return max(rows, key=lambda row: row["tflops"]) if rows else None


def _result(gpu: dict, format: str) -> str:
    best = _best(gpu, format)
    if best is None:
        return "–"
    share = best["share_of_data_sheet"]
    return brief(best["tflops"], 3) + (f" ({dutch(round(100 * share))} % van de fabrikant)" if share else "")


def copy_speeds(gpu: dict) -> tuple[float, float]:
    """GB/s van de snelste kopie, en van een kopie die zeker niet in de cache past (minstens 1 GiB, of de grootste)."""
    if not gpu["copies"]:
        return 0.0, 0.0
    large = [row for row in gpu["copies"] if row["bytes"] >= 2**30] or gpu["copies"][-1:]
    return max(row["GBs"] for row in gpu["copies"]), large[0]["GBs"]


def _decode_text(gpu: dict, place: int) -> str:
    return brief(gpu["decode"][place]["tokens_per_second"]) if gpu["decode"] else "–"


_MEASURED = {
    "kopie uit de cache, GB/s": lambda gpu: brief(copy_speeds(gpu)[0], 4),
    "kopie uit het geheugen, GB/s": lambda gpu: brief(copy_speeds(gpu)[1], 4),
    "kleinste opdracht": lambda gpu: duration(gpu["launch"]["one_at_a_time"]["seconds"]),
    "stapel lagen, één token": lambda gpu: f"{_decode_text(gpu, 0)} per seconde",
    "stapel lagen, veel tokens": lambda gpu: f"{_decode_text(gpu, -1)} per seconde",
    "wint van zijn CPU vanaf n =": lambda gpu: dutch(gpu["crossover"]["from_n"]) if gpu["crossover"]["from_n"] else "–",
}


def _origin(gpu: dict) -> str:
    software = ", ".join(f"{name} {version}" for name, version in gpu["software"].items())
    return f"Gemeten op een {gpu['device']}, {dutch_date(gpu['date'])}, met {gpu['script']} ({software})"


def measurement_summary(gpu: dict) -> str:
    """In woorden: vanaf welke maat de GPU wint, wat beginnen kost, wat niet wachten scheelt, en decode."""
    start = gpu["crossover"]["from_n"]
    wins = f"Vanaf n = {start} wint de GPU van de CPU." if start else "Bij geen enkele maat won de GPU van de CPU."
    launch = gpu["launch"]
    cost = (
        f"De kleinste opdracht kost {duration(launch['one_at_a_time']['seconds'])}, en in een rij "
        f"{duration(launch['in_a_queue']['seconds'])}."
    )
    sentences = [wins, cost]
    waiting = gpu["waiting"]
    if "with" in waiting:
        sentences.append(
            f"Een product van n = {dutch(waiting['n'])} lijkt zonder wachten {duration(waiting['without']['seconds'])} "
            f"te duren. Het duurt {duration(waiting['with']['seconds'])}."
        )
    if gpu["decode"]:
        first, last = gpu["decode"][0], gpu["decode"][-1]
        sentences.append(
            f"Een stapel lagen haalt met {dutch(first['tokens'])} token {brief(first['tokens_per_second'])} en met "
            f"{dutch(last['tokens'])} tokens tegelijk {brief(last['tokens_per_second'])} tokens per seconde."
        )
    if gpu["copies"]:
        cache, memory = copy_speeds(gpu)
        sentences.append(
            f"Kopiëren gaat in de cache met {brief(cache, 4)} GB/s en uit het geheugen met {brief(memory, 4)}."
        )
    return " ".join(sentences)
