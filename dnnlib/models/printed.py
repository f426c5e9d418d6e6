"""Figures as papers print them ("2.3M"), the totals printed for our twelve networks, and why some differ from ours."""


def _columns(names: tuple[str, ...], table: str) -> dict[str, dict[str, str]]:
    """A text table by its columns, {name: {row: figure}}, without the cells that are n/a."""
    lines = [line.split() for line in table.strip().splitlines()[1:]]
    return {
        name: {row: cells[k] for row, *cells in lines if cells[k] != "n/a"}
        for k, name in enumerate(names)
    }


# Sze et al. 2017, Table II, as printed; top-5 error in percent, with several crops and with one.
TABLE_II_MODELS = (
    "LeNet-5",
    "AlexNet",
    "OverFeat fast",
    "VGG-16",
    "GoogLeNet v1",
    "ResNet-50",
)
TABLE_II = """
                        LeNet-5  AlexNet  OverFeat  VGG-16  GoogLeNet  ResNet-50
conv_layers             2        5        5         13      57         53
conv_weights            2.6k     2.3M     16M       14.7M   6.0M       23.5M
conv_macs               283k     666M     2.67G     15.3G   1.43G      3.86G
fc_layers               2        3        3         3       1          1
fc_weights              58k      58.6M    130M      124M    1M         2M
fc_macs                 58k      58.6M    130M      124M    1M         2M
total_weights           60k      61M      146M      138M    7M         25.5M
total_macs              341k     724M     2.8G      15.5G   1.43G      3.9G
input                   28       227      231       224     224        224
depth_conv_layers       2        5        5         13      21         49
top5_error              n/a      16.4     14.2      7.4     6.7        5.3
top5_error_single_crop  n/a      19.8     17.0      8.8     10.7       7.0
"""

# The other six, from their papers. Weights as published: with biases, embeddings and all; Llama's are those of the
# released checkpoint. SqueezeNet's MACs are half of the "1.72 GFLOPS/image" in its authors' repository.
OTHER_MODELS = (
    "SqueezeNet",
    "MobileNet v1",
    "MobileNet v2",
    "BERT-base",
    "ViT-B/16",
    "Llama 3 8B",
)
OTHERS = """
                        SqueezeNet  MobileNet-v1  MobileNet-v2  BERT-base  ViT-B/16  Llama-3-8B
total_weights           1248424     4.2M          3.4M          110M       86M       8.03B
total_macs              0.86G       569M          300M          n/a        n/a       n/a
"""

FIGURES = _columns(TABLE_II_MODELS, TABLE_II) | _columns(OTHER_MODELS, OTHERS)

_LENET = "the column's shapes are Caffe's (20, 50, 500 and 10 filters), its counts LeCun's of 1998"
_GOOGLENET = (
    "open: the weights agree. GoogLeNet's own table has 34M for conv1, where 7*7*3*64*112*112 = 118,013,952; "
    "its op column sums to 1.50G, and to 1.43G without module 5b"
)
WHY = {  # sums are in the form "... = n": a test works them out
    "LeNet-5": {
        "conv_weights": f"{_LENET}, C1 and a dense C3: 6*25 + 16*6*25 = 2,550",
        "conv_macs": f"{_LENET}, connections but those of C5 and F6: 340,908 - 58,284 = 282,624",
        "fc_weights": f"{_LENET}, C5 and F6 with biases: 120*(400 + 1) + 84*(120 + 1) = 58,284",
        "fc_macs": f"{_LENET}, connections of C5 and F6: 120*(400 + 1) + 84*(120 + 1) = 58,284",
        "total_weights": f"{_LENET}, 60,000 trainable parameters; a footnote gives Caffe's 431k",
        "total_macs": f"{_LENET}, 340,908 connections, biases and all; a footnote gives Caffe's 2.3M",
    },
    "GoogLeNet v1": {
        "conv_macs": _GOOGLENET,
        "total_macs": f"{_GOOGLENET}. Nor does this total exceed the CONV layers' by the FC layer's 1M",
    },
    "SqueezeNet": {
        "total_weights": "published with biases: 1,244,448 + 3,976 = 1,248,424"
    },
    "MobileNet v2": {
        "total_weights": "the authors' code (TF-Slim) says 3.47M, their paper 3.4M",
        "total_macs": "300.8M, which the paper and the authors' code print as 300M",
    },
    "BERT-base": {
        "total_weights": "published with embeddings, 85,524,480 + (30,522 + 512 + 2)*768 = 109,360,128, and biases",
    },
    "Llama 3 8B": {
        "total_weights": "published with embeddings, 7,504,658,432 + 128,256*4,096 = 8,029,995,008, and norms",
    },
}
