"""MLPerf's four scenarios on one server: each asks another question, and a server may win one and lose another.

scenarios(server, bound=0.05)      all four as a table
Source: MLPerf Inference rules: SingleStream, MultiStream, Server, Offline.
"""

from math import ceil

from dnnlib.door import checked
from dnnlib.metrics.queue import Server, serve
from dnnlib.metrics.tail import percentile
from dnnlib.table import Table

SAMPLES = 8  # of a query in MultiStream
OFFLINE = 24_576  # samples at the least in Offline
STEPS = 14  # halvings: the rate is found to a part in 16,000


@checked
def single_stream(server: Server) -> float:
    """The latency of one image, the next being sent when it is done. Units: seconds."""
    return _batch(server, 1)


@checked
def multi_stream(server: Server, samples: int = SAMPLES) -> float:
    """The latency of a query of several images, in as few batches as hold them. Units: seconds."""
    full, rest = divmod(samples, server.batch)
    return full * _batch(server, server.batch) + (_batch(server, rest) if rest else 0)


def _batch(server: Server, images: int) -> float:
    """A batch's time, with the window that it waits for company where it is not full."""
    patience = server.window if images < server.batch else 0
    return patience + server.seconds(images)


@checked
def offline(server: Server, samples: int = OFFLINE) -> float:
    """Images a second when all are there at once, in full batches."""
    return samples / (ceil(samples / server.batch) * server.seconds(server.batch))


@checked
def most_queries(
    server: Server, bound: float, share: float = 0.99, count: int = 20_000
) -> float:
    """The most random queries a second of which a share is answered within a bound.

    Found by halving between nothing and all that the server can do, on one sequence of
    arrivals that is only stretched. Units: bound in seconds.
    Errors: ValueError where not even a lone query is answered in time.
    """
    alone = _batch(server, 1)
    if alone > bound:
        raise ValueError(f"bound={bound:g} s: one query alone takes {alone:g} s")
    low, high = 0.0, server.most
    for _ in range(STEPS):
        rate = (low + high) / 2
        kept = percentile(serve(rate, server, count), share) <= bound
        low, high = (rate, high) if kept else (low, rate)
    return low


@checked
def scenarios(servers: dict[str, Server], bound: float) -> Table:
    """The four numbers of each server. Units: ms, ms, queries a second, images a second."""
    rows = [
        (
            name,
            1e3 * single_stream(server),
            1e3 * multi_stream(server),
            most_queries(server, bound),
            offline(server),
        )
        for name, server in servers.items()
    ]
    header = (
        "server",
        "SingleStream, ms",
        f"MultiStream of {SAMPLES}, ms",
        f"Server, p99 in {1e3 * bound:g} ms: a second",
        "Offline, a second",
    )
    return Table(header, rows)
