"""Een kaart: een klein formulier in het notebook, opgebouwd uit blokken. Vragen, hints en knoppen gebruiken hem.

De browser (`card.js`) tekent de blokken met gewone HTML-elementen, zodat toetsenbord en voorleessoftware werken. Python
krijgt bij een druk op een knop de naam van de knop en de gekozen antwoorden, en geeft nieuwe blokken terug.
"""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import traitlets

from course_utils.live.output import LIVE_CLASS, ConversingWidget, browser_files, show_output

Block = dict[str, Any]


def heading(text: str) -> Block:
    """Een kopje."""
    return {"type": "heading", "text": text}


def paragraph(text: str) -> Block:
    """Een alinea; regeleinden blijven staan."""
    return {"type": "paragraph", "text": text}


def choices(
    name: str,
    legend: str,
    options: list[str],
    chosen: int | None = None,
    locked: bool = False,
    inline: bool = False,
    letters: Sequence[str] = (),
    order: Sequence[int] = (),
) -> Block:
    """Een groep keuzerondjes. name: onder welke naam de keuze bij Python aankomt; chosen: het nummer van de keuze.

    locked: de keuze ligt vast; inline: de rondjes staan naast elkaar; letters: wat er voor elke keuze staat; order: in
    welke volgorde de nummers op het scherm staan. Aan nummer en letter verandert dat niets.
    """
    looks = {"locked": locked, "inline": inline, "letters": list(letters)}
    looks["order"] = list(order or range(len(options)))
    return {"type": "choices", "name": name, "legend": legend, "options": options, "chosen": chosen, **looks}


def card_button(name: str, label: str, main: bool = False) -> Block:
    """Een knop; main: de knop waar het om gaat."""
    return {"type": "button", "name": name, "label": label, "main": main}


def status(text: str, correct: bool | None = None) -> Block:
    """Een oordeel of melding; wordt voorgelezen als het verandert. correct: goed, fout of geen van beide (None)."""
    return {"type": "status", "text": text, "correct": correct}


def code(text: str) -> Block:
    """Broncode om over te nemen."""
    return {"type": "code", "text": text}


def details(summary: str, text: str) -> Block:
    """Tekst die pas na openklappen te zien is; staat alleen in een bewaard notebook, niet in de levende kaart."""
    return {"type": "details", "text": text, "summary": summary}


class Card(ConversingWidget):
    """De levende kaart. on_press(knopnaam, keuzes) geeft de nieuwe blokken terug."""

    _esm = browser_files(Path(__file__).with_name("card.js"))
    _css = browser_files(Path(__file__).with_name("card.css"))
    blocks = traitlets.List().tag(sync=True)
    root_class = traitlets.Unicode(LIVE_CLASS).tag(sync=True)

    def __init__(self, blocks: list[Block], on_press: Callable[[str, dict[str, int]], list[Block]]) -> None:
        super().__init__(self.receive, blocks=blocks)
        self._on_press = on_press
        self.after_change: Callable[[], None] = lambda: None

    def receive(self, message: dict[str, Any]) -> None:
        """Verwerk een bericht uit de browser, en antwoord met de blokken."""
        if "button" in message:
            self.press(message["button"], message.get("choices", {}))
        self.send({"request": message.get("request"), "blocks": self.blocks})

    def press(self, name: str, chosen: dict[str, int] | None = None) -> None:
        """Doe wat een druk op de knop `name` doet."""
        self.change(self._on_press(name, chosen or {}))

    def change(self, blocks: list[Block]) -> None:
        """Toon andere blokken, ook in de vaste versie."""
        self.blocks = blocks
        self.after_change()


def show_card(
    sentence: str, blocks: list[Block], on_press=None, static: Callable[[], list[Block]] | None = None
) -> Card | None:
    """Toon blokken als kaart, met een vaste versie voor het bewaarde notebook.

    sentence: wat nbval vergelijkt. on_press: zie Card; zonder is er niets te bedienen en komt er geen widget.
    static: maakt de blokken van de vaste versie. Die wordt in het notebook vernieuwd als de kaart verandert: alleen na
    een druk op een knop, dus nooit zonder browser.
    """

    def html() -> str:
        return static_html(static() if static else blocks)

    card = Card(blocks, on_press) if on_press else None
    renew = show_output(sentence, html=html(), widget=card)
    if card:
        card.after_change = lambda: renew(html())
    return card


_CHOSEN = " <strong>← gekozen</strong>"
_MARKS = {True: "✓ ", False: "✗ ", None: ""}


def static_html(blocks: list[Block]) -> str:
    """De vaste versie van een kaart, zonder knoppen."""
    return '<div class="hoe-ai-card">' + "".join(_static_block(block) for block in blocks) + "</div>"


def _static_block(block: Block) -> str:
    text = escape(block.get("text", "")).replace("\n", "<br>")
    match block["type"]:
        case "heading":
            return f'<p class="hoe-ai-heading"><strong>{text}</strong></p>'
        case "paragraph":
            return f"<p>{text}</p>"
        case "status":
            return f"<p>{_MARKS[block['correct']]}{text}</p>"
        case "code":
            return f"<pre>{escape(block['text'])}</pre>"
        case "details":
            return f"<details><summary>{escape(block['summary'])}</summary><p>{text}</p></details>"
        case "choices":
            letters = [f"<b>{letter}</b> " for letter in block["letters"]] or [""] * len(block["options"])
            options = "".join(
                f"<li>{letters[n]}{escape(block['options'][n])}{_CHOSEN if n == block['chosen'] else ''}</li>"
                for n in block["order"]
            )
            return f"<p>{escape(block['legend'])}</p><ul>{options}</ul>"
    return ""  # een knop doet in een bewaard notebook niets
