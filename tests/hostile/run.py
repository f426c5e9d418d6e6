"""The hostile table: every attack, what it deserves and what it got. `make hostile` writes tests/hostile/README.md."""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path[0] = str(HERE.parent)  # not this folder, whose html.py is no standard one

from dnnlib.sandbox import isolation  # noqa: E402
from hostile import desk  # noqa: E402
from hostile.corpus import SECRET, Attack, Seen, attacked, corpus  # noqa: E402

HEAD = """# Hostile submissions

Made by `make hostile`. Each submission answers three questions of exercise 2 (`output_size`, 2 points; `weights`, 2; `conv1d`, 4, with a
budget of reads); all but the attack is right. It is contained if the grader goes on, the other questions keep their points and the course's
secret is nowhere in what comes back. Isolation: {isolation}. {count} submissions, {good} as they deserve, {seconds:.0f} s.

| submission | what it does | points | deserved | the grader says |
|---|---|---|---|---|
"""


def line(attack: Attack, seen: Seen) -> str:
    """A row of the table."""
    word = next(
        (row for row in seen.said.splitlines() if attack.says in row and row.strip()),
        "",
    ).strip()
    word = word.replace(str(HERE.parents[1]), "COURSE")  # no path of this machine
    word = (
        (word if len(word) <= 100 else word[:97] + "...")
        .replace("|", "\\|")
        .replace("<", "&lt;")
    )
    return f"| {attack.name} | {attack.what} | {shown(seen.points)} | {shown(attack.deserves)} | {word} |\n"


def shown(points: tuple | None) -> str:
    """Points by question."""
    return "no notebook" if points is None else " + ".join(f"{p:g}" for p in points)


def good(attack: Attack, seen: Seen) -> bool:
    """Whether an attack got what it deserves, was named, and took no secret."""
    secret = seen.verdict is not None and SECRET in seen.verdict.to_json()
    return seen.points == attack.deserves and attack.says in seen.said and not secret


def main() -> int:
    """Grade them all and write the page."""
    os.environ["DNNLIB_COURSE_SECRET"] = SECRET
    begun, attacks = (
        time.monotonic(),
        [a for a in corpus() if a.name in sys.argv[1:] or not sys.argv[1:]],
    )
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(attacked, attacks))
    rows, well = list(map(line, attacks, results)), list(map(good, attacks, results))
    box = isolation()
    how = box.name + (f", without {', '.join(box.lacks)}" if box.lacks else "")
    head = HEAD.format(
        isolation=how,
        count=len(attacks),
        good=sum(well),
        seconds=time.monotonic() - begun,
    )
    if not sys.argv[1:]:
        (HERE / "README.md").write_text(head + "".join(rows))
    for attack, seen, fine in zip(attacks, results, well):
        if not fine:
            print(
                f"{attack.name}: {shown(seen.points)}, deserved {shown(attack.deserves)}; must say {attack.says!r}\n{seen.said}"
            )
    print(f"{sum(well)} of {len(attacks)} as they deserve")
    at_desk = sys.argv[1:] or desk.write(HERE / "DESK.md")
    return not (all(well) and at_desk)


if __name__ == "__main__":
    sys.exit(main())
