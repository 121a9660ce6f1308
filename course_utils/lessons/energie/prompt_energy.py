"""Wat één vraag aan een taalmodel kost, volgens gepubliceerde bronnen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from course_utils.subjects.data import read_table

__all__ = ["load_prompt_energy"]


@dataclass(frozen=True)
class PromptEnergy:
    """Wat één vraag aan een taalmodel kost volgens een bron, uit data/energy_per_prompt.csv."""

    name: str
    year: int
    watt_hour: float
    whole_data_centre: bool  # met koeling en servers; anders staat het er niet bij
    what: str
    source: str
    checked: str  # wat er is nagelezen


@cache
def load_prompt_energy() -> Mapping[str, PromptEnergy]:
    """Lees wat één vraag kost volgens gepubliceerde bronnen: naam -> PromptEnergy, op volgorde van de tabel."""
    return read_table("energy_per_prompt.csv", PromptEnergy)
