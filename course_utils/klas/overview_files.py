"""De voortgang van een klas, van schijf: elk bestand is één leerling, en wat niet te lezen is wordt genoemd.

Een leerling kan van zijn bestand maken wat hij wil. Daarom wordt er nooit op een bestand gewacht, en nooit meer gelezen
dan een echte voortgang groot kan zijn.
"""

import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from course_utils.files import FOLDER, HANDED_OUT, PROGRESS
from course_utils.questions.progress import (
    VERSION,
    ExerciseRecord,
    PredictionRecord,
    QuestionRecord,
    Record,
    lesson_of,
    parse,
    read_record,
)

MOST_BYTES = 1_000_000  # een hele cursus is twaalfduizend byte
FIRST_EDITION = "Dit bestand is van de eerste uitgave van de cursus."
DEEPEST = 6  # zoveel mappen diep wordt er gezocht
_ENDINGS = (".json", ".txt")
_UNSAID = "(naamloos)"


@dataclass(frozen=True)
class Pupil:
    """Een leerling, en wat er van hem bewaard is. note: wat er bijzonder is aan het bestand."""

    name: str
    records: dict[str, Record]
    note: str = ""

    def saw(self, key: str) -> bool:
        return key in self.records

    def get(self, kind, id: str):
        """Wat er bij deze vraag staat; zie questions/progress.py."""
        return self.records.get(kind.key(id)) or kind()


@dataclass(frozen=True)
class Skipped:
    """Een bestand dat niet meetelt, en waarom niet."""

    name: str
    why: str


@dataclass(frozen=True)
class Source:
    """Een bestand waar een voortgang in kan staan. where: zoals de docent het kent; inside: de plek in een zip."""

    path: Path
    where: PurePath
    inside: str = ""


class Unreadable(Exception):
    """Wat er mis is met een bestand, in een zin."""


class ClassFiles:
    """De bestanden van een klas. find: geeft waar ze staan. Wat niet veranderde, wordt niet nog eens gelezen."""

    def __init__(self, find: Callable[[], Iterable[Source]]) -> None:
        self._find = find
        self._known: dict[Source, tuple[tuple, Pupil | str]] = {}

    @property
    def seen(self) -> list[tuple]:
        """Wat er de laatste keer stond: verandert er iets, dan is dit anders."""
        return [(source, stamp) for source, (stamp, _) in self._known.items()]

    def read(self) -> tuple[list[Pupil], list[Skipped]]:
        """De leerlingen op naam, en de bestanden die niet meetellen."""
        found = {source: self._read(source) for source in self._find()}
        self._known = found
        pupils, skipped = [], []
        names = _names([source for source, (_, pupil) in found.items() if isinstance(pupil, Pupil)])
        for source, (_, pupil) in found.items():
            if isinstance(pupil, Pupil):
                pupils.append(replace(pupil, name=names[source]))
            else:
                skipped.append(Skipped(visible(str(source.where / source.inside)), pupil))
        return sorted(pupils, key=lambda pupil: in_order(pupil.name)), skipped

    def _read(self, source: Source) -> tuple[tuple, Pupil | str]:
        try:
            state = source.path.lstat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        except OSError:
            stamp = ()
        if stamp and source in self._known and self._known[source][0] == stamp:
            return self._known[source]
        try:
            return stamp, checked(_bytes(source))
        except Unreadable as problem:
            return stamp, str(problem)


def sources(places: Iterable[Path]) -> Iterator[Source]:
    """Elk bestand dat een voortgang kan zijn: `voortgang.json` van een leerling, of wat er ingeleverd is."""
    for place in places:
        if place.is_dir():
            yield from _below(place, PurePath(place.name), DEEPEST)
        else:
            yield from _one(place, PurePath(place.name))


