"""Voortgang van een student: één klein bestand op de eigen computer, `voortgang.json`, dat altijd weg mag.

Hier staat welke velden het heeft (`PredictionRecord`, `ExerciseRecord`, `QuestionRecord`); docent/inleveren.md legt ze
uit. Er staan geen namen en geen tijden in. Wat deze versie niet kent, blijft staan zoals het is.
"""

import errno
import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, TypeVar, get_args

from course_utils.files import FOLDER, HANDED_OUT, PROGRESS, alone, write_whole

VERSION = 2
MOST_BYTES = 50_000_000  # wat groter is, is geen voortgang van deze cursus
MOST_MISTAKES = 200  # meer fouten bij één opdracht worden niet opgeschreven
UNKNOWN_MISTAKE = -1


@dataclass(frozen=True)
class Record:
    """Wat er bij één vraag bewaard is. In het bestand heet de vraag `word` en haar nummer: "opdracht 1.2"."""

    word: ClassVar[str]

    @classmethod
    def key(cls, id: str) -> str:
        return f"{cls.word} {id}"


@dataclass(frozen=True)
class PredictionRecord(Record):
    """Een voorspelling. De eerste meting beslist: `uitkomst` en `goed` veranderen daarna niet meer.

    keuze: de gekozen letter, met 0 voor A; zeker: de plaats in SURENESS; uitkomst: de letter die de meting aanwees;
    goed: klopte de keuze; achteraf: de student koos toen hij de uitkomst al had gezien; overleg: de letter die hij koos
    na overleg in de klas, voor de meting. Die staat ernaast: `goed` gaat over de eerste keuze.
    """

    word = "voorspelling"
    keuze: int | None = None
    zeker: int | None = None
    uitkomst: int | None = None
    goed: bool | None = None
    achteraf: bool = False
    overleg: int | None = None


@dataclass(frozen=True)
class ExerciseRecord(Record):
    """Een opdracht. pogingen en fouten tellen tot zij de eerste keer goed is.

    fouten: per foute poging het nummer van de herkende fout, op volgorde; UNKNOWN_MISTAKE als zij niet herkend werd;
    hints: hoeveel er open zijn; oplossing: is die bekeken; zelf: was het antwoord goed voordat de oplossing open was.
    """

    word = "opdracht"
    goed: bool = False
    pogingen: int = 0
    fouten: tuple[int, ...] = ()
    hints: int = 0
    oplossing: bool = False
    zelf: bool = False


@dataclass(frozen=True)
class QuestionRecord(Record):
    """Een quizvraag. keuze: de laatst gekozen letter, met 0 voor A; eerste: de eerste; goed: klopte die eerste."""

    word = "vraag"
    keuze: int | None = None
    eerste: int | None = None
    goed: bool | None = None


R = TypeVar("R", PredictionRecord, ExerciseRecord, QuestionRecord)
_KEYS = tuple(f"{kind.word} " for kind in (PredictionRecord, ExerciseRecord, QuestionRecord))
Content = dict[str, Any]


def lesson_of(key: str) -> int | None:
    """Bij welke les een sleutel hoort: "vraag 3.quiz.1" bij les 3. None als het geen vraag van een les is."""
    number = key.partition(" ")[2].partition(".")[0]
    return int(number) if key.startswith(_KEYS) and number.isdecimal() else None


def read_record(kind: type[R], item: Any) -> R:
    """Lees een vraag uit het bestand; een veld dat ontbreekt of niet kan kloppen, telt als niet ingevuld."""
    item = item if isinstance(item, dict) else {}
    known = {field.name: item[field.name] for field in fields(kind) if field.name in item}
    types = {field.name: field.type for field in fields(kind)}
    return kind(**{
        name: tuple(value) if isinstance(value, list) else value
        for name, value in known.items() if _fits(value, types[name])
    })  # fmt: skip


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(value, bool):
        return bool in (kind, *get_args(kind))
    if isinstance(value, int):
        return int in (kind, *get_args(kind)) and not isinstance(kind, type(tuple[int])) and value >= 0
    return isinstance(value, list) and kind == tuple[int, ...] and all(type(part) is int for part in value)


