"""Les 04: kloppen de figuren, en wat de tekst over precisie en kwantiseren beweert?"""

import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.dutch_numbers import dutch
from course_utils.handwriting.digit_pad import Sheet, chance_text, read_drawing
from course_utils.handwriting.ink import ink_of
from course_utils.lessons.precisie import figures as les
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.questions import PREDICTIONS, WEIGHTS
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network
from course_utils.subjects.quantization import dequantize, quantize


@pytest.fixture
def shown(monkeypatch):
    """Vangt op wat een vaste figuur toont: (zin, html)."""
    seen = []

    def capture(sentence, *, png=None, html=None, widget=None):
        seen.append((sentence, html))

    monkeypatch.setattr("course_utils.live.style.show_output", capture)
    monkeypatch.setattr(les, "show_output", capture)
    return seen


def absmax(x, bits):
    """Opdracht 4.4, goed ingevuld."""
    return np.round(x / (np.max(np.abs(x)) / (2 ** (bits - 1) - 1)))


def with_outlier():
    return les.quantize_with_outlier(absmax)


def test_a_drawn_digit_is_read_by_networks_of_ever_fewer_bits():
    figure = les.own_digit()
    assert figure.sentence.endswith("tot en met 3 bits. Daarna leest het bij 2 bits een 5, bij 1 bit een 6.")
    assert [text.get_text()[0] for text in figure.artists[2]] == list("333333356")
    figure.set(sheet=Sheet([]))
    assert figure.sentence.startswith("Het vel is leeg")
    chances = read_drawing(Network.trained("relu_nl"), ink_of([])).chances
    assert f"een {chances.argmax()}, met {chance_text(chances.max())} kans." in figure.sentence, "die van 32 bits"


def test_the_sentence_begins_with_what_32_bits_read(monkeypatch):
    whole, empty = Network.trained("relu_nl"), Network.trained("relu_nl")
    for weights in empty.weights:
        weights *= 0
    monkeypatch.setattr(les, "quantize_network", lambda bits, **_: (whole if bits == les.ORIGINAL else empty,))
    sentence = les.own_digit().sentence
    assert "leest het netwerk een 3, met" in sentence and "Dat blijft niet zo." in sentence


def test_every_mark_on_the_axis_says_where_it_stands():
    axis = les.quantize_the_digits().picture.axes[0]
    assert [text.get_text().removesuffix(" %") for text in axis.get_yticklabels()] == [
        f"{y:g}" for y in axis.get_yticks()
    ]


def test_the_goals_can_be_reached():
    for make, values in (
        (les.zoom_number_line, {"format": "BF16", "place": 256}),
        (with_outlier, {"bits": 8, "outlier": 20}),
        (les.quantize_the_digits, {"bits": 5}),
    ):
        figure = make()
        figure.set(**values)
        assert figure.drawing.reached, make.__name__


class TestNumberLine:
    @pytest.mark.parametrize(("format", "place"), [(nf.FP16, 2048), (nf.BF16, 256), (nf.FP8_E4M3, 64), (nf.INT8, 100)])
    def test_where_single_marks_stand_none_is_missing(self, format, place):
        everything = nf.decode(np.arange(2 ** (format.bits - 1)), format)
        wanted = everything[(everything >= place - 4) & (everything <= place + 4)]
        assert les.numbers_between(place - 4, place + 4, format).tolist() == sorted(wanted.tolist())

    def test_outside_the_range_it_is_empty(self):
        assert len(les.numbers_between(508, 516, nf.FP8_E4M3)) == 0

    def test_close_together_they_become_pixels_at_most(self):
        assert 700 < len(les.numbers_between(0, 8, nf.FP32)) <= 801

    @pytest.mark.parametrize("format", [nf.FP16, nf.BF16, nf.FP8_E4M3, nf.FP8_E5M2], ids=str)
    def test_plus_one_vanishes_from_the_number_with_a_gap_of_two(self, format):
        first = next(place for place in les.LINE_PLACES if les.add_one(place, format) == place)
        assert first == 2 ** (format.mantissa_bits + 1)
        assert nf.gap(nf.encode(first, format), format) == 2

    def test_fp32_loses_the_one_at_sixteen_million(self):
        assert les.add_one(2**24, nf.FP32) == 2**24 == float(np.float32(2**24) + np.float32(1))

    def test_a_doubling_of_fp16_has_1024_steps(self):
        for power in (-3, 0, 10, 14):
            assert nf.encode(2.0 ** (power + 1), nf.FP16) - nf.encode(2.0**power, nf.FP16) == 1024


