"""De Verdieping van les 05: leerraamwerk, bibliotheken naast elkaar, speeltuin, optimizers, skip-gram."""

import contextvars
import math
import random
import re

import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, without_cards
from course_utils.lessons import loss as les
from course_utils.lessons.loss import dot_playground as playground
from course_utils.lessons.loss import extra
from course_utils.lessons.loss.training import DotsError
from course_utils.subjects.network import Network
from course_utils.subjects.skipgram import train_skipgram

torch = pytest.importorskip("torch", reason="Zonder PyTorch valt er niets te vergelijken.")
GRAPHS = 300


CELLS = {cell.id: cell.source for cell in Notebook(REPOSITORY / "notebooks" / "05_loss.ipynb").code_cells}
FRAMEWORK = ("cel-60", "cel-62", "cel-64", "cel-65")


def run(*cell_ids: str) -> tuple[dict, str]:
    """Voer cellen uit na de startcel, zonder kaarten; geef de namen en wat er geprint is."""
    printed, names = [], {}
    exec(CELLS["cel-02"], names)
    names["print"] = lambda *parts: printed.append(" ".join(map(str, parts)))
    for cell_id in cell_ids:
        exec(without_cards(CELLS[cell_id]), names)
    return names, "\n".join(printed)


@pytest.fixture(scope="module")
def names():
    """Wat er bestaat na de cellen van het raamwerk."""
    return run(*FRAMEWORK, "cel-69")[0]


def test_the_framework_is_small():
    lines = [line for cell in FRAMEWORK for line in CELLS[cell].splitlines() if line.strip()]
    assert len(lines) <= 65, "de tekst belooft ongeveer zestig regels"


def fit_together(a, b) -> bool:
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return False
    return True


def random_graph(seed: int, names: dict):
    """Bouw dezelfde willekeurige formule in het eigen raamwerk en in PyTorch; geef beide lossen en hun parameters."""
    dice, rng = random.Random(seed), np.random.default_rng(seed)
    n, m = dice.randint(1, 4), dice.randint(1, 4)
    shapes = [(n, m), (1, m), (n, 1), (1, 1), (m,), ()]
    arrays = [rng.normal(size=(n, m)), *(rng.normal(size=dice.choice(shapes)) for _ in range(3))]
    own = [names["Knoop"](array) for array in arrays]
    other = [torch.tensor(array, requires_grad=True) for array in arrays]
    leaves = list(own), list(other)
    for _ in range(dice.randint(2, 9)):
        i, j = dice.randrange(len(own)), dice.randrange(len(own))
        kind = dice.choice(["+", "-", "*", "@", "tanh", "relu", "exp", "log", "getal", "array"])
        if not fit_together(own[i].waarde, own[j].waarde):
            j = i
        a, b, c, d = own[i], own[j], other[i], other[j]
        if kind == "+":
            new = a + b, c + d
        elif kind == "-":
            new = a - b, c - d
        elif kind == "*":
            new = a * b, c * d
        elif kind == "getal":
            factor = dice.uniform(-2, 2)
            new = factor * a + 1, factor * c + 1
        elif kind == "array":
            constant = rng.normal(size=a.waarde.shape)
            new = constant * a, torch.tensor(constant) * c
        elif kind == "@":
            W = rng.normal(size=(a.waarde.shape[-1] if a.waarde.ndim else 1, dice.randint(1, 3)))
            if a.waarde.ndim != 2:
                continue
            own.append(names["Knoop"](W))
            other.append(torch.tensor(W, requires_grad=True))
            leaves[0].append(own[-1])
            leaves[1].append(other[-1])
            new = a @ own[-1], c @ other[-1]
        elif kind == "log":
            new = names["log"](names["exp"](names["tanh"](a)) + 1), torch.log(torch.exp(torch.tanh(c)) + 1)
        elif kind == "exp":
            new = names["exp"](names["tanh"](a)), torch.exp(torch.tanh(c))
        else:
            new = names[kind](a), getattr(torch, kind)(c)
        own.append(new[0])
        other.append(new[1])
    own_loss, other_loss = names["gemiddelde"](own[-1] * own[-1]), (other[-1] * other[-1]).mean()
    for a, c in zip(own[-3:-1], other[-3:-1], strict=True):  # ook wat een zijtak berekende telt mee
        own_loss, other_loss = own_loss + names["gemiddelde"](a), other_loss + c.mean()
    return own_loss, other_loss, leaves


