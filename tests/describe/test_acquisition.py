from datetime import date

from small_shop import order


def person(name, channel, registered, cost=None):
    return {"customer_id": name, "acquisition_channel": channel, "registered_on": registered, "acquisition_cost": cost}


def spend(day, channel, amount):
    return {"date": day, "channel": channel, "amount": amount}


def by_month(rows):
    return {(r["channel"], r["month"].isoformat()[:7]): r for r in rows}


PEOPLE = [
    person("ana", "search", "2025-01-10"),
    person("ben", "search", "2025-01-20"),
    person("chloe", "friend", "2025-02-01", 20),
]
ORDERS = [
    order("ana", "2025-01-15", 100, margin=40),
    order("ana", "2025-03-01", 60, margin=24),
    order("chloe", "2025-05-01", 50),
]
COSTS = [spend("2025-01-03", "search", 30), spend("2025-01-31", "search", 10), spend("2025-03-01", "search", 5)]


def test_costs_stand_beside_the_customers_won_and_what_they_brought(described):
    rows = by_month(described("acquisition", customers=PEOPLE, orders=ORDERS, costs=COSTS))
    january = rows["search", "2025-01"]
    assert (january["customers"], january["buyers"], january["cost"], january["revenue"], january["margin"]) == (
        2,
        1,
        40,
        160,
        64,
    )
    assert (rows["search", "2025-03"]["customers"], rows["search", "2025-03"]["cost"]) == (0, 5)


def test_without_a_cost_file_for_the_channel_the_customers_own_costs_count(described):
    rows = by_month(described("acquisition", customers=PEOPLE, orders=ORDERS, costs=COSTS))
    assert (rows["friend", "2025-02"]["cost"], rows["friend", "2025-02"]["margin"]) == (20, None)
    assert described("acquisition", orders=ORDERS)[0]["cost"] is None


def test_who_never_registered_is_won_by_the_first_purchase(described):
    rows = by_month(described("acquisition", orders=[order("ana", "2025-04-30", 10)]))
    assert rows["", "2025-04"]["customers"] == 1


def test_what_a_customer_has_brought_grows_by_the_mean_of_those_watched_so_long(described):
    rows = [r for r in described("payback", customers=PEOPLE, orders=ORDERS) if r["channel"] == "search"]
    assert [r["months_since"] for r in rows] == [0, 1, 2, 3, 4, 5]
    assert [r["customers"] for r in rows] == [2] * 6
    assert [r["revenue"] for r in rows] == [50, 50, 80, 80, 80, 80]
    assert rows[2]["margin"] == 80 * 0.4  # of orders whose cost is known 64 of 160 are left


def test_only_months_that_had_ended_are_watched(described):
    people = [
        person("ana", "web", "2025-05-20"),
        person("ben", "web", "2025-04-20"),
        person("dan", "web", "2025-06-01"),
    ]
    orders = [order("ana", "2025-06-02", 90), order("ben", "2025-05-05", 10), order("dan", "2025-06-02", 70)]
    rows = described("payback", customers=people, orders=orders, as_of="2025-06-29")
    assert [(r["months_since"], r["customers"], r["revenue"], r["margin"]) for r in rows] == [
        (0, 2, 0, None),
        (1, 1, 10, None),
    ]
    assert len(described("payback", customers=people, orders=orders, as_of="2025-06-30")) == 3


def test_nobody_was_won(described):
    assert described("acquisition") == []
    assert described("payback") == []


def test_money_spent_for_nobody_is_told(described):
    [row] = described("acquisition", costs=[spend(date(2025, 1, 1), "tv", 100)])
    assert (row["channel"], row["customers"], row["cost"]) == ("tv", 0, 100)
