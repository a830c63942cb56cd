"""The customers behind a slice, as a text that an address can carry: 2025-05+2025-06;channel=web;province=广东."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from zhike.describe.diagnosis.dimensions import DIMENSIONS, OTHERS, dimension_label, value_label
from zhike.describe.diagnosis.facts import customers_in, facts_sql, last_day
from zhike.describe.diagnosis.months_asked import Months, day_one, months_asked
from zhike.errors import WrongUseError
from zhike.words import _

# What parts a text into its pieces is written otherwise within a value.
_ESCAPED = {"%": "%25", ";": "%3B", ",": "%2C", "=": "%3D"}


@dataclass(frozen=True)
class Behind:
    """Who bought or returned something in one of two periods, within some values of dimensions."""

    before: Months
    after: Months
    slice: dict[str, str]

    @property
    def text(self) -> str:
        """Return it as an address has it."""
        named = [f"{d}={''.join(_ESCAPED.get(c, c) for c in v)}" for d, v in self.slice.items()]
        return ";".join([f"{self.before.text}+{self.after.text}", *named])

    def sql(self, at: int) -> tuple[str, dict[str, Any]]:
        """Return a SELECT of their customer_id with its parameters, whose names end with a number of the caller's."""
        condition, values = customers_in(self.slice)
        span = {"first": day_one(self.before.first), "last": last_day(self.after.last)}
        months = {"before": self.before.last, "after": self.after.first}
        sql = (
            f"with facts as ({facts_sql()}) select customer_id from facts where customer_id is not null and {condition} "
            "and (month_no <= $before or month_no >= $after)"
        )
        given = {**span, **months, **values}
        for name in given:
            sql = sql.replace(f"${name}", f"${name}_b{at}")
        return sql, {f"{name}_b{at}": value for name, value in given.items()}


def behind_of(text: str) -> Behind | None:
    """Return what a text of an address means; None where it means nothing."""
    months, *parts = text.split(";")
    before, _plus, after = months.partition("+")
    pairs = [p.partition("=") for p in parts]
    if not all(name in DIMENSIONS and equals for name, equals, _value in pairs):
        return None
    try:
        found = Behind(months_asked(before), months_asked(after), {n: unquote(v) for n, _e, v in pairs})
    except WrongUseError:
        return None
    return found if found.before.last < found.after.first and OTHERS not in found.slice.values() else None


def behind_said(found: Behind) -> str:
    """Return it in words, without the periods' own."""
    named = " × ".join(f"{dimension_label(d)}: {value_label(d, v)}" for d, v in found.slice.items())
    return _("{slice} in {before} or {after}").format(slice=named, before=found.before.text, after=found.after.text)


def named_slice(named: Mapping[str, str], before: Months, after: Months) -> Behind | None:
    """Return the customers behind a slice; None where it is the rest of many values, which no filter names."""
    return None if OTHERS in named.values() else Behind(before, after, dict(named))
