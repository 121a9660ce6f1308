"""Inkt: van lijnen op een vel naar een beeld van 28x28 zoals die in MNIST."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

SIDE = 280  # beeldpunten langs een zijde van het vel
PEN = 22  # breedte van de lijn: na verkleinen ongeveer zo dik als een pen in MNIST

Stroke = Sequence[tuple[float, float]]


def ink_of(strokes: Sequence[Stroke]) -> np.ndarray:
    """Het vel met deze lijnen erop: vorm (280, 280), 0 is papier en 1 is inkt, net als in de browser."""
    sheet = Image.new("L", (2 * SIDE, 2 * SIDE))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in stroke]
        pen.line(points, fill=255, width=2 * PEN)
        for x, y in points:
            pen.ellipse((x - PEN, y - PEN, x + PEN, y + PEN), fill=255)
    return np.asarray(sheet.resize((SIDE, SIDE), Image.Resampling.BOX)) / np.float32(255)


def ink_box(drawing: np.ndarray) -> tuple[int, int, int, int] | None:
    """Het kleinste vak (boven, onder, links, rechts) om de inkt van een tekening; None als er geen inkt is.

    Wat lichter is dan een tiende van de donkerste inkt, telt niet mee: dat is de zachte rand van een lijn.
    """
    darkest = drawing.max()
    if darkest <= 0:
        return None
    ink = drawing > 0.1 * darkest
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def prepare_drawing(pixels) -> np.ndarray:
    """Maak van een vierkante grijze tekening (0 is papier, 1 is inkt) een beeld van 28x28 zoals die in MNIST.

    De langste zijde van de inkt past in een vak van 20x20, de verhouding blijft, en het zwaartepunt van de inkt komt in
    het midden van 28x28 (LeCun, Cortes en Burges, de beschrijving bij MNIST). Bytes (uint8) worden gedeeld door 255.
    Een leeg vel geeft een leeg beeld. Iets anders dan een vierkant vol getallen geeft ValueError.
    """
    try:
        pixels = np.asarray(pixels)
        drawing = pixels / np.float32(255) if pixels.dtype == np.uint8 else pixels.astype(np.float32)
    except (TypeError, ValueError):
        raise ValueError("Een tekening is een vierkant vol getallen. Hier staat iets anders in.") from None
    if pixels.ndim != 2 or pixels.shape[0] != pixels.shape[1] or pixels.size == 0:
        raise ValueError(
            f"Een tekening is een vierkant van grijze beeldpunten; je gaf een array met vorm {pixels.shape}."
        )
    if not np.isfinite(drawing).all():
        raise ValueError("In deze tekening staan waarden die geen getal zijn (NaN of oneindig).")
    drawing = drawing.clip(0, 1)
    prepared = np.zeros((28, 28), np.float32)
    box = ink_box(drawing)
    if box is None:
        return prepared
    top, bottom, left, right = box
    scale = 20 / max(bottom - top, right - left)
    height, width = max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))
    cut = Image.fromarray(drawing[top:bottom, left:right])
    small = np.asarray(cut.resize((width, height), Image.Resampling.BILINEAR)).clip(0, 1)
    y = _start(small.sum(axis=1))
    x = _start(small.sum(axis=0))
    prepared[y : y + height, x : x + width] = small
    return prepared


def _start(ink: np.ndarray) -> int:
    """Waar een strook inkt begint als haar zwaartepunt in het midden van 28 vakjes komt, zonder uit te steken.

    28 is even: het midden is een naad. In MNIST ligt het zwaartepunt altijd in het vakje rechts van (onder) die naad.
    Zo doen wij het ook: een cijfer uit MNIST komt er vrijwel onveranderd uit.
    """
    center = (ink @ (np.arange(len(ink)) + 0.5)) / ink.sum()
    return int(np.clip(round(14.5 - center), 0, 28 - len(ink)))
