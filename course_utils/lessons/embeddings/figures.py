"""Figuren van les 03: een woord in stukjes, buren op de kaart en in alle dimensies, rekenen met woorden, en assen."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import bidirectional, normalize

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from course_utils.dutch_numbers import dutch
from course_utils.lessons.embeddings.word_vectors import AnalogyScore, load_word_vectors
from course_utils.live.controls import Control
from course_utils.live.figure import LiveFigure, checkbox, choice, slider, text
from course_utils.live.style import BLUE, GREY, INK, ORANGE, PALE, RED, SKY, new_figure, show
from course_utils.subjects.stories import generate_stories

LONG_WORD = "arbeidsongeschiktheidsverzekering"

# Eigen tekst. Het lange woord zelf komt er niet in voor: het moet uit stukken worden opgebouwd.
WORK_TEXT = """Arbeid is werk waar je loon voor krijgt. Een arbeider werkt voor een baas. De arbeidsmarkt bestaat uit
arbeid die gevraagd wordt en arbeid die mensen aanbieden. In een arbeidscontract staat hoeveel arbeidsuren je werkt en
wat de arbeid oplevert. Wie goed is in een baan, is geschikt. Wie dat niet is, is ongeschikt. De baas kijkt naar
geschiktheid, vaardigheid en gezondheid. Ongeschikt voor zwaar werk is niet ongeschikt voor licht werk: je geschiktheid
verandert met je gezondheid. Een ongeluk maakt iemand soms ongeschikt. Dan helpt een verzekering. Een verzekering kost
elke maand geld. Bij een verzekering voor je gezondheid betaalt de verzekeraar je zorg. Een verzekering voor je fiets
betaalt de fiets. Wie geen verzekering heeft, betaalt zelf. De verzekeraar vraagt naar je gezondheid, je veiligheid en
je bezigheden. Een verzekeringsman verkoopt verzekeringen, en verzekeringsgeld is er om schade te betalen. Arbeid en
gezondheid horen bij elkaar: arbeidsrust en veiligheid maken arbeidsdagen lichter. Iedere arbeider heeft recht op
veiligheid, vrijheid en gelijkheid. Ongelijkheid en onveiligheid maken ongezond."""


# --- stap 1: van tekst naar tokens -----------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """De woorden van een tekst, in kleine letters en zonder leestekens."""
    return re.findall(r"[a-zà-ÿ]+", text.lower())


def merge_pair(tokens: list[str], pair: tuple[str, str]) -> list[str]:
    """Plak twee tokens aan elkaar, overal waar ze naast elkaar staan."""
    joined: list[str] = []
    for token in tokens:
        if joined and (joined[-1], token) == pair:
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def split_word(word: str, merges: Iterable[tuple[str, str]]) -> list[str]:
    """Splits een woord in tokens: begin met letters en doe de samenvoegingen op volgorde."""
    tokens = list(word)
    for pair in merges:
        tokens = merge_pair(tokens, pair)
    return tokens


def learn_merges(text: str, count: int) -> list[tuple[str, str]]:
    """Leer hooguit count samenvoegingen uit een tekst: telkens het paar buren dat het vaakst voorkomt (BPE)."""
    times = Counter(words_of(text))
    pieces = {word: list(word) for word in times}
    merges = []
    for _ in range(count):
        pairs: Counter = Counter()
        for word, tokens in pieces.items():
            for pair in pairwise(tokens):
                pairs[pair] += times[word]
        if not pairs:
            break
        merges.append(pairs.most_common(1)[0][0])
        pieces = {word: merge_pair(tokens, merges[-1]) for word, tokens in pieces.items()}
    return merges


MOST_MERGES = 60
BPE_TEXTS = {"over werk": "een tekst over werk", "verhaaltjes": "tweehonderd verhaaltjes"}


@cache
def merges_of(name: str) -> list[tuple[str, str]]:
    """De samenvoegingen die bij een van de twee teksten horen."""
    return learn_merges(WORK_TEXT if name == "over werk" else " ".join(generate_stories(200, seed=0)), MOST_MERGES)


LETTER_FONT = "DejaVu Sans"  # de Mono ervan kent letters als ễ niet


@cache
def _drawable() -> set[int]:
    """De nummers van de tekens die in het lettertype staan."""
    return set(get_font(findfont(LETTER_FONT)).get_charmap())


def _letters(typed: str) -> str:
    """Een woord of een naam in kleine letters; met een zin als er iets in staat wat de figuur niet kan tonen."""
    word = " ".join(normalize("NFC", typed.lower().replace("i\u0307", "i")).split())  # de kleine letter van İ is i
    if not any(sign.isalpha() for sign in word) or not all(sign.isalpha() or sign in " -'’" for sign in word):
        raise ValueError("Typ een woord of een naam: letters, en ertussen spaties, streepjes of apostrofs.")
    for sign in word:
        if ord(sign) not in _drawable() or bidirectional(sign) in ("R", "AL"):
            raise ValueError(f"Deze figuur kan het teken {sign} niet tonen. Typ de naam in andere letters.")
    if len(word) > len(LONG_WORD):
        raise ValueError(f"Dit is te lang: hooguit {len(LONG_WORD)} tekens.")
    return word


def _visible(piece: str) -> str:
    """Een stukje tekst waarin je ook een spatie ziet staan."""
    return piece.replace(" ", "␣")


def split_into_tokens() -> LiveFigure:
    """Splits een woord in tokens, met meer of minder samenvoegingen uit een van twee teksten."""
    cells = len(LONG_WORD)

    def setup(figure):
        axes = figure.add_axes((0.01, 0.02, 0.98, 0.96), xlim=(0, cells), ylim=(0, 3))
        axes.set_axis_off()
        boxes = [axes.add_patch(Rectangle((0, 1.55), 1, 1.1, edgecolor="none")) for _ in range(cells)]
        style = {"ha": "center", "va": "center", "fontfamily": LETTER_FONT, "fontsize": 19}
        letters = [axes.text(place + 0.5, 2.08, "", **style) for place in range(cells)]
        last = axes.text(0, 0.6, "", fontsize=15, va="center")
        return {"boxes": boxes, "letters": letters, "last": last}

    def draw(parts, word, count, name):
        merges = merges_of(name)[:count]
        tokens = split_word(word, merges)
        start = 0
        for index, box in enumerate(parts["boxes"]):
            box.set_visible(index < len(tokens))
            if index < len(tokens):
                box.set_x(start + 0.05)
                box.set_width(len(tokens[index]) - 0.1)
                box.set_facecolor("#BFE0F4" if index % 2 == 0 else "#F8DDA0")
                start += len(tokens[index])
        for index, letter in enumerate(parts["letters"]):
            letter.set_text(_visible(word[index]) if index < len(word) else "")
        step = (
            f"Samenvoeging {count}: {' + '.join(merges[-1])} → {''.join(merges[-1])}"
            if merges
            else "Nog geen samenvoegingen: alle letters los"
        )
        parts["last"].set_text(f"{step}   (geleerd van {BPE_TEXTS[name]})")
        pieces = "1 token" if len(tokens) == 1 else f"{len(tokens)} tokens"
        merged = "1 samenvoeging" if count == 1 else f"{count} samenvoegingen"
        sentence = f"Na {merged} uit {BPE_TEXTS[name]}: {pieces}, {' · '.join(map(_visible, tokens))}."
        return sentence, word == LONG_WORD and len(tokens) <= 6

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 1.9),
        goal="Splits het lange woord in hooguit zes tokens.",
        word=text(
            LONG_WORD, "Woord of naam", _letters, (LONG_WORD, "gelijkwaardigheid", "ongezond", "sprookje", "xylofoon")
        ),
        count=slider(0, MOST_MERGES, 1, 0, "Samenvoegingen"),
        name=choice(tuple(BPE_TEXTS), "Geleerd van"),
    )


# --- stap 2: drie kenmerken ------------------------------------------------------------------------------------------


def show_angles() -> None:
    """Teken drie paren pijlen: dezelfde kant op, haaks en tegengesteld."""
    figure = new_figure(9, 2.6)
    pairs = (("dezelfde richting: 1", (0.9, 0.45)), ("haaks: 0", (-0.5, 1.0)), ("tegengesteld: −1", (-0.9, -0.45)))
    for place, (title, tip) in enumerate(pairs):
        axes = figure.add_axes(
            (0.02 + 0.33 * place, 0.02, 0.3, 0.8), xlim=(-1.2, 1.9), ylim=(-0.7, 1.2), aspect="equal"
        )
        axes.set_axis_off()
        axes.set_title(title, fontsize=14, loc="center")
        for (x, y), color in (((1.6, 0.8), BLUE), (tip, ORANGE)):
            arrow = {"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": color, "lw": 3, "shrinkA": 0}
            axes.annotate("", (x, y), (0, 0), arrowprops={**arrow, "shrinkB": 0})
    show(
        figure, "De cosinus van twee pijlen: 1 in dezelfde richting, 0 als ze haaks staan, −1 als ze tegengesteld zijn."
    )


# --- stap 3: buren en de kaart ---------------------------------------------------------------------------------------

MAP_GROUPS = {
    "dieren": """hond kat paard koe varken schaap geit kip eend muis rat konijn leeuw tijger olifant giraffe aap beer
        wolf vos haai dolfijn walvis zalm uil slang kikker bij spin mug""",
    "eten": """appel peer banaan kers druif citroen wortel tomaat komkommer ui aardappel brood kaas boter melk
        koffie thee soep vis vlees kip rijst pasta pizza taart koekje chocolade honing suiker zout""",
    "beroepen": """dokter tandarts verpleegkundige leraar professor ingenieur programmeur monteur timmerman bakker kok
        kapper boer piloot kapitein soldaat rechter advocaat journalist schrijver zanger danser schilder
        acteur apotheker bibliothecaris huishoudster chirurg directeur""",
    "landen": """Nederland België Duitsland Frankrijk Spanje Portugal Italië Griekenland Engeland Ierland Denemarken
        Zweden Noorwegen Finland Polen Rusland Turkije Marokko Egypte Kenia India China Japan Indonesië
        Australië Canada Mexico Brazilië Argentinië Suriname""",
}
NEIGHBOURS = "de 30 dichtstbijzijnde woorden"
SHOWN = 5  # zoveel buren krijgen een kleur


def word_field(start: str, label: str) -> Control:
    """Invulveld voor een woord uit de lijst; een onbekend woord krijgt een voorstel."""
    vectors = load_word_vectors()

    def parse(typed: str) -> str:
        vectors.vector(typed)  # een onbekend woord geeft hier de zin
        return vectors.known_words([typed])[0]

    return text(start, label, parse, sorted(vectors.words, key=str.lower))


def words_on_map(word: str, group: str) -> list[str]:
    """De woorden op de kaart, met het gekozen woord voorop."""
    vectors = load_word_vectors()
    others = [near for near, _ in vectors.neighbours(word, 30)] if group == NEIGHBOURS else MAP_GROUPS[group].split()
    return [word, *(other for other in others if other != word)]


def place_labels(
    points: np.ndarray, sizes: np.ndarray, radii: np.ndarray, width: float, height: float
) -> list[tuple[float, float] | None]:
    """Zoek bij elk punt een plaats voor een naam, zonder dat namen elkaar of een punt raken.

    points: (n, 2), sizes: (n, 2) en radii van de punten: (n,), in beeldpunten; de eerste namen kiezen het eerst.
    Het lijntje van een punt naar zijn naam loopt liefst niet door een andere naam.
    Geeft het midden van elke naam, of None als er geen plaats is.
    """
    taken = np.column_stack([points - radii[:, None], points + radii[:, None]])  # links, onder, rechts, boven
    places: list[tuple[float, float] | None] = []
    for point, size, radius in zip(points, sizes, radii, strict=True):
        half = size / 2 + 1
        centres = _candidates(point, half, radius)
        boxes = np.column_stack([centres - half, centres + half])
        inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2] <= width) & (boxes[:, 3] <= height)
        apart = (boxes[:, None, :2] >= taken[None, :, 2:]) | (boxes[:, None, 2:] <= taken[None, :, :2])
        free = np.flatnonzero(inside & apart.any(axis=2).all(axis=1))
        if not len(free):
            places.append(None)
            continue
        names = taken[len(points) :]
        best = next((row for row in free if not _hits(_leader(point, centres[row], size), names)), free[0])
        places.append(tuple(centres[best]))
        line = _leader(point, centres[best], size)
        taken = np.vstack([taken, boxes[best], np.hstack([line, line])])  # ook door een lijntje komt geen naam
    return places


def _leader(point: np.ndarray, place: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Het lijntje van een punt naar zijn naam: (25, 2), of (0, 2) als de naam er vlak naast staat."""
    edge = np.clip(point, place - size / 2, place + size / 2)
    if np.linalg.norm(edge - point) < 14:
        return np.empty((0, 2))
    return np.linspace(point, edge, 25)


