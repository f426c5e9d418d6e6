"""Deep Compression: the file is read back to every value, holds every bit that is counted, and refuses damage."""

import zlib
from dataclasses import replace
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib import data
from dnnlib.compress import huffman, network_file, shipped
from dnnlib.compress.bitstream import Reader, number, to_bits
from dnnlib.compress.network_file import Shared
from dnnlib.networks.fine_tune import Tuning
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import accuracy
from dnnlib.sparsity import deep_compression

NETWORKS = list(network_file.FILES)


@st.composite
def networks(draw):
    """Arrays of any density, 0 and 1 among them, with a run of zeros longer than any gap field, and biases."""
    rng, shared = np.random.default_rng(draw(st.integers(0, 10**6))), {}
    for k in range(draw(st.integers(0, 3))):
        shape = draw(
            st.sampled_from([(7,), (3, 4), (2, 3, 2, 2), (0, 3), (1, 900), (900, 1)])
        )
        K, density = (
            draw(st.integers(1, 9)),
            draw(st.sampled_from([0.0, 0.01, 0.3, 1.0])),
        )
        codes = np.where(rng.random(shape) < density, rng.integers(0, K, shape), -1)
        shared[f"layer{k}.weight"] = Shared(
            codes, rng.standard_normal(K).astype(np.float16)
        )
    shared["last.bias"] = Shared(
        np.arange(5), np.array([0.5, -0.0, 0, np.inf, 6e-8], np.float16)
    )
    return shared


@settings(deadline=None, max_examples=30)
@given(networks())
def test_a_file_gives_every_code_and_level_back_and_its_parts_are_all_of_it(shared):
    content = network_file.pack("LeNet-5", shared)
    name, again = network_file.unpack(content)
    assert name == "LeNet-5" and list(again) == list(shared)
    for key, one in shared.items():
        assert (
            np.array_equal(again[key].codes, one.codes)
            and again[key].levels.tobytes() == one.levels.tobytes()
        )
        array = network_file.read(content)[1][key]
        assert array.dtype == np.float32 and np.array_equal(array, one.array())
    assert sum(network_file.parts(content).values()) == 8 * len(content)


