"""Embedded or cloud: send the picture, or compute on it. A sum of joules for the battery that pays.

    send      bits * joules a bit
    compute   MACs * joules a MAC, words from memory and all

The device's side alone: what a data centre spends is another bill. Latency, privacy and whether there
is a network at all may decide before any joule does. Source: Sze et al. 2017, II-F.
"""

from dataclasses import dataclass

from dnnlib.door import checked, real
from dnnlib.models import MODELS
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Radio:
    """A radio as it was measured in a phone: joules a bit, at a data rate."""

    name: str
    joules: float
    kbps: float
    source: str


def _measured(name: str, a: float, b: float, c: float, kbps: float) -> Radio:
    """joules a bit = a + b * (rate - c), rates in kb/s."""
    said = (
        "Aalborg University, energy measurements on mobile phones: a download of 500 KB"
    )
    return Radio(name, a + b * (kbps - c), kbps, said)


RADIOS = {
    one.name: one
    for one in (
        _measured("Wi-Fi", 6.45e-7, -1.27e-10, 2.13e3, 5000),
        _measured("Bluetooth 2", 5.72e-7, -4.89e-10, 6.85e2, 700),
        _measured("cellular, 3G", 1.13e-5, -7.21e-9, 1.01e2, 1000),
    )
}
# joules a MAC, with what it takes to bring the words
EYERISS = (
    0.278 * 0.1153 / (4 * 665_784_864)
)  # W * s of 4 images through AlexNet's CONV layers
MACHINES = {
    "Eyeriss": EYERISS,
    "10 times worse": 10 * EYERISS,
    "100 times worse": 100 * EYERISS,
}
PIXELS = {
    "28 x 28, grey": 28 * 28 * 8,
    "227 x 227, colour": 227 * 227 * 24,
    "1920 x 1080, colour": 1920 * 1080 * 24,
}


@checked
def send(bits: float, radio: str = "Wi-Fi") -> float:
    """Joules for sending so many bits. Errors: KeyError lists the radios."""
    return real("bits", bits) * RADIOS[radio].joules


@checked
def compute(macs: float, joules: float = EYERISS) -> float:
    """Joules for so many MACs, at so many joules each, words included."""
    return real("macs", macs) * real("joules", joules)


@checked
def bits(picture: str, smaller: float = 1) -> float:
    """The bits of a picture of PIXELS, made so many times smaller by coding. Errors: KeyError for another picture."""
    return PIXELS[picture] / real("smaller", smaller)


@checked
def most_macs(sent: float, radio: str = "Wi-Fi", joules: float = EYERISS) -> float:
    """How many MACs cost as much as sending so many bits: a network with fewer is better computed here."""
    return send(sent, radio) / joules


@checked
def table(smaller: float = 10, radio: str = "Wi-Fi", machine: str = "Eyeriss") -> Table:
    """Models on a colour picture of 227 x 227, coded so many times smaller: send it, or compute?"""
    sent = send(bits("227 x 227, colour", smaller), radio)
    rows = []
    for name in ("AlexNet", "SqueezeNet", "MobileNet v1", "ResNet-50", "VGG-16"):
        spent = compute(MODELS[name].macs, MACHINES[machine])
        rows.append(
            (name, 1e3 * sent, 1e3 * spent, "compute" if spent < sent else "send")
        )
    caption = f"{radio}, {machine}, coded {smaller:g} times smaller; mJ of the device"
    return Table(("network", "send", "compute", "cheaper"), rows, caption)
