"""Een matplotlib-figuur als stapel doorzichtige lagen, zodat bij elke nieuwe stand alleen het nodige getekend wordt.

Assen, titels en alles wat blijft staan, wordt één keer getekend. Wat verandert, krijgt eigen lagen ertussen, zodat de
volgorde van matplotlib (zorder) blijft kloppen. De browser legt de lagen op elkaar.
"""

import io
import struct
import zlib
from itertools import groupby

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from course_utils.live.style import DRAWING, small_png

_COVER = np.frombuffer(bytes([0, 0, 0, 255]), np.uint32)[0]  # van een beeldpunt alleen hoe dekkend het is
_GAP = 24  # beeldpunten: wat verder uit elkaar ligt, gaat als los beeld naar de browser
_PIECE = 20_000  # zoveel lege beeldpunten kosten evenveel tijd als een beeld meer


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
        changing = [_drawable(artist) for artist in flatten(parts)]
        self._fixed, self._changing, self._nested = _split(figure, changing)
        self.background: list[bytes] = []
        self.set_scale(scale)

    def set_scale(self, scale: int) -> None:
        """Teken de vaste lagen (opnieuw), met scale keer zoveel beeldpunten per inch."""
        with DRAWING:
            self._scale = scale
            self.figure.set_dpi(self._dpi * scale)
            self.figure.draw_without_rendering()  # legt titels en getallen langs de assen op hun plek
            visible = [artist.get_visible() for artist in self._nested]
            for artist in self._nested:
                artist.set_visible(False)
            self.background = [self.take_fixed(layer) for layer in self._fixed]
            for artist, was_visible in zip(self._nested, visible, strict=True):
                artist.set_visible(was_visible)

    def _draw(self, layer: list) -> np.ndarray:
        renderer = self.figure.canvas.get_renderer()
        renderer.clear()
        for artist in layer:
            artist.draw(renderer)
        return np.asarray(self.figure.canvas.buffer_rgba())

    def render(self) -> tuple[list[bytes], list[tuple[int, int, int]]]:
        """Teken de veranderlijke lagen; geeft de uitgeknipte beelden, elk met zijn laag en zijn plek (x, y)."""
        with DRAWING:
            pieces = [
                (image, (number, *at)) for number, layer in enumerate(self._changing) for image, at in self.take(layer)
            ]
        return [image for image, _ in pieces], [place for _, place in pieces]

    def take_fixed(self, layer: list) -> bytes:
        """Het beeld van een vaste laag."""
        return _packed(self._draw(layer))

    def take(self, layer: list) -> list[tuple[bytes, tuple[int, int]]]:
        """Wat er op een veranderlijke laag staat: een of meer uitgeknipte beelden met hun plek."""
        pixels = self._draw(layer)
        boxes = _pieces(pixels.view(np.uint32)[..., 0] & _COVER)
        return [(_packed(pixels[y:bottom, x:right]), (x, y)) for y, bottom, x, right in boxes]

    def places(self, axes: int, points) -> list[list[float] | None]:
        """Waar deze punten van een assenstelsel liggen, in beeldpunten vanaf linksboven; None waar geen punt is."""
        pixels = self.figure.axes[axes].transData.transform(np.asarray(points, float)) / self._scale
        pixels[:, 1] = self.figure.bbox.height / self._scale - pixels[:, 1]
        there = np.isfinite(pixels).all(axis=1).tolist()
        return [place if seen else None for place, seen in zip(pixels.round(1).tolist(), there, strict=True)]

    def box(self, artists) -> list[float]:
        """Waar deze artists samen staan: links, boven, breedte en hoogte in beeldpunten."""
        renderer = self.figure.canvas.get_renderer()
        union = Bbox.union([artist.get_window_extent(renderer) for artist in flatten(artists)])
        top = self.figure.bbox.height - union.y1
        return [round(value / self._scale, 1) for value in (union.x0, top, union.width, union.height)]

    def png(self) -> bytes:
        """De hele figuur als één plaatje, voor een bewaard notebook."""
        images, places = self.render()
        picture, *covers = (_open(data) for data in self.background)
        for number, cover in enumerate(covers):
            for image, (layer, *place) in zip(images, places, strict=True):
                if layer == number:
                    picture.alpha_composite(_open(image), place)
            picture.alpha_composite(cover)
        return small_png(picture.convert("RGB").reduce(self._scale))


