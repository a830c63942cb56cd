"""Groups: which records are one customer, by exact keys, by probable matches and by what people decided.

Keys are member number, identity number, WeChat id, e-mail and phone. A value on more records than the workspace's limit is
no key (a shop's own phone); a phone or e-mail that people of different names share joins only those of the same name (a
family's phone). Matches come from `identity_scores`, above a threshold that keeps the stated precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import getsource

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.unify import evidence, grouping, holding, settling, threshold
from zhike.unify.evidence import customers_of, members, outcomes
from zhike.unify.grouping import Kind
from zhike.unify.holding import held, keep_once, unlike
from zhike.unify.keys import EDGES, SCORES

_DECIDED = """
    select a.arrived as one, b.arrived as other, d.seq
    from identity_decisions d
    join records a on d.source_a = a.source and d.record_a = a.record_id
    join records b on d.source_b = b.source and d.record_b = b.record_id
    where d.kind = 'together' and a.arrived <> b.arrived
"""
_MARKS = """
    select r.arrived, d.decision as mark, 'a' as value, max(d.seq) as seq
    from identity_decisions d join records r on d.source_a = r.source and d.record_a = r.record_id
    where d.kind = 'apart' group by all
    union all
    select r.arrived, d.decision, 'b', max(d.seq)
    from identity_decisions d join records r on d.source_b = r.source and d.record_b = r.record_id
    where d.kind = 'apart' group by all
"""
_IDENTITY_NUMBERS = """
    select arrived, national_id from records
    where national_id is not null and arrived in (select id_a from identity_scores union all select id_b from identity_scores)
"""
_REVIEWS = """
    select s.probability, d.kind = 'together' as same
    from identity_decisions d
    join records a on d.source_a = a.source and d.record_a = a.record_id
    join records b on d.source_b = b.source and d.record_b = b.record_id
    join identity_scores s on s.id_a = least(a.arrived, b.arrived) and s.id_b = greatest(a.arrived, b.arrived)
    where d.is_review
"""

GROUPS_TABLE = Table(
    name="identity_groups",
    room="unify",
    grain="One row per record that is of one person with another: the first record of its group.",
    key=("arrived",),
    columns=(
        Column("arrived", "BIGINT", "", "the record's place in the order of arrival"),
        Column("founder", "BIGINT", "", "place of the record that arrived first in the group"),
        Column("matched_by", "VARCHAR", "", "what ties the record to its group: keys, match, person"),
        Column("probability", "DOUBLE", "", "how sure the strongest of its links is"),
    ),
)
LINKS_TABLE = Table(
    name="identity_links",
    room="unify",
    grain="One row per pair of records that a key, a match or a person links, and what became of the link.",
    key=("id_a", "id_b"),
    columns=(
        Column("id_a", "BIGINT", "", "the record that arrived first: its place in the order of arrival"),
        Column("id_b", "BIGINT", "", "the record that arrived later"),
        Column("matched_by", "VARCHAR", "", "keys, match, person, joined by +"),
        Column("probability", "DOUBLE", "", "how sure the link is"),
        Column(
            "outcome",
            "VARCHAR",
            "",
            "joined: it made one customer of two; needless: the two were one already; else why it was refused: decision, national_id, size, source, others, unlike",
        ),
    ),
)
SOURCES_TABLE = Table(
    name="identity_sources",
    room="unify",
    grain="One row per source of records.",
    key=("source",),
    columns=(
        Column("source", "VARCHAR", "", "the source"),
        Column("records", "BIGINT", "", "records that its customer files list"),
        Column("doubles", "DOUBLE", "", "pairs within the source that are one person, as far as the matching knows"),
        Column("keeps_once", "BOOLEAN", "", "whether it keeps each person once: then a probable match joins no two of its records"),
    ),
)  # fmt: skip
THRESHOLD_TABLE = Table(
    name="identity_threshold",
    room="unify",
    grain="One row: from which probability on records were linked, and why.",
    key=("threshold",),
    columns=(
        Column("threshold", "DOUBLE", "", "pairs from this probability on are links"),
        Column("precision", "DOUBLE", "share", "precision that was asked for"),
        Column("shift", "DOUBLE", "", "how far people's answers moved the log-odds"),
        Column("reviewed", "BIGINT", "", "pairs that people answered"),
    ),
)


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return groups, links, sources and threshold."""
    reviews = arrows["reviews"]
    same = reviews["same"].to_numpy(zero_copy_only=False).astype(np.bool_)
    shift = threshold.shift_of(reviews["probability"].to_numpy(), same)
    precision = float(arrows["settings"]["precision"][0].as_py())
    least = threshold.floor(shift)
    found = held(arrows, least)
    # Precision is that of the joins: most doubtful pairs join nothing, as their groups speak against them or stand already.
    matches = found.taken[found.links.kind[found.taken] == Kind.MATCH]
    strict = threshold.threshold(found.links.probability[matches], precision=precision, shift=shift)
    if strict > least:
        least, found = strict, held(arrows, strict)
    customers = customers_of(found)
    doubles = arrows["doubles"]
    return {
        GROUPS_TABLE.name: GROUPS_TABLE.arrow(members(found, customers)),
        LINKS_TABLE.name: LINKS_TABLE.arrow(outcomes(found, customers, unlike(arrows["edges"]))),
        SOURCES_TABLE.name: SOURCES_TABLE.arrow(
            {
                "source": doubles["source"], "records": doubles["records"].cast(pa.int64()), "doubles": doubles["doubles"],
                "keeps_once": keep_once(doubles),
            }
        ),
        THRESHOLD_TABLE.name: THRESHOLD_TABLE.arrow(
            {"threshold": [least], "precision": [precision], "shift": [shift], "reviewed": [len(same)]}
        ),
    }  # fmt: skip


_READS: Mapping[str, str] = {
    "edges": EDGES,
    "scores": f"{SCORES} order by id_a, id_b",
    "decided": _DECIDED,
    "marks": _MARKS,
    "identity_numbers": _IDENTITY_NUMBERS,
    "reviews": _REVIEWS,
    "doubles": """
        select r.source, count(*)::double as records, coalesce(any_value(d.doubles), 0)::double as doubles
        from records r left join (
            select r.source, sum(s.probability::decimal(18, 12))::double as doubles from identity_scores s join records r on s.id_a = r.arrived
            where s.within and s.probability > 0.05 group by r.source
        ) d on r.source = d.source
        where r.listed group by r.source
    """,
    "linked_records": """
        select arrived, source from records
        where arrived in (select id_a from identity_scores where probability >= 0.5 union all select id_b from identity_scores where probability >= 0.5)
    """,
    "settings": "select $match_precision as precision, $largest_customer as largest",
}

GROUPS = PythonTable(
    GROUPS_TABLE,
    _READS,
    make,
    more=(LINKS_TABLE, SOURCES_TABLE, THRESHOLD_TABLE),
    text="".join(map(getsource, (evidence, grouping, holding, settling, threshold))),
)