@settings(deadline=None, max_examples=30)
@given(networks(), st.data())
def test_one_changed_bit_or_a_missing_byte_is_refused(shared, draw):
    content = bytearray(network_file.pack("LeNet-5", shared))
    bit = draw.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    for damaged in (
        content,
        content[:-1],
        content[: len(content) // 2],
        b"",
        content + b"\0",
    ):
        with pytest.raises(ValueError, match="checksum"):
            network_file.read(bytes(damaged))


@settings(deadline=None, max_examples=30)
@given(networks(), st.data())
def test_a_forged_checksum_still_crashes_nothing(shared, draw):
    """Whoever writes a stream of his own gets a ValueError or arrays of the shapes that it names, soon."""
    body = bytearray(network_file.pack("LeNet-5", shared)[:-4])
    for _ in range(draw.draw(st.integers(1, 4))):
        body[draw.draw(st.integers(4, len(body) - 1))] = draw.draw(st.integers(0, 255))
    try:
        _, arrays = network_file.read(bytes(body) + zlib.crc32(body).to_bytes(4, "big"))
    except ValueError:
        return
    assert all(array.dtype == np.float32 for array in arrays.values())


def test_codes_are_near_their_entropy_and_gaps_no_longer_than_fields_of_one_width():
    rng = np.random.default_rng(0)
    codes = np.where(
        rng.random((300, 100)) < 0.05,
        rng.geometric(0.4, (300, 100)).clip(max=16) - 1,
        -1,
    )
    content = network_file.pack(
        "LeNet-5", {"fc1.weight": Shared(codes, np.arange(16.0))}
    )
    counts, bits = (
        np.bincount(codes[codes >= 0], minlength=16),
        network_file.parts(content),
    )
    assert (
        counts.sum() * huffman.entropy(counts)
        <= bits["codes"]
        < counts.sum() * (huffman.entropy(counts) + 0.1)
    )
    gaps = np.diff(np.flatnonzero(codes.ravel() >= 0), prepend=-1) - 1
    fixed = min(b * (gaps.size + (gaps // (2**b - 1)).sum()) for b in range(1, 9))
    assert bits["gaps"] + bits["long gaps"] < fixed
    assert bits["levels"] == 16 * 16 and bits["biases"] == 0


@given(st.lists(st.integers(0, 2**35 - 1), max_size=5), st.integers(1, 64), st.data())
def test_a_stream_of_fields_reads_as_it_was_written(numbers, width, draw):
    fields = draw.draw(st.lists(st.integers(0, 2**width - 1), max_size=5))
    reader = Reader(np.concatenate([to_bits(fields, width), *map(number, numbers)]))
    assert reader.fields(len(fields), width).tolist() == fields
    assert [reader.number() for _ in numbers] == numbers and reader.left == 0
    with pytest.raises(ValueError, match="1 bits are due and 0 are left"):
        reader.take(1)


def test_errors_name_what_would_fit():
    with pytest.raises(ValueError, match="4 does not fit a field of 2 bits"):
        to_bits([1, 4], 2)
    with pytest.raises(ValueError, match="codes from -1 to 2, but 2 levels"):
        network_file.pack("LeNet-5", {"a": Shared(np.array([-1, 2]), np.zeros(2))})
    with pytest.raises(
        ValueError,
        match="no compressed network 'VGG-16'; there are 'LeNet-300-100'|there are LeNet-300-100",
    ):
        shipped.content("VGG-16")
    with pytest.raises(FileNotFoundError):
        shipped.content("LeNet-5", "/nowhere")


@pytest.mark.parametrize("network", NETWORKS)
def test_the_shipped_file_is_as_large_as_recorded_and_every_byte_has_a_part(network):
    first = next(
        run for run in shipped.runs() if run.network == network and run.seed == 1
    )
    content = shipped.content(network)
    assert len(content) == first.size and sum(
        network_file.parts(content).values()
    ) == 8 * len(content)
    assert {name: array.shape for name, array in shipped.weights(network).items()} == {
        name: array.shape for name, array in data.weights(network).items()
    }
    assert (
        shipped.by_part(network).rows[-1][1]
        == shipped.by_stage(network).rows[-1][1]
        == first.size
    )
    sizes = shipped.by_stage(network).column("bytes")
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    "network", [NETWORKS[0], pytest.param(NETWORKS[1], marks=pytest.mark.slow)]
)
def test_the_shipped_file_loads_to_the_accuracy_that_is_recorded(network):
    """A sum in another order may turn an image or two of 10,000."""
    first = next(
        run for run in shipped.runs() if run.network == network and run.seed == 1
    )
    test = data.mnist("test")
    found = accuracy(
        deep_compression.NETWORKS[network].build(shipped.weights(network)),
        test.images,
        test.labels,
    )
    assert abs(found - first.right["coded test"]) <= 2e-4


@pytest.mark.parametrize("network", NETWORKS)
def test_75_times_smaller_and_a_tenth_of_a_point_lost_at_most_mean_over_the_seeds(
    network,
):
    mine = [run for run in shipped.runs() if run.network == network]
    assert [run.seed for run in mine] == [1, 2, 3]
    assert (
        min(run.times for run in mine) >= 75 and mean(run.lost for run in mine) <= 0.1
    )
    assert (
        max(run.seconds for run in mine)
        <= {"LeNet-300-100": 90, "LeNet-5": 180}[network]
    )
    rows = {row[0]: row for row in shipped.over_seeds().rows}
    assert rows[f"{network}: times smaller"][1] == pytest.approx(
        mean(run.times for run in mine), abs=0.06
    )


def test_a_line_says_all_of_a_run(tmp_path):
    run = shipped.runs()[0]
    (tmp_path / shipped.RESULTS).write_text(shipped.line(run) + "\n")
    assert shipped.runs(tmp_path) == [run]


def test_a_short_recipe_prunes_to_the_count_shares_levels_and_files_what_it_made():
    digits = data.Digits(*(part[:512] for part in vars(data.mnist("train")).values()))
    whole = deep_compression.RECIPES["LeNet-300-100"]
    recipe = replace(
        whole, pruning=Tuning(4, 0.05, teacher=0.5), sharing=Tuning(1, 0.01)
    )
    made, again = (
        deep_compression.compress("LeNet-300-100", 1, recipe, digits) for _ in range(2)
    )
    assert made["coded"] == again["coded"]
    for layer, density in recipe.densities.items():
        stay, one = (
            made["pruned"][f"{layer}.weight"] != 0,
            made["shared"][f"{layer}.weight"],
        )
        assert stay.sum() == pytest.approx(density * stay.size, abs=1)
        assert (
            np.array_equal(one.codes >= 0, stay)
            and one.levels.size <= 2 ** recipe.bits[layer]
        )
        assert (
            set(one.codes.ravel()) - {-1} == set(range(one.levels.size))
            and (np.diff(one.levels) > 0).all()
        )
    _, arrays = network_file.read(made["coded"])
    assert all(
        np.array_equal(arrays[name], one.array())
        for name, one in made["shared"].items()
    )
    # 16 steps of training; chance is 0.1
    assert accuracy(lenet_300_100(arrays), digits.images, digits.labels) > 0.5
