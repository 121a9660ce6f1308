"""Het overzicht, live: een service van JupyterHub op de voortgang in HOE_AI_KLAS_MAP. Alleen de docent mag erbij.

    python -m course_utils.klas.overview_service

JupyterHub start hem, en geeft zijn adres en sleutel mee. Wie erbij mag, beslist de hub: een leerling heeft het recht
`access:services` niet en krijgt 403, ook als hij de poort van de service zelf vindt.
"""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import urlparse

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado.escape import xhtml_escape
from tornado.web import Application, RequestHandler, authenticated


class OverviewHandler(HubOAuthenticated, RequestHandler):
    """Het adres van de service. Met `?sinds=VERSIE` komt er alleen een antwoord als er iets veranderde."""

    def initialize(self, page: asyncio.Task) -> None:
        self._page = page

    @authenticated
    async def get(self) -> None:
        page = await self._page
        page.look()
        self.set_header("Content-Security-Policy", f"{page.policy}; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        if self.get_query_argument("sinds", "") == page.version:
            self.set_status(204)
        else:
            self.write(page.html.replace('data-token=""', f'data-token="{xhtml_escape(self.xsrf_token)}"', 1))


def load(folder: str):
    """Lees de lessen. Dat duurt even, en de hub wacht met opengaan tot de service luistert: daarom pas hier."""
    from course_utils.klas.overview_live import LivePage

    return LivePage(Path(folder))


async def main() -> None:
    """Luister waar de hub het zegt."""
    folder = os.environ.get("HOE_AI_KLAS_MAP", "")
    if not Path(folder).is_dir():
        sys.exit("Geef in HOE_AI_KLAS_MAP de map waarin de mappen van de leerlingen staan.")
    page = asyncio.create_task(asyncio.to_thread(load, folder))
    prefix, address = os.environ["JUPYTERHUB_SERVICE_PREFIX"], urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
    routes = [
        (prefix, OverviewHandler, {"page": page}),
        (url_path_join(prefix, "oauth_callback"), HubOAuthCallbackHandler),
    ]
    secret = os.environ["HOE_AI_KLAS_SLEUTEL"]  # valt de hub om, dan blijft de docent hier ingelogd
    Application(routes, cookie_secret=secret, compress_response=True).listen(address.port, address.hostname)
    await page
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
