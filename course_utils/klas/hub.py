"""Wat de hub van een klas anders doet dan JupyterHub: inloggen met een code, en ieder zijn eigen gebruiker."""

import asyncio
import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import random_port
from tornado.web import HTTPError

from course_utils.klas.accounts import Account, School, plain_name
from course_utils.klas.limits import Limits
from course_utils.klas.nest import Nest, start_nest

TRIES, WAIT = 10, 60  # na tien verkeerde codes moet iemand een minuut wachten
TRIES_ANY_NAME = 100  # per apparaat: een klas achter één adres van de school mag zich ook vergissen
LOCKED = "Te vaak een verkeerde code. Wacht een minuut, en kijk dan goed op je kaartje."
NOT_THIS_WAY = "Log in op het adres van je kaartje."


class CodeAuthenticator(Authenticator):
    """Laat binnen wie een account heeft en de code weet. Er is geen manier om zelf een account te maken.

    Het tellen gaat per account en per apparaat: wie de naam van een ander plaagt, sluit alleen zichzelf buiten.
    """

    school: School

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.failed: dict[tuple[str, str], list[float]] = {}  # per apparaat en naam

    async def authenticate(self, handler, data: dict) -> dict | None:
        """Geef de account als de code klopt; na tien keer mis telt een minuut lang ook de goede niet."""
        name, now = plain_name(data.get("username", "")), time.monotonic()
        device = device_of(handler.request)
        self.failed = {key: moments for key, moments in self.failed.items() if now - moments[-1] < WAIT}
        any_name = sum(len(moments) for (one, _), moments in self.failed.items() if one == device)
        if len(self.failed.get((device, name), ())) >= TRIES or any_name >= TRIES_ANY_NAME:
            raise HTTPError(429, LOCKED)
        if not from_our_proxy(handler.request):
            raise HTTPError(403, NOT_THIS_WAY)
        # Tel hem vooraf als fout: wie er duizend tegelijk stuurt, krijgt er ook niet meer dan tien.
        self.failed.setdefault((device, name), []).append(now)
        school = School(self.school.folder)  # van schijf: de docent kan net een nieuw kaartje gemaakt hebben
        if await asyncio.to_thread(school.knows, name, data.get("password", "")):
            self.failed.pop((device, name), None)
            return {"name": name, "admin": self.school.accounts[name].teacher}
        return None


def device_of(request) -> str:
    """Het apparaat van een vraag, zoals de proxy het achteraan in X-Forwarded-For zet; de rest kan iemand verzinnen."""
    return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()


def from_our_proxy(request) -> bool:
    """Komt een vraag van een proces onder deze gebruiker? Een kernel van een leerling kan de proxy overslaan."""
    here = request.connection.stream.socket
    ports = [f"{end[1]:04X}" for end in (here.getpeername(), here.getsockname())]
    known = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines() if ports[0] in line)
    owners = {int(line[7]) for line in known if [end[-4:] for end in line[1:3]] == ports}
    return owners == {os.getuid()}


class PupilSpawner(LocalProcessSpawner):
    """Start de JupyterLab van een leerling onder zijn eigen gebruiker, binnen zijn grenzen."""

    school: School
    limits: Limits
    nest_environment: dict[str, str]
    _nest: tuple[subprocess.Popen, Nest] | None = None  # één voor de hele klas

    @classmethod
    def nest(cls) -> Nest:
        """Het nest waar werkplekken uit komen; viel het om, dan komt er een nieuw."""
        if cls._nest is None or cls._nest[0].poll() is not None:
            cls._nest = start_nest(cls.nest_environment)
        return cls._nest[1]

    @property
    def account(self) -> Account:
        return self.school.accounts[self.user.name]

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """De omgeving van deze leerling; wat Jupyter nodig heeft, zet pupil.py er zelf bij."""
        own = {"USER": self.account.system or self.user.name, "HOME": str(self.school.home(self.user.name))}
        return env | own | {"SHELL": "/bin/sh"}

    async def start(self) -> tuple[str, int]:
        """Vraag het nest om een werkplek; wat die eerst doet, staat in `become` van pupil.py."""
        self.port = self.port or random_port()
        self.pid = await asyncio.to_thread(
            self.nest().hatch,
            user=self.account.system,
            group=self.account.system or self.user.name,
            limits=self.limits.as_dict(),
            home=str(self.school.home(self.user.name)),
            environment=self.get_env(),
            arguments=self.get_args(),
        )
        return "127.0.0.1", self.port

    async def poll(self) -> int | None:
        """Draait hij nog? Na een stroomstoring kan zijn nummer van een heel ander programma zijn."""
        if self.proc is None and self.pid and not self._is_ours(self.pid):
            self.clear_state()
            return 0
        return await super().poll()

    async def stop(self, now: bool = False) -> None:
        """Stop de server, en daarna ook wat de leerling buiten zijn server om liet draaien."""
        await super().stop(now)
        if own := self.account.system:
            for _ in range(10):  # wie steeds nieuwe processen start, is niet in één keer weg
                left = [each for each in psutil.process_iter(["username"]) if each.info["username"] == own]
                for process in left:
                    with suppress(psutil.Error):
                        process.kill()
                if not left:
                    break
                await asyncio.to_thread(psutil.wait_procs, left, 1)  # intussen gaat de hub door
        self.limits.leave(self.account.system or self.user.name)

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            owner = self.account.system or psutil.Process().username()
            return process.username() == owner and process.name() == "werkplek"
        except psutil.Error:
            return False
