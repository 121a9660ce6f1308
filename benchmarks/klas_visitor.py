"""Iemand in een klas, zonder scherm: logt in, krijgt zijn werkplek en rekent in een kernel, over dezelfde weg als een
browser (de proxy, koekjes, een websocket). De meting klas_load en de toetsen van de klas gebruiken hem.
"""

import json
import shutil
import subprocess
import tempfile
import time
import uuid
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import websocket

PATIENCE = 240  # seconden; ook een computer die vijf keer zo traag is, haalt dat


class Answer(NamedTuple):
    status: int
    url: str
    text: str


class Visitor:
    """Een browser zonder scherm, met een eigen koekjestrommel."""

    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.jar))

    def ask(self, path: str, method: str = "GET", body: dict | bytes | None = None, **headers: str) -> Answer:
        """Vraag iets; ook een weigering is een antwoord."""
        url = path if path.startswith("http") else self.url + path
        tokens = [cookie for cookie in self.jar if cookie.name == "_xsrf" and f"/{path}".startswith(cookie.path)]
        if tokens:
            headers["X-XSRFToken"] = max(tokens, key=lambda cookie: len(cookie.path)).value
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        try:
            with self._opener.open(Request(url, data, headers, method=method), timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
        except HTTPError as error:
            return Answer(error.code, error.url, error.read().decode("utf-8", "replace"))

    def log_in(self, name: str, code: str, **headers: str) -> Answer:
        """Log in met het formulier van de inlogpagina."""
        self.ask("hub/login", **headers)
        return self.send_code(name, code, **headers)

    def send_code(self, name: str, code: str, **headers: str) -> Answer:
        """Vul de inlogpagina in die al openstaat, en druk op Log in."""
        token = next(cookie.value for cookie in self.jar if cookie.name == "_xsrf" and cookie.path == "/hub/")
        form = urlencode({"_xsrf": token, "username": name, "password": code}).encode()
        return self.ask("hub/login", "POST", form, **headers)

    def workplace(self, name: str) -> None:
        """Wacht tot de werkplek er staat en JupyterLab opent."""
        place = f"{self.url}user/{name}/lab"
        wait_until(lambda: self.ask("hub/spawn").url.startswith(place), pause=0.5)

    def open_lesson(self, name: str, lesson: str) -> "Kernel":
        """Open een notebook: de kernel die er al bij hoort, of een nieuwe."""
        kernel = {"kernel": {"name": "python3"}, "name": lesson, "path": lesson, "type": "notebook"}
        answer = self.ask(f"user/{name}/api/sessions", "POST", kernel)
        assert answer.status in (200, 201), answer
        return Kernel(self, name, json.loads(answer.text)["kernel"]["id"])


class Kernel:
    """De kernel van een open notebook, aan de andere kant van een websocket."""

    def __init__(self, visitor: Visitor, name: str, id: str) -> None:
        self.id, self.session = id, uuid.uuid4().hex
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}" for cookie in visitor.jar if f"/user/{name}/".startswith(cookie.path)
        )
        address = f"{visitor.url.replace('http', 'ws', 1)}user/{name}/api/kernels/{id}/channels"
        self._socket = websocket.create_connection(
            f"{address}?session_id={self.session}",
            cookie=cookies,
            origin=visitor.url.rstrip("/"),
            timeout=PATIENCE,
            http_no_proxy=["*"],
        )

    def run(self, code: str) -> str:
        """Voer een cel uit en geef wat er verscheen; een fout komt als tekst terug."""
        found, _ = self.run_widget(code)
        return found

    def run_widget(self, code: str) -> tuple[str, list[str]]:
        """Voer een cel uit; geef wat er verscheen, en de id's van de figuren en kaarten die er kwamen."""
        asked = self.ask(code)
        text, widgets, done = [], [], set()
        while done != {"idle", "execute_reply"}:
            message = self._receive()
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                done.add("idle")
            elif kind == "execute_reply":
                done.add(kind)
            elif kind == "stream":
                text.append(content["text"])
            elif kind == "error":
                text.append(f"{content['ename']}: {content['evalue']}")
            elif kind == "comm_open" and content["data"].get("state", {}).get("_model_name") == "AnyModel":
                widgets.append(content["comm_id"])
        return "".join(text), widgets

    def ask(self, code: str) -> str:
        """Vraag om een cel uit te voeren, zonder op de uitkomst te wachten; geeft het nummer van de vraag."""
        return self._send("execute_request", {"code": code, "silent": False, "stop_on_error": False})

    def move(self, widget: str, turn: int, values: dict) -> float:
        """Verzet een schuif van een figuur, en geef hoeveel seconden het nieuwe beeld op zich liet wachten."""
        began, request = time.perf_counter(), f"meting {turn}"
        content = {"method": "custom", "content": {"request": request, "values": values}}
        self._send("comm_msg", {"comm_id": widget, "data": content})
        while True:
            message = self._receive()
            data = message["content"].get("data", {})
            if message["header"]["msg_type"] == "comm_msg" and data.get("content", {}).get("request") == request:
                return time.perf_counter() - began

    def close(self) -> None:
        """Sluit de websocket, zoals een browser die dichtgaat."""
        self._socket.close()

    def _send(self, kind: str, content: dict) -> str:
        id = uuid.uuid4().hex
        header = {"msg_id": id, "msg_type": kind, "session": self.session, "username": "", "version": "5.4"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.send(json.dumps(message))
        return id

    def _receive(self) -> dict:
        data = self._socket.recv()
        if isinstance(data, bytes):  # met plaatjes erachter: eerst hoeveel delen, dan waar elk deel begint
            start, end = (int.from_bytes(data[4 * place : 4 * place + 4], "big") for place in (1, 2))
            data = data[start:end].decode()
        return json.loads(data)


def wait_until(true, patience: float = PATIENCE, pause: float = 0.1):
    """Wacht tot iets waar is, en geef wat het opleverde."""
    end = time.monotonic() + patience
    while not (found := true()):
        assert time.monotonic() < end, "Het wachten duurde te lang."
        time.sleep(pause)
    return found


def own_disk(folder: Path, size: str) -> bool:
    """Zet op deze map een eigen schijf met ext4, zoals Debian die maakt; onwaar als dat hier niet mag."""
    with tempfile.NamedTemporaryFile() as image:  # na umount is ook het bestand weg
        steps = (
            ["truncate", f"--size={size}", image.name],
            ["mkfs.ext4", "-q", image.name],
            ["mount", "-o", "loop", image.name, folder],
        )
        return all(shutil.which(step[0]) and not subprocess.run(step, capture_output=True).returncode for step in steps)
