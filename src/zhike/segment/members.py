"""Who is in which segment and has which tag, computed in a run: each condition once, whoever shares it, and with its history.

In: the kept segments and tags, what people said, and the tables per customer of the run. Out: `segments`, `segment_members`,
`segment_changes`, `segment_sizes`, and the same four of tags.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from zhike.describe.directory import Field, typed_sql
from zhike.engine import Input, PythonTable, Session, literal, name_of
from zhike.engine.plan import Arrows
from zhike.segment import known
from zhike.segment.groups import groups
from zhike.segment.kept import everything, names_of, shown
from zhike.segment.needs import first_of
from zhike.segment.rules import (
    HAPPENINGS,
    Compiling,
    Known,
    Rule,
    WrongRuleError,
    columns_of,
    parsed,
    uses_of,
    written,
)
from zhike.segment.selects import CLASHED, COUNTED, HELD, HELD_SEGMENTS, HELD_TAGS, MADE, NOBODY_FOUND, ON_THE_WAY, SAID
from zhike.segment.statistics import found_tags
from zhike.segment.tables import CHANGES, MEMBERS, SEGMENTS, SIZES, TAG_CHANGES, TAG_MEMBERS, TAG_SIZES, TAGS
from zhike.segment.tagging import source_of
from zhike.workspace import Workspace

# A customer who refused profiling is in no segment that a rule makes (PIPL article 24, GDPR article 21); a list is no profile.
_REFUSED = "customer_id not in (select customer_id from unprofiled)"


@dataclass(frozen=True)
class _Kept:
    """A kept segment or tag as this run finds it: its rule (None for a list, or a tag by hand), and why it cannot be computed.

    `said` is its text for people, `first` are the tags that count before it, `how` is what makes a tag.
    """

    id: str
    name: str
    version: int
    said: str
    rule: Rule | None
    group_id: str | None
    position: int
    how: str = ""
    problem: str = ""
    first: tuple[str, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Whether this run computes it from its rule."""
        return self.rule is not None and not self.problem


def kept_rules(shop: Workspace) -> Input:
    """Return the kept segments and tags as the relation segment_rules, one row each; `rule` is null where there is none."""
    names = names_of(shop)
    rows = [
        (literal(s.id), literal(s.name), str(s.version), "null" if s.rule is None else literal(written(s.rule)),
         literal("" if s.rule is None else shown(s.rule, names)), literal(s.group_id) if s.group_id else "null", str(s.position))
        for s in sorted(everything(shop).values(), key=lambda s: (s.name, s.id))
    ]  # fmt: skip
    columns = {"segment_id": "varchar", "name": "varchar", "version": "integer", "rule": "varchar", "said": "varchar", "group_id": "varchar", "position": "integer"}  # fmt: skip
    return _relation(rows, columns)


def kept_groups(shop: Workspace) -> Input:
    """Return the groups of tags as the relation tag_groups; `statistic` is JSON, null for a group without one."""
    rows = [
        (literal(g.id), literal(g.name), str(g.version), str(g.exclusive).lower(),
         literal(json.dumps(asdict(g.statistic), ensure_ascii=False)) if g.statistic else "null")
        for g in groups(shop)
    ]  # fmt: skip
    columns = {
        "group_id": "varchar",
        "name": "varchar",
        "version": "integer",
        "exclusive": "boolean",
        "statistic": "varchar",
    }
    return _relation(rows, columns)


