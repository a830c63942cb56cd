"""Candidates: the pairs of records that may be one person, and in which ways each pair agrees.

A run that only adds records starts from the run before: pairs of old records stay as they are, and new ones are compared
with all. What depends on all records together (how often a value occurs, which values too many share) is looked up anew,
so that the result is the same as without the run before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table, literal
from zhike.engine.plan import Arrows
from zhike.unify.grouping import Ints
from zhike.unify.matching import (
    COMPARISONS,
    FEW,
    Blocked,
    Comparison,
    Rule,
    block_name,
    candidates,
    comparable,
    compare,
    pair,
    usable,
)
from zhike.unify.matching.sources import TEXT

# Pairs at random, which tell how strangers compare: enough to see what one pair in a hundred thousand does.
_DRAWN = 200_000
_FIELDS = (
    "arrived, listed, source, kind, name, given_name, family_name, gender, birth_date, phone, email, national_id, wechat_id, "
    "member_no, company, address, province, city, district, postcode"
)

CANDIDATES_TABLE = Table(
    name="identity_candidates",
    room="unify",
    grain="One row per pair of records that was compared, because they agree in something few records share, or drawn at random.",
    key=("id_a", "id_b", "drawn"),
    columns=(
        Column("id_a", "BIGINT", "", "the record that arrived first: its place in the order of arrival"),
        Column("id_b", "BIGINT", "", "the record that arrived later"),
        Column("drawn", "BOOLEAN", "", "whether the pair was drawn at random, to know how strangers compare"),
        Column("rules", "BIGINT", "", "the rules that bring the two together, one bit each in the order of the used ones of identity_rules"),
        Column("within", "BOOLEAN", "", "whether both records are of one source"),
        *(
            column
            for c in COMPARISONS
            for column in (
                Column(c.name, "TINYINT", "", f"how the pair agrees in {c.label}: 0 not at all, more is stronger, -1 unknown"),
                Column(f"{c.name}_often", "INTEGER", "", f"records that have the value of {c.label} in which the pair agrees"),
            )
        ),
    ),
)  # fmt: skip
COMPARED_TABLE = Table(
    name="identity_compared",
    room="unify",
    grain="One row per record that was compared with others.",
    key=("id",),
    columns=(
        Column("id", "BIGINT", "", "the record's place in the order of arrival"),
        Column("digest", "UBIGINT", "", "digest of what was compared: when it changes the record is compared anew"),
    ),
)
RULES_TABLE = Table(
    name="identity_rules",
    room="unify",
    grain="One row per rule that brings records together, in the order in which they are tried.",
    key=("position",),
    columns=(
        Column("position", "INTEGER", "", "place of the rule, from 0"),
        Column("rule", "VARCHAR", "", "what two records must have in common"),
        Column("used", "BOOLEAN", "", "whether its pairs were compared; left out when it brings none or too many"),
        Column("pairs", "BIGINT", "", "pairs that it brings together"),
        Column("left_out_values", "BIGINT", "", "values that too many records share to tell who they are"),
        Column("left_out_records", "BIGINT", "", "records that have such a value"),
    ),
)
FIELDS_TABLE = Table(
    name="identity_fields",
    room="unify",
    grain="One row per field by whose values agreement is weighed.",
    key=("field",),
    columns=(
        Column("field", "VARCHAR", "", "the field, in the form in which it is compared"),
        Column("filled", "BIGINT", "", "records in which it is filled"),
        Column("distinct_values", "BIGINT", "", "different values"),
        Column("equal_pairs", "DOUBLE", "", "pairs of records that have the same value"),
        Column("few_pairs", "DOUBLE", "", "of these, pairs whose value is on few records"),
        Column("few_records", "DOUBLE", "", "on how many, in the mean over those pairs"),
    ),
)


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return the four tables from the records, and from the pairs of the run before where they still stand."""
    with session.another() as own:
        own.connection.register("records", arrows["records"])
        comparable(own)
        rules = candidates(own)
        used = [b.rule for b in rules if b.used]
        comparisons = usable(_filled(own))
        _compare(own, arrows, used, comparisons)
        _count(own, comparisons)
        return {
            CANDIDATES_TABLE.name: _candidates(own, comparisons),
            COMPARED_TABLE.name: own.arrow("select id, digest from compared_records"),
            RULES_TABLE.name: _rules(rules),
            FIELDS_TABLE.name: _frequencies(own, comparisons),
        }


