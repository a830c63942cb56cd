"""What becomes of each row of an import: created, updated, unchanged, duplicate or quarantined.

A row is known by its key: the mapped key fields, or, where a file has none, its content and how many equal rows came
before it in the file. All of this is SQL over two columns of the cleaned rows, `key` and `content`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhike.collect.entities import Entity
from zhike.engine import Session, literal, name_of, text_of, write_parquet

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


def keyed_sql(cleaned: str, *, entity: Entity, key: Sequence[str]) -> str:
    """Return the cleaned SELECT with `content` and `key` (64-bit numbers) added.

    With a key, DuckDB's own hash is enough: both are compared with rows hashed by the same version only (imports are
    settled anew when it changes). Without one, the number becomes the row's id, so it must never change: MD5.
    """
    fields = [name_of(f.name) for f in entity.fields]
    texts = ", ".join(f"coalesce(cast({f} as varchar), chr(0))" for f in [*fields, "attributes"])
    by_content = f"md5_number_lower(concat_ws(chr(31), {texts}))"
    if not key:
        return f"select *, content as key, false as keyed from (select *, {by_content} as content from ({cleaned}))"
    parts = [name_of(k) for k in key]
    # A row whose key has a hole is known by its content, so that no two such rows overwrite each other.
    whole_key = " and ".join(f"{p} is not null" for p in parts)
    return f"""
        select *, case when keyed then hash({", ".join(parts)}) else {by_content} end as key
        from (select *, hash({", ".join([*fields, "attributes"])}) as content, {whole_key} as keyed from ({cleaned}))
    """


def write_repeated(session: Session, delivery: Delivery, *, earlier: Sequence[Delivery] = ()) -> int:
    """Number the equal rows that have no key: all but the first get a key of their own; return how many rows repeat a key.

    `earlier` are the parts of the same delivery that came before (a mended file continues the numbering).
    """
    before = " union all ".join(_unkeyed(d) for d in earlier) or "select null::ubigint as key where false"
    select = f"""
        with usable as (select line, key from read_parquet({text_of(delivery.cleaned)}) where problem is null and not keyed),
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
            select count(*) as n from read_parquet({text_of(delivery.cleaned)}) where problem is null and keyed
            group by key having count(*) > 1
        )
        """
    )
    return renumbered + int(overwritten)


def _unkeyed(delivery: Delivery) -> str:
    return f"select key from read_parquet({text_of(delivery.cleaned)}) where problem is null and not keyed"


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


def outcomes_sql(delivery: Delivery, prior: Sequence[Delivery]) -> str:
    """Return a SELECT of (line, outcome) for every row that could be read."""
    return f"""
        with usable as ({keys_sql(delivery)}),
        prior as ({prior_sql(prior)}),
        again as (select key from usable group by key having count(*) > 1),
        within as (
            select line, lag(content) over (partition by key order by line) as before
            from usable where key in (select key from again)
        )
        select u.line, case
            when w.before = u.content then 'duplicate'
            when w.before is not null then 'updated'
            when p.key is null then 'created'
            when p.content = u.content then 'unchanged'
            else 'updated' end as outcome
        from usable u left join within w on u.line = w.line left join prior p on u.key = p.key
        union all
        select line, 'quarantined' from read_parquet({text_of(delivery.cleaned)}) where problem is not null
        union all
        select line, 'quarantined' from read_parquet({text_of(delivery.rejected)})
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
    parts = [_of_source(group, columns) for group in by_source.values()]
    return " union all ".join(parts)


def _of_source(deliveries: Sequence[Delivery], columns: str) -> str:
    rows = " union all ".join(_rows(d, columns) for d in deliveries)
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


def _rows(delivery: Delivery, columns: str) -> str:
    repeated, join = "c.key", ""
    if delivery.repeats and delivery.repeated.exists():
        repeated = "coalesce(p.key, c.key)"
        join = f"left join read_parquet({text_of(delivery.repeated)}) p on c.line = p.line"
    return f"""
        select source, import_id, position, key, {columns}, attributes from (
            select {literal(delivery.source)} as source, {delivery.id} as import_id, {position(delivery).replace("line", "c.line")} as position,
                   {repeated} as key, c.* exclude (key)
            from read_parquet({text_of(delivery.cleaned)}) c {join} where c.problem is null
        )
    """
