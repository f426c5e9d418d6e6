"""A chapter as one HTML file: slides, notes, demos and all that moves them. It asks the network for nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dnnlib.lecture import minutes, prose, vote
from dnnlib.lecture.blocks import Block, as_json, of_code, tables, unlinked
from dnnlib.lecture.slides import Slide, slides
from dnnlib.lecture.vote import Vote
from dnnlib.screen.animate import VIEW as FILM_VIEW
from dnnlib.screen.explore import VIEW as EXPLORER_VIEW
from dnnlib.screen.page import EXPORT

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("link", "explorer", "bench", "hands", "vote", "fit", "keys", "deck")


@dataclass
class Face:
    """A slide as it is seen: its title, its blocks, what the lecturer reads, and the minutes it takes."""

    title: str = ""
    begins: bool = False  # the title is its own, not the section's
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # its `notes` cells
    own: float = 0.0  # minutes that it takes whatever its neighbours take
    minutes: float = 0.0


@dataclass(frozen=True)
class Deck:
    """A lecture: its page, its faces, and the recipes of its live demos by name."""

    html: str
    faces: list[Face]
    live: dict[str, bytes]

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return sum(face.minutes for face in self.faces)


def deck(
    notebook: dict, found: list[list], name: str, votes: Sequence[Vote] = ()
) -> Deck:
    """The lecture of a notebook.

    notebook: as its file has it. found: what each cell shows (`rehearsal.rehearsed`). name: of the chapter.
    votes: each stands after the last slide of its section.
    Errors: ValueError where no cell is marked as a slide.
    """
    faces: list[Face] = []
    for slide in slides(notebook, name):
        faces.append(Face())
        _fill(faces, slide, notebook["cells"], found)
    _title(faces)
    for one in votes:
        _put(faces, one)
    return _made(faces, faces[0].title or name)


def of_votes(votes: Sequence[Vote], title: str) -> Deck:
    """A deck of votes alone."""
    return _made([_ballot(one) for one in votes], title)


def _sections(faces: list[Face]) -> list[str]:
    """The number of each slide's section, "6"; what has no number in its title is of the section before."""
    found, now = [], ""
    for face in faces:
        begins = re.match(r"(\d+)\. ", face.title)
        now = begins[1] if begins else now
        found.append(now)
    return found


def _made(faces: list[Face], title: str) -> Deck:
    said, guesses = [face.said for face in faces], [_guess(face) for face in faces]
    plan = minutes.planned(said, guesses, [face.own for face in faces])
    for face, takes in zip(faces, plan):
        face.minutes = takes
    live: dict[str, bytes] = {}
    data: dict[str, object] = {}
    bodies = [_section(face, live, data) for face in faces]
    title = re.sub(r"<[^>]+>", "", _inline(title))
    return Deck(_page(title, "\n".join(bodies), data), faces, live)


def _ballot(one: Vote) -> Face:
    told = f'<div class="lecturer">{vote.for_lecturer(one)}</div>'
    return Face("Vote", True, [vote.block(one)], [told], own=vote.MINUTES)


def _put(faces: list[Face], one: Vote) -> None:
    """A vote after the last slide of its section that is shown; before the end where there is no such section.

    The minutes that a note says there are those of the vote, too.
    """
    noted = [k for k, face in enumerate(faces) if minutes.said(face.said)]
    end = noted[-1] if noted else len(faces) - 1  # what follows is read at home
    places = [k for k, number in enumerate(_sections(faces)) if number == one.after]
    last = max([k for k in places if k <= end], default=max(0, end - 1))
    ballot = _ballot(one)
    ballot.said, faces[last].said = faces[last].said, []
    faces.insert(last + 1, ballot)


def _fill(
    faces: list[Face], slide: Slide, cells: list[dict], found: list[list]
) -> None:
    """Put a slide's cells on the last face; what a cell says before its heading belongs to the face before."""
    face = faces[-1]
    for step in slide.steps:
        cell = cells[step.cell]
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            made = of_code(source, found[step.cell])
        else:
            made = _text(faces, source)
        if made and step.waits:
            made[0] = _waiting(made[0])
        face.blocks += made
    face.said += ["".join(cells[number]["source"]) for number in slide.notes]
    for text in face.said:
        told = prose.html(re.sub(r"<!--|-->", "", text))
        face.notes.append(f'<div class="lecturer">{told}</div>')


def _guess(face: Face) -> float:
    """The minutes of a slide for which no note says any."""
    kinds = [block.kind for block in face.blocks]
    demos = sum(kinds.count(kind) for kind in ("explorer", "film", "bench"))
    return face.own or minutes.guessed(kinds.count("ask"), demos)


