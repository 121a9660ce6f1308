"""Figuren van les 07: attention met de hand, het volgende woord, wie naar wie kijkt, kwantisatie en de schaal."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.dutch_numbers import dutch, dutch_words
from course_utils.live.figure import Drawing, LiveFigure, choice, slider, stops, text
from course_utils.live.style import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, new_figure, show
from course_utils.subjects.data import load_models
from course_utils.subjects.roofline import training_flops
from course_utils.subjects.stories import tokenize

# --- stap 1: attention op drie woorden -------------------------------------------------------------------------------

WORDS = ("Sara", "pakt", "haar")
KEYS = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 0.0]])  # per woord: hoeveel persoon, hoeveel handeling
QUERY = (2.0, 0.0)
ATTENTION_GOAL = 0.9
_WORD_COLORS = (BLUE, ORANGE, GREEN)
_LABEL_SHIFTS = ((0.2, 0.25), (0.2, 0.2), (-0.4, -0.75))


def softmax(scores) -> np.ndarray:
    """Maak van scores kansen die samen 1 zijn."""
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def three_weights(query: Sequence[float]) -> np.ndarray:
    """Hoeveel aandacht elk van de drie woorden krijgt van een woord met deze query."""
    return softmax(KEYS @ np.asarray(query, dtype=float) / math.sqrt(2))


def three_words() -> LiveFigure:
    """Verander wat het woord ‘haar’ zoekt, en zie naar welk woord het kijkt."""

    def setup(figure):
        plane = figure.add_axes((0.06, 0.14, 0.36, 0.76), xlim=(-4.4, 4.4), ylim=(-4.4, 4.4))
        plane.set(xticks=[], yticks=[])
        plane.set_xlabel("persoon")
        plane.set_title("handeling", fontsize=13, fontweight="normal")
        plane.axhline(0, color=PALE, zorder=0)
        plane.axvline(0, color=PALE, zorder=0)
        for key, word, color, shift in zip(KEYS, WORDS, _WORD_COLORS, _LABEL_SHIFTS, strict=True):
            plane.annotate("", key, (0, 0), arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 2.5})
            plane.text(key[0] + shift[0], key[1] + shift[1], word, color=color, fontweight="bold")
        line = plane.plot([], [], color=RED, linewidth=11, alpha=0.35, zorder=1)[0]
        tip = plane.plot([], [], "o", color=RED, markersize=11, zorder=4)[0]
        plane.text(-4.2, -4.1, "rood: de query van ‘haar’", color=RED)
        axes = figure.add_axes((0.56, 0.14, 0.3, 0.76), xlim=(0, 1), ylim=(2.6, -0.6))
        axes.set_yticks(range(3), WORDS, fontsize=15)
        axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        axes.set_title("‘haar’ kijkt naar", fontsize=13, fontweight="normal")
        bars = axes.barh(range(3), [0, 0, 0], height=0.6, color=_WORD_COLORS)
        labels = [axes.text(0, row, "", va="center", fontsize=15, fontweight="bold") for row in range(3)]
        return {"line": line, "tip": tip, "bars": bars, "labels": labels}

    def draw(parts, person, action):
        weights = three_weights((person, action))
        parts["line"].set_data([0, person], [0, action])
        parts["tip"].set_data([person], [action])
        for bar, label, weight in zip(parts["bars"], parts["labels"], weights, strict=True):
            bar.set_width(weight)
            label.set_x(weight + 0.02)
            label.set_text(f"{dutch(100 * weight, 0)} %")
        scores = KEYS @ [person, action]
        products = ", ".join(f"{word} {dutch(score, 1)}" for word, score in zip(WORDS, scores, strict=True))
        said = ", ".join(f"{word} {dutch(100 * w, 0)} %" for word, w in zip(WORDS, weights, strict=True))
        sentence = f"De query is ({dutch(person, 1)}; {dutch(action, 1)}). Inproducten: {products}. Aandacht: {said}."
        return sentence, bool(weights[1] >= ATTENTION_GOAL)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.2),
        goal=f"Laat ‘haar’ voor minstens {dutch(100 * ATTENTION_GOAL)} % naar ‘pakt’ kijken.",
        person=slider(-4, 4, 0.5, QUERY[0], "Zoekt een persoon"),
        action=slider(-4, 4, 0.5, QUERY[1], "Zoekt een handeling"),
    )


# --- stap 4: het volgende woord --------------------------------------------------------------------------------------

TOP_K = {"alle woorden": 0, "de beste 10": 10, "de beste 3": 3, "alleen de beste": 1}
PROMPTS = (
    "Op zaterdag fietste Emma met haar",
    "Op zaterdag fietste Emma met haar opa naar",
    "Op zaterdag fietste Emma met haar opa naar het park. Het regende, dus zij droeg",
    "Op zaterdag fietste Emma met haar opa naar het park. Het regende, dus zij droeg een gele",
    "Gisteren wilde Daan met zijn oom een taart",
    "Gisteren wilde Daan met zijn oom een",
)
SURE, BARS = 0.95, 8


def choose_probabilities(scores: np.ndarray, temperature: float = 1.0, top_k: int = 0) -> np.ndarray:
    """Maak van scores kansen: deel door de temperatuur, houd zo nodig alleen de beste top_k over, en dan softmax."""
    scores = np.asarray(scores, dtype=float) / max(temperature, 1e-6)
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
        raise ValueError(f"Dit zijn {dutch(len(tokens))} tokens. Hooguit {dutch(longest)} passen in het model.")
    return typed


def last_scores(model, tokens: list[int]) -> np.ndarray:
    """De scores van het model voor het token dat na deze tokens komt."""
    import torch

    with torch.no_grad():
        return model(torch.tensor([tokens]))[0, -1].numpy()


def next_token(model, to_tokens: Callable[[str], list[int]], words: list[str]) -> LiveFigure:
    """De kansen op het volgende woord, na een begin dat de student typt."""
    longest = len(model.posities.weight) - 2

    def setup(figure):
        axes = figure.add_axes((0.2, 0.06, 0.68, 0.82), xlim=(0, 1), ylim=(BARS - 0.4, -0.6))
        axes.set(xticks=[], yticks=[])
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.set_title("kans op het volgende token", fontsize=13, fontweight="normal")
        bars = axes.barh(range(BARS), [0] * BARS, height=0.66, color=GREEN)
        names = [axes.text(-0.015, row, "", ha="right", va="center", fontsize=14) for row in range(BARS)]
        values = [axes.text(0, row, "", va="center", fontsize=14) for row in range(BARS)]
        return {"bars": bars, "names": names, "values": values}

    def draw(parts, begin, temperature, top_k):
        tokens = to_tokens(begin)[:-1]  # zonder het eindteken
        chances = choose_probabilities(last_scores(model, tokens), temperature, top_k)
        order = np.argsort(-chances, kind="stable")[:BARS]
        for bar, name, value, token in zip(parts["bars"], parts["names"], parts["values"], order, strict=True):
            bar.set_width(chances[token])
            name.set_text(words[token])
            value.set_x(chances[token] + 0.012)
            value.set_text(_percent(chances[token]))
        best = int(order[0])
        possible = int(np.sum(chances >= 0.01))
        end = begin if len(begin) < 44 else f"… {begin[-40:].split(' ', 1)[-1]}"
        sentence = (
            f"Na “{end}” geeft het model bij temperatuur {dutch(temperature, 1)} de meeste kans aan “{words[best]}”: "
            f"{_percent(chances[best])}. {dutch(possible)} {'token krijgt' if possible == 1 else 'tokens krijgen'} "
            "1 % of meer."
        )
        certain = choose_probabilities(
            last_scores(model, tokens)
        ).max()  # het doel telt bij temperatuur 1, zonder top-k
        return sentence, bool(certain >= SURE)

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 4.0),
        goal=f"Typ een begin waarna het model bij temperatuur 1 minstens {dutch(100 * SURE)} % zeker is.",
        begin=text(PROMPTS[0], "Begin van een verhaal", lambda typed: known_text(typed, words, longest), PROMPTS),
        temperature=slider(0.1, 3, 0.1, 1.0, "Temperatuur"),
        top_k=choice(TOP_K, "Kiezen uit (top-k)"),
    )


def _percent(chance: float) -> str:
    """Een kans in procenten: heel klein of heel groot blijft eerlijk."""
    if 0 < chance < 0.001:
        return "minder dan 0,1 %"
    return f"{dutch(100 * chance, 0 if 0.1 <= chance < 0.995 or chance in (0, 1) else 1)} %"


# --- stap 4: wie kijkt naar wie --------------------------------------------------------------------------------------

FAR_LOOK, FAR_WORDS = 0.5, 15  # zo veel aandacht, over zo veel woorden terug
EXAMPLE = (
    "Op zaterdag fietste Emma met haar opa naar het park. Het regende, dus zij droeg een gele regenjas. "
    "Samen sprongen ze in de plassen. Maar toen gleed Emma uit. Haar regenjas was helemaal bruin. "
    "Thuis waste Emma alles schoon."
)


class Attention(NamedTuple):
    """words: de tokens. weights[laag, kop, van, naar]: hoeveel aandacht elk token aan elk token geeft."""

    words: list[str]
    weights: np.ndarray


def attention_of(model, tokens: list[int], words: list[str]) -> Attention:
    """Laat het model een verhaal lezen, en vraag elke laag wie er naar wie keek."""
    import torch

    with torch.no_grad():
        model(torch.tensor([tokens]))
    weights = np.stack([block.attention.gewichten[0].numpy() for block in model.blokken])
    return Attention([words[token] for token in tokens], weights)


def look_at_attention(model, to_tokens: Callable[[str], list[int]], words: list[str], story: str = EXAMPLE):
    """Kies een woord en een kop: de kleur laat zien naar welke eerdere woorden het kijkt."""
    seen = attention_of(model, to_tokens(story)[:-1], words)
    layers, heads = seen.weights.shape[:2]
    positions = range(1, len(seen.words))
    options = {f"laag {a + 1}, kop {b + 1}": (a, b) for a in range(layers) for b in range(heads)}

    def setup(figure):
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98), xlim=(0, 940), ylim=(250, 0))
        axes.set_axis_off()
        renderer, x, y, artists = figure.canvas.get_renderer(), 12, 34, []
        for place, word in enumerate(seen.words):
            shown = "(begin)" if place == 0 else word
            artist = axes.text(0, 0, shown, fontsize=15, va="center", bbox={"boxstyle": "round,pad=0.25", "lw": 0})
            width = artist.get_window_extent(renderer).width
            if x + width > 915:
                x, y = 12, y + 47
            artist.set_position((x, y))
            x += width + 16
            artists.append(artist)
        return artists

    def draw(parts, place, head):
        weights = seen.weights[head[0], head[1], place]
        for here, artist in enumerate(parts):
            strength = float(weights[here]) if here <= place else 0.0
            color = tuple(1 - strength**0.6 * (1 - channel) for channel in to_rgb(BLUE))
            artist.set_bbox(
                {"boxstyle": "round,pad=0.25", "facecolor": color, "edgecolor": RED, "linewidth": 3 * (here == place)}
            )
            artist.set_color("white" if strength > 0.45 else INK if here <= place else GREY)
            artist.set_fontweight("bold" if here == place else "normal")
        order = np.argsort(-weights[: place + 1], kind="stable")[:3]
        names = ["het begin" if i == 0 else "zichzelf" if i == place else f"‘{seen.words[i]}’" for i in order]
        most = ", ".join(f"{name} ({_percent(weights[i])})" for name, i in zip(names, order, strict=True))
        sentence = (
            f"In laag {head[0] + 1}, kop {head[1] + 1} kijkt het woord ‘{seen.words[place]}’ (nummer {dutch(place)}) "
            f"het meest naar {most}. Grijze woorden komen later: die ziet het niet."
        )
        html = "<p>Rode rand: het gekozen woord. Hoe blauwer, hoe meer aandacht.</p>"
        far = weights[1 : max(1, place - FAR_WORDS + 1)]  # het begin zelf telt niet
        return Drawing(sentence, html=html, reached=bool(far.size and far.max() >= FAR_LOOK))

    return LiveFigure(
        setup,
        draw,
        size=(9.4, 2.5),
        goal=f"Zoek een woord en een kop met minstens {dutch(100 * FAR_LOOK)} % van de aandacht op één woord dat "
        f"{dutch(FAR_WORDS)} of meer woorden terug staat.",
        place=stops(positions, min(6, len(seen.words) - 1), "Woord", [f"{p}. {seen.words[p]}" for p in positions]),
        head=choice(options, "Welke kop"),
    )


# --- stap 5: oude lessen, dit model ----------------------------------------------------------------------------------


def nearest(table: np.ndarray, words: list[str], word: str, count: int = 5) -> list[tuple[str, float]]:
    """De dichtstbijzijnde woorden in een embeddingtabel, met hun cosinusgelijkenis."""
    if word not in words:
        raise ValueError(f"“{word}” staat niet in de woordenlijst.")
    arrows = table / np.linalg.norm(table, axis=1, keepdims=True)
    own = words.index(word)
    likeness = arrows @ arrows[own]
    order = [row for row in np.argsort(-likeness) if row != own][:count]
    return [(words[row], float(likeness[row])) for row in order]


def show_quantized(bits: Sequence[int], losses: Sequence[float], floor: float) -> None:
    """Teken de loss na kwantiseren tegen het aantal bits, met de bodem eronder."""
    figure = new_figure(8.6, 3.9)
    axes = figure.add_subplot(xlim=(-0.6, len(bits) + 0.3), ylim=(0, max(losses) * 1.15))
    bars = axes.bar(range(len(bits)), losses, width=0.6, color=[GREY, *[BLUE] * (len(bits) - 1)])
    for bar, loss in zip(bars, losses, strict=True):
        axes.text(bar.get_x() + 0.3, loss + 0.02 * max(losses), dutch(loss, 2), ha="center", fontweight="bold")
    axes.axhline(floor, color=RED, linestyle="--")
    axes.text(len(bits) - 0.5, floor, f"bodem\n{dutch(floor, 2)}", color=RED, va="center", backgroundcolor="white")
    axes.set_xticks(range(len(bits)), [f"{count} bits" for count in bits])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title("loss op nieuwe verhalen (nat per token)", fontsize=13, fontweight="normal")
    said = ", ".join(f"{count} bits {dutch(loss, 2)}" for count, loss in zip(bits, losses, strict=True))
    show(figure, f"De loss op nieuwe verhalen per aantal bits: {said}. De bodem is {dutch(floor, 2)}.")


# --- stap 6: de schaal -----------------------------------------------------------------------------------------------

LARGE = ("GPT-3 175B", "Llama 3.1 405B")


class Scale(NamedTuple):
    """Een model met wat het trainen kostte. flops: volgens de regel 6 × parameters × tokens."""

    name: str
    parameters: float
    tokens: float

    @property
    def flops(self) -> float:
        return training_flops(self.parameters, self.tokens)


def large_models() -> list[Scale]:
    """De grote modellen waar deze les haar model naast legt, uit data/models.csv."""
    models = load_models()
    return [Scale(name, models[name].parameters, models[name].train_tokens) for name in LARGE]


def show_scale(parameters: float, tokens: float) -> None:
    """Zet het model van deze les naast twee grote, op een schaal van machten van tien."""
    rows = [Scale("jouw model", parameters, tokens), *large_models()]
    columns = (("parameters", "parameters"), ("tokens gelezen", "tokens"), ("FLOP om te trainen", "flops"))
    figure = new_figure(9.4, 3.4)
    for place, (title, field) in enumerate(columns):
        axes = figure.add_axes((0.16 + 0.285 * place, 0.1, 0.24, 0.74), ylim=(2.5, -0.6))
        values = [getattr(row, field) for row in rows]
        axes.barh(range(3), [math.log10(value) for value in values], height=0.55, color=[GREEN, GREY, GREY])
        axes.set_xlim(0, 1.0 + math.log10(max(values)))
        for row, value in enumerate(values):
            axes.text(
                0.3,
                row,
                f"$10^{{{math.log10(value):.0f}}}$".replace("{-", "{−"),
                va="center",
                color="white",
                fontweight="bold",
                parse_math=True,
            )
        axes.set_yticks(range(3), [row.name for row in rows] if place == 0 else ["", "", ""])
        axes.set_xticks([])
        axes.spines[["bottom"]].set_visible(False)
        axes.tick_params(length=0)
        axes.set_title(title, fontsize=13, fontweight="normal")
    big, own = rows[-1], rows[0]
    show(
        figure,
        f"Op een schaal van machten van tien. {big.name} heeft {dutch_words(big.parameters / own.parameters)} keer zo "
        f"veel parameters als jouw model, las {dutch_words(big.tokens / own.tokens)} keer zo veel tokens, en kostte "
        f"{dutch_words(big.flops / own.flops)} keer zo veel bewerkingen om te trainen.",
    )


def show_ngrams(losses: dict[str, float], floor: float) -> None:
    """Teken de loss van modellen met een kort geheugen naast die van de GPT."""
    figure = new_figure(8.6, 2.9)
    names = [*losses, "de bodem"]
    values = [*losses.values(), floor]
    axes = figure.add_subplot(ylim=(len(names) - 0.4, -0.6), xlim=(0, max(values) * 1.12))
    axes.barh(range(len(names)), values, height=0.6, color=[*[GREY] * (len(names) - 2), GREEN, RED])
    for row, value in enumerate(values):
        axes.text(value + 0.008, row, dutch(value, 2), va="center", fontweight="bold")
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0)
    said = ", ".join(f"{name} {dutch(value, 2)}" for name, value in zip(names, values, strict=True))
    show(figure, f"De loss per token op nieuwe verhalen: {said}.")
