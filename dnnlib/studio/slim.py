"""The reader of the digits as a design makes it: narrower, pruned, rounded. No weight is trained, and none handed in.

    derived(design)                  its arrays and steps, from the network that ships
    right(derived(design), digits)   the share of digits that it reads right

1 width: layer by layer the outputs that the next layer misses least go, and least squares mends it (compact/eliminate)
2 density: in each layer the weights of largest size stay (compress/prune)
3 bits: weights to their nearest levels, filter by filter; what enters a layer to 2^bits levels (precision/rounded)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from dnnlib import data
from dnnlib.compact.eliminate import eliminate
from dnnlib.compress import formats, packed, prune
from dnnlib.door import checked
from dnnlib.networks.network import Network, accuracy, activations
from dnnlib.precision.rounded import per_filter, tops, unsigned, with_activations
from dnnlib.studio.design import WIDTHS, Design
from dnnlib.studio.workload import NETWORK, architecture

LEARNED_FROM = 10_000  # training images that tell which outputs a layer misses
RANGE_FROM = 500  # training images that tell how large activations are
AS_SHIPPED = 16  # bits of the weights that ship, as halves
Arrays = Mapping[str, np.ndarray]


@checked
@dataclass(frozen=True, eq=False)
class Derived:
    """The network of a design: how it runs, and the bits that its weights take in a file.

    bits: of the packed file of each layer, {layer: bits}; the shortest of its formats, dense or with a bitmap.
    """

    network: Network
    arrays: Arrays = field(repr=False)
    bits: dict[str, int]

    @property
    def size(self) -> int:
        """Bits of all layers; biases are not counted, as everywhere in the course."""
        return sum(self.bits.values())


@checked
def slim(arrays: Arrays, widths: tuple[int, ...], images) -> dict[str, np.ndarray]:
    """LeNet-300-100's arrays with fewer outputs of fc1 and fc2: those stay that the next layer misses most.

    Shapes: widths (outputs of fc1, of fc2); images [n, 28, 28], bytes, of the training set.
    Errors: ValueError where a width is more than there is. Source: compact/eliminate; 0.1 to 0.3 s.
    """
    arrays = dict(arrays)
    for layer, reader, width in zip(("fc1", "fc2"), ("fc2", "fc3"), widths):
        if width < len(arrays[f"{layer}.weight"]):
            arrays |= _narrower(arrays, layer, reader, width, images)
    return arrays


@checked
def derived(design: Design) -> Derived:
    """The network of a design; only its kind, width, density and bits matter. What was made once is kept."""
    return _derived(design.kind, design.width, design.density, design.bits)


@checked
def reference(kind: str = "standard") -> Network:
    """The network that gates are measured from, as it ships: LeNet-300-100."""
    return architecture(_whole(kind)).build()


@checked
def right(network: Derived | Network, digits: data.Digits) -> float:
    """The share of digits that a network reads right, 0 to 1."""
    found = network.network if isinstance(network, Derived) else network
    return _right(found, digits)


@lru_cache(maxsize=512)
def _right(network: Network, digits: data.Digits) -> float:
    """As `right`; asked for twice on a card, as it is and for the loss."""
    return accuracy(network, digits.images, digits.labels)


@checked
def loss(design: Design, digits: data.Digits) -> float:
    """Points of a hundred that a design's reader lies below LeNet-300-100 as it ships, on the same digits."""
    return 100 * (_reference_right(digits) - right(derived(design), digits))


@lru_cache(maxsize=8)
def _reference_right(digits: data.Digits) -> float:
    return right(reference(), digits)


@lru_cache(maxsize=256)
def _derived(kind: str, width: tuple[int, ...], density: float, bits: int) -> Derived:
    arrays = _pruned(_slimmed(kind, width), density)
    codes = {name: _coded(F, bits) for name, F in arrays.items() if F.ndim > 1}
    rounded = {**arrays, **{name: one[1] for name, one in codes.items()}}
    design = Design(width, bits, density, "RS", 168, 64, 64, kind=kind)
    network = architecture(design).build(rounded)
    if bits < AS_SHIPPED:
        ranges = tops(network, _training(RANGE_FROM))
        rounders = {step: unsigned(top, bits) for step, top in ranges.items()}
        network = with_activations(network, rounders)
    sizes = {name: _bits(one[0], bits) for name, one in codes.items()}
    return Derived(network, rounded, sizes)


@lru_cache(maxsize=16)
def _slimmed(kind: str, width: tuple[int, ...]) -> Arrays:
    arrays = data.weights(NETWORK[kind])
    if width == WIDTHS[kind][0]:
        return arrays
    return slim(arrays, width, _training(LEARNED_FROM))


def _training(count: int) -> np.ndarray:
    return data.mnist("train").images[:count]


def _narrower(arrays: Arrays, layer: str, reader: str, width: int, images) -> dict:
    """The arrays of a layer and of what reads it, with `width` outputs between them."""
    I = _after(arrays, layer, images)
    ones = np.ones((len(I), 1))
    I = np.hstack([I, ones])
    F = np.hstack([arrays[f"{reader}.weight"], arrays[f"{reader}.bias"][:, None]])
    # the bias is the weight of an input that is always 1, and stays
    kept, G = eliminate(F, I.T @ I, width + 1, (I.shape[1] - 1,))
    G = G.astype(np.float32)
    cut = {f"{layer}.{part}": arrays[f"{layer}.{part}"][kept[:-1]] for part in ("weight", "bias")}  # fmt: skip
    return cut | {f"{reader}.weight": G[:, :-1], f"{reader}.bias": G[:, -1]}


def _after(arrays: Arrays, layer: str, images) -> np.ndarray:
    """What a layer's ReLU gives, [n, outputs]."""
    width = tuple(len(arrays[f"{name}.weight"]) for name in ("fc1", "fc2"))
    net = architecture(_whole("standard"), width).build(arrays)
    return activations(net, images)[f"relu{layer[-1]}"]


def _whole(kind: str) -> Design:
    return Design(WIDTHS[kind][0], AS_SHIPPED, 1.0, "RS", 168, 64, 64, kind=kind)


def _pruned(arrays: Arrays, density: float) -> dict[str, np.ndarray]:
    """Each layer's weights of largest size."""
    return {
        name: np.where(prune.magnitude(F, density), F, np.float32(0)) if F.ndim > 1 else F
        for name, F in arrays.items()
    }  # fmt: skip


def _coded(F: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """What is stored of a layer, integers of `bits` that are 0 where the weight is, and the weights that come of it."""
    if bits >= AS_SHIPPED:
        return F.astype(np.float16).view(np.uint16), F
    book = per_filter(F, bits)
    zero = book.encode(np.zeros_like(F))
    codes = (book.encode(F).astype(int) - zero) % 2**bits
    return codes.astype(np.uint16), book(F).astype(np.float32)


def _bits(codes: np.ndarray, bits: int) -> int:
    """The bits of the shortest packed file of a layer's codes."""
    sizes = []
    for format in ("dense", "bitmap"):
        file = packed.pack(formats.encode(codes, format, word=bits))
        sizes.append(8 * len(file))
    return min(sizes)
