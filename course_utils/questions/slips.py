"""Verschrijvingen herkennen: wat komt eruit als je je in een som vergist?

Drie wegen, en alle drie gelden voor elke opdracht die een som is:
- van de oplossing uit: laat haakjes weg, wissel een teken, vergeet een factor, en kijk wat er dan uitkomt;
- van de uitkomst uit: een factor 1.000, 8 of 1.024 ernaast, omgekeerd, een kwadraat, een teken, afgerond;
- van de code van de student uit: zet haakjes erbij, of maak van 28^2 een macht, en kijk of het dan klopt.

Dezelfde uitkomst is nog niet dezelfde fout: 784 * 16 + 16 + 784 is toevallig 784 * 17 + 16. Waar de som van de student
te lezen is, krijgen alle getallen erin een schudje: `which_sum` kijkt of er dan nog steeds hetzelfde uitkomt.
"""

import ast
import copy
import math
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice
from typing import Any

import numpy as np

from course_utils.code_advice import bare, decimal_commas, sentences, with_point
from course_utils.dutch_numbers import dutch
from course_utils.questions.sums import SIGNS, evaluate, inlined, other_signs, places, run, shake, shaken, tokens_of

_MOST_REPAIRS = 80
NUMBER = "Een van je getallen "
PARENTHESES = (
    "Er ontbreken haakjes. Python vermenigvuldigt en deelt vóór het optellen en aftrekken, en werkt verder van links "
    "naar rechts: zet haakjes om de hele noemer, of om wat je eerst wilt uitrekenen."
)


# --- van de uitkomst uit ---------------------------------------------------------------------------------------------


def result_hint(got: list[np.ndarray], want: list[np.ndarray], tolerance: float = 1e-6, code: str = "") -> str | None:
    """De zin bij een uitkomst die op een vaste manier van de goede verschilt; None als dat niet zo is.

    got en want: per geval een array van dezelfde vorm; code: waarmee de student het uitrekende.
    """
    if any(a.shape != b.shape for a, b in zip(got, want, strict=True)):
        return None
    a, b = (np.concatenate([array.reshape(-1) for array in arrays]) for arrays in (got, want))
    if not a.size or not np.all(np.isfinite(a)) or not np.all(np.isfinite(b)):
        return None

    def same(other: np.ndarray) -> bool:
        return bool(np.allclose(a, other, rtol=max(tolerance, 1e-9), atol=1e-12))

    with np.errstate(all="ignore"):
        if same(-b):
            return "De grootte klopt, het teken niet."
        if same(np.abs(b)):
            return "De grootte klopt, maar het teken raakte kwijt."
        if rounded := _rounded(a, b, code):
            return rounded
        if np.all(b) and not np.allclose(np.abs(b), 1) and same(1 / b):
            return "Dit is precies het omgekeerde. Wissel wat je deelt en waardoor je deelt."
        ratio = _ratio(a, b, tolerance)
        if ratio and (said := _ratio_hint(ratio, tolerance)):
            return said
        if (a.size >= 3 or np.all(np.abs(b) > 2)) and (same(b + 1) or same(b - 1)):
            return f"Je zit er precies 1 naast: 1 te {'veel' if a[0] > b[0] else 'weinig'}. Tel je ergens 1 mee?"
        if not np.allclose(np.abs(b), 1) and (same(b**2) or same(-(b**2))):
            return "Dit is het kwadraat van het goede antwoord. Staat er een kwadraat te veel, of mist er een wortel?"
        if np.all(b > 0) and not np.allclose(b, 1) and same(np.sqrt(b)):
            return "Dit is de wortel van het goede antwoord. Staat er een wortel te veel, of mist er een kwadraat?"
        if ratio and (said := _whole_ratio(ratio)):
            return said
    if any(array.ndim for array in want):
        for turn, words in ((lambda x: x[::-1], "De getallen kloppen, de volgorde niet."), (np.transpose, _TURNED)):
            if all(np.allclose(x, turn(y), rtol=1e-6) for x, y in zip(got, want, strict=True) if y.ndim):
                return words
    return None


