"""Figuren van les 06 bij wat deze computer zelf meet: snelheid, vaste kosten, bandbreedte en de roofline."""

import math
from dataclasses import dataclass

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.gpu_vs_cpu.models import MACHINES, sheet
from course_utils.lessons.gpu_vs_cpu.words import brief, byte_text, duration, dutch_date, speed
from course_utils.live.charts import Bars
from course_utils.live.controls import choice
from course_utils.live.figure import Drawing, LiveFigure, Spot
from course_utils.live.palette import BLUE, BLUE_LIGHT, GREEN, GREEN_TEXT, GREY, INK, ORANGE, ORANGE_TEXT, RED
from course_utils.live.style import new_figure, show
from course_utils.subjects.data import load_gpu_measurements
from course_utils.subjects.hardware import this_machine
from course_utils.subjects.roofline import attainable, product_bytes, product_flops, ridge

__all__ = ["Point", "roofline", "show_bandwidth", "show_growth", "show_speeds"]

# --- stap 2: dezelfde som, andere snelheid ---------------------------------------------------------------------------


def gpu_bars() -> dict[str, float]:
    """Ter vergelijking, in FP32 en FP16: een gemeten GPU als die er is, anders wat de fabrikant van de H100 zegt."""
    for gpu in load_gpu_measurements():
        best = {row["format"]: row["tflops"] for row in sorted(gpu["products"], key=lambda row: row["tflops"])}
        if {"fp32", "fp16"} <= best.keys():
            name = gpu["device"].removeprefix("NVIDIA ").split()[0]
            names = {"fp32": f"{name}, gemeten {dutch_date(gpu['date'])}", "fp16": f"{name} in FP16, gemeten"}
            return {names[format]: best[format] * 1e12 for format in names}
    h100 = sheet("H100")
    return {
        "H100, volgens de fabrikant": h100.fp32_tflops * 1e12,
        "H100 in FP16, fabrikant": h100.fp16_tflops * 1e12,
    }


def show_speeds(measured: dict[str, float]) -> None:
    """Balken op ware schaal: zoveel FLOP per seconde haalt elke manier. Een GPU loopt het beeld uit."""
    bars, longest = measured | gpu_bars(), max(measured.values())
    texts = [
        f"→ {speed(value)}: {brief(value / longest)} balken" if value > longest else speed(value)
        for value in bars.values()
    ]
    figure = new_figure(9.4, 0.5 * len(bars) + 0.7)
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.88))
    axes.set_title("bewerkingen per seconde (op ware schaal)", fontsize=13)
    drawn = Bars(axes, bars, longest, max(texts, key=len))
    colors = [BLUE if name in measured and "GPU" not in name else GREEN for name in bars]
    drawn.set([min(value, longest) for value in bars.values()], texts, colors)
    slowest, fastest = min(measured, key=measured.get), max(measured, key=measured.get)
    show(
        figure,
        f"Het snelst op deze computer: {fastest}, met {speed(measured[fastest])}. "
        f"Het traagst: {slowest}, met {speed(measured[slowest])}. "
        f"Dat is {brief(measured[fastest] / measured[slowest])} keer zo weinig.{_all_cores_words(measured)}",
    )


def _all_cores_words(measured: dict[str, float]) -> str:
    """Een zin als alle kernen samen niet sneller waren dan één: er is er maar één, of de computer had ander werk."""
    one, together = measured.get("PyTorch, 1 kern"), measured.get("PyTorch, alle kernen")
    if one is None or together is None or together > 1.1 * one:
        return ""
    if this_machine().threads == 1:
        return " Alle kernen samen is hier hetzelfde als één: deze computer heeft er maar één."
    return " Alle kernen samen gingen nu niet sneller dan één: er was ander werk, of ze wachtten op elkaar."


