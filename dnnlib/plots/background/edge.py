"""Joules to send a picture, joules to compute on it: two bars, and where they meet."""

from dnnlib.background.edge import MACHINES, RADIOS, bits, compute, most_macs, send
from dnnlib.models import MODELS
from dnnlib.plots.look import (
    COLOURS,
    SIZE,
    fill,
    heading,
    human,
    label,
    picture,
    rectangles,
)
from dnnlib.table import Table

NETWORKS = ("LeNet-5", "MobileNet v1", "AlexNet", "ResNet-50", "VGG-16")
LEFT, LONG = 2.6, 5.6


def send_or_compute(network="AlexNet", radio="Wi-Fi", machine="Eyeriss", smaller=10):
    """The device's joules for one colour picture of 227 x 227: send it to a data centre, or run the network here.

    smaller: how many times fewer bits a coder makes of it. Both bars have one scale.
    Errors: KeyError lists networks, radios or machines. Source: dnnlib.background.edge.
    """
    macs = MODELS[network].macs
    sent = bits("227 x 227, colour", smaller)
    joules = {"send": send(sent, radio), "compute": compute(macs, MACHINES[machine])}
    cheaper, dearer = sorted(joules, key=joules.__getitem__)
    times = joules[dearer] / joules[cheaper]
    figure = picture(10, 4.5)
    heading(
        figure,
        0.15,
        4.05,
        f"{network}, {radio}: {cheaper} it, {times:.3g} times cheaper",
        weight="bold",
    )
    rows = [
        (
            "send",
            f"{human(sent)}bit",
            f"{1e9 * RADIOS[radio].joules:.3g} nJ a bit",
            COLOURS["I"],
            "",
        ),
        (
            "compute",
            f"{human(macs)} MACs",
            f"{1e12 * MACHINES[machine]:.3g} pJ a MAC",
            "#E69F00",
            "///",
        ),
    ]
    for k, (name, count, price, colour, hatch) in enumerate(rows):
        y, long = 3.1 - 1.1 * k, LONG * joules[name] / joules[dearer]
        label(figure, LEFT - 0.15, y, name, ha="right", weight="bold")
        label(
            figure,
            LEFT,
            y - 0.42,
            f"{count} at {price}",
            ha="left",
            fontsize=SIZE - 2,
            color="#555555",
        )
        fill(
            figure,
            rectangles([LEFT], [y - 0.22], max(long, 0.01), 0.44),
            colour,
            hatch=hatch,
            edgecolor="white",
        )
        label(
            figure,
            LEFT + long + 0.1,
            y,
            f"{human(1e6 * joules[name])}µJ".replace("k", "m").replace("mµ", "m"),
        )
    most = most_macs(sent, radio, MACHINES[machine])
    label(
        figure,
        0.15,
        0.75,
        f"Equal at {human(most)} MACs a picture: below it, compute; above it, send.",
        fontsize=SIZE - 1,
    )
    label(
        figure,
        0.15,
        0.32,
        "The device alone: what the data centre spends is another bill.",
        fontsize=SIZE - 2,
        color="#555555",
    )
    table = [
        ("send, J", joules["send"]),
        ("compute, J", joules["compute"]),
        ("equal at, MACs", most),
    ]
    figure.table = Table(("what", "value"), table)
    return figure
