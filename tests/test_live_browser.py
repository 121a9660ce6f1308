"""Wat van de levende figuur alleen in een echte JupyterLab te zien is."""

import json
import subprocess
import sys

import pytest
from lost_messages import lose

SETUP = """
import time
import numpy as np
from course_utils.live import Drawing, LiveFigure, button, checkbox, choice, number, slider, stops
from course_utils.dutch_numbers import dutch

drawn = []

def build(figure):
    axes = figure.add_subplot(xlim=(-3, 3), ylim=(-3, 3))
    axes.scatter([-2, -1, 1, 2], [1, 2, -1, -2], zorder=5)
    (line,) = axes.plot([], [])

    def draw(w, kind="lijn", shown=True, n=12, steps=0, pause=0):
        drawn.append(w)
        time.sleep(pause)
        if n == 13:
            raise RuntimeError("ongeluk")
        x = np.linspace(-3, 3, 50)
        line.set_data(x, w * x + steps if kind == "lijn" else np.sin(w * x) + steps)
        line.set_visible(shown)
        return Drawing(f"Een {kind} met gewicht {dutch(w, 2)}, {dutch(n)} lagen en {steps} stappen.",
                       html=f"<table><tr><td>{dutch(w, 2)}</td></tr></table>", reached=w < 0)

    return draw, line
"""
ALL = """
LiveFigure(build, goal="Maak het gewicht negatief.", presets={"Vlak": {"w": 0, "kind": "lijn"}},
    w=slider(-2, 2, 0.05, 1, "Gewicht"), kind=choice(["lijn", "golf"], "Soort"), shown=checkbox(True, "Toon de lijn"),
    n=number(1, 2000, 12, "Lagen"), steps=button("Stap", 3))
"""
QUICK = """
figure = LiveFigure(build, w=slider(-2, 2, 0.05, 1, "Gewicht"),
    pause=stops([0, 0.15, 6.5], 0, "Pauze", labels=["geen", "even", "lang"]))
figure.show()
"""
AGAIN = "figure.show()"
COUNT = """
import ipywidgets
print("modellen:", len(ipywidgets.Widget.get_manager_state()["state"]))
"""
GOAL = """
LiveFigure(build, goal="Maak het gewicht negatief.", w=slider(-2, 2, 0.05, 1, "Gewicht"))
"""
TRAIN = """
def build_training(figure):
    (line,) = figure.add_subplot(xlim=(0, 9), ylim=(0, 1)).plot([], [])

    def draw(piece, pause):
        if pause and piece == 3:
            time.sleep(6)
        line.set_data([0, piece], [0, 1])
        return Drawing(f"Dit is stukje {piece} van 8, {'met' if pause else 'zonder'} pauze.")

    return draw, line

LiveFigure(build_training, piece=stops(range(9), 0, "Training", play="Start"),
    pause=stops([0, 1], 0, "Pauze"))
"""
CELLS = [SETUP, ALL, QUICK, AGAIN, COUNT, "time.sleep(6)", GOAL, "print('getekend:', len(drawn))", TRAIN]
ALL_CELL, QUICK_CELL, AGAIN_CELL, COUNT_CELL, SLEEP_CELL, GOAL_CELL, DRAWN_CELL, TRAIN_CELL = range(1, 9)


class Live:
    """De figuur in een cel, zoals een leerling hem bedient."""

    def __init__(self, notebook, cell: int):
        self.page = notebook.page
        self.root = notebook.cell(cell).locator(".hoe-ai-live")
        self.root.wait_for(timeout=30_000)

    def slider(self, index: int = 0):
        return self.root.locator("input[type=range]").nth(index)

    def text(self, name: str) -> str:
        return self.root.locator(f".hoe-ai-{name}").first.inner_text()

    def wait_for(self, part: str, timeout: float = 60) -> None:
        """Wacht tot deze tekst in de zin staat."""
        self.root.locator(".hoe-ai-sentence", has_text=part).wait_for(timeout=timeout * 1000)

    def pixels(self) -> str:
        return self.root.locator("canvas").evaluate("canvas => canvas.toDataURL()")

    def announced(self) -> str:
        return self.root.locator("[role=status]").inner_text()

    def alarm(self) -> str:
        return self.root.locator("[role=alert]").inner_text()


