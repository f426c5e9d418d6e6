"""Real transformers: witnesses are torch, the dictionary, counting one by one, and totals that papers print."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import chisquare

from dnnlib import data
from dnnlib.attention.draft import acceptance
from dnnlib.attention.product import softmax
from dnnlib.dataflow.isca16 import energy_per_mac
from dnnlib.language import results, rounded, serving, since, speller, spelling, writing
from dnnlib.language.counted import Counted, nats_by_asking
from dnnlib.language.decoder import LETTERS, Decoder, letters
from dnnlib.language.energy import token
from dnnlib.language.text import numbered, tiny_shakespeare, written
from dnnlib.language.train import Course, Net, orthogonal, train
from dnnlib.language.words import dictionary, edits, right, sounds_wrong, words
from dnnlib.models import MODELS, model
from dnnlib.models.transformers import TRANSFORMERS
from dnnlib.shapes import ConvShape

ROOT = Path(__file__).parents[2]
ASKED, TRUE = words(1000)
SPELLER = speller.shipped()


def test_the_speller_says_most_words_of_its_dictionary():
    said = rounded.in_parts(SPELLER, ASKED)
    assert 65 < right(said, TRUE) < 75 and sounds_wrong(said, TRUE) < 8
    assert SPELLER.say(["photograph", "dataflow"]) == ["fˈOɾəɡɹˌæf", "dˈAɾəflˌO"]


def test_the_cache_changes_no_word_and_neither_does_company():
    some = ASKED[::50]
    assert SPELLER.say(some) == SPELLER.say(some, cache=False)
    assert SPELLER.say(some) == [SPELLER.say([word])[0] for word in some]


def test_the_speller_is_torchs():
    """One block that reads, by torch's own encoder layer with the same weights; and one that writes."""
    ids = spelling.numbered(["photograph"])
    seen = {}
    watch = speller.Speller(
        data.weights("speller"), lambda name, x: seen.setdefault(name, x)
    )
    state = watch.begin(["photograph"])
    sounds = np.array([[1, 1, 13, 46]])
    scores = watch.step(state, sounds)
    E = _torchs_reader()(_entered("encoder", ids))
    assert np.allclose(
        seen["decoder.layers.0.encoder_attn.k_proj"], E.numpy(), atol=2e-5
    )
    past = torch.nn.Transformer.generate_square_subsequent_mask(4)
    x = _torchs_writer()(_entered("decoder", sounds), E, tgt_mask=past)
    there = x[0, -1] @ _array("shared.weight").T + _array("final_logits_bias")[0]
    assert np.allclose(scores[0], there.numpy(), atol=1e-4)


def _array(name):
    return torch.tensor(data.weights("speller")[name])


def _entered(side, ids):
    places = _array(f"{side}.embed_positions.weight")[2 : ids.shape[1] + 2]
    x = _array("shared.weight")[torch.tensor(ids)] + places
    scale, bias = (
        _array(f"{side}.layernorm_embedding.{part}") for part in ("weight", "bias")
    )
    return torch.nn.functional.layer_norm(x, (128,), scale, bias)


def _put(module, name, part):
    """The arrays of a layer of the file into one of torch's."""
    with torch.no_grad():
        for kind in ("weight", "bias"):
            getattr(module, kind).copy_(_array(f"{name}.{part}.{kind}"))


def _put_attention(module, name):
    with torch.no_grad():
        for kind in ("weight", "bias"):
            rows = [_array(f"{name}.{part}_proj.{kind}") for part in "qkv"]
            getattr(module, f"in_proj_{kind}").copy_(torch.cat(rows))
    _put(module.out_proj, name, "out_proj")


def _torchs_reader():
    layer = torch.nn.TransformerEncoderLayer(128, 1, 1024, 0, "gelu", batch_first=True)
    name = "encoder.layers.0"
    _put_attention(layer.self_attn, f"{name}.self_attn")
    parts = ["fc1", "fc2", "self_attn_layer_norm", "final_layer_norm"]
    modules = [layer.linear1, layer.linear2, layer.norm1, layer.norm2]
    for module, part in zip(modules, parts):
        _put(module, name, part)
    return torch.no_grad()(layer.train())


