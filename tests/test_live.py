"""De levende figuur zonder browser: waarden, lagen, fouten, opruimen en wat er bewaard wordt."""

import inspect
import io
import json
import subprocess
import sys
import threading
import time
from unittest.mock import patch

import ipywidgets
import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_walk import shown_figures, walk
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from nbclient import NotebookClient
from PIL import Image

from course_utils import live
from course_utils.dutch_numbers import dutch
from course_utils.live import (
    Drawing,
    LiveFigure,
    Spot,
    ahead,
    button,
    checkbox,
    choice,
    handle,
    live_figure,
    number,
    output,
    slider,
    stops,
)
from course_utils.live import text as text_field


def line_figure(draw=None, **options) -> LiveFigure:
    """Een lijn met helling w: de kleinste figuur die iets doet. draw(line, w) mag een zin of een Drawing geven."""

    def draw_line(line, w):
        line.set_data([-1, 1], [-w, w])
        return f"De lijn stijgt {dutch(w)}."

    def build(figure):
        (line,) = figure.add_subplot(xlim=(-3, 3), ylim=(-3, 3)).plot([], [])

        def redraw(**values):
            result = (draw or draw_line)(line, **values)
            return Drawing(result) if isinstance(result, str) else result

        return redraw, line

    options.setdefault("w", slider(-2, 2, 0.5, 1, "Helling"))
    return LiveFigure(build, size=(4, 3), **options)


def words_figure(draw, **controls) -> LiveFigure:
    """Een figuur zonder plaatje; draw(**values) -> zin."""
    return LiveFigure(lambda figure: (lambda **values: Drawing(draw(**values)), ()), size=None, **controls)


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


# --- regelaars -------------------------------------------------------------------------------------------------------


@given(st.integers(-50, 50), st.integers(1, 400), st.sampled_from([1, 0.5, 0.1, 0.05, 0.01, 0.001]))
def test_slider_values_are_exact_and_texts_dutch(minimum, count, step):
    """Elke stand is het getal dat er staat: geen 0,30000000000000004, en de tekst heeft een komma."""
    control = slider(minimum, minimum + count * step, step, minimum, "x")
    assert len(control.values) == count + 1
    for value, text in zip(control.values, control.texts, strict=True):
        assert float(f"{value:.3f}") == value
        assert float(text.replace(".", "").replace("−", "-").replace(",", ".")) == value
        assert "." not in text or abs(value) >= 1000


def test_whole_sliders_give_whole_numbers():
    """range(aantal) in een les mag niet stranden op een kommagetal."""
    control = slider(1, 96, 1, 12, "Lagen")
    assert all(isinstance(value, int) for value in control.values)
    assert isinstance(slider(0, 1, 0.5, 0, "x").values[0], float)


def test_slider_format_and_stops_have_own_texts():
    assert slider(0, 2, 1, 0, "x", format=lambda v: f"{v} GB").texts == ("0 GB", "1 GB", "2 GB")
    assert stops([10**6, 10**9], 10**9, "x", labels=["miljoen", "miljard"]).texts == ("miljoen", "miljard")
    assert stops([1000, 0.5], 0.5, "x").texts == ("1.000", "0,5")


def test_choice_takes_a_list_or_texts_with_values():
    assert choice(["a", "b"], "x").start == "a"
    control = choice({"16 bit": 2, "32 bit": 4}, "Formaat", start=4)
    assert (control.texts, control.values, control.start) == (("16 bit", "32 bit"), (2, 4), 4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: slider(0, 1, 0.1, 0.55, "x"),
        lambda: slider(0, 1, 0.0001, 0, "x"),
        lambda: slider(0, 0, 1, 0, "x"),
        lambda: stops([1, 2], 3, "x"),
        lambda: stops([1, 2], 1, "x", labels=["een"]),
        lambda: choice(["a"], "x", start="b"),
        lambda: number(1, 10, 11, "x"),
    ],
)
def test_impossible_controls_are_refused(make):
    with pytest.raises(ValueError, match=r"x: |bereik"):
        make()


