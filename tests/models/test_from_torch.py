"""Any torch module as layers: against modules written from papers, and against sums of ones, which are MACs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.models import MODELS, Model

torch = pytest.importorskip("torch")
torch_models = pytest.importorskip("torch_models", exc_type=ImportError)
nn = torch.nn


def example(name):
    shape = torch_models.BUILD[name][1]
    kind = torch.long if len(shape) == 2 else torch.float32
    return torch.zeros(shape, dtype=kind, device="meta")


@pytest.mark.parametrize("name", MODELS)
def test_each_of_the_twelve_models_comes_back(name):
    """Witness: our tables; the modules were written from the papers, and see neither."""
    found = Model.from_torch(torch_models.build(name), example(name))
    ours = MODELS[name]
    assert [(one.kind, one.weights, one.macs) for one in found.layers] == [
        (one.kind, one.weights, one.macs) for one in ours.layers
    ]
    for one, other in zip(found.layers, ours.layers):
        assert one.shape == other.shape or one.kind == "matmul"


def ones(module):
    """The same module with each weight 1 and each bias 0."""
    with torch.no_grad():
        for name, values in module.named_parameters():
            values.fill_("bias" not in name)
    return module


CONV = {1: (nn.Conv1d, nn.ConvTranspose1d), 2: (nn.Conv2d, nn.ConvTranspose2d)}
CONV[3] = nn.Conv3d, nn.ConvTranspose3d


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_with_ones_everywhere_the_sum_of_the_outputs_is_the_macs(data):
    """A law for every convolution without padding: each product is a 1. Witness: torch's own sum."""
    axes, transposed = data.draw(st.sampled_from([*CONV])), data.draw(st.booleans())
    small = st.integers(1, 3)
    G, filter = data.draw(small), tuple(data.draw(small) for _ in range(axes))
    how = {
        "stride": tuple(data.draw(small) for _ in range(axes)),
        "dilation": tuple(data.draw(small) for _ in range(axes)),
        "groups": G,
    }
    C, M, N = G * data.draw(small), G * data.draw(small), data.draw(small)
    sizes = [data.draw(st.integers(7, 9)) for _ in range(axes)]
    module = ones(CONV[axes][transposed](C, M, filter, **how))
    I = torch.ones(N, C, *sizes)
    (layer,) = Model.from_torch(module, I).layers
    assert layer.macs == module(I).sum().item()
    assert layer.weights == module.weight.numel()
    assert layer.shape.size("F") == layer.weights


@given(st.integers(1, 4), st.integers(1, 4), st.integers(2, 4), st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_products_of_matrices_in_every_form(b, n, k, m):
    """Witness: the same sum of ones. From k = 2: an outer product einsum does element by element."""
    A, B = torch.ones(b, n, k), torch.ones(b, k, m)
    for form in (
        lambda A, B: A @ B,
        lambda A, B: torch.einsum("bnk,bkm->bnm", A, B),
        lambda A, B: torch.baddbmm(torch.zeros(b, n, m), A, B),
        lambda A, B: A[0] @ B[0],
        lambda A, B: A @ B[0],
        lambda A, B: A[0, 0] @ B[0],
        lambda A, B: A[0] @ B[0, :, 0],
        lambda A, B: A[0, 0] @ B[0, :, 0],
        lambda A, B: torch.addmm(torch.zeros(n, m), A[0], B[0]),
    ):
        found = Model.from_torch(Forward(form), (A, B))
        assert found.macs == form(A, B).sum().item()
        assert found.weights == 0


class Forward(nn.Module):
    """A function as a module."""

    def __init__(self, form):
        super().__init__()
        self.form = form

    def forward(self, *args):
        return self.form(*args)


TRUE = 4_026_531_840  # 512 tokens of 768: 4 projections, an MLP of 3072, two products


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "device", ["cpu", "meta"]
)  # only with values is there a fast path
def test_all_of_a_transformer_layer_is_seen(training, device):
    """Others see 0, 60 or 90 % of it, by mode."""
    layer = nn.TransformerEncoderLayer(768, 12, 3072, batch_first=True, device=device)
    layer.train(training)
    found = Model.from_torch(layer, torch.zeros(1, 512, 768, device=device))
    projections, mlp, products = 4 * 512 * 768**2, 2 * 512 * 768 * 3072, 2 * 512**2 * 768  # fmt: skip
    assert found.macs == projections + mlp + products == TRUE
    assert found.total("macs", "matmul") == products


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_the_fused_attention_of_torch_is_two_products(heads):
    Q = torch.zeros(1, heads, 6, 8)
    attend = torch.nn.functional.scaled_dot_product_attention
    found = Model.from_torch(Forward(attend), (Q, Q, Q))
    assert [one.macs for one in found.layers] == [heads * 6 * 6 * 8] * 2
    assert {one.shape.G for one in found.layers} == {heads}


