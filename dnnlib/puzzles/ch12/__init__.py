"""The puzzles of chapter 12: counting, waiting, proving, pricing, comparing, choosing."""

from dnnlib.puzzles.ch12.choice import winner
from dnnlib.puzzles.ch12.counted import non_zero_macs
from dnnlib.puzzles.ch12.fair import at_one_process, mean_speedup, same_units
from dnnlib.puzzles.ch12.joules import energy_an_image
from dnnlib.puzzles.ch12.roof import bound_by
from dnnlib.puzzles.ch12.tails import nearest_rank, queries
from dnnlib.puzzles.ch12.waiting import latency_and_rate

PUZZLES = (same_units, non_zero_macs, energy_an_image, latency_and_rate, nearest_rank, queries)
PUZZLES += (bound_by, at_one_process, mean_speedup, winner)
