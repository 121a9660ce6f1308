"""Wat een figuur in de browser zelf regelt, zonder dat Python iets zegt."""

import pytest
from accessibility import serious_violations
from figure_page import figure_page

from course_utils.live import Drawing, LiveFigure, number, slider

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


def test_a_table_that_scrolls_sideways_does_so_with_keys(browser):
    figure = LiveFigure(build, size=(4, 3), x=slider(0, 10, 1, 5, "Plaats"), n=number(1, 100, 12, "Lagen"))
    with figure_page(browser, figure, viewport={"width": 360, "height": 700}) as page:
        panel = page.locator(".hoe-ai-panel")
        assert panel.get_attribute("tabindex") is None
        page.get_by_role("slider", name="Plaats").press("End")
        says(page, "op 10")
        page.locator(".hoe-ai-panel[tabindex='0']").wait_for()
        assert serious_violations(page, within=".hoe-ai-live") == []
        page.get_by_role("slider", name="Plaats").press("Home")
        says(page, "op 0")
        assert panel.get_attribute("tabindex") is None


def says(page, part: str) -> None:
    page.locator(".hoe-ai-sentence", has_text=part).wait_for(timeout=60_000)
