"""A network by what somebody types: the name of a model that ships, or a file.

    found("resnet50")                                MODELS["ResNet-50"]
    found("net.onnx", ["sequence=128"])              Model.from_onnx
    found("net.pt2")                                 what torch.export.save wrote
    found("net.py:build", ["1x3x224x224"])           a module, or what makes one, in a Python file, which is run

A pickled module (.pt, .pth) may hold any program, so it is not opened.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from dnnlib.door import checked
from dnnlib.models.efficient import efficientnet_lite0
from dnnlib.models.model import MODELS, Model

LITE = "EfficientNet-Lite0"
PICKLED = (".pt", ".pth", ".bin", ".ckpt")


@checked
def found(text: str, sizes: Iterable[str] = ()) -> Model:
    """The network that is meant.

    sizes: of a file's input, "1x3x224x224", or of a size that an ONNX file leaves open, "sequence=128".
    Errors: ValueError lists the models, or says what a file needs; ImportError what to install.
    """
    path, _, attribute = text.partition(".py:")
    if attribute:
        from dnnlib.models import torch_file

        return torch_file.of_python(Path(path + ".py"), attribute, shapes(sizes))
    kind = Path(text).suffix.lower()
    if kind == ".onnx":
        return Model.from_onnx(text, open_sizes(sizes))
    if kind == ".pt2":
        from dnnlib.models import torch_file

        return torch_file.of_export(Path(text), shapes(sizes))
    if kind in PICKLED:
        raise ValueError(
            f"{text} is a pickle, which may hold any program: write it with torch.export.save (.pt2) or as ONNX, "
            f"or name the Python that makes the module, FILE.py:NAME"
        )
    name = closest(text, [*MODELS, LITE])
    if name == LITE:
        return Model(LITE, 2020, "tensorflow/tpu", efficientnet_lite0())
    return MODELS[name]


@checked
def closest(name: str, names: Iterable[str]) -> str:
    """The one of the names that is meant: the same letters and digits, or the only one that begins so.

    Errors: ValueError lists them.
    """
    wanted, names = plain(name), list(names)
    same = [one for one in names if plain(one) == wanted]
    begins = [one for one in names if wanted and plain(one).startswith(wanted)]
    if len(same) == 1 or len(begins) == 1:
        return (same or begins)[0]
    raise ValueError(f"{name!r} is none of {', '.join(names)}")


@checked
def plain(name: str) -> str:
    """Its letters and digits, in small letters: "ResNet-50" is resnet50."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


@checked
def shapes(sizes: Iterable[str]) -> list[tuple[int, ...]]:
    """Array shapes: "1x3x224x224" -> (1, 3, 224, 224). Errors: ValueError shows the form."""
    made = []
    for text in sizes:
        words = text.split("x")
        if not all(word.isdecimal() and int(word) for word in words):
            raise ValueError(f"size {text!r}: give an input's, such as 1x3x224x224")
        made.append(tuple(map(int, words)))
    return made


@checked
def open_sizes(sizes: Iterable[str]) -> Mapping[str, int]:
    """Numbers for open sizes: "sequence=128" -> {"sequence": 128}. Errors: ValueError shows the form."""
    made = {}
    for text in sizes:
        name, _, number = text.rpartition("=")
        if not (name and number.isdecimal() and int(number)):
            raise ValueError(f"size {text!r}: give one by name, such as sequence=128")
        made[name] = int(number)
    return made