def test_recurrent_layers_are_seen_step_by_step():
    """Four products of an input and of a state for an LSTM, three for a GRU, a step; weights once."""
    x = torch.zeros(1, 7, 10)
    for kind, gates in ((nn.LSTM, 4), (nn.GRU, 3), (nn.RNN, 1)):
        found = Model.from_torch(kind(10, 20, batch_first=True), x)
        assert found.weights == gates * 20 * (10 + 20)
        assert found.macs == 7 * found.weights


def test_a_weight_that_is_used_twice_is_held_once():
    same = nn.Conv2d(3, 3, 3, padding=1, bias=False)
    found = Model.from_torch(nn.Sequential(same, same), torch.zeros(1, 3, 5, 5))
    assert (len(found.layers), found.weights) == (1, 81)
    assert found.macs == 2 * 81 * 25
    shrink = nn.Sequential(same, nn.MaxPool2d(2), same)
    found = Model.from_torch(shrink, torch.zeros(1, 3, 6, 6))
    assert [one.tied for one in found.layers] == [False, True]
    assert (found.weights, found.macs) == (81, 81 * (36 + 9))
    assert [one.name for one in found.layers] == ["0", "0 (2)"]


def test_a_weight_made_at_each_run_is_a_weight():
    norm = nn.utils.parametrizations.weight_norm
    for module, x in (
        (nn.Conv2d(3, 4, 3), torch.zeros(1, 3, 5, 5)),
        (nn.Linear(3, 4), torch.zeros(1, 3)),
    ):
        plain, normed = Model.from_torch(module, x), Model.from_torch(norm(module), x)
        assert normed.weights == plain.weights
        assert normed.layers[0].kind == plain.layers[0].kind


def test_the_module_and_torch_are_left_as_they_were():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout())
    net[2].eval()
    mean = net[1].running_mean.clone()
    fast = torch.backends.mha.get_fastpath_enabled()
    for x in (torch.ones(1, 3, 5, 5), torch.ones(1, 2, 5, 5)):
        try:
            Model.from_torch(net, x)
        except RuntimeError:  # torch's own, of 2 channels for 3
            pass
        assert [part.training for part in net] == [True, True, False]
        assert not any(part._forward_hooks or part._forward_pre_hooks for part in net)
        assert torch.equal(net[1].running_mean, mean)
        assert torch.backends.mha.get_fastpath_enabled() == fast
        assert torch._C._get_mkldnn_enabled()


def test_what_hides_its_products_is_refused_and_may_be_set_free():
    pair = torch.zeros(1, 3), torch.zeros(1, 4)
    with pytest.raises(ValueError, match="Bilinear calls aten::_trilinear.*free="):
        Model.from_torch(nn.Bilinear(3, 4, 5), pair)
    assert Model.from_torch(nn.Bilinear(3, 4, 5), pair, free=["_trilinear"]).macs == 0


def test_what_looks_like_a_product_and_is_none():
    up = nn.Upsample(scale_factor=2, mode="bilinear")
    assert Model.from_torch(up, torch.zeros(1, 3, 4, 4)).macs == 0


def test_what_is_no_module_is_named():
    net = nn.Linear(3, 4)
    with pytest.raises(TypeError, match="of type str; give a torch.nn.Module"):
        Model.from_torch("ResNet-50", torch.zeros(1))
    with pytest.raises(TypeError, match="TorchScript"):
        Model.from_torch(torch.jit.trace(net, torch.zeros(1, 3)), torch.zeros(1, 3))


def test_the_source_names_where_a_shape_cannot_say_all():
    net = nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2), nn.Conv2d(1, 1, 2))
    found = Model.from_torch(net, torch.zeros(1, 1, 9, 9))
    assert found.source.endswith("I is not exact in 0 (dilated by 2)")
    assert found.year is None
    assert str(found) == "Sequential: 2 layers, 13 weights, 289 MACs"


def test_keywords_and_several_inputs():
    attention = nn.MultiheadAttention(8, 2)
    q, k = torch.zeros(3, 1, 8), torch.zeros(5, 1, 8)
    by_place = Model.from_torch(attention, (q, k, k))
    by_name = Model.from_torch(attention, {"query": q, "key": k, "value": k})
    assert by_place == by_name
    assert by_place.macs == (3 + 5 + 5 + 3) * 64 + 2 * 3 * 5 * 8
