"""De kaartjes waarmee leerlingen inloggen, en de bladzijden met het adres (beamer) en met een ogenblik geduld."""

import runpy
from pathlib import Path
from urllib.parse import quote

import segno
from jinja2 import Environment, FileSystemLoader

from course_utils.files import write_whole
from course_utils.klas.accounts import Account, give_to_teacher

# De kleuren van de cursus, zonder course_utils.live: die neemt matplotlib mee, en deze server draait de hele dag.
_PALETTE = runpy.run_path(str(Path(__file__).parents[1] / "live" / "palette.py"))
COLORS = {"blue": _PALETTE["BLUE"], "ink": _PALETTE["INK"], "grey": _PALETTE["GREY_TEXT"], "red": _PALETTE["RED_TEXT"]}
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def write_cards(path: Path, address: str, people: list[tuple[Account, str]]) -> None:
    """Schrijf een bladzijde met een kaartje per leerling, om te printen en te knippen.

    De QR-code bevat ook de naam en de code. Die staan achter een #, en zo'n deel van een adres stuurt een browser
    nooit over het netwerk: de inlogpagina vult er zelf de velden mee in.
    """
    cards = [
        {"account": account, "code": code, "qr": _qr(f"{address}hub/login#{quote(account.name)}:{code}")}
        for account, code in people
    ]
    _write(path, "kaartjes.html.j2", address=address, cards=cards)


def write_address(path: Path, address: str) -> None:
    """Schrijf een bladzijde met alleen het adres, groot, met zijn QR-code."""
    _write(path, "adres.html.j2", address=address, qr=_qr(address))


def write_waiting(folder: Path) -> None:
    """Schrijf de bladzijde die de proxy geeft als niemand antwoordt."""
    folder.mkdir(mode=0o700, exist_ok=True)
    _write(folder / "error.html", "wachten.html.j2")


def terminal_qr(address: str) -> None:
    """Teken de QR-code van het adres in het venster van de docent."""
    segno.make(address, error="l").terminal(compact=True)


def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_inline(omitsize=True, border=0)


def _write(path: Path, template: str, **values) -> None:
    write_whole(path, _PAGES.get_template(template).render(**values, **COLORS))
    path.chmod(0o600)
    give_to_teacher(path)
