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
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.klas_load import free_ports, read_codes
from benchmarks.klas_visitor import PATIENCE, wait_until
from course_utils.authoring.lab import launch_browser

REPO = Path(__file__).resolve().parents[1]
LESSON = "01_parameters.ipynb"
CLASS = ("Aya", "Bram", "Daan", "Julia", "Noor", "Sem")
KERNEL_READY = """() => document.querySelector(".jp-KernelName")?.textContent.includes("Python 3")
    && document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle" """
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SURE = ("Ik gok", "Ik denk het", "Ik weet het zeker")


class Seat:
    """Iemand in de klas, achter zijn eigen apparaat."""

    def __init__(self, browser: Browser, url: str, name: str, code: str, pictures: Path, screen=LAPTOP) -> None:
        self._context = browser.new_context(locale="nl-NL", viewport=screen)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
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
        card = self.page.locator(".hoe-ai-card", has_text=f"Voorspelling {id}").first
        card.get_by_role("radio", name=re.compile(rf"^{letter}\b")).check()
        card.get_by_label(SURE[sure]).check()
        card.get_by_role("button", name="Leg vast").click()
        card.get_by_text("Vastgelegd").wait_for()

    def vote_again(self, id: str, letter: str) -> None:
        card = self.page.locator(".hoe-ai-card", has_text=f"Voorspelling {id}").first
        card.get_by_role("button", name="Stem opnieuw").click()
        card.get_by_role("radio", name=re.compile(rf"^{letter}\b")).last.check()
        card.get_by_role("button", name="Leg ook deze vast").click()
        card.get_by_text("Na overleg koos je").wait_for()

    def answer(self, id: str, value: str) -> None:
        self.run(f'les.opdracht("{id}"', f'les.opdracht("{id}", {value})')
        self.ready()

    def look(self, name: str) -> None:
        """Maak een plaatje van wat hij nu ziet."""
        self.page.screenshot(path=str(self._pictures / f"{name}_{self.name}.png"))
        print(f"  {name}: {self.name}")

    def online(self, there: bool) -> None:
        self._context.set_offline(not there)

    def leave(self) -> None:
        self._context.close()


