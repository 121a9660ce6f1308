"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.parameters.figures import *
from course_utils.lessons.parameters.questions import *
