"""The door of a public function: what comes in is what its signature says, or a sentence.

    @checked
    def cycles(shape: ConvShape, rows: int, cols: int) -> int: ...

    cycles(layer, np.int8(12), 14)     a layer goes on as its shape, 12 as Python's integer
    cycles("conv1", 12, 14)            TypeError: cycles: shape='conv1' is of type str; give ...

A signature already says what a function takes. Here it is held to it, once, before the
body runs; and where a call fails in others' words, to the shapes that its docstring promises.
`explained` does that alone, at hardly any cost: for what is called a thousand times inside.
A class that can be made from another value says so by a class method `of`, as
ConvShape does of a layer. What has no annotation is not looked at, but for the tensors.
"""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, isfunction, signature
from types import NoneType
from typing import Any, TypeVar, cast

import numpy as np

from dnnlib.door.foreign import FOREIGN, is_ours, sentence
from dnnlib.door.integers import shown
from dnnlib.door.kinds import REFUSED, alternatives, numbers, taker, type_of, wanted
from dnnlib.door.promised import misfit

Thing = TypeVar("Thing")
ARRAYS = frozenset("A B F I O W X Q w x codes image images mask sums".split())
BY_PLACE = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
STARRED = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def checked(thing: Thing) -> Thing:
    """A function, or a class with its public methods, whose arguments are checked first.

    Errors: TypeError where an argument is of another class, ValueError where a number is
    not whole or a word is none of the choices; both name the function, the parameter, what
    it was given and what would fit.
    """
    if not isinstance(thing, type):
        return cast(Thing, _guarded(cast(Callable, thing)))
    for name, member in list(vars(thing).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if isfunction(member):
            setattr(thing, name, _guarded(member))
        elif isinstance(member, classmethod):
            setattr(thing, name, classmethod(_guarded(member.__func__)))
    return thing


def _guarded(function: Callable) -> Callable:
    made: list[
        tuple[list, dict]
    ] = []  # at the first call: a class that is named may come later in its file

    @wraps(function)
    def door(*args, **kwargs):
        if not made:
            made.append(_rules(function))
        order, by_name = made[0]
        taken = [rule(value) if rule else value for value, rule in zip(args, order)]
        for name in kwargs:
            if by_name.get(name):
                kwargs[name] = by_name[name](kwargs[name])
        rest = args[len(order) :]
        try:
            return function(*taken, *rest, **kwargs)
        except FOREIGN as error:
            if is_ours(error, function):
                raise
            _retell(function, error, (*taken, *rest), kwargs)
            raise

    return door


def explained(function: Thing) -> Thing:
    """A function whose arguments are looked at only where a call has failed in others' words.

    What works costs one more call and nothing else; nothing is converted. Errors: as `checked`.
    """
    made: list[tuple[list, dict]] = []
    plain = cast(Callable, function)

    @wraps(plain)
    def door(*args, **kwargs):
        try:
            return plain(*args, **kwargs)
        except FOREIGN as error:
            if is_ours(error, plain):
                raise
            if not made:
                made.append(_rules(plain))
            order, by_name = made[0]
            for rule, value in (
                *zip(order, args),
                *((by_name.get(name), value) for name, value in kwargs.items()),
            ):
                if rule:
                    rule(value)
            _retell(plain, error, args, kwargs)
            raise

    return cast(Thing, door)


def _retell(function: Callable, error: Exception, args, kwargs) -> None:
    """Raise another's error again in our words: the shape that does not fit, or all that was given."""
    said = misfit(function, args, kwargs)
    if said is not None:
        raise ValueError(said) from error
    ours = sentence(function, error, args, kwargs)
    if ours is not error:
        raise ours from error


def _rules(function: Callable) -> tuple[list, dict]:
    """What is done with each argument, by place and by name: a rule, or None for nothing."""
    try:
        parameters = signature(function, eval_str=True).parameters.values()
    except NameError:  # a name that only a type checker sees
        parameters = signature(function).parameters.values()
    rules = {p.name: _rule(function, p) for p in parameters}
    return [rules[p.name] for p in parameters if p.kind in BY_PLACE], rules


def _rule(function: Callable, parameter: Parameter) -> Callable | None:
    name, kind = parameter.name, parameter.annotation
    if parameter.kind in STARRED:
        return None
    if kind is Parameter.empty:
        return _Rule(function, name, ()) if name in ARRAYS else None
    kinds = alternatives(kind)
    if any(isinstance(one, str) or one in (Any, object) for one in kinds):
        return None
    return _Rule(
        function, name, kinds if parameter.default is not None else (*kinds, NoneType)
    )


class _Rule:
    """What one argument must be: the first of its kinds that takes it says what goes on.

    Without a kind it is a tensor: anything that NumPy can take as numbers.
    """

    def __init__(self, function: Callable, name: str, kinds: tuple):
        self.function, self.name, self.kinds = function, name, kinds
        self.takers = [taker(kind) for kind in kinds]

    def __call__(self, value):
        if not self.kinds:
            found = numbers(value)
            if found is not REFUSED:
                return found
        for takes in self.takers:
            found = takes(value)
            if found is not REFUSED:
                return found
        raise self._refusal(value)

    def _refusal(self, value) -> Exception:
        what = f"{self.function.__qualname__.removesuffix('.__init__')}: {self.name}"
        kinds = self.kinds or (np.ndarray,)
        fitting = " or ".join(filter(None, map(wanted, kinds)))
        if np.ndarray in kinds and type_of(value).kind != "O":
            return ValueError(
                f"{what} holds {type_of(value)}, not numbers; give {fitting}"
            )
        if self.kinds and all(kind in (int, float, NoneType) for kind in self.kinds):
            return ValueError(f"{what}={shown(value)} must be {fitting}")
        a = type(value).__name__
        return TypeError(f"{what}={shown(value)} is of type {a}; give {fitting}")
