"""Hints to the puzzles of chapter 03: where to look, how to go about it, nearly the answer."""

HINTS = {
    "top_k_error": (
        "You need no sorting: how many classes go before the label?",
        "Count the other classes whose score is as high as the label's, or higher. With how many is it an error?",
        "`own = scores[np.arange(n), labels][:, None]`, then `((scores >= own).sum(1) - 1 >= k).mean()`.",
    ),
    "leaked": (
        "You look up many images among many others: what makes a quick look-up?",
        "Arrays cannot lie in a set. Their bytes can, or a tuple of their pixels.",
        "`seen = {tuple(image) for image in train}`, then the k for which `tuple(test[k])` is in it.",
    ),
    "better_by_luck": (
        "Put aside all images that both networks judge alike. What is left is a row of coin throws.",
        "n throws, of which the network with fewer won `few`. Sum the chances of 0, 1, ... few heads, and double.",
        "`scipy.stats.binomtest(few, n).pvalue`, or `2 * sum(comb(n, k) for k in range(few + 1)) / 2**n`, at most 1.",
    ),
    "hits_and_misses": (
        "Two steps for each find: which object does it want, and may it have it?",
        "Shared width is `min(rights) - max(lefts)`, or 0. Either is the sum of both areas less what they share.",
        "Keep a set of objects that were had. Hits are its size; the rest of the finds is false.",
    ),
    "conv_macs": (
        "How many outputs are there, and what does each of them take?",
        "A filter whose taps are spread spans dilation*(R-1) + 1. An output sees C/groups channels.",
        "`P = (H + 2*pad - dilation*(R-1) - 1) // stride + 1`; then `M * P * P * (C // groups) * R * R`.",
    ),
    "transposed_macs": (
        "Stand on an input value, not on an output.",
        "It meets every tap of every filter that belongs to it, once. Which of the arguments does that not need?",
        "`C * H * H` values, each times `M // groups * R * R`.",
    ),
    "encoder_macs": (
        "Write down the matrices: six with weights. Then the two products without.",
        "A product of [a x b] and [b x c] takes a*b*c MACs. All heads together have `width` columns.",
        "`4*T*d*d + 2*T*d*hidden + 2*T*T*d`.",
    ),
    "totals": (
        "Two questions with two answers: what is stored, and what is done?",
        "A dictionary by name keeps a layer once. The MACs are of the calls.",
        "`sum({name: w for name, w, _ in calls}.values())` and the sum of all MACs.",
    ),
    "topology": (
        "Write AlexNet's conv2 by hand: 27 + 2 + 2 high, two groups.",
        "Each line is a small layer of its own, with C/groups channels and M/groups filters.",
        "`[(H + 2*pad, H + 2*pad, R, R, C // groups, M // groups, stride)] * groups`.",
    ),
    "permutation": (
        "Read Timeloop's text from right to left: that is the nest from the top down.",
        "Our loops turned round stand at the end of the text. What stands before them?",
        "The letters of GNMCPQRS that have no loop, then `loops[::-1]`.",
    ),
}
