"""Het commando `klas`: wat erachter mag staan, en wat er moet zijn voordat de server kan starten.

Alleen de standaardbibliotheek, want dit draait ook als er nog niets geïnstalleerd is. De rest doet server.py.
"""

import os
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from course_utils.app.environment import CLASS, COURSE, Parser, clean_environment, ensure_environment, explain

REPO = Path(__file__).resolve().parents[2]
SYSTEMD = Path("/run/systemd/system")  # staat er als systemd deze computer startte
USAGE = """Gebruik, op een computer met Linux:

  sudo python3 -m course_utils klas 28             een server voor 28 leerlingen, met een kaartje om in te loggen
  sudo python3 -m course_utils klas namen.txt      hetzelfde met namen: één per regel, en na een komma de groep
  sudo python3 -m course_utils klas                ga verder met de klas die er al is

  --klaarzetten 02    start alles vóór de bel, een paar tegelijk, met les 02 open
  --docent NAAM       jouw eigen account (anders heet het docent)
  --map MAP           waar het werk van de klas staat (anders de map klas)
  --poort 8000        de poort, en --adres het adres dat op de kaartjes komt
  --certificaat BESTAND --sleutel BESTAND          versleutel de verbinding
  --samen             zonder sudo, voor een workshop: iedereen deelt dan jouw account op deze computer

Met een klas die er al is:
  sudo python3 -m course_utils klas --vers 03      geef iedereen een verse kopie van les 03, naast de oude
  sudo python3 -m course_utils klas --kaart NAAM   maak een nieuwe code en een nieuw kaartje, want het oude is weg
  sudo python3 -m course_utils klas --inleveren MAP    zet van iedereen een zip met zijn werk in MAP
  sudo python3 -m course_utils klas --opruimen     gooi alle accounts en al het werk weg; je moet eerst ja zeggen

Meer staat in docent/server.md.
"""
NO_LINUX = (
    "Een server voor een klas draait alleen op Linux. Op Windows kan dat met WSL2, op een Mac met een kleine"
    " Linux-computer ernaast. Lees hoe in docent/server.md."
)
NO_ROOT = """Ik mag hier geen gebruikers maken, en dan kan de ene leerling bij het werk van de andere. Begin zo:
  sudo python3 -m course_utils klas ...
Een workshop met volwassenen die elkaar vertrouwen? Dan kan het ook zonder, met --samen. Iedereen werkt dan onder jouw
account op deze computer, en kan bij alles waar jij bij kunt: ook bij jouw eigen bestanden."""
NO_NODE = """Voor een server is Node.js nodig, en dat is er niet. Op Debian en Ubuntu installeer je het zo:
  sudo apt install nodejs npm"""
OLD_NODE = "Node.js {} is te oud: de server heeft versie 18 of nieuwer nodig. In Debian 12 en Ubuntu 24.04 zit zij wel."
NO_NPM = """De proxy van JupyterHub ontbreekt, en npm ook, waarmee ik haar zou ophalen. Op Debian en Ubuntu:
  sudo apt install npm
Of installeer configurable-http-proxy 5.3 zelf; dan vind ik haar vanzelf."""
NO_PROXY = "De proxy van JupyterHub is niet op te halen met npm. Dit zegt npm:\n  {}"


def parse(arguments: list[str]) -> Namespace:
    """Lees wat er achter `klas` staat; wat niet klopt, wordt een zin."""
    parser = Parser(USAGE)
    parser.add_argument("who", nargs="?")
    parser.add_argument("--klaarzetten", dest="ready", nargs="?", const="00")
    parser.add_argument("--docent", dest="teacher", default="docent")
    parser.add_argument("--map", dest="folder", type=Path, default=REPO / "klas")
    parser.add_argument("--poort", dest="port", type=int, default=8000)
    parser.add_argument("--adres", dest="address")
    parser.add_argument("--certificaat", dest="certificate", type=Path)
    parser.add_argument("--sleutel", dest="key", type=Path)
    parser.add_argument("--samen", dest="together", action="store_true")
    parser.add_argument("--vers", dest="fresh")
    parser.add_argument("--kaart", dest="card")
    parser.add_argument("--inleveren", dest="hand_in", type=Path)
    parser.add_argument("--opruimen", dest="clear", action="store_true")
    options = parser.parse_args(arguments)
    options.folder = options.folder.expanduser().resolve()
    if bool(options.certificate) != bool(options.key):
        raise SystemExit("Geef --certificaat en --sleutel samen: het een werkt niet zonder het ander.")
    for file in (options.certificate, options.key):
        if file and not file.is_file():
            raise SystemExit(f"Het bestand {file} bestaat niet.")
    if options.who and not options.who.isdecimal() and not Path(options.who).is_file():
        raise SystemExit(f"{options.who} is geen aantal, en een bestand met die naam is er niet.")
    if not 0 < options.port < 65536:
        raise SystemExit(f"{options.port} kan geen poort zijn. Kies een getal van 1024 tot en met 65535.")
    return options


def main(arguments: list[str]) -> int:
    """Kijk of alles er is, haal op wat ontbreekt, en laat server.py het werk doen."""
    options = parse(arguments)
    if sys.platform != "linux":
        raise SystemExit(NO_LINUX)
    if os.getuid() and not options.together:
        raise SystemExit(NO_ROOT)
    if not (options.clear or options.hand_in or options.fresh or options.card):
        find_proxy(REPO)
    try:
        python = ensure_environment(REPO, [COURSE, CLASS])
        command = [*own_scope(), str(python), "-m", "course_utils.klas.server", *arguments]
        os.execvpe(command[0], command, clean_environment(PYTHONPATH=str(REPO)))  # zo gaat Ctrl-C naar één proces
    except OSError as error:
        raise SystemExit(explain(str(error), REPO)) from None
    except KeyboardInterrupt:
        return 0


def own_scope() -> list[str]:
    """Waarmee systemd de server een eigen deel van de cgroups geeft, waarin hij zelf grenzen per leerling mag maken."""
    if os.getuid() or not SYSTEMD.is_dir() or not shutil.which("systemd-run"):
        return []
    return ["systemd-run", "--scope", "--quiet", "--property=Delegate=yes"]


def find_proxy(repo: Path) -> str:
    """Het pad van configurable-http-proxy; is zij er niet, dan haalt npm haar op in deploy/."""
    node = shutil.which("node") or shutil.which("nodejs")
    if not node:
        raise SystemExit(NO_NODE)
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if (number := re.match(r"v(\d+)", version)) and int(number[1]) < 18:
        raise SystemExit(OLD_NODE.format(version))
    own = repo / "deploy" / "node_modules" / ".bin"
    name = "configurable-http-proxy"
    if found := shutil.which(name, path=own) or shutil.which(name):
        return found
    if not shutil.which("npm"):
        raise SystemExit(NO_NPM)
    print("Ik haal de proxy van JupyterHub op.")
    install = ["npm", "ci", "--prefix", str(repo / "deploy"), "--no-audit", "--no-fund"]
    npm = subprocess.run(install, capture_output=True, text=True)
    if not (found := shutil.which(name, path=own)):
        raise SystemExit(NO_PROXY.format("\n  ".join(npm.stderr.strip().splitlines()[-3:])))
    return found
