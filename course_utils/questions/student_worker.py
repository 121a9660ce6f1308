"""Het hulpproces waarin `student_code` de functie van een student uitvoert. Het weet niets van vragen of notebooks.

Het leest opdrachten van stdin en schrijft antwoorden naar stdout, allebei als pickles; daarom krijgt de student andere.
Het stopt vanzelf: als het notebook weg is, als er lang niets te doen is, en als een aanroep te lang duurt. Die laatste
wekker loopt buiten Python om (`faulthandler`), want een som in C houdt Python zelf tegen.
"""

import builtins
import faulthandler
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from types import FunctionType
from typing import Any, BinaryIO

import cloudpickle

IDLE_SECONDS = 600  # zo lang blijft het hulpproces wachten op een volgende functie
IMPORT_SECONDS = 120  # een import telt niet mee, maar houdt wel een keer op
PRINT_LIMIT = 2_000  # zoveel tekens van wat een functie print, komen in het notebook
RESULT_LIMIT = 50_000_000  # bytes
MOST_ITEMS = 100_000  # zoveel elementen van een rij zonder einde gaan er hooguit mee


class Unreadable:
    """Staat in voor een uitkomst die niet te versturen is, zoals een slot. kind: haar soort; repr: haar tekst."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind, self._text = kind, text

    def __repr__(self) -> str:
        return self._text


class NotSent:
    """Staat in voor wat niet te versturen is; wie het gebruikt, krijgt een fout waarin deze naam staat."""


class Pickler(cloudpickle.Pickler):
    """Maakt van een functie bytes, met wat zij van buiten gebruikt. whole: moet alles mee? Anders komt er een
    NotSent in de plaats van wat niet te versturen is: vaak noemt een functie het wel, maar gebruikt ze het niet."""

    def __init__(self, file: BinaryIO, whole: bool = True) -> None:
        super().__init__(file)
        self._whole = whole

    def reducer_override(self, value: Any) -> Any:
        if type(value).__name__.endswith("ExitAutocall"):  # `exit` en `quit` van IPython stoppen de kernel
            return getattr, (builtins, "exit")
        made = super().reducer_override(value)
        if made is NotImplemented and not self._whole and not isinstance(value, type | FunctionType):
            reduce = self.dispatch_table.get(type(value), lambda value: value.__reduce_ex__(self.proto))
            try:
                reduce(value)
            except Exception:
                return NotSent, ()
        return made


def line_in(function: Any, error: BaseException) -> int | None:
    """De regel van de functie waar het misging, geteld vanaf 1."""
    line, trace, code = None, error.__traceback__, getattr(function, "__code__", None)
    while trace:
        if trace.tb_frame.f_code is code:
            line = trace.tb_lineno - code.co_firstlineno + 1
        trace = trace.tb_next
    return line


def importing(thread: int | None) -> bool:
    """Is deze thread bezig met een import?"""
    frame = sys._current_frames().get(thread)
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


class Printed:
    """Wat de functie print gaat naar het notebook, tot het te veel wordt."""

    encoding = "utf-8"

    def __init__(self, say) -> None:
        self._say, self.left = say, PRINT_LIMIT

    def write(self, text: str) -> int:
        if self.left > 0:
            self._say("print", text[: self.left] + ("…\n" if len(text) >= self.left else ""))
            self.left -= len(text)
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


def serve() -> None:
    """Voer uit wat er gevraagd wordt, tot het notebook weg is."""
    requests, answers = _own_pipes()
    lock, working, main = threading.Lock(), threading.Event(), threading.get_ident()
    state: dict[str, Any] = {"importing": False, "alarm": IDLE_SECONDS}

    def say(kind: str, content: Any = None) -> None:
        with lock:
            pickle.dump((kind, content), answers)
            answers.flush()

    def watch() -> None:
        """Zeg het als de functie iets importeert: die tijd telt niet mee."""
        while True:
            working.wait()
            if importing(main) != state["importing"]:
                state["importing"] = not state["importing"]
                _set_alarm(IMPORT_SECONDS if state["importing"] else state["alarm"])
                say("import", state["importing"])
            time.sleep(0.02)

    threading.Thread(target=watch, daemon=True).start()
    with suppress(ImportError):
        import numpy  # noqa: F401  (bijna elke functie gebruikt het)
    say("ready")
    while True:
        _set_alarm(IDLE_SECONDS)
        try:
            function, cases, seconds = pickle.load(requests)
        except EOFError:
            return
        sys.stdout = Printed(say)
        for case in cases:
            state.update(importing=False, alarm=seconds + 1)
            _set_alarm(seconds + 1)
            working.set()
            answer = _call(function, case)
            working.clear()
            say(*answer)
            if answer[0] == "error":
                break


def _call(function: bytes, arguments: bytes) -> tuple[str, Any]:
    call = None
    try:
        call, values = pickle.loads(function), pickle.loads(arguments)
        return "result", _sendable(call(*values))
    except BaseException as error:  # ook SystemExit en KeyboardInterrupt van de student blijven hier
        return "error", (_as_bytes(error) or pickle.dumps(_simpler(error)), line_in(call, error))


def _sendable(value: Any) -> bytes:
    data = _as_bytes(_without_torch(value))
    if data is not None and len(data) <= RESULT_LIMIT:
        return data
    try:
        text = repr(value)[:200]
    except Exception:
        text = f"iets van de soort {type(value).__name__}"
    return pickle.dumps(Unreadable(type(value).__name__, text))


def _without_torch(value: Any) -> Any:
    """Tensoren worden NumPy-arrays: dan hoeft het notebook PyTorch niet te laden. Een generator wordt een rij."""
    if isinstance(value, Iterator):
        value = list(islice(value, MOST_ITEMS))
    if "torch" not in sys.modules:
        return value
    if isinstance(value, sys.modules["torch"].Tensor):
        with suppress(Exception):
            return as_array(value)
    if type(value) in (list, tuple):
        return type(value)(_without_torch(part) for part in value)
    if type(value) is dict:
        return {key: _without_torch(part) for key, part in value.items()}
    return value


def as_array(tensor: Any) -> Any:
    """Een PyTorch-tensor als array, ook een dun gevulde, of een op een GPU."""
    tensor = tensor.detach()
    if str(tensor.layout) != "torch.strided":
        tensor = tensor.to_dense()
    tensor = tensor.resolve_conj().resolve_neg().cpu()
    return tensor.double().numpy() if tensor.is_floating_point() else tensor.numpy()


def _as_bytes(value: Any) -> bytes | None:
    try:
        data = cloudpickle.dumps(value)
        pickle.loads(data)  # een eigen soort fout is soms wel in te pakken, maar niet uit
        return data
    except Exception:
        return None


def _simpler(error: BaseException) -> BaseException:
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    try:
        return kind(str(error))
    except Exception:
        return Exception(f"{type(error).__name__}")


def _set_alarm(seconds: float) -> None:
    faulthandler.dump_traceback_later(seconds, exit=True, file=_NOWHERE)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """De leidingen naar het notebook; wat een student leest of print, gaat er niet doorheen."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # de stopknop is voor het notebook, dat stopt dan dit proces
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # raakt het geheugen op, dan gaat dit proces eerst en niet het notebook
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    for number in (0, 1, 2):
        os.dup2(_NOWHERE.fileno(), number)
    sys.stdin, sys.stderr = open(os.devnull), open(os.devnull, "w")  # noqa: SIM115  (`exit()` sluit sys.stdin)
    builtins.input = _no_input
    return requests, answers


def _no_input(_question: object = "") -> str:
    raise EOFError("een functie die nagekeken wordt, kan niets vragen met input()")


_NOWHERE = open(os.devnull, "r+")  # noqa: SIM115  (blijft open zolang dit proces leeft)
