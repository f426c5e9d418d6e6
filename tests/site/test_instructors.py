"""The instructors' pages say commands that are there, with arguments that they take, puzzles and pages that exist."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from dnnlib.cli import app
from dnnlib.puzzles import CHAPTERS
from dnnlib.site.pages import INSTRUCTORS

PAGES = Path(__file__).parents[2] / "dnnlib/site/instructors"
TEXTS = {path.stem: path.read_text("utf-8") for path in PAGES.glob("*.md")}
SAID = re.compile(r"(?:^ *|`)\.venv/bin/dnnlib ([^`\n]+)", re.M)
COMMANDS = sorted({line for text in TEXTS.values() for line in SAID.findall(text)})


def test_the_site_has_all_pages():
    assert set(TEXTS) == set(INSTRUCTORS) and len(TEXTS) == 10


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_takes_what_it_is_given(line):
    group, words = typer.main.get_command(app), shlex.split(line)
    while hasattr(group, "commands"):
        name = words.pop(0)
        assert name in group.commands, f"{name}: one of {sorted(group.commands)}"
        group = group.commands[name]
    words = [
        str(PAGES / "asked.md") if w.endswith((".csv", ".zip")) else w for w in words
    ]
    group.make_context(name, words)


def test_links_and_puzzles_exist():
    known = {p.name for puzzles in CHAPTERS.values() for p in puzzles}
    for name, text in TEXTS.items():
        assert {link for link in re.findall(r"\]\((\w+)\.md\)", text)} <= set(TEXTS)
        listed = (
            re.findall(r"`(\w+)`(?:, | and | \()", text) if name == "orders" else []
        )
        assert set(listed) <= known and (listed or name != "orders")
