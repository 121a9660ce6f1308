"""Laat in een open notebook berichten tussen de browser en Python echt zoekraken, in één richting.

from lost_messages import lose

lost = lose(notebook, "to_python")      # of "to_browser"; het eerstvolgende bericht van een widget komt niet aan
...
assert lost() == 1                      # zoveel zijn er zoekgeraakt
"""

from collections.abc import Callable

# JupyterLab praat met de kernel over één WebSocket. Wij gaan ertussen zitten en laten vallen wat een widget zegt.
_LOSE = """([direction, count]) => {
    const socket = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel._ws;
    const text = (data) => typeof data === "string" ? data : new TextDecoder().decode(data);
    const drops = (data) => {
        const said = text(data);
        const asks = ['"comm_msg"', '"custom"', '"request"'].every((part) => said.includes(part)); // geen beeld vooruit
        if (window.to_lose[direction] === 0 || !asks) return false;
        window.to_lose[direction] -= 1;
        window.lost_messages += 1;
        return true;
    };
    window.lost_messages = 0;
    window.to_lose = { to_python: 0, to_browser: 0, [direction]: count };
    if (!socket.original) {
        socket.original = { send: socket.send.bind(socket), onmessage: socket.onmessage };
    }
    const { send, onmessage } = socket.original;
    socket.send = (data) => direction === "to_python" && drops(data) ? undefined : send(data);
    socket.onmessage = (event) => direction === "to_browser" && drops(event.data) ? undefined : onmessage(event);
}"""


def lose(notebook, direction: str, count: int = 1) -> Callable[[], int]:
    """Laat de volgende `count` berichten vallen; geeft een functie die zegt hoeveel het er al zijn."""
    notebook.page.evaluate(_LOSE, [direction, count])

    def lost() -> int:
        # Een stand die al bekend is, staat er meteen: Python hoort er pas van als de hand rust.
        notebook.page.wait_for_function("window.lost_messages > 0", timeout=60_000)
        return notebook.page.evaluate("window.lost_messages")

    return lost
