"""The box as a whole: what the kernel refuses in it, and what all of its processes may take together."""

import ctypes
import errno
import os
import platform
import struct

import pytest

from dnnlib.sandbox import Limits, Session, filter, group, isolation
from dnnlib.sandbox.session import Lost

LIMITS = Limits(question=30, cell=30, memory=600 << 20, processes=8)
CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(*words):
    ctypes.set_errno(0)
    return libc.syscall(*words), ctypes.get_errno()
"""
known = platform.machine() in filter.ARCHITECTURES
lacks = isolation().lacks


@pytest.fixture(scope="module")
def session():
    """One worker for all that leaves it whole."""
    with Session(LIMITS) as one:
        assert one.cell(CALL) == ("", "")
        yield one


def run(program: bytes, number: int, first: int, architecture: int) -> int:
    """The filter's word on a call: its instructions, done here one by one."""
    data, at, held = {0: number, 4: architecture, 16: first}, 0, 0
    while True:
        code, if_so, if_not, value = struct.unpack_from("=HBBI", program, 8 * at)
        at += 1
        if code == filter.LOAD:
            held = data[value]
        elif code == filter.RETURN:
            return value
        else:
            tests = {
                filter.EQUAL: held == value,
                filter.AT_LEAST: held >= value,
                filter.ANY_BIT: bool(held & value),
            }
            at += if_so if tests[code] else if_not


@pytest.mark.parametrize("machine", filter.ARCHITECTURES)
def test_the_filter_refuses_what_it_lists_and_lets_the_rest_through(machine):
    program, code = filter.program(machine), filter.ARCHITECTURES[machine]
    column = list(filter.ARCHITECTURES).index(machine)
    refused = {numbers[column] for numbers in filter.REFUSED.values()}
    special = {filter.CLONE[column], filter.CLONE3, filter.SOCKET[column]}
    for number in range(600):
        said = run(program, number, 0, code)
        if number in refused:
            assert said == filter.REFUSE | errno.EPERM
        elif number not in special:
            assert said == filter.ALLOW
    asked = lambda number, first: run(program, number, first, code)
    for space in (1 << 17, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30):
        assert asked(filter.CLONE[column], space | 17) == filter.REFUSE | errno.EPERM
    assert (
        asked(filter.CLONE[column], 0x3D0F00) == filter.ALLOW
    )  # a thread, as glibc makes it
    assert asked(filter.CLONE3, 0) == filter.REFUSE | errno.ENOSYS
    families = {
        family
        for family in range(50)
        if asked(filter.SOCKET[column], family) == filter.ALLOW
    }
    assert families == set(filter.FAMILIES)
    assert run(program, 1, 0, 0x40000003) == filter.REFUSE | errno.EPERM  # 32 bits
    assert asked(0x40000001, 0) == filter.REFUSE | errno.EPERM
    assert filter.program("a machine of its own") is None


@pytest.mark.sandbox
@pytest.mark.skipif("a filter of system calls" in lacks, reason="no filter here")
@pytest.mark.parametrize(
    "name",
    [
        "keyctl",
        "add_key",
        "request_key",
        "ptrace",
        "unshare",
        "setns",
        "mount",
        "memfd_create",
        "bpf",
        "shmget",
        "io_uring_setup",
        "userfaultfd",
        "chroot",
    ],
)
def test_the_kernel_refuses_it_in_the_box(session, name):
    number = filter.REFUSED[name][list(filter.ARCHITECTURES).index(platform.machine())]
    _, printed = session.cell(f"print(call({number}, 0, 0, 0, 0, 0))")
    assert printed == f"(-1, {errno.EPERM})\n"


@pytest.mark.sandbox
@pytest.mark.skipif("a filter of system calls" in lacks, reason="no filter here")
def test_threads_processes_and_pipes_go_on_in_the_box(session):
    error, printed = session.cell(
        "import subprocess, threading, multiprocessing, socket, sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))\n"
        "print(subprocess.run([sys.executable, '-c', 'print(3)'], capture_output=True, text=True).stdout.strip())\n"
        "a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))\n"
        "lock = multiprocessing.Lock()\n"
        "for family in (40, 16, 38):\n"
        "    try: socket.socket(family, socket.SOCK_STREAM); print('a way out')\n"
        "    except OSError as e: print(e.errno)\n"
    )
    assert (error, printed) == ("", "[1, 2]\n3\nb'x'\n97\n97\n97\n")


@pytest.mark.sandbox
def test_no_key_of_the_graders_session_is_seen_in_the_box():
    """A key is put into this session's keyring; the box asks for it by name, and for the whole list."""
    libc = ctypes.CDLL(None, use_errno=True)
    if platform.machine() != "x86_64" or libc.syscall(250, 1, None) < 0:
        pytest.skip("no keyrings here")
    key = libc.syscall(248, b"user", b"ticket", b"secret of the session", 21, -3)
    assert key > 0
    code = "print(call(250, 10, -3, b'user', b'ticket', 0), "
    code += f"call(250, 11, {key}, 0, 0)[0])"
    with Session(LIMITS) as one:
        one.cell(CALL)
        assert "secret" not in one.cell(code)[1]
        said = one.cell("print(open('/proc/keys').read())")
    assert "ticket" not in str(said)


CHILDREN = """
import os, time
children = []
for k in range(5):
    child = os.fork()
    if not child:
        held = bytearray(250 << 20)
        for at in range(0, len(held), 4096): held[at] = 1
        time.sleep(60)
        os._exit(0)
    children.append(child)
time.sleep(4)
print(sum(os.waitpid(child, os.WNOHANG)[0] == 0 for child in children))
"""


@pytest.mark.sandbox
@pytest.mark.skipif(
    "limits for the box as a whole" in lacks, reason="no control groups here"
)
@pytest.mark.parametrize("harm", ["children", "disk"])
def test_children_and_disk_count_together(harm):
    """Five children of 250 MB each, or 400 MB in files: more than the 300 MB of this box."""
    small = Limits(cell=30, memory=300 << 20, disk=1 << 30, file=1 << 30)
    small = small if harm == "disk" else Limits(cell=30, memory=300 << 20, disk=8 << 20)
    code = (
        CHILDREN
        if harm == "children"
        else "open('/tmp/x', 'wb').write(bytes(200 << 20))\nprint(1)"
    )
    with Session(small) as one:
        try:
            _, printed = one.cell(code)
        except Lost:
            return
    assert int(printed or 0) <= 1


@pytest.mark.skipif(
    "limits for the box as a whole" in lacks, reason="no control groups here"
)
def test_a_group_is_gone_after_its_box():
    groups = lambda: [
        f
        for above, _ in group._above()
        for f in above.glob(f"{group.PREFIX}{os.getpid()}-*")
    ]
    before = set(groups())
    with Session(LIMITS) as one:
        one.cell("1")
        there = set(groups()) - before
    assert there and not there & set(groups())
