"""Which records are one customer."""

import random

import pytest


def record(number, **more):
    return {"record_id": number, **more}


def sets(*groups):
    return {frozenset(g) for g in groups}


@pytest.mark.parametrize("key", ["member_no", "national_id", "wechat_id", "email", "phone"])
def test_two_records_that_share_an_exact_key_are_one_customer(unified, key):
    found = unified(
        customers=[record("1", **{key: "x"}), record("2", source="web", **{key: "x"}), record("3", **{key: "y"})]
    )
    assert found.customers() == sets({"till:1", "web:2"}, {"till:3"})
    assert {r["matched_by"] for r in found.rows("identity")} == {key, "only"}


def test_the_same_value_in_different_keys_joins_nobody(unified):
    found = unified(customers=[record("1", member_no="88"), record("2", wechat_id="88"), record("3", phone="88")])
    assert len(found.customers()) == 3


def test_records_are_joined_through_a_chain_of_keys(unified):
    found = unified(
        customers=[
            record("1", phone="p"),
            record("2", phone="p", email="e"),
            record("3", email="e", member_no="m"),
            record("4", member_no="m"),
        ]
    )
    assert found.customers() == sets({"till:1", "till:2", "till:3", "till:4"})
    assert {r["record_id"]: r["matched_by"] for r in found.rows("identity")} == {
        "1": "phone",
        "2": "email+phone",
        "3": "email+member_no",
        "4": "member_no",
    }


def test_people_of_different_names_under_one_phone_stay_apart(unified):
    found = unified(
        customers=[
            record("1", name="王芳", phone="p"),
            record("2", name="王强", phone="p"),
            record("3", name="王 芳", phone="p"),
        ]
    )
    assert found.customers() == sets({"till:1", "till:3"}, {"till:2"})


def test_a_record_without_a_name_joins_the_one_name_under_a_phone_but_none_of_several(unified):
    one_name = unified(customers=[record("1", name="Ana", phone="p"), record("2", phone="p")])
    assert one_name.customers() == sets({"till:1", "till:2"})
    several = unified(
        customers=[record("1", name="Ana", phone="p"), record("2", phone="p"), record("3", name="Ben", phone="p")]
    )
    assert len(several.customers()) == 3


def test_case_and_blanks_in_a_name_make_no_other_person(unified):
    assert (
        len(
            unified(
                customers=[record("1", name="Ana Lima", email="e"), record("2", name="ana lima", email="e")]
            ).customers()
        )
        == 1
    )


def test_different_names_under_one_member_number_are_one_customer(unified):
    assert (
        len(
            unified(
                customers=[record("1", name="Ana", member_no="m"), record("2", name="A. Lima", member_no="m")]
            ).customers()
        )
        == 1
    )


@pytest.mark.parametrize(("records", "customers"), [(3, 1), (4, 4)])
def test_a_value_on_more_records_than_the_limit_is_no_key(unified, records, customers):
    found = unified(customers=[record(str(n), phone="02100000000") for n in range(records)], limit=3)
    assert len(found.customers()) == customers


def test_the_same_number_in_two_sources_is_no_key(unified):
    assert len(unified(customers=[record("1"), record("1", source="web")]).customers()) == 2


def test_whoever_orders_or_does_something_is_a_record_even_when_no_file_lists_them(unified):
    found = unified(
        customers=[record("1")],
        orders=[{"order_id": "a", "record_id": "2", "ordered_at": "2025-01-01", "net_amount": 1}],
        events=[{"event_id": "e", "record_id": "3", "event": "view", "occurred_at": "2025-01-01"}],
        consents=[{"record_id": "4", "purpose": "mail", "state": "granted", "given_at": "2025-01-01"}],
    )
    assert {r["record_id"]: r["listed"] for r in found.rows("records")} == {
        "1": True,
        "2": False,
        "3": False,
        "4": False,
    }
    assert len(found.customers()) == 4


def test_who_speaks_up_only_after_the_day_is_not_known_on_it(unified):
    rows = {
        "customers": [record("1", registered_at="2025-07-01")],
        "orders": [{"order_id": "a", "record_id": "2", "ordered_at": "2025-07-02", "net_amount": 1}],
    }
    assert unified(as_of="2025-06-30", **rows).rows("records") == []
    assert len(unified(as_of="2025-07-02", **rows).rows("records")) == 2


def ids(found):
    return {f"{r['source']}:{r['record_id']}": r["customer_id"] for r in found.rows("identity")}


