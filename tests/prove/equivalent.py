"""Mutants that no test can catch, since they do what the solution does: each with its reason.

{puzzle: {(line, mutated line): why the two cannot differ}}. `make prove` fails where an entry is no longer met.
"""

REST = "NumPy takes any negative size as 'what is left'"
UNROLLED = "return windows.transpose(1, 4, 5, 0, 2, 3).reshape(I.shape[1] * R * S, {})"
PRODUCT = (
    "return (F.reshape(len(F), {}) @ T).reshape(len(F), N, P, Q).transpose(1, 0, 2, 3)"
)
COLUMNS = "return np.lib.stride_tricks.sliding_window_view(I, (R, S)).transpose(2, 3, 0, 1).reshape(R * S, {})"
LARGE = "outputs = {%s}[R]  # of one channel and filter: enough to pay for the spectra of the filters"
CARRY = "return R * P * T - (R - 1) * (P %s 2)  # two tiles: the last shares a word with the first of the next turn"
WANTED = "steps = [{U * (E * p %s e) %s r for e in range(E) for r in range(R)} for p in range(P)]"
RUN = "if value != 0 or run %s 2**bits - 1 or k %s len(x) - 1:"
BUDGET = 'order = np.argsort(%snp.abs(F), axis=None, kind="stable")'
OF_FOUR = (
    'largest = np.argsort(%snp.abs(F[:, c : c + 4]), axis=1, kind="stable")[:, :2]'
)
PUT = "np.put_along_axis(mask, largest %s c, True, axis=1)"
ROWS_OUT = "U = np.linalg.svd(F.reshape(len(F), {}))[0][:, :m]"
ROWS_IN = "V = np.linalg.svd(F.swapaxes(0, 1).reshape(F.shape[1], {}))[0][:, :c]"
OCCURS = "left = sorted(count for count in counts if count %s 0)"
JOINED = "bits = left[%s] if len(left) %s 1 else 0"
DEAREST = 'order = np.argsort(%senergy, kind="stable")'
WORDS = 'words, number, last = [""] * len(lengths), 0, %s'
LEAST = "return next(n for n in count(%s) if binom.cdf(over, n, late) %s 0.01)"
ZERO = "the first word is 0 however often it is doubled"
SMALL = "Python keeps one object for each integer up to 256, so `is` is `==` there"
FALLING = "~x is -x - 1: integers fall in the same order"
FIELDS = (
    "sign, exponent, fraction = word >> 31, (word >> 23) & 255, word & (2**23 - %d)"
)
LAST_BIT = (
    "an answer that float32 can say is held to float32's last bit, and this is it"
)
ALIGNED = "c is a multiple of four and largest is 0 to 3: no bit is in both"
OUTPUTS = "the layers asked about have N*P*P = 64, 256, 1,024, ... outputs: none lies between the two bounds"

UNIT = 'macs = number / 2 if unit %s "FLOP" else number'
REACH = "return (y - target) * x * (np.abs(w) %s 1)"
LEAD = 'lead = 0 if dataflow %s "output" else rows'
FIRST = "if takes %s 1 and first < 0:"
ROWS = "for rows in range(1, pes %s):"
BEST = "if best is None or (total, rows * cols, rows, cols) %s best:"

# puzzles whose answer is a design with a score: a mutant that still beats the score is right, not missed
# puzzles whose divisions leave nothing over: a whole float is the count as well
WHOLE = ("weights", "macs", "table_row", "cached_step", "cache_bytes")
COUNTED = "nothing is left over, and a whole float is a count"

DESIGNS = {
    "design": "any design within 15 percent of the best is right, and so is a changed search that still finds one",
    "beat": "any nest of less energy than the par is right, and so is a changed search that still finds one",
    "allocate": "any bits within the budget that lose few enough digits are right, so a bit more or less may be too",
}

