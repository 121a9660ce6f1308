"""De functie van een student draait veilig: niets wat zij doet, maakt het notebook kapot of houdt het op."""

import math
import os
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from student import ENGLISH

from course_utils.questions.answers import kind, show
from course_utils.questions.student_code import CodeProblem, run_student
from course_utils.questions.student_worker import Unreadable

LIMIT = 0.5  # de rekentijd in deze tests; echt is het drie seconden
NOT_PORTABLE = threading.Lock()  # wie hiernaar verwijst, kan niet naar het hulpproces


def outcome(function, *cases):
    """Wat er van de aanroepen komt: de uitkomsten, of het probleem."""
    try:
        return run_student(function, cases or ((1,),), LIMIT)
    except CodeProblem as problem:
        return problem


def loop_that_catches_everything(x):
    while True:
        try:  # noqa: SIM105
            x += 1
        except:  # noqa: E722
            pass


@pytest.mark.parametrize(
    "function",
    [
        loop_that_catches_everything,
        lambda x: time.sleep(60),
        lambda x: 2 ** (10**9) * 3 ** (10**9),
        lambda x: sum(range(10**12)),
        lambda x: np.linalg.svd(np.ones((6000, 6000))),
    ],
)
def test_what_never_ends_is_stopped(function):
    """Ook een som in C, die Python zelf tegenhoudt."""
    assert outcome(function).why in ("slow", "memory")
    assert run_student(lambda x: x + 1, [(1,)]) == [2], "de volgende controle gaat gewoon door"


@pytest.mark.parametrize("allocate", [lambda x: np.zeros((10**6, 10**6)), lambda x: np.ones(10**13)])
def test_an_impossible_array_is_an_ordinary_error(allocate):
    assert isinstance(outcome(allocate).error, MemoryError)


def test_memory_that_keeps_growing_is_cut_off(monkeypatch):
    def grows(x):
        rows = []
        while True:
            rows.append(np.ones(2_000_000))

    # op een computer met weinig geheugen ligt de grens op 512 MB
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1e9))
    with pytest.raises(CodeProblem) as problem:
        run_student(grows, [(1,)], 30)
    assert problem.value.why == "memory"


def leave_hard(x):
    os._exit(0)


def crash(x):
    import ctypes

    ctypes.string_at(0)


@pytest.mark.parametrize("leave", [lambda x: exit(), lambda x: quit(), lambda x: sys.exit(3), leave_hard, crash])
def test_leaving_python_leaves_the_notebook_alone(leave):
    problem = outcome(leave)
    assert problem.why == "gone" or isinstance(problem.error, SystemExit)
    assert run_student(lambda x: x, [(1,)]) == [1]


def test_an_import_neither_counts_nor_breaks(tmp_path, monkeypatch):
    (tmp_path / "trage_module.py").write_text(f"import time\ntime.sleep({3 * LIMIT})\nnumber = 4\n")
    monkeypatch.syspath_prepend(tmp_path)

    def imports(x):
        import sys

        sys.path.insert(0, str(x))
        import trage_module

        return trage_module.number

    def imports_here(x):
        assert not NOT_PORTABLE.locked()
        import trage_module

        return trage_module.number

    assert outcome(imports, (tmp_path,)) == [4]
    assert outcome(imports_here) == [4]
    assert sys.modules.pop("trage_module").number == 4


def test_an_import_that_fails_is_an_ordinary_error():
    def imports(x):
        import bestaat_niet  # noqa: F401

    assert isinstance(outcome(imports).error, ModuleNotFoundError)


def test_a_flood_of_print_is_bounded(capsys):
    def flood(x):
        while True:
            print("hallo")

    assert outcome(flood).why == "slow"
    printed = capsys.readouterr().out
    assert printed.startswith("hallo\nhallo") and printed.endswith("…\n") and len(printed) < 3_000


def test_what_is_printed_reaches_the_notebook(capsys):
    assert outcome(lambda x: print("tussenstand", x)) == [None]
    assert capsys.readouterr().out == "tussenstand 1\n"


