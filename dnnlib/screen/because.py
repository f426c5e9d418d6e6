"""After a guess that was far off: one line that begins with "because", kept, and read again at the chapter's end."""

import ipywidgets

from dnnlib import progress

FAR = 2.0  # times off, and more, ask for a reason
LETTERS = 300  # of a reason that is kept


class Because(ipywidgets.VBox):
    """The answer, and below it a box for the reason. key: of the learner's record."""

    def __init__(self, key: str, answer: str):
        self._key = key
        self._box = ipywidgets.Text(
            value=reason(key),
            description="because",
            placeholder="what did you leave out? one line, for yourself",
            continuous_update=False,
            layout={"width": "40em"},
        )
        self._box.observe(lambda change: keep(self._key, change["new"]), "value")
        super().__init__([ipywidgets.HTML(answer), self._box])


def keep(key: str, text: str) -> None:
    """Keep the reason with the guess; an empty one takes it away."""
    line = " ".join(text.split())[:LETTERS]
    progress.update(key, lambda earlier: earlier | {"because": line})


def reason(key: str) -> str:
    """The reason that was kept, "" where there is none."""
    return str(progress.load().get(key, {}).get("because", ""))
