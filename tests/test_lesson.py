"""Voorspellen, onthullen, hints en quiz: wat de kaarten laten zien, en wat er van bewaard wordt."""

import json
import os
from pathlib import Path

import pytest

import course_utils.questions.lesson as lesson_module
from course_utils.app.copies import copy_lessons
from course_utils.questions import card
from course_utils.questions.card import static_html
from course_utils.questions.exercises import BLANK_TEXT, NumberExercise
from course_utils.questions.lesson import Lesson
from course_utils.questions.progress import Progress
from course_utils.questions.questions import Choice, Prediction, Question

PREDICTION = Prediction(
    id="9.1",
    text="Hoeveel?",
    choices=(Choice("weinig", "Het is meer."), Choice("veel", "Inderdaad veel.")),
    right=lambda measured: int(measured > 10),
)
EXERCISE = NumberExercise(
    id="9.1", question="?", answer=4, praise="Goed zo.", hints=("Denk na.", "Tel op: 2 + 2."), solution="aantal = 2 + 2"
)
QUESTION = Question("9.q", "Welke?", (Choice("deze", "Nee, de andere."), Choice("die", "Ja, die.")), right=1)


@pytest.fixture
def shown(monkeypatch):
    """Vangt op wat er getoond wordt: (zin, kaart)."""
    cards = []

    def capture(sentence, blocks, on_press=None, static=None):
        card = FakeCard(blocks, on_press, static_html(static or blocks))
        cards.append((sentence, card))
        return card

    monkeypatch.setattr(lesson_module, "show_card", capture)
    return cards


class FakeCard:
    def __init__(self, blocks, on_press, static):
        self.blocks, self.on_press, self.static = blocks, on_press, static

    def press(self, name, chosen=None):
        self.blocks = self.on_press(name, chosen or {})

    @property
    def text(self):
        return " ".join(block.get("text", "") for block in self.blocks)


def make(path=None):
    return Lesson(
        9, predictions=[PREDICTION], exercises=[EXERCISE], recap=[QUESTION], quiz=[QUESTION], progress=Progress(path)
    )


def test_een_voorspelling_wordt_vastgelegd_en_daarna_onthuld(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.voorspel("9.1")
    card = shown[-1][1]
    assert "veel." not in card.text + card.static, "de uitleg mag niet te zien zijn voor de voorspelling"
    card.press("vast", {"keuze": 0})
    assert "hoe zeker" in card.text
    card.press("vast", {"keuze": 0, "zeker": 2})
    assert "Vastgelegd" in card.text
    assert all(block["locked"] for block in card.blocks if block["type"] == "choices")
    lesson.onthul("9.1", 50)
    assert "Jij koos: weinig (ik weet het zeker). Het is meer." in shown[-1][1].text
    assert "Het is: veel. Inderdaad veel." in shown[-1][1].text
    again = make(tmp_path / "voortgang.json")
    again.voorspel("9.1")
    assert "Vastgelegd" in shown[-1][1].text, "na een herstart staat de voorspelling er nog"


def test_de_meting_beslist_welke_keuze_klopt(shown):
    lesson = make()
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 0, "zeker": 1})
    lesson.onthul("9.1", 3)
    assert "Dat klopt." in shown[-1][1].text


def test_wie_achteraf_voorspelt_ziet_de_onthulling_veranderen(shown):
    lesson = make()
    lesson.voorspel("9.1")
    prediction = shown[-1][1]
    lesson.onthul("9.1", 50)
    reveal = shown[-1][1]
    assert "nog geen voorspelling" in reveal.text
    prediction.press("vast", {"keuze": 1, "zeker": 0})
    assert "Jij koos: veel (ik gok). Dat klopt." in reveal.text
    assert lesson.progress.get("voorspelling 9.1")["goed"] is True


def test_de_zin_van_een_onthulling_hangt_niet_af_van_de_student(shown):
    lesson = make()
    lesson.onthul("9.1", 50)
    before = shown[-1][0]
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 0, "zeker": 0})
    lesson.onthul("9.1", 50)
    assert shown[-1][0] == before


def test_hints_gaan_een_voor_een_open_en_dan_de_oplossing(shown):
    lesson = make()
    lesson.opdracht("9.1", 5)
    card = shown[-1][1]
    assert "Denk na." not in card.text
    labels = []
    for _ in range(3):
        labels.append(card.blocks[-1]["label"])
        card.press("hint")
    assert labels == ["Hint 1 van 2", "Hint 2 van 2", "Laat de oplossing zien"]
    assert "aantal = 2 + 2" in card.text
    assert card.blocks[-1]["type"] == "code"
    lesson.opdracht("9.1", 5)
    assert "aantal = 2 + 2" in shown[-1][1].text, "wat open was, blijft open"


