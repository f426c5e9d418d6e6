"""The puzzles of chapter 12: counting, waiting, proving, pricing, comparing, choosing."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch12.choice import winner_puzzle as winner
from dnnlib.puzzles.ch12.counted import non_zero_macs_puzzle as non_zero_macs
from dnnlib.puzzles.ch12.fair import at_one_process_puzzle as at_one_process
from dnnlib.puzzles.ch12.fair import mean_speedup_puzzle as mean_speedup
from dnnlib.puzzles.ch12.fair import same_units_puzzle as same_units
from dnnlib.puzzles.ch12.joules import energy_an_image_puzzle as energy_an_image
from dnnlib.puzzles.ch12.objectives import OBJECTIVES
from dnnlib.puzzles.ch12.roof import bound_by_puzzle as bound_by
from dnnlib.puzzles.ch12.tails import nearest_rank_puzzle as nearest_rank
from dnnlib.puzzles.ch12.tails import queries_puzzle as queries
from dnnlib.puzzles.ch12.waiting import latency_and_rate_puzzle as latency_and_rate

PUZZLES: tuple[Puzzle, ...] = (
    same_units,
    non_zero_macs,
    energy_an_image,
    latency_and_rate,
    nearest_rank,
    queries,
)
PUZZLES += (bound_by, at_one_process, mean_speedup, winner)
__all__ = ["OBJECTIVES", "PUZZLES"]
