"""Een verzonnen lesuur met zes leerlingen en een docent, elk in een echte browser, met plaatjes om te bekijken.

    sudo .venv/bin/python -m benchmarks.klas_hour MAP

Het is geen toets: kijk zelf wat een leerling ziet als hij vastloopt, als zijn kernel omvalt of als de wifi wegvalt, en
wat de docent intussen ziet. De leerlingen werken aan les 01.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

from benchmarks.klas_load import free_ports, read_codes
from benchmarks.klas_visitor import own_disk, wait_until
from course_utils.authoring.lab import launch_browser

REPO = Path(__file__).resolve().parents[1]
LESSON = "01_parameters.ipynb"
CLASS = ("Aya", "Bram", "Daan", "Julia", "Noor", "Sem")
KERNEL_READY = """() => document.querySelector(".jp-KernelName")?.textContent.includes("Python 3")
    && document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle" """
WAIT = 90_000  # milliseconden
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
FILL = """
for bytes_tegelijk in (10**6, 10**3, 1):
    try:
        with open(f"vol{bytes_tegelijk}", "wb", buffering=0) as bestand:
            while bestand.write(bytes(bytes_tegelijk)):
                pass
    except OSError:
        pass
print("vol is", "vol")
"""
SURE = ("Ik gok", "Ik denk het", "Ik weet het zeker")


class Seat:
    """Iemand in de klas, achter zijn eigen apparaat."""

    def __init__(self, browser: Browser, url: str, name: str, code: str, pictures: Path, screen=LAPTOP) -> None:
        self._context = browser.new_context(locale="nl-NL", viewport=screen)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("dialog", lambda dialog: dialog.accept())  # wie opnieuw laadt, moet dat van de browser bevestigen
        self.url, self.name, self._code, self._pictures = url, name, code, pictures

    def scan(self) -> None:
        """Scan de QR-code van het kaartje, en log in."""
        self.page.goto(f"{self.url}hub/login#{self.name}:{self._code}")
        self.page.get_by_role("button", name="Log in").click()

    def sit_down(self) -> None:
        self.scan()
        self.page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_function(KERNEL_READY)

    def cell(self, text: str):
        return self.page.locator(".jp-CodeCell", has_text=text).first

    def run(self, text: str, new: str = "") -> None:
        """Voer de cel met deze tekst uit; met `new` staat er eerst iets anders in."""
        self.cell(text).locator(".cm-content").click()
        if new:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(new)
        self.page.keyboard.press("Control+Enter")

    def predict(self, id: str, letter: str, sure: int) -> None:
        self.run(f'les.voorspel("{id}")')
        card = self.page.locator(".hoe-ai-card:has(fieldset)", has_text=f"Voorspelling {id}")
        choose(card, letter).check()
        card.get_by_label(SURE[sure]).check()
        card.get_by_role("button", name="Leg vast").click()
        card.get_by_text("Vastgelegd").wait_for()

    def vote_again(self, id: str, letter: str) -> None:
        card = self.page.locator(".hoe-ai-card:has(fieldset)", has_text=f"Voorspelling {id}")
        card.get_by_role("button", name="Stem opnieuw").click()
        choose(card, letter).check()
        card.get_by_role("button", name="Leg ook deze vast").click()
        card.get_by_text("Na overleg koos je").wait_for()

    def answer(self, id: str, value: str) -> None:
        self.run(f'les.opdracht("{id}"', f'les.opdracht("{id}", {value})')
        self.ready()

    def look(self, what: str) -> None:
        """Maak een plaatje van wat hij nu ziet."""
        place = self._pictures / f"{len(list(self._pictures.glob('*.png'))) + 1:02}_{self.name}_{what}.png"
        self.page.screenshot(path=str(place))
        print(f"  {place.name}")

    def online(self, there: bool) -> None:
        self._context.set_offline(not there)

    def leave(self) -> None:
        self._context.close()


def choose(card: Locator, letter: str) -> Locator:
    """Het rondje bij een letter; wat vastligt, is niet meer te kiezen."""
    return card.locator("label").filter(has_text=re.compile(rf"^\s*{letter}\b")).locator("input:enabled")


