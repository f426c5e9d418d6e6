"""Runs notebooks and saves them in place: python .ci/notebooks.py FOLDER_OR_NOTEBOOK...

Each gets a fresh kernel and an empty progress folder. What is saved says nothing of this machine or this minute:
no execution times, no widget state, no kernel versions. A notebook with an error is reported and left as it was.
The answers of a chapter's predictions go into dnnlib/teaching/predictions.json.
"""

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from dnnlib.door import save
from dnnlib.teaching.predictions import keep

KERNEL = {
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "name": "python3",
}
HERE = f"{Path.cwd()}{os.sep}"
# names a model that dies with this kernel
WIDGET = "application/vnd.jupyter.widget-view+json"


# a cell for this run alone: what the predictions before it revealed, and what the run took
TOLD = """import json, resource
from dnnlib.screen.predict import TOLD
spent = resource.getrusage(resource.RUSAGE_SELF)
took = {"cpu_seconds": spent.ru_utime + spent.ru_stime, "peak_megabytes": spent.ru_maxrss / 1024}
print(json.dumps({"predictions": TOLD, "took": took}))"""


def notebooks(places: list[str]) -> list[Path]:
    """The notebooks named, and those in the folders named, without Jupyter's checkpoints."""
    found = [
        sorted(place.rglob("*.ipynb")) if place.is_dir() else [place]
        for place in map(Path, places)
    ]
    return [path for path in sum(found, []) if ".ipynb_checkpoints" not in path.parts]


def run(path: Path) -> None:
    """Execute one notebook from the folder it lies in, and save it."""
    notebook = nbformat.read(path, as_version=4)
    chapter = re.match(r"\d\d(?=_)", path.name)
    if chapter:
        notebook.cells.append(nbformat.v4.new_code_cell(TOLD))
    with tempfile.TemporaryDirectory(prefix="dnnlib-home-") as home:
        os.environ["DNNLIB_HOME"] = home  # the kernel inherits it
        NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=600,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=40"],  # errors only
            resources={"metadata": {"path": str(path.parent)}},
        ).execute()
    if chapter:
        (said,) = notebook.cells.pop().outputs
        keep(notebook, chapter[0], json.loads(said["text"]))
    save(path, nbformat.writes(tidy(notebook)) + "\n")


def tidy(notebook):
    """The notebook without what changes from run to run or machine to machine."""
    notebook.metadata["kernelspec"] = KERNEL
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times that JupyterLab may have recorded
        for output in cell.get("outputs", []):
            # a picture or text stands in for the live view
            if len(output.get("data", {})) > 1:
                output["data"].pop(WIDGET, None)
            # files by their names in the project, not by this machine's
            if "traceback" in output:
                output["traceback"] = [
                    line.replace(HERE, "") for line in output["traceback"]
                ]
    return notebook


if __name__ == "__main__":
    failed = []
    for path in notebooks(sys.argv[1:]):
        start = time.monotonic()
        try:
            run(path)
            print(f"{path}: {time.monotonic() - start:.0f} s", flush=True)
        except CellExecutionError as error:
            failed.append(path)
            print(f"{path}: FAILED, left as it was\n{error}", flush=True)
    sys.exit(f"{len(failed)} failed: {', '.join(map(str, failed))}" if failed else 0)
