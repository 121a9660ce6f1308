"""Wat deze computer is: processor, rekenkernen, geheugen, en de grafische processor (GPU) als die er is."""

import platform
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Machine:
    """Een computer. memory_gb: werkgeheugen in GB (10^9 byte); gpu: naam, of None als er geen bruikbare is gevonden."""

    processor: str
    cores: int
    threads: int
    memory_gb: float
    gpu: str | None


def this_machine() -> Machine:
    """Beschrijf deze computer, zonder PyTorch te laden."""
    threads = psutil.cpu_count(logical=True) or 1
    return Machine(
        processor=_processor_name(),
        cores=psutil.cpu_count(logical=False) or threads,
        threads=threads,
        memory_gb=psutil.virtual_memory().total / 1e9,
        gpu=_gpu_name(),
    )


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
    if name := _gpu_name():
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


def _processor_name() -> str:
    if platform.system() == "Linux":
        for line in _read("/proc/cpuinfo").splitlines():
            if line.startswith(("model name", "Model")):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        return _output_of("sysctl", "-n", "machdep.cpu.brand_string") or "Apple-processor"
    return platform.processor() or platform.machine() or "onbekende processor"


def _gpu_name() -> str | None:
    """De naam van een GPU waarmee PyTorch kan rekenen: NVIDIA met stuurprogramma, of de GPU van een Apple-chip."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "GPU van de Apple-chip"
    names = _output_of("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
    return names.splitlines()[0].strip() if names else None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _output_of(*command: str) -> str:
    """De uitvoer van een programma, of niets als het er niet is, faalt of blijft hangen."""
    if not shutil.which(command[0]):
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
