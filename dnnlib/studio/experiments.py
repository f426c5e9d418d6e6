"""Makes what chapter 14 looks up: `python -m dnnlib.studio.experiments` writes assets/studio_lessons.npz.

About a minute of one core. What the arrays are, studio/lessons.py says.
"""

import io
from itertools import product

import numpy as np

from dnnlib import data
from dnnlib.studio import chips, enumerated, prices
from dnnlib.studio.design import KNOBS, WIDTHS
from dnnlib.studio.evaluate import stored
from dnnlib.studio.lessons import FILE
from dnnlib.studio.space import spent, tabulate
from dnnlib.studio.workload import workload


def on_chips() -> tuple[np.ndarray, np.ndarray]:
    """READER's energy of an image and cycles of a batch on every chip."""
    shapes = tuple(layer.shape for layer in workload(chips.READER))
    word = KNOBS["bits"].index(chips.READER.bits)
    terms = tabulate(shapes, (chips.READER.bits,)).of(shapes)[word]
    # their axes begin with the batch, ours end with it
    energy, cycles = spent(terms, stored(chips.READER))
    return np.moveaxis(energy, 0, -1), np.moveaxis(cycles, 0, -1)


def losses() -> np.ndarray:
    """Points lost by every standard network, [width, bits, density]."""
    digits = data.mnist("validation")
    found = enumerated.losses(digits)
    shape = (len(WIDTHS["standard"]), len(KNOBS["bits"]), len(KNOBS["density"]))
    kept = [lost for net, lost in found.items() if net.kind == "standard"]
    return np.reshape(kept, shape)


def priced() -> np.ndarray:
    """The ten designs of `prices`, without MACs, [DRAM, GLB, RF, design]."""
    table = [
        [prices.without_macs(d, *times) for d in prices.DESIGNS.values()]
        for times in product(prices.STOPS, repeat=3)
    ]
    return np.reshape(table, (3, 3, 3, len(prices.DESIGNS)))


def main() -> None:
    """Make the file again."""
    energy, cycles = map(np.float32, on_chips())
    loss, times = np.float32(losses()), np.float32(priced())
    file = io.BytesIO()
    np.savez_compressed(file, energy=energy, cycles=cycles, loss=loss, prices=times)
    data.keep(FILE, file.getvalue())
    print(f"{FILE}: {len(file.getvalue()):,} bytes")


if __name__ == "__main__":
    main()
