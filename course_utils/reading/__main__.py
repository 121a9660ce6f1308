"""Maak de leesversie: python -m course_utils.reading NOTEBOOKS MAP [--kern] [--adres URL]."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from course_utils.reading.figures import Recording, parts_of_lessons
from course_utils.reading.pages import export, lesson_paths

MOST_BYTES = 4_000_000  # van een les


def main(arguments: list[str]) -> None:
    """Schrijf de pagina's, en zeg van elke les hoe groot zij is en wat er beweegt."""
    parser = ArgumentParser()
    parser.add_argument("notebooks", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kern", action="store_true")
    parser.add_argument("--adres", dest="address", default="")
    options = parser.parse_args(arguments)
    parts = parts_of_lessons(lesson_paths(options.notebooks), options.folder / ".standen")
    pages = export(options.notebooks, options.folder, parts, options.kern, options.address)
    written = {path.stem: path for path in pages}
    print(f"{'les':<22}{'kB':>7}{'figuren':>9}{'uitgedund':>11}{'vast':>6}{'standen':>9}{'seconden':>10}")
    too_large, out_of_reach = [], []
    for stem, cells in parts.items():
        made = [part for cell in cells.values() for part in cell]
        recorded = [part for part in made if isinstance(part, Recording)]
        thinned, states = sum(part.thinned for part in recorded), sum(part.states for part in recorded)
        size, seconds = written[stem].stat().st_size, sum(part.seconds for part in recorded)
        still = made.count(None)
        print(f"{stem:<22}{size // 1000:>7}{len(made):>9}{thinned:>11}{still:>6}{states:>9}{seconds:>10.0f}")
        too_large += [stem] if size > MOST_BYTES else []
        out_of_reach += [part.name for part in recorded if not part.reachable]
    if too_large:
        raise ValueError(f"Te groot: {', '.join(too_large)}. Noem minder standen in course_utils/reading/stops.toml.")
    if out_of_reach:
        advice = "In het notebook wel. Noem in course_utils/reading/stops.toml een stand die het haalt."
        print(f"Op de pagina is het doel niet te halen bij {', '.join(out_of_reach)}. {advice}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ValueError as problem:  # een titel of formule die anders moet, of een les die te groot is
        sys.exit(str(problem))
