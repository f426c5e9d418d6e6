"""Every public function, class, method and property of the library, found by walking it."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dnnlib

# Left out, and why: they train for minutes, time this machine, grade, draw live widgets,
# or are the command line (tests/test_cli.py).
NOT_HERE = set(
    "__main__ cli doctor grading sandbox puzzles puzzle screen studio lecture authoring save progress".split()
)
SLOW = {
    "networks.train", "networks.fine_tune", "networks.imagenet", "train", "fine_tune",
    "imagenet", "sparsity.deep_compression", "deep_compression", "energy_aware",
    "sparsity.energy_aware", "slim.experiments", "precision.training", "precision.experiments",
    "language.experiments", "language.measured",
}  # fmt: skip
# and these work for seconds with valid arguments
MEASURES = {
    "measure",
    "least_seconds",
    "main",
    "_record",
}  # and those that write our assets
# seen: copies.start("") put the whole course where the tests ran
WRITES = {
    "copies.start",
    "site.build.build",
    "site.build.source",
    "teaching.paper.printed",
    "teaching.predictions.keep",
    "teaching.quick.keep",
}
STUDIES = {
    "background.course.tried",
    "background.features.table",
    "plots.background.grids.grid_training",
    "nearness.ballots.claims",
    "nearness.ballots.growth",
    "nearness.ballots.mended",
    "dataflow.isca16.sweep.engines",
    "plots.neardata.wires.wires",
}


@dataclass(frozen=True)
class Target:
    """Something that can be called: its name, and the function; of a method also the class."""

    name: str
    call: Any
    owner: type | None = None
    kind: str = "function"  # or "class", "method", "property"


def modules() -> Iterator:
    """The modules of the library, in the order of their names."""
    for found in pkgutil.walk_packages(dnnlib.__path__, "dnnlib."):
        name = found.name.removeprefix("dnnlib.")
        if name.split(".")[0] in NOT_HERE or name in SLOW:
            continue
        yield importlib.import_module(found.name)


def targets() -> list[Target]:
    """All of them, each once, in the order of their names."""
    found = {}
    for module in modules():
        for name, thing in vars(module).items():
            if name.startswith(("_", "save", "write")) or name in MEASURES:
                continue
            if getattr(thing, "__module__", "") != module.__name__:
                continue
            for target in _of(
                f"{module.__name__.removeprefix('dnnlib.')}.{name}", thing
            ):
                if target.name not in STUDIES | WRITES:
                    found[target.name] = target
    return [found[name] for name in sorted(found)]


def _of(name: str, thing) -> Iterator[Target]:
    if inspect.isfunction(thing):
        yield Target(name, thing)
    elif inspect.isclass(thing) and not issubclass(thing, BaseException):
        yield Target(name, thing, kind="class")
        for attribute, member in vars(thing).items():
            if attribute.startswith("_"):
                continue
            full = f"{name}.{attribute}"
            if inspect.isfunction(member):
                yield Target(full, member, thing, "method")
            elif isinstance(member, classmethod):
                yield Target(full, getattr(thing, attribute), None, "function")
            elif isinstance(member, property):
                yield Target(full, member.fget, thing, "property")
