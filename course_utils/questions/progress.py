"""Voortgang van een student: één klein bestand op de eigen computer, `voortgang.json`, dat altijd weg mag."""

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course_utils.files import FOLDER, HANDED_OUT, PROGRESS


class Progress:
    """Onthoudt per vraag wat de student deed. Zonder pad, buiten de map van de student, alleen tot de kernel stopt."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.warning = ""  # een zin voor de student als lezen of bewaren niet lukt
        self._items: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()  # een kaart antwoordt in een eigen thread terwijl een cel rekent

    @classmethod
    def of_student(cls) -> "Progress":
        """De voortgang in de map van de student; wie elders werkt (de cursus zelf, CI) laat niets achter.

        Een map die anders heet, is te herkennen aan wat `start` er neerzette: de voortgang zelf mag altijd weg.
        """
        folder = Path.cwd()
        known = folder.name == FOLDER or any((folder / name).exists() for name in (HANDED_OUT, PROGRESS))
        return cls(folder / PROGRESS if known else None)

    def get(self, key: str) -> dict[str, Any]:
        """Wat er bij deze vraag is opgeslagen; een leeg woordenboek als dat er niet is."""
        with self._lock:
            self._read()
            return dict(self._items.get(key, {}))

    def all(self) -> dict[str, dict[str, Any]]:
        """Alles wat is opgeslagen, per vraag."""
        with self._lock:
            self._read()
            return {key: dict(item) for key, item in self._items.items()}

    def record(self, key: str, **values: Any) -> None:
        """Bewaar waarden bij een vraag; wat een ander notebook intussen bewaarde blijft staan."""
        with self._lock:
            self._read()
            self._items[key] = {**self._items.get(key, {}), **values}
            if self.path is not None:
                self._write()

    def _write(self) -> None:
        fresh = self.path.with_suffix(f".{os.getpid()}.tmp")
        try:
            fresh.write_text(json.dumps(self._items, ensure_ascii=False, indent=1), encoding="utf-8")
            _patiently(lambda: os.replace(fresh, self.path))  # in één keer: een half bestand kan niet ontstaan
        except OSError:
            self._continue_in_memory(
                "Je voortgang kan niet bewaard worden: de map is niet te beschrijven. Je kunt wel verder."
            )

    def _read(self) -> None:
        if self.path is None:
            return
        try:
            saved = json.loads(_patiently(lambda: self.path.read_text(encoding="utf-8")))
            if not _is_progress(saved):
                raise ValueError("onverwachte inhoud")
            self._items = saved
        except FileNotFoundError:
            self._items = {}  # de student heeft het bestand weggegooid en begint opnieuw
        except OSError:
            self._continue_in_memory("Je voortgangsbestand is niet te lezen. Je kunt wel verder.")
        except (ValueError, RecursionError):
            self._set_aside()

    def _set_aside(self) -> None:
        """Een beschadigd bestand gaat opzij in plaats van weg; wat in het geheugen staat blijft geldig."""
        try:
            _patiently(lambda: os.replace(self.path, self.path.with_name("voortgang-beschadigd.json")))
        except OSError:
            self._continue_in_memory("Je voortgangsbestand is beschadigd. Je kunt wel verder.")
            return
        self.warning = "Je voortgangsbestand was beschadigd en staat nu in voortgang-beschadigd.json."
        if self._items:
            self._write()

    def _continue_in_memory(self, warning: str) -> None:
        """Laat het bestand met rust zolang deze kernel draait."""
        self.warning, self.path = warning, None


def _is_progress(saved: Any) -> bool:
    """Per vraag een paar aantallen of ja en nee: iets anders schrijft de cursus nooit."""
    items = saved.values() if isinstance(saved, dict) else [None]
    return all(
        isinstance(item, dict) and all(isinstance(value, int) and value >= 0 for value in item.values())
        for item in items
    )


def _patiently(action: Callable[[], Any]) -> Any:
    """Doe dit, en zo nodig nog eens: op Windows houdt een ander notebook of een virusscanner een bestand even vast."""
    for pause in (0.02, 0.1, 0.3):
        try:
            return action()
        except PermissionError:
            time.sleep(pause)
    return action()
