"""De planningen voor school: de minuten zijn die van de notebooks, en in elke les blijft tijd over om te praten."""

import re

import pytest

from course_utils.authoring.lesson_minutes import stated_minutes
from course_utils.kit import guide, plans

LESSONS = guide.lessons()
PLANS = plans.plans(LESSONS)
PAGE = (guide.GUIDE / "planning.md").read_text("utf-8")
NAMES = {plan.name: plan for plan in PLANS}


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
def test_every_hour_leaves_time_to_talk(plan):
    """Hooguit 33 van de 50 minuten gaan naar het notebook, met de minuten die een leerling zelf in zijn tabel ziet."""
    assert {len(plan.hours), plans.LESSON_MINUTES} == {int(number) for number in re.findall(r"\d+", plan.name)}
    for number, hour in enumerate(plan.hours, 1):
        minutes = sum(stated(item, plan.level) for item in hour.in_class)
        assert minutes == plan.minutes(hour.in_class), f"{plan.name}, les {number}"
        assert minutes <= 33, f"{plan.name}, les {number} vraagt {minutes} minuten."
        assert minutes >= 25 or (not hour.in_class and number == len(plan.hours)), f"{plan.name}, les {number} is leeg."


def stated(item: plans.Item, level: str) -> int:
    """De minuten van een deel volgens de tabel in de eerste cel van het notebook, los van plans.py opgeteld."""
    rows = {step or topic: (brisk, calm) for step, topic, brisk, calm in stated_minutes(item.lesson)}
    names = {"begin": next(iter(rows)), "eind": list(rows)[-1], "pauze": "Pauze"}
    chosen = list(rows) if item.name == "helemaal" else [names.get(item.name, item.name.removeprefix("stap "))]
    found = [rows[next(name for name in rows if name.lower() == wanted.lower())] for wanted in chosen]
    exercises = [type(item.lesson.lesson.exercises[id]).__name__ == "FunctionExercise" for id in item.without]
    if level == "havo":
        return sum(calm for _, calm in found) - sum(8 if function else 4 for function in exercises)
    return sum(-(-(brisk + calm) // 2) for brisk, calm in found) - sum(6 if function else 3 for function in exercises)


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
def test_a_plan_takes_the_steps_in_order_and_none_twice(plan):
    done = [(item.lesson.number, item.name) for hour in plan.hours for item in (*hour.in_class, *hour.home)]
    assert len(done) == len(set(done)), "Iets staat er twee keer in."
    order = [item.lesson.number for hour in plan.hours for item in hour.in_class]
    assert order == sorted(order)
    for hour in plan.hours:
        whole = {item.lesson.number for item in hour.in_class if item.name == "helemaal"}
        known = set(hour.in_class) | {item for item in hour.droppable if item.lesson.number in whole and item.parts}
        assert set(hour.droppable) <= known, "Weg mag alleen wat in de klas gebeurt."
        for item in hour.in_class:
            for id in item.without:
                assert f"stap {step_of(item.lesson, id)}" == item.name, f"{item}: {id} hoort daar niet."


def step_of(lesson, exercise: str) -> str:
    return next(
        re.match(r"Stap (\d+)", section.title)[1]
        for section in lesson.sections
        if exercise in guide.ids(section.cells, "opdracht")
    )


@pytest.mark.parametrize("plan", [plan for plan in PLANS if len(plan.hours) == 16], ids=lambda plan: plan.name)
def test_sixteen_hours_are_the_whole_course(plan):
    done = {
        (item.lesson.number, part)
        for hour in plan.hours
        for item in (*hour.in_class, *hour.home)
        if not item.name.startswith("opdracht")
        for part in item.parts
    }
    everything = {(lesson.number, part) for lesson in LESSONS for part in guide.parts_of(lesson)}
    missing = {(number, part.topic) for number, part in everything - done}
    assert {topic for _, topic in missing} <= {"Pauze"}, f"Geef dit een plaats in kit/plans.toml: {missing}"


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
def test_the_sums_on_the_page_add_up(plan):
    table = plans.plan_table(plan)
    assert table in PAGE, "Draai `python3 -m course_utils docent`."
    rows = re.findall(r"(?m)^\| (\d+) \| .+? \| .+? \| (\d*) \| (\d*) \| (.+?) \| .+? \|$", table)
    assert [int(number) for number, *_ in rows] == list(range(1, len(plan.hours) + 1))
    assert all(int(notebook) + int(talk) == 50 for _, notebook, talk, _ in rows if notebook)
    notebook = sum(int(minutes) for _, minutes, _, _ in rows if minutes)
    home = sum(int(minutes) for *_, text in rows for minutes in re.findall(r"\((\d+) min\)", text))
    load = re.search(r"(\d+) lessen van 50 minuten \((\d+) minuten, waarvan (\d+) .*?, (\d+) minuten huiswerk", table)
    assert tuple(map(int, load.groups())) == (len(rows), 50 * len(rows), notebook, home)
    hours = int(re.search(r"\*\*(\d+) studielasturen\*\*", table)[1])
    assert 60 * (hours - 1) < 50 * len(rows) + home + 120 <= 60 * hours


def test_every_lesson_has_its_mathematics():
    table = PAGE.partition("## Welke wiskunde")[2]
    listed, wanted = re.findall(r"(?m)^\| (\d\d) \|", table), [lesson.stem[:2] for lesson in LESSONS]
    assert listed == wanted, "Elke les heeft een rij in *Welke wiskunde* in docent/planning.md."


def test_every_lesson_has_its_goal():
    listed = re.findall(r"(?m)^- \*\*(\d\d)\*\* ", (guide.GUIDE / "informatica.md").read_text("utf-8"))
    wanted = [lesson.stem[:2] for lesson in LESSONS[1:]]
    assert listed == wanted, "Elke les heeft een regel in *Doelen in één zin per les* in docent/informatica.md."


def test_the_pta_is_about_all_lessons():
    assert f"les 00 tot en met {LESSONS[-1].stem[:2]}" in PAGE, "Noem bij het PTA in planning.md alle lessen."


def test_the_study_load_is_the_same_everywhere():
    loads: dict[int, set[str]] = {}
    for plan in PLANS:
        loads.setdefault(len(plan.hours), set()).add(re.search(r"(\d+) studielasturen", plans.plan_table(plan))[1])
    short, long = (" of ".join(sorted(loads[hours])) for hours in (8, 16))
    said = f"{short} studielasturen voor acht lessen, {long} voor zestien"
    assert said in (guide.GUIDE / "informatica.md").read_text("utf-8"), f"In docent/informatica.md hoort: {said}."
