"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.weights_en_biases.figures import *
