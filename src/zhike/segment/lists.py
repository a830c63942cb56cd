"""Segments that are lists: customers from a file or a selection, kept as the records they were, so that merges move them along."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from zhike.engine import Input, text_of
from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.segment.chosen import chosen
from zhike.segment.definition import Segment
from zhike.segment.kept import keep_list, list_file, segments
from zhike.words import _
from zhike.workspace import Workspace

_NOBODY = "select ''::varchar as segment_id, ''::varchar as source, ''::varchar as record_id where false"


def numbers_in(file: Path) -> list[str]:
    """Return the customers' numbers that a text file has, one a line."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongUseError(detail=_("{file} cannot be read as text: {why}").format(file=file, why=wrong)) from wrong
    return [line.strip() for line in text.splitlines() if line.strip()]


def save_list(shop: Workspace, name: str, customers: Sequence[str], *, by: Actor, because: str = "") -> Segment:
    """Keep customers of the current run under a name; a segment of that name gets another version."""
    found = chosen(shop, customers, by=by)
    same = next((s for s in segments(shop) if s.name == name.strip()), None)
    return keep_list(shop, name, found.records, count=len(found.numbers), by=by, because=because, of=same)


def kept_lists(shop: Workspace) -> Input:
    """Return the records of all lists as the relation segment_lists: segment_id, source, record_id."""
    there = [list_file(shop, s) for s in segments(shop) if s.rule is None]
    parts = [
        f"select '{f.parent.name}'::varchar as segment_id, source, record_id from read_parquet({text_of(f)})"
        for f in there
    ]
    text = " union all ".join(parts) or _NOBODY
    return Input(text, hashlib.sha256(text.encode()).hexdigest())
