"""JSON: an array of objects, an object that holds such an array, or one object per line (JSON Lines).

Nested objects become columns with dots (address.city), lists stay JSON text, numbers keep their own spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from zhike.collect.files import archive, encoding, json_rows
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import EmptyFileError, TooLargeError
from zhike.collect.files.sink import Sink
from zhike.collect.files.sniff import SAMPLE_ROWS
from zhike.words import N_, _

# Columns are collected from this many rows; one that first occurs later is named in a note when it is received.
_LOOKED_AT = 100_000
_BATCH_ROWS = 10_000


def is_json(head: bytes) -> bool:
    """Whether a text begins as JSON does: an object, or an array of objects."""
    start = head.removeprefix(encoding.UTF8_MARK).lstrip()[:200]
    return bool(re.match(rb'\{\s*("|\})|\[\s*(\{|\])', start))


def look(facts: dict[str, Any], *, encoding_given: str | None, limits: Limits) -> Layout:
    """Return the layout of a JSON file: the columns of its first rows, in the order in which they occur."""
    chosen = encoding_given or _encoding(facts, limits=limits)
    kind = _format(facts, chosen, limits=limits)
    columns: dict[str, None] = {}
    sample: list[json_rows.Flat] = []
    for row in islice(_rows(facts, kind, chosen=chosen, limits=limits), _LOOKED_AT):
        columns.update(dict.fromkeys(row.values))
        if row.reason is None and len(sample) < SAMPLE_ROWS:
            sample.append(row.values)
        if len(columns) > limits.columns:
            raise TooLargeError(
                name=facts["name"], what=_(N_("the number of columns")), value=len(columns), limit=limits.columns
            )
    if not columns:
        raise EmptyFileError(name=facts["name"])
    rows = tuple(tuple(row.get(column) for column in columns) for row in sample)
    return Layout(**facts, format=kind, encoding=chosen, columns=tuple(columns), sample=rows, has_header=False)


def receive(
    layout: Layout,
    columns: Mapping[str, str],
    *,
    folder: Path,
    hash_key: bytes,
    limits: Limits,
    progress: Callable[[float], None],
) -> tuple[int, int, list[str]]:
    """Write the two Parquet files; returns rows, rejected rows and notes."""
    facts = {
        "path": layout.path,
        "name": layout.name,
        "compression": layout.compression,
        "member": layout.member,
        "bytes": layout.bytes,
    }
    late: dict[str, None] = {}
    known = set(layout.columns)
    with Sink(folder, fields=list(columns.values()), hash_key=hash_key) as writer:
        rows = _rows(facts, layout.format, chosen=layout.encoding or "utf-8", limits=limits, progress=progress)
        while batch := list(islice(rows, _BATCH_ROWS)):
            _write(batch, columns, writer=writer)
            late.update({column: None for row in batch for column in row.values.keys() - known})
    return writer.rows, writer.rejected, _late_note(late)


def _write(batch: Iterable[json_rows.Row], columns: Mapping[str, str], *, writer: Sink) -> None:
    good = [row for row in batch if row.reason is None]
    writer.add([row.line for row in good], [[row.values.get(column) for row in good] for column in columns])
    for row in batch:
        if row.reason is not None:
            writer.reject(row.line, reason=row.reason, detail=row.detail, values={}, text=row.text)


def _late_note(late: Iterable[str]) -> list[str]:
    shown = ", ".join(islice(late, 20))
    return (
        [
            _(N_("Some columns occur only far down in the file and were not offered for mapping: {names}.")).format(
                names=shown
            )
        ]
        if shown
        else []
    )


def _encoding(facts: dict[str, Any], *, limits: Limits) -> str:
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        head = stream.read(1 << 16)
    if marked := encoding.by_mark(head):
        return marked
    # JSON is UTF-8 by its standard; Chinese Windows programs write GB18030 all the same.
    decoded = head.decode("utf-8", "surrogateescape")
    broken = encoding.broken_places(decoded)
    return encoding.of_bytes(head, head, broken=max(broken - 1, 0), multibyte=len(head) - len(decoded))


def _format(facts: dict[str, Any], chosen: str, *, limits: Limits) -> str:
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        return json_rows.form(next(encoding.as_utf8(stream, chosen), b"").decode("utf-8", "replace"))


def _rows(
    facts: dict[str, Any], form: str, *, chosen: str, limits: Limits, progress: Callable[[float], None] | None = None
) -> Iterator[json_rows.Row]:
    """Yield the rows of a file; a file that breaks off is an error with the file's name."""
    read = json_rows.lines if form == "jsonlines" else json_rows.array
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        for taken, row in enumerate(read(encoding.as_utf8(stream, chosen), limits=limits), 1):
            yield row
            if progress and not taken % _BATCH_ROWS:
                progress(0.0 if facts["compression"] else min(stream.tell() / max(facts["bytes"], 1), 1.0))
