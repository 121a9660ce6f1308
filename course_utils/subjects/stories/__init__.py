"""Verhaaltjes uit een grammatica: maken, ontleden, en precies uitrekenen hoe voorspelbaar ze zijn.

De grammatica staat in data/stories_grammar.txt. Een verhaal is een rij keuzes, en elk verhaal is maar op één manier te
maken. Daarom is de kans op een verhaal het product van de kansen van zijn keuzes. Het gemiddelde van -log van die kans,
de entropie, is de bodem onder de loss van elk taalmodel dat deze verhalen leert. Alles in nat (natuurlijke logaritme).
"""

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from course_utils.subjects.data import read_checked
from course_utils.subjects.stories.reader import HERO, START, Choose, Option, Show, read_grammar

_TOKEN = re.compile(r"\w+|[^\w\s]")
_BEFORE_SENTENCE = frozenset(".!?‘")
_START_OF_TEXT = "‘"  # een tekst begint als een citaat: met een hoofdletter, en zonder spatie ervoor
_GLUED = frozenset(".!?,’")


# ---------------------------------------------------------------- van tekst naar tokens en terug


def tokenize(text: str) -> list[str]:
    """Knip een verhaal in woorden en leestekens; een zin begint in de tokens met een kleine letter, een naam niet."""
    tokens = _TOKEN.findall(text)
    return [
        token.lower() if before in _BEFORE_SENTENCE and token not in _names() else token
        for before, token in zip((_START_OF_TEXT, *tokens), tokens, strict=False)
    ]


def detokenize(tokens: list[str]) -> str:
    """Maak van tokens weer een tekst, met hoofdletters aan het begin van de zinnen. Omgekeerde van `tokenize`."""
    text, before = "", _START_OF_TEXT
    for token in tokens:
        word = token[:1].upper() + token[1:] if before in _BEFORE_SENTENCE else token
        text += word if token in _GLUED or before == "‘" else " " + word
        before = token
    return text


@cache
def _names() -> frozenset[str]:
    return frozenset(option.text for option in grammar().lists[HERO])


# ---------------------------------------------------------------- wat eruit komt


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


# ---------------------------------------------------------------- de grammatica


