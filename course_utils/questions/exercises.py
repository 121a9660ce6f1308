"""Opdrachten nakijken: elk antwoord krijgt een oordeel in het Nederlands, nooit een foutmelding van Python.

Een opdracht is data: het goede antwoord (berekend), de fouten die vaak gemaakt worden met bij elk een eigen hint, een
ladder van hints en de oplossing als broncode. Wat een student gaf, leest `answers`; fouten die in elke som voorkomen,
herkent `slips`. Dit bestand beoordeelt alleen; tonen doet `lesson`.
"""

import ast
import copy
import dis
import inspect
import math
import re
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from course_utils.code_advice import bare, comma_advice, error_advice
from course_utils.dutch_numbers import dutch
from course_utils.notebook import Cell
from course_utils.questions import slips, sums
from course_utils.questions.answers import (
    Blank,
    Unusable,
    is_blank,
    is_rounded,
    plain,
    precision_of,
    read_number,
    read_numbers,
    shape_words,
    show,
    show_number,
)
from course_utils.questions.progress import UNKNOWN_MISTAKE
from course_utils.questions.student_code import CodeProblem, run_student
from course_utils.questions.wrong_part import Search

BLANK_TEXT = "Nog niet ingevuld."
_EXACT = 1e-6  # zo precies moet een vergissing kloppen; wie afrondt, krijgt de tweede ronde
_NO_CELL = Cell()


@dataclass(frozen=True)
class Verdict:
    """Het oordeel over een antwoord. correct: True, False, of None als er nog niets is ingevuld."""

    correct: bool | None
    text: str


