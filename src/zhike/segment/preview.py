"""While a rule is being written: how many customers it holds, which condition bites, and a sample of whom it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from zhike import govern
from zhike.describe.directory import LISTING
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.segment.asking import FROM, Asked, asked, quoted
from zhike.segment.kept import read, renamed
from zhike.segment.rules import Compare, Every, Rule, Some, columns_of, conditions, written
from zhike.words import _, sentences
from zhike.workspace import Workspace

SAMPLE = 8
_WHOLE = ("=", "!=", "in", "not in")
# Beside the name: what tells a reader whether the rule found whom they meant.
_SHOWN = ("customer_id", "name", "city", "orders", "revenue", "last_purchase_on")


@dataclass(frozen=True)
class Counted:
    """One condition of a rule: its text, the customers of whom it is true, and those whom the rule would hold without it."""

    said: str
    count: int
    without: int


@dataclass(frozen=True)
class Preview:
    """A rule as the current run answers it: `count` of `of` customers, its conditions, and rows of some who are in it."""

    rule: Rule
    said: str
    count: int
    of: int
    conditions: tuple[Counted, ...]
    sample: tuple[dict[str, Any], ...]
    hints: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of all customers."""
        return self.count / self.of if self.of else 0.0


def preview(shop: Workspace, rule: str | Rule, *, by: Actor) -> Preview:
    """Return what a rule holds now, as the asker may see it."""
    tree = read(shop, rule, by=by)
    now = asked(shop)
    names = now.names
    parts = _parts(tree)
    found = _scanned(now, tree, parts, by=by)
    told = tuple(Counted(written(renamed(p, names)), *c) for p, c in zip(parts, found.parts, strict=True))
    of = now.reader.kept("customers in segments at most", lambda: int(now.reader.value(f"select count(*) {FROM}")))
    sample = _rows(now, tree, found.places, by=by)
    return Preview(tree, written(renamed(tree, names)), found.count, of, told, sample, _hints(now, tree))


def _parts(rule: Rule) -> tuple[Rule, ...]:
    """Return the conditions that are tied together at the top of a rule."""
    return rule.parts if isinstance(rule, Every | Some) else (rule,)


@dataclass(frozen=True)
class _Scanned:
    """What one scan finds: for each part how many it holds and how many the rest does; the count; places of some."""

    parts: list[tuple[int, int]]
    count: int
    places: list[int]


def _scanned(now: Asked, rule: Rule, parts: tuple[Rule, ...], *, by: Actor) -> _Scanned:
    """Return everything that is counted, from one scan of the listing: each condition is computed once."""
    visible = visible_customers(by)
    flags = ", ".join(f"{now.condition(p)} as p{at}" for at, p in enumerate(parts))
    tie = " or " if isinstance(rule, Some) else " and "
    held = tie.join(f"p{at}" for at in range(len(parts))) or "true"
    counted = []
    for at in range(len(parts)):
        rest = tie.join(f"p{other}" for other in range(len(parts)) if other != at)
        counted += [f"sum(n) filter (where p{at})", f"sum(n) filter (where {rest or 'true'})"]
    named = "".join(f", {c} as n{at}" for at, c in enumerate(counted))
    # Rows are first put together by what is true of them: there are few such groups, and each sum is over these alone.
    together = ", ".join(f"p{at}" for at in range(len(parts))) or "p"
    sql = f"""
        with flags as (select c.place, {flags or "true as p"} {FROM} where {visible.condition}),
        groups as (
            select {together}, count(*) as n, arg_min(place, hash(place), {SAMPLE}) filter (where {held}) as places
            from flags group by all
        )
        select coalesce(sum(n) filter (where {held}), 0) as held, flatten(list(places) filter (where places is not null)) as places{named}
        from groups
    """
    [row] = now.reader.rows(sql, {**now.values, **visible.parameters} or None, reads=now.reads)
    found = [int(row[f"n{at}"] or 0) for at in range(len(counted))]
    return _Scanned(list(zip(found[::2], found[1::2], strict=True)), int(row["held"]), list(row["places"] or ()))


def _rows(now: Asked, rule: Rule, places: list[int], *, by: Actor) -> tuple[dict[str, Any], ...]:
    """Return the rows of the sample: for one rule always the same, and none before others."""
    columns = [n for n in dict.fromkeys([*_SHOWN, *sorted(columns_of(rule))]) if n in now.listing.fields]
    sql = f"select {', '.join(map(quoted, columns))} from {LISTING} c where c.place in (select unnest($places)) order by hash(c.place) limit {SAMPLE}"
    rows = now.reader.rows(sql, {"places": places}) if places else []
    return tuple(govern.seen_by(by, row) for row in rows)


def _hints(now: Asked, rule: Rule) -> tuple[str, ...]:
    """Return what is probably meant where a column of few values has none as it was written."""
    found: list[str] = []
    for one in conditions(rule):
        if not isinstance(one, Compare) or one.op not in _WHOLE:
            continue
        there = now.listing.values.get(one.column, ())
        texts = [v for v in one.values if isinstance(v, str) and there and v not in there]
        found += [_meant(one.column, v, there) for v in texts]
    return tuple(dict.fromkeys(found))


def _meant(column: str, value: str, there: Sequence[str]) -> str:
    near = [t for t in there if value and value in t] or get_close_matches(value, there, n=2, cutoff=0.5)
    said = _("No customer has {value!r} in {column}.").format(value=value, column=column)
    return sentences(said, _("Did you mean {near}?").format(near=_(" or ").join(near[:2])) if near else "")
