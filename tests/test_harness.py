"""Slaan de tests van de notebooks aan? Een goed notebook geeft geen klacht, en elke fout die we erin maken wel."""

from pathlib import Path

import nbformat
import pytest
import test_notebooks_shape as shape
import test_text as text
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from readability import measure, sentences, syllables
from step_walk import walk_steps
from test_notebooks_run import run_nbval, walk_with_solutions

from course_utils.app.refresh import main as refresh_lessons
from course_utils.app.refresh import refresh
from course_utils.authoring.notebook_reader import WIDGET_VIEW, Notebook
from course_utils.authoring.text_measures import units
from course_utils.questions.lesson import Lesson

OVERVIEW = """# Les 01. Parameters: hoe groot is 175 miljard?

Een model bestaat uit getallen. Hoeveel zijn het er?

**Wat je gaat doen**
- Je telt.

**Wat je leert**
- Je kunt tellen.

| stap | onderwerp | vlot | rustig |
|---|---|---|---|
| | Begin | 1 | 1 |
| 1 | Tellen | 3 | 6 |
| | Feitencheck, samenvatting en eindquiz | 2 | 3 |

[Terug naar les 01](01_parameters.ipynb)"""

LESSON_SOURCE = """
from course_utils.questions.exercises import (Mistake, NumberExercise)
from course_utils.questions.questions import (Choice, Prediction, Question, Right)
from course_utils.questions.lesson import Lesson
CHOICES = (Choice("weinig", "Het is meer."), Right("veel", "Ja, het is veel."))
LESSON = Lesson(
    1,
    predictions=[Prediction("1.1", "Hoeveel?", *CHOICES, right=lambda measured: int(measured > 10))],
    exercises=[NumberExercise(id="1.1", question="Tel.", answer=4, praise="Goed geteld.", hints=("Tel op.",),
                              solution="aantal = 2 + 2", mistakes=(Mistake(5, "Eentje minder."),))],
    quiz=[Question(f"1.q{n}", f"Vraag {n}?", *CHOICES) for n in range(4)],
)
voorspel, onthul, opdracht, eindquiz = LESSON.voorspel, LESSON.onthul, LESSON.opdracht, LESSON.eindquiz
"""


def a_lesson() -> Lesson:
    names: dict = {}
    exec(LESSON_SOURCE, names)
    return names["LESSON"]


def cells() -> list:
    """De cellen van een klein maar volledig notebook, nog zonder uitvoer."""
    collapsed = {"jp-MarkdownHeadingCollapsed": True}
    return [
        new_markdown_cell(OVERVIEW),
        new_code_cell(LESSON_SOURCE.strip()),
        new_markdown_cell("## Stap 1. Tellen\n\nVoorspel eerst hoeveel het er zijn."),
        new_code_cell('voorspel("1.1")'),
        new_code_cell('print(12)\nonthul("1.1", 12)'),
        new_markdown_cell("Nu jij. **Opdracht 1.1.** Hoeveel is twee plus twee? Vul het in."),
        new_code_cell('aantal = ...\n\nopdracht("1.1", aantal)'),
        new_code_cell(
            "from course_utils.live import style\nfigure = style.new_figure(2, 2)\n"
            'style.show(figure, "Een leeg vlak waarop niets te zien is.")'
        ),
        new_markdown_cell('## Veel mensen denken ...\n\n**"Meer is beter."** Nee.\n\n**"Minder is beter."** Ook niet.'),
        new_markdown_cell("## Feitencheck\n\n1. Dit klopt.\n2. Dit klopt niet."),
        new_markdown_cell("## Samenvatting\n\n- Een.\n- Twee.\n- Drie.\n- Vier."),
        new_code_cell("eindquiz()"),
        new_markdown_cell("## Verdieping\n\nNog meer."),
        new_markdown_cell("### Verdieping A. Meer tellen\n\nTel verder.", metadata=collapsed),
        new_code_cell("1 + 1"),
        new_markdown_cell("## Bronnen\n\n- Een boek over tellen."),
    ]


