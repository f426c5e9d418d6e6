"""Bakes the explorers: `python -m dnnlib.screen.explorers DIR`."""

import sys

from dnnlib.screen.explorers import bake

for page in bake(sys.argv[1] if len(sys.argv) > 1 else "build/pages"):
    print(f"{page}  {page.stat().st_size / 1e6:.1f} MB")