class TestOutlier:
    def test_an_outlier_makes_most_zero_in_eight_bits(self):
        def zeros(outlier, method="absmax"):
            return np.mean(dequantize(quantize(les.with_outlier(outlier), 8, method))[1:] == 0)

        assert zeros(0) < 0.02
        assert zeros(20) > 0.5
        assert zeros(20, "zero_point") < zeros(20)

    def test_the_figure_uses_the_students_function(self):
        floor = les.quantize_with_outlier(lambda x, bits: np.floor(absmax(x, bits) / 2))
        assert floor.drawing.html != with_outlier().drawing.html
        assert "nog leeg" not in floor.sentence

    @pytest.mark.parametrize(("empty", "says"), [(lambda x, bits: None, "nog leeg"), (lambda x: 1 / 0, "TypeError")])
    def test_without_a_function_the_course_computes_and_says_so(self, empty, says):
        figure = les.quantize_with_outlier(empty)
        assert says in figure.sentence
        assert figure.drawing.html == with_outlier().drawing.html

    def test_the_outlier_itself_is_not_one_of_the_ordinary_weights(self):
        figure = with_outlier()
        assert "van de 4.000 gewone gewichten" in figure.sentence
        figure.set(bits=2, outlier=50)
        assert "van de 3.999 gewone gewichten blijft er 1 waarde over. 100,0 % wordt 0." in figure.sentence

    def test_a_zero_point_saves_at_most_a_factor_of_two_with_an_outlier_on_one_side(self):
        for outlier in les.OUTLIERS[3:]:
            steps = [
                float(quantize(les.with_outlier(outlier), 8, method).scale[0]) for method in ("absmax", "zero_point")
            ]
            assert 1.5 < steps[0] / steps[1] <= 256 / 127

    def test_every_weight_moves_at_most_half_a_step(self):
        for bits in range(2, 9):
            quantized = quantize(les.made_up_weights(), bits)
            error = np.abs(les.made_up_weights() - dequantize(quantized))
            assert error.max() <= 0.5001 * quantized.scale[0]


