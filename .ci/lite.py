"""The course in a browser, with nothing to install: python .ci/lite.py writes the site build/lite.

JupyterLite with the Pyodide kernel, from an environment of its own, build/lite-env. What the site holds itself: the
front end, the learner's copies, a wheel of dnnlib with the 10,000 digits for tests, ipywidgets and anywidget. Pyodide,
NumPy, SciPy and matplotlib come from Pyodide's own server, or from build/pyodide where a copy of its release lies there.
Where the packages cannot be had, a sentence says so, and that is no failure.
"""

import ast
import json
import lzma
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from dnnlib import copies, data
from dnnlib.door import save

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
ENVIRONMENT, SOURCE, SITE = (BUILD / n for n in ("lite-env", "lite-source", "lite"))
# the two that belong together stand here: no reader and no test of the course needs them
JUPYTERLITE = ["jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6"]
# the first lists the files of the site, the others bring the widgets' JavaScript
BESIDE = ["jupyter-server", "jupyterlab-widgets", "anywidget", "ipywidgets"]
WIDGETS = ["anywidget", "ipywidgets", "jupyterlab-widgets"]
WIDGETS += ["psygnal", "comm", "typing-extensions"]
PINS = ["-c", str(ROOT / ".ci/constraints.txt")]
# a wheel that any Python takes, also the one in a browser
ANY = "--no-deps --only-binary :all: --platform any --implementation py --abi none"
FIRST = "%pip install -q dnnlib ipywidgets anywidget matplotlib scipy"
NEED_TORCH = {"torch", "dnnlib.precision.training", "qat", "fine_tune"}
NOTE = """**This copy runs in your browser.** There is no torch here, and of the digits only the 10,000 for tests:
a cell that needs more stops and says so. The installed course runs them all."""
APART = (
    "# These need torch: in a browser this cell stops, and so does each that uses them."
)


def cell(kind: str, source: str) -> dict:
    """A cell of a notebook's file."""
    made = {"cell_type": kind, "id": f"lite-{kind}", "metadata": {}, "source": source}
    code = {"execution_count": None, "outputs": []}
    return made | (code if kind == "code" else {})


def without_torch(source: str) -> tuple[str, str]:
    """The imports of a chapter in two: what a browser has, in its own words, and what needs torch ("" for nothing)."""
    lines, here, apart = source.splitlines(), [], []
    for node in ast.parse(source).body:
        whole = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        names = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = getattr(node, "module", None)
        needing = [a for a in names if {module, a.name} & NEED_TORCH]
        if not needing:
            here.append(whole)
            continue
        apart.append(_with(node, needing))
        rest = [a for a in names if a not in needing]
        here += [_with(node, rest)] if rest else []
    return "\n".join(here), "\n".join(apart)


