"""Figuren van de verdieping van les 06: matrixeenheden per kaart, alle machines in een tabel, en metingen van GPU's."""

from collections.abc import Sequence
from html import escape

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.gpu_vs_cpu.words import brief, duration
from course_utils.live.output import show_output
from course_utils.live.style import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, dutch_axis, new_figure, show
from course_utils.subjects.data import load_gpu_measurements, load_hardware
from course_utils.subjects.roofline import ridge

__all__ = ["show_all_machines", "show_gpu_measurements", "show_tensor_core_factors"]

FORMAT_COLORS = {"fp32": BLUE, "tf32": ORANGE, "fp16": GREEN, "bf16": RED, "fp8": PURPLE}
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
    figure = new_figure(9.4, 3.4)
    axes = figure.add_axes((0.27, 0.03, 0.7, 0.83))
    axes.barh(list(factors), list(factors.values()), color=GREEN, height=0.62)
    axes.set(xlim=(0, 19), ylim=(len(factors) - 0.5, -0.5), xticks=[])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for row, factor in enumerate(factors.values()):
        label = axes.text(factor + 0.2, row, f"{dutch(factor, 1)} keer", va="center")
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 2})  # de stippellijn loopt erachter
    axes.axvline(10, color=RED, linestyle="--", linewidth=1.5, zorder=1.5)
    axes.text(10.15, 5.3, "de '10' uit het artikel", color=RED, fontsize=12, va="center")
    axes.set_title("Tensor Cores in FP16 / gewone lanen in FP32 (fabrikant)", fontsize=13)
    low, high = min(factors, key=factors.get), max(factors, key=factors.get)
    show(
        figure,
        f"De factor is {dutch(factors[high], 1)} bij de {high.partition(' (')[0]} en {dutch(factors[low], 1)} bij de "
        f"{low.partition(',')[0]}. Geen enkele kaart zit precies op 10.",
    )


def show_all_machines() -> None:
    """Toon de hele tabel van hardware, met knik en bron."""
    head = ("machine", "GB/s", "FP32", "FP16", "knik", "bron", "zekerheid")
    body = ""
    for row in load_hardware().values():
        peak = row.fp16_tflops or row.fp32_tflops
        knee = brief(ridge(peak * 1e12, row.bandwidth_GBs * 1e9), 3) if peak else "–"
        speeds = [dutch(value) if value else "–" for value in (row.bandwidth_GBs, row.fp32_tflops, row.fp16_tflops)]
        cells = [row.name, *speeds, knee, row.source, row.confidence]
        body += _table_row("td", cells)
    html = f"<table>{_table_row('th', head)}{body}</table>"
    count = len(load_hardware())
    show_output(
        f"De tabel heeft {count} machines. FP32 en FP16 zijn in TFLOP/s, dense. De knik is in FLOP per byte.",
        html=f"{html}<p>FP32 en FP16 zijn in TFLOP/s, <em>dense</em>: zonder de verdubbeling voor gewichten die nul "
        "zijn. De knik is in FLOP per byte, voor FP16 als de kaart dat kan en anders voor FP32.</p>",
    )


def _table_row(tag: str, cells: Sequence[str]) -> str:
    """Een rij van de tabel: getallen rechts, zoals JupyterLab doet, en tekst links."""
    sides = ["right" if 0 < place < 5 else "left" for place in range(len(cells))]
    texts = (
        f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>' for side, cell in zip(sides, cells, strict=True)
    )
    return f"<tr>{''.join(texts)}</tr>"


def show_gpu_measurements() -> None:
    """Toon wat er op echte GPU's gemeten is; is er nog geen gemeten, dan de cijfers van de fabrikant."""
    measured = load_gpu_measurements()
    for gpu in measured:
        _show_measured_products(gpu)
        show_output(measurement_summary(gpu))
    if not measured:
        _show_data_sheets()


def _show_data_sheets() -> None:
    names = ("NVIDIA T4", "NVIDIA RTX 4090", "NVIDIA H100 (SXM)", "NVIDIA H200 (SXM)")
    rows = [load_hardware()[name] for name in names]
    figure = new_figure(9.4, 3.9)
    axes = figure.add_axes((0.02, 0.1, 0.96, 0.72), ylim=(0, 2450))
    for place, (name, field) in enumerate((("fp32", "fp32_tflops"), ("fp16", "fp16_tflops"), ("fp8", "fp8_tflops"))):
        for group, row in enumerate(rows):
            value = getattr(row, field)
            x = group + 0.27 * (place - 1)
            if value:
                axes.bar(x, value, 0.25, color=FORMAT_COLORS[name])
            axes.text(x, (value or 0) + 25, dutch(round(value)) if value else "–", ha="center", fontsize=12)
            axes.text(x, -30, name.upper(), ha="center", va="top", fontsize=12, color=GREY)
    for group, row in enumerate(rows):
        axes.text(group, 2420, row.name.removeprefix("NVIDIA "), ha="center", va="top", fontweight="bold")
    axes.set_axis_off()
    axes.set_title("TFLOP/s volgens de fabrikant (dense), niet gemeten", fontsize=13)
    h100 = load_hardware()["NVIDIA H100 (SXM)"]
    fp32, fp16, fp8 = (brief(tflops, 3) for tflops in (h100.fp32_tflops, h100.fp16_tflops, h100.fp8_tflops))
    show(
        figure,
        "Er staat nog geen meting van een GPU in data/. Dit zijn de cijfers van de fabrikanten. De H100 zou in FP32 "
        f"{fp32}, in FP16 {fp16} en in FP8 {fp8} TFLOP/s halen.",
    )


def _origin(gpu: dict) -> str:
    software = ", ".join(f"{name} {version}" for name, version in gpu["software"].items())
    return f"Gemeten op een {gpu['device']}, {gpu['date']}, met {gpu['script']} ({software})"


def _show_measured_products(gpu: dict) -> None:
    figure = new_figure(9.4, 4.4)
    axes = figure.add_axes((0.09, 0.15, 0.81, 0.75))
    best = {}
    for name, color in FORMAT_COLORS.items():
        rows = [row for row in gpu["products"] if row["format"] == name]
        if not rows:
            continue
        sizes, tflops = [row["n"] for row in rows], np.array([row["tflops"] for row in rows])
        axes.loglog(sizes, tflops, "o-", color=color)
        axes.text(sizes[-1] * 1.08, tflops[-1], name, color=color, fontweight="bold", va="center")
        best[name] = max(rows, key=lambda row: row["tflops"])
    sizes = sorted({row["n"] for row in gpu["products"]})
    axes.set_xticks(sizes, [dutch(n) for n in sizes])
    axes.minorticks_off()
    dutch_axis(axes.yaxis)
    axes.set_xlabel("n (matrices van n bij n)")
    axes.set_title(f"TFLOP/s, gemeten op een {gpu['device']}, {gpu['date']}", fontsize=13)
    shares = [
        f"{name} {brief(row['tflops'], 3)} TFLOP/s"
        + (
            f" ({dutch(round(100 * row['share_of_data_sheet']))} % van de fabrikant)"
            if row["share_of_data_sheet"]
            else ""
        )
        for name, row in best.items()
    ]
    show(figure, f"{_origin(gpu)}. Het beste resultaat per formaat: {', '.join(shares)}.")


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
        fastest = max(gpu["copies"], key=lambda row: row["GBs"])
        sentences.append(f"Kopiëren gaat op zijn best met {brief(fastest['GBs'], 3)} GB/s.")
    return " ".join(sentences)
