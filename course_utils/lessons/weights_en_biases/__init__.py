"""Wat het notebook van deze les `les` noemt."""

from course_utils.handwriting import DigitPad as DigitPad
from course_utils.lessons.weights_en_biases.extra import *
from course_utils.lessons.weights_en_biases.figures import *
from course_utils.lessons.weights_en_biases.questions import *
