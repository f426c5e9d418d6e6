"""Numbers bit by bit: floating point down to four bits, and formats with a scale a block.

word      one 32-bit word by hand
formats   a sign, E bits of exponent, M bits of mantissa: FORMATS has them from float32 to FP4
blocks    MX, NVFP4 and groups of integers: values that share a scale
"""
