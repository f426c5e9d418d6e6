"""The handout: the same file as a document, with the lecturer's notes as its text, printed by a browser."""

import subprocess
import tempfile
from pathlib import Path

from dnnlib import doctor


def handout(page: Path) -> Path:
    """Print a deck as a PDF beside it. Errors: RuntimeError where there is no Chromium, and what to do instead."""
    browser = doctor.chromium()
    by_hand = f"open {page.name}?handout in any browser and print it"
    if not browser:
        raise RuntimeError(f"no Chromium is installed to print with: {by_hand}")
    out = page.with_suffix(".pdf")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
    quiet = ("--disable-background-networking", "--no-pdf-header-footer")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *flags, *quiet, f"--user-data-dir={profile}"]
        where = f"{page.resolve().as_uri()}?handout"
        command += ["--virtual-time-budget=20000", f"--print-to-pdf={out}", where]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not out.exists():
        raise RuntimeError(f"Chromium could not print {page.name}: {by_hand}")
    return out
