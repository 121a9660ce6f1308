"""Waar zit de fout? Het kleinste stuk van de som van de student dat niet klopt.

Er komt steeds op één plek iets anders: een ander teken, twee getallen of namen verwisseld, een stuk uit een goede
uitwerking. Klopt de som daarmee in alle gevallen, dan zat het daar, en is de rest goed.
"""

import ast
import copy
import difflib
import itertools
import math
import tokenize
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course_utils.questions.slips import SWAPS, inlined, other_signs, put, tokens_of

_MOST_PARTS = 40  # zoveel stukken van een goede uitwerking worden geprobeerd
_MOST_TOKENS = 90  # een langere som of functie wordt niet doorzocht: dat duurt te lang
_MOST_PLACES = 20  # en met meer getallen en namen dan dit wordt er niet gewisseld
_LONGEST = 60  # tekens van een stuk dat nog te noemen is
_HOLE = "_hier"
_BACK = [(wrong, right, hint) for right, wrong, hint in SWAPS]
_SAFE = {
    *("abs", "max", "min", "sum", "mean", "round", "rint", "floor", "exp", "log", "log2", "log10", "sqrt", "square"),
    *("argmax", "argmin", "argsort", "linalg", "norm", "dot", "array", "asarray", "maximum", "minimum", "power"),
    *("shape", "size", "T"),
}
_BUILTINS = {function.__name__: function for function in (abs, min, max, sum, round, len, float, int)}
_PLAIN = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.keyword, ast.arguments, ast.arg)
_SUMS = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple, ast.List)
_STEPS = (ast.Module, ast.FunctionDef, ast.Return, ast.Assign, ast.Expr)


@dataclass(frozen=True)
class Search:
    """solutions: goede uitwerkingen; cases: per geval de namen met hun waarde; same(uitkomst, geval): klopt zij?
    fits: is de verbeterde som die van een uitwerking (True), toeval (False), of is dat niet te zien (None)?"""

    solutions: Sequence[str]
    cases: Sequence[Mapping[str, Any]]
    same: Callable[[Any, int], bool]
    fits: Callable[[str], bool | None] = lambda _: True

    def hint(self, source: str) -> str | None:
        """De zin over het stuk dat niet klopt, of None. source: een som, of een functie zonder lussen."""
        with suppress(Exception), np.errstate(all="ignore"), warnings.catch_warnings():  # een som die omvalt, blijft zo
            warnings.simplefilter("ignore")
            if len(tokens_of(source)) > _MOST_TOKENS:
                return None
            if said := self._other_sign(source):
                return said
            found = [*self._swapped(source), *self._other_part(source)]
            return min(found)[-1] if found else None
        return None

    def _works(self, source: str) -> bool:
        with suppress(Exception):
            call = self._call(ast.parse(source))
            return (
                all(self.same(call(names), n) for n, names in enumerate(self.cases)) and self.fits(source) is not False
            )
        return False

    def _other_sign(self, source: str) -> str | None:
        for text, hint, (before, sign, after) in other_signs(source, _BACK):
            nothing = before == after and sign in "-/"  # d - d en d / d
            nothing = nothing or (sign in "+-" and _drowns(before, after))
            if not nothing and self._works(text):
                return hint
        return None

    def _swapped(self, source: str) -> Iterator[tuple[bool, int, int, str]]:
        known = {name for names in self.cases for name in names}
        places = [t for t in tokens_of(source) if t.type == tokenize.NUMBER or t.string in known]
        places = [t for t in places if t.start[0] > 1 or not source.startswith("def ")]
        for a, b in itertools.combinations(places if len(places) <= _MOST_PLACES else (), 2):
            if a.string != b.string and self._works(put(source, (b, a.string), (a, b.string))):
                yield False, len(a.string + b.string), 0, f"Je hebt `{a.string}` en `{b.string}` verwisseld."

    def _other_part(self, source: str) -> Iterator[tuple[bool, int, int, str]]:
        """Alle stukken die het kunnen zijn: is het toeval, hoeveel tekens er anders worden, hoe lang, de zin."""
        tree = ast.parse(source)
        for parent, name, place, node in _places(tree):
            shown = ast.get_source_segment(source, node) or ""
            if not shown or len(shown) > _LONGEST or "\n" in shown:
                continue
            within = ast.get_source_segment(source, parent) if isinstance(parent, ast.expr) else ""
            _set(parent, name, place, ast.Name(_HOLE, ast.Load()))
            with suppress(ValueError):
                call = self._call(copy.deepcopy(tree))
                for part, values in self._parts:
                    if self._fills(call, values):
                        sure = self.fits(ast.unparse(_replaced(tree, part)))
                        if sure or (sure is None and not _is_nothing(part)):
                            yield not sure, _distance(shown, part), len(shown), _said(shown, within or "", part)
            _set(parent, name, place, node)

    def _fills(self, call: "_Call", values: list[Any]) -> bool:
        with suppress(Exception):
            filled = ({**names, _HOLE: value} for names, value in zip(self.cases, values, strict=True))
            return all(self.same(call(names), n) for n, names in enumerate(filled))
        return False

    def step(self, results: Sequence[Any], equal: Callable[[Any, Any], bool] | None = None) -> str | None:
        """De zin als de student pas een stap van een goede uitwerking heeft. results: wat hij per geval kreeg."""
        equal = equal or _equal
        for part, values in self._parts:
            text = ast.unparse(part)
            with suppress(Exception):
                small = isinstance(part, ast.Constant) and abs(part.value) <= 2
                if small or not np.any(results) or isinstance(part, ast.Name) or not all(map(equal, results, values)):
                    continue
                if isinstance(part, ast.Constant):
                    return "Met dit getal moet je rekenen. Het antwoord is het nog niet."
                return f"Dit is nog maar een stap: `{text}`. Reken daarmee verder."
        return None

    def _call(self, tree: ast.Module) -> "_Call":
        return _Call(tree, {name for names in self.cases for name in names})

    @cached_property
    def _parts(self) -> list[tuple[ast.expr, list[Any]]]:
        """De stukken van de goede uitwerkingen met hun waarde per geval; 1 en 0 zijn wat er niet bij hoort."""
        found: dict[str, ast.expr] = {}
        for solution in self.solutions:
            with suppress(SyntaxError, ValueError):
                for node in ast.walk(ast.parse(inlined(solution))):
                    if isinstance(node, _SUMS) and isinstance(getattr(node, "ctx", None) or ast.Load(), ast.Load):
                        found.setdefault(ast.unparse(node), node)
        parts = []
        for node in [ast.Constant(1), ast.Constant(0), *list(found.values())[:_MOST_PARTS]]:
            with suppress(Exception):
                call = self._call(ast.Module([ast.Expr(copy.deepcopy(node))], []))
                parts.append((node, [call(names) for names in self.cases]))
        return parts


