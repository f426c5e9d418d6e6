"""The explorers of chapter 13: transformers: attention, memory, few bits."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.models.transformers import TRANSFORMERS
from dnnlib.plots.attention.serving import MEMORY
from dnnlib.screen.explore import Explorer, explore


def pronounced() -> Explorer:
    """A word said by a real transformer: where it looks, and when it misspells in few bits (chapter 13)."""
    return explore(
        plots.pronounced,
        word=list(plots.WORDS),
        weights=["tensor", "channel", "groups of 32"],
        bits=[32, 8, 4, 3],
        inputs=["tensor", "token"],
        to=[32, 8, 5, 4],
    )


def attention_tiles() -> Explorer:
    """One head of attention in a memory: fused or in three steps (chapter 13)."""
    return explore(
        plots.attention_tiles,
        tokens=[256, 512, 1024, 2048, 4096, 8192],
        head=[32, 64, 128],
        memory=[4, 8, 16, 32, 64, 128, 256],
    ).begin(tokens=1024, head=64, memory=32)


def served_step() -> Explorer:
    """Reading a prompt and writing a token on a machine's roofline (chapter 13)."""
    return explore(
        plots.served_step,
        model=list(TRANSFORMERS),
        machine=list(MEMORY),
        reading=[False, True],
        batch=[1, 4, 16, 64, 256],
        context=[512, 2048, 8192, 32768],
        bits=[16, 8, 4],
    ).begin(model="Llama 3 8B", machine="H100", context=2048)


def served_memory() -> Explorer:
    """Weights, keys and values in a machine's memory: what fits, how fast (chapter 13)."""
    return explore(
        plots.served_memory,
        model=list(TRANSFORMERS),
        machine=list(MEMORY),
        batch=[1, 4, 16, 64, 256],
        context=[512, 2048, 8192, 32768],
        bits=[16, 8, 4],
        kv_bits=[16, 8, 4],
    ).begin(model="Llama 3 8B", machine="H100", batch=16, context=8192)


def entering() -> Explorer:
    """What a real transformer's matrices take: channels, outliers, and the step of a scale (chapter 13)."""
    return explore(
        plots.entering,
        layer=list(plots.ENTERED),
        scale=["tensor", "token", "smooth"],
        bits=[8, 6, 5, 4],
    ).begin(layer="writer, FFN out", bits=4)


BAKED: dict[Callable, dict] = {
    pronounced: {"bits": [32, 4, 3], "to": [32, 4], "weights": ["tensor", "channel"]},
    attention_tiles: {},
    served_step: {
        "model": ["GPT-2 small", "Llama 3 8B", "Mixtral 8x7B"],
        "bits": [16, 4],
    },
    served_memory: {"machine": ["H100", "H200"], "bits": [16, 4], "batch": [1, 16, 64]},
    entering: {},
}
