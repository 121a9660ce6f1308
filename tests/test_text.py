"""Is de tekst goed Nederlands? Spelling, leesbaarheid, getallen, vaste woorden, en geen begrip voor zijn uitleg.

Elke functie `..._complaints` geeft een lijst zinnen; een lege lijst is goed. test_harness.py bewijst dat ze aanslaan.
"""

import os
import re
from pathlib import Path

import pytest
from complaints import no_complaints
from readability import NoHunspell, measure, misspelled, sentences, shown_sentences, texts_of

from course_utils.authoring.notebook_reader import Notebook
from course_utils.authoring.text_measures import units
from course_utils.lessons import LESSONS

WORD_LIST = Path(__file__).with_name("woordenlijst.txt")
GLOSSARY = Path(__file__).resolve().parents[1] / "notebooks" / "begrippen.md"
NO_HUNSPELL = (
    "De spelling is niet nagekeken: hunspell met de Nederlandse woordenlijst ontbreekt. Installeer die met "
    "`apt install hunspell hunspell-nl` (Debian, Ubuntu) of `brew install hunspell` (macOS, met nl.aff en nl.dic)."
)
LOWEST_FLESCH_DOUMA = 58
LONGEST_MEAN_SENTENCE = 14  # woorden
MOST_LONG_SENTENCES = 8  # procent van de zinnen heeft meer dan 25 woorden

# Wat we niet schrijven, en wat dan wel. Een Engelse term mag tussen haakjes achter de Nederlandse staan.
WRONG_WORDS = {
    r"inputla(?:ag|gen)": "invoerlaag",
    r"outputla(?:ag|gen)": "uitvoerlaag",
    r"activeringsfuncties?": "activatiefunctie",
    r"verliesfuncties?": "lossfunctie",
    r"loss[ -]functies?": "lossfunctie",
    r"gradient(?! descent)": "gradiënt",
    r"leerpercentages?": "leersnelheid",
    r"terugpropagatie": "backpropagation",
    r"(?:trainings?|validatie|test)[ -]sets?|trainingsets?": "trainingsset, validatieset of testset",
    r"overaanpassing": "overfitting",
    r"kwantificer\w+": "kwantisatie, kwantiseren",
    r"inbedding\w*": "embedding",
    r"similariteit": "gelijkenis",
    r"neural networks?": "neuraal netwerk",
    r"hidden layers?": "verborgen laag",
    r"random": "willekeurig",
    r"sliders?": "schuifregelaar",
    r"tools?": "hulpmiddel",
    r"files?": "bestand",
    r"de notebook": "het notebook",
    r"simpelweg|gewoon(?:weg)?": "niets: laat dit woord weg",
    r"duik(?:en)? (?:we |je )?in": "niets: zeg wat je gaat doen",
    r"u|uw": "je, jouw",
}
# Na deze woorden is 1.2 een nummer en geen getal: 'opdracht 1.2', 'Python 3.11', 'tabel 2.1', 'Llama 3.1'.
_NUMBER_OF = re.compile(
    r"(?:\b(?:opdracht|voorspelling|vraag|stap|tabel|figuur|versie|arXiv:|BY(?:-SA)?)|\b[A-Z]\w*)[ -]?$"
)
_DECIMAL_POINT = re.compile(r"(?<![\w.,/:])\d+\.(?!\d{3}(?!\d))\d+(?![\w/])")
_NO_THOUSANDS = re.compile(r"(?<![\w.,/:])\d{5,}(?![\w/])")
_ENGLISH_THOUSANDS = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3}){2,}|[1-9]\d{0,2},000)(?![\w,])")
_NO_SPACE = re.compile(r"(?<![\w.,])[\d.,]*\d(?:[kMGT]i?B|GHz|MHz|ms|%|byte|bits?|W|km|cm|mm)\b(?!/)|\d%")


