"""Backpropagation: the gradient of the loss by every weight, and its definition.

    by_nudging   two forward passes a weight: the definition
    backward     one pass back through the layers: the trick

An inference multiplies inputs by weights. Backwards the gradient takes the place of one of them:
with the inputs it gives the gradient by the weights, with the weights the gradient by the inputs.
"""

import numpy as np

from dnnlib.door import checked, real, whole
from dnnlib.learning.net import Layer, Net, forward
from dnnlib.learning.neuron import relu


@checked
def loss(scores, labels) -> tuple[float, np.ndarray]:
    """How wrong the scores are, and which way is worse: mean of -log(probability of the label), and its gradient.

    p = softmax(scores); G = (p - 1 at the label) / N.
    Shapes: scores [N, M], labels [N] -> a number, G [N, M]. Errors: ValueError where a label is no class.
    """
    scores, labels = np.asarray(scores), np.asarray(labels)
    if scores.ndim != 2 or labels.shape != scores.shape[:1] or not labels.size:
        raise ValueError(
            f"labels of shape {labels.shape} for scores of shape {scores.shape}: give one an image, scores [N, M]"
        )
    if labels.dtype.kind not in "iu" or labels.min() < 0:
        raise ValueError(f"labels of type {labels.dtype}: give integers from 0 on")
    if labels.max(initial=0) >= scores.shape[1]:
        raise ValueError(f"label {labels.max()}: there are {scores.shape[1]} scores")
    rows = np.arange(len(labels))
    shifted = scores - scores.max(axis=1, keepdims=True)  # nothing overflows
    p = np.exp(shifted)
    p /= p.sum(axis=1, keepdims=True)
    right = np.maximum(p[rows, labels], np.finfo(p.dtype).tiny)
    p[rows, labels] -= 1
    return float(-np.log(right).mean()), p / len(labels)


@checked
def backward(net: Net, made: list, G, f=relu) -> list[Layer]:
    """The gradients of all layers, from the last to the first, by the chain rule.

        dW = G.T @ x      the gradient with the inputs
        G  = G @ W        the gradient with the weights; where the kink gave 0, nothing passes

    made: of forward, with the same f. G: of loss. The first layer's inputs need no gradient: nobody asks for it.
    Shapes: G [N, M] -> a Layer of gradients for each layer. Source: Sze et al. 2017, II-C, Fig. 4.
    """
    gradients = []
    for n in reversed(range(len(net))):
        x = made[n]
        gradients.append(Layer(G.T @ x, G.sum(axis=0)))
        if n:
            G = G @ net[n].W
            G = G if f is None else G * (x > 0)
    return gradients[::-1]


@checked
def by_nudging(
    net: Net, X, labels, layer: int, place, h: float = 1e-5, f=relu
) -> float:
    """The gradient by one weight: (loss with w + h - loss with w - h) / 2h.

    place: of the weight in W of that layer, (m, k). Two forward passes for one of all the weights.
    """
    layer, h = whole("layer", layer, 0, len(net) - 1), real("h", h)
    W, b = net[layer]
    losses = []
    for nudge in (h, -h):
        moved = np.array(W, float)
        moved[place] += nudge
        other = [*net[:layer], Layer(moved, b), *net[layer + 1 :]]
        losses.append(loss(forward(other, X, f)[-1], labels)[0])
    return (losses[0] - losses[1]) / (2 * h)
