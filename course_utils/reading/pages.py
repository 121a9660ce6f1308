"""De leesversie: elke les als één HTML-bestand, voor elk apparaat, zonder Python en zonder internet.

    python3 -m course_utils lezen

Tekst en uitvoer komen uit de bewaarde notebooks. De figuren bewegen: al hun standen staan in de pagina (figures.py), en
dezelfde live.js laat ze zien. De opmaak staat in templates/.
"""

import ast
import base64
import io
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import segno
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from PIL import Image

from course_utils.app.copies import GLOSSARY
from course_utils.app.reading import SCROLLER, Renderer, render_markdown
from course_utils.authoring.notebook_reader import CARD_CALLS, Notebook, called, calls, first_argument
from course_utils.live.output import WIDGET_VIEW
from course_utils.live.palette import INK, css_variables
from course_utils.reading.bundle import bundle, content_hash
from course_utils.reading.figures import Part, Parts, Recording, pack, style_apart, styles_in
from course_utils.reading.questions import questions_of

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_CSS = ("live/widgets.css", "questions/card.css", "handwriting/digit_pad.css", "lessons/precisie/bit_switches.css")
_STYLES = [_HERE.parent / name for name in _CSS]
ABOUT_NOTEBOOKS = (
    "1. Cellen",
    "3. Een cel veranderen",
    "6. Is alles klaar?",
)  # delen van les 00 over het notebook zelf
_ONLY_IN_NOTEBOOK = (  # zinnen die een lezer niets zeggen
    r"\*\*Begin hier\.\*\* Voer de startcel uit met Shift\+Enter\.",
    r" ?Daarna kun je bij elke stap beginnen\.",
    r" ?Sluit andere zware programma's: je gaat tijden meten\.",
    r"^Voer de cel uit\. ",
    r": klik op `cells hidden`(?=\.)",
    r"(^|(?<=[.!?:] ))[^.!?]*\*\*[Vv]erander\*\*.*",  # met de vraag erachter
)
_QUESTIONS = ("voorspel", "terugblik", "pauze", "eindquiz")  # een cel met alleen zo'n aanroep zegt een lezer niets


def export(
    notebooks: Path, folder: Path, parts: Mapping[str, Parts], kern: bool = False, address: str = ""
) -> list[Path]:
    """Schrijf van elke les in `notebooks` een pagina, met een inhoudsopgave en de begrippenlijst; geef de bestanden.

    parts: per les wat er leeft, onder de naam van haar notebook. kern: zonder de Verdieping.
    address: waar de pagina's straks staan; dan komt er een QR-code bij, voor op het bord.
    """
    lessons = [_read(path) for path in lesson_paths(notebooks)]
    exporter = LessonExporter()
    glossary = notebooks / GLOSSARY
    list_page = glossary.with_suffix(".html").name if glossary.exists() else ""
    texts = {
        "index.html": exporter.page(
            "contents.html.j2", lessons=lessons, glossary=list_page, qr=address and _qr(address), address=address
        )
    }
    if list_page:
        body = render_markdown(glossary.read_text("utf-8"), Renderer([]))
        texts[list_page] = exporter.page("glossary.html.j2", body=body)
    for before, lesson, after in zip([None, *lessons], lessons, [*lessons[1:], None], strict=False):
        own = parts.get(lesson.stem, {})
        questions, numbers = _questions(lesson)
        exporter.environment.globals["numbers"] = numbers
        notebook = _readable(lesson.raw, own, kern)
        body, resources = exporter.from_notebook_node(notebook, {"headings": []})
        content = {"lesson": lesson, "before": before, "after": after, "body": body, "headings": resources["headings"]}
        made = [part for cell in own.values() for part in cell if part]
        styles = styles_in(body).union(*(part.styles for part in made if isinstance(part, Recording)))
        texts[f"{lesson.stem}.html"] = exporter.page(
            "lesson.html.j2", **content, parts=made, questions=questions, inline=sorted(styles)
        )
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9]_*.html"):  # een les die nu anders heet
        old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


def _palette() -> str:
    """Het palet; de kleuren voor op donker gelden hier als het apparaat donker vraagt."""
    css = css_variables()
    dark = re.search(r"\.hoe-ai-live (\{.*?\})", css, re.DOTALL)
    return f"{css}@media screen and (prefers-color-scheme: dark) {{\n:root {dark[1]}\n}}\n"


def _qr(address: str) -> str:
    """Een QR-code als plaatje in SVG."""
    picture = segno.make(address, error="m")
    return picture.svg_data_uri(scale=8, border=2, dark=INK, light="white")


def lesson_paths(notebooks: Path) -> list[Path]:
    return sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))


class LessonExporter(HTMLExporter):
    """Nbconvert met onze eigen opmaak: één script, geen bestanden van elders, formules als MathML."""

    def __init__(self, **options) -> None:
        super().__init__(template_name="reading", extra_template_basedirs=[str(_TEMPLATES)], **options)
        script = bundle(_HERE / "page.js")
        styles = [path.read_text("utf-8") for path in _STYLES]
        more = {"palette": _palette(), "styles": "".join(styles), "script": script}
        self.environment.globals.update(more)
        self.environment.filters["content_hash"] = content_hash

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


