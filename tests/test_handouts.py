"""Stemkaarten, posters en certificaat: één vel, niets over de rand, en de getallen kloppen."""

import json
import re

import pytest
from accessibility import serious_violations
from complaints import no_complaints

from course_utils.kit import guide, handouts

pytestmark = pytest.mark.xdist_group("kit")

LESSONS = guide.lessons()
MM = 72 / 25.4
SHEETS = {
    "stemkaarten": (210, 297),
    "certificaat": (297, 210),
    "posters/cursus": (420, 297),
    "posters/neuron": (420, 297),
}
_OUTSIDE = """frame => [...document.querySelectorAll("text, b, li, p, h1, label, input.invul")].filter(part => {
  const inside = part.closest(frame), box = part.getBoundingClientRect();
  const edge = inside?.getBoundingClientRect();
  return inside && box.width && (box.right > edge.right - 4 || box.bottom > edge.bottom - 4 || box.left < edge.left);
}).map(part => part.textContent)"""
_OVER_PICTURE = """() => [...document.querySelectorAll("svg > g")].flatMap(card => {
  const picture = card.querySelector("g")?.getBoundingClientRect();
  return picture ? [...card.querySelectorAll(":scope > text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.right > picture.left && box.left < picture.right && box.bottom > picture.top && box.top < picture.bottom;
  }).map(text => text.textContent) : [];
})"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vellen")
    texts = handouts.files(LESSONS)
    texts["index.html"] = handouts.contents(texts)
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(60_000)
    asked = []
    page.on("request", lambda request: request.url.startswith("file:") or asked.append(request.url))
    yield page
    page.close()
    assert asked == [], "Niets komt van internet."


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_one_page_with_nothing_cut(name, made, page):
    page.goto((made / f"{name}.html").as_uri())
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (round(width / MM), round(height / MM)) == SHEETS[name]
    for frame in ("svg", ".kaart", ".certificaat"):
        no_complaints(page.evaluate(_OUTSIDE, frame), f"Deze tekst van {name} steekt uit.")
    if name == "posters/cursus":
        no_complaints(page.evaluate(_OVER_PICTURE), "Deze tekst staat over het plaatje heen.")
    no_complaints(serious_violations(page), f"Verbeter {name}.")


def test_the_list_of_everything_leads_to_everything(made, page):
    page.goto((made / "index.html").as_uri())
    links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {f"{name}.html" for name in SHEETS} == set(links)
    assert all((made / link).exists() for link in links)
    no_complaints(serious_violations(page), "Verbeter de lijst.")


def test_the_course_poster_asks_what_the_lessons_ask():
    poster = re.sub(r"\s+", " ", re.sub(r"</text>\s*(<text[^>]*>)?", " ", handouts.course_poster(LESSONS)))
    for lesson in LESSONS:
        question = lesson.sections[0].title.partition(": ")[2]
        assert question[1:] in poster and handouts.teaser(lesson) in poster


def test_the_course_poster_makes_room_for_more_lessons():
    poster = handouts.course_poster(LESSONS[:8] + LESSONS[:8])
    assert poster.count("<g transform=") == 32
    for x, y, scale in re.findall(r"<g transform=.translate[(]([\d.]+) ([\d.]+)[)] scale[(]([\d.]+)", poster):
        assert float(x) + 118 * float(scale) <= 400 and float(y) + 68 * float(scale) <= 286


def test_the_neuron_on_the_poster_is_the_cat_of_lesson_02():
    """De getallen staan in les 02, stap 1, en de som klopt."""
    cell = next(cell for cell in LESSONS[2].code_cells if cell.source.startswith("snuit, oren"))
    names: dict[str, float] = {}
    exec("\n".join(cell.source.splitlines()[:2]), names)
    assert (names["snuit"], names["oren"]) == handouts.INPUTS
    assert (names["w1"], names["w2"]) == handouts.WEIGHTS and names["b"] == handouts.BIAS
    assert "−1,0 + 8,0 − 3,0 = 4,0" in handouts.neuron_poster() and cell.outputs[0].text == "z = 4.0 dus: kat\n"


def test_a_pupil_prints_a_certificate_from_the_progress_file(made, page, tmp_path):
    page.goto((made / "certificaat.html").as_uri())
    page.get_by_label("je naam").fill("Noor")
    saved = tmp_path / "voortgang.json"
    records = {"versie": 2, "voorspelling 1.1": {"keuze": 0}, "voorspelling 1.2": {}, "opdracht 1.1": {"goed": True}}
    saved.write_text(json.dumps(records | {"opdracht 1.2": {"goed": False}, "voorspelling 2.1": {"keuze": 1}}), "utf-8")
    page.set_input_files("#bestand", saved)
    page.wait_for_function("document.querySelector('output').textContent")
    told = page.locator("output").all_inner_texts()
    assert told[:3] == [
        "1 van de 5 voorspellingen, 1 van de 4 opdrachten goed",
        "1 van de 4 voorspellingen, 0 van de 4 opdrachten goed",
        "",
    ]
    saved.write_text("geen json", "utf-8")
    page.set_input_files("#bestand", [])
    page.set_input_files("#bestand", saved)
    page.wait_for_function("document.querySelector('#melding').textContent.includes('kan ik niet lezen')")
    page.emulate_media(media="print")
    assert not page.locator(".uitleg").is_visible() and page.get_by_label("je naam").input_value() == "Noor"
