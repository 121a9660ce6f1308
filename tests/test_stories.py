"""De verhalen: goed Nederlands, op één manier te ontleden, precies na te rekenen. Kort terugkijken helpt niet.

De lijsten hieronder zijn met de hand gemaakt en staan los van de grammatica: zij toetsen haar.
"""

import math
import os
import random
import re
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from readability import NoHunspell, misspelled
from test_text import NO_HUNSPELL, WORD_LIST

from course_utils.lessons.alles_samen.story_chances import derivations, entropy, entropy_of, parse
from course_utils.subjects import stories
from course_utils.subjects.data import read_checked
from course_utils.subjects.stories import Grammar, detokenize, generate_stories, tokenize
from course_utils.subjects.stories.reader import START, Choose


def listed(text: str) -> set[str]:
    return set(text.split())


BOYS = listed("Daan Sem Noah Finn Bram Youssef Tim Lars Milan Jesse")
GIRLS = listed("Anna Emma Lotte Sara Noor Yara Julia Fatima Lisa Eva")
NAMES = BOYS | GIRLS
# Het-woorden, opgezocht in een woordenboek. Alle andere zelfstandige naamwoorden in enkelvoud horen bij de.
HET = listed("""
    anker badhokje boek bootje bos brood broodje buurmeisje dorp hek hemd hobbelpaard horloge hout kalf kanon karton
    kasteel kippenhok klimrek kompas konijn krat kuiken lam lint net papier park poppenhuis recept schetsboek schild
    schort sneeuwpaard springtouw standbeeld strand touw vest veulen visnet vliegtuigje vogelhuisje zandkasteel zeil
    zout zwaard
""")
PLURAL = listed("""
    aardbeien bananen broodjes dekens druiven eieren kersen koekjes laarzen pannenkoeken peren rozijnen schroeven
    spijkers takken tomaten wafels wanten wielen worstjes wortels
""")
ADJECTIVES = dict(
    pair.split("/")
    for pair in listed("""
    rood/rode blauw/blauwe geel/gele groen/groene paars/paarse wit/witte oranje/oranje roze/roze gestreept/gestreepte
    nieuw/nieuwe oud/oude groot/grote klein/kleine zwart/zwarte dik/dikke mooi/mooie houten/houten glimmend/glimmende
    vies/vieze jong/jonge lief/lieve bang/bange brutaal/brutale hongerig/hongerige slim/slimme hoog/hoge scheef/scheve
    sappig/sappige rijp/rijpe lekker/lekkere vers/verse
    """)
)
ARTICLES_OF_HET, ARTICLES_OF_DE = {"het", "dit", "dat"}, {"de", "deze", "die"}
CHECKED = 10_000


@pytest.fixture(scope="module")
def samples() -> list[str]:
    return generate_stories(CHECKED, seed=7)


@pytest.fixture(scope="module")
def nouns() -> set[str]:
    """Alles wat in de grammatica een lidwoord heeft."""
    text = read_checked("stories_grammar.txt").decode("utf-8")
    return {word for _, word in re.findall(r"(?:[:,]|^)[ \t]*(de|het|mv) (\w+)(?=,|$)", text, re.MULTILINE)}


# ---------------------------------------------------------------- Nederlands


def test_vocabulary_is_large_and_alive():
    """500 tot 900 woorden, en elk woord komt ook echt in een verhaal voor."""
    words = stories.vocabulary()
    assert 500 <= sum(word[0].isalpha() for word in words) <= 900
    seen = {token for story in generate_stories(20_000, seed=1) for token in tokenize(story)}
    assert seen == set(words), f"Nooit gezien, of niet in vocabulary(): {seen ^ set(words)}"


def test_stories_have_four_to_eight_sentences(samples):
    """Vier tot acht zinnen en hooguit negentig woorden; alle lengtes komen voor."""
    lengths = Counter(len(sentences(story)) for story in samples)
    assert set(lengths) == {4, 5, 6, 7, 8}, lengths
    words = [sum(token[0].isalpha() for token in tokenize(story)) for story in samples]
    assert min(words) >= 20 and max(words) <= 90 and 35 <= np.mean(words) <= 60


