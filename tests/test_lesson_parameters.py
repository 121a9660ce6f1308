"""Les 01: de sommen, de figuren en wat de tekst beweert."""

import numpy as np
import pytest

from course_utils.lessons.parameters import figures as les
from course_utils.lessons.parameters.transformer_size import count_parameters, parameter_parts
from course_utils.subjects.data import load_digits, load_models
from course_utils.subjects.network import Network


@pytest.fixture(scope="module")
def network():
    return Network.trained("relu")


def test_the_parts_of_gpt2_and_gpt3_add_up_exactly():
    for preset, count in (("GPT-2 small", 124_439_808), ("GPT-2 XL", 1_557_611_200), ("GPT-3", 174_604_259_328)):
        rows = les.builder_rows(**les.GPT_PRESETS[preset])
        assert sum(size for *_, size in rows) == count, preset


@pytest.mark.parametrize("layers", les.LAYERS)
@pytest.mark.parametrize("width", les.WIDTHS)
def test_the_written_sum_is_the_number(layers, width):
    for _name, formula, size in les.builder_rows(layers, width, 50_257, 2048):
        expression = formula.replace(".", "").replace("×", "*").replace("²", "**2")
        assert eval(expression) == size, formula


def test_the_builder_asks_for_seven_billion_in_at_most_32_layers():
    """Het doel is te halen, niet met een knop, en niet met een hogere stapel."""
    figure = les.build_a_model()
    for name, sizes in les.GPT_PRESETS.items():
        figure.set(**sizes)
        assert f"de bouw van {name}" in figure.sentence and not figure.drawing.reached
    figure.set(layers=32, width=4096, vocab=128_256, context=2048)
    assert figure.drawing.reached, figure.sentence
    figure.set(layers=36)
    assert not figure.drawing.reached


def test_geitje_leaves_half_free_only_at_4_bit():
    figure = les.does_it_fit()
    reached = {}
    for bits in les.FORMATS:
        figure.set(model="GEITje-7B", bits=bits)
        reached[bits] = figure.drawing.reached
    assert reached == {"32 bit": False, "16 bit": False, "8 bit": False, "4 bit": True}
    figure.set(model="DeepSeek-V3", bits="32 bit")
    assert "nergens" in figure.sentence


@pytest.mark.parametrize(
    ("count", "time", "stack"),
    [
        (3, "3 seconden", "een regel"),
        (13_002, "3,6 uur", "een paar vellen"),
        (1_000_000, "12 dagen", "0,2 meter"),
        (124_439_808, "3,9 jaar", "25 meter"),
        (174_604_259_328, "5.500 jaar", "35 kilometer"),
        (1.76e12, "56.000 jaar", "350 kilometer"),
    ],
)
def test_everyday_sizes(count, time, stack):
    assert time in les.everyday(count)
    assert stack in les.everyday(count)


def test_every_model_has_its_number_and_the_rumour_is_called_one():
    sizes = {name: (count, rumour) for name, count, rumour in les.model_sizes()}
    assert sizes["het cijfernetwerk"] == (13_002, False)
    assert sizes["GPT-3 175B"] == (174_604_259_328, False)
    assert [name for name, (_count, rumour) in sizes.items() if rumour] == ["GPT-4"]


@pytest.mark.parametrize("what", les.WHAT)
@pytest.mark.parametrize("how", les.HOW)
def test_breaking_touches_exactly_what_it_names(network, what, how):
    """Eén gewicht is er hooguit één, van een neuron hooguit één rij; biases blijven altijd heel."""
    broken = les.break_network(network, what, how, neuron=10, place=406)
    changed = [int(np.sum(a != b)) for a, b in zip(network.weights, broken.weights, strict=True)]
    most = {"één gewicht": 1, "één neuron": 784}.get(what, max(w.size for w in network.weights))
    assert sum(changed) <= (0 if how == "laat heel" else most)
    assert sum(count > 0 for count in changed) <= 1
    for a, b in zip(network.biases, broken.biases, strict=True):
        assert np.array_equal(a, b)
    if how == "door elkaar":
        for a, b in zip(network.weights, broken.weights, strict=True):
            assert np.array_equal(np.sort(a, axis=None), np.sort(b, axis=None)), "er gingen getallen verloren"
    if how in ("op nul", "ruis erbij") and what.startswith("de "):
        assert sum(changed) > 0.9 * network.weights[les.WHAT.index(what) - 2].size