def test_the_text_is_readable(notebook):
    no_complaints(
        readability_complaints("\n\n".join(cell.source for cell in notebook.text_cells)),
        f"De tekst van {notebook} is te moeilijk. Maak zinnen korter, en kies kortere woorden.",
    )


def test_the_spelling_is_right(notebook):
    try:
        unknown = spelling_complaints(notebook)
    except NoHunspell:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_HUNSPELL)
    no_complaints(
        unknown, f"Verbeter deze woorden in {notebook}. Is er een goed, zet het dan in tests/woordenlijst.txt."
    )


def test_numbers_are_written_the_dutch_way(notebook):
    complaints = [f"{where}: {text}" for where, prose in texts(notebook) for text in number_complaints(prose)]
    no_complaints(complaints, "Schrijf 0,88 en 13.002, met een spatie voor een eenheid: 350 GB, 10 %. Code hoort `zo`.")


def test_the_same_thing_always_has_the_same_name(notebook):
    complaints = [f"{where}: {text}" for where, prose in texts(notebook) for text in word_complaints(prose)]
    no_complaints(complaints, "In de hele cursus heet hetzelfde altijd hetzelfde. Vervang deze woorden.")


def test_no_term_comes_before_the_lesson_that_explains_it(notebook):
    no_complaints(
        glossary_complaints(notebook),
        "Leg het hier in gewone woorden, of noem in dezelfde zin de les die het uitlegt ('in les 05'). Klopt de les in "
        "notebooks/begrippen.md niet meer, verander hem dan daar.",
    )


def test_the_word_list_is_in_order():
    lines = WORD_LIST.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines), key=str.lower), "Zet tests/woordenlijst.txt op alfabet, elk woord één keer."


def test_the_terms_belong_to_lessons():
    assert len(glossary()) == GLOSSARY.read_text("utf-8").count("\n| ") - 1, (
        "Een regel van de begrippenlijst is onleesbaar."
    )
    for term, lesson, forms in glossary():
        assert lesson in {info.number for info in LESSONS}, f"Begrip {term}: les {lesson} bestaat niet."
        assert all(re.fullmatch(r"[\w -]+", form) for form in forms), f"Begrip {term}: vreemde vorm in {forms}."


def texts(notebook: Notebook) -> list[tuple[str, str]]:
    """Alle tekst die een student leest, met waar ze staat: tekstcellen, zinnen bij figuren, vragen en opdrachten."""
    found = [(_where(cell), unit) for cell in notebook.text_cells for unit in units(cell.source)]
    found += [(_where(cell), sentence) for cell in notebook.code_cells for sentence in shown_sentences(cell)]
    return found + (texts_of(notebook.lesson) if notebook.lesson else [])


def readability_complaints(markdown: str) -> list[str]:
    """Wat er buiten de grenzen valt, met de langste zinnen erbij."""
    found, complaints = measure(markdown), []
    if found.flesch_douma < LOWEST_FLESCH_DOUMA:
        complaints.append(f"Flesch-Douma is {found.flesch_douma:.0f}; het moet minstens {LOWEST_FLESCH_DOUMA} zijn.")
    if found.mean_length > LONGEST_MEAN_SENTENCE:
        complaints.append(f"Een zin telt gemiddeld {found.mean_length:.1f} woorden; hooguit {LONGEST_MEAN_SENTENCE}.")
    if found.long_share > MOST_LONG_SENTENCES:
        complaints.append(f"{found.long_share:.0f} % van de zinnen heeft meer dan 25 woorden; hooguit 8 %.")
    longest = sorted((s for unit in units(markdown) for s in sentences(unit)), key=lambda s: -len(s.split()))
    return complaints and complaints + [f"Een lange zin: {sentence}" for sentence in longest[:5]]


