"""Who is in which segment, computed in a run: each condition once, whichever segments share it, and with its history.

In: the kept segments, and the tables per customer of the run. Out: `segments`, `segment_members`, `segment_changes`, `segment_sizes`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from zhike.describe.directory import Field, typed_sql
from zhike.engine import Column, Input, PythonTable, Session, Table, literal, name_of
from zhike.engine.plan import Arrows
from zhike.segment import known
from zhike.segment.kept import segments, shown
from zhike.segment.rules import (
    HAPPENINGS,
    Compiling,
    Known,
    Rule,
    WrongRuleError,
    checked,
    columns_of,
    parsed,
    segments_of,
    tags_of,
    written,
)
from zhike.workspace import Workspace

SEGMENTS = Table(
    name="segments",
    room="segment",
    grain="One row per segment: its rule, how many customers it has, and whether its rule could be computed.",
    key=("segment_id",),
    before=("segments",),
    columns=(
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("name", "VARCHAR", "", "its name"),
        Column("version", "INTEGER", "", "the version of it that was computed"),
        Column("rule", "VARCHAR", "", "its rule, with other segments by their names; empty for a list"),
        Column("members", "BIGINT", "", "customers in it"),
        Column("share", "DOUBLE", "share", "share of all customers"),
        Column("state", "VARCHAR", "", "fresh; or stale: the rule could not be computed, and the members are those of before"),
        Column("problem", "VARCHAR", "", "why the rule could not be computed; empty when it could"),
    ),
)  # fmt: skip
MEMBERS = Table(
    name="segment_members",
    room="segment",
    grain="One row per segment and customer in it.",
    key=("segment_id", "customer_id"),
    sorted_by=("segment_id", "customer_id"),
    before=("segment_members",),
    columns=(
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("entered_on", "DATE", "", "as of which day a run first found the customer in it"),
    ),
)
CHANGES = Table(
    name="segment_changes",
    room="segment",
    grain="One row per customer who entered or left a segment between two runs: its history, which every run continues.",
    key=("run_id", "segment_id", "customer_id"),
    before=("segment_changes",),
    columns=(
        Column("run_id", "VARCHAR", "", "the run that found it"),
        Column("changed_on", "DATE", "", "the day as of which it did"),
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("what", "VARCHAR", "", "entered or left"),
        Column("because", "VARCHAR", "", "customer: what is known of the customer changed; rule: the segment did"),
    ),
)
SIZES = Table(
    name="segment_sizes",
    room="segment",
    grain="One row per run and segment: how many customers it had, which every run continues.",
    key=("run_id", "segment_id"),
    before=("segment_sizes",),
    columns=(
        Column("run_id", "VARCHAR", "", "the run"),
        Column("as_of", "DATE", "", "the day as of which it counted"),
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("members", "BIGINT", "", "customers in it"),
        Column("customers", "BIGINT", "", "customers in all"),
    ),
)
# A customer who refused profiling is in no segment that a rule makes (PIPL article 24, GDPR article 21); a list is no profile.
_REFUSED = "customer_id not in (select customer_id from unprofiled)"


@dataclass(frozen=True)
class _Kept:
    """A kept segment as this run finds it: its rule (None for a list), its text for people, and why it cannot be computed."""

    id: str
    name: str
    version: int
    said: str
    rule: Rule | None
    problem: str = ""

    @property
    def is_computed(self) -> bool:
        """Whether this run computes it from its rule."""
        return self.rule is not None and not self.problem


def kept_rules(shop: Workspace) -> Input:
    """Return the kept segments as the relation segment_rules: segment_id, name, version, rule (null for a list), said."""
    rows = [
        f"({literal(s.id)}, {literal(s.name)}, {s.version}, {'null' if s.rule is None else literal(written(s.rule))}, "
        f"{literal('' if s.rule is None else shown(shop, s.rule))})"
        for s in segments(shop)
    ]
    values = f"values {', '.join(rows)}" if rows else "values (null, null, null, null, null)"
    text = f"""
        select segment_id::varchar as segment_id, name::varchar as name, version::integer as version, rule::varchar as rule,
               said::varchar as said
        from ({values}) t (segment_id, name, version, rule, said) where segment_id is not null
    """
    return Input(text, hashlib.sha256(text.encode()).hexdigest())


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return who is in which segment as of the day, and what changed since the run before."""
    day: date = arrows["today"].column("as_of")[0].as_py()
    found = known.fields_shown(PER_CUSTOMER, lambda t: bool(session.rows(f"select 1 from {name_of(t)} limit 1")))
    kept = [_read(row, found) for row in arrows["rules"].to_pylist()]
    _hold(session, kept)
    flagged = _flag(session, [k for k in kept if k.is_computed], found, day=day)
    return _tables(session, kept, flagged, day=day)


