"""The chapters of the course, one row each; the lists in README and on the start page are made from it."""

from dataclasses import dataclass

TABLE = """
00 | Start here                        |         | 00_start_here        |
01 | Background                        | I, II   | 01_background        | background
02 | Layers and models                 | III     | 02_layers_and_models | layers
03 | Development resources             | IV      | 03_resources         | resources
04 | Kernels: five ways to convolve    | V-A     | 04_kernels           | kernels
05 | Memory and energy                 | V-B     | 05_memory_and_energy | memory
06 | Dataflows                         | V-B     | 06_dataflows         | dataflows
07 | PE arrays                         | V-B     | 07_pe_arrays         | arrays
08 | Near-data processing              | VI      | 08_near_data         | near_data
09 | Precision                         | VII-A   | 09_precision         | precision
10 | Sparsity                          | VII-B   | 10_sparsity          | sparsity
11 | Compact networks                  | VII-B   | 11_compact_networks  | compact_networks
12 | Metrics                           | VIII    | 12_metrics           | metrics
13 | Since 2017                        | all     | 13_since_2017        | since_2017
14 | Design studio                     | all     | 14_design_studio     | design_studio
"""


@dataclass(frozen=True)
class Chapter:
    """A row: the number, the title, the survey's section, the notebook and the exercise ("" while there is none)."""

    number: str
    title: str
    section: str
    notebook: str
    exercise: str

    @property
    def folder(self) -> str:
        """Its folder in exercises/, solutions/ and dnnlib/puzzles/: "ch05"."""
        return f"ch{self.number}"

    @property
    def state(self) -> str:
        """ "ready" with a notebook, "planned" without."""
        return "ready" if self.notebook else "planned"


def rows(table: str = TABLE) -> tuple[Chapter, ...]:
    """The chapters in order. Errors: ValueError names a row that has not five cells."""
    found = []
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 5:
            raise ValueError(f"number | title | section | notebook | exercise: {line}")
        found.append(Chapter(*cells))
    return tuple(found)


CHAPTERS = rows()
EXERCISES = tuple(one.folder for one in CHAPTERS if one.exercise)


def in_readme(one: Chapter) -> str:
    """A chapter's row of README's list."""
    name = f"{one.number} {one.title}"
    if one.notebook:
        name = f"{one.number} [{one.title}](notebooks/{one.notebook}.ipynb)"
    work = f"[{one.folder}](exercises/{one.folder}/{one.exercise}.ipynb)"
    return _row(name, one.section, one.state, work if one.exercise else "")


def on_start_page(one: Chapter) -> str:
    """A chapter's row of the start page's list; the page does not link itself."""
    name = one.title
    if one.notebook and one.number != "00":
        name = f"[{one.title}]({one.notebook}.ipynb)"
    if one.exercise:
        work = f"../exercises/{one.folder}/{one.exercise}.ipynb"
        name += f", with [exercises]({work})"
    return _row(one.number, name, one.section, one.state)


def _row(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