class TestDigitNetwork:
    def test_without_quantizing_it_is_the_network_that_comes_along(self):
        answers, accuracy, size = les.measure(les.ORIGINAL)
        assert (answers == Network.trained("relu").predict(load_digits().test_images)).all()
        assert round(accuracy, 1) == 95.7, "Deze 95,7 % staat in voorspelling 4.3."
        assert size == 4 * 13_002

    def test_the_file_counts_codes_scales_and_biases(self):
        for bits in les.BITS:
            codes = sum(-(-count * bits // 8) for count in (784 * 16, 16 * 16, 16 * 10))
            assert les.measure(bits)[2] == codes + 3 * 4 + 42 * 4

    def test_the_text_about_the_number_of_bits(self):
        accuracy = {bits: les.measure(bits)[1] for bits in (les.ORIGINAL, *les.BITS)}
        assert all(accuracy[les.ORIGINAL] - accuracy[bits] < 0.6 for bits in (5, 6, 7, 8)), "'bijna niets'"
        assert accuracy[4] < 90 and accuracy[3] < 50, "'dan stort het in'"
        assert accuracy[2] + 2 < accuracy[1] < 25, "1 bit wint van 2 bits, en allebei zijn ze slecht"

    def test_in_two_bits_almost_every_weight_is_zero(self):
        codes = quantize(Network.trained("relu").weights[0], 2).codes
        assert round(100 * np.mean(codes == 0), 1) == 99.8

    def test_extra_part_a_about_rows_and_blocks(self):
        layer, row = (les.measure(3, "absmax", name) for name in ("tensor", "row"))
        assert (round(layer[1], 1), round(row[1], 1)) == (30.8, 69.2)
        assert row[2] - layer[2] == 156
        for method in ("absmax", "zero_point"):
            gains = {b: les.measure(b, method, "row")[1] - les.measure(b, method)[1] for b in les.BITS}
            assert max(gains, key=gains.get) == 3
            assert abs(gains[8]) < 0.2
            better = [les.measure(b, method, "block")[1] - les.measure(b, method, "row")[1] for b in les.BITS]
            assert [b for b, points in zip(les.BITS, better, strict=True) if points > 0.25] == [2]

    def test_extra_part_b_about_the_zero_point(self):
        values = Network.trained("relu").layers(load_digits().test_images)[1]
        assert values.min() >= 0
        largest = [np.abs(values - dequantize(quantize(values, 4, m))).max() for m in ("absmax", "zero_point")]
        assert 0.4 < largest[1] / largest[0] < 0.6

    def test_there_are_12960_weights(self):
        assert sum(weights.size for weights in Network.trained("relu").weights) == 12_960


class TestSpeed:
    """De cel met tijden wordt niet vergeleken; dit toetst wat zij meet en toont."""

    def test_the_four_products_exist_and_are_right(self):
        torch = pytest.importorskip("torch")
        fp32 = torch.randn(64, 64, generator=torch.Generator().manual_seed(1))
        int8 = (30 * fp32).clamp(-127, 127).to(torch.int8)
        assert torch.equal(torch._int_mm(int8, int8), (int8.long() @ int8.long()).int())
        for kind, tolerance in ((torch.bfloat16, 0.2), (torch.float16, 0.02)):
            product = (fp32.to(kind) @ fp32.to(kind)).float()
            assert (product - fp32 @ fp32).abs().max() < tolerance

    def test_the_figure_names_the_fastest_and_the_slowest(self, shown):
        les.show_speed({"FP32": 0.001, "BF16": 0.0005, "FP16": 0.1, "INT8": 0.0011})  # FP16 loopt het beeld uit
        assert shown[0][0] == "Gemeten op deze computer: BF16 is het snelst en FP16 het langzaamst."

    def test_the_figure_works_with_equal_times_too(self, shown):
        les.show_speed(dict.fromkeys(("FP32", "BF16", "FP16", "INT8"), 1e-6))
        assert shown

    def test_the_measurement_decides_the_prediction(self):
        right = next(item for item in PREDICTIONS if item.id == "4.5").right
        assert [right(ratio) for ratio in (0.5, 1, 100)] == [0, 1, 2]


class TestTables:
    def test_the_comparison_is_in_ordinary_numbers(self, shown):
        bits = {format.name: 32 if format is nf.TF32 else format.bits for format in nf.FORMATS}
        les.show_comparison({name: [count * b / 8 for count in (7, 175)] for name, b in bits.items()})
        sentence, html = shown[0]
        assert "28 GB in FP32, 14 GB in FP16, 7 GB in INT8 en 3,5 GB in INT4" in sentence
        for words in ("65.504", "≈ 3,4 × 10³⁸", "700 GB", "87,5 GB", "TF32"):
            assert words in html

    def test_the_fixed_figures_say_what_they_show(self, shown):
        les.show_formats()
        les.show_number_line()
        assert "FP16 geeft er 5 aan de exponent en 10 aan de mantisse" in shown[0][0]
        assert "8 stappen" in shown[1][0]
        steps = [nf.encode(2 * low, nf.FP8_E4M3) - nf.encode(low, nf.FP8_E4M3) for low in (2, 4, 8)]
        assert steps == [8, 8, 8]


class TestFactCheck:
    def test_the_error_of_int8_with_and_without_an_outlier(self):
        """Bewering 000-18, gemeten als wortel van de gemiddelde kwadratische fout gedeeld door de spreiding."""

        def error(weights):
            return np.sqrt(np.mean((dequantize(quantize(weights, 8)) - weights) ** 2)) / 0.02

        weights = np.random.default_rng(0).normal(0, 0.02, 65_536)
        before = error(weights)
        weights[0] = 100 * 0.02
        assert 0.009 < before < 0.013
        assert 15 < error(weights) / before < 25, "'bijna twintig keer zo groot'"

    def test_the_range_of_fp16(self):
        assert nf.decode(nf.encode(1e5, nf.FP16), nf.FP16) == np.inf
        assert nf.decode(nf.encode(1e-8, nf.FP16), nf.FP16) == 0
        assert nf.decode(nf.encode(1e-8 * 1024, nf.FP16), nf.FP16) > 0

    def test_the_digits_a_format_keeps(self):
        assert 2 < nf.BF16.digits < 3 < nf.FP16.digits < 3.5


def test_cutting_off_and_rounding_to_bf16():
    for value, same in ((np.pi, True), (np.e, False)):
        assert (nf.encode(value, nf.FP32) >> 16 == nf.encode(value, nf.BF16)) is same


def test_the_weights_of_exercise_4_3_stand_so_in_the_text():
    notebook = Notebook(REPOSITORY / "notebooks" / "04_precisie.ipynb")
    question = next(cell.source for cell in notebook.text_cells if "**Opdracht 4.3.**" in cell.source)
    assert f"De gewichten zijn {' en '.join(dutch(weight) for weight in WEIGHTS)}." in question
