"""The queue: the running maximum equals the loop, batches of one equal it too, and theory is the third witness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib.metrics.queue import (
    Server,
    arrivals,
    in_batches,
    knee,
    mean_wait,
    one_by_one,
    one_by_one_by_loop,
    serve,
)
from dnnlib.metrics.tail import percentile

times = st.lists(st.floats(0, 10), min_size=1, max_size=40).map(sorted).map(np.array)


@given(times, st.floats(0.01, 3))
def test_the_running_maximum_is_the_loop(at, service):
    np.testing.assert_allclose(
        one_by_one(at, service), one_by_one_by_loop(at, service), atol=1e-9
    )


@given(times, st.floats(0.01, 3))
def test_batches_of_one_are_the_plain_queue(at, service):
    np.testing.assert_allclose(
        in_batches(at, Server(service)), one_by_one(at, service), atol=1e-9
    )


@given(times, st.integers(1, 6), st.floats(0, 2), st.floats(0.01, 1), st.floats(0, 0.5))
def test_in_batches_no_one_is_served_before_coming_nor_out_of_turn(
    at, batch, window, fixed, each
):
    server = Server(fixed, each, batch, window)
    done = at + in_batches(at, server)
    assert (done >= at + server.seconds(1) - 1e-9).all()
    assert (np.diff(done) >= -1e-9).all()
    ends, sizes = np.unique(done.round(9), return_counts=True)
    assert sizes.max() <= batch
    assert (np.diff(ends) >= server.seconds(1) - 1e-6).all()  # one batch at a time


@pytest.mark.parametrize("load", [0.5, 0.8, 0.9])
def test_the_mean_is_pollaczek_and_khinchins(load):
    waits = serve(100 * load, Server(0.01), count=400_000)
    assert waits.mean() == pytest.approx(mean_wait(100 * load, 0.01), rel=0.03)


def test_batches_carry_more_and_the_tail_pays():
    alone, together = Server(0.005, 0.0005), Server(0.005, 0.0005, 16, 0.002)
    assert together.most > 5 * alone.most
    quiet = [percentile(serve(20, s, 20_000), 0.5) for s in (alone, together)]
    assert quiet[0] < quiet[1]  # few queries: waiting for company only costs
    busy = [percentile(serve(400, s, 20_000), 0.99) for s in (alone, together)]
    assert busy[1] < busy[0] / 10


def test_little_s_law():
    """Queries inside on average = arrivals a second * seconds inside."""
    at = arrivals(70, 100_000, seed=1)
    waits = one_by_one(at, 0.01)
    edges = np.concatenate(
        [np.stack([at, np.ones_like(at)]), np.stack([at + waits, -np.ones_like(at)])], 1
    )
    edges = edges[:, edges[0].argsort(kind="stable")]
    inside = np.cumsum(edges[1])[:-1] @ np.diff(edges[0]) / np.ptp(edges[0])
    rate = len(at) / np.ptp(edges[0])
    assert inside == pytest.approx(rate * waits.mean(), rel=1e-6)


def test_the_knee_rises():
    curve = knee([20, 60, 95], Server(0.01), lambda waits: percentile(waits, 0.99))
    assert curve == sorted(curve) and curve[2] > 3 * curve[1]


@pytest.mark.parametrize("make, words", [
    (lambda: Server(-1), "fixed=-1"), (lambda: Server(0), "takes some time"),
    (lambda: Server(1, batch=0), "batch=0"), (lambda: Server(1, window=float("inf")), "window=inf"),
    (lambda: arrivals(0, 5), "rate=0"), (lambda: arrivals(5, 0), "count=0"),
    (lambda: mean_wait(100, 0.01), "load 1"),
])  # fmt: skip
def test_impossible_servers_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