class Progress:
    """Onthoudt per vraag wat de student deed. Zonder pad, buiten de map van de student, alleen tot de kernel stopt.

    Lukt bewaren even niet, dan blijven de antwoorden in het geheugen en gaan ze mee met het volgende dat wel lukt.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._saved: Content = {}  # wat er in het bestand staat
        self._unsaved: Content = {}  # per vraag de velden die daar nog bij moeten
        self._stamp: tuple | None = None  # waaraan te zien is dat het bestand niet veranderde
        self._raw: bytes | None = None  # wat er letterlijk in stond: is het nog hetzelfde?
        self._lines: dict[str, str] = {}  # per vraag haar regel in het bestand
        self._trouble = self._damage = ""
        self._cleaned = self._holding = False
        self._lock = threading.RLock()  # een kaart antwoordt in een eigen thread terwijl een cel rekent

    @classmethod
    def of_student(cls) -> "Progress":
        """De voortgang in de map van de student; wie elders werkt (de cursus zelf, CI) laat niets achter.

        Een map die anders heet, is te herkennen aan wat `start` er neerzette: de voortgang zelf mag altijd weg.
        """
        folder = Path.cwd()
        known = folder.name == FOLDER or any((folder / name).exists() for name in (HANDED_OUT, PROGRESS))
        return cls(folder / PROGRESS if known else None)

    @property
    def warning(self) -> str:
        """Een zin voor de student als lezen of bewaren niet lukt."""
        return f"{self._damage} {self._trouble}".strip()

    @property
    def seed(self) -> int | None:
        """Een vast getal per student, voor wat bij iedereen anders mag staan. None buiten de map van een student."""
        if self.path is None:
            return None
        if not isinstance(self._item("zaad"), int):
            self._change("zaad", lambda old: random.randrange(1_000_000) if old is None else old)
        seed = self._item("zaad")
        return seed if isinstance(seed, int) else None

    def get(self, kind: type[R], id: str) -> R:
        """Wat er bij deze vraag is opgeslagen."""
        return read_record(kind, self._item(kind.key(id)))

    def record(self, kind: type[R], id: str, change: Callable[[R], dict[str, Any]] | None = None, **values: Any) -> R:
        """Bewaar velden bij een vraag, en geef hoe zij er nu staat.

        change: maakt de velden uit wat er op dat moment staat. Twee notebooks tegelijk verliezen zo niets.
        """

        self._change(kind.key(id), lambda old: change(read_record(kind, old)) if change else values)
        return self.get(kind, id)

    def all(self) -> Content:
        """Alles wat er staat, zoals het in het bestand heet."""
        with self._lock:
            self._read()
            return {**self._saved, **{key: self._merged(key) for key in self._unsaved}}

    def _item(self, key: str) -> Any:
        with self._lock:
            self._read()
            return self._merged(key) if key in self._unsaved else self._saved.get(key)

    def _merged(self, key: str) -> Any:
        saved, unsaved = self._saved.get(key), self._unsaved[key]
        return {**saved, **unsaved} if isinstance(saved, dict) and isinstance(unsaved, dict) else unsaved

    def _change(self, key: str, change: Callable[[Any], Any]) -> None:
        with self._lock, self._alone():
            old = self._item(key)
            if key.startswith(_KEYS) and not isinstance(old, dict | None):
                self._trouble = "Je voortgangsbestand hoort bij een andere versie van de cursus. Dit komt er niet in."
                return
            new = change(old)
            same = new.items() <= old.items() if isinstance(new, dict) and isinstance(old, dict) else new == old
            if not same or self._unsaved:
                more = self._unsaved.get(key)
                self._unsaved[key] = {**more, **new} if isinstance(more, dict) else new
                self._write()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Geen ander notebook leest of schrijft zolang dit duurt."""
        if self.path is None or self._holding:
            yield
            return
        self._holding = True
        try:
            with alone(_lock_of(self._target)):
                yield
        finally:
            self._holding = False

    @property
    def _target(self) -> Path:
        """Waar het bestand echt staat: een snelkoppeling blijft een snelkoppeling."""
        return Path(os.path.realpath(self.path))

    def _write(self) -> None:
        if self.path is None or self._stamp == ():  # er staat iets wat nu niet te lezen is: daar gaan we niet overheen
            return
        target = self._target
        fresh = target.with_name(f".{target.name}.{os.getpid()}.deel")
        content = {"versie": VERSION, **self._saved, **{key: self._merged(key) for key in self._unsaved}}
        for key in self._unsaved:
            self._lines.pop(key, None)
        raw = _as_text(content, self._lines).encode()
        try:
            if target.exists() and not target.stat().st_mode & 0o222:
                raise PermissionError(errno.EPERM, "alleen-lezen")
            fresh.write_bytes(raw)
            with suppress(OSError):
                shutil.copymode(target, fresh)
            _patiently(lambda: os.replace(fresh, target))  # in één keer: een half bestand kan niet ontstaan
        except OSError as problem:
            self._trouble = _why_not_saved(problem)
            return
        finally:
            with suppress(OSError):
                fresh.unlink()
        self._saved, self._unsaved, self._stamp, self._raw, self._trouble = content, {}, None, raw, ""
        if not self._cleaned:  # wat een kernel die halverwege stopte ooit liet liggen
            self._cleaned = True
            for left in (*target.parent.glob(f".{target.name}.*.deel"), *target.parent.glob(f"{target.stem}.*.tmp")):
                with suppress(OSError):
                    left.unlink()

    def _read(self) -> None:
        if self.path is None:
            return
        try:
            state = self.path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
            if stamp == self._stamp:
                return
            raw = _read_bytes(self.path)
            if raw != self._raw:
                self._saved, self._lines, self._raw = parse(raw), {}, raw
            # Twee keer schrijven kan in dezelfde tik van de klok: pas na die tik zegt het tijdstip iets.
            self._stamp = stamp if time.time_ns() - state.st_mtime_ns > 100_000_000 else None
        except FileNotFoundError:
            # de student heeft het bestand weggegooid en begint opnieuw
            self._saved, self._stamp, self._raw, self._lines = {}, None, None, {}
        except OSError:
            self._stamp, self._trouble = (), "Je voortgangsbestand is niet te lezen. Je kunt wel verder."
        except (ValueError, RecursionError):
            self._set_aside()

    def _set_aside(self) -> None:
        """Een beschadigd bestand gaat opzij in plaats van weg; wat in het geheugen staat blijft geldig."""
        with self._alone():
            with suppress(OSError, ValueError, RecursionError):  # een ander notebook was misschien net eerder
                self._saved, self._lines = parse(_read_bytes(self.path)), {}
                return
            aside, number = self._target.with_name("voortgang-beschadigd.json"), 2
            while aside.exists():
                aside, number = aside.with_name(f"voortgang-beschadigd-{number}.json"), number + 1
            try:
                _patiently(lambda: os.replace(self._target, aside))
            except FileNotFoundError:
                return
            except OSError:
                self._stamp, self._trouble = (), "Je voortgangsbestand is beschadigd. Je kunt wel verder."
                return
            self._damage = f"Je voortgangsbestand was beschadigd en staat nu in {aside.name}."
            if self._saved or self._unsaved:
                self._write()


