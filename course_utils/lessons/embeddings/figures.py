"""Figuren van les 03: buren van een woord, een woord in stukjes, de kaart, rekenen met woorden, en assen."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from unicodedata import bidirectional, normalize

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from course_utils.dutch_numbers import counted, dutch
from course_utils.lessons.embeddings.word_vectors import AnalogyScore, load_word_vectors
from course_utils.live.charts import Bars
from course_utils.live.controls import Control, checkbox, choice, handle, slider, text
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.output import show_output
from course_utils.live.palette import BLUE_LIGHT, BLUE_TEXT, GREY_LIGHT, GREY_TEXT, ORANGE_LIGHT, ORANGE_TEXT
from course_utils.live.style import BLUE, GREY, INK, ORANGE, PALE, RED, SKY, new_figure, show
from course_utils.subjects.data import read_checked
from course_utils.subjects.stories import generate_stories

__all__ = [
    "LONG_WORD",
    "build_an_axis",
    "neighbour_list",
    "show_angles",
    "show_axis",
    "show_real_tokens",
    "show_scores",
    "split_into_tokens",
    "word_map",
    "word_sum",
    "words_about_work",
    "words_in_stories",
    "words_on_map",
]


def word_field(start: str, label: str) -> Control:
    """Invulveld voor een woord uit de lijst; een onbekend woord krijgt een voorstel."""
    vectors = load_word_vectors()

    def parse(typed: str) -> str:
        vectors.vector(typed)  # een onbekend woord geeft hier de zin
        return vectors.known_words([typed])[0]

    return text(start, label, parse, _alphabetical())


@cache
def _alphabetical() -> list[str]:
    """Alle woorden op volgorde, één keer voor alle invulvelden samen."""
    return sorted(load_word_vectors().words, key=str.lower)


@cache
def _letter(letter: str, bold: bool) -> tuple[np.ndarray, np.ndarray, float]:
    """Een letter van 1 hoog: de punten en codes van haar omtrek, en haar breedte."""
    prop = FontProperties(weight="bold" if bold else "normal")
    path = TextPath((0, 0), letter, size=100, prop=prop) if letter.strip() else Path(np.empty((0, 2)))
    font = get_font(findfont(prop))
    font.set_size(100, 72)
    codes = np.array([] if path.codes is None else path.codes, np.uint8)
    return path.vertices / 100, codes, font.load_char(ord(letter)).linearHoriAdvance / 6553600


@cache
def _outline(word: str, size: float, bold: bool, align: float) -> Path:
    """De omtrek van een woord in punten; align: welk deel van de breedte links van de plaats ligt."""
    letters = [_letter(letter, bold) for letter in word]
    starts = np.cumsum([0, *(width for *_, width in letters)])
    corner = np.array([-align * starts[-1], -0.36])
    points = [points + corner + (start, 0) for (points, *_), start in zip(letters, starts, strict=False)]
    return Path(size * np.concatenate(points), np.concatenate([codes for _, codes, _ in letters]))


class Labels(PathCollection):
    """Veel woorden tegelijk, als omtrekken: dat tekent drie keer zo snel als evenveel losse teksten."""

    def __init__(self, axes, size: float, align: float):
        super().__init__([], linewidths=0, offset_transform=axes.transData, zorder=4, clip_on=False)
        self._size, self._align = size, align
        self.set_transform(Affine2D().scale(1 / 72) + axes.figure.dpi_scale_trans)
        axes.add_collection(self, autolim=False)

    def put(self, words: Sequence[str], places: Iterable, colors: Sequence[str], bold: Sequence[bool]) -> None:
        """Zet elk woord op zijn plaats (x, y), met zijn kleur."""
        words = list(words)
        self.set_paths([_outline(word, self._size, own, self._align) for word, own in zip(words, bold, strict=True)])
        self.set_offsets(np.array(list(places)).reshape(-1, 2))
        self.set_facecolor(list(colors))


# --- stap 1: woorden met buren ---------------------------------------------------------------------------------------

OPPOSITES = """warm koud, heet koud, groot klein, goed slecht, hoog laag, lang kort, oud nieuw, oud jong, licht donker,
    links rechts, boven onder, binnen buiten, dag nacht, zwart wit, kopen verkopen, winnen verliezen, open dicht,
    rijk arm, sterk zwak, snel langzaam, makkelijk moeilijk, vrede oorlog, liefde haat, begin einde, vriend vijand,
    man vrouw, vol leeg, nat droog, meer minder, hard zacht, dik dun, breed smal, zwaar licht, mooi lelijk,
    blij verdrietig, eerste laatste, vroeg laat, leven dood, ja nee, geven nemen, beginnen stoppen, komen gaan,
    noorden zuiden, oosten westen, zomer winter, zoet zuur, duur goedkoop, gezond ziek, schoon vuil, veilig gevaarlijk,
    positief negatief, vraag antwoord, huilen lachen, altijd nooit, alles niets, jongen meisje, aankomst vertrek"""
_PAIRS = {frozenset(pair.split()) for pair in OPPOSITES.split(",")}
NEAREST, NEAR_ENOUGH = 6, 3


@live_figure(
    size=(9.4, 3),
    goal=f"Vind een woord waarvan het tegengestelde bij de eerste {NEAR_ENOUGH} buren staat.",
    word=word_field("appel", "Typ een woord"),
)
def neighbour_list(figure):
    """De woorden die het meest op een woord lijken."""
    vectors = load_word_vectors()
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.84))
    title = figure.text(0.02, 0.93, "", fontsize=15, fontweight="bold", va="center")
    bars = Bars(axes, range(NEAREST), longest=1, text="0,00  (chromosomes)", name="verpleegkundigen")

    def draw(word):
        found = vectors.neighbours(word, NEAREST)
        title.set_text(f"{word} (in de Engelse tekst: {vectors.english(word)})")
        values = [score for _, score in found]
        texts = [f"{dutch(score, 2)}  ({vectors.english(other)})" for other, score in found]
        opposite = [frozenset((word, other)) in _PAIRS for other, _ in found]
        colors = [ORANGE if own else BLUE for own in opposite]
        bars.set(values, texts, colors, [other for other, _ in found])
        first = ", ".join(f"{other} ({dutch(score, 2)})" for other, score in found[:NEAR_ENOUGH])
        also = next((other for (other, _), own in zip(found, opposite, strict=True) if own), None)
        more = f" Daar staat ook {also} bij, het tegengestelde." if also in dict(found[:NEAR_ENOUGH]) else ""
        return Drawing(f"Het dichtst bij {word} staan {first}.{more}", reached=bool(more))

    return draw, (title, bars)


# --- van tekst naar tokens -------------------------------------------------------------------------------------------

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


def words_of(text: str) -> list[list[str]]:
    """De woorden van een tekst in kleine letters, elk als een rij losse letters."""
    return [list(word) for word in re.findall(r"[a-zà-ÿ]+", text.lower())]


def words_about_work() -> list[list[str]]:
    """De woorden van een korte tekst over werk, elk als een rij losse letters."""
    return words_of(WORK_TEXT)


def words_in_stories() -> list[list[str]]:
    """De woorden van dertig verhaaltjes, elk als een rij losse letters."""
    return words_of(" ".join(generate_stories(30, seed=0)))


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


LEAST_LETTERS, MOST_TOKENS = 12, 3


def split_into_tokens(plak: Callable, samenvoegingen: dict[str, Sequence[tuple[str, str]]]) -> LiveFigure:
    """Knip een woord in tokens, met meer of minder samenvoegingen uit een van de teksten.

    plak(stukjes, paar) en de samenvoegingen zijn die van de student; samenvoegingen: naam van de tekst -> paren.
    """
    cells, most = len(LONG_WORD), max(map(len, samenvoegingen.values()))
    seen = {"".join(word) for word in (*words_about_work(), *words_in_stories())}

    def build(figure):
        axes = figure.add_axes((0.01, 0.02, 0.98, 0.96), xlim=(0, cells), ylim=(0, 3))
        axes.set_axis_off()
        boxes = [axes.add_patch(Rectangle((0, 1.55), 1, 1.1, edgecolor="none")) for _ in range(cells)]
        style = {"ha": "center", "va": "center", "fontfamily": LETTER_FONT, "fontsize": 19}
        letters = [axes.text(place + 0.5, 2.08, "", **style) for place in range(cells)]
        last = axes.text(0, 0.6, "", fontsize=15, va="center")

        def draw(word, count, name):
            merges = list(samenvoegingen[name])[:count]
            tokens = list(word)
            for pair in merges:
                tokens = plak(tokens, pair)
            start = 0
            for index, box in enumerate(boxes):
                box.set_visible(index < len(tokens))
                if index < len(tokens):
                    box.set(x=start + 0.05, width=len(tokens[index]) - 0.1)
                    box.set_facecolor(BLUE_LIGHT if index % 2 == 0 else ORANGE_LIGHT)
                    start += len(tokens[index])
            for index, letter in enumerate(letters):
                letter.set_text(_visible(word[index]) if index < len(word) else "")
            step = "Nog geen samenvoegingen: alle letters los"
            if merges:
                step = f"Samenvoeging {len(merges)}: {' + '.join(merges[-1])} → {''.join(merges[-1])}"
            last.set_text(f"{step}   (geleerd van: {name})")
            merged = counted(count, "samenvoeging", "samenvoegingen")
            pieces = counted(len(tokens), "token", "tokens")
            sentence = f"Na {merged}, geleerd van {name}: {pieces}, {' · '.join(map(_visible, tokens))}."
            own = len(word) >= LEAST_LETTERS and word.isalpha() and word not in seen
            return Drawing(sentence, reached=own and len(tokens) <= MOST_TOKENS)

        return draw, (boxes, letters, last)

    examples = (LONG_WORD, "gelijkwaardigheid", "ongezond", "sprookje", "xylofoon")
    return LiveFigure(
        build,
        size=(9.4, 1.9),
        goal=f"Bedenk een woord van minstens {LEAST_LETTERS} letters dat niet in de teksten staat, en toch in hooguit "
        f"{MOST_TOKENS} tokens valt.",
        saved={"count": min(40, most)},
        word=text(LONG_WORD, "Woord of naam", _letters, examples),
        count=slider(0, most, 1, 0, "Samenvoegingen"),
        name=choice(tuple(samenvoegingen), "Geleerd van"),
    )


def show_real_tokens() -> None:
    """Toon hoe de tokenizers van GPT-2, GPT-4 en GPT-4o woorden knippen; vastgelegd in data/tokens.csv."""
    rows = csv.DictReader(io.StringIO(read_checked("tokens.csv").decode("utf-8")))
    cut = {(row["tekst"], row["tokenizer"]): row["stukjes"].split("|") for row in rows}
    names = list(dict.fromkeys(name for _, name in cut))
    words = [word for word, name in cut if name == names[0] and not word.startswith(" ")]

    def cell(pieces: list[str]) -> str:
        colors = (BLUE_LIGHT, ORANGE_LIGHT)
        shown = "".join(
            f'<span style="background: {colors[place % 2]}; color: {INK}; padding: 1px 2px">{escape(piece)}</span>'
            for place, piece in enumerate(pieces)
        )
        return f'<td style="text-align: left"><b>{len(pieces)}</b>&ensp;{shown}</td>'

    head = "".join(f'<th scope="col" style="text-align: left">{name}</th>' for name in ("woord", *names))
    body = "".join(
        f'<tr><th scope="row" style="text-align: left">{word[:17]}{"…" if len(word) > 17 else ""}</th>'
        f"{''.join(cell(cut[word, name]) for name in names)}</tr>"
        for word in words
    )
    counts = [f"{name} {len(cut[LONG_WORD, name])}" for name in names]
    spaced = [f"{name} {len(cut[' ' + LONG_WORD, name])}" for name in names]
    show_output(
        f"{LONG_WORD} valt uiteen in: {', '.join(counts)} stukjes. Met een spatie ervoor, zoals in een zin: "
        f"{', '.join(spaced)}.",
        html=f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
    )


# --- drie kenmerken --------------------------------------------------------------------------------------------------


def show_angles() -> None:
    """Teken drie paren pijlen: dezelfde kant op, haaks en tegengesteld."""
    figure = new_figure(9, 2.6)
    pairs = (("dezelfde richting: 1", (0.9, 0.45)), ("haaks: 0", (-0.5, 1.0)), ("tegengesteld: −1", (-0.9, -0.45)))
    for place, (title, tip) in enumerate(pairs):
        box = (0.02 + 0.33 * place, 0.02, 0.3, 0.8)
        axes = figure.add_axes(box, xlim=(-1.2, 1.9), ylim=(-0.7, 1.2), aspect="equal")
        axes.set_axis_off()
        axes.set_title(title, fontsize=14, loc="center")
        for (x, y), color in (((1.6, 0.8), BLUE), (tip, ORANGE)):
            arrow = {"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": color, "lw": 3, "shrinkA": 0}
            axes.annotate("", (x, y), (0, 0), arrowprops={**arrow, "shrinkB": 0})
    show(
        figure, "De cosinus van twee pijlen: 1 in dezelfde richting, 0 als ze haaks staan, −1 als ze tegengesteld zijn."
    )


# --- de kaart --------------------------------------------------------------------------------------------------------

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
MAP_WIDTH, MAP_HEIGHT = 640, 430
LABEL_SIZE = 11


def words_on_map(word: str, group: str) -> list[str]:
    """De woorden op de kaart, met het gekozen woord voorop."""
    vectors = load_word_vectors()
    others = [near for near, _ in vectors.neighbours(word, 30)] if group == NEIGHBOURS else MAP_GROUPS[group].split()
    return [word, *(other for other in others if other != word)]


_SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1)]
_CORNERS = [(x * side, y * up) for x, y in ((0.8, 1), (0.4, 1), (1, 0.5)) for up in (1, -1) for side in (1, -1)]
_DIRECTIONS = np.array(_SIDES + _CORNERS)
_ALONG, _BESIDE = np.linspace(0, 1, 15)[:, None], np.empty((0, 2))  # de punten van een lijntje
_GAPS = (1, 8, 18, 30, 45, 62, 80, 105, 130)  # beeldpunten tussen een punt en zijn naam


def place_labels(
    points: np.ndarray, sizes: np.ndarray, radii: np.ndarray, width: float, height: float
) -> list[tuple[float, float] | None]:
    """Zoek bij elk punt een plaats voor een naam, zonder dat namen elkaar of een punt raken.

    points: (n, 2), sizes: (n, 2) en radii van de punten: (n,), in beeldpunten; de eerste namen kiezen het eerst, en
    elke naam zo dicht mogelijk bij haar punt. Het lijntje van een punt naar zijn naam loopt liefst niet door een naam.
    Geeft het midden van elke naam, of None als er geen plaats is.
    """
    taken = np.column_stack([points - radii[:, None], points + radii[:, None]])  # links, onder, rechts, boven
    names = np.empty((0, 4))
    places: list[tuple[float, float] | None] = []
    for point, size, radius in zip(points, sizes, radii, strict=True):
        half, best = size / 2 + 1, None
        for gap in _GAPS:
            centres = point + _DIRECTIONS * (half + radius + gap)
            boxes = np.column_stack([centres - half, centres + half])
            inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2] <= width) & (boxes[:, 3] <= height)
            apart = (boxes[:, None, :2] >= taken[None, :, 2:]) | (boxes[:, None, 2:] <= taken[None, :, :2])
            free = centres[inside & apart.any(axis=2).all(axis=1)]
            clear = next((centre for centre in free if not _hits(leader(point, centre, size), names)), None)
            best = free[0] if best is None and len(free) else best
            if clear is not None:
                best = clear
                break
        places.append(None if best is None else tuple(best))
        if best is not None:
            line = leader(point, best, size)
            names = np.vstack([names, np.hstack([best - half, best + half])])
            taken = np.vstack([taken, names[-1:], np.hstack([line, line])])  # ook door een lijntje komt geen naam
    return places


def leader(point: np.ndarray, place: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Het lijntje van een punt naar zijn naam: (15, 2), of (0, 2) als de naam er vlak naast staat."""
    reach = np.minimum(np.maximum(point, place - size / 2), place + size / 2) - point
    return _BESIDE if reach @ reach < 14**2 else point + _ALONG * reach


