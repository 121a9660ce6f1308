"""Maakt een notebook klaar: een fout in code krijgt een Nederlandse zin, en zonder PyTorch gaat de les door.

De startcel van elke les roept `prepare_notebook()` aan. Wie dit als uitbreiding van IPython laadt
(`%load_ext course_utils.notebook`), heeft het al vóór de startcel.
"""

import re
from importlib.util import find_spec
from keyword import iskeyword

from IPython import get_ipython

NO_TORCH = (
    "PyTorch is niet geïnstalleerd, dus deze cel doet hier niets. Voor sommige computers bestaat er geen versie van. "
    "De rest van de les werkt gewoon: lees de uitkomst in het notebook op de cursuspagina en ga verder."
)


def skip_torch_cells(lines: list[str]) -> list[str]:
    """Vervang een cel die PyTorch laadt door een zin. Alleen voor computers waarop PyTorch niet te installeren is."""
    if any(line.startswith(("import torch", "from torch")) for line in lines):
        return [f"print({NO_TORCH!r})\n"]
    return lines


def explain_number(shell, kind, error, traceback, tb_offset=None) -> None:
    """Zeg in het Nederlands wat er mis is met een getal of een macht; elke andere fout toont Python zelf."""
    advice = number_advice(error) if isinstance(error, SyntaxError) else power_advice(error)
    if advice:
        print(f"{advice} Verbeter het, en probeer opnieuw.")
    elif isinstance(error, SyntaxError):
        shell.showsyntaxerror()
    else:
        shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def power_advice(error: TypeError) -> str | None:
    """Wat er mis is met 2.5^3; None als de fout iets anders is."""
    if "type(s) for ^" in str(error):
        return "In code is een macht twee sterretjes: 10**9, en niet 10^9."
    return None


def number_advice(error: SyntaxError) -> str | None:
    """Wat er mis is met een getal als 0,05, 7.241.732, 2 x 64, 80 % of 14 GB; None als de fout iets anders is."""
    code = re.sub(r"""(["']).*?\1|#.*""", "", error.text or "")  # zonder teksten en opmerkingen
    if "leading zeros" in str(error):
        return "In code schrijf je een punt, geen komma: 0.05 in plaats van 0,05."
    if thousands := re.search(r"\d{1,3}(\.\d{3}){2,}", code):
        plain = thousands[0].replace(".", "_")
        return (
            f"In code krijgt een groot getal geen punten. Schrijf {plain.replace('_', '')}, of met streepjes {plain}."
        )
    if times := re.search(r"\b(?!0x)(\d+) *[x×·] *(\d+)", code):  # 0x10 is een getal
        return f"In code is maal een sterretje: {times[1]} * {times[2]}."
    if "−" in code:
        return "Dit minteken kent Python niet. Typ het streepje van je toetsenbord: -"
    unit = re.search(r"(\d[\d.,_]*) *(%|[^\W\d_]{2,}) *$", code.split(";")[0].rstrip())
    if unit and not iskeyword(unit[2]):
        number = unit[1].replace(",", ".") + {"miljoen": "e6", "miljard": "e9"}.get(unit[2], "")
        return f"In code staat een getal alleen, dus zonder {unit[2]} erachter: {number}."
    return None


def prepare_notebook(shell=None) -> None:
    """Zet de uitleg bij fouten klaar in dit notebook; vaker aanroepen verandert niets.

    shell: de IPython waar het om gaat; zonder: die van dit notebook. Buiten IPython gebeurt er niets.
    """
    shell = shell or get_ipython()
    if shell is None:
        return
    shell.set_custom_exc((SyntaxError, TypeError), explain_number)
    if find_spec("torch") is None and skip_torch_cells not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(skip_torch_cells)


def load_ipython_extension(shell) -> None:
    """Hoe IPython een uitbreiding laadt."""
    prepare_notebook(shell)
