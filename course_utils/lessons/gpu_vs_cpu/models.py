"""Figuren van les 06 die rekenen in plaats van meten: de wedstrijd, tokens per seconde en trainen.

Ze gebruiken de cijfers van de fabrikant uit data/hardware.csv. Kleuren in deze les: blauw is de CPU, groen de GPU, rood
wat je aanwijst.
"""

import math
from collections.abc import Callable

import numpy as np

from course_utils.dutch_numbers import dutch
from course_utils.lessons.gpu_vs_cpu.words import brief, duration
from course_utils.live.charts import Bars
from course_utils.live.controls import choice, stops
from course_utils.live.figure import Drawing, live_figure
from course_utils.live.palette import GREEN_TEXT, GREY_LIGHT, ORANGE_LIGHT, ORANGE_TEXT
from course_utils.live.style import BLUE, GREEN, GREY, ORANGE, PALE, RED
from course_utils.subjects.data import Hardware, load_hardware, load_models
from course_utils.subjects.roofline import (
    INFERENCE_BYTES,
    SECONDS_PER_YEAR,
    TRAINING_BYTES,
    ridge,
    step_seconds,
    training_seconds,
)

__all__ = ["race", "tokens_per_second", "train_or_apply"]

OWN = "jouw computer"  # zoals gemeten
# Korte naam -> naam in data/hardware.csv. Hun snelheden komen van de fabrikant.
MACHINES = {
    "pc met 8 kernen": "AMD Ryzen 7 7700X",
    "server met 96 kernen": "AMD EPYC 9654",
    "T4": "NVIDIA T4",
    "RTX 4090": "NVIDIA RTX 4090",
    "H100": "NVIDIA H100 (SXM)",
    "H200": "NVIDIA H200 (SXM)",
}
SHARE_OF_PEAK = 0.5  # aanname bij trainen: dit deel van de piek wordt gehaald. Dat is ruim.


def sheet(name: str) -> Hardware:
    """De gegevens van de fabrikant bij een korte naam."""
    return load_hardware()[MACHINES[name]]


# --- stap 3: de wedstrijd (model) ------------------------------------------------------------------------------------

CPU_WORKERS, CPU_TASK = 8, 1  # acht rekenkernen; één taak duurt 1 µs
GPU_WORKERS, GPU_TASK, GPU_START = 4096, 4, 20  # een taak duurt vier keer zo lang, en beginnen kost 20 µs
TASKS = [4, 16, 64, 100, 144, 169, 196, 225, 256, 1024, 4096]  # kwadraten: elk beeld is een vierkant
MOMENTS = [0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512]
GRID = 128  # beeldpunten


def tasks_done(tasks: int, time: float, workers: int, task: float, start: float = 0) -> int:
    """Hoeveel taken er op dit moment af zijn, als er steeds `workers` tegelijk lopen."""
    rounds = max(0, math.floor((time - start) / task))
    return min(tasks, rounds * workers)


def finish_time(tasks: int, workers: int, task: float, start: float = 0) -> float:
    """Wanneer de laatste taak af is."""
    return start + task * math.ceil(tasks / workers)


def landscape(side: int) -> np.ndarray:
    """Een landschap van side bij side beeldpunten: lucht, zon, heuvels en water."""
    y, x = np.mgrid[0:side, 0:side] / side + 0.5 / side
    picture = np.array([90.0, 160, 230]) + y[..., None] * np.array([230.0, 40, -160])  # de lucht, onderaan warmer
    picture[np.hypot(x - 0.68, y - 0.36) < 0.11] = (255, 225, 110)
    picture[y > 0.5 + 0.08 * np.sin(7 * x)] = (70, 120, 70)
    picture[y > 0.62 + 0.05 * np.sin(5 * x + 2)] = (40, 90, 55)
    water = y > 0.78
    picture[water] = np.array([40.0, 90, 150]) + 40 * (np.sin(60 * y[water]) > 0.3)[:, None]
    return np.clip(picture, 0, 255)


