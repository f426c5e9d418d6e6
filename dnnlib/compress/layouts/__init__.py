"""How a tensor is laid out without its zeros: the fields of each sparse format. `formats` tries all of them.

zeros             what may be left out
bitmap            one bit a value
run_length        runs of zeros, as on the Eyeriss chip
compressed_rows   CSR and CSC; relative_index is EIE's variant, in few bits a place
two_four          of every four values two
"""