def drawings(notebook) -> int:
    """Hoe vaak Python tot nu toe tekende."""
    notebook.run_cell(DRAWN_CELL)
    notebook.page.wait_for_timeout(300)
    notebook.wait_until_run()
    return int(notebook.cell(DRAWN_CELL).locator(".jp-OutputArea-output").inner_text().split()[-1])


_open = []


@pytest.fixture
def demo(lab):
    """Het proefnotebook, uitgevoerd. Tests delen het, want openen duurt lang; elke test drukt eerst op Opnieuw."""
    if not _open or not _open[-1].is_open:
        _open.append(lab.open(lab.write("proef.ipynb", CELLS)))
        _open[-1].run_all()
    notebook = _open[-1]
    for button in notebook.page.get_by_role("button", name="Opnieuw").all():
        button.click()
    notebook.page.wait_for_timeout(700)
    return notebook


def test_every_control_by_keyboard(demo):
    """Pijlen, PageUp, Home en End horen bij de schuif, letters bij het veld; JupyterLab doet er niets mee."""
    figure = Live(demo, ALL_CELL)
    demo.page.keyboard.press("Escape")
    cells = demo.page.locator(".jp-Cell").count()
    weight = figure.slider()
    before = figure.pixels()
    weight.focus()
    for key, value in (
        ("ArrowLeft", "0,95"),
        ("ArrowUp", "1,00"),
        ("PageDown", "0,60"),
        ("Home", "−2,00"),
        ("End", "2,00"),
    ):
        weight.press(key)
        figure.wait_for(f"gewicht {value}")
        assert weight.get_attribute("aria-valuetext") == value
    assert figure.pixels() != before

    kind = figure.root.locator("select")
    kind.focus()
    kind.press("ArrowDown")
    figure.wait_for("Een golf")

    box = figure.root.locator("input[type=checkbox]")
    box.focus()
    visible = figure.pixels()
    box.press(" ")
    figure.page.wait_for_timeout(600)
    assert figure.pixels() != visible

    layers = figure.root.locator("input[type=text]")
    layers.focus()
    layers.press("Control+a")
    layers.press_sequentially("1.024ddxa")  # dd wist een cel en a voegt er een toe, als JupyterLab ze kreeg
    layers.press("Enter")
    figure.root.locator(".hoe-ai-note", has_text="zonder ddxa").wait_for()
    assert layers.get_attribute("aria-invalid") == "true"
    assert layers.input_value() == "1.024ddxa"
    assert "12 lagen" in figure.text("sentence")
    for _ in range(4):
        layers.press("Backspace")
    layers.press("Enter")
    figure.wait_for("1.024 lagen")
    assert layers.get_attribute("aria-invalid") == "false"

    step = figure.root.get_by_role("button", name="Stap")
    step.focus()
    for _ in range(5):
        step.press("Enter")
    figure.wait_for("3 stappen")  # vijf keer gedrukt, maar drie is het meeste
    assert step.get_attribute("aria-disabled") == "true"

    figure.root.get_by_role("button", name="Vlak").press(" ")
    figure.wait_for("Een lijn met gewicht 0,00")
    figure.root.get_by_role("button", name="Opnieuw").press(" ")
    figure.wait_for("Een lijn met gewicht 1,00, 12 lagen en 0 stappen.")
    assert demo.page.locator(".jp-Cell").count() == cells
    assert demo.errors() == []


def test_a_part_that_loads_slowly_is_not_given_up(demo):
    """anywidget wacht 2 seconden, en dat is op een trage computer te kort; na het eerste onderdeel wacht het langer."""
    given_up = demo.page.evaluate(
        "() => new Promise(done => { const limit = AbortSignal.timeout(2000);"
        " setTimeout(() => done(limit.aborted), 2500) })"
    )
    assert not given_up


