"""Verhaaltjes uit een grammatica: maken, ontleden, en precies uitrekenen hoe voorspelbaar ze zijn.

De grammatica staat in `stories_grammar`. Een verhaal is een rij keuzes, en elk verhaal is maar op één manier te maken.
Daarom is de kans op een verhaal het product van de kansen van zijn keuzes. Het gemiddelde van -log van die kans, de
entropie, is de bodem onder de loss van elk taalmodel dat deze verhalen leert. Alles in nat (natuurlijke logaritme).
"""

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from course_utils.subjects.stories.grammar import GRAMMAR
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


@dataclass(frozen=True)
class Entropy:
    """De entropie van een verhaal (nat) en de verwachte lengtes; elk verhaal heeft één eindteken, dat meetelt als token
    en als teken, maar niet als woord."""

    per_story: float
    tokens: float
    words: float
    characters: float

    @property
    def per_token(self) -> float:
        return self.per_story / self.tokens

    @property
    def per_word(self) -> float:
        return self.per_story / self.words

    @property
    def per_character(self) -> float:
        return self.per_story / self.characters


# ---------------------------------------------------------------- de grammatica


class Grammar:
    """Een grammatica, gelezen uit tekst in de vorm die `stories_grammar` uitlegt."""

    def __init__(self, text: str):
        self.lists = read_grammar(text)
        self._fitting = {}
        self._read_by = {name: frozenset(c[0] for o in opts for c in o.conditions) for name, opts in self.lists.items()}

    def options(self, name: str, state: dict) -> list[Option]:
        """De mogelijkheden van een lijst die passen bij wat al gekozen is."""
        key = (name, *map(state.get, self._read_by[name]))
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
            if isinstance(item, str):
                tokens.append(item)
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
            words = (item,) if isinstance(item, str) else item.tokens(state)
            if tuple(tokens[place : place + len(words)]) != words:
                return
            place += len(words)
        if place == len(tokens):
            yield Derivation(choices, log_probability)

    def entropy(self) -> Entropy:
        """Reken de entropie en de verwachte lengtes precies uit, zonder één verhaal te maken.

        Beide zijn een som van stukjes: elke keuze uit n mogelijkheden geeft log n, elk woord zijn lengte. De
        verwachting van een som is de som van de verwachtingen, ook als de stukjes van elkaar afhangen. Dus mag elk
        soort stukje (keuzes uit één lijst, of woorden die dezelfde eerdere keuzes lezen) in een eigen ronde.
        """
        shown = {item.names for options in self.lists.values() for o in options for item in o.items if _is_show(item)}
        rounds = [self._expectation(piece) for piece in (*self.lists, *shown)]
        nats, tokens, words, characters = (math.fsum(column) for column in zip(*rounds, strict=True))
        return Entropy(nats, tokens + 1, words, characters)

    def _expectation(self, piece: str | frozenset[str]) -> list[float]:
        """Verwachte [nat, tokens, woorden, tekens] per verhaal van één soort stukje.

        piece: de naam van een lijst (haar keuzes en hun vaste woorden), of de keuzes die een getoond woord leest.
        De rest van het verhaal is het gemiddelde over de volgende keuze van wat dan nog komt. Van alle eerdere keuzes
        tellen alleen die de rest nog leest: zo vallen heel veel verhalen samen.
        """
        relevant = self._relevant(piece)
        known, reads = {}, {}

        def kept(items: tuple) -> tuple:
            return tuple(i for i in items if (i.names == piece if _is_show(i) else _chooses(i, relevant)))

        def needs(items: tuple) -> frozenset[str]:
            if items not in reads:
                reads[items] = frozenset()
                for item in items:
                    reads[items] |= item.names if _is_show(item) else self._read_by[item.name]
                    if not _is_show(item) and item.write:
                        reads[items] |= frozenset().union(*(needs(kept(o.items)) for o in self.lists[item.name]))
            return reads[items]

        def total(items: tuple, state: dict) -> list[float]:
            if not items:
                return [0.0] * 4
            state = {name: state[name] for name in needs(items) if name in state}
            key = (items, frozenset(state.items()))
            if key not in known:
                item, rest = items[0], items[1:]
                known[key] = (
                    _add(_size(item.tokens(state)), total(rest, state)) if _is_show(item) else mean(item, rest, state)
                )
            return known[key]

        def mean(choice: Choose, rest: tuple, state: dict) -> list[float]:
            options, sums = self.options(choice.name, state), [0.0] * 4
            for option in options:
                sums = _add(sums, total(kept(choice.written(option)) + rest, state | {choice.name: option}))
                if choice.name == piece:
                    sums = _add(sums, _size([item for item in choice.written(option) if isinstance(item, str)]))
                    sums[0] += math.log(len(options))
            return [value / len(options) for value in sums]

        return total(kept((Choose(START, True),)), {})

    def _relevant(self, piece: str | frozenset[str]) -> set[str]:
        """De lijsten die bepalen of en hoe vaak een stukje voorkomt."""
        relevant, before = {piece} if isinstance(piece, str) else set(piece), None
        while relevant != before:
            before = set(relevant)
            relevant.update(*(self._read_by[name] for name in before))
            for name, options in self.lists.items():
                items = [item for option in options for item in option.items]
                if any(_chooses(item, before) or (_is_show(item) and item.names == piece) for item in items):
                    relevant.add(name)
        return relevant

    def vocabulary(self) -> tuple[str, ...]:
        """Alle tokens die in een verhaal kunnen staan, op volgorde van tekens."""
        items = [item for options in self.lists.values() for option in options for item in option.items]
        words = {item for item in items if isinstance(item, str)}
        for show in {item for item in items if _is_show(item)}:
            for chosen in product(*(self.lists[name] for name in (show.noun, *show.adjectives))):
                state = dict(zip((show.noun, *show.adjectives), chosen, strict=True))
                if all(option.fits(state) for option in chosen[1:]):
                    words.update(show.tokens(state))
        return tuple(sorted(words))


def _chooses(item, names: set[str]) -> bool:
    return isinstance(item, Choose) and item.name in names


def _is_show(item) -> bool:
    return isinstance(item, Show)


def _add(a: list[float], b: list[float]) -> list[float]:
    return [x + y for x, y in zip(a, b, strict=True)]


def _size(words: tuple[str, ...]) -> list[float]:
    """[0 nat, tokens, woorden, tekens]: een woord brengt een spatie mee, behalve na ‘ en vooraan.

    De spatie die vooraan ontbreekt, is het eindteken achteraan. Het aanhalingsteken ‘ telt alleen zijn spatie ervoor.
    """
    plain = [word for word in words if word[0].isalpha()]
    return [0.0, len(words), len(plain), sum(map(len, words)) + len(plain)]


# ---------------------------------------------------------------- wat de lessen gebruiken


@cache
def grammar() -> Grammar:
    """De grammatica van de cursus."""
    return Grammar(GRAMMAR)


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
    """De precieze entropie van de verhalen in nat, per verhaal, token, woord en teken."""
    return grammar().entropy()


@cache
def vocabulary() -> tuple[str, ...]:
    """Alle tokens die in een verhaal kunnen staan: leestekens, woorden en namen, op alfabet."""
    return grammar().vocabulary()
