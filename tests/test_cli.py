"""`dnnlib doctor` names what is missing or mismatched, says what to do, and lives without the packages it looks for."""

import json
import os
import re
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from dnnlib import cli, data, doctor

COURSE = "pip install 'dnnlib[course]'"


def run_doctor():
    """Exit code and output of `dnnlib doctor`, in a terminal wide enough to fold nothing."""
    result = CliRunner().invoke(cli.app, ["doctor"], env={"COLUMNS": "400"})
    return result.exit_code, result.output


def installed(monkeypatch, **versions):
    """Pretend that packages have other versions; None is not installed. Underscores stand for hyphens."""
    true_version = metadata.version
    pretended = {name.replace("_", "-"): version for name, version in versions.items()}

    def version(name):
        if pretended.get(name, "") is None:
            raise metadata.PackageNotFoundError(name)
        return pretended.get(name) or true_version(name)

    monkeypatch.setattr(metadata, "version", version)


def finding(look, what) -> doctor.Finding:
    """The one finding of a look whose subject begins so."""
    (found,) = [one for one in look() if one.what.startswith(what)]
    return found


def test_all_is_well_where_the_tests_run():
    code, output = run_doctor()
    assert code == 0, output
    assert "All that the course needs is here" in output
    for package in (
        "numpy",
        "torch",
        "jupyterlab",
        "anywidget in JupyterLab",
        "Jupyter kernel",
        "data: MNIST",
    ):
        assert re.search(rf"{package}\b.*│ ok ", output), (
            f"{package} is not ok in\n{output}"
        )


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    installed(monkeypatch, scipy=None)
    code, output = run_doctor()
    assert code == 1
    assert (
        re.search(r"scipy \(course\).*│ missing ", output)
        and f"{COURSE}    (scipy (course))" in output
    )


@pytest.mark.parametrize(
    "version, state",
    [("1.26.4", "mismatch"), ("2.0.0", "ok"), ("2.9.9", "ok"), ("3.0.0", "mismatch")],
)
def test_a_package_is_judged_by_its_range(monkeypatch, version, state):
    installed(monkeypatch, numpy=version)
    found = finding(doctor.packages, "numpy")
    assert found.state == state and version in found.found
    assert (found.advice == "pip install dnnlib") == (state != "ok")


def test_an_instructors_package_is_optional_until_it_is_there_and_wrong(monkeypatch):
    installed(monkeypatch, nbgrader=None)
    found = finding(doctor.packages, "nbgrader")
    assert (
        found.state == "optional"
        and not found.wrong
        and "dnnlib[teach]" in found.advice
    )
    installed(monkeypatch, nbgrader="0.1")
    assert finding(doctor.packages, "nbgrader").wrong


def test_ranges_come_from_the_metadata_of_dnnlib(monkeypatch):
    lines = ["numpy>=99", "tqdm>=1; extra == 'course'", "gone; extra == 'teach'"]
    monkeypatch.setattr(metadata, "requires", lambda name: lines)
    wanted = {
        "dnnlib": "ok",
        "numpy (dnnlib)": "mismatch",
        "tqdm (course)": "ok",
        "gone (teach)": "optional",
    }
    assert {one.what: one.state for one in doctor.packages()} == wanted


def test_a_folder_that_was_never_installed_is_reported(monkeypatch):
    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", absent)
    monkeypatch.setattr(metadata, "requires", absent)
    (found,) = doctor.packages()
    assert found.state == "missing" and found.advice == COURSE
    assert finding(doctor.python, "Python").state == "ok"


def test_every_package_of_every_extra_is_looked_at_once():
    named = {Requirement(line).name for line in metadata.requires("dnnlib")} - {
        "dnnlib"
    }
    seen = [requirement.name for _, requirement in doctor.requirements()]
    assert sorted(seen) == sorted(named)


