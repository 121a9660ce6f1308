"""De pagina van een klas die nu bezig is: zij verandert mee met de bestanden van de leerlingen."""

import os
from hashlib import sha256
from pathlib import Path, PurePath

from course_utils.files import FOLDER, PROGRESS
from course_utils.klas.accounts import School
from course_utils.klas.overview import policy, render
from course_utils.klas.overview_files import ClassFiles, Source
from course_utils.klas.overview_outline import LessonOutline, outlines


class LivePage:
    """De pagina zoals zij nu is. Alleen als er een bestand veranderde, wordt zij opnieuw gemaakt."""

    policy = policy(live=True)

    def __init__(self, folder: Path, lessons: list[LessonOutline] | None = None) -> None:
        self._lessons = lessons or outlines()
        self._files = ClassFiles(lambda: accounts_in(folder))
        self._seen: object = None
        self.version = self.html = ""

    def look(self) -> None:
        """Kijk of er iets veranderde."""
        pupils, skipped = self._files.read()
        if self._files.seen != self._seen:
            self._seen = self._files.seen
            self.version = sha256(repr(self._seen).encode()).hexdigest()[:16]
            self.html = render(self._lessons, pupils, skipped, self.version)


def accounts_in(folder: Path) -> list[Source]:
    """De voortgang van elke leerling, bij zijn hele naam. Wat hij verder in zijn map zet, telt nooit mee."""
    accounts, found = School(folder.parent).accounts, []
    for name in sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)):
        path, account = folder / name / FOLDER / PROGRESS, accounts.get(name)
        if os.path.lexists(path) and not (account and account.teacher):
            shown = account.full_name.replace("/", " ") if account else name
            found.append(Source(path, PurePath(shown) / PROGRESS))
    return found
