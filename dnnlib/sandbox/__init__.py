"""Running code that nobody trusts: a worker in a box holds it, and only data goes in and out.

with Session(Limits()) as session:               # bubblewrap, or Untrusted says what is missing here
    session.cell("def double(x): return 2 * x")
    session.run("double")((3,), ("x",), ())      # Outcome(value=6): as dnnlib.puzzle's attempt gives it
"""

from dnnlib.sandbox.box import Limits, Untrusted, isolation
from dnnlib.sandbox.session import Session

__all__ = ["Limits", "Session", "Untrusted", "isolation"]
