"""Archives of every platform that people use, and names of every kind: nobody's paper is lost, nobody's replaced."""

# ruff: noqa: F401, F811 (fixtures)

import io
import unicodedata
import zipfile

import pytest
from hostile.folders import zipped as inner
from hostile.shapes import GRADESCOPE, NAMES, NO_NAMES, PATTERNS, PLATFORMS
from test_collect import became, course, made, submitted, zipped
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading import archive
from dnnlib.grading.collect import collect
from dnnlib.grading.intake import gradescope, platforms, receipts
from dnnlib.grading.intake.names import NoName, folder, same


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platforms_archive_gives_each_student_his_paper(course, tmp_path, name):
    files = PLATFORMS[name]
    rows = collect(
        "ch02",
        zipped({path: path.encode() for path in files}, tmp_path / "all.zip"),
        course.root,
    )
    assert submitted(course) == {
        who: path.encode() for path, who in files.items() if who
    }
    assert {row.came for row in rows} == {path.replace("\\", "/") for path in files}


@pytest.mark.parametrize("above", ["", "assignment_777_export/"])
def test_gradescopes_table_says_who_when_and_how_often(course, tmp_path, above):
    files = {
        f"{above}submission_11/layers.ipynb": b"ada's",
        f"{above}submission_12/layers.ipynb": b"both's",
    }
    files[f"{above}submission_metadata.yml"] = GRADESCOPE.encode()
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {
        "ada": b"ada's",
        "0077": b"both's",
        "Yan New": b"both's",
    }
    kept = receipts.kept(course.folders.db_url, "ch02")
    assert (
        kept["ada", "layers"].attempt == 2
        and kept["ada", "layers"].time == "2026-11-03T10:00:00+00:00"
    )
    assert kept["Yan New", "layers"].time == "2026-11-03T10:00:00+00:00"
    assert sum("of the group submission_12" in row.remark for row in rows) == 2
    with course.gradebook() as gradebook:
        zoe = gradebook.find_student("0077")
        told = (zoe.first_name, zoe.last_name, zoe.email)
        assert told == ("Zoe", "New", "zoe@example.org")


def test_gradescopes_folders_without_its_table_are_nobodys(course, tmp_path):
    files = {f"export/submission_{k}/layers.ipynb": b"x" for k in (11, 12)}
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert not submitted(course) and all(
        "does not say whose it is" in row.remark for row in rows
    )
    with pytest.raises(ValueError, match="cannot be read"):
        gradescope.submitters(b"a: [1\n:::")


def test_an_archive_that_is_not_understood_is_refused_by_name(course, tmp_path):
    files = {
        f"Ex/{group}/{who}/layers.ipynb": b"x"
        for group, who in (("red", "x1"), ("red", "x2"), ("blue", "x3"))
    }
    path = zipped(files, tmp_path / "all.zip")
    with pytest.raises(
        ValueError,
        match="'Ex/red' would be one student with papers from different folders.*--pattern",
    ):
        collect("ch02", path, course.root)
    assert not submitted(course)
    collect("ch02", path, course.root, pattern="Ex/*/{name}/{file}")
    assert set(submitted(course)) == {"x1", "x2", "x3"}


def test_one_students_folders_do_not_stop_the_class(course, tmp_path):
    files = {f"{who}/layers.ipynb": b"x" for who in ("ada", "bob", "x1")} | {
        f"eve/{k}/layers.ipynb": b"x" for k in "ab"
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert set(submitted(course)) == {"ada", "bob", "x1"}
    assert sum("a person must say which one counts" in row.remark for row in rows) == 2


def test_a_name_that_fits_canvas_by_half_is_no_student_of_canvas(course, tmp_path):
    files = {f"ch02_12_{k}_layers.ipynb": b"%d" % k for k in (5, 6)}
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ch02_12_5": b"5", "ch02_12_6": b"6"}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_instructors_own_pattern_reads_any_other_shape(
    course, tmp_path, monkeypatch, pattern
):
    path = zipped(
        {PATTERNS[pattern]: b"ada's", "odd.ipynb": b"x"}, tmp_path / "all.zip"
    )
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(
        cli.app,
        ["collect", "ch02", str(path), "--pattern", pattern],
        env={"COLUMNS": "200"},
    )
    assert done.exit_code == 0 and "1 of 2 files collected" in done.output, done.output
    assert submitted(course) == {"ada": b"ada's"}