def test_an_error_comes_back_with_its_kind_message_and_line():
    def two_lines(x):
        y = x - 1
        return x / y

    problem = outcome(two_lines, (3,), (1,))
    assert (problem.why, problem.case, problem.line) == ("error", 1, 3)
    assert isinstance(problem.error, ZeroDivisionError) and str(problem.error) == "division by zero"


def test_the_line_is_that_of_the_function_itself():
    def helper(x):
        # een regel
        # nog een regel
        return x[9]

    def two_lines(x):
        return helper(x)

    assert outcome(two_lines, ([1],)).line == 2


class Odd(Exception):
    """Een fout die in te pakken is, maar niet uit."""

    def __init__(self, one, two):
        super().__init__(f"{one} en {two}")


def test_an_error_that_cannot_travel_still_has_its_message():
    def strange(x):
        raise Odd(1, 2)

    assert "1 en 2" in str(outcome(strange).error)


def test_the_function_cannot_spoil_its_inputs():
    def doubles_in_place(x):
        x *= 2
        return x

    given = np.array([1.0, 2.0])
    assert np.array_equal(outcome(doubles_in_place, (given,), (given,)), [[2, 4], [2, 4]])
    assert np.array_equal(given, [1, 2])


def test_the_function_may_use_what_the_notebook_made():
    weights, calls = np.array([1.0, 2.0]), {"scale": 3}

    def helper(n):
        return 1 if n < 2 else n * helper(n - 1)

    class Neuron:
        def __call__(self, x):
            return helper(3) * calls["scale"] * (weights @ x)

    assert outcome(Neuron(), (np.ones(2),)) == [54]


def test_an_outcome_that_cannot_travel_names_its_kind():
    (value,) = outcome(lambda x: threading.Lock())
    assert isinstance(value, Unreadable) and value.kind == "lock" and "lock" in repr(value)
    assert show(value) == "iets van de soort lock"

    async def waits(x):
        return x

    assert "Laat dat woord weg" in kind(outcome(waits)[0])


def test_a_generator_comes_back_as_a_row():
    assert outcome(lambda x: (n * x for n in range(3))) == [[0, 1, 2]]


def test_a_tensor_comes_back_as_an_array():
    """Zo hoeft het notebook PyTorch niet te laden om de uitkomst te lezen."""

    def with_torch(x):
        import torch

        return [torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(3)]

    rows, number = run_student(with_torch, [(1,)])[0]
    assert type(rows) is np.ndarray and list(rows) == [1, 2] and number == 3


def test_what_cannot_travel_stays_here_and_the_function_goes():
    """Een slot of een open bestand noemen is nog geen reden om een som in C niet te kunnen stoppen."""

    def helper(x):
        return math.factorial(10**9 * x)

    def uses_a_helper(x):
        return (NOT_PORTABLE, helper(x))

    def grows(x):
        x += 2
        x **= 10**10
        return (NOT_PORTABLE, sys.stdout, x)

    stopped = [outcome(function).why for function in (uses_a_helper, grows)]
    assert set(stopped) <= {"slow", "memory", "error"}
    assert outcome(lambda x: (NOT_PORTABLE is not None) + x) == [2]
    (lock,) = outcome(lambda x: NOT_PORTABLE)
    assert isinstance(show(lock), str)


def test_what_uses_something_that_cannot_travel_runs_here():
    """In een eigen thread: een gewone lus stopt ook daar, en wordt echt beëindigd."""
    ticks = []

    def counts_for_ever(x):
        assert not NOT_PORTABLE.locked()
        while True:
            ticks.append(time.monotonic())
            time.sleep(0.01)

    assert outcome(lambda x: NOT_PORTABLE.locked() + x) == [1]
    assert outcome(counts_for_ever).why == "slow"
    assert outcome(lambda x: (NOT_PORTABLE.locked(), exit())).why == "gone", "dit stopt het notebook niet"
    for _ in range(20):
        seen = len(ticks)
        time.sleep(0.2)
        if len(ticks) == seen:
            return
    pytest.fail("de thread van de student rekent nog door")


def test_a_flood_of_print_is_bounded_here_too(capsys):
    def flood(x):
        assert not NOT_PORTABLE.locked()
        for _ in range(10_000):
            print("hallo")

    assert outcome(flood) == [None]
    assert len(capsys.readouterr().out) < 3_000


