"""Het meegeleverde taalmodel van deze les, zoals het in data/ staat."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from course_utils.subjects.data import read_npz


@dataclass(frozen=True)
class StoryModel:
    """Het meegeleverde taalmodel van les 07: de gewichten, met de namen die PyTorch ze geeft, en wat het kan."""

    weights: Mapping[str, np.ndarray]  # float16
    steps: int  # zoveel stappen getraind, met 48 verhalen per stap
    loss: float  # nat per token, op 1.000 verhalen die het niet zag
    accepted: int  # van 1.000 geschreven verhalen bij temperatuur 1 zijn er zoveel helemaal goed
    literal: int  # van die 1.000 staan er zoveel letterlijk tussen de oefenverhalen
    practised: np.ndarray  # uint32, van elk oefenverhaal de CRC32 van zijn tekst
    losses: np.ndarray  # het verloop van de training: de gemiddelde loss van steeds even veel stappen
    samples: tuple[tuple[int, str], ...]  # (stap, verhaal) dat het model onderweg schreef


@cache
def load_story_model() -> StoryModel:
    """Lees het taalmodel van les 07."""
    arrays = read_npz("story_model.npz")
    loss = float(arrays.pop("loss"))
    steps, accepted, literal = (int(arrays.pop(name)) for name in ("steps", "accepted", "literal"))
    practised, losses = arrays.pop("practised"), arrays.pop("losses")
    samples = tuple(zip(arrays.pop("sample_steps").tolist(), arrays.pop("samples").tolist(), strict=True))
    return StoryModel(MappingProxyType(arrays), steps, loss, accepted, literal, practised, losses, samples)
