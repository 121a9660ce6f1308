"""De kleuren: te onderscheiden bij kleurenblindheid, te lezen als tekst, en wat de tekst rood noemt, is rood."""

import itertools
import re
from colorsys import rgb_to_hls
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.live import palette
from course_utils.live.output import browser_files

# Wat iemand ziet met te weinig van één soort kegeltjes, in lineair RGB: Machado, Oliveira en Fernandes (2009), ernst 1.
EYES = {
    "trichromat": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1, 1.08883])
# De kleuren zelf, ook een nieuwe: zonder tekst en vlakken, en zonder de tinten grijs.
FULL = [name for name in palette.PALETTE if "_" not in name and name not in {"INK", "GREY", "PALE"}]


def linear(color: str) -> np.ndarray:
    """Het licht zelf, zonder de gamma van het scherm."""
    channels = np.array(to_rgb(color))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(color: str, eyes: str) -> np.ndarray:
    """CIELAB: een afstand van ongeveer 2 is net te zien."""
    ratio = TO_XYZ @ np.clip(EYES[eyes] @ linear(color), 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(lab(palette.PALETTE[one], eyes) - lab(palette.PALETTE[other], eyes)))


def contrast(one: str, other: str = "#FFFFFF") -> float:
    """Het contrast van WCAG 2.2, van 1 tot 21."""
    dark, light = sorted(float(TO_XYZ[1] @ linear(color)) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", EYES)
def test_every_two_colors_differ_for_all_eyes(eyes):
    """BLUE en SKY horen bij elkaar en liggen met opzet het dichtst bij elkaar: 25."""
    for one, other in itertools.combinations(FULL, 2):
        assert distance(one, other, eyes) > 24, f"{one} en {other} lijken te veel op elkaar ({eyes})"
    for other in FULL:
        assert distance("GREY", other, eyes) > 15, f"GREY en {other} lijken te veel op elkaar ({eyes})"
    assert distance("RED", "ORANGE", eyes) > 30  # de tekst zegt "rood" met oranje ernaast


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("RED", 340, 370), ("ORANGE", 30, 45), ("GREEN", 140, 170), ("BLUE", 195, 240), ("PURPLE", 265, 290)],
)
def test_a_color_looks_like_its_name(name, low, high):
    """De hoek op de kleurencirkel: rood 0, oranje 40, groen 150, blauw 220, paars 275, roze 320."""
    hue, _, saturation = rgb_to_hls(*to_rgb(palette.PALETTE[name]))
    angle = 360 * hue
    assert low <= (angle if angle > 20 or low < 300 else angle + 360) <= high
    assert saturation > 0.5


def test_text_can_be_read():
    bare = [name for name in FULL if f"{name}_TEXT" not in palette.PALETTE]
    assert not bare, f"Zet in palette.py ook de kleur voor tekst, met _TEXT achter de naam: {bare}"
    for name, color in palette.PALETTE.items():
        if name.endswith("_TEXT") or name == "INK":
            assert contrast(color) >= 4.5, f"{name} op wit"
            assert contrast(color, "#F2F5F7") >= 4.5, f"{name} op een knop"
        if name.endswith("_LIGHT") or name == "PALE":
            assert contrast(palette.INK, color) >= 4.5, f"INK op {name}"


def test_the_browser_gets_the_same_colors():
    css = browser_files(Path(palette.__file__).with_name("widgets.css"))
    light = css[: css.index("}")]
    for name, color in palette.PALETTE.items():
        assert f"--hoe-ai-{name.lower().replace('_', '-')}: {color};" in light
    dark = re.findall(r"(--[\w-]+): (#\w+)", css.partition("data-jp-theme-light")[2].partition("}")[0])
    missing = {f"--hoe-ai-{name.lower()}-text" for name in FULL} - {name for name, _ in dark}
    assert not missing, f"Zet in _ON_DARK in palette.py de kleur voor tekst op het donkere thema: {missing}"
    assert all(contrast(color, "#212121") >= 4.5 for _, color in dark), "tekst op het donkere thema"


def through_filter(color: str) -> str:
    """De kleur na het filter dat widgets.css op het donkere thema over een beeld legt."""
    css = Path(palette.__file__).with_name("widgets.css").read_text("utf-8")
    found = re.search(r"filter: invert\((.+?)\) hue-rotate\((.+?)deg\) saturate\((.+?)\)", css)
    invert, turn, saturate = map(float, found.groups())
    gray, one = np.array([0.213, 0.715, 0.072]), np.eye(3)  # zo rekent een browser
    around = np.array([[-0.213, -0.715, 0.928], [0.143, 0.14, -0.283], [-0.787, 0.715, 0.072]])
    seen = invert + (1 - 2 * invert) * np.array(to_rgb(color))
    seen = np.clip((gray + np.cos(np.radians(turn)) * (one - gray) + np.sin(np.radians(turn)) * around) @ seen, 0, 1)
    return to_hex(np.clip(gray @ seen + saturate * (seen - gray @ seen), 0, 1))


def test_on_the_dark_theme_a_picture_is_dark_and_keeps_its_hues():
    assert contrast(through_filter("#FFFFFF"), "#000000") < 1.5
    assert contrast(through_filter(palette.INK), through_filter("#FFFFFF")) > 8
    for name in FULL:
        before, after = (
            rgb_to_hls(*to_rgb(color))[0] for color in (palette.PALETTE[name], through_filter(palette.PALETTE[name]))
        )
        assert min(abs(before - after), 1 - abs(before - after)) < 0.09, f"{name} wordt een andere kleur"
        assert contrast(through_filter(palette.PALETTE[name]), through_filter("#FFFFFF")) > 3, name
    red = to_rgb(through_filter(palette.RED))
    assert red[0] > 1.9 * max(red[1:]), "rood heet rood, en is niet roze"


def test_no_rule_makes_the_browser_style_the_whole_notebook_again():
    """`:has(...) > *` deed dat bij elk beeld, en kostte in les 02 dertig keer zo veel tijd als al het andere samen."""
    rules = [
        f"{path.name}: {selector.strip()}"
        for path in REPOSITORY.joinpath("course_utils").rglob("*.css")
        for selector in re.findall(r"([^{}]+)\{", path.read_text(encoding="utf-8"))
        if re.search(r":has\([^{]*\)[^{,]*\*", selector)
    ]
    assert rules == []
