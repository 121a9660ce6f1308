"""De dia's: staat elke vraag erop, blijft de uitkomst verborgen, past alles, en werken klok en toetsen?"""

import re

import pytest
from accessibility import serious_violations
from complaints import no_complaints

from course_utils.authoring.lesson_minutes import ids, work_in
from course_utils.kit import guide, slides
from course_utils.kit.answers import measured_choice
from course_utils.kit.teacher_page import TeacherPage

pytestmark = pytest.mark.xdist_group("kit")  # één browser voor alles wat een docent toont

LESSONS = guide.lessons()
NOTEBOOK_SCREEN, PROJECTOR = (1366, 768), (1920, 1080)
SMALLEST = 0.6  # kleiner dan dit deel van de gewone letters is achterin niet te lezen

_TOO_LARGE = """() => all.flatMap(slide => {
  show(slide, true);
  const box = slide.querySelector(".inhoud"), page = slide.getBoundingClientRect(), wrong = [];
  const size = Number(box.style.getPropertyValue("--maat") || 1);
  if (tooLarge(box)) wrong.push("past niet");
  if (size < %s) wrong.push(`letters op ${size}`);
  if ([...box.querySelectorAll("p, li, pre, img, table, h2")].some(part => {
    const place = part.getBoundingClientRect();
    return place.right > page.right || place.bottom > page.bottom;
  })) wrong.push("steekt uit");
  if ([...box.querySelectorAll("img")].some(img => !img.naturalWidth || img.clientHeight < innerHeight / 3))
    wrong.push("figuur te klein");
  return wrong.map(what => `${slide.querySelector("h1, h2").textContent.trim()}: ${what}`);
})"""
_LEAKS = """() => all.filter(slide => slide.querySelector(".straks")).flatMap(slide => {
  const parts = [...slide.querySelectorAll(".straks")];
  const visible = () => parts.some(part => part.checkVisibility({visibilityProperty: true}));
  show(slide);
  const before = visible(), ticks = slide.querySelectorAll(".klopt span");
  const ticked = [...ticks].some(tick => getComputedStyle(tick, "::after").content !== "none");
  KEYS.ArrowRight();
  return before || ticked || !visible() ? [slide.querySelector("h1, h2").textContent] : [];
})"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """De map met de dia's van elke les."""
    folder = tmp_path_factory.mktemp("kit")
    for name, text in slides.files(LESSONS).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder / "dias"


@pytest.fixture
def open_deck(browser, decks):
    """Open de dia's van een les in een schone bladzijde; aan het eind mag er niets misgegaan zijn."""
    pages, problems = [], []

    def open_(lesson, size=NOTEBOOK_SCREEN, place="", **options):
        context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)), **options)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or problems.append(request.url))
        pages.append(context)
        page.goto(f"{(decks / f'{lesson.stem}.html').as_uri()}{place}")
        return page

    yield open_
    for context in pages:
        context.close()
    assert problems == [], "Geen fouten, en niets van internet."


