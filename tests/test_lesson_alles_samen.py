"""Les 07: het model dat meegaat, de code van het notebook, de figuren, en wat de tekst beweert."""

import math
import random
import re

import numpy as np
import pytest
from live_walk import walk

from course_utils.authoring.notebook_reader import Notebook
from course_utils.lessons.alles_samen import figures as les
from course_utils.lessons.alles_samen import questions as vragen
from course_utils.lessons.alles_samen import training_figures as training
from course_utils.subjects.data import load_hardware, load_models, load_story_model
from course_utils.subjects.roofline import SECONDS_PER_YEAR, training_seconds
from course_utils.subjects.stories import entropy, generate_stories, generate_story, grammar, parse
from course_utils.subjects.transformer_size import TransformerConfig, count_parameters

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def lesson():
    """Wat de startcel en de cellen met het merk `model` maken."""
    return training.notebook_code()


@pytest.fixture(scope="module")
def model(lesson):
    """De GPT van het notebook met de meegeleverde gewichten."""
    gpt = lesson["GPT"](len(lesson["woordenlijst"]))
    assert "meegeleverde model" in training.fill_in(gpt)
    return gpt


@pytest.fixture(autouse=True)
def nothing_trained_yet(monkeypatch):
    """Een training in de ene test hoort in de andere niet mee te doen."""
    monkeypatch.setattr(training, "_finished", [])


# --- het meegeleverde model ------------------------------------------------------------------------------------------


def test_de_loss_is_binnen_tien_procent_van_de_bodem(lesson, model):
    """Op hele verhalen die het model nooit zag; en de loss is wat het bouwscript erbij schreef."""
    held_out = [lesson["naar_tokens"](story) for story in generate_stories(1000, seed=2)]
    loss = lesson["meet_loss"](model, lesson["maak_stapels"](held_out))
    own_floor = -sum(parse(story).log_probability for story in generate_stories(1000, seed=2))
    own_floor /= sum(len(row) - 1 for row in held_out)
    assert own_floor == pytest.approx(entropy().per_token, rel=0.02)
    assert own_floor < loss <= 1.1 * min(own_floor, entropy().per_token)
    assert loss == pytest.approx(load_story_model().loss, abs=1e-3)


def test_negen_van_de_tien_verhalen_zijn_helemaal_goed(lesson, model):
    """Bij temperatuur 1 en zonder top-k; op 600 verhalen, want van 200 is het toeval groter dan de marge."""
    stories = []
    for seed in (11, 12, 13):
        torch.manual_seed(seed)
        stories += lesson["schrijf"](model, aantal=200)
    accepted = sum(parse(story) is not None for story in stories)
    assert accepted >= 540, f"{accepted} van de 600"
    shipped = load_story_model()
    assert shipped.accepted >= 900 and abs(accepted / 600 - shipped.accepted / 1000) < 0.04
    assert shipped.literal <= 5 and len(set(stories)) > 590


def test_de_oefenverhalen_zijn_de_verhalen_die_het_notebook_natelt(lesson):
    """verse_stapels loot de verhalen van generate_stories met seed 1; bijna geen ervan is er een van de controle."""
    rng = random.Random(1)
    assert [generate_story(rng) for _ in range(50)] == generate_stories(50, seed=1)
    stream = lesson["verse_stapels"]()
    seen = {lesson["naar_tekst"](row) for _ in range(8) for row in next(stream).tolist()}
    assert seen == set(generate_stories(384, seed=1))
    practised, held_out = generate_stories(2300 * 48, seed=1), generate_stories(1000, seed=2)
    assert len(set(practised)) > 0.999 * len(practised), "de les zegt: bijna nooit komt er een twee keer langs"
    assert len(set(practised) & set(held_out)) <= 2


