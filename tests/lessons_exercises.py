"""De opdrachten van alle lessen, zonder notebook erbij: per nummer de opdracht."""

from course_utils.authoring.notebook_reader import Notebook
from course_utils.kit.teacher_page import NOTEBOOKS
from course_utils.questions.exercises import Exercise

LESSONS = [Notebook(path) for path in NOTEBOOKS]
EXERCISES: dict[str, Exercise] = {
    id: exercise for notebook in LESSONS if notebook.lesson for id, exercise in notebook.lesson.exercises.items()
}