def growth_reason(n: int, small: float, large: float, overhead: float, bandwidth: float) -> str:
    """Waarom een product van 4n zoveel keer zo lang duurt als een van n; small en large in seconden.

    overhead: hoelang het kleinste product duurt; bandwidth: byte per seconde naar het werkgeheugen.
    """
    ratio = large / small
    start = f"Van {n} naar {dutch(4 * n)}: 64 keer zo veel rekenwerk, {brief(ratio)} keer zo lang. "
    if ratio < 48:
        share = min(100, 100 * overhead / small)
        if share >= 20:
            return start + f"Bij {n} gaat ongeveer {dutch(round(share))} % van de tijd op aan vaste kosten."
        return start + (
            f"Het grote product haalt {brief(64 / ratio)} keer zo veel FLOP per seconde: naar verhouding gaat er "
            "minder tijd verloren aan beginnen en ophalen."
        )
    if ratio <= 80:
        return start + "Het rekenwerk zelf bepaalt hier de tijd."
    megabytes = product_bytes(4 * n, 4 * n, 4 * n) / 1e6
    reading = product_bytes(4 * n, 4 * n, 4 * n) / bandwidth
    cause = (
        "het geheugen houdt de processor op"
        if reading > large / 3
        else "de matrices passen niet in het snelle geheugen vlak bij de rekenkernen, of andere programma's storen"
    )
    return start + f"De drie matrices zijn samen {brief(megabytes)} MB: {cause}."


