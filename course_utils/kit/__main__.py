"""Werk de handleiding bij, en maak alles wat een docent toont of print.

    python3 -m course_utils docent

De handleiding (docent/) is tekst en hoort bij de cursus. Wat getoond of geprint wordt, is groter en altijd opnieuw te
maken: dat komt in de map lesmateriaal, buiten git. Een module die iets maakt, heeft een functie `files(notebooks)` die
per bestand de inhoud geeft.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

from course_utils.app.start import KIT_FOLDER
from course_utils.authoring.browser import find_browser, save_pdf
from course_utils.authoring.notebook_reader import REPOSITORY
from course_utils.files import write_whole
from course_utils.kit import answers, guide, handouts, one_page, slides, worksheets

MAKERS = (slides.files, worksheets.files, answers.files, one_page.files, handouts.files)
NOT_PRINTED = ("index.html",)  # wat alleen op een scherm zin heeft, krijgt geen PDF


def main() -> None:
    """Schrijf alles, en zeg waar het staat."""
    guide.main()
    found, made = guide.lessons(), {}
    for maker in MAKERS:
        made |= maker(found)
    made["index.html"] = handouts.contents(made)
    folder = REPOSITORY / KIT_FOLDER
    if find_browser():
        print("Nu de PDF's. De eerste keer duurt dat een paar minuten.")
    pdfs = write(folder, made)
    print(f"In de map {folder.name} staan {len(made)} bestanden om te tonen of te printen, en {pdfs} PDF's. Begin in")
    print(f"  {(folder / 'index.html').as_uri()}")
    if not pdfs:
        print("Zonder Chrome, Edge of Chromium zijn er geen PDF's. Open de HTML in een browser en druk af.")


def write(folder: Path, made: dict[str, str]) -> int:
    """Schrijf wat veranderd is, bewaar wat je print ook als PDF, en gooi weg wat van een eerdere keer is."""
    browser, kept, pdfs, missing = find_browser(), set(), 0, []
    for name, content in made.items():
        path = folder / name
        pdf = path.with_suffix(".pdf")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != content:
            write_whole(path, content)
            pdf.unlink(missing_ok=True)
        kept.add(path)
        if browser and path.suffix == ".html" and name not in NOT_PRINTED:
            if not pdf.exists():
                missing.append(path)
            kept.add(pdf)
            pdfs += 1
    with ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 2) // 2)) as workers:
        list(workers.map(save_pdf, missing, repeat(browser)))
    for old in {path for path in folder.rglob("*") if path.is_file()} - kept:  # van een les die nu anders heet
        old.unlink()
    return pdfs


if __name__ == "__main__":
    sys.exit(main())
