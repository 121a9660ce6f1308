"""Figuren van les 01: hoe groot een model is, waaruit het bestaat, of het past, en wat er stukgaat."""

import math
from dataclasses import replace
from itertools import zip_longest

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.dutch_numbers import counted, dutch, dutch_words
from course_utils.lessons.parameters.transformer_size import (
    TransformerConfig,
    count_active_parameters,
    count_parameters,
    parameter_parts,
)
from course_utils.live.charts import Bars, DigitGrid, bar_chart, table
from course_utils.live.controls import checkbox, choice, handle, slider, stops
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.palette import BLUE, BLUE_LIGHT, GREEN, GREEN_TEXT, GREY, GREY_TEXT, INK, ORANGE, PALE, RED, SKY
from course_utils.live.style import new_figure, show
from course_utils.subjects.data import load_digits, load_hardware, load_models
from course_utils.subjects.network import ACTIVATIONS, Network
from course_utils.subjects.roofline import SECONDS_PER_YEAR

__all__ = [
    "break_it",
    "build_a_model",
    "does_it_fit",
    "rebuild_published_models",
    "scale_of_models",
    "show_digit",
    "show_portrait",
    "show_tokens_per_parameter",
]

NUMBERS_PER_SHEET, SHEET_MM = 500, 0.1  # schatting: zoveel getallen passen leesbaar op een vel A4 van 0,1 mm

SCALE_MODELS = (
    "GPT-2 small",
    "RobBERT v2",
    "gpt2-small-dutch",
    "GPT-2 XL",
    "Fietje 2",
    "GEITje-7B",
    "Llama 3 8B",
    "Llama 3 70B",
    "GPT-3 175B",
    "DeepSeek-V3",
    "GPT-4",
)
TICKS = {1: "1", 10**3: "1.000", 10**6: "1 miljoen", 10**9: "1 miljard", 10**12: "1 biljoen"}


# --- stap 1: het portret ---------------------------------------------------------------------------------------------


def show_portrait(network) -> None:
    """Teken elke parameter van het cijfernetwerk als een vakje: paars voor negatief, oranje voor positief."""
    figure = new_figure(9.4, 5)
    colors = {"cmap": "PuOr_r", "interpolation": "nearest"}
    first = figure.add_axes((0.01, 0.43, 0.98, 0.5))
    first.imshow(_tiles(network.weights[0], network.biases[0]), vmin=-1, vmax=1, aspect="auto", **colors)
    first.set_title(f"Laag 1, van 784 naar 16: {dutch(network.weights[0].size + 16)}", fontsize=13)
    for left, layer, title in ((0.01, 1, "Laag 2, van 16 naar 16: 272"), (0.4, 2, "Laag 3, van 16 naar 10: 170")):
        axes = figure.add_axes((left, 0.01, 0.3, 0.33))
        block = np.column_stack([network.weights[layer], network.biases[layer]])
        axes.imshow(block, vmin=-2, vmax=2, aspect="auto", **colors)
        axes.set_title(title, fontsize=13)
    for axes in figure.axes:
        axes.set_axis_off()
    count = sum(w.size + b.size for w, b in zip(network.weights, network.biases, strict=True))
    show(figure, f"Alle {dutch(count)} parameters van het cijfernetwerk als gekleurde vakjes. Meer is er niet.")


def show_digit(image: np.ndarray, answer: int, label: int) -> None:
    """Toon een cijfer met het antwoord van het netwerk; image heeft vorm (28, 28), 0 is papier en 1 is inkt."""
    figure = new_figure(3.2, 3.2)
    DigitGrid(figure.add_axes((0, 0, 1, 1)), 1, 1, limits=(0, 1)).set([image])
    verdict = "dat klopt" if answer == label else f"maar het is een {label}"
    show(figure, f"Het netwerk leest een {answer}, {verdict}.")


