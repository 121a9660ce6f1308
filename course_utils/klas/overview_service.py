"""Het overzicht, live: een service van JupyterHub op de voortgang in HOE_AI_KLAS_MAP. Alleen de docent mag erbij.

    python -m course_utils.klas.overview_service

JupyterHub start hem, en geeft zijn adres en sleutel mee. Wie erbij mag, beslist de hub: een leerling heeft het recht
`access:services` niet en krijgt 403, ook als hij de poort van de service zelf vindt.
"""

import asyncio
import os
import sys
from hashlib import sha256
from pathlib import Path, PurePath
from urllib.parse import urlparse

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado.web import Application, RequestHandler, authenticated

from course_utils.files import FOLDER, PROGRESS
from course_utils.klas.overview import policy, render
from course_utils.klas.overview_files import ClassFiles, Source
from course_utils.klas.overview_outline import LessonOutline, outlines


class LivePage:
    """De pagina zoals zij nu is. Alleen als er een bestand veranderde, wordt zij opnieuw gemaakt."""

    def __init__(self, lessons: list[LessonOutline], folder: Path) -> None:
        self._lessons = lessons
        self._files = ClassFiles(lambda: accounts_in(folder))
        self._seen: object = None
        self.version = self.html = ""

    def look(self) -> None:
        """Kijk of er iets veranderde."""
        pupils, skipped = self._files.read()
        if self._files.seen != self._seen:
            self._seen = self._files.seen
            self.version = sha256(repr(self._seen).encode()).hexdigest()[:16]
            self.html = render(self._lessons, pupils, skipped, self.version)


def accounts_in(folder: Path) -> list[Source]:
    """De voortgang van elk account. Wat een leerling verder in zijn map zet, telt nooit mee."""
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    places = [(folder / name / FOLDER / PROGRESS, PurePath(name)) for name in names]
    return [Source(path, where / PROGRESS) for path, where in places if os.path.lexists(path)]


class OverviewHandler(HubOAuthenticated, RequestHandler):
    """Het adres van de service. Met `?sinds=VERSIE` komt er alleen een antwoord als er iets veranderde."""

    def initialize(self, page: "asyncio.Task[LivePage]") -> None:
        self._page = page

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", f"{policy(live=True)}; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")

    @authenticated
    async def get(self) -> None:
        page = await self._page
        page.look()
        if self.get_query_argument("sinds", "") == page.version:
            self.set_status(204)
        else:
            self.write(page.html)


async def main() -> None:
    """Luister waar de hub het zegt. Het lezen van de lessen duurt even; wie intussen komt, wacht."""
    folder = os.environ.get("HOE_AI_KLAS_MAP")
    if not folder or not Path(folder).is_dir():
        sys.exit("Geef in HOE_AI_KLAS_MAP de map waarin de mappen van de leerlingen staan.")
    page = asyncio.create_task(asyncio.to_thread(lambda: LivePage(outlines(), Path(folder))))
    prefix, address = os.environ["JUPYTERHUB_SERVICE_PREFIX"], urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
    routes = [
        (prefix, OverviewHandler, {"page": page}),
        (url_path_join(prefix, "oauth_callback"), HubOAuthCallbackHandler),
    ]
    Application(routes, cookie_secret=os.urandom(32)).listen(address.port, address.hostname)
    await page
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
