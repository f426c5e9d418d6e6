"""Groups: one paper, a grade for each member.

read(Path("groups.csv"))       # {"reds": ("ada", "bob")}: columns group and student, or as Canvas exports them
"""

import csv
from collections import defaultdict
from pathlib import Path

GROUP = ("group", "group_name", "gruppe", "team")
STUDENT = (
    "student",
    "student_id",
    "login_id",
    "id",
    "email",
    "email address",
    "user_id",
    "name",
)


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """The members of each group, as the table names them: an id, an e-mail address or a full name.

    Errors: FileNotFoundError; ValueError says which columns it has, and which it needs.
    """
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no {path}")
    with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = csv.DictReader(file)
        columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
        group = next((columns[name] for name in GROUP if name in columns), None)
        student = next((columns[name] for name in STUDENT if name in columns), None)
        if group is None or student is None:
            there = ", ".join(columns) or "none"
            raise ValueError(
                f"{Path(path).name} has the columns {there}: it needs group and student"
            )
        members = defaultdict(list)
        for row in rows:
            if (row[group] or "").strip() and (row[student] or "").strip():
                members[row[group].strip()].append(row[student].strip())
    return {name: tuple(dict.fromkeys(who)) for name, who in members.items()}
