"""A file is written whole or not at all: whoever reads it finds the old one or the new one."""

import os
import secrets
from pathlib import Path


def save(path: Path | str, content: str | bytes, mode: int = 0o666) -> Path:
    """Write a file in one step, and its folder where there is none; returns its path.

    The content goes into a file beside it, onto the disk, and then takes its name: a kill, a full
    disk or another writer leaves no half. A text is written as UTF-8, its line ends as they are.
    mode: who may read a new file, less the umask; a file that was there keeps its own.
    Errors: OSError of the disk; the old file is then as it was.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        _write(beside, data, mode)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        # a rename happens whole or not at all
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _write(path: Path, data: bytes, mode: int) -> None:
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, new, mode), "wb") as file:
        file.write(data)
        file.flush()
        # or a crash of the machine may keep the name and lose the bytes
        os.fsync(file.fileno())