def test_names_targets_and_focus(demo):
    """Elk bedieningselement heeft een naam, is groot genoeg om te raken en laat zien dat het de focus heeft."""
    figure = Live(demo, ALL_CELL)
    assert demo.nameless_controls() == []
    for label in ("Gewicht", "Soort", "Toon de lijn", "Lagen"):
        assert figure.root.get_by_label(label, exact=True).count() == 1, label
    assert figure.root.get_by_role("img", name="Een lijn met gewicht 1,00").count() == 1
    controls = figure.root.locator("input, select, button")
    for index in range(controls.count()):
        control = controls.nth(index)
        size = control.evaluate(
            "node => { const box = node.closest('label') ?? node; return [box.offsetWidth, box.offsetHeight] }"
        )
        html = control.evaluate("node => node.outerHTML")
        assert min(size) >= 24, html
        control.focus()
        demo.page.keyboard.press("Shift")  # pas na een toets is :focus-visible waar
        assert control.evaluate("node => getComputedStyle(node).outlineWidth") == "3px", html
    sizes = figure.root.locator("*").evaluate_all(
        "nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 13


def test_dragging_never_queues_flickers_or_jumps(demo):
    """Elk frame tijdens het slepen: beeld aanwezig, hoogte gelijk; na het loslaten klopt het beeld meteen."""
    figure = Live(demo, QUICK_CELL)
    figure.slider(1).press("ArrowRight")  # tekenen duurt nu 0,15 s
    figure.page.wait_for_timeout(500)
    before = drawings(demo)
    figure.root.evaluate(
        """root => {
          window.frames_seen = []; window.sentences = new Set();
          const canvas = root.querySelector('canvas');
          const watch = () => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, 60).data;
            window.frames_seen.push([root.offsetHeight, pixels.every(value => value === 0)]);
            window.sentences.add(root.querySelector('.hoe-ai-sentence').textContent);
            requestAnimationFrame(watch);
          };
          watch();
        }"""
    )
    box = figure.slider().bounding_box()
    mouse = figure.page.mouse
    middle = box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.75, middle)
    mouse.down()
    for step in range(120):
        mouse.move(box["x"] + box["width"] * (0.75 - 0.7 * step / 120), middle)
    mouse.up()
    value = figure.slider().get_attribute("aria-valuetext")
    figure.wait_for(f"gewicht {value},")
    figure.page.wait_for_timeout(500)
    assert f"gewicht {value}," in figure.text("sentence"), "er kwam iets ouds achteraan"
    assert drawings(demo) - before < 60, "elke stand werd getekend: dan ontstaat een rij"
    frames = demo.page.evaluate("window.frames_seen")
    assert len(frames) > 10
    assert not any(empty for _, empty in frames)
    assert len({height for height, _ in frames}) == 1
    assert demo.page.evaluate("window.sentences.size") < 60
    assert demo.errors() == []


def test_sentence_is_announced_when_dragging_stops(demo):
    """Acht stapjes met 60 ms ertussen: een schermlezer hoort alleen de laatste zin."""
    figure = Live(demo, ALL_CELL)
    heard = figure.root.evaluate(
        """root => new Promise(done => {
          const heard = [];
          const status = root.querySelector('[role=status]');
          new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
          const slider = root.querySelector('input[type=range]');
          let steps = 0;
          const timer = setInterval(() => {
            slider.stepDown();
            slider.dispatchEvent(new Event('input'));
            if ((steps += 1) === 8) { clearInterval(timer); setTimeout(() => done(heard), 3000); }
          }, 60);
        })"""
    )
    assert len(heard) == 1
    assert heard[0].startswith("Een lijn met gewicht 0,60, 12 lagen")
    assert "Doel: " in heard[0] and heard[0].endswith(".")


def test_a_goal_that_was_reached_stays_reached(demo):
    """Wie na het doel doorschuift, houdt zijn vinkje; er staat in woorden bij dat deze stand het niet meer haalt."""
    figure = Live(demo, GOAL_CELL)
    assert figure.text("goal").endswith("○ nog niet gehaald")
    for key, weight, words in (
        ("Home", "−2,00", "✓ gehaald"),
        ("End", "2,00", "✓ gehaald (nu niet meer)"),
        ("Home", "−2,00", "✓ gehaald"),
    ):
        figure.slider().press(key)
        figure.wait_for(f"gewicht {weight}")
        assert figure.text("goal").endswith(words)
    figure.root.get_by_role("button", name="Opnieuw").click()
    figure.wait_for("gewicht 1,00")
    assert figure.text("goal").endswith("✓ gehaald (nu niet meer)")


def test_error_is_shown_and_recovers(demo):
    figure = Live(demo, ALL_CELL)
    before = figure.pixels()
    layers = figure.root.locator("input[type=text]")
    layers.fill("13")
    layers.press("Enter")
    figure.root.get_by_role("alert").filter(has_text="Bij deze stand lukt de tekening niet (RuntimeError)").wait_for()
    assert figure.pixels() == before
    layers.fill("14")
    layers.press("Enter")
    figure.wait_for("14 lagen")
    assert figure.alarm() == ""


