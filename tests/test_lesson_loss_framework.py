"""Het leerraamwerk dat in notebook 05 staat, naast PyTorch; en de speeltuin die erop draait."""

import contextvars
import math
import random
import re

import numpy as np
import pytest
from live_walk import walk

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.lessons.loss import extra as extra
from course_utils.lessons.loss import playground as speeltuin
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Adam, Network, train
from course_utils.subjects.skipgram import train_skipgram

torch = pytest.importorskip("torch", reason="Zonder PyTorch valt er niets te vergelijken.")
GRAPHS = 300


@pytest.fixture(scope="module")
def lesson_cells():
    """De broncode van elke codecel van notebook 05."""
    return [cell.source for cell in Notebook(REPOSITORY / "notebooks" / "05_loss.ipynb").code_cells]


@pytest.fixture(scope="module")
def names(lesson_cells):
    """Wat er bestaat na de cellen van het raamwerk."""
    found = {"np": np, "math": math, "speeltuin": speeltuin}
    first = next(i for i, source in enumerate(lesson_cells) if source.startswith("class Knoop"))
    for source in lesson_cells[first:]:
        if not source.startswith("import torch"):
            exec(source, found)
        if "def lossfunctie" in source:
            return found


def test_het_raamwerk_is_klein(lesson_cells):
    first = next(i for i, source in enumerate(lesson_cells) if source.startswith("class Knoop"))
    lines = [line for source in lesson_cells[first : first + 4] for line in source.splitlines() if line.strip()]
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
def test_gelijk_aan_pytorch_op_willekeurige_grafen(names, part):
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


def test_een_fout_in_een_regel_valt_op(names):
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
def playground(names):
    def make(own_dots=speeltuin.OWN_DOTS):
        activations = {"tanh": names["tanh"], "ReLU": names["relu"]}
        return speeltuin.playground(names["Knoop"], names["netwerk"], names["lossfunctie"], activations, own_dots)

    return make


def test_de_kaartjes_zijn_van_hetzelfde_netwerk_als_de_training(names):
    """De speeltuin tekent met NumPy wat de student met knopen uitrekent."""
    settings = speeltuin.Settings("XOR", 2, 4, "ReLU", 0.1, 0.0, 0.5)
    layers = speeltuin.start_layers(settings)
    places = np.random.default_rng(0).normal(size=(7, 2))
    nodes = [tuple(map(names["Knoop"], pair)) for pair in layers]
    score = names["netwerk"](names["Knoop"](places), nodes, names["relu"]).waarde
    assert np.allclose(speeltuin.activations_of(layers, "ReLU", places)[-1], score)


def test_twee_neuronen_omsluiten_niets_en_drie_wel(playground):
    figure = playground()
    percentages = []
    for neurons in (2, 3):
        figure.set(neurons=neurons, pieces=speeltuin.PIECES)
        percentages.append(int(figure.sentence.split(" is ")[1].split(" %")[0]))
    assert percentages[0] < 95 <= percentages[1], "de tekst onder de speeltuin klopt dan niet meer"


def test_het_doel_is_haalbaar_met_meer_lagen_en_niet_met_een(playground):
    figure = playground()
    figure.set(shape="spiralen", neurons=6, pieces=speeltuin.PIECES)
    assert not figure.drawing.reached
    figure.set(layers=3)
    assert figure.drawing.reached, figure.sentence


def test_elk_stukje_mag_in_een_eigen_context_draaien(playground):
    """Zo doet JupyterLab het. NumPy kan in de ene context niet afsluiten wat het in de andere begon."""
    figure, before = playground(), np.geterr()
    for piece in range(1, 5):
        contextvars.copy_context().run(figure.receive, {"values": {"pieces": piece}})
        assert figure.error == "" and f"Na {piece * speeltuin.STEPS} stappen" in figure.sentence
    assert np.geterr() == before


@pytest.mark.parametrize("broken", ["netwerk", "lossfunctie", "label", "activatie"])
def test_een_stuk_raamwerk_geeft_een_zin(names, broken):
    """De tekst nodigt uit om iets stuk te maken. Dan staat er wat er mis is, en de rest van het beeld blijft."""
    network = (lambda *_: None) if broken == "netwerk" else names["netwerk"]
    loss = names["lossfunctie"]
    if broken == "lossfunctie":
        loss = lambda score, label: 3.0  # noqa: E731
    elif broken == "label":
        loss = lambda score, label: names["lossfunctie"](score, label[:-1])  # noqa: E731
    tanh = math.tanh if broken == "activatie" else names["tanh"]
    figure = speeltuin.playground(names["Knoop"], network, loss, {"tanh": tanh, "ReLU": names["relu"]})
    figure.set(pieces=3)
    assert figure.error == "" and "Jouw raamwerk stopt met een fout" in figure.sentence


def test_terugschuiven_geeft_hetzelfde_beeld(playground):
    figure = playground()
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
def test_slechte_stippen_geven_een_zin(playground, dots, words, capsys):
    assert playground(dots) is None
    assert words in capsys.readouterr().out


