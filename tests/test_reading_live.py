"""Doet de leesversie zonder Python wat het notebook met Python doet?

Eén kleine les, met van alles iets: een figuur, het tekenvel, de bitschakelaars, een voorspelling, een opdracht en een
quiz. Zij wordt één keer gemaakt; elke test kijkt in dezelfde pagina.
"""

import base64
import io
import json
import math
import zlib

import nbformat
import numpy as np
import pytest
from accessibility import serious_violations
from complaints import no_complaints
from PIL import Image

from course_utils.app.copies import take_progress_in
from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.handwriting.digit_pad import NONSENSE, read_drawing
from course_utils.handwriting.ink import ink_of
from course_utils.lessons.precisie import number_formats as nf
from course_utils.lessons.precisie.bit_switches import FORMATS, describe, rows
from course_utils.lessons.precisie.figures import quantize_with_outlier
from course_utils.lessons.precisie.questions import LESSON
from course_utils.live import INK, Drawing, LiveFigure, Spot, handle, slider, text
from course_utils.questions.exercises import NumberExercise
from course_utils.questions.progress import PredictionRecord, Progress, QuestionRecord
from course_utils.reading.figures import MOST_STATES, disk, fewer_stops, format_data, parts_of, record
from course_utils.reading.pages import export
from course_utils.reading.recorder import RecordedLayers
from course_utils.subjects.network import Network

pytestmark = pytest.mark.xdist_group("browser")

WANTED = (
    "prepare_notebook()",
    "les.click_bits()",
    "def kwantiseer(",
    "les.quantize_with_outlier(kwantiseer)",
    'les.voorspel("4.1")',
    "gemeten = 0.1 + 0.2 == 0.3",
    'les.onthul("4.1"',
    'les.opdracht("4.1"',
    "les.eindquiz()",
)
PATIENCE = 120_000  # milliseconden


def small_lesson():
    """Les 04 met alleen de cellen van WANTED, en het tekenvel van les 00."""
    lesson = nbformat.read(REPOSITORY / "notebooks" / "04_precisie.ipynb", as_version=4)
    welcome = nbformat.read(REPOSITORY / "notebooks" / "00_welkom.ipynb", as_version=4)
    pad = next(cell for cell in welcome.cells if cell.source == "les.DigitPad()")
    pad.source = "from course_utils.handwriting import DigitPad\n\nDigitPad()"
    lesson.cells = [
        cell
        for cell in lesson.cells
        if cell.source.startswith("# ") or (cell.cell_type == "code" and any(part in cell.source for part in WANTED))
    ]
    lesson.cells.append(pad)
    return lesson


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory):
    """De pagina, open op een gewoon scherm, met alles levend."""
    folder = tmp_path_factory.mktemp("leesversie")
    nbformat.write(small_lesson(), folder / "04_precisie.ipynb")
    parts = {"04_precisie": parts_of(folder / "04_precisie.ipynb")}
    page = next(path for path in export(folder, folder / "uit", parts) if path.name.startswith("04"))
    context = browser.new_context(viewport={"width": 1200, "height": 900}, offline=True)
    tab = context.new_page()
    tab.problems = []
    tab.on("console", lambda line: tab.problems.append(line.text) if line.type == "error" else None)
    tab.on("pageerror", lambda error: tab.problems.append(str(error)))
    tab.on("request", lambda request: tab.problems.append(request.url) if request.url.startswith("http") else None)
    tab.goto(page.as_uri())
    wake(tab)
    yield tab
    context.close()


def wake(tab) -> None:
    """Schuif langs alles wat leeft, en wacht tot het er staat."""
    for place in tab.locator("[data-standen], [data-kaart]").all():
        place.evaluate("node => { const fold = node.closest('details'); if (fold) fold.open = true }")
        place.scroll_into_view_if_needed()
        place.locator(".hoe-ai-live").first.wait_for(timeout=PATIENCE)


def test_a_slider_shows_what_python_would_show(tab):
    figure = quantize_with_outlier(lambda x, bits: None)  # zo leeg staat hij in het notebook
    place = tab.locator("[data-soort=figuur]")
    slider, sentence = place.locator("input[type=range]").first, place.locator(".hoe-ai-sentence")
    name = next(iter(figure.controls))
    for stop, value in enumerate(figure.controls[name].values):
        slider.evaluate("(node, stop) => { node.value = stop; node.dispatchEvent(new Event('input')) }", stop)
        figure.set(**{name: value})
        expected = " ".join(figure.sentence.split())
        tab.get_by_text(expected, exact=True).and_(sentence).wait_for(timeout=PATIENCE)


