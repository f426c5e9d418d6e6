"""What chapter 8 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what moving the MAC to the memory saves, and what it cannot save
    promise 3 | best_buffer products_to_pay | free-dram stacked
    best_buffer: The largest buffer is taken

multiply a matrix in a resistive array, exactly, from cells of two bits and inputs of one
    promise 3 | cells_of clipped_product | digits
    cells_of: The most significant digit comes first

say how many bits its converters need, and over which range
    promise 4 | adc_bits turned_over conversions | adc-bits converts
    adc_bits: The logarithm is rounded down

tell what wires, noise and faults do to a real network, and which of them an encoding cures
    promise 4 | effective vote | offset votes
    effective: The wire is left out

read a claim about a near-data chip: made or simulated, and what its joules leave out
    promise 5 | network_energy products_to_pay | converts
    network_energy: A MAC is taken as one operation
""")