@pytest.fixture(scope="session")
def saved(tmp_path_factory) -> str:
    """Het goede notebook, uitgevoerd en bewaard, als tekst."""
    path = tmp_path_factory.mktemp("goed") / "01_parameters.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells()), path)
    refresh(path)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def good(saved, tmp_path) -> Notebook:
    path = tmp_path / "01_parameters.ipynb"
    path.write_text(saved, encoding="utf-8")
    return opened(path, a_lesson())


def opened(path: Path, lesson: Lesson) -> Notebook:
    notebook = Notebook(path)
    notebook.lesson = lesson
    return notebook


def changed(notebook: Notebook, change) -> Notebook:
    """Het notebook nadat het veranderd, bewaard en opnieuw gelezen is."""
    change(notebook)
    nbformat.write(notebook.raw, notebook.path)
    return opened(notebook.path, notebook.lesson)


SHAPE_CHECKS = [check for name, check in vars(shape).items() if name.endswith("_complaints") and name[0] not in "_n"]


def find(notebook: Notebook, start: str):
    return next(cell for cell in notebook.cells if cell.source.startswith(start))


def replace(start: str, old: str, new: str):
    def change(notebook):
        cell = find(notebook, start)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def drop(start: str):
    return lambda notebook: notebook.cells.remove(find(notebook, start))


def tag(start: str, label: str):
    return lambda notebook: find(notebook, start).metadata.update(tags=[label])


def output(start: str, added):
    return lambda notebook: find(notebook, start).outputs.append(added)


PRINTED = new_output("stream", name="stdout", text="een\n")
WIDGET = new_output("display_data", {WIDGET_VIEW: {"model_id": "0" * 32}, "text/plain": ""})
RANDOM_WIDGET = new_output("display_data", {WIDGET_VIEW: {"model_id": "a1"}, "text/plain": ""})
NAMELESS_PICTURE = new_output("display_data", {"image/png": "", "text/plain": "<Figure size 640x480>"})
HIDDEN_SENTENCE = new_output("display_data", {"image/png": "", "text/plain": "Een zin die niemand kan zien."})
WARNING = new_output("stream", name="stderr", text="FutureWarning")
ERROR = new_output("error", ename="NameError", evalue="x", traceback=[])
LONG = "\n".join(f"a{n} = {n}" for n in range(16))

