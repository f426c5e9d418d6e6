"""The mapper: the best mapping of a layer onto a hardware, found among all of them.

search     the search itself, and what it reports
space      the rules: which mappings there are
pricing    what a tile of the buffer costs; traffic has the lower bound on its words
batch      tiles of many mappings at once
bound      which pairs of floor and price are tried (branch and bound)
"""

from dnnlib.dataflow.mapper.search import ANY, OBJECTIVES, Best, search

__all__ = ["ANY", "Best", "OBJECTIVES", "search"]
