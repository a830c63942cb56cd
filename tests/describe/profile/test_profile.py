import dataclasses
import datetime as dt
import sys

import pytest

from shop import AS_OF, customer_of
from zhike import pipeline
from zhike.describe import profile
from zhike.describe.profile.origins import FIELDS, origin_of
from zhike.govern import Actor
from zhike.govern.roles import VIEWER
from zhike.words import use_language

OWNER, SEER = Actor("the tests"), Actor("a viewer", VIEWER)


def _customer(shop, record, by=OWNER):
    return profile.customer(shop, customer_of(shop, record), by=by, declared=pipeline.tables())


def test_ana_buys_every_month_on_the_tenth_at_half_past_six(shop):
    habits = _customer(shop, "T1").habits
    assert [(m.month, count, revenue) for m, count, revenue in habits.months if m.year == 2025] == [
        (month, 1, 100.0) for month in range(1, 7)
    ]
    assert len(habits.months) == 24
    assert habits.months[-1][0] == AS_OF.replace(day=1)
    assert habits.hours[18] == habits.purchases == 6
    assert sum(habits.weekdays) == 6


def test_key_numbers_stand_beside_the_median_of_all(shop):
    numbers = {n.name: n for n in _customer(shop, "T1").numbers}
    assert numbers["orders"].value == 6
    assert numbers["orders"].typical == shop.now.value(
        "select median from summary where feature = 'orders'", reads=["summary"]
    )


@pytest.mark.parametrize("unknown", ["C00000000000", "", "nobody", "x' or '1'='1", "王芳" * 50, "\x00"])
def test_an_unknown_number_is_refused_in_words(shop, unknown):
    with pytest.raises(profile.UnknownCustomerError, match="There is no customer"):
        profile.card(shop, unknown, by=OWNER, declared=pipeline.tables())


def test_orders_come_with_their_lines_the_newest_first(shop):
    found = profile.bought(shop, customer_of(shop, "W1"))
    assert [o["order_id"] for o in found.orders] == ["S21", "O1"]
    assert [(line["sku"], line["quantity"]) for line in found.orders[1]["lines"]] == [("SCARF", 2), ("HAT", 1)]
    assert {p["sku"]: p["revenue"] for p in found.products} == {"SCARF": 120, "HAT": 80, "MUG": 50}
    assert found.total == 2


def test_the_timeline_has_everything_in_order_and_is_narrowed_by_kind(shop):
    ana = customer_of(shop, "T1")
    found = profile.timeline(shop, ana, by=OWNER)
    assert [e.number for e in found.entries if e.kind == "order"] == [f"S{month}" for month in range(6, 0, -1)]
    days = [e.occurred_at for e in found.entries]
    assert days == sorted(days, reverse=True)
    stages = "select stage from lifecycle_changes where customer_id = '{}' and changed_on is not null order by changed_on desc"
    told = shop.query(stages.format(ana)).column(0).to_pylist()
    assert [e.what for e in profile.timeline(shop, ana, by=OWNER, kind="stage").entries] == told != []
    assert profile.timeline(shop, ana, by=OWNER, kind="event").entries == ()
    with pytest.raises(LookupError, match="Did you mean order"):
        profile.timeline(shop, ana, by=OWNER, kind="orders")


def test_an_entry_says_its_codes_in_words_and_names_as_they_are():
    told = profile.Entry(
        dt.datetime(2025, 6, 1, tzinfo=dt.UTC), "consent", "marketing", "sms", "granted", None, None, "web", "K1"
    )
    named = dataclasses.replace(told, kind="tag", detail="granted")
    use_language("zh")
    assert (told.said_detail, named.said_detail, dataclasses.replace(told, detail=None).said_detail) == (
        "同意",
        "granted",
        "",
    )


def test_the_timeline_goes_on_without_gap_or_repeat(shop, monkeypatch):
    monkeypatch.setattr(sys.modules["zhike.describe.profile.timeline"], "PAGE", 2)
    ana = customer_of(shop, "T1")
    pages = [profile.timeline(shop, ana, by=OWNER, kind="order", page=page) for page in (1, 2, 3)]
    assert [e.number for p in pages for e in p.entries] == ["S6", "S5", "S4", "S3", "S2", "S1"]
    assert [p.has_more for p in pages] == [True, True, False]


def test_chloes_values_come_from_the_record_that_the_rules_choose(shop):
    found = {o.field: o for o in profile.origins(shop, customer_of(shop, "W1"), by=OWNER).fields}
    assert (found["email"].value, found["email"].said.source, found["email"].rule) == (
        "chloe@example.com",
        "web",
        "only",
    )
    assert (found["name"].said.source, found["name"].rule) == ("web", "trust")
    assert (found["gender"].said.source, found["gender"].rule) == ("till", "only")
    assert found["registered_at"].rule == "earliest"
    assert found["registered_at"].value.astimezone(dt.UTC).date() in {dt.date(2024, 12, 2), dt.date(2024, 12, 3)}


