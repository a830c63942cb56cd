from small_shop import order


def bought(customer, day, category, amount, **more):
    return {"customer_id": customer, "ordered_on": day, "sku": category, "category": category, "revenue": amount, "is_return": amount < 0, **more}  # fmt: skip


def test_the_first_and_the_second_purchase_day_are_told_apart(described):
    orders = [
        order("ana", "2025-01-01", 30, channel="store", ordered_hour=9), order("ana", "2025-01-01", 30, channel="web", ordered_hour=20),
        order("ana", "2025-01-11", 30), order("ana", "2025-03-01", 30), order("ben", "2025-02-01", 10, channel=None),
    ]  # fmt: skip
    lines = [
        bought("ana", "2025-01-01", "tea", 20), bought("ana", "2025-01-01", "cup", 40), bought("ana", "2025-01-11", "tea", 30),
        bought("ana", "2025-03-01", "hat", 30),
    ]  # fmt: skip
    ana, ben = described("first_purchases", orders=orders, order_lines=lines)
    assert ana == {"customer_id": "ana", "first_channel": "store", "first_category": "cup", "second_category": "tea", "days_to_second": 10}  # fmt: skip
    assert ben == {"customer_id": "ben", "first_channel": None, "first_category": None, "second_category": None, "days_to_second": None}  # fmt: skip


def test_of_two_equal_categories_the_first_by_name_counts(described):
    lines = [bought("ana", "2025-01-01", name, 20) for name in ("tea", "cup")]
    [ana] = described("first_purchases", orders=[order("ana", "2025-01-01", 40)], order_lines=lines)
    assert ana["first_category"] == "cup"
