"""Les 00: de controle van de installatie, en de kaart van de cursus."""

import matplotlib.image as mpimg
import numpy as np
import pytest

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
