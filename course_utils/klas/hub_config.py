"""De instellingen van JupyterHub voor een klas; server.py start de hub hiermee, en schrijft settings.json."""

import json
import os
import sys
from hashlib import sha256
from pathlib import Path

from course_utils.app.kernel import PRELOAD
from course_utils.klas.accounts import School
from course_utils.klas.hub import CodeAuthenticator, PupilSpawner
from course_utils.klas.limits import Limits

HERE = Path(__file__).parent
REPO = HERE.parents[1]
school = School(Path(os.environ["HOE_AI_KLAS"]))
settings = json.loads((school.private / "settings.json").read_text("utf-8"))
scheme = "https" if settings["certificate"] else "http"

c = get_config()  # noqa: F821  # JupyterHub geeft dit mee
c.JupyterHub.bind_url = f"{scheme}://{settings['bind']}:{settings['port']}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings['hub_port']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings['api_port']}"
proxy = [sys.executable, "-m", "course_utils.klas.proxy", settings["proxy"], str(school.private / "bladzijden")]
c.ConfigurableHTTPProxy.command = proxy
c.ConfigurableHTTPProxy.pid_file = str(school.state / "proxy.pid")
c.ConfigurableHTTPProxy.check_running_interval = 3
if settings["certificate"]:
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = settings["certificate"], settings["key"]

c.JupyterHub.cookie_secret_file = str(school.private / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{school.state / 'jupyterhub.sqlite'}"
c.JupyterHub.template_paths = [str(HERE / "templates")]
c.JupyterHub.template_vars = settings["colors"]
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # laat meteen zien dat de werkplek in de maak is
c.JupyterHub.default_url = lambda handler: "/hub/home" if getattr(handler.current_user, "admin", False) else ""

# Wie er in mogen: alleen wie een account heeft.
CodeAuthenticator.school = PupilSpawner.school = school
c.JupyterHub.authenticator_class = CodeAuthenticator
c.Authenticator.allowed_users = set(school.accounts)
c.Authenticator.admin_users = {name for name, account in school.accounts.items() if account.teacher}
c.Authenticator.delete_invalid_users = True

# Ieder zijn eigen server.
PupilSpawner.limits = Limits(**settings["limits"])
c.JupyterHub.spawner_class = PupilSpawner
c.Spawner.default_url = f"/lab/tree/{settings['lesson']}"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # een hele klas tegelijk duurt langer dan een minuut
c.Spawner.poll_interval = 5  # seconden: zo lang kan een leerling naar een omgevallen werkplek kijken
c.Spawner.notebook_dir = str(school.lessons("{username}"))
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
c.Spawner.environment = {
    "PYTHONPATH": str(REPO),
    "PYTHONSAFEPATH": "1",
    PRELOAD: "1",
    # Eén rekenthread per kernel: met een klas tegelijk is er toch geen kern over.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
# Wat een module al bij het laden wil weten. Verder weet het nest niets: iedereen erft het.
PupilSpawner.nest_environment = c.Spawner.environment | {
    "PATH": os.environ["PATH"],
    "LANG": "C.UTF-8",
    "MPLCONFIGDIR": str(school.private / "matplotlib"),
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTERHUB_USER": "nest",
}
PupilSpawner.nest()  # begin nu met laden
c.Spawner.args = [
    "--KernelManager.transport_encryption=auto",
    "--LanguageServerManager.autodetect=False",
    "--ServerApp.terminals_enabled=False",
    "--MappingKernelManager.cull_idle_timeout=3600",  # een kernel die een uur niets deed; het notebook blijft
    "--MappingKernelManager.cull_interval=300",
    "--FileContentsManager.delete_to_trash=False",
]

# Wat er naast de hub draait. Alleen de docent mag erbij: een leerling heeft geen recht op een service.
# Valt de hub om, dan blijft er geen over; en zij gaan niet voor, zoals de hub zelf.
python = ["nice", "-n", "10", "setpriv", "--pdeathsig", "TERM", sys.executable, "-m"]
idle = [*python, "jupyterhub_idle_culler", f"--timeout={settings['idle']}"]
c.JupyterHub.services = [
    {"name": "opruimer", "command": [*idle, f"--cull-every={settings['cull_every']}"]},
    {"name": "klas", "api_token": settings["token"]},
    {
        "name": "overzicht",
        "url": f"http://127.0.0.1:{settings['overview_port']}",
        "command": [*python, "course_utils.klas.overview_service"],
        "environment": {
            "HOE_AI_KLAS_MAP": str(school.folder / "leerlingen"),
            "HOE_AI_KLAS_SLEUTEL": sha256(f"overzicht {settings['token']}".encode()).hexdigest(),
            "PYTHONPATH": str(REPO),
        },
        "oauth_no_confirm": True,
    },
]
c.JupyterHub.trust_user_provided_tokens = True  # ze zijn lang genoeg: dan hoeft elke vraag niet door 16.384 rondes
c.JupyterHub.load_roles = [
    {
        "name": "opruimer",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["opruimer"],
    },
    {"name": "klas", "scopes": ["list:users", "admin:servers", "access:servers"], "services": ["klas"]},
]
