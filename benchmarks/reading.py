"""De leesversie: hoe groot elke les is, hoe snel een telefoon haar toont, en hoe snel een figuur de schuif volgt.

De pagina's komen uit de map `leesversie` (python3 -m course_utils lezen); het maken drukt zelf zijn tabel af. Een
telefoon: 390 breed, de processor vier keer zo traag, en het trage 4G van Chrome (1,4 Mbit/s, 563 ms), met gzip.

    tekst      het eerste beeld: de kop en de tekst staan er, en je kunt schuiven
    vragen     de eerste kaart met een vraag is te bedienen
    alles      de hele les is binnen
    schuif     van de beweging tot het beeld op het doek staat: mediaan en p95 van alle figuren, op deze computer
    vier keer  dezelfde p95 met de processor vier keer zo traag
"""

import gzip
import statistics
import sys
import threading
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from course_utils.app.copies import lessons
from course_utils.authoring import lab as browser_lab
from course_utils.authoring.notebook_reader import REPOSITORY

FIRST_VIEW, FRAME = 1000, 1000 / 60  # milliseconden
_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
_SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1.47e6 / 8, "uploadThroughput": 675e3 / 8}
_STOPS = 20  # zo veel standen per schuif
_WATCH = """
window.asked = 0; window.times = [];
const draw = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...given) {
  draw.apply(this, given);
  if (!window.asked || !this.canvas.isConnected) return;
  window.times.push(performance.now() - window.asked);
  window.asked = 0;
};
new MutationObserver((_, watch) => {
  if (document.querySelector("[data-kaart][data-leeft]")) { window.questions = performance.now(); watch.disconnect(); }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-leeft"] });
"""
_MOVE = """async ([input, stop]) => {
  await new Promise(requestAnimationFrame);
  input.value = stop;
  window.asked = performance.now();
  input.dispatchEvent(new Event("input"));
  for (let wait = 0; window.asked && wait < 60; wait += 1) await new Promise(requestAnimationFrame);
}"""


@cache
def _packed(path: Path) -> bytes:
    """Een website pakt één keer in, en niet terwijl iemand wacht."""
    return gzip.compress(path.read_bytes())


class Gzipped(SimpleHTTPRequestHandler):
    """Geeft pagina's zoals een website dat doet: ingepakt."""

    def do_GET(self) -> None:
        body = _packed(Path(self.translate_path(self.path)))
        self.send_response(200)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip", "Content-Length": len(body)}
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Geen regel per verzoek."""


def wake(page) -> None:
    """Klap alles open, schuif langs alles wat leeft, en wacht tot het er staat."""
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    for place in page.locator("[data-standen], [data-kaart]").all():
        place.scroll_into_view_if_needed()
        place.locator(".hoe-ai-live").first.wait_for(timeout=120_000)


def built_pages(folder: Path) -> list[Path]:
    """De lessen van de leesversie in deze map."""
    pages = [folder / f"{lesson.stem}.html" for lesson in lessons(REPOSITORY)]
    if not all(page.exists() for page in pages):
        raise SystemExit("Maak eerst de pagina's: python3 -m course_utils lezen")
    return pages


def _look(browser, address: str) -> tuple[float, float, float, list[float], list[float]]:
    """Wanneer de tekst, de vragen en alles er zijn, en hoelang elke beweging van een schuif duurt."""
    context = browser.new_context(**_PHONE)
    page = context.new_page()
    page.add_init_script(_WATCH)
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", _SLOW_4G)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, timeout=120_000)
    text, loaded = page.evaluate(
        """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime,
          performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]"""
    )
    wake(page)
    fast, slow = (_move_sliders(page, phone, rate) for rate in (1, 4))
    questions = page.evaluate("window.questions ?? 0")
    context.close()
    return text, questions, loaded, fast, slow


def _move_sliders(page, phone, rate: int) -> list[float]:
    """Hoelang elke beweging van de eerste schuif van elke figuur duurt. rate: zo veel keer zo traag."""
    phone.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.evaluate("window.times = []")
    for place in page.locator("[data-soort=figuur]").all():
        place.scroll_into_view_if_needed()
        slider = place.locator("input[type=range]:visible").first
        if slider.count():
            handle, most = slider.element_handle(), int(slider.get_attribute("max"))
            for step in range(_STOPS):
                page.evaluate(_MOVE, [handle, step * 7 % (most + 1)])
    return page.evaluate("window.times")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main(folder: Path = REPOSITORY / "leesversie") -> bool:
    """Meet, druk af, en zeg of de grenzen gehaald zijn."""
    from playwright.sync_api import sync_playwright

    pages = built_pages(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Gzipped(*given, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = f"{'tekst':>8}{'vragen':>8}{'alles':>8}{'schuif':>8}{'p95':>7}{'vier keer':>11}  (ms)"
    print(f"{'les':<22}{'kB':>7}{'gzip':>7}{names}")
    good, every = True, []
    with sync_playwright() as playwright:
        browser = browser_lab.launch_browser(playwright)
        if browser is None:
            raise SystemExit(browser_lab.NO_BROWSER)
        for page in pages:
            sizes = f"{page.stat().st_size // 1000:>7}{len(_packed(page)) // 1000:>7}"
            address = f"http://127.0.0.1:{server.server_address[1]}/{page.name}"
            text, questions, loaded, times, slow = _look(browser, address)
            median, p95, slowest = statistics.median(times), _p95(times), _p95(slow)
            moved = f"{median:>8.1f}{p95:>7.1f}{slowest:>11.1f}"
            print(f"{page.stem:<22}{sizes}{text:>8.0f}{questions:>8.0f}{loaded:>8.0f}{moved}", flush=True)
            every += times
            good = good and text <= FIRST_VIEW
    server.shutdown()
    p95 = _p95(every)
    print(f"{len(every)} bewegingen: p95 {p95:.1f} ms, op een beeld van {FRAME:.1f} ms.")
    return good and p95 <= FRAME


if __name__ == "__main__":
    sys.exit(not main(*map(Path, sys.argv[1:])))
