"""Hints to the puzzles of chapter 6: where to look, how to go about it, nearly the answer."""

HINTS = {
    "inputs_once": (
        "Turn the loops round: not which inputs does an output want, but which outputs want this input?",
        "Input h meets weight r in output `h - r`. Some of those outputs do not exist.",
        "Loop over h, `value = I[h]`, and for each r with `0 <= h - r < P` add `value * F[:, r]` to `O[:, h - r]`.",
    ),
    "stationary": (
        "A word stays while the loops that run inside do not change its address.",
        "Which letters stand in F[m,r], in I[p+r], in O[m,p]? The one that is missing belongs innermost.",
        "For F that is P: `DRAM: M R P / RF:`, each letter with its bound. Do the same for the other two.",
    ),
    "accesses": (
        "P runs innermost. Which tensor has no p in its address, and so stays for the whole loop?",
        "I and O change in each of the M*C*R*P steps. An output that is visited for the first time starts at zero: nothing to read.",
        "F reads M*C*R; I reads and O writes M*C*R*P; O reads that less one for each of the M*P outputs.",
    ),
    "fetched": (
        "Write the tiles one after the other as ranges of inputs, for P=2, R=2, and mark what is still held.",
        "Tile (r, p) is T inputs from `r + p*T`. From one tile to the next within a turn nothing overlaps. "
        "From the last of a turn to the first of the next it may.",
        "P = 1: the tile slides by one. P = 2: each new turn saves R - 1 in all. More: nothing is saved.",
    ),
    "neighbours": (
        "PE (r, e) wants `U*(E*p + e) + r`. Which different words is that in one step?",
        "A set holds each word once. Without wires count the set of every step; with wires leave out what the step before had.",
        "`sum(len(step - had) ...)`, where had is the step before, or empty without wires. Is a PE's own last word ever the same?",
    ),
    "beat": (
        "Begin with the nest of one of the three, and ask what it moves most from DRAM.",
        "Fill the buffer: larger tiles of the tensor that is moved most. `ch06.MACHINE` says what fits.",
        'The mapper of the chapter searches for you: `mapper.search(shape, ch06.MACHINE, "RS").mapping`.',
    ),
}
HINTS["turning_price"] = (
    "Write the energy of each as a sum. Which of its terms change with the one price, and which do not?",
    "As a function of that price each energy is a straight line. Two lines meet once, or never. And where they meet, is that a price?",
    "x = (what the second takes more at all other levels) / (accesses that the first makes more at this level); "
    "0 if that is not above 0, or if it would be divided by 0.",
)
HINTS["classify"] = (
    "Three questions, in the order of the text. The first that fits ends it.",
    "`dram, rf = Mapping.parse(nest).levels`. Look at `rf.holds`, then at the letters in `rf.loops`, then at the loops of `dram`.",
    'Keep the letters of dram\'s loops with `bound > 1 and not spatial`, and take the last: N or P is "WS", M is "IS", C or R is "OS".',
)
HINTS["bars"] = (
    "Two things are added up: parts of your bar, and all of RS's. Where does the MAC stand in each?",
    "Energy at a level: its accesses of all three tensors, times its price. RS's whole is the sum of its levels, and 1 for the MAC.",
    "`np.append(mine.sum(0) * prices, 1.0) / ((rs * prices).sum() + 1)`",
)
