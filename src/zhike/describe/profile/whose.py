"""Whose rows: the records of a customer at this moment, decisions about who is who included that no run knows yet.

What happened with a record stays with the record. So a page of a customer follows a merge, a split or an undo at once, by
asking the current run's tables for the rows of these records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhike.errors import WrongUseError
from zhike.unify import Record, who
from zhike.workspace import Workspace

_AS_PUBLISHED = "customer_id = $customer_id"
_REGROUPED = (
    "customer_id in (select unnest($customers)) and source || chr(31) || record_id in (select unnest($records))"
)
# Every value that is bound must be named somewhere.
_WHOLE = "customer_id in (select unnest($customers)) and $records is not null"


@dataclass(frozen=True)
class Whose:
    """A customer's rows in the tables of the current run: a condition on them, and its values.

    `regrouped` is the customer as they stand now where that is not what the run published, else None.
    """

    customer_id: str
    condition: str = _AS_PUBLISHED
    values: Mapping[str, Any] = field(default_factory=dict)
    regrouped: who.Standing | None = None

    def of(self, sql: str) -> str:
        """Return a SELECT with `$mine` replaced by the condition, and `$theirs` by that on whole customers as the run has them."""
        whole = self.condition if self.regrouped is None else _WHOLE
        return sql.replace("$mine", f"({self.condition})").replace("$theirs", f"({whole})")


def whose(shop: Workspace, customer_id: str) -> Whose:
    """Return which rows are a customer's; a number that nobody has gives a condition that no row meets."""
    as_published = Whose(customer_id, values={"customer_id": customer_id})
    if not who.is_anything_pending(shop):
        return as_published
    try:
        now, _record = who.named(shop, customer_id)
    except (who.UnknownRecordError, WrongUseError):  # nobody's, or that of a customer who was taken apart
        return as_published
    if now.is_as_published:
        return as_published
    customers = sorted({t.customer_then for t in now.records})
    records = [f"{t.record.source}\x1f{t.record.number}" for t in now.records]
    return Whose(now.customer_id, _REGROUPED, {"customers": customers, "records": records}, now)


def records_now(shop: Workspace, customer_id: str) -> list[Record]:
    """Return the records of a customer at this moment, what people corrected among them."""
    mine = whose(shop, customer_id)
    sql = mine.of("select source, record_id from identity where $mine")
    return [Record(r["source"], r["record_id"]) for r in shop.now.rows(sql, mine.values, reads=["identity"])]


def is_regrouped(shop: Workspace, customer_id: str) -> bool:
    """Return whether records of a customer were joined or parted since the run, so that its figures are of other records."""
    return whose(shop, customer_id).regrouped is not None
