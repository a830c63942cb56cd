"""Rules of segments in words: "Orders, last 90 days is at least 3 and City is 上海市"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from zhike.describe.directory import Condition, Field, in_words
from zhike.segment import tag_name
from zhike.segment.rules import Compare, DaysAgo, Every, Happened, HasTag, InSegment, Not, Rule, Some
from zhike.words import N_, _, ngettext

_OPS = {
    "=": "is", "in": "is", "!=": "not", "not in": "not", ">=": "at_least", "<=": "at_most", ">": "more_than", "<": "less_than",
    "between": "between", "is null": "missing", "is not null": "filled",
}  # fmt: skip
_HAPPENED = {
    "did": N_("did {name}"), "bought": N_("bought"), "contacted": N_("was in contact ({name})"), "answered": N_("answered ({name})"),
    "likely": N_("has {name} among the likeliest categories"),
}  # fmt: skip
_UNLIKELY = N_("does not have {name} among the likeliest categories")
# What a version of a definition says, and what a batch says of customers.
VERSIONED = {"saved": N_("saved"), "deleted": N_("deleted"), "restored": N_("restored")}
SAID = {"put": N_("put on"), "take": N_("taken off"), "undo": N_("undone")}
# What makes a tag, as the tables call it.
SOURCES = {
    "rule": N_("by rule"), "model": N_("by model"), "statistic": N_("by statistic"), "hand": N_("by hand"), "file": N_("by file"),
    "selection": N_("by selection"), "segment": N_("by segment"),
}  # fmt: skip


def words(rule: Rule, fields: Mapping[str, Field], names: Mapping[str, str]) -> str:
    """Return a rule as a sentence; `names` are those of segments, tags and groups of tags by their ids."""
    if isinstance(rule, Every | Some):
        if not rule.parts:
            return _("all customers")
        parts = [words(p, fields, names) for p in rule.parts]
        inner = [
            _("({part})").format(part=said) if isinstance(p, Every | Some) else said
            for p, said in zip(rule.parts, parts, strict=True)
        ]
        return (_(" and ") if isinstance(rule, Every) else _(" or ")).join(inner)
    if isinstance(rule, Not):
        return _("not ({part})").format(part=words(rule.part, fields, names))
    if isinstance(rule, Compare):
        return _compare(rule, fields)
    if isinstance(rule, Happened):
        return _happened(rule)
    return _named(rule, names)


def _named(rule: Rule, names: Mapping[str, str]) -> str:
    if isinstance(rule, InSegment):
        return _("is in {segment}").format(segment=names.get(rule.segment, rule.segment))
    if isinstance(rule, HasTag):
        return _("has the tag {tag}").format(tag=tag_name(rule.tag, names))
    assert not isinstance(rule, Compare | Happened | Not | Every | Some)  # noqa: S101 - said by the caller
    return _("is between {low}% and {high}% of the random order {name}").format(
        low=rule.low, high=rule.high, name=rule.salt
    )


def _compare(rule: Compare, fields: Mapping[str, Field]) -> str:
    field = fields.get(rule.column) or Field(rule.column, "", "text", "", "", "")
    if rule.op in {"like", "not like"}:
        said = _("{what} looks like {value}") if rule.op == "like" else _("{what} does not look like {value}")
        return said.format(what=field.label, value=rule.values[0])
    return in_words(Condition(field, _OPS[rule.op], tuple(map(_plain, rule.values))))


def _plain(value: DaysAgo | str | float | bool | date) -> str | float | int | bool | date:
    if not isinstance(value, DaysAgo):
        return value
    return ngettext("{count} day ago", "{count} days ago", value.days).format(count=value.days)


def _happened(rule: Happened) -> str:
    # An event's columns are called as they are.
    is_none = rule.is_foreseen and rule.at_most == 0
    what = _(_UNLIKELY if is_none else _HAPPENED[rule.what]).format(name=rule.name or _("anything"))
    often = []
    if rule.at_least is not None and not (rule.is_foreseen and rule.at_least == 1):
        often.append(ngettext("at least once", "at least {count} times", rule.at_least).format(count=rule.at_least))
    if rule.at_most is not None and not is_none:
        often.append(_("never") if rule.at_most == 0 else ngettext("at most once", "at most {count} times", rule.at_most).format(count=rule.at_most))  # fmt: skip
    if rule.within_days is not None:
        often.append(
            ngettext("in the last day", "in the last {count} days", rule.within_days).format(count=rule.within_days)
        )
    where = [_compare(c, {}) for c in rule.where]
    return " ".join(
        [what, *often, *([_("with {conditions}").format(conditions=_(" and ").join(where))] if where else [])]
    )
