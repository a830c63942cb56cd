"""Visits as arrays: what each visitor did, in the order of time, and the journeys that it falls into.

In: the rows of `ACTS`. Out: `Visits`, one entry per act; `first_after` and `journeys` on them, without loops over rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ORDER = "order"
DAY_SECONDS = 86_400
# After a week without a sign, what comes next is another journey; so it is after an order.
SILENCE_DAYS = 7

# What every visitor did, purchases among it. A device that one customer alone was known on is that customer's. Who left no
# trace but orders is left out: nothing of the way to them is known.
ACTS = f"""
    with alone as (
        select anonymous_id, min(customer_id) as customer_id
        from events
        where anonymous_id is not null and customer_id is not null
        group by anonymous_id
        having min(customer_id) = max(customer_id)
    ),
    seen as (
        select coalesce(e.customer_id, a.customer_id) as customer_id, e.anonymous_id, e.event, e.occurred_at as moment, e.channel
        from events e left join alone a on e.customer_id is null and e.anonymous_id = a.anonymous_id
        where e.event is not null and e.occurred_at is not null
    ),
    acts as (
        select customer_id, coalesce(customer_id, 'device ' || anonymous_id) as visitor, event, moment, channel, 0 as place
        from seen where customer_id is not null or anonymous_id is not null
        union all
        select customer_id, customer_id, '{ORDER}', ordered_at, channel, 1
        from orders
        where is_purchase and customer_id in (select customer_id from seen)
    )
    select hash(visitor) as visitor, customer_id, event, cast(epoch(moment) as bigint) as moment,
           date_diff('day', date '1970-01-01', cast(moment as date)) as day, coalesce(channel, '') as channel
    from acts order by 1, 4, place, event
"""


@dataclass(frozen=True)
class Visits:
    """One entry per act, by visitor and time: who, what (a place in `names`), when (seconds and day), over which channel."""

    visitor: npt.NDArray[np.uint64]
    event: Ints
    names: list[str]
    at: Ints
    day: Ints
    channel: pa.DictionaryArray
    customer_id: pa.Array

    @property
    def is_first(self) -> Bools:
        """Whether an act is its visitor's first."""
        found: Bools = np.r_[True, self.visitor[1:] != self.visitor[:-1]]
        return found[: len(self.visitor)]


def visits_of(acts: pa.Table) -> Visits:
    """Return the rows of `ACTS` as arrays."""
    event, channel = (_encoded(acts[name]) for name in ("event", "channel"))
    return Visits(
        acts["visitor"].to_numpy(), event.indices.to_numpy().astype(np.int64), event.dictionary.to_pylist(),
        acts["moment"].to_numpy(), acts["day"].to_numpy(), channel, acts["customer_id"].combine_chunks(),
    )  # fmt: skip


def first_after(visits: Visits, name: str) -> Ints:
    """Return for each act the place of the first act of that name at or after it, by anybody; the number of acts for none."""
    size = len(visits.event)
    code = visits.names.index(name)
    places = np.where(visits.event == code, np.arange(size), size)
    return np.minimum.accumulate(places[::-1])[::-1]


def journeys(visits: Visits) -> Ints:
    """Return for each act the number of its journey: a new one with each visitor, after an order, and after a week of silence."""
    if not len(visits.at):
        return np.zeros(0, np.int64)
    silent = np.diff(visits.at, prepend=visits.at[:1]) > SILENCE_DAYS * DAY_SECONDS
    code = visits.names.index(ORDER) if ORDER in visits.names else -1
    after_order = np.r_[False, visits.event[:-1] == code]
    return np.cumsum(visits.is_first | silent | after_order) - 1


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a text column with its values in order, so that the same rows in another order give the same numbers."""
    found = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(found.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(rank[found.indices.to_numpy()]), found.dictionary.take(order))
