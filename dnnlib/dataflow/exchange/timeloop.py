"""A layer, a nest and its hardware as Timeloop's YAML, with the names of its version 0.4.

    text = to_timeloop(shape, mapping, EYERISS)      problem, architecture, mapping
    from_timeloop(text) == (shape, mapping, EYERISS)

What the two say in different words:
- Timeloop's permutation names a level's loops from the innermost out; our line from the outermost in.
- A spatial loop stands under the array's columns or rows, nodes of their own, and not under the store above.
- A store with parts (12 words for I, 224 for F) is a store for each; the loops stand at the last.
- Timeloop takes energies from Accelergy. Ours travel as attributes that it does not read.
Source: the input formats of Timeloop and of its front end, version 0.4.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import DIMS, TENSORS, Level, Loop, Mapping
from dnnlib.dataflow.tiles import bounds, place
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

VERSION = "0.4"
SPACES = {"I": "Inputs", "F": "Weights", "O": "Outputs"}
ARRAY = "PE_column", "PE"  # along X, along Y
WORD = 16
# which loops move a tensor's address; the ifmap's row is P*stride + R
PROJECTIONS = {
    "Weights": "[[[G]], [[M]], [[C]], [[R]], [[S]]]",
    "Inputs": "[[[N]], [[G]], [[C]], [[R], [P, Hstride]], [[S], [Q, Wstride]]]",
    "Outputs": "[[[N]], [[G]], [[M]], [[P]], [[Q]]]",
}


@checked
def to_timeloop(shape: ConvShape, mapping: Mapping, hardware: Hardware) -> str:
    """The three parts of Timeloop's input as one YAML text: problem, architecture, mapping.

    M and C are those of a group, and G is a loop. Words of a store are its depth; energies are attributes.
    A store that the nest leaves out is passed by all.
    Errors: ValueError where the nest is not of this layer, has a level that is no store of the hardware, a level
    has two loops over one dimension, or its spatial loops do not fit the array's two sides.
    """
    place(shape, mapping)
    nest = _with_all_stores(mapping, hardware)
    parts = (_problem(shape), _architecture(hardware), _mapping(nest, hardware))
    return "\n".join(line for part in parts for line in part) + "\n"


def _with_all_stores(mapping: Mapping, hardware: Hardware) -> Mapping:
    """The nest with a level for each store: one that it leaves out holds nothing."""
    left = {level.name: level for level in mapping.levels}
    names = [store.name for store in hardware.stores]
    if [name for name in names if name in left] != list(left):
        raise ValueError(
            f"the nest has levels {', '.join(left)}; {hardware.name} has {', '.join(names)}, in this order"
        )
    return Mapping(tuple(left.get(name) or Level(name, (), "") for name in names))


def _parts_of(store: Store) -> list[tuple[str, str, int | None]]:
    """A store as Timeloop has it, [(name, tensors, words)]: one, or one for each of its parts."""
    if isinstance(store.words, dict):
        return [(f"{store.name}_{t}", t, words) for t, words in store.words.items()]
    return [(store.name, TENSORS, store.words)]


def _problem(shape: ConvShape) -> Iterator[str]:
    sizes = bounds(shape) | {"Hstride": shape.U, "Wstride": shape.U}
    yield "problem:"
    yield f"  version: {VERSION}"
    yield "  shape:"
    yield "    name: CNN_Layer"
    yield f"    dimensions: [{', '.join(DIMS)}]"
    yield "    coefficients:"
    yield "    - {name: Hstride, default: 1}"
    yield "    - {name: Wstride, default: 1}"
    yield "    data_spaces:"
    for name, projection in PROJECTIONS.items():
        yield f"    - name: {name}"
        yield f"      projection: {projection}"
        if name == "Outputs":
            yield "      read_write: true"
    yield f"  instance: {{{', '.join(f'{k}: {v}' for k, v in sizes.items())}}}"


def _architecture(hardware: Hardware) -> Iterator[str]:
    costs, last = hardware.costs, hardware.stores[-1]
    yield "architecture:"
    yield f"  version: {VERSION}"
    yield "  nodes:"
    yield "  - !Container"
    yield "    name: system"
    yield "    attributes:"
    for key, value in {
        "title": hardware.name,
        "source": hardware.source,
        "costs": costs.name,
        "unit": costs.unit,
    }.items():
        yield f'      {key}: "{value}"'
    for store in hardware.stores:
        if store is last and len(hardware.stores) > 2:
            yield from _array(hardware)
        for name, _, words in _parts_of(store):
            yield from _component(name, store, words, costs)
    if len(hardware.stores) <= 2:
        yield from _array(hardware)
    yield "  - !Component"
    yield "    name: MAC"
    yield "    class: intmac"
    yield f"    attributes: {{datawidth: {WORD}, energy: {costs.mac:g}}}"


def _array(hardware: Hardware) -> Iterator[str]:
    """Columns of PEs: nodes that all below is copied for; the network's energy is noted there."""
    price = ""
    if "NoC" in hardware.costs:
        price = f", energy: {hardware.costs['NoC']:g}"
    for name, side in zip(ARRAY, (f"meshX: {hardware.cols}", f"meshY: {hardware.rows}")):  # fmt: skip
        yield "  - !Container"
        yield f"    name: {name}"
        yield f"    spatial: {{{side}}}"
        yield f"    attributes: {{array: true{price}}}"


