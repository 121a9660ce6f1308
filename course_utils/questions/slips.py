"""Verschrijvingen herkennen: wat komt eruit als je je in een som vergist?

Drie wegen, en alle drie gelden voor elke opdracht die een som is:
- van de oplossing uit: laat haakjes weg, wissel een teken, vergeet een factor, en kijk wat er dan uitkomt;
- van de uitkomst uit: een factor 1.000, 8 of 1.024 ernaast, omgekeerd, een kwadraat, een teken, afgerond;
- van de code van de student uit: zet haakjes erbij, of maak van 28^2 een macht, en kijk of het dan klopt.

Dezelfde uitkomst is nog niet dezelfde fout: 784 * 16 + 16 + 784 is toevallig 784 * 17 + 16. Waar de som van de student
te lezen is, krijgen alle getallen erin een schudje: `same_sum` kijkt of er dan nog steeds hetzelfde uitkomt.
"""

import ast
import builtins
import copy
import dis
import io
import math
import random
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.code_advice import bare, decimal_commas, with_point
from course_utils.dutch_numbers import dutch

_SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SWAPS = [(getattr(ast, old), getattr(ast, new), hint) for old, new, hint in _SAID["swaps"]]
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
    for factor, words in _SAID["factors"]:
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


def slips(source: str) -> Iterator[Slip]:
    """Alle verschrijvingen van een oplossing, de meest voor de hand liggende eerst."""
    try:
        forms = list(dict.fromkeys((ast.unparse(ast.parse(source)), inlined(source))))
    except (SyntaxError, ValueError):
        return
    for form in forms:
        for without in _without_parentheses(form):
            yield Slip(without, PARENTHESES)
    for other, hint, _ in other_signs(forms[-1], SWAPS):
        yield Slip(other, hint)
    if len(re.findall(r"(?<!\*)\*(?!\*)", forms[-1])) > 1:
        yield Slip(re.sub(r"(?<!\*)\*(?!\*)", "+", forms[-1]), SWAPS[0][2])
    tree = ast.parse(forms[0])
    for parent in list(ast.walk(tree)):
        for name, value in ast.iter_fields(parent):
            for place, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.expr):
                    yield from _changed(tree, parent, name, place, node)


SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.BitXor: "^",
    ast.MatMult: "@",
}


def other_signs(
    source: str, swaps: Iterable[tuple[type, type, str]]
) -> Iterator[tuple[str, str, tuple[str, str, str]]]:
    """De broncode met één teken tussen twee stukken anders getypt, zonder haakjes erbij: van `w - r * h` wordt het
    `w - r + h`. Per keer ook de zin, en wat er dan staat: (ervoor, het nieuwe teken, erachter)."""
    tokens = tokens_of(source)
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.type in (tokenize.NAME, tokenize.NUMBER) or before.string in (")", "]"):  # geen min ervoor
            for old, new, hint in swaps:
                if token.string == SIGNS[old]:
                    yield put(source, (token, SIGNS[new])), hint, (before.string, SIGNS[new], after.string)


