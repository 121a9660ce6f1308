"""Een echte JupyterLab met een echte browser, voor wat alleen daar te zien is.

De toetsen krijgen hem als fixture `lab` (tests/conftest.py): één server per testrun op een lege map, naast de
onzichtbare Chromium van de fixture `browser`.

    def test_iets(lab):
        notebook = lab.open(lab.write("proef.ipynb", ["from course_utils.live import *", ...]))
        notebook.run_all()
        notebook.cell(1).locator("input[type=range]").press("ArrowRight")
        assert notebook.errors() == []
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path

import nbformat

from course_utils.authoring.browser import OPTIONS, find_browser

NO_BROWSER = (
    "Voor deze test is een browser nodig. Installeer Chromium (Debian/Ubuntu: apt install chromium; anders: "
    "python -m playwright install chromium) of zet de omgevingsvariabele CHROMIUM op het pad van Chrome of Chromium."
)
_SETTINGS = {
    # alle cellen in de pagina, ook wat buiten beeld is; geen nieuws en geen versiecontrole
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
}
_KERNEL_IS = """status => document.querySelector(".jp-Dialog") ||
  window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === status"""
_ALL_RUN = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'))"
# Zo meldt JupyterLab zelf een vraag die nog openstond toen de kernel herstartte of stopte; dat hangt van het tempo af.
_GIVEN_UP = "Error: Canceled future for "
_CLOSE = """async () => {
  for (const widget of [...window.jupyterapp.shell.widgets('main')]) {
    await widget.sessionContext?.shutdown();
    widget.dispose();
  }
}"""
_OPEN = "path => window.jupyterapp.commands.execute('docmanager:open', { path }).then(() => 0)"


def launch_browser(playwright):
    """Start een onzichtbare Chromium of Chrome; None als die er niet is."""
    own = playwright.chromium.executable_path
    path = find_browser() or (own if Path(own).exists() else None)
    return path and playwright.chromium.launch(executable_path=path, args=OPTIONS)


class LabError(Exception):
    """JupyterLab zelf doet iets anders dan gevraagd; de boodschap zegt wat er op het scherm staat."""


class Notebook:
    """Een notebook dat in JupyterLab openstaat."""

    def __init__(self, page, path: Path):
        self.page = page
        self.path = path
        self.is_open = True
        self._errors: list[str] = []
        page.on("pageerror", self._page_failed)
        page.on("console", self._console_said)

    def _page_failed(self, error) -> None:
        if not str(error).startswith(_GIVEN_UP):
            self._errors.append(f"pagina: {error}")

    def _console_said(self, line) -> None:
        if line.type == "error" and not line.text.startswith(_GIVEN_UP):
            self._errors.append(f"console: {line.text[:300]}")

    def command(self, name: str) -> None:
        """Voer een opdracht van JupyterLab uit, zonder te wachten tot hij klaar is."""
        self.page.evaluate("name => { window.jupyterapp.commands.execute(name) }", name)

    def run_all(self, wait: bool = True, timeout: float = 300) -> None:
        """Voer alle cellen uit."""
        self.command("notebook:run-all-cells")
        if wait:
            self.page.wait_for_timeout(300)
            self.wait_until_run(timeout)

    def wait_until_run(self, timeout: float = 300) -> None:
        """Wacht tot geen enkele cel meer rekent."""
        self.page.wait_for_function(_ALL_RUN, timeout=timeout * 1000, polling=100)

    def wait_for_kernel(self, status: str = "idle") -> None:
        """Wacht tot de kernel deze toestand heeft; LabError als JupyterLab eerst iets vraagt of meldt."""
        self.page.wait_for_function(_KERNEL_IS, arg=status, timeout=90_000, polling=100)
        if dialogs := self._dialogs():
            raise LabError(f"de kernel werd niet {status}: {dialogs}")

    def run_cell(self, index: int) -> None:
        """Voer één cel uit zonder te wachten."""
        self.page.evaluate(
            "index => { const panel = window.jupyterapp.shell.currentWidget; panel.content.activeCellIndex = index;"
            " panel.content.deselectAll(); window.jupyterapp.commands.execute('notebook:run-cell') }",
            index,
        )

    def cell(self, index: int):
        """De cel met dit volgnummer (tekstcellen tellen mee)."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").nth(index)

    def errors(self) -> list[str]:
        """Foutuitvoer van cellen, fouten in de console van de browser en vragen van JupyterLab die nog openstaan."""
        outputs = self.page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts()
        return [*self._errors, *(f"uitvoer: {text[-400:]}" for text in outputs), *self._dialogs()]

    def _dialogs(self) -> list[str]:
        return [f"dialoog: {text}" for text in self.page.locator(".jp-Dialog").all_inner_texts()]

    def nameless_controls(self) -> list[str]:
        """Bedieningselementen in de uitvoer die voor een schermlezer geen naam hebben."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("DOM.enable")
        session.send("Accessibility.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        selector = ".jp-OutputArea-output :is(input, select, textarea, button, canvas, summary, [role=slider])"
        nameless = []
        for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]:
            found = session.send("Accessibility.getPartialAXTree", {"nodeId": node, "fetchRelatives": False})["nodes"][
                0
            ]
            if not found["ignored"] and not found.get("name", {}).get("value"):
                nameless.append(session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"][:200])
        session.detach()  # anders houdt de browser de boom voor schermlezers bij, en wordt alles daarna traag
        return nameless

    def save(self) -> None:
        """Bewaar het notebook zoals een leerling dat doet."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")

    def picture(self, path: Path, cell: int | None = None) -> None:
        """Maak een schermafdruk van de pagina of van één cel."""
        (self.page if cell is None else self.cell(cell)).screenshot(path=str(path))

    def close(self) -> None:
        """Stop de kernel en sluit het notebook; JupyterLab blijft staan. Lukt dat niet, dan gaat de pagina dicht."""
        self.is_open = False
        self.page.remove_listener("pageerror", self._page_failed)
        self.page.remove_listener("console", self._console_said)
        try:
            if self._dialogs():  # zolang die openstaat, wordt een volgend notebook nooit het huidige
                raise LabError("er staat nog een dialoog open")
            self.page.evaluate(_CLOSE)
            self.page.wait_for_selector(".jp-NotebookPanel", state="detached", timeout=10_000)
        except Exception:
            self.page.close()


