"""Eyeriss's multicast network: a word carries a tag, and the PEs whose ID it is take it.

    the buffer sends (row, col, word) down one bus; each row of PEs has a row ID, each PE a column ID
    row ID = row  ->  the word enters that row's bus;  column ID = col  ->  the PE takes it; all others let it pass

IDs are written once a layer, so one wiring serves every pattern: a row of PEs, a diagonal, all of them.
Source: Chen et al., JSSC 2017, section V-B (global input network), Figs. 9 and 10.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked

NOBODY = -1  # an ID that no tag has: the PE has no work


@checked
@dataclass(frozen=True, eq=False)
class Network:
    """Row IDs [rows] and column IDs [rows, cols] of an array of PEs."""

    rows: np.ndarray
    cols: np.ndarray

    def takes(self, row: int, col: int) -> np.ndarray:
        """Which PEs take a word with the tag (row, col): [rows, cols], true or false."""
        return (self.rows == row)[:, None] & (self.cols == col)


@checked
def network(groups, wants) -> Network:
    """IDs by which each PE gets the words that it wants, and no others.

    groups [rows]: the row ID of each row; rows with one group share all of their words. wants [rows, cols]: the word
    that each PE wants within its group, or -1 (NOBODY). Errors: ValueError where the sizes disagree.
    """
    groups, wants = np.asarray(groups), np.asarray(wants)
    if wants.ndim != 2 or groups.shape != wants.shape[:1]:
        raise ValueError(
            f"groups {groups.shape}, wants {wants.shape}: give [rows] and [rows, cols]"
        )
    return Network(groups, wants)


@checked
def tags(one: Network) -> list[tuple[int, int]]:
    """The tags that are sent, each once: (row, col) of all words that some PE wants."""
    rows = np.broadcast_to(one.rows[:, None], one.cols.shape)
    wanted = one.cols != NOBODY
    return sorted(set(zip(rows[wanted].tolist(), one.cols[wanted].tolist())))


@checked
def sent(one: Network) -> dict[str, int]:
    """Words that leave the buffer so that each PE has its own: by multicast, and if each PE were served alone."""
    return {"multicast": len(tags(one)), "each alone": int((one.cols != NOBODY).sum())}


def tags_by_loops(groups, wants) -> list[tuple[int, int]]:
    """The definition of `tags`: ask each PE what it wants, and send what was not yet sent."""
    found: list[tuple[int, int]] = []
    for group, row in zip(groups, wants):
        for word in row:
            if word != NOBODY and (group, word) not in found:
                found.append((int(group), int(word)))
    return sorted(found)
