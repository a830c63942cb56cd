"""The canonical hash of a table: the same for the same rows, whatever their order, file or engine."""

from __future__ import annotations

import hashlib

from zhike.engine.session import Session, name_of


def canonical_hash(session: Session, relation: str) -> str:
    """Return a hex digest of a relation's columns, types and multiset of rows.

    Each row becomes the MD5 of its values as text, with a mark for NULL; the rows' halves are summed, so that order does
    not matter and repeated rows count.
    """
    columns = session.columns(f"select * from {relation}")
    text = ", ".join(f"coalesce(cast({name_of(c)} as varchar), chr(0)), chr(31)" for c in columns)
    # chr(0) for NULL: our text holds no NUL bytes, so an empty text and a missing one differ.
    found = session.rows(
        f"""
        select count(*), sum(md5_number_lower(h)), sum(md5_number_upper(h))
        from (select concat({text}) as h from {relation})
        """,
        step="canonical_hash",
    )[0]
    return hashlib.sha256(repr((sorted(columns.items()), found)).encode()).hexdigest()
