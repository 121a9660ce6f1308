"""Wat de leerling in het beeld vastpakt of aanklikt, in een echte browser."""

import pytest
from accessibility import serious_violations
from figure_page import figure_page

from course_utils.dutch_numbers import dutch
from course_utils.live import Drawing, LiveFigure, Spot, handle, slider

pytestmark = pytest.mark.xdist_group("browser")


def build(figure):
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 10))
    (dot,) = axes.plot([], [], "o")
    corner = axes.text(8, 1, "hoek")

    def draw(x, y, turn):
        dot.set_data([x], [y])
        sentence = f"Het punt ligt op {dutch(x, 1)} en {dutch(y, 1)}, gedraaid over {dutch(turn)} graden."
        return Drawing(sentence, spots=[Spot("De hoek", {"x": 8, "y": 1}, corner)])

    return draw, dot


def point_figure(**handles) -> LiveFigure:
    return LiveFigure(
        build,
        size=(5, 4),
        x=slider(0, 10, 0.5, 5, "Rechts"),
        y=slider(0, 10, 0.5, 5, "Omhoog"),
        turn=slider(0, 90, 1, 0, "Hoek"),
        **handles,
    )


@pytest.fixture(scope="module")
def page(browser):
    """Een figuur met een greep op het punt, een op een lijn, en een die met een hoek draait."""
    figure = point_figure(
        dot=handle("x", "y", "Het punt"),
        edge=handle("turn", label="De rand", at=lambda turn: (turn / 10, 0.5), alone=True),
    )
    with figure_page(browser, figure, has_touch=True, viewport={"width": 700, "height": 700}) as page:
        yield page


@pytest.fixture(autouse=True)
def start(request):
    if "page" in request.fixturenames:
        page = request.getfixturevalue("page")
        page.get_by_role("button", name="Opnieuw").click()
        says(page, "op 5,0 en 5,0, gedraaid over 0 graden")


def says(page, part: str) -> None:
    page.locator(".hoe-ai-sentence", has_text=part).wait_for(timeout=60_000)


def wait_until(page, true) -> None:
    """Wacht tot iets in Python waar is, terwijl de pagina doorloopt; hooguit een minuut."""
    for _ in range(3000):
        if true():
            return
        page.wait_for_timeout(20)
    raise AssertionError("dit werd binnen een minuut niet waar")


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_grip_follows_the_mouse_in_the_same_frame_and_the_sliders_come_along(page):
    grip = page.locator(".hoe-ai-grip").first
    x, y = middle(grip)
    page.evaluate(
        """() => window.addEventListener("pointermove", (event) => {
          const box = document.querySelector(".hoe-ai-grip").getBoundingClientRect();
          window.behind = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
        })"""  # deze luisteraar komt na die van de greep, en vóór er iets getekend wordt
    )
    page.mouse.move(x + 4, y + 3)  # wie ernaast pakt, verzet nog niets
    page.mouse.down()
    page.mouse.move(x + 104, y - 77)
    assert page.evaluate("window.behind") <= 20  # hooguit een halve stand, en wat je ernaast pakte
    page.mouse.up()
    says(page, "op 7,0 en 7,0")
    assert page.locator("input[type=range]").first.get_attribute("aria-valuetext") == "7,0"
    page.mouse.move(x, y)
    assert page.get_by_role("slider", name="Het punt: Rechts").get_attribute("aria-valuetext") == "7,0", "losgelaten"


def test_a_grip_follows_a_finger(page):
    grip = page.locator(".hoe-ai-grip").first
    x, y = middle(grip)
    fingers = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 50, "y": y + 40}]),
        ("touchMove", [{"x": x - 100, "y": y + 80}]),
        ("touchEnd", []),
    ):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    says(page, "op 3,0 en 3,0")


