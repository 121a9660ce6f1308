"""Een som als tekst: haar tekens, haar stukken, en wat eruit komt zonder dat er iets anders gebeurt dan rekenen."""

import ast
import copy
import dis
import io
import math
import random
import re
import tokenize
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

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
_PLAIN = (ast.expr_context, ast.operator, ast.unaryop, ast.keyword, ast.arguments, ast.arg)
SUMS = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple, ast.List)
_STEPS = (ast.Module, ast.FunctionDef, ast.Return, ast.Assign, ast.Expr)
_BUILTINS = {function.__name__: function for function in (abs, min, max, sum, round, len, float, int, math.pow)}
_SAFE = {
    *_BUILTINS,
    *("mean", "rint", "floor", "ceil", "trunc", "exp", "log", "log2", "log10", "sqrt", "square", "prod", "std", "var"),
    *("argmax", "argmin", "argsort", "linalg", "norm", "dot", "array", "asarray", "maximum", "minimum", "power"),
    *("tanh", "exp2", "cumsum", "shape", "size", "T"),
}


# --- de tekst --------------------------------------------------------------------------------------------------------


def tokens_of(source: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


def put(source: str, *changes: tuple[tokenize.TokenInfo, str]) -> str:
    """De broncode met andere tekst op deze plekken, de laatste plek eerst."""
    lines = source.splitlines(keepends=True)
    for token, text in changes:
        (row, start), (_, end) = token.start, token.end
        lines[row - 1] = lines[row - 1][:start] + text + lines[row - 1][end:]
    return "".join(lines)


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


def is_number(written: str) -> bool:
    """Is dit alleen een getal, of is niet te zien wat er stond?"""
    return not written or re.fullmatch(r"-? *[\d_.]+(e[-+]?\d+)?", written.strip()) is not None


def long_numbers(source: str) -> set[float]:
    """De getallen van drie of meer cijfers in een som: die kan iemand hebben afgerond of overgenomen."""
    found = re.findall(r"(?<![\w.])\d[\d_]*\.?\d*(?:e[-+]?\d+)?", source)
    return {float(text) for text in found if len(re.sub(r"e.*|\D", "", text).strip("0")) >= 3}


# --- de boom ---------------------------------------------------------------------------------------------------------


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, ast.expr, Callable[[ast.expr], None]]]:
    """De stukken van een som: waar het in zit, onder welke naam, het stuk zelf, en hoe er iets anders komt te staan."""
    for parent in list(ast.walk(tree)):
        for name, value in ast.iter_fields(parent):
            for place, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.expr):
                    change = partial(value.__setitem__, place) if value is not node else partial(setattr, parent, name)
                    yield parent, name, node, change


def inlined(source: str) -> str:
    """De oplossing met de tussenstappen ingevuld in de laatste regel, met haakjes eromheen."""
    tree = ast.parse(source)
    body = tree.body[0].body if isinstance(tree.body[0], ast.FunctionDef) else tree.body
    steps = [item for item in body if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name)]
    if len(steps) < len(body) - 1 or len(body) < 2:
        return ast.unparse(tree)
    values: dict[str, ast.expr] = {}
    for statement in body:
        for _, _, node, change in places(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in values:
                change(values[node.id])
        if isinstance(statement, ast.Assign):
            values[statement.targets[0].id] = statement.value
    body[:] = body[-1:]
    return ast.unparse(tree)


def as_floats(tree: ast.AST) -> None:
    """Maak de hele getallen in een som kommagetallen: dan eindigt elke macht."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.BitXor):
            for node in (parent.left, parent.right):
                if isinstance(node, ast.Constant) and type(node.value) is int:
                    node.value = float(node.value)


def shaken(source: str) -> tuple[str, set[float]]:
    """De som met elk getal een beetje anders, behalve een exponent, en welke getallen dat waren."""
    tree, numbers = ast.parse(source.strip()), set()
    for parent, name, node, _ in places(tree):
        exponent = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and name == "right"
        kinds = (float, int) if isinstance(parent, (ast.BinOp, ast.UnaryOp)) else (float,)
        if isinstance(node, ast.Constant) and type(node.value) in kinds and node.value not in (0, 1) and not exponent:
            numbers.add(float(node.value))
            node.value = node.value * shake(float(node.value))
    return ast.unparse(tree), numbers


def shake(key: float | str) -> float:
    return random.Random(key).uniform(0.95, 1.05)


# --- uitrekenen ------------------------------------------------------------------------------------------------------


class Sum:
    """Een som of een functie zonder lussen, om met gegeven namen uit te rekenen. De boom zelf verandert daarbij."""

    def __init__(self, tree: ast.Module, known: set[str]) -> None:
        for node in ast.walk(tree):
            if not isinstance(node, (*_PLAIN, *SUMS, *_STEPS)) or (
                isinstance(node, ast.Call) and not _is_safe(node.func, known)
            ):
                raise ValueError("geen som")
        as_floats(tree)
        body = tree.body[0]
        steps = body.body if isinstance(body, ast.FunctionDef) else [ast.Return(body.value)]
        self._parameters = [arg.arg for arg in body.args.args] if isinstance(body, ast.FunctionDef) else []
        taken = ast.arguments([], [ast.arg(name) for name in self._parameters], None, [], [], None, [])
        function = ast.FunctionDef("_som", taken, steps, [], None)
        self._names: dict[str, Any] = {}
        exec(compile(ast.fix_missing_locations(ast.Module([function], [])), "<som>", "exec"), self._names)

    def __call__(self, names: Mapping[str, Any]) -> Any:
        own = {"np": np, "math": math, "__builtins__": _BUILTINS, **names}
        function = types.FunctionType(self._names["_som"].__code__, own)
        return function(*(copy.copy(names[name]) for name in self._parameters))


def _is_safe(function: ast.expr, known: set[str]) -> bool:
    """Een functie die niets anders doet dan rekenen."""
    if isinstance(function, ast.Attribute):
        return function.attr in _SAFE
    return isinstance(function, ast.Name) and function.id in {*_BUILTINS, *known}


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """Reken een som uit. Alleen sommen, met namen die bruikbaar zijn; anders een fout."""
    tree = ast.Module([ast.Expr(ast.parse(expression.strip(), mode="eval").body)], [])
    wanted = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known = {name: usable(name, names) for name in wanted}
    with np.errstate(all="ignore"):
        return Sum(tree, set(known))(known)


def usable(name: str, names: Mapping[str, Any]) -> Any:
    """De waarde van een naam in een som: een getal, een rij, of een functie zonder lus. Anders ValueError."""
    known = {"np": np, "math": math}
    if name in known:
        return known[name]
    if name not in names and name in _BUILTINS:
        return _BUILTINS[name]
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


def run(source: str, given: Mapping[str, Any]) -> Any:
    """Voer een goede uitwerking uit, of een verschrijving ervan, en geef wat zij het laatst een naam gaf."""
    tree = ast.parse(source)
    as_floats(tree)
    names = {"np": np, "math": math, **given}
    before = {*names, "__builtins__"}
    with np.errstate(all="ignore"):
        exec(compile(tree, "<verschrijving>", "exec"), names)
    return [value for name, value in names.items() if name not in before][-1]
