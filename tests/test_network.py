"""Het netwerk in NumPy: gelijk aan PyTorch, even goed als het bewaarde cijfer zegt, en bestand tegen slechte invoer."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_data import load_script

from course_utils.subjects.data import load_digit_weights, load_digits
from course_utils.subjects.network import SGD, Adam, Network, log_softmax, train

ACTIVATIONS = ("relu", "sigmoid")


def small_problem(sizes=(6, 5, 4, 3), activation="sigmoid", count=7, seed=0):
    """Een klein netwerk in float64, met voorbeelden en labels om gradiënten na te rekenen."""
    generator = np.random.default_rng(seed)
    network = Network.random(sizes, activation, seed)
    network.weights = [W.astype(np.float64) for W in network.weights]
    network.biases = [generator.normal(0, 0.3, b.shape) for b in network.biases]
    return network, generator.normal(0, 1, (count, sizes[0])), generator.integers(0, sizes[-1], count)


def torch_twin(network):
    """Hetzelfde netwerk in PyTorch, met dezelfde gewichten; de volgorde van parameters is gelijk."""
    torch = pytest.importorskip("torch", reason="Op deze machine is geen PyTorch; de vergelijking vervalt.")
    layers = []
    for W, b in zip(network.weights, network.biases, strict=True):
        layer = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.from_numpy(W).dtype)
        layer.weight.data, layer.bias.data = torch.tensor(W), torch.tensor(b)
        layers += [layer, torch.nn.ReLU() if network.activation == "relu" else torch.nn.Sigmoid()]
    return torch, torch.nn.Sequential(*layers[:-1])


# Rekenen


def test_digit_network_has_13002_parameters():
    network = Network.random()
    assert network.count_parameters() == 13_002
    assert [array.shape for array in network.parameters] == [(16, 784), (16,), (16, 16), (16,), (10, 16), (10,)]
    assert all(array.dtype == np.float32 for array in network.parameters)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_finite_differences(activation):
    network, inputs, labels = small_problem(activation=activation)
    loss, gradients = network.gradients(inputs, labels)
    assert loss == pytest.approx(network.loss(inputs, labels))
    step = 1e-6
    for parameter, gradient in zip(network.parameters, gradients, strict=True):
        assert gradient.shape == parameter.shape
        for place in np.ndindex(parameter.shape):
            original = parameter[place]
            parameter[place] = original + step
            above = network.loss(inputs, labels)
            parameter[place] = original - step
            below = network.loss(inputs, labels)
            parameter[place] = original
            assert gradient[place] == pytest.approx((above - below) / (2 * step), abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 12), min_size=2, max_size=5),
    activation=st.sampled_from(ACTIVATIONS),
    count=st.integers(1, 9),
    seed=st.integers(0, 1000),
)
def test_outputs_and_gradients_equal_pytorch(sizes, activation, count, seed):
    network, inputs, labels = small_problem(tuple(sizes), activation, count, seed)
    torch, twin = torch_twin(network)
    scores = twin(torch.tensor(inputs))
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(labels))
    loss.backward()
    assert np.allclose(network.scores(inputs), scores.detach().numpy(), atol=1e-12)
    own_loss, gradients = network.gradients(inputs, labels)
    assert own_loss == pytest.approx(loss.item(), abs=1e-12)
    for gradient, parameter in zip(gradients, twin.parameters(), strict=True):
        assert np.allclose(gradient, parameter.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_optimizers_equal_pytorch(name):
    network, inputs, labels = small_problem(activation="relu")
    torch, twin = torch_twin(network)
    own = SGD(0.1) if name == "SGD" else Adam(0.01)
    theirs = torch.optim.SGD(twin.parameters(), 0.1) if name == "SGD" else torch.optim.Adam(twin.parameters(), 0.01)
    for _ in range(20):
        own.step(network.parameters, network.gradients(inputs, labels)[1])
        theirs.zero_grad()
        torch.nn.functional.cross_entropy(twin(torch.tensor(inputs)), torch.tensor(labels)).backward()
        theirs.step()
    for parameter, twin_parameter in zip(network.parameters, twin.parameters(), strict=True):
        assert np.allclose(parameter, twin_parameter.detach().numpy(), atol=1e-9)


def test_probabilities_are_positive_and_add_to_one():
    digits = load_digits()
    for activation in ACTIVATIONS:
        probabilities = Network.trained(activation).probabilities(digits.test_images[:200])
        assert (probabilities >= 0).all() and np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(np.exp(log_softmax(np.array([1e30, 0.0, -1e30]))), [1, 0, 0])


def test_layers_give_every_step():
    values = Network.trained("sigmoid").layers(load_digits().test_images[:3])
    assert [value.shape for value in values] == [(3, 784), (3, 16), (3, 16), (3, 10)]
    assert all((value >= 0).all() and (value <= 1).all() for value in values[:3])


# Invoer


def test_images_may_have_several_shapes():
    """Bytes of breuken, plat of 28x28, één of veel: het antwoord is hetzelfde."""
    network, images = Network.trained(), load_digits().test_images[:4]
    expected = network.scores(images)
    fractions = images / 255
    for same in (fractions, images.reshape(4, 784), fractions.reshape(4, 784), fractions.tolist()):
        assert np.allclose(network.scores(same), expected, atol=1e-4)
    assert network.scores(images[0]).shape == (10,)
    assert np.allclose(network.scores(images[0]), expected[0], atol=1e-4)
    assert network.predict(images[0]) == expected[0].argmax()


@pytest.mark.parametrize("shape", [(), (783,), (27, 28), (5, 783), (0,)])
def test_wrong_shape_is_explained(shape):
    with pytest.raises(ValueError, match="784 getallen per voorbeeld"):
        Network.random().scores(np.zeros(shape))


def test_impossible_networks_are_explained():
    W, b = np.zeros((3, 2)), np.zeros(3)
    with pytest.raises(ValueError, match="Kies uit: relu, sigmoid"):
        Network([W], [b], "tanh")
    with pytest.raises(ValueError, match="evenveel biases"):
        Network([W], [np.zeros(2)])
    with pytest.raises(ValueError, match="passen niet"):
        Network([W, W], [b, b])


# De meegeleverde netwerken


@pytest.mark.parametrize("activation, required", [("relu", 0.94), ("sigmoid", 0.925)])
def test_stored_accuracy_is_the_measured_accuracy(activation, required):
    """Op een andere machine mag de afronding hooguit een paar cijfers laten omslaan."""
    digits, network, stored = load_digits(), Network.trained(activation), load_digit_weights(activation)
    test = network.accuracy(digits.test_images, digits.test_labels)
    validation = network.accuracy(digits.validation_images, digits.validation_labels)
    assert test == pytest.approx(stored.test_accuracy, abs=2.5 / 5000)
    assert validation == pytest.approx(stored.validation_accuracy, abs=1.5 / 2000)
    assert test >= required


def test_trained_network_is_a_copy():
    broken = Network.trained()
    clone = broken.copy()
    broken.weights[0][:] = 0
    assert clone.weights[0].any() and Network.trained().weights[0].any()


def test_distortion_stays_a_digit():
    """Een vervormd cijfer van het trainingsscript blijft een beeld van 28x28 met ongeveer evenveel inkt."""
    distort = load_script("train_digit_networks").distort
    for number, image in enumerate(load_digits().train_images[:50]):
        bent = distort(image, np.random.default_rng(number))
        assert bent.shape == (28, 28) and bent.dtype == np.uint8
        assert not np.array_equal(bent, image)
        assert 0.5 < bent.sum() / image.sum() < 2
        assert np.array_equal(bent, distort(image, np.random.default_rng(number)))


# Trainen


def test_training_reaches_93_percent():
    """De belofte van les 05: minstens 93 procent van de validatiecijfers. Hoelang dat duurt, meet `benchmarks`."""
    digits, network = load_digits(), Network.random()
    for _ in train(network, digits.train_images, digits.train_labels, Adam(0.002), epochs=10):
        pass
    assert network.accuracy(digits.validation_images, digits.validation_labels) >= 0.93


def test_training_repeats_with_the_same_seed():
    digits = load_digits()
    results = []
    for seed in (1, 1, 2):
        network = Network.random((784, 8, 10))
        *_, last = train(network, digits.train_images[:500], digits.train_labels[:500], Adam(), epochs=2, seed=seed)
        results.append((last.loss, network.weights[0]))
    assert results[0][0] == results[1][0] and np.array_equal(results[0][1], results[1][1])
    assert not np.array_equal(results[0][1], results[2][1])


def test_training_reports_in_pieces_and_stops_when_asked():
    digits, network = load_digits(), Network.random((784, 8, 10))
    untouched = network.copy()
    images, labels = digits.train_images[:330], digits.train_labels[:330]
    reports = list(train(network, images, labels, SGD(0.1), epochs=3, batch_size=32, every=10))
    assert [report.step for report in reports] == [10, 20, 30, 33]
    assert reports[-1].epoch == 3 and reports[-1].n_steps == 33
    assert reports[-1].loss < reports[0].loss

    stopped = untouched.copy()
    next(train(stopped, images, labels, SGD(0.1), epochs=3, every=1))
    assert not np.array_equal(stopped.weights[0], untouched.weights[0])
    assert not np.array_equal(stopped.weights[0], network.weights[0])


def test_every_example_counts_once_per_epoch(monkeypatch):
    seen = []
    network = Network.random((1, 2))
    original = Network.gradients
    monkeypatch.setattr(Network, "gradients", lambda self, x, y: (seen.append(len(x)), original(self, x, y))[1])
    inputs = np.arange(10.0)[:, None]
    list(train(network, inputs, np.zeros(10, int), SGD(), epochs=2, batch_size=4))
    assert seen == [4, 4, 2, 4, 4, 2]


@pytest.mark.parametrize("optimizer", [SGD, Adam])
@pytest.mark.parametrize("learning_rate", [0, -1, 1e3, 1e30, float("nan")])
def test_absurd_learning_rates_give_numbers_not_warnings(optimizer, learning_rate):
    digits, network = load_digits(), Network.random((784, 8, 10))
    before = network.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(train(network, digits.train_images[:200], digits.train_labels[:200], optimizer(learning_rate)))
        accuracy = network.accuracy(digits.test_images[:200], digits.test_labels[:200])
        network.loss(digits.test_images[:200], digits.test_labels[:200])
        network.probabilities(digits.test_images[0])
    assert 0 <= accuracy <= 1
    if learning_rate == 0:
        assert np.array_equal(network.weights[0], before.weights[0])


def test_one_class_only_is_learned():
    digits, network = load_digits(), Network.random((784, 8, 10))
    sevens = digits.train_images[digits.train_labels == 7][:200]
    list(train(network, sevens, np.full(len(sevens), 7), Adam(0.01), epochs=5))
    assert (network.predict(sevens) == 7).all()


@pytest.mark.parametrize("n_images, n_labels", [(0, 0), (3, 2)])
def test_missing_examples_or_labels_are_explained(n_images, n_labels):
    with pytest.raises(ValueError, match="Elk voorbeeld heeft een label nodig"):
        next(train(Network.random(), np.zeros((n_images, 784)), np.zeros(n_labels, int), SGD()))


NAMES = ("relu", "relu_nl")


class TestDutchHandwriting:
    """Het netwerk dat ook Nederlandse schrijfvormen zag; zie data/README.md."""

    @pytest.fixture
    def drawings(self):
        shapes = load_script("dutch_shapes")
        images, labels = shapes.dutch_digits(300, seed=7)
        return list(shapes.SHAPES), images, labels

    def test_it_loses_nothing_on_the_test_digits(self):
        digits = load_digits()
        accuracy = {name: Network.trained(name).accuracy(digits.test_images, digits.test_labels) for name in NAMES}
        assert accuracy["relu_nl"] >= accuracy["relu"]
        assert accuracy["relu_nl"] == pytest.approx(load_digit_weights("relu_nl").test_accuracy, abs=0.0005)

    def test_it_reads_at_least_nine_of_ten_dutch_shapes(self, drawings):
        names, images, labels = drawings
        right = (Network.trained("relu_nl").predict(images) == labels).reshape(len(names), -1).mean(axis=1)
        assert right.min() >= 0.9, dict(zip(names, right, strict=True))

    def test_the_first_network_fails_on_three_of_them(self, drawings):
        names, images, labels = drawings
        right = (Network.trained("relu").predict(images) == labels).reshape(len(names), -1).mean(axis=1)
        assert dict(zip(names, right > 0.8, strict=True)) == {name: name.startswith("7") for name in names}
