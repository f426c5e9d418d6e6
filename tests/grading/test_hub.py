"""A JupyterHub on this machine: a student fetches, answers and submits; an instructor collects, grades, releases."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
import requests
from test_nbgrader import SECRET, SOURCE, answers

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "dnnlib/grading/hub/jupyterhub_config.py"
PASSWORD, PATIENCE = "a trial", 120
pytestmark = [pytest.mark.slow, pytest.mark.hub]


class Account:
    """One user in a browser of their own: logged in, with a Jupyter server running."""

    def __init__(self, hub: str, name: str):
        self.hub, self.name, self.web = hub, name, requests.Session()
        self.web.get(f"{hub}/hub/login")
        form = {
            "username": name,
            "password": PASSWORD,
            "_xsrf": self.web.cookies.get("_xsrf", path="/hub/"),
        }
        assert self.web.post(f"{hub}/hub/login?next=%2Fhub%2Fhome", data=form).ok
        self.web.get(f"{hub}/hub/spawn/{name}")
        wait(lambda: self.ready(), f"the server of {name}")

    def ready(self) -> bool:
        """Whether the server runs and knows who asks: a page of it, for which the hub lends the browser its cookie."""
        page = self.web.get(f"{self.hub}/user/{self.name}/lab")
        return page.ok and "jupyter-config-data" in page.text

    def call(self, how: str, path: str, **what) -> dict:
        """One request to the user's own server, as its pages make it."""
        token = self.web.cookies.get("_xsrf", path=f"/user/{self.name}/")
        url = f"{self.hub}/user/{self.name}/{path}"
        answer = self.web.request(
            how, url, headers={"X-XSRFToken": token or ""}, timeout=PATIENCE, **what
        )
        assert answer.ok, f"{how} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()


def wait(until, what: str):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if until():
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.3)
    raise TimeoutError(f"{what} did not come up in {PATIENCE} s")


def free_ports() -> int:
    """A port that is free on loopback, with the two after it."""
    for port in range(18000, 19000, 3):
        try:
            for one in range(port, port + 3):
                with socket.socket() as attempt:
                    attempt.bind(("127.0.0.1", one))
            return port
        except OSError:
            continue
    raise RuntimeError("no three free ports from 18000 on")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The hub and its proxy, on a copy of the course; -> its address and the copy."""
    root = tmp_path_factory.mktemp("hub")
    for part in ("solutions", "exercises"):
        shutil.copytree(
            ROOT / part,
            root / "course" / part,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
        )
    port = free_ports()
    here = [
        str(Path(sys.executable).parent),
        str(ROOT / "build/hub/node_modules/.bin"),
        os.environ.get("PATH", ""),
    ]
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST")
        },
        "PATH": os.pathsep.join(here),
        "PYTHONPATH": str(ROOT),
        "DNNLIB_COURSE": str(root / "course"),
        "DNNLIB_EXCHANGE": str(root / "exchange"),
        "DNNLIB_INSTRUCTORS": "teacher",
        "DNNLIB_STUDENTS": "ada,bob",
        "DNNLIB_TRIAL": PASSWORD,
        "DNNLIB_HUB_PORT": str(port),
        "DNNLIB_COURSE_SECRET": SECRET,
    }
    log = root / "hub.log"
    with open(log, "w") as said:
        command = [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)]
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=said, stderr=said
        )
    try:
        wait(
            lambda: (
                process.poll() is not None
                or requests.get(f"http://127.0.0.1:{port}/hub/login").ok
            ),
            "the hub",
        )
        assert process.poll() is None, log.read_text()[-3000:]
        yield f"http://127.0.0.1:{port}", root / "course"
    except BaseException:
        print(log.read_text()[-6000:])
        raise
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def test_a_round_over_the_exchange(hub):
    address, course = hub
    teacher = Account(address, "teacher")
    for step in ("assign", "release"):
        done = teacher.call("POST", f"formgrader/api/assignment/ch02/{step}")
        assert done["success"], done

    ada = Account(address, "ada")
    listed = ada.call("GET", "assignments", params={"course_id": "dnnlib"})
    assert listed["success"], listed["value"]
    assert [(one["assignment_id"], one["status"]) for one in listed["value"]] == [
        ("ch02", "released")
    ]
    what = {"course_id": "dnnlib", "assignment_id": "ch02"}
    assert ada.call("POST", "assignments/fetch", data=what)["success"]
    place = "api/contents/ch02/layers.ipynb"
    notebook = nbformat.from_dict(ada.call("GET", place)["content"])
    right = answers(nbformat.read(SOURCE, as_version=4))
    for cell in notebook.cells:
        if cell.get("id", "").endswith("-answer"):
            body = right[cell["id"].removesuffix("-answer")]
            cell["source"] = re.sub(
                r"    # YOUR CODE HERE\n    raise NotImplementedError\(\)",
                lambda _: body,
                cell["source"],
            )
    ada.call(
        "PUT",
        place,
        data=json.dumps({"type": "notebook", "format": "json", "content": notebook}),
    )
    assert ada.call("POST", "assignments/submit", data=what)["success"]

    for step in (
        "assignment/ch02/collect",
        "submission/ch02/ada/autograde",
        "assignment/ch02/ada/generate_feedback",
    ):
        done = teacher.call("POST", f"formgrader/api/{step}")
        assert done["success"], done
    (row,) = teacher.call("GET", "formgrader/api/submissions/ch02")
    assert (row["student"], row["score"], row["autograded"]) == (
        "ada",
        row["max_score"],
        True,
    )
    done = teacher.call("POST", "formgrader/api/assignment/ch02/release_feedback")
    assert done["success"], done
    assert ada.call("POST", "assignments/fetch_feedback", data=what)["success"]
    pages = list((course.parent / "homes/ada/ch02/feedback").rglob("*.html"))
    assert len(pages) == 1 and "output_size" in pages[0].read_text()


def test_a_student_has_no_formgrader_and_a_stranger_no_server(hub):
    address, _ = hub
    bob = Account(address, "bob")
    answer = bob.web.get(f"{address}/user/bob/formgrader/api/assignments")
    assert not (answer.ok and "layers" in answer.text)
    other = bob.web.get(f"{address}/user/teacher/api/contents", allow_redirects=False)
    assert other.status_code in (302, 403) and "solutions" not in other.text
    stranger = requests.Session()
    stranger.get(f"{address}/hub/login")
    form = {
        "username": "mallory",
        "password": PASSWORD,
        "_xsrf": stranger.cookies.get("_xsrf", path="/hub/"),
    }
    assert stranger.post(f"{address}/hub/login", data=form).status_code in (401, 403)
