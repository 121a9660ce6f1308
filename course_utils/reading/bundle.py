"""De scripts van de pagina in één stuk: elk bestand wordt een functie die geeft wat het exporteert."""

import base64
import hashlib
import re
from pathlib import Path

_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.[^"]*)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let) (\w+))", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Dit bestand met alles wat het importeert, zonder import en export: te gebruiken in een gewone script-regel."""
    parts: dict[Path, str] = {}
    _add(entry.resolve(), parts)
    return "\n".join(parts.values())


def content_hash(script: str) -> str:
    """Wat er in een Content-Security-Policy staat om precies dit script toe te laten."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _add(path: Path, parts: dict[Path, str]) -> None:
    if path in parts:
        return
    text = path.read_text("utf-8")

    def give(found: re.Match) -> str:
        other = (path.parent / found[2]).resolve()
        _add(other, parts)
        names = (found[1] or "{}").replace(" as ", ": ")
        return f"const {names} = {_name(other)};\n"

    text = _IMPORT.sub(give, text)
    exported = ", ".join(_EXPORT.findall(text))
    parts[path] = f"const {_name(path)} = (() => {{\n{_EXPORT.sub('', text)}return {{ {exported} }};\n}})();"


def _name(path: Path) -> str:
    return f"${path.stem}"