def _hits(line: np.ndarray, boxes: np.ndarray) -> bool:
    """Ligt een van de punten van een lijntje in een van deze rechthoeken?"""
    if not len(line) or not len(boxes):
        return False
    return bool(((line[:, None] > boxes[:, :2]) & (line[:, None] < boxes[:, 2:])).all(axis=2).any())


@cache
def label_size(word: str) -> tuple[float, float]:
    """Breedte en hoogte van een vette naam op de kaart, in beeldpunten."""
    points = 100 / 72 * LABEL_SIZE
    return points * sum(_letter(letter, True)[2] for letter in word) + 3, 1.25 * points


@cache
def _arrows(words: tuple[str, ...]) -> np.ndarray:
    return np.array([load_word_vectors().unit(word) for word in words])


def map_layout(maak_kaart: Callable, word: str, group: str, angle: float = 0, tilt: float = 0) -> dict:
    """De kaart in beeldpunten: woorden, punten, plaatsen van de namen, en de buren in 100 getallen en op de kaart."""
    vectors, words = load_word_vectors(), words_on_map(word, group)
    spots, shares = maak_kaart(_arrows(tuple(words)))
    turn, nod = np.radians(angle), np.radians(tilt)
    depth = np.cos(turn) * spots[:, 2] - np.sin(turn) * spots[:, 0]
    flat = np.column_stack(
        [np.cos(turn) * spots[:, 0] + np.sin(turn) * spots[:, 2], np.cos(nod) * spots[:, 1] + np.sin(nod) * depth]
    )
    near = [other for other, _ in vectors.neighbours(word, SHOWN, among=words)]
    distances = np.hypot(*(flat - flat[0]).T)
    on_map = [words[row] for row in np.argsort(distances, kind="stable") if row][:SHOWN]
    low, high = flat.min(axis=0), flat.max(axis=0)
    scale = min(np.array([MAP_WIDTH - 120, MAP_HEIGHT - 30]) / (high - low))  # gelijk op beide assen
    points = (flat - (low + high) / 2) * scale + np.array([MAP_WIDTH, MAP_HEIGHT]) / 2
    first = [word, *near, *on_map]
    order = sorted(range(len(points)), key=lambda row: words[row] not in first)
    sizes = np.array([label_size(words[row]) for row in order])
    radii = np.array([11 if words[row] in on_map else 6 for row in order])
    found = place_labels(points[order], sizes, radii, MAP_WIDTH, MAP_HEIGHT)
    places = dict(zip((words[row] for row in order), found, strict=True))
    wide = np.cos(turn) ** 2 * shares[0] + np.sin(turn) ** 2 * shares[2]
    deep = np.sin(turn) ** 2 * shares[0] + np.cos(turn) ** 2 * shares[2]
    share = wide + np.cos(nod) ** 2 * shares[1] + np.sin(nod) ** 2 * deep
    return {"words": words, "points": points, "places": places, "near": near, "flat": on_map, "share": float(share)}


