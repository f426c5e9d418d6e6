"""Progress survives crashes, damage, read-only disks and upgrades, and a check never fails for its sake."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dnnlib
from dnnlib import progress, puzzles
from dnnlib.puzzles import ch02

ROOT = Path(__file__).resolve().parents[1]
WRONG = lambda M, C, R, S, G=1: M * C * R * S


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty progress folder, not made yet."""
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_warned", set())
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("DNNLIB_COURSE_SECRET", raising=False)
    return tmp_path / "home"


def test_nothing_is_there_before_something_is_done(home):
    assert progress.load() == {} and not home.exists()


def test_what_is_recorded_is_loaded_with_its_time():
    progress.record("ch02/conv", {"passed": True})
    progress.record("prediction:ch02/macs", {"guess": 1e6})
    progress.record("ch02/conv", {"passed": False})
    records = progress.load()
    assert records.keys() == {"ch02/conv", "prediction:ch02/macs"}
    assert records["ch02/conv"]["passed"] is False and records["ch02/conv"][
        "when"
    ].endswith("+00:00")
    assert records["prediction:ch02/macs"]["guess"] == 1e6


def test_another_process_sees_it(home):
    progress.record("ch02/conv", {"passed": True})
    script = (
        "from dnnlib import progress; print(progress.load()['ch02/conv']['passed'])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
        ).stdout
        == "True\n"
    )


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "null", '{"records": 3}', '{"records": {"k": 1}}', b"\xff\xfe", '{"version": 1}', "[" * 99999]
)  # fmt: skip
def test_a_damaged_file_is_moved_aside_and_said(home, capsys, damage):
    home.mkdir()
    raw = damage if isinstance(damage, bytes) else damage.encode()
    (home / "progress.json").write_bytes(raw)
    progress.record("ch02/conv", {"passed": True})
    assert progress.load().keys() == {"ch02/conv"}
    (aside,) = home.glob("progress.unreadable-*.json")
    assert aside.read_bytes() == raw
    assert aside.name in capsys.readouterr().out


def test_a_file_that_cannot_be_moved_aside_is_not_overwritten(
    home, capsys, monkeypatch
):
    home.mkdir()
    (home / "progress.json").write_text("{")

    def refuse(*_):
        raise PermissionError("no")

    monkeypatch.setattr(Path, "rename", refuse)
    progress.record("ch02/conv", {"passed": True})
    assert (home / "progress.json").read_text() == "{" and progress.load() == {}
    assert capsys.readouterr().out.count("it is left as it is") == 1


