"""De metingen zelf duren te lang voor de tests; wat eromheen staat niet."""

import importlib
from dataclasses import replace

from benchmarks import __main__ as command
from benchmarks import drawing
from benchmarks.live_latency import report
from benchmarks.notebooks import Cost, within_limits
from benchmarks.start_cells import cells_to_first_figure, is_slower


def test_every_part_exists():
    for name in command.PARTS:
        assert callable(importlib.import_module(f"benchmarks.{name}").main)


def test_unknown_part_is_explained(capsys):
    assert command.main(["snelheid"]) == 2
    assert "Kies uit: notebooks, training, lesson_05" in capsys.readouterr().out


def test_ratios_say_how_many_times_better_we_are():
    """Tijden delen andersom dan aantallen per seconde: groter is altijd beter."""
    result = {
        "interact": {"median": 200.0, "p95": 300.0, "rate": 5.0, "miss": 240.0, "frame": 0.0},
        "live": {"median": 40.0, "p95": 75.0, "rate": 15.0, "miss": 80.0, "frame": 95.0},
    }
    ratios = [line.split()[-1] for line in report(result).splitlines()[1:-1]]
    assert ratios == ["5.0x", "4.0x", "3.0x", "3.0x"]


def test_the_slowest_figure_comes_first():
    table = drawing.report([("00", "snel", [1.0, 2.0]), ("01", "traag", [30.0, 40.0])]).splitlines()
    assert [line.split()[-1] for line in table[1:3]] == ["traag", "snel"]
    assert table[-1].startswith("1 van de 2 figuren")


def test_a_lesson_that_breaks_one_limit_is_noticed():
    good = Cost("les", 2.9, 70.0, 0.5, 149.0, 24.0, 400.0, 5.0, 3)
    assert within_limits(good)
    for broken in ({"ready": 3.1}, {"start_memory": 151.0}, {"seconds": 26.0}):
        assert not within_limits(replace(good, **broken)), broken


def test_a_start_is_slower_when_its_median_beats_three_of_the_four_other_times():
    other = [1.00, 1.02, 1.04, 1.06, 1.20]
    assert not is_slower([1.02, 1.05, 1.08], other)
    assert is_slower([1.14, 1.15, 1.16], other)


def test_the_start_is_followed_up_to_the_first_cell_with_a_picture():
    def cell(source, kind="code", **data):
        return {"cell_type": kind, "source": [source], "outputs": [{"data": data}]}

    cells = [
        cell("start"),
        cell("tekst", "markdown"),
        cell("vraag", **{"text/html": ""}),
        cell("figuur", **{"image/png": ""}),
    ]
    assert cells_to_first_figure({"cells": [*cells, cell("meer")]}) == ["start", "vraag", "figuur"]
