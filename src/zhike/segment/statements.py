"""What people say of customers: a tag put on some of them from a day on, or taken off; batch by batch, and each can be undone.

In: a tag, customers of the current run, and who says it for which reason. Out: batches, tied to the records of these customers, so
that a merge moves their tags along; and who has which tag by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import RowMapping, func, insert, select, tuple_

from zhike.engine import Input, Reader, text_of
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.govern.visibility import visible_customers
from zhike.segment.definition import Segment
from zhike.segment.groups import groups
from zhike.segment.kept import NEEDS, tag_called, tags
from zhike.segment.versioned import LONGEST
from zhike.store import runs, tag_batches, tag_records
from zhike.words import N_, _
from zhike.workspace import Workspace

# Customers whose records are looked up one by one; an SQL statement takes only so many values.
_FEW = 100
WAYS = ("hand", "file", "selection", "segment")
_SHAPE = pa.schema([
    ("tag_id", pa.string()), ("seq", pa.int64()), ("kind", pa.string()), ("how", pa.string()), ("since", pa.date32()),
    ("until", pa.date32()), ("source", pa.string()), ("record_id", pa.string()),
])  # fmt: skip
# The last thing said of a customer by a day counts; `statements` are the rows of _SHAPE, `identity` those of the run.
CARRIED = """
    select s.tag_id, i.customer_id, s.seq, s.kind, s.how, s.since, s.until
    from {statements} s join identity i on s.source = i.source and s.record_id = i.record_id
    where s.since <= {day}
    qualify row_number() over (partition by s.tag_id, i.customer_id order by s.since desc, s.seq desc) = 1
        and s.kind = 'put' and (s.until is null or s.until > {day})
