"""Werkbladen en antwoordenboek: niets vergeten, niets verraden, en op papier zoals het hoort."""

import re
from html import escape

import pytest
from accessibility import serious_violations
from complaints import no_complaints

from course_utils.authoring.lesson_minutes import ids
from course_utils.kit import answers, exam, goals, guide, one_page, slides
from course_utils.kit.answers import answer_book
from course_utils.kit.pages import inline
from course_utils.kit.worksheets import NEEDS_COMPUTER, files, on_paper, worksheet
from course_utils.questions.card import static_html
from course_utils.questions.lesson import Lesson
from course_utils.questions.progress import Progress
from course_utils.questions.questions import LETTERS
from course_utils.reading.questions import questions_of

LESSONS = guide.lessons()
ON_SCREEN = re.compile(
    r"(?i)\b(klik|sleep|schuif|vinkje|knop|toetsenbord|muis|startcel|deze cel|hieronder|Shift|Ctrl)\b"
)

HALF = 0.5  # een blad dat leger is, is verspild papier


@pytest.fixture(scope="module")
def sheets() -> dict[str, str]:
    return files(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_every_question_is_on_the_worksheet(lesson):
    page = worksheet(lesson)
    asked = set(ids(lesson.core, "opdracht"))
    assert {f"Opdracht {id}." for id in asked} == set(re.findall(r"<strong>(Opdracht [\d.]+)</strong>", page))
    assert not re.search(r"lijst(en)? <code>", page), "die lijst staat niet op papier"
    assert page.count("Hoe zeker ben je?") == len(ids(lesson.core, "voorspel"))  # de Verdieping niet
    explained = [choice.explanation for item in lesson.lesson.predictions.values() for choice in item.choices]
    assert not any(text in page for text in explained), "op een werkblad staan geen antwoorden"
    text = page.partition("</head>")[2].partition("<script>")[0]
    assert "src=" not in text and "$" not in text and "puntjes" not in text


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_a_lesson_goes_on_without_a_computer(lesson):
    """Op papier staan de figuren, de regels, elke vraag, en achterin de uitkomsten; en niets wijst naar een scherm."""
    page = worksheet(lesson, computer=False)
    front, _, back = page.partition('<section class="bleek">')
    asked = set(ids(lesson.core, "opdracht")) - set(NEEDS_COMPUTER)
    assert asked == set(re.findall(r"<strong>Opdracht ([\d.]+)\.</strong>", front))
    later = " en ".join(id for id in NEEDS_COMPUTER if id in ids(lesson.core, "opdracht"))
    assert re.findall(r"Opdracht ([\d.en ]+) kan niet op papier", front) == ([later] if later else [])
    for id in ids(lesson.core, "voorspel"):
        assert f"Voorspelling {id}." in front and re.search(rf"<strong>{id} [A-H]\.</strong>", back), id
    front = front.replace("zonder het woord hieronder", "")  # dat staat in de vraag zelf
    sentences = re.sub(r"(?s)<(style|script|pre|h1|h2|title|li)\b.*?</\1>|<[^>]*>|data:image\S+", " ", front)
    assert not ON_SCREEN.findall(sentences), [
        sentences[m.start() - 90 : m.end() + 40] for m in ON_SCREEN.finditer(sentences)
    ]
    assert not re.search(r"Klaar\?|Bronnen\.|voortgang\.json|<p>\.", page), "dit hoort bij het scherm"
    if lesson.number:
        assert "<math" in front and "data:image/png" in front
        pictures = sum(
            "image/png" in output.get("data", {}) for cell in lesson.core for output in cell.get("outputs", [])
        )
        assert page.count("<figure>") >= pictures * 0.8


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_a_letter_is_the_same_choice_everywhere(lesson, tmp_path, monkeypatch):
    """Op de kaart van een leerling met een eigen volgorde, op werkblad en dia, bij de docent en in de leesversie."""
    blocks: list[dict] = []
    monkeypatch.setattr("course_utils.questions.lesson.show_card", lambda _sentence, made, *_: blocks.extend(made))
    sets = dict(zip(("recap", "pause", "quiz"), lesson.lesson.question_sets.values(), strict=True))
    predictions = lesson.lesson.predictions.values()
    own = Lesson(lesson.number, predictions=predictions, **sets, progress=Progress(tmp_path / "voortgang.json"))
    for id in own.predictions:
        own.voorspel(id)
    for show in (own.terugblik, own.pauze, own.eindquiz):
        show()
    asked = [item.choices for item in (*predictions, *sum(sets.values(), ()))]

    def letters(pattern: str, text: str, show=inline) -> None:
        """Elke letter die hier bij een keuze staat, hoort daar ook bij."""
        known = {(letter, show(choice.text)) for item in asked for letter, choice in zip(LETTERS, item, strict=False)}
        found = re.findall(pattern, text)
        assert len(found) >= sum(map(len, asked[: len(own.predictions)]))
        assert not {*found} - known

    shown = [block for block in blocks if block.get("letters")]
    assert len(shown) == len(asked)
    own_order = [block["order"] != sorted(block["order"]) for block in shown]
    assert any(own_order) or len(shown) < 5, "bij een enkele vraag mag het lot de volgorde van de bron zijn"
    letters(r"<li><b>(\w)</b> (.*?)</li>", static_html(shown), escape)
    letters(r"</span> <b>(\w)</b> (.*?)</li>", worksheet(lesson))
    (deck,) = slides.files([lesson]).values()
    letters(r"<b>(\w)</b> <span>(.*?)</span></li>", deck)
    table = guide.predictions_table(lesson)
    letters(r"(?m)^\| (?:\*\*)?([A-H])\. (.*?)(?:\*\*)? \|", table, str)
    page = questions_of(own, {})
    pages = [
        item["choices"] for item in (*page["voorspel"].values(), *page["terugblik"], *page["pauze"], *page["eindquiz"])
    ]
    texts = [[text for text, *_ in choices] for choices in pages]
    assert texts == [[choice.text for choice in item] for item in asked]
    measured = {id: LETTERS[answers.measured_choice(lesson, own.predictions[id])[0]] for id in own.predictions}
    behind = re.findall(r"<strong>([\d.]+) (\w)\.</strong>", worksheet(lesson, computer=False))
    assert {*behind} <= {*measured.items()}
    assert re.findall(r"\| \*\*([A-H])\.", table) == [*measured.values()]


def test_sentences_about_the_screen_are_left_out():
    text = (
        "**Regel.** Een laag is een tabel. Klik op de knop. Elke rij is een neuron.\n\n**Verander** de 5.\n\n$$z = W$$"
    )
    assert on_paper(text) == "**Regel.** Een laag is een tabel. Elke rij is een neuron.\n\n$$z = W$$"


def fill_of(page) -> tuple[int, list[float]]:
    """Hoeveel bladen het blad zelf telde, en hoe vol de bladen zijn waarmee een deel eindigt."""
    data = page.evaluate("({...document.querySelector('main').dataset})")
    return int(data["pages"]), [float(full) for full in [*filter(None, data["before"].split(",")), data["last"]]]


@pytest.mark.xdist_group("browser")
def test_every_sheet_prints_well(sheets, browser, tmp_path):
    """Geen tabel of plaatje over de rand, geen half leeg laatste blad, en zoveel bladen als het blad zelf telde."""
    complaints = []
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    for name, html in sheets.items():
        page.set_content(html)
        page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        pdf = page.pdf(prefer_css_page_size=True)
        printed = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
        counted, ends = fill_of(page)
        page.emulate_media(media="screen")
        complaints += [f"{name}: {wide} beeldpunten te breed"] if wide > 0 else []
        complaints += [f"{name}: {printed} bladen, en geteld {counted}"] if printed != counted else []
        complaints += [f"{name}: een blad is voor {full:.0%} vol" for full in ends if full < HALF]
        if "02_" in name:
            complaints += [f"{name}: {text}" for text in serious_violations(page)]
    page.close()
    no_complaints(complaints, "Werkbladen die niet goed printen.")


@pytest.mark.xdist_group("browser")
def test_one_page_is_one_page(browser):
    """Wat één A4 belooft, is één A4; ook de toets en het antwoordenboek blijven binnen de randen."""
    made = one_page.files(LESSONS) | exam.pages(exam.make_exam("vwo", "A", seed=3)) | answers.files(LESSONS)
    page, complaints = browser.new_page(viewport={"width": 1366, "height": 768}), []
    for name, html in made.items():
        page.set_content(html)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 900})  # zo breed is A4 tussen zijn marges
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        complaints += [f"{name}: {wide} beeldpunten te breed"] if wide > 0 else []
        printed = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))
        if name.startswith("toets"):
            asked = fill_of(page)[1][0]  # van de toets is het laatste blad het formuleblad: dat ligt los
            complaints += [f"{name}: een blad is voor {asked:.0%} vol"] if asked < HALF else []
        if name.rpartition("/")[2].removesuffix(".html") in one_page.PAGES and printed != 1:
            complaints.append(f"{name}: {printed} bladen")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1366, "height": 768})
        if name.endswith(("privacy.html", "antwoorden.html", "_A.html", "boek.html")):  # van elke soort één
            complaints += [f"{name}: {text}" for text in serious_violations(page, contrast="privacy" in name)]
    page.close()
    no_complaints(complaints, "Deze bladzijden printen niet goed.")


# --- het antwoordenboek --------------------------------------------------------------------------------------------


def test_the_answer_book_follows_the_worksheet():
    """Elke voorspelling, opdracht en vraag van de kern, in de volgorde van het werkblad."""
    book = answer_book(LESSONS)
    for lesson in LESSONS:
        asked = re.findall(r"<strong>((?:Voorspelling|Opdracht) [\d.]+)</strong>", worksheet(lesson))
        answered = re.findall(r"\*\*((?:Voorspelling|Opdracht) [\d.]+)\*\*", book)
        assert [name for name in answered if name in asked] == asked


def test_every_goal_has_a_way_in_the_answer_book():
    book, found = answer_book(LESSONS), goals.saved()
    shown = {goals.key(lesson, cell) for lesson in LESSONS for cell in lesson.core if goals.shows_figure(cell)}
    assert set(found) <= shown, "een figuur is er niet meer: draai python -m course_utils.kit.goals"
    for name, goal in found.items():
        assert goal["wegen"], f"{name}: niemand vond een stand die het doel haalt"
        assert goal["doel"] in book and all(way["woorden"] in book for way in goal["wegen"]), name
