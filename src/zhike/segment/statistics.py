"""Tags that a statistic finds: the most frequent, first or last values of a column of what happened, a tag for each value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from zhike.engine import name_of
from zhike.segment.groups import MARK, Statistic
from zhike.segment.rules import HAPPENINGS, Compiling

# Which values come first; what ties is in the order of the values, so that every run says the same.
_ORDER = {
    "most": "times desc, last_on desc, value",
    "first": "first_on, times desc, value",
    "last": "last_on desc, times desc, value",
}


def found_tags(group_id: str, given: Mapping[str, Any], *, day: date) -> tuple[str, dict[str, Any]]:
    """Return the SELECT of tag_id, group_id, value and customer_id of a group's statistic as of a day, and its bound values.

    Who refused profiling has none.
    """
    statistic = Statistic(**given)
    counted, values = counts(statistic, day=day)
    sql = f"""
        select $group || $mark || value as tag_id, $group as group_id, value, customer_id from ({counted})
        where customer_id in (select customer_id from customers) and customer_id not in (select customer_id from unprofiled)
        qualify row_number() over (partition by customer_id order by {_ORDER[statistic.take]}) <= $most
    """
    return sql, {**values, "group": group_id, "mark": MARK, "most": statistic.count}


def counts(statistic: Statistic, *, day: date) -> tuple[str, dict[str, Any]]:
    """Return the SELECT of how often a customer has each value: customer_id, value, times, first_on, last_on."""
    happened = statistic.happened
    kind = HAPPENINGS[happened.what]
    column, on = name_of(statistic.column), name_of(kind.day)
    built = Compiling(day, _nothing, _nothing, _nothing)
    chosen = built.counted(happened).select(
        f"cast({column} as varchar) as value", "count(*) as times", f"min({on}) as first_on", f"max({on}) as last_on", dialect="duckdb"
    ).where(f"{column} is not null", f"{column} <> ''", dialect="duckdb").group_by("customer_id", "value")  # fmt: skip
    return chosen.sql(dialect="duckdb"), built.values


def _nothing(name: str) -> exp.Expr:
    raise KeyError(name)  # our own mistake: what happened is counted without the customer's columns
