"""De lessen: per les een module met figuren (`parameters`) en een met vragen (`parameters_exercises`).

Deze module importeert niets zwaars: elke startcel komt hierlangs.
"""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from keyword import iskeyword

from IPython import get_ipython


@dataclass(frozen=True)
class LessonInfo:
    """Wat de kaart van de cursus over een les vertelt."""

    number: int
    slug: str
    title: str
    question: str

    @property
    def notebook(self) -> str:
        return f"{self.number:02d}_{self.slug}.ipynb"


LESSONS = (
    LessonInfo(0, "welkom", "Welkom", "Hoe werkt dit?"),
    LessonInfo(1, "parameters", "Parameters", "Hoe groot is 175 miljard?"),
    LessonInfo(2, "weights_en_biases", "Weights en biases", "Hoe neemt een neuron een beslissing?"),
    LessonInfo(3, "embeddings", "Embeddings", "Hoe wordt een woord een getal?"),
    LessonInfo(4, "precisie", "Precisie", "Hoeveel cijfers heeft een getal nodig?"),
    LessonInfo(5, "loss", "Loss", "Hoe leert een netwerk van zijn fouten?"),
    LessonInfo(6, "gpu_vs_cpu", "GPU vs CPU", "Waarom heeft AI een GPU nodig?"),
    LessonInfo(7, "alles_samen", "Alles samen", "Kan jouw laptop een taalmodel trainen?"),
)
TEMPLATE = LessonInfo(99, "sjabloon", "Sjabloon", "Hoe maak je een les?")  # notebooks/sjabloon; geen les van de cursus

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


def _prepare_notebook() -> None:
    shell = get_ipython()
    if shell:
        shell.set_custom_exc((SyntaxError, TypeError), explain_number)
    if shell and find_spec("torch") is None and skip_torch_cells not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(skip_torch_cells)


_prepare_notebook()