def _read(path: Path) -> Notebook:
    lesson = Notebook(path)
    if not lesson.title:
        raise ValueError(f"{path.name} begint niet met een titel. Zet in de eerste cel een regel als '# Les 01. Naam'.")
    return lesson


def _questions(lesson: Notebook) -> tuple[str, list[str]]:
    """De vragen van een les, ingepakt voor in de pagina, en welke opdrachten de pagina zelf nakijkt."""
    if lesson.lesson is None:
        return "", []
    measured = {id: lesson.outcome(item) for id, item in lesson.lesson.predictions.items()}
    data = questions_of(lesson.lesson, {id: found and found[0] for id, found in measured.items()})
    return pack(data), list(data["opdracht"])


def _readable(notebook: NotebookNode, parts: Parts, kern: bool) -> NotebookNode:
    """Laat over wat zonder Python zin heeft, en onthoud waar een deel van de Verdieping begint en eindigt.

    parts: per cel wat er leeft, in de volgorde waarin het getoond wordt.
    """
    folded, predicting, kept, skipping = False, "", [], False
    for number, cell in enumerate(notebook.cells):
        if kern and cell.source.startswith("## Verdieping"):
            break
        if cell.source.startswith("## "):
            skipping = cell.source.partition("\n")[0].removeprefix("## ") in ABOUT_NOTEBOOKS
        if skipping or calls(cell, "voortgang", "prepare_notebook"):
            continue
        kept.append(cell)
        if cell.cell_type == "code":
            cards = [
                f"{called(call)} {first_argument(call) if call.args else ''}".strip()
                for call in calls(cell, *CARD_CALLS)
            ]
            cell.outputs = _readable_outputs(cell.outputs, iter(parts.get(number, ())), iter(cards))
            cell.metadata.transient = {"remove_source": _only_shows(cell)}
            if predicting and cell.outputs:
                cell.metadata.after = predicting
            for kind, _, id in (card.partition(" ") for card in cards):
                predicting = id if kind == "voorspel" else "" if kind == "onthul" else predicting
        else:
            cell.source = for_readers(cell.source)
            if re.match(r"#{1,3} ", cell.source):
                cell.metadata.unfold_before, folded = folded, bool(cell.metadata.get("jp-MarkdownHeadingCollapsed"))
    notebook.cells = kept
    notebook.metadata.unfold_at_end = folded
    return notebook


def for_readers(text: str) -> str:
    """De tekst zonder de zinnen die alleen in een notebook zin hebben."""
    paragraphs = re.split(r"\n\s*\n", text)
    for pattern in _ONLY_IN_NOTEBOOK:
        paragraphs = [re.sub(pattern, "", part, flags=re.DOTALL).rstrip(" ") for part in paragraphs]
    return "\n\n".join(part for part in paragraphs if part.strip())


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
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name("les"), "onthul")))]:
            return True
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name()), arguments, []))]:
            # een getal of tekst mag wie het notebook volgt veranderen: dan gaat de uitleg daarover
            return all(isinstance(argument, ast.Name) for argument in arguments)
    return False


def _readable_outputs(
    outputs: list[NotebookNode], parts: Iterator[Part | None], cards: Iterator[str]
) -> list[NotebookNode]:
    """Voeg een plaatje en de HTML erbij samen en laat de widgets weg. Wat leeft, krijgt zijn `part` of zijn `card`."""
    kept: list[NotebookNode] = []
    for output in outputs:
        data, sentence = output.get("data", {}), output.get("data", {}).get("text/plain", "")
        picture = kept[-1].data if kept and "image/png" in kept[-1].get("data", {}) else None
        if WIDGET_VIEW in data:
            if kept and not is_card(kept[-1]):
                kept[-1].metadata.live, kept[-1].metadata.part = True, next(parts, None)
            continue
        if "text/html" in data and picture and picture["text/plain"] == sentence:
            picture["text/html"] = _static_html(data["text/html"]).replace(f"<p>{escape(sentence)}</p>", "", 1)
            continue
        if "text/html" in data:
            data["text/html"] = _static_html(data["text/html"])
            if is_card(output):
                output.metadata.card = next(cards, "")
        if "image/png" in data:
            picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
            output.metadata.size = picture.size  # zo verspringt de pagina niet bij het laden
            data["image/png"] = _webp(picture)
        kept.append(output)
    return kept


def is_card(output: NotebookNode) -> bool:
    return 'class="hoe-ai-card"' in output.get("data", {}).get("text/html", "")


def _webp(picture: Image.Image) -> str:
    """Een plaatje zonder verlies, zo klein als het kan."""
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "webp", lossless=True, quality=60, method=3)
    return base64.b64encode(buffer.getvalue()).decode()


def _static_html(html: str) -> str:
    """De vaste HTML van een uitvoer, zonder de stijlregel voor JupyterLab."""
    html = style_apart(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return html.replace("<table", f"{SCROLLER.format('tabel')}<table").replace("</table>", "</table></div>")