def _component(name: str, store: Store, words, costs) -> Iterator[str]:
    kind = "DRAM" if store.words is None else "SRAM"
    depth = "" if words is None else f"depth: {words}, "
    price = f", energy: {costs[store.name]:g}" if store.name in costs else ""
    yield "  - !Component"
    yield f"    name: {name}"
    yield f"    class: {kind}"
    yield f"    attributes: {{{depth}width: {WORD}, datawidth: {WORD}{price}}}"


def _mapping(mapping: Mapping, hardware: Hardware) -> Iterator[str]:
    yield "mapping:"
    spatial: list[Loop] = []
    for level, store in zip(mapping.levels, hardware.stores):
        parts = _parts_of(store)
        for k, (name, tensors, _) in enumerate(parts):
            keep = [t for t in TENSORS if t in tensors and t in level.holds]
            loops = level.loops if k == len(parts) - 1 else ()
            yield from _level(name, keep, [one for one in loops if not one.spatial])
        spatial += [one for one in level.loops if one.spatial]
        if level is mapping.levels[_above(mapping)]:
            yield from _spatial(spatial, hardware)
        elif any(one.spatial for one in level.loops):
            raise ValueError(
                f"a spatial loop at {level.name}: {hardware.name} has its array below "
                f"{mapping.levels[_above(mapping)].name}"
            )


def _above(mapping: Mapping) -> int:
    """Which level the array hangs below: the last but one, or the last of two."""
    return max(len(mapping.levels) - 2, min(1, len(mapping.levels) - 1))


def _level(name: str, keep: list[str], loops: list[Loop]) -> Iterator[str]:
    yield f"- {{target: {name}, type: temporal, {_loops(name, loops)}}}"
    kept = ", ".join(SPACES[t] for t in keep)
    passed = ", ".join(SPACES[t] for t in TENSORS if t not in keep)
    yield f"- {{target: {name}, type: dataspace, keep: [{kept}], bypass: [{passed}]}}"


def _loops(name: str, loops: list[Loop]) -> str:
    """factors and permutation: every dimension once, those without a loop innermost as 1."""
    dims = [loop.dim for loop in loops]
    for dim in dims:
        if dims.count(dim) > 1:
            raise ValueError(
                f"two loops over {dim} at {name}: Timeloop has one a dimension and level"
            )
    idle = [dim for dim in DIMS if dim not in dims]
    factors = [f"{loop.dim}={loop.bound}" for loop in loops] + [f"{d}=1" for d in idle]
    order = "".join(idle + dims[::-1])
    return f"factors: [{', '.join(factors)}], permutation: {order}"


def _spatial(loops: list[Loop], hardware: Hardware) -> Iterator[str]:
    for name, part in _sides(loops, hardware):
        yield f"- {{target: {name}, type: spatial, {_loops(name, part)}}}"


def _sides(loops: list[Loop], hardware: Hardware) -> list[tuple[str, list[Loop]]]:
    """Which spatial loops lie across the columns and which down the rows: a cut of the list, if one fits."""
    cuts = [[k < cut for k in range(len(loops))] for cut in range(len(loops) + 1)]
    for across in (*cuts, *product((True, False), repeat=len(loops))):
        parts = [
            [one for one, is_it in zip(loops, across) if is_it is side]
            for side in (True, False)
        ]
        for order in (ARRAY, ARRAY[::-1]):
            sides = list(zip(order, parts))
            if all(_fits(part, name, hardware) for name, part in sides):
                return sides
    wanted = " ".join(map(str, loops))
    raise ValueError(
        f"{wanted} do not fit {hardware.rows} x {hardware.cols} PEs, some down and some across"
    )


def _fits(loops: list[Loop], name: str, hardware: Hardware) -> bool:
    most = hardware.cols if name == ARRAY[0] else hardware.rows
    dims = [one.dim for one in loops]
    return len({*dims}) == len(dims) and prod(one.bound for one in loops) <= most
