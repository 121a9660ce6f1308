"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.energie.figures import *
from course_utils.lessons.energie.prompt_energy import *
from course_utils.lessons.energie.questions import *
