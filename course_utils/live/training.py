"""Trainen in stukjes, achter een schuif die afspeelt: starten, stoppen, verdergaan en terugkijken.

    @lru_cache(maxsize=8)
    def run(learning_rate):
        return Training(lambda: my_training(learning_rate))     # een generator; elk bericht heeft een `loss`

    @live_figure(pieces=training_slider(80), learning_rate=...)
    def train(figure):
        ...
        def draw(pieces, learning_rate):
            training = run(learning_rate)
            reports = training.until(pieces)
            ...
            return Drawing(training.problem or "...")
        return draw, ...

Er draait geen thread. De browser vraagt om het volgende stukje zodra het vorige er staat. De kernel is dus tussen twee
stukjes vrij, Stop werkt meteen, en wie de pagina sluit, stopt de training. Houd een stukje onder 0,1 seconde.

Zet in de generator geen `with` om een yield heen. Elk stukje draait in een eigen context, en wat als np.errstate in de
ene begint, kan in de andere niet meer sluiten.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

from course_utils.dutch_numbers import dutch
from course_utils.live.controls import Control, stops

NOT_A_NUMBER = (
    "De loss is geen getal meer: de gewichten zijn te groot geworden. Kies een kleinere leersnelheid en begin opnieuw."
)


class Training:
    """Een training die rekent tot waar je kijkt, en de berichten onthoudt.

    start: geeft een generator van berichten. Een bericht met een `loss` die inf of NaN is, is het laatste. reports: de
    berichten tot nu toe; problem: een Nederlandse zin als de training niet verder kan.
    """

    def __init__(self, start: Callable[[], Iterator[Any]]):
        self.reports: list[Any] = []
        self.problem = ""
        self._start = start
        self._pieces: Iterator[Any] | None = None
        self._finished = False

    def until(self, count: int) -> list[Any]:
        """De eerste count berichten; rekent zo nodig verder. Minder als de training eerder klaar is."""
        while len(self.reports) < count and not self._finished:
            self._next()
        return self.reports[:count]

    def _next(self) -> None:
        try:
            if self._pieces is None:
                self._pieces = self._start()
            report = next(self._pieces)
        except StopIteration:
            self._finished = True
            return
        except Exception as problem:  # wat er ook misgaat: wat er al was, blijft te zien
            self.problem, self._finished = _explain(problem), True
            return
        self.reports.append(report)
        if not math.isfinite(getattr(report, "loss", 0)):
            self.problem, self._finished = NOT_A_NUMBER, True


def training_slider(count: int, label: str = "Training", text: Callable[[int], str] | None = None) -> Control:
    """Schuif over 0 tot en met count stukjes, met de knoppen Start en Stap; text maakt van een stukje een tekst."""
    text = text or (lambda piece: f"{dutch(round(100 * piece / count))} %")
    return stops(range(count + 1), 0, label, [text(piece) for piece in range(count + 1)], play="Start")


def _explain(problem: Exception) -> str:
    if isinstance(problem, ValueError) and str(problem):
        return str(problem)  # onze eigen fouten zijn al een Nederlandse zin
    if isinstance(problem, MemoryError):
        return "Het geheugen is vol. Sluit andere notebooks, of kies een kleiner netwerk, en begin opnieuw."
    return f"De training stopte met een fout ({type(problem).__name__}: {problem}). Begin opnieuw."
