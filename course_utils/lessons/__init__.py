"""De lessen van de cursus: nummer, naam en vraag van elke les."""

from dataclasses import dataclass


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
    LessonInfo(8, "energie", "Energie", "Wat kost een antwoord?"),
)
TEMPLATE = LessonInfo(99, "sjabloon", "Sjabloon", "Hoe maak je een les?")  # notebooks/sjabloon; geen les van de cursus
