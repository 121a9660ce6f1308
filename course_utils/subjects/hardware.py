"""Wat deze computer is: processor, rekenkernen, geheugen, en de grafische processor (GPU) als die er is."""

import platform
import shutil
import subprocess
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
