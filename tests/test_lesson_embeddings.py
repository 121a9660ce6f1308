"""Les 03: de figuren, en wat de tekst beweert."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import findfont, get_font

from course_utils.authoring.notebook_reader import Notebook
from course_utils.lessons import embeddings as les
from course_utils.lessons.embeddings import extra, figures
from course_utils.lessons.embeddings.questions import LESSON
from course_utils.subjects.skipgram import count_pairs, train_skipgram

NOTEBOOK = Notebook(Path(__file__).parents[1] / "notebooks" / "03_embeddings.ipynb")
VECTORS = les.load_word_vectors()
EVERY_45TH = VECTORS.words[::45]


def source_of(part: str) -> str:
    """De broncode van de cel waar dit stukje in staat."""
    return next(cell.source for cell in NOTEBOOK.code_cells if part in cell.source)


def run_cells(*parts: str) -> dict:
    """Voer de cellen uit waar deze stukken code in staan; geeft alle namen die ze vullen."""
    names = {"les": les, "np": np, "vectoren": VECTORS}
    for part in ("Counter", *parts):
        exec(compile(source_of(part), "<cel>", "exec"), names)
    return names


@pytest.fixture(scope="module")
def bpe() -> dict:
    """De functies en samenvoegingen van stap 4, zoals ze in het notebook staan."""
    return run_cells("def plak(", "def leer(")


@pytest.fixture(scope="module")
def tokens_figure(bpe):
    return lambda: les.split_into_tokens(bpe["plak"], {"werk": bpe["werk"], "verhalen": bpe["verhalen"]})


def cut(bpe: dict, word: str, merges: list) -> list[str]:
    pieces = list(word)
    for pair in merges:
        pieces = bpe["plak"](pieces, pair)
    return pieces


def test_the_long_word_falls_into_sensible_pieces_without_being_in_the_text(bpe):
    assert list(les.LONG_WORD) not in les.words_about_work()
    assert cut(bpe, les.LONG_WORD, bpe["werk"][:40]) == ["arbeid", "s", "on", "geschikt", "heid", "s", "verzekering"]
    assert len(cut(bpe, les.LONG_WORD, bpe["verhalen"])) > 15, "een andere tekst geeft andere stukken"


@pytest.mark.parametrize("text", ["werk", "verhalen"])
@pytest.mark.parametrize("count", [0, 1, 17, 60])
def test_cutting_loses_no_letter(bpe, text, count):
    for word in (les.LONG_WORD, "aaaa", "x", "koninginnen"):
        assert "".join(cut(bpe, word, bpe[text][:count])) == word


def test_merging_takes_all_pairs_from_left_to_right(bpe):
    assert bpe["plak"](list("aaab"), ("a", "a")) == ["aa", "a", "b"]
    assert bpe["plak"](["e", "n", "e", "n"], ("e", "n")) == ["en", "en"]


def test_the_real_tokenizers_cut_as_the_text_says():
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "show_output", lambda sentence, html: shown.append((sentence, html)))
        les.show_real_tokens()
    sentence, html = shown[0]
    assert "GPT-2 12, GPT-4 11, GPT-4o 8 stukjes" in sentence and "GPT-2 12, GPT-4 10, GPT-4o 7" in sentence
    pieces = re.findall(r"<td.*?</td>", html)
    assert "".join(re.findall(r"px\">(.*?)</span>", pieces[1])) == les.LONG_WORD


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
def test_the_token_figure_takes_every_surname(tokens_figure, typed):
    """Wat de tokenizer niet kent, blijft een los stukje; er verdwijnt geen teken, en elk teken staat in beeld."""
    figure = tokens_figure()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib waarschuwt als een teken in geen lettertype staat
        figure.set(word=typed, count=60)
    name = NAMES[typed]
    assert figure.values["word"] == name
    tokens = figure.sentence.partition(": ")[2].partition(", ")[2].removesuffix(".").split(" · ")
    assert "".join(tokens).replace("␣", " ") == name
    charmap = get_font(findfont(figures.LETTER_FONT)).get_charmap()
    assert all(ord(sign) in charmap for sign in name), "Anders tekent matplotlib de losse delen van een letter."
    assert all(len(token) == 1 for token in tokens if set(token) & set("␣-'’łđễıš"))


@pytest.mark.parametrize(
    ("typed", "sentence"), [("- '", "woord of een naam"), ("a1", "letters"), ("中村", "teken 中"), ("שלום", "teken ש")]
)
def test_what_the_token_figure_cannot_show_gets_a_sentence(tokens_figure, typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        tokens_figure().set(word=typed)


@pytest.mark.parametrize(
    ("word", "reached"),
    [
        (figures.LONG_WORD, False),  # met zestig samenvoegingen nog vijf stukken
        ("gezondheidsverzekering", True),
        ("verzekeringen", False),  # twee stukken, maar het staat in de tekst
        ("gezondheid", False),  # te kort
    ],
)
def test_the_goal_of_the_token_figure_takes_a_word_of_your_own(tokens_figure, word, reached):
    figure = tokens_figure()
    figure.set(word=word, count=60)
    assert figure.drawing.reached is reached
    with pytest.raises(ValueError, match="te lang"):
        figure.set(word="x" * 40)


def test_the_goal_of_the_neighbours_takes_an_opposite():
    figure = les.neighbour_list()
    reached = {}
    for word in ("appel", "liefde", "hond", "groot", "warm", "Koopt"):
        figure.set(word=word)
        reached[word] = figure.drawing.reached
    assert reached == {"appel": False, "liefde": False, "hond": False, "groot": True, "warm": True, "Koopt": False}
    pairs = [pair.split() for pair in figures.OPPOSITES.split(",")]
    assert all(len(pair) == 2 and all(word in VECTORS.words for word in pair) for pair in pairs)


@pytest.fixture(scope="module")
def make_map():
    return run_cells("def maak_kaart(")["maak_kaart"]


def test_the_map_of_the_notebook_is_pca(make_map):
    """De punten en de delen volgen uit de grootste eigenwaarden van de covariantie."""
    arrows = np.array([VECTORS.unit(word) for word in VECTORS.words_of_theme("dieren")[:80]], np.float64)
    points, shares = make_map(arrows)
    values = np.linalg.eigvalsh(np.cov(arrows.T, bias=True))[::-1]
    assert points.var(axis=0) == pytest.approx(values[:3], rel=1e-3)
    assert shares[:3] == pytest.approx(values[:3] / values.sum(), rel=1e-3) and sum(shares) == pytest.approx(1)


def overlaps(layout: dict) -> list[str]:
    """De namen op de kaart die een andere naam raken."""
    placed = [(word, place) for word, place in layout["places"].items() if place is not None]
    sizes = {word: figures.label_size(word) for word, _ in placed}
    return [
        f"{one} op {other}"
        for index, (one, (x, y)) in enumerate(placed)
        for other, (u, v) in placed[:index]
        if abs(x - u) < (sizes[one][0] + sizes[other][0]) / 2 and abs(y - v) < (sizes[one][1] + sizes[other][1]) / 2
    ]


def crossed(layout: dict) -> list[str]:
    """De namen op de kaart waarvan het lijntje door een andere naam loopt."""
    centres = {word: np.array(place) for word, place in layout["places"].items() if place is not None}
    half = {word: np.array(figures.label_size(word)) / 2 for word in centres}
    points = dict(zip(layout["words"], layout["points"], strict=True))
    found = []
    for word, centre in centres.items():
        edge = np.clip(points[word], centre - half[word], centre + half[word])
        line = np.linspace(points[word], edge, 60)[: 60 if np.linalg.norm(edge - points[word]) >= 14 else 0]
        inside = (np.abs(line - centres[other]) < half[other] for other in centres if other != word)
        if any(rows.all(axis=1).any() for rows in inside):
            found.append(word)
    return found


@pytest.mark.parametrize("group", [*figures.MAP_GROUPS, figures.NEIGHBOURS])
def test_no_name_on_the_map_lies_on_another_name(make_map, group):
    """Bij elk woord van de groep en bij woorden uit de hele lijst; elke gekleurde naam staat erop."""
    missing = crossings = total = 0
    for place, word in enumerate([*figures.MAP_GROUPS.get(group, "").split()[::2], *EVERY_45TH[::6]]):
        layout = figures.map_layout(make_map, word, group, 15 * (place % 7))
        assert overlaps(layout) == [], f"{word} bij {group}"
        hidden = [own for own, place in layout["places"].items() if place is None]
        assert not {word, *layout["near"], *layout["flat"]} & set(hidden), f"{word} bij {group}: {hidden}"
        missing, total = missing + len(hidden), total + len(layout["words"])
        crossings += len(crossed(layout))
        assert (layout["points"] >= 0).all() and (layout["points"] <= [figures.MAP_WIDTH, figures.MAP_HEIGHT]).all()
    assert missing <= 0.01 * total, f"{missing} van {total} namen vonden geen plaats"
    assert crossings <= 0.05 * total, f"{crossings} van {total} lijntjes lopen door een andere naam"


def test_a_name_whose_line_always_crosses_another_name_still_stays_near_its_point():
    points, sizes, radii = np.array([[30, 19], [30, 5]]), np.array([[58, 10], [58, 10]]), np.array([6, 6])
    above, (x, y) = figures.place_labels(points, sizes, radii, width=60, height=300)
    assert above == (30, 32), "vlak boven zijn punt"
    assert x == 30 and above[1] + 10 < y < 60, "op de eerste vrije plaats boven de andere naam"


def test_text_on_the_map_is_as_wide_as_computed():
    labels = figures.Labels(figures.new_figure(9.4, 5).add_subplot(), figures.LABEL_SIZE, 0.5)
    words = [*EVERY_45TH[::10], "verpleegkundige", "Groot-Brittannië"]
    labels.put(words, [(0, 0)] * len(words), ["black"] * len(words), [True] * len(words))
    for word, outline in zip(words, labels.get_paths(), strict=True):
        assert 0 <= figures.label_size(word)[0] - 100 / 72 * outline.get_extents().width <= 6, word


def test_the_goal_of_the_map_is_within_reach_but_not_by_itself(make_map):
    figure = les.word_map(make_map)
    reached = {}
    for word, group in (("hond", "dieren"), ("banaan", "eten"), ("piloot", "beroepen"), ("Canada", "landen")):
        figure.set(word=word, group=group)
        reached[word] = figure.drawing.reached
    assert reached == {"hond": False, "banaan": True, "piloot": True, "Canada": True}
    figure.set(angle=90)
    assert not figure.drawing.reached, "de opdracht gaat over de kaart van voren"


def test_the_map_shows_about_a_quarter_and_less_when_turned(make_map):
    for group in figures.MAP_GROUPS:
        front, side = (figures.map_layout(make_map, "hond", group, angle)["share"] for angle in (0, 90))
        assert 0.2 <= front <= 0.3 and side < front, group


def test_turning_takes_false_neighbours_apart(make_map):
    """Wat de tekst bij de kaart belooft: van opzij staan andere dieren naast hond."""
    front, side = (set(figures.map_layout(make_map, "hond", "dieren", angle)["flat"]) for angle in (0, 90))
    assert front != side


def test_every_word_in_the_figures_exists():
    texts = [*figures.MAP_GROUPS.values(), *figures.AXIS_WORDS.values()]
    words = [word for text in texts for word in text.split()]
    words += [word for words in (*figures.SUMS.values(), *figures.AXES.values()) for word in words]
    assert [word for word in words if word not in VECTORS.words] == []


@pytest.fixture(scope="module")
def calculate():
    return run_cells("def reken(")["reken"]


def test_the_sum_with_king_with_and_without_excluding(calculate):
    figure = les.word_sum(calculate)
    assert "koningin (0,784)" in figure.sentence and not figure.drawing.reached
    figure.set(exclude=False)
    assert "het dichtst bij koning (0,856), daarna bij koningin (0,784)" in figure.sentence
    for preset in figure.presets.values():
        figure.set(**preset)
        assert not figure.drawing.reached, "geen voorbeeld haalt het doel"
    figure.set(a="Parijs", b="Frankrijk", c="Italië")
    assert figure.drawing.reached
    figure.set(a="hond", b="hond", c="kat")
    assert not figure.drawing.reached and not figure.error


def test_an_unknown_word_gets_a_suggestion(calculate):
    figure = les.word_sum(calculate)
    with pytest.raises(ValueError, match="Lijkt erop: koning"):
        figure.controls["a"].read("konning")
    figure.receive({"values": {"a": "KONINGIN"}})
    assert figure.values["a"] == "koningin"


@pytest.fixture(scope="module")
def make_axis():
    return run_cells("def maak_as(")["maak_as"]


def test_the_axis_reaches_its_goal_without_an_animal_and_not_with_one(make_axis):
    figure = les.build_an_axis(make_axis)
    figure.set(left="boerderij", right="zee")
    assert figure.drawing.reached
    for left, right in (("koe", "haai"), ("koeien", "haai")):
        figure.set(left=left, right=right)
        assert not figure.drawing.reached
    figure.set(left="zee", right="zee")
    assert "geen richting" in figure.sentence and not figure.error


def test_what_the_text_says_about_the_axes(make_axis):
    figure = les.build_an_axis(make_axis)
    assert "staat muis het meest links en leeuw het meest rechts" in figure.sentence
    hen, elephant = VECTORS.project(["kip", "olifant"], make_axis([("klein", "groot")]))
    assert hen > elephant
    axis = make_axis([("man", "vrouw"), ("hij", "zij"), ("jongen", "meisje"), ("vader", "moeder")])
    engineer, doctor, nurse = VECTORS.project(["ingenieur", "dokter", "verpleegkundige"], axis)
    assert engineer < -0.2 and abs(doctor) < 0.05 and nurse > 0.2


def test_an_opposite_is_nearer_than_a_synonym():
    assert VECTORS.similarity("warm", "koud") > VECTORS.similarity("warm", "heet")


def test_the_measurements_of_the_notebook_decide_the_predictions():
    measured = {"3.1": "Microsoft", "3.2": 7, "3.3": 23.4, "3.4": "koning", "3.5": ("pedagoog", 0.46)}
    right = {id: LESSON.predictions[id].right(value) for id, value in measured.items()}
    assert right == {"3.1": 2, "3.2": 1, "3.3": 1, "3.4": 1, "3.5": 2}


CHANGES = [
    # wat de tekst zegt, de cel, wat erin komt te staan, en wat er dan moet verschijnen
    ('`"appel"` in `"mei"`', "vectoren.neighbours", ('"appel", 6', '"mei", 6'), "kon"),
    ('`"mei"`, `"vos"`', "vectoren.neighbours", ('"appel", 6', '"vos", 6'), "televisie"),
    (
        "`a` en `b` in kat",
        "a, b = np.array",
        ("[2, 0, 4]), np.array([4, 0, 3])", "[1, 0, 2]), np.array([2, 0, 4])"),
        "1.0",
    ),
]


@pytest.mark.parametrize(("text", "cell", "change", "effect"), CHANGES)
def test_a_change_that_the_text_asks_for_does_what_it_promises(capsys, text, cell, change, effect):
    instruction = next(own.source for own in NOTEBOOK.text_cells if text in own.source)
    assert "**Verander**" in instruction
    source = source_of(cell)
    assert change[0] in source and "onthul" not in source
    exec(source.replace(*change), {"vectoren": VECTORS, "np": np})
    assert effect in capsys.readouterr().out


def test_other_lists_show_no_difference():
    """Verdieping A: bij vruchten en meubels is er weinig te meten."""
    source = source_of("eerste = ")
    source = re.sub(r'eerste = ".*?"', 'eerste = "appel peer banaan druif kers"', source)
    source = re.sub(r'tweede = ".*?"', 'tweede = "stoel tafel bed kast lamp"', source)
    names = {"vectoren": VECTORS, "np": np}
    exec(source, names)
    measured = run_cells("eerste = ")["gemeten"]
    assert abs(names["gemeten"]) < abs(measured)


def test_counting_pairs_stays_within_sentence_and_window():
    words, counts = count_pairs(["de kat zit. de hond zit"], window=1, at_least=1)
    pairs = {frozenset((words[i], words[j])): counts[i, j] for i, j in np.argwhere(counts)}
    assert pairs == {frozenset(pair): 1 for pair in (("de", "kat"), ("kat", "zit"), ("de", "hond"), ("hond", "zit"))}


def test_skip_gram_learns_and_is_equal_with_the_same_start():
    _, counts = count_pairs(["de kat eet vis", "de hond eet vlees", "de kat en de hond spelen"] * 5, at_least=1)
    first, again = (list(train_skipgram(counts, size=4, seed=3)) for _ in range(2))
    assert first[-1].loss < 0.7 * first[0].loss
    assert np.array_equal(first[-1].vectors, again[-1].vectors)
    assert np.allclose(np.linalg.norm(first[-1].vectors, axis=1), 1, atol=1e-5)


@pytest.fixture(scope="module")
def trained():
    _, counts = extra.story_pairs()
    return [list(train_skipgram(counts, seed=seed, every=60))[-1] for seed in (1, 2)]


def test_half_of_the_neighbours_stay(trained):
    """Wat de cel van Verdieping B zegt: andere getallen, en gemiddeld ongeveer drie van de zes buren gelijk."""
    words, _ = extra.story_pairs()
    near = [{word: {n for n, _ in extra.learned_neighbours(run, word)} for word in words} for run in trained]
    kept = np.mean([len(near[0][word] & near[1][word]) for word in words])
    assert 2.5 <= kept <= 3.7
    assert len(near[0]["hond"] & near[1]["hond"]) > len(near[0]["at"] & near[1]["at"])
    assert np.mean(np.abs(np.sum(trained[0].vectors * trained[1].vectors, axis=1))) < 0.35


def test_stories_teach_kinds_of_words(trained):
    for run in trained:
        assert {n for n, _ in extra.learned_neighbours(run, "rood")} & {"blauw", "groen", "geel", "paars"}
        assert {n for n, _ in extra.learned_neighbours(run, "moeder")} & {"vader", "oma", "opa", "tante", "oom", "zus"}


def test_the_training_figure_knows_all_its_words():
    assert set(extra.LEARNED) <= set(extra.story_pairs()[0])
    figure = extra.train_word_vectors()
    assert "nog niets geleerd" in figure.sentence
    figure.set(pieces=extra.PIECES)
    assert f"na {extra.STEPS} stappen" in figure.sentence


# Caliskan, Bryson en Narayanan (2017), test 7.
WEAT_7 = {
    "eerste": "math algebra geometry calculus equations computation numbers addition",
    "tweede": "poetry art dance literature novel symphony drama sculpture",
    "mannen": "male man boy brother he him his son",
    "vrouwen": "female woman girl sister she her hers daughter",
}


def test_weat_uses_all_words_of_the_paper_that_we_have(monkeypatch):
    monkeypatch.setattr(les, "show_permutations", lambda *_: None)
    names = run_cells("eerste = ", "p_waarde = ")
    ours = {VECTORS.english(word) for word in VECTORS.words}
    for group, published in WEAT_7.items():
        used = [VECTORS.english(word) for word in names[group]]
        assert used == [word for word in published.split() if word in ours], group
    assert (len(names["eerste"]), len(names["tweede"])) == (4, 7), "Zo staat het in de tekst."
    larger = int(np.sum(np.array(names["verschillen"]) >= names["gemeten"] - 1e-9))
    assert (len(names["verschillen"]), larger) == (330, 1), "Zo staat het in de tekst."


def test_the_sentence_about_the_permutations_fits_the_number():
    shown = []
    for measured in (3, 2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(extra, "show", lambda _figure, sentence: shown.append(sentence))
            extra.show_permutations(measured, [1, 2, 3])
    assert "geeft er 1 een" in shown[0] and "geven er 2 een" in shown[1]


def test_the_difference_between_man_and_woman_is_not_always_equal():
    cosines = run_cells("cosinus tussen twee verschillen")["cosinussen"]
    assert len(cosines) == 28 and np.mean(cosines) == pytest.approx(0.65, abs=0.005) and max(cosines) < 0.9


@pytest.fixture(scope="module")
def search():
    """De zoekfunctie zoals ze in het notebook staat."""
    return run_cells("def zoek(")["zoek"]


@pytest.mark.parametrize(
    ("query", "expected"), [("Mijn laptop is stuk", "computer"), ("griep", "ziek|koorts"), ("trein", "bus|station")]
)
def test_searching_by_meaning_finds_what_the_text_says(search, query, expected):
    assert re.search(expected, " ".join(question for _, question in search(query)[:2]))


def test_searching_without_a_known_word_gives_nothing(search):
    assert search("qqxx de het") == []
    figure = extra.search_engine(search)
    figure.set(query="<b>qqxx</b>")
    assert "geen woord uit de lijst" in figure.sentence and not figure.error
    html = extra.search_engine(lambda query: [(0.5, "Is <b>dit</b> vet?")]).drawing.html
    assert "&lt;b&gt;dit" in html, "ook een eigen vraag wordt geen HTML"


def test_there_are_thirty_questions_each_with_a_known_word():
    everywhere = set(VECTORS.words_of_theme("functiewoorden")) | {"één"}
    assert len(extra.QUESTIONS) == len(set(extra.QUESTIONS)) == 30
    assert all(set(VECTORS.known_words(question)) - everywhere for question in extra.QUESTIONS)