def set_lesson_aside(path: Path, lesson: int, aside: Path) -> bool:
    """Verplaats de antwoorden van één les naar het bestand `aside`. False als er niets was om te verplaatsen."""
    with alone(_lock_of(Path(os.path.realpath(path)))):
        try:
            content = json.loads(path.read_bytes())
            old = {key: item for key, item in content.items() if lesson_of(key) == lesson}
        except (OSError, ValueError, AttributeError, RecursionError):  # niets, of beschadigd: dat meldt de les zelf
            return False
        if old:
            extra = {key: item for key, item in content.items() if key == "versie"}
            write_whole(aside, _as_text({**extra, **old}))  # eerst bewaren, dan pas weghalen
            write_whole(path, _as_text({key: item for key, item in content.items() if key not in old}))
    return bool(old)


def take_in(path: Path, other: Path) -> int:
    """Neem antwoorden over uit het bestand `other`, zoals dat van de leesversie; geeft hoeveel vragen het zijn.

    Wat hier al beantwoord is, blijft staan. Is `other` geen voortgang, dan ValueError.
    """
    fresh = parse(_read_bytes(other))
    with alone(_lock_of(Path(os.path.realpath(path)))):
        own = parse(_read_bytes(path)) if path.exists() else {}
        new = {
            key: item
            for key, item in fresh.items()
            if lesson_of(key) is not None and (key not in own or (_answered(item) and not _answered(own[key])))
        }
        if new:
            write_whole(path, _as_text({"versie": VERSION, **own, **new}))
    return len(new)