@given(st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 1000, places=3).map(float)))
def test_a_number_field_keeps_its_value(value):
    """Wat het veld laat zien, leest Python terug als hetzelfde getal."""
    control = number(-(10**12), 10**12, 0.5, "x")
    assert control.read(control.write(value)) == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "Vul een getal in van 1 tot en met 2.000"),
        ("x", "geen getal"),
        ("2.001", "bereik"),
        ("0,5", "heel getal"),
    ],
)
def test_wrong_number_gives_a_sentence_and_keeps_the_value(text, part):
    figure = words_figure(lambda n: f"Er zijn {n} lagen.", n=number(1, 2000, 12, "Lagen"))
    sent = messages_of(figure)
    figure.receive({"request": 1, "values": {"n": text}})
    assert figure.values == {"n": 12}
    assert part in sent[-1][0]["notes"]["n"]
    figure.receive({"request": 2, "values": {"n": "1.024"}})
    assert figure.values == {"n": 1024}
    assert sent[-1][0]["notes"] == {}


@pytest.mark.parametrize("position", [-1, 99, "1", None, 0.5, [1]])
def test_unknown_positions_are_ignored(position):
    """Een kapot of verdwaald bericht mag geen fout geven en niets veranderen."""
    figure = line_figure()
    figure.receive({"request": 1, "values": {"w": position, "bestaat_niet": 1}})
    assert figure.values == {"w": 1.0}
    assert figure.error == ""


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # een drukke computer is geen fout
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "values": JSON | st.dictionaries(st.sampled_from("wabcde"), JSON, max_size=6),
            "scale": JSON,
            "request": JSON,
        },
    )
    | JSON
)
def test_no_message_makes_a_figure_fail(message):
    """Wat er ook binnenkomt: er gaat een antwoord terug dat te versturen is, en de figuur heeft een goede stand."""

    def parse(typed):
        return typed.no_such_method() if "!" in typed else typed

    figure = words_figure(
        lambda w, a, b, c, d, e: f"Stand {w} {a} {b} {c} {d} {e}.",
        w=slider(-2, 2, 0.5, 1, "Helling"),
        a=choice([1, 2], "a"),
        b=checkbox(False, "b"),
        c=number(0, 5, 2.5, "c"),
        d=button("d", 9),
        e=text_field("x", "e", parse),
    )
    sent = messages_of(figure)
    figure.receive(message)
    assert len(sent) == 1 and figure.error == ""
    json.dumps({**sent[0][0], "request": None}).encode()
    for name, control in figure.controls.items():
        assert control.check(figure.values[name]) == figure.values[name]


@pytest.mark.parametrize("digits", [309, 400, 5000])
def test_a_number_of_hundreds_of_digits_gets_a_short_sentence(digits):
    """Ook in het veld zelf past niet meer dan een getal dat iemand bedoelt."""
    figure = words_figure(lambda n: f"Er zijn {n} lagen.", n=number(1, 2000, 12, "Lagen"))
    sent = messages_of(figure)
    figure.receive({"values": {"n": "9" * digits}})
    assert "te lang" in sent[-1][0]["notes"]["n"] and len(sent[-1][0]["notes"]["n"]) < 100
    assert figure.values == {"n": 12}
    assert 20 <= figure.description()["controls"][0]["longest"] <= 50


def test_a_live_figure_takes_arguments_of_the_lesson():
    """De figuur krijgt de functie van de student; figure zelf geeft hij niet mee."""

    @live_figure(size=None, w=slider(1, 3, 1, 2, "Getal"))
    def apply(figure, function, word="wordt"):
        """Pas een functie toe."""
        return (lambda w: Drawing(f"{w} {word} {function(w)}.")), ()

    assert apply(lambda w: w**2).sentence == "2 wordt 4."
    assert apply(abs, word="blijft").sentence == "2 blijft 2."
    assert list(inspect.signature(apply).parameters) == ["function", "word"]
    assert apply.__doc__ == "Pas een functie toe."


