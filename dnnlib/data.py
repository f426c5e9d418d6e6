"""The real digits and the trained networks that travel inside the package: nothing is ever downloaded.

    mnist("test")       10,000 digits, images [n, 28, 28] and labels [n], as bytes
    weights("LeNet-5")  a trained network's arrays by name: conv1.weight [20, 1, 5, 5], conv1.bias [20], ...

Each file in assets/ is checked against assets/checksums.txt before it is read. Arrays are read-only, because
everyone in the process shares them: change a `.copy()`.
"""

import hashlib
import io
import lzma
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from dnnlib.door import checked, save

ASSETS = Path(__file__).with_name("assets")
CHECKSUMS = "checksums.txt"
DIGITS = "mnist_u8.xz"
SPLITS = {  # validation is the tail of the training images; nothing may be chosen on the test images
    "train":        slice(0, 55_000),
    "validation":   slice(55_000, 60_000),
    "all training": slice(0, 60_000),
    "test":         slice(60_000, 70_000),
}  # fmt: skip


@checked
@dataclass(frozen=True, eq=False)
class Digits:
    """Images and what they show: images uint8 [n, 28, 28], 0 paper to 255 ink; labels uint8 [n], 0 to 9."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@checked
def mnist(split: str = "train") -> Digits:
    """The MNIST handwritten digits: "train" 55,000, "validation" 5,000, "all training" both, "test" 10,000.

    Units: bytes; `inputs(images)` makes of them what the networks take. Decoded once in a process.
    Errors: ValueError names the split that is not one; OSError the file that is missing, truncated or altered, or the
    split that a browser's copy has not: it carries the test digits alone.
    Source: LeCun, Cortes, Burges, the MNIST database; Sze et al. 2017, IV-C.
    """
    _known("split", split, SPLITS)
    images, labels = _digits()
    before, part = 70_000 - len(labels), SPLITS[split]
    if part.start < before:
        raise OSError(
            f"this copy of the course, made for a browser, has the test digits alone; mnist({split!r}) needs the installed course"
        )
    part = slice(part.start - before, part.stop - before)
    return Digits(images[part], labels[part])


@checked
def inputs(images) -> np.ndarray:
    """Images as a network takes them: bytes / 255, I[n, 0, h, w] in 0 to 1, float32; no mean is subtracted.

    Shapes: [n, 28, 28], or one image [28, 28] -> [N, 1, 28, 28].
    Errors: ValueError where the images are not bytes, or have other axes.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            f"the images hold {images.dtype}; give the bytes (uint8) of mnist(split).images"
        )
    if images.ndim not in (2, 3):
        raise ValueError(
            f"the images have shape {images.shape}; give [n, 28, 28] or one image [28, 28]"
        )
    return images.reshape(-1, 1, *images.shape[-2:]) / np.float32(255)


@checked
def weights(network: str, folder: Path | str = ASSETS) -> dict[str, np.ndarray]:
    """A trained network's weights by PyTorch's names, float32 (stored as float16), such as those of "LeNet-5".

    Shapes: conv1.weight [M, C/G, R, S], fc1.weight [M, C*H*W], biases [M].
    Errors: ValueError lists the networks; OSError names the file that is missing, truncated or altered.
    Source: dnnlib/networks/train.py (`make weights`), and NETWORKS says how; "letters": dnnlib/language/train.py;
    "speller": assets/LICENSE-speller.md.
    """
    folder = Path(folder)
    if not (folder / weight_file(network)).exists():
        _known("network", network, trained(folder))
    return dict(_weights(network, folder))


@checked
def trained(folder: Path | str = ASSETS) -> list[str]:
    """The names of the networks whose weights are in a folder. Errors: OSError where its table is missing or altered."""
    return [name for _, (_, _, name) in _checksums(Path(folder)).items() if name]


@checked
def weight_file(network: str) -> str:
    """The file of a network's weights: "LeNet-5" has lenet_5.npz."""
    return network.lower().replace("-", "_") + ".npz"


@checked
def save_weights(
    network: str, arrays: dict[str, np.ndarray], folder: Path | str = ASSETS
) -> Path:
    """Write a network's weights as float16, .npz uncompressed, and its checksum; readers never see half a file.

    Errors: ValueError names the array that float16 cannot hold.
    """
    with np.errstate(over="ignore"):
        halves = {
            name: np.asarray(array, np.float32).astype(np.float16)
            for name, array in arrays.items()
        }
    for name, half in halves.items():
        if not np.isfinite(half).all():
            raise ValueError(
                f"{name} has values that float16 cannot hold: NaN, or beyond 65,504"
            )
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **halves)
    path = keep(weight_file(network), file.getvalue(), network, folder)
    _weights.cache_clear()
    return path


