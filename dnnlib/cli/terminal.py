"""What a command says: errors as sentences, and texts of strangers as texts, whatever codes they hold."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text


def shown(text: object) -> Text:
    """A text as one line of the terminal: codes that steer it are drawn, not obeyed."""
    from dnnlib.sandbox.printable import (
        one_line,
    )  # heavier than a hint or a doctor need

    return Text(one_line(text, 2000))


# for terminals that know no squares
PLAIN = str.maketrans({"■": "#", "□": "-"})


def spelled(text: str, encoding: str | None) -> str:
    """The text, with bars of # and - where the encoding has no squares."""
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        return text.translate(PLAIN)
    return text


def never_fail_to_print() -> None:
    """What a terminal cannot show becomes a question mark, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextmanager
def said_plainly() -> Iterator[None]:
    """Errors that say what to do become a sentence and an exit code, not a traceback."""
    try:
        yield
    except Exception as error:
        sentence = _sentence(error)
        if not sentence:
            raise
    else:
        return
    Console().print(shown(sentence), style="bold red", soft_wrap=True)
    raise typer.Exit(1)


def _sentence(error: Exception) -> str:
    """What an error says to somebody who did nothing wrong, or "" where it is a fault of ours."""
    match error:
        case ModuleNotFoundError(
            name="nbgrader" | "traitlets" | "filelock" | "bleach" as missing
        ):
            return f"This command needs {missing}, which is not installed: pip install 'dnnlib[teach]'"
        case FileNotFoundError(filename=None) | RuntimeError() | ValueError():
            return str(error)
        case PermissionError(filename=str() | bytes()):
            return f"{error.filename} may not be written or read by you: {error.strerror}. Nothing is lost; mend its rights."
        case OSError(filename=str() | bytes()):
            return f"{error.filename}: {error.strerror}. What was done before is kept."
        case OSError():
            return str(error) or type(error).__name__
    if type(error).__module__.startswith("sqlalchemy"):
        return f"The gradebook cannot be used: {getattr(error, 'orig', None) or error}. What was done before is kept."
    return ""
