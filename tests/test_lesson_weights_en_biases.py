"""Les 02: wat de figuren tekenen, wat de tekst beweert, en of opdrachten elke vorm van antwoord aannemen."""

import re

import nbformat
import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.handwriting.digit_pad import NONSENSE, read_drawing
from course_utils.handwriting.ink import ink_of
from course_utils.lessons.weights_en_biases import extra as extra
from course_utils.lessons.weights_en_biases import figures as les
from course_utils.lessons.weights_en_biases.extra import load_dutch_drawings
from course_utils.lessons.weights_en_biases.questions import LESSON
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network

DIGITS = load_digits()
IMAGES = DIGITS.test_images.reshape(-1, 784) / np.float32(255)
NETWORK = Network.trained("relu")
DUTCH = Network.trained("relu_nl")  # het netwerk van het tekenvel en van stap 6


def lesson_functions(*names: str) -> dict:
    """Functies zoals ze in het notebook staan, om ze hier te toetsen."""
    notebook = nbformat.read(REPOSITORY / "notebooks" / "02_weights_en_biases.ipynb", 4)
    space = {"np": np, "les": les, "netwerk": NETWORK, "Network": Network, "load_digits": load_digits}
    for cell in notebook.cells:
        if cell.cell_type == "code" and any(f"def {name}(" in cell.source for name in names):
            keep = cell.source.partition("\n\n\nfor ")[0] if "def rosenblatt" in cell.source else cell.source
            exec(keep.partition("scores_lussen =")[0].partition("les.show_")[0].partition("les.activations")[0], space)
    return space


# --- de figuren -----------------------------------------------------------------------


def test_one_setting_divides_all_animals_and_one_feature_is_not_enough():
    def good(w1, w2, b):
        return int(np.sum((les.ANIMALS @ (w1, w2) + b > 0) == les.IS_CAT))

    assert good(-0.8, 1, -2.5) == 12
    levels = np.arange(-15, 15.1, 0.25)
    assert max(good(w, 0, b) for w in (-1, 1) for b in levels) < 12
    assert max(good(0, w, b) for w in (-1, 1) for b in levels) < 12


@pytest.mark.parametrize(
    ("w1", "w2", "b"), [(1, 1, -1), (-4.5, 4, 0), (0, 1, -5), (1, 0, 0), (0, 0, 1), (0, 0, 0), (2, -1, 30)]
)
def test_the_half_plane_is_where_z_is_positive(w1, w2, b):
    """De oppervlakte van de veelhoek is het deel van het vierkant waar z > 0."""
    corners = les.half_plane(w1, w2, b, 0, 10)
    x, y = np.array(corners).T if corners else (np.zeros(1), np.zeros(1))
    area = abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
    grid = (np.arange(200) + 0.5) / 20
    share = np.mean(w1 * grid[:, None] + w2 * grid + b > 0)
    assert area == pytest.approx(100 * share, abs=0.5)


def test_the_gates_figure_can_do_and_and_or_but_never_xor():
    figure = les.gates()
    made = set()
    for w1 in figure.controls["w1"].values:
        for w2 in figure.controls["w2"].values:
            for b in figure.controls["b"].values:
                outputs = tuple((les.CORNERS @ (w1, w2) + b > 0).astype(int))
                made |= {name for name, wanted in les.GATES.items() if outputs == wanted}
    assert made == {"EN", "OF"}
    figure.set(w1=1, w2=1, b=-0.5)
    assert not figure.drawing.reached and "Dit is de poort OF." in figure.sentence
    figure.set(w1=1, w2=1, b=-1.5)
    assert figure.drawing.reached and "Dit is de poort EN." in figure.sentence


def test_exactly_two_layers_have_fifteen_parameters():
    figure = les.build_a_layer()
    found = []
    for n_inputs in range(1, 6):
        for n_neurons in range(1, 6):
            figure.set(n_inputs=n_inputs, n_neurons=n_neurons, chosen=n_neurons)
            z = les.BUILDER_W[:n_neurons, :n_inputs] @ les.BUILDER_X[:n_inputs] + les.BUILDER_B[:n_neurons]
            assert figure.sentence.endswith(f"geeft {les.dutch(int(z[-1]))}.")
            found += [(n_inputs, n_neurons)] if figure.drawing.reached else []
    assert found == [(2, 5), (4, 3)]


def test_the_sum_of_a_neuron_adds_up_and_has_no_two_signs_side_by_side():
    figure = les.build_a_layer()
    for chosen in range(1, 6):
        figure.set(n_inputs=5, n_neurons=5, chosen=chosen)
        total, result = re.search(r": (.+) = <b>(.+)</b>", figure.drawing.html).groups()
        assert eval(total.replace("×", "*").replace("−", "-")) == int(result.replace("−", "-"))
        assert not re.search("[+×] −", total), f"haakjes om een negatief getal: {total}"


