"""What was said of customers, batch by batch, and who has which tag by it: the last thing said, and one tag of an exclusive group.

In: the batches as they are kept, and the records of the run's customers. Out: what counts of them, for a run and between two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import RowMapping, Select, func, select, tuple_

from zhike.engine import Input, Reader, text_of, whole
from zhike.errors import UnknownNameError
from zhike.segment.groups import groups
from zhike.segment.kept import tags
from zhike.segment.needs import exclusive_of
from zhike.store import tag_batches, tag_records
from zhike.words import N_
from zhike.workspace import Workspace

# Customers whose records are looked up one by one; an SQL statement takes only so many values.
_FEW = 100
_SHAPE = pa.schema([
    ("tag_id", pa.string()), ("seq", pa.int64()), ("kind", pa.string()), ("how", pa.string()), ("since", pa.date32()),
    ("until", pa.date32()), ("source", pa.string()), ("record_id", pa.string()),
])  # fmt: skip
# The last thing said of a customer by a day counts; `statements` are the rows of _SHAPE, `identity` those of the run. Of an
# exclusive group people who are one now may have two tags: all but the last one said gave way. `homes` are tag_id and group_id of
# the tags of these groups.
CARRIED = """
    with last as (
        select s.tag_id, i.customer_id, s.seq, s.kind, s.how, s.since, s.until
        from {statements} s join identity i on s.source = i.source and s.record_id = i.record_id
        where s.since <= {day}
        qualify row_number() over (partition by s.tag_id, i.customer_id order by s.since desc, s.seq desc) = 1
            and s.kind = 'put' and (s.until is null or s.until > {day})
    )
    select l.*, h.group_id is not null
        and row_number() over (partition by h.group_id, l.customer_id order by l.since desc, l.seq desc) > 1 as gave_way
    from last l left join {homes} h on l.tag_id = h.tag_id
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


def batches(shop: Workspace, tag_id: str | None = None) -> tuple[Batch, ...]:
    """Return everything that was said, of one tag or of all, the newest first."""
    # An undo is of the tag of what it undoes.
    return _read(
        shop, select(tag_batches) if tag_id is None else select(tag_batches).where(tag_batches.c.tag_id == tag_id)
    )


def batch(shop: Workspace, batch_id: str) -> Batch:
    """Return the batch of a number."""
    found = next((b for b in _read(shop, _with_undoes([batch_id])) if b.id == batch_id), None)
    if found is None:
        raise UnknownNameError(what=N_("batch"), value=batch_id[:40], known=[b.id for b in batches(shop)][:12])
    return found


def kept_statements(shop: Workspace) -> Input:
    """Return what counts of everything that was said as the relation tag_statements, written to a file of the lake."""
    said = last_said(shop)
    path = shop.lake.folder / "tags" / f"{said}.parquet"
    if not path.exists():
        with whole(path) as partial:
            pq.write_table(_statements(shop), partial)
        for old in set(path.parent.glob("*.parquet")) - {path}:
            old.unlink()
    return Input(f"select * from read_parquet({text_of(path)})", f"tag statements {said}")


def carried_table(shop: Workspace, reader: Reader, *, day: date) -> str:
    """Return the name of a table of the reader that says who has which tag by what people said up to now; some `gave_way`."""
    homes = _homes(shop)
    has = CARRIED.format(statements="said", homes="homes", day=f"date '{day}'")
    reader.table_of(
        "tag_carried", has, version=(last_said(shop), homes), reads=["identity"],
        given=lambda: {"said": _statements(shop), "homes": pa.table({"tag_id": pa.array(homes, pa.string()), "group_id": pa.array(homes.values(), pa.string())})},
    )  # fmt: skip
    return "tag_carried"


