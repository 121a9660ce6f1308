"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.embeddings.figures import *
