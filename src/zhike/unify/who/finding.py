"""Finding customers and records by what people write: a customer's number, a number of before, or source:record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from zhike import govern
from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.unify.decisions import Record
from zhike.words import N_
from zhike.workspace import Workspace

# What tells one record from another, in the order in which people look at it.
FIELDS = (
    "name", "family_name", "given_name", "kind", "gender", "birth_date", "phone", "email", "wechat_id", "member_no", "company",
    "address", "province", "city", "district", "postcode", "registered_at", "updated_at",
)  # fmt: skip
# So many records of one customer are looked at one by one; more is a mistake of linking.
MOST = 200


class UnknownRecordError(ZhikeError, LookupError):
    """What was written is neither a customer nor a record of the current run."""

    code = "unknown_record"
    sentence = N_(
        "There is no customer and no record {value!r} in the current run. Write a customer's number (C…), or a record as source:number."
    )


@dataclass(frozen=True)
class Found:
    """What somebody meant: customers of the current run, and the record where one was named."""

    customers: tuple[str, ...]
    record: Record | None = None


def find(shop: Workspace, said: str) -> Found:
    """Return the record or customer that somebody named; a number of before leads to the customer of now."""
    text = said.strip()
    if ":" in text:
        for at in (i for i, sign in enumerate(text) if sign == ":"):
            record = Record(text[:at], text[at + 1 :])
            if customer := customer_of(shop, [record]):
                return Found((customer[record],), record)
    elif customers := followed(shop, text):
        return Found(customers)
    raise UnknownRecordError(value=said[:80])


def followed(shop: Workspace, customer_id: str) -> tuple[str, ...]:
    """Return the customers of the current run that a number leads to: itself, or where its records went since.

    Empty when nobody ever had the number.
    """
    reader = shop.now
    if reader.value("select 1 from identity where customer_id = $c limit 1", {"c": customer_id}, reads=["identity"]):
        return (customer_id,)
    went = """
        select distinct i.customer_id from identity_changes c
        join identity i on c.source = i.source and c.record_id = i.record_id
        where c.from_customer = $c or c.to_customer = $c order by i.customer_id
    """
    rows = reader.rows(went, {"c": customer_id}, reads=["identity", "identity_changes"])
    return tuple(r["customer_id"] for r in rows)


def customer_of(shop: Workspace, records: Collection[Record]) -> dict[Record, str]:
    """Return the customer that each record has in the current run; one that is not there is left out."""
    found: dict[Record, str] = {}
    listed = sorted(records)
    for at in range(0, len(listed), MOST):
        parts, values = _keys(listed[at : at + MOST])
        sql = f"select source, record_id, customer_id from identity where {parts}"
        for r in shop.now.rows(sql, values, reads=["identity"]):
            found[Record(r["source"], r["record_id"])] = r["customer_id"]
    return found


def fields_of(shop: Workspace, records: Sequence[Record], *, by: Actor) -> dict[Record, dict[str, Any]]:
    """Return what the records say, as the asker may see it."""
    if not records:
        return {}
    parts, values = _keys(records[:MOST])
    sql = f"select source, record_id, arrived, listed, {', '.join(FIELDS)} from records where {parts}"
    rows = shop.now.arrow(sql, values, reads=["records"]).to_pylist()
    return {Record(r["source"], r["record_id"]): govern.seen_by(by, r) for r in rows}


def _keys(records: Sequence[Record]) -> tuple[str, dict[str, str]]:
    """Return the condition that names the records, and its values."""
    values: dict[str, str] = {}
    parts = []
    for at, record in enumerate(records):
        parts.append(f"(record_id = $record{at} and source = $source{at})")
        values |= {f"record{at}": record.number, f"source{at}": record.source}
    # The engine leaves out the parts of the file that hold none of the numbers.
    numbers = ", ".join(f"$record{at}" for at in range(len(records)))
    return f"record_id in ({numbers}) and ({' or '.join(parts)})", values