@checked
def keep(
    name: str, content: bytes, network: str = "", folder: Path | str = ASSETS
) -> Path:
    """Write a file of the assets, and its line in the table of checksums; readers never see half a file."""
    folder = Path(folder)
    table = _checksums(folder) if (folder / CHECKSUMS).exists() else {}
    digest, path = hashlib.sha256(content).hexdigest(), folder / name
    table[path.name] = (len(content), digest, network)
    lines = [
        f"{file:<18} {size:>9} {digest} {name}".rstrip()
        for file, (size, digest, name) in sorted(table.items())
    ]
    save(path, content)
    lines = ["# file, bytes, sha256, network", *lines, ""]
    save(folder / CHECKSUMS, "\n".join(lines))
    return path


@checked
def asset(name: str, folder: Path | str = ASSETS) -> bytes:
    """A file of the assets as it was shipped. Errors: OSError names the file that is missing, truncated or altered."""
    return _asset(name, Path(folder))


@cache
def _digits() -> tuple[np.ndarray, np.ndarray]:
    """All 70,000: their labels come first in the file, then their images; 60,000 for training lead both.

    In a browser's copy (.ci/lite.py) the 10,000 for tests, in the same order.
    """
    content = np.frombuffer(lzma.decompress(_asset(DIGITS, ASSETS)), np.uint8)
    n = len(content) // (1 + 28 * 28)
    return content[n:].reshape(n, 28, 28), content[:n]


# what NumPy and zipfile say of files that are none
DAMAGED: tuple[type[Exception], ...] = (ValueError, EOFError, KeyError)
DAMAGED += (OverflowError, RuntimeError, BadZipFile, zlib.error, struct.error)


@cache
def _weights(network: str, folder: Path) -> dict[str, np.ndarray]:
    name = weight_file(network)
    try:
        arrays = _floats(_asset(name, folder))
    except DAMAGED as wrong:
        # the table can be mended by hand, what is in the file cannot
        raise OSError(
            f"{folder / name} holds no weights: {wrong}; {_remedy(name)}"
        ) from wrong
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _floats(content: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}
    for name, array in stored.items():
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise ValueError(f"{name} has values that are no finite floats")
    return {name: array.astype(np.float32) for name, array in stored.items()}


def _asset(name: str, folder: Path) -> bytes:
    """A file's bytes, which are those that were shipped: their number and sha256 agree with the table."""
    table = _checksums(folder)
    if name not in table:
        raise OSError(
            f"{folder / CHECKSUMS} has no line for {name}: it was altered; {_remedy(name)}"
        )
    content = _read(folder / name)
    size, digest, _ = table[name]
    if len(content) < size:
        raise OSError(
            f"{folder / name} is truncated: {len(content):,} bytes of {size:,}; {_remedy(name)}"
        )
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise OSError(
            f"{folder / name} was altered: its sha256 is {found}, expected {digest}; {_remedy(name)}"
        )
    if len(content) != size:  # the file is right, so the table is not
        raise OSError(
            f"{folder / CHECKSUMS} was altered: {name} has {len(content):,} bytes, not {size:,}; {_remedy(CHECKSUMS)}"
        )
    return content


def _checksums(folder: Path) -> dict[str, tuple[int, str, str]]:
    """The table: {file: (bytes, sha256, the network whose weights it has, or "")}."""
    text = _read(folder / CHECKSUMS).decode(errors="replace")
    found = {}
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["#"]:
            continue
        if len(words) not in (3, 4) or not words[1].isdecimal():
            raise OSError(
                f"{folder / CHECKSUMS} was altered: a line is not `file bytes sha256`; {_remedy(CHECKSUMS)}"
            )
        file, size, digest, *network = words
        found[file] = int(size), digest, "".join(network)
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing; {_remedy(path.name)}") from None


def _remedy(name: str) -> str:
    again = "train it again (make weights), or " if name.endswith(".npz") else ""
    return f"{again}restore it: pip install --force-reinstall --no-deps dnnlib (in a clone: git restore dnnlib/assets)"


def _known(what: str, name: str, names):
    if name not in names:
        raise ValueError(
            f"unknown {what} {name!r}: choose {', '.join(map(repr, names))}"
        )
