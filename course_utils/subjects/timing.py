"""Eerlijk meten hoelang een berekening duurt: eerst opwarmen, dan vaker meten, en bij een GPU wachten tot hij klaar is.

De mediaan zegt hoelang het meestal duurt. De snelste beurt zegt wat de computer kan als niets hem stoort. Wie maar één
keer meet, meet vaak iets anders: het inlezen van een bibliotheek, of een ander programma.
"""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

SHORTEST_TURN = 100e-6  # seconden; wat korter duurt, gaat in één beurt vaker, want de klok zelf kost ook tijd


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