def _with(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> str:
    """An import with these of its names."""
    words = ", ".join(map(ast.unparse, names))
    start = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
    return f"{start}import {words}"


def for_a_browser(notebook: dict) -> dict:
    """A learner's copy that begins with what a browser lacks: packages to fetch, and a sentence where torch is used."""
    cells = notebook["cells"]
    code = [k for k, c in enumerate(cells) if c["cell_type"] == "code"]
    uses = any(re.search(r"torch|fine_tune", "".join(cells[k]["source"])) for k in code)
    first = cells[code[0]] if code else None
    if first and uses:
        kept, apart = without_torch("".join(first["source"]))
        if apart:
            first["source"] = kept
            more = cell("code", f"{APART}\n{apart}") | {"id": "lite-torch"}
            cells.insert(code[0] + 1, more)
    head = [cell("code", FIRST)] + [cell("markdown", NOTE)] * uses
    kernel = {"name": "python", "display_name": "Python (Pyodide)"}
    told = notebook["metadata"] | {"kernelspec": kernel}
    return notebook | {"cells": head + cells, "metadata": told}


def contents(folder: Path) -> int:
    """Writes the learner's copies; returns how many files they are."""
    files = copies.originals()
    for path, content in files.items():
        if path.endswith(".ipynb"):
            made = for_a_browser(json.loads(content))
            content = json.dumps(made, ensure_ascii=False).encode()
        save(folder / path, content)
    return len(files)


def test_digits_only(assets: Path, effort: int = 6) -> None:
    """In place of all 70,000 digits the 10,000 for tests, since every visitor loads the wheel; effort is xz's preset."""
    test = data.mnist("test")
    content = test.labels.tobytes() + test.images.tobytes()
    data.keep(data.DIGITS, lzma.compress(content, preset=effort), folder=assets)


def wheel(folder: Path) -> Path | None:
    """The wheel for browsers: no training digits, no notebooks, which stand beside it in the site; None without hatchling."""
    tree = folder / "course"
    shutil.copytree(
        ROOT / "dnnlib", tree / "dnnlib", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    course = project.index("[tool.hatch.build.targets.wheel.force-include]")
    end = project.index("\n[", course)
    save(tree / "pyproject.toml", project[:course] + project[end:])
    test_digits_only(tree / "dnnlib/assets")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q"]
    built = folder / "wheels"
    command = [*pip, "--no-deps", "--no-build-isolation", "-w", built, tree]
    done = subprocess.run(command)
    return next(built.glob("dnnlib-*.whl")) if done.returncode == 0 else None


def environment(folder: Path, wanted: list[str]) -> Path | None:
    """The Python of an environment with these packages, made once; None where they cannot be had."""
    stamp, said = folder / "lite.txt", "\n".join(wanted)
    python = folder / "bin/python"
    if stamp.exists() and stamp.read_text() == said:
        return python
    venv.create(folder, clear=True, with_pip=True)
    if pip(python, "install", *wanted):
        return None
    save(stamp, said)
    return python


def pip(python: Path, *words) -> int:
    """pip's exit status; what it says goes to build/lite.txt."""
    command = [python, "-m", "pip", "--disable-pip-version-check", *words, "-q", *PINS]
    with open(BUILD / "lite.txt", "a") as said:
        return subprocess.run(command, stdout=said, stderr=said).returncode


def built(python: Path, wheels: Path, site: Path) -> bool:
    """Whether JupyterLite wrote the site. A copy of Pyodide in build/pyodide goes into it."""
    home = SOURCE / "site"
    home.mkdir(parents=True, exist_ok=True)
    if (BUILD / "pyodide/pyodide.mjs").exists():
        shutil.copytree(BUILD / "pyodide", home / "static/pyodide")
    words = ["-m", "jupyterlite_core", "build", "--apps", "lab"]
    words += ["--lite-dir", home, "--contents", SOURCE / "files", "--output-dir", site]
    words += ["--no-sourcemaps", "--no-unused-shared-packages", "--log-level", "40"]
    for one in sorted(wheels.glob("*.whl")):
        words += ["--piplite-wheels", one]
    with open(BUILD / "lite.txt", "a") as said:
        done = subprocess.run([python, *words], cwd=home, stdout=said, stderr=said)
    return done.returncode == 0


def fetches(site: Path) -> str:
    """What a browser still asks of others when it opens the site, in a sentence."""
    if any((site / "static/pyodide").glob("numpy-*.whl")):
        return "Pyodide is in the site; a package that its copy lacks is asked of PyPI."
    return (
        "A browser still fetches Pyodide with NumPy, SciPy and matplotlib from cdn.jsdelivr.net, "
        "and from PyPI what is in neither; with a copy of Pyodide's release in build/pyodide they are in the site."
    )


def main() -> int:
    """Makes the site, or says why it cannot be made here."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / "lite.txt").unlink(missing_ok=True)
    for old in (SOURCE, SITE):
        shutil.rmtree(old, ignore_errors=True)
    python = environment(ENVIRONMENT, [*JUPYTERLITE, *BESIDE])
    wheels = SOURCE / "wheels"
    if python is None or pip(python, "download", *ANY.split(), "-d", wheels, *WIDGETS):
        print(
            "lite: skipped. JupyterLite or a wheel cannot be had here: build/lite.txt"
        )
        return 0
    if wheel(SOURCE) is None:
        return 1
    count = contents(SOURCE / "files")
    if not built(python, wheels, SITE):
        print("lite: JupyterLite failed; build/lite.txt has what it said")
        return 1
    print(f"build/lite: {count} files of the course; serve it over HTTP, it does not run from a file.")  # fmt: skip
    print(fetches(SITE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
