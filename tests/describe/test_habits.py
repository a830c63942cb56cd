from small_shop import CAST, order


def occasions(rows, habit, *, dimension="all", period="all"):
    found = [r for r in rows if (r["habit"], r["dimension"], r["period"]) == (habit, dimension, period)]
    return {(r["group_name"], r["bucket"]) if dimension != "all" else r["bucket"]: r["occasions"] for r in found}


def test_purchases_are_counted_by_weekday_and_hour(described):
    rows = described("habits", orders=CAST)
    time = occasions(rows, "time")
    assert sum(time.values()) == 18  # every purchase of a known customer
    assert time["6-9"] == 1  # Ben, Saturday 2025-03-15 at nine
    assert time["1-23"] == 1  # Chloe, Monday 2025-06-30


def test_a_period_holds_the_twelve_months_to_the_day(described):
    orders = [order("ana", "2024-06-30", 10), order("ana", "2024-07-01", 10)]
    rows = described("habits", orders=orders)
    assert occasions(rows, "basket", period="12m") == {"1": 1}
    assert occasions(rows, "basket") == {"1": 2}


def test_every_dimension_adds_up_to_all(described):
    people = [{"customer_id": "ana", "province": "Zhejiang"}, {"customer_id": "ben", "country": "France"}]
    rows = described("habits", orders=CAST, customers=people)
    for habit in ("time", "basket", "channel", "gap"):
        whole = sum(occasions(rows, habit).values())
        assert sum(occasions(rows, habit, dimension="region").values()) == whole
        assert sum(occasions(rows, habit, dimension="cohort").values()) == whole
    assert sum(occasions(rows, "time", dimension="channel").values()) == sum(occasions(rows, "time").values())
    assert occasions(rows, "channel", dimension="region")["Zhejiang", "web"] == 6
    assert occasions(rows, "gap", dimension="channel") == {}  # a wait belongs to no channel


def test_waits_fall_into_the_bucket_of_their_days(described):
    orders = [order("ana", day, 10) for day in ("2025-01-01", "2025-01-02", "2025-01-09", "2025-03-31")]
    assert occasions(described("habits", orders=orders), "gap") == {"1": 1, "7": 1, "90": 1}


def test_large_baskets_share_one_bucket(described):
    rows = described("habits", orders=[order("ana", "2025-01-01", 10, lines=n) for n in (0, 2, 10, 31)])
    assert occasions(rows, "basket") == {"2": 1, "10": 2}


def test_categories_count_lines_that_brought_money(described):
    lines = [{"customer_id": "ana", "ordered_on": "2025-01-01", "source": "till", "sku": "T", "category": c, "revenue": r} for c, r in (("tea", 5), ("tea", 6), ("cup", 0), (None, 9))]  # fmt: skip
    rows = described("habits", orders=[order("ana", "2025-01-01", 20)], order_lines=lines)
    assert occasions(rows, "category") == {"tea": 2}
    [tea] = [r for r in rows if r["habit"] == "category" and r["dimension"] == "all" and r["period"] == "all"]
    assert tea["revenue"] == 11
