"""De levende figuur: regelaars boven een plaatje van matplotlib dat meteen meebeweegt.

    def setup(figure):                      # één keer: bouw de figuur, geef terug wat verandert
        axes = figure.add_subplot(xlim=(-3, 3), ylim=(-3, 3))
        return axes.plot([], [])

    def draw(parts, weight):                # bij elke stand: zet de gegevens, geef de beschrijvende zin
        parts[0].set_data([-3, 3], [-3 * weight, 3 * weight])
        return f"De lijn stijgt {dutch(weight)} per stap."

    LiveFigure(setup, draw, weight=slider(-2, 2, 0.1, 1, "Gewicht")).show()

Verandert er meer dan losse artists (de getallen langs een as, een contour, 3-D)? Geef dan het hele assenstelsel terug:
dat tekent trager, maar altijd goed. Met `setup=None` is er geen plaatje, alleen de zin en het paneel van `Drawing`.
"""

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course_utils.layers import Layers
from course_utils.output import LIVE_CLASS, close_widget, show_output
from course_utils.style import dutch, new_figure

_FOLDER = Path(__file__).parent
_MOST_STEPS = 2001


@dataclass(frozen=True)
class Drawing:
    """Wat `draw` mag teruggeven als een zin alleen niet genoeg is.

    sentence: de zin die het beeld beschrijft. html: een paneel onder het beeld, zoals een tabel of een uitgeschreven
    som; vreemde tekst gaat daarin door `html.escape`. reached: of het doel gehaald is.
    """

    sentence: str
    html: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Control:
    """Een regelaar: wat de browser moet weten, en hoe een bericht uit de browser een waarde wordt en andersom."""

    kind: str
    label: str
    start: Any
    values: tuple = ()  # slider en choice: alle waarden; de browser kent alleen hun volgnummer en tekst
    texts: tuple = ()
    minimum: float = 0
    maximum: float = 0

    def read(self, sent) -> Any:
        """De waarde bij een bericht uit de browser; is het onbruikbaar, dan ValueError met een Nederlandse zin."""
        if self.kind in ("slider", "choice"):
            if not isinstance(sent, int) or not 0 <= sent < len(self.values):
                raise ValueError(f"{self.label}: deze stand bestaat niet.")
            return self.values[sent]
        if self.kind == "checkbox":
            return bool(sent)
        if self.kind == "button":
            return min(max(int(sent), 0), self.maximum)
        return self._read_number(str(sent))

    def write(self, value) -> Any:
        """Het omgekeerde van read: wat de browser bij deze waarde laat zien."""
        if self.kind in ("slider", "choice"):
            return self.values.index(value)
        return _full_dutch(value) if self.kind == "number" else value

    def check(self, value) -> Any:
        """Een waarde uit Python: precies een stand van deze regelaar, of ValueError met een Nederlandse zin."""
        if self.kind == "slider":
            nearest = min(self.values, key=lambda stop: abs(stop - value))
            if abs(nearest - value) > 1e-9 * max(1, abs(nearest)):
                raise ValueError(f"{self.label}: {value} is geen stand van deze regelaar.")
            return nearest
        if self.kind == "choice":
            if value not in self.values:
                raise ValueError(f"{self.label}: {value!r} is geen keuze.")
            return value
        return self._read_number(_full_dutch(value)) if self.kind == "number" else self.read(value)

    def _read_number(self, text: str) -> int | float:
        example = f"Vul een getal in van {_full_dutch(self.minimum)} tot en met {_full_dutch(self.maximum)}."
        number = read_number(text)
        if number is None:
            raise ValueError(f"“{text}” is geen getal. {example}" if text.strip() else example)
        if isinstance(self.start, int):
            if number != int(number):
                raise ValueError(f"{_full_dutch(number)} is geen heel getal. {example}")
            number = int(number)
        if not self.minimum <= number <= self.maximum:
            raise ValueError(f"{_full_dutch(number)} valt buiten het bereik. {example}")
        return number

    def for_browser(self, name: str) -> dict:
        """De beschrijving waarmee live.js de regelaar bouwt."""
        return {
            "name": name,
            "kind": self.kind,
            "label": self.label,
            "start": self.write(self.start),
            "texts": list(self.texts),
            "maximum": self.maximum,
        }