def _hits(line: np.ndarray, boxes: np.ndarray) -> bool:
    """Ligt een van de punten van een lijntje in een van deze rechthoeken?"""
    return bool(((line[:, None] > boxes[:, :2]) & (line[:, None] < boxes[:, 2:])).all(axis=2).any())


_SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1)]
_CORNERS = [(x * side, y * up) for x, y in ((0.8, 1), (0.4, 1), (1, 0.5)) for up in (1, -1) for side in (1, -1)]
_DIRECTIONS = np.array(_SIDES + _CORNERS)


def _candidates(point: np.ndarray, half: np.ndarray, radius: float) -> np.ndarray:
    """Mogelijke middens van een naam rond een punt, de beste eerst: eerst dichtbij, dan verder weg."""
    return np.concatenate([point + _DIRECTIONS * (half + radius + gap) for gap in (1, 8, 18, 30, 45, 62, 80, 105, 130)])


@cache
def text_size(words: str, points: float, weight: str = "normal") -> tuple[float, float]:
    """Breedte en hoogte van tekst in beeldpunten, bij 100 beeldpunten per inch."""
    box = TextPath((0, 0), words, size=points, prop=FontProperties(weight=weight)).get_extents()
    return box.x1 * 100 / 72 + 3, points * 1.25 * 100 / 72