def test_works_while_another_cell_runs(demo):
    """JupyterLab stuurt widgets naar een eigen thread van de kernel; een lange berekening houdt de schuif niet op."""
    figure = Live(demo, QUICK_CELL)
    demo.run_cell(SLEEP_CELL)
    demo.wait_for_kernel("busy")
    figure.slider().press("Home")
    figure.wait_for("gewicht −2,00")
    assert "*" in demo.cell(SLEEP_CELL).locator(".jp-InputPrompt").inner_text()
    demo.wait_until_run()
    figure.slider().press("End")
    figure.wait_for("gewicht 2,00")


def test_silence_is_explained_and_ends(demo):
    """Antwoordt Python na vijf seconden niet, dan staat dat er; komt het antwoord alsnog, dan verdwijnt de melding."""
    figure = Live(demo, QUICK_CELL)
    figure.slider(1).press("End")
    figure.page.wait_for_timeout(4000)
    assert figure.alarm() == ""
    silence = figure.root.get_by_role("alert").filter(has_text="Python antwoordt niet")
    silence.wait_for(timeout=2500)
    silence.wait_for(timeout=5000, state="hidden")


@pytest.mark.parametrize("direction", ["to_python", "to_browser"])
@pytest.mark.parametrize(
    "state", ["slider", "moved on", "choice", "wrong number", "error", "button", "preset", "again"]
)
def test_a_lost_message_is_made_good(demo, direction, state):
    """Vanzelf, zonder dat de leerling nog iets doet; een druk op een knop telt één keer."""
    figure = Live(demo, ALL_CELL)
    figure.slider().press("End")
    figure.wait_for("gewicht 2,00")
    lost = lose(demo, direction)
    number = figure.root.locator("input[type=text]")
    if state == "slider":
        figure.slider().press("Home")
        figure.wait_for("gewicht −2,00")
    elif state == "moved on":  # de eerste stand raakt zoek, de volgende wachten erop
        for key in ("Home", "ArrowRight", "ArrowRight"):
            figure.slider().press(key)
        figure.wait_for("gewicht −1,90")
    elif state == "choice":
        figure.root.locator("select").select_option("golf")
        figure.wait_for("Een golf")
    elif state == "wrong number":
        number.fill("abc")
        number.press("Enter")
        figure.root.locator(".hoe-ai-note", has_text="geen getal").wait_for(timeout=60_000)
    elif state == "error":
        number.fill("13")
        number.press("Enter")
        figure.root.get_by_role("alert").filter(has_text="lukt de tekening niet").wait_for(timeout=60_000)
    elif state == "button":
        figure.root.get_by_role("button", name="Stap").click()
        figure.root.get_by_role("button", name="Stap").click()
        figure.wait_for("2 stappen")
    else:
        figure.root.get_by_role("button", name="Vlak" if state == "preset" else "Opnieuw").click()
        figure.wait_for("gewicht 0,00" if state == "preset" else "gewicht 1,00")
    assert lost() == 1
    assert demo.errors() == []


@pytest.mark.parametrize("trouble", ["to_python", "to_browser", "late"])
def test_a_training_goes_on_by_itself_after_a_lost_or_late_answer(demo, trouble):
    figure = Live(demo, TRAIN_CELL)
    if trouble != "late":
        lose(demo, trouble)
    else:  # het derde stukje duurt langer dan Python mag zwijgen
        figure.slider(1).press("End")
        figure.wait_for("met pauze")
    figure.root.get_by_role("button", name="Start", exact=True).click()
    if trouble == "late":
        figure.root.get_by_role("alert").filter(has_text="Python antwoordt niet").wait_for(timeout=60_000)
    figure.wait_for("stukje 8 van 8")
    assert figure.alarm() == ""
    assert demo.errors() == []


def test_two_views_show_the_same(demo):
    """Dezelfde figuur in twee cellen: wie de ene verschuift, ziet de andere meegaan."""
    first, second = Live(demo, QUICK_CELL), Live(demo, AGAIN_CELL)
    first.slider().press("Home")
    second.wait_for("−2,00")
    assert second.slider().get_attribute("aria-valuetext") == "−2,00"
    first.page.wait_for_timeout(300)
    assert first.pixels() == second.pixels()
    second.slider().press("End")
    first.wait_for("gewicht 2,00")


