"""The box and the wire: only data crosses, what was not asked for is not known, and without a box nothing runs."""

import json
import math
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dnnlib.puzzle import check
from dnnlib.puzzle.verdict import run_on
from dnnlib.puzzles import CHAPTERS, ch02
from dnnlib.sandbox import Limits, Session, Untrusted, box, isolation, wire
from dnnlib.sandbox.session import Lost

LIMITS = Limits(question=20, cell=20)
DTYPES = ["?", "<i8", ">i2", "<u1", "<f4", "<f8", "<f2", "<c16", "<U3"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda t: arrays.arrays(np.dtype(t), arrays.array_shapes(min_dims=0, min_side=0))
)
NUMBERS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
)
KEYS = st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    NUMBERS | ARRAYS,
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner)
    ),
    max_leaves=12,
)


def there_and_back(value):
    """A value as it comes out of the other end."""
    frame = wire.pack(value)
    head, body = frame[: wire.HEAD.size], frame[wire.HEAD.size :]
    assert wire.lengths(head) == len(body)
    return wire.unpack(head, body)


def same(a, b) -> bool:
    """Equal in type, shape, bits of NaN apart."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (
            a.dtype == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    return (
        a == b and math.copysign(1, a) == math.copysign(1, b)
        if isinstance(a, float) and a == a
        else a == b or a != a
    )


@given(VALUES)
def test_a_value_comes_back_as_it_went(value):
    assert same(there_and_back(value), value)


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_whatever_the_bytes_are_a_value_comes_out_or_a_wire_error(body, text):
    try:
        wire.unpack(wire.HEAD.pack(text, 0), body)
    except wire.WireError:
        pass


@pytest.mark.parametrize("data", [
    b'{"array":["O",[1],0]}', b'{"array":["<f8",[-1],0]}', b'{"array":["<f8",[9999999],0]}', b'{"array":["<f8",[1],-8]}',
    b'{"array":["<f8,<i4",[1],0]}', b'{"pickle":"gASV"}', b'{"int":"zz"}', b"[" * 5000, b'{"dict":[[[],1]]}', b"{}", b"1 2",
])  # fmt: skip
def test_what_is_no_value_is_refused(data):
    with pytest.raises(wire.WireError):
        wire.unpack(wire.HEAD.pack(len(data), 0), data)


@pytest.mark.parametrize("dtype", ["O", "<f8,<i4", "V8", "S8", "M8[s]", "<f8 ", "u8u8"])
def test_an_array_of_what_is_neither_numbers_nor_text_is_refused(dtype):
    data = json.dumps({"array": [dtype, [1], 0]}).encode()
    with pytest.raises(wire.WireError, match="no array of numbers or text"):
        wire.unpack(wire.HEAD.pack(len(data), 64), data + bytes(64))


def test_what_is_nested_too_deep_is_refused_at_both_ends():
    nest = lambda deep: [nest(deep - 1)] if deep else []
    assert same(there_and_back(nest(wire.DEEPEST)), nest(wire.DEEPEST))
    with pytest.raises(wire.WireError, match="deep"):
        wire.pack(nest(wire.DEEPEST + 1))
    data = b"[" * (wire.DEEPEST + 2) + b"]" * (wire.DEEPEST + 2)
    with pytest.raises(wire.WireError, match="deep"):
        wire.unpack(wire.HEAD.pack(len(data), 0), data)


ALIENS = {
    "object": object(),
    "objects": np.array([object()]),
    "code": print,
    "bytes": b"x",
    "huge": 1 << (9 * wire.MOST_JSON),
}


@pytest.mark.parametrize("value", ALIENS.values(), ids=ALIENS)
def test_what_cannot_cross_is_refused_by_name(value):
    with pytest.raises(wire.WireError, match="cross"):
        wire.pack(value)


def test_text_that_is_no_text_is_refused():
    frame = wire.pack(np.array(["a"]))
    with pytest.raises(wire.WireError):
        wire.unpack(frame[:8], frame[8:-4] + b"\xff\xff\xff\xff")


def test_a_truth_that_is_neither_0_nor_1_is_true():
    frame = wire.pack(np.array([True, False]))
    array = wire.unpack(frame[:8], frame[8:-2] + b"\x02\x00")
    assert array.dtype == bool and array.view(np.uint8).tolist() == [1, 0]


def test_every_case_of_the_course_can_cross():
    for puzzle in (p for puzzles in CHAPTERS.values() for p in puzzles):
        for case in puzzle.draw(3, 4):
            assert same(
                there_and_back(case),
                tuple(x.item() if isinstance(x, np.generic) else x for x in case),
            )


@pytest.fixture(scope="module")
def session():
    """One worker for all tests that leave it whole."""
    with Session(LIMITS) as one:
        one.cell("import numpy as np")
        yield one


READERS = {
    "word by word": "out = [F[m, r] for m in range(F.shape[0]) for r in range(F.shape[1])]",
    "rows": "out = [row.sum() for row in F]",
    "slices": "out = [F[:, 1:].sum(), F[0, ::2].sum(), F[...].sum()]",
    "all": "out = [(F + 1).sum(), np.sum(F), np.asarray(F)[0, 0], F.T[0, 0], F.mean()]",
    "fancy": "out = [F[np.array([0, 1]), np.array([0, 0])].sum(), F[F > 0].sum(), F[[0]].sum()]",
    "known": "out = [F.shape[0], F.size, len(F), np.zeros_like(F).sum(), np.ndim(F)]",
    "itself": "out = F",
    "items": "out = [F.item(0, 1), F.item(2), F.flat[1], sum(F.flat[:2])]",
    "taken": "out = [np.take(F, 1), F.take([0, 2]), F.diagonal(), np.diag(F)]",
    "row lengths": "out = [len(F[0]), F[1].shape[0], np.shape(F[0])[0]]",
    "rows kept": "row = F[1]; out = [len(row), row[0], row.sum(), (row + F[0]).sum()]",
    "row of rows": "out = [F[m][r] for m in range(2) for r in range(2)]",
    "copies": "import copy; G = copy.deepcopy(F); out = [G[0, 0], G[1, 1], F.copy().sum()]",
    "writes": "F[0, 0] = 5; F[1] += 1; out = [F[0, 0], F[1, 0]]",
    "into": "np.add(F, 1, out=F); out = [F[0, 0]]",
}


@pytest.mark.sandbox
@pytest.mark.parametrize("name", READERS)
def test_a_remote_array_reads_and_counts_as_a_local_one(session, name):
    """Witness: the Spy that learners meet in their own notebook; only returning it whole is a read here."""
    source = f"def conv1d(I, F):\n    {READERS[name]}\n    return out\n"
    scope = {"np": np}
    exec(source, scope)
    case = (np.arange(5.0), np.arange(1.0, 7.0).reshape(2, 3))
    local = run_on(ch02.conv1d, scope["conv1d"], case)
    session.cell(source)
    remote = run_on(ch02.conv1d, None, case, session.run("conv1d"))
    assert same(remote.value, local.value) and remote.failure == local.failure == ""
    if name != "itself":
        assert remote.traffic == local.traffic
    else:
        assert remote.traffic["F"] == 6


@pytest.mark.sandbox
def test_failures_are_told_as_in_the_notebook(session):
    session.cell("def average_pool(I, size=2, stride=2):\n    return [][3]\n")
    report = check(ch02.average_pool, "", 0, 4, session.run("average_pool"))
    assert (
        "IndexError" in report.message
        and "line 2 of your function" not in report.message.split("\n")[0]
    )
    assert "return [][3]" in report.message


@pytest.mark.sandbox
def test_an_answer_whose_cell_does_not_run_is_told_why(session):
    session.cell("def half(x)\n    return x / 2")
    session.cell("import nothing_like_this\ndef third(x):\n    return x / 3")
    told = lambda name: session.run(name)(None, (1,), ("x",)).message
    assert (
        told("half")
        == "NameError: there is no 'half': its cell ends with SyntaxError in line 1"
    )
    assert (
        told("third")
        == "NameError: there is no 'third': its cell ends with ModuleNotFoundError"
    )
    assert (
        told("fourth")
        == "NameError: there is no 'fourth': is its cell there, and does it run?"
    )


@pytest.mark.sandbox
def test_a_worker_that_invents_a_result_is_refused():
    forged = "import dnnlib.puzzle.attempt as one\none.attempt = lambda *words: one.Outcome(1, 'won', changed=())\ndef f(x): return 1"
    with Session(LIMITS) as session:
        session.cell(forged)
        outcome = session.run("f")(None, (1,), ("x",))
        session.cell("one.attempt = lambda *words: one.Outcome(None)")
        empty = session.run("f")(None, (1,), ("x",))
    assert (outcome.failure, outcome.message, outcome.value) == (
        "refused",
        "what came back is no result",
        None,
    )
    assert empty.failure == "nothing"


@pytest.mark.sandbox
def test_magics_and_plots_do_no_harm(session):
    assert session.cell("%matplotlib inline\n!ls\nx = 3\nprint(x)") == ("", "3\n")
    error, _ = session.cell("def broken(:\n    pass")
    assert "SyntaxError" in error


@pytest.mark.sandbox
def test_a_lost_worker_says_why_and_stays_lost():
    with Session(Limits(cell=20)) as session:
        with pytest.raises(Lost, match="ended the program"):
            session.cell("import os; os._exit(3)")
        with pytest.raises(Lost, match="ended the program"):
            session.cell("1")
        assert session.run("f")(None, (1,), ("x",)).failure == "stub"


@pytest.mark.sandbox
def test_the_box_has_no_secret_no_home_and_no_network(monkeypatch):
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", "not to be seen")
    code = "import os\nprint(os.environ, os.listdir('/'), os.path.exists('/etc/passwd'), open('/proc/net/dev').read())"
    with Session(LIMITS) as session:
        _, printed = session.cell(code)
        assert (
            "not to be seen" not in printed
            and "'home'" not in printed
            and "False" in printed
        )
        assert [
            line.split(":")[0].strip() for line in printed.splitlines() if ":" in line
        ][1:] in ([], ["lo"])
        error, _ = session.cell("open('/usr/x', 'w')")
        assert "OSError" in error or "PermissionError" in error
        if isolation().drops:
            assert int(session.cell("print(os.getuid())")[1]) >= box.FIRST_USER


INSIDE = """
import json, os, resource, sys
read_only = lambda path: bool(os.statvfs(path).f_flag & os.ST_RDONLY)
limits = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in NAMES}
tmp = os.statvfs("/tmp")
print(json.dumps({
    "limits": limits, "writable": [path for path in PLACES if not read_only(path)], "tmp": tmp.f_blocks * tmp.f_frsize,
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "spaces": {name: os.readlink("/proc/self/ns/" + name) for name in SPACES},
    "open": sorted({os.readlink(f"/proc/self/fd/{k}").split(":")[0] for k in range(64) if os.path.exists(f"/proc/self/fd/{k}")}),
}))
"""


@pytest.mark.sandbox
def test_the_box_has_the_walls_that_it_says():
    """Limits that cannot be raised, a read-only system, a small /tmp, spaces of its own, no file open but its pipes."""
    limits = Limits(memory=900 << 20, processes=7, file=3 << 20, disk=5 << 20, total=40)
    places = [
        "/",
        "/usr",
        "/bin",
        sys.prefix,
        str(Path(box.dnnlib.__file__).parent),
        str(Path(np.__file__).parent),
    ]
    spaces = {"pid", "ipc", "uts", "mnt"} | {"net", "time", "user"}
    spaces -= {"net"} if "its own network" in isolation().lacks else set()
    spaces -= {"time"} if "its own clock" in isolation().lacks else set()
    # there each worker is another user of the machine
    spaces -= {"user"} if isolation().drops else set()
    most = {
        "AS": 900 << 20,
        "FSIZE": 3 << 20,
        "CPU": 41,
        "NPROC": 7,
        "CORE": 0,
        "NOFILE": 64,
        "MSGQUEUE": 0,
        "MEMLOCK": 0,
    }
    told = f"NAMES, PLACES, SPACES = {list(most)}, {places}, {sorted(spaces)}\n"
    with Session(limits) as session:
        error, printed = session.cell(told + INSIDE)
    assert not error
    seen = json.loads(printed)
    # soft and hard: not to be raised
    assert seen["limits"] == {name: [most, most] for name, most in most.items()}
    assert seen["writable"] == [] and seen["tmp"] == 5 << 20 and seen["processes"] <= 2
    assert not [
        name
        for name, space in seen["spaces"].items()
        if space == os.readlink(f"/proc/self/ns/{name}")
    ]
    assert seen["open"] == ["/dev/null", "pipe"]


@pytest.mark.sandbox
def test_what_a_cell_prints_and_what_an_error_says_is_cut(session):
    assert session.cell("print('x' * 10**6)") == ("", "x" * 20_000)
    session.cell("def f(x): raise ValueError('y' * 10**6)")
    message = session.run("f")(None, (1,), ("x",)).message
    assert message.startswith("ValueError: yyy") and len(message) == 400
    session.cell(
        "class Long(BaseException): __str__ = lambda self: 'z' * 10**6\ndef g(x): raise Long"
    )
    assert len(session.run("g")(None, (1,), ("x",)).message) == 400


def test_without_a_box_nothing_runs_unless_it_is_told_to(monkeypatch):
    monkeypatch.setattr(box, "isolation", lambda: box.OPEN)
    with pytest.raises(Untrusted, match="bubblewrap"):
        Session()
    with Session(LIMITS, trust=True) as session:
        assert session.cell("print(6 * 7)") == ("", "42\n")


def test_a_machine_without_bubblewrap_has_no_box(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert box.isolation.__wrapped__() is box.OPEN
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    os.chmod(tmp_path / "bwrap", 0o755)
    assert box.isolation.__wrapped__() is box.OPEN
