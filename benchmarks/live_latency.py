"""Hoe snel volgt een figuur de schuif? Onze levende figuur tegen `interact` met inline matplotlib, in dezelfde run.

Beide doen hetzelfde: een lijn van 200 punten door een puntenwolk, 900 bij 450 beeldpunten. Gemeten wordt in een echte
JupyterLab, van de toets of muisbeweging tot het beeld waarop precies de gevraagde stand staat. Drie proeven:

    koud    pijltjes langs standen die nog nooit getoond zijn, elke 150 ms een: vooruit tekenen mag, onthouden niet
    mis     een sprong naar een stand waar niemand op gerekend had (Home of End)
    slepen  nieuwe beelden per seconde terwijl de muis de knop heen en weer sleept
"""

import statistics
import sys

from course_utils.authoring import lab as browser_lab

FLOOR = 3  # zoveel keer zo snel als interact moet het minstens zijn

SETUP = """
import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
from course_utils.live import Drawing, live_figure, slider
from course_utils.dutch_numbers import dutch
%matplotlib inline
x = np.linspace(-3, 3, 200)
dots = np.random.default_rng(1).normal(size=(2, 60))

def prepare(axes):
    axes.set(xlim=(-3, 3), ylim=(-3, 3), xlabel="x", ylabel="y", title="Een lijn door de punten")
    axes.scatter(*dots, zorder=3)
"""
_LIVE = """
@live_figure(w=slider(0, 6, 0.05, 1, "Frequentie"))
def wave(figure):
    axes = figure.add_subplot()
    prepare(axes)
    (line,) = axes.plot([], [])

    def draw(w):
        line.set_data(x, np.sin(w * x))
        return Drawing(f"De golf heeft frequentie {dutch(w, 2)}.")

    return draw, line

wave()
"""
INTERACT = """
@interact(w=FloatSlider(min=0, max=6, step=0.05, value=1, description="Frequentie"))
def show(w):
    figure, axes = plt.subplots(figsize=(9, 4.5), dpi=100, layout="constrained")
    prepare(axes)
    axes.plot(x, np.sin(w * x))
    plt.show()
    print(f"De golf heeft frequentie {w:.2f}.")
"""
# Elk nieuw beeld (getekend op het canvas, of als <img> ingevoegd en uitgepakt) krijgt de tijd van het volgende frame.
_WATCH = """() => {
  window.pictures = []; window.pressed = 0; window.moves = 0;
  const seen = () => requestAnimationFrame(() => window.pictures.push(performance.now()));
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  let planned = false;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given);
    if (!planned) { planned = true; queueMicrotask(() => { planned = false; seen() }) }
  };
  const arrived = (node) => node.querySelectorAll && [node, ...node.querySelectorAll('img')].forEach(
    (image) => image.tagName === 'IMG' && image.src.startsWith('data:image') && image.decode().then(seen, () => 0));
  new MutationObserver((records) => records.forEach((record) => {
    record.addedNodes.forEach(arrived);
    if (record.type === 'attributes') arrived(record.target);
  })).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['src'] });
  window.addEventListener('keydown', () => { window.pressed = performance.now() }, true);
}"""
# Vanaf de toets: de tijd van het frame waarop de zin van deze stand er staat (onder het plaatje, dus dat staat er ook).
_UNTIL = """([cell, text]) => new Promise((done) => {
  const look = () => {
    if (window.pressed && cell.textContent.includes(text)) return done(performance.now() - window.pressed);
    requestAnimationFrame(look);
  };
  window.pressed = 0;
  requestAnimationFrame(look);
})"""
FRAME = 1000 / 60


def _press(page, cell, handle, keys: list[str], values: list[float], pause: int = 150) -> list[float]:
    """Milliseconden van elke toets tot het beeld van de stand die hij vraagt."""
    handle.focus()
    page.wait_for_timeout(pause)
    delays = []
    node = cell.element_handle()
    for key, value in zip(keys, values, strict=True):
        comma = [f"frequentie {value:.2f}", f"frequentie {value:.2f}".replace(".", ",")]
        text = comma[handle.evaluate("node => node.tagName === 'INPUT'")]
        page.evaluate("window.measured = 0")
        page.evaluate(f"given => {{ ({_UNTIL})(given).then((time) => {{ window.measured = time }}) }}", [node, text])
        page.keyboard.press(key)
        page.wait_for_function("window.measured > 0", polling=5, timeout=20_000)
        delays.append(page.evaluate("window.measured"))
        page.wait_for_timeout(pause)
    return delays


