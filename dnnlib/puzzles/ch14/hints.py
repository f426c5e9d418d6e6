"""Hints to the puzzles of chapter 14: where to look, how to go about it, nearly the answer."""

HINTS = {
    "dominated": (
        "Take one design and one other. Which two questions decide whether the other one dominates it?",
        "Is it no worse in *all* costs? Is it better in *any*? Both must be so. Equal designs fail the second.",
        "`points[None] <= points[:, None]` compares all with all; `.all(axis=2)` and, for `<`, `.any(axis=2)`.",
    ),
    "hypervolume": (
        "Draw the staircase. Cut it into rectangles that do not overlap.",
        "Go from left to right and keep the least second cost so far. Only a design below it adds something.",
        "A design (a, b) left of the corner, below `low`, adds `(corner[0] - a) * (low - b)`; then `low = b`. It begins at `corner[1]`.",
    ),
    "area": (
        "Three kinds of parts: datapaths, register files, the buffer. How many are there of each?",
        "Price a byte by the size of *one* store. `np.interp` draws the straight lines and stays flat at the end.",
        "`file, buffer = np.interp([rf, 1024 * glb], sizes, um2)`; then pes times a PE and its file, plus the buffer.",
    ),
    "sensitivity": (
        "Three lines cross at the base. Which words of the table lie on each?",
        "`energy[:, b, c]`, `energy[a, :, c]` and `energy[a, b, :]`: take each once, and drop what is inf.",
        "For each line: `line[np.isfinite(line)].max() / line.min()`.",
    ),
    "par": (
        "In which order do the gates cost least? What is left to read after each?",
        "Find networks and chips that pass, then read `cycles` of those pairs alone, then `energy` of those left.",
        "`i, j = np.nonzero((right >= ...)[:, None] & (area <= ...)[None])`; `cycles[i, j]` reads just those words.",
    ),
    "prune_search": (
        "Suppose you know the best cost so far. Which designs need no look any more?",
        "Those whose compute + memory is no less. Go from the least bound up: then the first of them ends the search.",
        "`for k in np.argsort(bounds):` break where `bounds[k] >= best`, else `best = min(best, cost[k])`.",
    ),
    "gate": (
        "Write down: difference >= 2.5758 * root(variance / n). Which n just does?",
        "n >= variance * (2.5758 / difference)^2. Everything in shares, not in percent; then round up.",
        "The variance is `2 * p * (1 - p)` for own images and `disagree / 100` for the same ones.",
    ),
    "fair_split": (
        "Who is dealt out, images or writers? When do you look whether it is enough?",
        "Before each writer ask how many images are hidden already. Then hide all of that writer's.",
        "`mask |= writers == writer`, and `break` where `mask.sum() >= hidden` before it.",
    ),
    "score": (
        "Two questions: who passes, and what is the least energy among those? Then one division.",
        "Ask `<=` and never `>`: NaN is neither. What is infinite does not fit and passes nothing.",
        "`(cards[:, 1:] <= gates).all(axis=1) & np.isfinite(cards[:, 0])`; then par over your own energy.",
    ),
    "design": (
        "The network first: which bits and widths lose at most half a point? `studio.brief.loss` knows. Then the chip.",
        "`chips.chips()` holds energy, cycles and area of every chip for one network that passes. Which of them fit the gates?",
        "`search.exhaustive(chips.SPACE, found.price(gates), found.bound(gates)).best`, then `asdict(chips.design(best))`.",
    ),
}