def _squares(tasks: int, done: int, busy: int) -> np.ndarray:
    """Een plaatje met per taak een vierkant beeldpunt: ingekleurd, bezig of nog grijs."""
    side = math.isqrt(tasks)
    full = landscape(side)
    waiting = np.array([int(PALE[i : i + 2], 16) for i in (1, 3, 5)])
    state = np.zeros(tasks)
    state[:done] = 1
    state[done : done + busy] = 0.35
    image = waiting + state.reshape(side, side, 1) * (full - waiting)
    cell = GRID // side
    image = image.repeat(cell, 0).repeat(cell, 1)
    gap = 0 if cell < 4 else max(1, cell // 16)
    for edge in range(gap):
        image[edge::cell] = image[:, edge::cell] = 255
    return image.astype(np.uint8)


def _first_win() -> int:
    return next(
        tasks
        for tasks in TASKS
        if finish_time(tasks, GPU_WORKERS, GPU_TASK, GPU_START) < finish_time(tasks, CPU_WORKERS, CPU_TASK)
    )


@live_figure(
    size=(9.4, 3.7),
    paper=True,
    goal="Zoek het kleinste aantal taken waarbij de GPU wint. Laat de race lopen tot de GPU klaar is.",
    tasks=stops(TASKS, 16, "Aantal taken"),
    time=stops(MOMENTS, 0, "Tijd", labels=[f"{moment} µs" for moment in MOMENTS], play="Start", pace=220),
    saved={"tasks": 1024, "time": 24},
)
def race(figure):
    """Model: acht snelle rekenkernen tegen 4.096 trage die eerst moeten opstarten, en een plaatje dat zij inkleuren."""
    pictures = []
    for left, title, color in ((0.02, "CPU", BLUE), (0.62, "GPU", GREEN)):
        axes = figure.add_axes((left, 0.03, 0.36, 0.85))
        axes.set_axis_off()
        axes.set_title(title, color=color, fontsize=15, loc="center")
        pictures.append(axes.imshow(np.full((GRID, GRID, 3), 255, np.uint8), interpolation="nearest"))
    middle = figure.add_axes((0.39, 0.03, 0.22, 0.85), xlim=(0, 1), ylim=(0, 1))
    middle.set_axis_off()
    clock = middle.text(0.5, 0.78, "", ha="center", fontsize=26, fontweight="bold")
    cpu_text = middle.text(0.5, 0.5, "", ha="center", va="center", color=BLUE, linespacing=1.5)
    gpu_text = middle.text(0.5, 0.2, "", ha="center", va="center", color=GREEN_TEXT, linespacing=1.5)

    def draw(tasks, time):
        cpu_end = finish_time(tasks, CPU_WORKERS, CPU_TASK)
        gpu_end = finish_time(tasks, GPU_WORKERS, GPU_TASK, GPU_START)
        cpu = tasks_done(tasks, time, CPU_WORKERS, CPU_TASK)
        gpu = tasks_done(tasks, time, GPU_WORKERS, GPU_TASK, GPU_START)
        pictures[0].set_data(_squares(tasks, cpu, CPU_WORKERS))
        pictures[1].set_data(_squares(tasks, gpu, tasks if time > GPU_START else 0))
        clock.set_text(f"{time} µs")
        starting = "start nog op" if time <= GPU_START else "alles tegelijk bezig"
        cpu_text.set_text(f"CPU: klaar\nna {dutch(cpu_end)} µs" if time >= cpu_end else "CPU:\nbezig")
        gpu_text.set_text(f"GPU: klaar\nna {dutch(gpu_end)} µs" if time >= gpu_end else f"GPU:\n{starting}")
        ended = {"CPU": cpu_end, "GPU": gpu_end}
        first = min(ended, key=ended.get)
        verdict = f"De {first} is het eerst klaar." if time >= ended[first] else "Nog niemand is klaar."
        return Drawing(
            f"Model. Na {time} µs zijn van de {dutch(tasks)} taken er {dutch(cpu)} af op de CPU en {dutch(gpu)} op de "
            f"GPU. {verdict}",
            reached=tasks == _first_win() and time >= gpu_end,
        )

    return draw, (*pictures, clock, cpu_text, gpu_text)


# --- stap 5: tokens per seconde --------------------------------------------------------------------------------------

TOKENS = [2**power for power in range(13)]
BYTES = {"16 bit": 2, "8 bit": 1, "4 bit": 0.5}
LANGUAGE_MODELS = ("GPT-2 small", "GEITje-7B", "Llama 3 70B")


@live_figure(
    size=(9.4, 4.5),
    goal="Laat een H100 met GEITje-7B in 16 bit meer dan 50.000 tokens per seconde maken.",
    machine=choice((*MACHINES, OWN), "Machine"),
    tokens=stops(TOKENS, 1, "Tokens tegelijk"),
    model=choice(LANGUAGE_MODELS, "Model", start="GEITje-7B"),
    bits=choice(tuple(BYTES), "Per gewicht"),
)
def tokens_per_second(figure, rate: Callable[..., float], own_peak: float, own_bandwidth: float):
    """Hoeveel tokens per seconde kan een machine hooguit maken, als zij er steeds zoveel tegelijk uitrekent?

    rate: de functie uit het notebook, van (parameters, byte per gewicht, tokens, piek, bandbreedte) naar tokens/s.
    """
    limits = {name: (sheet(name).peak, sheet(name).bandwidth_GBs * 1e9) for name in MACHINES}
    limits[OWN] = (own_peak, own_bandwidth)
    rooms = {name: sheet(name).memory_GB for name in MACHINES}

    def curve_of(machine, parameters, bits):
        return [rate(parameters, BYTES[bits], count, *limits[machine]) for count in TOKENS]

    axes = figure.add_axes((0.115, 0.15, 0.865, 0.76), xlim=(0.8, 5500), ylim=(0.03, 3e7))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(TOKENS[::2], [dutch(count) for count in TOKENS[::2]])
    axes.set_yticks([0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7])
    axes.set_yticklabels(["0,1", "1", "10", "100", "1.000", "10.000", "100.000", "1 miljoen", "10 miljoen"])
    axes.minorticks_off()
    axes.set_xlabel("tokens tegelijk")
    axes.set_title("tokens per seconde, hooguit (model; grijs: de andere machines)", fontsize=13)
    others = [axes.plot([], [], color=GREY_LIGHT, linewidth=1.4, zorder=1)[0] for _ in limits]
    (line,) = axes.plot([], [])
    (knee,) = axes.plot([], [], color=ORANGE, linewidth=1.5, linestyle="--")
    knee_text = axes.text(1, 0.045, "", color=ORANGE_TEXT, va="bottom")
    (mark,) = axes.plot([], [], "o", color=RED, markersize=14)
    label = axes.text(1, 1.1e7, "", color=RED, fontweight="bold", va="center")  # linksboven is altijd vrij

    def draw(machine, tokens, model, bits):
        parameters = load_models()[model].parameters
        peak, bandwidth = limits[machine]
        for artist, name in zip(others, limits, strict=True):
            artist.set_data(TOKENS, curve_of(name, parameters, bits))
        line.set_data(TOKENS, curve_of(machine, parameters, bits))
        line.set_color(BLUE if machine == OWN or sheet(machine).kind == "cpu" else GREEN)
        reading, computing = step_seconds(parameters, tokens, peak, bandwidth, BYTES[bits])
        made = rate(parameters, BYTES[bits], tokens, peak, bandwidth)
        turning = ridge(peak, bandwidth) * BYTES[bits] / 2  # zoveel tokens: lezen en rekenen duren even lang
        knee.set_data([turning, turning], [0.03, 3e6])
        knee_text.set_text("links: lezen beperkt" if turning > 30 else "rechts: rekenen beperkt")
        knee_text.set_position((turning * (0.9 if turning > 30 else 1.12), 0.045))
        knee_text.set_ha("right" if turning > 30 else "left")
        mark.set_data([tokens], [made])
        label.set_text(f"{machine}: {brief(made)} per seconde")
        limit = "Het lezen beperkt" if reading > computing else "Het rekenen beperkt"
        sentence = (
            f"{model} in {bits} op {'een ' if machine != OWN else ''}{machine}, {dutch(tokens)} "
            f"{'token' if tokens == 1 else 'tokens'} tegelijk. De gewichten lezen duurt {duration(reading, 3)}, "
            f"rekenen {duration(computing, 3)}. Dat zijn hooguit {brief(made)} tokens per seconde. {limit}."
        )
        size, room = parameters * BYTES[bits] / 1e9, rooms.get(machine)
        if room and size > room:
            sentence += f" Maar {brief(size, 3)} GB aan gewichten past niet in {dutch(room)} GB: je hebt er meer nodig."
        goal = machine == "H100" and model == "GEITje-7B" and bits == "16 bit"
        return Drawing(sentence, reached=goal and made > 50_000)

    return draw, (*others, line, knee, knee_text, mark, label)


# --- stap 6: trainen of toepassen ------------------------------------------------------------------------------------

TRAINED_MODELS = ("GPT-3 Small", "Llama 3 8B", "GPT-3 175B", "Llama 3 70B")
COUNTS = [1, 8, 64, 512, 2048, 16_384]
TIMELINE = (4.0, 1e8 * SECONDS_PER_YEAR)  # seconden


SCREEN = 3  # een volle balk is zoveel keer het geheugen van de machines
_LANDMARKS = {
    "1 minuut": 60.0,
    "1 uur": 3600.0,
    "1 dag": 86_400.0,
    "1 jaar": SECONDS_PER_YEAR,
    "100 jaar": 100 * SECONDS_PER_YEAR,
    "10.000 jaar": 1e4 * SECONDS_PER_YEAR,
    "1 miljoen jaar": 1e6 * SECONDS_PER_YEAR,
}


def training_time(model: str, machine: str, count: int) -> float:
    """Seconden om een model te trainen op zoveel machines, volgens 6ND en de helft van de piek."""
    found = load_models()[model]
    return training_seconds(found.parameters, found.train_tokens, count * sheet(machine).peak, SHARE_OF_PEAK)


@live_figure(
    size=(9.4, 4.1),
    goal="Wanneer klopt 'decennia' (10 tot 100 jaar) voor Llama 3 70B? Zoek een machine en een aantal.",
    model=choice(TRAINED_MODELS, "Model", start="GPT-3 Small"),
    machine=choice(tuple(MACHINES), "Machine", start="RTX 4090"),
    count=stops(COUNTS, 1, "Hoeveel machines"),
    saved={"model": "GPT-3 175B"},
)
def train_or_apply(figure):
    """Hoelang duurt trainen, op hoeveel van welke machine, en hoeveel geheugen kost trainen en toepassen?"""
    low, high = TIMELINE
    time = figure.add_axes((0.02, 0.53, 0.96, 0.47), xlim=(low, high), ylim=(-0.75, 1.5))
    time.set_xscale("log")
    time.set_axis_off()
    time.axvspan(10 * SECONDS_PER_YEAR, 100 * SECONDS_PER_YEAR, ymin=0.26, ymax=0.62, color=ORANGE_LIGHT, zorder=0)
    time.text(31.6 * SECONDS_PER_YEAR, 0.72, "decennia", ha="center", color=ORANGE_TEXT)
    time.plot([low, high], [0, 0], color=GREY, linewidth=1.5)
    for name, place in _LANDMARKS.items():
        time.plot([place, place], [-0.12, 0.12], color=GREY, linewidth=1.5)
        time.text(place, -0.25, name, ha="center", va="top", fontsize=12)
    (mark,) = time.plot([], [], "o", color=RED, markersize=16)
    label = time.text(1, 1.1, "", ha="center", color=RED, fontweight="bold", fontsize=16)
    room_below = figure.add_axes((0.01, 0.02, 0.98, 0.44))
    widest = "→ 2.790 GB: 39 balken"
    bars = Bars(room_below, ("de machines", "toepassen", "trainen"), 1, widest)

    def draw(model, machine, count):
        seconds = training_time(model, machine, count)
        parameters = load_models()[model].parameters
        mark.set_data([seconds], [0])
        label.set_text(duration(seconds))
        label.set_x(min(max(seconds, low * 20), high / 20))
        needed = [parameters * size / 1e9 for size in (INFERENCE_BYTES, TRAINING_BYTES)]
        room = count * (sheet(machine).memory_GB or 0)
        scale = SCREEN * room or needed[1]  # een volle balk; wat langer is, loopt het beeld uit
        texts = [f"{brief(gigabytes, 3)} GB" for gigabytes in (room, *needed)]
        texts = [
            f"→ {text}: {brief(gigabytes / scale)} balken" if gigabytes > scale else text
            for text, gigabytes in zip(texts, (room, *needed), strict=True)
        ]
        if not room:
            texts[0] = "zoveel als je erin zet"
        bars.set([min(gigabytes / scale, 1) for gigabytes in (room, *needed)], texts, (GREEN, BLUE, ORANGE))
        machines = f"één {machine}" if count == 1 else f"{dutch(count)} keer een {machine}"
        decades = 10 <= seconds / SECONDS_PER_YEAR <= 100
        fits = "Zoveel geheugen is er dan niet." if room and needed[1] > room else ""
        sentence = (
            f"Schatting. {model} trainen op {machines} duurt {duration(seconds)}. Toepassen vraagt "
            f"{brief(needed[0], 3)} GB aan geheugen, trainen met het gewone recept {brief(needed[1], 3)} GB. {fits}"
        )
        return Drawing(sentence.strip(), reached=model == "Llama 3 70B" and decades)

    return draw, (mark, label, *bars)
