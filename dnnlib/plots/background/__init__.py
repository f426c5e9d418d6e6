"""The figures of chapter 01.

drawings   Fig. 1's kinds inside one another; a small network with its values
sees       a digit through a trained network, layer by layer
line       a neuron of two inputs, as a line between real digits; valley is the loss that its weights have
training   a network while it learns; bill is what that costs, grids what few bits do to it
years      timeline and errors
edge       joules to send, joules to compute
"""
