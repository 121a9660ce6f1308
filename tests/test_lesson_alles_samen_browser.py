"""Les 07 in een echte JupyterLab: de knop die traint, met een klein budget, en het spel met het toetsenbord."""

import re

from course_utils.authoring.notebook_reader import REPOSITORY

STEPS = 120
CELLS = [
    f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})",
    "import math, torch\nfrom course_utils.lessons import alles_samen as les\n"
    "from course_utils.subjects.stories import generate_stories",
    f"""torch.manual_seed(1)
model = les.GPT(len(les.woordenlijst))
rijen = les.maak_stapels([les.naar_tokens(verhaal) for verhaal in generate_stories(16, seed=2)])
les.train_live(
    les.leer_snel(model, les.verse_stapels(), {STEPS}), lambda: les.meet_loss(model, rijen), lambda: les.schrijf(model),
    {STEPS}, math.log(642), 0.409)""",
    "les.play(les.meegeleverd_model())",
]


def test_the_button_trains_stops_and_goes_on_and_the_game_can_be_played(lab):
    notebook = lab.open(lab.write("trainen.ipynb", CELLS))
    notebook.run_all()
    figure = notebook.cell(2).locator(".hoe-ai-live")
    said = figure.locator(".hoe-ai-sentence")
    figure.get_by_role("button", name="Start", exact=True).click()
    wait_for(notebook, said, r"Na (\d+) stappen")
    figure.get_by_role("button", name="Stop", exact=True).click()
    figure.locator("canvas[aria-busy=false]").wait_for(timeout=120_000)  # het stukje dat al onderweg was
    stopped = said.inner_text()
    notebook.page.wait_for_timeout(1500)
    assert said.inner_text() == stopped, "na Stop hoort de training stil te staan"
    assert int(re.search(r"Na (\d+) stappen", stopped)[1]) < STEPS
    assert "wat het schreef" in figure.inner_text()

    figure.get_by_role("button", name="Ga verder").click()
    wait_for(notebook, said, rf"Na {STEPS} stappen")
    assert loss_in(said.inner_text()) < loss_in(stopped) and loss_in(said.inner_text()) < 4

    game = notebook.cell(3).locator(".hoe-ai-live.hoe-ai-card")
    game.get_by_role("radio").first.check()
    game.get_by_role("radio", name="50 %").check()
    game.get_by_role("button", name="Dit is mijn gok").press("Enter")
    game.get_by_role("button", name="Volgende beurt").wait_for()
    assert "Er staat" in game.inner_text() and "het model" in game.inner_text()
    assert notebook.errors() == []


def wait_for(notebook, said, pattern: str) -> None:
    for _ in range(600):
        if re.search(pattern, said.inner_text()):
            return
        notebook.page.wait_for_timeout(200)
    raise AssertionError(f"verwacht: {pattern}; er staat: {said.inner_text()}")


def loss_in(sentence: str) -> float:
    return float(re.search(r"rekenen is de loss (\d+,\d+)", sentence)[1].replace(",", "."))