def slider(
    minimum: float, maximum: float, step: float, start: float, label: str, format: Callable[[Any], str] | None = None
) -> Control:
    """Schuifregelaar met gelijke stappen; format maakt van een waarde de tekst die erbij staat."""
    count = round((maximum - minimum) / step)
    if not 1 <= count < _MOST_STEPS:
        raise ValueError(f"{label}: een schuifregelaar heeft 2 tot en met {_MOST_STEPS} standen, niet {count + 1}.")
    decimals = max(_decimals(minimum), _decimals(step))
    whole = decimals == 0 and all(isinstance(number, int) for number in (minimum, step, start))
    values = [int(minimum + step * i) if whole else round(minimum + step * i, decimals) for i in range(count + 1)]
    labels = [format(value) if format else dutch(value, decimals) for value in values]
    return stops(values, start, label, labels)


def stops(values: Iterable, start, label: str, labels: Iterable[str] | None = None) -> Control:
    """Schuifregelaar over gegeven waarden (een logschaal bijvoorbeeld), elk met een eigen Nederlandse tekst."""
    values = tuple(values)
    texts = tuple(labels) if labels is not None else tuple(dutch(value) for value in values)
    if len(texts) != len(values) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{label}: geef bij elke stand één tekst.")
    control = Control("slider", label, start, values, texts)
    return Control("slider", label, control.check(start), values, texts)


def choice(options: Iterable | dict, label: str, start=None) -> Control:
    """Keuzelijst. options: een rij waarden, of een dict van tekst naar waarde; start: de waarde aan het begin."""
    texts, values = zip(*options.items(), strict=True) if isinstance(options, dict) else (options, options)
    values, texts = tuple(values), tuple(str(text) for text in texts)
    control = Control("choice", label, values[0], values, texts)
    return control if start is None else Control("choice", label, control.check(start), values, texts)


def checkbox(start: bool, label: str) -> Control:
    """Vinkje: True of False."""
    return Control("checkbox", label, bool(start))


def button(label: str, maximum: int) -> Control:
    """Knop; zijn waarde is hoe vaak er gedrukt is, hooguit maximum keer. Opnieuw zet hem op nul."""
    return Control("button", label, 0, maximum=maximum)


def number(minimum: float, maximum: float, start: float, label: str) -> Control:
    """Invulveld voor een getal op zijn Nederlands; is start heel, dan worden alleen hele getallen aangenomen."""
    return Control("number", label, start, minimum=minimum, maximum=maximum)


def read_number(text: str) -> int | float | None:
    """Lees een getal zoals iemand het typt: '1.024', '0,5', '1.5', '−3' of '175e9'; None als het geen getal is."""
    text = re.sub(r"\s", "", text).replace("−", "-")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    if not re.fullmatch(r"[-+]?\d+([.,]\d+)?(e[-+]?\d{1,2})?", text, re.IGNORECASE):
        return None
    value = float(text.replace(",", "."))
    return int(value) if value == int(value) else value


