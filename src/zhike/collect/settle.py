"""Settle a delivery: clean its rows, decide what becomes of each, put the unusable ones into quarantine, and count.

A pure function of what was received, the imports before it, and the cleaning code; so it can be done again when the
cleaning changes (`restate`), and a dry run is the same work in a folder that is then thrown away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from zhike.collect.entities import ENTITIES, Entity
from zhike.collect.files import rows_sql
from zhike.collect.mapping import Mapping
from zhike.collect.outcomes import Delivery, key_fields, keyed_sql, outcomes_sql
from zhike.collect.repeats import DOUBLED, doubled_lines, note_doubled, write_repeated
from zhike.engine import Session, literal, name_of, text_of, write_parquet
from zhike.workspace import Workspace

# In a mended file, the column that says which line of the first file a row was; kept beside the row, not as part of it.
MENDED = "attributes.reason"


@dataclass(frozen=True)
class Settled:
    """What settling found out."""

    received: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    repeats: int
    newest_on: date | None


@dataclass(frozen=True)
class Circumstances:
    """What a delivery is settled against."""

    mapping: Mapping
    prior: Sequence[Delivery]
    earlier_parts: Sequence[Delivery]
    received_at: datetime


def fingerprint(shop: Workspace) -> str:
    """Return a digest of the code that cleans and of the engine: when it changes, deliveries are settled anew."""
    home = Path(shop.cleaning.__file__).parent
    said = [duckdb.__version__, shop.settings.timezone, shop.settings.currency]
    said += [
        p.read_text("utf-8")
        for p in sorted([*home.glob("*.py"), Path(__file__), Path(__file__).with_name("entities.py")])
    ]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def settle(
    shop: Workspace, session: Session, *, delivery: Delivery, about: Circumstances, progress: Callable[[str], None]
) -> Settled:
    """Write cleaned, repeated, outcomes, quarantine and quality of a delivery, and return the counts."""
    entity = ENTITIES[about.mapping.entity]
    raw = session.columns(rows_sql(delivery.received))
    columns = [c for c in raw if c not in {"line", MENDED}]
    session.view("received", rows_sql(delivery.received))
    progress("cleaning")
    empty = _clean(shop, session, entity=entity, delivery=delivery, columns=columns, about=about)
    progress("comparing")
    doubled = DOUBLED if note_doubled(session, delivery) else ""
    delivery = replace(delivery, repeats=write_repeated(session, delivery, earlier=about.earlier_parts))
    write_parquet(session, outcomes_sql(delivery, about.prior, doubled=doubled), delivery.outcomes)
    progress("checking")
    write_parquet(session, _quarantine_sql(delivery, columns), delivery.quarantine)
    _profile(
        shop,
        session,
        entity=entity,
        delivery=delivery,
        columns=columns,
        empty=empty,
        about=about,
        suspects=doubled_lines(delivery) if doubled else "",
    )
    return _count(session, delivery, happened=None if entity.happened in empty else entity.happened)


def _clean(
    shop: Workspace,
    session: Session,
    *,
    entity: Entity,
    delivery: Delivery,
    columns: Sequence[str],
    about: Circumstances,
) -> frozenset[str]:
    """Write the cleaned rows without the columns that hold nothing, and return the names of those."""
    options = shop.cleaning.CleanOptions(
        timezone=shop.settings.timezone,
        currency=shop.settings.currency,
        formats=dict(about.mapping.formats),
        received_on=about.received_at.astimezone(ZoneInfo(shop.settings.timezone)).date(),
    )
    key = key_fields(entity, columns, _chosen_key(about.mapping))
    cleaned = shop.cleaning.cleaned_sql(
        session.connection, entity=entity, received="received", columns=columns, options=options
    )
    # A column of nothing but NULL takes as long to write as one of numbers; who reads the file adds it again.
    select = keyed_sql(cleaned.sql, entity=entity, key=key, empty=cleaned.empty)
    write_parquet(session, select, delivery.cleaned, step="clean")
    shop.cleaning.forget(session.connection)
    return frozenset(cleaned.empty)


def _chosen_key(mapping: Mapping) -> tuple[str, ...]:
    """Return the mapping file's own key as fields; it may name file columns or fields."""
    return tuple(mapping.columns.get(k, k) for k in mapping.key)


def _quarantine_sql(delivery: Delivery, columns: Sequence[str]) -> str:
    """Return a SELECT of the rows that wait for mending, with their values as received."""
    shown = [c for c in columns if not c.startswith("national_id.")]
    # A hashed identity number is marked as one, so that a mended file gives the same hash again.
    said = {c: f"'hash:' || nullif(r.{name_of(c)}, '')" if c == "national_id" else f"r.{name_of(c)}" for c in shown}
    original = ", ".join(f"{literal(c)}, {x}" for c, x in said.items())
    value = " ".join(f"when {literal(c)} then {x}" for c, x in said.items())
    return f"""
        select c.line, c.problem as reason, c.problem_field as field, case c.problem_field {value} end as value,
               null::varchar as detail, cast(json_object({original}) as varchar) as original, null::varchar as text
        from read_parquet({text_of(delivery.cleaned)}) c join received r on c.line = r.line where c.problem is not null
        union all
        select line, reason, null, null, detail, "values", text from read_parquet({text_of(delivery.rejected)})
    """


def _profile(
    shop: Workspace,
    session: Session,
    *,
    entity: Entity,
    delivery: Delivery,
    columns: Sequence[str],
    empty: Collection[str],
    about: Circumstances,
    suspects: str,
) -> None:
    session.view("cleaned", f"select * from read_parquet({text_of(delivery.cleaned)})")
    quality = shop.cleaning.quality_sql(
        entity=entity, cleaned="cleaned", columns=columns, received="received",
        source=delivery.source, import_id=str(delivery.id), received_at=about.received_at,
        empty=empty, suspects=suspects,
    )  # fmt: skip
    write_parquet(session, quality, delivery.quality, step="quality")


def _count(session: Session, delivery: Delivery, *, happened: str | None) -> Settled:
    outcomes = dict(
        session.rows(f"select outcome, count(*) from read_parquet({text_of(delivery.outcomes)}) group by 1")
    )
    reasons = dict(
        session.rows(
            f"select reason, count(*) from read_parquet({text_of(delivery.quarantine)}) group by 1 order by 2 desc, 1"
        )
    )
    newest: Any = None
    if happened:
        newest = session.value(
            f"select cast(max({name_of(happened)}) as date) from read_parquet({text_of(delivery.cleaned)}) where problem is null"
        )
    return Settled(sum(outcomes.values()), outcomes, reasons, delivery.repeats, newest)
