"""De woordvectoren: de lijst zelf, het rekenen ermee, wat een student fout kan doen, en het script dat ze maakt."""

import codecs
import csv
import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.lessons.embeddings.word_vectors import (
    UnknownWord,
    WordVectors,
    load_analogies,
    load_word_vectors,
    score_analogies,
)
from course_utils.subjects.data import DATA, read_checked

VECTORS = load_word_vectors()
# Versleuteld met rot13, zodat een leerling die de toetsen leest ze niet voor zijn neus krijgt.
VULGAR = """xhg yhy cvx cvxxra ubre ubrera fyrg fyrggra arhxra arhx gvrgra errg xbag cbeab frxf fuvg shpx xnaxre
grevat glshf zbatbby avxxre avxxref syvxxre zvrgwr xybbgmnx rvxry mnx gehg grrs ovgpu xybgr ireqbzzr
tbqireqbzzr fpurvg cvf qebyy xnx tryny truvy"""


def test_the_list_is_long_and_every_word_stands_alone():
    """Minstens 3.000 woorden; geen twee op hoofdletters of accenten na gelijk, geen woord met een spatie."""
    assert len(VECTORS) >= 3000
    for word, english in zip(VECTORS.words, map(VECTORS.english, VECTORS.words), strict=True):
        assert VECTORS.english(word.upper()) == english, f"{word}: twee woorden zijn zonder hoofdletters gelijk."
    assert all(word == word.strip() and " " not in word for word in VECTORS.words)


def test_every_word_has_an_english_word_of_its_own():
    """Geen Engels woord twee keer: anders hebben twee Nederlandse woorden dezelfde vector."""
    english = [VECTORS.english(word) for word in VECTORS.words]
    assert len(set(english)) == len(english)
    assert len(np.unique(VECTORS.vectors, axis=0)) == len(VECTORS)


def test_the_file_was_made_from_the_list():
    """word_vectors.npz en words.csv zeggen hetzelfde. Zo niet: draai data/build/word_vectors.py."""
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    made = [(word, VECTORS.english(word), VECTORS.theme(word)) for word in VECTORS.words]
    assert [(row["nederlands"], row["engels"], row["thema"]) for row in rows] == made
    others = [(other, row["engels"]) for row in rows for other in row["ook"].split()]
    assert others and all(VECTORS.english(other) == english for other, english in others)
    assert not {other for other, _ in others} & set(VECTORS.words), "Een woord staat in een eigen regel én onder ook."


def test_the_files_are_small_and_have_a_checksum():
    """De vectoren zijn hooguit 1 MB, en elk bestand staat met het juiste controlegetal in SHA256SUMS."""
    assert len(read_checked("word_vectors.npz")) <= 1_000_000
    assert read_checked("words.csv") and read_checked("analogies.csv")


def test_nothing_vulgar():
    """Geen scheldwoord in de lijst, met of zonder hoofdletters en accenten."""
    assert not [word for word in codecs.decode(VULGAR, "rot13").split() if word in VECTORS]


