"""The course's secret: what hidden cases are drawn from is no text that everybody can read."""

import secrets
from pathlib import Path

from dnnlib import progress
from dnnlib.door import save

# as documents and forms have it, ours among them
EXAMPLES = """a text of your own|your own text|your text|a text|text of your own|your secret|your secret here|my secret
|the secret|a secret|secret|course secret|course_secret|your course secret|dnnlib_course_secret|change me|changeme|change-me
|password|passwort|test|example|dnnlib|xxx|...|…|todo|none|no secret""".replace(
    "\n", ""
).split("|")


def fresh() -> str:
    """A secret that nobody knows: 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def advice() -> str:
    """What to type, with a secret made for this reader."""
    made = f'export DNNLIB_COURSE_SECRET="{fresh()}"'
    return f"{made} (made for you now: keep it, a regrade needs it again), or dnnlib secret"


def keep() -> tuple[Path, bool]:
    """The file of this user's secret, and whether it was made now; one that is there is never replaced."""
    path = Path(progress.home(), "course_secret")
    if path.exists():
        return path, False
    return save(path, fresh() + "\n", 0o600), True


def refuse_example(secret: bytes) -> None:
    """Errors: ValueError where the secret is an example that stands in a text everybody has."""
    said = secret.decode(errors="replace").strip(" \t\r\n\"'<>[]{}.!").casefold()
    if " ".join(said.split()) in {one.strip(".") for one in EXAMPLES}:
        raise ValueError(
            f"the course's secret is an example that everybody can read, {said!r}: "
            f"hidden cases could be foreseen. Type {advice()}"
        )
