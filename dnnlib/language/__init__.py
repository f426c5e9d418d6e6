"""Real transformers, small enough to read: one spells, one writes letters; and what serving large ones takes.

speller      a word's letters -> its sounds, in a page of NumPy; words has its dictionary
rounded      the speller in few bits: weights and what its matrices take
decoder      a Llama of 722,176 weights, trained on text by train (PyTorch); counted guesses by counting
writing      letters one after the other: cache, drafts, nats a letter
measured     tables that run: guesses, cache, drafts
results      what takes a minute to measure; since what came after 2017
energy       a token of a large model by the survey's engine
serving      bytes, operations and seconds of a step of models that do not fit here
"""