def _filled(session: Session) -> list[str]:
    fields = sorted({f for c in COMPARISONS for f in c.fields})
    counts = session.rows(f"select {', '.join(f'count({f})' for f in fields)} from fields")[0]
    return [f for f, n in zip(fields, counts, strict=True) if n]


def _compare(session: Session, arrows: Arrows, used: Sequence[Rule], comparisons: Sequence[Comparison]) -> None:
    """Make `compared`: all candidate pairs, and pairs at random, which no rule brings together."""
    # What compares is part of the digest: pairs that an older version compared do not stand.
    code = literal(hashlib.sha256(TEXT.encode()).hexdigest())
    session.sql(
        f"create temp table compared_records as select id, hash(f, {code}) as digest from fields f", step="compare"
    )
    names = ", ".join(c.name for c in comparisons)
    old = _standing(session, arrows, used)
    pair(session, used, only_new=old)
    _draw(session)
    compare(session, comparisons, pairs="pairs", to="compared")
    if old:
        session.sql(f"insert into compared select id_a, id_b, rules, within, {names} from old_pairs", step="compare")


def _standing(session: Session, arrows: Arrows, used: Sequence[Rule]) -> bool:
    """Make `fresh` (records to compare) and `old_pairs` from the run before; False when it does not help."""
    if not {"pairs_before", "compared_before", "rules_before"} <= arrows.keys():
        return False
    before = [r["rule"] for r in arrows["rules_before"].to_pylist() if r["used"]]
    if before != [r.name for r in used]:
        return False
    session.connection.register("compared_before", arrows["compared_before"])
    session.connection.register("pairs_before", arrows["pairs_before"])
    changed = session.value("select count(*) from compared_before b anti join compared_records c using (id, digest)")
    if changed:
        # A record that changed or went may have opened a block that was too full: then all pairs are looked for again.
        return False
    session.sql(
        "create temp table fresh as select id from compared_records anti join compared_before using (id)",
        step="compare",
    )
    _without_full(session, used)
    return True


def _without_full(session: Session, used: Sequence[Rule]) -> None:
    """Make `old_pairs`: those of the run before, without the rules whose blocks have since become too full."""
    lost = " | ".join(
        f"case when p.rules & {1 << bit} <> 0 and p.id_a in (select id from {block_name(rule)} where is_full) then {1 << bit} else 0 end"
        for bit, rule in enumerate(used)
    )
    session.sql(
        f"create temp table old_pairs as select * replace (rules & ~lost as rules) from "
        f"(select p.*, ({lost})::bigint as lost from pairs_before p where not drawn) where rules & ~lost <> 0",
        step="compare",
    )


def _draw(session: Session) -> None:
    """Add to `pairs` records at random: neighbours, near and far, in the order of a digest."""
    ids = session.arrow("select id from fields order by hash(id), id")["id"].to_numpy()
    count = len(ids)
    one, other = _neighbours(count)
    drawn = pa.table({"id_a": np.minimum(ids[one], ids[other]), "id_b": np.maximum(ids[one], ids[other])})
    session.connection.register("drawn_pairs", drawn)
    session.sql("insert into pairs select distinct id_a, id_b, 0 from drawn_pairs", step="compare")
    session.connection.unregister("drawn_pairs")