def test_wat_een_student_verandert_geeft_een_nederlandse_zin(lesson, model):
    with pytest.raises(ValueError, match="'Truus' staat niet in de woordenlijst"):
        lesson["schrijf"](model, "Op zaterdag fietste Truus")
    assert lesson["schrijf"](model, temperatuur=0) == lesson["schrijf"](model, top_k=1)
    assert lesson["schrijf"](model, top_k=1000)[0].endswith((".", "!", "’"))


@pytest.mark.parametrize(("check", "words"), [(0.5, "22 % boven de bodem"), (0.41, "zo goed als de bodem")])
def test_de_zin_bij_het_trainen_gaat_niet_onder_de_bodem(check, words):
    """Op tweehonderd verhalen kan een goed model door toeval net onder de bodem meten."""
    report = training.Report(step=6, seconds=1.0, loss=0.5, check=check, sample="")
    assert words in training._sentence(report, 1, 1, 0.411, "")


def test_het_bestand_is_klein_en_past_in_het_notebookmodel(lesson):
    weights = load_story_model().weights
    assert sum(value.size for value in weights.values()) == vragen.PARAMETERS
    assert all(value.dtype == np.float16 for value in weights.values())


# --- de code van het notebook ----------------------------------------------------------------------------------------


def test_het_aantal_parameters_is_dat_van_de_formule(lesson):
    config = TransformerConfig.gpt2(vragen.L, vragen.D, vragen.V, vragen.P)
    gpt = lesson["GPT"](vragen.V)
    assert len(lesson["woordenlijst"]) == vragen.V
    assert sum(p.numel() for p in gpt.parameters()) == count_parameters(config) == vragen.PARAMETERS == 147_328


def test_attention_van_het_notebook_is_die_van_pytorch(lesson):
    torch.manual_seed(0)
    layer, x = lesson["Attention"](8, 2), torch.randn(3, 5, 8)
    q, k, v = (part(x).view(3, 5, 2, 4).transpose(1, 2) for part in (layer.query, layer.key, layer.value))
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    expected = layer.uit(expected.transpose(1, 2).reshape(3, 5, 8))
    assert torch.allclose(layer(x), expected, atol=1e-6)
    assert torch.allclose(layer.gewichten.sum(-1), torch.ones(3, 2, 5))


def test_het_model_kijkt_niet_vooruit(lesson, model):
    tokens = torch.tensor([lesson["naar_tokens"](les.EXAMPLE)[:-1]])
    changed = tokens.clone()
    changed[0, 20:] = 5
    with torch.no_grad():
        before, after = model(tokens)[0, :20], model(changed)[0, :20]
    assert torch.allclose(before, after, atol=1e-5)


def test_een_vers_model_gokt(lesson):
    torch.manual_seed(1)
    rows = [lesson["naar_tokens"](story) for story in generate_stories(32, seed=2)]
    loss = lesson["meet_loss"](lesson["GPT"](vragen.V), lesson["maak_stapels"](rows))
    assert loss == pytest.approx(math.log(vragen.V), abs=0.15)
    assert vragen.PREDICTIONS[0].right(loss) == 1


def test_opvulling_telt_niet_mee_in_de_loss(lesson, model):
    rows = [lesson["naar_tokens"](story) for story in generate_stories(6, seed=2)]
    together = lesson["meet_loss"](model, lesson["maak_stapels"](rows))
    alone = [lesson["meet_loss"](model, [torch.tensor([row])]) for row in rows]
    assert together == pytest.approx(np.average(alone, weights=[len(row) - 1 for row in rows]), rel=1e-4)


def test_leren_verlaagt_de_loss(lesson):
    torch.manual_seed(1)
    stream, losses = lesson["verse_stapels"](), []
    for _, loss in lesson["leer"](lesson["GPT"](vragen.V), stream, 40):
        losses.append(loss)
    assert len(losses) == 40 and losses[0] > 6 and np.mean(losses[-5:]) < 4.5


