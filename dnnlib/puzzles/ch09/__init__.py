"""The puzzles of chapter 9: steps, zero points, powers, shared weights, channels, integers, sums, a budget, a word, a price."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch09.budget import (
    BITS_F,
    BITS_I,
    LAYERS,
    accuracy,
    energy,
    judged,
)
from dnnlib.puzzles.ch09.budget import (
    allocate_puzzle as allocate,
)
from dnnlib.puzzles.ch09.channels import per_channel_puzzle as per_channel
from dnnlib.puzzles.ch09.gradient import binary_gradient_puzzle as binary_gradient
from dnnlib.puzzles.ch09.integers import requantize_puzzle as requantize
from dnnlib.puzzles.ch09.objectives import OBJECTIVES
from dnnlib.puzzles.ch09.powers import powers_puzzle as powers
from dnnlib.puzzles.ch09.prices import mac_with_read_puzzle as mac_with_read
from dnnlib.puzzles.ch09.read_float import read_float_puzzle as read_float
from dnnlib.puzzles.ch09.shared import shared_puzzle as shared
from dnnlib.puzzles.ch09.steps import linear_puzzle as linear
from dnnlib.puzzles.ch09.width import accumulator_bits_puzzle as accumulator_bits
from dnnlib.puzzles.ch09.zero import zero_point_puzzle as zero_point

PUZZLES: tuple[Puzzle, ...] = (
    mac_with_read,
    read_float,
    linear,
    zero_point,
    powers,
    shared,
    per_channel,
    accumulator_bits,
    requantize,
    binary_gradient,
    allocate,
)

__all__ = [
    "OBJECTIVES",
    "BITS_F",
    "BITS_I",
    "LAYERS",
    "PUZZLES",
    "accumulator_bits",
    "accuracy",
    "allocate",
    "binary_gradient",
    "energy",
    "judged",
    "linear",
    "mac_with_read",
    "per_channel",
    "powers",
    "read_float",
    "requantize",
    "shared",
    "zero_point",
]
