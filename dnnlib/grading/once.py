"""nbgrader's own steps with what they repeat done once: a student's grades in one commit, a page's templates compiled once.

c.Autograde.autograde_preprocessors = [..., "dnnlib.grading.once.SavedTogether", ...]   # in place of SaveAutoGrades
"""

from functools import cache

import nbgrader.api
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

_environments: dict[tuple, object] = {}


class SavedTogether(SaveAutoGrades):
    """nbgrader's, but for its forty commits a student: all of a notebook's grades are there, or none."""

    def preprocess(self, nb, resources):
        """Write the points and comments of a notebook into the gradebook."""
        told = resources["nbgrader"]
        self.notebook_id, self.assignment_id = told["notebook"], told["assignment"]
        self.student_id, self.db_url = told["student"], told["db_url"]
        self.gradebook = Gradebook(self.db_url)
        with self.gradebook:
            session = self.gradebook.db
            commit, session.commit = session.commit, session.flush
            nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
            commit()
        return nb, resources


class CompiledOnce(HTMLExporter):
    """A page whose templates are compiled once in a process, not once a student."""

    def _create_environment(self):
        key = type(self), self.template_name, tuple(self.template_paths)
        if key not in _environments:
            _environments[key] = super()._create_environment()
        return _environments[key]


def share_engine() -> None:
    """nbgrader opens the gradebook eleven times a student; from now on with one engine a process, and its statements."""
    if not hasattr(nbgrader.api.create_engine, "cache_info"):
        nbgrader.api.create_engine = cache(nbgrader.api.create_engine)