def show_growth(seconds: dict[int, float], overhead: float, bandwidth: float) -> None:
    """Teken de tijd van een product tegen de maat, naast de vaste kosten en het rekenwerk op topsnelheid."""
    sizes = np.array(list(seconds))
    times = np.array(list(seconds.values()))
    peak = max(product_flops(n, n, n) / time for n, time in seconds.items())
    work = np.array([product_flops(n, n, n) / peak for n in seconds])
    figure = new_figure(9.4, 4.4)
    axes = figure.add_axes((0.1, 0.15, 0.88, 0.75))
    axes.loglog(sizes, work, color=GREY, linewidth=1.8, linestyle="--")
    axes.axhline(overhead, color=ORANGE, linewidth=1.8)
    axes.loglog(sizes, times, "o-", color=BLUE, markersize=9)
    axes.set_xticks(sizes, [dutch(int(n)) for n in sizes])
    axes.minorticks_off()
    low, high = 0.3 * min(overhead, times.min()), 3 * times.max()
    axes.set_ylim(low, high)
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    axes.set_yticks([10.0**power for power in powers], [duration(10.0**power) for power in powers])
    axes.set_xlabel("n (matrices van n bij n)")
    axes.text(sizes[-1], overhead * 1.15, "vaste kosten", color=ORANGE_TEXT, ha="right", va="bottom")
    middle = len(sizes) // 2
    axes.text(sizes[middle] * 1.15, work[middle] / 1.5, "rekenwerk op topsnelheid", color=INK, va="top")
    axes.text(sizes[0], times[0] * 1.5, "gemeten", color=BLUE, fontweight="bold")
    axes.set_title("tijd van één product, gemeten op jouw computer", fontsize=13)
    reasons = [
        growth_reason(n, seconds[n], seconds[4 * n], overhead, bandwidth) for n in (min(seconds), max(seconds) // 4)
    ]
    show(figure, " ".join(reasons))


# --- stap 4: bandbreedte en roofline ---------------------------------------------------------------------------------


def show_bandwidth(measured: dict[int, float]) -> None:
    """Teken hoeveel byte per seconde een kopie haalt, tegen de grootte."""
    sizes, speeds = np.array(list(measured)), np.array(list(measured.values())) / 1e9
    figure = new_figure(9.4, 3.9)
    axes = figure.add_axes((0.085, 0.17, 0.89, 0.72))
    axes.semilogx(sizes, speeds, "o-", color=BLUE, markersize=9)
    axes.set_xticks(sizes[::2], [byte_text(size) for size in sizes[::2]])
    axes.minorticks_off()
    axes.set_ylim(0, 1.25 * speeds.max())
    axes.set_xlabel("grootte van de array")
    axes.set_title("kopiëren op jouw computer, in GB/s (lezen en schrijven samen)", fontsize=13)
    best = int(speeds.argmax())
    cache = speeds[best] > 1.3 * speeds[-1]
    axes.axhline(speeds[-1], color=GREY, linewidth=1.2, linestyle="--", zorder=0)
    axes.annotate(
        f"werkgeheugen: {brief(speeds[-1])} GB/s",
        (sizes[len(sizes) // 4], speeds[-1]),
        (0, 5 if cache else -5),  # zonder cache loopt de lijn zelf langs de stippellijn
        textcoords="offset points",
        va="bottom" if cache else "top",
        fontweight="bold",
        color=BLUE,
    )
    if cache:
        axes.annotate(
            f"cache: {brief(speeds[best])} GB/s",
            (sizes[best], speeds[best]),
            (0, 10),
            textcoords="offset points",
            ha="center",
            color=INK,
        )
    tail = (
        f"Bij {byte_text(sizes[best])} is het {brief(speeds[best] / speeds[-1])} keer zo snel: "
        "dan past alles in de cache."
        if cache
        else "Kleinere arrays gaan hier niet veel sneller."
    )
    if speeds[0] < 0.8 * speeds[best]:
        tail += " De kleinste array gaat trager: daar tellen de vaste kosten mee."
    show(figure, f"Een array van {byte_text(sizes[-1])} kopieert deze computer met {brief(speeds[-1])} GB/s. {tail}")


_POWER_WORDS = {3: "duizend", 6: "miljoen", 9: "miljard", 12: "biljoen", 15: "biljard"}


@dataclass(frozen=True)
class Point:
    """Een gemeten som: FLOP per byte, en FLOP per seconde in de snelste beurt."""

    name: str
    intensity: float
    speed: float


def measured_roof(points: list[Point]) -> tuple[float, float]:
    """Het dak dat bij de metingen hoort: (piek in FLOP/s, bandbreedte in byte/s), elk het beste wat er gemeten is."""
    return max(point.speed for point in points), max(point.speed / point.intensity for point in points)


def gpu_points(machine: str) -> list[Point]:
    """Wat er in BF16 gemeten is op deze machine (data/gpu_*.json): producten, en een stapel lagen per aantal tokens."""
    gpu = next((gpu for gpu in load_gpu_measurements() if gpu["data_sheet"] == MACHINES.get(machine)), None)
    if gpu is None:
        return []
    found = [
        Point(f"{row['n']} bij {row['n']}", row["n"] / 3, row["tflops"] * 1e12)  # drie matrices van 2 byte per getal
        for row in gpu["products"]
        if row["format"] == "bf16"
    ]
    for row in gpu["decode"]:  # 2 FLOP per gewicht en token, en 2 byte per gewicht
        flop = 2 * row["weights"] * row["tokens"]
        found.append(Point(f"{row['tokens']} tokens", row["tokens"], flop / row["seconds"]))
    return found


def roofline(points: list[Point]) -> LiveFigure:
    """Teken het dak van deze computer met de eigen metingen eronder, en leg er een andere machine naast.

    Van een GPU die gemeten is, staan ook de metingen erbij.
    """
    peak, bandwidth = measured_roof(points)
    own_ridge = ridge(peak, bandwidth)
    names = [point.name for point in points]
    left, right = 0.12, 1500.0
    bottom, top = 10 ** math.floor(math.log10(min(point.speed for point in points) / 2)), 4e15
    curve = np.geomspace(left, right, 200)

    def build(figure):
        axes = figure.add_axes((0.145, 0.145, 0.835, 0.77), xlim=(left, right), ylim=(bottom, top))
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks([0.25, 1, 4, 16, 64, 256, 1024], ["0,25", "1", "4", "16", "64", "256", "1.024"])
        powers = range(math.ceil(math.log10(bottom)), 16)
        axes.set_yticks(
            [10.0**power for power in powers if power % 3 == 0],
            [f"1 {word}" for power, word in _POWER_WORDS.items() if power in powers],
        )
        axes.minorticks_off()
        axes.set_xlabel("FLOP per byte")
        axes.set_title("FLOP per seconde   (● met de grote matrix, ■ n bij n)", fontsize=13)
        roof = [attainable(x, peak, bandwidth) for x in curve]
        axes.fill_between(curve, bottom, roof, color=BLUE_LIGHT, zorder=0)
        axes.plot(curve, roof, color=BLUE)
        axes.text(right * 0.9, peak * 1.25, "jouw computer", ha="right", va="bottom", color=BLUE, fontweight="bold")
        spots = []
        for point in points:
            shape = "s" if " bij " in point.name else "o"
            (dot,) = axes.plot(point.intensity, point.speed, shape, color=INK, markersize=8)
            spots.append(Spot(f"{point.name}: {speed(point.speed)}", {"sum_name": point.name}, dot))
        (other,) = axes.plot([], [], color=GREEN, linestyle="--")
        real = [axes.plot([], [], shape, color=GREEN, markersize=7)[0] for shape in "os"]
        other_name = axes.text(right * 0.9, 1, "", ha="right", va="bottom", color=GREEN_TEXT, fontweight="bold")
        (reach,) = axes.plot([], [], color=RED, linewidth=1.5, linestyle=":")
        (mark,) = axes.plot([], [], "o", color=RED, markersize=15)
        label = axes.text(left * 1.3, 1.5e15, "", color=RED, fontweight="bold", va="center")  # daar is het leeg

        def draw(sum_name, machine):
            point = points[names.index(sum_name)]
            x, top = point.intensity, attainable(point.intensity, peak, bandwidth)
            mark.set_data([x], [point.speed])
            reach.set_data([x, x], [point.speed, top])
            label.set_text(f"{sum_name}: {speed(point.speed)}")
            limit = "het geheugen" if x < own_ridge else "het rekenen"
            sentence = (
                f"{sum_name[0].upper()}{sum_name[1:]}: {brief(x)} FLOP per byte, {speed(point.speed)}. Dat is "
                f"{dutch(round(100 * point.speed / top))} % van het dak. De knik van jouw computer ligt bij "
                f"{brief(own_ridge)} FLOP per byte, dus hier begrenst {limit} de snelheid."
            )
            if point.speed < 0.3 * top:
                reason = "vaste kosten" if " bij " in sum_name else "het klaarzetten van de getallen"
                sentence += f" Maar de meeste tijd gaat naar iets anders, zoals {reason}, of een ander programma."
            if machine == "geen":
                for artist in (other, *real):
                    artist.set_data([], [])
                other_name.set_text("")
                return Drawing(sentence, reached=False, spots=spots)
            its_peak, its_bandwidth = sheet(machine).peak, sheet(machine).bandwidth_GBs * 1e9
            other.set_data(curve, [attainable(value, its_peak, its_bandwidth) for value in curve])
            other_name.set_text(f"{machine} (fabrikant)")
            line_color, text_color = (BLUE, BLUE) if sheet(machine).kind == "cpu" else (GREEN, GREEN_TEXT)
            other.set_color(line_color)
            other_name.set_color(text_color)
            seen = [place for place in gpu_points(machine) if place.intensity <= right]
            for artist, square in zip(real, (False, True), strict=True):
                chosen = [place for place in seen if (" bij " in place.name) == square]
                artist.set_data([place.intensity for place in chosen], [place.speed for place in chosen])
            other_name.set_y(its_peak * 1.25)
            at = ridge(its_peak, its_bandwidth)
            there = "het geheugen" if x < at else "het rekenen"
            sentence += (
                f" Volgens de fabrikant heeft een {machine} zijn knik bij {brief(at, 3)}: "
                f"daar begrenst {there} de snelheid."
            )
            if seen:
                best = max(place.speed for place in seen)
                share = dutch(round(100 * best / its_peak))
                sentence += f" In groen: gemeten in BF16, hooguit {speed(best)}, {share} % van die piek."
            return Drawing(sentence, reached=machine == "H100" and own_ridge <= x < at, spots=spots)

        return draw, (other, *real, other_name, reach, mark, label)

    return LiveFigure(
        build,
        size=(9.4, 4.3),
        goal="Zoek een som die bij jou door het rekenen begrensd is, en op een H100 door het geheugen.",
        sum_name=choice(names, "Som"),
        machine=choice(("geen", *MACHINES), "Leg ernaast"),
    )