@pytest.mark.parametrize(
    "pattern",
    ["{name}", "{file}", "{who}/{file}", "(?P<name>[/{file}", "{name}.{name}/{file}"],
)
def test_a_pattern_that_cannot_be_is_a_sentence(pattern):
    with pytest.raises(ValueError, match="--pattern"):
        platforms.own(pattern)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_of_every_script_are_names(course, tmp_path, form):
    spelled = [unicodedata.normalize(form, name) for name in NAMES]
    files = {
        f"{name}_{k}_assignsubmission_file_/layers.ipynb": b"%d" % k
        for k, name in enumerate(spelled)
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {
        folder(name): b"%d" % k for k, name in enumerate(NAMES)
    }
    assert not [row for row in rows if row.remark]
    rows = collect("ch02", tmp_path / "all.zip", course.root)  # the same students again
    assert [row.remark for row in rows] == ["was there already"] * len(NAMES)


def test_a_macs_archive_says_nowhere_that_its_names_are_utf8(course, tmp_path):
    name = unicodedata.normalize("NFD", "Zoë Müller/layers.ipynb")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for path in (name, "ada/layers.ipynb"):
            info = zipfile.ZipInfo("x" * len(path.encode()))
            opened.writestr(info, b"x")
    data = made.getvalue()
    for path in (name, "ada/layers.ipynb"):
        data = data.replace(
            b"x" * len(path.encode()) if path == name else b"x" * 16, path.encode()
        )
    (tmp_path / "all.zip").write_bytes(data)
    collect("ch02", tmp_path / "all.zip", course.root)
    assert set(submitted(course)) == {"Zoë Müller", "ada"}


def test_capitals_and_accents_do_not_part_a_student(course, tmp_path):
    files = {"ADA LOVELACE - layers.ipynb": b"1", "bob o’neil - layers.ipynb": b"2"}
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"1", "bob": b"2"}
    assert (
        same("Straße") == same("STRASSE")
        and same("Jose\u0301") == same("JOSÉ")
        and same("नेहा") != same("नहा")
    )


def test_a_classmates_name_is_asked_about_and_replaces_nobody(course, tmp_path):
    first = {"Ada Lovelace_1_assignsubmission_file_/layers.ipynb": b"hers"}
    collect("ch02", zipped(first, tmp_path / "1.zip"), course.root)
    both = {
        f"Ada Lovelace_{k}_assignsubmission_file_/layers.ipynb": b"%d" % k
        for k in (2, 3)
    }
    rows = collect("ch02", zipped(both, tmp_path / "2.zip"), course.root)
    assert submitted(course) == {
        "ada": b"hers",
        "Ada Lovelace-2": b"2",
        "Ada Lovelace-3": b"3",
    }
    assert all(
        "the class list has ada: a person must say who is who" in row.remark
        for row in rows
    )


