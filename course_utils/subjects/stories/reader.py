"""Lees een grammatica van verhalen uit tekst, in de vorm die data/stories_grammar.txt uitlegt.

Een lijst is een rij mogelijkheden (Option). De tekst van een mogelijkheid is een rij bouwstenen: vaste woorden (een
tuple), keuzes (Choose) en woorden die van een eerdere keuze afhangen (Show). Daarmee rekent `stories`.
"""

import re
from dataclasses import dataclass
from functools import cached_property

START, HERO = "verhaal", "held"  # deze twee lijsten heeft elke grammatica
_ARTICLES = ("de", "het", "mv")
_DETERMINERS = {
    "de": ("de", "het", "de"),
    "een": ("een", "een", ""),
    "deze": ("deze", "dit", "deze"),
    "die": ("die", "dat", "die"),
    "mijn": ("mijn", "mijn", "mijn"),
    "zijn": ("", "", ""),  # zijn of haar hangt van de hoofdpersoon af; dat doet een eigen bouwsteen
    "": ("", "", ""),
}
_NOUN = re.compile(r"(de|het|mv) (\w+)")
_TEMPLATE = re.compile(r"\{[^}]*\}|[\w/]+|[^\w\s]")


@dataclass(frozen=True)
class Choose:
    """Kies uit een lijst en onthoud de keuze. Met write wordt zij meteen opgeschreven."""

    name: str
    write: bool

    def written(self, option: "Option") -> tuple:
        """Wat er na deze keuze meteen te schrijven is."""
        return option.items if self.write else ()


@dataclass(frozen=True)
class Show:
    """Schrijf iets dat al gekozen is: lidwoord, bijvoeglijke naamwoorden, zelfstandig naamwoord.

    forms: schrijf niet het woord zelf, maar de vorm die past bij het geslacht van noun (de, het, meervoud).
    """

    noun: str
    determiner: str = ""
    adjectives: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (self.noun, *self.adjectives)

    @cached_property
    def _known(self) -> dict:
        return {}

    def tokens(self, state: dict) -> tuple[str, ...]:
        """De woorden die hier komen; state: naam van een lijst -> gekozen mogelijkheid."""
        chosen = tuple([state.get(name) for name in self.names])
        if chosen not in self._known:
            if None in chosen:
                early = self.names[chosen.index(None)]
                raise ValueError(f"'{early}' wordt opgeschreven, maar is dan nog niet gekozen")
            self._known[chosen] = self._words(*chosen)
        return self._known[chosen]

    def _words(self, noun: "Option", *adjectives: "Option") -> tuple[str, ...]:
        if self.forms:
            return (self.forms[noun.gender if noun.gender < len(self.forms) else 0],)
        bare = self.determiner in ("een", "") and _ARTICLES[noun.gender] == "het"  # een klein huis, het kleine huis
        words = [_DETERMINERS[self.determiner][noun.gender]]
        words += [adjective.text.split("|")[0 if bare else 1] for adjective in adjectives]
        return (*filter(None, words), *noun.words)


@dataclass(eq=False)
class Option:
    """Eén mogelijkheid van een lijst.

    kind: de soort ('zon', 'jongen'); conditions: bij welke eerdere keuzes zij mag; gender: 0 de, 1 het, 2 meervoud.
    Bij de hoofdpersoon is gender 0 jongen en 1 meisje.
    """

    text: str
    items: tuple
    kind: str
    conditions: tuple[tuple[str, frozenset[str]], ...]
    gender: int

    @property
    def words(self) -> tuple[str, ...]:
        """De vaste woorden; een zelfstandig naamwoord bestaat daar helemaal uit."""
        return tuple(word for item in self.items if isinstance(item, tuple) for word in item)

    def fits(self, state: dict) -> bool:
        return all(
            name in state and (state[name].text in allowed or state[name].kind in allowed)
            for name, allowed in self.conditions
        )


