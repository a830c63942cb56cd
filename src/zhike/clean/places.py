"""Province, city and district of customers: read together, with the address, once per distinct combination."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from zhike.clean.addresses import head_sql, is_settled, place
from zhike.clean.kind import quoted, raw
from zhike.clean.odd import keep

LEVELS = ("province", "city", "district")
_SETTLED = pa.schema([("key", pa.string())])
_SCHEMA = pa.schema([(name, pa.string()) for name in ("key", *LEVELS)])
# A sign that no keyboard has, between the parts of the key.
_BETWEEN = "␟"


@dataclass(frozen=True)
class Places:
    """The temporary table (key, province, city, district), and the SQL that joins it to the received rows r."""

    table: str
    join: str


def places_table(con: duckdb.DuckDBPyConnection, received: str, *, columns: Collection[str]) -> Places | None:
    """Return the places that the received rows name; None when no column says a place.

    Where the columns alone settle the place, the address is not looked at: addresses are many, districts are few.
    """
    if not set(columns) & {"address", *LEVELS}:
        return None
    key, joins = key_sql(columns), ""
    if "address" in columns:
        head = head_sql(raw("address"))
        if set(columns) & {"country", *LEVELS}:
            settled = quoted(_settled_table(con, received, key=key))
            joins, head = (
                f"LEFT JOIN {settled} ON {settled}.key = {key}",
                f"CASE WHEN {settled}.key IS NULL THEN {head} ELSE '' END",
            )
        key = f"{key} || {head}"
    found = con.execute(f"SELECT DISTINCT {key} FROM {quoted(received)} AS r {joins}").fetchall()
    table = keep(con, _rows(key for (key,) in found), schema=_SCHEMA)[0]
    return Places(table, f"{joins} LEFT JOIN {quoted(table)} ON {quoted(table)}.key = {key}")


def key_sql(columns: Collection[str]) -> str:
    """Return SQL: what the columns of a row but the address say of where it is, as one text."""
    parts = [f"coalesce({raw(name)}, '')" if name in columns else "''" for name in ("country", *LEVELS)]
    return "".join(f"{part} || '{_BETWEEN}' || " for part in parts).removesuffix(" || ")


def _settled_table(con: duckdb.DuckDBPyConnection, received: str, *, key: str) -> str:
    """Return the name of a temporary table of the keys to which an address cannot add anything."""
    found = con.execute(f"SELECT DISTINCT {key} FROM {quoted(received)} AS r").fetchall()
    settled = ((text,) for (text,) in found if _is_settled(text))
    return keep(con, settled, schema=_SETTLED)[0]


def _is_settled(key: str) -> bool:
    country, province, city, district = key.split(_BETWEEN)[:4]
    return is_settled(province=province, city=city, district=district, country=country)


def _rows(keys: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
    for key in keys:
        country, province, city, district, address = (key.split(_BETWEEN) + [""] * 4)[:5]
        found = place(province=province, city=city, district=district, address=address, country=country)
        yield key, found.province, found.city, found.district
