"""De browser die er al is (Chromium, Chrome of Edge), en wat hij zonder venster kan: een bladzijde als PDF bewaren."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = (
    "chromium-headless-shell",  # tekent hetzelfde zonder venster, en kost een tiende minder
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def find_browser() -> str | None:
    """Het pad van een Chromium, Chrome of Edge; de omgevingsvariabele CHROMIUM gaat voor. None als er geen is."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES), *map(os.path.expandvars, _PLACES)]
    return next((path for path in candidates if path and Path(path).exists()), None)


def save_pdf(page: Path, browser: str) -> Path:
    """Bewaar een HTML-bladzijde als PDF, ernaast en met dezelfde naam; geef de PDF."""
    pdf = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as profile:  # een eigen profiel: de browser van de docent mag openstaan
        command = [browser, "--headless", *OPTIONS, f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        subprocess.run([*command, f"--print-to-pdf={pdf}", page.as_uri()], capture_output=True, timeout=120)
    if not pdf.exists():
        raise OSError(f"{Path(browser).name} maakte geen {pdf.name}.")
    return pdf