def test_articles_and_adjectives_agree(samples, nouns):
    """Elk lidwoord en elk bijvoeglijk naamwoord past bij het woord erachter: een klein konijn, het kleine konijn."""
    forms = set(ADJECTIVES) | set(ADJECTIVES.values())
    seen = defaultdict(set)
    for story in samples:
        tokens = tokenize(story)
        for place, noun in enumerate(tokens):
            if noun not in nouns:
                continue
            adjective = tokens[place - 1] if tokens[place - 1] in forms else None
            before = tokens[place - 2] if adjective else tokens[place - 1]
            seen[noun].add(before)
            assert before not in (ARTICLES_OF_DE if noun in HET else ARTICLES_OF_HET), story
            if noun in PLURAL:
                assert before not in {"een", "het", "deze" if noun in HET else "dit", "dat"}, story
            if adjective:
                bare = before in {"een", ","} and noun in HET  # een dik lam; ‘Dag, dik lam!’
                assert adjective in (set(ADJECTIVES) if bare else set(ADJECTIVES.values())), story
    with_article = {noun for noun, before in seen.items() if before & (ARTICLES_OF_DE | ARTICLES_OF_HET | {"een"})}
    assert with_article >= HET, f"Staat in geen verhaal met een lidwoord: {HET - with_article}"
    assert with_article - HET - PLURAL and nouns >= HET | PLURAL


def test_the_character_returns_with_the_right_pronoun(samples):
    """Eén naam per verhaal. Bij een jongen nooit zij of haar, bij een meisje nooit hij, hem of (van haar) zijn."""
    for story in samples:
        tokens = tokenize(story)
        names = set(tokens) & NAMES
        assert len(names) == 1, story
        if names & BOYS:
            assert not {"zij", "haar"} & set(tokens), story
            continue
        assert "hem" not in tokens, story
        for token, following in pairwise(tokens):
            assert token != "hij" or following == "ligt", story  # ‘Hij ligt onder de bank!’ gaat over een ding
            assert token != "zijn" or following in {"op", "vies"}, story  # de eieren zijn op


def test_things_return(samples):
    """Wat kwijt of op is, komt terug, en de plaats en de kleren ook. Een ding heet dan hij of het, zoals het hoort."""
    returns = Counter()
    for story in samples:
        if lost := re.search(r"Waar is mijn (\w+)|[Oo]peens was (?:de|het) (\w+)", story):
            thing = lost[1] or lost[2]
            before, after = story[: lost.start()], story[lost.end() :]
            pronoun = "‘Het ligt" if thing in HET else "‘Hij ligt"
            assert thing in before and (thing in after or pronoun in after), story
            returns["ding"] += 1
        if place := re.search(r"weer naar (\w+ \w+)!", story):
            assert f" naar {place[1]}." in story.split("‘")[0], story
            returns["plaats"] += 1
        if clothes := re.search(r"Thuis ruimde \w+ (?:zijn|haar) (\w+) op", story):
            assert clothes[1] in story[: clothes.start()], story
            returns["kleren"] += 1
        if missing := re.search(r"[dDhH]et? (\w+) (?:was|waren|is|zijn) op[.!]", story):
            assert f"{missing[1]}" in story[missing.end() :], story
            returns["op"] += 1
    assert all(returns[kind] > 100 for kind in ("ding", "plaats", "kleren", "op")), returns


def test_no_word_twice_in_a_row(samples):
    """Geen 'de de'."""
    for story in samples:
        assert not [a for a, b in pairwise(tokenize(story)) if a == b], story


def test_spelling():
    """Alle woorden staan in de Nederlandse woordenlijst."""
    words = [word for word in stories.vocabulary() if word[0].isalpha() and word not in NAMES]
    try:
        unknown = misspelled(" ".join(words), WORD_LIST)
    except NoHunspell:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_HUNSPELL)
    assert not unknown, f"Verkeerd gespeld, of zet ze in {WORD_LIST.name}: {unknown}"


# ---------------------------------------------------------------- tokens, seeds


def test_tokens_and_text_are_each_others_reverse(samples):
    """tokenize en detokenize heffen elkaar op; geen woord bestaat met én zonder hoofdletter."""
    for story in samples[:2000]:
        assert detokenize(tokenize(story)) == story
    words = stories.vocabulary()
    assert len({word.lower() for word in words}) == len(words)
    assert tokenize("Eerst las zij. ‘Hij ligt hier!’ riep Anna.")[:6] == ["eerst", "las", "zij", ".", "‘", "hij"]
    assert detokenize(tokenize("Anna liep.")) == "Anna liep."
    assert tokenize("") == [] and detokenize([]) == ""


def test_seeds():
    """Dezelfde seed geeft dezelfde verhalen, een andere seed andere; een generator van NumPy mag ook."""
    assert generate_stories(5, seed=3) == generate_stories(8, seed=3)[:5]
    assert generate_stories(5, seed=3) != generate_stories(5, seed=4)
    assert len(set(generate_stories(1000, seed=5))) > 990
    rng = np.random.default_rng(0)
    assert parse(stories.generate_story(rng)) and parse(stories.generate_story(random.Random(0)))


