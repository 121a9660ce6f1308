"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.precisie.figures import *
from course_utils.lessons.precisie.number_formats import *
from course_utils.lessons.precisie.questions import *
