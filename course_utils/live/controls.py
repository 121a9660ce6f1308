"""De regelaars van een levende figuur: schuif, keuzelijst, vinkje, knop en invulvelden.

De browser kent van een schuif of keuzelijst alleen de teksten en stuurt een volgnummer; de waarden zelf blijven in
Python. Zo is elke stand exact (geen 0,30000000000000004) en mag een waarde alles zijn.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from course_utils.dutch_numbers import UnreadableNumber, dutch, read_number

_LONGEST_TEXT = 200  # tekens
_MOST_STOPS = 2001  # elke stand heeft een tekst die naar de browser gaat


@dataclass(frozen=True)
class Control:
    """Een regelaar. Wat hij met de browser uitwisselt, heet hier een stand: een volgnummer, een vinkje, een tekst."""

    kind: str
    label: str
    start: Any
    values: tuple = ()  # slider en choice
    texts: tuple = ()
    minimum: float = 0  # button en number
    maximum: float = 0
    play: str = ""  # slider: het opschrift van de knop die hem afspeelt
    pace: int = 0  # zoveel milliseconden blijft een stand bij het afspelen staan
    parse: Callable[[str], Any] | None = None  # text: maakt van wat er getypt is een waarde

    def read(self, position: Any) -> Any:
        """De waarde bij een stand uit de browser; is hij onbruikbaar, dan ValueError met een Nederlandse zin."""
        if self.kind == "checkbox":
            return bool(position)
        if self.kind == "number":
            return self._read_number(str(position))
        if self.kind == "text":
            return self._read_text(str(position))
        last = self.maximum if self.kind == "button" else len(self.values) - 1
        if not isinstance(position, int) or not 0 <= position <= last:
            raise ValueError(f"{self.label}: deze stand bestaat niet.")
        return position if self.kind == "button" else self.values[position]

    def write(self, value: Any) -> Any:
        """Het omgekeerde van read: de stand bij een waarde."""
        if self.kind in ("slider", "choice"):
            return self.values.index(value)
        return _in_full(value).replace(".", "") if self.kind == "number" else value  # 1.024 leest als een vraag

    def check(self, value: Any) -> Any:
        """De stand die bij een waarde uit Python hoort, als waarde; anders ValueError met een Nederlandse zin."""
        if self.kind == "slider" and isinstance(value, (int, float)) and value not in self.values:
            # 0.1 + 0.2 is bedoeld als 0.3
            close = [stop for stop in self.values if abs(stop - value) <= 1e-9 * max(1, abs(value))]
            value = close[0] if close else value
        if self.kind in ("slider", "choice") and value not in self.values:
            raise ValueError(f"{self.label}: {value!r} is geen stand van deze regelaar.")
        return self.read(self.write(value))

    def _read_number(self, text: str) -> int | float:
        wanted = f"Vul een getal in van {_in_full(self.minimum)} tot en met {_in_full(self.maximum)}."
        whole = isinstance(self.start, int)
        try:
            value = read_number(text, whole)
        except UnreadableNumber as problem:
            raise ValueError(f"{problem} {wanted}" if text.strip() else wanted) from None
        if whole and value != int(value):
            raise ValueError(f"{_in_full(value)} is geen heel getal. {wanted}")
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"{_in_full(value)} valt buiten het bereik. {wanted}")
        return int(value) if value == int(value) else value

    def _read_text(self, text: str) -> Any:
        if not text.strip():
            raise ValueError("Typ hier iets in.")
        try:
            return self.parse(text.strip()[:_LONGEST_TEXT])
        except LookupError as problem:  # een woord dat niet bestaat
            raise ValueError(str(problem)) from None

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
        }


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
    return _with_start(Control("slider", label, values[0], values, texts, play=play, pace=pace), start)


def choice(options: Iterable | dict[str, Any], label: str, start: Any = None) -> Control:
    """Keuzelijst. options: een rij waarden, of een dict van tekst naar waarde; start: de waarde aan het begin."""
    texts, values = (options.keys(), options.values()) if isinstance(options, dict) else (options, options)
    control = Control("choice", label, None, tuple(values), tuple(str(text) for text in texts))
    return _with_start(control, control.values[0] if start is None else start)


def checkbox(start: bool, label: str) -> Control:
    """Vinkje: True of False."""
    return Control("checkbox", label, bool(start))


def button(label: str, maximum: int) -> Control:
    """Knop; zijn waarde is hoe vaak er gedrukt is, hooguit maximum keer. Opnieuw zet hem op nul."""
    return Control("button", label, 0, maximum=maximum)


def number(minimum: float, maximum: float, start: float, label: str) -> Control:
    """Invulveld voor een getal op zijn Nederlands; is start heel, dan neemt het alleen hele getallen aan."""
    return _with_start(Control("number", label, start, minimum=minimum, maximum=maximum), start)


def text(start: str, label: str, parse: Callable[[str], str] = str, suggestions: Iterable[str] = ()) -> Control:
    """Invulveld voor tekst. suggestions: wat de browser aanbiedt tijdens het typen.

    parse geeft wat er getypt is zoals `draw` het wil, of ValueError of LookupError met een Nederlandse zin.
    """
    return _with_start(Control("text", label, start, texts=tuple(suggestions), parse=parse), start)


def _with_start(control: Control, start: Any) -> Control:
    return replace(control, start=control.check(start))


def _decimals(number: float) -> int:
    """Aantal cijfers achter de komma, hooguit tien."""
    return len(f"{number:.10f}".rstrip("0").partition(".")[2])


def _in_full(number: float) -> str:
    """Het hele getal op zijn Nederlands, zonder afronden: dutch() houdt er vier cijfers van over."""
    return dutch(number, _decimals(number))
