"""Les 03: de figuren, en wat de tekst beweert."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import findfont, get_font

from course_utils.authoring.notebook_reader import Notebook
from course_utils.lessons.embeddings import extra as extra
from course_utils.lessons.embeddings import figures as les
from course_utils.lessons.embeddings.questions import LESSON
from course_utils.lessons.embeddings.word_vectors import load_word_vectors
from course_utils.subjects.skipgram import count_pairs, train_skipgram

VECTORS = load_word_vectors()
EVERY_45TH = VECTORS.words[::45]


def test_het_lange_woord_valt_in_zinnige_stukken_zonder_in_de_tekst_te_staan():
    words = les.words_of(les.WORK_TEXT)
    assert les.LONG_WORD not in words
    pieces = les.split_word(les.LONG_WORD, les.merges_of("over werk")[:40])
    assert pieces == ["arbeid", "s", "on", "geschikt", "heid", "s", "verzekering"]
    assert len(les.split_word(les.LONG_WORD, les.merges_of("verhaaltjes"))) > 15, (
        "een andere tekst geeft andere stukken"
    )


@pytest.mark.parametrize("name", les.BPE_TEXTS)
@pytest.mark.parametrize("count", [0, 1, 17, les.MOST_MERGES])
def test_knippen_verliest_geen_letter(name, count):
    for word in (les.LONG_WORD, "aaaa", "x", "koninginnen"):
        assert "".join(les.split_word(word, les.merges_of(name)[:count])) == word


def test_samenvoegen_pakt_alle_paren_van_links_naar_rechts():
    assert les.merge_pair(list("aaab"), ("a", "a")) == ["aa", "a", "b"]
    assert les.merge_pair(["e", "n", "e", "n"], ("e", "n")) == ["en", "en"]


NAMES = {
    "van der Berg": "van der berg",
    "Jansen-de Vries": "jansen-de vries",
    "O'Neill": "o'neill",
    "  d’Hondt ": "d’hondt",
    "Łukasz": "łukasz",
    "Đorđević": "đorđević",
    "Nguyễn": "nguyễn",
    "Nguye\u0302\u0303n": "nguyễn",
    "Yılmaz": "yılmaz",
    "İpek": "ipek",
    "Şahin": "şahin",
    "Müller": "müller",
    "Παπαδόπουλος": "παπαδόπουλος",
    "Шевченко": "шевченко",
}


@pytest.mark.parametrize("typed", NAMES)
def test_de_knipfiguur_neemt_elke_achternaam_aan(typed):
    """Wat de tokenizer niet kent, blijft een los stukje; er verdwijnt geen teken, en elk teken staat in beeld."""
    figure = les.split_into_tokens()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib waarschuwt als een teken in geen lettertype staat
        figure.set(word=typed, count=les.MOST_MERGES)
    name = NAMES[typed]
    assert figure.values["word"] == name
    tokens = figure.sentence.partition(": ")[2].partition(", ")[2].removesuffix(".").split(" · ")
    assert "".join(tokens).replace("␣", " ") == name
    charmap = get_font(findfont(les.LETTER_FONT)).get_charmap()
    assert all(ord(sign) in charmap for sign in name), "Anders tekent matplotlib de losse delen van een letter."
    assert all(len(token) == 1 for token in tokens if set(token) & set("␣-'’łđễıš"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("- '", "woord of een naam"),
        ("a1", "letters"),
        ("中村", "teken 中"),
        ("שלום", "teken ש"),
    ],
)
def test_wat_de_knipfiguur_niet_kan_tonen_krijgt_een_zin(typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        les.split_into_tokens().set(word=typed)


def test_de_knipfiguur_haalt_zijn_doel_en_weigert_een_te_lang_woord():
    figure = les.split_into_tokens()
    assert not figure.drawing.reached
    figure.set(count=les.MOST_MERGES)
    assert figure.drawing.reached
    with pytest.raises(ValueError, match="te lang"):
        figure.set(word="x" * 40)


def overlaps(layout: dict) -> list[str]:
    """De namen op de kaart die een andere naam raken."""
    placed = [(word, place) for word, place in layout["places"].items() if place is not None]
    sizes = {word: les.text_size(word, les.LABEL_SIZE, "bold") for word, _ in placed}
    return [
        f"{one} op {other}"
        for index, (one, (x, y)) in enumerate(placed)
        for other, (u, v) in placed[:index]
        if abs(x - u) < (sizes[one][0] + sizes[other][0]) / 2 and abs(y - v) < (sizes[one][1] + sizes[other][1]) / 2
    ]


def crossed(layout: dict) -> list[str]:
    """De namen op de kaart waarvan het lijntje door een andere naam loopt."""
    centres = {word: np.array(place) for word, place in layout["places"].items() if place is not None}
    half = {word: np.array(les.text_size(word, les.LABEL_SIZE, "bold")) / 2 for word in centres}
    points = dict(zip(layout["words"], layout["points"], strict=True))
    found = []
    for word, centre in centres.items():
        edge = np.clip(points[word], centre - half[word], centre + half[word])
        line = np.linspace(points[word], edge, 60)[: 60 if np.linalg.norm(edge - points[word]) >= 14 else 0]
        inside = (np.abs(line - centres[other]) < half[other] for other in centres if other != word)
        if any(rows.all(axis=1).any() for rows in inside):
            found.append(word)
    return found


@pytest.mark.parametrize("group", [*les.MAP_GROUPS, les.NEIGHBOURS])
def test_op_de_kaart_staat_geen_naam_op_een_naam(group):
    """Bij elk woord van de groep en bij woorden uit de hele lijst; elke gekleurde naam staat erop."""
    missing = crossings = total = 0
    for word in [*les.MAP_GROUPS.get(group, "").split(), *EVERY_45TH[::3]]:
        layout = les.map_layout(word, group)
        assert overlaps(layout) == [], f"{word} bij {group}"
        hidden = [own for own, place in layout["places"].items() if place is None]
        assert not {word, *layout["near"], *layout["flat"]} & set(hidden), f"{word} bij {group}: {hidden}"
        missing, total = missing + len(hidden), total + len(layout["words"])
        crossings += len(crossed(layout))
        assert (layout["points"] >= 0).all() and (layout["points"] <= [les.MAP_WIDTH, les.MAP_HEIGHT]).all()
    assert missing <= 0.01 * total, f"{missing} van {total} namen vonden geen plaats"
    assert crossings <= 0.04 * total, f"{crossings} van {total} lijntjes lopen door een andere naam"


def test_de_tekst_op_de_kaart_is_niet_breder_dan_de_berekende_maat():
    figure = les.new_figure(9.4, 5)
    for word in [*EVERY_45TH[::10], "verpleegkundige", "Groot-Brittannië"]:
        drawn = figure.text(0, 0, word, fontsize=les.LABEL_SIZE, fontweight="bold").get_window_extent()
        assert les.text_size(word, les.LABEL_SIZE, "bold")[0] >= drawn.width - 2, word


def test_het_doel_van_de_kaart_is_haalbaar_maar_niet_vanzelf():
    figure = les.word_map()
    reached = {}
    for word, group in (("hond", "dieren"), ("banaan", "eten"), ("piloot", "beroepen"), ("Canada", "landen")):
        figure.set(word=word, group=group)
        reached[word] = figure.drawing.reached
    assert reached == {"hond": False, "banaan": True, "piloot": True, "Canada": True}


def test_de_kaart_toont_ongeveer_een_kwart():
    shares = [VECTORS.word_map(les.MAP_GROUPS[group].split()).share for group in les.MAP_GROUPS]
    assert all(0.2 <= share <= 0.3 for share in shares), shares


def test_elk_woord_in_de_figuren_bestaat():
    texts = [*les.MAP_GROUPS.values(), *les.AXIS_WORDS.values()]
    assert [word for text in texts for word in text.split() if word not in VECTORS] == []
    assert [word for words in (*les.SUMS.values(), *les.AXES.values()) for word in words if word not in VECTORS] == []


def test_de_som_met_koning_met_en_zonder_uitsluiten():
    figure = les.word_sum()
    assert "koningin (0,784)" in figure.sentence and not figure.drawing.reached
    figure.set(exclude=False)
    assert "het dichtst bij koning (0,856), daarna bij koningin (0,784)" in figure.sentence
    assert not figure.drawing.reached
    figure.set(**figure.presets["Parijs"])
    assert figure.drawing.reached, "Parijs − Frankrijk + Italië geeft ook zonder uitsluiten Rome"


def test_een_onbekend_woord_krijgt_een_voorstel():
    figure = les.word_sum()
    with pytest.raises(ValueError, match="Lijkt erop: koning"):
        figure.controls["a"].read("konning")
    figure.receive({"values": {"a": "KONINGIN"}})
    assert figure.values["a"] == "koningin"


def test_de_as_haalt_haar_doel_zonder_dier_en_niet_met():
    figure = les.build_an_axis()
    figure.set(left="boerderij", right="zee")
    assert figure.drawing.reached
    figure.set(left="koe", right="haai")
    assert not figure.drawing.reached
    figure.set(left="zee", right="zee")
    assert "geen richting" in figure.sentence and not figure.error


def test_op_klein_groot_staat_de_leeuw_voor_de_olifant():
    order = [word for word, _ in les.axis_positions("klein", "groot", les.AXIS_WORDS["dieren"].split())]
    assert order.index("leeuw") > order.index("olifant")


def test_de_beweringen_over_gelijkenis():
    for a, b, value in (("kopen", "verkopen", 0.94), ("warm", "koud", 0.74), ("koning", "banaan", 0.16)):
        assert VECTORS.similarity(a, b) == pytest.approx(value, abs=0.005)
    assert VECTORS.similarity("warm", "koud") > VECTORS.similarity("warm", "heet")
    axis = VECTORS.axis([("man", "vrouw"), ("hij", "zij"), ("jongen", "meisje"), ("vader", "moeder")])
    engineer, doctor, nurse = VECTORS.project(["ingenieur", "dokter", "verpleegkundige"], axis)
    assert engineer < -0.2 and abs(doctor) < 0.05 and nurse > 0.2


def test_voorspellingen_kennen_hun_meting():
    measured = {"3.1": 7, "3.2": "Microsoft", "3.3": 23.4, "3.4": "koning"}
    right = {id: LESSON.predictions[id].right(value) for id, value in measured.items()}
    assert right == {"3.1": 1, "3.2": 2, "3.3": 1, "3.4": 1}


def test_paren_tellen_blijft_binnen_zin_en_venster():
    words, counts = count_pairs(["de kat zit. de hond zit"], window=1, at_least=1)
    pairs = {frozenset((words[i], words[j])): counts[i, j] for i, j in np.argwhere(counts)}
    assert pairs == {frozenset(pair): 1 for pair in (("de", "kat"), ("kat", "zit"), ("de", "hond"), ("hond", "zit"))}


def test_skip_gram_leert_en_is_met_hetzelfde_begin_gelijk():
    _, counts = count_pairs(["de kat eet vis", "de hond eet vlees", "de kat en de hond spelen"] * 5, at_least=1)
    first, again = (list(train_skipgram(counts, size=4, seed=3)) for _ in range(2))
    assert first[-1].loss < 0.7 * first[0].loss
    assert np.array_equal(first[-1].vectors, again[-1].vectors)
    assert np.allclose(np.linalg.norm(first[-1].vectors, axis=1), 1, atol=1e-5)


@pytest.fixture(scope="module")
def trained():
    _, counts = extra.story_pairs()
    return [list(train_skipgram(counts, seed=seed, every=60))[-1] for seed in (1, 2)]


def test_de_helft_van_de_buren_blijft(trained):
    """Wat de cel van Verdieping B zegt: andere getallen, en gemiddeld ongeveer drie van de zes buren gelijk."""
    words, _ = extra.story_pairs()
    near = [{word: {n for n, _ in extra.learned_neighbours(run, word)} for word in words} for run in trained]
    kept = np.mean([len(near[0][word] & near[1][word]) for word in words])
    assert 2.5 <= kept <= 3.7
    assert len(near[0]["hond"] & near[1]["hond"]) > len(near[0]["at"] & near[1]["at"])
    assert np.mean(np.abs(np.sum(trained[0].vectors * trained[1].vectors, axis=1))) < 0.35


def test_verhaaltjes_leren_soorten_woorden(trained):
    for run in trained:
        assert {n for n, _ in extra.learned_neighbours(run, "rood")} & {"blauw", "groen", "geel", "paars"}
        assert {n for n, _ in extra.learned_neighbours(run, "moeder")} & {"vader", "oma", "opa", "tante", "oom", "zus"}


def test_de_trainingsfiguur_kent_al_haar_woorden():
    assert set(extra.LEARNED) <= set(extra.story_pairs()[0])
    figure = extra.train_word_vectors()
    assert "nog niets geleerd" in figure.sentence
    figure.set(pieces=extra.PIECES)
    assert f"na {extra.STEPS} stappen" in figure.sentence


def run_cells(*parts: str) -> dict:
    """Voer de cellen uit waar deze stukken code in staan; geeft alle namen die ze vullen."""
    notebook = Notebook(Path(__file__).parents[1] / "notebooks" / "03_embeddings.ipynb")
    names = {"load_word_vectors": load_word_vectors, "extra": extra, "np": np, "vectoren": VECTORS}
    for part in parts:
        source = next(cell.source for cell in notebook.code_cells if part in cell.source)
        exec(compile(source, "<cel>", "exec"), names)
    return names


# Caliskan, Bryson en Narayanan (2017), test 7.
WEAT_7 = {
    "wiskunde": "math algebra geometry calculus equations computation numbers addition",
    "kunst": "poetry art dance literature novel symphony drama sculpture",
    "mannen": "male man boy brother he him his son",
    "vrouwen": "female woman girl sister she her hers daughter",
}


def test_weat_gebruikt_alle_woorden_uit_het_artikel_die_we_hebben(monkeypatch):
    monkeypatch.setattr(extra, "show_permutations", lambda *_: None)
    names = run_cells("wiskunde = ", "p_waarde = ")
    ours = {VECTORS.english(word) for word in VECTORS.words}
    for group, published in WEAT_7.items():
        used = [VECTORS.english(word) for word in names[group]]
        assert used == [word for word in published.split() if word in ours], group
    assert (len(names["wiskunde"]), len(names["kunst"])) == (4, 7), "Zo staat het in de tekst."
    larger = int(np.sum(np.array(names["verschillen"]) >= names["gemeten"] - 1e-9))
    assert (len(names["verschillen"]), larger) == (330, 1), "Zo staat het in de tekst."


def test_de_zin_bij_de_verdelingen_past_bij_het_aantal():
    shown = []
    for measured in (3, 2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(extra, "show", lambda _figure, sentence: shown.append(sentence))
            extra.show_permutations(measured, [1, 2, 3])
    assert "geeft er 1 een" in shown[0] and "geven er 2 een" in shown[1]


def test_het_verschil_tussen_man_en_vrouw_is_niet_steeds_gelijk():
    cosines = run_cells("cosinus tussen twee verschillen")["cosinussen"]
    assert len(cosines) == 28 and np.mean(cosines) == pytest.approx(0.65, abs=0.005) and max(cosines) < 0.9


@pytest.fixture(scope="module")
def search():
    """De zoekfunctie zoals ze in het notebook staat."""
    return run_cells("def zoek(")["zoek"]


@pytest.mark.parametrize(
    ("query", "expected"), [("Mijn laptop is stuk", "computer"), ("griep", "ziek|koorts"), ("trein", "bus|station")]
)
def test_zoeken_op_betekenis_vindt_wat_de_tekst_zegt(search, query, expected):
    assert re.search(expected, " ".join(question for _, question in search(query)[:2]))


def test_zoeken_zonder_bekend_woord_geeft_niets(search):
    assert search("qqxx de het") == []
    figure = extra.search_engine(search)
    figure.set(query="<b>qqxx</b>")
    assert "geen woord uit de lijst" in figure.sentence and not figure.error
    html = extra.search_engine(lambda query: [(0.5, "Is <b>dit</b> vet?")]).drawing.html
    assert "&lt;b&gt;dit" in html, "ook een eigen vraag wordt geen HTML"


def test_er_zijn_dertig_vragen_met_elk_een_bekend_woord():
    everywhere = set(VECTORS.words_of_theme("functiewoorden")) | {"één"}
    assert len(extra.QUESTIONS) == len(set(extra.QUESTIONS)) == 30
    assert all(set(VECTORS.known_words(question)) - everywhere for question in extra.QUESTIONS)