def test_twee_halve_stapels_geven_de_gradient_van_de_hele(lesson):
    """Bij even lange verhalen is het gemiddelde van de twee helften precies de gradiënt van de hele stapel."""
    torch.manual_seed(1)
    gpt = lesson["GPT"](vragen.V)
    batch = torch.randint(2, vragen.V, (6, 20))
    loss = lesson["loss_van"](gpt, batch)
    whole = torch.autograd.grad(loss, list(gpt.parameters()))
    ((trained, reported),) = lesson["leer"](gpt, [batch], 1)
    assert reported == pytest.approx(loss.item(), rel=1e-5)
    for parameter, gradient in zip(trained.parameters(), whole, strict=True):
        assert torch.allclose(parameter.grad, gradient, atol=1e-6)


def test_acht_verhalen_worden_uit_het_hoofd_geleerd(lesson):
    """Verdieping B: onder de bodem op de acht verhalen, en ver erboven op nieuwe."""
    torch.manual_seed(1)
    eight = lesson["maak_stapels"]([lesson["naar_tokens"](story) for story in generate_stories(8, seed=1)])
    new = lesson["maak_stapels"]([lesson["naar_tokens"](story) for story in generate_stories(32, seed=2)])
    *_, (gpt, loss) = lesson["leer"](lesson["GPT"](vragen.V), 72 * eight, 72)
    assert loss < entropy().per_token < 2 < lesson["meet_loss"](gpt, new)


def test_schrijven_met_top_k_en_temperatuur(lesson, model):
    torch.manual_seed(0)
    begin = "Op zaterdag fietste Emma met haar opa naar"
    best = lesson["schrijf"](model, begin, aantal=3, top_k=1)
    assert len(set(best)) == 1 and best[0].startswith(begin), "met top-k 1 valt er niets te loten"
    assert lesson["schrijf"](model, begin, temperatuur=1e-4) == best[:1], "bijna zonder loten wint steeds de favoriet"
    assert lesson["schrijf"](model, aantal=2, temperatuur=50.0), "ook onzin houdt op, bij de langste tekst"


def test_hoge_temperatuur_geeft_meer_fouten(lesson, model):
    """De misvatting over creativiteit."""
    torch.manual_seed(6)
    good = [
        sum(parse(story) is not None for story in lesson["schrijf"](model, aantal=25, temperatuur=heat))
        for heat in (0.5, 2.0)
    ]
    assert good[0] >= 20 and good[1] <= 5


def test_wie_bij_een_latere_stap_begint_krijgt_de_code_van_stap_2():
    names = {"model": 3}
    training.set_up(names)
    assert names["model"] == 3 and {"GPT", "leer", "schrijf", "meet_loss"} <= names.keys()
    training.set_up(begun := {"GPT": "van de student"})
    assert begun["GPT"] == "van de student" and "leer" in begun
    own = {"GPT": 1, "leer": 2, "schrijf": 3}
    training.set_up(own)
    assert own == {"GPT": 1, "leer": 2, "schrijf": 3}, "wat de student zelf maakte, blijft"


def test_een_gpt_met_andere_maten_krijgt_uitleg(lesson):
    assert "andere maten" in training.fill_in(lesson["GPT"](vragen.V, breedte=32))


# --- trainen met een knop --------------------------------------------------------------------------------------------


SMALL = 6 * training.STEPS_PER_PIECE


@pytest.fixture
def small_training(lesson):
    def run():
        torch.manual_seed(1)
        yield from lesson["leer"](lesson["GPT"](vragen.V), lesson["verse_stapels"](), SMALL)

    return training.train_live(run, lambda model: 3.0, lambda model: "<b>Een zin.</b>", SMALL, 6.46, 0.411)