@pytest.mark.parametrize("part", range(6))
def test_it_equals_pytorch_on_random_graphs(names, part):
    compared = 0
    for seed in range(part * GRAPHS // 6, (part + 1) * GRAPHS // 6):
        own, other, (nodes, tensors) = random_graph(seed, names)
        assert np.allclose(own.waarde, other.detach().numpy(), rtol=1e-9, atol=1e-9), seed
        own.backward()
        other.backward()
        for node, tensor in zip(nodes, tensors, strict=True):
            expected = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad.numpy()
            assert node.helling.shape == expected.shape, f"graaf {seed}"
            assert np.allclose(node.helling, expected, rtol=1e-8, atol=1e-8), f"graaf {seed}"
            compared += tensor.grad is not None
    assert compared >= GRAPHS // 6, "bijna geen enkele helling is vergeleken"


def test_a_wrong_rule_is_noticed(names):
    """De vergelijking kan mislukken: met een verkeerde regel voor vermenigvuldigen gaat het mis."""
    Knoop, good = names["Knoop"], names["Knoop"].__mul__
    Knoop.__mul__ = lambda a, b: Knoop(
        a.waarde * names["als_knoop"](b).waarde, [(a, lambda h: h), (names["als_knoop"](b), lambda h: h)]
    )
    try:
        different = 0
        for seed in range(20):
            own, other, (nodes, tensors) = random_graph(seed, names)
            own.backward()
            other.backward()
            pairs = [(n.helling, t.grad.numpy()) for n, t in zip(nodes, tensors, strict=True) if t.grad is not None]
            different += any(a.shape != b.shape or not np.allclose(a, b) for a, b in pairs)
        assert different > 10
    finally:
        Knoop.__mul__ = good


# --- de speeltuin ----------------------------------------------------------------------------------------------------


@pytest.fixture
def own(names):
    def make(own_dots=les.OWN_DOTS):
        activations = {"tanh": names["tanh"], "ReLU": names["relu"]}
        return les.own_playground(names["Knoop"], names["netwerk"], names["lossfunctie"], activations, own_dots)

    return make


@pytest.mark.parametrize("activation", ["tanh", "ReLU"])
def test_the_first_playground_computes_what_the_framework_computes(names, activation):
    """Stap 1 rekent met NumPy, de Verdieping met de knopen van de student: dezelfde loss en dezelfde hellingen."""
    activations = {"tanh": names["tanh"], "ReLU": names["relu"]}
    slopes = playground.framework_slopes(names["Knoop"], names["netwerk"], names["lossfunctie"], activations)
    dots, kinds = playground.make_dots("spiralen", 0.1)
    layers = playground.start_layers(playground.Settings("spiralen", 2, 5, activation, 0.1, 0.1, 0.5))
    (loss, found), (other_loss, other) = (f(layers, activation, dots, kinds) for f in (playground.own_slopes, slopes))
    assert loss == pytest.approx(other_loss, rel=1e-12)
    for pair, other_pair in zip(found, other, strict=True):
        assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(pair, other_pair, strict=True))


def test_the_goal_of_the_first_playground_takes_three_neurons():
    figure, reached = les.playground(), {}
    for neurons, rate, pieces in ((2, 0.3, playground.PIECES), (2, 1, playground.PIECES), (3, 1, 40), (4, 1, 40)):
        figure.set(neurons=neurons, learning_rate=rate, pieces=pieces)
        reached[neurons, rate] = figure.drawing.reached
    assert [stop for stop, done in reached.items() if done] == [(3, 1)], "twee kunnen het niet, vier is te veel"


def test_the_maps_show_the_network_that_is_trained(names):
    """De speeltuin tekent met NumPy wat de student met knopen uitrekent."""
    settings = playground.Settings("XOR", 2, 4, "ReLU", 0.1, 0.0, 0.5)
    layers = playground.start_layers(settings)
    places = np.random.default_rng(0).normal(size=(7, 2))
    nodes = [tuple(map(names["Knoop"], pair)) for pair in layers]
    score = names["netwerk"](names["Knoop"](places), nodes, names["relu"]).waarde
    assert np.allclose(playground.activations_of(layers, "ReLU", places)[-1], score)


def test_two_neurons_enclose_nothing_and_three_do(own):
    figure = own()
    percentages = []
    for neurons in (2, 3):
        figure.set(neurons=neurons, pieces=playground.PIECES)
        percentages.append(int(figure.sentence.split(" is ")[1].split(" %")[0]))
    assert percentages[0] < 95 <= percentages[1], "de tekst onder de speeltuin klopt dan niet meer"


def test_the_spirals_need_more_than_one_layer(own):
    figure = own()
    figure.set(shape="spiralen", neurons=6, pieces=playground.PIECES)
    assert not figure.drawing.reached
    figure.set(layers=3)
    assert figure.drawing.reached, figure.sentence


def test_every_piece_may_run_in_its_own_context(own):
    """Zo doet JupyterLab het. NumPy kan in de ene context niet afsluiten wat het in de andere begon."""
    figure, before = own(), np.geterr()
    for piece in range(1, 5):
        contextvars.copy_context().run(figure.receive, {"values": {"pieces": piece}})
        assert figure.error == "" and f"Na {piece * playground.STEPS} stappen" in figure.sentence
    assert np.geterr() == before