def _neighbours(count: int) -> tuple[Ints, Ints]:
    if count * (count - 1) // 2 <= _DRAWN:
        one, other = np.triu_indices(count, 1)
        return one, other
    base = np.arange(min(count, _DRAWN))
    steps = range(1, max(_DRAWN // count, 1) + 1)
    return np.concatenate([base for _ in steps]), np.concatenate([(base + step) % count for step in steps])


def _candidates(session: Session, comparisons: Sequence[Comparison]) -> pa.Table:
    """Return both kinds of pairs with how often the value occurs in which each agrees."""
    # Only the value in which a pair agrees is looked up: looking for nothing costs nothing.
    counts = " ".join(
        f"left join (from {_counts(field)} where n > 1) c_{field} on case when {agrees} then l.{field} end = c_{field}.v"
        for field, agrees in _agreeing(comparisons).items()
    )
    known = {c.name for c in comparisons}
    ways = ", ".join(
        f"p.{c.name}, {_often(c)} as {c.name}_often"
        if c.name in known
        else f"-1::tinyint as {c.name}, null::integer as {c.name}_often"
        for c in COMPARISONS
    )
    return session.arrow(
        f"select p.id_a, p.id_b, p.rules = 0 as drawn, p.rules, p.within, {ways} from compared p join fields l on p.id_a = l.id {counts}",
        step=CANDIDATES_TABLE.name,
    )


def _weighed(comparisons: Sequence[Comparison]) -> list[str]:
    return sorted({level.frequency for c in comparisons for level in c.levels if level.frequency})


def _agreeing(comparisons: Sequence[Comparison]) -> dict[str, str]:
    """Return by weighed field, as SQL, when a pair agrees in its value."""
    found: dict[str, str] = {}
    for c in comparisons:
        for place, level in enumerate(reversed(c.levels), start=1):
            if level.frequency:
                before = f"{found[level.frequency]} or " if level.frequency in found else ""
                found[level.frequency] = f"{before}p.{c.name} = {place}"
    return found


def _count(session: Session, comparisons: Sequence[Comparison]) -> None:
    """Make for each weighed field a table of its values (v) and how many records have each (n)."""
    for field in _weighed(comparisons):
        session.sql(
            f"create temp table {_counts(field)} as select {field} as v, count(*) as n from fields where {field} is not null group by {field}",
            step="compare",
        )


def _counts(field: str) -> str:
    return f"counts_{field}"


def _often(comparison: Comparison) -> str:
    """Return SQL: how many records have the value in which the pair agrees; NULL for a way that is no equal value."""
    cases = " ".join(
        f"when {place} then coalesce(c_{level.frequency}.n, 1)"
        for place, level in enumerate(reversed(comparison.levels), start=1)
        if level.frequency
    )
    return f"(case p.{comparison.name} {cases} end)::integer" if cases else "null::integer"


def _rules(rules: Sequence[Blocked]) -> pa.Table:
    return RULES_TABLE.arrow(
        {
            "position": range(len(rules)), "rule": [b.rule.name for b in rules], "used": [b.used for b in rules],
            "pairs": [b.pairs for b in rules], "left_out_values": [b.left_out_values for b in rules],
            "left_out_records": [b.left_out_records for b in rules],
        }
    )  # fmt: skip


def _frequencies(session: Session, comparisons: Sequence[Comparison]) -> pa.Table:
    pairs = "n * (n - 1) / 2"
    each = " union all ".join(
        f"select '{f}' as field, coalesce(sum(n), 0)::bigint as filled, count(*)::bigint as distinct_values, "
        f"coalesce(sum({pairs}), 0)::double as equal_pairs, coalesce(sum({pairs}) filter (where n <= {FEW}), 0)::double as few_pairs, "
        f"coalesce(sum(n * {pairs}) filter (where n <= {FEW}) / sum({pairs}) filter (where n between 2 and {FEW}), 2)::double as few_records "
        f"from {_counts(f)}"
        for f in _weighed(comparisons)
    )
    none = (
        "select ''::varchar as field, 0::bigint as filled, 0::bigint as distinct_values, 0::double as equal_pairs, "
        "0::double as few_pairs, 0::double as few_records where false"
    )
    return session.arrow(each or none, step=FIELDS_TABLE.name)


CANDIDATES = PythonTable(
    CANDIDATES_TABLE,
    {"records": f"select {_FIELDS} from records"},
    make,
    more=(COMPARED_TABLE, RULES_TABLE, FIELDS_TABLE),
    resumes={
        "pairs_before": CANDIDATES_TABLE.name, "compared_before": COMPARED_TABLE.name, "rules_before": RULES_TABLE.name,
    },
    text=TEXT,
)  # fmt: skip
