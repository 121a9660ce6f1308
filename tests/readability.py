"""De tekst die een student leest, en maten daarvoor: zinnen, lettergrepen, leesbaarheid en spelling.

Een zin van minder dan drie woorden (een kop, een cel van een tabel) telt niet mee voor de zinslengte, zijn woorden wel.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from course_utils.authoring.text_measures import units, words
from course_utils.questions.lesson import Lesson
from course_utils.questions.questions import Prediction, Question

SHORTEST_SENTENCE = 3
LONG_SENTENCE = 25

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


def sentences(unit: str) -> list[str]:
    """Knip een alinea in zinnen: na een punt, vraagteken of uitroepteken waar een hoofdletter of cijfer op volgt."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(unit):
        if not _ABBREVIATION.search(unit[start : end.end(1)]):
            found.append(unit[start : end.end()].strip())
            start = end.end()
    return [*found, unit[start:]]


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


# --- wat er in een les te lezen is ----------------------------------------------------------------------------


def shown_sentences(cell) -> list[str]:
    """De zinnen bij figuren en kaarten in de bewaarde uitvoer; niet wat Python zelf print."""
    found = []
    for output in cell.get("outputs", []):
        sentence = output.get("data", {}).get("text/plain", "")
        if output.output_type == "display_data" and sentence and sentence not in found:
            found.append(sentence)
    return found


def texts_of(lesson: Lesson) -> list[tuple[str, str]]:
    """Alle tekst uit de vragen en opdrachten van een les die een student kan lezen: (waar het staat, tekst)."""
    found = []
    for item in (*lesson.predictions.values(), *lesson.recap, *lesson.pause, *lesson.quiz):
        found += [(f"vraag {item.id}", text) for text in (item.text, *_choice_texts(item))]
    for item in lesson.exercises.values():
        hints = [mistake.hint for mistake in item.mistakes]
        found += [(f"opdracht {item.id}", text) for text in (item.question, item.praise, *item.hints, *hints)]
    return found


def _choice_texts(item: Prediction | Question) -> list[str]:
    return [text for choice in item.choices for text in (choice.text, choice.explanation)]