"""


@dataclass(frozen=True)
class Batch:
    """A tag put on so many customers, or taken off; `undone_by` is the batch that undid it, and undoes is the one it undid."""

    id: str
    seq: int
    tag_id: str
    kind: str
    how: str
    customers: int
    since: date
    until: date | None
    because: str
    by: str
    made_at: datetime
    undoes: str | None
    undone_by: str | None


@dataclass(frozen=True)
class Clash:
    """A customer who has another tag of an exclusive group, by what people said."""

    customer_id: str
    tag: str


@dataclass(frozen=True)
class Planned:
    """What putting or taking a tag would do: to how many customers it is new, how many clash with another tag of the group."""

    tag: Segment
    customers: int
    changes: int
    clashes: tuple[Clash, ...]


class TagClashError(ZhikeError, ValueError):
    """A tag for customers who have another one of an exclusive group."""

    code = "tag_clash"
    sentence = N_("A customer has at most one tag of the group {group!r}, and {count} of these {all} have another one: {customer} has {tag!r}. Take that tag off first, or leave these customers out. Nothing was kept.")  # fmt: skip


def planned(shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, kind: str = "put") -> Planned:
    """Return what putting a tag on customers, or taking it off, would do; nothing is kept."""
    found = _said_by_people(tag_called(shop, tag))
    return _planned(shop, found, _numbers(customers), kind=kind, by=by)


def put(
    shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, how: str = "hand", because: str = "",
    since: date | None = None, until: date | None = None,
) -> Batch:  # fmt: skip
    """Put a tag on customers of the current run, from a day on (that of the run unless said) and up to another."""
    plan = _planned(shop, _said_by_people(tag_called(shop, tag)), _numbers(customers), kind="put", by=by)
    if plan.clashes:
        home = next(g.name for g in groups(shop) if g.id == plan.tag.group_id)
        first = plan.clashes[0]
        raise TagClashError(group=home, count=len(plan.clashes), all=plan.customers, customer=first.customer_id, tag=first.tag)  # fmt: skip
    begin = since or day_of_run(shop)
    if until is not None and until <= begin:
        raise WrongUseError(detail=_("a tag ends after the day on which it begins; not from {since} to {until}").format(since=begin, until=until))  # fmt: skip
    return _keep(shop, plan.tag.id, "put", _numbers(customers), how=how, because=because, since=begin, until=until, by=by)  # fmt: skip


def take(
    shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, how: str = "hand", because: str = "",
    since: date | None = None,
) -> Batch:  # fmt: skip
    """Take a tag off customers of the current run, from a day on."""
    plan = _planned(shop, _said_by_people(tag_called(shop, tag)), _numbers(customers), kind="take", by=by)
    begin = since or day_of_run(shop)
    return _keep(shop, plan.tag.id, "take", _numbers(customers), how=how, because=because, since=begin, until=None, by=by)  # fmt: skip


def undo(shop: Workspace, batch_id: str, *, by: Actor, because: str = "") -> Batch:
    """Undo a whole batch: afterwards it is as if it had not been said. Undoing the undo makes it count again."""
    require(by, NEEDS)
    there = {b.id: b for b in batches(shop)}
    if batch_id not in there:
        raise UnknownNameError(what=N_("batch"), value=batch_id[:40], known=list(there)[:12])
    found = there[batch_id]
    if found.undone_by is not None:
        raise WrongUseError(detail=_("{batch} was undone by {other} already.").format(batch=batch_id, other=found.undone_by))  # fmt: skip
    row = {**_row(found.tag_id, "undo", found.how, found.customers, since=found.since, until=found.until, because=because, by=by), "undoes": found.id}  # fmt: skip
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
    return next(b for b in batches(shop) if b.id == row["id"])


def batches(shop: Workspace, tag_id: str | None = None) -> tuple[Batch, ...]:
    """Return everything that was said, of one tag or of all, the newest first."""
    wanted = select(tag_batches).order_by(tag_batches.c.seq.desc())
    with shop.store.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    undone: dict[str, str] = {}
    for row in rows:
        # Newest first: whether an undo counts is known before what it undoes is looked at.
        if row["undoes"] and row["id"] not in undone:
            undone[row["undoes"]] = row["id"]
    return tuple(_batch(r, undone.get(r["id"])) for r in rows if tag_id in {None, r["tag_id"]})


def kept_statements(shop: Workspace) -> Input:
    """Return what counts of everything that was said as the relation tag_statements, written to a file of the lake."""
    said = _last(shop)
    path = shop.lake.folder / "tags" / f"{said}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("*.parquet"):
            old.unlink()
        pq.write_table(_statements(shop), path)
    return Input(f"select * from read_parquet({text_of(path)})", f"tag statements {said}")


def carried_table(shop: Workspace, reader: Reader, *, day: date) -> str:
    """Return the name of a table of the reader that says who has which tag by what people said up to now."""
    has = CARRIED.format(statements="said", day=f"date '{day}'")
    reader.table_of(
        "tag_carried", has, version=_last(shop), given=lambda: {"said": _statements(shop)}, reads=["identity"]
    )
    return "tag_carried"


def carried_by(shop: Workspace, customers: Sequence[str], *, day: date) -> list[dict[str, Any]]:
    """Return which tags some customers have by what people said up to now: tag_id, customer_id, seq, how, since, until.

    Of a few customers it is looked up by their records; of many it is asked of a table of all that was said.
    """
    if len(customers) > _FEW:
        table = carried_table(shop, shop.now, day=day)
        has = f"select * from {table} where customer_id in (select unnest($numbers)) order by customer_id, tag_id"
        return shop.now.rows(has, {"numbers": list(customers)})
    theirs = "select customer_id, source, record_id from identity where customer_id in (select unnest($numbers))"
    rows = shop.now.rows(theirs, {"numbers": list(customers)}, reads=["identity"])
    whose = {(r["source"], r["record_id"]): r["customer_id"] for r in rows}
    mine = tuple_(tag_records.c.source, tag_records.c.record_id).in_(list(whose))
    with shop.store.reading() as connection:
        told = connection.execute(select(tag_records).where(mine)).all()
    by_id = {b.id: b for b in _counting(shop) if b.since <= day}
    said = [(whose[source, record], by_id[i]) for i, source, record in told if i in by_id]
    last = {(b.tag_id, c): b for c, b in sorted(said, key=lambda s: (s[1].since, s[1].seq))}
    return [
        {"tag_id": t, "customer_id": c, "seq": b.seq, "how": b.how, "since": b.since, "until": b.until}
        for (t, c), b in sorted(last.items(), key=lambda k: (k[0][1], k[1].since, k[1].seq))
        if b.kind == "put" and (b.until is None or b.until > day)
    ]


def day_of_run(shop: Workspace) -> date:
    """Return the day as of which the current run counted: what is said now is said of customers as they are shown."""
    with shop.store.reading() as connection:
        day: date = connection.execute(select(runs.c.as_of).where(runs.c.id == shop.now.run_id)).scalar_one()
    return day


def _last(shop: Workspace) -> int:
    with shop.store.reading() as connection:
        return int(connection.execute(select(func.max(tag_batches.c.seq))).scalar() or 0)


def _statements(shop: Workspace) -> pa.Table:
    """Return what counts: a row per record and batch that is not undone; deleted tags have theirs, too."""
    counting = {b.id: b for b in _counting(shop)}
    with shop.store.reading() as connection:
        rows = connection.execute(select(tag_records)).all()
    wanted = [(counting[i], source, record) for i, source, record in rows if i in counting]
    columns = [[getattr(b, name) for b, _s, _r in wanted] for name in _SHAPE.names[:6]]
    return pa.table([*columns, [s for _b, s, _r in wanted], [r for _b, _s, r in wanted]], schema=_SHAPE)


def _counting(shop: Workspace) -> list[Batch]:
    """Return the batches that are not undone."""
    return [b for b in batches(shop) if b.kind != "undo" and b.undone_by is None]


def _said_by_people(tag: Segment) -> Segment:
    if tag.rule is not None:
        raise WrongUseError(detail=_("The tag {name!r} is given by its rule; change the rule, or make a tag without one.").format(name=tag.name))  # fmt: skip
    return tag


def _numbers(customers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(c.strip() for c in customers if c.strip()))


def _planned(shop: Workspace, tag: Segment, numbers: list[str], *, kind: str, by: Actor) -> Planned:
    require(by, NEEDS)
    reader = shop.now
    visible = visible_customers(by)
    seen = f"select c.customer_id from customers c where c.customer_id in (select unnest($numbers)) and ({visible.condition})"
    there = {r["customer_id"] for r in reader.rows(seen, {"numbers": numbers, **visible.parameters}, reads=["customers"])}  # fmt: skip
    if lost := [n for n in numbers if n not in there]:
        said = _("{count} of {all} are no customers of the current run, the first is {value!r}. Nothing was kept.")
        raise WrongUseError(detail=said.format(count=len(lost), all=len(numbers), value=lost[0][:40]))
    if not numbers:
        raise WrongUseError(detail=_("There are no customers to put a tag on or to take it off."))
    now = carried_by(shop, numbers, day=day_of_run(shop))
    mine = sum(r["tag_id"] == tag.id for r in now)
    exclusive = kind == "put" and any(g.id == tag.group_id and g.exclusive for g in groups(shop))
    others = {t.id: t.name for t in tags(shop) if exclusive and t.group_id == tag.group_id and t.id != tag.id}
    clashes = tuple(Clash(r["customer_id"], others[r["tag_id"]]) for r in now if r["tag_id"] in others)
    return Planned(tag, len(numbers), len(numbers) - mine if kind == "put" else mine, clashes)


def _keep(shop: Workspace, tag_id: str, kind: str, numbers: list[str], *, how: str, because: str, since: date, until: date | None, by: Actor) -> Batch:  # fmt: skip
    """Add a batch with all records of its customers, in one transaction."""
    sql = "select distinct source, record_id from identity where customer_id in (select unnest($numbers))"
    records = shop.now.rows(sql, {"numbers": numbers}, reads=["identity"])
    row = _row(tag_id, kind, how, len(numbers), since=since, until=until, because=because, by=by)
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
        connection.execute(insert(tag_records), [{"batch_id": row["id"], **r} for r in records])
    return next(b for b in batches(shop, tag_id) if b.id == row["id"])


def _row(tag_id: str, kind: str, how: str, customers: int, *, since: date, until: date | None, because: str, by: Actor) -> dict[str, Any]:  # fmt: skip
    if how not in WAYS:
        raise UnknownNameError(what=N_("way"), value=how, known=WAYS)
    return {
        "id": f"B{new_id()[:15]}", "tag_id": tag_id, "kind": kind, "how": how, "customers": customers, "since": since, "until": until,
        "because": because.strip()[:LONGEST], "by": by.name, "person_id": by.person_id, "made_at": datetime.now(UTC),
    }  # fmt: skip


def _batch(row: RowMapping, undone_by: str | None) -> Batch:
    return Batch(
        row["id"], row["seq"], row["tag_id"], row["kind"], row["how"], row["customers"], row["since"], row["until"], row["because"],
        row["by"], row["made_at"], row["undoes"], undone_by,
    )  # fmt: skip