def test_a_damaged_data_file_is_reported_in_the_words_of_data(monkeypatch):
    def truncated(split):
        raise OSError(
            "mnist_u8.xz is truncated: 10 bytes of 20; restore it: git restore dnnlib/assets"
        )

    monkeypatch.setattr(data, "mnist", truncated)
    found = finding(doctor.data_files, "data: MNIST")
    assert (
        found.wrong
        and "truncated" in found.found
        and found.advice == "restore it: git restore dnnlib/assets"
    )


def test_a_progress_folder_that_cannot_be_written_is_reported(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "file" / "home"))
    found = finding(doctor.progress_folder, "progress folder")
    assert found.wrong and "DNNLIB_HOME" in found.advice
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "home"))
    assert finding(doctor.progress_folder, "progress folder").state == "ok"


def test_a_kernel_of_another_environment_is_reported(monkeypatch, tmp_path):
    kernel = {
        "argv": ["/elsewhere/bin/python", "-m", "ipykernel_launcher"],
        "display_name": "x",
        "language": "python",
    }
    (tmp_path / "kernels/python3").mkdir(parents=True)
    (tmp_path / "kernels/python3/kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = finding(doctor.kernel, "Jupyter kernel")
    assert (
        found.wrong
        and "/elsewhere/bin/python" in found.found
        and "ipykernel install" in found.advice
    )


@pytest.mark.slow
def test_a_front_end_that_is_switched_off_is_reported(monkeypatch, tmp_path):
    (tmp_path / "labconfig").mkdir()
    (tmp_path / "labconfig/page_config.json").write_text(
        json.dumps({"disabledExtensions": {"anywidget": True}})
    )
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    found = finding(doctor.front_ends, "anywidget")
    assert found.wrong and found.advice == "jupyter labextension enable anywidget"
    assert finding(doctor.front_ends, "ipywidgets").state == "ok"


def test_absent_programs_are_optional(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DNNLIB_CHROMIUM", raising=False)
    assert [one.state for one in doctor.programs()] == ["optional", "optional"]
    (tmp_path / "google-chrome").write_text("#!/bin/sh\n")
    (tmp_path / "google-chrome").chmod(0o755)
    assert finding(doctor.programs, "Chromium") == doctor.Finding(
        "Chromium", str(tmp_path / "google-chrome")
    )


HIDE = """if True:
    import importlib.metadata, runpy, sys
    hidden = set(sys.argv.pop(1).split(","))
    class Hidden:  # these packages are as good as not installed: neither code nor metadata
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] in hidden:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    sys.meta_path.insert(0, Hidden())
    version = importlib.metadata.version
    def visible(name):
        if name in hidden:
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)
    importlib.metadata.version = visible
    sys.argv = ["dnnlib", "doctor"]
    runpy.run_module("dnnlib", run_name="__main__")"""


def doctor_without(*hidden: str) -> subprocess.CompletedProcess:
    """Run the doctor in a fresh Python where some packages cannot be imported."""
    command = [sys.executable, "-c", HIDE, ",".join(hidden)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "400"}
    )


def test_doctor_works_without_the_packages_it_looks_for():
    course = ("torch", "matplotlib", "scipy", "ipywidgets", "anywidget", "tqdm")
    answer = doctor_without(*course, "jupyter_client", "ipykernel", "nbgrader")
    assert answer.returncode == 1 and "Traceback" not in answer.stderr, answer.stderr
    for package in course:
        assert re.search(
            rf"{package} \(course\).*│ missing .*dnnlib\[course\]", answer.stdout
        )
    assert re.search(r"Jupyter kernel.*│ missing ", answer.stdout)


@pytest.mark.parametrize("tool", ["typer", "rich", "packaging"])
def test_without_its_own_tools_the_command_says_what_to_install(tool):
    answer = doctor_without(tool)
    assert answer.returncode == 1 and answer.stdout == ""
    assert (
        answer.stderr
        == f"The command dnnlib needs {tool}, which is not installed: {COURSE}\n"
    )
