"""Arithmetic in few bits: on codes, in narrow sums, bit by bit.

integer        products and convolutions of codes, exact
accumulator    the bits that a sum needs, and what becomes of it in fewer
multiplier     a real factor as an integer and a shift: sums become codes again
bitserial      hardware whose work shrinks with the bits
xnor           binary products: 64 in a word
"""