EVERYDAY = """
    appel peer banaan sinaasappel aardbei tomaat wortel aardappel ui sla brood boter kaas melk ei vlees vis
    kip rijst pasta pizza friet patat soep taart koekje chocola ijs suiker zout honing jam yoghurt chips snoep
    sandwich
    water thee koffie sap cola limonade bier wijn
    hond kat poes paard koe kalf schaap lam geit varken big kip haan kuiken eend konijn muis rat leeuw tijger
    olifant aap beer wolf vos slang krokodil kikker vogel uil duif zwaluw haai dolfijn walvis bij vlinder mier
    spin vleermuis egel
    huis kamer keuken badkamer zolder deur raam dak muur vloer tafel stoel bank bed kast lamp spiegel klok
    gordijn kussen douche oven koelkast bord kop glas mes vork lepel pan zeep handdoek paraplu sleutel tuin
    hek
    hoofd haar oog oor neus mond tand tong arm hand vinger duim been voet teen knie buik hart bloed huid
    hersenen maag
    broek trui jas jurk rok hemd sok schoen laars hoed pet muts sjaal das handschoen bril horloge ring tas
    riem sandaal
    school leraar lerares leerling klas les boek schrift pen potlood schaar lijm papier toets proefwerk cijfer
    huiswerk schoolbord rekenen lezen schrijven wiskunde pagina letter woord zin vraag antwoord fout pauze
    vader moeder broer zus zoon dochter oom tante neef nicht opa oma kind baby man vrouw jongen meisje vriend
    vriendin buurvrouw
    zon regen sneeuw wind storm mist wolk onweer bliksem hagel warm koud heet nat droog lente zomer herfst
    winter
    voetbal tennis hockey zwemmen schaatsen fietsen hardlopen bal doelpunt keeper scheidsrechter team
    wedstrijd trainer
    auto fiets bus trein tram vliegtuig boot schip vrachtwagen brommer station halte weg brug stoplicht
    chauffeur piloot
    blij boos bang verdrietig trots jaloers verliefd moe eenzaam kalm liefde haat angst hoop
    rood blauw groen geel oranje paars roze zwart wit grijs bruin
    nul één twee drie vier vijf zes zeven acht negen tien honderd duizend eerste tweede half dubbel
    maandag zondag januari december dag week maand jaar uur minuut seconde ochtend avond nacht gisteren
    vandaag morgen
    lopen liep rennen rende springen eten at drinken dronk slapen sliep lezen las kopen kocht vliegen vloog
    zingen zong praten lachen huilen koken schilderen bouwen knippen fluisteren blaffen miauwen
    groot groter grootst klein kleiner lang kort dik dun hoog laag snel sneller langzaam mooi lelijk goed
    beter slecht duur duurder goedkoop sterk zwak oud jong rijk arm slim dom makkelijk moeilijk schoon vies
    vol leeg licht donker rond gratis
"""


def test_almost_every_everyday_word_is_there():
    """Wat een leerling het eerst probeert, staat bijna altijd in de lijst: minstens 97 %."""
    words = EVERYDAY.split()
    missing = [word for word in words if word not in VECTORS]
    assert len(words) > 250 and len(missing) <= 0.03 * len(words), missing


@pytest.mark.parametrize(
    ("typed", "english"),
    [("keeper", "goalkeeper"), ("lerares", "teacher"), ("grote", "large"), ("rozen", "roses"), ("Penalty", "penalty")],
)
def test_another_word_for_the_same_english_word_is_found(typed, english):
    """Een synoniem of een andere vorm vindt de vector van hetzelfde Engelse woord, en heet daarna zoals in de lijst."""
    assert VECTORS.english(typed) == english
    assert VECTORS.known_words([typed])[0] in VECTORS.words


def test_a_label_means_what_it_says():
    """Woorden die in het Engels net iets anders betekenden, en vormen die niet bij elkaar hoorden."""
    labels = {"veganist": "vegan", "vegetariër": "vegetarians", "baan": "job", "banen": "jobs", "zeker": "certain"}
    labels |= {"onzeker": "uncertain", "duur": "costly", "duurder": "costlier", "duurst": "costliest"}
    assert {word: VECTORS.english(word) for word in labels} == labels
    assert {"genetica", "adviesbureau"}.isdisjoint(VECTORS.words_of_theme("beroepen"))


def test_the_famous_example():
    """koning − man + vrouw: met uitsluiting koningin, zonder uitsluiting wint koning zelf."""
    assert VECTORS.analogy("koning", "man", "vrouw")[0][0] == "koningin"
    koning, man, vrouw = map(VECTORS.vector, ("koning", "man", "vrouw"))
    assert [word for word, _ in VECTORS.nearest(koning - man + vrouw, 2)] == ["koning", "koningin"]


def test_analogy_is_a_minus_b_plus_c():
    """De volgorde ligt vast, en de scores zijn cosinussen met de uitkomst van de som."""
    target = VECTORS.vector("Parijs") - VECTORS.vector("Frankrijk") + VECTORS.vector("Italië")
    found = VECTORS.analogy("Parijs", "Frankrijk", "Italië", k=3)
    assert [word for word, _ in found] == ["Rome", *[word for word, _ in found[1:]]]
    for word, score in found:
        own = VECTORS.vector(word)
        assert score == pytest.approx(own @ target / np.linalg.norm(own) / np.linalg.norm(target), abs=1e-5)


