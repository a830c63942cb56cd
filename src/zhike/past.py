"""Looking back: the workspace as it stood on an earlier day, read beside the current run.

In: a workspace with a run, and a day. Out: a workspace whose tables are those of one that holds only what happened until
that day, so that every page, table and profile of it shows what was known then.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from zhike import pipeline
from zhike.describe.periods import as_of
from zhike.engine import Progress
from zhike.errors import WrongUseError, ZhikeError
from zhike.govern import Actor
from zhike.store import runs
from zhike.words import N_, _
from zhike.workspace import Workspace


class UnknownThenError(ZhikeError, LookupError):
    """A customer of today of whom nothing was known on an earlier day."""

    code = "unknown_then"
    sentence = N_("Nothing was known of the customer {value!r} on {day}. Choose a later day.")


class NotLookedBackError(ZhikeError, LookupError):
    """An earlier day that nobody has computed yet."""

    code = "not_looked_back"
    sentence = N_("How things stood on {day} is not computed yet. Ask for it on the customer's page.")


def look_back(shop: Workspace, day: date, *, by: Actor, progress: Progress | None = None) -> Workspace:
    """Return the workspace as it stood on a day; where that is not computed yet, this takes as long as a run.

    The current run stays as it is. What people decided about who is who, and what they corrected, counts on every day:
    it says who somebody is, and not what happened.
    """
    if there := looked_back(shop, day):
        return there
    with shop.alone():
        pipeline.sweep_runs(shop)
        # Somebody else may have had the same wish meanwhile.
        return looked_back(shop, day) or shop.at(pipeline.made(shop, day, by=by, progress=progress, is_past=True).id)


def looked_back(shop: Workspace, day: date) -> Workspace | None:
    """Return the workspace as it stood on a day if that is computed; on its own day the current run is that."""
    last = as_of(shop)
    if day > last:
        said = _("{day} is after the day of the current run, {last}. Choose that day or an earlier one.")
        raise WrongUseError(detail=said.format(day=day, last=last))
    found = next((run for run, then in _past_runs(shop) if then == day), None)
    return shop if day == last else shop.at(found) if found else None


def days(shop: Workspace) -> tuple[date, ...]:
    """Return the earlier days that are computed, the latest first."""
    return tuple(sorted({day for _run, day in _past_runs(shop)}, reverse=True))


def customers_then(shop: Workspace, then: Workspace, customer_id: str) -> tuple[str, ...]:
    """Return whom the records of one of today's customers belonged to on an earlier day, the one with the earliest record first.

    There are several where what shows that they are one person came later.
    """
    if then is shop:
        return (customer_id,)
    asked = "select source, record_id from identity where customer_id = $customer"
    records = shop.now.rows(asked, {"customer": customer_id}, reads=["identity"])
    sql = """
        select i.customer_id from identity i join (select unnest($sources) as source, unnest($numbers) as record_id) r
          on i.source = r.source and i.record_id = r.record_id
        group by i.customer_id order by min(i.arrived), i.customer_id
    """
    told = {"sources": [r["source"] for r in records], "numbers": [r["record_id"] for r in records]}
    if not records:
        return (customer_id,)  # nobody today: whoever asks for the profile is told so
    found = then.now.rows(sql, told, reads=["identity"])
    if not found:
        raise UnknownThenError(value=customer_id[:40], day=as_of(then))
    return tuple(r["customer_id"] for r in found)


def _past_runs(shop: Workspace) -> list[tuple[str, date]]:
    """Return the runs that look back from what the current one knows, the newest first, with their days."""
    since = select(runs.c.started_at).where(runs.c.id == shop.current_run()).scalar_subquery()
    statement = select(runs.c.id, runs.c.as_of).where(runs.c.is_past == 1, runs.c.started_at >= since)
    with shop.store.reading() as connection:
        return [(r.id, r.as_of) for r in connection.execute(statement.order_by(runs.c.started_at.desc()))]
