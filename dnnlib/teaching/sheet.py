"""A text of the teacher's half as a page to print or to show: one file, and nothing is asked of the network."""

import mistune

from dnnlib.door import checked

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.45 sans-serif; max-width: 58em; margin: 2em auto; padding: 0 1.2em; color: #222 }}
h1 {{ line-height: 1.2 }} h2 {{ margin-top: 1.8em; border-bottom: 2px solid #222 }} h3 {{ margin: 1.4em 0 .2em }}
table {{ border-collapse: collapse; margin: 1em 0 }} th {{ text-align: left; border-bottom: 2px solid #222 }}
td, th {{ padding: .3em .8em .3em 0; vertical-align: top }} tr:nth-child(even) td {{ background: #f3f3f3 }}
code {{ background: #f1f1ee; padding: 0 .2em; overflow-wrap: anywhere }} td code {{ overflow-wrap: normal }}
pre code {{ display: block; padding: .6em }}
blockquote {{ margin: .4em 0 1em; padding: .1em 1em; border-left: 4px solid #2a7f2a; background: #f2f8f2 }}
@media print {{ body {{ font-size: 10.5pt; margin: 0; max-width: none }} h2, h3 {{ break-after: avoid }}
  h1 {{ break-before: page }}
  li, tr {{ break-inside: avoid }} }}
</style>
{body}</html>
"""
_markdown = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])


@checked
def starless(text: str) -> str:
    """Prose for Markdown in which a star is a product, but for what stands between backticks."""
    pieces = text.split("`")
    pieces[::2] = [one.replace("*", r"\*") for one in pieces[::2]]
    return "`".join(pieces)


@checked
def sheet(text: str) -> str:
    """Markdown as a page of HTML; its first heading is the title. What stands in it as HTML is shown as text."""
    title = text.lstrip("# ").partition("\n")[0]
    return PAGE.format(title=title, body=_markdown(text))
