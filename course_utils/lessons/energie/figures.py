"""Figuren van les 08: de kaart aan zijn grens, de prijs van een bewerking, een token en een antwoord."""

from collections.abc import Callable

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.live.charts import Bars, bar_chart
from course_utils.live.controls import choice, stops
from course_utils.live.figure import Drawing, LiveFigure, live_figure
from course_utils.live.palette import BLUE, GREEN, GREY, INK, ORANGE, RED
from course_utils.live.style import dutch_axis, new_figure, show
from course_utils.subjects.data import load_energy_measurements

__all__ = ["price_of_an_answer", "show_energy_of_steps", "show_trace", "tokens_in_company"]

JOULE_PER_WATT_HOUR = 3600
CUP_OF_TEA = 0.25 * 4186 * 85 / JOULE_PER_WATT_HOUR  # Wh: een kwart liter water van 15 naar 100 graden
LED_HOUR = 10.0  # Wh: een ledlamp van 10 watt, een uur lang
SHORT_NAMES = {"NVIDIA H100 80GB HBM3": "H100", "NVIDIA H200": "H200"}
CHEAPER, LEAST_SPEED = 100, 100  # het doel: zoveel keer goedkoper, en zoveel tokens per seconde voor elke lezer
ANSWER_TOKENS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
COMPANY = {"alleen": 1, "met 8 tegelijk": 8, "met 64 tegelijk": 64, "met 512 tegelijk": 512}
COUNTED = {  # wat er meetelt -> keer de energie van de kaart; de bronnen staan in het notebook
    "alleen de kaart": 1.0,
    "kaart en koeling (PUE 1,56)": 1.56,
    "alles, zoals Google telt": 1 / 0.58,
}


def rows_of(card: str) -> list[dict]:
    """De metingen van GEITje's maten op deze kaart: een token per tekst, met steeds meer teksten tegelijk."""
    gpu = next(gpu for device, gpu in load_energy_measurements().items() if SHORT_NAMES.get(device, device) == card)
    return gpu["decode_7b"]["rows"]


def cards() -> list[str]:
    """De namen van de gemeten kaarten, kort."""
    return [SHORT_NAMES.get(device, device) for device in load_energy_measurements()]


def show_trace(gpu: dict) -> None:
    """Snelheid, vermogen en klok van een kaart die twaalf seconden lang zo hard mogelijk rekent."""
    rows = gpu["trace_bf16"]
    seconds = [row["second"] for row in rows]
    figure = new_figure(9, 4.6)
    panels = (
        ("tflops", "biljoen FLOP\nper seconde", BLUE, 900),
        ("watt", "watt", RED, 800),
        ("clock_mhz", "klok (MHz)", GREY, 2200),
    )
    for place, (key, name, color, top) in enumerate(panels):
        axes = figure.add_subplot(3, 1, place + 1, xlim=(0, seconds[-1] * 1.01), ylim=(0, top))
        axes.plot(seconds, [row[key] for row in rows], color=color)
        axes.set_ylabel(name, fontsize=11)
        dutch_axis(axes.yaxis)
        if key == "watt":
            limit = gpu["power_limit_watt"]
            axes.axhline(limit, color=INK, linewidth=1, linestyle="--")
            axes.text(seconds[-1], limit - 150, f"grens: {dutch(limit)} watt", ha="right", fontsize=11)
        if place < len(panels) - 1:
            axes.set_xticklabels([])
    axes.set_xlabel("seconden")
    first, last = rows[0], {key: np.mean([row[key] for row in rows[-10:]]) for key, *_ in panels}
    show(
        figure,
        f"De kaart begint met {dutch(first['tflops'], 0)} biljoen FLOP per seconde bij {dutch(first['clock_mhz'])} "
        f"MHz. Aan het eind zijn het er {dutch(last['tflops'], 0)} bij {dutch(round(last['clock_mhz'], -1))} MHz, en "
        f"gebruikt hij {dutch(last['watt'], 0)} watt.",
    )


def show_energy_of_steps(picojoule: dict[str, float]) -> None:
    """Balken op ware schaal: wat elke stap kost, in picojoule."""
    figure = bar_chart("picojoule per stap (op ware schaal)", picojoule, lambda value: dutch(value, 2), BLUE)
    dearest, cheapest = max(picojoule, key=picojoule.get), min(picojoule, key=picojoule.get)
    show(
        figure,
        f"Het duurst is {dearest}: {dutch(picojoule[dearest], 0)} picojoule. Het goedkoopst is {cheapest}: "
        f"{dutch(picojoule[cheapest], 2)} picojoule.",
    )


