"""A platform's download: each notebook goes to its student, what cannot is said by name, nothing that was there is lost."""

import shutil
from pathlib import Path

import pytest
from hostile.folders import zipped as inner
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading import Course, archive
from dnnlib.grading.archive import unpacked
from dnnlib.grading.collect import collect

CONFIG = Path(__file__).parents[2] / "solutions" / "nbgrader_config.py"
CLASS = {
    "ada": ("Ada", "Lovelace", ""),
    "bob": ("Bob", "O'Neil", "102"),
    "jane1": ("Jane", "Doe", ""),
    "jane2": ("Jane", "Doe", ""),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A course with one assignment and a class list."""
    root = tmp_path_factory.mktemp("course")
    for place in ("ch02/layers.ipynb", "ch04/kernels.ipynb"):
        (root / "solutions" / place).parent.mkdir(parents=True)
        (root / "solutions" / place).write_text("{}")
    (root / "solutions/nbgrader_config.py").write_text(CONFIG.read_text())
    course = Course(root)
    with Gradebook(course.folders.db_url, course.folders.course_id) as gradebook:
        for who, (first, last, number) in CLASS.items():
            gradebook.add_student(
                who, first_name=first, last_name=last, lms_user_id=number or None
            )
    return root


@pytest.fixture
def course(made, tmp_path) -> Course:
    """A copy of that course for each test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Course(tmp_path)


def zipped(files: dict[str, bytes | str], to: Path) -> Path:
    """An archive of these files; a text is the target of a link."""
    to.write_bytes(inner(files))
    return to


def submitted(course) -> dict[str, bytes]:
    """All that lies where nbgrader looks: {student: the notebook}."""
    found = (course.root / "build/grading/submitted").rglob("*")
    return {path.parts[-3]: path.read_bytes() for path in found if path.is_file()}


def numbers(course) -> dict[str, str]:
    with course.gradebook() as gradebook:
        return {
            one.id: one.lms_user_id for one in gradebook.students if one.lms_user_id
        }


def became(rows) -> dict[str, str]:
    return {row.came: row.remark for row in rows}


def test_canvas_students_are_known_by_number_or_by_name(course, tmp_path):
    files = {
        "lovelaceada_101_9001_layers.ipynb": b"ada's",
        "oneilbob_LATE_102_9002_layers-1.ipynb": b"bob's",
        "ünalçıdem_103_9003_layers.ipynb": b"cyd's",
        "doejane_104_9004_layers.ipynb": b"whose?",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {
        "ada": b"ada's",
        "bob": b"bob's",
        "ünalçıdem": b"cyd's",
        "doejane-104": b"whose?",
    }
    assert numbers(course) == {
        "ada": "101",
        "bob": "102",
        "ünalçıdem": "103",
        "doejane-104": "104",
    }
    assert (
        became(rows)["oneilbob_LATE_102_9002_layers-1.ipynb"]
        == "late, says the platform"
    )


def test_two_of_a_name_stay_two(course, tmp_path):
    files = {"roesam_7_1_layers.ipynb": b"7", "roesam_8_2_layers.ipynb": b"8"}
    files |= {"anon_X3f_99_layers.ipynb": b"x", "LATE_anon_Y_98_layers.ipynb": b"y"}
    collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {
        "roesam-7": b"7",
        "roesam-8": b"8",
        "anon_X3f": b"x",
        "anon_Y": b"y",
    }


@pytest.mark.parametrize(
    "form",
    ["{}_assignsubmission_file_/layers.ipynb", "{}_assignsubmission_file_layers.ipynb"],
)
def test_moodle_students_are_known_by_their_names(course, tmp_path, form):
    files = {
        form.format("Ada Lovelace_657693"): b"ada's",
        form.format("Ann Mc Kay_657694"): b"ann's",
    }
    files["Bob O'Neil_5_assignsubmission_onlinetext_/onlinetext.html"] = b"<p>"
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"ada's", "Ann Mc Kay": b"ann's"}
    assert (
        became(rows)["Bob O'Neil_5_assignsubmission_onlinetext_/onlinetext.html"]
        == "it is no notebook"
    )


def test_moodles_number_is_the_assignments_and_parts_no_student_in_two(
    course, tmp_path
):
    for assignment, notebook, number in (
        ("ch02", "layers", 7),
        ("ch04", "kernels", 900),
    ):
        names = {
            f"{name}_{number + k}": b"x"
            for k, name in enumerate(("Ada Lovelace", "Zoe New", "Jane Doe"))
        }
        files = {
            f"{name}_assignsubmission_file_/{notebook}.ipynb": data
            for name, data in names.items()
        }
        rows = collect(
            assignment, zipped(files, tmp_path / f"{assignment}.zip"), course.root
        )
        # of two named Jane Doe, which?
        assert {row.student for row in rows} == {
            "ada",
            "Zoe New",
            f"Jane Doe-{number + 2}",
        }
    assert numbers(course) == {"bob": "102"}


def test_a_notebook_of_another_chapter_is_not_taken_for_this_one(course, tmp_path):
    files = {
        "ada/kernels.ipynb": b"x",
        "bob/Kernels-2.ipynb": b"x",
        "cyd/mine.ipynb": b"x",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"cyd": b"x"}
    assert [row.remark for row in rows] == ["it is ch04's, by its name"] * 2 + [
        "taken for layers.ipynb"
    ]


def test_folders_name_their_students_exactly(course, tmp_path):
    files = {"ada/layers.ipynb": b"1", "Ada/ch02/my work.ipynb": b"2"}
    files |= {
        "ada/.ipynb_checkpoints/layers-checkpoint.ipynb": b"3",
        "__MACOSX/ada/._layers.ipynb": b"4",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"1", "Ada": b"2"}
    said = became(rows)
    assert said["ada/layers.ipynb"] == "" and said["Ada/ch02/my work.ipynb"].startswith(
        "taken for layers.ipynb; 2 here have this name"
    )


PACKED = {
    "Canvas's, packed again": (
        ["all/lovelaceada_101_1_layers.ipynb", "all/oneilbob_102_2_layers.ipynb"],
        {"ada", "bob"},
    ),
    "Moodle's, packed again": (
        ["all/Ada Lovelace_7_assignsubmission_file_/layers.ipynb"],
        {"ada"},
    ),
    "a folder of folders": (
        ["all/ada/layers.ipynb", "all/bob/ch02/layers.ipynb"],
        {"ada", "bob"},
    ),
    "one student alone": (["ada/ch02/layers.ipynb"], {"ada"}),
    "one of Moodle's alone": (
        ["Ada Lovelace_7_assignsubmission_file_/layers.ipynb"],
        {"ada"},
    ),
    "two, one deeper": (["ada/work/layers.ipynb", "bob/layers.ipynb"], {"ada", "bob"}),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_folder_around_all_submissions_is_nobody(course, tmp_path, name):
    files, students = PACKED[name]
    rows = collect(
        "ch02",
        zipped({file: file.encode() for file in files}, tmp_path / "all.zip"),
        course.root,
    )
    assert set(submitted(course)) == students and sorted(
        row.came for row in rows
    ) == sorted(files)


def test_handed_in_again_the_later_one_counts(course, tmp_path):
    names = ("layers (12).ipynb", "layers.ipynb", "layers-1.ipynb", "mine.ipynb")
    files = {f"ada/{name}": name.encode() for name in names}
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"layers (12).ipynb"}
    assert [row.came for row in rows if row.put] == ["ada/layers (12).ipynb"] and len(
        rows
    ) == 4


def test_an_archive_of_a_students_own_is_looked_into(course, tmp_path):
    own = inner(
        {
            "work/layers.ipynb": b"packed",
            "work/notes.txt": b"n",
            "more.zip": inner({"layers.ipynb": b"deeper"}),
        }
    )
    files = {
        "lovelaceada_101_1_homework.zip": own,
        "oneilbob_102_2_empty.zip": inner({"notes.txt": b""}),
        "x_9_3_none.zip": b"no zip",
    }
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert submitted(course) == {"ada": b"packed"}
    assert became(rows) == {
        "lovelaceada_101_1_homework.zip: work/layers.ipynb": "",
        "oneilbob_102_2_empty.zip": "there is no notebook in it",
        "x_9_3_none.zip": "File is not a zip file",
    }
    # who handed in no notebook does not come into the gradebook
    assert "x" not in numbers(course)


def test_nothing_that_was_there_is_lost_and_the_same_again_changes_nothing(
    course, tmp_path
):
    first = zipped({"ada/layers.ipynb": b"first"}, tmp_path / "1.zip")
    second = zipped({"ada/layers.ipynb": b"second"}, tmp_path / "2.zip")
    collect("ch02", first, course.root)
    assert became(collect("ch02", first, course.root)) == {
        "ada/layers.ipynb": "was there already"
    }
    assert not (course.root / "build/grading/earlier").exists()
    (row,) = collect("ch02", second, course.root)
    assert submitted(course) == {"ada": b"second"}
    kept = list((course.root / "build/grading/earlier/ada/ch02").iterdir())
    assert [path.read_bytes() for path in kept] == [b"first"] and kept[
        0
    ].name in row.remark


REFUSED = {
    "a path up": ("ada/../../../evil/layers.ipynb", b"x", "leads out"),
    "an absolute path": ("/etc/cron.d/layers.ipynb", b"x", "leads out"),
    "a drive": ("C:/layers.ipynb", b"x", "leads out"),
    "backslashes": ("ada/..\\..\\layers.ipynb", b"x", "leads out"),
    "a link": ("ada/layers.ipynb", "/etc/passwd", "a link"),
    "a student named ..": ("../layers.ipynb", b"x", "leads out"),
    "a hidden student": (".ssh/layers.ipynb", b"x", "no student's folder"),
    "a student with a line break": ("a\nb/layers.ipynb", b"x", "no student's folder"),
    "nobody's": ("layers.ipynb", b"x", "tells no student"),
    "a program": ("ada/layers.py", b"x", "no notebook"),
    "an inner path up": (
        "ada/work.zip",
        inner({"../../layers.ipynb": b"x"}),
        "leads out",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_is_said_and_the_others_are_collected(course, tmp_path, name):
    path, data, said = REFUSED[name]
    rows = collect(
        "ch02",
        zipped({path: data, "bob/layers.ipynb": b"bob's"}, tmp_path / "all.zip"),
        course.root,
    )
    assert submitted(course) == {"bob": b"bob's"}
    assert [said in row.remark for row in rows if row.put is None] == [True]
    outside = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")}
    assert outside == {"solutions", "build", "all.zip"}


@pytest.mark.parametrize("where", ["ada/layers.ipynb", "ada/work.zip"])
def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch, where):
    monkeypatch.setattr(archive, "LARGEST", 1 << 20)
    bomb = bytes((1 << 20) + 1)
    files = {
        where: bomb if where.endswith("ipynb") else inner({"layers.ipynb": bomb}),
        "bob/layers.ipynb": b"bob's",
    }
    ada, bob = unpacked(zipped(files, tmp_path / "all.zip"), ["layers"])
    assert "more than 1,048,576 bytes" in ada.why and not ada.data
    assert bob.data == b"bob's"


def test_the_notebooks_of_a_students_archive_are_limited_together(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    own = inner({"layers.ipynb": bytes(600), "layers-1.ipynb": bytes(600)})
    first, second = unpacked(
        zipped({"ada/work.zip": own}, tmp_path / "all.zip"), ["layers"]
    )
    assert len(first.data) == 600 and "more than 400 bytes" in second.why


def test_an_archive_that_is_too_much_or_none_is_an_error(course, tmp_path, monkeypatch):
    many = zipped(
        {f"s{k}/layers.ipynb": bytes(9) for k in range(5)}, tmp_path / "many.zip"
    )
    monkeypatch.setattr(archive, "MOST_FILES", 4)
    with pytest.raises(ValueError, match="5 files: at most 4"):
        collect("ch02", many, course.root)
    (tmp_path / "no.zip").write_bytes(b"PK no")
    with pytest.raises(ValueError, match="no.zip is no zip archive"):
        collect("ch02", tmp_path / "no.zip", course.root)
    with pytest.raises(FileNotFoundError, match="there is no"):
        collect("ch02", tmp_path / "none.zip", course.root)
    with pytest.raises(
        ValueError, match="no assignment 'ch99'; the course has ch02, ch04"
    ):
        collect("ch99", many, course.root)
    assert not submitted(course)


def test_where_all_together_are_too_much_the_largest_are_left_out(
    course, tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    monkeypatch.setattr(archive, "MOST_BYTES", 44)
    files = {f"s{k}/layers.ipynb": bytes(9 + 30 * (k == 2)) for k in range(4)}
    rows = collect("ch02", zipped(files, tmp_path / "all.zip"), course.root)
    assert (
        set(submitted(course)) == {"s0", "s1", "s3"}
        and "more than 44 bytes" in became(rows)["s2/layers.ipynb"]
    )


def test_a_locked_archive_is_said_by_name(tmp_path):
    path = zipped({"ada/layers.ipynb": b"x"}, tmp_path / "all.zip")
    data = bytearray(path.read_bytes())
    # the bit that says "encrypted"
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)
    (paper,) = unpacked(path, ["layers"])
    assert "password" in paper.why


def test_the_command_says_what_became_of_each_file(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    path = zipped(
        {"ada/layers.ipynb": b"x", "layers.ipynb": b"x"}, tmp_path / "all.zip"
    )
    done = CliRunner().invoke(cli.app, ["collect", "ch02", str(path)])
    assert (
        done.exit_code == 0
        and "1 of 2 files collected" in done.output
        and "left out" in done.output
    )
    assert (
        "is no zip archive"
        in CliRunner()
        .invoke(cli.app, ["collect", "ch02", "solutions/nbgrader_config.py"])
        .output
    )
