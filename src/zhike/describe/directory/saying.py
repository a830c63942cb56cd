"""Filters as words: "Recency, days ≤ 30", "RFM 客群是冠军客户或忠诚客户"."""

from __future__ import annotations

import re
from datetime import date

from zhike.describe.diagnosis.behind import behind_of, behind_said
from zhike.describe.directory.conditions import Condition, Value
from zhike.describe.directory.deeds import LEAST
from zhike.describe.directory.labels import value_in_words
from zhike.words import N_, _, language

# How each comparison is called in the form that adds a filter.
COMPARISONS = {
    "is": N_("is one of"),
    "not": N_("is none of"),
    "at_least": N_("at least (≥)"),
    "at_most": N_("at most (≤)"),
    "more_than": N_("more than (>)"),
    "less_than": N_("less than (<)"),
    "between": N_("between, as 10..30"),
    "has": N_("contains"),
    "filled": N_("has a value"),
    "missing": N_("has no value"),
}
_SENTENCES = {
    "is": N_("{what} is {value}"),
    "not": N_("{what} is not {value}"),
    "at_least": N_("{what} ≥ {value}"),
    "at_most": N_("{what} ≤ {value}"),
    "more_than": N_("{what} > {value}"),
    "less_than": N_("{what} < {value}"),
    "between": N_("{what} from {low} to {high}"),
    "has": N_("{what} contains “{value}”"),
    "filled": N_("{what} has a value"),
    "missing": N_("{what} has no value"),
}
_DAYS = {"at_least": N_("{what} on or after {value}"), "at_most": N_("{what} on or before {value}"),
         "more_than": N_("{what} after {value}"), "less_than": N_("{what} before {value}")}  # fmt: skip
_SEGMENT = {"is": N_("In the segment {value}"), "not": N_("Not in the segment {value}")}
_TAG = {"is": N_("With the tag {value}"), "not": N_("Without the tag {value}")}
_SLICE = {"is": N_("Orders of {value}"), "not": N_("No orders of {value}")}
_MONTH = {"is": N_("Bought in {value}"), "not": N_("Did not buy in {value}")}


def in_words(condition: Condition) -> str:
    """Return a filter as a reader says it."""
    said = [_said(condition, v) for v in condition.values]
    kind, op = condition.field.kind, condition.op
    of_rows = {"month": _MONTH, "segment": _SEGMENT, "tag": _TAG, "slice": _SLICE}
    sentence = of_rows.get(kind, _DAYS if kind == "day" and op in _DAYS else _SENTENCES)[op]
    low, high = (said[0], said[-1]) if said else ("", "")
    return _(sentence).format(what=condition.field.label, value=_(" or ").join(said), low=low, high=high)


def day_in_words(day: date) -> str:
    """Return a day as people write it in the language now in use."""
    return f"{day.year}年{day.month}月{day.day}日" if language() == "zh" else day.isoformat()


def _said(condition: Condition, value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if condition.field.unit == "share" and isinstance(value, int | float):
        return f"{value * 100:,.10g}%"
    if isinstance(value, date):
        return day_in_words(value)
    if condition.field.kind in {"deed", "slice"}:
        behind = behind_of(str(value)) if condition.field.kind == "slice" else None
        return behind_said(behind) if behind else _deed(condition.field.name, str(value))
    named = value_in_words(condition.field.name, value)
    if named != str(value):
        return named
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _day_said(said: str) -> str:
    try:
        return day_in_words(date.fromisoformat(said))
    except ValueError:  # somebody typed something else, which finds nobody
        return said


def _deed(name: str, value: str) -> str:
    """Return what was done as a reader says it: "Monday, 20:00", "A-1 + B-2", "2; 28"."""
    first, _dash, second = value.partition("-")
    if name == "bought_at":
        return f"{value_in_words('favourite_weekday', first)} {second}:00"
    if name == "bought_again":
        return _("purchase {number} within {days} days").format(number=first, days=second)
    if name == "stage_on":
        day, _bar, stage = value.partition("|")
        return _("{stage} on {day}").format(stage=value_in_words("stage", stage), day=_day_said(day))
    if name == "likely_category":
        found = re.fullmatch(LEAST, value)
        return _("{category}, with at least {probability}").format(category=found[1], probability=f"{float(found[2]) * 100:.10g}%") if found else value  # fmt: skip
    return value.replace("|", " + ")
