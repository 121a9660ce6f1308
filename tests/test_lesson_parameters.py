"""Les 01: de sommen, de figuren en wat de tekst beweert."""

import numpy as np
import pytest

from course_utils.lessons.parameters import figures as les
from course_utils.subjects.data import load_digits, load_models
from course_utils.subjects.network import Network
from course_utils.subjects.transformer_size import count_parameters


@pytest.fixture(scope="module")
def network():
    return Network.trained("relu")


def test_de_delen_van_gpt2_en_gpt3_kloppen_tot_op_het_laatste_cijfer():
    for preset, count in (("GPT-2 small", 124_439_808), ("GPT-2 XL", 1_557_611_200), ("GPT-3", 174_604_259_328)):
        rows = les.builder_rows(**les.GPT_PRESETS[preset])
        assert sum(size for *_, size in rows) == count, preset


@pytest.mark.parametrize("layers", les.LAYERS)
@pytest.mark.parametrize("width", les.WIDTHS)
def test_de_uitgeschreven_som_is_het_aantal(layers, width):
    for _name, formula, size in les.builder_rows(layers, width, 50_257, 2048):
        expression = formula.replace(".", "").replace("×", "*").replace("²", "**2")
        assert eval(expression) == size, formula


def test_de_bouwer_haalt_zijn_doel_alleen_bij_gpt3():
    figure = les.build_a_model()
    assert not figure.drawing.reached
    figure.set(**les.GPT_PRESETS["GPT-2 small"])
    assert "124.439.808" in figure.sentence
    assert "precies GPT-2 small" in figure.sentence
    assert not figure.drawing.reached
    figure.set(**les.GPT_PRESETS["GPT-3"])
    assert "174.604.259.328" in figure.sentence
    assert figure.drawing.reached


def test_geitje_laat_pas_bij_4_bit_de_helft_vrij():
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
        (124_439_808, "3,9 jaar", "25 meter"),
        (174_604_259_328, "5.500 jaar", "35 kilometer"),
        (1.76e12, "56.000 jaar", "350 kilometer"),
    ],
)
def test_alledaagse_maten(count, time, stack):
    assert time in les.everyday(count)
    assert stack in les.everyday(count)


def test_elk_model_op_de_schaal_staat_met_zijn_aantal_en_het_gerucht_heet_gerucht():
    sizes = {name: (count, rumour) for name, count, rumour in les.model_sizes()}
    assert sizes["het cijfernetwerk"] == (13_002, False)
    assert sizes["GPT-3 175B"] == (174_604_259_328, False)
    assert [name for name, (_count, rumour) in sizes.items() if rumour] == ["GPT-4"]


@pytest.mark.parametrize("what", les.WHAT)
@pytest.mark.parametrize("how", les.HOW)
def test_breken_raakt_precies_wat_er_staat(network, what, how):
    """Van één parameter verandert er hooguit één, van een neuron hooguit één rij; biases blijven altijd heel."""
    broken = les.break_network(network, what, how, seed=2)
    changed = [int(np.sum(a != b)) for a, b in zip(network.weights, broken.weights, strict=True)]
    most = {"één parameter": 1, "één neuron": 784}.get(what, max(w.size for w in network.weights))
    assert sum(changed) <= (0 if how == "laat heel" else most)
    assert sum(count > 0 for count in changed) <= 1
    for a, b in zip(network.biases, broken.biases, strict=True):
        assert np.array_equal(a, b)
    if how == "door elkaar":
        for a, b in zip(network.weights, broken.weights, strict=True):
            assert np.array_equal(np.sort(a, axis=None), np.sort(b, axis=None)), "er gingen getallen verloren"
    if how in ("op nul", "ruis erbij") and what.startswith("de "):
        assert sum(changed) > 0.9 * network.weights[les.WHAT.index(what) - 2].size


def test_een_parameter_missen_valt_niet_op_en_een_laag_wel(network):
    digits = load_digits()
    for seed in range(8):
        one = les.break_network(network, "één parameter", "op nul", seed)
        changed = np.sum(one.predict(digits.test_images) != network.predict(digits.test_images))
        assert changed < 25, "de voorspelling in stap 6 klopt dan niet meer"
        layer = les.break_network(network, "de eerste laag", "door elkaar", seed)
        assert layer.accuracy(digits.test_images, digits.test_labels) < 0.25, (
            "de tekst zegt dat het netwerk gaat gokken"
        )


def test_twee_neuronen_zijn_stil(network):
    first = network.layers(load_digits().test_images)[1]
    assert int(np.all(first == 0, axis=0).sum()) == 2, "pas de tekst bij het portret en de misvatting aan"


@pytest.mark.parametrize("name", les.REBUILT)
def test_elk_nagebouwd_model_klopt_tot_op_het_laatste_cijfer(name):
    same = [les.AS_PUBLISHED] * 4
    assert count_parameters(les.changed_model(name, *same)) == load_models()[name].parameters
    figure = les.rebuild_published_models()
    figure.set(name=name)
    assert "precies het gepubliceerde aantal" in figure.sentence


def test_meer_koppen_maakt_een_moderne_llama_groter():
    changed = les.changed_model("Llama 3 8B", "elke kop apart", *[les.AS_PUBLISHED] * 3)
    assert count_parameters(changed) > load_models()["Llama 3 8B"].parameters


def test_elke_parameter_van_het_netwerk_staat_in_het_portret():
    """16 plaatjes van 28 bij 28 met onder elk een streepje van 2 bij 28: de bias."""
    network = Network.trained("relu")
    tiles = les._tiles(network.weights[0], network.biases[0])
    drawn = tiles[~np.isnan(tiles)]
    assert len(drawn) == 12_544 + 16 * 2 * 28
    assert np.isclose(drawn.sum(), network.weights[0].sum() + 56 * network.biases[0].sum(), atol=0.05)


def test_een_gewicht_achterin_telt_zwaarder_dan_een_voorin():
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
