"""Waar zit de fout? Het kleinste stuk van de som van de student dat niet klopt.

Er komt steeds op één plek iets anders: een ander teken, twee getallen of namen verwisseld, een stuk uit een goede
uitwerking. Klopt de som daarmee in alle gevallen, dan zat het daar, en is de rest goed.
"""

import ast
import copy
import difflib
import itertools
import tokenize
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course_utils.questions.slips import swaps
from course_utils.questions.sums import SUMS, Sum, inlined, other_signs, places, put, tokens_of

_MOST_PARTS = 40  # zoveel stukken van een goede uitwerking worden geprobeerd
_MOST_TOKENS = 90  # een langere som of functie wordt niet doorzocht: dat duurt te lang
_MOST_PLACES = 20  # en met meer getallen en namen dan dit wordt er niet gewisseld
_LONGEST = 60  # tekens van een stuk dat nog te noemen is
_HOLE = "_hier"


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
        back = [(wrong, right, hint) for right, wrong, hint in swaps()]
        for text, hint, (before, sign, after) in other_signs(source, back):
            nothing = before == after and sign in "-/"  # d - d en d / d
            nothing = nothing or (sign in "+-" and _drowns(before, after))
            if not nothing and self._works(text):
                return hint
        return None

    def _swapped(self, source: str) -> Iterator[tuple[bool, int, int, str]]:
        known = {name for names in self.cases for name in names}
        found = [t for t in tokens_of(source) if t.type == tokenize.NUMBER or t.string in known]
        found = [t for t in found if t.start[0] > 1 or not source.startswith("def ")]
        for a, b in itertools.combinations(found if len(found) <= _MOST_PLACES else (), 2):
            if a.string != b.string and self._works(put(source, (b, a.string), (a, b.string))):
                yield False, len(a.string + b.string), 0, f"Je hebt `{a.string}` en `{b.string}` verwisseld."

    def _other_part(self, source: str) -> Iterator[tuple[bool, int, int, str]]:
        """Alle stukken die het kunnen zijn: is het toeval, hoeveel tekens er anders worden, hoe lang, de zin."""
        tree = ast.parse(source)
        for parent, name, node, change in places(tree):
            is_part = isinstance(parent, (*SUMS, ast.Assign, ast.keyword)) and not isinstance(parent, ast.Attribute)
            shown = ast.get_source_segment(source, node) or ""
            if not is_part or name in ("func", "targets") or not 0 < len(shown) <= _LONGEST or "\n" in shown:
                continue
            within = ast.get_source_segment(source, parent) if isinstance(parent, ast.expr) else ""
            change(ast.Name(_HOLE, ast.Load()))
            with suppress(ValueError):
                call = self._call(copy.deepcopy(tree))
                for part, values in self._parts:
                    if self._fills(call, values):
                        change(part)
                        sure = self.fits(ast.unparse(tree))
                        if sure or (sure is None and not _is_nothing(part)):
                            yield not sure, _distance(shown, part), len(shown), _said(shown, within or "", part)
            change(node)

    def _fills(self, call: Sum, values: list[Any]) -> bool:
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

    def _call(self, tree: ast.Module) -> Sum:
        return Sum(tree, {name for names in self.cases for name in names})

    @cached_property
    def _parts(self) -> list[tuple[ast.expr, list[Any]]]:
        """De stukken van de goede uitwerkingen met hun waarde per geval; 1 en 0 zijn wat er niet bij hoort."""
        found: dict[str, ast.expr] = {}
        for solution in self.solutions:
            with suppress(SyntaxError, ValueError):
                for node in ast.walk(ast.parse(inlined(solution))):
                    if isinstance(node, SUMS) and isinstance(getattr(node, "ctx", None) or ast.Load(), ast.Load):
                        found.setdefault(ast.unparse(node), node)
        parts = []
        for node in [ast.Constant(1), ast.Constant(0), *list(found.values())[:_MOST_PARTS]]:
            with suppress(Exception):
                call = self._call(ast.Module([ast.Expr(copy.deepcopy(node))], []))
                parts.append((node, [call(names) for names in self.cases]))
        return parts


def _equal(got: Any, want: Any) -> bool:
    return np.shape(got) == np.shape(want) and np.allclose(got, want, rtol=1e-6, atol=1e-12)


def _drowns(one: str, other: str) -> bool:
    """Valt het ene getal naast het andere weg, zoals 0.5 naast 50e9? Dan is optellen hetzelfde als weglaten."""
    with suppress(ValueError):
        small, large = sorted(abs(float(number.replace("_", ""))) for number in (one, other))
        return small < 1e-3 * large
    return False


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
