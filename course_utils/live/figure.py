"""De levende figuur: regelaars boven een plaatje van matplotlib dat meteen meebeweegt.

    @live_figure(size=(9, 3), goal="Maak de lijn vlak.", weight=slider(-2, 2, 0.1, 1, "Gewicht"))
    def tilt_a_line(figure):
        "Kantel een lijn."                         # één keer: bouw de figuur
        axes = figure.add_subplot(xlim=(-3, 3), ylim=(-3, 3))
        (line,) = axes.plot([], [])

        def draw(weight):                          # bij elke stand: zet de gegevens, geef de beschrijvende zin
            line.set_data([-3, 3], [-3 * weight, 3 * weight])
            return Drawing(f"De lijn stijgt {dutch(weight)} per stap.", reached=weight == 0)

        return draw, line                          # en de artists die veranderen

Een notebook zet dan `les.tilt_a_line()` in een cel. Wat de les meegeeft, komt achter `figure`: met
`def rosenblatt(figure, regel)` schrijft de student `les.rosenblatt(zijn_regel)`. Hangen de regelaars zelf van de
argumenten af, schrijf dan een gewone functie die `LiveFigure(build, ...)` teruggeeft.

`draw` hangt alleen van de waarden af, nooit van eerdere standen: wie snel schuift, slaat standen over. Verandert er
meer dan losse artists (de getallen langs een as, een contour, 3-D)? Geef dan het hele assenstelsel terug: trager, maar
altijd goed. Met `size=None` is er geen plaatje (`figure` is dan None, en de artists zijn `()`), alleen de zin en het
paneel van `Drawing`.

Wat je ziet, kun je vastpakken: `tip=handle("w", "b", "De bal")` tussen de regelaars legt een greep op het beeld die die
schuiven verzet, en `Drawing(..., spots=[Spot("Sara", {"word": 0}, artist)])` maakt van een artist een plek om op te
klikken. `draw` merkt daar niets van: die krijgt de waarden van de regelaars.

Wat er heen en weer gaat (live.js, en de leesversie die dezelfde live.js gebruikt):

    description   eens: controls, handles (name, label, moves, shape, box, also), presets, goal, size in beeldpunten
                  ahead: of de browser mag vragen om vooruit te tekenen
    vraag         {values: {regelaar: stand}, scale: 1 of 2, request}
    vooruit       {ahead: [alle standen, ...]}: geen vraag; Python stuurt frames met ahead: true, zonder background
    frame         values (alle standen), sentence, html, reached, reached_once, error; images (PNG) en places (laag,
                  x, y) van wat verandert; background (PNG) van de vaste lagen, alleen als die nieuw is;
                  handles {greep: per schuif die hij verzet, bij elke stand zijn plaats [x, y] of null};
                  spots [{label, box, values}]; cells (na elke gerekende cel een meer: dan geldt de voorraad niet meer);
                  notes {invulveld: wat er fout is}; request van de vraag
"""

import inspect
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import traitlets
from matplotlib.figure import Figure

from course_utils.live.ahead import Ahead, cells
from course_utils.live.controls import Control, Handle, Slider
from course_utils.live.layers import Layers
from course_utils.live.output import LIVE_CLASS, LIVE_JS, ConversingWidget, browser_files, close_widget, show_output
from course_utils.live.style import new_figure

_FORESEEABLE = ("slider", "choice", "checkbox", "button", "number", "text")  # op deze regelaars is vooruit te tekenen


class Spot(NamedTuple):
    """Een plek in het beeld om op te klikken: waar deze artists staan. Een klik zet deze regelaars."""

    label: str
    values: dict[str, Any]
    artists: Any


@dataclass(frozen=True)
class Drawing:
    """Wat `draw` teruggeeft: het beeld in woorden, en wat er nog bij hoort.

    sentence: de zin die het beeld beschrijft. html: een paneel onder het beeld, zoals een tabel of een uitgeschreven
    som; tekst die je niet zelf schreef gaat eerst door `html.escape`. reached: of het doel gehaald is. spots: de
    plekken in het beeld om op te klikken.
    """

    sentence: str
    html: str = ""
    reached: bool | None = None
    spots: Sequence[Spot] = ()


class _Shown(NamedTuple):
    """Het beeld bij één stand: de lagen met hun plaatsen, de grepen en de plekken om op te klikken."""

    images: list[bytes]
    places: list[tuple[int, int, int]]
    handles: dict[str, list]
    spots: list[dict]


