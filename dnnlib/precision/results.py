"""What took minutes to train, as it ships, and its tables: ours beside the published, with the spread over seeds."""

import json
from functools import cache
from pathlib import Path

import numpy as np


FILE = Path(__file__).parents[1] / "assets" / "precision.json"


@cache
def results() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """{part: {seed: {name: {"validation": percent right, "test": percent right}}}}; made by `precision.experiments`."""
    return json.loads(FILE.read_text())


def accuracies(part: str, name: str, split: str = "test") -> np.ndarray:
    """Percent right of one result, a value a seed. Errors: KeyError where there is no such part or name."""
    return np.array([found[name][split] for found in results()[part].values()])
