"""The way back: Timeloop's YAML, problem, architecture and mapping, as our layer, nest and hardware."""

from typing import Any

from dnnlib.costs import Costs
from dnnlib.dataflow.exchange.timeloop import ARRAY, SPACES, WORD
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import DIMS, TENSORS, Level, Loop, Mapping
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

OURS = {name: tensor for tensor, name in SPACES.items()}
PARTS = ("problem", "architecture", "mapping")


@checked
def from_timeloop(text: str) -> tuple[ConvShape, Mapping, Hardware]:
    """The layer, the nest and the hardware of a text that `to_timeloop` wrote, or of one in its form.

    In a level spatial loops come after those in time. Stores whose names end in _I, _F, _O and follow each
    other are parts of one. A level without loops that holds nothing is left out. Needs PyYAML.
    Errors: ValueError names the part, the target or the factor that is missing or has no meaning here.
    """
    given = _loaded(text)
    for part in PARTS:
        if part not in given:
            raise ValueError(f"the text has no {part}: it needs {', '.join(PARTS)}")
    nodes = _nodes(given["architecture"])
    names = [node["name"] for node in nodes if _stores_words(node)]
    directives = given["mapping"]
    levels = [_level(name, directives) for name in names]
    spatial = _spatial(directives)
    merged = _merged(levels)
    where = max(len(merged) - 2, min(1, len(merged) - 1))
    one = merged[where]
    merged[where] = Level(one.name, (*one.loops, *spatial), one.holds)
    merged = [level for level in merged if level.loops or level.holds]
    return _shape(given["problem"]), Mapping(tuple(merged)), _hardware(nodes)


def _loaded(text: str) -> dict:
    import yaml  # only here: all else of the dataflows needs NumPy alone

    class Loader(yaml.SafeLoader):
        """Safe, and a node's tag is its kind."""

    def node(loader, suffix, tree):
        return {"kind": suffix} | loader.construct_mapping(tree, deep=True)

    Loader.add_multi_constructor("!", node)
    try:
        given = yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"this is no YAML: {error}") from None
    if not isinstance(given, dict):
        raise ValueError(f"the text must have {', '.join(PARTS)}, each with a colon")
    return given


def _nodes(architecture: dict) -> list[dict]:
    nodes = architecture.get("nodes")
    if not nodes:
        raise ValueError("architecture has no nodes: that is Timeloop's version 0.4")
    return nodes


def _stores_words(node: dict) -> bool:
    """Whether a node is a store: a component, such as DRAM, SRAM or regfile, that is no MAC."""
    return node.get("kind") == "Component" and "mac" not in str(node.get("class"))


def _shape(problem: dict) -> ConvShape:
    sizes = dict(problem.get("instance") or {})
    known = {*DIMS, "Hstride", "Wstride", "Hdilation", "Wdilation"}
    for name in sizes:
        if name not in known:
            raise ValueError(
                f"instance has {name!r}; we know {', '.join(sorted(known))}"
            )
    across, down = sizes.get("Wstride", 1), sizes.get("Hstride", 1)
    if across != down or sizes.get("Hdilation", 1) != 1 or sizes.get("Wdilation", 1) != 1:  # fmt: skip
        raise ValueError(f"strides {down} and {across}, or a dilation: one stride here")
    letters = {dim: int(sizes.get(dim, 1)) for dim in DIMS}
    letters["M"] *= letters["G"]
    letters["C"] *= letters["G"]
    return ConvShape(**letters, U=int(across))


def _found(target: str, kind: str, directives: list[dict]) -> dict:
    """The directive of a kind for a target; an empty one where there is none."""
    for one in directives:
        if one.get("target") == target and one.get("type") == kind:
            return one
    return {}


def _level(name: str, directives: list[dict]) -> Level:
    held = _found(name, "dataspace", directives) or _found(name, "bypass", directives)
    passed = [_tensor(space) for space in held.get("bypass") or []]
    holds = "".join(t for t in TENSORS if t not in passed)
    return Level(name, _loops(_found(name, "temporal", directives)), holds)


