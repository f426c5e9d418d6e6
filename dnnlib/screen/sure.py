"""How sure a guess is, said with it: at most so many times off. Whoever is well calibrated is right nine times of ten."""

import ipywidgets

SURE = {"quite sure": 1.5, "fairly sure": 3.0, "a hunch": 10.0}
RIGHT = 0.9  # of the guesses of one kind should be within it
ASKED = "how sure?"
TOLD = "at most so many times off, nine times of ten: quite sure 1.5, fairly sure 3, a hunch 10 (of a share, its odds)"


def sureness() -> ipywidgets.Dropdown:
    """The box that asks for it; it may stay unanswered."""
    options = [(ASKED, None), *SURE.items()]
    look = {"width": "9em"}
    return ipywidgets.Dropdown(options=options, value=None, tooltip=TOLD, layout=look)
