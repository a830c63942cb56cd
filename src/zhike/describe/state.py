"""The state of the data in two sentences: how many people behind how many records, and how many rows cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zhike.describe.periods import as_of
from zhike.words import _
from zhike.workspace import Workspace


@dataclass(frozen=True)
class DataState:
    """What the current run is made of; `merged` records were recognised as somebody already known."""

    as_of: date
    customers: int
    records: int
    merged: int
    received: int
    quarantined: int
    repaired: int


def data_state(shop: Workspace) -> DataState:
    """Return the state of the data in the current run."""
    return shop.now.kept("data state", lambda: _read(shop))  # type: ignore[no-any-return]


def people_said(state: DataState, count: Callable[[int], str] = "{:,}".format) -> str:
    """Return the sentence about customers and records."""
    said = _("{customers} customers stand behind {records} source records; {merged} records were recognised as the same people.")  # fmt: skip
    return said.format(customers=count(state.customers), records=count(state.records), merged=count(state.merged))


def rows_said(state: DataState, count: Callable[[int], str] = "{:,}".format) -> str:
    """Return the sentence about the rows that came in."""
    said = _("Data: {received} rows received, {quarantined} cannot be used ({share:.2%}), {repaired} values were repaired on the way.")  # fmt: skip
    return said.format(
        received=count(state.received), quarantined=count(state.quarantined),
        share=state.quarantined / max(state.received, 1), repaired=count(state.repaired),
    )  # fmt: skip


def _read(shop: Workspace) -> DataState:
    [row] = shop.now.rows(_STATE, reads=["customers", "records", "data_quality", "rejects"])
    return DataState(as_of=as_of(shop), **row)


_STATE = """
    select
        (select count(*) from customers) as customers,
        (select count(*) from records) as records,
        (select coalesce(sum(records - 1), 0)::bigint from customers) as merged,
        (select coalesce(sum(total), 0)::bigint from data_quality where field = '*' and measure = 'received') as received,
        (select count(*) from rejects) as quarantined,
        (select coalesce(sum("count"), 0)::bigint from data_quality where measure like 'repaired:%') as repaired
"""
