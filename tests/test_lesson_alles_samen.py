"""Les 07: het model dat meegaat, de code van het notebook, de figuren, het spel, en wat de tekst beweert."""

import ast
import math
import re
import subprocess
import sys

import numpy as np
import pytest

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.lessons import alles_samen as les
from course_utils.lessons.alles_samen import extra, figures, guessing_game, questions
from course_utils.lessons.alles_samen import training_figures as training
from course_utils.lessons.alles_samen.story_chances import entropy, parse
from course_utils.lessons.alles_samen.story_model import load_story_model
from course_utils.lessons.parameters.transformer_size import TransformerConfig, count_parameters
from course_utils.subjects.quantization import dequantize, quantize
from course_utils.subjects.stories import generate_stories, grammar

torch = pytest.importorskip("torch")
NOTEBOOK = Notebook(REPOSITORY / "notebooks" / "07_alles_samen.ipynb")


@pytest.fixture
def model():
    """De GPT met de meegeleverde gewichten."""
    return les.meegeleverd_model()


def batches(count: int, seed: int = 2) -> list:
    return les.maak_stapels([les.naar_tokens(story) for story in generate_stories(count, seed)])


# --- de code van het notebook ----------------------------------------------------------------------------------------


def definitions(source: str) -> dict[str, str]:
    """Elke functie, klasse en toekenning in deze code: naam -> de ontlede code, zonder opmerkingen en opmaak."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = ast.dump(node)
        elif isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = ast.dump(node.value)
    return found


def test_the_module_holds_the_code_of_the_notebook():
    """Eén model: wat de student leest, is wat `les` gebruikt en wat het meegeleverde model trainde."""
    module = definitions((REPOSITORY / "course_utils/lessons/alles_samen/gpt.py").read_text("utf-8"))
    cells = [cell for cell in NOTEBOOK.code_cells if "model" in cell.metadata.get("tags", [])]
    shown = {name: code for cell in cells for name, code in definitions(cell.source).items()}
    assert {"GPT", "Attention", "Blok", "loss_van", "leer", "vervolg", "schrijf", "stap_met_cache"} <= set(shown)
    assert {name: module.get(name) for name in shown} == shown


def test_pytorch_is_loaded_only_when_the_model_is_asked_for():
    code = "import sys; from course_utils.lessons import alles_samen as les; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=REPOSITORY, text=True).strip() == "False"
    with pytest.raises(AttributeError, match="onzin"):
        les.onzin  # noqa: B018


def test_without_pytorch_a_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "course_utils.lessons.alles_samen.gpt", raising=False)
    with pytest.raises(ImportError, match="PyTorch is niet geïnstalleerd") as caught:
        les.meegeleverd_model()
    assert caught.value._render_traceback_() == [str(caught.value)]


# --- het meegeleverde model ------------------------------------------------------------------------------------------


def test_the_loss_is_within_ten_percent_of_the_floor(model):
    """Op verhalen die het model nooit zag; en de loss is wat het bouwscript erbij schreef."""
    stories = generate_stories(1000, seed=2)
    loss = les.meet_loss(model, batches(1000))
    own_floor = -sum(parse(story).log_probability for story in stories)
    own_floor /= sum(len(les.naar_tokens(story)) - 1 for story in stories)
    assert own_floor == pytest.approx(entropy().per_token, rel=0.02)
    assert own_floor < loss <= 1.1 * min(own_floor, entropy().per_token)
    assert loss == pytest.approx(load_story_model().loss, abs=1e-3)


def test_most_stories_are_entirely_right(model):
    """Bij temperatuur 1: minstens 85 van de 100, en bijna nooit twee keer hetzelfde verhaal."""
    torch.manual_seed(11)
    stories = les.schrijf_veel(model, 600)
    accepted = sum(parse(story) is not None for story in stories)
    stored = load_story_model()
    assert accepted >= 510 and abs(accepted / 600 - stored.accepted / 1000) < 0.05, f"{accepted} van de 600"
    assert stored.literal <= 5 and len(set(stories)) > 590


def test_the_fingerprints_are_those_of_the_practised_stories():
    """De eerste drieduizend, en van verhalen uit een ander begin bijna niets."""
    practised = les.geoefende_verhalen()
    assert len(practised) == pytest.approx(110_305, abs=10), "110.400 verhalen, met 95 dubbele"
    assert {les.vingerafdruk(story) for story in generate_stories(3000, seed=1)} <= practised
    assert sum(les.vingerafdruk(story) in practised for story in generate_stories(3000, seed=9)) < 30


def test_the_fresh_batches_are_the_practised_stories():
    batch = next(les.verse_stapels())
    stories = {les.naar_tekst(row) for row in batch.tolist()}
    assert len(stories) == 48 and stories <= set(generate_stories(8 * 48, seed=1))


def test_the_recorded_training_ends_where_the_model_is():
    stored = load_story_model()
    assert stored.losses[0] > 4 and stored.losses[-10:].mean() == pytest.approx(stored.loss, abs=0.03)
    (first, babble), *_, (last, story) = stored.samples
    assert first == 1 and parse(babble) is None
    assert last == stored.steps == 2300 and len(story) > 100


def test_the_recorded_training_on_letters_is_that_of_the_notebook():
    """De kromme en wat er geschreven is, horen bij de tekst die het notebook zonder eigen bestand neemt."""
    kept = training.letter_training()
    text, _ = les.read_text("dit_bestand_is_er_niet.txt")
    assert len(kept.losses) * training.STEPS_PER_PIECE == kept.samples[-1][0] == 1500
    assert kept.losses[0] < math.log(len(set(text)) + 2) and kept.losses[-1] < kept.losses[0] / 5
    assert all(written.startswith(text[:8]) and set(written) <= set(text) for _, written in kept.samples)


# --- rekenen ---------------------------------------------------------------------------------------------------------


def test_the_model_has_as_many_parameters_as_exercise_7_3_counts(model):
    config = TransformerConfig.gpt2(questions.L, questions.D, questions.V, questions.P)
    assert (len(les.woordenlijst), len(model.posities.weight)) == (questions.V, questions.P)
    assert sum(p.numel() for p in model.parameters()) == count_parameters(config) == questions.PARAMETERS == 147_328


def test_attention_equals_that_of_pytorch():
    from course_utils.lessons.alles_samen.gpt import Attention

    torch.manual_seed(0)
    layer, x = Attention(8, 2), torch.randn(3, 5, 8)
    q, k, v = (part(x).view(3, 5, 2, 4).transpose(1, 2) for part in (layer.query, layer.key, layer.value))
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert torch.allclose(layer(x), layer.uit(expected.transpose(1, 2).reshape(3, 5, 8)), atol=1e-6)
    assert torch.allclose(layer.gewichten.sum(-1), torch.ones(3, 2, 5))


def test_the_model_does_not_look_ahead(model):
    tokens = torch.tensor([les.naar_tokens(extra.EXAMPLE)[:-1]])
    changed = tokens.clone()
    changed[0, 20:] = 5
    with torch.no_grad():
        before, after = model(tokens)[0, :20], model(changed)[0, :20]
    assert torch.allclose(before, after, atol=1e-5)


def test_a_fresh_model_guesses():
    torch.manual_seed(1)
    loss = les.meet_loss(les.GPT(questions.V), batches(32))
    assert loss == pytest.approx(math.log(questions.V), abs=0.15)
    assert questions.PREDICTIONS[0].right(loss) == 1


def test_padding_does_not_count_in_the_loss(model):
    rows = [les.naar_tokens(story) for story in generate_stories(6, seed=2)]
    alone = [les.meet_loss(model, [torch.tensor([row])]) for row in rows]
    together = np.average(alone, weights=[len(row) - 1 for row in rows])
    for size in (6, 4):  # in één stapel, en in twee die niet evenveel aangevuld zijn
        assert les.meet_loss(model, les.maak_stapels(rows, size)) == pytest.approx(together, rel=1e-4)


@pytest.mark.parametrize("learn", ["leer", "leer_snel"])
def test_learning_lowers_the_loss(learn):
    torch.manual_seed(1)
    losses = list(getattr(les, learn)(les.GPT(questions.V), les.verse_stapels(), 30))
    assert len(losses) == 30 and losses[0] > 6 and np.mean(losses[-5:]) < 5


def test_two_half_batches_give_the_gradient_of_the_whole():
    """Bij even lange verhalen precies; ook met twee rekenkernen tegelijk in hetzelfde model."""
    torch.manual_seed(1)
    gpt, batch = les.GPT(questions.V), torch.randint(2, questions.V, (6, 20))
    loss = les.loss_van(gpt, batch)
    whole = torch.autograd.grad(loss, list(gpt.parameters()))
    assert next(les.leer_snel(gpt, [batch], 1)) == pytest.approx(loss.item(), rel=1e-5)
    for parameter, gradient in zip(gpt.parameters(), whole, strict=True):
        assert torch.allclose(parameter.grad, gradient, atol=1e-6)


def test_four_stories_are_learned_by_heart():
    """Verdieping B: onder de bodem op de vier verhalen, ver erboven op nieuwe, en letterlijk over te schrijven."""
    torch.manual_seed(1)
    gpt = les.GPT(questions.V)
    *_, loss = les.leer(gpt, 80 * batches(4, seed=1), 80)
    assert loss < entropy().per_token < 2 < les.meet_loss(gpt, batches(32))
    assert les.schrijf(gpt, temperatuur=0.01) in generate_stories(4, seed=1)


def test_the_cache_gives_the_same_scores(model):
    tokens = torch.tensor([les.naar_tokens(story)[:40] for story in generate_stories(3, seed=4)])
    cache = {}
    for place in range(40):
        scores = les.stap_met_cache(model, tokens[:, place : place + 1], cache)
        with torch.no_grad():
            assert torch.allclose(scores, model(tokens[:, : place + 1])[:, -1], atol=1e-4)
    assert sum(part[0, :, 0].numel() * 4 for pair in cache.values() for part in pair) == questions.CACHE_BYTES


def test_writing_one_and_writing_many_agree(model):
    """Bijna zonder loten schrijven beide hetzelfde, en ook onzin houdt op bij de langste tekst."""
    begin = "Op zaterdag fietste Emma met haar opa naar"
    best = les.schrijf(model, begin, temperatuur=1e-4)
    assert les.schrijf_veel(model, 3, begin, temperatuur=1e-4) == [best] * 3 and best.startswith(begin)
    assert all(len(les.naar_tokens(story)) <= 97 for story in les.schrijf_veel(model, 5, temperatuur=50.0))


def test_a_high_temperature_gives_more_mistakes(model):
    """De misvatting over creativiteit."""
    torch.manual_seed(6)
    written = [les.schrijf_veel(model, 25, temperatuur=heat) for heat in (0.5, 2.0)]
    good = [sum(parse(story) is not None for story in stories) for stories in written]
    assert good[0] >= 20 and good[1] <= 5


def test_quantizing_does_what_prediction_7_3_says(model):
    losses = {}
    for bits in (32, 8, 4, 3):
        gpt = les.meegeleverd_model()
        for weight in gpt.parameters():
            if bits < 32 and weight.ndim == 2:
                weight.data = torch.tensor(dequantize(quantize(weight.detach().numpy(), bits, granularity="row")))
        losses[bits] = les.meet_loss(gpt, batches(200))
    assert losses[8] < 1.01 * losses[32] and losses[4] < 1.08 * losses[32], losses
    assert losses[3] > 1.15 * losses[32], "zeven codes per rij zijn te weinig"


def test_the_stories_do_not_fit_in_the_model():
    """De feitencheck: 110.400 verhalen kosten, hoe slim je ze ook inpakt, meer dan het model groot is."""
    stories = 110_400 * entropy().per_story / math.log(2) / 8
    fit = questions.PARAMETERS * 2 / stories
    assert 0.5 < fit < 0.7 and questions.PREDICTIONS[3].right(fit) == 1


# --- trainen met een knop --------------------------------------------------------------------------------------------

SMALL = 6 * training.STEPS_PER_PIECE


@pytest.fixture
def small_training():
    losses = iter(np.linspace(6, 3, SMALL))
    return les.train_live(losses, lambda: 3.0, lambda: "<b>Een zin.</b>", SMALL, 6.46, 0.411)


def test_training_follows_the_slider_and_never_runs_ahead(small_training):
    figure = small_training
    assert "Nog niets geleerd" in figure.sentence
    figure.set(piece=1)
    assert f"{training.STEPS_PER_PIECE} stappen" in figure.sentence and "&lt;b&gt;Een zin" in figure.drawing.html
    figure.set(piece=6)
    assert f"{2 * training.STEPS_PER_PIECE} stappen" in figure.sentence
    assert "Verder is de training nog niet" in figure.sentence
    for piece in range(3, 7):
        figure.set(piece=piece)
    assert f"{SMALL} stappen" in figure.sentence and "Verder" not in figure.sentence
    assert not figure.drawing.reached


def test_training_reaches_its_goal_near_the_floor():
    checks = iter([3.0, 0.44])
    steps = 13 * training.STEPS_PER_PIECE
    figure = les.train_live(iter(np.linspace(6, 0.4, steps)), lambda: next(checks), lambda: "Dag.", steps, 6.46, 0.411)
    for piece in range(1, 14):
        assert not figure.drawing.reached
        figure.set(piece=piece)
    assert figure.drawing.reached and "7 % boven de bodem" in figure.sentence


def test_the_diary_keeps_what_the_model_wrote():
    told = iter(f"verhaal {number}" for number in range(100))
    steps = 60 * training.STEPS_PER_PIECE
    figure = les.train_live(iter(np.full(steps, 3.0)), lambda: 3.0, lambda: next(told), steps, 6.46)
    for piece in range(1, 61):
        figure.set(piece=piece)
    assert [number for number in range(6) if f"verhaal {number}<" in figure.drawing.html] == [0, 1, 2, 4]


# --- figuren ---------------------------------------------------------------------------------------------------------


def test_three_words_computes_what_the_notebook_computes():
    assert figures.three_weights(figures.QUERY) == pytest.approx([0.766, 0.045, 0.186], abs=0.01)
    figure = les.three_words()
    figure.set(person=4, action=-4)
    assert not figure.drawing.reached
    figure.set(person=-3, action=-3)
    assert figure.drawing.reached


def test_the_three_words_are_words_of_the_model():
    assert all(word in les.woordenlijst for word in figures.WORDS)


def test_writing_along_goes_on_where_it_was(model):
    """Een token verder is hetzelfde verhaal met iets erbij, ook na terugschuiven; opnieuw loten geeft een ander."""
    figure = les.write_along(model)
    written = []
    for count in (3, 4, 20, 3, 60):
        figure.set(written=count)
        written.append(re.search(r"“(.*?)”", figure.sentence)[1])
    assert written[1].startswith(written[0]) and written[2].startswith(written[1]) and written[3] == written[0]
    assert figure.sentence.endswith("Het verhaal is af.") and parse("Op zaterdag " + written[4]) is not None
    figure.set(again=1)
    assert re.search(r"“(.*?)”", figure.sentence)[1] != written[4]


def test_the_goal_of_writing_along_is_typed_not_played(model):
    figure = les.write_along(model)
    figure.set(written=12)
    assert "meer dan 99,9 %" in figure.sentence and not figure.drawing.reached, "daar bracht het model zichzelf"
    figure.set(written=0, begin=figures.PROMPTS[5], temperature=3.0)
    assert figure.drawing.reached, "na ‘een taart’ komt altijd hetzelfde woord, wat de temperatuur ook is"


def test_temperature_and_top_k():
    scores = np.array([2.0, 1.0, 0.0, -1.0])
    assert figures.choose_probabilities(scores) == pytest.approx(les.softmax(scores))
    assert figures.choose_probabilities(scores, 0.1)[0] > 0.99
    assert np.ptp(figures.choose_probabilities(scores, 1000)) < 0.01
    kept = figures.choose_probabilities(scores, 1, 2)
    assert (kept > 0).tolist() == [True, True, False, False] and kept.sum() == pytest.approx(1)
    assert (figures.choose_probabilities(np.zeros(5), 1, 2) > 0).sum() == 2, "bij gelijke scores precies k"


@pytest.mark.parametrize("typed, words", [("Op zaterdag vloog Batman", "Batman"), ("liep " * 120, "120 tokens")])
def test_an_unknown_word_or_a_long_beginning_gets_a_sentence(typed, words):
    with pytest.raises(ValueError, match=words):
        figures.known_text(typed, les.woordenlijst, 34)


def test_the_sentence_names_the_word_with_the_most_attention(model):
    figure = les.look_at_attention(model)
    seen = extra.attention_of(model, extra.EXAMPLE)
    most = max(seen.weights[0, 0, figure.values["place"]])
    assert re.search(r"het meest naar [^(]+\(([^)]+)\)", figure.sentence)[1] == figures.chance_text(most)


def test_the_goal_of_attention_can_be_found_but_not_everywhere(model):
    weights = extra.attention_of(model, extra.EXAMPLE).weights
    far = [
        weights[layer, head, place, 1 : place - extra.FAR_WORDS + 1].max() >= extra.FAR_LOOK
        for layer, head in np.ndindex(weights.shape[:2])
        for place in range(extra.FAR_WORDS + 1, weights.shape[2])
    ]
    assert 3 <= sum(far) < 0.5 * len(far)


def test_neighbours_are_words_of_the_same_kind(model):
    table = model.tokens.weight.detach().numpy()
    names = {word for word, _ in les.nearest(table, les.woordenlijst, "Emma", 4)}
    assert names <= {option.text for option in grammar().lists["held"]} - {"Emma"}
    with pytest.raises(ValueError, match="Batman"):
        les.nearest(table, les.woordenlijst, "Batman")


def test_the_large_models_come_from_the_table():
    scales = figures.large_models()
    assert tuple(scales) == figures.LARGE
    assert all(scale.flops == 6 * scale.parameters * scale.tokens for scale in scales.values())
    assert pytest.approx(199_000, rel=0.01) == questions.YEARS
    assert figures.power_of_ten(3.14e23) == "3 · 10²³"


# --- het spel --------------------------------------------------------------------------------------------------------


def test_the_game_offers_four_words_and_hides_the_right_one(model):
    game = guessing_game.GuessingGame(model)
    places = []
    for _ in range(5):
        for turn in game.turns:
            assert turn.words == sorted(turn.words) and len(set(turn.words)) == 4
            assert turn.model.sum() == pytest.approx(1) and turn.model.max() < 0.9
            places.append(turn.right)
        game.begin_story()
    assert len(set(places)) == 4, "het goede woord staat niet steeds op dezelfde plaats"


def test_the_game_counts_the_loss_of_both(model):
    game = guessing_game.GuessingGame(model)
    first = game.turns[0]
    game.guess(first.right, 0.5)
    assert game.losses == [pytest.approx((math.log(2), -math.log(first.model[first.right])))]
    game.guess((game.turns[1].right + 1) % 4, 0.7)
    assert game.losses[1][0] == pytest.approx(-math.log(0.1)), "de andere drie delen de 30 %"
    assert "2 beurten" in game.score() and "1,39" in game.score() and not game.over


def test_a_whole_game_on_the_card(model, monkeypatch):
    """Van de eerste beurt tot een nieuw verhaal, en een halve keuze geeft een zin."""
    shown = {}
    monkeypatch.setattr(guessing_game, "show_card", lambda _, blocks, on_press, static: shown.update(press=on_press))
    les.play(model)
    press = shown["press"]

    def texts(blocks):
        return " ".join(block.get("text", "") for block in blocks)

    assert "Kies eerst een woord" in texts(press("raad", {}))
    assert "hoeveel kans" in texts(press("raad", {"woord 1.1": 0}))
    for turn in range(1, 7):
        blocks = press("raad", {f"woord 1.{turn}": 0, f"kans 1.{turn}": 3})
        assert f"beurt {turn} van 6" in blocks[0]["text"] and "Er staat" in texts(blocks)
        if turn < 6:
            assert f"beurt {turn + 1} van 6" in press("verder", {})[0]["text"]
    assert re.search("wint: (jouw|zijn) loss is lager", texts(blocks)) and blocks[-1]["name"] == "opnieuw"
    assert "beurt 1 van 6" in press("opnieuw", {})[0]["text"]


# --- eigen tekst -----------------------------------------------------------------------------------------------------

SENTENCES = "Het was een mooie dag en wij gingen naar zee. Daar aten wij een ijsje.\n"


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("weg.txt", None, "geen bestand weg.txt"),
        ("leeg.txt", b"", "is leeg"),
        ("wit.txt", b" \n\n\t ", "is leeg"),
        ("kort.txt", b"Hallo daar.", "heeft 11 tekens"),
        ("foto.txt", bytes(range(256)) * 40, "geen leesbare tekst"),
        ("cijfers.txt", b"12345,67890;" * 1000, "geen leesbare tekst"),
        ("boek.pdf", b"%PDF-1.4", "eindigt niet op .txt"),
    ],
)
def test_an_unusable_file_gives_a_sentence_and_the_stories(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    text, sentence = les.read_text(tmp_path / name)
    assert words in sentence and "400 verhaaltjes" in sentence and len(text) > 50_000


def test_a_folder_is_not_a_file(tmp_path):
    (tmp_path / "map.txt").mkdir()
    assert "niet te lezen" in les.read_text(tmp_path / "map.txt")[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_ordinary_text_is_read(tmp_path, encoding):
    (tmp_path / "tekst.txt").write_bytes(("Eén coördinaat, naïef. " + SENTENCES * 60).encode(encoding))
    text, sentence = les.read_text(tmp_path / "tekst.txt")
    assert text.startswith("Eén coördinaat, naïef.") and sentence.startswith("tekst.txt: ")


def test_a_very_large_file_is_cut_off(tmp_path):
    (tmp_path / "groot.txt").write_text(SENTENCES * 140_000, encoding="utf-8")
    text, sentence = les.read_text(tmp_path / "groot.txt")
    assert len(text) == extra.MOST_CHARACTERS and "eerste 2.000.000 tekens" in sentence
