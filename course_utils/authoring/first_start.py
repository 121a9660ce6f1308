"""Start de cursus met een dubbelklik, zoals een student, open les 00 in een browser, voer haar uit, en stop.

    python -m course_utils.authoring.first_start

Draait op GitHub ook op Windows en macOS (.github/workflows/toets.yml). Wat na de naam staat, gaat naar `start`.
"""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from course_utils.authoring.lab import NO_BROWSER, launch_browser

REPOSITORY = Path(__file__).resolve().parents[2]
_PATIENCE = 1200  # seconden, met een eerste installatie erbij


def main(options: list[str]) -> None:
    """Start, kijk, stop; faalt met een zin als er iets niet komt."""
    double_click = [str(REPOSITORY / "start.bat")] if os.name == "nt" else ["sh", "start.command"]
    running = subprocess.Popen(
        [*double_click, "--zonder-browser", *options],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,  # na een fout wacht start.bat op een toets
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    patience = threading.Timer(_PATIENCE, running.kill)
    patience.start()
    try:
        address = _address(running)
        try:
            print(f"Les 00 {open_lesson(address)}")
        finally:  # ook na een fout blijft er geen server achter
            site, token = address.partition("lab/tree")[0], parse_qs(urlsplit(address).query)["token"][0]
            stop = Request(f"{site}api/shutdown", method="POST", headers={"Authorization": f"token {token}"})
            urlopen(stop, timeout=60).close()
        if code := running.wait(60):
            raise SystemExit(f"start stopte met code {code}.")
        print("Gestopt, zonder fout.")
    finally:
        patience.cancel()
        running.kill()


def _address(running: subprocess.Popen) -> str:
    """Het adres dat `start` noemt; laat intussen zien wat een student leest."""
    for line in running.stdout:
        print(f"  | {line}", end="", flush=True)
        if found := re.search(r"http://127\S+token=\S+", line):
            threading.Thread(target=running.stdout.read, daemon=True).start()  # anders loopt de pijp vol
            return found[0]
    raise SystemExit(f"start stopte voordat er een adres was, met code {running.wait()}.")


def open_lesson(address: str) -> str:
    """Voer elke cel van de les uit, en zeg hoe dat ging."""
    with sync_playwright() as playwright:
        browser = launch_browser(playwright)
        if browser is None:
            raise SystemExit(NO_BROWSER)
        page = browser.new_page(locale="nl-NL", viewport={"width": 1200, "height": 1000})
        page.goto(address, timeout=120_000)
        # Voordat er een kernel is, doet JupyterLab niets met de toets, of vraagt het welke kernel je wilt.
        page.locator(".jp-KernelName", has_text="Python").wait_for(timeout=120_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for(timeout=120_000)
        prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
        count = prompts.count()
        for place in range(count):
            page.locator(".jp-CodeCell").nth(place).locator(".cm-content").first.click()
            page.keyboard.press("Control+Enter")  # Shift+Enter zet onderaan een lege cel bij
            prompts.nth(place).filter(has_text=re.compile(r"\d")).wait_for(timeout=120_000)
        errors = page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts()
        sliders = page.locator(".jp-OutputArea-output input[type=range]").count()
        browser.close()
    if errors or not sliders:
        raise SystemExit(f"{len(errors)} cellen met een fout en {sliders} schuifregelaars.\n{''.join(errors)[-2000:]}")
    return f"opent in JupyterLab: {count} codecellen uitgevoerd, {sliders} schuifregelaars, geen fouten."


if __name__ == "__main__":
    main(sys.argv[1:])
