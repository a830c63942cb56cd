"""Between runs: what came, went or was corrected since the current run is brought into what is known of each customer.

In: a workspace with a run. Out: another published run of the same day. What is known of customers is as a run from nothing
would make it; models and figures about groups of customers stay those of the run before, until the next one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from zhike import collect, pipeline, predict, segment
from zhike.engine import TOUCHED, Fresh, Progress, Session, text_of
from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.pipeline import Run
from zhike.store import runs
from zhike.words import N_, _
from zhike.workspace import Workspace

# Rows of these say which record of a customer they are about; a change in others (products, costs) is about everybody.
_ABOUT_RECORDS = ("events", "feedback", "interactions", "consents", "subscriptions")
_SCOPED = ("customers", "orders", "order_lines", *_ABOUT_RECORDS)
_RECORDS = "touched_records"
_MINE = (
    f"((source, record_id) in (select source, record_id from {_RECORDS})"
    f" or (record_id is null and (select coalesce(bool_or(customer_id is null), false) from {TOUCHED})))"
)
# By which condition what has no customer of its own is narrowed. What says who a row belongs to, and what says so only through
# an order, is read whole: without it a row would seem to be nobody's.
_NARROW = {
    **{f"collected_{name}": _MINE for name in _ABOUT_RECORDS},
    **dict.fromkeys(("collected_orders", "collected_order_lines", "collected_customers", "order_sums", "corrections", "identity"), "true"),
    "records": f"(source, record_id) in (select source, record_id from {_RECORDS})",
}  # fmt: skip
# What a row of an entity is about: a record, an order, or both.
_ABOUT = {
    "customers": ("coalesce(record_id, member_no, row_id)", "null::varchar"),
    "orders": ("record_id", "coalesce(order_id, row_id)"),
    "order_lines": ("record_id", "coalesce(order_id, row_id)"),
    **dict.fromkeys(_ABOUT_RECORDS, ("record_id", "null::varchar")),
}


class NothingToRefreshError(ZhikeError, ValueError):
    """A workspace whose last run cannot be brought up to date."""

    code = "run_first"
    exit_code = 1
    sentence = N_("The current run cannot be brought up to date: {why}. Compute everything with `zhike run`.")


def refresh(shop: Workspace, *, by: Actor | None = None, progress: Progress | None = None) -> Run | None:
    """Bring what is known of customers up to date with what was received and said since the current run; return the new one.

    None where nothing was. The day stays that of the current run: what happened later counts from the next run on.
    """
    with shop.alone():
        collect.sweep(shop)
        collect.restate(shop)
        pipeline.sweep_runs(shop)
        day, then = _made_from(shop)
        now = pipeline.made_from(shop)
        if now == then:
            return None
        changed = then["imports"].keys() ^ now["imports"].keys()
        fresh = Fresh(
            column="customer_id", find=_finder(shop, then["imports"], changed), narrow=_NARROW, prints=then["prints"],
            left=left(), left_where=_STILL_FORESEEN,
        )  # fmt: skip
        return pipeline.made(shop, day, by=by, progress=progress, fresh=fresh)


def can_be_refreshed(shop: Workspace, made_from: str | None) -> bool:
    """Whether a run was made by the program of today: tables that stay as they were must be what its pages expect."""
    then = json.loads(made_from or "{}")
    if then.get("program") != pipeline.program():
        return False
    now = pipeline.imports_of(shop)
    return all(now.get(i, said) == said for i, said in then["imports"].items())


@lru_cache(maxsize=1)
def left() -> frozenset[str]:
    """Return the tables that a refresh leaves as the last run made them: models, and figures about groups of customers."""
    declared, reads = pipeline.tables(), pipeline.reads()
    [members] = [p for p in segment.PYTHON_TABLES if p.table.name == "segment_members"]
    others = [p for p in segment.PYTHON_TABLES if p is not members]
    learned = {t.name for p in (*predict.PYTHON_TABLES, *others) for t in p.tables} | {"next_action"}
    # Who is who, what is known of each customer, and by which rules.
    about_customers = {n for n, t in declared.items() if t.column("customer_id") or n.startswith("identity")} - learned
    needed, more = set[str](), {*about_customers, *(t.name for t in members.tables), "golden_rules", "trust_order"}
    while more:
        needed |= more
        more = {r for n in more for r in reads[n]} - needed - learned
    return frozenset(declared.keys() - needed)


def _made_from(shop: Workspace) -> tuple[date, dict[str, Any]]:
    with shop.store.reading() as connection:
        row = connection.execute(select(runs.c.as_of, runs.c.made_from).where(runs.c.id == shop.current_run())).one()
    if not can_be_refreshed(shop, row.made_from):
        raise NothingToRefreshError(why=_("another version of the program made it"))
    return row.as_of, json.loads(row.made_from)


def _finder(shop: Workspace, then: Mapping[str, str], changed: set[str]) -> Callable[[Session], bool]:
    """Return the function that finds the customers whose rows may have changed."""
    there = {str(r.id): r for r in collect.receipts(shop, undone=True)}
    before = [there[i] for i in then if i in there]
    entities = {there[i].entity for i in changed if i in there} & set(_SCOPED)
    inputs = collect.inputs(shop)

    def find(session: Session) -> bool:
        session.sql(f"create or replace temp table changed_rows ({', '.join(_COLUMNS)})")
        for entity in sorted(entities):
            now, was = inputs[f"collected_{entity}"].select, collect.accepted(shop, entity, before)
            keys = collect.keys_of(shop, [there[i] for i in sorted(changed) if there[i].entity == entity])
            session.sql(f"insert into changed_rows {_rows(entity, now, was, keys)}")
        files = shop.lake.run(shop.current_run())
        for table in ("identity", "orders", "records"):
            session.view(f"{table}_then", f"select * from read_parquet({text_of(files / table / f'{table}.parquet')})")
        session.view("orders_now", inputs["collected_orders"].select)
        session.sql(f"create or replace temp table {TOUCHED} as {_TOUCHED}")
        mine = "customer_id in (select customer_id from touched where customer_id is not null)"
        session.sql(f"create or replace temp table {_RECORDS} as select source, record_id from identity where {mine}")
        return bool(session.value(f"select coalesce(bool_or(customer_id is null), false) from {TOUCHED}"))

    return find


_COLUMNS = ("source varchar", "record_id varchar", "order_id varchar")


def _rows(entity: str, now: str, was: str, keys: str) -> str:
    """Return the SELECT of what the rows are about, now and before, whose keys an import brought that came or went."""
    record, order = _ABOUT[entity]
    return " union ".join(
        f"select source, {record}, {order} from ({rows}) where (source, row_id) in ({keys})" for rows in (now, was)
    )


# Of whom no score is kept: who refused profiling since, and who is nobody any more.
_STILL_FORESEEN = (
    "customer_id in (select customer_id from identity) and customer_id not in (select customer_id from unprofiled)"
)
# Whose rows may have changed: those of the records and orders of the changed rows, now and before, and everybody whose records
# are others than before, or are tied otherwise: corrections are records, too. A row about nobody is of nobody: null.
_TIED = "select source, record_id, customer_id, matched_by, probability, arrived from"
_CARDS = "select source, record_id, member_no from"
_TOUCHED = f"""
    with about as (
        select source, record_id from changed_rows
        union
        select o.source, o.record_id from orders_now o join changed_rows c on o.source = c.source and coalesce(o.order_id, o.row_id) = c.order_id
        union
        select l.source, l.record_id from collected_order_lines l join changed_rows c on l.source = c.source and coalesce(l.order_id, l.row_id) = c.order_id
    ),
    moved as (
        (({_TIED} identity) except ({_TIED} identity_then)) union all (({_TIED} identity_then) except ({_TIED} identity))
    ),
    -- A record that no source lists may have got the card of one that is.
    cards as (
        (({_CARDS} records where not listed) except ({_CARDS} records_then where not listed))
        union all
        (({_CARDS} records_then where not listed) except ({_CARDS} records where not listed))
    ),
    records_about as (
        select * from about union select source, record_id from moved union select source, record_id from cards
    )
    select i.customer_id from identity i join records_about a on i.source = a.source and i.record_id = a.record_id
    union
    select i.customer_id from identity_then i join records_about a on i.source = a.source and i.record_id = a.record_id
    union
    select o.customer_id from orders_then o join changed_rows c on o.source = c.source and o.order_id = c.order_id
    union
    select null from changed_rows where record_id is null
"""
