"""PyTorch zonder zijn compiler: een optimizer laadt die altijd mee, en geen enkele les gebruikt hem.

Dat kost elke leerling 1,4 s rekenen en 75 MB. Een optimizer vraagt de compiler alleen om met rust gelaten
te worden, en dat kan een plaatsvervanger ook. Wie `torch.compile` gebruikt, krijgt alsnog de echte.
"""

import importlib
import sys
from types import ModuleType

_COMPILER = "torch._dynamo"


class _StandIn(ModuleType):
    """Staat op de plaats van de compiler, en maakt plaats zodra iemand er iets anders van wil."""

    @staticmethod
    def disable(fn=None, *_, **__):
        return fn or (lambda fn: fn)

    @staticmethod
    def graph_break() -> None:
        """Zonder compiler valt er niets te onderbreken."""

    def __getattr__(self, name: str):
        if name.startswith("__") and name != "__path__":  # zo kijkt Python zelf rond in alle modules
            raise AttributeError(name)
        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
        return getattr(importlib.import_module(_COMPILER), name)


def leave_the_compiler_out() -> None:
    """Laad de compiler van PyTorch pas als iemand hem echt gebruikt; is hij er al, dan verandert er niets."""
    sys.modules.setdefault(_COMPILER, _StandIn(_COMPILER))