def _read(row: Mapping[str, Any], found: Mapping[str, Field]) -> _Kept:
    """Return a kept segment, with the words of what is wrong where its rule names something that is no longer there."""
    said = _Kept(row["segment_id"], row["name"], row["version"], row["said"], None)
    if row["rule"] is None:
        return said
    rule = parsed(row["rule"])
    try:
        return replace(said, rule=checked(rule, Known(found, segments_of(rule), tags_of(rule))))
    except WrongRuleError as wrong:
        return replace(said, rule=rule, problem=str(wrong))


def _hold(session: Session, kept: Sequence[_Kept]) -> None:
    """Put lists, and the last members of rules that cannot be computed, into a table that rules may ask."""
    session.sql("""
        create or replace temp table segment_held as
        select distinct l.segment_id, i.customer_id from segment_lists l
        join identity i on l.source = i.source and l.record_id = i.record_id
    """)
    stale = [k.id for k in kept if k.problem]
    session.sql(
        "insert into segment_held select b.segment_id, b.customer_id from segment_members_before b join customers using (customer_id)"
        " where list_contains($stale, b.segment_id)",
        {"stale": stale},
    )


def _flag(session: Session, kept: Sequence[_Kept], found: Mapping[str, Field], *, day: date) -> str:
    """Make the table with a row per customer and a column of yes or no per segment; return its name.

    A segment that others are made from comes before them, so that nothing is computed twice.
    """
    names = sorted({c for k in kept if k.rule is not None for c in columns_of(k.rule)})
    session.sql(f"create or replace temp table segment_flags_0 as {_base([found[n] for n in names])}")
    there: set[str] = set()
    level = 0
    for level, some in enumerate(_levels(kept), start=1):
        columns, values = [], dict[str, Any]()
        for one in some:
            built = Compiling(
                day, _column, partial(_in_segment, there=frozenset(there), values=values), _untagged, values=values
            )
            assert one.rule is not None  # noqa: S101 - a list is not among these
            columns.append(f"{built.condition(one.rule).sql(dialect='duckdb')} as {name_of(one.id)}")
        there |= {one.id for one in some}
        session.sql(f"create or replace temp table segment_flags_{level} as select c.*, {', '.join(columns)} from segment_flags_{level - 1} c", values or None)  # fmt: skip
        session.sql(f"drop table segment_flags_{level - 1}")
    return f"segment_flags_{level}"


def _levels(kept: Sequence[_Kept]) -> list[list[_Kept]]:
    """Return the segments in groups, each made from those of the groups before it."""
    by_id = {k.id: k for k in kept}
    needs = {k.id: segments_of(k.rule) & by_id.keys() for k in kept if k.rule is not None}
    order = TopologicalSorter(needs)
    order.prepare()
    levels = []
    while order.is_active():
        ready = sorted(order.get_ready())
        levels.append([by_id[r] for r in ready])
        order.done(*ready)
    return levels


def _base(found: Sequence[Field]) -> str:
    tables = list(dict.fromkeys(f.table for f in found if f.table != "customers"))
    columns = "".join(f", {typed_sql(f, None)} as {name_of(f.name)}" for f in found if f.name != "customer_id")
    joined = " ".join(f"left join {name_of(t)} using (customer_id)" for t in tables)
    return f"select customer_id{columns} from customers {joined} where {_REFUSED}"


def _column(name: str) -> exp.Expr:
    return exp.column(name, table="c", quoted=True)


def _untagged(_tag: str) -> exp.Expr:
    return exp.false()


def _in_segment(segment_id: str, *, there: frozenset[str], values: dict[str, Any]) -> exp.Expr:
    if segment_id in there:
        return _column(segment_id)
    name = f"v{len(values)}"
    values[name] = segment_id
    held = (
        exp.select("customer_id").from_("segment_held").where(exp.column("segment_id").eq(exp.Placeholder(this=name)))
    )
    return exp.In(this=exp.column("customer_id", table="c"), query=exp.Subquery(this=held))