def _tiles(weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Zet 16 rijen van 784 gewichten als plaatjes van 28 bij 28 in een raster van 2 bij 8, met een witte rand.

    De bias van elk neuron is een streepje onder zijn plaatje: 28 breed en 2 hoog, na een witte regel.
    """
    strips = np.broadcast_to(biases[:, None, None], (16, 2, 28))
    pictures = np.concatenate([weights.reshape(16, 28, 28), np.full((16, 1, 28), np.nan), strips], axis=1)
    pictures = np.pad(pictures, ((0, 0), (1, 2), (1, 1)), constant_values=np.nan)
    return pictures.reshape(2, 8, 34, 30).transpose(0, 2, 1, 3).reshape(68, 240)


# --- stap 3: de schaal -----------------------------------------------------------------------------------------------


def model_sizes() -> list[tuple[str, float, bool]]:
    """Naam, aantal parameters en of het een gerucht is, van klein naar groot."""
    table = [load_models()[name] for name in SCALE_MODELS]
    sizes = [("één neuron", 3, False), ("het cijfernetwerk", Network.random().count_parameters(), False)]
    sizes += [(model.name, model.parameters, model.status == "gerucht") for model in table]
    return sorted(sizes, key=lambda item: item[1])


def everyday(count: float) -> str:
    """Zeg in alledaagse maten hoeveel dit is: hardop tellen en een stapel papier."""
    years = count / SECONDS_PER_YEAR
    if years >= 2:
        time = f"{dutch_words(float(f'{years:.2g}'))} jaar"
    elif count >= 3600 * 48:
        time = f"{dutch(round(count / 86400))} dagen"
    elif count >= 3600:
        time = f"{dutch(round(count / 3600, 1))} uur"
    else:
        time = f"{dutch(count)} seconden"
    height = count / NUMBERS_PER_SHEET * SHEET_MM / 1000
    if height < 0.01:
        stack = "een paar vellen papier" if count > NUMBERS_PER_SHEET else "een regel op papier"
    elif height < 1000:
        stack = f"een stapel papier van {dutch(float(f'{height:.2g}'))} meter"
    else:
        stack = f"een stapel papier van {dutch(float(f'{height / 1000:.2g}'))} kilometer"
    return f"Eén per seconde tellen duurt {time}. Afgedrukt is het {stack}."


_IN_VIEW = 0.62  # zoveel van de hoogte neemt het vierkant van het gekozen model
_SEEN = 0.006  # een vierkant dat smaller is dan dit deel van de hoogte, zie je niet


class _Squares:
    """Elk model als vierkant met zijn aantal parameters als oppervlak, allemaal vanuit dezelfde hoek."""

    def __init__(self, figure, models):
        self._models = models
        self._width = figure.get_figwidth() / figure.get_figheight() - 0.02
        axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.02, self._width), ylim=(-0.02, 0.98))
        axes.set_axis_off()
        self.cover = axes.add_patch(Rectangle((-1, -1), 4, 4, facecolor="white"))  # over de balken heen
        self.squares = []
        for place, (_name, _count, rumour) in enumerate(reversed(models)):
            look = {"facecolor": (BLUE_LIGHT, "white")[place % 2], "edgecolor": BLUE, "linewidth": 1.5}
            self.squares.insert(0, axes.add_patch(Rectangle((0, 0), 0, 0, hatch="/" if rumour else "", **look)))
        white = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
        self.labels = [axes.text(0, 0, "", va="top", bbox=white, zorder=5) for _ in models]

    def __iter__(self):
        """De artists die veranderen."""
        yield from (self.cover, *self.squares, *self.labels)

    def show(self, row: int | None) -> str:
        """Zoom in tot het model van deze rij past, en zeg wat te zien is; None: geen vierkanten."""
        for artist in self:
            artist.set_visible(row is not None)
        if row is None:
            return ""
        sides = [_IN_VIEW * math.sqrt(count / self._models[row][1]) for _, count, _ in self._models]
        tops: dict[float, list[str]] = {}  # van groot naar klein; wat bijna even groot is, deelt een naam
        for place in reversed(range(len(sides))):
            square, side = self.squares[place], min(sides[place], 3)
            square.set_bounds(0, 0, side, side)
            square.set(edgecolor=RED if place == row else BLUE, linewidth=3 if place == row else 1.5)
            if 0.1 < side < 0.98:
                lowest = min(tops, default=9)
                tops.setdefault(lowest if lowest - side < 0.06 else side, []).append(self._models[place][0])
        texts = [(top + 0.014, top, "left", names) for top, names in tops.items()]
        beyond = [place for place in reversed(range(len(sides))) if 0.98 <= sides[place] < self._width]
        for place in beyond:  # de bovenkant is uit beeld: de naam staat binnen de rechterrand
            texts.append((sides[place] - 0.014, 0.95 - 0.07 * beyond.index(place), "right", [self._models[place][0]]))
        for label, (x, y, side, names) in zip_longest(self.labels, texts, fillvalue=(0, 0, "left", [])):
            chosen = self._models[row][0] in names
            label.set(text=", ".join(names), position=(x, y), ha=side, visible=bool(names))
            label.set(color=RED if chosen else INK, fontweight="bold" if chosen else "normal")
        small = [name for (name, *_), side in zip(self._models, sides, strict=True) if side < _SEEN]
        return f" Te klein om te zien: {', '.join(small)}." if small else " Grotere vierkanten lopen het beeld uit."


def scale_of_models() -> LiveFigure:
    """Schuif van drie parameters naar meer dan een biljoen: in machten van tien, of op ware schaal, om in te zoomen."""
    models = model_sizes()
    largest = models[-1][1]

    def build(figure):
        axes = figure.add_axes((0.19, 0.07, 0.55, 0.92), xlim=(0, 1), ylim=(-0.6, len(models) - 0.4))
        axes.set_axis_off()
        band = axes.add_patch(Rectangle((-0.33, 0), 1.8, 1, color=PALE, clip_on=False))
        bars = []
        for row, (name, count, rumour) in enumerate(models):
            axes.text(-0.02, row, name, ha="right", va="center")
            hatch = {"hatch": "///", "edgecolor": "white"} if rumour else {}
            width = math.log10(count) / math.log10(largest)
            bars.append(axes.add_patch(Rectangle((0, row - 0.32), width, 0.64, **hatch)))
            label = f"gerucht: {dutch_words(count)}" if rumour else dutch(count)
            axes.text(1.44, row, label, ha="right", va="center")
        for value, word in TICKS.items():
            place = math.log10(value) / math.log10(largest)
            axes.text(place, -1.1, word, ha="center", fontsize=12, color=GREY_TEXT)
        squares = _Squares(figure, models)

        def draw(row, plain):
            selected, count, rumour = models[row]
            band.set_y(row - 0.5)
            for place, bar in enumerate(bars):
                bar.set_facecolor(RED if place == row else SKY)
            seen = squares.show(row if plain else None)
            times = count / models[1][1]
            compare = f"Dat is {dutch_words(times, 3)} keer het cijfernetwerk. " if times > 1 else ""
            source = " volgens een gerucht" if rumour else ""
            said = f"Dit is {selected}: {dutch_words(count)} parameters{source}. {compare}"
            return Drawing(f"{said}{everyday(count)}{seen}")

        return draw, (band, bars, squares)

    labels = [name for name, *_ in models]
    return LiveFigure(
        build,
        size=(9.4, 4.7),
        row=stops(list(range(len(models))), 1, "Model", labels=labels),
        plain=checkbox(False, "Ware schaal: elk model een vierkant"),
    )


# --- stap 4: bouw een taalmodel --------------------------------------------------------------------------------------

LAYERS = [1, 2, 4, 6, 12, 24, 32, 36, 48, 96]
WIDTHS = [64, 128, 256, 512, 768, 1024, 1280, 1536, 1600, 2048, 3072, 4096, 6144, 12288]
VOCABULARIES = [256, 1000, 10_000, 40_000, 50_257, 128_256, 256_000]
CONTEXTS = [1024, 2048]
GPT_PRESETS = {
    "GPT-2 small": {"layers": 12, "width": 768, "vocab": 50_257, "context": 1024},
    "GPT-2 XL": {"layers": 48, "width": 1600, "vocab": 50_257, "context": 1024},
    "GPT-3": {"layers": 96, "width": 12_288, "vocab": 50_257, "context": 2048},
}
MOST_LAYERS, WANTED = 32, (6.9e9, 7.1e9)  # het doel: 7 miljard parameters, maar geen hoge stapel


def builder_rows(layers: int, width: int, vocab: int, context: int) -> list[tuple[str, str, int]]:
    """De delen van een model met de bouw van GPT-2: naam, som zoals je hem opschrijft, en aantal parameters."""
    parts = {part.name: part.total for part in parameter_parts(gpt2_config(layers, width, vocab, context))}
    n, d = dutch(layers), dutch(width)
    return [
        ("woordtabel", f"{dutch(vocab)} × {d}", parts["tokenembedding"]),
        ("plaatstabel", f"{dutch(context)} × {d}", parts["posities"]),
        ("mengblokken", f"{n} × (4 × {d}² + 4 × {d})", parts["attention"]),
        ("rekenblokken", f"{n} × (8 × {d}² + 5 × {d})", parts["feed-forward"]),
        ("schaalgetallen", f"(4 × {n} + 2) × {d}", parts["normen"] + parts["eindnorm"]),
    ]


def gpt2_config(layers: int, width: int, vocab: int, context: int) -> TransformerConfig:
    """De bouw van GPT-2 en GPT-3 met deze maten."""
    return TransformerConfig.gpt2(layers, width, vocab, context)


PART_COLORS = {
    "woordtabel": ORANGE,
    "plaatstabel": GREEN,
    "mengblokken": SKY,
    "rekenblokken": BLUE,
    "schaalgetallen": GREY,
}


@live_figure(
    size=(9.4, 3.9),
    goal=f"Bouw een model van 7 miljard parameters (6,9 tot 7,1) met hooguit {MOST_LAYERS} lagen.",
    presets=GPT_PRESETS,
    saved=GPT_PRESETS["GPT-3"],
    layers=stops(LAYERS, 12, "Lagen"),
    width=stops(WIDTHS, 256, "Breedte"),
    vocab=stops(VOCABULARIES, 10_000, "Woordenschat"),
    context=stops(CONTEXTS, 1024, "Context"),
)
def build_a_model(figure):
    """Bouw een taalmodel zoals GPT-2 uit lagen, breedte en woordenschat; de som per deel staat ernaast."""
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.96), xlim=(0, 1), ylim=(0, 7))
    axes.set_axis_off()
    total = axes.text(0, 6.35, "", fontsize=22, fontweight="bold", va="center")
    strip = [axes.add_patch(Rectangle((0, 5.2), 0, 0.55, color=color)) for color in PART_COLORS.values()]
    texts = []  # per deel: de som, het aantal en het percentage
    for y, (name, color) in zip((4.4, 3.4, 2.4, 1.4, 0.4), PART_COLORS.items(), strict=True):
        axes.add_patch(Rectangle((0, y - 0.2), 0.022, 0.4, color=color))
        axes.text(0.035, y, name, va="center")
        right = {"va": "center", "ha": "right"}
        texts.append(
            (
                axes.text(0.24, y, "", va="center", color=GREY_TEXT),
                axes.text(0.82, y, "", **right),
                axes.text(0.99, y, "", color=GREY_TEXT, **right),
            )
        )

    def draw(layers, width, vocab, context):
        rows = builder_rows(layers, width, vocab, context)
        count = sum(size for *_, size in rows)
        left = 0.0
        for part, (formula_text, size_text, share_text), (_name, formula, size) in zip(strip, texts, rows, strict=True):
            part.set(x=left, width=size / count)
            left += size / count
            formula_text.set_text(formula)
            size_text.set_text(dutch(size))
            share_text.set_text(f"{dutch(100 * size / count, 1)} %" if size >= 0.001 * count else "< 0,1 %")
        total.set_text(f"{dutch(count)} parameters")
        sizes = {"layers": layers, "width": width, "vocab": vocab, "context": context}
        known = next((name for name, preset in GPT_PRESETS.items() if preset == sizes), None)
        biggest = max(rows, key=lambda row: row[2])
        sentence = (
            f"Met {counted(layers, 'laag', 'lagen')}, breedte {dutch(width)} en {dutch(vocab)} "
            f"woorden heeft het model {dutch(count)} parameters. Het grootste deel: {biggest[0]}, {dutch(biggest[2])}."
        )
        reached = layers <= MOST_LAYERS and WANTED[0] <= count <= WANTED[1]
        return Drawing(sentence + (f" Dit is de bouw van {known}." if known else ""), reached=reached)

    return draw, (total, strip, texts)


# --- stap 5: past het? -----------------------------------------------------------------------------------------------

FORMATS = {"32 bit": 4, "16 bit": 2, "8 bit": 1, "4 bit": 0.5}
FIT_MODELS = ("GPT-2 small", "Fietje 2", "GEITje-7B", "Llama 3 70B", "GPT-3 175B", "DeepSeek-V3")


def devices() -> list[tuple[str, float]]:
    """Naam en geheugen in GB van laptops en rekenkaarten uit data/hardware.csv, van klein naar groot."""
    memory = {row.name: row.memory_GB for row in load_hardware().values()}
    cards = {
        "T4 (gratis in de cloud)": memory["NVIDIA T4"],
        "RTX 4090 (game-pc)": memory["NVIDIA RTX 4090"],
        "H100 (datacentrum)": memory["NVIDIA H100 (SXM)"],
        "acht keer H100": 8 * memory["NVIDIA H100 (SXM)"],
    }
    laptops = {
        "laptop met 8 GB": memory["Laptop 8 GB (DDR4-3200)"],
        "laptop met 16 GB": memory["Laptop 16 GB (DDR5-5600)"],
    }
    return list((laptops | cards).items())


@live_figure(
    size=(9.4, 4),
    goal="Krijg GEITje-7B, een Nederlands model, in een laptop met 8 GB, en houd de helft van het geheugen vrij.",
    model=choice(FIT_MODELS, "Model", start="GEITje-7B"),
    bits=choice(tuple(FORMATS), "Per parameter", start="32 bit"),
)
def does_it_fit(figure):
    """Kies een model en een aantal bit per parameter, en kijk in welk geheugen de gewichten passen."""
    places = devices()
    counts = {name: load_models()[name].parameters for name in FIT_MODELS}
    low, high = math.log10(0.05), math.log10(4000)

    def position(gigabyte: float) -> float:
        return (math.log10(max(gigabyte, 0.05)) - low) / (high - low)

    axes = figure.add_axes((0.36, 0.14, 0.5, 0.74), xlim=(0, 1), ylim=(-0.6, len(places) - 0.4))
    axes.set_axis_off()
    for row, (name, gigabyte) in enumerate(places):
        axes.text(-0.18, row, name, ha="right", va="center")
        axes.text(-0.02, row, f"{dutch(gigabyte)} GB", ha="right", va="center", color=GREY_TEXT)
        axes.add_patch(Rectangle((0, row - 0.3), position(gigabyte), 0.6, color=PALE))
    for power in range(-1, 4):
        text = f"{dutch(10.0**power)} GB"
        axes.text(position(10.0**power), -1.05, text, ha="center", fontsize=12, color=GREY_TEXT)
    (line,) = axes.plot([0, 0], [-0.6, len(places) - 0.4], color=RED)
    label = axes.text(0, len(places) - 0.3, "", ha="center", va="bottom", color=RED, fontweight="bold")
    marks = [axes.text(1.01, row, "", va="center", fontweight="bold") for row in range(len(places))]

    def draw(model, bits):
        gigabyte = counts[model] * FORMATS[bits] / 1e9
        x = position(gigabyte)
        line.set_xdata([x, x])
        label.set_x(min(max(x, 0.1), 0.9))
        size = dutch(float(f"{gigabyte:.3g}"))
        label.set_text(f"{model} in {bits}: {size} GB")
        fits = [name for name, memory in places if gigabyte <= memory]
        for mark, (name, _) in zip(marks, places, strict=True):
            mark.set_text("✓ past" if name in fits else "✗ past niet")
            mark.set_color(GREEN_TEXT if name in fits else INK)
        where = f"Het past vanaf: {fits[0]}." if fits else "Het past nergens in, zelfs niet in acht keer H100."
        weights = f"In {bits} is dat {size} GB aan gewichten."
        return Drawing(
            f"{model} heeft {dutch(counts[model])} parameters. {weights} {where}",
            reached=model == "GEITje-7B" and gigabyte <= places[0][1] / 2,
        )

    return draw, (line, label, marks)


# --- stap 6: maak het stuk -------------------------------------------------------------------------------------------

WHAT = ("één gewicht", "één neuron", "de eerste laag", "de tweede laag", "de laatste laag")
HOW = ("laat heel", "op nul", "door elkaar", "ruis erbij")


def break_network(network, what: str, how: str, neuron: int = 0, place: int = 0):
    """Geef een kopie waarin dit deel verstoord is: het gewicht `place` van een neuron in laag 1, zijn rij, of een laag.

    Ruis is normaal verdeeld en even sterk als de gewichten van de laag zelf (gelijke standaardafwijking).
    """
    broken = network.copy()
    if how == "laat heel":
        return broken
    weights = broken.weights[WHAT.index(what) - 2 if what.startswith("de ") else 0]
    everything = slice(None)
    part = {"één gewicht": (neuron, slice(place, place + 1)), "één neuron": (neuron, everything)}.get(what, everything)
    values, rng = weights[part], np.random.default_rng(0)
    if how == "op nul":
        weights[part] = 0
    elif how == "door elkaar":
        weights[part] = rng.permutation(values.ravel()).reshape(values.shape)
    else:
        weights[part] = values + rng.normal(0, weights.std(), values.shape)
    return broken


def _predict_like(network: Network, sums: np.ndarray, broken: Network, images: np.ndarray) -> np.ndarray:
    """Wat het verstoorde netwerk zegt. sums: de sommen van laag 1 van het hele netwerk; bijna alle blijven gelijk."""
    changed = np.flatnonzero((broken.weights[0] != network.weights[0]).any(axis=1))
    sums = sums.copy()
    sums[:, changed] = images @ broken.weights[0][changed].T + broken.biases[0][changed]
    rest = Network(broken.weights[1:], broken.biases[1:], broken.activation)
    return rest.predict(ACTIVATIONS[broken.activation][0](sums))


@live_figure(
    size=(9.4, 4.3),
    goal="Welk van de 16 neuronen in laag 1 kan het netwerk het slechtst missen? Zet het op nul.",
    saved={"what": "de eerste laag", "how": "door elkaar", "neuron": 14},
    what=choice(WHAT, "Wat"),
    how=choice(HOW, "Hoe"),
    neuron=slider(1, 16, 1, 1, "Neuron in laag 1"),
    row=slider(1, 28, 1, 14, "Rij van het gewicht"),
    column=slider(1, 28, 1, 14, "Kolom van het gewicht"),
    weight=handle(
        "column",
        "row",
        "Eén gewicht op nul",
        at=lambda column, row: (column - 1, row - 1),
        axes=2,
        shape="vakje",
        alone=True,
        also={"what": "één gewicht", "how": "op nul"},
    ),
)
def break_it(figure, network):
    """Verstoor een deel van het cijfernetwerk en meet wat dat doet met de 5.000 testcijfers."""
    digits = load_digits()
    images, labels = digits.test_images.reshape(-1, 784) / np.float32(255), digits.test_labels
    without = [break_network(network, "één neuron", "op nul", neuron).accuracy(images, labels) for neuron in range(16)]
    worst = int(np.argmin(without))
    sums = images @ network.weights[0].T + network.biases[0]

    bar = Bars(figure.add_axes((0.33, 0.8, 0.65, 0.19)), ["goed gelezen"], longest=100, text="100,0 %")
    bar.mark(10, "gokken: 10 %")
    grid = DigitGrid(figure.add_axes((0.31, 0.0, 0.69, 0.76)), rows=3, columns=8)
    grid.set(digits.test_images[:24])
    portrait = figure.add_axes((0.01, 0.08, 0.28, 0.68))
    portrait.set_axis_off()
    title = portrait.set_title("", fontsize=12)
    picture = portrait.imshow(np.zeros((28, 28)), cmap="PuOr_r", vmin=-1, vmax=1, interpolation="nearest")
    box = portrait.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=RED, lw=2.5))

    def draw(what, how, neuron, row, column):
        place = 28 * (row - 1) + column - 1
        broken = break_network(network, what, how, neuron - 1, place)
        guesses = _predict_like(network, sums, broken, images)
        accuracy, right = 100 * float(np.mean(guesses == labels)), guesses[:24] == labels[:24]
        bar.set([accuracy], [f"{dutch(accuracy, 1)} %"])
        grid.set(
            captions=[f"{guess} {'✓' if ok else '✗'}" for guess, ok in zip(guesses, right, strict=False)],
            wrong=~right,
        )
        title.set_text(f"neuron {neuron}: klik op een gewicht")
        picture.set_data(broken.weights[0][neuron - 1].reshape(28, 28))
        box.set_bounds(column - 1.5, row - 1.5, 1, 1)
        box.set_visible(what == "één gewicht")
        value = dutch(float(network.weights[0][neuron - 1, place]), 3)
        which = {
            "één gewicht": f" Neuron {neuron} heeft bij rij {row}, kolom {column} het gewicht {value}.",
            "één neuron": f" Dit is neuron {neuron}.",
        }.get(what, "")
        damage = f"ruis bij {what}" if how == "ruis erbij" else f"{what} {how}"
        start = "Heel leest het netwerk" if how == "laat heel" else f"Met {damage} leest het netwerk"
        wrong = int(np.sum(guesses != labels))
        sentence = f"{start} {dutch(accuracy, 1)} % van de 5.000 testcijfers goed, {dutch(wrong)} fout.{which}"
        return Drawing(sentence, reached=what == "één neuron" and how == "op nul" and neuron - 1 == worst)

    return draw, (bar, grid.captions, title, picture, box)


# --- verdieping ------------------------------------------------------------------------------------------------------

REBUILT = (
    "GPT-2 small",
    "GPT-3 175B",
    "Llama 2 7B",
    "GEITje-7B",
    "Mixtral 8x7B",
    "Llama 3 8B",
    "Llama 3 70B",
    "Gemma 2 9B",
)
AS_PUBLISHED = "zoals gepubliceerd"
PART_WORDS = {
    "tokenembedding": "woordtabel",
    "posities": "plaatstabel",
    "attention": "mengblokken",
    "router": "wegwijzers naar de experts",
    "feed-forward": "rekenblokken",
    "normen": "schaalgetallen",
    "eindnorm": "schaalgetallen aan het eind",
    "uitvoerlaag": "uitvoertabel",
}


def published_config(name: str) -> TransformerConfig:
    """De bouw van een model uit data/models.csv."""
    return TransformerConfig(**load_models()[name].architecture)


def changed_model(name: str, heads: str, gate: str, experts: str, output: str) -> TransformerConfig:
    """Een gepubliceerd model met hooguit vier veranderingen; AS_PUBLISHED laat een onderdeel zoals het was."""
    config = published_config(name)
    changes = {}
    if heads != AS_PUBLISHED:
        changes["n_kv_heads"] = {"elke kop apart": config.n_heads, "één voor alle koppen": 1}[heads]
    if gate != AS_PUBLISHED:
        changes["gated"] = gate == "met poort"
    if experts != AS_PUBLISHED:
        changes["n_experts"] = int(experts)
        changes["n_experts_active"] = min(2, int(experts))
    if output != AS_PUBLISHED:
        changes["tied"] = output == "gedeeld"
    return replace(config, **changes)


@live_figure(
    size=None,
    name=choice(REBUILT, "Model", start="Llama 3 8B"),
    heads=choice((AS_PUBLISHED, "elke kop apart", "één voor alle koppen"), "Tabellen per kop (key en value)"),
    gate=choice((AS_PUBLISHED, "met poort", "zonder poort"), "Rekenblok"),
    experts=choice((AS_PUBLISHED, "1", "8", "64"), "Experts per laag"),
    output=choice((AS_PUBLISHED, "gedeeld", "apart"), "Uitvoertabel"),
)
def rebuild_published_models(_figure):
    """Tel een gepubliceerd model na, onderdeel voor onderdeel, en verander er iets aan."""

    def draw(name, heads, gate, experts, output):
        config = changed_model(name, heads, gate, experts, output)
        count, active = count_parameters(config), count_active_parameters(config)
        rows = [
            (PART_WORDS[part.name], f"{dutch(part.times)} ×", dutch(part.size), dutch(part.total))
            for part in parameter_parts(config)
            if part.size
        ]
        difference = count - load_models()[name].parameters
        if config == published_config(name):
            verdict = "Zoveel volgt uit de gepubliceerde bouw."
        else:
            more = "meer" if difference >= 0 else "minder"
            verdict = f"Dat is {dutch(abs(difference))} {more} dan met de gepubliceerde bouw."
        used = "" if active == count else f" Per woord doen er {dutch(active)} mee."
        sentence = f"{name} telt {dutch(count)} parameters. {verdict}{used}"
        total = ("totaal", "", "", dutch(count))
        return Drawing(sentence, html=table(("deel", "aantal", "elk", "samen"), rows, range(1, 4), total))

    return draw, ()


def show_tokens_per_parameter(ratios: dict[str, float]) -> None:
    """Teken hoeveel tokens een model per parameter las: naam -> aantal, op een schaal van machten van tien."""
    ordered = dict(sorted(ratios.items(), key=lambda item: -item[1]))
    figure = bar_chart("Gelezen tokens per parameter", ordered, lambda ratio: dutch(float(f"{ratio:.2g}")), powers=True)
    (high, most), *_, (low, least) = ordered.items()
    words = f"van {dutch(float(f'{least:.2g}'))} bij {low} tot {dutch(float(f'{most:.2g}'))} bij {high}"
    show(figure, f"Gelezen tokens per parameter; elke tien keer meer is een even grote stap naar rechts: {words}.")
