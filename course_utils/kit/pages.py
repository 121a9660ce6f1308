"""Eén opmaak voor alles wat een docent toont of print: een sjabloon vullen, en tekst van een les als HTML.

In templates/ staat `base.html.j2` (een bladzijde zonder iets van elders), met daarop `paper.html.j2` voor A4. Wat je
met `page` maakt, ziet er op het scherm uit als papier, in het donker ook, en print zoals het er staat.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from course_utils.app.reading import Renderer, render_markdown
from course_utils.dutch_numbers import dutch
from course_utils.live.palette import css_variables
from course_utils.questions.questions import LETTERS

TEMPLATES = Path(__file__).parent / "templates"


def environment(folder: Path) -> Environment:
    """De sjablonen in deze map. Wat erin komt, wordt in HTML en SVG veilig gemaakt."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html.j2", "svg.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, **content) -> str:
    """Vul een sjabloon. Wat geen Markup is, wordt veilig gemaakt; met `| markdown` wordt tekst van een les HTML."""
    return _ENVIRONMENT.get_template(template).render(**content)


def fill(text: str, values: dict) -> str:
    """Vul een stukje tekst in dat zelf een sjabloon is, zoals een toetsvraag; `| nl` schrijft een getal."""
    return _template(text).render(**values)


@cache
def _template(text: str) -> Template:
    return _ENVIRONMENT.overlay(autoescape=False).from_string(text)


def to_html(markdown: str) -> str:
    """Tekst van een les of van de toets als HTML; schrijflijnen blijven bij hun vraag, en die bij haar kop."""
    html = render_markdown(re.sub(r"<!--.*?-->\n*", "", markdown, flags=re.DOTALL), _Paper([]))
    question = r"((?:<h\d[^>]*>[^\n]*</h\d>\n)?<p>(?:(?!</p>).)*</p>\n)?"
    kept = r'<div class="vraag">\1<div class="lijnen">\2</div></div>\n'
    return re.sub(rf'{question}((?:<div class="lijn"></div>)+)', kept, html, flags=re.DOTALL).strip()


def inline(markdown: str) -> str:
    """Een zin als HTML, zonder alinea eromheen."""
    return to_html(markdown).removeprefix("<p>").removesuffix("</p>")


class _Paper(Renderer):
    """Markdown voor papier: `___` is een lijn om op te schrijven, en een link is gewoon tekst."""

    def thematic_break(self) -> str:
        return '<div class="lijn"></div>'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre>{escape(code.strip())}</pre>\n"


def _number(value: float) -> str:
    return dutch(round(value, 6))  # zonder de laatste cijfers die van het rekenen in halven komen


def _file(name: str) -> Markup:
    """Een bestand uit templates/ zoals het er staat: CSS of JavaScript."""
    return Markup((TEMPLATES / name).read_text("utf-8"))


_ENVIRONMENT = environment(TEMPLATES)
_ENVIRONMENT.globals |= {"palette": Markup(css_variables()), "file": _file, "letters": LETTERS}
_ENVIRONMENT.filters |= {
    "markdown": lambda text: Markup(to_html(text)),
    "inline": lambda text: Markup(inline(text)),
    "nl": _number,
    "rij": lambda numbers: ", ".join(map(_number, numbers)),
    "opsomming": lambda numbers: f"{', '.join(map(_number, numbers[:-1]))} en {_number(numbers[-1])}",
}
