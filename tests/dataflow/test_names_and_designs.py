"""One name a dataflow, whoever is asked; the designs of each class; the winner at other prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import plots
from dnnlib.dataflow import designs, isca16, mapper
from dnnlib.dataflow.accesses import walk
from dnnlib.dataflow.hardware import ISCA16, PHONE
from dnnlib.dataflow.isca16 import prices
from dnnlib.dataflow.isca16.figures import bars, comparison, farthest
from dnnlib.dataflow.loopnest import DIMS, Loop, Mapping
from dnnlib.dataflow.notation import body
from dnnlib.dataflow.taxonomy import ALIASES, DATAFLOWS, INITIALS, dataflow, initials
from dnnlib.plots.dataflow.classes import CLASSES, MOVES
from dnnlib.shapes import ConvShape

PUBLISHED_BODY = "O[n,m,p,q] += I[n,c,U*p+r,U*q+s] * F[m,c,r,s]"


@pytest.mark.parametrize("name", ALIASES)
def test_every_name_of_a_dataflow_means_the_same_to_all(name):
    long, short = dataflow(name).name, initials(name)
    assert INITIALS[short] == long
    shape = ConvShape(M=2, P=4, R=2)
    energies = [mapper.search(shape, PHONE, n).total for n in (name, long, short)]
    assert len(set(energies)) == 1
    if short in isca16.DATAFLOWS:
        assert ISCA16[name] is ISCA16[long] is ISCA16[short]
        assert isca16.storage(name, 64) == isca16.storage(short, 64)


def test_a_name_that_is_none_is_refused_with_the_names():
    for ask in (dataflow, lambda name: isca16.storage(name, 64)):
        with pytest.raises(ValueError, match="'SS'.*WS, OS_A"):
            ask("SS")
    with pytest.raises(KeyError, match="no machine 'SS'; there are RS, WS"):
        ISCA16["SS"]


@given(st.lists(st.sampled_from(DIMS), unique=True))
def test_a_printed_nest_has_the_letters_of_its_loops_and_no_others(dims):
    mapping = Mapping.parse("DRAM: " + " ".join(f"{dim}2" for dim in dims) + " / RF:")
    printed = str(mapping)
    line = printed.splitlines()[-1].split("| ")[-1].strip()
    letters = {one.upper() for one in line if one.islower()}
    assert letters == set(dims) - {"G"}
    assert Mapping.parse(printed) == mapping
    assert Mapping.parse(printed.replace(line, PUBLISHED_BODY)) == mapping


def test_with_all_loops_the_body_is_the_papers():
    assert body(DIMS) == PUBLISHED_BODY
    assert "U" not in body("MR") and Loop("M", 2) in Mapping.parse("DRAM: M2").levels[0].loops  # fmt: skip


def test_every_class_has_a_design_and_every_design_a_class():
    assert {one.flow for one in designs.DESIGNS} == set(INITIALS)
    assert len(designs.taxonomy().rows) == len(DATAFLOWS)
    assert [one.name for one in designs.of_class("row")] == ["Eyeriss"]


def test_what_stays_in_the_picture_is_what_the_register_file_holds():
    for flow in CLASSES:
        stays = [t for t, how in MOVES[flow].items() if how == "stays"]
        assert stays == list(dataflow(flow).register or "")
    assert {*CLASSES, "RS"} == set(INITIALS)
    with pytest.raises(ValueError, match="no picture of 'RS'; there are WS"):
        plots.dataflow_class("RS")


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 2))
def test_a_pe_takes_in_the_words_that_the_walk_counts(R, P, U):
    U = min(U, R)
    walked = walk(ConvShape(P=P, R=R, U=U), Mapping.parse(f"DRAM: P{P} / RF: R{R}"))
    table = plots.row_in_a_pe(step=P * R - 1, R=R, P=P, U=U).table
    came = table.column("words that crossed the PE's border")
    assert came == [walked["DRAM", "F", "read"], walked["DRAM", "I", "read"], P]


def test_a_stride_that_jumps_over_inputs_is_refused():
    with pytest.raises(ValueError, match="stride 2 jumps over inputs"):
        plots.row_in_a_pe(R=1, U=2)


def test_at_the_surveys_prices_the_winner_is_the_figures():
    energy, drawn = prices.at_prices(), bars("33a")
    for flow, value in energy.items():
        assert value / energy["RS"] == pytest.approx(drawn[flow].total)
    assert prices.winner() == "RS"


def test_the_winner_turns_with_the_prices():
    """A turn is where the winner changes; dearer RFs alone can undo RS, cheaper DRAM alone cannot."""
    assert prices.winner(20, 1) == "RS"
    assert prices.winner(20, 2) == "WS"
    assert prices.winner(200, 4) == "NLR"
    at = prices.turn(200)
    assert prices.winner(200, at - 0.01) == "RS" != prices.winner(200, at + 0.01)
    with pytest.raises(ValueError, match="DRAM 1e.06, conv: RS loses or wins"):
        prices.turn(1e6)


def test_the_farthest_bars_are_the_farthest():
    every, few = comparison("34"), farthest("34", 4)
    apart = sorted(abs(row[1] - row[2]) for row in every.rows)
    assert [abs(row[1] - row[2]) for row in few.rows] == apart[:-5:-1]
    assert set(few.rows) <= set(every.rows)
