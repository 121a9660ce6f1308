"""De docentenhandleiding. `python -m docent` maakt alles opnieuw wat uit de lessen zelf komt."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # daar staat wat een notebook leest en zijn minuten telt
