"""De server van een klas: alles klaarzetten, de hub laten draaien tot de docent stopt, en achteraf opruimen."""

import fcntl
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import psutil

from course_utils.app.copies import find_lesson, lessons
from course_utils.klas.accounts import Account, School, give_to_teacher, login_name, read_people
from course_utils.klas.cards import COLORS, terminal_qr, write_address, write_cards, write_waiting
from course_utils.klas.command import REPO, find_proxy, parse
from course_utils.klas.limits import find_limits
from course_utils.klas.ready import DIRECT, prepare_servers

# Gemeten met benchmarks/klas_load.py, per leerling; zie docent/server.md.
MEMORY_EACH, DISK_EACH, PUPILS_PER_CORE = 0.3e9, 50e6, 7
# Hier staan toetsen en antwoorden, en wat ze maakt: op een server leest een leerling niet mee.
CLOSED = (".git", "docent", "tests", "course_utils/kit")
CRASHES = 5  # zo vaak binnen een minuut omvallen is te vaak


def main(arguments: list[str]) -> int:
    """Voer uit wat achter `klas` staat."""
    options = parse(arguments)
    school = School(options.folder)
    if options.clear:
        return clear(school)
    if options.hand_in:
        return hand_in(school, options.hand_in.expanduser().resolve())
    if options.fresh:
        return give_fresh_copies(school, options.fresh)
    if options.card:
        return give_new_card(school, options.card)
    return serve(school, options)


