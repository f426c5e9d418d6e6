"""Reading a mapping: from one line, or from a printed nest. Whatever cannot be read is shown with a mark under it."""

import re
from typing import NamedTuple

from dnnlib.door import checked

DIMS, TENSORS = "GNMCPQRS", "IFO"
# counted and priced like levels, but they store nothing
NETWORK, MULTIPLIER = "NoC", "MAC"
# the body of a printed nest, whichever letters it has
BODY = re.compile(r"O(\[[^\]]*\])? \+= I(\[[^\]]*\])? \* F(\[[^\]]*\])?")
LINE = "DRAM: M16* R3 / GLB[IF]: P16 / RF:"
LONGEST = 20  # letters of a loop, digits of its bound
LOOP = re.compile(r"(?P<dim>[A-Za-z]\w*?)(?P<bound>\d+)(?P<star>\*?)(?=[\s/]|$)")
LABEL = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*(?:\[(?P<holds>[^\]]*)\])?\s*(?=[:|]|$)")
# a loop that a layer cuts is printed with range(min(4, 17 - 4*m1)): its bound is 4
NEST = re.compile(
    r"(?P<word>parallel-for|for)\s+(?P<dim>[A-Za-z])\d*\s+in\s+"
    r"range\(\s*(?P<cut>min\(\s*)?(?P<bound>\d+)\s*(?(cut),[^:]*\)\s*)\)\s*:\s*"
)


class Loop(NamedTuple):
    """A loop as it was read."""

    dim: str
    bound: int
    spatial: bool


class Level(NamedTuple):
    """A level as it was read."""

    name: str
    loops: tuple[Loop, ...]
    holds: str


def body(dims: str) -> str:
    """The multiply-accumulate under loops over `dims`: the letters that have no loop are left out; U is the stride.

    body("NMCPQRS") is "O[n,m,p,q] += I[n,c,U*p+r,U*q+s] * F[m,c,r,s]", body("MPR") is "O[m,p] += I[U*p+r] * F[m,r]".
    """
    addresses = {"O": "n m p q", "I": "n c U*p+r U*q+s", "F": "m c r s"}
    shown = {}
    for tensor, address in addresses.items():
        parts = [_looped(part, dims) for part in address.split()]
        inside = ",".join(filter(None, parts))
        shown[tensor] = f"{tensor}[{inside}]" if inside else tensor
    return "{O} += {I} * {F}".format(**shown)


def _looped(part: str, dims: str) -> str:
    """A part of an address without the terms whose letter has no loop."""
    terms = part.split("+")
    return "+".join(term for term in terms if term[-1].upper() in dims)


@checked
def read(text: str) -> list[Level]:
    """The levels that a text stands for: `LINE` is an example of one line, print(mapping) of a nest.

    Errors: ValueError says what is bad, where (a mark under it), and what would fit.
    """
    if not text.strip():
        raise ValueError(f"an empty text is no mapping; try {LINE!r}")
    return _nest(text) if "|" in text else _line(text)


def _line(text: str) -> list[Level]:
    levels, at = [], 0
    for part in text.split("/"):
        levels.append(_level(text, at, part))
        at += len(part) + 1
    return _whole(text, levels)


def _level(text: str, at: int, part: str) -> Level:
    start = at + len(part) - len(part.lstrip())
    label, colon, loops = part.strip().partition(":")
    if not colon:
        raise _bad(
            text,
            start,
            f"this level has no colon after its name: write it as in {LINE!r}",
        )
    name, holds = _label(text, start, label)
    at = start + len(label) + 1
    words = [(found.start(), found.group()) for found in re.finditer(r"\S+", loops)]
    return Level(
        name, tuple(_loop(text, at + offset, word) for offset, word in words), holds
    )


def _label(text: str, at: int, label: str) -> tuple[str, str]:
    found = LABEL.fullmatch(label.rstrip())
    if (
        found and not found["name"].isidentifier()
    ):  # \w takes more than a name may have: D²RAM
        found = None
    if not found:
        raise _bad(
            text,
            at,
            f"{label.strip()!r} is no level: a level is a word, in brackets what it holds: GLB[IF]",
        )
    if found["name"] in (NETWORK, MULTIPLIER):
        raise _bad(
            text,
            at,
            f"{found['name']} stores nothing, so it is no level; the network is counted by itself",
        )
    holds = (
        TENSORS
        if found["holds"] is None
        else found["holds"].replace(" ", "").replace(",", "")
    )
    for tensor in holds:
        if tensor not in TENSORS or holds.count(tensor) > 1:
            where = at + found.start("holds") + found["holds"].rindex(tensor)
            raise _bad(
                text,
                where,
                f"{found['name']} cannot hold {tensor!r}: choose among I, F and O, each once",
            )
    return found["name"], holds


