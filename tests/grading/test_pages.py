"""What the instructor opens: nothing of a student's runs in a page, steers a terminal, or is live in a table."""

from pathlib import Path

import pytest
from hostile.html import TEXTS
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import PyFileConfigLoader

from dnnlib.grading import pages

CONFIG = Path(__file__).parents[2] / "solutions"
CLICKED = "a:not([href^=http]), summary"  # an honest link leads away
LIVE = """() => {
    const all = [...document.body.querySelectorAll("*")];
    const on = e => [...e.attributes].some(a => /^on/i.test(a.name));
    const run = e => [...e.attributes].some(a => /^\\s*(javascript|data:text)/i.test(a.value));
    const tags = "script,iframe,object,embed,form,input,button,svg,math,style,meta,base,link";
    return all.filter(e => on(e) || run(e) || e.matches(tags)).map(e => e.outerHTML);
}"""


@pytest.fixture(scope="module")
def tab(chromium):
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_cell_runs_nothing(tab, name):
    """In a page without the second wall, and after each thing that can be clicked was clicked."""
    body = pages.markdown(TEXTS[name])
    tab.set_content(f"<title>ours</title><body>{body}</body>")
    assert tab.evaluate(LIVE) == []
    for link in tab.query_selector_all(CLICKED)[:5]:
        link.evaluate("e => e.click()")
    tab.wait_for_timeout(20)
    assert tab.title() == "ours"


def notebook(*texts: str):
    """A notebook with these text cells, and with outputs as the grader leaves them."""
    cells = [new_markdown_cell(pages.printable(text)) for text in texts]
    printed = new_output("stream", name="stdout", text=TEXTS["script"])
    plain = new_output("display_data", data={"text/plain": TEXTS["broken picture"]})
    cells.append(new_code_cell(TEXTS["script"], outputs=[printed, plain]))
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def exporter(kind=HTMLExporter, **options):
    """An exporter with the course's own configuration, as nbgrader and its formgrader make it."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(CONFIG)).load_config()
    return kind(config=config, template_name="classic", **options)


@pytest.mark.browser
@pytest.mark.parametrize("kind", [HTMLExporter, pages.Page])
def test_a_page_with_all_of_them_runs_nothing(tab, tmp_path, kind):
    html, _ = exporter(kind).from_notebook_node(notebook(*TEXTS.values()))
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    tab.goto(path.as_uri(), wait_until="domcontentloaded")
    tab.evaluate("document.title = 'ours'")
    for link in tab.query_selector_all(CLICKED):
        link.evaluate("e => e.click()")
    tab.wait_for_timeout(200)
    assert tab.title() == "ours" and "OWNED" in tab.inner_text("body")


@pytest.mark.browser
def test_the_second_wall_holds_by_itself(tab, tmp_path):
    """With the filter taken away, the policy alone keeps scripts, handlers and links from running."""
    made = exporter(pages.Page)
    made.register_filter("markdown2html", lambda source: source)
    html, _ = made.from_notebook_node(
        notebook(
            *(TEXTS[name] for name in ("script", "broken picture", "svg", "frame"))
        )
    )
    assert "<script>document.title='OWNED'</script>" in html.replace('"', "'")
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    tab.goto(path.as_uri(), wait_until="domcontentloaded")
    tab.wait_for_timeout(200)
    assert "OWNED" not in tab.title()


MARKDOWN = {
    "# A *title*": "<h1>A <em>title</em></h1>",
    "a **b** `c` <kbd>d</kbd>": "<p>a <strong>b</strong> <code>c</code> <kbd>d</kbd></p>",
    "| a |\n|:-:|\n| 1 |": '<th style="text-align:center;">a</th>',
    "[x](https://x.org/a?b=1&c=2)": '<a href="https://x.org/a?b=1&amp;c=2">x</a>',
    "> said\n\n- one\n- two": "<blockquote>",
    "$O(n) < \\sum_i x_i$": "$O(n) &lt; \\sum_i x_i$",
    "![p](data:image/png;base64,iVBORw0K)": '<img src="data:image/png;base64,iVBORw0K" alt="p">',
    "```python\nx = 1 < 2\n```": '<span class="mi">1</span>',
}


@pytest.mark.parametrize("source", MARKDOWN)
def test_markdown_is_still_set(source):
    assert MARKDOWN[source] in pages.markdown(source)


@pytest.mark.parametrize(
    "source",
    ['<p id="top">x</p>', '<a name="x">y</a>', '<p class="panel score">x</p>'],
)
def test_a_text_takes_no_part_of_the_pages_own(source):
    assert not {"id=", "name=", "class="} & set(pages.markdown(source).split())
    assert "panel" not in pages.markdown(source)


def test_a_picture_from_elsewhere_is_not_fetched():
    for source in ("![x](https://x.org/a.png)", "![x](//x.org/a.png)", "![x](a.svg)"):
        assert "src" not in pages.markdown(source)


def test_a_file_called_like_a_page_is_not_taken_for_it(tmp_path):
    autograded = tmp_path / "grading/autograded/eve/ch02"
    feedback = tmp_path / "grading/feedback/eve/ch02"
    for folder in (autograded, feedback / "sub"):
        folder.mkdir(parents=True)
    for name in ("aaa.html", "layers.html", "layers.HTML", "sub/layers.html", "x.js"):
        (feedback / name).write_text(name)
    (feedback / "link.html").symlink_to("/etc/passwd")
    pages.keep_own("ch02", "eve", [str(autograded / "layers.ipynb")])
    assert [path.name for path in feedback.iterdir()] == ["layers.html"]


def test_beside_a_graded_notebook_nothing_stays(tmp_path):
    submitted = tmp_path / "grading/submitted/eve/ch02"
    autograded = tmp_path / "grading/autograded/eve/ch02"
    for folder in (submitted, autograded / "layers.html"):
        folder.mkdir(parents=True)
    for name in ("layers.ipynb", "timestamp.txt", "x.html", "layers.html/y"):
        (autograded / name).write_text(name)
    pages.keep_notebooks("ch02", "eve", [str(submitted / "layers.ipynb")])
    kept = sorted(path.name for path in autograded.iterdir())
    assert kept == ["layers.ipynb", "timestamp.txt"]
