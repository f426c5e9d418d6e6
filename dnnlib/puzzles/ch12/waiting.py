"""Latency and throughput: a batch waits to be full."""

from dnnlib.puzzle import Puzzle


def latency_and_rate(gap: int, batch: int, fixed: int, each: int) -> tuple:
    """How long does the first image of a batch take, and how many images a second come out?

    An image comes every `gap` milliseconds. When `batch` of them are there, they are computed
    together, in fixed + each * batch milliseconds; meanwhile the next batch gathers. The first
    image is in no batch before. Latency in ms from its coming to the end of its batch; the rate
    is what the slower of the two allows: arrivals or the machine.
    """
    if min(gap, batch, fixed + each) < 1:
        raise ValueError("gaps, batches and times are 1 or more")
    ready = 0
    for _ in range(batch - 1):
        ready += gap
    service = fixed + each * batch
    return ready + service, min(1000 / gap, 1000 * batch / service)


def _service(rng):
    return tuple(
        int(v) for v in (rng.integers(1, 40), rng.integers(1, 20), rng.integers(1, 60), rng.integers(1, 9))
    )


def _said(first=lambda gap, batch, run: (batch - 1) * gap + run, rate=lambda gap, batch, run: min(1 / gap, batch / run),
          run=lambda batch, fixed, each: fixed + each * batch):  # fmt: skip
    """Both numbers with one thing wrong."""

    def wrong(gap, batch, fixed, each):
        time = run(batch, fixed, each)
        return first(gap, batch, time), 1000 * rate(gap, batch, time)

    return wrong


latency_and_rate_puzzle = Puzzle(
    latency_and_rate,
    _service,
    points=3,
    easier=("at batch 1", lambda gap, batch, fixed, each: batch == 1),
    examples=((10, 1, 5, 1), (10, 4, 5, 1), (1, 8, 20, 2), (30, 16, 5, 3)),
    wrong={
        "Latency is the batch's time divided by the batch: every image waits for the whole batch.": (
            _said(first=lambda gap, batch, run: run / batch)
        ),
        "The first image does not wait for the others: it does, (batch - 1) * gap.": (
            _said(first=lambda gap, batch, run: run)
        ),
        "The first image waits for `batch` gaps: it is there itself, so for one fewer.": (
            _said(first=lambda gap, batch, run: batch * gap + run)
        ),
        "That is the mean wait: the first image waits longest.": (
            _said(first=lambda gap, batch, run: (batch - 1) * gap / 2 + run)
        ),
        "The rate is 1 / latency: a batch brings out many images at once.": (
            _said(rate=lambda gap, batch, run: 1 / ((batch - 1) * gap + run))
        ),
        "The rate is the machine's alone: no more come out than come in.": (
            _said(rate=lambda gap, batch, run: batch / run)
        ),
        "The rate is that of arrivals alone: a slow machine falls behind.": (
            _said(rate=lambda gap, batch, run: 1 / gap)
        ),
        "Gathering and computing were added: the next batch gathers meanwhile.": (
            _said(rate=lambda gap, batch, run: batch / ((batch - 1) * gap + run))
        ),
        "The fixed time was paid for each image: it is paid once a batch.": (
            _said(run=lambda batch, fixed, each: (fixed + each) * batch)
        ),
        "The time of a batch was taken as that of one image: `each` is paid for every one.": (
            _said(run=lambda batch, fixed, each: fixed + each)
        ),
        "The fractions are cut off: a rate is seldom whole, so divide with /, not with //.": (
            lambda gap, batch, fixed, each: (
                (batch - 1) * gap + fixed + each * batch,
                min(1000 // gap, 1000 * batch // (fixed + each * batch)),
            )
        ),
        "That rate is for a millisecond: a second has a thousand.": (
            _said(rate=lambda gap, batch, run: min(1 / gap, batch / run) / 1000)
        ),
        "The larger of the two rates was taken: the slower one decides.": (
            _said(rate=lambda gap, batch, run: max(1 / gap, batch / run))
        ),
    },
)