def test_rerunning_leaks_no_pictures(demo):
    """De browser geeft het geheugen van een plaatje pas vrij als wij het sluiten: ook dat van een figuur die weg is."""
    demo.page.evaluate(
        """() => {
            const [create, close] = [window.createImageBitmap, ImageBitmap.prototype.close];
            window.pictures = new Set();
            const note = (picture) => { window.pictures.add(picture); return picture };
            window.createImageBitmap = (...given) => create(...given).then(note);
            ImageBitmap.prototype.close = function () { window.pictures.delete(this); close.call(this) };
        }"""
    )
    for _ in range(3):
        demo.run_cell(ALL_CELL)
        demo.page.wait_for_timeout(300)
        demo.wait_until_run()
        figure = Live(demo, ALL_CELL)
        figure.wait_for("gewicht 1,00")
        figure.slider().press("Home")
        figure.wait_for("−2,00")
        assert demo.page.evaluate("window.pictures.size") > 0
    demo.page.evaluate("window.jupyterapp.commands.execute('notebook:clear-cell-output')")
    # De andere figuren geven hun voorraad weg aan wie aan de beurt is; van de figuur die weg is, blijft niets over.
    demo.page.wait_for_function(
        "() => { window.dispatchEvent(new CustomEvent('hoe-ai-turn', {})); return window.pictures.size === 0 }"
    )
    demo.run_cell(ALL_CELL)
    Live(demo, ALL_CELL).wait_for("gewicht 1,00")


def test_rerunning_leaks_no_models(demo):
    """Na vijf keer uitvoeren kent de kernel nog steeds evenveel modellen, en de figuur werkt."""

    def models() -> str:
        demo.run_cell(COUNT_CELL)
        demo.page.wait_for_timeout(300)
        demo.wait_until_run()
        return demo.cell(COUNT_CELL).locator(".jp-OutputArea-output").inner_text()

    before = models()
    for _ in range(5):
        demo.run_cell(ALL_CELL)
        demo.page.wait_for_timeout(300)
        demo.wait_until_run()
    assert models() == before
    assert demo.cell(ALL_CELL).locator(".hoe-ai-live").count() == 1
    figure = Live(demo, ALL_CELL)
    assert figure.announced() == ""  # een nieuwe figuur begint niet vanzelf te praten
    figure.slider().press("Home")
    figure.wait_for("−2,00")
    assert demo.errors() == []


@pytest.mark.parametrize("width", [700, 1200])
def test_figure_fits_the_window(demo, width):
    """Het beeld wordt smaller met het venster en steekt nergens uit; de verhouding blijft."""
    figure = Live(demo, ALL_CELL)
    demo.page.set_viewport_size({"width": width, "height": 1000})
    figure.page.wait_for_timeout(500)
    box = figure.root.locator("canvas").bounding_box()
    assert box["width"] <= width
    assert abs(box["width"] / box["height"] - 2) < 0.02
    assert figure.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")


def test_in_a_low_window_the_controls_stay_in_view_while_the_picture_scrolls(demo):
    """1366x768 op 150 %: schuif en plaatje passen niet samen op het scherm."""
    figure = Live(demo, ALL_CELL)
    demo.page.set_viewport_size({"width": 911, "height": 512})
    scroller = demo.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    picture, last = figure.root.locator("canvas"), figure.root.get_by_role("button", name="Opnieuw")
    picture.evaluate("(canvas) => canvas.scrollIntoView({ block: 'end' })")
    top = scroller.bounding_box()["y"]
    assert last.bounding_box()["y"] >= top and picture.bounding_box()["y"] < last.bounding_box()["y"]
    last.click()  # er ligt niets overheen
    demo.page.set_viewport_size({"width": 1200, "height": 1000})


