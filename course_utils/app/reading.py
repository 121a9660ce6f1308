"""De leesversie: elke les als één HTML-bestand, te lezen zonder Python en zonder internet.

    python3 -m course_utils lezen

Uitvoer en plaatjes komen uit de bewaarde notebooks; er wordt niets uitgevoerd. Bediening valt weg, want er is geen
Python om antwoord te geven. De opmaak staat in templates/reading/.
"""

import ast
import base64
import re
import struct
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nbformat
from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from course_utils.app.copies import GLOSSARY
from course_utils.live.output import WIDGET_VIEW
from course_utils.live.palette import css_variables
from course_utils.questions.exercises import BLANK_TEXT

_TEMPLATES = Path(__file__).parent / "templates"
_SCROLLER = '<div class="breed" role="group" aria-label="{}" tabindex="0">'  # te breed voor een telefoon: schuift zelf
_QUESTIONS = ("voorspel", "terugblik", "pauze", "eindquiz")  # een cel met alleen zo'n aanroep zegt een lezer niets


@dataclass(frozen=True)
class Lesson:
    """Een les op papier. title: de kop van het notebook, zoals 'Les 01. Parameters: hoe groot is 175 miljard?'."""

    path: Path
    notebook: NotebookNode
    title: str

    @property
    def page(self) -> str:
        return f"{self.path.stem}.html"

    @property
    def name(self) -> str:
        """'01 Parameters'"""
        return self.title.partition(":")[0].removeprefix("Les ").replace(". ", " ", 1)

    @property
    def question(self) -> str:
        """'Hoe groot is 175 miljard?'"""
        question = self.title.partition(": ")[2]
        return question[:1].upper() + question[1:]


@dataclass(frozen=True)
class Heading:
    """Een kop met het anker waarmee een link hem vindt."""

    level: int
    anchor: str
    html: str


def export(notebooks: Path, folder: Path) -> list[Path]:
    """Schrijf van elke les in `notebooks` een pagina, met een inhoudsopgave en de begrippenlijst; geef de bestanden."""
    lessons = [_read(path) for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))]
    exporter = LessonExporter()
    glossary = notebooks / GLOSSARY
    list_page = glossary.with_suffix(".html").name if glossary.exists() else ""
    texts = {"index.html": exporter.page("contents.html.j2", lessons=lessons, glossary=list_page)}
    if list_page:
        body = render_markdown(glossary.read_text("utf-8"), Renderer([]))
        texts[list_page] = exporter.page("glossary.html.j2", body=body)
    for before, lesson, after in zip([None, *lessons], lessons, [*lessons[1:], None], strict=False):
        body, resources = exporter.from_notebook_node(_readable(lesson.notebook), {"headings": []})
        content = {"lesson": lesson, "before": before, "after": after, "body": body, "headings": resources["headings"]}
        texts[lesson.page] = exporter.page("lesson.html.j2", **content)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9]_*.html"):  # een les die nu anders heet
        old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


class LessonExporter(HTMLExporter):
    """Nbconvert met onze eigen opmaak: geen scripts, geen bestanden van elders, formules als MathML."""

    def __init__(self, **options) -> None:
        super().__init__(template_name="reading", extra_template_basedirs=[str(_TEMPLATES)], **options)
        self.environment.globals["palette"] = css_variables()

    @property
    def default_config(self):
        config = super().default_config
        config.NbConvertBase.display_data_priority = ["image/png", "text/html", "text/plain"]
        config.CoalesceStreamsPreprocessor.enabled = True  # wat een cel in stukken printte, staat hier bij elkaar
        return config

    @pass_context
    def markdown2html(self, context, source: str) -> str:
        return render_markdown(source, Renderer(context["resources"]["headings"]))

    def page(self, template: str, **content) -> str:
        """Vul een hele pagina."""
        return self.environment.get_template(template).render(**content)


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
        return f"{_SCROLLER.format('tabel')}<table>{text}</table></div>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        return f'<th scope="col">{text}</th>' if head else f"<td>{text}</td>"

    def block_math(self, body: str) -> str:
        return f"{_SCROLLER.format('formule')}{mathml(body, 'block')}</div>"

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


def _read(path: Path) -> Lesson:
    notebook = nbformat.read(path, as_version=4)
    title = re.match(r"# (.+)", notebook.cells[0].source)
    if not title:
        raise ValueError(f"{path.name} begint niet met een titel. Zet in de eerste cel een regel als '# Les 01. Naam'.")
    return Lesson(path, notebook, title[1].strip())


def _readable(notebook: NotebookNode) -> NotebookNode:
    """Laat over wat zonder Python zin heeft, en onthoud waar een deel van de Verdieping begint en eindigt."""
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip() not in ("voortgang()", "les.voortgang()")]
    folded = False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _readable_outputs(cell.outputs)
            cell.metadata.transient = {"remove_source": _only_shows(cell)}
        elif re.match(r"#{1,3} ", cell.source):
            cell.metadata.unfold_before, folded = folded, bool(cell.metadata.get("jp-MarkdownHeadingCollapsed"))
    notebook.metadata.unfold_at_end = folded
    return notebook


def _only_shows(cell: NotebookNode) -> bool:
    """Toont de cel alleen iets? Een regel als `les.build_a_model()` zegt een lezer niets, het plaatje wel."""
    if any(output.output_type != "display_data" for output in cell.outputs):
        return False
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:  # een magische regel zoals %timeit
        return False
    match statements:
        case [ast.Expr(ast.Call(ast.Name(name) | ast.Attribute(ast.Name("les"), name)))] if name in _QUESTIONS:
            return True
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name()), arguments, []))]:
            # een getal of tekst mag wie het notebook volgt veranderen: dan gaat de uitleg daarover
            return all(isinstance(argument, ast.Name) for argument in arguments)
    return False


def _readable_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Voeg een plaatje en de HTML erbij samen en laat de widgets weg; wat in het notebook leeft, krijgt `live`."""
    kept: list[NotebookNode] = []
    for output in outputs:
        data, sentence = output.get("data", {}), output.get("data", {}).get("text/plain", "")
        picture = kept[-1].data if kept and "image/png" in kept[-1].get("data", {}) else None
        if WIDGET_VIEW in data:
            if kept:
                kept[-1].metadata.live = True
            continue
        if "text/html" in data and picture and picture["text/plain"] == sentence:
            picture["text/html"] = _static_html(data["text/html"]).replace(f"<p>{escape(sentence)}</p>", "", 1)
            continue
        if "text/html" in data:
            data["text/html"] = _static_html(data["text/html"])
            output.metadata.exercise = sentence == BLANK_TEXT
        if "image/png" in data:
            # de maten staan vooraan in een PNG: zo verspringt de pagina niet bij het laden
            start = base64.b64decode(data["image/png"][:32])
            output.metadata.width, output.metadata.height = struct.unpack(">II", start[16:24])
        kept.append(output)
    return kept


def _static_html(html: str) -> str:
    """De vaste HTML van een uitvoer, zonder de stijlregel voor JupyterLab."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return html.replace("<table", f"{_SCROLLER.format('tabel')}<table").replace("</table>", "</table></div>")


if __name__ == "__main__":
    try:
        export(notebooks=Path(sys.argv[1]), folder=Path(sys.argv[2]))
    except ValueError as problem:  # een titel of formule die anders moet
        sys.exit(str(problem))
