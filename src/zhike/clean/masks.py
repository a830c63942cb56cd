"""Examples of personal values, shown so that a person can recognise the trouble and not the customer."""

from __future__ import annotations

from zhike.collect.entities import Field


def masked_sql(field: Field, x: str) -> str:
    """Return SQL: a raw value as it may be shown: 138****5678, 王*, a***@x.com; values that are not personal as they are."""
    short = f"left({x}, 60)"
    if not field.personal:
        return short
    if field.kind == "phone":
        return f"CASE WHEN length({x}) >= 11 THEN left({x}, length({x}) - 8) || '****' || right({x}, 4) ELSE {_starred(x)} END"
    if field.kind == "email":
        return f"CASE WHEN contains({x}, '@') THEN left({x}, 1) || '***@' || left(regexp_extract({x}, '[^@]*$'), 40) ELSE {_starred(x)} END"
    if field.kind == "birth_date":
        # Only how it is written helps here: which separators, which order, how many digits.
        return f"regexp_replace(left({x}, 20), '[0-9]', '*', 'g')"
    return _starred(x)


def _starred(x: str) -> str:
    return f"left(ltrim({x}), 1) || repeat('*', least(greatest(length({x}) - 1, 1), 6))"
