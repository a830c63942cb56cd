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
from zhike.collect.files.json_blocks import Block
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
    for row in islice(_found(facts, kind, chosen=chosen, limits=limits, exactly=True), SAMPLE_ROWS):
        columns.update(dict.fromkeys(row.columns))
        if isinstance(row, json_rows.Row) and row.reason is None:
            sample.append(row.values)
    seen = 0
    for found in _found(facts, kind, chosen=chosen, limits=limits):
        columns.update(dict.fromkeys(found.columns))
        if len(columns) > limits.columns:
            raise TooLargeError(
                name=facts["name"], what=_(N_("the number of columns")), value=len(columns), limit=limits.columns
            )
        seen += len(found)
        if seen >= _LOOKED_AT:
            break
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
        found = _found(facts, layout.format, chosen=layout.encoding or "utf-8", limits=limits, progress=progress)
        for batch in _batches(found):
            if isinstance(batch, Block):
                writer.add(batch.lines, [batch.texts(column) for column in columns])
                late.update(dict.fromkeys(batch.columns.keys() - known))
            else:
                _write(batch, columns, writer=writer)
                late.update({column: None for row in batch for column in row.values.keys() - known})
    return writer.rows, writer.rejected, _late_note(late)


def _batches(found: Iterable[Block | json_rows.Row]) -> Iterator[Block | list[json_rows.Row]]:
    """Yield blocks as they are, and the rows between them in lists."""
    rows: list[json_rows.Row] = []
    for one in found:
        if rows and (isinstance(one, Block) or len(rows) == _BATCH_ROWS):
            yield rows
            rows = []
        if isinstance(one, Block):
            yield one
        else:
            rows.append(one)
    if rows:
        yield rows


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


def _found(
    facts: dict[str, Any],
    form: str,
    *,
    chosen: str,
    limits: Limits,
    progress: Callable[[float], None] | None = None,
    exactly: bool = False,
) -> Iterator[Block | json_rows.Row]:
    """Yield the rows of a file; a file that breaks off is an error with the file's name."""
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        blocks = encoding.as_utf8(stream, chosen)
        if form == "jsonlines":
            found = json_rows.lines(blocks, limits=limits, exactly=exactly)
        else:
            found = json_rows.array(blocks, limits=limits)
        for taken, one in enumerate(found, 1):
            yield one
            if progress and (isinstance(one, Block) or not taken % _BATCH_ROWS):
                progress(0.0 if facts["compression"] else min(stream.tell() / max(facts["bytes"], 1), 1.0))
