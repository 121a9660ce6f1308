"""Het tekenvel zonder browser: wat het van een vel maakt, wat het zegt, en of een tekening goed wordt voorbereid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from course_utils.handwriting.attribution import trace
from course_utils.handwriting.digit_pad import EXAMPLE, NONSENSE, DigitPad, Sheet, chance_text, read_drawing
from course_utils.handwriting.ink import SIDE, ink_of, prepare_drawing
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import ACTIVATIONS, Network

NETWORK = Network.trained()


def enlarged(image: np.ndarray, rng: np.random.Generator, resample) -> np.ndarray:
    """Een cijfer uit MNIST, los uitgeknipt, ergens op een vel van 280x280, klein of groot en soms wat uitgerekt."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = rng.uniform(3, 12)
    height, width = (min(SIDE, max(1, round(size * scale))) for size in cut.shape)
    pixels = np.asarray(Image.fromarray(cut).resize((width, height), resample)) / 255
    sheet = np.zeros((SIDE, SIDE))
    y, x = rng.integers(0, SIDE + 1 - height), rng.integers(0, SIDE + 1 - width)
    sheet[y : y + height, x : x + width] = pixels
    return sheet


@pytest.mark.parametrize("resample", [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC])
def test_enlarged_shifted_and_scaled_digits_are_read_almost_as_well(resample):
    """Op 700 testcijfers hooguit 2 procentpunt minder dan op dezelfde cijfers zoals ze in MNIST staan."""
    digits, rng = load_digits(), np.random.default_rng(7)
    chosen = rng.choice(5000, 700, replace=False)
    images, labels = digits.test_images[chosen], digits.test_labels[chosen]
    prepared = np.array([prepare_drawing(enlarged(image, rng, resample)) for image in images])
    assert NETWORK.accuracy(prepared, labels) >= NETWORK.accuracy(images, labels) - 0.02


def test_a_digit_from_mnist_stays_the_same():
    """Zo weten we dat het zwaartepunt op dezelfde plaats komt als de makers van MNIST het legden."""
    images = load_digits().test_images[:200] / np.float32(255)
    changes = [np.abs(prepare_drawing(image) - image).max() for image in images]
    assert np.median(changes) == 0 and np.quantile(changes, 0.95) < 0.12


@settings(max_examples=60, deadline=None)
@given(
    st.integers(4, 300),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 0.9), st.floats(0.02, 0.9)), max_size=4),
    st.floats(0.05, 1),
)
def test_every_drawing_fits_and_is_centered(side, blocks, darkness):
    sheet = np.zeros((side, side))
    for y, x, height, width in blocks:
        top, left = int(y * side), int(x * side)
        sheet[top : top + max(1, int(height * side)), left : left + max(1, int(width * side))] = darkness
    image = prepare_drawing(sheet)
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert image.min() >= 0 and image.max() <= 1
    if not sheet.any():
        assert not image.any()
        return
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    height, width = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    assert max(height, width) == 20
    y, x = (image.sum(axis=axis) @ (np.arange(28) + 0.5) / image.sum() for axis in (1, 0))
    touches = rows[0] == 0 or rows[-1] == 27 or columns[0] == 0 or columns[-1] == 27
    assert touches or (13.99 <= y <= 15.01 and 13.99 <= x <= 15.01)


@pytest.mark.parametrize(
    "sheet",
    [
        np.zeros((3, 4)),
        np.zeros(784),
        np.zeros((0, 0)),
        np.full((9, 9), np.nan),
        [["a", "b"], ["c", "d"]],
        [[1, 2], [3]],
        [[None, {}], [1, 2]],
        "tekst",
        None,
    ],
)
def test_what_is_no_square_drawing_gets_a_sentence(sheet):
    with pytest.raises(ValueError, match="tekening"):
        prepare_drawing(sheet)


def test_bytes_are_the_same_as_fractions():
    sheet = np.round(255 * ink_of(EXAMPLE)).astype(np.uint8)
    assert np.abs(prepare_drawing(sheet) - prepare_drawing(sheet / 255)).max() < 1e-5


BLOT = [[(x, 40), (x, 240)] for x in range(40, 240, 10)]
SHEETS = {
    "Het vel is leeg": [],
    "Je zette een stip": [[(30, 40)]],
    "Het vel is één dikke vlek": BLOT,
    "Je tekening staat linksboven; ze is naar het midden geschoven en past in 18 bij 20 beeldpunten.": [
        [(20, 20), (70, 20), (40, 80)]
    ],
    "Je tekening staat rechtsonder": [[(220, 200), (260, 200), (240, 265)]],
    "Je tekening staat in het midden": EXAMPLE,
}


