"""LeNet-5's zeros on real digits."""

from dnnlib.data import mnist
from dnnlib.sparsity import lenet_zeros


def test_lenets_zeros_are_the_digits_background_and_the_work_of_its_one_relu():
    """conv2 and fc1 follow pooling without a ReLU, so nothing is zero there; conv1's zeros are paper, fc2's ReLU's."""
    table = lenet_zeros.by_layer(mnist("test").images[:5])
    assert table.column("layer") == ["conv1", "conv2", "fc1", "fc2"]
    saved = [int(cell.removesuffix("%")) for cell in table.column("MACs saved")]
    assert saved[0] > 60 and saved[1:3] == [0, 0] and 40 < saved[3] < 90
    cycles = [int(cell.removesuffix("%")) for cell in table.column("cycles, skipping")]
    assert 0 < cycles[0] < saved[0]  # the busiest PE of a pass holds the others up
