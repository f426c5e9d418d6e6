"""Students of a network that ships: taught by labels, by its softened scores, or by its scores themselves (PyTorch).

    taught(STUDENT, digits, scores, Lesson("softened", T=20))     the student's arrays
    without(3, Lesson("softened", T=20))                         a student that never saw a 3, judged on 3s

The control stands beside every gain: the same student, images, steps and rate, taught by labels alone.
Source: Hinton, Vinyals, Dean 2015, section 3; Ba and Caruana 2014; Sze et al. 2017, VII-B-4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn.functional import (
    cross_entropy,
    kl_div,
    log_softmax,
    mse_loss,
    softmax,
)

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
    hint: the share of the epochs before it in which the hidden layer alone learns, by a matrix that is then thrown
    away, what the teacher's hidden layer says (FitNets: Romero et al., ICLR 2015, 2.2); the rest is the lesson.
    """

    by: str = "labels"
    T: float = 1.0
    weight: float = 1.0
    rate: float = 0.1
    epochs: int = 8
    seed: int = 1
    hint: float = 0.0


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
    student: Architecture, digits: data.Digits, scores, lesson: Lesson, features=None
) -> dict[str, np.ndarray]:
    """A student's arrays after a lesson; the same seed gives the same.

    Shapes: scores [n, 10] and features [n, K], the teacher's; only a lesson with a hint needs features.
    Errors: ValueError lists the kinds of lessons, or says that features are missing.
    """
    if lesson.by not in LOSSES:
        raise ValueError(f"by={lesson.by!r}: choose {', '.join(LOSSES)}")
    if lesson.hint and features is None:
        raise ValueError("a hint needs the teacher's features: teacher_features()")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(lesson.seed)
        net = training.model(student)
        images, labels = training._tensors(digits)
        flat, scores = images.flatten(1), torch.tensor(scores)
        if lesson.hint:
            _hint(net, flat, torch.tensor(features), lesson)
        part = lesson.epochs - round(lesson.hint * lesson.epochs)
        loss = LOSSES[lesson.by]
        _descend(
            list(net.parameters()),
            lambda k: loss(net(flat[k]), labels[k], scores[k], lesson.T),
            len(labels),
            replace(lesson, epochs=part),
        )
    return {name: value.numpy().copy() for name, value in net.state_dict().items()}


@cache
def teacher_scores(split: str = "train") -> np.ndarray:
    """The teacher's scores for all images of a split: [n, 10], float32."""
    return _said(_teacher(), split)


@cache
def teacher_features(split: str = "train") -> np.ndarray:
    """What the teacher's hidden layer says of all images of a split, after its ReLU: [n, 500], float32."""
    net = _teacher()
    last = list(dict(net.named_children())).index("relu1")
    return _said(net[: last + 1], split)


def _teacher() -> nn.Sequential:
    net = training.model(TEACHER)
    weights = NETWORKS[TEACHER].weights()
    net.load_state_dict({name: torch.tensor(array) for name, array in weights.items()})
    return net


def _said(net: nn.Module, split: str) -> np.ndarray:
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
    features = teacher_features()[seen] if lesson.hint else None
    net = STUDENT.build(taught(STUDENT, few, scores[seen], lesson, features))
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


def _hint(net: nn.Sequential, flat, features, lesson: Lesson):
    """The hidden layer, through a matrix of its own, towards the teacher's features: mean squared difference."""
    hidden = net[:3]  # flat, fc1, relu1
    matrix = nn.Linear(STUDENT.weighted["fc1"].M, features.shape[1])
    free = [*hidden.parameters(), *matrix.parameters()]
    epochs = round(lesson.hint * lesson.epochs)
    _descend(
        free,
        lambda k: mse_loss(matrix(hidden(flat[k])), features[k]),
        len(flat),
        replace(lesson, epochs=epochs, weight=1.0),
    )


def _descend(free: list, loss: Callable, images: int, lesson: Lesson):
    """Follow loss(places of a batch) down for the lesson's epochs."""
    batch = STUDENT.training.batch
    sgd = torch.optim.SGD(free, lesson.rate, momentum=0.9, nesterov=True)
    steps = lesson.epochs * -(-images // batch)
    cosine = torch.optim.lr_scheduler.OneCycleLR(
        sgd, lesson.rate, steps, pct_start=0.1, cycle_momentum=False
    )
    for _ in range(lesson.epochs):
        for part in torch.randperm(images).split(batch):
            sgd.zero_grad()
            (lesson.weight * loss(part)).backward()
            sgd.step()
            cosine.step()
