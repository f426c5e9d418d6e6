"""Four scenarios: each by its definition, and the bound of the Server scenario holds below its rate and not above."""

import pytest

from dnnlib.metrics.queue import Server, serve
from dnnlib.metrics.scenarios import (
    most_queries,
    multi_stream,
    offline,
    scenarios,
    single_stream,
)
from dnnlib.metrics.tail import percentile

ALONE, TOGETHER = Server(0.004, 0.001), Server(0.004, 0.001, 16, 0.004)


def test_streams_are_sums_of_batches():
    assert single_stream(ALONE) == pytest.approx(0.005)
    assert multi_stream(ALONE, 8) == pytest.approx(8 * 0.005)
    assert multi_stream(Server(0.004, 0.001, 5), 8) == pytest.approx(0.009 + 0.007)
    assert single_stream(TOGETHER) == pytest.approx(0.004 + 0.005)  # it waits in vain
    assert multi_stream(TOGETHER, 8) == pytest.approx(0.004 + 0.012)
    assert multi_stream(TOGETHER, 16) == pytest.approx(0.020)


def test_offline_is_all_that_a_server_can_do():
    for server in (ALONE, TOGETHER):
        assert offline(server, 16 * 10) == pytest.approx(server.most)
    assert offline(TOGETHER, 17) == pytest.approx(17 / (2 * 0.02))


@pytest.mark.parametrize("server", [ALONE, TOGETHER])
def test_the_bound_holds_up_to_the_rate_and_no_further(server):
    most = most_queries(server, 0.05)
    assert 0 < most < server.most
    tail = lambda rate: percentile(serve(rate, server, 20_000), 0.99)
    assert tail(0.98 * most) <= 0.05 < tail(min(1.03 * most, 0.999 * server.most))


def test_a_looser_bound_allows_no_less():
    rates = [most_queries(ALONE, bound, count=5_000) for bound in (0.006, 0.02, 0.1)]
    assert rates == sorted(rates)


def test_an_impossible_bound_is_refused():
    with pytest.raises(ValueError, match="alone takes 0.005"):
        most_queries(ALONE, 0.004)


def test_no_server_wins_all_four():
    """A batch that waits for company loses with a lone query, and wins the other three."""
    table = scenarios({"one": ALONE, "many": TOGETHER}, 0.05)
    one, many = table.rows
    assert (
        one[1] < many[1] and one[2] > many[2] and one[3] < many[3] and one[4] < many[4]
    )
