"""Eerlijk meten: opwarmen, herhalen, threads terugzetten, en een kleinere maat als het geheugen krap is."""

import pytest

from course_utils.lessons.gpu_vs_cpu import measuring
from course_utils.lessons.gpu_vs_cpu.measuring import copy_bandwidth, fitting_size, synchronizer
from course_utils.subjects import timing
from course_utils.subjects.timing import measure


class FakeClock:
    """Een klok die alleen loopt als een functie dat zegt."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(timing.time, "perf_counter", lambda: self.now)

    def takes(self, *durations):
        """Een functie waarvan de beurten zo lang duren; de laatste duur blijft gelden."""
        left = list(durations)

        def function():
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return function


@pytest.fixture
def clock(monkeypatch):
    return FakeClock(monkeypatch)


def test_the_first_time_does_not_count(clock):
    found = measure(clock.takes(100, 1), seconds=5)
    assert found.slowest == found.median == 1, "De opwarmronde hoort niet bij de meting."
    assert found.turns == 5, "Ook het aantal beurten volgt niet uit de opwarmronde."


def test_the_median_ignores_an_outlier(clock):
    found = measure(clock.takes(1, 1, 1, 1, 50, 1, 1, 1), seconds=5)
    assert (found.median, found.fastest, found.slowest, found.turns) == (1, 1, 50, 5)


def test_what_takes_very_little_time_goes_more_often_per_turn(clock):
    calls = []
    work = clock.takes(1e-6)
    found = measure(lambda: (calls.append(1), work()), seconds=0.001, shortest_turn=100e-6)
    assert found.median == pytest.approx(1e-6)
    assert len(calls) > 300, "Drie beurten van 100 keer."


def test_there_are_always_enough_turns_and_never_too_many(clock):
    assert measure(clock.takes(1000), seconds=0.1, least=3).turns == 3
    assert measure(clock.takes(1), seconds=1e9, most=7).turns == 7


def test_a_function_that_takes_no_time_does_not_divide_by_zero(clock):
    assert measure(clock.takes(0), seconds=0.0, most=3, shortest_turn=0).median == 0


def test_waiting_belongs_to_the_measurement(clock):
    """De GPU is pas klaar na synchronize: wie niet wacht, meet alleen het opgeven van de opdracht."""
    ask, wait = clock.takes(1), clock.takes(9)
    assert measure(ask, seconds=0).median == 1
    assert measure(ask, seconds=0, synchronize=wait).median == 10


def test_on_a_cpu_there_is_nothing_to_wait_for():
    assert synchronizer("cpu")() is None


def test_a_gpu_is_asked_to_wait():
    torch = pytest.importorskip("torch")
    assert synchronizer("cuda:0") is torch.cuda.synchronize


@pytest.mark.parametrize("stops_with_error", [False, True])
def test_the_number_of_threads_comes_back(stops_with_error):
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    try:
        with measuring.torch_threads(before + 1):
            assert torch.get_num_threads() == before + 1
            if stops_with_error:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert torch.get_num_threads() == before


def square_bytes(n):
    return 12 * n * n


def test_too_little_memory_gives_a_smaller_size_and_a_sentence():
    size, sentence = fitting_size(4096, square_bytes, free=100e6)
    assert size == 1024 and square_bytes(size) <= 25e6
    assert sentence == "Er is weinig geheugen vrij. Ik meet met maat 1024 in plaats van 4096."


def test_enough_memory_gives_no_sentence():
    assert fitting_size(1024, square_bytes, free=100e6) == (1024, "")


@pytest.mark.parametrize("free", [0, 1, 100])
def test_even_without_memory_one_size_remains(free):
    assert fitting_size(4096, square_bytes, free=free)[0] >= 1


@pytest.mark.parametrize("busy, words", [(0, "goed moment"), (29, "goed moment"), (80.4, "voor 80 % bezig")])
def test_a_busy_computer_is_reported(busy, words):
    assert words in measuring.is_it_quiet(busy)


def test_looking_whether_it_is_quiet_always_gives_a_sentence():
    assert measuring.is_it_quiet().endswith(".")


def test_copying_counts_reading_and_writing(clock, monkeypatch):
    copy = clock.takes(0.5)
    monkeypatch.setattr(measuring.np, "copyto", lambda target, source: copy())
    assert copy_bandwidth(1000) == 2 * 1000 / 0.5


def test_copying_adapts_to_the_memory(monkeypatch):
    class Little:
        available = 4e6

    monkeypatch.setattr(measuring.psutil, "virtual_memory", Little)
    sizes = []
    ones = measuring.np.ones
    monkeypatch.setattr(measuring.np, "ones", lambda count, kind: sizes.append(4 * count) or ones(count, kind))
    assert copy_bandwidth(2**30, seconds=0) > 0
    assert sizes[0] <= 1e6


def test_a_real_measurement_succeeds():
    found = measure(lambda: sum(range(1000)), seconds=0.02)
    assert 0 < found.fastest <= found.median <= found.slowest
