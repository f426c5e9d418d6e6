"""What a student hands in: a design, as a value or as a small file. Nothing in it runs.

    Design(width=(100, 50), bits=4, density=0.3, dataflow="RS", pes=168, rf=64, glb=64, batch=4)
    read("mine.json")      the design in a file;  Design.save("mine.json") writes one

Every knob has few values (KNOBS), so that all designs can be enumerated and the best of them is known.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from dnnlib.dataflow.isca16 import DATAFLOWS
from dnnlib.door import checked, is_real, is_whole, save, shown

# filters that stay in the layers that can be narrowed, by the kind of the network
WIDTHS: Mapping[str, tuple[tuple[int, ...], ...]] = MappingProxyType({
    # LeNet-300-100: outputs of fc1, fc2
    "standard": (
        (300, 100), (200, 100), (150, 60), (100, 50), (60, 30), (40, 20), (30, 15),
    ),
    # DS-CNN: filters of its pointwise layers
    "depthwise": ((24, 48, 64),),
})  # fmt: skip
KNOBS: Mapping[str, tuple] = MappingProxyType({
    "kind":     tuple(WIDTHS),
    "width":    sum(WIDTHS.values(), ()),
    "bits":     (2, 3, 4, 6, 8, 16),
    "density":  (1.0, 0.5, 0.3, 0.2, 0.1),
    "dataflow": DATAFLOWS,
    "pes":      (16, 32, 64, 128, 168, 256, 512),
    "rf":       (16, 32, 64, 128, 256, 512),
    "glb":      (8, 16, 32, 64, 108, 256),
    "batch":    (1, 4, 16),
})  # fmt: skip
MEANS = {
    "kind": "the network that reads the digits",
    "width": "filters of its layers",
    "bits": "of a weight and of an activation",
    "density": "the share of weights that stay",
    "dataflow": "what stays where",
    "pes": "processing elements",
    "rf": "bytes of a PE's register file",
    "glb": "kB of the buffer",
    "batch": "images at a time",
}
LONGEST = 4096  # bytes of a file


@dataclass(frozen=True)
class Design:
    """A network and a chip for it: every choice that the studio leaves open, as a value.

    width: outputs of the layers that can be narrowed (WIDTHS, by kind); bits: of each weight and activation, on the
    whole chip; density: the share of weights that stay, in each layer; dataflow: one of the published six; pes:
    processing elements; rf: bytes of one PE's register file; glb: kB (1,024 bytes) of the buffer; batch: images that
    go through a layer together; kind: "standard" (LeNet-300-100) or "depthwise" (DS-CNN).
    Errors: ValueError names the knob, what it was given and the values that would fit (KNOBS). Whether a design fits
    its layers is no error: `evaluate` says it.
    """

    width: tuple[int, ...]
    bits: int
    density: float
    dataflow: str
    pes: int
    rf: int
    glb: int
    batch: int = 1
    kind: str = "standard"

    def __post_init__(self):
        for knob in ("kind", "dataflow"):
            _among(knob, getattr(self, knob), KNOBS[knob])
        for knob in ("bits", "pes", "rf", "glb", "batch"):
            self._set(knob, _integer(knob, getattr(self, knob)))
        self._set("density", _density(self.density))
        self._set("width", _width(self.width, self.kind))

    def _set(self, knob: str, value) -> None:
        object.__setattr__(self, knob, value)

    @property
    def words(self) -> tuple[int, int]:
        """Words that one PE's register file and the buffer hold, in the design's own word of `bits`."""
        return 8 * self.rf // self.bits, 8 * 1024 * self.glb // self.bits

    def save(self, path: Path | str) -> Path:
        """Write the design to a file, as JSON. Returns its path."""
        return save(path, json.dumps(asdict(self)) + "\n")

    @classmethod
    def of(cls, value) -> "Design | None":
        """The design of what has one, such as a Card; None where there is none."""
        design = getattr(value, "design", None)
        return design if isinstance(design, cls) else None


@checked
def read(path: Path | str) -> Design:
    """The design in a file that `Design.save` or a person wrote: one JSON object, a value for each knob.

    `batch` may be left out (1), and `kind` ("standard").
    Errors: ValueError names what is wrong with the file, or the knob and what would fit; OSError where it cannot be read.
    """
    path = Path(path)
    with path.open("rb") as file:
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError(f"{path.name} is longer than {LONGEST:,} bytes: no design is")
    return parse(content, path.name)


@checked
def parse(content: bytes, name: str = "the file") -> Design:
    """The design in the bytes of a file. Errors: as in `read`."""
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as wrong:
        said = str(wrong) or "it is nested too deep"
        raise ValueError(f"{name} holds no design: {said}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{name} holds no design, but {shown(found)}: give one object")
    strangers = sorted(found.keys() - KNOBS.keys())
    if strangers:
        there = ", ".join(KNOBS)
        raise ValueError(f"{name}: no knob {shown(strangers[0])}; there are {there}")
    missing = [k for k in KNOBS if k not in found and k not in ("batch", "kind")]
    if missing:
        raise ValueError(f"{name} gives no {', '.join(missing)}")
    return Design(**found)


def _once(pairs: list) -> dict:
    """The pairs of an object. ValueError where a name comes twice: which would count?"""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def _refuse(constant: str):
    raise ValueError(f"{constant} is no number that fits")


def _among(knob: str, value, values) -> None:
    if not isinstance(value, str) or value not in values:
        _fail(knob, value, values)


def _integer(knob: str, value) -> int:
    """One of a knob's integers, as Python's own; True is none."""
    if not is_whole(value) or int(value) not in KNOBS[knob]:
        _fail(knob, value, KNOBS[knob])
    return int(value)


def _density(value) -> float:
    if not is_real(value) or float(value) not in KNOBS["density"]:
        _fail("density", value, KNOBS["density"])
    return float(value)


def _width(value, kind: str) -> tuple[int, ...]:
    whole = isinstance(value, list | tuple) and all(map(is_whole, value))
    if not whole or tuple(value) not in WIDTHS[kind]:
        _fail(f"width of a {kind} network", value, WIDTHS[kind])
    return tuple(map(int, value))


def _fail(knob: str, value, values):
    means = MEANS.get(knob, MEANS["width"])
    there = ", ".join(map(str, values))
    raise ValueError(f"{knob}={shown(value)} ({means}) must be one of {there}")


# as people begin: everything in 16 bits, nothing left out; it passes the gates of everybody
NAIVE = Design((300, 100), 16, 1.0, "OS_B", 64, 16, 64)
