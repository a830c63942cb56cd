"""Long reading says how far it has come."""

import pytest

from zhike.collect.files import look, receive


@pytest.mark.parametrize("ending", ["", "ragged\n"])
def test_progress_rises_and_stays_within_the_whole(given, tmp_path, ending):
    layout = look(given("id,name,note\n" + "1,Ana,a note of some length\n" * 1_500_000 + ending))
    said = []
    receive(
        layout,
        columns={"id": "record_id", "name": "name", "note": "attributes.note"},
        to=tmp_path / "to",
        hash_key=b"k",
        progress=said.append,
    )
    assert said
    assert said == sorted(said)
    assert 0 <= said[0] <= said[-1] <= 1
