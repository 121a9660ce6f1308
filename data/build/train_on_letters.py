"""Train het model van Verdieping A van les 07 op letters, en bewaar hoe dat ging in data/letters_training.json.

    python data/build/train_on_letters.py       ongeveer twee minuten op twee rekenkernen

De code is die van het notebook zelf: dit script voert de cellen van Verdieping A uit tot aan de training. Er staat geen
mijn_tekst.txt in deze map, dus het model leert van de 400 verhaaltjes.
"""

import itertools
import json
import math

import nbformat
import torch
from checksums import DATA, write_checksums

from course_utils.files import write_whole
from course_utils.lessons import alles_samen as les

PER_POINT = 6  # stappen per punt van de bewaarde kromme
SAMPLE_STEPS = (60, 300, 600, 1500)  # wanneer het model onderweg schrijft


def names_of_the_notebook() -> dict:
    """De namen die bestaan als de student bij de training van Verdieping A is."""
    cells = nbformat.read(DATA.parent / "notebooks" / "07_alles_samen.ipynb", as_version=4).cells
    start = next(place for place, cell in enumerate(cells) if cell.source.startswith("### Verdieping A."))
    names = {"les": les, "math": math}
    code = [cell.source for cell in cells[start:] if cell.cell_type == "code"]
    for source in itertools.takewhile(lambda source: "train_live" not in source, code):
        exec(source, names)
    return names


def main() -> None:
    names = names_of_the_notebook()
    torch.manual_seed(1)
    model = les.GPT(len(names["tekens"]), names["LENGTE"])
    losses, samples = [], []
    for step, loss in enumerate(les.leer_snel(model, names["stukken"](), names["STAPPEN_EIGEN"]), 1):
        losses.append(loss)
        if step in SAMPLE_STEPS:
            samples.append((step, names["tekst_van"](model)))
            print(f"stap {step}: loss {loss:.3f}: {samples[-1][1]!r}", flush=True)
    points = [round(sum(part) / len(part), 3) for part in zip(*[iter(losses)] * PER_POINT, strict=True)]
    kept = {"losses": points, "samples": samples}
    write_whole(DATA / "letters_training.json", json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    write_checksums()


if __name__ == "__main__":
    main()
