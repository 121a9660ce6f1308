"""Meten op deze computer en op haar GPU: is het rustig genoeg, past het in het geheugen, en is de GPU klaar?"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psutil

from course_utils.subjects.hardware import this_machine
from course_utils.subjects.timing import measure

__all__ = ["copy_bandwidth", "find_gpu", "fitting_size", "is_it_quiet", "synchronizer", "torch_threads"]

BUSY_PERCENT = 30
SHARE_OF_MEMORY = 0.25  # zoveel van het vrije werkgeheugen mag een meting gebruiken


@dataclass(frozen=True)
class Gpu:
    """Een GPU waarmee PyTorch nu echt kan rekenen. device: hoe PyTorch hem noemt; memory_gb: None als dat geheim is."""

    device: str
    name: str
    memory_gb: float | None


def find_gpu() -> tuple[Gpu | None, str]:
    """Zoek met PyTorch een GPU en reken er een sommetje op: de GPU of None, en een zin die zegt hoe het zit."""
    try:
        import torch
    except ImportError:
        return None, "PyTorch is niet geïnstalleerd, dus ik kan niet op een GPU rekenen. Je CPU doet het werk."
    for device in ("cuda", "xpu", "mps"):
        try:
            with warnings.catch_warnings(record=True) as notes:
                warnings.simplefilter("always")
                found = _is_available(torch, device)
            if found:
                (torch.ones(2, 2, device=device) @ torch.ones(2, 2, device=device)).cpu()
                return (gpu := _describe_gpu(torch, device)), f"PyTorch kan rekenen op deze GPU: {gpu.name}."
        except Exception as problem:  # een stuurprogramma dat niet meewerkt, geeft allerlei soorten fouten
            return None, _gpu_problem(str(problem))
        about_gpu = [text for note in notes if "driver" in (text := str(note.message)).lower()]
        if about_gpu:  # PyTorch geeft bij een te oud stuurprogramma geen fout, alleen een waarschuwing
            return None, _gpu_problem(about_gpu[0])
    if name := this_machine().gpu:
        return None, f"Er zit een GPU in deze computer ({name}), maar deze PyTorch kan er niet op rekenen."
    return None, "Ik vind geen GPU waarop PyTorch kan rekenen. Dat geeft niet: je CPU doet het werk."


def _is_available(torch, device: str) -> bool:
    backend = torch.backends.mps if device == "mps" else getattr(torch, device, None)
    return backend is not None and backend.is_available()


def _describe_gpu(torch, device: str) -> Gpu:
    if device == "mps":
        return Gpu(device, "GPU van de Apple-chip", None)
    properties = getattr(torch, device).get_device_properties(0)
    return Gpu(device, properties.name, properties.total_memory / 1e9)


def _gpu_problem(text: str) -> str:
    """Wat er mis is met een GPU die er wel is; text: wat PyTorch meldde."""
    if "too old" in text or "driver" in text.lower():
        return "Er is een GPU, maar het stuurprogramma is te oud voor deze PyTorch. Werk het bij. Nu rekent de CPU."
    if "out of memory" in text.lower():
        return "Er is een GPU, maar zijn geheugen is vol. Sluit andere programma's. Nu rekent de CPU."
    return "Er is een GPU, maar rekenen erop lukt niet. Nu rekent de CPU."


def synchronizer(device: str) -> Callable[[], None]:
    """De functie die wacht tot een apparaat ("cpu", "cuda", "mps" of "xpu") klaar is. Op een CPU is dat niet nodig."""
    kind = device.partition(":")[0]
    if kind == "cpu":
        return lambda: None
    import torch

    return getattr(torch, kind).synchronize


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Laat PyTorch binnen dit blok met zoveel threads rekenen; daarna staat het zoals het was."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fitting_size(wanted: int, bytes_needed: Callable[[int], float], free: float | None = None) -> tuple[int, str]:
    """De grootste maat van hooguit `wanted` die in het geheugen past, en een zin als dat minder is dan gevraagd.

    bytes_needed(maat) zegt hoeveel geheugen nodig is; free: vrije bytes, anders het vrije werkgeheugen van nu. De maat
    wordt gehalveerd tot zij past en nooit kleiner dan 1.
    """
    room = SHARE_OF_MEMORY * (psutil.virtual_memory().available if free is None else free)
    size = wanted
    while size > 1 and bytes_needed(size) > room:
        size //= 2
    if size == wanted:
        return size, ""
    return size, f"Er is weinig geheugen vrij. Ik meet met maat {size} in plaats van {wanted}."


def is_it_quiet(busy: float | None = None) -> str:
    """Zeg of dit een goed moment is om te meten; busy: hoeveel procent van de processor nu bezig is."""
    busy = psutil.cpu_percent(interval=0.3) if busy is None else busy
    if busy < BUSY_PERCENT:
        return "Je processor heeft weinig anders te doen: een goed moment om te meten."
    return f"Let op: je processor is al voor {busy:.0f} % bezig. Andere programma's maken je metingen traag: sluit ze."


def copy_bandwidth(byte_count: int, seconds: float = 0.15) -> float:
    """Meet met hoeveel byte per seconde een array gekopieerd wordt, lezen en schrijven samen; snelste beurt.

    De array zelf is byte_count groot, of kleiner als het geheugen vol is.
    """
    byte_count, _ = fitting_size(int(byte_count), lambda size: 2 * size)
    source = np.ones(max(1, byte_count // 4), np.float32)
    target = np.empty_like(source)
    timing = measure(lambda: np.copyto(target, source), seconds)
    return 2 * source.nbytes / timing.fastest