MAP_WIDTH, MAP_HEIGHT = 640, 500
LABEL_SIZE = 12


def map_layout(word: str, group: str) -> dict:
    """De kaart in beeldpunten: woorden, punten, plaatsen van de namen, en de buren in 100 getallen en op de kaart."""
    vectors = load_word_vectors()
    word_map = vectors.word_map(words_on_map(word, group))
    near = [other for other, _ in vectors.neighbours(word, SHOWN, among=word_map.words)]
    flat = [other for other, _ in word_map.neighbours(word, SHOWN)]
    low, high = word_map.points.min(axis=0), word_map.points.max(axis=0)
    scale = min((MAP_WIDTH - 120) / (high[0] - low[0]), (MAP_HEIGHT - 60) / (high[1] - low[1]))  # gelijk op beide assen
    points = (word_map.points - (low + high) / 2) * scale + np.array([MAP_WIDTH, MAP_HEIGHT]) / 2
    first = [word, *near, *flat]
    order = sorted(range(len(points)), key=lambda row: word_map.words[row] not in first)
    sizes = np.array([text_size(word_map.words[row], LABEL_SIZE, "bold") for row in order])
    radii = np.array([11 if word_map.words[row] in flat else 6 for row in order])
    found = place_labels(points[order], sizes, radii, MAP_WIDTH, MAP_HEIGHT)
    places = dict(zip((word_map.words[row] for row in order), found, strict=True))
    return {"words": word_map.words, "points": points, "places": places, "near": near, "flat": flat, "map": word_map}


