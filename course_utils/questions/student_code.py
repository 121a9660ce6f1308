"""De functie van een student uitvoeren zonder dat het notebook eraan kapotgaat.

De functie draait in een hulpproces dat klaarstaat en steeds opnieuw gebruikt wordt. Zij gaat erheen met wat zij van
buiten gebruikt: eigen functies, getallen, arrays, modules. Wat niet te versturen is (een open bestand, een kaart, een
generator), blijft hier. Heeft zij dat echt nodig, of kan deze computer geen hulpproces maken, dan draait zij hier, in
een eigen thread. Alleen daar is geheugen niet begrensd, en is wat in C rekent niet te stoppen.

Een hulpproces kan altijd gestopt worden: bij een eindeloze lus, een te grote som, te veel geheugen, de stopknop. Een
import telt niet mee voor de tijd en wordt niet onderbroken. `exit()` stopt hooguit het hulpproces.
"""

import copy
import ctypes
import io
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

from IPython import get_ipython

from course_utils.questions.student_worker import IMPORT_SECONDS, NotSent, Pickler, Printed, importing, line_in

TIME_LIMIT = 3.0  # seconden rekentijd die de functie van een student per aanroep krijgt
_START_SECONDS = 30.0  # zo lang mag het hulpproces doen over zijn start
_TICK = 0.05


class CodeProblem(Exception):
    """De functie gaf geen uitkomst.

    why: "error" (een fout in de code: error is de uitzondering, line de regel in de functie), "slow" (niet klaar in
    `seconds` seconden), "memory" (te veel geheugen) of "gone" (Python zelf stopte ermee).
    case: bij de hoeveelste aanroep het misging, vanaf 0.
    """

    def __init__(self, why: str, case: int, error: BaseException | None = None, line: int | None = None, seconds=0.0):
        super().__init__(why)
        self.why, self.case, self.error, self.line, self.seconds = why, case, error, line, seconds


class Stopped(KeyboardInterrupt):
    """De student drukte op de stopknop terwijl zijn functie draaide."""

    def _render_traceback_(self) -> list[str]:
        return ["Gestopt. Je functie is niet nagekeken."]  # IPython toont dit in plaats van een traceback


def run_student(function: Callable, cases: Sequence[tuple], seconds: float = TIME_LIMIT) -> list[Any]:
    """Roep de functie van een student aan met elk van deze argumenten, en geef de uitkomsten.

    De functie krijgt steeds verse argumenten: wat zij eraan verandert, verandert hier niets. Wat zij print, verschijnt
    in het notebook, tot het te veel wordt. seconds: rekentijd per aanroep. Gaat er iets mis, dan volgt CodeProblem.
    """
    try:
        packed, whole = _pack(function)
        values = [_pack(case)[0] for case in cases]
        worker = _ready_worker()
    except KeyboardInterrupt:
        raise Stopped from None
    except Exception:  # toch niet te versturen, of er komt geen hulpproces
        pass
    else:
        try:
            return worker.run(packed, values, seconds)
        except CodeProblem as problem:
            if whole or NotSent.__name__ not in str(problem.error):
                raise
    return [_in_thread(function, case, number, seconds) for number, case in enumerate(cases)]


def warm_up() -> None:
    """Zet het hulpproces klaar, zodat de eerste controle niet hoeft te wachten."""
    global _worker
    with _lock:
        if _worker is None or not _worker.alive():
            _worker = _Worker()


def in_notebook() -> bool:
    """Draait dit in de kernel van een notebook?"""
    return hasattr(get_ipython(), "kernel")


def _ready_worker() -> "_Worker":
    warm_up()
    _worker.wait_until_ready()
    return _worker


def _pack(value: Any, whole: bool = True) -> tuple[bytes, bool]:
    """De bytes, en of alles mee kon."""
    file = io.BytesIO()
    try:
        Pickler(file, whole).dump(value)
    except Exception:
        if not whole:
            raise
        return _pack(value, whole=False)
    return file.getvalue(), whole


