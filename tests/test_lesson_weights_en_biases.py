"""Les 02: wat de figuren tekenen, wat de tekst beweert, en of opdrachten elke vorm van antwoord aannemen."""

import time

import nbformat
import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.handwriting.digit_pad import NONSENSE, read_drawing
from course_utils.lessons.weights_en_biases import extra as extra
from course_utils.lessons.weights_en_biases import figures as les
from course_utils.lessons.weights_en_biases.questions import LESSON
from course_utils.subjects.data import load_digits
from course_utils.subjects.ink import ink_of
from course_utils.subjects.network import Network

DIGITS = load_digits()
IMAGES = DIGITS.test_images.reshape(-1, 784) / np.float32(255)
NETWORK = Network.trained("relu")


def lesson_functions(*names: str) -> dict:
    """Functies zoals ze in het notebook staan, om ze hier te toetsen."""
    notebook = nbformat.read(REPOSITORY / "notebooks" / "02_weights_en_biases.ipynb", 4)
    space = {"np": np, "les": les, "netwerk": NETWORK, "Network": Network, "load_digits": load_digits}
    for cell in notebook.cells:
        if cell.cell_type == "code" and any(f"def {name}(" in cell.source for name in names):
            keep = cell.source.partition("\n\n\nfor ")[0] if "def rosenblatt" in cell.source else cell.source
            exec(keep.partition("scores_lussen =")[0].partition("les.show_")[0], space)
    return space


# --- de figuren -----------------------------------------------------------------------


def test_er_is_een_stand_die_alle_dieren_goed_deelt_en_een_kenmerk_alleen_is_niet_genoeg():
    def good(w1, w2, b):
        return int(np.sum((les.ANIMALS @ (w1, w2) + b > 0) == les.IS_CAT))

    assert good(-0.8, 1, -2.5) == 12
    levels = np.arange(-15, 15.1, 0.25)
    assert max(good(w, 0, b) for w in (-1, 1) for b in levels) < 12
    assert max(good(0, w, b) for w in (-1, 1) for b in levels) < 12


@pytest.mark.parametrize(
    ("w1", "w2", "b"), [(1, 1, -1), (-4.5, 4, 0), (0, 1, -5), (1, 0, 0), (0, 0, 1), (0, 0, 0), (2, -1, 30)]
)
def test_het_halve_vlak_is_waar_z_positief_is(w1, w2, b):
    """De oppervlakte van de veelhoek is het deel van het vierkant waar z > 0."""
    corners = les.half_plane(w1, w2, b, 0, 10)
    x, y = np.array(corners).T if corners else (np.zeros(1), np.zeros(1))
    area = abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
    grid = (np.arange(200) + 0.5) / 20
    share = np.mean(w1 * grid[:, None] + w2 * grid + b > 0)
    assert area == pytest.approx(100 * share, abs=0.5)


def test_de_poortenfiguur_kan_en_en_of_maar_nooit_xor():
    figure = les.gates()
    made = set()
    for w1 in figure.controls["w1"].values:
        for w2 in figure.controls["w2"].values:
            for b in figure.controls["b"].values:
                outputs = tuple((les.CORNERS @ (w1, w2) + b > 0).astype(int))
                made |= {name for name, wanted in les.GATES.items() if outputs == wanted}
    assert made == {"EN", "OF"}
    figure.set(w1=1, w2=1, b=-1.5)
    assert figure.drawing.reached and "Dit is de poort EN." in figure.sentence


def test_precies_twee_lagen_hebben_vijftien_parameters():
    figure = les.build_a_layer()
    found = []
    for n_inputs in range(1, 6):
        for n_neurons in range(1, 6):
            figure.set(n_inputs=n_inputs, n_neurons=n_neurons, chosen=n_neurons)
            z = les.BUILDER_W[:n_neurons, :n_inputs] @ les.BUILDER_X[:n_inputs] + les.BUILDER_B[:n_neurons]
            assert figure.sentence.endswith(f"geeft {les.dutch(int(z[-1]))}.")
            found += [(n_inputs, n_neurons)] if figure.drawing.reached else []
    assert found == [(2, 5), (4, 3)]