class Hour:
    """Het lesuur. Gaat er iets mis, dan staat dat in een plaatje van iedereen, en gaat de rest van het uur door."""

    def __init__(
        self, browser: Browser, url: str, codes: dict[str, str], klas: subprocess.Popen, pictures: Path
    ) -> None:
        self.url, self._klas = url, klas
        self._seat = lambda name, screen=LAPTOP: Seat(browser, url, name, codes[name], pictures, screen)
        self.teacher, self.screen = self._seat("docent"), self._seat("docent")
        self.pupils = [self._seat(name.lower()) for name in CLASS]
        self.aya, self.bram, self.daan, self.julia, self.noor, self.sem = self.pupils

    def play(self) -> None:
        scenes = (self.come_in, self.vote, self.work_alone, self.fall_over, self.other_device, self.full_disk, self.end)
        for scene in scenes:
            print(f"{time.strftime('%M:%S')}  {scene.__doc__}")
            try:
                scene()
            except (Error, AssertionError) as problem:
                print(f"  MISLUKT: {problem}")
                for seat in (*self.pupils, self.teacher, self.screen):
                    seat.look(f"mislukt_{scene.__name__}")

    def come_in(self) -> None:
        """08.30 De docent kijkt, en de klas komt binnen."""
        self.teacher.scan()
        self.teacher.look("begin")
        self.aya.page.goto(self.url)
        self.aya.look("inloggen")
        for pupil in self.pupils:
            pupil.sit_down()
        self.aya.look("de_les_is_open")
        self.teacher.page.goto(f"{self.url}services/overzicht/")
        self.teacher.page.get_by_text("Live, bijgewerkt om").wait_for()
        self.teacher.look("nog_niemand_bezig")

    def vote(self) -> None:
        """08.35 Voorspelling 1.1: iedereen stemt, op Sem na; dan overleg, en opnieuw."""
        for pupil in self.pupils:
            pupil.run("prepare_notebook()")
        for pupil, letter, sure in zip(self.pupils, "CABAD", (2, 2, 2, 1, 0), strict=False):
            pupil.predict("1.1", letter, sure)
        self.bram.look("gestemd")
        screen = self.screen
        screen.scan()
        screen.page.goto(f"{self.url}services/overzicht/#scherm-1.1")
        screen.page.get_by_text("5 van de").wait_for()
        screen.look("beamer_verborgen")
        screen.page.get_by_role("button", name="Toon de stemmen").click()
        screen.look("beamer_stemmen")
        for pupil, letter in zip(self.pupils[1:], "CCCD", strict=False):
            pupil.vote_again("1.1", letter)
        screen.page.get_by_text("4 nog eens na overleg").wait_for()
        screen.page.get_by_role("button", name="Toon wat er bleek").click()
        screen.look("beamer_na_overleg")
        self.teacher.look("na_stemmen")

    def work_alone(self) -> None:
        """08.45 Zelf aan het werk. Bram zit vast, Daan maakt een eindeloze lus, Julia vult het geheugen."""
        for pupil in (self.aya, self.bram, self.julia, self.noor):
            pupil.run("gemeten = 0")
            pupil.run('les.onthul("1.1"')
        self.aya.answer("1.1", "784 * 16 + 16")
        for value in ("12544", "12544", "1", "800", "12544"):
            self.bram.answer("1.1", value)
        self.bram.look("zit_vast")
        self.teacher.page.locator("#les-1").get_by_text("Niemand deed een opdracht vijf keer").wait_for(state="hidden")
        self.teacher.look("bram_zit_vast")
        self.daan.run("gemeten = 0", "while True:\n    pass")
        self.julia.run("gewicht_1, gewicht_2", "alles = [b'x' * 10**8 for _ in range(200)]")
        self.julia.page.locator(".jp-Dialog").wait_for()
        self.julia.look("te_veel_geheugen")
        self.daan.look("eindeloze_lus")
        self.aya.run("plaatje = cijfers")
        self.aya.ready()
        self.aya.look("merkt_niets")

    def fall_over(self) -> None:
        """08.55 Sem verliest de wifi. De werkplek van Noor valt om."""
        self.sem.online(False)
        self.sem.run('les.voorspel("1.1")')
        self.sem.page.locator(".jp-Dialog").wait_for()
        self.sem.look("zonder_wifi")
        self.sem.online(True)
        kill(self._klas, "werkplek", "klas-noor")
        self.noor.run("les.show_portrait")
        self.noor.page.locator(".jp-Dialog").wait_for()
        self.noor.look("werkplek_viel_om")
        self.noor.page.reload()
        self.noor.look("laadt_opnieuw")
        self.noor.page.get_by_role("link", name="Ga verder").click()
        self.noor.page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
        self.noor.ready()
        self.noor.look("gaat_verder")

    def other_device(self) -> None:
        """09.00 De wifi van Sem is terug. Aya gaat verder op haar telefoon."""
        self.sem.page.keyboard.press("Escape")
        self.sem.ready()
        self.sem.look("wifi_terug")
        self.aya.leave()
        self.aya = self.pupils[0] = self._seat("aya", PHONE)
        self.aya.sit_down()
        self.aya.look("op_haar_telefoon")
        self.aya.page.locator(".jp-SideBar [data-id='filebrowser']").click()
        self.aya.look("zonder_de_lijst_links")

    def full_disk(self) -> None:
        """09.05 Daan breekt zijn lus af en schrijft de schijf vol, terwijl Bram doorwerkt. Dan valt de hub om."""
        self.daan.page.keyboard.type("ii")  # onderbreek
        self.daan.ready()
        self.daan.run("les.show_portrait", FILL)
        self.daan.page.get_by_text("vol is vol").wait_for()
        self.bram.answer("1.1", "784 * 16 + 16")
        self.bram.page.keyboard.press("Control+S")
        self.bram.page.locator(".jp-Dialog").wait_for()
        self.bram.look("schijf_vol")
        self.teacher.look("schijf_vol")
        self.daan.page.keyboard.press("Escape")  # ook zijn eigen les is niet bewaard
        self.daan.run("bytes_tegelijk", "import glob, os\n[os.remove(each) for each in glob.glob('vol*')]")
        self.daan.ready()
        self.bram.page.keyboard.press("Escape")
        kill(self._klas, "-m jupyterhub -f")
        self.bram.answer("1.2", "13002")
        self.bram.look("terwijl_de_hub_weg_is")

    def end(self) -> None:
        """09.15 De docent kijkt terug."""
        self.teacher.page.locator("#alarm:empty").wait_for(state="attached")  # vanzelf weer terug
        self.teacher.look("aan_het_eind")
        self.teacher.page.set_viewport_size({"width": 1366, "height": 3400})
        self.teacher.look("overzicht_helemaal")
        self.teacher.page.set_viewport_size(LAPTOP)
        self.teacher.page.goto(f"{self.url}hub/admin")
        self.teacher.page.get_by_text("aya").first.wait_for()
        self.teacher.look("beheer")


