"""The speller in few bits: its weights by tensor, channel, group or GPTQ, what its matrices take by tensor or token.

    rounded("channel", 4)                      a speller whose weights have 4 bits, a scale a row
    rounded("GPTQ", 3, inputs="token", to=8)   and inputs of 8 bits, a scale a token
    rounded("MXFP4")                           a block format of quant.blocks

Ten FC matrices a block are rounded; the table of letters, which is 1 % of the weights, biases and norms stay.
"""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked, listed
from dnnlib.language.speller import Speller
from dnnlib.language.words import right, sounds_wrong, words
from dnnlib.quant import affine
from dnnlib.quant.balance import best_salient, smooth
from dnnlib.quant.gptq import gptq
from dnnlib.quant.number_formats.blocks import BLOCK_FORMATS, decode, encode, groups
from dnnlib.table import Table

Arrays = Mapping[str, np.ndarray]
SHARED = ("tensor", "channel", "groups of 32", "GPTQ", "AWQ")
INPUTS = ("tensor", "token", "smooth")
FLOAT = 32
LEARNED = 200  # words that calibration sees; none of those that judge
MOST_TOKENS = 2000


def matrices() -> list[str]:
    """The names of the FC layers, in the order in which data meets them."""
    return list(taken())


@cache
def taken() -> dict[str, np.ndarray]:
    """What each FC layer takes while 200 words that judge nothing are said: {name: [n, K]}."""
    return _taken(data.weights("speller"))


def _taken(arrays: Arrays) -> dict[str, np.ndarray]:
    seen: dict[str, list[np.ndarray]] = {}

    def watch(name, x):
        seen.setdefault(name, []).append(x.reshape(-1, x.shape[-1]))
        return x

    Speller(arrays, watch).say(words(LEARNED, seed=1)[0])
    rows = {name: np.concatenate(parts) for name, parts in seen.items()}
    return {name: X[:: -(-len(X) // MOST_TOKENS)] for name, X in rows.items()}


def rounded(
    by: str = "channel", bits: int = FLOAT, inputs: str = "tensor", to: int = FLOAT
) -> Speller:
    """A speller with weights of `bits`, shared as `by` says, and inputs of `to` bits.

    by: one of SHARED, or a block format, which has bits of its own. inputs: a scale for all ("tensor", calibrated),
    one a token, or one for all after SmoothQuant. Errors: ValueError lists the ways.
    """
    listed("way", by, (*SHARED, *BLOCK_FORMATS))
    listed("way for inputs", inputs, INPUTS)
    arrays = dict(data.weights("speller"))
    if inputs == "smooth" and to < FLOAT:
        return _smoothed(arrays, by, bits, to)
    arrays = _weights(arrays, by, bits)
    return Speller(arrays, _inputs(inputs, to)) if to < FLOAT else Speller(arrays)


@checked
def score(speller: Speller, count: int = 1000) -> tuple[float, float]:
    """Percent of so many words said right, and edits for 100 sounds."""
    asked, true = words(count)
    said = in_parts(speller, asked)
    return right(said, true), sounds_wrong(said, true)


@checked
def in_parts(speller: Speller, asked: list[str], size: int = 100) -> list[str]:
    """Words said some at a time, so that short ones do not wait for the longest."""
    parts = [asked[k : k + size] for k in range(0, len(asked), size)]
    return [said for part in parts for said in speller.say(part)]


@checked
def sweep(rows, count: int = 1000) -> Table:
    """Spellers by name, as ({name: Speller}), and how they spell."""
    found = [(name, *score(speller, count)) for name, speller in rows.items()]
    return Table(("what", "words right %", "edits for 100 sounds"), found)


def quantizer(by: str, bits: int) -> Callable:
    """F -> F at its levels, for the ways that look at weights alone."""
    if by in BLOCK_FORMATS:
        return lambda F: decode(encode(F, BLOCK_FORMATS[by]))
    if by == "groups of 32":
        return lambda F: decode(encode(F, groups(bits, 32)))
    return lambda F: affine.symmetric(F, bits, per_channel=by != "tensor")(F)


def _weights(arrays: Arrays, by: str, bits: int) -> dict[str, np.ndarray]:
    if bits >= FLOAT and by not in BLOCK_FORMATS:
        return dict(arrays)
    near, new = quantizer(by, bits), dict(arrays)
    for name, X in taken().items():
        F = arrays[f"{name}.weight"]
        new[f"{name}.weight"] = _one(by, bits, F, X, near).astype(np.float32)
    return new


def _one(by, bits, F, X, near) -> np.ndarray:
    if by == "GPTQ":
        return gptq(F, X, affine.symmetric(F, bits, per_channel=True).codebook())
    return best_salient(X, F, near)[1] if by == "AWQ" else near(F)


def _inputs(inputs: str, to: int, most: Arrays | None = None) -> Callable:
    n = 2 ** (to - 1) - 1
    tops = {name: np.abs(X).max() for name, X in (most or taken()).items()}

    def seen(name, x):
        top = tops[name] if inputs != "token" else np.abs(x).max(axis=-1, keepdims=True)
        step = np.where(top > 0, top, 1) / np.float32(n)
        return np.clip(np.floor(x / step + np.float32(0.5)), -n, n) * step

    return seen


def _smoothed(arrays, by, bits, to) -> Speller:
    factors, new = {}, dict(arrays)
    for name, X in taken().items():
        F = arrays[f"{name}.weight"]
        factors[name] = smooth(X, F).astype(np.float32)
        F = F * factors[name]
        new[f"{name}.weight"] = quantizer(by, bits)(F) if bits < FLOAT else F
    tops = {name: X / factors[name] for name, X in taken().items()}
    near = _inputs("tensor", to, tops)
    return Speller(new, lambda name, x: near(name, x / factors[name]))