def spelling_complaints(notebook: Notebook) -> list[str]:
    """Woorden die niet in het woordenboek en niet in onze lijst staan. Titels van bronnen tellen niet mee."""
    sources = [section for section in notebook.sections if section.title == "Bronnen"]
    titles = re.findall(r"\*[^*\n]+\*", "\n".join(cell.source for section in sources for cell in section.cells))
    text = "\n".join(prose for _, prose in texts(notebook))
    for title in titles:
        text = text.replace(title.strip("*"), " ")
    return misspelled(re.sub(r"`[^`]*`", " ", text), WORD_LIST)


def number_complaints(text: str) -> list[str]:
    """Getallen met een decimale punt, zonder punt bij duizendtallen of zonder spatie voor de eenheid."""
    text = re.sub(r"`[^`]*`", "", text)
    found = [match for match in _DECIMAL_POINT.finditer(text) if not _NUMBER_OF.search(text[: match.start()])]
    complaints = [f"een decimale punt in {_around(text, match)}" for match in found]
    long = [match for match in _NO_THOUSANDS.finditer(text) if not _is_bit_pattern(match[0], text)]
    complaints += [f"geen punt bij duizendtallen in {_around(text, match)}" for match in long]
    complaints += [f"Engelse duizendtallen in {_around(text, match)}" for match in _ENGLISH_THOUSANDS.finditer(text)]
    return complaints + [f"geen spatie voor de eenheid in {_around(text, match)}" for match in _NO_SPACE.finditer(text)]


def _is_bit_pattern(digits: str, text: str) -> bool:
    """Zijn dit bits in plaats van een getal? 01111 altijd; 10000 als het over bits of over een exponent gaat."""
    about_bits = re.search(r"\b(?:bits?|exponent|mantisse)\b", text)
    return set(digits) <= {"0", "1"} and (digits[0] == "0" or about_bits is not None)


def word_complaints(text: str) -> list[str]:
    """Woorden die we anders schrijven, en uitroeptekens."""
    text = re.sub(r"`[^`]*`", "", text)
    without_english = re.sub(r"\([^)]*\)", "", text)
    complaints = [
        f"{match[0]!r}: schrijf {right} in {_around(without_english, match)}"
        for wrong, right in WRONG_WORDS.items()
        for match in re.finditer(rf"\b(?:{wrong})\b", without_english, re.IGNORECASE)
    ]
    return complaints + [f"een uitroepteken in {_around(text, match)}" for match in re.finditer(r"!(?!\[|=)", text)]


def glossary() -> list[tuple[str, int, list[str]]]:
    """De begrippen: naam, de les die het uitlegt, en hoe het in een zin kan staan."""
    rows = re.findall(r"(?m)^\| (.+?) \| (.*?) ?\| (\d+) \| .+ \|$", GLOSSARY.read_text("utf-8"))
    return [(term, int(lesson), [term, *filter(None, forms.split(", "))]) for term, forms, lesson in rows]


def glossary_complaints(notebook: Notebook) -> list[str]:
    """Begrippen uit een latere les. Vooruitkijken mag in de eerste cel, en in een zin die de les noemt: 'in les 05'."""
    overview = set(units(notebook.cells[0].source))
    complaints = []
    for term, lesson, forms in glossary():
        pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)
        used = [
            f"{where}: {term!r} wordt pas in les {lesson:02d} uitgelegd: {sentence}"
            for where, text in texts(notebook)
            for sentence in (sentences(text) if text not in overview else [])
            if pattern.search(sentence) and not (lesson > notebook.number and re.search(rf"\b{lesson:02d}\b", sentence))
        ]
        if lesson > notebook.number:
            complaints += used
        elif lesson == notebook.number and not used:
            complaints.append(f"Les {lesson:02d} zou {term!r} uitleggen, maar het woord komt niet voor.")
    return complaints


def _where(cell) -> str:
    return cell.source.partition("\n")[0][:60]


def _around(text: str, match: re.Match) -> str:
    return f"“…{text[max(0, match.start() - 30) : match.end() + 15].strip()}…”"