def test_zonder_relu_is_de_uitgang_altijd_recht():
    for weight in np.arange(-2, 2.1, 0.5):
        for bias in np.arange(-3, 3.1, 1.5):
            assert np.abs(np.diff(extra.two_layers(weight, bias, relu=False), n=2)).max() < 1e-9
    assert np.abs(np.diff(extra.two_layers(1, 0.5, relu=True), n=2)).max() > 0.01


def test_bij_nul_maakt_de_leersnelheid_van_rosenblatt_niets_uit():
    histories = [les.corrections(rate, les.STARTS["alles nul"]) for rate in les.RATES]
    for rate, history in zip(les.RATES, histories, strict=True):
        assert [place for _, place in history] == [place for _, place in histories[1]]
        assert np.array_equal(history[-1][0], rate * histories[1][-1][0])
    others = {len(les.corrections(rate, les.STARTS["w₁ = 8, w₂ = −8, b = 8"])) for rate in les.RATES}
    assert len(others) == 3


def test_rosenblatt_in_het_notebook_doet_hetzelfde_als_de_figuur():
    rosenblatt = lesson_functions("rosenblatt")["rosenblatt"]
    for start in les.STARTS.values():
        for rate in les.RATES:
            weights, count = rosenblatt(rate, list(start))
            history = les.corrections(rate, start)
            assert count == len(history) - 1 and np.array_equal(weights, history[-1][0])
            assert np.all((les.ANIMALS @ weights[:2] + weights[2] > 0) == les.IS_CAT)


# --- wat de tekst beweert -----------------------------------------------------------------------


def test_bij_ruis_is_het_netwerk_gemiddeld_ongeveer_negentig_procent_zeker():
    noise = np.random.default_rng(0).random((1000, 784))
    assert 0.85 < NETWORK.probabilities(noise).max(axis=1).mean() < 0.95


def test_boven_999_promille_is_op_echte_cijfers_alles_goed():
    """Wat "Veel mensen denken" zegt; bij het lachebekje en bij een deel van de ruis is de kans ook zo hoog."""
    chances = NETWORK.probabilities(IMAGES)
    sure = chances.max(axis=1) > 0.999
    assert sure.sum() > 2000 and np.all(chances.argmax(axis=1)[sure] == DIGITS.test_labels[sure])
    smiley = read_drawing(NETWORK, ink_of(NONSENSE["Lachebekje"]))
    assert smiley.chances.max() > 0.999 and "99,9 %" in smiley.sentence


def test_zonder_biases_blijft_het_netwerk_goed_en_met_een_lege_laag_zegt_het_steeds_hetzelfde():
    bare = extra.break_network(NETWORK, no_bias=True, noise=0, zeroed="geen")
    assert bare.accuracy(IMAGES, DIGITS.test_labels) > 0.9
    for layer in extra.ZEROED[1:]:
        empty = extra.break_network(NETWORK, no_bias=False, noise=0, zeroed=layer)
        assert len(np.unique(empty.predict(IMAGES))) == 1
    noisy = extra.break_network(NETWORK, no_bias=False, noise=0.5, zeroed="geen")
    assert noisy.accuracy(IMAGES, DIGITS.test_labels) < 0.5
    assert NETWORK.accuracy(IMAGES, DIGITS.test_labels) > 0.95, "Het origineel mag niet mee veranderen."


def test_neuron_7_en_16_geven_nooit_iets_door():
    silent = np.flatnonzero(NETWORK.layers(IMAGES)[1].max(axis=0) == 0)
    assert (silent + 1).tolist() == [7, 16]


def test_de_gewichten_lijken_meer_op_randen_dan_toeval_maar_zijn_geen_randen():
    ink = (DIGITS.train_images.reshape(-1, 784) > 0).mean(axis=0) > 0.02
    edges = extra.straight_edges()[:, ink]

    def match(network):
        return np.median(np.abs(np.corrcoef(network.weights[0][:, ink], edges)[:16, 16:]).max(axis=1))

    assert match(Network.random(seed=0)) < 0.2 < 0.3 < match(NETWORK) < 0.5


