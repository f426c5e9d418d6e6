"""Compact networks, priced and run: fewer weights and MACs, and whether that is cheaper.

bill         weights, MACs and energy of a network at any batch; the dense points of Fig. 43
swap         one layer as each compact block: weights, MACs, words moved, energy, time
factored     a layer of a trained network in factors: runs, trains on, is judged
adapt        a search for widths: MACs as the cost, or energy, and two winners
photographs  EfficientNet-Lite0 in 8 bits, a scale a tensor or a channel (PyTorch, an optional extra)
distilled    students of LeNet-5, hints, and the digit that a student never saw (PyTorch)
results      what took minutes, as shipped; `python -m dnnlib.slim.experiments` makes it again
"""
