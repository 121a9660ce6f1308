"""Uitvoer die overal leesbaar blijft: levend in JupyterLab, en als plaatje met zin in een bewaard notebook.

Een cel toont hooguit drie delen: een PNG, een stuk HTML en een widget. Leeft de widget, dan verbergt een stijlregel de
eerste twee; is de kernel weg, dan verbergt dezelfde regel de dode widget. Elk deel heeft de beschrijvende zin als
`text/plain`: die vergelijkt nbval.
"""

import base64
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import anywidget
from IPython import get_ipython
from IPython.display import display

from course_utils.live.palette import css_variables

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LIVE_JS = Path(__file__).with_name("live.js")  # de browserkant van een levende figuur
LIVE_CLASS = "hoe-ai-live"  # elke widget van de cursus zet deze klasse op zijn buitenste element
_STATIC_CLASS = "hoe-ai-vast"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]*)";\n', re.MULTILINE)
_SWITCH = f"""<style>
.jp-OutputArea-child:has(.jp-RenderedImage):has(+ .jp-OutputArea-child .{_STATIC_CLASS}):has(+ * + * .{LIVE_CLASS}),
.jp-OutputArea-child:has(.{_STATIC_CLASS}):has(+ * .{LIVE_CLASS}),
.jp-OutputArea-child:has(.{_STATIC_CLASS}) + .jp-OutputArea-child:not(:has(.{LIVE_CLASS})):has(.jp-OutputArea-output)
{{ display: none }}
.{_STATIC_CLASS} {{ max-width: 46em; line-height: 1.5 }}
</style>"""


def browser_files(*paths: Path) -> str:
    """De browserkant van een widget: deze bestanden achter elkaar, na wat elke widget heeft (in CSS ook het palet)."""
    kind = paths[0].suffix
    first = Path(__file__).with_name(f"widgets{kind}")
    files = dict.fromkeys(file for path in (first, *paths) for file in _with_imports(path.resolve()))
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    if kind == ".js":  # achter elkaar staan de namen er al: import is voor wie de bestanden los leest
        text = re.sub(_IMPORT, "", text)
        return f"{text}export default {{ render }};\n"
    return css_variables() + text


def _with_imports(path: Path) -> list[Path]:
    """Een bestand, met wat het invoert ervoor."""
    names = re.findall(_IMPORT, path.read_text(encoding="utf-8"))
    return [*(file for name in names for file in _with_imports((path.parent / name).resolve())), path]


class ConversingWidget(anywidget.AnyWidget):
    """Een widget die elke vraag uit de browser één keer uitvoert en altijd beantwoordt; zie `converse` in widgets.js.

    Een bericht kan zoekraken. Blijft het antwoord uit, dan stelt de browser dezelfde vraag opnieuw. Was het werk al
    gedaan, dan gaat alleen het antwoord nog eens.
    work: verwerkt een vraag en stuurt met `send` een antwoord waar het `request` van de vraag in staat.
    """

    def __init__(self, work: Callable[[dict], None], **traits):
        super().__init__(**traits)
        self._work = work
        self._turns: dict[str, str] = {}  # weergave -> de vraag die het laatst uitgevoerd is
        self._answer: tuple[dict, list | None] = ({}, None)
        self.on_msg(lambda _widget, message, _buffers: self._receive(message))

    def overhear(self, message: dict) -> None:
        """Een bericht dat geen vraag is, en waar dus geen antwoord op hoeft te komen."""

    def whisper(self, content: dict, buffers: list | None = None) -> None:
        """Stuur een bericht dat geen antwoord is; raakt het zoek, dan is dat niet erg."""
        super().send(content, buffers)

    def send(self, content: dict, buffers: list | None = None) -> None:
        """Stuur een bericht naar elke weergave, en onthoud het: misschien moet het nog eens."""
        self._answer = (content, buffers)
        super().send(content, buffers)

    def _receive(self, message: dict) -> None:
        if "request" not in message:
            self.overhear(message)
            return
        request = message["request"]
        view, _, turn = request.partition(" ")
        if request == self._answer[0].get("request"):
            super().send(*self._answer)
            return
        if self._turns.get(view) == turn:
            message = {"request": request}  # al gedaan: alleen de stand van nu
        self._turns[view] = turn
        try:
            self._work(message)
        except Exception as problem:  # een vraag zonder antwoord zou de browser eindeloos laten wachten
            text = f"Dit lukte niet in Python ({type(problem).__name__}). Voer deze cel opnieuw uit."
            self.send({"request": request, "problem": text})
            raise


def show_output(
    sentence: str, *, png: bytes | None = None, html: str | None = None, widget=None
) -> Callable[[str], None]:
    """Toon een uitvoer die ook zonder kernel te lezen is. Geeft de functie die de vaste inhoud later vernieuwt.

    sentence: de zin die het beeld of de vraag beschrijft; staat zichtbaar onder een PNG.
    png: het beeld zoals het bewaard wordt. html: vaste inhoud in plaats van de zin. widget: het levende deel.
    """
    plain = {"text/plain": sentence}
    if png is not None:
        data = {"image/png": base64.b64encode(png).decode(), **plain}
        display(data, metadata={"image/png": {"alt": sentence}}, raw=True)
    switch = _SWITCH if widget is not None else ""

    def static(body: str) -> dict[str, str]:
        return {"text/html": f'<div class="{_STATIC_CLASS}">{body}</div>{switch}', **plain}

    place = display(static(html if html is not None else f"<p>{escape(sentence)}</p>"), raw=True, display_id=True)
    if widget is not None:
        _replace_widgets_of_this_cell(widget)
        _answer_while_cells_run(widget)
        view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        display({WIDGET_VIEW: view, "text/plain": ""}, raw=True)
    return lambda body: place.update(static(body), raw=True) if place else None


def _answer_while_cells_run(widget) -> None:
    """Laat de widget antwoorden terwijl een cel rekent.

    JupyterLab stuurt berichten van widgets naar een eigen thread van de kernel (een subshell). Maar ipykernel 7.4 leidt
    ze om naar de thread die het laatst iets naar de browser stuurde: na het tonen is dat de thread van de cellen, en
    die kan bezig zijn. Wij houden ons aan wat de browser vroeg.
    """
    if hasattr(widget.comm, "_reply_subshell_for"):
        widget.comm._reply_subshell_for = lambda data, asked_by_browser: asked_by_browser


_shown: dict[str, tuple[str, list]] = {}  # cel -> (uitvoering, widgets die er staan)


def _replace_widgets_of_this_cell(widget) -> None:
    """Onthoud welke widget in welke cel staat, en sluit wat een eerdere uitvoering van die cel achterliet."""
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = request.get("metadata", {}).get("cellId")
    if not cell:  # buiten JupyterLab is niet te zien om welke cel het gaat
        return
    execution = request["header"]["msg_id"]
    previous, widgets = _shown.get(cell, (execution, []))
    if previous != execution:
        for old in widgets:
            if old is not widget:
                close_widget(old)
        widgets = []
    _shown[cell] = (execution, [*widgets, widget])


def close_widget(widget) -> None:
    """Sluit een widget met zijn opmaakmodel (Layout): dat laat ipywidgets anders openstaan."""
    if widget.comm is None:
        return
    layout = widget.layout
    widget.close()
    layout.close()