@dataclass(frozen=True)
class Mistake:
    """Een fout die vaak gemaakt wordt: het antwoord dat erbij hoort en een eigen hint.

    Het antwoord is een getal of een functie; bij een OpenExercise een voorbeeld, met de kern van de hint uit `check`.
    unless: staat dit patroon in de som, dan kwam het getal ergens anders door. since: een fout die er later bij kwam,
    krijgt een hoger getal dan alle eerdere, ook als zij eerder in de rij staat.
    """

    answer: Any
    hint: str
    unless: str = "(?!)"
    since: int = 0


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """Wat elke opdracht heeft. id: '1.2'; solution: broncode die de student had kunnen schrijven;
    other_forms: andere goede uitwerkingen, ook als broncode; praise: wat er staat bij een goed antwoord;
    given: de namen die het notebook al klaarzet en die in de oplossing staan, met hun waarde."""

    id: str
    question: str
    praise: str
    hints: tuple[str, ...]
    solution: str
    other_forms: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def judge(self, value: Any, cell: Cell = _NO_CELL) -> Verdict:
        """Beoordeel een antwoord, wat het ook is. cell: de cel van de student, om te zien hoe het antwoord ontstond."""
        try:
            hint = self._hint(value, cell)
        except Blank:
            return Verdict(None, BLANK_TEXT)
        except Unusable as problem:
            return Verdict(False, str(problem))
        except Exception:  # een voorwerp dat omvalt zodra iemand ernaar kijkt
            return Verdict(False, f"Ik krijg {show(value)}. Kijk nog eens welke vorm de opdracht vraagt.")
        return Verdict(True, self.praise) if hint is None else Verdict(False, hint)

    @property
    def numbered_mistakes(self) -> tuple[Mistake, ...]:
        """De fouten op de plaats van hun nummer in `voortgang.json`. `mistakes` is de volgorde van herkennen."""
        return tuple(sorted(self.mistakes, key=lambda mistake: mistake.since))

    def mistake_number(self, text: str) -> int:
        """Het nummer van de fout waar deze tekst van een oordeel over gaat."""
        hints = [mistake.hint for mistake in self.numbered_mistakes]
        if text in hints:
            return hints.index(text)
        return next((number for number, hint in enumerate(hints) if hint in text), UNKNOWN_MISTAKE)

    @property
    def forms(self) -> tuple[str, ...]:
        """Alle goede uitwerkingen."""
        return (self.solution, *self.other_forms)

    @cached_property
    def slips(self) -> list[tuple[Any, str, str]]:
        """De verschrijvingen van deze opdracht: wat er dan uitkomt, de broncode, en de zin."""
        found = []
        for slip in slips.of_solutions(self.forms):
            with suppress(Exception), np.errstate(all="ignore"):  # zo opgeschreven is het soms geen som meer
                found.append((self._outcome(sums.run(slip.source, self.given)), slip.source, slip.hint))
        return found

    def _outcome(self, made: Any) -> Any:
        """Wat er uit een uitwerking komt: made is wat zij het laatst een naam gaf."""
        raise NotImplementedError

    def _hint(self, value: Any, cell: Cell) -> str | None:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class NumberExercise(Exercise):
    """Het antwoord is één getal, of wat een functie `answer` berekent. tolerance: toegestane relatieve afwijking."""

    answer: float | Callable[[], float]
    tolerance: float = 1e-6

    def reference(self) -> float:
        return self.answer() if callable(self.answer) else self.answer

    def _hint(self, value: Any, cell: Cell) -> str | None:
        right = self.reference()
        written = slips.answer_expression(cell.source, self.id) or ""
        if value is None and "print(" in written:
            raise Unusable("`print` laat een getal zien, maar geeft het niet door. Laat `print` en zijn haakjes weg.")
        try:
            number = read_number(value, right)
        except Unusable:
            better = self._repair(written, right, cell)
            if better or (isinstance(value, tuple) and (better := comma_advice(written))):
                raise Unusable(better) from None
            raise
        if self._close(number, right, max(self.tolerance, 4 * precision_of(value))):
            return None
        if better := self._repair(written, right, cell):
            return better
        for same in (partial(self._close, tolerance=_EXACT), partial(self._about, written=written)):
            for mistake in self.mistakes:
                if same(number, mistake.answer) and not re.search(mistake.unless, written):
                    return mistake.hint
        return self._general_hint(number, right, written, cell)

    def _about(self, number: float, answer: float, written: str) -> bool:
        """Is dit hetzelfde getal, afgerond, of uitgerekend met afgeronde getallen?"""
        if sums.is_number(written):
            return is_rounded(number, answer)
        rounded = self._has_own_numbers(written) or not re.search(r"\d", written)
        return rounded and self._close(number, answer, self.tolerance)

    def _has_own_numbers(self, written: str) -> bool:
        """Rekent de student met lange getallen die niet in de oplossing staan, zoals tussenuitkomsten?"""
        return bool(sums.long_numbers(written) - sums.long_numbers(self.solution))

    def _search(self, written: str, right: float, cell: Cell) -> Search:
        known, names = {**self.given, **cell.names}, dict(self.given)
        for name in re.findall(r"[A-Za-z_]\w*", written):
            with suppress(KeyError, ValueError):
                names[name] = sums.usable(name, known)
        tolerance = min(self.tolerance, 2e-3) if self._has_own_numbers(written) else _EXACT

        def fits(text: str) -> bool | None:
            place, certain = slips.which_sum(text, self.forms, self.given)
            return True if certain else None if place is not None else False

        return Search(self.forms, [names], lambda got, _: self._close(read_number(got), right, tolerance), fits)

    @cached_property
    def _bare_search(self) -> Search:
        """Voor een getal zonder cel, zoals in de leesversie: daar zijn het er honderden per opdracht."""
        return self._search("", self.reference(), _NO_CELL)

    def _general_hint(self, number: float, right: float, written: str, cell: Cell) -> str:
        got, want, bare = [np.asarray(number)], [np.asarray(float(right))], sums.is_number(written)
        if said := slips.caret_hint(written) or self._slip_hint(number, written, parentheses=True):
            return said
        # 12.560, en niet 51.2e6 / 589312
        dotted = "/" not in written and number != int(number) and number == round(number, 3)
        if abs(right) >= 1000 and dotted and self._close(number * 1000, right):
            read = f"{number:.3f}"
            return f"Python leest {read} als {dutch(number, 3)}: een punt is voor Python een komma. Laat hem weg."
        if said := self._slip_hint(number, written, sure=True):
            return said
        search = self._search(written, right, cell) if written else self._bare_search

        def same(got: float, want: float) -> bool:
            return self._close(got, want, _EXACT) or (bare and is_rounded(got, want))

        result = slips.result_hint(got, want, self.tolerance if bare else min(self.tolerance, 1e-4), written or "round")
        if said := slips.with_place(result, None if bare else search.hint(written)):
            return said
        said = search.step([number], lambda got, want: same(got, float(want))) or result
        if said := said or self._slip_hint(number, written) or slips.near_hint(got, want):
            return said
        side = "groot" if abs(number) > abs(right) else "klein"
        size = " veel" if not 0.1 < abs(number / right if right else 0) < 10 else ""
        return f"{show_number(number).capitalize()} is het niet: dat is{size} te {side}. Kijk naar de hint."

    def _slip_hint(self, number: float, written: str, parentheses: bool = False, sure: bool = False) -> str | None:
        """De zin bij de verschrijving van de student. sure: alleen als zijn som laat zien dat het die is."""
        bare = sums.is_number(written)
        fitting = [
            (source, hint)
            for value, source, hint in self.slips
            if (hint == slips.PARENTHESES) == parentheses
            and not self._close(value, self.reference())
            and not ((sure or bare) and hint.startswith(slips.NUMBER))
            and slips.names_what_is_there(hint, written)
            and (self._close(number, value, _EXACT) or (bare and is_rounded(number, value)))
        ]
        place, certain = slips.which_sum(written, [source for source, _ in fitting], self.given)
        guess = not sure and (bare or self._has_own_numbers(written))
        return None if place is None or not (certain or guess) else fitting[place][1]

    def _outcome(self, made: Any) -> float:
        return read_number(made)

    def _repair(self, written: str, right: float, cell: Cell) -> str | None:
        names = {**self.given, **cell.names}

        def accepts(text: str, more_parentheses: bool) -> bool:
            if not self._close(read_number(sums.evaluate(text, names)), right):
                return False
            if not more_parentheses:
                return True
            number = read_number(sums.evaluate(written, names))
            if self._slip_hint(number, written, sure=True) and not self._slip_hint(number, written, parentheses=True):
                return False  # dan is er iets anders mis
            return slips.which_sum(text, self.forms, self.given)[0] is not None and slips.same_signs(text, self.forms)

        return slips.repair_hint(written, accepts) if written else None

    def _close(self, number: float, right: float, tolerance: float | None = None) -> bool:
        return math.isclose(number, right, rel_tol=self.tolerance if tolerance is None else tolerance, abs_tol=1e-12)


