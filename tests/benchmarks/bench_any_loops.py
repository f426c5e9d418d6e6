"""The mapper with any loops anywhere: every different layer of all models, on one thread; and a dataflow by name."""

from time import process_time

from dnnlib.dataflow.hardware import EYERISS
from dnnlib.dataflow.mapper import search
from dnnlib.dataflow.mapper.growing import array_of
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.models import MODELS
from dnnlib.table import Table

# CPU seconds that were aimed at: the median, the worst layer, all together
TARGETS = {"any loops": (0.5, 3, 180), "RS": (0.2, 0.2, 180), "WS": (0.2, 0.2, 180)}
WORST = 5  # layers named


def different() -> dict:
    """Every different shape of all models: {shape: name}."""
    found = {}
    for model in MODELS.values():
        for layer in model.layers:
            found.setdefault(layer.shape, f"{model.name} {layer.name}")
    return found


def times(flow: str | None) -> dict[str, float]:
    """CPU seconds of each search, the slowest first; what one search built is forgotten before the next."""
    took = {}
    for shape, name in different().items():
        pricing.cache_clear()
        array_of.cache_clear()
        start = process_time()
        assert search(shape, EYERISS, flow).exhaustive
        took[name] = process_time() - start
    return dict(sorted(took.items(), key=lambda one: -one[1]))


def main():
    """Print median, worst and sum beside what was aimed at, and the slowest layers."""
    rows, slowest = [], []
    for name, aims in TARGETS.items():
        took = times(None if name == "any loops" else name)
        each = list(took.values())
        figures = each[len(each) // 2], each[0], sum(each)
        for what, ours, aim in zip(("median", "worst", "all"), figures, aims):
            rows.append((name, what, ours, aim))
        some = list(took.items())[:WORST]
        slowest += [(name, layer, seconds) for layer, seconds in some]
    head = ("search", "of layers", "CPU s", "aimed at")
    caption = f"{len(different())} different layers of {len(MODELS)} models on Eyeriss"
    print(Table(head, rows, caption))
    print(Table(("search", "slowest", "CPU s"), slowest))
