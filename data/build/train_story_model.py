"""Train het taalmodel van les 07 en bewaar het in data/story_model.npz.

    python data/build/train_story_model.py       ongeveer twee minuten op twee rekenkernen

De code van het model en van het leren is die van het notebook: course_utils/lessons/alles_samen/gpt.py. Wat dit script
print, staat ook in data/README.md. Het bestand bewaart ook hoe de training ging, en van elk oefenverhaal een
vingerafdruk: daarmee telt het notebook in een oogwenk hoeveel geschreven verhalen letterlijk geoefend zijn.
"""

import random
import time

import numpy as np
import torch
from checksums import DATA, write_checksums

from course_utils.lessons.alles_samen import gpt
from course_utils.lessons.alles_samen.story_chances import entropy, parse
from course_utils.subjects.stories import generate_stories, generate_story

STEPS, BATCH = 2300, 48  # zoveel stappen als de knop in het notebook
HELD_OUT, WRITTEN = 1000, 1000
PER_POINT = 23  # stappen per punt van de bewaarde kromme
SAMPLE_STEPS = (1, 60, 120, 240, 480, 960, STEPS)  # wanneer het model onderweg een verhaal schrijft


def practised_stories() -> set[str]:
    """De verhalen van `verse_stapels`."""
    rng = random.Random(1)
    return {generate_story(rng) for _ in range(STEPS * BATCH)}


def main() -> None:
    torch.manual_seed(1)
    model = gpt.GPT(len(gpt.woordenlijst))
    started, losses, samples = time.perf_counter(), [], []
    for step, loss in enumerate(gpt.leer_snel(model, gpt.verse_stapels(), STEPS), 1):
        losses.append(loss)
        if step in SAMPLE_STEPS:
            samples.append(gpt.schrijf(model))
            print(f"stap {step}: loss {loss:.3f} na {time.perf_counter() - started:.0f} s: {samples[-1]}", flush=True)
    print(f"trainen: {time.perf_counter() - started:.0f} s")

    for parameter in model.parameters():  # zo wordt het bewaard; de cijfers hieronder horen bij wat er bewaard is
        parameter.data = parameter.data.half().float()
    held_out = [gpt.naar_tokens(story) for story in generate_stories(HELD_OUT, seed=2)]
    loss = gpt.meet_loss(model, gpt.maak_stapels(held_out))
    floor = entropy().per_token
    print(f"loss op {HELD_OUT} nieuwe verhalen: {loss:.4f}; de bodem is {floor:.4f}: {loss / floor - 1:.1%} erboven")

    torch.manual_seed(7)
    stories, practised = gpt.schrijf_veel(model, WRITTEN), practised_stories()
    accepted = sum(parse(story) is not None for story in stories)
    literal = sum(story in practised for story in stories)
    print(f"van {WRITTEN} geschreven verhalen zijn er {accepted} helemaal goed, en {literal} letterlijk geoefend")

    weights = {name: value.numpy().astype(np.float16) for name, value in model.state_dict().items()}
    figures = {"steps": STEPS, "loss": loss, "accepted": accepted, "literal": literal}
    history = {
        "practised": np.array(sorted({gpt.vingerafdruk(story) for story in practised}), np.uint32),
        "losses": np.array(losses, np.float32).reshape(-1, PER_POINT).mean(axis=1),
        "sample_steps": np.array(SAMPLE_STEPS),
        "samples": np.array(samples),
    }
    np.savez_compressed(DATA / "story_model.npz", allow_pickle=False, **weights, **figures, **history)
    write_checksums()


if __name__ == "__main__":
    main()
