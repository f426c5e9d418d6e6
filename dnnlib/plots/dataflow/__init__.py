"""Figures of loop nests, arrays and chips.

nests, dataflows, energy_bars       a loop order, and what each level of a store costs under it
search_floors, proof                how the search knows that nothing is better
short_turns                         a size that no loop divides
pe_arrays, set_placement, gantt     who works when
array_film, chip                    an array cycle by cycle, a chip layer by layer
"""
