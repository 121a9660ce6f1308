"""Les 05: de sommen, de figuren en wat de tekst beweert."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, without_cards
from course_utils.lessons import loss as les
from course_utils.lessons.loss import extra, figures, questions, training
from course_utils.live.training import NOT_A_NUMBER, Training
from course_utils.notebook import Cell
from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Network

NOTEBOOK = Notebook(REPOSITORY / "notebooks" / "05_loss.ipynb")
CELLS = {cell.id: cell.source for cell in NOTEBOOK.code_cells}


def run(*cell_ids: str) -> tuple[dict, str]:
    """Voer cellen uit na de startcel, zonder kaarten; geef de namen en wat er geprint is."""
    printed = []
    names = {"__name__": "__main__"}
    exec(CELLS["cel-02"], names)
    names["print"] = lambda *parts: printed.append(" ".join(map(str, parts)))
    for cell_id in cell_ids:
        exec(without_cards(CELLS[cell_id]), names)
    return names, "\n".join(printed)


def formula(w, slope, rate):
    return w - rate * slope


# --- een lijn en het landschap ---------------------------------------------------------------------------------------


def test_the_goal_by_hand_can_be_reached():
    stops = [(w, b) for w in np.arange(0, 8.05, 0.1).round(1) for b in np.arange(-4, 8.05, 0.1).round(1)]
    w, b = min(stops, key=lambda stop: figures.line_loss(*stop))
    figure = les.fit_by_hand()
    figure.set(w=w, b=b)
    assert figure.drawing.reached and figures.line_loss(w, b) < figures.HAND_GOAL


def test_every_square_is_square_on_screen_and_fits():
    figure = les.fit_by_hand()
    _, squares, *_ = figure.artists
    right = squares.axes.get_xlim()[1]
    assert max(path.vertices[:, 0].max() for path in squares.get_paths()) < right
    figure.set(w=2.0, b=1.0)
    x, y = les.bike_rides()
    paths = squares.get_paths()
    assert np.allclose([np.ptp(path.vertices[:, 1]) for path in paths], np.abs(2 * x + 1 - y))
    on_screen = [np.ptp(squares.axes.transData.transform(path.vertices), axis=0) for path in paths]
    assert all(abs(width - height) < 1 for width, height in on_screen)


def test_the_ball_follows_the_slopes_of_the_nudge():
    path = figures.descend(formula, 0.1, (0.3, 7.5), 1)
    nudge, (w, b) = 1e-6, (0.3, 7.5)
    slope_w = (figures.line_loss(w + nudge, b) - figures.line_loss(w - nudge, b)) / (2 * nudge)
    slope_b = (figures.line_loss(w, b + nudge) - figures.line_loss(w, b - nudge)) / (2 * nudge)
    assert path.w[1] == pytest.approx(w - 0.1 * slope_w, abs=1e-6)
    assert path.b[1] == pytest.approx(b - 0.1 * slope_b, abs=1e-6)
    best = np.polyfit(*les.bike_rides(), 1)
    assert figures.descend(formula, 0.2, (0.3, 7.5), 2000).w[-1] == pytest.approx(best[0], abs=1e-6)


def test_the_goal_of_gradient_descent_asks_for_a_good_learning_rate():
    figure, reached = les.gradient_descent(formula), {}
    for rate in (0.02, 0.05, 0.1, 0.15, 0.18, 0.2, 0.22, 0.24, 1.0):
        figure.set(learning_rate=rate, steps=40)
        reached[rate] = figure.drawing.reached
    assert [rate for rate, done in reached.items() if done] == [0.18, 0.2]
    figure.set(learning_rate=0.15, steps=60)
    assert not figure.drawing.reached, "wie er pas na stap 40 is, heeft het doel niet gehaald"


def test_the_goal_of_gradient_descent_is_reached_at_the_step_that_brings_the_last_ball_under_it():
    falls = [figures.descend(formula, 0.2, start).loss < figures.DESCENT_GOAL for start in figures.STARTS]
    last = max(int(np.argmax(under)) for under in falls)
    figure, reached = les.gradient_descent(formula), []
    for steps in (last - 1, last):
        figure.set(learning_rate=0.2, steps=steps)
        reached.append(figure.drawing.reached)
    assert reached == [False, True]


def test_above_the_bound_in_the_text_the_valley_throws_the_ball_out():
    """De tekst: de grens is uit te rekenen, 0,224."""
    x, _ = les.bike_rides()
    hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    bound = 2 / np.linalg.eigvalsh(hessian)[-1]
    assert f"{bound:.3f}".replace(".", ",") == "0,224"
    assert "0,224" in "".join(cell.source for cell in NOTEBOOK.text_cells)
    for rate, grows in ((bound - 0.002, False), (bound + 0.002, True)):
        loss = figures.descend(formula, rate, figures.STARTS[0], 2000).loss
        assert (loss[-1] > loss[0]) == grows


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0, "nog precies waar hij lag"),
        (-0.01, "je loopt omhoog"),
        (0.24, "schiet verder over het dal heen"),
        (1000, "past de loss niet meer in een getal"),
        (1_000_000, "geen getal meer (NaN)"),
    ],
)
def test_a_strange_learning_rate_is_explained(rate, words, recwarn):
    figure = les.gradient_descent(formula)
    figure.receive({"values": {"learning_rate": str(rate).replace(".", ","), "steps": 40 if rate == 1000 else 60}})
    assert figure.error == "" and words in figure.sentence
    assert not recwarn.list, "een student leest een zin, geen waarschuwingen"


def test_the_figure_uses_the_step_of_the_student():
    uphill = les.gradient_descent(lambda w, slope, rate: w + rate * slope)
    uphill.set(steps=10)
    assert "gestegen" in uphill.sentence and "je loopt omhoog" in uphill.sentence
    for broken, words in ((lambda *_: None, "nog leeg"), (lambda w: w, "hier loopt de formule"), (1 / 2, "formule")):
        figure = les.gradient_descent(broken)
        figure.set(steps=60, learning_rate=0.2)
        assert words in figure.sentence and figure.drawing.reached


# --- backpropagation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("w", np.arange(-2, 3.1, 0.5))
@pytest.mark.parametrize("b", np.arange(-2, 2.1, 0.5))
def test_the_graph_agrees_with_a_nudge(w, b):
    state = figures.graph(w, b)
    if state.values["s"] == 0:  # op de knik bestaat geen helling: de afspraak is 0
        assert state.slopes["w"] == state.slopes["b"] == 0
        return
    nudge = 1e-6
    for name, changed in (("w", (w + nudge, b)), ("b", (w, b + nudge))):
        slope = (figures.graph(*changed).values["L"] - state.values["L"]) / nudge
        assert state.slopes[name] == pytest.approx(slope, abs=1e-3)


def test_the_example_starts_with_different_slopes():
    """Wie elk getal moet voorspellen, heeft niets aan zes keer hetzelfde."""
    state = figures.graph(0.5, 1.0)
    assert len({state.slopes[name] for name in ("d", "a", "v", "w")}) == 4
    assert len({state.local[name] for name in ("d", "u", "a")}) == 3


def test_the_arrows_show_local_slopes_whose_product_is_the_slope():
    figure = les.backpropagation()
    figure.set(stage=figures.STAGES[-1], w=1.5, b=-1.0)
    state = figures.graph(1.5, -1.0)
    shown = sorted(artist.get_text() for artist in figure.artists if str(getattr(artist, "_text", "")).startswith("× "))
    assert shown == sorted(f"× {figures.dutch(value)}" for value in state.local.values())
    product = math.prod(state.local[name] for name in ("w", "z", "s", "a", "u", "d"))
    assert product == state.slopes["w"] and figures.dutch(product) in figure.sentence


def test_the_goal_of_the_graph_is_a_silent_neuron():
    figure = les.backpropagation()
    figure.set(stage=figures.STAGES[-1])
    assert not figure.drawing.reached
    figure.set(w=-1.0, b=0.0)
    assert figure.drawing.reached


@pytest.mark.parametrize(("w", "b"), [(0, 0), (-1, 2), (1, -2), (-0.5, 1)])
def test_on_the_kink_of_relu_the_slope_is_an_agreement(w, b):
    figure = les.backpropagation()
    figure.set(stage=figures.STAGES[-1], w=float(w), b=float(b))
    assert "knik" in figure.sentence and "omlaag 0,00" in figure.sentence and not figure.drawing.reached


def test_backpropagation_in_the_notebook_is_right_for_every_parameter():
    names, printed = run("s5-c", "s5-e")
    digits, network = load_digits(), Network.random(seed=3)
    images, labels = digits.train_images[:40], digits.train_labels[:40]
    loss, slopes_W, slopes_b = names["loss_en_hellingen"](
        network.weights, network.biases, images.reshape(40, 784) / 255, labels
    )
    right_loss, right = network.gradients(images, labels)
    assert loss == pytest.approx(right_loss, rel=1e-5)
    for own, other in zip(
        [array for pair in zip(slopes_W, slopes_b, strict=True) for array in pair], right, strict=True
    ):
        assert own.shape == other.shape and np.allclose(own, other, atol=1e-6)
    nudge, backprop = (float(number) for number in re.findall(r"-?\d\.\d+", printed))
    assert nudge == backprop != 0, "de cel toont twee keer hetzelfde getal"


# --- het cijfernetwerk -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_slopes():
    return run("s5-c")[0]["loss_en_hellingen"]


@pytest.fixture(scope="module")
def trained(own_slopes):
    return Training(lambda: training.digit_training(own_slopes, 0.2))


def test_the_live_training_is_the_cell_of_the_notebook(trained):
    """Dezelfde start, dezelfde stapels: na elke epoch hetzelfde netwerk, en de beloften van de tekst."""
    names, _ = run("s5-c", "cel-36")
    reports = trained.until(1 + training.EPOCHS * training.PIECES_PER_EPOCH)
    at_epochs = [100 * report.accuracy for report in reports[:: training.PIECES_PER_EPOCH]]
    assert at_epochs[1:6] == pytest.approx(names["score"], abs=0.3)
    assert at_epochs[0] < 20, "een ongetraind netwerk gokt"
    assert 75 < names["score"][0] < 97, "voorspelling 5.3 klopt dan niet meer"
    assert sum(report.accuracy >= figures.DIGIT_GOAL for report in reports) >= 5, "het doel is te toevallig te halen"


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0, "Er verandert niets"), (2, "Het netwerk leert niets"), (1000, "heel zeker van zijn zaak")],
)
def test_a_network_that_does_not_learn_is_described_truly(own_slopes, rate, words, recwarn):
    figure = les.train_digits(own_slopes)
    figure.set(learning_rate=rate, pieces=2)
    assert words not in figure.sentence, "na een vijfde epoch is dat nog niet te zeggen"
    figure.set(pieces=21)
    assert words in figure.sentence and not recwarn.list, figure.sentence
    assert ("de figuur gaat tot 2,6" in figure.sentence) == (rate == 1000)


def test_slow_learning_is_learning(own_slopes):
    """Met 0,001 daalt de loss heel langzaam: dan mag er niet staan dat het netwerk niets leert."""
    figure = les.train_digits(own_slopes)
    for pieces in (2, 12, 26):
        figure.set(learning_rate=0.001, pieces=pieces)
        assert "niets" not in figure.sentence, figure.sentence


def test_a_loss_that_is_no_number_is_explained():
    guesses = load_digits().validation_labels
    reports = [training.DigitReport(loss, loss, 0.1, guesses) for loss in (2.3, math.nan)]
    assert figures.digit_sentence(reports, 5, NOT_A_NUMBER).startswith("Met leersnelheid 5 is de loss geen getal meer.")


@pytest.mark.parametrize("broken", [lambda *_: None, lambda W, b, x, y: (0.0, [1], [1]), lambda W: W])
def test_broken_backpropagation_gives_a_sentence(broken):
    figure = les.train_digits(broken)
    figure.set(pieces=1)
    assert figure.error == "" and "Jouw backpropagation stopt met een fout" in figure.sentence


def test_sharper_scores_cost_loss_and_no_answer():
    names, _ = run("cel-15")
    assert names["goed"][0] == names["goed"][1] and 1.7 < names["loss"][1] / names["loss"][0] < 2.3


# --- overfitting en de feitencheck -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fit_curve():
    return run("cel-45")[0]["pas_kromme"]


def test_the_dots_to_change_are_those_of_the_measurement():
    names, _ = run("cel-45")
    assert np.array_equal([names["x"], names["y"]], les.fifteen_dots())


def test_the_training_loss_always_falls_and_the_validation_loss_does_not(fit_curve):
    for split in range(1, training.SPLITS + 1):
        fits = training.fit_all(fit_curve, *les.fifteen_dots(), split)
        assert all(b.train_loss <= a.train_loss * 1.001 + 1e-9 for a, b in pairwise(fits)), split
        assert np.argmin([fit.validation_loss for fit in fits]) not in (0, len(fits) - 1), split
    names, _ = run("cel-43")
    fits = training.fit_all(fit_curve, *les.fifteen_dots())
    for degree in (2, 9):
        assert names["loss"][degree] == pytest.approx(fits[degree].validation_loss, rel=1e-6)
    assert fits[9].train_loss < 0.001, "graad 9 hoort door alle tien trainingsstippen te gaan"
    assert names["loss"][9] > 2 * names["loss"][2], "voorspelling 5.4 klopt dan niet meer"


def test_underfitting_is_only_said_of_a_curve_that_misses_its_own_dots(fit_curve):
    figure = les.overfit(*les.fifteen_dots(), fit_curve)
    for split in range(1, training.SPLITS + 1):
        fits = training.fit_all(fit_curve, *les.fifteen_dots(), split)
        for degree in range(10):
            figure.set(degree=degree, split=split)
            if "underfitting" in figure.sentence:
                assert fits[degree].train_loss > 4 * fits[2].train_loss, figure.sentence
            if "overfitting" in figure.sentence:
                held = [fit.validation_loss for fit in fits]
                assert held[degree] > 2 * min(held), figure.sentence
    figure.set(degree=1, split=1)
    assert "underfitting" in figure.sentence
    figure.set(degree=9)
    assert "overfitting" in figure.sentence


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([], [], "minstens zes"),
        ([1, 2, 3], [1, 2], "een x en een y"),
        (["a"] * 8, [1] * 8, "geen getal"),
        ([1, 2, 3, 4, 5, math.nan], [1] * 6, "geen getal"),
        ([1] * 8, range(8), "boven elkaar"),
        (range(8), [1e300, -1e300] * 4, "boven een biljoen"),
        (None, None, "minstens zes"),
    ],
)
def test_bad_dots_give_a_sentence(x, y, words, fit_curve, capsys):
    assert les.overfit(x, y, fit_curve) is None
    assert words in capsys.readouterr().out


@pytest.mark.parametrize("y", [[0] * 9, [1e9, -1e9] * 5, list(range(12))])
def test_strange_dots_give_a_picture(y, fit_curve):
    figure = les.overfit(list(range(len(y))), y, fit_curve)
    for degree in figure.controls["degree"].values:
        figure.set(degree=degree)
        assert figure.error == "", figure.exception


def test_the_fact_check_shows_more_loss_and_no_fewer_right_answers(monkeypatch):
    """De feitencheck verklapt opdracht 5.5 niet; het beste punt van beide trainingen is op elke computer hetzelfde."""
    monkeypatch.setattr(extra, "show", lambda *_: None)
    names, _ = run("fc-c")
    losses, right, best = names["validatie"], names["goed"], names["beste"]
    assert (best + 1, questions.best_epoch()) == (12, 10)
    prediction = questions.LESSON.predictions["5.5"]
    assert prediction.right((losses[-1] / min(losses), right[-1] - right[best])) == 2
    again, printed = run("b92dbc8e")
    assert "epoch 30" in printed
    for measured in (losses, again["validatie"]):
        assert np.diff(sorted(measured))[0] > 0.005, "een andere afronding kan een andere epoch de beste maken"
    exercise = questions.LESSON.exercises["5.5"]
    assert (
        "validatieloss zelf"
        in exercise.judge(min(again["validatie"]), Cell("laagste = min(validatie)\nles.opdracht('5.5', laagste)")).text
    )
    for values in (names["training"], losses):  # de zin onder de figuur rondt af op één cijfer
        assert all(abs((10 * loss) % 1 - 0.5) > 0.05 for loss in (values[0], values[-1]))


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [((1.0, 5.0), "Dat klopt"), ((1.2, -3.0), "Dat klopt niet"), ((1.2, 1.0), "hangt ervan af")],
)
def test_the_verdict_follows_the_measurement(measured, verdict):
    prediction = questions.LESSON.predictions["5.5"]
    assert prediction.choices[prediction.right(measured)].text.endswith(verdict)


@pytest.mark.parametrize(
    ("train", "held", "words"),
    [
        ([2.0, 1.5, 1.0], [2.0, 1.7, 1.5], "op de validatieset gaat hij van 2,0 naar 1,5."),
        ([2.0, 1.0, 0.01], [2.1, 0.6, 0.8], "op de validatieset gaat hij van 2,1 naar 0,8, maar niet steeds omlaag."),
        ([2.0, 2.5, 3.0], [2.0, 2.5, 3.0], "op de trainingsset gaat hij van 2,0 naar 3,0, maar niet steeds omlaag."),
        ([2.0, math.nan], [2.0, math.inf], "de loss is geen getal meer"),
    ],
)
def test_the_sentence_under_two_curves_says_what_happens(train, held, words, capsys, monkeypatch):
    monkeypatch.setattr(extra, "show", lambda figure, sentence: print(sentence))
    les.show_losses(train, held)
    assert words in capsys.readouterr().out.lower()


def test_made_up_answers_and_real_ones_both_reach_loss_zero():
    names, _ = run("cel-84")
    (made_up_loss, made_up), (real_loss, real) = (names["resultaat"][name] for name in ("verzonnen", "echt"))
    assert max(made_up_loss, real_loss) < 0.05, "de tekst zegt: bijna nul"
    assert made_up < 25 and real > 70


def test_the_change_asked_for_after_training_does_what_the_text_says(recwarn):
    """Stap 5: bij leersnelheid 0 verandert er niets, bij 2 blijft het netwerk gokken."""
    asked = next(cell.source for cell in NOTEBOOK.text_cells if "**Verander** de leersnelheid `0.2`" in cell.source)
    assert "in `0`, en daarna in `2`" in asked
    for rate in ("0", "2"):
        source = CELLS["cel-36"].replace("seed=1), 0.2", f"seed=1), {rate}").replace("range(5)", "range(2)")
        assert source != CELLS["cel-36"]
        names, _ = run("s5-c")
        exec(source, names)
        start = Network.random(seed=1)
        assert max(names["score"]) < 20
        if rate == "0":
            assert all(np.array_equal(a, b) for a, b in zip(names["W"], start.weights, strict=True))
    assert not recwarn.list, "een student leest een zin, geen waarschuwingen"