def test_een_te_grote_leersnelheid_wordt_uitgelegd(playground, recwarn):
    figure = playground()
    figure.set(learning_rate=1000, pieces=40)
    assert "geen getal meer" in figure.sentence and figure.error == ""
    assert [warning for warning in recwarn if "encountered" in str(warning.message)] == []


def test_leersnelheid_nul_verandert_niets(playground):
    figure = playground()
    start = figure.sentence.partition(" stappen")[2]
    figure.set(learning_rate=0, pieces=20)
    assert figure.sentence.partition(" stappen")[2] == start


def test_een_gewicht_met_de_hand_verandert_de_loss(playground):
    """De loss hoort bij hetzelfde netwerk als de nauwkeurigheid; wat zij zonder de hand was, staat erbij."""

    def losses(words: str) -> list[float]:
        found = re.search(words.replace("*", r"(\d+,\d+)"), figure.sentence)
        assert found, figure.sentence
        return [float(text.replace(",", ".")) for text in found.groups()]

    figure = playground()
    figure.set(pieces=20, which=speeltuin.BY_HAND[1], extra=0.0)
    before = losses("De loss is * op de trainingsset en * op")
    assert "jouw" not in figure.sentence
    figure.set(extra=4.0)
    assert losses("Zonder jouw 4,0 bij dat ene gewicht was dat * en *") == before
    assert all(np.array(losses("De loss is * op de trainingsset en * op")) > np.array(before) + 0.1)


def test_de_speeltuin_werkt_over_haar_hele_bereik(playground):
    figure = playground()
    at = {"pieces": 3, "which": "x naar neuron 1", "extra": 2.0}
    silent = ("which", "extra", "neurons", "share", "learning_rate", "noise")
    assert walk(figure, at=at, silent=silent, most=8, combinations=8) == []


def test_de_tabel_met_manieren_leest_elke_invoer(monkeypatch):
    """Leeg, tekst en een tensor: een zin, en niets ervan wordt HTML."""
    shown = []
    monkeypatch.setattr(extra, "show_output", lambda sentence, html: shown.append((sentence, html)))
    extra.gradient_table({"voorspeld": ..., "<b>mijn": "<i>", "PyTorch": torch.tensor(1.5)})
    sentence, html = shown[0]
    assert sentence == "De helling van w: voorspeld nog niet ingevuld, <b>mijn geen getal, PyTorch 1,50000."
    assert "<b>" not in html and html.count("<td") == 3


def test_drie_optimizers_werken_over_hun_hele_bereik():
    assert walk(extra.optimizer_race(), at={"steps": 20}) == []


def test_optimizers_zijn_die_van_pytorch():
    land = extra.LANDSCAPES["bocht"]
    makers = {
        "gradient descent": lambda p: torch.optim.SGD(p, lr=0.01),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.01),
    }
    for name, make in makers.items():
        place = torch.tensor(land.start, dtype=torch.float64, requires_grad=True)
        optimizer = make([place])
        for _ in range(50):
            optimizer.zero_grad()
            land.height(place[0], place[1]).backward()
            optimizer.step()
        assert np.allclose(extra.race("bocht", 0.01)[name][50], place.detach().numpy(), atol=1e-8), name


def test_verzonnen_antwoorden_worden_uit_het_hoofd_geleerd(lesson_cells):
    cell = next(source for source in lesson_cells if "verzonnen" in source)
    found = {"np": np, "load_digits": load_digits, "Network": Network, "Adam": Adam, "train": train}
    found["print"] = lambda *_: None
    exec(cell, found)
    assert found["netwerk"].accuracy(found["beelden"], found["verzonnen"]) > 0.97
    digits = load_digits()
    assert found["netwerk"].accuracy(digits.test_images, digits.test_labels) < 0.25


# --- skip-gram -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def skipgram(lesson_cells):
    """Wat er bestaat na de cellen van Verdieping F, en wat ze afdrukken."""
    printed = []
    found = {"np": np, "Adam": Adam, "print": lambda *parts: printed.append(" ".join(map(str, parts)))}
    first = next(i for i, source in enumerate(lesson_cells) if "def skipgram" in source)
    for source in lesson_cells[first : first + 3]:
        exec(source, found)
    return found, "\n".join(printed)


def test_skipgram_is_die_uit_les_03(skipgram):
    found, _ = skipgram
    rng = np.random.default_rng(4)
    tables = [rng.normal(0, 0.5, (len(found["woorden"]), 16)) for _ in range(2)]
    report = next(train_skipgram(found["aantallen"], seed=4, every=1))
    assert found["skipgram"](*tables)[0] == pytest.approx(report.loss, abs=1e-4)


def test_de_helling_van_skipgram_klopt_met_een_duwtje(skipgram):
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


def test_skipgram_leert_en_blijft_boven_zijn_ondergrens(skipgram):
    _, printed = skipgram
    colors = re.search(r"rood -> (.*)", printed)[1]
    assert sum(color in colors for color in ("blauw", "groen", "geel", "paars")) >= 3
    last, floor = (float(number) for number in re.findall(r"(?:stappen|niet): +(\d\.\d)", printed))
    assert 2 < floor < last < 3.5
