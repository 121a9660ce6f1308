"""Een levende figuur in een kale webpagina: dezelfde live.js en dezelfde Python, zonder JupyterLab ertussen."""

import base64
import json
from contextlib import contextmanager

from course_utils.live.figure import LiveFigure

_PAGE = """<!doctype html><html lang="nl"><title>Figuur</title><style>body { margin: 0 }</style><body></body></html>"""
_START = """async ([js, css, traits]) => {
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  for (const name of ["images", "background"]) traits.frame[name] = traits.frame[name].map(bytes);
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
  const listeners = new Set();
  const model = {
    get: (name) => traits[name],
    set: (name, value) => { traits[name] = value },
    on: (_name, listener) => listeners.add(listener),
    off: (_name, listener) => listeners.delete(listener),
    send: async (content) => {
      for (const [message, buffers] of await window.toPython(JSON.stringify(content)))
        for (const listener of [...listeners]) listener(message, buffers.map(bytes));
    },
  };
  setInterval(() => model.send({}), 30);
  (await import(url)).default.render({ model, el: document.body });
}"""


@contextmanager
def figure_page(browser, figure: LiveFigure, **options):
    """Open de figuur in een nieuw tabblad. options: die van playwright, zoals viewport en color_scheme."""
    widget = figure.new_widget()
    sent: list = []
    widget.send = widget.whisper = lambda content, buffers=None: sent.append((content, _texts(buffers or [])))
    figure.widget = widget
    heard: list[dict] = []  # alle berichten, zonder hun beelden

    def to_python(text: str) -> list:
        message = json.loads(text)
        if "request" in message:
            figure.receive(message)
        else:
            widget.overhear(message)
        messages = sent[: page.lets]  # ook wat Python intussen uit zichzelf stuurde
        del sent[: len(messages)]
        if page.lets is not None:
            page.lets -= len(messages)
        heard.extend(content for content, _ in messages)
        return messages

    frame = figure.full_frame()
    frame |= {name: _texts(frame[name]) for name in ("images", "background")}
    page = browser.new_page(**options)
    page.heard = heard
    page.lets = None  # zoveel berichten van Python komen nog aan: zo is een antwoord laat; None: alle
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.expose_function("toPython", to_python)
        page.set_content(_PAGE)
        page.evaluate(_START, [widget._esm, widget._css, {"description": figure.description(), "frame": frame}])
        yield page
        assert errors == []
    finally:
        page.close()
        figure.close()


def _texts(buffers: list[bytes]) -> list[str]:
    return [base64.b64encode(data).decode() for data in buffers]