def _text(faces: list[Face], source: str) -> list[Block]:
    face, made = faces[-1], list[Block]()
    parts = prose.parts(source)
    for number, part in enumerate(parts):
        before = not part.heading and number + 1 < len(parts)
        if before and not face.blocks and len(faces) > 1:
            _end(faces[-2], part)
            continue
        if part.heading and not face.begins and not made:
            face.title, face.begins = part.heading, True
        elif part.heading:
            made.append(Block("heading", f"<h2>{_inline(part.heading)}</h2>"))
        face.notes.append(unlinked(part.whole))
        made += _shown(part)
    return made


def _shown(part: prose.Part) -> list[Block]:
    made: list[Block] = []
    for html in part.shown:
        if "<table" in html:
            pieces = tables(html)
            made += [replace(one, kind="prose table") for one in pieces]
        else:
            made.append(Block("prose", unlinked(html)))
    return made


def _end(face: Face, part: prose.Part) -> None:
    """What concludes the slide before comes with one more key."""
    made = _shown(part)
    face.blocks += [_waiting(made[0]), *made[1:]] if made else []
    face.notes.append(unlinked(part.whole))


def _waiting(block: Block) -> Block:
    return replace(block, waits=True)


def _title(faces: list[Face]) -> None:
    """A slide without a heading bears its section's."""
    last = ""
    for face in faces:
        last = face.title or last
        face.title = last


def _section(face: Face, live: dict, data: dict) -> str:
    """A slide's HTML; its demos' recipes and data are put into `live` and `data`."""
    inside, keys = [], 0
    for block in face.blocks:
        keys += block.waits
        inside.append(_block(block, keys, live, data))
    head = "" if face.begins else ' class="still"'
    said = f'<p class="lecturer"><b>{face.minutes:.2g} min</b></p>' + "".join(
        face.notes
    )
    parts = (
        f'<section data-timing="{round(60 * face.minutes)}">',
        f"<h1{head}>{_inline(face.title)}</h1>",
        *inside,
        f'<aside class="notes">{said}</aside></section>',
    )
    return "\n".join(parts)


def _block(block: Block, keys: int, live: dict, data: dict) -> str:
    """A block's HTML; what follows one that waits comes with it, at the same key."""
    html = block.html
    if block.data is not None:
        name = f"demo{len(data)}"
        data[name] = block.data
        if block.live:
            live[name] = block.live
        html = html.replace("data-demo", f'data-name="{name}" data-demo', 1)
    kind, index = block.kind, ""
    if keys:
        kind, index = f"{kind} fragment", f' data-fragment-index="{keys - 1}"'
    return f'<div class="block {kind}"{index}>{html}</div>'


def _inline(heading: str) -> str:
    """A heading's own marks as HTML; the number before it begins no list."""
    html = prose.html(re.sub(r"^(\d+)\.", r"\1\\.", heading))
    return re.sub(r"^<p>|</p>$", "", html)


def _page(title: str, body: str, data: dict) -> str:
    texts = {
        "title": title,
        "reveal_css": _text_of("reveal/reveal.css"),
        "css": _view_css() + _text_of("deck.css"),
        "body": body,
        "data": "\n".join(_script(name, value) for name, value in data.items()),
        "reveal": re.sub(r"//# source.*", "", _text_of("reveal/reveal.js")),
        "notes": _text_of("reveal/notes.js"),
        "views": _view("explore", EXPLORER_VIEW) + _view("animate", FILM_VIEW),
        "script": "\n".join(_text_of(f"{name}.js") for name in SCRIPTS),
    }
    # in one pass: what is put in may hold braces of its own
    return re.sub(r"\{(\w+)\}", lambda it: texts.get(it[1], it[0]), _text_of("deck.html"))  # fmt: skip


def _script(name: str, value) -> str:
    return f'<script type="application/json" id="{name}">{as_json(value)}</script>'


def _view(name: str, folder: Path) -> str:
    """A view's script with its names to itself: two views have names in common."""
    text = (folder / "view.js").read_text("utf-8")
    inner = text.replace(EXPORT, "return { render };")
    return f"const {name}View = (() => {{\n{inner}\n}})();\n"


def _view_css() -> str:
    folders = (EXPLORER_VIEW, FILM_VIEW)
    return "".join((folder / "view.css").read_text("utf-8") for folder in folders)


def _text_of(name: str) -> str:
    return (PAGE / name).read_text("utf-8")
