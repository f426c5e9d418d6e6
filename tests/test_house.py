"""The laws of the house (CONTRIBUTING.md): floors, light imports, docstrings, names, packages, saved outputs."""

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "dnnlib"
FLOORS = {
    1: "door shapes table costs models data progress puzzle kernels quant compress compact attention neardata learning",
    2: "networks dataflow metrics precision sparsity nearness slim background language resources studio",
    3: "plots",
    4: "screen",
    5: "authoring site teaching cli copies doctor grading lecture sandbox puzzles __main__",
}
FLOOR = {part: floor for floor, parts in FLOORS.items() for part in parts.split()}
# all other files of floors 1 and 2 need NumPy alone
NEEDS_TORCH = {
    "networks.train",
    "networks.fine_tune",
    "networks.imagenet",
    "networks.threads",
}
NEEDS_TORCH |= {"models.torch_calls", "models.torch_layers", "models.torch_file"}
NEEDS_TORCH |= {"resources.kernel_calls"}
NEEDS_TORCH |= {
    "language.train",
    "language.retrain",
    "slim.distilled",
    "slim.experiments",
    "slim.photographs",
    "sparsity.deep_compression",
    "quant.qat",
    "precision.training",
    "precision.experiments",
}
FORBIDDEN = {"utils", "base", "common", "config"}
TOP_LEVEL = {"pyproject.toml", "README.md", "Makefile", "LICENSE", "CONTRIBUTING.md"}
TOP_LEVEL |= {"CHANGELOG.md", "CITATION.cff"}
TOP_LEVEL |= {"notebooks", "dnnlib", "exercises", "solutions", "tests"}
# as in .gitignore
GENERATED = {
    "build",
    "dist",
    "my-course",
    "gradebook.db",
    "submitted",
    "autograded",
    "feedback",
}


def module_name(path: Path) -> str:
    """dnnlib/kernels/direct.py -> dnnlib.kernels.direct; a package's __init__.py is the package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    )


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(), str(path)) for name, path in MODULES.items()}


def part(module: str) -> str:
    """The file or folder directly in dnnlib/ that a module belongs to: dnnlib.kernels.direct -> kernels."""
    return module.split(".")[1] if "." in module else "dnnlib"


def imports(module: str) -> set[str]:
    """All modules that a module imports anywhere in its text; a name from dnnlib counts as the module it comes from."""
    found = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = absolute(module, node)
            deeper = {f"{source}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else source for name in deeper}
    return found


def absolute(module: str, node: ast.ImportFrom) -> str:
    """The full name of the module in `from X import`, where X may begin with dots."""
    package = (
        module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    )
    up = package.rsplit(".", node.level - 1)[0] if node.level else ""
    return ".".join(filter(None, [up, node.module]))


def ours(module: str) -> set[str]:
    """The modules of dnnlib that a module imports, itself not among them."""
    return {name for name in imports(module) if name.split(".")[0] == "dnnlib"} - {
        module
    }


def test_every_module_stands_on_a_floor():
    homeless = sorted({part(name) for name in MODULES} - set(FLOOR) - {"dnnlib"})
    assert not homeless, (
        f"{homeless} of dnnlib/ stands on no floor: add it to FLOORS in tests/test_house.py"
    )


def test_the_picture_of_the_house_has_the_rooms_that_exist():
    """CONTRIBUTING's picture: each file or folder of dnnlib/ once, a folder with a stroke, on its floor."""
    picture = (ROOT / "CONTRIBUTING.md").read_text().split("```")[1]
    drawn, floor = {}, 0
    for line in picture.strip().splitlines():
        floor = int(line[6]) if line.startswith("floor") else floor
        names = line[10:].split("  ")[0].split()
        drawn |= {name: floor for name in names}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    rooms = {part(name) for name in MODULES} - {"dnnlib", "__main__"}
    there = {room + "/" * (room in folders): FLOOR.get(room) for room in rooms}
    assert drawn == there, "mend the picture in CONTRIBUTING.md"


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_down_or_stay_on_the_floor(module):
    floor = FLOOR.get(part(module), 5)
    upward = {
        name: FLOOR.get(part(name), 5)
        for name in ours(module)
        if FLOOR.get(part(name), 5) > floor
    }
    assert not upward, (
        f"{module} on floor {floor} imports from above (module: floor): {upward}"
    )


def test_no_module_imports_itself_by_way_of_others():
    try:
        TopologicalSorter({module: ours(module) for module in MODULES}).prepare()
    except CycleError as circle:
        pytest.fail("a circle of imports: " + " <- ".join(circle.args[1]))


