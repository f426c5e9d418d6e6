"""The program in the box: it holds a learner's cells, runs what it is asked to, and answers with data.

It decides nothing. Whatever the code in it does to Python, to NumPy or to this file, it can send data, and no more.
"""

import contextlib
import io
import json
import linecache
import os
import sys
import traceback
from types import CodeType

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

MOST_TEXT, MOST_MESSAGE = (
    20_000,
    400,
)  # characters of what a cell prints, and of what an answer's failure says
FAILED: list[tuple[str, str]] = []  # cells that raised: their text, and what
HELD: dict[tuple, CodeType] = {}  # the code of a text's line and name
AWAITS, COROUTINE = 0x2000, 0x80  # a cell may await: ast's flag, and the code's


def main() -> None:
    """Read requests until there are no more. argv[1] is JSON: paths for imports, limits, a user to become."""
    told = json.loads(sys.argv[1])
    sys.path[:0] = told["paths"]
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # what prints past sys.stdout prints nowhere
        os.dup2(nothing, descriptor)
    import numpy  # noqa: F401 (before memory is limited)

    _furnish(told)
    _limit(told)
    sys.argv = [""]
    sys.setswitchinterval(5e-4)  # a thread left spinning must not make each answer wait
    _serve(_Channel(source, sink), _names())


def _furnish(told: dict) -> None:
    """Puzzles are names here: no specs to call, no wrong answers, and `check` says nothing."""
    from dnnlib.sandbox.room import furnish

    furnish(**told["room"])


def _names() -> dict:
    """The names that a notebook has before its first cell."""
    from dnnlib.sandbox.shell import Shell

    scope = {"__name__": "__main__", "display": print, "In": [""], "Out": {}, "_": ""}
    shell = Shell(scope)
    scope["get_ipython"] = lambda: shell
    return scope


class _Channel:
    """Frames in, frames out."""

    def __init__(self, source, sink):
        from dnnlib.sandbox import wire

        self.source, self.sink, self.wire, self.number = source, sink, wire, 0

    def receive(self):
        head = self.source.read(self.wire.HEAD.size)
        if len(head) < self.wire.HEAD.size:
            os._exit(0)
        self.number, *words = self.wire.unpack(
            head, self.source.read(self.wire.lengths(head))
        )
        return words

    def send(self, *words) -> None:
        self.sink.write(self.wire.pack((self.number, *words)))
        self.sink.flush()

    def ask(self, *words):
        self.send(*words)
        kind, value = self.receive()
        if kind == "error":
            raise IndexError(value)
        return value


def _serve(channel: _Channel, scope: dict) -> None:
    channel.send("ready")
    while True:
        what, *words = channel.receive()
        if what == "cell":
            source, name = words
            channel.send("ran", *_cell(source, name, scope))
        elif what == "ping":
            channel.send("pong")
        elif what == "where":
            channel.send("at", *_where(scope, *words))
        else:
            failure, message, value, changed = _answer(channel, scope, *words)
            try:
                channel.send("done", failure, message, value, changed)
            except channel.wire.WireError as error:
                channel.send("done", "refused", str(error), None, ())


def _cell(source: str, name: str, scope: dict) -> tuple[str, str]:
    """Run a cell: what it raised, or "", and what it printed."""
    printed, error = _Printed(), ""
    file = _file(name, source)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            _run(compile(source, file, "exec", AWAITS, True), scope)
        except BaseException as raised:
            error = _told(raised)
            line = (
                f" in line {raised.lineno}"
                if isinstance(raised, SyntaxError) and raised.lineno
                else ""
            )
            FAILED.append((source, f"{type(raised).__name__}{line}"))
    return error, printed.getvalue()


def _file(name: str, source: str) -> str:
    """A cell as a file that tracebacks find: its lines as Python counts them."""
    from dnnlib.puzzle.cell import lines

    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, [f"{x}\n" for x in lines(source)], file)
    return file


def _run(code, scope: dict) -> None:
    """Run a cell's code, one that awaits among them."""
    if code.co_flags & COROUTINE:
        import asyncio

        asyncio.run(eval(code, scope))
    else:
        exec(code, scope)


