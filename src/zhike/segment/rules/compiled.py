"""A checked tree as SQL: columns, operators and functions are syntax trees of ours, and every value is bound.

The same tree is written for DuckDB or for Spark. The result is true or false for each customer, never unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from zhike.segment.rules.happenings import HAPPENINGS, Happening
from zhike.segment.rules.tree import (
    Compare,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Rule,
    Some,
    Split,
    Value,
)

# A column per customer, or a fact that the caller has at hand, as an expression.
Named = Callable[[str], exp.Expr]
# For what happened and the columns that are asked: the table in memory with the customer's `place`, if there is one.
AtHand = Callable[[Happening, Collection[str]], str | None]
_OPERATIONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_NEGATED = {"!=", "not in", "not like"}
# Eight hexadecimal digits of the digest say where a customer stands among all.
_DIGITS = 8


@dataclass
class Compiling:
    """Where the names of a rule lead, and the values that were bound so far.

    `column` gives a column of `customer`'s row, `segment` and `tag` whether the customer is in one or has one.
    """

    as_of: date
    column: Named
    segment: Named
    tag: Named
    customer: exp.Expr = field(default_factory=lambda: exp.column("customer_id", table="c"))
    values: dict[str, Any] = field(default_factory=dict)
    at_hand: AtHand | None = None

    def bound(self, value: Value | date) -> exp.Expr:
        """Bind a value and return what stands for it."""
        name = f"v{len(self.values)}"
        self.values[name] = self.as_of - timedelta(days=value.days) if isinstance(value, DaysAgo) else value
        return exp.Placeholder(this=name)

    def condition(self, rule: Rule) -> exp.Expr:
        """Return a rule as a condition on one customer."""
        if isinstance(rule, Every | Some):
            return self._group(rule)
        if isinstance(rule, Not):
            return exp.not_(exp.paren(self.condition(rule.part)))
        if isinstance(rule, Compare):
            return self._compare(rule, self.column(rule.column))
        if isinstance(rule, Happened):
            return self._happened(rule)
        if isinstance(rule, InSegment):
            return self.segment(rule.segment)
        return self.tag(rule.tag) if isinstance(rule, HasTag) else self._split(rule)

    def counted(self, rule: Happened, *, table: str | None = None) -> exp.Select:
        """Return the SELECT of the customers to whom something happened, to be grouped and counted: by place in a `table` at hand."""
        kind = HAPPENINGS[rule.what]
        key = "place" if table else "customer_id"
        found = exp.select(key).from_(exp.Table(this=exp.to_identifier(table or kind.table, quoted=True)))
        where: list[exp.Expr] = [exp.column(key).is_(exp.null()).not_()]
        if rule.name is not None:
            where.append(exp.EQ(this=exp.column(kind.name), expression=self.bound(rule.name)))
        if rule.within_days is not None:
            # The last N days with the day itself among them, as the windows of the features are.
            where.append(exp.GT(this=exp.column(kind.day), expression=self.bound(DaysAgo(rule.within_days))))
        where += [self._compare(c, exp.column(c.column)) for c in rule.where]
        return found.where(*where)

    def _group(self, rule: Every | Some) -> exp.Expr:
        parts = [exp.paren(self.condition(p)) for p in rule.parts]
        if not parts:
            return exp.convert(isinstance(rule, Every))
        return exp.and_(*parts) if isinstance(rule, Every) else exp.or_(*parts)

    def _compare(self, rule: Compare, column: exp.Expr) -> exp.Expr:
        if rule.op in {"is null", "is not null"}:
            empty = column.is_(exp.null())
            return empty if rule.op == "is null" else empty.not_()
        values = [self.bound(v) for v in rule.values]
        told = exp.Coalesce(this=_comparison(rule.op, column, values), expressions=[exp.false()])
        return exp.not_(told) if rule.op in _NEGATED else told

    def _happened(self, rule: Happened) -> exp.Expr:
        parts = []
        if rule.at_least is not None:
            parts.append(self._among(rule, rule.at_least) if rule.at_least else exp.true())
        if rule.at_most is not None:
            parts.append(exp.not_(exp.paren(self._among(rule, rule.at_most + 1))))
        return exp.and_(*parts)

    def _among(self, rule: Happened, times: int) -> exp.Expr:
        """Return whether something happened to the customer so many times at least."""
        kind = HAPPENINGS[rule.what]
        asked = {n for n in (kind.name, kind.day) if n} | {c.column for c in rule.where}
        table = self.at_hand(kind, asked) if self.at_hand else None
        found = self.counted(rule, table=table)
        if times > 1:
            count = exp.Count(this=exp.Star())
            found = found.group_by(found.selects[0].copy()).having(exp.GTE(this=count, expression=self.bound(times)))
        customer = exp.column("place", table="c") if table else self.customer.copy()
        return exp.In(this=customer, query=exp.Subquery(this=found))

    def _split(self, rule: Split) -> exp.Expr:
        salted = exp.Concat(expressions=[self.bound(f"{rule.salt}:"), self.customer.copy()], safe=True, coalesce=False)
        digits = exp.Substring(
            this=exp.MD5(this=salted), start=exp.Literal.number(1), length=exp.Literal.number(_DIGITS)
        )
        low = exp.GTE(this=digits, expression=self.bound(edge(rule.low)))
        # Above the last digest of all there is none, and no eight digits that say so.
        return (
            low
            if rule.high >= 100
            else exp.and_(low, exp.LT(this=digits.copy(), expression=self.bound(edge(rule.high))))
        )


def edge(percent: int) -> str:
    """Return the first eight hexadecimal digits of a digest from which on so many percent of all digests lie below."""
    return f"{round(percent / 100 * 16**_DIGITS):0{_DIGITS}x}"


def _comparison(op: str, column: exp.Expr, values: list[exp.Expr]) -> exp.Expr:
    if op in _OPERATIONS:
        return _OPERATIONS[op](this=column, expression=values[0])
    if op == "between":
        return exp.Between(this=column, low=values[0], high=values[1])
    if op in {"in", "not in"}:
        return exp.In(this=column, expressions=values)
    # A column of few values may be kept as numbers of them, which no pattern fits.
    return exp.Like(this=exp.cast(column, "varchar"), expression=values[0])
