"""Which shape a whole archive has, so that no file is read by half of another platform's pattern.

whose(paths, Wanted(names=("layers",)))      # {path: [Told], or the reason why nobody is told}
"""

from collections import defaultdict
from collections.abc import Iterable

from dnnlib.grading.intake.by_folder import by_folder
from dnnlib.grading.intake.by_platform import by_pattern, by_platform, platform_of
from dnnlib.grading.intake.platforms import Told
from dnnlib.grading.intake.wanted import Found, Wanted, is_paper, stem

# what these write into a name is certain, so a student's two papers are that student's own fault
CERTAIN = {"Blackboard", "Brightspace", "Gradescope", "ILIAS", "Moodle", "Sakai"}
ADVICE = 'say how the files are named: --pattern "*/{name}/{file}", with {login}, {email}, {number} where there are'
TORN = "{} has papers in several places, none of them nearer to the top: a person must say which one counts"


def whose(paths: Iterable[str], wanted: Wanted) -> Found:
    """Whose each file is: one row a student, several in a group; or why nobody's.

    Errors: ValueError where the archive's shape is not understood: its "students" have several papers of one name.
    """
    paths = list(paths)
    papers = [path for path in paths if is_paper(path)]
    platform, place = platform_of(papers, wanted)
    if wanted.pattern:
        found = by_pattern(paths, papers, wanted)
    elif platform:
        found = by_platform(platform, place, paths, wanted)
    else:
        found = by_folder(paths, papers, wanted)
    certain = platform in CERTAIN and not wanted.pattern
    return found | _torn({path: found[path] for path in papers}, certain, wanted)


def _torn(papers: Found, certain: bool, wanted: Wanted) -> dict[str, str]:
    """The papers of "students" who have several of one kind beside one another, and why they are left out.

    Errors: ValueError where that is so for half of them.
    """
    told = {path: one[0] for path, one in papers.items() if not isinstance(one, str)}
    students = defaultdict(list)
    for path, who in told.items():
        students[who.above, who.name, who.number, who.login].append(path)
    torn = {
        who: several
        for who, mine in students.items()
        if (several := _beside(mine, told, wanted))
    }
    if torn and 2 * len(torn) >= len(students) and not certain:
        (above, name, *_), several = next(iter(torn.items()))
        folder = f"{above}/{name}".strip("/")
        some = ", ".join(several[:3]) + (", ..." if len(several) > 3 else "")
        raise ValueError(
            f"{folder!r} would be one student with papers from different folders: {some}. So {ADVICE}"
        )
    return {
        path: TORN.format(who[1]) for who, several in torn.items() for path in several
    }


def _beside(mine: list[str], papers: dict[str, Told], wanted: Wanted) -> list[str]:
    """A student's papers of one kind that are nearest to the top, if they lie in several places or have one name."""
    named = [path for path in mine if _kind(path, wanted) == stem(path)]
    kinds = defaultdict(list)
    for path in named or mine:  # beside a paper of the right name others are drafts
        one = papers[path]
        kinds[_kind(path, wanted), one.attempt, one.time].append(path)
    for (kind, *_), several in kinds.items():
        depth = min(_depth(papers[path].file) for path in several)
        nearest = [path for path in several if _depth(papers[path].file) == depth]
        files = [papers[path].file for path in nearest]
        places = {file.rpartition("/")[0] for file in files}
        if kind != "another's" and (len(places) > 1 or len(set(files)) < len(files)):
            return nearest
    return []


def _depth(file: str) -> int:
    return file.count("/")


def _kind(path: str, wanted: Wanted) -> str:
    if path.lower().endswith(".zip"):
        return "zip"
    if wanted.is_named(path):
        return stem(path)
    return "another's" if stem(path) in wanted.nobody else "of a name of its own"