def test_dark_theme_keeps_contrast(demo):
    """Tekst op zijn achtergrond: minstens 4,5 tegen 1, ook in het donkere thema."""
    figure = Live(demo, ALL_CELL)
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        demo.page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", theme)
        demo.page.wait_for_timeout(1500)
        low = figure.root.locator("label, p, button, select, input[type=text], .hoe-ai-value, strong").evaluate_all(
            """nodes => {
              const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
              const light = (color) => numbers(color).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = (node) => {
                for (let up = node; up; up = up.parentElement) {
                  const color = getComputedStyle(up).backgroundColor;
                  if ((numbers(color)[3] ?? 1) > 0) return color;
                }
                return 'rgb(255, 255, 255)';
              };
              return nodes.filter(node => node.offsetWidth > 1 && (node.textContent || node.value)).map(node => {
                const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
                return [(a + 0.05) / (b + 0.05), node.outerHTML.slice(0, 80)];
              }).filter(([ratio]) => ratio < 4.5);
            }"""
        )
        assert low == [], theme


def test_after_a_kernel_restart_the_figure_says_so(demo):
    figure = Live(demo, QUICK_CELL)
    demo.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    figure.page.wait_for_timeout(2500)
    figure.slider().press("End")
    figure.root.get_by_role("alert").filter(has_text="Voer eerst de startcel uit en daarna deze cel").wait_for(
        timeout=60_000
    )
    errors = demo.errors()
    demo.close()  # de volgende test opent het notebook opnieuw
    assert errors == []


# --- andere omstandigheden -------------------------------------------------------------------------------------------


def test_sharp_screen_gets_a_sharp_picture(lab):
    notebook = lab.open(lab.write("scherp.ipynb", [SETUP, QUICK]), sharp=True)
    notebook.run_all()
    figure = Live(notebook, 1)
    figure.page.wait_for_timeout(1000)
    assert figure.root.locator("canvas").evaluate("canvas => [canvas.width, canvas.height]") == [1800, 900]
    box = figure.root.locator("canvas").bounding_box()
    assert (round(box["width"]), round(box["height"])) == (900, 450)


def test_saved_notebook_shows_picture_and_sentence_everywhere(lab):
    """Herladen, zonder kernel (vertrouwd of niet) en als webpagina: altijd een plaatje met zin, nooit dubbel."""
    notebook = lab.open(lab.write("bewaard.ipynb", [SETUP, ALL]))
    notebook.run_all()
    figure = Live(notebook, 1)
    assert notebook.cell(1).locator("img:visible").count() == 0  # levend: alleen de levende figuur
    assert notebook.cell(1).locator(".hoe-ai-vast:visible").count() == 0
    first = figure.text("sentence")
    figure.slider().press("Home")
    figure.wait_for("−2,00")
    notebook.save()
    notebook.page.wait_for_timeout(800)

    saved = json.loads(notebook.path.read_text(encoding="utf-8"))
    assert "widgets" not in saved["metadata"]
    kinds = [next(iter(output["data"])) for output in saved["cells"][1]["outputs"]]
    assert kinds == ["image/png", "text/html", "application/vnd.jupyter.widget-view+json"]

    notebook.page.reload()  # de kernel leeft nog: verder waar je was
    notebook.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    notebook.wait_for_kernel()
    figure = Live(notebook, 1)
    figure.wait_for("−2,00")
    figure.slider().press("End")
    figure.wait_for("gewicht 2,00")

    foreign = notebook.path.with_name("vreemd.ipynb")  # een ander bestand dan wat JupyterLab bewaarde: niet vertrouwd
    foreign.write_text(notebook.path.read_text(encoding="utf-8").replace("import time", "import time  # kopie"))
    for path in (notebook.path, foreign):
        opened = lab.open(path)
        opened.page.wait_for_timeout(2000)
        trusted = opened.page.evaluate("window.jupyterapp.shell.currentWidget.model.cells.get(1).trusted")
        assert trusted == (path != foreign)
        assert opened.cell(1).locator("img:visible").count() == 1, path.name
        assert opened.cell(1).locator(".hoe-ai-live").count() == 0, path.name
        seen = opened.cell(1).locator(".jp-OutputArea").first.inner_text().strip()
        assert seen.startswith(first), path.name
        assert "widget" not in seen.lower(), path.name

    command = [sys.executable, "-m", "nbconvert", "--to", "html", str(notebook.path), "--output", "pagina"]
    subprocess.run(command, check=True, capture_output=True)
    page = lab.browser.new_page()
    try:
        page.goto(notebook.path.with_name("pagina.html").as_uri())
        page.wait_for_timeout(1500)
        assert page.locator("img:visible").count() == 1
        assert page.get_by_text(first).filter(visible=True).count() == 1
    finally:
        page.close()
