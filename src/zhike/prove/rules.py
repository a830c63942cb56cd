"""Random rules over the columns and happenings of a workspace, with values that hold, miss and attack."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhike.describe.directory import Field
from zhike.segment.rules import (
    OPERATORS,
    OPERATORS_OF,
    Compare,
    DaysAgo,
    Every,
    Happened,
    InSegment,
    Not,
    Rule,
    Some,
    Split,
    Value,
)

# Texts that end a literal, a comment or a statement somewhere, or mean something in a pattern.
HOSTILE = (
    "it's",
    '"',
    "--",
    "/*",
    "; drop table customers",
    "$v0",
    "%",
    "_",
    "\\",
    "0 or 1=1",
    "＇",
    "')) or (('1'='1",
    "员工%_",
)
_OFTEN_HELD = 0.6


class Rules:
    """Draws rules: `values` are some that the columns of words really hold."""

    def __init__(
        self, fields: Mapping[str, Field], values: Mapping[str, Sequence[str]], *, as_of: date, segments: Sequence[str], seed: int
    ) -> None:  # fmt: skip
        self._chance = random.Random(seed)
        self._fields = [f for f in fields.values() if f.kind in OPERATORS_OF]
        self._values, self._as_of, self._segments = values, as_of, list(segments)

    def rule(self, *, depth: int = 3) -> Rule:
        """Return a rule of a few conditions in groups of and, or and not."""
        chance = self._chance.random()
        if depth == 0 or chance < 0.4:
            return self._condition()
        if chance < 0.55:
            return Not(self.rule(depth=depth - 1))
        parts = tuple(self.rule(depth=depth - 1) for _ in range(self._chance.randrange(2, 4)))
        return Every(parts) if chance < 0.8 else Some(parts)

    def features(self, count: int) -> Rule:
        """Return a rule of so many conditions on columns alone, tied by and."""
        return Every(tuple(self._compare() for _ in range(count)))

    def happened(self) -> Happened:
        """Return that something happened so many times."""
        times = self._chance.randrange(1, 4)
        kinds = ["page_view", "product_view", "add_to_cart", "search", self._hostile()]
        where = (
            (Compare("sku", "like", (f"{self._chance.choice('0123456789ABC')}%",)),)
            if self._chance.random() < 0.3
            else ()
        )
        return Happened("did", self._chance.choice(kinds), times, None, self._chance.choice([None, 30, 90, 365]), where)

    def _condition(self) -> Rule:
        chance = self._chance.random()
        if chance < 0.15:
            return self.happened()
        if chance < 0.2 and self._segments:
            return InSegment(self._chance.choice(self._segments))
        if chance < 0.25:
            low = self._chance.randrange(99)
            return Split(self._hostile(), low, self._chance.randrange(low + 1, 101))
        return self._compare()

    def _compare(self) -> Compare:
        field = self._chance.choice(self._fields)
        op = self._chance.choice(OPERATORS_OF[field.kind])
        count = OPERATORS[op]
        many = self._chance.randrange(1, 4) if count is None else count
        return Compare(field.name, op, tuple(self._value(field) for _ in range(many)))

    def _value(self, field: Field) -> Value:
        if field.kind == "number":
            return self._chance.choice([0, 1, 2, 3, 5, 10, 30, 100, 0.5, 0.25, -1, 1000])
        if field.kind == "day":
            days = self._chance.randrange(800)
            return DaysAgo(days) if self._chance.random() < 0.5 else self._as_of - timedelta(days=days)
        if field.kind == "flag":
            return self._chance.random() < 0.5
        known = self._values.get(field.name)
        return self._chance.choice(known) if known and self._chance.random() < _OFTEN_HELD else self._hostile()

    def _hostile(self) -> str:
        return self._chance.choice(HOSTILE)
