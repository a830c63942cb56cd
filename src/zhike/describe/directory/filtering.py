"""Filters as SQL over the listing: the column's name is the field's, the operator is one of ours, every value is bound."""

from __future__ import annotations

from typing import Any

from zhike.describe.diagnosis.behind import behind_of
from zhike.describe.diagnosis.facts import READS
from zhike.describe.directory.conditions import MOST_VALUES, Condition
from zhike.describe.directory.deeds import DEEDS
from zhike.describe.directory.labels import value_in_words
from zhike.describe.directory.listing import Listing

_COMPARED = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}


def filter_of(condition: Condition, listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    """Return a filter, the `at`-th of its question, as SQL, and put its values into the parameters."""
    column = listing.column(condition.field.name)
    if condition.field.kind in _LOOKED_UP:
        return _LOOKED_UP[condition.field.kind](condition, listing, at=at, into=into)
    if condition.op in {"filled", "missing"}:
        return f"{column} is {'not ' if condition.op == 'filled' else ''}null"
    if condition.op == "has":
        return _has(condition, column, listing=listing, at=at, into=into)
    bound = _bound(condition, at=at, into=into)
    if condition.op == "between":
        return f"{column} between {bound[0]} and {bound[1]}"
    if condition.op in _COMPARED:
        return f"{column} {_COMPARED[condition.op]} {bound[0]}"
    inside = f"{column} in ({', '.join(bound)})"
    # "Is not" is the rest of "is": who has no value is among it.
    return inside if condition.op == "is" else f"({column} is null or not {inside})"


def _bound(condition: Condition, *, at: int, into: dict[str, Any]) -> list[str]:
    names = [f"f{at}_{place}" for place in range(len(condition.values))]
    into.update(zip(names, condition.values, strict=True))
    return [f"${name}" for name in names]


def _has(condition: Condition, column: str, *, listing: Listing, at: int, into: dict[str, Any]) -> str:
    wanted = str(condition.values[0]).lower()
    few = listing.values.get(condition.field.name)
    if few is None:
        into[f"f{at}"] = wanted
        return f"contains(lower({column}), $f{at})"
    # The few values are looked through here, as codes and as words; the scan compares their numbers.
    into[f"f{at}"] = [
        place for place, value in enumerate(few)
        if wanted in value.lower() or wanted in value_in_words(condition.field.name, value).lower()
    ]  # fmt: skip
    return f"list_contains($f{at}::integer[], enum_code({column})::integer)"


def _bought(condition: Condition, _listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    bound = []
    for place, value in enumerate(condition.values):
        into[f"f{at}_{place}"] = int(str(value).replace("-", ""))
        bound.append(f"list_contains(c.months, $f{at}_{place}::integer)")
    has = f"coalesce({' or '.join(bound)}, false)"
    return has if condition.op == "is" else f"not {has}"


def _in_segment(condition: Condition, _listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    into[f"f{at}"] = [str(value) for value in condition.values]
    inside = f"""c.customer_id in (
        select m.customer_id from segment_members m join segments s using (segment_id) where list_contains($f{at}, s.name)
    )"""
    return inside if condition.op == "is" else f"not {inside}"


def _has_tag(condition: Condition, listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    if "tag_members" not in listing.reader.tables:
        return "false"  # a run of an older version
    into[f"f{at}"] = [str(value) for value in condition.values]
    listing.reader.open_tables(["tags", "tag_members"])
    named = "case when t.how = 'statistic' then concat(t.group_name, ':', t.name) else t.name end"
    inside = f"""c.customer_id in (
        select m.customer_id from tag_members m join tags t using (tag_id) where list_contains($f{at}, {named})
    )"""
    return inside if condition.op == "is" else f"not {inside}"


def _did(condition: Condition, listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    """Return the customers of a deed, or of any of several; who is not known has no place in the list."""
    deed = DEEDS[condition.field.name]
    listing.reader.open_tables(deed.reads)
    did = " union all ".join(deed.select.format(value=name) for name in _bound(condition, at=at, into=into))
    return f"c.customer_id {'not ' if condition.op == 'not' else ''}in (select customer_id from ({did}) where customer_id is not null)"


def _in_slice(condition: Condition, listing: Listing, *, at: int, into: dict[str, Any]) -> str:
    """Return the customers behind a slice of a diagnosis, or behind any of several."""
    listing.reader.open_tables(READS)
    parts = []
    for place, value in enumerate(condition.values):
        found = behind_of(str(value))
        sql, bound = found.sql(at * MOST_VALUES + place) if found else ("select null", {})
        into.update(bound)
        parts.append(f"c.customer_id in ({sql})")
    inside = f"({' or '.join(parts)})"
    return inside if condition.op == "is" else f"not {inside}"


# What is no column of a customer: it is looked up.
_LOOKED_UP = {"month": _bought, "segment": _in_segment, "tag": _has_tag, "deed": _did, "slice": _in_slice}
