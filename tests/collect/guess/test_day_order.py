"""Which comes first, day or month."""

from __future__ import annotations

from zhike.collect.guess.day_order import date_order, date_orders


def test_a_part_above_twelve_is_the_day():
    assert date_order(["03/04/2024", "13/04/2024"]) == "day-first"
    assert date_order(["03/04/2024", "03/14/2024"]) == "month-first"


def test_a_sample_that_does_not_tell_says_so():
    assert date_order(["03/04/2024", None, "05/06/2024"]) == ""


def test_dates_that_need_no_order_have_none():
    assert date_order(["2024-03-04", "2024年3月4日", None]) is None


def test_the_more_frequent_order_wins_where_values_contradict():
    assert date_order(["13/04/2024", "14/04/2024", "04/15/2024"]) == "day-first"


def test_a_field_that_cannot_tell_follows_the_others_of_the_file():
    assert date_orders({"a": ["03/04/2024"], "b": ["25/12/2023"]}) == {"a": "day-first", "b": "day-first"}
    assert date_orders({"a": ["03/04/2024"], "b": ["25/12/2023"], "c": ["12/25/2023"]})["a"] == ""