def test_de_training_loopt_met_de_schuif_en_niet_vooruit(small_training):
    figure = small_training
    assert "Nog niets geleerd" in figure.sentence
    figure.set(piece=1)
    assert f"{training.STEPS_PER_PIECE} stappen" in figure.sentence and "&lt;b&gt;Een zin" in figure.drawing.html
    first = float(re.search(r"loss (\d,\d+)", figure.sentence)[1].replace(",", "."))
    figure.set(piece=6)
    assert (
        f"{2 * training.STEPS_PER_PIECE} stappen" in figure.sentence
        and "Verder is de training nog niet" in figure.sentence
    )
    for piece in range(3, 7):
        figure.set(piece=piece)
    assert f"{SMALL} stappen" in figure.sentence and "Verder" not in figure.sentence
    last = float(re.search(r"loss (\d,\d+)", figure.sentence)[1].replace(",", "."))
    assert last < first - 1
    assert not figure.drawing.reached


def test_het_afgetrainde_model_wordt_daarna_gebruikt(lesson, small_training):
    for piece in range(1, 6):
        small_training.set(piece=piece)
    assert training._finished == [], "klaar is pas wie de laatste stap achter de rug heeft"
    small_training.set(piece=6)
    fresh = lesson["GPT"](vragen.V)
    assert "zelf hebt getraind" in training.fill_in(fresh)
    assert torch.equal(fresh.tokens.weight, training._finished[0].tokens.weight)


# --- figuren ---------------------------------------------------------------------------------------------------------


def test_drie_woorden_rekent_wat_het_notebook_rekent():
    assert les.three_weights(les.QUERY) == pytest.approx([0.766, 0.045, 0.186], abs=0.01)
    figure = les.three_words()
    assert walk(figure) == []
    figure.set(person=-4, action=4)
    assert figure.drawing.reached


def test_volgend_woord_en_attention_over_het_hele_bereik(lesson, model):
    figure = les.next_token(model, lesson["naar_tokens"], lesson["woordenlijst"])
    assert walk(figure, most=12, combinations=10) == []
    figure.set(begin=les.PROMPTS[4])
    assert figure.drawing.reached, "na ‘een taart’ komt altijd hetzelfde woord"
    looking = les.look_at_attention(model, lesson["naar_tokens"], lesson["woordenlijst"])
    assert walk(looking, most=10, combinations=10) == []


def test_de_zin_noemt_het_woord_met_de_meeste_aandacht(lesson, model):
    figure = les.look_at_attention(model, lesson["naar_tokens"], lesson["woordenlijst"])
    seen = les.attention_of(model, lesson["naar_tokens"](les.EXAMPLE)[:-1], lesson["woordenlijst"])
    most = max(seen.weights[0, 0, figure.values["place"]])
    assert re.search(r"het meest naar [^(]+\(([^)]+)\)", figure.sentence)[1] == les._percent(most)


def test_het_doel_van_de_attention_is_te_vinden(lesson, model, monkeypatch):
    figure = les.look_at_attention(model, lesson["naar_tokens"], lesson["woordenlijst"])
    monkeypatch.setattr(figure._layers, "render", lambda: ([], []))  # het tekenen zelf toetst test_live_ranges
    reached = []
    for head in figure.controls["head"].values:
        for place in figure.controls["place"].values:
            figure.set(head=head, place=place)
            reached.append(bool(figure.drawing.reached))
    assert 3 <= sum(reached) < 0.5 * len(reached)


def test_temperatuur_en_top_k():
    scores = np.array([2.0, 1.0, 0.0, -1.0])
    assert les.choose_probabilities(scores) == pytest.approx(les.softmax(scores))
    assert les.choose_probabilities(scores, 0.1)[0] > 0.99
    assert np.ptp(les.choose_probabilities(scores, 1000)) < 0.01
    kept = les.choose_probabilities(scores, 1, 2)
    assert (kept > 0).tolist() == [True, True, False, False] and kept.sum() == pytest.approx(1)
    assert (les.choose_probabilities(np.zeros(5), 1, 2) > 0).sum() == 2, "bij gelijke scores blijven er precies k over"


