"""Hoe snel volgt elke levende figuur van de lessen de hand? Elk notebook in een echte JupyterLab, naast `interact`.

    python -m benchmarks.every_figure 02 04        # deze lessen; zonder namen alle

Per figuur, eerst gewoon en dan met 100 ms vertraging heen en 100 ms terug: de hand ligt een halve seconde op de eerste
schuif of keuzelijst en zet die dan elke 150 ms een stand verder, langs standen die nog niet getoond zijn. Gemeten wordt
tot het frame waarop het beeld van precies die stand er staat, en hoe vaak dat het eerstvolgende frame was: dat hangt
weinig van de drukte af. Daarna trekt de hand anderhalve seconde heen en weer: nieuwe beelden per seconde. Ernaast staat
hoe hoog regelaars en beeld samen zijn, en hoeveel een scherm van 1366 bij 768 daarvoor overlaat.
"""

import re
import shutil
import statistics
import sys
from pathlib import Path

import nbformat

from benchmarks.live_latency import INTERACT, SETUP
from course_utils.authoring import lab as browser_lab
from course_utils.authoring.notebook_reader import REPOSITORY

DELAY = 100  # milliseconden, elke kant op
_PREPARE = """() => {
  window.drawn = new WeakMap();
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given);
    window.drawn.set(this.canvas, (window.drawn.get(this.canvas) ?? 0) + 1);
  };
  window.frame = () => new Promise(requestAnimationFrame);
  window.pause = (time) => new Promise((done) => setTimeout(done, time));
  window.figures = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .hoe-ai-live")]
    .filter((root) => root.querySelector(".hoe-ai-picture"));
}"""
_LATER = """(delay) => {
  const socket = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel._ws;
  const send = socket.send.bind(socket);
  const { onmessage } = socket;
  socket.send = (data) => setTimeout(() => send(data), delay);
  socket.onmessage = (event) => setTimeout(() => onmessage(event), delay);
}"""
_LOOK = """(place) => {
  const root = window.figures[place];
  const cells = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")];
  const top = root.querySelector(".hoe-ai-hand").getBoundingClientRect().top;
  const notebook = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer");
  return {
    cell: cells.indexOf(root.closest(".jp-Cell")),
    sheet: (root.dataset.controls ?? "").includes("sheet"),
    high: Math.round(root.querySelector(".hoe-ai-picture").getBoundingClientRect().bottom - top),
    room: notebook.clientHeight,
  };
}"""
# Zet de eerste regelaar steeds een stand verder; geeft de tijden, en de beelden per seconde bij het trekken.
_MEASURE = """async (place) => {
  const root = window.figures[place];
  const canvas = root.querySelector(".hoe-ai-picture canvas");
  const inputs = [...root.querySelectorAll(".hoe-ai-controls input[type=range]")];
  const slider = inputs.find((input) => Number(input.max) > 3 && !input.closest(".hoe-ai-plays"));
  const control = slider ?? root.querySelector(".hoe-ai-controls select") ?? inputs[0];
  if (!control || control.closest(".hoe-ai-plays")) return null;
  const most = Number(slider ? control.max : control.options.length - 1);
  const event = slider ? "input" : "change";
  const start = Number(control.value);
  const way = most - start >= start ? 1 : -1;
  root.scrollIntoView();
  window.dispatchEvent(new CustomEvent("hoe-ai-turn", { detail: null })); // wat er van eerder lag, telt niet mee
  control.focus({ preventScroll: true });
  await pause(500);
  const set = (value) => {
    control.value = value;
    control.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const times = [];
  let next = 0; // zo vaak stond het er al in het eerstvolgende frame
  for (let value = start + way; value >= 0 && value <= most && times.length < 14; value += way) {
    const before = window.drawn.get(canvas) ?? 0;
    await frame();
    const begin = performance.now();
    set(value);
    let frames = 0;
    do {
      await frame();
      frames += 1;
    } while (((window.drawn.get(canvas) ?? 0) === before || canvas.getAttribute("aria-busy") === "true")
      && performance.now() - begin < 5000);
    times.push(performance.now() - begin);
    next += frames === 1;
    await pause(150);
  }
  const begin = performance.now();
  let shown = 0;
  let last = window.drawn.get(canvas);
  for (let step = 0; performance.now() - begin < 1500; step += 1) {
    const far = step % (2 * most);
    set(far > most ? 2 * most - far : far);
    await frame();
    if (window.drawn.get(canvas) !== last) shown += 1;
    last = window.drawn.get(canvas);
  }
  await pause(500);
  return { times, share: next / times.length, rate: shown / 1.5 };
}"""
_BASE = """async (done) => {
  const handle = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .noUi-handle");
  const cell = handle.closest(".jp-Cell");
  handle.focus();
  const times = [];
  for (let step = done + 1; step <= done + 14; step += 1) {
    const text = `frequentie ${(1 + 0.05 * step).toFixed(2)}`;
    await frame();
    const begin = performance.now();
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    do await frame(); while (!cell.textContent.includes(text) && performance.now() - begin < 5000);
    times.push(performance.now() - begin);
    await pause(150);
  }
  return { times, share: 0, rate: 0 };
}"""


