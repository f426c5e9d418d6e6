"""What leads on: after a guess the cell below has the focus, so that Shift+Enter shows the answer."""

from pathlib import Path

import anywidget
import traitlets

VIEW = Path(__file__).parent / "lead_view"


class Lead(anywidget.AnyWidget):
    """Nothing to be seen. `on()` puts the focus into the next cell of the notebook, where one is below."""

    _esm = VIEW / "view.js"
    turns = traitlets.Int(0).tag(sync=True)

    def on(self) -> None:
        """Lead the reader on, once."""
        self.turns += 1