def _drag(page, handle, seconds: float) -> float:
    """Nieuwe beelden per seconde terwijl de muis de knop heen en weer sleept."""
    box = handle.bounding_box()
    center, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(center, middle)
    page.mouse.down()
    start = page.evaluate("() => performance.now()")
    step = 0
    while page.evaluate("() => performance.now()") - start < 1000 * seconds:
        step += 1
        page.mouse.move(center + 50 - abs((step + 50) % 200 - 100), middle)
    page.mouse.up()
    shown = page.evaluate("start => window.pictures.filter(time => time > start).length", start)
    page.wait_for_timeout(1500)
    return shown / seconds


def measure(presses: int = 80, seconds: float = 3) -> dict[str, dict[str, float]]:
    """Meet beide na elkaar. Geeft per soort de mediaan en p95 in milliseconden en het aantal beelden per seconde."""
    with browser_lab.measuring_lab() as lab:
        notebook = lab.open(lab.write("meting.ipynb", [SETUP, _LIVE, INTERACT]), height=1600)
        notebook.run_all()
        page = notebook.page
        page.wait_for_timeout(2000)
        page.evaluate(_WATCH)
        handles = {
            "live": notebook.cell(1).locator("input[type=range]"),
            "interact": notebook.cell(2).locator(".noUi-handle"),
        }
        cells = {"live": notebook.cell(1), "interact": notebook.cell(2)}
        delays, misses, rates = ({name: [] for name in handles} for _ in range(3))
        steps = [round(1 + 0.05 * step, 2) for step in range(1, presses + 1)]
        for name, handle in handles.items():
            delays[name] += _press(page, cells[name], handle, ["ArrowRight"] * presses, steps)
            misses[name] += _press(page, cells[name], handle, ["Home", "End"], [0, 6], 1500)
            rates[name].append(_drag(page, handle, seconds))
        if notebook.errors():
            raise SystemExit("De meting is ongeldig, er ging iets mis:\n" + "\n".join(notebook.errors()))
    return {
        name: {
            "median": statistics.median(delays[name]),
            "p95": statistics.quantiles(delays[name], n=20)[-1],
            "frame": 100 * statistics.mean(delay <= FRAME for delay in delays[name]),
            "miss": statistics.median(misses[name]),
            "rate": statistics.mean(rates[name]),
        }
        for name in handles
    }


def report(result: dict[str, dict[str, float]]) -> str:
    """De tabel, met verhoudingen: zoveel keer zo goed als interact."""
    live, base = result["live"], result["interact"]
    rows = [
        ("mediaan, ms", base["median"], live["median"], base["median"] / live["median"]),
        ("p95, ms", base["p95"], live["p95"], base["p95"] / live["p95"]),
        ("een sprong die niemand verwachtte, ms", base["miss"], live["miss"], base["miss"] / live["miss"]),
        ("beelden per seconde bij slepen", base["rate"], live["rate"], live["rate"] / base["rate"]),
    ]
    lines = [f"{'van schuif tot beeld':40}{'interact':>10}{'live':>10}{'verhouding':>12}"]
    lines += [f"{name:40}{old:10.1f}{new:10.1f}{ratio:11.1f}x" for name, old, new, ratio in rows]
    shares = f"Binnen één frame: interact {base['frame']:.0f} %, live {live['frame']:.0f} %."
    return "\n".join([*lines, shares])


def main() -> bool:
    """Meet, druk af, en zeg of de ondergrens gehaald is."""
    result = measure()
    print(report(result))
    ratio = result["interact"]["median"] / result["live"]["median"]
    print(f"Ondergrens {FLOOR}x: {'gehaald' if ratio >= FLOOR else 'NIET gehaald'}.")
    return ratio >= FLOOR


if __name__ == "__main__":
    sys.exit(not main())
