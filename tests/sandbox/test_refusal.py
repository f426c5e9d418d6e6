"""bubblewrap that is found but refused says so in its own words: in the doctor, and where grading stops.

Seen to fail: with a bwrap as Ubuntu 24.04 has it, the doctor said "ok" and the grader "install bubblewrap".
"""

import os

import pytest

from dnnlib import doctor
from dnnlib.sandbox import Limits, Untrusted, box
from dnnlib.sandbox.refusal import refusal

WORDS = "bwrap: setting up uid map: Permission denied"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A folder that is the whole PATH, and no box remembered from before."""
    monkeypatch.setenv("PATH", str(tmp_path))
    box.isolation.cache_clear()
    yield tmp_path
    box.isolation.cache_clear()


def install(folder, script: str) -> None:
    """A bwrap that does as the script says."""
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    os.chmod(program, 0o755)


def found() -> doctor.Finding:
    return next(one for one in doctor.programs() if one.what == "bubblewrap")


def test_what_is_refused_is_said_in_its_own_words(path):
    install(path, f"echo '{WORDS}' >&2; exit 1")
    said = refusal()
    assert said.words == WORDS and "namespaces" in said.fix
    assert (
        WORDS in found().found and found().state != "ok" and found().advice == said.fix
    )
    with pytest.raises(
        Untrusted, match="installed, and refused: 'bwrap: setting up uid map"
    ):
        box.start(Limits())


def test_what_says_nothing_is_told_by_its_code(path):
    install(path, "exit 3")
    assert refusal().words == "it ended with 3, without a word"


def test_what_is_not_there_is_to_be_installed(path):
    assert refusal().words == "" and "apt-get install bubblewrap" in str(refusal())
    assert found().state == "optional" and "not installed" in found().found
    with pytest.raises(Untrusted, match="not installed"):
        box.start(Limits())