# ---------------------------------------------------------------- ontleden


def test_every_story_has_one_parse_and_the_entropy_is_the_mean(samples):
    """Elk verhaal is op precies één manier te maken; het gemiddelde van -log p is de entropie, binnen de meetfout."""
    exact = entropy()
    grammar = stories.grammar()
    surprise = []
    for story in samples:
        ways = list(derivations(grammar, tokenize(story)))
        assert len(ways) == 1, story
        surprise.append(-ways[0].log_probability)
    lengths = [len(tokenize(story)) + 1 for story in samples]
    for expected, measured in ((exact.per_story, surprise), (exact.tokens, lengths)):
        error = np.std(measured) / math.sqrt(len(measured))
        assert abs(np.mean(measured) - expected) < 3 * error, (expected, np.mean(measured), error)


def wrong_adjective(tokens, rng):
    """een klein konijn -> een kleine konijn, en andersom."""
    other = {a: b for a, b in [*ADJECTIVES.items(), *((b, a) for a, b in ADJECTIVES.items())] if a != b}
    return replace_one(tokens, other, rng)


def wrong_article(tokens, rng):
    return replace_one(tokens, {"de": "het", "het": "de", "deze": "dit", "dit": "deze", "die": "dat"}, rng)


def wrong_pronoun(tokens, rng):
    return replace_one(tokens, {"hij": "zij", "zij": "hij", "hem": "haar", "zijn": "haar", "haar": "zijn"}, rng)


def other_name_once(tokens, rng):
    """De naam verandert op één van zijn plaatsen."""
    name = next(token for token in tokens if token in NAMES)
    others = [other for other in sorted(NAMES) if other != name]
    return replace_one(tokens, {name: rng.choice(others)}, rng) if tokens.count(name) > 1 else None


def other_thing_once(tokens, rng):
    """Een ding of dier dat terugkomt, heet één keer anders, met hetzelfde lidwoord."""
    swaps = {"bal": "pop", "vlieger": "kat", "boek": "lam", "konijn": "boek", "hond": "eend", "geit": "step"}
    swaps = {noun: other for noun, other in swaps.items() if tokens.count(noun) > 1}
    return replace_one(tokens, swaps, rng)


def wrong_object(tokens, rng):
    """Het werkwoord en wat erbij hoort passen niet meer bij elkaar."""
    return replace_one(
        tokens, {"koeien": "bomen", "blaffen": "miauwen", "brood": "soep", "bakken": "timmeren", "worm": "bot"}, rng
    )


def swapped_sentences(tokens, rng):
    """Twee zinnen naast elkaar wisselen van plaats."""
    parts = sentences(detokenize(tokens))
    place = rng.randrange(len(parts) - 1)
    parts[place : place + 2] = parts[place + 1], parts[place]
    return tokenize(" ".join(parts))


def sentence_left_out(tokens, rng):
    """Het slot ontbreekt."""
    return tokenize(" ".join(sentences(detokenize(tokens))[:-1]))


def word_left_out(tokens, rng):
    place = rng.randrange(len(tokens))
    return tokens[:place] + tokens[place + 1 :]


def word_twice(tokens, rng):
    place = rng.randrange(len(tokens))
    return tokens[: place + 1] + tokens[place:]


def unknown_word(tokens, rng):
    place = rng.randrange(len(tokens))
    return [*tokens[:place], "kwaaltje", *tokens[place + 1 :]]


def replace_one(tokens, swaps, rng):
    places = [place for place, token in enumerate(tokens) if token in swaps]
    if not places:
        return None
    place = rng.choice(places)
    return [*tokens[:place], swaps[tokens[place]], *tokens[place + 1 :]]


MUTATIONS = [
    wrong_adjective,
    wrong_article,
    wrong_pronoun,
    other_name_once,
    other_thing_once,
    wrong_object,
    swapped_sentences,
    sentence_left_out,
    word_left_out,
    word_twice,
    unknown_word,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda function: function.__name__)
def test_the_parser_rejects_a_changed_story(mutate, samples):
    """Eén fout in een verhaal, en de grammatica kan het niet meer maken."""
    rng = random.Random(2)
    changed = [mutated for story in samples[:400] if (mutated := mutate(tokenize(story), rng))]
    assert len(changed) > 20
    for tokens in changed:
        assert parse(detokenize(tokens)) is None, detokenize(tokens)