def _torchs_writer():
    layer = torch.nn.TransformerDecoderLayer(128, 1, 1024, 0, "gelu", batch_first=True)
    name = "decoder.layers.0"
    _put_attention(layer.self_attn, f"{name}.self_attn")
    _put_attention(layer.multihead_attn, f"{name}.encoder_attn")
    parts = [
        "fc1",
        "fc2",
        "self_attn_layer_norm",
        "encoder_attn_layer_norm",
        "final_layer_norm",
    ]
    modules = [layer.linear1, layer.linear2, layer.norm1, layer.norm2, layer.norm3]
    for module, part in zip(modules, parts):
        _put(module, name, part)
    return torch.no_grad()(layer.train())


def test_weights_of_few_bits_need_a_scale_for_fewer_of_them():
    """Per tensor ruins 3 bits, a channel half saves them, groups do better, GPTQ best; 8 bits cost nothing."""
    at = {by: rounded.score(rounded.rounded(by, 3))[0] for by in ("tensor", "channel", "groups of 32", "GPTQ")}  # fmt: skip
    assert list(at.values()) == sorted(at.values())
    assert at["tensor"] < 1 and at["channel"] > 35 and at["GPTQ"] > 50
    whole = rounded.score(SPELLER)[0]
    assert rounded.score(rounded.rounded("tensor", 8))[0] > whole - 1


def test_inputs_of_few_bits_need_a_scale_a_token():
    at = [
        rounded.score(rounded.rounded("channel", 8, how, 4))[0]
        for how in ("tensor", "smooth", "token")
    ]
    assert at == sorted(at) and at[2] > at[0] + 20


def test_edits_are_edits():
    assert [
        edits(*pair) for pair in (("", "abc"), ("abc", "abc"), ("kitten", "sitting"))
    ] == [3, 0, 3]
    assert right(["a", "b"], ["a", "c"]) == 50 and sounds_wrong(["ab"], ["abcd"]) == 50


def test_the_words_that_judge_are_not_those_that_calibrate():
    assert len(dictionary()) == 90_201
    learned = set(words(rounded.LEARNED, seed=1)[0])
    assert len(learned & set(ASKED)) <= 5 and words(1000) == (ASKED, TRUE)


def test_a_word_that_is_none_is_said():
    with pytest.raises(ValueError, match="'' has 0 letters"):
        SPELLER.say([""])
    with pytest.raises(ValueError, match="groups of 32"):
        rounded.rounded("row", 4)


DECODER, VALIDATION = letters(), tiny_shakespeare("validation")


def test_the_decoder_is_torchs():
    net, ids = Net(LETTERS), VALIDATION[None, :100].astype(int)
    with torch.no_grad():
        for name, array in data.weights("letters").items():
            net.arrays[name.replace(".", "/")].copy_(torch.tensor(array))
        theirs = net(torch.tensor(ids)).numpy()
    assert np.allclose(DECODER(ids), theirs, atol=5e-4)
    assert sum(a.size for a in data.weights("letters").values()) == 722_176


def test_the_decoder_guesses_better_than_counting():
    counted = Counted(tiny_shakespeare("train"), 4)
    assert counted.entries == 194_505
    assert writing.nats(DECODER, VALIDATION[:20_001]) < 1.58 < counted.nats(VALIDATION)


def test_counting_at_once_is_counting_one_after_the_other():
    counted = Counted(tiny_shakespeare("train")[:20_000], 3)
    some = VALIDATION[:300]
    assert counted.nats(some) == pytest.approx(nats_by_asking(counted, some))
    assert counted(some[:10]).sum() == pytest.approx(1)
    assert Counted(some, 0)([]).argmax() == np.bincount(some).argmax()


