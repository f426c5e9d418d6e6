"""Runs every bench_*.py beside this file, or those whose names hold a word: python tests/benchmarks/run.py [WORD...]

A bench's main() prints ratios taken in one run: seconds do not travel, so where a promise is in seconds it says whose.
THREADS (default 1) is how many threads NumPy's BLAS and torch may use.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

THREADS = int(os.environ.get("THREADS", "1"))
# read when NumPy and torch are first imported
for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = str(THREADS)

# what the tests share, benches may use
sys.path.insert(1, str(Path(__file__).parents[1]))

if __name__ == "__main__":
    names = [path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    for name in (
        n for n in names if not sys.argv[1:] or any(word in n for word in sys.argv[1:])
    ):
        module = import_module(name)
        print(
            f"\n{name}: {module.__doc__.splitlines()[0]}  [threads: {THREADS}]",
            flush=True,
        )
        module.main()
