"""De toetsgenerator: elk antwoord klopt ook volgens een andere berekening, en elke versie is even moeilijk."""

import itertools
import math
import re
from fractions import Fraction
from random import Random

import numpy as np
import pytest
import torch

from course_utils.dutch_numbers import dutch
from course_utils.kit import exam, guide
from course_utils.kit.teacher_page import lessons
from course_utils.lessons.embeddings.word_vectors import load_word_vectors

SEEDS = range(25)
QUESTIONS = {question.name: question for question in exam.questions()}
POINTS = len(exam.LESSONS) * sum(exam.KINDS.values())  # van elke les een vraag van elke soort
MINUTES = round(exam.MINUTES_PER_POINT * POINTS)
SUM = re.compile(r"`([^`]+)` = (−?[\d.,]*\d)")


def filled(name: str) -> list[dict]:
    return [QUESTIONS[name].numbers(Random(f"{name} {seed}")) for seed in SEEDS]


# --- onafhankelijk nagerekend: met PyTorch, NumPy, breuken of door te tellen ---------------------------------------


def linear_parameters(*sizes: int) -> int:
    layers = [torch.nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    return sum(weights.numel() for layer in layers for weights in layer.parameters())


def relu_layer(rows, x, biases) -> tuple[list, list]:
    z = torch.tensor(rows, dtype=torch.float64) @ torch.tensor(x, dtype=torch.float64) + torch.tensor(biases)
    return z.tolist(), torch.relu(z).tolist()


def fp16(pattern: str) -> float:
    return float(np.array([int(pattern.replace(" ", ""), 2)], np.uint16).view(np.float16)[0])


def cosine(q: dict) -> dict:
    a, b = (torch.tensor(q[name], dtype=torch.float64) for name in "ab")
    return {"cosine": float(torch.nn.functional.cosine_similarity(a, b, dim=0)), "dot": float(a.dot(b))}


def parabola(q: dict) -> dict:
    w = torch.tensor(float(q["w"]), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=q["rate"])
    loss = (w - q["bottom"]) ** 2
    loss.backward()
    slope = w.grad.item()
    optimizer.step()
    return {"slope": slope, "before": loss.item(), "new": w.item(), "after": (w.item() - q["bottom"]) ** 2}


def quantized(q: dict) -> dict:
    scale = max(abs(Fraction(str(weight))) for weight in q["weights"]) / q["top"]
    code = min(range(-q["top"], q["top"] + 1), key=lambda code: abs(code * scale - Fraction(str(q["value"]))))
    return {"scale": float(scale), "code": code, "back": float(code * scale)}


def glued(q: dict) -> dict:
    pairs = sorted({word[i : i + 2] for word in q["words"].split() for i in range(len(word) - 1)})
    counts = {pair: len(re.findall(f"(?={pair})", q["words"])) for pair in pairs}
    most = [pair for pair in pairs if counts[pair] == max(counts.values())]
    assert most == [q["pair"]], "één paar hoort het vaakst voor te komen"
    return {"count": counts[q["pair"]], "pieces": len(re.sub(q["pair"], "#", q["words"]).replace(" ", ""))}


def float16_step(q: dict) -> dict:
    low = np.float16(q["low"])
    assert np.float16(q["number"]) + np.float16(1) == q["number"] == float(np.float16(q["number"]))
    return {"gap": float(np.spacing(low)), "high": 2 * q["low"]}


CHECKS = {
    "layer_memory": lambda q: {
        "parameters": linear_parameters(q["n"], q["m"]),
        "bytes": sum(np.zeros(shape, f"f{q['bits'] // 8}").nbytes for shape in ((q["m"], q["n"]), (q["m"],))),
    },
    "network_parameters": lambda q: {"total": linear_parameters(q["a"], q["b"], q["c"])},
    "fits_in_memory": lambda q: {"gb": Fraction(q["billions"] * 10**9 * 4, 8 * 10**9)},
    "neuron_value": lambda q: dict(
        zip(("z", "relu"), (v[0] for v in relu_layer([[q["w1"], q["w2"]]], [q["x1"], q["x2"]], [q["b"]])), strict=True)
    ),
    "layer_value": lambda q: dict(zip(("z", "a"), relu_layer(q["W"], q["x"], q["b"]), strict=True)),
    "layer_shape": lambda q: {"weights": torch.nn.Linear(q["n"], q["m"]).weight.numel()},
    "cosine_flat": cosine,
    "cosine_three": cosine,
    "first_pair": glued,
    "float_one_bit": lambda q: {"value": fp16(q["pattern"])},
    "float_two_bits": lambda q: {"value": fp16(q["pattern"])},
    "quantize_four": quantized,
    "quantize_eight": quantized,
    "precision_gap": float16_step,
    "mean_square": lambda q: {
        "mse": float(torch.nn.functional.mse_loss(torch.tensor(q["said"]) * 1.0, torch.tensor(q["targets"]) * 1.0))
    },
    "parabola_step": parabola,
    "weight_step": lambda q: {
        "new": float(Fraction(q["w"]) - Fraction(str(q["rate"])) * q["slope"]),
        "bigger": q["new"] > q["w"],
    },
    "early_stop": lambda q: {"best": int(np.argmin(q["validation"])) + 1},
    "flop_time": lambda q: {
        "flop": q["rows"] * q["columns"] * (q["middle"] + q["middle"]),
        "seconds": float(Fraction(q["rows"] * q["columns"] * 2 * q["middle"], q["speed"] * 10**9)),
    },
    "roofline": lambda q: {
        "reachable": min(q["peak"], q["intensity"] * q["bandwidth"]),
        "knee": Fraction(q["peak"], q["bandwidth"]),
    },
    "tokens_per_second": lambda q: {"rate": Fraction(q["bandwidth"] * 10**9 * 8, q["billions"] * 10**9 * 16)},
    "chances_from_powers": lambda q: {
        "chances": torch.softmax(torch.tensor(q["powers"], dtype=torch.float64).log(), 0).tolist(),
        "times": round(100 * torch.softmax(torch.tensor(q["powers"]).double().log(), 0)[1].item()),
    },
    "attention_mix": lambda q: {"mixed": (np.array(q["weights"]) @ np.array(q["values"])).tolist()},
    "fresh_model": lambda q: {
        "loss": round(float(torch.nn.functional.cross_entropy(torch.zeros(q["tokens"]), torch.tensor(0))), 1)
    },
    "answer_energy": lambda q: {
        "joule": sum(itertools.repeat(q["per_token"], int(q["tokens"]))),
        "answers": 25 / (q["tokens"] * q["per_token"] / 3600),
    },
    "energy_with_factor": lambda q: {
        "hours": q["watt"] * (q["tokens"] / q["speed"]) * q["factor"] / 3600,  # eerst de seconden
    },
}
NO_SUM = {
    "bigger_is_better",
    "sure_of_nonsense",
    "opposites",
    "measured_bias",
    "outlier",
    "tested_on_training",
    "small_task",
    "temperature",
    "made_up",
    "four_stories",
    "in_company",
    "one_claim",
    "moving_costs",
    "xor",
    "analogy",
}


def test_every_question_with_an_answer_in_numbers_is_checked():
    assert set(QUESTIONS) == set(CHECKS) | NO_SUM, (
        "Reken elke vraag met getallen in het antwoord in CHECKS op een andere manier na; de andere staan in NO_SUM: "
        f"{sorted(set(QUESTIONS) ^ (set(CHECKS) | NO_SUM))}"
    )


@pytest.mark.parametrize("name", CHECKS)
def test_an_answer_is_right_by_another_computation(name):
    for numbers in filled(name):
        for key, want in CHECKS[name](numbers).items():
            assert np.allclose(np.array(numbers[key], float), np.array(want, float), rtol=1e-9), (key, numbers, want)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_written_sums_of_an_answer_are_right(name):
    for numbers in filled(name):
        for written, outcome in sums(name, numbers):
            computed = eval(written, {"round": round, "math": math})
            assert dutch(round(computed, 6)) == outcome, f"{written} is {computed}, niet {outcome}"


def test_a_word_on_the_axis_lies_where_the_question_says():
    vectors = load_word_vectors()
    axis = sum(vectors.unit(b) - vectors.unit(a) for a, b in (("man", "vrouw"), ("hij", "zij"), ("jongen", "meisje")))
    for numbers in filled("measured_bias"):
        assert vectors.unit(numbers["man"]) @ axis < 0 < vectors.unit(numbers["woman"]) @ axis, numbers
    near = {tuple(q[key] for key in ("one", "other")) for q in filled("opposites")}
    assert all(vectors.unit(one) @ vectors.unit(other) > 0.5 for one, other in near), near


# --- even moeilijk, en geen lelijke getallen -----------------------------------------------------------------------


def in_numbers(value) -> list[float]:
    if isinstance(value, list | tuple):
        return [number for part in value for number in in_numbers(part)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


SIZE = 10  # keer verschilt hetzelfde getal hooguit tussen twee versies


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_number_is_ugly_and_every_draw_is_as_hard(name):
    """Hooguit drie cijfers achter de komma, en bij elk zaad evenveel bewerkingen en even grote getallen."""
    draws = [QUESTIONS[name].numbers(Random(f"{name} {seed}")) for seed in range(200)]
    operations = {tuple(len(re.findall(r"\*\*|[+*/]| - ", written)) for written, _ in sums(name, q)) for q in draws}
    assert len(operations) == 1, f"{name}: niet elke versie vraagt evenveel rekenstappen: {operations}"
    for key in draws[0]:
        lists = [in_numbers(numbers[key]) for numbers in draws]
        assert len({(len(numbers), numbers.count(0)) for numbers in lists}) == 1, f"{name}: {key} is soms nul"
        sizes = [max(map(abs, numbers)) for numbers in lists if any(numbers)]
        assert not sizes or max(sizes) <= SIZE * min(sizes), f"{name}: {key} loopt van {min(sizes)} tot {max(sizes)}"
        for number in itertools.chain(*lists):
            digits = f"{round(abs(number), 9):f}".rstrip("0").rstrip(".")
            assert len(digits.partition(".")[2]) <= 3, (name, key, number)
            assert len(digits.replace(".", "").strip("0")) <= (3 if "." in digits else 5), (name, key, number)


def sums(name: str, numbers: dict) -> list[tuple[str, str]]:
    return SUM.findall(exam.fill(QUESTIONS[name].answer, numbers))


def weight(chosen) -> tuple[list, list]:
    """Hoe zwaar een toets is, zonder de getallen: per les de soorten en punten, en van elke trede hoeveel vragen."""
    return sorted((q.lesson, q.kind, q.points) for q in chosen), sorted(q.rtti for q in chosen)


@pytest.mark.parametrize("level", exam.LEVELS)
@pytest.mark.parametrize("lessons", [tuple(exam.LESSONS), (1, 2, 5, 7)], ids=["all", "four"])
def test_every_seed_gives_an_exam_of_the_same_weight(level, lessons):
    made = [exam.choose(level, lessons, seed, resit) for resit in (False, True) for seed in range(20 if resit else 200)]
    assert all(weight(chosen) == weight(made[0]) for chosen in made)
    assert len({q for chosen in made for q in chosen}) > 1.3 * len(made[0]), "de toets is niet elk jaar dezelfde"


@pytest.mark.parametrize("level", exam.LEVELS)
def test_two_versions_differ_in_numbers_and_order(level):
    one, other, resit = (
        exam.make_exam(level, version, seed=7, resit=again)
        for version, again in (("A", False), ("B", False), ("A", True))
    )
    for first, second in itertools.combinations((one, other, resit), 2):
        assert (first.points, first.minutes) == (second.points, second.minutes) == (POINTS, MINUTES)
        assert weight([q.question for q in first.questions]) == weight([q.question for q in second.questions])
        same = {a.question.name: a.text for a in first.questions}
        calculated = [q for q in second.questions if q.question.kind == "rekenen"]
        assert sum(same.get(q.question.name) == q.text for q in calculated) <= 2, "een keer hetzelfde mag toeval zijn"
        assert [q.question.lesson for q in first.questions] != [q.question.lesson for q in second.questions]
    asked = [{q.question.name for q in version.questions} for version in (one, other, resit)]
    assert asked[0] == asked[1], "andere versies stellen dezelfde vragen, met andere getallen"
    assert len(asked[0] - asked[2]) >= 6, "een herkansing stelt andere, waar die er zijn"
    assert exam.paper(one) == exam.paper(exam.make_exam(level, "A", seed=7)), "hetzelfde zaad geeft dezelfde toets"
    assert exam.paper(one) != exam.paper(exam.make_exam(level, "A", seed=8))
    texts = [{q.text for q in exam.make_exam(level, "A", 7, group).questions} for group in ("4H1", "4H2")]
    assert texts[0] != texts[1], "een andere klas krijgt andere getallen"


def test_every_point_is_in_the_rubric_and_every_lesson_has_both_kinds():
    for question in exam.questions():
        assert sum(map(int, re.findall(r" (\d)(?:,|$)", question.rubric))) == question.points, question.name
    for lesson, level, kind in itertools.product(exam.LESSONS, exam.LEVELS, exam.KINDS):
        found = [q for q in exam.questions() if (q.lesson, q.kind) == (lesson, kind) and level in q.levels]
        assert found, f"les {lesson} heeft voor {level} geen vraag om te {kind}"


def test_the_lines_to_write_on_stay_on_the_page_of_their_question():
    for name, html in exam.pages(exam.make_exam("vwo", "voorbeeld", seed=0)).items():
        kept = re.findall(r'<div class="vraag">(?:<h2.*?</h2>\n)?<p><strong>Vraag \d+</strong>', html)
        asked = 0 if "antwoorden" in name else len(exam.LESSONS) * len(exam.KINDS)
        assert len(kept) == html.count('class="lijnen"') == asked, name


def test_the_guide_says_how_long_the_exam_takes():
    for page, said in (("toets.md", f"{POINTS} punten in {MINUTES} minuten"), ("planning.md", f"{MINUTES} minuten")):
        text = " ".join((guide.GUIDE / page).read_text("utf-8").split())
        assert said in text, f"De toets is langer of korter geworden. In docent/{page} hoort: {said}."


def test_every_question_is_about_a_step_that_exists():
    for notebook in lessons():
        steps = {
            int(number) for number in re.findall(r"(?m)^## Stap (\d)\.", "\n".join(c.source for c in notebook.cells))
        }
        assert {q.step for q in exam.questions() if q.lesson == notebook.number} <= steps, notebook


# --- het commando --------------------------------------------------------------------------------------------------


def test_the_exam_is_written_outside_the_course_with_a_secret_seed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(exam, "find_browser", lambda: None)
    course = tmp_path / "cursus"
    course.mkdir()
    arguments = ["--niveau", "havo", "--versie", "B", "--klas", "4H1"]
    exam.main(arguments, course)
    folder = tmp_path / "toetsen"
    names = {"toets_havo_4H1_B.html", "toets_havo_4H1_B_groot.html", "toets_havo_4H1_B_antwoorden.html"}
    assert {path.name for path in folder.iterdir()} == names | {exam.SEED}
    first = (folder / "toets_havo_4H1_B.html").read_text("utf-8")
    exam.main(arguments, course)
    assert (folder / "toets_havo_4H1_B.html").read_text("utf-8") == first
    exam.main([*arguments, "--naar", str(tmp_path / "elders")], course)
    assert (tmp_path / "elders/toets_havo_4H1_B.html").read_text("utf-8") != first
    extra = round(exam.EXTRA_TIME * MINUTES)
    assert f"{POINTS} punten, {MINUTES} minuten; met extra tijd {extra}." in capsys.readouterr().out
    exam.main(["--niveau", "vwo", "--herkansing", "--lessen", "1", "2", "3", "4"], course)
    assert "20 punten, 46 minuten" in capsys.readouterr().out and (folder / "herkansing_vwo_A.html").exists()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--niveau", "havo", "--naar", "{course}/docent"], "ligt in de cursus"),
        (["--niveau", "havo", "--klas", "../4H1"], "met alleen letters"),
        (["--niveau", "mavo"], ""),
        (["--lessen", "99", "--niveau", "vwo"], ""),
    ],
)
def test_what_cannot_be_is_refused_in_dutch(arguments, said, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        exam.main([argument.format(course=tmp_path) for argument in arguments], tmp_path)
    given = str(stopped.value) if said else capsys.readouterr().err
    assert (said or f"Dit commando begrijp ik niet.\n\n{exam.USAGE}") in given
    assert not (tmp_path / "docent").exists()


def test_a_broken_seed_is_explained(tmp_path):
    (tmp_path / exam.SEED).write_text("geen getal", "utf-8")
    with pytest.raises(SystemExit, match="eerste regel een getal"):
        exam.seed_of(tmp_path)
