"""Werk de handleiding bij, en maak alles wat een docent toont of print.

    python3 -m course_utils docent

De handleiding (docent/) is tekst en hoort bij de cursus. Wat getoond of geprint wordt, is groter en altijd opnieuw te
maken: dat komt in de map lesmateriaal, buiten git. Een module die iets maakt, heeft een functie `files(notebooks)` die
per bestand de inhoud geeft.
"""

import sys

from course_utils.app.start import KIT_FOLDER
from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.kit import guide

MAKERS = ()


def main() -> None:
    """Schrijf alles, en zeg waar het staat."""
    guide.main()
    folder = REPOSITORY / KIT_FOLDER
    made = {}
    for maker in MAKERS:
        made |= {folder / name: content for name, content in maker(guide.lessons()).items()}
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
    for old in {path for path in folder.rglob("*") if path.is_file()} - set(made):  # van een les die nu anders heet
        old.unlink()
    if made:
        print(f"Om te tonen en te printen, {len(made)} bestanden:\n  {(folder / 'index.html').as_uri()}")


if __name__ == "__main__":
    sys.exit(main())
