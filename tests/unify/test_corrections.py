"""Corrections by people: they win over every rule, join nobody, follow their record, and can be undone."""

import pytest

from shop import customer_of, one
from zhike import collect, pipeline, unify
from zhike.errors import UnknownNameError
from zhike.govern import Actor, NotAllowedError
from zhike.govern.roles import VIEWER
from zhike.unify import Record

OWNER, SEER = Actor("Mei"), Actor("a viewer", VIEWER)
CHLOE = Record("web", "W1")


def correct(shop, record, by=OWNER, because="she told us", **values):
    return unify.correct(shop.store, record, values, because=because, by=by)


def golden(shop, number):
    return one(shop, f"select * exclude (registered_at, updated_at) from customers where customer_id = '{number}'")


def test_a_correction_wins_in_the_next_run_and_changes_nothing_else(fresh_shop):
    chloe = customer_of(fresh_shop, "W1")
    before = golden(fresh_shop, chloe)
    correct(fresh_shop, CHLOE, phone="+8613855555555")
    pipeline.run(fresh_shop)
    assert golden(fresh_shop, chloe) == {**before, "phone": "+8613855555555"}


@pytest.mark.parametrize("rule", ["trusted", "newest", "frequent", "complete"])
def test_a_correction_wins_over_every_rule(unified, fresh_shop, rule):
    correct(fresh_shop, Record("till", "1"), city="大理市", province="云南省", district="")
    records = [
        {"record_id": str(n), "member_no": "m", "province": "四川省", "city": "成都市", "district": "锦江区"}
        for n in (1, 2)
    ]
    corrected = unify.corrected(fresh_shop.store).select
    [row] = unified(customers=records, golden={"default": rule}, corrected=corrected).rows("customers")
    assert (row["province"], row["city"], row["district"]) == ("云南省", "大理市", None)


def test_a_correction_is_a_record_of_its_own_and_no_source_record(fresh_shop):
    ana = customer_of(fresh_shop, "T1")
    made = correct(fresh_shop, Record("till", "T1"), email="ana@example.com")
    pipeline.run(fresh_shop)
    said = one(fresh_shop, f"select * from identity where record_id = '{made}'")
    assert (said["source"], said["customer_id"], said["matched_by"], said["probability"]) == ("zhike", ana, "person", 1)
    now = golden(fresh_shop, ana)
    assert (now["records"], now["sources"], now["email"]) == (1, "till", "ana@example.com")
    assert fresh_shop.query("select * from records where source = 'zhike'").num_rows == 0


def test_ids_stay_and_what_arrived_first_stays_first(fresh_shop):
    before = fresh_shop.query("select source, record_id, customer_id from identity order by all").to_pylist()
    for record in ("T1", "T3"):
        correct(fresh_shop, Record("till", record), name="Somebody Else")
    pipeline.run(fresh_shop)
    after = "select source, record_id, customer_id from identity where source <> 'zhike' order by all"
    assert fresh_shop.query(after).to_pylist() == before
    last = one(fresh_shop, "select max(arrived) as sent, (select min(arrived) from corrections) as said from records")
    assert last["said"] > last["sent"]


def test_a_correction_joins_nobody_though_it_names_anothers_phone(fresh_shop):
    count = one(fresh_shop, "select count(*) as n from customers")
    correct(fresh_shop, Record("till", "T1"), phone="+8613800000002")
    pipeline.run(fresh_shop)
    assert one(fresh_shop, "select count(*) as n from customers") == count


def test_the_matching_is_not_done_again_for_a_correction(fresh_shop):
    pipeline.run(fresh_shop)
    correct(fresh_shop, CHLOE, job_title="cook")
    report = {t.table: t.taken_over for t in pipeline.run(fresh_shop).report.tables}
    assert report["records"]
    assert report["identity_candidates"]
    assert report["identity_groups"]
    assert not report["customers"]


def test_the_last_correction_of_a_field_counts_and_others_stay(fresh_shop):
    correct(fresh_shop, CHLOE, phone="+8613811111111", job_title="cook")
    correct(fresh_shop, CHLOE, phone="+8613822222222")
    pipeline.run(fresh_shop)
    row = golden(fresh_shop, customer_of(fresh_shop, "W1"))
    assert (row["phone"], row["job_title"]) == ("+8613822222222", "cook")


def test_an_empty_correction_says_that_there_is_no_value(fresh_shop):
    correct(fresh_shop, CHLOE, phone="", birth_date="")
    pipeline.run(fresh_shop)
    row = golden(fresh_shop, customer_of(fresh_shop, "W1"))
    assert (row["phone"], row["birth_date"]) == (None, None)


def test_a_corrected_birth_date_is_a_date(fresh_shop):
    correct(fresh_shop, CHLOE, birth_date="1990-02-03")
    pipeline.run(fresh_shop)
    assert str(golden(fresh_shop, customer_of(fresh_shop, "W1"))["birth_date"]) == "1990-02-03"