def play(browser: Browser, url: str, codes: dict[str, str], klas: subprocess.Popen, folder: Path, pictures: Path):
    """Speel het lesuur."""

    def seat(name: str, screen=LAPTOP) -> Seat:
        return Seat(browser, url, name, codes[name], pictures, screen)

    teacher, screen = seat("docent"), seat("docent")
    pupils = {name: seat(name) for name in (name.lower() for name in CLASS)}
    aya, bram, daan, julia, noor, sem = pupils.values()

    print("08.30  De docent kijkt, en de klas komt binnen.")
    teacher.scan()
    teacher.look("01_begin")
    aya.page.goto(url)
    aya.look("02_inloggen")
    for pupil in pupils.values():
        pupil.sit_down()
    aya.look("03_de_les_is_open")
    teacher.page.goto(f"{url}services/overzicht/")
    teacher.page.get_by_text("Live, bijgewerkt om").wait_for()
    teacher.look("04_nog_niemand_bezig")

    print("08.35  Voorspelling 1.1: iedereen stemt, op Sem na.")
    for pupil in pupils.values():
        pupil.run("prepare_notebook()")
    for pupil, letter, sure in ((aya, "C", 2), (bram, "A", 2), (daan, "B", 2), (julia, "A", 1), (noor, "D", 0)):
        pupil.predict("1.1", letter, sure)
    bram.look("05_gestemd")
    screen.scan()
    screen.page.goto(f"{url}services/overzicht/#scherm-1.1")
    screen.page.get_by_text("5 van de").wait_for()
    screen.look("06_beamer_verborgen")
    screen.page.get_by_role("button", name="Toon de stemmen").click()
    screen.look("07_beamer_stemmen")
    for pupil, letter in ((bram, "C"), (daan, "C"), (julia, "C"), (noor, "D")):
        pupil.vote_again("1.1", letter)
    screen.page.get_by_text("4 nog eens na overleg").wait_for()
    screen.page.get_by_role("button", name="Toon wat er bleek").click()
    screen.look("08_beamer_na_overleg")
    teacher.look("09_overzicht_na_stemmen")

    print("08.45  Zelf aan het werk. Bram zit vast, Daan maakt een eindeloze lus, Julia vult het geheugen.")
    for pupil in (aya, bram, julia, noor):
        pupil.run("gemeten = 0")
        pupil.run('les.onthul("1.1"')
    aya.answer("1.1", "17 * 3 + 3")
    for value in (12544, 12544, 1, 2, 12544):
        bram.answer("1.1", f"{value}")
    bram.look("10_bram_zit_vast")
    teacher.page.get_by_text("5 pogingen").first.wait_for()
    teacher.look("11_overzicht_bram_zit_vast")
    daan.run("gemeten = 0", "while True:\n    pass")
    julia.run("gewicht_1, gewicht_2", "alles = [b'x' * 10**8 for _ in range(200)]")
    julia.page.locator(".jp-Dialog").wait_for()
    julia.look("12_julia_te_veel_geheugen")
    daan.look("13_daan_eindeloze_lus")
    aya.run("netwerk = Network.trained")
    aya.ready()
    aya.look("14_aya_merkt_niets")

    print("08.55  Sem verliest de wifi. De werkplek van Noor valt om. Aya gaat verder op haar telefoon.")
    sem.online(False)
    sem.run("prepare_notebook()")
    sem.page.wait_for_timeout(20_000)
    sem.look("15_sem_zonder_wifi")
    sem.online(True)
    kill(klas, "course_utils.klas.pupil server", "klas-noor")
    noor.run('les.onthul("1.1"')
    noor.page.wait_for_timeout(40_000)
    noor.look("16_noor_werkplek_viel_om")
    noor.page.reload()
    noor.page.wait_for_timeout(3_000)
    noor.look("17_noor_laadt_opnieuw")
    if noor.page.get_by_role("link", name="Ga verder").count():
        noor.page.get_by_role("link", name="Ga verder").click()
    noor.page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
    noor.ready()
    noor.look("18_noor_gaat_verder")
    aya.leave()
    phone = seat("aya", PHONE)
    phone.sit_down()
    phone.look("19_aya_op_haar_telefoon")

    print("09.05  De schijf loopt vol terwijl Bram doorwerkt, en de hub valt om.")
    with (folder / "vol").open("wb") as full:
        try:
            while True:
                full.write(bytes(10**6))
                full.flush()
        except OSError:
            pass
    bram.answer("1.1", "54")
    bram.page.keyboard.press("Control+S")
    bram.page.wait_for_timeout(3_000)
    bram.look("20_bram_schijf_vol")
    (folder / "vol").unlink()
    bram.page.keyboard.press("Escape")
    kill(klas, "-m jupyterhub -f")
    bram.answer("1.2", "13002")
    bram.look("21_bram_terwijl_de_hub_weg_is")
    teacher.page.wait_for_timeout(15_000)
    teacher.look("22_overzicht_aan_het_eind")
    teacher.page.screenshot(path=str(pictures / "23_overzicht_helemaal.png"), full_page=True)
    teacher.page.goto(f"{url}hub/admin")
    teacher.page.wait_for_timeout(3_000)
    teacher.look("24_beheer")
    for each in (teacher, screen, phone, bram, daan, julia, noor, sem):
        each.leave()


def kill(klas: subprocess.Popen, command: str, user: str = "root") -> None:
    """Laat een programma van deze klas omvallen, zoals kill -9 dat doet."""
    for process in psutil.Process(klas.pid).children(recursive=True):
        if process.username() == user and command in " ".join(process.cmdline()):
            process.kill()


def main(pictures: str = "lesuur") -> None:
    """Start een klas op een eigen kleine schijf, speel het lesuur, en ruim haar weer op."""
    place = Path(pictures).resolve()
    place.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    folder = Path(tempfile.mkdtemp(prefix="lesuur-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "lesuur", folder], check=True)
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
            play(browser, f"http://127.0.0.1:{port}/", codes, klas, folder, place)
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