def test_de_drie_manieren_geven_hetzelfde_en_lussen_zijn_het_langzaamst():
    space = lesson_functions("met_lussen", "met_numpy")
    with_loops, with_numpy = space["met_lussen"], space["met_numpy"]
    start = time.perf_counter()
    slow = np.array([with_loops(image.tolist()) for image in IMAGES[:20]])
    middle = time.perf_counter()
    fast = with_numpy(IMAGES[:20])
    end = time.perf_counter()
    exact = with_numpy(IMAGES[:20].astype(np.float64))
    assert 1e-7 < np.abs(slow - fast).max() < 1e-3, "NumPy rekent hier met 32 bit."
    assert np.abs(slow - exact).max() < 1e-9, "Met 64 bit doet NumPy hetzelfde als de lussen."
    assert np.allclose(fast, NETWORK.scores(IMAGES[:20]), atol=1e-4)
    assert middle - start > end - middle, "Lussen horen veel langzamer te zijn dan NumPy."


# --- de opdrachten -----------------------------------------------------------------------


@pytest.mark.parametrize("make", [list, tuple, np.array])
def test_opdrachten_nemen_elke_soort_rij_aan(make):
    assert LESSON.exercises["2.2"].judge(make([1.0, -1.0, -0.5])).correct
    assert LESSON.exercises["2.3"].judge(make([16, 784])).correct
    assert LESSON.exercises["2.4"].judge(lambda x, W, b: make((W @ x + b).tolist())).correct


def test_opdrachten_nemen_tensors_aan():
    torch = pytest.importorskip("torch")
    assert LESSON.exercises["2.1"].judge(torch.tensor(-0.3, dtype=torch.float64)).correct
    assert LESSON.exercises["2.2"].judge(torch.tensor([1.0, -1.0, -0.5])).correct
    assert LESSON.exercises["2.3"].judge(torch.zeros(16, 784).shape).correct
    tensors = LESSON.exercises["2.4"].judge(lambda x, W, b: torch.tensor(W) @ torch.tensor(x) + torch.tensor(b))
    assert tensors.correct, tensors.text


def test_een_verwisselde_vorm_krijgt_haar_eigen_hint():
    judge = LESSON.exercises["2.3"].judge
    assert "volgorde" in judge((784, 16)).text
    assert "hele matrix" in judge(np.zeros((16, 784))).text
    assert "kolommen van W" in LESSON.exercises["2.4"].judge(lambda x, W, b: x @ W + b).text


@pytest.mark.parametrize("shape", [(16.9, 784.9), (16, 784.5), (-16, 784), np.array([16.2, 784])])
def test_een_vorm_bestaat_uit_hele_getallen(shape):
    verdict = LESSON.exercises["2.3"].judge(shape)
    assert verdict.correct is False and "hele getallen" in verdict.text
    assert LESSON.exercises["2.3"].judge((16.0, 784.0)).correct


@pytest.mark.parametrize(
    ("number", "nested"),
    [
        ("2.2", [[1, -1, -0.5]]),
        ("2.2", ((1, -1), -0.5)),
        ("2.2", ([1, -1], -0.5)),
        ("2.2", np.array([[1.0, -1.0, -0.5]])),
        ("2.3", [[16, 784]]),
        ("2.3", ((16, 784),)),
    ],
)
def test_haakjes_binnen_haakjes_krijgen_een_hint_over_de_vorm(number, nested):
    assert "losse getallen" in LESSON.exercises[number].judge(nested).text


def test_een_laag_die_alleen_bij_vierkante_matrices_klopt_is_niet_goed():
    def square_only(x, W, b):
        return [sum(W[i][j] * x[j] for j in range(len(x))) + b[i] for i in range(len(x))]

    assert LESSON.exercises["2.4"].judge(square_only).correct is False
