"""What the learner has done, in one small file of their own that outlives notebooks and upgrades."""

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dnnlib.door import save
from dnnlib.table import Table

try:
    import fcntl
except ImportError:  # Windows has the other
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:
    msvcrt = None  # type: ignore[assignment]

# of the file; a newer file is read as far as it is understood, and what is not stays in it
VERSION = 1
PATIENCE = 5.0  # seconds that one notebook waits for another
_warned: set[str] = set()


def home() -> Path:
    """The learner's folder: $DNNLIB_HOME, else ~/.dnnlib; .dnnlib in this folder for a user who has no home."""
    told = os.environ.get("DNNLIB_HOME")
    if told:
        return Path(told).expanduser()
    # an empty HOME would be the root of the disk, and an unknown one a folder named "~"
    folder = os.path.expanduser("~") if os.environ.get("HOME", "none") else _known()
    return Path(folder if os.path.isabs(folder) else "", ".dnnlib").absolute()


def _known() -> str:
    """The home that the system knows of a user, "" where it knows none."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""


def load() -> dict[str, dict]:
    """All records by key, {"ch02/output_size": {"passed": true, ...}, ...}; {} where there are none. Never raises.

    A file that holds no records is moved aside, said so, and never overwritten.
    """
    return (_read() or {}).get("records", {})


def record(key: str, value: Mapping) -> dict:
    """Keep a record under a key, with the time in UTC as "when", in place of the key's earlier one; returns it.

    Errors: TypeError for what JSON lacks.
    """
    return update(key, lambda earlier: value)


def update(key: str, change: Callable[[dict], Mapping]) -> dict:
    """Keep what `change` makes of a key's earlier record, {} where it has none; returns it with its time, as "when".

    Other notebooks wait meanwhile, so that none writes over what another has just kept. The file is replaced in one
    step, so a crash leaves the old one. A disk that cannot be written to is said once, on stdout (a grader takes
    stderr for an error), and changes nothing else. Errors: TypeError for what JSON lacks.
    """
    with _alone():
        content = _read()
        earlier = (content or {}).get("records", {}).get(key, {})
        when = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {**change(earlier), "when": when}
        if content is not None:
            _keep(content, key, entry)
        return entry


def forget(chosen: Callable[[str], bool]) -> dict[str, dict]:
    """Take away the records whose key is chosen; returns them. Errors: as of `update`, nothing is raised."""
    with _alone():
        content = _read()
        records = (content or {}).get("records", {})
        taken = {key: entry for key, entry in records.items() if chosen(key)}
        if content is not None and taken:
            left = {key: e for key, e in records.items() if key not in taken}
            _write({**content, "records": left})
        return taken


def chapter_of(key: str) -> str:
    """The chapter of a record: "ch02/conv" and "prediction:02/toy-macs" belong to ch02; "" where there is none."""
    match = re.match(r"(?:prediction:(?:ch)?|ch)(\d+)/", key)
    return f"ch{match.group(1)}" if match else ""


def _keep(content: dict, key: str, entry: dict) -> None:
    content["version"] = max(VERSION, content.get("version", VERSION))
    content.setdefault("records", {})[key] = entry
    _write(content)


def _write(content: dict) -> None:
    text = json.dumps(content, indent=1, sort_keys=True)
    try:
        save(_path(), text, mode=0o600)
    except OSError as error:
        _say(
            f"Your progress is not kept: {_path()} cannot be written ({error}). Everything else works."
        )


def summary(puzzles: Mapping[str, Iterable[str]] | None = None) -> Table:
    """A row a chapter: a bar, puzzles solved, tried and offered, and predictions made; a sum in the caption.

    puzzles: {chapter: names of what it offers}; a bar needs it.
    """
    records, offered = (
        load(),
        {chapter: list(names) for chapter, names in (puzzles or {}).items()},
    )
    seen = {chapter for key in records if (chapter := chapter_of(key))}
    rows = []
    for chapter in sorted(seen | offered.keys()):
        tried = {key: r for key, r in records.items() if key.startswith(f"{chapter}/")}
        solved = sum(bool(r.get("passed")) for r in tried.values())
        guesses = sum(
            key.startswith("prediction:") and chapter_of(key) == chapter
            for key in records
        )
        most = len(offered[chapter]) if chapter in offered else None
        rows.append((chapter, bar(solved, most), solved, len(tried), most, guesses))
    done, most = sum(row[2] for row in rows), sum(row[4] or 0 for row in rows)
    caption = (
        f"Your progress: {done} of {most} puzzles solved  {bar(done, most, 30)}"
        if most
        else "Your progress"
    )
    return Table(
        ("chapter", "progress", "solved", "tried", "puzzles", "predictions"),
        rows,
        caption,
    )


def bar(done: int, most: int | None, length: int = 10) -> str:
    """A bar of text, "■■■□□□□□□□": full only where all is done, empty only where nothing is; "" where there is nothing to do."""
    if not most:
        return ""
    full = length if done >= most else max(min(1, done), done * length // most)
    return "■" * full + "□" * (length - full)


def _path() -> Path:
    return home() / "progress.json"


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes the file meanwhile; where no lock can be had, all goes on without one."""
    try:
        held = _lockable(_path().parent)
    except OSError:
        yield
        return
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(held) and time.monotonic() < until:
            time.sleep(0.005)
        yield
    finally:
        os.close(held)  # and the lock with it


def _lockable(folder: Path) -> int:
    """The learner's folder, opened to be locked; Windows locks files alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if fcntl:
        return os.open(folder, os.O_RDONLY)
    return os.open(folder / "progress.lock", os.O_RDWR | os.O_CREAT)


def _locked(held: int) -> bool:
    """Whether the lock is ours now, or there are no locks here."""
    try:
        if fcntl:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt:  # whose names the types of other systems do not know
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a disk without locks
        return True
    return True


def _read() -> dict | None:
    """The file's content, {} where there is none; None where there is one that must not be replaced."""
    try:
        content = json.loads(_path().read_text(encoding="utf-8"))
        if not all(isinstance(entry, dict) for entry in content["records"].values()):
            raise ValueError("a record is not an object")
        return content
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        _say(
            f"{_path()} cannot be read ({error}); it is left as it is, and your progress is not kept."
        )
        return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return _set_aside(error)


def _set_aside(error: Exception) -> dict | None:
    aside = _path().with_name(
        f"progress.unreadable-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.json"
    )
    try:
        _path().rename(aside)
    except OSError:
        _say(
            f"{_path()} holds no records ({error!r}); it is left as it is, and your progress is not kept."
        )
        return None
    _say(
        f"{_path()} held no records ({error!r}). It is now {aside.name}, and a new one starts beside it."
    )
    return {}


def _say(message: str) -> None:
    if message not in _warned:
        _warned.add(message)
        print(message)
