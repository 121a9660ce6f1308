"""Een student die een notebook doorwerkt, in dezelfde Python als de test.

    with Student(folder) as student:
        done = student.run("les.scale_of_models()")
        done.figures[0].set(row=3)

Zonder browser en zonder eigen kernel: dat is snel, en de test kan bij de kaarten en figuren die een cel maakt. Wat
alleen in een echte kernel te zien is, toetst nbval; wat alleen in een browser te zien is, test_notebooks_browser.
"""

import os
import re
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from ipywidgets import Widget
from traitlets.config import Config

from course_utils.live.figure import LiveFigure
from course_utils.questions.card import Card

ENGLISH = re.compile(  # woorden die alleen Python en NumPy gebruiken
    r"Error\b|Exception|Traceback|Python zegt|\b(?:the|with|you|invalid|syntax|object|is not|cannot|could|must|operand|"
    r"argument|expected|unsupported|leading|character|missing|given|returned|outside|undefined|unexpected|"
    r"this|are|has|have|did|forget|perhaps|defined|iterable|callable|subscriptable|literal)\b"
)


@dataclass
class Done:
    """Wat een cel deed. texts: de text/plain van elke uitvoer; printed: wat zij print; error: waarmee zij stopte."""

    error: BaseException | None
    texts: list[str]
    stderr: str
    printed: str
    cards: list[Card] = field(default_factory=list)
    figures: list[LiveFigure] = field(default_factory=list)


class Student:
    """Voert cellen uit in een eigen, lege naamruimte. folder: de map waarin de student werkt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "Student":
        self._home = Path.cwd()
        os.chdir(self.folder)
        # Wie een les opnieuw importeert, begint zonder voortgang; na afloop krijgen andere tests hun modules terug.
        self._modules = {name: module for name, module in sys.modules.items() if _belongs_to_notebook(name)}
        for name in self._modules:
            del sys.modules[name]
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        InteractiveShell.clear_instance()
        self.shell = InteractiveShell.instance(config=config, user_module=types.ModuleType("__main__"))
        self._widgets: list[Widget] = []
        Widget.on_widget_constructed(self._widgets.append)
        return self

    def __exit__(self, *_) -> None:
        Widget.on_widget_constructed(None)
        for widget in self._widgets:
            widget.close()
        InteractiveShell.clear_instance()
        sys.modules.update(self._modules)
        os.chdir(self._home)

    @property
    def names(self) -> dict:
        """De namen die nu bestaan, met hun waarden."""
        return self.shell.user_ns

    def run(self, source: str) -> Done:
        """Voer de broncode van één cel uit."""
        before = len(self._widgets)
        with capture_output() as captured:
            outcome = self.shell.run_cell(source)
        new = self._widgets[before:]
        return Done(
            error=outcome.error_before_exec or outcome.error_in_exec,
            texts=[output.data.get("text/plain", "") for output in captured.outputs],
            stderr=captured.stderr,
            printed=captured.stdout,
            cards=[widget for widget in new if isinstance(widget, Card)],
            figures=[figure for widget in new if isinstance(figure := getattr(widget, "figure", None), LiveFigure)],
        )


def _belongs_to_notebook(name: str) -> bool:
    return name == "__main__" or name.startswith("course_utils.lessons")