def word_map() -> LiveFigure:
    """Zoek een woord op: zijn buren in alle 100 getallen, en zijn buren op de platte kaart."""
    most = 31

    def setup(figure):
        axes = figure.add_axes((0, 0, MAP_WIDTH / 940, 1), xlim=(0, MAP_WIDTH), ylim=(0, MAP_HEIGHT))
        side = figure.add_axes((MAP_WIDTH / 940, 0, 1 - MAP_WIDTH / 940, 1), xlim=(0, 300), ylim=(0, MAP_HEIGHT))
        for part in (axes, side):
            part.set_axis_off()
        side.plot([0, 0], [10, MAP_HEIGHT - 10], color=PALE, linewidth=2)
        leaders = [axes.plot([], [], color=GREY, linewidth=0.8, zorder=1)[0] for _ in range(most)]
        dots = axes.scatter(np.zeros(most), np.zeros(most), s=42, zorder=2)
        rings = axes.scatter([], [], s=190, facecolors="none", edgecolors=ORANGE, linewidths=2.5, zorder=3)
        labels = [axes.text(0, 0, "", ha="center", va="center", fontsize=LABEL_SIZE) for _ in range(most)]
        side.text(20, 470, "● in alle 100 getallen", color=BLUE, fontweight="bold", va="center")
        side.text(20, 250, "○ op de kaart", color="#9A6700", fontweight="bold", va="center")
        near = [side.text(20, 438 - 30 * row, "", va="center") for row in range(SHOWN)]
        flat = [side.text(20, 218 - 30 * row, "", va="center") for row in range(SHOWN)]
        share = side.text(20, 40, "", va="center", fontsize=12, color=GREY)
        marks = {"leaders": leaders, "dots": dots, "rings": rings, "labels": labels}
        return {**marks, "near": near, "flat": flat, "share": share}

    def draw(parts, word, group):
        found = map_layout(word, group)
        words, points, near, flat = found["words"], found["points"], found["near"], found["flat"]
        parts["dots"].set_offsets(points)
        parts["dots"].set_color([RED if own == word else BLUE if own in near else "#A9B4BD" for own in words])
        parts["rings"].set_offsets(points[[words.index(own) for own in flat]])
        for index, (label, leader) in enumerate(zip(parts["labels"], parts["leaders"], strict=True)):
            place = found["places"].get(words[index]) if index < len(words) else None
            label.set_visible(place is not None)
            leader.set_visible(place is not None)
            if place is not None:
                own = words[index]
                label.set_position(place)
                label.set_text(own)
                label.set_color(RED if own == word else BLUE if own in near else INK)
                label.set_fontweight("bold" if own == word or own in near else "normal")
                size = np.array(text_size(own, LABEL_SIZE, "bold"))
                leader.set_data(*_leader(points[index], np.array(place), size).T)
        scores = load_word_vectors()
        for own, artist in zip(near, parts["near"], strict=True):
            artist.set_text(f"{own}  {dutch(scores.similarity(word, own), 2)}")
        for own, artist in zip(flat, parts["flat"], strict=True):
            artist.set_text(f"{own}  ✓" if own in near else f"{own}  ✗")
        share = dutch(100 * found["map"].share, 0)
        parts["share"].set_text(f"kaart: {share} % van de verschillen")
        both = [own for own in flat if own in near]
        sentence = (
            f"Van de woorden op de kaart staan in alle 100 getallen het dichtst bij {word}: {', '.join(near)}. "
            f"Op de kaart zelf: {', '.join(flat)}. "
            f"De kaart heeft er {len(both)} van de {SHOWN} goed en toont {share} % van de verschillen."
        )
        return sentence, not both

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 5),
        goal="Vind een woord waarbij de kaart alle vijf de buren fout heeft.",
        word=word_field("hond", "Zoek een woord"),
        group=choice((*MAP_GROUPS, NEIGHBOURS), "Op de kaart"),
    )