@live_figure(
    size=(9.4, MAP_HEIGHT / 100),
    goal="Vind een woord waarbij de kaart van voren alle vijf de buren fout heeft.",
    word=word_field("hond", "Zoek een woord"),
    group=choice((*MAP_GROUPS, NEIGHBOURS), "Op de kaart"),
    angle=slider(0, 90, 5, 0, "Draai de wolk", lambda angle: f"{angle}°"),
    tilt=slider(-90, 90, 5, 0, "Kantel de wolk", lambda tilt: f"{dutch(tilt)}°"),
    cloud=handle("angle", "tilt", "De wolk", at=lambda angle, tilt: (5 * angle, 2.5 * tilt), shape="vlak"),
)
def word_map(figure, maak_kaart):
    """Een woord met zijn buren in alle 100 getallen en op de platte kaart; maak_kaart is die van de student."""
    most, vectors = 31, load_word_vectors()
    axes = figure.add_axes((0, 0, MAP_WIDTH / 940, 1), xlim=(0, MAP_WIDTH), ylim=(0, MAP_HEIGHT))
    side = figure.add_axes((MAP_WIDTH / 940, 0, 1 - MAP_WIDTH / 940, 1), xlim=(0, 300), ylim=(0, MAP_HEIGHT))
    for part in (axes, side):
        part.set_axis_off()
    side.plot([0, 0], [10, MAP_HEIGHT - 10], color=PALE, linewidth=2)
    leaders = axes.add_collection(LineCollection([], colors=GREY, linewidths=0.8, zorder=1))
    dots = axes.scatter(np.zeros(most), np.zeros(most), s=42, zorder=2)
    rings = axes.scatter([], [], s=190, facecolors="none", edgecolors=ORANGE, linewidths=2.5, zorder=3)
    labels = Labels(axes, LABEL_SIZE, 0.5)
    side.text(20, 405, "● in alle 100 getallen", color=BLUE_TEXT, fontweight="bold", va="center")
    side.text(20, 220, "○ op de kaart", color=ORANGE_TEXT, fontweight="bold", va="center")
    lists = Labels(side, 13, 0)
    rows = [(20, top - 28 * row) for top in (375, 190) for row in range(SHOWN)]
    shown = side.text(20, 38, "", va="center", fontsize=12, color=GREY_TEXT)
    side.text(20, 14, "← sleep de wolk om te draaien", va="center", fontsize=12, color=GREY_TEXT)

    def draw(word, group, angle, tilt):
        found = map_layout(maak_kaart, word, group, angle, tilt)
        words, points, places = found["words"], found["points"], found["places"]
        colors = [RED if own == word else BLUE if own in found["near"] else GREY_LIGHT for own in words]
        dots.set_offsets(points)
        dots.set_color(colors)
        rings.set_offsets(points[[words.index(own) for own in found["flat"]]])
        lines = [
            leader(points[row], np.array(places[own]), np.array(label_size(own)))
            for row, own in enumerate(words)
            if places[own]
        ]
        leaders.set_segments([line[[0, -1]] for line in lines if len(line)])
        named = [row for row, own in enumerate(words) if places[own]]
        plain = [colors[row] == GREY_LIGHT for row in named]
        inks = [INK if quiet else colors[row] for row, quiet in zip(named, plain, strict=True)]
        names = [words[row] for row in named]
        labels.put(names, [places[own] for own in names], inks, [not quiet for quiet in plain])
        said = [f"{own}  {dutch(vectors.similarity(word, own), 2)}" for own in found["near"]]
        said += [f"{own}  {'✓' if own in found['near'] else '✗'}" for own in found["flat"]]
        lists.put(said, rows, [INK] * len(said), [False] * len(said))
        share = dutch(100 * found["share"], 0)
        shown.set_text(f"kaart: {share} % van de verschillen")
        both = [own for own in found["flat"] if own in found["near"]]
        turned = [f"{angle}° gedraaid"] * bool(angle) + [f"{dutch(tilt)}° gekanteld"] * bool(tilt)
        side_view = " en ".join(turned) or "van voren"
        sentence = (
            f"In alle 100 getallen staan het dichtst bij {word}: {', '.join(found['near'])}. "
            f"Op de kaart, {side_view}: {', '.join(found['flat'])}. "
            f"Daar zijn er {len(both)} van de {SHOWN} goed, met {share} % van de verschillen."
        )
        return Drawing(sentence, reached=not both and angle == tilt == 0)

    return draw, (leaders, dots, rings, labels, lists, shown)