@dataclass(frozen=True, kw_only=True)
class FunctionExercise(Exercise):
    """Het antwoord is een functie. Ze wordt geprobeerd op `cases` (argumenten per aanroep), naast `reference`.
    De fouten zijn zelf functies: wie dezelfde uitkomsten heeft, krijgt de hint van die fout."""

    reference: Callable
    cases: tuple[tuple, ...]
    tolerance: float = 1e-6

    def _hint(self, value: Any, cell: Cell) -> str | None:
        if is_blank(value):
            raise Blank
        if not callable(value):
            raise Unusable(
                f"Geef de functie zelf, zonder haakjes erachter: nu kreeg ik {show(value)}, en dat is geen functie."
            )
        if _has_no_body(value):
            raise Blank
        source = _source_of(value)
        try:
            results = run_student(value, self.cases)
        except CodeProblem as problem:
            said = _explain(problem, value, source, self.cases[problem.case], cell)
            outside = _outside_hint(value) if problem.why == "error" else None
            raise Unusable(outside or self._before(value, source, problem) or said) from None
        expected = [self.reference(*copy.deepcopy(case)) for case in self.cases]
        problems = [self.difference(got, want) for got, want in zip(results, expected, strict=True)]
        first = next((i for i, problem in enumerate(problems) if problem), None)
        if first is None:
            return None
        name = getattr(value, "__name__", "je functie")
        call = f"{name}({', '.join(show(argument) for argument in self.cases[first])})"
        if said := self._own_mistake(value, source, results):
            return said
        if results[first] is None and (said := _no_return(source)):
            return f"{call} geeft niets terug. {said}"
        said = self._general_mistake(value, results, expected)
        return f"{said} {call} {problems[first]}" if said else f"{call} {problems[first]}"

    def _before(self, function: Callable, source: str, problem: CodeProblem) -> str | None:
        """De hint van een fout die te zien was aan de gevallen die nog wel lukten, zoals een verwisseling."""
        if problem.why != "error" or not problem.case:
            return None
        done = replace(self, cases=self.cases[: problem.case])
        try:
            results = run_student(function, done.cases)
        except CodeProblem:
            return None
        wrong = any(done.difference(got, self.reference(*case)) for got, case in zip(results, done.cases, strict=True))
        return done._own_mistake(function, source, results) if wrong else None

    def _own_mistake(self, function: Callable, source: str, results: list) -> str | None:
        """De hint van een fout die in de code te zien is, of die in de lijst van deze opdracht staat."""
        if said := _outside_hint(function):
            return said
        if any(isinstance(got, tuple) for got in results) and (said := comma_advice(source)):
            return said
        for mistake in self.mistakes:
            pairs = zip(self.cases, results, strict=True)
            if all(self._same_as_mistake(mistake.answer, case, got) for case, got in pairs):
                return mistake.hint
        if said := slips.caret_hint(bare(source)):
            return said
        if _returns_in_loop(source):
            return "`return` staat in de lus: de functie stopt dan al na het eerste getal. Zet hem na de lus."
        return None

    def _general_mistake(self, function: Callable, results: list, expected: list) -> str | None:
        """De zin van een fout die in elke som voorkomt."""
        try:
            got, want = [read_numbers(x) for x in results], [read_numbers(x) for x in expected]
        except Unusable:
            return None
        source = _source_of(function)
        result = slips.result_hint(got, want, self.tolerance, source)
        if said := (
            self._slip(got, source, lambda hint: hint == slips.PARENTHESES)
            or _unused_hint(function)
            or (result and not result.startswith("Je antwoord is") and result)
            or self._slip(got, source, lambda hint: not slips.is_vague(hint))
        ):
            return said
        search = self._search(function, expected)
        return (
            slips.with_place(result, search.hint(source))
            or search.step(got)
            or result
            or self._slip(got, source)
            or slips.near_hint(got, want)
        )

    def _search(self, function: Callable, expected: list) -> Search:
        names = _parameters(function)
        return Search(
            self.forms,
            [{**self.given, **dict(zip(names, case, strict=False))} for case in self.cases],
            lambda got, n: self._equal(got, expected[n]),
        )

    def _slip(self, got: list[np.ndarray], source: str, which=lambda _: True) -> str | None:
        def same(values: list[np.ndarray]) -> bool:
            pairs = zip(got, values, strict=True)
            return all(x.shape == y.shape and np.allclose(x, y, rtol=_EXACT, atol=1e-9) for x, y in pairs)

        numbers = re.search(r"(?<![\w.])\d", source) is not None or not source  # staat er wel een getal in?
        for values, _, hint in self.slips:
            fits = slips.names_what_is_there(hint, source or hint) and (numbers or not hint.startswith(slips.NUMBER))
            if which(hint) and fits and same(values):
                return hint
        return None

    def _outcome(self, made: Callable) -> list[np.ndarray]:
        return [read_numbers(made(*copy.deepcopy(case))) for case in self.cases]

    def _same_as_mistake(self, function: Callable, case: tuple, got: Any) -> bool:
        try:
            if np.asarray(got).dtype == bool:  # een drempel, of een vergelijking
                got = np.asarray(got) * 1.0
            with np.errstate(all="ignore"):
                return self._equal(got, function(*copy.deepcopy(case)))
        except Exception:  # een fout die bij dit geval zelf niet te berekenen is, is niet deze fout
            return False

    def _equal(self, got: Any, want: Any) -> bool:
        array, right = read_numbers(got), read_numbers(want)
        tolerance = max(self.tolerance, 8 * precision_of(got))
        return array.shape == right.shape and np.allclose(array, right, rtol=tolerance, atol=1e-9, equal_nan=True)

    def difference(self, got: Any, want: Any) -> str | None:
        """Zeg wat er anders is aan de uitkomst, of None als ze gelijk is aan de verwachting."""
        if got is None:
            return "geeft niets terug. Eindigt je functie met `return`?"
        if got is ...:
            return "geeft de drie puntjes terug. Jouw berekening komt op hun plaats."
        got = plain(got) if isinstance(got, Iterator) else got  # een generator is maar één keer te lezen
        if isinstance(plain(got), (str, np.str_)):
            return "geeft tekst terug. Haal `str(...)` of de aanhalingstekens weg."
        try:
            if self._equal(got, want):
                return None
            array, right = read_numbers(got), read_numbers(want)
        except Unusable as problem:
            return f"geeft {show(got)}. {problem} Verwacht: {show(want)}."
        if array.shape != right.shape:
            return f"geeft {shape_words(array.shape)}. Verwacht: {shape_words(right.shape)}, {show(want)}."
        texts = [(show(got, digits), show(want, digits)) for digits in (4, 8, 12)]
        different = next((pair for pair in texts if pair[0] != pair[1]), None)
        if different is None:
            return f"geeft bijna {show(want)}. Rond tussendoor niet af."
        return f"geeft {different[0]}. Verwacht: {different[1]}."


