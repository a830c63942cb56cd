"""A tree whose names are known and whose values are of their column's kind; a tree that is not raises WrongRuleError.

Every tree passes here before it is kept or computed, wherever it comes from: a text, a page, a program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zhike.describe.directory import Field, code_of
from zhike.segment.rules.errors import WrongRuleError, unknown
from zhike.segment.rules.happenings import HAPPENINGS, Kind
from zhike.segment.rules.tree import (
    OPERATORS,
    Compare,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Place,
    Rule,
    Some,
    Split,
    Value,
    opposite,
)
from zhike.words import N_, _

_EQUAL, _NULL = ("=", "!=", "in", "not in"), ("is null", "is not null")
_ORDERED = ("<", "<=", ">", ">=", "between")
OPERATORS_OF: dict[str, tuple[str, ...]] = {
    "text": (*_EQUAL, "like", "not like", *_NULL),
    "number": (*_EQUAL, *_ORDERED, *_NULL),
    "day": (*_EQUAL, *_ORDERED, *_NULL),
    "flag": ("=", "!=", *_NULL),
}
MOST_VALUES, _MOST_CONDITIONS, _DEEPEST, _LONGEST_TEXT = 1000, 300, 30, 400
_EXPECTED = {
    "text": N_("a text in quotes, such as '上海'"),
    "number": N_("a number, such as 30 or 1234.5"),
    "day": N_("a day, such as '2025-06-30', or days_ago(30)"),
    "flag": N_("true or false"),
}


@dataclass(frozen=True)
class Known:
    """What rules may name: columns per customer, segments and tags; `hidden` are columns that the asker may not compare.

    `withheld` are the happenings that a model foresees, but of nobody in this run.
    """

    fields: Mapping[str, Field]
    segments: Collection[str] = ()
    tags: Collection[str] = ()
    hidden: Collection[str] = field(default=())
    withheld: Collection[str] = field(default=())


def checked(rule: Rule, known: Known) -> Rule:
    """Return the rule with each name as it is declared and each value in its kind."""
    return _Checking(known).rule(rule, depth=0)


class _Checking:
    """One walk through a tree; counts what it meets, so that a rule stays of a size that can be computed."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._met = 0
        self._by_label = {f.label: name for name, f in known.fields.items()}

    def rule(self, rule: Rule, *, depth: int) -> Rule:
        self._met += 1
        if depth > _DEEPEST or self._met > _MOST_CONDITIONS:
            raise WrongRuleError(problem=_("it has more than {most} conditions").format(most=_MOST_CONDITIONS))
        if isinstance(rule, Not):
            part = self.rule(rule.part, depth=depth + 1)
            return opposite(part) if _says_something(part) else Every(())
        if isinstance(rule, Every | Some):
            return self._group(rule, depth=depth)
        if isinstance(rule, Compare):
            return self._compare(rule)
        if isinstance(rule, Happened):
            return _happened(rule, self._known.withheld)
        return self._named(rule)

    def _group(self, rule: Every | Some, *, depth: int) -> Rule:
        """Return a group without the empty ones in it, which say nothing; a group of one is that one."""
        parts = [self.rule(p, depth=depth + 1) for p in rule.parts]
        said = [p for p in parts if _says_something(p)]
        return said[0] if len(said) == 1 else type(rule)(tuple(said)) if said else Every(())

    def _compare(self, rule: Compare) -> Compare:
        fields = self._known.fields
        name = rule.column if rule.column in fields else self._by_label.get(rule.column, rule.column.lower())
        if name not in fields:
            raise unknown(N_("column"), rule.column, fields, _start(rule))
        if name in self._known.hidden and rule.op not in _NULL:
            raise WrongRuleError(problem=_("your role does not see this column in full"), place=_start(rule))
        return _typed(replace(rule, column=name), fields[name].kind)

    def _named(self, rule: InSegment | HasTag | Split) -> Rule:
        if isinstance(rule, InSegment) and rule.segment not in self._known.segments:
            raise unknown(N_("segment"), rule.segment, self._known.segments, rule.place)
        if isinstance(rule, HasTag) and rule.tag not in self._known.tags:
            raise unknown(N_("tag"), rule.tag, self._known.tags, rule.place)
        if isinstance(rule, Split) and not 0 <= rule.low < rule.high <= 100:
            problem = _("a split goes from a lower to a higher percentage, such as random_split('test', 0, 50)")
            raise WrongRuleError(problem=problem, place=rule.place)
        return rule


