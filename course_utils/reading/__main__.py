"""Maak de leesversie: python -m course_utils.reading NOTEBOOKS MAP."""

import sys
from pathlib import Path

from course_utils.reading.figures import Recording, parts_of_lessons
from course_utils.reading.pages import export, lesson_paths

MOST_BYTES = 4_000_000  # van een les


def main(notebooks: Path, folder: Path) -> None:
    """Schrijf de pagina's, en zeg van elke les hoe groot zij is en wat er beweegt."""
    parts = parts_of_lessons(lesson_paths(notebooks), folder / ".standen")
    written = {path.stem: path for path in export(notebooks, folder, parts)}
    print(f"{'les':<22}{'kB':>7}{'figuren':>9}{'uitgedund':>11}{'vast':>6}{'standen':>9}{'seconden':>10}")
    for stem, cells in parts.items():
        made = [part for cell in cells.values() for part in cell]
        live = [part for part in made if isinstance(part, Recording)]
        thinned, states = sum(part.thinned for part in live), sum(part.states for part in live)
        size, seconds = written[stem].stat().st_size, sum(part.seconds for part in live)
        still = len(made) - len(live)
        print(f"{stem:<22}{size // 1000:>7}{len(live):>9}{thinned:>11}{still:>6}{states:>9}{seconds:>10.0f}")
        if size > MOST_BYTES:
            raise ValueError(f"{stem}.html is te groot: noem minder standen in course_utils/reading/stops.toml.")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except ValueError as problem:  # een titel of formule die anders moet
        sys.exit(str(problem))
