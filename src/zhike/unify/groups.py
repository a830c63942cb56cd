"""Groups: which records are one customer, by exact normalised keys, as connected components of a graph of records.

Two records are joined when they share a member number, an identity number, a WeChat id, an e-mail or a phone. A value on
more records than the workspace's limit is no key (a shop's own phone); a phone or e-mail that people of different names
share joins only those of the same name (a family's phone).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhike.engine import Column, PythonTable, Table
from zhike.engine.plan import Arrows

_Ints = NDArray[np.int64]

# Numbers that the system gives to one person; e-mail and phone are told apart by name.
_STRONG = ("member_no", "national_id", "wechat_id")
_SHARED = ("phone", "email")

_EVIDENCE = " union all ".join(
    f"select arrived, '{k}' as key, {k} as value from records where {k} is not null" for k in (*_STRONG, *_SHARED)
)

# One row per edge: a record and the first record that has the same value. Names are compared without case and spaces.
_EDGES = f"""
    with evidence as ({_EVIDENCE}),
    -- Most values stand alone: what follows looks only at the shared ones.
    shared as (
        select key, value from evidence group by key, value having count(*) between 2 and $shared_value_limit
    ),
    named as (
        select e.arrived, e.key, e.value, lower(replace(r.name, ' ', '')) as called
        from evidence e join shared s on e.key = s.key and e.value = s.value join records r on e.arrived = r.arrived
    ),
    -- Under one name, a record without a name belongs too; under several, only equal names join.
    usable as (
        select arrived, key, value,
               case when key in ('phone', 'email') and names > 1 then coalesce(called, 'record ' || arrived) else '' end as within
        from (
            select n.*, c.names from named n
            join (select key, value, count(distinct called) as names from named group by key, value) c on n.key = c.key and n.value = c.value
        )
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
    # SciPy takes a seventh of a second to load, which every command would wait for and only this step needs.
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    edges = arrows["edges"]
    one, other = edges["one"].to_numpy(), edges["other"].to_numpy()
    nodes = np.unique(np.concatenate([one, other]))
    rows, columns = np.searchsorted(nodes, one), np.searchsorted(nodes, other)
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(nodes), len(nodes)))
    _, component = connected_components(graph, directed=False)
    founders = np.full(component.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(founders, component, nodes)
    return pa.table(
        {
            "arrived": pa.array(nodes, pa.int64()),
            "founder": pa.array(founders[component], pa.int64()),
            "matched_by": _evidence(len(nodes), ends=(rows, columns), keys=edges["key"]),
        }
    )


def _evidence(nodes: int, *, ends: tuple[_Ints, _Ints], keys: pa.ChunkedArray) -> pa.Array:
    """Return, for each record, the kinds of key on its edges, joined by '+' in a fixed order."""
    names = sorted((*_STRONG, *_SHARED))
    kinds = pc.index_in(keys, value_set=pa.array(names)).to_numpy()
    bits = np.zeros(nodes, dtype=np.int64)
    for end in ends:
        np.bitwise_or.at(bits, end, 1 << kinds.astype(np.int64))
    words = ["+".join(n for place, n in enumerate(names) if value >> place & 1) for value in range(1 << len(names))]
    return pa.array(words, pa.string()).take(pa.array(bits))


GROUPS = PythonTable(GROUPS_TABLE, {"edges": _EDGES}, make)
