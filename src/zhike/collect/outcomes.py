"""What becomes of each row of an import: created, updated, unchanged, duplicate or quarantined.

A row is known by its key: the mapped key fields, or, where a file has none, its content and how many equal rows came
before it in the file. All of this is SQL over two columns of the cleaned rows, `key` and `content`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyarrow import parquet

from zhike.collect.entities import Entity
from zhike.engine import literal, name_of, text_of

OUTCOMES = ("created", "updated", "unchanged", "duplicate", "quarantined")

# An import holds fewer lines than this, so import and line make one number that sorts by arrival.
LINES_PER_IMPORT = 10**12


@dataclass(frozen=True)
class Delivery:
    """The files of one import in the lake, as far as outcomes need them."""

    folder: Path
    id: int
    source: str
    repeats: int = 0

    @property
    def received(self) -> Path:
        """Raw text of the mapped columns, exactly as received."""
        return self.folder / "received.parquet"

    @property
    def rejected(self) -> Path:
        """Rows that could not be read as rows at all."""
        return self.folder / "rejected.parquet"

    @property
    def cleaned(self) -> Path:
        """Typed rows with `key`, `content`, repairs and, where one was found, the problem."""
        return self.folder / "cleaned.parquet"

    @property
    def repeated(self) -> Path:
        """The keys of equal rows after the first (only for files without a key)."""
        return self.folder / "repeated.parquet"

    @property
    def outcomes(self) -> Path:
        """One row per line: what became of it."""
        return self.folder / "outcomes.parquet"

    @property
    def quarantine(self) -> Path:
        """The rows that wait for mending, with reason and original values."""
        return self.folder / "quarantine.parquet"

    @property
    def quality(self) -> Path:
        """Data quality of the import."""
        return self.folder / "quality.parquet"


def key_fields(entity: Entity, mapped: Collection[str], chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the fields that make a row's key, or () when the file has no key and content decides."""
    if chosen:
        return tuple(chosen)
    for key in (entity.key, entity.shorter_key):
        if key and set(key) <= set(mapped):
            return key
    return ()


def keyed_sql(cleaned: str, *, entity: Entity, key: Sequence[str], empty: Collection[str] = ()) -> str:
    """Return the cleaned SELECT with `content` and `key` (64-bit numbers) added, and the columns `empty` left out.

    With a key, DuckDB's own hash is enough: both are compared with rows hashed by the same version only (imports are
    settled anew when it changes). Without one, the number becomes the row's id, so it must never change: MD5. Content is
    that of all fields, the empty ones too, so that imports with different columns can be compared.
    """
    fields = [name_of(f.name) for f in entity.fields]
    texts = ", ".join(f"coalesce(cast({f} as varchar), chr(0))" for f in [*fields, "attributes"])
    by_content = f"md5_number_lower(concat_ws(chr(31), {texts}))"
    kept = f"* exclude ({', '.join(map(name_of, sorted(empty)))})" if empty else "*"
    if not key:
        with_content = f"select *, {by_content} as content from ({cleaned})"
        return f"select {kept}, content as key, false as keyed from ({with_content})"
    parts = [name_of(k) for k in key]
    # A row whose key has a hole is known by its content, so that no two such rows overwrite each other.
    whole_key = " and ".join(f"{p} is not null" for p in parts)
    return f"""
        select {kept}, case when keyed then hash({", ".join(parts)}) else {by_content} end as key
        from (select *, hash({", ".join([*fields, "attributes"])}) as content, {whole_key} as keyed from ({cleaned}))
    """


def keys_sql(delivery: Delivery) -> str:
    """Return a SELECT of (position, line, key, content) of a delivery's usable rows."""
    base = f"select line, key, content from read_parquet({text_of(delivery.cleaned)}) where problem is null"
    if delivery.repeated.exists() and delivery.repeats:
        base = f"""
            select c.line, coalesce(r.key, c.key) as key, c.content
            from ({base}) c left join read_parquet({text_of(delivery.repeated)}) r on c.line = r.line
        """
    return f"select {position(delivery)} as position, line, key, content from ({base})"


def position(delivery: Delivery) -> str:
    """Return the SQL of a row's place in the order of arrival of the whole workspace."""
    return f"{delivery.id}::bigint * {LINES_PER_IMPORT} + line"


def prior_sql(deliveries: Sequence[Delivery]) -> str:
    """Return a SELECT of (key, content): what the source held before, the last word on each key."""
    if not deliveries:
        return "select null::ubigint as key, null::ubigint as content where false"
    rows = " union all ".join(keys_sql(d) for d in deliveries)
    if len(deliveries) == 1 and not deliveries[0].repeats:
        return f"select key, content from ({rows})"
    return f"select key, arg_max(content, position) as content from ({rows}) group by key"


