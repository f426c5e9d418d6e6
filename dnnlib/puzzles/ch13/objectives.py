"""What chapter 13 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
write attention, its cache and FlashAttention as loop nests, and count what they move
    promise 3 | attend attention_share cached_step cache_bytes running fused_words | words share cache kv flash
    cached_step: The new token is left out

say for any step of a language model which roof it meets, and what a batch, fewer bits or shared keys change
    promise 3 | tokens_a_second cache_bytes | decode faster
    tokens_a_second: The times are added

choose how few bits a transformer stands, and what must share a scale
    promise 4 | smooth_factors | three-bits
    smooth_factors: The quotient is turned over

test whether a trick pays: mixtures of experts, drafts, 2:4 sparsity
    promise 5 | experts_read judged | experts drafts
    judged: A draft that falls is drawn from p
""")
