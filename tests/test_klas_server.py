"""De klas zoals zij draait: een echte hub, een echte proxy, en van elke leerling een eigen gebruiker en server."""

import json
import os
import shutil

import pytest

pytest.importorskip("jupyterhub", reason="Installeer eerst deploy/requirements.txt.")
from school import REPO, ClassServer, is_root, wait_until

pytestmark = pytest.mark.xdist_group("klas")
NO_NODE = "Voor deze toets is Node.js nodig, met de proxy van JupyterHub: npm ci --prefix deploy."
NO_ROOT = "Deze toets maakt gebruikers op deze computer. Dat kan alleen als root, op Linux."


@pytest.fixture(scope="module")
def klas(tmp_path_factory):
    """Een klas met drie leerlingen en een docent; na afloop zijn de accounts weg."""
    for there, advice in ((is_root(), NO_ROOT), (shutil.which("node") and _proxy(), NO_NODE)):
        if not there:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    folder = tmp_path_factory.mktemp("klas")
    for parent in (folder, *folder.parents[:2]):  # pytest sluit zijn mappen af; een leerling moet erdoorheen
        parent.chmod(parent.stat().st_mode | 0o011)
    klas = ClassServer(folder / "klas")
    try:
        klas.start()
        yield klas
    finally:
        klas.clear()


def _proxy():
    return shutil.which("configurable-http-proxy", path=REPO / "deploy" / "node_modules" / ".bin")


def test_a_pupil_logs_in_with_a_card_and_gets_a_lesson(klas):
    pupil = klas.visitor("leerling01")
    wait_until(lambda: pupil.ask("hub/spawn").url.startswith(f"{klas.url}user/leerling01/lab"))
    notebook = pupil.ask("user/leerling01/api/contents/00_welkom.ipynb?content=0")
    assert notebook.status == 200, notebook.text


def test_only_the_teacher_sees_the_overview(klas):
    """Ook niet wie de poort van de service vindt, of een versie van de pagina noemt."""
    own = klas.school.lessons("leerling02") / "voortgang.json"
    own.write_text('{"versie": 2, "voorspelling 1.1": {"keuze": 0, "zeker": 2}}', "utf-8")
    teacher = klas.visitor("docent")
    page = teacher.ask("services/overzicht/")
    assert page.status == 200 and "Zeker, en toch fout: 1." in page.text and "leerling02" in page.text
    version = page.text.partition('data-version="')[2].partition('"')[0]
    assert teacher.ask(f"services/overzicht/?sinds={version}").status == 204
    port = json.loads((klas.folder / "server" / "settings.json").read_text("utf-8"))["overview_port"]
    for visitor in (klas.visitor("leerling02"), klas.visitor()):
        for place in ("services/overzicht/", f"http://127.0.0.1:{port}/services/overzicht/?sinds={version}"):
            answer = visitor.ask(place)
            assert "Zeker, en toch fout" not in answer.text and answer.status in (200, 403, 404)
            assert answer.status != 200 or "/hub/login" in answer.url
