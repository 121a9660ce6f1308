"""Op een processor zonder AVX2 en FMA3 drukken de notebooks hetzelfde af als er bewaard is.

Numpy rekent daar in een andere volgorde en rondt tussendoor anders af. Eén proces doet zo'n processor na: het voert van
de lessen die met numpy rekenen de cellen uit die iets afdrukken, zonder figuren en zonder PyTorch.
"""

import ast
import contextlib
import io
import json
import os
import subprocess
import sys

import pytest
from complaints import no_complaints

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook, python

LESSONS = ("01_parameters", "02_weights_en_biases", "03_embeddings", "04_precisie", "05_loss")


def differences(notebook: Notebook) -> tuple[int, list[str]]:
    """Hoeveel cellen er vergeleken zijn, en welke iets anders afdrukken dan er bewaard is."""
    names, compared, found = {"__name__": "__main__"}, 0, []
    for cell in notebook.code_cells:
        source = python(cell.source)
        if "nbval-ignore-output" in cell.metadata.get("tags", ()) or "torch" in source or "keras" in source:
            continue
        tree, said = ast.parse(source), io.StringIO()
        tree.body = [line for line in tree.body if not _only_shows(line)]
        try:
            with contextlib.redirect_stdout(said):
                exec(compile(tree, "cel", "exec"), names)
        except NameError:  # hangt af van een cel met PyTorch
            continue
        stored = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        if stored or said.getvalue():
            compared += 1
            if stored != said.getvalue():
                found.append(f"{notebook}: bewaard {stored!r}, hier {said.getvalue()!r}")
    return compared, found


def _only_shows(line: ast.stmt) -> bool:
    """Een losse aanroep van iets uit de les: een figuur of een vraag."""
    call = line.value if isinstance(line, ast.Expr) else None
    shows = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    return shows and isinstance(call.func.value, ast.Name) and call.func.value.id == "les"


def test_outputs_are_equal_on_a_processor_without_avx2():
    features = pytest.importorskip("numpy._core._multiarray_umath")
    off = [name for name in features.__cpu_dispatch__ if features.__cpu_features__.get(name)]
    if not off:
        pytest.skip("Deze processor heeft al niets meer dan de basis.")
    old = {"NPY_DISABLE_CPU_FEATURES": " ".join(off), "OPENBLAS_CORETYPE": "Nehalem"}
    made = subprocess.run(
        [sys.executable, __file__], env=os.environ | old, cwd=REPOSITORY, capture_output=True, encoding="utf-8"
    )
    assert made.returncode == 0, made.stderr[-2000:]
    compared, found, still_on = json.loads(made.stdout)
    assert not still_on and compared > 60
    no_complaints(found, "Rond zulke uitkomsten verder af, of druk af of twee getallen bijna gelijk zijn.")


if __name__ == "__main__":
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    counts, everything = 0, []
    for lesson in LESSONS:
        number, problems = differences(Notebook(REPOSITORY / "notebooks" / f"{lesson}.ipynb"))
        counts, everything = counts + number, everything + problems
    print(json.dumps([counts, everything, [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]]))
