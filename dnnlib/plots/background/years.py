"""The timeline of neural networks, and ImageNet's error beside it, up to a year that one drags."""

import numpy as np

from dnnlib.background.history import ENTRIES, EVENTS, HUMAN, timeline
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
)

YEARS = (
    1940,
    1950,
    1960,
    1970,
    1980,
    1989,
    1995,
    2000,
    2010,
    2011,
    2012,
    2013,
    2014,
    2015,
    2017,
)
KINDS = {"idea": ("#0072B2", 30), "network": ("#D55E00", 4), "hardware": ("#009E73", 3)}


def years(until=2017):
    """What happened up to a year: ideas, networks and hardware, and the ImageNet contest's error.

    Source: Sze et al. 2017, II-D, Figs. 5 and 7.
    """
    figure = picture(10, 6.4)
    shown = [one for one in EVENTS if one.year <= until]
    heading(
        figure,
        0.15,
        5.98,
        f"{until}: {len(shown)} of {len(EVENTS)} events of the survey's timeline",
    )
    _line(figure, until)
    for row, one in enumerate(EVENTS):
        _event(figure, one, 5.0 - 0.33 * row, one.year <= until)
    _errors(figure, until)
    figure.table = timeline(until)
    return figure


def _line(figure, until):
    field = Field.at(0.5, 5.5, 9.0, 0.2, (1940, 2017), (0, 1))
    stroke(figure, lines([(0.5, 5.5)], [(9.5, 5.5)]), GREY, 3)
    stroke(
        figure, lines([(0.5, 5.5)], [(float(field.x.at(until)) + 0.001, 5.5)]), INK, 5
    )
    for year in (1940, 1960, 1980, 2000, 2017):
        label(
            figure,
            float(field.x.at(year)),
            5.78,
            str(year),
            ha="center",
            fontsize=SIZE - 3,
        )
    for one in EVENTS:
        if one.year <= until:
            _mark(figure, float(field.x.at(one.year)), 5.5, one.kind)


def _mark(figure, x, y, kind):
    colour, corners = KINDS[kind]
    angle = np.pi * (2 * np.arange(corners) / corners + (0.25 if corners == 4 else 0.5))
    shape = 0.1 * np.stack([np.cos(angle), np.sin(angle)], 1)
    fill(
        figure,
        outlines([[x, y] + shape]),
        colour,
        edgecolor="white",
        linewidth=1,
        zorder=3,
    )


def _event(figure, one, y, past):
    if not past:
        return
    _mark(figure, 0.35, y, one.kind)
    label(figure, 0.6, y, one.when, fontsize=SIZE - 2, weight="bold")
    label(figure, 2.0, y, f"{one.what}", fontsize=SIZE - 2)
    label(
        figure,
        9.75,
        y,
        one.kind,
        fontsize=SIZE - 4,
        ha="right",
        color=KINDS[one.kind][0],
    )


def _errors(figure, until):
    """A bar an entry of the contest, as tall as its error; what is deep is red."""
    bottom, one = 0.6, 1.25 / 28.1
    person = bottom + one * HUMAN.drawn
    past = [entry for entry in ENTRIES if entry.year <= until]
    label(figure, 0.15, 2.2, "ImageNet, top-5 error, percent", fontsize=SIZE - 2)
    for k, entry in enumerate(ENTRIES):
        x = 0.75 + 0.98 * k
        label(figure, x + 0.3, 0.15, str(entry.year), ha="center", fontsize=SIZE - 4)
        if entry not in past:
            continue
        tall = one * entry.drawn
        colour, hatch = (COLOURS["O"], "") if entry.deep else (GREY, "///")
        fill(
            figure,
            rectangles([x], [bottom], 0.6, tall),
            colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
        label(
            figure,
            x + 0.3,
            max(bottom + tall, person) + 0.13,
            f"{entry.drawn:g}",
            ha="center",
            fontsize=SIZE - 3,
        )
        label(figure, x + 0.3, 0.42, entry.name, ha="center", fontsize=SIZE - 5)
    if until >= HUMAN.year:
        stroke(
            figure, lines([(0.6, person)], [(8.5, person)]), INK, 1.2, linestyle="--"
        )
        label(figure, 8.58, person, f"{HUMAN.name} {HUMAN.drawn:g}", fontsize=SIZE - 3)