_TURNED = "De tabel staat gekanteld: rijen en kolommen zijn verwisseld."


def with_place(result: str | None, place: str | None) -> str | None:
    """De zin over de uitkomst met de zin over de plek erbij; None als er geen plek is. Wie een factor mist of er 1
    naast zit, heeft het meest aan de plek; bij een teken of afronding zegt de uitkomst het al."""
    if result and not result.startswith(("Je antwoord is", "Je zit er")):
        return result
    if result and place and not result.startswith("Je antwoord is precies"):
        return f"{result} {place}"
    return place


def near_hint(got: list[np.ndarray], want: list[np.ndarray]) -> str | None:
    """De zin bij een uitkomst die er net naast zit."""
    pairs = list(zip(got, want, strict=True))
    if all(x.shape == y.shape and np.allclose(x, y, rtol=0.02, atol=1e-12) for x, y in pairs):
        return "Bijna: je zit er minder dan 2 % naast. Kijk welk getal of welk deel niet precies is."
    return None


def _ratio(a: np.ndarray, b: np.ndarray, tolerance: float) -> float | None:
    """De vaste verhouding tussen wat er uitkwam en wat het moest zijn; None als er geen is."""
    filled = np.abs(b) > 1e-12
    if not filled.any() or np.any(np.abs(a[~filled]) > 1e-9):
        return None
    ratios = a[filled] / b[filled]
    if not np.allclose(ratios, ratios[0], rtol=max(tolerance, 1e-9), atol=0) or ratios[0] <= 0:
        return None
    return float(ratios[0])


def _ratio_hint(ratio: float, tolerance: float) -> str | None:
    for factor, words in sentences(__file__)["factors"]:
        for value, side in ((factor, "groot"), (1 / factor, "klein")):
            if math.isclose(ratio, value, rel_tol=max(2e-4, tolerance) if factor >= 100 else 2e-4):
                return f"Je antwoord is te {side}, en wel {words}."
    return None


def _whole_ratio(ratio: float) -> str | None:
    for value, side in ((ratio, "groot"), (1 / ratio, "klein")):
        if 1.5 < value <= 1000 and math.isclose(value, round(value), rel_tol=2e-6):
            factor = dutch(round(value))
            cause = "Die factor hoort er niet bij" if side == "groot" else "Die factor ontbreekt"
            return (
                f"Je antwoord is precies {factor} keer te {side}. {cause}, of je deelt waar je moet vermenigvuldigen."
            )
    return None


def _rounded(a: np.ndarray, b: np.ndarray, code: str) -> str | None:
    if np.array_equal(a, np.trunc(b)) or np.array_equal(a, np.floor(b)):
        if "//" in code:
            return "Met `//` raak je alles achter de komma kwijt. Delen is `/`."
        if re.search(r"\bint\(|floor|trunc", code):
            return "Je uitkomst is op een heel getal afgekapt. Laat dat afkappen weg."
    digits = next((n for n in range(7) if np.array_equal(a, np.round(b, n))), None)
    if np.array_equal(a, np.ceil(b)) and np.all(np.abs(b) > 2):
        return "Je uitkomst is op een heel getal afgerond. Geef ook cijfers achter de komma."
    if digits is not None and "round" in code:
        return "Je uitkomst is afgerond. Laat `round` weg, en geef alle cijfers."
    if digits and np.all(a):  # 0 of 1 kan ook gegokt zijn
        return "Je antwoord is te grof afgerond. Geef meer cijfers, of laat Python het uitrekenen."
    return None


# --- van de oplossing uit --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """Een oplossing met één vergissing erin, en de zin daarbij."""

    source: str
    hint: str