# --- rekenen met woorden ---------------------------------------------------------------------------------------------

SUMS = {
    "koning": ("koning", "man", "vrouw"),
    "groter": ("groter", "groot", "klein"),
    "liep": ("liep", "lopen", "zwemmen"),
    "kuiken": ("kuiken", "kip", "koe"),
}


@live_figure(
    size=(9.4, 3.2),
    goal="Vind een som die ook zonder uitsluiten een nieuw woord oplevert.",
    presets={name: dict(zip("abc", words, strict=True)) for name, words in SUMS.items()},
    a=word_field("koning", "Begin met"),
    b=word_field("man", "min"),
    c=word_field("vrouw", "plus"),
    exclude=checkbox(True, "Vraagwoorden uitsluiten"),
)
def word_sum(figure, reken):
    """Zoek de woorden bij reken(a, b, c), met en zonder de vraagwoorden als mogelijk antwoord."""
    vectors = load_word_vectors()
    total = figure.text(0.02, 0.92, "", fontsize=18, fontweight="bold", va="center")
    bars = Bars(figure.add_axes((0.01, 0.02, 0.98, 0.8)), range(5), 1, "0,000  vraagwoord", "verpleegkundigen")

    def draw(a, b, c, exclude):
        arrow = reken(a, b, c)
        if not np.any(arrow):
            total.set_text(f"{a} − {b} + {c}: alles valt weg")
            bars.set([0] * 5, [""] * 5, names=[""] * 5)
            return Drawing(f"{a} − {b} + {c}: er blijft niets over, dus er is geen richting.", reached=False)
        found = vectors.nearest(arrow, 5, (a, b, c) if exclude else ())
        total.set_text(f"{a} − {b} + {c}  ≈  {found[0][0]}")
        asked = [word in (a, b, c) for word, _ in found]
        texts = [
            f"{dutch(score, 3)}{'  vraagwoord' if own else ''}" for (_, score), own in zip(found, asked, strict=True)
        ]
        colors = [ORANGE if own else BLUE if row == 0 else SKY for row, own in enumerate(asked)]
        bars.set([score for _, score in found], texts, colors, [word for word, _ in found], bold=0, hatched=asked)
        rule = "Zonder vraagwoorden" if exclude else "Als alle woorden mogen"
        (first, score), (second, next_score) = found[:2]
        sentence = (
            f"{rule} is {a} − {b} + {c} het dichtst bij {first} ({dutch(score, 3)}), "
            f"daarna bij {second} ({dutch(next_score, 3)})."
        )
        return Drawing(sentence, reached=not exclude and first not in (a, b, c))

    return draw, (total, bars)