# --- stap 4: rekenen met woorden -------------------------------------------------------------------------------------

SUMS = {
    "koning": ("koning", "man", "vrouw"),
    "Parijs": ("Parijs", "Frankrijk", "Italië"),
    "groter": ("groter", "groot", "klein"),
    "liep": ("liep", "lopen", "zwemmen"),
    "kuiken": ("kuiken", "kip", "koe"),
}


def word_sum() -> LiveFigure:
    """Reken a − b + c uit, met en zonder de vraagwoorden als mogelijk antwoord."""
    vectors = load_word_vectors()

    def setup(figure):
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96), xlim=(0, 1), ylim=(0, 6))
        axes.set_axis_off()
        total = axes.text(0, 5.5, "", fontsize=20, fontweight="bold", va="center")
        bars = [axes.add_patch(Rectangle((0.26, 4.1 - row), 0, 0.62, hatch="", edgecolor="white")) for row in range(5)]
        names = [axes.text(0.245, 4.41 - row, "", ha="right", va="center", fontsize=15) for row in range(5)]
        values = [axes.text(0, 4.41 - row, "", va="center") for row in range(5)]
        return {"total": total, "bars": bars, "names": names, "values": values}

    def draw(parts, a, b, c, exclude):
        found = vectors.analogy(a, b, c, 5, exclude)
        parts["total"].set_text(f"{a} − {b} + {c}  ≈  {found[0][0]}")
        rows = zip(found, parts["bars"], parts["names"], parts["values"], strict=True)
        for row, ((word, score), bar, name, value) in enumerate(rows):
            asked = word in (a, b, c)
            bar.set_width(0.55 * max(score, 0))
            bar.set_facecolor(ORANGE if asked else BLUE if row == 0 else SKY)
            bar.set_hatch("//" if asked else "")
            name.set_text(word)
            name.set_fontweight("bold" if row == 0 else "normal")
            value.set_x(0.27 + 0.55 * max(score, 0))
            value.set_text(f"{dutch(score, 3)}{'  vraagwoord' if asked else ''}")
        rule = "Zonder vraagwoorden" if exclude else "Als alle woorden mogen"
        (first, score), (second, next_score) = found[:2]
        sentence = (
            f"{rule} is {a} − {b} + {c} het dichtst bij {first} ({dutch(score, 3)}), "
            f"daarna bij {second} ({dutch(next_score, 3)})."
        )
        return sentence, not exclude and first not in (a, b, c)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 3.6),
        goal="Vind een som die ook zonder uitsluiten een nieuw woord oplevert.",
        presets={name: dict(zip("abc", words, strict=True)) for name, words in SUMS.items()},
        a=word_field("koning", "Begin met"),
        b=word_field("man", "min"),
        c=word_field("vrouw", "plus"),
        exclude=checkbox(True, "Vraagwoorden uitsluiten"),
    )


