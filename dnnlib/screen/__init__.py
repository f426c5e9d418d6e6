"""What the learner drags, watches, guesses and writes, in JupyterLab and in a page without a kernel.

explore     sliders before a figure function; explorers has those of the course
animate     a trace, cycle by cycle
quiz        questions to choose or type, each answer with its reason and a program that shows it
predict     a number is committed before the cell that reveals it; because and sure stand beside it
workbench   a loop nest is written, and priced at once
pad         a digit is drawn, and a network says what it sees; lesson: one that learns while one watches
ahead       frames drawn while nobody waits
page        what explore and animate bake: one file that moves without a kernel
"""

from dnnlib.screen.animate import animate
from dnnlib.screen.explore import explore
from dnnlib.screen.lesson import watch
from dnnlib.screen.pad import pad
from dnnlib.screen.predict import predict
from dnnlib.screen.workbench import workbench

__all__ = ["animate", "explore", "pad", "predict", "watch", "workbench"]
