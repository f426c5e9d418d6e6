"""The products that a torch module computes, seen where all of torch must pass: at its dispatcher.

A hook on nn.Linear and nn.Conv2d sees modules; attention multiplies between them. Beneath all
modules and functions stands the dispatcher, to which each operation on tensors comes, down to
`mm`, `bmm` and `convolution`. Hooks only say in which module we are.

    watch(module, example) -> [Call("conv1", "convolution", ...), ...]

Source: the survey, IV, says what frameworks are for; which counter misses what is chapter 03.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._python_dispatch import TorchDispatchMode

from dnnlib.models.products import Call

# the operations that multiply and add, and where their two operands stand
PRODUCTS = {
    "mm": (0, 1),
    "addmm": (1, 2),
    "_addmm_activation": (1, 2),
    "bmm": (0, 1),
    "baddbmm": (1, 2),
    "mv": (0, 1),
    "addmv": (1, 2),
    "dot": (0, 1),
    "linear": (0, 1),
    "convolution": (0, 1),
}
HOW = (3, 5, 6, 8)  # of a convolution: stride, dilation, transposed, groups
# a word of these in a name: it multiplies and adds, and we have no rule for it
HIDES = re.compile(
    r"conv\w*|\w*mm|\w*mv|v?dot|\w*linear|matmul|einsum|attention|transformer"
    r"|\w*rnn|lstm|gru|cdist|fft|linalg|activation"
)
# what is left of a recurrent cell after its products: elementwise
AFTER = {"_thnn_fused_lstm_cell", "_thnn_fused_gru_cell"}
OURS = {"aten", "prim", "prims"}  # torch's own operations


def watch(module: torch.nn.Module, example, free=()) -> list[Call]:
    """Run a module once on an example, and note each product. The module is left as it was.

    example: a tensor, a tuple of what forward takes, or a dict of its keywords.
    Errors: ValueError names an operation that hides products, and what to do; TypeError where
    there is no module, or one of TorchScript, whose operations are fused already.
    """
    _refuse_what_is_no_module(module)
    args, keywords = _arguments(example)
    with ExitStack() as stack:
        for way in (_judging(module), _in_plain_products(), torch.no_grad()):
            stack.enter_context(way)
        where = stack.enter_context(_inside(module))
        watcher = stack.enter_context(_Watcher(module, where, set(free)))
        module(*args, **keywords)
    return watcher.calls


def _refuse_what_is_no_module(module) -> None:
    if isinstance(module, torch.jit.ScriptModule):
        raise TypeError(
            "module is TorchScript; give the torch.nn.Module it was made of"
        )
    if not isinstance(module, torch.nn.Module):
        kind = type(module).__name__
        raise TypeError(f"module is of type {kind}; give a torch.nn.Module")


def _arguments(example) -> tuple[tuple, dict]:
    if isinstance(example, dict):
        return (), example
    return (example if isinstance(example, tuple) else (example,)), {}


class _Watcher(TorchDispatchMode):
    """Notes the products; refuses what hides them."""

    def __init__(self, module, where: list[str], free: set[str]):
        super().__init__()
        self.calls: list[Call] = []
        self.where, self.free = where, free
        self.root = type(module).__name__
        self.modules = dict(module.named_modules())
        self.owners = {_place(p): name for name, p in module.named_parameters()}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        library, _, op = func._schema.name.partition("::")
        if op in self.free or f"{library}::{op}" in self.free:
            return out
        if library in OURS and op in PRODUCTS:
            self.calls.append(self._call(op, args, out))
        elif library not in OURS or _hides(op):
            raise ValueError(_refusal(f"{library}::{op}", self._path()))
        return out

    def _call(self, op: str, args: tuple, out) -> Call:
        first, second = (args[k] for k in PRODUCTS[op])
        how = tuple(args[k] for k in HOW) if op == "convolution" else ()
        trained = self._trained(second) or self._trained(first)
        name, weight = trained or (f"{self._path()} product", None)
        A, B, O = (tuple(one.shape) for one in (first, second, out))
        return Call(name, op, A, B, O, weight, how)

    def _trained(self, tensor) -> tuple[str, tuple] | None:
        """The layer whose weight a tensor is, and which values: by its memory, else by its shape."""
        name = self.owners.get(_place(tensor))
        if name is not None:
            layer = name.removesuffix("weight").rstrip(".") if _ends(name) else name
            values = _place(tensor), tensor.storage_offset(), tensor.numel()
            return layer or self.root, values
        mine = getattr(self.modules.get(self.where[-1]), "weight", None)
        if not isinstance(mine, torch.Tensor):
            return None
        made = sorted(mine.shape) == sorted(tensor.shape)
        return (self._path(), (self._path(), tensor.numel())) if made else None

    def _path(self) -> str:
        return self.where[-1] or self.root


def _hides(op: str) -> bool:
    return op not in AFTER and any(HIDES.fullmatch(word) for word in op.split("_"))


def _refusal(op: str, path: str) -> str:
    return (
        f"{path} calls {op}, whose multiplications no rule of ours counts: write that part "
        f"with matmul, linear or a convolution, or count it as 0 with free=[{op!r}]"
    )


def _place(tensor) -> int:
    """Which memory a tensor lies in, views of it alike; known for tensors without values, too."""
    return tensor.untyped_storage()._cdata


def _ends(name: str) -> bool:
    return name.split(".")[-1] == "weight"


@contextmanager
def _inside(module) -> Iterator[list[str]]:
    """The path of the module that runs now is the last of a list, kept by hooks."""
    where, hooks = [""], []
    for path, part in module.named_modules():
        hooks.append(part.register_forward_pre_hook(_entering(where, path)))
        hooks.append(part.register_forward_hook(lambda *_: where.pop() and None))
    try:
        yield where
    finally:
        for hook in hooks:
            hook.remove()


def _entering(where: list[str], path: str):
    return lambda *_: where.append(path)


@contextmanager
def _judging(module) -> Iterator[None]:
    """In eval mode, as inference runs: no statistic of a norm changes; then as it was."""
    modes = [(part, part.training) for part in module.modules()]
    with suppress(NotImplementedError):  # an exported program has one mode
        module.eval()
    try:
        yield
    finally:
        for part, mode in modes:
            part.training = mode


@contextmanager
def _in_plain_products() -> Iterator[None]:
    """Without the fused kernels of attention and of recurrent layers, behind which products hide."""
    fast, onednn = (
        torch.backends.mha.get_fastpath_enabled(),
        torch._C._get_mkldnn_enabled(),
    )
    torch.backends.mha.set_fastpath_enabled(False)
    torch._C._set_mkldnn_enabled(False)  # its own flags() warns of Intel's GPUs
    try:
        with sdpa_kernel([SDPBackend.MATH]), torch.backends.cudnn.flags(enabled=False):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        torch._C._set_mkldnn_enabled(onednn)
