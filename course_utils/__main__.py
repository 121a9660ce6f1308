"""Start of toets de cursus: `python3 -m course_utils start` en `python3 -m course_utils test`.

Dit bestand gebruikt alleen wat ook een oude Python begrijpt: dan krijgt die een zin te lezen, geen foutmelding.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "De cursus heeft Python 3.11 of nieuwer nodig. Dit is Python %d.%d.\n"
        "Haal een nieuwe versie van https://www.python.org/downloads/ en geef daarna hetzelfde commando.\n"
        "Staat die er al? Noem hem dan bij zijn nummer: python3.13 -m course_utils start (Windows: py -3.13 -m ...)."
        % sys.version_info[:2]
    )

from course_utils.app.start import main

if __name__ == "__main__":
    # Regel voor regel, ook naar een logboek; en een teken dat het venster niet kent, is geen reden om te stoppen.
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    if sys.argv[1:2] == ["klas"]:
        from course_utils.klas.command import main as klas

        sys.exit(klas(sys.argv[2:]))
    sys.exit(main(sys.argv[1:]))
