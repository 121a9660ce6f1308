"""De getallen van de toetsvragen: uit een dobbelsteen, en de antwoorden erbij uitgerekend.

Elke functie hoort bij de vraag met dezelfde naam in templates/exam_questions.md. Ze trekt getallen die even moeilijk
zijn (evenveel stappen, evenveel cijfers) en waar een mooi getal uit komt.
"""

import math
from collections import Counter
from random import Random
from typing import Any

Numbers = dict[str, Any]


def layer_memory(dice: Random) -> Numbers:
    n, m, bits = dice.choice(range(50, 100, 10)), dice.choice(range(20, 60, 10)), dice.choice((16, 32))
    parameters = n * m + m
    return {"n": n, "m": m, "bits": bits, "parameters": parameters, "bytes": parameters * bits // 8}


def network_parameters(dice: Random) -> Numbers:
    a, b, c = dice.choice(range(20, 70, 10)), dice.choice((10, 20, 30)), dice.choice((4, 5, 6, 8))
    first, second = a * b + b, b * c + c
    return {"a": a, "b": b, "c": c, "first": first, "second": second, "total": first + second}


def fits_in_memory(dice: Random) -> Numbers:
    billions = dice.choice((3, 5, 7, 9))
    return {"billions": billions, "gb": billions / 2, "free": (billions + 1) // 2}


def bigger_is_better(dice: Random) -> Numbers:
    return {"times": dice.choice(("twee", "drie", "vijf", "tien"))}


def neuron_value(dice: Random) -> Numbers:
    """De uitkomst ligt onder nul: dan doet ReLU iets."""
    while True:
        w1, w2, b = dice.choice((1, 2, 3)), -dice.choice((2, 3, 4)), -dice.choice((1, 2, 3))
        x1, x2 = dice.sample((1, 2, 3, 4), 2)
        if -9 <= (z := w1 * x1 + w2 * x2 + b) < 0:
            return {"w1": w1, "w2": w2, "b": b, "x1": x1, "x2": x2, "z": z, "relu": max(z, 0)}


def layer_value(dice: Random) -> Numbers:
    """Eén neuron komt boven nul uit en één eronder."""
    while True:
        rows = [[dice.choice((1, 2, 3)), -dice.choice((1, 2, 3))] for _ in range(2)]
        x, b = dice.sample((1, 2, 3, 4), 2), dice.sample((dice.choice((1, 2)), -dice.choice((1, 2))), 2)
        dice.shuffle(rows[0])
        z = [row[0] * x[0] + row[1] * x[1] + bias for row, bias in zip(rows, b, strict=True)]
        if -9 <= min(z) < 0 < max(z) <= 9:
            return {"W": rows, "x": x, "b": b, "z": z, "a": [max(value, 0) for value in z]}


def layer_shape(dice: Random) -> Numbers:
    n, m = dice.choice(range(20, 100, 10)), dice.choice((6, 8, 12))
    return {"n": n, "m": m, "weights": n * m}


def sure_of_nonsense(dice: Random) -> Numbers:
    what = dice.choice(("een hoofdletter M", "een lachebekje", "een paar spatten"))
    return {"what": what, "percent": dice.choice((96, 97, 98, 99)), "digit": dice.choice((3, 5, 6, 8, 9))}


def cosine_flat(dice: Random) -> Numbers:
    """De eerste pijl ligt op een as."""
    on_axis, slanting = dice.choice(((0, 1), (1, 0))), dice.choice(((3, 4), (4, 3)))
    large, small = dice.sample((10, 5), 2)
    return _cosine(tuple(large * x for x in on_axis), tuple(small * x // 5 for x in slanting))


def cosine_three(dice: Random) -> Numbers:
    short = ((3, 0, 4), (4, 3, 0), (0, 4, 3), (0, 3, 4))
    long = ((6, 8, 0), (8, 0, 6), (0, 6, 8), (0, 8, 6))
    while True:
        a, b = dice.choice(short), dice.choice(long)
        if sum(x * y > 0 for x, y in zip(a, b, strict=True)) == 1:  # de nullen staan niet op dezelfde plaats
            return _cosine(a, b)


def _cosine(a: tuple[int, ...], b: tuple[int, ...]) -> Numbers:
    dot, length_a, length_b = sum(x * y for x, y in zip(a, b, strict=True)), math.hypot(*a), math.hypot(*b)
    products = " + ".join(f"{x} * {y}" for x, y in zip(a, b, strict=True))
    lengths = {"length_a": int(length_a), "length_b": int(length_b)}
    return {"a": a, "b": b, "products": products, "dot": dot, **lengths, "cosine": dot / (length_a * length_b)}


def first_pair(dice: Random) -> Numbers:
    words = dice.choice(("boek boer boot", "kaas kaart kant", "regen reus rest", "tak tas tante", "pen pet pels"))
    pairs = Counter(word[i : i + 2] for word in words.split() for i in range(len(word) - 1))
    pair, count = pairs.most_common(1)[0]
    letters = len(words.replace(" ", ""))
    return {"words": words, "pair": pair, "count": count, "letters": letters, "pieces": letters - count}


def opposites(dice: Random) -> Numbers:
    one, other, first, second = dice.choice(
        (
            ("warm", "koud", "Het water is warm", "Het water is koud"),
            ("groot", "klein", "Het huis is groot", "Het huis is klein"),
            ("snel", "langzaam", "De trein rijdt snel", "De trein rijdt langzaam"),
        )
    )
    return {"one": one, "other": other, "first": first, "second": second}


def measured_bias(dice: Random) -> Numbers:
    pairs = (("ingenieur", "verpleegkundige"), ("monteur", "danser"), ("programmeur", "bibliothecaris"))
    man, woman = dice.choice(pairs)
    return {"man": man, "woman": woman}


def float_one_bit(dice: Random) -> Numbers:
    return _float(dice, bits=1)


def float_two_bits(dice: Random) -> Numbers:
    return _float(dice, bits=2)


def _float(dice: Random, bits: int) -> Numbers:
    """Een FP16-patroon waarvan de mantisse zoveel enen heeft, allemaal vooraan."""
    sign, power = dice.choice((0, 1)), dice.choice((1, 2, 3))
    ones = sorted(dice.sample((1, 2, 3), bits))
    mantissa = sum(2**-place for place in ones)
    digits = "".join("1" if place in ones else "0" for place in range(1, 11))
    exponent = power + 15
    return {
        "pattern": f"{sign} {exponent:05b} {digits}",
        "exponent": exponent,
        "power": power,
        "parts": " + ".join(f"1/{2**place}" for place in ones),
        "sign": -1 if sign else 1,
        "value": (-1 if sign else 1) * (1 + mantissa) * 2**power,
    }


def quantize_four(dice: Random) -> Numbers:
    return _quantize(dice, top=7, scales=(0.2, 0.3, 0.4), off=0.05, codes=(2, 3, 4, 5), digits=2)


def quantize_eight(dice: Random) -> Numbers:
    return _quantize(dice, top=127, scales=(0.02, 0.03, 0.04), off=0.005, codes=(5, 6, 7, 8, 9), digits=3)


def _quantize(dice: Random, top: int, scales: tuple, off: float, codes: tuple, digits: int) -> Numbers:
    """Het grootste gewicht is negatief, en één gewicht ligt net naast een code."""
    scale, code = dice.choice(scales), dice.choice(codes)
    value = round(code * scale + dice.choice((-off, off)), digits)
    weights = [-round(top * scale, 2), value, round(2 * scale, 2)]
    dice.shuffle(weights)
    return {
        "weights": weights,
        "largest": round(top * scale, 2),
        "top": top,
        "scale": scale,
        "value": value,
        "code": code,
        "back": round(code * scale, 2),
    }


def precision_gap(dice: Random) -> Numbers:
    power = dice.choice((12, 13))
    gap = 2 ** (power - 10)
    return {"low": 2**power, "high": 2 ** (power + 1), "gap": gap, "number": 2**power + gap * dice.randrange(10, 200)}


def outlier(dice: Random) -> Numbers:
    return {"large": dice.choice((7, 14, 21)), "small": 0.1}


def mean_square(dice: Random) -> Numbers:
    errors = dice.choice(((1, -3), (-3, 1), (2, -4), (-4, 2), (3, -1), (-2, 4)))
    targets = dice.sample((5, 6, 7, 8), 2)
    said = [target + error for target, error in zip(targets, errors, strict=True)]
    return {"said": said, "targets": targets, "errors": errors, "mse": sum(error**2 for error in errors) / 2}


def parabola_step(dice: Random) -> Numbers:
    distance, rate = dice.choice(((5, 0.1), (5, 0.2), (8, 0.25), (10, 0.1), (10, 0.2)))
    bottom = dice.choice((2, 3, 4))
    w, slope = bottom + distance, 2 * distance
    new = w - rate * slope
    return {
        "bottom": bottom,
        "w": w,
        "rate": rate,
        "slope": slope,
        "new": new,
        "before": distance**2,
        "after": (new - bottom) ** 2,
    }


def weight_step(dice: Random) -> Numbers:
    w, slope, rate = dice.choice((2, 3)), dice.choice((-4, -3, -2, 2, 3, 4)), dice.choice((0.1, 0.2))
    return {"w": w, "slope": slope, "rate": rate, "new": round(w - rate * slope, 1), "bigger": slope < 0}


def early_stop(dice: Random) -> Numbers:
    best, before, after = dice.choice((2, 3, 4)), dice.choice((0.1, 0.2)), dice.choice((0.1, 0.2))
    train = dice.choice(((1.0, 0.7, 0.5, 0.3, 0.2), (0.9, 0.6, 0.4, 0.3, 0.2), (1.0, 0.6, 0.5, 0.4, 0.2)))
    steps = [before * (best - epoch) if epoch < best else after * (epoch - best) for epoch in range(1, 6)]
    return {"train": train, "validation": [round(0.9 + step, 1) for step in steps], "best": best}


def tested_on_training(dice: Random) -> Numbers:
    return {"count": dice.choice((4000, 6000, 8000)), "percent": dice.choice((98, 99))}


def flop_time(dice: Random) -> Numbers:
    rows, middle, columns = dice.sample((500, 1000, 2000), 3)
    speed = dice.choice((1, 2, 4, 5))
    flop = 2 * rows * middle * columns
    return {
        "rows": rows,
        "middle": middle,
        "columns": columns,
        "speed": speed,
        "flop": flop,
        "seconds": flop / speed / 1e9,
    }


def roofline(dice: Random) -> Numbers:
    bandwidth, intensity = dice.choice((20, 40, 50)), dice.choice((0.5, 2))
    knee = dice.choice((5, 6, 8))
    return {
        "bandwidth": bandwidth,
        "intensity": intensity,
        "peak": knee * bandwidth,
        "knee": knee,
        "reachable": intensity * bandwidth,
    }


def tokens_per_second(dice: Random) -> Numbers:
    billions, rate = dice.choice((2, 3, 4, 5)), dice.choice((8, 10, 20))
    return {"billions": billions, "gb": 2 * billions, "bandwidth": 2 * billions * rate, "rate": rate}


def small_task(dice: Random) -> Numbers:
    return {"tasks": dice.choice((4, 6, 8))}


def chances_from_powers(dice: Random) -> Numbers:
    powers = dice.choice(((5, 3, 2), (6, 3, 1), (10, 6, 4), (12, 6, 2), (5, 4, 1)))
    total = sum(powers)
    chances = [power / total for power in powers]
    return {"powers": powers, "total": total, "chances": chances, "times": round(100 * chances[1])}


def attention_mix(dice: Random) -> Numbers:
    weights = dice.sample((0.5, 0.3, 0.2), 3)
    values = [(dice.randrange(1, 6), dice.randrange(1, 6)) for _ in range(3)]
    mixed = [round(sum(w * value[axis] for w, value in zip(weights, values, strict=True)), 1) for axis in (0, 1)]
    return {"weights": weights, "values": values, "mixed": mixed}


def fresh_model(dice: Random) -> Numbers:
    tokens = dice.choice((500, 1000, 2000, 4000, 5000))
    return {"tokens": tokens, "loss": round(math.log(tokens), 1)}


def temperature(dice: Random) -> Numbers:
    hot = dice.choice((True, False))
    return {"hot": hot, "to": 2 if hot else 0.5}


def made_up(dice: Random) -> Numbers:
    about = dice.choice(("een stad die", "een schrijver die", "een boek dat"))
    return {"about": about, "who": dice.choice(("Noor", "Sem", "Liv"))}


def four_stories(dice: Random) -> Numbers:
    return {"few": dice.choice(("vier", "vijf", "zes"))}


def answer_energy(dice: Random) -> Numbers:
    joule = dice.choice((720, 900, 1800))
    per_token = dice.choice((0.5, 2))
    hours = joule / 3600
    return {
        "tokens": joule / per_token,
        "per_token": per_token,
        "joule": joule,
        "hours": hours,
        "tea": 25,
        "answers": 25 / hours,
    }


def energy_with_factor(dice: Random) -> Numbers:
    watt, speed = dice.choice(((400, 200), (600, 200), (500, 100), (400, 100)))
    tokens, factor = dice.choice((720, 1440, 1800)), dice.choice((1.5, 2))
    per_token = watt / speed
    hours = tokens * per_token * factor / 3600
    return {"watt": watt, "speed": speed, "tokens": tokens, "factor": factor, "per_token": per_token, "hours": hours}


def in_company(dice: Random) -> Numbers:
    return {"texts": dice.choice((64, 128, 256, 512))}


def one_claim(dice: Random) -> Numbers:
    return {"claim": dice.choice((2, 3, 5))}


def moving_costs(dice: Random) -> Numbers:
    return {"wide": 16, "narrow": dice.choice((4, 8))}
