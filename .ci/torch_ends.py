"""Runs what needs torch with the oldest and the newest torch of our range: python .ci/torch_ends.py [VERSION...]

Each gets an environment of its own in build/, in which all else is .venv's. A version that cannot be had here (an old one
has no wheel for a new Python) is said, and is no failure; a test that fails is. The gradient of a clamp at its bound
changed between two versions that our range admits.
"""

import site
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
TESTS = [
    "tests/quant/test_qat.py",
    "tests/networks",
    "tests/puzzles/test_puzzles_ch09.py",
]
TESTS += ["tests/precision", "tests/kernels/test_kernels.py"]


def ends() -> list[str]:
    """The range of pyproject.toml as two requirements: its least minor version, and the newest that it allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = map(Requirement, project["optional-dependencies"]["course"])
    torch = next(one for one in listed if one.name == "torch")
    least = next(s.version for s in torch.specifier if s.operator == ">=")
    return [f"torch=={least}.*", str(torch)]


def environment(requirement: str) -> Path | None:
    """The Python of an environment with this torch in front of all that .venv has; None where there is none to have."""
    name = "".join(c if c.isalnum() else "-" for c in requirement).strip("-")
    folder = ROOT / "build" / f"ends-{name}"
    venv.create(folder, clear=True, with_pip=True)
    python = folder / "bin/python"
    install = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    if subprocess.run([*install, "--upgrade", requirement]).returncode:
        return None
    lib = next((folder / "lib").glob("python*/site-packages"))
    (lib / "zz_all_else.pth").write_text(
        "\n".join([*site.getsitepackages(), str(ROOT)])
    )
    return python


def run(requirement: str) -> bool:
    """Whether the tests pass with it, or it cannot be had."""
    python = environment(requirement)
    if python is None:
        print(f"{requirement}: cannot be had here, so it was not tried", flush=True)
        return True
    seen = "import torch; print('torch', torch.__version__)"
    subprocess.run([python, "-c", seen], check=True)
    marks = ["-m", "not slow and not browser and not notebook"]
    command = [python, "-m", "pytest", "-q", *marks, "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=ROOT).returncode == 0


if __name__ == "__main__":
    asked = [f"torch=={version}" for version in sys.argv[1:]] or ends()
    failed = [requirement for requirement in asked if not run(requirement)]
    print(
        f"failed with {', '.join(failed)}" if failed else "all that could be had pass"
    )
    sys.exit(bool(failed))
