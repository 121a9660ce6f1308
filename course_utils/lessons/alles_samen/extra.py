"""Verdieping van les 07: wie kijkt naar wie, modellen met een kort geheugen, en een eigen tekst."""

import codecs
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.dutch_numbers import dutch
from course_utils.lessons.alles_samen.figures import Words, chance_text
from course_utils.live.charts import bar_chart
from course_utils.live.controls import choice, stops
from course_utils.live.figure import Drawing, LiveFigure, Spot
from course_utils.live.style import BLUE, GREEN, GREY, INK, RED, show
from course_utils.subjects.stories import generate_stories

__all__ = ["look_at_attention", "read_text", "show_ngrams"]

# --- wie kijkt naar wie ----------------------------------------------------------------------------------------------

FAR_LOOK, FAR_WORDS = 0.5, 15  # zo veel aandacht, over zo veel woorden terug
EXAMPLE = (
    "Op zaterdag fietste Emma met haar opa naar het park. Het regende, dus zij droeg een gele regenjas. "
    "Samen sprongen ze in de plassen. Maar toen gleed Emma uit. Haar regenjas was helemaal bruin. "
    "Thuis waste Emma alles schoon."
)


class AttentionWeights(NamedTuple):
    """words: de tokens. weights[laag, kop, van, naar]: hoeveel aandacht elk token aan elk token geeft."""

    words: list[str]
    weights: np.ndarray


def attention_of(model, story: str) -> AttentionWeights:
    """Laat het model een verhaal lezen, en vraag elke laag wie er naar wie keek."""
    import torch

    from course_utils.lessons.alles_samen import gpt

    tokens = gpt.naar_tokens(story)[:-1]
    with torch.no_grad():
        model(torch.tensor([tokens]))
    weights = np.stack([block.attention.gewichten[0].numpy() for block in model.blokken])
    return AttentionWeights([gpt.woordenlijst[token] for token in tokens], weights)


def look_at_attention(model, story: str = EXAMPLE) -> LiveFigure:
    """Kies een woord en een kop: de kleur laat zien naar welke eerdere woorden het kijkt."""
    seen = attention_of(model, story)
    layers, heads = seen.weights.shape[:2]
    positions = range(1, len(seen.words))
    options = {f"laag {a + 1}, kop {b + 1}": (a, b) for a in range(layers) for b in range(heads)}

    def build(figure):
        sheet = Words(figure.add_axes((0.01, 0.01, 0.98, 0.98)), len(seen.words), gap=16, line=47)
        sheet.set(["(begin)", *seen.words[1:]])
        spots = [Spot(f"{place}. {seen.words[place]}", {"place": place}, sheet.artists[place]) for place in positions]

        def draw(place, head):
            weights = seen.weights[head[0], head[1], place]
            for here, artist in enumerate(sheet.artists):
                strength = float(weights[here]) if here <= place else 0.0
                color = tuple(1 - strength**0.6 * (1 - channel) for channel in to_rgb(BLUE))
                edge = {"edgecolor": RED, "linewidth": 3 * (here == place)}
                artist.set_bbox({"boxstyle": "round,pad=0.25", "facecolor": color, **edge})
                artist.set_color("white" if strength > 0.45 else INK if here <= place else GREY)
            order = np.argsort(-weights[: place + 1], kind="stable")[:3]
            names = ["het begin" if i == 0 else "zichzelf" if i == place else f"‘{seen.words[i]}’" for i in order]
            most = ", ".join(f"{name} ({chance_text(weights[i])})" for name, i in zip(names, order, strict=True))
            sentence = (
                f"In laag {head[0] + 1}, kop {head[1] + 1} kijkt het woord ‘{seen.words[place]}’ (nummer "
                f"{dutch(place)}) het meest naar {most}. Grijze woorden komen later: die ziet het niet."
            )
            html = "<p>Rode rand: het gekozen woord. Hoe blauwer, hoe meer aandacht.</p>"
            far = weights[1 : max(1, place - FAR_WORDS + 1)]  # het begin zelf telt niet
            return Drawing(sentence, html, bool(far.size and far.max() >= FAR_LOOK), spots)

        return draw, sheet.artists

    return LiveFigure(
        build,
        size=(9.4, 2.5),
        goal=f"Zoek een woord en een kop met minstens {dutch(100 * FAR_LOOK)} % van de aandacht op één woord dat "
        f"{dutch(FAR_WORDS)} of meer woorden terug staat.",
        place=stops(positions, min(6, len(seen.words) - 1), "Woord", [f"{p}. {seen.words[p]}" for p in positions]),
        head=choice(options, "Welke kop"),
    )