class Lab:
    """Een draaiende JupyterLab op een eigen map."""

    def __init__(self, home: Path, browser):
        self.root = home / "map"
        self.home = home
        self.browser = browser
        self._environment = dict(
            os.environ,
            JUPYTER_CONFIG_DIR=str(home / "config"),
            JUPYTER_DATA_DIR=str(home / "data"),
            JUPYTER_RUNTIME_DIR=str(home / "runtime"),
            JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"),
            JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
            IPYTHONDIR=str(home / "ipython"),
        )
        self._open: list[Notebook] = []
        self._page = None  # de pagina met JupyterLab, die na een notebook blijft staan

    def start(self) -> None:
        """Start de server."""
        self.root.mkdir(parents=True)
        for name, value in _SETTINGS.items():
            path = self.home / "settings" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
        options += ["--IdentityProvider.token=", "--ServerApp.password=", "--expose-app-in-browser"]
        self._log = open(self.home / "log.txt", "w")  # noqa: SIM115  # blijft open zolang de server draait
        self._server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={self.root}"],
            stdout=self._log,
            stderr=self._log,
            env=self._environment,
        )
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/api/status", timeout=2)
                break
            except OSError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    log = (self.home / "log.txt").read_text()[-2000:]
                    raise RuntimeError(f"JupyterLab startte niet:\n{log}") from None
                time.sleep(0.2)

    def stop(self) -> None:
        """Stop de server."""
        self._server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._server.wait(15)
        self._log.close()

    def write(self, name: str, cells: list[str]) -> Path:
        """Zet een notebook met deze codecellen in de map."""
        path = self.root / name
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = kernel  # anders vraagt JupyterLab welke kernel het moet zijn
        nbformat.write(notebook, path)
        return path

    def open(self, path: Path, width: int = 1200, height: int = 1000, sharp: bool = False) -> Notebook:
        """Open een notebook uit de map; sharp: een scherm met twee beeldpunten per pixel.

        Een kernel kiest vrije poorten voor hij ze gebruikt. Is een andere kernel hem dan voor, dan meldt JupyterLab
        dat hij gestopt is; dat ligt niet aan het notebook, dus gaat het één keer opnieuw open.
        """
        try:
            return self._open_once(path, width, height, sharp)
        except LabError as error:
            warnings.warn(f"{path.name} gaat opnieuw open: {error}", stacklevel=2)
            return self._open_once(path, width, height, sharp)

    def _open_once(self, path: Path, width: int, height: int, sharp: bool) -> Notebook:
        self.close_notebooks()
        place = path.relative_to(self.root).as_posix()
        fresh = self._page is None or self._page.is_closed()
        if fresh:
            self._page = self.browser.new_context(locale="nl-NL").new_page()
            self._screen = self._page.context.new_cdp_session(self._page)
        page = self._page
        page.set_viewport_size({"width": width, "height": height})
        screen = {"width": width, "height": height, "deviceScaleFactor": 2 if sharp else 1, "mobile": False}
        self._screen.send("Emulation.setDeviceMetricsOverride", screen)
        notebook = Notebook(page, path)
        self._open.append(notebook)
        if fresh:
            page.goto(f"{self.url}/lab/tree/{place}?reset", timeout=90_000)
        else:  # JupyterLab zelf laden is het meeste werk
            page.evaluate(_OPEN, place)
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=90_000)
        notebook.wait_for_kernel()
        if fresh:
            page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area').catch(() => 0)")
        return notebook

    def close_notebooks(self) -> None:
        """Sluit wat er openstaat: elke test begint met een lege JupyterLab."""
        while self._open:
            notebook = self._open.pop()
            if notebook.is_open:
                notebook.close()


@contextlib.contextmanager
def running_lab(home: Path, browser):
    """Een JupyterLab die binnen dit blok draait; home: een lege map voor zijn bestanden en instellingen."""
    lab = Lab(home, browser)
    try:
        lab.start()
        yield lab
    finally:
        lab.close_notebooks()
        lab.stop()


@contextlib.contextmanager
def measuring_lab():
    """Een eigen JupyterLab met browser voor een meting; na afloop is alles weg."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = launch_browser(playwright)
        if browser is None:
            raise SystemExit(NO_BROWSER)
        with running_lab(Path(home), browser) as lab:
            yield lab
