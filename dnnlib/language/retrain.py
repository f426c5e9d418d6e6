"""The decoder of letters trained on with 2 of each 4 weights, and, as a control, with all of them: PyTorch.

    python -m dnnlib.language.retrain          adds "two of four" to assets/language.json

The mask is chosen once, by size; behind each step it is laid on again, so what is 0 stays 0.
Source: Mishra et al. 2021, section 3 (prune once, train as before with the mask fixed).
"""

import json
from collections.abc import Mapping

import numpy as np
import torch

from dnnlib import data
from dnnlib.compress.prune import n_of_m
from dnnlib.door import checked
from dnnlib.language import results, writing
from dnnlib.language.decoder import LETTERS, Decoder
from dnnlib.language.text import tiny_shakespeare
from dnnlib.language.train import AdamW, Course, Net, arrays_of, teach

STEPS, RATE = 120, 1e-3
PIECES = 60 * 128 + 1

Masks = Mapping[str, np.ndarray]


def masks() -> dict[str, np.ndarray]:
    """Which weights stay, of each matrix but the table of letters."""
    arrays = data.weights("letters")
    names = [name for name, shape in LETTERS.shapes().items() if len(shape) == 2]
    return {name: n_of_m(arrays[name]) for name in names if name != "embed"}


@checked
def retrained(kept: Masks, steps: int = STEPS) -> dict[str, np.ndarray]:
    """The arrays that ship, trained on for so many steps, with what `kept` leaves out at 0."""
    torch.manual_seed(2)
    net = Net(LETTERS)
    with torch.no_grad():
        for name, array in data.weights("letters").items():
            net.arrays[name.replace(".", "/")].copy_(torch.tensor(array))
    lay = _layer(net, kept)
    lay()
    movers = [AdamW(net.arrays.values(), RATE)]
    teach(net, Course(steps=steps), movers, lay)
    return arrays_of(net)


def _layer(net: Net, kept: Masks):
    pairs = [
        (net.arrays[name.replace(".", "/")], torch.tensor(mask))
        for name, mask in kept.items()
    ]

    @torch.no_grad()
    def lay():
        for array, mask in pairs:
            array.mul_(mask)

    return lay


def nats(arrays) -> float:
    """On the 60 pieces of validation text that the other rows of chapter 13 use."""
    return writing.nats(Decoder(arrays), tiny_shakespeare("validation")[:PIECES])


def main():
    """Trains both and writes what they reach."""
    torch.set_num_threads(1)
    arrays, kept = data.weights("letters"), masks()
    whole = nats(arrays)
    halved = {name: arrays[name] * mask for name, mask in kept.items()}
    found = {
        "2 of each 4, no training": nats({**arrays, **halved}) - whole,
        f"2 of each 4, {STEPS} steps more": nats(retrained(kept)) - whole,
        f"all weights, {STEPS} steps more": nats(retrained({})) - whole,
    }
    rows = {name: round(more, 3) for name, more in found.items()}
    content = {**results.results(), "two of four": rows}
    data.keep(results.FILE, (json.dumps(content, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