class _Worker:
    """Een hulpproces, gezien vanuit het notebook."""

    def __init__(self) -> None:
        code = "from course_utils.questions.student_worker import serve; serve()"
        options = {"creationflags": 0x08000200} if os.name == "nt" else {"start_new_session": True}  # geen venster
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **options,  # een eigen groep: de stopknop van Jupyter gaat naar het notebook
        )
        self._parent, self._ready = os.getpid(), False
        self._answers: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def alive(self) -> bool:
        return self._process.poll() is None and self._parent == os.getpid()

    def _listen(self) -> None:
        try:
            while True:
                self._answers.put(pickle.load(self._process.stdout))
        except Exception:  # einde: het hulpproces is weg
            self._answers.put(("gone", None))

    def wait_until_ready(self) -> None:
        while not self._ready:
            try:
                self._ready = self._answers.get(timeout=_START_SECONDS)[0] == "ready"
            except BaseException:
                self.stop()
                raise
            if not self._ready:
                raise OSError("het hulpproces start niet")

    def run(self, function: bytes, cases: list[bytes], seconds: float) -> list[Any]:
        results: list[Any] = []
        import psutil  # pas bij een functie: in de meeste lessen is het laden voor niets

        most = max(512e6, min(2e9, psutil.virtual_memory().available / 2))
        try:
            pickle.dump((function, cases, seconds), self._process.stdin)
            self._process.stdin.flush()
            while len(results) < len(cases):
                results.append(self._result(len(results), seconds, most))
        except CodeProblem as problem:
            if problem.why != "error":
                self.stop()
                warm_up()
            raise
        except OSError:  # het hulpproces viel om voordat het iets kon lezen
            self.stop()
            raise CodeProblem("gone", len(results)) from None
        except BaseException as problem:  # de stopknop: er blijft niets doorrekenen
            self.stop()
            raise Stopped from None if isinstance(problem, KeyboardInterrupt) else problem
        return results

    def _result(self, case: int, seconds: float, most: float) -> Any:
        start = time.monotonic()
        end, rest = start + seconds, seconds
        while True:
            try:
                kind, content = self._answers.get(timeout=_TICK)
            except queue.Empty:
                if time.monotonic() > end:
                    raise CodeProblem("slow", case, seconds=seconds) from None
                if _memory_of(self._process.pid) > most:
                    raise CodeProblem("memory", case) from None
                continue
            match kind:
                case "print":
                    print(content, end="")
                case "import" if content:
                    rest, end = end - time.monotonic(), start + IMPORT_SECONDS
                case "import":
                    end = min(time.monotonic() + rest, start + IMPORT_SECONDS)
                case "result":
                    return pickle.loads(content)
                case "error":
                    raise CodeProblem("error", case, pickle.loads(content[0]), content[1])
                case "gone":
                    raise CodeProblem("gone", case)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def _memory_of(pid: int) -> int:
    import psutil

    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0


_worker: _Worker | None = None
_lock = threading.Lock()


_LEAVING = {"exit", "quit", "_exit", "abort", "kill"}


class _Stop(BaseException):
    """Houdt een thread met een eindeloze lus tegen."""


def _in_thread(function: Callable, arguments: tuple, case: int, seconds: float) -> Any:
    """Als versturen niet kan. Duurt het te lang, dan krijgt de thread een uitzondering toegestopt tot ze stopt."""
    if _LEAVING & {*getattr(getattr(function, "__code__", None), "co_names", ())}:  # dat zou het notebook zelf stoppen
        raise CodeProblem("gone", case)
    outcome: dict[str, Any] = {}
    notebook = sys.stdout

    def work() -> None:
        try:
            outcome["result"] = function(*copy.deepcopy(arguments))
        except BaseException as error:
            outcome["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    try:
        with redirect_stdout(Printed(lambda _, text: notebook.write(text))):
            thread.start()
            used = 0.0
            while thread.is_alive() and used < seconds:
                thread.join(_TICK)
                used += 0 if importing(thread.ident) else _TICK
    except KeyboardInterrupt:
        raise Stopped from None
    finally:
        if thread.is_alive():
            threading.Thread(target=_stop, args=(thread,), daemon=True).start()
    if isinstance(outcome.get("error"), _Stop):  # de stop kan er al zijn voor wij hier kijken
        raise CodeProblem("slow", case, seconds=seconds)
    if "error" in outcome:
        raise CodeProblem("error", case, outcome["error"], line_in(function, outcome["error"]))
    if "result" not in outcome:
        raise CodeProblem("slow", case, seconds=seconds)
    return outcome["result"]


def _stop(thread: threading.Thread) -> None:
    while thread.is_alive():  # herhalen: een kale `except:` in de lus kan er een inslikken
        if not importing(thread.ident):  # wie een import onderbreekt, maakt de module voorgoed kapot
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop))
        thread.join(0.1)
