"""Province, city and district of customers: read together, with the address, once per distinct combination."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import duckdb
import pyarrow as pa

from zhike.clean.addresses import head_sql, place
from zhike.clean.kind import quoted, raw
from zhike.clean.odd import keep

LEVELS = ("province", "city", "district")
_SCHEMA = pa.schema([(name, pa.string()) for name in ("key", *LEVELS)])
# A sign that no keyboard has, between the parts of the key.
_BETWEEN = "␟"


def places_table(con: duckdb.DuckDBPyConnection, received: str, *, columns: Collection[str]) -> str | None:
    """Return the name of a temporary table (key, province, city, district); None when no column says a place."""
    if not set(columns) & {"address", *LEVELS}:
        return None
    found = con.execute(f"SELECT DISTINCT {key_sql(columns)} FROM {quoted(received)} AS r").fetchall()
    return keep(con, _rows(key for (key,) in found), schema=_SCHEMA)[0]


def key_sql(columns: Collection[str]) -> str:
    """Return SQL: what of a row says where it is, as one text."""
    parts = []
    for name in ("country", *LEVELS, "address"):
        x = raw(name)
        written = head_sql(x) if name == "address" else f"coalesce({x}, '')"
        parts.append(written if name in columns else "''")
    return f" || '{_BETWEEN}' || ".join(parts)


def _rows(keys: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
    for key in keys:
        country, province, city, district, address = (key.split(_BETWEEN) + [""] * 4)[:5]
        found = place(province=province, city=city, district=district, address=address, country=country)
        yield key, found.province, found.city, found.district
