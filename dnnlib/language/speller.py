"""A real transformer in a page: it reads a word's letters and says its sounds, 751,551 weights in all.

    speller = shipped()
    speller.say(["photograph"])                  ['fˈOɾəɡɹˌæf']
    letters are read once -> for each sound a step: the sounds so far, then the word's letters, then an FFN

One block reads and one writes, with one head of 128 numbers: BART (Lewis et al. 2019) at its smallest.
Source: P. Reid, graphemes_to_phonemes_en_us, Apache-2.0 (assets/LICENSE-speller.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dnnlib import data
from dnnlib.attention.block import gelu, layer_norm
from dnnlib.attention.cache import Cache
from dnnlib.attention.product import causal, weights
from dnnlib.door import checked
from dnnlib.language.spelling import END, MOST, NOTHING, START, numbered, written

FIRST_PLACE = 2  # BART's table of places begins two rows late


@dataclass
class State:
    """Where N words stand: keys and values of their letters, those of their sounds, and who is a letter."""

    letters: tuple[np.ndarray, np.ndarray]
    real: np.ndarray
    sounds: Cache = field(default_factory=Cache)
    looked: list[np.ndarray] = field(default_factory=list)


@checked
class Speller:
    """Letters in, sounds out; arrays by their names in the file.

    seen(name, x): what a matrix `name` takes, given back as it shall be taken: to watch it, or to round it.
    """

    def __init__(
        self,
        arrays: Mapping[str, np.ndarray],
        seen: Callable = lambda name, x: x,
    ):
        self.arrays, self.seen = arrays, seen

    def say(self, words: list[str], cache: bool = True) -> list[str]:
        """The sounds of each word, the likeliest one at each step. cache=False computes all of them again each step."""
        state, ids = self.begin(words), np.full((len(words), 1), START)
        while ids.shape[1] <= MOST and not (ids == END).any(axis=1).all():
            if not cache:
                state = self.begin(words)
            scores = self.step(state, ids[:, len(state.sounds) :])
            ids = np.hstack((ids, scores.argmax(axis=-1)[:, None]))
        return [written(row) for row in ids]

    def begin(self, words: list[str]) -> State:
        """Words before their first sound. Letters are read, and their keys and values computed, once."""
        ids = numbered(words)
        real, name = (ids != NOTHING)[:, None], "encoder.layers.0"
        x = self._enter("encoder", ids, 0)
        K, V = self._keys(f"{name}.self_attn", x)
        x = self._look(f"{name}.self_attn", x, K, V, real)[0]
        E = self._feed(name, x)
        return State(self._keys("decoder.layers.0.encoder_attn", E), real)

    def step(self, state: State, ids) -> np.ndarray:
        """Scores [N, 63] of the next sound, behind new ones ids [N, t], which join the cache."""
        name = "decoder.layers.0"
        x = self._enter("decoder", ids, len(state.sounds))
        K, V = state.sounds.add(*self._keys(f"{name}.self_attn", x))
        past = causal(ids.shape[1], len(state.sounds))
        x = self._look(f"{name}.self_attn", x, K, V, past)[0]
        x, P = self._look(f"{name}.encoder_attn", x, *state.letters, state.real)
        state.looked.append(P[:, -1])
        x = self._feed(name, x[:, -1])
        return x @ self.arrays["shared.weight"].T + self.arrays["final_logits_bias"]

    def _enter(self, side, ids, place):
        x = self.arrays["shared.weight"][ids]
        places = FIRST_PLACE + place + np.arange(ids.shape[1])
        x = x + self.arrays[f"{side}.embed_positions.weight"][places]
        return self._norm(f"{side}.layernorm_embedding", x)

    def _keys(self, name, x):
        return self._fc(f"{name}.k_proj", x), self._fc(f"{name}.v_proj", x)

    def _look(self, name, x, K, V, mask):
        P = weights(self._fc(f"{name}.q_proj", x), K, mask)
        y = self._fc(f"{name}.out_proj", P @ V)
        return self._norm(f"{name}_layer_norm", x + y), P

    def _feed(self, name, x):
        y = self._fc(f"{name}.fc2", gelu(self._fc(f"{name}.fc1", x)))
        return self._norm(f"{name}.final_layer_norm", x + y)

    def _fc(self, name, x):
        F, bias = self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"]
        return self.seen(name, x) @ F.T + bias

    def _norm(self, name, x):
        return layer_norm(x, self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"])


def shipped() -> Speller:
    """The one that ships."""
    return Speller(data.weights("speller"))
