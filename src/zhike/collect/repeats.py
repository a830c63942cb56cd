"""Which rows of a delivery say the same key again: found by sorting its keys, which are 64-bit numbers.

Almost every file names each key once. Sorting ten million numbers tells in a tenth of a second; only the keys that do
come again are then looked at row by row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.collect.outcomes import Delivery
from zhike.engine import Session, text_of, write_parquet

# The session's table of the keys that more than one row of the delivery has, usable or not.
DOUBLED = "doubled_keys"


def note_doubled(session: Session, delivery: Delivery) -> int:
    """Put the keys that come more than once into the session's table DOUBLED (column key), and return how many they are."""
    column = session.arrow(f"select key from read_parquet({text_of(delivery.cleaned)})", step="keys").column(0)
    keys = np.sort(column.to_numpy())
    doubled = np.unique(keys[1:][keys[1:] == keys[:-1]])
    session.connection.register(f"{DOUBLED}_found", pa.table({"key": pa.array(doubled, pa.uint64())}))
    session.sql(f"create or replace temp table {DOUBLED} as select key from {DOUBLED}_found", step="keys")
    session.connection.unregister(f"{DOUBLED}_found")
    return len(doubled)


def write_repeated(session: Session, delivery: Delivery, *, earlier: Sequence[Delivery] = ()) -> int:
    """Number the equal rows that have no key: all but the first get a key of their own; return how many rows repeat a key.

    `earlier` are the parts of the same delivery that came before (a mended file continues the numbering). The session
    has the table DOUBLED of this delivery.
    """
    before = " union all ".join(_unkeyed(d) for d in earlier) or "select null::ubigint as key where false"
    doubled = f"select key from {DOUBLED}"
    # A key that earlier parts have counts on from there, even where this part has it once.
    suspects = f"{doubled} union all select key from ({before})" if earlier else doubled
    select = f"""
        with usable as (
            select line, key from read_parquet({text_of(delivery.cleaned)})
            where problem is null and not keyed and key in ({suspects})
        ),
        before as (select key, count(*) as rows from ({before}) group by key),
        repeated as (
            select u.key, coalesce(any_value(b.rows), 0) as rows from usable u left join before b on u.key = b.key
            group by u.key having count(*) + coalesce(any_value(b.rows), 0) > 1
        ),
        numbered as (
            select line, u.key, rows + row_number() over (partition by u.key order by line) as occurrence
            from usable u join repeated r on u.key = r.key
        )
        select line, md5_number_lower(key || '#' || occurrence) as key from numbered where occurrence > 1
    """
    renumbered = write_parquet(session, select, delivery.repeated, step="repeated rows")
    overwritten = session.value(
        f"""
        select coalesce(sum(n - 1), 0)::bigint from (
            select count(*) as n from read_parquet({text_of(delivery.cleaned)})
            where problem is null and keyed and key in ({doubled}) group by key having count(*) > 1
        )
        """
    )
    return renumbered + int(overwritten)


def doubled_lines(delivery: Delivery) -> str:
    """Return a SELECT of the lines whose key another line has too; two equal rows are always among them."""
    return f"select line from read_parquet({text_of(delivery.cleaned)}) where key in (select key from {DOUBLED})"


def _unkeyed(delivery: Delivery) -> str:
    return f"select key from read_parquet({text_of(delivery.cleaned)}) where problem is null and not keyed"
