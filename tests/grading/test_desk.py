"""The table of what comes to the desk (tests/hostile/DESK.md): each input becomes what it should."""

from pathlib import Path

import pytest
from hostile import desk


@pytest.mark.slow
@pytest.mark.browser
def test_all_of_it_is_as_it_should_be(tmp_path):
    assert desk.write(tmp_path / "DESK.md")
    made = (tmp_path / "DESK.md").read_text(encoding="utf-8")
    kept = Path(desk.__file__).with_name("DESK.md").read_text(encoding="utf-8")
    assert made == kept, "make hostile writes it again"
    assert {line.split(" | ")[0] for line in made.splitlines()[8:]} == {
        f"| {kind}" for kind in ("archive", "name", "table", "terminal", "page")
    }