@pytest.mark.parametrize(
    "dots, words",
    [
        ([], "geen stippen"),
        ("tekst", "met drie getallen"),
        ([(0.5, 0.5)] * 6, "met drie getallen"),
        ([(0.5, np.nan, 1)] * 6, "geen getal is"),
        ([(0.5, 0.5, 2)] * 6, "0 of 1"),
        ([(0.5, 0.5, 1), (0, 0, 0)], "minstens zes"),
        ([(0.5, 0.5, 1)] * 6, "dezelfde soort"),
    ],
)
def test_own_dots_that_cannot_be_used_get_a_sentence(dots, words):
    with pytest.raises(DotsError, match=words):
        playground.check_own_dots(dots)


def test_own_dots_outside_the_picture_lie_at_its_edge():
    """Een stip op (5, −9) zou niemand zien, en toch meetellen."""
    places, kinds = playground.check_own_dots([(5, -9, 0), (0.5, 0.25, 1)] * 3)
    assert places[:2].tolist() == [[1.2, -1.2], [0.5, 0.25]] and kinds[:2].tolist() == [[-1], [1]]


@pytest.mark.parametrize("broken", ["netwerk", "lossfunctie", "label", "activatie"])
def test_a_broken_framework_gives_a_sentence(names, broken):
    """De tekst nodigt uit om iets stuk te maken. Dan staat er wat er mis is, en de rest van het beeld blijft."""
    network = (lambda *_: None) if broken == "netwerk" else names["netwerk"]
    loss = names["lossfunctie"]
    if broken == "lossfunctie":
        loss = lambda score, label: 3.0  # noqa: E731
    elif broken == "label":
        loss = lambda score, label: names["lossfunctie"](score, label[:-1])  # noqa: E731
    tanh = math.tanh if broken == "activatie" else names["tanh"]
    figure = les.own_playground(names["Knoop"], network, loss, {"tanh": tanh, "ReLU": names["relu"]})
    figure.set(pieces=3)
    assert figure.error == "" and "Jouw raamwerk stopt met een fout" in figure.sentence


def test_sliding_back_gives_the_same_picture(own):
    figure = own()
    figure.set(pieces=5)
    early = (figure.sentence, figure.images)
    figure.set(pieces=9)
    figure.set(pieces=5)
    assert (figure.sentence, figure.images) == early


@pytest.mark.parametrize(
    ("dots", "words"),
    [
        ([], "Er zijn geen stippen"),
        ([(0, 0, 1)] * 8, "dezelfde soort"),
        ([(0, 1)] * 8, "drie getallen"),
        (["a"], "drie getallen"),
        (3, "drie getallen"),
        ([(0, 0, 2)] * 7, "0 of 1"),
        ([(0, 0, 1), (1, 1, 0)], "minstens zes"),
        ([(math.nan, 0, 1)] * 8, "geen getal"),
    ],
)
def test_bad_dots_give_a_sentence(own, dots, words, capsys):
    assert own(dots) is None
    assert words in capsys.readouterr().out


def test_too_large_a_learning_rate_is_explained(own, recwarn):
    figure = own()
    figure.set(learning_rate=1000, pieces=40)
    assert "geen getal meer" in figure.sentence and figure.error == ""
    assert [warning for warning in recwarn if "encountered" in str(warning.message)] == []


def test_learning_rate_zero_changes_nothing(own):
    figure = own()
    start = figure.sentence.partition(" stappen")[2]
    figure.set(learning_rate=0, pieces=20)
    assert figure.sentence.partition(" stappen")[2] == start


def test_a_weight_by_hand_changes_the_loss(own):
    """De loss hoort bij hetzelfde netwerk als de nauwkeurigheid; wat zij zonder de hand was, staat erbij."""

    def losses(words: str) -> list[float]:
        found = re.search(words.replace("*", r"(\d+,\d+)"), figure.sentence)
        assert found, figure.sentence
        return [float(text.replace(",", ".")) for text in found.groups()]

    figure = own()
    figure.set(pieces=20, which=playground.BY_HAND[1], extra=0.0)
    before = losses("De loss is * op de trainingsset en * op")
    assert "jouw" not in figure.sentence
    figure.set(extra=4.0)
    assert losses("Zonder jouw 4,0 bij dat ene gewicht was dat * en *") == before
    assert all(np.array(losses("De loss is * op de trainingsset en * op")) > np.array(before) + 0.1)


