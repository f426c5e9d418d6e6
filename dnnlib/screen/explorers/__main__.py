"""Bakes the explorers: `python -m dnnlib.screen.explorers DIR`. It ends with 1 where a page is too large."""

import sys

from dnnlib.screen.explorers import bake
from dnnlib.screen.rebake import too_large

pages = bake(sys.argv[1] if len(sys.argv) > 1 else "build/pages")
for page in pages:
    print(f"{page}  {page.stat().st_size / 1e6:.2f} MB")
sys.exit("\n".join(too_large(pages)) or 0)
