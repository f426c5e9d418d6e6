"""Measures what chapter 13 shows of few bits, and writes assets/language.json: three minutes of one core.

python -m dnnlib.language.experiments
"""

import json
from collections.abc import Callable
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.attention.cache import Cache
from dnnlib.compress.prune import magnitude, n_of_m
from dnnlib.door import checked
from dnnlib.language import results, rounded, speller, writing
from dnnlib.language.decoder import LETTERS, Decoder, letters
from dnnlib.language.rounded import INPUTS, SHARED, quantizer, score
from dnnlib.language.speller import Speller
from dnnlib.language.text import tiny_shakespeare
from dnnlib.quant.number_formats.blocks import BLOCK_FORMATS

PIECES = 60 * 128 + 1
FORMATS = ("MXFP8 E4M3", "MXFP6 E2M3", "MXFP4", "NVFP4")


def right(*how, **more) -> float:
    """Percent of 1,000 words that a rounded speller says right."""
    return round(score(rounded.rounded(*how, **more))[0], 1)


def weights() -> dict:
    """{what shares a scale: {bits: percent}}."""
    return {by: {b: right(by, b) for b in (8, 6, 5, 4, 3)} for by in SHARED}


def inputs() -> dict:
    """{what shares a scale: {bits: percent}}, with weights of 8 bits by channel."""
    return {
        by: {b: right("channel", 8, inputs=by, to=b) for b in (8, 6, 5, 4)}
        for by in INPUTS
    }


def formats() -> dict:
    """{block format: (bits a value, percent)}."""
    return {name: (BLOCK_FORMATS[name].bits, right(name)) for name in FORMATS}


DENSITIES = (0.9, 0.8, 0.7, 0.6, 0.5)


def pruned() -> dict:
    """{what is kept: percent}: the largest weights of each matrix, or two of each four; no training after it."""
    masks: dict[str, Callable] = {}
    for d in DENSITIES:
        masks[f"{d:.0%} of each matrix"] = partial(magnitude, density=d)
    masks["2 of each 4"] = n_of_m
    return {name: _kept(mask) for name, mask in masks.items()}


def _kept(mask: Callable) -> float:
    arrays = dict(data.weights("speller"))
    for name in rounded.matrices():
        F = arrays[f"{name}.weight"]
        arrays[f"{name}.weight"] = F * mask(F)
    return round(score(Speller(arrays))[0], 1)


@checked
class Rounded(Cache):
    """A KV cache of few bits, a scale a token and head."""

    def __init__(self, bits: int):
        super().__init__()
        self.n = 2 ** (bits - 1) - 1

    def add(self, k, v):
        """As `Cache.add`, of rounded keys and values."""
        return super().add(*(self._near(part) for part in (k, v)))

    def _near(self, part):
        top = np.abs(part).max(axis=-1, keepdims=True)
        step = np.where(top > 0, top, 1) / self.n
        return np.rint(part / step) * step


class WithCache(Decoder):
    """A decoder whose caches have few bits."""

    def __init__(self, arrays, bits: int):
        super().__init__(arrays)
        self.bits = bits

    def caches(self):
        """Empty caches of few bits."""
        return [Rounded(self.bits) for _ in range(self.plan.blocks)]


def of_letters() -> tuple[float, dict]:
    """Nats a letter as trained, and what each change adds."""
    text, arrays = tiny_shakespeare("validation")[:PIECES], data.weights("letters")
    matrices = [name for name, shape in LETTERS.shapes().items() if len(shape) == 2]
    matrices = [name for name in matrices if name != "embed"]
    whole = writing.nats(letters(), text)

    def changed(change):
        new = {name: change(arrays[name]) for name in matrices}
        return round(writing.nats(Decoder({**arrays, **new}), text) - whole, 3)

    found = {}
    for by in ("tensor", "channel", "groups of 32"):
        for bits in (8, 4, 3):
            near = quantizer(by, bits)
            found[f"weights, {bits} bits, {by}"] = changed(
                lambda F, near=near: near(F).astype(np.float32)
            )
    found["weights, 2 of 4 kept"] = changed(lambda F: F * n_of_m(F))
    for bits in (8, 4, 3, 2):
        lost = writing.nats(WithCache(arrays, bits), text) - whole
        found[f"KV cache, {bits} bits"] = round(lost, 3)
    return round(whole, 3), found


def main():
    """Measures all and writes the file."""
    whole = round(score(speller.shipped())[0], 1)
    nats, more = of_letters()
    found = {
        "whole": whole,
        "weights": weights(),
        "inputs": inputs(),
        "formats": formats(),
    }
    found |= {"pruned": pruned(), "nats": nats, "letters": more}
    # what `retrain` measured stays
    found = {**results.results(), **found}
    data.keep(results.FILE, (json.dumps(found, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