# --- wat erop staat ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_every_question_figure_and_exercise_has_its_slide_in_the_plenary_route(lesson):
    deck = [slide for slide in slides.slides(lesson) if slide.route != slides.DEVICES]
    asked, made = ids(lesson.core, "voorspel"), ids(lesson.core, "opdracht")
    kinds = {
        kind: [slide for slide in deck if slide.kind == kind] for kind in ("vote", "outcome", "exercise", "question")
    }
    assert [slide.heading for slide in kinds["vote"]] == [f"Voorspelling {id}" for id in asked]
    assert [slide.heading for slide in kinds["outcome"]] == [f"Voorspelling {id}: wat bleek?" for id in asked]
    assert [slide.heading for slide in kinds["exercise"]] == [f"Opdracht {id}" for id in made]
    assert len(kinds["question"]) == sum(map(len, lesson.lesson.question_sets.values()))
    saved = [
        output for cell in lesson.core for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    assert sum(slide.kind == "figure" for slide in deck) == len(saved) >= work_in(lesson.core, lesson).figures - 2
    for slide in kinds["outcome"]:
        wrong = [choice for place, choice in enumerate(slide.content["choices"]) if place != slide.content["right"]]
        assert all(f" koos: {choice.correction}" in slide.notes[0] for choice in wrong), "wat je daarop zegt"
    teacher = TeacherPage(lesson)
    talks = [slide for slide in deck if slide.kind == "talk"]
    assert len(talks) == len(teacher.questions), "Elke gespreksvraag hoort bij een stap of een kop van de les."
    assert all(question.strip() for slide in talks for question in [slide.content["text"]])


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_a_class_with_devices_works_exactly_the_minutes_of_the_table(lesson):
    """`Nu zelf` staat op de rustige minuten van de stap, en elke voorspelling en opdracht hoort bij een stap."""
    deck = [
        slide for slide in slides.slides(lesson) if slide.kind == "alone" and not slide.heading.endswith("eindquiz")
    ]
    parts = {f"Stap {part.step}. {part.topic}" if part.step else part.topic: part for part in guide.parts_of(lesson)}
    minutes = {name.rstrip(" ."): part.row[3] for name, part in parts.items()}
    assert {slide.place: slide.content["minutes"] for slide in deck}.items() <= minutes.items()
    todo = [item for slide in deck for item in slide.content["todo"]]
    assert [item for item in todo if item.startswith("Opdracht")] == [
        f"Opdracht {id}" for id in ids(lesson.core, "opdracht")
    ]


def test_a_dozen_predictions_deserve_a_second_vote():
    """Elk met de vraag zoals de les haar stelt, en nooit een die van de computer afhangt."""
    predictions = {id: (lesson, item) for lesson in LESSONS for id, item in lesson.lesson.predictions.items()}
    text = (guide.GUIDE / "stemmen.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| voorspelling (\d+\.\d) \| (.*) \| .+ \|$", text)
    assert len(rows) == 12 == len(guide.votes_that_deserve_it())
    assert [(id, predictions[id][1].text) for id, _ in rows] == rows
    depends = {id for id, (lesson, item) in predictions.items() if measured_choice(lesson, item)[1]}
    assert not depends & {id for id, _ in rows}
    named = re.search(r"(?s)Bij (voorspelling 4.5.+?) hangt", text)[1]
    assert set(re.findall(r"\d+\.\d", named)) >= depends


# --- in een echte browser ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS, ids=repr)
def test_every_slide_fits_and_hides_its_outcome(lesson, open_deck):
    page = open_deck(lesson)
    no_complaints(page.evaluate(_TOO_LARGE % SMALLEST), f"Deze dia's van les {lesson.stem[:2]} zijn te vol.")
    no_complaints(
        page.evaluate(_LEAKS), f"Deze dia's van les {lesson.stem[:2]} verklappen de uitkomst, of tonen hem nooit."
    )


def test_a_larger_screen_shows_the_same(open_deck):
    """Alles groeit mee met het scherm; daarom is één les op de beamer genoeg."""
    page = open_deck(LESSONS[3], PROJECTOR)
    no_complaints(page.evaluate(_TOO_LARGE % SMALLEST), "Op een grote beamer past het niet.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keys_walk_through_the_lesson(open_deck):
    page = open_deck(LESSONS[2])
    heading = lambda: page.locator(".dia.nu :is(h1, h2)").inner_text()  # noqa: E731
    page.keyboard.press("ArrowRight")
    assert heading() == "Wat je gaat doen"
    page.keyboard.press("PageDown")
    page.keyboard.press(" ")
    assert heading() == "Terugblik 1 van 3" and not page.locator(".dia.nu .uitkomst").is_visible()
    page.keyboard.press("ArrowRight")
    assert heading() == "Terugblik 1 van 3" and page.locator(".dia.nu .uitkomst").is_visible()
    page.keyboard.press("ArrowLeft")
    assert not page.locator(".dia.nu .uitkomst").is_visible()
    page.keyboard.press("n")
    assert heading() == "Terugblik 2 van 3" and not page.locator(".dia.nu .uitkomst").is_visible()
    page.keyboard.press("m")
    assert heading() == "Terugblik 2 van 3", "In de andere route sta je op dezelfde dia."
    place = page.url.partition("#")[2]
    assert place.startswith("beamer-")
    page.reload()
    assert heading() == "Terugblik 2 van 3", "Na opnieuw laden ga je verder waar je was."
    for key in "69":  # stap 9 is er niet: dan gebeurt er niets
        page.keyboard.press(key)
        assert heading().split("\n")[0] == "Stap 6"
    page.keyboard.press("End")
    assert page.locator(".dia.nu").get_attribute("data-route") in ("beide", "beamer")
    page.keyboard.press("Home")
    page.get_by_role("button", name="Met apparaten").click()
    assert page.evaluate("route") == "zelf" and heading() == "Wat je gaat doen"
    page.keyboard.press("h")
    assert page.get_by_role("heading", name="Toetsen").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    assert not page.locator(".dia.nu").is_visible()


def test_the_clock_counts_down_and_says_when_time_is_up(open_deck):
    page = open_deck(LESSONS[2])
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # hierna loopt de tijd alleen nog met run_for
    page.reload()
    page.evaluate("show(all.find(slide => slide.matches('.dia-vote')))")
    clock = page.locator(".dia.nu .klok")
    page.keyboard.press("t")
    page.clock.run_for(20_000)
    assert clock.inner_text() == "0:40"
    page.keyboard.press("t")
    page.clock.run_for(5_000)
    assert clock.inner_text() == "0:40", "Stil is stil."
    page.keyboard.press("+")
    page.keyboard.press("t")
    page.clock.run_for(101_000)
    assert clock.inner_text() == "0:00" and "om" in clock.get_attribute("class").split()
    page.keyboard.press("r")
    assert clock.inner_text() == "1:00" and "om" not in clock.get_attribute("class").split()


def test_the_notes_are_for_the_teacher_and_weigh_the_votes(open_deck):
    page = open_deck(LESSONS[2])
    notes = page.locator(".docent")
    assert not notes.is_visible()
    page.keyboard.press("s")
    assert "Zo begin je" in notes.inner_text() and "37" not in page.locator(".dia.nu").inner_text()
    page.evaluate("show(all.find(slide => slide.matches('.dia-vote')))")
    boxes = notes.locator("input")
    for place, (votes, advice) in enumerate([(10, "leg uit"), (9, "overleggen"), (40, "ga door")]):
        boxes.nth([0, 1, 4][place]).fill(str(votes))  # 2.1: B is goed; de tweede stemming telt als ze er is
        assert advice in notes.locator(".raad").inner_text()
    boxes.nth(0).press("ArrowRight")
    assert page.locator(".dia.nu.dia-vote").count(), "Wie typt, bladert niet."
    slide = page.locator(".dia.nu").bounding_box()
    assert slide["y"] + slide["height"] <= notes.bounding_box()["y"] + 1, "De spreektekst staat onder de dia."


def test_the_notes_move_to_a_second_window_and_back(open_deck):
    page = open_deck(LESSONS[2])
    with page.expect_popup() as opened:
        page.keyboard.press("v")
    second = opened.value
    assert "Zo begin je" in second.locator(".docent").inner_text() and not page.locator(".docent").count()
    second.keyboard.press("ArrowRight")
    assert page.locator(".dia.nu h2").inner_text() == "Wat je gaat doen"
    assert "hierna" in second.locator(".stand").inner_text() and "2 / " in second.locator(".stand").inner_text()
    second.close()
    page.wait_for_function("document.querySelector('.docent')")
    page.keyboard.press("s")
    assert page.locator(".docent").is_visible()


@pytest.mark.parametrize("route", [slides.DEVICES, slides.BEAMER])
def test_a_route_prints_one_slide_per_page(route, open_deck):
    page = open_deck(LESSONS[8], place=f"#{route}-1")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == page.evaluate("inRoute().length")
    assert set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)) != set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_slides_are_for_everyone(scheme, open_deck):
    page = open_deck(LESSONS[2], color_scheme=scheme, place="#beamer-1")
    page.keyboard.press("s")
    complaints = serious_violations(page)
    for kind in ("vote", "outcome", "code", "claim") if scheme == "light" else ("code",):
        page.evaluate("kind => show(all.find(slide => slide.matches(`.dia-${kind}`)), true)", kind)
        complaints += [f"{kind}: {found}" for found in serious_violations(page, within=".dia.nu")]
    no_complaints(complaints, "Verbeter de dia's.")
