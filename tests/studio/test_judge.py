"""No design scores above 100; the judge contains what is no design, and says the same twice; no name is on the page."""

import json
import os
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from dnnlib.grading.studio import judged, page, submissions, write_marks, write_page
from dnnlib.grading.studio.drawing import nice, stairs
from dnnlib.grading.studio.folder import TWICE
from dnnlib.grading.studio.page import LOOSEST
from dnnlib.studio import KNOBS, NAIVE, drawn, evaluate, par, score, workload
from dnnlib.studio.best import Exam
from dnnlib.studio.design import WIDTHS
from dnnlib.studio.enumerated import design_of, shipped
from dnnlib.studio.evaluate import card
from dnnlib.studio.gates import Gates
from dnnlib.studio.judge import judge, table
from dnnlib.studio.score import front_in_a_plane

GOOD = replace(NAIVE, bits=4, dataflow="RS", rf=64, width=(150, 60))


def test_the_front_that_ships_is_priced_again():
    """A sample of it: energy, latency, area and points lost are those of the card; the whole: `make designs`."""
    front, random = shipped(), Random(14)
    least = min(range(len(front["aims"])), key=lambda k: front["aims"][k][0])
    for k in [least, *random.sample(range(len(front["aims"])), 12)]:
        design = design_of(front["knobs"][k])
        found = evaluate(design, workload(design))
        aims = found.energy, found.latency, found.area.relative
        assert front["aims"][k][:3] == pytest.approx(aims, rel=1e-9)
    standard = [k for k in front["knobs"] if k[0] == 0]
    design = design_of(random.choice(standard))
    loss = front["aims"][(front["knobs"] == front["knobs"][least]).all(axis=1)][0][3]
    assert card(design_of(front["knobs"][least])).loss == pytest.approx(loss, abs=0.05)


def test_no_design_scores_above_100():
    """A sample of random designs and corners, as if each lost nothing that the best of its network does not."""
    random = Random(25)
    for design in [*corners(random, 20), *(anyhow(random) for _ in range(40))]:
        found = evaluate(design, workload(design))
        lost = known_loss(design)
        for k in range(5):
            gates = drawn(f"{k}")
            points = score(replace(found, loss=lost), gates)
            assert 0 <= points <= 100 * (1 + 1e-9)


def known_loss(design) -> float:
    """Points lost by the design's network, from the front where it is on it; else as much as nobody passes."""
    front = shipped()
    own = [
        list(KNOBS[k]).index(getattr(design, k))
        for k in ("kind", "width", "bits", "density")
    ]
    rows = (front["knobs"][:, :4] == own).all(axis=1)
    return float(front["aims"][rows, 3].min()) if rows.any() else 99.0


def anyhow(random: Random):
    chip = {k: random.choice(v) for k, v in KNOBS.items() if k not in ("kind", "width")}
    return replace(NAIVE, width=random.choice(WIDTHS["standard"]), **chip)


def corners(random: Random, count: int) -> list:
    """Some of the designs whose knobs are all at an end."""
    ends = {
        k: (v[0], v[-1])
        for k, v in KNOBS.items()
        if k not in ("kind", "width", "dataflow")
    }
    every = [dict(zip(ends, choice)) for choice in product(*ends.values())]
    flows = KNOBS["dataflow"]
    return [
        replace(NAIVE, dataflow=random.choice(flows), **one)
        for one in random.sample(every, count)
    ]


