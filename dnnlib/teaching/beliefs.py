"""What people believe, and what is true instead: both are asked, so that "false" is no safe answer.

    beliefs("06")      (statement, truth, program), a row a belief of the chapter that a cell refutes

The statement is the notebook's word for word, by its beginning here; the truth is written by hand, in its manner.
"""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.teaching.predictions import believed

TRUTHS = """
01 More layers | Layers without kinks between them can do no more than one layer.
01 The smaller the nudge | A nudge can be too small: two losses that are nearly equal lose their digits.
01 Over 90 % | A test that never looks at the picture can be over 90 % right.
01 If 8 bits | Steps in which a trained network can be stored may be too coarse to train it in.
02 More weights | AlexNet has more weights than ResNet-50 and makes fewer MACs.
02 A large filter | Two filters of 3 x 3 see as far as one of 5 x 5, and make fewer MACs.
02 Halving the MACs | Two groups halve the MACs of a layer, and more than half of its words still move.
03 A MAC counter | Counters of MACs disagree about one and the same ResNet-50.
03 Papers say | A count near the published one can be another network's, divided by 2^30.
03 99.2 is better | On 10,000 images each, 99.1 and 99.2 % can differ by luck alone.
03 Fewer weights | A network with a fiftieth of AlexNet's weights can make more MACs.
04 Fewer multiplications | The kernel with the fewest operations can take longer than another.
04 The better exponent | For small matrices the plain product makes fewer operations than Strassen's.
04 A kernel is only speed | In half precision one kernel can overflow where another is right.
05 Cut the MACs | FC layers have a larger share of AlexNet's energy than of its MACs.
05 DRAM is dear | In a CONV layer the register files can take more energy than DRAM.
05 Twice the buffer | Twice the buffer can leave the traffic as it was.
06 The dataflow with the least | The dataflow with the least DRAM traffic can take the most energy of all.
06 Weight stationary reads | In FC layers weight stationary takes more energy than row stationary.
06 Loop order | Two loops at DRAM, swapped, can make it move nearly half as many words again.
06 More PEs | Four times as many PEs save row stationary less than a tenth of its energy on CONV.
07 More PEs | An array of four times as many PEs can be less than twice as fast.
07 All PEs active | PEs that are all active can make no MAC in a fifth of their cycles.
07 Utilization | One PE can be busier than 168 PEs, and take a hundred times as long.
07 What is printed | A model can miss a layer whose cut is printed, and meet those whose cuts it had to infer.
08 More ADC bits | An ADC of eight bits can be exact where one of nine bits is off.
08 In-memory computing | About half of ISAAC's power goes into converters.
08 Networks are robust | A network that stands noise can fail on the resistance of wires.
08 Stacking saves | Of what Tetris saves, DRAM's lower price alone is the smaller part.
09 A network in one bit | Weights of one bit save far less energy than they save room.
09 The better the weights | Weights with a better ratio of signal to noise can make a worse network.
09 Fewer bits | On a processor a network on integers can take longer than the same network on floats.
10 Half of the weights | In NumPy a product of matrices takes as long with half of the weights zero.
10 A sparse format | With a tenth of zeros, every sparse format takes more room than none.
10 The network has far | Which half of the weights goes decides how many digits are still read right.
10 Pruned ten times | A machine that only gates its MACs saves hardly any energy on a pruned FC layer.
11 Fewer MACs | A block with half the MACs of a layer can take longer than the layer.
11 Fewer weights | SqueezeNet has far fewer weights than AlexNet, and takes more energy at batch 16.
11 Most of the weights | A network can have most of its weights wrong and read nearly all digits right.
12 30 images a second | At 30 images a second each image can take over three seconds.
12 We measured p99 | A hundred queries mostly show nothing of a 99th percentile that just fails.
12 The mean says | The slowest query can take seven times the mean.
12 A better TOPS/W | The design with the lower energy a MAC can take more energy an image.
12 On average | By the arithmetic mean of ratios one machine can be 9.7 times as fast, and the other only 3.8 times as slow.
13 8 x 7 billion | A model of 8 experts with 7 billion weights each can have fewer than 56 billion, for attention is shared.
13 Causal attention | Computed in tiles, causal attention does more than half of the square.
13 A mask | If a decoder may see later letters, a later letter can change the score of an earlier one.
14 More PEs | The same chip with more PEs can take more cycles.
14 What is best | The best dataflow of one layer can lose on the next one.
14 Energy times delay | The least energy, and the least energy times delay, can belong to two designs.
14 Fewer bits | Below some number of bits no width of the network stays within its loss.
"""


@dataclass(frozen=True)
class Belief:
    """A statement that is false, one that is true in its place, and the program that shows both."""

    statement: str
    truth: str
    code: str


@checked
def beliefs(chapter: str) -> tuple[Belief, ...]:
    """The beliefs of a chapter that have their truth, in its order. chapter: "06" or "ch06"."""
    number = chapter.removeprefix("ch")
    found = []
    for one in believed(number):
        for truth in _truths(number, one.statement):
            found.append(Belief(one.statement, truth, one.code))
    return tuple(found)


def _truths(number: str, statement: str) -> list[str]:
    rows = [row.partition(" | ") for row in TRUTHS.strip().splitlines()]
    own = [(begin[3:], truth) for begin, _, truth in rows if begin[:2] == number]
    return [truth for begin, truth in own if statement.startswith(begin)]
