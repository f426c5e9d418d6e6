"""The teacher's half, written by what the library knows already: its puzzles have every common mistake with code.

objectives   what a chapter is for, the puzzles that prove it, and the wrong answer that shows it was missed
questions    a puzzle as a question with five values: the right one, and what four named mistakes give
paper        an exam, another one for each student, and its key
guide        a chapter on a page for whoever teaches it tomorrow: plan, tasks, mistakes, reading are its parts
predictions  what the chapters told while they ran; believed what people believe, and slices the program that refutes it
"""

from dnnlib.teaching.guide import guide
from dnnlib.teaching.objectives import OBJECTIVES, Objective
from dnnlib.teaching.paper import Paper, exam
from dnnlib.teaching.questions import Option, Question, question

__all__ = ["OBJECTIVES", "Objective", "Option", "Paper", "Question"]
__all__ += ["exam", "guide", "question"]