def test_files_are_written_in_one_way():
    """Another way leaves a part behind when it is broken off: dnnlib.door.files does not."""
    ways = {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile"}
    ways |= {"writelines", "savez", "savetxt"}
    found = set()
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ways:
                found.add((module, ast.unparse(node)))
    # into memory, not into a file
    assert found == {("dnnlib.data", "np.savez")}


def test_core_needs_numpy_alone():
    light = {part for part, floor in FLOOR.items() if floor <= 2} | {"dnnlib"}
    core = [
        name
        for name in MODULES
        if part(name) in light and name.removeprefix("dnnlib.") not in NEEDS_TORCH
    ]
    script = """if True:
        import importlib, json, sys
        allowed = {name.split(".")[0] for name in sys.modules} | set(sys.stdlib_module_names) | {"dnnlib", "numpy"}
        blame = {}
        for module in json.loads(sys.argv[1]):
            importlib.import_module(module)
            new = {name.split(".")[0] for name, m in sys.modules.items() if getattr(m, "__spec__", None)} - allowed
            blame |= {module: sorted(new)} if new else {}
            allowed |= new
        print(json.dumps(blame))"""
    answer = subprocess.run(
        [sys.executable, "-c", script, json.dumps(core)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {}, "these core modules bring more than NumPy"


@pytest.mark.parametrize("module", MODULES)
def test_public_names_say_what_they_do(module):
    tree, functions = TREES[module], (ast.FunctionDef, ast.AsyncFunctionDef)
    public = [(module, tree)]
    for node in tree.body:
        if isinstance(node, (*functions, ast.ClassDef)) and not node.name.startswith(
            "_"
        ):
            public.append((node.name, node))
            if isinstance(node, ast.ClassDef):
                methods = [
                    n
                    for n in node.body
                    if isinstance(n, functions) and not n.name.startswith("_")
                ]
                public += [
                    (f"{node.name}.{method.name}", method)
                    for method in methods
                    if not setter(method)
                ]
    silent = [name for name, node in public if not ast.get_docstring(node)]
    assert not silent, f"{module}: no docstring on {', '.join(silent)}"


def setter(method: ast.FunctionDef) -> bool:
    """Whether a method is the setter or deleter of a property, whose getter has the docstring."""
    return any(
        isinstance(d, ast.Attribute) and d.attr in ("setter", "deleter")
        for d in method.decorator_list
    )


PACKAGES = [name for name, path in MODULES.items() if path.name == "__init__.py"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_in_which_order_to_read_it(name):
    """The docstring of a package of four files or more names three of them or more."""
    folder = MODULES[name].parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    if len(files) < 4 or folder == PACKAGE or folder.parent.name == "puzzles":
        return
    said = set(re.findall(r"\w+", ast.get_docstring(TREES[name]) or ""))
    assert len(said & files) >= 3, f"{name}: which of {sorted(files)} comes first?"


def test_names_say_what_a_file_is_about():
    vague = sorted(
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*")
        if path.stem in FORBIDDEN
    )
    assert not vague, (
        f"{vague}: a file is named after its concept, never {sorted(FORBIDDEN)}"
    )


def test_no_two_files_of_tests_have_one_name():
    """pytest imports a test by its file's name alone: a second one of that name is not collected."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("*.py"))
    twice = {name for name, times in names.items() if times > 1}
    assert twice <= {"__init__.py", "run.py"}, (
        f"{twice - {'__init__.py', 'run.py'}}: name each after what it tests"
    )


def test_nothing_is_left_to_fill_in():
    """What `dnnlib new` begins has a mark where an author must write; its templates alone keep them."""
    places = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]
    places += [*PACKAGE.rglob("*.py"), *ROOT.glob("tests/answers_*.py")]
    marked = [path for path in places if "TODO" in path.read_text("utf-8")]
    left = [str(p.relative_to(ROOT)) for p in marked if p.parent.name != "authoring"]
    assert not left, f"{left}: fill in every TODO"


def test_top_level_holds_only_what_belongs_there():
    git = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ) if (ROOT / ".git").exists() else None  # fmt: skip
    listed = (
        git.stdout.splitlines()
        if git and git.returncode == 0
        else [path.name for path in ROOT.iterdir()]
    )
    strangers = {name.split("/")[0] for name in listed} - TOP_LEVEL - GENERATED
    assert not {name for name in strangers if not name.startswith(".")}, (
        "the top level is fixed; see CONTRIBUTING.md"
    )


def test_ruff_finds_no_defect():
    options = ["--quiet", "--no-cache", "--output-format=concise"]
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *options, ROOT],
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.slow
def test_mypy_finds_no_untrue_type():
    answer = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    extra: list(map(Requirement, lines))
    for extra, lines in PROJECT["optional-dependencies"].items()
}
DECLARED = [Requirement(line) for line in PROJECT["dependencies"]] + [
    r for rs in EXTRAS.values() for r in rs
]


def test_dnnlib_alone_brings_numpy_only():
    assert [Requirement(line).name for line in PROJECT["dependencies"]] == ["numpy"]


def undeclared(
    places: dict[str, set[str]], declared: list[Requirement]
) -> dict[str, str]:
    """Packages outside the standard library that a place imports and no requirement brings: package -> place."""
    allowed, distributions = (
        {canonicalize_name(requirement.name) for requirement in declared},
        packages_distributions(),
    )
    roots = {
        name.split(".")[0]: place for place, names in places.items() for name in names
    }
    ours = {
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in (path.stem, path.parent.name)
    }
    ready = {*sys.stdlib_module_names, "dnnlib", *ours}
    brings = {
        root: {canonicalize_name(d) for d in distributions.get(root, [root])}
        for root in roots.keys() - ready
    }
    return {root: roots[root] for root, names in brings.items() if not names & allowed}


def test_what_dnnlib_imports_is_declared_for_those_who_use_it():
    for_use = [
        requirement for requirement in DECLARED if requirement not in EXTRAS["test"]
    ]
    strangers = undeclared({module: imports(module) for module in MODULES}, for_use)
    assert not strangers, (
        f"imported, but in no list of pyproject.toml for use (package: where): {strangers}"
    )


def named(tree: ast.Module) -> set[str]:
    """The modules that a file outside dnnlib names in its imports."""
    nodes = list(ast.walk(tree))
    plain = {
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return plain | {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
    }


def test_what_the_tests_import_is_declared():
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / ".ci").glob("*.py")]
    places = {
        str(file.relative_to(ROOT)): named(ast.parse(file.read_text()))
        for file in files
    }
    strangers = undeclared(places, DECLARED)
    assert not strangers, (
        f"imported, but not in pyproject.toml (package: where): {strangers}"
    )


def test_every_declared_package_is_pinned_within_its_range():
    lines = (ROOT / ".ci/constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    for requirement in DECLARED:
        if requirement.name != PROJECT["name"]:
            pin = pins.get(canonicalize_name(requirement.name))
            assert pin and requirement.specifier.contains(pin), (
                f"{requirement} against the pin {pin}: make pins"
            )


@pytest.mark.slow
def test_the_wheel_holds_the_whole_package_and_nothing_else(tmp_path):
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        ROOT,
    ]
    subprocess.run(pip, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("dnnlib-*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = {
        path
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    ours = {path.relative_to(ROOT).as_posix() for path in files}
    beside = [*ROOT.glob("notebooks/**/*"), *ROOT.glob("exercises/**/*")]
    copied = (path.relative_to(ROOT).as_posix() for path in beside if path.is_file())
    course = {f"dnnlib/assets/course/{name}" for name in copied}
    assert packed == ours | course and len(course) > 20


def notebooks() -> list[Path]:
    """The notebooks that are committed with their outputs."""
    found = [
        path
        for folder in ("notebooks", "solutions")
        for path in sorted((ROOT / folder).rglob("*.ipynb"))
    ]
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def test_saved_notebooks_were_run_from_top_to_bottom():
    for path in notebooks():
        cells = json.loads(path.read_text())["cells"]
        code = [
            cell
            for cell in cells
            if cell["cell_type"] == "code" and "".join(cell["source"]).strip()
        ]
        counts = [cell["execution_count"] for cell in code]
        assert counts == list(range(1, len(code) + 1)), (
            f"{path.relative_to(ROOT)} has counts {counts}: make notebooks"
        )


ABSOLUTE = re.compile(
    r"""(?<![\w.:/~+])/(?:home|root|tmp|var|opt|usr|mnt|Users|private)/\w+|[A-Z]:\\\\Users"""
)
PASSING = re.compile(r"\bat 0x[0-9a-f]{6,}|dnnlib-home-\w+|ipykernel_\d+")


def test_saved_notebooks_say_nothing_of_the_machine_or_the_minute():
    for path in notebooks():
        text = path.read_text()
        traces = {
            *ABSOLUTE.findall(text),
            *PASSING.findall(text),
            *re.findall(re.escape(str(ROOT)), text),
        }
        assert not traces, (
            f"{path.relative_to(ROOT)} holds {sorted(traces)}: end that line with ; or print less"
        )


def test_readme_and_start_page_link_the_notebooks_that_exist():
    """A chapter that is ready is linked from both, one that is planned from neither; no link leads nowhere."""
    start = json.loads((ROOT / "notebooks/00_start_here.ipynb").read_text())
    pages = {
        ROOT / "README.md": (ROOT / "README.md").read_text(),
        ROOT / "notebooks/00_start_here.ipynb": "".join(
            line for cell in start["cells"] for line in cell["source"]
        ),
    }
    wanted = {
        path.resolve()
        for folder in ("notebooks", "exercises")
        for path in (ROOT / folder).rglob("*.ipynb")
    }
    wanted = {path for path in wanted if ".ipynb_checkpoints" not in path.parts}
    for page, text in pages.items():
        links = {
            (page.parent / link).resolve()
            for link in re.findall(r"\]\(([^)#:]+\.ipynb)\)", text)
        }
        assert links | {page} == wanted | {page}, f"{page.name} links {links ^ wanted}"
        for row in re.findall(r"^\| \d\d .*", text, re.MULTILINE):
            assert ("ready" in row) == (".ipynb" in row or "Start here" in row), row


def code_cells(path: Path) -> list[str]:
    """The code of a notebook, cell by cell."""
    cells = json.loads(path.read_text())["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


NESTED = 7  # of those that a library function should replace; fewer is better
CHAPTERS = [path for path in notebooks() if path.parent.name == "notebooks"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_line_of_a_chapter_fits_the_screen(path):
    lines = [line for cell in code_cells(path) for line in cell.splitlines()]
    assert not [line for line in lines if len(line) > 100]


def nested(tree: ast.AST) -> bool:
    """Whether a comprehension stands inside another."""
    kinds = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    outer = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    inner = [node for one in outer for node in ast.walk(one) if node is not one]
    return any(isinstance(node, kinds) for node in inner)


def test_no_comprehension_of_a_chapter_stands_inside_another():
    assert nested(ast.parse("[[x for x in row] for row in rows]"))
    found = [
        (path.stem, cell)
        for path in CHAPTERS
        for cell in code_cells(path)
        if nested(ast.parse(re.sub(r"^[%!].*", "", cell, flags=re.M)))
    ]
    assert len(found) <= NESTED, f"give the table to the library: {found}"


# "The same for the weights": the same what?
UNNAMED = re.compile(
    r'"""The same(,| for | by | in | on | of | from | summed | without )'
)


def test_a_docstring_names_its_thing():
    found = [name for name, path in MODULES.items() if UNNAMED.search(path.read_text())]
    assert not found, "the same what?"


# tokens a line of code, in the mean of a file: the air that a reader has
AIR, ALOUD = 13, 10
READ_ALOUD = """
    dataflow/loopnest dataflow/walk dataflow/accesses dataflow/energy dataflow/reuse dataflow/buffers
    dataflow/array/systolic_pe dataflow/array/row_pe kernels/direct compress/skipping/interleave
    quant/kmeans quant/levels quant/gptq quant/affine
""".split()
# over their budget still, each with a ceiling that only comes down
DENSE = {  # puzzles, whose cases and mistakes are a row each
    "puzzles/ch01/backward.py": 13.9,
    "puzzles/ch01/collapse.py": 13.2,
    "puzzles/ch08/arrays.py": 13.1,
    "puzzles/ch11/cp_filters.py": 16.3,
    "puzzles/ch11/depthwise.py": 15.3,
    "puzzles/ch11/distillation_gradient.py": 14.8,
    "puzzles/ch11/truncate.py": 13.5,
    "puzzles/ch11/tucker.py": 14.1,
    "puzzles/ch13/attend.py": 14.3,
    "puzzles/ch13/cached_step.py": 13.2,
    "puzzles/ch13/smooth_factors.py": 14.6,
    "puzzles/ch13/tokens_a_second.py": 13.3,
}
LAYOUT = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
LAYOUT |= {tokenize.COMMENT, tokenize.ENDMARKER}


def tokens_a_line(source: str) -> float:
    """The mean number of tokens of the lines that have any; a comment is none, a docstring is one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = Counter(token.start[0] for token in tokens if token.type not in LAYOUT)
    return sum(lines.values()) / max(len(lines), 1)


def budget(place: str) -> float:
    """How dense a file may be that is not on the list."""
    return ALOUD if place.removesuffix(".py") in READ_ALOUD else AIR


def test_tokens_are_counted_as_python_reads_them():
    assert tokens_a_line('"""A docstring."""\n\n# a remark\nx = f(1)\n') == 3.5


@pytest.mark.parametrize("path", MODULES.values(), ids=list(MODULES))
def test_lines_have_air(path):
    place = path.relative_to(PACKAGE).as_posix()
    most = DENSE.get(place, budget(place))
    assert tokens_a_line(path.read_text()) <= most, "give its lines some air"


def test_what_was_dense_and_is_not_leaves_the_list():
    for place in DENSE:
        dense = tokens_a_line((PACKAGE / place).read_text())
        assert dense > budget(place), f"{place} fits: take it off the list"
