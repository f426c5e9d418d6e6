"""Draws the frames of a lecture's live demos, in a process that may hang, swell or die: others wait for nothing.

A question is a line of JSON, {"name": ..., "query": {...}}; its answer is one line. The first line says that
all demos have been drawn once, for a figure function's first call takes longest.
"""

import gc
import json
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from dnnlib.puzzle.item import ran
from dnnlib.screen.explore import Explorer
from dnnlib.screen.workbench import workbench

GROWTH = (
    1.5e9  # bytes that figure functions may take beyond what the worker starts with
)


def made(recipe: bytes) -> Callable[[dict], dict]:
    """The live thing of a recipe: a function from what is asked to what the page shows."""
    parts = pickle.loads(recipe)
    if parts[0] == "workbench":
        return lambda query: {"html": _priced(parts[1:], query["text"])}
    if parts[0] == "vote":
        ran(parts[1])  # what it imports takes a second, once
        return lambda query: {"shown": ran(parts[1 + int(query["choice"])])}
    explorer = Explorer(*parts)
    return lambda query: explorer.at(_state(explorer, query))


def _priced(parts: tuple, text: str) -> str:
    shape, _, hardware, best = parts
    return workbench(shape, text, hardware, best).html()


def _state(explorer: Explorer, query: dict) -> dict:
    """What was asked as a state. Errors: ValueError for a slider or a stop that is none."""
    state = {}
    for slider in explorer.sliders:
        index = int(query[slider["name"]])
        if not 0 <= index < len(slider["stops"]):
            raise ValueError(f"{slider['name']} has no stop {index}")
        state[slider["name"]] = index
    return state


def answers(recipes: dict[str, bytes], questions: Iterator[str]) -> Iterator[dict]:
    """First that all is ready, then the answer to each question; {"error": ...} where there is none."""
    live = {}
    for name, recipe in recipes.items():
        live[name] = made(recipe)
    gc.collect()
    # figures are cyclic garbage: what is older is not walked again and again
    gc.freeze()
    yield {"ready": sorted(live)}
    for line in questions:
        asked = json.loads(line)
        try:
            yield live[asked["name"]](asked["query"])
        except MemoryError:
            os._exit(1)  # what it took is given back by nothing else
        except Exception as error:
            yield {"error": f"{type(error).__name__}: {error}"}


def limit_memory(growth: float = GROWTH) -> None:
    """Let this process grow by so many bytes and no more, where the system can say so."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    most = int(pages * resource.getpagesize() + growth)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however that one ended."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _main(path: str) -> None:
    end_with_parent()
    out = os.fdopen(os.dup(1), "w", buffering=1)
    # what a figure function prints goes elsewhere than the answers
    os.dup2(2, 1)
    recipes = pickle.loads(Path(path).read_bytes())
    limit_memory()
    # nobody hears the end of an answer whose asker is gone
    with suppress(BrokenPipeError):
        for answer in answers(recipes, iter(sys.stdin.readline, "")):
            print(json.dumps(answer), file=out)


if __name__ == "__main__":
    _main(sys.argv[1])
