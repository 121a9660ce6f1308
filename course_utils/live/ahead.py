"""Beelden vooruit: terwijl niemand wacht, tekent Python de standen die de leerling waarschijnlijk zo kiest.

De browser noemt ze na elke beweging, de waarschijnlijkste eerst. Een eigen thread tekent ze een voor een en stuurt ze
vanzelf: zo verspringt het lampje van de kernel niet, en wacht een echte vraag hooguit op één tekening. Terwijl een cel
rekent gebeurt er niets, want een cel kan snelheid meten en kan veranderen waar een figuur naar kijkt.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from IPython import get_ipython

_MOST = 4 if "JUPYTERHUB_USER" in os.environ else 24  # in een klas delen velen de rekenkernen
_REST = 0.005  # seconden na elk beeld, voor wie intussen iets vraagt
_SLOW = 0.12  # wie hier langer over doet, tekent niet vooruit


class Cells:
    """Of er een cel rekent, en hoeveel er al gerekend hebben."""

    def __init__(self):
        self.count = 0
        self.running = False
        self._watched: Any = None

    def watch(self) -> None:
        """Kijk vanaf nu mee; dit gebeurt in een cel, want die toont de figuur."""
        shell = get_ipython()
        if shell is None or self._watched is shell:
            return
        self._watched, self.running = shell, True
        shell.events.register("pre_run_cell", lambda _info=None: self._set(True))
        shell.events.register("post_run_cell", lambda _result=None: self._set(False))

    def _set(self, running: bool) -> None:
        self.count += running
        self.running = running


cells = Cells()


class Ahead:
    """Maakt beelden in een eigen thread. make(state) geeft een beeld of None, push(beeld) verstuurt het."""

    def __init__(self, make: Callable[[dict], Any], push: Callable[[Any], None]):
        self._make, self._push = make, push
        self._states: deque[dict] = deque()
        self._lock = threading.Lock()
        self._busy = False

    def ask(self, states: list[dict]) -> None:
        """Teken deze standen, de eerste het eerst; wat er nog lag, vervalt."""
        with self._lock:
            self._states = deque(states[:_MOST])
            start, self._busy = not self._busy, True
        if start:
            threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Er komt een echte vraag: wat er nog lag, vervalt."""
        with self._lock:
            self._states.clear()

    def _next(self) -> dict | None:
        with self._lock:
            self._busy = bool(self._states) and not cells.running
            return self._states.popleft() if self._busy else None

    def _run(self) -> None:
        while (state := self._next()) is not None:
            begin = time.perf_counter()
            made = self._make(state)
            if made is not None:
                self._push(made)
            if time.perf_counter() - begin > _SLOW:
                self.stop()
            time.sleep(_REST)
