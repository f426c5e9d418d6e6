"""Without torch and where no process may start, as in a browser: the library and the chapters' imports are there.

`make light` runs the chapters whole.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from dnnlib import doctor

ROOT = Path(__file__).resolve().parents[1]


# their first cell imports torch; all others begin without it
NEED_TORCH = {"09_precision", "10_sparsity"}


@pytest.mark.slow
def test_every_chapter_begins_without_processes_and_all_but_two_without_torch():
    chapters = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    command = [sys.executable, "tests/light.py", "--imports", *map(str, chapters)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    failed = {line.partition(",")[0] for line in done.stdout.splitlines() if ", cell " in line}  # fmt: skip
    assert failed == NEED_TORCH and len(chapters) > 12


def test_the_doctor_says_a_sentence_where_no_process_may_start(monkeypatch):
    def forbidden(*words, **more):
        raise OSError(95, "no process may start here")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    found = list(doctor.front_ends())
    assert [one.state for one in found] == ["optional"]
    assert "no process may start here" in found[0].found
    assert doctor.verdict()
