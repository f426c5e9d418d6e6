"""What no answer needs of the kernel, refused by the kernel: a seccomp filter for bubblewrap, written as its few instructions.

Keys, other processes' memory, namespaces and mounts, modules, memory that no limit counts, sockets to elsewhere.
Source: Linux, Documentation/userspace-api/seccomp_filter.rst; numbers from its tables unistd_64.h and unistd.h.
"""

import errno
import os
import platform
import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# name: (number on x86_64, on aarch64); the same for both from 424 on; None: there is none
REFUSED = {
    "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "unshare": (272, 97),
    "setns": (308, 268), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "userfaultfd": (323, 282),
    "bpf": (321, 280), "perf_event_open": (298, 241),
    "fanotify_init": (300, 262), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "swapon": (167, 224),
    "swapoff": (168, 225), "reboot": (169, 142),
    "acct": (163, 89), "quotactl": (179, 60),
    "syslog": (103, 116), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162),
    "personality": (135, 92), "mknod": (133, None),
    "mknodat": (259, 33), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None),
    "uselib": (134, None), "lookup_dcookie": (212, 18),
    "vhangup": (153, 58),
}  # fmt: skip
CLONE, CLONE3, SOCKET = (56, 220), 435, (41, 198)
NEW_SPACES = (
    0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
)
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: within the box's own network
OTHER_TABLE = 0x40000000  # x86_64's second table of numbers

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # the latter with an error's number
NUMBER, ARCHITECTURE, FIRST = 0, 4, 16  # places in struct seccomp_data


def program(machine: str = "") -> bytes | None:
    """The filter as the kernel takes it, struct sock_filter[]; None for a machine whose numbers are not known here."""
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        return None
    column = list(ARCHITECTURES).index(machine)
    steps = [_step(LOAD, ARCHITECTURE), _step(EQUAL, ARCHITECTURES[machine], 1, 0)]
    steps += [_refuse(errno.EPERM), _step(LOAD, NUMBER)]
    steps += _when(AT_LEAST, OTHER_TABLE, errno.EPERM)
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            steps += _when(EQUAL, number, errno.EPERM)
    # glibc then asks with clone, whose flags can be read here
    steps += _when(EQUAL, CLONE3, errno.ENOSYS)
    steps += [_step(EQUAL, CLONE[column], 0, 4), _step(LOAD, FIRST)]
    steps += [*_when(ANY_BIT, NEW_SPACES, errno.EPERM), _step(RETURN, ALLOW)]
    steps += [_step(EQUAL, SOCKET[column], 1, 0), _step(RETURN, ALLOW)]
    steps += [_step(LOAD, FIRST)]
    for family in FAMILIES:
        steps += [_step(EQUAL, family, 0, 1), _step(RETURN, ALLOW)]
    return b"".join([*steps, _refuse(errno.EAFNOSUPPORT)])


def opened() -> int | None:
    """A descriptor from which bubblewrap reads the filter; the caller closes it."""
    text = program()
    if text is None or not hasattr(os, "memfd_create"):
        return None
    descriptor = os.memfd_create("filter")
    os.write(descriptor, text)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)


def _refuse(error: int) -> bytes:
    return _step(RETURN, REFUSE | error)


def _when(test: int, value: int, error: int) -> list[bytes]:
    return [_step(test, value, 0, 1), _refuse(error)]
