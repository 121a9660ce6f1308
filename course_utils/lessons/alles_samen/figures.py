"""Figuren van les 07: het model dat schrijft, attention met de hand, kwantisatie en de schaal."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from course_utils.dutch_numbers import counted, dutch, dutch_words, percent
from course_utils.live.charts import Bars, bar_chart, table
from course_utils.live.controls import button, choice, handle, slider, stops, text
from course_utils.live.figure import Drawing, LiveFigure, Spot, live_figure
from course_utils.live.output import show_output
from course_utils.live.style import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, show
from course_utils.subjects.data import load_models
from course_utils.subjects.optimizers import softmax
from course_utils.subjects.roofline import training_flops
from course_utils.subjects.stories import tokenize

__all__ = ["nearest", "show_quantized", "show_scale", "softmax", "three_words", "write_along"]


class Words:
    """Woorden achter elkaar op een vel, die aan het eind van een regel doorlopen op de volgende.

    axes: het vel; most: hooguit zoveel woorden tegelijk; gap en line: beeldpunten tussen woorden en tussen regels;
    glue: plak leestekens aan hun woord. artists: een tekst per woord, om te kleuren.
    """

    def __init__(self, axes: Axes, most: int, gap: float, line: float, glue: bool = False):
        box = axes.get_window_extent()
        axes.set(xlim=(0, box.width), ylim=(box.height, 0))
        axes.set_axis_off()
        self._renderer, self._right = axes.figure.canvas.get_renderer(), box.width - 12
        self._gap, self._line, self._glue, self._widths = gap, line, glue, {}
        self.artists = [axes.text(0, 0, "", fontsize=15, va="center") for _ in range(most)]

    def set(self, words: Sequence[str]) -> None:
        """Zet deze woorden neer; wat niet meer past, valt weg."""
        x, y, before = 12.0, 0.6 * self._line, ""
        for artist, word in zip(self.artists, [*words, *[""] * len(self.artists)], strict=False):
            artist.set_text(word)
            if self._glue and (word in tuple(".,!?’") or before == "‘"):
                x -= self._gap
            if word not in self._widths:
                self._widths[word] = artist.get_window_extent(self._renderer).width
            if x + self._widths[word] > self._right:
                x, y = 12.0, y + self._line
            artist.set_position((x, y))
            x, before = x + self._widths[word] + self._gap, word


# --- stap 1: het model schrijft --------------------------------------------------------------------------------------

PROMPTS = (
    "Op zaterdag",
    "‘Dank je",
    "Sara droeg haar",
    "Op zaterdag fietste Emma met haar opa naar het park. Het regende, dus zij droeg",
    "Gisteren wilde Daan met zijn oom een",
    "Gisteren wilde Daan met zijn oom een taart",
)
TOP_K = {"alle woorden": 0, "de beste 10": 10, "de beste 3": 3, "alleen de beste": 1}
SURE, BARS, LONGEST = 0.95, 6, 60


def choose_probabilities(scores: np.ndarray, temperature: float = 1.0, top_k: int = 0) -> np.ndarray:
    """Maak van scores kansen: deel door de temperatuur, houd zo nodig alleen de beste top_k over, en dan softmax."""
    scores = np.asarray(scores, dtype=float) / temperature
    if 0 < top_k < scores.size:
        kept = np.argsort(-scores, kind="stable")[:top_k]
        scores = np.where(np.isin(np.arange(scores.size), kept), scores, -np.inf)
    return softmax(scores)


def known_text(typed: str, words: Sequence[str], longest: int) -> str:
    """Het begin van een verhaal zoals het model het leest, of ValueError met een zin."""
    tokens = tokenize(typed)
    unknown = [token for token in tokens if token not in set(words)]
    if unknown:
        raise ValueError(
            f"Het model kent “{unknown[0][:30]}” niet. Het kent alleen de {dutch(len(words))} tokens van zijn lijst."
        )
    if len(tokens) > longest:
        raise ValueError(f"Dit zijn {dutch(len(tokens))} tokens. Hooguit {dutch(longest)} passen hier.")
    return typed


class Writer:
    """Schrijft verder na een begin, één token tegelijk, en onthoudt wat er al staat: elke stand geeft hetzelfde."""

    def __init__(self, model, begin: str, temperature: float, top_k: int, draws: int):
        from course_utils.lessons.alles_samen import gpt

        self._gpt, self._model, self._cache = gpt, model, {}
        self._dice = np.random.default_rng(draws)
        self._temperature, self._top_k = temperature, top_k
        self.tokens = gpt.naar_tokens(begin)[:-1]
        self.began = len(self.tokens)
        self._scores = [self._read([token]) for token in self.tokens][-1:]

    def _read(self, tokens: list[int]) -> np.ndarray:
        import torch

        return self._gpt.stap_met_cache(self._model, torch.tensor([tokens]), self._cache)[0].numpy()

    def until(self, count: int) -> tuple[list[int], np.ndarray]:
        """De tokens tot en met het count-de dat erbij kwam, en de scores voor wat daarna komt."""
        while len(self._scores) <= count and self.tokens[-1] != self._gpt.EIND:
            chances = choose_probabilities(self._scores[-1], self._temperature, self._top_k)
            self.tokens.append(int(self._dice.choice(chances.size, p=chances)))
            self._scores.append(self._read([self.tokens[-1]]))
        count = min(count, len(self._scores) - 1)
        return self.tokens[: self.began + count], self._scores[count]


def write_along(model, top_k: bool = False) -> LiveFigure:
    """Typ een begin, en zie het model woord voor woord kiezen. top_k: met een keuzelijst hoeveel woorden meeloten."""
    from course_utils.lessons.alles_samen import gpt

    words, longest = gpt.woordenlijst, len(model.posities.weight) - LONGEST - 2
    writer = lru_cache(maxsize=32)(lambda *setting: Writer(model, *setting))

    def build(figure):
        sheet = Words(figure.add_axes((0.01, 0.55, 0.98, 0.44)), longest + LONGEST, gap=7, line=31, glue=True)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.43))
        axes.set_title("de kansen op het volgende token", fontsize=13, fontweight="normal")
        bars = Bars(axes, range(BARS), 1, "minder dan 0,1 %", name="vliegtuigje")

        def draw(begin, written, temperature, again, best=0):
            tokens, scores = writer(begin, temperature, best, again).until(written)
            began = len(gpt.naar_tokens(begin)) - 2
            added = len(tokens) - 1 - began
            chances = choose_probabilities(scores, temperature, best)
            order = np.argsort(-chances, kind="stable")[:BARS]
            ended = added > 0 and tokens[-1] == gpt.EIND
            shown = [_written_word(tokens, place, words) for place in range(1, len(tokens) - ended)]
            sheet.set(shown)
            for place, artist in enumerate(sheet.artists):
                artist.set_color(INK if place < began else BLUE)
                artist.set_fontweight("bold" if place == began + added - 1 and added else "normal")
            bars.set(
                [0 if ended else chances[token] for token in order],
                ["" if ended else chance_text(chances[token]) for token in order],
                [BLUE, *[GREY] * (BARS - 1)],
                [words[token] for token in order],
            )
            more = gpt.naar_tekst(tokens).removeprefix(gpt.naar_tekst(gpt.naar_tokens(begin))).strip()
            stop = "" if more.endswith((".", "!", "?")) else "."
            said = f"Het model schreef {counted(added, 'token', 'tokens')} verder: “{more}”{stop} " if added else ""
            if ended:
                return Drawing(f"{said}Het verhaal is af.", reached=False)
            end = begin if len(begin) < 44 else f"… {begin[-40:].split(' ', 1)[-1]}"
            said += "Daarna geeft het" if added else f"Na “{end}” geeft het model"
            said += f" bij temperatuur {dutch(temperature, 1)} de meeste kans aan “{words[order[0]]}”: "
            possible = int(np.sum(chances >= 0.01))
            who = counted(possible, "token krijgt", "tokens krijgen")
            said += f"{chance_text(chances[order[0]])}. {who} 1 % of meer."
            so_far = gpt.naar_tekst(tokens)
            spots = [
                Spot(f"Kies zelf: {words[token]}", {"begin": f"{so_far} {words[token]}", "written": 0}, row)
                for token, row in zip(order, bars.rows, strict=True)
                if not words[token].startswith("<") and len(tokens) <= longest  # <eind> is geen woord om te typen
            ]
            return Drawing(said, reached=bool(not added and softmax(scores).max() >= SURE), spots=spots)

        return draw, (sheet.artists, *bars)

    return LiveFigure(
        build,
        size=(9.4, 3.7),
        saved={"written": 6},
        goal=f"Typ een begin waarna het model bij temperatuur 1 minstens {dutch(100 * SURE)} % zeker is.",
        begin=text(PROMPTS[0], "Begin van een verhaal", lambda typed: known_text(typed, words, longest), PROMPTS),
        temperature=slider(0.1, 3, 0.1, 1.0, "Temperatuur"),
        **({"best": choice(TOP_K, "Loten uit (top-k)")} if top_k else {}),
        written=stops(
            range(LONGEST + 1),
            0,
            "Het model schrijft verder",
            [counted(count, "token", "tokens") for count in range(LONGEST + 1)],
            play="Schrijf",
            pace=120,
        ),
        again=button("Loot opnieuw", 50),
    )


def _written_word(tokens: list[int], place: int, words: list[str]) -> str:
    """Een token zoals het in een zin staat: met een hoofdletter na een punt."""
    word, before = words[tokens[place]], words[tokens[place - 1]]
    return word[:1].upper() + word[1:] if before in ("<eind>", ".", "!", "?", "‘") else word


def chance_text(chance: float) -> str:
    """Een kans in procenten, en onder de 10 % met een cijfer achter de komma."""
    return percent(float(chance), 0 if chance >= 0.1 else 1)


# --- stap 2: attention op drie woorden -------------------------------------------------------------------------------

WORDS = ("Sara", "droeg", "haar")
KEYS = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 0.0]])  # per woord: hoeveel persoon, hoeveel handeling
QUERY = (2.0, 0.0)
ATTENTION_GOAL = 0.8
_WORD_COLORS = (BLUE, ORANGE, GREEN)
_LABEL_SHIFTS = ((0.2, 0.25), (0.2, 0.2), (-0.4, -0.75))


def three_weights(query: Sequence[float]) -> np.ndarray:
    """Hoeveel aandacht elk van de drie woorden krijgt van een woord met deze query."""
    return softmax(KEYS @ np.asarray(query, dtype=float) / math.sqrt(2))


@live_figure(
    size=(9.4, 4.2),
    goal=f"Laat ‘haar’ voor minstens {dutch(100 * ATTENTION_GOAL)} % naar zichzelf kijken.",
    person=slider(-4, 4, 0.5, QUERY[0], "Zoekt een persoon"),
    action=slider(-4, 4, 0.5, QUERY[1], "Zoekt een handeling"),
    query=handle("person", "action", "De query van ‘haar’"),
)
def three_words(figure):
    """Verander wat het woord ‘haar’ zoekt, en zie naar welk woord het kijkt."""
    plane = figure.add_axes((0.04, 0.12, 0.36, 0.76), xlim=(-4.4, 4.4), ylim=(-4.4, 4.4))
    plane.set(xticks=[], yticks=[], xlabel="persoon (rood: de query van ‘haar’)")
    plane.set_title("handeling", fontsize=13, fontweight="normal")
    plane.axhline(0, color=PALE, zorder=0)
    plane.axvline(0, color=PALE, zorder=0)
    for key, word, color, shift in zip(KEYS, WORDS, _WORD_COLORS, _LABEL_SHIFTS, strict=True):
        plane.annotate("", key, (0, 0), arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 2.5})
        plane.text(key[0] + shift[0], key[1] + shift[1], word, color=color, fontweight="bold")
    (line,) = plane.plot([], [], color=RED, linewidth=11, alpha=0.35, zorder=1)
    (tip,) = plane.plot([], [], "o", color=RED, markersize=11, zorder=4)
    axes = figure.add_axes((0.46, 0.2, 0.52, 0.6))
    axes.set_title("‘haar’ kijkt naar", fontsize=13, fontweight="normal")
    bars = Bars(axes, WORDS, 1, "100 %", fontsize=15)

    def draw(person, action):
        weights = three_weights((person, action))
        line.set_data([0, person], [0, action])
        tip.set_data([person], [action])
        bars.set(weights, [f"{dutch(100 * weight, 0)} %" for weight in weights], _WORD_COLORS)
        products = ", ".join(f"{w} {dutch(s, 1)}" for w, s in zip(WORDS, KEYS @ [person, action], strict=True))
        said = ", ".join(f"{w} {dutch(100 * weight, 0)} %" for w, weight in zip(WORDS, weights, strict=True))
        return Drawing(
            f"De query is ({dutch(person, 1)}; {dutch(action, 1)}). Inproducten: {products}. Aandacht: {said}.",
            reached=bool(weights[2] >= ATTENTION_GOAL),
        )

    return draw, (line, tip, *bars)


# --- stap 6: oude lessen, dit model ----------------------------------------------------------------------------------


def nearest(table: np.ndarray, words: list[str], word: str, count: int = 5) -> list[tuple[str, float]]:
    """De dichtstbijzijnde woorden in een embeddingtabel, met hun cosinusgelijkenis."""
    if word not in words:
        raise ValueError(f"“{word}” staat niet in de woordenlijst.")
    arrows = table / np.linalg.norm(table, axis=1, keepdims=True)
    own = words.index(word)
    likeness = arrows @ arrows[own]
    order = [row for row in np.argsort(-likeness) if row != own][:count]
    return [(words[row], float(likeness[row])) for row in order]


def show_quantized(losses: dict[int, float], floor: float) -> None:
    """Teken bij elk aantal bits de loss na kwantiseren, met de bodem als streep."""
    names = {f"{bits} bits": loss for bits, loss in losses.items()}
    colors = [GREY, *[BLUE] * (len(losses) - 1)]
    mark = (floor, f"bodem {dutch(floor, 2)}", RED)
    figure = bar_chart("loss op nieuwe verhalen (nat per token)", names, lambda loss: dutch(loss, 2), colors, mark=mark)
    said = ", ".join(f"{name} {dutch(loss, 2)}" for name, loss in names.items())
    show(figure, f"De loss op nieuwe verhalen per aantal bits: {said}. De bodem is {dutch(floor, 2)}.")


LARGE = ("GPT-3 175B", "Llama 3.1 405B")


class Scale(NamedTuple):
    """Een model met wat het trainen kostte. flops: volgens de regel 6 × parameters × tokens."""

    parameters: float
    tokens: float
    flops: float


def scale_of(parameters: float, tokens: float) -> Scale:
    """De maat van een model, met de bewerkingen die het trainen kostte."""
    return Scale(parameters, tokens, training_flops(parameters, tokens))


def large_models() -> dict[str, Scale]:
    """De grote modellen waar deze les haar model naast legt, uit data/models.csv."""
    models = load_models()
    return {name: scale_of(models[name].parameters, models[name].train_tokens) for name in LARGE}


def power_of_ten(value: float) -> str:
    """3.14e23 -> '3 · 10²³'."""
    digit, power = f"{value:.0e}".split("e")
    return f"{digit} · 10{str(int(power)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def show_scale(parameters: float, tokens: float) -> None:
    """Zet het model van deze les in een tabel naast twee grote."""
    scales = {"jouw model": scale_of(parameters, tokens), **large_models()}
    rows = [(name, *map(dutch_words, scale[:2]), power_of_ten(scale.flops)) for name, scale in scales.items()]
    big, own = scales[LARGE[-1]], scales["jouw model"]
    times = [dutch_words(b / a) for a, b in zip(own, big, strict=True)]
    head = ("model", "parameters", "tokens gelezen", "FLOP om te trainen")
    html = table(head, rows, (1, 2, 3), (f"{LARGE[-1]}: zoveel keer jouw model", *times))
    sentence = (
        f"{LARGE[-1]} heeft {times[0]} keer zo veel parameters als jouw model, las {times[1]} keer zo veel tokens, en "
        f"kostte {times[2]} keer zo veel bewerkingen om te trainen."
    )
    show_output(sentence, html=f"<p>{sentence}</p>{html}")
