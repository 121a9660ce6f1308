"""Elke les van de leesversie zoals zij gebouwd is: geen fout, niets van elders, nergens te breed.

De toetsen doen dit met een kleine les; alle lessen met al hun figuren levend kost minuten, en eerst een hele bouw.
"""

import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from benchmarks.reading import Gzipped, built_pages, wake
from course_utils.authoring import lab as browser_lab
from course_utils.authoring.notebook_reader import REPOSITORY

WIDTHS = (360, 390, 768, 1024, 1366, 1920)
_AXE = {"resultTypes": ["violations"]}


def complaints_about(browser, address: str) -> list[str]:
    """Wat er mis is met een pagina waarin alles leeft en openstaat."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="nl-NL")
    page, found = context.new_page(), []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: found.append(request.url) if _is_elsewhere(request.url, address) else None)
    page.goto(address)
    wake(page)
    still = page.locator("[data-standen]:not([data-leeft]), [data-kaart]:not([data-leeft])").count()
    found += [f"{still} delen leven niet"] if still else []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{wide} beeldpunten te breed op {width}"] if wide > 0 else []
        page.set_viewport_size({"width": 390 if scheme == "dark" else 1200, "height": 900})
        for rule in Axe().run(page, options=_AXE).response["violations"]:
            if rule["impact"] in ("serious", "critical"):
                found += [f"{scheme} {rule['id']}: {place['html'][:120]}" for place in rule["nodes"]]
    context.close()
    return found


def _is_elsewhere(url: str, address: str) -> bool:
    return url != address and not url.startswith(("data:", "blob:"))


def main(folder: Path = REPOSITORY / "leesversie") -> bool:
    """Druk per les de klachten af, en zeg of er geen is."""
    from playwright.sync_api import sync_playwright

    pages = built_pages(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Gzipped(*given, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    good = True
    with sync_playwright() as playwright:
        browser = browser_lab.launch_browser(playwright)
        if browser is None:
            raise SystemExit(browser_lab.NO_BROWSER)
        for page in pages:
            found = complaints_about(browser, f"http://127.0.0.1:{server.server_address[1]}/{page.name}")
            print(f"{page.stem:<22}{len(found):>4} klachten", *found[:10], sep="\n    ", flush=True)
            good = good and not found
    server.shutdown()
    return good


if __name__ == "__main__":
    raise SystemExit(not main())
