"""Grenzen per leerling: geheugen, rekentijd en aantal processen, zodat een fout van de een de ander niet raakt.

Er zijn drie manieren. Welke er op deze computer kan, zegt `find_limits`; wat zij waard is, zegt `promise`.

- cgroup v2: de manier van nu. Met systemd krijgt de server er een eigen scope voor (Delegate=yes).
- cgroup v1: de manier van oudere systemen en van sommige containers.
- rlimit: werkt overal, maar telt per programma en niet per leerling.
"""

import os
import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

MEMORY = 1_500_000_000  # byte per leerling: drie zware lessen tegelijk open
FILE = 500_000_000  # byte: zo groot mag één bestand worden, zodat een lus die schrijft niet de schijf vult
PROCESSES = 250  # ook een thread telt mee; JupyterLab met drie kernels heeft er ongeveer 100
CORES = 1.0
MOUNT = Path("/sys/fs/cgroup")


@dataclass
class Limits:
    kind: str
    folders: dict[str, str] = field(
        default_factory=dict
    )  # per soort grens de map waaronder elke leerling er een krijgt
    memory: int = MEMORY
    processes: int = PROCESSES
    cores: float = CORES

    @property
    def promise(self) -> str:
        """Wat deze grenzen waard zijn, in een zin voor de docent."""
        size = f"{self.memory / 1e9:.1f} GB".replace(".", ",")
        if self.kind == "rlimit":
            return (
                f"Grenzen per programma (rlimit): hooguit {size}. Wie veel programma's tegelijk start, krijgt meer;"
                " hier zijn geen cgroups om dat tegen te houden."
            )
        return f"Grenzen per leerling ({self.kind}): {size} geheugen, één rekenkern, {self.processes} processen."

    def enter(self, name: str, own_user: bool) -> Callable[[], None]:
        """Maak de groep van deze leerling, en geef wat zijn eerste proces moet doen om erin te komen."""
        groups = self._groups(name)
        for kind, group in zip(self.folders, groups, strict=True):
            group.mkdir(exist_ok=True)
            for file, value in self._values(kind).items():
                if (group / file).exists():  # niet elke kernel kan elke grens
                    (group / file).write_text(value)

        def join() -> None:
            for group in groups:
                (group / "cgroup.procs").write_text("0")
            os.setpriority(os.PRIO_PROCESS, 0, 5)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
            if self.kind == "rlimit":
                resource.setrlimit(resource.RLIMIT_DATA, (self.memory, self.memory))
                if own_user:  # het aantal telt over alles van één gebruiker
                    resource.setrlimit(resource.RLIMIT_NPROC, (self.processes, self.processes))

        return join

    def leave(self, name: str) -> None:
        """Ruim de groep van deze leerling op. Draait er nog iets in, dan blijft zij voor de volgende keer."""
        for group in self._groups(name):
            with suppress(OSError):
                group.rmdir()

    def _groups(self, name: str) -> list[Path]:
        return [Path(folder) / f"leerling-{name}" for folder in self.folders.values()]

    def _values(self, kind: str) -> dict[str, str]:
        quota = f"{int(self.cores * 100_000)}"
        return {
            "v2": {
                "memory.max": f"{self.memory}",
                "memory.swap.max": "0",
                "pids.max": f"{self.processes}",
                "cpu.max": f"{quota} 100000",
            },
            "memory": {
                "memory.limit_in_bytes": f"{self.memory}",
                "memory.memsw.limit_in_bytes": f"{self.memory}",
            },
            "cpu": {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": quota},
            "pids": {"pids.max": f"{self.processes}"},
        }[kind]

    def as_dict(self) -> dict:
        return asdict(self)


def find_limits() -> Limits:
    """De beste grenzen die deze computer echt kan stellen; zij worden hier meteen geprobeerd."""
    own = _own_groups()
    for attempt in (_second_version, _first_version):
        try:
            return attempt(own)
        except (OSError, LookupError):
            continue
    return Limits("rlimit")


def _own_groups() -> dict[str, Path]:
    """In welke groep dit proces zit, per soort; de soort van cgroup v2 heeft geen naam."""
    groups = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, kinds, path = line.split(":", 2)
        groups |= {kind: Path(path.lstrip("/")) for kind in kinds.split(",")}
    return groups


def _second_version(own: dict[str, Path]) -> Limits:
    base = MOUNT / own[""]
    if not {"memory", "cpu", "pids"} <= set((base / "cgroup.controllers").read_text().split()):
        raise LookupError
    # In een groep die kinderen begrenst, mag zelf geen proces zitten: wij gaan een verdieping lager zitten.
    server = base / "server"
    server.mkdir(exist_ok=True)
    for process in (base / "cgroup.procs").read_text().split():
        (server / "cgroup.procs").write_text(process)
    (base / "cgroup.subtree_control").write_text("+memory +cpu +pids")
    (server / "cpu.weight").write_text("1000")  # de hub en de proxy gaan voor
    return _tried(Limits("cgroup v2", {"v2": str(base)}))


def _first_version(own: dict[str, Path]) -> Limits:
    return _tried(Limits("cgroup v1", {kind: str(MOUNT / kind / own[kind]) for kind in ("memory", "cpu", "pids")}))


def _tried(limits: Limits) -> Limits:
    """Geef deze grenzen terug als zij hier te stellen zijn."""
    limits.enter("proef", own_user=False)
    limits.leave("proef")
    return limits