def test_the_scores_have_the_quality_that_the_lesson_counts_on():
    """Minstens 100 analogieën in 8 soorten, alle woorden in de lijst; goed in het gewone, slecht in tegenstellingen."""
    analogies = load_analogies()
    assert len(analogies) >= 100 and len(set(analogies)) == len(analogies)
    assert all(word in VECTORS for task in analogies for word in (task.a, task.b, task.c, task.answer))
    assert all(len({task.a, task.b, task.c, task.answer}) == 4 for task in analogies)
    scores = {score.category: score for score in score_analogies(VECTORS, analogies)}
    assert len(scores) >= 8 and min(score.total for score in scores.values()) >= 10
    total = sum(score.total for score in scores.values())
    assert total == len(analogies)
    assert 0.55 * total <= sum(score.right_excluded for score in scores.values()) <= 0.7 * total
    assert 0.2 * total <= sum(score.right_all for score in scores.values()) <= 0.45 * total
    for easy in ("man en vrouw", "hoofdsteden van Europa", "land en taal", "enkelvoud en meervoud"):
        assert scores[easy].right_excluded >= 0.8 * scores[easy].total, easy
    for hard in ("tegenstellingen", "dier en jong", "dier en geluid", "ding en werk"):
        assert scores[hard].right_excluded <= 0.3 * scores[hard].total, hard


def test_scoring_agrees_with_asking_one_by_one():
    """De tabel rekent alles tegelijk uit; elke analogie los vragen geeft dezelfde telling."""
    analogies = load_analogies()[::20]
    excluded = sum(VECTORS.analogy(t.a, t.b, t.c, 1)[0][0] == t.answer for t in analogies)
    sums = (VECTORS.vector(t.a) - VECTORS.vector(t.b) + VECTORS.vector(t.c) for t in analogies)
    everything = sum(VECTORS.nearest(arrow, 1)[0][0] == t.answer for arrow, t in zip(sums, analogies, strict=True))
    scores = score_analogies(VECTORS, analogies)
    assert (sum(s.right_excluded for s in scores), sum(s.right_all for s in scores)) == (excluded, everything)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hond", "kat"),
        ("maandag", "dinsdag"),
        ("appel", "Microsoft"),
        ("drie", "vier"),
        ("blauw", "rood"),
        ("thee", "koffie"),
    ],
)
def test_neighbours_make_sense(word, expected):
    """Bekende buren staan bij de eerste vijf. Die van appel verraadt de Engelse tekst: Apple is daar een bedrijf."""
    assert expected in [neighbour for neighbour, _ in VECTORS.neighbours(word, 5)]


def test_neighbours_are_sorted_and_can_be_limited():
    """Beste eerst, het woord zelf niet, en met among alleen uit die woorden."""
    found = VECTORS.neighbours("hond", 50)
    assert len(found) == 50 and "hond" not in dict(found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    animals = VECTORS.words_of_theme("dieren")
    assert {word for word, _ in VECTORS.neighbours("hond", 500, among=animals)} == set(animals) - {"hond"}


@given(st.sampled_from(VECTORS.words), st.sampled_from(VECTORS.words))
def test_similarity_is_a_cosine(a, b):
    """Symmetrisch, tussen −1 en 1, en 1 met zichzelf."""
    assert VECTORS.similarity(a, b) == pytest.approx(VECTORS.similarity(b, a))
    assert abs(VECTORS.similarity(a, b)) <= 1 + 1e-5
    assert VECTORS.similarity(a, a) == pytest.approx(1, abs=1e-5)


@given(st.sampled_from(VECTORS.words))
def test_capitals_do_not_matter(word):
    """HOND, Hond en ' hond ' zijn hetzelfde woord."""
    for spelling in (word.upper(), word.lower(), word.capitalize(), f" {word} "):
        assert np.array_equal(VECTORS.vector(spelling), VECTORS.vector(word))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ideeen", "ideeën"),
        ("Belgie", "België"),
        ("een", "één"),
        ("CURACAO", "Curaçao"),
        ("auto’s", "auto's"),
        ("ide\u0301e", "idee"),
    ],
)
def test_accents_and_apostrophes_do_not_matter(typed, word):
    """Wie geen trema kan typen, vindt zijn woord toch."""
    assert VECTORS.english(typed) == VECTORS.english(word) and word in VECTORS.words


