"""The proof of segments at a small size: it holds, and it says so when SQL and Python part ways."""

import pytest

from zhike.errors import BrokenPromiseError
from zhike.prove import segments
from zhike.prove.segments import prove_segment
from zhike.segment import at_hand


def quiet(_said):
    pass


def test_a_rule_means_the_same_everywhere(monkeypatch):
    seen = {}

    def broken(proof, *_given):
        seen.update(proof.figures)
        monkeypatch.setattr(segments, "holds", lambda *_rule, **_day: False)
        with pytest.raises(BrokenPromiseError, match="DuckDB and Python say otherwise"):
            agree(proof, *_given)
        monkeypatch.undo()
        agree(proof, *_given)

    # One company serves both: the proof that holds, and the one in which every rule is said to be false in Python.
    agree = segments._agree
    with pytest.MonkeyPatch.context() as large:
        # As in a company of millions: what is often asked of events and lines is answered from memory.
        large.setattr(at_hand, "_FEWEST", 1)
        large.setattr(segments, "_agree", broken)
        figures = prove_segment(small=True, progress=quiet).figures
    assert figures["segments whose saved, asked and exported members differ"] == 0
    assert figures["random rules of which DuckDB and Python say otherwise"] == 0
    assert seen["events"] > 5_000
