"""Maakt een notebook klaar: een fout in code krijgt een Nederlandse zin, en zonder PyTorch gaat de les door.

De startcel van elke les roept `prepare_notebook()` aan. Wie dit als uitbreiding van IPython laadt
(`%load_ext course_utils.notebook`), heeft het al vóór de startcel.
"""

import ast
import gc
import json
import linecache
import os
import re
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from IPython import get_ipython

from course_utils.code_advice import Advice, error_advice, syntax_advice
from course_utils.light_torch import leave_the_compiler_out

NO_TORCH = (
    "PyTorch is niet geïnstalleerd, dus deze cel doet hier niets. Voor sommige computers bestaat er geen versie van. "
    "De rest van de les werkt gewoon: lees de uitkomst in het notebook op de cursuspagina en ga verder."
)
NO_KERAS = NO_TORCH.replace("PyTorch", "Keras")
NOT_INSTALLED = {"torch": NO_TORCH, "keras": NO_KERAS}  # pakketten die de cursus kan missen
_PACKAGE = str(Path(__file__).parent)


@dataclass(frozen=True)
class Cell:
    """De cel die nu draait: haar broncode, en de namen die in het notebook bestaan."""

    source: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)


def prepare_notebook(shell=None) -> None:
    """Zet de uitleg bij fouten klaar in dit notebook; vaker aanroepen verandert niets.

    shell: de IPython waar het om gaat; zonder: die van dit notebook. Buiten IPython gebeurt er niets.
    """
    shell = shell or get_ipython()
    if shell is None:
        return
    leave_the_compiler_out()
    shell.set_custom_exc((Exception, KeyboardInterrupt), explain_error)
    shell.showtraceback = lambda error=None, *_, **options: explain_error(  # zoals bij `return` buiten een functie
        shell, *(error if isinstance(error, tuple) else sys.exc_info()), options.get("tb_offset")
    )
    if not hasattr(shell, "course_cell"):
        shell.course_cell = ""
        shell.events.register("pre_run_cell", lambda info: setattr(shell, "course_cell", info.raw_cell or ""))
        _spare_what_stays(shell)
    shell.user_ns.update(dict.fromkeys(("exit", "quit"), NoExitAutocall()))
    warnings.showwarning = show_warning
    missing = any(find_spec(name) is None for name in NOT_INSTALLED)
    if missing and skip_missing not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(skip_missing)


def _spare_what_stays(shell) -> None:
    """Laat de vuilnisman van Python met rust wat toch blijft: alles van nu, en straks PyTorch.

    Anders loopt hij bij elke grote ronde honderdduizenden objecten na. Dat houdt een figuur 0,15 s op.
    """

    def spare_torch(_result) -> None:
        if "torch" in sys.modules:
            gc.freeze()
            shell.events.unregister("post_run_cell", spare_torch)

    gc.freeze()
    shell.events.register("post_run_cell", spare_torch)


class NoExitAutocall:
    """`exit` en `quit` in een cel: zonder dit stopt de kernel, en is alles weg wat er in het notebook stond."""

    def __repr__(self) -> str:
        return "Haal deze regel weg: het notebook blijft open. Sluiten doe je met het kruisje van zijn tabblad."

    def __call__(self, *_) -> None:
        print(self)


def load_ipython_extension(shell) -> None:
    """Hoe IPython een uitbreiding laadt."""
    prepare_notebook(shell)


def current_cell() -> Cell:
    """De cel die nu draait; buiten een notebook een lege."""
    shell = get_ipython()
    if shell is None:
        return Cell()
    return Cell(getattr(shell, "course_cell", "") or shell.user_ns.get("In", [""])[-1], shell.user_ns)


def skip_missing(lines: list[str]) -> list[str]:
    """Vervang een cel die PyTorch of Keras laadt door een zin, als dat pakket hier niet te installeren is."""
    for name, sentence in NOT_INSTALLED.items():
        if find_spec(name) is None and any(line.startswith((f"import {name}", f"from {name}")) for line in lines):
            return [f"print({sentence!r})\n"]
    return lines


_WARNINGS = (
    ("divide by zero", "hier wordt door nul gedeeld, of de logaritme van 0 genomen. De uitkomst is oneindig of NaN."),
    ("invalid value", "hier gaat iets mis met een wortel of logaritme van een negatief getal, of met NaN."),
    ("overflow", "een uitkomst is te groot voor dit soort getal, en wordt oneindig."),
    ("To exit:", "een notebook sluit je met het kruisje van zijn tabblad."),
    ("never awaited", "een functie met `async` rekent zo niets uit. Laat dat woord weg."),
)
_show_warning = warnings.showwarning


def show_warning(message, category, filename, lineno, file=None, line=None) -> None:
    """Zeg een waarschuwing over een berekening in het Nederlands; andere toont Python zelf."""
    said = next((words for start, words in _WARNINGS if start in str(message)), None)
    if said and category in (RuntimeWarning, UserWarning):
        print(f"Let op: {said}")
    elif not issubclass(category, SyntaxWarning):  # daar komt de fout zelf nog achteraan
        _show_warning(message, category, filename, lineno, file, line)