def test_without_relu_the_output_is_always_straight():
    for weight in np.arange(-2, 2.1, 0.5):
        for bias in np.arange(-3, 3.1, 1.5):
            assert np.abs(np.diff(extra.two_layers(weight, bias, relu=False), n=2)).max() < 1e-9
    assert np.abs(np.diff(extra.two_layers(1, 0.5, relu=True), n=2)).max() > 0.01


def test_the_rate_does_not_matter_from_zero_and_does_from_elsewhere():
    """Rosenblatts regel zoals die in het notebook staat."""
    rosenblatt = lesson_functions("rosenblatt")["rosenblatt"]
    zero = {rate: rosenblatt(rate, [0.0, 0.0, 0.0]) for rate in (0.125, 1, 8)}
    assert {count for _, count in zero.values()} == {4}
    assert all(np.array_equal(w, rate * zero[1][0]) for rate, (w, _) in zero.items())
    assert len({rosenblatt(rate, [8.0, -8.0, 8.0])[1] for rate in (0.125, 1, 8)}) == 3


def test_the_figure_follows_the_rule_of_the_student():
    """De figuur telt zoals het notebook; met een regel die niets doet, verandert er niets."""
    space = lesson_functions("rosenblatt")
    for start in les.STARTS.values():
        for rate in les.RATES:
            weights, count = space["rosenblatt"](rate, list(start))
            history = les.corrections(space["stel_bij"], rate, start)
            assert count == len(history) - 1 and np.array_equal(weights, history[-1][0])
            assert np.all((les.ANIMALS @ weights[:2] + weights[2] > 0) == les.IS_CAT)
    assert len(les.corrections(lambda w, x, doel, stapgrootte: w, 1.0, (8.0, -8.0, 8.0))) == 1


# --- wat de tekst beweert -----------------------------------------------------------------------


def test_noise_is_read_with_about_eighty_percent_confidence():
    noise = np.random.default_rng(0).random((1000, 784))
    assert 0.75 < DUTCH.probabilities(noise).max(axis=1).mean() < 0.87


def test_above_99_9_percent_almost_all_real_digits_are_right():
    """Wat "Veel mensen denken" zegt; het lachebekje krijgt ook zo'n kans, letter en spatten meer dan 90 %."""
    chances = DUTCH.probabilities(IMAGES)
    sure = chances.max(axis=1) > 0.999
    wrong = int(np.sum(chances.argmax(axis=1)[sure] != DIGITS.test_labels[sure]))
    assert sure.sum() > 2000 and 1 <= wrong <= 5
    smiley = read_drawing(DUTCH, ink_of(NONSENSE["Lachebekje"]))
    assert smiley.chances.max() > 0.999 and "meer dan 99,9 %" in smiley.sentence
    assert min(read_drawing(DUTCH, ink_of(strokes)).chances.max() for strokes in NONSENSE.values()) > 0.9


def test_the_dutch_network_reads_dutch_shapes_and_the_other_does_not():
    for shape, (images, label) in load_dutch_drawings().items():
        assert np.mean(DUTCH.predict(images) == label) >= 0.85, shape
    images, label = load_dutch_drawings()["0 met streep"]
    assert np.mean(NETWORK.predict(images) == label) < 0.5


def test_ten_layers_of_sigmoid_lose_the_gradient_and_relu_does_not():
    def share(kind):
        deep = Network.random((784, *[16] * 10, 10), kind)
        _, gradients = deep.gradients(DIGITS.train_images[:200], DIGITS.train_labels[:200])
        return np.abs(gradients[2]).mean() / np.abs(gradients[-2]).mean()

    assert share("sigmoid") < 1e-4 < 0.01 < share("relu")


def test_without_biases_the_network_stays_good_and_with_an_empty_layer_it_says_the_same():
    bare = extra.break_network(NETWORK, no_bias=True, noise=0, zeroed="geen")
    assert bare.accuracy(IMAGES, DIGITS.test_labels) > 0.9
    for layer in extra.ZEROED[1:]:
        empty = extra.break_network(NETWORK, no_bias=False, noise=0, zeroed=layer)
        assert len(np.unique(empty.predict(IMAGES))) == 1
    noisy = extra.break_network(NETWORK, no_bias=False, noise=0.5, zeroed="geen")
    for changed, whole in zip(noisy.weights, NETWORK.weights, strict=True):
        assert (changed - whole).std() == pytest.approx(0.5 * whole.std(), rel=0.1), "in delen van hun eigen spreiding"
    assert noisy.accuracy(IMAGES, DIGITS.test_labels) < 0.5
    assert NETWORK.accuracy(IMAGES, DIGITS.test_labels) > 0.95, "Het origineel mag niet mee veranderen."