def test_a_thinned_figure_keeps_what_still_exists(monkeypatch):
    """Een plek en een greep naar een stand die niet overbleef, vallen weg; de figuur leeft verder."""
    monkeypatch.setattr(LiveFigure, "layers_kind", RecordedLayers)

    def build(figure):
        (dot,) = figure.add_subplot(xlim=(0, 9), ylim=(0, 9)).plot([0], [0], "o")

        def draw(word, x, piece):
            dot.set_data([x], [0])
            spots = [Spot(name, {"word": name}, dot) for name in ("aap", "noot")]
            return Drawing(f"{word} {x}", reached=x == 9, spots=spots)

        return draw, dot

    known = tuple(f"woord {number}" for number in range(40))
    figure = LiveFigure(
        build,
        goal="Haal 9.",
        word=text("aap", "Woord", lambda typed: typed, known),
        x=slider(0, 9, 1, 0, "x"),
        piece=slider(0, 9, 1, 0, "Hiervan houdt stops.toml alleen het begin over"),
        moving=handle("x", label="De stip", at=lambda x: (x, 0)),
        fixed=handle("piece", label="Een stip die stilstaat", at=lambda piece: (piece, 0)),
    )
    made = record(figure, "train_live", "proef")
    packed = zlib.decompress(base64.b64decode(made.data))
    content = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    more = [json.loads(content["texts"][row[2]]) for row in content["rows"]]
    assert (made.states, made.thinned, made.reachable) == (10, True, True)
    assert {spot["label"] for item in more for spot in item["spots"]} == {"aap"}
    assert [held["name"] for held in content["description"]["handles"]] == ["moving"]


def test_a_thinned_slider_keeps_the_stops_of_its_buttons_and_of_the_stored_picture():
    def build(_):
        return (lambda x, y: Drawing(f"{x} {y}")), []

    sliders = {"x": slider(0, 2000, 1, 500, "x"), "y": slider(0, 2, 1, 0, "y")}
    figure = LiveFigure(build, size=None, presets={"Ver": {"x": 777}}, saved={"x": 1301}, **sliders)
    kept = fewer_stops(figure, "een figuur die niet in stops.toml staat")
    assert {0, 500, 777, 1301, 2000} <= set(kept["x"].values)
    assert len(kept["x"].values) * len(kept["y"].values) <= MOST_STATES
    assert set(kept["y"].values) == {0, 1, 2}, "alleen de langste schuif wordt dunner"


def test_a_recorded_picture_is_as_dark_as_the_drawn_one(tab, monkeypatch):
    """Dikte, streepjes, vulling en tekst: de pagina tekent evenveel inkt als matplotlib, op elke scherpte."""

    def build(figure):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 9), ylim=(0, 4))
        axes.axhline(1, color=INK, linewidth=9)
        axes.bar([7], [3], color=INK)
        (line,) = axes.plot([], [], "--", color=INK, linewidth=5)

        def draw(x):
            line.set_data([0, x], [3, 3])
            return Drawing(str(x))

        return draw, line

    def make():
        return LiveFigure(build, size=(3, 2), x=slider(5, 6, 1, 5, "x"))

    drawn = np.asarray(Image.open(io.BytesIO(make().png())).convert("RGB"))
    monkeypatch.setattr(LiveFigure, "layers_kind", RecordedLayers)
    script = """async ([data, scale]) => {
      const model = $scenes.tableModel(await $scenes.unpack(data));
      const answered = new Promise((resolve) => model.on("msg:custom", (_, buffers) => resolve(buffers)));
      model.send({ scale });
      const image = (await answered).at(-1);
      const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
      pen.drawImage(image, 0, 0);
      const colors = pen.getImageData(0, 0, image.width, image.height).data.filter((_, i) => i % 4 < 3);
      return [image.width, colors.reduce((sum, one) => sum + 255 - one, 0) / colors.length];
    }"""
    made = record(make(), "dark", "donker").data
    for scale in (1, 2):
        width, ink = tab.evaluate(script, [made, scale])
        assert width == 300 * scale and ink == pytest.approx(255 - drawn.mean(), rel=0.03)