MISTAKES = {
    "titel": (replace("# Les", "hoe groot", "hoe klein"), "De koppen zijn"),
    "stap overgeslagen": (replace("## Stap 1", "Stap 1", "Stap 2"), "De koppen zijn"),
    "deel weg": (drop("## Feitencheck"), "De koppen zijn"),
    "te weinig misvattingen": (replace("## Veel", '**"Minder is beter."** Ook niet.', ""), "heeft 1 misvattingen"),
    "te weinig oordelen": (replace("## Feiten", "2. Dit klopt niet.", ""), "vraagt eerst een oordeel"),
    "te korte samenvatting": (replace("## Samen", "- Vier.", ""), "heeft 3 regels"),
    "geen bronnen": (replace("## Bronnen", "- Een", "Een"), "heeft 0 bronnen"),
    "quiz op de verkeerde plek": (replace("1 + 1", "1 + 1", "eindquiz()"), "hoort onder 'Eindquiz'"),
    "korte quiz": (lambda notebook: setattr(notebook.lesson, "quiz", notebook.lesson.quiz[:2]), "heeft 2 vragen"),
    "verdieping open": (lambda notebook: find(notebook, "### ").metadata.clear(), "op true"),
    "alleen een kop": (replace("### ", "\n\nTel verder.", ""), "zet in deze cel ook waar het over gaat"),
    "kern dicht": (
        lambda notebook: find(notebook, "## Stap").metadata.update({"jp-MarkdownHeadingCollapsed": True}),
        "haal jp-",
    ),
    "geen leerdoelen": (replace("# Les", "Wat je leert", "Leren"), "**Wat je leert** ontbreekt"),
    "geen tabel": (replace("# Les", "| 3 | 6 |", "| 3 |"), "hoort deze regels te hebben"),
    "stap niet in tabel": (replace("# Les", "| Tellen |", "| Rekenen |"), "hoort deze regels te hebben"),
    "minuten kloppen niet": (replace("# Les", "| 3 | 6 |", "| 3 | 55 |"), "er staat [3, 55] minuten"),
    "te groot": (output("1 + 1", new_output("stream", text="a" * 700_000)), "hooguit 600 kB"),
    "widgettoestand": (lambda notebook: notebook.raw.metadata.update(widgets={}), "metadata.widgets"),
    "niet uitgevoerd": (lambda notebook: find(notebook, "1 + 1").update(execution_count=None), "Niet in één keer"),
    "foutmelding": (output("1 + 1", ERROR), "een foutmelding bewaard: NameError"),
    "waarschuwing": (output("1 + 1", WARNING), "een waarschuwing bewaard"),
    "in stukken": (lambda notebook: find(notebook, "1 + 1").outputs.extend([PRINTED, PRINTED]), "in losse stukken"),
    "toevallig nummer": (output("eindquiz", RANDOM_WIDGET), "toevallig nummer"),
    "uitvoer genegeerd": (tag("1 + 1", "nbval-ignore-output"), "wordt niet vergeleken"),
    "cel overgeslagen": (tag("1 + 1", "nbval-skip"), "dit label mag niet"),
    "fout verwacht": (tag("1 + 1", "raises-exception"), "dit label mag niet"),
    "verborgen in commentaar": (replace("1 + 1", "1 + 1", "1 + 1  # NBVAL_IGNORE_OUTPUT"), "NBVAL_IGNORE_OUTPUT"),
    "beeld zonder zin": (output("1 + 1", NAMELESS_PICTURE), "geen beschrijvende zin"),
    "zin onzichtbaar": (output("1 + 1", HIDDEN_SENTENCE), "is niet te zien"),
    "widget zonder vaste versie": (output("1 + 1", WIDGET), "zonder kernel is hier niets"),
    "plaatje zonder alt": (replace("## Bronnen", "- Een", "![x](b.png)\n- Een"), "alleen 'x'"),
    "te lange cel": (replace("1 + 1", "1 + 1", LONG + "\n" + LONG), "32 regels, hooguit 20"),
    "lange interactieve cel": (
        lambda notebook: (output("1 + 1", WIDGET)(notebook), replace("1 + 1", "1 + 1", LONG)(notebook)),
        "16 regels, hooguit 12",
    ),
    "te veel opdrachten": (
        replace("aantal", 'opdracht("1.1", aantal)', 'opdracht("1.1", aantal)\n' * 6),
        "6 opdrachten, hooguit 5",
    ),
    "antwoord voor de vraag": (lambda notebook: notebook.cells.insert(3, notebook.cells.pop(4)), "staat niet na"),
    "link naar niets": (replace("# Les", "01_parameters.ipynb", "05_loss.ipynb"), "05_loss.ipynb bestaat niet"),
    "link naar kop": (replace("# Les", "01_parameters.ipynb", "#Stap-9"), "De kop van #Stap-9"),
}