class _Call:
    """Een som of een functie zonder lussen, om met gegeven namen uit te rekenen. De boom zelf verandert daarbij."""

    def __init__(self, tree: ast.Module, known: set[str]) -> None:
        for node in ast.walk(tree):
            if not isinstance(node, (*_PLAIN, *_SUMS, *_STEPS)):
                raise ValueError("geen som")
            if isinstance(node, ast.Call) and not _is_safe(node.func, known):
                raise ValueError("geen som")
            for side in (node.left, node.right) if isinstance(node, ast.BinOp) else ():
                if isinstance(side, ast.Constant) and type(side.value) is int:
                    side.value = float(side.value)  # met kommagetallen duurt een macht niet eindeloos
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


def _equal(got: Any, want: Any) -> bool:
    return np.shape(got) == np.shape(want) and np.allclose(got, want, rtol=1e-6, atol=1e-12)


def _drowns(one: str, other: str) -> bool:
    """Valt het ene getal naast het andere weg, zoals 0.5 naast 50e9? Dan is optellen hetzelfde als weglaten."""
    with suppress(ValueError):
        small, large = sorted(abs(float(number.replace("_", ""))) for number in (one, other))
        return small < 1e-3 * large
    return False


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None, ast.expr]]:
    """De stukken van een som, behalve de hele som."""
    for parent in ast.walk(tree):
        if isinstance(parent, (*_SUMS, ast.Assign, ast.keyword)):
            for name, value in ast.iter_fields(parent):
                for place, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                    called = name in ("func", "targets") or isinstance(parent, ast.Attribute)
                    if isinstance(node, ast.expr) and not called:
                        yield parent, name, place, node


def _set(parent: ast.AST, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _replaced(tree: ast.Module, part: ast.expr) -> ast.Module:
    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return part if node.id == _HOLE else node

    return Fill().visit(copy.deepcopy(tree))


def _distance(old: str, new: ast.expr) -> int:
    """Hoeveel tekens er anders worden."""
    text = "" if _is_nothing(new) else ast.unparse(new)
    same = sum(block.size for block in difflib.SequenceMatcher(None, old, text, False).get_matching_blocks())
    return len(old) + len(text) - 2 * same


def _is_nothing(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value in (0, 1)


def _said(wrong: str, within: str, right: ast.expr) -> str:
    short = len(wrong) < 8 or wrong.isidentifier()
    where = f", in `{within}`" if short and wrong != within and 0 < len(within) <= _LONGEST else ""
    if _is_nothing(right):
        return f"De rest klopt, maar `{wrong}` hoort er niet bij{where}."
    return f"De rest klopt. Kijk nog eens naar `{wrong}`{where}: daar hoort iets anders."
