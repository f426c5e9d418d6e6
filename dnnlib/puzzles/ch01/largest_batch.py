"""A batch costs time."""

from dnnlib.puzzle import Puzzle


def largest_batch(fps: int, ms: int) -> int:
    """How many images may a batch have, if it must be full within `ms` milliseconds at `fps` images a second?

    An image comes every 1/fps seconds, the first one after 1/fps. The batch is full when its last image is there.
    0 where not even one comes in time. Source: Sze et al. 2017, II-C and VIII.
    """
    if min(fps, ms) < 1:
        raise ValueError("a rate and a time of 1 or more")
    batch = 0
    while (batch + 1) * 1000 <= ms * fps:
        batch += 1
    return batch


def _case(rng):
    fps = int(rng.choice([5, 8, 10, 15, 24, 25, 30, 60, 100, 120]))
    ms = int(rng.choice([1, 3, 10, 16, 33, 50, 100, 125, 200, 400, 500, 1000, 1500]))
    return fps, ms


def _by_the_clock(fps, ms):
    batch, now = 0, 1 / fps
    while now <= ms / 1000:
        batch, now = batch + 1, now + 1 / fps
    return batch


largest_batch_puzzle = Puzzle(
    largest_batch,
    _case,
    points=2,
    examples=(
        (120, 100),
        (30, 1000),
        (30, 10),
        (10, 100),
        (24, 100),
        (10, 99),
        (8, 1500),
        (9, 111),
        (50, 500),
    ),
    wrong={
        "The milliseconds are taken for seconds.": lambda fps, ms: fps * ms,
        "The time is divided by the rate: images are rate times time.": lambda fps, ms: ms // fps,
        "It is rounded up: the last image comes too late.": lambda fps, ms: -(-fps * ms // 1000),
        "It is rounded to the nearest: the last image may come too late.": lambda fps, ms: round(
            fps * ms / 1000
        ),
        "One image too few: one that comes just in time is in time.": lambda fps, ms: max(
            0, fps * ms // 1000 - 1
        ),
        "One image too many: the first one comes after 1/fps, not at once.": lambda fps, ms: (
            fps * ms // 1000 + 1
        ),
        "A batch of none is made one of one: there is no image in time.": lambda fps, ms: max(
            1, fps * ms // 1000
        ),
        "The fraction is left: images are whole.": lambda fps, ms: fps * ms / 1000,
        "An image's time is cut to whole milliseconds first: that loses a part each time.": lambda fps, ms: (
            ms // (1000 // fps)
        ),
        "The rate is cut to images a millisecond first: below 1000 a second that is 0.": lambda fps, ms: (
            fps // 1000 * ms
        ),
        "The time is added up image by image, and rounding grows: count in whole numbers.": _by_the_clock,
        "A second has 100 ms here: it has 1000.": lambda fps, ms: fps * ms // 100,
        "An image that comes exactly at the end is left out: it is in time.": lambda fps, ms: max(
            0, (fps * ms - 1) // 1000
        ),
    },
)
