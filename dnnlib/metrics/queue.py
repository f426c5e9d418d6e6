"""Queries that arrive at random, and a server that takes them one by one or in batches.

    wait = serve(rate=80, service=0.01, count=100_000)
    percentile(wait, 0.99)

Throughput and latency are two numbers: a batch raises the one and waits for the other.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from dnnlib.door import checked


@checked
@dataclass(frozen=True)
class Server:
    """How long a batch takes: fixed + each * images, up to `batch` images at once.

    window: how long a first query may wait for company. Units: seconds.
    Errors: ValueError names a number that is out of range.
    """

    fixed: float
    each: float = 0.0
    batch: int = 1
    window: float = 0.0

    def __post_init__(self):
        for name in ("fixed", "each", "window"):
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0):
                raise ValueError(f"{name}={value!r}: give seconds, 0 or more")
        if self.batch < 1:
            raise ValueError(f"batch={self.batch}: give 1 or more")
        if self.fixed + self.each == 0:
            raise ValueError("fixed=0 and each=0: a query takes some time")

    def seconds(self, images: int) -> float:
        """The time that a batch of so many images takes."""
        return self.fixed + self.each * images

    @property
    def most(self) -> float:
        """The most queries a second: full batches, one behind the other."""
        return self.batch / self.seconds(self.batch)


@checked
def arrivals(rate: float, count: int, seed: int = 0) -> np.ndarray:
    """Times of `count` queries that come at random: gaps are exponential (Poisson).

    Units: rate in queries a second, times in seconds, rising.
    Errors: ValueError names a rate that is not above 0 or a count below 1.
    Source: MLPerf Inference rules, scenario Server.
    """
    if not (isfinite(rate) and rate > 0):
        raise ValueError(f"rate={rate!r}: give queries a second, above 0")
    if count < 1:
        raise ValueError(f"count={count}: give 1 or more")
    return np.cumsum(np.random.default_rng(seed).exponential(1 / rate, count))


@checked
def serve(
    rate: float, server: Server, count: int = 100_000, seed: int = 0
) -> np.ndarray:
    """The latency of each query, from its arrival to the end of its batch.

    Units: seconds. Errors: as arrivals. Source: MLPerf Inference rules, scenario Server.
    """
    times = arrivals(rate, count, seed)
    if server.batch == 1:
        return one_by_one(times, server.seconds(1))
    return in_batches(times, server)


@checked
def one_by_one(times: np.ndarray, service: float) -> np.ndarray:
    """Latencies of a queue of one server that takes `service` seconds a query.

    The server is done with query i no sooner than `service` after it came, nor after
    query i-1 was done:   done[i] = max(times[i], done[i-1]) + service

    Written out, done[i] = service*(i+1) + max over j <= i of (times[j] - service*j):
    a running maximum, with no loop over queries.
    """
    times = np.asarray(times, float)
    steps = service * np.arange(len(times))
    done = np.maximum.accumulate(times - steps) + steps + service
    return done - times


@checked
def one_by_one_by_loop(times: np.ndarray, service: float) -> np.ndarray:
    """What one_by_one gives, query by query: the definition."""
    done, latencies = 0.0, []
    for time in np.asarray(times, float):
        done = max(time, done) + service
        latencies.append(done - time)
    return np.array(latencies)


@checked
def in_batches(times: np.ndarray, server: Server) -> np.ndarray:
    """Latencies where up to `batch` queries go together.

    A free server waits for a first query, and then for company: until the batch is full
    or the first has waited `window`. Queries that came meanwhile go first come, first served.
    """
    times = np.asarray(times, float)
    latencies, first, free = np.empty(len(times)), 0, 0.0
    came = times.tolist()
    while first < len(times):
        last, start = _next_batch(came, first, free, server)
        free = start + server.seconds(last - first)
        latencies[first:last] = free - times[first:last]
        first = last
    return latencies


def _next_batch(
    times: list[float], first: int, free: float, server: Server
) -> tuple[int, float]:
    """Where the next batch ends, and when it starts."""
    full = first + server.batch
    start = max(free, times[first] + server.window)
    if full <= len(times) and times[full - 1] <= start:
        return full, max(free, times[full - 1])
    last = bisect_right(times, start, first, min(full, len(times)))
    return max(last, first + 1), start


@checked
def mean_wait(rate: float, service: float) -> float:
    """The mean latency of one_by_one by theory: M/D/1, service * (1 + load / (2 (1 - load))).

    Errors: ValueError where the load, rate * service, is 1 or more: the queue grows for ever.
    Source: Pollaczek and Khinchin's formula with a service that never varies.
    """
    load = rate * service
    if not 0 < load < 1:
        raise ValueError(
            f"load {load:g} = {rate:g}/s * {service:g} s: give less than 1"
        )
    return service * (1 + load / (2 * (1 - load)))


@checked
def knee(
    rates, server: Server, of: Callable[[np.ndarray], float], count: int = 20_000
) -> list[float]:
    """One number of the latencies, `of`, at each arrival rate: the curve with its knee."""
    return [of(serve(rate, server, count)) for rate in rates]
