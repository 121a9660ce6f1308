"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.sjabloon.figures import *
from course_utils.lessons.sjabloon.questions import *