def tokens_in_company() -> LiveFigure:
    """Meer teksten tegelijk: wat een token dan kost, en hoe snel elke lezer zijn tekst krijgt."""
    texts = [row["tokens_at_once"] for row in rows_of(cards()[0])]

    def build(figure):
        axes = figure.add_axes((0.1, 0.16, 0.4, 0.72), xscale="log", yscale="log", xlim=(0.8, 640), ylim=(0.01, 5))
        axes.set_title("joule per token", fontsize=13)
        axes.set_xlabel("teksten tegelijk")
        for axis in (axes.xaxis, axes.yaxis):
            dutch_axis(axis)
        (line,) = axes.plot([], [], color=GREY)
        (dot,) = axes.plot([], [], "o", color=RED, markersize=12)
        bars = Bars(figure.add_axes((0.54, 0.16, 0.45, 0.7)), ("vermogen", "samen", "per lezer"), 1, "40.000 tokens/s")

        def draw(company, card):
            rows = rows_of(card)
            row = next(row for row in rows if row["tokens_at_once"] == company)
            alone, cost = rows[0]["joule_per_unit"], row["joule_per_unit"]
            line.set_data(texts, [other["joule_per_unit"] for other in rows])
            dot.set_data([company], [cost])
            speed, reader = row["per_second"], row["per_second"] / company
            shares = (row["watt"] / 800, speed / 40_000, reader / 250)
            bars.set(
                shares,
                (f"{dutch(row['watt'], 0)} watt", f"{dutch(speed, 0)} tokens/s", f"{dutch(reader, 0)} tokens/s"),
                (RED, BLUE, ORANGE),
            )
            times = alone / cost
            many = "Met één tekst" if company == 1 else f"Met {dutch(company)} teksten tegelijk"
            cheaper = "" if company == 1 else f" Dat is {dutch(times, 0)} keer zo goedkoop als alleen."
            return Drawing(
                f"{many} kost een token op de {card} {dutch(cost, 3)} joule.{cheaper} Elke lezer krijgt "
                f"{dutch(reader, 0)} tokens per seconde.",
                reached=times >= CHEAPER and reader >= LEAST_SPEED,
            )

        return draw, (line, dot, *bars)

    return LiveFigure(
        build,
        size=(9.4, 3.4),
        goal=f"Maak een token minstens {CHEAPER} keer zo goedkoop als alleen, en geef toch elke lezer minstens "
        f"{LEAST_SPEED} tokens per seconde.",
        company=stops(texts, 1, "Teksten tegelijk"),
        card=choice(cards(), "Kaart"),
        saved={"company": 64},
    )


@live_figure(
    size=(9.4, 2.2),
    goal="Vind een antwoord dat ongeveer evenveel kost als een kop thee (hooguit een tiende ernaast).",
    tokens=stops(ANSWER_TOKENS, 500, "Tokens in het antwoord"),
    others=choice(list(COMPANY), "Geschreven"),
    counted=choice(list(COUNTED), "Wat telt mee"),
)
def price_of_an_answer(figure, watt_hours: Callable[[int, float, float], float]):
    """Een antwoord naast een ledlamp en een kop thee, op ware schaal.

    watt_hours: de functie van de student, van (tokens, joule per token, factor) naar wattuur. Is zij nog leeg (geeft
    zij None), dan rekent de figuur zelf, en zegt dat.
    """
    joules = {row["tokens_at_once"]: row["joule_per_unit"] for row in rows_of(cards()[0])}
    names = ("jouw antwoord", "een ledlamp, een uur", "een kop thee koken")

    bars = Bars(figure.add_axes((0.01, 0.05, 0.98, 0.9)), names, 3 * CUP_OF_TEA, "1.000,000 Wh")

    def draw(tokens, others, counted):
        joule, factor = joules[COMPANY[others]], COUNTED[counted]
        given = watt_hours(tokens, joule, factor)
        cost = tokens * joule * factor / JOULE_PER_WATT_HOUR if given is None else float(given)
        who = " Jouw functie is nog leeg: dit rekende de cursus." if given is None else ""
        shown = (cost, LED_HOUR, CUP_OF_TEA)
        texts = [f"{dutch(value, 4 if value < 0.1 else 1)} Wh" for value in shown]
        off_scale = cost > 3 * CUP_OF_TEA
        bars.set(
            [min(cost, 3 * CUP_OF_TEA), LED_HOUR, CUP_OF_TEA],
            [f"{texts[0]} →" if off_scale else texts[0], *texts[1:]],
            (RED, GREY, GREEN),
        )
        per_cup = CUP_OF_TEA / cost
        compared = (
            f"Voor één kop thee kun je er {dutch(float(f'{per_cup:.2g}'))} krijgen."
            if per_cup >= 2
            else f"Dat is {dutch(1 / per_cup, 1)} kop thee."
        )
        return Drawing(
            f"Een antwoord van {dutch(tokens)} tokens, {others} geschreven, kost {texts[0]} ({counted}). "
            f"{compared}{who}",
            reached=abs(cost / CUP_OF_TEA - 1) < 0.1,
        )

    return draw, tuple(bars)
