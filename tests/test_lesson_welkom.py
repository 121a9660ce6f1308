"""Les 00: de controle van de installatie, en de kaart van de cursus."""

from dataclasses import replace

import matplotlib.image as mpimg
import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch

from course_utils.lessons.welkom import figures as welkom
from course_utils.subjects.data import DataError


def test_the_map_in_the_readme_is_the_map_of_the_course():
    """README.md toont dezelfde kaart als les 00, met dezelfde woorden erbij."""
    figure = welkom.course_map()
    figure.canvas.draw()
    again = "Geef `python -m course_utils.lessons.welkom`, en pas de beschrijving in README.md aan."
    saved = (255 * mpimg.imread(welkom.MAP)).round()
    assert np.array_equal(saved, np.asarray(figure.canvas.buffer_rgba())), again
    readme = (welkom.MAP.parents[1] / "README.md").read_text("utf-8")
    assert f"![{welkom.course_map_sentence()}](notebooks/kaart.png)" in readme, again


@pytest.mark.parametrize("count", [1, 4, 8, 9, 10, 13])
def test_the_map_draws_itself_for_any_number_of_lessons(monkeypatch, count):
    """Elke les heeft een kaartje met haar nummer, titel en vraag erin, en elk kaartje past op het blad."""
    course = (*welkom.LESSONS, *(replace(welkom.LESSONS[2], number=number) for number in range(8, 14)))[:count]
    monkeypatch.setattr(welkom, "LESSONS", course)
    figure = welkom.course_map()
    figure.canvas.draw()
    axes = figure.axes[0]
    cards = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    texts = [text for text in axes.texts if text.get_text()]
    assert len(cards) == count and len(texts) == 3 * count
    for place, lesson in enumerate(course):
        own = texts[3 * place : 3 * place + 3]
        said = [" ".join(text.get_text().split()) for text in own]
        assert said == [f"{lesson.number:02d}", lesson.title, lesson.question]
        for part in own:
            box = part.get_window_extent()
            inside = cards[place].x0 <= box.x0 and box.x1 <= cards[place].x1 and cards[place].y0 <= box.y0
            assert inside and box.y1 <= cards[place].y1, f"{part.get_text()!r} past niet op zijn kaartje"
    assert all(figure.bbox.contains(*corner) for card in cards for corner in (card.min, card.max))


def test_a_good_installation_has_no_crosses():
    assert all(ok for ok, _ in welkom.installation_report())


@pytest.mark.parametrize("missing, sentence", [("torch", "PyTorch ontbreekt"), ("anywidget", "anywidget ontbreekt")])
def test_a_missing_package_is_named(monkeypatch, missing, sentence):
    """Wat ontbreekt krijgt een kruis en een zin; de rest van het verslag blijft staan."""

    def version(name):
        if name == missing:
            raise welkom.PackageNotFoundError
        return "1.0"

    monkeypatch.setattr(welkom, "version", version)
    monkeypatch.setattr(welkom, "find_spec", lambda name: None if name == missing else object())
    wrong = [text for ok, text in welkom.installation_report() if not ok]
    assert len(wrong) == 1 and sentence in wrong[0]


def test_damaged_data_is_named(monkeypatch):
    def damaged():
        raise DataError("Het bestand digits.npz is beschadigd.")

    monkeypatch.setattr(welkom, "load_digits", damaged)
    assert (False, "Het bestand digits.npz is beschadigd.") in welkom.installation_report()


def test_the_digits_to_fool_with_are_read_well_without_noise():
    """De figuur vraagt het netwerk in de war te brengen: zonder ruis moet het dus goed lezen, en met ruis niet."""
    figure = welkom.fool_the_network()
    for place in figure.controls["place"].values:
        figure.set(place=place, strength=0)
        assert "Dat klopt" in figure.sentence
        fooled = []
        for strength in np.arange(0, 1.01, 0.1):
            figure.set(place=place, strength=float(strength))
            fooled.append("Fout" in figure.sentence)
        assert any(fooled), f"plaatje {place} is met geen ruis te verwarren"
