"""Wat elke kernel van de cursus krijgt, nog voor de startcel (zie KERNEL_CONFIG in environment.py).

- Een bestand in de map van de student gaat nooit voor een bibliotheek; zijn eigen modules zijn wel te laden.
- Een les uit de eerste uitgave, waarin een student al werkte, vindt haar modules onder hun oude namen.
"""

import importlib
import os
import re
import sys
import threading
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

# Waar een module uit de eerste uitgave nu staat; die van een les ook aan het einde van haar naam.
SUBJECTS = ("data", "hardware", "network", "quantization", "roofline", "skipgram", "stories", "timing")
MOVED = {
    **{name: f"subjects.{name}" for name in SUBJECTS},
    "digit_pad": "handwriting.digit_pad",
    "number_formats": "lessons.precisie.number_formats",
    "word_vectors": "lessons.embeddings.word_vectors",
}
# Een deel van deze onderwerpen gebruikt maar één les; dat staat bij haar.
REST = {
    "hardware": "lessons.gpu_vs_cpu.measuring",
    "stories": "lessons.alles_samen.story_chances",
    "timing": "lessons.gpu_vs_cpu.measuring",
}
PARTS = {
    "_exercises": ".questions",
    "_verdieping": ".extra",
    "_playground": ".playground",
    "_training": ".training_figures",
    "_models": ".models",
}
PRELOAD = "HOE_AI_VOORLADEN"  # omgevingsvariabele van de klas-server
GONE = (
    "{} zit niet meer in de cursus. De les is vernieuwd: haal haar ernaast met start --vers, zoals\n"
    "  python3 -m course_utils start --vers 03"
)


class _Moved(ModuleType):
    """Een module onder haar oude naam. Wat er niet meer in zit, geeft pas een melding als het gebruikt wordt."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)

        def gone(*_, **__):
            raise RuntimeError(GONE.format(name))

        found = getattr(self.now, name, None)
        if found is None and (rest := REST.get(self.__name__.rpartition(".")[2])):
            found = getattr(importlib.import_module(f"course_utils.{rest}"), name, None)
        return found or gone


class _OldNames:
    """Vindt een module onder de naam die zij in de eerste uitgave had."""

    def find_spec(self, name: str, path=None, target=None) -> ModuleSpec | None:
        return spec_from_loader(name, self) if new_name(name) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _Moved(spec.name)
        try:
            module.now = importlib.import_module(new_name(spec.name))
        except ModuleNotFoundError:  # ook die module is er niet meer
            module.now = None
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Alles staat er al."""


class _OwnFolder:
    """Vindt een eigen module van de student, als er geen bibliotheek met die naam is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find_spec(self, name: str, path=None, target=None) -> ModuleSpec | None:
        return None if path else PathFinder.find_spec(name, [str(self.folder)])


def new_name(old: str) -> str | None:
    """Hoe een module van de eerste uitgave nu heet; None als het daar geen van is."""
    package, _, name = old.partition(".")
    if package == "course_utils" and name in MOVED:
        return f"{package}.{MOVED[name]}"
    ending = next((ending for ending in PARTS if name.startswith("lessons.") and name.endswith(ending)), None)
    return ending and old.removesuffix(ending) + PARTS[ending]


def preload(notebook: str) -> None:
    """Laad alvast wat de startcel van deze les nodig heeft, terwijl de leerling nog leest."""
    lesson = re.sub(r"^\d\d_|_vers(_\d+)?$", "", Path(notebook).stem)
    with suppress(Exception):  # de startcel laadt het zelf, en zegt wat er mis is
        importlib.import_module(f"course_utils.lessons.{lesson}")


def load_ipython_extension(shell) -> None:
    """Hoe IPython een uitbreiding laadt."""
    folder = Path.cwd()
    sys.meta_path += [_OldNames(), _OwnFolder(folder)]
    if (folder / "matplotlibrc").exists():  # matplotlib zoekt dit bestand in de map waarin het geladen wordt
        os.chdir(Path(__file__).parent)
        try:
            importlib.import_module("matplotlib")
        finally:
            os.chdir(folder)
    if PRELOAD in os.environ:  # een hele klas drukt tegelijk op de startcel; thuis merk je het verschil niet
        threading.Thread(target=preload, args=[os.environ.get("JPY_SESSION_NAME", "")], daemon=True).start()
