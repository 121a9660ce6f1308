"""Nederlandse tekst uit Markdown: alinea's zonder opmaak, en woorden."""

import html
import re

_NOT_TEXT = re.compile(
    r"<!--.*?-->|```.*?```|<(style|script|pre|code)\b.*?</\1>|\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{.*?\\end\{\w+\*?\}",
    re.DOTALL | re.IGNORECASE,
)
_NOT_TEXT_IN_LINE = re.compile(
    r"(?<!\\)\$[^$\n]+\$|\\\(.*?\\\)|`[^`\n]*`|!\[[^\]]*\]\([^)]*\)|https?://\S+|www\.\S+|<[^>\n]+>"
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*")
_START_OF_UNIT = re.compile(r"\s*(?:#{1,6}|>+|[-*+•]|\d+[.)])\s+")
_EMPHASIS = re.compile(r"[*_~]{1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")


def units(markdown: str) -> list[str]:
    """De alinea's, koppen en opsommingsregels van een markdowntekst, zonder code, formules en opmaak."""
    found: list[list[str]] = [[]]
    for line in _NOT_TEXT.sub("\n\n", markdown).splitlines():
        if _TABLE_RULE.fullmatch(line) or not line.strip():
            found.append([])
            continue
        if start := _START_OF_UNIT.match(line):
            found.append([])
            line = line[start.end() :]
        if line.strip().startswith("|"):
            line = line.replace("|", " ")
        line = _LINK.sub(r"\1", _NOT_TEXT_IN_LINE.sub(" ", line))
        found[-1].append(html.unescape(_EMPHASIS.sub("", line)))
    texts = (" ".join(" ".join(lines).split()) for lines in found)
    return [text for text in texts if text]


def words(text: str) -> list[str]:
    """De woorden, met koppelteken en apostrof; getallen tellen niet mee."""
    return _WORD.findall(text.replace("’", "'"))


def capitalized(text: str) -> str:
    """Met een hoofdletter; van `één` is dat Eén."""
    return "E" + text[1:] if text.startswith("é") else text[:1].upper() + text[1:]
