"""Where a course keeps what belongs to nobody's folder."""

from pathlib import Path


def beside_gradebook(db_url: str, *parts: str) -> Path:
    """A path in the folder of the gradebook, build/grading."""
    return Path(db_url.removeprefix("sqlite:///")).parent.joinpath(*parts)
