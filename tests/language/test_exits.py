"""Early exit: who never leaves is the decoder; the cache changes nothing; what is counted is what ran."""

import numpy as np
import pytest

from dnnlib import data
from dnnlib.language import writing
from dnnlib.language.decoder import LETTERS, letters
from dnnlib.language.exits import (
    Leaving,
    check_in_blocks,
    exits,
    macs_of_block,
    macs_of_check,
    macs_of_keys,
)
from dnnlib.language.text import numbered

IDS = numbered("ROMEO:\nWhat is it else?")


def leaving(sure: float) -> Leaving:
    return Leaving(data.weights("letters"), sure)


def test_who_is_never_sure_enough_never_leaves():
    one = leaving(2.0)
    assert np.array_equal(one(IDS), letters()(IDS))
    assert (one.used == LETTERS.blocks).all()


def test_who_is_always_sure_leaves_after_one_block():
    one = leaving(0.0)
    scores = one(IDS)
    assert (one.used == 1).all()
    x, turns = one.enter(IDS, caches := one.caches())
    first = one.scores(one.block(0, x, turns, caches[0]))
    assert np.array_equal(scores, first)


@pytest.mark.parametrize("sure", [0.3, 0.6])
def test_letter_by_letter_is_all_at_once(sure):
    """So a letter that left has left its keys and values in every later block."""
    one = leaving(sure)
    whole = one(IDS)
    used, caches = one.used, one.caches()
    parts, each = [], []
    for k in range(len(IDS)):
        parts.append(one(IDS[k : k + 1], caches))
        each.append(one.used)
    assert np.allclose(np.concatenate(parts), whole, atol=1e-4)
    assert np.array_equal(np.concatenate(each), used) and used.min() < used.max()


def test_the_macs_are_those_of_the_matrices():
    arrays = data.weights("letters")
    block = {name: F for name, F in arrays.items() if name.startswith("block1")}
    assert macs_of_block() == sum(F.size for F in block.values() if F.ndim == 2)
    assert macs_of_keys() == block["block1.k"].size + block["block1.v"].size
    assert macs_of_check() == arrays["embed"].size


def test_what_leaves_earlier_loses_more_and_a_batch_saves_nothing():
    table = exits((0.5, 0.8, 2.0), pieces=4)
    more, blocks = table.column("nats more"), table.column("blocks a letter")
    assert more == sorted(more, reverse=True) and blocks == sorted(blocks)
    assert abs(more[-1]) < 1e-6 and blocks[-1] == LETTERS.blocks
    checks = 100 * (1 + 3 * macs_of_check() / (4 * macs_of_block()))
    assert table.column("MACs, %")[-1] == pytest.approx(checks)
    assert min(table.column("blocks, all at once")) > max(blocks[:2])


def test_a_check_of_a_large_model_is_its_last_layer():
    assert check_in_blocks("Llama 3 8B") == pytest.approx(
        128256 * 4096 / (4096 * (4096 * 2 + 1024 * 2 + 3 * 14336) + 2 * 4096)
    )


def test_it_writes():
    rng = np.random.default_rng(0)
    assert len(writing.plain(leaving(0.5), list(IDS), 20, rng).ids) == 20