def test_a_crash_while_writing_leaves_the_old_file(home, monkeypatch):
    progress.record("ch02/conv", {"passed": True})

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        progress.record("ch02/macs", {"passed": True})
    assert progress.load().keys() == {"ch02/conv"}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_a_disk_that_cannot_be_written_to_is_said_once_and_fails_no_check(
    tmp_path, monkeypatch, capfd
):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "file" / "home"))
    for _ in range(3):
        assert puzzles.check(ch02.weights, lambda M, C, R, S, G=1: M * C * R * S // G)
    out, err = capfd.readouterr()
    assert out.count("Your progress is not kept") == 1
    assert err == ""  # nbgrader would take it for an error


def test_a_newer_file_keeps_what_this_version_does_not_know(home):
    home.mkdir()
    newer = {
        "version": 7,
        "badges": ["early"],
        "records": {"ch02/conv": {"passed": True, "stars": 3}},
    }
    (home / "progress.json").write_text(json.dumps(newer))
    progress.record("ch02/macs", {"passed": True})
    kept = json.loads((home / "progress.json").read_text())
    assert (
        kept["version"] == 7
        and kept["badges"] == ["early"]
        and kept["records"]["ch02/conv"]["stars"] == 3
    )
    assert kept["records"].keys() == {"ch02/conv", "ch02/macs"}


def test_a_check_remembers_a_pass_for_good_and_counts_tries():
    right = lambda M, C, R, S, G=1: M * C * R * S // G
    for answer, passed, tries in (
        (WRONG, False, 1),
        (right, True, 2),
        (WRONG, True, 3),
    ):
        puzzles.check(ch02.weights, answer)
        record = progress.load()["ch02/weights"]
        assert (record["passed"], record["tries"]) == (passed, tries)


def test_the_summary_counts_by_chapter():
    puzzles.check(ch02.weights, lambda M, C, R, S, G=1: M * C * R * S // G)
    puzzles.check(ch02.macs, lambda *case: 0)
    progress.record("prediction:ch02/total", {"guess": 1})
    progress.record("prediction:ch05/energy", {"guess": 1})
    rows = {row[0]: row[2:] for row in puzzles.solved().rows}
    assert rows["ch02"] == (1, 2, len(ch02.PUZZLES), 1) and rows["ch05"][-1] == 1
    assert {row[0]: row[2:] for row in progress.summary().rows} == {
        "ch02": (1, 2, None, 1),
        "ch05": (0, 0, None, 1),
    }


def test_grading_and_validation_leave_no_trace(monkeypatch, capsys):
    for execution in ("autograde", "validate"):
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        puzzles.check(ch02.weights, lambda M, C, R, S, G=1: M * C * R * S // G)
    with pytest.raises(AssertionError, match="The groups are left out"):
        puzzles.check(ch02.weights, WRONG)
    assert puzzles.grade(ch02.weights, WRONG) == ch02.weights.points / 2
    assert "The groups are left out" in capsys.readouterr().out
    assert progress.load() == {}


def test_the_hidden_seed_is_the_course_s_own(home, monkeypatch):
    open_seed = puzzles.hidden_seed()
    home.mkdir()
    (home / "course_secret").write_text("from a file\n")
    assert puzzles.hidden_seed() == b"from a file" != open_seed
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", "from the environment")
    assert puzzles.hidden_seed() == b"from the environment"


# ---------------------------------------------------------------- two notebooks, no home, no squares


def test_two_notebooks_at_once_lose_nothing(home):
    """Four processes record at once; before there was a lock, half of the records were written over."""
    script = """if True:
        import sys
        from dnnlib import progress
        for k in range(25):
            progress.record(f"own/{sys.argv[1]}-{k}", {"passed": True})
            progress.update("own/tries", lambda was: {"tries": was.get("tries", 0) + 1})
    """
    four = [
        subprocess.Popen([sys.executable, "-c", script, str(k)], cwd=ROOT)
        for k in range(4)
    ]
    assert [one.wait() for one in four] == [0] * 4
    records = progress.load()
    assert len(records) == 101 and records["own/tries"]["tries"] == 100


def test_without_locks_everything_goes_on(home, monkeypatch):
    monkeypatch.setattr(progress, "fcntl", None)
    progress.record("ch02/conv", {"passed": True})
    assert progress.load()["ch02/conv"]["passed"]


def test_a_lock_that_is_never_given_back_is_not_waited_for(home, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    monkeypatch.setattr(progress, "_locked", lambda held: False)
    progress.record("ch02/conv", {"passed": True})
    assert progress.load()["ch02/conv"]["passed"]


def test_predictions_count_in_their_chapter():
    """The notebooks name them 02/toy-macs, 00/alexnet; all of them in the course do."""
    keys = {
        key
        for notebook in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for key in re.findall(r'predict\(\\"([^"\\]+)\\"', notebook.read_text())
    }
    assert len(keys) > 50 and all(progress.chapter_of(f"prediction:{k}") for k in keys)
    progress.record("prediction:02/toy-macs", {"guess": 1})
    progress.record("prediction:ch02/weights", {"guess": 1})
    progress.record("prediction:00/alexnet", {"guess": 1})
    counted = {row[0]: row[-1] for row in progress.summary({"ch02": ["conv"]}).rows}
    assert counted == {"ch02": 2, "ch00": 1}


@pytest.mark.parametrize("told", [None, "", "~"])
def test_without_a_home_no_folder_is_named_so(tmp_path, monkeypatch, told):
    """Containers run users whom no password file knows: expanduser then leaves the ~ as it is."""
    monkeypatch.delenv("DNNLIB_HOME")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME", raising=False)
    if told is not None:
        monkeypatch.setenv("HOME", told)
    monkeypatch.setattr(progress.os.path, "expanduser", lambda path: told or path)
    monkeypatch.setattr(progress, "_known", lambda: "")
    assert progress.home() == tmp_path / ".dnnlib"
    progress.record("ch02/conv", {"passed": True})
    assert [folder.name for folder in tmp_path.iterdir()] == [".dnnlib"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_progress_on_any_terminal(encoding):
    progress.record("ch02/conv", {"passed": True, "tries": 1})
    told = subprocess.run(
        [sys.executable, "-m", "dnnlib", "progress"],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert told.returncode == 0, told.stderr
    bar = "■□" if encoding == "utf-8" else "#-"
    assert bar in told.stdout.decode(encoding) and b"?" not in told.stdout


def test_the_command_says_its_version():
    command = [sys.executable, "-m", "dnnlib", "--version"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.stdout == f"dnnlib {dnnlib.__version__}\n" and told.returncode == 0