def test_neurons_7_and_16_never_pass_anything_on():
    silent = np.flatnonzero(NETWORK.layers(IMAGES)[1].max(axis=0) == 0)
    assert (silent + 1).tolist() == [7, 16]


def test_three_ways_give_the_same():
    space = lesson_functions("met_lussen", "met_numpy")
    with_loops, with_numpy = space["met_lussen"], space["met_numpy"]
    slow = np.array([with_loops(image.tolist()) for image in IMAGES[:20]])
    fast = with_numpy(IMAGES[:20])
    exact = with_numpy(IMAGES[:20].astype(np.float64))
    assert 1e-7 < np.abs(slow - fast).max() < 1e-3, "NumPy rekent hier met 32 bit."
    assert np.abs(slow - exact).max() < 1e-9, "Met 64 bit doet NumPy hetzelfde als de lussen."
    assert np.allclose(fast, NETWORK.scores(IMAGES[:20]), atol=1e-4)


# --- de opdrachten -----------------------------------------------------------------------


@pytest.mark.parametrize("make", [list, tuple, np.array])
def test_exercises_accept_every_kind_of_sequence(make):
    assert LESSON.exercises["2.2"].judge(make([1.0, -1.0, -0.5])).correct
    assert LESSON.exercises["2.3"].judge(make([16, 784])).correct
    assert LESSON.exercises["2.4"].judge(lambda x, W, b: make((W @ x + b).tolist())).correct


def test_exercises_accept_tensors():
    torch = pytest.importorskip("torch")
    assert LESSON.exercises["2.1"].judge(torch.tensor(-0.3, dtype=torch.float64)).correct
    assert LESSON.exercises["2.2"].judge(torch.tensor([1.0, -1.0, -0.5])).correct
    assert LESSON.exercises["2.3"].judge(torch.zeros(16, 784).shape).correct
    tensors = LESSON.exercises["2.4"].judge(lambda x, W, b: torch.tensor(W) @ torch.tensor(x) + torch.tensor(b))
    assert tensors.correct, tensors.text


def test_a_swapped_shape_gets_its_own_hint():
    judge = LESSON.exercises["2.3"].judge
    assert "volgorde" in judge((784, 16)).text
    assert "hele matrix" in judge(np.zeros((16, 784))).text
    assert "kolommen van W" in LESSON.exercises["2.4"].judge(lambda x, W, b: x @ W + b).text


@pytest.mark.parametrize("shape", [(16.9, 784.9), (16, 784.5), (-16, 784), np.array([16.2, 784])])
def test_a_shape_consists_of_whole_numbers(shape):
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
def test_brackets_within_brackets_get_a_hint_about_the_shape(number, nested):
    assert "losse getallen" in LESSON.exercises[number].judge(nested).text


def test_a_layer_that_only_holds_for_square_matrices_is_wrong():
    def square_only(x, W, b):
        return [sum(W[i][j] * x[j] for j in range(len(x))) + b[i] for i in range(len(x))]

    assert LESSON.exercises["2.4"].judge(square_only).correct is False


def test_relu_can_be_steeper_than_the_sigmoid_and_give_less():
    space = lesson_functions("stap")
    figure = les.activations({"stap": space["stap"], "sigmoïde": space["sigmoide"], "ReLU": space["relu"]})
    reached = []
    for z in figure.controls["z"].values:
        figure.set(z=z)
        reached += [z] if figure.drawing.reached else []
    assert reached == [0.25, 0.5]


def test_only_a_negative_weight_and_a_low_bias_make_the_line_rise_fall_and_rise():
    figure = extra.collapse()
    figure.set(relu=True, weight=-2, bias=-3)
    assert figure.drawing.reached
    for values in ({"weight": 1, "bias": 0.5}, {"weight": -2, "bias": 0.5}, {"relu": False, "bias": -3}):
        figure.set(**values)
        assert not figure.drawing.reached, values


def test_every_animal_stays_in_sight_beside_the_plane():
    figure = les.cat_or_dog()
    for w1, w2 in ((-1.5, 1.5), (1.5, 1.5), (0.1, 0), (-1.5, 0)):
        figure.set(w1=w1, w2=w2, snout=9.5, ears=9.5)
        cats, dogs = figure.artists[6], figure.artists[7]
        assert max(np.abs(cats.get_xdata()).max(), np.abs(dogs.get_xdata()).max()) <= 1
