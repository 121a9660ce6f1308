"""Tekst van een notebook als HTML: koppen met een anker, tabellen die passen, en formules als MathML."""

import re
from dataclasses import dataclass

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

SCROLLER = '<div class="breed" role="group" aria-label="{}" tabindex="0">'  # te breed voor een telefoon: schuift zelf


@dataclass(frozen=True)
class Heading:
    """Een kop met het anker waarmee een link hem vindt."""

    level: int
    anchor: str
    html: str


class Renderer(IPythonRenderer):
    """Tekst van een notebook als HTML. Elke kop krijgt een anker en komt in `headings`."""

    def __init__(self, headings: list[Heading]) -> None:
        super().__init__(escape=False)
        self.headings = headings

    def heading(self, text: str, level: int, **_) -> str:
        anchor = re.sub(r"\W+", "-", re.sub(r"<.*?>", "", text).lower()).strip("-")
        self.headings.append(Heading(level, anchor, text))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, re.sub(r"^(\w+)\.(ipynb|md)\b", r"\1.html", url), title)

    def table(self, text: str) -> str:
        return f"{SCROLLER.format('tabel')}<table>{text}</table></div>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        return f'<th scope="col">{text}</th>' if head else f"<td>{text}</td>"

    def block_math(self, body: str) -> str:
        return f"{SCROLLER.format('formule')}{mathml(body, 'block')}</div>"

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def paragraph(self, text: str) -> str:
        return f"{text}\n" if text.startswith("<div") else super().paragraph(text)  # een formule op een eigen regel


def render_markdown(markdown: str, renderer: Renderer) -> str:
    """Maak van Markdown met formules HTML, zoals deze renderer het wil."""
    return MarkdownWithMath(renderer).render(markdown)


def mathml(latex: str, display: str = "inline") -> str:
    """Maak van een formule MathML: elke browser tekent dat zelf, en voorleessoftware kent het."""
    html = convert(latex, display=display).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    if unknown := re.search(r"<m\w+>(\\\w+)", html):
        raise ValueError(f"De leesversie kent {unknown[1]} niet, uit de formule {latex}. Schrijf die formule anders.")
    # Strepen als in |x| horen bij wat ertussen staat, en in 2{,}718 is de komma een deel van het getal.
    html = html.replace('<mo stretchy="false">&#x0007C;', '<mo stretchy="false" lspace="0" rspace="0">&#x0007C;')
    return re.sub(r"<mn>(\d+)</mn><mrow><mo>&#x0002C;</mo></mrow><mn>(\d+)</mn>", r"<mn>\1,\2</mn>", html)
