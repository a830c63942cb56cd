"""Groups: which records are one customer, by exact normalised keys, as connected components of a graph of records.

Two records are joined when they share a member number, an identity number, a WeChat id, an e-mail or a phone. A value on
more records than the workspace's limit is no key (a shop's own phone); a phone or e-mail that people of different names
share joins only those of the same name (a family's phone).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from zhike.engine import Column, PythonTable, Table
from zhike.engine.plan import Arrows

# Numbers that the system gives to one person; e-mail and phone are told apart by name.
_STRONG = ("member_no", "national_id", "wechat_id")
_SHARED = ("phone", "email")

_EVIDENCE = " union all ".join(
    [
        f"select source, record_id, arrived, name, '{k}' as key, {k} as value from records where {k} is not null"
        for k in (*_STRONG, *_SHARED)
    ]
)

# One row per edge: a record and the first record that has the same value. Names are compared without case and spaces.
_EDGES = f"""
    with evidence as ({_EVIDENCE}),
    named as (select source, record_id, arrived, key, value, lower(replace(name, ' ', '')) as called from evidence),
    shared as (
        select key, value, count(*) as records, count(distinct called) as names, min(called) as one_name
        from named group by key, value having count(*) > 1
    ),
    usable as (
        select n.arrived, n.key, n.value,
               -- Under one name, a record without a name belongs too; under several, only equal names join.
               case when s.key in ('phone', 'email') and s.names > 1 then coalesce(n.called, 'record ' || n.arrived) else '' end as within
        from named n join shared s on n.key = s.key and n.value = s.value
        where s.records <= $shared_value_limit
    )
    select a.arrived as one, b.arrived as other, a.key
    from usable a
    join (select key, value, within, min(arrived) as arrived from usable group by key, value, within) b
      on a.key = b.key and a.value = b.value and a.within = b.within
    where a.arrived <> b.arrived
"""

GROUPS_TABLE = Table(
    name="identity_groups",
    room="unify",
    grain="One row per record that shares a key with another: the first record of its group.",
    key=("arrived",),
    columns=(
        Column("arrived", "BIGINT", "", "the record's place in the order of arrival"),
        Column("founder", "BIGINT", "", "place of the record that arrived first in the group"),
        Column("matched_by", "VARCHAR", "", "the keys that tie the record to its group"),
    ),
)


def make(arrows: Arrows) -> pa.Table:
    """Return the groups of records (arrived, founder, matched_by) that the edges connect."""
    edges = arrows["edges"]
    one, other = edges["one"].to_numpy(), edges["other"].to_numpy()
    nodes = np.unique(np.concatenate([one, other]))
    rows, columns = np.searchsorted(nodes, one), np.searchsorted(nodes, other)
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(nodes), len(nodes)))
    _, component = connected_components(graph, directed=False)
    founders = np.full(component.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(founders, component, nodes)
    keys = np.asarray(edges["key"].to_pylist(), dtype=object)
    return pa.table(
        {
            "arrived": pa.array(nodes, pa.int64()),
            "founder": pa.array(founders[component], pa.int64()),
            "matched_by": pa.array(_evidence(len(nodes), rows, columns, keys), pa.string()),
        }
    )


def _evidence(nodes: int, rows: np.ndarray, columns: np.ndarray, keys: np.ndarray) -> list[str]:
    """Return, for each record, the kinds of key on its edges, joined by '+' in a fixed order."""
    names = np.asarray(sorted((*_STRONG, *_SHARED)))
    bits = np.zeros(nodes, dtype=np.int64)
    for place, name in enumerate(names):
        touched = keys == name
        for ends in (rows, columns):
            np.bitwise_or.at(bits, ends[touched], 1 << place)
    words = ["+".join(n for place, n in enumerate(names) if value >> place & 1) for value in range(1 << len(names))]
    return [words[b] for b in bits]


GROUPS = PythonTable(GROUPS_TABLE, {"edges": _EDGES}, make)