def show_scores(scores: Sequence[AnalogyScore]) -> None:
    """Teken per categorie welk deel goed is, zonder vraagwoorden en als alle woorden mogen."""
    rows = sorted(scores, key=lambda score: score.right_excluded / score.total)
    figure = new_figure(9.4, 6)
    axes = figure.add_axes((0.36, 0.02, 0.6, 0.86), xlim=(-3, 106), ylim=(-0.6, len(rows) + 0.3))
    axes.set_axis_off()
    for place, score in enumerate(rows):
        with_rule, everything = (100 * n / score.total for n in (score.right_excluded, score.right_all))
        axes.plot([0, 100], [place, place], color=PALE, linewidth=1, zorder=0)
        axes.plot([everything, with_rule], [place, place], color=SKY, linewidth=5, zorder=1)
        axes.plot(with_rule, place, "o", color=BLUE, markersize=11)
        inside = "none" if everything == with_rule else "white"
        axes.plot(everything, place, "o", color=ORANGE, markersize=12, markerfacecolor=inside, markeredgewidth=2.5)
        axes.text(-6, place, f"{score.category} ({score.total})", ha="right", va="center")
    for percent in (0, 25, 50, 75, 100):
        axes.text(percent, len(rows) - 0.2, f"{percent} %", ha="center", fontsize=12, color=GREY)
    figure.text(0.36, 0.95, "○ alle woorden mogen", color="#9A6700", fontweight="bold", va="center")
    figure.text(0.66, 0.95, "● zonder vraagwoorden", color=BLUE, fontweight="bold", va="center")
    total, excluded, everything = (
        sum(getattr(score, name) for score in scores) for name in ("total", "right_excluded", "right_all")
    )
    show(
        figure,
        f"Van {total} sommen is {dutch(100 * excluded / total, 0)} % goed zonder vraagwoorden, en "
        f"{dutch(100 * everything / total, 0)} % als alle woorden mogen. Beste soort: {rows[-1].category}; "
        f"slechtste: {rows[0].category}.",
    )


# --- stap 5: assen ---------------------------------------------------------------------------------------------------

AXIS_WORDS = {
    "dieren": "koe paard hond kip kat muis leeuw olifant kikker zalm walvis dolfijn haai",
    "beroepen": """kapitein ingenieur monteur programmeur professor advocaat piloot schrijver dokter leraar
        bibliothecaris danser verpleegkundige""",
    "van alles": "cadeau vakantie bloem feest zomer school regen huiswerk toets storm ziekte oorlog diefstal",
}
SEA_ANIMALS = ("zalm", "walvis", "dolfijn", "haai")
AXES = {
    "klein – groot": ("klein", "groot"),
    "man – vrouw": ("man", "vrouw"),
    "lelijk – mooi": ("lelijk", "mooi"),
}


def axis_positions(left: str, right: str, words: Iterable[str]) -> list[tuple[str, float]]:
    """De woorden met hun plaats op de as van links naar rechts, van klein naar groot."""
    vectors, words = load_word_vectors(), list(words)
    values = vectors.project(words, vectors.axis([(left, right)])) if left != right else np.zeros(len(words))
    return sorted(zip(words, values.tolist(), strict=True), key=lambda item: item[1])