@cache
def swaps() -> list[tuple[type, type, str]]:
    """De tekens die vaak verwisseld worden: het goede, het foute, en de zin."""
    return [(getattr(ast, old), getattr(ast, new), hint) for old, new, hint in sentences(__file__)["swaps"]]


def slips(source: str) -> Iterator[Slip]:
    """Alle verschrijvingen van een oplossing, de meest voor de hand liggende eerst."""
    try:
        forms = list(dict.fromkeys((ast.unparse(ast.parse(source)), inlined(source))))
    except (SyntaxError, ValueError):
        return
    for form in forms:
        for without in _without_parentheses(form):
            yield Slip(without, PARENTHESES)
    for other, hint, _ in other_signs(forms[-1], swaps()):
        yield Slip(other, hint)
    if len(re.findall(r"(?<!\*)\*(?!\*)", forms[-1])) > 1:
        yield Slip(re.sub(r"(?<!\*)\*(?!\*)", "+", forms[-1]), swaps()[0][2])
    tree = ast.parse(forms[0])
    for *_, node, change in places(tree):
        for new, hint in list(_changes(node)):
            change(new)
            yield Slip(ast.unparse(ast.fix_missing_locations(tree)), hint)
            change(node)


def is_vague(hint: str) -> bool:
    """Zegt de plek van de fout meer dan deze zin?"""
    return hint in sentences(__file__)["lost"].values() or hint.startswith(NUMBER)


