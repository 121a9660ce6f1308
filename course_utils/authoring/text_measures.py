"""Maten voor Nederlandse tekst: woorden, zinnen, lettergrepen, leesbaarheid en spelling.

Een zin van minder dan drie woorden (een kop, een cel van een tabel) telt niet mee voor de zinslengte, zijn woorden wel.
"""

import html
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SHORTEST_SENTENCE = 3
LONG_SENTENCE = 25

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
_SENTENCE_END = re.compile(r"([.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-Þ0-9])")
_ABBREVIATION = re.compile(
    r"\b(?:m\.b\.v|m\.a\.w|d\.w\.z|d\.m\.v|o\.a|e\.a|t\.o\.v|i\.p\.v|n\.a\.v|t\.e\.m|bijv|bv|enz|etc|nr|fig|blz|ca)\.$",
    re.IGNORECASE,
)
# Klinkers die samen één lettergreep vormen; al het andere is een klinker apart. 'eau' alleen aan het eind: 'bureau'.
_SYLLABLE = re.compile(
    r"eau(?=x?s?\b)|eeu|ieu|aai|ooi|oei|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|ai|oi|[aeiouà-æè-ïò-öù-ü]|y(?![aeiou])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measures:
    """De maten van een tekst. mean_length: woorden per zin; long_share: percentage zinnen van meer dan 25 woorden;
    flesch_douma: hoger is makkelijker, 60 tot 70 is gewone krantentaal."""

    words: int
    mean_length: float
    long_share: float
    flesch_douma: float


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


def sentences(unit: str) -> list[str]:
    """Knip een alinea in zinnen: na een punt, vraagteken of uitroepteken waar een hoofdletter of cijfer op volgt."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(unit):
        if not _ABBREVIATION.search(unit[start : end.end(1)]):
            found.append(unit[start : end.end()].strip())
            start = end.end()
    return [*found, unit[start:]]


def words(text: str) -> list[str]:
    """De woorden, met koppelteken en apostrof; getallen tellen niet mee."""
    return _WORD.findall(text.replace("’", "'"))


def capitalized(text: str) -> str:
    """Met een hoofdletter; van `één` is dat Eén."""
    return "E" + text[1:] if text.startswith("é") else text[:1].upper() + text[1:]


def syllables(word: str) -> int:
    return max(1, len(_SYLLABLE.findall(word)))


def measure(markdown: str) -> Measures:
    """Meet een markdowntekst. Flesch-Douma: 206,84 − 0,93 × woorden per zin − 77 × lettergrepen per woord."""
    per_sentence = [words(sentence) for unit in units(markdown) for sentence in sentences(unit)]
    every_word = [word for found in per_sentence for word in found]
    lengths = [len(found) for found in per_sentence if len(found) >= SHORTEST_SENTENCE]
    if not lengths:
        raise ValueError("Er is te weinig tekst om te meten.")
    mean_length = sum(lengths) / len(lengths)
    syllables_per_word = sum(map(syllables, every_word)) / len(every_word)
    return Measures(
        words=len(every_word),
        mean_length=mean_length,
        long_share=100 * sum(length > LONG_SENTENCE for length in lengths) / len(lengths),
        flesch_douma=206.84 - 0.93 * mean_length - 77 * syllables_per_word,
    )


class NoHunspell(Exception):
    """Hunspell of zijn Nederlandse woordenlijst ontbreekt."""


def misspelled(text: str, word_list: Path) -> list[str]:
    """De woorden die hunspell niet kent en die ook niet in onze woordenlijst staan, op alfabet.

    Van een samenstelling met een streepje (AI-model) is het genoeg als elk deel bekend is, en een klemtoon (élke) mag.
    """
    found = set(words(text))
    parts = {part for word in found for part in word.split("-")}
    unknown = _unknown_to_hunspell(found | parts | {_without_stress(part) for part in parts})
    unknown = {
        word for word in unknown if word.lower() not in set(word_list.read_text(encoding="utf-8").lower().split())
    }
    return sorted(
        word for word in found & unknown if any({part, _without_stress(part)} <= unknown for part in word.split("-"))
    )


def _unknown_to_hunspell(every_word: set[str]) -> set[str]:
    if not shutil.which("hunspell"):
        raise NoHunspell
    command = ["hunspell", "-d", "nl", "-i", "utf-8", "-l"]
    check = subprocess.run(command, input="\n".join(sorted(every_word)), capture_output=True, encoding="utf-8")
    if check.returncode or "Can't open" in check.stderr:
        raise NoHunspell
    return set(check.stdout.split())


def _without_stress(word: str) -> str:
    return word.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU"))