def measure(lab, path: Path) -> list[dict]:
    """De figuren van dit notebook, elk met tijden en beelden per seconde, gewoon en met vertraging."""
    copy = Path(shutil.copy(path, lab.root))
    notebook = nbformat.read(copy, as_version=4)
    sources = [cell.source for cell in notebook.cells]
    notebook.cells += [nbformat.v4.new_code_cell(SETUP), nbformat.v4.new_code_cell(INTERACT)]
    nbformat.write(notebook, copy)
    opened = lab.open(copy, width=1366, height=768)
    opened.run_all()
    opened.command("notebook:expand-all-headings")
    page = opened.page
    page.wait_for_timeout(3000)
    page.evaluate(_PREPARE)
    rows = []
    for place in range(page.evaluate("window.figures.length")):
        seen = page.evaluate(_LOOK, place)
        calls = re.findall(r"les\.(\w+)\(", sources[seen["cell"]])
        rows.append({"lesson": path.stem[:2], "name": (calls or ["DigitPad"])[-1], "place": place, **seen})
    for kind in ("here", "far"):
        if kind == "far":
            page.evaluate(_LATER, DELAY)
        for row in rows:
            row[kind] = None if row["sheet"] else page.evaluate(_MEASURE, row["place"])
        if kind == "here":
            base = page.evaluate(_BASE, 0)
    far = page.evaluate(_BASE, 14)
    return [*rows, {"lesson": path.stem[:2], "name": "interact", "high": 0, "room": 0, "here": base, "far": far}]


def report(rows: list[dict]) -> str:
    """De tabel: per figuur mediaan, p95, deel binnen een frame en beelden per seconde, gewoon en met vertraging."""
    kinds = "".join(f"{name:>9}" for name in ("mediaan", "p95", "1 frame", "per s")) * 2
    lines = [f"{'figuur':30}{kinds}{'hoog':>7}{'ruimte':>8}"]
    for row in rows:
        line = f"{row['lesson']} {row['name']:27}"
        for kind in ("here", "far"):
            times = (row[kind] or {}).get("times")
            if not times:
                line += f"{'-':>9}" * 4
                continue
            p95 = sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
            share, rate = 100 * row[kind]["share"], row[kind]["rate"]
            line += f"{statistics.median(times):9.1f}{p95:9.1f}{share:7.0f} %{rate:9.0f}"
        lines.append(f"{line}{row['high']:7}{row['room']:8}")
    return "\n".join(lines)


def main(chosen: list[str] | None = None) -> bool:
    """Meet alle lessen, of die waarvan de naam zo begint, en druk de tabel af."""
    with browser_lab.measuring_lab() as lab:
        for path in sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb")):
            if not chosen or path.stem.startswith(tuple(chosen)):
                print(report(measure(lab, path)), flush=True)
    return True


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
