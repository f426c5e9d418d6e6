"""What `make lite` puts into a browser's copy of the course; JupyterLite itself is not built here, and nothing is fetched."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dnnlib import copies, data

ROOT = Path(__file__).resolve().parents[1]
LITE = runpy.run_path(str(ROOT / ".ci/lite.py"))


def test_a_browsers_copy_has_the_same_test_digits_and_says_what_it_lacks(tmp_path, monkeypatch):  # fmt: skip
    whole = data.mnist("test")
    data.keep("other.txt", b"as it was", folder=tmp_path)
    LITE["test_digits_only"](tmp_path, effort=0)
    assert (tmp_path / data.DIGITS).stat().st_size < 2_500_000
    monkeypatch.setattr(data, "ASSETS", tmp_path)
    monkeypatch.setattr(data, "_digits", data._digits.__wrapped__)
    light = data.mnist("test")
    np.testing.assert_array_equal(light.images, whole.images)
    np.testing.assert_array_equal(light.labels, whole.labels)
    for split in set(data.SPLITS) - {"test"}:
        with pytest.raises(OSError, match="the test digits alone; .*installed course"):
            data.mnist(split)


def copy(name: str) -> list[dict]:
    """The cells of a chapter's copy for a browser."""
    notebook = LITE["for_a_browser"](json.loads(copies.originals()[name]))
    assert notebook["metadata"]["kernelspec"]["name"] == "python"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    return notebook["cells"]


def test_a_chapter_without_torch_begins_with_its_packages_alone():
    name = "notebooks/02_layers_and_models.ipynb"
    cells = copy(name)
    assert cells[0]["source"] == LITE["FIRST"]
    assert cells[1:] == json.loads(copies.originals()[name])["cells"]


def test_a_chapter_with_torch_begins_without_it_and_says_so():
    said = "import light; light.make_light()\n"
    for name in ("notebooks/09_precision.ipynb", "notebooks/10_sparsity.ipynb"):
        cells = copy(name)
        assert cells[1]["source"] == LITE["NOTE"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert code[2]["source"].startswith(LITE["APART"])
        said += code[1]["source"] + "\n"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT / "tests")
    assert done.returncode == 0


def test_no_import_is_lost_when_they_are_parted():
    source = "import torch\nfrom dnnlib.networks import accuracy, fine_tune\nf(1)  # a remark"
    here, apart = LITE["without_torch"](source)
    assert here == "from dnnlib.networks import accuracy\nf(1)  # a remark"
    assert apart == "import torch\nfrom dnnlib.networks import fine_tune"


def test_packages_that_cannot_be_had_are_no_failure_but_a_sentence(tmp_path, monkeypatch, capsys):  # fmt: skip
    main = LITE["main"]
    for name in ("BUILD", "SOURCE", "SITE", "ENVIRONMENT"):
        monkeypatch.setitem(main.__globals__, name, tmp_path / name)
    monkeypatch.setitem(main.__globals__, "environment", lambda folder, wanted: None)
    assert main() == 0
    assert capsys.readouterr().out.startswith("lite: skipped.")
