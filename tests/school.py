"""Een echte klas voor de toetsen: de server van `klas` op een eigen poort, met een map en accounts die daarna weg zijn.

Met root krijgt elke leerling een eigen gebruiker. Staat Python in een map waar anderen niet in mogen, zoals /root, dan
draait de klas in een eigen mount namespace waarin alleen het nodige leesbaar is: op de computer zelf verandert niets.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.klas_visitor import PATIENCE, Kernel, Visitor, own_disk, wait_until
from course_utils.klas.accounts import School

REPO = Path(__file__).resolve().parents[1]


class ClassServer:
    """Een draaiende klas, en wat een toets daarmee doet."""

    def __init__(self, folder: Path, people: str = "3", *options: str) -> None:
        self.folder, self.people, self.options = folder, people, options
        self.disk = False  # of zij op een eigen schijf staat
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = folder.parent / "klas.log"

    @property
    def school(self) -> School:
        return School(self.folder)

    @property
    def hub_log(self) -> str:
        return (self.folder / "server" / "hub.log").read_text("utf-8", "replace")

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def start(self) -> None:
        """Start de klas en wacht tot je kunt inloggen."""
        command = [sys.executable, "-m", "course_utils.klas.server", self.people, "--map", str(self.folder)]
        command += ["--poort", str(self.port), "--adres", "127.0.0.1", *self.options]
        with self.log.open("w") as log:
            environment = os.environ | {"PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1"}
            self.process = subprocess.Popen(
                in_readable_room(command), stdout=log, stderr=log, env=environment, start_new_session=True
            )
        wait_until(lambda: "Met Ctrl-C stop je alles" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, f"{self.said}\n{self.hub_log[-3000:]}"
        if cards := self.folder / "kaartjes.html":
            text = cards.read_text("utf-8") if cards.exists() else ""
            self.codes = dict(
                re.findall(
                    r"<dt>naam</dt><dd class=\"naam\">(\S+)</dd>\s*<dt>code</dt><dd class=\"code\">(\S+)</dd>", text
                )
            )

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop zoals een docent dat doet, met Ctrl-C."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    @contextmanager
    def without_hub(self):
        """Laat de hub omvallen. Zolang dit duurt, start niemand hem opnieuw."""
        self.process.send_signal(signal.SIGSTOP)
        children = psutil.Process(self.process.pid).children(True)
        next(child for child in children if "jupyterhub" in child.cmdline()).kill()
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def clear(self) -> None:
        """Ruim de klas op zoals een docent dat doet."""
        if self.process.poll() is None:
            self.stop()
        self.command("--opruimen", input="opruimen\n")

    def command(self, *arguments: str, **options) -> str:
        """Doe iets met de klas die er al is, en geef wat het commando zegt."""
        command = [sys.executable, "-m", "course_utils.klas.server", *arguments, "--map", str(self.folder)]
        options |= {"env": os.environ | {"PYTHONPATH": str(REPO)}, "text": True, "capture_output": True}
        done = subprocess.run(in_readable_room(command), **options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def running(self, name: str) -> bool:
        """Of deze leerling nog iets heeft draaien."""
        system = self.school.accounts[name].system
        return any(process.info["username"] == system for process in psutil.process_iter(["username"]))

    def visitor(self, name: str = "") -> Visitor:
        """Een browser zonder scherm; met een naam is die meteen ingelogd."""
        visitor = Visitor(self.url)
        if name:
            answer = visitor.log_in(name, self.codes[name])
            assert answer.status == 200, answer.text[:500]
        return visitor

    def at_work(self, name: str, lesson: str = "00_welkom.ipynb") -> tuple[Visitor, Kernel]:
        """Een ingelogde leerling met een les open."""
        visitor = self.visitor(name)
        visitor.workplace(name)
        return visitor, visitor.open_lesson(name, lesson)


@contextmanager
def new_class(people: str, *options: str, disk: str = ""):
    """Een klas in een map waar leerlingen doorheen mogen (die van pytest zijn dicht); na afloop is alles weg.

    disk: zo groot is de eigen schijf waar zij op staat, met ext4 zoals Debian die maakt; mag een toets hier geen schijf
    maken, dan zonder.
    """
    with tempfile.TemporaryDirectory(prefix="klas-") as folder:
        klas_disk = bool(disk) and own_disk(Path(folder), disk)
        Path(folder).chmod(0o755)
        klas = ClassServer(Path(folder) / "klas", people, *options)
        klas.disk = klas_disk
        try:
            klas.start()
            yield klas
        finally:
            klas.clear()
            if klas_disk:
                subprocess.run(["umount", "--lazy", folder], check=True)


def in_readable_room(command: list[str]) -> list[str]:
    """Ditzelfde commando, zo dat ook een leerling bij Python en de cursus kan."""
    needed = {path for path in map(Path, [sys.base_prefix, sys.prefix, REPO, *sys.path]) if path.is_dir()}
    closed = {folder for path in needed for folder in path.parents if not folder.stat().st_mode & 0o001}
    steps = []
    for folder in (folder for folder in closed if not closed & set(folder.parents)):
        aside = Path("/run/hoe-ai-toets")
        inside = {path: aside / path.relative_to("/") for path in needed if path.is_relative_to(folder)}
        for path, kept in inside.items():
            steps += [["mkdir", "-p", kept], ["mount", "--bind", path, kept]]
        steps.append(["mount", "-t", "tmpfs", "-o", "mode=755", "none", folder])
        for path, kept in inside.items():
            steps += [["mkdir", "-p", path], ["mount", "--bind", kept, path]]
    if not steps:
        return command
    script = " && ".join([*(shlex.join(map(str, step)) for step in steps), 'exec "$@"'])
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *command]


def missing() -> str:
    """Wat hier ontbreekt voor een echte klas, in een zin; leeg als alles er is."""
    if sys.platform != "linux" or os.getuid() != 0 or not shutil.which("useradd"):
        return "Deze toets maakt gebruikers op deze computer. Dat kan alleen als root, op Linux."
    if not shutil.which("configurable-http-proxy", path=REPO / "deploy" / "node_modules" / ".bin"):
        return "Voor deze toets is de proxy van JupyterHub nodig: installeer Node.js, en geef npm ci --prefix deploy."
    return ""
