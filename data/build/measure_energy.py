"""Meet wat rekenen op een NVIDIA-GPU aan energie kost, en bewaar dat in data/energy_<naam>.json. Les 08 laat het zien.

    python data/build/measure_energy.py         ongeveer drie minuten; de GPU moet verder niets te doen hebben

De energie komt van de teller in de kaart zelf (NVML, in millijoule): de chip, het geheugen en de spanningsomzetters.
De computer eromheen en de koeling zitten er niet bij. Van elke meting is de eerste helft opwarmen; de tweede helft
telt. Alle gewichten en invoer zijn loting uit een normale verdeling, behalve waar nullen gevraagd zijn.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import torch
from checksums import write_checksums
from measure_gpu import device_name, need_nvidia, software, write
from torch import nn
from torch.nn import functional as F

from course_utils.lessons.gpu_vs_cpu.measuring import synchronizer
from course_utils.subjects.roofline import product_flops


class Meter(Protocol):
    """De teller van een kaart."""

    def joule(self) -> float: ...
    def watt(self) -> float: ...
    def clock_mhz(self) -> int: ...
    def limit_watt(self) -> float: ...


class NvmlMeter:
    """De teller van de eerste NVIDIA-GPU (pakket nvidia-ml-py)."""

    def __init__(self) -> None:
        import pynvml

        pynvml.nvmlInit()
        self._nvml, self._card = pynvml, pynvml.nvmlDeviceGetHandleByIndex(0)

    def joule(self) -> float:
        return self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._card) / 1e3

    def watt(self) -> float:
        return self._nvml.nvmlDeviceGetPowerUsage(self._card) / 1e3

    def clock_mhz(self) -> int:
        return self._nvml.nvmlDeviceGetClockInfo(self._card, self._nvml.NVML_CLOCK_SM)

    def limit_watt(self) -> float:
        return self._nvml.nvmlDeviceGetEnforcedPowerLimit(self._card) / 1e3


@dataclass(frozen=True)
class Plan:
    """Wat er gemeten wordt. seconds: zo lang duurt een meting, opwarmen meegeteld."""

    product_size: int = 8192
    copy_bytes: int = 2**31
    layers: int = 32
    width: int = 4096
    key_width: int = 1024  # koppen voor key en value delen: 8 van de 32
    inner_width: int = 14336
    vocabulary: int = 32000
    tokens_at_once: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    contexts: tuple[int, ...] = (512, 2048, 8192, 32768)  # tokens waarnaar één nieuw token terugkijkt
    prompt_tokens: tuple[int, ...] = (128, 2048, 8192)  # tokens die in één keer gelezen worden
    seconds: float = 3.0
    trace_seconds: float = 12.0


def measure_energy(device: str, plan: Plan, meter: Meter) -> dict:
    """Alle metingen; de sleutels staan uitgelegd in data/README.md."""
    bench = Bench(device, meter, plan.seconds)
    time.sleep(min(2.0, plan.seconds))
    joule, start = meter.joule(), time.perf_counter()
    time.sleep(min(3.0, plan.seconds))
    found = {
        "device": device_name(device),
        "date": date.today().isoformat(),
        "script": "data/build/measure_energy.py",
        "software": software(device),
        "power_limit_watt": meter.limit_watt(),
        "idle_watt": (meter.joule() - joule) / (time.perf_counter() - start),
        "trace_bf16": trace(device, plan, meter),
    }
    for name, dtype in {"fp32": torch.float32, "bf16": torch.bfloat16}.items():
        found[f"product_{name}"] = bench.run(product(device, plan, dtype), product_flops(*[plan.product_size] * 3))
    zeros = product(device, plan, torch.bfloat16, zeros=True)
    found["product_bf16_zeros"] = bench.run(zeros, product_flops(*[plan.product_size] * 3))
    found["copy"] = {"bytes": plan.copy_bytes, **bench.run(copy(device, plan), 2 * plan.copy_bytes)}
    found["decode_7b"] = decode(bench, plan)
    found["small_gpt"] = small_gpt(bench)
    return found


@dataclass(frozen=True)
class Bench:
    """Herhaal werk tot de kaart warm is, en deel de energie door het werk."""

    device: str
    meter: Meter
    seconds: float

    def run(self, step: Callable[[], object], work: float) -> dict:
        """per_second: werk per seconde; joule_per_unit: energie per stuk werk. work: zoveel werk doet één stap."""
        wait = synchronizer(self.device)
        wait()
        start = time.perf_counter()
        step()
        step()
        wait()
        turn = max(1, int(0.05 * 2 / max(time.perf_counter() - start, 1e-7)))
        self._repeat(step, turn, self.seconds / 2)
        start, joule = time.perf_counter(), self.meter.joule()
        steps = self._repeat(step, turn, self.seconds / 2)
        took, used = time.perf_counter() - start, self.meter.joule() - joule
        return {
            "per_second": work * steps / took,
            "watt": used / took,
            "joule_per_unit": used / (work * steps),
            "clock_mhz": self.meter.clock_mhz(),
        }

    def _repeat(self, step: Callable[[], object], turn: int, seconds: float) -> int:
        wait, steps, end = synchronizer(self.device), 0, time.perf_counter() + seconds
        while steps == 0 or time.perf_counter() < end:
            for _ in range(turn):
                step()
            wait()
            steps += turn
        return steps


def product(device: str, plan: Plan, dtype: torch.dtype, zeros: bool = False) -> Callable[[], object]:
    """Het product van twee vierkante matrices."""
    shape = (plan.product_size, plan.product_size)
    make = torch.zeros if zeros else torch.randn
    a, b = (make(shape, device=device).to(dtype) for _ in "ab")
    out = torch.empty_like(a)
    return lambda: torch.mm(a, b, out=out)


def copy(device: str, plan: Plan) -> Callable[[], object]:
    """Een kopie van het ene stuk geheugen naar het andere; elke byte wordt gelezen en geschreven."""
    source = torch.randn(plan.copy_bytes // 4, device=device)
    target = torch.empty_like(source)
    return lambda: target.copy_(source)


def trace(device: str, plan: Plan, meter: Meter) -> list[dict]:
    """Een product in BF16, vanaf een koude start: snelheid, vermogen en klok in de tijd."""
    step, wait, rows = product(device, plan, torch.bfloat16), synchronizer(device), []
    step()
    wait()
    time.sleep(min(3.0, plan.trace_seconds))
    start = time.perf_counter()
    while (begin := time.perf_counter()) - start < plan.trace_seconds or not rows:
        for _ in range(10):
            step()
        wait()
        speed = 10 * product_flops(*[plan.product_size] * 3) / (time.perf_counter() - begin) / 1e12
        clock = {"watt": meter.watt(), "clock_mhz": meter.clock_mhz()}
        rows.append({"second": begin - start, "tflops": speed, **clock})
    return rows[:20] + rows[20 :: max(1, len(rows) // 60)]


class Layer:
    """Het rekenwerk van één laag met de maten van Mistral 7B en GEITje; `keys` en `values` zijn de KV-cache."""

    def __init__(self, device: str, plan: Plan) -> None:
        d, kv, inner = plan.width, plan.key_width, plan.inner_width
        shapes = ((d, d), (d, kv), (d, kv), (d, d), (d, inner), (d, inner), (inner, d))
        self.weights = [(torch.randn(s, device=device) * s[0] ** -0.5).to(torch.bfloat16) for s in shapes]
        self.head_width = kv // 8

    def __call__(self, x, cache=None, causal: bool = False):
        """x: [tekst, token, breedte]; cache: de keys en values van eerdere tokens, [tekst, kop, token, breedte]."""
        query, key, value, out, gate, up, down = self.weights
        texts, tokens, width = x.shape

        def heads(vectors):
            return vectors.view(texts, tokens, -1, self.head_width).transpose(1, 2)

        q, k, v = heads(x @ query), heads(x @ key), heads(x @ value)
        if cache is not None:
            keys, values = cache
            keys[:, :, -1:], values[:, :, -1:] = k, v  # het nieuwe token komt op de laatste plaats
            k, v = keys, values
        if cache is None and not causal:
            mixed = x  # zonder voorgeschiedenis kijkt een token alleen naar zichzelf
        else:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
            mixed = mixed.transpose(1, 2).reshape(texts, tokens, width)
        x = x + mixed @ out
        return F.rms_norm(x + (F.silu(x @ gate) * (x @ up)) @ down, (width,))


def decode(bench: Bench, plan: Plan) -> dict:
    """Een model met de maten van GEITje-7B: schrijven met steeds meer teksten tegelijk, of ver terugkijkend."""
    device, d = bench.device, plan.width
    layers = [Layer(device, plan) for _ in range(plan.layers)]
    head = (torch.randn(d, plan.vocabulary, device=device) * d**-0.5).to(torch.bfloat16)
    count = sum(weight.numel() for layer in layers for weight in layer.weights) + head.numel()

    def start(texts: int, tokens: int = 1):
        return torch.randn(texts, tokens, d, device=device).to(torch.bfloat16)

    def model(x, caches=None, causal=False):
        for index, layer in enumerate(layers):
            x = layer(x, caches and caches[index], causal)
        return x[:, -1] @ head

    rows, long, prompts = [], [], []
    for texts in plan.tokens_at_once:
        x = start(texts)
        rows.append({"tokens_at_once": texts, **bench.run(recorded(device, lambda x=x: model(x)), texts)})
    for context in plan.contexts:
        shape = (1, plan.key_width // layers[0].head_width, context, layers[0].head_width)
        caches = [tuple(torch.randn(shape, device=device).to(torch.bfloat16) for _ in "kv") for _ in layers]
        x = start(1)
        step = recorded(device, lambda x=x, caches=caches: model(x, caches))
        cache_bytes = sum(2 * part.numel() for pair in caches for part in pair)
        long.append({"context": context, "cache_bytes": cache_bytes, **bench.run(step, 1)})
    for tokens in plan.prompt_tokens:
        x = start(1, tokens)
        with torch.no_grad():
            prompts.append({"tokens": tokens, **bench.run(lambda x=x: model(x, causal=True), tokens)})
    return {"weights": count, "bytes_per_weight": 2, "rows": rows, "contexts": long, "prompts": prompts}


def recorded(device: str, step: Callable[[], object]) -> Callable[[], object]:
    """Neem de opdrachten één keer op (CUDA graph): dan wacht de GPU niet op Python."""
    if device != "cuda":
        return torch.no_grad()(step)
    side = torch.cuda.Stream()
    with torch.cuda.stream(side), torch.no_grad():
        for _ in range(3):
            step()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.no_grad(), torch.cuda.graph(graph):
        step()
    return graph.replay


class Block(nn.Module):
    """Een blok met de maten van het model in les 07."""

    def __init__(self, width: int = 64, heads: int = 4) -> None:
        super().__init__()
        self.heads, self.norm1, self.norm2 = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.net = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))

    def forward(self, x):
        n, length, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(n, length, width)
        x = x + self.out(seen)
        return x + self.net(self.norm2(x))


class SmallGPT(nn.Module):
    """Een model met de maten van les 07: 642 tokens, breedte 64, twee blokken."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(642, 64), nn.Embedding(96, 64)
        self.blocks, self.norm = nn.Sequential(Block(), Block()), nn.LayerNorm(64)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places.weight[: tokens.shape[1]]
        return self.norm(self.blocks(x)) @ self.tokens.weight.T


def small_gpt(bench: Bench) -> dict:
    """Trainingsstappen van het model van les 07 (48 verhalen van 60 tokens, AdamW): op de GPU en op de CPU ernaast."""
    found = {"gpu": bench.run(training_step(bench.device), 1)}
    before = torch.get_num_threads()
    for threads in (1, 2):
        torch.set_num_threads(threads)
        step = training_step("cpu")
        for _ in range(5):
            step()
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - start < bench.seconds:
            step()
            steps += 1
        found[f"cpu_{threads}_threads_per_second"] = steps / (time.perf_counter() - start)
    torch.set_num_threads(before)
    return found


def training_step(device: str) -> Callable[[], None]:
    model = SmallGPT().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    stories = torch.randint(2, 642, (48, 61), device=device)

    def step() -> None:
        loss = F.cross_entropy(model(stories[:, :-1]).flatten(0, 1), stories[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def main() -> None:
    need_nvidia()
    path = write(measure_energy("cuda", Plan(), NvmlMeter()), kind="energy")
    write_checksums()
    print(f"Bewaard: {path}.")


if __name__ == "__main__":
    main()