def outcomes_sql(delivery: Delivery, prior: Sequence[Delivery], *, doubled: str) -> str:
    """Return a SELECT of (line, outcome) for every row that could be read.

    `doubled` is a relation of the keys (column key) that may come more than once in this delivery, empty when none does.
    """
    rejected = f"select line, 'quarantined' from read_parquet({text_of(delivery.rejected)})"
    if not doubled and not prior:
        outcome = "case when problem is null then 'created' else 'quarantined' end as outcome"
        return f"select line, {outcome} from read_parquet({text_of(delivery.cleaned)}) union all {rejected}"
    again = f"left join ({_said_before(doubled)}) w on u.line = w.line" if doubled else ""
    before = f"left join ({prior_sql(prior)}) p on u.key = p.key" if prior else ""
    within = "when w.before = u.content then 'duplicate' when w.before is not null then 'updated'" if doubled else ""
    since = "when p.key is null then 'created' when p.content = u.content then 'unchanged'" if prior else ""
    return f"""
        with usable as ({keys_sql(delivery)})
        select u.line, case {within} {since} else {"'updated'" if prior else "'created'"} end as outcome
        from usable u {again} {before}
        union all
        select line, 'quarantined' from read_parquet({text_of(delivery.cleaned)}) where problem is not null
        union all
        {rejected}
    """


def _said_before(doubled: str) -> str:
    """Return a SELECT of (line, before): the content that the same key had last in this delivery."""
    return f"""
        select line, lag(content) over (partition by key order by line) as before
        from usable where key in (select key from {doubled})
    """


def accepted_sql(entity: Entity, deliveries: Sequence[Delivery]) -> str:
    """Return a SELECT of an entity's rows now: for each key the last word of its source.

    Columns: source, import_id, arrived (place of the key's first row in the order of arrival), row_id (16 hex digits of
    the key), every field of the entity, attributes.
    """
    columns = ", ".join(name_of(f.name) for f in entity.fields)
    if not deliveries:
        empty = ", ".join(f"null::{f.type} as {name_of(f.name)}" for f in entity.fields)
        return f"select null::varchar as source, null::integer as import_id, null::bigint as arrived, null::varchar as row_id, {empty}, null::varchar as attributes where false"
    by_source: dict[str, list[Delivery]] = {}
    for d in deliveries:
        by_source.setdefault(d.source, []).append(d)
    parts = [_of_source(group, entity, columns) for group in by_source.values()]
    return " union all ".join(parts)


def _of_source(deliveries: Sequence[Delivery], entity: Entity, columns: str) -> str:
    rows = " union all ".join(_rows(d, entity, columns) for d in deliveries)
    whole = f"source, import_id, %s as arrived, printf('%%016x', key) as row_id, {columns}, attributes"
    if len(deliveries) == 1 and not deliveries[0].repeats:
        return f"select {whole % 'position'} from ({rows})"
    keys = " union all ".join(keys_sql(d) for d in deliveries)
    return f"""
        select {whole % "coalesce(first, position)"}
        from ({rows}) r left join (
            select key as known, min(position) as first, max(position) as last from ({keys}) group by key having count(*) > 1
        ) k on r.key = k.known
        where k.known is null or k.last = r.position
    """


def _rows(delivery: Delivery, entity: Entity, columns: str) -> str:
    repeated, join = "c.key", ""
    if delivery.repeats and delivery.repeated.exists():
        repeated = "coalesce(p.key, c.key)"
        join = f"left join read_parquet({text_of(delivery.repeated)}) p on c.line = p.line"
    return f"""
        select source, import_id, position, key, {columns}, attributes from (
            select {literal(delivery.source)} as source, {delivery.id} as import_id, {position(delivery).replace("line", "c.line")} as position,
                   {repeated} as key, c.* exclude (key){_left_out(delivery, entity)}
            from read_parquet({text_of(delivery.cleaned)}) c {join} where c.problem is null
        )
    """


def _left_out(delivery: Delivery, entity: Entity) -> str:
    """Return the fields that the file of cleaned rows does not have because no row had a value, as columns of NULL."""
    there = frozenset(parquet.read_schema(delivery.cleaned).names)
    columns = {**{f.name: f.type for f in entity.fields}, "attributes": "VARCHAR"}
    return "".join(f", null::{kind} as {name_of(name)}" for name, kind in columns.items() if name not in there)
