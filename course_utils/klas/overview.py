"""Het overzicht van een klas: één HTML-pagina die alles bij zich heeft, uit de voortgang van de leerlingen.

    python3 -m course_utils overzicht MAP

Op dezelfde pagina staat bij elke voorspelling een scherm voor de beamer, zonder namen. In de klas-server ververst de
pagina zichzelf; zie overview_service.py.
"""

import sys
from functools import lru_cache
from html import escape
from pathlib import Path

from markupsafe import Markup

from course_utils.dutch_numbers import counted
from course_utils.files import write_whole
from course_utils.kit.pages import environment
from course_utils.klas.overview_counts import EXPLAIN_BELOW, GO_ON_ABOVE, STUCK, Dot, count, lesson_now
from course_utils.klas.overview_files import ClassFiles, Pupil, Skipped, sources
from course_utils.klas.overview_outline import LessonOutline, outlines
from course_utils.live.palette import css_variables
from course_utils.reading.bundle import content_hash

PAGE = "overzicht.html"
_TEMPLATES = Path(__file__).parent / "templates"
LEGEND = (
    Dot("gezien", "", "gezien"),
    Dot("voorspeld", "B", "voorspelde B, nog niet gemeten"),
    Dot("goed", "B", "voorspelling klopte"),
    Dot("fout", "B", "voorspelling klopte niet"),
    Dot("zeker-fout", "B", "was zeker, en het klopte niet"),
    Dot("bezig", "2", "twee pogingen, nog niet goed"),
    Dot("vast", f"{STUCK}", f"zit vast: {STUCK} pogingen of meer"),
    Dot("goed", "✓", "zelf goed"),
    Dot("na-oplossing", "✓", "goed na de oplossing"),
    Dot("af", "3", "vragen af, 3 meteen goed"),
)


def render(lessons: list[LessonOutline], pupils: list[Pupil], skipped: list[Skipped], version: str = "") -> str:
    """De pagina. version: waaraan de klas-server ziet of er iets veranderde; leeg op een pagina die niet ververst."""
    counted = [count(outline, pupils) for outline in lessons]
    return _ENVIRONMENT.get_template("overview.html.j2").render(
        lessons=counted,
        now=lesson_now(counted),
        pupils=pupils,
        skipped=skipped,
        version=version,
        policy=policy(live=bool(version)),
    )


def policy(live: bool) -> str:
    """Wat een browser met de pagina mag: haar eigen stijl en script, verder niets; live ook zichzelf opnieuw vragen."""
    connect = "'self'" if live else "'none'"
    return (
        f"default-src 'none'; style-src '{content_hash(STYLE)}'; script-src '{content_hash(SCRIPT)}';"
        f" connect-src {connect};"
        " base-uri 'none'; form-action 'none'"
    )


def with_code(text: str) -> Markup:
    """Een zin als HTML, met wat tussen `deze tekens` staat als code."""
    parts = text.replace("\\|", "|").split("`")
    return Markup("".join(f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(parts)))


def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


STYLE, SCRIPT = f"{css_variables()}{_file('overview.css')}", _file("overview.js")
_ENVIRONMENT = environment(_TEMPLATES)
_ENVIRONMENT.filters["code"] = with_code
_DOT = _ENVIRONMENT.get_template("dot.html.j2").module
_ENVIRONMENT.globals |= {
    "stip": lru_cache(maxsize=4096)(_DOT.stip),  # duizenden stippen, en maar een paar soorten
    "style": Markup(STYLE),
    "script": Markup(SCRIPT),
    "legend": LEGEND,
    "explain_below": EXPLAIN_BELOW,
    "go_on_above": GO_ON_ABOVE,
}


def main(arguments: list[str]) -> int:
    """Maak het overzicht van deze mappen en bestanden, en zeg waar het staat."""
    places = [Path(argument) for argument in arguments]
    pupils, skipped = ClassFiles(lambda: sources(places)).read()
    for file in skipped:
        print(f"Telt niet mee: {file.name}. {file.why}")
    if not pupils:
        sys.exit("Ik vond geen enkele voortgang. Geef de map waarin de bestanden van je leerlingen staan.")
    page = (places[0] if places[0].is_dir() else places[0].parent) / PAGE
    write_whole(page, render(outlines(), pupils, skipped))
    print(f"Het overzicht van {counted(len(pupils), 'leerling', 'leerlingen')} staat hier:")
    print(f"  {page.as_uri()}\nEr staan namen in. Gooi het weg als je het niet meer nodig hebt.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
