"""Lezen wat een student gaf: één getal, of een rij of tabel getallen, in elke vorm die Python kent.

Al het andere wordt Unusable, met één zin die zegt wat het is en wat er moest staan. Tekst, complexe getallen, True en
False, bytes en datums zijn geen getallen, ook niet binnen een rij. Wat er ook komt: deze module valt niet om.
"""

import datetime
import math
import numbers
import types
from collections.abc import Callable, Iterator, KeysView, Mapping, Set, ValuesView
from itertools import islice
from typing import Any

import numpy as np

from course_utils.dutch_numbers import interpret
from course_utils.questions.student_worker import Unreadable, as_array

_MOST = 100_000  # zoveel elementen van een rij zonder einde lees ik hooguit
_SHORT = 60  # tekens


class Unusable(Exception):
    """Het antwoord is geen bruikbare waarde; de tekst van de uitzondering zegt in het Nederlands waarom."""


class Blank(Exception):
    """Er is nog niets ingevuld."""


def is_blank(value: Any) -> bool:
    """Staat er nog niets, of staan de drie puntjes er nog, ook ergens in een rij?"""
    if value is None or value is ... or (type(value) is str and value.strip() in ("", "...", "…")):
        return True
    return type(value) in (tuple, list) and any(part is ... for part in value)


def read_number(value: Any, right: float | None = None) -> float:
    """Lees één getal: int, float, NumPy, PyTorch of een rijtje van één. Al het andere: Blank of Unusable.

    right: het goede antwoord; daarmee is te zien wat iemand met een komma of met aanhalingstekens bedoelde.
    """
    if is_blank(value):
        raise Blank
    if isinstance(value, (str, bytes, np.str_, np.bytes_)):
        raise Unusable(text_advice(value, right))
    if isinstance(value, tuple) and len(value) > 1:
        raise Unusable(_comma_advice(value, right))
    array = read_numbers(value)
    if array.size != 1:
        raise Unusable(f"Ik verwacht één getal, maar kreeg {shape_words(array.shape)}.")
    number = float(array.reshape(-1)[0])
    if math.isnan(number):
        raise Unusable("De uitkomst is NaN: geen getal. Ergens is door nul gedeeld of met NaN gerekend.")
    if math.isinf(number):
        raise Unusable("De uitkomst is oneindig. Ergens is door nul gedeeld of werd een getal te groot.")
    return number


def read_numbers(value: Any) -> np.ndarray:
    """Maak van een getal, rij of tabel een array van floats; van al het andere Unusable met een zin."""
    try:
        return _read(plain(value))
    except Unusable:
        raise
    except OverflowError:
        raise Unusable("Dit getal heeft meer dan 300 cijfers. Kijk je berekening na: ging er een macht mis?") from None
    except Exception:  # een voorwerp dat zelf omvalt: een repr, een lengte of een omzetting die mislukt
        raise Unusable(f"Ik verwacht een getal, maar kreeg {kind(value)}.") from None


def _read(value: Any) -> np.ndarray:
    if value is None:
        raise Unusable("Ik verwacht een getal, maar kreeg None: er is niets uitgerekend.")
    if isinstance(value, (bool, np.bool_)):
        raise Unusable(f"{value} is geen getal. Vul de uitkomst van een berekening in.")
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "iuf":
        return np.asarray(value, dtype=float)
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        parts = [_read(plain(part)) for part in value]
        if len({part.shape for part in parts}) > 1:
            raise Unusable("De rijen in je antwoord zijn niet even lang.")
        return np.array(parts, dtype=float)
    no_number = (numbers.Complex, np.generic, np.ndarray, type)  # een array van tekst kan zich wel als float lezen
    own_float = hasattr(type(value), "__float__") and not isinstance(value, no_number)
    if isinstance(value, numbers.Real) or own_float:
        return np.asarray(float(value))
    raise Unusable(f"Ik verwacht een getal, maar kreeg {kind(value)}.")


def plain(value: Any) -> Any:
    """Maak van een PyTorch-tensor een array, en van een rij zonder haakjes (zip, range, items) een lijst."""
    try:
        if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
            return as_array(value)
        if isinstance(value, (Iterator, range, KeysView, ValuesView, type({}.items()))):
            return list(islice(value, _MOST))
    except Exception:  # een tensor op een vreemde plek, een generator die omvalt
        return value
    return value


