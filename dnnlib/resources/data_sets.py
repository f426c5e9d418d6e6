"""Data sets of the survey's section IV as facts: how large, how many classes, what chance gets, what is an error."""

from dataclasses import dataclass

from dnnlib.door import checked, whole
from dnnlib.table import AGREES, Claim, Table, compare

SURVEY = "Sze et al. 2017, IV"


@checked
@dataclass(frozen=True)
class DataSet:
    """Images, or clips, with labels: how many to learn from and to be tested on, of which size.

    image: (channels, height, width), 8 bits a value; None where sizes differ. Units: images.
    """

    name: str
    year: int
    classes: int
    train: int
    test: int
    image: tuple | None
    error: str
    source: str = SURVEY

    def __post_init__(self):
        if self.image is not None and len(self.image) != 3:
            raise ValueError(f"image={self.image} is (channels, height, width)")
        for name in ("classes", "train", "test"):
            whole(f"{self.name}: {name}", getattr(self, name))

    @property
    def raw_bytes(self) -> int | None:
        """Bytes of all images to learn from, unpacked: one a value. None where sizes differ."""
        if self.image is None:
            return None
        channels, height, width = self.image
        return self.train * channels * height * width

    @property
    def per_class(self) -> float:
        """Images to learn from, a class, if all classes had as many."""
        return self.train / self.classes


DATA_SETS = {
    one.name: one
    for one in (
        DataSet("MNIST", 1998, 10, 60_000, 10_000, (1, 28, 28), "wrong digit"),
        DataSet("CIFAR-10", 2009, 10, 50_000, 10_000, (3, 32, 32), "wrong class"),
        DataSet("ImageNet", 2012, 1000, 1_300_000, 50_000, (3, 256, 256), "class not among the best k"),
    )
}  # fmt: skip
OTHERS = """
data set | what | classes | what counts as an error
ImageNet localization | photographs | 1,000 | none of five boxes with the right class; more objects cost nothing
ImageNet detection | photographs | 200 | an object missed, or found twice
PASCAL VOC | 11 k images, 27 k objects | 20 | as detection; 7 k outlines besides
MS COCO | 328 k images, 2.5 M objects | 91 | as detection, by outlines too
Open Images | over 9 M images | 6,000 | –
YouTube-8M | 8 M videos, half a million hours | 4,800 | –
AudioSet | 2 M clips of ten seconds | 632 | –
"""


@checked
def chance(classes: int, k: int = 1) -> float:
    """The share that is right by guessing k different classes of so many: k / classes.

    Errors: ValueError where k is more than the classes.
    """
    whole("k", k)
    if k > classes:
        raise ValueError(f"k={k} guesses of {classes} classes: {classes} at most")
    return k / classes


def table() -> Table:
    """The three that classify: sizes, bytes and chance."""
    rows = []
    for one in DATA_SETS.values():
        guess = ", ".join(f"{100 * chance(one.classes, k):g} %" for k in (1, 5))
        rows.append((one.name, one.year, one.classes, one.train, one.test,
                     " x ".join(map(str, one.image or ())), one.raw_bytes, guess))  # fmt: skip
    header = ("data set", "year", "classes", "to learn", "to test", "image", "bytes", "chance, best 1 and 5")  # fmt: skip
    return Table(header, rows, SURVEY)


def others() -> Table:
    """The others that the survey names, and what counts as an error there."""
    lines = [line.split(" | ") for line in OTHERS.strip().splitlines()]
    return Table(lines[0], lines[1:], SURVEY)


def claims() -> Table:
    """What follows from the facts, beside what is published."""
    mnist, cifar, photos = DATA_SETS.values()
    facts = [
        ("CIFAR-10, images a class", cifar.per_class, 5_000, AGREES),
        ("ImageNet, images a class", photos.per_class, 1_300, "the largest class; the smallest has 732"),
        ("ImageNet validation, images a class", photos.test / photos.classes, 50, AGREES),
        ("AlexNet, top-5 error, %", 100 - 83.6, 16.4, AGREES),
        ("best of 2017, top-5 error, %", 100 - 97.7, 2.3, AGREES),
    ]  # fmt: skip
    return compare([Claim(what, round(ours, 6), said, why) for what, ours, said, why in facts], SURVEY)  # fmt: skip