@dataclass(frozen=True, kw_only=True)
class OpenExercise(Exercise):
    """Een opdracht met meer dan één goed antwoord. check(antwoord) geeft None als het goed is, en anders een hint."""

    check: Callable[[Any], str | None]

    def _hint(self, value: Any, cell: Cell) -> str | None:
        if is_blank(value):
            raise Blank
        value = plain(value)
        if isinstance(value, (set, frozenset, dict)):
            raise Unusable("Tussen accolades is er geen volgorde. Gebruik ronde haakjes: ( en ).")
        if isinstance(value, str) and value.strip()[:1] in ("(", "[") and _is_literal(value):
            raise Unusable(f"Dit is tekst. Schrijf het zonder aanhalingstekens: {show(value.strip())[1:-1]}")
        try:
            said = self.check(value)
            return said and (slips.power_hint(cell.source, self.solution) or said)
        except (Unusable, Blank):
            raise
        except Exception:
            raise Unusable(f"Met {show(value)} kan ik niets. Kijk nog eens welke vorm de opdracht vraagt.") from None


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


# --- de code van een functie -----------------------------------------------------------------------------------------


def _source_of(function: Callable) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


def _has_no_body(function: Callable) -> bool:
    """Bestaat de functie alleen uit `...` (met of zonder docstring)?"""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_code[::2] == (lambda: None).__code__.co_code[::2] and code.co_consts[-1] is None


