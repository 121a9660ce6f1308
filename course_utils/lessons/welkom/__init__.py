"""Wat het notebook van deze les `les` noemt."""

from course_utils.handwriting import DigitPad as DigitPad
from course_utils.lessons.welkom.figures import *
from course_utils.lessons.welkom.questions import *
