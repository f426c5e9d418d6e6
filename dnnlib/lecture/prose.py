"""What of a text cell stands on the slide: headings, lists, tables, formulas, and the first sentence of its prose.

A room reads a sentence while it listens, not a paragraph. So the whole text goes to the lecturer's notes,
and the slide keeps what is read at a glance. A paragraph that begins in bold is a statement: its first
sentence stays too.
"""

import re
from dataclasses import dataclass

import mistune

from dnnlib.lecture.formula import FORMULA, drawn

HEADING = re.compile(r"(#{1,6})\s+(.*)")
# where a sentence ends: not after "Fig." or "e.g.", and only before what can begin one
END = re.compile(r"(?<=[.?!])(?<!\b[A-Z]\.)(?<!Fig\.)(?<!Sec\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)[)\"*]*\s+(?=[\"'*`(]*[A-Z0-9])")  # fmt: skip
SHORT = 28  # letters: "No." says nothing alone
_markdown = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


@dataclass(frozen=True)
class Part:
    """A heading with what follows it, or what comes before the first one: what is shown, and the whole text."""

    heading: str
    level: int
    shown: tuple[str, ...]
    whole: str


def parts(text: str) -> list[Part]:
    """A text cell, cut at its headings; the first part may have none. All as HTML but the heading, as Markdown."""
    cut: list[tuple[str, int, list[str]]] = [("", 0, [])]
    for block in blocks(text):
        head = HEADING.fullmatch(block)
        if head:
            cut.append((head[2].strip(), len(head[1]), []))
        else:
            cut[-1][2].append(block)
    found = [Part(h, level, _shown(these), _whole(these)) for h, level, these in cut]
    return [part for part in found if part.heading or part.whole]


def blocks(text: str) -> list[str]:
    """The paragraphs, lists, tables and fences of a text; a heading is one of its own."""
    fenced = re.split(r"(^```.*?^```\s*$)", text, flags=re.MULTILINE | re.DOTALL)
    made: list[str] = []
    for number, piece in enumerate(fenced):
        if number % 2:
            made.append(piece.strip())
            continue
        piece = re.sub(r"^(#{1,6} .*)$", r"\n\n\1\n\n", piece, flags=re.MULTILINE)
        # a formula between two dollars stands alone, as a list that follows its sentence does
        piece = re.sub(r"(\$\$.+?\$\$)", r"\n\n\1\n\n", piece, flags=re.DOTALL)
        piece = re.sub(r"^(?![-*\d|].*)(.+)\n(?=(?:- |\d+\. |\|))", r"\1\n\n", piece, flags=re.M)  # fmt: skip
        made += [block.strip("\n") for block in re.split(r"\n\s*\n", piece)]
    return _lists_joined([block for block in made if block.strip()])


def sentence(paragraph: str) -> str:
    """The first sentence of a paragraph, with the next one where it is short or leaves a mark of emphasis open."""
    ends = [found.end() for found in END.finditer(paragraph)] + [len(paragraph)]
    for end in ends:
        first = paragraph[:end].strip()
        if len(first) >= SHORT and not _open(first):
            return first
    return paragraph.strip()


def html(markdown: str) -> str:
    """Markdown as HTML, its formulas drawn."""
    kept: list[str] = []

    def keep(found) -> str:
        kept.append(drawn(found[1] or found[2], large=bool(found[1])))
        return f"\x02{len(kept) - 1}\x03"

    # what stands in code is no formula
    pieces = re.split(r"(```.*?```|`[^`\n]*`)", markdown, flags=re.DOTALL)
    pieces[::2] = [FORMULA.sub(keep, piece) for piece in pieces[::2]]
    made = str(_markdown("".join(pieces))).strip()
    return re.sub("\x02(\\d+)\x03", lambda found: kept[int(found[1])], made)


def _lists_joined(found: list[str]) -> list[str]:
    """A list whose items stand apart is one list still."""
    made: list[str] = []
    for block in found:
        if made and is_list(block) and is_list(made[-1]):
            made[-1] += "\n" + block
        else:
            made.append(block)
    return made


def is_list(block: str) -> bool:
    """Whether a block is a list."""
    return bool(re.match(r"\s*([-*+]|\d+\.)\s", block))


def _open(text: str) -> bool:
    """Whether a code, bold or slanted span of a text is not closed in it."""
    # a star between blanks multiplies
    bare = re.sub(r"`[^`]*`|(?<=\s)\*(?=\s)", "", text)
    return "`" in bare or bare.count("**") % 2 == 1 or bare.count("*") % 2 == 1


def _shown(these: list[str]) -> tuple[str, ...]:
    made, said = [], False
    for block in these:
        if _stands(block):
            made.append(html(block))
        elif not said or block.startswith("**"):
            made.append(html(sentence(block)))
            said = True
    return tuple(made)


def _stands(block: str) -> bool:
    """Whether a block stands on a slide as it is: all but prose."""
    return is_list(block) or block.lstrip().startswith(("|", "$$", "```", "![", "<"))


def _whole(these: list[str]) -> str:
    return html("\n\n".join(these))
