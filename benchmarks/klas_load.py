"""Een hele klas tegelijk: onze server naast een gewone JupyterHub, in dezelfde run.

    sudo python3 -m benchmarks.klas_load 28      (zonder getal: 8)

Iedere leerling is een thread die over het echte pad gaat: de proxy, zijn koekjes, een websocket. Alles blijft op deze
computer, en het aantal en de tijd hebben een grens. Vergelijk de verhoudingen: deze computer speelt zelf ook de klas.
"""

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from benchmarks.klas_visitor import Visitor, wait_until
from course_utils.app.copies import copy_lessons

REPO = Path(__file__).resolve().parents[1]
LESSON, LARGEST, MOVES = "02_weights_en_biases.ipynb", 40, 20
_CELLS = [
    "".join(cell["source"])
    for cell in json.loads((REPO / "notebooks" / LESSON).read_text("utf-8"))["cells"]
    if cell["cell_type"] == "code"
]
_PLAIN = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "meting"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
"""
ROWS = {
    "klaarzetten": "alles klaarzetten, voor de bel (s)",
    "login": "inloggen tot JupyterLab, allemaal tegelijk (s)",
    "start": "les openen en startcel, allemaal tegelijk (s)",
    "all": "alle cellen van les 02, allemaal tegelijk (s)",
    "slide": "schuif tot beeld, terwijl iedereen schuift (ms)",
    "slide95": "  hetzelfde, de traagste 5 % (ms)",
    "memory": "geheugen per leerling (MB)",
    "failures": "mislukt",
}


def plain_hub(folder: Path, names: list[str]):
    """Een JupyterHub zoals je hem uit de handleiding krijgt, met dezelfde lessen."""
    for name in names:
        copy_lessons(REPO, folder / name)
    proxy = shutil.which("configurable-http-proxy", path=REPO / "deploy/node_modules/.bin")
    ports = dict(zip(("port", "hub_port", "api_port"), free_ports(3), strict=True))
    (folder / "config.py").write_text(_PLAIN.format(folder=folder, proxy=proxy, python=sys.executable, **ports))
    command = [sys.executable, "-m", "jupyterhub", "-f", str(folder / "config.py")]
    return command, f"http://127.0.0.1:{ports['port']}/", dict.fromkeys(names, "meting")


def our_hub(folder: Path, names: list[str]):
    """De server van `klas`, met alles klaargezet voor de bel."""
    (folder / "namen.txt").write_text("\n".join(names))
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "course_utils.klas.server", str(folder / "namen.txt"), "--klaarzetten", LESSON[:2]]
    command += ["--map", str(folder / "klas"), "--adres", "127.0.0.1", "--poort", str(port)]
    return command, f"http://127.0.0.1:{port}/", None


def measure(kind, count: int) -> dict[str, float]:
    """Start een server, laat een klas erop werken, en geef wat er gemeten is."""
    names = [f"leerling{number:02}" for number in range(1, count + 1)]
    with tempfile.TemporaryDirectory(prefix="klasmeting-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        command, url, codes = kind(folder, names)
        began = time.perf_counter()
        environment = os.environ | {"PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1"}
        with (folder / "log.txt").open("w") as log:
            hub = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            if codes is None:
                wait_until(lambda: "staan klaar" in (folder / "log.txt").read_text() or hub.poll() is not None, 900)
                codes = read_codes(folder / "klas" / "kaartjes.html")
            wait_until(lambda: _answers(url), 300)
            found = {"klaarzetten": time.perf_counter() - began}
            return found | _lesson(url, codes, names, lambda: _memory(hub.pid))
        finally:
            hub.terminate()
            hub.wait(120)
            if kind is our_hub:
                clear = [sys.executable, "-m", "course_utils.klas.server", "--opruimen", "--map", str(folder / "klas")]
                subprocess.run(clear, input="opruimen\n", text=True, env=environment, capture_output=True)


def _lesson(url: str, codes: dict[str, str], names: list[str], memory) -> dict[str, float]:
    """Een lesuur in het klein: inloggen, de startcel, alle cellen, en samen schuiven."""
    failures: list[str] = []
    ready = threading.Barrier(len(names))

    def together(work):
        """Laat iedereen tegelijk iets doen; geef wat het opleverde en hoe lang het duurde."""

        def one(name: str):
            ready.wait(600)
            began = time.perf_counter()
            try:
                return work(name), time.perf_counter() - began
            except Exception as problem:
                failures.append(f"{name}: {type(problem).__name__} {problem}"[:200])
                return None, time.perf_counter() - began

        with ThreadPoolExecutor(len(names)) as pool:
            done = dict(zip(names, pool.map(one, names), strict=True))
        return {name: result for name, (result, _) in done.items()}, [seconds for _, seconds in done.values()]

    def log_in(name: str) -> Visitor:
        visitor = Visitor(url)
        answer = visitor.log_in(name, codes[name])
        assert answer.status == 200, answer.status
        visitor.workplace(name)
        return visitor

    def start(name: str):
        kernel = visitors[name].open_lesson(name, LESSON)
        problem = kernel.run(_CELLS[0])
        assert "Error" not in problem, problem
        return kernel

    def slide(name: str) -> list[float]:
        _, (widget, *_) = kernels[name].run_widget("les.cat_or_dog()")
        seconds = []
        for turn in range(MOVES):
            seconds.append(kernels[name].move(widget, turn, {"w1": turn % 9, "b": turn % 7}))
            time.sleep(0.25)  # zo vaak als iemand die kijkt, een schuif verzet
        return seconds

    visitors, login = together(log_in)
    kernels, first = together(start)
    _, everything = together(lambda name: [kernels[name].run(cell) for cell in _CELLS[1:]])
    used = memory()
    moves, _ = together(slide)
    slid = sorted(1000 * seconds for found in moves.values() for seconds in found or ())
    for failure in failures[:5]:
        print(failure)
    return {
        "login": max(login),
        "start": max(first),
        "all": max(everything),
        "slide": statistics.median(slid),
        "slide95": slid[int(0.95 * len(slid))],
        "memory": used / 1e6,
        "failures": len(failures),
    }


def main(count: int = 8) -> bool:
    """Meet beide, en druk de tabel af met de verhoudingen."""
    if os.getuid() or not shutil.which("node"):
        print("Deze meting maakt gebruikers en een server: geef haar als root, met Node.js.")
        return True
    count = min(count, LARGEST)
    plain, ours = measure(plain_hub, count), measure(our_hub, count)
    print(f"{count} leerlingen op {os.cpu_count()} rekenkernen; gewone JupyterHub | klas | gewoon : klas")
    for row, title in ROWS.items():
        if row in plain:
            ratio = f"{plain[row] / ours[row]:.1f}" if ours[row] else "-"
            print(f"{title:52}{plain[row]:9.1f}{ours[row]:9.1f}{ratio:>7}".replace(".", ","))
    return not ours["failures"]


def _memory(parent: int) -> float:
    """Hoeveel geheugen een werkplek gebruikt: wat processen delen, telt maar één keer (PSS)."""
    everything = psutil.Process(parent).children(recursive=True)
    servers = [each for each in everything if each.name() == "werkplek" or "jupyterhub.singleuser" in each.cmdline()]
    workplaces = {each for server in servers for each in (server, *server.children(recursive=True))}
    workplaces |= {each for each in everything if each.name() == "nest"}
    return sum(each.memory_full_info().pss for each in workplaces) / len(servers)


def read_codes(cards: Path) -> dict[str, str]:
    pattern = r"<dt>naam</dt><dd class=.naam.>(\S+)</dd>\s*<dt>code</dt><dd class=.code.>(\S+)</dd>"
    return dict(re.findall(pattern, cards.read_text("utf-8")))


def _answers(url: str) -> bool:
    try:
        return Visitor(url).ask("hub/health").status == 200
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