def _tensor(space: str) -> str:
    if space not in OURS:
        raise ValueError(f"no data space {space!r}; there are {', '.join(OURS)}")
    return OURS[space]


def _spatial(directives: list[dict]) -> tuple[Loop, ...]:
    """All loops side by side, as the file has them one after the other."""
    found: list[Loop] = []
    for one in directives:
        if one.get("type") == "spatial":
            found += _loops(one, spatial=True)
    return tuple(found)


def _loops(directive: dict, spatial: bool = False) -> tuple[Loop, ...]:
    """The loops of a directive from the outermost in; a factor of 1 is none."""
    factors = directive.get("factors") or []
    if isinstance(factors, str):
        factors = factors.replace(",", " ").split()
    bounds = dict(_factor(str(one)) for one in factors)
    order = directive.get("permutation") or list(bounds)[::-1]
    inner_first = [dim for dim in order if str(dim).strip(" ,")]
    outer_first = [d for d in inner_first[::-1] if bounds.get(d, 1) > 1]
    missing = [d for d, bound in bounds.items() if bound > 1 and d not in outer_first]
    if missing:
        raise ValueError(f"permutation {order!r} of {directive.get('target')} leaves out {missing[0]}")  # fmt: skip
    return tuple(Loop(dim, bounds[dim], spatial) for dim in outer_first)


def _factor(text: str) -> tuple[str, int]:
    dim, size = text[:1], text[1:].lstrip("=")
    if dim not in tuple(DIMS) or not size.isdecimal():
        raise ValueError(f"the factor {text!r} is none: write M=4")
    return dim, int(size)


def _stem(name: str) -> tuple[str, str]:
    """The store and the part that a name says: RF_I is RF and I, GLB is GLB and no part."""
    stem, _, part = name.rpartition("_")
    return (stem, part) if stem and part and set(part) <= set(TENSORS) else (name, "")


def _merged(levels: list[Level]) -> list[Level]:
    """Levels that are parts of one store become one, which has the last part's loops."""
    found: list[Level] = []
    for level in levels:
        stem, part = _stem(level.name)
        mine = "".join(t for t in level.holds if t in (part or TENSORS))
        if part and found and found[-1].name == stem:
            mine, loops = found[-1].holds + mine, found[-1].loops + level.loops
            found[-1] = Level(stem, loops, mine)
        else:
            found.append(Level(stem, level.loops, mine))
    return found


def _hardware(nodes: list[dict]) -> Hardware:
    said: dict[str, Any] = {}
    for node in nodes:
        said |= {node["name"]: node.get("attributes") or {}}
    array: dict = {}
    for node in nodes:
        array |= node.get("spatial") or {}
    system = said.get("system", {})
    return Hardware(
        str(system.get("title", "from Timeloop")),
        int(array.get("meshY", 1)),
        int(array.get("meshX", 1)),
        tuple(_stores(nodes)),
        _costs(system, said),
        str(system.get("source", "")),
    )


def _stores(nodes: list[dict]) -> list[Store]:
    found: dict[str, Any] = {}
    for node in nodes:
        if not _stores_words(node):
            continue
        stem, part = _stem(node["name"])
        depth = (node.get("attributes") or {}).get("depth")
        if part:
            found.setdefault(stem, {})[part] = depth
        else:
            found[stem] = depth
    return [Store(name, words) for name, words in found.items()]


def _costs(system: dict, said: dict) -> Costs:
    """The table of energies that the attributes hold; NORMALIZED comes back as itself."""
    from dnnlib.costs import NORMALIZED

    prices = {name: a["energy"] for name, a in said.items() if "energy" in a}
    named = {_stem(name)[0]: price for name, price in prices.items()}
    for name in ARRAY:
        if name in named:
            named["NoC"] = named.pop(name)
    mac = named.pop("MAC", None)
    levels = {k: v for k, v in NORMALIZED.levels.items() if k in named}
    if mac is None or (mac == NORMALIZED.mac and levels == named):
        return NORMALIZED
    name, unit = str(system.get("costs", "from Timeloop")), str(system.get("unit", ""))
    return Costs(name=name, unit=unit, word=WORD, mac=mac, levels=named)
