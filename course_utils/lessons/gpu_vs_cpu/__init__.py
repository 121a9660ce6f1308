"""Wat het notebook van deze les `les` noemt."""

from course_utils.lessons.gpu_vs_cpu.extra import *
from course_utils.lessons.gpu_vs_cpu.figures import *
from course_utils.lessons.gpu_vs_cpu.measuring import *
from course_utils.lessons.gpu_vs_cpu.models import *
from course_utils.lessons.gpu_vs_cpu.questions import *
