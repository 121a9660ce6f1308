"""Les 07 in een echte JupyterLab: de knop die traint, met een klein budget."""

import re

from course_utils.authoring.notebook_reader import REPOSITORY

STEPS = 120
CELLS = [
    f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})",
    "import math, torch",
    "from course_utils.lessons.alles_samen import training_figures as training\ntraining.set_up(globals())",
    f"""def run():
    torch.manual_seed(1)
    yield from leer(GPT(len(woordenlijst)), verse_stapels(), {STEPS})

rijen = maak_stapels([naar_tokens(verhaal) for verhaal in generate_stories(16, seed=2)])
training.train_live(run, lambda m: meet_loss(m, rijen), lambda m: schrijf(m)[0], {STEPS}, math.log(642), 0.409)""",
]


def test_the_button_trains_stops_and_goes_on(lab):
    notebook = lab.open(lab.write("trainen.ipynb", CELLS))
    notebook.run_all()
    figure = notebook.cell(2).locator(".hoe-ai-live")
    said = figure.locator(".hoe-ai-sentence")
    figure.get_by_role("button", name="Start", exact=True).click()
    wait_for(notebook, said, r"Na (\d+) stappen")
    figure.get_by_role("button", name="Stop", exact=True).click()
    notebook.page.wait_for_timeout(2500)  # het stukje dat al onderweg was
    stopped = said.inner_text()
    notebook.page.wait_for_timeout(1500)
    assert said.inner_text() == stopped, "na Stop hoort de training stil te staan"
    assert int(re.search(r"Na (\d+) stappen", stopped)[1]) < STEPS
    assert "Het model schrijft nu" in figure.inner_text()

    figure.get_by_role("button", name="Ga verder").click()
    wait_for(notebook, said, rf"Na {STEPS} stappen")
    assert loss_in(said.inner_text()) < loss_in(stopped) and loss_in(said.inner_text()) < 4
    assert notebook.errors() == []


def wait_for(notebook, said, pattern: str) -> None:
    for _ in range(600):
        if re.search(pattern, said.inner_text()):
            return
        notebook.page.wait_for_timeout(200)
    raise AssertionError(f"verwacht: {pattern}; er staat: {said.inner_text()}")


def loss_in(sentence: str) -> float:
    return float(re.search(r"rekenen is de loss (\d+,\d+)", sentence)[1].replace(",", "."))
