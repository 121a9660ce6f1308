"""Het tekenvel in een echte browser: cijfers met muis, vinger en toetsenbord, ongedaan maken, en wat er naast staat."""

import re

import pytest
from lost_messages import lose

CELL = "from course_utils.handwriting.digit_pad import DigitPad\nvel = DigitPad()\nvel.show()"
ZERO = [(140, 40), (110, 48), (88, 75), (75, 115), (72, 150), (82, 195), (105, 225), (135, 236), (165, 228)]
ZERO += [(190, 205), (204, 165), (205, 125), (195, 80), (172, 50), (140, 40)]
MOUSE = {
    0: [ZERO],
    1: [[(142, 40), (141, 140), (139, 238)]],
    3: [[(85, 68), (130, 45), (175, 62), (180, 98), (130, 132), (182, 158), (188, 205), (140, 235), (82, 218)]],
    7: [[(72, 55), (205, 55), (160, 135), (125, 235)]],
}
# Per cijfer: waar de pen begint (stappen vanaf het midden, in de lucht), en daarna de lijn.
KEYBOARD = {
    0: ("U6", "R2 DR3 D6 DL3 L3 UL3 U6 UR3 R1"),
    1: ("U6", "D13"),
    3: ("U6 L3", "R5 DR1 D3 DL1 L3 R3 DR1 D4 DL1 L6"),
    7: ("U6 L4", "R9 D1 DL4 D7"),
}
KEYS = {
    "U": "ArrowUp",
    "D": "ArrowDown",
    "L": "ArrowLeft",
    "R": "ArrowRight",
    "UL": "Home",
    "UR": "PageUp",
    "DL": "End",
    "DR": "PageDown",
}


INK_AT = "([canvas, x, y]) => canvas.getContext('2d').getImageData(2 * x, 2 * y, 1, 1).data[3] > 0"
INK = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 > 2 && v).length"