def test_the_parser_looks_at_every_character(samples):
    """Ook een hoofdletter, een spatie of een aanhalingsteken moet kloppen."""
    story = next(story for story in samples if "‘" in story)
    assert parse(story).log_probability < 0
    for changed in (story.lower(), story[0].lower() + story[1:], story + " ", story.replace("‘", "'"), "", "Hallo."):
        assert parse(changed) is None


def test_the_probability_is_the_product_of_the_choices():
    """Een grammatica van drie regels, met de hand nagerekend; een soort, een voorwaarde en een hij/zij."""
    grammar = Grammar(
        """
verhaal
    - {*held} ziet {een *kleur *dier}. Hij/zij {*doet}.
held
    jongen: Daan
    meisje: Anna
dier
    vogel: de uil
    het lam, mv eenden
kleur
    wit|witte, oud|oude
doet
    bij dier vogel of eenden: roept, zwaait
    bij dier lam: aait
"""
    )
    stories_of_it = {detokenize(grammar.generate(random.Random(seed))) for seed in range(300)}
    assert len(stories_of_it) == 2 * 2 * (2 + 2 + 1)
    assert "Anna ziet een wit lam. Zij aait." in stories_of_it and "Daan ziet oude eenden. Hij zwaait." in stories_of_it
    [derivation] = derivations(grammar, ["Anna", "ziet", "een", "wit", "lam", ".", "zij", "aait", "."])
    assert derivation.log_probability == pytest.approx(-math.log(2 * 3 * 2))
    assert ("dier", "lam") in derivation.choices
    exact = entropy_of(grammar)
    assert exact.per_story == pytest.approx(math.log(2 * 3 * 2) + 2 / 3 * math.log(2))
    assert exact.tokens == pytest.approx(10 - 1 / 3)  # eenden zonder een; met twee punten en het eindteken
    assert exact.per_token == pytest.approx(exact.per_story / exact.tokens)


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("verhaal\n    - Dag {*naam}.", "de lijst 'naam', maar die bestaat niet"),
        ("verhaal\n    bij held Jan: dag\nheld\n    jongen: Daan", "'Jan' staat niet bij held"),
        ("verhaal\n    - Daar is {de dier}.\ndier\n    de uil", "'dier' wordt opgeschreven"),
        (
            "verhaal\n    - Daar {!a} is {*b}.\na\n    x\nc\n    y\nb\n    bij c y: z",
            "'b' heeft geen mogelijkheid",
        ),
        ("held\n    jongen: Daan", "de lijst 'verhaal' ontbreekt"),
        ("    los", "regel 1: begin met de naam van een lijst"),
    ],
)
def test_a_mistake_in_the_grammar_is_explained(text, complaint):
    """Wie de grammatica verandert en zich vertikt, leest wat er mis is."""
    with pytest.raises(ValueError, match=complaint):
        Grammar(text).generate(random.Random(0))


# ---------------------------------------------------------------- eenduidigheid, bewezen


def first_conflict(grammar: Grammar) -> str | None:
    """Zoek twee mogelijkheden van één keuze waarvan de ene tekst gelijk is aan, of het begin is van, de andere.

    Bestaan die niet, dan is elk verhaal op één manier te maken. Bewijs: neem twee verschillende rijen keuzes met
    dezelfde tekst, en kijk naar de eerste keuze die verschilt. Tot daar is alles gelijk. Wat in dezelfde zin na die
    keuze nog geschreven wordt, begint in beide gevallen op dezelfde plaats van dezelfde tekst; dus is het ene stuk het
    begin van het andere. Dat sluiten we uit, voor elke keuze in elke zin en voor alles wat eerder gekozen kan zijn.
    """
    places = [(Choose(START, True), ())]
    for options in grammar.lists.values():
        for option in options:
            places += [(item, option.items[n + 1 :]) for n, item in enumerate(option.items) if isinstance(item, Choose)]
    for choice, rest in places:
        start = defaultdict(list)  # vergelijk alleen mogelijkheden bij dezelfde eerdere keuzes
        for option, items, state in branches(grammar, choice, rest, {}):
            earlier = frozenset((name, chosen) for name, chosen in state.items() if name != choice.name)
            start[earlier].append((option, items, state))
        groups = list(start.values())
        while groups:
            following = defaultdict(list)
            for option, items, state in groups.pop():
                for token, after, new_state in next_tokens(grammar, items, state):
                    following[token].append((option, after, new_state))
            ended = {option for option, _, _ in following.pop(None, [])}
            others = {option for group in following.values() for option, _, _ in group}
            if ended and len(ended | others) > 1:
                return f"lijst '{choice.name}': {[option.text for option in ended | others][:4]}"
            groups += [group for group in following.values() if len({option for option, _, _ in group}) > 1]
    return None


