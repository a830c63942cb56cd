"""Months of KPIs among one another."""

from datetime import date

import pytest

from zhike.describe.months import Month, year_before

HISTORY = [Month(date(2024, m, 1), m < 3, {"orders": float(m)}) for m in (1, 2, 3)]


@pytest.mark.parametrize(("asked", "orders"), [(date(2025, 2, 1), 2.0), (date(2025, 3, 1), None), (date(2025, 4, 1), None)])  # fmt: skip
def test_the_month_a_year_before_is_one_that_has_ended(asked, orders):
    found = year_before(asked, HISTORY)
    assert (found and found["orders"]) == orders
