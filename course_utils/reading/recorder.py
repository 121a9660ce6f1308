"""Een tekenaar voor matplotlib die niets tekent maar opschrijft: zo past een levende figuur met al haar standen in een
pagina.

Een laag is een rij stappen (vul deze vorm, trek deze lijn, zet dit beeldje neer). Vormen staan als stukjes SVG-pad in
een lijst, in zestiende beeldpunten en ten opzichte van hun begin. Dezelfde letter, balk of stap komt dus maar één keer
voor, hoe vaak hij ook terugkomt. In de pagina tekent scenes.js de stappen weer.
"""

import math
from collections.abc import Hashable
from itertools import pairwise

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.image import AxesImage
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from course_utils.live.layers import Layers

UNIT = 16  # zo veel stapjes in een beeldpunt
_LETTERS = {Path.LINETO: ("l", 1), Path.CURVE3: ("q", 2), Path.CURVE4: ("c", 3)}  # met zo veel punten


class Table(list):
    """Een lijst waarin elk ding één keer staat."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[Hashable, int] = {}

    def place(self, item: Hashable) -> int:
        """De plaats van dit ding; staat het er nog niet, dan komt het achteraan."""
        place = self._places.setdefault(item, len(self))
        if place == len(self):
            self.append(item)
        return place


class Scenes:
    """Alles wat een figuur laat zien, in tabellen die naar elkaar wijzen."""

    def __init__(self) -> None:
        self.shapes, self.styles, self.images = Table(), Table(), Table()
        self.steps, self.layers = Table(), Table()
        self.glyphs: dict[Hashable, list[tuple[int, float, float]]] = {}  # van een tekst naar haar vormen
        self.texts: dict[bytes, str] = {}  # van een vorm naar haar pad

    def as_data(self) -> tuple[dict, bytes]:
        """De tabellen voor de pagina, en daarachter de beeldpunten van alle beeldjes."""
        images, pixels = [], b""
        for width, height, palette, picture in self.images:
            images.append((width, height, palette, len(pixels)))
            pixels += picture
        tables = {"shapes": self.shapes, "styles": self.styles, "steps": self.steps, "layers": self.layers}
        return {**tables, "images": images}, pixels


class Recorder(RendererBase):
    """Schrijft de lagen van een figuur op. Er is er één: matplotlib onthoudt per tekenaar hoe groot een tekst is."""

    def __init__(self, scenes: Scenes, width: float, height: float, dpi: float) -> None:
        super().__init__()
        self.scenes, self.width, self.height, self.dpi = scenes, width, height, dpi
        self.steps: list[int] = []
        self._flip = Affine2D().scale(1, -1).translate(0, height)
        self._frames: dict[tuple, int] = {}  # van een rechthoek om binnen te tekenen naar haar plaats

    def finish(self) -> int:
        """Sluit een laag af: haar plaats in de tabel."""
        steps, self.steps = self.steps, []
        return self.scenes.layers.place(tuple(steps))

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: float) -> float:
        return points * self.dpi / 72

    def option_scale_image(self) -> bool:
        return True

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform, rgbFace=None) -> None:
        width = self.points_to_pixels(gc.get_linewidth())
        snapped = path.cleaned(
            transform + self._flip,
            remove_nans=True,
            clip=None if rgbFace is not None else (-50, -50, self.width + 50, self.height + 50),
            simplify=None if rgbFace is None else False,
            curves=True,
            stroke_width=width,
            snap=gc.get_snap(),
        )
        shape = self._shape(snapped)
        if gc.get_hatch():
            fill = "" if rgbFace is None else _color(rgbFace, gc.get_alpha(), gc.get_forced_alpha())
            self._step((fill,), gc, shape)
            self._hatch(gc, snapped, shape)
            rgbFace = None
        self._step(self._style(rgbFace, gc), gc, shape)

    def draw_markers(self, gc: GraphicsContextBase, marker_path, marker_trans, path, trans, rgbFace=None) -> None:
        """Tekens zoals stippen: één vorm, op alle plaatsen die (bijna) in beeld zijn."""
        marker = self._contours(marker_path.cleaned(marker_trans + Affine2D().scale(1, -1), curves=True))
        style = self._style(rgbFace, gc)
        x, y = (trans + self._flip).transform(path.vertices).T
        near = (np.abs(x - self.width / 2) < self.width) & (np.abs(y - self.height / 2) < self.height)
        for right, down in (UNIT * np.column_stack([x, y])[near]).tolist():
            self._step(style, gc, _rounded([(shape, left + right, top + down) for shape, left, top in marker]))

    def draw_text(self, gc: GraphicsContextBase, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        size = self.points_to_pixels(prop.get_size_in_points())
        key = (s, prop, size, angle, bool(ismath))
        if key not in self.scenes.glyphs:
            points, codes = self._text2path.get_text_path(prop, s, ismath=ismath)
            turn = Affine2D().scale(size / self._text2path.FONT_SCALE).rotate_deg(angle).scale(1, -1)
            self.scenes.glyphs[key] = self._contours(Path(turn.transform(points), codes)) if len(points) else []
        shape = [(number, left + UNIT * x, top + UNIT * y) for number, left, top in self.scenes.glyphs[key]]
        self._step((_color(gc.get_rgb(), gc.get_alpha(), gc.get_forced_alpha()),), gc, _rounded(shape))

    def draw_image(self, gc: GraphicsContextBase, x, y, im, transform=None) -> None:
        height, width = im.shape[:2]
        if transform is None:
            corners = np.array([(x, y), (x + width, y + height)])
        else:
            corners = transform.transform([(0, 0), (1, 1)]) + np.array([x, y])
        corners[:, 1] = self.height - corners[:, 1]
        (left, top), (right, bottom) = corners
        im = im[:: 1 if bottom > top else -1, :: 1 if right > left else -1]
        place = [min(left, right), min(top, bottom), abs(right - left), abs(bottom - top)]
        picture = self.scenes.images.place(_picture(im))
        smooth = int(place[2] < 1.5 * width)
        self.steps.append(self.scenes.steps.place((-1, self._clip(gc), picture, smooth, *_units(place))))

    def _shape(self, path: Path) -> list[int]:
        return _rounded(self._contours(path))

    def _contours(self, path: Path) -> list[tuple[int, float, float]]:
        """De vormen van een pad, elk met zijn begin, in zestiende beeldpunten."""
        points, codes = path.vertices * UNIT, path.codes
        if codes is None:
            codes = np.full(len(points), Path.LINETO)
            codes[0] = Path.MOVETO
        starts = [place for place, code in enumerate(codes.tolist()) if code == Path.MOVETO]
        found = []
        for start, end in pairwise([*starts, len(points)]):
            relative, kinds = np.rint(points[start:end] - points[start]).astype(int), codes[start:end]
            key = relative.tobytes() + kinds.tobytes()
            if key not in self.scenes.texts:  # een letter komt vaak terug: haar pad schrijven we één keer op
                self.scenes.texts[key] = _svg(relative.tolist(), kinds.tolist())
            if text := self.scenes.texts[key]:
                found.append((self.scenes.shapes.place(text), *points[start].tolist()))
        return found

    def _style(self, face, gc: GraphicsContextBase) -> tuple:
        """Hoe een vorm eruitziet: de vulling, en als zij een rand heeft ook die."""
        alpha, forced = gc.get_alpha(), gc.get_forced_alpha()
        fill = "" if face is None else _color(face, alpha, forced)
        width = round(self.points_to_pixels(gc.get_linewidth()), 2)
        stroke = _color(gc.get_rgb(), alpha, forced) if width else ""
        if not stroke:
            return (fill,)
        offset, dashes = gc.get_dashes()
        dashes = [round(self.points_to_pixels(part), 2) for part in dashes or ()]
        start = round(self.points_to_pixels(offset or 0), 2)
        return (fill, stroke, width, gc.get_capstyle(), gc.get_joinstyle(), start, *dashes)

    def _step(self, style: tuple, gc: GraphicsContextBase, shape: list[int]) -> None:
        if shape and any(style[:2]):
            self.steps.append(self.scenes.steps.place((self.scenes.styles.place(style), self._clip(gc), *shape)))

    def _clip(self, gc: GraphicsContextBase) -> int:
        """De plaats van het pad waarbinnen getekend wordt; -1 als dat overal is."""
        path, transform = gc.get_clip_path()
        box = gc.get_clip_rectangle()
        if path is not None:
            return self._clip_to(path.cleaned(transform + self._flip, curves=True))
        if box is None:
            return -1
        corners = tuple(box.extents)
        if corners not in self._frames:
            left, bottom, right, top = corners
            left, right, top, bottom = (round(edge) for edge in (left, right, self.height - top, self.height - bottom))
            path = Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True)
            self._frames[corners] = self._clip_to(path)
        return self._frames[corners]

    def _clip_to(self, path: Path) -> int:
        return self.scenes.steps.place((-2, -1, *self._shape(path)))

    def _hatch(self, gc: GraphicsContextBase, path: Path, shape: list[int]) -> None:
        """Streep een vorm: de lijntjes van matplotlib, tegel na tegel, binnen de vorm."""
        box, tile, side = Bbox.null(), gc.get_hatch_path(), self.dpi
        box.update_from_path(path)
        clip = self.scenes.steps.place((-2, self._clip(gc), *shape))
        color = _color(gc.get_hatch_color(), 1, False)
        style = (color, color, round(self.points_to_pixels(gc.get_hatch_linewidth()), 2), "butt", "miter", 0)
        for column in range(math.floor(box.x0 / side), math.ceil(box.x1 / side)):
            for row in range(math.floor(box.y0 / side), math.ceil(box.y1 / side)):
                lines = tile.transformed(Affine2D().translate(column, row).scale(side))
                step = (self.scenes.styles.place(style), clip, *self._shape(lines))
                self.steps.append(self.scenes.steps.place(step))


class RecordedLayers(Layers):
    """De lagen van een figuur, opgeschreven in plaats van getekend."""

    def __init__(self, figure, parts, scale: int = 1) -> None:
        self._recorder = Recorder(Scenes(), *figure.canvas.get_width_height(), figure.dpi)
        figure.scenes = self._recorder.scenes
        for image in figure.findobj(AxesImage):
            image.set_interpolation("none")  # dan komen de eigen beeldpunten, en niet die van het scherm
        super().__init__(figure, parts, scale)

    def take_fixed(self, layer: list) -> int:
        for artist in layer:
            artist.draw(self._recorder)
        return self._recorder.finish()

    def take(self, layer: list) -> list[tuple[int, tuple[int, int]]]:
        return [(self.take_fixed(layer), (0, 0))]

    def png(self) -> None:
        """Een opgeschreven figuur heeft geen plaatje."""


def _svg(points: list[list[int]], codes: list[int]) -> str:
    """Eén vorm als SVG-pad vanaf haar begin."""
    text, here, place, last = [], [0, 0], 1, ""
    while place < len(points):
        code = codes[place]
        if code == Path.CLOSEPOLY:
            text.append("z")
            last, place = "z", place + 1
            continue
        if code not in _LETTERS:  # STOP
            break
        letter, count = _LETTERS[code]
        ends = points[place : place + count]
        place += count
        if count == 1 and ends[0] == here:
            continue
        numbers = [value for x, y in ends for value in (x - here[0], y - here[1])]
        text.append(_numbers(numbers) if letter == last else letter + _numbers(numbers).lstrip(" "))
        last, here = letter, ends[-1]
    return "".join(text)


def _numbers(numbers: list[int]) -> str:
    """Getallen achter elkaar; een min scheidt vanzelf."""
    return "".join([str(number) if number < 0 else f" {number}" for number in numbers])


def _rounded(contours: list[tuple[int, float, float]]) -> list[int]:
    return [number for shape, x, y in contours for number in (shape, round(x), round(y))]


def _units(lengths: list[float]) -> list[int]:
    return [round(UNIT * length) for length in lengths]


def _color(rgb, alpha: float, forced: bool) -> str:
    """Een kleur als #rrggbb, met de doorzichtigheid erachter als die er is; leeg als er niets te zien is."""
    alpha = alpha if forced or len(rgb) == 3 else rgb[3]
    parts = [round(255 * part) for part in (*rgb[:3], 1 if alpha is None else alpha)]
    if parts[3] == 0:
        return ""
    return "#" + "".join(f"{part:02x}" for part in (parts if parts[3] < 255 else parts[:3]))


def _picture(im: np.ndarray) -> tuple[int, int, tuple[str, ...], bytes]:
    """Een beeldje als (breedte, hoogte, palet, beeldpunten); zonder palet als er meer dan 256 kleuren zijn."""
    height, width = im.shape[:2]
    colors, indices = np.unique(np.ascontiguousarray(im).view(">u4"), return_inverse=True)
    if len(colors) > 256:
        return width, height, (), im.tobytes()
    palette = tuple(f"{color:08x}" for color in colors)
    return width, height, palette, indices.astype(np.uint8).tobytes()
