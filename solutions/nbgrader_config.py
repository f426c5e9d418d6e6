"""Where nbgrader finds the course: solutions/ is its source, exercises/ its release; what it makes goes to build/.

cd solutions && nbgrader generate_assignment ch02 --force
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = (
    ROOT / "build" / "grading"
)  # git ignores it: submissions, grades and feedback are nobody else's
BUILD.mkdir(parents=True, exist_ok=True)
# nbgrader calls alembic by name, which lies beside the Python that runs it, active environment or not
HERE = str(Path(sys.executable).parent)
if HERE not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([HERE, os.environ.get("PATH", "")])

c = get_config()  # noqa: F821 (traitlets puts it here)
c.CourseDirectory.course_id = "dnnlib"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "build/grading/submitted"
c.CourseDirectory.autograded_directory = "build/grading/autograded"
c.CourseDirectory.feedback_directory = "build/grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{BUILD / 'gradebook.db'}"
c.CsvExportPlugin.to = str(BUILD / "grades.csv")
c.Autograde.exporter_class = "dnnlib.grading.preprocessor.Mending"  # no code of a student's runs in nbgrader's own kernel
c.Autograde.autograde_preprocessors = [
    "dnnlib.grading.preprocessor.Isolated",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "dnnlib.grading.once.SavedTogether",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# nothing that a student wrote runs where the instructor reads: dnnlib/grading/pages.py
c.HTMLExporter.filters = {"markdown2html": "dnnlib.grading.pages.markdown"}
c.GenerateFeedback.exporter_class = "dnnlib.grading.pages.Page"
c.Autograde.post_convert_hook = "dnnlib.grading.pages.keep_notebooks"
c.GenerateFeedback.post_convert_hook = "dnnlib.grading.pages.keep_own"
c.ExportApp.plugin_class = (
    "dnnlib.grading.office.export.SafeExport"  # quoted, and without formulas
)
if exchange := os.environ.get("DNNLIB_EXCHANGE"):  # on a JupyterHub: dnnlib/grading/hub
    c.Exchange.root = exchange
