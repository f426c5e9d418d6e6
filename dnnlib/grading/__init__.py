"""Giving out exercises and grading what comes back, on top of nbgrader.

release("ch02")                 solutions/ch02 -> exercises/ch02, without solutions and hidden tests
grade("ch02")                   build/grading/submitted/<student>/ch02 -> points, feedback pages, grades.csv
"""

from dnnlib.grading.classroom import grade
from dnnlib.grading.nbgrader import Course, Graded, Round, assignments, release

__all__ = ["Course", "Graded", "Round", "assignments", "grade", "release"]