def show_scores(scores: Sequence[AnalogyScore]) -> None:
    """Teken per soort welk deel goed is, zonder vraagwoorden en als alle woorden mogen."""
    rows = sorted(scores, key=lambda score: score.right_excluded / score.total)
    figure = new_figure(9.4, 5.8)
    axes = figure.add_axes((0.36, 0.02, 0.6, 0.87), xlim=(-3, 106), ylim=(-0.6, len(rows) + 0.3))
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
        axes.text(percent, len(rows) - 0.2, f"{percent} %", ha="center", fontsize=12, color=GREY_TEXT)
    figure.text(0.36, 0.955, "○ alle woorden mogen", color=ORANGE_TEXT, fontweight="bold", va="center")
    figure.text(0.66, 0.955, "● zonder vraagwoorden", color=BLUE_TEXT, fontweight="bold", va="center")
    total, excluded, everything = (
        sum(getattr(score, name) for score in scores) for name in ("total", "right_excluded", "right_all")
    )
    show(
        figure,
        f"Van {total} sommen is {dutch(100 * excluded / total, 0)} % goed zonder vraagwoorden, en "
        f"{dutch(100 * everything / total, 0)} % als alle woorden mogen. Beste soort: {rows[-1].category}; "
        f"slechtste: {rows[0].category}.",
    )