def test_par_is_reached_and_gates_cost():
    for k in range(20):
        gates = drawn(f"student {k}")
        least = par(gates)
        assert 0 < least < float("inf")
        tighter = replace(gates, area=gates.area * 0.8)
        assert par(tighter) >= least
        for what in ("area", "latency"):
            plane = front_in_a_plane(gates, what)
            assert min(energy for _, energy in plane) == least


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three who hand in a design, and everything that is none."""
    top = tmp_path_factory.mktemp("designs")
    for name, design in {
        "ada": GOOD,
        "bob": NAIVE,
        "eve": replace(GOOD, bits=2),
    }.items():
        design.save(top / f"{name}.json")
    asis = asdict(NAIVE)
    hostile = {
        "bool": json.dumps(asis | {"bits": True}),
        "nan": json.dumps(asis | {"density": float("nan")}),
        "many": json.dumps(asis | {"pes": 10**9}),
        "code": "__import__('os').system('true')",
        "deep": "[" * 4000,
        "huge": " " * 10**6,
        "empty": "",
        "strange": json.dumps(asis | {"<script>": 1}),
    }
    for name, text in hostile.items():
        (top / f"{name}.json").write_text(text)
    (top / "bytes.json").write_bytes(b"\xff\x00" * 50)
    (top / "folder.json").mkdir()
    (top / "link.json").symlink_to("/etc/hostname")
    os.mkfifo(top / "pipe.json")
    (top / "ada").mkdir()
    (top / "wide").mkdir()
    replace(NAIVE, dataflow="WS", pes=16).save(top / "wide" / "design.json")
    return top


HOSTILE = "bool nan many code deep huge empty strange bytes folder link pipe".split()


def test_what_is_no_design_is_contained(folder):
    verdicts = {one.name: one for one in judged(folder)}
    assert set(verdicts) == {"ada", "bob", "eve", "wide", *HOSTILE}
    for name in HOSTILE:
        assert verdicts[name].problem and verdicts[name].public_score == 0, name
    assert "pes=1000000000" in verdicts["many"].problem
    assert "plain file" in verdicts["pipe"].problem
    assert 0 < verdicts["bob"].public_score < verdicts["ada"].public_score <= 100
    assert "loss" in verdicts["eve"].said and verdicts["eve"].public_score == 0
    assert verdicts["ada"].said == verdicts["bob"].said == ""
    assert "ada" in str(table(verdicts.values()))


def test_two_files_of_one_name_are_a_question(folder, tmp_path):
    GOOD.save(tmp_path / "ada.json")
    GOOD.save(tmp_path / "ada" / "mine.json")
    assert "two files" in judged(tmp_path)[0].problem
    with pytest.raises(ValueError, match="no folder"):
        submissions(tmp_path / "nothing")


def test_one_students_files_and_names_are_not_the_classes_trouble(tmp_path):
    """A name that is no text, a letter written in two ways, a suffix in capitals, more files than a class has."""
    GOOD.save(tmp_path / "Ada.JSON")
    GOOD.save(tmp_path / "\u00e5sa.json")
    GOOD.save(tmp_path / "a\u030asa" / "design.json")
    (tmp_path / "many").mkdir()
    for k in range(30):
        (tmp_path / "many" / f"{k}.json").write_text("{}")
    with open(os.fsencode(tmp_path) + b"/\xff.json", "wb") as file:
        file.write(b"{}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dnnlib.grading.studio.folder.MOST", 10)
        found = {one.name: one.problem for one in judged(tmp_path)}
    assert found.keys() == {"Ada", "\u00e5sa", "many", "\ufffd"}
    assert found["Ada"] == "" and "gives no width" in found["\ufffd"]
    assert found["\u00e5sa"] == found["many"] == TWICE


def test_a_folder_that_may_not_be_listed_is_said_so(tmp_path, monkeypatch):
    """Where nobody may look there is a sentence, and the others go on."""
    GOOD.save(tmp_path / "ada.json")
    GOOD.save(tmp_path / "shut" / "design.json")
    listing, reading = Path.iterdir, Path.lstat

    def shut(path, do):
        if "shut" in path.parts:
            raise PermissionError(13, "Permission denied")
        return do(path)

    monkeypatch.setattr(Path, "iterdir", lambda path: shut(path, listing))
    monkeypatch.setattr(Path, "lstat", lambda path: shut(path, reading))
    found = submissions(tmp_path)
    assert found["shut"] == "it cannot be read: Permission denied"
    assert isinstance(found["ada"], bytes)


def test_a_zero_on_hidden_layers_has_its_reason(monkeypatch):
    """Who passes in public and not in secret is told the gate."""
    monkeypatch.setattr(Exam, "_search", lambda self, gates: (1e6, None))
    monkeypatch.setattr(Exam, "gates", lambda self, gates: Gates(1, 1, 2))
    files = {"ada": json.dumps(asdict(NAIVE)).encode()}
    (one,) = judge(files, "s")
    assert one.public_score > 0 == one.hidden_score
    assert one.said == "on hidden layers and digits: misses the gate on latency"


def test_a_regrade_gives_the_same(folder, monkeypatch):
    """With a secret both scores stand side by side; the best of hidden layers is test_hidden's."""
    monkeypatch.setattr(Exam, "_search", lambda self, gates: (1e6, None))
    files = {
        name: content
        for name, content in submissions(folder).items()
        if name in ("ada", "bob", "nan")
    }
    once, again, other = (judge(files, secret) for secret in ("s", "s", "t"))
    marks = [
        [(v.name, v.public_score, v.hidden_score) for v in verdicts]
        for verdicts in (once, again, other)
    ]
    assert marks[0] == marks[1] != marks[2]
    by_name = {v.name: v for v in once}
    assert (
        by_name["ada"].hidden.by_layer.keys() != by_name["ada"].public.by_layer.keys()
    )
    assert by_name["nan"].hidden_score == 0


def test_the_page_names_nobody_and_the_marks_are_the_registrars(folder, tmp_path):
    verdicts = judged(folder)
    text = write_page(verdicts, tmp_path / "class.html").read_text()
    assert text.count("<svg") == 5 and "script" not in text
    assert not any(f">{one.name}<" in text for one in verdicts)
    assert text == page(verdicts) != page(verdicts, own="ada")
    with pytest.raises(ValueError, match="nobody handed in"):
        page(verdicts, own="nobody")
    found = write_marks(verdicts, "canvas", tmp_path / "marks.csv").read_text()
    assert "Points Possible" in found and found.count("\n") == 2 + len(verdicts)
    assert LOOSEST.area >= drawn("x").area


def test_stairs_and_nice_numbers():
    assert stairs([(3, 1), (1, 4), (2, 5), (2, 2)]) == [
        (1, 4),
        (2, 4),
        (2, 2),
        (3, 2),
        (3, 1),
    ]
    assert [nice(x) for x in (25, 1, 1.05, 2.4, 26, 0)] == [30, 1, 1.2, 2.4, 30, 1]


def test_the_command_line_says_what_the_library_does(folder, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from dnnlib.cli import app

    monkeypatch.setenv("COLUMNS", "200")
    run = CliRunner().invoke
    told = run(app, ["studio", "card", str(folder / "ada.json"), "--name", "ada"])
    assert told.exit_code == 0 and "The gates of ada" in told.output
    assert "of 100" in told.output and "VGG-16 conv3_2" in told.output
    bad = run(app, ["studio", "card", str(folder / "many.json")])
    assert bad.exit_code == 1 and "pes=1000000000" in bad.output
    GOOD.save(tmp_path / "in" / "ada.json")
    to = ["--page", str(tmp_path / "p.html"), "--csv", str(tmp_path / "m.csv")]
    told = run(app, ["studio", "judge", str(tmp_path / "in"), *to])
    assert told.exit_code == 0, told.output
    assert (tmp_path / "p.html").exists() and "ada" in (tmp_path / "m.csv").read_text()
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", "password")
    told = run(app, ["studio", "judge", str(tmp_path / "in"), "--grade", *to])
    assert told.exit_code == 1 and "example" in told.output
