"""The puzzles as the box has them: names that say nothing, and the helpers that answers use, made when they are asked for.

furnish({"ch06": [["beat"], {"MACHINE": "dnnlib.puzzles.ch06.best"}]}, {"dnnlib.puzzles.ch06.best": "MACHINE = ..."})
"""

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ROOM = "dnnlib.puzzles"
SILENT = ("check", "grade", "hint", "judge", "solved", "reset")


class Asked:
    """A puzzle in the box: its name, and nothing to call."""

    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return self.name


class Texts(MetaPathFinder, Loader):
    """Modules that are texts, not files."""

    def __init__(self, texts: dict[str, str]):
        self.texts = texts

    def find_spec(self, fullname, path=None, target=None):
        """The text of this name, if there is one."""
        return ModuleSpec(fullname, self) if fullname in self.texts else None

    def exec_module(self, module):
        """Make the module's names."""
        name = module.__name__
        exec(compile(self.texts[name], f"<{name}>", "exec"), vars(module))


class Registry(dict):
    """How types of the library are written: asked of the modules that say it when one of them comes back."""

    def __init__(self, known: dict, acting: list[str]):
        super().__init__(known)
        self.acting = acting

    def __contains__(self, kind) -> bool:
        while self.acting and getattr(kind, "__module__", "").startswith("dnnlib."):
            import_module(self.acting.pop())
        return super().__contains__(kind)


def furnish(chapters: dict, texts: dict[str, str], acting: list[str]) -> None:
    """Put the chapters in the place of dnnlib.puzzles."""
    from dnnlib.puzzle import plain

    plain._written = Registry(plain._written, acting)
    sys.meta_path.insert(0, Texts(texts))
    room = _module(ROOM)
    hints = _module(f"{ROOM}.hints")
    for module in (room, hints):
        for word in SILENT:
            setattr(module, word, lambda *words, **more: None)
    for name, (puzzles, helpers) in chapters.items():
        setattr(room, name, _chapter(name, puzzles, helpers))


def _chapter(name: str, puzzles: list[str], helpers: dict[str, str]) -> ModuleType:
    chapter = _module(f"{ROOM}.{name}")
    asked = {puzzle: Asked(puzzle) for puzzle in puzzles}
    vars(chapter).update(asked, PUZZLES=tuple(asked.values()))

    def helper(word: str):
        if word not in helpers:
            raise AttributeError(f"{name} has no {word!r}")
        value = getattr(import_module(helpers[word]), word)
        setattr(chapter, word, value)
        return value

    vars(chapter)["__getattr__"] = helper
    return chapter


def _module(name: str) -> ModuleType:
    """An empty package under a name."""
    module = sys.modules[name] = ModuleType(name)
    module.__path__ = []
    return module
