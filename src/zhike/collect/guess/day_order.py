"""Whether 03/04/2024 is the third of April or the fourth of March: what a whole sample says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhike.collect.guess.values import day_and_month

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"


def date_order(values: Iterable[str | None]) -> str | None:
    """Return "day-first" or "month-first", "" when no value tells, None when no value needs it.

    A part above 12 can only be the day. Where values contradict each other, the more frequent order is returned: the
    others then wait in quarantine, because they cannot be read that way.
    """
    pairs = [pair for value in values if value is not None and (pair := day_and_month(value))]
    day_first = sum(first > 12 for first, _ in pairs)
    month_first = sum(second > 12 for _, second in pairs)
    if not pairs:
        return None
    if day_first == month_first:
        return ""
    return DAY_FIRST if day_first > month_first else MONTH_FIRST


def date_orders(columns: dict[str, Sequence[str | None]]) -> dict[str, str]:
    """Return the order of each field whose dates need one ("" where it cannot be told).

    One system writes all its dates alike, so a field that cannot tell takes the order of those that can, if they agree.
    """
    orders = {name: order for name, values in columns.items() if (order := date_order(values)) is not None}
    told = {order for order in orders.values() if order}
    only = next(iter(told)) if len(told) == 1 else ""
    return {name: order or only for name, order in orders.items()}
