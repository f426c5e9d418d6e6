"""The box holds names and helpers of the puzzles, and no specification, whatever an answer does to find one."""

import base64
import inspect
import json
from importlib import import_module

import pytest

from dnnlib.puzzles import CHAPTERS
from dnnlib.sandbox import Limits, Session, names

ALL = [p for puzzles in CHAPTERS.values() for p in puzzles]
LIMITS = Limits(question=60, cell=60, total=300)


def lines(function) -> set[str]:
    """What only a specification says: its longer lines."""
    rows = inspect.getsource(function).splitlines()[1:]
    return {row.strip() for row in rows if len(row.strip()) > 30}


def code(function) -> set[str]:
    """A specification's own lines, without its docstring."""
    text = inspect.getsource(function).replace(inspect.getdoc(function) or "", "")
    rows = text.split('"""')[-1].splitlines()
    return {row.strip() for row in rows if len(row.strip()) > 12}


def test_what_the_box_is_told_says_no_specification_and_no_mistake():
    told = json.dumps(names.course())
    for puzzle in ALL:
        assert not [
            line for line in lines(puzzle.spec) if json.dumps(line)[1:-1] in told
        ]
        assert not [m for m in puzzle.wrong if m[:30] in told], puzzle.name
    assert "Puzzle(" not in told


def test_every_public_name_of_a_chapter_is_told():
    told = names.course()["chapters"]
    for chapter in CHAPTERS:
        module = import_module(f"dnnlib.puzzles.{chapter}")
        public = {n for n in vars(module) if not n.startswith("_")} - {
            "PUZZLES",
            "Puzzle",
            *names.TEACHERS,
        }
        public -= {n for n in public if inspect.ismodule(getattr(module, n))}
        puzzles, helpers = told[chapter]
        assert {*puzzles, *helpers} == public


SPEC = """
import a, b
from dnnlib.puzzles.ch99.other import helped, conv
SIZE = b.size
def f(x): return g(x)
def g(x): return SIZE
def spec(x): return g(x)
def uses(x): return spec(x)
told(f)
p = Puzzle(spec, wrong={"m": uses})
p2 = Puzzle(other)
def other(x): return helped(x)
"""


@pytest.mark.parametrize("asked, kept, elsewhere", [
    (["f"], "import b|SIZE = b.size|def f(x):|def g(x):|told(f)", set()),
    (["spec"], "import b|SIZE = b.size|def f(x):|def g(x):|told(f)", set()),
    (["other", "p"], "import b|SIZE = b.size|def f(x):|def g(x):|told(f)", set()),
    (["uses"], "import b|SIZE = b.size|def f(x):|def g(x):|def uses(x):|told(f)", set()),
    (["helped"], "import b|from dnnlib.puzzles.ch99.other import helped|SIZE = b.size|def f(x):|def g(x):|told(f)", {"helped"}),
])  # fmt: skip
def test_a_module_is_shaken_to_what_is_asked_for(asked, kept, elsewhere):
    text, more = names.shaken(SPEC, asked)
    heads = [row for row in text.splitlines() if row and not row.startswith(" ")]
    assert heads == kept.split("|")
    assert more.get("dnnlib.puzzles.ch99.other", set()) == elsewhere


THIEF = """
import gc, importlib, os, sys, types, dnnlib, dnnlib.puzzle
found = {}
home = os.path.dirname(dnnlib.__file__)
texts = [open(os.path.join(d, f), errors="replace").read() for d, _, fs in os.walk(home) for f in fs if f.endswith((".py", ".json"))]
texts += [x for x in gc.get_objects() if type(x) is str and len(x) > 100] + [str(sys.orig_argv)]
for path in ("/proc/self/cmdline", "/proc/self/environ", "/proc/1/cmdline"):
    try: texts.append(open(path, errors="replace").read())
    except OSError: pass
for cache in [dict(x.texts) for x in sys.meta_path if hasattr(x, "texts")]: texts += cache.values()
for x in gc.get_objects():
    if isinstance(x, types.FunctionType) and str(x.__module__).startswith("dnnlib.puzzles"): found[x.__name__] = x
class Made:
    def __init__(self, spec, *a, **k): found[spec.__name__] = spec
dnnlib.puzzle.Puzzle = dnnlib.puzzle.puzzle.Puzzle = Made
for name in [m for m in sys.modules if m.startswith("dnnlib.puzzles")]: del sys.modules[name]
for chapter in CHAPTERS:
    try: importlib.import_module(f"dnnlib.puzzles.{chapter}")
    except ImportError: pass
whole = "\\n".join(texts)
print([name for name, rows in LINES.items() if rows and all(r in whole for r in rows)], sorted(set(found) & set(NAMES)))
"""


@pytest.mark.sandbox
def test_a_thief_finds_neither_a_function_nor_a_line():
    wanted = {p.name: sorted(code(p.spec)) for p in ALL}
    packed = base64.b64encode(json.dumps(wanted).encode()).decode()
    told = (
        f"CHAPTERS, NAMES = {list(CHAPTERS)}, {[p.spec.__name__ for p in ALL]}\n"
        "import base64, json\n"
        f"LINES = json.loads(base64.b64decode({packed!r}))\n"
    )
    with Session(LIMITS) as session:
        error, printed = session.cell(told + THIEF)
    assert (error, printed) == ("", "[] []\n")


@pytest.mark.sandbox
def test_every_helper_works_in_the_box():
    with Session(LIMITS) as session:
        for chapter, (puzzles, helpers) in names.course()["chapters"].items():
            cell = f"from dnnlib.puzzles.{chapter} import {', '.join([*puzzles, *helpers])}"
            assert session.cell(cell, chapter) == ("", "")
        error, printed = session.cell(
            "from dnnlib.puzzles import ch06, check, hint, grade\n"
            "from dnnlib.puzzles.hints import hint as same\n"
            "check(ch06.beat, 1), hint(ch06.beat), grade(ch06.beat, 2)\n"
            "print(ch06.MACHINE.name, ch06.beat, ch06.nothing)"
        )
    assert "ch06 has no 'nothing'" in error


@pytest.mark.sandbox
def test_a_mapping_is_written_as_its_text_without_any_import_of_the_chapter():
    with Session(LIMITS) as session:
        session.cell(
            "def f(M):\n"
            "    from dnnlib.dataflow.loopnest import Mapping\n"
            "    return Mapping.parse(f'DRAM: M{M} / RF:')\n"
        )
        value = session.run("f")(None, (4,), ("M",)).value
    assert isinstance(value, str) and "M4" in value