class LiveFigure:
    """Een figuur met regelaars; zie de uitleg bovenaan deze module.

    build(figure) -> (draw, artists): bouwt de figuur één keer; geeft draw en de artists die veranderen.
    draw(**values) -> Drawing: zet de gegevens op die artists.
    size: breedte en hoogte in inch, bij 100 beeldpunten per inch; None: zonder plaatje. goal: een opdracht die boven de
    regelaars staat. presets: knoppen die een aantal regelaars tegelijk zetten, zoals {"GPT-3": {"layers": 96}}.
    saved: de stand van het plaatje in een bewaard notebook, als die meer zegt dan het begin, zoals {"steps": 40}.
    paper: ook op het donkere thema wit papier, omdat er een foto op staat.
    """

    layers_kind: type[Layers] = Layers  # de leesversie zet hier lagen neer die opschrijven in plaats van tekenen
    thinned = False  # de leesversie houdt een deel van de standen over
    recorded: "Callable[[], LiveFigure] | None" = None  # wat zij opschrijft als dit te lang rekent

    def __init__(
        self,
        build: Callable,
        size: tuple[float, float] | None = (9, 4.5),
        goal: str = "",
        presets: dict[str, dict[str, Any]] | None = None,
        saved: dict[str, Any] | None = None,
        paper: bool = False,
        **controls: Control | Handle,
    ):
        self.controls = {name: control for name, control in controls.items() if isinstance(control, Control)}
        self.handles = {name: control for name, control in controls.items() if isinstance(control, Handle)}
        self.goal = goal
        self.presets = presets or {}
        self.saved = saved or {}
        self.paper = paper
        self.size = size
        self.values = {name: control.start for name, control in self.controls.items()}
        self.error = ""
        self.exception: Exception | None = None  # de oorzaak van error, voor wie de les maakt
        self.picture: Figure | None = None  # van matplotlib, met de artists die build teruggaf: zolang hij open is
        self.artists: Any = None
        self.reached_once = False  # een doel dat gehaald is, blijft gehaald
        self._build_figure = build
        self._ahead = Ahead(self._look_ahead, self._push)
        self._lock = threading.RLock()  # een cel en een regelaar kunnen uit twee threads tegelijk komen
        self.widget: LiveWidget | None = None  # de levende kant, zodra de figuur getoond is
        self._layers: Layers | None = None
        self._scale = 1
        for preset in (*self.presets.values(), self.saved):
            self._check(preset)
        for held in self.handles.values():
            if not all(isinstance(self.controls.get(name), Slider) for name in held.moves):
                raise ValueError(f"{held.label}: een greep verzet schuiven van deze figuur.")
        self._build()

    @property
    def sentence(self) -> str:
        """De zin die het beeld nu beschrijft."""
        return self.drawing.sentence

    @property
    def images(self) -> tuple[bytes, ...]:
        """De veranderlijke lagen van het beeld, zoals de browser ze kreeg."""
        return tuple(self._shown.images)

    def set(self, **values) -> None:
        """Zet regelaars vanuit Python; een waarde die niet bestaat geeft ValueError."""
        with self._lock:
            self._update(self._check(values), self._scale)
            self._send(request=None)

    def receive(self, message: Any) -> None:
        """Verwerk een bericht uit de browser en stuur het nieuwe beeld terug, wat er ook in staat of misgaat."""
        message = message if isinstance(message, dict) else {}
        asked = message.get("values")
        self._ahead.stop()
        with self._lock:
            values, notes = {}, {}
            for name, position in asked.items() if isinstance(asked, dict) else ():
                if name not in self.controls:
                    continue
                try:
                    values[name] = self.controls[name].read(position)
                except ValueError as problem:
                    notes[name] = str(problem)  # de laatste goede waarde blijft
                except Exception as problem:
                    notes[name] = f"Hier lukt iets niet ({type(problem).__name__}). Typ iets anders."
            scale = message.get("scale")
            sharper = self._layers is not None and scale in (1, 2) and scale != self._scale
            if values or sharper:
                self._update(values, scale if sharper else self._scale)
            self._send(message.get("request"), notes, new_background=sharper)

    def look_ahead(self, states: Any) -> None:
        """Teken op de achtergrond de standen die de browser straks misschien vraagt; zie ahead.py."""
        if isinstance(states, list) and self.widget is not None:
            self._ahead.ask([state for state in states if isinstance(state, dict)])

    def _look_ahead(self, positions: dict[str, Any]) -> tuple[dict, list[bytes]] | None:
        """Het frame bij een andere stand, terwijl de figuur zelf blijft waar ze is; None als het daar misgaat."""
        with self._lock:
            if self._closed:
                return None
            try:
                values = {name: control.read(positions[name]) for name, control in self.controls.items()}
                drawing = self._drawn(values)
                shown = self._render(drawing, values)
            except Exception:  # de echte vraag laat straks zien wat er misgaat
                return None
            finally:
                self._elsewhere = True
            return self._frame(values, drawing, shown), shown.images

    def _push(self, made: tuple[dict, list[bytes]]) -> None:
        widget = self.widget
        if widget is not None:
            widget.whisper({**made[0], "ahead": True}, made[1])

    def png(self) -> bytes | None:
        """Het beeld van nu als PNG; None als de figuur geen plaatje heeft."""
        if self._elsewhere and not self._closed:
            self._drawn(self.values)
            self._elsewhere = False
        return self._layers.png() if self._layers else None

    def show(self) -> None:
        """Toon de figuur: levend, en als plaatje met zin voor wie het notebook zonder kernel leest."""
        with self._lock:
            if self._closed:
                self._build()
            if self.widget is None:
                self.widget = self.new_widget()
            cells.watch()
            live, once = self.values, self.reached_once
            if self.saved:
                self._update(self._check(self.saved), self._scale)
                if self.exception:  # bij een leerling zou anders stil het verkeerde plaatje bewaard worden
                    raise self.exception
            sentence, html, png = self.sentence, f"<p>{escape(self.sentence)}</p>{self.drawing.html}", self.png()
            if self.saved:
                self._update(live, self._scale)
                self.reached_once = once  # wie het plaatje ziet, heeft het doel nog niet gehaald
            show_output(sentence, png=png, html=html, widget=self.widget)

    def new_widget(self) -> "LiveWidget":
        """De brug naar de browser; een figuur met een eigen soort regelaar bouwt hier haar eigen brug."""
        return LiveWidget(self)

    def _ipython_display_(self) -> None:
        self.show()

    def close(self) -> None:
        """Sluit de levende kant en geef het geheugen van het plaatje vrij; show() bouwt het zo nodig opnieuw."""
        with self._lock:
            widget, self.widget = self.widget, None
            self._draw = self._layers = self.picture = self.artists = None
            self._closed = True
            if widget is not None:
                close_widget(widget)

    def _build(self) -> None:
        """Bouw de figuur bij de huidige waarden; hier mag een fout gewoon een fout zijn."""
        self._closed = self._elsewhere = False
        self.picture = new_figure(*self.size) if self.size else None
        self._draw, self.artists = self._build_figure(self.picture)
        drawing = self._drawn(self.values)
        if self.picture:
            self._layers = self.layers_kind(self.picture, self.artists, self._scale)
        self._accept(drawing, self._render(drawing, self.values))

    def _drawn(self, values: dict[str, Any]) -> Drawing:
        drawing = self._draw(**values)
        if not isinstance(drawing, Drawing):
            raise TypeError("draw geeft een Drawing terug: Drawing(zin), met zo nodig html= en reached=")
        return drawing

    def _render(self, drawing: Drawing, values: dict[str, Any]) -> _Shown:
        """Het beeld zoals het er nu bij staat, bij deze waarden."""
        if self._layers is None:
            return _Shown([], [], {}, [])
        images, places = self._layers.render()
        spots = [found for spot in drawing.spots if (found := self._spot(spot))]
        return _Shown(images, places, {name: self._tracks(held, values) for name, held in self.handles.items()}, spots)

    def _spot(self, spot: Spot) -> dict[str, Any] | None:
        """De plek zoals de browser haar kent; None als de leesversie haar standen niet overhield."""
        try:
            values = self._positions(self._check(spot.values))
        except ValueError:
            if self.thinned:
                return None
            raise
        return {"label": spot.label, "box": self._layers.box(spot.artists), "values": values}

    def _tracks(self, held: Handle, values: dict[str, Any]) -> list[list]:
        """Waar een greep kan liggen: per schuif die hij verzet, de plaats bij elk van haar standen."""
        return [
            self._layers.places(held.axes, [held.place({**values, name: stop}) for stop in self.controls[name].values])
            for name in held.moves
        ]

    def _accept(self, drawing: Drawing, shown: _Shown) -> None:
        self.drawing, self._shown = drawing, shown
        self.reached_once = self.reached_once or bool(drawing.reached)

    def _check(self, values: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(values.keys() - self.controls.keys())
        if unknown:
            raise ValueError(f"Deze figuur heeft geen regelaar {', '.join(unknown)}.")
        return {name: self.controls[name].check(value) for name, value in values.items()}

    def _update(self, values: dict[str, Any], scale: int) -> None:
        self.values = {**self.values, **values}
        try:
            if self._closed:
                self._build()
            if scale != self._scale:
                self._scale = scale
                self._layers.set_scale(scale)
            drawing = self._drawn(self.values)
            self._accept(drawing, self._render(drawing, self.values))
            self.error, self.exception = "", None
        except Exception as problem:  # wat er ook misgaat: het beeld blijft staan en de volgende stand herstelt
            name = type(problem).__name__
            self.error = f"Bij deze stand lukt de tekening niet ({name}). Kies een andere stand of druk op Opnieuw."
            self.exception = problem

    def _frame(self, values: dict[str, Any], drawing: Drawing, shown: _Shown) -> dict[str, Any]:
        """Wat de browser laat zien, behalve de beelden zelf."""
        return {
            "values": self._positions(values),
            "sentence": drawing.sentence,
            "html": drawing.html,
            "reached": bool(drawing.reached),
            "reached_once": self.reached_once,
            "error": "",
            "places": shown.places,
            "handles": shown.handles,
            "spots": shown.spots,
            "cells": cells.count,
        }

    def _own_frame(self) -> dict[str, Any]:
        return {**self._frame(self.values, self.drawing, self._shown), "error": self.error}

    def _positions(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: self.controls[name].write(value) for name, value in values.items()}

    def _send(self, request: int | None, notes: dict[str, str] | None = None, new_background: bool = False) -> None:
        if self.widget is None:
            return
        background = self._layers.background if new_background else []
        message = {**self._own_frame(), "request": request, "notes": notes or {}, "background": len(background)}
        self.widget.send(message, buffers=[*background, *self._shown.images])

    def description(self) -> dict[str, Any]:
        """Wat live.js één keer nodig heeft om de regelaars en het vlak te bouwen."""
        width, height = self.size or (9, 0)
        hidden = {name for held in self.handles.values() if held.alone for name in held.moves}
        handles = [
            {
                "name": name,
                "label": held.label,
                "moves": held.moves,
                "shape": held.shape,
                "also": self._positions(self._check(held.also)),
                "box": self._layers.box(self.picture.axes[held.axes].patch),
            }
            for name, held in self.handles.items()
        ]
        return {
            "controls": [
                {**control.for_browser(name), "hidden": name in hidden} for name, control in self.controls.items()
            ],
            "handles": handles,
            "ahead": all(control.kind in _FORESEEABLE for control in self.controls.values()),
            "presets": {name: self._positions(self._check(preset)) for name, preset in self.presets.items()},
            "goal": self.goal,
            "size": [round(100 * width), round(100 * height)],
            "paper": self.paper,
            "root_class": LIVE_CLASS,
        }

    def full_frame(self) -> dict[str, Any]:
        """Alles wat een nieuwe weergave moet tonen, beelden en al."""
        with self._lock:
            background = self._layers.background if self._layers else []
            return {**self._own_frame(), "images": list(self._shown.images), "background": list(background)}


class LiveWidget(ConversingWidget):
    """De brug naar de browser: geeft berichten door en bewaart zelf niets."""

    _esm = browser_files(LIVE_JS)
    _css = browser_files(Path(__file__).with_name("widgets.css"))
    description = traitlets.Dict().tag(sync=True)
    # Een weergave kan later komen dan de figuur (pagina herladen): dan telt de stand van dat moment.
    frame = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget.figure.full_frame())

    def __init__(self, figure: LiveFigure):
        self.figure = figure
        super().__init__(figure.receive, description=figure.description())

    def overhear(self, message: dict) -> None:
        """De browser noemt wat er straks misschien gevraagd wordt."""
        self.figure.look_ahead(message.get("ahead"))

    def close(self) -> None:
        """Sluit ook de figuur: zo geeft een cel die opnieuw draait het oude plaatje vrij."""
        super().close()
        if self.figure.widget is self:
            self.figure.close()


def live_figure(**options) -> Callable[[Callable], Callable[..., LiveFigure]]:
    """Maak van build(figure, *argumenten) een functie die met die argumenten de levende figuur geeft.

    options: de regelaars, en wat LiveFigure nog meer wil weten, zoals size en goal.
    """

    def decorate(build: Callable) -> Callable[..., LiveFigure]:
        @wraps(build)
        def make(*arguments, **named) -> LiveFigure:
            return LiveFigure(lambda figure: build(figure, *arguments, **named), **options)

        own = inspect.signature(build)
        parameters = list(own.parameters.values())[1:]  # figure geeft de student niet
        make.__signature__ = own.replace(parameters=parameters, return_annotation=LiveFigure)
        return make

    return decorate
