"""The command `dnnlib`, also as `python -m dnnlib`: a plain sentence where its own tools are not installed."""

import sys


def main():
    """Run the command line; where typer, rich or packaging is missing, exit with what to install."""
    try:
        from dnnlib.cli import app
    except ModuleNotFoundError as missing:
        if missing.name not in ("typer", "rich", "packaging"):
            raise
        sys.exit(
            f"The command dnnlib needs {missing.name}, which is not installed: pip install 'dnnlib[course]'"
        )
    app(prog_name="dnnlib")


if __name__ == "__main__":
    main()
