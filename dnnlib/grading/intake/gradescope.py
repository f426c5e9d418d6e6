"""Gradescope's submission_metadata.yml: who handed in each folder of its export, when, and how often.

submitters(text)["submission_11"]      # [Submitter("Ada Lovelace", "123", "ada@x.org", time, attempt)]
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import yaml
from dateutil import parser

NAME = "submission_metadata.yml"
MOST_BYTES = 50 << 20


@dataclass(frozen=True)
class Submitter:
    """Somebody who handed in a folder; several of them are a group."""

    name: str
    sid: str = ""
    email: str = ""
    time: datetime | None = None
    attempt: int = 0


# Every value stays the text that it is: a student's number may begin with 0, and what is tagged as an object of
# Ruby's is its plain fields.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def submitters(data: bytes) -> dict[str, list[Submitter]]:
    """Each folder's submitters. Errors: ValueError where the file is not Gradescope's."""
    try:
        table = yaml.load(data.decode("utf-8", errors="replace"), LOADER)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(
            f"{NAME} cannot be read: {' '.join(str(error).split())[:200]}"
        ) from None
    if not isinstance(table, dict):
        raise ValueError(f"{NAME} holds no submissions")
    return {
        str(folder): _of(one) for folder, one in table.items() if isinstance(one, dict)
    }


def _of(one: dict) -> list[Submitter]:
    time, history = _moment(_get(one, "created_at")), _get(one, "history")
    attempt = len(history) + 1 if isinstance(history, list) else 0
    people = _get(one, "submitters")
    found = []
    for person in people if isinstance(people, list) else []:
        fields = person if isinstance(person, dict) else {}
        texts = {key: _text(_get(fields, key)) for key in ("name", "sid", "email")}
        if any(texts.values()):
            found.append(Submitter(**texts, time=time, attempt=attempt))
    return found


def _get(table: dict, key: str):
    """A field, named as Ruby's symbols are in YAML (":name") or plainly."""
    return table.get(f":{key}", table.get(key))


def _text(value) -> str:
    return (
        value.strip() if isinstance(value, str) and value not in ("~", "null") else ""
    )


def _moment(value) -> datetime | None:
    """A time as Gradescope writes it, "2021-03-01 12:00:00.123456000 Z"; one without a zone is UTC."""
    try:
        found = parser.parse(_text(value))
    except (ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
