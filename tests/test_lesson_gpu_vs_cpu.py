"""Les 06: figuren over hun hele bereik, op elke soort computer, en wat de tekst beweert."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, calls
from course_utils.lessons.gpu_vs_cpu import extra as verdieping
from course_utils.lessons.gpu_vs_cpu import figures as les
from course_utils.lessons.gpu_vs_cpu import models as model
from course_utils.lessons.gpu_vs_cpu import words
from course_utils.lessons.gpu_vs_cpu.questions import PREDICTIONS
from course_utils.subjects import data
from course_utils.subjects.data import load_hardware, load_models
from course_utils.subjects.roofline import SECONDS_PER_YEAR, attainable, product_bytes, product_flops, ridge
from course_utils.subjects.timing import Timing, measure

NOTEBOOK = Notebook(REPOSITORY / "notebooks" / "06_gpu_vs_cpu.ipynb")
SUMS = {"inproduct": 0.25, "matrix × vector": 0.5, "matrix × 16 vectoren": 8, "64 bij 64": 10.7, "1024 bij 1024": 170.7}


def points_of(peak: float, bandwidth: float) -> list[les.Point]:
    """Verzonnen metingen op een computer met deze grenzen."""
    return [les.Point(name, intensity, attainable(intensity, peak, bandwidth)) for name, intensity in SUMS.items()]


# Van een Raspberry Pi tot een server: de figuur moet overal werken.
COMPUTERS = {"klein bord": (8e9, 3e9), "laptop": (4e11, 6e10), "Mac": (2e12, 4e11), "server": (7e12, 4.6e11)}


@pytest.fixture(params=COMPUTERS.values(), ids=COMPUTERS)
def points(request):
    return points_of(*request.param)


@pytest.fixture
def shown(monkeypatch):
    """De zinnen van getoonde figuren en tabellen."""
    sentences = []
    monkeypatch.setattr(les, "show", lambda figure, sentence: sentences.append(sentence))
    monkeypatch.setattr(verdieping, "show", lambda figure, sentence: sentences.append(sentence))
    monkeypatch.setattr(verdieping, "show_output", lambda sentence, html="": sentences.append(sentence + html))
    return sentences


# Woorden en getallen


@pytest.mark.parametrize(
    "seconds, text",
    [
        (5e-9, "5 ns"),
        (35e-6, "35 µs"),
        (0.17, "170 ms"),
        (1, "1 seconde"),
        (59.99, "1 minuut"),
        (86_400, "1 dag"),
        (1.05 * 86_400, "1,1 dagen"),
        (51 * SECONDS_PER_YEAR, "51 jaar"),
        (349_938 * SECONDS_PER_YEAR, "350.000 jaar"),
    ],
)
def test_a_duration_gets_the_unit_that_fits(seconds, text):
    assert words.duration(seconds) == text
    assert words.duration(0.1741, 3) == "174 ms"


@given(st.floats(1e-9, 1e16))
def test_every_duration_can_be_read(seconds):
    assert re.fullmatch(r"[\d.]+(,\d+)? (ns|µs|ms|seconden?|minu(ut|ten)|uur|dag(en)?|jaar)", words.duration(seconds))


def test_speeds_and_bytes_in_words():
    assert words.speed(9.894e14) == "990 biljoen FLOP/s"
    assert [words.byte_text(count) for count in (15, 15_625, 256_000_000, 4.2e9)] == [
        "15 byte",
        "15,6 kB",
        "256 MB",
        "4,2 GB",
    ]


# Stap 2: snelheid en vaste kosten


def test_who_measures_on_a_gpu_waits_until_it_is_done():
    """Zonder `synchronize=` meet je bij een GPU alleen hoelang het opgeven van de opdracht duurt."""
    cells = [cell for cell in NOTEBOOK.code_cells if calls(cell, "synchronizer")]
    assert len(cells) == 2
    for cell in cells:
        keywords = [keyword.arg for call in calls(cell, "measure") for keyword in call.keywords]
        assert "synchronize" in keywords, f"geef measure hier synchronize= mee:\n{cell.source}"


def test_without_measurements_the_manufacturer_is_named(monkeypatch):
    monkeypatch.setattr(les, "load_gpu_measurements", lambda: ())
    assert les.gpu_bars() == pytest.approx({"H100, volgens de fabrikant": 66.9e12, "H100 in FP16, fabrikant": 989.4e12})


def test_a_measured_gpu_goes_before_the_manufacturer(monkeypatch):
    gpu = {"device": "NVIDIA H200", "date": "2027-01-02", "products": []}
    speeds = (("fp32", 8, 51.0), ("fp16", 16, 720.0), ("fp16", 8, 90.0))
    gpu["products"] = [{"format": format, "n": n, "tflops": tflops} for format, n, tflops in speeds]
    monkeypatch.setattr(les, "load_gpu_measurements", lambda: (gpu,))
    assert les.gpu_bars() == {"H200, gemeten 02-01-2027": 51e12, "H200 in FP16, gemeten": 720e12}


def test_the_sentence_with_the_speeds_names_the_fastest_and_the_slowest(shown):
    les.show_speeds({"lussen in Python": 5e7, "PyTorch, 1 kern": 1e11, "PyTorch, alle kernen": 9e10})
    assert "Het snelst op deze computer: PyTorch, 1 kern, met 100 miljard FLOP/s" in shown[0]
    assert "Het traagst: lussen in Python, met 50 miljoen FLOP/s. Dat is 2.000 keer zo weinig." in shown[0]
    assert "Alle kernen samen gingen nu niet sneller dan één" in shown[0]
    les.show_speeds({"lussen in Python": 5e7, "PyTorch, 1 kern": 1e11, "PyTorch, alle kernen": 2e11})
    assert "Alle kernen samen" not in shown[1]


def test_with_one_core_there_is_no_reproach(shown, monkeypatch):
    monkeypatch.setattr(les, "this_machine", lambda: SimpleNamespace(threads=1))
    les.show_speeds({"lussen in Python": 5e7, "PyTorch, 1 kern": 1e11, "PyTorch, alle kernen": 1e11})
    assert shown[0].endswith("Alle kernen samen is hier hetzelfde als één: deze computer heeft er maar één.")


@pytest.mark.parametrize(
    "small, large, overhead, bandwidth, words",
    [
        (1e-6, 1.7e-6, 0.9e-6, 2e10, "90 % van de tijd op aan vaste kosten"),
        (100e-6, 32 * 100e-6, 1e-6, 2e10, "haalt 2 keer zo veel FLOP per seconde"),
        (300e-6, 64 * 300e-6, 1e-6, 2e10, "rekenwerk zelf"),
        (300e-6, 200 * 300e-6, 1e-6, 2e10, "vlak bij de rekenkernen"),
        (300e-6, 200 * 300e-6, 1e-6, 4e8, "geheugen houdt de processor op"),
    ],
)
def test_the_reason_follows_from_the_measurement(small, large, overhead, bandwidth, words):
    assert words in les.growth_reason(256, small, large, overhead, bandwidth)


@given(st.integers(1, 2048), st.floats(1e-9, 10), st.floats(1e-9, 1000), st.floats(1e-9, 1), st.floats(1e6, 1e13))
def test_every_measurement_gets_a_whole_sentence(n, small, large, overhead, bandwidth):
    text = les.growth_reason(n, small, large, overhead, bandwidth)
    assert text.endswith(".") and not re.search(r"\d\.(?!\d{3})\d|nan|inf\b", text)


def test_the_figure_of_the_growth_works_with_odd_times_too(shown):
    sizes = (8, 16, 32, 64, 128, 256, 512, 1024)
    les.show_growth({n: 1e-6 + 2 * n**3 / 1e11 for n in sizes}, 1e-6, 2e10)
    les.show_growth(dict.fromkeys(sizes, 0.016), 20e-3, 2e10)
    assert "Van 8 naar 32" in shown[0] and "Van 256 naar 1.024" in shown[0]


# Stap 3: de wedstrijd


def test_the_cpu_wins_up_to_169_tasks():
    """Zo staat het onder 'Veel mensen denken'."""

    def gpu_wins(tasks):
        gpu = model.finish_time(tasks, model.GPU_WORKERS, model.GPU_TASK, model.GPU_START)
        return gpu < model.finish_time(tasks, model.CPU_WORKERS, model.CPU_TASK)

    assert [tasks for tasks in model.TASKS if gpu_wins(tasks)] == [196, 225, 256, 1024, 4096]


@given(st.sampled_from(model.TASKS), st.sampled_from(model.MOMENTS))
def test_tasks_are_done_when_the_time_is_up(tasks, moment):
    for workers, task, start in ((8, 1, 0), (4096, 4, 20)):
        done = model.tasks_done(tasks, moment, workers, task, start)
        assert 0 <= done <= tasks
        assert (done == tasks) == (moment >= model.finish_time(tasks, workers, task, start))


def test_everybody_arrives_within_the_slider():
    assert max(model.finish_time(tasks, model.CPU_WORKERS, model.CPU_TASK) for tasks in model.TASKS) <= max(
        model.MOMENTS
    )


def test_the_goal_of_the_race_is_the_first_win_of_the_gpu():
    figure = model.race()
    figure.set(tasks=196, time=24)
    assert figure.drawing.reached and "GPU is het eerst klaar" in figure.sentence
    figure.set(tasks=169, time=24)
    assert not figure.drawing.reached and "CPU is het eerst klaar" in figure.sentence


# Stap 4: bandbreedte en roofline


def test_the_figure_of_the_bandwidth(shown):
    les.show_bandwidth({15_625: 4e10, 1_000_000: 9e10, 256_000_000: 3e10})
    les.show_bandwidth({15_625: 2e10, 256_000_000: 2e10})
    assert "256 MB kopieert deze computer met 30 GB/s" in shown[0] and "3 keer zo snel" in shown[0]
    assert "niet veel sneller" in shown[1]
    assert "vaste kosten" in shown[0] and "vaste kosten" not in shown[1]


def test_the_highest_measurement_of_the_bandwidth_has_room_above_it(monkeypatch):
    drawn = []
    monkeypatch.setattr(les, "show", lambda figure, sentence: drawn.append(figure))
    les.show_bandwidth({15_625: 4e10, 1_000_000: 9e10, 256_000_000: 3e10})
    assert drawn[0].axes[0].get_ylim() == pytest.approx((0, 112), abs=10)


@given(st.lists(st.tuples(st.floats(0.01, 1e3), st.floats(1e6, 1e13)), min_size=1))
def test_every_measurement_lies_under_the_measured_roof(measured):
    points = [les.Point("som", x, speed) for x, speed in measured]
    peak, bandwidth = les.measured_roof(points)
    assert all(point.speed <= attainable(point.intensity, peak, bandwidth) * (1 + 1e-9) for point in points)


def test_real_measurements_lie_under_the_roof():
    """Dezelfde weg als in het notebook, met kleine matrices."""

    def point(rows, inner, columns):
        a, b = np.ones((rows, inner), np.float32), np.ones((inner, columns), np.float32)
        flops, size = product_flops(rows, inner, columns), product_bytes(rows, inner, columns)
        return les.Point(f"{rows}", flops / size, flops / measure(lambda: a @ b, seconds=0.01).fastest)

    points = [point(1, 4096, 1), point(128, 128, 1), point(16, 16, 16), point(64, 64, 64)]
    peak, bandwidth = les.measured_roof(points)
    for found in points:
        assert 0 < found.speed <= attainable(found.intensity, peak, bandwidth) * (1 + 1e-9)


def test_the_goal_of_the_roofline_can_be_reached(points):
    figure, reached = les.roofline(points), []
    for name in SUMS:
        figure.set(sum_name=name, machine="H100")
        reached.append(figure.drawing.reached)
        assert ("hier begrenst het geheugen" in figure.sentence) == (SUMS[name] < ridge(*les.measured_roof(points)))
        assert "Volgens de fabrikant heeft een H100" in figure.sentence, "gemeten of opgegeven: dat staat erbij"
        both = all(part in figure.sentence for part in ("hier begrenst het rekenen", "daar begrenst het geheugen"))
        assert figure.drawing.reached == both, f"{name}: het doel is gehaald als de zin dat zegt, en anders niet"
    assert any(reached)


@pytest.mark.parametrize("start, size", [("grootste, melding", 65_536), ("def punt(", 8)])
def test_a_smaller_size_is_said(shown, start, size):
    """Is er te weinig geheugen, dan staat er boven de meting dat zij kleiner is dan in de tekst."""
    cell = next(cell for cell in NOTEBOOK.code_cells if cell.source.startswith(start))
    little = {"fitting_size": lambda *_: (size, "Er is weinig geheugen vrij."), "copy_bandwidth": lambda size: 1e10}
    names = {"np": np, "les": SimpleNamespace(**(vars(les) | little)), "measure": lambda function: Timing(1, 1, 1, 1)}
    said = []
    exec(
        cell.source,
        names | {"product_flops": product_flops, "product_bytes": product_bytes, "print": said.append},
    )
    assert said == ["Er is weinig geheugen vrij."]


def test_one_measurement_is_enough_for_a_roof():
    assert les.roofline([les.Point("64 bij 64", 10.7, 1e9)]).sentence


# Stap 5: tokens per seconde


def tokens_per_second(*numbers: float) -> float:
    """De functie die in het notebook staat."""
    cell = next(cell for cell in NOTEBOOK.code_cells if "def tokens_per_seconde(" in cell.source)
    names = {}
    exec(cell.source.split("\n\n\n")[0], names)
    return names["tokens_per_seconde"](*numbers)


def test_the_figure_computes_with_the_function_of_the_notebook():
    figure = model.tokens_per_second(lambda *_: 1234.0, 2e11, 4e10)
    assert "hooguit 1.200 tokens per seconde" in figure.sentence


@pytest.mark.parametrize(
    "machine, rate",
    [("T4", "22"), ("RTX 4090", "70"), ("H100", "230"), ("H200", "330"), ("server met 96 kernen", "32")],
)
def test_one_token_at_a_time_agrees_with_the_checked_facts(machine, rate):
    figure = model.tokens_per_second(tokens_per_second, 2e11, 4e10)
    figure.set(machine=machine, tokens=1)
    assert f"hooguit {rate} tokens per seconde. Het lezen beperkt." in figure.sentence


def test_the_goal_of_tokens_can_be_reached_but_not_with_every_batch():
    figure, reached = model.tokens_per_second(tokens_per_second, 2e11, 4e10), []
    for tokens in model.TOKENS:
        figure.set(machine="H100", tokens=tokens)
        reached.append(figure.drawing.reached)
    assert reached.index(True) == model.TOKENS.index(256) and all(reached[8:])


def test_with_many_tokens_computing_is_the_limit():
    figure = model.tokens_per_second(tokens_per_second, 2e11, 4e10)
    for machine in (*model.MACHINES, model.OWN):
        figure.set(machine=machine, tokens=4096)
        assert figure.sentence.endswith("Het rekenen beperkt.")


@pytest.mark.parametrize(
    ("machine", "language_model", "bits", "fits"),
    [
        ("T4", "GEITje-7B", "16 bit", True),
        ("T4", "Llama 3 70B", "4 bit", False),
        ("H100", "Llama 3 70B", "8 bit", True),
    ],
)
def test_a_model_that_does_not_fit_is_said(machine, language_model, bits, fits):
    figure = model.tokens_per_second(tokens_per_second, 2e11, 4e10)
    figure.set(machine=machine, model=language_model, bits=bits)
    assert ("past niet in" in figure.sentence) is not fits


def test_the_h200_writes_over_a_quarter_faster_and_less_than_its_memory_allows():
    h100, h200 = (data.load_energy_measurements()[name] for name in ("NVIDIA H100 80GB HBM3", "NVIDIA H200"))
    faster = h200["decode_7b"]["rows"][0]["per_second"] / h100["decode_7b"]["rows"][0]["per_second"]
    memory = h200["copy"]["per_second"] / h100["copy"]["per_second"]
    assert 1.25 < faster < memory < 1.43
    assert "ruim een kwart sneller" in "".join(cell.source for cell in NOTEBOOK.text_cells)


def test_who_leaves_out_the_table_that_is_looked_up_is_right_too():
    """In GEITje staat een tabel van 32.000 woorden met elk 4.096 getallen; daaruit leest een token maar één rij."""
    read = load_models()["GEITje-7B"].parameters - 32_000 * 4096
    exercises = NOTEBOOK.lesson.exercises
    assert exercises["6.3"].judge(2 * read / 1e9).correct
    assert exercises["6.4"].judge(89.6e9 / (2 * read)).correct


# Stap 6: trainen


def test_the_shortest_and_the_longest_training_are_on_the_time_line():
    low, high = model.TIMELINE
    for name in model.TRAINED_MODELS:
        for machine in model.MACHINES:
            for count in model.COUNTS:
                assert low < model.training_time(name, machine, count) < high, (name, machine, count)


def test_decades_come_with_eight_h100s_and_not_with_a_pc():
    assert model.training_time("Llama 3 70B", "H100", 8) / SECONDS_PER_YEAR == pytest.approx(51, abs=1)
    assert model.training_time("Llama 3 70B", "pc met 8 kernen", 1) / SECONDS_PER_YEAR == pytest.approx(
        349_938, rel=1e-3
    )
    figure, reached = model.train_or_apply(), set()
    for machine in model.MACHINES:
        for count in model.COUNTS:
            figure.set(model="Llama 3 70B", machine=machine, count=count)
            if figure.drawing.reached:
                reached.add((machine, count))
    assert ("H100", 8) in reached and not any(count == 1 for _, count in reached)


def test_the_memory_is_in_the_sentence():
    figure = model.train_or_apply()
    figure.set(model="Llama 3 70B", machine="H100", count=1)
    assert "Toepassen vraagt 141 GB" in figure.sentence and "gewone recept 1.130 GB" in figure.sentence
    assert figure.sentence.endswith("Zoveel geheugen is er dan niet.")


# Voorspellingen: de meting beslist


@pytest.mark.parametrize(
    "id, measured, right",
    [
        ("6.1", 5, 0),
        ("6.1", 50, 1),
        ("6.1", 2000, 2),
        ("6.2", 1.7, 0),
        ("6.2", 64, 1),
        ("6.2", 500, 2),
        ("6.3", 1.1, 0),
        ("6.3", 3.5, 1),
        ("6.3", 15, 2),
        ("6.4", 1.28, 1),
        ("6.5", 349_938, 2),
        ("6.6", 540_672, 1),
    ],
)
def test_the_measurement_chooses_the_answer(id, measured, right):
    prediction = next(prediction for prediction in PREDICTIONS if prediction.id == id)
    assert prediction.right(measured) == right


# Feitencheck: claims 001-02 tot en met 001-14


def output_of(start: str) -> str:
    cell = next(cell for cell in NOTEBOOK.code_cells if start in cell.source)
    return "".join(output.get("text", "") for output in cell.outputs)


def test_the_fact_check_computes_what_the_text_says():
    found = output_of("per_klokslag = 132")
    for number in ("540672", "989.4", "295.3"):
        assert number in found, f"{number} staat niet in de uitvoer van de feitencheck."


def test_the_checked_claims_compute_what_the_text_says():
    found = output_of("rekenlanen van een H100") + output_of("hardware = load_hardware()") + output_of("dingen = {")
    for number in ("16896", "89.6", "460.8", "1792", "960", "448", "125.3", "115.9", "14.5", "richtingen: 3"):
        assert number in found
    for number in ("8.0 keer", "16.0 keer", "14.8 keer", "2.0 keer", "349938 jaar", "20 jaar"):
        assert number in found


def test_every_claim_has_a_verdict():
    text = "\n".join(cell.source for cell in NOTEBOOK.text_cells)
    verdicts = re.findall(r'(?m)^\d+\. \*\*".+?": .+?\*\*', text) + re.findall(
        r'(?m)^\d+\. \*\*".+?" *: klopt\.\*\*', text
    )
    assert len(set(verdicts)) == 13, "De claims 001-02 tot en met 001-14 zijn er dertien."


def test_pytorch_computes_on_the_cpu_until_told_otherwise():
    torch = pytest.importorskip("torch")
    assert str(torch.randn(2).device) == "cpu"


def test_the_factor_of_tensor_cores():
    factors = verdieping.tensor_core_factors()
    assert min(factors.values()) == pytest.approx(2, abs=0.01) and max(factors.values()) == pytest.approx(16, abs=0.01)
    assert not any(abs(factor - 10) < 1 for factor in factors.values())


# Verdieping: metingen van GPU's


def test_without_measurements_nothing_is_invented(shown, monkeypatch):
    monkeypatch.setattr(verdieping, "load_gpu_measurements", lambda: ())
    verdieping.show_gpu_measurements()
    assert len(shown) == 1 and "geen meting" in shown[0]


@pytest.fixture(scope="module")
def recorded():
    """Een bestand zoals het meetscript het schrijft, op de CPU gemeten met heel kleine maten."""
    pytest.importorskip("torch")
    from test_measure_gpu import TINY, script

    return json.loads(json.dumps(script.measure_machine("cpu", TINY))) | {"device": "NVIDIA Test"}


def test_a_measurement_is_shown_with_its_origin(shown, monkeypatch, recorded):
    monkeypatch.setattr(verdieping, "load_gpu_measurements", lambda: (recorded,))
    verdieping.show_gpu_measurements()
    year, month, day = recorded["date"].split("-")
    for word in ("NVIDIA Test", f"{day}-{month}-{year}", "data/build/measure_gpu.py", "torch"):
        assert word in shown[0]
    assert "zonder wachten" in shown[0] and "tokens per seconde" in shown[0] and "GB/s" in shown[0]


def test_a_copy_in_the_cache_is_not_the_speed_of_the_memory():
    speeds = {gpu["device"]: verdieping.copy_speeds(gpu) for gpu in data.load_gpu_measurements()}
    assert speeds["NVIDIA H100 80GB HBM3"] == pytest.approx((3815, 2989), abs=1)
    assert speeds["NVIDIA H200"] == pytest.approx((5212, 4185), abs=1)
    for name, machine in (("NVIDIA H100 80GB HBM3", "H100"), ("NVIDIA H200", "H200")):
        assert speeds[name][1] < model.sheet(machine).bandwidth_GBs < speeds[name][0]


def test_on_a_small_gpu_the_largest_copy_tells_the_speed_of_the_memory():
    sizes = ((2**20, 900.0), (2**26, 1200.0), (2**29, 400.0))  # geen kopie van 1 GiB: zoveel geheugen was er niet
    gpu = {"copies": [{"bytes": count, "GBs": speed} for count, speed in sizes]}
    assert verdieping.copy_speeds(gpu) == (1200, 400)


def test_a_measurement_without_anything_still_gives_a_sentence(recorded):
    bare = recorded | {"decode": [], "copies": [], "waiting": {"n": 8}, "crossover": {"rows": [], "from_n": None}}
    assert "Bij geen enkele maat" in verdieping.measurement_summary(bare)


def test_every_recorded_file_is_of_a_real_gpu():
    for gpu in data.load_gpu_measurements():
        assert gpu["device"] and gpu["software"]["cuda"], "Alleen metingen van een echte CUDA-GPU horen in data/."


def test_every_machine_has_a_source_and_dense_speeds(shown):
    assert all(row.source and row.confidence for row in load_hardware().values())
    verdieping.show_all_machines()
    assert f"{len(load_hardware())} machines" in shown[0] and "dense" in shown[0]


def test_the_machines_of_the_figures_exist_and_have_a_peak():
    assert all(model.sheet(name).peak > 0 for name in model.MACHINES)
    assert set(model.LANGUAGE_MODELS) | set(model.TRAINED_MODELS) <= set(load_models())
    assert all(load_models()[name].train_tokens for name in model.TRAINED_MODELS)


def test_meta_reached_over_a_quarter_of_the_peak():
    """Zo staat het in stap 6: 6,4 miljoen uur op H100's, volgens de modelkaart."""
    llama = load_models()["Llama 3 70B"]
    share = 6 * llama.parameters * llama.train_tokens / (6.4e6 * 3600 * model.sheet("H100").peak)
    assert 0.25 < share < 0.30


def test_a_dollar_sign_in_a_name_is_no_formula():
    """Wie een som zelf een naam geeft, krijgt daar geen foutmelding van de tekenaar om."""
    figure = les.roofline([les.Point(r"$\frac{$ bij 8", 1.0, 1e9)])
    assert figure.error == "" and r"$\frac{$" in figure.sentence


def test_a_dot_far_below_the_roof_gets_an_explanation():
    points = points_of(4e11, 6e10)
    points.append(les.Point("16 bij 16", 2.7, 1e9))
    figure = les.roofline(points)
    figure.set(sum_name="16 bij 16")
    assert "vaste kosten" in figure.sentence
    figure.set(sum_name="inproduct")
    assert "vaste kosten" not in figure.sentence
