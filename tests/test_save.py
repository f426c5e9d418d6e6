"""A file is the old one or the new one, at every moment, whoever looks or breaks in."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from dnnlib.door import save


def test_what_is_saved_is_what_is_read_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "new" / "folder" / "page.html"
    for content in ("ä\r\nb", b"\x00\xff", ""):
        assert save(path, content) == path
        data = content if isinstance(content, bytes) else content.encode()
        assert path.read_bytes() == data
        assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
@pytest.mark.parametrize("stop", [OSError("no space left"), KeyboardInterrupt()])
def test_whatever_stops_it_wherever_the_old_file_stays(
    tmp_path, monkeypatch, step, stop
):
    def stopped(*_):
        raise stop

    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            self.file.__enter__()
            return self

        def __exit__(self, *error):
            return self.file.__exit__(*error)

        def write(self, data):
            self.file.write(data[: len(data) // 2])
            raise stop

    path = save(tmp_path / "grades.csv", "old")
    if step == "write":
        real = os.fdopen
        monkeypatch.setattr(os, "fdopen", lambda *how: Full(real(*how)))
    else:
        monkeypatch.setattr(os, step, stopped)
    with pytest.raises(type(stop)):
        save(path, "a new and longer text")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_file_keeps_its_rights_and_a_new_one_gets_those_asked_for(tmp_path):
    mode = lambda path: path.stat().st_mode & 0o777
    mask = os.umask(0o022)
    try:
        path = save(tmp_path / "a", "", mode=0o600)
        assert (mode(path), mode(save(tmp_path / "b", ""))) == (0o600, 0o644)
        path.chmod(0o640)
        assert mode(save(path, "again")) == 0o640
    finally:
        os.umask(mask)


def test_of_many_writers_one_wins_whole(tmp_path):
    path, texts = tmp_path / "verdict", [f"{k}" * 50_000 for k in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: save(path, text), texts * 4))
    assert path.read_text() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_the_disk_takes_is_saved(tmp_path):
    assert save(tmp_path / ("n" * 255), "x").read_text() == "x"
