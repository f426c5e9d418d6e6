"""`make fuzz`: many calls of every public function; the report goes to build/fuzz.txt.

python tests/fuzz/run.py --calls 100000 --seed 1 [--only kernels.]
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from fuzz import fuzz  # noqa: E402


def main() -> int:
    """1 where a finding is fatal: another exception, a wrong answer, a hang, a changed argument."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--calls", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    fuzz.prepare()
    fuzz.limit_memory()
    outcomes = fuzz.fuzz(given.seed, given.calls, given.only)
    text = fuzz.summary(outcomes)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/fuzz.txt").write_text(
        text + "\n", encoding="utf-8", errors="replace"
    )
    print("\n".join(text.splitlines()[:60]))
    return int(any(one.kind in fuzz.FATAL for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