# --- een kort geheugen -----------------------------------------------------------------------------------------------


def show_ngrams(losses: dict[str, float], floor: float) -> None:
    """Teken de loss van modellen met een kort geheugen naast die van de GPT."""
    values = {**losses, "de bodem": floor}
    colors = [*[GREY] * (len(losses) - 1), GREEN, RED]
    figure = bar_chart("loss op nieuwe verhalen (nat per token)", values, lambda loss: dutch(loss, 2), colors)
    said = ", ".join(f"{name} {dutch(value, 2)}" for name, value in values.items())
    show(figure, f"De loss per token op nieuwe verhalen: {said}.")


# --- eigen tekst -----------------------------------------------------------------------------------------------------

LEAST_CHARACTERS, MOST_CHARACTERS = 2_000, 2_000_000
LEAST_LETTERS = 0.6


def read_text(path: str | Path) -> tuple[str, str]:
    """Lees een tekstbestand van de student: (tekst, zin die zegt wat er gelezen is).

    Is het bestand er niet, leeg, te kort, te groot of geen tekst, dan is de tekst die van de verhaaltjes.
    """
    try:
        text, note = _student_text(Path(path))
    except ValueError as problem:
        return "\n".join(generate_stories(400, seed=3)), f"{problem} Ik gebruik zolang 400 verhaaltjes."
    return text, f"{Path(path).name}: {dutch(len(text))} tekens, waarvan {dutch(len(set(text)))} verschillende.{note}"


def _student_text(path: Path) -> tuple[str, str]:
    if path.suffix.lower() != ".txt":
        raise ValueError(f"{path.name} eindigt niet op .txt. Bewaar je tekst als gewone tekst (.txt).")
    try:
        with path.open("rb") as file:
            raw = file.read(4 * MOST_CHARACTERS + 1)  # meer dan dit lezen heeft geen zin
    except FileNotFoundError:
        raise ValueError(f"Er staat geen bestand {path.name} naast dit notebook.") from None
    except OSError as problem:
        raise ValueError(f"{path.name} is niet te lezen ({problem.strerror}).") from None
    if not raw.strip():
        raise ValueError(f"{path.name} is leeg.")
    text = _decoded(raw)
    letters = sum(letter.isalpha() or letter.isspace() for letter in text)
    if "\x00" in text or letters < LEAST_LETTERS * len(text):
        raise ValueError(f"In {path.name} staat geen leesbare tekst.")
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    if len(text) < LEAST_CHARACTERS:
        raise ValueError(f"{path.name} heeft {dutch(len(text))} tekens. Minstens {dutch(LEAST_CHARACTERS)} zijn nodig.")
    if len(text) > MOST_CHARACTERS:
        return text[:MOST_CHARACTERS], f" Het bestand is groter: ik lees de eerste {dutch(MOST_CHARACTERS)} tekens."
    return text, ""


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Kladblok noemt dit "Unicode"
        return raw[: len(raw) // 2 * 2].decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as problem:
            if encoding == "utf-8-sig" and problem.start > len(raw) - 4:  # midden in een teken afgebroken
                return raw[: problem.start].decode(encoding)
    return raw.decode("latin-1")
