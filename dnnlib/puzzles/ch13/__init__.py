"""The puzzles of chapter 13: attention, its cache, one pass, tiles, roofs, outliers, drafts, experts."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch13.attend import attend_puzzle as attend
from dnnlib.puzzles.ch13.attention_share import attention_share_puzzle as attention_share
from dnnlib.puzzles.ch13.cache_bytes import cache_bytes_puzzle as cache_bytes
from dnnlib.puzzles.ch13.cached_step import cached_step_puzzle as cached_step
from dnnlib.puzzles.ch13.experts_read import experts_read_puzzle as experts_read
from dnnlib.puzzles.ch13.fused_words import fused_words_puzzle as fused_words
from dnnlib.puzzles.ch13.judged import judged_puzzle as judged
from dnnlib.puzzles.ch13.objectives import OBJECTIVES
from dnnlib.puzzles.ch13.running import running_puzzle as running
from dnnlib.puzzles.ch13.smooth_factors import smooth_factors_puzzle as smooth_factors
from dnnlib.puzzles.ch13.tokens_a_second import tokens_a_second_puzzle as tokens_a_second

PUZZLES: tuple[Puzzle, ...] = (attend, attention_share, cached_step, cache_bytes, running)
PUZZLES += (fused_words, tokens_a_second, smooth_factors, experts_read, judged)
__all__ = ["OBJECTIVES", "PUZZLES"]
