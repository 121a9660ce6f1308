"""Opdrachten nakijken: elk antwoord krijgt een oordeel in het Nederlands, nooit een foutmelding van Python.

Een opdracht is data: het goede antwoord (berekend), de fouten die vaak gemaakt worden met bij elk een eigen hint, een
ladder van hints en de oplossing als broncode. Dit bestand beoordeelt alleen; tonen doet `lesson`.
"""

import copy
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.questions.student_code import CodeProblem, run_student

BLANK_TEXT = "Nog niet ingevuld."


@dataclass(frozen=True)
class Verdict:
    """Het oordeel over een antwoord. correct: True, False, of None als er nog niets is ingevuld."""

    correct: bool | None
    text: str


@dataclass(frozen=True)
class Mistake:
    """Een fout die vaak gemaakt wordt: het antwoord dat erbij hoort en een eigen hint.

    Het antwoord is een getal of een functie; bij een OpenExercise een voorbeeld, met de kern van de hint uit `check`.
    """

    answer: Any
    hint: str


class Unusable(Exception):
    """Het antwoord is geen bruikbare waarde; de tekst van de uitzondering zegt in het Nederlands waarom."""


class Blank(Exception):
    """Er is nog niets ingevuld."""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Wat elke opdracht heeft. id: '1.2'; solution: broncode die de student had kunnen schrijven;
    other_forms: andere goede uitwerkingen, ook als broncode; praise: wat er staat bij een goed antwoord."""

    id: str
    question: str
    praise: str
    hints: tuple[str, ...]
    solution: str
    other_forms: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def judge(self, value: Any) -> Verdict:
        """Beoordeel een antwoord, wat het ook is."""
        try:
            hint = self._hint(value)
        except Blank:
            return Verdict(None, BLANK_TEXT)
        except Unusable as problem:
            return Verdict(False, str(problem))
        return Verdict(True, self.praise) if hint is None else Verdict(False, hint)

    def _hint(self, value: Any) -> str | None:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class NumberExercise(Exercise):
    """Het antwoord is één getal, of wat een functie `answer` berekent. tolerance: toegestane relatieve afwijking."""

    answer: float | Callable[[], float]
    tolerance: float = 1e-6

    def reference(self) -> float:
        return self.answer() if callable(self.answer) else self.answer

    def _hint(self, value: Any) -> str | None:
        number, right = read_number(value), self.reference()
        if self._close(number, right):
            return None
        for mistake in self.mistakes:
            if self._close(number, mistake.answer):
                return mistake.hint
        if abs(right) >= 1000 and self._close(number * 1000, right):
            return f"Python leest {number} als {dutch(number)}: een punt is voor Python een komma. Laat hem weg."
        if number and self._close(-number, right):
            return "De grootte klopt, het teken niet."
        return f"{_short(number)} is het niet. Kijk naar de hint en probeer het nog eens."

    def _close(self, number: float, right: float) -> bool:
        return math.isclose(number, right, rel_tol=self.tolerance, abs_tol=1e-12)


@dataclass(frozen=True, kw_only=True)
class FunctionExercise(Exercise):
    """Het antwoord is een functie. Ze wordt geprobeerd op `cases` (argumenten per aanroep), naast `reference`.
    De fouten zijn zelf functies: wie dezelfde uitkomsten heeft, krijgt de hint van die fout."""

    reference: Callable
    cases: tuple[tuple, ...]
    tolerance: float = 1e-6

    def _hint(self, value: Any) -> str | None:
        if value is None or value is ...:
            raise Blank
        if not callable(value):
            raise Unusable(
                f"Geef de functie zelf, zonder haakjes erachter: nu kreeg ik {_short(value)}, en dat is geen functie."
            )
        if _has_no_body(value):
            raise Blank
        name = getattr(value, "__name__", "je functie")
        try:
            results = run_student(value, self.cases)
        except CodeProblem as problem:
            raise Unusable(_explain(problem, name, self.cases[problem.case])) from None
        expected = [self.reference(*case) for case in self.cases]
        problems = [self.difference(got, want) for got, want in zip(results, expected, strict=True)]
        first = next((i for i, problem in enumerate(problems) if problem), None)
        if first is None:
            return None
        for mistake in self.mistakes:
            pairs = zip(self.cases, results, strict=True)
            if all(self._same_as_mistake(mistake.answer, case, got) for case, got in pairs):
                return mistake.hint
        call = f"{name}({', '.join(_short(argument) for argument in self.cases[first])})"
        return f"{call} {problems[first]}"

    def _same_as_mistake(self, function: Callable, case: tuple, got: Any) -> bool:
        try:
            return self.difference(got, function(*copy.deepcopy(case))) is None
        except Exception:  # een fout die bij dit geval zelf niet te berekenen is, is niet deze fout
            return False

    def difference(self, got: Any, want: Any) -> str | None:
        """Zeg wat er anders is aan de uitkomst, of None als ze gelijk is aan de verwachting."""
        if got is None:
            return None if want is None else "geeft niets terug. Eindigt je functie met `return`?"
        try:
            array, right = np.asarray(_plain(got), dtype=float), np.asarray(_plain(want), dtype=float)
        except (TypeError, ValueError, OverflowError):
            return None if _same(got, want) else f"geeft {_short(got)}. Verwacht: {_short(want)}."
        if array.shape != right.shape:
            return f"geeft {_shape_words(array.shape)}. Verwacht: {_shape_words(right.shape)}, {_short(want)}."
        if not np.allclose(array, right, rtol=self.tolerance, atol=1e-9, equal_nan=True):
            return f"geeft {_short(got)}. Verwacht: {_short(want)}."
        return None


@dataclass(frozen=True, kw_only=True)
class OpenExercise(Exercise):
    """Een opdracht met meer dan één goed antwoord. check(antwoord) geeft None als het goed is, en anders een hint."""

    check: Callable[[Any], str | None]

    def _hint(self, value: Any) -> str | None:
        if value is None or value is ... or (isinstance(value, (tuple, list)) and any(part is ... for part in value)):
            raise Blank
        try:
            return self.check(value)
        except (Unusable, Blank):
            raise
        except Exception:
            raise Unusable(f"Met {_short(value)} kan ik niets. Kijk nog eens welke vorm de opdracht vraagt.") from None


def read_number(value: Any) -> float:
    """Lees één getal: int, float, NumPy, PyTorch of een rijtje van één. Al het andere: Blank of Unusable."""
    if value is None or value is ... or (isinstance(value, str) and value.strip() in ("", "...", "…")):
        raise Blank
    if isinstance(value, str):
        raise Unusable(_text_advice(value.strip()))
    if isinstance(value, (bool, np.bool_)):
        raise Unusable(f"{value} is geen getal. Vul de uitkomst van een berekening in.")
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value):
        whole, rest = value
        sign = f", of -0.{rest} als er een min voor stond" if whole == 0 else ""  # aan -0 is de min niet meer te zien
        raise Unusable(
            f"Python leest {whole},{rest} als twee getallen. Schrijf een punt in plaats van een komma: "
            f"{whole}.{rest}{sign}"
        )
    if isinstance(value, tuple) and len(value) > 1:
        raise Unusable(
            f"Door de komma's leest Python {len(value)} losse getallen. Schrijf een kommagetal met een punt, en een "
            "groot getal zonder iets ertussen."
        )
    if callable(value):
        raise Unusable("Dit is een functie, geen getal. Zet haakjes achter de naam om haar uit te rekenen.")
    try:
        array = np.asarray(_plain(value), dtype=float)
    except OverflowError:
        raise Unusable("Dit getal heeft meer dan 300 cijfers. Kijk je berekening na: ging er een macht mis?") from None
    except (TypeError, ValueError):
        raise Unusable(f"Ik verwacht een getal, maar kreeg {_short(value)}.") from None
    if array.size != 1:
        raise Unusable(f"Ik verwacht één getal, maar kreeg {_shape_words(array.shape)}.")
    number = float(array.reshape(-1)[0])
    if math.isnan(number):
        raise Unusable("De uitkomst is NaN: geen getal. Ergens is door nul gedeeld of met NaN gerekend.")
    if math.isinf(number):
        raise Unusable("De uitkomst is oneindig. Ergens is door nul gedeeld of werd een getal te groot.")
    return number


def _text_advice(text: str) -> str:
    start = "Je antwoord staat tussen aanhalingstekens en is dus tekst. "
    match = re.fullmatch(r"([\d.,]+)\s*(duizend|miljoen|miljard|biljoen)", text, re.IGNORECASE)
    if match:
        power = {"duizend": 3, "miljoen": 6, "miljard": 9, "biljoen": 12}[match[2].lower()]
        return f"{start}Schrijf het als getal: {match[1].replace('.', '').replace(',', '.')}e{power}"
    if re.fullmatch(r"[-−]?\d{1,3}(\.\d{3})+(,\d+)?|[-−]?\d+,\d+", text):
        return f"{start}Schrijf het als getal, met een punt als komma: {text.replace('.', '').replace(',', '.')}"
    if re.fullmatch(r"[-−]?[\d.]+(e[+-]?\d+)?|[\d\s.+*/()-]*\d[\d\s.+*/()-]*", text, re.IGNORECASE):
        plain = text.replace(" ", "") if re.fullmatch(r"[\d\s.]+", text) else text  # 12 560 is voor Python geen getal
        return f"{start}Haal de aanhalingstekens weg: {plain}"
    return f"{start}Ik verwacht een getal; {text!r} kan ik niet lezen."


_ERROR_WORDS = {
    NameError: "gebruikt een naam die niet bestaat",
    ZeroDivisionError: "deelt door nul",
    IndexError: "vraagt een element voorbij het einde van een rij",
    KeyError: "zoekt iets op wat er niet is",
    AttributeError: "vraagt een eigenschap die er niet is",
    TypeError: "rekent met waarden die niet bij elkaar passen, of kreeg een ander aantal argumenten",
    ValueError: "kreeg waarden waarvan de vorm of inhoud niet past",
    RecursionError: "roept zichzelf eindeloos aan",
}


def _explain(problem: CodeProblem, name: str, arguments: tuple) -> str:
    """Zeg in het Nederlands waarom de functie geen uitkomst gaf."""
    call = f"{name}({', '.join(_short(argument) for argument in arguments)})"
    if problem.why == "slow":
        return (
            f"{name} was na {dutch(problem.seconds)} seconden nog niet klaar. Staat er een lus in die nooit stopt "
            "(`while`), of een som met een reusachtige uitkomst?"
        )
    if problem.why == "memory":
        return f"{call} vraagt meer geheugen dan er is. Wordt er ergens een rij veel te lang?"
    if problem.why == "gone":
        return f"{call} stopte Python zelf. Haal die opdracht weg; een functie eindigt met `return`."
    error = problem.error
    words = next((text for kind, text in _ERROR_WORDS.items() if isinstance(error, kind)), "stopt met een fout")
    if "bitwise_xor" in str(error) or " for ^" in str(error):
        words = "gebruikt `^`. Een macht schrijf je in Python met `**`"
    where = f" (regel {problem.line} van de functie)" if problem.line else ""
    return f"{call} {words}{where}. Python zegt: {type(error).__name__}: {error}"


def _has_no_body(function: Callable) -> bool:
    """Bestaat de functie alleen uit `...` (met of zonder docstring)?"""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_code[::2] == (lambda: None).__code__.co_code[::2] and code.co_consts[-1] is None


def _plain(value: Any) -> Any:
    """Maak van een PyTorch-tensor een NumPy-array; laat de rest zoals het is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        return value.double().numpy() if value.is_floating_point() else value.numpy()
    return value


def _same(got: Any, want: Any) -> bool:
    try:
        return bool(got == want)
    except Exception:
        return False


def _short(value: Any) -> str:
    """Laat een waarde kort zien, zoals een student haar in Python schrijft."""
    value = _plain(value)
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            return "een getal van meer dan 300 cijfers"
        return str(int(number)) if number.is_integer() and abs(number) < 1e16 else f"{number:.6g}"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ", threshold=8, edgeitems=2)
    else:
        try:
            text = repr(value)
        except ValueError:  # er zit een getal in dat Python te lang vindt om te tonen
            text = f"iets van de soort {type(value).__name__}, met een heel groot getal erin"
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."


def _shape_words(shape: tuple[int, ...]) -> str:
    if shape == ():
        return "één getal"
    if len(shape) == 1:
        return f"een rij van {shape[0]} getallen"
    return f"een tabel met vorm {' × '.join(map(str, shape))}"
