"""A compressed network as a file: of each layer gaps and codes in Huffman's code, its levels, its tables, its name.

    content = pack("LeNet-5", shared)      shared {name: Shared(codes, levels)}, codes -1 where a weight was pruned
    read(content)                          ("LeNet-5", {name: float32 array}), or ValueError if one bit was changed
    parts(content)                         Counter {part: bits}, all of them: the sum is 8 * len(content)

Weights are taken along memory, or across it where that is smaller. A gap is the zeros before a weight. A field of b
bits says 0 to 2^b - 2, or "2^b - 1 zeros and no weight"; b is what makes the layer smallest.
Source: Han, Mao, Dally, ICLR 2016 (there the filler also has a code, which costs bits and says nothing).
"""

import zlib
from collections import Counter
from dataclasses import dataclass
from math import prod

import numpy as np

from dnnlib.compress import huffman
from dnnlib.compress.bitstream import Reader, number, to_bits
from dnnlib.door import checked

MAGIC = b"dnDC"
FILES = {"LeNet-300-100": "lenet_300_100.dc", "LeNet-5": "lenet_5.dc"}
GAP_BITS = range(1, 9)
LENGTH = huffman.LONGEST.bit_length()  # bits of a code word's length in a table
FLOAT = 16  # bits of a level
# values of a network that a file may claim, lest a few bytes ask for all memory
MOST = 2**26
PARTS = ("codes", "gaps", "long gaps", "levels", "tables", "biases", "frame")


@checked
@dataclass(frozen=True, eq=False)
class Shared:
    """An array whose values are levels: codes, integers of its shape, -1 where it is 0, and levels [K]."""

    codes: np.ndarray
    levels: np.ndarray

    def array(self) -> np.ndarray:
        """The values, float32."""
        with np.errstate(invalid="ignore"):  # a NaN stays one
            levels = np.append(
                np.asarray(self.levels).astype(np.float32), np.float32(0)
            )
        return np.where(self.codes >= 0, levels[self.codes], np.float32(0))


@checked
def pack(network: str, shared: dict[str, Shared]) -> bytes:
    """The file: four letters, the stream of all fields, its checksum (CRC-32). Levels are written as float16.

    Errors: ValueError names an array whose codes have no level.
    """
    stream = np.concatenate([bits for _, bits in _fields(network, shared)])
    content = MAGIC + np.packbits(stream).tobytes()
    return content + zlib.crc32(content).to_bytes(4, "big")


@checked
def read(content: bytes) -> tuple[str, dict[str, np.ndarray]]:
    """The network's name and its arrays, float32. Errors: ValueError where the file is damaged, cut or no such file."""
    network, shared = unpack(content)
    return network, {name: one.array() for name, one in shared.items()}


@checked
def unpack(content: bytes) -> tuple[str, dict[str, Shared]]:
    """What `pack` was given, levels as float16. Errors: as in `read`."""
    body, check = content[:-4], content[-4:]
    if body[:4] != MAGIC or zlib.crc32(body) != int.from_bytes(check, "big"):
        raise ValueError(
            f"no compressed network, or a damaged one: {len(content)} bytes whose checksum does not agree"
        )
    reader = Reader(np.unpackbits(np.frombuffer(body[4:], np.uint8)))
    network = _read_text(reader)
    shared, room = {}, MOST
    for _ in range(reader.number()):
        name = _read_text(reader)
        shared[name] = _read_array(reader, room)
        room -= shared[name].codes.size
    left = reader.left
    if left > 7 or reader.take(left).any():
        raise ValueError(f"{left} bits are left over: the file is damaged")
    return network, shared


@checked
def parts(content: bytes) -> Counter:
    """The bits of the file by part; "frame" is names, shapes, the checksum and what fills the last byte."""
    found = Counter(dict.fromkeys(PARTS, 0))
    for part, bits in _fields(*unpack(content)):
        found[part] += bits.size
    found["frame"] += 8 * len(content) - sum(found.values())
    return found


def _fields(network: str, shared: dict[str, Shared]):
    """Every field of the stream with the part that it is counted in."""
    yield from [("frame", _text(network)), ("frame", number(len(shared)))]
    for name, one in shared.items():
        codes, levels = np.asarray(one.codes), _as_half(name, one.levels)
        if codes.size and not -1 <= codes.min() <= codes.max() < levels.size:
            raise ValueError(
                f"{name}: codes from {codes.min()} to {codes.max()}, but {levels.size} levels"
            )
        yield (
            "frame",
            np.concatenate(
                [_text(name), number(codes.ndim), *map(number, codes.shape)]
            ),
        )
        each = np.array_equal(codes.ravel(), np.arange(levels.size))
        yield "frame", to_bits([each], 1)
        if each:  # a level for each value: biases
            yield "biases", _floats(levels)
        else:
            yield from _coded(codes, levels)


