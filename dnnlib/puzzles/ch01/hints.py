"""Hints to the puzzles of chapter 01: where to look, how to go about it, nearly the answer."""

HINTS = {
    "neuron": (
        "A sum of products first. Then two small things, in the right order.",
        "The bias belongs to the sum; the kink comes last.",
        "`max(0.0, float(x @ w + b))`",
    ),
    "collapse": (
        "Put the first equation into the second: B (A x + a) + b.",
        "Multiply it out. What stands before x is W, all the rest is c.",
        "`W = B @ A` and `c = B @ a + b`",
    ),
    "sgd_step": (
        "How does the loss change if y grows a little? And y, if w[k] grows a little?",
        "The first is y - target, the second is x[k]. The chain rule multiplies them.",
        "`w - rate * (w @ x - target) * x`",
    ),
    "backward": (
        "Three gradients, each of the shape of what it belongs to. That alone leaves little choice.",
        "dW takes the inputs, dx takes the weights, db takes nothing but g. Sum over what the result has no axis for.",
        "`g.T @ x`, `g.sum(axis=0)`, `g @ W`",
    ),
    "filter_gradient": (
        "Write down O[0] and O[1] for a filter of two weights. Where does F[0] stand?",
        "F[r] meets I[p + r] in output p. So dF[r] is a sum over p: G slides over I.",
        "`np.correlate(I, G, 'valid')`, or `I[r : r + len(G)] @ G` for each r",
    ),
    "training_macs": (
        "Three products a layer. Which one of them does the first layer not need?",
        "Forward and gradient by the weights for all layers; gradient by the inputs for all but the first.",
        "`batch * (3 * sum(products) - products[0])`",
    ),
    "training_words": (
        "Three parts. Only one of them grows with the batch.",
        "What waits is what went into each layer: all sizes but the last, for each image.",
        "`2 * weights + batch * sum(sizes[:-1])`",
    ),
    "stuck": (
        "Follow the second example by hand. What is left of a step that is smaller than half the grid?",
        "A loop: take the step, then round. To round to multiples of grid: divide, round, multiply.",
        "`w = grid * floor((w - rate * g) / grid + 0.5)`, for each g",
    ),
    "largest_batch": (
        "How many images come in that time?",
        "fps * ms / 1000, and only whole images count.",
        "`fps * ms // 1000`",
    ),
    "most_macs": (
        "Bits, then joules of the radio, then how many MACs these joules pay for.",
        "24 bits a pixel; 1000 picojoules a nanojoule.",
        "`24 * H * W / smaller * radio * 1000 / mac`",
    ),
}
