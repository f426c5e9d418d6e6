"""The teacher's half, written by what the library knows already: its puzzles have every common mistake with code.

objectives   what a chapter is for, the puzzles that prove it, and the wrong answer that shows it was missed
questions    a puzzle as a question with five values: the right one, and what four named mistakes give
paper        an exam, another one for each student, and its key
guide        a chapter on a page for whoever teaches it tomorrow: plan, tasks, mistakes, reading are its parts
predictions  what the chapters told while they ran; believed what people believe, and slices the program that refutes it
items        a quick check of five, made of questions, beliefs and again (predictions with other numbers)
quick        that check in a notebook, and the review of earlier chapters; votes the same for a room
written      questions that no grader judges, with three answers each
samples      three papers of an exercise, graded: all right, mistaken, half
syllabus     12, 6 or 3 weeks; inventory ten questions for the first and the last; evidence what a class learned

A chapter's notebook imports `quick`, so this front door is empty: nothing comes with it.
"""
