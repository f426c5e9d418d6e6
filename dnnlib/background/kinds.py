"""What kinds there are: of artificial intelligence (Fig. 1), of learning, of applications."""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.table import Table

# each inside the one before it, but spiking, which is beside neural networks
NESTED = (
    (
        "artificial intelligence",
        "machines that do what takes intelligence in a person (McCarthy, 1950s)",
    ),
    (
        "machine learning",
        "they learn it, without being programmed for it (Samuel, 1959)",
    ),
    ("brain-inspired", "the program takes its form from the brain"),
    ("neural networks", "weighted sums and kinks; learning changes the weights"),
    ("deep learning", "more than three layers: more than one hidden layer"),
)
BESIDE = ("spiking", "information is also in when a pulse comes (TrueNorth)")
NEURONS, SYNAPSES = 86e9, (1e14, 1e15)


def table() -> Table:
    """Fig. 1 in words, from the outermost. Source: Sze et al. 2017, II-A, Fig. 1."""
    return Table(("inside one another", "what it is"), [*NESTED, BESIDE], "Fig. 1")


@checked
def brains(weights: float) -> float:
    """How many times as many synapses a brain has, at the least, as a network has weights. Source: as above, II-A."""
    return SYNAPSES[0] / weights


LEARNING = (
    ("supervised", "every example has its label", "all digits of this chapter"),
    ("unsupervised", "no labels: find groups, find structure", "codebooks by k-means, chapter 09"),
    ("semi-supervised", "few labels, many examples", "a teacher's scores, chapter 11"),
    ("reinforcement", "no labels but a reward, later, for what was done", "game play: Atari, Go"),
)  # fmt: skip


def learning() -> Table:
    """The four kinds of learning. Source: Sze et al. 2017, II-C."""
    return Table(("kind", "what it is given", "example"), LEARNING)


@checked
@dataclass(frozen=True)
class Application:
    """A field where networks are used, what the survey names, and its number where it has one."""

    field: str
    examples: str
    number: str


TRAFFIC = "over 70 % of Internet traffic; 800 M hours of surveillance a day"
GENES = "genes: autism, cancers, spinal muscular atrophy; images: skin, brain, breast"
APPLICATIONS = (
    Application("image and video", "classification, detection, segmentation, action", TRAFFIC),
    Application("speech and language", "recognition, translation, audio", ""),
    Application("medical", GENES, ""),
    Application("game play", "Atari, Go", ""),
    Application("robotics", "grasping, planning, navigation, quadcopters, driving", ""),
)  # fmt: skip


def applications() -> Table:
    """Where DNNs are used. Source: Sze et al. 2017, II-E."""
    rows = [(one.field, one.examples, one.number or None) for one in APPLICATIONS]
    return Table(("field", "examples", "number"), rows, "Sze et al. 2017, II-E")
