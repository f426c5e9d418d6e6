"""A class's designs: a folder of files in, a table, a page without names and the registrar's CSV out.

    verdicts = judged("designs")                       each file a design; nothing in it runs
    write_page(verdicts, "class.html")                 three histograms, the front
    write_marks(verdicts, "canvas", "marks.csv")       as the registrar takes marks

folder      what is read of a folder, and what is not
page        the class page; drawing has its pictures
marks       the marks as a table
"""

from dnnlib.grading.studio.folder import judged, submissions
from dnnlib.grading.studio.marks import write_marks
from dnnlib.grading.studio.page import page, write_page

__all__ = ["judged", "page", "submissions", "write_marks", "write_page"]
