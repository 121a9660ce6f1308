"""Verhaaltjes uit een grammatica: maken, en knippen in tokens. De grammatica staat in data/stories_grammar.txt."""

import random
import re
from functools import cache
from itertools import product

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


# ---------------------------------------------------------------- de grammatica


class Grammar:
    """Een grammatica, gelezen uit tekst in de vorm die data/stories_grammar.txt uitlegt."""

    def __init__(self, text: str):
        self.lists = read_grammar(text)
        self._fitting = {}
        self.reads = {
            name: tuple(sorted({other for option in options for other, _ in option.conditions}))
            for name, options in self.lists.items()
        }

    def options(self, name: str, state: dict) -> list[Option]:
        """De mogelijkheden van een lijst die passen bij wat al gekozen is."""
        key = (name, *[state.get(other) for other in self.reads[name]])
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


@cache
def vocabulary() -> tuple[str, ...]:
    """Alle tokens die in een verhaal kunnen staan: leestekens, woorden en namen, op alfabet."""
    return grammar().vocabulary()
