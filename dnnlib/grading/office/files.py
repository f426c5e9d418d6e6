"""Files written in one step, and where a course keeps what belongs to nobody's folder."""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader, or a kill, finds the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    os.replace(part, path)


def beside_gradebook(db_url: str, *parts: str) -> Path:
    """A path in the folder of the gradebook, build/grading."""
    return Path(db_url.removeprefix("sqlite:///")).parent.joinpath(*parts)