def _draw_axis(axes, rows: int) -> dict:
    """Bouw een lege as met `rows` regels."""
    axes.set_axis_off()
    axes.plot([0, 0], [-0.5, rows - 0.4], color=GREY, linewidth=1.5)
    for row in range(rows):
        axes.plot([-1, 1], [row, row], color=PALE, linewidth=1, zorder=0)
    return {
        "stems": [axes.plot([], [], color=SKY, linewidth=4, solid_capstyle="butt")[0] for _ in range(rows)],
        "dots": axes.scatter(np.zeros(rows), np.arange(rows), s=75, zorder=3),
        "names": [axes.text(-1.04, row, "", ha="right", va="center") for row in range(rows)],
        "values": [axes.text(1.04, row, "", va="center") for row in range(rows)],
        "left": axes.text(-1, rows + 0.15, "", va="center", fontsize=15, fontweight="bold"),
        "right": axes.text(1, rows + 0.15, "", ha="right", va="center", fontsize=15, fontweight="bold"),
    }


def _fill_axis(parts: dict, placed: list[tuple[str, float]], left: str, right: str, own: str = "") -> None:
    """Zet woorden met hun plaats op de as; het eigen woord wordt rood."""
    values = np.array([value for _, value in placed])
    reach = 0.45 if np.abs(values).max() <= 0.45 else 0.9
    parts["dots"].set_offsets(np.column_stack([values / reach, np.arange(len(placed))]))
    parts["dots"].set_color([RED if word == own else BLUE for word, _ in placed])
    for row, stem in enumerate(parts["stems"]):
        for artist in (stem, parts["names"][row], parts["values"][row]):
            artist.set_visible(row < len(placed))  # staat het eigen woord al in de groep, dan is er een regel minder
    for row, (word, value) in enumerate(placed):
        parts["stems"][row].set_data([0, value / reach], [row, row])
        parts["names"][row].set_text(word)
        parts["names"][row].set_color(RED if word == own else INK)
        parts["names"][row].set_fontweight("bold" if word == own else "normal")
        parts["values"][row].set_text(("+" if value > 0.005 else "") + dutch(value, 2))
    parts["left"].set_text(f"← {left}")
    parts["right"].set_text(f"{right} →")


def build_an_axis() -> LiveFigure:
    """Maak een as van twee woorden en leg andere woorden erlangs."""
    rows = 1 + len(AXIS_WORDS["dieren"].split())

    def setup(figure):
        axes = figure.add_axes((0.24, 0.02, 0.62, 0.96), xlim=(-1.02, 1.02), ylim=(-0.6, rows + 0.6))
        return _draw_axis(axes, rows)

    def draw(parts, left, right, group, own):
        shown = [word for word in AXIS_WORDS[group].split() if word != own]
        placed = axis_positions(left, right, [*shown, own])
        _fill_axis(parts, placed, left, right, own)
        if left == right:
            return f"Van {left} naar {right} is geen richting. Kies twee verschillende woorden.", False
        order = [word for word, _ in placed if word in AXIS_WORDS[group].split()]
        place = dict(placed)[own]
        sentence = (
            f"Op de as van {left} naar {right} staat {order[0]} het meest links en {order[-1]} het meest rechts. "
            f"Jouw woord {own} staat op {dutch(place, 2)}."
        )
        fair = not {left, right} & set(AXIS_WORDS["dieren"].split())
        return sentence, group == "dieren" and fair and order[0] == "koe" and order[-1] in SEA_ANIMALS

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 5),
        goal="Zet bij de dieren de koe helemaal links en een zeedier helemaal rechts, zonder een dier in te vullen.",
        presets={name: dict(zip(("left", "right"), words, strict=True)) for name, words in AXES.items()},
        left=word_field("klein", "Links"),
        right=word_field("groot", "Rechts"),
        group=choice(tuple(AXIS_WORDS), "Woorden"),
        own=word_field("draak", "Jouw woord"),
    )


def show_axis(words: Sequence[str], values: Sequence[float], left: str, right: str) -> None:
    """Teken woorden langs een as, op volgorde."""
    placed = sorted(zip(words, (float(value) for value in values), strict=True), key=lambda item: item[1])
    figure = new_figure(9.4, 0.34 * len(placed) + 0.7)
    axes = figure.add_axes((0.24, 0.02, 0.62, 0.96), xlim=(-1.02, 1.02), ylim=(-0.6, len(placed) + 0.9))
    _fill_axis(_draw_axis(axes, len(placed)), placed, left, right)
    (first, low), (last, high) = placed[0], placed[-1]
    show(
        figure,
        f"Het verst aan de kant van {left} staat {first} ({dutch(low, 2)}), "
        f"het verst aan de kant van {right} staat {last} ({dutch(high, 2)}).",
    )
