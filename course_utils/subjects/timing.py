"""Eerlijk meten hoelang een berekening duurt: eerst opwarmen, dan vaker meten, en bij een GPU wachten tot hij klaar is.

De mediaan zegt hoelang het meestal duurt. De snelste beurt zegt wat de computer kan als niets hem stoort. Wie maar één
keer meet, meet vaak iets anders: het inlezen van een bibliotheek, of een ander programma.
"""

import math
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psutil

SHORTEST_TURN = 100e-6  # seconden; wat korter duurt, gaat in één beurt vaker, want de klok zelf kost ook tijd
BUSY_PERCENT = 30
SHARE_OF_MEMORY = 0.25  # zoveel van het vrije werkgeheugen mag een meting gebruiken


@dataclass(frozen=True)
class Timing:
    """Hoelang één keer duurt, in seconden: de mediaan, de snelste en de traagste van zoveel beurten."""

    median: float
    fastest: float
    slowest: float
    turns: int


def measure(
    function: Callable[[], object],
    seconds: float = 0.2,
    least: int = 3,
    most: int = 100,
    synchronize: Callable[[], object] | None = None,
    shortest_turn: float = SHORTEST_TURN,
) -> Timing:
    """Meet hoelang function() duurt, na één keer opwarmen.

    seconds: zoveel tijd mag de meting ongeveer kosten, met minstens `least` en hooguit `most` beurten. synchronize:
    wachten tot een GPU klaar is, zie synchronizer; zonder dat wachten meet je alleen het opgeven van de opdracht.
    """

    def turn(times: int) -> float:
        start = time.perf_counter()
        for _ in range(times):
            function()
        if synchronize:
            synchronize()
        return (time.perf_counter() - start) / times

    turn(1)
    once = turn(1)
    times = max(1, math.ceil(shortest_turn / max(once, 1e-9)))
    wanted = int(seconds / max(once * times, 1e-9))
    results = [turn(times) for _ in range(min(most, max(least, wanted)))]
    return Timing(statistics.median(results), min(results), max(results), len(results))


def synchronizer(device: str) -> Callable[[], None]:
    """De functie die wacht tot een apparaat ("cpu", "cuda", "mps" of "xpu") klaar is. Op een CPU is dat niet nodig."""
    kind = device.partition(":")[0]
    if kind == "cpu":
        return lambda: None
    import torch

    return getattr(torch, kind).synchronize


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Laat PyTorch binnen dit blok met zoveel threads rekenen; daarna staat het zoals het was."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fitting_size(wanted: int, bytes_needed: Callable[[int], float], free: float | None = None) -> tuple[int, str]:
    """De grootste maat van hooguit `wanted` die in het geheugen past, en een zin als dat minder is dan gevraagd.

    bytes_needed(maat) zegt hoeveel geheugen nodig is; free: vrije bytes, anders het vrije werkgeheugen van nu. De maat
    wordt gehalveerd tot zij past en nooit kleiner dan 1.
    """
    room = SHARE_OF_MEMORY * (psutil.virtual_memory().available if free is None else free)
    size = wanted
    while size > 1 and bytes_needed(size) > room:
        size //= 2
    if size == wanted:
        return size, ""
    return size, f"Er is weinig geheugen vrij. Ik meet met maat {size} in plaats van {wanted}."


def is_it_quiet(busy: float | None = None) -> str:
    """Zeg of dit een goed moment is om te meten; busy: hoeveel procent van de processor nu bezig is."""
    busy = psutil.cpu_percent(interval=0.3) if busy is None else busy
    if busy < BUSY_PERCENT:
        return "Je processor heeft weinig anders te doen: een goed moment om te meten."
    return f"Let op: je processor is al voor {busy:.0f} % bezig. Andere programma's maken je metingen traag: sluit ze."


def copy_bandwidth(byte_count: int, seconds: float = 0.15) -> float:
    """Meet met hoeveel byte per seconde een array gekopieerd wordt, lezen en schrijven samen; snelste beurt.

    De array zelf is byte_count groot, of kleiner als het geheugen vol is.
    """
    byte_count, _ = fitting_size(int(byte_count), lambda size: 2 * size)
    source = np.ones(max(1, byte_count // 4), np.float32)
    target = np.empty_like(source)
    timing = measure(lambda: np.copyto(target, source), seconds)
    return 2 * source.nbytes / timing.fastest
