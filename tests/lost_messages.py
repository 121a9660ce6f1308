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
    const asks = (data) => { // een vraag of een antwoord, en geen beeld vooruit
        const said = text(data);
        return ['"comm_msg"', '"custom"', '"request"'].every((part) => said.includes(part));
    };
    const drops = (data) => {
        if (window.to_lose[direction] === 0 || !asks(data)) return false;
        window.to_lose[direction] -= 1;
        window.lost_messages += 1;
        return true;
    };
    window.lost_messages = 0;
    window.made_good = false;
    window.to_lose = { to_python: 0, to_browser: 0, [direction]: count };
    if (!socket.original) {
        socket.original = { send: socket.send.bind(socket), onmessage: socket.onmessage };
    }
    const { send, onmessage } = socket.original;
    socket.send = (data) => direction === "to_python" && drops(data) ? undefined : send(data);
    socket.onmessage = (event) => {
        if (direction === "to_browser" && drops(event.data)) return;
        onmessage(event);
        if (window.lost_messages > 0 && asks(event.data)) window.made_good = true;
    };
}"""


def lose(notebook, direction: str, count: int = 1) -> Callable[[], int]:
    """Laat de volgende `count` berichten vallen; geeft een functie die zegt hoeveel het er al zijn."""
    notebook.page.evaluate(_LOSE, [direction, count])

    def lost() -> int:
        # Een stand die al bekend is, staat er meteen: Python hoort er pas van als de hand rust, en ook dan raakt er een
        # bericht zoek. Wacht tot dat goed gemaakt is, anders verliest de volgende toets dezelfde vraag nog eens.
        notebook.page.wait_for_function("window.made_good", timeout=60_000)
        return notebook.page.evaluate("window.lost_messages")

    return lost
