"""A decoder of letters is trained on Tiny Shakespeare, in PyTorch: five minutes of one core.

    python -m dnnlib.language.train          writes assets/letters.npz, and says the nats a letter

Each matrix is moved by Muon (its step made orthogonal), all else by AdamW. The first 90 % of the text trains.
Source: Touvron et al. 2023 (Llama's block); Jordan et al. 2024 (Muon), https://kellerjordan.github.io/posts/muon.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, rms_norm, silu

from dnnlib import data
from dnnlib.door import checked
from dnnlib.language.decoder import LETTERS, Plan
from dnnlib.language.text import tiny_shakespeare


@dataclass(frozen=True)
class Course:
    """How a decoder is trained: `steps` of `batch` pieces of `context` letters; muon=False moves all by AdamW."""

    steps: int = 800
    batch: int = 32
    context: int = 128
    seed: int = 1
    muon: bool = True


@checked
class Net(nn.Module):
    """`Decoder` in PyTorch, with the names that its arrays have."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan
        made = {
            name: nn.Parameter(_start(name, shape))
            for name, shape in plan.shapes().items()
        }
        self.arrays = nn.ParameterDict(
            {name.replace(".", "/"): value for name, value in made.items()}
        )

    def forward(self, ids):
        """Scores [n, T, letters] of the next letter, after each of ids [n, T]."""
        x = self._of("embed")[ids]
        for b in range(self.plan.blocks):
            x = x + self._attend(f"block{b}", self._norm(x, f"block{b}.norm1"))
            h = self._norm(x, f"block{b}.norm2")
            gate, up = (h @ self._of(f"block{b}.{name}").T for name in ("gate", "up"))
            x = x + (silu(gate) * up) @ self._of(f"block{b}.down").T
        return self._norm(x, "norm") @ self._of("embed").T

    def _of(self, name):
        return self.arrays[name.replace(".", "/")]

    def _norm(self, x, name):
        return rms_norm(x, x.shape[-1:], self._of(name), eps=1e-5)

    def _attend(self, name, x):
        n, T, _ = x.shape
        plan = self.plan
        q, k, v = (
            (x @ self._of(f"{name}.{letter}").T)
            .view(n, T, -1, plan.head)
            .transpose(1, 2)
            for letter in "qkv"
        )
        q, k = _turned(q, plan), _turned(k, plan)
        k, v = (
            part.repeat_interleave(plan.heads // plan.kv_heads, 1) for part in (k, v)
        )
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return y.transpose(1, 2).reshape(n, T, -1) @ self._of(f"{name}.out").T


@checked
def train(plan: Plan = LETTERS, course: Course = Course()) -> dict[str, np.ndarray]:
    """The arrays of a decoder after a course; the same seed gives the same on one machine."""
    torch.manual_seed(course.seed)
    net = Net(plan)
    teach(net, course, _movers(net, course))
    return arrays_of(net)


@checked
def teach(net: Net, course: Course, movers: list, after=lambda: None) -> None:
    """Run a course on a net; `after` is called behind each step."""
    ids = torch.tensor(tiny_shakespeare("train").astype(np.int64))
    for step in range(course.steps):
        pieces = torch.randint(len(ids) - course.context, (course.batch, 1))
        rows = ids[pieces + torch.arange(course.context + 1)]
        scores = net(rows[:, :-1])
        loss = cross_entropy(scores.flatten(0, 1), rows[:, 1:].flatten())
        net.zero_grad()
        loss.backward()
        for mover in movers:
            mover.step(_share(step, course.steps))
        after()
        if step % 50 == 0:
            print(step, f"{loss.item():.3f}", flush=True)


@checked
def arrays_of(net: Net) -> dict[str, np.ndarray]:
    """A net's arrays by the names of `Plan.shapes`."""
    return {
        name.replace("/", "."): value.detach().numpy()
        for name, value in net.arrays.items()
    }


class Muon:
    """Momentum, its matrix made orthogonal by five Newton-Schulz steps, so that all directions move alike."""

    def __init__(self, matrices, rate=0.02, momentum=0.95):
        self.matrices, self.rate, self.momentum = list(matrices), rate, momentum
        self.kept = [torch.zeros_like(w) for w in self.matrices]

    @torch.no_grad()
    def step(self, share: float):
        """One step at `share` of the rate."""
        for w, kept in zip(self.matrices, self.kept):
            kept.lerp_(w.grad, 1 - self.momentum)
            move = orthogonal(w.grad.lerp(kept, self.momentum))
            wide = max(1.0, w.shape[0] / w.shape[1]) ** 0.5
            w.mul_(1 - 0.1 * share * self.rate).sub_(
                move, alpha=share * self.rate * wide
            )


class AdamW:
    """PyTorch's AdamW, its rate a share of the first."""

    def __init__(self, arrays, rate):
        self.inner = torch.optim.AdamW(
            arrays, rate, betas=(0.9, 0.99), weight_decay=0.1
        )
        self.rate = rate

    def step(self, share: float):
        """One step at `share` of the rate."""
        self.inner.param_groups[0]["lr"] = share * self.rate
        self.inner.step()


@checked
def orthogonal(G, steps: int = 5):
    """Near to U V^T of G = U S V^T, by Newton-Schulz: X <- a X + (b A + c A A) X, A = X X^T."""
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G / (G.norm() + 1e-7)
    tall = G.shape[0] > G.shape[1]
    X = X.T if tall else X
    for _ in range(steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def _start(name: str, shape) -> torch.Tensor:
    if "norm" in name:
        return torch.ones(shape)
    last = name.endswith(("out", "down"))
    return torch.randn(shape) * (0.02 if last else shape[-1] ** -0.5 / 2)


def _movers(net: Net, course: Course) -> list:
    arrays = dict(net.arrays.items())
    matrices = [w for name, w in arrays.items() if w.ndim == 2 and name != "embed"]
    others = [w for name, w in arrays.items() if w.ndim == 1 or name == "embed"]
    if not course.muon:
        return [AdamW(arrays.values(), 3e-3)]
    return [Muon(matrices), AdamW(others, 3e-3)]


def _share(step: int, steps: int) -> float:
    """The share of the rate at a step: up over 20 steps, level, and down to 0 over the last 60 %."""
    return min(1.0, (step + 1) / 20, (steps - step) / (0.6 * steps))


def _turned(x, plan: Plan):
    """Rotary positions (`decoder.turned`) for x [n, heads, T, head]."""
    turn, half = torch.tensor(plan.turns(x.shape[2]), dtype=x.dtype), plan.head // 2
    a, b = x[..., :half], x[..., half:]
    cos, sin = turn.cos(), turn.sin()
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


def main():
    """Trains the decoder that ships."""
    torch.set_num_threads(1)
    data.save_weights("letters", train())


if __name__ == "__main__":
    main()