def test_letters_step_by_step_are_letters_at_once():
    ids, caches = VALIDATION[:40], DECODER.caches()
    steps = [DECODER(ids[k : k + 1], caches)[0] for k in range(40)]
    assert np.allclose(steps, DECODER(ids), atol=1e-4)
    later = ids.copy()
    later[30:] = 0
    assert np.array_equal(DECODER(ids)[:30], DECODER(later)[:30])


def test_with_a_cache_or_without_the_same_is_written():
    pair = [
        writing.plain(DECODER, numbered("ROMEO:"), 30, np.random.default_rng(0), cache)
        for cache in (True, False)
    ]
    assert np.array_equal(pair[0].ids, pair[1].ids)


def test_a_draft_changes_not_what_is_written():
    """First letters of 3,000 drafted continuations against the decoder's own probabilities, by chi-square."""
    counted = Counted(tiny_shakespeare("train"), 5)
    start, rng = VALIDATION[:64], np.random.default_rng(0)
    p = softmax(DECODER(start)[-1].astype(float))
    q = counted(start)
    assert 0.2 < acceptance(p, q) < 1
    pair = softmax(DECODER(start)[-1:].astype(float)), q[None]
    found = np.zeros(65)
    for _ in range(3000):
        found[_first(*pair, rng)] += 1
    often = p * 3000 > 5
    seen = [*found[often], found[~often].sum()]
    wanted = [*p[often], p[~often].sum()]
    assert chisquare(seen, np.array(wanted) * 3000).pvalue > 1e-4


def _first(p, q, rng):
    from dnnlib.attention.draft import draw, judge

    x = draw(q[0], rng)
    kept, token = judge([x], q, np.concatenate((p, p)), rng)
    return x if kept else token


def test_drafted_letters_come_in_fewer_steps():
    counted = Counted(tiny_shakespeare("train"), 5)
    found = writing.drafted(
        DECODER, counted, numbered("ROMEO:"), 200, 2, np.random.default_rng(1)
    )
    assert len(found.ids) >= 200 and found.letters_a_step > 1.5
    assert found.letters_a_step == pytest.approx(1 + np.mean(found.kept))


def test_letters_that_the_text_never_has_are_said():
    assert written(numbered("To be")) == "To be"
    with pytest.raises(ValueError, match="'7' is not among the 65"):
        numbered("7")


def test_training_learns_and_muon_makes_its_steps_orthogonal():
    G = torch.randn(6, 9, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonal(G))
    assert 0.5 < values.min() and values.max() < 1.3
    arrays = train(LETTERS, Course(steps=8, batch=4, context=32))
    assert writing.nats(Decoder(arrays), VALIDATION[:2001]) < np.log(65)


@pytest.mark.parametrize(
    "name, weights, used",
    [
        ("GPT-2 small", 124_439_808, 124_439_808),
        ("Llama 2 7B", 6_738_415_616, 6_738_415_616),
        ("Llama 3 8B", 8_030_261_248, 8_030_261_248),
        ("Llama 3 70B", 70_553_706_496, 70_553_706_496),
        ("Llama 3 405B", 405_853_388_800, 405_853_388_800),
        ("Mixtral 8x7B", 46_702_792_704, 12_879_925_248),
    ],
)
def test_transformers_have_the_weights_that_their_files_have(name, weights, used):
    one = TRANSFORMERS[name]
    assert (one.weights, one.used_weights) == (weights, used)


def test_a_step_is_the_layer_table_of_models():
    layers = model("Llama 3 8B", tokens=1, context=2047).layers
    assert TRANSFORMERS["Llama 3 8B"].step(1, 2047) == layers
    assert TRANSFORMERS["Llama 3 8B"].step(512) == MODELS["Llama 3 8B"].layers


def test_bytes_are_those_that_others_print():
    table = serving.kv_table()
    for ours, published in zip(table.column("ours"), table.column("published")):
        assert published is None or ours == published