def _coded(codes: np.ndarray, levels: np.ndarray):
    across, gap_bits, symbols, values = _smallest(codes)
    book, gap_book = _book(values, levels.size), _book(symbols, 2**gap_bits)
    coded, gaps = huffman.encode(values, book), huffman.encode(symbols, gap_book)
    long = int(gap_book[-1]) * int(np.count_nonzero(symbols == 2**gap_bits - 1))
    yield "frame", np.concatenate([to_bits([across], 1), to_bits([gap_bits], 4)])
    yield (
        "frame",
        np.concatenate(
            [
                number(n)
                for n in (levels.size, values.size, symbols.size, gaps.size, coded.size)
            ]
        ),
    )
    yield from [
        ("levels", _floats(levels)),
        ("tables", to_bits([*book, *gap_book], LENGTH)),
    ]
    yield from [("long gaps", gaps[:long]), ("gaps", gaps[long:]), ("codes", coded)]


def _read_array(reader: Reader, room: int) -> Shared:
    shape = tuple(reader.number() for _ in range(reader.number()))
    size = prod(shape)
    if len(shape) > 8 or size > room:
        raise ValueError(
            f"an array of shape {shape[:9]}: the file claims more than {MOST} values"
        )
    if reader.fields(1, 1)[0]:
        return Shared(np.arange(size).reshape(shape), _read_floats(reader, size))
    across, gap_bits = (int(reader.fields(1, width)[0]) for width in (1, 4))
    K, kept, number_of_gaps, gap_size, code_size = (reader.number() for _ in range(5))
    if gap_bits not in GAP_BITS or not kept <= number_of_gaps <= 2 * size + 1:
        raise ValueError(
            f"{kept} weights with {number_of_gaps} gaps of {gap_bits} bits: the file is damaged"
        )
    levels = _read_floats(reader, K)
    book, gap_book = (
        reader.fields(n, LENGTH).astype(np.int64) for n in (K, 2**gap_bits)
    )
    symbols = huffman.decode(reader.take(gap_size), gap_book, number_of_gaps)
    values = huffman.decode(reader.take(code_size), book, kept)
    places = _places(symbols, 2**gap_bits - 1, kept, size)
    flat = np.full(size, -1)
    flat[places] = values
    return Shared(
        flat.reshape(shape[::-1]).T if across else flat.reshape(shape), levels
    )


def _smallest(codes: np.ndarray) -> tuple[bool, int, np.ndarray, np.ndarray]:
    """The order and the width of gaps with the fewest bits: across, gap_bits, gap symbols, codes in that order."""
    best: tuple = (np.inf,)
    for across in (False, True):
        flat = (codes.T if across else codes).ravel()
        places = np.flatnonzero(flat >= 0)
        gaps = np.diff(places, prepend=-1) - 1
        for gap_bits in GAP_BITS:
            symbols = _symbols(gaps, 2**gap_bits - 1)
            counts = np.bincount(symbols, minlength=2**gap_bits)
            bits = huffman.bits(counts, huffman.code(counts)) + LENGTH * 2**gap_bits
            if bits < best[0]:
                best = bits, across, gap_bits, symbols, flat[places]
    return best[1:]


def _symbols(gaps: np.ndarray, most: int) -> np.ndarray:
    """Each gap as so many symbols `most`, which say "most zeros and no weight", and what is left of it."""
    ends = np.cumsum(gaps // most + 1) - 1
    symbols = np.full(int(ends[-1]) + 1 if ends.size else 0, most)
    symbols[ends] = gaps % most
    return symbols


def _places(symbols: np.ndarray, most: int, kept: int, size: int) -> np.ndarray:
    """Where weights stand. Errors: ValueError where there are not `kept`, or one stands beyond the array."""
    steps = np.cumsum(symbols + (symbols < most))
    places = steps[symbols < most] - 1
    if places.size != kept or (steps.size and steps[-1] > size):
        raise ValueError(
            f"the gaps place {places.size} weights of {kept} among {size}: the file is damaged"
        )
    return places


def _book(symbols: np.ndarray, K: int) -> np.ndarray:
    return huffman.code(np.bincount(symbols, minlength=K))


def _as_half(name: str, levels) -> np.ndarray:
    """Levels as float16. Errors: ValueError names the array, and a level that would become infinite or 0."""
    levels = np.asarray(levels)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        half = levels.astype(np.float16)
    lost = (np.isinf(half) & ~np.isinf(levels)) | ((half == 0) & (levels != 0))
    if lost.any():
        raise ValueError(
            f"{name}: the level {levels[lost][0]:g} is {half[lost][0]:g} in float16; scale the layer"
        )
    return half


def _floats(levels: np.ndarray) -> np.ndarray:
    return to_bits(levels.astype(np.float16).view(np.uint16), FLOAT)


def _read_floats(reader: Reader, count: int) -> np.ndarray:
    return reader.fields(count, FLOAT).astype(np.uint16).view(np.float16)


def _text(text: str) -> np.ndarray:
    return np.concatenate([number(len(text)), to_bits(list(text.encode("ascii")), 8)])


def _read_text(reader: Reader) -> str:
    return bytes(reader.fields(reader.number(), 8).astype(np.uint8)).decode(
        "ascii", errors="replace"
    )
