"""De kans op een verhaal: ontleden, en precies uitrekenen hoe voorspelbaar de verhalen zijn.

Een verhaal is een rij keuzes, en elk verhaal is maar op één manier te maken. Daarom is de kans op een verhaal het
product van de kansen van zijn keuzes. Het gemiddelde van -log van die kans, de entropie, is de bodem onder de loss van
elk taalmodel dat deze verhalen leert. Alles in nat (natuurlijke logaritme).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from course_utils.subjects.stories import Grammar, detokenize, grammar, tokenize
from course_utils.subjects.stories.reader import START, Choose, Option, Show

__all__ = ["entropy", "parse"]


@dataclass(frozen=True)
class Derivation:
    """Hoe een verhaal gemaakt is: de keuzes op volgorde als (lijst, tekst), en de log van zijn kans (nat)."""

    choices: tuple[tuple[str, str], ...]
    log_probability: float


class Entropy(NamedTuple):
    """De entropie van een verhaal (nat) en zijn verwachte lengte in tokens; het eindteken telt mee."""

    per_story: float
    tokens: float

    @property
    def per_token(self) -> float:
        return self.per_story / self.tokens


def parse(story: str) -> Derivation | None:
    """Ontleed een verhaal: de keuzes en de log van de kans, of None als de grammatica dit verhaal niet kan maken."""
    tokens = tokenize(story)
    if detokenize(tokens) != story:
        return None
    return next(derivations(grammar(), tokens), None)


@cache
def entropy() -> Entropy:
    """De precieze entropie van de verhalen in nat, per verhaal en per token."""
    return entropy_of(grammar())


def derivations(grammar: Grammar, tokens: list[str]) -> Iterator[Derivation]:
    """Alle manieren om precies deze tokens te maken: alle keuzes proberen, en terug zodra een woord niet klopt."""

    def derive(place: int, items: tuple, state: dict, choices: tuple, log_probability: float) -> Iterator[Derivation]:
        while items:
            item, items = items[0], items[1:]
            if isinstance(item, Choose):
                options = grammar.options(item.name, state)
                for option in options:
                    yield from derive(
                        place,
                        item.written(option) + items,
                        state | {item.name: option},
                        (*choices, (item.name, option.text)),
                        log_probability - math.log(len(options)),
                    )
                return
            words = item if isinstance(item, tuple) else item.tokens(state)
            if tuple(tokens[place : place + len(words)]) != words:
                return
            place += len(words)
        if place == len(tokens):
            yield Derivation(choices, log_probability)

    yield from derive(0, (Choose(START, True),), {}, (), 0.0)


def entropy_of(grammar: Grammar) -> Entropy:
    """Reken de entropie en de verwachte lengte precies uit, zonder één verhaal te maken.

    Elke keuze uit n mogelijkheden geeft log n, en daarna het gemiddelde van wat bij elke mogelijkheid nog komt.
    Van alle eerdere keuzes tellen alleen die de rest van het verhaal nog leest, en mogelijkheden waarvan de rest
    het verschil niet merkt, tellen als één: zo vallen heel veel verhalen samen.
    """
    twins, needs, known = _twins(grammar), {(): frozenset()}, {}

    def needed(items: tuple) -> frozenset[str]:
        """De lijsten waarvan de keuze bepaalt hoe het met deze bouwstenen verder gaat."""
        if items not in needs:
            item, found = items[0], needed(items[1:])
            if isinstance(item, Choose):
                inside = [needed(item.written(option)) for option in grammar.lists[item.name]]
                found = found.union(grammar.reads[item.name], *inside)
            elif isinstance(item, Show):
                adjectives = {name: grammar.lists[name][0] for name in item.adjectives}
                lengths = {len(item.tokens({item.noun: noun} | adjectives)) for noun in grammar.lists[item.noun]}
                found |= {item.noun} if len(lengths) > 1 else set()
            needs[items] = found
        return needs[items]

    def expected(items: tuple, state: dict) -> tuple[float, float]:
        """De verwachte (nat, tokens) van deze bouwstenen, als state al gekozen is."""
        written = 0
        while items and not isinstance(items[0], Choose):
            words, items = items[0], items[1:]
            written += len(words if isinstance(words, tuple) else words.tokens(state))
        if not items:
            return 0.0, float(written)
        key = items, tuple([state.get(name) for name in needed(items)])
        if key not in known:
            known[key] = choose(items[0], items[1:], state)
        nats, tokens = known[key]
        return nats, written + tokens

    def choose(item: Choose, rest: tuple, state: dict) -> tuple[float, float]:
        """De verwachte (nat, tokens) van deze keuze en wat erna komt."""
        options = grammar.options(item.name, state)
        each = [expected(item.written(o) + rest, state | {item.name: twins[o]}) for o in options]
        nats, tokens = (math.fsum(column) / len(options) for column in zip(*each, strict=True))
        return math.log(len(options)) + nats, tokens

    nats, tokens = expected((Choose(START, True),), {})
    return Entropy(nats, tokens + 1)


def _twins(grammar: Grammar) -> dict[Option, Option]:
    """Van elke mogelijkheid de eerste waarmee de rest van een verhaal even lang en even waarschijnlijk is."""
    read, twins = {name: set() for name in grammar.lists}, {}
    for option in (option for options in grammar.lists.values() for option in options):
        for name, allowed in option.conditions:
            read[name].add(allowed)
    for name, options in grammar.lists.items():
        firsts = {}
        for option in options:
            fits = frozenset(allowed for allowed in read[name] if {option.text, option.kind} & allowed)
            twins[option] = firsts.setdefault((fits, option.gender == 2, len(option.words)), option)
    return twins
