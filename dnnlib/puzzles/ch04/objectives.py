"""What chapter 4 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say where the speed of a matrix product comes from, and count it: order, blocks, rows
    promise 3 | tiled_words | loops order
    tiled_words: Each word of A and B comes once

turn a convolution into a matrix product, and count what that duplicates
    promise 3 | im2col copies | vgg-toeplitz
    copies: Every value is counted R*S times

convolve with spectra, with the right padding, and choose the tile on which the saving depends
    promise 4 | full | fft-3x3
    full: The spectra have I's length

derive Winograd's trick by hand, and count what it saves and what it loses
    promise 4 | tile growth | f4 f6-loss
    tile: The transformed filter and tile are multiplied as matrices

say why Strassen's product is famous and hardly used
    promise 4 | strassen_mults | strassen
    strassen_mults: All eight products are made

choose a kernel for a layer, and beat a fixed choice
    promise 3 | pick | fixed fused
    pick: Always Toeplitz

measure the roofline of your own machine, and put kernels under it
    promise 3 | bound | ridge
    bound: The roof is taken to be flat
""")
