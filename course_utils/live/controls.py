"""De regelaars van een levende figuur: schuif, keuzelijst, vinkje, knop, invulvelden, en de greep op het beeld zelf.

De browser kent van een schuif of keuzelijst alleen de teksten en stuurt een volgnummer; de waarden zelf blijven in
Python. Zo is elke stand exact (geen 0,30000000000000004) en mag een waarde alles zijn.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course_utils.dutch_numbers import UnreadableNumber, dutch, read_dutch_number

_LONGEST_NUMBER, _LONGEST_TEXT = 30, 200  # tekens in een invulveld
_SHAPES = ("punt", "vlak", "vakje")
_MOST_STOPS = 2001  # elke stand heeft een tekst die naar de browser gaat


@dataclass(frozen=True)
class Control:
    """Een regelaar. Wat hij met de browser uitwisselt, heet hier een stand: een volgnummer, een vinkje, een tekst."""

    label: str
    start: Any

    kind = ""  # zo heet hij in live.js
    texts = ()
    maximum = 0
    play = ""
    pace = 0
    longest = 0

    def __post_init__(self):
        object.__setattr__(self, "start", self.check(self.start))

    def read(self, position: Any) -> Any:
        """De waarde bij een stand uit de browser; is hij onbruikbaar, dan ValueError met een Nederlandse zin."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """Het omgekeerde van read: de stand bij een waarde."""
        return value

    def check(self, value: Any) -> Any:
        """De stand die bij een waarde uit Python hoort, als waarde; anders ValueError met een Nederlandse zin."""
        return self.read(self.write(value))

    def for_browser(self, name: str) -> dict[str, Any]:
        """De beschrijving waarmee live.js de regelaar bouwt."""
        return {
            "name": name,
            "kind": self.kind,
            "label": self.label,
            "start": self.write(self.start),
            "texts": list(self.texts),
            "maximum": self.maximum,
            "play": self.play,
            "pace": self.pace,
            "longest": self.longest,
        }

    def _unknown(self) -> ValueError:
        return ValueError(f"{self.label}: deze stand bestaat niet.")


@dataclass(frozen=True)
class Choice(Control):
    """Keuzelijst over gegeven waarden; een stand is een volgnummer."""

    values: tuple = ()
    texts: tuple[str, ...] = ()

    kind = "choice"

    def read(self, position: Any) -> Any:
        if type(position) is not int or not 0 <= position < len(self.values):
            raise self._unknown()
        return self.values[position]

    def write(self, value: Any) -> int:
        return self.values.index(value)

    def check(self, value: Any) -> Any:
        if value not in self.values:
            raise ValueError(f"{self.label}: {value!r} is geen stand van deze regelaar.")
        return self.read(self.write(value))


@dataclass(frozen=True)
class Slider(Choice):
    """Schuif over gegeven waarden. play: het opschrift van de knop die hem afspeelt; pace: milliseconden per stand."""

    play: str = ""
    pace: int = 0

    kind = "slider"

    def check(self, value: Any) -> Any:
        if isinstance(value, (int, float)) and value not in self.values:  # 0.1 + 0.2 is bedoeld als 0.3
            value = next((stop for stop in self.values if abs(stop - value) <= 1e-9 * max(1, abs(value))), value)
        return super().check(value)


@dataclass(frozen=True)
class Checkbox(Control):
    """Vinkje: True of False."""

    kind = "checkbox"

    def read(self, position: Any) -> bool:
        if not isinstance(position, bool):
            raise self._unknown()
        return position


@dataclass(frozen=True)
class Button(Control):
    """Knop; een stand is hoe vaak er gedrukt is."""

    maximum: int = 0

    kind = "button"

    def read(self, position: Any) -> int:
        if type(position) is not int or not 0 <= position <= self.maximum:
            raise self._unknown()
        return position


@dataclass(frozen=True)
class Number(Control):
    """Invulveld voor een getal; is start heel, dan alleen voor hele getallen. Een stand is wat er in het veld staat."""

    minimum: float = 0
    maximum: float = 0

    kind = "number"
    longest = _LONGEST_NUMBER

    def read(self, position: Any) -> int | float:
        text = str(position)
        wanted = f"Vul een getal in van {_in_full(self.minimum)} tot en met {_in_full(self.maximum)}."
        if not text.strip():
            raise ValueError(wanted)
        if len(text) > _LONGEST_NUMBER:
            raise ValueError(f"Dit is te lang voor een getal. {wanted}")
        whole = isinstance(self.start, int)
        try:
            value = read_dutch_number(text, whole)
        except UnreadableNumber as problem:
            raise ValueError(f"{problem} {wanted}") from None
        if whole and value != int(value):
            raise ValueError(f"{text.strip()} is geen heel getal. {wanted}")
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"{text.strip()} valt buiten het bereik. {wanted}")
        return int(value) if value == int(value) else value

    def write(self, value: float) -> str:
        return _in_full(value).replace(".", "")  # 1.024 leest als een vraag


@dataclass(frozen=True)
class Text(Control):
    """Invulveld voor tekst; parse maakt van wat er getypt is een waarde, texts biedt de browser aan."""

    texts: tuple[str, ...] = ()
    parse: Callable[[str], Any] = str

    kind = "text"
    longest = _LONGEST_TEXT

    def read(self, position: Any) -> Any:
        text = str(position).encode(errors="replace").decode().strip()  # een halve emoji is geen tekst
        if not text:
            raise ValueError("Typ hier iets in.")
        try:
            return self.parse(text[:_LONGEST_TEXT])
        except LookupError as problem:  # een woord dat niet bestaat
            raise ValueError(str(problem)) from None


@dataclass(frozen=True)
class Handle:
    """Een greep op het beeld. Hij heeft zelf geen waarde: hij verzet een of twee schuiven; zie `handle`."""

    label: str
    moves: tuple[str, ...]
    at: Callable[..., tuple[float, float] | None] | None
    axes: int
    shape: str
    alone: bool
    also: dict[str, Any]

    @cached_property
    def _asks(self) -> tuple[str, ...]:
        """De namen van de schuiven die `at` wil weten."""
        return tuple(inspect.signature(self.at).parameters) if self.at else ()

    def place(self, values: dict[str, Any]) -> tuple[float, float]:
        """Waar de greep ligt bij deze waarden; NaN als er niets te pakken valt."""
        if self.at is None:
            return tuple(values[name] for name in self.moves)
        found = self.at(**{name: values[name] for name in self._asks})
        return (float("nan"), float("nan")) if found is None else found


def slider(
    minimum: float,
    maximum: float,
    step: float,
    start: float,
    label: str,
    format: Callable[[Any], str] | None = None,
) -> Control:
    """Schuif met gelijke stappen; format maakt van een waarde de tekst die erbij staat."""
    count = round((maximum - minimum) / step) + 1
    if not 2 <= count <= _MOST_STOPS:
        raise ValueError(f"{label}: een schuif heeft 2 tot en met {_MOST_STOPS} standen, niet {count}.")
    decimals = max(_decimals(minimum), _decimals(step))
    whole = all(isinstance(given, int) for given in (minimum, step, start))
    values = [minimum + step * i if whole else round(minimum + step * i, decimals) for i in range(count)]
    return stops(values, start, label, [format(value) if format else dutch(value, decimals) for value in values])


def stops(
    values: Iterable, start: Any, label: str, labels: Iterable[str] | None = None, play: str = "", pace: int = 0
) -> Control:
    """Schuif over gegeven waarden (een logschaal bijvoorbeeld), elk met een eigen Nederlandse tekst.

    play: het opschrift van een knop die de schuif afspeelt, zoals "Start". De browser vraagt de volgende stand pas als
    de vorige getekend is: Python rekent nooit vooruit, en Stop werkt meteen. pace: milliseconden rust per stand.
    """
    values = tuple(values)
    texts = tuple(dutch(value) for value in values) if labels is None else tuple(labels)
    if len(texts) != len(values) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{label}: geef bij elke stand één tekst.")
    return Slider(label, start, values, texts, play, pace)


def choice(options: Iterable | dict[str, Any], label: str, start: Any = None) -> Control:
    """Keuzelijst. options: een rij waarden, of een dict van tekst naar waarde; start: de waarde aan het begin."""
    texts, values = (options.keys(), options.values()) if isinstance(options, dict) else (options, options)
    values = tuple(values)
    return Choice(label, values[0] if start is None else start, values, tuple(str(text) for text in texts))


def checkbox(start: bool, label: str) -> Control:
    """Vinkje: True of False."""
    return Checkbox(label, bool(start))


def button(label: str, maximum: int) -> Control:
    """Knop; zijn waarde is hoe vaak er gedrukt is, hooguit maximum keer. Opnieuw zet hem op nul."""
    return Button(label, 0, maximum)


def number(minimum: float, maximum: float, start: float, label: str) -> Control:
    """Invulveld voor een getal op zijn Nederlands; is start heel, dan neemt het alleen hele getallen aan."""
    return Number(label, start, minimum, maximum)


def text(start: str, label: str, parse: Callable[[str], str] = str, suggestions: Iterable[str] = ()) -> Control:
    """Invulveld voor tekst. suggestions: wat de browser aanbiedt tijdens het typen.

    parse geeft wat er getypt is zoals `draw` het wil, of ValueError of LookupError met een Nederlandse zin.
    """
    return Text(label, start, tuple(suggestions), parse)


def handle(
    x: str,
    y: str | None = None,
    label: str = "",
    at: Callable[..., tuple[float, float] | None] | None = None,
    axes: int = 0,
    shape: str = "punt",
    alone: bool = False,
    also: dict[str, Any] | None = None,
) -> Handle:
    """Greep op het beeld, voor muis, vinger, pen en toetsenbord: de leerling pakt het ding zelf vast.

        ball=handle("w", "b", "De bal", axes=1)                                  # een punt op (w, b)
        end=handle("w", label="Het eind van de lijn", at=lambda w, b: (4, 4 * w + b))

    x en y: de namen van de schuiven die hij verzet; met één schuif en `at` beweegt hij langs een lijn. at: waar hij
    ligt, in de eenheden van het assenstelsel, bij de waarden die hij bij naam vraagt; None: dan is hij er niet.
    axes: in welk assenstelsel, op volgorde van maken. alone: de schuiven zelf staan er dan niet bij. shape: "punt";
    "vlak" (het hele assenstelsel is de greep, om te draaien bijvoorbeeld); "vakje" (een klik in het assenstelsel zet
    hem daar). also: wat hij tegelijk zet, zoals {"what": "één gewicht"}.
    """
    moves = (x,) if y is None else (x, y)
    if at is None and y is None:
        raise ValueError(f"{label}: geef met `at` waar deze greep ligt.")
    if shape not in _SHAPES or not label:
        raise ValueError(f"{label}: een greep heeft een naam, en als vorm {', '.join(_SHAPES)}.")
    return Handle(label, moves, at, axes, shape, alone, also or {})


def _decimals(number: float) -> int:
    """Aantal cijfers achter de komma, hooguit tien."""
    return len(f"{number:.10f}".rstrip("0").partition(".")[2])


def _in_full(number: float) -> str:
    """Het hele getal op zijn Nederlands, zonder afronden: dutch() houdt er vier cijfers van over."""
    return dutch(number, _decimals(number))
