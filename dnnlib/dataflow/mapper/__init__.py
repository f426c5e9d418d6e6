"""The mapper: the best mapping of a layer onto a hardware, found among all of them.

Read brute first: it is the definition. The rest finds the same without trying all.
brute      every mapping written down, and the cheapest kept
floors     why almost all may be left out: floors and a bound
search     the search itself, and what it reports
ways       how a dimension is shared among the places of a nest, the last turn short or not
space      the rules: which mappings there are
counting   how often words move, for many mappings at once; rows has the windows of I
growing    choices made role by role, and those left out that surely cost too much; prices
pricing    what that costs; traffic has the lower bound on DRAM's words
bound      which pairs of floor and price are tried (branch and bound)
"""

from dnnlib.dataflow.mapper.search import ANY, OBJECTIVES, Best, search

__all__ = ["ANY", "Best", "OBJECTIVES", "search"]
