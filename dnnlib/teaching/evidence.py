"""What a class's files say of the course, as one table without names: who learned is nobody's business, what was learned is.

    evidence(records)      records: one learner's progress file each, as they were handed in of free will

A row is left out while fewer than five learners stand behind it.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import mean

from dnnlib.door import checked, save
from dnnlib.table import Table

FEWEST = 5  # learners behind a row
CHECK, GUESS, HINTS = "check:", "prediction:", "hints:"
HEADER: tuple[str, ...] = (
    "what",
    "key",
    "learners",
    "right",
    "first right",
    "tries",
    "hints",
)
HEADER += ("sure and right", "score", "most frequent mistake", "share")


def evidence(files: Iterable[Mapping[str, Mapping]]) -> Table:
    """A row a puzzle, a question of a quick check and a prediction: how many, how often right, after how many tries.

    files: {key: record} of each learner (`dnnlib.progress.load`). Shares lie between 0 and 1, score as of a prediction.
    """
    learners = list(files)
    keys = sorted({key for one in learners for key in one if "/" in key})
    rows = []
    for key in keys:
        found = [one[key] for one in learners if key in one]
        if len(found) < FEWEST or key.startswith(HINTS):
            continue
        hints = [len(_hints(one, key)) for one in learners if key in one]
        rows.append(_row(key, found, hints))
    return Table(HEADER, rows, f"{len(learners)} learners, rows of {FEWEST} or more")


@checked
def read(folder: Path) -> list[dict]:
    """The progress files of a folder, of any name that ends in .json; nothing of the names is kept.

    Errors: ValueError where there is none, or one is no progress file.
    """
    found = []
    for number, path in enumerate(sorted(folder.glob("*.json")), 1):
        try:
            found.append(json.loads(path.read_text("utf-8"))["records"])
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"file {number} of {folder} is no progress.json") from None
    if not found:
        raise ValueError(f"{folder} has no .json: put the learners' progress files there")  # fmt: skip
    return found


def write(found: Table, path: Path) -> Path:
    """The table as a CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([found.header, *found.rows])
    return save(path, out.getvalue())


def _row(key: str, found: list[Mapping], hints: list[int]) -> tuple:
    kind = _kind(key)
    rights = [bool(one.get("right", one.get("passed"))) for one in found]
    firsts = [one["first"] for one in found if "first" in one]
    tries = [one["tries"] for one in found if "tries" in one]
    sure = [one["right"] for one in found if one.get("sure") == "I am sure"]
    scores = [one["score"] for one in found if "score" in one]
    mistakes = Counter(one["mistake"] for one in found if one.get("mistake"))
    ((mistake, count),) = mistakes.most_common(1) or [("", 0)]
    return (
        kind,
        key.removeprefix(CHECK).removeprefix(GUESS),
        len(found),
        "" if kind == "prediction" else _mean(rights),
        _mean(firsts),
        _mean(tries),
        _mean(hints) if kind == "puzzle" else "",
        _mean(sure),
        _mean(scores),
        mistake if count >= FEWEST else "",
        round(count / len(found), 2) if count >= FEWEST else "",
    )


def _kind(key: str) -> str:
    if key.startswith(CHECK):
        return "quick check"
    return "prediction" if key.startswith(GUESS) else "puzzle"


def _hints(one: Mapping, key: str) -> range:
    return range(int(one.get(f"{HINTS}{key}", {}).get("shown", 0)))


def _mean(values: list) -> float | str:
    """To two places; "" where there is nothing."""
    return round(mean(values), 2) if values else ""
