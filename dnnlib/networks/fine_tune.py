"""Training what is left: a pruned network with its zeros held, a shared network through its codebooks.

Both are one idea. Some free parameters make the weights that the network runs with (w * mask; levels[codes]), and
the gradient flows through that, so that zeros stay zero and equal weights stay equal. Trained on "train" alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn.functional import cross_entropy, log_softmax, softmax
from tqdm import tqdm

from dnnlib.compress import prune as pruning
from dnnlib.networks import train
from dnnlib.networks.architecture import Architecture
from dnnlib.networks.shipped import known
from dnnlib.networks.threads import one_thread

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Tuning:
    """SGD with Nesterov momentum 0.9: up to `rate` in a twentieth of the steps, then down by a cosine.

    teacher: the share of the loss that asks for the answers of the network before pruning, softened at `temperature`;
    the rest asks for the labels. ramp: the share of the steps in which the density falls, `prune` only.
    """

    epochs: float
    rate: float
    batch: int = 128
    decay: float = 1e-4
    teacher: float = 0.0
    temperature: float = 2.0
    ramp: float = 0.6
    every: int = 20  # steps from one choice of the masks to the next
    seed: int = 1


def prune(
    network: str | Architecture,
    weights: Arrays,
    densities: Mapping[str, float],
    tuning: Tuning,
    digits=None,
    score=np.abs,
    quiet=True,
) -> dict[str, np.ndarray]:
    """The weights after pruning step by step while training: by layer, down to its density, then on with fixed zeros.

    The density falls as `pruning.cubic`; a mask is chosen anew every few steps from the scores of all weights, also
    of those that are zero at present, which keep the value they had: so a weight may come back.
    Shapes: weights and the answer as data.weights(network), float32; densities {layer: share of weights that stay}.
    A layer without a density, and biases, are trained but not pruned. The same seed gives the same weights.
    Source: Han et al., NIPS 2015; Zhu and Gupta 2017; that weights come back: Guo et al., NIPS 2016.
    """
    free = _parameters(weights)
    masks = {
        f"{layer}.weight": torch.ones_like(free[f"{layer}.weight"])
        for layer in densities
    }

    def effective():
        return {
            name: w * masks[name] if name in masks else w for name, w in free.items()
        }

    def choose(progress: float):
        if progress <= tuning.ramp:
            for name, mask in masks.items():
                now = pruning.cubic(
                    progress / tuning.ramp, densities[name.removesuffix(".weight")]
                )
                mask.copy_(
                    torch.from_numpy(
                        pruning.keep(score(free[name].detach().numpy()), now)
                    )
                )

    descend(
        network, weights, list(free.values()), effective, tuning, digits, choose, quiet
    )
    choose(tuning.ramp)
    return _arrays(effective())


def share(
    network: str | Architecture,
    codes: Arrays,
    levels: Arrays,
    tuning: Tuning,
    digits=None,
    teacher: Arrays | None = None,
    quiet=True,
) -> dict[str, np.ndarray]:
    """The levels of every codebook after training: a level's gradient is the sum over the weights that share it.

    Shapes: codes {name: integers of the weight's shape, -1 where it is pruned}, levels {name: [K]} -> {name: [K]}.
    Which weight has which code stays as it is. Source: Han et al., ICLR 2016, Eq. 3.
    """
    free = {
        name: torch.tensor(level, requires_grad=True) for name, level in levels.items()
    }
    places = {
        name: torch.from_numpy(np.flatnonzero(code >= 0))
        for name, code in codes.items()
    }
    chosen = {
        name: torch.from_numpy(code[code >= 0].astype(np.int64))
        for name, code in codes.items()
    }

    def effective():
        return {
            name: torch.zeros(codes[name].size).index_copy(0, places[name], level.index_select(0, chosen[name]))
            .reshape(codes[name].shape) for name, level in free.items()
        }  # fmt: skip

    teacher = teacher or _arrays(effective())
    descend(
        network,
        teacher,
        list(free.values()),
        effective,
        tuning,
        digits,
        lambda progress: None,
        quiet,
    )
    return _arrays(free)


def descend(
    network: str | Architecture,
    teacher: Arrays,
    free: list,
    effective: Callable,
    tuning: Tuning,
    digits,
    before: Callable,
    quiet=True,
    net: nn.Module | None = None,
) -> None:
    """Train the free parameters in place: each step runs the network with effective() and follows its loss down.

    before(progress), 0 to 1, is called every `tuning.every` steps. The random numbers of others are not touched.
    `net` stands in for the network as `train` has it: other layers between, the same names of weights.
    """
    with torch.random.fork_rng(devices=[]), one_thread():
        torch.manual_seed(tuning.seed)
        net = train.model(network) if net is None else net
        net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # its stubs lack it
        images, labels = train._tensors(
            known(network).digits("train") if digits is None else digits
        )
        answers = _answers(net, teacher, images) if tuning.teacher else None
        steps, a_round = _steps(tuning, len(labels)), -(-len(labels) // tuning.batch)
        sgd = torch.optim.SGD(
            free, tuning.rate, momentum=0.9, weight_decay=tuning.decay, nesterov=True
        )
        cosine = torch.optim.lr_scheduler.OneCycleLR(
            sgd, tuning.rate, steps, pct_start=0.05, cycle_momentum=False
        )
        for step in tqdm(
            range(steps), desc=known(network).name, unit="step", disable=quiet
        ):
            if step % a_round == 0:
                batches = torch.randperm(len(labels)).split(tuning.batch)
            if step % tuning.every == 0:
                before(step / steps)
            batch = batches[step % a_round]
            sgd.zero_grad()
            scores = functional_call(net, effective(), images[batch])
            _loss(
                scores,
                labels[batch],
                None if answers is None else answers[batch],
                tuning,
            ).backward()
            sgd.step()
            cosine.step()


def _loss(scores, labels, answers, tuning: Tuning):
    """Cross-entropy with the labels, in part replaced by the divergence from the teacher's softened answers."""
    loss = cross_entropy(scores, labels)
    if answers is None:
        return loss
    T = tuning.temperature
    far = nn.functional.kl_div(
        log_softmax(scores / T, 1), softmax(answers / T, 1), reduction="batchmean"
    )
    return (1 - tuning.teacher) * loss + tuning.teacher * T**2 * far


@torch.no_grad()
def _answers(net, teacher: Arrays, images):
    weights = {
        name: torch.from_numpy(np.array(array)) for name, array in teacher.items()
    }
    return torch.cat(
        [functional_call(net, weights, part) for part in images.split(1000)]
    )


def _steps(tuning: Tuning, images: int) -> int:
    return max(2, round(tuning.epochs * -(-images // tuning.batch)))


def _parameters(weights: Arrays) -> dict[str, torch.Tensor]:
    free = {
        name: torch.tensor(np.asarray(array, np.float32))
        for name, array in weights.items()
    }
    last = torch.channels_last
    return {
        name: (w.to(memory_format=last) if w.ndim == 4 else w).requires_grad_()
        for name, w in free.items()
    }


def _arrays(tensors: Mapping[str, torch.Tensor]) -> dict[str, np.ndarray]:
    return {
        name: np.ascontiguousarray(tensor.detach().numpy())
        for name, tensor in tensors.items()
    }