def _parameters(function: Callable) -> tuple[str, ...]:
    """De namen tussen de haakjes van een functie."""
    code = getattr(function, "__code__", None)
    return code.co_varnames[: code.co_argcount] if code else ()


def _unused(function: Callable) -> list[str]:
    """De namen tussen de haakjes waar de functie niets mee doet."""
    code = getattr(function, "__code__", None)
    if code is None:
        return []
    read = set(code.co_cellvars)
    for step in dis.get_instructions(code):
        if "FAST" in step.opname and not step.opname.startswith("STORE"):
            read |= {*step.argval} if isinstance(step.argval, tuple) else {step.argval}
    return [name for name in _parameters(function) if name not in read]


def _unused_hint(function: Callable) -> str | None:
    unused = _unused(function)
    return f"Je functie doet niets met {_names(unused)}." if unused else None


def _no_return(source: str) -> str | None:
    """Waarom er niets terugkomt: er staat `print`, of niet elke weg door de functie eindigt met `return`."""
    if "return" in source:
        return "In dit geval komt zij niet langs een `return`. Zet er een aan het eind, buiten de `if` of de lus."
    if "print(" in source:
        return "`print` laat de uitkomst alleen zien. Schrijf `return` in plaats van `print`, zonder haakjes."
    return None


def _returns_in_loop(source: str) -> bool:
    """Staat er een `return` in een lus, zonder `if` ervoor? Dan komt alleen het eerste aan de beurt."""
    with suppress(SyntaxError):
        loops = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.For | ast.While))
        return any(isinstance(step, ast.Return) for loop in loops for step in loop.body)
    return False


def _outside_hint(function: Callable) -> str | None:
    """De zin als een functie rekent met een naam van buiten in plaats van met haar eigen argument."""
    unused, outside = _unused(function), []
    known = getattr(function, "__globals__", {})
    for name in getattr(getattr(function, "__code__", None), "co_names", ()):
        value = known.get(name, ...)
        if value is not ... and not callable(value) and not isinstance(value, types.ModuleType):
            outside.append(name)
    if unused and outside:
        return (
            f"Je functie gebruikt {_names(outside)} van een eerdere cel, en niet haar eigen {_names(unused)}. "
            "Reken met wat er tussen de haakjes staat."
        )
    return None


def _names(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " en ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _explain(problem: CodeProblem, function: Callable, source: str, arguments: tuple, cell: Cell) -> str:
    """Zeg in het Nederlands waarom de functie geen uitkomst gaf."""
    name = getattr(function, "__name__", "je functie")
    call = f"{name}({', '.join(show(argument) for argument in arguments)})"
    if problem.why == "slow":
        return (
            f"{name} was na {dutch(problem.seconds)} seconden nog niet klaar. Staat er een lus in die nooit stopt "
            "(`while`), of een som met een reusachtige uitkomst?"
        )
    if problem.why == "memory":
        return f"{call} vraagt meer geheugen dan er is. Wordt er ergens een rij veel te lang?"
    if problem.why == "gone" or isinstance(problem.error, SystemExit):
        return f"{call} stopte Python zelf. Haal die opdracht weg; een functie eindigt met `return`."
    error, lines = problem.error, source.splitlines()
    code = lines[problem.line - 1].strip() if problem.line and problem.line <= len(lines) else ""
    known = {**getattr(function, "__globals__", {}), **cell.names}
    advice = error_advice(error, code, source, known, _parameters(function))
    where = f" op regel {problem.line} van de functie" if problem.line else ""
    english = "" if advice.enough else f" Python zegt: {type(error).__name__}: {error}"
    return f"{call} stopt met een fout{where}. {advice.text}{english}"
