"""Students of a network that ships: taught by labels, by its softened scores, or by its scores themselves (PyTorch).

    taught(STUDENT, digits, scores, Lesson("softened", T=20))     the student's arrays
    without(3, Lesson("softened", T=20))                         a student that never saw a 3, judged on 3s

The control stands beside every gain: the same student, images, steps and rate, taught by labels alone.
Source: Hinton, Vinyals, Dean 2015, section 3; Ba and Caruana 2014; Sze et al. 2017, VII-B-4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax

from dnnlib import data
from dnnlib.compact.distil import shift
from dnnlib.door import checked
from dnnlib.networks import NETWORKS, Architecture, Training
from dnnlib.networks import train as training
from dnnlib.networks.steps import FC, Relu

TEACHER = "LeNet-5"
STUDENT = Architecture(
    "784-100-10",
    dict(fc1=FC(100), relu1=Relu(), fc2=FC(10)),
    Training(epochs=8, batch=128, rate=0.1, at_least=0.0),
    "the student of chapter 11",
)
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Lesson:
    """What a student learns from: "labels", "softened" scores at temperature T, or "squared" differences of scores.

    weight: the loss times this: the control that says what a larger loss alone does.
    """

    by: str = "labels"
    T: float = 1.0
    weight: float = 1.0
    rate: float = 0.1
    epochs: int = 8
    seed: int = 1


@dataclass(frozen=True)
class Omitted:
    """A student that never saw a digit: the shares of the test images that it gets right, before and after one shift.

    named: of the images of that digit; right: of all; moved: what was added to the digit's scores.
    """

    named: float
    right: float
    moved: float
    named_after: float
    right_after: float


LOSSES: Mapping[str, Callable] = {
    "labels": lambda z, labels, v, T: cross_entropy(z, labels),
    "softened": lambda z, labels, v, T: (
        T**2 * kl_div(log_softmax(z / T, 1), softmax(v / T, 1), reduction="batchmean")
    ),
    "squared": lambda z, labels, v, T: ((z - v) ** 2).sum(1).mean() / 2,
}


@checked
def taught(
    student: Architecture, digits: data.Digits, scores, lesson: Lesson
) -> dict[str, np.ndarray]:
    """A student's arrays after a lesson; the same seed gives the same. Shapes: scores [n, 10], the teacher's.

    Errors: ValueError lists the kinds of lessons.
    """
    if lesson.by not in LOSSES:
        raise ValueError(f"by={lesson.by!r}: choose {', '.join(LOSSES)}")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(lesson.seed)
        net = training.model(student)
        images, labels = training._tensors(digits)
        _descend(net, images.flatten(1), labels, torch.tensor(scores), lesson)
    return {name: value.numpy().copy() for name, value in net.state_dict().items()}


@cache
def teacher_scores(split: str = "train") -> np.ndarray:
    """The teacher's scores for all images of a split: [n, 10], float32."""
    net = training.model(TEACHER)
    weights = NETWORKS[TEACHER].weights()
    net.load_state_dict({name: torch.tensor(array) for name, array in weights.items()})
    images, _ = training._tensors(data.mnist(split))
    with torch.no_grad():
        return torch.cat([net(part) for part in images.split(1000)]).numpy()


@checked
def without(digit: int, lesson: Lesson) -> Omitted:
    """A student taught on the training images that do not show a digit; the shift is set by its share of "train".

    The shift is found on the images of "validation", unlabelled: none of the test images, and no label of them.
    """
    digits, scores = data.mnist("train"), teacher_scores()
    seen = digits.labels != digit
    few = data.Digits(digits.images[seen], digits.labels[seen])
    net = STUDENT.build(taught(STUDENT, few, scores[seen], lesson))
    share = float((~seen).mean())
    moved = shift(net(data.inputs(data.mnist("validation").images)), share, digit)
    test = data.mnist("test")
    z = net(data.inputs(test.images))
    before = z.argmax(1)
    z[:, digit] += moved
    after, mine = z.argmax(1), test.labels == digit
    found = [
        float((a == test.labels)[k].mean())
        for a in (before, after)
        for k in (mine, ...)
    ]
    return Omitted(found[0], found[1], moved, found[2], found[3])


def right(arrays: Arrays, split: str = "test") -> float:
    """The share of a split that a student gets right."""
    digits = data.mnist(split)
    return float(
        (
            STUDENT.build(arrays)(data.inputs(digits.images)).argmax(1) == digits.labels
        ).mean()
    )


def _descend(net: nn.Module, images, labels, scores, lesson: Lesson):
    batch = STUDENT.training.batch
    sgd = torch.optim.SGD(net.parameters(), lesson.rate, momentum=0.9, nesterov=True)
    steps = lesson.epochs * -(-len(labels) // batch)
    cosine = torch.optim.lr_scheduler.OneCycleLR(
        sgd, lesson.rate, steps, pct_start=0.1, cycle_momentum=False
    )
    for _ in range(lesson.epochs):
        for part in torch.randperm(len(labels)).split(batch):
            sgd.zero_grad()
            loss = LOSSES[lesson.by](
                net(images[part]), labels[part], scores[part], lesson.T
            )
            (lesson.weight * loss).backward()
            sgd.step()
            cosine.step()
