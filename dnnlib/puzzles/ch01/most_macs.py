"""Send it, or compute?"""

from dnnlib.puzzle import Puzzle


def most_macs(H: int, W: int, smaller: int, radio: float, mac: float) -> float:
    """Up to how many MACs does it take less energy to compute on a colour picture here than to send it?

    The picture has H x W pixels of three colours, 8 bits each; a coder makes it `smaller` times smaller. The radio
    takes `radio` nanojoules a bit, the processor `mac` picojoules a MAC, words included. A nanojoule is 1000
    picojoules. Source: Sze et al. 2017, II-F.
    """
    if min(H, W, smaller) < 1 or not radio > 0 or not mac > 0:
        raise ValueError("sizes of 1 or more, prices above 0")
    bits = 0
    for _ in range(H * W):
        for _ in range(3):
            bits += 8
    return bits / smaller * radio * 1000 / mac


def _case(rng):
    H, W = (int(v) for v in rng.integers(1, 40, 2))
    radio, mac = float(rng.choice([0.5, 5.0, 80.0, 250.0])), float(rng.choice([0.25, 2.0, 12.5, 100.0]))
    return H, W, int(rng.choice([1, 2, 10, 30])), radio, mac


def _said(
    bits=lambda H, W: 24 * H * W, share=lambda bits, s: bits / s, price=lambda radio, mac: 1000 * radio / mac
):
    """The sum with one thing wrong."""
    return lambda H, W, smaller, radio, mac: share(bits(H, W), smaller) * price(radio, mac)


most_macs_puzzle = Puzzle(
    most_macs,
    _case,
    points=3,
    examples=(
        (10, 20, 1, 5.0, 2.0),
        (227, 227, 10, 250.0, 12.5),
        (3, 1, 2, 0.5, 0.25),
        (2, 2, 7, 80.0, 100.0),
    ),
    wrong={
        "Bytes are counted: the radio is paid by the bit, 8 a byte.": _said(bits=lambda H, W: 3 * H * W),
        "One colour is counted: there are three.": _said(bits=lambda H, W: 8 * H * W),
        "Bits of pixels are left out: 8 for each of three colours.": _said(bits=lambda H, W: H * W),
        "The coder made it larger: divide by `smaller`.": _said(share=lambda b, s: b * s),
        "The coder is left out.": _said(share=lambda b, s: b),
        "Nanojoules and picojoules are mixed: a nanojoule is 1000 picojoules.": _said(
            price=lambda r, m: r / m
        ),
        "A nanojoule is a thousandth of a picojoule here: it is a thousand of them.": _said(
            price=lambda r, m: r / m / 1000
        ),
        "A MAC's price is divided by a bit's: ask how many MACs one bit pays for.": _said(
            price=lambda r, m: 1000 * m / r
        ),
        "The prices are multiplied: joules sent, divided by joules a MAC.": _said(
            price=lambda r, m: 1000 * r * m
        ),
        "Joules are returned: how many MACs do they pay for?": _said(price=lambda r, m: 1000 * r),
        "The picture is taken square.": _said(bits=lambda H, W: 24 * H * H),
        "The border is added, not the area: pixels are H * W.": _said(bits=lambda H, W: 24 * (H + W)),
        "A MAC is taken for two operations: the price is that of a MAC.": _said(
            price=lambda r, m: 500 * r / m
        ),
        "The fractions are cut off: bits and prices divide into no whole number.": (
            lambda H, W, smaller, radio, mac: float(int(_said()(H, W, smaller, radio, mac)))
        ),
        "The coded bits are cut to whole bytes.": lambda H, W, smaller, radio, mac: (
            3 * H * W // smaller * 8 * radio * 1000 / mac
        ),
    },
)