class LiveFigure:
    """Een figuur met regelaars; zie de uitleg bovenaan deze module.

    setup(figure) -> parts: bouwt de figuur één keer, geeft de artists die veranderen.
    draw(parts, **values) -> zin, (zin, doel gehaald) of Drawing: zet de gegevens op die artists.
    size: breedte en hoogte in inch, bij 100 beeldpunten per inch. goal: een opdracht die boven de regelaars staat.
    """

    def __init__(self, setup, draw, size: tuple[float, float] = (9, 4.5), goal: str = "", **controls: Control):
        self.controls = controls
        self.goal = goal
        self.values = {name: control.start for name, control in controls.items()}
        self.error = ""
        self.exception: Exception | None = None  # de oorzaak van error, voor wie de les maakt
        self._draw = draw
        self._size = [round(size[0] * 100), round(size[1] * 100)] if setup else [round(size[0] * 100), 0]
        self._lock = threading.RLock()  # een cel en een regelaar kunnen uit twee threads tegelijk komen
        self._scale = 1
        self._widget: _LiveWidget | None = None
        figure = new_figure(*size) if setup else None
        self._parts = setup(figure) if setup else None
        self.drawing = _drawing(draw(self._parts, **self.values))
        self._layers = Layers(figure, self._parts) if setup else None
        self._images, self._places = self._layers.render() if setup else ([], [])

    @property
    def sentence(self) -> str:
        """De zin die het beeld nu beschrijft."""
        return self.drawing.sentence

    @property
    def images(self) -> tuple[bytes, ...]:
        """De veranderlijke lagen van het beeld zoals de browser ze kreeg."""
        return tuple(self._images)

    def set(self, **values) -> None:
        """Zet regelaars vanuit Python; een waarde die niet bestaat geeft ValueError."""
        unknown = sorted(values.keys() - self.controls.keys())
        if unknown:
            raise ValueError(f"Deze figuur heeft geen regelaar {', '.join(unknown)}.")
        with self._lock:
            self._update({name: self.controls[name].check(value) for name, value in values.items()})
            self._send(request=None, notes={}, new_background=False)

    def receive(self, message: dict) -> None:
        """Verwerk een bericht uit de browser en stuur het nieuwe beeld terug, ook als er iets misgaat."""
        with self._lock:
            values, notes = {}, {}
            for name, sent in message.get("values", {}).items():
                try:
                    values[name] = self.controls[name].read(sent)
                except (KeyError, TypeError, ValueError) as problem:
                    notes[name] = str(problem)  # de laatste goede waarde blijft
            scale = 2 if message.get("scale", self._scale) > 1 else 1
            new_background = self._layers is not None and scale != self._scale
            if new_background:
                self._scale = scale
                self._layers.set_scale(scale)
            if values or new_background:
                self._update(values)
            self._send(message.get("request"), notes, new_background)

    def _update(self, values: dict) -> None:
        self.values = {**self.values, **values}
        try:
            drawing = _drawing(self._draw(self._parts, **self.values))
            if self._layers:
                self._images, self._places = self._layers.render()
            self.drawing, self.error, self.exception = drawing, "", None
        except Exception as problem:  # wat er ook misgaat: het beeld blijft staan en de volgende stand herstelt
            name = type(problem).__name__
            self.error = f"Bij deze stand lukt de tekening niet ({name}). Kies een andere stand of druk op Opnieuw."
            self.exception = problem

    def _frame(self) -> dict:
        """Wat de browser toont, behalve de beelden zelf."""
        return {
            "values": {name: control.write(self.values[name]) for name, control in self.controls.items()},
            "sentence": self.drawing.sentence,
            "html": self.drawing.html,
            "reached": bool(self.drawing.reached),
            "error": self.error,
            "places": self._places,
        }

    def _send(self, request, notes: dict, new_background: bool) -> None:
        if self._widget is None:
            return
        background = self._layers.background if new_background else []
        message = {**self._frame(), "request": request, "notes": notes, "background": len(background)}
        self._widget.send(message, buffers=[*background, *self._images])

    def full_frame(self) -> dict:
        """Alles wat een nieuwe weergave nodig heeft, beelden en al."""
        with self._lock:
            background = self._layers.background if self._layers else []
            return {**self._frame(), "images": list(self._images), "backgrounds": list(background)}

    def show(self) -> None:
        """Toon de figuur: levend, en als plaatje met zin voor wie het notebook zonder kernel leest."""
        with self._lock:
            png = self._layers.png() if self._layers else None
            if self._widget is None or self._widget.comm is None:
                self._widget = _LiveWidget(self)
            html = f"<p>{escape(self.sentence)}</p>{self.drawing.html}"
            show_output(self.sentence, png=png, html=html, widget=self._widget)

    def _ipython_display_(self) -> None:
        self.show()

    def close(self) -> None:
        """Sluit de levende kant; de figuur zelf is daarna opnieuw te tonen."""
        with self._lock:
            if self._widget is not None:
                close_widget(self._widget)
                self._widget = None


class _LiveWidget(anywidget.AnyWidget):
    """De brug naar de browser: geeft berichten door en bewaart zelf niets."""

    _esm = (_FOLDER / "live.js").read_text(encoding="utf-8")
    _css = (_FOLDER / "widgets.css").read_text(encoding="utf-8")
    controls = traitlets.List().tag(sync=True)
    size = traitlets.List().tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)
    root_class = traitlets.Unicode(LIVE_CLASS).tag(sync=True)
    # Een weergave kan later komen dan de figuur (pagina herladen): dan telt de stand van dat moment.
    frame = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget.figure.full_frame())

    def __init__(self, figure: LiveFigure):
        self.figure = figure
        super().__init__(
            controls=[control.for_browser(name) for name, control in figure.controls.items()],
            size=figure._size,
            goal=figure.goal,
        )
        self.on_msg(lambda _widget, message, _buffers: figure.receive(message))


def _drawing(result) -> Drawing:
    if isinstance(result, Drawing):
        return result
    if isinstance(result, tuple):
        sentence, reached = result
        return Drawing(sentence, reached=bool(reached))
    if not isinstance(result, str):
        raise TypeError("draw geeft een zin, (zin, doel gehaald) of Drawing terug")
    return Drawing(result)


def _decimals(number: float) -> int:
    """Aantal cijfers achter de komma, hooguit tien."""
    text = f"{number:.10f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _full_dutch(number: float) -> str:
    return dutch(number, _decimals(number))
