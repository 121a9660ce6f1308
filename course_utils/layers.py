"""Een matplotlib-figuur als stapel doorzichtige lagen, zodat bij elke nieuwe stand alleen het nodige getekend wordt.

Assen, titels en alles wat blijft staan, wordt één keer getekend. Wat verandert, krijgt eigen lagen ertussen, zodat de
volgorde van matplotlib (zorder) blijft kloppen. De browser legt de lagen op elkaar.
"""

import io
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from course_utils.style import DRAWING


def flatten(parts) -> list:
    """Maak één lijst van artists: plot() geeft een lijst, bar() een container, een les soms een dict."""
    if parts is None:
        return []
    if hasattr(parts, "draw"):
        return [parts]
    values = parts.values() if isinstance(parts, dict) else parts
    return [artist for part in values for artist in flatten(part)]


class Layers:
    """De lagen van een figuur: om en om vast en veranderlijk, te beginnen en te eindigen met vast."""

    def __init__(self, figure: Figure, parts, scale: int = 1):
        self.figure = figure
        self._dpi = figure.dpi
        with DRAWING:
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # de indeling staat nu vast: een langer getal duwt de assen niet opzij
            for axes in figure.axes:
                axes.autoscale(False)
            self._fixed, self._changing = _layers(figure, flatten(parts))
        self.background: list[bytes] = []
        self.set_scale(scale)

    def set_scale(self, scale: int) -> None:
        """Teken de vaste lagen (opnieuw), met scale keer zoveel beeldpunten per inch."""
        with DRAWING:
            self.figure.set_dpi(self._dpi * scale)
            artists = [artist for layer in self._fixed + self._changing for artist in layer]
            visible = [artist.get_visible() for artist in artists]
            self.background = []
            for layer in self._fixed:
                shown = {id(artist) for artist in layer}
                for artist, was_visible in zip(artists, visible, strict=True):
                    artist.set_visible(was_visible and id(artist) in shown)
                self.figure.canvas.draw()
                self.background.append(_webp(self.figure.canvas.buffer_rgba()))
            for artist, was_visible in zip(artists, visible, strict=True):
                artist.set_visible(was_visible)

    def render(self) -> tuple[list[bytes], list[tuple[int, int]]]:
        """Teken de veranderlijke lagen; geeft per laag het uitgeknipte beeld en de plek (x, y) linksboven."""
        images, places = [], []
        with DRAWING:
            renderer = self.figure.canvas.get_renderer()
            for layer in self._changing:
                renderer.clear()
                for artist in layer:
                    artist.draw(renderer)
                pixels = np.asarray(self.figure.canvas.buffer_rgba())
                top, bottom = _extent(pixels[..., 3].any(axis=1))
                left, right = _extent(pixels[..., 3].any(axis=0))
                images.append(_webp(pixels[top:bottom, left:right]))
                places.append((left, top))
        return images, places

    def png(self) -> bytes:
        """De hele figuur als één plaatje, voor een bewaard notebook."""
        images, places = self.render()
        picture, *covers = (_open(data) for data in self.background)
        for image, place, cover in zip(images, places, covers, strict=True):
            picture.alpha_composite(_open(image), place)
            picture.alpha_composite(cover)
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "png", optimize=True)
        return buffer.getvalue()


def _layers(figure: Figure, parts: list) -> tuple[list[list], list[list]]:
    """Verdeel alle artists van de figuur over vaste en veranderlijke lagen."""
    if figure in parts:
        parts = [artist for artist in figure.get_children() if artist is not figure.patch]
    # Verandert een heel assenstelsel (ook de getallen langs de as), dan hoort alles erin daarbij.
    parts = [artist for artist in parts if artist.axes is artist or artist.axes not in parts]
    changing = {id(artist) for artist in parts}
    stack = [figure.patch]
    for axes in sorted(figure.axes, key=lambda axes: axes.zorder):
        stack += _stack(axes, changing)
    stack += [artist for artist in figure.get_children() if artist not in stack and artist not in figure.axes]
    # Wat dieper zit (een tekst in een legenda, de naam van een as) staat niet los in de stapel: dat komt bovenop.
    known = {id(artist) for artist in stack}
    stack += [artist for artist in parts if id(artist) not in known]

    groups = [(changes, list(group)) for changes, group in groupby(stack, lambda artist: id(artist) in changing)]
    fixed = [group for changes, group in groups if not changes]
    if groups[-1][0]:
        fixed.append([])
    return fixed, [group for changes, group in groups if changes]


def _stack(axes: Axes, changing: set[int]) -> list:
    """De artists van een assenstelsel van achter naar voren, ook die in een inzet."""
    if id(axes) in changing:
        return [axes]
    children = sorted(
        (child for child in axes.get_children() if child is not axes.patch), key=lambda child: child.zorder
    )
    stack = [axes.patch]
    for child in children:
        stack += _stack(child, changing) if isinstance(child, Axes) else [child]
    return stack


def _extent(filled: np.ndarray) -> tuple[int, int]:
    """Begin en einde van het gevulde stuk; een lege laag houdt één leeg beeldpunt over."""
    positions = np.flatnonzero(filled)
    return (int(positions[0]), int(positions[-1]) + 1) if positions.size else (0, 1)


def _webp(pixels) -> bytes:
    """WebP zonder verlies, op de snelste stand: sneller te maken dan PNG, en de browser pakt het buiten beeld uit."""
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).save(buffer, "webp", lossless=True, quality=0, method=0)
    return buffer.getvalue()


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")