def test_namesakes_of_a_flat_folder_do_not_become_one(course, tmp_path):
    files = {
        "Max Roe - layers.ipynb": b"1",
        "max roe - layers.ipynb": b"2",
        "ada - layers.ipynb": b"3",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert sorted(submitted(course).values()) == [b"1", b"2", b"3"]
    assert sum("2 here have this name" in row.remark for row in rows) == 2


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_can_be_no_name_is_a_sentence_and_the_class_goes_on(
    course, tmp_path, name
):
    files = {
        f"{name}_7_assignsubmission_file_/layers.ipynb": b"x",
        "Ada Lovelace_8_assignsubmission_file_/layers.ipynb": b"y",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"y"}
    (out,) = [row for row in rows if not row.put]
    assert "can be no student" in out.remark or "are taken" in out.remark
    assert "\x1b" not in out.remark and len(out.remark) < 400
    with pytest.raises(NoName):
        folder(name)


def test_one_students_archives_have_a_limit_of_their_own(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    monkeypatch.setattr(archive, "MOST_BYTES", 5000)
    many = {
        f"evemallory_66_{k}_work-{k}.zip": inner({"layers.ipynb": bytes(900)})
        for k in range(12)
    }
    files = many | {
        f"student{k}_{k}_1_layers.ipynb": bytes(500) for k in range(100, 106)
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert len(submitted(course)) == 7
    assert (
        sum("as the student's other papers leave" in row.remark for row in rows) == 11
    )


def test_an_archive_with_a_million_names_in_it_is_not_listed(tmp_path):
    many = bytearray(inner({"layers.ipynb": b"x"}))
    many[-10:-6] = (1 << 30).to_bytes(
        4, "little"
    )  # of the list, as the archive's end says
    (ada, bob) = archive.unpacked(
        zipped(
            {"ada/a.zip": bytes(many), "bob/layers.ipynb": b"b"}, tmp_path / "all.zip"
        ),
        ["layers"],
    )
    assert "more than 20,000 files" in ada.why and bob.data == b"b"


def test_a_group_gives_its_paper_to_each_member(course, tmp_path):
    (tmp_path / "groups.csv").write_text(
        "group,student\nThe Reds,ada\nThe Reds,Bob O'Neil\nBlues,zoe\n"
    )
    files = {"thereds_900_1_layers.ipynb": b"red", "roesam_7_2_layers.ipynb": b"sam"}
    rows = collect(
        "ch02",
        zipped(files, tmp_path / "all.zip"),
        course.root,
        groups=tmp_path / "groups.csv",
    )
    assert submitted(course) == {"ada": b"red", "bob": b"red", "roesam": b"sam"}
    assert sum(row.remark == "of the group The Reds" for row in rows) == 2
    (tmp_path / "groups.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="it needs group and student"):
        collect(
            "ch02", tmp_path / "all.zip", course.root, groups=tmp_path / "groups.csv"
        )


def test_a_folder_that_cannot_be_written_is_that_students_alone(
    course, tmp_path, monkeypatch
):
    from dnnlib.grading.intake import put as module

    real = module.save
    refuse = lambda path, data: (_ for _ in ()).throw(
        PermissionError(13, "Permission denied", str(path))
    )
    monkeypatch.setattr(
        module,
        "save",
        lambda path, data: (refuse if "ada" in path.parts else real)(path, data),
    )
    files = {"ada/layers.ipynb": b"1", "bob/layers.ipynb": b"2"}
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"bob": b"2"}
    assert [row.remark.startswith("could not be put there") for row in rows] == [
        True,
        False,
    ]


REFUSED = {
    "one Canvas number, two papers of one name": [
        "lab_12_5_layers.ipynb",
        "lab_12_6_layers.ipynb",
    ],
    "sections with one name each": ["A/Max - layers.ipynb", "B/Max - layers.ipynb"],
    "two levels, one name": ["Ex/red/x1/layers.ipynb", "Ex/red/x2/layers.ipynb"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_one_student_of_several_papers_is_no_class(course, tmp_path, name):
    files = dict.fromkeys(REFUSED[name], b"x") | {"Ex/blue/x3/layers.ipynb": b"y"}
    if name != "two levels, one name":
        files.pop("Ex/blue/x3/layers.ipynb")
    path = zipped(files, tmp_path / "all.zip")
    try:
        rows = collect("ch02", path, course.root)
    except ValueError as error:
        assert "would be one student" in str(error) and "--pattern" in str(error)
    else:
        assert len([row for row in rows if row.put]) in (0, 2)
        assert all("handed in again" not in row.remark for row in rows)


def test_dashes_within_students_folders_are_theirs(course, tmp_path):
    files = {f"{who}/Ex 2 - layers.ipynb": who.encode() for who in ("ada", "x1", "x2")}
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"ada", "x1": b"x1", "x2": b"x2"}


def test_a_name_with_a_number_is_not_another_student_of_canvas(course, tmp_path):
    """Who is called "Mallory_102" would be bob, whose number is 102."""
    files = {
        "oneilbob_102_9001_layers.ipynb": b"bob's",
        "mallory_102_666_9002_layers.ipynb": b"mallory's",
        "lovelaceada_101_9003_layers.ipynb": b"ada's",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"ada's", "bob": b"bob's"}
    assert sum("three numbers" in row.remark for row in rows) == 1


def test_two_folders_of_a_moodle_student_are_asked_about(course, tmp_path):
    head = "{}_{}_assignsubmission_file_/{}layers.ipynb"
    files = {head.format("Eve", 1, f"{k}/"): b"e" for k in "ab"}
    files |= {head.format("Ada Lovelace", 2, ""): b"a"}
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"a"}
    assert sum("which one counts" in row.remark for row in rows) == 2


def test_moodles_groups_are_no_part_of_a_name(course, tmp_path):
    names = ("Red-Ada Lovelace", "Blue-Green-Bob O'Neil", "Red-Zoe-Ann New")
    files = {
        f"{name}_{k}_assignsubmission_file_/layers.ipynb": b"x"
        for k, name in enumerate(names)
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert set(submitted(course)) == {"ada", "bob", "Red-Zoe-Ann New"}
    assert sorted(row.remark for row in rows) == [
        "",
        "of the group Blue-Green",
        "of the group Red",
    ]


def test_a_name_with_a_dash_is_no_group(course, tmp_path):
    names = ("Marie-Ada Lovelace", "Zoe New", "Ada Lovelace")
    files = {
        f"{name}_{k}_assignsubmission_file_/layers.ipynb": b"x"
        for k, name in enumerate(names)
    }
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert set(submitted(course)) == {"Marie-Ada Lovelace", "Zoe New", "ada"}


def test_drafts_beside_a_paper_are_no_papers(course, tmp_path):
    files = {}
    for who in ("ada", "bob", "x1"):
        files |= {f"{who}/{place}.ipynb": b"draft" for place in ("lib/a", "data/b")}
        files[f"{who}/layers.ipynb"] = who.encode()
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"ada", "bob": b"bob", "x1": b"x1"}


def test_a_students_table_does_not_stop_the_class(course, tmp_path):
    files = {"ada/layers.ipynb": b"a", "bob/layers.ipynb": b"b"}
    files["eve/submission_metadata.yml"] = b"a: [1\n:::"
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"a", "bob": b"b"}


def test_bombs_are_counted_together(tmp_path, monkeypatch):
    """What is too large is not unpacked again and again for each of a student's files."""
    monkeypatch.setattr(archive, "LARGEST", 1000)
    read = []
    real = archive.Allowance.take

    def take(self, opened, info):
        before = self.left
        try:
            return real(self, opened, info)
        finally:
            read.append(before - self.left)

    monkeypatch.setattr(archive.Allowance, "take", take)
    files = {f"eve/{k}.ipynb": bytes(5000) for k in range(9)} | {
        "bob/layers.ipynb": b"b"
    }
    papers = list(archive.unpacked(zipped(files, tmp_path / "all.zip"), ["layers"]))
    assert sum(read) == 1001 - 1 + 1 and papers[-1].data == b"b"
    assert all("bytes" in paper.why for paper in papers[:-1])


def test_dots_in_paths_are_no_folders(course, tmp_path):
    files = {
        "./all/ada/layers.ipynb": b"a",
        "./all//bob/./layers.ipynb": b"b",
        ".": b"x",
    }
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"a", "bob": b"b"}


def test_a_broken_download_is_a_sentence(course, tmp_path):
    data = inner({f"s{k}/layers.ipynb": b"x" * 99 for k in range(9)})
    (tmp_path / "all.zip").write_bytes(data[:300] + data[500:])
    with pytest.raises(ValueError, match="broken archive|no zip archive"):
        collect("ch02", tmp_path / "all.zip", course.root)
