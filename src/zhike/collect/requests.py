"""What is to be loaded, and how its columns map: as said, as the source was mapped last time, or as guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from sqlalchemy import select

from zhike.collect.databases import Query, asked, is_url
from zhike.collect.files import Layout
from zhike.collect.guess import guess
from zhike.collect.mapping import Mapping, header_signature, read_mapping
from zhike.errors import WrongUseError
from zhike.store import mappings
from zhike.words import N_
from zhike.workspace import Workspace

DEFAULT_SOURCE = "main"


class NotMappedError(WrongUseError):
    """A file whose columns could not be understood."""

    code = "not_mapped"
    sentence = N_(
        "It is not clear what {file} holds ({columns}). Say it with --as ENTITY, or write a mapping file and give it with --map: {example}"
    )


# The source of what people enter in Zhike itself; no file can come from it.
OURS = "zhike"


class SourceNameError(WrongUseError):
    """A source name that cannot be a folder's."""

    code = "source_name"
    sentence = N_("{value!r} cannot be the name of a source: use letters, digits, '-' and '_', at most 60 of them.")


@dataclass(frozen=True)
class Request:
    """What is to be loaded, and how far the caller has decided about it."""

    path: str
    into: str | None = None
    source: str | None = None
    mapping: Mapping | None = None
    sheet: str | None = None
    retry_of: int | None = None
    dry_run: bool = False
    query: Query | None = None
    name: str | None = None
    job_id: str | None = None

    @classmethod
    def of(
        cls, path: str | Path, *, into: str | None = None, source: str | None = None, mapping: Mapping | dict[str, str] | Path | None = None,
        sheet: str | None = None, dry_run: bool = False, table: str | None = None, select: str | None = None, cursor: str | None = None,
        name: str | None = None, job_id: str | None = None,
    ) -> Self:  # fmt: skip
        """Return the request for a file or a database URL.

        `into` is the entity, `source` the system it comes from; what is not said is taken from the mapping, from how the
        source was mapped last time, or guessed from headers and values. A mapping is a Mapping, the path of a mapping
        file, or a dict of file column → field. `path` may be a database URL, with a table or a SELECT, and a cursor
        column to take only what is new. `name` is what the file is called where it comes from, when that is not its
        name here; `job_id` marks the import as a job's.
        """
        chosen = read_mapping(mapping) if isinstance(mapping, Path) else mapping
        if isinstance(chosen, dict):
            chosen = Mapping(entity=into or "", columns=chosen)
        query = asked(str(path), chosen, (table, select, cursor)) if is_url(str(path)) else None
        return cls(str(path), into, source, chosen, sheet, dry_run=dry_run, query=query, name=name, job_id=job_id)


def decide_mapping(shop: Workspace, layout: Layout, request: Request) -> Mapping:
    """Return how a file's columns map: as said, else as the source was mapped last time, else as guessed."""
    if request.mapping is not None:
        mapping = replace(request.mapping, entity=request.into or request.mapping.entity)
        file_columns = [c for c in layout.columns if request.retry_of is None or c not in _extra(layout, mapping)]
        mapping.check(file_columns)
        return replace(mapping, source=request.source or mapping.source or DEFAULT_SOURCE)
    source = request.source or DEFAULT_SOURCE
    known = _remembered(shop, source, layout)
    if known is not None and request.into in {None, known.entity}:
        return known
    return _guessed(layout, request, source)


class OurSourceError(WrongUseError):
    """A file that would come from Zhike itself."""

    code = "our_source"
    sentence = N_("{value!r} is the source of what people enter in Zhike itself. Give the system a name of its own.")


def checked_source(name: str) -> str:
    """Return the name of a source when it is a plain word, and not that of what people enter."""
    if name.lower() == OURS:
        raise OurSourceError(value=name)
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise SourceNameError(value=name)
    return name


def _remembered(shop: Workspace, source: str, layout: Layout) -> Mapping | None:
    chosen = select(mappings.c.mapping).where(
        mappings.c.source == source, mappings.c.signature == header_signature(layout.columns)
    )
    with shop.store.reading() as connection:
        found = connection.execute(chosen).scalar()
    return Mapping(**{**found, "key": tuple(found["key"])}) if found else None


def _guessed(layout: Layout, request: Request, source: str) -> Mapping:
    found = guess(
        layout.columns,
        layout.sample,
        has_header=layout.has_header or layout.format not in {"delimited", "excel"},
        entity=request.into,
        file_name=layout.name,
    )
    mapping = Mapping.from_guess(found, source=source)
    if not mapping.columns or found.missing or (request.into is None and found.confidence < 0.5):
        example = f'entity = "{found.entity}" [columns] "{layout.columns[0]}" = "…"'
        raise NotMappedError(file=layout.name, columns=", ".join(layout.columns[:12]), example=example)
    return mapping


def _extra(layout: Layout, mapping: Mapping) -> Sequence[str]:
    return [c for c in layout.columns if c == "reason" and c not in mapping.columns]