@pytest.mark.parametrize("beginning", SHEETS)
def test_the_sheet_says_what_it_sees(beginning):
    reading = read_drawing(NETWORK, ink_of(SHEETS[beginning]))
    assert reading.sentence.startswith(beginning)
    assert f"een {reading.answer}, met " in reading.sentence and reading.sentence.endswith(".")


def test_a_chance_is_never_rounded_to_0_or_100_percent():
    chances = {0: "0 %", 0.005: "minder dan 1 %", 0.0051: "1 %", 0.05: "5 %", 0.994: "99,4 %", 0.999: "99,9 %"}
    assert {chance: chance_text(chance) for chance in chances} == chances
    assert chance_text(0.9991) == "meer dan 99,9 %"


def scribble(seed: int) -> list:
    """Heen en weer gekrast, met een trillende hand, tot er een ronde vlek staat."""
    rng = np.random.default_rng(seed)
    strokes = []
    for y in range(70, 211, int(rng.integers(10, 20))):
        half = (75**2 - (y - 140) ** 2) ** 0.5 + rng.normal(0, 6)
        strokes += [(140 - half, y), (140 + half, y + 5)]
    return [strokes]


def ellipse(width: float, height: float) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    return (np.hypot(x / width, y / height) < 0.5).astype(np.float32)


def is_called_a_blot(drawing: np.ndarray) -> bool:
    return "dikke vlek" in read_drawing(NETWORK, drawing).sentence


def test_every_thick_blot_is_called_a_blot():
    """Rond, langwerpig, vierkant of gekrast: een schijf vult maar 0,785 van haar vak."""
    for width, height in ((60, 60), (120, 120), (260, 260), (200, 150), (150, 200)):
        assert is_called_a_blot(ellipse(width, height)), f"schijf van {width} bij {height}"
    for side in (50, 120, 280):
        square = np.zeros((SIDE, SIDE), np.float32)
        square[:side, :side] = 1
        assert is_called_a_blot(square), f"vierkant van {side}"
    missed = [seed for seed in range(40) if not is_called_a_blot(ink_of(scribble(seed)))]
    assert len(missed) <= 2, missed


def test_no_digit_is_called_a_blot():
    """2.000 testcijfers zoals ze zijn, en nog eens met een lijn die ongeveer de helft dikker is."""
    thin = []
    for image in load_digits().test_images[:2000]:
        large = Image.fromarray(np.pad(image, 2)).resize((128, 128), Image.Resampling.BILINEAR)
        for sheet in (large, large.filter(ImageFilter.MaxFilter(5))):
            thin.append(not is_called_a_blot(np.asarray(sheet) / np.float32(255)))
    assert all(thin), f"{thin.count(False)} van {len(thin)} cijfers heten een vlek"
    for strokes in (EXAMPLE, *NONSENSE.values()):
        assert not is_called_a_blot(ink_of(strokes))


def test_the_example_is_a_three():
    assert DigitPad().reading.answer == 3


def test_every_nonsense_drawing_gets_a_sure_answer_and_an_empty_sheet_does_not():
    """De les zegt dat de drie onzintekeningen meer dan 99 % krijgen, en een leeg vel ongeveer 31 % voor een 9."""
    sure = {name: read_drawing(NETWORK, ink_of(strokes)).chances.max() for name, strokes in NONSENSE.items()}
    assert list(sure) == ["Spatten", "Letter M", "Lachebekje"] and min(sure.values()) > 0.99, sure
    empty = read_drawing(NETWORK, ink_of([]))
    assert empty.answer == 9 and empty.chances.max() == pytest.approx(0.31, abs=0.01)


def test_a_sloppy_m_gets_a_sure_answer_too():
    """Zo hangt het niet van deze ene tekening af."""
    rng = np.random.default_rng(0)
    sheets = [
        [[tuple(point + rng.normal(0, 6, 2)) for point in np.array(stroke)] for stroke in NONSENSE["Letter M"]]
        for _ in range(40)
    ]
    assert min(read_drawing(NETWORK, ink_of(strokes)).chances.max() for strokes in sheets) > 0.9


def test_the_chances_and_layers_are_those_of_the_network():
    reading = read_drawing(NETWORK, ink_of(EXAMPLE))
    assert np.allclose(reading.chances, NETWORK.probabilities(reading.prepared), atol=1e-6)
    assert [layer.size for layer in reading.layers] == [784, 16, 16, 10]


