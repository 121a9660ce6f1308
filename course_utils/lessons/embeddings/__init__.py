"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.embeddings.extra import *
from course_utils.lessons.embeddings.figures import *
from course_utils.lessons.embeddings.questions import *
from course_utils.lessons.embeddings.word_vectors import *
