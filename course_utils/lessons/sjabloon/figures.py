"""Figuren van het sjabloon: begin hiermee als je een les maakt. CONTRIBUTING.md legt uit hoe."""

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.live import BLUE, ORANGE, Drawing, live_figure, slider

__all__ = ["move_the_outlier"]

OTHERS = np.full(9, 10.0)  # euro; in een echte les staan hier gegevens met een bron


def mean_with(outlier: float) -> float:
    """Het gemiddelde van negen keer 10 euro en één uitbijter, in euro."""
    return float(np.append(OTHERS, outlier).mean())


@live_figure(
    size=(9, 3),
    goal="Maak het gemiddelde minstens 30 euro.",
    outlier=slider(0, 1000, 10, 10, "Zakgeld van de tiende"),
)
def move_the_outlier(figure):
    """Schuif aan één getal en zie het gemiddelde meegaan."""
    axes = figure.add_subplot(xlim=(-10, 1010), ylim=(-0.6, 1))
    axes.set_yticks([])
    axes.set_xlabel("zakgeld in euro")
    axes.plot(OTHERS, np.zeros(9), "o", color=BLUE, markersize=12)
    axes.text(30, -0.4, "negen leerlingen krijgen 10 euro", color=BLUE)
    (dot,) = axes.plot([], [], "o", color=ORANGE, markersize=12)
    line = axes.axvline(0, color=ORANGE)
    label = axes.text(0, 0.75, "", color=ORANGE)

    def draw(outlier):
        mean = mean_with(outlier)
        dot.set_data([outlier], [0])
        line.set_xdata([mean, mean])
        label.set_position((mean + 12, 0.75))
        label.set_text(f"gemiddelde {dutch(mean, 2)}")
        sentence = f"De tiende leerling krijgt {dutch(outlier)} euro. Het gemiddelde is {dutch(mean, 2)} euro."
        return Drawing(sentence, reached=mean >= 3 * OTHERS[0])

    return draw, (dot, line, label)