def kill(klas: subprocess.Popen, command: str, user: str = "root") -> None:
    """Laat een programma van deze klas omvallen, zoals kill -9 dat doet."""
    for process in psutil.Process(klas.pid).children(recursive=True):
        with suppress(psutil.Error):  # wie net weg is
            if process.username() == user and command in " ".join([process.name(), *process.cmdline()]):
                process.kill()


def main(pictures: str = "lesuur") -> None:
    """Start een klas op een eigen kleine schijf, speel het lesuur, en ruim haar weer op."""
    place = Path(pictures).resolve()
    place.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    folder = Path(tempfile.mkdtemp(prefix="lesuur-"))
    own_disk(folder, "300M")
    folder.chmod(0o755)
    (folder / "namen.txt").write_text("\n".join(CLASS))
    command = [sys.executable, "-m", "course_utils.klas.server"]
    serve = [*command, str(folder / "namen.txt"), "--klaarzetten", "01", "--map", str(folder / "klas")]
    serve += ["--adres", "127.0.0.1", "--poort", str(port)]
    environment = os.environ | {"PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1"}
    with (folder / "log.txt").open("w") as log:
        klas = subprocess.Popen(serve, stdout=log, stderr=log, env=environment, start_new_session=True)
    try:
        said = folder / "log.txt"
        wait_until(lambda: "staan klaar" in said.read_text() or klas.poll() is not None, 600)
        print(said.read_text())
        with sync_playwright() as playwright:
            browser = launch_browser(playwright)
            codes = read_codes(folder / "klas" / "kaartjes.html")
            Hour(browser, f"http://127.0.0.1:{port}/", codes, klas, place).play()
            browser.close()
        shutil.copy(folder / "klas" / "server" / "hub.log", place)
    finally:
        klas.send_signal(signal.SIGINT)
        klas.wait(60)
        subprocess.run([*command, "--opruimen", "--map", str(folder / "klas")], input="opruimen\n", text=True)
        subprocess.run(["umount", "--lazy", folder])
        folder.rmdir()


if __name__ == "__main__":
    main(*sys.argv[1:])
