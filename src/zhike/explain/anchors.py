"""Where a number's definition stands on the page of words: #revenue, #retention, and #kpi_monthly.retention."""

from __future__ import annotations

from functools import cache

from zhike.explain.chapters import CHAPTERS

# Who owns a name that several tables have; of the others, the first in reading order.
_BEFORE_OTHERS = ("general", "kpi_monthly", "customer_features")


@cache
def anchors() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (chapter, column) → the anchors of its definition: chapter.column, and the bare column for one of them."""
    owners: dict[str, str] = {
        chapter.key: "" for chapter in CHAPTERS
    }  # the name of a table is its chapter's own anchor
    for chapter in sorted(CHAPTERS, key=lambda c: _place(c.key)):
        for definition in chapter.definitions:
            for column in definition.columns:
                owners.setdefault(column, chapter.key)
    return {
        (chapter.key, column): (f"{chapter.key}.{column}", *([column] if owners[column] == chapter.key else []))
        for chapter in CHAPTERS
        for definition in chapter.definitions
        for column in definition.columns
    }


def anchor_of(table: str, column: str) -> str:
    """Return the anchor of a column's definition, or "" for one that is defined by its declaration alone."""
    return f"{table}.{column}" if (table, column) in anchors() else ""


def _place(key: str) -> int:
    return _BEFORE_OTHERS.index(key) if key in _BEFORE_OTHERS else len(_BEFORE_OTHERS)