def read_grammar(text: str) -> dict[str, list[Option]]:
    """Lees de lijsten van een grammatica; een fout wijst de regel aan."""
    lists, name, kind, conditions = {}, None, "", ()
    for number, line in enumerate(text.splitlines(), 1):
        content = line.split("#")[0].strip()
        if not content:
            continue
        if not line.startswith(" "):
            name, kind, conditions = content, "", ()
            lists[name] = []
            continue
        if name is None:
            raise ValueError(f"regel {number}: begin met de naam van een lijst, zonder spaties ervoor")
        if content.startswith("- "):
            lists[name].append(_option(content[2:], kind, conditions, sentence=True))
            continue
        head, colon, words = content.rpartition(":")
        kind, conditions = _head(head) if colon else ("", ())
        lists[name] += [_option(word.strip(), kind, conditions) for word in words.split(",") if word.strip()]
    _check(lists)
    return lists


def _head(head: str) -> tuple[str, tuple]:
    """'bij plaats bos of park en weer zon' -> voorwaarden; een los woord is een soort."""
    if not head.startswith("bij "):
        return head, ()
    clauses = [clause.split(" ", 1) for clause in head.removeprefix("bij ").split(" en ")]
    return "", tuple((name, frozenset(values.split(" of "))) for name, values in clauses)


def _option(text: str, kind: str, conditions: tuple, sentence: bool = False) -> Option:
    noun = None if sentence else _NOUN.fullmatch(text)
    if noun:
        return Option(noun[2], ((noun[2],),), kind, conditions, _ARTICLES.index(noun[1]))
    items = () if "|" in text else _items(text)  # een bijvoeglijk naamwoord staat nooit los
    return Option(text, items, kind, conditions, 1 if kind == "meisje" else 0)


def _items(template: str) -> tuple:
    """'Eerst las hij/zij in {de ding}' -> de bouwstenen, met de zin in kleine letters; een los woord houdt de zijne."""
    parts, items = _TEMPLATE.findall(template), []
    for part in parts:
        if part.startswith("{"):
            items += _slot(part[1:-1].split())
        elif "/" in part:
            items.append(Show(HERO, forms=tuple(part.lower().split("/"))))
        else:
            word = part.lower() if len(parts) > 1 else part
            before = items.pop() if items and isinstance(items[-1], tuple) else ()
            items.append((*before, word))
    return tuple(items)


def _slot(words: list[str]) -> list:
    """Wat er tussen accolades staat: eerst kiezen (het zelfstandig naamwoord voorop), dan schrijven."""
    *before, noun = words
    if not before and noun[0] in "*!":
        return [Choose(noun[1:], write=noun[0] == "*")]
    determiner, forms = "", ()
    if before and "/" in before[0]:
        forms, before = tuple(before[0].split("/")), before[1:]
    elif before and before[0] in _DETERMINERS:
        determiner, before = before[0], before[1:]
    owner = [Show(HERO, forms=("zijn", "haar"))] if determiner == "zijn" else []
    chosen = [Choose(word[1:], False) for word in (noun, *before) if word[0] == "*"]
    return [*chosen, *owner, Show(noun.lstrip("*"), determiner, tuple(word.lstrip("*") for word in before), forms)]


def _check(lists: dict[str, list[Option]]) -> None:
    """Vang de fouten die je bij het bewerken maakt: een lijst of een woord dat niet bestaat."""
    if START not in lists:
        raise ValueError(f"de lijst '{START}' ontbreekt: daar begint elk verhaal")
    values = {name: {o.text for o in options} | {o.kind for o in options} for name, options in lists.items()}
    for name, options in lists.items():
        for option in options:
            chosen = [item.name for item in option.items if isinstance(item, Choose)]
            shown = [noun for item in option.items if isinstance(item, Show) for noun in item.names]
            for other in (*chosen, *shown, *dict(option.conditions)):
                if other not in lists:
                    raise ValueError(f"lijst '{name}': '{option.text}' noemt de lijst '{other}', maar die bestaat niet")
            for other, allowed in option.conditions:
                for word in sorted(allowed - values[other]):
                    raise ValueError(f"lijst '{name}': 'bij {other} {word}', maar '{word}' staat niet bij {other}")
