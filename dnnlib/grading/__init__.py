"""Giving out exercises and grading what comes back, on top of nbgrader.

release("ch02")                 solutions/ch02 -> exercises/ch02, without solutions and hidden tests
grade("ch02")                   build/grading/submitted/<student>/ch02 -> points, feedback pages, grades.csv

classroom       a course and its papers: grade; collect brings papers in, registrar writes marks out
examine         one submission in its box: which cell ran, which question got how many points
preprocessor    the same inside nbgrader; mend puts a damaged notebook together
class_report    where a class fails; office/ has late days, receipts and answers alike
"""

from dnnlib.grading.classroom import grade
from dnnlib.grading.nbgrader import Course, Graded, Round, assignments, release

__all__ = ["Course", "Graded", "Round", "assignments", "grade", "release"]