def test_a_grip_by_keyboard(page):
    """Een pijltje verzet de greep die kant op, met Shift tien standen; Home en End gaan naar de uiteinden."""
    across, up = (page.get_by_role("slider", name=f"Het punt: {name}") for name in ("Rechts", "Omhoog"))
    across.focus()
    for key, place in (
        ("ArrowRight", "5,5 en 5,0"),
        ("ArrowUp", "5,5 en 5,5"),
        ("Shift+ArrowDown", "5,5 en 0,5"),
        ("End", "5,5 en 10,0"),
        ("Shift+ArrowLeft", "0,5 en 10,0"),
        ("Home", "0,0 en 10,0"),
        ("PageUp", "5,0 en 10,0"),
        ("PageUp", "10,0 en 10,0"),
        ("PageDown", "5,0 en 10,0"),
    ):
        page.keyboard.press(key)
        says(page, f"op {place}")
    assert across.get_attribute("aria-valuetext") == "5,0" and up.get_attribute("aria-valuetext") == "10,0"
    edge = page.get_by_role("slider", name="De rand")
    edge.press("ArrowUp")  # hier kan de greep niet omhoog: dan is dat een stand verder
    says(page, "over 1 graden")
    assert page.locator(".hoe-ai-ring").first.evaluate("ring => ring.offsetWidth") >= 24
    assert across.evaluate("knob => { knob.focus(); return getComputedStyle(knob).outlineWidth }") == "3px"


def test_a_slider_that_only_a_grip_moves_is_not_shown(page):
    labels = page.locator(".hoe-ai-controls label").all_inner_texts()
    assert labels == ["Rechts", "Omhoog"]


def test_a_place_to_click(page):
    spot = page.get_by_role("button", name="De hoek")
    assert min(spot.bounding_box()[side] for side in ("width", "height")) >= 24
    spot.click()
    says(page, "op 8,0 en 1,0")
    assert serious_violations(page) == []


def test_a_click_in_a_plane_puts_the_grip_there_and_a_whole_plane_turns(browser):
    with figure_page(browser, point_figure(cell=handle("x", "y", "Het vakje", shape="vakje"))) as page:
        page.mouse.click(*(start + part for start, part in zip(corner(page), (400, 120), strict=True)))
        says(page, "op 8,0 en 7,0")
    cloud = handle("turn", label="De wolk", at=lambda turn: (turn / 10, 0), shape="vlak", alone=True)
    with figure_page(browser, point_figure(cloud=cloud)) as page:
        x, y = corner(page)
        page.mouse.move(x + 200, y + 200)
        page.mouse.down()
        page.mouse.move(x + 300, y + 180)
        page.mouse.up()
        says(page, "over 20 graden")


def corner(page) -> tuple[float, float]:
    box = page.locator("canvas").bounding_box()
    return box["x"], box["y"]


def test_a_state_that_is_known_is_shown_in_the_same_frame_and_python_hears_of_it(browser):
    """Na een beweging tekent Python vooruit: de volgende stap heeft geen vraag meer nodig."""
    figure = point_figure(dot=handle("x", "y", "Het punt"))
    with figure_page(browser, figure) as page:
        slider_of_x = page.locator("input[type=range]").first
        slider_of_x.press("ArrowRight")
        says(page, "op 5,5 en 5,0")
        slider_of_x.press("ArrowLeft")  # ook wat al gezien is, staat er meteen
        questions = sum("request" in message for message in page.heard)
        for tries, x in enumerate((4.5, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.0)):
            page.wait_for_timeout(100 * tries)  # een langzame computer tekent na elke beweging even door
            at_once = page.evaluate(
                """() => {
                  const slider = document.querySelector("input[type=range]");
                  slider.value = Number(slider.value) - 1;
                  slider.dispatchEvent(new Event("input"));
                  return new Promise((done) => requestAnimationFrame(() =>
                    done(document.querySelector(".hoe-ai-sentence").textContent)));
                }"""
            )
            said = f"op {x:.1f} en 5,0".replace(".", ",")
            if said in at_once:
                break
            says(page, said)
        assert said in at_once
        wait_until(page, lambda: sum("request" in message for message in page.heard) > questions)
        says(page, said)
        wait_until(page, lambda: figure.values["x"] == x)
