"""Wat een figuur in de browser zelf regelt, zonder dat Python iets zegt."""

import pytest
from accessibility import serious_violations
from figure_page import figure_page

from course_utils.handwriting import DigitPad
from course_utils.live import Drawing, LiveFigure, checkbox, handle, number, slider

pytestmark = pytest.mark.xdist_group("browser")


def build(figure):
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 10))
    (dot,) = axes.plot([], [], "o")

    def draw(x, n):
        dot.set_data([x], [n])
        wide = "<table><tr>" + "<td>honderdduizend</td>" * 10 + "</tr></table>"
        return Drawing(f"Een punt op {x}, met {n} lagen.", html=wide if x == 10 else "")

    return draw, dot


def test_an_answer_to_something_else_leaves_what_someone_is_typing(browser):
    """Het kwam soms tussen het typen en Enter: dan stond het oude getal er weer, en deed Enter niets."""
    figure = LiveFigure(build, size=(4, 3), x=slider(0, 10, 1, 5, "Plaats"), n=number(1, 100, 12, "Lagen"))
    with figure_page(browser, figure) as page:
        field = page.get_by_role("textbox", name="Lagen")
        field.fill("7")
        figure.receive({"values": {"x": 3}, "request": "elders"})  # dezelfde figuur in een andere cel
        says(page, "op 3, met 12 lagen")
        assert field.input_value() == "7"
        field.press("Enter")
        says(page, "op 3, met 7 lagen")

        field.fill("9")
        field.fill("7")  # toch maar niet: dan is het veld weer van de figuur
        field.blur()
        figure.receive({"values": {"n": "20"}, "request": "elders"})
        says(page, "op 3, met 20 lagen")
        assert field.input_value() == "20"


def test_a_table_that_scrolls_sideways_does_so_with_keys_and_the_notebook_keeps_its_own(browser):
    """Een letter of pijl zou in JupyterLab een cel wissen of verlaten; Escape en Ctrl+S zijn van het notebook."""
    figure = LiveFigure(build, size=(4, 3), x=slider(0, 10, 1, 5, "Plaats"), n=number(1, 100, 12, "Lagen"))
    with figure_page(browser, figure, viewport={"width": 360, "height": 700}) as page:
        panel = page.locator(".hoe-ai-panel")
        assert panel.get_attribute("tabindex") is None
        page.evaluate("document.addEventListener('keydown', ({ key }) => (window.heard ??= []).push(key))")
        for key in ("End", "d", "Escape", "Control+s"):
            page.get_by_role("slider", name="Plaats").press(key)
        assert page.evaluate("window.heard") == ["Escape", "Control", "s"]
        says(page, "op 10")
        page.locator(".hoe-ai-panel[tabindex='0']").wait_for()
        assert serious_violations(page, within=".hoe-ai-live") == []
        page.get_by_role("slider", name="Plaats").press("Home")
        says(page, "op 0")
        assert panel.get_attribute("tabindex") is None


def test_a_late_answer_leaves_a_grip_and_a_box_where_the_hand_put_them(browser):
    def build_late(figure):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 10))
        (dot,) = axes.plot([], [], "o")

        def draw(x, on):
            dot.set_data([x], [5])
            return Drawing(f"Een punt op {x}, {'aan' if on else 'uit'}.")

        return draw, dot

    point = handle("x", label="Het punt", at=lambda x: (x, 5), alone=True)
    figure = LiveFigure(build_late, size=(4, 3), x=slider(0, 10, 1, 5, "Plaats"), on=checkbox(False, "Aan"), dot=point)
    with figure_page(browser, figure) as page:
        grip, box = page.get_by_role("slider", name="Het punt"), page.get_by_role("checkbox", name="Aan")
        says(page, "op 5, uit")
        page.lets = 0
        grip.press("ArrowRight")
        grip.press("ArrowRight")
        box.check()
        page.lets = 1  # nu pas komt het antwoord op de eerste druk
        says(page, "op 6, uit")
        assert (grip.get_attribute("aria-valuenow"), box.is_checked()) == ("7", True)
        page.lets = None
        says(page, "op 7, aan")
        assert (grip.get_attribute("aria-valuenow"), box.is_checked()) == ("7", True)


def test_a_rubber_takes_pieces_out_of_a_drawing(browser):
    pad = DigitPad().figure
    with figure_page(browser, pad, viewport={"width": 1100, "height": 700}) as page:
        rubber, sheet = page.get_by_role("button", name="Gum"), page.locator(".hoe-ai-sheet canvas")
        page.get_by_role("button", name="Lachebekje").click()
        says(page, "een 6")
        rubber.click()
        assert rubber.get_attribute("aria-pressed") == "true"
        sheet.drag_to(sheet, source_position={"x": 110, "y": 208}, target_position={"x": 170, "y": 208})  # door de mond
        says(page, "een 2")
        assert len(pad.values["sheet"].strokes) == 4, "de mond is in tweeën"
        page.get_by_role("button", name="Maak ongedaan").click()
        says(page, "een 6")
        sheet.press("g")
        assert rubber.get_attribute("aria-pressed") == "false"


def says(page, part: str) -> None:
    page.locator(".hoe-ai-sentence", has_text=part).wait_for(timeout=60_000)