def test_wat_een_student_typt_wordt_geen_html(shown):
    """Een antwoord komt terug in het oordeel, en dat staat ook in het bewaarde notebook."""
    evil = "<img src=x onerror=alert(1)>"
    make().opdracht("9.1", evil)
    blocks = [card.heading(evil), card.paragraph(evil), card.status(evil), card.code(evil), card.details(evil, evil)]
    html = static_html([*blocks, card.choices("keuze", evil, [evil]), *shown[0][1].blocks])
    assert "<img" not in html and html.count("&lt;img") == 9


def test_een_lege_opdracht_zegt_alleen_dat(shown):
    lesson = make()
    lesson.opdracht("9.1", ...)
    assert shown[-1][0] == BLANK_TEXT
    assert lesson.progress.get("opdracht 9.1") == {}


def test_een_eenmaal_goede_opdracht_blijft_goed(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    for value in (4, 5):
        lesson.opdracht("9.1", value)
    saved = json.loads((tmp_path / "voortgang.json").read_text(encoding="utf-8"))
    assert saved["opdracht 9.1"] == {"goed": True, "pogingen": 2}


def test_elke_keuze_in_de_quiz_krijgt_haar_uitleg(shown):
    lesson = make()
    lesson.eindquiz()
    card = shown[-1][1]
    card.press("9.q")
    assert "Nee, de andere." not in card.text
    card.press("9.q", {"9.q": 0})
    assert "Nee, de andere." in card.text
    card.press("9.q", {"9.q": 1})
    assert "Ja, die." in card.text
    assert lesson.progress.get("vraag 9.q") == {"keuze": 1, "eerste": 0, "goed": False}


def test_een_onbekend_nummer_geeft_een_zin(shown):
    make().opdracht("9.7", 3)
    assert shown[-1][0] == "Opdracht 9.7 bestaat niet in deze les. Wel: 9.1."


def test_een_oude_keuze_die_niet_meer_bestaat_telt_niet(shown, tmp_path):
    lesson = make(tmp_path / "voortgang.json")
    lesson.progress.record("voorspelling 9.1", keuze=7, zeker=0)
    lesson.progress.record("vraag 9.q", keuze=9)
    lesson.voorspel("9.1")
    assert "Vastgelegd" not in shown[-1][1].text
    lesson.eindquiz()


def test_de_samenvatting_van_de_voortgang(shown):
    lesson = make()
    lesson.voortgang()
    assert shown[-1][0] == "Opdrachten goed: 0 van 1. Voorspellingen gedaan: 0 van 1."
    lesson.voorspel("9.1")
    shown[-1][1].press("vast", {"keuze": 1, "zeker": 2})
    lesson.onthul("9.1", 50)
    lesson.opdracht("9.1", 4)
    lesson.voortgang()
    assert "1 van 1" in shown[-1][0]
    assert "zeker wist, klopte het 1 van de 1 keer" in shown[-1][0]


class TestProgress:
    def test_een_ander_notebook_gaat_niet_verloren(self, tmp_path):
        one, other = Progress(tmp_path / "v.json"), Progress(tmp_path / "v.json")
        one.record("a", goed=True)
        other.record("b", goed=False)
        one.record("c", goed=True)
        assert set(Progress(tmp_path / "v.json").all()) == {"a", "b", "c"}

    def test_een_beschadigd_bestand_gaat_opzij(self, tmp_path):
        (tmp_path / "v.json").write_text("{kapot", encoding="utf-8")
        progress = Progress(tmp_path / "v.json")
        assert progress.all() == {}
        assert "beschadigd" in progress.warning
        assert (tmp_path / "voortgang-beschadigd.json").read_text(encoding="utf-8") == "{kapot"

    @pytest.mark.parametrize(
        "content",
        [b"[]", b'{"a": 3}', b'{"opdracht 9.1": {"pogingen": "veel"}}', b'{"opdracht 9.1": {"hints": -3}}',
         b'{"vraag 9.q": {"keuze": 1.0}}', b'{"vraag 9.q": {"keuze": null}}', b"\xff\x00", b"[" * 100_000],
        ids=lambda content: content[:40].decode("latin-1"),
    )  # fmt: skip
    def test_wat_de_cursus_nooit_schreef_geeft_geen_fout(self, shown, tmp_path, content):
        """Een bestand dat met de hand of door een ander programma veranderd is, breekt geen enkele cel."""
        path = tmp_path / "voortgang.json"
        asked = (("voorspel", "9.1"), ("onthul", "9.1", 3), ("opdracht", "9.1", 5), ("eindquiz",), ("voortgang",))
        for name, *arguments in asked:
            path.write_bytes(content)
            getattr(make(path), name)(*arguments)
            assert (tmp_path / "voortgang-beschadigd.json").read_bytes() == content

    def test_de_student_leest_dat_het_bestand_beschadigd_was(self, shown, tmp_path):
        (tmp_path / "voortgang.json").write_text("{kapot", encoding="utf-8")
        make(tmp_path / "voortgang.json").opdracht("9.1", 5)
        assert "voortgang-beschadigd.json" in shown[-1][1].text, "ook als er meteen iets nieuws bewaard wordt"

    def test_wat_al_bekend_was_blijft_als_het_bestand_beschadigd_raakt(self, tmp_path):
        progress = Progress(tmp_path / "v.json")
        progress.record("a", goed=True)
        (tmp_path / "v.json").write_text("{kapot", encoding="utf-8")
        assert [progress.get("a"), progress.get("a")] == [{"goed": True}] * 2
        assert Progress(tmp_path / "v.json").get("a") == {"goed": True}

    def test_een_bestand_dat_even_vastzit_wordt_nog_eens_geprobeerd(self, tmp_path, monkeypatch):
        """Op Windows kan een ander notebook het bestand net open hebben: dat is geen reden om niets meer te bewaren."""
        progress, replace, refused = Progress(tmp_path / "v.json"), os.replace, []

        def busy(source, target):
            if len(refused) < 2:
                refused.append(target)
                raise PermissionError
            replace(source, target)

        monkeypatch.setattr("course_utils.questions.progress.os.replace", busy)
        progress.record("a", goed=True)
        assert len(refused) == 2 and progress.warning == ""
        assert Progress(tmp_path / "v.json").all() == {"a": {"goed": True}}

    def test_een_bestand_dat_niet_te_lezen_is_blijft_liggen(self, tmp_path, monkeypatch):
        """Onleesbaar is niet hetzelfde als beschadigd: er gaat niets opzij, en er wordt niets overschreven."""
        Progress(tmp_path / "v.json").record("a", goed=True)
        progress = Progress(tmp_path / "v.json")

        def refuse(*_, **__):
            raise PermissionError

        with monkeypatch.context() as locked:
            locked.setattr("pathlib.Path.read_text", refuse)
            progress.record("b", goed=True)
        assert "niet te lezen" in progress.warning and progress.get("b") == {"goed": True}
        assert Progress(tmp_path / "v.json").all() == {"a": {"goed": True}}

    def test_er_is_op_geen_moment_een_half_bestand(self, tmp_path, monkeypatch):
        """Wie de stekker eruit trekt tijdens het schrijven, houdt het vorige bestand."""
        progress = Progress(tmp_path / "v.json")
        progress.record("a", goed=True)

        def power_cut(source, target):
            raise SystemExit

        monkeypatch.setattr("course_utils.questions.progress.os.replace", power_cut)
        with pytest.raises(SystemExit):
            progress.record("b", goed=True)
        assert json.loads((tmp_path / "v.json").read_text("utf-8")) == {"a": {"goed": True}}

    def test_wie_het_bestand_weggooit_begint_opnieuw(self, tmp_path):
        progress = Progress(tmp_path / "v.json")
        progress.record("a", goed=True)
        (tmp_path / "v.json").unlink()
        assert progress.all() == {}

    def test_een_map_die_niet_te_beschrijven_is_geeft_een_zin(self, tmp_path):
        progress = Progress(tmp_path / "bestaat niet" / "v.json")
        progress.record("a", goed=True)
        assert "niet te beschrijven" in progress.warning
        assert progress.get("a") == {"goed": True}, "deze sessie werkt door"

    def test_alleen_in_de_map_van_de_student(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert Progress.of_student().path is None
        (tmp_path / "mijn_cursus").mkdir()
        monkeypatch.chdir(tmp_path / "mijn_cursus")
        assert Progress.of_student().path == tmp_path / "mijn_cursus" / "voortgang.json"

    def test_in_elke_map_die_start_maakte(self, tmp_path, monkeypatch):
        """Ook met --map: na weggooien of een beschadigd bestand bewaart de volgende kernel gewoon weer."""
        copy_lessons(Path(__file__).parents[1], tmp_path / "lessen van Anna")
        monkeypatch.chdir(tmp_path / "lessen van Anna")
        path = Path("voortgang.json").resolve()
        for lose in (path.unlink, lambda: path.write_text("kapot", "utf-8")):
            lose()
            assert Progress.of_student().all() == {}  # zet een beschadigd bestand opzij
            assert Progress.of_student().path == path
            Progress.of_student().record("a", goed=True)
            assert Progress.of_student().all() == {"a": {"goed": True}}