def test_an_undo_brings_back_what_was_and_its_undo_the_correction(fresh_shop):
    def phone():
        pipeline.run(fresh_shop)
        return golden(fresh_shop, customer_of(fresh_shop, "W1"))["phone"]

    made = correct(fresh_shop, CHLOE, phone="+8613855555555")
    undo = unify.take_back(fresh_shop.store, made, because="a slip", by=OWNER)
    assert phone() == "+8613800000003"
    unify.take_back(fresh_shop.store, undo, because="no slip", by=OWNER)
    assert phone() == "+8613855555555"
    with pytest.raises(unify.UndoneTwiceError, match=undo):
        unify.take_back(fresh_shop.store, undo, because="again", by=OWNER)


@pytest.fixture
def parted(unified, fresh_shop):
    """Make two records that one key joins, or none does: parted(True), with a correction of the second."""
    correct(fresh_shop, Record("till", "2"), job_title="cook")

    def make(*, together):
        rows = [{"record_id": "1", "name": "Ann Lee"}, {"record_id": "2", "name": "Bo Li"}]
        rows = [{**r, "member_no": "m"} if together else r for r in rows]
        found = unified(customers=rows, corrected=unify.corrected(fresh_shop.store).select)
        return sorted((r["records"], r["name"], r["job_title"]) for r in found.rows("customers"))

    return make


def test_a_correction_goes_where_its_record_goes(parted):
    assert parted(together=True) == [(2, "Bo Li", "cook")]
    assert parted(together=False) == [(1, "Ann Lee", None), (1, "Bo Li", "cook")]


def test_a_correction_sleeps_while_its_record_is_not_there(unified, fresh_shop):
    correct(fresh_shop, Record("till", "gone"), job_title="cook")
    found = unified(customers=[{"record_id": "1"}], corrected=unify.corrected(fresh_shop.store).select)
    assert [r["source"] for r in found.rows("identity")] == ["till"]


def test_a_viewer_may_not_correct_nor_undo(fresh_shop):
    with pytest.raises(NotAllowedError, match="correct what is known"):
        correct(fresh_shop, CHLOE, by=SEER, phone="+8613855555555")
    made = correct(fresh_shop, CHLOE, phone="+8613855555555")
    with pytest.raises(NotAllowedError):
        unify.take_back(fresh_shop.store, made, because="x", by=SEER)
    assert len(unify.corrections(fresh_shop.store)) == 1


def test_a_correction_wants_a_reason_and_a_known_field(fresh_shop):
    with pytest.raises(unify.NoReasonError, match="Say why"):
        correct(fresh_shop, CHLOE, because="  ", phone="+8613855555555")
    with pytest.raises(UnknownNameError, match="Did you mean phone"):
        correct(fresh_shop, CHLOE, phon="+8613855555555")
    with pytest.raises(UnknownNameError, match="national_id"):
        correct(fresh_shop, CHLOE, national_id="x")


def test_corrections_of_some_records_come_with_their_undos(fresh_shop):
    made = correct(fresh_shop, CHLOE, phone="+8613855555555")
    correct(fresh_shop, Record("till", "T1"), phone="+8613866666666")
    undo = unify.take_back(fresh_shop.store, made, because="a slip", by=OWNER)
    again = unify.take_back(fresh_shop.store, undo, because="no slip", by=OWNER)
    found = unify.corrections(fresh_shop.store, of=[CHLOE])
    assert [(c.id, c.counts) for c in found] == [(made, True), (undo, False), (again, True)]
    assert [c.id for c in unify.corrections(fresh_shop.store)] != [c.id for c in found]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"phone": "138 0000-0009"}, {"phone": "+8613800000009"}),
        ({"phone": " "}, {"phone": ""}),
        ({"email": "Ana@Example.COM"}, {"email": "ana@example.com"}),
        ({"birth_date": "1990年5月4日"}, {"birth_date": "1990-05-04"}),
        ({"gender": "女"}, {"gender": "female"}),
        ({"kind": "公司"}, {"kind": "company"}),
        ({"name": "王小明先生"}, {"name": "王小明", "family_name": "王", "given_name": "小明"}),
        (
            {"province": "四川", "city": "成都", "district": ""},
            {"province": "四川省", "city": "成都市", "district": ""},
        ),
    ],
)
def test_what_is_typed_is_read_as_an_import_reads_it(fresh_shop, given, kept):
    assert unify.read_values(fresh_shop, given) == kept


def test_an_address_brings_its_province_along(fresh_shop):
    found = unify.read_values(fresh_shop, {"address": "四川省成都市锦江区春熙路1号"})
    assert (found["province"], found["city"], found["district"]) == ("四川省", "成都市", "锦江区")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"phone": "call me"}, "This is not a phone number"),
        ({"email": "nowhere"}, "This is not an e-mail"),
        ({"gender": "blue"}, "This is not a gender"),
        ({"birth_date": "soon"}, "This is not a date"),
        ({"name": "12345"}, "This is not a name"),
        ({"company": "x" * 1001}, "too long"),
        ({"phone": "N/A"}, "stands for nothing"),
    ],
)
def test_an_unreadable_value_is_an_error_that_says_so(fresh_shop, given, why):
    with pytest.raises(unify.UnreadableValueError, match=why):
        unify.read_values(fresh_shop, given)


def test_no_file_can_come_from_us(empty_shop, deliver):
    with pytest.raises(collect.OurSourceError, match="Zhike"):
        deliver(empty_shop, "id\n1\n", into="customers", source="Zhike", mapping={"id": "record_id"})
