"""Bring the tables of a run up to date where only some groups of rows changed: the rest is taken from the run before.

A table whose head says `apart by: COLUMN` has rows of which no group hangs on another group. Of such a table the groups that
were touched are made anew, from what it reads narrowed to them, and every other row is kept as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhike.engine.declared import Table
from zhike.engine.plan import Step
from zhike.engine.session import Session, name_of, text_of

# Where `Fresh.find` puts the groups that were touched: one column, the one by which tables are apart.
TOUCHED = "touched"


@dataclass(frozen=True)
class Finished:
    """A table of the run before: where it lies and what it was a function of."""

    path: Path
    fingerprint: str
    rows: int


@dataclass(frozen=True)
class Fresh:
    """What is known of the changes since the run before.

    `find` makes the temporary table `touched` of the groups whose rows may have changed, and says whether rows without a group
    are among them; it may read every table made before it is called. `narrow` are the inputs and tables whose changes are about
    these groups alone, with the condition by which each is narrowed to them. `prints` are the fingerprints of the inputs of the
    run before. `left` are the tables that stay as they were, but for rows of them that `left_where` does not hold of any more.
    """

    column: str
    find: Callable[[Session], bool]
    narrow: Mapping[str, str]
    prints: Mapping[str, str]
    left: frozenset[str]
    left_where: str = "true"


@dataclass
class Course:
    """How far a run that brings up to date has come.

    `same` are the inputs and tables that have the rows of the run before, `apart` the tables that may be narrowed to what was
    touched, `reads` how each is read; `nobody` is what `Fresh.find` said, None until it was asked.
    """

    session: Session
    fresh: Fresh
    before: Mapping[str, Finished]
    parameters: Mapping[str, Any]
    same: set[str]
    reads: dict[str, str]
    apart: set[str] = field(default_factory=set)
    nobody: bool | None = None

    def is_left(self, step: Step) -> bool:
        """Whether the step's tables stay as they were."""
        return all(t.name in self.fresh.left for t in step.tables) and self._is_there(step)

    def kept(self, table: Table) -> str | None:
        """Return the SELECT of the rows that stay of a table that is left; None where all do."""
        if table.column(self.fresh.column) is None:
            return None
        there = f"select * from read_parquet({text_of(self.before[table.name].path)})"
        some = f"{there} where {self.fresh.left_where}"
        return some if self.session.value(f"select count(*) from ({some})") < self.before[table.name].rows else None

    def is_same(self, step: Step) -> bool:
        """Whether the step would make what is there: from the same text, parameters and rows."""
        return self._was_made_so(step) and step.reads <= self.same

    def can_patch(self, step: Step) -> bool:
        """Whether the groups that were touched are all that can have changed in the step's table."""
        if step.table.apart_by != self.fresh.column or not self._was_made_so(step):
            return False
        # A table that was made whole may have changed for any group.
        return step.reads - self.same <= self.fresh.narrow.keys() | self.apart

    def patched(self, step: Step, make: Callable[[str], int]) -> int:
        """Make the table of a step: the SELECT of all its rows goes to `make`, which returns how many they are."""
        if self.nobody is None:
            self.nobody = self.fresh.find(self.session)
        column = name_of(self.fresh.column)
        mine = f"({column} in (select {column} from {TOUCHED}){f' or {column} is null' if self.nobody else ''})"
        narrowed = {n: self.fresh.narrow.get(n, mine) for n in step.reads & (self.fresh.narrow.keys() | self.apart)}
        kept = f"select * from read_parquet({text_of(self.before[step.table.name].path)}) where not coalesce({mine}, false)"
        self.apart.add(step.table.name)
        try:
            for name, condition in narrowed.items():
                self.session.view(name, f"select * from ({self.reads[name]}) where {condition}")
            return make(f"{kept} union all select * from ({step.table.sql}) where {mine}")
        finally:
            for name in narrowed:
                self.session.view(name, self.reads[name])

    def note(self, table: Table, path: Path, *, is_same: bool | None) -> None:
        """Note a table that was made; whether it is the same is looked up where nobody knows (None)."""
        self.reads[table.name] = f"select * from read_parquet({text_of(path)})"
        before = self.before.get(table.name)
        if is_same is None and before is not None and before.path.exists():
            is_same = _digest(self.session, path) == _digest(self.session, before.path)
        if is_same:
            self.same.add(table.name)
            if table.apart_by == self.fresh.column:
                self.apart.add(table.name)

    def _is_there(self, step: Step) -> bool:
        return all(t.name in self.before and self.before[t.name].path.exists() for t in step.tables)

    def _was_made_so(self, step: Step) -> bool:
        """Whether the tables are there and were made by the text and with the parameters of today."""
        if not self._is_there(step):
            return False
        prints = {**self.fresh.prints, **{name: b.fingerprint for name, b in self.before.items()}}
        if not step.reads <= prints.keys():
            return False
        now = step.fingerprint(prints, self.parameters)
        return all(self.before[t.name].fingerprint == now for t in step.tables)


def _digest(session: Session, path: Path) -> tuple[Any, ...]:
    """Return what two files share that hold the same rows, in whatever order."""
    rows = f"select hash(t) as h from (select * from read_parquet({text_of(path)})) t"
    return session.rows(f"select count(*), sum(h::hugeint), bit_xor(h) from ({rows})", step=path.stem)[0]
