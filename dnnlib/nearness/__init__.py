"""Studies for chapter 08: real digits on chips that multiply in or near memory.

chips      arrays and what is not ideal in them
digits     a real network on them                  ballots   columns that vote on digits
stacked    an accelerator on a stack of DRAM       isaac     a chip from its parts
measured   chips that were made                    sensor    MACs before the converter
converters what a conversion costs
"""
