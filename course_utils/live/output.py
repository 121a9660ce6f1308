"""Uitvoer die overal leesbaar blijft: levend in JupyterLab, en als plaatje met zin in een bewaard notebook.

Een cel toont hooguit drie delen: een PNG, een stuk HTML en een widget. Leeft de widget, dan verbergt een stijlregel de
eerste twee; is de kernel weg, dan verbergt dezelfde regel de dode widget. Elk deel heeft de beschrijvende zin als
`text/plain`: die vergelijkt nbval.
"""

import base64
from html import escape
from pathlib import Path

from IPython import get_ipython
from IPython.display import display

from course_utils.live.palette import css_variables

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LIVE_CLASS = "hoe-ai-live"  # elke widget van de cursus zet deze klasse op zijn buitenste element
_STATIC_CLASS = "hoe-ai-vast"
_SWITCH = f"""<style>
.jp-OutputArea-child:has(.jp-RenderedImage):has(+ .jp-OutputArea-child .{_STATIC_CLASS}):has(+ * + * .{LIVE_CLASS}),
.jp-OutputArea-child:has(.{_STATIC_CLASS}):has(+ * .{LIVE_CLASS}),
.jp-OutputArea-child:has(.{_STATIC_CLASS}) + .jp-OutputArea-child:not(:has(.{LIVE_CLASS})):has(.jp-OutputArea-output)
{{ display: none }}
.{_STATIC_CLASS} {{ max-width: 46em; line-height: 1.5 }}
</style>"""


def browser_files(*paths: Path) -> str:
    """De browserkant van een widget: deze bestanden achter elkaar, na wat elke widget heeft (in CSS ook het palet)."""
    shared = Path(__file__).with_name(f"widgets{paths[0].suffix}")
    palette = css_variables() if shared.suffix == ".css" else ""
    return palette + "".join(path.read_text(encoding="utf-8") for path in dict.fromkeys((shared, *paths)))


def show_output(sentence: str, *, png: bytes | None = None, html: str | None = None, widget=None) -> None:
    """Toon een uitvoer die ook zonder kernel te lezen is.

    sentence: de zin die het beeld of de vraag beschrijft; staat zichtbaar onder een PNG.
    png: het beeld zoals het bewaard wordt. html: vaste inhoud in plaats van de zin. widget: het levende deel.
    """
    plain = {"text/plain": sentence}
    if png is not None:
        data = {"image/png": base64.b64encode(png).decode(), **plain}
        display(data, metadata={"image/png": {"alt": sentence}}, raw=True)
    body = html if html is not None else f"<p>{escape(sentence)}</p>"
    switch = _SWITCH if widget is not None else ""
    display({"text/html": f'<div class="{_STATIC_CLASS}">{body}</div>{switch}', **plain}, raw=True)
    if widget is not None:
        _replace_widgets_of_this_cell(widget)
        _answer_while_cells_run(widget)
        view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        display({WIDGET_VIEW: view, "text/plain": ""}, raw=True)


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
