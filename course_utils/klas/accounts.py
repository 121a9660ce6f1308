"""De accounts van een klas: wie er zijn, hun codes (alleen als hash bewaard), en op Linux ieders eigen gebruiker."""

import codecs
import csv
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain, count
from pathlib import Path

from course_utils.files import FOLDER, write_whole

REPO = Path(__file__).resolve().parents[2]
WORDS = Path(__file__).with_name("woorden.txt").read_text("utf-8").split()
# Zo heten de kolommen in een lijst van de administratie; zonder koppen zijn het naam en groep.
NAME_COLUMNS = ("voornaam", "roepnaam", "naam", "leerling", "tussenvoegsel", "achternaam")
GROUP_COLUMNS = ("groep", "klas", "stamgroep")
PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
GROUP = "hoe-ai-klas"  # de groep van alle leerlingen op deze computer


@dataclass
class Account:
    name: str  # waarmee iemand inlogt
    full_name: str
    group: str = ""
    teacher: bool = False
    salt: str = ""
    code: str = field(default="", repr=False)  # de hash
    system: str = ""  # zijn gebruiker op deze computer; leeg met --samen


class School:
    """Alles van één klas in één map: `leerlingen/` met ieders map, en `server/` waar alleen de docent bij kan."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.private = folder / "server"
        self.file = self.private / "accounts.json"
        found = json.loads(self.file.read_text("utf-8")) if self.file.exists() else []
        self.accounts = {account["name"]: Account(**account) for account in found}

    def home(self, name: str) -> Path:
        return self.folder / "leerlingen" / name

    def lessons(self, name: str) -> Path:
        return self.home(name) / FOLDER

    @property
    def state(self) -> Path:
        """Waar de hub bijhoudt wat er draait. Met root niet op de schijf van de klas: loopt die vol, dan werkt inloggen
        nog. Na een herstart van de computer begint dit opnieuw."""
        place = Path("/run") / f"hoe-ai-klas-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"
        return self.private if os.getuid() else place

    def save(self) -> None:
        text = json.dumps([asdict(account) for account in self.accounts.values()], ensure_ascii=False, indent=1)
        write_whole(self.file, text + "\n")

    def make_folders(self) -> None:
        """De mappen van de klas: een leerling mag erdoorheen naar zijn eigen map, maar ziet niet wie er nog meer is."""
        walk, closed = 0o711, 0o700
        modes = {self.folder: walk, self.folder / "leerlingen": walk, self.private: closed, self.state: closed}
        for folder, mode in modes.items():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)
        give_to_teacher(self.folder)

    def add(self, people: Iterable[tuple[str, str]], teacher: str) -> dict[str, str]:
        """Maak een account voor wie er nog geen heeft, en geef van die nieuwe de code bij de naam."""
        wanted = [(login_name(teacher), Account("", teacher, teacher=True))]
        wanted += [(login_name(name), Account("", name, group)) for name, group in people]
        codes, seen = {}, set()
        for name, account in wanted:
            numbered = (f"{name}-{number}" for number in count(2))
            account.name = next(free for free in chain([name], numbered) if free not in seen)
            seen.add(account.name)
            if account.name not in self.accounts:
                self.accounts[account.name] = account
                codes[account.name] = self.new_code(account)
        return codes

    def new_code(self, account: Account) -> str:
        """Geef iemand een nieuwe code; de oude werkt niet meer."""
        code = "-".join(secrets.choice(WORDS) for _ in range(4))
        account.salt = secrets.token_hex(16)
        account.code = _hash(code, account.salt)
        return code

    def knows(self, name: str, code: str) -> bool:
        """Hoort deze code bij deze naam? Het duurt even lang als er geen account met die naam is."""
        account = self.accounts.get(name)
        found = _hash(code, account.salt if account else "geen")
        return account is not None and secrets.compare_digest(found, account.code)

    def make_homes(self, together: bool) -> None:
        """Geef ieder zijn eigen map, en zonder --samen ook een eigen gebruiker die er als enige bij kan."""
        for account in self.accounts.values():
            home = self.home(account.name)
            home.mkdir(mode=0o700, exist_ok=True)
            if not together:
                account.system = _make_user(account, home)
                user = pwd.getpwnam(account.system)
                if home.stat().st_uid != user.pw_uid:  # een nieuwe computer, of een klas die eerst --samen was
                    subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(home)], check=True)
                home.chmod(0o700)

    def as_pupil(self, account: Account, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Laat pupil.py iets doen als de leerling zelf: zo kan geen snelkoppeling in zijn map ons misleiden."""
        if account.system:
            user = pwd.getpwnam(account.system)
            options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        # Niets uit zijn eigen map komt voor een bibliotheek, en niets uit onze omgeving gaat naar hem.
        options["env"] = {"PYTHONPATH": str(REPO), "PYTHONSAFEPATH": "1", "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "course_utils.klas.pupil", *arguments]
        return subprocess.run(command, cwd=self.home(account.name), **options)

    def clear(self) -> None:
        """Gooi alle accounts en al het werk weg."""
        for account in self.accounts.values():
            if account.system and _user(account.system):
                subprocess.run(["pkill", "-KILL", "-U", account.system], check=False)
                # Met --force: wat net gestopt is, staat nog even in de lijst van processen.
                subprocess.run(["userdel", "--force", account.system], check=True, capture_output=True)
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.rmtree(self.folder)


def give_to_teacher(path: Path) -> None:
    """Wie met sudo begon, moet zelf kunnen openen en weggooien wat voor hem is."""
    if owner := os.environ.get("SUDO_UID"):
        os.chown(path, int(owner), -1)


def read_people(who: str) -> list[tuple[str, str]]:
    """Wie er in de klas zitten: een aantal, of een bestand met op elke regel een naam en soms een groep."""
    if who.isdecimal():
        width = max(2, len(who))
        return [(f"leerling{number:0{width}}", "") for number in range(1, int(who) + 1)]
    lines = unicodedata.normalize("NFC", _text(Path(who).read_bytes())).splitlines()
    rows = [_cells(line) for line in lines if line.strip(" ,;\t") and not line.startswith(("#", "sep="))]
    columns = {name.casefold(): place for place, name in enumerate(rows[0])} if rows else {}
    named = [columns[name] for name in NAME_COLUMNS if name in columns]
    grouped = [columns[name] for name in GROUP_COLUMNS if name in columns]
    if not named:
        return [(name, ", ".join(filter(None, rest))) for name, *rest in rows]
    return [(_join(row, named), _join(row, grouped)) for row in rows[1:]]


def _join(row: list[str], places: list[int]) -> str:
    return " ".join(row[place] for place in places if place < len(row) and row[place])


def _text(raw: bytes) -> str:
    """De tekst van een bestand, zoals Excel, Numbers of een oud rekenblad haar bewaart."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _cells(line: str) -> list[str]:
    """De cellen van een regel; wat tussen aanhalingstekens staat, hoort bij elkaar."""
    separator = re.search(r"[,;\t]", re.sub(r'"[^"]*"', "", line))
    (cells,) = csv.reader([line], delimiter=separator[0] if separator else ",", skipinitialspace=True)
    return [cell.strip() for cell in cells]


def login_name(full_name: str) -> str:
    """De naam waarmee iemand inlogt; kan dat niet, dan een zin."""
    if name := plain_name(full_name):
        return name
    raise SystemExit(f"Van de naam {full_name!r} kan ik geen inlognaam maken. Schrijf haar met gewone letters.")


def plain_name(full_name: str) -> str:
    """Een naam met kleine letters, zonder accenten en spaties."""
    plain = unicodedata.normalize("NFKD", full_name.lower().translate(PLAIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-")


def _hash(code: str, salt: str) -> str:
    plain = re.sub(r"[^a-zï]+", "-", code.strip().lower())  # een spatie of een hoofdletter is geen fout
    return hashlib.scrypt(plain.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make_user(account: Account, home: Path) -> str:
    """Zorg dat er een gebruiker met deze map als huis is, en geef zijn naam."""
    subprocess.run(["groupadd", "--force", GROUP], check=True)
    base = account.system or f"klas-{account.name}"
    name, number = base, 2
    while (user := _user(name)) and user.pw_dir != str(home):  # van een andere klas op deze computer
        name, number = f"{base}-{number}", number + 1
    if not user:
        shell = next((path for path in ("/usr/sbin/nologin", "/sbin/nologin") if os.path.exists(path)), "/bin/false")
        make = ["useradd", "--no-create-home", "--home-dir", str(home), "--no-user-group", "--gid", GROUP]
        made = subprocess.run([*make, "--shell", shell, name], capture_output=True, text=True)
        if made.returncode:
            raise SystemExit(f"De gebruiker {name} is niet te maken. Linux zegt:\n  {made.stderr.strip()}")
    return name
