"""A paper put where nbgrader looks for it: the one that was there is kept, and a receipt is made."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

from dnnlib.door import save
from dnnlib.grading.archive import Paper
from dnnlib.grading.intake.receipts import Receipt
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office.files import beside_gradebook


def put(course: Course, path: Path, data: bytes) -> list[str]:
    """Write a paper; what there is to say of the one that was there."""
    if path.exists() and path.read_bytes() == data:
        return ["was there already"]
    remarks = []
    if path.exists():
        when = datetime.fromtimestamp(path.stat().st_mtime)
        student, assignment = path.parts[-3:-1]
        earlier = beside_gradebook(
            course.folders.db_url, "earlier", student, assignment
        )
        earlier.mkdir(parents=True, exist_ok=True)
        kept = earlier / f"{path.stem}.{when:%Y%m%d-%H%M%S-%f}.ipynb"
        shutil.copy2(path, kept)
        remarks.append(f"the one before is kept: {kept.relative_to(course.root)}")
    save(path, data)
    path.with_name("timestamp.txt").unlink(missing_ok=True)  # of the paper before
    return remarks


def receipt(student: str, paper: Paper, data: bytes) -> Receipt:
    """What is kept of a paper that counts."""
    time = paper.time.isoformat(timespec="seconds") if paper.time else ""
    attempt = paper.attempt or max(paper.again, 0)
    digest = hashlib.sha256(data).hexdigest()
    told = (
        paper.came,
        paper.platform,
        paper.number,
        time,
        attempt,
        paper.late,
        paper.group,
        digest,
    )
    return Receipt(student, paper.notebook, *told)
