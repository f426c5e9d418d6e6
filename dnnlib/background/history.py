"""The years: events of the survey's timeline (Fig. 5), ImageNet's error by year (Fig. 7), three reasons for success."""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.table import Claim, Table, compare


@checked
@dataclass(frozen=True)
class Event:
    """A year, or the first year of a decade, and what happened; kind: idea, network, hardware."""

    year: int
    when: str
    what: str
    kind: str


EVENTS = (
    Event(1940, "1940s", "neural networks are proposed", "idea"),
    Event(1960, "early 1960s", "single neurons, analog, for adaptive filters (Widrow)", "hardware"),
    Event(1962, "1960s", "deep neural networks are proposed", "idea"),
    Event(1989, "1989", "LeNet reads handwritten digits", "network"),
    Event(1992, "1990s", "hardware for shallow networks (Intel's ETANN)", "hardware"),
    Event(2011, "2011", "a network recognizes speech (Microsoft)", "network"),
    Event(2012, "2012", "AlexNet recognizes photographs", "network"),
    Event(2014, "2014 on", "research on accelerators for DNNs (Neuflow, DianNao)", "hardware"),
)  # fmt: skip


@checked
def timeline(until: int = 2017) -> Table:
    """The events up to a year. Source: Sze et al. 2017, II-D, Fig. 5."""
    rows = [(one.when, one.what, one.kind) for one in EVENTS if one.year <= until]
    return Table(("when", "what", "kind"), rows, "Sze et al. 2017, II-D")


@checked
@dataclass(frozen=True)
class Entry:
    """The best or a known entry of a year of the ImageNet contest: its top-5 error, drawn and official.

    Units: percent. official: None where we have not seen the contest's own number. deep: a deep network, on GPUs.
    """

    year: int
    name: str
    drawn: float
    official: float | None
    source: str
    deep: bool = True


# drawn: read from the survey's Fig. 7, to 0.2 points
ENTRIES = (
    Entry(2010, "2010's best", 28.1, 28.2, "AI Impacts 2020, of Russakovsky et al. 2015", False),
    Entry(2011, "2011's best", 25.7, None, "", False),
    Entry(2012, "AlexNet", 16.3, 16.422, "image-net.org, LSVRC 2012, supplied data only"),
    Entry(2013, "OverFeat", 13.5, None, ""),
    Entry(2013, "Clarifai", 11.6, None, ""),
    Entry(2014, "VGG", 7.2, 7.4, "Table II of the survey, VGG-16"),
    Entry(2014, "GoogLeNet", 6.7, 6.66, "Szegedy et al. 2015, ensemble"),
    Entry(2015, "ResNet", 3.5, 3.57, "He et al. 2015, ensemble"),
)  # fmt: skip
MISTAKES, SHOWN = 76, 1500  # of the person whose error became "human"
HUMAN = Entry(
    2014, "a person", 5.1, 100 * MISTAKES / SHOWN, "Karpathy 2014: 76 of 1,500", False
)
GPU_ENTRANTS = {2012: 4, 2014: 110}


def errors() -> Table:
    """Top-5 error by year. Units: percent. Source: as each row says."""
    rows = [
        (one.year, one.name, one.drawn, one.official, one.source or None)
        for one in (*ENTRIES, HUMAN)
    ]
    return Table(
        ("year", "entry", "Fig. 7", "official", "source"), rows, "top-5 error, percent"
    )


def claims() -> Table:
    """The contest's own numbers beside those of Fig. 7, as far as we have seen them. Units: percent."""
    found = []
    for one in (*ENTRIES, HUMAN):
        if one.official is not None:
            why = f"{one.source}; the bar is read to 0.2 points"
            found.append(Claim(f"{one.year}: {one.name}", one.official, one.drawn, why))
    return compare(found, "Fig. 7, top-5 error, percent")


@checked
@dataclass(frozen=True)
class Amount:
    """An amount that the survey gives for the data there are: its number, and what that is a second."""

    what: str
    said: str
    a_second: float
    unit: str


DAY, MINUTE, HOUR = 86_400, 60, 3_600
FACTORS = (
    Amount("Facebook", "350 million images a day", 350e6 / DAY, "images"),
    Amount("Walmart", "2.5 PB of customer data an hour", 2.5e15 / HOUR / 1e9, "GB"),
    Amount("YouTube", "300 hours of video a minute", 300 * HOUR / MINUTE, "seconds of video"),
)  # fmt: skip


def factors() -> Table:
    """The data: the first of the survey's three reasons; the others are compute, and algorithms with their frameworks."""
    rows = [(one.what, one.said, one.a_second, one.unit) for one in FACTORS]
    return Table(
        ("who", "the survey says", "a second", "of"), rows, "Sze et al. 2017, II-D"
    )