def _answered(item: Any) -> bool:
    return isinstance(item, dict) and (bool(item.get("goed")) or item.get("keuze") is not None)


def _lock_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.slot")


def _read_bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("te groot")
    return _patiently(path.read_bytes)


def parse(raw: bytes) -> Content:
    """De inhoud van een voortgangsbestand, ook als Kladblok het bewaarde. Beschadigd: ValueError of RecursionError."""
    content = json.loads(raw)
    if not isinstance(content, dict):
        raise ValueError("onverwachte inhoud")
    return _from_first_edition(content)


def _as_text(content: Content, lines: dict[str, str] | None = None) -> str:
    """Per vraag een regel. Alleen ASCII: dan kan geen enkel teken het bewaren tegenhouden. lines: wat al gemaakt is."""
    lines = {} if lines is None else lines
    for key, item in content.items():
        if key not in lines:
            lines[key] = f" {json.dumps(key)}: {json.dumps(item)}"
    return "{\n" + ",\n".join([lines[key] for key in content]) + "\n}\n"


def _from_first_edition(content: Content) -> Content:
    """Zonder `versie` is het van de eerste editie. Daar hadden de keuzes van een quizvraag andere letters: welke letter
    elke keuze nu heeft, staat in first_edition.json. Van een vraag die verdween, blijft alleen of ze goed was."""
    if "versie" in content:
        return content
    letters = json.loads(Path(__file__).with_name("first_edition.json").read_text("utf-8"))
    changed = dict(content)
    for key, item in content.items():
        if key.startswith(f"{QuestionRecord.word} ") and isinstance(item, dict):
            now = dict(zip("0123", map(int, letters.get(key.partition(" ")[2], "")), strict=False))
            changed[key] = item | {name: now.get(str(item[name])) for name in ("keuze", "eerste") if name in item}
    return changed


def _why_not_saved(problem: OSError) -> str:
    later = "Je kunt verder. Bij je volgende antwoord wordt alles alsnog bewaard."
    if problem.errno == errno.ENOSPC:
        return f"Je schijf is vol, dus je antwoorden zijn nog niet bewaard. Maak ruimte vrij. {later}"
    if problem.errno == getattr(errno, "EDQUOT", 122):
        return f"Je hebt op deze schijf geen ruimte meer over, dus je antwoorden zijn nog niet bewaard. {later}"
    if problem.errno == errno.EPERM:
        return (
            "Je voortgangsbestand mag niet veranderd worden, dus je antwoorden worden niet bewaard. Je kunt wel verder."
        )
    return "Je antwoorden worden niet bewaard: de map is niet te beschrijven. Je kunt wel verder."


def _patiently(action: Callable[[], Any]) -> Any:
    """Doe dit, en zo nodig nog eens: op Windows houdt een ander notebook of een virusscanner een bestand even vast."""
    for pause in (0.02, 0.1, 0.3):
        try:
            return action()
        except PermissionError:
            time.sleep(pause)
    return action()
