"""Who is who: the names of an archive beside those of the gradebook. Namesakes are told apart or asked about.

known = Roster(course.gradebook)
found = known.identify({Identity("Ada Lovelace", number="657693")})      # {identity: Match("ada")}
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dnnlib.grading.intake.names import NoName, folder, same, turned

ANONYMOUS = {
    same(word)
    for word in (
        "Participant",
        "Teilnehmer/in",
        "Teilnehmer",
        "Participante",
        "Anonymous",
    )
}


@dataclass(frozen=True, order=True)
class Identity:
    """What an archive tells of a student: a name, a number of the platform's (lasts: in every assignment), more."""

    name: str
    number: str = ""
    lasts: bool = False
    login: str = ""
    email: str = ""


@dataclass(frozen=True)
class Match:
    """A student of the gradebook, or a new one; why a person must look."""

    id: str
    new: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Known:
    """A student as the gradebook has him."""

    id: str
    first: str
    last: str
    email: str
    lms: str

    def names(self) -> set[str]:
        """The spellings of his name, as names.same has them."""
        return {
            same(text)
            for text in (
                self.first + self.last,
                self.last + self.first,
                self.id,
                turned(self.id),
            )
        } - {""}


class Roster:
    """The students of a gradebook, to be found by what platforms tell of them. place: where their folders lie."""

    def __init__(self, students: Iterable[Known], place: Path):
        self.students = {one.id: one for one in students}
        self.place = place
        self.by_name = defaultdict(set)
        for one in self.students.values():
            for name in one.names():
                self.by_name[name].add(one.id)

    @property
    def names(self) -> frozenset[str]:
        """All spellings of all names."""
        return frozenset(self.by_name)

    def groups(self, names: Iterable[str]) -> dict[str, str]:
        """Moodle writes "Red-Ada Lovelace" where a class has groups: {that name: the student's}, if most are such."""
        names = set(names)
        found = {}
        for name in names:
            parts = name.split("-")
            tails = ["-".join(parts[k:]).strip() for k in range(1, len(parts))]
            known = [tail for tail in tails if same(tail) in self.by_name]
            if known and same(name) not in self.by_name:
                found[name] = known[0]
        return found if 2 * len(found) > len(names) and len(found) > 1 else {}

    def identify(self, identities: Iterable[Identity]) -> dict[Identity, Match]:
        """The student of each identity: by number, login, e-mail address or id, else by a name that is his alone.

        Two of a name in the archive, or in the gradebook, are two students here, and the remark says so.
        """
        todo = sorted(set(identities))
        found = {one: Match(sure) for one in todo if (sure := self._surely(one))}
        taken = Counter(match.id for match in found.values())
        here = Counter(key for one in todo for key in {_key(one)})
        for one in todo:
            if one not in found:
                found[one] = self._by_name(one, here[_key(one)], taken)
                taken[found[one].id] += 1
        return found

    def _surely(self, one: Identity) -> str:
        """The id that a platform's own sign of a student gives, or ""."""
        if one.lasts and (by_number := self._only("lms", one.number)):
            return by_number
        if one.login in self.students:
            return one.login
        if one.email and (by_email := self._only("email", one.email)):
            return by_email
        if (
            not one.number and not one.login and one.name in self.students
        ):  # a folder's name is the id itself
            return one.name
        return ""

    def _only(self, field: str, value: str) -> str:
        have = [
            who.id
            for who in self.students.values()
            if getattr(who, field).casefold() == value.casefold()
        ]
        return have[0] if len(have) == 1 else ""

    def _by_name(self, one: Identity, here: int, taken: Counter) -> Match:
        others = self.by_name[_key(one)]
        free = [
            who
            for who in others
            if not taken[who] and not (one.lasts and self.students[who].lms)
        ]
        if here == 1 and len(free) == 1 and _key(one) not in ANONYMOUS:
            return Match(free[0])
        alone = here == 1 and not others and _key(one) not in ANONYMOUS
        return Match(
            self._new(one, alone, taken), True, _remark(one, here, others, free)
        )

    def _new(self, one: Identity, alone: bool, taken: Counter) -> str:
        """A folder of his own for somebody new. Errors: NoName."""
        name = folder(one.login or one.name)
        used = {*self.students, *taken}
        if alone and name not in used and self._is_free(name, used):
            return name
        if one.number:
            name = (
                folder(f"{name}-{one.number}")
                if not name.endswith(one.number)
                else name
            )
            if name not in used:
                return name
        tries = (folder(f"{name}-{k}") for k in range(2, 10_000))
        spelled_otherwise = name not in used and self._is_free(name, used)
        return (
            name if spelled_otherwise else next(new for new in tries if new not in used)
        )

    def _is_free(self, name: str, used: set[str]) -> bool:
        """Whether the disk tells the folder from all others: some disks do not know capitals."""
        alike = {other.casefold() for other in used}
        return name.casefold() not in alike or not _one_case(self.place)


def _key(one: Identity) -> str:
    return same(turned(one.name)) if "," in one.name else same(one.name)


def _remark(one: Identity, here: int, others: set[str], free: list[str]) -> str:
    if _key(one) in ANONYMOUS:
        return ""
    known = f"the class list has {', '.join(sorted(others))}: " if others else ""
    if here > 1 and not (one.lasts and not free):
        return f"{here} here have this name, told apart as new students; {known}a person must say who is who"
    if len(free) > 1 or others and not one.lasts:
        return f"others have this name; {known}a person must say who it is"
    return ""


def _one_case(place: Path) -> bool:
    """Whether a disk takes "A" and "a" for one name."""
    there = next(
        (
            path
            for path in [place, *place.parents]
            if path.exists() and path.name.swapcase() != path.name
        ),
        None,
    )
    if there is None:
        return False
    return there.with_name(there.name.swapcase()).exists() and _is_one(there)


def _is_one(path: Path) -> bool:
    return os.path.samefile(path, path.with_name(path.name.swapcase()))


__all__ = ["Identity", "Known", "Match", "NoName", "Roster"]
