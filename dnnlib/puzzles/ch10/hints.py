"""Hints to the puzzles of chapter 10: where to look, how to go about it, nearly the answer."""

HINTS = {
    "pe_cost": (
        "Write a small table: which of the three reads I for a zero, and for which does a zero take a cycle?",
        "Two numbers say it all: how many pairs there are, how many inputs are not zero. Zeros of F change nothing.",
        "With n pairs and x inputs that are not zero: `n, 12 * n`; then `n, 4 * n + 8 * x`; the last is yours.",
    ),
    "run_lengths": (
        "Walk along the line with one number in hand: how many zeros since the last pair?",
        "A pair is due where the value is not 0, the run is full, or this is the last value. Else the run grows.",
        "`if value != 0 or run == 2**bits - 1 or k == len(x) - 1:` put down `(run, value)` and begin again at 0.",
    ),
    "prune_to_budget": (
        "First, how many weights fit? The mask is paid before any of them.",
        "What is left after one bit a weight, divided by `word`, is how many stay. Then rank |w|, stably.",
        '`order = np.argsort(-np.abs(F), axis=None, kind="stable")`; its first few are to be True in `mask.ravel()`.',
    ),
    "two_of_four": (
        "Each group of four is a small ranking of its own. What does the last group do if it is short?",
        "Loop over rows and over the groups of a row; in each, sort |w| stably and take the first two.",
        '`np.argsort(-np.abs(F[m, c : c + 4]), kind="stable")[:2] + c` are the columns that stay in row m.',
    ),
    "cheapest": (
        "Write the four sizes as formulas first, each of two parts: what every matrix pays, and what each value pays.",
        "`(x).bit_length()` says how many bits the number x needs. A pointer must say M*C, a column C - 1.",
        '`"csr": (M + 1) * (M * C).bit_length() + n * ((C - 1).bit_length() + word)`, and `min(bits, key=bits.get)`.',
    ),
    "csc_product": (
        "Whose loop should be outermost, so that an input is read once?",
        "Read each input, and go on to the next if it is 0. Otherwise only its own column is wanted: one slice.",
        "`a, b = pointers[c], pointers[c + 1]`, then one statement adds `x * values[a:b]` into `O[rows[a:b]]`.",
    ),
    "eie_cycles": (
        "One column at a time: how many products has each PE to do?",
        "PE k has the rows k, k + pes, k + 2 pes, ...: a slice with a step. Count what is not zero, take the largest.",
        "`(W[k::pes] != 0).sum(axis=0)` is the work of PE k, by column; some columns are never sent.",
    ),
    "huffman_bits": (
        "Each time that two symbols are joined, all that is below them gets a bit longer.",
        "So the bits of the whole message are the sum of all joined counts. `heapq` finds the rarest two for you.",
        "`while len(heap) > 1:` pop two, add their sum to the bits, push it. What if there is only one symbol?",
    ),
    "code_words": (
        "Write the words for lengths 1, 2, 3, 3 down by hand: how does one follow from the one before?",
        "Sort the symbols by length, stably. Count up by one; shift left by as much as words grow.",
        '`number <<= lengths[k] - last`, then `format(number, f"0{lengths[k]}b")` is the word of symbol k.',
    ),
    "energy_order": (
        "Energy first, order second. What does a layer fetch, and what does it do with it?",
        "200 for each word that crosses DRAM's border, 5 for each MAC that is done: `kept * uses` of them.",
        '`order = np.argsort(-energy, kind="stable")`, and both columns follow it.',
    ),
}