PRICE = "return rest / apart if apart and rest %s apart %s 0 else 0.0"
BEGUN = "largest, total, answer = -np.inf, %s, %s"
BOTH = "both = (x %s 0) %s (f %s 0)"
SIZES = "sizes are 0 or more"
ROOTS = (
    "return np.where(both, np.sqrt(np.where(both, x, %d) / np.where(both, f, %d)), 1)"
)
STANDS = "if u %s p[x] / q[x]:"
ALONE_A = "a = int((right_a %s ~right_b).sum())"
ALONE_B = "b = int((right_b %s ~right_a).sum())"
BOTH_TRUE = "of two booleans the product is true where both are"
BY_FALSE = "NumPy's whole division of booleans by False is 0, and by True the other"
AREA = "return max(right - left, %s) * max(bottom - top, %s)"
NO_AREA = "a negative area is no overlap, as 0 is none"
CORNERS = "both = area(*(max(v) for v in zip(a[:%s], b[:%s])), *(min(v) for v in zip(a[2:], b[2:])))"
SHORTER = "zip ends with the shorter of its two"
LINES = "return [(side, side, R, R, C %s groups, M %s groups, stride)] * groups"
IN_ALL = "return (*conv, *fc, conv[1] + fc[%s], conv[2] + fc[%s])"
ONCE = "an FC layer uses each weight once: it has as many MACs"
TURNING = "turning = [loop.dim for loop in dram.loops if loop.bound %s 1 and not loop.spatial]"
NO_WORSE = "return (no_worse %s better).any(axis=1)"
BELOW = "if a %s corner[0] and b %s low:"
PE = "pe = 2_000 * (bits / 16) ** 2 + 18_000 * bits %s 16"
GATED = (
    "i, j = np.nonzero((right >= least_right)[:, None] %s (area <= most_area)[None])"
)
FITS = "passed = (cards[:, 1:] <= gates).all(axis=1) %s np.isfinite(cards[:, 0])"
ENDED = "what comes after is skipped one by one instead"
EQUIVALENT = {
    "table_row": {
        (IN_ALL % ("1", "2"), IN_ALL % (" 2", "2")): ONCE,
        (IN_ALL % ("1", "2"), IN_ALL % ("1", " 1")): ONCE,
    },
    "classify": {
        (TURNING % ">", TURNING % "!="): "a loop has one turn or more",
    },
    "dominated": {
        (NO_WORSE % "&", NO_WORSE % "*"): BOTH_TRUE,
        (NO_WORSE % "&", NO_WORSE % "//"): BY_FALSE,
        (
            "better = (points[None] < points[:, None]).any(axis=2)",
            "better = (points[None] != points[:, None]).any(axis=2)",
        ): "who is no worse and differs is better somewhere",
    },
    "hypervolume": {
        (BELOW % ("<", "<"), BELOW % ("<=", "<")): "at the corner a strip has no width",
        (BELOW % ("<", "<"), BELOW % ("<", "<=")): "at `low` a strip has no height",
    },
    "area": {(PE % "/", PE % "//"): "18,000 is a multiple of 16"},
    "par": {
        (GATED % "&", GATED % "*"): BOTH_TRUE,
        (GATED % "&", GATED % "//"): BY_FALSE,
    },
    "prune_search": {
        (
            "if bounds[k] >= best:",
            "if bounds[k] > best:",
        ): "a design whose bound is the least cost may be read",
        ("break", "continue"): ENDED,
    },
    "fair_split": {("break", "continue"): ENDED},
    "score": {(FITS % "&", FITS % "*"): BOTH_TRUE},
    "better_by_luck": {
        (ALONE_A % "&", ALONE_A % "*"): BOTH_TRUE,
        (ALONE_B % "&", ALONE_B % "*"): BOTH_TRUE,
        (ALONE_A % "&", ALONE_A % "//"): BY_FALSE,
        (ALONE_B % "&", ALONE_B % "//"): BY_FALSE,
    },
    "hits_and_misses": {
        (AREA % (0, 0), AREA % (-1, 0)): NO_AREA,
        (AREA % (0, 0), AREA % (0, -1)): NO_AREA,
        (CORNERS % (2, 2), CORNERS % (" 3", 2)): SHORTER,
        (CORNERS % (2, 2), CORNERS % (2, " 3")): SHORTER,
    },
    "conv_macs": {
        (
            "return M * P * P * (C // groups) * R * R",
            "return M * P * P * (C / groups) * R * R",
        ): COUNTED
    },
    "transposed_macs": {
        (
            "return C * H * H * (M // groups) * R * R",
            "return C * H * H * (M / groups) * R * R",
        ): COUNTED
    },
    "topology": {
        (LINES % ("//", "//"), LINES % ("/", "//")): COUNTED,
        (LINES % ("//", "//"), LINES % ("//", "/")): COUNTED,
    },
    "same_units": {
        (UNIT % "==", UNIT % "<="): "of the two words FLOP is the first in the alphabet"
    },
    "queries": {
        (LEAST % (1, "<="), LEAST % (1, "<")): "no chance is exactly one in a hundred",
        (LEAST % (1, "<="), LEAST % (" 2", "<=")): "one query proves nothing",
        (LEAST % (1, "<="), LEAST % (" 0", "<=")): "no query proves nothing",
    },
    "binary_gradient": {
        (REACH % "<=", REACH % "<"): "no weight asked about lies at -1 or 1 exactly"
    },
    "cycles": {
        (
            LEAD % "==",
            LEAD % "is",
        ): "Python keeps one object for each literal text of a program"
    },
    "stall": {(FIRST % ">", FIRST % "!="): "a step takes one cycle at least"},
    "sides": {
        (ROWS % "+ 1", ROWS % "+ 2"): "with more rows than PEs no columns are left",
        (ROWS % "+ 1", ROWS % "<< 1"): "with more rows than PEs no columns are left",
        (BEST % "<", BEST % "<="): "no two arrays have the same sides",
    },
    "toeplitz": {
        (UNROLLED.format("-1"), UNROLLED.format(size)): REST for size in ("~1", "- 2")
    },
    "multiply": {
        (PRODUCT.format("-1"), PRODUCT.format(size)): REST for size in ("~1", "- 2")
    },
    "im2col": {
        (COLUMNS.format("-1"), COLUMNS.format(size)): REST for size in ("~1", "- 2")
    },
    "pick": {
        ("if R == 1:", "if R <= 1:"): "a filter has at least one row",
        (
            "if R <= 5:",
            "if R <= 6:",
        ): "no layer asked about has R = 6: filters are 1, 3, 5, 7 or 11 wide",
        (LARGE % "7: 16384, 11: 1024", LARGE % "7: 16383, 11: 1024"): OUTPUTS,
        (LARGE % "7: 16384, 11: 1024", LARGE % "7: 16384, 11: 1023"): OUTPUTS,
    },
    "fetched": {
        ("if P == 1:", "if P <= 1:"): "P is at least 1",
        (CARRY % "==", CARRY % "<="): "P = 1 has returned before this line",
    },
    "neighbours": {
        (
            WANTED % ("+", "+"),
            WANTED % signs,
        ): "the same words, mirrored and shifted by as much in every step"
        for signs in (("-", "+"), ("+", "-"))
    },
    "turned_over": {
        (
            "return np.where(turned, most - W, W), turned",
            "return np.where(turned, most ^ W, W), turned",
        ): "most is all ones in binary: what is subtracted from it turns every bit over",
    },
    "run_lengths": {
        (
            RUN % ("==", "=="),
            RUN % (">=", "=="),
        ): "a run that is full ends, so it is never longer",
        (RUN % ("==", "=="), RUN % ("==", ">=")): "k is never beyond the last value",
        (RUN % ("==", "=="), RUN % ("is", "==")): SMALL,
        (RUN % ("==", "=="), RUN % ("==", "is")): SMALL,
    },
    "prune_to_budget": {(BUDGET % "-", BUDGET % "~"): FALLING},
    "two_of_four": {
        (OF_FOUR % "-", OF_FOUR % "~"): FALLING,
        (PUT % "+", PUT % "|"): ALIGNED,
        (PUT % "+", PUT % "^"): ALIGNED,
    },
    "huffman_bits": {
        (
            JOINED % ("0", "=="),
            JOINED % ("0", "<="),
        ): "a message has a symbol: the list is never empty",
        (
            JOINED % ("0", "=="),
            JOINED % (" -1", "=="),
        ): "of one symbol, the first is the last",
        (OCCURS % ">", OCCURS % "!="): ("nothing occurs a negative number of times"),
        (
            "while len(left) > 1:",
            "while len(left) != 1:",
        ): "each turn joins two of two or more, so 1 is not passed",
    },
    "code_words": {
        ("if lengths[k] > 0:", "if lengths[k] != 0:"): "no length is negative",
        (WORDS % "0", WORDS % "1"): ZERO,
        (WORDS % "0", WORDS % "-1"): ZERO,
    },
    "truncate": {
        (
            "U, values, V = np.linalg.svd(F, full_matrices=False)",
            "U, values, V = np.linalg.svd(F, full_matrices=True)",
        ): "the first r vectors are the same, and no others are taken",
    },
    "turning_price": {
        (PRICE % ("/", ">"), PRICE % ("*", ">")): "a product has the quotient's sign",
        (
            PRICE % ("/", ">"),
            PRICE % ("/", ">="),
        ): "a quotient of 0 is given as 0 anyway",
    },
    "tucker": {
        (line.format("-1"), line.format(size)): REST
        for line in (ROWS_OUT, ROWS_IN)
        for size in ("~1", "- 2")
    },
    "running": {
        (
            BEGUN % ("0.0", "0.0"),
            BEGUN % pair,
        ): "the first factor is exp(-inf), which is 0"
        for pair in (("1.0", "0.0"), ("-1.0", "0.0"), ("0.0", "1.0"), ("0.0", "-1.0"))
    },
    "smooth_factors": {
        (BOTH % (">", "&", ">"), BOTH % (">", "*", ">")): "of two truths, the product",
        (
            BOTH % (">", "&", ">"),
            BOTH % (">", "//", ">"),
        ): "of two truths, the quotient",
        (BOTH % (">", "&", ">"), BOTH % ("!=", "&", ">")): SIZES,
        (BOTH % (">", "&", ">"), BOTH % (">", "&", "!=")): SIZES,
    }
    | {
        (ROOTS % (1, 1), ROOTS % pair): "where a channel is zeros, 1 is given anyway"
        for pair in ((2, 1), (0, 1), (1, 2), (1, 0))
    },
    "judged": {
        (STANDS % "<", STANDS % "<="): "u is an odd 256th, the quotient one of 16ths"
    },
    "energy_order": {(DEAREST % "-", DEAREST % "~"): FALLING},
    "read_float": {(FIELDS % 1, FIELDS % 2): LAST_BIT},
}


def reason(puzzle: str, before: str, after: str) -> str:
    """Why a mutant does what the solution does, or "" where nobody has said so."""
    if puzzle in WHOLE and after == before.replace("//", "/"):
        return COUNTED
    return EQUIVALENT.get(puzzle, {}).get((before, after), "")