def carried_by(shop: Workspace, customers: Sequence[str], *, day: date) -> list[dict[str, Any]]:
    """Return what tags people said up to now that some customers have: tag_id, customer_id, seq, how, since, until, gave_way.

    Of a few customers it is looked up by their records; of many it is asked of a table of all that was said. A tag that gave way
    to another one of an exclusive group is not had, but would be without that other one.
    """
    if len(customers) > _FEW:
        table = carried_table(shop, shop.now, day=day)
        has = f"select * exclude (kind) from {table} where customer_id in (select unnest($numbers)) order by customer_id, tag_id"
        return shop.now.rows(has, {"numbers": list(customers)})
    theirs = "select customer_id, source, record_id from identity where customer_id in (select unnest($numbers))"
    rows = shop.now.rows(theirs, {"numbers": list(customers)}, reads=["identity"])
    whose = {(r["source"], r["record_id"]): r["customer_id"] for r in rows}
    mine = tuple_(tag_records.c.source, tag_records.c.record_id).in_(list(whose))
    with shop.store.reading() as connection:
        told = connection.execute(select(tag_records).where(mine)).all()
    by_id = {b.id: b for b in _counting(_read(shop, _with_undoes({i for i, _s, _r in told}))) if b.since <= day}
    return _carried(
        [(whose[source, record], by_id[i]) for i, source, record in told if i in by_id], _homes(shop), day=day
    )


def _carried(said: Iterable[tuple[str, Batch]], homes: Mapping[str, str], *, day: date) -> list[dict[str, Any]]:
    """Return what CARRIED does, of customers with what was said of them."""
    last = {(c, b.tag_id): b for c, b in sorted(said, key=lambda s: (s[1].since, s[1].seq))}
    has = [(c, b) for (c, _tag), b in last.items() if b.kind == "put" and (b.until is None or b.until > day)]
    has.sort(key=lambda h: (h[0], h[1].since, h[1].seq))
    counts = {(c, homes.get(b.tag_id, b.tag_id)): b for c, b in has}
    return [
        {"tag_id": b.tag_id, "customer_id": c, "seq": b.seq, "how": b.how, "since": b.since, "until": b.until,
         "gave_way": counts[c, homes.get(b.tag_id, b.tag_id)] is not b}
        for c, b in has
    ]  # fmt: skip


def _homes(shop: Workspace) -> dict[str, str]:
    """Return the exclusive groups of the tags by hand that are in one."""
    exclusive = exclusive_of(groups(shop))
    return {t.id: t.group_id for t in tags(shop) if t.rule is None and t.group_id in exclusive}


def last_said(shop: Workspace) -> int:
    """Return the number of the last thing that people said; another one is another version of who has which tag."""
    with shop.store.reading() as connection:
        return int(connection.execute(select(func.max(tag_batches.c.seq))).scalar() or 0)


def _statements(shop: Workspace) -> pa.Table:
    """Return what counts: a row per record and batch that is not undone; deleted tags have theirs, too."""
    counting = {b.id: b for b in _counting(batches(shop))}
    with shop.store.reading() as connection:
        rows = connection.execute(select(tag_records)).all()
    wanted = [(counting[i], source, record) for i, source, record in rows if i in counting]
    columns = [[getattr(b, name) for b, _s, _r in wanted] for name in _SHAPE.names[:6]]
    return pa.table([*columns, [s for _b, s, _r in wanted], [r for _b, _s, r in wanted]], schema=_SHAPE)


def _counting(said: Iterable[Batch]) -> list[Batch]:
    """Return the batches that are not undone."""
    return [b for b in said if b.kind != "undo" and b.undone_by is None]


def _with_undoes(ids: Collection[str]) -> Select[Any]:
    """Return the SELECT of some batches, of what undid them, of what undid that, and so on."""
    chain = select(tag_batches.c.id).where(tag_batches.c.id.in_(ids)).cte("chain", recursive=True)
    chain = chain.union(select(tag_batches.c.id).join(chain, tag_batches.c.undoes == chain.c.id))
    return select(tag_batches).where(tag_batches.c.id.in_(select(chain.c.id)))


def _read(shop: Workspace, wanted: Select[Any]) -> tuple[Batch, ...]:
    """Return batches, the newest first, each with what undid it; that must be among them."""
    with shop.store.reading() as connection:
        rows = connection.execute(wanted.order_by(tag_batches.c.seq.desc())).mappings().all()
    undone: dict[str, str] = {}
    for row in rows:
        # Newest first: whether an undo counts is known before what it undoes is looked at.
        if row["undoes"] and row["id"] not in undone:
            undone[row["undoes"]] = row["id"]
    return tuple(_batch(r, undone.get(r["id"])) for r in rows)


def _batch(row: RowMapping, undone_by: str | None) -> Batch:
    return Batch(
        row["id"], row["seq"], row["tag_id"], row["kind"], row["how"], row["customers"], row["since"], row["until"], row["because"],
        row["by"], row["made_at"], row["undoes"], undone_by,
    )  # fmt: skip
