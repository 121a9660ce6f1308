"""Klachten over een notebook of een figuur, met raad, als één mislukte toets."""

import pytest


def no_complaints(complaints: list[str], advice: str) -> None:
    """Laat de test falen als er klachten zijn, met een zin die zegt wat te doen en daaronder de klachten."""
    if complaints:
        pytest.fail(f"{advice}\n\n" + "\n".join(f"- {complaint}" for complaint in complaints), pytrace=False)
