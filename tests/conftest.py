"""Fixtures die alle tests delen."""

from lab import lab  # noqa: F401
