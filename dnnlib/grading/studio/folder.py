"""What is read of a folder of designs: FOLDER/ada.json, or FOLDER/ada/anything.json; of each a few kilobytes."""

from concurrent.futures import Executor
from pathlib import Path
from stat import S_ISREG

from dnnlib.door import checked
from dnnlib.studio.design import LONGEST
from dnnlib.studio.judge import Verdict, judge

MOST = 10_000  # files of a folder
TWICE = "two files were handed in under this name: which counts?"


@checked
def judged(
    folder: Path | str, secret: str | None = None, executor: Executor | None = None
) -> list[Verdict]:
    """The verdicts on all files of a folder, by name. Errors: as in `submissions`; see studio.judge."""
    return judge(submissions(folder), secret, executor)


@checked
def submissions(folder: Path | str) -> dict[str, bytes | str]:
    """What each student handed in: {name: the first bytes of the file, or why it was not read}.

    A link, a pipe and a folder are not opened. Errors: ValueError where there is no folder, nothing in it, or too much.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder; give one of files like ada.json")
    paths = sorted([*folder.glob("*.json"), *folder.glob("*/*.json")])
    if not 0 < len(paths) <= MOST:
        raise ValueError(f"{folder} holds {len(paths):,} .json files: 1 to {MOST:,}")
    found: dict[str, bytes | str] = {}
    for path in paths:
        name = path.stem if path.parent == folder else path.parent.name
        found[name] = TWICE if name in found else _content(path)
    return found


def _content(path: Path) -> bytes | str:
    try:
        if not S_ISREG(path.lstat().st_mode) or path.parent.is_symlink():
            return "it is no plain file"
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as wrong:
        return f"it cannot be read: {wrong.strerror}"
    long = f"the file is longer than {LONGEST:,} bytes: no design is"
    return long if len(content) > LONGEST else content