def _tables(session: Session, kept: Sequence[_Kept], flagged: str, *, day: date) -> dict[str, pa.Table]:
    parts = [
        f"select {literal(k.id)}::varchar as segment_id, customer_id from {flagged} where {name_of(k.id)}"
        for k in kept
        if k.is_computed
    ]
    session.sql(
        f"create or replace temp table segment_now as {' union all '.join(['select * from segment_held', *parts])}"
    )
    told = pa.table(
        {"segment_id": pa.array([k.id for k in kept], pa.string()), "name": pa.array([k.name for k in kept], pa.string()),
         "version": pa.array([k.version for k in kept], pa.int32()), "rule": pa.array([k.said for k in kept], pa.string()),
         "problem": pa.array([k.problem for k in kept], pa.string())}
    )  # fmt: skip
    session.connection.register("segments_told", told)
    try:
        session.sql(_COUNTED)
        return {t.name: session.arrow(sql, {"day": day} if "$day" in sql else None) for t, sql in _MADE.items()}
    finally:
        session.connection.unregister("segments_told")
        for table in ("segment_held", "segment_now", "segments_counted", flagged):
            session.sql(f"drop table if exists {table}")


_COUNTED = """
    create or replace temp table segments_counted as
    select t.*, coalesce(n.members, 0) as members, (select count(*) from customers) as customers
    from segments_told t left join (select segment_id, count(*) as members from segment_now group by segment_id) n using (segment_id)
"""
_MADE: dict[Table, str] = {
    SEGMENTS: """
        select segment_id, name, version, rule, members, members / nullif(customers, 0) as share,
               case when problem = '' then 'fresh' else 'stale' end as state, problem
        from segments_counted
    """,
    MEMBERS: """
        select n.segment_id, n.customer_id, coalesce(b.entered_on, cast($day as date)) as entered_on
        from segment_now n left join segment_members_before b on n.segment_id = b.segment_id and n.customer_id = b.customer_id
    """,
    # Nobody enters or leaves by the first computation of a segment: until then it was not known who is in it.
    CHANGES: """
        with known as (
            select c.segment_id, case when c.version = b.version then 'customer' else 'rule' end as because
            from segments_counted c join segments_before b on c.segment_id = b.segment_id
        ),
        moved as (
            select segment_id, customer_id, 'entered' as what
            from segment_now n anti join segment_members_before b on n.segment_id = b.segment_id and n.customer_id = b.customer_id
            union all
            select segment_id, customer_id, 'left' as what
            from segment_members_before b anti join segment_now n on n.segment_id = b.segment_id and n.customer_id = b.customer_id
        )
        select * from segment_changes_before
        union all
        select r.run_id, cast($day as date) as changed_on, m.segment_id, m.customer_id, m.what, k.because
        from moved m join known k using (segment_id) cross join this_run r
    """,
    SIZES: """
        select * from segment_sizes_before
        union all
        select r.run_id, cast($day as date) as as_of, c.segment_id, c.members, c.customers
        from segments_counted c cross join this_run r
    """,
}
# Every table that a rule may ask must be made before; an answer of no rows costs nothing. Those with one row per customer are
# written down here (a test compares): reading all declarations would make every command wait.
PER_CUSTOMER = (
    "customers",
    "customer_features",
    "rfm",
    "contribution",
    "first_purchases",
    "lifecycle",
    "churn",
    "next_order",
    "next_action",
)
_ASKED = ("identity", "unprofiled", *PER_CUSTOMER, *(h.table for h in HAPPENINGS.values()))
SEGMENT_MEMBERS = PythonTable(
    table=MEMBERS,
    more=(SEGMENTS, CHANGES, SIZES),
    reads={
        "rules": "select * from segment_rules",
        "lists": "select 1 as one from segment_lists limit 0",
        "today": "select cast($as_of as date) as as_of",
        "this run": "select run_id from this_run limit 0",
        **{f"after {t}": f"select 1 as one from {t} limit 0" for t in dict.fromkeys(_ASKED)},
    },
    make=make,
    # What the function calls stands in this room: when it changes, the members are computed anew.
    text="".join(p.read_text("utf-8") for p in sorted(Path(__file__).parent.rglob("*.py"))),
)
