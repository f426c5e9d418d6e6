"""products: how a product is fed and made cheaper; the front door is dnnlib.plots.

alus        all from one register file, or each from its neighbour
fc_product  an FC layer as a matrix by a vector or a matrix
blocking    the order of loops, blocks and a cache
fft_tiles   the tile of an FFT
"""