def test_origins_agree_with_the_golden_record_of_everybody(shop):
    # Instants as numbers: the reader's rows would want a time zone package for them.
    golden = {
        row["customer_id"]: row for row in shop.now.arrow("select * from customers", reads=["customers"]).to_pylist()
    }
    assert len(golden) > 10
    for customer_id, row in golden.items():
        found = profile.origins(shop, customer_id, by=OWNER)
        assert {o.field: o.value for o in found.fields} == {name: row[name] for name in FIELDS}


# Four records of one Ann: each source has two, and all say something else.
HEADER = "id,name,phone,job,city,province,since,changed,channel\n"
SOURCES = {
    "till": HEADER
    + "C,Ann Lee,13911111111,clerk,,广东省,2024-04-01,2024-07-01,shop\nD,Ann Lee,13911111111,nurse,南京市,江苏省,2023-01-01,,mail\n",
    "web": HEADER
    + "A,Ann Lee,13911111111,cook,,,2024-03-01,2024-05-01,ads\nB,Ann Lee,13911111111,baker,杭州市,浙江省,2024-02-01,2024-06-01,\n",
}
MAPPING = {"id": "record_id", "name": "name", "phone": "phone", "job": "job_title", "city": "city", "province": "province", "since": "registered_at", "changed": "updated_at", "channel": "acquisition_channel"}  # fmt: skip


def test_origins_agree_with_the_golden_record_where_the_records_disagree(empty_shop, deliver):
    for source, text in SOURCES.items():
        deliver(empty_shop, text, name=f"{source}.csv", into="customers", source=source, mapping=MAPPING)
    pipeline.run(empty_shop, as_of=AS_OF)
    [row] = empty_shop.now.arrow("select * from customers", reads=["customers"]).to_pylist()
    found = profile.origins(empty_shop, row["customer_id"], by=OWNER)
    assert {o.field: o.value for o in found.fields} == {name: row[name] for name in FIELDS}
    assert [r["record_id"] for r in found.records] == ["B", "A", "C", "D"]
    rules = {o.field: (o.said.record_id, o.rule) for o in found.fields if o.said}
    assert rules["job_title"] == ("B", "newest")
    assert rules["city"] == ("B", "trust")
    assert rules["registered_at"] == ("D", "earliest")
    assert rules["updated_at"] == ("C", "latest")
    assert rules["acquisition_channel"] == ("C", "first")


@pytest.mark.parametrize("rule", ["newest", "frequent", "complete"])
def test_origins_agree_with_the_golden_record_by_every_rule(empty_shop, deliver, rule):
    for source, text in SOURCES.items():
        deliver(empty_shop, text, name=f"{source}.csv", into="customers", source=source, mapping=MAPPING)
    ruled = dataclasses.replace(empty_shop, settings=dataclasses.replace(empty_shop.settings, golden={"default": rule}))
    pipeline.run(ruled, as_of=AS_OF)
    [row] = empty_shop.now.arrow("select * from customers", reads=["customers"]).to_pylist()
    # What the page says is what the run did, whatever the settings say since.
    found = profile.origins(empty_shop, row["customer_id"], by=OWNER)
    assert {o.field: o.value for o in found.fields} == {name: row[name] for name in FIELDS}
    said = {o.field: (o.said.record_id, o.rule) for o in found.fields if o.said}
    winners = {"newest": ("C", "last"), "frequent": ("B", "frequent"), "complete": ("B", "complete")}
    assert said["job_title"] == winners[rule]
    assert {o.field: o.parts for o in found.fields}["city"] == ("province", "city", "district")


def test_masks_do_not_change_which_value_is_the_most_frequent():
    records = [
        {"source": "web", "record_id": "1", "arrived": 1, "phone": "+8613811115678", "updated_at": None, "registered_at": None},
        {"source": "web", "record_id": "2", "arrived": 2, "phone": "+8613822225678", "updated_at": None, "registered_at": None},
        {"source": "web", "record_id": "3", "arrived": 3, "phone": "+8613822225678", "updated_at": None, "registered_at": None},
    ]  # fmt: skip
    assert origin_of("phone", records, rule="frequent").said.record_id == "2"


def test_a_viewer_sees_masks_on_the_card_and_in_the_origins(shop):
    chloe = _customer(shop, "W1", by=SEER)
    assert "13800000003" not in str(chloe.row)
    assert "****" in chloe.row["phone"]
    assert "chloe@" not in str(profile.origins(shop, chloe.id, by=SEER))