def test_an_unknown_word_gets_suggestions():
    """Een tikfout krijgt de woorden die erop lijken; een vreemd woord een zin zonder; nooit een traceback."""
    with pytest.raises(UnknownWord, match=r'"konning" staat niet in de lijst van .* Lijkt erop: koning') as caught:
        VECTORS.similarity("konning", "man")
    assert caught.value._render_traceback_() == [str(caught.value)]
    with pytest.raises(UnknownWord, match="geen woord in dat erop lijkt"):
        VECTORS.neighbours("qqxxqqxx")
    for wrong in (3, None, ["hond"], float("nan")):
        with pytest.raises(UnknownWord, match="Zet een woord tussen aanhalingstekens"):
            VECTORS.vector(wrong)
        assert wrong not in VECTORS


@pytest.mark.parametrize("k", [0, -1, 2.5, "3", None])
def test_a_wrong_number_of_neighbours_is_refused(k):
    """k moet een heel getal van minstens 1 zijn."""
    with pytest.raises(ValueError, match="heel aantal woorden"):
        VECTORS.neighbours("hond", k)


def test_project_wants_a_row_of_words():
    """Een los woord zou anders letter voor letter gelezen worden."""
    with pytest.raises(ValueError, match="Geef een rij woorden"):
        VECTORS.project("hond", VECTORS.vector("kat"))


def test_mean_vector_of_a_text():
    """Het gemiddelde van de bekende woorden, met leestekens en onbekende woorden overgeslagen."""
    text = "De hond, de kat en een qqxx: auto's!"
    assert VECTORS.known_words(text) == ["de", "hond", "de", "kat", "en", "één", "auto's"]
    expected = np.mean([VECTORS.vector(word) for word in ("hond", "kat")], axis=0)
    assert np.allclose(VECTORS.mean_vector(["hond", "qqxx", "KAT"]), expected, atol=1e-6)
    with pytest.raises(UnknownWord, match="geen enkel woord"):
        VECTORS.mean_vector("qqxx 123")


def test_themes():
    """Een thema geeft zijn woorden; een onbekend thema noemt de thema's die er zijn."""
    assert VECTORS.theme("hond") == "dieren" and "hond" in VECTORS.words_of_theme("dieren")
    with pytest.raises(ValueError, match="dieren"):
        VECTORS.words_of_theme("auto's en zo")


def test_the_vectors_are_shared_and_read_only():
    """Een student die een vector verandert, verandert hem niet voor alle lessen."""
    assert load_word_vectors() is VECTORS
    with pytest.raises(ValueError, match="read-only"):
        VECTORS.vector("hond")[0] = 1


@pytest.fixture
def builder(monkeypatch):
    """Het script dat word_vectors.npz maakt."""
    monkeypatch.syspath_prepend(str(DATA / "build"))
    return importlib.import_module("word_vectors")


def test_building_twice_gives_the_same(builder):
    """Dezelfde bron geeft dezelfde bytes, en op afronding na de vectoren van de bron."""
    generator = np.random.default_rng(3)
    words = [{"nederlands": f"woord{i}", "engels": f"word{i}", "thema": "proef", "ook": ""} for i in range(50)]
    source = {f"word{i}": [*generator.normal(0, 0.4, 100), 5.8, i] for i in range(60)}
    one, two = builder.build(words, source), builder.build(words, source)
    assert all(np.array_equal(one[name], two[name]) for name in one)
    exact = np.array([source[row["engels"]][:100] for row in words])
    error = np.abs(one["vectors"] * one["scales"][:, None] - exact)
    assert (error <= 0.5001 * one["scales"][:, None]).all()
    made = WordVectors(one["words"].tolist(), one["vectors"] * one["scales"][:, None], one["english"], one["themes"])
    assert made.words[7] == "woord7" and made.english("woord7") == "word7"


def test_building_names_the_words_without_a_vector(builder):
    """Een Engels woord dat het pakket niet kent, wordt genoemd."""
    with pytest.raises(SystemExit, match="bestaatniet"):
        builder.build([{"nederlands": "x", "engels": "bestaatniet", "thema": "proef", "ook": ""}], {})
