"""Sparsity on a real network: from zeros to bits in memory to joules saved.

threshold_sweep     a layer pruned at a threshold: its accuracy and energy
published           published sparsity, counted again
lenet_zeros         what gating and skipping save on an array of PEs
stage_bits          Deep Compression's three stages, counted in bits
deep_compression    how the shipped networks were compressed (PyTorch)
eie, alexnet_energy, energy_aware    what zeros save: EIE's time, AlexNet's energy, a network pruned by energy
"""
