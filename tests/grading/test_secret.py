"""The course's secret is no example that everybody can read."""

import pytest

from dnnlib.grading import secret
from dnnlib.puzzles import hidden_seed


@pytest.mark.parametrize("example", [
    "a text of your own", "  A Text  of your own\n", '"a text of your own"', "'your secret'", "<your secret>", "CHANGEME",
    "secret", "no secret", "", "...",
])  # fmt: skip
def test_an_example_is_refused_and_a_fresh_one_printed(example):
    with pytest.raises(ValueError, match="export DNNLIB_COURSE_SECRET=") as refused:
        secret.refuse_example(example.encode())
    made = str(refused.value).rsplit('SECRET="', 1)[1].split('"')[0]
    assert len(made) > 40
    secret.refuse_example(made.encode())


def test_a_secret_of_ones_own_is_taken_and_each_fresh_one_is_another():
    for own in (b"a secret of this class", b"correct horse battery", bytes(range(256))):
        secret.refuse_example(own)
    assert len({secret.fresh() for _ in range(20)}) == 20


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("DNNLIB_COURSE_SECRET", raising=False)
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "home"))
    path, made = secret.keep()
    assert made and path.stat().st_mode & 0o077 == 0
    assert hidden_seed() == path.read_bytes().strip() and len(hidden_seed()) > 40
    assert secret.keep() == (path, False)