# --- assen -----------------------------------------------------------------------------------------------------------

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


class _Axis:
    """Woorden langs een as, op volgorde onder elkaar."""

    def __init__(self, axes, rows: int):
        self.rows = rows
        axes.set(xlim=(-1.02, 1.02), ylim=(-0.6, rows + 0.6))
        axes.set_axis_off()
        axes.plot([0, 0], [-0.5, rows - 0.4], color=GREY, linewidth=1.5)
        axes.hlines(range(rows), -1, 1, color=PALE, linewidth=1, zorder=0)
        self.stems = axes.add_collection(LineCollection([], colors=SKY, linewidths=4, capstyle="butt"))
        self.dots = axes.scatter(np.zeros(rows), np.arange(rows), s=75, zorder=3)
        self.names, self.values = Labels(axes, 13, 1), Labels(axes, 13, 0)
        self.ends = [
            axes.text(x, rows + 0.15, "", va="center", ha=side, fontsize=15, fontweight="bold")
            for x, side in ((-1, "left"), (1, "right"))
        ]

    def __iter__(self):
        yield from (self.stems, self.dots, self.names, self.values, *self.ends)

    def set(self, placed: list[tuple[str, float]], left: str, right: str, own: str = "") -> None:
        """Zet woorden met hun plaats op de as; het eigen woord wordt rood."""
        values = np.array([value for _, value in placed])
        reach = 0.45 if np.abs(values).max() <= 0.45 else 0.9
        self.stems.set_segments([[(0, row), (value / reach, row)] for row, value in enumerate(values)])
        self.dots.set_offsets(np.column_stack([values / reach, np.arange(len(placed))]))
        self.dots.set_color([RED if word == own else BLUE for word, _ in placed])
        words, mine = [word for word, _ in placed], [word == own for word, _ in placed]
        inks = [RED if red else INK for red in mine]
        self.names.put(words, [(-1.04, row) for row in range(len(placed))], inks, mine)
        said = [("+" if value > 0.005 else "") + dutch(value, 2) for _, value in placed]
        self.values.put(said, [(1.04, row) for row in range(len(placed))], inks, [False] * len(placed))
        for artist, end in zip(self.ends, (f"← {left}", f"{right} →"), strict=True):
            artist.set_text(end)


