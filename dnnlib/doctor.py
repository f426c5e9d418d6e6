"""What is installed, missing or mismatched: one `Finding` a line, in plain words, with what to do about it.

Nothing here needs the packages it looks for. Ranges are read from dnnlib's own metadata, so they stand in
pyproject.toml alone.
"""

import importlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from dnnlib import data, progress
from dnnlib.networks import NETWORKS
from dnnlib.table import Table

# the extras whose packages a learner cannot do without; "" is dnnlib itself
NEEDED = ("", "course")
INSTALL = "pip install 'dnnlib[{}]'"
COURSE = INSTALL.format("course")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# package: its front end
WIDGETS = {
    "ipywidgets": "@jupyter-widgets/jupyterlab-manager",
    "anywidget": "anywidget",
}


State = Literal["ok", "optional", "missing", "mismatch"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, what was found, whether that will do, and what to do if not."""

    what: str
    found: str
    state: State = "ok"
    advice: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the course does not work until this is mended."""
        return self.state in ("missing", "mismatch")


def examine() -> list[Finding]:
    """All findings about this environment: Python, packages, torch, data, Jupyter, browser, progress folder."""
    looks = (
        python,
        packages,
        torch_build,
        data_files,
        kernel,
        front_ends,
        programs,
        progress_folder,
    )
    return [finding for look in looks for finding in look()]


def verdict() -> str:
    """One sentence where all is well, else what is wrong and what to do, as the start page shows it."""
    wrong = [(one.what, one.found, one.advice) for one in examine() if one.wrong]
    return (
        str(Table(("what", "found", "what to do"), wrong))
        if wrong
        else "All that the course needs is here."
    )


def python() -> Iterator[Finding]:
    """The version of Python against the one that dnnlib asks for."""
    version = platform.python_version()
    needed = next(iter(_metadata("Requires-Python")), ">=3.11")
    if SpecifierSet(needed).contains(version, prereleases=True):
        yield Finding("Python", f"{version} ({sys.prefix})")
    else:
        yield Finding(
            "Python",
            f"{version}, needs {needed}",
            "mismatch",
            "install a newer Python: make lab PYTHON=...",
        )


def packages() -> Iterator[Finding]:
    """dnnlib itself, then each package of each extra: installed, missing or out of its range."""
    here = Path(__file__).parent
    if version := next(iter(_metadata("Version")), None):
        yield Finding("dnnlib", f"{version} ({here})")
    else:
        yield Finding("dnnlib", f"a folder, not installed ({here})", "missing", COURSE)
    for extra, requirement in requirements():
        what = f"{requirement.name} ({extra or 'dnnlib'})"
        install = INSTALL.format(extra) if extra else "pip install dnnlib"
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            state: State = "missing" if extra in NEEDED else "optional"
            yield Finding(
                what, f"not installed, wants {requirement.specifier}", state, install
            )
            continue
        if requirement.specifier.contains(version, prereleases=True):
            yield Finding(what, version)
        else:
            yield Finding(
                what,
                f"{version}, out of range {requirement.specifier}",
                "mismatch",
                install,
            )


def requirements() -> list[tuple[str, Requirement]]:
    """What dnnlib asks for, as (extra, requirement), each package once: under the first extra that names it."""
    extras = ["", *_metadata("Provides-Extra")]
    found: dict[str, tuple[str, Requirement]] = {}
    for requirement in map(Requirement, _requires()):
        marker = requirement.marker
        extra = next(
            (e for e in extras if marker is None or marker.evaluate({"extra": e})), None
        )
        if extra is not None and requirement.name != "dnnlib":
            found.setdefault(requirement.name, (extra, requirement))
    return sorted(found.values(), key=lambda pair: extras.index(pair[0]))


def torch_build() -> Iterator[Finding]:
    """Whether torch starts, and whether it computes on the CPU or on CUDA."""
    try:
        torch = importlib.import_module("torch")
    except ModuleNotFoundError:
        return  # `packages` has said so
    except Exception as error:  # a broken build fails in many ways
        yield Finding(
            "torch starts",
            f"no: {error}",
            "mismatch",
            f"pip uninstall torch, then {COURSE}",
        )
        return
    build = f"CUDA {torch.version.cuda}" if torch.version.cuda else "CPU"
    device = (
        "a GPU is there"
        if torch.cuda.is_available()
        else "computes on the CPU, which is all the course needs"
    )
    yield Finding("torch build", f"{torch.__version__}, {build} build, {device}")


def data_files() -> Iterator[Finding]:
    """The digits and the trained networks that travel with the package, each against its checksum."""
    reads = {"MNIST": lambda: data.mnist("test")} | {
        name: lambda n=name: data.weights(n) for name in NETWORKS
    }
    for what, read in reads.items():
        try:
            read()
            yield Finding(f"data: {what}", "whole, checksum agrees")
        except OSError as error:
            found, _, advice = str(error).partition("; ")
            yield Finding(f"data: {what}", found, "mismatch", advice)


def kernel() -> Iterator[Finding]:
    """Whether notebooks would run in this environment: Jupyter's kernel python3 is this Python."""
    try:
        spec = (
            importlib.import_module("jupyter_client.kernelspec")
            .KernelSpecManager()
            .get_kernel_spec("python3")
        )
        importlib.import_module("ipykernel")
    # not installed, or NoSuchKernel, whose class comes with what is not installed
    except Exception:
        yield Finding("Jupyter kernel", "none in this environment", "missing", COURSE)
        return
    program = spec.argv[0]
    here = (
        not os.path.isabs(program)
        or Path(program).parent.resolve() == Path(sys.executable).parent.resolve()
    )
    if here:
        yield Finding(
            "Jupyter kernel", f"python3, in this environment ({spec.resource_dir})"
        )
    else:
        advice = f"{sys.executable} -m ipykernel install --sys-prefix"
        yield Finding(
            "Jupyter kernel",
            f"python3 starts another Python: {program}",
            "mismatch",
            advice,
        )


def front_ends() -> Iterator[Finding]:
    """Whether JupyterLab shows the sliders: its own list must have each widget package's front end as enabled, OK."""
    command = [sys.executable, "-m", "jupyterlab.labextensions", "list"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:  # a browser, a strict box
        found = f"cannot be asked: no process may start here ({error})"
        yield Finding("JupyterLab's widgets", found, "optional")
        return
    if answer.returncode:
        return  # no JupyterLab: `packages` has said so
    # without its colours
    lines = re.sub(r"\x1b\[\d+m", "", answer.stdout + answer.stderr).splitlines()
    lab = next(
        (line.strip() for line in lines if line.startswith("JupyterLab")), "JupyterLab"
    )
    for package, extension in WIDGETS.items():
        line = next((line.strip() for line in lines if extension in line.split()), "")
        if {"enabled", "OK"} <= set(line.split()):
            yield Finding(f"{package} in JupyterLab", f"enabled, fits {lab}")
        elif "disabled" in line:
            advice = f"jupyter labextension enable {extension}"
            yield Finding(f"{package} in JupyterLab", "disabled", "mismatch", advice)
        else:
            found = f"{line or 'its front end is not there'} ({lab})"
            yield Finding(
                f"{package} in JupyterLab",
                found,
                "mismatch",
                f"pip install --force-reinstall {package}",
            )


def programs() -> Iterator[Finding]:
    """Programs that only some tests and the grader use; the course itself needs neither."""
    for what, path, use, package in (
        ("Chromium", chromium(), "the tests of the explorers", "chromium"),
        (
            "bubblewrap",
            shutil.which("bwrap"),
            "grading other people's code safely",
            "bubblewrap",
        ),
    ):
        refused = _refused() if path and what == "bubblewrap" else None
        if refused:  # found is not working
            found = f"{path} is there and refused: {refused.words}; for {use}"
            yield Finding(what, found, "optional", refused.fix)
        elif path:
            yield Finding(what, path)
        else:
            yield Finding(
                what,
                f"not installed; for {use}",
                "optional",
                f"Debian: apt-get install {package}",
            )


def _refused():
    """What bubblewrap says where it makes no box, else None; tried only where it is installed."""
    from dnnlib.sandbox.box import OPEN, isolation
    from dnnlib.sandbox.refusal import Refusal, refusal

    if isolation() is not OPEN:
        return None
    return refusal() or Refusal(
        "it makes no box with all its walls", "dnnlib grade says more"
    )


def chromium() -> str | None:
    """The path of the program named in DNNLIB_CHROMIUM, or else of the first Chromium or Chrome on the PATH."""
    named = os.environ.get("DNNLIB_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def progress_folder() -> Iterator[Finding]:
    """Whether the learner's guesses and points can be written down."""
    home = progress.home()
    try:
        with tempfile.TemporaryFile(
            dir=next(folder for folder in (home, *home.parents) if folder.exists())
        ):
            yield Finding("progress folder", f"writable ({home})")
    except OSError as error:
        advice = (
            "set the environment variable DNNLIB_HOME to a folder that you may write to"
        )
        yield Finding(
            "progress folder", f"{home}: {error.strerror}", "mismatch", advice
        )


def _requires() -> list[str]:
    try:
        return metadata.requires("dnnlib") or []
    except metadata.PackageNotFoundError:
        return []


def _metadata(field: str) -> list[str]:
    try:
        return metadata.metadata("dnnlib").get_all(field) or []
    except metadata.PackageNotFoundError:
        return []