@pytest.mark.parametrize("typed, words", [("Op zaterdag vloog Batman", "Batman"), ("liep " * 120, "120 tokens")])
def test_een_onbekend_woord_of_te_lang_begin_is_een_zin(lesson, typed, words):
    with pytest.raises(ValueError, match=words):
        les.known_text(typed, lesson["woordenlijst"], 94)


def test_buren_zijn_woorden_van_dezelfde_soort(lesson, model):
    table = model.tokens.weight.detach().numpy()
    names = {word for word, _ in les.nearest(table, lesson["woordenlijst"], "Emma", 4)}
    assert names <= {option.text for option in grammar().lists["held"]} - {"Emma"}


def test_kwantiseren_zoals_voorspelling_7_3_zegt(lesson):
    from course_utils.subjects.quantization import dequantize, quantize

    rows = lesson["maak_stapels"]([lesson["naar_tokens"](story) for story in generate_stories(200, seed=2)])
    losses = {}
    for bits in (32, 8, 4, 3):
        gpt = lesson["GPT"](vragen.V)
        training.fill_in(gpt)
        for weight in gpt.parameters():
            if bits < 32 and weight.ndim == 2:
                weight.data = torch.tensor(dequantize(quantize(weight.detach().numpy(), bits, granularity="row")))
        losses[bits] = lesson["meet_loss"](gpt, rows)
    assert losses[8] < 1.01 * losses[32] and losses[4] < 1.08 * losses[32] and losses[3] > 1.15 * losses[32], losses


# --- de schaal en de feiten ------------------------------------------------------------------------------------------


def test_de_grote_modellen_komen_uit_de_tabel():
    names = [scale.name for scale in les.large_models()]
    assert names == list(les.LARGE)
    assert all(scale.flops == 6 * scale.parameters * scale.tokens for scale in les.large_models())
    assert pytest.approx(199_000, rel=0.01) == vragen.YEARS


def test_de_feitencheck_rekent_met_de_tabel():
    """De jaren voor Llama 3 70B op een CPU zijn die van les 06, uit dezelfde tabellen."""
    llama, pc = load_models()["Llama 3 70B"], load_hardware()["AMD Ryzen 7 7700X"]
    seconds = training_seconds(llama.parameters, llama.train_tokens, pc.fp32_tflops * 1e12, 0.5)
    notebook = Notebook(training.NOTEBOOK)
    printed = "".join(output.get("text", "") for cell in notebook.code_cells for output in cell.outputs)
    years = int(re.search(r"Llama 3 70B op één CPU met 8 kernen: (\d+) jaar", printed)[1])
    assert years == pytest.approx(seconds / SECONDS_PER_YEAR, rel=0.005)


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
def test_een_onbruikbaar_bestand_geeft_een_zin_en_de_verhaaltjes(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    text, sentence = training.read_text(tmp_path / name)
    assert words in sentence and "400 verhaaltjes" in sentence and len(text) > 50_000


def test_een_map_is_geen_bestand(tmp_path):
    (tmp_path / "map.txt").mkdir()
    assert "niet te lezen" in training.read_text(tmp_path / "map.txt")[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_een_gewone_tekst_wordt_gelezen(tmp_path, encoding):
    (tmp_path / "tekst.txt").write_bytes(("Eén coördinaat, naïef. " + SENTENCES * 60).encode(encoding))
    text, sentence = training.read_text(tmp_path / "tekst.txt")
    assert text.startswith("Eén coördinaat, naïef.") and sentence.startswith("tekst.txt: ")


def test_een_heel_groot_bestand_wordt_afgekapt(tmp_path):
    (tmp_path / "groot.txt").write_text(SENTENCES * 140_000, encoding="utf-8")
    text, sentence = training.read_text(tmp_path / "groot.txt")
    assert len(text) == training.MOST_CHARACTERS and "eerste 2.000.000 tekens" in sentence
