"""The listing: all per-customer tables of a run side by side in memory, made once per run, so that every question is one scan.

A million customers take most of a gigabyte and some seconds once; after that a question takes some ten milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from zhike.clean.folding import fold
from zhike.clean.pinyin import spelled
from zhike.describe.directory.fields import Field, fields_of
from zhike.engine import Reader, Table, literal, name_of
from zhike.workspace import Workspace

LISTING, NAMES, NAMED = "customer_listing", "customer_names", "customers_named"
KEYS, RECORDS = "customer_keys", "customer_record_numbers"
# A text column of so few different values is kept as numbers of them: a tenth of the memory and of the time.
_FEW = 1000
_NEVER_FEW = {"customer_id", "name", "given_name", "family_name", "phone", "email", "member_no", "wechat_id", "address"}


@dataclass(frozen=True)
class Listing:
    """What is ready to be asked: the reader that holds the tables, the fields, and the values of columns with few.

    `scores` are fields of a second table `s` of the same places; empty where the question asks for none.
    """

    reader: Reader
    fields: dict[str, Field]
    values: dict[str, tuple[str, ...]]
    scores: dict[str, Field] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """Return a column of `c`, or of the scores `s`, as SQL."""
        return f"{'s' if name in self.scores else 'c'}.{name_of(name)}"


def prepare(shop: Workspace, declared: Mapping[str, Table]) -> Listing:
    """Return the listing of the current run; whoever asks first makes it, and the others wait for that one."""
    reader = shop.now
    lock: threading.Lock = reader.kept("customer listing lock", threading.Lock)
    with lock:
        made: Listing = reader.kept("customer listing", lambda: _make(reader, fields_of(declared, reader.tables)))
    return made


def search_key(text: str) -> str:
    """Return a text as names are compared: lower case, half width, without blanks."""
    return "".join(fold(text).lower().split())


def _make(reader: Reader, fields: dict[str, Field]) -> Listing:
    values = few_values(reader, fields)
    names = _names(reader)
    reader.add_table(NAMES, lambda: names)
    tables = list(dict.fromkeys(f.table for f in fields.values()))
    reader.table_in_memory(
        LISTING, _select(fields, tables, values=values), reads=[*tables, "purchase_days", "segments", "segment_members"]
    )
    reader.table_in_memory(NAMED, f"select name_no, place from {LISTING} where name_no is not null order by name_no")
    reader.table_in_memory(KEYS, _KEYS)
    reader.table_in_memory(RECORDS, _RECORDS, reads=["identity"])
    return Listing(reader, fields, values)


def few_values(reader: Reader, fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """Return the different values of the text columns that have few of them, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for one in fields.values():
        if one.kind != "text" or one.name in _NEVER_FEW:
            continue
        column, table = name_of(one.name), name_of(one.table)
        sql = f"select distinct {column} as value from {table} where {column} is not null limit {_FEW + 1}"
        values = sorted(row["value"] for row in reader.rows(sql, reads=[one.table]))
        if 0 < len(values) <= _FEW:
            found[one.name] = tuple(values)
    return found


def _names(reader: Reader) -> pa.Table:
    """Return every different name once, numbered in the order of its pinyin, with the keys by which it is found."""
    found = reader.arrow("select distinct name from customers where name is not null", reads=["customers"])
    names: Sequence[str] = found.column(0).to_pylist()
    pinyin, initials = spelled(names)
    order = sorted(range(len(names)), key=lambda at: (pinyin[at], names[at]))
    return pa.table(
        {
            "no": pa.array(range(len(order)), pa.int32()),
            "name": pa.array([names[at] for at in order], pa.string()),
            "key": pa.array([search_key(names[at]) for at in order], pa.string()),
            "pinyin": pa.array([pinyin[at] for at in order], pa.string()),
            "initials": pa.array([initials[at] for at in order], pa.string()),
        }
    )


def _select(fields: Mapping[str, Field], tables: list[str], *, values: Mapping[str, Sequence[str]]) -> str:
    columns = ", ".join(f"{typed_sql(f, values.get(f.name))} as {name_of(f.name)}" for f in fields.values())
    others = " ".join(f"left join {name_of(t)} using (customer_id)" for t in tables if t != "customers")
    return f"""
        select cast(row_number() over () as integer) as place, {columns}, found.no as name_no, bought.months,
               try_cast(ltrim(customers.phone, '+') as bigint) as phone_no
        from customers {others}
        left join {NAMES} found on customers.name = found.name
        left join (
            select customer_id, list(distinct cast(year(purchased_on) * 100 + month(purchased_on) as integer)) as months
            from purchase_days group by customer_id
        ) bought using (customer_id)
    """


def typed_sql(field: Field, few: Sequence[str] | None) -> str:
    """Return a column in the smallest type that shows it as it is: a list is for looking, sums are made elsewhere."""
    column = f"{name_of(field.table)}.{name_of(field.name)}"
    if few:
        return f"cast({column} as enum({', '.join(literal(v) for v in few)}))"
    if field.type.startswith("DECIMAL"):
        return f"cast({column} as double)"
    if field.type == "BIGINT":
        return f"try_cast({column} as integer)"
    return f"cast({column} as date)" if field.kind == "day" else column


# In order, so that a beginning is found without reading all of them.
_KEYS = f"""
    select * from (
        select lower(email) as key, 'email' as what, place from {LISTING} where email is not null
        union all
        select lower(member_no), 'member_no', place from {LISTING} where member_no is not null
    ) order by key
"""

# Numbers in the sources are looked up whole: their hashes, in order, are smaller and sooner sorted than they are. Two
# numbers of a million share a hash of 64 bits once in ten million workspaces.
_RECORDS = f"""
    select hash(record_id) as number, place from identity join {LISTING} using (customer_id) order by number
"""
