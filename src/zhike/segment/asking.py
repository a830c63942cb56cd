"""A rule asked of the current run at once: over the listing in memory, other segments by what their rules say now."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select
from sqlglot import exp

from zhike.describe.directory import LISTING, Listing, prepare
from zhike.engine import Reader, name_of
from zhike.errors import UnknownNameError
from zhike.segment.at_hand import at_hand
from zhike.segment.carried import carried_table
from zhike.segment.definition import Segment
from zhike.segment.groups import MARK, groups
from zhike.segment.kept import everything, list_file
from zhike.segment.known import checked_again, declared, fields, withheld
from zhike.segment.needs import exclusive_of, first_of, with_first
from zhike.segment.rules import HAPPENINGS, Compiling, Happened, Known, Rule, WrongRuleError, conditions
from zhike.store import runs
from zhike.words import N_
from zhike.workspace import Workspace

REFUSED = "segment_refused"
_REFUSED = f"select place from {LISTING} join unprofiled using (customer_id)"

_NOBODY = "select 0::integer as place where false"


@dataclass
class Asked:
    """What is ready for questions: the listing, the day as of which the run counted, the kept segments and tags, bound values.

    `names` are those of segments, tags and groups of tags by their ids; `there` is what a kept rule may name in this run.
    """

    shop: Workspace
    listing: Listing
    as_of: date
    kept: dict[str, Segment]
    names: dict[str, str]
    exclusive: frozenset[str]
    there: Known
    values: dict[str, Any] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)

    @property
    def reader(self) -> Reader:
        """Return the reader of the current run."""
        return self.listing.reader

    def condition(self, rule: Rule) -> str:
        """Return a rule as SQL over a row `c` of the listing; its values are bound in `values`."""
        # In brackets: whoever ties it to something else cannot break an "or" apart.
        return str(exp.paren(self._tree(rule)).sql(dialect="duckdb"))

    def members(self, rule: Rule) -> set[str]:
        """Return the customers whom a rule holds now."""
        sql = f"select c.customer_id {FROM} where {self.condition(rule)}"
        return {r["customer_id"] for r in self.reader.rows(sql, self.values or None, reads=self.reads)}

    def rule_of(self, one: Segment) -> Rule | None:
        """Return the rule of a segment or tag; that of a tag leaves out who has a tag that counts before it."""
        return one.rule and with_first(one.rule, first_of(one, self.kept.values(), self.exclusive))

    def _is_stale(self, rule: Rule | None) -> bool:
        """Return whether a kept rule names what this run does not have: then those count whom the run kept."""
        try:
            if rule is not None:
                checked_again(rule, self.there)
        except WrongRuleError:
            return True
        return False

    def _tree(self, rule: Rule) -> exp.Expr:
        self.reads |= {HAPPENINGS[c.what].table for c in conditions(rule) if isinstance(c, Happened)}
        built = Compiling(
            self.as_of,
            _column,
            self._in_segment,
            self._has_tag,
            values=self.values,
            at_hand=partial(at_hand, self.reader),
        )
        return built.condition(rule)

    def _in_segment(self, segment_id: str) -> exp.Expr:
        found = self.kept.get(segment_id)
        if found is None:
            known = [s.name for s in self.kept.values() if s.group_id is None]
            raise UnknownNameError(what=N_("segment"), value=segment_id, known=known)
        if self._is_stale(found.rule):
            return self._kept_in("segment_members", "segment_id", segment_id)
        if found.rule is not None:
            return exp.paren(self._tree(found.rule))
        table = f"segment_list_{found.id}"
        self.reader.table_of(
            table, "select * from listed", version=found.version, given=lambda: {"listed": pq.read_table(list_file(self.shop, found))},
        )  # fmt: skip
        self.reads.add("identity")
        mine = exp.select("identity.customer_id").from_("identity").join(table, using=["source", "record_id"])
        return exp.In(this=exp.column("customer_id", table="c"), query=exp.Subquery(this=mine))

    def _has_tag(self, tag_id: str) -> exp.Expr:
        found = self.kept.get(tag_id)
        if found is None and tag_id.partition(MARK)[0] not in self.names:
            known = [t.name for t in self.kept.values() if t.group_id is not None]
            raise UnknownNameError(what=N_("tag"), value=tag_id, known=known)
        # What people said counts at once; what a statistic finds, and what a stale rule held, as the run found it.
        if found is None or self._is_stale(found.rule):
            return self._kept_in("tag_members", "tag_id", tag_id)
        rule = self.rule_of(found)
        if rule is not None:
            return exp.paren(self._tree(rule))
        said = carried_table(self.shop, self.reader, day=self.as_of)
        return self._among(said, "tag_id", tag_id, "not gave_way")

    def _kept_in(self, table: str, column: str, kept_id: str) -> exp.Expr:
        """Return whether the run found a customer in a segment or with a tag; a run of an older version found nobody."""
        return self._among(table, column, kept_id) if table in self.reader.tables else exp.false()

    def _among(self, table: str, column: str, kept_id: str, *more: str) -> exp.Expr:
        """Return whether a customer stands in a table beside the number of a segment or a tag."""
        self.reads.add(table)
        name = f"v{len(self.values)}"
        self.values[name] = kept_id
        mine = exp.select("customer_id").from_(table).where(exp.column(column).eq(exp.Placeholder(this=name)), *more)
        return exp.In(this=exp.column("customer_id", table="c"), query=exp.Subquery(this=mine))


def asked(shop: Workspace) -> Asked:
    """Return the current run ready for questions of rules; the first question of a run waits for the listing."""
    listing = prepare(shop, declared())
    lock: threading.Lock = listing.reader.kept("segment lock", threading.Lock)
    with lock:
        # A run of an older version does not say who refused.
        refused = _REFUSED if "unprofiled" in listing.reader.tables else _NOBODY
        listing.reader.table_in_memory(REFUSED, refused, reads=["unprofiled"])
    with shop.store.reading() as connection:
        day = connection.execute(select(runs.c.as_of).where(runs.c.id == listing.reader.run_id)).scalar_one()
    kept, homes = everything(shop), groups(shop)
    names = {**{s.id: s.name for s in kept.values()}, **{g.id: g.name for g in homes}}
    return Asked(shop, listing, day, kept, names, exclusive_of(homes), Known(fields(shop), withheld=withheld(shop)))


# Who refused profiling is in no segment that a rule makes.
FROM = f"from {LISTING} c anti join {REFUSED} r on c.place = r.place"


def _column(name: str) -> exp.Expr:
    return exp.column(name, table="c", quoted=True)


def quoted(name: str) -> str:
    """Return a column of the listing as SQL."""
    return f"c.{name_of(name)}"
