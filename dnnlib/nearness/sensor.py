"""Multiplying before the converter: when does a MAC in the sensor pay?"""

from dnnlib.door import checked
from dnnlib.table import Claim, Table, compare

PRODUCTS = 21  # that one conversion serves: the survey's number


@checked
def energy(products: int, adc: float, analog: float, digital: float) -> tuple:
    """Energy of a product, (converted first, multiplied first).

    first convert: adc + digital          every input of a product is converted
    first multiply: adc / products + analog     their sum is converted once
    Units: any, the same for all. Errors: ValueError where products is below 1.
    Source: Sze et al. 2017, VI-D.
    """
    if products < 1:
        raise ValueError(f"products={products}: a conversion serves 1 or more")
    return adc + digital, adc / products + analog


@checked
def pays(products: int, adc: float, analog: float, digital: float) -> bool:
    """Whether multiplying before the converter takes less energy."""
    before, after = energy(products, adc, analog, digital)
    return after < before


@checked
def dearest(products: int, adc: float, digital: float) -> float:
    """What an analog product may cost at most: adc * (1 - 1/products) + digital."""
    return adc * (1 - 1 / products) + digital


def claims() -> Table:
    """Conversions saved by adding before converting: ours | published | error | why."""
    saved = PRODUCTS / 1
    why = "21 products are added on a capacitor, then converted"
    return compare(
        [Claim("times fewer conversions", saved, 21, why)], "Sze et al., VI-D"
    )