@pytest.mark.parametrize("change, complaint", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_shape_is_noticed(good, change, complaint):
    broken = changed(good, change)
    found = [text for check in SHAPE_CHECKS for text in check(broken)]
    assert any(complaint in text for text in found), found


def test_a_lesson_that_fails_is_not_saved(good, capfd):
    broken = changed(good, replace("1 + 1", "1 + 1", "1 / 0"))
    before = broken.path.read_bytes()
    assert refresh_lessons([str(broken.path)]) == 1
    said = capfd.readouterr()
    assert "is niet bewaard" in said.out and broken.path.read_bytes() == before
    assert "without encryption" not in said.err, "een waarschuwing van de kernel leidt af van wat er misging"


def test_a_good_notebook_gives_no_complaints(good, tmp_path):
    for check in SHAPE_CHECKS:
        assert check(good) == [], check.__name__
    assert walk_with_solutions(good, student_folder(tmp_path)) == []
    assert walk_steps(good, tmp_path).complaints == []


def test_nbval_sees_exactly_the_cells_that_do_something_else(good, tmp_path):
    def change(notebook):
        find(notebook, "print(12)").outputs[0].update(text="13\n")
        replace("from course_utils.live import style", "niets te zien", "alles te zien")(notebook)
        replace("1 + 1", "1 + 1", "1 / 0")(notebook)
        replace("eindquiz()", "eindquiz()", "import warnings; warnings.warn('oud'); eindquiz()")(notebook)

    report = run_nbval(changed(good, change).path, tmp_path)
    expected = [
        "Cell 2: Cell outputs differ",
        "Cell 4: Cell outputs differ",
        "Unexpected output fields",
        "1 / 0",  # de kernel van de cursus zegt het in het Nederlands, een andere als ZeroDivisionError
    ]
    assert len(report.failures) == len(expected) and report.cells == len(good.code_cells), report
    for failure, part in zip(report.failures, expected, strict=True):
        assert part in failure


WALK_MISTAKES = {
    "oplossing klopt niet": (
        replace("from course_utils.questions.exercises", "2 + 2", "2 + 3"),
        "keurt de eigen oplossing af",
    ),
    "cel stopt": (replace("1 + 1", "1 + 1", "onbekend"), "name 'onbekend' is not defined"),
    "quiz ontbreekt": (drop("eindquiz"), "Niet bewaard in voortgang.json: vraag 1.q0"),
    "opdracht ontbreekt": (drop("aantal"), "Niet bewaard in voortgang.json: opdracht 1.1"),
    "onthulling zonder voorspelling": (drop("voorspel"), "noemt de voorspelling niet"),
}


@pytest.mark.parametrize("change, complaint", WALK_MISTAKES.values(), ids=WALK_MISTAKES)
def test_the_walk_sees_what_goes_wrong(good, tmp_path, change, complaint):
    broken = changed(good, change)
    exec(broken.start_cell.source, names := {})
    broken.lesson = names["LESSON"]
    found = walk_with_solutions(broken, student_folder(tmp_path))
    assert any(complaint in text for text in found), found


def test_a_step_that_needs_an_earlier_one_is_noticed(good, tmp_path):
    leaning = changed(good, replace("1 + 1", "1 + 1", "aantal"))
    assert "name 'aantal' is not defined" in walk_steps(leaning, tmp_path).complaints[0]


def test_an_exercise_that_is_already_filled_in_is_noticed(good, tmp_path):
    filled = changed(good, replace("aantal = ", "...", "3"))
    assert "Nog niet ingevuld" in walk_steps(filled, tmp_path).complaints[0]


def student_folder(folder: Path) -> Path:
    (folder / "mijn_cursus").mkdir()
    return folder / "mijn_cursus"


@pytest.mark.parametrize(
    "sentence, complaint",
    [
        ("De fout is 0.88 groot.", "decimale punt"),
        ("Het zijn er 13002.", "duizendtallen"),
        ("Het zijn er 13,002,000.", "Engelse"),
        ("Het zijn er 18,000.", "Engelse"),
        ("Dat kost 350GB.", "spatie"),
        ("Dat is 10%.", "spatie"),
    ],
)
def test_a_number_that_is_not_dutch_is_noticed(sentence, complaint):
    assert complaint in " ".join(text.number_complaints(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "De fout is 0,88 en er zijn 13.002 parameters, samen 1.234.567,5.",
        "Zie opdracht 1.2, stap 3.1, tabel 2.1 en arXiv:2005.14165.",
        "Je hebt Python 3.11 of Llama 3.1 nodig, met CC BY 4.0 en CC BY-SA 3.0.",
        "Schrijf `0.5` en `13002`. Het kost 350 GB en 3.350 GB/s, of 10 %.",
        "In 2020 kwam GPT-3 uit, en in 2022 kwam GPT-3.5.",
        "De exponent is 10000, en daarna komt 01111.",
    ],
)
def test_a_good_number_gives_no_complaint(sentence):
    assert text.number_complaints(sentence) == []


@pytest.mark.parametrize(
    "sentence, complaint",
    [
        ("De verliesfunctie daalt.", "lossfunctie"),
        ("De gradient wijst omhoog.", "gradiënt"),
        ("Sleep aan de slider.", "schuifregelaar"),
        ("Dat is gewoon zo.", "laat dit woord weg"),
        ("Wat mooi!", "uitroepteken"),
    ],
)
def test_a_word_that_we_write_otherwise_is_noticed(sentence, complaint):
    assert complaint in " ".join(text.word_complaints(sentence))


def test_gradient_descent_and_english_in_brackets_are_allowed():
    assert text.word_complaints("Gradient descent gebruikt een schuifregelaar (slider). `random` is code.") == []


def test_a_term_from_a_later_lesson_is_noticed(good):
    early = changed(good, replace("## Feiten", "Dit klopt.", "De loss daalt. In les 05 leer je over overfitting."))
    found = [line for line in text.glossary_complaints(early) if "wordt pas" in line]
    assert len(found) == 1 and "'loss' wordt pas in les 05 uitgelegd" in found[0]


def test_a_typing_error_is_noticed(good):
    try:
        found = text.spelling_complaints(
            changed(good, replace("## Feiten", "Dit klopt.", "Dit klobt met Élke AI-laag."))
        )
    except text.NoHunspell:
        pytest.skip(text.NO_HUNSPELL)
    assert found == ["klobt"]


def test_difficult_text_is_noticed():
    word = "verantwoordelijkheidsverzekering"
    found = text.readability_complaints(f"De {word} en {' en '.join([word] * 30)}. Dit is de tweede zin.")
    assert [line.split(" ")[0] for line in found[:3]] == ["Flesch-Douma", "Een", "50"]


def test_syllables_are_counted():
    counted = {"gewicht": 2, "neuraal": 2, "gradiënt": 3, "activatiefunctie": 6, "ideeën": 3, "bureau": 2, "leeuw": 1}
    counted |= {"draaien": 2, "nieuw": 1, "coördinaat": 4, "matrixvermenigvuldiging": 8, "zwevendekommagetal": 7}
    assert {word: syllables(word) for word in counted} == counted


def test_markdown_becomes_text():
    markdown = (
        "## Kop\n\n- Een **vet** woord en `code`.\n- Zie [de les](a.ipynb). Som: $a^2$.\n\n| a | b |\n|---|\n| c | d |"
    )
    assert units(markdown) == ["Kop", "Een vet woord en .", "Zie de les. Som: .", "a b", "c d"]
    assert sentences("Dat is bijv. Jan. En dit e.a. ook? Ja.") == ["Dat is bijv. Jan.", "En dit e.a. ook?", "Ja."]


def test_the_formula_of_flesch_douma():
    found = measure("De kat zit op de mat. De hond ligt op het bed.")
    assert (found.words, found.mean_length, found.long_share) == (12, 6, 0)
    assert found.flesch_douma == pytest.approx(206.84 - 0.93 * 6 - 77 * 12 / 12)


@pytest.mark.xdist_group("bij elkaar")
def test_pytest_xdist_keeps_a_group_together(request):
    """Anders start elke werker zijn eigen browser en maakt hij elke wandeling nog eens, zonder dat iets rood wordt."""
    is_worker = hasattr(request.config, "workerinput")
    assert request.node.nodeid.endswith("@bij elkaar") == is_worker, (
        "pytest-xdist deelt tests niet meer per groep in. Kies een versie van pytest die dat wel kan."
    )
