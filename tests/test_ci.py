"""The commands around the course keep their word: skips have names, notebooks save alike, an old Python is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook

import dnnlib

ROOT = Path(__file__).resolve().parents[1]


def run(*command, cwd, **environment) -> subprocess.CompletedProcess:
    """Run a command with some environment variables changed; both outputs are in stdout."""
    text = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env={**os.environ, **environment}, **text
    )


def test_what_a_machine_lacks_is_skipped_by_name_and_never_in_ci(tmp_path):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    tests = "import pytest\n@pytest.mark.browser\ndef test_page(): assert False\n"
    tests += "@pytest.mark.sandbox\ndef test_submission(): assert False\ndef test_sum(): assert 1 + 1 == 2\n"
    (tmp_path / "test_some.py").write_text(tests)
    bare = {
        "PATH": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "DNNLIB_CHROMIUM": "",
        "DNNLIB_NO_SKIPS": "",
    }
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_some.py")
    answer = run(*command, cwd=tmp_path, **bare)
    assert answer.returncode == 0, answer.stdout
    assert (
        "\n2 skipped\n" in answer.stdout
        and "1 passed, 2 skipped" in answer.stdout.splitlines()[-1]
    )
    page, submission = "test_some.py::test_page", "test_some.py::test_submission"
    assert (
        f"{page}: Chromium is not installed (Debian: apt-get install chromium)"
        in answer.stdout
    )
    assert (
        f"{submission}: bubblewrap is not installed (Debian: apt-get install bubblewrap)"
        in answer.stdout
    )
    assert (
        run(*command, cwd=tmp_path, **bare | {"DNNLIB_NO_SKIPS": "1"}).returncode == 1
    )


@pytest.mark.slow
def test_make_notebooks_saves_the_same_bytes_twice_and_spares_a_broken_one(tmp_path):
    sources = [
        "from dnnlib import ConvShape, progress\nlen(progress.load()), progress.record('ch00/x', {}) and None",
        "import ipywidgets\nipywidgets.IntSlider(3)",
        "print('one')\nprint('two')",
    ]
    refused = new_code_cell("ConvShape(M=0)", metadata={"tags": ["raises-exception"]})
    cells = [*map(new_code_cell, sources), refused]
    good, bad = tmp_path / "good.ipynb", tmp_path / "sub" / "bad.ipynb"
    bad.parent.mkdir()
    nbformat.write(new_notebook(cells=cells, metadata={"widgets": {"state": 1}}), good)
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), bad)
    before, saved = bad.read_bytes(), []
    for _ in range(2):
        answer = run(sys.executable, ROOT / ".ci/notebooks.py", tmp_path, cwd=ROOT)
        assert (
            answer.returncode == 1
            and "1 failed" in answer.stdout
            and "ZeroDivisionError" in answer.stdout
        )
        saved.append(good.read_bytes())
    assert bad.read_bytes() == before
    assert saved[0] == saved[1]
    outputs = [cell.outputs for cell in nbformat.read(good, as_version=4).cells]
    # nobody's progress was there
    assert outputs[0][0].data["text/plain"] == "(0, None)"
    # no view of a model that is gone
    assert outputs[1][0].data == {"text/plain": "IntSlider(value=3)"}
    assert outputs[2][0].text == "one\ntwo\n"
    assert (
        "dnnlib/shapes.py" in "".join(outputs[3][0].traceback)
        and str(ROOT).encode() not in saved[0]
    )
    assert b'"widgets"' not in saved[0] and b"iopub" not in saved[0]


OLD = f"""[ "$1" = -V ] && echo Python 3.9.2 ||
{sys.executable} -c 'import sys; sys.version_info = (3, 9, 2); exec(sys.argv[1])' "$2" """


@pytest.mark.parametrize("script, said", [
    (OLD, "needs Python 3.11 or newer, but {} is 3.9.2"),
    ('[ "$1" != -m ]', "apt-get install python3-venv"),
    (None, "There is no {} here"),
])  # fmt: skip
def test_make_says_what_is_wrong_with_the_python_it_was_given(tmp_path, script, said):
    for file in ("Makefile", "pyproject.toml", ".ci/constraints.txt"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    python = tmp_path / "python"
    if script:
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
    answer = run("make", "setup", f"PYTHON={python}", cwd=tmp_path)
    assert answer.returncode == 2 and said.format(python) in answer.stdout
    assert not (tmp_path / ".venv").exists()


def read(place: str) -> dict:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / place).read_text())


def test_the_usual_host_runs_what_ci_runs():
    steps = read(".github/workflows/ci.yml")["jobs"]["test"]["steps"]
    assert steps[-1] == {"run": ".ci/run"}


def test_the_hooks_call_what_the_house_calls():
    hooks = read(".pre-commit-config.yaml")["repos"][0]["hooks"]
    called = " ".join(hook["entry"] for hook in hooks)
    for word in ("ruff check", "ruff format", "tests/test_house.py"):
        assert word in called


def test_the_citation_is_of_this_version_and_names_the_survey():
    told = read("CITATION.cff")
    assert told["version"] == dnnlib.__version__
    assert told["references"][0]["doi"] == "10.1109/JPROC.2017.2761740"


def test_each_issue_template_asks_where_and_why():
    forms = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
    assert [form.stem for form in forms] == ["answer", "number", "page"]
    for form in forms:
        fields = read(form.relative_to(ROOT).as_posix())["body"]
        must = [one for one in fields if one.get("validations", {}).get("required")]
        assert len(must) >= 3, form.name


def test_both_ends_of_torchs_range_are_its_least_and_its_newest():
    code = "import runpy; print(runpy.run_path('.ci/torch_ends.py')['ends']())"
    answer = run(sys.executable, "-c", code, cwd=ROOT)
    listed = (ROOT / "pyproject.toml").read_text().split('"torch')[1].split('"')[0]
    least = listed.split(">=")[1].split(",")[0]
    assert answer.stdout.startswith(f"['torch=={least}.*', 'torch"), answer.stdout


@pytest.mark.parametrize("target", ["newest", "torch_ends", "fuzz"])
def test_what_runs_weekly_is_a_target(target):
    assert f"make {target}" in (ROOT / ".ci/weekly").read_text()
    assert run("make", "-n", target, cwd=ROOT).returncode == 0
