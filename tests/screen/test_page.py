"""The page of a view has all its data in it; what is put in is never taken for a place to put something."""

import pytest
from lab import baked

from dnnlib.screen.animate import VIEW as ANIMATE
from dnnlib.screen.explore import VIEW as EXPLORE
from dnnlib.screen.page import page


@pytest.mark.parametrize("view", [ANIMATE, EXPLORE], ids=lambda view: view.name)
def test_a_page_has_its_data_its_view_and_its_words_as_they_are(view):
    values = {"text": "</script> {title} ä", "numbers": [1, 2.5, None]}
    text = page(view, values, "<b> {packed}", "{css} & more")
    assert baked(text) == values
    assert "<title>&lt;b&gt; {packed}</title>" in text
    assert "<p>{css} &amp; more</p>" in text
    for name in ("view.css", "page.css", "page.js"):
        assert (view / name).read_text() in text
    # the notebook loads the view as a module of its own; the page is the module
    assert "export default" in (view / "view.js").read_text()
    assert "export default" not in text and text.count("</script>") == 1