class Pad:
    """Het vel in een open notebook."""

    def __init__(self, notebook, cell: int = 0):
        self.notebook, self.page = notebook, notebook.page
        self.root = notebook.cell(cell).locator(".hoe-ai-live")
        self.sheet = self.root.locator(".hoe-ai-sheet canvas")
        self.sheet.wait_for(timeout=30_000)
        self.root.scroll_into_view_if_needed()

    def button(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def draw(self, strokes) -> None:
        box = self.sheet.bounding_box()
        for stroke in strokes:
            for place, (x, y) in enumerate(stroke):
                self.page.mouse.move(box["x"] + x, box["y"] + y, steps=1 if place == 0 else 6)
                if place == 0:
                    self.page.mouse.down()
            self.page.mouse.up()
        self.settle()

    def type(self, moves: str) -> None:
        self.sheet.focus()
        for move in moves.split():
            direction = move.rstrip("0123456789")
            for _ in range(int(move[len(direction) :])):
                self.page.keyboard.press(KEYS[direction])

    def settle(self) -> None:
        """Wacht tot Python op het laatste vel heeft geantwoord."""
        picture = self.root.locator(".hoe-ai-picture canvas").element_handle()
        self.page.wait_for_function("picture => picture.getAttribute('aria-busy') !== 'true'", arg=picture)

    @property
    def answer(self) -> int:
        return int(re.search(r"(?:leest het netwerk|zegt het netwerk:) een (\d)", self.sentence, re.IGNORECASE)[1])

    @property
    def sentence(self) -> str:
        return self.root.locator(".hoe-ai-sentence").inner_text()

    def ink(self) -> int:
        """Het aantal beeldpunten met inkt op het scherm."""
        return self.sheet.evaluate(INK)


@pytest.fixture(scope="module")
def pad(lab):
    notebook = lab.open(lab.write("vel.ipynb", [CELL, "vel.image.sum()"]))
    notebook.run_cell(0)
    notebook.wait_until_run()
    return Pad(notebook)


@pytest.mark.parametrize("digit", MOUSE)
def test_digits_by_mouse(pad, digit):
    pad.button("Wis")
    pad.draw(MOUSE[digit])
    assert pad.answer == digit, pad.sentence


@pytest.mark.parametrize("digit", KEYBOARD)
def test_digits_by_keyboard(pad, digit):
    pad.button("Wis")
    pad.type("L20 U20 R10 D10")  # naar een vaste plek: het vel is twintig stappen breed
    start, line = KEYBOARD[digit]
    pad.type(start)
    pad.sheet.press(" ")
    pad.type(line)
    pad.sheet.press(" ")
    pad.settle()
    assert pad.answer == digit, pad.sentence


def test_undo_and_clear(pad):
    pad.button("Wis")
    assert pad.ink() == 0
    assert pad.sentence.startswith("Het vel is leeg")
    pad.draw(MOUSE[1])
    one = pad.ink()
    pad.draw([[(40, 40), (60, 60)]])
    assert pad.ink() > one
    pad.button("Maak ongedaan")
    assert pad.ink() == one
    pad.sheet.focus()
    pad.sheet.press("Control+z")
    assert pad.ink() == 0
    pad.draw(MOUSE[1])
    pad.sheet.press("Delete")
    assert pad.ink() == 0


def test_a_click_is_a_dot(pad):
    pad.button("Wis")
    pad.draw([[(30, 30)]])
    assert pad.sentence.startswith("Je zette een stip")


def test_nonsense_gets_an_answer_all_the_same(pad):
    for name in ("Spatten", "Letter M", "Lachebekje"):
        pad.button(name)
        assert "% kans" in pad.sentence


def test_the_ink_is_there_at_once(pad):
    """In dezelfde taak als de beweging, dus nog voor Python iets weet."""
    pad.button("Wis")
    seen = pad.sheet.evaluate(
        """(canvas, at) => {
            const box = canvas.getBoundingClientRect(), ink = eval(at);
            const fire = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, isPrimary: true,
                button: 0, pointerId: 1, pointerType: 'touch', clientX: box.left + x, clientY: box.top + y }));
            canvas.setPointerCapture = () => 0;
            fire('pointerdown', 140, 40);
            const seen = [];
            for (let y = 50; y < 230; y += 10) { fire('pointermove', 140, y); seen.push(ink([canvas, 140, y])) }
            fire('pointerup', 140, 230);
            return seen;
        }""",
        INK_AT,
    )
    assert len(seen) == 18 and all(seen)
    pad.settle()
    assert pad.answer == 1, pad.sentence


def test_the_canvas_is_never_read_back(pad):
    """Sommige privacy-instellingen van browsers geven daar valse beeldpunten; de lijnen zijn bekend."""
    pad.button("Wis")
    pad.page.evaluate(
        """() => {
            const original = CanvasRenderingContext2D.prototype.getImageData;
            window.reads = 0;
            CanvasRenderingContext2D.prototype.getImageData = function (...place) {
                window.reads += 1;
                return original.apply(this, place);
            };
        }"""
    )
    pad.draw(MOUSE[7])
    assert pad.answer == 7 and pad.page.evaluate("window.reads") == 0


@pytest.mark.parametrize("direction", ["to_python", "to_browser"])
@pytest.mark.parametrize("state", ["drawing", "clearing", "connections", "nonsense", "again"])
def test_a_lost_message_is_made_good(pad, direction, state):
    pad.button("Wis")
    if state == "clearing":
        pad.draw(MOUSE[7])
    lost = lose(pad.notebook, direction)
    if state == "drawing":
        pad.draw(MOUSE[7])
        assert pad.answer == 7
    elif state == "clearing":
        pad.button("Wis")
        assert pad.sentence.startswith("Het vel is leeg")
    elif state == "connections":
        picture = pad.root.locator(".hoe-ai-picture canvas")
        before = picture.evaluate("canvas => canvas.toDataURL()")
        pad.root.get_by_role("checkbox").click()
        pad.settle()
        assert picture.evaluate("canvas => canvas.toDataURL()") != before
    elif state == "nonsense":
        pad.button("Letter M")
        assert pad.sentence.startswith("Je tekening staat in het midden")
    else:
        pad.button("Opnieuw")
        assert pad.answer == 3
    assert lost() == 1
    pad.button("Opnieuw")


def test_python_sees_the_drawing(pad):
    pad.button("Wis")
    pad.draw([[(80, 60), (200, 62), (150, 240)]])  # nog nooit getekend: wat bekend is, hoort Python een tel later
    pad.notebook.run_cell(1)
    pad.notebook.wait_until_run()
    text = pad.notebook.cell(1).locator(".jp-OutputArea-output").inner_text()
    assert float(text.partition("(")[2].partition(")")[0] or text) > 20, text


def test_every_button_has_a_name_and_nothing_went_wrong(pad):
    assert pad.notebook.nameless_controls() == []
    assert pad.notebook.errors() == []


def test_it_answers_while_a_cell_runs(lab):
    busy = "import pathlib, time\nwhile not pathlib.Path('genoeg.txt').exists(): time.sleep(0.05)"
    notebook = lab.open(lab.write("druk.ipynb", [CELL, busy]))
    enough = notebook.path.with_name("genoeg.txt")
    enough.unlink(missing_ok=True)
    notebook.run_all(wait=False)
    pad = Pad(notebook)
    pad.button("Wis")
    pad.draw(MOUSE[0])
    assert pad.answer == 0, pad.sentence
    assert "*" in notebook.cell(1).locator(".jp-InputPrompt").inner_text()
    enough.write_text("")
    notebook.wait_until_run()


def test_drawings_are_kept_for_your_own_test_set(lab):
    """Ook als bij het bewaren iets zoekraakt, op de heenweg of op de terugweg."""
    cell = CELL.replace("DigitPad()", "DigitPad(collect=True)")
    notebook = lab.open(lab.write("bewaar.ipynb", [cell, "print(vel.labels, vel.images.shape)"]))
    notebook.run_cell(0)
    pad = Pad(notebook)
    pad.button("Bewaar als 3")
    assert "Teken eerst zelf een 3" in pad.root.inner_text()
    for digit, direction in ((1, "to_python"), (7, "to_browser")):
        pad.draw(MOUSE[digit])  # na het bewaren begint de volgende lijn een nieuw vel
        assert "Teken eerst zelf" not in pad.root.inner_text()
        assert pad.answer == digit and "is bewaard" not in pad.sentence
        lost = lose(notebook, direction)
        pad.button(f"Bewaar als {digit}")
        assert f"Je {digit} is bewaard en goed gelezen" in pad.sentence and lost() == 1
    notebook.run_cell(1)
    notebook.wait_until_run()
    assert "[1 7] (2, 28, 28)" in notebook.cell(1).locator(".jp-OutputArea-output").inner_text()


def test_a_second_view_and_a_reopened_tab_show_the_drawing_that_the_answer_belongs_to(lab):
    notebook = lab.open(lab.write("twee.ipynb", [CELL, "vel"]))
    notebook.run_cell(0)
    pad = Pad(notebook)
    notebook.wait_until_run()
    example = pad.ink()
    pad.button("Wis")
    pad.draw(MOUSE[7])
    seven = pad.ink()
    notebook.run_cell(1)
    other = Pad(notebook, 1)
    notebook.wait_until_run()
    assert (other.ink(), other.answer) == (seven, 7)
    other.draw([[(40, 40), (60, 60)]])  # en wie in het ene vel tekent, ziet het in het andere
    pad.page.wait_for_function(
        "([c, ink, before]) => eval(ink)(c) > before", arg=[pad.sheet.element_handle(), INK, seven]
    )

    notebook.save()
    notebook.page.wait_for_timeout(800)
    notebook.page.reload()
    notebook.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    notebook.wait_for_kernel()
    again = Pad(notebook)
    assert again.ink() > seven and again.answer == 7
    assert again.root.locator(".hoe-ai-hint").is_hidden()
    again.button("Opnieuw")
    assert again.answer == 3 and again.ink() == example and again.root.locator(".hoe-ai-hint").is_visible()
    assert notebook.errors() == []
