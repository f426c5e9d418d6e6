"""Work on what is not zero alone: products that never see a zero, and how even the work is.

product       a matrix in a sparse format times a vector, and what it touches
interleave    EIE's dealing of rows to PEs: who works, who waits
scatter       a CONV layer in which both zeros are skipped, as SCNN does
"""