def test_set_from_python():
    figure = line_figure()
    figure.set(w=0.5)
    assert figure.sentence == "De lijn stijgt 0,5."
    for wrong in ({"w": 0.3}, {"v": 1}, {"w": "a"}, {"w": None}):
        with pytest.raises(ValueError):
            figure.set(**wrong)
    assert figure.values == {"w": 0.5}


def test_a_computed_value_finds_its_stop():
    figure = line_figure(w=slider(0, 1, 0.1, 0, "Helling"))
    figure.set(w=0.1 + 0.2)
    assert figure.values == {"w": 0.3}


# --- lagen -----------------------------------------------------------------------------------------------------------


def busy(figure):
    """Alles door elkaar: vlak, lijn, punten, tekst, legenda, tweede assenstelsel, inzet; vast en veranderlijk."""
    left, right = figure.subplots(1, 2)
    image = left.imshow(np.zeros((6, 6)), vmin=0, vmax=1, extent=(0, 1, 0, 1), zorder=0, aspect="auto")
    left.plot([0, 1], [0, 1], color="white", zorder=3)
    points = left.scatter([0.5], [0.5], s=200, zorder=5)
    (line,) = left.plot([0, 1], [1, 0], color="red", zorder=4, label="lijn")
    legend = left.legend(loc="upper left").get_texts()
    left.set_xlabel("vast")
    title = right.set_title("titel")
    bars = right.bar([1, 2, 3], [1, 2, 3])
    right.set_ylim(0, 4)
    twin = right.twinx()
    twin.set_ylim(0, 1)
    (curve,) = twin.plot([1, 3], [0, 1], color="black", alpha=0.5)
    inset = right.inset_axes((0.1, 0.6, 0.3, 0.3))
    patch = inset.add_patch(Rectangle((0, 0), 0.5, 0.5, alpha=0.4))

    def draw(k):
        image.set_data(np.full((6, 6), k / 4) * np.linspace(0, 1, 6))
        points.set_offsets([[k / 4, 0.5]])
        line.set_ydata([1, k / 4])
        line.set_visible(k != 2)
        legend[0].set_text(f"lijn {k}")
        title.set_text(f"stand {k}")
        for bar in bars:
            bar.set_height(k / 2)
        curve.set_ydata([0, k / 4])
        patch.set_width(k / 4)
        right.xaxis.label.set_text(f"as {k}")
        return Drawing(f"Stand {k}.")

    return draw, {"loose": [image, points, line, title], "nested": (legend, bars, curve, patch, right.xaxis.label)}


def png_in_all_colors(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "png")
    return buffer.getvalue()