def test_the_table_of_ways_reads_any_input(monkeypatch):
    """Leeg, tekst en een tensor: een zin, en niets ervan wordt HTML."""
    shown = []
    monkeypatch.setattr(extra, "show_output", lambda sentence, html: shown.append((sentence, html)))
    les.gradient_table({"voorspeld": ..., "<b>mijn": "<i>", "PyTorch": torch.tensor(1.5)})
    sentence, html = shown[0]
    assert sentence == "De helling van w: voorspeld nog niet ingevuld, <b>mijn geen getal, PyTorch 1,50000."
    assert "<b>" not in html and html.count("<td") == 3


def test_the_optimizers_are_those_of_pytorch():
    own, _ = run("b-3", "cel-77")
    land = extra.LANDSCAPES["bocht"]
    makers = {
        "gradient_descent": lambda p: torch.optim.SGD(p, lr=0.01),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    }
    for name, make in makers.items():
        place = torch.tensor(land.start, dtype=torch.float64, requires_grad=True)
        optimizer = make([place])
        for _ in range(50):
            optimizer.zero_grad()
            land.height(place[0], place[1]).backward()
            optimizer.step()
        assert np.allclose(extra.race(own[name], "bocht", 0.01)[50], place.detach().numpy(), atol=1e-8), name


def test_three_balls_share_the_deepest_valley_only_at_a_large_learning_rate():
    figure, good = les.three_balls(run("b-2")[0]["stap"]), []
    for rate in figure.controls["learning_rate"].values:
        figure.set(learning_rate=rate, steps=extra.BALL_STEPS)
        good += [rate] if figure.drawing.reached else []
    assert good and min(good) >= 0.4 and max(good) < 0.5, (
        "de tekst: een grote schiet uit een smal dal; nog groter, en geen"
    )
    nudge, x = 1e-6, np.linspace(-4, 4, 50)
    assert np.allclose((extra.hills(x + nudge) - extra.hills(x - nudge)) / (2 * nudge), extra.hills_slope(x), atol=1e-6)


def test_three_libraries_give_one_network(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")  # zonder zoekt Keras naar TensorFlow
    keras = pytest.importorskip("keras", reason="Zonder Keras valt er niets te vergelijken.")
    found, printed = run("cel-80", "c-2", "cel-81", "c-4")
    assert keras.backend.backend() == "torch"
    assert printed.count("13002") == 3 and printed.count("True") == 3 and "False" not in printed
    start = Network.random(seed=1).scores(found["nieuw"])
    assert np.abs(found["scores"]["Keras"] - start).max() > 0.1, "tien stappen hoorden het netwerk te veranderen"


# --- skip-gram -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def skipgram():
    """Wat er bestaat na de cellen van Verdieping F, en wat ze afdrukken."""
    return run("9f3557ce", "33a8bc66", "66f15d77")


def test_skipgram_is_the_one_of_lesson_03(skipgram):
    found, _ = skipgram
    rng = np.random.default_rng(4)
    tables = [rng.normal(0, 0.5, (len(found["woorden"]), 16)) for _ in range(2)]
    report = next(train_skipgram(found["aantallen"], seed=4, every=1))
    assert found["skipgram"](*tables)[0] == pytest.approx(report.loss, abs=1e-4)


def test_the_slope_of_skipgram_agrees_with_a_nudge(skipgram):
    found, printed = skipgram
    assert "kleiner dan 0.000001: True" in printed
    rng = np.random.default_rng(5)
    tables = [rng.normal(0, 0.5, (len(found["woorden"]), 16)) for _ in range(2)]
    _, gradients = found["skipgram"](*tables)
    for which, place in ((0, (3, 2)), (1, (10, 5))):
        losses = []
        for nudge in (1e-4, -1e-4):
            tables[which][place] += nudge
            losses.append(found["skipgram"](*tables)[0])
            tables[which][place] -= nudge
        assert gradients[which][place] == pytest.approx((losses[0] - losses[1]) / 2e-4, abs=1e-7)


def test_skipgram_learns_and_stays_above_its_floor(skipgram):
    _, printed = skipgram
    colors = re.search(r"rood -> (.*)", printed)[1]
    assert sum(color in colors for color in ("blauw", "groen", "geel", "paars")) >= 3
    last, floor = (float(number) for number in re.findall(r"(?:stappen|niet): +(\d\.\d)", printed))
    assert 2 < floor < last < 3.5


def test_the_cnn_holds_out_longer_when_digits_move_aside():
    """Verdieping H: met een derde van de parameters leest de CNN verschoven cijfers beter dan het cijfernetwerk."""
    names, _ = run("cnn-2", "cnn-4", "cnn-6")
    good = names["goed"]  # per aantal beeldpunten: het cijfernetwerk en de CNN
    assert names["aantal"] * 3 < 13_002
    assert good[0][1] > 93
    for aside in (3, 4, 5):
        assert good[aside][1] > good[aside][0] + 8, aside
