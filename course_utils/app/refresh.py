"""Voer notebooks uit en bewaar ze schoon, zoals een lezer ze ziet en zoals nbval ze vergelijkt.

python -m course_utils.app.refresh notebooks/03_embeddings.ipynb
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course_utils.live.output import WIDGET_VIEW

SECONDS_PER_CELL = 300


def refresh(path: Path) -> None:
    """Voer het notebook van boven naar beneden uit en bewaar het, zonder wat per keer toevallig verschilt."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # wat een trage computer in stukken print, is één uitvoer
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.log_level=40"],  # een kernel waarschuwt in het Engels voor wat hier niet telt
    )
    client.execute()
    clean(notebook)
    nbformat.write(notebook, path)


def clean(notebook: nbformat.NotebookNode) -> None:
    """Haal tijden, widgettoestand en toevallige nummers weg; laat alle andere uitvoer staan."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("trusted", None)
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get(WIDGET_VIEW)
            if view:
                view["model_id"] = "0" * 32


def main(paths: list[str]) -> int:
    """Ververs deze notebooks; geeft 1 als er een cel faalt, en bewaart dat notebook dan niet."""
    for path in map(Path, paths):
        try:
            refresh(path)
        except CellExecutionError as problem:
            print(f"{path.name} is niet bewaard, want een cel faalt:\n\n{problem}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
