from datetime import date

from small_shop import CAST, order


def test_two_orders_on_one_day_are_one_row(described):
    ben = [row for row in described("purchase_days", orders=CAST) if row["customer_id"] == "ben"]
    assert [(row["purchased_on"], row["orders"], row["revenue"]) for row in ben] == [
        (date(2024, 12, 10), 1, 250),
        (date(2025, 3, 15), 2, 200),
    ]


def test_a_day_knows_its_neighbours_and_its_gap(described):
    first, second = described("purchase_days", orders=[order("lea", "2024-02-28", 1), order("lea", "2024-03-01", 1)])
    assert (first["previous_on"], first["gap_days"], first["next_on"]) == (None, None, date(2024, 3, 1))
    # 2024 has a 29 February.
    assert (second["previous_on"], second["gap_days"], second["next_on"]) == (date(2024, 2, 28), 2, None)
    assert (first["purchase_day_no"], second["purchase_day_no"]) == (1, 2)


def test_returns_cancellations_and_unknown_buyers_make_no_purchase_day(described):
    rows = [order("fay", "2025-06-10", -60), order("gus", "2025-06-01", 0), order(None, "2025-06-15", 33)]
    assert described("purchase_days", orders=rows) == []
