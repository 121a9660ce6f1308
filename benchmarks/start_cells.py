"""Wat kost een les voordat er iets te zien is? Seconden rekenwerk van een verse kernel, zoals een leerling die krijgt.

    kernel     Python en IPython zelf
    startcel   en dan de startcel erbij
    figuur     en alles tot en met de eerste cel die een figuur toont

Rekenwerk schommelt minder dan de klok, en een klas op één server deelt juist dat. Toch telt alleen wat in één run
gemeten is. Daarom zet `python -m benchmarks.start_cells MAP [LES ...]` deze cursus naast een eerdere, om en om; MAP is
dan een kopie daarvan (git worktree add MAP COMMIT). De laatste kolom laat zien of werk alleen opschoof: vergelijk die
waar de les dezelfde eerste figuur heeft.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from course_utils.app.environment import clean_environment

REPOSITORY = Path(__file__).parents[1]
ROUNDS = 9  # een ronde vooraf telt niet mee: dan vertaalt Python de modules
STAGES = ("kernel", "startcel", "figuur")
_CONFIG = "from course_utils.app.environment import KERNEL_CONFIG; print(KERNEL_CONFIG)"
_CPU = "__import__('time').process_time()"


def cells_to_first_figure(notebook: dict) -> list[str]:
    """De code van een notebook tot en met de eerste cel waar een beeld bij bewaard is."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            found.append("".join(cell["source"]))
            if any("image/png" in output.get("data", {}) for output in cell["outputs"]):
                break
    return found


def cost(course: Path, cells: list[str], config: str) -> list[float]:
    """Het rekenwerk van een verse kernel na elk van de STAGES, in seconden."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(config, "utf-8")
        work = Path(folder) / "mijn_cursus"
        work.mkdir()
        env = clean_environment(PYTHONPATH=str(course), IPYTHONDIR=folder)
        manager, kernel = start_new_kernel(env=env, cwd=str(work), extra_arguments=["--IPKernelApp.log_level=40"])

        def run(code: str, **options) -> dict:
            return kernel.execute_interactive(code, output_hook=lambda _: None, timeout=600, **options)["content"]

        def cpu() -> float:
            answer = run("", silent=True, user_expressions={"cpu": _CPU})["user_expressions"]["cpu"]
            return float(answer["data"]["text/plain"])

        try:
            times = [cpu()]
            if run(cells[0])["status"] != "ok":
                raise SystemExit(f"De startcel in {course} geeft een fout.")
            times.append(cpu())
            for code in cells[1:]:
                run(code)
            return [*times, cpu()]
        finally:
            kernel.stop_channels()
            manager.shutdown_kernel(now=True)


def is_slower(mine: Sequence[float], theirs: Sequence[float]) -> bool:
    """Kost het hier meer, ook als je toeval meetelt? Dan is onze mediaan groter dan drie van de vier andere keren."""
    return statistics.median(mine) > statistics.quantiles(theirs)[-1]


def _config_of(course: Path) -> str:
    """De instellingen van de kernel; de eerste uitgave had die nog niet."""
    asked = [sys.executable, "-c", _CONFIG]
    return subprocess.run(asked, env=clean_environment(PYTHONPATH=str(course)), capture_output=True, text=True).stdout


def _measure(stem: str, courses: list[Path], configs: list[str]) -> list[list[tuple[float, ...]]]:
    """Per cursus en per stap de tijden van elke ronde, om en om; een cursus zonder deze les blijft leeg."""
    paths = [course / "notebooks" / f"{stem}.ipynb" for course in courses]
    cells = [cells_to_first_figure(json.loads(path.read_text("utf-8"))) if path.exists() else [] for path in paths]
    places = [place for place in range(len(courses)) if cells[place]]
    times: list[list[list[float]]] = [[] for _ in courses]
    for turn in range(1 + ROUNDS):
        for place in places if turn % 2 else reversed(places):
            measured = cost(courses[place], cells[place], configs[place])
            if turn:
                times[place].append(measured)
    return [list(zip(*rounds, strict=True)) for rounds in times]


def main(other: Path | None = None, lessons: Sequence[str] = ()) -> bool:
    """Meet, druk de tabel af, en zeg of geen les hier meer kost dan in de andere map."""
    courses = [REPOSITORY, *([other.resolve()] if other else [])]
    configs, slower = [_config_of(course) for course in courses], []
    print("Rekenwerk in s: de mediaan (en tussen haakjes de middelste helft van de metingen)")
    print(f"{'les':24}{'':6}" + "".join(f"{stage:>20}" for stage in STAGES), flush=True)
    for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        if lessons and path.stem[:2] not in lessons:
            continue
        measured = _measure(path.stem, courses, configs)
        for name, stages in zip(("hier", "daar"), measured, strict=False):
            if stages:
                print(f"{path.stem:24}{name:6}" + "".join(f"{_shown(times):>20}" for times in stages), flush=True)
        if len(measured) == 2 and all(measured):
            slower += [
                f"{path.stem} ({stage})" for stage, *both in zip(STAGES, *measured, strict=True) if is_slower(*both)
            ]
    if other:
        print(f"Hier duurder dan daar: {', '.join(slower) or 'niets'}.")
    return not slower


def _shown(times: Sequence[float]) -> str:
    low, middle, high = statistics.quantiles(times)
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sys.exit(not main(Path(sys.argv[1]), sys.argv[2:]))
