"""Identity numbers: never stored, hashed in one form, and what they state."""

import hashlib
import hmac
import json

import pytest

from zhike.collect.files import identity

KEY = b"a key of the tests"
# Made up: a division that exists, a date, a sequence, and the check character that follows from them.
WOMAN = "11010519491231002X"
MAN = "440308199901010014"


def keyed(text):
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def test_a_valid_number_states_birth_date_and_gender():
    assert identity.facts(WOMAN, KEY) == (keyed(WOMAN), "true", "1949-12-31", "female")


@pytest.mark.parametrize(
    "spelling",
    [" 11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"],
)
def test_all_spellings_of_a_number_have_one_hash(spelling):
    assert identity.facts(spelling, KEY).hash == keyed(WOMAN)


@pytest.mark.parametrize("wrong", ["110105194912310021", "110105194913310025", "passport E1234", "123"])
def test_what_is_no_valid_number_is_hashed_and_marked(wrong):
    assert identity.facts(wrong, KEY)[1:] == ("false", None, None)
    assert identity.facts(wrong, KEY).hash


def test_a_hash_is_taken_over_and_nothing_stays_nothing():
    assert identity.facts(f"hash:{keyed(WOMAN)}", KEY) == (keyed(WOMAN), None, None, None)
    assert identity.facts("  ", KEY) == (None, None, None, None)


def test_men_have_an_odd_sequence():
    made = MAN[:17] + identity._check(MAN[:17])
    assert identity.facts(made, KEY).gender == "male"


def test_numbers_in_free_text_are_hidden_and_order_numbers_are_not():
    assert identity.hide(f"id {WOMAN}, order 202401019999999999") == f"id {identity.HIDDEN}, order 202401019999999999"


@pytest.mark.parametrize("format_", ["csv", "json", "parquet"])
def test_no_file_that_is_written_holds_a_number(given, take, tmp_path, format_):
    rows = [{"id": "1", "身份证号": WOMAN, "name": "Ana"}, {"id": "2", "身份证号": "", "name": "Ben"}]
    path = given("id,身份证号,name\n" + "".join(",".join(row.values()) + "\n" for row in rows))
    if format_ == "json":
        path = given(json.dumps(rows), name="given.json")
    if format_ == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = tmp_path / "given.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
    taken = take(path, columns={"id": "record_id", "身份证号": "national_id"})
    assert taken.columns == [
        "record_id",
        "national_id",
        "national_id.valid",
        "national_id.birth_date",
        "national_id.gender",
    ]
    assert taken.rows == [("1", keyed(WOMAN), "true", "1949-12-31", "female"), ("2", None, None, None, None)]
    assert not any(WOMAN.encode() in file.read_bytes() for file in taken.received.path.parent.rglob("*"))


def test_rejected_rows_hold_the_hash_in_place_of_the_number(given, take):
    taken = take(
        given(f"id,身份证号,name\n1,{WOMAN},Ana,x,{WOMAN}\n2,E-998877,Ben,y\n3,,Cy\n4,,Di\n"),
        columns={"身份证号": "national_id", "id": "record_id"},
        has_header=True,
    )
    first, second = taken.rejects
    assert first["values"]["national_id"] == f"hash:{keyed(WOMAN)}"
    assert first["text"] == "1,[national id],Ana,x,[national id]"
    assert second["text"] == "2,[national id],Ben,y"


def test_a_number_that_slipped_into_the_next_column_is_hidden_too(given, take):
    taken = take(
        given("id,passport,name\n1,AB99887766,Ana\n2,,CD11223344,Ben\n3,EF55667788\nGH10203040,4\n"),
        columns={"id": "record_id", "passport": "national_id", "name": "name"},
    )
    assert [reject["text"] for reject in taken.rejects] == [
        "2,,[national id],Ben",
        "3,[national id]",
        "[national id],[national id]",
    ]
    assert not any(number in json.dumps(taken.rejects) for number in ("CD11223344", "EF55667788", "GH10203040"))
