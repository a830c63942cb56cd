"""One customer: the card, the key numbers against the typical customer, and the habits that small charts show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhike import collect, govern
from zhike.describe import directory
from zhike.describe.directory.listing import LISTING
from zhike.describe.periods import as_of
from zhike.describe.profile.correcting import golden, overlaid
from zhike.describe.profile.whose import Whose, whose
from zhike.engine import Column, Reader, Table
from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.unify import who
from zhike.words import N_
from zhike.workspace import Workspace

# What the head of the page compares with the typical customer.
KEY_NUMBERS = (
    "revenue", "orders", "average_order_value", "recency_days", "gap_days_median", "margin", "return_rate",
    "feedback_average",
)  # fmt: skip
MONTHS = 24


class UnknownCustomerError(ZhikeError, LookupError):
    """A number that no customer has, or one whom the asker may not see: from outside both look the same."""

    code = "unknown_customer"
    sentence = N_(
        "There is no customer {value!r} in the current run. Numbers change only when records are joined or parted: search by name, phone or e-mail."
    )


@dataclass(frozen=True)
class KeyNumber:
    """One number of the customer beside the median of all customers who have it."""

    name: str
    unit: str
    value: float | None
    typical: float | None


@dataclass(frozen=True)
class Habits:
    """When and where the customer buys: purchases by month (oldest first), weekday (Monday first), hour, and channel."""

    months: tuple[tuple[date, int, float], ...]
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    channels: tuple[tuple[str, int], ...]
    purchases: int


@dataclass(frozen=True)
class Customer:
    """One customer as the asker may see them: every per-customer column by its name.

    `is_regrouped` says that somebody joined or parted records since the run: numbers that only a run computes are empty.
    """

    id: str
    row: dict[str, Any]
    as_of: date
    numbers: tuple[KeyNumber, ...]
    habits: Habits
    is_regrouped: bool = False

    @property
    def name(self) -> str:
        """Return the customer's name, or the number where no name is known."""
        return str(self.row.get("name") or self.id)


def customer(shop: Workspace, customer_id: str, *, by: Actor, declared: Mapping[str, Table]) -> Customer:
    """Return one customer of the current run, or raise UnknownCustomerError."""
    row = card(shop, customer_id, by=by, declared=declared)
    day = as_of(shop)
    mine = whose(shop, customer_id)
    habits = _habits(shop.now, mine, day=day)
    return Customer(
        mine.customer_id, row, day, _numbers(shop, row, declared), habits, is_regrouped=mine.regrouped is not None
    )


def card(shop: Workspace, customer_id: str, *, by: Actor, declared: Mapping[str, Table]) -> dict[str, Any]:
    """Return every per-customer column of one customer, masked for the asker; the gate of all pages of a customer.

    What people corrected since the run is in it.
    """
    listing = directory.prepare(shop, declared)
    visible = visible_customers(by)
    mine = whose(shop, customer_id)
    columns = ", ".join(f'c."{name}"' for name in listing.fields)
    asked = mine.values.get("customers", [customer_id])
    named = {f"c{at}": one for at, one in enumerate(asked)}
    rows = listing.reader.rows(
        f"select {columns} from {LISTING} c where c.customer_id in ({', '.join(f'${n}' for n in named)}) and ({visible.condition})",
        {**named, **visible.parameters},
    )
    # Of a customer that was joined from several, whoever may not see one of them may not see the whole.
    if len(rows) < len(asked):
        raise UnknownCustomerError(value=customer_id[:40])
    if mine.regrouped:
        return govern.seen_by(by, {**dict.fromkeys(listing.fields), **_made_anew(shop, mine.regrouped)})
    now = overlaid(shop, customer_id)
    return govern.seen_by(by, {name: now.get(name, value) for name, value in rows[0].items()})


def _made_anew(shop: Workspace, now: who.Standing) -> dict[str, Any]:
    """Return what can be said at once of a customer whose records were joined or parted: the golden record."""
    card = {o.field: o.value for o in golden(shop, now.customer_id)}
    sources = ", ".join(sorted({t.record.source for t in now.records} - {collect.OURS}))
    registered = card["registered_at"]
    return {
        **card, "customer_id": now.customer_id, "records": len(now.records), "sources": sources,
        "registered_on": registered and registered.astimezone(ZoneInfo(shop.settings.timezone)).date(),
    }  # fmt: skip


def _numbers(shop: Workspace, row: Mapping[str, Any], declared: Mapping[str, Table]) -> tuple[KeyNumber, ...]:
    typical: dict[str, float] = shop.now.kept("typical customer", lambda: _typical(shop.now))
    columns: dict[str, Column] = {c.name: c for c in declared["customer_features"].columns}
    return tuple(
        KeyNumber(name, columns[name].unit, None if row.get(name) is None else float(row[name]), typical.get(name))
        for name in KEY_NUMBERS
    )


def _typical(reader: Reader) -> dict[str, float]:
    rows = reader.rows("select feature, median from summary where median is not null", reads=["summary"])
    return {row["feature"]: row["median"] for row in rows}


def _habits(reader: Reader, mine: Whose, *, day: date) -> Habits:
    rows = reader.rows(mine.of(_PURCHASES), mine.values, reads=["orders"])
    weekdays = Counter(row["ordered_on"].isoweekday() for row in rows)
    hours = Counter(row["ordered_hour"] for row in rows)
    channels = Counter(row["channel"] for row in rows if row["channel"])
    return Habits(
        _by_month(rows, day) if rows else (),
        tuple(weekdays[number] for number in range(1, 8)),
        tuple(hours[hour] for hour in range(24)),
        tuple(sorted(channels.items(), key=lambda pair: (-pair[1], pair[0]))),
        len(rows),
    )


def _by_month(rows: list[dict[str, Any]], day: date) -> tuple[tuple[date, int, float], ...]:
    """Return the last months up to the as-of day, those without a purchase among them."""
    last = day.year * 12 + day.month - 1
    # Amounts are added as they are: floating-point ones have other last digits in another order of rows.
    found: dict[int, list[Decimal]] = {month: [] for month in range(last - MONTHS + 1, last + 1)}
    for row in rows:
        found.get(row["ordered_on"].year * 12 + row["ordered_on"].month - 1, []).append(row["revenue"])
    return tuple((date(m // 12, m % 12 + 1, 1), len(amounts), float(sum(amounts))) for m, amounts in found.items())


_PURCHASES = """
    select ordered_on, ordered_hour, coalesce(channel, source) as channel, revenue
    from orders where $mine and is_purchase
"""
