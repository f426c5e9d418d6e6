"""How sure a guess is, said with it: at most so many times off. Whoever is well calibrated is right nine times of ten."""

import ipywidgets

SURE = {"quite sure": 1.5, "fairly sure": 3.0, "a hunch": 10.0}
RIGHT = 0.9  # of the guesses of one kind should be within it
ASKED = "how sure?"
TOLD = "at most so many times off, nine times of ten: quite sure 1.5, fairly sure 3, a hunch 10 (of a share, its odds)"


def sureness() -> ipywidgets.Dropdown:
    """The box that asks for it; it may stay unanswered."""
    options = [("not said", None), *SURE.items()]
    look, whole = {"width": "15em"}, {"description_width": "initial"}
    return ipywidgets.Dropdown(
        description=ASKED,  # its name for a screen reader, too: a title alone is none
        options=options,
        index=0,  # value=None would show an empty box
        tooltip=TOLD,
        layout=look,
        style=whole,
    )