def tokens_of(source: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


def put(source: str, *changes: tuple[tokenize.TokenInfo, str]) -> str:
    """De broncode met andere tekst op deze plekken, de laatste plek eerst."""
    lines = source.splitlines(keepends=True)
    for token, text in changes:
        (row, start), (_, end) = token.start, token.end
        lines[row - 1] = lines[row - 1][:start] + text + lines[row - 1][end:]
    return "".join(lines)


def _changed(tree: ast.AST, parent: ast.AST, name: str, place: int, node: ast.expr) -> Iterator[Slip]:
    """De verschrijvingen op één plek; daarna is de boom weer zoals hij was."""
    whole = getattr(parent, name)
    for new, hint in list(_changes(node)):
        if isinstance(whole, list):
            whole[place] = new
        else:
            setattr(parent, name, new)
        yield Slip(ast.unparse(ast.fix_missing_locations(tree)), hint)
        if isinstance(whole, list):
            whole[place] = node
        else:
            setattr(parent, name, node)


def is_vague(hint: str) -> bool:
    """Zegt de plek van de fout meer dan deze zin?"""
    return hint in _SAID["lost"].values() or hint.startswith(NUMBER)


def of_solutions(sources: Iterable[str]) -> Iterator[Slip]:
    """De verschrijvingen van alle goede uitwerkingen van een opdracht."""
    seen = set()
    for source in sources:
        for slip in slips(source):
            if slip.source not in seen:
                seen.add(slip.source)
                yield slip


def run(source: str, given: Mapping[str, Any]) -> Any:
    """Voer een uitwerking uit en geef wat zij het laatst een naam gaf. Met kommagetallen, dan eindigt elke macht."""
    tree = ast.parse(source)
    for parent in ast.walk(tree):
        if isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.BitXor):
            for node in (parent.left, parent.right):
                if isinstance(node, ast.Constant) and type(node.value) is int:
                    node.value = float(node.value)
    names = {"np": np, "math": math, **given}
    before = {*names, "__builtins__"}
    with np.errstate(all="ignore"):
        exec(compile(tree, "<verschrijving>", "exec"), names)
    return [value for name, value in names.items() if name not in before][-1]


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Wat er op deze plek mis kan gaan: de nieuwe knoop, en de zin."""
    if isinstance(node, ast.BinOp):
        left, right, sort = node.left, node.right, type(node.op)
        for old, new, hint in SWAPS:
            if sort is old:
                yield ast.BinOp(left, new(), right), hint
        if sort in (ast.MatMult, ast.Sub):
            yield ast.Call(ast.Name("abs", ast.Load()), [node], []), "Met `abs` raakt het teken kwijt. Laat het weg."
        if hint := _SAID["turns"].get(sort.__name__):
            yield ast.BinOp(right, node.op, left), hint
        if hint := _SAID["lost"].get(sort.__name__):
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
        for other, hint in _SAID["functions"].get(name, {}).items():
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
    pairs = list(_grouping(source))
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


def _grouping(source: str) -> Iterator[tuple[int, int]]:
    """De plaatsen van haakjes die alleen volgorde aangeven: niet die van een aanroep of een rijtje."""
    open_places: list[tuple[int, bool, bool]] = []
    for place, char in enumerate(bare(source)):
        if char in "([":
            before = source[:place].rstrip()
            word = re.search(r"[\w)\]]+$", before)
            call = bool(word) and word[0] not in ("return", "in", "and", "or", "not", "if", "else")
            open_places.append((place, char == "(" and not call, False))
        elif char == "," and open_places:
            start, grouping, _ = open_places[-1]
            open_places[-1] = (start, grouping, True)
        elif char in ")]" and open_places:
            start, grouping, comma = open_places.pop()
            if grouping and not comma:
                yield start, place


def inlined(source: str) -> str:
    """De oplossing met de tussenstappen ingevuld in de laatste regel, met haakjes eromheen."""
    tree = ast.parse(source)
    body = tree.body[0].body if isinstance(tree.body[0], ast.FunctionDef) else tree.body
    steps = [item for item in body if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name)]
    if len(steps) < len(body) - 1 or len(body) < 2:
        return ast.unparse(tree)
    values: dict[str, ast.expr] = {}

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(values[node.id]) if isinstance(node.ctx, ast.Load) and node.id in values else node

    for statement in body:
        Fill().visit(statement)
        if isinstance(statement, ast.Assign):
            values[statement.targets[0].id] = statement.value
    body[:] = body[-1:]
    return ast.unparse(tree)


# --- van de code van de student uit ----------------------------------------------------------------------------------


def repair_hint(expression: str, accepts: Callable[[str, bool], bool]) -> str | None:
    """Zoek één verbetering van een som waarmee zij klopt: haakjes erbij, ^ als macht, een komma of punt anders.

    accepts(som, zijn er haakjes bij gekomen).
    """
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
        own, own_numbers = _shaken(written)
        other, numbers = _shaken(source)
        if not own_numbers or not own_numbers <= numbers:
            return None
        names = {
            name: value * _shake(name) if isinstance(value, (int, float)) else value for name, value in given.items()
        }
        return math.isclose(float(evaluate(own, names)), float(run(other, names)), rel_tol=1e-9)
    except Exception:  # een naam van de student zelf, of geen som
        return None


def same_signs(written: str, sources: Sequence[str]) -> bool:
    """Komen de plussen en minnen van deze som ook in een uitwerking voor?"""

    def signs(source: str) -> set[type]:
        return {type(n.op) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.BinOp)} & {ast.Add, ast.Sub}

    return any(signs(written) <= signs(source) for source in sources)


def _shaken(source: str) -> tuple[str, set[float]]:
    """De som met elk getal een beetje anders, behalve een exponent, en welke getallen dat waren."""
    tree, numbers = ast.parse(source.strip()), set()
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            exponent = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and node is parent.right
            kinds = (float, int) if isinstance(parent, (ast.BinOp, ast.UnaryOp)) else (float,)
            if (
                isinstance(node, ast.Constant)
                and type(node.value) in kinds
                and node.value not in (0, 1)
                and not exponent
            ):
                numbers.add(float(node.value))
                node.value = node.value * _shake(float(node.value))
    return ast.unparse(tree), numbers


def _shake(key: float | str) -> float:
    return random.Random(key).uniform(0.95, 1.05)


def _repairs(expression: str) -> Iterator[tuple[str, str]]:
    code = bare(expression)
    if "^" in code:
        powers = code.replace("^", "**")
        example = re.search(r"[\w.]+ *\^ *[\w.]+", code)
        shown = example[0].replace(" ", "") if example else "10^9"
        yield (
            powers,
            (
                f"Een macht schrijf je in Python met twee sterretjes: `{shown.replace('^', '**')}`. Het dakje ^ doet "
                "iets anders."
            ),
        )
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
    try:
        tokens = [token for token in tokenize.generate_tokens(io.StringIO(code).readline) if token.string.strip()]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return
    if any(token.start[0] > 1 for token in tokens):
        return
    levels: list[list[tuple[int, int]]] = [[]]
    done: list[list[tuple[int, int]]] = []
    start: list[int | None] = [None]
    for token in tokens:
        text, begin, end = token.string, token.start[1], token.end[1]
        if text in "([":
            start[-1] = begin if start[-1] is None else start[-1]
            levels.append([])
            start.append(None)
        elif text in ")]" or text == ",":
            done.append(levels.pop())
            start.pop()
            if text == ",":
                levels.append([])
                start.append(None)
            elif levels:
                levels[-1] = [*[item for item in levels[-1] if item[0] != start[-1]], (start[-1] or 0, end)]
        elif text in ("+", "-", "*", "/", "//", "**", "%", "@", "^"):
            if start[-1] is not None:
                start[-1] = None
        else:
            start[-1] = begin if start[-1] is None else start[-1]
            levels[-1] = [*[item for item in levels[-1] if item[0] != start[-1]], (start[-1], end)]
    for operands in [*done, *levels]:
        for i in range(len(operands)):
            for j in range(i + 1, len(operands)):
                begin, end = operands[i][0], operands[j][1]
                # a - (b - c): dan is eerder een teken verkeerd dan dat er haakjes ontbreken
                if (i, j) != (0, len(operands) - 1) and not code[:begin].rstrip().endswith("-"):
                    yield f"{code[:begin]}({code[begin:end]}){code[end:]}", code[begin:end].strip()


_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.Call,
    ast.Attribute,
    ast.operator,
    ast.unaryop,
    ast.Tuple,
    ast.List,
)
_SAFE = {"abs", "min", "max", "sum", "round", "len", "float", "int", "pow"}


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """Reken een som uit, met kommagetallen: dan duurt een macht niet eindeloos. Alleen sommen; anders ValueError."""
    tree = ast.parse(expression.strip(), mode="eval")
    known: dict[str, Any] = {}
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ValueError("geen som")
        if isinstance(node, ast.Constant) and type(node.value) is int:
            node.value = float(node.value)
        if isinstance(node, ast.Attribute) and not (
            isinstance(node.value, ast.Name) and node.value.id in ("np", "math")
        ):
            raise ValueError("geen som")
        if isinstance(node, ast.Name):
            known[node.id] = usable(node.id, names)
    with np.errstate(all="ignore"):
        return eval(compile(tree, "<som>", "eval"), {"__builtins__": {}, "np": np, "math": math}, known)


def usable(name: str, names: Mapping[str, Any]) -> Any:
    """De waarde van een naam in een som: een getal, een rij, of een functie zonder lus. Anders ValueError."""
    if name in ("np", "math"):
        return {"np": np, "math": math}[name]
    if name not in names and name in _SAFE:
        return getattr(builtins, name)
    value = names[name]
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, (np.ndarray, list, tuple)) or (callable(value) and _is_simple(value)):
        return value
    raise ValueError("geen som")


def _is_simple(function: Callable) -> bool:
    """Is dit een functie zonder lus en zonder aanroepen, zodat nog eens uitrekenen niets kost?"""
    code = getattr(function, "__code__", None)
    if code is None or code.co_names or code.co_freevars:
        return False
    return not any(step.opname.startswith("JUMP_BACKWARD") for step in dis.get_instructions(code))


def is_number(written: str) -> bool:
    """Is dit alleen een getal, of is niet te zien wat er stond?"""
    return not written or re.fullmatch(r"-? *[\d_.]+(e[-+]?\d+)?", written.strip()) is not None


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


def long_numbers(source: str) -> set[float]:
    """De getallen van drie of meer cijfers in een som: die kan iemand hebben afgerond of overgenomen."""
    found = re.findall(r"(?<![\w.])\d[\d_]*\.?\d*(?:e[-+]?\d+)?", source)
    return {float(text) for text in found if len(re.sub(r"e.*|\D", "", text).strip("0")) >= 3}


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