def _drawable(artist: Artist) -> Artist:
    """Een ronde of ruimtelijke grafiek tekent zichzelf op een eigen manier: daar verandert alles of niets."""
    return artist if artist.axes is None or artist.axes.name == "rectilinear" else artist.axes


def _split(figure: Figure, changing: list) -> tuple[list[list], list[list], list]:
    """Verdeel de artists over vaste en veranderlijke lagen; geef ook de veranderlijke die ergens binnenin zitten."""
    if figure in changing:
        changing = [artist for artist in figure.get_children() if artist is not figure.patch]
    # Verandert een heel assenstelsel (ook de getallen langs de as), dan hoort alles erin daarbij.
    changing = [artist for artist in changing if artist.axes is artist or artist.axes not in changing]
    marked = {id(artist) for artist in changing}
    stack = [figure.patch]
    for axes in sorted(figure.axes, key=lambda axes: axes.zorder):
        stack += _stack(axes, marked)
    loose = [artist for artist in figure.get_children() if artist is not figure.patch and artist not in figure.axes]
    stack += sorted(loose, key=lambda artist: id(artist) in marked)
    # Een tekst in een legenda of de naam van een as staat niet los in de stapel: die komt bovenop.
    known = {id(artist) for artist in stack}
    nested = [artist for artist in changing if id(artist) not in known]

    stack = [artist for artist in stack if id(artist) in marked or not _empty(artist)]  # elke laag kost tijd
    groups = [(moves, list(group)) for moves, group in groupby(stack + nested, lambda artist: id(artist) in marked)]
    fixed = [group for moves, group in groups if not moves]
    if groups[-1][0]:
        fixed.append([])
    return fixed, [group for moves, group in groups if moves], nested


def _empty(artist: Artist) -> bool:
    """Of hier niets te tekenen valt, zoals de titel die een assenstelsel niet heeft."""
    return not artist.get_visible() or (type(artist) is Text and not artist.get_text())


def _stack(axes: Axes, marked: set[int]) -> list:
    """De artists van een assenstelsel van achter naar voren, ook die in een inzet."""
    if id(axes) in marked or axes.name != "rectilinear" or not axes.get_visible():
        return [axes]
    hidden = [] if axes.axison else [axes.xaxis, axes.yaxis]
    framed = axes.axison and axes.get_frame_on()
    hidden += [axes.patch] if framed else [axes.patch, *axes.spines.values()]
    stack = [axes.patch] if framed else []
    # Bij gelijke zorder het vaste eerst: dat scheelt lagen.
    for child in sorted(axes.get_children(), key=lambda child: (child.zorder, id(child) in marked)):
        if child not in hidden:
            stack += _stack(child, marked) if isinstance(child, Axes) else [child]
    return stack


def _pieces(ink: np.ndarray, top: int = 0, left: int = 0, rows: bool = True, whole: int = 0) -> list[tuple]:
    """De rechthoeken (boven, onder, links, rechts) waar inkt staat. Leegte inpakken kost tijd, elk los beeld ook."""
    filled = np.flatnonzero(np.bitwise_or.reduce(ink, axis=int(rows)))
    if not filled.size:
        return []
    runs = np.split(filled, np.flatnonzero(np.diff(filled) > _GAP) + 1)
    whole = whole + 1 if len(runs) == 1 else 0
    boxes = []
    for run in runs:
        low, high = int(run[0]), int(run[-1]) + 1
        part = ink[low:high] if rows else ink[:, low:high]
        corner = (top + low, left) if rows else (top, left + low)
        if whole == 2:  # in beide richtingen één stuk
            boxes.append((corner[0], corner[0] + part.shape[0], corner[1], corner[1] + part.shape[1]))
        else:
            boxes += _pieces(part, *corner, not rows, whole)
    ends = list(zip(*boxes, strict=True))
    around = [(min(ends[0]), max(ends[1]), min(ends[2]), max(ends[3]))]
    return min(around, boxes, key=lambda boxes: sum((b - y) * (r - x) + _PIECE for y, b, x, r in boxes))


def _packed(pixels: np.ndarray) -> bytes:
    """Een beeld als PNG zonder filter: drie keer zo snel te maken als met Pillow; de browser pakt het apart uit."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # elke rij begint met 0: geen filter
    rows[:, 1:] = pixels.reshape(height, -1)
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 6, 0, 0, 0)),  # 8 bits, rood groen blauw en dekking
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    ]
    return b"".join([b"\x89PNG\r\n\x1a\n", *chunks])


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")
