"""JupyterHub for one course on one machine, with nbgrader's exchange; README.md beside this file says how to use it.

DNNLIB_COURSE       the folder with solutions/ (the working directory unless said)
DNNLIB_EXCHANGE     where assignments go from hand to hand (/srv/nbgrader/exchange)
DNNLIB_INSTRUCTORS  who grades, such as "teacher,assistant" (instructor)
DNNLIB_STUDENTS     who may log in beside them; empty is everybody with an account on this machine
DNNLIB_TRIAL        a password: a trial on this machine alone, all users in one account, homes below the hub's folder
DNNLIB_HUB_PORT     the hub's port (8000); the three behind it are used too
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = Path(os.environ.get("DNNLIB_COURSE", Path.cwd())).resolve()
EXCHANGE = Path(os.environ.get("DNNLIB_EXCHANGE", "/srv/nbgrader/exchange"))
PORT = int(os.environ.get("DNNLIB_HUB_PORT", 8000))
TRIAL = os.environ.get("DNNLIB_TRIAL")


def named(variable: str, otherwise: str = "") -> set[str]:
    """The users that an environment variable lists."""
    return {
        name.strip()
        for name in os.environ.get(variable, otherwise).split(",")
        if name.strip()
    }


INSTRUCTORS, STUDENTS = (
    named("DNNLIB_INSTRUCTORS", "instructor"),
    named("DNNLIB_STUDENTS"),
)

c = get_config()  # noqa: F821 (JupyterHub puts it here)

# The hub: on this machine alone. A reverse proxy with TLS, or a tunnel, stands between it and the world.
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORT + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.ConfigurableHTTPProxy.should_start = True

# Who: accounts of this machine, or in a trial anybody who knows the password.
c.Authenticator.allowed_users = INSTRUCTORS | STUDENTS
c.Authenticator.allow_all = not STUDENTS
if TRIAL:
    c.JupyterHub.authenticator_class = "dummy"
    c.DummyAuthenticator.password = TRIAL
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(
        Path.cwd() / "homes" / "{username}"
    )
else:
    c.JupyterHub.authenticator_class = "pam"
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"

# What each gets: JupyterLab, the exchange, and limits that one learner's loop cannot break for the others.
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = (
    ["--allow-root"] if TRIAL and hasattr(os, "geteuid") and os.geteuid() == 0 else []
)
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "DNNLIB_EXCHANGE": str(EXCHANGE),
    "JUPYTER_CONFIG_PATH": str(HERE / "student"),
    "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60
c.JupyterHub.cleanup_servers = True


def for_an_instructor(spawner):
    """An instructor's server starts in the course, whose nbgrader_config.py has the sources and the gradebook."""
    if spawner.user.name in INSTRUCTORS:
        spawner.notebook_dir = str(COURSE)
        spawner.environment = {
            **spawner.environment,
            "JUPYTER_CONFIG_PATH": str(COURSE / "solutions"),
        }
    if TRIAL:
        Path("homes", spawner.user.name).mkdir(parents=True, exist_ok=True)


c.Spawner.pre_spawn_hook = for_an_instructor
EXCHANGE.mkdir(parents=True, exist_ok=True)
if EXCHANGE.stat().st_mode & 0o777 != 0o777:
    EXCHANGE.chmod(0o777)  # as nbgrader wants it: each may hand in, and see no other's
