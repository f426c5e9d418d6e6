"""Storage at equal area: what the register files leave to the buffer."""

from dnnlib.puzzle import Puzzle


def buffer_words(area: int, pes: int, rf: int, rf_area: int, glb_area: int) -> int:
    """How many 16-bit words has the buffer, if pes register files of rf bytes are paid first out of an area?

    A byte takes rf_area in a register file and glb_area in the buffer; a buffer has whole words.
    Source: the equal-area comparison of Chen, Emer, Sze, ISCA 2016, VI; Sze et al. 2017, V-B.5.
    """
    if min(area, pes, rf_area, glb_area) < 1 or rf < 0 or pes * rf * rf_area > area:
        raise ValueError("the register files do not fit")
    left = area
    for _ in range(pes):
        for _ in range(rf):
            left -= rf_area
    words = 0
    while left >= 2 * glb_area:
        left -= 2 * glb_area
        words += 1
    return words


def _budget(rng):
    pes, rf, rf_area, glb_area = (
        int(rng.integers(low, high)) for low, high in ((1, 9), (0, 9), (2, 20), (1, 9))
    )
    return pes * rf * rf_area + int(rng.integers(0, 400)), pes, rf, rf_area, glb_area


buffer_words_puzzle = Puzzle(
    buffer_words,
    _budget,
    lines=2,
    points=3,
    examples=((1000, 4, 8, 10, 5), (1000, 4, 2, 17, 5), (1000, 4, 0, 17, 5), (777, 3, 5, 9, 4)),
    wrong={
        "Bytes are returned: a word of 16 bits has two.": lambda area, pes, rf, rf_area, glb_area: (
            (area - pes * rf * rf_area) // glb_area
        ),
        "The register files are not paid for: they take their area first.": lambda area, pes, rf, rf_area, glb_area: (
            area // (2 * glb_area)
        ),
        "One register file is paid for: every PE has one.": lambda area, pes, rf, rf_area, glb_area: (
            (area - rf * rf_area) // (2 * glb_area)
        ),
        "A byte is taken to cost the same everywhere: in a small memory it takes more area.": (
            lambda area, pes, rf, rf_area, glb_area: (area - pes * rf * glb_area) // (2 * glb_area)
        ),
        "rf is taken as words: it is in bytes.": lambda area, pes, rf, rf_area, glb_area: (
            max(0, area - 2 * pes * rf * rf_area) // (2 * glb_area)
        ),
        "The two areas of a byte are exchanged.": lambda area, pes, rf, rf_area, glb_area: (
            (area - pes * rf * glb_area) // (2 * rf_area)
        ),
        "Rounded up: a word that does not fit whole is none.": (
            lambda area, pes, rf, rf_area, glb_area: -(-(area - pes * rf * rf_area) // (2 * glb_area))
        ),
        "The register files' words are counted, too: only the buffer's are asked for.": (
            lambda area, pes, rf, rf_area, glb_area: (
                (area - pes * rf * rf_area) // (2 * glb_area) + pes * rf // 2
            )
        ),
        "A share for each PE is returned: the buffer is one, and all PEs share it.": (
            lambda area, pes, rf, rf_area, glb_area: (area - pes * rf * rf_area) // (2 * glb_area) // pes
        ),
        "Halves of words are kept: integer division gives whole words.": (
            lambda area, pes, rf, rf_area, glb_area: (area - pes * rf * rf_area) / (2 * glb_area)
        ),
    },
)
