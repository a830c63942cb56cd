"""Standing: which records are one customer at this moment, decisions since the last run included.

The run groups all records; here the same rules group the few around some customers, from the links that the run kept. So a
page shows at once what the next run will publish.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import func, select

from zhike.store import identity_decisions, runs
from zhike.unify.decisions import Decision, Record, decisions, effect
from zhike.unify.evidence import UNLIKE, customers_of, members
from zhike.unify.holding import Held, held
from zhike.unify.keys import SCORES
from zhike.unify.who.finding import customer_of
from zhike.workspace import Workspace

# Around one customer there are few others; where there are more, what lies further away is left as it is.
_MOST_CUSTOMERS = 100


@dataclass(frozen=True)
class Tied:
    """A record of a customer: what ties it to the others, how sure, and the customer it had in the current run."""

    record: Record
    arrived: int
    matched_by: str
    probability: float
    customer_then: str


@dataclass(frozen=True)
class Standing:
    """One customer as they stand now: the number, the records in the order of arrival, and the pairs that joined them."""

    customer_id: str
    records: tuple[Tied, ...]
    joins: tuple[tuple[int, int], ...]
    published: int

    @property
    def is_as_published(self) -> bool:
        """Whether the current run has the same customer: under the same number the same records (`published` of them)."""
        return len(self.records) == self.published and all(t.customer_then == self.customer_id for t in self.records)


@dataclass(frozen=True)
class Around:
    """Some customers and whoever a link or a decision connects with them."""

    identity: tuple[dict[str, Any], ...]
    pairs: tuple[dict[str, Any], ...]
    decisions: tuple[Decision, ...]


def standing(shop: Workspace, customers: Collection[str]) -> tuple[Standing, ...]:
    """Return the customers that the records of some customers of the current run belong to now."""
    around = surroundings(shop, customers)
    since = _run_began(shop)
    fresh = any(d.decided_at >= since for d in around.decisions)
    found = _grouped_anew(shop, around) if fresh else _as_published(around)
    mine = {r["arrived"] for r in around.identity if r["customer_id"] in set(customers)}
    return tuple(s for s in found if any(t.arrived in mine for t in s.records))


def surroundings(shop: Workspace, customers: Collection[str]) -> Around:
    """Return the records of some customers, and of all that a link or a decision connects with them."""
    known: set[str] = set()
    new = set(customers)
    identity: list[dict[str, Any]] = []
    pairs: dict[str, dict[str, Any]] = {}
    said: dict[str, Decision] = {}
    while new and len(known) < _MOST_CUSTOMERS:
        known |= new
        rows = _identity(shop, new)
        identity += rows
        mine = [Record(r["source"], r["record_id"]) for r in rows]
        about = decisions(shop.store, about=mine) if mine else ()
        said |= {d.id: d for d in about}
        others = {r for d in about for r in (*d.a, *d.b)} - set(mine)
        touching = _pairs(shop, new)
        pairs |= {p["pair_id"]: p for p in touching}
        linked = {
            p[end] for p in touching if p["outcome"] not in ("below", UNLIKE) for end in ("customer_a", "customer_b")
        }
        new = (linked | set(customer_of(shop, others).values())) - known
    return Around(tuple(identity), tuple(pairs.values()), tuple(sorted(said.values(), key=lambda d: d.seq)))


def is_anything_pending(shop: Workspace) -> bool:
    """Return whether somebody decided something since the current run began."""
    newest = select(func.max(identity_decisions.c.decided_at))
    with shop.store.reading() as connection:
        last = connection.execute(newest).scalar()
    return last is not None and last >= _run_began(shop)


def pending(shop: Workspace) -> tuple[Decision, ...]:
    """Return the decisions that were taken since the current run began."""
    if not is_anything_pending(shop):
        return ()
    since = _run_began(shop)
    return tuple(d for d in decisions(shop.store) if d.decided_at >= since)


def _run_began(shop: Workspace) -> datetime:
    wanted = select(runs.c.started_at).where(runs.c.id == shop.current_run())
    with shop.store.reading() as connection:
        found: datetime = connection.execute(wanted).scalar_one()
    return found


def _identity(shop: Workspace, customers: Collection[str]) -> list[dict[str, Any]]:
    names = {f"c{n}": c for n, c in enumerate(sorted(customers))}
    sql = f"select source, record_id, customer_id, matched_by, probability, arrived from identity where source <> 'zhike' and customer_id in ({', '.join(f'${n}' for n in names)})"
    return shop.now.rows(sql, names, reads=["identity"])


def _pairs(shop: Workspace, customers: Collection[str]) -> list[dict[str, Any]]:
    names = {f"c{n}": c for n, c in enumerate(sorted(customers))}
    listed = ", ".join(f"${n}" for n in names)
    sql = f"select * from identity_pairs where customer_a in ({listed}) or customer_b in ({listed})"
    return shop.now.rows(sql, names, reads=["identity_pairs"])


def _as_published(around: Around) -> list[Standing]:
    of: dict[str, list[dict[str, Any]]] = {}
    for row in around.identity:
        of.setdefault(row["customer_id"], []).append(row)
    joins: dict[str, list[tuple[int, int]]] = {}
    for p in around.pairs:
        if p["outcome"] == "joined":
            joins.setdefault(p["customer_a"], []).append((p["id_a"], p["id_b"]))
    return [
        Standing(
            customer,
            tuple(_tied(r) for r in sorted(rows, key=lambda r: r["arrived"])),
            tuple(joins.get(customer, ())),
            len(rows),
        )
        for customer, rows in of.items()
    ]


def _tied(row: dict[str, Any], *, matched_by: str | None = None, probability: float | None = None) -> Tied:
    return Tied(
        Record(row["source"], row["record_id"]), row["arrived"], row["matched_by"] if matched_by is None else matched_by,
        row["probability"] if probability is None else probability, row["customer_id"],
    )  # fmt: skip


def _grouped_anew(shop: Workspace, around: Around) -> list[Standing]:
    """Group the records around by the rules of the run, with what was decided since."""
    by_arrival = {r["arrived"]: r for r in around.identity}
    found = _held(shop, around)
    customers = customers_of(found)
    rows = members(found, customers)
    tied = {
        a: (int(f), m, float(p))
        for a, f, m, p in zip(
            np.asarray(rows["arrived"]).tolist(), np.asarray(rows["founder"]).tolist(), rows["matched_by"].to_pylist(), np.asarray(rows["probability"]).tolist(), strict=True
        )
    }  # fmt: skip
    groups: dict[int, list[int]] = {}
    for arrived in sorted(by_arrival):
        groups.setdefault(tied.get(arrived, (arrived, "", 0.0))[0], []).append(arrived)
    one, other = (found.records[end[found.taken]].tolist() for end in (found.links.one, found.links.other))
    ends = list(zip(one, other, strict=True))
    names = _customer_ids(shop, [by_arrival[founder] for founder in groups])
    return [
        Standing(
            names[founder],
            tuple(
                _tied(by_arrival[a], matched_by=tied[a][1], probability=tied[a][2])
                if a in tied
                else _tied(by_arrival[a], matched_by="only", probability=1.0)
                for a in arrived
            ),
            tuple(e for e in ends if e[0] in set(arrived)),
            sum(r["customer_id"] == names[founder] for r in around.identity),
        )
        for founder, arrived in groups.items()
    ]


def _customer_ids(shop: Workspace, founders: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Return the number of the customer that each record founds, as identity.sql makes it."""
    values: dict[str, str] = {}
    for at, f in enumerate(founders):
        values |= {f"s{at}": f["source"], f"r{at}": f["record_id"]}
    listed = ", ".join(f"({f['arrived']}, $s{at}, $r{at})" for at, f in enumerate(founders))
    digest = "md5_number_lower(source || chr(31) || record_id) % 131621703842267136"
    sql = f"select arrived, 'C' || to_base(cast({digest} as bigint), 36, 11) as id from (values {listed}) t (arrived, source, record_id)"
    return {r["arrived"]: r["id"] for r in shop.now.rows(sql, values)}


