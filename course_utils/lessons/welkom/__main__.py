"""`python -m course_utils.lessons.welkom` tekent de kaart van de cursus opnieuw, voor README.md."""

from course_utils.lessons.welkom.figures import MAP, course_map

course_map().savefig(MAP, dpi=100, metadata={"Software": None})
