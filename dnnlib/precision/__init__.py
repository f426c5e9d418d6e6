"""Precision on a real network: its accuracy in few bits, and the joules that they save.

rounded    a trained network in few bits, without training: to the nearest level, or by second-order rounding
training   training in few bits: the methods of the survey's Table III on our network (PyTorch)
joules     bits joined with the dataflow: the MAC, the words that move, what fits, and so the best mapping
results    what took minutes to train, as shipped; `python -m dnnlib.precision.experiments` makes it again
"""