def test_the_page_reads_200_drawings_like_python(tab):
    """Hetzelfde antwoord, en dezelfde kansen. Ligt het zwaartepunt precies op een naad, dan beslist de laatste bit."""
    random, network = np.random.default_rng(7), Network.trained("relu_nl")
    drawings = [[], *NONSENSE.values()]
    while len(drawings) < 200:
        steps = random.normal(0, 45, (random.integers(2, 9), 2))
        path = np.clip(random.uniform(60, 220, 2) + steps.cumsum(axis=0), 12, 268).round(1)
        drawings.append([path.tolist()])
    pairs = zip(network.weights, network.biases, strict=True)
    layers = [{"weights": weights.ravel().tolist(), "biases": biases.tolist()} for weights, biases in pairs]
    script = "([reader, drawings]) => drawings.map(strokes => $pad.readDrawing(reader, strokes).chances)"
    got = tab.evaluate(script, [{"layers": layers, "disk": disk()}, drawings])
    wanted = [read_drawing(network, ink_of(strokes)).chances for strokes in drawings]
    differences = np.abs(np.array(got) - np.array(wanted)).max(axis=1)
    assert np.sum(differences > 0.001) <= 1, "pad.js doet iets anders dan ink.py of network.py"


def test_every_16_bit_pattern_is_the_same_number(tab):
    """De waarde van elk patroon; van een greep uit alle formaten ook elke regel tekst."""
    tab.evaluate(
        "formats => { window.formats = Object.fromEntries(formats.map(f => [f.name, $bits.makeFormat(f)])) }",
        [format_data(format) for format in FORMATS],
    )
    for format in (nf.FP16, nf.BF16):
        values, back = tab.evaluate(
            """name => {
              const format = window.formats[name];
              const values = Array.from({ length: 65536 }, (_, i) => format.decode(i));
              return [values.map(String), values.map(format.encode)];
            }""",
            format.name,
        )
        exact = nf.decode(np.arange(2**16), format)
        assert np.array_equal([float(value.replace("Infinity", "inf")) for value in values], exact, equal_nan=True)
        numbers = ~np.isnan(exact)  # een NaN met een min is er in JavaScript niet
        assert np.array_equal(np.array(back)[numbers], nf.encode(exact[numbers], format))
    values = [0.5, 2.5, 126.5, 127.5, 128.5, 300, 449, 65_504, 65_520, 1e9, 2**-14, 2**-24, 2**-25, math.inf]
    values += [-value for value in values]
    for format in FORMATS:  # wat te groot of te klein is, en wat midden tussen twee getallen ligt
        script = "([name, values]) => values.map(value => window.formats[name].encode(value))"
        assert tab.evaluate(script, [format.name, values]) == nf.encode(values, format).tolist(), format
        count = 2**format.bits
        patterns = sorted({*range(0, count, max(1, count // 250)), 1, count // 2, count // 2 + 1, count - 1})
        said = tab.evaluate(
            """([name, patterns]) => patterns.map(pattern =>
              [$bits.rowsOf(pattern, window.formats[name]), $bits.describe(pattern, window.formats[name])])""",
            [format.name, patterns],
        )
        for pattern, (lines, sentence) in zip(patterns, said, strict=True):
            assert [tuple(line) for line in lines] == rows(pattern, format)
            assert sentence == describe(pattern, format)


def test_a_number_gets_the_same_hint_as_in_the_notebook(tab):
    exercise = LESSON.exercises["4.1"]
    assert isinstance(exercise, NumberExercise)
    place = tab.locator("[data-kaart='opdracht 4.1']")
    assert place.locator(".hoe-ai-card").bounding_box()["height"] == 0  # nog niets nagekeken: geen leeg vak
    right = float(exercise.reference())
    answers = [
        right,
        *(float(mistake.answer) for mistake in exercise.mistakes),
        right * 1000,
        right * 37.31,
        right * 1.011,
    ]
    for answer in answers:
        expected = exercise.judge(answer).text.replace("`", "")
        place.get_by_role("textbox").fill(repr(answer))
        place.get_by_role("button", name="Kijk na").click()
        shown = place.locator(".hoe-ai-note").filter(has_text=expected.partition(" is het niet")[2] or expected)
        shown.first.wait_for(timeout=PATIENCE)
    place.get_by_role("button", name="Hint 1").click()
    place.get_by_text("Hint 1: ").wait_for(timeout=PATIENCE)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("12.560", [12560, 12.56]),  # eerst zoals wij het schrijven, dan zoals Python
        ("12,560", [12.56]),
        ("1.234.567", [1234567]),
        ("175 miljard", [175e9]),
        ("2 x (3 + 4)", [14]),
        ("10^−2", [0.01]),
        ("−2^2", [-4]),
        ("1/0", None),
        ("2 appels", None),
    ],
)
def test_an_answer_is_read_as_people_write_it(tab, typed, meant):
    assert tab.evaluate("text => $numbers.readAnswer(text)", typed) == meant


def saved_in(tab) -> dict:
    """Wat de browser van deze leerling bewaart."""
    return json.loads(tab.evaluate("localStorage.getItem('hoe-ai-rekent.voortgang')"))


def test_a_quiz_keeps_the_first_choice(tab):
    """Wie zich bedenkt, krijgt het oordeel over zijn nieuwe keuze; of hij het meteen wist, ligt vast."""
    place, question = tab.locator("[data-kaart=eindquiz]"), LESSON.quiz[0]
    first = (question.right + 1) % len(question.choices)
    for choice in (first, question.right):
        place.locator("fieldset").first.locator("input").nth(choice).check()
        place.get_by_role("button", name="Controleer vraag 1").click()
        place.get_by_role("status").get_by_text(question.choices[choice].explanation).wait_for(timeout=PATIENCE)
    assert saved_in(tab)[QuestionRecord.key(question.id)] == {"keuze": question.right, "eerste": first, "goed": False}


def test_who_opened_the_outcome_predicts_afterwards(tab):
    """`wake` klapte alles open, dus ook de uitkomst: die is gezien."""
    assert saved_in(tab)["voorspelling 4.1"] == {"uitkomst": 1}
    card = tab.locator("[data-kaart='voorspel 4.1']")
    for fieldset in card.locator("fieldset").all():
        fieldset.locator("input").nth(1).check()
    card.get_by_role("button", name="Leg vast").click()
    tab.get_by_text("Jij koos B").wait_for(timeout=PATIENCE)
    assert saved_in(tab)["voorspelling 4.1"] == {
        "uitkomst": 1,
        "keuze": 1,
        "zeker": 1,
        "goed": True,
        "achteraf": True,
    }


def test_the_outcome_stays_closed_until_the_prediction_is_locked(tab, tmp_path):
    """Daarna staat alles in voortgang.json, en `start --voortgang` neemt het over."""
    tab.evaluate("localStorage.clear()")
    tab.reload()
    card = tab.locator("[data-kaart='voorspel 4.1']")
    outcome = tab.locator("[data-na='4.1']").last
    card.locator(".hoe-ai-live").wait_for(timeout=PATIENCE)
    assert not outcome.evaluate("node => node.open")
    choices, sure = card.locator("fieldset").all()
    choices.locator("input").nth(0).check()
    card.get_by_role("button", name="Leg vast").click()
    card.get_by_text("Kies ook nog hoe zeker je bent.").wait_for(timeout=PATIENCE)
    sure.locator("input").nth(2).check()
    card.get_by_role("button", name="Leg vast").click()
    assert not outcome.evaluate("node => node.open")
    card.get_by_role("button", name="Laat zien wat er bleek").click()
    tab.get_by_text("Jij koos A").wait_for(timeout=PATIENCE)
    assert outcome.evaluate("node => node.open")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Bewaar").click()
    file = tmp_path / "bewaard.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["versie"] == 2
    assert take_progress_in(tmp_path, file) == 1
    saved = Progress(tmp_path / "voortgang.json").get(PredictionRecord, "4.1")
    assert (saved.keuze, saved.zeker, saved.uitkomst, saved.goed) == (0, 2, 1, False)
    file.write_text("[]")
    with pytest.raises(SystemExit, match="geen voortgang"):
        take_progress_in(tmp_path, file)


@pytest.mark.parametrize("width, scheme", [(1200, "light"), (1200, "dark"), (360, "light")])
def test_the_living_page_is_readable_for_everyone(tab, width, scheme):
    tab.set_viewport_size({"width": width, "height": 800})
    tab.emulate_media(color_scheme=scheme)
    wake(tab)
    violations = serious_violations(tab)
    overflow = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    no_complaints(violations, f"{width} beeldpunten, {scheme}")
    assert overflow <= 0
    assert tab.problems == []
