"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.loss.dot_playground import *
from course_utils.lessons.loss.extra import *
from course_utils.lessons.loss.figures import *
from course_utils.lessons.loss.questions import *