def test_a_step_meets_the_roof_that_its_intensity_says():
    one, many = (
        serving.serve("Llama 3 8B", "H100", batch=b, context=512) for b in (1, 512)
    )
    assert (one.bound, many.bound) == ("memory", "memory")
    assert serving.serve("Llama 3 8B", "H100", tokens=512).bound == "arithmetic"
    assert 0.9 < one.intensity < 1.1 and many.intensity > 60
    few = serving.serve("Llama 3 8B", "H100", bits=4)
    assert few.seconds == pytest.approx(
        serving.serve("Llama 3 8B", "H100").seconds / 4, rel=1e-3
    )


def test_a_token_is_priced_as_the_engine_prices_its_layers():
    """Reading shares weights, writing does not; a batch cures weights and never keys and values."""
    read, one = token("Llama 3 8B", 512), token("Llama 3 8B", 1, 2047)
    many = token("Llama 3 8B", 1, 32767, 64)
    assert read.per_mac == pytest.approx(8.2, abs=0.1)
    assert one.energy / read.energy == pytest.approx(27, abs=0.5)
    assert one.dram > 0.95 * one.energy and many.attention > 0.8 * many.energy
    assert one.macs * 1 == sum(x.macs for x in TRANSFORMERS["Llama 3 8B"].step(1, 2047))


def test_what_was_measured_is_what_runs():
    """A row of each recorded table, made again."""
    found = results.results()
    assert found["weights"]["channel"]["3"] == round(
        rounded.score(rounded.rounded("channel", 3))[0], 1
    )
    assert results.weights().rows and results.inputs().rows and results.formats().rows
    assert (
        found["letters"]["weights, 8 bits, tensor"]
        < 0.005
        < found["letters"]["KV cache, 3 bits"]
    )
    kept = results.pruned().column("words right %")
    assert kept == sorted(kept, reverse=True) and kept[0] > found["whole"] - 2


def test_weights_of_few_bits_help_less_the_larger_the_batch():
    faster = since.weight_only().column("times faster")
    assert (
        faster == sorted(faster, reverse=True) and faster[0] > 3.3 and faster[-1] == 1
    )
    printed = [row for row in since.hardware().rows if row[1] in since.ridges()]
    for _, name, _, at, _ in printed:
        assert at == round(since.ridges()[name])


def test_claims_name_sections_of_the_chapter():
    """Each points at a section whose heading is of its matter."""
    page = (ROOT / "notebooks/13_since_2017.ipynb").read_text()
    headings = dict(re.findall(r"## (\d+)\. ([^\\\"]+)", page))
    about = {
        "3": "Reading",
        "4": "KV",
        "5": "Flash",
        "6": "bits",
        "7": "bandwidth",
        "8": "Less work",
    }
    for *_, where in since.claims().rows:
        number = where.removeprefix("section ")
        assert about[number] in headings[number]


def test_a_mixture_reads_all_its_experts_once_tokens_are_many():
    mixtral = TRANSFORMERS["Mixtral 8x7B"]
    assert serving.weights_read(mixtral, 1) == mixtral.read_weights
    table = mixtral.vocabulary * mixtral.width
    assert serving.weights_read(mixtral, 10_000) == pytest.approx(
        mixtral.weights - table
    )


def test_decode_at_batch_1_is_alexnets_fc_layer():
    """The survey's own numbers for FC layers, 207.3 and 17.95 energies a MAC, are those of a projection of Llama."""
    for batch, energy in ((1, 207.3), (16, 17.95)):
        q = ConvShape(M=4096, C=4096, P=batch)
        assert energy_per_mac("RS", [q], 256, 1).total == pytest.approx(
            energy, abs=0.05
        )


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: serving.serve("GPT-5"), "no model 'GPT-5'; there are GPT-2 small"),
        (lambda: serving.serve("Llama 3 8B", "TPU"), "no machine 'TPU'"),
        (lambda: words(0), "count=0"),
        (lambda: tiny_shakespeare("test"), "no split"),
    ],
)
def test_names_that_are_none_are_said(call, says):
    with pytest.raises(ValueError, match=says):
        call()