def test_without_a_helper_process_it_runs_here(monkeypatch):
    def refuse():
        raise OSError

    monkeypatch.setattr("course_utils.questions.student_code.warm_up", refuse)
    assert outcome(lambda x: x + 1) == [2]
    steps = 3

    def works(x, up=2):
        return works(x - 1) + steps if x > 1 else (up**-x) * sum(n**2 for n in range(10))

    assert outcome(works, (1,), (3,)) == [142.5, 148.5]

    def divides(x):
        y = x - 1
        return 2**x / y

    assert (outcome(divides).why, outcome(divides).line) == ("error", 3)


def helpers_of(pid):
    """De hulpprocessen van dit proces."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # een proces van een eerdere toets kan net klaar zijn
            found += [child] if "student_worker" in " ".join(child.cmdline()) else []
    return found


@contextmanager
def kernel():
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel()
    try:
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run_cell(client, source):
    """Voer een cel uit; geeft wat er te zien was."""
    shown = []
    client.execute_interactive(textwrap.dedent(source), output_hook=lambda message: shown.append(message["content"]))
    return " ".join(str(content) for content in shown)


def test_in_a_real_kernel():
    """`exit` is daar iets anders, en de functies staan in `__main__`. Stop, en het einde, laten niets achter."""
    with kernel() as (manager, client):
        run_cell(client, "from course_utils.questions.student_code import run_student\nimport math\nbasis = 2")
        source = "def f(x):\n    return math.sqrt(x) * basis\nprint(run_student(f, [(9.0,)]))"
        assert "[6.0]" in run_cell(client, source)
        for leave in ("exit()", "quit()", "exit", "__import__('os')._exit(1)"):
            run_cell(client, f"def f(x):\n    {leave}\ntry: run_student(f, [(9.0,)])\nexcept Exception: pass")
        assert "[6.0]" in run_cell(client, source)
        run_cell(client, "from course_utils.notebook import prepare_notebook\nprepare_notebook()")
        for wrong in (
            "return 3",
            "1/0",
            "x = 3 x 4",
            "-math.log(0,25)",
            "10**5000",
            "def f(a, a): pass",
            "%nietbestaand",
        ):
            shown = run_cell(client, wrong)
            assert "Regel 1" in shown or "cijfers" in shown, shown
            assert not ENGLISH.search(shown), shown
        for leave in ("exit()", "quit", "def f(x):\n    return exit()\ntry: run_student(f, [(9.0,)])\nfinally: exit()"):
            assert "Haal deze regel weg" in run_cell(client, leave)
        threading.Timer(1, manager.interrupt_kernel).start()
        shown = run_cell(client, "run_student(lambda x: sum(range(10**12)), [(1,)], 20)")
        assert "Gestopt. Je functie is niet nagekeken." in shown and "Traceback" not in shown
        assert helpers_of(manager.provisioner.pid) == [], "er rekent nog iets door"
        assert "[6.0]" in run_cell(client, source)
        (helper,) = helpers_of(manager.provisioner.pid)
        # een kernel die hard stopt, ook terwijl de functie rekent, laat niets achter
        client.execute("run_student(lambda x: sum(range(10**12)), [(1,)], 2)")
        time.sleep(1)
        assert helper.is_running()
        os.kill(manager.provisioner.pid, 9 if os.name != "nt" else 15)
        helper.wait(timeout=10)


def test_an_ordinary_check_is_quick():
    """Klaargezet kost een controle milliseconden; hier telt alleen dat het hulpproces opnieuw gebruikt wordt."""
    run_student(lambda x: x, [(1,)])
    before = helpers_of(os.getpid())
    for _ in range(20):
        run_student(lambda x: x, [(1,)] * 5)
    assert helpers_of(os.getpid()) == before


def test_the_helper_is_small():
    """Het hulpproces laadt geen notebook, geen matplotlib en geen PyTorch."""
    code = (
        "import sys, course_utils.questions.student_worker; print(*(name for name in sys.modules if '.' not in name))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split()
    assert not {"IPython", "ipywidgets", "matplotlib", "torch", "numpy"} & set(loaded)
