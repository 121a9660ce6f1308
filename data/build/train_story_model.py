"""Train het taalmodel van les 07 en bewaar het in data/story_model.npz.

    python data/build/train_story_model.py       ongeveer twee minuten op twee rekenkernen

Alle code van het model en het leren komt uit het notebook zelf: de startcel en de cellen met het merk `model`. Wat dit
script print, staat ook in data/README.md.
"""

import random
import time

import numpy as np
import torch
from checksums import DATA, write_checksums

from course_utils.lessons.alles_samen.training_figures import notebook_code
from course_utils.subjects.stories import entropy, generate_stories, generate_story, parse

STEPS, BATCH = 2300, 48  # zoveel stappen als de knop in het notebook
HELD_OUT, WRITTEN = 1000, 1000


def main() -> None:
    lesson = notebook_code()
    torch.manual_seed(1)
    model = lesson["GPT"](len(lesson["woordenlijst"]))
    started = time.perf_counter()
    for step, (_, loss) in enumerate(lesson["leer"](model, lesson["verse_stapels"](), STEPS), 1):
        if step % 300 == 0:
            print(f"stap {step}: loss {loss:.3f} na {time.perf_counter() - started:.0f} s", flush=True)
    print(f"trainen: {time.perf_counter() - started:.0f} s")

    for parameter in model.parameters():  # zo wordt het bewaard; de cijfers hieronder horen bij wat er bewaard is
        parameter.data = parameter.data.half().float()
    held_out = [lesson["naar_tokens"](story) for story in generate_stories(HELD_OUT, seed=2)]
    loss = lesson["meet_loss"](model, lesson["maak_stapels"](held_out))
    floor = entropy().per_token
    print(f"loss op {HELD_OUT} nieuwe verhalen: {loss:.4f}; de bodem is {floor:.4f}: {loss / floor - 1:.1%} erboven")

    torch.manual_seed(7)
    stories = [story for _ in range(WRITTEN // 200) for story in lesson["schrijf"](model, aantal=200)]
    accepted = sum(parse(story) is not None for story in stories)
    rng = random.Random(1)  # dezelfde verhalen als in verse_stapels
    practised = {generate_story(rng) for _ in range(STEPS * BATCH)}
    literal = sum(story in practised for story in stories)
    print(f"van {WRITTEN} geschreven verhalen zijn er {accepted} helemaal goed, en {literal} letterlijk geoefend")

    weights = {name: value.numpy().astype(np.float16) for name, value in model.state_dict().items()}
    figures = {"steps": STEPS, "loss": loss, "accepted": accepted, "literal": literal}
    np.savez_compressed(DATA / "story_model.npz", allow_pickle=False, **weights, **figures)
    write_checksums()


if __name__ == "__main__":
    main()
