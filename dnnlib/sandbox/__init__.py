"""Running code that nobody trusts: a worker in a box holds it, and only data goes in and out.

with Session(Limits()) as session:               # bubblewrap, or Untrusted says what is missing here
    session.cell("def double(x): return 2 * x")
    session.run("double")((3,), ("x",), ())      # Outcome(value=6): as dnnlib.puzzle's attempt gives it

session     the grader's side: cells go in, data comes out; box builds the walls, filter the calls that are refused
wire        the data that may cross, and nothing else
worker      the other side, in the box; spy is what an answer sees of a counted array
"""

from dnnlib.sandbox.box import Limits, Untrusted, isolation
from dnnlib.sandbox.session import Session

__all__ = ["Limits", "Session", "Untrusted", "isolation"]
