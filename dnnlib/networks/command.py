"""The command line of what makes shipped files: all of it or some, into the package or another place."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from dnnlib import data


def command(
    module: str,
    description: str,
    kind: str,
    choices: Iterable[str],
    out: Path = data.ASSETS,
) -> ArgumentParser:
    """A parser of --out, a place, and of --KIND, said once for each that is wanted: all where none is.

    module: what is run by `python -m`. kind: what the choices are, "network" or "part".
    """
    parser = ArgumentParser(prog=f"python -m {module}", description=description)
    where = "where to write (default: in the package)"
    parser.add_argument("--out", type=Path, default=out, help=where)
    some = "only this one (default: all)"
    parser.add_argument(f"--{kind}", choices=list(choices), action="append", help=some)
    return parser
