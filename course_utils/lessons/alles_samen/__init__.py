"""Wat het notebook van deze les `les` noemt. Het model laadt PyTorch, en dat duurt even: pas als het gevraagd wordt."""

from importlib import import_module

from course_utils.lessons.alles_samen.extra import *
from course_utils.lessons.alles_samen.figures import *
from course_utils.lessons.alles_samen.guessing_game import *
from course_utils.lessons.alles_samen.questions import *
from course_utils.lessons.alles_samen.story_chances import *
from course_utils.lessons.alles_samen.training_figures import *
from course_utils.notebook import NO_TORCH

_IN_GPT = (
    "EIND GPT LEEG geoefende_verhalen leer leer_snel loss_van maak_stapels meegeleverd_model meet_loss naar_tekst "
    "naar_tokens schrijf schrijf_veel stap_met_cache verse_stapels vervolg vingerafdruk woordenlijst"
)


class NoTorch(ImportError):
    """PyTorch ontbreekt op deze computer; IPython toont dan alleen deze zin."""

    def _render_traceback_(self) -> list[str]:
        return [NO_TORCH]


def __getattr__(name: str):
    if name not in _IN_GPT.split():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.gpt"), name)
    except ModuleNotFoundError as missing:
        if missing.name != "torch":
            raise
        raise NoTorch(NO_TORCH) from None