def _where(scope: dict, name: str) -> tuple[str, int, str]:
    """The cell, the line and the name of the code that a call of `name` runs."""
    from dnnlib.puzzle.source import called

    try:
        function = called(scope[name])
        if function is None:
            return "", 0, ""
        code = function.__code__
        return str(code.co_filename)[1:-1], int(code.co_firstlineno), str(code.co_name)
    except BaseException:
        return "", 0, ""


def _hold(answer, text: str, line: int, name: str) -> None:
    """What was counted is what runs: the answer's function gets the code that the text has there."""
    from dnnlib.puzzle.source import called, codes

    function = called(answer)
    if function is None:
        raise TypeError(f"{name} is no function written in Python")
    if (text, line, name) not in HELD:
        whole = compile(text, function.__code__.co_filename, "exec", AWAITS, True)
        found = [
            c for c in codes(whole) if (c.co_firstlineno, c.co_name) == (line, name)
        ]
        HELD[text, line, name] = found[0]
    if function.__code__ is not HELD[text, line, name]:
        function.__code__ = HELD[text, line, name]


def _answer(
    channel,
    scope: dict,
    name: str,
    place: tuple,
    case: tuple,
    names: tuple,
    watched: dict,
) -> tuple:
    """Call a function of the cells on a case: how it failed, in what words, what came back, what it changed."""
    from dnnlib.puzzle.attempt import attempt
    from dnnlib.sandbox.spy import RemoteSpy

    with contextlib.redirect_stdout(_Printed()), contextlib.redirect_stderr(_Printed()):
        try:
            if name not in scope:
                fault = next(
                    (what for text, what in reversed(FAILED) if f"def {name}" in text),
                    "",
                )
                why = (
                    f"its cell ends with {fault}"
                    if fault
                    else "is its cell there, and does it run?"
                )
                return "raised", f"NameError: there is no {name!r}: {why}", None, ()
            if place:
                _hold(scope[name], *place)
            given = list(case)
            for k, (shape, dtype) in watched.items():
                given[k] = RemoteSpy(
                    shape,
                    dtype,
                    names[k],
                    lambda what, *key, k=k: channel.ask(what, k, *key),
                )
            outcome = attempt(scope[name], tuple(given), tuple(names))
            return (
                outcome.failure,
                outcome.message[:MOST_MESSAGE],
                outcome.value,
                outcome.changed,
            )
        except BaseException as raised:
            return "raised", _told(raised)[:MOST_MESSAGE], None, ()


class _Printed(io.StringIO):
    """Text up to a length; what comes after it is dropped."""

    def write(self, text) -> int:
        room = MOST_TEXT - self.tell()
        super().write(str(text)[: max(0, room)])
        return len(text)


def _told(raised: BaseException) -> str:
    """What was raised, and the last line of the cells on its way: worded as `attempt` words it."""
    try:
        text = "".join(traceback.format_exception_only(type(raised), raised)).strip()
        places = [
            f
            for f in traceback.extract_tb(raised.__traceback__, limit=-20)
            if f.filename.startswith("<")
        ]
        where = (
            f"\n  at line {places[-1].lineno} of {places[-1].filename[1:-1]}: {places[-1].line}"
            if places
            else ""
        )
        return text[:1500] + where[:500]
    except BaseException:
        return type(raised).__name__


def _limit(told: dict) -> None:
    """Become nobody, where root started this, and take limits that cannot be raised again."""
    _keys_of_its_own()
    if told["user"]:
        os.setgroups([])
        os.setresgid(*[told["user"]] * 3)
        os.setresuid(*[told["user"]] * 3)
    for name, most in told["limits"].items() if resource else ():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            number = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(number)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(number, (most, most))


def _keys_of_its_own() -> None:
    """A keyring of this session alone, where there is no filter that refuses keys altogether."""
    number = (
        {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
        if hasattr(os, "uname")
        else None
    )
    if number and sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).syscall(
            number, 1, None
        )  # keyctl(KEYCTL_JOIN_SESSION_KEYRING, no name)


if __name__ == "__main__":
    main()