def test_one_neuron_is_missed_most_and_two_not_at_all(network):
    """Het doel van stap 6 heeft één antwoord, en de stille neuronen mist niemand."""
    figure = les.break_it(network)
    found = []
    for neuron in range(1, 17):
        figure.set(what="één neuron", how="op nul", neuron=neuron)
        found += [neuron] if figure.drawing.reached else []
    assert found == [11]
    figure.set(neuron=7)
    assert "95,7 %" in figure.sentence


def test_a_shuffled_first_layer_only_guesses(network):
    digits = load_digits()
    layer = les.break_network(network, "de eerste laag", "door elkaar")
    assert layer.accuracy(digits.test_images, digits.test_labels) < 0.25, "de tekst zegt dat het netwerk gaat gokken"


def test_two_neurons_are_silent(network):
    first = network.layers(load_digits().test_images)[1]
    assert int(np.all(first == 0, axis=0).sum()) == 2, "pas de tekst bij het portret en de misvatting aan"


@pytest.mark.parametrize("name", les.REBUILT)
def test_every_rebuilt_model_is_exact(name):
    same = [les.AS_PUBLISHED] * 4
    assert count_parameters(les.changed_model(name, *same)) == load_models()[name].parameters
    figure = les.rebuild_published_models()
    figure.set(name=name)
    assert "volgt uit de gepubliceerde bouw" in figure.sentence


@pytest.mark.parametrize("name", les.REBUILT)
def test_with_a_gate_a_model_computes_in_three_tables_instead_of_two_of_the_same_width(name):
    def computing(gate: str) -> int:
        model = les.changed_model(name, les.AS_PUBLISHED, gate, les.AS_PUBLISHED, les.AS_PUBLISHED)
        return next(part.total for part in parameter_parts(model) if part.name == "feed-forward")

    assert computing("met poort") / computing("zonder poort") == pytest.approx(3 / 2, rel=1e-3)
    assert computing(les.AS_PUBLISHED) in (computing("met poort"), computing("zonder poort"))


def test_more_heads_make_a_modern_llama_larger():
    changed = les.changed_model("Llama 3 8B", "elke kop apart", *[les.AS_PUBLISHED] * 3)
    assert count_parameters(changed) > load_models()["Llama 3 8B"].parameters


def test_every_parameter_is_in_the_portrait():
    """16 plaatjes van 28 bij 28 met onder elk een streepje van 2 bij 28: de bias."""
    network = Network.trained("relu")
    tiles = les._tiles(network.weights[0], network.biases[0])
    drawn = tiles[~np.isnan(tiles)]
    assert len(drawn) == 12_544 + 16 * 2 * 28
    assert np.isclose(drawn.sum(), network.weights[0].sum() + 56 * network.biases[0].sum(), atol=0.05)


def test_a_weight_at_the_back_counts_more_than_one_in_front():
    """Wat stap 6 zegt, gemeten aan elk gewicht van laag 2 en 3 en aan een greep uit laag 1."""
    network, digits = Network.trained("relu"), load_digits()
    images = digits.test_images.reshape(-1, 784) / np.float32(255)
    first, rng = network.predict(images), np.random.default_rng(0)

    def changes(layer: int, row: int, column: int) -> int:
        broken = network.copy()
        broken.weights[layer][row, column] = 0
        return int(np.sum(broken.predict(images) != first))

    front = [changes(0, rng.integers(16), rng.integers(784)) for _ in range(100)]
    back = [changes(layer, *place) for layer in (1, 2) for place in np.ndindex(network.weights[layer].shape)]
    assert max(front) < 25 and np.median(front) < 5
    assert 0.4 < np.mean(np.array(back) >= 25) < 0.6, "de helft van de gewichten in laag 2 en 3"
    assert 0.25 < max(back) / len(images) < 0.3, "hooguit ruim een kwart"


def test_small_models_read_far_more_than_twenty_tokens_per_parameter():
    """Verdieping B: klein leest veel, de grootste blijven bij Chinchilla's 20."""
    told = [model for model in load_models().values() if model.train_tokens]
    small = [model.train_tokens / model.parameters for model in told if model.parameters < 1e9]
    large = [model.train_tokens / model.parameters for model in told if model.parameters > 100e9]
    assert min(small) > 200 and max(large) < 50
    assert load_models()["GPT-3 Small"].train_tokens / load_models()["GPT-3 Small"].parameters > 2_000