def precision_of(value: Any) -> float:
    """Hoe ver een goed antwoord ernaast mag zitten door zijn soort getal: bij float16 is 0,3 nooit precies."""
    kind_of_number = getattr(plain(value), "dtype", None) if not hasattr(value, "detach") else None
    name = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if name == "bfloat16":
        return 2.0**-7
    if name in ("float16", "float32"):
        return float(np.finfo(name).eps)
    return float(np.finfo(kind_of_number).eps) if getattr(kind_of_number, "kind", "") == "f" else 0.0


def is_rounded(number: float, exact: float) -> bool:
    """Is dit getal het andere, afgerond op zo veel cijfers als er staan (minstens twee)?"""
    digits = f"{number:.11e}".partition("e")[0]
    count = len(digits.rstrip("0").lstrip("-").replace(".", ""))
    return 2 <= count <= 6 and math.isclose(float(f"{exact:.{count - 1}e}"), number, rel_tol=1e-9)


def kind(value: Any) -> str:
    """Zeg in het Nederlands wat iets is, ook als het zichzelf niet kan tonen."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _ARRAYS:
        return _ARRAYS[value.dtype.kind]
    if isinstance(value, Unreadable) and value.kind in ("coroutine", "async_generator"):
        return "een functie met `async`. Laat dat woord weg"
    for types_, words in _KINDS:
        if isinstance(value, types_):
            return words if "{}" not in words else words.format(show(value))
    return show(value)


_ARRAYS = {"b": "True en False", "c": "complexe getallen", "U": "tekst", "S": "bytes", "M": "datums", "m": "tijden"}
_KINDS: tuple[tuple[Any, str], ...] = (
    ((bool, np.bool_), "{}, en dat is geen getal"),
    ((str,), "tekst"),
    ((bytes, bytearray, memoryview), "bytes, en dat is een soort tekst"),
    ((complex,), "een complex getal: {}. Ergens nam je de wortel of een macht van een negatief getal"),
    ((datetime.date, datetime.time, datetime.timedelta), "een datum of tijd"),
    ((Set,), "een verzameling: tussen accolades is er geen volgorde. Gebruik ronde haakjes"),
    ((Mapping,), "een woordenboek (met accolades). Gebruik ronde haakjes"),
    ((type,), "een soort ({}). Zet er haakjes achter om er iets van te maken"),
    ((types.ModuleType,), "een module, geen getal"),
    ((types.CoroutineType, types.AsyncGeneratorType), "een functie met `async`. Laat dat woord weg"),
    ((Callable,), "een functie. Zet haakjes achter de naam om haar uit te rekenen"),
)


def show(value: Any, digits: int = 4) -> str:
    """Laat een waarde kort zien, zoals een student haar in Python schrijft; wat niet te tonen is, krijgt zijn soort."""
    try:
        text = _shown(plain(value), digits)
    except Exception:
        return _sort(value)
    text = " ".join(text.split())
    if " at 0x" in text:  # het adres van een voorwerp zegt een student niets
        return _sort(value)
    return text if len(text) <= _SHORT else text[: _SHORT - 3] + "..."


def _sort(value: Any) -> str:
    name = value.kind if isinstance(value, Unreadable) else type(value).__name__
    return "iets wat ik niet kan lezen" if name in ("object", "ndarray") else f"iets van de soort {name}"


def _shown(value: Any, digits: int) -> str:
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return repr(value)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return show_number(value)
    if isinstance(value, np.ndarray):
        return np.array2string(
            value, precision=digits, separator=", ", threshold=8, edgeitems=2, suppress_small=_calm(value)
        )
    if callable(value) and hasattr(value, "__name__"):
        return f"de functie {value.__name__}" if not isinstance(value, type) else value.__name__
    if isinstance(value, (list, tuple)) and len(value) <= 8:
        inside = ", ".join(_shown(part, digits) for part in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    return repr(value)


def _calm(value: np.ndarray) -> bool:
    return value.dtype.kind == "f" and bool(np.all(np.isfinite(value))) and np.max(np.abs(value), initial=1) < 1e8


def show_number(value: Any) -> str:
    """Een getal zoals het in Python te typen is, zonder e+40: 12560, 32_000_000_000, 0.0144."""
    try:
        number = float(value)
    except OverflowError:
        return "een getal van meer dan 300 cijfers"
    if not math.isfinite(number):
        return {math.inf: "oneindig", -math.inf: "min oneindig"}.get(number, "NaN")
    if abs(number) >= 1e16:
        digits = math.floor(math.log10(abs(number))) + 1
        return f"een getal van {digits} cijfers" if number > 0 else f"een negatief getal van {digits} cijfers"
    if number == int(number):
        return f"{int(number):_}" if abs(number) >= 1e6 else str(int(number))
    if abs(number) < 1e-9:
        return "bijna 0"
    if abs(number) >= 1e6:
        return f"{number:_.0f}"
    return np.format_float_positional(float(f"{number:.6g}"), trim="-")


def shape_words(shape: tuple[int, ...]) -> str:
    """De vorm van een rij of tabel in woorden."""
    if shape == ():
        return "één getal"
    if len(shape) == 1:
        return {0: "een lege rij", 1: "een rij van 1 getal"}.get(shape[0], f"een rij van {shape[0]} getallen")
    return f"een tabel met vorm {' × '.join(map(str, shape))}"


def text_advice(text: Any, right: float | None = None) -> str:
    """Wat te zeggen van een getal tussen aanhalingstekens. right: het goede antwoord, als dat bekend is."""
    if isinstance(text, bytes):
        return "Je antwoord is bytes, een soort tekst. Laat de b en de aanhalingstekens weg."
    start = "Je antwoord staat tussen aanhalingstekens en is dus tekst. "
    text = str(text).strip()
    typed = interpret(text)
    if typed is None:
        if any(char.isdigit() for char in text) and all(char.isdigit() or char in " .+-*/()e_" for char in text):
            return f"{start}Haal de aanhalingstekens weg: {text}"
        return f"{start}Ik verwacht een getal; {show(text)} kan ik niet lezen."
    written = _meant(typed.python, right)
    if len(written) > 1:
        return f"{start}Bedoel je {typed.dutch[0]} of {typed.dutch[1]}? Schrijf {written[0]}, of {written[1]}."
    unit = f" en {typed.unit}" if typed.unit else ""
    if written[0] == text.replace(" ", "").replace("_", ""):
        return f"{start}Haal de aanhalingstekens weg: {written[0]}"
    return f"{start}Haal de aanhalingstekens{unit} weg, en schrijf het getal zoals Python: {written[0]}"


def _meant(written: tuple[str, ...], right: float | None) -> tuple[str, ...]:
    """Van twee lezingen van een getal de goede, als een van de twee het antwoord is."""
    if right is None:
        return written
    fitting = tuple(number for number in written if math.isclose(float(number), right, rel_tol=0.01))
    return fitting or written


def _comma_advice(value: tuple, right: float | None) -> str:
    """Wat te zeggen van een rijtje dat door een komma ontstond: een kommagetal, een duizendtal of echt een rijtje."""
    whole = all(isinstance(part, (int, np.integer)) and not isinstance(part, bool) for part in value)
    if len(value) == 2 and whole:
        first, second = (int(part) for part in value)
        joined, point = f"{first}{second:03d}", f"{first}.{second}"
        if second >= 0 and right is not None and math.isclose(float(joined), right, rel_tol=1e-3):
            return f"Python leest {first},{second:03d} als twee getallen. Laat de komma weg: {joined}"
        if second >= 0 and (right is None or not _is_shape(first, second, right)):
            sign = f", of -0.{second} als er een min voor stond" if first == 0 else ""  # aan -0 is de min niet te zien
            return (
                f"Python leest {first},{second} als twee getallen. Schrijf een punt in plaats van een komma: "
                f"{point}{sign}"
            )
        return f"Dit zijn twee getallen: {first} en {second}. Ik vraag er één: reken het uit."
    if whole and all(0 <= part < 1000 for part in value[1:]):
        joined = str(int(value[0])) + "".join(f"{int(part):03d}" for part in value[1:])
        if right is not None and math.isclose(float(joined), right, rel_tol=1e-3):
            return f"Python leest de komma's als scheiding tussen getallen. Laat ze weg: {joined}"
        if not all(part >= 100 for part in value[1:]):
            return f"Dit zijn {len(value)} losse getallen. Ik vraag er één: reken het uit."
    return (
        f"Door een komma leest Python {len(value)} losse getallen. Schrijf een kommagetal met een punt, en een "
        "groot getal zonder iets ertussen."
    )


def _is_shape(first: int, second: int, right: float) -> bool:
    """Is (28, 28) bedoeld als maten, en niet als 28,28? Als het product of de som het antwoord is, of bijna."""
    size = abs(first * second)
    if right in (first + second, first * second):
        return True
    return first > 9 and second > 9 and bool(right) and size > 0 and abs(float(f"{first}.{second}") / right - 1) > 0.5