def _relation(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> Input:
    """Return rows of SQL values as a relation with a key in its first column."""
    values = ", ".join(f"({', '.join(row)})" for row in rows) or f"({', '.join(['null'] * len(columns))})"
    typed = ", ".join(f"{name}::{kind} as {name}" for name, kind in columns.items())
    key = next(iter(columns))
    text = f"select {typed} from (values {values}) t ({', '.join(columns)}) where {key} is not null"
    return Input(text, hashlib.sha256(text.encode()).hexdigest())


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return who is in which segment and has which tag as of the day, and what changed since the run before."""
    day: date = arrows["today"].column("as_of")[0].as_py()

    def has_rows(table: str) -> bool:
        return bool(session.rows(f"select 1 from {name_of(table)} limit 1"))

    found = known.fields_shown(PER_CUSTOMER, has_rows)
    names = Known(found, withheld=known.happenings_withheld(_ASKED, has_rows))
    there = arrows["groups"].to_pylist()
    read = [_read(row, names) for row in arrows["rules"].to_pylist()]
    exclusive = {g["group_id"] for g in there if g["exclusive"]}
    kept = [replace(k, first=first_of(k, read, exclusive)) for k in read]
    session.connection.register("kept_told", _told(kept, there))
    try:
        _hold(session, [k.id for k in kept if k.problem], there, day=day)
        flagged = _flag(session, [k for k in kept if k.is_computed], found, day=day)
        return _tables(session, kept, flagged, day=day)
    finally:
        session.connection.unregister("kept_told")


def _read(row: Mapping[str, Any], names: Known) -> _Kept:
    """Return a kept segment, with the words of what is wrong where its rule names something that is no longer there."""
    said = _Kept(row["segment_id"], row["name"], row["version"], row["said"], None, row["group_id"], row["position"])
    if row["rule"] is None:
        return replace(said, how="hand")
    rule = parsed(row["rule"])
    said = replace(said, rule=rule, how=source_of(rule))
    try:
        return replace(said, rule=known.checked_again(rule, names))
    except WrongRuleError as wrong:
        return replace(said, problem=str(wrong))


def _told(kept: Sequence[_Kept], there: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return what is told of each segment and tag, with its group."""
    by_id = {g["group_id"]: g for g in there}
    homes = [by_id.get(k.group_id, {}) for k in kept]
    texts = {
        "id": [k.id for k in kept], "name": [k.name for k in kept], "rule": [k.said for k in kept],
        "problem": [k.problem for k in kept], "how": [k.how for k in kept], "group_id": [k.group_id for k in kept],
        "group_name": [g.get("name") for g in homes],
    }  # fmt: skip
    return pa.table({
        **{name: pa.array(values, pa.string()) for name, values in texts.items()},
        "version": pa.array([k.version for k in kept], pa.int32()),
        "exclusive": pa.array([g.get("exclusive", False) for g in homes], pa.bool_()),
    })  # fmt: skip


def _hold(session: Session, stale: Sequence[str], there: Sequence[Mapping[str, Any]], *, day: date) -> None:
    """Put whom no rule computes into a table that rules may ask: lists, what people said, statistics, stale rules' last ones."""
    session.sql(f"create or replace temp table tag_said as {SAID}", {"day": day})
    session.sql(f"create or replace temp table tag_found as {NOBODY_FOUND}")
    for group in there:
        if group["statistic"] is not None:
            sql, values = found_tags(group["group_id"], json.loads(group["statistic"]), day=day)
            session.sql(f"insert into tag_found {sql}", values)
    session.sql(f"create or replace temp table segment_held as {HELD}", {"stale": stale})


def _flag(session: Session, kept: Sequence[_Kept], found: Mapping[str, Field], *, day: date) -> str:
    """Make the table with a row per customer and a column of yes or no per segment and tag; return its name.

    What others are made from comes before them, so that nothing is computed twice.
    """
    names = sorted({c for k in kept if k.rule is not None for c in columns_of(k.rule)})
    session.sql(f"create or replace temp table segment_flags_0 as {_base([found[n] for n in names])}")
    there: set[str] = set()
    level = 0
    for level, some in enumerate(_levels(kept), start=1):
        columns, values = [], dict[str, Any]()
        for one in some:
            member = partial(_member, there=frozenset(there), values=values)
            built = Compiling(day, _column, member, member, values=values)
            columns += _flags(one, built)
        there |= {one.id for one in some}
        session.sql(f"create or replace temp table segment_flags_{level} as select c.*, {', '.join(columns)} from segment_flags_{level - 1} c", values or None)  # fmt: skip
        session.sql(f"drop table segment_flags_{level - 1}")
    return f"segment_flags_{level}"


def _flags(one: _Kept, built: Compiling) -> list[str]:
    """Return the column of a segment or tag; before that of a tag which gives way to others, its rule alone."""
    assert one.rule is not None  # noqa: S101 - only what has a rule is computed
    said = built.condition(one.rule).sql(dialect="duckdb")
    if not one.first:
        return [f"{said} as {name_of(one.id)}"]
    before = exp.or_(*(built.tag(t) for t in one.first)).sql(dialect="duckdb")
    alone = name_of(_alone(one.id))
    return [f"({said}) as {alone}", f"{alone} and not ({before}) as {name_of(one.id)}"]


def _alone(tag_id: str) -> str:
    return f"{tag_id} alone"


def _levels(kept: Sequence[_Kept]) -> list[list[_Kept]]:
    """Return the segments and tags in groups, each made from those of the groups before it."""
    by_id = {k.id: k for k in kept}
    needs = {k.id: {*uses_of(k.rule), *k.first} & by_id.keys() for k in kept if k.rule is not None}
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


def _member(kept_id: str, *, there: frozenset[str], values: dict[str, Any]) -> exp.Expr:
    """Return whether a customer is in a segment or has a tag: by its column, or among those who are held."""
    if kept_id in there:
        return _column(kept_id)
    name = f"v{len(values)}"
    values[name] = kept_id
    held = (
        exp.select("customer_id").from_("segment_held").where(exp.column("segment_id").eq(exp.Placeholder(this=name)))
    )
    return exp.In(this=exp.column("customer_id", table="c"), query=exp.Subquery(this=held))


def _tables(session: Session, kept: Sequence[_Kept], flagged: str, *, day: date) -> dict[str, pa.Table]:
    def union(first: str, some: Sequence[_Kept], more: str = "") -> str:
        computed = [f"select {literal(k.id)}, customer_id{more.format(how=literal(k.how))} from {flagged} where {name_of(k.id)}" for k in some if k.is_computed]  # fmt: skip
        return " union all ".join([first, *computed])

    segments, tags = [k for k in kept if k.group_id is None], [k for k in kept if k.group_id is not None]
    gave_way = [f"select {literal(k.id)} as id, count(*) filter (where {name_of(_alone(k.id))} and not {name_of(k.id)}) as conflicts from {flagged}" for k in tags if k.first and k.is_computed]  # fmt: skip
    session.sql(f"create or replace temp table tag_conflicts as {' union all '.join([CLASHED, *gave_way])}")
    session.sql(f"create or replace temp table segment_now as {union(HELD_SEGMENTS, segments)}")
    session.sql(f"create or replace temp table tag_now as {union(HELD_TAGS, tags, ', null, null, {how}')}")
    try:
        for noun, sql in COUNTED.items():
            session.sql(f"create or replace temp table {noun}s_counted as {sql}")
        return {t.name: session.arrow(sql, {"day": day} if "$day" in sql else None) for t, sql in MADE.items()}
    finally:
        for table in (*ON_THE_WAY, flagged):
            session.sql(f"drop table if exists {table}")


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
    "customer_clusters",
)
_ASKED = ("identity", "unprofiled", *PER_CUSTOMER, *(h.table for h in HAPPENINGS.values()))
SEGMENT_MEMBERS = PythonTable(
    table=MEMBERS,
    more=(SEGMENTS, CHANGES, SIZES, TAGS, TAG_MEMBERS, TAG_CHANGES, TAG_SIZES),
    reads={
        "rules": "select * from segment_rules",
        "groups": "select * from tag_groups",
        "lists": "select 1 as one from segment_lists limit 0",
        "statements": "select 1 as one from tag_statements limit 0",
        "today": "select cast($as_of as date) as as_of",
        "this run": "select run_id from this_run limit 0",
        **{f"after {t}": f"select 1 as one from {t} limit 0" for t in dict.fromkeys(_ASKED)},
    },
    make=make,
    # What the function calls stands in this room.
    text="".join(p.read_text("utf-8") for p in sorted(Path(__file__).parent.rglob("*.py"))),
)
