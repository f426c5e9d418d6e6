"""The hostile corpus (tests/hostile): each submission is contained, gets what it deserves, and is named."""

import pytest
from hostile.corpus import SECRET, attacked, corpus
from hostile.run import good

from dnnlib.grading.mend import Damaged, mend

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]
CORPUS = {attack.name: attack for attack in corpus()}


def test_the_corpus_is_large_and_has_an_honest_twin():
    assert len(CORPUS) >= 30
    assert attacked(CORPUS["environment"]).points == (2, 2, 4)


@pytest.mark.parametrize("name", CORPUS)
def test_it_gets_what_it_deserves(name, monkeypatch):
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", SECRET)
    seen = attacked(CORPUS[name])
    assert seen.points == CORPUS[name].deserves, seen.said
    assert CORPUS[name].says in seen.said
    assert good(CORPUS[name], seen), "the secret got out"


def test_what_is_no_notebook_is_an_error_of_one_kind():
    for attack in CORPUS.values():
        if attack.deserves is None and attack.name.startswith("file: "):
            with pytest.raises(Damaged):
                mend(attack.files["layers.ipynb"], [])
