"""The explorers of the course, each a figure function with its sliders; `python -m dnnlib.explorers DIR` bakes them all."""

import sys
from pathlib import Path

from dnnlib import plots
from dnnlib.explore import Explorer, explore
from dnnlib.models import MODELS

CHANNELS = [1, 2, 3, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048]


def window() -> Explorer:
    """Slide the filter over the input, one output at a time (chapter 02)."""
    return explore(plots.window, size=(3, 9), filter=(1, 5), stride=(1, 3), pad=(0, 2), output=(0, 80))


def layer_shape() -> Explorer:
    """Drag N M C P Q R S U G; see words, MACs and MACs per word (chapter 02)."""
    explorer = explore(
        plots.layer_shape,
        N=[1, 2, 4, 8, 16, 32, 64, 128],
        M=CHANNELS,
        C=CHANNELS,
        P=(1, 224),
        Q=(1, 224),
        R=(1, 11),
        S=(1, 11),
        U=(1, 4),
        G=[1, 2, 4, 8, 32, 96, 128],
    )
    return explorer.begin(Q=55, S=11)  # square, as AlexNet's first layer is


def model_layers() -> Explorer:
    """Any model of the course, layer by layer (chapter 02)."""
    return explore(plots.model_layers, model=list(MODELS), show=list(plots.QUANTITIES))


# A baked page holds every picture, so an explorer of many sliders gets fewer stops there.
COURSE = {
    "window": (window, {"size": [4, 5, 6], "filter": [1, 2, 3], "stride": [1, 2], "pad": [0, 1], "output": range(16)}),
    "layer_shape": (
        layer_shape,
        {"N": [1, 16], "M": [32, 96, 512], "C": [3, 64, 256], "P": [7, 27, 55], "Q": None, "R": [1, 3, 11], "S": None, "U": [1, 4], "G": [1, 2]},
    ),
    "model_layers": (model_layers, {}),
}


def bake(folder) -> list[Path]:
    """Write every explorer of the course as a page of its own, which needs neither kernel nor network."""
    return [make().bake(Path(folder) / f"{name}.html", **fewer) for name, (make, fewer) in COURSE.items()]


if __name__ == "__main__":
    for page in bake(sys.argv[1] if len(sys.argv) > 1 else "build/pages"):
        print(f"{page}  {page.stat().st_size / 1e6:.1f} MB")