def _below(folder: Path, where: PurePath, deep: int) -> Iterator[Source]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Source(folder, where)
        return
    names = {entry.name for entry in entries}
    # In de map waarin een leerling werkt staat van alles; daar telt alleen zijn voortgang.
    if HANDED_OUT in names or (PROGRESS in names and any(name.endswith(".ipynb") for name in names)):
        if PROGRESS in names:
            yield Source(folder / PROGRESS, where / PROGRESS)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if deep:
                yield from _below(folder / entry.name, where / entry.name, deep - 1)
        elif entry.name.lower().endswith((*_ENDINGS, ".zip")):
            yield from _one(folder / entry.name, where / entry.name)


def _one(path: Path, where: PurePath) -> Iterator[Source]:
    if path.suffix.lower() != ".zip" or not path.is_file():
        yield Source(path, where)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if PurePath(name).name == PROGRESS]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        inside = []
    for name in inside or [""]:
        yield Source(path, where, name)


def _bytes(source: Source) -> bytes:
    """De inhoud van een gewoon bestand; nooit die van een snelkoppeling, een pijp of iets reusachtigs."""
    try:
        opened = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Unreadable("Dit is geen gewoon bestand.")
            if source.path.suffix.lower() != ".zip":
                raw = file.read(MOST_BYTES + 1)
            elif not source.inside:
                raise Unreadable(f"In dit zipbestand staat geen {PROGRESS}.")
            else:
                with zipfile.ZipFile(file) as archive, archive.open(source.inside) as part:
                    raw = part.read(MOST_BYTES + 1)
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, NotImplementedError, RuntimeError, EOFError):
        raise Unreadable("Dit bestand is niet te lezen.") from None
    if len(raw) > MOST_BYTES:
        raise Unreadable("Dit bestand is te groot voor een voortgang.")
    return raw


def checked(raw: bytes) -> Pupil:
    """De leerling van een voortgang, nog zonder naam; is het er geen, dan Unreadable met de reden."""
    try:
        content = parse(raw)
    except (ValueError, RecursionError):
        raise Unreadable("Dit bestand is beschadigd, of geen voortgang.") from None
    version = content.get("versie")
    if isinstance(version, int) and version > VERSION:
        raise Unreadable("Dit bestand is van een nieuwere versie van de cursus. Werk de cursus hier bij.")
    if content and "versie" not in content and not any(lesson_of(key) is not None for key in content):
        raise Unreadable("Dit is geen voortgang van deze cursus.")
    records = {
        key: read_record(kind, item)
        for kind in (PredictionRecord, ExerciseRecord, QuestionRecord)
        for key, item in content.items()
        if key.startswith(f"{kind.word} ")
    }
    return Pupil("", records, FIRST_EDITION if content and "versie" not in content else "")


def _names(found: list[Source]) -> dict[Source, str]:
    """Hoe elke leerling heet: naar zijn map, of naar wat hij inleverde. Dubbele namen krijgen een nummer."""
    names, used = {}, {}
    for source in found:
        name = visible(_name(source))
        used[name] = used.get(name, 0) + 1
        names[source] = name if used[name] == 1 else f"{name} ({used[name]})"
    return names


def _name(source: Source) -> str:
    path = source.where.with_suffix("") / source.inside if source.inside else source.where
    own = [part for part in path.parts if part not in (FOLDER, PROGRESS)]
    name = own[-1] if own else ""
    if path.name != PROGRESS:
        name = PurePath(name).stem
    name = re.sub(r"_\d+_assignsubmission_file.*", "", name)  # zo noemt Moodle een ingeleverd bestand
    bare = re.sub(r"(?i)(^|[-_ ]+)voortgang(?=[-_ (]|$)([-_ ]+(?=\w))?|[-_ ]*\(\d+\)$", "", name)
    return bare.strip(" -_") or name


def visible(text: str) -> str:
    """Tekst zonder tekens die niet te zien zijn of de leesrichting omkeren."""
    shown = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else sign for sign in text
    )
    return " ".join(shown.split())[:80] or _UNSAID


def in_order(name: str) -> list:
    """De volgorde waarin een docent namen zoekt: zonder hoofdletters, en 2 voor 10."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d+)", name)]
