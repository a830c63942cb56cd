"""Customers whom somebody chose for a list or for a tag: those of the current run that they may see, with the records they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.words import _
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Chosen:
    """Numbers of customers, each once, and their records: columns source, record_id."""

    numbers: tuple[str, ...]
    records: pa.Table


def chosen(shop: Workspace, customers: Sequence[str], *, by: Actor) -> Chosen:
    """Return the customers who were named; one that no run knows, or that the actor may not see, is refused, and all with it."""
    numbers = tuple(dict.fromkeys(c.strip() for c in customers if c.strip()))
    visible = visible_customers(by)
    found = shop.now.arrow(
        "select distinct source, record_id, customer_id from identity where customer_id in ("
        f"select c.customer_id from customers c where c.customer_id in (select unnest($numbers)) and ({visible.condition}))",
        {"numbers": list(numbers), **visible.parameters}, reads=["identity", "customers"],
    )  # fmt: skip
    there = set(found.column("customer_id").to_pylist())
    if lost := [n for n in numbers if n not in there]:
        said = _("{count} of {all} are no customers of the current run, the first is {value!r}. Nothing was kept.")
        raise WrongUseError(detail=said.format(count=len(lost), all=len(numbers), value=lost[0][:40]))
    return Chosen(numbers, found.select(["source", "record_id"]))
