"""Teken cijfers zoals ze op Nederlandse scholen geschreven worden, en zoals ze in MNIST bijna niet voorkomen.

Een 1 met een vlag (en soms een voet), een 0 met een schuine streep, een 9 met een gekrulde staart, en een 7 met een
dwarsstreep. Elke tekening is een loting: helling, breedte, dikte en bibber verschillen. De lijnen gaan door dezelfde
bewerking als een tekening op het tekenvel.

python data/build/dutch_shapes.py     maakt data/dutch_drawings.npz: 50 tekeningen per vorm, die geen netwerk zag
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from course_utils.handwriting.ink import SIDE, prepare_drawing

Stroke = np.ndarray  # (n, 2): punten x, y; y wijst omlaag, en het cijfer is ongeveer 1 hoog


def one_with_flag(dice: np.random.Generator) -> list[Stroke]:
    """Een stam, en vanaf de top een vlag schuin naar links omlaag; een op de drie heeft een voet."""
    lean = dice.uniform(-0.1, 0.28)
    top, bottom = np.array([lean, 0.0]), np.array([0.0, 1.0])
    angle, length = np.deg2rad(dice.uniform(15, 72)), dice.uniform(0.18, 0.6)
    tip = top + length * np.array([-np.cos(angle), np.sin(angle)])
    bend = (top + tip) / 2 + dice.uniform(-0.05, 0.05, 2)
    strokes = [np.array([tip, bend, top, bottom])]
    if dice.random() < 0.33:
        left, right = dice.uniform(0.1, 0.35, 2)
        strokes.append(np.array([[-left, 1.0], [right, 1.0]]) + dice.uniform(-0.02, 0.02, (2, 2)))
    return strokes


def zero_with_slash(dice: np.random.Generator) -> list[Stroke]:
    """Een ovaal met een streep erdoor, meestal van linksonder naar rechtsboven."""
    wide = dice.uniform(0.22, 0.5)
    turn = np.linspace(0, 2 * np.pi * dice.uniform(0.97, 1.06), 40) + dice.uniform(0, 2 * np.pi)
    tilt = dice.uniform(-0.1, 0.25)
    x, y = wide * np.cos(turn), 0.5 * np.sin(turn)
    oval = np.stack([x - tilt * y, y], axis=1)
    reach = dice.uniform(0.55, 1.5, 2)
    rise = dice.uniform(0.2, 0.55)
    slash = np.array([[-wide * reach[0], rise * reach[0]], [wide * reach[1], -rise * reach[1]]])
    if dice.random() < 0.2:
        slash[:, 0] *= -1
    return [oval, slash + dice.uniform(-0.05, 0.05, 2)]


def nine_with_curl(dice: np.random.Generator) -> list[Stroke]:
    """Een lus bovenaan, en rechts een staart omlaag die naar links krult."""
    wide, high = dice.uniform(0.18, 0.32), dice.uniform(0.18, 0.28)
    start = dice.uniform(-0.5, 0.2)
    turn = start - np.linspace(0, 2 * np.pi * dice.uniform(0.95, 1.03), 30)
    loop = np.stack([wide * np.cos(turn), high * np.sin(turn)], axis=1)
    right = wide * dice.uniform(0.85, 1.05)
    depth, curl = dice.uniform(0.55, 1.1), dice.uniform(0.2, 0.95)
    down = np.array([[right, -0.02], [right * dice.uniform(0.8, 1.1), depth * 0.5]])
    radius = dice.uniform(0.12, 0.3)
    bend = np.linspace(0, np.pi * dice.uniform(0.45, 0.95), 15)
    hook = np.stack([right - (curl + radius) / 2 * (1 - np.cos(bend)), depth * 0.6 + radius * np.sin(bend)], axis=1)
    return [np.concatenate([loop, down, hook])]


def seven_with_bar(dice: np.random.Generator) -> list[Stroke]:
    """Een 7 met een dwarsstreep door de stam."""
    wide, foot = dice.uniform(0.4, 0.7), dice.uniform(0.0, 0.3)
    top = np.array([[0, dice.uniform(-0.03, 0.06)], [wide, 0], [foot, 1]])
    at = dice.uniform(0.4, 0.6)
    middle = top[1] + at * (top[2] - top[1])
    left, right = dice.uniform(0.12, 0.28, 2)
    return [top, np.array([middle + np.array([-left, 0.02]), middle + np.array([right, -0.02])])]


SHAPES: dict[str, tuple[int, Callable]] = {
    "1 met vlag": (1, one_with_flag),
    "0 met streep": (0, zero_with_slash),
    "9 met krul": (9, nine_with_curl),
    "7 met dwarsstreep": (7, seven_with_bar),
}


def draw(strokes: list[Stroke], dice: np.random.Generator) -> np.ndarray:
    """Zet de lijnen ergens op het vel, met een bibber en een eigen dikte, en geef het beeld van 28 bij 28 (0..255)."""
    size, pen = dice.uniform(90, 230), dice.uniform(15, 26)
    angle, shear = np.deg2rad(dice.uniform(-10, 10)), dice.uniform(-0.15, 0.15)
    matrix = np.array([[np.cos(angle), -np.sin(angle) + shear], [np.sin(angle), np.cos(angle)]])
    points = [stroke @ matrix.T + dice.normal(0, 0.008, stroke.shape) for stroke in strokes]
    everything = np.concatenate(points)
    low, high = everything.min(axis=0), everything.max(axis=0)
    scale = size / (high - low).max()
    center = SIDE / 2 - scale * (low + high) / 2
    sheet = Image.new("L", (SIDE, SIDE))
    pencil = ImageDraw.Draw(sheet)
    for stroke in points:
        line = [tuple(point) for point in scale * stroke + center]
        pencil.line(line, fill=255, width=round(pen), joint="curve")
        for x, y in line:
            pencil.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return (255 * prepare_drawing(np.asarray(sheet))).round().astype(np.uint8)


def dutch_digits(number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Per vorm `number` tekeningen: beelden (4 × number, 28, 28) en labels."""
    dice = np.random.default_rng(seed)
    images = [draw(shape(dice), dice) for _, shape in SHAPES.values() for _ in range(number)]
    labels = np.repeat([label for label, _ in SHAPES.values()], number)
    return np.array(images), labels


if __name__ == "__main__":
    images, labels = dutch_digits(50, seed=1958)
    to = Path(__file__).resolve().parent.parent / "dutch_drawings.npz"
    np.savez_compressed(to, images=images, labels=labels, shapes=np.repeat(list(SHAPES), 50))