def explain_error(shell, kind, error, traceback, tb_offset=None) -> None:
    """Zeg in het Nederlands wat er mis is; wat meer uitleg nodig heeft, toont Python eronder zelf."""
    if isinstance(error, KeyboardInterrupt) and not hasattr(error, "_render_traceback_"):
        print("Gestopt.")
        return
    if isinstance(error, SystemExit):
        print("Gestopt. Haal deze regel weg; het notebook blijft gewoon open.")
        return
    try:
        place, advice = _advice(shell, error, traceback)
    except Exception:  # de uitleg zelf mag nooit in de weg zitten
        place, advice = "", None
    if advice:
        print(f"{place}{advice.text}")
        if advice.enough:
            return
    if isinstance(error, SyntaxError):
        shell.showsyntaxerror()
    else:
        type(shell).showtraceback(shell, (kind, error, traceback), tb_offset=tb_offset)


def _advice(shell, error: BaseException, traceback: TracebackType | None) -> tuple[str, Advice | None]:
    """Waar de fout zit, als te tonen regel, en de raad erbij."""
    source = getattr(shell, "course_cell", "")
    if hasattr(error, "_render_traceback_"):
        return "", None
    if isinstance(error, SyntaxError):
        line = (source.splitlines() or [""])[min((error.lineno or 1), len(source.splitlines()) or 1) - 1]
        return _place(error.lineno, line or error.text), syntax_advice(error, source, shell.user_ns)
    frames = _frames(traceback)
    last, number = frames[-1]
    file = last.f_code.co_filename
    if file.startswith(_PACKAGE) and linecache.getline(file, number).strip().startswith("raise") and str(error):
        return "", Advice(str(error))  # een zin van de cursus zelf
    own = [(frame, line) for frame, line in frames if _in_cell(frame)]
    frame, number = own[-1] if own else frames[0]
    code = linecache.getline(frame.f_code.co_filename, number)
    if _is_stale(error):
        number = _lesson_number(shell)
        how = f"Haal een verse: sluit JupyterLab en geef `python3 -m course_utils start --vers {number}`."
        if "JUPYTERHUB_USER" in os.environ:  # op een klas-server kan alleen de docent dat
            how = f"Vraag je docent om een verse, met `klas --vers {number}`."
        return "", Advice(f"Deze kopie hoort bij een andere versie van de cursus. {how} Je eigen kopie blijft bewaard.")
    return _place(number, code), _runtime_advice(shell, error, frame, code, source)


def _runtime_advice(shell, error: BaseException, frame: FrameType, code: str, source: str) -> Advice:
    names = {**frame.f_globals, **frame.f_locals}
    inside = frame.f_code.co_name != "<module>"
    parameters = frame.f_code.co_varnames[: frame.f_code.co_argcount] if inside else ()
    return error_advice(error, code, source, names, parameters, lambda name: _where(name, shell, source))


def _place(number: int | None, code: str | None) -> str:
    code = (code or "").strip()
    return f"Regel {number}: `{code}`\n" if number and code else ""


def _frames(traceback: TracebackType | None) -> list[tuple[FrameType, int]]:
    found = []
    while traceback:
        found.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _in_cell(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == "__main__" and not os.path.exists(frame.f_code.co_filename)


def _is_stale(error: BaseException) -> bool:
    said = str(error)
    return (isinstance(error, ImportError) and "course_utils" in said) or (
        isinstance(error, AttributeError) and said.startswith("module 'course_utils")
    )


# --- het notebook op schijf: welke cel maakt een naam? ---------------------------------------------------------------


def _where(name: str, shell, source: str) -> str | None:
    """Hoe de cel heet die deze naam een waarde geeft; None als die niet te vinden is, of als het deze cel zelf is."""
    notebook = _notebook(shell, source)
    if not notebook:
        return None
    heading, first = "", True
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("#")), heading)
            continue
        if cell["cell_type"] != "code":
            continue
        if text.strip() == source.strip():
            return None
        if name in _made_by(text):
            line = next((line.strip() for line in text.splitlines() if re.search(rf"\b{re.escape(name)}\b", line)), "")
            return "de startcel, de bovenste cel met code" if first else f"de cel met `{line}`, onder “{heading}”"
        first = False
    return None


def _made_by(source: str) -> set[str]:
    """De namen die een cel op het hoogste niveau een waarde geeft."""
    lines = [line for line in source.splitlines() if not line.startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return set()
    found = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).partition(".")[0])
    return found


def _notebook(shell, source: str) -> dict | None:
    """Het notebook op schijf waarin deze cel staat."""
    path = _notebook_path(shell, source)
    return json.loads(path.read_text("utf-8")) if path else None


def _notebook_path(shell, source: str) -> Path | None:
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if named.suffix == ".ipynb" and named.is_file():
        return named
    parent = getattr(shell, "get_parent", dict)() or {}
    identity = parent.get("metadata", {}).get("cellId")
    for path in sorted(Path.cwd().glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text("utf-8"))["cells"]
            if any(cell.get("id") == identity or "".join(cell["source"]).strip() == source.strip() for cell in cells):
                return path
        except (OSError, ValueError, KeyError, TypeError):  # geen leesbaar notebook
            continue
    return None


def _lesson_number(shell) -> str:
    path = _notebook_path(shell, getattr(shell, "course_cell", ""))
    match = re.match(r"\d\d", path.name) if path else None
    return match[0] if match else "en het nummer van de les"