def _sorted_along(words: Iterable[str], axis: np.ndarray) -> list[tuple[str, float]]:
    """De woorden met hun plaats op de as, van klein naar groot; een as zonder richting zet alles op 0."""
    words = list(words)
    values = load_word_vectors().project(words, axis) if np.any(axis) else np.zeros(len(words))
    return sorted(zip(words, values.tolist(), strict=True), key=lambda item: item[1])


@live_figure(
    size=(9.4, 4.1),
    goal="Zet bij de dieren de koe helemaal links en een zeedier helemaal rechts, zonder een dier in te vullen.",
    presets={name: dict(zip(("left", "right"), words, strict=True)) for name, words in AXES.items()},
    left=word_field("klein", "Links"),
    right=word_field("groot", "Rechts"),
    group=choice(tuple(AXIS_WORDS), "Woorden"),
    own=word_field("draak", "Jouw woord"),
)
def build_an_axis(figure, maak_as):
    """Leg woorden langs de as maak_as([(links, rechts)]) van de student."""
    rows = 1 + len(AXIS_WORDS["dieren"].split())
    picture = _Axis(figure.add_axes((0.24, 0.02, 0.62, 0.96)), rows)
    animals = set(load_word_vectors().words_of_theme("dieren"))

    def draw(left, right, group, own):
        shown = [word for word in AXIS_WORDS[group].split() if word != own]
        placed = _sorted_along([*shown, own], maak_as([(left, right)]))
        picture.set(placed, left, right, own)
        if left == right:
            return Drawing(f"Van {left} naar {right} is geen richting. Kies twee verschillende woorden.", reached=False)
        order = [word for word, _ in placed if word in AXIS_WORDS[group].split()]
        sentence = (
            f"Op de as van {left} naar {right} staat {order[0]} het meest links en {order[-1]} het meest rechts. "
            f"Jouw woord {own} staat op {dutch(dict(placed)[own], 2)}."
        )
        found = group == "dieren" and order[0] == "koe" and order[-1] in SEA_ANIMALS
        return Drawing(sentence, reached=found and not {left, right} & animals)

    return draw, picture


def show_axis(words: Sequence[str], axis: np.ndarray, left: str, right: str) -> None:
    """Teken woorden langs een as, op volgorde."""
    placed = _sorted_along(words, axis)
    figure = new_figure(9.4, 0.34 * len(placed) + 0.7)
    _Axis(figure.add_axes((0.24, 0.02, 0.62, 0.96)), len(placed)).set(placed, left, right)
    (first, low), (last, high) = placed[0], placed[-1]
    show(
        figure,
        f"Het verst aan de kant van {left} staat {first} ({dutch(low, 2)}), "
        f"het verst aan de kant van {right} staat {last} ({dutch(high, 2)}).",
    )