CROWD = [
    record(str(n), name=f"N{n % 17}", phone=f"p{n % 23}", email=f"e{n % 19}" if n % 3 else None) for n in range(200)
]


def test_ids_stay_when_more_records_arrive(unified):
    before, after = (
        ids(unified(customers=CROWD[:100])),
        ids(unified(customers=[*CROWD[:100], record("new", email="nobody@else")])),
    )
    assert {k: after[k] for k in before} == before


def test_a_customer_that_gains_a_record_keeps_its_id(unified):
    before = ids(unified(customers=[record("1", phone="p")]))
    after = ids(unified(customers=[record("1", phone="p"), record("2", source="web", phone="p")]))
    assert after["till:1"] == after["web:2"] == before["till:1"]


def test_ids_depend_neither_on_threads_nor_on_a_second_run(unified):
    assert (
        ids(unified(customers=CROWD, threads=1))
        == ids(unified(customers=CROWD, threads=4))
        == ids(unified(customers=CROWD))
    )


def test_the_groups_are_those_of_a_plain_union_find(unified):
    chance = random.Random(5)
    # Each record has one key or both; groups stay below the largest size, so that nothing but the keys decides.
    people = [
        record(str(n), **{k: str(chance.randrange(180)) for k in ("member_no", "wechat_id") if chance.random() < 0.6})
        for n in range(200)
    ]
    parent = {p["record_id"]: p["record_id"] for p in people}

    def root(x):
        while parent[x] != x:
            x = parent[x]
        return x

    for key in ("member_no", "wechat_id"):
        first = {}
        for p in people:
            if key in p:
                parent[root(p["record_id"])] = root(first.setdefault(p[key], p["record_id"]))
    expected = {}
    for p in people:
        expected.setdefault(root(p["record_id"]), set()).add(f"till:{p['record_id']}")
    assert unified(customers=people).customers() == {frozenset(v) for v in expected.values()}


def test_nobody_at_all_is_no_failure(unified):
    assert unified().rows("identity") == []


def order(number, buyer, **more):
    return {"order_id": number, "record_id": buyer, "ordered_at": "2025-01-01", "net_amount": 10, **more}


def test_orders_that_name_the_card_belong_to_the_customer_who_holds_it(unified):
    found = unified(
        customers=[record("1", member_no="6688"), record("2", member_no="7799")],
        orders=[order("A", "6688"), order("B", "2")],
    )
    owner = {r["record_id"]: r["customer_id"] for r in found.rows("identity")}
    assert owner["6688"] == owner["1"] != owner["2"]
    assert {r["order_id"]: r["customer_id"] for r in found.rows("orders")} == {"A": owner["1"], "B": owner["2"]}


def test_a_card_of_one_source_says_nothing_about_the_numbers_of_another(unified):
    found = unified(customers=[record("1", member_no="6688")], orders=[order("A", "6688", source="web")])
    assert found.customers() == sets({"till:1"}, {"web:6688"})


def test_a_customer_known_by_the_card_alone_is_found_by_it(unified):
    found = unified(customers=[{"record_id": None, "member_no": "6688"}], orders=[order("A", "6688")])
    assert found.customers() == sets({"till:6688"})
    assert found.rows("orders")[0]["customer_id"] == found.rows("customers")[0]["customer_id"]


def test_an_anonymous_event_never_merges_two_known_people(unified):
    people = [{"record_id": "1", "name": "Ana"}, {"record_id": "2", "name": "Bo"}]
    seen = [
        {
            "event_id": str(n),
            "record_id": record,
            "anonymous_id": "cookie",
            "event": "view",
            "occurred_at": "2025-06-01 10:00:00+08",
        }
        for n, record in enumerate(["1", None, "2", None])
    ]
    found = unified(customers=people, events=seen)
    assert found.customers() == {frozenset({"till:1"}), frozenset({"till:2"})}
    assert [r["customer_id"] is None for r in found.rows("select customer_id from events order by event_id")] == [
        False,
        True,
        False,
        True,
    ]


def test_one_name_alone_makes_no_person_of_two_records_and_two_more_agreements_do(unified):
    both = {"name": "Ann Lee"}
    assert len(unified(customers=[record("1", **both), record("2", **both)]).customers()) == 2
    more = both | {"birth_date": "1990-03-04", "city": "Leeds"}
    others = [record("3", name="Bo Lin", birth_date="1981-05-06", city="York")]
    assert len(unified(customers=[record("1", **more), record("2", **more), *others]).customers()) == 2