def of_solutions(sources: Iterable[str]) -> Iterator[Slip]:
    """De verschrijvingen van alle goede uitwerkingen van een opdracht."""
    seen = set()
    for source in sources:
        for slip in slips(source):
            if slip.source not in seen:
                seen.add(slip.source)
                yield slip


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Wat er op deze plek mis kan gaan: de nieuwe knoop, en de zin."""
    if isinstance(node, ast.BinOp):
        left, right, sort = node.left, node.right, type(node.op)
        for old, new, hint in swaps():
            if sort is old:
                yield ast.BinOp(left, new(), right), hint
        if sort in (ast.MatMult, ast.Sub):
            yield ast.Call(ast.Name("abs", ast.Load()), [node], []), "Met `abs` raakt het teken kwijt. Laat het weg."
        if hint := sentences(__file__)["turns"].get(sort.__name__):
            yield ast.BinOp(right, node.op, left), hint
        if hint := sentences(__file__)["lost"].get(sort.__name__):
            yield left, hint
            if sort not in (ast.Pow, ast.Div):
                yield right, hint
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value:
        if isinstance(node.value, int):
            for step in (1, -1):
                yield ast.Constant(node.value + step), NUMBER + "zit er precies 1 naast."
            if node.value in (2, 4, 16):
                yield ast.Constant(node.value // 2), NUMBER + "is de helft van wat het moet zijn."
                yield ast.Constant(node.value * 2), NUMBER + "is twee keer wat het moet zijn."
        for factor in (10, 0.1, 1000, 0.001):
            yield (
                ast.Constant(node.value * factor),
                NUMBER + "is een factor 10 of 1.000 te groot of te klein.",
            )
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand, "Er ontbreekt een minteken."
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for other, hint in sentences(__file__)["functions"].get(name, {}).items():
            func = copy.copy(node.func)
            setattr(func, "attr" if isinstance(func, ast.Attribute) else "id", other)
            yield ast.Call(func, node.args, node.keywords), hint
        if len(node.args) == 1:
            hint = "Hier mist een wortel, of er staat een kwadraat te veel." if name == "sqrt" else ""
            yield node.args[0], hint or f"Je gebruikt `{name}` nog niet."
        for keyword in node.keywords:
            if keyword.arg == "axis":
                rest = [other for other in node.keywords if other is not keyword]
                hint = "Kijk naar `axis`: met `axis=1` krijgt elke rij haar eigen uitkomst."
                yield ast.Call(node.func, node.args, rest), hint
                yield ast.Call(node.func, node.args, [*rest, ast.keyword("axis", ast.Constant(0))]), hint


def _without_parentheses(source: str) -> list[str]:
    """De broncode met steeds één of twee paar haakjes minder, als dat nog Python is."""
    pairs = list(_pairs(source))
    choices = [(pair,) for pair in pairs] + [(a, b) for a in pairs for b in pairs if a < b]
    found = []
    for chosen in choices:
        gone = {place for pair in chosen for place in pair}
        text = "".join(" " if place in gone else char for place, char in enumerate(source))
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        found.append(text)
    return found


def _pairs(source: str) -> Iterator[tuple[int, int]]:
    """De plaatsen van haakjes die bij elkaar horen, behalve die van een aanroep. source: zoals `ast` haar schrijft."""
    opened: list[int] = []
    for place, char in enumerate(bare(source)):
        if char == "(":
            opened.append(place)
        elif char == ")":
            start = opened.pop()
            if not re.search(r"[\w)\]]$", source[:start]):
                yield start, place


# --- van de code van de student uit ----------------------------------------------------------------------------------


def repair_hint(expression: str, accepts: Callable[[str, bool], bool]) -> str | None:
    """Zoek één verbetering van een som waarmee zij klopt: haakjes erbij, ^ als macht, een komma of punt anders.

    accepts(som, zijn er haakjes bij gekomen).
    """
    with suppress(tokenize.TokenError, SyntaxError):  # geen som
        for text, hint in islice(_repairs(expression), _MOST_REPAIRS):
            with suppress(Exception):  # geen som meer, of niet uit te rekenen
                if accepts(text, hint.startswith("Zet haakjes")):
                    return hint
    return None


def which_sum(written: str, sources: Sequence[str], given: Mapping[str, Any]) -> tuple[int | None, bool]:
    """De plaats van de uitwerking die de student opschreef, en of dat zeker is; de uitwerkingen hebben één uitkomst.

    None als het er geen van is. Rekent de student met andere getallen, dan is het niet te zien: dan is het de eerste.
    """
    seen = [_same_sum(written, source, given) for source in sources]
    if True in seen:
        return seen.index(True), True
    return (0 if seen and False not in seen else None), False


def _same_sum(written: str, source: str, given: Mapping[str, Any]) -> bool | None:
    """Geven deze sommen ook hetzelfde als elk getal erin een schudje krijgt? None: niet te zeggen."""
    try:
        own, own_numbers = shaken(written)
        other, numbers = shaken(source)
        if not own_numbers or not own_numbers <= numbers:
            return None
        names = {
            name: value * shake(name) if isinstance(value, (int, float)) else value for name, value in given.items()
        }
        return math.isclose(float(evaluate(own, names)), float(run(other, names)), rel_tol=1e-9)
    except Exception:  # een naam van de student zelf, of geen som
        return None


def same_signs(written: str, sources: Sequence[str]) -> bool:
    """Komen de plussen en minnen van deze som ook in een uitwerking voor?"""

    def signs(source: str) -> set[type]:
        return {type(n.op) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.BinOp)} & {ast.Add, ast.Sub}

    return any(signs(written) <= signs(source) for source in sources)


def _repairs(expression: str) -> Iterator[tuple[str, str]]:
    code = bare(expression)
    if said := caret_hint(code):
        yield code.replace("^", "**"), said
    for number in dict.fromkeys(decimal_commas(code)):
        for new in (with_point(number), number.replace(",", "")):
            yield (
                code.replace(number, new),
                f"Python leest de komma in {number} als een scheiding tussen twee getallen. Schrijf {new}.",
            )
    points = re.findall(r"(?<![\w.])[1-9]\d{0,2}\.\d{3}(?![\w.])", code)
    if points:
        text = code
        for number in points:
            text = text.replace(number, number.replace(".", ""))
        first = points[0]
        yield (
            text,
            (
                f"Python leest {first} als een kommagetal: een punt is voor Python een komma. Schrijf "
                f"{first.replace('.', '')}, of {first.replace('.', '_')}."
            ),
        )
    for text, inside in _with_parentheses(code):
        yield (
            text,
            (
                f"Zet haakjes om `{inside}`: Python vermenigvuldigt en deelt vóór het optellen en aftrekken, en werkt "
                "verder van links naar rechts."
            ),
        )


def _with_parentheses(code: str) -> Iterator[tuple[str, str]]:
    """De som met ergens een paar haakjes erbij: (de hele som, wat er tussen die haakjes staat)."""
    opens, closes, signs = ("", "(", "[", ","), ("", ")", "]", ","), (*SIGNS.values(), "%")
    tokens = [token for token in tokens_of(code) if token.string.strip()]
    texts = ["", *(token.string for token in tokens), ""]
    for (i, first), (j, last) in combinations(enumerate(tokens, 1), 2):
        before, after = texts[i - 1], texts[j + 1]
        whole = before in opens and after in closes  # haakjes om alles veranderen niets
        free = before in (*opens, *signs) and after in (*closes, *signs) and first.string not in signs
        # a - (b - c): dan is eerder een teken verkeerd dan dat er haakjes ontbreken
        if not free or whole or before == "-" or first.start[0] != last.start[0]:
            continue
        begin, end = first.start[1], last.end[1]
        with suppress(SyntaxError):
            if isinstance(ast.parse(code[begin:end], mode="eval").body, ast.BinOp):
                yield f"{code[:begin]}({code[begin:end]}){code[end:]}", code[begin:end]


def caret_hint(code: str) -> str | None:
    """De zin bij een dakje waar een macht hoort, met de macht die er staat; None als er geen dakje is."""
    if "^" not in code:
        return None
    found = re.search(r"[\w.]+ *\^ *[\w.]+", code)
    power = (found[0] if found else "10^9").replace(" ", "").replace("^", "**")
    return f"Een macht schrijf je in Python met twee sterretjes: `{power}`. Het dakje ^ doet iets anders."


def power_hint(written: str, solution: str) -> str | None:
    """De zin als er van een macht uit de oplossing, zoals 10**9, iets anders staat: 10*9, 10^9 of 9**10."""
    for base, exponent in re.findall(r"(\d+) *\*\* *(\d+)", solution):
        if re.search(rf"(?<![\w.]){base} *(\*|\^) *{exponent}(?![\w.])", written):
            return f"Een macht schrijf je in Python met twee sterretjes: `{base}**{exponent}`."
        if re.search(rf"(?<![\w.]){exponent} *\*\* *{base}(?![\w.])", written):
            return f"Grondtal en exponent staan verwisseld: schrijf `{base}**{exponent}`."
    return None


def names_what_is_there(hint: str, written: str) -> bool:
    """Een zin als "Met `//` ..." klopt alleen als dat er ook staat."""
    missing = re.search(r"Je gebruikt `(\w+)` nog niet", hint)
    return all(sign in written for sign in re.findall(r"Met `([^`]+)`", hint)) and not (
        missing and missing[1] in written and missing[0] != written
    )


def answer_expression(source: str, id: str) -> str | None:
    """De som die een student in de cel schreef voor deze opdracht: wat er achter het is-teken staat."""
    calls = re.findall(
        rf"(?m)^\s*(?:les\.)?opdracht\(\s*[\"']{re.escape(id)}[\"']\s*,\s*(.+?)\s*\)\s*$", bare_keep(source)
    )
    if not calls:
        return None
    given = calls[-1]
    if re.fullmatch(r"[A-Za-z_]\w*", given):
        found = re.findall(rf"(?m)^{given} *= *(.+)$", source)
        given = found[-1] if found else None
    return given.split("#")[0].strip() if given else None


def bare_keep(source: str) -> str:
    """De broncode zonder opmerkingen."""
    return re.sub(r"(?m)#[^\n\"']*$", "", source)