def branches(grammar, choice, rest, state):
    """Alle mogelijkheden van een keuze, met wat dan volgt. Wat eerder gekozen is, mag alles zijn wat kan."""
    free = sorted({name for option in grammar.lists[choice.name] for name, _ in option.conditions} - set(state))
    if free:
        for earlier in grammar.lists[free[0]]:
            yield from branches(grammar, choice, rest, state | {free[0]: earlier})
        return
    for option in grammar.lists[choice.name]:
        if option.fits(state):
            yield option, choice.written(option) + rest, state | {choice.name: option}


def next_tokens(grammar, items, state):
    """Alle woorden die nu kunnen komen (None: het stuk is uit), met wat daarna volgt."""
    if not items:
        yield None, (), state
        return
    item, rest = items[0], items[1:]
    if isinstance(item, tuple):
        yield item[0], (item[1:], *rest) if item[1:] else rest, state
    elif isinstance(item, Choose):
        for _, after, new_state in branches(grammar, item, rest, state):
            yield from next_tokens(grammar, after, new_state)
    elif free := sorted(set(item.names) - set(state)):
        for earlier in grammar.lists[free[0]]:
            yield from next_tokens(grammar, items, state | {free[0]: earlier})
    else:
        yield from next_tokens(grammar, (item.tokens(state), *rest), state)


def test_the_grammar_is_unambiguous():
    """Bewezen voor alle verhalen, niet alleen voor de steekproef; zie first_conflict."""
    assert first_conflict(stories.grammar()) is None


@pytest.mark.parametrize(
    "text",
    [
        "verhaal\n    - {*a} {*b}\na\n    x, x y\nb\n    y z, z",  # x + y z = x y + z
        "verhaal\n    - {*a}\na\n    x, x",
        "verhaal\n    - {!a} {*b}\na\n    x, y\nb\n    z",
    ],
)
def test_the_proof_finds_an_ambiguity(text):
    """Het bewijs slaagt niet vanzelf: deze grammatica's maken een verhaal op twee manieren."""
    grammar = Grammar(text)
    tokens = grammar.generate(random.Random(0))
    assert first_conflict(grammar) and any(
        len(list(derivations(grammar, grammar.generate(random.Random(seed))))) > 1 for seed in range(20)
    ), tokens


# ---------------------------------------------------------------- ver kijken loont


def ngram_loss(train: list[list[str]], test: list[list[str]], n: int) -> float:
    """Loss (nat per verhaal) van een model dat n - 1 woorden terugkijkt; zeldzame rijtjes leunen op kortere."""
    counts = [defaultdict(Counter) for _ in range(n)]
    for tokens in train:
        tokens = ["<begin>"] * (n - 1) + tokens + ["<eind>"]
        for place in range(n - 1, len(tokens)):
            for k in range(n):
                counts[k][tuple(tokens[place - k : place])][tokens[place]] += 1
    totals = [{context: sum(counter.values()) for context, counter in level.items()} for level in counts]
    size = len(counts[0][()])

    def probability(k, context, token):
        if k < 0:
            return 1 / size
        shorter = probability(k - 1, context[1:], token)
        if context not in counts[k]:
            return shorter
        seen, total = counts[k][context], totals[k][context]
        return max(seen[token] - 0.75, 0) / total + 0.75 * len(seen) / total * shorter

    loss = 0.0
    for tokens in test:
        tokens = ["<begin>"] * (n - 1) + tokens + ["<eind>"]
        for place in range(n - 1, len(tokens)):
            loss -= math.log(probability(n - 1, tuple(tokens[place - n + 1 : place]), tokens[place]))
    return loss / len(test)


@pytest.mark.parametrize("n", [2, 3])
def test_a_short_memory_does_not_suffice(n, samples):
    """Een bigram- en een trigrammodel blijven minstens 25 % boven de bodem, op verhalen die ze niet zagen."""
    tokens = [tokenize(story) for story in samples]
    loss = ngram_loss(tokens[:9000], tokens[9000:], n)
    assert loss >= 1.25 * entropy().per_story


def sentences(story: str) -> list[str]:
    """De zinnen van een verhaal; ‘Waar is mijn bal?’ riep Daan. is er één."""
    return re.findall(r".+?[.!?](?=\s[A-Z‘]|$)", story)
