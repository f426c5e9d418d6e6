"""Without torch and where no process may start, as in a browser: the library and the chapters' imports are there.

`make light` runs the chapters whole.
"""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from dnnlib import doctor

ROOT = Path(__file__).resolve().parents[1]


# their imports need torch; all others begin without it
NEED_TORCH = {"09_precision", "10_sparsity"}


@pytest.mark.slow
def test_every_chapter_begins_without_processes_and_all_but_two_without_torch():
    chapters = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    command = [sys.executable, "tests/light.py", "--imports", *map(str, chapters)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [
        line.partition(", imports of torch: ") for line in done.stdout.splitlines()
    ]
    assert {name for name, apart, _ in found if apart} == NEED_TORCH
    assert (
        len(chapters) > 12 and f"{len(chapters)} chapters: 0 cells fail" in done.stdout
    )


def test_a_name_that_torch_would_have_made_is_no_fault_and_every_other_is(tmp_path):
    """In a process of its own, since it is poor from then on."""
    cells = ["from dnnlib import plots", "import torch\nnet = torch.nn", "again = net", "lost", "again"]  # fmt: skip
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    nbformat.write(book, tmp_path / "98_small.ipynb")
    command = [sys.executable, "tests/light.py", str(tmp_path / "98_small.ipynb")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = [line for line in done.stdout.splitlines() if line.startswith("98_small,")]
    assert done.returncode == 1 and len(found) == 4, done.stdout + done.stderr
    assert [line.endswith("(needs torch)") for line in found] == [True, True, False, True]  # fmt: skip


def test_the_doctor_says_a_sentence_where_no_process_may_start(monkeypatch):
    def forbidden(*words, **more):
        raise OSError(95, "no process may start here")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    found = list(doctor.front_ends())
    assert [one.state for one in found] == ["optional"]
    assert "no process may start here" in found[0].found
    assert doctor.verdict()
