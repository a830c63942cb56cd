"""Why somebody is in a segment or not: each condition with what is known of the customer, and whether it is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhike import govern
from zhike.describe.directory import LISTING
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.segment.asking import REFUSED, Asked, asked, quoted
from zhike.segment.definition import Segment
from zhike.segment.kept import called, renamed, tag_called
from zhike.segment.known import checked_again
from zhike.segment.rules import (
    HAPPENINGS,
    Compare,
    Compiling,
    Condition,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Rule,
    Some,
    conditions,
    written,
)
from zhike.unify.who import UnknownRecordError
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Verdict:
    """A part of a rule and whether it is true of the customer.

    `tie` is "every", "some" or "not" for a group of `parts`, else ""; `value` is what a condition was held against, and `unit` is
    "share" where it says how likely something is.
    """

    said: str
    holds: bool
    tie: str = ""
    value: Any = None
    unit: str = ""
    parts: tuple[Verdict, ...] = ()

    @property
    def told(self) -> Any:
        """The value as people read it: how likely something is in percent."""
        return f"{self.value:.1%}" if self.unit == "share" and self.value is not None else self.value


@dataclass(frozen=True)
class Why:
    """Whether a customer is in a segment, or has a tag, now, and the verdict on its rule (None for a list, or a tag by hand).

    `refused` says that the customer refused profiling, and so is in no segment that a rule makes.
    """

    segment: Segment
    customer_id: str
    is_member: bool
    refused: bool
    verdict: Verdict | None


def why(shop: Workspace, said: str, customer_id: str, *, by: Actor, tag: bool = False) -> Why:
    """Return why a customer whom the asker may see is in a segment, or has a tag, or not; WrongRuleError of a stale rule."""
    segment = tag_called(shop, said) if tag else called(shop, said)
    now = asked(shop)
    if segment.rule is not None:
        checked_again(segment.rule, now.there)
    place = _place(now, customer_id, by=by)
    listed = HasTag(segment.id) if tag else InSegment(segment.id)
    rule: Rule = now.rule_of(segment) or listed
    verdict = _verdict(rule, _facts(now, rule, place, by=by), now.names)
    if segment.rule is None:
        return Why(segment, customer_id, verdict.holds, refused=False, verdict=None)
    refused = bool(now.reader.value(f"select 1 from {REFUSED} where place = $place", {"place": place}))
    return Why(segment, customer_id, verdict.holds and not refused, refused, verdict)


def _place(now: Asked, customer_id: str, *, by: Actor) -> int:
    visible = visible_customers(by)
    sql = f"select c.place from {LISTING} c where c.customer_id = $customer_id and ({visible.condition})"
    found = now.reader.value(sql, {"customer_id": customer_id, **visible.parameters})
    if found is None:
        raise UnknownRecordError(value=customer_id[:40])
    return int(found)


def _facts(now: Asked, rule: Rule, place: int, *, by: Actor) -> Mapping[Condition, tuple[bool, Any]]:
    """Return for each condition of a rule whether it is true of a customer, and what is known of it."""
    leaves = list(dict.fromkeys(conditions(rule)))
    if not leaves:
        return {}
    columns = [f"{now.condition(c)} as h{at}, {_value(now, c)} as v{at}" for at, c in enumerate(leaves)]
    values = {**now.values, "place": place}
    sql = f"select {', '.join(columns)} from {LISTING} c where c.place = $place"
    [row] = now.reader.rows(sql, values, reads=now.reads)
    hidden = govern.hidden_columns(by, now.listing.fields)
    return {
        c: (bool(row[f"h{at}"]), None if isinstance(c, Compare) and c.column in hidden else row[f"v{at}"])
        for at, c in enumerate(leaves)
    }


def _value(now: Asked, condition: Condition) -> str:
    """Return what a condition is held against as SQL: the column's value, how many times something happened, or how likely it is."""
    if isinstance(condition, Compare):
        return quoted(condition.column)
    if not isinstance(condition, Happened):
        return "null"
    built = Compiling(now.as_of, _no_name, _no_name, _no_name, values=now.values)
    # How likely something is, is told of whom it is too unlikely for, too.
    asked_of = replace(condition, where=()) if condition.is_foreseen else condition
    told = HAPPENINGS[condition.what].told
    counted = built.counted(asked_of).select(told, append=False).where("customer_id = c.customer_id")
    return f"({counted.sql(dialect='duckdb')})"


def _no_name(name: str) -> Any:
    raise KeyError(name)  # our own mistake: what happened is counted without the customer's columns


def _verdict(rule: Rule, facts: Mapping[Condition, tuple[bool, Any]], names: Mapping[str, str]) -> Verdict:
    said = written(renamed(rule, names))
    if isinstance(rule, Not):
        part = _verdict(rule.part, facts, names)
        return Verdict(said, not part.holds, "not", parts=(part,))
    if isinstance(rule, Every | Some):
        parts = tuple(_verdict(p, facts, names) for p in rule.parts)
        told = [p.holds for p in parts]
        every = isinstance(rule, Every)
        return Verdict(said, all(told) if every else any(told), "every" if every else "some", parts=parts)
    holds, value = facts[rule]
    is_likely = isinstance(rule, Happened) and rule.is_foreseen
    return Verdict(said, holds, value=value, unit="share" if is_likely else "")
