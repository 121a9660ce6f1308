"""Metingen van de cursus: `python -m benchmarks` drukt alle tabellen af. Alleen verhoudingen zijn te vergelijken."""