def test_connections_end_at_the_answer():
    reading = read_drawing(NETWORK, ink_of(EXAMPLE))
    first, second, last = trace(NETWORK, reading.layers, reading.answer)
    assert {end for _, end, _ in last} == {reading.answer}
    assert {end for _, end, _ in second} <= {start for start, *_ in last}
    assert {end for _, end, _ in first} <= {start for start, *_ in second}


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_the_colour_of_a_line_says_what_it_does_to_the_answer(activation):
    """Nameten: maak één gewicht, één beeldpunt of één waarde iets groter. De score van het antwoord gaat dan omhoog
    bij een oranje lijn en omlaag bij een paarse, en bij het gewicht precies zoveel als de bijdrage zegt."""
    trained = Network.trained(activation)
    network = Network(*([a.astype(float) for a in part] for part in (trained.weights, trained.biases)), activation)
    function, _ = ACTIVATIONS[activation]

    def score(answer, layer, values):
        for W, b in zip(network.weights[layer:2], network.biases[layer:2], strict=True):
            values = function(values @ W.T + b)
        return (values @ network.weights[2].T + network.biases[2])[..., answer]

    n_lines = 0
    for image in load_digits().test_images[:150] / 255:
        values = network.layers(image.reshape(784))
        answer, bit = int(values[-1].argmax()), 1e-6
        for layer, lines in enumerate(trace(network, values, answer)):
            assert len(lines) >= 5
            for start, end, share in lines:
                more = values[layer].copy()
                more[start] *= 1 + bit
                whole = score(answer, layer, more) - values[-1][answer]
                assert np.sign(whole) == np.sign(share), f"laag {layer + 1}: {start} naar {end}"
                weight = network.weights[layer][end, start]
                network.weights[layer][end, start] *= 1 + bit
                effect = (score(answer, layer, values[layer]) - values[-1][answer]) / bit
                network.weights[layer][end, start] = weight
                assert effect == pytest.approx(share, rel=0.01, abs=1e-6)
                n_lines += 1
    assert n_lines > 4000


def position(strokes, label=None) -> dict:
    return {"strokes": strokes, "label": label, "example": False}


def test_a_message_from_the_browser():
    pad = DigitPad()
    pad.figure.receive({"values": {"sheet": position([])}})
    assert pad.figure.sentence.startswith("Het vel is leeg") and not pad.image.any()
    pad.figure.receive({"values": {"sheet": position([[[70, 60], [210, 60], [120, 230]]])}})
    assert pad.reading.answer == 7
    before = pad.figure.images
    pad.figure.receive({"values": {"connections": True}})
    assert pad.figure.images != before and not pad.figure.error


@pytest.mark.parametrize(
    "odd",
    [
        {},
        None,
        "tekst",
        {"strokes": None},
        {"strokes": [[[1]]]},
        {"strokes": [[["a", "b"]]]},
        {"strokes": [[[float("nan"), 3]]]},
        {"strokes": [[[1e9, 3]]]},
        {"strokes": [[[1, 2]] * 30_000]},
        {"strokes": [], "label": 12},
    ],
)
def test_an_odd_message_leaves_the_sheet_as_it_was(odd):
    pad = DigitPad()
    pad.figure.receive({"values": {"sheet": odd}})
    assert pad.figure.values["sheet"] == Sheet(EXAMPLE) and not pad.figure.error


def test_drawings_are_kept_with_their_digit():
    pad, seven = DigitPad(collect=True), [[[70, 60], [210, 60], [120, 230]]]
    for strokes in ([], EXAMPLE):  # een leeg vel en het voorbeeld tellen niet
        pad.figure.receive({"values": {"sheet": position(strokes, 4)}})
        assert pad.images.shape == (0, 28, 28)
    pad.figure.receive({"values": {"sheet": position(seven)}})
    for _ in range(2):  # nog eens hetzelfde verandert niets
        pad.figure.receive({"values": {"sheet": position(seven, 7)}})
        assert pad.labels.tolist() == [7] and pad.images.shape == (1, 28, 28)
    assert pad.figure.sentence.startswith("Je 7 is bewaard en goed gelezen. Nog te tekenen: 0, 1, 2,")


def test_a_reopened_pad_starts_with_the_drawing_that_the_answer_belongs_to():
    pad, seven = DigitPad(), [[[70, 60], [210, 60], [120, 230]]]
    assert pad.figure.full_frame()["values"]["sheet"]["example"]
    pad.figure.receive({"values": {"sheet": position(seven)}})
    shown = pad.figure.full_frame()["values"]["sheet"]
    assert [[list(point) for point in stroke] for stroke in shown["strokes"]] == seven and not shown["example"]