def serve(school: School, options: Namespace) -> int:
    """Zet alles klaar en laat de hub draaien tot de docent stopt."""
    people = read_people(options.who) if options.who else []
    if not people and not school.accounts:
        raise SystemExit("Er is nog geen klas. Geef een aantal of een bestand met namen: klas 28, of klas namen.txt.")
    lesson = find_lesson(REPO, options.ready).name if options.ready else lessons(REPO)[0].name
    school.make_folders()
    lock = _only_one(school)
    _stop_old_proxy(school)
    _port_is_free(options.port)
    if not options.together:
        _close_off(school)
    codes = school.add(people, options.teacher)
    print(f"Ik zet de mappen klaar. Leerlingen: {len(school.accounts) - 1}.")
    school.make_homes(options.together)
    for warning in shortages(len(school.accounts), school.folder):
        print(f"Let op: {warning}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda account: _first_copies(school, account), school.accounts.values()))

    settings = make_settings(school, options, lesson)
    address = settings["url"]
    write_address(school.folder / "adres.html", address)
    write_waiting(school.private / "bladzijden")
    print(settings_promise(settings, options))
    if codes:
        path = school.folder / "kaartjes.html"
        write_cards(path, address, [(school.accounts[name], code) for name, code in codes.items()])
        print(f"Print de kaartjes om in te loggen, en gooi het bestand daarna weg:\n  {path.as_uri()}")
    school.save()  # pas nu: wie eerder stopt, begint opnieuw en krijgt alsnog kaartjes
    ready = threading.Event()
    if options.ready:
        threading.Thread(target=prepare_servers, args=(school, settings, ready), daemon=True).start()
    return run_hub(school, settings, lock.fileno(), ready)


def make_settings(school: School, options: Namespace, lesson: str) -> dict:
    """Wat de hub moet weten. De poorten binnenin blijven dezelfde: een server die nog draait, zoekt de hub daar."""
    path = school.private / "settings.json"
    earlier = json.loads(path.read_text("utf-8")) if path.exists() else {}
    address = options.address or lan_address()
    try:
        bind = str(ip_address(address))
    except ValueError:  # een naam: dan luisteren we overal
        bind = ""
    scheme, free = "https" if options.certificate else "http", _free_ports()
    settings = {
        "url": f"{scheme}://{address}:{options.port}/",
        "local": f"{scheme}://{bind or '127.0.0.1'}:{options.port}/",
        "bind": bind,
        "port": options.port,
        "certificate": options.certificate and str(options.certificate.resolve()),
        "key": options.key and str(options.key.resolve()),
        "lesson": lesson,
        "colors": COLORS,
        "proxy": find_proxy(REPO),
        "limits": find_limits().as_dict(),
        "idle": 3600,
        "cull_every": 300,
        "token": secrets.token_hex(24),  # JupyterHub kent geen token van 64 tekens
        **{name: earlier.get(name) or next(free) for name in ("hub_port", "api_port", "overview_port")},
    }
    if earlier and earlier["url"] != settings["url"]:
        print(f"Let op: het adres is nu {settings['url']}, en op de kaartjes staat {earlier['url']}.")
    path.touch(mode=0o600)
    path.write_text(json.dumps(settings, indent=1), "utf-8")
    return settings


def run_hub(school: School, settings: dict, lock: int, ready: threading.Event) -> int:
    """Laat de hub draaien tot Ctrl-C, en start hem opnieuw als hij omvalt: de servers van leerlingen draaien door."""
    stopping = threading.Event()
    hub = None

    def stop(*_) -> None:
        stopping.set()
        if hub:
            hub.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    environment = os.environ | {"HOE_AI_KLAS": str(school.folder), "PYTHONPATH": str(REPO)}
    # Valt dit proces zelf weg, dan stopt de hub ook; zijn eigen sessie houdt Ctrl-C bij ons.
    # De hub en de proxy gaan voor: een hele klas die rekent, mag niemand van het inloggen houden.
    command = ["nice", "-n", "-10", "setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "jupyterhub"]
    command += ["-f", str(Path(__file__).with_name("hub_config.py"))]
    crashes: list[float] = []
    log_path = school.private / "hub.log"
    while not stopping.is_set():
        with log_path.open("a" if crashes else "w") as log:
            options = {"stdout": log, "stderr": log, "env": environment, "cwd": school.private}
            hub = subprocess.Popen(command, start_new_session=True, pass_fds=[lock], **options)
        if wait_until_up(settings, hub) and not crashes:
            show_address(settings["url"])
        ready.set()
        hub.wait()
        if hub.returncode == 0:  # de docent stopte hem in de browser, of met Ctrl-C
            break
        if not stopping.is_set():
            crashes = [moment for moment in crashes if time.monotonic() - moment < 60] + [time.monotonic()]
            if len(crashes) == CRASHES:
                raise SystemExit(f"De server valt steeds om. De laatste regels staan in {log_path}.")
            print("De server viel om. Ik start hem opnieuw; wat leerlingen open hadden, draait door.")
    _stop_old_proxy(school)  # wie stopt terwijl de hub nog opstart, laat haar achter
    (school.state / "jupyterhub.sqlite").unlink(missing_ok=True)  # geen koekje of sleutel geldt nog na de les
    print("\nGestopt. Al het werk is bewaard. Met hetzelfde commando ga je verder.")
    return 0


def wait_until_up(settings: dict, hub: subprocess.Popen) -> bool:
    """Wacht tot de hub antwoordt; onwaar als hij eerder stopte."""
    while hub.poll() is None:
        with suppress(OSError):
            DIRECT.open(f"{settings['local']}hub/health", timeout=10).close()  # door de proxy heen
            return True
        time.sleep(0.1)
    return False


def show_address(address: str) -> None:
    """Laat het adres zien, groot en met een QR-code, en zeg hoe je stopt."""
    if sys.stdout.isatty():
        terminal_qr(address)
    line = "═" * (len(address) + 6)
    print(f"\n╔{line}╗\n║   {address}   ║\n╚{line}╝\n")
    print("Dit is het adres voor de klas; voor op de beamer staat het ook in adres.html. Met Ctrl-C stop je alles.")


def settings_promise(settings: dict, options: Namespace) -> str:
    """Wat de docent over de veiligheid moet weten."""
    said = [find_limits().promise]
    if not settings["certificate"]:
        said.append("De verbinding is niet versleuteld (http). Gebruik dit alleen op je eigen netwerk.")
    if options.together:
        said.append("Met --samen delen alle leerlingen jouw account op deze computer: zij kunnen bij elkaars werk.")
    return "\n".join(said)


def shortages(people: int, folder: Path) -> list[str]:
    """Waar deze computer te klein voor is, met zoveel mensen tegelijk."""
    memory, disk = psutil.virtual_memory().available, shutil.disk_usage(folder).free
    found = []
    if memory < people * MEMORY_EACH:
        found.append(
            f"er is {_gb(memory)} geheugen vrij; met {people} mensen tegelijk gebruik je {_gb(people * MEMORY_EACH)}."
        )
    if disk < people * DISK_EACH + 1e9:
        found.append(f"er is {_gb(disk)} schijf vrij; voor {people} mensen is {_gb(people * DISK_EACH + 1e9)} nodig.")
    if people > PUPILS_PER_CORE * (cores := os.cpu_count() or 1):
        found.append(f"met {cores} rekenkernen wacht je klas te lang: reken op {PUPILS_PER_CORE} leerlingen per kern.")
    return found


def hand_in(school: School, target: Path) -> int:
    """Schrijf van elke leerling een zip met zijn werk."""
    _need_class(school)
    os.umask(0o077)  # op deze computer leest een leerling niet mee
    target.mkdir(parents=True, exist_ok=True)
    give_to_teacher(target)
    for account in _pupils(school):
        path = target / f"{account.name}.zip"
        with path.open("wb") as archive:
            _say_who(account, school.as_pupil(account, "zip", stdout=archive))
        give_to_teacher(path)
    print(f"In {target} staat van {len(_pupils(school))} leerlingen een zip.")
    return 0


def give_fresh_copies(school: School, wanted: str) -> int:
    """Geef iedereen een verse kopie van een les, naast de oude."""
    _need_class(school)
    lesson = find_lesson(REPO, wanted)
    for account in school.accounts.values():
        _say_who(account, school.as_pupil(account, "vers", lesson.stem))
    print(f"Iedereen heeft een verse kopie van {lesson.name}, met de antwoorden van die les opnieuw leeg.")
    return 0


def give_new_card(school: School, wanted: str) -> int:
    """Geef één leerling een nieuwe code, op een nieuw kaartje. Zij werkt meteen, ook als de klas draait."""
    _need_class(school)
    account = school.accounts.get(login_name(wanted))
    if account is None:
        raise SystemExit(f"{wanted} zit niet in deze klas. Wel: {', '.join(school.accounts)}.")
    code = school.new_code(account)
    school.save()
    path = school.folder / f"kaartje_{account.name}.html"
    settings = json.loads((school.private / "settings.json").read_text("utf-8"))
    write_cards(path, settings["url"], [(account, code)])
    print(f"{account.name} heeft een nieuwe code: {code}\nHet kaartje staat in {path.as_uri()}")
    return 0


def clear(school: School) -> int:
    """Gooi de accounts en al het werk weg, als de docent dat twee keer zegt."""
    _need_class(school)
    _only_one(school)
    print(f"Dit gooit {len(school.accounts)} accounts weg, met al het werk in {school.folder}. Het komt nooit terug.")
    if input("Typ het woord opruimen om door te gaan: ").strip().lower() != "opruimen":
        raise SystemExit("Er is niets weggegooid.")
    school.clear()
    print("Alles van deze klas is weg.")
    return 0


def _say_who(account: Account, done: subprocess.CompletedProcess) -> None:
    """Lukt het bij één leerling niet, dan gaat de rest van de klas door."""
    if done.returncode:
        print(f"Bij {account.name} lukte het niet. Kijk samen in zijn map.")


def lan_address() -> str:
    """Het adres van deze computer op het netwerk van de school; er gaat hiervoor niets over het netwerk."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def _need_class(school: School) -> None:
    if not school.accounts:
        raise SystemExit(f"In {school.folder} is geen klas. Staat zij ergens anders? Geef dan --map.")


def _pupils(school: School) -> list[Account]:
    return [account for account in school.accounts.values() if not account.teacher]


def _only_one(school: School):
    """Houd een tweede server op dezelfde map tegen. Het slot vervalt vanzelf als server en hub weg zijn."""
    lock = (school.private / "slot").open("a")
    for _ in range(100):  # na een harde stop is de hub nog even bezig met afsluiten
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            time.sleep(0.1)
    raise SystemExit("Deze klas draait al, in een ander venster. Stop die eerst met Ctrl-C.")


def _stop_old_proxy(school: School) -> None:
    """Stop een proxy die na een harde stop van al het andere bleef draaien: zij houdt de poort bezet."""
    with suppress(OSError, ValueError, psutil.Error):
        proxy = psutil.Process(int((school.state / "proxy.pid").read_text()))
        if any("configurable-http-proxy" in part for part in proxy.cmdline()):
            proxy.kill()
            proxy.wait(10)


def _close_off(school: School) -> None:
    """Ga na dat een leerling de cursus kan gebruiken, en sluit af wat niet voor hem is."""
    probe = [sys.executable, "-c", "import course_utils.klas.pupil, jupyterhub.singleuser"]
    options = {"user": "nobody", "extra_groups": [], "capture_output": True, "check": True}
    try:
        subprocess.run(["test", "-x", str(school.folder / "leerlingen")], **options)
    except subprocess.CalledProcessError:
        raise SystemExit(
            f"Een leerling kan niet bij {school.folder}: een map daarboven is dicht voor anderen. Geef na --map een map"
            " waar iedereen doorheen mag, zoals /srv/klas."
        ) from None
    try:
        subprocess.run(probe, cwd="/", **options)
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit(
            f"Een leerling kan de cursus in {REPO} niet lezen, of Python niet. Zet de map van de cursus waar iedereen"
            " mag lezen, zoals /opt/hoe-ai-rekent, verwijder de map .venv en begin daar opnieuw."
        ) from None
    for name in CLOSED:
        if (path := REPO / name).is_dir():
            path.chmod(path.stat().st_mode & ~0o077)


def _first_copies(school: School, account: Account) -> None:
    if not school.lessons(account.name).exists():  # bij wie er al een heeft, doet zijn server het
        _say_who(account, school.as_pupil(account, "lessen"))


def _port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except PermissionError:
            raise SystemExit(f"Poort {port} mag ik niet gebruiken. Kies een hogere, met --poort 8000.") from None
        except OSError:
            raise SystemExit(f"Poort {port} is al in gebruik. Kies een andere, met --poort {port + 1}.") from None


def _free_ports() -> Iterator[int]:
    """Vrije poorten voor binnenin; met root onder de 1024: een leerling kan er nooit zelf op gaan luisteren."""
    for port in [0] * 3 if os.getuid() else random.sample(range(600, 1024), 424):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            yield probe.getsockname()[1]


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB".replace(".", ",")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    sys.exit(main(sys.argv[1:]))
