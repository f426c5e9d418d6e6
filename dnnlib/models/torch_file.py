"""Torch modules from files: an exported program, or Python that makes a module."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import torch

from dnnlib.door import checked
from dnnlib.models.model import Model


@checked
def of_export(path: Path, shapes: list[tuple[int, ...]]) -> Model:
    """What torch.export.save wrote, on the inputs that it was exported with, or on zeros of these shapes.

    Errors: FileNotFoundError; ValueError where the file is no exported program.
    """
    _there(path)
    try:
        program = torch.export.load(path)
    except Exception as why:
        raise ValueError(
            f"{path} is no exported program ({type(why).__name__}): write it with torch.export.save"
        ) from None
    example = _zeros(shapes)
    if not shapes and program.example_inputs is not None:
        example, keywords = program.example_inputs
        example = keywords or example
    return _named(Model.from_torch(program.module(), example), path.stem)


@checked
def of_python(path: Path, name: str, shapes: list[tuple[int, ...]]) -> Model:
    """A module, a class or a function that makes one, by its name in a Python file, which is run.

    Errors: FileNotFoundError; ValueError where the file has no such name, it is no module, or no input's size is given.
    """
    _there(path)
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python file")
    code = module_from_spec(spec)
    spec.loader.exec_module(code)
    module = getattr(code, name, None)
    if module is None:
        raise ValueError(f"{path} has no {name!r}")
    if not isinstance(module, torch.nn.Module) and callable(module):
        module = module()
    if not isinstance(module, torch.nn.Module):
        raise ValueError(f"{path}: {name} is no torch.nn.Module, and makes none")
    if not shapes:
        raise ValueError("give the size of the module's input: --size 1x3x224x224")
    return _named(Model.from_torch(module, _zeros(shapes)), name)


def _zeros(shapes) -> tuple:
    return tuple(torch.zeros(shape) for shape in shapes)


def _named(model: Model, name: str) -> Model:
    return Model(name, model.year, model.source, model.layers)


def _there(path: Path) -> None:
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