def _held(shop: Workspace, around: Around) -> Held:
    reader = shop.now
    ids = sorted(r["arrived"] for r in around.identity)
    arrived = {Record(r["source"], r["record_id"]): r["arrived"] for r in around.identity}
    listed = ", ".join(map(str, ids))
    scores = reader.arrow(
        f"select * from ({SCORES}) where id_a in ({listed}) and id_b in ({listed}) order by id_a, id_b",
        reads=["identity_scores"],
    )
    numbers = reader.arrow(
        f"select arrived, national_id from records where national_id is not null and arrived in ({listed})",
        reads=["records"],
    )
    sources = reader.arrow("select source, records, doubles from identity_sources", reads=["identity_sources"])
    linked = [(r["arrived"], r["source"]) for r in around.identity]
    one_row = reader.rows("select threshold from identity_threshold", reads=["identity_threshold"])[0]
    settings = {"precision": [shop.settings.match_precision], "largest": [shop.settings.largest_customer]}
    arrows = {
        "edges": _edges(around, set(ids)), "scores": scores, "identity_numbers": numbers, "doubles": sources,
        "linked_records": pa.table({"arrived": [a for a, _ in linked], "source": [s for _, s in linked]}),
        "settings": pa.table(settings), **_decided(around.decisions, arrived),
    }  # fmt: skip
    return held(arrows, float(one_row["threshold"]))


def _edges(around: Around, ids: set[int]) -> pa.Table:
    rows = []
    for p in around.pairs:
        keys = "+".join(k for k in p["matched_by"].split("+") if k not in ("match", "person", ""))
        if keys and p["outcome"] != UNLIKE and p["id_a"] in ids and p["id_b"] in ids:
            rows.append((p["id_a"], p["id_b"], keys, p["probability"], 0.0))
    types = [pa.int64(), pa.int64(), pa.string(), pa.float64(), pa.float64()]
    names = ["one", "other", "keys", "probability", "against"]
    return pa.table({n: pa.array([r[at] for r in rows], t) for at, (n, t) in enumerate(zip(names, types, strict=True))})


def _decided(said: Sequence[Decision], arrived: dict[Record, int]) -> dict[str, pa.Table]:
    """Return what decisions join (decided) and keep apart (marks), by the records' places in the order of arrival."""
    joins: list[tuple[int, int, int]] = []
    marks: list[tuple[int, str, str, int]] = []
    for row in (row for d in said for row in effect(d)):
        decision, kind, seq, _, source_a, record_a, source_b, record_b = row
        a = arrived.get(Record(source_a or "", record_a or ""))
        b = arrived.get(Record(source_b or "", record_b or ""))
        if kind == "together" and a is not None and b is not None and a != b:
            joins.append((a, b, seq))
        if kind == "apart":
            marks += [(at, decision, side, seq) for at, side in ((a, "a"), (b, "b")) if at is not None]
    return {
        "decided": pa.table({n: pa.array([j[at] for j in joins], pa.int64()) for at, n in enumerate(("one", "other", "seq"))}),
        "marks": pa.Table.from_pylist(
            [{"arrived": a, "mark": m, "value": v, "seq": s} for a, m, v, s in marks],
            schema=pa.schema([("arrived", pa.int64()), ("mark", pa.string()), ("value", pa.string()), ("seq", pa.int64())]),
        ),
    }  # fmt: skip
