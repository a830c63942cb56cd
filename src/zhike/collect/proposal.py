"""How an uploaded file may be imported: what it seems to hold, a field for each column, and what is still missing.

In: the layout of a file, and what a person decided so far. Out: a `Proposal` to be looked over, and then a `Mapping`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from zhike.collect.entities import ENTITIES
from zhike.collect.files import Layout
from zhike.collect.guess import ColumnGuess, Guess, guess, missing_fields
from zhike.collect.guess.day_order import date_order
from zhike.collect.mapping import Mapping, header_signature
from zhike.collect.requests import SourceNameError
from zhike.errors import WrongUseError
from zhike.store import imports, mappings
from zhike.words import _
from zhike.workspace import Workspace

# What a column goes to when it is kept beside the row under its own name, and when it is left out.
KEEP, LEAVE_OUT = "@keep", ""
FIRST_SOURCE = "main"
_SAMPLES = 3
# Below this the guess is not taken (as for an import without a wizard).
_FLOOR = 0.5


@dataclass(frozen=True)
class ColumnChoice:
    """One column of the file: examples, where it goes now, what was guessed and why, and its order of day and month.

    `order` is None where no value needs one, "" where the values do not tell it.
    """

    column: str
    samples: tuple[str, ...]
    goes_to: str
    guessed: str | None
    confidence: float
    because: str
    order: str | None = None


@dataclass(frozen=True)
class Proposal:
    """How a file may be imported; `remembered` when its source was mapped like this before."""

    entity: str
    confidence: float
    source: str
    columns: tuple[ColumnChoice, ...]
    missing: tuple[str, ...]
    remembered: bool
    rows: int | None


def propose(
    shop: Workspace, layout: Layout, *, entity: str | None = None, source: str | None = None, chosen: Mapping | None = None
) -> Proposal:  # fmt: skip
    """Return how a file may be imported: as `chosen` before, else as the source was mapped last time, else as guessed."""
    known = None if chosen else remembered(shop, layout.columns, source=source)
    taken = chosen or known
    if taken is not None and entity not in {None, "", taken.entity}:
        taken = known = None
    found = _guessed(layout, entity or (taken.entity if taken else None))
    columns = tuple(_choices(layout, found, taken))
    return Proposal(
        entity=found.entity,
        confidence=found.confidence,
        source=source or (taken.source if taken else None) or _first_source(shop),
        columns=columns,
        missing=missing_fields(found.entity, [c.goes_to for c in columns]),
        remembered=known is not None,
        rows=rows_expected(layout),
    )


def chosen_mapping(
    layout: Layout, *, entity: str, source: str, goes_to: Sequence[str], orders: Iterable[str] = ()
) -> Mapping:
    """Return the mapping that a person chose, unchecked: one target for each column, and "place:order" for dates."""
    if len(goes_to) != len(layout.columns):
        raise WrongUseError(
            detail=_("The form has {count} columns, the file {columns}. Open it again.").format(
                count=len(goes_to), columns=len(layout.columns)
            )
        )
    columns: dict[str, str] = {}
    for column, target in zip(layout.columns, goes_to, strict=True):
        if target == KEEP:
            columns[column] = _attribute(column, columns.values())
        elif target != LEAVE_OUT:
            columns[column] = target
    return Mapping(entity, source, columns=columns, formats=_formats(layout, entity, columns, orders))


def check_choice(layout: Layout, mapping: Mapping) -> None:
    """Raise an error that names what is wrong with a mapping that a person chose for a file."""
    if not mapping.source:
        raise WrongUseError(detail=_("Say which source the file comes from, for example till or web-shop."))
    if not re.fullmatch(r"[\w-]{1,60}", mapping.source):
        raise SourceNameError(value=mapping.source)
    mapping.check(layout.columns)


def remembered(shop: Workspace, columns: Sequence[str], *, source: str | None = None) -> Mapping | None:
    """Return how files with these columns were mapped last time, by this source or by any."""
    wanted = select(mappings.c.mapping).where(mappings.c.signature == header_signature(columns))
    if source:
        wanted = wanted.where(mappings.c.source == source)
    with shop.store.reading() as connection:
        found = connection.execute(wanted.order_by(mappings.c.saved_at.desc())).scalar()
    return Mapping(**{**found, "key": tuple(found["key"])}) if found else None


def sources(shop: Workspace) -> list[str]:
    """Return the names of the sources that sent something."""
    with shop.store.reading() as connection:
        return sorted(connection.execute(select(imports.c.source).distinct()).scalars())


def rows_expected(layout: Layout) -> int | None:
    """Return about how many rows a text file holds, by the length of those in the sample; None where that says nothing."""
    if layout.format not in {"delimited", "jsonlines"} or layout.compression or not layout.sample:
        return None
    encoding = layout.encoding or "utf-8"
    names = sum(len(c.encode()) + 5 for c in layout.columns) if layout.format == "jsonlines" else 0
    lengths = [sum(len((v or "").encode(encoding, "replace")) + 1 for v in row) + names for row in layout.sample]
    header = sum(len(c.encode(encoding, "replace")) + 1 for c in layout.columns) if layout.has_header else 0
    if layout.bytes < (sum(lengths) + header) * 1.05:
        return len(layout.sample)
    return int(float(f"{layout.bytes * len(lengths) / sum(lengths):.2g}"))


def _guessed(layout: Layout, entity: str | None) -> Guess:
    headed = layout.has_header or layout.format not in {"delimited", "excel"}
    return guess(layout.columns, layout.sample, has_header=headed, entity=entity, file_name=layout.name)


def _choices(layout: Layout, found: Guess, taken: Mapping | None) -> Iterable[ColumnChoice]:
    for place, one in enumerate(found.columns):
        values = [row[place] for row in layout.sample if place < len(row)]
        goes_to = _target(one, taken)
        order = date_order(values)
        if order is not None:
            said = taken.formats.get(goes_to) if taken else found.formats.get(goes_to)
            order = said or order
        examples = tuple(dict.fromkeys(v for v in values if v and v.strip()))[:_SAMPLES]
        yield ColumnChoice(one.column, examples, goes_to, one.field, one.confidence, one.because, order)


def _target(one: ColumnGuess, taken: Mapping | None) -> str:
    if taken is None:
        return one.field if one.field and one.confidence >= _FLOOR else LEAVE_OUT
    target = taken.columns.get(one.column, LEAVE_OUT)
    return KEEP if target.startswith("attributes.") else target


def _formats(layout: Layout, entity: str, columns: dict[str, str], orders: Iterable[str]) -> dict[str, str]:
    """Return the order of day and month of each date field that was given one."""
    known = ENTITIES[entity].known if entity in ENTITIES else {}
    found = {}
    for one in orders:
        place, _colon, order = one.partition(":")
        if order and place.isdecimal() and int(place) < len(layout.columns):
            field = columns.get(layout.columns[int(place)], "")
            if field in known and known[field].kind in {"instant", "date", "birth_date"}:
                found[field] = order
    return found


def _attribute(column: str, taken: Iterable[str]) -> str:
    """Return attributes.NAME for a column; "reason" is the name of the column that mended files have."""
    name = re.sub(r"[^\w \-]", "_", column).strip().lstrip("- ") or "column"
    name = f"{name}_" if name == "reason" else name
    free, number = name, 2
    while f"attributes.{free}" in taken:
        free, number = f"{name}_{number}", number + 1
    return f"attributes.{free}"


def _first_source(shop: Workspace) -> str:
    """Return the name for a first source; where there are some, a person must say which: a wrong one mixes up numbers."""
    return "" if sources(shop) else FIRST_SOURCE