class Grammar:
    """Een grammatica, gelezen uit tekst in de vorm die data/stories_grammar.txt uitlegt."""

    def __init__(self, text: str):
        self.lists = read_grammar(text)
        self._fitting = {}
        self._reads = {
            name: tuple(sorted({other for option in options for other, _ in option.conditions}))
            for name, options in self.lists.items()
        }

    def options(self, name: str, state: dict) -> list[Option]:
        """De mogelijkheden van een lijst die passen bij wat al gekozen is."""
        key = (name, *[state.get(other) for other in self._reads[name]])
        if key not in self._fitting:
            self._fitting[key] = [option for option in self.lists[name] if option.fits(state)]
            if not self._fitting[key]:
                chosen = ", ".join(f"{variable} {option.text}" for variable, option in state.items())
                raise ValueError(f"de lijst '{name}' heeft geen mogelijkheid na deze keuzes: {chosen}")
        return self._fitting[key]

    def generate(self, rng) -> list[str]:
        """Maak een verhaal als tokens. rng heeft random(), zoals random.Random en numpy.random.Generator."""
        tokens, state, todo = [], {}, [Choose(START, True)]
        while todo:
            item = todo.pop()
            if isinstance(item, tuple):
                tokens += item
            elif isinstance(item, Show):
                tokens += item.tokens(state)
            else:
                options = self.options(item.name, state)
                option = state[item.name] = options[int(rng.random() * len(options))]
                if item.write:
                    todo += option.items[::-1]
        return tokens

    def derivations(self, tokens: list[str]) -> Iterator[Derivation]:
        """Alle manieren om precies deze tokens te maken: alle keuzes proberen, en terug zodra een woord niet klopt."""
        yield from self._derivations(tokens, 0, (Choose(START, True),), {}, (), 0.0)

    def _derivations(self, tokens, place, items, state, choices, log_probability):
        while items:
            item, items = items[0], items[1:]
            if isinstance(item, Choose):
                options = self.options(item.name, state)
                for option in options:
                    yield from self._derivations(
                        tokens,
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

    def entropy(self) -> Entropy:
        """Reken de entropie en de verwachte lengte precies uit, zonder één verhaal te maken.

        Elke keuze uit n mogelijkheden geeft log n, en daarna het gemiddelde van wat bij elke mogelijkheid nog komt.
        Van alle eerdere keuzes tellen alleen die de rest van het verhaal nog leest, en mogelijkheden waarvan de rest
        het verschil niet merkt, tellen als één: zo vallen heel veel verhalen samen.
        """
        twins, needs, known = self._twins(), {(): frozenset()}, {}

        def needed(items: tuple) -> frozenset[str]:
            """De lijsten waarvan de keuze bepaalt hoe het met deze bouwstenen verder gaat."""
            if items not in needs:
                item, found = items[0], needed(items[1:])
                if isinstance(item, Choose):
                    inside = [needed(item.written(option)) for option in self.lists[item.name]]
                    found = found.union(self._reads[item.name], *inside)
                elif isinstance(item, Show):
                    adjectives = {name: self.lists[name][0] for name in item.adjectives}
                    lengths = {len(item.tokens({item.noun: noun} | adjectives)) for noun in self.lists[item.noun]}
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
            options = self.options(item.name, state)
            each = [expected(item.written(o) + rest, state | {item.name: twins[o]}) for o in options]
            nats, tokens = (math.fsum(column) / len(options) for column in zip(*each, strict=True))
            return math.log(len(options)) + nats, tokens

        nats, tokens = expected((Choose(START, True),), {})
        return Entropy(nats, tokens + 1)

    def _twins(self) -> dict[Option, Option]:
        """Van elke mogelijkheid de eerste waarmee de rest van een verhaal even lang en even waarschijnlijk is."""
        read, twins = {name: set() for name in self.lists}, {}
        for option in (option for options in self.lists.values() for option in options):
            for name, allowed in option.conditions:
                read[name].add(allowed)
        for name, options in self.lists.items():
            firsts = {}
            for option in options:
                fits = frozenset(allowed for allowed in read[name] if {option.text, option.kind} & allowed)
                twins[option] = firsts.setdefault((fits, option.gender == 2, len(option.words)), option)
        return twins

    def vocabulary(self) -> tuple[str, ...]:
        """Alle tokens die in een verhaal kunnen staan, op volgorde van tekens."""
        options = [option for options in self.lists.values() for option in options]
        words = {word for option in options for word in option.words}
        for show in {item for option in options for item in option.items if isinstance(item, Show)}:
            for chosen in product(*(self.lists[name] for name in show.names)):
                state = dict(zip(show.names, chosen, strict=True))
                if all(option.fits(state) for option in chosen[1:]):
                    words.update(show.tokens(state))
        return tuple(sorted(words))


# ---------------------------------------------------------------- wat de lessen gebruiken


@cache
def grammar() -> Grammar:
    """De grammatica van de cursus."""
    return Grammar(read_checked("stories_grammar.txt").decode("utf-8"))


def generate_story(rng) -> str:
    """Maak één verhaal. rng heeft een methode random(), zoals random.Random en numpy.random.Generator."""
    return detokenize(grammar().generate(rng))


def generate_stories(count: int, seed: int = 0) -> list[str]:
    """Maak count verhalen; dezelfde seed geeft dezelfde verhalen."""
    rng = random.Random(seed)
    return [generate_story(rng) for _ in range(count)]


def parse(story: str) -> Derivation | None:
    """Ontleed een verhaal: de keuzes en de log van de kans, of None als de grammatica dit verhaal niet kan maken."""
    tokens = tokenize(story)
    if detokenize(tokens) != story:
        return None
    return next(grammar().derivations(tokens), None)


@cache
def entropy() -> Entropy:
    """De precieze entropie van de verhalen in nat, per verhaal en per token."""
    return grammar().entropy()


@cache
def vocabulary() -> tuple[str, ...]:
    """Alle tokens die in een verhaal kunnen staan: leestekens, woorden en namen, op alfabet."""
    return grammar().vocabulary()
