"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.gpu_vs_cpu.figures import *