def assert_like_matplotlib(figure: LiveFigure) -> None:
    """De gestapelde lagen zien eruit als de hele figuur door matplotlib zelf getekend."""
    assert figure.error == "", figure.exception
    with patch(
        "course_utils.live.layers.small_png", png_in_all_colors
    ):  # zonder de 256 kleuren: die ronden nog eens af
        layered = pixels(figure.png())
    buffer = io.BytesIO()
    figure.picture.savefig(buffer, dpi=figure.picture.dpi)
    whole = Image.open(buffer).convert("RGB")
    whole = np.asarray(whole.reduce(whole.width // layered.shape[1])).astype(int)
    assert layered.shape == whole.shape
    assert np.abs(layered - whole).max() <= 8  # op elkaar leggen rondt twee keer af


@pytest.mark.parametrize("scale", [1, 2])
def test_layers_look_like_matplotlib(scale):
    """De gestapelde lagen geven hetzelfde beeld als matplotlib zelf, bij elke stand."""
    figure = LiveFigure(busy, size=(8, 4), k=slider(0, 4, 1, 1, "Stand"))
    figure.receive({"values": {}, "scale": scale})
    for k in (0, 2, 4, 1):
        figure.set(k=k)
        assert_like_matplotlib(figure)
        assert figure.picture.dpi == 100 * scale


def test_a_whole_axes_may_change():
    """Wie het assenstelsel teruggeeft, mag alles veranderen: grenzen, getallen langs de as, nieuwe artists."""

    def build(figure):
        figure.add_subplot(121).plot([0, 1])
        axes = figure.add_subplot(122)

        def draw(k):
            axes.clear()
            axes.contourf(np.arange(12).reshape(3, 4) * k)
            axes.set_xlim(0, k)
            return Drawing(f"Tot {k}.")

        return draw, axes

    figure = LiveFigure(build, size=(6, 3), k=slider(1, 4, 1, 1, "Grens"))
    for k in (3, 1):
        figure.set(k=k)
        assert_like_matplotlib(figure)


def test_square_axes_with_a_changing_title():
    """Een titel links boven een vierkant beeld: matplotlib verplaatst hem bij het tekenen."""

    def build(figure):
        axes = figure.add_subplot()
        image = axes.imshow(np.zeros((5, 5)), vmin=0, vmax=1)
        title = axes.set_title("begin", loc="left")

        def draw(k):
            image.set_data(np.full((5, 5), k / 4))
            title.set_text(f"stand {k}")
            return Drawing(f"Stand {k}.")

        return draw, (image, title)

    figure = LiveFigure(build, size=(6, 4), k=slider(0, 4, 1, 1, "Stand"))
    for scale in (1, 2):
        figure.receive({"values": {"k": 3}, "scale": scale})
        assert_like_matplotlib(figure)


@pytest.mark.parametrize("projection", ["3d", "polar"])
def test_other_projections_are_drawn_whole(projection):
    def build(figure):
        figure.add_subplot(121).set_axis_off()
        (line,) = figure.add_subplot(122, projection=projection).plot([0, 1], [0, 1])

        def draw(k):
            line.set_linewidth(k)
            return Drawing(f"Dikte {k}.")

        return draw, line

    figure = LiveFigure(build, size=(6, 3), k=slider(1, 9, 1, 1, "Dikte"))
    figure.set(k=7)
    assert_like_matplotlib(figure)


def test_only_what_changes_is_sent():
    """Een stand kost een klein plaatje, niet de hele figuur."""
    figure = line_figure()
    sent = messages_of(figure)
    figure.receive({"request": 1, "values": {"w": 0}})
    message, buffers = sent[-1]
    assert message["request"] == 1
    assert message["background"] == 0
    assert sum(map(len, buffers)) < 3000


def test_what_stays_is_not_drawn_again():
    """Daarom antwoordt een figuur snel: een stand tekent alleen wat verandert. De tijd zelf meet `benchmarks`."""
    drawn = []

    class Counted(Text):
        def draw(self, renderer):
            drawn.append(self.get_text())
            super().draw(renderer)

    def build(figure):
        axes = figure.add_subplot()
        axes.add_artist(Counted(0, 0, "vast"))
        label = axes.add_artist(Counted(0, 1, "los"))

        def draw(k):
            label.set_x(k / 10)
            return Drawing(f"Stand {k}.")

        return draw, label

    figure = LiveFigure(build, size=(4, 3), k=slider(0, 9, 1, 1, "Stand"))
    figure.receive({"values": {"k": 2}})
    drawn.clear()
    for k in (3, 4, 5):
        figure.receive({"values": {"k": k}})
    assert set(drawn) == {"los"}


def test_sharp_screen_gets_a_new_background_once():
    figure = line_figure()
    sent = messages_of(figure)
    figure.receive({"request": 1, "values": {}, "scale": 2})
    message, buffers = sent[-1]
    assert message["background"] == 2
    assert Image.open(io.BytesIO(buffers[0])).size == (800, 600)
    figure.receive({"request": 2, "values": {"w": 0}, "scale": 2})
    assert sent[-1][0]["background"] == 0


def test_on_a_sharp_screen_grips_and_spots_stay_in_their_place():
    def draw(line, w):
        line.set_data([0, 2], [0, w])
        return Drawing(f"Helling {w}.", spots=[Spot("Vlak", {"w": 0}, line)])

    figure = line_figure(draw, dot=handle("w", label="Het eind", at=lambda w: (2, w)))
    sent = messages_of(figure)
    for scale in (1, 2):
        figure.receive({"request": scale, "values": {"w": 8}, "scale": scale})
    (plain, _), (sharp, _) = sent
    np.testing.assert_allclose(sharp["handles"]["dot"][0], plain["handles"]["dot"][0], atol=0.2)
    np.testing.assert_allclose(sharp["spots"][0]["box"], plain["spots"][0]["box"], atol=0.2)


def test_without_a_picture():
    """Met size=None is er een zin en een paneel; alles eromheen werkt hetzelfde."""

    def draw(n):
        return Drawing(f"Er zijn {n} rijen.", html="<table>" + "<tr><td>1</td></tr>" * n + "</table>")

    figure = LiveFigure(lambda figure: (draw, ()), size=None, n=slider(1, 9, 1, 2, "Rijen"))
    assert figure.png() is None
    assert walk(figure) == []
    shown = outputs_of(figure)
    assert len(shown) == 2
    assert "<table>" in shown[0]["text/html"]


# --- fouten ----------------------------------------------------------------------------------------------------------


def draw_reciprocal(line, w):
    line.set_data([0, 1], [0, 1 / w])
    return f"Eén gedeeld door {dutch(w)}."


def test_error_is_a_sentence_and_the_next_setting_recovers():
    figure = line_figure(draw_reciprocal)
    sent = messages_of(figure)
    before = figure.images, figure.sentence
    figure.receive({"request": 1, "values": {"w": figure.controls["w"].write(0.0)}})
    assert "lukt de tekening niet (ZeroDivisionError)" in figure.error
    assert isinstance(figure.exception, ZeroDivisionError)
    assert (figure.images, figure.sentence) == before
    assert sent[-1][0]["error"] == figure.error
    assert sent[-1][0]["request"] == 1  # ook een fout is een antwoord, anders wacht de browser voor altijd
    figure.set(w=0.5)
    assert (figure.error, figure.sentence) == ("", "Eén gedeeld door 0,5.")
    assert figure.images != before[0]


def test_error_at_the_start_is_loud():
    """Een figuur die niet begint, hoort in de tests te falen en niet pas bij een leerling."""
    with pytest.raises(ZeroDivisionError):
        line_figure(lambda line, w: 1 / 0)
    with pytest.raises(TypeError, match="zin"):
        line_figure(lambda line, w: None)


@pytest.mark.parametrize("result", [None, 3, ["a"], ("zin", True)])
def test_draw_must_give_a_drawing(result):
    figure = line_figure(lambda line, w: "Goed." if w == 1 else result)
    figure.set(w=0.5)
    assert "TypeError" in figure.error


# --- doel en presets -------------------------------------------------------------------------------------------------


def test_a_goal_that_was_reached_stays_reached():
    figure = line_figure(
        lambda line, w: Drawing(f"Helling {dutch(w)}.", reached=w > 1), goal="Krijg de helling boven 1."
    )
    sent = messages_of(figure)
    for w, now, once in ((0.5, False, False), (1.5, True, True), (0.5, False, True), (2, True, True)):
        figure.set(w=w)
        assert (sent[-1][0]["reached"], sent[-1][0]["reached_once"]) == (now, once)
    figure.widget = None
    figure.close()
    outputs_of(figure)
    assert figure.reached_once, "ook na sluiten en weer tonen"


def test_presets_set_several_controls():
    figure = line_figure(presets={"Vlak": {"w": 0}, "Steil": {"w": 2}})
    assert figure.description()["presets"] == {"Vlak": {"w": 4}, "Steil": {"w": 8}}
    with pytest.raises(ValueError, match="geen regelaar v"):
        line_figure(presets={"Fout": {"v": 0}})


# --- de wandeling die alle lessen gebruiken -------------------------------------------------------------------------


def test_walk_accepts_a_good_figure():
    def build(figure):
        (line,) = figure.add_subplot(xlim=(0, 1), ylim=(0, 9)).plot([0, 1], [0, 1])

        def draw(a, b, c, d, e):
            line.set_data([0, 1 - e / 100], [a + d, b + c])
            return Drawing(f"Van {dutch(a + d)} naar {dutch(b + c)}; {e} keer.")

        return draw, line

    figure = LiveFigure(
        build,
        a=slider(0, 1, 0.001, 0.5, "a"),
        b=choice([1, 2], "b"),
        c=checkbox(False, "c"),
        d=number(0, 5, 2.5, "d"),
        e=button("e", 9),
    )
    assert walk(figure) == []


def test_walk_sees_a_dot_that_only_moves():
    def build(figure):
        (dot,) = figure.add_subplot(xlim=(0, 10), ylim=(0, 10)).plot([0], [5], "o")
        return lambda x: dot.set_data([x], [5]) or Drawing(f"De stip staat op {x}."), dot

    assert walk(LiveFigure(build, x=slider(2, 8, 1, 2, "x"))) == []


@pytest.mark.parametrize(
    ("draw", "complaint"),
    [
        (lambda line, w: line.set_data([0, 1], [0, w]) or "Altijd gelijk.", "de zin verandert niet"),
        (lambda line, w: f"Stand {dutch(w)}.", "het beeld verandert niet"),
        (lambda line, w: line.set_data([0, 1], [0, w]) or f"Stand {w}.", "decimale punt"),
        (lambda line, w: line.set_data([0, 1], [0, w]) or f"Stand {w > 0}.", "Python in plaats van Nederlands"),
        (draw_reciprocal, "ZeroDivisionError"),
        (lambda line, w, seen=[]: seen.append(w) or f"Stand {len(seen)}.", "draw onthoudt iets"),
    ],
)
def test_walk_finds_what_is_wrong(draw, complaint):
    assert any(complaint in found for found in walk(line_figure(draw)))


def test_walk_checks_the_goal():
    assert "er is een doel" in walk(line_figure(goal="Doe iets."))[0]
    assert "al gehaald" in walk(line_figure(lambda line, w: Drawing(f"{dutch(w)}.", reached=True), goal="Doe iets."))[0]


def test_shown_figures_are_collected():
    with shown_figures() as figures:
        line_figure().show()
    assert len(figures) == 1


# --- tonen, bewaren, opruimen ----------------------------------------------------------------------------------------


def messages_of(figure: LiveFigure) -> list:
    """Verzamel wat de figuur naar de browser stuurt."""
    sent = []

    class Recorder:
        def send(self, message, buffers):
            sent.append((message, buffers))

    figure.widget = Recorder()
    return sent


def outputs_of(figure: LiveFigure) -> list[dict]:
    """De uitvoer zoals die in het notebook komt."""
    shown = []
    with patch.object(output, "display", lambda data, **_: shown.append(data)):
        figure.show()
    return shown


@pytest.fixture(autouse=True)
def close_widgets():
    yield
    ipywidgets.Widget.close_all()


def test_saved_output_is_readable_everywhere():
    """PNG en HTML met de zin als tekst, en daarna de widget; nergens de toestand van de widget."""
    figure = line_figure()
    png, html, widget = outputs_of(figure)
    assert png["text/plain"] == html["text/plain"] == figure.sentence
    assert figure.sentence in html["text/html"]
    assert widget["text/plain"] == ""
    assert set(widget["application/vnd.jupyter.widget-view+json"]) == {"version_major", "version_minor", "model_id"}


def test_saved_picture_is_the_current_one():
    figure = line_figure()
    before = outputs_of(figure)[0]["image/png"]
    figure.set(w=-2)
    assert outputs_of(figure)[0]["image/png"] != before


def test_sentence_is_escaped():
    figure = line_figure(lambda line, w: "Als a < b & c.")
    assert "a &lt; b &amp; c" in outputs_of(figure)[1]["text/html"]


def test_message_through_the_widget():
    """De hele weg van een bericht uit de browser: comm, widget, figuur."""
    figure = line_figure()
    outputs_of(figure)
    content = {"request": "blik 1", "values": {"w": 0}}
    figure.widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    assert figure.values == {"w": -2.0}


def test_a_late_view_gets_the_current_state():
    """Wie de pagina herlaadt, ziet de stand van nu, niet die van het begin."""
    figure = line_figure()
    outputs_of(figure)
    figure.set(w=2)
    state = figure.widget.get_state()
    assert state["frame"]["sentence"] == "De lijn stijgt 2."
    assert len(state["frame"]["background"]) == 2


def test_strict_nbval_passes_and_notices_a_change(tmp_path):
    """De bewaarde uitvoer is elke run gelijk, en een andere zin of een kapotte tekening valt op."""
    code = """
from course_utils.live import Drawing, live_figure, slider
@live_figure(w=slider(0, 5, 1, 1, "Helling"))
def tilt(figure):
    (line,) = figure.add_subplot().plot([], [])
    def draw(w):
        line.set_data([0, 1], [0, w])
        return Drawing(f"Helling {w}.")
    return draw, line
tilt()
"""
    path = tmp_path / "proef.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for _ in range(2)])
    NotebookClient(notebook, store_widget_state=False).execute()

    def nbval() -> str:
        nbformat.write(notebook, path)
        command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:xdist", str(path)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    assert "2 passed" in nbval()
    notebook.cells[0].source = code.replace('"Helling {w}."', '"Richting {w}."')
    notebook.cells[1].source = code.replace("[0, w]", "[0, w / 0]")
    assert "2 failed" in nbval()


def in_cell(cell: str, execution: str):
    """Doe alsof een cel van JupyterLab wordt uitgevoerd."""
    request = {"metadata": {"cellId": cell}, "header": {"msg_id": execution}}
    shell = type("Shell", (), {"get_parent": lambda self: request})()
    return patch.object(output, "get_ipython", lambda: shell)


def open_models() -> list[str]:
    """De modellen die ipywidgets bijhoudt."""
    return sorted(model["model_name"] for model in ipywidgets.Widget.get_manager_state()["state"].values())


def test_rerunning_a_cell_leaks_nothing():
    """Na tien keer uitvoeren staat er één figuur: één model, één Layout, en het oude plaatje is vrijgegeven."""
    figures = []
    for execution in range(10):
        with in_cell("cel-1", f"beurt-{execution}"):
            figures.append(line_figure())
            outputs_of(figures[-1])
    assert open_models() == ["AnyModel", "LayoutModel"]
    assert [figure.picture is None for figure in figures] == [True] * 9 + [False]


def test_two_figures_in_one_cell_both_live():
    with in_cell("cel-2", "beurt-1"):
        first, second = line_figure(), line_figure()
        outputs_of(first)
        outputs_of(second)
    assert first.widget.comm is not None
    assert second.widget.comm is not None


def test_showing_the_same_figure_again_in_a_rerun_cell():
    figure = line_figure()
    for execution in ("beurt-1", "beurt-2"):
        with in_cell("cel-3", execution):
            outputs_of(figure)
    assert figure.widget.comm is not None


def test_a_closed_figure_can_be_shown_again():
    figure = line_figure()
    outputs_of(figure)
    figure.set(w=2)
    figure.close()
    assert open_models() == []
    assert outputs_of(figure)[0]["text/plain"] == "De lijn stijgt 2."


def test_the_saved_picture_may_show_another_stop_than_the_live_figure():
    """Een training begint bij nul; wie het notebook leest, ziet haar getraind."""
    figure, plain = line_figure(saved={"w": 2}), line_figure(w=slider(-2, 2, 0.5, 2, "Helling"))
    assert outputs_of(figure)[0] == outputs_of(plain)[0]
    assert figure.values == {"w": 1} and figure.sentence == "De lijn stijgt 1."
    goal = line_figure(lambda line, w: Drawing(f"Helling {w}.", reached=w == 2), goal="Haal 2.", saved={"w": 2})
    outputs_of(goal)
    assert not goal.reached_once, "wie het plaatje ziet, heeft het doel nog niet gehaald"


def test_two_threads_never_draw_at_once():
    """Een cel (set) en een schuif (receive) tegelijk: om de beurt, en de zin hoort altijd bij de waarden."""
    inside, overlaps = [], []

    def draw(line, w):
        inside.append(w)
        overlaps.append(len(inside))
        line.set_data([0, 1], [0, w])
        time.sleep(0.002)
        inside.pop()
        return f"Helling {dutch(w, 1)}."

    figure = line_figure(draw)
    sent = messages_of(figure)

    def drag():
        for position in range(9):
            figure.receive({"request": position, "values": {"w": position}})

    threads = [threading.Thread(target=drag) for _ in range(3)]
    for thread in threads:
        thread.start()
    for value in (0.5, -0.5, 1.5):
        figure.set(w=value)
    for thread in threads:
        thread.join()
    assert max(overlaps) == 1
    assert len(sent) == 30
    for message, _ in sent:
        assert message["sentence"] == f"Helling {figure.controls['w'].texts[message['values']['w']]}."


def test_the_module_documents_itself():
    """Alles wat een les importeert, heeft uitleg; een kleur heeft die in palette.py."""
    assert all(offered.__doc__ for offered in vars(live).values() if callable(offered))


def test_a_text_field_reads_what_people_type_or_says_what_is_wrong():
    """parse beslist: haar waarde komt bij draw, haar zin komt onder het veld, en de laatste goede waarde blijft."""

    def parse(typed: str) -> str:
        if typed == "fout":
            raise LookupError("Dit woord ken ik niet.")
        return typed.lower()

    figure = words_figure(lambda word: f"Het woord is {word}.", word=text_field("Hond", "Woord", parse, ["kat"]))
    assert figure.values == {"word": "hond"} and figure.controls["word"].for_browser("word")["texts"] == ["kat"]
    figure.receive({"values": {"word": "  KAT "}})
    assert figure.sentence == "Het woord is kat."
    for wrong, sentence in (("fout", "Dit woord ken ik niet."), (" ", "Typ hier iets in.")):
        with pytest.raises(ValueError, match=sentence):
            figure.controls["word"].read(wrong)
        figure.receive({"values": {"word": wrong}})
        assert figure.values == {"word": "kat"}


# --- beelden vooruit -------------------------------------------------------------------------------------------------


def test_drawing_ahead_leaves_the_figure_alone_and_never_sends_an_error():
    """Wie vooruit tekent, verandert niets aan de stand, de zin en het plaatje; een stand die misgaat komt niet."""

    def draw(line, w):
        if w == 2:
            raise RuntimeError("ongeluk")
        line.set_data([-1, 1], [-w, w])
        return f"De lijn stijgt {dutch(w)}."

    figure = line_figure(draw)
    before = (figure.values, figure.sentence, figure.png())
    whispered, done = [], threading.Event()

    class Widget:
        def whisper(self, frame, images):
            whispered.append((frame["values"]["w"], frame["sentence"], images))
            if frame["values"]["w"] == 0:
                done.set()

    figure.widget = Widget()
    figure.look_ahead([{"w": 8}, {"w": 1}, {}, "x", {"w": 99}, {"w": 0}])
    assert done.wait(60)
    assert [position for position, *_ in whispered] == [1, 0]
    assert (figure.values, figure.sentence, figure.png()) == before
    figure.widget = None
    figure.set(w=-1.5)
    assert whispered[0][1:] == (figure.sentence, list(figure.images)), (
        "vooruit getekend is precies wat er gevraagd wordt"
    )


def test_nothing_is_drawn_ahead_from_the_moment_a_cell_runs(monkeypatch):
    """Een cel kan snelheid meten, en veranderen waar een figuur naar kijkt."""
    monkeypatch.setattr(ahead, "_SLOW", 60)
    drawn, others = [], threading.enumerate()

    def make(state):
        drawn.append(state)
        if state == "tweede":
            monkeypatch.setattr(ahead.cells, "running", True)

    queue = ahead.Ahead(make, lambda made: None)

    def ask(*states):
        queue.ask(list(states))
        for thread in set(threading.enumerate()) - set(others):
            thread.join(60)

    ask("eerste", "tweede", "derde")
    ask("vierde")
    monkeypatch.setattr(ahead.cells, "running", False)
    ask("later")
    assert drawn == ["eerste", "tweede", "later"]