def _loop(text: str, at: int, word: str) -> Loop:
    if (
        len(word) > LONGEST
    ):  # no loop of a layer has so many turns, and matching takes its time
        raise _bad(
            text, at, f"a loop of {len(word):,} letters is too long: {LONGEST} at most"
        )
    found = LOOP.fullmatch(word)
    if not found:
        raise _bad(
            text,
            at,
            f"{word!r} is no loop: a loop is a letter, a number and for a spatial loop a star: M16*",
        )
    _known(text, at, found["dim"])
    if int(found["bound"]) < 1:
        raise _bad(
            text, at + len(found["dim"]), f"{word!r} runs 0 times: use 1 or more"
        )
    return Loop(found["dim"].upper(), int(found["bound"]), bool(found["star"]))


def _known(text: str, at: int, dim: str) -> None:
    if len(dim) > 1 or dim.upper() not in DIMS:
        hint = {"E": "; the ofmap's height is P here", "K": "; output channels are M here", "H": "; loop over P and R",
                "W": "; loop over Q and S", "U": "; the stride is no loop"}.get(dim.upper(), "")  # fmt: skip
        raise _bad(
            text, at, f"{dim!r} is no loop's dimension: choose {' '.join(DIMS)}{hint}"
        )


def _nest(text: str) -> list[Level]:
    levels: list[tuple[str, str, list[Loop]]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        label, bar, row = line.rstrip("\n").partition("|")
        if bar and label.strip():
            start = at + len(label) - len(label.lstrip())
            levels.append((*_label(text, start, label.strip()), []))
        row, start = row.strip(), at + len(label) + 1 + len(row) - len(row.lstrip())
        if line.strip() and not (bar and levels):
            raise _bad(
                text,
                at,
                "each line of a nest is: the level, or blanks if it is as above; a bar; a loop",
            )
        if row and not BODY.fullmatch(row):
            levels[-1][2].append(_row(text, start, row))
        at += len(line)
    return _whole(
        text, [Level(name, tuple(loops), holds) for name, holds, loops in levels]
    )


def _row(text: str, at: int, row: str) -> Loop:
    found = NEST.fullmatch(row)
    if found and len(found["bound"]) > LONGEST:
        place = at + found.start("bound")
        raise _bad(
            text, place, f"a bound of {len(found['bound']):,} digits: {LONGEST} at most"
        )
    if not found:
        raise _bad(
            text,
            at,
            f"{row!r} is no loop: write 'for m in range(16):' or 'parallel-for m in range(16):'",
        )
    _known(text, at + found.start("dim"), found["dim"])
    if int(found["bound"]) < 1:
        raise _bad(
            text, at + found.start("bound"), f"{row!r} runs 0 times: use 1 or more"
        )
    return Loop(
        found["dim"].upper(), int(found["bound"]), found["word"] == "parallel-for"
    )


def _whole(text: str, levels: list[Level]) -> list[Level]:
    for k, (name, _, _) in enumerate(levels):
        if name in [other for other, _, _ in levels[:k]]:
            where = [m.start() for m in re.finditer(rf"\b{name}\b", text)][1]
            raise _bad(
                text, where, f"a second level named {name}: give each a name of its own"
            )
    if set(levels[0].holds) != set(TENSORS):
        where = len(text) - len(text.lstrip())
        label = f"{levels[0].name}[{levels[0].holds}]"
        raise _bad(
            text,
            where,
            f"{label} is outermost: it must hold I, F and O, which start there",
        )
    return levels


def _bad(text: str, at: int, message: str) -> ValueError:
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].split("\n", 1)[0]
    number = f"line {text.count(chr(10), 0, at) + 1}, " if "\n" in text.strip() else ""
    return ValueError(
        f"{message} ({number}position {at - start + 1})\n  {line}\n  {' ' * (at - start)}^"
    )