def _says_something(part: Rule) -> bool:
    return not isinstance(part, Every | Some) or bool(part.parts)


def _happened(rule: Happened, withheld: Collection[str]) -> Happened:
    kind = HAPPENINGS.get(rule.what)
    if kind is None:
        raise unknown(N_("function"), rule.what, HAPPENINGS, rule.place)
    if rule.what in withheld:
        raise WrongRuleError(problem=_("{what} is withheld: its model foresees nothing in this run").format(what=rule.what), place=rule.place)  # fmt: skip
    if rule.name is not None and not kind.name:
        problem = _("{what} takes no name; compare a column, such as {what}(category = '…')").format(what=rule.what)
        raise WrongRuleError(problem=problem, place=rule.place)
    counts = [n for n in (rule.at_least, rule.at_most) if n is not None]
    if not counts or (len(counts) == 2 and counts[0] > counts[1]) or rule.within_days == 0:
        problem = _("{what} counts: at_least=3, at_most=0, within_days=30").format(what=rule.what)
        raise WrongRuleError(problem=problem, place=rule.place)
    if rule.within_days is not None and rule.is_foreseen:
        problem = _("{what} says what is to come; it takes no within_days").format(what=rule.what)
        raise WrongRuleError(problem=problem, place=rule.place)
    where = []
    for one in rule.where:
        if one.column not in kind.columns:
            raise unknown(N_("column"), one.column, kind.columns, _start(one) or rule.place)
        where.append(_typed(one, kind.columns[one.column]))
    return replace(rule, where=tuple(where))


def _typed(rule: Compare, kind: Kind | str) -> Compare:
    allowed = OPERATORS_OF.get(kind, ())
    if rule.op not in allowed:
        problem = _("{column} is {kind}, which takes {ops}").format(
            column=rule.column, kind=_(_KINDS.get(kind, kind)), ops=", ".join(allowed)
        )
        raise WrongRuleError(problem=problem, place=rule.place)
    count = OPERATORS[rule.op]
    if (count is not None and len(rule.values) != count) or not (count == 0 or 0 < len(rule.values) <= MOST_VALUES):
        problem = _("{op!r} takes {count} values, at most {most}").format(
            op=rule.op, count=count if count is not None else _("some"), most=MOST_VALUES
        )
        raise WrongRuleError(problem=problem, place=rule.place)
    return replace(rule, values=tuple(_as(kind, v, rule) for v in rule.values))


def _as(kind: Kind | str, value: Value, rule: Compare) -> Value:
    """Return a value in the kind of its column."""
    found: Value | None = None
    if kind == "text" and isinstance(value, str) and len(value) <= _LONGEST_TEXT and "\0" not in value:
        found = value if rule.op in {"like", "not like"} else code_of(rule.column, value)
    elif (kind == "number" and isinstance(value, int | float) and not isinstance(value, bool)) or (
        kind == "flag" and isinstance(value, bool)
    ):
        found = value
    elif kind == "day" and isinstance(value, str | date | DaysAgo):
        found = _day(value) if isinstance(value, str) else value
    if found is None:
        problem = _("{column} is {kind}; {value!r} is not {expected}").format(
            column=rule.column, kind=_(_KINDS.get(kind, kind)), value=value, expected=_(_EXPECTED.get(kind, ""))
        )
        raise WrongRuleError(problem=problem, place=rule.place)
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _start(rule: Compare) -> Place | None:
    """Return the place of the column's name, with which most comparisons begin."""
    return rule.place and (rule.place[0], min(rule.place[0] + len(rule.column), rule.place[1]))


_KINDS = {"text": N_("a text"), "number": N_("a number"), "day": N_("a day"), "flag": N_("yes or no")}
