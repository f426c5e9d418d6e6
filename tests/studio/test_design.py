"""A design is data: what cannot be is refused by name, and a file says the same as the value."""

import json
from dataclasses import asdict, replace

import pytest

from dnnlib.studio import KNOBS, NAIVE, Design, read
from dnnlib.studio.design import WIDTHS, parse

GOOD = asdict(NAIVE)
BAD = {
    "bits": [7, 0, -8, True, "8", 8.0, float("nan"), None, [8], 10**400],
    "density": [0.25, -1, True, float("nan"), float("inf"), "1"],
    "dataflow": ["XS", None, 1, ["RS"]],
    "pes": [10**9, 0, True, 168.0],
    "rf": [48, -64],
    "glb": [10**9, "64"],
    "batch": [2, False],
    "width": [(299, 100), (300,), 300, "300-100", [[300, 100]], (True, 100)],
    "kind": ["dense", None],
}


@pytest.mark.parametrize("knob", BAD)
def test_what_no_knob_has_is_refused_by_name(knob):
    for value in BAD[knob]:
        with pytest.raises(ValueError, match=f"{knob}.* must be one of "):
            Design(**GOOD | {knob: value})


def test_a_width_belongs_to_a_kind():
    with pytest.raises(ValueError, match="depthwise.*24, 48, 64"):
        replace(NAIVE, kind="depthwise")
    assert replace(NAIVE, kind="depthwise", width=(24, 48, 64)).bits == NAIVE.bits


def test_a_file_says_the_same_as_the_value(tmp_path):
    for kind, widths in WIDTHS.items():
        one = replace(NAIVE, kind=kind, width=widths[-1], density=0.3)
        assert read(one.save(tmp_path / "mine.json")) == one
    short = {k: v for k, v in GOOD.items() if k not in ("batch", "kind")}
    assert parse(json.dumps(short).encode()) == NAIVE


HOSTILE = {
    b"": "holds no design",
    b"not json": "holds no design",
    b"\xff\xfe\x00": "holds no design",
    b"[1, 2]": "one object",
    b"NaN": "NaN",
    b'{"bits": 8}': "gives no width",
    b"[" * 4000: "holds no design",
    json.dumps(GOOD | {"cheat": 1}).encode(): "cheat",
    json.dumps(GOOD | {"pes": 10**9}).encode(): "pes=1000000000",
    json.dumps(GOOD | {"bits": True}).encode(): "bits=True",
    json.dumps(GOOD | {"density": float("nan")}).encode(): "NaN",
    json.dumps(GOOD)[:-1].encode() + b', "bits": 2}': "twice",
    json.dumps(GOOD | {"pes": 1})
    .replace('"pes": 1,', f'"pes": {"9" * 3000},')
    .encode(): "pes=an integer",
}


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: repr(content[:12]))
def test_a_file_that_is_no_design_is_a_sentence(content):
    with pytest.raises(ValueError, match=HOSTILE[content]):
        parse(content)


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * 10**6)
    with pytest.raises(ValueError, match="longer than 4,096 bytes"):
        read(path)


def test_every_value_of_every_knob_makes_a_design():
    for knob, values in KNOBS.items():
        for value in values:
            if knob == "width":
                kind = next(k for k, widths in WIDTHS.items() if value in widths)
                assert Design(**GOOD | {knob: value, "kind": kind}).width == value
            elif knob != "kind":
                assert getattr(replace(NAIVE, **{knob: value}), knob) == value
